/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

#include "nexus-path.h"
#include "nexus-transfer-private.h"

#define SECOND G_GINT64_CONSTANT (1000000000)

NexusTransferDir *
_nexus_transfer_dir_new (int               fd,
                         const char       *path,
                         NexusTransferDir *parent)
{
  NexusTransferDir *self = g_new0 (NexusTransferDir, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->fd = fd;
  self->path = g_strdup (path);
  self->parent = parent != NULL ? _nexus_transfer_dir_ref (parent) : NULL;

  return self;
}

NexusTransferDir *
_nexus_transfer_dir_ref (NexusTransferDir *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

static void
finish (NexusTransferDir *self)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *shown = NULL;
  struct timespec times[2];

  _nexus_transfer_get_times (self->modified_ns, times);
  if (fchmod (self->fd, self->mode) == 0 && futimens (self->fd, times) == 0)
    return;

  _nexus_transfer_set_error (&error, errno, _("set mode and time of"), self, "");
  shown = nexus_path_display (self->path);
  _nexus_operation_add_failure (self->operation, shown, error);
}

void
_nexus_transfer_dir_unref (NexusTransferDir *self)
{
  while (self != NULL && g_atomic_ref_count_dec (&self->ref_count))
    {
      NexusTransferDir *parent = self->parent;

      if (self->finish)
        finish (self);
      close (self->fd);
      g_free (self->path);
      g_free (self);
      self = parent;
    }
}

gint64
_nexus_transfer_get_mtime (const struct stat *info)
{
  return (gint64) info->st_mtim.tv_sec * SECOND + info->st_mtim.tv_nsec;
}

void
_nexus_transfer_get_times (gint64           modified_ns,
                           struct timespec *times)
{
  times[0].tv_sec = 0;
  times[0].tv_nsec = UTIME_OMIT;
  times[1].tv_sec = modified_ns / SECOND - (modified_ns % SECOND < 0);
  times[1].tv_nsec = (modified_ns % SECOND + SECOND) % SECOND;
}

void
_nexus_transfer_set_error (GError           **error,
                           int                saved_errno,
                           const char        *action,
                           NexusTransferDir  *dir,
                           const char        *name)
{
  g_autofree char *path = g_build_filename (dir->path, name, NULL);
  g_autofree char *shown = nexus_path_display (path);

  /* Translators: what was tried, with which file, and why it failed */
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (saved_errno), _("Could not %s “%s”: %s"),
               action, shown, g_strerror (saved_errno));
}

char *
_nexus_transfer_number_name (const char *name,
                             guint       number)
{
  const char *dot = strrchr (name, '.');
  g_autofree char *suffix = NULL;
  g_autofree char *stem = NULL;
  gsize room;

  /* A leading dot hides a file, it does not begin an ending. */
  if (dot == NULL || dot == name || strlen (dot) > 16)
    dot = name + strlen (name);

  suffix = g_strdup_printf (" (%u)%s", number, dot);
  room = NEXUS_NAME_MAX - strlen (suffix);
  stem = g_strndup (name, MIN ((gsize) (dot - name), room));
  while (!g_utf8_validate (stem, -1, NULL))
    stem[strlen (stem) - 1] = '\0';

  return g_strconcat (stem, suffix, NULL);
}
