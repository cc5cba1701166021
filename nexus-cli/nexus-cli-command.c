/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

#include "common/nexus-distance.h"
#include "nexus-cli-table.h"
#include "nexus-cli.h"

/* What the person may have meant: something alike, or the name of another program for it. */
static const char *
suggest (const NexusCliCommand *commands,
         const char            *name)
{
  static const struct { const char *theirs; const char *ours; } synonyms[] = {
    { "add", "put" }, { "copy", "cp" }, { "del", "rm" }, { "delete", "rm" }, { "dir", "ls" },
    { "history", "log" }, { "list", "ls" }, { "move", "mv" }, { "read", "cat" },
    { "remove", "rm" }, { "rename", "mv" }, { "revert", "restore" }, { "set", "meta" }, { "stat", "info" },
    { "unset", "rm" },
  };
  const char *best = NULL;
  guint least = strlen (name) <= 3 ? 2 : 3;

  if (strlen (name) > 32)
    return NULL;

  for (guint i = 0; commands[i].name != NULL; i++)
    {
      for (guint k = 0; k < G_N_ELEMENTS (synonyms); k++)
        {
          if (strcmp (synonyms[k].theirs, name) == 0 && strcmp (synonyms[k].ours, commands[i].name) == 0)
            return commands[i].name;
        }
    }
  for (guint i = 0; commands[i].name != NULL; i++)
    {
      guint distance = nexus_distance (name, commands[i].name);

      if (distance < least)
        {
          least = distance;
          best = commands[i].name;
        }
    }

  return best;
}

int
nexus_cli_usage (const char *format,
                 ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);

  nexus_cli_error (text);

  return NEXUS_CLI_USAGE;
}

char *
nexus_cli_dup_commands (const NexusCliCommand *commands)
{
  GString *text = g_string_new (NULL);
  g_autoptr(NexusCliTable) table = nexus_cli_table_new (2);

  for (guint i = 0; commands[i].name != NULL; i++)
    {
      const char *arguments = commands[i].arguments != NULL ? _(commands[i].arguments) : "";
      g_autofree char *usage = g_strdup_printf ("  %s%s%s", commands[i].name, *arguments != '\0' ? " " : "", arguments);

      nexus_cli_table_add (table, usage, _(commands[i].help));
    }
  nexus_cli_table_append_to (table, text);

  return g_string_free (text, FALSE);
}

int
nexus_cli_run_command (NexusCli               *cli,
                       const NexusCliCommand  *commands,
                       int                     argc,
                       char                  **argv)
{
  g_autofree char *shown = NULL;
  const char *similar;

  for (guint i = 0; commands[i].name != NULL; i++)
    {
      if (strcmp (commands[i].name, argv[0]) == 0)
        {
          g_autofree char *title = g_strdup_printf ("%s %s", g_get_prgname (), argv[0]);

          g_set_prgname (title);
          return commands[i].function (cli, &commands[i], argc, argv);
        }
    }

  shown = nexus_path_display (argv[0]);
  similar = suggest (commands, argv[0]);
  if (similar != NULL)
    return nexus_cli_usage (_("there is no command “%s”; did you mean “%s”?"), shown, similar);

  return nexus_cli_usage (_("there is no command “%s”; “%s --help” lists them"), shown, g_get_prgname ());
}

int
nexus_cli_run_group (NexusCli               *cli,
                     const NexusCliCommand  *command,
                     int                     argc,
                     char                  **argv)
{
  g_autofree char *list = NULL;

  if (argc > 1 && strcmp (argv[1], "--help") != 0 && strcmp (argv[1], "-h") != 0)
    return nexus_cli_run_command (cli, command->children, argc - 1, argv + 1);

  if (argc < 2)
    return nexus_cli_usage (_("which command? “%s --help” lists them"), g_get_prgname ());

  list = nexus_cli_dup_commands (command->children);
  printf (_("Usage: %s COMMAND …\n\n%s.\n\nCommands:\n%s\n“%s COMMAND --help” explains one.\n"),
          g_get_prgname (), _(command->help), list, g_get_prgname ());

  return NEXUS_CLI_DONE;
}

gboolean
nexus_cli_parse (NexusCli               *cli,
                 const NexusCliCommand  *command,
                 int                     argc,
                 char                  **argv,
                 const GOptionEntry     *entries,
                 const char             *description,
                 int                     min,
                 int                     max,
                 char                 ***paths)
{
  g_auto(GStrv) rest = NULL;
  gboolean help = FALSE;
  const GOptionEntry globals[] = {
    { "config", 0, 0, G_OPTION_ARG_FILENAME, &cli->config_file, N_("Read the configuration from this file"), N_("FILE") },
    { "data-dir", 0, 0, G_OPTION_ARG_FILENAME, &cli->data_dir, N_("Use the store in this folder"), N_("DIR") },
    { "json", 0, 0, G_OPTION_ARG_NONE, &cli->json, N_("Print results as JSON"), NULL },
    { "quiet", 'q', 0, G_OPTION_ARG_NONE, &cli->quiet, N_("Print no warnings and no progress"), NULL },
    { "help", 'h', 0, G_OPTION_ARG_NONE, &help, N_("Explain the command"), NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &rest, NULL, NULL },
    { NULL }
  };
  g_autoptr(GOptionContext) context = g_option_context_new (command->arguments != NULL ? _(command->arguments) : NULL);
  g_autoptr(GError) error = NULL;
  /* Translators: a sentence, which says what a command does, with its full stop */
  g_autofree char *summary = g_strdup_printf (_("%s."), _(command->help));
  int n_rest;

  if (entries != NULL)
    g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  g_option_context_add_main_entries (context, globals, GETTEXT_PACKAGE);
  g_option_context_set_help_enabled (context, FALSE);
  g_option_context_set_summary (context, summary);
  g_option_context_set_description (context, description);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      nexus_cli_usage (_("%s; see “%s --help”"), error->message, g_get_prgname ());
      return FALSE;
    }
  if (help)
    {
      char *text = g_option_context_get_help (context, TRUE, NULL);

      fputs (text, stdout);
      g_free (text);
      nexus_cli_clear (cli);
      exit (nexus_cli_finish (cli, NEXUS_CLI_DONE));
    }

  n_rest = rest != NULL ? (int) g_strv_length (rest) : 0;
  if (n_rest < min)
    {
      nexus_cli_usage (_("too few arguments: %s %s; see “%s --help”"), g_get_prgname (),
                       command->arguments != NULL ? _(command->arguments) : "", g_get_prgname ());
      return FALSE;
    }
  if (max >= 0 && n_rest > max)
    {
      g_autofree char *shown = nexus_path_display (rest[max]);

      nexus_cli_usage (_("one argument too many: “%s”; see “%s --help”"), shown, g_get_prgname ());
      return FALSE;
    }

  if (paths != NULL)
    *paths = rest != NULL ? g_steal_pointer (&rest) : g_new0 (char *, 1);

  return TRUE;
}

gboolean
nexus_cli_parse_enum (GType       type,
                      const char *option,
                      const char *text,
                      int        *value)
{
  g_autoptr(GEnumClass) klass = g_type_class_ref (type);
  GEnumValue *found = g_enum_get_value_by_nick (klass, text);
  g_autoptr(GString) allowed = g_string_new (NULL);
  g_autofree char *shown = nexus_path_display (text);

  if (found != NULL)
    {
      *value = found->value;
      return TRUE;
    }

  for (guint i = 0; i < klass->n_values; i++)
    g_string_append_printf (allowed, "%s%s", i > 0 ? ", " : "", klass->values[i].value_nick);
  nexus_cli_usage (_("%s cannot be “%s”; it is one of: %s"), option, shown, allowed->str);

  return FALSE;
}
