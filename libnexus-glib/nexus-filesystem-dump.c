/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "nexus-dump-private.h"
#include "nexus-filesystem-dump.h"

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
 * have beyond microseconds. Directories and links have lines of their own then.
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
