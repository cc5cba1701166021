/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "nexus-filesystem-private.h"
#include "nexus-path.h"

/* How a public call becomes work:
 *
 *   x ()        → the caller's thread → vtable
 *   x_async ()  → GTask → reading workers → vtable          (calls that read)
 *               → GTask → write queue → writing worker      (calls that write)
 *
 * The writing worker takes all that is queued and applies it in one go, so that a thousand asynchronous writes share
 * a few syncs.  See nexus-filesystem.c for the workers. */

void
_nexus_filesystem_name_path (GError     **error,
                             const char  *path)
{
  g_autofree char *shown = NULL;

  /* Cancelled and closed are about the call, not about what it was to do; an invalid path is named, and cut if it is
   * long, by nexus_path_normalize(). */
  if (error == NULL || *error == NULL || path == NULL ||
      g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_INVALID_FILENAME) ||
      g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
      g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_CLOSED))
    return;

  shown = nexus_path_display (path);
  if (strstr ((*error)->message, path) == NULL && strstr ((*error)->message, shown) == NULL)
    /* Translators: a path, before what is wrong with it */
    g_prefix_error (error, _("“%s”: "), shown);
}

gpointer
_nexus_filesystem_call (NexusFilesystem  *self,
                        const NexusCall  *call,
                        GCancellable     *cancellable,
                        GError          **error)
{
  g_autoptr(GError) local_error = NULL;
  gpointer result;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  if (!_nexus_filesystem_enter (self, error))
    return NULL;

  result = call->func (self, call, cancellable, &local_error);
  _nexus_filesystem_leave (self);
  if (local_error != NULL)
    {
      _nexus_filesystem_name_path (&local_error, call->path);
      g_propagate_error (error, g_steal_pointer (&local_error));
    }

  return result;
}

static void
call_free (NexusCall *call)
{
  g_free (call->path);
  g_free (call->text);
  g_free (call);
}

static void
call_in_worker (GTask        *task,
                gpointer      source_object,
                gpointer      task_data,
                GCancellable *cancellable)
{
  NexusFilesystem *self = source_object;
  const NexusCall *call = task_data;
  g_autoptr(GError) error = NULL;
  gpointer result;

  result = call->func (self, call, cancellable, &error);
  if (error != NULL)
    {
      _nexus_filesystem_name_path (&error, call->path);
      g_task_return_error (task, g_steal_pointer (&error));
    }
  else
    {
      g_task_return_pointer (task, result, call->free_result);
    }
}

void
_nexus_filesystem_call_async (NexusFilesystem     *self,
                              const NexusCall     *call,
                              gpointer             source_tag,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  NexusCall *copy = g_new0 (NexusCall, 1);

  g_task_set_source_tag (task, source_tag);
  copy->func = call->func;
  copy->free_result = call->free_result;
  copy->path = g_strdup (call->path);
  copy->text = g_strdup (call->text);
  copy->number = call->number;
  copy->size = call->size;
  g_task_set_task_data (task, copy, (GDestroyNotify) call_free);

  if (g_task_return_error_if_cancelled (task))
    return;
  _nexus_filesystem_run_in_worker (self, task, call_in_worker);
}

gpointer
_nexus_filesystem_call_finish (NexusFilesystem  *self,
                               GAsyncResult     *result,
                               gpointer          source_tag,
                               GError          **error)
{
  g_return_val_if_fail (NEXUS_IS_FILESYSTEM (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, source_tag), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

gpointer
_nexus_filesystem_mutate (NexusFilesystem  *self,
                          NexusMutation    *mutation,
                          GCancellable     *cancellable,
                          GError          **error)
{
  g_autoptr(NexusTransaction) transaction = NULL;
  GDestroyNotify free_result;

  if (mutation == NULL)
    return NULL;

  transaction = _nexus_transaction_new_single (mutation, cancellable);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;

  _nexus_filesystem_apply (self, &transaction, 1);
  if (transaction->error != NULL)
    {
      _nexus_filesystem_name_path (&transaction->error, mutation->path);
      g_propagate_error (error, g_steal_pointer (&transaction->error));
      return NULL;
    }

  return _nexus_mutation_steal_result (mutation, &free_result);
}
