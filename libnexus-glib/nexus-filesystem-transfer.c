/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "nexus-filesystem-private.h"

/**
 * nexus_filesystem_import:
 * @self: a filesystem
 * @source: a file, link or directory outside the store
 * @path: (type filename): the path that it gets; for a directory, a directory there is merged with it
 * @policy: what to do with what is there already and is not a directory
 *
 * Makes an operation that imports a file or a whole tree; [method@Nexus.Operation.run_async] starts it.
 *
 * Directories (empty ones too), contents, modification times to the nanosecond, permission bits and symbolic links
 * (as links) are kept. What has not changed since an earlier import, by size and time, is skipped without being
 * read, so that an import that was interrupted goes on where it was. Single items that cannot be imported are told
 * as [property@Nexus.Operation:failures] and do not stop the others.
 *
 * Returns: (transfer full): the operation, not yet started
 *
 * Since: 0.1
 */
NexusOperation *
nexus_filesystem_import (NexusFilesystem     *self,
                         GFile               *source,
                         const char          *path,
                         NexusConflictPolicy  policy)
{
  g_return_val_if_fail (NEXUS_IS_FILESYSTEM (self), NULL);
  g_return_val_if_fail (G_IS_FILE (source), NULL);
  g_return_val_if_fail (path != NULL, NULL);

  return _nexus_import_new (self, source, path, policy);
}

/**
 * nexus_filesystem_export:
 * @self: a filesystem
 * @path: (type filename): the path of what to export
 * @destination: the file, link or directory that it becomes; a directory there is merged with
 * @policy: what to do with what is there already and is not a directory
 *
 * Makes an operation that exports a file or a whole tree; [method@Nexus.Operation.run_async] starts it.
 *
 * Each file is written beside its place, checked against its hash, and renamed; times and permission bits are kept.
 * Links in the destination are never followed, and no link is made that leads out of it.
 *
 * Returns: (transfer full): the operation, not yet started
 *
 * Since: 0.1
 */
NexusOperation *
nexus_filesystem_export (NexusFilesystem     *self,
                         const char          *path,
                         GFile               *destination,
                         NexusConflictPolicy  policy)
{
  g_return_val_if_fail (NEXUS_IS_FILESYSTEM (self), NULL);
  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (G_IS_FILE (destination), NULL);

  return _nexus_export_new (self, path, destination, policy);
}
