/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "nexus-transfer-private.h"

/* The names that files have until they are whole.  Who is killed leaves such a file behind; the next one who makes
 * one in the folder takes it away.  Whoever still writes one holds a lock on it for as long as it has that name.  Links cannot
 * be locked: the name that one has for a moment stays. */

#define PREFIX   ".nexus-"
#define SUFFIX   ".part"
#define N_DIGITS 16
#define SECOND   G_GINT64_CONSTANT (1000000000)

/* That somebody takes a file for a stale one which has no lock yet; more than once is next to impossible. */
#define TRIES_MAX 16

char *
_nexus_transfer_make_temporary (void)
{
  return g_strdup_printf (PREFIX "%08x%08x" SUFFIX, g_random_int (), g_random_int ());
}

static gboolean
is_temporary (const char *name)
{
  const char *digits = name + strlen (PREFIX);

  return g_str_has_prefix (name, PREFIX) && strspn (digits, "0123456789abcdef") == N_DIGITS &&
         strcmp (digits + N_DIGITS, SUFFIX) == 0;
}

/* What nobody has changed since, and nobody holds.  The time is that of the last change of anything, which cannot be set:
 * a whole file already has the time of modification that it is to keep. */
static void
sweep_one (NexusTransferDir *dir,
           const char       *name,
           gint64            before_ns)
{
  int fd = openat (dir->fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  struct stat info;
  struct stat now;

  if (fd < 0)
    return;

  if (fstat (fd, &info) == 0 && S_ISREG (info.st_mode) && info.st_uid == geteuid () &&
      info.st_ctim.tv_sec * SECOND + info.st_ctim.tv_nsec < before_ns && flock (fd, LOCK_EX | LOCK_NB) == 0 &&
      fstatat (dir->fd, name, &now, AT_SYMLINK_NOFOLLOW) == 0 && now.st_dev == info.st_dev && now.st_ino == info.st_ino)
    unlinkat (dir->fd, name, 0);
  close (fd);
}

void
_nexus_transfer_local_sweep (NexusTransferDir *dir,
                             gint64            before_ns)
{
  int fd = openat (dir->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR *stream = fd >= 0 ? fdopendir (fd) : NULL;
  struct dirent *found;

  if (stream == NULL)
    {
      if (fd >= 0)
        close (fd);
      return;
    }

  while ((found = readdir (stream)) != NULL)
    {
      if (is_temporary (found->d_name) && (found->d_type == DT_REG || found->d_type == DT_UNKNOWN))
        sweep_one (dir, found->d_name, before_ns);
    }
  closedir (stream);
}

int
_nexus_transfer_local_create_temporary (NexusTransferDir  *dir,
                                        char             **name)
{
  if (dir->stale_before_ns != 0 && g_atomic_int_compare_and_exchange (&dir->is_swept, FALSE, TRUE))
    _nexus_transfer_local_sweep (dir, dir->stale_before_ns);

  for (guint i = 0; i < TRIES_MAX; i++)
    {
      g_autofree char *temporary = _nexus_transfer_make_temporary ();
      int fd = openat (dir->fd, temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
      struct stat info;
      gboolean is_taken;

      if (fd < 0)
        return -1;

      /* Where there are no locks, nothing is taken away either. */
      is_taken = flock (fd, LOCK_EX | LOCK_NB) != 0 ? errno == EWOULDBLOCK : fstat (fd, &info) == 0 && info.st_nlink == 0;
      if (!is_taken)
        {
          *name = g_steal_pointer (&temporary);
          return fd;
        }
      unlinkat (dir->fd, temporary, 0);
      close (fd);
    }
  errno = EBUSY;

  return -1;
}
