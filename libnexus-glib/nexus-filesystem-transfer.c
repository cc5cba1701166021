/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "nexus-filesystem-private.h"

/**
 * nexus_filesystem_import:
 * @self: a filesystem
 * @source: a file, link or directory outside the store; any that GIO reaches
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
 * A @source need not have a path on this computer: servers, archives, resources, the trash and other stores are read
 * through GIO. What such a place does not tell is not made up: without modes files get the store's own, without times
 * the time of the import. Times that are told less exactly than the store has them count as equal as far as they go;
 * without any, an existing file is compared byte by byte, and %NEXUS_CONFLICT_NEWER leaves it. A lost connection ends
 * the operation with the error of the place, such as %G_IO_ERROR_CONNECTION_CLOSED; what was read by then is kept.
 *
 * A folder of this store, given as a file of GIO, cannot be imported into itself: %G_IO_ERROR_WOULD_RECURSE.
 *
 * Errors by item: %G_IO_ERROR_NOT_SUPPORTED for pipes, sockets, devices and the store's own folder,
 * %G_IO_ERROR_INVALID_FILENAME for names that no store has, %G_IO_ERROR_EXISTS for conflicts, %G_IO_ERROR_BUSY for
 * files that change while they are read, and what reading gives.
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
 * @destination: the file, link or directory that it becomes, anywhere that GIO reaches; a directory there is merged
 *   with
 * @policy: what to do with what is there already and is not a directory
 *
 * Makes an operation that exports a file or a whole tree; [method@Nexus.Operation.run_async] starts it.
 *
 * Each file is written beside its place, checked against its hash, and renamed; times and permission bits are kept.
 * Links in the destination are never followed, and no link is made that leads out of it. What is not whole yet is called
 * `.nexus-` with 16 digits and `.part`; if an export was killed while it wrote such a file, the next one that replaces
 * something in that folder of this computer takes it away.
 *
 * A @destination need not have a path on this computer. There, new files are written beside their place and moved, or
 * copied if the place cannot move; an existing file is replaced by the place's own means, which keep it if something
 * goes wrong. Times and modes are set as far as the place says that it keeps them: one that it does not keep is no
 * failure, one that it then refuses is, though the file is there. Where no times are kept, an existing file is compared
 * byte by byte. Symbolic links keep their targets but get the time of the export; a place without links gives
 * %G_IO_ERROR_NOT_SUPPORTED for each. A folder of this store cannot be exported into itself:
 * %G_IO_ERROR_WOULD_RECURSE. A full or lost place ends the operation with its error.
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
