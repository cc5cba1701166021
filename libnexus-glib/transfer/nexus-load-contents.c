/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "nexus-errno-private.h"
#include "nexus-error.h"
#include "nexus-load-private.h"
#include "nexus-path.h"
#include "nexus-transfer-private.h"

/* Contents that come along with a dump: a folder of files that are called by their hashes, flat, in ab/, in ab/cd/, and all
 * of that in cas/ as the original Nexus for Python has it, or in content/.  What is taken is checked against its name
 * first.  A hash of 64 digits may be BLAKE2b or SHA-256, whatever this store uses; one of 32 is MD5.
 *
 * No link is followed, neither in place of a file nor of a folder: a folder from elsewhere may hold any. */

/* References that are remembered, for contents that many files have. */
#define REMEMBERED_MAX 16384

struct _NexusLoadContents {
  NexusFilesystem  *filesystem;
  NexusOperation   *operation;
  GCancellable     *cancellable;
  gboolean          dry_run;
  int               fd;           /* -1: no folder */
  char             *name;         /* of the folder, to be shown */
  NexusContentHash  kind;
  guint             layout;       /* where the last one was found */
  GHashTable       *remembered;   /* hash → NexusContentRef */
  guint8           *buffer;
};

NexusLoadContents *
_nexus_load_contents_new (NexusFilesystem  *filesystem,
                          NexusOperation   *operation,
                          GFile            *folder,
                          gboolean          dry_run,
                          GCancellable     *cancellable,
                          GError          **error)
{
  g_autoptr(NexusLoadContents) self = g_new0 (NexusLoadContents, 1);
  g_autofree char *path = folder != NULL ? g_file_get_path (folder) : NULL;

  self->filesystem = filesystem;
  self->operation = operation;
  self->cancellable = cancellable;
  self->dry_run = dry_run;
  self->fd = -1;
  self->kind = _nexus_filesystem_get_content_hash (filesystem);
  self->remembered = g_hash_table_new_full (_nexus_hash_hash, _nexus_hash_equal, NULL, (GDestroyNotify) _nexus_content_ref_unref);
  self->buffer = g_malloc (NEXUS_TRANSFER_WHOLE + 1);

  if (folder == NULL)
    return g_steal_pointer (&self);

  if (path == NULL)
    {
      g_autofree char *uri = g_file_get_uri (folder);

      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                   _("“%s” has no path on this computer; copy it to a local folder, then load from that"), uri);
      return NULL;
    }

  self->name = nexus_path_display (path);
  self->fd = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (self->fd < 0)
    {
      int saved_errno = errno;

      g_set_error (error, G_IO_ERROR, _nexus_errno_to_code (saved_errno), _("Could not open the folder “%s”: %s"),
                   self->name, g_strerror (saved_errno));
      return NULL;
    }

  return g_steal_pointer (&self);
}

void
_nexus_load_contents_free (NexusLoadContents *self)
{
  if (self->fd >= 0)
    close (self->fd);
  g_free (self->name);
  g_hash_table_unref (self->remembered);
  g_free (self->buffer);
  g_free (self);
}

/* --- Finding --- */

/* Opens part by part, so that no link on the way is followed.  -1 with errno set. */
static int
open_below (int         folder,
            const char *path)
{
  g_auto(GStrv) parts = g_strsplit (path, "/", -1);
  int fd = -1;

  for (guint i = 0; parts[i] != NULL; i++)
    {
      gboolean last = parts[i + 1] == NULL;
      int next = openat (fd >= 0 ? fd : folder, parts[i],
                         O_RDONLY | O_NOFOLLOW | O_CLOEXEC | (last ? O_NONBLOCK | O_NOCTTY : O_DIRECTORY));
      int saved_errno = errno;

      if (fd >= 0)
        close (fd);
      fd = next;
      if (fd < 0)
        {
          errno = saved_errno;
          return -1;
        }
    }

  return fd;
}

static gboolean
is_md5 (const guint8 *hash)
{
  static const guint8 zeros[NEXUS_HASH_SIZE / 2];

  return memcmp (hash + NEXUS_HASH_SIZE / 2, zeros, sizeof zeros) == 0;
}

static void
get_name (const guint8 *hash,
          char         *hex)
{
  _nexus_hash_to_hex (hash, hex);
  if (is_md5 (hash))
    hex[NEXUS_HASH_SIZE] = '\0';
}

/* -1 with errno ENOENT if it is in none of the places. */
static int
open_by_name (NexusLoadContents *self,
              const char        *hex)
{
  static const char * const layouts[] = {
    "%1$s", "%2$s/%1$s", "%2$s/%3$s/%1$s", "cas/%2$s/%3$s/%1$s", "cas/%2$s/%1$s", "cas/%1$s", "content/%2$s/%1$s",
  };
  char first[3] = { hex[0], hex[1], '\0' };
  char second[3] = { hex[2], hex[3], '\0' };

  for (guint i = 0; i < G_N_ELEMENTS (layouts); i++)
    {
      guint layout = (self->layout + i) % G_N_ELEMENTS (layouts);
      g_autoptr(GString) path = g_string_new (layouts[layout]);
      int fd;

      g_string_replace (path, "%1$s", hex, 0);
      g_string_replace (path, "%2$s", first, 0);
      g_string_replace (path, "%3$s", second, 0);
      fd = open_below (self->fd, path->str);
      if (fd >= 0 || (errno != ENOENT && errno != ENOTDIR))
        {
          self->layout = layout;
          return fd;
        }
    }
  errno = ENOENT;

  return -1;
}

/* --- Checking --- */

/* The sums that a content is checked by: those of the two functions that a store can use, or MD5. */
typedef struct {
  NexusHasher *hashers[2];
  GChecksum   *md5;
} Sums;

static void
sums_clear (Sums *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->hashers); i++)
    g_clear_pointer (&self->hashers[i], _nexus_hasher_free);
  g_clear_pointer (&self->md5, g_checksum_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Sums, sums_clear)

static void
sums_init (Sums         *self,
           const guint8 *hash)
{
  if (is_md5 (hash))
    {
      self->md5 = g_checksum_new (G_CHECKSUM_MD5);
      return;
    }
  self->hashers[0] = _nexus_hasher_new (NEXUS_CONTENT_HASH_SHA256);
  self->hashers[1] = _nexus_hasher_new (NEXUS_CONTENT_HASH_BLAKE2B_256);
}

static void
sums_update (Sums       *self,
             const void *data,
             gsize       size)
{
  if (self->md5 != NULL)
    g_checksum_update (self->md5, data, (gssize) size);
  for (guint i = 0; i < G_N_ELEMENTS (self->hashers); i++)
    {
      if (self->hashers[i] != NULL)
        _nexus_hasher_update (self->hashers[i], data, size);
    }
}

static gboolean
sums_match (Sums         *self,
            const guint8 *hash)
{
  guint8 digest[NEXUS_HASH_SIZE] = { 0 };
  gsize size = NEXUS_HASH_SIZE;
  gboolean match = FALSE;

  if (self->md5 != NULL)
    {
      g_checksum_get_digest (self->md5, digest, &size);
      return memcmp (digest, hash, NEXUS_HASH_SIZE) == 0;
    }

  for (guint i = 0; i < G_N_ELEMENTS (self->hashers); i++)
    {
      _nexus_hasher_finish (self->hashers[i], digest);
      match = match || memcmp (digest, hash, NEXUS_HASH_SIZE) == 0;
    }

  return match;
}

static gboolean
set_damaged (NexusLoadContents  *self,
             const char         *hex,
             GError            **error)
{
  g_set_error (error, NEXUS_ERROR, NEXUS_ERROR_CORRUPT,
               _("The content %s in “%s” is damaged: it does not match its hash."), hex, self->name);

  return FALSE;
}

static gboolean
set_errno (NexusLoadContents  *self,
           const char         *hex,
           int                 saved_errno,
           GError            **error)
{
  g_set_error (error, G_IO_ERROR, _nexus_errno_to_code (saved_errno),
               _("The content %s in “%s” cannot be read: %s"), hex, self->name, g_strerror (saved_errno));

  return FALSE;
}

/* --- Taking --- */

static gssize
read_some (int    fd,
           void  *buffer,
           gsize  size)
{
  gsize done = 0;

  while (done < size)
    {
      gssize count = read (fd, (guint8 *) buffer + done, size - done);

      if (count < 0 && errno == EINTR)
        continue;
      if (count < 0)
        return -1;
      if (count == 0)
        break;
      done += (gsize) count;
    }

  return (gssize) done;
}

/* What a trial knows of a content: its name here, and no place, but that there would be one. */
static NexusContentRef *
named_ref (const guint8 *hash,
           guint64       size)
{
  g_autoptr(GBytes) nowhere = g_bytes_new_static ("-", 1);

  return _nexus_content_ref_new (hash, size, nowhere);
}

static NexusContentRef *
name_only (NexusLoadContents *self,
           const void        *data,
           gsize              size)
{
  g_autoptr(NexusHasher) hasher = _nexus_hasher_new (self->kind);
  guint8 hash[NEXUS_HASH_SIZE];

  _nexus_hasher_update (hasher, data, size);
  _nexus_hasher_finish (hasher, hash);

  return named_ref (hash, size);
}

static NexusContentRef *
take_whole (NexusLoadContents  *self,
            int                 fd,
            const guint8       *hash,
            const char         *hex,
            guint64             size,
            GError            **error)
{
  g_auto(Sums) sums = { 0 };
  gssize count = read_some (fd, self->buffer, (gsize) size + 1);

  if (count < 0)
    {
      set_errno (self, hex, errno, error);
      return NULL;
    }

  sums_init (&sums, hash);
  sums_update (&sums, self->buffer, (gsize) count);
  if ((guint64) count != size || !sums_match (&sums, hash))
    {
      set_damaged (self, hex, error);
      return NULL;
    }

  if (self->dry_run)
    return name_only (self, self->buffer, (gsize) count);

  return _nexus_filesystem_stage (self->filesystem, self->buffer, (gsize) count, self->cancellable, error);
}

static NexusContentRef *
take_pieces (NexusLoadContents  *self,
             int                 fd,
             const guint8       *hash,
             const char         *hex,
             guint64             size,
             GError            **error)
{
  g_autoptr(NexusContentWriter) writer = NULL;
  g_autoptr(NexusHasher) hasher = NULL;
  g_auto(Sums) sums = { 0 };
  guint8 name[NEXUS_HASH_SIZE];
  guint64 done = 0;
  gssize count;

  if (self->dry_run)
    hasher = _nexus_hasher_new (self->kind);
  else
    {
      writer = _nexus_filesystem_begin_upload (self->filesystem, size, error);
      if (writer == NULL)
        return NULL;
    }

  sums_init (&sums, hash);
  while ((count = read_some (fd, self->buffer, NEXUS_TRANSFER_WHOLE)) > 0)
    {
      if (!_nexus_operation_checkpoint (self->operation, self->cancellable, error))
        return NULL;
      sums_update (&sums, self->buffer, (gsize) count);
      if (hasher != NULL)
        _nexus_hasher_update (hasher, self->buffer, (gsize) count);
      else if (!_nexus_content_writer_write (writer, self->buffer, (gsize) count, error))
        return NULL;
      done += (guint64) count;
    }
  if (count < 0)
    {
      set_errno (self, hex, errno, error);
      return NULL;
    }
  if (done != size || !sums_match (&sums, hash))
    {
      set_damaged (self, hex, error);
      return NULL;
    }

  if (writer != NULL)
    return _nexus_content_writer_finish (writer, error);
  _nexus_hasher_finish (hasher, name);

  return named_ref (name, size);
}

/* Takes the descriptor. */
static NexusContentRef *
take_file (NexusLoadContents  *self,
           int                 fd,
           const guint8       *hash,
           const char         *hex,
           guint64             size,
           GError            **error)
{
  NexusContentRef *ref = NULL;
  struct stat info;

  if (fstat (fd, &info) != 0)
    set_errno (self, hex, errno, error);
  else if (!S_ISREG (info.st_mode))
    set_errno (self, hex, EINVAL, error);
  else if ((guint64) info.st_size != size)
    g_set_error (error, NEXUS_ERROR, NEXUS_ERROR_CORRUPT,
                 g_dngettext (GETTEXT_PACKAGE,
                              "The content %s in “%s” has %" PRIu64 " byte and should have %" PRIu64 ".",
                              "The content %s in “%s” has %" PRIu64 " bytes and should have %" PRIu64 ".",
                              (gulong) info.st_size),
                 hex, self->name, (guint64) info.st_size, size);
  else if (size <= NEXUS_TRANSFER_WHOLE)
    ref = take_whole (self, fd, hash, hex, size, error);
  else
    ref = take_pieces (self, fd, hash, hex, size, error);
  close (fd);

  return ref;
}

/* Nothing has to be looked for to know what is in an empty file. */
static gboolean
is_empty (const NexusRecordContent *content)
{
  g_auto(Sums) sums = { 0 };

  if (content->size != 0)
    return FALSE;
  if (content->unnamed)
    return TRUE;
  sums_init (&sums, content->hash);

  return sums_match (&sums, content->hash);
}

static void
remember (NexusLoadContents  *self,
          NexusRecordContent *content)
{
  if (g_hash_table_size (self->remembered) >= REMEMBERED_MAX)
    g_hash_table_remove_all (self->remembered);

  /* The reference of a foreign hash has another one in it: then there is no key that lives as long. */
  if (memcmp (content->hash, content->ref->hash, NEXUS_HASH_SIZE) == 0)
    g_hash_table_replace (self->remembered, content->ref->hash, _nexus_content_ref_ref (content->ref));
}

static gboolean
find_here (NexusLoadContents   *self,
           NexusRecordContent  *content,
           gboolean            *here,
           GError             **error)
{
  g_autoptr(GError) local_error = NULL;
  g_autoptr(NexusContentRef) known = NULL;
  NexusContentRef *remembered = g_hash_table_lookup (self->remembered, content->hash);

  *here = remembered != NULL && remembered->size == content->size;
  if (*here)
    {
      content->ref = _nexus_content_ref_ref (remembered);
      return TRUE;
    }

  known = _nexus_filesystem_find_content (self->filesystem, content->hash, self->cancellable, &local_error);
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  *here = known != NULL && known->locator != NULL;

  return TRUE;
}

gboolean
_nexus_load_contents_take (NexusLoadContents   *self,
                           NexusRecordContent  *content,
                           const char          *path,
                           GError             **error)
{
  char hex[2 * NEXUS_HASH_SIZE + 1];
  gboolean here;
  int fd;

  if (is_empty (content))
    {
      content->ref = self->dry_run ? name_only (self, "", 0)
                                   : _nexus_filesystem_stage (self->filesystem, "", 0, self->cancellable, error);
      return content->ref != NULL;
    }
  if (self->fd < 0 || content->unnamed)
    return TRUE;

  if (!find_here (self, content, &here, error))
    return FALSE;
  if (here)
    return TRUE;

  get_name (content->hash, hex);
  fd = path != NULL ? open_below (self->fd, path) : open_by_name (self, hex);
  if (fd < 0)
    return errno == ENOENT || errno == ENOTDIR ? TRUE : set_errno (self, hex, errno, error);

  content->ref = take_file (self, fd, content->hash, hex, content->size, error);
  if (content->ref == NULL)
    return FALSE;
  remember (self, content);

  return TRUE;
}
