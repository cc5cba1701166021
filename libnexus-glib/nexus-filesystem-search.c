/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "nexus-filesystem-private.h"
#include "nexus-list-private.h"
#include "nexus-query-private.h"
#include "nexus-saved-search.h"
#include "nexus-search-results-private.h"

static gpointer
call_search (NexusFilesystem  *self,
             const NexusCall  *call,
             GCancellable     *cancellable,
             GError          **error)
{
  g_autoptr(NexusQuery) query = nexus_query_new_parse (call->text, error);
  NexusSearchHits *hits;

  if (query == NULL)
    return NULL;

  hits = NEXUS_FILESYSTEM_GET_CLASS (self)->search (self, query, call->number, cancellable, error);

  return hits != NULL ? _nexus_search_results_new (self, hits) : NULL;
}

/**
 * nexus_filesystem_search:
 * @self: a filesystem
 * @query: what to look for
 * @order: in which order
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Finds entries, wherever they are; without those in the trash.
 *
 * All that was committed when the call was made is searched; only the words in the text of a file come later, see
 * [method@Nexus.Filesystem.update_index]. The first search after connecting reads the names of all
 * entries into memory, which takes a part of a second for a million of them; from then on it takes some milliseconds,
 * so that it can be called at each letter that is typed. Then cancel the search before: what it has read is kept.
 *
 * A directory of `in:` that is not there has nothing in it, which is no error.
 *
 * Blocks; may be called from any thread. Cancelling lets go within some tens of milliseconds.
 *
 * Returns: (transfer full): what was found
 *
 * Since: 0.1
 */
NexusSearchResults *
nexus_filesystem_search (NexusFilesystem   *self,
                         NexusQuery        *query,
                         NexusSearchOrder   order,
                         GCancellable      *cancellable,
                         GError           **error)
{
  NexusCall call = { call_search, g_object_unref, .number = order };

  g_return_val_if_fail (NEXUS_IS_FILESYSTEM (self), NULL);
  g_return_val_if_fail (NEXUS_IS_QUERY (query), NULL);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  call.text = (char *) nexus_query_to_string (query);

  return _nexus_filesystem_call (self, &call, cancellable, error);
}

/**
 * nexus_filesystem_search_async:
 * @self: a filesystem
 * @query: what to look for
 * @order: in which order
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: data for @callback
 *
 * The asynchronous form of [method@Nexus.Filesystem.search].
 *
 * Since: 0.1
 */
void
nexus_filesystem_search_async (NexusFilesystem     *self,
                               NexusQuery          *query,
                               NexusSearchOrder     order,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  NexusCall call = { call_search, g_object_unref, .number = order };

  g_return_if_fail (NEXUS_IS_FILESYSTEM (self));
  g_return_if_fail (NEXUS_IS_QUERY (query));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  call.text = (char *) nexus_query_to_string (query);
  _nexus_filesystem_call_async (self, &call, nexus_filesystem_search_async, cancellable, callback, user_data);
}

/**
 * nexus_filesystem_search_finish:
 * @self: a filesystem
 * @result: the result given to the callback
 * @error: return location for an error
 *
 * Finishes [method@Nexus.Filesystem.search_async].
 *
 * Returns: (transfer full): what was found
 *
 * Since: 0.1
 */
NexusSearchResults *
nexus_filesystem_search_finish (NexusFilesystem  *self,
                                GAsyncResult     *result,
                                GError          **error)
{
  return _nexus_filesystem_call_finish (self, result, nexus_filesystem_search_async, error);
}

static gpointer
call_update_index (NexusFilesystem  *self,
                   const NexusCall  *call,
                   GCancellable     *cancellable,
                   GError          **error)
{
  NexusFilesystemClass *klass = NEXUS_FILESYSTEM_GET_CLASS (self);

  return GINT_TO_POINTER (klass->update_index == NULL || klass->update_index (self, cancellable, error));
}

/**
 * nexus_filesystem_update_index:
 * @self: a filesystem
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Makes searches find the words in all text files that there are now.
 *
 * That happens by itself, but later: in the background, when nothing has been written for a moment, and as long as the
 * store stays open. Names, tags and attributes are found at once in any case. Of each text the first megabyte is read.
 * Does nothing if [property@Nexus.Config:index-text] is %FALSE.
 *
 * Blocks for as long as it takes to read what is new; may be called from any thread. What was read before it was
 * cancelled is kept.
 *
 * Returns: %TRUE if all texts can be found
 *
 * Since: 0.1
 */
gboolean
nexus_filesystem_update_index (NexusFilesystem  *self,
                               GCancellable     *cancellable,
                               GError          **error)
{
  const NexusCall call = { call_update_index, NULL };

  g_return_val_if_fail (NEXUS_IS_FILESYSTEM (self), FALSE);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return GPOINTER_TO_INT (_nexus_filesystem_call (self, &call, cancellable, error));
}

/**
 * nexus_filesystem_update_index_async:
 * @self: a filesystem
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: data for @callback
 *
 * The asynchronous form of [method@Nexus.Filesystem.update_index].
 *
 * Since: 0.1
 */
void
nexus_filesystem_update_index_async (NexusFilesystem     *self,
                                     GCancellable        *cancellable,
                                     GAsyncReadyCallback  callback,
                                     gpointer             user_data)
{
  const NexusCall call = { call_update_index, NULL };

  g_return_if_fail (NEXUS_IS_FILESYSTEM (self));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  _nexus_filesystem_call_async (self, &call, nexus_filesystem_update_index_async, cancellable, callback, user_data);
}

/**
 * nexus_filesystem_update_index_finish:
 * @self: a filesystem
 * @result: the result given to the callback
 * @error: return location for an error
 *
 * Finishes [method@Nexus.Filesystem.update_index_async].
 *
 * Returns: %TRUE if all texts can be found
 *
 * Since: 0.1
 */
gboolean
nexus_filesystem_update_index_finish (NexusFilesystem  *self,
                                      GAsyncResult     *result,
                                      GError          **error)
{
  return GPOINTER_TO_INT (_nexus_filesystem_call_finish (self, result, nexus_filesystem_update_index_async, error));
}

static gpointer
call_list_searches (NexusFilesystem  *self,
                    const NexusCall  *call,
                    GCancellable     *cancellable,
                    GError          **error)
{
  g_autoptr(GPtrArray) items = NULL;

  items = NEXUS_FILESYSTEM_GET_CLASS (self)->list_searches (self, cancellable, error);

  return items != NULL ? _nexus_list_new (NEXUS_TYPE_SAVED_SEARCH, items) : NULL;
}

/**
 * nexus_filesystem_list_searches:
 * @self: a filesystem
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Lists the searches that are kept in the store, by name.
 *
 * Blocks; may be called from any thread.
 *
 * Returns: (transfer full): a list of [class@Nexus.SavedSearch]
 *
 * Since: 0.1
 */
GListModel *
nexus_filesystem_list_searches (NexusFilesystem  *self,
                                GCancellable     *cancellable,
                                GError          **error)
{
  const NexusCall call = { call_list_searches, g_object_unref };

  g_return_val_if_fail (NEXUS_IS_FILESYSTEM (self), NULL);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return _nexus_filesystem_call (self, &call, cancellable, error);
}

/**
 * nexus_filesystem_list_searches_async:
 * @self: a filesystem
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: data for @callback
 *
 * The asynchronous form of [method@Nexus.Filesystem.list_searches].
 *
 * Since: 0.1
 */
void
nexus_filesystem_list_searches_async (NexusFilesystem     *self,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data)
{
  const NexusCall call = { call_list_searches, g_object_unref };

  g_return_if_fail (NEXUS_IS_FILESYSTEM (self));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  _nexus_filesystem_call_async (self, &call, nexus_filesystem_list_searches_async, cancellable, callback, user_data);
}

/**
 * nexus_filesystem_list_searches_finish:
 * @self: a filesystem
 * @result: the result given to the callback
 * @error: return location for an error
 *
 * Finishes [method@Nexus.Filesystem.list_searches_async].
 *
 * Returns: (transfer full): a list of [class@Nexus.SavedSearch]
 *
 * Since: 0.1
 */
GListModel *
nexus_filesystem_list_searches_finish (NexusFilesystem  *self,
                                       GAsyncResult     *result,
                                       GError          **error)
{
  return _nexus_filesystem_call_finish (self, result, nexus_filesystem_list_searches_async, error);
}

static NexusMutation *
make_save_search (const char *name,
                  NexusQuery *query)
{
  NexusMutation *mutation = _nexus_mutation_new (NEXUS_MUTATION_SAVE_SEARCH, NULL);

  mutation->key = g_strdup (name);
  mutation->destination = g_strdup (nexus_query_to_string (query));

  return mutation;
}

/**
 * nexus_filesystem_save_search:
 * @self: a filesystem
 * @name: what to call it
 * @query: what it looks for
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Keeps a search in the store; one that has that name is replaced.
 *
 * Errors: %G_IO_ERROR_INVALID_ARGUMENT for a name that is empty, too long or has control characters.
 *
 * Blocks; may be called from any thread. Cancelled means that it was not kept.
 *
 * Returns: %TRUE if it is kept now
 *
 * Since: 0.1
 */
gboolean
nexus_filesystem_save_search (NexusFilesystem  *self,
                              const char       *name,
                              NexusQuery       *query,
                              GCancellable     *cancellable,
                              GError          **error)
{
  g_return_val_if_fail (NEXUS_IS_FILESYSTEM (self), FALSE);
  g_return_val_if_fail (name != NULL, FALSE);
  g_return_val_if_fail (NEXUS_IS_QUERY (query), FALSE);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return GPOINTER_TO_INT (_nexus_filesystem_mutate (self, make_save_search (name, query), cancellable, error));
}

/**
 * nexus_filesystem_save_search_async:
 * @self: a filesystem
 * @name: what to call it
 * @query: what it looks for
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: data for @callback
 *
 * The asynchronous form of [method@Nexus.Filesystem.save_search].
 *
 * Since: 0.1
 */
void
nexus_filesystem_save_search_async (NexusFilesystem     *self,
                                    const char          *name,
                                    NexusQuery          *query,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data)
{
  g_return_if_fail (NEXUS_IS_FILESYSTEM (self));
  g_return_if_fail (name != NULL);
  g_return_if_fail (NEXUS_IS_QUERY (query));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  _nexus_filesystem_mutate_async (self, make_save_search (name, query), NULL, nexus_filesystem_save_search_async,
                                  cancellable, callback, user_data);
}

/**
 * nexus_filesystem_save_search_finish:
 * @self: a filesystem
 * @result: the result given to the callback
 * @error: return location for an error
 *
 * Finishes [method@Nexus.Filesystem.save_search_async].
 *
 * Returns: %TRUE if it is kept now
 *
 * Since: 0.1
 */
gboolean
nexus_filesystem_save_search_finish (NexusFilesystem  *self,
                                     GAsyncResult     *result,
                                     GError          **error)
{
  return GPOINTER_TO_INT (_nexus_filesystem_call_finish (self, result, nexus_filesystem_save_search_async, error));
}

static NexusMutation *
make_remove_search (const char *name)
{
  NexusMutation *mutation = _nexus_mutation_new (NEXUS_MUTATION_REMOVE_SEARCH, NULL);

  mutation->key = g_strdup (name);

  return mutation;
}

/**
 * nexus_filesystem_remove_search:
 * @self: a filesystem
 * @name: what it is called
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Removes a search that is kept in the store.
 *
 * Errors: %G_IO_ERROR_NOT_FOUND if there is none of that name.
 *
 * Blocks; may be called from any thread. Cancelled means that it is still there.
 *
 * Returns: %TRUE if it was removed
 *
 * Since: 0.1
 */
gboolean
nexus_filesystem_remove_search (NexusFilesystem  *self,
                                const char       *name,
                                GCancellable     *cancellable,
                                GError          **error)
{
  g_return_val_if_fail (NEXUS_IS_FILESYSTEM (self), FALSE);
  g_return_val_if_fail (name != NULL, FALSE);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return GPOINTER_TO_INT (_nexus_filesystem_mutate (self, make_remove_search (name), cancellable, error));
}

/**
 * nexus_filesystem_remove_search_async:
 * @self: a filesystem
 * @name: what it is called
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: data for @callback
 *
 * The asynchronous form of [method@Nexus.Filesystem.remove_search].
 *
 * Since: 0.1
 */
void
nexus_filesystem_remove_search_async (NexusFilesystem     *self,
                                      const char          *name,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data)
{
  g_return_if_fail (NEXUS_IS_FILESYSTEM (self));
  g_return_if_fail (name != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  _nexus_filesystem_mutate_async (self, make_remove_search (name), NULL, nexus_filesystem_remove_search_async,
                                  cancellable, callback, user_data);
}

/**
 * nexus_filesystem_remove_search_finish:
 * @self: a filesystem
 * @result: the result given to the callback
 * @error: return location for an error
 *
 * Finishes [method@Nexus.Filesystem.remove_search_async].
 *
 * Returns: %TRUE if it was removed
 *
 * Since: 0.1
 */
gboolean
nexus_filesystem_remove_search_finish (NexusFilesystem  *self,
                                       GAsyncResult     *result,
                                       GError          **error)
{
  return GPOINTER_TO_INT (_nexus_filesystem_call_finish (self, result, nexus_filesystem_remove_search_async, error));
}
