/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gunixinputstream.h>
#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "nexus-cli.h"

#define BLOCK (256 * 1024)

/* FALSE without an error if the standard output takes no more, which is told at the end. */
static gboolean
copy_to_output (GInputStream  *stream,
                char          *buffer,
                GError       **error)
{
  for (;;)
    {
      gssize length = g_input_stream_read (stream, buffer, BLOCK, NULL, error);

      if (length < 0)
        return FALSE;
      if (length == 0)
        return TRUE;
      if (fwrite (buffer, 1, length, stdout) != (gsize) length)
        return FALSE;
    }
}

int
nexus_cli_cat (NexusCli               *cli,
               const NexusCliCommand  *command,
               int                     argc,
               char                  **argv)
{
  g_autofree char *buffer = g_malloc (BLOCK);
  g_auto(GStrv) paths = NULL;
  int version = 0;
  const GOptionEntry entries[] = {
    { "version", 0, 0, G_OPTION_ARG_INT, &version, N_("Print this version; “nexus log” lists them"), N_("N") },
    { NULL }
  };

  if (!nexus_cli_parse (cli, command, argc, argv, entries, NULL, 1, -1, &paths))
    return NEXUS_CLI_USAGE;
  if (version < 0)
    return nexus_cli_usage (_("the number of a version cannot be negative"));
  if (nexus_cli_connect (cli) == NULL)
    return NEXUS_CLI_FAILED;

  for (guint i = 0; paths[i] != NULL && !ferror (stdout); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(GInputStream) stream = NULL;

      stream = version > 0 ? nexus_filesystem_open_version (cli->filesystem, paths[i], version, NULL, &error)
                           : nexus_filesystem_open (cli->filesystem, paths[i], NULL, &error);
      if (stream == NULL || !copy_to_output (stream, buffer, &error))
        {
          if (error != NULL)
            nexus_cli_fail (cli, error);
        }
    }

  return NEXUS_CLI_DONE;
}

static GInputStream *
open_source (NexusCli    *cli,
             const char  *name,
             GError     **error)
{
  g_autoptr(GFile) file = NULL;

  if (name != NULL && strcmp (name, "-") != 0)
    {
      file = nexus_cli_dup_file (name);
      return G_INPUT_STREAM (g_file_read (file, NULL, error));
    }

  if (isatty (STDIN_FILENO) && !cli->quiet)
    g_printerr (_("Type the contents; Ctrl+D on a line of its own ends them.\n"));

  return g_unix_input_stream_new (STDIN_FILENO, FALSE);
}

int
nexus_cli_write (NexusCli               *cli,
                 const NexusCliCommand  *command,
                 int                     argc,
                 char                  **argv)
{
  g_auto(GStrv) paths = NULL;
  g_autofree char *etag = NULL;
  g_autofree char *buffer = g_malloc (BLOCK);
  gboolean create = FALSE;
  g_autoptr(GError) error = NULL;
  g_autoptr(GInputStream) source = NULL;
  g_autoptr(GOutputStream) stream = NULL;
  gssize length;
  const GOptionEntry entries[] = {
    { "create", 0, 0, G_OPTION_ARG_NONE, &create, N_("Fail if there is something at PATH"), NULL },
    { "etag", 0, 0, G_OPTION_ARG_STRING, &etag, N_("Fail unless the file has this etag now"), N_("ETAG") },
    { NULL }
  };

  if (!nexus_cli_parse (cli, command, argc, argv, entries,
                        _("Without FILE, or if it is “-”, the standard input is read. A file at PATH is replaced as a "
                          "whole, at the end, and stays as an older version; missing directories are made."),
                        1, 2, &paths))
    return NEXUS_CLI_USAGE;
  if (nexus_cli_connect (cli) == NULL)
    return NEXUS_CLI_FAILED;

  source = open_source (cli, paths[1], &error);
  if (source == NULL)
    return nexus_cli_fail (cli, error);
  stream = nexus_filesystem_create_stream (cli->filesystem, paths[0], etag,
                                           NEXUS_WRITE_PARENTS | (create ? NEXUS_WRITE_CREATE : 0), NULL, &error);
  if (stream == NULL)
    return nexus_cli_fail (cli, error);

  /* A stream that is dropped before it is closed leaves nothing behind. */
  while ((length = g_input_stream_read (source, buffer, BLOCK, NULL, &error)) > 0)
    {
      if (!g_output_stream_write_all (stream, buffer, length, NULL, NULL, &error))
        return nexus_cli_fail (cli, error);
    }
  if (length < 0)
    {
      g_autofree char *shown = nexus_path_display (paths[1] != NULL ? paths[1] : "-");

      g_prefix_error (&error, _("could not read “%s”: "), shown);
      return nexus_cli_fail (cli, error);
    }
  if (!g_output_stream_close (stream, NULL, &error))
    return nexus_cli_fail (cli, error);

  return NEXUS_CLI_DONE;
}
