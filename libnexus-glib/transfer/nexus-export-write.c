/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "nexus-export-private.h"
#include "nexus-path.h"

void
_nexus_export_item_free (NexusExportItem *item)
{
  _nexus_transfer_dir_unref (item->dir);
  g_free (item->name);
  g_object_unref (item->entry);
  g_free (item);
}

void
_nexus_export_add_failure (NexusExport  *self,
                           NexusEntry   *entry,
                           const GError *error)
{
  g_autofree char *shown = nexus_path_display (nexus_entry_get_path (entry));

  if (_nexus_transfer_is_fatal (error))
    {
      g_mutex_lock (&self->lock);
      if (self->fatal == NULL)
        self->fatal = g_error_copy (error);
      g_mutex_unlock (&self->lock);
      return;
    }

  /* What is below a directory that could not be made is not there either. */
  _nexus_operation_add_failure (NEXUS_OPERATION (self), shown, error);
  _nexus_operation_add_done (NEXUS_OPERATION (self), 1 + nexus_entry_get_total_count (entry), 0);
}

/* Piece by piece, each checked as it is read.  It is the version that the facts of the entry are of. */
static gboolean
write_pieces (NexusTransferOutput  *output,
              NexusExportItem      *item,
              GError              **error)
{
  NexusExport *self = item->export;
  g_autoptr(NexusContentReader) reader = NULL;
  g_autofree guint8 *buffer = g_malloc (NEXUS_TRANSFER_WHOLE);
  guint64 offset = 0;
  gssize count;

  reader = _nexus_filesystem_open_reader (self->filesystem, nexus_entry_get_path (item->entry),
                                          nexus_entry_get_version (item->entry), NULL, self->cancellable, error);
  if (reader == NULL)
    return FALSE;

  while ((count = _nexus_content_reader_pread (reader, buffer, NEXUS_TRANSFER_WHOLE, offset,
                                               self->cancellable, error)) > 0)
    {
      if (!_nexus_operation_checkpoint (NEXUS_OPERATION (self), self->cancellable, error) ||
          !item->dir->sink->write (output, buffer, count, self->cancellable, error))
        return FALSE;
      offset += count;
      _nexus_operation_add_done (NEXUS_OPERATION (self), 0, count);
    }

  return count == 0;
}

static gboolean
write_content (NexusTransferOutput  *output,
               NexusExportItem      *item,
               GError              **error)
{
  NexusExport *self = item->export;
  g_autoptr(GBytes) bytes = NULL;

  if (nexus_entry_get_size (item->entry) > NEXUS_TRANSFER_WHOLE)
    return write_pieces (output, item, error);

  bytes = nexus_filesystem_read_version (self->filesystem, nexus_entry_get_path (item->entry),
                                         nexus_entry_get_version (item->entry), self->cancellable, error);
  if (bytes == NULL || !item->dir->sink->write (output, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes),
                                                self->cancellable, error))
    return FALSE;
  _nexus_operation_add_done (NEXUS_OPERATION (self), 0, g_bytes_get_size (bytes));

  return TRUE;
}

/* The bits that make a program run as somebody else are not given to files that come out of a store. */
static gboolean
write_file (NexusExportItem  *item,
            GError          **error)
{
  NexusTransferOutput output = { .dir = item->dir, .name = item->name, .replace = item->replace, .fd = -1 };
  const NexusTransferSink *sink = item->dir->sink;
  GCancellable *cancellable = item->export->cancellable;
  gboolean written;

  if (!sink->create_file (&output, cancellable, error))
    return FALSE;

  written = write_content (&output, item, error) &&
            sink->finish_file (&output, nexus_entry_get_mode (item->entry) & 0777,
                               nexus_entry_get_modified_ns (item->entry), cancellable, error);
  sink->close_file (&output);

  return written;
}

void
_nexus_export_write (gpointer data,
                     gpointer user_data)
{
  NexusExportItem *item = data;
  NexusExport *self = item->export;
  g_autoptr(GError) error = NULL;

  if (_nexus_operation_checkpoint (NEXUS_OPERATION (self), self->cancellable, &error) && write_file (item, &error))
    _nexus_operation_add_done (NEXUS_OPERATION (self), 1, 0);
  else
    _nexus_export_add_failure (self, item->entry, error);

  _nexus_export_item_free (item);
}
