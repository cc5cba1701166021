/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* The names with and without 64 are the same functions here, and both are asked for. */
#undef _FILE_OFFSET_BITS
#undef _FORTIFY_SOURCE

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

#include "nexus-torture-preload.h"

/* Loaded before the C library, to stand between a program and the files below one folder:
 *
 *   NEXUS_TORTURE_ROOT     the folder; nothing else is looked at
 *   NEXUS_TORTURE_KINDS    which calls are counted
 *   NEXUS_TORTURE_COUNTER  a file with a TortureCounter
 *   NEXUS_TORTURE_KILL     the number of the call at which the process is killed, before it is done; with a "t" behind it,
 *                          a write is killed when it is half done
 *   NEXUS_TORTURE_FAIL     "NUMBER ERRNO": that call fails; "NUMBER+ ERRNO": that one and all after it
 *   NEXUS_TORTURE_LOG      a file in which what is done is noted
 *
 * A process that was forked from one with the library may change them, and then calls torture_set_up() again.  Everything is
 * passed on by syscall(), so that nothing here calls itself. */

static char root[PATH_MAX];
static size_t root_length;
static unsigned kinds;
static uint64_t kill_at, fail_from, fail_to;
static int kill_torn, fail_errno;
static TortureCounter nothing;
static TortureCounter *counter = &nothing;

__attribute__ ((constructor)) void
torture_set_up (void)
{
  const char *text;

  if ((text = getenv ("NEXUS_TORTURE_ROOT")) == NULL)
    return;
  strncpy (root, text, sizeof root - 1);
  root_length = strlen (root);

  if ((text = getenv ("NEXUS_TORTURE_KINDS")) != NULL)
    kinds = (unsigned) strtoul (text, NULL, 0);
  if ((text = getenv ("NEXUS_TORTURE_KILL")) != NULL)
    {
      kill_at = strtoull (text, NULL, 10);
      kill_torn = strchr (text, 't') != NULL;
    }
  if ((text = getenv ("NEXUS_TORTURE_FAIL")) != NULL)
    {
      char *rest;

      fail_from = fail_to = strtoull (text, &rest, 10);
      if (*rest == '+')
        {
          fail_to = UINT64_MAX;
          rest++;
        }
      fail_errno = atoi (rest);
    }
  if ((text = getenv ("NEXUS_TORTURE_COUNTER")) != NULL && counter == &nothing)
    {
      int fd = (int) syscall (SYS_openat, AT_FDCWD, text, O_RDWR | O_CLOEXEC, 0);
      void *map = (void *) syscall (SYS_mmap, NULL, sizeof *counter, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

      if (fd < 0 || map == MAP_FAILED)
        abort ();
      counter = map;
      syscall (SYS_close, fd);
    }
  if ((text = getenv ("NEXUS_TORTURE_LOG")) != NULL)
    torture_record_init (text);
}

/* Is the file ours?  `path` is NULL for that of the descriptor. */
static int
is_ours (int         fd,
         const char *path,
         char       *found)
{
  char link[64];
  long length;

  if (root_length == 0)
    return 0;

  if (path != NULL && path[0] == '/')
    {
      strncpy (found, path, PATH_MAX - 1);
      found[PATH_MAX - 1] = '\0';
    }
  else
    {
      if (fd == AT_FDCWD)
        strcpy (link, "/proc/self/cwd");
      else
        snprintf (link, sizeof link, "/proc/self/fd/%d", fd);
      length = syscall (SYS_readlinkat, AT_FDCWD, link, found, PATH_MAX - 1);
      if (length < 0)
        return 0;
      found[length] = '\0';
      if (path != NULL && (size_t) length + strlen (path) + 2 < PATH_MAX)
        {
          strcat (found, "/");
          strcat (found, path);
        }
    }

  return strncmp (found, root, root_length) == 0 && (found[root_length] == '/' || found[root_length] == '\0');
}

static void
note (const char *name,
      const char *path)
{
  strncpy (counter->name, name, sizeof counter->name - 1);
  strncpy (counter->path, path + root_length, sizeof counter->path - 1);
}

static void
die (void)
{
  syscall (SYS_kill, getpid (), SIGKILL);
  for (;;)
    pause ();
}

int
torture_look (unsigned    kind,
              const char *name,
              int         fd,
              const char *path)
{
  char found[PATH_MAX];
  int saved_errno = errno;
  uint64_t number;

  if (!is_ours (fd, path, found))
    {
      errno = saved_errno;
      return TORTURE_PASS;
    }
  errno = saved_errno;
  if ((kinds & kind) == 0)
    return TORTURE_GO;

  number = __atomic_add_fetch (&counter->count, 1, __ATOMIC_SEQ_CST);
  if (number == kill_at)
    {
      note (name, found);
      if (kill_torn && kind == TORTURE_WRITE && !torture_record_active ())
        return TORTURE_TEAR;
      /* Not between what another thread does and the note of it. */
      torture_record_lock ();
      die ();
    }
  if (number >= fail_from && number <= fail_to && fail_from > 0)
    {
      __atomic_add_fetch (&counter->n_hit, 1, __ATOMIC_SEQ_CST);
      note (name, found);
      if (fail_errno == TORTURE_SHORT)
        return TORTURE_HALF;
      errno = fail_errno;
      return TORTURE_FAIL;
    }

  return TORTURE_GO;
}

int
torture_hurries (void)
{
  return kinds == TORTURE_FCNTL && fail_to == UINT64_MAX;
}

/* --- Writing --- */

static ssize_t
do_write (const char *name,
          int         fd,
          const void *data,
          size_t      size,
          int64_t     offset)
{
  int what = torture_look (TORTURE_WRITE, name, fd, NULL);
  ssize_t written;

  if (what == TORTURE_FAIL)
    return -1;
  if ((what == TORTURE_HALF || what == TORTURE_TEAR) && size > 1)
    size /= 2;

  if (what != TORTURE_PASS)
    torture_record_lock ();
  if (offset >= 0)
    written = syscall (SYS_pwrite64, fd, data, size, offset);
  else
    written = syscall (SYS_write, fd, data, size);
  if (what == TORTURE_TEAR)
    die ();
  if (what != TORTURE_PASS && torture_record_active () && written > 0)
    torture_record_add (TORTURE_LOG_DATA,
                        offset >= 0 ? (uint64_t) offset : (uint64_t) (lseek (fd, 0, SEEK_CUR) - written),
                        torture_record_get_node (fd, "", AT_EMPTY_PATH), 0, data, (uint32_t) written);
  if (what != TORTURE_PASS)
    torture_record_unlock ();

  return written;
}

ssize_t
write (int         fd,
       const void *data,
       size_t      size)
{
  /* What the program acknowledges. */
  if (fd == STDOUT_FILENO && torture_record_active ())
    {
      torture_record_lock ();
      torture_record_add (TORTURE_LOG_MARK, 0, 0, 0, data, (uint32_t) size);
      torture_record_unlock ();
    }

  return do_write ("write", fd, data, size, -1);
}

ssize_t
pwrite (int         fd,
        const void *data,
        size_t      size,
        off_t       offset)
{
  return do_write ("pwrite", fd, data, size, offset);
}

ssize_t
pwrite64 (int         fd,
          const void *data,
          size_t      size,
          off64_t     offset)
{
  return do_write ("pwrite", fd, data, size, offset);
}

/* One part at a time, which a caller has to expect anyway. */
ssize_t
writev (int                 fd,
        const struct iovec *parts,
        int                 n_parts)
{
  int i;

  for (i = 0; i < n_parts; i++)
    {
      if (parts[i].iov_len > 0)
        return do_write ("writev", fd, parts[i].iov_base, parts[i].iov_len, -1);
    }

  return 0;
}

static int
do_truncate (int     fd,
             int64_t length)
{
  int what = torture_look (TORTURE_TRUNCATE, "ftruncate", fd, NULL);
  int result;

  if (what == TORTURE_FAIL)
    return -1;
  if (what != TORTURE_PASS)
    torture_record_lock ();
  result = (int) syscall (SYS_ftruncate, fd, length);
  if (what != TORTURE_PASS && torture_record_active () && result == 0)
    torture_record_add (TORTURE_LOG_CUT, (uint64_t) length, torture_record_get_node (fd, "", AT_EMPTY_PATH), 0, NULL, 0);
  if (what != TORTURE_PASS)
    torture_record_unlock ();

  return result;
}

int
ftruncate (int   fd,
           off_t length)
{
  return do_truncate (fd, length);
}

int
ftruncate64 (int     fd,
             off64_t length)
{
  return do_truncate (fd, length);
}

static int
do_fallocate (int     fd,
              int     mode,
              int64_t offset,
              int64_t length)
{
  int what = torture_look (TORTURE_ALLOCATE, "fallocate", fd, NULL);
  int result;

  if (what == TORTURE_FAIL)
    return -1;
  if (what != TORTURE_PASS)
    torture_record_lock ();
  result = (int) syscall (SYS_fallocate, fd, mode, offset, length);
  if (what != TORTURE_PASS && torture_record_active () && result == 0)
    {
      uint64_t node = torture_record_get_node (fd, "", AT_EMPTY_PATH);
      struct stat info;

      if (mode & FALLOC_FL_PUNCH_HOLE)
        torture_record_add (TORTURE_LOG_PUNCH, (uint64_t) offset, node, (uint64_t) length, NULL, 0);
      else if (!(mode & FALLOC_FL_KEEP_SIZE) && fstat (fd, &info) == 0)
        torture_record_add (TORTURE_LOG_CUT, (uint64_t) info.st_size, node, 0, NULL, 0);
    }
  if (what != TORTURE_PASS)
    torture_record_unlock ();

  return result;
}

int
fallocate (int   fd,
           int   mode,
           off_t offset,
           off_t length)
{
  return do_fallocate (fd, mode, offset, length);
}

int
fallocate64 (int     fd,
             int     mode,
             off64_t offset,
             off64_t length)
{
  return do_fallocate (fd, mode, offset, length);
}

/* Told to do without it while a log is kept, as on a file system that has it not: the copy is then made of writes. */
ssize_t
copy_file_range (int      in_fd,
                 off64_t *in_offset,
                 int      out_fd,
                 off64_t *out_offset,
                 size_t   size,
                 unsigned flags)
{
  int what = torture_look (TORTURE_COPY, "copy_file_range", out_fd, NULL);

  if (what == TORTURE_FAIL)
    return -1;
  if (what != TORTURE_PASS && torture_record_active ())
    {
      errno = EOPNOTSUPP;
      return -1;
    }
  if (what == TORTURE_HALF && size > 1)
    size /= 2;

  return syscall (SYS_copy_file_range, in_fd, in_offset, out_fd, out_offset, size, flags);
}

/* --- Syncing --- */

static int
do_sync (const char *name,
         int         fd,
         long        number,
         uint32_t    kind)
{
  int what = torture_look (TORTURE_SYNC, name, fd, NULL);
  int result;

  if (what == TORTURE_FAIL)
    return -1;
  if (what != TORTURE_PASS)
    torture_record_lock ();
  result = (int) syscall (number, fd);
  if (what != TORTURE_PASS && torture_record_active () && result == 0)
    torture_record_add (kind, 0, torture_record_get_node (fd, "", AT_EMPTY_PATH), 0, NULL, 0);
  if (what != TORTURE_PASS)
    torture_record_unlock ();

  return result;
}

int
fsync (int fd)
{
  return do_sync ("fsync", fd, SYS_fsync, TORTURE_LOG_SYNC);
}

int
fdatasync (int fd)
{
  return do_sync ("fdatasync", fd, SYS_fdatasync, TORTURE_LOG_SYNC);
}

int
syncfs (int fd)
{
  return do_sync ("syncfs", fd, SYS_syncfs, TORTURE_LOG_SYNC_ALL);
}
