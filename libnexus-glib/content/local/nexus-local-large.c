/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "nexus-error.h"
#include "nexus-local-private.h"

/* With more files than this waiting, one sync of the file system is cheaper than one of each file. */
/* A signal interrupts a call once; what is interrupted so often is out of order. */
#define INTERRUPTIONS_MAX 10000

#define PENDING_MAX 16

/* That a folder is there does not say that its name is durable: another thread may just have made it, or a process that
 * was killed before it came to sync it. */
typedef enum {
  NAME_UNKNOWN,
  NAME_PENDING,            /* goes along with the next sync */
  NAME_SYNCING,            /* goes along with the one under way */
  NAME_DURABLE,
} NameState;

struct _NexusLarge {
  int        content_fd;
  int        tmp_fd;

  GMutex     lock;         /* all below */
  GCond      synced;
  GArray    *pending;      /* fds placed since the last sync: files and the folders that they are in */
  gboolean   many;         /* more were placed than are in pending: sync the file system */
  guint8     named[256];   /* for each folder of contents, what is known of its own name; NameState */
  gboolean   syncing;
  guint64    placed;
  guint64    durable;
  int        broken;
};

NexusLarge *
_nexus_large_new (int content_fd,
                  int tmp_fd)
{
  NexusLarge *self = g_new0 (NexusLarge, 1);

  self->content_fd = content_fd;
  self->tmp_fd = tmp_fd;
  g_mutex_init (&self->lock);
  g_cond_init (&self->synced);
  self->pending = g_array_new (FALSE, FALSE, sizeof (int));

  return self;
}

static void
close_all (GArray *fds)
{
  for (guint i = 0; i < fds->len; i++)
    close (g_array_index (fds, int, i));
  g_array_set_size (fds, 0);
}

void
_nexus_large_free (NexusLarge *self)
{
  close_all (self->pending);
  g_array_unref (self->pending);
  close (self->content_fd);
  close (self->tmp_fd);
  g_cond_clear (&self->synced);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/* The lock of a new file, which tells those who clean up that somebody is at it. */
static gboolean
lock_new (int fd)
{
  for (guint i = 0; i < INTERRUPTIONS_MAX; i++)
    {
      if (flock (fd, LOCK_EX | LOCK_NB) == 0)
        return TRUE;
      if (errno != EINTR)
        return FALSE;
    }

  return FALSE;
}

int
_nexus_large_create (NexusLarge  *self,
                     char       **name,
                     GError     **error)
{
  for (;;)
    {
      g_autofree char *candidate = g_strdup_printf ("%08x%08x.part", g_random_int (), g_random_int ());
      struct stat info;
      int saved_errno;
      int fd = openat (self->tmp_fd, candidate, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);

      if (fd < 0 && errno == EEXIST)
        continue;
      if (fd < 0)
        {
          _nexus_io_set_error (error, errno, _("make the temporary file"), candidate);
          return -1;
        }

      errno = 0;
      if (lock_new (fd) && fstat (fd, &info) == 0 && info.st_nlink > 0)
        {
          *name = g_steal_pointer (&candidate);
          return fd;
        }

      /* Between the two calls another process that cleans up may have taken the file for a left-over. */
      saved_errno = errno;
      unlinkat (self->tmp_fd, candidate, 0);
      close (fd);
      if (saved_errno != EWOULDBLOCK && saved_errno != 0)
        {
          _nexus_io_set_error (error, saved_errno, _("make the temporary file"), candidate);
          return -1;
        }
    }
}

void
_nexus_large_discard (NexusLarge *self,
                      const char *name)
{
  unlinkat (self->tmp_fd, name, 0);
}

int
_nexus_large_get_content_fd (NexusLarge *self)
{
  return self->content_fd;
}

guint64
_nexus_large_clean_tmp (NexusLarge *self,
                        gboolean    dry_run)
{
  g_autoptr(GDir) dir = NULL;
  g_autofree char *path = g_strdup_printf ("/proc/self/fd/%d", self->tmp_fd);
  const char *name;
  guint64 size = 0;

  dir = g_dir_open (path, 0, NULL);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      struct stat info;
      int fd;

      if (!g_str_has_suffix (name, ".part"))
        continue;
      fd = openat (self->tmp_fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
      if (fd < 0)
        continue;
      if (flock (fd, LOCK_EX | LOCK_NB) == 0 && fstat (fd, &info) == 0 && S_ISREG (info.st_mode) &&
          (dry_run || unlinkat (self->tmp_fd, name, 0) == 0))
        size += (guint64) info.st_blocks * 512;
      close (fd);
    }

  return size;
}

/* The caller holds the lock. */
static void
add_pending (NexusLarge *self,
             int         file_fd,
             int         dir_fd)
{
  self->placed++;
  if (self->many || self->pending->len >= 2 * PENDING_MAX)
    {
      close_all (self->pending);
      self->many = TRUE;
      close (file_fd);
      close (dir_fd);
      return;
    }

  g_array_append_val (self->pending, file_fd);
  g_array_append_val (self->pending, dir_fd);
}

/* A file that is there already is replaced: it may be what a power cut left of an earlier try, of the right size and never
 * synced.  Whoever reads the old one keeps it open.  But it may also be one that somebody else has just synced and is about
 * to refer to, so that ours must not be there with less than that; FALSE with errno. */
static gboolean
rename_to_content (NexusLarge *self,
                   int         fd,
                   const char *name,
                   int         dir_fd,
                   const char *etag)
{
  if (renameat2 (self->tmp_fd, name, dir_fd, etag, RENAME_NOREPLACE) == 0)
    return TRUE;

  /* It is there, or the file system cannot tell. */
  if (errno != EEXIST && errno != EINVAL && errno != ENOSYS)
    return FALSE;

  return fsync (fd) == 0 && renameat (self->tmp_fd, name, dir_fd, etag) == 0;
}

gboolean
_nexus_large_place (NexusLarge    *self,
                    int            fd,
                    const char    *name,
                    const guint8  *hash,
                    GError       **error)
{
  char etag[2 * NEXUS_HASH_SIZE + 1];
  char folder[3] = { 0, };
  int dir_fd;

  _nexus_hash_to_hex (hash, etag);
  memcpy (folder, etag, 2);

  dir_fd = _nexus_io_open_folder (self->content_fd, folder, TRUE, NULL, error);
  if (dir_fd < 0)
    {
      _nexus_large_discard (self, name);
      close (fd);
      return FALSE;
    }

  if (fchmod (fd, 0400) != 0 || !rename_to_content (self, fd, name, dir_fd, etag))
    {
      _nexus_io_set_error (error, errno, _("place the content"), etag);
      _nexus_large_discard (self, name);
      close (dir_fd);
      close (fd);
      return FALSE;
    }

  g_mutex_lock (&self->lock);
  add_pending (self, fd, dir_fd);
  if (self->named[hash[0]] == NAME_UNKNOWN)
    self->named[hash[0]] = NAME_PENDING;
  g_mutex_unlock (&self->lock);

  return TRUE;
}

/* Whether there was one; the caller holds the lock. */
static gboolean
change_names (NexusLarge *self,
              NameState   from,
              NameState   to)
{
  gboolean changed = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (self->named); i++)
    {
      if (self->named[i] == from)
        {
          self->named[i] = to;
          changed = TRUE;
        }
    }

  return changed;
}

gboolean
_nexus_large_sync (NexusLarge  *self,
                   GError     **error)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  guint64 wanted = self->placed;

  while (self->durable < wanted && self->broken == 0)
    {
      g_autoptr(GArray) fds = NULL;
      gboolean many, names;
      guint64 target;
      int saved_errno = 0;

      if (self->syncing)
        {
          g_cond_wait (&self->synced, &self->lock);
          continue;
        }

      target = self->placed;
      many = self->many;
      fds = g_steal_pointer (&self->pending);
      self->pending = g_array_new (FALSE, FALSE, sizeof (int));
      self->many = FALSE;
      names = change_names (self, NAME_PENDING, NAME_SYNCING);
      self->syncing = TRUE;
      g_mutex_unlock (&self->lock);

      for (guint i = 0; i < fds->len; i++)
        {
          if (!many && fsync (g_array_index (fds, int, i)) != 0)
            saved_errno = errno;
        }
      if (!many && names && fsync (self->content_fd) != 0)
        saved_errno = errno;
      if (many && syncfs (self->content_fd) != 0)
        saved_errno = errno;
      close_all (fds);

      g_mutex_lock (&self->lock);
      self->syncing = FALSE;
      change_names (self, NAME_SYNCING, NAME_DURABLE);
      if (saved_errno == 0)
        self->durable = MAX (self->durable, target);
      else
        self->broken = saved_errno;
      g_cond_broadcast (&self->synced);
    }

  if (self->broken != 0)
    {
      _nexus_io_set_error (error, self->broken, _("make durable the contents in"), "content");
      return FALSE;
    }

  return TRUE;
}

int
_nexus_large_open (NexusLarge       *self,
                   NexusContentRef  *content,
                   GError          **error)
{
  char etag[2 * NEXUS_HASH_SIZE + 1];
  char path[2 * NEXUS_HASH_SIZE + 4];
  struct stat info;
  int fd;

  _nexus_hash_to_hex (content->hash, etag);
  g_snprintf (path, sizeof path, "%.2s/%s", etag, etag);

  /* Not blocking, since what lies there might be a fifo by now. */
  fd = openat (self->content_fd, path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  if (fd < 0 && errno != ENOENT && errno != ELOOP && errno != ENOTDIR && errno != ENXIO)
    {
      _nexus_io_set_error (error, errno, _("open the content"), path);
      return -1;
    }
  if (fd < 0)
    {
      g_set_error (error, NEXUS_ERROR, NEXUS_ERROR_CONTENT_MISSING,
                   _("The content %s is gone from the data folder; restore it from a backup"), etag);
      return -1;
    }
  if (fstat (fd, &info) != 0 || !S_ISREG (info.st_mode) || (guint64) info.st_size != content->size)
    {
      close (fd);
      g_set_error (error, NEXUS_ERROR, NEXUS_ERROR_CORRUPT,
                   _("The content %s in the data folder is damaged: it has another size or is no file; "
                     "restore it from a backup"), etag);
      return -1;
    }

  return fd;
}
