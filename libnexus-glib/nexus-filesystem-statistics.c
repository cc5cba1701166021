/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "nexus-filesystem-private.h"
#include "nexus-path.h"

static gpointer
call_get_statistics (NexusFilesystem  *self,
                     const NexusCall  *call,
                     GCancellable     *cancellable,
                     GError          **error)
{
  return NEXUS_FILESYSTEM_GET_CLASS (self)->get_statistics (self, cancellable, error);
}

/**
 * nexus_filesystem_get_statistics:
 * @self: a filesystem
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Gets what the store holds, in numbers.
 *
 * Blocks; may be called from any thread.
 *
 * Returns: (transfer full): the statistics
 *
 * Since: 0.1
 */
NexusStatistics *
nexus_filesystem_get_statistics (NexusFilesystem  *self,
                                 GCancellable     *cancellable,
                                 GError          **error)
{
  const NexusCall call = { call_get_statistics, g_object_unref };

  g_return_val_if_fail (NEXUS_IS_FILESYSTEM (self), NULL);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return _nexus_filesystem_call (self, &call, cancellable, error);
}

/**
 * nexus_filesystem_get_statistics_async:
 * @self: a filesystem
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: data for @callback
 *
 * The asynchronous form of [method@Nexus.Filesystem.get_statistics].
 *
 * Since: 0.1
 */
void
nexus_filesystem_get_statistics_async (NexusFilesystem     *self,
                                       GCancellable        *cancellable,
                                       GAsyncReadyCallback  callback,
                                       gpointer             user_data)
{
  const NexusCall call = { call_get_statistics, g_object_unref };

  g_return_if_fail (NEXUS_IS_FILESYSTEM (self));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  _nexus_filesystem_call_async (self, &call, nexus_filesystem_get_statistics_async, cancellable, callback, user_data);
}

/**
 * nexus_filesystem_get_statistics_finish:
 * @self: a filesystem
 * @result: the result given to the callback
 * @error: return location for an error
 *
 * Finishes [method@Nexus.Filesystem.get_statistics_async].
 *
 * Returns: (transfer full): the statistics
 *
 * Since: 0.1
 */
NexusStatistics *
nexus_filesystem_get_statistics_finish (NexusFilesystem  *self,
                                        GAsyncResult     *result,
                                        GError          **error)
{
  return _nexus_filesystem_call_finish (self, result, nexus_filesystem_get_statistics_async, error);
}
