/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "nexus-lib-fixture.h"

/* Enumerating: everything exactly once and in order, however deep, wide or restless the tree is. */

static NexusEntryEnumerator *
enumerate (Fixture    *fixture,
           const char *path)
{
  g_autoptr(GError) error = NULL;
  NexusEntryEnumerator *enumerator;

  enumerator = nexus_filesystem_enumerate (fixture->filesystem, path, NEXUS_ENUMERATE_RECURSIVE, NULL, &error);
  g_assert_no_error (error);

  return enumerator;
}

/* Adds the paths of the next entries; FALSE at the end. */
static gboolean
add_next (NexusEntryEnumerator *enumerator,
          guint                 max_entries,
          GPtrArray            *paths)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) entries = nexus_entry_enumerator_next (enumerator, max_entries, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (entries->len, <=, max_entries);
  for (guint i = 0; i < entries->len; i++)
    g_ptr_array_add (paths, g_strdup (nexus_entry_get_path (g_ptr_array_index (entries, i))));

  return entries->len > 0;
}

static GPtrArray *
collect (Fixture *fixture,
         guint    max_entries)
{
  g_autoptr(NexusEntryEnumerator) enumerator = enumerate (fixture, "/");
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);

  while (add_next (enumerator, max_entries, paths))
    continue;
  /* The end stays the end. */
  g_assert_false (add_next (enumerator, max_entries, paths));

  return paths;
}

/* By name within each directory, a directory before what is in it: the end comes first, then "/", then all others. */
static int
rank (char c)
{
  return c == '\0' ? 0 : c == '/' ? 1 : (guint8) c + 2;
}

static int
compare_paths (gconstpointer a,
               gconstpointer b)
{
  const char *one = *(const char * const *) a;
  const char *two = *(const char * const *) b;

  while (*one != '\0' && *one == *two)
    {
      one++;
      two++;
    }

  return rank (*one) - rank (*two);
}

static void
assert_paths (GPtrArray *have,
              GPtrArray *should)
{
  g_ptr_array_sort (should, compare_paths);
  for (guint i = 0; i < MIN (have->len, should->len); i++)
    g_assert_cmpstr (g_ptr_array_index (have, i), ==, g_ptr_array_index (should, i));
  g_assert_cmpuint (have->len, ==, should->len);
}

static void
add_file (Fixture    *fixture,
          GPtrArray  *paths,
          const char *path)
{
  g_object_unref (nexus_lib_test_write (fixture->filesystem, path, ""));
  g_ptr_array_add (paths, g_strdup (path));
}

/* Deeper than there are pages kept, with something before and after each way down. */
static void
test_deep (Fixture       *fixture,
           gconstpointer  data)
{
  static const guint batches[] = { 1, 7, 1000 };
  g_autoptr(GPtrArray) should = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GString) way = g_string_new (NULL);

  for (guint depth = 0; depth < 60; depth++)
    {
      static const char * const names[] = { "a", "b", "n", "y", "z" };

      for (guint i = 0; i < G_N_ELEMENTS (names); i++)
        {
          g_autofree char *path = g_strdup_printf ("%s/%s", way->str, names[i]);

          add_file (fixture, should, path);
        }
      g_string_append (way, "/m");
      g_ptr_array_add (should, g_strdup (way->str));
    }
  g_object_unref (nexus_filesystem_make_directory (fixture->filesystem, way->str, NEXUS_MAKE_DIRECTORY_NONE, NULL, NULL));

  for (guint i = 0; i < G_N_ELEMENTS (batches); i++)
    {
      g_autoptr(GPtrArray) have = collect (fixture, batches[i]);

      assert_paths (have, should);
    }
}

typedef struct {
  guint n_done;
} Counter;

static void
write_done (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  Counter *counter = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusEntry) entry = nexus_filesystem_write_finish (NEXUS_FILESYSTEM (object), result, &error);

  g_assert_no_error (error);
  g_assert_nonnull (entry);
  counter->n_done++;
}

/* Several pages in one directory, one of them exactly full, and directories among the files. */
static void
test_wide (Fixture       *fixture,
           gconstpointer  data)
{
  static const guint widths[] = { 499, 500, 501, 1234 };
  g_autoptr(GPtrArray) should = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GBytes) bytes = g_bytes_new_static ("", 0);
  g_autoptr(GPtrArray) have = NULL;
  Counter counter = { 0 };
  guint n_started = 0;

  for (guint i = 0; i < G_N_ELEMENTS (widths); i++)
    {
      g_ptr_array_add (should, g_strdup_printf ("/%u", widths[i]));
      for (guint k = 0; k < widths[i]; k++)
        {
          g_autofree char *path = g_strdup_printf ("/%u/%u", widths[i], k);

          g_ptr_array_add (should, g_strdup (path));
          if (k % 100 == 0)
            {
              g_autofree char *below = g_strdup_printf ("%s/below", path);

              nexus_filesystem_write_async (fixture->filesystem, below, bytes, NULL, NEXUS_WRITE_PARENTS, NULL,
                                            write_done, &counter);
              g_ptr_array_add (should, g_steal_pointer (&below));
            }
          else
            {
              nexus_filesystem_write_async (fixture->filesystem, path, bytes, NULL, NEXUS_WRITE_PARENTS, NULL,
                                            write_done, &counter);
            }
          n_started++;
        }
    }
  nexus_test_spin_until (counter.n_done == n_started);

  have = collect (fixture, 333);
  assert_paths (have, should);
}

/* What stays where it is is seen exactly once, while others come, go and change. */
static void
test_restless (Fixture       *fixture,
               gconstpointer  data)
{
  g_autoptr(GPtrArray) stay = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GPtrArray) have = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(NexusEntryEnumerator) enumerator = NULL;
  g_autoptr(GError) error = NULL;
  guint n_rounds = 0;

  for (guint i = 0; i < 40; i++)
    {
      g_autofree char *path = g_strdup_printf ("/d%02u/stays", i);
      g_autofree char *goes = g_strdup_printf ("/d%02u/goes/with/all", i);

      add_file (fixture, stay, path);
      g_object_unref (nexus_lib_test_write (fixture->filesystem, goes, ""));
    }

  enumerator = enumerate (fixture, "/");
  while (add_next (enumerator, 3, have))
    {
      g_autofree char *goes = g_strdup_printf ("/d%02u/goes", n_rounds % 40);
      g_autofree char *comes = g_strdup_printf ("/d%02u/comes%u", 39 - n_rounds % 40, n_rounds);

      if (n_rounds < 40)
        g_assert_true (nexus_filesystem_delete (fixture->filesystem, goes, NULL, NEXUS_DELETE_RECURSIVE, NULL, &error));
      g_assert_no_error (error);
      g_object_unref (nexus_lib_test_write (fixture->filesystem, comes, ""));
      n_rounds++;
      g_assert_cmpuint (n_rounds, <, 1000);
    }

  for (guint i = 0; i < stay->len; i++)
    {
      guint n_seen = 0;

      for (guint k = 0; k < have->len; k++)
        n_seen += g_str_equal (g_ptr_array_index (have, k), g_ptr_array_index (stay, i));
      g_assert_cmpuint (n_seen, ==, 1);
    }
}

/* The directory that was come to is gone before it is gone into, and the one being read is gone between two pages. */
static void
test_removed_underneath (Fixture       *fixture,
                         gconstpointer  data)
{
  g_autoptr(GPtrArray) have = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GPtrArray) should = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(NexusEntryEnumerator) enumerator = NULL;
  g_autoptr(GError) error = NULL;

  g_object_unref (nexus_lib_test_write (fixture->filesystem, "/a/b/c", ""));
  g_object_unref (nexus_lib_test_write (fixture->filesystem, "/z", ""));
  enumerator = enumerate (fixture, "/");
  g_assert_true (add_next (enumerator, 1, have));
  g_assert_true (nexus_filesystem_delete (fixture->filesystem, "/a", NULL, NEXUS_DELETE_RECURSIVE, NULL, &error));
  g_object_unref (nexus_lib_test_write (fixture->filesystem, "/a", "a file now"));
  while (add_next (enumerator, 1, have))
    continue;

  g_ptr_array_add (should, g_strdup ("/a"));
  g_ptr_array_add (should, g_strdup ("/z"));
  assert_paths (have, should);
}

static void
test_cancelled_goes_on (Fixture       *fixture,
                        gconstpointer  data)
{
  g_autoptr(GPtrArray) should = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GPtrArray) have = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(NexusEntryEnumerator) enumerator = NULL;
  g_autoptr(GCancellable) cancelled = g_cancellable_new ();
  gboolean more = TRUE;

  for (guint i = 0; i < 10; i++)
    {
      g_autofree char *directory = g_strdup_printf ("/d%u", i);
      g_autofree char *path = g_strdup_printf ("/d%u/f", i);

      add_file (fixture, should, path);
      g_ptr_array_add (should, g_steal_pointer (&directory));
    }
  g_cancellable_cancel (cancelled);

  enumerator = enumerate (fixture, "/");
  while (more)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (nexus_entry_enumerator_next (enumerator, 1, cancelled, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      more = add_next (enumerator, 1, have);
    }
  assert_paths (have, should);
}

/* A second call before the first has answered is refused; it would otherwise tear the state apart. */
static void
test_pending (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(NexusEntryEnumerator) enumerator = NULL;
  GAsyncResult *results[5] = { NULL, };
  guint n_entries = 0;
  guint n_refused = 0;

  for (guint i = 0; i < 50; i++)
    {
      g_autofree char *path = g_strdup_printf ("/%u", i);

      g_object_unref (nexus_lib_test_write (fixture->filesystem, path, ""));
    }
  enumerator = enumerate (fixture, "/");
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    nexus_entry_enumerator_next_async (enumerator, 10, NULL, nexus_test_store_result, &results[i]);
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_autoptr(GPtrArray) entries = NULL;
      g_autoptr(GError) error = NULL;

      nexus_test_spin_until (results[i] != NULL);
      entries = nexus_entry_enumerator_next_finish (enumerator, results[i], &error);
      g_object_unref (results[i]);
      if (entries != NULL)
        {
          n_entries += entries->len;
          continue;
        }
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_PENDING);
      n_refused++;
    }
  g_assert_cmpuint (n_entries, ==, 10 * (G_N_ELEMENTS (results) - n_refused));

  /* From the callback on it may be asked again. */
  for (;;)
    {
      g_autoptr(GAsyncResult) result = NULL;
      g_autoptr(GPtrArray) entries = NULL;
      g_autoptr(GError) error = NULL;

      nexus_entry_enumerator_next_async (enumerator, 10, NULL, nexus_test_store_result, &result);
      nexus_test_spin_until (result != NULL);
      entries = nexus_entry_enumerator_next_finish (enumerator, result, &error);
      g_assert_no_error (error);
      if (entries->len == 0)
        break;
      n_entries += entries->len;
    }
  g_assert_cmpuint (n_entries, ==, 50);
}

static void
test_closed (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(NexusEntryEnumerator) enumerator = enumerate (fixture, "/");
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_true (nexus_filesystem_close (fixture->filesystem, NULL, NULL));
  g_assert_null (nexus_entry_enumerator_next (enumerator, 10, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CLOSED);
  g_clear_error (&error);
  nexus_entry_enumerator_next_async (enumerator, 10, NULL, nexus_test_store_result, &result);
  nexus_test_spin_until (result != NULL);
  g_assert_null (nexus_entry_enumerator_next_finish (enumerator, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CLOSED);
  g_clear_error (&error);
  /* Not busy for ever after a call that was refused. */
  g_assert_null (nexus_entry_enumerator_next (enumerator, 10, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CLOSED);
}

/* All files that have a content now, wherever they are, but for those in the trash, however deep. */
static void
test_copies (Fixture       *fixture,
             gconstpointer  data)
{
  static const char * const paths[] = { "/a", "/d/b", "/d/e/f/c", "/gone/deep/x", "/changed" };
  g_autoptr(NexusEntry) first = NULL;
  g_autoptr(NexusSearchResults) results = NULL;
  g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr(GBytes) bytes = g_bytes_new_static ("the same", 8);
      g_autoptr(NexusEntry) entry = nexus_filesystem_write (fixture->filesystem, paths[i], bytes, NULL,
                                                            NEXUS_WRITE_PARENTS, NULL, &error);

      g_assert_no_error (error);
      if (i == 0)
        first = g_steal_pointer (&entry);
    }
  g_object_unref (nexus_lib_test_write (fixture->filesystem, "/changed", "another"));
  g_assert_true (nexus_filesystem_delete (fixture->filesystem, "/gone", NULL, NEXUS_DELETE_RECURSIVE, NULL, &error));
  g_assert_no_error (error);

  results = nexus_filesystem_find_copies (fixture->filesystem, nexus_entry_get_etag (first), NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (nexus_search_results_get_count (results), ==, 3);
  while (add_next (NEXUS_ENTRY_ENUMERATOR (results), 2, found))
    continue;
  g_ptr_array_add (found, NULL);
  text = g_strjoinv (" ", (char **) found->pdata);
  g_assert_cmpstr (text, ==, "/a /d/b /d/e/f/c");
}

static void
write_text (NexusFilesystem *filesystem,
            const char      *path,
            const char      *text)
{
  g_autoptr(GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusEntry) entry = nexus_filesystem_write (filesystem, path, bytes, NULL, NEXUS_WRITE_PARENTS, NULL,
                                                        &error);

  g_assert_no_error (error);
  g_assert_nonnull (entry);
}

static void
assert_duplicates (NexusFilesystem *filesystem,
                   guint64          min_size,
                   const char      *wanted)
{
  g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusSearchResults) results = nexus_filesystem_find_duplicates (filesystem, min_size, NULL, &error);
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  /* A page may end between two that belong together. */
  while (add_next (NEXUS_ENTRY_ENUMERATOR (results), 2, found))
    continue;
  g_assert_cmpuint (nexus_search_results_get_count (results), ==, found->len);
  g_ptr_array_add (found, NULL);
  text = g_strjoinv (" ", (char **) found->pdata);
  g_assert_cmpstr (text, ==, wanted);
}

/* Those that waste most first, the same ones together; without what is in the trash, and former versions. */
static void
test_duplicates (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autoptr(NexusStatistics) statistics = NULL;
  g_autoptr(GError) error = NULL;

  assert_duplicates (fixture->filesystem, 0, "");
  write_text (fixture->filesystem, "/dup/few1", "two bytes here");
  write_text (fixture->filesystem, "/dup/x/few2", "two bytes here");
  write_text (fixture->filesystem, "/dup/many1", "some bytes");
  write_text (fixture->filesystem, "/dup/many2", "some bytes");
  write_text (fixture->filesystem, "/dup/many3", "some bytes");
  write_text (fixture->filesystem, "/dup/same1", "same bytes");
  write_text (fixture->filesystem, "/dup/same2", "same bytes");
  write_text (fixture->filesystem, "/dup/other1", "also bytes");
  write_text (fixture->filesystem, "/dup/other2", "also bytes");
  write_text (fixture->filesystem, "/dup/empty1", "");
  write_text (fixture->filesystem, "/dup/empty2", "");
  write_text (fixture->filesystem, "/dup/gone/a", "in the trash");
  write_text (fixture->filesystem, "/dup/kept", "in the trash");
  write_text (fixture->filesystem, "/dup/former", "only once");
  write_text (fixture->filesystem, "/dup/latter", "only once");
  write_text (fixture->filesystem, "/dup/former", "no more");
  g_assert_true (nexus_filesystem_delete (fixture->filesystem, "/dup/gone", NULL, NEXUS_DELETE_RECURSIVE, NULL, &error));
  g_assert_no_error (error);

  assert_duplicates (fixture->filesystem, 0,
                     "/dup/many1 /dup/many2 /dup/many3 /dup/few1 /dup/x/few2 /dup/same1 /dup/same2 /dup/other1 "
                     "/dup/other2 /dup/empty1 /dup/empty2");
  assert_duplicates (fixture->filesystem, 11, "/dup/few1 /dup/x/few2");
  assert_duplicates (fixture->filesystem, G_MAXUINT64, "");

  statistics = nexus_filesystem_get_statistics (fixture->filesystem, NULL, &error);
  g_assert_no_error (error);
  /* Here what is in the trash counts. */
  g_assert_cmpuint (nexus_statistics_get_saved_size (statistics), ==, 14 + 2 * 10 + 10 + 10 + 12);
  g_assert_cmpuint (nexus_statistics_get_trash_size (statistics), ==, 12);
  g_assert_cmpuint (nexus_statistics_get_history_size (statistics), ==, 9);
}

static void
hashed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  char **hash = user_data;
  g_autoptr(GError) error = NULL;

  *hash = nexus_filesystem_hash_file_finish (NEXUS_FILESYSTEM (object), result, &error);
  g_assert_no_error (error);
}

/* A file outside has the hash that its content has, or would have, in the store. */
static void
test_hash_outside (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autofree char *folder = nexus_test_make_dir ();
  g_autofree char *name = g_build_filename (folder, "a file", NULL);
  g_autoptr(GFile) file = g_file_new_for_path (name);
  g_autoptr(NexusEntry) entry = nexus_lib_test_write (fixture->filesystem, "/x", "some content");
  g_autofree char *hash = NULL;
  g_autofree char *again = NULL;
  g_autofree char *none = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_true (g_file_set_contents (name, "some content", -1, &error));
  hash = nexus_filesystem_hash_file (fixture->filesystem, file, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (hash, ==, nexus_entry_get_etag (entry));
  nexus_filesystem_hash_file_async (fixture->filesystem, file, NULL, hashed_cb, &again);
  nexus_test_spin_until (again != NULL);
  g_assert_cmpstr (again, ==, hash);

  g_assert_true (g_file_delete (file, NULL, &error));
  none = nexus_filesystem_hash_file (fixture->filesystem, file, NULL, &error);
  g_assert_null (none);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  nexus_test_remove_tree (folder);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add (path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)
  ADD ("/enumerate/deep", test_deep);
  ADD ("/enumerate/wide", test_wide);
  ADD ("/enumerate/restless", test_restless);
  ADD ("/enumerate/removed-underneath", test_removed_underneath);
  ADD ("/enumerate/cancelled-goes-on", test_cancelled_goes_on);
  ADD ("/enumerate/pending", test_pending);
  ADD ("/enumerate/closed", test_closed);
  ADD ("/enumerate/copies", test_copies);
  ADD ("/enumerate/duplicates", test_duplicates);
  ADD ("/enumerate/hash-outside", test_hash_outside);

  return g_test_run ();
}
