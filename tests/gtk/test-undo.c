/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Undoing and redoing: what it is called, what it does, and what is told when it cannot be done. */
#include <string.h>

#include "nexus-gtk-test-actions.h"
#include "nexus-gtk-undo-window.h"
#include "nexus-test-util.h"

static char *
dup_label (Fixture *fixture,
           int      position)
{
  char *label = NULL;

  g_menu_model_get_item_attribute (G_MENU_MODEL (fixture->window->undo_menu), position, G_MENU_ATTRIBUTE_LABEL, "s",
                                   &label);

  return label;
}

static gboolean
has_label (Fixture    *fixture,
           int         position,
           const char *wanted)
{
  g_autofree char *label = dup_label (fixture, position);

  return g_strcmp0 (label, wanted) == 0;
}

/* Of the items of the menu. */
static void
wait_labels (Fixture    *fixture,
             const char *undo,
             const char *redo)
{
  nexus_test_spin_until (has_label (fixture, 0, undo) && has_label (fixture, 1, redo));
}

static void
rename_entry (Fixture    *fixture,
              const char *path,
              const char *new_path)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusEntry) entry = NULL;

  entry = nexus_filesystem_move (fixture->filesystem, path, new_path, NULL, NEXUS_COPY_NONE, NULL, &error);
  g_assert_no_error (error);
}

/* What was done before the store was opened is still there to be undone. */
static void
test_after_restart (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr(NexusEntry) entry = NULL;
  g_autoptr(NexusEntry) after = NULL;
  g_autoptr(GError) error = NULL;

  wait_labels (fixture, "_Undo: Tag “a2.txt” with “work”", "Re_do");
  activate (fixture, "win.undo");
  wait_labels (fixture, "_Undo: Set the attribute “author” of “a2.txt”", "Re_do: Tag “a2.txt” with “work”");
  entry = nexus_filesystem_query (fixture->filesystem, "/a2.txt", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_strv_length ((char **) nexus_entry_get_tags (entry)), ==, 0);

  nexus_test_spin_until (shows_text (GTK_WIDGET (fixture->window), "Undone: Tag “a2.txt” with “work”"));
  activate (fixture, "win.redo");
  wait_labels (fixture, "_Undo: Tag “a2.txt” with “work”", "Re_do");
  after = nexus_filesystem_query (fixture->filesystem, "/a2.txt", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (nexus_entry_get_tags (after)[0], ==, "work");
  fixture_free (fixture);
}

/* From another program too; underscores and long names are no trouble to a menu. */
static void
test_labels (void)
{
  Fixture *fixture = fixture_new ();

  rename_entry (fixture, "/a2.txt", "/b_2.txt");
  wait_labels (fixture, "_Undo: Rename “a2.txt” to “b__2.txt”", "Re_do");
  rename_entry (fixture, "/b_2.txt", "/a name that is much too long to be in a menu.txt");
  wait_labels (fixture, "_Undo: Rename “b__2.txt” to “a name that is muc…", "Re_do");
  fixture_free (fixture);
}

/* What was undone last is done again first. */
static void
test_several_steps (void)
{
  Fixture *fixture = fixture_new ();

  rename_entry (fixture, "/a2.txt", "/b.txt");
  rename_entry (fixture, "/a10.txt", "/c.txt");
  fixture_wait_names (fixture, "docs b.txt c.txt");
  wait_labels (fixture, "_Undo: Rename “a10.txt” to “c.txt”", "Re_do");
  activate (fixture, "win.undo");
  wait_labels (fixture, "_Undo: Rename “a2.txt” to “b.txt”", "Re_do: Rename “a10.txt” to “c.txt”");
  fixture_wait_names (fixture, "docs a10.txt b.txt");
  activate (fixture, "win.undo");
  wait_labels (fixture, "_Undo: Tag “a2.txt” with “work”", "Re_do: Rename “a2.txt” to “b.txt”");
  fixture_wait_names (fixture, "docs a2.txt a10.txt");
  activate (fixture, "win.redo");
  wait_labels (fixture, "_Undo: Rename “a2.txt” to “b.txt”", "Re_do: Rename “a10.txt” to “c.txt”");
  activate (fixture, "win.redo");
  fixture_wait_names (fixture, "docs b.txt c.txt");
  /* Something new is an end of that. */
  wait_labels (fixture, "_Undo: Rename “a10.txt” to “c.txt”", "Re_do");
  fixture_free (fixture);
}

static void
press_toast (Fixture    *fixture,
             const char *text,
             const char *button)
{
  GtkWidget *window = GTK_WIDGET (fixture->window);

  nexus_test_spin_until (shows_text (window, text) && find_button (window, button) != NULL);
  g_signal_emit_by_name (find_button (window, button), "clicked");
}

/* The window is told of another selection in a moment. */
static gboolean
can_delete (Fixture *fixture,
            guint    n_items)
{
  g_autoptr(GPtrArray) items = nexus_gtk_browser_dup_selection (fixture->browser);

  return items->len == n_items && is_enabled (fixture, "win.delete");
}

/* Several that are deleted together are one step, and the toast takes them all back. */
static void
test_delete (void)
{
  Fixture *fixture = fixture_new ();

  activate (fixture, "win.select-all");
  nexus_test_spin_until (can_delete (fixture, 3));
  activate (fixture, "win.delete");
  wait_labels (fixture, "_Undo: Move 3 Items to Trash", "Re_do");
  press_toast (fixture, "3 items moved to trash", "Undo");
  fixture_wait_names (fixture, "docs a2.txt a10.txt");
  press_toast (fixture, "Undone: Move 3 Items to Trash", "Redo");
  nexus_test_spin_until (g_strcmp0 (nexus_gtk_browser_get_page (fixture->browser), "empty") == 0);
  press_toast (fixture, "Done again: Move 3 Items to Trash", "Undo");
  fixture_wait_names (fixture, "docs a2.txt a10.txt");
  fixture_free (fixture);
}

static void
test_rename (void)
{
  Fixture *fixture = fixture_new ();
  GtkWidget *entry = fixture_start_rename (fixture, "a2.txt");

  gtk_editable_set_text (GTK_EDITABLE (entry), "z.txt");
  g_signal_emit_by_name (entry, "activate");
  fixture_wait_names (fixture, "docs a10.txt z.txt");
  press_toast (fixture, "“a2.txt” renamed to “z.txt”", "Undo");
  fixture_wait_names (fixture, "docs a2.txt a10.txt");
  fixture_free (fixture);
}

/* A step that meets a conflict is explained, changes nothing, and makes way for the one before it. */
static void
test_conflict (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr(GError) error = NULL;
  GtkWidget *dialog;

  rename_entry (fixture, "/a10.txt", "/b.txt");
  nexus_filesystem_delete (fixture->filesystem, "/b.txt", NULL, NEXUS_DELETE_PERMANENT, NULL, &error);
  g_assert_no_error (error);
  wait_labels (fixture, "_Undo: Rename “a10.txt” to “b.txt”", "Re_do");
  activate (fixture, "win.undo");
  nexus_test_spin_until ((dialog = find_toplevel ("message-dialog")) != NULL);
  nexus_test_spin_until (shows_text (dialog, "This Cannot Be Undone"));
  g_assert_true (shows_text (dialog, "“Rename “a10.txt” to “b.txt”” cannot be undone"));
  respond ("message-dialog", "close");
  wait_labels (fixture, "_Undo: Tag “a2.txt” with “work”", "Re_do");
  fixture_wait_names (fixture, "docs a2.txt");
  fixture_free (fixture);
}

/* --- The window --- */

static GtkWidget *
find_button_of_row (GtkWidget  *window,
                    const char *description)
{
  GtkWidget *list = find_widget (window, GTK_TYPE_LIST_VIEW);

  for (GtkWidget *row = gtk_widget_get_first_child (list); row != NULL; row = gtk_widget_get_next_sibling (row))
    {
      if (shows_text (row, description))
        return find_widget (row, GTK_TYPE_BUTTON);
    }

  return NULL;
}

/* Any step can be undone there, not only the last one. */
static void
test_window (void)
{
  Fixture *fixture = fixture_new ();
  GtkWidget *window;
  GtkWidget *button;

  rename_entry (fixture, "/a2.txt", "/b.txt");
  rename_entry (fixture, "/a10.txt", "/c.txt");
  activate (fixture, "win.undo-history");
  nexus_test_spin_until ((window = find_toplevel ("undo-window")) != NULL);
  nexus_test_spin_until ((button = find_button_of_row (window, "Rename “a2.txt” to “b.txt”")) != NULL);
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (button)), ==, "Undo");
  g_signal_emit_by_name (button, "clicked");
  fixture_wait_names (fixture, "docs a2.txt c.txt");
  nexus_test_spin_until ((button = find_button_of_row (window, "Rename “a2.txt” to “b.txt”")) != NULL &&
                         strcmp (gtk_button_get_label (GTK_BUTTON (button)), "Redo") == 0);
  g_assert_true (shows_text (window, "undone"));
  g_signal_emit_by_name (button, "clicked");
  fixture_wait_names (fixture, "docs b.txt c.txt");
  gtk_window_destroy (GTK_WINDOW (window));
  fixture_free (fixture);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  init_toolkit ();

  g_test_add_func ("/undo/after-restart", test_after_restart);
  g_test_add_func ("/undo/labels", test_labels);
  g_test_add_func ("/undo/several-steps", test_several_steps);
  g_test_add_func ("/undo/delete", test_delete);
  g_test_add_func ("/undo/rename", test_rename);
  g_test_add_func ("/undo/conflict", test_conflict);
  g_test_add_func ("/undo/window", test_window);

  return g_test_run ();
}
