/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "nexus-remote-streams.h"

#define SOME_BYTES 2

struct _NexusRemoteInput {
  GFileInputStream  parent_instance;

  GInputStream     *base;
  int               code;
  gsize             count;
};

struct _NexusRemoteOutput {
  GFileOutputStream  parent_instance;

  GOutputStream     *base;
  gboolean           is_full;
  gboolean           breaks_on_close;
  gsize              count;
};

G_DEFINE_FINAL_TYPE (NexusRemoteInput, nexus_remote_input, G_TYPE_FILE_INPUT_STREAM)
G_DEFINE_FINAL_TYPE (NexusRemoteOutput, nexus_remote_output, G_TYPE_FILE_OUTPUT_STREAM)

/* --- Reading --- */

static gssize
input_read (GInputStream  *stream,
            void          *buffer,
            gsize          size,
            GCancellable  *cancellable,
            GError       **error)
{
  NexusRemoteInput *self = NEXUS_REMOTE_INPUT (stream);
  gssize count;

  if (self->code >= 0 && self->count >= SOME_BYTES)
    {
      g_set_error_literal (error, G_IO_ERROR, self->code, "The line is dead");
      return -1;
    }
  count = g_input_stream_read (self->base, buffer, self->code >= 0 ? MIN (size, SOME_BYTES) : size, cancellable, error);
  self->count += MAX (count, 0);

  return count;
}

static gboolean
input_close (GInputStream  *stream,
             GCancellable  *cancellable,
             GError       **error)
{
  return g_input_stream_close (NEXUS_REMOTE_INPUT (stream)->base, cancellable, error);
}

static void
nexus_remote_input_finalize (GObject *object)
{
  g_object_unref (NEXUS_REMOTE_INPUT (object)->base);

  G_OBJECT_CLASS (nexus_remote_input_parent_class)->finalize (object);
}

static void
nexus_remote_input_class_init (NexusRemoteInputClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = nexus_remote_input_finalize;
  G_INPUT_STREAM_CLASS (klass)->read_fn = input_read;
  G_INPUT_STREAM_CLASS (klass)->close_fn = input_close;
}

static void
nexus_remote_input_init (NexusRemoteInput *self)
{
}

GFileInputStream *
nexus_remote_input_new (GFileInputStream *base,
                        int               code)
{
  NexusRemoteInput *self = g_object_new (NEXUS_TYPE_REMOTE_INPUT, NULL);

  self->base = G_INPUT_STREAM (g_object_ref (base));
  self->code = code;

  return G_FILE_INPUT_STREAM (self);
}

/* --- Writing --- */

static gssize
output_write (GOutputStream  *stream,
              const void     *buffer,
              gsize           size,
              GCancellable   *cancellable,
              GError        **error)
{
  NexusRemoteOutput *self = NEXUS_REMOTE_OUTPUT (stream);
  gssize count;

  if (self->is_full && self->count >= SOME_BYTES)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, "The other side is full");
      return -1;
    }
  count = g_output_stream_write (self->base, buffer, self->is_full ? MIN (size, SOME_BYTES) : size, cancellable, error);
  self->count += MAX (count, 0);

  return count;
}

static gboolean
output_close (GOutputStream  *stream,
              GCancellable   *cancellable,
              GError        **error)
{
  NexusRemoteOutput *self = NEXUS_REMOTE_OUTPUT (stream);

  if (self->breaks_on_close && !g_cancellable_is_cancelled (cancellable))
    {
      g_autoptr(GCancellable) cancelled = g_cancellable_new ();

      g_cancellable_cancel (cancelled);
      g_output_stream_close (self->base, cancelled, NULL);
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "It was lost on the way");
      return FALSE;
    }

  return g_output_stream_close (self->base, cancellable, error);
}

static void
nexus_remote_output_finalize (GObject *object)
{
  g_object_unref (NEXUS_REMOTE_OUTPUT (object)->base);

  G_OBJECT_CLASS (nexus_remote_output_parent_class)->finalize (object);
}

static void
nexus_remote_output_class_init (NexusRemoteOutputClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = nexus_remote_output_finalize;
  G_OUTPUT_STREAM_CLASS (klass)->write_fn = output_write;
  G_OUTPUT_STREAM_CLASS (klass)->close_fn = output_close;
}

static void
nexus_remote_output_init (NexusRemoteOutput *self)
{
}

GFileOutputStream *
nexus_remote_output_new (GFileOutputStream *base,
                         gboolean           is_full,
                         gboolean           breaks_on_close)
{
  NexusRemoteOutput *self = g_object_new (NEXUS_TYPE_REMOTE_OUTPUT, NULL);

  self->base = G_OUTPUT_STREAM (g_object_ref (base));
  self->is_full = is_full;
  self->breaks_on_close = breaks_on_close;

  return G_FILE_OUTPUT_STREAM (self);
}
