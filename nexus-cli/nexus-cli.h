/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <nexus-glib.h>

G_BEGIN_DECLS

/* How the program ends. */
#define NEXUS_CLI_DONE    0
#define NEXUS_CLI_FAILED  1
#define NEXUS_CLI_USAGE   2

/* What one run of the program knows. */
typedef struct {
  char            *config_file;
  char            *data_dir;
  gboolean         json;
  gboolean         quiet;
  gboolean         terminal;    /* standard output is one */
  gboolean         failed;      /* an item has failed; the others went on */
  NexusConfig     *config;
  NexusFilesystem *filesystem;
  GHashTable      *exceeded;    /* path → NexusQuota above a soft limit, or NULL */
} NexusCli;

typedef struct _NexusCliCommand NexusCliCommand;

/* argv[0] is the name of the command.  Returns one of the three above, or 128 and the number of a signal. */
typedef int (* NexusCliFunc) (NexusCli               *cli,
                              const NexusCliCommand  *command,
                              int                     argc,
                              char                  **argv);

struct _NexusCliCommand {
  const char            *name;
  NexusCliFunc           function;
  const char            *arguments;     /* as in "PATH…", translatable */
  const char            *help;          /* one line, translatable */
  const NexusCliCommand *children;      /* such as those of "meta"; ends with a name of NULL */
};

/* nexus-cli-command.c */
int              nexus_cli_run_command    (NexusCli               *cli,
                                           const NexusCliCommand  *commands,
                                           int                     argc,
                                           char                  **argv);
int              nexus_cli_run_group      (NexusCli               *cli,
                                           const NexusCliCommand  *command,
                                           int                     argc,
                                           char                  **argv);
char            *nexus_cli_dup_commands   (const NexusCliCommand  *commands);
/* Reads the options of a command and those of every command.  `paths` gets what remains, between `min` and `max`
 * of them (-1 for any number).  After FALSE the command ends with NEXUS_CLI_USAGE; why has been printed. */
gboolean         nexus_cli_parse          (NexusCli               *cli,
                                           const NexusCliCommand  *command,
                                           int                     argc,
                                           char                  **argv,
                                           const GOptionEntry     *entries,
                                           const char             *description,
                                           int                     min,
                                           int                     max,
                                           char                 ***paths);
/* Prints a line of wrong usage and where help is; returns NEXUS_CLI_USAGE. */
int              nexus_cli_usage          (const char             *format,
                                           ...) G_GNUC_PRINTF (1, 2);
/* One of the values of an enumeration by its nick. */
gboolean         nexus_cli_parse_enum     (GType                   type,
                                           const char             *option,
                                           const char             *text,
                                           int                    *value);

/* nexus-cli-each.c: commands that do one thing to each of their arguments; one that fails keeps no other from it. */
typedef gboolean (* NexusCliEach)         (NexusFilesystem        *filesystem,
                                           const char             *name,
                                           GCancellable           *cancellable,
                                           GError                **error);
typedef gboolean (* NexusCliEachOf)       (NexusFilesystem        *filesystem,
                                           const char             *path,
                                           const char             *name,
                                           GCancellable           *cancellable,
                                           GError                **error);
int              nexus_cli_each           (NexusCli               *cli,
                                           const NexusCliCommand  *command,
                                           int                     argc,
                                           char                  **argv,
                                           const char             *description,
                                           NexusCliEach            function);
/* The first argument is the path that has the others. */
int              nexus_cli_each_of        (NexusCli               *cli,
                                           const NexusCliCommand  *command,
                                           int                     argc,
                                           char                  **argv,
                                           NexusCliEachOf          function);

/* nexus-cli-session.c */
NexusConfig     *nexus_cli_get_config     (NexusCli               *cli);
NexusFilesystem *nexus_cli_connect        (NexusCli               *cli);
int              nexus_cli_finish         (NexusCli               *cli,
                                           int                     status);
void             nexus_cli_clear          (NexusCli               *cli);
/* Standard error; what could change the terminal is escaped. */
void             nexus_cli_error          (const char             *message);
/* The file that an argument names: a path, or a URI such as file:///home/ann/a%20b or sftp://host/folder. */
GFile           *nexus_cli_dup_file       (const char             *argument);
/* Prints the error, remembers that an item failed, and returns NEXUS_CLI_FAILED. */
int              nexus_cli_fail           (NexusCli               *cli,
                                           const GError           *error);
/* As it is for a program, as a person can read it on a terminal. */
char            *nexus_cli_dup_shown      (NexusCli               *cli,
                                           const char             *name);
void             nexus_cli_print_line     (NexusCli               *cli,
                                           const char             *name);

/* nexus-cli-quota.c: notes what gets above a soft limit, and says so when the command is done. */
void             nexus_cli_watch_quotas   (NexusCli               *cli);
void             nexus_cli_warn_of_quotas (NexusCli               *cli);

/* nexus-cli-format.c */
char            *nexus_cli_dup_time       (gint64                  time_ns);
char            *nexus_cli_dup_utc        (gint64                  time_ns);
char            *nexus_cli_dup_mode       (NexusEntry             *entry);
const char      *nexus_cli_get_kind       (NexusEntry             *entry);
char            *nexus_cli_dup_size       (guint64                 size,
                                           gboolean                exact);
/* As in queries: 1000, 20k, 1.5M, 2GiB. */
gboolean         nexus_cli_parse_size     (const char             *text,
                                           guint64                *size);
/* Whether the path is a directory of the store; FALSE with an error if that cannot be told. */
gboolean         nexus_cli_is_directory   (NexusCli               *cli,
                                           const char             *path,
                                           gboolean               *is_directory,
                                           GError                **error);
/* Where `source` goes when it is put at `destination`: below it, under its name, if that is a directory or ends
 * with a slash, and otherwise there. */
char            *nexus_cli_dup_target     (const char             *destination,
                                           gboolean                is_directory,
                                           const char             *name,
                                           GError                **error);

/* The commands. */
#define NEXUS_CLI_DECLARE(name) \
  int nexus_cli_##name (NexusCli *cli, const NexusCliCommand *command, int argc, char **argv);

NEXUS_CLI_DECLARE (backup)
NEXUS_CLI_DECLARE (cat)
NEXUS_CLI_DECLARE (cp)
NEXUS_CLI_DECLARE (db_current)
NEXUS_CLI_DECLARE (db_downgrade)
NEXUS_CLI_DECLARE (db_history)
NEXUS_CLI_DECLARE (db_upgrade)
NEXUS_CLI_DECLARE (export)
NEXUS_CLI_DECLARE (find)
NEXUS_CLI_DECLARE (gc)
NEXUS_CLI_DECLARE (get)
NEXUS_CLI_DECLARE (glob)
NEXUS_CLI_DECLARE (grep)
NEXUS_CLI_DECLARE (history)
NEXUS_CLI_DECLARE (import)
NEXUS_CLI_DECLARE (index)
NEXUS_CLI_DECLARE (info)
NEXUS_CLI_DECLARE (init)
NEXUS_CLI_DECLARE (log)
NEXUS_CLI_DECLARE (ls)
NEXUS_CLI_DECLARE (meta_get)
NEXUS_CLI_DECLARE (meta_list)
NEXUS_CLI_DECLARE (meta_rm)
NEXUS_CLI_DECLARE (meta_set)
NEXUS_CLI_DECLARE (mkdir)
NEXUS_CLI_DECLARE (mv)
NEXUS_CLI_DECLARE (put)
NEXUS_CLI_DECLARE (quota)
NEXUS_CLI_DECLARE (redo)
NEXUS_CLI_DECLARE (repair)
NEXUS_CLI_DECLARE (restore)
NEXUS_CLI_DECLARE (rm)
NEXUS_CLI_DECLARE (rmdir)
NEXUS_CLI_DECLARE (search_list)
NEXUS_CLI_DECLARE (search_rm)
NEXUS_CLI_DECLARE (search_save)
NEXUS_CLI_DECLARE (snapshot_create)
NEXUS_CLI_DECLARE (snapshot_delete)
NEXUS_CLI_DECLARE (snapshot_diff)
NEXUS_CLI_DECLARE (snapshot_export)
NEXUS_CLI_DECLARE (snapshot_list)
NEXUS_CLI_DECLARE (snapshot_restore)
NEXUS_CLI_DECLARE (stats)
NEXUS_CLI_DECLARE (tag_add)
NEXUS_CLI_DECLARE (tag_color)
NEXUS_CLI_DECLARE (tag_delete)
NEXUS_CLI_DECLARE (tag_files)
NEXUS_CLI_DECLARE (tag_list)
NEXUS_CLI_DECLARE (tag_rename)
NEXUS_CLI_DECLARE (tag_rm)
NEXUS_CLI_DECLARE (trash_empty)
NEXUS_CLI_DECLARE (trash_keep)
NEXUS_CLI_DECLARE (trash_list)
NEXUS_CLI_DECLARE (trash_restore)
NEXUS_CLI_DECLARE (tree)
NEXUS_CLI_DECLARE (undo)
NEXUS_CLI_DECLARE (verify)
NEXUS_CLI_DECLARE (version)
NEXUS_CLI_DECLARE (write)

G_END_DECLS
