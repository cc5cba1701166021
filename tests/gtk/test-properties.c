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

/* --- Many --- */

/* More than can be changed together. */
#define N_MANY 20500

static void
write_many (Fixture *fixture)
{
  g_autoptr(NexusBatch) batch = nexus_batch_new (fixture->filesystem);
  g_autoptr(GBytes) bytes = g_bytes_new_static ("1", 1);
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < N_MANY; i++)
    {
      g_autofree char *path = g_strdup_printf ("/many/file %u.txt", i);

      nexus_batch_write (batch, path, bytes, NULL, NEXUS_WRITE_PARENTS);
    }
  nexus_batch_commit (batch, NULL, &error);
  g_assert_no_error (error);
}

static guint
count_gathered (Fixture *fixture)
{
  g_autoptr(GPtrArray) items = nexus_gtk_browser_dup_selection (fixture->browser);

  return items->len;
}

/* All that is selected is followed, however many it is, also while something else is shown. */
static void
test_many (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr(GBytes) bytes = g_bytes_new_static ("12345", 5);
  g_autoptr(GError) error = NULL;
  g_autofree char *kinds = g_strdup_printf ("%u files", N_MANY);
  g_autofree char *before = g_format_size (N_MANY);
  g_autofree char *after = g_format_size (2 * N_MANY);
  g_autofree char *share = g_strdup_printf ("seventh (1 of %u)", N_MANY);
  NexusBatch *batch;
  GtkWidget *window;

  write_many (fixture);
  nexus_gtk_window_go (fixture->window, "/many");
  nexus_test_spin_until (g_list_model_get_n_items (nexus_gtk_browser_get_items (fixture->browser)) == N_MANY);
  nexus_gtk_browser_select_all (fixture->browser);
  nexus_test_spin_until (count_gathered (fixture) == N_MANY);
  window = open_properties (fixture);
  nexus_test_spin_until (g_strcmp0 (get_fact (window, "Contents"), kinds) == 0);
  g_assert_cmpstr (get_fact (window, "Size"), ==, before);
  g_assert_cmpstr (get_fact (window, "Folder"), ==, "/many");
  g_assert_cmpstr (get_fact (window, "Type"), ==, "text/plain");
  g_assert_null (find_row (window, "Integrity"));
  nexus_gtk_window_go (fixture->window, "/");
  fixture_wait_names (fixture, "docs many a2.txt a10.txt");

  /* One of them. */
  g_assert_true (nexus_filesystem_set_attribute (fixture->filesystem, "/many/file 7.txt", "seventh",
                                                 g_variant_new_string ("yes"), NULL, &error));
  g_assert_no_error (error);
  nexus_test_spin_until (find_row (window, share) != NULL);

  /* So many that they are told of together. */
  batch = nexus_batch_new (fixture->filesystem);
  for (guint i = 0; i < N_MANY / 4; i++)
    {
      g_autofree char *path = g_strdup_printf ("/many/file %u.txt", 4 * i);

      nexus_batch_write (batch, path, bytes, NULL, NEXUS_WRITE_NONE);
    }
  nexus_batch_commit (batch, NULL, &error);
  g_assert_no_error (error);
  g_object_unref (batch);
  nexus_test_spin_until (g_strcmp0 (get_fact (window, "Size"), after) == 0);
  g_assert_cmpstr (get_fact (window, "Contents"), ==, kinds);
  gtk_window_destroy (GTK_WINDOW (window));
  fixture_free (fixture);
}

/* A file among so many others that all of them are told of as one folder. */
static void
test_crowd (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr(NexusBatch) batch = nexus_batch_new (fixture->filesystem);
  g_autoptr(GBytes) bytes = g_bytes_new_static ("12345", 5);
  g_autoptr(GError) error = NULL;
  GtkWidget *window;

  fixture_select (fixture, "a2.txt");
  window = open_properties (fixture);
  for (guint i = 0; i < 200; i++)
    {
      g_autofree char *path = g_strdup_printf ("/b%u", i);

      nexus_batch_write (batch, path, bytes, NULL, NEXUS_WRITE_NONE);
    }
  nexus_batch_write (batch, "/a2.txt", bytes, NULL, NEXUS_WRITE_NONE);
  nexus_batch_commit (batch, NULL, &error);
  g_assert_no_error (error);
  nexus_test_spin_until (g_strcmp0 (get_fact (window, "Size"), "5 bytes") == 0);
  gtk_window_destroy (GTK_WINDOW (window));
  fixture_free (fixture);
}

/* What leaves a folder is counted there no more. */
static void
test_moved_away (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr(NexusEntry) moved = NULL;
  g_autoptr(GError) error = NULL;
  GtkWidget *window;

  fixture_select (fixture, "docs");
  window = open_properties (fixture);
  g_assert_cmpstr (get_fact (window, "Contents"), ==, "2 items");
  moved = nexus_filesystem_move (fixture->filesystem, "/docs/inner", "/inner", NULL, NEXUS_COPY_NONE, NULL, &error);
  g_assert_no_error (error);
  nexus_test_spin_until (g_strcmp0 (get_fact (window, "Contents"), "0 items") == 0);
  gtk_window_destroy (GTK_WINDOW (window));
  fixture_free (fixture);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  init_toolkit ();

  g_test_add_func ("/properties/file", test_file);
  g_test_add_func ("/properties/folder", test_folder);
  g_test_add_func ("/properties/several", test_several);

  g_test_add_func ("/properties/many", test_many);
  g_test_add_func ("/properties/crowd", test_crowd);
  g_test_add_func ("/properties/moved-away", test_moved_away);

  return g_test_run ();
}
