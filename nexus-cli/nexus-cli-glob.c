/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <stdio.h>

#include "nexus-cli-entries.h"
#include "nexus-cli-pattern.h"

typedef struct {
  NexusCli        *cli;
  NexusCliPattern *pattern;
  NexusCliEntries *entries;
} Walk;

static void walk_directory (Walk                 *walk,
                            const char           *path,
                            NexusCliPatternState *state);

static void
visit (Walk                 *walk,
       NexusEntry           *entry,
       NexusCliPatternState *state)
{
  gboolean is_directory = nexus_entry_get_kind (entry) == NEXUS_KIND_DIRECTORY;

  if (nexus_cli_pattern_is_match (walk->pattern, state, is_directory))
    nexus_cli_entries_add (walk->entries, entry);
  if (is_directory && nexus_cli_pattern_goes_on (walk->pattern, state))
    walk_directory (walk, nexus_entry_get_path (entry), state);
}

/* What is not there matches nothing, which is no failure; it may also have gone meanwhile. */
static void
fail_unless_gone (Walk         *walk,
                  const GError *error)
{
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND) &&
      !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_DIRECTORY))
    nexus_cli_entries_fail (walk->entries, error);
}

/* The children of those names only, without reading the others. */
static void
walk_names (Walk                 *walk,
            const char           *path,
            NexusCliPatternState *state,
            GPtrArray            *names)
{
  for (guint i = 0; i < names->len; i++)
    {
      const char *name = g_ptr_array_index (names, i);
      g_autoptr(NexusCliPatternState) next = nexus_cli_pattern_step (walk->pattern, state, name);
      g_autofree char *child = nexus_path_join (path, name, NULL);
      g_autoptr(GError) error = NULL;
      g_autoptr(NexusEntry) entry = NULL;

      /* What cannot be the name of anything matches nothing. */
      if (child == NULL)
        continue;
      entry = nexus_filesystem_query (walk->cli->filesystem, child, NULL, &error);
      if (entry != NULL)
        visit (walk, entry, next);
      else
        fail_unless_gone (walk, error);
    }
}

typedef struct {
  Walk                 *walk;
  NexusCliPatternState *state;
} Folder;

static void
visit_child (NexusEntry *entry,
             gpointer    user_data)
{
  Folder *folder = user_data;
  g_autoptr(NexusCliPatternState) next = NULL;

  next = nexus_cli_pattern_step (folder->walk->pattern, folder->state, nexus_entry_get_name (entry));
  if (next != NULL)
    visit (folder->walk, entry, next);
}

static void
walk_directory (Walk                 *walk,
                const char           *path,
                NexusCliPatternState *state)
{
  g_autoptr(GPtrArray) names = nexus_cli_pattern_list_names (walk->pattern, state);
  g_autoptr(NexusEntryEnumerator) enumerator = NULL;
  Folder folder = { .walk = walk, .state = state };
  g_autoptr(GError) error = NULL;

  if (names != NULL)
    {
      walk_names (walk, path, state, names);
      return;
    }

  enumerator = nexus_filesystem_enumerate (walk->cli->filesystem, path, NEXUS_ENUMERATE_NONE, NULL, &error);
  if (enumerator != NULL)
    nexus_cli_each_entry (enumerator, visit_child, &folder, &error);
  if (error != NULL)
    fail_unless_gone (walk, error);
}

int
nexus_cli_glob (NexusCli               *cli,
                const NexusCliCommand  *command,
                int                     argc,
                char                  **argv)
{
  Walk walk = { .cli = cli };
  g_auto(GStrv) patterns = NULL;
  g_autofree char *path = NULL;
  g_autofree char *top = NULL;
  g_autoptr(NexusCliPattern) pattern = NULL;
  g_autoptr(NexusCliPatternState) state = NULL;
  g_autoptr(NexusCliEntries) list = NULL;
  g_autoptr(NexusEntry) entry = NULL;
  g_autoptr(GError) error = NULL;
  gboolean details = FALSE, exact = FALSE, ignore_case = FALSE;
  const GOptionEntry entries[] = {
    { "path", 'p', 0, G_OPTION_ARG_FILENAME, &path, N_("Where a pattern without a slash in front begins"), N_("PATH") },
    { "ignore-case", 'i', 0, G_OPTION_ARG_NONE, &ignore_case, N_("Take small and capital letters for the same"), NULL },
    { "long", 'l', 0, G_OPTION_ARG_NONE, &details, N_("Show mode, version, size and time of modification"), NULL },
    { "bytes", 'b', 0, G_OPTION_ARG_NONE, &exact, N_("Show sizes in bytes"), NULL },
    { NULL }
  };

  if (!nexus_cli_parse (cli, command, argc, argv, entries,
                        _("In a name * stands for any letters, ? for one, [a-z] for one of these and [!a-z] for one of the "
                          "others; ** stands for any number of directories, {a,b} for a or b, and \\ takes the meaning "
                          "from the letter behind it. A pattern that ends with a slash matches directories only. Put it "
                          "in quotes, so that the shell leaves it alone."),
                        1, 1, &patterns))
    return NEXUS_CLI_USAGE;
  pattern = nexus_cli_pattern_new (patterns[0], ignore_case, &error);
  if (pattern == NULL)
    return nexus_cli_usage ("%s", error->message);
  if (nexus_cli_connect (cli) == NULL)
    return NEXUS_CLI_FAILED;

  top = nexus_path_normalize (path != NULL && !nexus_cli_pattern_is_absolute (pattern) ? path : "/", &error);
  if (top == NULL)
    return nexus_cli_fail (cli, error);
  entry = nexus_filesystem_query (cli->filesystem, top, NULL, &error);
  if (entry == NULL)
    return nexus_cli_fail (cli, error);
  if (nexus_entry_get_kind (entry) != NEXUS_KIND_DIRECTORY)
    {
      g_set_error (&error, G_IO_ERROR, G_IO_ERROR_NOT_DIRECTORY, _("“%s” is not a directory"), top);
      return nexus_cli_fail (cli, error);
    }

  list = nexus_cli_entries_new (cli, details, exact);
  state = nexus_cli_pattern_start (pattern);
  walk.pattern = pattern;
  walk.entries = list;
  visit (&walk, entry, state);
  nexus_cli_entries_end (list);

  return NEXUS_CLI_DONE;
}
