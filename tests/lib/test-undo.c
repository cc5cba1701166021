/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <sqlite3.h>
#include <string.h>
#include <sys/stat.h>

#include "nexus-lib-undo.h"

/* Whatever is done can be undone and done again, to the last column of the last row, also after a restart. */

static void
restart (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (nexus_filesystem_close (fixture->filesystem, NULL, &error));
  g_assert_no_error (error);
  g_object_unref (fixture->filesystem);
  fixture->filesystem = nexus_lib_test_connect (fixture->folder);
}

static void
assert_rows (Fixture    *fixture,
             const char *expected)
{
  g_autofree char *rows = nexus_lib_rows_dump (fixture->folder);

  g_assert_cmpstr (rows, ==, expected);
  nexus_lib_rows_check (fixture->folder);
}

static char *
undo (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusUndoStep) step = nexus_filesystem_undo (fixture->filesystem, 0, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpint (nexus_undo_step_get_state (step), ==, NEXUS_UNDO_STATE_UNDONE);

  return g_strdup (nexus_undo_step_get_description (step));
}

static char *
redo (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusUndoStep) step = nexus_filesystem_redo (fixture->filesystem, 0, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpint (nexus_undo_step_get_state (step), ==, NEXUS_UNDO_STATE_DONE);

  return g_strdup (nexus_undo_step_get_description (step));
}

static guint
count_history (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) history = nexus_filesystem_list_history (fixture->filesystem, NULL, &error);

  g_assert_no_error (error);

  return g_list_model_get_n_items (history);
}

/* --- Every operation --- */

typedef void (*Action) (NexusFilesystem *filesystem);

#define RUN(name, ...) nexus_lib_op_run (filesystem, name, &(NexusLibArgs) { __VA_ARGS__ })

static void
overwrite (NexusFilesystem *filesystem)
{
  g_object_unref (nexus_lib_test_write (filesystem, "/docs/a.txt", "another content that nothing else has"));
}

static void
write_deep (NexusFilesystem *filesystem)
{
  g_object_unref (nexus_lib_test_write (filesystem, "/a/b/c/d/e", "deep"));
}

static void
write_over_link (NexusFilesystem *filesystem)
{
  RUN ("write", "/dangling", NULL, "no link any more");
}

static void
link_over_file (NexusFilesystem *filesystem)
{
  RUN ("delete", "/docs/b.txt");
  RUN ("make_symbolic_link", "/docs/b.txt", "elsewhere");
}

static void
move_over (NexusFilesystem *filesystem)
{
  RUN ("move", "/docs/a.txt", "/docs/b.txt", NULL, NEXUS_COPY_OVERWRITE);
}

static void
move_directory (NexusFilesystem *filesystem)
{
  RUN ("move", "/docs", "/empty/papers");
}

static void
rename_file (NexusFilesystem *filesystem)
{
  RUN ("move", "/docs/a.txt", "/docs/z.txt");
}

static void
copy_over (NexusFilesystem *filesystem)
{
  RUN ("copy", "/docs/b.txt", "/docs/a.txt", NULL, NEXUS_COPY_OVERWRITE);
}

static void
delete_directory (NexusFilesystem *filesystem)
{
  RUN ("delete", "/docs", .number = NEXUS_DELETE_RECURSIVE);
}

static void
merge_tags (NexusFilesystem *filesystem)
{
  g_autoptr(NexusBatch) batch = nexus_batch_new (filesystem);
  g_autoptr(GError) error = NULL;

  nexus_batch_add_tag (batch, "/docs/b.txt", "green");
  nexus_batch_add_tag (batch, "/docs/a.txt", "green");
  nexus_batch_set_tag_color (batch, "green", "#00ff00");
  nexus_batch_set_description (batch, "Sort");
  g_assert_true (nexus_batch_commit (batch, NULL, &error));
  g_assert_no_error (error);
  RUN ("rename_tag", .other = "green", .text = "red");
}

static void
replace_attribute (NexusFilesystem *filesystem)
{
  RUN ("set_attribute", "/docs/a.txt", "stars", "int64 1");
}

/* Out of the trash into a directory that is there again, with names that meet. */
static void
restore_merging (NexusFilesystem *filesystem)
{
  g_autoptr(GListModel) trash = NULL;
  g_autoptr(NexusTrashItem) item = NULL;
  g_autoptr(NexusEntry) entry = NULL;
  g_autoptr(GError) error = NULL;

  RUN ("set_attribute", "/docs", "note", "'lost in a merge'");
  RUN ("add_tag", "/docs", "red");
  RUN ("delete", "/docs", .number = NEXUS_DELETE_RECURSIVE);
  write_deep (filesystem);
  g_object_unref (nexus_lib_test_write (filesystem, "/docs/a.txt", "new"));
  trash = nexus_filesystem_list_trash (filesystem, NULL, NULL);
  item = g_list_model_get_item (trash, 0);
  g_assert_cmpstr (nexus_trash_item_get_original_path (item), ==, "/docs");
  entry = nexus_filesystem_restore (filesystem, nexus_trash_item_get_id (item), NULL, NEXUS_CONFLICT_REPLACE, NULL, &error);
  g_assert_no_error (error);
  nexus_lib_test_assert_text (filesystem, "/docs/a.txt", "hello");
}

/* More versions than are kept. */
static void
write_often (NexusFilesystem *filesystem)
{
  for (guint i = 0; i < 25; i++)
    {
      g_autofree char *text = g_strdup_printf ("version %u", i);

      g_object_unref (nexus_lib_test_write (filesystem, "/docs/a.txt", text));
    }
}

static void
keep_search (NexusFilesystem *filesystem)
{
  g_autoptr(NexusQuery) query = nexus_query_new_parse ("tag:red", NULL);
  g_autoptr(NexusQuery) other = nexus_query_new_parse ("tag:blue", NULL);
  g_autoptr(GError) error = NULL;

  g_assert_true (nexus_filesystem_save_search (filesystem, "mine", query, NULL, &error));
  g_assert_true (nexus_filesystem_save_search (filesystem, "mine", other, NULL, &error));
  g_assert_true (nexus_filesystem_remove_search (filesystem, "mine", NULL, &error));
  g_assert_true (nexus_filesystem_save_search (filesystem, "ours", other, NULL, &error));
  g_assert_no_error (error);
}

static void
add_write (NexusBatch *batch,
           const char *path,
           const char *text)
{
  g_autoptr(GBytes) bytes = g_bytes_new (text, strlen (text));

  nexus_batch_write (batch, path, bytes, NULL, NEXUS_WRITE_PARENTS);
}

/* Names that are swapped, directories that go into each other, things that come and go and come again. */
static void
tangle (NexusFilesystem *filesystem)
{
  g_autoptr(NexusBatch) batch = NULL;
  g_autoptr(GError) error = NULL;

  RUN ("make_directory", "/x");
  RUN ("make_directory", "/x/y");
  g_object_unref (nexus_lib_test_write (filesystem, "/x/y/f", "f"));
  g_object_unref (nexus_lib_test_write (filesystem, "/x/g", "gg"));

  batch = nexus_batch_new (filesystem);
  nexus_batch_move (batch, "/docs/a.txt", "/t", NULL, NEXUS_COPY_NONE);
  nexus_batch_move (batch, "/docs/b.txt", "/docs/a.txt", NULL, NEXUS_COPY_NONE);
  nexus_batch_move (batch, "/t", "/docs/b.txt", NULL, NEXUS_COPY_NONE);
  nexus_batch_move (batch, "/x/y", "/y", NULL, NEXUS_COPY_NONE);
  nexus_batch_move (batch, "/x", "/y/x", NULL, NEXUS_COPY_NONE);
  add_write (batch, "/y/x/new/one", "one");
  nexus_batch_move (batch, "/y/x/g", "/y/x/new/g", NULL, NEXUS_COPY_NONE);
  nexus_batch_make_directory (batch, "/q", NEXUS_MAKE_DIRECTORY_NONE);
  nexus_batch_make_directory (batch, "/p", NEXUS_MAKE_DIRECTORY_NONE);
  add_write (batch, "/q/in", "in");
  nexus_batch_move (batch, "/q", "/p/q", NULL, NEXUS_COPY_NONE);
  nexus_batch_delete (batch, "/empty", NULL, NEXUS_DELETE_NONE);
  add_write (batch, "/empty", "a file now");
  nexus_batch_set_attribute (batch, "/empty", "k", g_variant_new_string ("1"));
  nexus_batch_set_attribute (batch, "/empty", "k", g_variant_new_string ("2"));
  nexus_batch_add_tag (batch, "/empty", "blue");
  nexus_batch_add_tag (batch, "/p/q/in", "blue");
  nexus_batch_remove_tag (batch, "/empty", "blue");
  nexus_batch_rename_tag (batch, "red", "tmp");
  nexus_batch_rename_tag (batch, "blue", "red");
  nexus_batch_rename_tag (batch, "tmp", "blue");
  add_write (batch, "/short", "lived");
  nexus_batch_delete (batch, "/short", NULL, NEXUS_DELETE_NONE);
  for (guint i = 0; i < 30; i++)
    {
      g_autofree char *text = g_strdup_printf ("%u", i);

      add_write (batch, "/docs/b.txt", text);
      add_write (batch, "/p/q/in", text);
    }
  nexus_batch_commit (batch, NULL, &error);
  g_assert_no_error (error);
}

/* So many new files that they go into more than one part, with tags that are new to all of them, and one that goes while
 * another takes its name. */
static void
tag_many (NexusFilesystem *filesystem)
{
  g_autoptr(NexusBatch) batch = nexus_batch_new (filesystem);
  g_autoptr(GError) error = NULL;

  nexus_batch_rename_tag (batch, "red", "rouge");
  for (guint i = 0; i < 5000; i++)
    {
      g_autofree char *path = g_strdup_printf ("/many/%u", i);

      add_write (batch, path, "same");
      if (i % 1000 == 0)
        nexus_batch_add_tag (batch, path, i % 2000 == 0 ? "red" : "green");
    }
  nexus_batch_commit (batch, NULL, &error);
  g_assert_no_error (error);
}

static void
copy_tree (NexusFilesystem *filesystem)
{
  RUN ("copy", "/docs", "/empty/docs");
  RUN ("copy", "/empty", "/empty2");
}

static void
write_stream (NexusFilesystem *filesystem)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GOutputStream) stream = nexus_filesystem_create_stream (filesystem, "/docs/stream", NULL, NEXUS_WRITE_NONE, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (g_output_stream_write_all (stream, "streamed", 8, NULL, NULL, &error));
  g_assert_true (g_output_stream_close (stream, NULL, &error));
  g_assert_no_error (error);
}

static void
import_tree (NexusFilesystem *filesystem)
{
  char *folder = nexus_test_make_dir ();
  g_autofree char *below = g_build_filename (folder, "below", NULL);
  g_autoptr(GFile) source = g_file_new_for_path (folder);
  g_autoptr(NexusOperation) operation = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (mkdir (below, 0700), ==, 0);
  /* More than one transaction of an import has. */
  for (guint i = 0; i < 4500; i++)
    {
      g_autofree char *name = g_strdup_printf ("%s/%u", i % 2 == 0 ? folder : below, i);

      g_assert_true (g_file_set_contents_full (name, name, -1, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
    }

  operation = nexus_filesystem_import (filesystem, source, "/imported", NEXUS_CONFLICT_REPLACE);
  g_assert_true (nexus_operation_run (operation, NULL, &error));
  g_assert_no_error (error);
  nexus_test_remove_tree (folder);
  g_free (folder);
}

/* What `action` does takes so many steps, the last one of which is called so. */
static const struct {
  const char   *name;
  const char   *op;      /* of the table of operations … */
  Action        action;  /* … or of this test */
  guint         n_steps;
  const char   *description;
} cases[] = {
  { "write", "write", NULL, 1, "Write “new”" },
  { "make_directory", "make_directory", NULL, 1, "Make the directory “new”" },
  { "make_symbolic_link", "make_symbolic_link", NULL, 1, "Make the link “new”" },
  { "move", "move", NULL, 1, "Move “a.txt” to “/” as “moved”" },
  { "copy", "copy", NULL, 1, "Copy “docs” to “/” as “copy”" },
  { "delete", "delete", NULL, 1, "Delete “a.txt”" },
  { "set_modified", "set_modified", NULL, 1, "Change the properties of “a.txt”" },
  { "set_mode", "set_mode", NULL, 1, "Change the properties of “a.txt”" },
  { "set_attribute", "set_attribute", NULL, 1, "Set the attribute “author” of “a.txt”" },
  { "remove_attribute", "remove_attribute", NULL, 1, "Remove the attribute “stars” of “a.txt”" },
  { "add_tag", "add_tag", NULL, 1, "Tag “b.txt” with “red”" },
  { "remove_tag", "remove_tag", NULL, 1, "Remove the tag “red” from “a.txt”" },
  { "rename_tag", "rename_tag", NULL, 1, "Rename the tag “red” to “rouge”" },
  { "set_tag_color", "set_tag_color", NULL, 1, "Change the color of the tag “red”" },
  { "delete_tag", "delete_tag", NULL, 1, "Delete the tag “red”" },
  { "restore_version", "restore_version", NULL, 1, "Restore version 1 of “a.txt”" },
  { "restore", "restore", NULL, 1, "Restore “old.txt”" },
  { "overwrite", NULL, overwrite, 1, "Write “a.txt”" },
  { "write-deep", NULL, write_deep, 1, "Write “e”" },
  { "write-over-link", NULL, write_over_link, 1, "Write “dangling”" },
  { "link-over-file", NULL, link_over_file, 2, "Make the link “b.txt”" },
  { "move-over", NULL, move_over, 1, "Rename “a.txt” to “b.txt”" },
  { "move-directory", NULL, move_directory, 1, "Move “docs” to “/empty” as “papers”" },
  { "rename", NULL, rename_file, 1, "Rename “a.txt” to “z.txt”" },
  { "copy-over", NULL, copy_over, 1, "Copy “b.txt” to “/docs” as “a.txt”" },
  { "copy-tree", NULL, copy_tree, 2, "Copy “empty” to “/” as “empty2”" },
  { "delete-directory", NULL, delete_directory, 1, "Delete “docs”" },
  { "merge-tags", NULL, merge_tags, 2, "Rename the tag “green” to “red”" },
  { "replace-attribute", NULL, replace_attribute, 1, "Set the attribute “stars” of “a.txt”" },
  { "restore-merging", NULL, restore_merging, 6, "Restore “docs”" },
  { "write-often", NULL, write_often, 25, "Write “a.txt”" },
  { "searches", NULL, keep_search, 4, "Keep the search “ours”" },
  { "stream", NULL, write_stream, 1, "Write “stream”" },
  { "batch", NULL, tangle, 5, "83 changes" },
  { "tag-many", NULL, tag_many, 1, "5006 changes" },
  { "import", NULL, import_tree, 1, NULL },
};

static void
do_case (Fixture *fixture,
         guint    i)
{
  if (cases[i].op != NULL)
    nexus_lib_op_run (fixture->filesystem, cases[i].op, &nexus_lib_op_find (cases[i].op)->valid);
  else
    cases[i].action (fixture->filesystem);
}

static void
test_operation (Fixture       *fixture,
                gconstpointer  data)
{
  guint i = GPOINTER_TO_UINT (data);
  guint n_before = count_history (fixture);
  g_autofree char *before = nexus_lib_rows_dump (fixture->folder);
  g_autofree char *after = NULL;

  do_case (fixture, i);
  after = nexus_lib_rows_dump (fixture->folder);
  g_assert_cmpstr (before, !=, after);
  g_assert_cmpuint (count_history (fixture) - n_before, ==, cases[i].n_steps);

  for (guint round = 0; round < 3; round++)
    {
      /* The caches of this process must not matter. */
      if (round == 1)
        restart (fixture);

      for (guint n = 0; n < cases[i].n_steps; n++)
        {
          g_autofree char *description = undo (fixture);

          if (n == 0 && cases[i].description != NULL)
            g_assert_cmpstr (description, ==, cases[i].description);
          nexus_lib_rows_check (fixture->folder);
        }
      assert_rows (fixture, before);

      for (guint n = 0; n < cases[i].n_steps; n++)
        {
          g_autofree char *description G_GNUC_UNUSED = redo (fixture);

          nexus_lib_rows_check (fixture->folder);
        }
      assert_rows (fixture, after);
    }
  g_assert_cmpuint (count_history (fixture) - n_before, ==, cases[i].n_steps);
}

/* --- How much is kept --- */

static void
restart_keeping (Fixture *fixture,
                 guint    limit,
                 guint    days)
{
  g_autoptr(NexusConfig) config = nexus_config_new ();
  g_autoptr(GError) error = NULL;

  g_assert_true (nexus_filesystem_close (fixture->filesystem, NULL, &error));
  g_assert_no_error (error);
  g_object_unref (fixture->filesystem);
  nexus_config_set_data_dir (config, fixture->folder);
  nexus_config_set_undo_limit (config, limit);
  nexus_config_set_undo_days (config, days);
  fixture->filesystem = nexus_connect (config, NULL, &error);
  g_assert_no_error (error);
}

static void
test_limit (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  guint n_undone = 0;

  restart_keeping (fixture, 3, 30);
  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *text = g_strdup_printf ("%u", i);

      g_object_unref (nexus_lib_test_write (fixture->filesystem, "/kept", text));
    }
  g_assert_cmpuint (count_history (fixture), ==, 3);

  while (error == NULL)
    {
      g_autoptr(NexusUndoStep) step = nexus_filesystem_undo (fixture->filesystem, 0, NULL, &error);

      n_undone += step != NULL;
    }
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_cmpuint (n_undone, >=, 3);
  g_assert_cmpuint (n_undone, <=, 6);
}

static void
make_older (Fixture *fixture,
            guint    days)
{
  g_autofree char *path = g_build_filename (fixture->folder, "metadata.db", NULL);
  g_autofree char *sql = g_strdup_printf ("UPDATE steps SET time_ns = time_ns - %u * 86400000000000", days);
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READWRITE, "nexus-checksums-1"), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);
}

static void
test_days (Fixture       *fixture,
           gconstpointer  data)
{
  guint n_steps = count_history (fixture);

  g_assert_cmpuint (n_steps, >, 1);
  make_older (fixture, 40);
  restart_keeping (fixture, 1000, 0);
  g_object_unref (nexus_lib_test_write (fixture->filesystem, "/more", "1"));
  g_assert_cmpuint (count_history (fixture), ==, n_steps + 1);

  restart_keeping (fixture, 1000, 30);
  g_object_unref (nexus_lib_test_write (fixture->filesystem, "/more", "2"));
  g_assert_cmpuint (count_history (fixture), ==, 2);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/lib/undo/operation/", cases[i].name, NULL);

      g_test_add (path, Fixture, GUINT_TO_POINTER (i), nexus_lib_undo_set_up, test_operation, nexus_lib_undo_tear_down);
    }

  g_test_add ("/lib/undo/limit", Fixture, NULL, nexus_lib_undo_set_up, test_limit, nexus_lib_undo_tear_down);
  g_test_add ("/lib/undo/days", Fixture, NULL, nexus_lib_undo_set_up, test_days, nexus_lib_undo_tear_down);

  return g_test_run ();
}
