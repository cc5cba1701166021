/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "nexus-error.h"
#include "nexus-local-private.h"

/* Reads contents to find damage, and puts away what is damaged. */

#define QUARANTINE "quarantine"

/* Hashes an open file piece by piece, with the checksums of its chunks on the way.  -1 with errno set. */
static gint64
hash_file (int               fd,
           NexusContentHash  kind,
           guint8           *hash,
           GByteArray       *checksums,
           GCancellable     *cancellable)
{
  g_autoptr(NexusHasher) hasher = _nexus_hasher_new (kind);
  g_autofree guint8 *chunk = g_malloc (NEXUS_LOCAL_CHUNK_SIZE);
  guint64 offset = 0;
  gssize count;

  /* From the disk, not from what the kernel remembers of it. */
  posix_fadvise (fd, 0, 0, POSIX_FADV_DONTNEED);
  posix_fadvise (fd, 0, 0, POSIX_FADV_SEQUENTIAL);

  do
    {
      guint32 crc;

      if (g_cancellable_is_cancelled (cancellable))
        {
          errno = ECANCELED;
          return -1;
        }
      count = _nexus_io_pread (fd, chunk, NEXUS_LOCAL_CHUNK_SIZE, offset);
      if (count < 0)
        return -1;
      if (count > 0)
        {
          _nexus_hasher_update (hasher, chunk, (gsize) count);
          crc = _nexus_crc32 (chunk, (gsize) count);
          g_byte_array_append (checksums, (guint8 *) &crc, sizeof crc);
        }
      offset += (guint64) count;
    }
  while (count == NEXUS_LOCAL_CHUNK_SIZE);
  _nexus_hasher_finish (hasher, hash);

  return (gint64) offset;
}

static void
set_read_error (GError       **error,
                int            saved_errno,
                GCancellable  *cancellable,
                const char    *name)
{
  if (!g_cancellable_set_error_if_cancelled (cancellable, error))
    _nexus_io_set_error (error, saved_errno, _("read the content"), name);
}

static gboolean
check_large (NexusLocalStore  *store,
             NexusContentRef  *content,
             NexusLocator     *locator,
             GCancellable     *cancellable,
             GError          **error)
{
  g_autoptr(GByteArray) checksums = g_byte_array_new ();
  char etag[2 * NEXUS_HASH_SIZE + 1];
  guint8 hash[NEXUS_HASH_SIZE];
  int fd = _nexus_large_open (_nexus_local_store_get_large (store), content, error);
  gint64 size;
  int saved_errno;

  if (fd < 0)
    return FALSE;

  _nexus_hash_to_hex (content->hash, etag);
  size = hash_file (fd, _nexus_local_store_get_hash (store), hash, checksums, cancellable);
  saved_errno = errno;
  close (fd);
  if (size < 0)
    {
      set_read_error (error, saved_errno, cancellable, etag);
      return FALSE;
    }

  if (memcmp (hash, content->hash, sizeof hash) != 0)
    {
      g_set_error (error, NEXUS_ERROR, NEXUS_ERROR_CORRUPT,
                   _("The content %s is damaged: its bytes do not have that hash; restore it from a backup"), etag);
      return FALSE;
    }
  if (locator->chunk_size == NEXUS_LOCAL_CHUNK_SIZE &&
      (checksums->len != 4 * locator->n_chunks || memcmp (checksums->data, locator->checksums, checksums->len) != 0))
    {
      g_set_error (error, NEXUS_ERROR, NEXUS_ERROR_CORRUPT,
                   _("The content %s is good, but the checksums that the database keeps of its parts are not"), etag);
      return FALSE;
    }

  return TRUE;
}

gboolean
_nexus_local_check (NexusLocalStore  *store,
                    NexusContentRef  *content,
                    GCancellable     *cancellable,
                    GError          **error)
{
  g_autoptr(GBytes) bytes = NULL;
  NexusLocator locator;

  if (g_cancellable_set_error_if_cancelled (cancellable, error) || !_nexus_locator_parse (content, &locator, error))
    return FALSE;
  if (locator.kind == NEXUS_LOCATOR_LARGE)
    return check_large (store, content, &locator, cancellable, error);

  bytes = _nexus_content_store_read ((NexusContentStore *) store, content, cancellable, error);

  return bytes != NULL;
}

NexusContentRef *
_nexus_local_adopt (NexusLocalStore          *store,
                    const NexusContentFound  *found,
                    GCancellable             *cancellable,
                    GError                  **error)
{
  g_autoptr(NexusContentRef) content = NULL;
  g_autoptr(GByteArray) checksums = NULL;
  g_autoptr(GBytes) locator = NULL;
  guint8 hash[NEXUS_HASH_SIZE];
  gint64 size;
  int saved_errno;
  int fd;

  if (found->packed != NULL)
    return _nexus_local_check (store, found->packed, cancellable, error) ? _nexus_content_ref_ref (found->packed) : NULL;

  content = _nexus_content_ref_new (found->hash, found->size, NULL);
  fd = _nexus_large_open (_nexus_local_store_get_large (store), content, error);
  if (fd < 0)
    return NULL;

  checksums = g_byte_array_new ();
  size = hash_file (fd, _nexus_local_store_get_hash (store), hash, checksums, cancellable);
  saved_errno = errno;
  close (fd);
  if (size < 0)
    {
      set_read_error (error, saved_errno, cancellable, found->name);
      return NULL;
    }
  if ((guint64) size != found->size || memcmp (hash, found->hash, sizeof hash) != 0)
    {
      g_set_error (error, NEXUS_ERROR, NEXUS_ERROR_CORRUPT,
                   _("“%s” is damaged: its bytes do not have the hash that it is named by"), found->name);
      return NULL;
    }

  locator = _nexus_locator_new_large (checksums->data, checksums->len / 4);

  return _nexus_content_ref_new (hash, found->size, locator);
}

/* --- Putting away --- */

/* A name that is not taken. */
static char *
choose_name (int         dir_fd,
             const char *etag)
{
  for (guint i = 0; ; i++)
    {
      g_autofree char *name = i == 0 ? g_strdup (etag) : g_strdup_printf ("%s.%u", etag, i);
      struct stat info;

      if (fstatat (dir_fd, name, &info, AT_SYMLINK_NOFOLLOW) != 0)
        return g_steal_pointer (&name);
    }
}

/* The bytes of a damaged record, as far as they are there; the pack itself stays as it is. */
static gboolean
save_record (NexusLocalStore  *store,
             NexusContentRef  *content,
             NexusLocator     *locator,
             int               dir_fd,
             const char       *name,
             gboolean         *saved,
             GError          **error)
{
  g_autofree char *pack = g_strdup_printf ("packs/%016" G_GINT64_MODIFIER "x.pack", locator->pack);
  g_autofree guint8 *bytes = g_malloc (content->size);
  gssize count = 0;
  gboolean good;
  int fd = openat (_nexus_local_store_get_fd (store), pack, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

  *saved = FALSE;
  if (fd >= 0)
    {
      count = _nexus_io_pread (fd, bytes, content->size, locator->offset + NEXUS_LOCAL_RECORD_HEAD);
      close (fd);
    }
  if (count <= 0)
    return TRUE;

  fd = openat (dir_fd, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  good = fd >= 0 && _nexus_io_pwrite (fd, bytes, (gsize) count, 0) && fsync (fd) == 0;
  if (!good)
    _nexus_io_set_error (error, errno, _("put aside the damaged content"), name);
  if (fd >= 0)
    close (fd);
  *saved = good;

  return good;
}

gboolean
_nexus_local_quarantine (NexusLocalStore  *store,
                         NexusContentRef  *content,
                         char            **name,
                         GError          **error)
{
  g_autofree char *chosen = NULL;
  char etag[2 * NEXUS_HASH_SIZE + 1];
  NexusLocator locator;
  gboolean saved = FALSE;
  gboolean good = TRUE;
  int dir_fd;

  *name = NULL;
  if (content->locator == NULL || !_nexus_locator_parse (content, &locator, NULL) || locator.kind == NEXUS_LOCATOR_EMPTY)
    return TRUE;

  dir_fd = _nexus_io_open_folder (_nexus_local_store_get_fd (store), QUARANTINE, TRUE, NULL, error);
  if (dir_fd < 0)
    return FALSE;

  _nexus_hash_to_hex (content->hash, etag);
  chosen = choose_name (dir_fd, etag);
  if (locator.kind == NEXUS_LOCATOR_PACK)
    good = save_record (store, content, &locator, dir_fd, chosen, &saved, error);
  else
    {
      g_autofree char *path = g_strdup_printf ("content/%.2s/%s", etag, etag);

      /* Whatever it is by now; who reads it keeps it open. */
      saved = renameat (_nexus_local_store_get_fd (store), path, dir_fd, chosen) == 0;
      if (!saved && errno != ENOENT)
        {
          _nexus_io_set_error (error, errno, _("put aside the damaged content"), path);
          good = FALSE;
        }
    }
  if (good && saved && fsync (dir_fd) != 0)
    {
      _nexus_io_set_error (error, errno, _("put aside the damaged content"), chosen);
      good = FALSE;
    }
  close (dir_fd);

  if (good && saved)
    *name = g_build_filename (QUARANTINE, chosen, NULL);

  return good;
}
