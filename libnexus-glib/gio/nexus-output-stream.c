/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "nexus-entry.h"
#include "nexus-filesystem-private.h"
#include "nexus-output-stream-private.h"

#define NEXUS_TYPE_OUTPUT_STREAM (_nexus_output_stream_get_type ())
G_DECLARE_FINAL_TYPE (NexusOutputStream, _nexus_output_stream, NEXUS, OUTPUT_STREAM, GFileOutputStream)

struct _NexusOutputStream {
  GFileOutputStream   parent_instance;

  NexusFilesystem    *filesystem;
  NexusContentWriter *writer;   /* NULL once committed or given up */
  char               *path;
  char               *etag;
  NexusWriteFlags     flags;
  NexusEntry         *entry;    /* what came of it */
  GError             *failure;  /* why writing failed; closing tells it again */
  goffset             position;
};

G_DEFINE_FINAL_TYPE (NexusOutputStream, _nexus_output_stream, G_TYPE_FILE_OUTPUT_STREAM)

static gssize
nexus_output_stream_write (GOutputStream  *stream,
                           const void     *buffer,
                           gsize           count,
                           GCancellable   *cancellable,
                           GError        **error)
{
  NexusOutputStream *self = (NexusOutputStream *) stream;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return -1;

  count = MIN (count, (gsize) G_MAXSSIZE);
  if (self->writer != NULL && !_nexus_content_writer_write (self->writer, buffer, count, &self->failure))
    {
      /* What came before is incomplete now, so that nothing of it may be committed. */
      g_clear_object (&self->writer);
      _nexus_filesystem_name_path (&self->failure, self->path);
    }
  if (self->failure != NULL)
    {
      g_propagate_error (error, g_error_copy (self->failure));
      return -1;
    }
  self->position += count;

  return count;
}

static gboolean
commit (NexusOutputStream  *self,
        GCancellable       *cancellable,
        GError            **error)
{
  g_autoptr(NexusContentWriter) writer = g_steal_pointer (&self->writer);
  NexusMutation *mutation;
  NexusContentRef *content;

  content = _nexus_content_writer_finish (writer, error);
  if (content == NULL)
    {
      _nexus_filesystem_name_path (error, self->path);
      return FALSE;
    }

  mutation = _nexus_mutation_new (NEXUS_MUTATION_PUT_FILE, self->path);
  mutation->content = content;
  mutation->etag = g_strdup (self->etag);
  mutation->write_flags = self->flags;

  return _nexus_filesystem_apply_single (self->filesystem, mutation, &self->entry, cancellable, error);
}

static gboolean
nexus_output_stream_close (GOutputStream  *stream,
                           GCancellable   *cancellable,
                           GError        **error)
{
  NexusOutputStream *self = (NexusOutputStream *) stream;

  /* This is how GIO gives a stream up: nothing is left of it. */
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    {
      g_clear_object (&self->writer);
      return FALSE;
    }
  if (self->failure != NULL)
    {
      g_propagate_error (error, g_error_copy (self->failure));
      return FALSE;
    }

  return commit (self, cancellable, error);
}

static goffset
nexus_output_stream_tell (GFileOutputStream *stream)
{
  return ((NexusOutputStream *) stream)->position;
}

static gboolean
nexus_output_stream_can_seek (GFileOutputStream *stream)
{
  return FALSE;
}

static char *
nexus_output_stream_get_etag (GFileOutputStream *stream)
{
  NexusOutputStream *self = (NexusOutputStream *) stream;

  return self->entry != NULL ? g_strdup (nexus_entry_get_etag (self->entry)) : NULL;
}

/* GOutputStream closes a stream that is dropped, and closing commits; what is dropped unfinished must not be. */
static void
nexus_output_stream_dispose (GObject *object)
{
  NexusOutputStream *self = (NexusOutputStream *) object;

  if (self->writer != NULL)
    {
      g_autoptr(GCancellable) given_up = g_cancellable_new ();

      g_cancellable_cancel (given_up);
      g_output_stream_close (G_OUTPUT_STREAM (self), given_up, NULL);
      g_clear_object (&self->writer);
    }

  G_OBJECT_CLASS (_nexus_output_stream_parent_class)->dispose (object);
}

static void
nexus_output_stream_finalize (GObject *object)
{
  NexusOutputStream *self = (NexusOutputStream *) object;

  g_clear_object (&self->filesystem);
  g_clear_object (&self->entry);
  g_clear_error (&self->failure);
  g_free (self->path);
  g_free (self->etag);

  G_OBJECT_CLASS (_nexus_output_stream_parent_class)->finalize (object);
}

static void
_nexus_output_stream_class_init (NexusOutputStreamClass *klass)
{
  GOutputStreamClass *stream_class = G_OUTPUT_STREAM_CLASS (klass);
  GFileOutputStreamClass *file_class = G_FILE_OUTPUT_STREAM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = nexus_output_stream_dispose;
  G_OBJECT_CLASS (klass)->finalize = nexus_output_stream_finalize;
  stream_class->write_fn = nexus_output_stream_write;
  stream_class->close_fn = nexus_output_stream_close;
  file_class->tell = nexus_output_stream_tell;
  file_class->can_seek = nexus_output_stream_can_seek;
  file_class->get_etag = nexus_output_stream_get_etag;
}

static void
_nexus_output_stream_init (NexusOutputStream *self)
{
}

gpointer
_nexus_output_stream_new (NexusFilesystem  *filesystem,
                          const char       *path,
                          const char       *etag,
                          NexusWriteFlags   flags,
                          GError          **error)
{
  NexusContentWriter *writer = NEXUS_FILESYSTEM_GET_CLASS (filesystem)->begin_upload (filesystem, 0, error);
  NexusOutputStream *self;

  if (writer == NULL)
    return NULL;

  self = g_object_new (NEXUS_TYPE_OUTPUT_STREAM, NULL);
  self->filesystem = g_object_ref (filesystem);
  self->writer = writer;
  self->path = g_strdup (path);
  self->etag = g_strdup (etag);
  self->flags = flags;

  return self;
}
