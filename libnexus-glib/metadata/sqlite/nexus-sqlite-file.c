/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "nexus-sqlite-file-private.h"

struct _NexusSqliteFile {
  guint64  device;
  guint64  inode;
  guint    n_users;
  GArray  *fds;      /* of int; all are closed together, by the last user */
};

static GMutex lock;
static GSList *files;

static NexusSqliteFile *
find (const struct stat *info)
{
  for (GSList *link = files; link != NULL; link = link->next)
    {
      NexusSqliteFile *file = link->data;

      if (file->device == info->st_dev && file->inode == info->st_ino)
        return file;
    }

  return NULL;
}

NexusSqliteFile *
_nexus_sqlite_file_open (const char *path,
                         int         flags,
                         guint       mode)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&lock);
  NexusSqliteFile *self = NULL;
  struct stat info;
  int fd;

  if (lstat (path, &info) == 0 && S_ISREG (info.st_mode))
    self = find (&info);

  if (self == NULL)
    {
      fd = open (path, flags | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, mode);
      if (fd < 0)
        return NULL;
      if (fstat (fd, &info) != 0 || !S_ISREG (info.st_mode))
        {
          close (fd);
          errno = EINVAL;
          return NULL;
        }

      /* It may have come to this path since it was looked for. */
      self = find (&info);
      if (self == NULL)
        {
          self = g_new0 (NexusSqliteFile, 1);
          self->device = info.st_dev;
          self->inode = info.st_ino;
          self->fds = g_array_new (FALSE, FALSE, sizeof (int));
          files = g_slist_prepend (files, self);
        }
      g_array_append_val (self->fds, fd);
    }

  self->n_users++;

  return self;
}

int
_nexus_sqlite_file_get_fd (NexusSqliteFile *self)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&lock);

  return g_array_index (self->fds, int, 0);
}

void
_nexus_sqlite_file_unref (NexusSqliteFile *self)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&lock);

  if (--self->n_users > 0)
    return;

  files = g_slist_remove (files, self);
  for (guint i = 0; i < self->fds->len; i++)
    close (g_array_index (self->fds, int, i));
  g_array_unref (self->fds);
  g_free (self);
}
