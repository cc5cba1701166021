/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "nexus-filesystem-private.h"
#include "nexus-filesystem-quota.h"
#include "nexus-list-private.h"
#include "nexus-path.h"

static NexusMutation *
make_mutation (const char  *path,
               guint64      hard_bytes,
               guint64      soft_bytes,
               guint64      hard_entries,
               guint64      soft_entries,
               GError     **error)
{
  g_autoptr(NexusMutation) mutation = _nexus_mutation_new (NEXUS_MUTATION_SET_QUOTA, NULL);

  mutation->limits = (NexusQuotaLimits) { hard_bytes, soft_bytes, hard_entries, soft_entries };
  mutation->path = nexus_path_normalize (path, error);

  return mutation->path != NULL ? g_steal_pointer (&mutation) : NULL;
}

/**
 * nexus_filesystem_set_quota:
 * @self: a filesystem
 * @path: (type filename): a directory; `/` for all of the store
 * @hard_bytes: how many bytes the files in it may have together, 0 for no limit
 * @soft_bytes: above how many bytes a warning is given, 0 for none
 * @hard_entries: how many entries may be in it at any depth, 0 for no limit
 * @soft_entries: above how many entries a warning is given, 0 for none
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Limits how much may be in a directory; without any limit its quota is removed. [class@Nexus.Quota] tells what counts.
 *
 * Whatever would put more into the directory than a hard limit says fails with %G_IO_ERROR_NO_SPACE and changes nothing:
 * writing, copying, moving or restoring something into it, imports, loads, batches and undo. All directories above that
 * have a quota count as well. What makes it smaller, or leaves it as it is, always works, also while more is in it than a
 * limit says, as there may be when this is called. Above a soft limit
 * [signal@Nexus.Filesystem::quota-exceeded] is emitted, and that is all.
 *
 * A quota belongs to its directory and stays with it when that is renamed, moved, deleted and restored; a copy of the
 * directory has none. It is kept in the store and in backups, and is no part of a dump. Setting it is a step that can be
 * undone.
 *
 * Errors: %G_IO_ERROR_NOT_FOUND, %G_IO_ERROR_NOT_DIRECTORY, %G_IO_ERROR_INVALID_ARGUMENT for a soft limit above the hard
 * one and for numbers above %G_MAXINT64.
 *
 * Blocks; may be called from any thread. Cancelled means that it was not set.
 *
 * Returns: %TRUE if it was set
 *
 * Since: 0.1
 */
gboolean
nexus_filesystem_set_quota (NexusFilesystem  *self,
                            const char       *path,
                            guint64           hard_bytes,
                            guint64           soft_bytes,
                            guint64           hard_entries,
                            guint64           soft_entries,
                            GCancellable     *cancellable,
                            GError          **error)
{
  NexusMutation *mutation;

  g_return_val_if_fail (NEXUS_IS_FILESYSTEM (self), FALSE);
  g_return_val_if_fail (path != NULL, FALSE);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  mutation = make_mutation (path, hard_bytes, soft_bytes, hard_entries, soft_entries, error);

  return GPOINTER_TO_INT (_nexus_filesystem_mutate (self, mutation, cancellable, error));
}

/**
 * nexus_filesystem_set_quota_async:
 * @self: a filesystem
 * @path: (type filename): a directory; `/` for all of the store
 * @hard_bytes: how many bytes the files in it may have together, 0 for no limit
 * @soft_bytes: above how many bytes a warning is given, 0 for none
 * @hard_entries: how many entries may be in it at any depth, 0 for no limit
 * @soft_entries: above how many entries a warning is given, 0 for none
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: data for @callback
 *
 * The asynchronous form of [method@Nexus.Filesystem.set_quota].
 *
 * Since: 0.1
 */
void
nexus_filesystem_set_quota_async (NexusFilesystem     *self,
                                  const char          *path,
                                  guint64              hard_bytes,
                                  guint64              soft_bytes,
                                  guint64              hard_entries,
                                  guint64              soft_entries,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  NexusMutation *mutation;
  GError *invalid = NULL;

  g_return_if_fail (NEXUS_IS_FILESYSTEM (self));
  g_return_if_fail (path != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  mutation = make_mutation (path, hard_bytes, soft_bytes, hard_entries, soft_entries, &invalid);
  _nexus_filesystem_mutate_async (self, mutation, invalid, nexus_filesystem_set_quota_async, cancellable, callback, user_data);
}

/**
 * nexus_filesystem_set_quota_finish:
 * @self: a filesystem
 * @result: the result given to the callback
 * @error: return location for an error
 *
 * Finishes [method@Nexus.Filesystem.set_quota_async].
 *
 * Returns: %TRUE if it was set
 *
 * Since: 0.1
 */
gboolean
nexus_filesystem_set_quota_finish (NexusFilesystem  *self,
                                   GAsyncResult     *result,
                                   GError          **error)
{
  return GPOINTER_TO_INT (_nexus_filesystem_call_finish (self, result, nexus_filesystem_set_quota_async, error));
}

static gpointer
call_list_quotas (NexusFilesystem  *self,
                  const NexusCall  *call,
                  GCancellable     *cancellable,
                  GError          **error)
{
  g_autofree char *path = NULL;
  g_autoptr(GPtrArray) items = NULL;

  if (call->path != NULL)
    {
      path = nexus_path_normalize (call->path, error);
      if (path == NULL)
        return NULL;
    }
  items = NEXUS_FILESYSTEM_GET_CLASS (self)->list_quotas (self, path, cancellable, error);

  return items != NULL ? _nexus_list_new (NEXUS_TYPE_QUOTA, items) : NULL;
}

/**
 * nexus_filesystem_list_quotas:
 * @self: a filesystem
 * @path: (type filename) (nullable): a path, or %NULL
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Lists the quotas that count for what is at a path, its own and those of all directories above it; or all that there are,
 * but for those of directories in the trash.
 *
 * Errors: %G_IO_ERROR_NOT_FOUND, %G_IO_ERROR_NOT_DIRECTORY.
 *
 * Blocks; may be called from any thread.
 *
 * Returns: (transfer full): a list of [class@Nexus.Quota], by their paths
 *
 * Since: 0.1
 */
GListModel *
nexus_filesystem_list_quotas (NexusFilesystem  *self,
                              const char       *path,
                              GCancellable     *cancellable,
                              GError          **error)
{
  const NexusCall call = { call_list_quotas, g_object_unref, .path = (char *) path };

  g_return_val_if_fail (NEXUS_IS_FILESYSTEM (self), NULL);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return _nexus_filesystem_call (self, &call, cancellable, error);
}

/**
 * nexus_filesystem_list_quotas_async:
 * @self: a filesystem
 * @path: (type filename) (nullable): a path, or %NULL
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: data for @callback
 *
 * The asynchronous form of [method@Nexus.Filesystem.list_quotas].
 *
 * Since: 0.1
 */
void
nexus_filesystem_list_quotas_async (NexusFilesystem     *self,
                                    const char          *path,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data)
{
  const NexusCall call = { call_list_quotas, g_object_unref, .path = (char *) path };

  g_return_if_fail (NEXUS_IS_FILESYSTEM (self));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  _nexus_filesystem_call_async (self, &call, nexus_filesystem_list_quotas_async, cancellable, callback, user_data);
}

/**
 * nexus_filesystem_list_quotas_finish:
 * @self: a filesystem
 * @result: the result given to the callback
 * @error: return location for an error
 *
 * Finishes [method@Nexus.Filesystem.list_quotas_async].
 *
 * Returns: (transfer full): a list of [class@Nexus.Quota], by their paths
 *
 * Since: 0.1
 */
GListModel *
nexus_filesystem_list_quotas_finish (NexusFilesystem  *self,
                                     GAsyncResult     *result,
                                     GError          **error)
{
  return _nexus_filesystem_call_finish (self, result, nexus_filesystem_list_quotas_async, error);
}
