/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

#include "nexus-cli-json.h"
#include "nexus-cli-table.h"
#include "nexus-cli.h"

int
nexus_cli_tag_add (NexusCli               *cli,
                   const NexusCliCommand  *command,
                   int                     argc,
                   char                  **argv)
{
  return nexus_cli_each_of (cli, command, argc, argv, nexus_filesystem_add_tag);
}

int
nexus_cli_tag_rm (NexusCli               *cli,
                  const NexusCliCommand  *command,
                  int                     argc,
                  char                  **argv)
{
  return nexus_cli_each_of (cli, command, argc, argv, nexus_filesystem_remove_tag);
}

static void
print_all_tags (NexusCli   *cli,
                GListModel *tags)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();
  g_autoptr(NexusCliTable) table = nexus_cli_table_new (3);

  nexus_cli_table_align_right (table, 1);
  if (cli->json)
    nexus_cli_json_array_begin ();
  for (guint i = 0; i < g_list_model_get_n_items (tags); i++)
    {
      g_autoptr(NexusTag) tag = g_list_model_get_item (tags, i);
      const char *color = nexus_tag_get_color (tag);

      if (cli->json)
        {
          json_builder_begin_object (builder);
          nexus_cli_json_add_string (builder, "name", nexus_tag_get_name (tag));
          nexus_cli_json_add_string (builder, "color", color);
          nexus_cli_json_add_number (builder, "count", nexus_tag_get_count (tag));
          json_builder_end_object (builder);
          nexus_cli_json_array_item (builder);
        }
      else
        {
          g_autofree char *shown = nexus_cli_dup_shown (cli, nexus_tag_get_name (tag));
          g_autofree char *count = g_strdup_printf ("%" G_GUINT64_FORMAT, nexus_tag_get_count (tag));

          nexus_cli_table_add (table, shown, count, color != NULL ? color : "-");
        }
    }
  nexus_cli_table_print (table);
  if (cli->json)
    nexus_cli_json_array_end ();
}

static void
print_tags_of (NexusCli   *cli,
               NexusEntry *entry)
{
  const char * const *tags = nexus_entry_get_tags (entry);
  g_autoptr(JsonBuilder) builder = json_builder_new ();

  json_builder_begin_array (builder);
  for (guint i = 0; tags != NULL && tags[i] != NULL; i++)
    {
      if (cli->json)
        json_builder_add_string_value (builder, tags[i]);
      else
        nexus_cli_print_line (cli, tags[i]);
    }
  json_builder_end_array (builder);
  if (cli->json)
    nexus_cli_json_print (builder);
}

int
nexus_cli_tag_list (NexusCli               *cli,
                    const NexusCliCommand  *command,
                    int                     argc,
                    char                  **argv)
{
  g_auto(GStrv) paths = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) tags = NULL;

  if (!nexus_cli_parse (cli, command, argc, argv, NULL,
                        _("Prints the name of each tag, how many have it, and its color; for a PATH, the names."),
                        0, 1, &paths))
    return NEXUS_CLI_USAGE;
  if (nexus_cli_connect (cli) == NULL)
    return NEXUS_CLI_FAILED;

  if (paths[0] != NULL)
    {
      g_autoptr(NexusEntry) entry = nexus_filesystem_query (cli->filesystem, paths[0], NULL, &error);

      if (entry == NULL)
        return nexus_cli_fail (cli, error);
      print_tags_of (cli, entry);
      return NEXUS_CLI_DONE;
    }

  tags = nexus_filesystem_list_tags (cli->filesystem, NULL, &error);
  if (tags == NULL)
    return nexus_cli_fail (cli, error);
  print_all_tags (cli, tags);

  return NEXUS_CLI_DONE;
}

int
nexus_cli_tag_files (NexusCli               *cli,
                     const NexusCliCommand  *command,
                     int                     argc,
                     char                  **argv)
{
  g_auto(GStrv) names = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) entries = NULL;
  g_autoptr(JsonBuilder) builder = json_builder_new ();

  if (!nexus_cli_parse (cli, command, argc, argv, NULL, NULL, 1, 1, &names))
    return NEXUS_CLI_USAGE;
  if (nexus_cli_connect (cli) == NULL)
    return NEXUS_CLI_FAILED;

  entries = nexus_filesystem_list_tagged (cli->filesystem, names[0], NULL, &error);
  if (entries == NULL)
    return nexus_cli_fail (cli, error);

  if (cli->json)
    nexus_cli_json_array_begin ();
  for (guint i = 0; i < g_list_model_get_n_items (entries); i++)
    {
      g_autoptr(NexusEntry) entry = g_list_model_get_item (entries, i);

      if (cli->json)
        {
          nexus_cli_json_begin_entry (builder, entry);
          json_builder_end_object (builder);
          nexus_cli_json_array_item (builder);
        }
      else
        nexus_cli_print_line (cli, nexus_entry_get_path (entry));
    }
  if (cli->json)
    nexus_cli_json_array_end ();

  return NEXUS_CLI_DONE;
}

/* What is done to a tag with a second word. */
static int
change_tag (NexusCli               *cli,
            const NexusCliCommand  *command,
            int                     argc,
            char                  **argv,
            gboolean              (*change) (NexusFilesystem  *filesystem,
                                             const char       *name,
                                             const char       *word,
                                             GCancellable     *cancellable,
                                             GError          **error))
{
  g_auto(GStrv) words = NULL;
  g_autoptr(GError) error = NULL;

  if (!nexus_cli_parse (cli, command, argc, argv, NULL, NULL, 2, 2, &words))
    return NEXUS_CLI_USAGE;
  if (nexus_cli_connect (cli) == NULL)
    return NEXUS_CLI_FAILED;
  if (!change (cli->filesystem, words[0], words[1], NULL, &error))
    return nexus_cli_fail (cli, error);

  return NEXUS_CLI_DONE;
}

int
nexus_cli_tag_rename (NexusCli               *cli,
                      const NexusCliCommand  *command,
                      int                     argc,
                      char                  **argv)
{
  return change_tag (cli, command, argc, argv, nexus_filesystem_rename_tag);
}

static gboolean
set_color (NexusFilesystem  *filesystem,
           const char       *name,
           const char       *color,
           GCancellable     *cancellable,
           GError          **error)
{
  return nexus_filesystem_set_tag_color (filesystem, name, strcmp (color, "none") == 0 ? NULL : color, cancellable, error);
}

int
nexus_cli_tag_color (NexusCli               *cli,
                     const NexusCliCommand  *command,
                     int                     argc,
                     char                  **argv)
{
  return change_tag (cli, command, argc, argv, set_color);
}

int
nexus_cli_tag_delete (NexusCli               *cli,
                      const NexusCliCommand  *command,
                      int                     argc,
                      char                  **argv)
{
  return nexus_cli_each (cli, command, argc, argv, NULL, nexus_filesystem_delete_tag);
}
