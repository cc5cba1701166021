/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "nexus-gtk-preferences.h"
#include "nexus-gtk-retention-row.h"
#include "nexus-gtk-test-actions.h"
#include "nexus-test-util.h"

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
  fixture_write (fixture, "/a2.txt", "in the way");
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

/* Whether a cell says it. */
static gboolean
shows_inscription (GtkWidget  *widget,
                   const char *text)
{
  if (GTK_IS_INSCRIPTION (widget) && g_strcmp0 (gtk_inscription_get_text (GTK_INSCRIPTION (widget)), text) == 0 &&
      gtk_widget_get_mapped (widget))
    return TRUE;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      if (shows_inscription (child, text))
        return TRUE;
    }

  return FALSE;
}

/* The preferences of the application, which the fixture is none of. */
static GtkWindow *
open_preferences (Fixture *fixture)
{
  NexusGtkStore *store = nexus_gtk_window_get_store (fixture->window);
  GtkWindow *window = nexus_gtk_preferences_new (GTK_WINDOW (fixture->window), fixture->window->settings, store);

  gtk_window_present (window);

  return window;
}

static void
close_preferences (GtkWindow *window)
{
  gtk_window_close (window);
  nexus_test_spin_until (find_toplevel ("preferences") == NULL);
}

static int
get_trash_days (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;
  int days = nexus_filesystem_get_trash_days (fixture->filesystem, NULL, &error);

  g_assert_no_error (error);

  return days;
}

static void
choose (AdwComboRow *row,
        const char  *text)
{
  GListModel *model = adw_combo_row_get_model (row);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      if (strcmp (gtk_string_list_get_string (GTK_STRING_LIST (model), i), text) != 0)
        continue;
      adw_combo_row_set_selected (row, i);
      return;
    }
  g_assert_not_reached ();
}

static const char *
get_chosen (AdwComboRow *row)
{
  return gtk_string_object_get_string (adw_combo_row_get_selected_item (row));
}

/* How long something is kept is said above the list, beside each item and in the inspector, and can be set. */
static void
test_kept (void)
{
  Fixture *fixture = fixture_new ();
  GtkWidget *shown = GTK_WIDGET (fixture->window);
  GtkWindow *window;
  AdwComboRow *row;

  trash (fixture, "/a2.txt");
  nexus_gtk_window_go (fixture->window, "trash:");
  fixture_wait_names (fixture, "a2.txt");
  nexus_test_spin_until (shows_text (shown, "deleted for good after 30 days"));
  nexus_test_spin_until (shows_inscription (shown, "30 days"));
  fixture_select (fixture, "a2.txt");
  activate (fixture, "win.inspector");
  nexus_test_spin_until (shows_text (GTK_WIDGET (fixture->window->inspector), "Kept For"));
  nexus_test_spin_until (shows_text (GTK_WIDGET (fixture->window->inspector), "30 days"));
  /* Beside the inspector there is no room for the column. */
  activate (fixture, "win.inspector");
  nexus_test_spin_until (shows_inscription (shown, "30 days"));

  window = open_preferences (fixture);
  row = find_widget (GTK_WIDGET (window), NEXUS_GTK_TYPE_RETENTION_ROW);
  nexus_test_spin_until (gtk_widget_get_sensitive (GTK_WIDGET (row)));
  g_assert_cmpstr (get_chosen (row), ==, "30 days");
  choose (row, "7 days");
  nexus_test_spin_until (get_trash_days (fixture) == 7);
  close_preferences (window);
  nexus_test_spin_until (shows_text (shown, "deleted for good after 7 days"));
  nexus_test_spin_until (shows_inscription (shown, "7 days"));

  window = open_preferences (fixture);
  row = find_widget (GTK_WIDGET (window), NEXUS_GTK_TYPE_RETENTION_ROW);
  nexus_test_spin_until (gtk_widget_get_sensitive (GTK_WIDGET (row)));
  g_assert_cmpstr (get_chosen (row), ==, "7 days");
  choose (row, "Forever");
  nexus_test_spin_until (get_trash_days (fixture) == 0);
  close_preferences (window);
  nexus_test_spin_until (shows_text (shown, "stays until it is emptied"));
  nexus_test_spin_until (shows_inscription (shown, "Forever"));
  g_assert_cmpuint (count_trash (fixture), ==, 1);
  fixture_free (fixture);
}

/* A number that is none of those that are offered stays what it is until another one is chosen. */
static void
test_kept_unusual (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr(GError) error = NULL;
  GtkWindow *window;
  AdwComboRow *row;

  g_assert_true (nexus_filesystem_set_trash_days (fixture->filesystem, 45, NULL, &error));
  window = open_preferences (fixture);
  row = find_widget (GTK_WIDGET (window), NEXUS_GTK_TYPE_RETENTION_ROW);
  nexus_test_spin_until (gtk_widget_get_sensitive (GTK_WIDGET (row)));
  g_assert_cmpstr (get_chosen (row), ==, "45 days");
  g_assert_cmpuint (adw_combo_row_get_selected (row), ==, 2);
  g_assert_false (shows_text (GTK_WIDGET (row), "90 days"));
  adw_action_row_activate (ADW_ACTION_ROW (row));
  nexus_test_spin_until (shows_text (GTK_WIDGET (row), "90 days"));
  close_preferences (window);
  g_assert_cmpint (get_trash_days (fixture), ==, 45);
  fixture_free (fixture);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  init_toolkit ();
  g_test_add_func ("/trash/keep-both", test_keep_both);
  g_test_add_func ("/trash/replace", test_replace);
  g_test_add_func ("/trash/skip", test_skip);
  g_test_add_func ("/trash/cancel", test_cancel);
  g_test_add_func ("/trash/simple", test_simple);
  g_test_add_func ("/trash/kept", test_kept);
  g_test_add_func ("/trash/kept-unusual", test_kept_unusual);

  return g_test_run ();
}
