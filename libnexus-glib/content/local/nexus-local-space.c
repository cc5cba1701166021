/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <errno.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "nexus-local-private.h"

/* Contents leave the last part of a disk alone.  The database needs some of it to commit what has been staged, and to
 * delete what fills the disk: a store that can only be read when it is full could never be emptied again. */
#define RESERVE_PART  16
#define RESERVE_MIN   (G_GUINT64_CONSTANT (4) << 20)
#define RESERVE_MAX   (G_GUINT64_CONSTANT (64) << 20)
/* So much is taken at the most before the file system is asked again, since others write there too. */
#define ALLOWANCE_MAX (G_GUINT64_CONSTANT (64) << 20)

struct _NexusSpace {
  int     dir_fd;
  gint64  reserve;      /* -1: by the size of the disk */
  GMutex  lock;
  guint64 allowance;
};

NexusSpace *
_nexus_space_new (int dir_fd)
{
  NexusSpace *self = g_new0 (NexusSpace, 1);

  self->dir_fd = dir_fd;
  self->reserve = -1;
  g_mutex_init (&self->lock);

  return self;
}

void
_nexus_space_free (NexusSpace *self)
{
  g_mutex_clear (&self->lock);
  g_free (self);
}

void
_nexus_space_set_reserve (NexusSpace *self,
                          gint64      reserve)
{
  self->reserve = reserve;
}

gboolean
_nexus_space_look (NexusSpace *self,
                   guint64    *available,
                   guint64    *reserve)
{
  struct statvfs info;

  if (fstatvfs (self->dir_fd, &info) != 0 || info.f_blocks == 0)
    return FALSE;

  *available = (guint64) info.f_frsize * (geteuid () == 0 ? info.f_bfree : info.f_bavail);
  *reserve = self->reserve >= 0 ? (guint64) self->reserve
                                : CLAMP ((guint64) info.f_frsize * info.f_blocks / RESERVE_PART, RESERVE_MIN, RESERVE_MAX);

  return TRUE;
}

/* What contents may use; FALSE if the file system does not tell. */
static gboolean
get_free (NexusSpace *self,
          guint64    *free_size)
{
  guint64 available, reserve;

  if (!_nexus_space_look (self, &available, &reserve))
    return FALSE;
  *free_size = available > reserve ? available - reserve : 0;

  return TRUE;
}

gboolean
_nexus_space_take (NexusSpace *self,
                   guint64     size)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  guint64 free_size;

  if (size <= self->allowance)
    {
      self->allowance -= size;
      return TRUE;
    }

  /* Where nothing is known, the write itself will tell. */
  if (!get_free (self, &free_size))
    return TRUE;
  if (size > free_size)
    {
      self->allowance = 0;
      errno = ENOSPC;
      return FALSE;
    }
  self->allowance = MIN ((free_size - size) / 2, ALLOWANCE_MAX);

  return TRUE;
}
