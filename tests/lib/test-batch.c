/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "nexus-lib-ops.h"
#include "nexus-lib-test.h"

/* A batch does all or nothing, in its order, in one commit, and says what went wrong. */

typedef struct {
  char            *folder;
  NexusFilesystem *filesystem;
  NexusBatch      *batch;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->folder = nexus_test_make_dir ();
  fixture->filesystem = nexus_lib_test_connect (fixture->folder);
  nexus_lib_fill (fixture->filesystem);
  fixture->batch = nexus_batch_new (fixture->filesystem);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_clear_object (&fixture->batch);
  nexus_lib_test_finish (fixture->filesystem, fixture->folder);
}

static void
add_write (Fixture    *fixture,
           const char *path,
           const char *text)
{
  g_autoptr(GBytes) bytes = g_bytes_new (text, strlen (text));

  nexus_batch_write (fixture->batch, path, bytes, NULL, NEXUS_WRITE_NONE);
}

static char *
trashed_id (Fixture *fixture)
{
  g_autoptr(GListModel) trash = nexus_filesystem_list_trash (fixture->filesystem, NULL, NULL);
  g_autoptr(NexusTrashItem) item = g_list_model_get_item (trash, 0);

  return g_strdup (nexus_trash_item_get_id (item));
}

/* One of each kind; later ones build on earlier ones. */
static guint
add_everything (Fixture *fixture)
{
  g_autofree char *id = trashed_id (fixture);
  g_autoptr(NexusQuery) query = nexus_query_new_parse ("type:pdf", NULL);
  NexusBatch *batch = fixture->batch;

  nexus_batch_make_directory (batch, "/new/deep", NEXUS_MAKE_DIRECTORY_PARENTS);
  add_write (fixture, "/new/deep/./file", "one");
  add_write (fixture, "/new/deep/file", "two");
  nexus_batch_make_symbolic_link (batch, "/new/link", "deep/file");
  nexus_batch_copy (batch, "/docs", "/new/docs", NEXUS_COPY_NONE);
  nexus_batch_move (batch, "/docs/b.txt", "/new/b.txt", NULL, NEXUS_COPY_NONE);
  nexus_batch_delete (batch, "/empty", NULL, NEXUS_DELETE_NONE);
  nexus_batch_set_modified (batch, "/new/b.txt", 1234567);
  nexus_batch_set_mode (batch, "/new/b.txt", 0600);
  nexus_batch_set_attribute (batch, "/new/b.txt", "stars", g_variant_new_int64 (3));
  nexus_batch_remove_attribute (batch, "/docs/a.txt", "stars");
  nexus_batch_add_tag (batch, "/new/b.txt", "green");
  nexus_batch_remove_tag (batch, "/docs/a.txt", "red");
  nexus_batch_restore_version (batch, "/docs/a.txt", 1);
  nexus_batch_rename_tag (batch, "green", "lime");
  nexus_batch_set_tag_color (batch, "lime", "#00FF00");
  nexus_batch_delete_tag (batch, "red");
  nexus_batch_restore (batch, id, "/new/back", NEXUS_CONFLICT_FAIL);
  nexus_batch_save_search (batch, "mine", query);
  nexus_batch_save_search (batch, "gone", query);
  nexus_batch_remove_search (batch, "gone");
  nexus_batch_empty_trash (batch);

  return 22;
}

static void
assert_everything (Fixture *fixture)
{
  NexusFilesystem *filesystem = fixture->filesystem;
  g_autoptr(NexusEntry) entry = nexus_filesystem_query (filesystem, "/new/b.txt", NULL, NULL);
  g_autoptr(NexusEntry) file = nexus_filesystem_query (filesystem, "/new/deep/file", NULL, NULL);
  g_autoptr(GListModel) trash = NULL;
  g_autoptr(GListModel) searches = NULL;
  g_autoptr(NexusSavedSearch) search = NULL;

  nexus_lib_test_assert_text (filesystem, "/new/deep/file", "two");
  g_assert_cmpuint (nexus_entry_get_version (file), ==, 2);
  nexus_lib_test_assert_text (filesystem, "/new/link", "two");
  nexus_lib_test_assert_text (filesystem, "/new/docs/b.txt", "second file");
  nexus_lib_test_assert_text (filesystem, "/new/b.txt", "second file");
  nexus_lib_test_assert_text (filesystem, "/docs/a.txt", "first");
  nexus_lib_test_assert_text (filesystem, "/new/back", "thrown away");
  g_assert_false (nexus_lib_test_exists (filesystem, "/docs/b.txt"));
  g_assert_false (nexus_lib_test_exists (filesystem, "/empty"));
  g_assert_cmpint (nexus_entry_get_modified_ns (entry), ==, 1234567);
  g_assert_cmpuint (nexus_entry_get_mode (entry), ==, 0600);
  g_assert_cmpstr (nexus_entry_get_tags (entry)[0], ==, "lime");

  /* The directory that the batch has deleted is gone from the trash, too. */
  trash = nexus_filesystem_list_trash (filesystem, NULL, NULL);
  g_assert_cmpuint (g_list_model_get_n_items (trash), ==, 0);
  searches = nexus_filesystem_list_searches (filesystem, NULL, NULL);
  g_assert_cmpuint (g_list_model_get_n_items (searches), ==, 1);
  search = g_list_model_get_item (searches, 0);
  g_assert_cmpstr (nexus_saved_search_get_name (search), ==, "mine");
}

static void
test_everything (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  guint n_operations = add_everything (fixture);

  g_assert_cmpuint (nexus_batch_get_n_operations (fixture->batch), ==, n_operations);
  g_assert_true (nexus_batch_get_filesystem (fixture->batch) == fixture->filesystem);
  /* Nothing is done before it is committed. */
  g_assert_false (nexus_lib_test_exists (fixture->filesystem, "/new"));
  g_assert_true (nexus_batch_commit (fixture->batch, NULL, &error));
  g_assert_no_error (error);
  assert_everything (fixture);

  g_assert_false (nexus_batch_commit (fixture->batch, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CLOSED);
}

static void
test_async (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  add_everything (fixture);
  nexus_batch_commit_async (fixture->batch, NULL, nexus_test_store_result, &result);
  g_assert_false (nexus_batch_commit (fixture->batch, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_PENDING);
  g_clear_error (&error);
  nexus_test_spin_until (result != NULL);
  g_assert_true (nexus_batch_commit_finish (fixture->batch, result, &error));
  g_assert_no_error (error);
  assert_everything (fixture);
}

typedef void (*AddFunc) (Fixture *fixture);

static void
add_existing (Fixture *fixture)
{
  nexus_batch_make_directory (fixture->batch, "/docs", NEXUS_MAKE_DIRECTORY_NONE);
}

static void
add_missing (Fixture *fixture)
{
  nexus_batch_delete (fixture->batch, "/none", NULL, NEXUS_DELETE_NONE);
}

static void
add_wrong_etag (Fixture *fixture)
{
  nexus_batch_move (fixture->batch, "/docs/a.txt", "/moved", "0123", NEXUS_COPY_NONE);
}

static void
add_bad_path (Fixture *fixture)
{
  nexus_batch_copy (fixture->batch, "/docs/a.txt", "/../out", NEXUS_COPY_NONE);
}

static void
add_bad_mode (Fixture *fixture)
{
  nexus_batch_set_mode (fixture->batch, "/docs/a.txt", 010000);
}

static void
add_bad_color (Fixture *fixture)
{
  nexus_batch_set_tag_color (fixture->batch, "red", "rouge");
}

static const struct {
  const char   *name;
  AddFunc       add;
  int           code;
  const char   *named;
} failures[] = {
  { "existing", add_existing, G_IO_ERROR_EXISTS, "/docs" },
  { "missing", add_missing, G_IO_ERROR_NOT_FOUND, "/none" },
  { "wrong-etag", add_wrong_etag, G_IO_ERROR_WRONG_ETAG, "/docs/a.txt" },
  { "bad-path", add_bad_path, G_IO_ERROR_INVALID_FILENAME, "/../out" },
  { "bad-mode", add_bad_mode, G_IO_ERROR_INVALID_ARGUMENT, "/docs/a.txt" },
  { "bad-color", add_bad_color, G_IO_ERROR_INVALID_ARGUMENT, "red" },
};

/* An operation in the middle fails: nothing of the others stays, and the message says which it was. */
static void
test_failure (Fixture       *fixture,
              gconstpointer  data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autofree char *before = nexus_lib_test_describe (fixture->filesystem);
  g_autofree char *after = NULL;
  g_autoptr(GError) error = NULL;

  add_write (fixture, "/docs/a.txt", "replaced");
  add_write (fixture, "/large", before);
  failures[i].add (fixture);
  add_write (fixture, "/last", "x");
  g_assert_false (nexus_batch_commit (fixture->batch, NULL, &error));
  g_assert_error (error, G_IO_ERROR, failures[i].code);
  g_assert_nonnull (strstr (error->message, "operation 3 of 4"));
  g_assert_nonnull (strstr (error->message, failures[i].named));
  after = nexus_lib_test_describe (fixture->filesystem);
  g_assert_cmpstr (before, ==, after);
}

/* What failed can be put right and tried again. */
static void
test_again (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  add_write (fixture, "/new/file", "one");
  g_assert_false (nexus_batch_commit (fixture->batch, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);

  g_object_unref (nexus_filesystem_make_directory (fixture->filesystem, "/new", NEXUS_MAKE_DIRECTORY_NONE, NULL, NULL));
  g_assert_true (nexus_batch_commit (fixture->batch, NULL, &error));
  g_assert_no_error (error);
  nexus_lib_test_assert_text (fixture->filesystem, "/new/file", "one");
}

static void
test_cancelled (Fixture       *fixture,
                gconstpointer  data)
{
  g_autofree char *before = nexus_lib_test_describe (fixture->filesystem);
  g_autofree char *after = NULL;
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  add_everything (fixture);
  g_cancellable_cancel (cancellable);
  g_assert_false (nexus_batch_commit (fixture->batch, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  nexus_batch_commit_async (fixture->batch, cancellable, nexus_test_store_result, &result);
  nexus_test_spin_until (result != NULL);
  g_assert_false (nexus_batch_commit_finish (fixture->batch, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  after = nexus_lib_test_describe (fixture->filesystem);
  g_assert_cmpstr (before, ==, after);

  g_assert_true (nexus_batch_commit (fixture->batch, NULL, &error));
  g_assert_no_error (error);
}

/* What nobody commits leaves no trace, an empty batch is done at once, and a closed store is said to be closed. */
static void
test_nothing (Fixture       *fixture,
              gconstpointer  data)
{
  g_autofree char *before = nexus_lib_test_describe (fixture->filesystem);
  g_autofree char *after = NULL;
  g_autoptr(NexusBatch) empty = nexus_batch_new (fixture->filesystem);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  add_everything (fixture);
  g_clear_object (&fixture->batch);
  g_assert_true (nexus_batch_commit (empty, NULL, &error));
  g_assert_no_error (error);
  after = nexus_lib_test_describe (fixture->filesystem);
  g_assert_cmpstr (before, ==, after);

  fixture->batch = nexus_batch_new (fixture->filesystem);
  add_write (fixture, "/x", "x");
  g_assert_true (nexus_filesystem_close (fixture->filesystem, NULL, NULL));
  g_assert_false (nexus_batch_commit (fixture->batch, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CLOSED);
  g_clear_error (&error);
  nexus_batch_commit_async (fixture->batch, NULL, nexus_test_store_result, &result);
  nexus_test_spin_until (result != NULL);
  g_assert_false (nexus_batch_commit_finish (fixture->batch, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CLOSED);
}

static NexusUndoStep *
undo (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;
  NexusUndoStep *step = nexus_filesystem_undo (fixture->filesystem, 0, NULL, &error);

  g_assert_no_error (error);

  return step;
}

static void
commit (NexusBatch *batch)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (nexus_batch_commit (batch, NULL, &error));
  g_assert_no_error (error);
}

static guint
count_steps (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) steps = nexus_filesystem_list_history (fixture->filesystem, NULL, &error);

  g_assert_no_error (error);

  return g_list_model_get_n_items (steps);
}

/* Two of them are one step, also with something else in between; and done again as one. */
static void
test_follow_up (Fixture       *fixture,
               gconstpointer  data)
{
  g_autoptr(NexusBatch) later = NULL;
  g_autoptr(NexusUndoStep) undone = NULL;
  g_autoptr(NexusUndoStep) redone = NULL;
  g_autoptr(GError) error = NULL;
  guint n_steps;

  nexus_batch_set_description (fixture->batch, "Sort");
  nexus_batch_move (fixture->batch, "/docs/a.txt", "/a.txt", NULL, NEXUS_COPY_NONE);
  later = nexus_batch_follow_up (fixture->batch);
  g_assert_true (nexus_batch_get_filesystem (later) == fixture->filesystem);
  g_assert_cmpstr (nexus_batch_get_description (later), ==, "Sort");
  g_assert_cmpuint (nexus_batch_get_n_operations (later), ==, 0);
  n_steps = count_steps (fixture);
  commit (fixture->batch);
  g_assert_cmpuint (count_steps (fixture), ==, n_steps + 1);
  g_object_unref (nexus_lib_test_write (fixture->filesystem, "/between", "between"));
  nexus_batch_move (later, "/docs/b.txt", "/b.txt", NULL, NEXUS_COPY_NONE);
  commit (later);
  g_assert_cmpuint (count_steps (fixture), ==, n_steps + 2);

  g_object_unref (undo (fixture));
  g_assert_false (nexus_filesystem_exists (fixture->filesystem, "/between", NULL, NULL));
  undone = undo (fixture);
  g_assert_cmpstr (nexus_undo_step_get_description (undone), ==, "Sort");
  g_assert_false (nexus_filesystem_exists (fixture->filesystem, "/a.txt", NULL, NULL));
  g_assert_true (nexus_filesystem_exists (fixture->filesystem, "/docs/a.txt", NULL, NULL));
  g_assert_false (nexus_filesystem_exists (fixture->filesystem, "/b.txt", NULL, NULL));
  g_assert_true (nexus_filesystem_exists (fixture->filesystem, "/docs/b.txt", NULL, NULL));

  redone = nexus_filesystem_redo (fixture->filesystem, nexus_undo_step_get_id (undone), NULL, &error);
  g_assert_no_error (error);
  g_assert_true (nexus_filesystem_exists (fixture->filesystem, "/a.txt", NULL, NULL));
  g_assert_true (nexus_filesystem_exists (fixture->filesystem, "/b.txt", NULL, NULL));
}

/* What was undone meanwhile is not done again by what follows: that is a step of its own. */
static void
test_follow_up_undone (Fixture       *fixture,
                      gconstpointer  data)
{
  g_autoptr(NexusBatch) later = NULL;
  g_autoptr(NexusUndoStep) undone = NULL;

  nexus_batch_set_description (fixture->batch, "Sort");
  nexus_batch_move (fixture->batch, "/docs/a.txt", "/a.txt", NULL, NEXUS_COPY_NONE);
  later = nexus_batch_follow_up (fixture->batch);
  commit (fixture->batch);
  g_object_unref (undo (fixture));
  nexus_batch_move (later, "/docs/b.txt", "/b.txt", NULL, NEXUS_COPY_NONE);
  commit (later);
  g_assert_true (nexus_filesystem_exists (fixture->filesystem, "/docs/a.txt", NULL, NULL));
  undone = undo (fixture);
  g_assert_cmpstr (nexus_undo_step_get_description (undone), ==, "Sort");
  g_assert_true (nexus_filesystem_exists (fixture->filesystem, "/docs/b.txt", NULL, NULL));
}

/* It needs nobody before it. */
static void
test_follow_up_nothing (Fixture       *fixture,
                       gconstpointer  data)
{
  g_autoptr(NexusBatch) later = nexus_batch_follow_up (fixture->batch);

  commit (fixture->batch);
  g_clear_object (&fixture->batch);
  nexus_batch_move (later, "/docs/b.txt", "/b.txt", NULL, NEXUS_COPY_NONE);
  commit (later);
  g_object_unref (undo (fixture));
  g_assert_true (nexus_filesystem_exists (fixture->filesystem, "/docs/b.txt", NULL, NULL));
}

static void
count (GObject    *object,
       GParamSpec *pspec,
       gpointer    user_data)
{
  guint *n_notified = user_data;

  (*n_notified)++;
}

static void
test_properties (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autofree char *description = NULL;
  g_autoptr(NexusFilesystem) filesystem = NULL;
  guint n_described = 0, n_counted = 0, n_operations;

  g_signal_connect (fixture->batch, "notify::description", G_CALLBACK (count), &n_described);
  g_signal_connect (fixture->batch, "notify::n-operations", G_CALLBACK (count), &n_counted);
  g_assert_null (nexus_batch_get_description (fixture->batch));
  nexus_batch_set_description (fixture->batch, "Sort the photos");
  nexus_batch_set_description (fixture->batch, "Sort the photos");
  add_write (fixture, "/x", "x");
  g_object_get (fixture->batch, "description", &description, "n-operations", &n_operations,
                "filesystem", &filesystem, NULL);
  g_assert_cmpstr (description, ==, "Sort the photos");
  g_assert_cmpuint (n_operations, ==, 1);
  g_assert_true (filesystem == fixture->filesystem);
  g_assert_cmpuint (n_described, ==, 1);
  g_assert_cmpuint (n_counted, ==, 1);
  g_object_set (fixture->batch, "description", NULL, NULL);
  g_assert_null (nexus_batch_get_description (fixture->batch));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/batch/everything", test_everything);
  ADD ("/batch/async", test_async);
  for (guint i = 0; i < G_N_ELEMENTS (failures); i++)
    {
      g_autofree char *path = g_strdup_printf ("/batch/failure/%s", failures[i].name);

      g_test_add (path, Fixture, GUINT_TO_POINTER (i), set_up, test_failure, tear_down);
    }
  ADD ("/batch/again", test_again);
  ADD ("/batch/cancelled", test_cancelled);
  ADD ("/batch/nothing", test_nothing);
  ADD ("/batch/follow-up", test_follow_up);
  ADD ("/batch/follow-up-undone", test_follow_up_undone);
  ADD ("/batch/follow-up-nothing", test_follow_up_nothing);
  ADD ("/batch/properties", test_properties);

  return g_test_run ();
}
