/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "nexus-filesystem-private.h"
#include "nexus-path.h"

static NexusMutation *
make_make_directory (const char               *path,
                     NexusMakeDirectoryFlags   flags,
                     GError                  **error)
{
  g_autoptr(NexusMutation) mutation = NULL;
  g_autofree char *normal = nexus_path_normalize (path, error);

  if (normal == NULL)
    return NULL;

  mutation = _nexus_mutation_new (NEXUS_MUTATION_MAKE_DIRECTORY, normal);
  mutation->make_flags = flags;
  mutation->want_entry = TRUE;

  return g_steal_pointer (&mutation);
}

/**
 * nexus_filesystem_make_directory:
 * @self: a filesystem
 * @path: (type filename): the path
 * @flags: flags
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Makes a directory.
 *
 * Errors: %G_IO_ERROR_EXISTS, %G_IO_ERROR_NOT_FOUND if the parent is missing, %G_IO_ERROR_NOT_DIRECTORY if it
 * is no directory.
 *
 * Blocks; may be called from any thread.
 *
 * Returns: (transfer full): the entry as it is now
 *
 * Since: 0.1
 */
NexusEntry *
nexus_filesystem_make_directory (NexusFilesystem          *self,
                                 const char               *path,
                                 NexusMakeDirectoryFlags   flags,
                                 GCancellable             *cancellable,
                                 GError                  **error)
{
  g_return_val_if_fail (NEXUS_IS_FILESYSTEM (self), NULL);
  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return _nexus_filesystem_mutate (self, make_make_directory (path, flags, error), cancellable, error);
}

/**
 * nexus_filesystem_make_directory_async:
 * @self: a filesystem
 * @path: (type filename): the path
 * @flags: flags
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: data for @callback
 *
 * The asynchronous form of [method@Nexus.Filesystem.make_directory].
 *
 * Since: 0.1
 */
void
nexus_filesystem_make_directory_async (NexusFilesystem         *self,
                                       const char              *path,
                                       NexusMakeDirectoryFlags  flags,
                                       GCancellable            *cancellable,
                                       GAsyncReadyCallback      callback,
                                       gpointer                 user_data)
{
  GError *invalid = NULL;
  NexusMutation *mutation;

  g_return_if_fail (NEXUS_IS_FILESYSTEM (self));
  g_return_if_fail (path != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  mutation = make_make_directory (path, flags, &invalid);
  _nexus_filesystem_mutate_async (self, mutation, invalid, nexus_filesystem_make_directory_async, cancellable, callback, user_data);
}

/**
 * nexus_filesystem_make_directory_finish:
 * @self: a filesystem
 * @result: the result given to the callback
 * @error: return location for an error
 *
 * Finishes [method@Nexus.Filesystem.make_directory_async].
 *
 * Returns: (transfer full): the entry as it is now
 *
 * Since: 0.1
 */
NexusEntry *
nexus_filesystem_make_directory_finish (NexusFilesystem  *self,
                                        GAsyncResult     *result,
                                        GError          **error)
{
  return _nexus_filesystem_call_finish (self, result, nexus_filesystem_make_directory_async, error);
}

static NexusMutation *
make_make_symbolic_link (const char  *path,
                         const char  *target,
                         GError     **error)
{
  g_autoptr(NexusMutation) mutation = NULL;
  g_autofree char *normal = nexus_path_normalize (path, error);

  if (normal == NULL)
    return NULL;

  mutation = _nexus_mutation_new (NEXUS_MUTATION_MAKE_LINK, normal);
  mutation->destination = g_strdup (target);
  mutation->write_flags = NEXUS_WRITE_CREATE;
  mutation->want_entry = TRUE;

  return g_steal_pointer (&mutation);
}

/**
 * nexus_filesystem_make_symbolic_link:
 * @self: a filesystem
 * @path: (type filename): the path
 * @target: (type filename): what the link points to; anything, it need not exist
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Makes a symbolic link.
 *
 * Errors: %G_IO_ERROR_EXISTS, %G_IO_ERROR_NOT_FOUND if the parent is missing, %G_IO_ERROR_INVALID_ARGUMENT for
 * a target that is empty, too long or not UTF-8.
 *
 * Blocks; may be called from any thread.
 *
 * Returns: (transfer full): the entry as it is now
 *
 * Since: 0.1
 */
NexusEntry *
nexus_filesystem_make_symbolic_link (NexusFilesystem  *self,
                                     const char       *path,
                                     const char       *target,
                                     GCancellable     *cancellable,
                                     GError          **error)
{
  g_return_val_if_fail (NEXUS_IS_FILESYSTEM (self), NULL);
  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (target != NULL, NULL);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return _nexus_filesystem_mutate (self, make_make_symbolic_link (path, target, error), cancellable, error);
}

/**
 * nexus_filesystem_make_symbolic_link_async:
 * @self: a filesystem
 * @path: (type filename): the path
 * @target: (type filename): what the link points to; anything, it need not exist
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: data for @callback
 *
 * The asynchronous form of [method@Nexus.Filesystem.make_symbolic_link].
 *
 * Since: 0.1
 */
void
nexus_filesystem_make_symbolic_link_async (NexusFilesystem     *self,
                                           const char          *path,
                                           const char          *target,
                                           GCancellable        *cancellable,
                                           GAsyncReadyCallback  callback,
                                           gpointer             user_data)
{
  GError *invalid = NULL;
  NexusMutation *mutation;

  g_return_if_fail (NEXUS_IS_FILESYSTEM (self));
  g_return_if_fail (path != NULL);
  g_return_if_fail (target != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  mutation = make_make_symbolic_link (path, target, &invalid);
  _nexus_filesystem_mutate_async (self, mutation, invalid, nexus_filesystem_make_symbolic_link_async, cancellable, callback, user_data);
}

/**
 * nexus_filesystem_make_symbolic_link_finish:
 * @self: a filesystem
 * @result: the result given to the callback
 * @error: return location for an error
 *
 * Finishes [method@Nexus.Filesystem.make_symbolic_link_async].
 *
 * Returns: (transfer full): the entry as it is now
 *
 * Since: 0.1
 */
NexusEntry *
nexus_filesystem_make_symbolic_link_finish (NexusFilesystem  *self,
                                            GAsyncResult     *result,
                                            GError          **error)
{
  return _nexus_filesystem_call_finish (self, result, nexus_filesystem_make_symbolic_link_async, error);
}

static NexusMutation *
make_move (const char      *source,
           const char      *destination,
           const char      *etag,
           NexusCopyFlags   flags,
           GError         **error)
{
  g_autoptr(NexusMutation) mutation = NULL;
  g_autofree char *normal = nexus_path_normalize (source, error);

  if (normal == NULL)
    return NULL;

  mutation = _nexus_mutation_new (NEXUS_MUTATION_MOVE, normal);
  mutation->destination = nexus_path_normalize (destination, error);
  if (mutation->destination == NULL)
    return NULL;
  mutation->etag = g_strdup (etag);
  mutation->copy_flags = flags;
  mutation->want_entry = TRUE;

  return g_steal_pointer (&mutation);
}

/**
 * nexus_filesystem_move:
 * @self: a filesystem
 * @source: (type filename): the path of what to take
 * @destination: (type filename): the path that it gets
 * @etag: (nullable): the etag that the file must have now, or %NULL for any
 * @flags: flags
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Moves or renames a file, link or directory, with all that belongs to it.
 *
 * The id, versions, tags and attributes go with it. It takes the same time whatever is in a directory. With
 * %NEXUS_COPY_OVERWRITE what was at the destination goes to the trash.
 *
 * Errors: %G_IO_ERROR_NOT_FOUND, %G_IO_ERROR_EXISTS, %G_IO_ERROR_IS_DIRECTORY, %G_IO_ERROR_WOULD_RECURSE into
 * itself, %G_IO_ERROR_WRONG_ETAG.
 *
 * Blocks; may be called from any thread.
 *
 * Returns: (transfer full): the entry as it is now
 *
 * Since: 0.1
 */
NexusEntry *
nexus_filesystem_move (NexusFilesystem  *self,
                       const char       *source,
                       const char       *destination,
                       const char       *etag,
                       NexusCopyFlags    flags,
                       GCancellable     *cancellable,
                       GError          **error)
{
  g_return_val_if_fail (NEXUS_IS_FILESYSTEM (self), NULL);
  g_return_val_if_fail (source != NULL, NULL);
  g_return_val_if_fail (destination != NULL, NULL);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return _nexus_filesystem_mutate (self, make_move (source, destination, etag, flags, error), cancellable, error);
}

/**
 * nexus_filesystem_move_async:
 * @self: a filesystem
 * @source: (type filename): the path of what to take
 * @destination: (type filename): the path that it gets
 * @etag: (nullable): the etag that the file must have now, or %NULL for any
 * @flags: flags
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: data for @callback
 *
 * The asynchronous form of [method@Nexus.Filesystem.move].
 *
 * Since: 0.1
 */
void
nexus_filesystem_move_async (NexusFilesystem     *self,
                             const char          *source,
                             const char          *destination,
                             const char          *etag,
                             NexusCopyFlags       flags,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  GError *invalid = NULL;
  NexusMutation *mutation;

  g_return_if_fail (NEXUS_IS_FILESYSTEM (self));
  g_return_if_fail (source != NULL);
  g_return_if_fail (destination != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  mutation = make_move (source, destination, etag, flags, &invalid);
  _nexus_filesystem_mutate_async (self, mutation, invalid, nexus_filesystem_move_async, cancellable, callback, user_data);
}

/**
 * nexus_filesystem_move_finish:
 * @self: a filesystem
 * @result: the result given to the callback
 * @error: return location for an error
 *
 * Finishes [method@Nexus.Filesystem.move_async].
 *
 * Returns: (transfer full): the entry as it is now
 *
 * Since: 0.1
 */
NexusEntry *
nexus_filesystem_move_finish (NexusFilesystem  *self,
                              GAsyncResult     *result,
                              GError          **error)
{
  return _nexus_filesystem_call_finish (self, result, nexus_filesystem_move_async, error);
}

static NexusMutation *
make_copy (const char      *source,
           const char      *destination,
           NexusCopyFlags   flags,
           GError         **error)
{
  g_autoptr(NexusMutation) mutation = NULL;
  g_autofree char *normal = nexus_path_normalize (source, error);

  if (normal == NULL)
    return NULL;

  mutation = _nexus_mutation_new (NEXUS_MUTATION_COPY, normal);
  mutation->destination = nexus_path_normalize (destination, error);
  if (mutation->destination == NULL)
    return NULL;
  mutation->copy_flags = flags;
  mutation->want_entry = TRUE;

  return g_steal_pointer (&mutation);
}

/**
 * nexus_filesystem_copy:
 * @self: a filesystem
 * @source: (type filename): the path of what to take
 * @destination: (type filename): the path that it gets
 * @flags: flags
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Copies a file, link or directory with all below it, tags and attributes included.
 *
 * No bytes are copied: both share the content. The copy has ids and a history of its own.
 *
 * Errors: %G_IO_ERROR_NOT_FOUND, %G_IO_ERROR_EXISTS, %G_IO_ERROR_IS_DIRECTORY, %G_IO_ERROR_WOULD_RECURSE into
 * itself.
 *
 * Blocks; may be called from any thread.
 *
 * Returns: (transfer full): the entry as it is now
 *
 * Since: 0.1
 */
NexusEntry *
nexus_filesystem_copy (NexusFilesystem  *self,
                       const char       *source,
                       const char       *destination,
                       NexusCopyFlags    flags,
                       GCancellable     *cancellable,
                       GError          **error)
{
  g_return_val_if_fail (NEXUS_IS_FILESYSTEM (self), NULL);
  g_return_val_if_fail (source != NULL, NULL);
  g_return_val_if_fail (destination != NULL, NULL);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return _nexus_filesystem_mutate (self, make_copy (source, destination, flags, error), cancellable, error);
}

/**
 * nexus_filesystem_copy_async:
 * @self: a filesystem
 * @source: (type filename): the path of what to take
 * @destination: (type filename): the path that it gets
 * @flags: flags
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: data for @callback
 *
 * The asynchronous form of [method@Nexus.Filesystem.copy].
 *
 * Since: 0.1
 */
void
nexus_filesystem_copy_async (NexusFilesystem     *self,
                             const char          *source,
                             const char          *destination,
                             NexusCopyFlags       flags,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  GError *invalid = NULL;
  NexusMutation *mutation;

  g_return_if_fail (NEXUS_IS_FILESYSTEM (self));
  g_return_if_fail (source != NULL);
  g_return_if_fail (destination != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  mutation = make_copy (source, destination, flags, &invalid);
  _nexus_filesystem_mutate_async (self, mutation, invalid, nexus_filesystem_copy_async, cancellable, callback, user_data);
}

/**
 * nexus_filesystem_copy_finish:
 * @self: a filesystem
 * @result: the result given to the callback
 * @error: return location for an error
 *
 * Finishes [method@Nexus.Filesystem.copy_async].
 *
 * Returns: (transfer full): the entry as it is now
 *
 * Since: 0.1
 */
NexusEntry *
nexus_filesystem_copy_finish (NexusFilesystem  *self,
                              GAsyncResult     *result,
                              GError          **error)
{
  return _nexus_filesystem_call_finish (self, result, nexus_filesystem_copy_async, error);
}

static NexusMutation *
make_delete (const char        *path,
             const char        *etag,
             NexusDeleteFlags   flags,
             GError           **error)
{
  g_autoptr(NexusMutation) mutation = NULL;
  g_autofree char *normal = nexus_path_normalize (path, error);

  if (normal == NULL)
    return NULL;

  mutation = _nexus_mutation_new (NEXUS_MUTATION_DELETE, normal);
  mutation->etag = g_strdup (etag);
  mutation->delete_flags = flags;

  return g_steal_pointer (&mutation);
}

/**
 * nexus_filesystem_delete:
 * @self: a filesystem
 * @path: (type filename): the path
 * @etag: (nullable): the etag that the file must have now, or %NULL for any
 * @flags: flags
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Moves something to the trash, from where [method@Nexus.Filesystem.restore] brings it back.
 *
 * With %NEXUS_DELETE_PERMANENT it is gone at once.
 *
 * Errors: %G_IO_ERROR_NOT_FOUND, %G_IO_ERROR_NOT_EMPTY (see %NEXUS_DELETE_RECURSIVE), %G_IO_ERROR_WRONG_ETAG,
 * %G_IO_ERROR_PERMISSION_DENIED for the root.
 *
 * Blocks; may be called from any thread.
 *
 * Returns: %TRUE if it was deleted
 *
 * Since: 0.1
 */
gboolean
nexus_filesystem_delete (NexusFilesystem   *self,
                         const char        *path,
                         const char        *etag,
                         NexusDeleteFlags   flags,
                         GCancellable      *cancellable,
                         GError           **error)
{
  g_return_val_if_fail (NEXUS_IS_FILESYSTEM (self), FALSE);
  g_return_val_if_fail (path != NULL, FALSE);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return GPOINTER_TO_INT (_nexus_filesystem_mutate (self, make_delete (path, etag, flags, error), cancellable, error));
}

/**
 * nexus_filesystem_delete_async:
 * @self: a filesystem
 * @path: (type filename): the path
 * @etag: (nullable): the etag that the file must have now, or %NULL for any
 * @flags: flags
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: data for @callback
 *
 * The asynchronous form of [method@Nexus.Filesystem.delete].
 *
 * Since: 0.1
 */
void
nexus_filesystem_delete_async (NexusFilesystem     *self,
                               const char          *path,
                               const char          *etag,
                               NexusDeleteFlags     flags,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  GError *invalid = NULL;
  NexusMutation *mutation;

  g_return_if_fail (NEXUS_IS_FILESYSTEM (self));
  g_return_if_fail (path != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  mutation = make_delete (path, etag, flags, &invalid);
  _nexus_filesystem_mutate_async (self, mutation, invalid, nexus_filesystem_delete_async, cancellable, callback, user_data);
}

/**
 * nexus_filesystem_delete_finish:
 * @self: a filesystem
 * @result: the result given to the callback
 * @error: return location for an error
 *
 * Finishes [method@Nexus.Filesystem.delete_async].
 *
 * Returns: %TRUE if it was deleted
 *
 * Since: 0.1
 */
gboolean
nexus_filesystem_delete_finish (NexusFilesystem  *self,
                                GAsyncResult     *result,
                                GError          **error)
{
  return GPOINTER_TO_INT (_nexus_filesystem_call_finish (self, result, nexus_filesystem_delete_async, error));
}

static NexusMutation *
make_set_modified (const char  *path,
                   gint64       modified_ns,
                   GError     **error)
{
  g_autoptr(NexusMutation) mutation = NULL;
  g_autofree char *normal = nexus_path_normalize (path, error);

  if (normal == NULL)
    return NULL;

  mutation = _nexus_mutation_new (NEXUS_MUTATION_SET_FACTS, normal);
  mutation->modified_ns = modified_ns;
  mutation->fields = NEXUS_MUTATION_HAS_MODIFIED;
  mutation->want_entry = TRUE;

  return g_steal_pointer (&mutation);
}

/**
 * nexus_filesystem_set_modified:
 * @self: a filesystem
 * @path: (type filename): the path
 * @modified_ns: the time in nanoseconds since 1970 UTC
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Sets when the entry was modified.
 *
 * Errors: %G_IO_ERROR_NOT_FOUND.
 *
 * Blocks; may be called from any thread.
 *
 * Returns: (transfer full): the entry as it is now
 *
 * Since: 0.1
 */
NexusEntry *
nexus_filesystem_set_modified (NexusFilesystem  *self,
                               const char       *path,
                               gint64            modified_ns,
                               GCancellable     *cancellable,
                               GError          **error)
{
  g_return_val_if_fail (NEXUS_IS_FILESYSTEM (self), NULL);
  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return _nexus_filesystem_mutate (self, make_set_modified (path, modified_ns, error), cancellable, error);
}

/**
 * nexus_filesystem_set_modified_async:
 * @self: a filesystem
 * @path: (type filename): the path
 * @modified_ns: the time in nanoseconds since 1970 UTC
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: data for @callback
 *
 * The asynchronous form of [method@Nexus.Filesystem.set_modified].
 *
 * Since: 0.1
 */
void
nexus_filesystem_set_modified_async (NexusFilesystem     *self,
                                     const char          *path,
                                     gint64               modified_ns,
                                     GCancellable        *cancellable,
                                     GAsyncReadyCallback  callback,
                                     gpointer             user_data)
{
  GError *invalid = NULL;
  NexusMutation *mutation;

  g_return_if_fail (NEXUS_IS_FILESYSTEM (self));
  g_return_if_fail (path != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  mutation = make_set_modified (path, modified_ns, &invalid);
  _nexus_filesystem_mutate_async (self, mutation, invalid, nexus_filesystem_set_modified_async, cancellable, callback, user_data);
}

/**
 * nexus_filesystem_set_modified_finish:
 * @self: a filesystem
 * @result: the result given to the callback
 * @error: return location for an error
 *
 * Finishes [method@Nexus.Filesystem.set_modified_async].
 *
 * Returns: (transfer full): the entry as it is now
 *
 * Since: 0.1
 */
NexusEntry *
nexus_filesystem_set_modified_finish (NexusFilesystem  *self,
                                      GAsyncResult     *result,
                                      GError          **error)
{
  return _nexus_filesystem_call_finish (self, result, nexus_filesystem_set_modified_async, error);
}

static NexusMutation *
make_set_mode (const char  *path,
               guint        mode,
               GError     **error)
{
  g_autoptr(NexusMutation) mutation = NULL;
  g_autofree char *normal = nexus_path_normalize (path, error);

  if (normal == NULL)
    return NULL;

  if (mode > 07777)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   _("“%s”: permission bits are at most 07777, not 0%o"), normal, mode);
      return NULL;
    }

  mutation = _nexus_mutation_new (NEXUS_MUTATION_SET_FACTS, normal);
  mutation->mode = mode;
  mutation->fields = NEXUS_MUTATION_HAS_MODE;
  mutation->want_entry = TRUE;

  return g_steal_pointer (&mutation);
}

/**
 * nexus_filesystem_set_mode:
 * @self: a filesystem
 * @path: (type filename): the path
 * @mode: permission bits, at most 07777
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Sets the permission bits, which an export gives to the exported file. The store itself does not enforce them.
 *
 * Errors: %G_IO_ERROR_NOT_FOUND, %G_IO_ERROR_INVALID_ARGUMENT for other bits than 07777.
 *
 * Blocks; may be called from any thread.
 *
 * Returns: (transfer full): the entry as it is now
 *
 * Since: 0.1
 */
NexusEntry *
nexus_filesystem_set_mode (NexusFilesystem  *self,
                           const char       *path,
                           guint             mode,
                           GCancellable     *cancellable,
                           GError          **error)
{
  g_return_val_if_fail (NEXUS_IS_FILESYSTEM (self), NULL);
  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return _nexus_filesystem_mutate (self, make_set_mode (path, mode, error), cancellable, error);
}

/**
 * nexus_filesystem_set_mode_async:
 * @self: a filesystem
 * @path: (type filename): the path
 * @mode: permission bits, at most 07777
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: data for @callback
 *
 * The asynchronous form of [method@Nexus.Filesystem.set_mode].
 *
 * Since: 0.1
 */
void
nexus_filesystem_set_mode_async (NexusFilesystem     *self,
                                 const char          *path,
                                 guint                mode,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  GError *invalid = NULL;
  NexusMutation *mutation;

  g_return_if_fail (NEXUS_IS_FILESYSTEM (self));
  g_return_if_fail (path != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  mutation = make_set_mode (path, mode, &invalid);
  _nexus_filesystem_mutate_async (self, mutation, invalid, nexus_filesystem_set_mode_async, cancellable, callback, user_data);
}

/**
 * nexus_filesystem_set_mode_finish:
 * @self: a filesystem
 * @result: the result given to the callback
 * @error: return location for an error
 *
 * Finishes [method@Nexus.Filesystem.set_mode_async].
 *
 * Returns: (transfer full): the entry as it is now
 *
 * Since: 0.1
 */
NexusEntry *
nexus_filesystem_set_mode_finish (NexusFilesystem  *self,
                                  GAsyncResult     *result,
                                  GError          **error)
{
  return _nexus_filesystem_call_finish (self, result, nexus_filesystem_set_mode_async, error);
}
