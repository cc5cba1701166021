/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <unistd.h>

#include "nexus-import-private.h"
#include "nexus-path.h"

/* So often a file that changes while it is read is begun again. */
#define TRIES 2

void
_nexus_import_item_free (NexusImportItem *item)
{
  _nexus_transfer_dir_unref (item->dir);
  g_free (item->name);
  g_free (item->path);
  g_free (item->etag);
  g_free (item);
}

GPtrArray *
_nexus_import_begin_mutations (NexusImportItem *item)
{
  GPtrArray *mutations = g_ptr_array_new_with_free_func ((GDestroyNotify) _nexus_mutation_free);

  if (item->replace)
    {
      NexusMutation *mutation = _nexus_mutation_new (NEXUS_MUTATION_DELETE, item->path);

      mutation->delete_flags = NEXUS_DELETE_RECURSIVE;
      g_ptr_array_add (mutations, mutation);
    }

  return mutations;
}

/* Where nothing was a moment ago, only REPLACE may replace what has come since. */
NexusWriteFlags
_nexus_import_get_write_flags (NexusImportItem *item)
{
  if (item->replace || item->etag != NULL || item->import->policy == NEXUS_CONFLICT_REPLACE)
    return NEXUS_WRITE_NONE;

  return NEXUS_WRITE_CREATE;
}

static gssize
read_some (int    fd,
           void  *buffer,
           gsize  size)
{
  gsize done = 0;

  while (done < size)
    {
      gssize count = read (fd, (guint8 *) buffer + done, size - done);

      if (count < 0 && errno == EINTR)
        continue;
      if (count < 0)
        return -1;
      if (count == 0)
        break;
      done += count;
    }

  return done;
}

/* One buffer per thread: files come by the thousand. */
static guint8 *
get_buffer (void)
{
  static GPrivate buffer = G_PRIVATE_INIT (g_free);
  guint8 *data = g_private_get (&buffer);

  if (data == NULL)
    {
      data = g_malloc (NEXUS_TRANSFER_WHOLE + 1);
      g_private_set (&buffer, data);
    }

  return data;
}

/* FALSE with an error, or with *changed if the file was not the same from beginning to end. */
static NexusContentRef *
read_whole (NexusImportItem  *item,
            int               fd,
            gboolean         *changed,
            GError          **error)
{
  guint8 *buffer = get_buffer ();
  gssize count = read_some (fd, buffer, item->info.st_size + 1);

  if (count < 0)
    {
      _nexus_transfer_set_error (error, errno, _("read"), item->dir, item->name);
      return NULL;
    }
  if (count != item->info.st_size)
    {
      *changed = TRUE;
      return NULL;
    }

  return _nexus_filesystem_stage (item->import->filesystem, buffer, count, item->import->cancellable, error);
}

static NexusContentRef *
read_pieces (NexusImportItem  *item,
             int               fd,
             gboolean         *changed,
             GError          **error)
{
  NexusImport *import = item->import;
  g_autoptr(NexusContentWriter) writer = NULL;
  guint8 *buffer = get_buffer ();
  guint64 size = 0;
  gssize count;

  writer = _nexus_filesystem_begin_upload (import->filesystem, item->info.st_size, error);
  if (writer == NULL)
    return NULL;

  posix_fadvise (fd, 0, 0, POSIX_FADV_SEQUENTIAL);
  while ((count = read_some (fd, buffer, NEXUS_TRANSFER_WHOLE)) > 0)
    {
      if (!_nexus_operation_checkpoint (NEXUS_OPERATION (import), import->cancellable, error) ||
          !_nexus_content_writer_write (writer, buffer, count, error))
        return NULL;
      size += count;
      _nexus_operation_add_done (NEXUS_OPERATION (import), 0, count);
    }
  if (count < 0)
    {
      _nexus_transfer_set_error (error, errno, _("read"), item->dir, item->name);
      return NULL;
    }
  if (size != (guint64) item->info.st_size)
    {
      *changed = TRUE;
      return NULL;
    }

  return _nexus_content_writer_finish (writer, error);
}

/* Opens the very file that was listed, never what a link or fifo in its place leads to. */
static int
open_item (NexusImportItem  *item,
           GError          **error)
{
  int fd = openat (item->dir->fd, item->name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  struct stat info;

  if (fd < 0)
    {
      _nexus_transfer_set_error (error, errno, _("read"), item->dir, item->name);
      return -1;
    }
  if (fstat (fd, &info) != 0 || !S_ISREG (info.st_mode))
    {
      close (fd);
      _nexus_transfer_set_error (error, EBUSY, _("read"), item->dir, item->name);
      return -1;
    }
  item->info = info;

  return fd;
}

static NexusContentRef *
read_content (NexusImportItem  *item,
              GError          **error)
{
  for (guint i = 0; i < TRIES; i++)
    {
      g_autoptr(NexusContentRef) content = NULL;
      g_autoptr(GError) local_error = NULL;
      gboolean changed = FALSE;
      struct stat after;
      int fd = open_item (item, error);

      if (fd < 0)
        return NULL;
      /* The pieces of a large file count as they are read: twice, if it is. */
      if (i > 0 && item->info.st_size > NEXUS_TRANSFER_WHOLE)
        _nexus_operation_add_total (NEXUS_OPERATION (item->import), 0, item->info.st_size);

      if (item->info.st_size <= NEXUS_TRANSFER_WHOLE)
        content = read_whole (item, fd, &changed, &local_error);
      else
        content = read_pieces (item, fd, &changed, &local_error);
      if (content != NULL && fstat (fd, &after) == 0 &&
          (after.st_size != item->info.st_size ||
           _nexus_transfer_get_mtime (&after) != _nexus_transfer_get_mtime (&item->info)))
        changed = TRUE;
      close (fd);

      if (local_error != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return NULL;
        }
      if (!changed)
        return g_steal_pointer (&content);
    }

  _nexus_transfer_set_error (error, EBUSY, _("read while it was being changed"), item->dir, item->name);

  return NULL;
}

static void
hand_over (NexusImportItem *item,
           NexusContentRef *content)
{
  GPtrArray *mutations = _nexus_import_begin_mutations (item);
  NexusMutation *mutation = _nexus_mutation_new (NEXUS_MUTATION_PUT_FILE, item->path);
  gboolean counted = item->info.st_size > NEXUS_TRANSFER_WHOLE;

  mutation->content = content;
  mutation->write_flags = _nexus_import_get_write_flags (item);
  mutation->etag = g_steal_pointer (&item->etag);
  mutation->modified_ns = _nexus_transfer_get_mtime (&item->info);
  mutation->mode = item->info.st_mode & 07777;
  mutation->fields = NEXUS_MUTATION_HAS_MODIFIED | NEXUS_MUTATION_HAS_MODE;
  g_ptr_array_add (mutations, mutation);

  _nexus_committer_add (item->import->committer, mutations, item->path, 1, counted ? 0 : item->info.st_size);
}

void
_nexus_import_read (gpointer data,
                    gpointer user_data)
{
  NexusImportItem *item = data;
  NexusImport *import = item->import;
  NexusOperation *operation = NEXUS_OPERATION (import);
  g_autoptr(GError) error = NULL;
  NexusContentRef *content = NULL;

  if (!_nexus_committer_has_ended (import->committer) &&
      _nexus_operation_checkpoint (operation, import->cancellable, &error))
    {
      content = read_content (item, &error);
      if (content != NULL)
        hand_over (item, content);
    }

  /* A full disk or the like would fail each of the rest the same way: the import ends, with what was read so far
   * where the disk still takes it. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE))
    {
      _nexus_committer_stop (import->committer, error);
    }
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_READ_ONLY) ||
           g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CLOSED) ||
           g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      _nexus_committer_fail (import->committer, error);
    }
  else if (error != NULL)
    {
      g_autofree char *shown = nexus_path_display (item->path);

      _nexus_operation_add_failure (operation, shown, error);
      _nexus_operation_add_done (operation, 1, 0);
    }

  _nexus_import_item_free (item);
}
