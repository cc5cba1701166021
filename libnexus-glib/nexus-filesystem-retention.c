/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "nexus-filesystem-private.h"
#include "nexus-filesystem-retention.h"

static NexusMutation *
make_mutation (guint days)
{
  NexusMutation *mutation = _nexus_mutation_new (NEXUS_MUTATION_SET_TRASH_DAYS, NULL);

  mutation->version = days;

  return mutation;
}

/**
 * nexus_filesystem_set_trash_days:
 * @self: a filesystem
 * @days: after how many days something in the trash is deleted for good, at most %NEXUS_TRASH_DAYS_MAX; 0 keeps it for ever
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Sets for how long the store keeps what is in the trash.
 *
 * It is kept in the store, and in its backups, so that it counts for every program that opens it without a configuration
 * that says otherwise: where [property@Nexus.Config:trash-days] is set by anything, that counts instead. It is a setting and
 * no step that could be undone. [signal@Nexus.Filesystem::changed] tells of it with %NEXUS_CHANGE_TRASH.
 *
 * Nothing is deleted by this call itself. What is too old goes with the first write of a program, then once a day, and with
 * [method@Nexus.Filesystem.collect_garbage].
 *
 * Errors: %G_IO_ERROR_INVALID_ARGUMENT for too many days.
 *
 * Blocks; may be called from any thread. Cancelled means that it was not set.
 *
 * Returns: %TRUE if it was set
 *
 * Since: 0.1
 */
gboolean
nexus_filesystem_set_trash_days (NexusFilesystem  *self,
                                 guint             days,
                                 GCancellable     *cancellable,
                                 GError          **error)
{
  g_return_val_if_fail (NEXUS_IS_FILESYSTEM (self), FALSE);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return GPOINTER_TO_INT (_nexus_filesystem_mutate (self, make_mutation (days), cancellable, error));
}

/**
 * nexus_filesystem_set_trash_days_async:
 * @self: a filesystem
 * @days: after how many days something in the trash is deleted for good, at most %NEXUS_TRASH_DAYS_MAX; 0 keeps it for ever
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: data for @callback
 *
 * The asynchronous form of [method@Nexus.Filesystem.set_trash_days].
 *
 * Since: 0.1
 */
void
nexus_filesystem_set_trash_days_async (NexusFilesystem     *self,
                                       guint                days,
                                       GCancellable        *cancellable,
                                       GAsyncReadyCallback  callback,
                                       gpointer             user_data)
{
  g_return_if_fail (NEXUS_IS_FILESYSTEM (self));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  _nexus_filesystem_mutate_async (self, make_mutation (days), NULL, nexus_filesystem_set_trash_days_async, cancellable,
                                  callback, user_data);
}

/**
 * nexus_filesystem_set_trash_days_finish:
 * @self: a filesystem
 * @result: the result given to the callback
 * @error: return location for an error
 *
 * Finishes [method@Nexus.Filesystem.set_trash_days_async].
 *
 * Returns: %TRUE if it was set
 *
 * Since: 0.1
 */
gboolean
nexus_filesystem_set_trash_days_finish (NexusFilesystem  *self,
                                        GAsyncResult     *result,
                                        GError          **error)
{
  return GPOINTER_TO_INT (_nexus_filesystem_call_finish (self, result, nexus_filesystem_set_trash_days_async, error));
}

/* One more than the days, for NULL is an error. */
static gpointer
call_get_trash_days (NexusFilesystem  *self,
                     const NexusCall  *call,
                     GCancellable     *cancellable,
                     GError          **error)
{
  guint days;

  return NEXUS_FILESYSTEM_GET_CLASS (self)->get_trash_days (self, &days, cancellable, error) ? GUINT_TO_POINTER (days + 1)
                                                                                              : NULL;
}

/**
 * nexus_filesystem_get_trash_days:
 * @self: a filesystem
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Tells for how long what is in the trash is kept: what the configuration says, else what
 * [method@Nexus.Filesystem.set_trash_days] has set, else the default of [property@Nexus.Config:trash-days].
 *
 * Errors: %NEXUS_ERROR_CORRUPT if the store says something that nobody has set; nothing is deleted by its age then.
 *
 * Blocks; may be called from any thread.
 *
 * Returns: the number of days, 0 for ever, or -1 with an error
 *
 * Since: 0.1
 */
int
nexus_filesystem_get_trash_days (NexusFilesystem  *self,
                                 GCancellable     *cancellable,
                                 GError          **error)
{
  const NexusCall call = { call_get_trash_days, NULL };

  g_return_val_if_fail (NEXUS_IS_FILESYSTEM (self), -1);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), -1);
  g_return_val_if_fail (error == NULL || *error == NULL, -1);

  return GPOINTER_TO_INT (_nexus_filesystem_call (self, &call, cancellable, error)) - 1;
}

/**
 * nexus_filesystem_get_trash_days_async:
 * @self: a filesystem
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: data for @callback
 *
 * The asynchronous form of [method@Nexus.Filesystem.get_trash_days].
 *
 * Since: 0.1
 */
void
nexus_filesystem_get_trash_days_async (NexusFilesystem     *self,
                                       GCancellable        *cancellable,
                                       GAsyncReadyCallback  callback,
                                       gpointer             user_data)
{
  const NexusCall call = { call_get_trash_days, NULL };

  g_return_if_fail (NEXUS_IS_FILESYSTEM (self));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  _nexus_filesystem_call_async (self, &call, nexus_filesystem_get_trash_days_async, cancellable, callback, user_data);
}

/**
 * nexus_filesystem_get_trash_days_finish:
 * @self: a filesystem
 * @result: the result given to the callback
 * @error: return location for an error
 *
 * Finishes [method@Nexus.Filesystem.get_trash_days_async].
 *
 * Returns: the number of days, 0 for ever, or -1 with an error
 *
 * Since: 0.1
 */
int
nexus_filesystem_get_trash_days_finish (NexusFilesystem  *self,
                                        GAsyncResult     *result,
                                        GError          **error)
{
  return GPOINTER_TO_INT (_nexus_filesystem_call_finish (self, result, nexus_filesystem_get_trash_days_async, error)) - 1;
}
