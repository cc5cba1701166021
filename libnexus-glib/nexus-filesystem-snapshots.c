/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "nexus-change.h"
#include "nexus-filesystem-private.h"
#include "nexus-filesystem-snapshots.h"
#include "nexus-list-private.h"
#include "nexus-path.h"
#include "nexus-snapshot.h"

static NexusMutation *
make_mutation (NexusMutationKind   kind,
               const char         *name,
               const char         *path,
               GError            **error)
{
  g_autoptr(NexusMutation) mutation = _nexus_mutation_new (kind, NULL);

  mutation->key = g_strdup (name);
  if (path != NULL)
    {
      mutation->path = nexus_path_normalize (path, error);
      if (mutation->path == NULL)
        return NULL;
    }

  return g_steal_pointer (&mutation);
}

static gpointer
call_list_snapshots (NexusFilesystem  *self,
                     const NexusCall  *call,
                     GCancellable     *cancellable,
                     GError          **error)
{
  g_autoptr(GPtrArray) items = NEXUS_FILESYSTEM_GET_CLASS (self)->list_snapshots (self, cancellable, error);

  return items != NULL ? _nexus_list_new (NEXUS_TYPE_SNAPSHOT, items) : NULL;
}

static gpointer
call_diff_snapshots (NexusFilesystem  *self,
                     const NexusCall  *call,
                     GCancellable     *cancellable,
                     GError          **error)
{
  g_autoptr(GPtrArray) items = NEXUS_FILESYSTEM_GET_CLASS (self)->diff_snapshot (self, call->text, call->path, cancellable,
                                                                                 error);

  return items != NULL ? _nexus_list_new (NEXUS_TYPE_CHANGE, items) : NULL;
}

/**
 * nexus_filesystem_create_snapshot:
 * @self: a filesystem
 * @name: what to call it
 * @path: (type filename): a directory, or a file
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Keeps how something and all that is below it is at this moment, under a name.
 *
 * A snapshot has the contents, times, permission bits, tags and attributes of all entries. It copies no contents, and
 * keeps them from being collected as garbage until it is deleted. The older versions of files are no part of it. Who wants to
 * write waits meanwhile: some milliseconds for a thousand entries, seconds for a million.
 *
 * Errors: %G_IO_ERROR_EXISTS if there is a snapshot of that name, %G_IO_ERROR_NOT_FOUND if there is nothing at the path,
 * %G_IO_ERROR_INVALID_ARGUMENT for a name that is empty, too long or has control characters.
 *
 * Blocks; may be called from any thread. Cancelled means that it was not made.
 *
 * Returns: %TRUE if it was made
 *
 * Since: 0.1
 */
gboolean
nexus_filesystem_create_snapshot (NexusFilesystem  *self,
                                  const char       *name,
                                  const char       *path,
                                  GCancellable     *cancellable,
                                  GError          **error)
{
  g_return_val_if_fail (NEXUS_IS_FILESYSTEM (self), FALSE);
  g_return_val_if_fail (name != NULL, FALSE);
  g_return_val_if_fail (path != NULL, FALSE);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return GPOINTER_TO_INT (_nexus_filesystem_mutate (self, make_mutation (NEXUS_MUTATION_CREATE_SNAPSHOT, name, path, error),
                                                    cancellable, error));
}

/**
 * nexus_filesystem_create_snapshot_async:
 * @self: a filesystem
 * @name: what to call it
 * @path: (type filename): a directory, or a file
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: data for @callback
 *
 * The asynchronous form of [method@Nexus.Filesystem.create_snapshot].
 *
 * Since: 0.1
 */
void
nexus_filesystem_create_snapshot_async (NexusFilesystem     *self,
                                        const char          *name,
                                        const char          *path,
                                        GCancellable        *cancellable,
                                        GAsyncReadyCallback  callback,
                                        gpointer             user_data)
{
  NexusMutation *mutation;
  GError *invalid = NULL;

  g_return_if_fail (NEXUS_IS_FILESYSTEM (self));
  g_return_if_fail (name != NULL);
  g_return_if_fail (path != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  mutation = make_mutation (NEXUS_MUTATION_CREATE_SNAPSHOT, name, path, &invalid);
  _nexus_filesystem_mutate_async (self, mutation, invalid, nexus_filesystem_create_snapshot_async, cancellable, callback, user_data);
}

/**
 * nexus_filesystem_create_snapshot_finish:
 * @self: a filesystem
 * @result: the result given to the callback
 * @error: return location for an error
 *
 * Finishes [method@Nexus.Filesystem.create_snapshot_async].
 *
 * Returns: %TRUE if it was made
 *
 * Since: 0.1
 */
gboolean
nexus_filesystem_create_snapshot_finish (NexusFilesystem  *self,
                                         GAsyncResult     *result,
                                         GError          **error)
{
  return GPOINTER_TO_INT (_nexus_filesystem_call_finish (self, result, nexus_filesystem_create_snapshot_async, error));
}

/**
 * nexus_filesystem_delete_snapshot:
 * @self: a filesystem
 * @name: what it is called
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Deletes a snapshot, which cannot be undone. Contents that only it had go with the next
 * [method@Nexus.Filesystem.collect_garbage].
 *
 * Errors: %G_IO_ERROR_NOT_FOUND if there is none of that name.
 *
 * Blocks; may be called from any thread. Cancelled means that it is still there.
 *
 * Returns: %TRUE if it was deleted
 *
 * Since: 0.1
 */
gboolean
nexus_filesystem_delete_snapshot (NexusFilesystem  *self,
                                  const char       *name,
                                  GCancellable     *cancellable,
                                  GError          **error)
{
  g_return_val_if_fail (NEXUS_IS_FILESYSTEM (self), FALSE);
  g_return_val_if_fail (name != NULL, FALSE);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return GPOINTER_TO_INT (_nexus_filesystem_mutate (self, make_mutation (NEXUS_MUTATION_DELETE_SNAPSHOT, name, NULL, error),
                                                    cancellable, error));
}

/**
 * nexus_filesystem_delete_snapshot_async:
 * @self: a filesystem
 * @name: what it is called
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: data for @callback
 *
 * The asynchronous form of [method@Nexus.Filesystem.delete_snapshot].
 *
 * Since: 0.1
 */
void
nexus_filesystem_delete_snapshot_async (NexusFilesystem     *self,
                                        const char          *name,
                                        GCancellable        *cancellable,
                                        GAsyncReadyCallback  callback,
                                        gpointer             user_data)
{
  NexusMutation *mutation;
  GError *invalid = NULL;

  g_return_if_fail (NEXUS_IS_FILESYSTEM (self));
  g_return_if_fail (name != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  mutation = make_mutation (NEXUS_MUTATION_DELETE_SNAPSHOT, name, NULL, &invalid);
  _nexus_filesystem_mutate_async (self, mutation, invalid, nexus_filesystem_delete_snapshot_async, cancellable, callback, user_data);
}

/**
 * nexus_filesystem_delete_snapshot_finish:
 * @self: a filesystem
 * @result: the result given to the callback
 * @error: return location for an error
 *
 * Finishes [method@Nexus.Filesystem.delete_snapshot_async].
 *
 * Returns: %TRUE if it was deleted
 *
 * Since: 0.1
 */
gboolean
nexus_filesystem_delete_snapshot_finish (NexusFilesystem  *self,
                                         GAsyncResult     *result,
                                         GError          **error)
{
  return GPOINTER_TO_INT (_nexus_filesystem_call_finish (self, result, nexus_filesystem_delete_snapshot_async, error));
}

/**
 * nexus_filesystem_restore_snapshot:
 * @self: a filesystem
 * @name: what it is called
 * @path: (type filename) (nullable): what to restore, or %NULL for all of it
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Makes what a snapshot is of, or something in it, what it was, in one step that can be undone.
 *
 * What was not there then goes to the trash. Files get the content, times, permission bits, tags and attributes back that
 * they had; a content that is replaced stays as an older version. What was moved away stays where it is, and is made anew
 * where it was. Nothing is done, and no step made, if nothing is different.
 *
 * Errors: %G_IO_ERROR_NOT_FOUND if there is no snapshot of that name, or it has nothing at the path.
 *
 * Blocks; may be called from any thread. Cancelled means that nothing was changed.
 *
 * Returns: %TRUE if all is as it was
 *
 * Since: 0.1
 */
gboolean
nexus_filesystem_restore_snapshot (NexusFilesystem  *self,
                                   const char       *name,
                                   const char       *path,
                                   GCancellable     *cancellable,
                                   GError          **error)
{
  g_return_val_if_fail (NEXUS_IS_FILESYSTEM (self), FALSE);
  g_return_val_if_fail (name != NULL, FALSE);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return GPOINTER_TO_INT (_nexus_filesystem_mutate (self, make_mutation (NEXUS_MUTATION_RESTORE_SNAPSHOT, name, path, error),
                                                    cancellable, error));
}

/**
 * nexus_filesystem_restore_snapshot_async:
 * @self: a filesystem
 * @name: what it is called
 * @path: (type filename) (nullable): what to restore, or %NULL for all of it
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: data for @callback
 *
 * The asynchronous form of [method@Nexus.Filesystem.restore_snapshot].
 *
 * Since: 0.1
 */
void
nexus_filesystem_restore_snapshot_async (NexusFilesystem     *self,
                                         const char          *name,
                                         const char          *path,
                                         GCancellable        *cancellable,
                                         GAsyncReadyCallback  callback,
                                         gpointer             user_data)
{
  NexusMutation *mutation;
  GError *invalid = NULL;

  g_return_if_fail (NEXUS_IS_FILESYSTEM (self));
  g_return_if_fail (name != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  mutation = make_mutation (NEXUS_MUTATION_RESTORE_SNAPSHOT, name, path, &invalid);
  _nexus_filesystem_mutate_async (self, mutation, invalid, nexus_filesystem_restore_snapshot_async, cancellable, callback, user_data);
}

/**
 * nexus_filesystem_restore_snapshot_finish:
 * @self: a filesystem
 * @result: the result given to the callback
 * @error: return location for an error
 *
 * Finishes [method@Nexus.Filesystem.restore_snapshot_async].
 *
 * Returns: %TRUE if all is as it was
 *
 * Since: 0.1
 */
gboolean
nexus_filesystem_restore_snapshot_finish (NexusFilesystem  *self,
                                          GAsyncResult     *result,
                                          GError          **error)
{
  return GPOINTER_TO_INT (_nexus_filesystem_call_finish (self, result, nexus_filesystem_restore_snapshot_async, error));
}

/**
 * nexus_filesystem_list_snapshots:
 * @self: a filesystem
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Lists the snapshots of the store, the latest first.
 *
 * Blocks; may be called from any thread.
 *
 * Returns: (transfer full): a list of [class@Nexus.Snapshot]
 *
 * Since: 0.1
 */
GListModel *
nexus_filesystem_list_snapshots (NexusFilesystem  *self,
                                 GCancellable     *cancellable,
                                 GError          **error)
{
  const NexusCall call = { call_list_snapshots, g_object_unref };

  g_return_val_if_fail (NEXUS_IS_FILESYSTEM (self), NULL);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return _nexus_filesystem_call (self, &call, cancellable, error);
}

/**
 * nexus_filesystem_list_snapshots_async:
 * @self: a filesystem
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: data for @callback
 *
 * The asynchronous form of [method@Nexus.Filesystem.list_snapshots].
 *
 * Since: 0.1
 */
void
nexus_filesystem_list_snapshots_async (NexusFilesystem     *self,
                                       GCancellable        *cancellable,
                                       GAsyncReadyCallback  callback,
                                       gpointer             user_data)
{
  const NexusCall call = { call_list_snapshots, g_object_unref };

  g_return_if_fail (NEXUS_IS_FILESYSTEM (self));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  _nexus_filesystem_call_async (self, &call, nexus_filesystem_list_snapshots_async, cancellable, callback, user_data);
}

/**
 * nexus_filesystem_list_snapshots_finish:
 * @self: a filesystem
 * @result: the result given to the callback
 * @error: return location for an error
 *
 * Finishes [method@Nexus.Filesystem.list_snapshots_async].
 *
 * Returns: (transfer full): a list of [class@Nexus.Snapshot]
 *
 * Since: 0.1
 */
GListModel *
nexus_filesystem_list_snapshots_finish (NexusFilesystem  *self,
                                        GAsyncResult     *result,
                                        GError          **error)
{
  return _nexus_filesystem_call_finish (self, result, nexus_filesystem_list_snapshots_async, error);
}

/**
 * nexus_filesystem_diff_snapshots:
 * @self: a filesystem
 * @name: what the snapshot is called
 * @other: (nullable): another snapshot to compare it with, or %NULL for what the store has now
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Lists what is different between a snapshot and another one, or what is in the store now: %NEXUS_CHANGE_CREATED for what
 * only the other has, %NEXUS_CHANGE_DELETED for what it has not, %NEXUS_CHANGE_CONTENT for another content or another target
 * of a link, %NEXUS_CHANGE_METADATA for other times, permission bits, tags or attributes. Times of directories are not
 * compared. What was moved is told as deleted and created.
 *
 * The paths are those that the entries have in the first snapshot; one of another folder is compared as if it were of the
 * same.
 *
 * Errors: %G_IO_ERROR_NOT_FOUND if there is no snapshot of one of the names.
 *
 * Blocks; may be called from any thread.
 *
 * Returns: (transfer full): a list of [class@Nexus.Change], by path
 *
 * Since: 0.1
 */
GListModel *
nexus_filesystem_diff_snapshots (NexusFilesystem  *self,
                                 const char       *name,
                                 const char       *other,
                                 GCancellable     *cancellable,
                                 GError          **error)
{
  const NexusCall call = { call_diff_snapshots, g_object_unref, .text = (char *) name, .path = (char *) other };

  g_return_val_if_fail (NEXUS_IS_FILESYSTEM (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return _nexus_filesystem_call (self, &call, cancellable, error);
}

/**
 * nexus_filesystem_diff_snapshots_async:
 * @self: a filesystem
 * @name: what the snapshot is called
 * @other: (nullable): another snapshot to compare it with, or %NULL for what the store has now
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: data for @callback
 *
 * The asynchronous form of [method@Nexus.Filesystem.diff_snapshots].
 *
 * Since: 0.1
 */
void
nexus_filesystem_diff_snapshots_async (NexusFilesystem     *self,
                                       const char          *name,
                                       const char          *other,
                                       GCancellable        *cancellable,
                                       GAsyncReadyCallback  callback,
                                       gpointer             user_data)
{
  const NexusCall call = { call_diff_snapshots, g_object_unref, .text = (char *) name, .path = (char *) other };

  g_return_if_fail (NEXUS_IS_FILESYSTEM (self));
  g_return_if_fail (name != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  _nexus_filesystem_call_async (self, &call, nexus_filesystem_diff_snapshots_async, cancellable, callback, user_data);
}

/**
 * nexus_filesystem_diff_snapshots_finish:
 * @self: a filesystem
 * @result: the result given to the callback
 * @error: return location for an error
 *
 * Finishes [method@Nexus.Filesystem.diff_snapshots_async].
 *
 * Returns: (transfer full): a list of [class@Nexus.Change], by path
 *
 * Since: 0.1
 */
GListModel *
nexus_filesystem_diff_snapshots_finish (NexusFilesystem  *self,
                                        GAsyncResult     *result,
                                        GError          **error)
{
  return _nexus_filesystem_call_finish (self, result, nexus_filesystem_diff_snapshots_async, error);
}
