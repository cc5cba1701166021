/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What is moved and copied within a store, onto names that something has. */
#include <string.h>

#include "nexus-gtk-test-actions.h"
#include "nexus-test-util.h"

/* When it was modified. */
static void
write_in_year (Fixture    *fixture,
               const char *path,
               const char *text,
               int         year)
{
  g_autoptr(GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr(NexusBatch) batch = nexus_batch_new (fixture->filesystem);
  g_autoptr(GDateTime) time = g_date_time_new_utc (year, 1, 1, 0, 0, 0.0);
  g_autoptr(GError) error = NULL;

  nexus_batch_write (batch, path, bytes, NULL, NEXUS_WRITE_PARENTS);
  nexus_batch_set_modified (batch, path, g_date_time_to_unix (time) * G_GINT64_CONSTANT (1000000000));
  nexus_batch_commit (batch, NULL, &error);
  g_assert_no_error (error);
}

static void
put_path (Fixture    *fixture,
          GPtrArray  *entries,
          const char *path)
{
  g_autoptr(GError) error = NULL;

  g_ptr_array_add (entries, nexus_filesystem_query (fixture->filesystem, path, NULL, &error));
  g_assert_no_error (error);
}

static void
relocate (Fixture    *fixture,
          const char *first,
          const char *second,
          const char *folder,
          gboolean    copy)
{
  g_autoptr(GPtrArray) entries = g_ptr_array_new_with_free_func (g_object_unref);

  put_path (fixture, entries, first);
  if (second != NULL)
    put_path (fixture, entries, second);
  nexus_gtk_window_relocate (fixture->window, entries, folder, copy);
}

static void
answer (const char *choice)
{
  nexus_test_spin_until (find_toplevel ("conflict-dialog") != NULL);
  gtk_check_button_set_active (find_named (find_toplevel ("conflict-dialog"), choice), TRUE);
  respond ("conflict-dialog", "do");
}

static void
undo (Fixture    *fixture,
      const char *description)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusUndoStep) step = nexus_filesystem_undo (fixture->filesystem, 0, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (nexus_undo_step_get_description (step), ==, description);
}

static gboolean
is_gone (Fixture    *fixture,
         const char *path)
{
  return !is_stored (fixture, path);
}

/* The others are there before there is an answer; all of it is one step. */
static void
test_replace (gconstpointer data)
{
  gboolean copy = GPOINTER_TO_INT (data);
  Fixture *fixture = fixture_new ();

  write_in_year (fixture, "/docs/a2.txt", "there", 2001);
  relocate (fixture, "/a2.txt", "/a10.txt", "/docs", copy);
  nexus_test_spin_until (find_toplevel ("conflict-dialog") != NULL);
  g_assert_true (shows_text (find_toplevel ("conflict-dialog"), "“a2.txt” Exists Already"));
  g_assert_true (shows_text (find_toplevel ("conflict-dialog"), "In the Folder"));
  g_assert_true (shows_text (find_toplevel ("conflict-dialog"), "5 bytes"));
  g_assert_true (shows_text (find_toplevel ("conflict-dialog"), "9 bytes"));
  assert_stored (fixture, "/docs/a10.txt", "ten");
  assert_stored (fixture, "/docs/a2.txt", "there");
  g_assert_true (is_stored (fixture, "/a2.txt"));
  answer ("replace");
  fixture_settle (fixture);
  assert_stored (fixture, "/docs/a2.txt", "two again");
  g_assert_cmpint (is_stored (fixture, "/a2.txt"), ==, copy);
  nexus_test_spin_until (shows_text (GTK_WIDGET (fixture->window),
                                     copy ? "2 items copied to “docs”" : "2 items moved to “docs”"));
  nexus_test_spin_until (find_button (GTK_WIDGET (fixture->window), "Undo") != NULL);

  undo (fixture, copy ? "Copy to “docs”" : "Move to “docs”");
  assert_stored (fixture, "/docs/a2.txt", "there");
  assert_stored (fixture, "/a2.txt", "two again");
  assert_stored (fixture, "/a10.txt", "ten");
  g_assert_true (is_gone (fixture, "/docs/a10.txt"));
  fixture_free (fixture);
}

static void
test_skip (void)
{
  Fixture *fixture = fixture_new ();

  write_in_year (fixture, "/docs/a2.txt", "there", 2001);
  relocate (fixture, "/a2.txt", "/a10.txt", "/docs", FALSE);
  answer ("skip");
  fixture_settle (fixture);
  assert_stored (fixture, "/docs/a2.txt", "there");
  assert_stored (fixture, "/a2.txt", "two again");
  g_assert_true (is_gone (fixture, "/a10.txt"));
  fixture_free (fixture);
}

static void
test_keep_both (void)
{
  Fixture *fixture = fixture_new ();

  write_in_year (fixture, "/docs/a2.txt", "there", 2001);
  write_in_year (fixture, "/docs/a2 (2).txt", "there too", 2001);
  relocate (fixture, "/a2.txt", NULL, "/docs", FALSE);
  answer ("keep-both");
  fixture_settle (fixture);
  assert_stored (fixture, "/docs/a2.txt", "there");
  assert_stored (fixture, "/docs/a2 (3).txt", "two again");
  g_assert_true (is_gone (fixture, "/a2.txt"));
  fixture_free (fixture);
}

/* Both are asked about at once; only one of them is newer. */
static void
test_newer (void)
{
  Fixture *fixture = fixture_new ();
  GtkWidget *dialog;

  write_in_year (fixture, "/docs/a2.txt", "old", 2001);
  write_in_year (fixture, "/docs/a10.txt", "of the future", 2100);
  relocate (fixture, "/a2.txt", "/a10.txt", "/docs", FALSE);
  nexus_test_spin_until ((dialog = find_toplevel ("conflict-dialog")) != NULL);
  gtk_check_button_set_active (find_named (dialog, "apply-to-all"), TRUE);
  answer ("newer");
  fixture_settle (fixture);
  assert_stored (fixture, "/docs/a2.txt", "two again");
  assert_stored (fixture, "/docs/a10.txt", "of the future");
  g_assert_true (is_gone (fixture, "/a2.txt"));
  assert_stored (fixture, "/a10.txt", "ten");
  fixture_free (fixture);
}

/* Nobody is asked about what is the same. */
static void
test_identical (void)
{
  Fixture *fixture = fixture_new ();

  write_in_year (fixture, "/docs/a2.txt", "two again", 2001);
  relocate (fixture, "/a2.txt", NULL, "/docs", TRUE);
  nexus_test_spin_until (shows_text (GTK_WIDGET (fixture->window), "1 item is in “docs” already"));
  relocate (fixture, "/a2.txt", "/a10.txt", "/docs", FALSE);
  nexus_test_spin_until (is_gone (fixture, "/a10.txt"));
  fixture_settle (fixture);
  assert_stored (fixture, "/docs/a10.txt", "ten");
  assert_stored (fixture, "/a2.txt", "two again");
  g_assert_null (find_toplevel ("conflict-dialog"));
  fixture_free (fixture);
}

/* A folder goes into the one of its name; it goes with its last child, also if that had to be asked about. */
static void
test_merge (void)
{
  Fixture *fixture = fixture_new ();

  write_in_year (fixture, "/new/inner/deep.txt", "other", 2030);
  write_in_year (fixture, "/new/inner/only.txt", "only", 2030);
  write_in_year (fixture, "/new/inner/more/leaf.txt", "leaf", 2030);
  write_in_year (fixture, "/docs/inner/more/other.txt", "other", 2030);
  relocate (fixture, "/new/inner", NULL, "/docs", FALSE);
  nexus_test_spin_until (find_toplevel ("conflict-dialog") != NULL);
  assert_stored (fixture, "/docs/inner/only.txt", "only");
  assert_stored (fixture, "/docs/inner/more/leaf.txt", "leaf");
  assert_stored (fixture, "/docs/inner/more/other.txt", "other");
  g_assert_true (is_gone (fixture, "/new/inner/more"));
  g_assert_true (is_stored (fixture, "/new/inner/deep.txt"));
  answer ("replace");
  fixture_settle (fixture);
  assert_stored (fixture, "/docs/inner/deep.txt", "other");
  g_assert_true (is_gone (fixture, "/new/inner"));

  undo (fixture, "Move to “docs”");
  assert_stored (fixture, "/docs/inner/deep.txt", "deep");
  assert_stored (fixture, "/new/inner/deep.txt", "other");
  assert_stored (fixture, "/new/inner/more/leaf.txt", "leaf");
  g_assert_true (is_gone (fixture, "/docs/inner/only.txt"));

  /* A copy leaves it all where it is. */
  relocate (fixture, "/new/inner", NULL, "/docs", TRUE);
  answer ("skip");
  fixture_settle (fixture);
  assert_stored (fixture, "/docs/inner/deep.txt", "deep");
  assert_stored (fixture, "/docs/inner/only.txt", "only");
  assert_stored (fixture, "/new/inner/only.txt", "only");
  fixture_free (fixture);
}

/* A file for a folder, and the other way round; what was there can be had back. */
static void
test_kinds (void)
{
  Fixture *fixture = fixture_new ();

  write_in_year (fixture, "/docs/a2.txt/inside", "inside", 2001);
  write_in_year (fixture, "/other/a10.txt", "a file", 2001);
  write_in_year (fixture, "/a10 folder/a10.txt/inside", "of a folder", 2001);
  relocate (fixture, "/a2.txt", NULL, "/docs", FALSE);
  answer ("replace");
  fixture_settle (fixture);
  assert_stored (fixture, "/docs/a2.txt", "two again");
  relocate (fixture, "/a10 folder/a10.txt", NULL, "/other", FALSE);
  answer ("replace");
  fixture_settle (fixture);
  assert_stored (fixture, "/other/a10.txt/inside", "of a folder");
  undo (fixture, "Move to “other”");
  assert_stored (fixture, "/other/a10.txt", "a file");
  undo (fixture, "Move to “docs”");
  assert_stored (fixture, "/docs/a2.txt/inside", "inside");
  fixture_free (fixture);
}

/* What takes the place of the folder that it is in does not go into the trash with it. */
static void
test_own_folder (void)
{
  Fixture *fixture = fixture_new ();

  write_in_year (fixture, "/docs/docs/inside", "inside", 2001);
  relocate (fixture, "/docs/docs", NULL, "/", FALSE);
  answer ("replace");
  fixture_settle (fixture);
  assert_stored (fixture, "/docs/inside", "inside");
  g_assert_true (is_gone (fixture, "/docs/inner"));
  undo (fixture, "Move to “Files”");
  assert_stored (fixture, "/docs/docs/inside", "inside");
  assert_stored (fixture, "/docs/inner/deep.txt", "deep");
  fixture_free (fixture);
}

/* What cannot be done keeps nothing else from being done. */
static void
test_partly (void)
{
  Fixture *fixture = fixture_new ();

  relocate (fixture, "/docs", "/a2.txt", "/docs/inner", FALSE);
  nexus_test_spin_until (shows_text (GTK_WIDGET (fixture->window), "“/docs” cannot be put into itself"));
  fixture_settle (fixture);
  assert_stored (fixture, "/docs/inner/a2.txt", "two again");
  fixture_free (fixture);
}

/* One question at a time; and what was not answered when the window goes stays as it is. */
static void
test_questions (void)
{
  Fixture *fixture = fixture_new ();
  g_autofree char *question = NULL;
  g_autofree char *path = NULL;
  const char *second;

  write_in_year (fixture, "/docs/a2.txt", "there", 2001);
  write_in_year (fixture, "/docs/a10.txt", "there", 2001);
  relocate (fixture, "/a2.txt", NULL, "/docs", FALSE);
  relocate (fixture, "/a10.txt", NULL, "/docs", FALSE);
  nexus_test_spin_until (find_toplevel ("conflict-dialog") != NULL);
  /* Which of the two is found out about first, nobody knows. */
  second = shows_text (find_toplevel ("conflict-dialog"), "“a2.txt” Exists Already") ? "a10.txt" : "a2.txt";
  question = g_strdup_printf ("“%s” Exists Already", second);
  path = g_strdup_printf ("/docs/%s", second);
  g_assert_false (shows_text (find_toplevel ("conflict-dialog"), question));
  answer ("replace");
  nexus_test_spin_until (find_toplevel ("conflict-dialog") != NULL &&
                         shows_text (find_toplevel ("conflict-dialog"), question));
  assert_stored (fixture, path, "there");
  fixture_free (fixture);
  g_assert_null (find_toplevel ("conflict-dialog"));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  init_toolkit ();

  g_test_add_data_func ("/relocate/replace/move", GINT_TO_POINTER (FALSE), test_replace);
  g_test_add_data_func ("/relocate/replace/copy", GINT_TO_POINTER (TRUE), test_replace);
  g_test_add_func ("/relocate/skip", test_skip);
  g_test_add_func ("/relocate/keep-both", test_keep_both);
  g_test_add_func ("/relocate/newer", test_newer);
  g_test_add_func ("/relocate/identical", test_identical);
  g_test_add_func ("/relocate/merge", test_merge);
  g_test_add_func ("/relocate/kinds", test_kinds);
  g_test_add_func ("/relocate/own-folder", test_own_folder);
  g_test_add_func ("/relocate/partly", test_partly);
  g_test_add_func ("/relocate/questions", test_questions);

  return g_test_run ();
}
