/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "nexus-errno-private.h"
#include "nexus-error.h"
#include "nexus-local-private.h"

/* A pack is a file of records that is only ever appended to:
 *
 *   header   "NXPACK1\n", hash function:u32, 0:u32, pack id:u64, 0:u64           32 bytes
 *   record   "NXR1", crc:u32, size:u64, hash[32], bytes, zeros to the next 8     48 + size
 *
 * The crc covers the record's header with the crc itself as zero.  A record says itself what it is, so that a lost
 * database does not lose contents.  A process appends only to a pack whose lock (flock) it holds; the kernel drops
 * the lock when the process ends, however it ends.  What a killed process left half written at the end is stepped
 * over: a locator never points into it, because it is handed out for use only after a sync. */

#define PACK_MAGIC     "NXPACK1\n"
#define PACK_HEAD      NEXUS_PACK_HEAD
#define RECORD_MAGIC   "NXR1"
#define RECORD_HEAD    NEXUS_PACK_RECORD_HEAD
#define PACK_MAX       (G_GUINT64_CONSTANT (256) << 20)
#define BUFFER_SIZE    (1u << 20)
#define OPEN_MAX       64
#define RECENT_MAX     65536

typedef struct {
  gatomicrefcount ref_count;
  int             fd;
} PackFile;

struct _NexusPacks {
  int               dir_fd;
  NexusSpace       *space;
  NexusContentHash  hash;

  GMutex            lock;          /* all below */
  GCond             synced;
  int               fd;            /* the pack being appended to, -1 for none */
  guint64           id;
  guint64           end;           /* where the next record goes */
  guint8           *buffer;        /* records not yet written, from buffer_start on */
  gsize             buffered;
  guint64           buffer_start;
  GHashTable       *recent;        /* hash → locator of records appended by this process */
  GArray           *dirty;         /* fds of full packs that are owed a sync */
  gboolean          owes_folder;   /* the name of the pack may not have been synced */
  gboolean          syncing;
  guint64           appended;      /* generations: counts of appends … */
  guint64           durable;       /* … and how far they are synced */
  int               broken;        /* errno of a failed sync, after which nothing here may be trusted */

  GMutex            open_lock;
  GHashTable       *open;          /* id → PackFile, for reading */
};

static void
pack_file_unref (PackFile *file)
{
  if (!g_atomic_ref_count_dec (&file->ref_count))
    return;

  close (file->fd);
  g_free (file);
}

NexusPacks *
_nexus_packs_new (int               dir_fd,
                  NexusSpace       *space,
                  NexusContentHash  hash)
{
  NexusPacks *self = g_new0 (NexusPacks, 1);

  self->dir_fd = dir_fd;
  self->space = space;
  self->hash = hash;
  self->fd = -1;
  g_mutex_init (&self->lock);
  g_mutex_init (&self->open_lock);
  g_cond_init (&self->synced);
  self->recent = g_hash_table_new_full (_nexus_hash_hash, _nexus_hash_equal, g_free, (GDestroyNotify) g_bytes_unref);
  self->dirty = g_array_new (FALSE, FALSE, sizeof (int));
  self->open = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, (GDestroyNotify) pack_file_unref);

  return self;
}

void
_nexus_packs_free (NexusPacks *self)
{
  for (guint i = 0; i < self->dirty->len; i++)
    close (g_array_index (self->dirty, int, i));
  if (self->fd >= 0)
    close (self->fd);
  close (self->dir_fd);
  g_array_unref (self->dirty);
  g_hash_table_unref (self->recent);
  g_hash_table_unref (self->open);
  g_free (self->buffer);
  g_cond_clear (&self->synced);
  g_mutex_clear (&self->lock);
  g_mutex_clear (&self->open_lock);
  g_free (self);
}

int
_nexus_packs_get_dir_fd (NexusPacks *self)
{
  return self->dir_fd;
}

void
_nexus_pack_make_name (guint64  id,
                       char    *name)
{
  g_snprintf (name, NEXUS_PACK_NAME_SIZE, "%016" G_GINT64_MODIFIER "x.pack", id);
}

guint64
_nexus_pack_parse_name (const char *name)
{
  char *end;
  guint64 id = g_ascii_strtoull (name, &end, 16);

  return strlen (name) == 21 && end == name + 16 && strcmp (end, ".pack") == 0 ? id : 0;
}

/* --- Which pack to append to --- */

static void
fill_pack_header (NexusPacks *self,
                  guint64     id,
                  guint8     *header)
{
  guint32 hash = GUINT32_TO_LE (self->hash);

  memset (header, 0, PACK_HEAD);
  memcpy (header, PACK_MAGIC, 8);
  memcpy (header + 8, &hash, 4);
  id = GUINT64_TO_LE (id);
  memcpy (header + 16, &id, 8);
}

gboolean
_nexus_packs_check_head (NexusPacks *self,
                         int         fd,
                         guint64     id)
{
  guint8 expected[PACK_HEAD];
  guint8 header[PACK_HEAD];

  fill_pack_header (self, id, expected);

  return _nexus_io_pread (fd, header, PACK_HEAD, 0) == PACK_HEAD && memcmp (header, expected, PACK_HEAD) == 0;
}

/* Takes an existing pack if nobody appends to it and it has room. */
static gboolean
try_lease (NexusPacks *self,
           const char *name)
{
  struct stat info;
  guint64 id = _nexus_pack_parse_name (name);
  int fd;

  if (id == 0)
    return FALSE;

  fd = openat (self->dir_fd, name, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  if (fd < 0)
    return FALSE;

  if (fstat (fd, &info) != 0 || !S_ISREG (info.st_mode) ||
      info.st_size < PACK_HEAD || (guint64) info.st_size > PACK_MAX - BUFFER_SIZE ||
      flock (fd, LOCK_EX | LOCK_NB) != 0 ||
      fstat (fd, &info) != 0 || info.st_nlink == 0 || !_nexus_packs_check_head (self, fd, id))
    {
      close (fd);
      return FALSE;
    }

  self->fd = fd;
  self->id = id;
  self->end = ((guint64) info.st_size + 7) & ~G_GUINT64_CONSTANT (7);
  /* Whoever made it may have been killed before its name was synced. */
  self->owes_folder = TRUE;

  return TRUE;
}

static gboolean
create_pack (NexusPacks  *self,
             GError     **error)
{
  guint8 header[PACK_HEAD];
  char name[NEXUS_PACK_NAME_SIZE];
  guint64 id;
  int fd;

  do
    {
      /* Random, so that processes need not agree on numbers; 0 is never used. */
      if (getrandom (&id, sizeof id, 0) != sizeof id)
        id = ((guint64) g_random_int () << 32) | g_random_int ();
      id |= 1;
      _nexus_pack_make_name (id, name);
      fd = openat (self->dir_fd, name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    }
  while (fd < 0 && errno == EEXIST);

  fill_pack_header (self, id, header);
  if (fd < 0 || fchmod (fd, 0600) != 0 || flock (fd, LOCK_EX | LOCK_NB) != 0 ||
      !_nexus_io_pwrite (fd, header, PACK_HEAD, 0))
    {
      _nexus_io_set_error (error, errno, _("make the pack of contents"), name);
      if (fd >= 0)
        {
          unlinkat (self->dir_fd, name, 0);
          close (fd);
        }
      return FALSE;
    }

  self->fd = fd;
  self->id = id;
  self->end = PACK_HEAD;
  self->owes_folder = TRUE;

  return TRUE;
}

static gboolean
lease_pack (NexusPacks  *self,
            GError     **error)
{
  g_autoptr(GDir) dir = NULL;
  g_autofree char *path = g_strdup_printf ("/proc/self/fd/%d", self->dir_fd);
  const char *name;

  dir = g_dir_open (path, 0, NULL);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      if (try_lease (self, name))
        break;
    }
  if (self->fd < 0 && !create_pack (self, error))
    return FALSE;

  if (self->buffer == NULL)
    self->buffer = g_malloc (BUFFER_SIZE);
  self->buffered = 0;
  self->buffer_start = self->end;

  return TRUE;
}

static gboolean
flush (NexusPacks  *self,
       GError     **error)
{
  char name[NEXUS_PACK_NAME_SIZE];

  if (self->buffered == 0)
    return TRUE;

  if (!_nexus_io_pwrite (self->fd, self->buffer, self->buffered, self->buffer_start))
    {
      int saved_errno = errno;

      _nexus_pack_make_name (self->id, name);
      /* The records stay in the buffer, so that no locator that was handed out is lost and the next flush tries
       * again; what a full disk did take of them is given back. */
      if (ftruncate (self->fd, self->buffer_start) != 0)
        g_debug ("could not cut %s back: %s", name, g_strerror (errno));
      _nexus_io_set_error (error, saved_errno, _("write the pack of contents"), name);
      return FALSE;
    }

  self->buffer_start += self->buffered;
  self->buffered = 0;

  return TRUE;
}

/* A sync that failed is not tried again: the kernel may have dropped the pages and would call the next one good. */
static void
set_broken (NexusPacks  *self,
            GError     **error)
{
  g_set_error (error, G_IO_ERROR, _nexus_errno_to_code (self->broken),
               _("The data folder could not be synced to its disk (%s); check the disk, then open the store again"),
               g_strerror (self->broken));
}

GBytes *
_nexus_packs_append (NexusPacks    *self,
                     const guint8  *hash,
                     const void    *data,
                     gsize          size,
                     GError       **error)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  gsize padded = (RECORD_HEAD + size + 7) & ~(gsize) 7;
  GBytes *known = g_hash_table_lookup (self->recent, hash);
  GBytes *locator;
  guint8 *record;
  guint64 le_size = GUINT64_TO_LE (size);
  guint32 crc;

  g_assert (padded <= BUFFER_SIZE);

  if (self->broken != 0)
    {
      set_broken (self, error);
      return NULL;
    }
  if (known != NULL)
    return g_bytes_ref (known);

  if (!_nexus_space_take (self->space, padded))
    {
      _nexus_io_set_error (error, errno, _("store a content in"), "packs");
      return NULL;
    }

  if (self->fd >= 0 && self->end + padded > PACK_MAX)
    {
      if (!flush (self, error))
        return NULL;
      g_array_append_val (self->dirty, self->fd);
      self->fd = -1;
    }
  if (self->fd < 0 && !lease_pack (self, error))
    return NULL;
  if (self->buffered + padded > BUFFER_SIZE && !flush (self, error))
    return NULL;

  record = self->buffer + self->buffered;
  memset (record, 0, RECORD_HEAD);
  memcpy (record, RECORD_MAGIC, 4);
  memcpy (record + 8, &le_size, 8);
  memcpy (record + 16, hash, NEXUS_HASH_SIZE);
  crc = _nexus_crc32 (record, RECORD_HEAD);
  memcpy (record + 4, &crc, 4);
  memcpy (record + RECORD_HEAD, data, size);
  memset (record + RECORD_HEAD + size, 0, padded - RECORD_HEAD - size);

  locator = _nexus_locator_new_pack (self->id, self->end);
  self->buffered += padded;
  self->end += padded;
  self->appended++;

  if (g_hash_table_size (self->recent) >= RECENT_MAX)
    g_hash_table_remove_all (self->recent);
  g_hash_table_insert (self->recent, g_memdup2 (hash, NEXUS_HASH_SIZE), g_bytes_ref (locator));

  return locator;
}

void
_nexus_packs_forget (NexusPacks *self)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  g_hash_table_remove_all (self->recent);
}

gboolean
_nexus_packs_rest (NexusPacks  *self,
                   GError     **error)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (self->fd < 0)
    return TRUE;
  if (!flush (self, error))
    return FALSE;

  /* What is in it has been synced, but for what nobody wants any more. */
  close (self->fd);
  self->fd = -1;

  return TRUE;
}

/* --- Making it durable --- */

/* The part of a sync that runs without the lock. */
static int
sync_files (int      fd,
            GArray  *full,
            int      dir_fd)
{
  int saved_errno = 0;

  for (guint i = 0; i < full->len; i++)
    {
      int full_fd = g_array_index (full, int, i);

      if (fdatasync (full_fd) != 0)
        saved_errno = errno;
      close (full_fd);
    }
  if (fd >= 0)
    {
      if (fdatasync (fd) != 0)
        saved_errno = errno;
      close (fd);
    }
  if (dir_fd >= 0 && fsync (dir_fd) != 0)
    saved_errno = errno;

  return saved_errno;
}

gboolean
_nexus_packs_sync (NexusPacks  *self,
                   GError     **error)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  guint64 wanted = self->appended;

  while (self->durable < wanted)
    {
      g_autoptr(GArray) full = NULL;
      guint64 target;
      int saved_errno;
      gboolean owes_folder;
      int fd = -1;

      if (self->broken != 0)
        {
          set_broken (self, error);
          return FALSE;
        }
      if (self->syncing)
        {
          g_cond_wait (&self->synced, &self->lock);
          continue;
        }

      if (!flush (self, error))
        return FALSE;
      target = self->appended;
      full = g_steal_pointer (&self->dirty);
      self->dirty = g_array_new (FALSE, FALSE, sizeof (int));
      owes_folder = self->owes_folder;
      self->owes_folder = FALSE;
      if (self->fd >= 0)
        fd = fcntl (self->fd, F_DUPFD_CLOEXEC, 0);
      if (self->fd >= 0 && fd < 0)
        {
          _nexus_io_set_error (error, errno, _("sync"), "packs");
          self->owes_folder = owes_folder;
          g_array_append_vals (self->dirty, full->data, full->len);
          return FALSE;
        }

      self->syncing = TRUE;
      g_mutex_unlock (&self->lock);
      saved_errno = sync_files (fd, full, owes_folder ? self->dir_fd : -1);
      g_mutex_lock (&self->lock);
      self->syncing = FALSE;
      if (saved_errno == 0)
        self->durable = MAX (self->durable, target);
      else
        self->broken = saved_errno;
      g_cond_broadcast (&self->synced);

    }

  return TRUE;
}

/* --- Reading --- */

static PackFile *
open_pack (NexusPacks *self,
           guint64     id)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->open_lock);
  PackFile *file = g_hash_table_lookup (self->open, &id);
  struct stat info;
  char name[NEXUS_PACK_NAME_SIZE];
  int fd;

  if (file == NULL)
    {
      _nexus_pack_make_name (id, name);
      fd = openat (self->dir_fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
      if (fd < 0)
        return NULL;
      if (fstat (fd, &info) != 0 || !S_ISREG (info.st_mode))
        {
          close (fd);
          errno = ENOENT;
          return NULL;
        }

      if (g_hash_table_size (self->open) >= OPEN_MAX)
        g_hash_table_remove_all (self->open);
      file = g_new0 (PackFile, 1);
      g_atomic_ref_count_init (&file->ref_count);
      file->fd = fd;
      g_hash_table_insert (self->open, g_memdup2 (&id, sizeof id), file);
    }

  g_atomic_ref_count_inc (&file->ref_count);

  return file;
}

void
_nexus_packs_close (NexusPacks *self,
                    guint64     id)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->open_lock);

  g_hash_table_remove (self->open, &id);
}

/* A content that was staged and not synced yet may still be in the buffer. */
static gboolean
flush_for_reading (NexusPacks    *self,
                   NexusLocator  *locator,
                   GError       **error)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (self->buffered == 0 || locator->pack != self->id || locator->offset < self->buffer_start)
    return TRUE;

  return flush (self, error);
}

GBytes *
_nexus_packs_read (NexusPacks       *self,
                   NexusContentRef  *content,
                   NexusLocator     *locator,
                   GError          **error)
{
  gsize wanted = RECORD_HEAD + content->size;
  g_autofree guint8 *record = NULL;
  char etag[2 * NEXUS_HASH_SIZE + 1];
  guint8 header[RECORD_HEAD];
  guint64 size;
  guint32 crc;
  char name[NEXUS_PACK_NAME_SIZE];
  PackFile *file;
  gssize count;
  int saved_errno;

  _nexus_hash_to_hex (content->hash, etag);
  _nexus_pack_make_name (locator->pack, name);

  if (!flush_for_reading (self, locator, error))
    return NULL;

  file = open_pack (self, locator->pack);
  if (file == NULL && errno != ENOENT && errno != ELOOP)
    {
      _nexus_io_set_error (error, errno, _("open the pack of contents"), name);
      return NULL;
    }
  if (file == NULL)
    {
      g_set_error (error, NEXUS_ERROR, NEXUS_ERROR_CONTENT_MISSING,
                   _("The content %s is gone: its pack “%s” is not in the data folder; restore it from a backup"),
                   etag, name);
      return NULL;
    }

  record = g_malloc (wanted);
  count = _nexus_io_pread (file->fd, record, wanted, locator->offset);
  saved_errno = errno;
  pack_file_unref (file);
  if (count < 0)
    {
      _nexus_io_set_error (error, saved_errno, _("read the pack of contents"), name);
      return NULL;
    }

  if ((gsize) count == wanted)
    {
      memcpy (header, record, RECORD_HEAD);
      memset (header + 4, 0, 4);
      crc = _nexus_crc32 (header, RECORD_HEAD);
      memcpy (&size, record + 8, 8);
      if (memcmp (record, RECORD_MAGIC, 4) == 0 && memcmp (record + 4, &crc, 4) == 0 &&
          GUINT64_FROM_LE (size) == content->size &&
          memcmp (record + 16, content->hash, NEXUS_HASH_SIZE) == 0)
        {
          g_autoptr(GBytes) whole = g_bytes_new_take (g_steal_pointer (&record), wanted);

          return g_bytes_new_from_bytes (whole, RECORD_HEAD, content->size);
        }
    }

  g_set_error (error, NEXUS_ERROR, NEXUS_ERROR_CORRUPT,
               _("The content %s is damaged in the pack “%s”; restore it from a backup"), etag, name);

  return NULL;
}

GBytes *
_nexus_pack_read_record (int      fd,
                         guint64  offset,
                         gsize    padded,
                         guint8  *hash)
{
  g_autofree guint8 *record = g_malloc (padded);
  g_autoptr(GBytes) whole = NULL;
  guint8 header[RECORD_HEAD];
  guint64 size;
  guint32 crc;

  if (padded < RECORD_HEAD || _nexus_io_pread (fd, record, padded, offset) != (gssize) padded)
    return NULL;

  memcpy (header, record, RECORD_HEAD);
  memset (header + 4, 0, 4);
  crc = _nexus_crc32 (header, RECORD_HEAD);
  memcpy (&size, record + 8, 8);
  size = GUINT64_FROM_LE (size);
  if (memcmp (record, RECORD_MAGIC, 4) != 0 || memcmp (record + 4, &crc, 4) != 0 || size > padded - RECORD_HEAD)
    return NULL;

  memcpy (hash, record + 16, NEXUS_HASH_SIZE);
  whole = g_bytes_new_take (g_steal_pointer (&record), padded);

  return g_bytes_new_from_bytes (whole, RECORD_HEAD, size);
}
