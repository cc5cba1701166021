/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "nexus-gtk-format.h"
#include "nexus-gtk-order.h"
#include "nexus-gtk-test-actions.h"
#include "nexus-gtk-type-ahead.h"
#include "nexus-test-util.h"

static void
activate_string (Fixture    *fixture,
                 const char *action,
                 const char *target)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->window), action, "s", target));
}

/* A second window on the same store, as after a restart. */
static NexusGtkWindow *
open_again (Fixture *fixture)
{
  NexusGtkWindow *window = nexus_gtk_window_new (fixture->application);
  g_autoptr(NexusConfig) config = nexus_config_new ();
  g_autofree char *data_dir = g_build_filename (fixture->folder, "store", NULL);

  nexus_config_set_data_dir (config, data_dir);
  nexus_gtk_window_open_store (window, config);
  gtk_window_present (GTK_WINDOW (window));
  nexus_test_spin_until (nexus_gtk_window_get_filesystem (window) != NULL);
  nexus_test_spin_until (nexus_gtk_window_is_settled (window));

  return window;
}

static void
close_again (NexusGtkWindow *window)
{
  g_autoptr(NexusFilesystem) filesystem = g_object_ref (nexus_gtk_window_get_filesystem (window));
  g_autoptr(GError) error = NULL;

  gtk_window_destroy (GTK_WINDOW (window));
  nexus_filesystem_close (filesystem, NULL, &error);
  g_assert_no_error (error);
}

static gboolean
get_state (NexusGtkWindow *window,
           const char     *action)
{
  g_autoptr(GVariant) state = g_action_group_get_action_state (G_ACTION_GROUP (window), action);

  return g_variant_get_boolean (state);
}

/* Asks again: a window that is just getting its first size forgets what it is asked for meanwhile. */
static gboolean
has_width (Fixture *fixture,
           int      width)
{
  if (ABS (gtk_widget_get_width (GTK_WIDGET (fixture->window)) - width) < 60)
    return TRUE;

  gtk_window_set_default_size (GTK_WINDOW (fixture->window), width, 600);

  return FALSE;
}

static void
resize (Fixture *fixture,
        int      width)
{
  nexus_test_spin_until (gtk_widget_get_width (GTK_WIDGET (fixture->browser)) > 0);
  nexus_test_spin_until (has_width (fixture, width));
}

/* --- Settings --- */

static void
test_remembered (void)
{
  Fixture *fixture = fixture_new ();
  NexusGtkWindow *again;
  NexusGtkBrowser *browser;
  int width;
  int height;

  activate_string (fixture, "win.view", "grid");
  activate (fixture, "win.show-hidden");
  activate (fixture, "win.sidebar");
  activate (fixture, "win.inspector");
  activate_string (fixture, "win.sort-column", "size");
  activate (fixture, "win.sort-descending");
  /* The size that a window gets as it is shown is remembered, too. */
  nexus_test_spin_until (gtk_widget_get_width (GTK_WIDGET (fixture->browser)) > 0);
  fixture_settle (fixture);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 900, 555);
  fixture_settle (fixture);

  again = open_again (fixture);
  browser = find_widget (GTK_WIDGET (again), NEXUS_GTK_TYPE_BROWSER);
  g_assert_cmpstr (nexus_gtk_browser_get_page (browser), ==, "grid");
  g_assert_true (get_state (again, "show-hidden"));
  g_assert_false (get_state (again, "sidebar"));
  g_assert_true (get_state (again, "inspector"));
  g_assert_true (get_state (again, "sort-descending"));
  gtk_window_get_default_size (GTK_WINDOW (again), &width, &height);
  g_assert_cmpint (width, ==, 900);
  g_assert_cmpint (height, ==, 555);
  close_again (again);
  fixture_free (fixture);
}

/* What lies over a narrow window is not what a wide one is to look like. */
static void
test_narrow_is_not_remembered (void)
{
  Fixture *fixture = fixture_new ();
  GSettings *settings = nexus_gtk_window_get_settings (fixture->window);

  g_assert_true (get_state (fixture->window, "sidebar"));
  resize (fixture, 400);
  nexus_test_spin_until (!get_state (fixture->window, "sidebar"));
  activate (fixture, "win.inspector");
  g_assert_true (g_settings_get_boolean (settings, "sidebar-shown"));
  g_assert_false (g_settings_get_boolean (settings, "details-shown"));
  resize (fixture, 1000);
  nexus_test_spin_until (get_state (fixture->window, "sidebar"));
  g_assert_false (get_state (fixture->window, "inspector"));
  fixture_free (fixture);
}

/* --- Hidden files --- */

static void
test_hidden (void)
{
  Fixture *fixture = fixture_new ();

  fixture_write (fixture, "/.config/settings", "hidden");
  fixture_write (fixture, "/.profile", "hidden");
  fixture_write (fixture, "/b.txt", "shown");
  fixture_wait_names (fixture, "docs a2.txt a10.txt b.txt");
  activate (fixture, "win.show-hidden");
  fixture_wait_names (fixture, ".config docs .profile a2.txt a10.txt b.txt");
  activate (fixture, "win.show-hidden");
  fixture_wait_names (fixture, "docs a2.txt a10.txt b.txt");

  /* All is not more than what is shown. */
  activate (fixture, "win.select-all");
  {
    g_autoptr(GPtrArray) items = nexus_gtk_browser_dup_selection (fixture->browser);

    g_assert_cmpuint (items->len, ==, 4);
  }
  fixture_free (fixture);
}

static gboolean
is_label (GtkWidget     *widget,
          gconstpointer  text)
{
  return GTK_IS_LABEL (widget) && strcmp (gtk_label_get_text (GTK_LABEL (widget)), text) == 0;
}

static GtkWidget *
find_label (GtkWidget  *widget,
            const char *text)
{
  return find_widget_that (widget, is_label, text);
}

/* A folder that has only what is hidden is not called empty. */
static void
test_only_hidden (void)
{
  Fixture *fixture = fixture_new ();
  GtkWidget *widget = GTK_WIDGET (fixture->browser);

  fixture_write (fixture, "/secret/.one", "1");
  fixture_write (fixture, "/secret/.two", "2");
  nexus_gtk_window_go (fixture->window, "/secret");
  fixture_settle (fixture);
  nexus_test_spin_until (g_strcmp0 (nexus_gtk_browser_get_page (fixture->browser), "empty") == 0);
  g_assert_nonnull (find_label (widget, "Nothing to Show in This Folder"));
  g_assert_nonnull (find_label (widget, "It has 2 hidden items."));
  g_assert_true (gtk_widget_is_visible (find_label (widget, "_Show Hidden Files") != NULL
                                          ? find_label (widget, "_Show Hidden Files")
                                          : find_label (widget, "Show Hidden Files")));
  activate (fixture, "win.show-hidden");
  fixture_wait_names (fixture, ".one .two");
  g_assert_cmpstr (nexus_gtk_browser_get_page (fixture->browser), ==, "list");
  fixture_free (fixture);
}

/* Whoever empties the trash is to see all that goes. */
static void
test_hidden_in_trash (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr(GError) error = NULL;

  fixture_write (fixture, "/.old", "old");
  g_assert_true (nexus_filesystem_delete (fixture->filesystem, "/.old", NULL, NEXUS_DELETE_NONE, NULL, &error));
  nexus_gtk_window_go (fixture->window, "trash:");
  fixture_wait_names (fixture, ".old");
  fixture_free (fixture);
}

/* --- Order --- */

static GtkColumnView *
get_list (Fixture *fixture)
{
  return find_widget (GTK_WIDGET (fixture->browser), GTK_TYPE_COLUMN_VIEW);
}

static GtkColumnViewColumn *
find_column (Fixture    *fixture,
             const char *title)
{
  GListModel *columns = gtk_column_view_get_columns (get_list (fixture));

  for (guint i = 0; i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr(GtkColumnViewColumn) column = g_list_model_get_item (columns, i);

      if (strcmp (gtk_column_view_column_get_title (column), title) == 0)
        return column;
    }

  return NULL;
}

static const char *
get_text (NexusGtkBrowser *browser,
          const char      *property)
{
  g_autofree char *text = NULL;

  g_object_get (browser, property, &text, NULL);

  return g_intern_string (text);
}

static void
test_order (void)
{
  Fixture *fixture = fixture_new ();

  fixture_write (fixture, "/b.txt", "the longest of them");
  fixture_wait_names (fixture, "docs a2.txt a10.txt b.txt");

  /* As by clicks on a header. */
  gtk_column_view_sort_by_column (get_list (fixture), find_column (fixture, "Size"), GTK_SORT_ASCENDING);
  fixture_wait_names (fixture, "docs a10.txt a2.txt b.txt");
  g_assert_cmpstr (get_text (fixture->browser, "sort-column"), ==, "size");
  gtk_column_view_sort_by_column (get_list (fixture), find_column (fixture, "Size"), GTK_SORT_DESCENDING);
  fixture_wait_names (fixture, "docs b.txt a2.txt a10.txt");
  g_assert_true (get_state (fixture->window, "sort-descending"));

  /* From the menu, and in the grid, where there are no headers. */
  activate_string (fixture, "win.view", "grid");
  activate_string (fixture, "win.sort-column", "name");
  fixture_wait_names (fixture, "docs b.txt a10.txt a2.txt");
  activate (fixture, "win.sort-descending");
  fixture_wait_names (fixture, "docs a2.txt a10.txt b.txt");
  fixture_free (fixture);
}

/* The order stays when there is no room for its column. */
static void
test_order_of_a_column_that_is_not_shown (void)
{
  Fixture *fixture = fixture_new ();

  fixture_write (fixture, "/a10.txt", "changed: its second version");
  fixture_write (fixture, "/a10.txt", "changed: its third version");
  activate_string (fixture, "win.sort-column", "version");
  activate (fixture, "win.sort-descending");
  fixture_wait_names (fixture, "docs a10.txt a2.txt");
  g_assert_nonnull (find_column (fixture, "Version"));
  resize (fixture, 400);
  nexus_test_spin_until (find_column (fixture, "Version") == NULL);
  fixture_wait_names (fixture, "docs a10.txt a2.txt");
  resize (fixture, 1080);
  nexus_test_spin_until (find_column (fixture, "Version") != NULL);
  fixture_wait_names (fixture, "docs a10.txt a2.txt");
  fixture_free (fixture);
}

/* The trash has an order of its own: what was deleted last comes first. */
static void
test_order_of_trash (void)
{
  Fixture *fixture = fixture_new ();
  GSettings *settings = nexus_gtk_window_get_settings (fixture->window);
  g_autoptr(GError) error = NULL;

  g_assert_true (nexus_filesystem_delete (fixture->filesystem, "/a10.txt", NULL, NEXUS_DELETE_NONE, NULL, &error));
  g_assert_true (nexus_filesystem_delete (fixture->filesystem, "/a2.txt", NULL, NEXUS_DELETE_NONE, NULL, &error));
  nexus_gtk_window_go (fixture->window, "trash:");
  fixture_wait_names (fixture, "a2.txt a10.txt");
  activate (fixture, "win.sort-descending");
  fixture_wait_names (fixture, "a10.txt a2.txt");
  g_assert_false (g_settings_get_boolean (settings, "sort-descending"));
  nexus_gtk_window_go (fixture->window, "/");
  fixture_settle (fixture);
  g_assert_cmpstr (get_text (fixture->browser, "sort-column"), ==, "name");
  fixture_free (fixture);
}

/* With the details beside it, the list has room for fewer. */
static void
test_columns (void)
{
  Fixture *fixture = fixture_new ();

  nexus_test_spin_until (find_column (fixture, "Version") != NULL);
  activate (fixture, "win.inspector");
  nexus_test_spin_until (find_column (fixture, "Version") == NULL);
  g_assert_nonnull (find_column (fixture, "Size"));
  activate (fixture, "win.inspector");
  nexus_test_spin_until (find_column (fixture, "Version") != NULL);
  fixture_free (fixture);
}

/* --- Selecting by name --- */

static void
test_fold (void)
{
  g_autofree char *accents = nexus_gtk_fold ("Öl und ÉTÉ");
  g_autofree char *sharp = nexus_gtk_fold ("STRAẞE ﬁn");

  g_assert_cmpstr (accents, ==, "ol und ete");
  g_assert_cmpstr (sharp, ==, "strasse fin");
}

/* As when the key is pressed in the view. */
static void
type (Fixture    *fixture,
      const char *text)
{
  GtkWidget *list = gtk_widget_get_ancestor (GTK_WIDGET (get_list (fixture)), GTK_TYPE_SCROLLED_WINDOW);
  g_autoptr(GListModel) controllers = gtk_widget_observe_controllers (list);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr(GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_KEY (controller) &&
          gtk_event_controller_key_get_im_context (GTK_EVENT_CONTROLLER_KEY (controller)) != NULL)
        {
          g_signal_emit_by_name (gtk_event_controller_key_get_im_context (GTK_EVENT_CONTROLLER_KEY (controller)),
                                 "commit", text);
          return;
        }
    }
  g_assert_not_reached ();
}

static void
test_type_ahead (void)
{
  Fixture *fixture = fixture_new ();
  NexusGtkTypeAhead *type_ahead = find_widget (GTK_WIDGET (fixture->window), NEXUS_GTK_TYPE_TYPE_AHEAD);
  GtkWidget *entry = nexus_gtk_type_ahead_get_entry (type_ahead);

  fixture_write (fixture, "/Übersicht.txt", "1");
  fixture_write (fixture, "/my a1.txt", "2");
  fixture_wait_names (fixture, "docs a2.txt a10.txt my a1.txt Übersicht.txt");

  type (fixture, "u");
  nexus_test_spin_until (fixture_is_selected (fixture, "Übersicht.txt"));
  g_assert_true (gtk_widget_is_ancestor (gtk_root_get_focus (GTK_ROOT (fixture->window)), entry));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "u");

  /* What begins with the text wins over what has it inside, wherever that stands. */
  gtk_editable_set_text (GTK_EDITABLE (entry), "A1");
  nexus_test_spin_until (fixture_is_selected (fixture, "a10.txt"));
  g_signal_emit_by_name (entry, "next-match");
  nexus_test_spin_until (fixture_is_selected (fixture, "my a1.txt"));
  g_signal_emit_by_name (entry, "next-match");
  nexus_test_spin_until (fixture_is_selected (fixture, "a10.txt"));
  g_signal_emit_by_name (entry, "previous-match");
  nexus_test_spin_until (fixture_is_selected (fixture, "my a1.txt"));

  /* What is nowhere changes nothing, and shows. */
  gtk_editable_set_text (GTK_EDITABLE (entry), "zz");
  nexus_test_spin_until (gtk_widget_has_css_class (entry, "error"));
  g_assert_true (fixture_is_selected (fixture, "my a1.txt"));

  /* Escape closes it and gives the focus back. */
  g_signal_emit_by_name (entry, "stop-search");
  g_assert_false (gtk_revealer_get_reveal_child (GTK_REVEALER (gtk_widget_get_parent (entry))));
  g_assert_false (gtk_widget_is_ancestor (gtk_root_get_focus (GTK_ROOT (fixture->window)), entry));
  g_assert_true (gtk_widget_is_ancestor (gtk_root_get_focus (GTK_ROOT (fixture->window)),
                                         GTK_WIDGET (get_list (fixture))));
  g_assert_true (fixture_is_selected (fixture, "my a1.txt"));
  fixture_free (fixture);
}

/* Enter opens what the text finds, also when it comes before the search has ended. */
static void
test_type_ahead_opens (void)
{
  Fixture *fixture = fixture_new ();
  NexusGtkTypeAhead *type_ahead = find_widget (GTK_WIDGET (fixture->window), NEXUS_GTK_TYPE_TYPE_AHEAD);
  GtkWidget *entry = nexus_gtk_type_ahead_get_entry (type_ahead);

  type (fixture, "d");
  g_signal_emit_by_name (entry, "activate");
  fixture_wait_names (fixture, "inner");
  g_assert_cmpstr (nexus_gtk_browser_get_place (fixture->browser), ==, "/docs");
  g_assert_false (gtk_revealer_get_reveal_child (GTK_REVEALER (gtk_widget_get_parent (entry))));

  /* A blank is no beginning of a name: it is the view's. */
  type (fixture, " ");
  g_assert_false (gtk_revealer_get_reveal_child (GTK_REVEALER (gtk_widget_get_parent (entry))));
  fixture_free (fixture);
}

/* --- Long folders --- */

static gboolean
are_selected (Fixture *fixture,
              guint    n_items)
{
  g_autoptr(GPtrArray) items = nexus_gtk_browser_dup_selection (fixture->browser);

  return items->len == n_items;
}

static gboolean
is_selected_version (Fixture    *fixture,
                     const char *name,
                     guint       version)
{
  g_autoptr(GPtrArray) items = nexus_gtk_browser_dup_selection (fixture->browser);

  return fixture_is_selected (fixture, name) && nexus_entry_get_version (g_ptr_array_index (items, 0)) == version;
}

static void
count_call (guint *n_calls)
{
  (*n_calls)++;
}

/* Most rows of it are never read, yet can be found by their names, selected, and done something with. */
static void
test_long_folder (void)
{
  Fixture *fixture = fixture_new ();
  NexusGtkTypeAhead *type_ahead = find_widget (GTK_WIDGET (fixture->window), NEXUS_GTK_TYPE_TYPE_AHEAD);
  GtkWidget *entry = nexus_gtk_type_ahead_get_entry (type_ahead);
  g_autoptr(NexusBatch) batch = nexus_batch_new (fixture->filesystem);
  g_autoptr(GBytes) bytes = g_bytes_new_static ("1", 1);
  g_autoptr(NexusEntry) moved = NULL;
  g_autoptr(GError) error = NULL;
  guint n_calls = 0;

  for (guint i = 0; i < 2500; i++)
    {
      g_autofree char *path = g_strdup_printf ("/long/file %u", i);

      nexus_batch_write (batch, path, bytes, NULL, NEXUS_WRITE_PARENTS);
    }
  nexus_batch_commit (batch, NULL, &error);
  g_assert_no_error (error);
  nexus_gtk_window_go (fixture->window, "/long");
  nexus_gtk_browser_select_name (fixture->browser, "file 2000");
  fixture_settle (fixture);
  nexus_test_spin_until (fixture_is_selected (fixture, "file 2000"));

  type (fixture, "FILE 22");
  nexus_test_spin_until (fixture_is_selected (fixture, "file 22"));
  gtk_editable_set_text (GTK_EDITABLE (entry), "le 2345");
  nexus_test_spin_until (fixture_is_selected (fixture, "file 2345"));
  nexus_gtk_type_ahead_close (type_ahead);

  /* It stays selected in another order, under another name, and with other contents. */
  activate (fixture, "win.sort-descending");
  fixture_settle (fixture);
  nexus_test_spin_until (fixture_is_selected (fixture, "file 2345"));
  moved = nexus_filesystem_move (fixture->filesystem, "/long/file 2345", "/long/a", NULL, NEXUS_COPY_NONE, NULL, &error);
  g_assert_no_error (error);
  nexus_test_spin_until (fixture_is_selected (fixture, "a"));
  g_signal_connect_swapped (fixture->browser, "selection-changed", G_CALLBACK (count_call), &n_calls);
  fixture_write (fixture, "/long/a", "2");
  nexus_test_spin_until (n_calls > 0 && is_selected_version (fixture, "a", 2));
  g_signal_handlers_disconnect_by_func (fixture->browser, count_call, &n_calls);

  nexus_gtk_browser_select_all (fixture->browser);
  nexus_test_spin_until (are_selected (fixture, 2500));
  fixture_free (fixture);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  init_toolkit ();

  g_test_add_func ("/view/remembered", test_remembered);
  g_test_add_func ("/view/narrow-is-not-remembered", test_narrow_is_not_remembered);
  g_test_add_func ("/view/hidden", test_hidden);
  g_test_add_func ("/view/only-hidden", test_only_hidden);
  g_test_add_func ("/view/hidden-in-trash", test_hidden_in_trash);
  g_test_add_func ("/view/order", test_order);
  g_test_add_func ("/view/order-of-a-column-that-is-not-shown", test_order_of_a_column_that_is_not_shown);
  g_test_add_func ("/view/order-of-trash", test_order_of_trash);
  g_test_add_func ("/view/columns", test_columns);
  g_test_add_func ("/view/fold", test_fold);
  g_test_add_func ("/view/type-ahead", test_type_ahead);
  g_test_add_func ("/view/type-ahead-opens", test_type_ahead_opens);
  g_test_add_func ("/view/long-folder", test_long_folder);

  return g_test_run ();
}
