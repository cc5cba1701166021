/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "nexus-content-store-private.h"
#include "nexus-local-private.h"

/* Where small contents may be kept: packs, a table of BLOBs, a file each.  Each layout stores the same contents,
 * hashed, in transactions of 2,000, and reads them back in random order, checked against their hash.
 *
 * usage: bench-layouts FOLDER [NUMBER OF CONTENTS] */

#define BATCH 2000

static guint n_contents = 20000;
static guint8 (*hashes)[NEXUS_HASH_SIZE];
static NexusContentRef **refs;
static NexusContentStore *store;
static sqlite3 *database;
static int loose_fd = -1;

typedef struct {
  const char *name;
  void     (* open)  (const char *folder);
  void     (* put)   (guint number, const guint8 *data, gsize size);
  void     (* sync)  (void);
  void     (* check) (guint number);
  void     (* close) (void);
} Layout;

static gsize
fill (guint   number,
      guint8 *data)
{
  gsize size = 1024 + number * G_GUINT64_CONSTANT (2654435761) % 7169;

  for (gsize i = 0; i < size; i += 8)
    {
      guint64 word = (number + 1) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15) ^ (i * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9));

      memcpy (data + i, &word, 8);
    }

  return size;
}

static void
compute_hash (const guint8 *data,
              gsize         size,
              guint8       *hash)
{
  g_autoptr(NexusHasher) hasher = _nexus_hasher_new (NEXUS_CONTENT_HASH_BLAKE2B_256);

  _nexus_hasher_update (hasher, data, size);
  _nexus_hasher_finish (hasher, hash);
}

static void
check_hash (guint         number,
            const guint8 *data,
            gsize         size)
{
  guint8 hash[NEXUS_HASH_SIZE];

  compute_hash (data, size, hash);
  if (memcmp (hash, hashes[number], NEXUS_HASH_SIZE) != 0)
    g_error ("content %u came back damaged", number);
}

/* --- Packs --- */

static void
packs_open (const char *folder)
{
  g_autoptr(GError) error = NULL;

  store = _nexus_local_content_store_open (folder, NEXUS_CONTENT_HASH_BLAKE2B_256, &error);
  if (store == NULL)
    g_error ("%s", error->message);
}

static void
packs_put (guint         number,
           const guint8 *data,
           gsize         size)
{
  g_autoptr(GError) error = NULL;

  refs[number] = _nexus_content_store_stage (store, hashes[number], data, size, &error);
  if (refs[number] == NULL)
    g_error ("%s", error->message);
}

static void
packs_sync (void)
{
  g_autoptr(GError) error = NULL;

  if (!_nexus_content_store_sync (store, &error))
    g_error ("%s", error->message);
}

static void
packs_check (guint number)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = _nexus_content_store_read (store, refs[number], NULL, &error);

  /* The store has checked the hash itself. */
  if (bytes == NULL)
    g_error ("%s", error->message);
}

static void
packs_close (void)
{
  for (guint i = 0; i < n_contents; i++)
    _nexus_content_ref_unref (refs[i]);
  _nexus_content_store_close (store, NULL);
  g_clear_object (&store);
}

/* --- BLOBs --- */

static sqlite3_stmt *insert;
static sqlite3_stmt *lookup;

static void
execute (const char *sql)
{
  if (sqlite3_exec (database, sql, NULL, NULL, NULL) != SQLITE_OK)
    g_error ("%s: %s", sql, sqlite3_errmsg (database));
}

static void
blobs_open (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "contents.db", NULL);

  if (sqlite3_open (path, &database) != SQLITE_OK)
    g_error ("%s", sqlite3_errmsg (database));
  execute ("PRAGMA page_size = 4096; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -16000;"
           "CREATE TABLE contents (hash BLOB PRIMARY KEY, bytes BLOB NOT NULL) WITHOUT ROWID;");
  sqlite3_prepare_v2 (database, "INSERT OR IGNORE INTO contents VALUES (?, ?)", -1, &insert, NULL);
  sqlite3_prepare_v2 (database, "SELECT bytes FROM contents WHERE hash = ?", -1, &lookup, NULL);
  execute ("BEGIN");
}

static void
blobs_put (guint         number,
           const guint8 *data,
           gsize         size)
{
  sqlite3_bind_blob (insert, 1, hashes[number], NEXUS_HASH_SIZE, SQLITE_STATIC);
  sqlite3_bind_blob (insert, 2, data, size, SQLITE_STATIC);
  if (sqlite3_step (insert) != SQLITE_DONE)
    g_error ("%s", sqlite3_errmsg (database));
  sqlite3_reset (insert);
}

static void
blobs_sync (void)
{
  execute ("COMMIT; BEGIN");
}

static void
blobs_check (guint number)
{
  sqlite3_bind_blob (lookup, 1, hashes[number], NEXUS_HASH_SIZE, SQLITE_STATIC);
  if (sqlite3_step (lookup) != SQLITE_ROW)
    g_error ("%s", sqlite3_errmsg (database));
  check_hash (number, sqlite3_column_blob (lookup, 0), sqlite3_column_bytes (lookup, 0));
  sqlite3_reset (lookup);
}

static void
blobs_close (void)
{
  sqlite3_finalize (insert);
  sqlite3_finalize (lookup);
  execute ("COMMIT");
  sqlite3_close (database);
}

/* --- A file each --- */

static void
make_name (guint  number,
           char  *name)
{
  char hex[2 * NEXUS_HASH_SIZE + 1];

  _nexus_hash_to_hex (hashes[number], hex);
  g_snprintf (name, 80, "%.2s/%s", hex, hex);
}

static void
loose_open (const char *folder)
{
  loose_fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  for (guint i = 0; i < 256; i++)
    {
      char name[3];

      g_snprintf (name, sizeof name, "%02x", i);
      if (mkdirat (loose_fd, name, 0700) != 0)
        g_error ("could not make %s", name);
    }
}

static void
loose_put (guint         number,
           const guint8 *data,
           gsize         size)
{
  char temporary[80] = "temporary";
  char name[80];
  int fd = openat (loose_fd, temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0400);

  make_name (number, name);
  if (fd < 0 || write (fd, data, size) != (gssize) size || close (fd) != 0 ||
      renameat (loose_fd, temporary, loose_fd, name) != 0)
    g_error ("could not write %s", name);
}

static void
loose_sync (void)
{
  if (syncfs (loose_fd) != 0)
    g_error ("could not sync");
}

static void
loose_check (guint number)
{
  guint8 data[8192 + 8];
  char name[80];
  gssize size;
  int fd;

  make_name (number, name);
  fd = openat (loose_fd, name, O_RDONLY | O_CLOEXEC);
  size = fd < 0 ? -1 : read (fd, data, sizeof data);
  if (size < 0)
    g_error ("could not read %s", name);
  close (fd);
  check_hash (number, data, size);
}

static void
loose_close (void)
{
  close (loose_fd);
}

/* --- Measuring --- */

static guint64
get_disk_size (const char *folder)
{
  g_autofree char *quoted = g_shell_quote (folder);
  g_autofree char *command = g_strdup_printf ("du -sk %s", quoted);
  g_autofree char *out = NULL;

  if (!g_spawn_command_line_sync (command, &out, NULL, NULL, NULL))
    g_error ("du does not run");

  return g_ascii_strtoull (out, NULL, 10);
}

static void
measure (const Layout *layout,
         const char   *above)
{
  g_autofree char *folder = g_build_filename (above, layout->name, NULL);
  g_autoptr(GRand) random = g_rand_new_with_seed (1);
  guint8 data[8192 + 8];
  double put_s;
  double check_s;
  guint64 bytes = 0;
  gint64 begin;

  if (g_mkdir (folder, 0700) != 0)
    g_error ("%s is there already", folder);
  sync ();
  layout->open (folder);

  begin = g_get_monotonic_time ();
  for (guint i = 0; i < n_contents; i++)
    {
      gsize size = fill (i, data);

      bytes += size;
      compute_hash (data, size, hashes[i]);
      layout->put (i, data, size);
      if (i % BATCH == BATCH - 1 || i == n_contents - 1)
        layout->sync ();
    }
  put_s = (g_get_monotonic_time () - begin) / 1e6;

  begin = g_get_monotonic_time ();
  for (guint i = 0; i < n_contents; i++)
    layout->check (g_rand_int_range (random, 0, n_contents));
  check_s = (g_get_monotonic_time () - begin) / 1e6;
  layout->close ();

  printf ("%-8s %12.0f %14.0f %12.2f\n", layout->name, n_contents / put_s, n_contents / check_s,
          get_disk_size (folder) * 1024.0 / bytes);
}

int
main (int   argc,
      char *argv[])
{
  static const Layout layouts[] = {
    { "packs", packs_open, packs_put, packs_sync, packs_check, packs_close },
    { "blobs", blobs_open, blobs_put, blobs_sync, blobs_check, blobs_close },
    { "loose", loose_open, loose_put, loose_sync, loose_check, loose_close },
  };

  if (argc < 2)
    {
      fprintf (stderr, "usage: bench-layouts FOLDER [NUMBER OF CONTENTS]\n");
      return 2;
    }
  if (argc > 2)
    n_contents = atoi (argv[2]);
  hashes = g_malloc_n (n_contents, NEXUS_HASH_SIZE);
  refs = g_new0 (NexusContentRef *, n_contents);

  printf ("%-8s %12s %14s %12s\n", "layout", "writes/s", "random reads/s", "disk/bytes");
  for (guint i = 0; i < G_N_ELEMENTS (layouts); i++)
    measure (&layouts[i], argv[1]);
  g_free (hashes);
  g_free (refs);

  return 0;
}
