/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "nexus-gtk-test-actions.h"
#include "nexus-test-util.h"

static void
write_file (Fixture    *fixture,
            const char *path,
            const char *text)
{
  g_autoptr(GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusEntry) entry = nexus_filesystem_write (fixture->filesystem, path, bytes, NULL, NEXUS_WRITE_PARENTS,
                                                        NULL, &error);

  g_assert_no_error (error);
}

static void
trash (Fixture    *fixture,
       const char *path)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (nexus_filesystem_delete (fixture->filesystem, path, NULL, NEXUS_DELETE_RECURSIVE, NULL, &error));
  g_assert_no_error (error);
}

/* Both files are deleted, and one of them is written anew. */
static void
prepare (Fixture *fixture)
{
  trash (fixture, "/a2.txt");
  trash (fixture, "/a10.txt");
  write_file (fixture, "/a2.txt", "in the way");
  nexus_gtk_window_go (fixture->window, "trash:");
  fixture_settle (fixture);
  nexus_test_spin_until (g_list_model_get_n_items (nexus_gtk_browser_get_items (fixture->browser)) == 2);
  nexus_gtk_browser_select_all (fixture->browser);
  nexus_test_spin_until (gtk_widget_get_sensitive (find_button (GTK_WIDGET (fixture->window->trash_bar), "_Restore")));
  activate (fixture, "win.restore");
}

static guint
count_trash (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) list = nexus_filesystem_list_trash (fixture->filesystem, NULL, &error);

  g_assert_no_error (error);

  return g_list_model_get_n_items (list);
}

static void
test_keep_both (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr(NexusUndoStep) step = NULL;
  g_autoptr(GError) error = NULL;

  prepare (fixture);
  respond ("restore-dialog", "both");
  nexus_test_spin_until (is_stored (fixture, "/a10.txt"));
  assert_stored (fixture, "/a2.txt", "in the way");
  assert_stored (fixture, "/a2 (2).txt", "two again");
  g_assert_cmpuint (count_trash (fixture), ==, 0);
  /* One step. */
  step = nexus_filesystem_undo (fixture->filesystem, 0, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (nexus_undo_step_get_description (step), ==, "Restore 2 Items");
  g_assert_cmpuint (count_trash (fixture), ==, 2);
  fixture_free (fixture);
}

static void
test_replace (void)
{
  Fixture *fixture = fixture_new ();

  prepare (fixture);
  respond ("restore-dialog", "replace");
  nexus_test_spin_until (is_stored (fixture, "/a10.txt"));
  assert_stored (fixture, "/a2.txt", "two again");
  /* What was there can come back itself. */
  g_assert_cmpuint (count_trash (fixture), ==, 1);
  fixture_free (fixture);
}

static void
test_skip (void)
{
  Fixture *fixture = fixture_new ();

  prepare (fixture);
  respond ("restore-dialog", "skip");
  nexus_test_spin_until (is_stored (fixture, "/a10.txt"));
  assert_stored (fixture, "/a2.txt", "in the way");
  g_assert_cmpuint (count_trash (fixture), ==, 1);
  fixture_free (fixture);
}

static void
test_cancel (void)
{
  Fixture *fixture = fixture_new ();

  prepare (fixture);
  respond ("restore-dialog", "cancel");
  fixture_settle (fixture);
  g_assert_false (is_stored (fixture, "/a10.txt"));
  g_assert_cmpuint (count_trash (fixture), ==, 2);
  fixture_free (fixture);
}

/* Without a conflict nothing is asked. */
static void
test_simple (void)
{
  Fixture *fixture = fixture_new ();

  trash (fixture, "/docs");
  nexus_gtk_window_go (fixture->window, "trash:");
  fixture_wait_names (fixture, "docs");
  nexus_gtk_browser_select_all (fixture->browser);
  nexus_test_spin_until (gtk_widget_get_sensitive (find_button (GTK_WIDGET (fixture->window->trash_bar), "_Restore")));
  activate (fixture, "win.restore");
  nexus_test_spin_until (is_stored (fixture, "/docs/inner/deep.txt"));
  g_assert_null (find_toplevel ("restore-dialog"));
  fixture_wait_names (fixture, "");
  fixture_free (fixture);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/trash/keep-both", test_keep_both);
  g_test_add_func ("/trash/replace", test_replace);
  g_test_add_func ("/trash/skip", test_skip);
  g_test_add_func ("/trash/cancel", test_cancel);
  g_test_add_func ("/trash/simple", test_simple);

  return g_test_run ();
}
