/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "nexus-operation-state-private.h"

/**
 * nexus_operation_get_fraction:
 * @self: an operation
 *
 * Gets [property@Nexus.Operation:fraction]. May be called from any thread.
 *
 * Returns: a number from 0 to 1
 *
 * Since: 0.1
 */
double
nexus_operation_get_fraction (NexusOperation *self)
{
  g_return_val_if_fail (NEXUS_IS_OPERATION (self), 0.0);

  return READ (self, fraction);
}

/**
 * nexus_operation_get_rate:
 * @self: an operation
 *
 * Gets [property@Nexus.Operation:rate]. May be called from any thread.
 *
 * Returns: bytes per second
 *
 * Since: 0.1
 */
double
nexus_operation_get_rate (NexusOperation *self)
{
  g_return_val_if_fail (NEXUS_IS_OPERATION (self), 0.0);

  return READ (self, rate);
}

/**
 * nexus_operation_dup_current_path:
 * @self: an operation
 *
 * Gets [property@Nexus.Operation:current-path]. May be called from any thread.
 *
 * Returns: (transfer full) (nullable): the path, or %NULL before the first one
 *
 * Since: 0.1
 */
char *
nexus_operation_dup_current_path (NexusOperation *self)
{
  NexusOperationPrivate *priv;
  g_autoptr(GMutexLocker) locker = NULL;

  g_return_val_if_fail (NEXUS_IS_OPERATION (self), NULL);

  priv = PRIVATE (self);
  locker = g_mutex_locker_new (&priv->lock);

  return g_strdup (priv->path);
}

/**
 * nexus_operation_get_failures:
 * @self: an operation
 *
 * Gets the items that failed. The list changes in the main context of the operation only; this call brings it up to
 * date if it is made there, or if no other thread runs that context, as after a synchronous run.
 *
 * Returns: (transfer none): a list of [class@Nexus.Failure]
 *
 * Since: 0.1
 */
GListModel *
nexus_operation_get_failures (NexusOperation *self)
{
  NexusOperationPrivate *priv;

  g_return_val_if_fail (NEXUS_IS_OPERATION (self), NULL);

  priv = PRIVATE (self);
  if (g_main_context_acquire (priv->context))
    {
      g_autoptr(GPtrArray) failures = NULL;

      g_mutex_lock (&priv->lock);
      failures = g_steal_pointer (&priv->new_failures);
      priv->new_failures = g_ptr_array_new_with_free_func (g_object_unref);
      g_mutex_unlock (&priv->lock);
      if (failures->len > 0)
        g_list_store_splice (priv->failures, g_list_model_get_n_items (G_LIST_MODEL (priv->failures)), 0,
                             failures->pdata, failures->len);
      g_main_context_release (priv->context);
    }

  return G_LIST_MODEL (priv->failures);
}

/**
 * nexus_operation_get_state:
 * @self: an operation
 *
 * Gets [property@Nexus.Operation:state]. May be called from any thread.
 *
 * Returns: the value
 *
 * Since: 0.1
 */
NexusOperationState
nexus_operation_get_state (NexusOperation *self)
{
  g_return_val_if_fail (NEXUS_IS_OPERATION (self), 0);

  return READ (self, state);
}

/**
 * nexus_operation_get_bytes_done:
 * @self: an operation
 *
 * Gets [property@Nexus.Operation:bytes-done]. May be called from any thread.
 *
 * Returns: the value
 *
 * Since: 0.1
 */
guint64
nexus_operation_get_bytes_done (NexusOperation *self)
{
  g_return_val_if_fail (NEXUS_IS_OPERATION (self), 0);

  return READ (self, bytes_done);
}

/**
 * nexus_operation_get_bytes_total:
 * @self: an operation
 *
 * Gets [property@Nexus.Operation:bytes-total]. May be called from any thread.
 *
 * Returns: the value
 *
 * Since: 0.1
 */
guint64
nexus_operation_get_bytes_total (NexusOperation *self)
{
  g_return_val_if_fail (NEXUS_IS_OPERATION (self), 0);

  return READ (self, bytes_total);
}

/**
 * nexus_operation_get_files_done:
 * @self: an operation
 *
 * Gets [property@Nexus.Operation:files-done]. May be called from any thread.
 *
 * Returns: the value
 *
 * Since: 0.1
 */
guint64
nexus_operation_get_files_done (NexusOperation *self)
{
  g_return_val_if_fail (NEXUS_IS_OPERATION (self), 0);

  return READ (self, files_done);
}

/**
 * nexus_operation_get_files_total:
 * @self: an operation
 *
 * Gets [property@Nexus.Operation:files-total]. May be called from any thread.
 *
 * Returns: the value
 *
 * Since: 0.1
 */
guint64
nexus_operation_get_files_total (NexusOperation *self)
{
  g_return_val_if_fail (NEXUS_IS_OPERATION (self), 0);

  return READ (self, files_total);
}

/**
 * nexus_operation_get_files_skipped:
 * @self: an operation
 *
 * Gets [property@Nexus.Operation:files-skipped]. May be called from any thread.
 *
 * Returns: the value
 *
 * Since: 0.1
 */
guint64
nexus_operation_get_files_skipped (NexusOperation *self)
{
  g_return_val_if_fail (NEXUS_IS_OPERATION (self), 0);

  return READ (self, files_skipped);
}
