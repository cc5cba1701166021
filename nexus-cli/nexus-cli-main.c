/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "nexus-cli.h"

static const NexusCliCommand db_commands[] = {
  { "current", nexus_cli_db_current, NULL, N_("Show the version of the schema of the database") },
  { "history", nexus_cli_db_history, NULL, N_("List the versions of the schema") },
  { "upgrade", nexus_cli_db_upgrade, N_("[VERSION]"), N_("Bring the database to a newer version, by default the newest") },
  { "downgrade", nexus_cli_db_downgrade, N_("VERSION"), N_("Bring the database back to an older version") },
  { NULL }
};

static const NexusCliCommand meta_commands[] = {
  { "get", nexus_cli_meta_get, N_("PATH KEY"), N_("Print an attribute") },
  { "set", nexus_cli_meta_set, N_("PATH KEY VALUE"), N_("Set an attribute") },
  { "rm", nexus_cli_meta_rm, N_("PATH KEY…"), N_("Remove attributes") },
  { "list", nexus_cli_meta_list, N_("PATH"), N_("List the attributes of something") },
  { NULL }
};

static const NexusCliCommand search_commands[] = {
  { "list", nexus_cli_search_list, NULL, N_("List the searches that are kept") },
  { "save", nexus_cli_search_save, N_("NAME QUERY…"), N_("Keep a search in the store") },
  { "rm", nexus_cli_search_rm, N_("NAME…"), N_("Remove searches that are kept") },
  { NULL }
};

static const NexusCliCommand snapshot_commands[] = {
  { "list", nexus_cli_snapshot_list, NULL, N_("List the snapshots") },
  { "create", nexus_cli_snapshot_create, N_("NAME [PATH]"), N_("Keep how a directory is now") },
  { "diff", nexus_cli_snapshot_diff, N_("NAME [OTHER]"), N_("Show what has changed since, or until another one") },
  { "restore", nexus_cli_snapshot_restore, N_("NAME [PATH]"), N_("Make all of it, or a part, what it was") },
  { "export", nexus_cli_snapshot_export, N_("NAME [PATH] FOLDER"), N_("Write all of it, or a part, outside of the store") },
  { "delete", nexus_cli_snapshot_delete, N_("NAME…"), N_("Delete snapshots") },
  { NULL }
};

static const NexusCliCommand tag_commands[] = {
  { "add", nexus_cli_tag_add, N_("PATH TAG…"), N_("Put tags on something") },
  { "rm", nexus_cli_tag_rm, N_("PATH TAG…"), N_("Take tags off something") },
  { "list", nexus_cli_tag_list, N_("[PATH]"), N_("List the tags of the store, or of one path") },
  { "files", nexus_cli_tag_files, N_("TAG"), N_("List what has a tag") },
  { "rename", nexus_cli_tag_rename, N_("TAG NEW-NAME"), N_("Rename a tag everywhere; two of one name become one") },
  { "color", nexus_cli_tag_color, N_("TAG COLOR"), N_("Give a tag a color such as #3584e4, or “none”") },
  { "delete", nexus_cli_tag_delete, N_("TAG…"), N_("Delete tags everywhere") },
  { NULL }
};

static const NexusCliCommand trash_commands[] = {
  { "list", nexus_cli_trash_list, NULL, N_("List what is in the trash") },
  { "restore", nexus_cli_trash_restore, N_("PATH|ID…"), N_("Bring something back from the trash") },
  { "empty", nexus_cli_trash_empty, N_("[PATH|ID…]"), N_("Delete all of the trash, or some of it, for good") },
  { "keep", nexus_cli_trash_keep, N_("[DAYS|forever]"), N_("Show and set how long the trash is kept") },
  { NULL }
};

static const NexusCliCommand commands[] = {
  { "init", nexus_cli_init, N_("[DIR]"), N_("Make a store") },
  { "put", nexus_cli_put, N_("SOURCE… PATH"), N_("Import files and folders") },
  { "get", nexus_cli_get, N_("PATH… DESTINATION"), N_("Export files and folders") },
  { "ls", nexus_cli_ls, N_("[PATH…]"), N_("List directories") },
  { "tree", nexus_cli_tree, N_("[PATH]"), N_("Show a directory with all that is below it") },
  { "cat", nexus_cli_cat, N_("PATH…"), N_("Write the contents of files to the standard output") },
  { "write", nexus_cli_write, N_("PATH [FILE|-]"), N_("Write a file from a local one or the standard input") },
  { "cp", nexus_cli_cp, N_("SOURCE… PATH"), N_("Copy inside the store") },
  { "mv", nexus_cli_mv, N_("SOURCE… PATH"), N_("Move or rename inside the store") },
  { "rm", nexus_cli_rm, N_("PATH…"), N_("Move files to the trash") },
  { "mkdir", nexus_cli_mkdir, N_("PATH…"), N_("Make directories") },
  { "rmdir", nexus_cli_rmdir, N_("PATH…"), N_("Remove empty directories") },
  { "info", nexus_cli_info, N_("PATH…"), N_("Show all that is known about something") },
  { "find", nexus_cli_find, N_("QUERY…"), N_("Find by words, tags, attributes, types, sizes and times") },
  { "glob", nexus_cli_glob, N_("PATTERN"), N_("List the paths that match a pattern such as /docs/**/*.pdf") },
  { "grep", nexus_cli_grep, N_("REGEX [PATH…]"), N_("Print the lines of files that match a regular expression") },
  { "search", nexus_cli_run_group, N_("COMMAND"), N_("Keep searches"), search_commands },
  { "index", nexus_cli_index, NULL, N_("Read the texts of files, so that “find” finds their words") },
  { "meta", nexus_cli_run_group, N_("COMMAND"), N_("Get and set custom attributes"), meta_commands },
  { "tag", nexus_cli_run_group, N_("COMMAND"), N_("Work with tags"), tag_commands },
  { "log", nexus_cli_log, N_("PATH"), N_("List the versions of a file") },
  { "restore", nexus_cli_restore, N_("PATH"), N_("Make an older version of a file the current one") },
  { "trash", nexus_cli_run_group, N_("COMMAND"), N_("Look into the trash and bring things back"), trash_commands },
  { "undo", nexus_cli_undo, N_("[STEP]"), N_("Undo what was done last") },
  { "redo", nexus_cli_redo, N_("[STEP]"), N_("Do again what was undone last") },
  { "history", nexus_cli_history, NULL, N_("List what was done, and can be undone") },
  { "import", nexus_cli_import, N_("[FILE]"), N_("Load what an export has written") },
  { "export", nexus_cli_export, N_("[FILE]"), N_("Write all that is known of the files as JSON, a line each") },
  { "verify", nexus_cli_verify, N_("[PATH…]"), N_("Look whether anything in the store is damaged") },
  { "repair", nexus_cli_repair, NULL, N_("Mend what is damaged, as far as that is possible") },
  { "stats", nexus_cli_stats, NULL, N_("Show what the store holds and how much space it takes") },
  { "backup", nexus_cli_backup, N_("FOLDER"), N_("Back up the store, or make one from a backup") },
  { "gc", nexus_cli_gc, NULL, N_("Give back the space of what nothing refers to any more") },
  { "quota", nexus_cli_quota, N_("[PATH]"), N_("Show and set how much may be in directories") },
  { "snapshot", nexus_cli_run_group, N_("COMMAND"), N_("Keep how directories are, and bring that back"), snapshot_commands },
  { "db", nexus_cli_run_group, N_("COMMAND"), N_("Work with the schema of the database"), db_commands },
  { "version", nexus_cli_version, NULL, N_("Show the version of the program") },
  { NULL }
};

/* A standard stream that the caller has closed must not become the number of the next file that is opened: the
 * database would get what is meant for the screen.  The stand-in fails as the closed one does. */
static void
keep_standard_streams (void)
{
  for (int fd = 0; fd <= 2; fd++)
    {
      if (fcntl (fd, F_GETFD) < 0 && errno == EBADF)
        (void) !open ("/dev/null", fd == STDOUT_FILENO ? O_RDONLY : O_WRONLY);
    }
}

static int
print_help (void)
{
  g_autofree char *list = nexus_cli_dup_commands (commands);

  printf (_("Usage: nexus [--config FILE] [--data-dir DIR] [--json] [-q] COMMAND …\n\n"
            "Keep files under paths of a store, with versions, tags and custom attributes.\n\n"));
  printf (_("Commands:\n%s\n"), list);
  printf (_("Options of every command:\n"
            "  --config FILE     read the configuration from this file\n"
            "  --data-dir DIR    use the store in this folder\n"
            "  --json            print results as JSON\n"
            "  -q, --quiet       print no warnings and no progress\n"
            "  -h, --help        explain a command: nexus COMMAND --help\n\n"
            "“man nexus” tells more.\n"));

  return NEXUS_CLI_DONE;
}

/* The options that stand before the command; those of a command are read by itself. */
static gboolean
parse_globals (NexusCli   *cli,
               int        *argc,
               char     ***argv,
               gboolean   *help,
               gboolean   *version)
{
  const GOptionEntry entries[] = {
    { "config", 0, 0, G_OPTION_ARG_FILENAME, &cli->config_file, NULL, NULL },
    { "data-dir", 0, 0, G_OPTION_ARG_FILENAME, &cli->data_dir, NULL, NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &cli->json, NULL, NULL },
    { "quiet", 'q', 0, G_OPTION_ARG_NONE, &cli->quiet, NULL, NULL },
    { "help", 'h', 0, G_OPTION_ARG_NONE, help, NULL, NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, version, NULL, NULL },
    { NULL }
  };
  g_autoptr(GOptionContext) context = g_option_context_new (NULL);
  g_autoptr(GError) error = NULL;

  g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_set_help_enabled (context, FALSE);
  g_option_context_set_strict_posix (context, TRUE);
  if (!g_option_context_parse (context, argc, argv, &error))
    {
      nexus_cli_usage ("%s", error->message);
      return FALSE;
    }
  if (*argc > 1 && strcmp ((*argv)[1], "--") == 0)
    {
      (*argc)--;
      (*argv)++;
    }

  return TRUE;
}

int
main (int    argc,
      char **argv)
{
  NexusCli cli = { 0 };
  gboolean help = FALSE;
  gboolean version = FALSE;
  int status;

  keep_standard_streams ();
  setlocale (LC_ALL, "");
  /* Where the catalogue is has been said by the library, which has the same one. */
  textdomain (GETTEXT_PACKAGE);
  g_set_prgname ("nexus");
  cli.terminal = isatty (STDOUT_FILENO);

  if (!parse_globals (&cli, &argc, &argv, &help, &version))
    status = NEXUS_CLI_USAGE;
  else if (version)
    status = nexus_cli_version (&cli, NULL, 0, NULL);
  else if (argc > 1 && (strcmp (argv[1], "help") == 0 || help))
    {
      /* "nexus help ls" and "nexus --help ls" are "nexus ls --help". */
      char *args[] = { help ? argv[1] : argv[2], (char *) "--help", NULL };

      status = args[0] == NULL ? print_help () : nexus_cli_run_command (&cli, commands, 2, args);
    }
  else if (help)
    status = print_help ();
  else if (argc < 2)
    status = nexus_cli_usage ("%s", _("which command? “nexus --help” lists them"));
  else
    status = nexus_cli_run_command (&cli, commands, argc - 1, argv + 1);

  status = nexus_cli_finish (&cli, status);
  nexus_cli_clear (&cli);

  return status;
}
