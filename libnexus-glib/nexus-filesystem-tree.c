/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "nexus-entry.h"
#include "nexus-filesystem-private.h"
#include "nexus-list-private.h"
#include "nexus-path.h"
#include "nexus-tree-enumerator-private.h"

/* So many rows are read in one go. */
#define PAGE_SIZE 1000

static gpointer
call_query (NexusFilesystem  *self,
            const NexusCall  *call,
            GCancellable     *cancellable,
            GError          **error)
{
  g_autofree char *path = nexus_path_normalize (call->path, error);

  if (path == NULL)
    return NULL;

  return NEXUS_FILESYSTEM_GET_CLASS (self)->query (self, path, cancellable, error);
}

/**
 * nexus_filesystem_query:
 * @self: a filesystem
 * @path: (type filename): the path
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Gets what the store knows of a path. Symbolic links are not followed.
 *
 * Errors: %G_IO_ERROR_NOT_FOUND, %G_IO_ERROR_NOT_DIRECTORY if a part of the path is no directory.
 *
 * Blocks; may be called from any thread.
 *
 * Returns: (transfer full): the entry
 *
 * Since: 0.1
 */
NexusEntry *
nexus_filesystem_query (NexusFilesystem  *self,
                        const char       *path,
                        GCancellable     *cancellable,
                        GError          **error)
{
  const NexusCall call = { call_query, g_object_unref, .path = (char *) path };

  g_return_val_if_fail (NEXUS_IS_FILESYSTEM (self), NULL);
  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return _nexus_filesystem_call (self, &call, cancellable, error);
}

/**
 * nexus_filesystem_query_async:
 * @self: a filesystem
 * @path: (type filename): the path
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: data for @callback
 *
 * The asynchronous form of [method@Nexus.Filesystem.query].
 *
 * Since: 0.1
 */
void
nexus_filesystem_query_async (NexusFilesystem     *self,
                              const char          *path,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  const NexusCall call = { call_query, g_object_unref, .path = (char *) path };

  g_return_if_fail (NEXUS_IS_FILESYSTEM (self));
  g_return_if_fail (path != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  _nexus_filesystem_call_async (self, &call, nexus_filesystem_query_async, cancellable, callback, user_data);
}

/**
 * nexus_filesystem_query_finish:
 * @self: a filesystem
 * @result: the result given to the callback
 * @error: return location for an error
 *
 * Finishes [method@Nexus.Filesystem.query_async].
 *
 * Returns: (transfer full): the entry
 *
 * Since: 0.1
 */
NexusEntry *
nexus_filesystem_query_finish (NexusFilesystem  *self,
                               GAsyncResult     *result,
                               GError          **error)
{
  return _nexus_filesystem_call_finish (self, result, nexus_filesystem_query_async, error);
}

static gpointer
call_exists (NexusFilesystem  *self,
             const NexusCall  *call,
             GCancellable     *cancellable,
             GError          **error)
{
  g_autofree char *path = nexus_path_normalize (call->path, error);
  g_autoptr(NexusEntry) entry = NULL;
  g_autoptr(GError) local_error = NULL;

  if (path == NULL)
    return NULL;

  entry = NEXUS_FILESYSTEM_GET_CLASS (self)->query (self, path, cancellable, &local_error);
  if (entry == NULL && !g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND) &&
      !g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_NOT_DIRECTORY))
    g_propagate_error (error, g_steal_pointer (&local_error));

  return GINT_TO_POINTER (entry != NULL);
}

/**
 * nexus_filesystem_exists:
 * @self: a filesystem
 * @path: (type filename): the path
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Tells whether something has the path.
 *
 * That nothing has it is no error.
 *
 * Errors: %G_IO_ERROR_INVALID_FILENAME.
 *
 * Blocks; may be called from any thread.
 *
 * Returns: %TRUE if something has it
 *
 * Since: 0.1
 */
gboolean
nexus_filesystem_exists (NexusFilesystem  *self,
                         const char       *path,
                         GCancellable     *cancellable,
                         GError          **error)
{
  const NexusCall call = { call_exists, NULL, .path = (char *) path };

  g_return_val_if_fail (NEXUS_IS_FILESYSTEM (self), FALSE);
  g_return_val_if_fail (path != NULL, FALSE);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return GPOINTER_TO_INT (_nexus_filesystem_call (self, &call, cancellable, error));
}

/**
 * nexus_filesystem_exists_async:
 * @self: a filesystem
 * @path: (type filename): the path
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: data for @callback
 *
 * The asynchronous form of [method@Nexus.Filesystem.exists].
 *
 * Since: 0.1
 */
void
nexus_filesystem_exists_async (NexusFilesystem     *self,
                               const char          *path,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  const NexusCall call = { call_exists, NULL, .path = (char *) path };

  g_return_if_fail (NEXUS_IS_FILESYSTEM (self));
  g_return_if_fail (path != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  _nexus_filesystem_call_async (self, &call, nexus_filesystem_exists_async, cancellable, callback, user_data);
}

/**
 * nexus_filesystem_exists_finish:
 * @self: a filesystem
 * @result: the result given to the callback
 * @error: return location for an error
 *
 * Finishes [method@Nexus.Filesystem.exists_async].
 *
 * Returns: %TRUE if something has it
 *
 * Since: 0.1
 */
gboolean
nexus_filesystem_exists_finish (NexusFilesystem  *self,
                                GAsyncResult     *result,
                                GError          **error)
{
  return GPOINTER_TO_INT (_nexus_filesystem_call_finish (self, result, nexus_filesystem_exists_async, error));
}

static gpointer
call_list (NexusFilesystem  *self,
           const NexusCall  *call,
           GCancellable     *cancellable,
           GError          **error)
{
  g_autofree char *path = nexus_path_normalize (call->path, error);
  g_autoptr(GPtrArray) entries = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *after = NULL;

  if (path == NULL)
    return NULL;

  for (;;)
    {
      g_autoptr(GPtrArray) page = NULL;
      gboolean last;

      page = NEXUS_FILESYSTEM_GET_CLASS (self)->list_children (self, path, after, PAGE_SIZE, cancellable, error);
      if (page == NULL)
        return NULL;

      last = page->len < PAGE_SIZE;
      if (!last)
        {
          g_free (after);
          after = g_strdup (nexus_entry_get_name (g_ptr_array_index (page, page->len - 1)));
        }
      g_ptr_array_extend_and_steal (entries, g_steal_pointer (&page));
      if (last)
        return _nexus_list_new (NEXUS_TYPE_ENTRY, entries);
    }
}

/**
 * nexus_filesystem_list:
 * @self: a filesystem
 * @path: (type filename): the path
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Lists a directory.
 *
 * The list is a snapshot with all entries in it, in the order of their names' bytes; for directories of any
 * size use
 * [method@Nexus.Filesystem.enumerate].
 *
 * Errors: %G_IO_ERROR_NOT_FOUND, %G_IO_ERROR_NOT_DIRECTORY.
 *
 * Blocks; may be called from any thread.
 *
 * Returns: (transfer full): a list of [class@Nexus.Entry]
 *
 * Since: 0.1
 */
GListModel *
nexus_filesystem_list (NexusFilesystem  *self,
                       const char       *path,
                       GCancellable     *cancellable,
                       GError          **error)
{
  const NexusCall call = { call_list, g_object_unref, .path = (char *) path };

  g_return_val_if_fail (NEXUS_IS_FILESYSTEM (self), NULL);
  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return _nexus_filesystem_call (self, &call, cancellable, error);
}

/**
 * nexus_filesystem_list_async:
 * @self: a filesystem
 * @path: (type filename): the path
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: data for @callback
 *
 * The asynchronous form of [method@Nexus.Filesystem.list].
 *
 * Since: 0.1
 */
void
nexus_filesystem_list_async (NexusFilesystem     *self,
                             const char          *path,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  const NexusCall call = { call_list, g_object_unref, .path = (char *) path };

  g_return_if_fail (NEXUS_IS_FILESYSTEM (self));
  g_return_if_fail (path != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  _nexus_filesystem_call_async (self, &call, nexus_filesystem_list_async, cancellable, callback, user_data);
}

/**
 * nexus_filesystem_list_finish:
 * @self: a filesystem
 * @result: the result given to the callback
 * @error: return location for an error
 *
 * Finishes [method@Nexus.Filesystem.list_async].
 *
 * Returns: (transfer full): a list of [class@Nexus.Entry]
 *
 * Since: 0.1
 */
GListModel *
nexus_filesystem_list_finish (NexusFilesystem  *self,
                              GAsyncResult     *result,
                              GError          **error)
{
  return _nexus_filesystem_call_finish (self, result, nexus_filesystem_list_async, error);
}

static gpointer
call_enumerate (NexusFilesystem  *self,
                const NexusCall  *call,
                GCancellable     *cancellable,
                GError          **error)
{
  g_autofree char *path = nexus_path_normalize (call->path, error);

  if (path == NULL)
    return NULL;

  return _nexus_tree_enumerator_new (self, path, call->number, cancellable, error);
}

/**
 * nexus_filesystem_enumerate:
 * @self: a filesystem
 * @path: (type filename): the path
 * @flags: flags
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Begins to enumerate a directory, or all that is below it, in bounded memory.
 *
 * Errors: %G_IO_ERROR_NOT_FOUND, %G_IO_ERROR_NOT_DIRECTORY.
 *
 * Blocks; may be called from any thread.
 *
 * Returns: (transfer full): the enumerator
 *
 * Since: 0.1
 */
NexusEntryEnumerator *
nexus_filesystem_enumerate (NexusFilesystem      *self,
                            const char           *path,
                            NexusEnumerateFlags   flags,
                            GCancellable         *cancellable,
                            GError              **error)
{
  const NexusCall call = { call_enumerate, g_object_unref, .path = (char *) path, .number = flags };

  g_return_val_if_fail (NEXUS_IS_FILESYSTEM (self), NULL);
  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return _nexus_filesystem_call (self, &call, cancellable, error);
}

/**
 * nexus_filesystem_enumerate_async:
 * @self: a filesystem
 * @path: (type filename): the path
 * @flags: flags
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: data for @callback
 *
 * The asynchronous form of [method@Nexus.Filesystem.enumerate].
 *
 * Since: 0.1
 */
void
nexus_filesystem_enumerate_async (NexusFilesystem     *self,
                                  const char          *path,
                                  NexusEnumerateFlags  flags,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  const NexusCall call = { call_enumerate, g_object_unref, .path = (char *) path, .number = flags };

  g_return_if_fail (NEXUS_IS_FILESYSTEM (self));
  g_return_if_fail (path != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  _nexus_filesystem_call_async (self, &call, nexus_filesystem_enumerate_async, cancellable, callback, user_data);
}

/**
 * nexus_filesystem_enumerate_finish:
 * @self: a filesystem
 * @result: the result given to the callback
 * @error: return location for an error
 *
 * Finishes [method@Nexus.Filesystem.enumerate_async].
 *
 * Returns: (transfer full): the enumerator
 *
 * Since: 0.1
 */
NexusEntryEnumerator *
nexus_filesystem_enumerate_finish (NexusFilesystem  *self,
                                   GAsyncResult     *result,
                                   GError          **error)
{
  return _nexus_filesystem_call_finish (self, result, nexus_filesystem_enumerate_async, error);
}
