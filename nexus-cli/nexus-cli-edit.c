/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "nexus-cli.h"

typedef NexusEntry *(* Transfer) (NexusFilesystem  *filesystem,
                                  const char       *source,
                                  const char       *destination,
                                  NexusCopyFlags    flags,
                                  GError          **error);

static NexusEntry *
copy (NexusFilesystem  *filesystem,
      const char       *source,
      const char       *destination,
      NexusCopyFlags    flags,
      GError          **error)
{
  return nexus_filesystem_copy (filesystem, source, destination, flags, NULL, error);
}

static NexusEntry *
move (NexusFilesystem  *filesystem,
      const char       *source,
      const char       *destination,
      NexusCopyFlags    flags,
      GError          **error)
{
  return nexus_filesystem_move (filesystem, source, destination, NULL, flags, NULL, error);
}

static gboolean
transfer_one (NexusCli        *cli,
              Transfer         transfer,
              const char      *source,
              const char      *destination,
              gboolean         is_directory,
              NexusCopyFlags   flags,
              GError         **error)
{
  g_autofree char *path = nexus_path_normalize (source, error);
  g_autofree char *name = path != NULL ? nexus_path_dup_name (path) : NULL;
  g_autofree char *target = NULL;
  g_autoptr(NexusEntry) entry = NULL;

  if (path == NULL)
    return FALSE;
  target = nexus_cli_dup_target (destination, is_directory, name, error);
  if (target == NULL)
    return FALSE;

  entry = transfer (cli->filesystem, path, target, flags, error);

  return entry != NULL;
}

static int
transfer_all (NexusCli               *cli,
              const NexusCliCommand  *command,
              Transfer                transfer,
              int                     argc,
              char                  **argv)
{
  g_auto(GStrv) paths = NULL;
  gboolean keep = FALSE;
  gboolean parents = FALSE;
  gboolean ignored = FALSE;
  gboolean is_directory = FALSE;
  g_autoptr(GError) error = NULL;
  NexusCopyFlags flags;
  const char *destination;
  guint n_sources;
  const GOptionEntry entries[] = {
    { "no-clobber", 'n', 0, G_OPTION_ARG_NONE, &keep, N_("Fail if there is a file at the destination"), NULL },
    { "parents", 'p', 0, G_OPTION_ARG_NONE, &parents, N_("Make the missing directories of the destination"), NULL },
    { "recursive", 'r', G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_NONE, &ignored, NULL, NULL },
    { "force", 'f', G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_NONE, &ignored, NULL, NULL },
    { NULL }
  };

  if (!nexus_cli_parse (cli, command, argc, argv, entries,
                        _("If PATH is a directory, the sources go into it under their names. A file that is replaced "
                          "is not lost: it stays as an older version or in the trash."),
                        2, -1, &paths))
    return NEXUS_CLI_USAGE;
  if (nexus_cli_connect (cli) == NULL)
    return NEXUS_CLI_FAILED;

  n_sources = g_strv_length (paths) - 1;
  destination = paths[n_sources];
  if (!nexus_cli_is_directory (cli, destination, &is_directory, &error))
    return nexus_cli_fail (cli, error);
  if (!is_directory && !parents && (n_sources > 1 || g_str_has_suffix (destination, "/")))
    {
      g_autofree char *shown = nexus_path_display (destination);

      g_set_error (&error, G_IO_ERROR, G_IO_ERROR_NOT_DIRECTORY,
                   _("“%s” is not a directory; make it with “nexus mkdir”, or add -p"), shown);
      return nexus_cli_fail (cli, error);
    }

  flags = (keep ? NEXUS_COPY_NONE : NEXUS_COPY_OVERWRITE) | (parents ? NEXUS_COPY_PARENTS : 0);
  for (guint i = 0; i < n_sources; i++)
    {
      g_autoptr(GError) local_error = NULL;

      if (!transfer_one (cli, transfer, paths[i], destination, is_directory || n_sources > 1, flags, &local_error))
        nexus_cli_fail (cli, local_error);
    }

  return NEXUS_CLI_DONE;
}

int
nexus_cli_cp (NexusCli               *cli,
              const NexusCliCommand  *command,
              int                     argc,
              char                  **argv)
{
  return transfer_all (cli, command, copy, argc, argv);
}

int
nexus_cli_mv (NexusCli               *cli,
              const NexusCliCommand  *command,
              int                     argc,
              char                  **argv)
{
  return transfer_all (cli, command, move, argc, argv);
}

static gboolean
remove_one (NexusCli          *cli,
            const char        *path,
            NexusDeleteFlags   flags,
            gboolean           force,
            GError           **error)
{
  g_autoptr(GError) local_error = NULL;

  if (nexus_filesystem_delete (cli->filesystem, path, NULL, flags, NULL, &local_error))
    return TRUE;
  if (force && g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    return TRUE;

  if (g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_NOT_EMPTY) && (flags & NEXUS_DELETE_RECURSIVE) == 0)
    {
      g_autofree char *shown = nexus_path_display (path);

      g_clear_error (&local_error);
      g_set_error (&local_error, G_IO_ERROR, G_IO_ERROR_NOT_EMPTY,
                   _("“%s” is a directory that is not empty; “nexus rm -r” takes what is in it too"), shown);
    }
  g_propagate_error (error, g_steal_pointer (&local_error));

  return FALSE;
}

int
nexus_cli_rm (NexusCli               *cli,
              const NexusCliCommand  *command,
              int                     argc,
              char                  **argv)
{
  g_auto(GStrv) paths = NULL;
  gboolean recursive = FALSE;
  gboolean force = FALSE;
  gboolean permanent = FALSE;
  NexusDeleteFlags flags;
  const GOptionEntry entries[] = {
    { "recursive", 'r', 0, G_OPTION_ARG_NONE, &recursive, N_("Take directories with all that is in them"), NULL },
    { "force", 'f', 0, G_OPTION_ARG_NONE, &force, N_("Say nothing about what is not there"), NULL },
    { "permanent", 0, 0, G_OPTION_ARG_NONE, &permanent, N_("Delete for good, not to the trash"), NULL },
    { NULL }
  };

  if (!nexus_cli_parse (cli, command, argc, argv, entries,
                        _("“nexus trash restore” brings back what is in the trash."), 1, -1, &paths))
    return NEXUS_CLI_USAGE;
  if (nexus_cli_connect (cli) == NULL)
    return NEXUS_CLI_FAILED;

  flags = (recursive ? NEXUS_DELETE_RECURSIVE : 0) | (permanent ? NEXUS_DELETE_PERMANENT : 0);
  for (guint i = 0; paths[i] != NULL; i++)
    {
      g_autoptr(GError) error = NULL;

      if (!remove_one (cli, paths[i], flags, force, &error))
        nexus_cli_fail (cli, error);
    }

  return NEXUS_CLI_DONE;
}

int
nexus_cli_rmdir (NexusCli               *cli,
                 const NexusCliCommand  *command,
                 int                     argc,
                 char                  **argv)
{
  g_auto(GStrv) paths = NULL;

  if (!nexus_cli_parse (cli, command, argc, argv, NULL, NULL, 1, -1, &paths))
    return NEXUS_CLI_USAGE;
  if (nexus_cli_connect (cli) == NULL)
    return NEXUS_CLI_FAILED;

  for (guint i = 0; paths[i] != NULL; i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(NexusEntry) entry = nexus_filesystem_query (cli->filesystem, paths[i], NULL, &error);

      if (entry != NULL && nexus_entry_get_kind (entry) != NEXUS_KIND_DIRECTORY)
        {
          g_autofree char *shown = nexus_path_display (paths[i]);

          g_set_error (&error, G_IO_ERROR, G_IO_ERROR_NOT_DIRECTORY,
                       _("“%s” is not a directory; “nexus rm” removes it"), shown);
          g_clear_object (&entry);
        }
      if (entry == NULL || !remove_one (cli, paths[i], NEXUS_DELETE_NONE, FALSE, &error))
        nexus_cli_fail (cli, error);
    }

  return NEXUS_CLI_DONE;
}

int
nexus_cli_mkdir (NexusCli               *cli,
                 const NexusCliCommand  *command,
                 int                     argc,
                 char                  **argv)
{
  g_auto(GStrv) paths = NULL;
  gboolean parents = FALSE;
  const GOptionEntry entries[] = {
    { "parents", 'p', 0, G_OPTION_ARG_NONE, &parents,
      N_("Make the missing parents too; a directory that is there is no error"), NULL },
    { NULL }
  };

  if (!nexus_cli_parse (cli, command, argc, argv, entries, NULL, 1, -1, &paths))
    return NEXUS_CLI_USAGE;
  if (nexus_cli_connect (cli) == NULL)
    return NEXUS_CLI_FAILED;

  for (guint i = 0; paths[i] != NULL; i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(NexusEntry) entry = NULL;

      entry = nexus_filesystem_make_directory (cli->filesystem, paths[i],
                                               parents ? NEXUS_MAKE_DIRECTORY_PARENTS : NEXUS_MAKE_DIRECTORY_NONE,
                                               NULL, &error);
      if (entry == NULL)
        nexus_cli_fail (cli, error);
    }

  return NEXUS_CLI_DONE;
}
