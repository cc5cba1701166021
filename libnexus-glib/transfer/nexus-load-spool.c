/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "nexus-config.h"
#include "nexus-jsonl-private.h"
#include "nexus-load-private.h"

/* Between reading and applying.  The input may come slowly, over a network; while the transaction is open, others who
 * want to write have to wait.  So everything is read and checked first.
 *
 *   number, length, n_refs │ n_refs × (size of the locator, hash, size, locator) │ the line
 *
 * The references are those of the content and of the older versions, in their order. */

#define BUFFER_SIZE (256 * 1024)
#define NO_REF G_MAXUINT32

struct _NexusLoadSpool {
  FILE    *file;
  char    *buffer;
  GString *line;
  guint64  n_left;
};

typedef struct {
  guint64 number;
  guint32 length;
  guint32 n_refs;
} Header;

typedef struct {
  guint32 locator_size;   /* NO_REF: there is no reference at all */
  guint32 has_locator;
  guint64 size;
  guint8  hash[NEXUS_HASH_SIZE];
} RefHeader;

static gboolean
set_errno (GError **error,
           int      saved_errno)
{
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (saved_errno),
               _("The file that keeps what was read until it is loaded cannot be used: %s"), g_strerror (saved_errno));

  return FALSE;
}

/* Beside the store there is room, and it is not in memory as /tmp may be. */
static int
open_file (NexusFilesystem  *filesystem,
           GError          **error)
{
  NexusConfig *config = nexus_filesystem_get_config (filesystem);
  g_autofree char *name = NULL;
  int fd = open (nexus_config_get_data_dir (config), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

  if (fd >= 0)
    return fd;

  fd = g_file_open_tmp ("nexus-load-XXXXXX", &name, error);
  if (fd >= 0)
    g_unlink (name);

  return fd;
}

NexusLoadSpool *
_nexus_load_spool_new (NexusFilesystem  *filesystem,
                       GError          **error)
{
  int fd = open_file (filesystem, error);
  NexusLoadSpool *self;

  if (fd < 0)
    return NULL;

  self = g_new0 (NexusLoadSpool, 1);
  self->file = fdopen (fd, "w+");
  self->buffer = g_malloc (BUFFER_SIZE);
  setvbuf (self->file, self->buffer, _IOFBF, BUFFER_SIZE);
  self->line = g_string_new (NULL);

  return self;
}

void
_nexus_load_spool_free (NexusLoadSpool *self)
{
  fclose (self->file);
  g_free (self->buffer);
  g_string_free (self->line, TRUE);
  g_free (self);
}

static gboolean
put (NexusLoadSpool  *self,
     const void      *data,
     gsize            size,
     GError         **error)
{
  if (fwrite_unlocked (data, 1, size, self->file) != size)
    return set_errno (error, errno);

  return TRUE;
}

static gboolean
get (NexusLoadSpool  *self,
     void            *data,
     gsize            size,
     GError         **error)
{
  if (fread_unlocked (data, 1, size, self->file) != size)
    return set_errno (error, ferror (self->file) ? errno : EIO);

  return TRUE;
}

static gboolean
put_ref (NexusLoadSpool   *self,
         NexusContentRef  *ref,
         GError          **error)
{
  RefHeader header = { .locator_size = NO_REF };
  gconstpointer locator = NULL;
  gsize size = 0;

  if (ref != NULL)
    {
      if (ref->locator != NULL)
        locator = g_bytes_get_data (ref->locator, &size);
      header.locator_size = (guint32) size;
      header.has_locator = ref->locator != NULL;
      header.size = ref->size;
      memcpy (header.hash, ref->hash, NEXUS_HASH_SIZE);
    }

  return put (self, &header, sizeof header, error) && (size == 0 || put (self, locator, size, error));
}

gboolean
_nexus_load_spool_add (NexusLoadSpool     *self,
                       guint64             number,
                       const char         *line,
                       gsize               length,
                       const NexusRecord  *record,
                       GError            **error)
{
  guint n_versions = record->versions != NULL ? record->versions->len : 0;
  Header header = { .number = number, .length = (guint32) length };
  gboolean any = record->content.ref != NULL;

  for (guint i = 0; i < n_versions && !any; i++)
    any = g_array_index (record->versions, NexusRecordVersion, i).content.ref != NULL;
  header.n_refs = any ? n_versions + 1 : 0;

  if (!put (self, &header, sizeof header, error) ||
      (any && !put_ref (self, record->content.ref, error)))
    return FALSE;
  for (guint i = 0; any && i < n_versions; i++)
    {
      if (!put_ref (self, g_array_index (record->versions, NexusRecordVersion, i).content.ref, error))
        return FALSE;
    }
  self->n_left++;

  return put (self, line, length, error);
}

gboolean
_nexus_load_spool_rewind (NexusLoadSpool  *self,
                          GError         **error)
{
  if (fflush (self->file) != 0 || fseeko (self->file, 0, SEEK_SET) != 0)
    return set_errno (error, errno);

  return TRUE;
}

static gboolean
get_ref (NexusLoadSpool    *self,
         NexusContentRef  **ref,
         GError           **error)
{
  g_autofree guint8 *locator = NULL;
  g_autoptr(GBytes) bytes = NULL;
  RefHeader header;

  if (!get (self, &header, sizeof header, error))
    return FALSE;
  if (header.locator_size == NO_REF)
    return TRUE;

  if (header.has_locator)
    {
      locator = g_malloc (header.locator_size);
      if (!get (self, locator, header.locator_size, error))
        return FALSE;
      bytes = g_bytes_new_take (g_steal_pointer (&locator), header.locator_size);
    }
  *ref = _nexus_content_ref_new (header.hash, header.size, bytes);

  return TRUE;
}

static void
clear_ref (gpointer ref)
{
  if (ref != NULL)
    _nexus_content_ref_unref (ref);
}

gboolean
_nexus_load_spool_next (NexusLoadSpool  *self,
                        guint64         *number,
                        NexusRecord     *record,
                        gboolean        *more,
                        GError         **error)
{
  g_autoptr(GPtrArray) refs = NULL;
  Header header;

  *more = self->n_left > 0;
  if (!*more)
    return TRUE;
  self->n_left--;

  if (!get (self, &header, sizeof header, error))
    return FALSE;
  *number = header.number;
  if (header.n_refs > 0)
    refs = g_ptr_array_new_with_free_func (clear_ref);
  for (guint i = 0; i < header.n_refs; i++)
    {
      NexusContentRef *ref = NULL;

      if (!get_ref (self, &ref, error))
        return FALSE;
      g_ptr_array_add (refs, ref);
    }

  g_string_set_size (self->line, header.length);
  if (!get (self, self->line->str, header.length, error) ||
      !_nexus_jsonl_read (self->line->str, header.length, record, error))
    return FALSE;

  for (guint i = 0; i < header.n_refs; i++)
    {
      NexusRecordContent *content = i == 0 ? &record->content
                                           : &g_array_index (record->versions, NexusRecordVersion, i - 1).content;

      content->ref = g_steal_pointer (&g_ptr_array_index (refs, i));
    }

  return TRUE;
}
