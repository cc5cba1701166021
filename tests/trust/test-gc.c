/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

#include "nexus-lib-fixture.h"
#include "nexus-trust-test.h"

/* What garbage collection removes, what it keeps, and what it says of that. */

#define SMALL 2000
#define LARGE 300000

static void
set_up (Fixture       *fixture,
        gconstpointer  user_data)
{
  fixture->folder = nexus_test_make_dir ();
  fixture->filesystem = nexus_trust_test_connect (fixture->folder, "durability: normal\n");
}

static void
reconnect (Fixture *fixture)
{
  nexus_trust_test_close (fixture->filesystem);
  fixture->filesystem = nexus_trust_test_connect (fixture->folder, "durability: normal\n");
}

/* What was told is what the disk has more of, and a dry run before tells the same. */
static guint64
collect (Fixture *fixture)
{
  guint64 usage = nexus_trust_test_disk_usage (fixture->folder);
  guint64 planned_bytes, bytes;
  guint64 planned = nexus_trust_test_collect (fixture->filesystem, NEXUS_GARBAGE_DRY_RUN, 0, &planned_bytes);
  guint64 n_contents;

  g_assert_cmpuint (nexus_trust_test_disk_usage (fixture->folder), ==, usage);
  n_contents = nexus_trust_test_collect (fixture->filesystem, NEXUS_GARBAGE_NONE, 0, &bytes);
  g_assert_cmpuint (n_contents, ==, planned);
  g_assert_cmpuint (bytes, ==, planned_bytes);
  g_assert_cmpuint (nexus_trust_test_disk_usage (fixture->folder) + bytes, ==, usage);

  /* Nothing is left to do. */
  g_assert_cmpuint (nexus_trust_test_collect (fixture->filesystem, NEXUS_GARBAGE_NONE, 0, &bytes), ==, 0);
  g_assert_cmpuint (bytes, ==, 0);

  return n_contents;
}

static void
test_kept (Fixture       *fixture,
           gconstpointer  user_data)
{
  const gsize size = GPOINTER_TO_SIZE (user_data);
  NexusFilesystem *filesystem = fixture->filesystem;
  g_autoptr(NexusEntry) copy = NULL;
  g_autoptr(NexusEntry) restored = NULL;
  g_autoptr(GListModel) trash = NULL;
  g_autoptr(NexusTrashItem) item = NULL;
  g_autoptr(GBytes) old = NULL;
  g_autoptr(GBytes) expected = nexus_trust_test_make_bytes (2, size);
  g_autoptr(GError) error = NULL;

  nexus_trust_test_put (filesystem, "/live", 1, size);
  nexus_trust_test_put (filesystem, "/overwritten", 2, size);
  nexus_trust_test_put (filesystem, "/overwritten", 3, size);
  nexus_trust_test_put (filesystem, "/trashed", 4, size);
  nexus_trust_test_delete (filesystem, "/trashed", NEXUS_DELETE_NONE);
  nexus_trust_test_put (filesystem, "/gone", 5, size);
  nexus_trust_test_put (filesystem, "/copied", 6, size);
  copy = nexus_filesystem_copy (filesystem, "/copied", "/copy", NEXUS_COPY_NONE, NULL, &error);
  g_assert_no_error (error);
  nexus_trust_test_delete (filesystem, "/gone", NEXUS_DELETE_PERMANENT);
  nexus_trust_test_delete (filesystem, "/copied", NEXUS_DELETE_PERMANENT);

  g_assert_cmpuint (collect (fixture), ==, 1);

  nexus_trust_test_assert_file (filesystem, "/live", 1, size);
  nexus_trust_test_assert_file (filesystem, "/overwritten", 3, size);
  nexus_trust_test_assert_file (filesystem, "/copy", 6, size);
  old = nexus_filesystem_read_version (filesystem, "/overwritten", 1, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (old, expected));
  trash = nexus_filesystem_list_trash (filesystem, NULL, &error);
  g_assert_no_error (error);
  item = g_list_model_get_item (trash, 0);
  restored = nexus_filesystem_restore (filesystem, nexus_trash_item_get_id (item), NULL, NEXUS_CONFLICT_FAIL, NULL, &error);
  g_assert_no_error (error);
  nexus_trust_test_assert_file (filesystem, "/trashed", 4, size);

  /* What was collected can be written again, by the same process, too. */
  nexus_trust_test_put (filesystem, "/gone", 5, size);
  nexus_trust_test_assert_file (filesystem, "/gone", 5, size);
}

static void
test_grace (Fixture       *fixture,
            gconstpointer  user_data)
{
  guint64 usage;

  nexus_trust_test_put (fixture->filesystem, "/small", 1, SMALL);
  nexus_trust_test_put (fixture->filesystem, "/large", 2, LARGE);
  nexus_trust_test_delete (fixture->filesystem, "/small", NEXUS_DELETE_PERMANENT);
  nexus_trust_test_delete (fixture->filesystem, "/large", NEXUS_DELETE_PERMANENT);
  usage = nexus_trust_test_disk_usage (fixture->folder);

  g_assert_cmpuint (nexus_trust_test_collect (fixture->filesystem, NEXUS_GARBAGE_NONE, NEXUS_GARBAGE_GRACE, NULL), ==, 0);
  g_assert_cmpuint (nexus_trust_test_disk_usage (fixture->folder), ==, usage);
  g_assert_cmpuint (collect (fixture), ==, 2);
  g_assert_cmpuint (nexus_trust_test_disk_usage (fixture->folder), ==, 0);
}

/* Scraps smaller than a block: most of the space comes back all the same, and what stays is found. */
static void
test_scattered (Fixture       *fixture,
                gconstpointer  user_data)
{
  const guint n_files = 1600;
  NexusFilesystem *other = nexus_trust_test_connect (fixture->folder, "durability: normal\n");
  guint64 before, after;

  for (guint i = 0; i < n_files; i++)
    {
      g_autofree char *path = g_strdup_printf ("/f%u", i);

      nexus_trust_test_put (fixture->filesystem, path, i, 900);
    }
  reconnect (fixture);
  nexus_trust_test_assert_file (other, "/f4", 4, 900);
  before = nexus_trust_test_disk_usage (fixture->folder);
  for (guint i = 0; i < n_files; i++)
    {
      g_autofree char *path = g_strdup_printf ("/f%u", i);

      if (i % 4 != 0)
        nexus_trust_test_delete (fixture->filesystem, path, NEXUS_DELETE_PERMANENT);
    }

  g_assert_cmpuint (nexus_trust_test_collect (fixture->filesystem, NEXUS_GARBAGE_NONE, 0, NULL), ==, n_files / 4 * 3);
  after = nexus_trust_test_disk_usage (fixture->folder);
  g_test_message ("%" G_GUINT64_FORMAT " → %" G_GUINT64_FORMAT, before, after);
  g_assert_cmpuint (after, <, before / 3);

  for (guint i = 0; i < n_files; i += 4)
    {
      g_autofree char *path = g_strdup_printf ("/f%u", i);

      nexus_trust_test_assert_file (fixture->filesystem, path, i, 900);
      nexus_trust_test_assert_file (other, path, i, 900);
    }
  nexus_trust_test_close (other);
}

/* What nobody knows: files that a process has left, but nothing that is not Nexus' own. */
static void
test_leftovers (Fixture       *fixture,
                gconstpointer  user_data)
{
  const struct { const char *name; gboolean stays; } files[] = {
    { "tmp/0123456789abcdef.part", FALSE },
    { "tmp/other", TRUE },
    { "content/ab/ab00000000000000000000000000000000000000000000000000000000000000", FALSE },
    { "content/ab/cd00000000000000000000000000000000000000000000000000000000000000", TRUE },
    { "content/ab/notes", TRUE },
    { "packs/notes", TRUE },
  };
  g_autofree char *folder = g_build_filename (fixture->folder, "content", "ab", NULL);

  nexus_trust_test_put (fixture->filesystem, "/large", 2, LARGE);
  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_build_filename (fixture->folder, files[i].name, NULL);

      g_assert_true (g_file_set_contents (path, "x", 1, NULL));
    }

  g_assert_cmpuint (collect (fixture), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_build_filename (fixture->folder, files[i].name, NULL);

      g_assert_cmpint (g_file_test (path, G_FILE_TEST_EXISTS), ==, files[i].stays);
    }
  nexus_trust_test_assert_file (fixture->filesystem, "/large", 2, LARGE);
}

/* Any program can read the database, but what it writes has no checksums, unless it does so like the library. */
static sqlite3 *
open_database (Fixture *fixture)
{
  g_autofree char *path = g_build_filename (fixture->folder, "metadata.db", NULL);
  sqlite3 *db;

  g_assert_cmpint (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READWRITE, "nexus-checksums-1"), ==, SQLITE_OK);

  return db;
}

static void
execute (Fixture    *fixture,
         const char *sql)
{
  sqlite3 *db = open_database (fixture);

  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
}

/* A file that refers to another content by damage leaves its own one without a reference. */
static void
test_damaged (Fixture       *fixture,
              gconstpointer  user_data)
{
  g_autoptr(NexusOperation) operation = NULL;
  g_autoptr(GError) error = NULL;
  guint64 usage;

  nexus_trust_test_put (fixture->filesystem, "/a", 1, LARGE);
  nexus_trust_test_put (fixture->filesystem, "/b", 2, LARGE);
  nexus_trust_test_put (fixture->filesystem, "/gone", 3, LARGE);
  nexus_trust_test_delete (fixture->filesystem, "/gone", NEXUS_DELETE_PERMANENT);
  usage = nexus_trust_test_disk_usage (fixture->folder);
  execute (fixture, "UPDATE nodes SET content = (SELECT content FROM nodes WHERE name = 'b') WHERE name = 'a'");

  operation = nexus_filesystem_collect_garbage (fixture->filesystem, NEXUS_GARBAGE_NONE, 0);
  g_assert_false (nexus_operation_run (operation, NULL, &error));
  g_assert_error (error, NEXUS_ERROR, NEXUS_ERROR_CORRUPT);
  g_assert_cmpuint (nexus_trust_test_disk_usage (fixture->folder), ==, usage);
}

static guint
count_rows (Fixture    *fixture,
            const char *sql)
{
  sqlite3 *db = open_database (fixture);
  sqlite3_stmt *statement;
  guint count;

  g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &statement, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  count = (guint) sqlite3_column_int (statement, 0);
  sqlite3_finalize (statement);
  sqlite3_close (db);

  return count;
}

/* A lower history limit reaches files that are not written again, and a dry run knows. */
static void
test_history (Fixture       *fixture,
              gconstpointer  user_data)
{
  guint64 planned;

  for (guint i = 1; i <= 6; i++)
    nexus_trust_test_put (fixture->filesystem, "/a", i, LARGE);
  execute (fixture, "DELETE FROM steps");
  nexus_trust_test_close (fixture->filesystem);
  fixture->filesystem = nexus_trust_test_connect (fixture->folder, "durability: normal\nhistory_limit: 2\n");

  planned = nexus_trust_test_collect (fixture->filesystem, NEXUS_GARBAGE_DRY_RUN, 0, NULL);
  g_assert_cmpuint (planned, ==, 3);
  g_assert_cmpuint (count_rows (fixture, "SELECT count (*) FROM versions"), ==, 5);
  g_assert_cmpuint (collect (fixture), ==, 3);
  g_assert_cmpuint (count_rows (fixture, "SELECT count (*) FROM versions"), ==, 2);
  nexus_trust_test_assert_file (fixture->filesystem, "/a", 6, LARGE);
}

/* The database gives its own space back. */
static void
test_database (Fixture       *fixture,
               gconstpointer  user_data)
{
  const guint n_files = 12000;
  g_autoptr(NexusBatch) batch = nexus_batch_new (fixture->filesystem);
  g_autoptr(GError) error = NULL;
  guint before;

  for (guint i = 0; i < n_files; i++)
    {
      g_autofree char *path = g_strdup_printf ("/d/file-with-a-name-that-takes-some-space-%u", i);
      g_autoptr(GBytes) bytes = g_bytes_new (path, strlen (path));

      nexus_batch_write (batch, path, bytes, NULL, NEXUS_WRITE_PARENTS);
    }
  nexus_batch_commit (batch, NULL, &error);
  g_assert_no_error (error);
  before = count_rows (fixture, "PRAGMA page_count");
  nexus_trust_test_delete (fixture->filesystem, "/d", NEXUS_DELETE_RECURSIVE | NEXUS_DELETE_PERMANENT);
  execute (fixture, "DELETE FROM steps; DELETE FROM changes");

  g_assert_cmpuint (nexus_trust_test_collect (fixture->filesystem, NEXUS_GARBAGE_NONE, 0, NULL), ==, n_files);
  g_assert_cmpuint (count_rows (fixture, "PRAGMA page_count"), <, before / 2);
  g_assert_cmpuint (count_rows (fixture, "SELECT count (*) FROM contents"), ==, 0);
  nexus_trust_test_put (fixture->filesystem, "/a", 1, SMALL);
  nexus_trust_test_assert_file (fixture->filesystem, "/a", 1, SMALL);
}

static void
test_cancelled (Fixture       *fixture,
                gconstpointer  user_data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(NexusOperation) operation = NULL;
  g_autoptr(GError) error = NULL;

  nexus_trust_test_put (fixture->filesystem, "/gone", 3, LARGE);
  nexus_trust_test_delete (fixture->filesystem, "/gone", NEXUS_DELETE_PERMANENT);
  g_cancellable_cancel (cancellable);
  operation = nexus_filesystem_collect_garbage (fixture->filesystem, NEXUS_GARBAGE_NONE, 0);
  g_assert_false (nexus_operation_run (operation, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (collect (fixture), ==, 1);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func, data) \
  g_test_add ("/trust/gc/" name, Fixture, GSIZE_TO_POINTER (data), set_up, func, fixture_tear_down)
  ADD ("kept/small", test_kept, SMALL);
  ADD ("kept/large", test_kept, LARGE);
  ADD ("grace", test_grace, 0);
  ADD ("scattered", test_scattered, 0);
  ADD ("leftovers", test_leftovers, 0);
  ADD ("damaged", test_damaged, 0);
  ADD ("history", test_history, 0);
  ADD ("database", test_database, 0);
  ADD ("cancelled", test_cancelled, 0);

  return g_test_run ();
}
