/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <unistd.h>

#include "nexus-error.h"
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

char *
_nexus_export_temporary (void)
{
  return g_strdup_printf (".nexus-%08x%08x.part", g_random_int (), g_random_int ());
}

gboolean
_nexus_export_rename (NexusTransferDir *dir,
                      const char       *temporary,
                      const char       *name,
                      gboolean          replace)
{
  if (replace)
    return renameat (dir->fd, temporary, dir->fd, name) == 0;

  if (renameat2 (dir->fd, temporary, dir->fd, name, RENAME_NOREPLACE) == 0)
    return TRUE;
  if (errno != EINVAL && errno != ENOSYS)
    return FALSE;

  /* A file system without that flag: a link refuses a name that is taken as well. */
  return linkat (dir->fd, temporary, dir->fd, name, 0) == 0 && unlinkat (dir->fd, temporary, 0) == 0;
}

void
_nexus_export_add_failure (NexusExport  *self,
                           NexusEntry   *entry,
                           const GError *error)
{
  g_autofree char *shown = nexus_path_display (nexus_entry_get_path (entry));

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE) ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_READ_ONLY) ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CLOSED))
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

static gboolean
write_some (int          fd,
            const void  *data,
            gsize        size)
{
  const guint8 *bytes = data;

  while (size > 0)
    {
      gssize count = write (fd, bytes, size);

      if (count < 0 && errno == EINTR)
        continue;
      if (count < 0)
        return FALSE;
      bytes += count;
      size -= count;
    }

  return TRUE;
}

/* Piece by piece, each checked as it is read.  It is the version that the facts of the entry are of. */
static gboolean
write_pieces (NexusExportItem  *item,
              int               fd,
              GError          **error)
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
      if (!_nexus_operation_checkpoint (NEXUS_OPERATION (self), self->cancellable, error))
        return FALSE;
      if (!write_some (fd, buffer, count))
        {
          _nexus_transfer_set_error (error, errno, _("write"), item->dir, item->name);
          return FALSE;
        }
      offset += count;
      _nexus_operation_add_done (NEXUS_OPERATION (self), 0, count);
    }

  return count == 0;
}

static gboolean
write_content (NexusExportItem  *item,
               int               fd,
               GError          **error)
{
  g_autoptr(GBytes) bytes = NULL;

  if (nexus_entry_get_size (item->entry) > NEXUS_TRANSFER_WHOLE)
    return write_pieces (item, fd, error);

  bytes = nexus_filesystem_read_version (item->export->filesystem, nexus_entry_get_path (item->entry),
                                         nexus_entry_get_version (item->entry), item->export->cancellable, error);
  if (bytes == NULL)
    return FALSE;
  if (!write_some (fd, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes)))
    {
      _nexus_transfer_set_error (error, errno, _("write"), item->dir, item->name);
      return FALSE;
    }
  _nexus_operation_add_done (NEXUS_OPERATION (item->export), 0, g_bytes_get_size (bytes));

  return TRUE;
}

/* The bits that make a program run as somebody else are not given to files that come out of a store. */
static gboolean
set_facts (NexusExportItem  *item,
           int               fd,
           GError          **error)
{
  struct timespec times[2];

  _nexus_transfer_get_times (nexus_entry_get_modified_ns (item->entry), times);
  if (fchmod (fd, nexus_entry_get_mode (item->entry) & 0777) == 0 && futimens (fd, times) == 0)
    return TRUE;

  _nexus_transfer_set_error (error, errno, _("set mode and time of"), item->dir, item->name);

  return FALSE;
}

/* A file beside its place.  Where the file system can, it has no name until it is whole: one entry in the directory
 * instead of two, and nothing left by whoever is killed.  *temporary is its name if it needs one. */
static int
create_beside (NexusExportItem  *item,
               char            **temporary)
{
  int fd = -1;

  if (!item->replace)
    fd = openat (item->dir->fd, ".", O_WRONLY | O_TMPFILE | O_CLOEXEC, 0600);
  if (fd >= 0 || (!item->replace && errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL))
    return fd;

  *temporary = _nexus_export_temporary ();

  return openat (item->dir->fd, *temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
}

/* Closes the whole file and gives it its name; one without a name cannot replace another, and need not. */
static gboolean
put_in_place (NexusExportItem *item,
              int              fd,
              const char      *temporary)
{
  char self[32];
  gboolean linked;

  /* Some file systems tell only when it is closed that there was no room. */
  if (temporary != NULL)
    return close (fd) == 0 && _nexus_export_rename (item->dir, temporary, item->name, item->replace);

  g_snprintf (self, sizeof self, "/proc/self/fd/%d", fd);
  linked = linkat (AT_FDCWD, self, item->dir->fd, item->name, AT_SYMLINK_FOLLOW) == 0;
  if (!linked)
    {
      int saved_errno = errno;

      close (fd);
      errno = saved_errno;
      return FALSE;
    }
  if (close (fd) == 0)
    return TRUE;
  unlinkat (item->dir->fd, item->name, 0);
  errno = EIO;

  return FALSE;
}

static gboolean
write_file (NexusExportItem  *item,
            GError          **error)
{
  g_autofree char *temporary = NULL;
  gboolean written;
  int fd = create_beside (item, &temporary);

  if (fd < 0)
    {
      _nexus_transfer_set_error (error, errno, _("make"), item->dir, item->name);
      return FALSE;
    }

  written = write_content (item, fd, error) && set_facts (item, fd, error);
  if (!written)
    {
      close (fd);
    }
  else if (!put_in_place (item, fd, temporary))
    {
      _nexus_transfer_set_error (error, errno, _("make"), item->dir, item->name);
      written = FALSE;
    }
  if (!written && temporary != NULL)
    unlinkat (item->dir->fd, temporary, 0);

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
