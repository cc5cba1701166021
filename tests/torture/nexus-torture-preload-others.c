/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
/* The names with and without 64 are the same functions here, and both are asked for. */
#undef _FILE_OFFSET_BITS
#undef _FORTIFY_SOURCE

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

#include "nexus-torture-preload.h"

/* Calls that leave nothing behind: they can only fail. */

int
fchmod (int    fd,
        mode_t mode)
{
  if (torture_look (TORTURE_CHMOD, "fchmod", fd, NULL) == TORTURE_FAIL)
    return -1;

  return (int) syscall (SYS_fchmod, fd, mode);
}

/* The C library's own, which makes calls that cannot be stood between. */
static void *
get_next (const char *name)
{
  void *function = dlsym (RTLD_NEXT, name);

  if (function == NULL)
    abort ();

  return function;
}

DIR *
opendir (const char *path)
{
  static DIR *(*next) (const char *);

  if (next == NULL)
    *(void **) &next = get_next ("opendir");

  return torture_look (TORTURE_OPEN, "opendir", AT_FDCWD, path) == TORTURE_FAIL ? NULL : next (path);
}

struct dirent *
readdir (DIR *dir)
{
  static struct dirent *(*next) (DIR *);

  if (next == NULL)
    *(void **) &next = get_next ("readdir");

  return torture_look (TORTURE_LIST, "readdir", dirfd (dir), NULL) == TORTURE_FAIL ? NULL : next (dir);
}

struct dirent64 *
readdir64 (DIR *dir)
{
  static struct dirent64 *(*next) (DIR *);

  if (next == NULL)
    *(void **) &next = get_next ("readdir64");

  return torture_look (TORTURE_LIST, "readdir", dirfd (dir), NULL) == TORTURE_FAIL ? NULL : next (dir);
}

/* It is asked without waiting, so that a failure is never waited for. */
int
flock (int fd,
       int operation)
{
  if ((operation & LOCK_UN) == 0 && torture_look (TORTURE_FLOCK, "flock", fd, NULL) == TORTURE_FAIL)
    return -1;

  return (int) syscall (SYS_flock, fd, operation);
}

static ssize_t
do_read (int     fd,
         void   *data,
         size_t  size,
         int64_t offset)
{
  int what = torture_look (TORTURE_READ, "read", fd, NULL);

  if (what == TORTURE_FAIL)
    return -1;
  if (what == TORTURE_HALF && size > 1)
    size /= 2;

  return offset >= 0 ? syscall (SYS_pread64, fd, data, size, offset) : syscall (SYS_read, fd, data, size);
}

ssize_t
read (int    fd,
      void  *data,
      size_t size)
{
  return do_read (fd, data, size, -1);
}

ssize_t
pread (int    fd,
       void  *data,
       size_t size,
       off_t  offset)
{
  return do_read (fd, data, size, offset);
}

ssize_t
pread64 (int     fd,
         void   *data,
         size_t  size,
         off64_t offset)
{
  return do_read (fd, data, size, offset);
}

static void *
do_mmap (void   *address,
         size_t  length,
         int     protection,
         int     flags,
         int     fd,
         int64_t offset)
{
  if (fd >= 0 && torture_look (TORTURE_MMAP, "mmap", fd, NULL) == TORTURE_FAIL)
    return MAP_FAILED;

  return (void *) syscall (SYS_mmap, address, length, protection, flags, fd, offset);
}

void *
mmap (void  *address,
      size_t length,
      int    protection,
      int    flags,
      int    fd,
      off_t  offset)
{
  return do_mmap (address, length, protection, flags, fd, offset);
}

void *
mmap64 (void   *address,
        size_t  length,
        int     protection,
        int     flags,
        int     fd,
        off64_t offset)
{
  return do_mmap (address, length, protection, flags, fd, offset);
}

/* Those that lock, and those that make a new descriptor.  Giving a lock back never fails. */
static int
do_fcntl (int  fd,
          int  command,
          long argument)
{
  switch (command)
    {
    case F_SETLK:
    case F_SETLKW:
    case F_OFD_SETLK:
    case F_OFD_SETLKW:
      if (((const struct flock *) argument)->l_type != F_UNLCK &&
          torture_look (TORTURE_FCNTL, "fcntl", fd, NULL) == TORTURE_FAIL)
        return -1;
      break;

    case F_DUPFD:
    case F_DUPFD_CLOEXEC:
      if (torture_look (TORTURE_FCNTL, "fcntl", fd, NULL) == TORTURE_FAIL)
        return -1;
      break;

    default:
      break;
    }

  return (int) syscall (SYS_fcntl, fd, command, argument);
}

#define GET_ARGUMENT(command, argument) \
  { \
    va_list args; \
    va_start (args, command); \
    argument = va_arg (args, long); \
    va_end (args); \
  }

int
fcntl (int fd,
       int command,
       ...)
{
  long argument;

  GET_ARGUMENT (command, argument)
  return do_fcntl (fd, command, argument);
}

int
fcntl64 (int fd,
         int command,
         ...)
{
  long argument;

  GET_ARGUMENT (command, argument)
  return do_fcntl (fd, command, argument);
}
