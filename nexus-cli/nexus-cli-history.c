/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "nexus-cli-json.h"
#include "nexus-cli-table.h"
#include "nexus-cli.h"

int
nexus_cli_log (NexusCli               *cli,
               const NexusCliCommand  *command,
               int                     argc,
               char                  **argv)
{
  g_auto(GStrv) paths = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) versions = NULL;
  g_autoptr(JsonBuilder) builder = json_builder_new ();
  g_autoptr(NexusCliTable) table = nexus_cli_table_new (5);

  if (!nexus_cli_parse (cli, command, argc, argv, NULL,
                        _("Prints number, time, size and etag of each version, the current one first and marked."),
                        1, 1, &paths))
    return NEXUS_CLI_USAGE;
  if (nexus_cli_connect (cli) == NULL)
    return NEXUS_CLI_FAILED;

  versions = nexus_filesystem_list_versions (cli->filesystem, paths[0], NULL, &error);
  if (versions == NULL)
    return nexus_cli_fail (cli, error);

  nexus_cli_table_align_right (table, 1);
  nexus_cli_table_align_right (table, 3);
  if (cli->json)
    nexus_cli_json_array_begin ();
  for (guint i = 0; i < g_list_model_get_n_items (versions); i++)
    {
      g_autoptr(NexusVersion) version = g_list_model_get_item (versions, i);
      gint64 modified = nexus_version_get_modified_ns (version);
      gboolean current = nexus_version_get_is_current (version);

      if (cli->json)
        {
          json_builder_begin_object (builder);
          nexus_cli_json_add_number (builder, "version", nexus_version_get_number (version));
          json_builder_set_member_name (builder, "current");
          json_builder_add_boolean_value (builder, current);
          nexus_cli_json_add_number (builder, "size", nexus_version_get_size (version));
          nexus_cli_json_add_string (builder, "etag", nexus_version_get_etag (version));
          nexus_cli_json_add_time (builder, "modified", modified);
          json_builder_end_object (builder);
          nexus_cli_json_array_item (builder);
        }
      else
        {
          g_autofree char *number = g_strdup_printf ("%u", nexus_version_get_number (version));
          g_autofree char *time = nexus_cli_dup_time (modified);
          g_autofree char *size = g_format_size (nexus_version_get_size (version));

          nexus_cli_table_add (table, current ? "*" : " ", number, time, size, nexus_version_get_etag (version));
        }
    }
  nexus_cli_table_print (table);
  if (cli->json)
    nexus_cli_json_array_end ();

  return NEXUS_CLI_DONE;
}

/* The version before the current one; 0 with an error if there is none. */
static guint
find_previous (NexusCli    *cli,
               const char  *path,
               GError     **error)
{
  g_autoptr(GListModel) versions = nexus_filesystem_list_versions (cli->filesystem, path, NULL, error);
  g_autofree char *shown = nexus_path_display (path);

  if (versions == NULL)
    return 0;

  /* They are listed from the newest to the oldest. */
  for (guint i = 0; i < g_list_model_get_n_items (versions); i++)
    {
      g_autoptr(NexusVersion) version = g_list_model_get_item (versions, i);

      if (!nexus_version_get_is_current (version))
        return nexus_version_get_number (version);
    }

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _("“%s” has no older version"), shown);

  return 0;
}

/* Who restores what is not there may look for the trash. */
static void
hint_at_trash (NexusCli    *cli,
               const char  *given,
               GError     **error)
{
  g_autofree char *path = nexus_path_normalize (given, NULL);
  g_autoptr(GListModel) items = NULL;

  if (path == NULL || !g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    return;

  items = nexus_filesystem_list_trash (cli->filesystem, NULL, NULL);
  for (guint i = 0; items != NULL && i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr(NexusTrashItem) item = g_list_model_get_item (items, i);

      if (strcmp (nexus_trash_item_get_original_path (item), path) == 0)
        {
          g_autofree char *shown = nexus_path_display (path);

          g_clear_error (error);
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                       _("“%s” is in the trash; “nexus trash restore” brings it back"), shown);
          return;
        }
    }
}

int
nexus_cli_restore (NexusCli               *cli,
                   const NexusCliCommand  *command,
                   int                     argc,
                   char                  **argv)
{
  g_auto(GStrv) paths = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusEntry) entry = NULL;
  int number = 0;
  guint version;
  const GOptionEntry entries[] = {
    { "version", 0, 0, G_OPTION_ARG_INT, &number, N_("Take this version; “nexus log” lists them"), N_("N") },
    { NULL }
  };

  if (!nexus_cli_parse (cli, command, argc, argv, entries,
                        _("Without --version, takes the one before the current one. The content becomes a new version "
                          "on top of the others, so that nothing is lost. “nexus trash restore” is for what was deleted."),
                        1, 1, &paths))
    return NEXUS_CLI_USAGE;
  if (number < 0)
    return nexus_cli_usage (_("the number of a version cannot be negative"));
  if (nexus_cli_connect (cli) == NULL)
    return NEXUS_CLI_FAILED;

  version = number > 0 ? (guint) number : find_previous (cli, paths[0], &error);
  if (version > 0)
    entry = nexus_filesystem_restore_version (cli->filesystem, paths[0], version, NULL, &error);
  if (entry == NULL)
    {
      hint_at_trash (cli, paths[0], &error);
      return nexus_cli_fail (cli, error);
    }

  return NEXUS_CLI_DONE;
}
