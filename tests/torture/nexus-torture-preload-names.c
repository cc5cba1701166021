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
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

#include "nexus-torture-preload.h"

/* Calls that change which names there are. */

static const char *
get_name (const char *path)
{
  const char *slash = strrchr (path, '/');

  return slash != NULL ? slash + 1 : path;
}

static int
makes_file (int         dir_fd,
            const char *path,
            int         flags)
{
  int saved_errno = errno;
  int makes = (flags & __O_TMPFILE) == __O_TMPFILE ||
              ((flags & O_CREAT) && syscall (SYS_faccessat, dir_fd, path, F_OK) != 0);

  errno = saved_errno;

  return makes;
}

static int
do_open (const char *name,
         int         dir_fd,
         const char *path,
         int         flags,
         mode_t      mode)
{
  int what = torture_look (TORTURE_OPEN | (makes_file (dir_fd, path, flags) ? TORTURE_CREATE : 0), name, dir_fd, path);
  int existed = 1;
  int fd;

  if (what == TORTURE_FAIL)
    return -1;
  if (what == TORTURE_PASS || !torture_record_active ())
    return (int) syscall (SYS_openat, dir_fd, path, flags, mode);

  torture_record_lock ();
  if (flags & O_CREAT)
    existed = torture_record_get_node (dir_fd, path, AT_SYMLINK_NOFOLLOW) != 0;
  fd = (int) syscall (SYS_openat, dir_fd, path, flags, mode);
  if (fd >= 0 && !existed)
    {
      const char *last = get_name (path);

      torture_record_add (TORTURE_LOG_CREATE, torture_record_get_directory (dir_fd, path),
                          torture_record_get_node (fd, "", AT_EMPTY_PATH), 0, last, (uint32_t) strlen (last));
    }
  else if (fd >= 0 && (flags & O_TRUNC))
    {
      torture_record_add (TORTURE_LOG_CUT, 0, torture_record_get_node (fd, "", AT_EMPTY_PATH), 0, NULL, 0);
    }
  torture_record_unlock ();

  return fd;
}

#define GET_MODE(flags, mode) \
  if ((flags) & (O_CREAT | __O_TMPFILE)) \
    { \
      va_list args; \
      va_start (args, flags); \
      mode = va_arg (args, mode_t); \
      va_end (args); \
    }

int
open (const char *path,
      int         flags,
      ...)
{
  mode_t mode = 0;

  GET_MODE (flags, mode)
  return do_open ("open", AT_FDCWD, path, flags, mode);
}

int
open64 (const char *path,
        int         flags,
        ...)
{
  mode_t mode = 0;

  GET_MODE (flags, mode)
  return do_open ("open", AT_FDCWD, path, flags, mode);
}

int
openat (int         dir_fd,
        const char *path,
        int         flags,
        ...)
{
  mode_t mode = 0;

  GET_MODE (flags, mode)
  return do_open ("openat", dir_fd, path, flags, mode);
}

int
openat64 (int         dir_fd,
          const char *path,
          int         flags,
          ...)
{
  mode_t mode = 0;

  GET_MODE (flags, mode)
  return do_open ("openat", dir_fd, path, flags, mode);
}

/* What the C library's own checks of arguments call instead. */
int __open_2 (const char *path, int flags);
int __open64_2 (const char *path, int flags);
int __openat_2 (int dir_fd, const char *path, int flags);
int __openat64_2 (int dir_fd, const char *path, int flags);

int
__open_2 (const char *path,
          int         flags)
{
  return do_open ("open", AT_FDCWD, path, flags, 0);
}

int
__open64_2 (const char *path,
            int         flags)
{
  return do_open ("open", AT_FDCWD, path, flags, 0);
}

int
__openat_2 (int         dir_fd,
            const char *path,
            int         flags)
{
  return do_open ("openat", dir_fd, path, flags, 0);
}

int
__openat64_2 (int         dir_fd,
              const char *path,
              int         flags)
{
  return do_open ("openat", dir_fd, path, flags, 0);
}

static int
do_rename (const char *name,
           int         dir_fd,
           const char *path,
           int         new_dir_fd,
           const char *new_path,
           unsigned    flags)
{
  int what = torture_look (TORTURE_RENAME, name, new_dir_fd, new_path);
  uint64_t node = 0;
  int result;

  if (what == TORTURE_FAIL)
    return -1;
  if (what == TORTURE_PASS || !torture_record_active ())
    return (int) syscall (SYS_renameat2, dir_fd, path, new_dir_fd, new_path, flags);

  torture_record_lock ();
  node = torture_record_get_node (dir_fd, path, AT_SYMLINK_NOFOLLOW);
  result = (int) syscall (SYS_renameat2, dir_fd, path, new_dir_fd, new_path, flags);
  if (result == 0)
    {
      char names[2 * NAME_MAX + 2];
      int length = snprintf (names, sizeof names, "%s%c%s", get_name (path), 0, get_name (new_path));

      torture_record_add (TORTURE_LOG_RENAME, torture_record_get_directory (dir_fd, path), node,
                          torture_record_get_directory (new_dir_fd, new_path), names, (uint32_t) length + 1);
    }
  torture_record_unlock ();

  return result;
}

int
rename (const char *path,
        const char *new_path)
{
  return do_rename ("rename", AT_FDCWD, path, AT_FDCWD, new_path, 0);
}

int
renameat (int         dir_fd,
          const char *path,
          int         new_dir_fd,
          const char *new_path)
{
  return do_rename ("renameat", dir_fd, path, new_dir_fd, new_path, 0);
}

int
renameat2 (int         dir_fd,
           const char *path,
           int         new_dir_fd,
           const char *new_path,
           unsigned    flags)
{
  return do_rename ("renameat2", dir_fd, path, new_dir_fd, new_path, flags);
}

static int
do_unlink (const char *name,
           int         dir_fd,
           const char *path,
           int         flags)
{
  int what = torture_look (TORTURE_UNLINK, name, dir_fd, path);
  uint64_t node;
  int result;

  if (what == TORTURE_FAIL)
    return -1;
  if (what == TORTURE_PASS || !torture_record_active ())
    return (int) syscall (SYS_unlinkat, dir_fd, path, flags);

  torture_record_lock ();
  node = torture_record_get_node (dir_fd, path, AT_SYMLINK_NOFOLLOW);
  result = (int) syscall (SYS_unlinkat, dir_fd, path, flags);
  if (result == 0)
    {
      const char *last = get_name (path);

      torture_record_add (TORTURE_LOG_UNLINK, torture_record_get_directory (dir_fd, path), node, 0, last,
                          (uint32_t) strlen (last));
    }
  torture_record_unlock ();

  return result;
}

int
unlink (const char *path)
{
  return do_unlink ("unlink", AT_FDCWD, path, 0);
}

int
unlinkat (int         dir_fd,
          const char *path,
          int         flags)
{
  return do_unlink ("unlinkat", dir_fd, path, flags);
}

int
rmdir (const char *path)
{
  return do_unlink ("rmdir", AT_FDCWD, path, AT_REMOVEDIR);
}

static int
do_mkdir (int         dir_fd,
          const char *path,
          mode_t      mode)
{
  int what = torture_look (TORTURE_MKDIR, "mkdir", dir_fd, path);
  int result;

  if (what == TORTURE_FAIL)
    return -1;
  if (what == TORTURE_PASS || !torture_record_active ())
    return (int) syscall (SYS_mkdirat, dir_fd, path, mode);

  torture_record_lock ();
  result = (int) syscall (SYS_mkdirat, dir_fd, path, mode);
  if (result == 0)
    {
      const char *last = get_name (path);

      torture_record_add (TORTURE_LOG_MKDIR, torture_record_get_directory (dir_fd, path),
                          torture_record_get_node (dir_fd, path, 0), 0, last, (uint32_t) strlen (last));
    }
  torture_record_unlock ();

  return result;
}

int
mkdir (const char *path,
       mode_t      mode)
{
  return do_mkdir (AT_FDCWD, path, mode);
}

int
mkdirat (int         dir_fd,
         const char *path,
         mode_t      mode)
{
  return do_mkdir (dir_fd, path, mode);
}

/* Links are not noted in the log, since a store has none. */
int
linkat (int         dir_fd,
        const char *path,
        int         new_dir_fd,
        const char *new_path,
        int         flags)
{
  if (torture_look (TORTURE_LINK, "linkat", new_dir_fd, new_path) == TORTURE_FAIL)
    return -1;

  return (int) syscall (SYS_linkat, dir_fd, path, new_dir_fd, new_path, flags);
}

int
link (const char *path,
      const char *new_path)
{
  return linkat (AT_FDCWD, path, AT_FDCWD, new_path, 0);
}
