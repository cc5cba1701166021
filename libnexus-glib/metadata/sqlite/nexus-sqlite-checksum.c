/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <string.h>
#include <unistd.h>
#include <sys/stat.h>

#include "nexus-sqlite-checksum-private.h"

/* A layer between SQLite and the file of the database, which gives each page a checksum when it is written there and
 * looks at it when it is read.  The log has checksums of its own, made by SQLite; a page gets ours when it goes from
 * the log into the database.  Locks, the shared memory and all other files are left to the system's own layer.
 *
 * Readers map the file into memory.  A mapped page is looked at when it is first asked for and again after a while:
 * the kernel may have dropped it meanwhile and read it anew from a disk that has become bad. */

/* How long a page in the mapping counts as looked at. */
#define TRUST (60 * G_TIME_SPAN_SECOND)

#define N_LANES 4
#define N_WORDS ((NEXUS_SQLITE_PAGE_SIZE - NEXUS_SQLITE_PAGE_RESERVE) / 8)

typedef struct {
  sqlite3_file  base;
  sqlite3_file *real;
  const char   *name;      /* as long as the file is open */
  gboolean      is_database;

  /* A bit for each page of the mapping that was looked at since `since`. */
  guint8       *seen;
  gsize         n_seen;
  gint64        since;
} File;

static sqlite3_vfs vfs;

static inline sqlite3_vfs *
get_system (void)
{
  return vfs.pAppData;
}

/* --- The checksum --- */

/* Each step maps the state one-to-one for a given word, and the word for a given state. */
static inline guint64
mix (guint64 sum,
     guint64 word)
{
  sum = (sum ^ word) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);

  return sum ^ (sum >> 32);
}

guint64
_nexus_sqlite_page_sum (const guint8 *page,
                        guint32       number)
{
  guint64 lanes[N_LANES];
  guint64 words[N_LANES];
  guint64 sum;
  gsize i;

  for (i = 0; i < N_LANES; i++)
    lanes[i] = mix (number, i + 1);

  /* Side by side, since each step has to wait for the one before it. */
  for (i = 0; i + N_LANES <= N_WORDS; i += N_LANES)
    {
      memcpy (words, page + 8 * i, sizeof words);
      lanes[0] = mix (lanes[0], GUINT64_FROM_LE (words[0]));
      lanes[1] = mix (lanes[1], GUINT64_FROM_LE (words[1]));
      lanes[2] = mix (lanes[2], GUINT64_FROM_LE (words[2]));
      lanes[3] = mix (lanes[3], GUINT64_FROM_LE (words[3]));
    }
  for (; i < N_WORDS; i++)
    {
      memcpy (words, page + 8 * i, 8);
      lanes[i % N_LANES] = mix (lanes[i % N_LANES], GUINT64_FROM_LE (words[0]));
    }

  sum = number;
  for (i = 0; i < N_LANES; i++)
    sum = mix (sum, lanes[i]);

  return sum;
}

static gboolean
is_zero (const guint8 *page)
{
  return page[0] == 0 && memcmp (page, page + 1, NEXUS_SQLITE_PAGE_SIZE - 1) == 0;
}

gboolean
_nexus_sqlite_page_is_good (const guint8 *page,
                            guint32       number)
{
  guint64 there;

  memcpy (&there, page + NEXUS_SQLITE_PAGE_SIZE - NEXUS_SQLITE_PAGE_RESERVE, sizeof there);

  return GUINT64_FROM_LE (there) == _nexus_sqlite_page_sum (page, number) || is_zero (page);
}

/* --- Files --- */

static inline guint32
page_number (sqlite3_int64 offset)
{
  return (guint32) (offset / NEXUS_SQLITE_PAGE_SIZE) + 1;
}

static int
file_close (sqlite3_file *file)
{
  File *self = (File *) file;

  g_clear_pointer (&self->seen, g_free);

  return self->real->pMethods->xClose (self->real);
}

static int
file_read (sqlite3_file  *file,
           void          *buffer,
           int            size,
           sqlite3_int64  offset)
{
  File *self = (File *) file;
  sqlite3_int64 start = offset - offset % NEXUS_SQLITE_PAGE_SIZE;
  guint8 page[NEXUS_SQLITE_PAGE_SIZE];
  gboolean whole = size == NEXUS_SQLITE_PAGE_SIZE && offset == start;
  int result;

  /* Less than this is the header, which comes again with the whole first page. */
  if (!self->is_database || size < 512)
    return self->real->pMethods->xRead (self->real, buffer, size, offset);

  /* From version 3.45 on SQLite reads the pages of a long value without what lies behind it, where the sum is. */
  if (offset + size > start + NEXUS_SQLITE_PAGE_SIZE)
    result = SQLITE_CORRUPT;
  else
    result = self->real->pMethods->xRead (self->real, whole ? buffer : page, NEXUS_SQLITE_PAGE_SIZE, start);
  if (result == SQLITE_OK && !_nexus_sqlite_page_is_good (whole ? buffer : page, page_number (offset)))
    result = SQLITE_CORRUPT;
  if (result == SQLITE_CORRUPT)
    sqlite3_log (SQLITE_CORRUPT, "page %u does not match its checksum", page_number (offset));
  if (result == SQLITE_OK && !whole)
    memcpy (buffer, page + (offset - start), size);

  return result;
}

/* SQLite knows a full disk only where it writes, and no exceeded quota: all else is to it a disk that fails.  errno has to
 * be 0 before the call. */
static int
tell_full (int result)
{
  return (result & 0xff) == SQLITE_IOERR && (errno == ENOSPC || errno == EDQUOT) ? SQLITE_FULL : result;
}

static int
file_write (sqlite3_file  *file,
            const void    *buffer,
            int            size,
            sqlite3_int64  offset)
{
  File *self = (File *) file;
  guint8 page[NEXUS_SQLITE_PAGE_SIZE];
  gsize index = offset / NEXUS_SQLITE_PAGE_SIZE;
  guint64 sum;

  errno = 0;
  if (!self->is_database)
    return tell_full (self->real->pMethods->xWrite (self->real, buffer, size, offset));

  /* A database of ours is only ever written in whole pages of ours; anything else would leave one without a sum. */
  if (size != NEXUS_SQLITE_PAGE_SIZE || offset % NEXUS_SQLITE_PAGE_SIZE != 0)
    return SQLITE_IOERR_WRITE;

  if (index / 8 < self->n_seen)
    self->seen[index / 8] &= (guint8) ~(1u << index % 8);

  memcpy (page, buffer, sizeof page - NEXUS_SQLITE_PAGE_RESERVE);
  sum = GUINT64_TO_LE (_nexus_sqlite_page_sum (page, page_number (offset)));
  memcpy (page + sizeof page - NEXUS_SQLITE_PAGE_RESERVE, &sum, sizeof sum);

  return tell_full (self->real->pMethods->xWrite (self->real, page, size, offset));
}

static gboolean
was_seen (File  *self,
          gsize  index)
{
  gint64 now = g_get_monotonic_time ();

  if (now - self->since > TRUST)
    {
      if (self->n_seen > 0)
        memset (self->seen, 0, self->n_seen);
      self->since = now;
    }

  return index / 8 < self->n_seen && (self->seen[index / 8] & (1u << index % 8)) != 0;
}

static void
set_seen (File  *self,
          gsize  index)
{
  if (index / 8 >= self->n_seen)
    {
      gsize n = MAX (index / 8 + 1, 2 * self->n_seen);

      self->seen = g_realloc (self->seen, n);
      memset (self->seen + self->n_seen, 0, n - self->n_seen);
      self->n_seen = n;
    }
  self->seen[index / 8] |= (guint8) (1u << index % 8);
}

/* What is not handed out here is read by SQLite in the ordinary way, and damage is told there. */
static int
file_fetch (sqlite3_file   *file,
            sqlite3_int64   offset,
            int             size,
            void          **pointer)
{
  File *self = (File *) file;
  int result;

  *pointer = NULL;
  if (self->real->pMethods->iVersion < 3 || self->real->pMethods->xFetch == NULL)
    return SQLITE_OK;

  result = self->real->pMethods->xFetch (self->real, offset, size, pointer);
  if (result != SQLITE_OK || *pointer == NULL || !self->is_database)
    return result;

  if (size == NEXUS_SQLITE_PAGE_SIZE && offset % NEXUS_SQLITE_PAGE_SIZE == 0)
    {
      gsize index = offset / NEXUS_SQLITE_PAGE_SIZE;

      if (was_seen (self, index))
        return SQLITE_OK;

      if (_nexus_sqlite_page_is_good (*pointer, page_number (offset)))
        {
          set_seen (self, index);
          return SQLITE_OK;
        }
    }

  self->real->pMethods->xUnfetch (self->real, offset, *pointer);
  *pointer = NULL;

  return SQLITE_OK;
}

static int
file_unfetch (sqlite3_file  *file,
              sqlite3_int64  offset,
              void          *pointer)
{
  File *self = (File *) file;

  if (self->real->pMethods->iVersion < 3 || self->real->pMethods->xUnfetch == NULL)
    return SQLITE_OK;

  return self->real->pMethods->xUnfetch (self->real, offset, pointer);
}

#define REAL(file) (((File *) (file))->real)

static int
file_truncate (sqlite3_file  *file,
               sqlite3_int64  size)
{
  errno = 0;

  return tell_full (REAL (file)->pMethods->xTruncate (REAL (file), size));
}

static int
file_sync (sqlite3_file *file,
           int           flags)
{
  errno = 0;

  return tell_full (REAL (file)->pMethods->xSync (REAL (file), flags));
}

static int
file_size (sqlite3_file  *file,
           sqlite3_int64 *size)
{
  return REAL (file)->pMethods->xFileSize (REAL (file), size);
}

static int
file_lock (sqlite3_file *file,
           int           level)
{
  return REAL (file)->pMethods->xLock (REAL (file), level);
}

static int
file_unlock (sqlite3_file *file,
             int           level)
{
  return REAL (file)->pMethods->xUnlock (REAL (file), level);
}

static int
file_check_reserved_lock (sqlite3_file *file,
                          int          *locked)
{
  return REAL (file)->pMethods->xCheckReservedLock (REAL (file), locked);
}

static int
file_control (sqlite3_file *file,
              int           operation,
              void         *argument)
{
  return REAL (file)->pMethods->xFileControl (REAL (file), operation, argument);
}

static int
file_sector_size (sqlite3_file *file)
{
  return REAL (file)->pMethods->xSectorSize (REAL (file));
}

static int
file_device_characteristics (sqlite3_file *file)
{
  return REAL (file)->pMethods->xDeviceCharacteristics (REAL (file));
}

/* What SQLite cannot make it tries to open for reading, and then tells that it is not there.  Made here there is a reason;
 * if it can be made after all, SQLITE_OK: then it is to be opened again. */
static int
make_file (const char *name)
{
  int fd = open (name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);

  if (fd >= 0)
    close (fd);
  if (fd >= 0 || errno == EEXIST)
    return SQLITE_OK;

  return errno == ENOSPC || errno == EDQUOT ? SQLITE_FULL : SQLITE_CANTOPEN;
}

static gboolean
is_missing (const char *name)
{
  struct stat info;

  return lstat (name, &info) != 0 && errno == ENOENT;
}

static int
file_shm_map (sqlite3_file   *file,
              int             region,
              int             size,
              int             extend,
              void volatile **pointer)
{
  const char *name = ((File *) file)->name;
  g_autofree char *shm = NULL;
  int result;

  errno = 0;
  result = tell_full (REAL (file)->pMethods->xShmMap (REAL (file), region, size, extend, pointer));
  if ((result & 0xff) != SQLITE_CANTOPEN || name == NULL)
    return result;

  shm = g_strconcat (name, "-shm", NULL);
  if (!is_missing (shm))
    return result;
  result = make_file (shm);
  if (result != SQLITE_OK)
    return result;
  errno = 0;

  return tell_full (REAL (file)->pMethods->xShmMap (REAL (file), region, size, extend, pointer));
}

static int
file_shm_lock (sqlite3_file *file,
               int           offset,
               int           n,
               int           flags)
{
  return REAL (file)->pMethods->xShmLock (REAL (file), offset, n, flags);
}

static void
file_shm_barrier (sqlite3_file *file)
{
  REAL (file)->pMethods->xShmBarrier (REAL (file));
}

static int
file_shm_unmap (sqlite3_file *file,
                int           remove)
{
  return REAL (file)->pMethods->xShmUnmap (REAL (file), remove);
}

static const sqlite3_io_methods methods = {
  .iVersion = 3,
  .xClose = file_close,
  .xRead = file_read,
  .xWrite = file_write,
  .xTruncate = file_truncate,
  .xSync = file_sync,
  .xFileSize = file_size,
  .xLock = file_lock,
  .xUnlock = file_unlock,
  .xCheckReservedLock = file_check_reserved_lock,
  .xFileControl = file_control,
  .xSectorSize = file_sector_size,
  .xDeviceCharacteristics = file_device_characteristics,
  .xShmMap = file_shm_map,
  .xShmLock = file_shm_lock,
  .xShmBarrier = file_shm_barrier,
  .xShmUnmap = file_shm_unmap,
  .xFetch = file_fetch,
  .xUnfetch = file_unfetch,
};

/* --- The layer --- */

#define FILE_SIZE ((int) ((sizeof (File) + 15) & ~(gsize) 15))

/* A pipe, a device or a link in the place of the log would be waited for, written to or followed.  And a journal may name
 * a further file, which SQLite removes once it is through: ours never do, since no transaction is of two databases. */
static gboolean
is_allowed (const char *name,
            int         flags)
{
  struct stat info;

  if ((flags & SQLITE_OPEN_SUPER_JOURNAL) != 0)
    return FALSE;

  return name == NULL || lstat (name, &info) != 0 || S_ISREG (info.st_mode);
}

/* When a file cannot be opened for writing SQLite opens it for reading, whatever the reason was, and leaves it at that for
 * as long as the connection lives. */
static gboolean
is_read_only_by_mistake (const char *name,
                         int         wanted,
                         const int  *got)
{
  return (wanted & SQLITE_OPEN_MAIN_DB) != 0 && (wanted & SQLITE_OPEN_READWRITE) != 0 &&
         got != NULL && (*got & SQLITE_OPEN_READONLY) != 0 && access (name, W_OK) == 0;
}

static int
layer_open (sqlite3_vfs  *self,
            const char   *name,
            sqlite3_file *file,
            int           flags,
            int          *out_flags)
{
  File *opened = (File *) file;
  int result;

  memset (opened, 0, sizeof *opened);
  opened->real = (sqlite3_file *) ((guint8 *) file + FILE_SIZE);
  opened->real->pMethods = NULL;
  opened->is_database = (flags & SQLITE_OPEN_MAIN_DB) != 0;
  opened->name = name;

  if (!is_allowed (name, flags))
    return SQLITE_CANTOPEN;

  result = get_system ()->xOpen (get_system (), name, opened->real, flags, out_flags);
  /* Only logs and journals: closing a second descriptor of the database would give up its locks. */
  if ((result & 0xff) == SQLITE_CANTOPEN && (flags & (SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL)) != 0 &&
      (flags & SQLITE_OPEN_CREATE) != 0 && is_missing (name))
    {
      result = make_file (name);
      if (result == SQLITE_OK)
        result = get_system ()->xOpen (get_system (), name, opened->real, flags, out_flags);
    }
  if (result == SQLITE_OK && is_read_only_by_mistake (name, flags, out_flags))
    {
      opened->real->pMethods->xClose (opened->real);
      opened->real->pMethods = NULL;
      return SQLITE_CANTOPEN;
    }
  /* SQLite closes whatever has methods, whether opening it went well or not. */
  if (opened->real->pMethods != NULL)
    opened->base.pMethods = &methods;

  return result;
}

static int
layer_delete (sqlite3_vfs *self,
              const char  *name,
              int          sync_folder)
{
  return get_system ()->xDelete (get_system (), name, sync_folder);
}

static int
layer_access (sqlite3_vfs *self,
              const char  *name,
              int          flags,
              int         *result)
{
  return get_system ()->xAccess (get_system (), name, flags, result);
}

static int
layer_full_pathname (sqlite3_vfs *self,
                     const char  *name,
                     int          size,
                     char        *full)
{
  return get_system ()->xFullPathname (get_system (), name, size, full);
}

static int
layer_randomness (sqlite3_vfs *self,
                  int          size,
                  char        *bytes)
{
  return get_system ()->xRandomness (get_system (), size, bytes);
}

static int
layer_sleep (sqlite3_vfs *self,
             int          microseconds)
{
  return get_system ()->xSleep (get_system (), microseconds);
}

static int
layer_current_time (sqlite3_vfs *self,
                    double      *time)
{
  return get_system ()->xCurrentTime (get_system (), time);
}

static int
layer_get_last_error (sqlite3_vfs *self,
                      int          size,
                      char        *text)
{
  return get_system ()->xGetLastError (get_system (), size, text);
}

static int
layer_current_time_int64 (sqlite3_vfs   *self,
                          sqlite3_int64 *time)
{
  return get_system ()->xCurrentTimeInt64 (get_system (), time);
}

static sqlite3_vfs vfs = {
  .iVersion = 2,
  .zName = "nexus-checksums-1",
  .xOpen = layer_open,
  .xDelete = layer_delete,
  .xAccess = layer_access,
  .xFullPathname = layer_full_pathname,
  .xRandomness = layer_randomness,
  .xSleep = layer_sleep,
  .xCurrentTime = layer_current_time,
  .xGetLastError = layer_get_last_error,
  .xCurrentTimeInt64 = layer_current_time_int64,
};

const char *
_nexus_sqlite_checksum_vfs (void)
{
  static gsize ready;

  if (g_once_init_enter (&ready))
    {
      sqlite3_vfs *system = sqlite3_vfs_find (NULL);

      g_assert (system != NULL);
      vfs.pAppData = system;
      vfs.szOsFile = FILE_SIZE + system->szOsFile;
      vfs.mxPathname = system->mxPathname;
      /* Not the default: other users of SQLite in this process have databases of their own kind. */
      sqlite3_vfs_register (&vfs, 0);
      g_once_init_leave (&ready, 1);
    }

  return vfs.zName;
}
