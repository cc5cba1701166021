/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "nexus-lib-fixture.h"
#include "nexus-model-test.h"

#include <string.h>

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture_set_up (fixture, data);
  nexus_model_test_make_folder (fixture->filesystem, "/d");
}

static void
test_exact (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(NexusDirectoryModel) model = NULL;
  g_autoptr(NexusModelRow) row = NULL;
  g_autoptr(NexusModelRow) moved = NULL;
  NexusModelTestShadow shadow = { NULL };
  guint generation;

  nexus_model_test_make_folder (fixture->filesystem, "/d/folder");
  fixture_put (fixture, "/d/a", "1");
  fixture_put (fixture, "/d/b", "1");
  fixture_put (fixture, "/d/c", "1");
  fixture_put (fixture, "/d/d", "1");
  model = nexus_directory_model_new (fixture->filesystem, "/d");
  nexus_model_test_wait_loaded (model);
  nexus_model_test_wait_names (G_LIST_MODEL (model), "folder a b c d");
  nexus_model_test_shadow_init (&shadow, G_LIST_MODEL (model));
  generation = nexus_list_model_get_generation (NEXUS_LIST_MODEL (model));

  fixture_put (fixture, "/d/bb", "1");
  nexus_model_test_shadow_assert (&shadow, &generation, "3-0+1");
  nexus_model_test_wait_names (G_LIST_MODEL (model), "folder a b bb c d");

  /* A content is told by the row alone … */
  row = g_list_model_get_item (G_LIST_MODEL (model), 3);
  fixture_put (fixture, "/d/bb", "another");
  nexus_model_test_shadow_assert (&shadow, &generation, "");
  g_assert_cmpuint (nexus_entry_get_version (nexus_model_row_get_entry (row)), ==, 2);
  g_assert_cmpuint (nexus_entry_get_size (nexus_model_row_get_entry (row)), ==, 7);
  /* … and so is what happens further down. */
  g_clear_object (&row);
  row = g_list_model_get_item (G_LIST_MODEL (model), 0);
  fixture_put (fixture, "/d/folder/deep/file", "12345");
  nexus_model_test_shadow_assert (&shadow, &generation, "");
  g_assert_cmpuint (nexus_entry_get_total_size (nexus_model_row_get_entry (row)), ==, 5);

  /* A row that moves stays the same. */
  g_clear_object (&row);
  row = g_list_model_get_item (G_LIST_MODEL (model), 1);
  fixture_move (fixture, "/d/a", "/d/zz");
  nexus_model_test_shadow_assert (&shadow, &generation, "1-1+0 5-0+1");
  moved = g_list_model_get_item (G_LIST_MODEL (model), 5);
  g_assert_true (moved == row);
  g_assert_cmpstr (nexus_entry_get_name (nexus_model_row_get_entry (row)), ==, "zz");

  /* In place, which only the row tells, and with another entry of the same name. */
  fixture_move (fixture, "/d/zz", "/d/zy");
  nexus_model_test_shadow_assert (&shadow, &generation, "");
  g_assert_cmpstr (nexus_entry_get_name (nexus_model_row_get_entry (row)), ==, "zy");
  fixture_delete (fixture, "/d/c");
  fixture_put (fixture, "/d/c", "new");
  nexus_model_test_shadow_assert (&shadow, &generation, "3-1+1");
  nexus_model_test_wait_names (G_LIST_MODEL (model), "folder b bb c d zy");

  /* Out, in, and several at once. */
  fixture_move (fixture, "/d/bb", "/bb");
  nexus_model_test_shadow_assert (&shadow, &generation, "2-1+0");
  fixture_move (fixture, "/bb", "/d/A");
  fixture_put (fixture, "/d/.hidden", "1");
  fixture_put (fixture, "/d/e", "1");
  fixture_delete (fixture, "/d/b");
  nexus_model_test_shadow_assert (&shadow, &generation, "1-1+1 4-0+1");
  nexus_model_test_wait_names (G_LIST_MODEL (model), "folder A c d e zy");

  /* What becomes a folder goes to the folders. */
  fixture_delete (fixture, "/d/d");
  nexus_model_test_make_folder (fixture->filesystem, "/d/d");
  nexus_model_test_shadow_assert (&shadow, &generation, "0-0+1 4-1+0");
  nexus_model_test_wait_names (G_LIST_MODEL (model), "d folder A c e zy");

  /* Elsewhere nothing happens. */
  fixture_put (fixture, "/elsewhere", "1");
  fixture_put (fixture, "/d/last", "1");
  nexus_model_test_shadow_assert (&shadow, &generation, "5-0+1");
  nexus_model_test_shadow_clear (&shadow);
}

static void
test_attribute (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr(NexusDirectoryModel) model = NULL;
  NexusModelTestShadow shadow = { NULL };
  guint generation;

  fixture_put (fixture, "/d/a", "1");
  fixture_put (fixture, "/d/b", "1");
  fixture_put (fixture, "/d/c", "1");
  fixture_set (fixture, "/d/b", "rank", g_variant_new_int64 (2));
  fixture_set (fixture, "/d/c", "rank", g_variant_new_int64 (1));
  model = nexus_directory_model_new (fixture->filesystem, "/d");
  nexus_list_model_set_sort_key (NEXUS_LIST_MODEL (model), "attribute:rank");
  nexus_model_test_wait_loaded (model);
  nexus_model_test_wait_names (G_LIST_MODEL (model), "c b a");
  nexus_model_test_shadow_init (&shadow, G_LIST_MODEL (model));
  generation = nexus_list_model_get_generation (NEXUS_LIST_MODEL (model));

  fixture_set (fixture, "/d/a", "rank", g_variant_new_int64 (0));
  nexus_model_test_shadow_assert (&shadow, &generation, "0-0+1 3-1+0");
  fixture_set (fixture, "/d/b", "rank", g_variant_new_int64 (3));
  nexus_model_test_shadow_assert (&shadow, &generation, "");
  fixture_set (fixture, "/d/a", "rank", g_variant_new_int64 (2));
  nexus_model_test_shadow_assert (&shadow, &generation, "0-1+0 1-0+1");
  nexus_model_test_wait_names (G_LIST_MODEL (model), "c a b");
  nexus_model_test_shadow_clear (&shadow);
}

/* A tag that gets another name changes entries that nothing else is told of. */
static void
test_tags (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(NexusDirectoryModel) model = NULL;
  g_autoptr(NexusModelRow) row = NULL;
  g_autoptr(GError) error = NULL;

  fixture_put (fixture, "/d/a", "1");
  nexus_filesystem_add_tag (fixture->filesystem, "/d/a", "work", NULL, &error);
  g_assert_no_error (error);
  model = nexus_directory_model_new (fixture->filesystem, "/d");
  nexus_model_test_wait_names (G_LIST_MODEL (model), "a");
  row = g_list_model_get_item (G_LIST_MODEL (model), 0);

  nexus_filesystem_rename_tag (fixture->filesystem, "work", "job", NULL, &error);
  g_assert_no_error (error);
  nexus_test_spin_until (g_strv_contains (nexus_entry_get_tags (nexus_model_row_get_entry (row)), "job"));
}

/* Very many places are told as a few. */
static void
test_many (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(NexusDirectoryModel) model = NULL;
  g_autofree char *said = NULL;
  g_auto(GStrv) parts = NULL;
  NexusModelTestShadow shadow = { NULL };

  for (guint i = 0; i < 150; i++)
    {
      g_autofree char *path = g_strdup_printf ("/d/%u", 2 * i);

      fixture_put (fixture, path, "1");
    }
  model = nexus_directory_model_new (fixture->filesystem, "/d");
  nexus_model_test_wait_loaded (model);
  nexus_model_test_shadow_init (&shadow, G_LIST_MODEL (model));
  for (guint i = 0; i < 150; i++)
    {
      g_autofree char *path = g_strdup_printf ("/d/%u", 2 * i + 1);

      fixture_put (fixture, path, "1");
    }
  /* Nothing has been looked at meanwhile, so all comes in one piece. */
  nexus_test_spin_until (g_list_model_get_n_items (G_LIST_MODEL (model)) == 300);
  said = nexus_model_test_shadow_take (&shadow);
  parts = g_strsplit (said, " ", -1);
  g_assert_cmpuint (g_strv_length (parts), <=, 64);
  nexus_model_test_shadow_clear (&shadow);
}

/* What a list that is made now looks like. */
static char *
describe_fresh (Fixture             *fixture,
                NexusDirectoryModel *like)
{
  g_autoptr(NexusDirectoryModel) model = nexus_directory_model_new (fixture->filesystem, "/d");

  nexus_directory_model_set_show_hidden (model, nexus_directory_model_get_show_hidden (like));

  return nexus_model_test_describe_like (model, like);
}

/* Also when it is a tag that gets another name: which entries have it nothing tells. */
static void
test_sorted_by_tags (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autoptr(NexusDirectoryModel) model = NULL;
  NexusModelTestShadow shadow = { NULL };
  g_autoptr(GError) error = NULL;
  guint generation;

  fixture_put (fixture, "/d/a", "1");
  fixture_put (fixture, "/d/b", "1");
  fixture_put (fixture, "/d/c", "1");
  fixture_tag (fixture, "/d/b", "work");
  fixture_tag (fixture, "/d/c", "home");
  model = nexus_directory_model_new (fixture->filesystem, "/d");
  nexus_list_model_set_sort_key (NEXUS_LIST_MODEL (model), "tags");
  nexus_model_test_wait_loaded (model);
  nexus_model_test_wait_names (G_LIST_MODEL (model), "c b a");
  nexus_model_test_shadow_init (&shadow, G_LIST_MODEL (model));
  generation = nexus_list_model_get_generation (NEXUS_LIST_MODEL (model));

  fixture_tag (fixture, "/d/a", "art");
  nexus_model_test_shadow_assert (&shadow, &generation, "0-0+1 3-1+0");
  nexus_filesystem_remove_tag (fixture->filesystem, "/d/c", "home", NULL, &error);
  g_assert_no_error (error);
  nexus_model_test_shadow_assert (&shadow, &generation, "1-1+0 2-0+1");
  nexus_filesystem_rename_tag (fixture->filesystem, "work", "a job", NULL, &error);
  g_assert_no_error (error);
  nexus_model_test_wait_names (G_LIST_MODEL (model), "b a c");
  nexus_filesystem_delete_tag (fixture->filesystem, "a job", NULL, &error);
  g_assert_no_error (error);
  nexus_model_test_wait_names (G_LIST_MODEL (model), "a b c");
  nexus_model_test_shadow_clear (&shadow);
}

static char *
random_path (const char *folder)
{
  static const char * const stems[] = { "a", "A", "b", ".c", "file ", "x-" };

  return g_strdup_printf ("%s/%s%d", folder, stems[g_test_rand_int_range (0, G_N_ELEMENTS (stems))],
                          g_test_rand_int_range (0, 12));
}

/* Whatever happens to be possible. */
static void
do_something (Fixture *fixture)
{
  NexusFilesystem *filesystem = fixture->filesystem;
  g_autofree char *path = random_path ("/d");
  g_autofree char *other = random_path (g_test_rand_int_range (0, 4) == 0 ? "/out" : "/d");
  g_autofree char *inner = random_path (path);
  g_autofree char *text = g_strdup_printf ("%d", g_test_rand_int ());
  g_autoptr(GBytes) bytes = g_bytes_new (text, (gsize) g_test_rand_int_range (0, (gint32) strlen (text)));
  g_autoptr(NexusEntry) entry = NULL;

  switch (g_test_rand_int_range (0, 15))
    {
    case 0:
    case 1:
    case 2:
      entry = nexus_filesystem_write (filesystem, path, bytes, NULL, NEXUS_WRITE_NONE, NULL, NULL);
      break;
    case 3:
      entry = nexus_filesystem_make_directory (filesystem, path, NEXUS_MAKE_DIRECTORY_NONE, NULL, NULL);
      break;
    case 4:
      entry = nexus_filesystem_write (filesystem, inner, bytes, NULL, NEXUS_WRITE_PARENTS, NULL, NULL);
      break;
    case 5:
    case 6:
      nexus_filesystem_delete (filesystem, path, NULL, NEXUS_DELETE_RECURSIVE, NULL, NULL);
      break;
    case 7:
      entry = nexus_filesystem_move (filesystem, path, other, NULL, NEXUS_COPY_OVERWRITE, NULL, NULL);
      break;
    case 8:
      entry = nexus_filesystem_move (filesystem, other, path, NULL, NEXUS_COPY_NONE, NULL, NULL);
      break;
    case 9:
      nexus_filesystem_set_attribute (filesystem, path, "rank",
                                      g_variant_new_int64 (g_test_rand_int_range (-3, 3)), NULL, NULL);
      break;
    case 10:
      nexus_filesystem_add_tag (filesystem, path, text, NULL, NULL);
      break;
    case 11:
      text[1] = '\0';
      nexus_filesystem_add_tag (filesystem, path, text, NULL, NULL);
      break;
    case 12:
      text[1] = '\0';
      nexus_filesystem_rename_tag (filesystem, text, "renamed", NULL, NULL);
      break;
    case 13:
      entry = nexus_filesystem_set_mode (filesystem, path, (guint) g_test_rand_int_range (0, 01000), NULL, NULL);
      break;
    default:
      entry = nexus_filesystem_copy (filesystem, path, other, NEXUS_COPY_OVERWRITE, NULL, NULL);
      break;
    }
}

static void
test_random (Fixture       *fixture,
             gconstpointer  data)
{
  static const char * const keys[] = {
    "name", "size", "modified", "created", "type", "version", "tags", "etag", "mode", "attribute:rank"
  };

  nexus_model_test_make_folder (fixture->filesystem, "/out");
  for (guint round = 0; round < 20; round++)
    {
      g_autoptr(NexusDirectoryModel) model = nexus_directory_model_new (fixture->filesystem, "/d");
      NexusModelTestShadow shadow = { NULL };

      nexus_model_test_sort_somehow (model, keys[round % G_N_ELEMENTS (keys)]);
      nexus_directory_model_set_show_hidden (model, g_test_rand_int_range (0, 2));
      nexus_model_test_shadow_init (&shadow, G_LIST_MODEL (model));

      for (guint step = 0; step < 6; step++)
        {
          g_autofree char *expected = NULL;

          nexus_model_test_repeat (fixture, do_something);
          expected = describe_fresh (fixture, model);
          nexus_model_test_wait_described (G_LIST_MODEL (model), expected);
        }
      nexus_model_test_shadow_clear (&shadow);
    }
}

/* A flood, told of as a whole. */
static void
test_flood (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(NexusDirectoryModel) model = nexus_directory_model_new (fixture->filesystem, "/d");
  NexusModelTestShadow shadow = { NULL };
  g_autoptr(GError) error = NULL;
  g_autofree char *source = nexus_test_make_dir ();
  g_autoptr(GFile) file = g_file_new_for_path (source);
  g_autoptr(NexusOperation) import = NULL;
  g_autofree char *expected = NULL;

  for (guint i = 0; i < 1500; i++)
    {
      g_autofree char *path = g_strdup_printf ("%s/file %u", source, i);

      g_assert_true (g_file_set_contents (path, path, -1, NULL));
    }
  fixture_put (fixture, "/d/file 7", "before");
  nexus_model_test_wait_names (G_LIST_MODEL (model), "file 7");
  nexus_model_test_shadow_init (&shadow, G_LIST_MODEL (model));

  import = nexus_filesystem_import (fixture->filesystem, file, "/d", NEXUS_CONFLICT_REPLACE);
  g_assert_true (nexus_operation_run (import, NULL, &error));
  g_assert_no_error (error);
  expected = describe_fresh (fixture, model);
  nexus_model_test_wait_described (G_LIST_MODEL (model), expected);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), >, 0);
  nexus_model_test_shadow_clear (&shadow);
  nexus_test_remove_tree (source);
}

/* What is committed through another connection, as another process does. */
static void
test_others (Fixture       *fixture,
             gconstpointer  data)
{
  NexusFilesystem *other = nexus_lib_test_connect (fixture->folder);
  g_autoptr(NexusDirectoryModel) model = nexus_directory_model_new (fixture->filesystem, "/d");
  g_autoptr(GError) error = NULL;

  nexus_model_test_wait_loaded (model);
  g_object_unref (nexus_lib_test_write (other, "/d/a", "1"));
  g_object_unref (nexus_lib_test_write (other, "/d/b", "1"));
  nexus_model_test_wait_names (G_LIST_MODEL (model), "a b");
  nexus_filesystem_delete (other, "/d/a", NULL, NEXUS_DELETE_NONE, NULL, &error);
  g_assert_no_error (error);
  nexus_model_test_wait_names (G_LIST_MODEL (model), "b");
  g_assert_true (nexus_filesystem_close (other, NULL, &error));
  g_assert_no_error (error);
  g_object_unref (other);
}

#define ADD(name, func) g_test_add ("/model/live/" name, Fixture, NULL, set_up, func, fixture_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("exact", test_exact);
  ADD ("attribute", test_attribute);
  ADD ("tags", test_tags);
  ADD ("sorted-by-tags", test_sorted_by_tags);
  ADD ("many", test_many);
  ADD ("random", test_random);
  ADD ("flood", test_flood);
  ADD ("others", test_others);

  return g_test_run ();
}
