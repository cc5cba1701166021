/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "nexus-io-stream-private.h"

/* Contents never change in a store, so what is read and written here is a copy of one: a file without a name in the
 * temporary folder, whose streams share one position.  Closing makes it the new content, in one piece. */

#define NEXUS_TYPE_IO_STREAM (_nexus_io_stream_get_type ())
G_DECLARE_FINAL_TYPE (NexusIOStream, _nexus_io_stream, NEXUS, IO_STREAM, GFileIOStream)

struct _NexusIOStream {
  GFileIOStream      parent_instance;

  GFileOutputStream *output;   /* where it goes to; NULL once committed or given up */
  GFileIOStream     *copy;
  gboolean           existed;  /* then nothing is committed unless something was written */
};

G_DEFINE_FINAL_TYPE (NexusIOStream, _nexus_io_stream, G_TYPE_FILE_IO_STREAM)

static GInputStream *
nexus_io_stream_get_input_stream (GIOStream *stream)
{
  return g_io_stream_get_input_stream (G_IO_STREAM (((NexusIOStream *) stream)->copy));
}

static GOutputStream *
nexus_io_stream_get_output_stream (GIOStream *stream)
{
  return g_io_stream_get_output_stream (G_IO_STREAM (((NexusIOStream *) stream)->copy));
}

/* --- Whether anything was written: the copy is dated to a time at which nobody writes --- */

static gboolean
mark_clean (NexusIOStream  *self,
            GFile          *file,
            GCancellable   *cancellable,
            GError        **error)
{
  return g_file_set_attribute_uint64 (file, G_FILE_ATTRIBUTE_TIME_MODIFIED, 1, G_FILE_QUERY_INFO_NONE, cancellable, error);
}

static gboolean
was_written (NexusIOStream *self)
{
  g_autoptr(GFileInfo) info = g_file_io_stream_query_info (self->copy, G_FILE_ATTRIBUTE_TIME_MODIFIED, NULL, NULL);

  return info == NULL || g_file_info_get_attribute_uint64 (info, G_FILE_ATTRIBUTE_TIME_MODIFIED) != 1;
}

/* --- Closing --- */

static void
give_up (NexusIOStream *self)
{
  g_clear_object (&self->output);
}

static gboolean
commit (NexusIOStream  *self,
        GCancellable   *cancellable,
        GError        **error)
{
  GInputStream *content = nexus_io_stream_get_input_stream (G_IO_STREAM (self));

  if (!g_seekable_seek (G_SEEKABLE (self->copy), 0, G_SEEK_SET, cancellable, error))
    return FALSE;

  return g_output_stream_splice (G_OUTPUT_STREAM (self->output), content, G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET,
                                 cancellable, error) >= 0;
}

static gboolean
nexus_io_stream_close (GIOStream     *stream,
                       GCancellable  *cancellable,
                       GError       **error)
{
  NexusIOStream *self = (NexusIOStream *) stream;
  gboolean ok = TRUE;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    ok = FALSE;
  else if (!self->existed || was_written (self))
    ok = commit (self, cancellable, error);
  if (!ok)
    give_up (self);
  g_io_stream_close (G_IO_STREAM (self->copy), NULL, NULL);

  return ok;
}

/* --- As a file --- */

static goffset
nexus_io_stream_tell (GFileIOStream *stream)
{
  return g_seekable_tell (G_SEEKABLE (((NexusIOStream *) stream)->copy));
}

static gboolean
nexus_io_stream_can_seek (GFileIOStream *stream)
{
  return TRUE;
}

static gboolean
nexus_io_stream_seek (GFileIOStream  *stream,
                      goffset         offset,
                      GSeekType       type,
                      GCancellable   *cancellable,
                      GError        **error)
{
  return g_seekable_seek (G_SEEKABLE (((NexusIOStream *) stream)->copy), offset, type, cancellable, error);
}

static gboolean
nexus_io_stream_can_truncate (GFileIOStream *stream)
{
  return TRUE;
}

static gboolean
nexus_io_stream_truncate (GFileIOStream  *stream,
                          goffset         size,
                          GCancellable   *cancellable,
                          GError        **error)
{
  return g_seekable_truncate (G_SEEKABLE (((NexusIOStream *) stream)->copy), size, cancellable, error);
}

static GFileInfo *
nexus_io_stream_query_info (GFileIOStream  *stream,
                            const char     *attributes,
                            GCancellable   *cancellable,
                            GError        **error)
{
  NexusIOStream *self = (NexusIOStream *) stream;
  g_autoptr(GFileInfo) copy = NULL;
  GFileInfo *info;

  /* Of the copy only the size says anything of the file. */
  copy = g_file_io_stream_query_info (self->copy, G_FILE_ATTRIBUTE_STANDARD_SIZE, cancellable, error);
  if (copy == NULL)
    return NULL;
  info = g_file_output_stream_query_info (self->output, attributes, cancellable, error);
  if (info != NULL && g_file_info_has_attribute (info, G_FILE_ATTRIBUTE_STANDARD_SIZE))
    g_file_info_set_size (info, g_file_info_get_size (copy));

  return info;
}

static char *
nexus_io_stream_get_etag (GFileIOStream *stream)
{
  NexusIOStream *self = (NexusIOStream *) stream;

  return self->output != NULL ? g_file_output_stream_get_etag (self->output) : NULL;
}

/* --- The object --- */

/* GIOStream closes a stream that is dropped, and closing commits; what is dropped unfinished must not be. */
static void
nexus_io_stream_dispose (GObject *object)
{
  NexusIOStream *self = (NexusIOStream *) object;

  if (self->copy != NULL && !g_io_stream_is_closed (G_IO_STREAM (self)))
    {
      g_autoptr(GCancellable) given_up = g_cancellable_new ();

      g_cancellable_cancel (given_up);
      g_io_stream_close (G_IO_STREAM (self), given_up, NULL);
    }
  give_up (self);

  G_OBJECT_CLASS (_nexus_io_stream_parent_class)->dispose (object);
}

/* Not before the parent has disposed, which asks for the streams of the copy. */
static void
nexus_io_stream_finalize (GObject *object)
{
  NexusIOStream *self = (NexusIOStream *) object;

  g_clear_object (&self->copy);

  G_OBJECT_CLASS (_nexus_io_stream_parent_class)->finalize (object);
}

static void
_nexus_io_stream_class_init (NexusIOStreamClass *klass)
{
  GIOStreamClass *stream_class = G_IO_STREAM_CLASS (klass);
  GFileIOStreamClass *file_class = G_FILE_IO_STREAM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = nexus_io_stream_dispose;
  G_OBJECT_CLASS (klass)->finalize = nexus_io_stream_finalize;
  stream_class->get_input_stream = nexus_io_stream_get_input_stream;
  stream_class->get_output_stream = nexus_io_stream_get_output_stream;
  stream_class->close_fn = nexus_io_stream_close;
  file_class->tell = nexus_io_stream_tell;
  file_class->can_seek = nexus_io_stream_can_seek;
  file_class->seek = nexus_io_stream_seek;
  file_class->can_truncate = nexus_io_stream_can_truncate;
  file_class->truncate_fn = nexus_io_stream_truncate;
  file_class->query_info = nexus_io_stream_query_info;
  file_class->get_etag = nexus_io_stream_get_etag;
}

static void
_nexus_io_stream_init (NexusIOStream *self)
{
}

static gboolean
fill (NexusIOStream  *self,
      GInputStream   *content,
      GCancellable   *cancellable,
      GError        **error)
{
  GOutputStream *copy = nexus_io_stream_get_output_stream (G_IO_STREAM (self));

  return g_output_stream_splice (copy, content, G_OUTPUT_STREAM_SPLICE_NONE, cancellable, error) >= 0 &&
         g_seekable_seek (G_SEEKABLE (self->copy), 0, G_SEEK_SET, cancellable, error);
}

gpointer
_nexus_io_stream_new (GFileOutputStream  *output,
                      GInputStream       *content,
                      GCancellable       *cancellable,
                      GError            **error)
{
  g_autoptr(NexusIOStream) self = NULL;
  g_autoptr(GFile) file = NULL;
  GFileIOStream *copy;
  gboolean ok;

  file = g_file_new_tmp (NULL, &copy, error);
  if (file == NULL)
    return NULL;

  self = g_object_new (NEXUS_TYPE_IO_STREAM, NULL);
  self->output = g_object_ref (output);
  self->copy = copy;
  self->existed = content != NULL;
  ok = content == NULL || (fill (self, content, cancellable, error) && mark_clean (self, file, cancellable, error));
  g_file_delete (file, NULL, NULL);

  return ok ? g_steal_pointer (&self) : NULL;
}
