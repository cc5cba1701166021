/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <unistd.h>

#include "nexus-transfer-private.h"

#define SECOND G_GINT64_CONSTANT (1000000000)

/* For futimens(): the time of the last access stays as it is. */
static void
get_times (gint64           modified_ns,
           struct timespec *times)
{
  times[0].tv_sec = 0;
  times[0].tv_nsec = UTIME_OMIT;
  times[1].tv_sec = modified_ns / SECOND - (modified_ns % SECOND < 0);
  times[1].tv_nsec = (modified_ns % SECOND + SECOND) % SECOND;
}

/* Where nothing refuses a name that is taken but making a file does: what is then replaced is that file. */
static gboolean
rename_over_own (NexusTransferDir *dir,
                 const char       *temporary,
                 const char       *name)
{
  int fd = openat (dir->fd, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  int saved_errno;

  if (fd < 0)
    return FALSE;
  close (fd);
  if (renameat (dir->fd, temporary, dir->fd, name) == 0)
    return TRUE;

  saved_errno = errno;
  unlinkat (dir->fd, name, 0);
  errno = saved_errno;

  return FALSE;
}

/* Gives a finished temporary file or link its name, replacing what has it only if that is wanted. */
static gboolean
rename_to (NexusTransferDir *dir,
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
  if (linkat (dir->fd, temporary, dir->fd, name, 0) == 0)
    return unlinkat (dir->fd, temporary, 0) == 0;

  /* Some that reach another machine or a telephone have no links either. */
  return (errno == EPERM || errno == ENOSYS || errno == EOPNOTSUPP) && rename_over_own (dir, temporary, name);
}

/* --- Directories and links --- */

static NexusTransferDir *
local_make_directory (NexusTransferDir  *dir,
                      const char        *name,
                      GCancellable      *cancellable,
                      GError           **error)
{
  g_autofree char *path = g_build_filename (dir->path, name, NULL);
  NexusTransferDir *made;
  struct stat info;
  gboolean is_new = mkdirat (dir->fd, name, 0700) == 0;
  int fd;

  if (!is_new && errno != EEXIST)
    {
      _nexus_transfer_set_error (error, errno, _("make the folder"), dir, name);
      return NULL;
    }
  fd = openat (dir->fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (fd < 0)
    {
      _nexus_transfer_set_error (error, errno == ELOOP ? ENOTDIR : errno, _("open the folder"), dir, name);
      return NULL;
    }

  /* Writable for us until all is in it. */
  if (fstat (fd, &info) != 0 || ((info.st_mode & 0700) != 0700 && fchmod (fd, 0700) != 0))
    {
      _nexus_transfer_set_error (error, errno, _("open the folder"), dir, name);
      close (fd);
      return NULL;
    }

  made = _nexus_transfer_local_new (fd, path, dir);
  made->is_new = is_new;

  return made;
}

static gboolean
local_finish_directory (NexusTransferDir  *dir,
                        GError           **error)
{
  struct timespec times[2];

  get_times (dir->modified_ns, times);
  if (fchmod (dir->fd, dir->mode) == 0 && futimens (dir->fd, times) == 0)
    return TRUE;

  _nexus_transfer_set_error (error, errno, _("set mode and time of"), dir, "");

  return FALSE;
}

static gboolean
local_make_link (NexusTransferDir  *dir,
                 const char        *name,
                 const char        *target,
                 gint64             modified_ns,
                 gboolean           replace,
                 GCancellable      *cancellable,
                 GError           **error)
{
  g_autofree char *temporary = _nexus_transfer_make_temporary ();
  struct timespec times[2];

  if (symlinkat (target, dir->fd, temporary) != 0)
    {
      _nexus_transfer_set_error (error, errno, _("make the link"), dir, name);
      return FALSE;
    }
  get_times (modified_ns, times);
  utimensat (dir->fd, temporary, times, AT_SYMLINK_NOFOLLOW);
  if (!rename_to (dir, temporary, name, replace))
    {
      _nexus_transfer_set_error (error, errno, _("make the link"), dir, name);
      unlinkat (dir->fd, temporary, 0);
      return FALSE;
    }

  return TRUE;
}

/* --- Files --- */

/* A file beside its place.  Where the file system can, it has no name until it is whole: one entry in the directory
 * instead of two, and nothing left by whoever is killed. */
static gboolean
local_create_file (NexusTransferOutput  *output,
                   GCancellable         *cancellable,
                   GError              **error)
{
  output->fd = -1;
  if (!output->replace)
    output->fd = openat (output->dir->fd, ".", O_WRONLY | O_TMPFILE | O_CLOEXEC, 0600);
  if (output->fd < 0 && (output->replace || errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL))
    {
      output->fd = _nexus_transfer_local_create_temporary (output->dir, &output->temporary);
    }
  if (output->fd >= 0)
    return TRUE;

  /* Translators: goes into “Could not %s “%s”: %s”, with a file behind it */
  _nexus_transfer_set_error (error, errno, _("make"), output->dir, output->name);

  return FALSE;
}

static gboolean
local_write (NexusTransferOutput  *output,
             const void           *data,
             gsize                 size,
             GCancellable         *cancellable,
             GError              **error)
{
  const guint8 *bytes = data;

  while (size > 0)
    {
      gssize count = write (output->fd, bytes, size);

      if (count < 0 && errno == EINTR)
        continue;
      if (count < 0)
        {
          /* Translators: goes into “Could not %s “%s”: %s”, with a file behind it */
          _nexus_transfer_set_error (error, errno, _("write"), output->dir, output->name);
          return FALSE;
        }
      bytes += count;
      size -= count;
    }

  return TRUE;
}

/* The second descriptor has the lock until the file has its name. */
static gboolean
close_and_rename (NexusTransferOutput *output,
                  int                  fd)
{
  int held = fcntl (fd, F_DUPFD_CLOEXEC, 0);
  gboolean good = close (fd) == 0 && rename_to (output->dir, output->temporary, output->name, output->replace);
  int saved_errno = errno;

  if (held >= 0)
    close (held);
  errno = saved_errno;

  return good;
}

/* Closes the whole file and gives it its name; one without a name cannot replace another, and need not. */
static gboolean
put_in_place (NexusTransferOutput *output)
{
  NexusTransferDir *dir = output->dir;
  int fd = output->fd;
  char self[32];

  if (output->temporary == NULL)
    {
      g_snprintf (self, sizeof self, "/proc/self/fd/%d", fd);
      if (linkat (AT_FDCWD, self, dir->fd, output->name, AT_SYMLINK_FOLLOW) != 0)
        return FALSE;
    }

  /* Some file systems tell only when it is closed that there was no room. */
  output->fd = -1;
  if (output->temporary != NULL)
    {
      if (!close_and_rename (output, fd))
        return FALSE;
      g_clear_pointer (&output->temporary, g_free);
    }
  else if (close (fd) != 0)
    {
      int saved_errno = errno;

      unlinkat (dir->fd, output->name, 0);
      errno = saved_errno;
      return FALSE;
    }

  return TRUE;
}

static gboolean
local_finish_file (NexusTransferOutput  *output,
                   guint                 mode,
                   gint64                modified_ns,
                   GCancellable         *cancellable,
                   GError              **error)
{
  struct timespec times[2];

  get_times (modified_ns, times);
  if (fchmod (output->fd, mode) != 0 || futimens (output->fd, times) != 0)
    {
      _nexus_transfer_set_error (error, errno, _("set mode and time of"), output->dir, output->name);
      return FALSE;
    }
  if (!put_in_place (output))
    {
      _nexus_transfer_set_error (error, errno, _("make"), output->dir, output->name);
      return FALSE;
    }

  return TRUE;
}

static void
local_close_file (NexusTransferOutput *output)
{
  if (output->fd >= 0)
    close (output->fd);
  if (output->temporary != NULL)
    unlinkat (output->dir->fd, output->temporary, 0);
  g_free (output->temporary);
}

const NexusTransferSink _nexus_transfer_local_sink = {
  .make_directory = local_make_directory,
  .finish_directory = local_finish_directory,
  .make_link = local_make_link,
  .create_file = local_create_file,
  .write = local_write,
  .finish_file = local_finish_file,
  .close_file = local_close_file,
};
