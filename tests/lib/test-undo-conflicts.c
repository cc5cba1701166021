/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "nexus-lib-undo.h"

/* What undo refuses, and leaves as it is; what it shares with other processes; how far back it goes. */

static char *program;

#define RUN(name, ...) nexus_lib_op_run (fixture->filesystem, name, &(NexusLibArgs) { __VA_ARGS__ })

static NexusUndoStep *
get_step (Fixture *fixture,
          guint    position)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) history = nexus_filesystem_list_history (fixture->filesystem, NULL, &error);

  g_assert_no_error (error);

  return g_list_model_get_item (history, position);
}

static guint64
last_id (Fixture *fixture)
{
  g_autoptr(NexusUndoStep) step = get_step (fixture, 0);

  return nexus_undo_step_get_id (step);
}

static void
undo (Fixture *fixture,
      guint64  id)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusUndoStep) step = nexus_filesystem_undo (fixture->filesystem, id, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (step);
}

static void
redo (Fixture *fixture,
      guint64  id)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusUndoStep) step = nexus_filesystem_redo (fixture->filesystem, id, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (step);
}

static void
refuse (Fixture    *fixture,
        guint64     id,
        gboolean    again,
        GQuark      domain,
        int         code,
        const char *part)
{
  g_autofree char *before = nexus_lib_rows_dump (fixture->folder);
  g_autofree char *after = NULL;
  g_autoptr(GError) error = NULL;
  NexusUndoStep *step;

  step = again ? nexus_filesystem_redo (fixture->filesystem, id, NULL, &error)
               : nexus_filesystem_undo (fixture->filesystem, id, NULL, &error);
  g_assert_null (step);
  g_assert_error (error, domain, code);
  if (strstr (error->message, part) == NULL)
    g_error ("“%s” is not in: %s", part, error->message);

  after = nexus_lib_rows_dump (fixture->folder);
  g_assert_cmpstr (before, ==, after);
  nexus_lib_rows_check (fixture->folder);
}

#define REFUSE(id, again, part) refuse (fixture, id, again, NEXUS_ERROR, NEXUS_ERROR_CONFLICT, part)

/* --- Conflicts: what was done before something else was done to the same --- */

typedef struct {
  const char   *name;
  const char   *first;
  NexusLibArgs  first_args;
  const char   *then;
  NexusLibArgs  then_args;
  const char   *names;    /* in the message; NULL: both can be undone in this order */
} Pair;

static const Pair pairs[] = {
  { "written-twice", "write", { "/docs/a.txt", NULL, "mine" }, "write", { "/docs/a.txt", NULL, "yours" }, "“/docs/a.txt” has changed" },
  { "new-changed", "write", { "/n", NULL, "mine" }, "write", { "/n", NULL, "yours" }, "“/n” has changed" },
  { "new-tagged", "write", { "/n", NULL, "mine" }, "add_tag", { "/n", "red" }, "“/n” has changed" },
  { "new-moved", "write", { "/n", NULL, "mine" }, "move", { "/n", "/docs/m" }, "“/docs/m” has changed" },
  { "value-changed", "set_attribute", { "/docs/a.txt", "stars", "int64 1" },
    "set_attribute", { "/docs/a.txt", "stars", "int64 2" }, "“/docs/a.txt” has changed" },
  { "made-filled", "make_directory", { "/d" }, "write", { "/d/x", NULL, "x" }, "“/d” is not empty" },
  { "moved-taken", "move", { "/docs/a.txt", "/m" }, "write", { "/docs/a.txt", NULL, "new" }, "something else at “/docs/a.txt”" },
  { "deleted-taken", "delete", { "/docs/a.txt" }, "write", { "/docs/a.txt", NULL, "new" }, "something else at “/docs/a.txt”" },
  { "moved-home-trashed", "move", { "/docs/a.txt", "/m" }, "delete", { "/docs", .number = NEXUS_DELETE_RECURSIVE }, "in the trash" },
  { "moved-home-gone", "move", { "/docs/a.txt", "/m" },
    "delete", { "/docs", .number = NEXUS_DELETE_RECURSIVE | NEXUS_DELETE_PERMANENT }, "is gone" },
  { "erased", "set_mode", { "/docs/a.txt", .number = 0600 },
    "delete", { "/docs/a.txt", .number = NEXUS_DELETE_PERMANENT }, "“a.txt” has been deleted for good" },
  { "trash-emptied", "delete", { "/docs/a.txt" }, "empty_trash", { NULL }, "deleted for good" },
  { "tag-gone", "remove_tag", { "/docs/a.txt", "red" }, "delete_tag", { .other = "red" }, "has been deleted since" },
  { "tag-name-taken", "rename_tag", { .other = "red", .text = "rouge" }, "add_tag", { "/docs/b.txt", "red" }, "another tag “red”" },
  { "tag-colored", "rename_tag", { .other = "red", .text = "rouge" },
    "set_tag_color", { .other = "rouge", .text = "#ff0000" }, "the tag “rouge” has changed" },
  { "apart", "write", { "/n", NULL, "mine" }, "write", { "/o", NULL, "yours" }, NULL },
  { "neighbours", "delete", { "/docs/a.txt" }, "delete", { "/docs/b.txt" }, NULL },
  { "home-moved", "move", { "/docs/a.txt", "/m" }, "move", { "/docs", "/empty/docs" }, NULL },
};

static void
test_pair (Fixture       *fixture,
           gconstpointer  data)
{
  const Pair *pair = data;
  guint64 first;

  nexus_lib_op_run (fixture->filesystem, pair->first, &pair->first_args);
  first = last_id (fixture);
  nexus_lib_op_run (fixture->filesystem, pair->then, &pair->then_args);

  if (pair->names != NULL)
    {
      REFUSE (first, FALSE, pair->names);
      return;
    }

  undo (fixture, first);
  REFUSE (first, FALSE, "undone already");
  redo (fixture, first);
  REFUSE (first, TRUE, "has not been undone");
  undo (fixture, first);
  undo (fixture, 0);
  redo (fixture, 0);
  redo (fixture, 0);
}

/* A tag that a step has made and that others use now stays when the step is undone, and is no hindrance later. */
static void
test_shared_tag (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autofree char *tags = NULL;
  guint64 first;

  RUN ("add_tag", "/docs/a.txt", "green");
  first = last_id (fixture);
  RUN ("add_tag", "/docs/b.txt", "green");
  undo (fixture, first);

  tags = nexus_lib_rows_query (fixture->folder, "SELECT n.name, t.name FROM node_tags x JOIN nodes n ON n.id = x.node"
                                                " JOIN tags t ON t.id = x.tag ORDER BY 1, 2");
  g_assert_cmpstr (tags, ==, "a.txt | red\nb.txt | green\n");
  redo (fixture, first);
  undo (fixture, 0);
  undo (fixture, first);
}

/* A directory that would have to be inside itself. */
static void
test_circle (Fixture       *fixture,
             gconstpointer  data)
{
  guint64 first;

  RUN ("move", "/empty", "/docs/empty");
  undo (fixture, 0);
  RUN ("make_directory", "/docs/inner");
  RUN ("move", "/docs/inner", "/inner");
  first = last_id (fixture);
  RUN ("move", "/docs", "/inner/docs");
  REFUSE (first, FALSE, "into itself");
  undo (fixture, 0);
  undo (fixture, first);
}

/* What is for good is in the history, cannot be undone, and is passed over. */
static void
test_final (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(NexusUndoStep) step = NULL;
  guint64 id;

  RUN ("write", "/kept", NULL, "kept");
  RUN ("write", "/gone", NULL, "gone");
  RUN ("delete", "/gone", .number = NEXUS_DELETE_PERMANENT);
  RUN ("empty_trash", NULL);
  step = get_step (fixture, 0);
  g_assert_cmpint (nexus_undo_step_get_state (step), ==, NEXUS_UNDO_STATE_FINAL);
  g_assert_cmpstr (nexus_undo_step_get_description (step), ==, "Empty the trash");
  id = nexus_undo_step_get_id (step);

  refuse (fixture, id, FALSE, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "for good");
  refuse (fixture, id, TRUE, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "for good");
  REFUSE (id - 2, FALSE, "deleted for good");
  undo (fixture, 0);
  g_assert_false (nexus_lib_test_exists (fixture->filesystem, "/kept"));
  redo (fixture, 0);

  /* There was nothing in it: nothing was done. */
  RUN ("empty_trash", NULL);
  g_assert_cmpuint (last_id (fixture), ==, id);
}

static NexusUndoState
get_state (Fixture *fixture,
           guint64  id)
{
  g_autofree char *sql = g_strdup_printf ("SELECT state FROM steps WHERE id = %" G_GUINT64_FORMAT, id);
  g_autofree char *state = nexus_lib_rows_query (fixture->folder, sql);

  return (NexusUndoState) atoi (state);
}

/* What can never be undone any more, since something for good has become of what it changed, is not in the way of what was
 * done before it. */
static void
test_given_up (Fixture       *fixture,
               gconstpointer  data)
{
  gboolean again = GPOINTER_TO_INT (data);
  g_autoptr(NexusBatch) batch = nexus_batch_new (fixture->filesystem);
  g_autoptr(NexusUndoStep) step = NULL;
  g_autofree char *held = NULL;
  g_autoptr(GError) error = NULL;
  guint64 id;

  RUN ("write", "/kept", NULL, "kept");
  id = last_id (fixture);
  RUN ("restore_version", "/docs/a.txt", .number = 1);
  RUN ("move", "/docs/b.txt", "/m");
  RUN ("set_mode", "/docs/a.txt", .number = 0600);
  RUN ("set_mode", "/kept", .number = 0600);

  /* One is changed and others are erased in the same breath. */
  nexus_batch_set_mode (batch, "/kept", 0640);
  nexus_batch_delete (batch, "/docs", NULL, NEXUS_DELETE_RECURSIVE | NEXUS_DELETE_PERMANENT);
  g_assert_true (nexus_batch_commit (batch, NULL, &error));
  g_assert_no_error (error);
  REFUSE (id + 4, FALSE, "“/kept” has changed");
  REFUSE (id + 3, FALSE, "“a.txt” has been deleted for good");
  REFUSE (id + 2, FALSE, "is gone");
  REFUSE (id + 1, FALSE, "“a.txt” has been deleted for good");
  REFUSE (id, FALSE, "“/kept” has changed");

  if (again)
    {
      RUN ("write", "/last", NULL, "last");
      undo (fixture, 0);
      g_assert_false (nexus_lib_test_exists (fixture->filesystem, "/last"));
    }

  /* The one before all of these made a link. */
  step = nexus_filesystem_undo (fixture->filesystem, 0, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (nexus_undo_step_get_description (step), ==, "Make the link “loop”");

  /* As long as something can be done again, the others are only passed over. */
  for (guint i = 0; i < 5; i++)
    g_assert_cmpint (get_state (fixture, id + i), ==, again ? NEXUS_UNDO_STATE_DONE : NEXUS_UNDO_STATE_FINAL);
  if (!again)
    {
      g_autofree char *sql = g_strdup_printf ("SELECT count (*) FROM step_parts WHERE id >> 20 BETWEEN %1$u AND %1$u + 4",
                                              (guint) id);

      held = nexus_lib_rows_query (fixture->folder, sql);
      g_assert_cmpstr (held, ==, "0\n");
      refuse (fixture, id + 3, FALSE, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "for good");
    }
  redo (fixture, 0);
  if (again)
    redo (fixture, 0);
  refuse (fixture, 0, TRUE, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "nothing to do again");
}

/* At the end it says what the first one was that could not be undone. */
static void
test_nothing_left (Fixture       *fixture,
                   gconstpointer  data)
{
  for (guint i = 0; i < 12; i++)
    undo (fixture, 0);
  RUN ("write", "/gone", NULL, "gone");
  RUN ("delete", "/gone", .number = NEXUS_DELETE_PERMANENT);
  refuse (fixture, 0, FALSE, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
          "nothing left to undo: “Write “gone”” cannot be undone: “/gone” has been deleted for good since");
}

/* What changes nothing is no step, and what fails is none. */
static void
test_nothing (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  guint64 id = last_id (fixture);

  RUN ("add_tag", "/docs/a.txt", "red");
  RUN ("set_attribute", "/docs/a.txt", "stars", "int64 5");
  RUN ("set_mode", "/docs/a.txt", .number = 0644);
  RUN ("make_directory", "/docs", .number = NEXUS_MAKE_DIRECTORY_PARENTS);
  g_assert_false (nexus_filesystem_delete (fixture->filesystem, "/none", NULL, NEXUS_DELETE_NONE, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_cmpuint (last_id (fixture), ==, id);
}

/* All the way back, and on again; then something new ends what could be done again. */
static void
test_ends (Fixture       *fixture,
           gconstpointer  data)
{
  g_autofree char *full = nexus_lib_rows_dump (fixture->folder);
  g_autofree char *empty = NULL;
  g_autofree char *again = NULL;
  g_autofree char *left = NULL;

  for (guint i = 0; i < 12; i++)
    undo (fixture, 0);
  refuse (fixture, 0, FALSE, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "nothing to undo");
  empty = nexus_lib_rows_query (fixture->folder, "SELECT id, total_size, total_count FROM nodes");
  g_assert_cmpstr (empty, ==, "1 | 0 | 0\n2 | 0 | 0\n");

  for (guint i = 0; i < 12; i++)
    redo (fixture, 0);
  refuse (fixture, 0, TRUE, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "nothing to do again");
  again = nexus_lib_rows_dump (fixture->folder);
  g_assert_cmpstr (again, ==, full);

  undo (fixture, 0);
  undo (fixture, 0);
  RUN ("write", "/new", NULL, "new");
  refuse (fixture, 0, TRUE, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "nothing to do again");
  left = nexus_lib_rows_query (fixture->folder, "SELECT count (*), sum (undone) FROM steps");
  g_assert_cmpstr (left, ==, "11 | 0\n");
}

/* The ids of what is undone are not given to others, in no process, so that it can come back. */
static void
test_ids (Fixture       *fixture,
          gconstpointer  data)
{
  g_autoptr(NexusFilesystem) other = nexus_lib_test_connect (fixture->folder);
  g_autofree char *ids = NULL;

  RUN ("write", "/one", NULL, "one");
  undo (fixture, 0);
  g_object_unref (nexus_lib_test_write (other, "/two", "two"));
  g_object_unref (nexus_lib_test_write (fixture->filesystem, "/three", "three"));
  ids = nexus_lib_rows_query (fixture->folder, "SELECT name, id FROM nodes WHERE id > 11 ORDER BY id");
  g_assert_cmpstr (ids, ==, "two | 13\nthree | 14\n");
  g_assert_true (nexus_filesystem_close (other, NULL, NULL));
}

/* Nor those of tags, or what had one that has gone would come back with another. */
static void
test_tag_ids (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(NexusFilesystem) other = nexus_lib_test_connect (fixture->folder);
  g_autofree char *ids = NULL;
  g_autoptr(GError) error = NULL;
  guint64 taken;

  RUN ("remove_tag", "/docs/a.txt", "red");
  taken = last_id (fixture);
  RUN ("delete_tag", .other = "red");
  RUN ("add_tag", "/docs/b.txt", "green");
  REFUSE (taken, FALSE, "has been deleted since");

  RUN ("add_tag", "/docs/b.txt", "blue");
  undo (fixture, 0);
  g_assert_true (nexus_filesystem_add_tag (other, "/docs/b.txt", "brown", NULL, &error));
  g_assert_no_error (error);
  ids = nexus_lib_rows_query (fixture->folder, "SELECT name, id FROM tags ORDER BY id");
  g_assert_cmpstr (ids, ==, "green | 2\nbrown | 4\n");
  g_assert_true (nexus_filesystem_close (other, NULL, NULL));
}

/* Some more than a thousand steps are kept, and none that are older than thirty days; with their parts and contents. */
static void
test_bounds (Fixture       *fixture,
             gconstpointer  data)
{
  g_autofree char *counts = NULL;
  g_autofree char *left = NULL;
  g_autoptr(GListModel) history = NULL;

  for (guint i = 0; i < 1200; i++)
    {
      g_autoptr(NexusEntry) entry = nexus_filesystem_set_mode (fixture->filesystem, "/docs/a.txt", i % 2 + 1, NULL, NULL);
      g_assert_nonnull (entry);
    }
  history = nexus_filesystem_list_history (fixture->filesystem, NULL, NULL);
  g_assert_cmpuint (g_list_model_get_n_items (history), ==, 1000);
  counts = nexus_lib_rows_query (fixture->folder, "SELECT count (*) BETWEEN 1000 AND 1064,"
                                                  " count (*) = (SELECT count (*) FROM step_parts) FROM steps");
  g_assert_cmpstr (counts, ==, "1 | 1\n");

  g_free (nexus_lib_rows_query (fixture->folder, "UPDATE steps SET time_ns = time_ns - 2678400000000000"));
  for (guint i = 0; i < 64; i++)
    {
      g_autoptr(NexusEntry) entry = nexus_filesystem_set_mode (fixture->filesystem, "/docs/a.txt", i % 2 + 1, NULL, NULL);
      g_assert_nonnull (entry);
    }
  left = nexus_lib_rows_query (fixture->folder, "SELECT count (*) <= 64, (SELECT count (*) FROM step_parts) <= 64 FROM steps");
  g_assert_cmpstr (left, ==, "1 | 1\n");
}

/* A part that was damaged is noticed, and nothing is done. */
static void
test_damage (Fixture       *fixture,
             gconstpointer  data)
{
  g_free (nexus_lib_rows_query (fixture->folder, "UPDATE step_parts SET data = zeroblob (length (data))"
                                                 " WHERE id = (SELECT max (id) FROM step_parts)"));
  refuse (fixture, 0, FALSE, NEXUS_ERROR, NEXUS_ERROR_CORRUPT, "history");
}

/* --- Others --- */

static void
note_change (NexusFilesystem *filesystem,
             NexusChange     *change,
             gpointer         user_data)
{
  GString *told = user_data;

  g_string_append_printf (told, "%d %s\n", nexus_change_get_kind (change), nexus_change_get_path (change));
}

/* What an undo does is told like everything else, here and elsewhere. */
static void
test_told (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(NexusFilesystem) other = nexus_lib_test_connect (fixture->folder);
  g_autoptr(GString) here = g_string_new (NULL);
  g_autoptr(GString) there = g_string_new (NULL);
  const char *expected = "0 /docs/old.txt\n6 (null)\n1 /docs/a.txt\n4 /docs/b.txt\n";

  RUN ("write", "/docs/a.txt", NULL, "new");
  RUN ("move", "/docs/b.txt", "/m");
  g_signal_connect (fixture->filesystem, "changed", G_CALLBACK (note_change), here);
  g_signal_connect (other, "changed", G_CALLBACK (note_change), there);
  undo (fixture, last_id (fixture) - 2);
  undo (fixture, last_id (fixture) - 1);
  undo (fixture, last_id (fixture));
  /* Who begins to listen also hears of what others did a moment ago. */
  nexus_test_spin_until (here->len >= strlen (expected) && g_str_has_suffix (there->str, expected));
  g_assert_cmpstr (here->str, ==, expected);
  g_assert_true (nexus_filesystem_close (other, NULL, NULL));
}

static guint
count_found (Fixture    *fixture,
             const char *text)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusQuery) query = nexus_query_new_parse (text, &error);
  g_autoptr(NexusSearchResults) results = NULL;

  g_assert_no_error (error);
  results = nexus_filesystem_search (fixture->filesystem, query, NEXUS_SEARCH_ORDER_NAME, NULL, &error);
  g_assert_no_error (error);

  return nexus_search_results_get_count (results);
}

/* Searches find again what is back, and what becomes of it from then on. */
static void
test_searched (Fixture       *fixture,
               gconstpointer  data)
{
  RUN ("write", "/needle", NULL, "x");
  RUN ("set_attribute", "/needle", "note", "'steel'");
  for (guint i = 0; i < 3; i++)
    {
      g_assert_cmpuint (count_found (fixture, "needle"), ==, i % 2 == 0 ? 1 : 0);
      g_assert_cmpuint (count_found (fixture, "note:steel"), ==, i % 2 == 0 ? 1 : 0);
      for (guint k = 0; k < 2 && i == 0; k++)
        undo (fixture, 0);
      for (guint k = 0; k < 2 && i == 1; k++)
        redo (fixture, 0);
    }

  RUN ("add_tag", "/needle", "mine");
  g_assert_cmpuint (count_found (fixture, "tag:mine"), ==, 1);
  RUN ("set_attribute", "/needle", "note", "'brass'");
  g_assert_cmpuint (count_found (fixture, "note:steel"), ==, 0);
  g_assert_cmpuint (count_found (fixture, "note:brass"), ==, 1);
  RUN ("move", "/needle", "/pin");
  g_assert_cmpuint (count_found (fixture, "needle"), ==, 0);
  g_assert_cmpuint (count_found (fixture, "pin"), ==, 1);
}

static int
run_other (const char *folder,
           const char *what)
{
  NexusFilesystem *filesystem = nexus_lib_test_connect (folder);
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusUndoStep) step = NULL;

  if (g_str_equal (what, "write"))
    g_object_unref (nexus_lib_test_write (filesystem, "/docs/a.txt", "from elsewhere"));
  else if (g_str_equal (what, "undo"))
    step = nexus_filesystem_undo (filesystem, 0, NULL, &error);
  else
    {
      /* Back and forth until it is killed. */
      for (;;)
        {
          g_autoptr(NexusUndoStep) back = nexus_filesystem_undo (filesystem, 0, NULL, &error);
          g_autoptr(NexusUndoStep) forth = nexus_filesystem_redo (filesystem, 0, NULL, &error);

          g_assert_no_error (error);
          g_assert_nonnull (back);
          g_assert_nonnull (forth);
          g_assert_true (write (STDOUT_FILENO, ".", 1) == 1);
        }
    }
  g_assert_no_error (error);
  g_assert_true (nexus_filesystem_close (filesystem, NULL, NULL));
  g_object_unref (filesystem);

  return EXIT_SUCCESS;
}

static GSubprocess *
start_other (Fixture           *fixture,
             const char        *what,
             GSubprocessFlags   flags)
{
  g_autoptr(GError) error = NULL;
  GSubprocess *process = g_subprocess_new (flags, &error, program, "--other", fixture->folder, what, NULL);

  g_assert_no_error (error);

  return process;
}

/* One history for all processes. */
static void
test_processes (Fixture       *fixture,
                gconstpointer  data)
{
  g_autofree char *before = nexus_lib_rows_dump (fixture->folder);
  g_autofree char *after = NULL;
  g_autoptr(GSubprocess) writer = start_other (fixture, "write", G_SUBPROCESS_FLAGS_NONE);
  g_autoptr(GSubprocess) undoer = NULL;

  g_assert_true (g_subprocess_wait_check (writer, NULL, NULL));
  nexus_lib_test_assert_text (fixture->filesystem, "/docs/a.txt", "from elsewhere");
  undo (fixture, 0);
  nexus_lib_test_assert_text (fixture->filesystem, "/docs/a.txt", "hello");
  redo (fixture, 0);
  nexus_lib_test_assert_text (fixture->filesystem, "/docs/a.txt", "from elsewhere");

  undoer = start_other (fixture, "undo", G_SUBPROCESS_FLAGS_NONE);
  g_assert_true (g_subprocess_wait_check (undoer, NULL, NULL));
  after = nexus_lib_rows_dump (fixture->folder);
  g_assert_cmpstr (before, ==, after);
  nexus_lib_test_assert_text (fixture->filesystem, "/docs/a.txt", "hello");
}

/* Killed at any moment: all of the step is undone, or nothing. */
static void
test_killed (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(NexusBatch) batch = nexus_batch_new (fixture->filesystem);
  g_autofree char *before = nexus_lib_rows_dump (fixture->folder);
  g_autofree char *after = NULL;
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < 300; i++)
    {
      g_autofree char *path = g_strdup_printf ("/many/%u", i);
      g_autoptr(GBytes) bytes = g_bytes_new (path, strlen (path));

      nexus_batch_write (batch, path, bytes, NULL, NEXUS_WRITE_PARENTS);
      nexus_batch_add_tag (batch, path, "many");
    }
  nexus_batch_move (batch, "/docs", "/many/docs", NULL, NEXUS_COPY_NONE);
  g_assert_true (nexus_batch_commit (batch, NULL, &error));
  g_assert_no_error (error);
  after = nexus_lib_rows_dump (fixture->folder);

  for (guint i = 0; i < 10; i++)
    {
      g_autoptr(GSubprocess) process = start_other (fixture, "waver", G_SUBPROCESS_FLAGS_STDOUT_PIPE);
      GInputStream *output = g_subprocess_get_stdout_pipe (process);
      g_autofree char *rows = NULL;
      char dots[8];

      g_assert_true (g_input_stream_read_all (output, dots, 1 + i % 5, NULL, NULL, &error));
      g_assert_no_error (error);
      g_subprocess_force_exit (process);
      g_subprocess_wait (process, NULL, NULL);

      rows = nexus_lib_rows_dump (fixture->folder);
      nexus_lib_rows_check (fixture->folder);
      if (g_str_equal (rows, before))
        redo (fixture, 0);
      else
        g_assert_cmpstr (rows, ==, after);
    }
}

/* Cancelled before it is committed: nothing of it. */
static void
test_cancelled (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *before = nexus_lib_rows_dump (fixture->folder);
  g_autofree char *after = NULL;
  g_autoptr(GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (nexus_filesystem_undo (fixture->filesystem, 0, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  after = nexus_lib_rows_dump (fixture->folder);
  g_assert_cmpstr (before, ==, after);
}

static void
test_async_redo (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GAsyncResult) none = NULL;
  g_autoptr(NexusUndoStep) step = NULL;
  g_autoptr(GError) error = NULL;

  undo (fixture, 0);
  nexus_filesystem_redo_async (fixture->filesystem, 0, NULL, nexus_test_store_result, &result);
  nexus_test_spin_until (result != NULL);
  step = nexus_filesystem_redo_finish (fixture->filesystem, result, &error);
  g_assert_no_error (error);
  g_assert_cmpint (nexus_undo_step_get_state (step), ==, NEXUS_UNDO_STATE_DONE);

  nexus_filesystem_redo_async (fixture->filesystem, 0, NULL, nexus_test_store_result, &none);
  nexus_test_spin_until (none != NULL);
  g_assert_null (nexus_filesystem_redo_finish (fixture->filesystem, none, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

int
main (int   argc,
      char *argv[])
{
  if (argc == 4 && g_str_equal (argv[1], "--other"))
    return run_other (argv[2], argv[3]);

  g_test_init (&argc, &argv, NULL);
  program = argv[0];

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_autofree char *path = g_strconcat ("/lib/undo/pair/", pairs[i].name, NULL);

      g_test_add (path, Fixture, &pairs[i], nexus_lib_undo_set_up, test_pair, nexus_lib_undo_tear_down);
    }
#define ADD(path, func) \
  g_test_add ("/lib/undo/" path, Fixture, NULL, nexus_lib_undo_set_up, func, nexus_lib_undo_tear_down)
  g_test_add ("/lib/undo/given-up/for-good", Fixture, GINT_TO_POINTER (FALSE), nexus_lib_undo_set_up, test_given_up,
              nexus_lib_undo_tear_down);
  g_test_add ("/lib/undo/given-up/for-now", Fixture, GINT_TO_POINTER (TRUE), nexus_lib_undo_set_up, test_given_up,
              nexus_lib_undo_tear_down);
  ADD ("shared-tag", test_shared_tag);
  ADD ("circle", test_circle);
  ADD ("final", test_final);
  ADD ("nothing-left", test_nothing_left);
  ADD ("nothing", test_nothing);
  ADD ("ends", test_ends);
  ADD ("ids", test_ids);
  ADD ("tag-ids", test_tag_ids);
  ADD ("bounds", test_bounds);
  ADD ("damage", test_damage);
  ADD ("told", test_told);
  ADD ("searched", test_searched);
  ADD ("processes", test_processes);
  ADD ("killed", test_killed);
  ADD ("cancelled", test_cancelled);
  ADD ("async-redo", test_async_redo);

  return g_test_run ();
}
