/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "nexus-sqlite-checksum-private.h"
#include "nexus-sqlite-connection-private.h"
#include "nexus-store-fixture.h"

/* The checksum of each page of the database. */

#define N_FILES 400

static void
fill (Fixture *fixture)
{
  for (guint i = 0; i < N_FILES; i++)
    {
      g_autofree char *path = g_strdup_printf ("/a file with a name that is rather long, number %u", i);

      fixture_must (fixture, fixture_put (path, path));
    }
  g_assert_true (_nexus_metadata_store_close (fixture->store, NULL));
}

static guint8 *
load (Fixture *fixture,
      gsize   *n_pages)
{
  g_autoptr(GError) error = NULL;
  char *bytes;
  gsize size;

  g_assert_true (g_file_get_contents (fixture->path, &bytes, &size, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (size % NEXUS_SQLITE_PAGE_SIZE, ==, 0);
  *n_pages = size / NEXUS_SQLITE_PAGE_SIZE;

  return (guint8 *) bytes;
}

static void
test_written (Fixture       *fixture,
              gconstpointer  data)
{
  g_autofree guint8 *bytes = NULL;
  gsize n_pages;

  fill (fixture);
  bytes = load (fixture, &n_pages);

  g_assert_cmpuint (n_pages, >, 20);
  g_assert_cmpuint (bytes[NEXUS_SQLITE_HEADER_RESERVE], ==, NEXUS_SQLITE_PAGE_RESERVE);
  for (gsize i = 0; i < n_pages; i++)
    g_assert_true (_nexus_sqlite_page_is_good (bytes + i * NEXUS_SQLITE_PAGE_SIZE, i + 1));

  /* A good page in the place of another is not good. */
  g_assert_false (_nexus_sqlite_page_is_good (bytes + NEXUS_SQLITE_PAGE_SIZE, 3));

  fixture_reopen (fixture);
}

/* A single bit, wherever it is: the checksum is part of the format, so its value is tested as well. */
static void
test_sum (void)
{
  guint8 page[NEXUS_SQLITE_PAGE_SIZE];
  guint64 sum;

  for (gsize i = 0; i < sizeof page; i++)
    page[i] = (guint8) (i * 7 + i / 256);
  g_assert_cmphex (_nexus_sqlite_page_sum (page, 1), ==, G_GUINT64_CONSTANT (0xcbdaaf5ce6a99130));

  sum = GUINT64_TO_LE (_nexus_sqlite_page_sum (page, 5));
  memcpy (page + sizeof page - NEXUS_SQLITE_PAGE_RESERVE, &sum, sizeof sum);
  g_assert_true (_nexus_sqlite_page_is_good (page, 5));
  for (gsize bit = 0; bit < 8 * sizeof page; bit++)
    {
      page[bit / 8] ^= (guint8) (1u << bit % 8);
      g_assert_false (_nexus_sqlite_page_is_good (page, 5));
      page[bit / 8] ^= (guint8) (1u << bit % 8);
    }

  memset (page, 0, sizeof page);
  g_assert_true (_nexus_sqlite_page_is_good (page, 5));
  page[sizeof page - 1] = 1;
  g_assert_false (_nexus_sqlite_page_is_good (page, 5));
}

/* Opens the database and reads all of its larger tables and an index. */
static gboolean
read_all (const char           *path,
          NexusSqliteOpenMode   mode,
          GError              **error)
{
  g_autoptr(NexusSqliteConnection) connection = _nexus_sqlite_connection_open (path, mode, NEXUS_DURABILITY_FULL, error);

  return connection != NULL &&
         _nexus_sqlite_connection_execute (connection,
                                           "SELECT total (mode) FROM nodes NOT INDEXED;"
                                           "SELECT total (sum) FROM contents NOT INDEXED;"
                                           "SELECT count (length (name)) FROM nodes INDEXED BY sqlite_autoindex_nodes_2"
                                           "  WHERE parent IS NOT NULL;", "look", error);
}

/* Through the mapping of a reader and through the reads of a writer, whichever page it is. */
static void
test_read (Fixture       *fixture,
           gconstpointer  data)
{
  static const NexusSqliteOpenMode modes[] = { NEXUS_SQLITE_OPEN_READER, NEXUS_SQLITE_OPEN_WRITER };
  g_autofree guint8 *bytes = NULL;
  guint n_noticed = 0;
  gsize n_pages;
  int fd;

  fill (fixture);
  bytes = load (fixture, &n_pages);

  for (gsize page = 1; page < n_pages; page++)
    {
      goffset offset = page * NEXUS_SQLITE_PAGE_SIZE + g_test_rand_int_range (0, NEXUS_SQLITE_PAGE_SIZE);
      guint8 flipped = bytes[offset] ^ (guint8) (1u << g_test_rand_int_range (0, 8));

      fd = open (fixture->path, O_WRONLY | O_CLOEXEC);
      g_assert_cmpint (fd, >=, 0);
      g_assert_cmpint (pwrite (fd, &flipped, 1, offset), ==, 1);
      close (fd);

      for (guint i = 0; i < G_N_ELEMENTS (modes); i++)
        {
          g_autoptr(GError) error = NULL;

          if (read_all (fixture->path, modes[i], &error))
            continue;
          g_assert_error (error, NEXUS_ERROR, NEXUS_ERROR_CORRUPT);
          g_assert_nonnull (strstr (error->message, fixture->path));
          n_noticed++;
        }

      fd = open (fixture->path, O_WRONLY | O_CLOEXEC);
      g_assert_cmpint (pwrite (fd, bytes + offset, 1, offset), ==, 1);
      close (fd);
    }

  /* All but those of other tables and indexes, which are a small part. */
  g_test_message ("%u of %u reads noticed", n_noticed, 2 * (guint) n_pages);
  g_assert_cmpuint (n_noticed, >=, n_pages / 2);
  fixture_reopen (fixture);
}

/* Newer SQLite reads the pages of a long value in the file itself, each without its end: that is a part of a page. */
static void
test_part (Fixture       *fixture,
           gconstpointer  data)
{
  const gsize size = NEXUS_SQLITE_PAGE_SIZE - NEXUS_SQLITE_PAGE_RESERVE;
  const goffset offset = 2 * NEXUS_SQLITE_PAGE_SIZE;
  g_autofree guint8 *bytes = NULL;
  guint8 part[NEXUS_SQLITE_PAGE_SIZE];
  sqlite3_file *file = NULL;
  sqlite3 *db = NULL;
  gsize n_pages;
  int fd;

  fill (fixture);
  bytes = load (fixture, &n_pages);
  g_assert_cmpint (sqlite3_open_v2 (fixture->path, &db, SQLITE_OPEN_READWRITE, _nexus_sqlite_checksum_vfs ()), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, "SELECT count(*) FROM nodes", NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_file_control (db, "main", SQLITE_FCNTL_FILE_POINTER, &file), ==, SQLITE_OK);

  g_assert_cmpint (file->pMethods->xRead (file, part, (int) size, offset), ==, SQLITE_OK);
  g_assert_cmpmem (part, size, bytes + offset, size);
  g_assert_cmpint (file->pMethods->xRead (file, part, (int) size - 8, offset + 8), ==, SQLITE_OK);
  g_assert_cmpmem (part, size - 8, bytes + offset + 8, size - 8);
  g_assert_cmpint (file->pMethods->xRead (file, part, (int) size, offset + 512), ==, SQLITE_CORRUPT);

  bytes[offset + 1000] ^= 1;
  fd = open (fixture->path, O_WRONLY | O_CLOEXEC);
  g_assert_cmpint (pwrite (fd, bytes + offset, NEXUS_SQLITE_PAGE_SIZE, offset), ==, NEXUS_SQLITE_PAGE_SIZE);
  g_assert_cmpint (file->pMethods->xRead (file, part, (int) size, offset), ==, SQLITE_CORRUPT);
  bytes[offset + 1000] ^= 1;
  g_assert_cmpint (pwrite (fd, bytes + offset, NEXUS_SQLITE_PAGE_SIZE, offset), ==, NEXUS_SQLITE_PAGE_SIZE);
  close (fd);

  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);
  fixture_reopen (fixture);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/verify/pages/sum", test_sum);
  g_test_add ("/verify/pages/written", Fixture, NULL, fixture_set_up, test_written, fixture_tear_down);
  g_test_add ("/verify/pages/read", Fixture, NULL, fixture_set_up, test_read, fixture_tear_down);
  g_test_add ("/verify/pages/part", Fixture, NULL, fixture_set_up, test_part, fixture_tear_down);

  return g_test_run ();
}
