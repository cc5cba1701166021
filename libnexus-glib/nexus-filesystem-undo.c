/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "nexus-filesystem-private.h"
#include "nexus-filesystem-undo.h"
#include "nexus-list-private.h"

static NexusMutation *
make_mutation (NexusMutationKind kind,
               guint64           id)
{
  NexusMutation *mutation = _nexus_mutation_new (kind, NULL);

  mutation->step = id;

  return mutation;
}

/**
 * nexus_filesystem_undo:
 * @self: a filesystem
 * @id: the step to undo, or 0 for the last one that can be undone
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Undoes something that was done to the store, wherever that was: by this or another process, before or after a restart.
 *
 * All that the step has changed becomes as it was before, with identity, times, versions, tags and attributes. Everything
 * that writes is a step: a single call, a [class@Nexus.Batch], a whole import or load. Without a step (@id is 0), those
 * that have been undone or that deleted something for good are passed over, and so are those that can never be undone any
 * more: what they have changed is another now, or gone, and nothing that did this can be undone either. Such a step is
 * %NEXUS_UNDO_STATE_FINAL from then on, unless there is something to do again that may put it right.
 *
 * The history goes back for as many steps and days as [property@Nexus.Config:undo-limit] and
 * [property@Nexus.Config:undo-days] say, whichever is less; contents that only a step still needs are kept
 * for as long. Something new that is done makes an end of what could be done again.
 *
 * Errors: %NEXUS_ERROR_CONFLICT if something that the step has changed is not as it has left it, or something else has
 * taken its place, so that undoing it would lose what was done since; the message names it, and nothing is changed.
 * %NEXUS_ERROR_CONFLICT also if the step has been undone already, %G_IO_ERROR_NOT_FOUND if there is no such step or
 * nothing (left) to undo, then with the reason why the newest step cannot be, %G_IO_ERROR_NOT_SUPPORTED if the step was for good.
 *
 * Blocks; may be called from any thread. Cancelled means that nothing was undone.
 *
 * Returns: (transfer full): the step that was undone
 *
 * Since: 0.1
 */
NexusUndoStep *
nexus_filesystem_undo (NexusFilesystem  *self,
                       guint64           id,
                       GCancellable     *cancellable,
                       GError          **error)
{
  g_return_val_if_fail (NEXUS_IS_FILESYSTEM (self), NULL);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return _nexus_filesystem_mutate (self, make_mutation (NEXUS_MUTATION_UNDO, id), cancellable, error);
}

/**
 * nexus_filesystem_undo_async:
 * @self: a filesystem
 * @id: the step to undo, or 0 for the last one that can be undone
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: data for @callback
 *
 * The asynchronous form of [method@Nexus.Filesystem.undo].
 *
 * Since: 0.1
 */
void
nexus_filesystem_undo_async (NexusFilesystem     *self,
                             guint64              id,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_return_if_fail (NEXUS_IS_FILESYSTEM (self));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  _nexus_filesystem_mutate_async (self, make_mutation (NEXUS_MUTATION_UNDO, id), NULL, nexus_filesystem_undo_async,
                                  cancellable, callback, user_data);
}

/**
 * nexus_filesystem_undo_finish:
 * @self: a filesystem
 * @result: the result given to the callback
 * @error: return location for an error
 *
 * Finishes [method@Nexus.Filesystem.undo_async].
 *
 * Returns: (transfer full): the step that was undone
 *
 * Since: 0.1
 */
NexusUndoStep *
nexus_filesystem_undo_finish (NexusFilesystem  *self,
                              GAsyncResult     *result,
                              GError          **error)
{
  return _nexus_filesystem_call_finish (self, result, nexus_filesystem_undo_async, error);
}

/**
 * nexus_filesystem_redo:
 * @self: a filesystem
 * @id: the step to do again, or 0 for the one that was undone last
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Does something again that was undone.
 *
 * Everything becomes as it was before [method@Nexus.Filesystem.undo]. That can be done until something else is done.
 *
 * Errors: as those of [method@Nexus.Filesystem.undo].
 *
 * Blocks; may be called from any thread. Cancelled means that nothing was done.
 *
 * Returns: (transfer full): the step that was done again
 *
 * Since: 0.1
 */
NexusUndoStep *
nexus_filesystem_redo (NexusFilesystem  *self,
                       guint64           id,
                       GCancellable     *cancellable,
                       GError          **error)
{
  g_return_val_if_fail (NEXUS_IS_FILESYSTEM (self), NULL);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return _nexus_filesystem_mutate (self, make_mutation (NEXUS_MUTATION_REDO, id), cancellable, error);
}

/**
 * nexus_filesystem_redo_async:
 * @self: a filesystem
 * @id: the step to do again, or 0 for the one that was undone last
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: data for @callback
 *
 * The asynchronous form of [method@Nexus.Filesystem.redo].
 *
 * Since: 0.1
 */
void
nexus_filesystem_redo_async (NexusFilesystem     *self,
                             guint64              id,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_return_if_fail (NEXUS_IS_FILESYSTEM (self));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  _nexus_filesystem_mutate_async (self, make_mutation (NEXUS_MUTATION_REDO, id), NULL, nexus_filesystem_redo_async,
                                  cancellable, callback, user_data);
}

/**
 * nexus_filesystem_redo_finish:
 * @self: a filesystem
 * @result: the result given to the callback
 * @error: return location for an error
 *
 * Finishes [method@Nexus.Filesystem.redo_async].
 *
 * Returns: (transfer full): the step that was done again
 *
 * Since: 0.1
 */
NexusUndoStep *
nexus_filesystem_redo_finish (NexusFilesystem  *self,
                              GAsyncResult     *result,
                              GError          **error)
{
  return _nexus_filesystem_call_finish (self, result, nexus_filesystem_redo_async, error);
}

static gpointer
call_list_history (NexusFilesystem  *self,
                   const NexusCall  *call,
                   GCancellable     *cancellable,
                   GError          **error)
{
  g_autoptr(GPtrArray) steps = NEXUS_FILESYSTEM_GET_CLASS (self)->list_history (self, cancellable, error);

  return steps != NULL ? _nexus_list_new (NEXUS_TYPE_UNDO_STEP, steps) : NULL;
}

/**
 * nexus_filesystem_list_history:
 * @self: a filesystem
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Lists what was done to the store, newest first: what is undone too, as long as it can be done again.
 *
 * Blocks; may be called from any thread.
 *
 * Returns: (transfer full): a list of [class@Nexus.UndoStep], not live
 *
 * Since: 0.1
 */
GListModel *
nexus_filesystem_list_history (NexusFilesystem  *self,
                               GCancellable     *cancellable,
                               GError          **error)
{
  NexusCall call = { call_list_history, g_object_unref };

  g_return_val_if_fail (NEXUS_IS_FILESYSTEM (self), NULL);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return _nexus_filesystem_call (self, &call, cancellable, error);
}

/**
 * nexus_filesystem_list_history_async:
 * @self: a filesystem
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: data for @callback
 *
 * The asynchronous form of [method@Nexus.Filesystem.list_history].
 *
 * Since: 0.1
 */
void
nexus_filesystem_list_history_async (NexusFilesystem     *self,
                                     GCancellable        *cancellable,
                                     GAsyncReadyCallback  callback,
                                     gpointer             user_data)
{
  NexusCall call = { call_list_history, g_object_unref };

  g_return_if_fail (NEXUS_IS_FILESYSTEM (self));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  _nexus_filesystem_call_async (self, &call, nexus_filesystem_list_history_async, cancellable, callback, user_data);
}

/**
 * nexus_filesystem_list_history_finish:
 * @self: a filesystem
 * @result: the result given to the callback
 * @error: return location for an error
 *
 * Finishes [method@Nexus.Filesystem.list_history_async].
 *
 * Returns: (transfer full): a list of [class@Nexus.UndoStep], not live
 *
 * Since: 0.1
 */
GListModel *
nexus_filesystem_list_history_finish (NexusFilesystem  *self,
                                      GAsyncResult     *result,
                                      GError          **error)
{
  return _nexus_filesystem_call_finish (self, result, nexus_filesystem_list_history_async, error);
}
