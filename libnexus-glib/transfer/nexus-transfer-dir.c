/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

#include "nexus-errno-private.h"
#include "nexus-path.h"
#include "nexus-transfer-private.h"

/* Of each of two files that are compared. */
#define COMPARE_SIZE (64 * 1024)

NexusTransferDir *
_nexus_transfer_dir_new (NexusTransferDir *parent)
{
  NexusTransferDir *self = g_new0 (NexusTransferDir, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->fd = -1;
  self->parent = parent != NULL ? _nexus_transfer_dir_ref (parent) : NULL;

  return self;
}

static NexusTransferDir *
open_path (const char  *path,
           GError     **error)
{
  int fd = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  if (fd < 0)
    {
      int saved_errno = errno;
      g_autofree char *shown = nexus_path_display (path);

      g_set_error (error, G_IO_ERROR, _nexus_errno_to_code (saved_errno), _("Could not open the folder “%s”: %s"),
                   shown, g_strerror (saved_errno));
      return NULL;
    }

  return _nexus_transfer_local_new (fd, path, NULL);
}

NexusTransferDir *
_nexus_transfer_dir_open (GFile         *file,
                          GCancellable  *cancellable,
                          GError       **error)
{
  g_autofree char *path = g_file_get_path (file);
  g_autofree char *shown = NULL;
  g_autoptr(GFileInfo) info = NULL;
  g_autoptr(GError) local_error = NULL;

  if (path != NULL)
    return open_path (path, error);

  info = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_TYPE, G_FILE_QUERY_INFO_NONE, cancellable, &local_error);
  if (info != NULL && g_file_info_get_file_type (info) == G_FILE_TYPE_DIRECTORY)
    {
      NexusTransferDir *dir = _nexus_transfer_gio_new (file, NULL);

      _nexus_transfer_gio_look (dir, cancellable);
      return dir;
    }

  shown = g_file_get_parse_name (file);
  if (info != NULL)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_DIRECTORY, _("Could not open the folder “%s”: %s"), shown,
                 g_strerror (ENOTDIR));
  else
    g_set_error (error, local_error->domain, local_error->code, _("Could not open the folder “%s”: %s"), shown,
                 local_error->message);

  return NULL;
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

  if (self->sink->finish_directory (self, &error))
    return;

  shown = _nexus_transfer_dir_display (self, "");
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
      if (self->fd >= 0)
        close (self->fd);
      g_clear_object (&self->file);
      g_free (self->path);
      g_free (self);
      self = parent;
    }
}

char *
_nexus_transfer_dir_display (NexusTransferDir *self,
                             const char       *name)
{
  g_autofree char *path = NULL;

  if (name[0] == '\0')
    {
      path = g_strdup (self->path);
    }
  else if (self->file != NULL && strchr (name, '/') == NULL)
    {
      g_autoptr(GFile) child = _nexus_transfer_gio_get_file (self, name);

      path = g_file_get_parse_name (child);
    }
  else
    {
      path = g_build_filename (self->path, name, NULL);
    }

  return nexus_path_display (path);
}

NexusTransferFound *
_nexus_transfer_found_new (const char *name)
{
  gsize size = strlen (name) + 1;
  NexusTransferFound *self = g_malloc (sizeof (NexusTransferFound) + size);

  self->info = NULL;
  self->target = NULL;
  memcpy (self->name, name, size);

  return self;
}

void
_nexus_transfer_found_free (NexusTransferFound *self)
{
  g_free (self->info);
  g_free (self->target);
  g_free (self);
}

gboolean
_nexus_transfer_is_same_time (const NexusTransferInfo *info,
                              gint64                   modified_ns)
{
  gint64 rest = modified_ns % info->time_unit;

  return info->has_time && modified_ns - (rest < 0 ? rest + info->time_unit : rest) == info->modified_ns;
}

void
_nexus_transfer_set_error (GError           **error,
                           int                saved_errno,
                           const char        *action,
                           NexusTransferDir  *dir,
                           const char        *name)
{
  g_autofree char *shown = _nexus_transfer_dir_display (dir, name);

  /* Translators: what was tried, with which file, and why it failed */
  g_set_error (error, G_IO_ERROR, _nexus_errno_to_code (saved_errno), _("Could not %s “%s”: %s"),
               action, shown, g_strerror (saved_errno));
}

void
_nexus_transfer_take_error (GError           **error,
                            GError            *reason,
                            const char        *action,
                            NexusTransferDir  *dir,
                            const char        *name)
{
  g_autoptr(GError) taken = reason;
  g_autofree char *shown = _nexus_transfer_dir_display (dir, name);

  g_set_error (error, G_IO_ERROR, taken->domain == G_IO_ERROR ? taken->code : G_IO_ERROR_FAILED,
               _("Could not %s “%s”: %s"), action, shown, taken->message);
}

gboolean
_nexus_transfer_is_fatal (const GError *error)
{
  static const GIOErrorEnum codes[] = {
    G_IO_ERROR_CANCELLED, G_IO_ERROR_NO_SPACE, G_IO_ERROR_READ_ONLY, G_IO_ERROR_CLOSED, G_IO_ERROR_NOT_MOUNTED,
    G_IO_ERROR_HOST_UNREACHABLE, G_IO_ERROR_NETWORK_UNREACHABLE, G_IO_ERROR_NOT_CONNECTED,
    G_IO_ERROR_CONNECTION_CLOSED,
  };

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    if (g_error_matches (error, G_IO_ERROR, codes[i]))
      return TRUE;

  return FALSE;
}

static gboolean
compare_streams (NexusContentReader *reader,
                 NexusTransferInput *input,
                 GCancellable       *cancellable)
{
  g_autofree guint8 *ours = g_malloc (COMPARE_SIZE);
  g_autofree guint8 *theirs = g_malloc (COMPARE_SIZE);
  guint64 offset = 0;
  gssize count;

  do
    {
      count = input->dir->source->read (input, theirs, COMPARE_SIZE, cancellable, NULL);
      if (count < 0 ||
          _nexus_content_reader_pread (reader, ours, COMPARE_SIZE, offset, cancellable, NULL) != count ||
          memcmp (ours, theirs, count) != 0)
        return FALSE;
      offset += count;
    }
  while (count == COMPARE_SIZE);

  return TRUE;
}

gboolean
_nexus_transfer_is_same_content (NexusFilesystem         *filesystem,
                                 NexusEntry              *entry,
                                 NexusTransferDir        *dir,
                                 const char              *name,
                                 const NexusTransferInfo *info,
                                 GCancellable            *cancellable)
{
  g_autoptr(NexusContentReader) reader = NULL;
  NexusTransferInput input = { .dir = dir, .name = name, .fd = -1 };
  NexusTransferInfo now = *info;
  gboolean is_same;

  if (info->has_size && info->size != nexus_entry_get_size (entry))
    return FALSE;
  reader = _nexus_filesystem_open_reader (filesystem, nexus_entry_get_path (entry), nexus_entry_get_version (entry),
                                          NULL, cancellable, NULL);
  if (reader == NULL || !dir->source->open_file (&input, &now, cancellable, NULL))
    return FALSE;

  is_same = compare_streams (reader, &input, cancellable);
  dir->source->close_file (&input);

  return is_same;
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
  if ((gsize) (dot - name) + strlen (suffix) > NEXUS_NAME_MAX)
    {
      /* What is cut off may be all that tells two names apart. */
      g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, name, -1);

      g_free (suffix);
      suffix = g_strdup_printf (" %.8s (%u)%s", sum, number, dot);
    }
  room = NEXUS_NAME_MAX - strlen (suffix);
  stem = g_strndup (name, MIN ((gsize) (dot - name), room));
  while (!g_utf8_validate (stem, -1, NULL))
    stem[strlen (stem) - 1] = '\0';

  return g_strconcat (stem, suffix, NULL);
}
