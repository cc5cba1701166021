/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "nexus-filesystem-verify.h"
#include "nexus-filesystem.h"
#include "nexus-verify-private.h"

/**
 * nexus_filesystem_verify:
 * @self: a filesystem
 * @paths: (array zero-terminated=1) (nullable): the files and folders whose contents to look at, or %NULL for the
 *   whole store
 *
 * Makes an operation that looks whether the store is as it should be; [method@Nexus.Operation.run_async] starts it.
 *
 * For the whole store it reads and hashes every content, looks at everything in the metadata database (its structure, the
 * checksum of every row, folder totals, logs, trash, versions, tags), and compares what is on the disk with what
 * the database knows. With @paths it reads the contents of these files, of all that is below these folders, and of their
 * older versions. Everything that is wrong is in [method@Nexus.Verify.get_report], with every path that it concerns.
 *
 * Nothing of what is stored is changed; the store only remembers when each content was last good, for
 * [method@Nexus.Verify.set_since] and [method@Nexus.Verify.set_budget]. Others may write meanwhile: what they change is not
 * taken for damage. Contents are read on all processors, with some hundred KiB of memory for each.
 *
 * The operation succeeds if it could look at everything, whether that is good or not. It fails with
 * %G_IO_ERROR_NOT_FOUND if there is nothing at one of the @paths, %G_IO_ERROR_CANCELLED, and with what the database and the
 * disk give. Damage that keeps a table from being read is reported.
 *
 * Returns: (transfer full): the operation, not yet started
 *
 * Since: 0.1
 */
NexusVerify *
nexus_filesystem_verify (NexusFilesystem    *self,
                         const char * const *paths)
{
  g_return_val_if_fail (NEXUS_IS_FILESYSTEM (self), NULL);

  return _nexus_verify_new (self, paths);
}

/**
 * nexus_filesystem_repair:
 * @self: a filesystem
 *
 * Makes an operation that repairs what is wrong in the store, as far as that is possible;
 * [method@Nexus.Operation.run_async] starts it. [ctor@Nexus.Repair.new] is for a store that cannot be opened any more.
 *
 * It looks at everything as [method@Nexus.Filesystem.verify] does, and then
 *
 * - looks for each damaged or missing content in the store itself and in the places of [method@Nexus.Repair.add_source],
 *   and puts it back when a file with the same hash is found;
 * - moves what is left of the others to the folder `quarantine` in the data folder. What is known of their files is
 *   kept; reading them fails with %NEXUS_ERROR_CONTENT_MISSING until the content is written again or found by another repair;
 * - makes indexes, folder totals and counts anew that are wrong.
 *
 * A store in which nothing is wrong is not changed.
 *
 * Returns: (transfer full): the operation, not yet started
 *
 * Since: 0.1
 */
NexusRepair *
nexus_filesystem_repair (NexusFilesystem *self)
{
  g_return_val_if_fail (NEXUS_IS_FILESYSTEM (self), NULL);

  return _nexus_repair_new (self);
}
