/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The places of the sidebar and of the path bar: what is there, and how one comes there. */
#include <string.h>

#include "nexus-gtk-bookmarks.h"
#include "nexus-gtk-drag.h"
#include "nexus-gtk-sidebar-row.h"
#include "nexus-gtk-test-actions.h"
#include "nexus-test-util.h"

static NexusGtkSidebarRow *
find_row (NexusGtkWindow *window,
          const char     *target)
{
  GtkListBox *rows = nexus_gtk_sidebar_get_rows (window->sidebar);
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (rows, i)) != NULL; i++)
    {
      if (strcmp (nexus_gtk_sidebar_row_get_target (NEXUS_GTK_SIDEBAR_ROW (row)), target) == 0)
        return NEXUS_GTK_SIDEBAR_ROW (row);
    }

  return NULL;
}

/* The rows as they are called, from the top. */
static char *
dup_titles (NexusGtkWindow *window)
{
  GtkListBox *rows = nexus_gtk_sidebar_get_rows (window->sidebar);
  g_autoptr(GString) titles = g_string_new (NULL);
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (rows, i)) != NULL; i++)
    g_string_append_printf (titles, "%s%s", i > 0 ? " " : "",
                            nexus_gtk_sidebar_row_get_title (NEXUS_GTK_SIDEBAR_ROW (row)));

  return g_strdup (titles->str);
}

static gboolean
has_titles (NexusGtkWindow *window,
            const char     *wanted)
{
  g_autofree char *titles = dup_titles (window);

  return strcmp (titles, wanted) == 0;
}

static void
wait_titles (Fixture    *fixture,
             const char *titles)
{
  nexus_test_spin_until (has_titles (fixture->window, titles));
}

static void
go (Fixture    *fixture,
    const char *target)
{
  g_signal_emit_by_name (nexus_gtk_sidebar_get_rows (fixture->window->sidebar), "row-activated",
                         find_row (fixture->window, target));
  g_assert_cmpstr (nexus_gtk_browser_get_place (fixture->browser), ==, target);
  fixture_settle (fixture);
}

static void
activate_with (Fixture    *fixture,
               const char *action,
               const char *target)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->window), action, "s", target));
}

static gboolean
is_selected (Fixture    *fixture,
             const char *target)
{
  return gtk_list_box_row_is_selected (GTK_LIST_BOX_ROW (find_row (fixture->window, target)));
}

static void
test_sidebar (void)
{
  Fixture *fixture = fixture_new ();

  wait_titles (fixture, "Files Recent Starred Trash work");
  g_assert_true (is_selected (fixture, "/"));
  go (fixture, "tag:work");
  fixture_wait_names (fixture, "a2.txt");
  g_assert_true (is_selected (fixture, "tag:work"));
  go (fixture, "trash:");
  g_assert_cmpstr (nexus_gtk_browser_get_page (fixture->browser), ==, "empty");
  nexus_gtk_window_go (fixture->window, "/docs");
  g_assert_true (is_selected (fixture, "/"));
  fixture_free (fixture);
}

/* Files that were changed, the latest first, whatever folder they are in. */
static void
test_recent (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr(GBytes) bytes = g_bytes_new_static ("now", 3);
  gint64 day_ns = 24 * G_GINT64_CONSTANT (3600000000000);
  gint64 now_ns = g_get_real_time () * 1000;
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusEntry) entry = NULL;

  entry = nexus_filesystem_set_modified (fixture->filesystem, "/a10.txt", now_ns - 40 * day_ns, NULL, &error);
  g_assert_no_error (error);
  g_clear_object (&entry);
  entry = nexus_filesystem_set_modified (fixture->filesystem, "/docs/inner/deep.txt", now_ns - day_ns, NULL, &error);
  g_assert_no_error (error);
  go (fixture, "recent:");
  fixture_wait_names (fixture, "a2.txt deep.txt");
  g_clear_object (&entry);
  entry = nexus_filesystem_write (fixture->filesystem, "/docs/new.txt", bytes, NULL, NEXUS_WRITE_NONE, NULL, &error);
  g_assert_no_error (error);
  fixture_wait_names (fixture, "new.txt a2.txt deep.txt");
  fixture_select (fixture, "deep.txt");
  fixture_free (fixture);
}

/* A star is a tag that has a place of its own. */
static void
test_starred (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr(GError) error = NULL;

  go (fixture, "starred:");
  g_assert_cmpstr (nexus_gtk_browser_get_page (fixture->browser), ==, "empty");
  go (fixture, "/");
  fixture_select (fixture, "docs");
  activate (fixture, "win.star");
  go (fixture, "starred:");
  fixture_wait_names (fixture, "docs");
  wait_titles (fixture, "Files Recent Starred Trash work");
  fixture_select (fixture, "docs");
  activate (fixture, "win.unstar");
  fixture_wait_names (fixture, "");
  g_assert_cmpstr (nexus_gtk_browser_get_page (fixture->browser), ==, "empty");

  /* A tag that has gone has no files any more. */
  go (fixture, "tag:work");
  fixture_wait_names (fixture, "a2.txt");
  g_assert_true (nexus_filesystem_delete_tag (fixture->filesystem, "work", NULL, &error));
  g_assert_no_error (error);
  fixture_wait_names (fixture, "");
  g_assert_cmpstr (nexus_gtk_browser_get_page (fixture->browser), ==, "error");
  fixture_free (fixture);
}

static void
test_saved_search (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusQuery) deep = nexus_query_new_parse ("name:deep", NULL);
  g_autoptr(NexusQuery) two = nexus_query_new_parse ("name:a2", NULL);

  g_assert_true (nexus_filesystem_save_search (fixture->filesystem, "Mine", deep, NULL, &error));
  wait_titles (fixture, "Files Recent Starred Trash Mine work");
  go (fixture, "saved:Mine");
  fixture_wait_names (fixture, "deep.txt");
  /* It is followed when it becomes another one, and when it goes. */
  g_assert_true (nexus_filesystem_save_search (fixture->filesystem, "Mine", two, NULL, &error));
  fixture_wait_names (fixture, "a2.txt");
  activate_with (fixture, "win.remove-search", "Mine");
  wait_titles (fixture, "Files Recent Starred Trash work");
  nexus_test_spin_until (strcmp (nexus_gtk_browser_get_page (fixture->browser), "error") == 0);
  g_assert_true (shows_text (GTK_WIDGET (fixture->browser), "Mine"));

  /* A search that nobody keeps is a place, too. */
  nexus_gtk_window_go (fixture->window, "search:name:a10");
  fixture_wait_names (fixture, "a10.txt");
  nexus_gtk_window_go (fixture->window, "search:size>nonsense");
  nexus_test_spin_until (strcmp (nexus_gtk_browser_get_page (fixture->browser), "error") == 0);
  fixture_free (fixture);
}

static void
test_bookmarks (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusEntry) entry = NULL;

  nexus_gtk_window_go (fixture->window, "/docs");
  activate (fixture, "win.bookmark");
  nexus_gtk_window_go (fixture->window, "/docs/inner");
  activate (fixture, "win.bookmark");
  wait_titles (fixture, "Files Recent Starred Trash docs inner work");
  g_assert_true (is_selected (fixture, "/docs/inner"));
  go (fixture, "/docs");
  fixture_wait_names (fixture, "inner");

  activate_with (fixture, "win.raise-bookmark", "/docs/inner");
  wait_titles (fixture, "Files Recent Starred Trash inner docs work");
  activate_with (fixture, "win.lower-bookmark", "/docs/inner");
  wait_titles (fixture, "Files Recent Starred Trash docs inner work");
  /* There is nothing above the first one. */
  activate_with (fixture, "win.raise-bookmark", "/docs");
  wait_titles (fixture, "Files Recent Starred Trash docs inner work");

  /* They go with the folder. */
  entry = nexus_filesystem_move (fixture->filesystem, "/docs", "/papers", NULL, NEXUS_COPY_NONE, NULL, &error);
  g_assert_no_error (error);
  wait_titles (fixture, "Files Recent Starred Trash papers inner work");
  g_assert_nonnull (find_row (fixture->window, "/papers/inner"));

  activate_with (fixture, "win.remove-bookmark", "/papers");
  wait_titles (fixture, "Files Recent Starred Trash inner work");
  fixture_free (fixture);
}

/* Those of one store are none of another one's. */
static void
test_bookmark_list (void)
{
  g_autoptr(GSettings) settings = g_settings_new ("org.nexusfs.Nexus");
  g_autoptr(GPtrArray) bookmarks = NULL;
  NexusGtkBookmark *bookmark;

  nexus_gtk_bookmarks_add (settings, "/one", "/a");
  nexus_gtk_bookmarks_add (settings, "/two", "/a");
  nexus_gtk_bookmarks_add (settings, "/one", "/ab");
  nexus_gtk_bookmarks_add (settings, "/one", "/a");
  nexus_gtk_bookmarks_rename (settings, "/one", "/a", "First");
  /* The name of one is the beginning of the other's. */
  nexus_gtk_bookmarks_follow (settings, "/one", "/a", "/c");
  g_assert_false (nexus_gtk_bookmarks_contain (settings, "/one", "/a"));
  g_assert_true (nexus_gtk_bookmarks_contain (settings, "/one", "/ab"));
  g_assert_true (nexus_gtk_bookmarks_contain (settings, "/two", "/a"));
  nexus_gtk_bookmarks_move (settings, "/one", "/c", "/ab");
  bookmarks = nexus_gtk_bookmarks_list (settings, "/one");
  g_assert_cmpuint (bookmarks->len, ==, 2);
  bookmark = g_ptr_array_index (bookmarks, 1);
  g_assert_cmpstr (bookmark->place, ==, "/c");
  g_assert_cmpstr (bookmark->name, ==, "First");
  g_settings_reset (settings, "bookmarks");
}

/* --- Several stores --- */

static void
make_store (Fixture    *fixture,
            const char *name,
            GFile     **folder)
{
  g_autoptr(NexusConfig) config = nexus_config_new ();
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusFilesystem) filesystem = NULL;
  g_autoptr(NexusEntry) entry = NULL;

  nexus_config_set_data_dir (config, path);
  filesystem = nexus_connect (config, NULL, &error);
  g_assert_no_error (error);
  entry = nexus_filesystem_make_directory (filesystem, "/elsewhere", NEXUS_MAKE_DIRECTORY_NONE, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (nexus_filesystem_close (filesystem, NULL, &error));
  *folder = g_file_new_for_path (path);
}

static void
test_stores (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr(GFile) folder = NULL;
  g_autofree char *first = g_build_filename (fixture->folder, "store", NULL);
  g_auto(GStrv) recent = NULL;

  make_store (fixture, "second", &folder);
  nexus_gtk_window_open_folder (fixture->window, folder);
  nexus_test_spin_until (fixture_count_tabs (fixture) == 2);
  fixture->browser = fixture->window->browser;
  fixture_settle (fixture);
  fixture_wait_names (fixture, "elsewhere");
  wait_titles (fixture, "store second Files Recent Starred Trash");
  g_assert_false (nexus_gtk_window_get_filesystem (fixture->window) == fixture->filesystem);

  /* One that is open is shown, not opened again. */
  activate_with (fixture, "win.show-store", first);
  fixture->browser = fixture->window->browser;
  fixture_settle (fixture);
  g_assert_true (nexus_gtk_window_get_filesystem (fixture->window) == fixture->filesystem);
  fixture_wait_names (fixture, "docs a2.txt a10.txt");
  wait_titles (fixture, "store second Files Recent Starred Trash work");
  nexus_gtk_window_open_folder (fixture->window, folder);
  nexus_test_spin_until (nexus_gtk_window_get_filesystem (fixture->window) != fixture->filesystem);
  g_assert_cmpuint (fixture_count_tabs (fixture), ==, 2);
  recent = g_settings_get_strv (fixture->window->settings, "recent-stores");
  g_assert_cmpuint (g_strv_length (recent), ==, 2);
  g_assert_cmpstr (recent[0], ==, g_file_peek_path (folder));
  g_assert_cmpstr (recent[1], ==, first);

  /* Its tabs go with it. */
  activate_with (fixture, "win.close-store", g_file_peek_path (folder));
  fixture->browser = fixture->window->browser;
  g_assert_cmpuint (fixture_count_tabs (fixture), ==, 1);
  fixture_settle (fixture);
  wait_titles (fixture, "Files Recent Starred Trash work");
  fixture_wait_names (fixture, "docs a2.txt a10.txt");
  /* It is opened again from the recent ones. */
  activate_with (fixture, "win.show-store", g_file_peek_path (folder));
  nexus_test_spin_until (fixture_count_tabs (fixture) == 2);
  fixture->browser = fixture->window->browser;
  fixture_settle (fixture);
  fixture_wait_names (fixture, "elsewhere");
  fixture_free (fixture);
}

/* The window does not stay without a store, as long as there is one. */
static void
test_close_first_store (void)
{
  Fixture *fixture = fixture_new ();
  g_autofree char *first = g_build_filename (fixture->folder, "store", NULL);
  g_autoptr(NexusFilesystem) former G_GNUC_UNUSED = g_object_ref (fixture->filesystem);
  g_autoptr(GFile) folder = NULL;

  make_store (fixture, "second", &folder);
  nexus_gtk_window_open_folder (fixture->window, folder);
  nexus_test_spin_until (fixture_count_tabs (fixture) == 2);
  activate_with (fixture, "win.show-store", first);
  activate (fixture, "win.new-tab");
  g_assert_cmpuint (fixture_count_tabs (fixture), ==, 3);
  activate (fixture, "win.close-tab");
  activate_with (fixture, "win.close-store", first);
  g_assert_cmpuint (fixture_count_tabs (fixture), ==, 1);
  fixture->browser = fixture->window->browser;
  fixture->filesystem = nexus_gtk_window_get_filesystem (fixture->window);
  fixture_settle (fixture);
  fixture_wait_names (fixture, "elsewhere");
  /* What it had closed before does not come back. */
  activate (fixture, "win.reopen-tab");
  g_assert_cmpuint (fixture_count_tabs (fixture), ==, 1);
  fixture_free (fixture);
}

/* --- Dropping --- */

static gboolean
drop_on (Fixture    *fixture,
         const char *place,
         const char *name,
         gboolean    copy)
{
  g_autoptr(GPtrArray) items = NULL;
  g_autoptr(NexusGtkDrag) drag = NULL;
  g_auto(GValue) value = G_VALUE_INIT;

  fixture_select (fixture, name);
  items = nexus_gtk_browser_dup_selection (fixture->browser);
  drag = nexus_gtk_drag_new (fixture->filesystem, items);
  g_value_init (&value, NEXUS_GTK_TYPE_DRAG);
  g_value_set_object (&value, drag);

  return nexus_gtk_window_drop (fixture->window, place, &value, copy);
}

static void
test_drop (void)
{
  Fixture *fixture = fixture_new ();

  g_assert_true (drop_on (fixture, "/docs", "a2.txt", FALSE));
  nexus_test_spin_until (is_stored (fixture, "/docs/a2.txt"));
  g_assert_false (is_stored (fixture, "/a2.txt"));
  fixture_wait_names (fixture, "docs a10.txt");
  g_assert_true (drop_on (fixture, "/docs", "a10.txt", TRUE));
  nexus_test_spin_until (is_stored (fixture, "/docs/a10.txt"));
  g_assert_true (is_stored (fixture, "/a10.txt"));

  /* Nothing is put where it is, or into itself. */
  g_assert_false (drop_on (fixture, "/", "a10.txt", FALSE));
  g_assert_false (drop_on (fixture, "/docs", "docs", FALSE));
  g_assert_false (drop_on (fixture, "/docs/inner", "docs", TRUE));
  g_assert_false (drop_on (fixture, "recent:", "docs", FALSE));

  /* A tag is put on it, and the trash takes it. */
  g_assert_true (drop_on (fixture, "starred:", "docs", FALSE));
  g_assert_true (drop_on (fixture, "trash:", "a10.txt", FALSE));
  fixture_wait_names (fixture, "docs");
  nexus_gtk_window_go (fixture->window, "starred:");
  fixture_wait_names (fixture, "docs");
  nexus_gtk_window_go (fixture->window, "trash:");
  fixture_wait_names (fixture, "a10.txt");
  fixture_free (fixture);
}

/* One step for all of it, under a name that says what it was. */
static void
test_drop_undo (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusUndoStep) step = NULL;

  g_assert_true (drop_on (fixture, "/docs", "a2.txt", FALSE));
  nexus_test_spin_until (is_stored (fixture, "/docs/a2.txt"));
  step = nexus_filesystem_undo (fixture->filesystem, 0, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (nexus_undo_step_get_description (step), ==, "Move to “docs”");
  fixture_wait_names (fixture, "docs a2.txt a10.txt");
  fixture_free (fixture);
}

/* --- The path bar --- */

static void
test_history_menus (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr(GMenuModel) back = NULL;
  g_autoptr(GMenuModel) forward = NULL;
  g_autofree char *label = NULL;
  int by;

  nexus_gtk_window_go (fixture->window, "/docs");
  nexus_gtk_window_go (fixture->window, "/docs/inner");
  nexus_gtk_window_go (fixture->window, "trash:");
  back = nexus_gtk_window_dup_history_menu (fixture->window, -1);
  g_assert_cmpint (g_menu_model_get_n_items (back), ==, 3);
  g_menu_model_get_item_attribute (back, 0, G_MENU_ATTRIBUTE_LABEL, "s", &label);
  g_assert_cmpstr (label, ==, "inner");
  g_menu_model_get_item_attribute (back, 1, G_MENU_ATTRIBUTE_TARGET, "i", &by);
  g_assert_cmpint (by, ==, -2);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.step", "i", by));
  fixture_wait_names (fixture, "inner");
  forward = nexus_gtk_window_dup_history_menu (fixture->window, 1);
  g_assert_cmpint (g_menu_model_get_n_items (forward), ==, 2);
  fixture_free (fixture);
}

/* What has no room is in a menu, from the top down. */
static void
test_overflow (void)
{
  Fixture *fixture = fixture_new ();
  NexusGtkPathBar *bar = fixture->window->path_bar;
  g_autofree char *label = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusEntry) entry = NULL;
  const char *path = "/a_folder/of long names/that need more room/than there is/in any window/of this width/for all of them/side by side";

  entry = nexus_filesystem_make_directory (fixture->filesystem, path, NEXUS_MAKE_DIRECTORY_PARENTS, NULL, &error);
  g_assert_no_error (error);
  nexus_gtk_window_go (fixture->window, "/docs");
  fixture_settle (fixture);
  g_assert_null (nexus_gtk_path_bar_get_overflow (bar));
  nexus_gtk_window_go (fixture->window, path);
  nexus_test_spin_until (nexus_gtk_path_bar_get_overflow (bar) != NULL);
  g_assert_cmpint (g_menu_model_get_n_items (nexus_gtk_path_bar_get_overflow (bar)), ==, 8);
  g_menu_model_get_item_attribute (nexus_gtk_path_bar_get_overflow (bar), 1, G_MENU_ATTRIBUTE_LABEL, "s", &label);
  g_assert_cmpstr (label, ==, "a__folder");
  nexus_gtk_window_go (fixture->window, "/docs");
  nexus_test_spin_until (nexus_gtk_path_bar_get_overflow (bar) == NULL);
  fixture_free (fixture);
}

static gboolean
offers (Fixture    *fixture,
        const char *wanted)
{
  NexusGtkCompletion *completion = nexus_gtk_path_bar_get_completion (fixture->window->path_bar);
  g_auto(GStrv) names = nexus_gtk_completion_dup_names (completion);
  g_autofree char *joined = g_strjoinv (" ", names);

  return strcmp (joined, wanted) == 0;
}

static void
test_completion (void)
{
  Fixture *fixture = fixture_new ();
  GtkEditable *entry = GTK_EDITABLE (nexus_gtk_path_bar_get_entry (fixture->window->path_bar));

  activate (fixture, "win.location");
  g_assert_true (offers (fixture, ""));
  gtk_editable_set_text (entry, "/");
  /* Folders first. */
  nexus_test_spin_until (offers (fixture, "docs/ a2.txt a10.txt"));
  gtk_editable_set_text (entry, "/A");
  nexus_test_spin_until (offers (fixture, "a2.txt a10.txt"));
  gtk_editable_set_text (entry, "/docs/");
  nexus_test_spin_until (offers (fixture, "inner/"));
  gtk_editable_set_text (entry, "/docs/x");
  g_assert_true (offers (fixture, ""));
  gtk_editable_set_text (entry, "/nowhere/x");
  nexus_test_spin_until (offers (fixture, ""));
  gtk_editable_set_text (entry, "/docs/inner");
  nexus_test_spin_until (offers (fixture, "inner/"));
  g_signal_emit_by_name (entry, "activate");
  fixture_wait_names (fixture, "deep.txt");
  g_assert_true (offers (fixture, ""));
  fixture_free (fixture);
}

static void
assert_location (Fixture    *fixture,
                 const char *text,
                 const char *place)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (nexus_gtk_window_open_location (fixture->window, text, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (nexus_gtk_tab_get_place (fixture->window->tab), ==, place);
}

static void
test_locations (void)
{
  static const char * const wrong[] = { "/docs/../x", "nexus:///a?b", "nexus:///a#b", "nexus:///%zz", "nexus://other/",
                                        "nexus:///..", "" };
  Fixture *fixture = fixture_new ();
  g_autoptr(GFile) folder = NULL;

  assert_location (fixture, "docs/inner", "/docs/inner");
  assert_location (fixture, " trash: ", "trash:");
  assert_location (fixture, "tag:work", "tag:work");
  assert_location (fixture, "nexus:///docs", "/docs");
  assert_location (fixture, "NEXUS://store/docs%2Finner/", "/docs/inner");
  assert_location (fixture, "nexus://Store", "/");
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_false (nexus_gtk_window_open_location (fixture->window, wrong[i], &error));
      g_assert_nonnull (error);
      g_assert_cmpstr (nexus_gtk_tab_get_place (fixture->window->tab), ==, "/");
    }

  /* That of another store has a tab of its own. */
  make_store (fixture, "Second Store", &folder);
  nexus_gtk_window_open_folder (fixture->window, folder);
  nexus_test_spin_until (fixture_count_tabs (fixture) == 2);
  assert_location (fixture, "nexus://second-store/elsewhere", "/elsewhere");
  g_assert_cmpuint (fixture_count_tabs (fixture), ==, 2);
  assert_location (fixture, "nexus://store/docs", "/docs");
  g_assert_cmpuint (fixture_count_tabs (fixture), ==, 3);
  fixture->browser = fixture->window->browser;
  fixture_wait_names (fixture, "inner");
  fixture_free (fixture);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  init_toolkit ();

  g_test_add_func ("/places/sidebar", test_sidebar);
  g_test_add_func ("/places/recent", test_recent);
  g_test_add_func ("/places/starred", test_starred);
  g_test_add_func ("/places/saved-search", test_saved_search);
  g_test_add_func ("/places/bookmarks", test_bookmarks);
  g_test_add_func ("/places/bookmark-list", test_bookmark_list);
  g_test_add_func ("/places/stores", test_stores);
  g_test_add_func ("/places/close-first-store", test_close_first_store);
  g_test_add_func ("/places/history-menus", test_history_menus);
  g_test_add_func ("/places/overflow", test_overflow);
  g_test_add_func ("/places/completion", test_completion);
  g_test_add_func ("/places/locations", test_locations);
  g_test_add_func ("/places/drop", test_drop);
  g_test_add_func ("/places/drop-undo", test_drop_undo);

  return g_test_run ();
}
