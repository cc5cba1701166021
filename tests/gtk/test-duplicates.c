/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "nexus-gtk-duplicates-window.h"
#include "nexus-gtk-test-actions.h"
#include "nexus-test-util.h"

static void
write_file (Fixture    *fixture,
            const char *path,
            const char *text,
            gint64      modified)
{
  g_autoptr(GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusEntry) entry = nexus_filesystem_write (fixture->filesystem, path, bytes, NULL, NEXUS_WRITE_PARENTS,
                                                        NULL, &error);
  g_autoptr(NexusEntry) dated = NULL;

  g_assert_no_error (error);
  g_assert_nonnull (entry);
  dated = nexus_filesystem_set_modified (fixture->filesystem, path, modified * G_GINT64_CONSTANT (1000000000), NULL,
                                         &error);
  g_assert_no_error (error);
}

static void
fill (Fixture *fixture)
{
  write_file (fixture, "/one/a", "the larger content", 300);
  write_file (fixture, "/one/b", "the larger content", 100);
  write_file (fixture, "/two/c", "the larger content", 200);
  write_file (fixture, "/one/x", "small", 100);
  write_file (fixture, "/two/y", "small", 200);
  write_file (fixture, "/alone", "nothing is like this", 100);
}

static char *
dup_items (NexusGtkDuplicates *duplicates,
           gboolean            selected)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (duplicates)); i++)
    {
      g_autoptr(NexusGtkDuplicate) item = g_list_model_get_item (G_LIST_MODEL (duplicates), i);

      if (!selected || nexus_gtk_duplicate_get_selected (item))
        g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "",
                                nexus_entry_get_path (nexus_gtk_duplicate_get_entry (item)));
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
assert_selected (NexusGtkDuplicates       *duplicates,
                 NexusGtkDuplicatesChoice  choice,
                 const char               *folder,
                 const char               *wanted)
{
  g_autofree char *selected = NULL;

  nexus_gtk_duplicates_select (duplicates, choice, folder);
  selected = dup_items (duplicates, TRUE);
  g_assert_cmpstr (selected, ==, wanted);
  g_assert_false (nexus_gtk_duplicates_selects_a_whole_group (duplicates));
}

static void
test_select (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr(NexusGtkDuplicates) duplicates = NULL;
  g_autofree char *items = NULL;

  fill (fixture);
  duplicates = nexus_gtk_duplicates_new (fixture->filesystem);
  nexus_test_spin_until (!nexus_gtk_duplicates_get_loading (duplicates));
  g_assert_no_error (nexus_gtk_duplicates_get_error (duplicates));
  items = dup_items (duplicates, FALSE);
  g_assert_cmpstr (items, ==, "/one/a /one/b /two/c /one/x /two/y");
  g_assert_cmpuint (nexus_gtk_duplicates_get_n_groups (duplicates), ==, 2);
  g_assert_cmpuint (nexus_gtk_duplicates_get_saved (duplicates), ==, 2 * 18 + 5);
  g_assert_false (nexus_gtk_duplicates_is_cut (duplicates));

  assert_selected (duplicates, NEXUS_GTK_DUPLICATES_ALL_BUT_NEWEST, NULL, "/one/b /two/c /one/x");
  assert_selected (duplicates, NEXUS_GTK_DUPLICATES_ALL_BUT_OLDEST, NULL, "/one/a /two/c /two/y");
  assert_selected (duplicates, NEXUS_GTK_DUPLICATES_IN_FOLDER, "/one", "/one/a /one/b /one/x");
  assert_selected (duplicates, NEXUS_GTK_DUPLICATES_IN_FOLDER, "/two", "/two/c /two/y");
  /* Where all are in the folder, one of each stays. */
  assert_selected (duplicates, NEXUS_GTK_DUPLICATES_IN_FOLDER, "/", "/one/b /two/c /two/y");
  assert_selected (duplicates, NEXUS_GTK_DUPLICATES_IN_FOLDER, "/on", "");
  assert_selected (duplicates, NEXUS_GTK_DUPLICATES_NONE, NULL, "");
  fixture_free (fixture);
}

static void
test_window (void)
{
  Fixture *fixture = fixture_new ();
  NexusGtkDuplicatesWindow *window;
  NexusGtkDuplicates *duplicates;
  g_autoptr(NexusUndoStep) step = NULL;
  g_autoptr(GError) error = NULL;

  fill (fixture);
  activate (fixture, "win.duplicates");
  nexus_test_spin_until ((window = find_toplevel ("duplicates-window")) != NULL);
  duplicates = nexus_gtk_duplicates_window_get_duplicates (window);
  nexus_test_spin_until (!nexus_gtk_duplicates_get_loading (duplicates));
  nexus_test_spin_until (shows_text (GTK_WIDGET (window), "3 files, 18 bytes each"));
  g_assert_true (shows_text (GTK_WIDGET (window), "2 contents are there several times."));
  g_assert_false (gtk_widget_get_sensitive (find_button (GTK_WIDGET (window), "_Move to Trash")));

  /* Of each one has to stay. */
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr(NexusGtkDuplicate) item = g_list_model_get_item (G_LIST_MODEL (duplicates), i);

      nexus_gtk_duplicate_set_selected (item, TRUE);
    }
  g_assert_true (nexus_gtk_duplicates_selects_a_whole_group (duplicates));
  g_signal_emit_by_name (find_button (GTK_WIDGET (window), "_Move to Trash"), "clicked");
  g_assert_true (is_stored (fixture, "/one/a"));

  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (window), "duplicates.select", "i",
                                             NEXUS_GTK_DUPLICATES_ALL_BUT_NEWEST));
  g_assert_true (shows_text (GTK_WIDGET (window), "3 files are selected."));
  g_signal_emit_by_name (find_button (GTK_WIDGET (window), "_Move to Trash"), "clicked");
  nexus_test_spin_until (!is_stored (fixture, "/one/b") && !is_stored (fixture, "/two/c") &&
                         !is_stored (fixture, "/one/x"));
  g_assert_true (is_stored (fixture, "/one/a"));
  g_assert_true (is_stored (fixture, "/two/y"));
  nexus_test_spin_until (shows_text (GTK_WIDGET (window), "No Duplicates"));

  /* One step. */
  step = nexus_filesystem_undo (fixture->filesystem, 0, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (nexus_undo_step_get_description (step), ==, "Move 3 Items to Trash");
  g_assert_true (is_stored (fixture, "/one/b"));
  g_assert_true (is_stored (fixture, "/one/x"));

  g_signal_emit_by_name (window, "show-path", "/two/c");
  nexus_test_spin_until (strcmp (nexus_gtk_tab_get_place (fixture->window->tab), "/two") == 0);
  gtk_window_close (GTK_WINDOW (window));
  nexus_test_spin_until (find_toplevel ("duplicates-window") == NULL);
  fixture_settle (fixture);
  fixture_free (fixture);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  init_toolkit ();
  g_test_add_func ("/duplicates/select", test_select);
  g_test_add_func ("/duplicates/window", test_window);

  return g_test_run ();
}
