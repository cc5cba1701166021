/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "nexus-error.h"
#include "nexus-filesystem-private.h"
#include "nexus-list-private.h"
#include "nexus-number-private.h"
#include "nexus-path.h"
#include "nexus-trash-item-private.h"

static gpointer
call_list_trash (NexusFilesystem  *self,
                 const NexusCall  *call,
                 GCancellable     *cancellable,
                 GError          **error)
{
  g_autoptr(GPtrArray) items = NULL;
  g_autoptr(GError) local_error = NULL;
  guint days = 0;

  items = NEXUS_FILESYSTEM_GET_CLASS (self)->list_trash (self, cancellable, error);
  if (items == NULL)
    return NULL;

  /* When that is damaged, nothing is deleted by its age. */
  if (!NEXUS_FILESYSTEM_GET_CLASS (self)->get_trash_days (self, &days, cancellable, &local_error))
    {
      if (!g_error_matches (local_error, NEXUS_ERROR, NEXUS_ERROR_CORRUPT))
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return NULL;
        }
      days = 0;
    }
  for (guint i = 0; days > 0 && i < items->len; i++)
    {
      NexusTrashItem *item = g_ptr_array_index (items, i);

      _nexus_trash_item_set_expires (item, _nexus_number_add (nexus_trash_item_get_deleted_ns (item),
                                                              (gint64) days * G_TIME_SPAN_DAY * 1000));
    }

  return _nexus_list_new (NEXUS_TYPE_TRASH_ITEM, items);
}

/**
 * nexus_filesystem_list_trash:
 * @self: a filesystem
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Lists the trash, what was deleted last first.
 *
 * Blocks; may be called from any thread.
 *
 * Returns: (transfer full): a list of [class@Nexus.TrashItem]
 *
 * Since: 0.1
 */
GListModel *
nexus_filesystem_list_trash (NexusFilesystem  *self,
                             GCancellable     *cancellable,
                             GError          **error)
{
  const NexusCall call = { call_list_trash, g_object_unref };

  g_return_val_if_fail (NEXUS_IS_FILESYSTEM (self), NULL);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return _nexus_filesystem_call (self, &call, cancellable, error);
}

/**
 * nexus_filesystem_list_trash_async:
 * @self: a filesystem
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: data for @callback
 *
 * The asynchronous form of [method@Nexus.Filesystem.list_trash].
 *
 * Since: 0.1
 */
void
nexus_filesystem_list_trash_async (NexusFilesystem     *self,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  const NexusCall call = { call_list_trash, g_object_unref };

  g_return_if_fail (NEXUS_IS_FILESYSTEM (self));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  _nexus_filesystem_call_async (self, &call, nexus_filesystem_list_trash_async, cancellable, callback, user_data);
}

/**
 * nexus_filesystem_list_trash_finish:
 * @self: a filesystem
 * @result: the result given to the callback
 * @error: return location for an error
 *
 * Finishes [method@Nexus.Filesystem.list_trash_async].
 *
 * Returns: (transfer full): a list of [class@Nexus.TrashItem]
 *
 * Since: 0.1
 */
GListModel *
nexus_filesystem_list_trash_finish (NexusFilesystem  *self,
                                    GAsyncResult     *result,
                                    GError          **error)
{
  return _nexus_filesystem_call_finish (self, result, nexus_filesystem_list_trash_async, error);
}

static NexusMutation *
make_restore (const char           *id,
              const char           *destination,
              NexusConflictPolicy   policy,
              GError              **error)
{
  g_autoptr(NexusMutation) mutation = _nexus_mutation_new (NEXUS_MUTATION_RESTORE_TRASH, NULL);

  mutation->key = g_strdup (id);
  if (destination != NULL)
    {
      mutation->destination = nexus_path_normalize (destination, error);
      if (mutation->destination == NULL)
        return NULL;
    }
  mutation->policy = policy;
  mutation->want_entry = TRUE;

  return g_steal_pointer (&mutation);
}

/**
 * nexus_filesystem_restore:
 * @self: a filesystem
 * @id: the id of the item, see [property@Nexus.TrashItem:id]
 * @destination: (type filename) (nullable): the path that it gets, or %NULL for the one that it had
 * @policy: what to do if something has that path now
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Brings something back from the trash, with its versions, tags and attributes. Missing parents are made.
 *
 * Errors: %G_IO_ERROR_NOT_FOUND if the trash has no such item, %G_IO_ERROR_EXISTS.
 *
 * Blocks; may be called from any thread.
 *
 * Returns: (transfer full): the entry as it is now; with %NEXUS_CONFLICT_SKIP, the one that has that path
 *
 * Since: 0.1
 */
NexusEntry *
nexus_filesystem_restore (NexusFilesystem      *self,
                          const char           *id,
                          const char           *destination,
                          NexusConflictPolicy   policy,
                          GCancellable         *cancellable,
                          GError              **error)
{
  g_return_val_if_fail (NEXUS_IS_FILESYSTEM (self), NULL);
  g_return_val_if_fail (id != NULL, NULL);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return _nexus_filesystem_mutate (self, make_restore (id, destination, policy, error), cancellable, error);
}

/**
 * nexus_filesystem_restore_async:
 * @self: a filesystem
 * @id: the id of the item, see [property@Nexus.TrashItem:id]
 * @destination: (type filename) (nullable): the path that it gets, or %NULL for the one that it had
 * @policy: what to do if something has that path now
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: data for @callback
 *
 * The asynchronous form of [method@Nexus.Filesystem.restore].
 *
 * Since: 0.1
 */
void
nexus_filesystem_restore_async (NexusFilesystem     *self,
                                const char          *id,
                                const char          *destination,
                                NexusConflictPolicy  policy,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  GError *invalid = NULL;
  NexusMutation *mutation;

  g_return_if_fail (NEXUS_IS_FILESYSTEM (self));
  g_return_if_fail (id != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  mutation = make_restore (id, destination, policy, &invalid);
  _nexus_filesystem_mutate_async (self, mutation, invalid, nexus_filesystem_restore_async, cancellable, callback, user_data);
}

/**
 * nexus_filesystem_restore_finish:
 * @self: a filesystem
 * @result: the result given to the callback
 * @error: return location for an error
 *
 * Finishes [method@Nexus.Filesystem.restore_async].
 *
 * Returns: (transfer full): the entry as it is now; with %NEXUS_CONFLICT_SKIP, the one that has that path
 *
 * Since: 0.1
 */
NexusEntry *
nexus_filesystem_restore_finish (NexusFilesystem  *self,
                                 GAsyncResult     *result,
                                 GError          **error)
{
  return _nexus_filesystem_call_finish (self, result, nexus_filesystem_restore_async, error);
}

static NexusMutation *
make_delete_trashed (const char  *id,
                     GError     **error)
{
  g_autoptr(NexusMutation) mutation = _nexus_mutation_new (NEXUS_MUTATION_DELETE_TRASH, NULL);

  mutation->key = g_strdup (id);

  return g_steal_pointer (&mutation);
}

/**
 * nexus_filesystem_delete_trashed:
 * @self: a filesystem
 * @id: the id of the item, see [property@Nexus.TrashItem:id]
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Deletes something in the trash for good.
 *
 * Errors: %G_IO_ERROR_NOT_FOUND if the trash has no such item.
 *
 * Blocks; may be called from any thread.
 *
 * Returns: %TRUE if it was deleted
 *
 * Since: 0.1
 */
gboolean
nexus_filesystem_delete_trashed (NexusFilesystem  *self,
                                 const char       *id,
                                 GCancellable     *cancellable,
                                 GError          **error)
{
  g_return_val_if_fail (NEXUS_IS_FILESYSTEM (self), FALSE);
  g_return_val_if_fail (id != NULL, FALSE);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return GPOINTER_TO_INT (_nexus_filesystem_mutate (self, make_delete_trashed (id, error), cancellable, error));
}

/**
 * nexus_filesystem_delete_trashed_async:
 * @self: a filesystem
 * @id: the id of the item, see [property@Nexus.TrashItem:id]
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: data for @callback
 *
 * The asynchronous form of [method@Nexus.Filesystem.delete_trashed].
 *
 * Since: 0.1
 */
void
nexus_filesystem_delete_trashed_async (NexusFilesystem     *self,
                                       const char          *id,
                                       GCancellable        *cancellable,
                                       GAsyncReadyCallback  callback,
                                       gpointer             user_data)
{
  GError *invalid = NULL;
  NexusMutation *mutation;

  g_return_if_fail (NEXUS_IS_FILESYSTEM (self));
  g_return_if_fail (id != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  mutation = make_delete_trashed (id, &invalid);
  _nexus_filesystem_mutate_async (self, mutation, invalid, nexus_filesystem_delete_trashed_async, cancellable, callback, user_data);
}

/**
 * nexus_filesystem_delete_trashed_finish:
 * @self: a filesystem
 * @result: the result given to the callback
 * @error: return location for an error
 *
 * Finishes [method@Nexus.Filesystem.delete_trashed_async].
 *
 * Returns: %TRUE if it was deleted
 *
 * Since: 0.1
 */
gboolean
nexus_filesystem_delete_trashed_finish (NexusFilesystem  *self,
                                        GAsyncResult     *result,
                                        GError          **error)
{
  return GPOINTER_TO_INT (_nexus_filesystem_call_finish (self, result, nexus_filesystem_delete_trashed_async, error));
}

static NexusMutation *
make_empty_trash (GError **error)
{
  g_autoptr(NexusMutation) mutation = _nexus_mutation_new (NEXUS_MUTATION_EMPTY_TRASH, NULL);

  mutation->deleted_before_ns = G_MAXINT64;

  return g_steal_pointer (&mutation);
}

/**
 * nexus_filesystem_empty_trash:
 * @self: a filesystem
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Deletes everything in the trash for good.
 *
 * Blocks; may be called from any thread.
 *
 * Returns: %TRUE if it is empty now
 *
 * Since: 0.1
 */
gboolean
nexus_filesystem_empty_trash (NexusFilesystem  *self,
                              GCancellable     *cancellable,
                              GError          **error)
{
  g_return_val_if_fail (NEXUS_IS_FILESYSTEM (self), FALSE);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return GPOINTER_TO_INT (_nexus_filesystem_mutate (self, make_empty_trash (error), cancellable, error));
}

/**
 * nexus_filesystem_empty_trash_async:
 * @self: a filesystem
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: data for @callback
 *
 * The asynchronous form of [method@Nexus.Filesystem.empty_trash].
 *
 * Since: 0.1
 */
void
nexus_filesystem_empty_trash_async (NexusFilesystem     *self,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data)
{
  GError *invalid = NULL;
  NexusMutation *mutation;

  g_return_if_fail (NEXUS_IS_FILESYSTEM (self));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  mutation = make_empty_trash (&invalid);
  _nexus_filesystem_mutate_async (self, mutation, invalid, nexus_filesystem_empty_trash_async, cancellable, callback, user_data);
}

/**
 * nexus_filesystem_empty_trash_finish:
 * @self: a filesystem
 * @result: the result given to the callback
 * @error: return location for an error
 *
 * Finishes [method@Nexus.Filesystem.empty_trash_async].
 *
 * Returns: %TRUE if it is empty now
 *
 * Since: 0.1
 */
gboolean
nexus_filesystem_empty_trash_finish (NexusFilesystem  *self,
                                     GAsyncResult     *result,
                                     GError          **error)
{
  return GPOINTER_TO_INT (_nexus_filesystem_call_finish (self, result, nexus_filesystem_empty_trash_async, error));
}
