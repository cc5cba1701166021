/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "nexus-dump-private.h"
#include "nexus-filesystem-dump.h"
#include "nexus-load-private.h"

gboolean
_nexus_filesystem_dump_records (NexusFilesystem  *self,
                                NexusRecordFunc   func,
                                gpointer          user_data,
                                GCancellable     *cancellable,
                                GError          **error)
{
  gboolean good;

  if (!_nexus_filesystem_enter (self, error))
    return FALSE;
  good = NEXUS_FILESYSTEM_GET_CLASS (self)->dump (self, func, user_data, cancellable, error);
  _nexus_filesystem_leave (self);

  return good;
}

NexusContentRef *
_nexus_filesystem_find_content (NexusFilesystem  *self,
                                const guint8     *hash,
                                GCancellable     *cancellable,
                                GError          **error)
{
  NexusContentRef *content;

  if (!_nexus_filesystem_enter (self, error))
    return NULL;
  content = NEXUS_FILESYSTEM_GET_CLASS (self)->find_content (self, hash, cancellable, error);
  _nexus_filesystem_leave (self);

  return content;
}

NexusContentHash
_nexus_filesystem_get_content_hash (NexusFilesystem *self)
{
  return NEXUS_FILESYSTEM_GET_CLASS (self)->get_content_hash (self);
}

/**
 * nexus_filesystem_dump:
 * @self: a filesystem
 * @stream: where the dump is written to; it is flushed at the end, and not closed
 * @format: what the dump says
 *
 * Makes an operation that writes down all that is known of the files, but for their contents, as one JSON object a
 * line; [method@Nexus.Operation.run_async] starts it.
 *
 * The lines come sorted by path, after them those of the trash. All of them are from one moment, however long the
 * operation takes and whoever writes meanwhile; a stream that takes long to be written to holds the database's log
 * back, so that it grows until the end. Memory does not grow with the number of files.
 *
 * Each line has the keys that the original Nexus for Python writes (`path`, `backend_name`, `physical_path`, `size`,
 * `etag`, `mime_type`, `created_at`, `modified_at`, `version`, `custom_metadata`), and with %NEXUS_DUMP_JSONL also
 * `id`, `kind`, `hash`, `target`, `mode`, `tags`, `versions`, `store_tags`, `deleted_at`, `trash_id` and what times
 * have beyond microseconds. Directories and links have lines of their own then. A dump is read by
 * [method@Nexus.Filesystem.load].
 *
 * [property@Nexus.Operation:files-done] counts the lines. When the operation fails or is cancelled, what was written
 * to the stream until then is not a dump.
 *
 * Returns: (transfer full): the operation, not yet started
 *
 * Since: 0.1
 */
NexusOperation *
nexus_filesystem_dump (NexusFilesystem *self,
                       GOutputStream   *stream,
                       NexusDumpFormat  format)
{
  g_return_val_if_fail (NEXUS_IS_FILESYSTEM (self), NULL);
  g_return_val_if_fail (G_IS_OUTPUT_STREAM (stream), NULL);

  return _nexus_dump_new (self, stream, format);
}

/**
 * nexus_filesystem_load:
 * @self: a filesystem
 * @stream: a dump; it is read to its end, and not closed
 * @contents: (nullable): a folder with contents, each called by its hash: flat, in `ab/`, in `ab/cd/`, or in the
 *   `cas/ab/cd/` of the original Nexus for Python
 * @conflict: what to do when a path has something else already
 * @flags: flags
 *
 * Makes an operation that loads what [method@Nexus.Filesystem.dump] or the export of the original Nexus for Python
 * has written; [method@Nexus.Operation.run_async] starts it.
 *
 * The dump is read as a whole first, and then loaded in one transaction: a line that is wrong in any way ends the
 * operation with its number in the message, and then nothing is changed. The same is true when it is cancelled. Who
 * wants to write meanwhile waits for the transaction, not for the stream. Memory does not grow with the number of
 * lines; on the disk beside the store there has to be room for a copy of the dump.
 *
 * Each line needs `path`, `backend_name`, `physical_path` and `size`; what else it may have is told in
 * [method@Nexus.Filesystem.dump]. Entries keep their `id`, unless something else has it here already. Directories that
 * have no line are made. Something of the same content at the path is not a conflict, but takes times, mode, tags and
 * attributes of the line, its other tags and attributes stay; its own older versions stay as they are.
 *
 * Contents are checked against their hashes on their way in, whether that is the hash of this store or of another
 * one. A content that is neither in the store nor in the folder is missing: its file is there, and reading it fails with
 * %NEXUS_ERROR_CONTENT_MISSING. One that is damaged is missing too, and the operation ends with
 * %NEXUS_ERROR_PARTIAL when the rest has been loaded.
 *
 * Returns: (transfer full): the operation, not yet started
 *
 * Since: 0.1
 */
NexusLoad *
nexus_filesystem_load (NexusFilesystem   *self,
                       GInputStream      *stream,
                       GFile             *contents,
                       NexusLoadConflict  conflict,
                       NexusLoadFlags     flags)
{
  g_return_val_if_fail (NEXUS_IS_FILESYSTEM (self), NULL);
  g_return_val_if_fail (G_IS_INPUT_STREAM (stream), NULL);
  g_return_val_if_fail (contents == NULL || G_IS_FILE (contents), NULL);

  return _nexus_load_new (self, stream, contents, conflict, flags);
}

/**
 * nexus_filesystem_load_original:
 * @self: a filesystem
 * @data_dir: the data folder of an original Nexus for Python, of a version 0.1.x
 * @conflict: what to do when a path has something else already
 * @flags: flags
 *
 * Makes an operation that loads the files of an original Nexus for Python, with their contents, times and custom
 * metadata; [method@Nexus.Operation.run_async] starts it.
 *
 * The folder is read and never written to. Contents are checked against the hashes that the original has kept. What was
 * deleted there is left out, because the original keeps no content of it. Everything else is as with
 * [method@Nexus.Filesystem.load].
 *
 * Returns: (transfer full): the operation, not yet started
 *
 * Since: 0.1
 */
NexusLoad *
nexus_filesystem_load_original (NexusFilesystem   *self,
                                GFile             *data_dir,
                                NexusLoadConflict  conflict,
                                NexusLoadFlags     flags)
{
  g_return_val_if_fail (NEXUS_IS_FILESYSTEM (self), NULL);
  g_return_val_if_fail (G_IS_FILE (data_dir), NULL);

  return _nexus_load_new_original (self, data_dir, conflict, flags);
}
