/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "nexus-config.h"
#include "nexus-error.h"
#include "nexus-filesystem-backup.h"
#include "nexus-filesystem-private.h"
#include "nexus-job-private.h"

typedef struct {
  NexusFilesystem *filesystem;   /* of a backup */
  GFile           *backup;       /* of a restore */
  GFile           *folder;
} Arguments;

static void
arguments_free (Arguments *self)
{
  g_clear_object (&self->filesystem);
  g_clear_object (&self->backup);
  g_object_unref (self->folder);
  g_free (self);
}

static char *
dup_path (GFile   *file,
          GError **error)
{
  char *path = g_file_get_path (file);
  g_autofree char *name = NULL;

  if (path != NULL)
    return path;

  name = g_file_get_parse_name (file);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
               _("“%s” is not a folder of this computer. Choose one that is, and copy it from or to there."), name);

  return NULL;
}

static gboolean
run (NexusFilesystem  *filesystem,
     GFile            *folder,
     gboolean          restore,
     NexusOperation   *operation,
     GCancellable     *cancellable,
     GError          **error)
{
  g_autofree char *path = dup_path (folder, error);
  gboolean good;

  if (path == NULL || !_nexus_filesystem_enter (filesystem, error))
    return FALSE;
  good = NEXUS_FILESYSTEM_GET_CLASS (filesystem)->backup (filesystem, path, restore, operation, cancellable, error);
  _nexus_filesystem_leave (filesystem);

  return good;
}

static gboolean
back_up (NexusOperation  *operation,
         gpointer         user_data,
         GCancellable    *cancellable,
         GError         **error)
{
  Arguments *self = user_data;

  return run (self->filesystem, self->folder, FALSE, operation, cancellable, error);
}

static gboolean
restore (NexusOperation  *operation,
         gpointer         user_data,
         GCancellable    *cancellable,
         GError         **error)
{
  Arguments *self = user_data;
  g_autoptr(NexusConfig) config = nexus_config_new ();
  g_autoptr(NexusFilesystem) filesystem = NULL;
  g_autofree char *path = dup_path (self->backup, error);
  g_autofree char *mark = path != NULL ? g_build_filename (path, "backup", NULL) : NULL;
  g_autofree char *database = path != NULL ? g_build_filename (path, "metadata.db", NULL) : NULL;
  gboolean good;

  if (path == NULL)
    return FALSE;
  if (!g_file_test (mark, G_FILE_TEST_IS_REGULAR) || !g_file_test (database, G_FILE_TEST_IS_REGULAR))
    {
      g_autofree char *shown = g_filename_display_name (path);

      g_set_error (error, NEXUS_ERROR, NEXUS_ERROR_NOT_A_STORE,
                   _("The folder “%s” has no whole backup of a Nexus store"), shown);
      return FALSE;
    }

  nexus_config_set_data_dir (config, path);
  filesystem = nexus_connect (config, cancellable, error);
  if (filesystem == NULL)
    return FALSE;
  good = run (filesystem, self->folder, TRUE, operation, cancellable, error);

  return nexus_filesystem_close (filesystem, NULL, good ? error : NULL) && good;
}

/**
 * nexus_filesystem_backup:
 * @self: a filesystem
 * @folder: an empty or new folder of this computer, or one that has a backup of this store
 *
 * Makes an operation that writes a backup of the whole store into a folder; [method@Nexus.Operation.run_async] starts
 * it.
 *
 * The backup has all that was committed at one moment: files with their versions, tags and attributes, the trash, and what
 * can be undone. Others read and write meanwhile; garbage collection waits. Contents that the folder has from a former
 * backup are not read again; the others are checked against their hashes while they are copied, and the copied database is
 * checked too. The database is copied whole each time. Only when everything is there and synced it takes the place of the
 * former backup, which until then stays as it was, whatever happens. What only the former one had is removed after that.
 *
 * The folder is a store that can be opened like any other, to look into it; what is changed there is lost with the next
 * backup. [func@Nexus.restore_backup] makes a store of it that is used.
 *
 * Afterwards [property@Nexus.Operation:files-done] is the number of contents, [property@Nexus.Operation:files-skipped] how
 * many of them the folder had already, and [property@Nexus.Operation:bytes-done] the size of the others.
 *
 * A content that is damaged or missing in the store is told as one of [property@Nexus.Operation:failures], by its hash,
 * and does not stop the others. If the former backup has it, it is kept and is no failure.
 *
 * Errors: %G_IO_ERROR_EXISTS if the folder has something else, %G_IO_ERROR_INVALID_ARGUMENT if it is in the store itself,
 * %G_IO_ERROR_NOT_SUPPORTED if it has no path on this computer, %G_IO_ERROR_BUSY if another program writes
 * a backup there or has the former backup open, and what writing gives, such as %G_IO_ERROR_NO_SPACE.
 *
 * Returns: (transfer full): the operation, not yet started
 *
 * Since: 0.1
 */
NexusOperation *
nexus_filesystem_backup (NexusFilesystem *self,
                         GFile           *folder)
{
  Arguments *arguments;

  g_return_val_if_fail (NEXUS_IS_FILESYSTEM (self), NULL);
  g_return_val_if_fail (G_IS_FILE (folder), NULL);

  arguments = g_new0 (Arguments, 1);
  arguments->filesystem = g_object_ref (self);
  arguments->folder = g_object_ref (folder);

  return _nexus_job_new (back_up, arguments, (GDestroyNotify) arguments_free);
}

/**
 * nexus_restore_backup:
 * @backup: a folder that [method@Nexus.Filesystem.backup] has written
 * @folder: an empty or new folder of this computer, which becomes the data folder of a store
 *
 * Makes an operation that makes a store from a backup; [method@Nexus.Operation.run_async] starts it.
 *
 * Each content is checked against its hash. The backup stays as it is. An operation that was ended or killed is begun again
 * with the same folder, and goes on where it was; until it is done, opening the folder fails with %NEXUS_ERROR_NOT_A_STORE.
 * Once the store has been opened, nothing is restored over it.
 *
 * Errors: %NEXUS_ERROR_NOT_A_STORE if there is no whole backup, and those of [method@Nexus.Filesystem.backup].
 *
 * Returns: (transfer full): the operation, not yet started
 *
 * Since: 0.1
 */
NexusOperation *
nexus_restore_backup (GFile *backup,
                      GFile *folder)
{
  Arguments *arguments;

  g_return_val_if_fail (G_IS_FILE (backup), NULL);
  g_return_val_if_fail (G_IS_FILE (folder), NULL);

  arguments = g_new0 (Arguments, 1);
  arguments->backup = g_object_ref (backup);
  arguments->folder = g_object_ref (folder);

  return _nexus_job_new (restore, arguments, (GDestroyNotify) arguments_free);
}
