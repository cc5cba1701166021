/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "nexus-errno-private.h"
#include "nexus-error.h"
#include "nexus-local-private.h"

void
_nexus_io_set_error (GError     **error,
                     int          saved_errno,
                     const char  *action,
                     const char  *name)
{
  int code = _nexus_errno_to_code (saved_errno);
  const char *advice = "";

  if (code == G_IO_ERROR_NO_SPACE)
    advice = _(" Free some space and try again.");
  else if (code == G_IO_ERROR_TOO_MANY_OPEN_FILES)
    advice = _(" Close some files or raise the limit of open files.");

  /* Translators: what was tried, on which file, why it failed, and what to do (may be empty) */
  g_set_error (error, G_IO_ERROR, code, _("Could not %s “%s”: %s.%s"), action, name,
               g_strerror (saved_errno), advice);
}

gboolean
_nexus_io_pwrite (int         fd,
                  const void *data,
                  gsize       size,
                  guint64     offset)
{
  const guint8 *bytes = data;

  while (size > 0)
    {
      gssize written = pwrite (fd, bytes, size, offset);

      if (written < 0 && errno == EINTR)
        continue;
      if (written < 0)
        return FALSE;
      if (written == 0)
        {
          errno = ENOSPC;
          return FALSE;
        }
      bytes += written;
      size -= written;
      offset += written;
    }

  return TRUE;
}

gssize
_nexus_io_pread (int      fd,
                 void    *data,
                 gsize    size,
                 guint64  offset)
{
  gsize done = 0;

  while (done < size)
    {
      gssize count = pread (fd, (guint8 *) data + done, size - done, offset + done);

      if (count < 0 && errno == EINTR)
        continue;
      if (count < 0)
        return -1;
      if (count == 0)
        break;
      done += count;
    }

  return done;
}

int
_nexus_io_open_folder (int          dir_fd,
                       const char  *name,
                       gboolean     create,
                       gboolean    *created,
                       GError     **error)
{
  int fd;

  if (created != NULL)
    *created = FALSE;

  fd = openat (dir_fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (fd < 0 && errno == ENOENT && create)
    {
      if (mkdirat (dir_fd, name, 0700) == 0)
        {
          /* The umask may have taken bits that we need ourselves. */
          if (fchmodat (dir_fd, name, 0700, 0) != 0)
            {
              _nexus_io_set_error (error, errno, _("make the folder"), name);
              return -1;
            }
          if (created != NULL)
            *created = TRUE;
        }
      else if (errno != EEXIST)
        {
          _nexus_io_set_error (error, errno, _("make the folder"), name);
          return -1;
        }
      fd = openat (dir_fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    }

  if (fd < 0)
    {
      if (errno == ELOOP || errno == ENOTDIR)
        g_set_error (error, NEXUS_ERROR, NEXUS_ERROR_NOT_A_STORE,
                     _("“%s” in the data folder is not a folder but a link or a file; move it away and try again"),
                     name);
      else
        _nexus_io_set_error (error, errno, _("open the folder"), name);
    }

  return fd;
}
