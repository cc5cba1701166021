/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

#include "nexus-lib-fixture.h"
#include "nexus-query-test.h"

/* The words of text files: that they are found, no later than they may be, and never those of another content. */

static void
close_store (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;

  nexus_filesystem_close (fixture->filesystem, NULL, &error);
  g_assert_no_error (error);
  g_clear_object (&fixture->filesystem);
}

static void
open_store (Fixture  *fixture,
            gboolean  index_text)
{
  g_autoptr(NexusConfig) config = nexus_config_new ();
  g_autoptr(GError) error = NULL;

  nexus_config_set_data_dir (config, fixture->folder);
  nexus_config_set_index_text (config, index_text);
  fixture->filesystem = nexus_connect (config, NULL, &error);
  g_assert_no_error (error);
}

static void
write_bytes (Fixture    *fixture,
             const char *path,
             const void *data,
             gsize       size)
{
  g_autoptr(GBytes) bytes = g_bytes_new (data, size);
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusEntry) entry = nexus_filesystem_write (fixture->filesystem, path, bytes, NULL, NEXUS_WRITE_PARENTS, NULL,
                                                        &error);

  g_assert_no_error (error);
  g_assert_nonnull (entry);
}

static void
write_text (Fixture    *fixture,
            const char *path,
            const char *text)
{
  write_bytes (fixture, path, text, strlen (text));
}

static void
update (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;
  gboolean good = nexus_filesystem_update_index (fixture->filesystem, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (good);
}

static char *
get_index_path (Fixture *fixture)
{
  return g_build_filename (fixture->folder, "metadata-text.db", NULL);
}

/* --- Words --- */

static void
test_words (Fixture       *fixture,
            gconstpointer  data)
{
  write_text (fixture, "/a.txt", "The Annual Report of 2024,\nwritten in a café: naïve façades.");
  write_text (fixture, "/b.txt", "Crème brûlée; the report is annual");
  write_text (fixture, "/c.txt", "anonymous");
  update (fixture);

  nexus_query_test_assert (fixture->filesystem, "text:annual", "/a.txt /b.txt");
  nexus_query_test_assert (fixture->filesystem, "text:ANNUAL", "/a.txt /b.txt");
  nexus_query_test_assert (fixture->filesystem, "text:\"annual report\"", "/a.txt");
  nexus_query_test_assert (fixture->filesystem, "text:\"annual-report\"", "/a.txt");
  nexus_query_test_assert (fixture->filesystem, "text:cafe", "/a.txt");
  nexus_query_test_assert (fixture->filesystem, "text:brûl", "/b.txt");
  nexus_query_test_assert (fixture->filesystem, "text:ann", "/a.txt /b.txt");
  nexus_query_test_assert (fixture->filesystem, "text:nnual", "/a.txt /b.txt");
  nexus_query_test_assert (fixture->filesystem, "text:nual", "/a.txt /b.txt");
  nexus_query_test_assert (fixture->filesystem, "text:ÉPO", "/a.txt /b.txt");
  nexus_query_test_assert (fixture->filesystem, "text:nymou", "/c.txt");
  nexus_query_test_assert (fixture->filesystem, "text:çad", "/a.txt");
  nexus_query_test_assert (fixture->filesystem, "text:nnuak", "");
  nexus_query_test_assert (fixture->filesystem, "text:\"nual rep\"", "/a.txt");
  nexus_query_test_assert (fixture->filesystem, "text:\"port of 2024\"", "/a.txt");
  nexus_query_test_assert (fixture->filesystem, "text:\"nnua rep\"", "");
  nexus_query_test_assert (fixture->filesystem, "text:\"annual eport\"", "");
  nexus_query_test_assert (fixture->filesystem, "eport", "/a.txt /b.txt");
  nexus_query_test_assert (fixture->filesystem, "text:\"annual rep\"", "/a.txt");
  nexus_query_test_assert (fixture->filesystem, "text:an", "");
  nexus_query_test_assert (fixture->filesystem, "text:of", "/a.txt");
  nexus_query_test_assert (fixture->filesystem, "text:2024", "/a.txt");
  nexus_query_test_assert (fixture->filesystem, "text:\"???\"", "");
  nexus_query_test_assert (fixture->filesystem, "text:report -text:creme", "/a.txt");
  nexus_query_test_assert (fixture->filesystem, "text:report OR text:anonymous", "/a.txt /b.txt /c.txt");
  nexus_query_test_assert (fixture->filesystem, "report", "/a.txt /b.txt");
  nexus_query_test_assert (fixture->filesystem, "-report type:file", "/c.txt");
  nexus_query_test_assert (fixture->filesystem, "report name:b", "/b.txt");
}

/* What the language of the index would take for its own is text. */
static void
test_hostile_words (Fixture       *fixture,
                    gconstpointer  data)
{
  static const char * const texts[] = {
    "text:\"a\\\" OR b\"", "text:NOT", "text:AND", "text:\"NEAR(report)\"", "text:\"text : report\"", "text:\"^report\"", "text:\"report*\"",
    "text:\"'; DROP TABLE words; --\"", "text:\"\\\\\"", "text:(", "\"\\\"\\\"\\\"\"", "text:{report}", "text:+report",
  };

  write_text (fixture, "/a.txt", "report");
  update (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr(NexusQuery) query = nexus_query_new_parse (texts[i], NULL);
      g_autoptr(NexusSearchResults) results = NULL;
      g_autoptr(GError) error = NULL;

      if (query == NULL)
        continue;
      results = nexus_filesystem_search (fixture->filesystem, query, NEXUS_SEARCH_ORDER_NAME, NULL, &error);
      g_assert_no_error (error);
    }
  nexus_query_test_assert (fixture->filesystem, "text:report", "/a.txt");
}

static void
test_encodings (Fixture       *fixture,
                gconstpointer  data)
{
  g_autofree char *large = g_strnfill (3 * 1024 * 1024, 'x');

  write_bytes (fixture, "/binary", "word\0word", 9);
  write_bytes (fixture, "/latin1", "caf\xe9 word", 9);
  write_bytes (fixture, "/utf16", "\xff\xfew\0o\0r\0d\0", 10);
  write_bytes (fixture, "/utf16be", "\xfe\xff\0w\0o\0r\0d\0", 11);
  write_bytes (fixture, "/utf8", "\xef\xbb\xbfword", 7);
  /* Of the two bytes that say so there is one, or nothing more. */
  write_bytes (fixture, "/zero", "\0", 1);
  write_bytes (fixture, "/half", "\xff", 1);
  write_bytes (fixture, "/mark", "\xff\xfe", 2);
  write_bytes (fixture, "/noise", "\xff\x01\x02word", 7);
  write_text (fixture, "/empty", "");
  write_text (fixture, "/kanji", "日本語のテキスト");
  memcpy (large, "word ", 5);
  memcpy (large + 1024 * 1024 + 10, " late ", 6);
  write_text (fixture, "/large", large);
  update (fixture);

  nexus_query_test_assert (fixture->filesystem, "text:word", "/large /latin1 /utf16 /utf16be /utf8");
  nexus_query_test_assert (fixture->filesystem, "text:cafe", "/latin1");
  nexus_query_test_assert (fixture->filesystem, "text:late", "");
  nexus_query_test_assert (fixture->filesystem, "text:本語", "/kanji");
  nexus_query_test_assert (fixture->filesystem, "text:語日", "");
}

/* --- What files have these words --- */

static void
test_changes (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusEntry) copy = NULL;
  g_autoptr(NexusEntry) moved = NULL;

  write_text (fixture, "/a", "apple");
  write_text (fixture, "/b", "apple");
  update (fixture);
  nexus_query_test_assert (fixture->filesystem, "text:apple", "/a /b");

  write_text (fixture, "/a", "pear");
  nexus_query_test_assert (fixture->filesystem, "text:apple", "/b");
  update (fixture);
  nexus_query_test_assert (fixture->filesystem, "text:pear", "/a");
  nexus_query_test_assert (fixture->filesystem, "text:apple", "/b");

  /* Known contents are found at once, wherever they come up. */
  write_text (fixture, "/c", "apple");
  copy = nexus_filesystem_copy (fixture->filesystem, "/a", "/d", NEXUS_COPY_NONE, NULL, &error);
  g_assert_no_error (error);
  moved = nexus_filesystem_move (fixture->filesystem, "/b", "/e", NULL, NEXUS_COPY_NONE, NULL, &error);
  g_assert_no_error (error);
  nexus_query_test_assert (fixture->filesystem, "text:apple", "/c /e");
  nexus_query_test_assert (fixture->filesystem, "text:pear", "/a /d");

  g_assert_true (nexus_filesystem_delete (fixture->filesystem, "/e", NULL, NEXUS_DELETE_NONE, NULL, &error));
  nexus_query_test_assert (fixture->filesystem, "text:apple", "/c");
  g_assert_true (nexus_filesystem_delete (fixture->filesystem, "/c", NULL, NEXUS_DELETE_PERMANENT, NULL, &error));
  nexus_query_test_assert (fixture->filesystem, "text:apple", "");
  g_assert_no_error (error);
}

static void
test_in_the_background (Fixture       *fixture,
                        gconstpointer  data)
{
  g_autofree char *found = NULL;

  write_text (fixture, "/a", "apple");
  nexus_test_spin_until ((g_free (found), found = nexus_query_test_find (fixture->filesystem, "text:apple"), strcmp (found, "/a") == 0));
}

static void
test_off (Fixture       *fixture,
          gconstpointer  data)
{
  g_autofree char *index = get_index_path (fixture);

  close_store (fixture);
  open_store (fixture, FALSE);
  write_text (fixture, "/apple", "apple");
  write_text (fixture, "/b", "apple");
  update (fixture);
  nexus_query_test_assert (fixture->filesystem, "text:apple", "");
  nexus_query_test_assert (fixture->filesystem, "apple", "/apple");
  g_assert_false (g_file_test (index, G_FILE_TEST_EXISTS));

  /* What was there before is found once it is switched on, and no more when it is off again. */
  close_store (fixture);
  open_store (fixture, TRUE);
  update (fixture);
  nexus_query_test_assert (fixture->filesystem, "text:apple", "/apple /b");
  close_store (fixture);
  open_store (fixture, FALSE);
  nexus_query_test_assert (fixture->filesystem, "text:apple", "");
}

static void
test_no_file_for_nothing (Fixture       *fixture,
                          gconstpointer  data)
{
  g_autofree char *index = get_index_path (fixture);

  update (fixture);
  g_assert_false (g_file_test (index, G_FILE_TEST_EXISTS));
}

static void
test_cancelled (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  write_text (fixture, "/a", "apple");
  g_cancellable_cancel (cancellable);
  g_assert_false (nexus_filesystem_update_index (fixture->filesystem, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);

  nexus_filesystem_update_index_async (fixture->filesystem, NULL, nexus_test_store_result, &result);
  nexus_test_spin_until (result != NULL);
  g_assert_true (nexus_filesystem_update_index_finish (fixture->filesystem, result, &error));
  g_assert_no_error (error);
  nexus_query_test_assert (fixture->filesystem, "text:apple", "/a");
}

static void
test_two_stores_on_one_folder (Fixture       *fixture,
                               gconstpointer  data)
{
  Fixture other = { fixture->folder, NULL };

  open_store (&other, TRUE);
  for (guint i = 0; i < 200; i++)
    {
      g_autofree char *path = g_strdup_printf ("/%u", i);
      g_autofree char *text = g_strdup_printf ("word%u apple", i);

      write_text (i % 2 == 0 ? fixture : &other, path, text);
      if (i % 37 == 0)
        update (i % 2 == 0 ? &other : fixture);
    }
  update (&other);
  nexus_query_test_assert (fixture->filesystem, "text:word0", "/0");
  nexus_query_test_assert (fixture->filesystem, "text:word199", "/199");
  nexus_query_test_assert (other.filesystem, "text:word100", "/100");
  update (fixture);
  nexus_query_test_assert (fixture->filesystem, "text:word199", "/199");
  close_store (&other);
}

/* --- Accidents --- */

static void
test_damaged_index (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autofree char *index = get_index_path (fixture);
  g_autofree char *garbage = g_strnfill (20000, 'z');
  g_autoptr(GError) error = NULL;

  write_text (fixture, "/a", "apple");
  update (fixture);
  for (guint i = 0; i < 3; i++)
    {
      close_store (fixture);
      g_assert_cmpint (g_unlink (index), ==, 0);
      if (i == 1)
        g_assert_true (g_file_set_contents (index, garbage, 20000, &error));
      else if (i == 2)
        g_assert_true (g_file_set_contents (index, "", 0, &error));
      open_store (fixture, TRUE);
      nexus_query_test_assert (fixture->filesystem, "text:apple", "");
      nexus_query_test_assert (fixture->filesystem, "name:a", "/a");
      update (fixture);
      nexus_query_test_assert (fixture->filesystem, "text:apple", "/a");
    }
  g_assert_no_error (error);
}

/* In the middle of a file that is in use: what is wrong with it must not reach a search. */
static void
test_damaged_pages (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autofree char *index = get_index_path (fixture);
  g_autoptr(GRand) random = g_rand_new_with_seed (7);
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < 60; i++)
    {
      g_autofree char *path = g_strdup_printf ("/%u", i);
      g_autofree char *text = g_strdup_printf ("apple%u common words of all of them %u", i, i * i);

      write_text (fixture, path, text);
    }
  update (fixture);
  for (guint round = 0; round < 12; round++)
    {
      g_autofree char *contents = NULL;
      g_autofree char *found = NULL;
      g_autofree char *text = NULL;
      gsize size;

      close_store (fixture);
      g_assert_true (g_file_get_contents (index, &contents, &size, &error));
      for (guint i = 0; i < 40; i++)
        contents[g_rand_int_range (random, 100, (gint32) size)] ^= (char) (1 << (i % 8));
      g_assert_true (g_file_set_contents (index, contents, (gssize) size, &error));
      open_store (fixture, TRUE);

      /* Something or nothing, but no failure. */
      g_free (nexus_query_test_find (fixture->filesystem, "text:common"));
      text = g_strdup_printf ("again%u", round);
      write_text (fixture, "/new", text);
      nexus_filesystem_update_index (fixture->filesystem, NULL, &error);
      g_assert_no_error (error);
      found = nexus_query_test_find (fixture->filesystem, text);
      g_assert_cmpstr (found, ==, "/new");
    }
}

/* Through what the library has registered, so that pages keep their checksums. */
static sqlite3 *
open_database (const char *path)
{
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READWRITE, "nexus-checksums-1"), ==, SQLITE_OK);

  return db;
}

static void
execute (const char *path,
         const char *sql)
{
  sqlite3 *db = open_database (path);

  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);
}

static int
count (const char *path,
       const char *sql)
{
  sqlite3_stmt *statement = NULL;
  sqlite3 *db = open_database (path);
  int n;

  g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &statement, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  n = sqlite3_column_int (statement, 0);
  sqlite3_finalize (statement);
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);

  return n;
}

/* The index is of a later time than the database, as after a backup was restored: the ids in it were given out again. */
static void
test_database_of_yesterday (Fixture       *fixture,
                            gconstpointer  data)
{
  g_autofree char *database = g_build_filename (fixture->folder, "metadata.db", NULL);
  g_autofree char *yesterday = NULL;
  g_autoptr(GError) error = NULL;
  gsize size;

  write_text (fixture, "/a", "apple");
  update (fixture);
  close_store (fixture);
  g_assert_true (g_file_get_contents (database, &yesterday, &size, &error));

  open_store (fixture, TRUE);
  write_text (fixture, "/b", "pear");
  write_text (fixture, "/c", "plum");
  update (fixture);
  nexus_query_test_assert (fixture->filesystem, "text:pear", "/b");
  close_store (fixture);

  g_assert_true (g_file_set_contents (database, yesterday, (gssize) size, &error));
  g_assert_no_error (error);
  open_store (fixture, TRUE);
  write_text (fixture, "/d", "cherry");
  write_text (fixture, "/e", "grape");
  write_text (fixture, "/f", "melon");
  nexus_query_test_assert (fixture->filesystem, "text:pear", "");
  nexus_query_test_assert (fixture->filesystem, "text:plum", "");
  update (fixture);
  nexus_query_test_assert (fixture->filesystem, "text:pear", "");
  nexus_query_test_assert (fixture->filesystem, "text:plum", "");
  nexus_query_test_assert (fixture->filesystem, "text:apple", "/a");
  nexus_query_test_assert (fixture->filesystem, "text:cherry", "/d");
  nexus_query_test_assert (fixture->filesystem, "text:grape", "/e");
  nexus_query_test_assert (fixture->filesystem, "text:melon", "/f");
}

static void
test_words_go_with_their_content (Fixture       *fixture,
                                  gconstpointer  data)
{
  g_autofree char *database = g_build_filename (fixture->folder, "metadata.db", NULL);
  g_autofree char *index = get_index_path (fixture);
  g_autoptr(GError) error = NULL;

  write_text (fixture, "/a", "apple");
  write_text (fixture, "/b", "pear");
  write_text (fixture, "/c", "plum");
  update (fixture);
  g_assert_true (nexus_filesystem_delete (fixture->filesystem, "/b", NULL, NEXUS_DELETE_PERMANENT, NULL, &error));
  g_assert_no_error (error);
  close_store (fixture);
  g_assert_cmpint (count (index, "SELECT count(*) FROM texts"), ==, 3);
  g_assert_cmpint (count (index, "SELECT count(*) FROM words WHERE words MATCH 'pear'"), ==, 1);
  g_assert_cmpint (count (index, "SELECT count(*) FROM vocabulary WHERE word = 'pear'"), ==, 1);

  execute (database, "DELETE FROM contents WHERE id NOT IN (SELECT content FROM nodes WHERE content IS NOT NULL)");
  open_store (fixture, TRUE);
  update (fixture);
  close_store (fixture);
  g_assert_cmpint (count (index, "SELECT count(*) FROM texts"), ==, 2);
  g_assert_cmpint (count (index, "SELECT count(*) FROM words WHERE words MATCH 'pear'"), ==, 0);
  g_assert_cmpint (count (index, "SELECT count(*) FROM vocabulary WHERE word = 'pear'"), ==, 0);
  g_assert_cmpint (count (index, "SELECT count(*) FROM vocabulary"), ==, 2);
  open_store (fixture, TRUE);
  nexus_query_test_assert (fixture->filesystem, "text:plum", "/c");
}

/* One that was made before words could be found by a part of them is made anew. */
static void
test_index_of_before (Fixture       *fixture,
                      gconstpointer  data)
{
  g_autofree char *index = get_index_path (fixture);

  write_text (fixture, "/a", "apple");
  update (fixture);
  close_store (fixture);
  execute (index, "DROP TABLE vocabulary; PRAGMA user_version = 1");
  open_store (fixture, TRUE);
  nexus_query_test_assert (fixture->filesystem, "text:pple", "");
  update (fixture);
  nexus_query_test_assert (fixture->filesystem, "text:pple", "/a");
}

/* The last one goes, and its id is given to another. */
static void
test_last_id_again (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autofree char *database = g_build_filename (fixture->folder, "metadata.db", NULL);
  g_autoptr(GError) error = NULL;

  write_text (fixture, "/a", "apple");
  write_text (fixture, "/b", "pear");
  update (fixture);
  g_assert_true (nexus_filesystem_delete (fixture->filesystem, "/b", NULL, NEXUS_DELETE_PERMANENT, NULL, &error));
  g_assert_no_error (error);
  close_store (fixture);
  execute (database, "DELETE FROM contents WHERE id NOT IN (SELECT content FROM nodes WHERE content IS NOT NULL)");

  open_store (fixture, TRUE);
  write_text (fixture, "/c", "plum");
  nexus_query_test_assert (fixture->filesystem, "text:pear", "");
  update (fixture);
  nexus_query_test_assert (fixture->filesystem, "text:pear", "");
  nexus_query_test_assert (fixture->filesystem, "text:plum", "/c");
  nexus_query_test_assert (fixture->filesystem, "text:apple", "/a");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) g_test_add ("/text/" name, Fixture, NULL, fixture_set_up, func, fixture_tear_down)
  ADD ("words", test_words);
  ADD ("hostile-words", test_hostile_words);
  ADD ("encodings", test_encodings);
  ADD ("changes", test_changes);
  ADD ("in-the-background", test_in_the_background);
  ADD ("off", test_off);
  ADD ("no-file-for-nothing", test_no_file_for_nothing);
  ADD ("cancelled", test_cancelled);
  ADD ("two-stores-on-one-folder", test_two_stores_on_one_folder);
  ADD ("damaged-index", test_damaged_index);
  ADD ("damaged-pages", test_damaged_pages);
  ADD ("database-of-yesterday", test_database_of_yesterday);
  ADD ("words-go-with-their-content", test_words_go_with_their_content);
  ADD ("index-of-before", test_index_of_before);
  ADD ("last-id-again", test_last_id_again);
#undef ADD

  return g_test_run ();
}
