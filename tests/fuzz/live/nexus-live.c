/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "nexus-live.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <nexus-sqlite-checksum-private.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* How it is so fast: the database is mapped, and so is the index of its log (https://www.sqlite.org/walformat.html).
 * While the log is empty, everybody reads the database itself; the header of the index tells them whether what they
 * remember of it still holds.  So a change is some bytes of the mapping and another number in the header, and putting
 * it back is the same: no file is opened, and no connection. */

#define PAGE NEXUS_SQLITE_PAGE_SIZE
/* So many pages may be added to the database by a change. */
#define MORE_PAGES 256

/* The header of the index: this twice, then how far the log was moved and which part of it is read. */
typedef struct {
  guint32 version;
  guint32 unused;
  guint32 change;
  guint8  is_init;
  guint8  big_endian;
  guint16 page_size;
  guint32 n_frames;
  guint32 n_pages;
  guint32 frame_sum[2];
  guint32 salt[2];
  guint32 sum[2];
} IndexHeader;

#define INDEX_SIZE 136
#define LOG_HEADER 32
#define FRAME_HEADER 24

static int database_fd;
static int log_fd;
static guint8 *index_header;   /* mapped */
static guint8 base_header[INDEX_SIZE];
static guint8 *base;           /* the database as it was made */
static gsize base_size;
static GArray *touched;        /* of gsize, pages that are others now; those behind its end go by themselves */

/* --- The index --- */

static void
sum_header (IndexHeader *header)
{
  guint32 words[sizeof (IndexHeader) / 4 - 2];
  guint32 first = 0, second = 0;

  memcpy (words, header, sizeof words);
  for (guint i = 0; i < G_N_ELEMENTS (words); i += 2)
    {
      first += words[i] + second;
      second += words[i + 1] + first;
    }
  header->sum[0] = first;
  header->sum[1] = second;
}

/* The log is empty, and the database another than all who have it open remember. */
void
live_tell (Live *self)
{
  IndexHeader header;

  memcpy (&header, base_header, sizeof header);
  /* More apart than a change can count up. */
  header.change += ++self->n_changes * 256;
  sum_header (&header);
  memcpy (index_header, base_header, INDEX_SIZE);
  memcpy (index_header, &header, sizeof header);
  memcpy (index_header + sizeof header, &header, sizeof header);
}

static void
check_header (void)
{
  IndexHeader header;
  guint32 sum[2];

  memcpy (&header, base_header, sizeof header);
  memcpy (sum, header.sum, sizeof sum);
  sum_header (&header);
  g_assert_cmpmem (sum, sizeof sum, header.sum, sizeof header.sum);
  g_assert_cmpmem (base_header, sizeof header, base_header + sizeof header, sizeof header);
  g_assert_cmpuint (header.is_init, ==, 1);
  g_assert_cmpuint (header.n_frames, ==, 0);
}

/* --- The store --- */

static guint8 *
map_file (const char *path,
          gsize       size,
          int        *fd)
{
  guint8 *bytes;

  *fd = g_open (path, O_RDWR | O_CLOEXEC, 0);
  g_assert_cmpint (*fd, >=, 0);
  bytes = mmap (NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, *fd, 0);
  g_assert_true (bytes != MAP_FAILED);

  return bytes;
}

static NexusSqliteConnection *
connect_to (const char          *path,
            NexusSqliteOpenMode  mode)
{
  g_autoptr(GError) error = NULL;
  NexusSqliteConnection *connection = _nexus_sqlite_connection_open (path, mode, NEXUS_DURABILITY_NORMAL, &error);

  g_assert_no_error (error);

  return connection;
}

Live *
live_get (void)
{
  static Live self;
  g_autofree char *dir = NULL;
  g_autofree char *shm = NULL;
  g_autofree char *log = NULL;
  g_autoptr(NexusEntry) root = NULL;
  g_autoptr(GError) error = NULL;
  int index_fd;

  if (self.store != NULL)
    return &self;

  /* Counting takes a lock for every piece of memory. */
  sqlite3_config (SQLITE_CONFIG_MEMSTATUS, 0);
  /* A critical is a mistake of ours, whatever the database says. */
  g_log_set_always_fatal (G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_ERROR);
  dir = g_dir_make_tmp ("nexus-live-XXXXXX", &error);
  g_assert_no_error (error);
  self.path = g_build_filename (dir, "metadata.db", NULL);
  self.other = g_build_filename (dir, "other.db", NULL);
  self.salvaged = g_build_filename (dir, "salvaged.db", NULL);
  hostile_make (self.path);
  g_file_get_contents (self.path, (char **) &base, &base_size, &error);
  g_assert_no_error (error);

  self.store = hostile_open_store (self.path);
  g_assert_nonnull (self.store);
  self.reader = connect_to (self.path, NEXUS_SQLITE_OPEN_READER);
  self.mender = connect_to (self.path, NEXUS_SQLITE_OPEN_WRITER);
  self.changer = hostile_open (self.path);
  sqlite3_exec (self.changer, "PRAGMA wal_autocheckpoint = 0", NULL, NULL, NULL);
  root = _nexus_metadata_store_query (self.store, "/", NULL, &error);
  g_assert_no_error (error);

  shm = g_strconcat (self.path, "-shm", NULL);
  log = g_strconcat (self.path, "-wal", NULL);
  self.database = map_file (self.path, base_size + MORE_PAGES * PAGE, &database_fd);
  index_header = map_file (shm, INDEX_SIZE, &index_fd);
  log_fd = g_open (log, O_RDWR | O_CLOEXEC, 0);
  g_assert_cmpint (log_fd, >=, 0);
  self.size = base_size;
  touched = g_array_new (FALSE, FALSE, sizeof (gsize));
  memcpy (base_header, index_header, INDEX_SIZE);
  check_header ();
  live_learn (&self);

  return &self;
}

static void
resize (Live  *self,
        gsize  size)
{
  g_assert_cmpint (ftruncate (database_fd, (off_t) size), ==, 0);
  self->size = size;
}

void
live_restore (Live *self)
{
  if (self->size != base_size)
    resize (self, base_size);
  for (guint i = 0; i < touched->len; i++)
    {
      gsize at = g_array_index (touched, gsize, i) * PAGE;

      if (at < base_size)
        memcpy (self->database + at, base + at, PAGE);
    }
  g_array_set_size (touched, 0);
  live_tell (self);
}

void
live_fix_page (Live  *self,
               gsize  page)
{
  guint64 value = GUINT64_TO_LE (_nexus_sqlite_page_sum (self->database + page * PAGE, (guint32) page + 1));

  memcpy (self->database + (page + 1) * PAGE - NEXUS_SQLITE_PAGE_RESERVE, &value, sizeof value);
  g_array_append_val (touched, page);
}

void
live_empty_log (Live *self)
{
  IndexHeader header;
  guint8 number[4];

  memcpy (&header, index_header, sizeof header);
  for (guint32 i = 0; i < header.n_frames; i++)
    {
      off_t at = LOG_HEADER + (off_t) i * (FRAME_HEADER + PAGE);
      gsize page;

      g_assert_cmpint (pread (log_fd, number, sizeof number, at), ==, sizeof number);
      page = ((gsize) number[0] << 24 | (gsize) number[1] << 16 | (gsize) number[2] << 8 | number[3]) - 1;
      g_assert_cmpuint (page, <, base_size / PAGE + MORE_PAGES);
      if (self->size < (page + 1) * PAGE)
        resize (self, (page + 1) * PAGE);
      g_assert_cmpint (pread (log_fd, self->database + page * PAGE, PAGE, at + FRAME_HEADER), ==, PAGE);
      live_fix_page (self, page);
    }
}

/* --- The first time --- */

void
live_open (Live       *self,
           Input      *input,
           LiveChange *change)
{
  NexusMetadataStore *open = self->store;
  FILE *file = fopen (self->other, "w");
  guint8 how;

  g_assert_nonnull (file);
  g_assert_cmpuint (fwrite (self->database, 1, self->size, file), ==, self->size);
  g_assert_cmpint (fclose (file), ==, 0);

  how = take (input);
  if (how % 4 == 0)
    {
      hostile_salvage (self->other, self->salvaged);
      hostile_remove (self->salvaged);
    }
  else
    {
      self->store = hostile_open_store (self->other);
      if (self->store != NULL)
        {
          live_ask (self, input, change);
          live_ask (self, input, change);
          if (how % 4 == 1)
            live_ask_closely (self);
          _nexus_metadata_store_close (self->store, NULL);
          g_object_unref (self->store);
        }
      self->store = open;
    }
  hostile_remove (self->other);
}
