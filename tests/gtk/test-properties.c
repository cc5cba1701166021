/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "nexus-gtk-properties-window.h"
#include "nexus-gtk-test-util.h"
#include "nexus-test-util.h"

static gboolean
is_row (GtkWidget     *widget,
        gconstpointer  title)
{
  return ADW_IS_PREFERENCES_ROW (widget) && gtk_widget_get_visible (widget) &&
         g_strcmp0 (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), title) == 0;
}

static GtkWidget *
find_row (GtkWidget  *widget,
          const char *title)
{
  return find_widget_that (widget, is_row, title);
}

static const char *
get_fact (GtkWidget  *widget,
          const char *title)
{
  GtkWidget *row = find_row (widget, title);

  return row != NULL ? adw_action_row_get_subtitle (ADW_ACTION_ROW (row)) : NULL;
}

/* The action follows the selection a moment later. */
static gboolean
is_open (Fixture *fixture)
{
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.properties", NULL);

  return find_window (NEXUS_GTK_TYPE_PROPERTIES_WINDOW) != NULL;
}

static GtkWidget *
open_properties (Fixture *fixture)
{
  nexus_test_spin_until (is_open (fixture));

  return find_window (NEXUS_GTK_TYPE_PROPERTIES_WINDOW);
}

static void
test_file (void)
{
  Fixture *fixture = fixture_new ();
  GtkWidget *window;
  g_autoptr(GError) error = NULL;

  fixture_select (fixture, "a2.txt");
  window = open_properties (fixture);
  g_assert_cmpstr (get_fact (window, "Permissions"), ==, "644");
  g_assert_nonnull (get_fact (window, "Content Hash"));
  nexus_test_spin_until (find_row (window, "Version 1") != NULL);

  /* It stays with its file, whatever is selected, and follows what happens to it. */
  fixture_select (fixture, "docs");
  g_assert_nonnull (get_fact (window, "Content Hash"));
  g_assert_true (nexus_filesystem_set_attribute (fixture->filesystem, "/a2.txt", "later",
                                                 g_variant_new_string ("yes"), NULL, &error));
  nexus_test_spin_until (find_row (window, "later") != NULL);
  gtk_window_destroy (GTK_WINDOW (window));
  fixture_free (fixture);
}

static void
test_folder (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr(GBytes) bytes = g_bytes_new ("12345", 5);
  g_autoptr(NexusEntry) entry = NULL;
  g_autoptr(GError) error = NULL;
  GtkWidget *window;

  fixture_select (fixture, "docs");
  window = open_properties (fixture);
  g_assert_cmpstr (get_fact (window, "Contents"), ==, "2 items");
  g_assert_cmpstr (get_fact (window, "Size"), ==, "4 bytes");

  /* Totals follow what happens deep inside. */
  entry = nexus_filesystem_write (fixture->filesystem, "/docs/inner/new.txt", bytes, NULL, NEXUS_WRITE_NONE, NULL,
                                  &error);
  g_assert_no_error (error);
  nexus_test_spin_until (g_strcmp0 (get_fact (window, "Contents"), "3 items") == 0);
  g_assert_cmpstr (get_fact (window, "Size"), ==, "9 bytes");
  gtk_window_destroy (GTK_WINDOW (window));
  fixture_free (fixture);
}

static gboolean
all_are_selected (Fixture *fixture)
{
  g_autoptr(GPtrArray) items = nexus_gtk_browser_dup_selection (fixture->browser);

  return items->len == 3;
}

static void
test_several (void)
{
  Fixture *fixture = fixture_new ();
  GtkWidget *window;

  fixture_wait_names (fixture, "docs a2.txt a10.txt");
  nexus_gtk_browser_select_all (fixture->browser);
  nexus_test_spin_until (all_are_selected (fixture));
  window = open_properties (fixture);
  g_assert_cmpstr (get_fact (window, "Contents"), ==, "1 folder, 2 files\n2 items in the folders");
  g_assert_cmpstr (get_fact (window, "Size"), ==, "16 bytes");
  g_assert_null (find_row (window, "Content Hash"));
  g_assert_null (find_row (window, "Permissions"));
  g_assert_nonnull (find_row (window, "Integrity"));
  gtk_window_destroy (GTK_WINDOW (window));
  fixture_free (fixture);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();

  g_test_add_func ("/properties/file", test_file);
  g_test_add_func ("/properties/folder", test_folder);
  g_test_add_func ("/properties/several", test_several);

  return g_test_run ();
}
