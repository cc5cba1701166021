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
#include "nexus-errno-private.h"
#include "nexus-load-private.h"

/* Between reading and applying.  The input may come slowly, over a network; while the transaction is open, others who
 * want to write have to wait.  So everything is read and checked first, and once: what comes out again is not text any
 * more.  The file has no name and lives for as long as this does.
 *
 *   Frame │ path, type, target │ tags │ attributes │ store tags │ versions │ n_refs × (Reference, locator)
 *
 * A text is its length and its bytes, a list the number of its texts before them, and NONE stands for NULL.  The
 * references are those of the content and of the older versions, in their order. */

#define BUFFER_SIZE (256 * 1024)
#define NONE G_MAXUINT32

struct _NexusLoadSpool {
  FILE    *file;
  char    *buffer;
  GString *rest;      /* what is behind the frame */
  guint64  n_left;
};

typedef struct {
  guint64 number;
  guint64 size;
  gint64  created_ns;
  gint64  modified_ns;
  gint64  deleted_ns;
  guint32 version;
  guint32 rest_size;
  guint16 mode;
  guint8  kind;
  guint8  has_id;
  guint8  has_trash_id;
  guint8  deleted;
  guint8  unnamed;
  guint8  has_refs;
  guint8  uuid[NEXUS_UUID_SIZE];
  guint8  trash_uuid[NEXUS_UUID_SIZE];
  guint8  hash[NEXUS_HASH_SIZE];
} Frame;

typedef struct {
  guint64 size;
  gint64  modified_ns;
  guint32 number;
  guint32 unnamed;
  guint8  hash[NEXUS_HASH_SIZE];
} Version;

typedef struct {
  guint64 size;
  guint32 locator_size;   /* NONE: there is no reference at all */
  guint32 has_locator;
  guint8  hash[NEXUS_HASH_SIZE];
} Reference;

/* Where a reader of the rest of a frame stands. */
typedef struct {
  const char *p;
  gsize       left;
} Scan;

static gboolean
set_errno (GError **error,
           int      saved_errno)
{
  g_set_error (error, G_IO_ERROR, _nexus_errno_to_code (saved_errno),
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
  self->rest = g_string_sized_new (1024);

  return self;
}

void
_nexus_load_spool_free (NexusLoadSpool *self)
{
  fclose (self->file);
  g_free (self->buffer);
  g_string_free (self->rest, TRUE);
  g_free (self);
}

/* --- In --- */

static void
put (NexusLoadSpool *self,
     gconstpointer   data,
     gsize           size)
{
  g_string_append_len (self->rest, data, (gssize) size);
}

static void
put_number (NexusLoadSpool *self,
            guint32         number)
{
  put (self, &number, sizeof number);
}

static void
put_text (NexusLoadSpool *self,
          const char     *text)
{
  gsize length;

  if (text == NULL)
    {
      put_number (self, NONE);
      return;
    }

  length = strlen (text);
  put_number (self, (guint32) length);
  put (self, text, length);
}

static void
put_list (NexusLoadSpool  *self,
          char           **texts)
{
  guint n_texts = texts != NULL ? g_strv_length (texts) : 0;

  put_number (self, n_texts);
  for (guint i = 0; i < n_texts; i++)
    put_text (self, texts[i]);
}

static void
put_versions (NexusLoadSpool *self,
              GArray         *versions)
{
  guint n_versions = versions != NULL ? versions->len : 0;

  put_number (self, n_versions);
  for (guint i = 0; i < n_versions; i++)
    {
      const NexusRecordVersion *from = &g_array_index (versions, NexusRecordVersion, i);
      Version version = {
        .size = from->content.size,
        .modified_ns = from->modified_ns,
        .number = from->number,
        .unnamed = (guint32) from->content.unnamed,
      };

      memcpy (version.hash, from->content.hash, NEXUS_HASH_SIZE);
      put (self, &version, sizeof version);
    }
}

static void
put_ref (NexusLoadSpool  *self,
         NexusContentRef *ref)
{
  Reference reference = { .locator_size = NONE };
  gconstpointer locator = NULL;
  gsize size = 0;

  if (ref != NULL)
    {
      if (ref->locator != NULL)
        locator = g_bytes_get_data (ref->locator, &size);
      reference.locator_size = (guint32) size;
      reference.has_locator = ref->locator != NULL;
      reference.size = ref->size;
      memcpy (reference.hash, ref->hash, NEXUS_HASH_SIZE);
    }

  put (self, &reference, sizeof reference);
  if (size > 0)
    put (self, locator, size);
}

static gboolean
has_refs (const NexusRecord *record)
{
  gboolean any = record->content.ref != NULL;

  for (guint i = 0; !any && record->versions != NULL && i < record->versions->len; i++)
    any = g_array_index (record->versions, NexusRecordVersion, i).content.ref != NULL;

  return any;
}

gboolean
_nexus_load_spool_add (NexusLoadSpool     *self,
                       guint64             number,
                       const NexusRecord  *record,
                       GError            **error)
{
  Frame frame = {
    .number = number,
    .size = record->content.size,
    .created_ns = record->created_ns,
    .modified_ns = record->modified_ns,
    .deleted_ns = record->deleted_ns,
    .version = record->version,
    .mode = (guint16) record->mode,
    .kind = (guint8) record->kind,
    .has_id = (guint8) record->has_id,
    .has_trash_id = (guint8) record->has_trash_id,
    .deleted = (guint8) record->deleted,
    .unnamed = (guint8) record->content.unnamed,
    .has_refs = (guint8) has_refs (record),
  };

  memcpy (frame.uuid, record->uuid, NEXUS_UUID_SIZE);
  memcpy (frame.trash_uuid, record->trash_uuid, NEXUS_UUID_SIZE);
  memcpy (frame.hash, record->content.hash, NEXUS_HASH_SIZE);

  g_string_truncate (self->rest, 0);
  put_text (self, record->path);
  put_text (self, record->content_type);
  put_text (self, record->target);
  put_list (self, record->tags);
  put_list (self, record->attributes);
  put_list (self, record->store_tags);
  put_versions (self, record->versions);
  if (frame.has_refs)
    {
      put_ref (self, record->content.ref);
      for (guint i = 0; record->versions != NULL && i < record->versions->len; i++)
        put_ref (self, g_array_index (record->versions, NexusRecordVersion, i).content.ref);
    }
  frame.rest_size = (guint32) self->rest->len;

  if (fwrite_unlocked (&frame, sizeof frame, 1, self->file) != 1 ||
      fwrite_unlocked (self->rest->str, 1, self->rest->len, self->file) != self->rest->len)
    return set_errno (error, errno);
  self->n_left++;

  return TRUE;
}

/* --- Out --- */

gboolean
_nexus_load_spool_rewind (NexusLoadSpool  *self,
                          GError         **error)
{
  if (fflush (self->file) != 0 || fseeko (self->file, 0, SEEK_SET) != 0)
    return set_errno (error, errno);

  return TRUE;
}

static gboolean
get (Scan     *scan,
     gpointer  data,
     gsize     size)
{
  if (scan->left < size)
    return FALSE;

  memcpy (data, scan->p, size);
  scan->p += size;
  scan->left -= size;

  return TRUE;
}

static gboolean
get_text (Scan  *scan,
          char **text)
{
  guint32 length;

  if (!get (scan, &length, sizeof length))
    return FALSE;
  if (length == NONE)
    return TRUE;
  if (scan->left < length)
    return FALSE;

  *text = g_malloc (length + 1);
  (*text)[length] = '\0';

  return get (scan, *text, length);
}

static gboolean
get_list (Scan   *scan,
          char ***texts)
{
  guint32 n_texts;

  if (!get (scan, &n_texts, sizeof n_texts) || n_texts > scan->left)
    return FALSE;
  if (n_texts == 0)
    return TRUE;

  *texts = g_new0 (char *, n_texts + 1);
  for (guint i = 0; i < n_texts; i++)
    {
      if (!get_text (scan, &(*texts)[i]))
        return FALSE;
    }

  return TRUE;
}

static gboolean
get_versions (Scan    *scan,
              GArray **versions)
{
  guint32 n_versions;

  if (!get (scan, &n_versions, sizeof n_versions) || n_versions > scan->left)
    return FALSE;
  if (n_versions == 0)
    return TRUE;

  *versions = _nexus_record_versions_new ();
  g_array_set_size (*versions, n_versions);
  for (guint i = 0; i < n_versions; i++)
    {
      NexusRecordVersion *to = &g_array_index (*versions, NexusRecordVersion, i);
      Version version;

      if (!get (scan, &version, sizeof version))
        return FALSE;
      to->number = version.number;
      to->modified_ns = version.modified_ns;
      to->content.size = version.size;
      to->content.unnamed = version.unnamed != 0;
      memcpy (to->content.hash, version.hash, NEXUS_HASH_SIZE);
    }

  return TRUE;
}

static gboolean
get_ref (Scan             *scan,
         NexusContentRef **ref)
{
  g_autoptr(GBytes) locator = NULL;
  Reference reference;

  if (!get (scan, &reference, sizeof reference))
    return FALSE;
  if (reference.locator_size == NONE)
    return TRUE;
  if (scan->left < reference.locator_size)
    return FALSE;

  if (reference.has_locator)
    {
      locator = g_bytes_new (scan->p, reference.locator_size);
      scan->p += reference.locator_size;
      scan->left -= reference.locator_size;
    }
  *ref = _nexus_content_ref_new (reference.hash, reference.size, locator);

  return TRUE;
}

static gboolean
get_rest (Scan        *scan,
          const Frame *frame,
          NexusRecord *record)
{
  if (!get_text (scan, &record->path) || record->path == NULL ||
      !get_text (scan, &record->content_type) ||
      !get_text (scan, &record->target) ||
      !get_list (scan, &record->tags) ||
      !get_list (scan, &record->attributes) ||
      !get_list (scan, &record->store_tags) ||
      !get_versions (scan, &record->versions))
    return FALSE;
  if (!frame->has_refs)
    return scan->left == 0;

  if (!get_ref (scan, &record->content.ref))
    return FALSE;
  for (guint i = 0; record->versions != NULL && i < record->versions->len; i++)
    {
      if (!get_ref (scan, &g_array_index (record->versions, NexusRecordVersion, i).content.ref))
        return FALSE;
    }

  return scan->left == 0;
}

gboolean
_nexus_load_spool_next (NexusLoadSpool  *self,
                        guint64         *number,
                        NexusRecord     *record,
                        gboolean        *more,
                        GError         **error)
{
  Frame frame;
  Scan scan;

  *more = self->n_left > 0;
  if (!*more)
    return TRUE;
  self->n_left--;

  if (fread_unlocked (&frame, sizeof frame, 1, self->file) != 1)
    return set_errno (error, ferror (self->file) ? errno : EIO);
  g_string_set_size (self->rest, frame.rest_size);
  if (fread_unlocked (self->rest->str, 1, frame.rest_size, self->file) != frame.rest_size)
    return set_errno (error, ferror (self->file) ? errno : EIO);

  *number = frame.number;
  record->kind = (NexusKind) frame.kind;
  record->has_id = frame.has_id;
  memcpy (record->uuid, frame.uuid, NEXUS_UUID_SIZE);
  memcpy (record->content.hash, frame.hash, NEXUS_HASH_SIZE);
  record->content.size = frame.size;
  record->content.unnamed = frame.unnamed;
  record->created_ns = frame.created_ns;
  record->modified_ns = frame.modified_ns;
  record->version = frame.version;
  record->mode = frame.mode;
  record->deleted = frame.deleted;
  record->deleted_ns = frame.deleted_ns;
  record->has_trash_id = frame.has_trash_id;
  memcpy (record->trash_uuid, frame.trash_uuid, NEXUS_UUID_SIZE);

  scan = (Scan) { self->rest->str, self->rest->len };
  if (get_rest (&scan, &frame, record))
    return TRUE;
  _nexus_record_clear (record);

  return set_errno (error, EIO);
}
