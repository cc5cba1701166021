/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "nexus-local-private.h"

/* Looks through the folders of a store without its database.  Whatever lies there may be damaged or somebody else's:
 * nothing is believed that has no checksum, and nothing that is no regular file is opened. */

#define PACK_MAGIC  "NXPACK1\n"
#define PACK_HEAD   32
#define RECORD_MAGIC "NXR1"
#define BLOCK       (1u << 20)

typedef struct {
  NexusContentFoundFunc  func;
  gpointer               user_data;
  GCancellable          *cancellable;
} Scan;

static gboolean
tell_strange (Scan        *self,
              const char  *name,
              GError     **error)
{
  g_autofree char *shown = g_filename_display_name (name);
  NexusContentFound found = { .name = shown };

  return self->func (&found, self->user_data, error);
}

/* --- Packs --- */

/* The size of the record whose header this is, 0 if it is none. */
static gsize
parse_record (const guint8 *record,
              guint8       *hash)
{
  guint8 header[NEXUS_LOCAL_RECORD_HEAD];
  guint64 size;
  guint32 crc;

  if (memcmp (record, RECORD_MAGIC, 4) != 0)
    return 0;

  memcpy (header, record, sizeof header);
  memset (header + 4, 0, 4);
  crc = _nexus_crc32 (header, sizeof header);
  memcpy (&size, record + 8, 8);
  size = GUINT64_FROM_LE (size);
  if (memcmp (record + 4, &crc, 4) != 0 || size == 0 || size > NEXUS_LOCAL_PACK_LIMIT)
    return 0;

  memcpy (hash, record + 16, NEXUS_HASH_SIZE);

  return size;
}

static gboolean
scan_records (Scan        *self,
              int          fd,
              const char  *name,
              guint64      pack,
              GError     **error)
{
  g_autofree guint8 *block = g_malloc (BLOCK);
  guint64 start = 0;
  gssize filled = 0;
  guint64 at = PACK_HEAD;

  for (;;)
    {
      NexusContentFound found = { .is_content = TRUE, .name = (char *) name };
      g_autoptr(NexusContentRef) content = NULL;
      g_autoptr(GBytes) locator = NULL;
      gsize size;

      if (at < start || at + NEXUS_LOCAL_RECORD_HEAD > start + (gsize) filled)
        {
          goffset data;

          if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
            return FALSE;

          /* Over holes, which read as zeros. */
          data = lseek (fd, (off_t) at, SEEK_DATA);
          if (data >= 0 && (guint64) data > at)
            at = (guint64) data & ~G_GUINT64_CONSTANT (7);

          start = at;
          filled = _nexus_io_pread (fd, block, BLOCK, start);
          if (filled < 0)
            {
              _nexus_io_set_error (error, errno, _("read the pack of contents"), name);
              return FALSE;
            }
          if (filled < NEXUS_LOCAL_RECORD_HEAD)
            return TRUE;
        }

      /* What a killed process left, or a damaged header: on to the next one. */
      size = parse_record (block + (at - start), found.hash);
      if (size == 0)
        {
          at += 8;
          continue;
        }

      locator = _nexus_locator_new_pack (pack, at);
      content = _nexus_content_ref_new (found.hash, size, locator);
      found.size = size;
      found.packed = content;
      if (!self->func (&found, self->user_data, error))
        return FALSE;
      at += (NEXUS_LOCAL_RECORD_HEAD + size + 7) & ~(gsize) 7;
    }
}

gboolean
_nexus_local_scan_pack (int                     fd,
                        const char             *name,
                        gboolean               *is_pack,
                        NexusContentHash       *hash,
                        NexusContentFoundFunc   func,
                        gpointer                user_data,
                        GCancellable           *cancellable,
                        GError                **error)
{
  Scan scan = { .func = func, .user_data = user_data, .cancellable = cancellable };
  guint8 header[PACK_HEAD];
  guint32 kind;
  guint64 pack;

  *is_pack = _nexus_io_pread (fd, header, sizeof header, 0) == sizeof header &&
             memcmp (header, PACK_MAGIC, 8) == 0;
  if (!*is_pack)
    return TRUE;

  memcpy (&kind, header + 8, 4);
  *hash = GUINT32_FROM_LE (kind) == NEXUS_CONTENT_HASH_SHA256 ? NEXUS_CONTENT_HASH_SHA256 : NEXUS_CONTENT_HASH_BLAKE2B_256;
  memcpy (&pack, header + 16, 8);

  return scan_records (&scan, fd, name, GUINT64_FROM_LE (pack), error);
}

/* --- Folders --- */

typedef gboolean (*NameFunc) (Scan        *self,
                              int          dir_fd,
                              const char  *folder,
                              const char  *name,
                              GError     **error);

static gboolean
scan_folder (Scan        *self,
             int          parent_fd,
             const char  *folder,
             const char  *name,
             NameFunc     func,
             GError     **error)
{
  g_autofree char *link = NULL;
  g_autoptr(GDir) dir = NULL;
  const char *child;
  gboolean good = TRUE;
  int fd = openat (parent_fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

  if (fd < 0 && errno == ENOENT)
    return TRUE;
  if (fd < 0)
    return tell_strange (self, folder, error);

  link = g_strdup_printf ("/proc/self/fd/%d", fd);
  dir = g_dir_open (link, 0, NULL);
  while (good && dir != NULL && (child = g_dir_read_name (dir)) != NULL)
    {
      good = !g_cancellable_set_error_if_cancelled (self->cancellable, error) &&
             func (self, fd, folder, child, error);
    }
  close (fd);

  return good;
}

static gboolean
on_pack (Scan        *self,
         int          dir_fd,
         const char  *folder,
         const char  *name,
         GError     **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  guint64 number = g_ascii_strtoull (name, NULL, 16);
  struct stat info;
  gboolean good;
  int fd;

  if (strlen (name) != 21 || !g_str_has_suffix (name, ".pack"))
    return tell_strange (self, path, error);

  fd = openat (dir_fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  if (fd < 0 && errno == ENOENT)
    return TRUE;
  if (fd < 0 || fstat (fd, &info) != 0 || !S_ISREG (info.st_mode))
    {
      if (fd >= 0)
        close (fd);
      return tell_strange (self, path, error);
    }

  good = scan_records (self, fd, path, number, error);
  close (fd);

  return good;
}

static gboolean
on_large (Scan        *self,
          int          dir_fd,
          const char  *folder,
          const char  *name,
          GError     **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  NexusContentFound found = { .is_content = TRUE, .name = path };
  struct stat info;

  if (fstatat (dir_fd, name, &info, AT_SYMLINK_NOFOLLOW) != 0)
    return TRUE;
  if (!S_ISREG (info.st_mode) || strlen (name) != 2 * NEXUS_HASH_SIZE || !_nexus_hash_from_hex (name, found.hash) ||
      strncmp (name, folder + strlen (folder) - 2, 2) != 0)
    return tell_strange (self, path, error);

  found.size = (guint64) info.st_size;

  return self->func (&found, self->user_data, error);
}

static gboolean
on_large_folder (Scan        *self,
                 int          dir_fd,
                 const char  *folder,
                 const char  *name,
                 GError     **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  if (strlen (name) != 2 || !g_ascii_isxdigit (name[0]) || !g_ascii_isxdigit (name[1]))
    return tell_strange (self, path, error);

  return scan_folder (self, dir_fd, path, name, on_large, error);
}

gboolean
_nexus_local_scan (int                     data_fd,
                   NexusContentFoundFunc   func,
                   gpointer                user_data,
                   GCancellable           *cancellable,
                   GError                **error)
{
  Scan scan = { .func = func, .user_data = user_data, .cancellable = cancellable };

  return scan_folder (&scan, data_fd, "packs", "packs", on_pack, error) &&
         scan_folder (&scan, data_fd, "content", "content", on_large_folder, error);
}
