/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

#include "nexus-cli-progress.h"
#include "nexus-cli.h"

/* "verify" and "repair". */

/* A number and the unit after it; FALSE if that is not what the text is. */
static gboolean
parse_amount (const char  *text,
              guint64     *number,
              const char **unit)
{
  char *end;

  if (!g_ascii_isdigit (text[0]))
    return FALSE;

  errno = 0;
  *number = g_ascii_strtoull (text, &end, 10);
  *unit = end;

  return errno != ERANGE;
}

/* A date, a date with a time, or how long ago: 12h, 7d, 4w. */
static GDateTime *
parse_since (const char *text)
{
  g_autoptr(GTimeZone) zone = g_time_zone_new_local ();
  g_autoptr(GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *midnight = NULL;
  guint64 number;
  const char *unit;

  if (parse_amount (text, &number, &unit) && number <= 100000)
    {
      if (strcmp (unit, "h") == 0)
        return g_date_time_add_hours (now, -(gint) number);
      if (strcmp (unit, "d") == 0)
        return g_date_time_add_days (now, -(gint) number);
      if (strcmp (unit, "w") == 0)
        return g_date_time_add_weeks (now, -(gint) number);
    }

  midnight = strchr (text, 'T') == NULL ? g_strconcat (text, "T00:00:00", NULL) : g_strdup (text);

  return g_date_time_new_from_iso8601 (midnight, zone);
}

/* Seconds, or bytes with one of K, M, G and T. */
static gboolean
parse_budget (const char *text,
              guint      *seconds,
              guint64    *bytes)
{
  static const char units[] = "KMGT";
  guint64 number;
  const char *unit;
  const char *found;

  if (!parse_amount (text, &number, &unit) || number == 0)
    return FALSE;

  if (*unit == '\0' || strcmp (unit, "s") == 0 || strcmp (unit, "min") == 0)
    {
      if (number > G_MAXUINT / 60)
        return FALSE;
      *seconds = (guint) number * (strcmp (unit, "min") == 0 ? 60 : 1);
      return TRUE;
    }

  found = strchr (units, *unit);
  if (found == NULL || unit[1] != '\0' || number > G_MAXUINT64 >> (10 * (found - units + 1)))
    return FALSE;
  *bytes = number << (10 * (found - units + 1));

  return TRUE;
}

static void
print_report (NexusCli    *cli,
              NexusReport *report)
{
  g_autofree char *text = cli->json ? nexus_report_to_json (report) : nexus_report_to_text (report);
  g_auto(GStrv) lines = NULL;

  if (cli->json)
    {
      printf ("%s\n", text);
      return;
    }
  if (cli->quiet && nexus_report_is_good (report))
    return;

  g_strchomp (text);
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    nexus_cli_print_line (cli, lines[i]);
}

static int
finish (NexusCli          *cli,
        NexusCliProgress  *progress,
        const GError      *error)
{
  int caught = nexus_cli_progress_get_signal (progress);

  return caught == 0 ? nexus_cli_fail (cli, error) : 128 + caught;
}

int
nexus_cli_verify (NexusCli               *cli,
                  const NexusCliCommand  *command,
                  int                     argc,
                  char                  **argv)
{
  g_autoptr(NexusCliProgress) progress = NULL;
  g_autoptr(NexusVerify) verify = NULL;
  g_autoptr(GDateTime) since = NULL;
  g_autofree char *since_text = NULL;
  g_autofree char *budget_text = NULL;
  g_auto(GStrv) paths = NULL;
  g_autoptr(GError) error = NULL;
  guint seconds = 0;
  guint64 bytes = 0;
  const GOptionEntry entries[] = {
    { "since", 0, 0, G_OPTION_ARG_STRING, &since_text,
      N_("Leave out contents that were found good since then: 2026-01-31, 2026-01-31T12:00:00, or 12h, 7d, 4w ago"), N_("TIME") },
    { "budget", 0, 0, G_OPTION_ARG_STRING, &budget_text,
      N_("Stop after so many seconds (30, 10min) or bytes (500M, 20G); the next run goes on from there"), N_("AMOUNT") },
    { NULL }
  };

  if (!nexus_cli_parse (cli, command, argc, argv, entries,
                        _("Reads all contents and compares them with their hashes, looks at everything in the database, "
                          "and prints what is wrong with every path that it concerns. With PATH only the contents of these "
                          "files, and of all below these folders, are looked at. Ends with 0 if all is well."),
                        0, -1, &paths))
    return NEXUS_CLI_USAGE;
  if (since_text != NULL && (since = parse_since (since_text)) == NULL)
    return nexus_cli_usage (_("“%s” is no time; write 2026-01-31, 2026-01-31T12:00:00, 12h, 7d or 4w"), since_text);
  if (budget_text != NULL && !parse_budget (budget_text, &seconds, &bytes))
    return nexus_cli_usage (_("“%s” is no budget; write seconds such as 30 or 10min, or bytes such as 500M"), budget_text);
  if (nexus_cli_connect (cli) == NULL)
    return NEXUS_CLI_FAILED;

  progress = nexus_cli_progress_new (!cli->quiet);
  verify = nexus_filesystem_verify (cli->filesystem, (const char * const *) paths);
  nexus_verify_set_since (verify, since);
  nexus_verify_set_budget (verify, seconds, bytes);
  if (!nexus_cli_progress_run (progress, NEXUS_OPERATION (verify), &error))
    return finish (cli, progress, error);

  nexus_cli_progress_clear (progress);
  print_report (cli, nexus_verify_get_report (verify));

  return nexus_report_is_good (nexus_verify_get_report (verify)) ? NEXUS_CLI_DONE : NEXUS_CLI_FAILED;
}

int
nexus_cli_repair (NexusCli               *cli,
                  const NexusCliCommand  *command,
                  int                     argc,
                  char                  **argv)
{
  g_autoptr(NexusCliProgress) progress = NULL;
  g_autoptr(NexusRepair) repair = NULL;
  g_auto(GStrv) sources = NULL;
  g_auto(GStrv) paths = NULL;
  g_autoptr(GError) error = NULL;
  gboolean dry_run = FALSE;
  NexusConfig *config;
  const GOptionEntry entries[] = {
    { "from", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &sources,
      N_("Look for damaged and missing contents there: files, folders, other stores, backups"), N_("PLACE") },
    { "dry-run", 'n', 0, G_OPTION_ARG_NONE, &dry_run, N_("Change nothing, tell only what could be mended"), NULL },
    { NULL }
  };

  if (!nexus_cli_parse (cli, command, argc, argv, entries,
                        _("Puts back damaged and missing contents that are found elsewhere, moves the others to the folder "
                          "“quarantine” of the store, and makes anew what follows from something else. If the database cannot be "
                          "opened any more, a new one is made from what is left of it and of the contents. A store in which "
                          "nothing is wrong is not changed. Ends with 0 if nothing is wrong any more."),
                        0, 0, &paths))
    return NEXUS_CLI_USAGE;
  config = nexus_cli_get_config (cli);
  if (config == NULL)
    return NEXUS_CLI_FAILED;

  progress = nexus_cli_progress_new (!cli->quiet);
  repair = nexus_repair_new (config);
  nexus_repair_set_dry_run (repair, dry_run);
  for (guint i = 0; sources != NULL && sources[i] != NULL; i++)
    {
      g_autoptr(GFile) source = g_file_new_for_path (sources[i]);

      nexus_repair_add_source (repair, source);
    }
  if (!nexus_cli_progress_run (progress, NEXUS_OPERATION (repair), &error))
    return finish (cli, progress, error);

  nexus_cli_progress_clear (progress);
  print_report (cli, nexus_repair_get_report (repair));

  return nexus_report_is_good (nexus_repair_get_report (repair)) ? NEXUS_CLI_DONE : NEXUS_CLI_FAILED;
}
