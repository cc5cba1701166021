/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "nexus-gtk-tags.h"
#include "nexus-gtk-test-actions.h"
#include "nexus-test-util.h"

/* Selecting several files, and giving one another name where it stands. */

/* The names of what is selected, separated by spaces. */
static char *
dup_selected (Fixture *fixture)
{
  g_autoptr(GPtrArray) items = nexus_gtk_browser_dup_selection (fixture->browser);
  GString *names = g_string_new (NULL);

  for (guint i = 0; i < items->len; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? " " : "", nexus_entry_get_name (g_ptr_array_index (items, i)));

  return g_string_free (names, FALSE);
}

static gboolean
are_selected (Fixture    *fixture,
              const char *wanted)
{
  g_autofree char *names = dup_selected (fixture);

  return strcmp (names, wanted) == 0;
}

static void
wait_selected (Fixture    *fixture,
               const char *names)
{
  nexus_test_spin_until (are_selected (fixture, names));
}

static guint64
count_selected (Fixture *fixture)
{
  g_autoptr(GtkBitset) selected = NULL;

  selected = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (nexus_gtk_browser_get_items (fixture->browser)));

  return gtk_bitset_get_size (selected);
}

static void
write_files (Fixture    *fixture,
             const char *format,
             guint       n_files)
{
  g_autoptr(NexusBatch) batch = nexus_batch_new (fixture->filesystem);
  g_autoptr(GBytes) bytes = g_bytes_new_static ("1", 1);
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < n_files; i++)
    {
      g_autofree char *number = g_strdup_printf ("%u", i);
      g_auto(GStrv) parts = g_strsplit (format, "#", -1);
      g_autofree char *path = g_strjoinv (number, parts);

      nexus_batch_write (batch, path, bytes, NULL, NEXUS_WRITE_PARENTS);
    }
  nexus_batch_commit (batch, NULL, &error);
  g_assert_no_error (error);
}

static GtkWidget *
get_rows (Fixture *fixture)
{
  return find_widget (GTK_WIDGET (fixture->browser), GTK_TYPE_LIST_VIEW);
}

/* --- Ranges --- */

/* What a click does, one with Ctrl, and one with Shift. */
static void
click (Fixture  *fixture,
       guint     position,
       gboolean  modify,
       gboolean  extend)
{
  g_assert_true (gtk_widget_activate_action (get_rows (fixture), "list.select-item", "(ubb)", position, modify, extend));
}

static void
test_ranges (void)
{
  Fixture *fixture = fixture_new ();

  write_files (fixture, "/b#", 4);
  fixture_wait_names (fixture, "docs a2.txt a10.txt b0 b1 b2 b3");
  g_assert_true (gtk_column_view_get_enable_rubberband (find_widget (GTK_WIDGET (fixture->browser), GTK_TYPE_COLUMN_VIEW)));
  g_assert_true (gtk_grid_view_get_enable_rubberband (find_widget (GTK_WIDGET (fixture->browser), GTK_TYPE_GRID_VIEW)));

  click (fixture, 1, FALSE, FALSE);
  wait_selected (fixture, "a2.txt");
  click (fixture, 4, FALSE, TRUE);
  wait_selected (fixture, "a2.txt a10.txt b0 b1");
  click (fixture, 6, TRUE, FALSE);
  wait_selected (fixture, "a2.txt a10.txt b0 b1 b3");
  activate (fixture, "win.invert-selection");
  wait_selected (fixture, "docs b2");
  activate (fixture, "win.invert-selection");
  wait_selected (fixture, "a2.txt a10.txt b0 b1 b3");
  activate (fixture, "win.select-all");
  activate (fixture, "win.invert-selection");
  g_assert_cmpuint (count_selected (fixture), ==, 0);
  fixture_free (fixture);
}

/* --- Patterns --- */

static void
select_pattern (Fixture    *fixture,
                const char *text)
{
  GtkWidget *dialog;

  activate (fixture, "win.select-pattern");
  nexus_test_spin_until ((dialog = find_toplevel ("name-dialog")) != NULL);
  gtk_editable_set_text (find_widget (dialog, GTK_TYPE_ENTRY), text);
  respond ("name-dialog", "do");
  nexus_test_spin_until (find_toplevel ("name-dialog") == NULL);
}

static void
test_pattern (void)
{
  Fixture *fixture = fixture_new ();

  write_files (fixture, "/Ärger #.TXT", 2);
  fixture_wait_names (fixture, "docs a2.txt a10.txt Ärger 0.TXT Ärger 1.TXT");
  select_pattern (fixture, "a?.txt");
  wait_selected (fixture, "a2.txt");
  select_pattern (fixture, "*.TXT");
  wait_selected (fixture, "a2.txt a10.txt Ärger 0.TXT Ärger 1.TXT");
  select_pattern (fixture, "arger*");
  wait_selected (fixture, "Ärger 0.TXT Ärger 1.TXT");
  /* Without anything that stands for something else, it is a part of the name. */
  select_pattern (fixture, "oc");
  wait_selected (fixture, "docs");
  select_pattern (fixture, "z*");
  nexus_test_spin_until (shows_text (GTK_WIDGET (fixture->window), "Nothing here has such a name"));
  g_assert_cmpuint (count_selected (fixture), ==, 0);
  fixture_free (fixture);
}

static void
store_result (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

/* In steps: the folder changes, or another one is shown, meanwhile. */
static void
test_pattern_of_long_folder (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr(GAsyncResult) first = NULL;
  g_autoptr(GAsyncResult) second = NULL;
  g_autoptr(GAsyncResult) third = NULL;
  g_autoptr(GError) error = NULL;

  write_files (fixture, "/long/file # of many", 7000);
  nexus_gtk_window_go (fixture->window, "/long");
  fixture_settle (fixture);
  nexus_gtk_browser_select_pattern_async (fixture->browser, "*9 of*", store_result, &first);
  /* The first is forgotten. */
  nexus_gtk_browser_select_pattern_async (fixture->browser, "*77 of*", store_result, &second);
  nexus_test_spin_until (first != NULL && second != NULL);
  g_assert_cmpint (nexus_gtk_browser_select_pattern_finish (fixture->browser, first, &error), ==, -1);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_cmpint (nexus_gtk_browser_select_pattern_finish (fixture->browser, second, &error), ==, 70);
  g_assert_no_error (error);
  g_assert_cmpuint (count_selected (fixture), ==, 70);

  nexus_gtk_browser_select_pattern_async (fixture->browser, "*9 of*", store_result, &third);
  nexus_gtk_window_go (fixture->window, "/");
  nexus_test_spin_until (third != NULL);
  g_assert_cmpint (nexus_gtk_browser_select_pattern_finish (fixture->browser, third, &error), ==, -1);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  fixture_settle (fixture);
  g_assert_cmpuint (count_selected (fixture), ==, 0);
  fixture_free (fixture);
}

/* --- Names --- */

static void
enter (GtkWidget  *entry,
       const char *name)
{
  gtk_editable_set_text (GTK_EDITABLE (entry), name);
  g_signal_emit_by_name (entry, "activate");
}

static void
test_rename (void)
{
  Fixture *fixture = fixture_new ();
  GtkWidget *entry = fixture_start_rename (fixture, "a10.txt");
  GtkWidget *popover = gtk_widget_get_ancestor (entry, GTK_TYPE_POPOVER);
  int start;
  int end;

  /* All but the ending. */
  g_assert_true (gtk_editable_get_selection_bounds (GTK_EDITABLE (entry), &start, &end));
  g_assert_cmpint (start, ==, 0);
  g_assert_cmpint (end, ==, 3);

  /* What is wrong is said below it while it is typed, or once it was tried. */
  gtk_editable_set_text (GTK_EDITABLE (entry), "a/b");
  g_assert_true (gtk_widget_has_css_class (entry, "error"));
  enter (entry, "a2.txt");
  nexus_test_spin_until (gtk_widget_has_css_class (entry, "error") && gtk_editable_get_editable (GTK_EDITABLE (entry)));
  g_assert_true (gtk_widget_get_visible (popover));
  g_assert_true (shows_text (popover, "a2.txt"));
  g_assert_true (is_stored (fixture, "/a10.txt"));

  enter (entry, "a3.txt");
  nexus_test_spin_until (!gtk_widget_get_visible (popover));
  fixture_wait_names (fixture, "docs a2.txt a3.txt");
  wait_selected (fixture, "a3.txt");

  /* The same name is no change: nothing is to be undone. */
  entry = fixture_start_rename (fixture, "a3.txt");
  enter (entry, "a3.txt");
  nexus_test_spin_until (!gtk_widget_get_visible (popover));

  /* In the grid, and of a folder, whose name has no ending. */
  nexus_gtk_browser_set_view (fixture->browser, "grid");
  entry = fixture_start_rename (fixture, "docs");
  enter (entry, "papers.old");
  fixture_wait_names (fixture, "papers.old a2.txt a3.txt");
  fixture_free (fixture);
}

/* Its row is not there before it is scrolled to. */
static void
test_rename_in_long_folder (void)
{
  Fixture *fixture = fixture_new ();
  GtkWidget *entry;

  write_files (fixture, "/long/file #", 3000);
  nexus_gtk_window_go (fixture->window, "/long");
  fixture_settle (fixture);
  entry = fixture_start_rename (fixture, "file 2900");
  enter (entry, "file 2900b");
  nexus_test_spin_until (is_stored (fixture, "/long/file 2900b"));
  wait_selected (fixture, "file 2900b");
  fixture_free (fixture);
}

/* Where files of several folders are, each stays in its own. */
static void
test_rename_tagged (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr(GError) error = NULL;
  GtkWidget *entry;

  g_assert_true (nexus_filesystem_add_tag (fixture->filesystem, "/docs/inner/deep.txt", "work", NULL, &error));
  nexus_gtk_window_go (fixture->window, "tag:work");
  fixture_settle (fixture);
  entry = fixture_start_rename (fixture, "deep.txt");
  enter (entry, "deeper.txt");
  nexus_test_spin_until (is_stored (fixture, "/docs/inner/deeper.txt"));
  fixture_wait_names (fixture, "a2.txt deeper.txt");
  fixture_free (fixture);
}

/* --- Many --- */

#define N_MANY 12000

/* How many of what is selected have the tag; -1 while not all of it is known. */
static int
count_tagged (Fixture    *fixture,
              const char *tag)
{
  g_autoptr(GPtrArray) items = nexus_gtk_browser_dup_selection (fixture->browser);
  int n_tagged = 0;

  if (items->len != count_selected (fixture))
    return -1;
  for (guint i = 0; i < items->len; i++)
    n_tagged += nexus_entry_get_tags (g_ptr_array_index (items, i)) != NULL &&
                g_strv_contains (nexus_entry_get_tags (g_ptr_array_index (items, i)), tag);

  return n_tagged;
}

/* It takes a while to gather them, and then they are told of as they are now, in their order. */
static void
test_many (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr(GPtrArray) items = NULL;
  g_autoptr(GPtrArray) again = NULL;
  g_autoptr(GError) error = NULL;

  write_files (fixture, "/many/file #", N_MANY);
  nexus_gtk_window_go (fixture->window, "/many");
  fixture_settle (fixture);
  activate (fixture, "win.select-all");
  g_assert_cmpuint (count_selected (fixture), ==, N_MANY);
  g_assert_false (is_enabled (fixture, "win.delete"));
  nexus_test_spin_until (count_tagged (fixture, "late") == 0);
  nexus_test_spin_until (is_enabled (fixture, "win.delete"));
  items = nexus_gtk_browser_dup_selection (fixture->browser);
  again = nexus_gtk_browser_dup_selection (fixture->browser);
  g_assert_true (items == again);
  for (guint i = 0; i < items->len; i++)
    {
      g_autofree char *name = g_strdup_printf ("file %u", i);

      g_assert_cmpstr (nexus_entry_get_name (g_ptr_array_index (items, i)), ==, name);
    }

  /* One of them changes. */
  g_assert_true (nexus_filesystem_add_tag (fixture->filesystem, "/many/file 7000", "late", NULL, &error));
  g_assert_no_error (error);
  nexus_test_spin_until (count_tagged (fixture, "late") == 1);
  /* What all of them have takes a while as well. */
  g_settings_set_boolean (fixture->window->settings, "details-shown", TRUE);
  nexus_test_spin_until (shows_text (find_widget (GTK_WIDGET (fixture->window), NEXUS_GTK_TYPE_TAGS), "late"));
  /* Whoever had asked before has what was so then. */
  g_assert_cmpuint (items->len, ==, N_MANY);
  g_assert_false (g_strv_contains (nexus_entry_get_tags (g_ptr_array_index (items, 7000)), "late"));

  /* When another file comes, they are remembered anew, and those from before forgotten. */
  write_files (fixture, "/many/other #", 1);
  nexus_test_spin_until (g_list_model_get_n_items (nexus_gtk_browser_get_items (fixture->browser)) == N_MANY + 1);
  nexus_test_spin_until (count_tagged (fixture, "late") == 1);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_true (nexus_filesystem_add_tag (fixture->filesystem, "/many/file 8000", "late", NULL, &error));
  g_assert_no_error (error);
  nexus_test_spin_until (count_tagged (fixture, "late") == 2);

  activate (fixture, "win.invert-selection");
  nexus_test_spin_until (count_tagged (fixture, "late") == 0);
  activate (fixture, "win.invert-selection");
  activate (fixture, "win.select-all");
  activate (fixture, "win.invert-selection");
  g_assert_cmpint (count_tagged (fixture, "late"), ==, 0);
  g_assert_false (is_enabled (fixture, "win.delete"));
  fixture_free (fixture);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  init_toolkit ();

  g_test_add_func ("/select/ranges", test_ranges);
  g_test_add_func ("/select/pattern", test_pattern);
  g_test_add_func ("/select/pattern-of-long-folder", test_pattern_of_long_folder);
  g_test_add_func ("/select/rename", test_rename);
  g_test_add_func ("/select/rename-in-long-folder", test_rename_in_long_folder);
  g_test_add_func ("/select/rename-tagged", test_rename_tagged);
  g_test_add_func ("/select/many", test_many);

  return g_test_run ();
}
