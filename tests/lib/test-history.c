/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "nexus-lib-test.h"

/* Versions and the trash over time: limits, restoring trees, names that are taken meanwhile. */

static NexusFilesystem *
connect_with_limit (const char *folder,
                    guint       history_limit)
{
  g_autoptr(NexusConfig) config = nexus_config_new ();
  g_autoptr(GError) error = NULL;
  NexusFilesystem *filesystem;

  nexus_config_set_data_dir (config, folder);
  nexus_config_set_history_limit (config, history_limit);
  filesystem = nexus_connect (config, NULL, &error);
  g_assert_no_error (error);

  return filesystem;
}

static guint
count_versions (NexusFilesystem *filesystem,
                const char      *path)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) versions = nexus_filesystem_list_versions (filesystem, path, NULL, &error);

  g_assert_no_error (error);

  return g_list_model_get_n_items (versions);
}

static void
assert_version (NexusFilesystem *filesystem,
                const char      *path,
                guint            number,
                const char      *text)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = nexus_filesystem_read_version (filesystem, path, number, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), text, strlen (text));
}

static void
test_limit (void)
{
  static const guint limits[] = { 0, 1, 5, 20 };

  for (guint i = 0; i < G_N_ELEMENTS (limits); i++)
    {
      char *folder = nexus_test_make_dir ();
      NexusFilesystem *filesystem = connect_with_limit (folder, limits[i]);
      g_autoptr(GError) error = NULL;
      guint oldest = 30 - limits[i];

      for (guint k = 1; k <= 30; k++)
        {
          g_autofree char *text = g_strdup_printf ("version %u", k);

          g_object_unref (nexus_lib_test_write (filesystem, "/a", text));
        }
      g_assert_cmpuint (count_versions (filesystem, "/a"), ==, limits[i] + 1);
      for (guint k = oldest; k <= 30; k++)
        {
          g_autofree char *text = g_strdup_printf ("version %u", k);

          assert_version (filesystem, "/a", k, text);
        }
      g_assert_null (nexus_filesystem_read_version (filesystem, "/a", oldest - 1, NULL, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
      nexus_lib_test_finish (filesystem, folder);
    }
}

/* Versions belong to the file, wherever it goes. */
static void
test_versions_follow (void)
{
  char *folder = nexus_test_make_dir ();
  NexusFilesystem *filesystem = nexus_lib_test_connect (folder);
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) trash = NULL;
  g_autoptr(NexusTrashItem) item = NULL;

  g_object_unref (nexus_lib_test_write (filesystem, "/a", "one"));
  g_object_unref (nexus_lib_test_write (filesystem, "/a", "two"));
  g_object_unref (nexus_filesystem_move (filesystem, "/a", "/b", NULL, NEXUS_COPY_NONE, NULL, &error));
  assert_version (filesystem, "/b", 1, "one");
  g_assert_true (nexus_filesystem_delete (filesystem, "/b", NULL, NEXUS_DELETE_NONE, NULL, &error));
  trash = nexus_filesystem_list_trash (filesystem, NULL, &error);
  item = g_list_model_get_item (trash, 0);
  g_object_unref (nexus_filesystem_restore (filesystem, nexus_trash_item_get_id (item), "/c", NEXUS_CONFLICT_FAIL,
                                            NULL, &error));
  g_assert_no_error (error);
  assert_version (filesystem, "/c", 1, "one");
  assert_version (filesystem, "/c", 2, "two");
  nexus_lib_test_finish (filesystem, folder);
}

static char *
trash_id (NexusFilesystem *filesystem,
          guint            position)
{
  g_autoptr(GListModel) trash = nexus_filesystem_list_trash (filesystem, NULL, NULL);
  g_autoptr(NexusTrashItem) item = g_list_model_get_item (trash, position);

  g_assert_nonnull (item);

  return g_strdup (nexus_trash_item_get_id (item));
}

static void
test_restore_tree (void)
{
  char *folder = nexus_test_make_dir ();
  NexusFilesystem *filesystem = nexus_lib_test_connect (folder);
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusEntry) restored = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *id = NULL;

  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *path = g_strdup_printf ("/tree/%u/%u", i % 3, i);

      g_object_unref (nexus_lib_test_write (filesystem, path, path));
    }
  g_assert_true (nexus_filesystem_add_tag (filesystem, "/tree/0/3", "red", NULL, &error));
  before = nexus_lib_test_describe (filesystem);

  g_assert_true (nexus_filesystem_delete (filesystem, "/tree", NULL, NEXUS_DELETE_RECURSIVE, NULL, &error));
  g_assert_no_error (error);
  g_assert_false (nexus_lib_test_exists (filesystem, "/tree/0/3"));
  id = trash_id (filesystem, 0);
  restored = nexus_filesystem_restore (filesystem, id, NULL, NEXUS_CONFLICT_FAIL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (nexus_entry_get_total_count (restored), ==, 23);
  after = nexus_lib_test_describe (filesystem);
  g_assert_cmpstr (after, ==, before);
  nexus_lib_test_finish (filesystem, folder);
}

/* The place may have been taken, or its folder gone. */
static void
test_restore_conflicts (void)
{
  char *folder = nexus_test_make_dir ();
  NexusFilesystem *filesystem = nexus_lib_test_connect (folder);
  g_autoptr(GError) error = NULL;
  g_autofree char *id = NULL;

  g_object_unref (nexus_lib_test_write (filesystem, "/dir/a.txt", "old"));
  g_assert_true (nexus_filesystem_delete (filesystem, "/dir/a.txt", NULL, NEXUS_DELETE_NONE, NULL, &error));
  g_object_unref (nexus_lib_test_write (filesystem, "/dir/a.txt", "new"));
  id = trash_id (filesystem, 0);

  g_assert_null (nexus_filesystem_restore (filesystem, id, NULL, NEXUS_CONFLICT_FAIL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS);
  g_clear_error (&error);
  g_object_unref (nexus_filesystem_restore (filesystem, id, NULL, NEXUS_CONFLICT_KEEP_BOTH, NULL, &error));
  g_assert_no_error (error);
  nexus_lib_test_assert_text (filesystem, "/dir/a.txt", "new");
  nexus_lib_test_assert_text (filesystem, "/dir/a (2).txt", "old");
  g_clear_pointer (&id, g_free);

  /* The folder went after the file did. */
  g_assert_true (nexus_filesystem_delete (filesystem, "/dir/a.txt", NULL, NEXUS_DELETE_NONE, NULL, &error));
  id = trash_id (filesystem, 0);
  g_assert_true (nexus_filesystem_delete (filesystem, "/dir", NULL,
                                          NEXUS_DELETE_RECURSIVE | NEXUS_DELETE_PERMANENT, NULL, &error));
  g_object_unref (nexus_filesystem_restore (filesystem, id, NULL, NEXUS_CONFLICT_FAIL, NULL, &error));
  g_assert_no_error (error);
  nexus_lib_test_assert_text (filesystem, "/dir/a.txt", "new");
  nexus_lib_test_finish (filesystem, folder);
}

/* The same name may go to the trash many times; each item is one of its own. */
static void
test_trash_same_name (void)
{
  char *folder = nexus_test_make_dir ();
  NexusFilesystem *filesystem = nexus_lib_test_connect (folder);
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) trash = NULL;

  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *text = g_strdup_printf ("number %u", i);

      g_object_unref (nexus_lib_test_write (filesystem, "/a", text));
      g_assert_true (nexus_filesystem_delete (filesystem, "/a", NULL, NEXUS_DELETE_NONE, NULL, &error));
    }
  trash = nexus_filesystem_list_trash (filesystem, NULL, &error);
  g_assert_cmpuint (g_list_model_get_n_items (trash), ==, 5);
  for (guint i = 0; i < 5; i++)
    {
      g_autoptr(NexusTrashItem) item = g_list_model_get_item (trash, i);
      g_autofree char *path = g_strdup_printf ("/back/%u", i);
      g_autofree char *text = g_strdup_printf ("number %u", 4 - i);

      if (i == 0)
        g_object_unref (nexus_filesystem_make_directory (filesystem, "/back", NEXUS_MAKE_DIRECTORY_NONE, NULL, &error));
      g_object_unref (nexus_filesystem_restore (filesystem, nexus_trash_item_get_id (item), path,
                                                NEXUS_CONFLICT_FAIL, NULL, &error));
      g_assert_no_error (error);
      nexus_lib_test_assert_text (filesystem, path, text);
    }
  nexus_lib_test_finish (filesystem, folder);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/history/limit", test_limit);
  g_test_add_func ("/history/versions-follow", test_versions_follow);
  g_test_add_func ("/history/restore-tree", test_restore_tree);
  g_test_add_func ("/history/restore-conflicts", test_restore_conflicts);
  g_test_add_func ("/history/trash-same-name", test_trash_same_name);

  return g_test_run ();
}
