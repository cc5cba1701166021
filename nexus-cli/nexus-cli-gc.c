/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <stdio.h>

#include "nexus-cli-json.h"
#include "nexus-cli-progress.h"
#include "nexus-cli.h"

/* "90", "90s", "15m", "2h", "7d" in seconds. */
static gboolean
parse_duration (const char *text,
                guint      *seconds)
{
  static const struct { char unit; guint seconds; } units[] = {
    { '\0', 1 }, { 's', 1 }, { 'm', 60 }, { 'h', 3600 }, { 'd', 86400 },
  };
  guint64 number;
  char *end;

  if (!g_ascii_isdigit (text[0]))
    return FALSE;
  number = g_ascii_strtoull (text, &end, 10);
  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    {
      if (end[0] == units[i].unit && (end[0] == '\0' || end[1] == '\0') && number <= G_MAXUINT / units[i].seconds)
        {
          *seconds = (guint) number * units[i].seconds;
          return TRUE;
        }
    }

  return FALSE;
}

static void
print_result (NexusCli       *cli,
              NexusOperation *operation,
              gboolean        dry_run)
{
  guint64 n_contents = nexus_operation_get_files_done (operation);
  guint64 n_bytes = nexus_operation_get_bytes_done (operation);
  g_autofree char *size = g_format_size (n_bytes);

  if (cli->json)
    {
      g_autoptr(JsonBuilder) builder = json_builder_new ();

      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, "dry_run");
      json_builder_add_boolean_value (builder, dry_run);
      nexus_cli_json_add_number (builder, "contents", n_contents);
      nexus_cli_json_add_number (builder, "bytes", n_bytes);
      json_builder_end_object (builder);
      nexus_cli_json_print (builder);
      return;
    }

  if (dry_run)
    printf (g_dngettext (NULL, "%lu content would be removed, %s of the disk given back\n",
                         "%lu contents would be removed, %s of the disk given back\n", (gulong) n_contents),
            (gulong) n_contents, size);
  else
    printf (g_dngettext (NULL, "%lu content removed, %s of the disk given back\n",
                         "%lu contents removed, %s of the disk given back\n", (gulong) n_contents),
            (gulong) n_contents, size);
}

int
nexus_cli_gc (NexusCli               *cli,
              const NexusCliCommand  *command,
              int                     argc,
              char                  **argv)
{
  g_autoptr(NexusCliProgress) progress = NULL;
  g_autoptr(NexusOperation) operation = NULL;
  g_autofree char *grace_text = NULL;
  g_autoptr(GError) error = NULL;
  gboolean dry_run = FALSE;
  guint grace = NEXUS_GARBAGE_GRACE;
  const GOptionEntry entries[] = {
    { "dry-run", 'n', 0, G_OPTION_ARG_NONE, &dry_run, N_("Only tell what would be removed"), NULL },
    { "grace", 0, 0, G_OPTION_ARG_STRING, &grace_text,
      N_("Keep what was stored in the last so many seconds, or 15m, 2h, 7d; the default is 1h"), N_("TIME") },
    { NULL }
  };

  if (!nexus_cli_parse (cli, command, argc, argv, entries,
                        _("Removes contents that no file, version, snapshot or step of undo refers to any more, after what "
                          "has been in the trash for too long and versions beyond the history limit. Other programs may "
                          "use the store meanwhile."),
                        0, 0, NULL))
    return NEXUS_CLI_USAGE;
  if (grace_text != NULL && !parse_duration (grace_text, &grace))
    return nexus_cli_usage (_("--grace: “%s” is no time such as 90, 15m, 2h or 7d"), grace_text);
  if (nexus_cli_connect (cli) == NULL)
    return NEXUS_CLI_FAILED;

  operation = nexus_filesystem_collect_garbage (cli->filesystem, dry_run ? NEXUS_GARBAGE_DRY_RUN : NEXUS_GARBAGE_NONE, grace);
  progress = nexus_cli_progress_new (!cli->quiet);
  if (!nexus_cli_progress_run (progress, operation, &error))
    {
      int caught = nexus_cli_progress_get_signal (progress);

      /* What is in use stays; all else has gone. */
      if (caught == 0 && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_BUSY) &&
          nexus_operation_get_bytes_done (operation) > 0)
        print_result (cli, operation, dry_run);
      if (caught == 0)
        return nexus_cli_fail (cli, error);
      if (!cli->quiet)
        nexus_cli_error (_("interrupted; the next “nexus gc” goes on"));
      return 128 + caught;
    }
  print_result (cli, operation, dry_run);

  return NEXUS_CLI_DONE;
}
