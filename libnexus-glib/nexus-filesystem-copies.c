/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "nexus-content-ref-private.h"
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
