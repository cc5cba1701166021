/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "nexus-filesystem-private.h"
#include "nexus-filesystem-snapshots.h"
#include "nexus-job-private.h"
#include "nexus-path.h"

#define BLOCK_SIZE (256 * 1024)

typedef struct {
  NexusFilesystem *filesystem;
  char            *name;
  char            *path;
  GFile           *destination;
} Arguments;

static void
arguments_free (Arguments *self)
{
  g_object_unref (self->filesystem);
  g_free (self->name);
  g_free (self->path);
  g_object_unref (self->destination);
  g_free (self);
}

static void
record_free (gpointer data)
{
  _nexus_record_clear (data);
  g_free (data);
}

/* All that is to be written, known before any of it is: no state of the database is held while files are written. */
static gboolean
on_record (const NexusRecord  *record,
           gpointer            user_data,
           GError            **error)
{
  NexusRecord *copy = g_new0 (NexusRecord, 1);

  copy->path = g_strdup (record->path);
  copy->kind = record->kind;
  copy->content.size = record->content.size;
  memcpy (copy->content.hash, record->content.hash, NEXUS_HASH_SIZE);
  copy->modified_ns = record->modified_ns;
  copy->mode = record->mode;
  copy->target = g_strdup (record->target);
  g_ptr_array_add (user_data, copy);

  return TRUE;
}

static gboolean
write_file (Arguments          *self,
            const NexusRecord  *record,
            GFile              *file,
            NexusOperation     *operation,
            GCancellable       *cancellable,
            GError            **error)
{
  g_autoptr(NexusContentReader) reader = NULL;
  g_autoptr(GFileOutputStream) stream = NULL;
  g_autofree char *buffer = g_malloc (BLOCK_SIZE);
  guint64 offset = 0;

  reader = NEXUS_FILESYSTEM_GET_CLASS (self->filesystem)->open_content (self->filesystem, record->content.hash, cancellable,
                                                                        error);
  stream = reader != NULL ? g_file_create (file, G_FILE_CREATE_NONE, cancellable, error) : NULL;
  if (stream == NULL)
    return FALSE;

  while (offset < record->content.size)
    {
      gssize n = _nexus_content_reader_pread (reader, buffer, BLOCK_SIZE, offset, cancellable, error);

      if (n == 0)
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT, _("The content of “%s” is too short"), record->path);
      if (n <= 0 || !_nexus_operation_checkpoint (operation, cancellable, error) ||
          !g_output_stream_write_all (G_OUTPUT_STREAM (stream), buffer, (gsize) n, NULL, cancellable, error))
        return FALSE;
      offset += (guint64) n;
    }

  return g_output_stream_close (G_OUTPUT_STREAM (stream), cancellable, error);
}

static gboolean
set_facts (const NexusRecord  *record,
           GFile              *file,
           GCancellable       *cancellable,
           GError            **error)
{
  g_autoptr(GFileInfo) info = g_file_info_new ();
  guint64 modified_us = (guint64) MAX (record->modified_ns, 0) / 1000;

  g_file_info_set_attribute_uint64 (info, G_FILE_ATTRIBUTE_TIME_MODIFIED, modified_us / G_USEC_PER_SEC);
  g_file_info_set_attribute_uint32 (info, G_FILE_ATTRIBUTE_TIME_MODIFIED_USEC, (guint32) (modified_us % G_USEC_PER_SEC));
  g_file_info_set_attribute_uint32 (info, G_FILE_ATTRIBUTE_UNIX_MODE, record->mode & 0777);

  return g_file_set_attributes_from_info (file, info, G_FILE_QUERY_INFO_NONE, cancellable, error);
}

static GFile *
get_file (Arguments         *self,
          const NexusRecord *record)
{
  return record->path[1] == '\0' ? g_object_ref (self->destination)
                                 : g_file_resolve_relative_path (self->destination, record->path + 1);
}

static gboolean
write_entry (Arguments          *self,
             const NexusRecord  *record,
             NexusOperation     *operation,
             GCancellable       *cancellable,
             GError            **error)
{
  g_autoptr(GFile) file = get_file (self, record);
  gboolean good;

  _nexus_operation_set_path (operation, record->path);
  switch (record->kind)
    {
    case NEXUS_KIND_DIRECTORY:
      return g_file_make_directory (file, cancellable, error);

    case NEXUS_KIND_SYMBOLIC_LINK:
      good = g_file_make_symbolic_link (file, record->target, cancellable, error);
      break;

    case NEXUS_KIND_FILE:
    default:
      good = write_file (self, record, file, operation, cancellable, error) &&
             set_facts (record, file, cancellable, error);
    }
  if (!good)
    return FALSE;
  _nexus_operation_add_done (operation, 1, record->kind == NEXUS_KIND_FILE ? record->content.size : 0);

  return TRUE;
}

static gboolean
export_records (Arguments       *self,
                GPtrArray       *records,
                NexusOperation  *operation,
                GCancellable    *cancellable,
                GError         **error)
{
  for (guint i = 0; i < records->len; i++)
    {
      const NexusRecord *record = g_ptr_array_index (records, i);

      if (record->kind != NEXUS_KIND_DIRECTORY)
        _nexus_operation_add_total (operation, 1, record->kind == NEXUS_KIND_FILE ? record->content.size : 0);
    }
  for (guint i = 0; i < records->len; i++)
    {
      if (!_nexus_operation_checkpoint (operation, cancellable, error) ||
          !write_entry (self, g_ptr_array_index (records, i), operation, cancellable, error))
        return FALSE;
    }

  /* A directory that cannot be written to has to be filled first, and what is put into one changes its time. */
  for (guint i = records->len; i > 0; i--)
    {
      const NexusRecord *record = g_ptr_array_index (records, i - 1);
      g_autoptr(GFile) file = get_file (self, record);

      if (record->kind == NEXUS_KIND_DIRECTORY && !set_facts (record, file, cancellable, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
export (NexusOperation  *operation,
        gpointer         user_data,
        GCancellable    *cancellable,
        GError         **error)
{
  Arguments *self = user_data;
  g_autoptr(GPtrArray) records = g_ptr_array_new_with_free_func (record_free);
  g_autofree char *path = NULL;
  gboolean good;

  if (self->path != NULL)
    {
      path = nexus_path_normalize (self->path, error);
      if (path == NULL)
        return FALSE;
    }

  if (!_nexus_filesystem_enter (self->filesystem, error))
    return FALSE;
  good = NEXUS_FILESYSTEM_GET_CLASS (self->filesystem)->dump_snapshot (self->filesystem, self->name, path, on_record, records,
                                                                       cancellable, error) &&
         export_records (self, records, operation, cancellable, error);
  _nexus_filesystem_leave (self->filesystem);

  return good;
}

/**
 * nexus_filesystem_export_snapshot:
 * @self: a filesystem
 * @name: what the snapshot is called
 * @path: (type filename) (nullable): what of it to write, or %NULL for all of it
 * @destination: where to write it; nothing may be there yet
 *
 * Makes an operation that writes what a snapshot has outside of the store, with the times and permission bits that it had;
 * [method@Nexus.Operation.run_async] starts it.
 *
 * Other programs may use the store meanwhile, also to change the files that the snapshot is of. What was written stays
 * there when the operation fails or is cancelled.
 *
 * Errors: %G_IO_ERROR_NOT_FOUND if there is no snapshot of that name, or it has nothing at the path; %G_IO_ERROR_EXISTS if
 * something is at the destination; %NEXUS_ERROR_CONTENT_MISSING for a content that is not in the store; and what writing
 * gives, such as %G_IO_ERROR_NO_SPACE.
 *
 * Returns: (transfer full): the operation, not yet started
 *
 * Since: 0.1
 */
NexusOperation *
nexus_filesystem_export_snapshot (NexusFilesystem *self,
                                  const char      *name,
                                  const char      *path,
                                  GFile           *destination)
{
  Arguments *arguments;

  g_return_val_if_fail (NEXUS_IS_FILESYSTEM (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);
  g_return_val_if_fail (G_IS_FILE (destination), NULL);

  arguments = g_new0 (Arguments, 1);
  arguments->filesystem = g_object_ref (self);
  arguments->name = g_strdup (name);
  arguments->path = g_strdup (path);
  arguments->destination = g_object_ref (destination);

  return _nexus_job_new (export, arguments, (GDestroyNotify) arguments_free);
}
