/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "nexus-filesystem-private.h"
#include "nexus-input-stream-private.h"
#include "nexus-list-private.h"
#include "nexus-path.h"
#include "nexus-version.h"

static gpointer
call_list_versions (NexusFilesystem  *self,
                    const NexusCall  *call,
                    GCancellable     *cancellable,
                    GError          **error)
{
  g_autofree char *path = nexus_path_normalize (call->path, error);
  g_autoptr(GPtrArray) items = NULL;

  if (path == NULL)
    return NULL;

  items = NEXUS_FILESYSTEM_GET_CLASS (self)->list_versions (self, path, cancellable, error);

  return items != NULL ? _nexus_list_new (NEXUS_TYPE_VERSION, items) : NULL;
}

/**
 * nexus_filesystem_list_versions:
 * @self: a filesystem
 * @path: (type filename): the path
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Lists the versions of a file, the current one first.
 *
 * Errors: %G_IO_ERROR_NOT_FOUND, %G_IO_ERROR_IS_DIRECTORY, %G_IO_ERROR_NOT_REGULAR_FILE for a link.
 *
 * Blocks; may be called from any thread.
 *
 * Returns: (transfer full): a list of [class@Nexus.Version]
 *
 * Since: 0.1
 */
GListModel *
nexus_filesystem_list_versions (NexusFilesystem  *self,
                                const char       *path,
                                GCancellable     *cancellable,
                                GError          **error)
{
  const NexusCall call = { call_list_versions, g_object_unref, .path = (char *) path };

  g_return_val_if_fail (NEXUS_IS_FILESYSTEM (self), NULL);
  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return _nexus_filesystem_call (self, &call, cancellable, error);
}

/**
 * nexus_filesystem_list_versions_async:
 * @self: a filesystem
 * @path: (type filename): the path
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: data for @callback
 *
 * The asynchronous form of [method@Nexus.Filesystem.list_versions].
 *
 * Since: 0.1
 */
void
nexus_filesystem_list_versions_async (NexusFilesystem     *self,
                                      const char          *path,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data)
{
  const NexusCall call = { call_list_versions, g_object_unref, .path = (char *) path };

  g_return_if_fail (NEXUS_IS_FILESYSTEM (self));
  g_return_if_fail (path != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  _nexus_filesystem_call_async (self, &call, nexus_filesystem_list_versions_async, cancellable, callback, user_data);
}

/**
 * nexus_filesystem_list_versions_finish:
 * @self: a filesystem
 * @result: the result given to the callback
 * @error: return location for an error
 *
 * Finishes [method@Nexus.Filesystem.list_versions_async].
 *
 * Returns: (transfer full): a list of [class@Nexus.Version]
 *
 * Since: 0.1
 */
GListModel *
nexus_filesystem_list_versions_finish (NexusFilesystem  *self,
                                       GAsyncResult     *result,
                                       GError          **error)
{
  return _nexus_filesystem_call_finish (self, result, nexus_filesystem_list_versions_async, error);
}

static gpointer
call_read_version (NexusFilesystem  *self,
                   const NexusCall  *call,
                   GCancellable     *cancellable,
                   GError          **error)
{
  g_autofree char *path = nexus_path_normalize (call->path, error);

  if (path == NULL)
    return NULL;

  return NEXUS_FILESYSTEM_GET_CLASS (self)->read (self, path, call->number, cancellable, error);
}

/**
 * nexus_filesystem_read_version:
 * @self: a filesystem
 * @path: (type filename): the path
 * @version: the number of the version
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Reads a version of a file into memory.
 *
 * Errors: %G_IO_ERROR_NOT_FOUND if there is no such path or version, %NEXUS_ERROR_CORRUPT,
 * %NEXUS_ERROR_CONTENT_MISSING.
 *
 * Blocks; may be called from any thread.
 *
 * Returns: (transfer full): the bytes
 *
 * Since: 0.1
 */
GBytes *
nexus_filesystem_read_version (NexusFilesystem  *self,
                               const char       *path,
                               guint             version,
                               GCancellable     *cancellable,
                               GError          **error)
{
  const NexusCall call = { call_read_version, (GDestroyNotify) g_bytes_unref, .path = (char *) path, .number = version };

  g_return_val_if_fail (NEXUS_IS_FILESYSTEM (self), NULL);
  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return _nexus_filesystem_call (self, &call, cancellable, error);
}

/**
 * nexus_filesystem_read_version_async:
 * @self: a filesystem
 * @path: (type filename): the path
 * @version: the number of the version
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: data for @callback
 *
 * The asynchronous form of [method@Nexus.Filesystem.read_version].
 *
 * Since: 0.1
 */
void
nexus_filesystem_read_version_async (NexusFilesystem     *self,
                                     const char          *path,
                                     guint                version,
                                     GCancellable        *cancellable,
                                     GAsyncReadyCallback  callback,
                                     gpointer             user_data)
{
  const NexusCall call = { call_read_version, (GDestroyNotify) g_bytes_unref, .path = (char *) path, .number = version };

  g_return_if_fail (NEXUS_IS_FILESYSTEM (self));
  g_return_if_fail (path != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  _nexus_filesystem_call_async (self, &call, nexus_filesystem_read_version_async, cancellable, callback, user_data);
}

/**
 * nexus_filesystem_read_version_finish:
 * @self: a filesystem
 * @result: the result given to the callback
 * @error: return location for an error
 *
 * Finishes [method@Nexus.Filesystem.read_version_async].
 *
 * Returns: (transfer full): the bytes
 *
 * Since: 0.1
 */
GBytes *
nexus_filesystem_read_version_finish (NexusFilesystem  *self,
                                      GAsyncResult     *result,
                                      GError          **error)
{
  return _nexus_filesystem_call_finish (self, result, nexus_filesystem_read_version_async, error);
}

static gpointer
call_open_version (NexusFilesystem  *self,
                   const NexusCall  *call,
                   GCancellable     *cancellable,
                   GError          **error)
{
  g_autofree char *path = nexus_path_normalize (call->path, error);
  g_autoptr(NexusContentReader) reader = NULL;
  g_autoptr(NexusEntry) entry = NULL;

  if (path == NULL)
    return NULL;

  reader = NEXUS_FILESYSTEM_GET_CLASS (self)->open (self, path, call->number, &entry, cancellable, error);

  return reader != NULL ? _nexus_input_stream_new (reader, entry) : NULL;
}

/**
 * nexus_filesystem_open_version:
 * @self: a filesystem
 * @path: (type filename): the path
 * @version: the number of the version
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Opens a version of a file for reading piece by piece.
 *
 * Errors: %G_IO_ERROR_NOT_FOUND if there is no such path or version, %NEXUS_ERROR_CONTENT_MISSING.
 *
 * Blocks; may be called from any thread.
 *
 * Returns: (transfer full): the stream
 *
 * Since: 0.1
 */
GInputStream *
nexus_filesystem_open_version (NexusFilesystem  *self,
                               const char       *path,
                               guint             version,
                               GCancellable     *cancellable,
                               GError          **error)
{
  const NexusCall call = { call_open_version, g_object_unref, .path = (char *) path, .number = version };

  g_return_val_if_fail (NEXUS_IS_FILESYSTEM (self), NULL);
  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return _nexus_filesystem_call (self, &call, cancellable, error);
}

/**
 * nexus_filesystem_open_version_async:
 * @self: a filesystem
 * @path: (type filename): the path
 * @version: the number of the version
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: data for @callback
 *
 * The asynchronous form of [method@Nexus.Filesystem.open_version].
 *
 * Since: 0.1
 */
void
nexus_filesystem_open_version_async (NexusFilesystem     *self,
                                     const char          *path,
                                     guint                version,
                                     GCancellable        *cancellable,
                                     GAsyncReadyCallback  callback,
                                     gpointer             user_data)
{
  const NexusCall call = { call_open_version, g_object_unref, .path = (char *) path, .number = version };

  g_return_if_fail (NEXUS_IS_FILESYSTEM (self));
  g_return_if_fail (path != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  _nexus_filesystem_call_async (self, &call, nexus_filesystem_open_version_async, cancellable, callback, user_data);
}

/**
 * nexus_filesystem_open_version_finish:
 * @self: a filesystem
 * @result: the result given to the callback
 * @error: return location for an error
 *
 * Finishes [method@Nexus.Filesystem.open_version_async].
 *
 * Returns: (transfer full): the stream
 *
 * Since: 0.1
 */
GInputStream *
nexus_filesystem_open_version_finish (NexusFilesystem  *self,
                                      GAsyncResult     *result,
                                      GError          **error)
{
  return _nexus_filesystem_call_finish (self, result, nexus_filesystem_open_version_async, error);
}

static NexusMutation *
make_restore_version (const char  *path,
                      guint        version,
                      GError     **error)
{
  g_autoptr(NexusMutation) mutation = NULL;
  g_autofree char *normal = nexus_path_normalize (path, error);

  if (normal == NULL)
    return NULL;

  mutation = _nexus_mutation_new (NEXUS_MUTATION_RESTORE_VERSION, normal);
  mutation->version = version;
  mutation->want_entry = TRUE;

  return g_steal_pointer (&mutation);
}

/**
 * nexus_filesystem_restore_version:
 * @self: a filesystem
 * @path: (type filename): the path
 * @version: the number of the version
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Makes the content of an older version the current one. What was current becomes an older version itself.
 *
 * Errors: %G_IO_ERROR_NOT_FOUND if there is no such path or version.
 *
 * Blocks; may be called from any thread.
 *
 * Returns: (transfer full): the entry as it is now
 *
 * Since: 0.1
 */
NexusEntry *
nexus_filesystem_restore_version (NexusFilesystem  *self,
                                  const char       *path,
                                  guint             version,
                                  GCancellable     *cancellable,
                                  GError          **error)
{
  g_return_val_if_fail (NEXUS_IS_FILESYSTEM (self), NULL);
  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return _nexus_filesystem_mutate (self, make_restore_version (path, version, error), cancellable, error);
}

/**
 * nexus_filesystem_restore_version_async:
 * @self: a filesystem
 * @path: (type filename): the path
 * @version: the number of the version
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: data for @callback
 *
 * The asynchronous form of [method@Nexus.Filesystem.restore_version].
 *
 * Since: 0.1
 */
void
nexus_filesystem_restore_version_async (NexusFilesystem     *self,
                                        const char          *path,
                                        guint                version,
                                        GCancellable        *cancellable,
                                        GAsyncReadyCallback  callback,
                                        gpointer             user_data)
{
  GError *invalid = NULL;
  NexusMutation *mutation;

  g_return_if_fail (NEXUS_IS_FILESYSTEM (self));
  g_return_if_fail (path != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  mutation = make_restore_version (path, version, &invalid);
  _nexus_filesystem_mutate_async (self, mutation, invalid, nexus_filesystem_restore_version_async, cancellable, callback, user_data);
}

/**
 * nexus_filesystem_restore_version_finish:
 * @self: a filesystem
 * @result: the result given to the callback
 * @error: return location for an error
 *
 * Finishes [method@Nexus.Filesystem.restore_version_async].
 *
 * Returns: (transfer full): the entry as it is now
 *
 * Since: 0.1
 */
NexusEntry *
nexus_filesystem_restore_version_finish (NexusFilesystem  *self,
                                         GAsyncResult     *result,
                                         GError          **error)
{
  return _nexus_filesystem_call_finish (self, result, nexus_filesystem_restore_version_async, error);
}
