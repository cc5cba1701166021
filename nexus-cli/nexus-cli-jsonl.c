/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gunixoutputstream.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "nexus-cli-progress.h"
#include "nexus-cli.h"

/* "export": everything that is known of the files, as lines of JSON. */

static gboolean
set_errno (GError     **error,
           int          saved_errno,
           const char  *name)
{
  g_autofree char *shown = nexus_path_display (name);

  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (saved_errno), _("could not write “%s”: %s"),
               shown, g_strerror (saved_errno));

  return FALSE;
}

/* How a command ends whose operation did not go well. */
static int
finish_failed (NexusCli          *cli,
               NexusCliProgress  *progress,
               const GError      *error)
{
  int caught = nexus_cli_progress_get_signal (progress);

  if (caught == 0)
    return nexus_cli_fail (cli, error);
  if (!cli->quiet)
    nexus_cli_error (_("interrupted; nothing was changed"));

  return 128 + caught;
}

static gboolean
dump_to (NexusCli          *cli,
         NexusCliProgress  *progress,
         int                fd,
         NexusDumpFormat    format,
         GError           **error)
{
  g_autoptr(GOutputStream) stream = g_unix_output_stream_new (fd, FALSE);
  g_autoptr(NexusOperation) operation = nexus_filesystem_dump (cli->filesystem, stream, format);

  return nexus_cli_progress_run (progress, operation, error);
}

/* The entry of a folder is safe on the disk. */
static void
sync_folder (const char *folder)
{
  int fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  if (fd < 0)
    return;
  fsync (fd);
  close (fd);
}

/* What a new file may be read by. */
static mode_t
get_usual_mode (void)
{
  mode_t mask = umask (0);

  umask (mask);

  return 0666 & ~mask;
}

/* Beside the file under another name, which it loses when it is whole: what is there stays until then. */
static gboolean
dump_beside (NexusCli          *cli,
             NexusCliProgress  *progress,
             const char        *name,
             mode_t             mode,
             NexusDumpFormat    format,
             GError           **error)
{
  g_autofree char *folder = g_path_get_dirname (name);
  g_autofree char *temporary = g_build_filename (folder, ".nexus-export-XXXXXX", NULL);
  gboolean good;
  int fd;

  fd = g_mkstemp_full (temporary, O_WRONLY | O_CLOEXEC, 0600);
  if (fd < 0)
    return set_errno (error, errno, name);

  good = dump_to (cli, progress, fd, format, error);
  if (good && (fchmod (fd, mode) != 0 || fsync (fd) != 0))
    good = set_errno (error, errno, name);
  if (close (fd) != 0 && good)
    good = set_errno (error, errno, name);
  if (good && g_rename (temporary, name) != 0)
    good = set_errno (error, errno, name);

  if (good)
    sync_folder (folder);
  else
    g_unlink (temporary);

  return good;
}

/* A pipe or a device is written to as it is.  Who keeps others from reading a file means what it will be as well. */
static gboolean
dump_to_file (NexusCli          *cli,
              NexusCliProgress  *progress,
              const char        *name,
              NexusDumpFormat    format,
              GError           **error)
{
  struct stat info;
  gboolean good;
  int fd;

  if (stat (name, &info) != 0)
    return dump_beside (cli, progress, name, get_usual_mode (), format, error);
  if (S_ISREG (info.st_mode))
    return dump_beside (cli, progress, name, info.st_mode & 0777, format, error);

  fd = open (name, O_WRONLY | O_CLOEXEC);
  if (fd < 0)
    return set_errno (error, errno, name);
  good = dump_to (cli, progress, fd, format, error);
  close (fd);

  return good;
}

/* Elsewhere it is the matter of GIO that what is there stays until the other is whole. */
static gboolean
dump_elsewhere (NexusCli          *cli,
                NexusCliProgress  *progress,
                GFile             *file,
                NexusDumpFormat    format,
                GError           **error)
{
  g_autoptr(GFileOutputStream) stream = g_file_replace (file, NULL, FALSE, G_FILE_CREATE_NONE, NULL, error);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(NexusOperation) operation = NULL;

  if (stream == NULL)
    return FALSE;

  operation = nexus_filesystem_dump (cli->filesystem, G_OUTPUT_STREAM (stream), format);
  if (nexus_cli_progress_run (progress, operation, error))
    return g_output_stream_close (G_OUTPUT_STREAM (stream), NULL, error);

  /* Closing a stream that is cancelled leaves what is there. */
  g_cancellable_cancel (cancellable);
  g_output_stream_close (G_OUTPUT_STREAM (stream), cancellable, NULL);

  return FALSE;
}

int
nexus_cli_export (NexusCli               *cli,
                  const NexusCliCommand  *command,
                  int                     argc,
                  char                  **argv)
{
  g_autoptr(NexusCliProgress) progress = NULL;
  g_autoptr(GFile) file = NULL;
  g_autofree char *format_name = NULL;
  g_auto(GStrv) paths = NULL;
  g_autoptr(GError) error = NULL;
  int format = NEXUS_DUMP_JSONL;
  const GOptionEntry entries[] = {
    { "format", 0, 0, G_OPTION_ARG_STRING, &format_name,
      N_("jsonl (the default), or original: only what the original Nexus for Python knows"), N_("FORMAT") },
    { NULL }
  };
  gboolean done;

  if (!nexus_cli_parse (cli, command, argc, argv, entries,
                        _("One JSON object a line, sorted by path; what is in the trash comes at the end. All lines are "
                          "from one moment. Contents are not in it; “nexus get” exports them. FILE is replaced when the "
                          "export is whole; without it the lines go to the standard output."),
                        0, 1, &paths))
    return NEXUS_CLI_USAGE;
  if (format_name != NULL && !nexus_cli_parse_enum (NEXUS_TYPE_DUMP_FORMAT, "--format", format_name, &format))
    return NEXUS_CLI_USAGE;
  if (nexus_cli_connect (cli) == NULL)
    return NEXUS_CLI_FAILED;

  progress = nexus_cli_progress_new (!cli->quiet && paths[0] != NULL);
  if (paths[0] == NULL || strcmp (paths[0], "-") == 0)
    done = dump_to (cli, progress, STDOUT_FILENO, format, &error);
  else
    {
      file = nexus_cli_dup_file (paths[0]);
      done = g_file_peek_path (file) != NULL ? dump_to_file (cli, progress, g_file_peek_path (file), format, &error)
                                             : dump_elsewhere (cli, progress, file, format, &error);
    }

  return done ? NEXUS_CLI_DONE : finish_failed (cli, progress, error);
}
