/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "nexus-backup-mark-private.h"
#include "nexus-errno-private.h"
#include "nexus-error.h"

/* A UUID and the end of a line. */
#define MARK_MAX 37

static gboolean
set_folder_error (GError     **error,
                  int          saved_errno,
                  const char  *folder)
{
  g_autofree char *shown = g_filename_display_name (folder);

  g_set_error (error, G_IO_ERROR, _nexus_errno_to_code (saved_errno), _("The folder “%s” cannot be used: %s"), shown,
               g_strerror (saved_errno));

  return FALSE;
}

static char *
build_path (const char *folder,
            const char *mark,
            const char *ending)
{
  g_autofree char *name = g_strconcat (mark, ending, NULL);

  return g_build_filename (folder, name, NULL);
}

/* --- What an interrupted one leaves --- */

/* Its beginning after a kill, and after a power cut also zeros where bytes did not come to the disk.  With no text it may
 * be that of any store.  Everything else of that name is somebody's. */
static gboolean
is_part (const char *part,
         const char *text)
{
  g_autofree char *there = NULL;
  struct stat info;
  gsize size;

  if (g_lstat (part, &info) != 0 || !S_ISREG (info.st_mode) || info.st_size > MARK_MAX ||
      !g_file_get_contents (part, &there, &size, NULL))
    return FALSE;

  for (gsize i = 0; i < size; i++)
    {
      gboolean expected = text != NULL ? i < strlen (text) && there[i] == text[i]
                                       : g_ascii_isxdigit (there[i]) || there[i] == '-' || there[i] == '\n';

      if (there[i] != '\0' && !expected)
        return FALSE;
    }

  return TRUE;
}

void
_nexus_backup_mark_remove_part (const char *folder,
                                const char *mark,
                                const char *text)
{
  g_autofree char *part = build_path (folder, mark, ".part");

  if (is_part (part, text))
    unlink (part);
}

static gboolean
is_begun (const char *folder,
          const char *mark)
{
  g_autofree char *path = build_path (folder, mark, "");
  g_autofree char *part = build_path (folder, mark, ".part");

  return is_part (path, NULL) || is_part (part, NULL);
}

gboolean
_nexus_backup_mark_is_restore (const char *folder)
{
  return is_begun (folder, NEXUS_RESTORE_MARK);
}

gboolean
_nexus_backup_mark_check (const char  *folder,
                          GError     **error)
{
  gboolean restore = is_begun (folder, NEXUS_RESTORE_MARK);
  g_autofree char *shown = NULL;

  if (!restore && !is_begun (folder, NEXUS_BACKUP_MARK))
    return TRUE;

  shown = g_filename_display_name (folder);
  g_set_error (error, NEXUS_ERROR, NEXUS_ERROR_NOT_A_STORE,
               restore ? _("The store that is made from a backup in “%s” is not whole yet. If nothing is making it any more, "
                           "restore the same backup there again, which goes on where it was.")
                       : _("The backup in “%s” is not whole yet. If nothing is writing it any more, make it again, which goes "
                           "on where it was."),
               shown);

  return FALSE;
}

/* --- Writing and removing --- */

static gboolean
write_text (int         fd,
            const char *text)
{
  gsize size = strlen (text);

  while (size > 0)
    {
      gssize count = write (fd, text, size);

      if (count < 0 && errno == EINTR)
        continue;
      if (count <= 0)
        return FALSE;
      text += count;
      size -= (gsize) count;
    }

  return TRUE;
}

static gboolean
sync_folder (const char  *folder,
             GError     **error)
{
  int fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean good = fd >= 0 && fsync (fd) == 0;

  if (!good)
    set_folder_error (error, errno, folder);
  if (fd >= 0)
    close (fd);

  return good;
}

gboolean
_nexus_backup_mark_write (const char  *folder,
                          const char  *mark,
                          const char  *text,
                          GError     **error)
{
  g_autofree char *path = build_path (folder, mark, "");
  g_autofree char *part = build_path (folder, mark, ".part");
  int fd = open (part, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  gboolean good = fd >= 0 && write_text (fd, text) && fsync (fd) == 0 && rename (part, path) == 0;

  if (!good)
    set_folder_error (error, errno, folder);
  if (!good && fd >= 0)
    unlink (part);
  if (fd >= 0)
    close (fd);

  return good && sync_folder (folder, error);
}

gboolean
_nexus_backup_mark_remove (const char  *folder,
                           GError     **error)
{
  g_autofree char *path = build_path (folder, NEXUS_RESTORE_MARK, "");
  gboolean good;
  int fd;

  if (!is_part (path, NULL))
    return TRUE;

  /* First, so that the mark is still there if the folder cannot be opened: then the same command goes on. */
  fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  good = fd >= 0 && (g_unlink (path) == 0 || errno == ENOENT) && fsync (fd) == 0;
  if (!good)
    set_folder_error (error, errno, folder);
  if (fd >= 0)
    close (fd);

  return good;
}
