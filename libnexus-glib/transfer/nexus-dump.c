/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "nexus-dump-private.h"
#include "nexus-jsonl-private.h"
#include "nexus-operation-private.h"

/* The operation that writes a dump: records as they come from the store, as lines into a stream. */

#define NEXUS_TYPE_DUMP (_nexus_dump_get_type ())

/* Lines are written in pieces of about this size. */
#define PIECE (64 * 1024)

typedef struct {
  NexusOperation   parent_instance;

  NexusFilesystem *filesystem;
  GOutputStream   *stream;
  NexusDumpFormat  format;

  /* While it runs. */
  NexusContentHash hash;
  GString         *lines;
  guint64          n_lines;
  GCancellable    *cancellable;
} NexusDump;

typedef struct {
  NexusOperationClass parent_class;
} NexusDumpClass;

GType _nexus_dump_get_type (void);

G_DEFINE_FINAL_TYPE (NexusDump, _nexus_dump, NEXUS_TYPE_OPERATION)

static gboolean
write_lines (NexusDump  *self,
             GError    **error)
{
  gsize length = self->lines->len;

  if (length == 0)
    return TRUE;

  if (!g_output_stream_write_all (self->stream, self->lines->str, length, NULL, self->cancellable, error))
    return FALSE;

  _nexus_operation_add_done (NEXUS_OPERATION (self), self->n_lines, length);
  g_string_truncate (self->lines, 0);
  self->n_lines = 0;

  return TRUE;
}

static gboolean
dump_record (const NexusRecord  *record,
             gpointer            user_data,
             GError            **error)
{
  NexusDump *self = user_data;

  if (_nexus_jsonl_write (self->lines, record, self->format, self->hash))
    self->n_lines++;
  if (self->lines->len < PIECE)
    return TRUE;

  _nexus_operation_set_path (NEXUS_OPERATION (self), record->path);

  return _nexus_operation_checkpoint (NEXUS_OPERATION (self), self->cancellable, error) && write_lines (self, error);
}

static gboolean
nexus_dump_execute (NexusOperation  *operation,
                    GCancellable    *cancellable,
                    GError         **error)
{
  NexusDump *self = (NexusDump *) operation;
  g_autoptr(GString) lines = g_string_sized_new (PIECE + 4096);

  self->cancellable = cancellable;
  self->lines = lines;
  self->hash = _nexus_filesystem_get_content_hash (self->filesystem);

  return _nexus_operation_checkpoint (operation, cancellable, error) &&
         _nexus_filesystem_dump_records (self->filesystem, dump_record, self, cancellable, error) &&
         write_lines (self, error) &&
         g_output_stream_flush (self->stream, cancellable, error);
}

static void
nexus_dump_finalize (GObject *object)
{
  NexusDump *self = (NexusDump *) object;

  g_clear_object (&self->filesystem);
  g_clear_object (&self->stream);

  G_OBJECT_CLASS (_nexus_dump_parent_class)->finalize (object);
}

static void
_nexus_dump_class_init (NexusDumpClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = nexus_dump_finalize;
  NEXUS_OPERATION_CLASS (klass)->execute = nexus_dump_execute;
}

static void
_nexus_dump_init (NexusDump *self)
{
}

NexusOperation *
_nexus_dump_new (NexusFilesystem *filesystem,
                 GOutputStream   *stream,
                 NexusDumpFormat  format)
{
  NexusDump *self = g_object_new (NEXUS_TYPE_DUMP, NULL);

  self->filesystem = g_object_ref (filesystem);
  self->stream = g_object_ref (stream);
  self->format = format;

  return NEXUS_OPERATION (self);
}
