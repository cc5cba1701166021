/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "nexus-filesystem-private.h"
#include "nexus-input-stream-private.h"
#include "nexus-output-stream-private.h"
#include "nexus-path.h"

static gpointer
call_read (NexusFilesystem  *self,
           const NexusCall  *call,
           GCancellable     *cancellable,
           GError          **error)
{
  g_autofree char *path = nexus_path_normalize (call->path, error);

  if (path == NULL)
    return NULL;

  return NEXUS_FILESYSTEM_GET_CLASS (self)->read (self, path, 0, cancellable, error);
}

/**
 * nexus_filesystem_read:
 * @self: a filesystem
 * @path: (type filename): the path
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Reads the whole content of a file into memory.
 *
 * The bytes are checked against their hash. A symbolic link is followed inside the store. For large files use
 * [method@Nexus.Filesystem.open].
 *
 * Errors: %G_IO_ERROR_NOT_FOUND, %G_IO_ERROR_IS_DIRECTORY, %G_IO_ERROR_TOO_MANY_LINKS, %NEXUS_ERROR_CORRUPT if
 * the content is damaged, %NEXUS_ERROR_CONTENT_MISSING if it is gone.
 *
 * Blocks; may be called from any thread.
 *
 * Returns: (transfer full): the bytes
 *
 * Since: 0.1
 */
GBytes *
nexus_filesystem_read (NexusFilesystem  *self,
                       const char       *path,
                       GCancellable     *cancellable,
                       GError          **error)
{
  const NexusCall call = { call_read, (GDestroyNotify) g_bytes_unref, .path = (char *) path };

  g_return_val_if_fail (NEXUS_IS_FILESYSTEM (self), NULL);
  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return _nexus_filesystem_call (self, &call, cancellable, error);
}

/**
 * nexus_filesystem_read_async:
 * @self: a filesystem
 * @path: (type filename): the path
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: data for @callback
 *
 * The asynchronous form of [method@Nexus.Filesystem.read].
 *
 * Since: 0.1
 */
void
nexus_filesystem_read_async (NexusFilesystem     *self,
                             const char          *path,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  const NexusCall call = { call_read, (GDestroyNotify) g_bytes_unref, .path = (char *) path };

  g_return_if_fail (NEXUS_IS_FILESYSTEM (self));
  g_return_if_fail (path != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  _nexus_filesystem_call_async (self, &call, nexus_filesystem_read_async, cancellable, callback, user_data);
}

/**
 * nexus_filesystem_read_finish:
 * @self: a filesystem
 * @result: the result given to the callback
 * @error: return location for an error
 *
 * Finishes [method@Nexus.Filesystem.read_async].
 *
 * Returns: (transfer full): the bytes
 *
 * Since: 0.1
 */
GBytes *
nexus_filesystem_read_finish (NexusFilesystem  *self,
                              GAsyncResult     *result,
                              GError          **error)
{
  return _nexus_filesystem_call_finish (self, result, nexus_filesystem_read_async, error);
}

static NexusMutation *
make_write (const char       *path,
            GBytes           *contents,
            const char       *etag,
            NexusWriteFlags   flags,
            GError          **error)
{
  g_autoptr(NexusMutation) mutation = NULL;
  g_autofree char *normal = nexus_path_normalize (path, error);

  if (normal == NULL)
    return NULL;

  mutation = _nexus_mutation_new (NEXUS_MUTATION_PUT_FILE, normal);
  mutation->contents = g_bytes_ref (contents);
  mutation->etag = g_strdup (etag);
  mutation->write_flags = flags;
  mutation->want_entry = TRUE;

  return g_steal_pointer (&mutation);
}

/**
 * nexus_filesystem_write:
 * @self: a filesystem
 * @path: (type filename): the path
 * @contents: the bytes
 * @etag: (nullable): the etag that the file must have now, or %NULL for any
 * @flags: flags
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Replaces the content of a file, or makes the file.
 *
 * The former content stays as an older version. The write is atomic: readers see the old or the new content,
 * whole. Writing the content that the file has already makes no new version.
 *
 * Errors: %G_IO_ERROR_NOT_FOUND if the parent is missing (see %NEXUS_WRITE_PARENTS), %G_IO_ERROR_NOT_DIRECTORY
 * if it is no directory, %G_IO_ERROR_IS_DIRECTORY, %G_IO_ERROR_EXISTS (with %NEXUS_WRITE_CREATE),
 * %G_IO_ERROR_WRONG_ETAG, %G_IO_ERROR_NO_SPACE.
 *
 * Blocks; may be called from any thread.
 *
 * Returns: (transfer full): the entry as it is now
 *
 * Since: 0.1
 */
NexusEntry *
nexus_filesystem_write (NexusFilesystem  *self,
                        const char       *path,
                        GBytes           *contents,
                        const char       *etag,
                        NexusWriteFlags   flags,
                        GCancellable     *cancellable,
                        GError          **error)
{
  g_return_val_if_fail (NEXUS_IS_FILESYSTEM (self), NULL);
  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (contents != NULL, NULL);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return _nexus_filesystem_mutate (self, make_write (path, contents, etag, flags, error), cancellable, error);
}

/**
 * nexus_filesystem_write_async:
 * @self: a filesystem
 * @path: (type filename): the path
 * @contents: the bytes
 * @etag: (nullable): the etag that the file must have now, or %NULL for any
 * @flags: flags
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: data for @callback
 *
 * The asynchronous form of [method@Nexus.Filesystem.write].
 *
 * Since: 0.1
 */
void
nexus_filesystem_write_async (NexusFilesystem     *self,
                              const char          *path,
                              GBytes              *contents,
                              const char          *etag,
                              NexusWriteFlags      flags,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  GError *invalid = NULL;
  NexusMutation *mutation;

  g_return_if_fail (NEXUS_IS_FILESYSTEM (self));
  g_return_if_fail (path != NULL);
  g_return_if_fail (contents != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  mutation = make_write (path, contents, etag, flags, &invalid);
  _nexus_filesystem_mutate_async (self, mutation, invalid, nexus_filesystem_write_async, cancellable, callback, user_data);
}

/**
 * nexus_filesystem_write_finish:
 * @self: a filesystem
 * @result: the result given to the callback
 * @error: return location for an error
 *
 * Finishes [method@Nexus.Filesystem.write_async].
 *
 * Returns: (transfer full): the entry as it is now
 *
 * Since: 0.1
 */
NexusEntry *
nexus_filesystem_write_finish (NexusFilesystem  *self,
                               GAsyncResult     *result,
                               GError          **error)
{
  return _nexus_filesystem_call_finish (self, result, nexus_filesystem_write_async, error);
}

static gpointer
call_open (NexusFilesystem  *self,
           const NexusCall  *call,
           GCancellable     *cancellable,
           GError          **error)
{
  g_autofree char *path = nexus_path_normalize (call->path, error);
  g_autoptr(NexusContentReader) reader = NULL;
  g_autoptr(NexusEntry) entry = NULL;

  if (path == NULL)
    return NULL;

  reader = NEXUS_FILESYSTEM_GET_CLASS (self)->open (self, path, 0, &entry, cancellable, error);

  return reader != NULL ? _nexus_input_stream_new (reader, entry) : NULL;
}

/**
 * nexus_filesystem_open:
 * @self: a filesystem
 * @path: (type filename): the path
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Opens a file for reading piece by piece.
 *
 * The stream can seek. It reads the version that was current when it was opened, also while the file is being
 * replaced, and every byte of it is checked.
 *
 * Errors: %G_IO_ERROR_NOT_FOUND, %G_IO_ERROR_IS_DIRECTORY, %G_IO_ERROR_TOO_MANY_LINKS,
 * %NEXUS_ERROR_CONTENT_MISSING.
 *
 * Blocks; may be called from any thread.
 *
 * Returns: (transfer full): the stream
 *
 * Since: 0.1
 */
GInputStream *
nexus_filesystem_open (NexusFilesystem  *self,
                       const char       *path,
                       GCancellable     *cancellable,
                       GError          **error)
{
  const NexusCall call = { call_open, g_object_unref, .path = (char *) path };

  g_return_val_if_fail (NEXUS_IS_FILESYSTEM (self), NULL);
  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return _nexus_filesystem_call (self, &call, cancellable, error);
}

/**
 * nexus_filesystem_open_async:
 * @self: a filesystem
 * @path: (type filename): the path
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: data for @callback
 *
 * The asynchronous form of [method@Nexus.Filesystem.open].
 *
 * Since: 0.1
 */
void
nexus_filesystem_open_async (NexusFilesystem     *self,
                             const char          *path,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  const NexusCall call = { call_open, g_object_unref, .path = (char *) path };

  g_return_if_fail (NEXUS_IS_FILESYSTEM (self));
  g_return_if_fail (path != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  _nexus_filesystem_call_async (self, &call, nexus_filesystem_open_async, cancellable, callback, user_data);
}

/**
 * nexus_filesystem_open_finish:
 * @self: a filesystem
 * @result: the result given to the callback
 * @error: return location for an error
 *
 * Finishes [method@Nexus.Filesystem.open_async].
 *
 * Returns: (transfer full): the stream
 *
 * Since: 0.1
 */
GInputStream *
nexus_filesystem_open_finish (NexusFilesystem  *self,
                              GAsyncResult     *result,
                              GError          **error)
{
  return _nexus_filesystem_call_finish (self, result, nexus_filesystem_open_async, error);
}

typedef struct {
  char            *path;
  char            *etag;
  NexusWriteFlags  flags;
} CreateData;

static void
create_data_free (CreateData *data)
{
  g_free (data->path);
  g_free (data->etag);
  g_free (data);
}

/**
 * nexus_filesystem_create_stream:
 * @self: a filesystem
 * @path: (type filename): the path
 * @etag: (nullable): the etag that the file must have when the stream is closed, or %NULL for any
 * @flags: flags
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Makes a stream whose content becomes that of the file when it is closed.
 *
 * Until then nothing is seen of it. Closing it with a cancelled cancellable, or dropping it unclosed, gives it up
 * and leaves nothing. Whether the file can be written is found out when the stream is closed, with the errors of
 * [method@Nexus.Filesystem.write].
 *
 * Blocks; may be called from any thread.
 *
 * Returns: (transfer full): the stream, a [class@Gio.FileOutputStream] that knows the new etag once it is closed
 *
 * Since: 0.1
 */
GOutputStream *
nexus_filesystem_create_stream (NexusFilesystem  *self,
                                const char       *path,
                                const char       *etag,
                                NexusWriteFlags   flags,
                                GCancellable     *cancellable,
                                GError          **error)
{
  g_autofree char *normal = NULL;
  GOutputStream *stream;

  g_return_val_if_fail (NEXUS_IS_FILESYSTEM (self), NULL);
  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  normal = nexus_path_normalize (path, error);
  if (normal == NULL || g_cancellable_set_error_if_cancelled (cancellable, error) ||
      !_nexus_filesystem_enter (self, error))
    return NULL;

  stream = _nexus_output_stream_new (self, normal, etag, flags, error);
  _nexus_filesystem_leave (self);

  return stream;
}

static void
create_in_worker (GTask        *task,
                  gpointer      source_object,
                  gpointer      task_data,
                  GCancellable *cancellable)
{
  CreateData *data = task_data;
  GError *error = NULL;
  GOutputStream *stream;

  stream = _nexus_output_stream_new (source_object, data->path, data->etag, data->flags, &error);
  if (stream != NULL)
    g_task_return_pointer (task, stream, g_object_unref);
  else
    g_task_return_error (task, error);
}

/**
 * nexus_filesystem_create_stream_async:
 * @self: a filesystem
 * @path: (type filename): the path
 * @etag: (nullable): the etag that the file must have when the stream is closed, or %NULL for any
 * @flags: flags
 * @cancellable: (nullable): a cancellable
 * @callback: called when the stream is there
 * @user_data: data for @callback
 *
 * The asynchronous form of [method@Nexus.Filesystem.create_stream].
 *
 * Since: 0.1
 */
void
nexus_filesystem_create_stream_async (NexusFilesystem     *self,
                                      const char          *path,
                                      const char          *etag,
                                      NexusWriteFlags      flags,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  GError *error = NULL;
  CreateData *data;

  g_return_if_fail (NEXUS_IS_FILESYSTEM (self));
  g_return_if_fail (path != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, nexus_filesystem_create_stream_async);
  data = g_new0 (CreateData, 1);
  g_task_set_task_data (task, data, (GDestroyNotify) create_data_free);
  data->path = nexus_path_normalize (path, &error);
  data->etag = g_strdup (etag);
  data->flags = flags;
  if (data->path == NULL)
    g_task_return_error (task, error);
  else
    _nexus_filesystem_run_in_worker (self, task, create_in_worker);
}

/**
 * nexus_filesystem_create_stream_finish:
 * @self: a filesystem
 * @result: the result given to the callback
 * @error: return location for an error
 *
 * Finishes [method@Nexus.Filesystem.create_stream_async].
 *
 * Returns: (transfer full): the stream
 *
 * Since: 0.1
 */
GOutputStream *
nexus_filesystem_create_stream_finish (NexusFilesystem  *self,
                                       GAsyncResult     *result,
                                       GError          **error)
{
  return _nexus_filesystem_call_finish (self, result, nexus_filesystem_create_stream_async, error);
}
