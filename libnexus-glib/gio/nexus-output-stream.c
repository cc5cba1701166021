/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <sys/stat.h>

#include "nexus-entry.h"
#include "nexus-filesystem-private.h"
#include "nexus-output-stream-private.h"
#include "nexus-path.h"

/* So much is held in memory: a small content is written in one go with the transaction, through the queue of writes;
 * of a large one the pieces are gathered, so that an asynchronous writer needs a thread for every such block only. */
#define BLOCK_SIZE (64 * 1024)

#define NEXUS_TYPE_OUTPUT_STREAM (_nexus_output_stream_get_type ())
G_DECLARE_FINAL_TYPE (NexusOutputStream, _nexus_output_stream, NEXUS, OUTPUT_STREAM, GFileOutputStream)

struct _NexusOutputStream {
  GFileOutputStream   parent_instance;

  NexusFilesystem    *filesystem;
  char               *path;
  char               *etag;
  NexusWriteFlags     flags;
  gboolean            backup;
  gboolean            has_mode;
  guint               mode;

  GByteArray         *block;      /* NULL once committed or given up */
  NexusContentWriter *writer;     /* of what no longer fits into the block; NULL if all does */
  goffset             position;
  NexusEntry         *entry;      /* what came of it */
  GError             *failure;    /* why writing failed; closing tells it again */
};

G_DEFINE_FINAL_TYPE (NexusOutputStream, _nexus_output_stream, G_TYPE_FILE_OUTPUT_STREAM)

/* Nothing is left of it. */
static void
give_up (NexusOutputStream *self)
{
  g_clear_object (&self->writer);
  g_clear_pointer (&self->block, g_byte_array_unref);
}

/* --- Writing --- */

static gboolean
fits_block (NexusOutputStream *self,
            gsize              count)
{
  return self->block != NULL && count <= BLOCK_SIZE && self->block->len + count <= BLOCK_SIZE;
}

/* Hands the block and what comes after it to the content store. */
static gboolean
stage (NexusOutputStream  *self,
       const void         *buffer,
       gsize               count,
       GError            **error)
{
  if (self->writer == NULL)
    self->writer = _nexus_filesystem_begin_upload (self->filesystem, 0, error);
  if (self->writer == NULL)
    return FALSE;
  if (self->block->len > 0 && !_nexus_content_writer_write (self->writer, self->block->data, self->block->len, error))
    return FALSE;
  g_byte_array_set_size (self->block, 0);

  return count == 0 || _nexus_content_writer_write (self->writer, buffer, count, error);
}

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
  if (self->failure == NULL && fits_block (self, count))
    {
      g_byte_array_append (self->block, buffer, count);
    }
  else if (self->failure == NULL && !stage (self, buffer, count, &self->failure))
    {
      /* What came before is incomplete now, so that nothing of it may be committed. */
      give_up (self);
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

typedef struct {
  const void *buffer;
  gsize       count;
} Write;

static void
write_in_worker (GTask        *task,
                 gpointer      source_object,
                 gpointer      task_data,
                 GCancellable *cancellable)
{
  const Write *wanted = task_data;
  GError *error = NULL;
  gssize done = nexus_output_stream_write (source_object, wanted->buffer, wanted->count, cancellable, &error);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_int (task, done);
}

static void
nexus_output_stream_write_async (GOutputStream       *stream,
                                 const void          *buffer,
                                 gsize                count,
                                 int                  io_priority,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  NexusOutputStream *self = (NexusOutputStream *) stream;
  g_autoptr(GTask) task = g_task_new (stream, cancellable, callback, user_data);
  Write *wanted;

  g_task_set_source_tag (task, nexus_output_stream_write_async);
  g_task_set_priority (task, io_priority);
  /* What is in the stream is written, however late it was cancelled. */
  g_task_set_check_cancellable (task, FALSE);

  wanted = g_new (Write, 1);
  wanted->buffer = buffer;
  wanted->count = count;
  g_task_set_task_data (task, wanted, g_free);
  if (self->failure != NULL || g_cancellable_is_cancelled (cancellable) || fits_block (self, count))
    write_in_worker (task, stream, wanted, cancellable);
  else
    _nexus_filesystem_run_in_worker (self->filesystem, task, write_in_worker);
}

static gssize
nexus_output_stream_write_finish (GOutputStream  *stream,
                                  GAsyncResult   *result,
                                  GError        **error)
{
  g_return_val_if_fail (g_task_is_valid (result, stream), -1);
  g_return_val_if_fail (g_async_result_is_tagged (result, nexus_output_stream_write_async), -1);

  return g_task_propagate_int (G_TASK (result), error);
}

/* --- Closing --- */

/* The mutation that makes what was written the content of the file; the stream has nothing any more after it. */
static NexusMutation *
make_put (NexusOutputStream  *self,
          GError            **error)
{
  g_autoptr(NexusMutation) put = _nexus_mutation_new (NEXUS_MUTATION_PUT_FILE, self->path);

  put->etag = g_strdup (self->etag);
  put->write_flags = self->flags;
  put->want_entry = TRUE;
  if (self->has_mode)
    {
      put->mode = self->mode;
      put->fields = NEXUS_MUTATION_HAS_MODE;
    }

  if (self->writer != NULL)
    {
      gboolean ok = stage (self, NULL, 0, error);

      if (ok)
        put->content = _nexus_content_writer_finish (self->writer, error);
      give_up (self);
      return put->content != NULL ? g_steal_pointer (&put) : NULL;
    }
  put->contents = g_byte_array_free_to_bytes (g_steal_pointer (&self->block));

  return g_steal_pointer (&put);
}

/* The path of the backup, if there can be one. */
static char *
dup_backup (NexusOutputStream  *self,
            GCancellable       *cancellable,
            GError            **error)
{
  g_autofree char *path = g_strconcat (self->path, "~", NULL);
  g_autofree char *normal = nexus_path_normalize (path, NULL);
  g_autoptr(NexusEntry) there = NULL;

  if (normal != NULL)
    there = nexus_filesystem_query (self->filesystem, normal, cancellable, NULL);
  if (normal != NULL && (there == NULL || nexus_entry_get_kind (there) != NEXUS_KIND_DIRECTORY))
    return g_steal_pointer (&normal);

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_CANT_CREATE_BACKUP,
               normal != NULL ? _("The backup “%s” cannot be made, since a directory has that name")
                              : _("The backup “%s” cannot be made, since the name is too long"),
               path);

  return NULL;
}

/* A backup needs something to back up: if that has gone meanwhile, what was written is still kept. */
static gboolean
commit (NexusOutputStream  *self,
        GCancellable       *cancellable,
        GError            **error)
{
  g_autoptr(NexusTransaction) transaction = _nexus_transaction_new (cancellable);
  g_autofree char *backup = NULL;
  NexusMutation *put;

  if (self->backup && (backup = dup_backup (self, cancellable, error)) == NULL)
    {
      give_up (self);
      return FALSE;
    }

  put = make_put (self, error);
  if (put == NULL)
    {
      _nexus_filesystem_name_path (error, self->path);
      return FALSE;
    }

  if (backup != NULL)
    {
      NexusMutation *copy = _nexus_mutation_new (NEXUS_MUTATION_COPY, self->path);

      copy->destination = g_steal_pointer (&backup);
      copy->copy_flags = NEXUS_COPY_OVERWRITE;
      _nexus_transaction_add (transaction, copy);
    }
  _nexus_transaction_add (transaction, put);

  _nexus_filesystem_apply (self->filesystem, &transaction, 1);
  if (self->backup && g_error_matches (transaction->error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    {
      g_clear_error (&transaction->error);
      g_ptr_array_set_size (transaction->changes, 0);
      g_ptr_array_remove_index (transaction->mutations, 0);
      _nexus_filesystem_apply (self->filesystem, &transaction, 1);
    }
  if (transaction->error != NULL)
    {
      _nexus_filesystem_name_path (&transaction->error, self->path);
      g_propagate_error (error, g_steal_pointer (&transaction->error));
      return FALSE;
    }
  self->entry = g_steal_pointer (&put->entry);

  return TRUE;
}

/* What closing says before it comes to the store. */
static gboolean
may_commit (NexusOutputStream  *self,
            GCancellable       *cancellable,
            GError            **error)
{
  /* This is how GIO gives a stream up. */
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    {
      give_up (self);
      return FALSE;
    }
  if (self->failure != NULL)
    {
      g_propagate_error (error, g_error_copy (self->failure));
      return FALSE;
    }

  return TRUE;
}

static gboolean
nexus_output_stream_close (GOutputStream  *stream,
                           GCancellable   *cancellable,
                           GError        **error)
{
  NexusOutputStream *self = (NexusOutputStream *) stream;

  return may_commit (self, cancellable, error) && commit (self, cancellable, error);
}

static void
close_in_worker (GTask        *task,
                 gpointer      source_object,
                 gpointer      task_data,
                 GCancellable *cancellable)
{
  GError *error = NULL;

  if (nexus_output_stream_close (source_object, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
put_done (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  NexusOutputStream *self = g_task_get_source_object (task);
  GError *error = NULL;

  self->entry = _nexus_filesystem_call_finish (NEXUS_FILESYSTEM (object), result, put_done, &error);
  if (self->entry != NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
nexus_output_stream_close_async (GOutputStream       *stream,
                                 int                  io_priority,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  NexusOutputStream *self = (NexusOutputStream *) stream;
  g_autoptr(GTask) task = g_task_new (stream, cancellable, callback, user_data);
  GError *error = NULL;

  g_task_set_source_tag (task, nexus_output_stream_close_async);
  g_task_set_priority (task, io_priority);
  /* Only the store knows whether it was cancelled in time. */
  g_task_set_check_cancellable (task, FALSE);

  if (!may_commit (self, cancellable, &error))
    g_task_return_error (task, error);
  else if (self->writer != NULL || self->backup)
    _nexus_filesystem_run_in_worker (self->filesystem, task, close_in_worker);
  else
    _nexus_filesystem_mutate_async (self->filesystem, make_put (self, NULL), NULL, put_done, cancellable, put_done,
                                    g_object_ref (task));
}

static gboolean
nexus_output_stream_close_finish (GOutputStream  *stream,
                                  GAsyncResult   *result,
                                  GError        **error)
{
  g_return_val_if_fail (g_task_is_valid (result, stream), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, nexus_output_stream_close_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- As a file --- */

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

/* What is known of a content that is still on its way. */
static GFileInfo *
nexus_output_stream_query_info (GFileOutputStream  *stream,
                                const char         *attributes,
                                GCancellable       *cancellable,
                                GError            **error)
{
  NexusOutputStream *self = (NexusOutputStream *) stream;
  GFileAttributeMatcher *matcher = g_file_attribute_matcher_new (attributes);
  GFileInfo *info = g_file_info_new ();
  g_autofree char *name = nexus_path_dup_name (self->path);

  g_file_info_set_attribute_mask (info, matcher);
  g_file_info_set_file_type (info, G_FILE_TYPE_REGULAR);
  g_file_info_set_name (info, name);
  g_file_info_set_display_name (info, name);
  g_file_info_set_size (info, self->position);
  if (self->has_mode)
    g_file_info_set_attribute_uint32 (info, G_FILE_ATTRIBUTE_UNIX_MODE, S_IFREG | self->mode);
  g_file_info_unset_attribute_mask (info);
  g_file_attribute_matcher_unref (matcher);

  return info;
}

/* --- The object --- */

/* GOutputStream closes a stream that is dropped, and closing commits; what is dropped unfinished must not be. */
static void
nexus_output_stream_dispose (GObject *object)
{
  NexusOutputStream *self = (NexusOutputStream *) object;

  if (self->block != NULL)
    {
      g_autoptr(GCancellable) given_up = g_cancellable_new ();

      g_cancellable_cancel (given_up);
      g_output_stream_close (G_OUTPUT_STREAM (self), given_up, NULL);
      give_up (self);
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
  stream_class->write_async = nexus_output_stream_write_async;
  stream_class->write_finish = nexus_output_stream_write_finish;
  stream_class->close_fn = nexus_output_stream_close;
  stream_class->close_async = nexus_output_stream_close_async;
  stream_class->close_finish = nexus_output_stream_close_finish;
  file_class->tell = nexus_output_stream_tell;
  file_class->can_seek = nexus_output_stream_can_seek;
  file_class->get_etag = nexus_output_stream_get_etag;
  file_class->query_info = nexus_output_stream_query_info;
}

static void
_nexus_output_stream_init (NexusOutputStream *self)
{
  self->block = g_byte_array_new ();
}

gpointer
_nexus_output_stream_new (NexusFilesystem  *filesystem,
                          const char       *path,
                          const char       *etag,
                          NexusWriteFlags   flags,
                          GError          **error)
{
  NexusOutputStream *self = g_object_new (NEXUS_TYPE_OUTPUT_STREAM, NULL);

  self->filesystem = g_object_ref (filesystem);
  self->path = g_strdup (path);
  self->etag = g_strdup (etag);
  self->flags = flags;

  return self;
}

void
_nexus_output_stream_set_mode (gpointer stream,
                               guint    mode)
{
  NexusOutputStream *self = stream;

  self->has_mode = TRUE;
  self->mode = mode;
}

void
_nexus_output_stream_set_backup (gpointer stream)
{
  NexusOutputStream *self = stream;

  self->backup = TRUE;
}

gboolean
_nexus_output_stream_begin_with (gpointer       stream,
                                 GInputStream  *content,
                                 GCancellable  *cancellable,
                                 GError       **error)
{
  g_autofree guint8 *buffer = g_malloc (BLOCK_SIZE);
  gssize count;

  while ((count = g_input_stream_read (content, buffer, BLOCK_SIZE, cancellable, error)) > 0)
    {
      if (nexus_output_stream_write (stream, buffer, count, cancellable, error) < 0)
        return FALSE;
    }

  return count == 0;
}
