/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "../lib/nexus-lib-rows.h"
#include "nexus-jsonl-test.h"

/* A load is one step of the history: undone, the store is as it was before, to the last column of the last row; done again,
 * it is as the load has left it. */

typedef struct {
  char            *folder;
  char            *contents;
  NexusFilesystem *filesystem;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->folder = nexus_test_make_dir ();
  fixture->contents = nexus_test_make_dir ();
  fixture->filesystem = nexus_lib_test_connect_quickly (fixture->folder);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  nexus_lib_rows_check (fixture->folder);
  nexus_lib_test_finish (fixture->filesystem, fixture->folder);
  nexus_test_remove_tree (fixture->contents);
  g_free (fixture->contents);
}

static void
restart (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (nexus_filesystem_close (fixture->filesystem, NULL, &error));
  g_assert_no_error (error);
  g_object_unref (fixture->filesystem);
  fixture->filesystem = nexus_lib_test_connect_quickly (fixture->folder);
}

static void
turn (Fixture  *fixture,
      gboolean  again)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusUndoStep) step = NULL;

  step = again ? nexus_filesystem_redo (fixture->filesystem, 0, NULL, &error)
               : nexus_filesystem_undo (fixture->filesystem, 0, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (nexus_undo_step_get_description (step), ==, "Load a dump");
  nexus_lib_rows_check (fixture->folder);
}

static guint
count_history (Fixture *fixture)
{
  g_autoptr(GListModel) history = nexus_filesystem_list_history (fixture->filesystem, NULL, NULL);

  return g_list_model_get_n_items (history);
}

static void
delete (Fixture    *fixture,
        const char *path)
{
  g_autoptr(GError) error = NULL;

  nexus_filesystem_delete (fixture->filesystem, path, NULL, NEXUS_DELETE_RECURSIVE, NULL, &error);
  g_assert_no_error (error);
}

/* A content in the folder, and the line of a file that has it. */
static void
add_line (Fixture    *fixture,
          GString    *lines,
          const char *path,
          const char *text,
          const char *rest)
{
  g_autofree char *line = nexus_jsonl_test_make_line (path, text, rest);

  g_free (nexus_jsonl_test_put (fixture->contents, "HASH", G_CHECKSUM_SHA256, text));
  g_string_append (lines, line);
}

/* What the load makes, there and back three times, once after a restart. */
static void
check_load (Fixture           *fixture,
            const char        *lines,
            gboolean           with_contents,
            NexusLoadConflict  conflict)
{
  g_autofree char *before = nexus_lib_rows_dump (fixture->folder);
  g_autofree char *after = NULL;
  guint n_before = count_history (fixture);
  NexusLoad *load = nexus_jsonl_test_load_good (fixture->filesystem, lines, with_contents ? fixture->contents : NULL, conflict);

  g_object_unref (load);
  after = nexus_lib_rows_dump (fixture->folder);
  g_assert_cmpstr (before, !=, after);
  g_assert_cmpuint (count_history (fixture), ==, n_before + 1);

  for (guint round = 0; round < 3; round++)
    {
      g_autofree char *undone = NULL;
      g_autofree char *redone = NULL;

      if (round == 1)
        restart (fixture);
      turn (fixture, FALSE);
      undone = nexus_lib_rows_dump (fixture->folder);
      g_assert_cmpstr (undone, ==, before);
      turn (fixture, TRUE);
      redone = nexus_lib_rows_dump (fixture->folder);
      g_assert_cmpstr (redone, ==, after);
    }
}

static void
fill (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;

  nexus_jsonl_test_write (fixture->filesystem, "/docs/a", "first a");
  nexus_jsonl_test_write (fixture->filesystem, "/docs/a", "second a");
  nexus_jsonl_test_write (fixture->filesystem, "/docs/b", "the b");
  nexus_jsonl_test_write (fixture->filesystem, "/file", "in the way of a directory");
  nexus_jsonl_test_write (fixture->filesystem, "/directory/x", "in the way of a file");
  g_assert_true (nexus_filesystem_add_tag (fixture->filesystem, "/docs/a", "old", NULL, &error));
  g_assert_true (nexus_filesystem_set_attribute (fixture->filesystem, "/docs/a", "n", g_variant_new_int64 (1), NULL, &error));
  g_assert_no_error (error);
}

/* Over files, with what they have had; a file where a directory was, and a directory where a file was; new ones beside. */
static const char store_tags[] =
  "{\"path\": \"/\", \"backend_name\": \"local\", \"physical_path\": \"\", \"size\": 0, \"kind\": \"directory\", \"mode\": \"0700\", "
  "\"store_tags\": {\"old\": \"#ff0000\", \"new\": \"#00ff00\"}}\n";

static void
test_overwriting (Fixture       *fixture,
                  gconstpointer  data)
{
  NexusLoadConflict conflict = GPOINTER_TO_INT (data);
  g_autoptr(GString) lines = g_string_new (store_tags);

  fill (fixture);
  add_line (fixture, lines, "/directory", "a file now", "");
  add_line (fixture, lines, "/docs/a", "loaded a",
            ", \"modified_at\": \"2090-01-01T00:00:00\", \"version\": 7, \"tags\": [\"new\", \"old\"], "
            "\"custom_metadata\": {\"n\": 2, \"m\": \"x\"}, \"mode\": \"0600\"");
  add_line (fixture, lines, "/docs/b", "the b", ", \"modified_at\": \"2001-01-01T00:00:00\", \"tags\": [\"new\"]");
  add_line (fixture, lines, "/docs/c/d/e", "all of it new", ", \"tags\": [\"new\"], \"custom_metadata\": {\"k\": [1]}");
  add_line (fixture, lines, "/file/below", "below what was a file", "");
  check_load (fixture, lines->str, TRUE, conflict);
}

/* Into the trash, where things of its own are; and what was below them. */
static void
test_trash (Fixture       *fixture,
            gconstpointer  data)
{
  char *folder = nexus_test_make_dir ();
  NexusFilesystem *other = nexus_lib_test_connect_quickly (folder);
  g_autofree char *dump = NULL;
  g_autoptr(GListModel) trash = NULL;
  g_autoptr(GError) error = NULL;

  nexus_jsonl_test_write (other, "/gone/sub/x", "1");
  nexus_jsonl_test_write (other, "/gone/sub/x", "2");
  nexus_jsonl_test_write (other, "/gone/y", "3");
  g_assert_true (nexus_filesystem_add_tag (other, "/gone/y", "red", NULL, &error));
  g_assert_true (nexus_filesystem_delete (other, "/gone", NULL, NEXUS_DELETE_RECURSIVE, NULL, &error));
  nexus_jsonl_test_write (other, "/single", "4");
  g_assert_true (nexus_filesystem_delete (other, "/single", NULL, NEXUS_DELETE_NONE, NULL, &error));
  g_assert_no_error (error);
  dump = nexus_jsonl_test_dump (other, NEXUS_DUMP_JSONL);
  nexus_lib_test_finish (other, folder);

  nexus_jsonl_test_write (fixture->filesystem, "/gone/y", "here");
  delete (fixture, "/gone");
  check_load (fixture, dump, FALSE, NEXUS_LOAD_SKIP);

  trash = nexus_filesystem_list_trash (fixture->filesystem, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (trash), ==, 3);
}

/* Contents that are not there, then come along: by another load, under the name that they have here. */
static void
test_missing (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(GString) lines = g_string_new (NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = NULL;

  fill (fixture);
  add_line (fixture, lines, "/docs/a", "loaded a", ", \"modified_at\": \"2090-01-01T00:00:00\"");
  add_line (fixture, lines, "/docs/new", "new", "");
  check_load (fixture, lines->str, FALSE, NEXUS_LOAD_OVERWRITE);
  bytes = nexus_filesystem_read (fixture->filesystem, "/docs/new", NULL, &error);
  g_assert_error (error, NEXUS_ERROR, NEXUS_ERROR_CONTENT_MISSING);
  g_clear_error (&error);

  /* The same lines again, now with what belongs to them. */
  check_load (fixture, lines->str, TRUE, NEXUS_LOAD_SKIP);
  nexus_lib_test_assert_text (fixture->filesystem, "/docs/a", "loaded a");
  nexus_lib_test_assert_text (fixture->filesystem, "/docs/new", "new");

  /* Both undone, what was there at first can be read. */
  turn (fixture, FALSE);
  turn (fixture, FALSE);
  nexus_lib_test_assert_text (fixture->filesystem, "/docs/a", "second a");
  turn (fixture, TRUE);
  bytes = nexus_filesystem_read (fixture->filesystem, "/docs/a", NULL, &error);
  g_assert_error (error, NEXUS_ERROR, NEXUS_ERROR_CONTENT_MISSING);
  g_clear_error (&error);
  turn (fixture, TRUE);
  nexus_lib_test_assert_text (fixture->filesystem, "/docs/a", "loaded a");
}

/* More new files than one part of a step has, and than are summed up at once. */
static void
test_many (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(GString) lines = g_string_new (NULL);

  fill (fixture);
  for (guint i = 0; i < 12000; i++)
    g_string_append_printf (lines, "{\"path\": \"/many/%05u/f\", \"backend_name\": \"local\", \"physical_path\": \"x\", \"size\": 3, "
                                   "\"etag\": \"e%u\"%s}\n", i, i % 500, i % 7 == 0 ? ", \"tags\": [\"seven\"]" : "");
  check_load (fixture, lines->str, FALSE, NEXUS_LOAD_SKIP);
}

/* Something that was loaded has changed since: the load stays. */
static void
test_changed (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(GString) lines = g_string_new (NULL);
  g_autoptr(NexusLoad) load = NULL;
  g_autoptr(NexusUndoStep) step = NULL;
  g_autoptr(NexusUndoStep) undone = NULL;
  g_autoptr(GListModel) history = NULL;
  g_autoptr(GError) error = NULL;

  fill (fixture);
  add_line (fixture, lines, "/docs/a", "loaded a", "");
  add_line (fixture, lines, "/new", "new", "");
  load = nexus_jsonl_test_load_good (fixture->filesystem, lines->str, fixture->contents, NEXUS_LOAD_OVERWRITE);
  history = nexus_filesystem_list_history (fixture->filesystem, NULL, &error);
  step = g_list_model_get_item (history, 0);
  nexus_jsonl_test_write (fixture->filesystem, "/new", "mine");

  undone = nexus_filesystem_undo (fixture->filesystem, nexus_undo_step_get_id (step), NULL, &error);
  g_assert_error (error, NEXUS_ERROR, NEXUS_ERROR_CONFLICT);
  g_assert_null (undone);
  g_assert_nonnull (strstr (error->message, "“/new” has changed"));
  nexus_lib_test_assert_text (fixture->filesystem, "/docs/a", "loaded a");
  nexus_lib_test_assert_text (fixture->filesystem, "/new", "mine");
}

/* What was only tried, and what a bad line has stopped, are no steps; and what could be done again still can be. */
static void
test_nothing (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(GString) lines = g_string_new (NULL);
  g_autoptr(NexusLoad) good = NULL;
  g_autoptr(NexusLoad) trial = NULL;
  g_autoptr(NexusLoad) bad = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr(GError) error = NULL;
  guint n_before;

  fill (fixture);
  add_line (fixture, lines, "/docs/a", "loaded a", ", \"tags\": [\"new\"]");
  good = nexus_jsonl_test_load_good (fixture->filesystem, lines->str, fixture->contents, NEXUS_LOAD_OVERWRITE);
  turn (fixture, FALSE);
  before = nexus_lib_rows_dump (fixture->folder);
  n_before = count_history (fixture);

  trial = nexus_jsonl_test_load (fixture->filesystem, lines->str, fixture->contents, NEXUS_LOAD_OVERWRITE, NEXUS_LOAD_DRY_RUN, &error);
  g_assert_no_error (error);
  g_string_append (lines, "[]\n");
  bad = nexus_jsonl_test_load (fixture->filesystem, lines->str, fixture->contents, NEXUS_LOAD_OVERWRITE, NEXUS_LOAD_NONE, &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);

  after = nexus_lib_rows_dump (fixture->folder);
  g_assert_cmpstr (after, ==, before);
  g_assert_cmpuint (count_history (fixture), ==, n_before);
  turn (fixture, TRUE);
  nexus_lib_test_assert_text (fixture->filesystem, "/docs/a", "loaded a");
}

#define ADD(name, data, function) g_test_add ("/jsonl/undo/" name, Fixture, GINT_TO_POINTER (data), set_up, function, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("overwriting", NEXUS_LOAD_OVERWRITE, test_overwriting);
  ADD ("auto", NEXUS_LOAD_AUTO, test_overwriting);
  ADD ("remapping", NEXUS_LOAD_REMAP, test_overwriting);
  ADD ("skipping", NEXUS_LOAD_SKIP, test_overwriting);
  ADD ("trash", 0, test_trash);
  ADD ("missing", 0, test_missing);
  ADD ("many", 0, test_many);
  ADD ("changed", 0, test_changed);
  ADD ("nothing", 0, test_nothing);

  return g_test_run ();
}
