/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "nexus-file-info-private.h"
#include "nexus-input-stream-private.h"

/* A content of up to this size is read when it is opened, so that asynchronous reads need no thread. */
#define WHOLE_MAX (64 * 1024)
/* What an asynchronous read of a larger one fetches at least. */
#define WINDOW_SIZE (256 * 1024)

#define NEXUS_TYPE_INPUT_STREAM (_nexus_input_stream_get_type ())
G_DECLARE_FINAL_TYPE (NexusInputStream, _nexus_input_stream, NEXUS, INPUT_STREAM, GFileInputStream)

/* A position over a content reader, which does the reading and the checking.  Part of the content, or all of it, is
 * in a window in memory. */
struct _NexusInputStream {
  GFileInputStream    parent_instance;

  NexusContentReader *reader;       /* NULL once closed, or if all is in the window */
  NexusEntry         *entry;
  guint64             size;
  guint64             position;

  guint8             *window;       /* NULL: none */
  guint64             window_begin;
  gsize               window_used;
};

G_DEFINE_FINAL_TYPE (NexusInputStream, _nexus_input_stream, G_TYPE_FILE_INPUT_STREAM)

/* Takes what the window has at the position; FALSE if it has nothing there, though there is something. */
static gboolean
read_window (NexusInputStream *self,
             void             *buffer,
             gsize             count,
             gssize           *done)
{
  guint64 end = self->window_begin + self->window_used;

  *done = 0;
  if (count == 0 || self->position >= self->size)
    return TRUE;
  if (self->window == NULL || self->position < self->window_begin || self->position >= end)
    return FALSE;

  *done = MIN (count, end - self->position);
  memcpy (buffer, self->window + (self->position - self->window_begin), *done);
  self->position += *done;

  return TRUE;
}

/* The reader knows contents by their hashes; a person knows them by their paths. */
static gssize
read_content (NexusInputStream  *self,
              void              *buffer,
              gsize              count,
              GCancellable      *cancellable,
              GError           **error)
{
  g_autoptr(GError) local_error = NULL;
  gssize done = _nexus_content_reader_pread (self->reader, buffer, count, self->position, cancellable, &local_error);

  if (g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_propagate_error (error, g_steal_pointer (&local_error));
  else if (local_error != NULL)
    g_propagate_prefixed_error (error, g_steal_pointer (&local_error), _("“%s”: "), nexus_entry_get_path (self->entry));

  return done;
}

static gboolean
load_window (NexusInputStream  *self,
             gsize              size,
             GCancellable      *cancellable,
             GError           **error)
{
  gssize count;

  if (self->window == NULL)
    self->window = g_malloc (size);
  self->window_used = 0;
  count = read_content (self, self->window, size, cancellable, error);
  if (count < 0)
    return FALSE;
  self->window_begin = self->position;
  self->window_used = count;

  return TRUE;
}

static gssize
nexus_input_stream_read (GInputStream  *stream,
                         void          *buffer,
                         gsize          count,
                         GCancellable  *cancellable,
                         GError       **error)
{
  NexusInputStream *self = (NexusInputStream *) stream;
  gssize done;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return -1;
  if (read_window (self, buffer, count, &done))
    return done;

  done = read_content (self, buffer, count, cancellable, error);
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
  g_clear_pointer (&self->window, g_free);
  self->window_used = 0;

  return TRUE;
}

/* --- Asynchronously: a thread only where the disk is asked --- */

typedef struct {
  void  *buffer;
  gsize  count;
} Read;

static void
read_in_thread (GTask        *task,
                gpointer      source_object,
                gpointer      task_data,
                GCancellable *cancellable)
{
  NexusInputStream *self = source_object;
  Read *wanted = task_data;
  GError *error = NULL;
  gssize done = -1;

  if (wanted->count >= WINDOW_SIZE)
    done = nexus_input_stream_read (G_INPUT_STREAM (self), wanted->buffer, wanted->count, cancellable, &error);
  else if (load_window (self, WINDOW_SIZE, cancellable, &error))
    read_window (self, wanted->buffer, wanted->count, &done);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_int (task, done);
}

static void
nexus_input_stream_read_async (GInputStream        *stream,
                               void                *buffer,
                               gsize                count,
                               int                  io_priority,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  NexusInputStream *self = (NexusInputStream *) stream;
  g_autoptr(GTask) task = g_task_new (stream, cancellable, callback, user_data);
  Read *wanted;
  gssize done;

  g_task_set_source_tag (task, nexus_input_stream_read_async);
  g_task_set_priority (task, io_priority);
  if (g_task_return_error_if_cancelled (task))
    return;
  if (read_window (self, buffer, count, &done))
    {
      g_task_return_int (task, done);
      return;
    }

  wanted = g_new (Read, 1);
  wanted->buffer = buffer;
  wanted->count = count;
  g_task_set_task_data (task, wanted, g_free);
  g_task_run_in_thread (task, read_in_thread);
}

static gssize
nexus_input_stream_read_finish (GInputStream  *stream,
                                GAsyncResult  *result,
                                GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, stream), -1);
  g_return_val_if_fail (g_async_result_is_tagged (result, nexus_input_stream_read_async), -1);

  return g_task_propagate_int (G_TASK (result), error);
}

static void
nexus_input_stream_skip_async (GInputStream        *stream,
                               gsize                count,
                               int                  io_priority,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (stream, cancellable, callback, user_data);

  g_task_set_source_tag (task, nexus_input_stream_skip_async);
  g_task_set_priority (task, io_priority);
  if (!g_task_return_error_if_cancelled (task))
    g_task_return_int (task, nexus_input_stream_skip (stream, count, cancellable, NULL));
}

static gssize
nexus_input_stream_skip_finish (GInputStream  *stream,
                                GAsyncResult  *result,
                                GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, stream), -1);
  g_return_val_if_fail (g_async_result_is_tagged (result, nexus_input_stream_skip_async), -1);

  return g_task_propagate_int (G_TASK (result), error);
}

static void
nexus_input_stream_close_async (GInputStream        *stream,
                                int                  io_priority,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (stream, cancellable, callback, user_data);

  g_task_set_source_tag (task, nexus_input_stream_close_async);
  g_task_set_priority (task, io_priority);
  g_task_return_boolean (task, nexus_input_stream_close (stream, cancellable, NULL));
}

static gboolean
nexus_input_stream_close_finish (GInputStream  *stream,
                                 GAsyncResult  *result,
                                 GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, stream), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, nexus_input_stream_close_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- As a file --- */

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
  g_autoptr(NexusFileFields) fields = _nexus_file_fields_get (attributes);

  return _nexus_file_info_new (self->entry, self->entry, fields, NULL);
}

static void
nexus_input_stream_finalize (GObject *object)
{
  NexusInputStream *self = (NexusInputStream *) object;

  g_clear_object (&self->reader);
  g_clear_object (&self->entry);
  g_free (self->window);

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
  stream_class->read_async = nexus_input_stream_read_async;
  stream_class->read_finish = nexus_input_stream_read_finish;
  stream_class->skip_async = nexus_input_stream_skip_async;
  stream_class->skip_finish = nexus_input_stream_skip_finish;
  stream_class->close_async = nexus_input_stream_close_async;
  stream_class->close_finish = nexus_input_stream_close_finish;
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

  /* An error is told by the first read, which tries again. */
  if (self->size > 0 && self->size <= WHOLE_MAX && load_window (self, self->size, NULL, NULL) &&
      self->window_used == self->size)
    g_clear_object (&self->reader);

  return self;
}
