/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "nexus-torture-preload.h"

/* What a process does to the files of the store, in the order in which it happened, for nexus-torture-replay.c.  One lock is
 * held over each call and the note of it, so that the order in the log is the one of the kernel. */

static int log_fd = -1;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

void
torture_record_init (const char *path)
{
  int fd = (int) syscall (SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);

  if (fd < 0)
    abort ();
  /* Out of the way of the numbers that tests count. */
  log_fd = (int) syscall (SYS_fcntl, fd, F_DUPFD_CLOEXEC, 700);
  syscall (SYS_close, fd);
  if (log_fd < 0)
    abort ();
}

int
torture_record_active (void)
{
  return log_fd >= 0;
}

void
torture_record_lock (void)
{
  if (log_fd >= 0)
    pthread_mutex_lock (&lock);
}

void
torture_record_unlock (void)
{
  if (log_fd >= 0)
    pthread_mutex_unlock (&lock);
}

void
torture_record_add (uint32_t    kind,
                    uint64_t    first,
                    uint64_t    node,
                    uint64_t    other,
                    const void *data,
                    uint32_t    size)
{
  TortureRecord record = { kind, size, first, node, other };
  uint64_t zeros = 0;
  size_t padding = TORTURE_PADDED (size) - size;
  struct iovec parts[3] = { { &record, sizeof record }, { (void *) data, size }, { &zeros, padding } };

  /* With one call, and the lock held: whole, also if the process is about to be killed. */
  if (syscall (SYS_writev, log_fd, parts, 3) != (long) (sizeof record + size + padding))
    abort ();
}

/* The number that the file system knows it by; 0 if there is nothing. */
uint64_t
torture_record_get_node (int         dir_fd,
                         const char *path,
                         int         flags)
{
  struct stat info;

  return fstatat (dir_fd, path, &info, flags) == 0 ? info.st_ino : 0;
}

uint64_t
torture_record_get_directory (int         dir_fd,
                              const char *path)
{
  char folder[PATH_MAX];
  char *slash;

  strncpy (folder, path, sizeof folder - 1);
  folder[sizeof folder - 1] = '\0';
  slash = strrchr (folder, '/');
  if (slash == NULL)
    return torture_record_get_node (dir_fd, "", AT_EMPTY_PATH);
  if (slash == folder)
    slash++;
  *slash = '\0';

  return torture_record_get_node (dir_fd, folder, 0);
}
