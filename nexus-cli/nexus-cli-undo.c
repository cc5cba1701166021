/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "nexus-cli-json.h"
#include "nexus-cli-table.h"
#include "nexus-cli.h"

static const char *
get_state (NexusUndoStep *step)
{
  switch (nexus_undo_step_get_state (step))
    {
    case NEXUS_UNDO_STATE_DONE:
      return "done";
    case NEXUS_UNDO_STATE_UNDONE:
      return "undone";
    case NEXUS_UNDO_STATE_FINAL:
    default:
      return "final";
    }
}

static void
build_step (JsonBuilder   *builder,
            NexusUndoStep *step)
{
  json_builder_begin_object (builder);
  nexus_cli_json_add_number (builder, "id", nexus_undo_step_get_id (step));
  nexus_cli_json_add_time (builder, "time", nexus_undo_step_get_time_ns (step));
  nexus_cli_json_add_string (builder, "state", get_state (step));
  nexus_cli_json_add_string (builder, "description", nexus_undo_step_get_description (step));
  if (nexus_undo_step_get_path (step) != NULL)
    nexus_cli_json_add_string (builder, "path", nexus_undo_step_get_path (step));
  nexus_cli_json_add_number (builder, "count", nexus_undo_step_get_count (step));
  json_builder_end_object (builder);
}

int
nexus_cli_history (NexusCli               *cli,
                   const NexusCliCommand  *command,
                   int                     argc,
                   char                  **argv)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) history = NULL;
  g_autoptr(JsonBuilder) builder = json_builder_new ();
  g_autoptr(NexusCliTable) table = nexus_cli_table_new (4);
  int max = 0;
  guint n_steps;
  const GOptionEntry entries[] = {
    { "lines", 'n', 0, G_OPTION_ARG_INT, &max, N_("Only so many, the newest"), N_("N") },
    { NULL }
  };

  if (!nexus_cli_parse (cli, command, argc, argv, entries,
                        _("Prints number, time and description of each step, the latest first. A “-” is before what is "
                          "undone, a “!” before what cannot be."),
                        0, 0, NULL))
    return NEXUS_CLI_USAGE;
  if (max < 0)
    return nexus_cli_usage (_("the number of lines cannot be negative"));
  if (nexus_cli_connect (cli) == NULL)
    return NEXUS_CLI_FAILED;

  history = nexus_filesystem_list_history (cli->filesystem, NULL, &error);
  if (history == NULL)
    return nexus_cli_fail (cli, error);

  n_steps = g_list_model_get_n_items (history);
  if (max > 0)
    n_steps = MIN (n_steps, (guint) max);

  nexus_cli_table_align_right (table, 1);
  if (cli->json)
    nexus_cli_json_array_begin ();
  for (guint i = 0; i < n_steps; i++)
    {
      g_autoptr(NexusUndoStep) step = g_list_model_get_item (history, i);

      if (cli->json)
        {
          build_step (builder, step);
          nexus_cli_json_array_item (builder);
        }
      else
        {
          static const char * const marks[] = { " ", "-", "!" };
          g_autofree char *number = g_strdup_printf ("%" G_GUINT64_FORMAT, nexus_undo_step_get_id (step));
          g_autofree char *time = nexus_cli_dup_time (nexus_undo_step_get_time_ns (step));

          nexus_cli_table_add (table, marks[nexus_undo_step_get_state (step)], number, time,
                               nexus_undo_step_get_description (step));
        }
    }
  nexus_cli_table_print (table);
  if (cli->json)
    nexus_cli_json_array_end ();

  return NEXUS_CLI_DONE;
}

typedef NexusUndoStep *(* TurnFunc) (NexusFilesystem  *filesystem,
                                     guint64           id,
                                     GCancellable     *cancellable,
                                     GError          **error);

static int
turn (NexusCli               *cli,
      const NexusCliCommand  *command,
      int                     argc,
      char                  **argv,
      TurnFunc                func,
      const char             *description)
{
  g_auto(GStrv) numbers = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusUndoStep) step = NULL;
  guint64 id = 0;

  if (!nexus_cli_parse (cli, command, argc, argv, NULL, description, 0, 1, &numbers))
    return NEXUS_CLI_USAGE;
  if (numbers[0] != NULL && !g_ascii_string_to_unsigned (numbers[0], 10, 1, G_MAXINT64, &id, NULL))
    {
      g_autofree char *shown = nexus_path_display (numbers[0]);

      return nexus_cli_usage (_("“%s” is not the number of a step; “nexus history” lists them"), shown);
    }
  if (nexus_cli_connect (cli) == NULL)
    return NEXUS_CLI_FAILED;

  step = func (cli->filesystem, id, NULL, &error);
  if (step == NULL)
    return nexus_cli_fail (cli, error);

  if (cli->json)
    {
      g_autoptr(JsonBuilder) builder = json_builder_new ();

      build_step (builder, step);
      nexus_cli_json_print (builder);
    }
  else
    {
      nexus_cli_print_line (cli, nexus_undo_step_get_description (step));
    }

  return NEXUS_CLI_DONE;
}

int
nexus_cli_undo (NexusCli               *cli,
                const NexusCliCommand  *command,
                int                     argc,
                char                  **argv)
{
  return turn (cli, command, argc, argv, nexus_filesystem_undo,
               _("Undoes the last step that was done, by whichever program, or the one of that number, and prints what it "
                 "was. Fails and changes nothing if that would lose what was done since."));
}

int
nexus_cli_redo (NexusCli               *cli,
                const NexusCliCommand  *command,
                int                     argc,
                char                  **argv)
{
  return turn (cli, command, argc, argv, nexus_filesystem_redo,
               _("Does the step again that was undone last, or the one of that number, and prints what it was. That is "
                 "possible until something else is done."));
}
