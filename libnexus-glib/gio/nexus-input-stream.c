/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "nexus-input-stream-private.h"

#define NEXUS_TYPE_INPUT_STREAM (_nexus_input_stream_get_type ())
G_DECLARE_FINAL_TYPE (NexusInputStream, _nexus_input_stream, NEXUS, INPUT_STREAM, GFileInputStream)

/* A position over a content reader, which does the reading and the checking. */
struct _NexusInputStream {
  GFileInputStream    parent_instance;

  NexusContentReader *reader;
  NexusEntry         *entry;
  guint64             size;
  guint64             position;
};

G_DEFINE_FINAL_TYPE (NexusInputStream, _nexus_input_stream, G_TYPE_FILE_INPUT_STREAM)

static gssize
nexus_input_stream_read (GInputStream  *stream,
                         void          *buffer,
                         gsize          count,
                         GCancellable  *cancellable,
                         GError       **error)
{
  NexusInputStream *self = (NexusInputStream *) stream;
  gssize done = _nexus_content_reader_pread (self->reader, buffer, count, self->position, cancellable, error);

  if (done > 0)
    self->position += done;

  return done;
}

static gssize
nexus_input_stream_skip (GInputStream  *stream,
                         gsize          count,
                         GCancellable  *cancellable,
                         GError       **error)
{
  NexusInputStream *self = (NexusInputStream *) stream;
  gsize left = self->position < self->size ? self->size - self->position : 0;

  count = MIN (count, MIN (left, (gsize) G_MAXSSIZE));
  self->position += count;

  return count;
}

static gboolean
nexus_input_stream_close (GInputStream  *stream,
                          GCancellable  *cancellable,
                          GError       **error)
{
  NexusInputStream *self = (NexusInputStream *) stream;

  g_clear_object (&self->reader);

  return TRUE;
}

static goffset
nexus_input_stream_tell (GFileInputStream *stream)
{
  return ((NexusInputStream *) stream)->position;
}

static gboolean
nexus_input_stream_can_seek (GFileInputStream *stream)
{
  return TRUE;
}

static gboolean
nexus_input_stream_seek (GFileInputStream  *stream,
                         goffset            offset,
                         GSeekType          type,
                         GCancellable      *cancellable,
                         GError           **error)
{
  NexusInputStream *self = (NexusInputStream *) stream;
  goffset base = type == G_SEEK_CUR ? (goffset) self->position : type == G_SEEK_END ? (goffset) self->size : 0;

  if ((offset > 0 && base > G_MAXINT64 - offset) || base + offset < 0)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, _("Cannot seek to before the beginning"));
      return FALSE;
    }
  self->position = base + offset;

  return TRUE;
}

static GFileInfo *
nexus_input_stream_query_info (GFileInputStream  *stream,
                               const char        *attributes,
                               GCancellable      *cancellable,
                               GError           **error)
{
  NexusInputStream *self = (NexusInputStream *) stream;
  GFileAttributeMatcher *matcher = g_file_attribute_matcher_new (attributes);
  GFileInfo *info = g_file_info_new ();

  g_file_info_set_attribute_mask (info, matcher);
  g_file_info_set_file_type (info, G_FILE_TYPE_REGULAR);
  g_file_info_set_name (info, nexus_entry_get_name (self->entry));
  g_file_info_set_display_name (info, nexus_entry_get_name (self->entry));
  g_file_info_set_size (info, self->size);
  g_file_info_set_content_type (info, nexus_entry_get_content_type (self->entry));
  if (nexus_entry_get_etag (self->entry) != NULL)
    g_file_info_set_attribute_string (info, G_FILE_ATTRIBUTE_ETAG_VALUE, nexus_entry_get_etag (self->entry));
  g_file_info_unset_attribute_mask (info);
  g_file_attribute_matcher_unref (matcher);

  return info;
}

static void
nexus_input_stream_finalize (GObject *object)
{
  NexusInputStream *self = (NexusInputStream *) object;

  g_clear_object (&self->reader);
  g_clear_object (&self->entry);

  G_OBJECT_CLASS (_nexus_input_stream_parent_class)->finalize (object);
}

static void
_nexus_input_stream_class_init (NexusInputStreamClass *klass)
{
  GInputStreamClass *stream_class = G_INPUT_STREAM_CLASS (klass);
  GFileInputStreamClass *file_class = G_FILE_INPUT_STREAM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = nexus_input_stream_finalize;
  stream_class->read_fn = nexus_input_stream_read;
  stream_class->skip = nexus_input_stream_skip;
  stream_class->close_fn = nexus_input_stream_close;
  file_class->tell = nexus_input_stream_tell;
  file_class->can_seek = nexus_input_stream_can_seek;
  file_class->seek = nexus_input_stream_seek;
  file_class->query_info = nexus_input_stream_query_info;
}

static void
_nexus_input_stream_init (NexusInputStream *self)
{
}

gpointer
_nexus_input_stream_new (NexusContentReader *reader,
                         NexusEntry         *entry)
{
  NexusInputStream *self = g_object_new (NEXUS_TYPE_INPUT_STREAM, NULL);

  self->reader = g_object_ref (reader);
  self->entry = g_object_ref (entry);
  self->size = nexus_entry_get_size (entry);

  return self;
}
