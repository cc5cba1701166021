/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "nexus-content-ref-private.h"
#include "nexus-content-store-private.h"
#include "nexus-filesystem-private.h"
#include "nexus-search-results-private.h"

static gpointer
call_find_copies (NexusFilesystem  *self,
                  const NexusCall  *call,
                  GCancellable     *cancellable,
                  GError          **error)
{
  NexusSearchHits *hits;
  guint8 hash[NEXUS_HASH_SIZE];

  if (!_nexus_hash_from_hex (call->text, hash))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   _("“%s” is not a content hash: it has to be the %d digits of an etag."), call->text,
                   2 * NEXUS_HASH_SIZE);
      return NULL;
    }

  hits = NEXUS_FILESYSTEM_GET_CLASS (self)->find_copies (self, hash, cancellable, error);

  return hits != NULL ? _nexus_search_results_new (self, hits) : NULL;
}

/**
 * nexus_filesystem_find_copies:
 * @self: a filesystem
 * @etag: the hash of a content, as [method@Nexus.Entry.get_etag] gives it
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Finds the files whose current content has a hash, in the order in which they were made; without those in the trash.
 *
 * Equal contents are stored once, so this asks an index and reads no content: it takes as long as there are such files.
 * Also the file from which the etag comes is found. A hash that no content has finds nothing, which is no error.
 *
 * Errors: %G_IO_ERROR_INVALID_ARGUMENT if @etag is not a hash.
 *
 * Blocks; may be called from any thread.
 *
 * Returns: (transfer full): what was found
 *
 * Since: 0.1
 */
NexusSearchResults *
nexus_filesystem_find_copies (NexusFilesystem  *self,
                              const char       *etag,
                              GCancellable     *cancellable,
                              GError          **error)
{
  const NexusCall call = { call_find_copies, g_object_unref, .text = (char *) etag };

  g_return_val_if_fail (NEXUS_IS_FILESYSTEM (self), NULL);
  g_return_val_if_fail (etag != NULL, NULL);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return _nexus_filesystem_call (self, &call, cancellable, error);
}

/**
 * nexus_filesystem_find_copies_async:
 * @self: a filesystem
 * @etag: the hash of a content
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: data for @callback
 *
 * The asynchronous form of [method@Nexus.Filesystem.find_copies].
 *
 * Since: 0.1
 */
void
nexus_filesystem_find_copies_async (NexusFilesystem     *self,
                                    const char          *etag,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data)
{
  const NexusCall call = { call_find_copies, g_object_unref, .text = (char *) etag };

  g_return_if_fail (NEXUS_IS_FILESYSTEM (self));
  g_return_if_fail (etag != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  _nexus_filesystem_call_async (self, &call, nexus_filesystem_find_copies_async, cancellable, callback, user_data);
}

/**
 * nexus_filesystem_find_copies_finish:
 * @self: a filesystem
 * @result: the result given to the callback
 * @error: return location for an error
 *
 * Finishes [method@Nexus.Filesystem.find_copies_async].
 *
 * Returns: (transfer full): what was found
 *
 * Since: 0.1
 */
NexusSearchResults *
nexus_filesystem_find_copies_finish (NexusFilesystem  *self,
                                     GAsyncResult     *result,
                                     GError          **error)
{
  return _nexus_filesystem_call_finish (self, result, nexus_filesystem_find_copies_async, error);
}

/* --- Of something outside --- */

#define BUFFER_SIZE (256 * 1024)

static gpointer
call_find_duplicates (NexusFilesystem  *self,
                      const NexusCall  *call,
                      GCancellable     *cancellable,
                      GError          **error)
{
  NexusSearchHits *hits;

  hits = NEXUS_FILESYSTEM_GET_CLASS (self)->find_duplicates (self, call->size, cancellable, error);

  return hits != NULL ? _nexus_search_results_new (self, hits) : NULL;
}

/**
 * nexus_filesystem_find_duplicates:
 * @self: a filesystem
 * @min_size: how many bytes a file has to have at least
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Finds the files that have their current content in common with another one; without those in the trash.
 *
 * Files with the same content, and so the same etag, come one after the other, in the order in which they were made. What
 * would free most if only one of them were there comes first; since equal contents are stored once, that is what they take
 * once they are exported. No content is read for this.
 *
 * Blocks for as long as it takes to go through the index of contents. May be called from any thread.
 *
 * Returns: (transfer full): what was found
 *
 * Since: 0.1
 */
NexusSearchResults *
nexus_filesystem_find_duplicates (NexusFilesystem  *self,
                                  guint64           min_size,
                                  GCancellable     *cancellable,
                                  GError          **error)
{
  const NexusCall call = { call_find_duplicates, g_object_unref, .size = min_size };

  g_return_val_if_fail (NEXUS_IS_FILESYSTEM (self), NULL);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return _nexus_filesystem_call (self, &call, cancellable, error);
}

/**
 * nexus_filesystem_find_duplicates_async:
 * @self: a filesystem
 * @min_size: how many bytes a file has to have at least
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: data for @callback
 *
 * The asynchronous form of [method@Nexus.Filesystem.find_duplicates].
 *
 * Since: 0.1
 */
void
nexus_filesystem_find_duplicates_async (NexusFilesystem     *self,
                                        guint64              min_size,
                                        GCancellable        *cancellable,
                                        GAsyncReadyCallback  callback,
                                        gpointer             user_data)
{
  const NexusCall call = { call_find_duplicates, g_object_unref, .size = min_size };

  g_return_if_fail (NEXUS_IS_FILESYSTEM (self));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  _nexus_filesystem_call_async (self, &call, nexus_filesystem_find_duplicates_async, cancellable, callback, user_data);
}

/**
 * nexus_filesystem_find_duplicates_finish:
 * @self: a filesystem
 * @result: the result given to the callback
 * @error: return location for an error
 *
 * Finishes [method@Nexus.Filesystem.find_duplicates_async].
 *
 * Returns: (transfer full): what was found
 *
 * Since: 0.1
 */
NexusSearchResults *
nexus_filesystem_find_duplicates_finish (NexusFilesystem  *self,
                                         GAsyncResult     *result,
                                         GError          **error)
{
  return _nexus_filesystem_call_finish (self, result, nexus_filesystem_find_duplicates_async, error);
}

static gpointer
call_hash_file (NexusFilesystem  *self,
                const NexusCall  *call,
                GCancellable     *cancellable,
                GError          **error)
{
  g_autoptr(GFile) file = g_file_new_for_uri (call->text);
  g_autoptr(GFileInputStream) stream = g_file_read (file, cancellable, error);
  g_autoptr(NexusHasher) hasher = NULL;
  g_autofree guint8 *buffer = NULL;
  guint8 hash[NEXUS_HASH_SIZE];
  char hex[2 * NEXUS_HASH_SIZE + 1];
  gssize n_read;

  if (stream == NULL)
    return NULL;

  hasher = _nexus_hasher_new (_nexus_filesystem_get_content_hash (self));
  buffer = g_malloc (BUFFER_SIZE);
  while ((n_read = g_input_stream_read (G_INPUT_STREAM (stream), buffer, BUFFER_SIZE, cancellable, error)) > 0)
    _nexus_hasher_update (hasher, buffer, n_read);
  if (n_read < 0)
    return NULL;
  _nexus_hasher_finish (hasher, hash);
  _nexus_hash_to_hex (hash, hex);

  return g_strdup (hex);
}

/**
 * nexus_filesystem_hash_file:
 * @self: a filesystem
 * @file: a file outside the store
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Computes the hash that the content of a file would have in the store: what [method@Nexus.Entry.get_etag] gives after
 * an import.
 *
 * So it can be told whether the store has a content without importing it, by the etag of an entry or with
 * [method@Nexus.Filesystem.find_copies]. The whole file is read; nothing is written.
 *
 * Errors: those of reading the file.
 *
 * Blocks; may be called from any thread.
 *
 * Returns: (transfer full): the hash in lower-case hex
 *
 * Since: 0.1
 */
char *
nexus_filesystem_hash_file (NexusFilesystem  *self,
                            GFile            *file,
                            GCancellable     *cancellable,
                            GError          **error)
{
  g_autofree char *uri = NULL;
  NexusCall call = { call_hash_file, g_free };

  g_return_val_if_fail (NEXUS_IS_FILESYSTEM (self), NULL);
  g_return_val_if_fail (G_IS_FILE (file), NULL);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  uri = g_file_get_uri (file);
  call.text = uri;

  return _nexus_filesystem_call (self, &call, cancellable, error);
}

/**
 * nexus_filesystem_hash_file_async:
 * @self: a filesystem
 * @file: a file outside the store
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: data for @callback
 *
 * The asynchronous form of [method@Nexus.Filesystem.hash_file].
 *
 * Since: 0.1
 */
void
nexus_filesystem_hash_file_async (NexusFilesystem     *self,
                                  GFile               *file,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  g_autofree char *uri = NULL;
  NexusCall call = { call_hash_file, g_free };

  g_return_if_fail (NEXUS_IS_FILESYSTEM (self));
  g_return_if_fail (G_IS_FILE (file));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  uri = g_file_get_uri (file);
  call.text = uri;
  _nexus_filesystem_call_async (self, &call, nexus_filesystem_hash_file_async, cancellable, callback, user_data);
}

/**
 * nexus_filesystem_hash_file_finish:
 * @self: a filesystem
 * @result: the result given to the callback
 * @error: return location for an error
 *
 * Finishes [method@Nexus.Filesystem.hash_file_async].
 *
 * Returns: (transfer full): the hash in lower-case hex
 *
 * Since: 0.1
 */
char *
nexus_filesystem_hash_file_finish (NexusFilesystem  *self,
                                   GAsyncResult     *result,
                                   GError          **error)
{
  return _nexus_filesystem_call_finish (self, result, nexus_filesystem_hash_file_async, error);
}
