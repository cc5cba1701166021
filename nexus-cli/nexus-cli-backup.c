/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <stdio.h>

#include "nexus-cli-json.h"
#include "nexus-cli-progress.h"
#include "nexus-cli.h"

static void
print_result (NexusCli       *cli,
              NexusOperation *operation)
{
  guint64 n_skipped = nexus_operation_get_files_skipped (operation);
  guint64 n_done = nexus_operation_get_files_done (operation) - n_skipped;
  g_autofree char *size = g_format_size (nexus_operation_get_bytes_done (operation));

  if (cli->json)
    {
      g_autoptr(JsonBuilder) builder = json_builder_new ();

      json_builder_begin_object (builder);
      nexus_cli_json_add_number (builder, "contents_copied", n_done);
      nexus_cli_json_add_number (builder, "contents_kept", n_skipped);
      nexus_cli_json_add_number (builder, "bytes_copied", nexus_operation_get_bytes_done (operation));
      json_builder_end_object (builder);
      nexus_cli_json_print (builder);
    }
  else if (!cli->quiet)
    {
      g_autofree char *copied = g_strdup_printf (g_dngettext (NULL, "%lu content copied (%s)", "%lu contents copied (%s)",
                                                              (gulong) n_done), (gulong) n_done, size);
      g_autofree char *kept = g_strdup_printf (g_dngettext (NULL, "%lu there already", "%lu there already",
                                                            (gulong) n_skipped), (gulong) n_skipped);

      /* Translators: what was copied by a backup (“3 contents copied (2 kB)”), and what was not (“7 there already”) */
      printf (_("%s, %s\n"), copied, kept);
    }
}

static void
print_failures (NexusCli       *cli,
                NexusOperation *operation)
{
  GListModel *failures = nexus_operation_get_failures (operation);

  for (guint i = 0; i < g_list_model_get_n_items (failures); i++)
    {
      g_autoptr(NexusFailure) failure = g_list_model_get_item (failures, i);

      nexus_cli_error (nexus_failure_get_message (failure));
    }
}

int
nexus_cli_backup (NexusCli               *cli,
                  const NexusCliCommand  *command,
                  int                     argc,
                  char                  **argv)
{
  g_autoptr(NexusCliProgress) progress = NULL;
  g_autoptr(NexusOperation) operation = NULL;
  g_autoptr(GFile) folder = NULL;
  g_autofree char *source = NULL;
  g_auto(GStrv) paths = NULL;
  g_autoptr(GError) error = NULL;
  const GOptionEntry entries[] = {
    { "restore", 0, 0, G_OPTION_ARG_FILENAME, &source, N_("Make a store in FOLDER from this backup instead"), N_("BACKUP") },
    { NULL }
  };
  gboolean done;

  if (!nexus_cli_parse (cli, command, argc, argv, entries,
                        _("Writes a backup of the whole store into a folder that is empty or has a former one, of which only "
                          "what has changed is copied. Other programs may use the store meanwhile. The former backup stays "
                          "until the new one is whole."),
                        1, 1, &paths))
    return NEXUS_CLI_USAGE;

  folder = nexus_cli_dup_file (paths[0]);
  if (source != NULL)
    {
      g_autoptr(GFile) backup = nexus_cli_dup_file (source);

      operation = nexus_restore_backup (backup, folder);
    }
  else
    {
      if (nexus_cli_connect (cli) == NULL)
        return NEXUS_CLI_FAILED;
      operation = nexus_filesystem_backup (cli->filesystem, folder);
    }

  progress = nexus_cli_progress_new (!cli->quiet);
  done = nexus_cli_progress_run (progress, operation, &error);
  if (nexus_cli_progress_get_signal (progress) != 0 && !done)
    {
      if (!cli->quiet)
        nexus_cli_error (_("interrupted; the same command goes on where it was"));
      return 128 + nexus_cli_progress_get_signal (progress);
    }
  if (!done && !g_error_matches (error, NEXUS_ERROR, NEXUS_ERROR_PARTIAL))
    return nexus_cli_fail (cli, error);

  print_result (cli, operation);
  print_failures (cli, operation);

  return done ? NEXUS_CLI_DONE : NEXUS_CLI_FAILED;
}
