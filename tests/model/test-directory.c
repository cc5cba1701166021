/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "nexus-lib-fixture.h"
#include "nexus-model-test.h"

#include <string.h>

typedef struct {
  const char *sort_key;
  gboolean    descending;
  gboolean    folders_first;
  gboolean    show_hidden;
  const char *names;
} Case;

static void
set_mode (Fixture    *fixture,
          const char *path,
          guint       mode)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusEntry) entry = nexus_filesystem_set_mode (fixture->filesystem, path, mode, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (entry);
}

static void
test_order (Fixture       *fixture,
            gconstpointer  data)
{
  static const Case cases[] = {
    { "name", FALSE, TRUE, FALSE, "b2 B10 a1.txt a2.TXT a10.txt c.png link" },
    { "name", TRUE, TRUE, FALSE, "B10 b2 link c.png a10.txt a2.TXT a1.txt" },
    { "name", FALSE, FALSE, FALSE, "a1.txt a2.TXT a10.txt b2 B10 c.png link" },
    { "name", FALSE, TRUE, TRUE, ".git b2 B10 .hidden a1.txt a2.TXT a10.txt c.png link" },
    { "name", TRUE, FALSE, TRUE, "link c.png B10 b2 a10.txt a2.TXT a1.txt .hidden .git" },
    { "size", FALSE, TRUE, FALSE, "B10 b2 a10.txt a2.TXT c.png link a1.txt" },
    { "size", TRUE, TRUE, FALSE, "b2 B10 a1.txt link c.png a2.TXT a10.txt" },
    { "size", FALSE, FALSE, FALSE, "a10.txt B10 a2.TXT c.png link a1.txt b2" },
    { "type", FALSE, TRUE, FALSE, "b2 B10 c.png link a1.txt a2.TXT a10.txt" },
    { "version", FALSE, TRUE, FALSE, "b2 B10 a2.TXT a10.txt c.png link a1.txt" },
    { "version", TRUE, TRUE, FALSE, "B10 b2 a1.txt link c.png a10.txt a2.TXT" },
    { "attribute:rank", FALSE, TRUE, FALSE, "b2 B10 a10.txt c.png a2.TXT a1.txt link" },
    { "attribute:rank", TRUE, TRUE, FALSE, "b2 B10 a2.TXT c.png a10.txt link a1.txt" },
    { "tags", FALSE, TRUE, FALSE, "b2 B10 a10.txt a1.txt link c.png a2.TXT" },
    { "tags", TRUE, FALSE, FALSE, "c.png b2 link a1.txt a10.txt B10 a2.TXT" },
    { "tags-but:red", FALSE, TRUE, FALSE, "b2 B10 a10.txt a1.txt link a2.TXT c.png" },
    { "etag", FALSE, TRUE, FALSE, "b2 B10 a10.txt a1.txt a2.TXT c.png link" },
    { "etag", TRUE, FALSE, FALSE, "c.png a2.TXT a1.txt a10.txt link B10 b2" },
    { "mode", FALSE, TRUE, FALSE, "b2 B10 a1.txt a2.TXT c.png a10.txt link" },
    { "mode", TRUE, FALSE, FALSE, "link B10 b2 a10.txt c.png a2.TXT a1.txt" },
    { "attribute:nobody", FALSE, FALSE, FALSE, "a1.txt a2.TXT a10.txt b2 B10 c.png link" },
  };
  g_autoptr(NexusEntry) link = NULL;
  g_autoptr(GError) error = NULL;

  nexus_model_test_make_folder (fixture->filesystem, "/d");
  nexus_model_test_make_folder (fixture->filesystem, "/d/B10");
  nexus_model_test_make_folder (fixture->filesystem, "/d/.git");
  fixture_put (fixture, "/d/b2/large", "twenty bytes of text");
  fixture_put (fixture, "/d/a10.txt", "");
  fixture_put (fixture, "/d/a2.TXT", "1");
  fixture_put (fixture, "/d/c.png", "12");
  fixture_put (fixture, "/d/a1.txt", "four");
  fixture_put (fixture, "/d/a1.txt", "fourteen bytes");
  fixture_put (fixture, "/d/.hidden", "");
  link = nexus_filesystem_make_symbolic_link (fixture->filesystem, "/d/link", "nowhere", NULL, &error);
  g_assert_no_error (error);
  fixture_set (fixture, "/d/a2.TXT", "rank", g_variant_new_string ("ten"));
  fixture_set (fixture, "/d/c.png", "rank", g_variant_new_int64 (10));
  fixture_set (fixture, "/d/a10.txt", "rank", g_variant_new_double (9.5));
  fixture_set (fixture, "/d/b2", "rank", g_variant_new_boolean (TRUE));
  fixture_tag (fixture, "/d/a10.txt", "blue");
  fixture_tag (fixture, "/d/b2", "blue");
  fixture_tag (fixture, "/d/b2", "Green");
  fixture_tag (fixture, "/d/link", "green");
  fixture_tag (fixture, "/d/a1.txt", "orange");
  fixture_tag (fixture, "/d/a1.txt", "blue moon");
  fixture_tag (fixture, "/d/c.png", "red");
  set_mode (fixture, "/d/a1.txt", 0400);
  set_mode (fixture, "/d/a10.txt", 0700);
  /* Elsewhere, so it does not count. */
  fixture_put (fixture, "/a0", "");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(NexusDirectoryModel) model = nexus_directory_model_new (fixture->filesystem, "//d/");
      g_autofree char *names = NULL;
      const char *expected = cases[i].names;

      nexus_list_model_set_sort_key (NEXUS_LIST_MODEL (model), cases[i].sort_key);
      nexus_list_model_set_sort_descending (NEXUS_LIST_MODEL (model), cases[i].descending);
      nexus_list_model_set_folders_first (NEXUS_LIST_MODEL (model), cases[i].folders_first);
      nexus_directory_model_set_show_hidden (model, cases[i].show_hidden);
      g_assert_cmpstr (nexus_directory_model_get_path (model), ==, "/d");
      nexus_model_test_wait_loaded (model);
      g_assert_no_error (nexus_list_model_get_error (NEXUS_LIST_MODEL (model)));
      names = nexus_model_test_names (G_LIST_MODEL (model));
      g_test_message ("%s", cases[i].sort_key);
      g_assert_cmpstr (names, ==, expected);
    }
}

/* By times the list must be what sorting the entries by them is. */
static void
test_times (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(NexusDirectoryModel) model = nexus_directory_model_new (fixture->filesystem, "/");

  for (guint i = 0; i < 10; i++)
    {
      g_autofree char *path = g_strdup_printf ("/%u", (i * 7) % 10);

      fixture_put (fixture, path, "x");
    }
  fixture_put (fixture, "/3", "newer");

  nexus_list_model_set_sort_key (NEXUS_LIST_MODEL (model), "modified");
  nexus_model_test_wait_names (G_LIST_MODEL (model), "0 7 4 1 8 5 2 9 6 3");
  nexus_list_model_set_sort_descending (NEXUS_LIST_MODEL (model), TRUE);
  nexus_model_test_wait_names (G_LIST_MODEL (model), "3 6 9 2 5 8 1 4 7 0");
  nexus_list_model_set_sort_key (NEXUS_LIST_MODEL (model), "created");
  nexus_model_test_wait_names (G_LIST_MODEL (model), "3 6 9 2 5 8 1 4 7 0");
}

/* What is the same comes together. */
static void
test_etags (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(NexusDirectoryModel) model = nexus_directory_model_new (fixture->filesystem, "/");
  g_autofree char *names = NULL;
  g_autofree char *before = g_strdup ("");

  for (guint i = 0; i < 40; i++)
    {
      g_autofree char *path = g_strdup_printf ("/%u", i);
      g_autofree char *text = g_strdup_printf ("%u", i % 20);

      fixture_put (fixture, path, text);
    }
  nexus_list_model_set_sort_key (NEXUS_LIST_MODEL (model), "etag");
  nexus_model_test_wait_loaded (model);
  names = nexus_model_test_names (G_LIST_MODEL (model));
  for (guint i = 0; i < 40; i++)
    {
      g_autoptr(NexusModelRow) row = g_list_model_get_item (G_LIST_MODEL (model), i);
      const char *etag = nexus_entry_get_etag (nexus_model_row_get_entry (row));

      g_assert_cmpint (strcmp (before, etag) < 0, ==, i % 2 == 0);
      g_assert_cmpint (strcmp (before, etag), <=, 0);
      g_free (before);
      before = g_strdup (etag);
    }
}

static void
count_notify (GObject    *object,
              GParamSpec *pspec,
              gpointer    user_data)
{
  (*(guint *) user_data)++;
}

static void
test_rows (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(NexusDirectoryModel) model = NULL;
  g_autoptr(NexusModelRow) row = NULL;
  g_autoptr(NexusModelRow) same = NULL;
  g_autoptr(NexusEntry) read = NULL;
  GListModel *list;
  guint n_entries = 0, n_loaded = 0;
  gboolean loaded;
  guint n_items;
  GType item_type;

  nexus_model_test_write_many (fixture->filesystem, "/d/#", 300);
  model = nexus_directory_model_new (fixture->filesystem, "/d");
  list = G_LIST_MODEL (model);
  g_assert_true (nexus_list_model_get_loading (NEXUS_LIST_MODEL (model)));
  g_assert_true (nexus_list_model_get_filesystem (NEXUS_LIST_MODEL (model)) == fixture->filesystem);
  g_assert_cmpuint (g_list_model_get_n_items (list), ==, 0);
  g_assert_null (g_list_model_get_item (list, 0));
  nexus_model_test_wait_loaded (model);
  g_assert_cmpuint (g_list_model_get_n_items (list), ==, 300);
  g_assert_cmpuint (nexus_list_model_get_generation (NEXUS_LIST_MODEL (model)), >, 0);
  g_object_get (model, "n-items", &n_items, "item-type", &item_type, NULL);
  g_assert_cmpuint (n_items, ==, 300);
  g_assert_cmpuint (item_type, ==, NEXUS_TYPE_MODEL_ROW);
  g_assert_null (g_list_model_get_item (list, 300));

  /* Past the first page a row is empty at first. */
  row = g_list_model_get_item (list, 299);
  g_assert_null (nexus_model_row_get_entry (row));
  g_signal_connect (row, "notify::entry", G_CALLBACK (count_notify), &n_entries);
  g_signal_connect (row, "notify::loaded", G_CALLBACK (count_notify), &n_loaded);
  same = g_list_model_get_item (list, 299);
  g_assert_true (row == same);
  nexus_test_spin_until (nexus_model_row_get_entry (row) != NULL);
  g_assert_cmpuint (n_entries, ==, 1);
  g_assert_cmpuint (n_loaded, ==, 1);
  g_object_get (row, "entry", &read, "loaded", &loaded, NULL);
  g_assert_true (loaded);
  g_assert_cmpstr (nexus_entry_get_path (read), ==, "/d/299");

  /* The first ones are there already. */
  g_clear_object (&row);
  row = g_list_model_get_item (list, 0);
  g_assert_cmpstr (nexus_entry_get_name (nexus_model_row_get_entry (row)), ==, "0");

  /* A row outlives its list. */
  g_clear_object (&model);
  g_assert_cmpstr (nexus_entry_get_name (nexus_model_row_get_entry (row)), ==, "0");
}

/* With many entries first rows, number and order come one after the other, and what was handed out before the order
 * was known becomes what is in its place. */
static void
test_stages (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(GPtrArray) early = g_ptr_array_new_with_free_func (g_object_unref);
  NexusModelTestShadow shadow = { NULL };
  g_autoptr(NexusDirectoryModel) model = NULL;
  g_autofree char *said = NULL;
  GListModel *list;

  nexus_model_test_write_many (fixture->filesystem, "/d/File #.txt", 2400);
  nexus_model_test_write_many (fixture->filesystem, "/d/folder#/x", 3);
  nexus_model_test_write_many (fixture->filesystem, "/d/.hidden#", 5);

  model = nexus_directory_model_new (fixture->filesystem, "/d");
  list = G_LIST_MODEL (model);
  nexus_model_test_shadow_init (&shadow, list);
  nexus_test_spin_until (g_list_model_get_n_items (list) == 2403);
  for (guint i = 0; i < 256; i++)
    {
      g_autoptr(NexusModelRow) row = g_list_model_get_item (list, i);
      g_autofree char *expected = i < 3 ? g_strdup_printf ("folder%u", i) : g_strdup_printf ("File %u.txt", i - 3);

      g_assert_cmpstr (nexus_entry_get_name (nexus_model_row_get_entry (row)), ==, expected);
    }

  /* The shadow has asked for all of them within the handlers, when there was no order yet. */
  for (guint i = 0; i < 2403; i++)
    g_ptr_array_add (early, g_list_model_get_item (list, i));
  nexus_model_test_wait_loaded (model);
  g_assert_cmpuint (g_list_model_get_n_items (list), ==, 2403);
  for (guint i = 0; i < 2403; i++)
    {
      g_autoptr(NexusModelRow) row = g_list_model_get_item (list, i);
      g_autofree char *expected = i < 3 ? g_strdup_printf ("folder%u", i) : g_strdup_printf ("File %u.txt", i - 3);

      g_assert_true (row == g_ptr_array_index (early, i));
      nexus_test_spin_until (nexus_model_row_get_entry (row) != NULL);
      g_assert_cmpstr (nexus_entry_get_name (nexus_model_row_get_entry (row)), ==, expected);
    }
  said = nexus_model_test_shadow_take (&shadow);
  g_assert_cmpstr (said, ==, "0-0+256 256-0+2147");

  /* The rows stay the same objects in another order.  The shadow has asked for all of them again when only the first were
   * known, and so it is told of the others. */
  nexus_list_model_set_sort_descending (NEXUS_LIST_MODEL (model), TRUE);
  nexus_list_model_set_folders_first (NEXUS_LIST_MODEL (model), FALSE);
  g_assert_cmpuint (g_list_model_get_n_items (list), ==, 2403);
  nexus_model_test_wait_loaded (model);
  g_free (said);
  said = nexus_model_test_shadow_take (&shadow);
  g_assert_cmpstr (said, ==, "0-2403+2403 256-2147+2147");
  for (guint i = 0; i < 2403; i++)
    {
      g_autoptr(NexusModelRow) row = g_list_model_get_item (list, i);
      guint before = i < 3 ? 2 - i : 2405 - i;

      g_assert_true (row == g_ptr_array_index (early, before));
    }
  nexus_model_test_shadow_clear (&shadow);
}

/* No wait is for more than a part of what is written, however slow the machine is. */
static void
wait_if_many (guint *pending)
{
  if (*pending == 500)
    nexus_test_spin_until (*pending == 0);
}

/* Names of every sort: whatever comes first must be what comes first in the end. */
static void
test_first_rows (Fixture       *fixture,
                 gconstpointer  data)
{
  static const char * const letters[] = { "a", "A", "ä", "b", "0", "00", "1", "9", "10", "-", " ", "é", "É", "日", "." };

  for (guint round = 0; round < 4; round++)
    {
      g_autofree char *folder = g_strdup_printf ("/r%u", round);
      g_autoptr(GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      g_autoptr(GBytes) bytes = g_bytes_new (NULL, 0);
      g_autoptr(NexusDirectoryModel) model = NULL;
      g_autoptr(GPtrArray) first = g_ptr_array_new_with_free_func (g_object_unref);
      g_autoptr(GError) error = NULL;
      g_autoptr(NexusEntry) made = NULL;
      GHashTableIter iter;
      gpointer name;
      guint pending = 0;
      guint n_first;

      while (g_hash_table_size (names) < 2300)
        {
          g_autoptr(GString) text = g_string_new (NULL);
          guint length = (guint) g_test_rand_int_range (1, 7);

          for (guint i = 0; i < length; i++)
            g_string_append (text, letters[g_test_rand_int_range (0, G_N_ELEMENTS (letters))]);
          if (strcmp (text->str, ".") != 0 && strcmp (text->str, "..") != 0)
            g_hash_table_add (names, g_string_free (g_steal_pointer (&text), FALSE));
        }
      made = nexus_filesystem_make_directory (fixture->filesystem, folder, NEXUS_MAKE_DIRECTORY_NONE, NULL, &error);
      g_assert_no_error (error);
      g_hash_table_iter_init (&iter, names);
      while (g_hash_table_iter_next (&iter, &name, NULL))
        {
          g_autofree char *path = g_strconcat (folder, "/", name, NULL);

          pending++;
          nexus_filesystem_write_async (fixture->filesystem, path, bytes, NULL, NEXUS_WRITE_NONE, NULL, nexus_model_test_on_written,
                                        &pending);
          wait_if_many (&pending);
        }
      nexus_test_spin_until (pending == 0);

      model = nexus_directory_model_new (fixture->filesystem, folder);
      nexus_directory_model_set_show_hidden (model, round % 2 == 1);
      nexus_test_spin_until (g_list_model_get_n_items (G_LIST_MODEL (model)) > 0);
      n_first = MIN (g_list_model_get_n_items (G_LIST_MODEL (model)), 256);
      for (guint i = 0; i < n_first; i++)
        g_ptr_array_add (first, g_list_model_get_item (G_LIST_MODEL (model), i));
      nexus_model_test_wait_loaded (model);
      for (guint i = 0; i < n_first; i++)
        {
          g_autoptr(NexusModelRow) row = g_list_model_get_item (G_LIST_MODEL (model), i);

          g_assert_true (row == g_ptr_array_index (first, i));
        }
    }
}

/* Numbers, of which there are many of each, and what comes first without them.  By each of these the first rows are found
 * in another way; whichever it is, what is shown first stays. */
static void
test_first_values (Fixture       *fixture,
                   gconstpointer  data)
{
  static const struct {
    const char *sort_key;
    gboolean    descending;
    gboolean    folders_first;
  } cases[] = {
    { "name", TRUE, TRUE }, { "name", TRUE, FALSE },
    { "size", TRUE, TRUE }, { "size", FALSE, FALSE }, { "size", TRUE, FALSE },
    { "modified", TRUE, TRUE }, { "modified", FALSE, FALSE },
    { "type", TRUE, TRUE }, { "type", FALSE, FALSE },
    { "etag", FALSE, TRUE }, { "mode", FALSE, TRUE }, { "mode", TRUE, FALSE }, { "tags", TRUE, FALSE },
    { "attribute:none", FALSE, TRUE }, { "attribute:none", TRUE, FALSE },
  };
  g_autoptr(GBytes) bytes = g_bytes_new_static ("0123456789abcdef", 16);
  guint pending = 0;

  nexus_model_test_write_many (fixture->filesystem, "/d/folder #/x", 300);
  for (guint i = 0; i < 10000; i++)
    {
      g_autofree char *path = g_strdup_printf ("/d/%s%d.%s", i % 100 == 0 ? "." : "", g_test_rand_int_range (0, 1000000),
                                               i % 2 == 0 ? "txt" : "png");
      g_autoptr(GBytes) part = g_bytes_new_from_bytes (bytes, 0, (gsize) g_test_rand_int_range (0, 17));

      pending++;
      nexus_filesystem_write_async (fixture->filesystem, path, part, NULL, NEXUS_WRITE_NONE, NULL, nexus_model_test_on_written, &pending);
      wait_if_many (&pending);
    }
  nexus_test_spin_until (pending == 0);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GPtrArray) first = g_ptr_array_new_with_free_func (g_object_unref);
      g_autoptr(NexusDirectoryModel) model = nexus_directory_model_new (fixture->filesystem, "/d");
      GListModel *list = G_LIST_MODEL (model);

      nexus_list_model_set_sort_key (NEXUS_LIST_MODEL (model), cases[i].sort_key);
      nexus_list_model_set_sort_descending (NEXUS_LIST_MODEL (model), cases[i].descending);
      nexus_list_model_set_folders_first (NEXUS_LIST_MODEL (model), cases[i].folders_first);
      nexus_test_spin_until (g_list_model_get_n_items (list) > 0);
      for (guint k = 0; k < 256; k++)
        {
          g_ptr_array_add (first, g_list_model_get_item (list, k));
          nexus_test_spin_until (nexus_model_row_get_entry (g_ptr_array_index (first, k)) != NULL);
        }
      nexus_model_test_wait_loaded (model);
      g_test_message ("%s", cases[i].sort_key);
      g_assert_cmpuint (g_list_model_get_n_items (list), >, 10000);
      for (guint k = 0; k < 256; k++)
        {
          g_autoptr(NexusModelRow) row = g_list_model_get_item (list, k);

          g_assert_true (row == g_ptr_array_index (first, k));
        }
    }
}

static void
assert_found (NexusDirectoryModel *model,
              const char          *names)
{
  g_auto(GStrv) all = g_strsplit (names, " ", -1);

  for (guint i = 0; i < g_strv_length (all); i++)
    {
      g_autoptr(NexusModelRow) row = g_list_model_get_item (G_LIST_MODEL (model), i);
      g_autofree char *name = nexus_directory_model_dup_name (model, i);
      guint position = G_MAXUINT;

      g_assert_cmpstr (name, ==, all[i]);
      g_assert_true (nexus_directory_model_find_name (model, all[i], &position));
      g_assert_cmpuint (position, ==, i);
      g_assert_true (nexus_list_model_find (NEXUS_LIST_MODEL (model), row, &position));
      g_assert_cmpuint (position, ==, i);
    }
  g_assert_null (nexus_directory_model_dup_name (model, g_strv_length (all)));
}

static void
test_find (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(NexusDirectoryModel) model = NULL;
  g_autoptr(NexusModelRow) gone = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *long_name = g_strnfill (2000, 'x');

  fixture_put (fixture, "/d/a1", "12");
  fixture_put (fixture, "/d/A01", "1");
  fixture_put (fixture, "/d/z", "123");
  nexus_model_test_make_folder (fixture->filesystem, "/d/folder");
  model = nexus_directory_model_new (fixture->filesystem, "/d");
  g_assert_false (nexus_directory_model_find_name (model, "z", NULL));
  nexus_model_test_wait_loaded (model);
  assert_found (model, "folder a1 A01 z");
  g_assert_false (nexus_directory_model_find_name (model, "A1", NULL));
  g_assert_false (nexus_directory_model_find_name (model, "", NULL));
  g_assert_false (nexus_directory_model_find_name (model, long_name, NULL));

  nexus_list_model_set_sort_key (NEXUS_LIST_MODEL (model), "size");
  /* Still the order before. */
  assert_found (model, "folder a1 A01 z");
  nexus_model_test_wait_loaded (model);
  assert_found (model, "folder A01 a1 z");
  g_assert_false (nexus_directory_model_find_name (model, "A1", NULL));

  gone = g_list_model_get_item (G_LIST_MODEL (model), 1);
  nexus_filesystem_delete (fixture->filesystem, "/d/A01", NULL, NEXUS_DELETE_NONE, NULL, &error);
  g_assert_no_error (error);
  nexus_test_spin_until (g_list_model_get_n_items (G_LIST_MODEL (model)) == 3);
  g_assert_false (nexus_list_model_find (NEXUS_LIST_MODEL (model), gone, NULL));
}

static void
test_errors (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(NexusDirectoryModel) model = nexus_directory_model_new (fixture->filesystem, "/later");
  g_autoptr(NexusDirectoryModel) file = NULL;
  g_autoptr(NexusDirectoryModel) bad = NULL;
  g_autoptr(GError) read = NULL;
  g_autoptr(GError) error = NULL;

  nexus_model_test_wait_loaded (model);
  g_assert_error (nexus_list_model_get_error (NEXUS_LIST_MODEL (model)), G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (nexus_list_model_get_error (NEXUS_LIST_MODEL (model))->message, "/later"));
  g_object_get (model, "error", &read, NULL);
  g_assert_error (read, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);

  /* It comes … */
  fixture_put (fixture, "/later/a", "1");
  nexus_model_test_wait_names (G_LIST_MODEL (model), "a");
  g_assert_no_error (nexus_list_model_get_error (NEXUS_LIST_MODEL (model)));

  /* … goes, together with what is in it … */
  nexus_filesystem_delete (fixture->filesystem, "/later", NULL, NEXUS_DELETE_RECURSIVE, NULL, &error);
  g_assert_no_error (error);
  nexus_test_spin_until (g_list_model_get_n_items (G_LIST_MODEL (model)) == 0);
  g_assert_error (nexus_list_model_get_error (NEXUS_LIST_MODEL (model)), G_IO_ERROR, G_IO_ERROR_NOT_FOUND);

  /* … and another one comes by being moved there. */
  fixture_put (fixture, "/other/b", "1");
  g_object_unref (nexus_filesystem_move (fixture->filesystem, "/other", "/later", NULL, NEXUS_COPY_NONE, NULL, &error));
  g_assert_no_error (error);
  nexus_model_test_wait_names (G_LIST_MODEL (model), "b");

  /* An order that there is not leaves the list as it is, until there is one again. */
  nexus_list_model_set_sort_key (NEXUS_LIST_MODEL (model), "beauty");
  g_assert_error (nexus_list_model_get_error (NEXUS_LIST_MODEL (model)), G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  g_assert_false (nexus_list_model_get_loading (NEXUS_LIST_MODEL (model)));
  nexus_model_test_wait_names (G_LIST_MODEL (model), "b");
  nexus_list_model_set_sort_key (NEXUS_LIST_MODEL (model), "size");
  nexus_model_test_wait_loaded (model);
  g_assert_no_error (nexus_list_model_get_error (NEXUS_LIST_MODEL (model)));

  file = nexus_directory_model_new (fixture->filesystem, "/later/b");
  nexus_model_test_wait_loaded (file);
  g_assert_error (nexus_list_model_get_error (NEXUS_LIST_MODEL (file)), G_IO_ERROR, G_IO_ERROR_NOT_DIRECTORY);

  bad = nexus_directory_model_new (fixture->filesystem, "/a/../b");
  g_assert_error (nexus_list_model_get_error (NEXUS_LIST_MODEL (bad)), G_IO_ERROR, G_IO_ERROR_INVALID_FILENAME);
  g_assert_false (nexus_list_model_get_loading (NEXUS_LIST_MODEL (bad)));
  nexus_list_model_reload (NEXUS_LIST_MODEL (bad));
  g_assert_false (nexus_list_model_get_loading (NEXUS_LIST_MODEL (bad)));

  nexus_filesystem_close (fixture->filesystem, NULL, &error);
  g_assert_no_error (error);
  nexus_list_model_reload (NEXUS_LIST_MODEL (model));
  nexus_model_test_wait_loaded (model);
  g_assert_error (nexus_list_model_get_error (NEXUS_LIST_MODEL (model)), G_IO_ERROR, G_IO_ERROR_CLOSED);
  /* What was there can still be looked at. */
  nexus_model_test_wait_names (G_LIST_MODEL (model), "b");
}

/* Dropped at any moment, a model leaves nothing behind: tear_down() asserts that nobody holds the store. */
static void
test_dropped (Fixture       *fixture,
              gconstpointer  data)
{
  nexus_model_test_write_many (fixture->filesystem, "/d/#", 2500);

  for (guint i = 0; i < 40; i++)
    {
      NexusDirectoryModel *model = nexus_directory_model_new (fixture->filesystem, "/d");
      GWeakRef weak;

      g_weak_ref_init (&weak, model);
      for (guint k = 0; k < i % 8; k++)
        {
          g_autoptr(GObject) row = NULL;

          if (nexus_list_model_get_loading (NEXUS_LIST_MODEL (model)))
            g_main_context_iteration (NULL, TRUE);
          row = g_list_model_get_item (G_LIST_MODEL (model), 2000);
          if (k == 3)
            nexus_list_model_set_sort_key (NEXUS_LIST_MODEL (model), "size");
        }
      g_object_unref (model);
      g_assert_null (g_weak_ref_get (&weak));
      g_weak_ref_clear (&weak);
    }
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* A handler that lets go of the list, and one that runs a main loop of its own. */
static void
drop_model (GListModel           *list,
            guint                 position,
            guint                 removed,
            guint                 added,
            NexusDirectoryModel **model)
{
  g_clear_object (model);
}

static void
run_loop (GListModel *list,
          guint       position,
          guint       removed,
          guint       added,
          guint      *n_items)
{
  guint before = g_list_model_get_n_items (list);

  for (guint i = 0; i < 50; i++)
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpuint (g_list_model_get_n_items (list), ==, before);
  g_assert_cmpuint (before, ==, *n_items - removed + added);
  *n_items = before;
}

static void
test_handlers (Fixture       *fixture,
               gconstpointer  data)
{
  g_autoptr(NexusDirectoryModel) looping = NULL;
  NexusDirectoryModel *model;
  guint n_items = 0;

  nexus_model_test_write_many (fixture->filesystem, "/d/#", 2500);
  model = nexus_directory_model_new (fixture->filesystem, "/d");
  g_signal_connect (model, "items-changed", G_CALLBACK (drop_model), &model);
  nexus_test_spin_until (model == NULL);

  looping = nexus_directory_model_new (fixture->filesystem, "/d");
  g_signal_connect (looping, "items-changed", G_CALLBACK (run_loop), &n_items);
  nexus_model_test_wait_loaded (looping);
  g_assert_cmpuint (n_items, ==, 2500);
}

/* The signal of changes comes in one context, the list lives in another. */
static void
watch_in_thread (Fixture *fixture)
{
  g_autoptr(GMainContext) context = g_main_context_new ();
  g_autoptr(NexusDirectoryModel) model = NULL;

  g_main_context_push_thread_default (context);
  model = nexus_directory_model_new (fixture->filesystem, "/");
  nexus_model_test_wait_names (G_LIST_MODEL (model), "one");
  fixture_put (fixture, "/two", "2");
  nexus_model_test_wait_names (G_LIST_MODEL (model), "one two");
  g_clear_object (&model);
  while (g_main_context_iteration (context, FALSE))
    ;
  g_main_context_pop_thread_default (context);
}

typedef struct {
  Fixture *fixture;
  int      done;
} Watch;

static gpointer
run_watch (gpointer data)
{
  Watch *watch = data;

  watch_in_thread (watch->fixture);
  g_atomic_int_set (&watch->done, TRUE);
  g_main_context_wakeup (NULL);

  return NULL;
}

static void
test_contexts (Fixture       *fixture,
               gconstpointer  data)
{
  Watch watch = { fixture, FALSE };
  GThread *thread;

  fixture_put (fixture, "/one", "1");
  thread = g_thread_new ("watch", run_watch, &watch);
  nexus_test_spin_until (g_atomic_int_get (&watch.done));
  g_thread_join (thread);
}

#define ADD(name, func) g_test_add ("/model/directory/" name, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("order", test_order);
  ADD ("times", test_times);
  ADD ("etags", test_etags);
  ADD ("rows", test_rows);
  ADD ("stages", test_stages);
  ADD ("first-rows", test_first_rows);
  ADD ("first-values", test_first_values);
  ADD ("find", test_find);
  ADD ("errors", test_errors);
  ADD ("dropped", test_dropped);
  ADD ("handlers", test_handlers);
  ADD ("contexts", test_contexts);

  return g_test_run ();
}
