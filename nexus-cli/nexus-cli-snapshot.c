/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <stdio.h>

#include "nexus-cli-json.h"
#include "nexus-cli-progress.h"
#include "nexus-cli-table.h"
#include "nexus-cli.h"

int
nexus_cli_snapshot_list (NexusCli               *cli,
                         const NexusCliCommand  *command,
                         int                     argc,
                         char                  **argv)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) list = NULL;
  g_autoptr(JsonBuilder) builder = json_builder_new ();
  g_autoptr(NexusCliTable) table = nexus_cli_table_new (5);

  if (!nexus_cli_parse (cli, command, argc, argv, NULL,
                        _("Prints time, number of entries, size of the files, name and directory of each, the latest first."),
                        0, 0, NULL))
    return NEXUS_CLI_USAGE;
  if (nexus_cli_connect (cli) == NULL)
    return NEXUS_CLI_FAILED;

  list = nexus_filesystem_list_snapshots (cli->filesystem, NULL, &error);
  if (list == NULL)
    return nexus_cli_fail (cli, error);

  nexus_cli_table_align_right (table, 1);
  nexus_cli_table_align_right (table, 2);
  if (cli->json)
    nexus_cli_json_array_begin ();
  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr(NexusSnapshot) snapshot = g_list_model_get_item (list, i);

      if (cli->json)
        {
          json_builder_begin_object (builder);
          nexus_cli_json_add_string (builder, "name", nexus_snapshot_get_name (snapshot));
          nexus_cli_json_add_string (builder, "path", nexus_snapshot_get_path (snapshot));
          nexus_cli_json_add_time (builder, "created", nexus_snapshot_get_created_ns (snapshot));
          nexus_cli_json_add_number (builder, "count", nexus_snapshot_get_count (snapshot));
          nexus_cli_json_add_number (builder, "size", nexus_snapshot_get_size (snapshot));
          json_builder_end_object (builder);
          nexus_cli_json_array_item (builder);
        }
      else
        {
          g_autofree char *time = nexus_cli_dup_time (nexus_snapshot_get_created_ns (snapshot));
          g_autofree char *count = g_strdup_printf ("%" G_GUINT64_FORMAT, nexus_snapshot_get_count (snapshot));
          g_autofree char *size = g_format_size (nexus_snapshot_get_size (snapshot));
          g_autofree char *path = nexus_cli_dup_shown (cli, nexus_snapshot_get_path (snapshot));

          nexus_cli_table_add (table, time, count, size, nexus_snapshot_get_name (snapshot), path);
        }
    }
  nexus_cli_table_print (table);
  if (cli->json)
    nexus_cli_json_array_end ();

  return NEXUS_CLI_DONE;
}

int
nexus_cli_snapshot_create (NexusCli               *cli,
                           const NexusCliCommand  *command,
                           int                     argc,
                           char                  **argv)
{
  g_auto(GStrv) words = NULL;
  g_autoptr(GError) error = NULL;

  if (!nexus_cli_parse (cli, command, argc, argv, NULL,
                        _("PATH is the whole store if it is not given. No contents are copied; they stay until the snapshot is "
                          "deleted."), 1, 2, &words))
    return NEXUS_CLI_USAGE;
  if (nexus_cli_connect (cli) == NULL)
    return NEXUS_CLI_FAILED;

  if (!nexus_filesystem_create_snapshot (cli->filesystem, words[0], words[1] != NULL ? words[1] : "/", NULL, &error))
    return nexus_cli_fail (cli, error);

  return NEXUS_CLI_DONE;
}

int
nexus_cli_snapshot_delete (NexusCli               *cli,
                           const NexusCliCommand  *command,
                           int                     argc,
                           char                  **argv)
{
  return nexus_cli_each (cli, command, argc, argv,
                         _("What only they had cannot be brought back; “nexus gc” gives its space to the disk."),
                         nexus_filesystem_delete_snapshot);
}

static const char *
get_word (NexusChangeKind   kind,
          const char      **mark)
{
  switch (kind)
    {
    case NEXUS_CHANGE_CREATED:
      *mark = "+";
      return "created";

    case NEXUS_CHANGE_DELETED:
      *mark = "-";
      return "deleted";

    case NEXUS_CHANGE_CONTENT:
      *mark = "*";
      return "content";

    default:
      *mark = ".";
      return "metadata";
    }
}

int
nexus_cli_snapshot_diff (NexusCli               *cli,
                         const NexusCliCommand  *command,
                         int                     argc,
                         char                  **argv)
{
  g_auto(GStrv) names = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) changes = NULL;
  g_autoptr(JsonBuilder) builder = json_builder_new ();

  if (!nexus_cli_parse (cli, command, argc, argv, NULL,
                        _("Prints a path a line: after “+” what is new, after “-” what has gone, after “*” what has another "
                          "content, after “.” what has only other times, permission bits, tags or attributes."),
                        1, 2, &names))
    return NEXUS_CLI_USAGE;
  if (nexus_cli_connect (cli) == NULL)
    return NEXUS_CLI_FAILED;

  changes = nexus_filesystem_diff_snapshots (cli->filesystem, names[0], names[1], NULL, &error);
  if (changes == NULL)
    return nexus_cli_fail (cli, error);

  if (cli->json)
    nexus_cli_json_array_begin ();
  for (guint i = 0; i < g_list_model_get_n_items (changes); i++)
    {
      g_autoptr(NexusChange) change = g_list_model_get_item (changes, i);
      const char *path = nexus_change_get_path (change);
      const char *mark;
      const char *word = get_word (nexus_change_get_kind (change), &mark);

      if (cli->json)
        {
          json_builder_begin_object (builder);
          nexus_cli_json_add_string (builder, "kind", word);
          nexus_cli_json_add_string (builder, "path", path);
          json_builder_end_object (builder);
          nexus_cli_json_array_item (builder);
        }
      else
        {
          g_autofree char *line = g_strdup_printf ("%s %s", mark, path);

          nexus_cli_print_line (cli, line);
        }
    }
  if (cli->json)
    nexus_cli_json_array_end ();

  return NEXUS_CLI_DONE;
}

int
nexus_cli_snapshot_restore (NexusCli               *cli,
                            const NexusCliCommand  *command,
                            int                     argc,
                            char                  **argv)
{
  g_auto(GStrv) words = NULL;
  g_autoptr(GError) error = NULL;

  if (!nexus_cli_parse (cli, command, argc, argv, NULL,
                        _("What was not there then goes to the trash, and files get their contents, times, permission bits, "
                          "tags and attributes back. “nexus undo” takes it back."), 1, 2, &words))
    return NEXUS_CLI_USAGE;
  if (nexus_cli_connect (cli) == NULL)
    return NEXUS_CLI_FAILED;

  if (!nexus_filesystem_restore_snapshot (cli->filesystem, words[0], words[1], NULL, &error))
    return nexus_cli_fail (cli, error);

  return NEXUS_CLI_DONE;
}

int
nexus_cli_snapshot_export (NexusCli               *cli,
                           const NexusCliCommand  *command,
                           int                     argc,
                           char                  **argv)
{
  g_autoptr(NexusCliProgress) progress = NULL;
  g_autoptr(NexusOperation) operation = NULL;
  g_autoptr(GFile) folder = NULL;
  g_auto(GStrv) words = NULL;
  g_autoptr(GError) error = NULL;
  gboolean has_path;

  if (!nexus_cli_parse (cli, command, argc, argv, NULL,
                        _("FOLDER must not be there yet; it is made, or a file if PATH is one."), 2, 3, &words))
    return NEXUS_CLI_USAGE;
  if (nexus_cli_connect (cli) == NULL)
    return NEXUS_CLI_FAILED;

  has_path = words[2] != NULL;
  folder = nexus_cli_dup_file (words[has_path ? 2 : 1]);
  operation = nexus_filesystem_export_snapshot (cli->filesystem, words[0], has_path ? words[1] : NULL, folder);
  progress = nexus_cli_progress_new (!cli->quiet);
  if (!nexus_cli_progress_run (progress, operation, &error))
    {
      int caught = nexus_cli_progress_get_signal (progress);

      return caught != 0 ? 128 + caught : nexus_cli_fail (cli, error);
    }

  return NEXUS_CLI_DONE;
}
