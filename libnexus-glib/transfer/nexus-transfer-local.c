/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

#include "nexus-path.h"
#include "nexus-transfer-private.h"

/* Folders of this computer.  Everything is reached by the descriptor of a folder that was itself opened without
 * following a link, so that nobody can lead a transfer elsewhere by swapping something on the way. */

#define SECOND G_GINT64_CONSTANT (1000000000)

static void
take_stat (NexusTransferInfo *info,
           const struct stat *found)
{
  info->mode = found->st_mode;
  info->has_mode = !S_ISLNK (found->st_mode);
  info->has_size = TRUE;
  info->has_time = TRUE;
  info->size = S_ISREG (found->st_mode) ? found->st_size : 0;
  info->modified_ns = (gint64) found->st_mtim.tv_sec * SECOND + found->st_mtim.tv_nsec;
  info->time_unit = 1;
  info->device = found->st_dev;
  info->inode = found->st_ino;
}

static gboolean
local_get_info (NexusTransferDir   *dir,
                const char         *name,
                NexusTransferInfo  *info,
                GCancellable       *cancellable,
                GError            **error)
{
  struct stat found;

  if (fstatat (dir->fd, name, &found, AT_SYMLINK_NOFOLLOW) != 0)
    {
      /* Translators: goes into “Could not %s “%s”: %s”, with a file behind it */
      _nexus_transfer_set_error (error, errno, _("read"), dir, name);
      return FALSE;
    }
  take_stat (info, &found);

  return TRUE;
}

static char *
local_read_link (NexusTransferDir  *dir,
                 const char        *name,
                 GCancellable      *cancellable,
                 GError           **error)
{
  char target[NEXUS_PATH_MAX + 2];
  gssize length = readlinkat (dir->fd, name, target, sizeof target);

  if (length >= 0 && length <= NEXUS_PATH_MAX)
    return g_strndup (target, length);

  _nexus_transfer_set_error (error, length < 0 ? errno : ENAMETOOLONG, _("read the link"), dir, name);

  return NULL;
}

static GPtrArray *
local_list (NexusTransferDir  *dir,
            GCancellable      *cancellable,
            GError           **error)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func ((GDestroyNotify) _nexus_transfer_found_free);
  struct dirent *found;
  DIR *stream;
  int fd = openat (dir->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  stream = fd >= 0 ? fdopendir (fd) : NULL;
  if (stream == NULL)
    {
      _nexus_transfer_set_error (error, errno, _("list the folder"), dir, "");
      if (fd >= 0)
        close (fd);
      return NULL;
    }

  errno = 0;
  while ((found = readdir (stream)) != NULL)
    {
      if (strcmp (found->d_name, ".") != 0 && strcmp (found->d_name, "..") != 0)
        g_ptr_array_add (names, _nexus_transfer_found_new (found->d_name));
      errno = 0;
    }
  if (errno != 0)
    {
      _nexus_transfer_set_error (error, errno, _("list the folder"), dir, "");
      closedir (stream);
      return NULL;
    }
  closedir (stream);

  return g_steal_pointer (&names);
}

static NexusTransferDir *
local_open_directory (NexusTransferDir  *dir,
                      const char        *name,
                      GCancellable      *cancellable,
                      GError           **error)
{
  g_autofree char *path = g_build_filename (dir->path, name, NULL);
  int fd = openat (dir->fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

  if (fd < 0)
    {
      _nexus_transfer_set_error (error, errno, _("open the folder"), dir, name);
      return NULL;
    }

  return _nexus_transfer_local_new (fd, path, NULL);
}

/* The document portal of a sandbox takes a file for a link if it is opened so that no link is followed; then what has the
 * name is held first, and opened by what holds it. */
static int
open_held (int         dir_fd,
           const char *name)
{
  g_autofree char *held_path = NULL;
  struct stat found;
  int held = openat (dir_fd, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
  int fd = -1;
  int saved;

  if (held < 0)
    return -1;
  if (fstat (held, &found) != 0 || S_ISLNK (found.st_mode))
    {
      close (held);
      errno = ELOOP;
      return -1;
    }
  held_path = g_strdup_printf ("/proc/self/fd/%d", held);
  fd = open (held_path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  saved = errno;
  close (held);
  errno = saved;

  return fd;
}

/* Opens the very file that was listed, never what a link or fifo in its place leads to. */
static gboolean
local_open_file (NexusTransferInput  *input,
                 NexusTransferInfo   *info,
                 GCancellable        *cancellable,
                 GError             **error)
{
  struct stat found;

  input->fd = openat (input->dir->fd, input->name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  if (input->fd < 0 && errno == ELOOP)
    input->fd = open_held (input->dir->fd, input->name);
  if (input->fd < 0)
    {
      _nexus_transfer_set_error (error, errno, _("read"), input->dir, input->name);
      return FALSE;
    }
  if (fstat (input->fd, &found) != 0 || !S_ISREG (found.st_mode))
    {
      close (input->fd);
      _nexus_transfer_set_error (error, EBUSY, _("read"), input->dir, input->name);
      return FALSE;
    }
  take_stat (info, &found);
  if (info->size > NEXUS_TRANSFER_WHOLE)
    posix_fadvise (input->fd, 0, 0, POSIX_FADV_SEQUENTIAL);

  return TRUE;
}

static gssize
local_read (NexusTransferInput  *input,
            void                *buffer,
            gsize                size,
            GCancellable        *cancellable,
            GError             **error)
{
  gsize done = 0;

  while (done < size)
    {
      gssize count = read (input->fd, (guint8 *) buffer + done, size - done);

      if (count < 0 && errno == EINTR)
        continue;
      if (count < 0)
        {
          _nexus_transfer_set_error (error, errno, _("read"), input->dir, input->name);
          return -1;
        }
      if (count == 0)
        break;
      done += count;
    }

  return done;
}

static gboolean
local_get_info_again (NexusTransferInput  *input,
                      NexusTransferInfo   *info,
                      GCancellable        *cancellable,
                      GError             **error)
{
  struct stat found;

  if (fstat (input->fd, &found) != 0)
    {
      _nexus_transfer_set_error (error, errno, _("read"), input->dir, input->name);
      return FALSE;
    }
  take_stat (info, &found);

  return TRUE;
}

static void
local_close_file (NexusTransferInput *input)
{
  close (input->fd);
}

static const NexusTransferSource local_source = {
  .get_info = local_get_info,
  .read_link = local_read_link,
  .list = local_list,
  .open_directory = local_open_directory,
  .open_file = local_open_file,
  .read = local_read,
  .get_info_again = local_get_info_again,
  .close_file = local_close_file,
};

NexusTransferDir *
_nexus_transfer_local_new (int               fd,
                           const char       *path,
                           NexusTransferDir *parent)
{
  NexusTransferDir *self = _nexus_transfer_dir_new (parent);

  self->source = &local_source;
  self->sink = &_nexus_transfer_local_sink;
  self->fd = fd;
  self->path = g_strdup (path);
  self->keeps_modes = TRUE;
  self->time_unit = 1;

  return self;
}
