/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "nexus-cli-json.h"
#include "nexus-cli-table.h"
#include "nexus-cli.h"

static guint64
get_size (NexusEntry *entry)
{
  return nexus_entry_get_kind (entry) == NEXUS_KIND_DIRECTORY ? nexus_entry_get_total_size (entry)
                                                              : nexus_entry_get_size (entry);
}

int
nexus_cli_trash_list (NexusCli               *cli,
                      const NexusCliCommand  *command,
                      int                     argc,
                      char                  **argv)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) items = NULL;
  g_autoptr(JsonBuilder) builder = json_builder_new ();
  g_autoptr(NexusCliTable) table = nexus_cli_table_new (4);

  if (!nexus_cli_parse (cli, command, argc, argv, NULL,
                        _("Prints id, time of deletion, size and former path, the latest first."), 0, 0, NULL))
    return NEXUS_CLI_USAGE;
  if (nexus_cli_connect (cli) == NULL)
    return NEXUS_CLI_FAILED;

  items = nexus_filesystem_list_trash (cli->filesystem, NULL, &error);
  if (items == NULL)
    return nexus_cli_fail (cli, error);

  nexus_cli_table_align_right (table, 2);
  if (cli->json)
    nexus_cli_json_array_begin ();
  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr(NexusTrashItem) item = g_list_model_get_item (items, i);
      NexusEntry *entry = nexus_trash_item_get_entry (item);
      const char *path = nexus_trash_item_get_original_path (item);

      if (cli->json)
        {
          json_builder_begin_object (builder);
          nexus_cli_json_add_string (builder, "id", nexus_trash_item_get_id (item));
          nexus_cli_json_add_string (builder, "original_path", path);
          nexus_cli_json_add_time (builder, "deleted", nexus_trash_item_get_deleted_ns (item));
          if (nexus_trash_item_get_expires_ns (item) != 0)
            nexus_cli_json_add_time (builder, "expires", nexus_trash_item_get_expires_ns (item));
          nexus_cli_json_add_string (builder, "kind", nexus_cli_get_kind (entry));
          nexus_cli_json_add_number (builder, "size", get_size (entry));
          json_builder_end_object (builder);
          nexus_cli_json_array_item (builder);
        }
      else
        {
          g_autofree char *time = nexus_cli_dup_time (nexus_trash_item_get_deleted_ns (item));
          g_autofree char *size = g_format_size (get_size (entry));
          g_autofree char *shown = nexus_cli_dup_shown (cli, path);
          g_autofree char *label = g_strconcat (shown, nexus_entry_get_kind (entry) == NEXUS_KIND_DIRECTORY &&
                                                       cli->terminal ? "/" : "", NULL);

          nexus_cli_table_add (table, nexus_trash_item_get_id (item), time, size, label);
        }
    }
  nexus_cli_table_print (table);
  if (cli->json)
    nexus_cli_json_array_end ();

  return NEXUS_CLI_DONE;
}

/* By id, or by the path that it had; of several of one path the one that was deleted last. */
static char *
find_item (NexusCli    *cli,
           const char  *given,
           GError     **error)
{
  g_autoptr(GListModel) items = nexus_filesystem_list_trash (cli->filesystem, NULL, error);
  g_autofree char *path = nexus_path_normalize (given, NULL);
  g_autofree char *shown = nexus_path_display (given);

  if (items == NULL)
    return NULL;

  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr(NexusTrashItem) item = g_list_model_get_item (items, i);

      if (strcmp (nexus_trash_item_get_id (item), given) == 0 ||
          g_strcmp0 (nexus_trash_item_get_original_path (item), path) == 0)
        return g_strdup (nexus_trash_item_get_id (item));
    }

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
               _("“%s” is not in the trash; “nexus trash list” shows what is"), shown);

  return NULL;
}

int
nexus_cli_trash_restore (NexusCli               *cli,
                         const NexusCliCommand  *command,
                         int                     argc,
                         char                  **argv)
{
  g_auto(GStrv) paths = NULL;
  g_autofree char *destination = NULL;
  g_autofree char *conflict = NULL;
  int policy = NEXUS_CONFLICT_FAIL;
  const GOptionEntry entries[] = {
    { "to", 0, 0, G_OPTION_ARG_FILENAME, &destination, N_("Give it this path instead of the one that it had"), N_("PATH") },
    { "conflict", 0, 0, G_OPTION_ARG_STRING, &conflict,
      N_("What to do if something has the path: fail (the default), skip, replace, keep-both or newer"), N_("POLICY") },
    { NULL }
  };

  if (!nexus_cli_parse (cli, command, argc, argv, entries,
                        _("Of several items that had one path, PATH is the one that was deleted last. Prints the path "
                          "that each has now."), 1, -1, &paths))
    return NEXUS_CLI_USAGE;
  if (conflict != NULL && !nexus_cli_parse_enum (NEXUS_TYPE_CONFLICT_POLICY, "--conflict", conflict, &policy))
    return NEXUS_CLI_USAGE;
  if (destination != NULL && g_strv_length (paths) > 1)
    return nexus_cli_usage (_("--to can be the path of one item only"));
  if (nexus_cli_connect (cli) == NULL)
    return NEXUS_CLI_FAILED;

  if (cli->json)
    nexus_cli_json_array_begin ();
  for (guint i = 0; paths[i] != NULL; i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(NexusEntry) entry = NULL;
      g_autoptr(JsonBuilder) builder = json_builder_new ();
      g_autofree char *id = find_item (cli, paths[i], &error);

      if (id != NULL)
        entry = nexus_filesystem_restore (cli->filesystem, id, destination, policy, NULL, &error);
      /* What was skipped is there, but it is another one; a directory may have been merged with another one. */
      if (entry != NULL && strcmp (nexus_entry_get_id (entry), id) != 0 &&
          nexus_entry_get_kind (entry) != NEXUS_KIND_DIRECTORY)
        g_clear_object (&entry);
      if (error != NULL)
        {
          nexus_cli_fail (cli, error);
        }
      else if (entry != NULL && cli->json)
        {
          nexus_cli_json_begin_entry (builder, entry);
          json_builder_end_object (builder);
          nexus_cli_json_array_item (builder);
        }
      else if (entry != NULL && !cli->quiet)
        {
          nexus_cli_print_line (cli, nexus_entry_get_path (entry));
        }
    }
  if (cli->json)
    nexus_cli_json_array_end ();

  return NEXUS_CLI_DONE;
}

int
nexus_cli_trash_empty (NexusCli               *cli,
                       const NexusCliCommand  *command,
                       int                     argc,
                       char                  **argv)
{
  g_auto(GStrv) paths = NULL;
  g_autoptr(GError) error = NULL;

  if (!nexus_cli_parse (cli, command, argc, argv, NULL,
                        _("What is deleted here cannot be brought back."), 0, -1, &paths))
    return NEXUS_CLI_USAGE;
  if (nexus_cli_connect (cli) == NULL)
    return NEXUS_CLI_FAILED;

  if (paths[0] == NULL && !nexus_filesystem_empty_trash (cli->filesystem, NULL, &error))
    return nexus_cli_fail (cli, error);

  for (guint i = 0; paths[i] != NULL; i++)
    {
      g_autoptr(GError) local_error = NULL;
      g_autofree char *id = find_item (cli, paths[i], &local_error);

      if (id == NULL || !nexus_filesystem_delete_trashed (cli->filesystem, id, NULL, &local_error))
        nexus_cli_fail (cli, local_error);
    }

  return NEXUS_CLI_DONE;
}

/* What the configuration says counts, and whoever sets something else is to know. */
static void
warn_of_configuration (NexusCli *cli)
{
  const char *origin = nexus_config_get_origin (nexus_filesystem_get_config (cli->filesystem), "trash_days");
  g_autofree char *text = NULL;

  if (strcmp (origin, "default") == 0)
    return;
  /* Translators: “trash_days” is a key of the configuration; %s says what has set it */
  text = g_strdup_printf (_("it is kept in the store, but here “trash_days” counts, which comes from “%s”"), origin);
  nexus_cli_error (text);
}

int
nexus_cli_trash_keep (NexusCli               *cli,
                      const NexusCliCommand  *command,
                      int                     argc,
                      char                  **argv)
{
  g_auto(GStrv) words = NULL;
  g_autoptr(GError) error = NULL;
  guint64 wanted = 0;
  int days;

  if (!nexus_cli_parse (cli, command, argc, argv, NULL,
                        _("Sets after how many days something in the trash is deleted for good, or prints that. It is kept "
                          "in the store, and counts for every program whose configuration does not say otherwise."),
                        0, 1, &words))
    return NEXUS_CLI_USAGE;
  if (words[0] != NULL && strcmp (words[0], "forever") != 0 &&
      !g_ascii_string_to_unsigned (words[0], 10, 1, NEXUS_TRASH_DAYS_MAX, &wanted, NULL))
    return nexus_cli_usage (_("“%s” is neither a number of days from 1 to %u nor “forever”"), words[0], NEXUS_TRASH_DAYS_MAX);
  if (nexus_cli_connect (cli) == NULL)
    return NEXUS_CLI_FAILED;

  if (words[0] != NULL)
    {
      if (!nexus_filesystem_set_trash_days (cli->filesystem, (guint) wanted, NULL, &error))
        return nexus_cli_fail (cli, error);
      warn_of_configuration (cli);
      return NEXUS_CLI_DONE;
    }

  days = nexus_filesystem_get_trash_days (cli->filesystem, NULL, &error);
  if (days < 0)
    return nexus_cli_fail (cli, error);
  if (cli->json)
    {
      g_autoptr(JsonBuilder) builder = json_builder_new ();

      json_builder_begin_object (builder);
      nexus_cli_json_add_number (builder, "trash_days", (guint64) days);
      json_builder_end_object (builder);
      nexus_cli_json_print (builder);
    }
  else if (days == 0)
    {
      nexus_cli_print_line (cli, "forever");
    }
  else
    {
      g_autofree char *text = g_strdup_printf ("%d", days);

      nexus_cli_print_line (cli, text);
    }

  return NEXUS_CLI_DONE;
}
