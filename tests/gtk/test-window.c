/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "nexus-gtk-path-bar.h"
#include "nexus-gtk-test-actions.h"
#include "nexus-test-util.h"

static void
test_list (void)
{
  Fixture *fixture = fixture_new ();

  /* Folders first, then names as people count. */
  fixture_wait_names (fixture, "docs a2.txt a10.txt");
  g_assert_cmpstr (nexus_gtk_browser_get_page (fixture->browser), ==, "list");
  nexus_gtk_browser_set_view (fixture->browser, "grid");
  g_assert_cmpstr (nexus_gtk_browser_get_page (fixture->browser), ==, "grid");
  fixture_free (fixture);
}

static void
test_navigate (void)
{
  Fixture *fixture = fixture_new ();

  nexus_gtk_window_go (fixture->window, "/docs/inner");
  fixture_wait_names (fixture, "deep.txt");
  activate (fixture, "win.up");
  fixture_wait_names (fixture, "inner");
  activate (fixture, "win.back");
  fixture_wait_names (fixture, "deep.txt");
  activate (fixture, "win.back");
  fixture_wait_names (fixture, "docs a2.txt a10.txt");
  activate (fixture, "win.forward");
  g_assert_cmpstr (nexus_gtk_browser_get_place (fixture->browser), ==, "/docs/inner");
  fixture_free (fixture);
}

static void
test_location (void)
{
  Fixture *fixture = fixture_new ();
  NexusGtkPathBar *bar = find_widget (GTK_WIDGET (fixture->window), NEXUS_GTK_TYPE_PATH_BAR);
  GtkWidget *entry = nexus_gtk_path_bar_get_entry (bar);

  activate (fixture, "win.location");
  gtk_editable_set_text (GTK_EDITABLE (entry), "/docs/../etc");
  g_signal_emit_by_name (entry, "activate");
  g_assert_true (gtk_widget_has_css_class (entry, "error"));
  g_assert_cmpstr (nexus_gtk_browser_get_place (fixture->browser), ==, "/");

  gtk_editable_set_text (GTK_EDITABLE (entry), "//docs/");
  g_assert_false (gtk_widget_has_css_class (entry, "error"));
  g_signal_emit_by_name (entry, "activate");
  fixture_wait_names (fixture, "inner");

  /* A place that is not there is told of, and can be left again. */
  nexus_gtk_window_go (fixture->window, "/nowhere");
  nexus_test_spin_until (g_strcmp0 (nexus_gtk_browser_get_page (fixture->browser), "error") == 0);
  activate (fixture, "win.back");
  fixture_wait_names (fixture, "inner");
  fixture_free (fixture);
}

static void
test_follow_changes (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr(GBytes) bytes = g_bytes_new ("new", 3);
  g_autoptr(NexusEntry) entry = NULL;
  g_autoptr(NexusEntry) moved = NULL;
  g_autoptr(GError) error = NULL;

  entry = nexus_filesystem_write (fixture->filesystem, "/a1.txt", bytes, NULL, NEXUS_WRITE_NONE, NULL, &error);
  g_assert_no_error (error);
  fixture_wait_names (fixture, "docs a1.txt a2.txt a10.txt");
  moved = nexus_filesystem_move (fixture->filesystem, "/a1.txt", "/z.txt", NULL, NEXUS_COPY_NONE, NULL, &error);
  g_assert_no_error (error);
  fixture_wait_names (fixture, "docs a2.txt a10.txt z.txt");
  fixture_free (fixture);
}

static void
test_delete_and_undo (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr(GPtrArray) items = NULL;
  const char *id;

  fixture_select (fixture, "a2.txt");
  items = nexus_gtk_browser_dup_selection (fixture->browser);
  id = nexus_entry_get_id (g_ptr_array_index (items, 0));
  activate (fixture, "win.delete");
  fixture_wait_names (fixture, "docs a10.txt");

  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.undo-delete", "^as",
                                             (const char *[]) { id, NULL }));
  fixture_wait_names (fixture, "docs a2.txt a10.txt");
  fixture_free (fixture);
}

static void
test_trash (void)
{
  Fixture *fixture = fixture_new ();

  fixture_select (fixture, "docs");
  activate (fixture, "win.delete");
  fixture_wait_names (fixture, "a2.txt a10.txt");
  nexus_gtk_window_go (fixture->window, "trash:");
  fixture_wait_names (fixture, "docs");
  fixture_select (fixture, "docs");
  activate (fixture, "win.restore");
  nexus_test_spin_until (g_strcmp0 (nexus_gtk_browser_get_page (fixture->browser), "empty") == 0);
  nexus_gtk_window_go (fixture->window, "/docs/inner");
  fixture_wait_names (fixture, "deep.txt");
  fixture_free (fixture);
}

static void
test_tag (void)
{
  Fixture *fixture = fixture_new ();

  nexus_gtk_window_go (fixture->window, "tag:work");
  fixture_wait_names (fixture, "a2.txt");
  fixture_free (fixture);
}

static void
test_import (void)
{
  Fixture *fixture = fixture_new ();
  g_autofree char *folder = g_build_filename (fixture->folder, "photos", NULL);
  g_autofree char *path = g_build_filename (folder, "one.txt", NULL);
  g_autoptr(GListStore) files = g_list_store_new (G_TYPE_FILE);
  g_autoptr(GFile) file = g_file_new_for_path (folder);
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, "one", -1, &error));
  g_list_store_append (files, file);
  nexus_gtk_window_import (fixture->window, G_LIST_MODEL (files));
  fixture_wait_names (fixture, "docs photos a2.txt a10.txt");
  fixture_settle (fixture);
  nexus_gtk_window_go (fixture->window, "/photos");
  fixture_wait_names (fixture, "one.txt");
  fixture_free (fixture);
}

/* The files have the whole width of a narrow window, and share that of a wide one with the sidebar. */
static gboolean
has_layout (Fixture  *fixture,
            gboolean  narrow)
{
  int window = gtk_widget_get_width (GTK_WIDGET (fixture->window));
  int browser = gtk_widget_get_width (GTK_WIDGET (fixture->browser));

  return narrow ? window < 760 && browser > window - 60 : window > 760 && browser < window - 150;
}

static void
test_narrow (void)
{
  Fixture *fixture = fixture_new ();

  nexus_test_spin_until (has_layout (fixture, FALSE));
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 360, 600);
  nexus_test_spin_until (has_layout (fixture, TRUE));
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 1080, 700);
  nexus_test_spin_until (has_layout (fixture, FALSE));
  fixture_free (fixture);
}

static gboolean
has_page_numbers (void)
{
  GtkWidget *window = find_window (GTK_TYPE_SHORTCUTS_WINDOW);
  GtkWidget *numbers = window != NULL ? find_widget (window, GTK_TYPE_STACK_SWITCHER) : NULL;

  return numbers != NULL && gtk_widget_get_mapped (numbers) && gtk_widget_get_width (numbers) > 0;
}

/* It has several pages, with numbers for which the theme once left less than no room: GTK warned. */
static void
test_shortcuts (void)
{
  Fixture *fixture = fixture_new ();

  activate (fixture, "win.show-help-overlay");
  nexus_test_spin_until (has_page_numbers ());
  gtk_window_close (find_window (GTK_TYPE_SHORTCUTS_WINDOW));
  nexus_test_spin_until (find_window (GTK_TYPE_SHORTCUTS_WINDOW) == NULL);
  fixture_free (fixture);
}

/* Whoever cannot see hears a name for everything that can be reached. */
static void
check_names (GtkWidget *widget)
{
  if (!gtk_widget_get_mapped (widget))
    return;

  if (GTK_IS_BUTTON (widget) || GTK_IS_TOGGLE_BUTTON (widget) || GTK_IS_ENTRY (widget) || GTK_IS_MENU_BUTTON (widget))
    {
      gboolean named = gtk_widget_get_tooltip_text (widget) != NULL ||
                       gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL) ||
                       gtk_test_accessible_has_relation (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_RELATION_LABELLED_BY) ||
                       (GTK_IS_BUTTON (widget) && find_widget (widget, GTK_TYPE_LABEL) != NULL) ||
                       gtk_widget_get_tooltip_text (gtk_widget_get_parent (widget)) != NULL;

      if (!named && gtk_widget_get_ancestor (widget, GTK_TYPE_WINDOW_CONTROLS) == NULL)
        g_error ("a %s in a %s has no name", G_OBJECT_TYPE_NAME (widget),
                 G_OBJECT_TYPE_NAME (gtk_widget_get_parent (widget)));
    }

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    check_names (child);
}

static void
test_names (void)
{
  Fixture *fixture = fixture_new ();

  activate (fixture, "win.inspector");
  fixture_select (fixture, "a2.txt");
  check_names (GTK_WIDGET (fixture->window));
  nexus_gtk_window_go (fixture->window, "trash:");
  fixture_settle (fixture);
  check_names (GTK_WIDGET (fixture->window));
  fixture_free (fixture);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  init_toolkit ();

  g_test_add_func ("/window/list", test_list);
  g_test_add_func ("/window/navigate", test_navigate);
  g_test_add_func ("/window/location", test_location);
  g_test_add_func ("/window/follow-changes", test_follow_changes);
  g_test_add_func ("/window/delete-and-undo", test_delete_and_undo);
  g_test_add_func ("/window/trash", test_trash);
  g_test_add_func ("/window/tag", test_tag);
  g_test_add_func ("/window/import", test_import);
  g_test_add_func ("/window/narrow", test_narrow);
  g_test_add_func ("/window/shortcuts", test_shortcuts);
  g_test_add_func ("/window/names", test_names);

  return g_test_run ();
}
