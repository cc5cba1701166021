/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "nexus-path.h"
#include "nexus-transfer-private.h"

/* Places that only GIO reaches: servers, archives, resources, the trash, other stores.  Listings bring all that is
 * needed to tell what has changed, so that a file which has not costs nothing more. */

#define ATTRIBUTES \
  "standard::name,standard::type,standard::size,standard::symlink-target,unix::mode," \
  "time::modified,time::modified-usec,time::modified-nsec"
#define SECOND G_GINT64_CONSTANT (1000000000)

static guint
get_kind (GFileInfo *found)
{
  switch (g_file_info_get_file_type (found))
    {
    case G_FILE_TYPE_REGULAR:
      return S_IFREG;
    case G_FILE_TYPE_DIRECTORY:
      return S_IFDIR;
    case G_FILE_TYPE_SYMBOLIC_LINK:
      return S_IFLNK;
    case G_FILE_TYPE_SPECIAL:
      return g_file_info_get_attribute_uint32 (found, G_FILE_ATTRIBUTE_UNIX_MODE) & S_IFMT;
    case G_FILE_TYPE_UNKNOWN:
    case G_FILE_TYPE_SHORTCUT:
    case G_FILE_TYPE_MOUNTABLE:
    default:
      return 0;
    }
}

/* Seconds that would not fit are as good as unknown. */
static void
take_time (NexusTransferInfo *info,
           GFileInfo         *found)
{
  guint64 seconds = g_file_info_get_attribute_uint64 (found, G_FILE_ATTRIBUTE_TIME_MODIFIED);
  gint64 nanoseconds = 0;

  info->time_unit = SECOND;
  if (g_file_info_has_attribute (found, G_FILE_ATTRIBUTE_TIME_MODIFIED_NSEC))
    {
      info->time_unit = 1;
      nanoseconds = g_file_info_get_attribute_uint32 (found, G_FILE_ATTRIBUTE_TIME_MODIFIED_NSEC);
    }
  else if (g_file_info_has_attribute (found, G_FILE_ATTRIBUTE_TIME_MODIFIED_USEC))
    {
      info->time_unit = 1000;
      nanoseconds = 1000 * (gint64) g_file_info_get_attribute_uint32 (found, G_FILE_ATTRIBUTE_TIME_MODIFIED_USEC);
    }

  info->has_time = g_file_info_has_attribute (found, G_FILE_ATTRIBUTE_TIME_MODIFIED) && nanoseconds < SECOND &&
                   (gint64) seconds > G_MININT64 / SECOND && (gint64) seconds < G_MAXINT64 / SECOND;
  info->modified_ns = info->has_time ? (gint64) seconds * SECOND + nanoseconds : 0;
}

static void
take_info (NexusTransferInfo *info,
           GFileInfo         *found)
{
  guint kind = get_kind (found);

  memset (info, 0, sizeof *info);
  info->has_mode = g_file_info_has_attribute (found, G_FILE_ATTRIBUTE_UNIX_MODE) && kind != S_IFLNK;
  info->mode = kind;
  if (info->has_mode)
    info->mode |= g_file_info_get_attribute_uint32 (found, G_FILE_ATTRIBUTE_UNIX_MODE) & 07777;

  info->has_size = kind != S_IFREG || g_file_info_has_attribute (found, G_FILE_ATTRIBUTE_STANDARD_SIZE);
  if (kind == S_IFREG && info->has_size)
    info->size = g_file_info_get_attribute_uint64 (found, G_FILE_ATTRIBUTE_STANDARD_SIZE);
  /* No file is that large: who says so knows nothing. */
  if (info->size > G_MAXINT64)
    {
      info->has_size = FALSE;
      info->size = 0;
    }
  take_time (info, found);
}

GFile *
_nexus_transfer_gio_get_file (NexusTransferDir *dir,
                              const char       *name)
{
  return strcmp (name, ".") == 0 ? g_object_ref (dir->file) : g_file_get_child (dir->file, name);
}

gboolean
_nexus_transfer_gio_get_info (NexusTransferDir   *dir,
                              const char         *name,
                              NexusTransferInfo  *info,
                              GCancellable       *cancellable,
                              GError            **error)
{
  g_autoptr(GFile) file = _nexus_transfer_gio_get_file (dir, name);
  g_autoptr(GError) reason = NULL;
  g_autoptr(GFileInfo) found = NULL;

  found = g_file_query_info (file, ATTRIBUTES, G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS, cancellable, &reason);
  if (found == NULL)
    {
      _nexus_transfer_take_error (error, g_steal_pointer (&reason), _("read"), dir, name);
      return FALSE;
    }
  take_info (info, found);

  return TRUE;
}

char *
_nexus_transfer_get_id (GFile        *file,
                        GCancellable *cancellable)
{
  g_autofree char *path = g_file_get_path (file);
  g_autoptr(GFileInfo) found = NULL;

  if (path == NULL)
    found = g_file_query_info (file, G_FILE_ATTRIBUTE_ID_FILE, G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS, cancellable, NULL);

  return found != NULL ? g_strdup (g_file_info_get_attribute_string (found, G_FILE_ATTRIBUTE_ID_FILE)) : NULL;
}

static char *
gio_read_link (NexusTransferDir  *dir,
               const char        *name,
               GCancellable      *cancellable,
               GError           **error)
{
  g_autoptr(GFile) file = _nexus_transfer_gio_get_file (dir, name);
  g_autoptr(GError) reason = NULL;
  g_autoptr(GFileInfo) found = NULL;
  const char *target = NULL;

  found = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_SYMLINK_TARGET, G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS,
                             cancellable, &reason);
  if (found != NULL)
    target = g_file_info_get_attribute_byte_string (found, G_FILE_ATTRIBUTE_STANDARD_SYMLINK_TARGET);
  if (target != NULL)
    return g_strdup (target);

  if (reason == NULL)
    reason = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, _("where it points to is not told"));
  _nexus_transfer_take_error (error, g_steal_pointer (&reason), _("read the link"), dir, name);

  return NULL;
}

static NexusTransferFound *
take_found (GFileInfo *found)
{
  NexusTransferFound *self = _nexus_transfer_found_new (g_file_info_get_name (found));

  self->info = g_new (NexusTransferInfo, 1);
  take_info (self->info, found);
  if (S_ISLNK (self->info->mode))
    self->target = g_strdup (g_file_info_get_attribute_byte_string (found, G_FILE_ATTRIBUTE_STANDARD_SYMLINK_TARGET));

  return self;
}

/* The synchronous calls of an enumerator give one file at a time; whether they come in batches is up to the place. */
static GPtrArray *
gio_list (NexusTransferDir  *dir,
          GCancellable      *cancellable,
          GError           **error)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func ((GDestroyNotify) _nexus_transfer_found_free);
  g_autoptr(GFileEnumerator) enumerator = NULL;
  g_autoptr(GError) reason = NULL;

  enumerator = g_file_enumerate_children (dir->file, ATTRIBUTES, G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS, cancellable,
                                          &reason);
  while (enumerator != NULL && reason == NULL)
    {
      g_autoptr(GFileInfo) found = g_file_enumerator_next_file (enumerator, cancellable, &reason);

      if (found == NULL)
        break;
      if (g_file_info_get_name (found) != NULL)
        g_ptr_array_add (names, take_found (found));
    }
  if (enumerator != NULL)
    g_file_enumerator_close (enumerator, NULL, NULL);
  if (reason == NULL)
    return g_steal_pointer (&names);

  _nexus_transfer_take_error (error, g_steal_pointer (&reason), _("list the folder"), dir, "");

  return NULL;
}

static NexusTransferDir *
gio_open_directory (NexusTransferDir  *dir,
                    const char        *name,
                    GCancellable      *cancellable,
                    GError           **error)
{
  g_autoptr(GFile) file = _nexus_transfer_gio_get_file (dir, name);

  return _nexus_transfer_gio_new (file, NULL);
}

static gboolean
gio_open_file (NexusTransferInput  *input,
               NexusTransferInfo   *info,
               GCancellable        *cancellable,
               GError             **error)
{
  g_autoptr(GFile) file = _nexus_transfer_gio_get_file (input->dir, input->name);
  g_autoptr(GError) reason = NULL;

  input->stream = G_INPUT_STREAM (g_file_read (file, cancellable, &reason));
  if (input->stream != NULL)
    return TRUE;

  _nexus_transfer_take_error (error, g_steal_pointer (&reason), _("read"), input->dir, input->name);

  return FALSE;
}

static gssize
gio_read (NexusTransferInput  *input,
          void                *buffer,
          gsize                size,
          GCancellable        *cancellable,
          GError             **error)
{
  g_autoptr(GError) reason = NULL;
  gsize count;

  if (g_input_stream_read_all (input->stream, buffer, size, &count, cancellable, &reason))
    return count;

  _nexus_transfer_take_error (error, g_steal_pointer (&reason), _("read"), input->dir, input->name);

  return -1;
}

/* By name: an open stream does not tell whether the name still means the same file, and not every one tells at all. */
static gboolean
gio_get_info_again (NexusTransferInput  *input,
                    NexusTransferInfo   *info,
                    GCancellable        *cancellable,
                    GError             **error)
{
  return _nexus_transfer_gio_get_info (input->dir, input->name, info, cancellable, error);
}

static void
gio_close_file (NexusTransferInput *input)
{
  g_input_stream_close (input->stream, NULL, NULL);
  g_object_unref (input->stream);
}

static const NexusTransferSource gio_source = {
  .get_info = _nexus_transfer_gio_get_info,
  .read_link = gio_read_link,
  .list = gio_list,
  .open_directory = gio_open_directory,
  .open_file = gio_open_file,
  .read = gio_read,
  .get_info_again = gio_get_info_again,
  .close_file = gio_close_file,
};

NexusTransferDir *
_nexus_transfer_gio_new (GFile            *file,
                         NexusTransferDir *parent)
{
  NexusTransferDir *self = _nexus_transfer_dir_new (parent);

  self->source = &gio_source;
  self->sink = &_nexus_transfer_gio_sink;
  self->file = g_object_ref (file);
  self->path = g_file_get_parse_name (file);
  if (parent != NULL)
    {
      self->keeps_modes = parent->keeps_modes;
      self->time_unit = parent->time_unit;
    }

  return self;
}
