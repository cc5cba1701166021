/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "nexus-gtk-browser-columns.h"
#include "nexus-gtk-browser-private.h"
#include "nexus-gtk-column-chooser.h"
#include "nexus-gtk-format.h"
#include "nexus-gtk-look.h"
#include "nexus-gtk-store.h"
#include "nexus-gtk-test-actions.h"
#include "nexus-test-util.h"

/* The columns of lists: which there are, in which order, what they show, and that this is remembered of each place. */

static GtkColumnView *
get_list (Fixture *fixture)
{
  return find_widget (GTK_WIDGET (fixture->browser), GTK_TYPE_COLUMN_VIEW);
}

/* The titles of those that are shown. */
static char *
dup_titles (Fixture *fixture)
{
  GListModel *columns = gtk_column_view_get_columns (get_list (fixture));
  GString *titles = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr(GtkColumnViewColumn) column = g_list_model_get_item (columns, i);

      g_string_append_printf (titles, "%s%s", i > 0 ? " " : "", gtk_column_view_column_get_title (column));
    }

  return g_string_free (titles, FALSE);
}

static gboolean
has_titles (Fixture    *fixture,
            const char *wanted)
{
  g_autofree char *titles = dup_titles (fixture);

  return strcmp (titles, wanted) == 0;
}

static void
wait_titles (Fixture    *fixture,
             const char *titles)
{
  nexus_test_spin_until (has_titles (fixture, titles));
}

static GtkColumnViewColumn *
get_column (Fixture    *fixture,
            const char *title)
{
  GListModel *columns = gtk_column_view_get_columns (get_list (fixture));

  for (guint i = 0; i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr(GtkColumnViewColumn) column = g_list_model_get_item (columns, i);

      if (strcmp (gtk_column_view_column_get_title (column), title) == 0)
        return column;
    }
  g_assert_not_reached ();
}

static void
set_columns (Fixture    *fixture,
             const char *text)
{
  g_auto(GStrv) columns = g_strsplit (text, " ", -1);

  nexus_gtk_browser_set_columns (fixture->browser, (const char * const *) columns);
}

static void
set_attribute (Fixture    *fixture,
               const char *path,
               const char *key,
               GVariant   *value)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (nexus_filesystem_set_attribute (fixture->filesystem, path, key, value, NULL, &error));
  g_assert_no_error (error);
}

static gboolean
is_inscription (GtkWidget     *widget,
                gconstpointer  text)
{
  return GTK_IS_INSCRIPTION (widget) && gtk_widget_get_mapped (widget) &&
         g_strcmp0 (gtk_inscription_get_text (GTK_INSCRIPTION (widget)), text) == 0;
}

static gboolean
shows_inscription (GtkWidget  *widget,
                   const char *text)
{
  return find_widget_that (widget, is_inscription, text) != NULL;
}

/* --- What columns show --- */

static void
test_values (void)
{
  Fixture *fixture = fixture_new ();
  GtkWidget *list = GTK_WIDGET (get_list (fixture));
  g_autoptr(NexusEntry) entry = NULL;
  g_autofree char *etag = NULL;
  g_autoptr(GError) error = NULL;

  entry = nexus_filesystem_query (fixture->filesystem, "/a2.txt", NULL, &error);
  g_assert_no_error (error);
  g_assert_true (nexus_filesystem_add_tag (fixture->filesystem, "/a2.txt", "home", NULL, &error));
  set_attribute (fixture, "/a2.txt", "pages", g_variant_new_int64 (120));
  set_attribute (fixture, "/a2.txt", "read", g_variant_new_boolean (TRUE));
  etag = g_strndup (nexus_entry_get_etag (entry), 12);
  /* No more at once than a window of any width has room for. */
  set_columns (fixture, "name tags etag mode");
  nexus_test_spin_until (shows_inscription (list, "home, work"));
  nexus_test_spin_until (shows_inscription (list, etag));
  nexus_test_spin_until (shows_inscription (list, "rw-r--r--") || shows_inscription (list, "rw-------"));
  set_columns (fixture, "name attribute:pages attribute:read attribute:author");
  nexus_test_spin_until (shows_inscription (list, "120"));
  nexus_test_spin_until (shows_inscription (list, "Yes"));
  nexus_test_spin_until (shows_inscription (list, "Ann"));

  /* All that is in a folder. */
  set_columns (fixture, "name size version created");
  nexus_test_spin_until (shows_inscription (list, "4 bytes"));
  fixture_free (fixture);
}

/* --- Which, and in which order --- */

static void
test_order_of_columns (void)
{
  Fixture *fixture = fixture_new ();

  wait_titles (fixture, "Name Size Type Modified Version");
  set_columns (fixture, "version name tags size");
  wait_titles (fixture, "Version Name Tags Size");

  /* By their headers. */
  gtk_column_view_insert_column (get_list (fixture), 0, get_column (fixture, "Tags"));
  wait_titles (fixture, "Tags Version Name Size");
  nexus_test_spin_until (strcmp (nexus_gtk_browser_get_columns (fixture->browser)[0], "tags") == 0);
  g_assert_cmpstr (nexus_gtk_browser_get_columns (fixture->browser)[1], ==, "version");

  /* Also while the window becomes wider or narrower. */
  _nexus_gtk_browser_fit (fixture->browser, 100);
  gtk_column_view_insert_column (get_list (fixture), 0, get_column (fixture, "Version"));
  nexus_test_spin_until (strcmp (nexus_gtk_browser_get_columns (fixture->browser)[0], "version") == 0);
  wait_titles (fixture, "Version Tags Name Size");
  gtk_column_view_insert_column (get_list (fixture), 0, get_column (fixture, "Tags"));
  nexus_test_spin_until (strcmp (nexus_gtk_browser_get_columns (fixture->browser)[0], "tags") == 0);

  /* What is no column, or has no names, is not taken. */
  set_columns (fixture, "name nonsense");
  wait_titles (fixture, "Tags Version Name Size");
  set_columns (fixture, "size version");
  wait_titles (fixture, "Tags Version Name Size");
  fixture_free (fixture);
}

static void
assert_list (GStrv       columns,
             const char *expected)
{
  g_autofree char *text = g_strjoinv (" ", columns);

  g_assert_cmpstr (text, ==, expected);
  g_strfreev (columns);
}

static void
test_fit (void)
{
  static const char * const all[] = { "name", "attribute:x", "type", "size", "modified", NULL };
  static const char * const odd[] = { "version", "name", NULL };

  assert_list (nexus_gtk_columns_fit (all, 100), "name");
  assert_list (nexus_gtk_columns_fit (all, 330), "name size");
  assert_list (nexus_gtk_columns_fit (all, 450), "name size modified");
  assert_list (nexus_gtk_columns_fit (all, 570), "name attribute:x size modified");
  assert_list (nexus_gtk_columns_fit (all, 720), "name attribute:x type size modified");
  assert_list (nexus_gtk_columns_fit (odd, 200), "name");
  assert_list (nexus_gtk_columns_fit (odd, 400), "version name");
}

/* Columns that are not shown keep their places behind those that they are behind. */
static void
test_merge (void)
{
  static const char * const all[] = { "name", "size", "type", "tags", NULL };
  static const char * const shown[] = { "tags", "name", "size", NULL };
  static const char * const first[] = { "tags", "type", NULL };

  assert_list (nexus_gtk_columns_merge (all, shown), "tags name size type");
  assert_list (nexus_gtk_columns_merge (all, first), "name size tags type");
}

/* --- Widths --- */

static gboolean
has_stored_width (GSettings  *settings,
                  const char *column,
                  int         width)
{
  g_autoptr(GVariant) widths = g_settings_get_value (settings, "column-widths");
  int stored;

  return g_variant_lookup (widths, column, "i", &stored) && stored == width;
}

static void
test_widths (void)
{
  Fixture *fixture = fixture_new ();
  GSettings *settings = nexus_gtk_window_get_settings (fixture->window);

  wait_titles (fixture, "Name Size Type Modified Version");
  g_assert_true (gtk_column_view_column_get_resizable (get_column (fixture, "Size")));
  /* As by pulling the edge of a header. */
  gtk_column_view_column_set_fixed_width (get_column (fixture, "Size"), 170);
  nexus_test_spin_until (has_stored_width (settings, "size", 170));

  /* Another window has it so, too, and settings of another one are taken over. */
  g_settings_set (settings, "column-widths", "a{si}", NULL);
  nexus_test_spin_until (gtk_column_view_column_get_fixed_width (get_column (fixture, "Size")) == 100);
  fixture_free (fixture);
}

/* --- Sorting --- */

static void
test_sort_by_attribute (void)
{
  Fixture *fixture = fixture_new ();

  set_attribute (fixture, "/a10.txt", "rank", g_variant_new_int64 (1));
  set_attribute (fixture, "/a2.txt", "rank", g_variant_new_int64 (2));
  set_columns (fixture, "name attribute:rank");
  wait_titles (fixture, "Name rank");
  gtk_column_view_sort_by_column (get_list (fixture), get_column (fixture, "rank"), GTK_SORT_ASCENDING);
  fixture_wait_names (fixture, "docs a10.txt a2.txt");
  gtk_column_view_sort_by_column (get_list (fixture), get_column (fixture, "rank"), GTK_SORT_DESCENDING);
  fixture_wait_names (fixture, "docs a2.txt a10.txt");

  /* It is remembered where that was done, and nowhere else. */
  fixture_go (fixture, "/docs");
  wait_titles (fixture, "Name Size Type Modified Version");
  fixture_go (fixture, "/");
  wait_titles (fixture, "Name rank");
  fixture_wait_names (fixture, "docs a2.txt a10.txt");
  fixture_free (fixture);
}

/* What is short is sorted by the browser itself, in the same way. */
static void
test_sort_of_tag (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr(GError) error = NULL;

  g_assert_true (nexus_filesystem_add_tag (fixture->filesystem, "/a10.txt", "work", NULL, &error));
  g_assert_true (nexus_filesystem_add_tag (fixture->filesystem, "/docs/inner/deep.txt", "work", NULL, &error));
  set_attribute (fixture, "/a10.txt", "rank", g_variant_new_int64 (1));
  set_attribute (fixture, "/a2.txt", "rank", g_variant_new_int64 (20));
  fixture_go (fixture, "tag:work");
  wait_titles (fixture, "Name Folder Size Type Modified Version");
  fixture_wait_names (fixture, "a2.txt a10.txt deep.txt");
  set_columns (fixture, "name attribute:rank");
  gtk_column_view_sort_by_column (get_list (fixture), get_column (fixture, "rank"), GTK_SORT_ASCENDING);
  fixture_wait_names (fixture, "a10.txt a2.txt deep.txt");
  /* What has none comes last all the same. */
  gtk_column_view_sort_by_column (get_list (fixture), get_column (fixture, "rank"), GTK_SORT_DESCENDING);
  fixture_wait_names (fixture, "a2.txt a10.txt deep.txt");
  fixture_free (fixture);
}

/* --- Looks --- */

static char *
dup_view (NexusGtkBrowser *browser)
{
  char *view;

  g_object_get (browser, "view", &view, NULL);

  return view;
}

static void
assert_view (Fixture    *fixture,
             const char *expected)
{
  g_autofree char *view = dup_view (fixture->browser);

  g_assert_cmpstr (view, ==, expected);
}

static guint
count_history (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) history = nexus_filesystem_list_history (fixture->filesystem, NULL, &error);

  g_assert_no_error (error);

  return g_list_model_get_n_items (history);
}

static void
test_remembered (void)
{
  Fixture *fixture = fixture_new ();
  guint n_steps = count_history (fixture);

  fixture_go (fixture, "/docs");
  g_assert_false (nexus_gtk_browser_has_own_look (fixture->browser));
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.view", "s", "grid"));
  g_assert_true (nexus_gtk_browser_has_own_look (fixture->browser));
  assert_view (fixture, "grid");
  fixture_go (fixture, "/");
  assert_view (fixture, "list");
  fixture_go (fixture, "/docs");
  assert_view (fixture, "grid");

  /* In another window, too. */
  {
    Fixture other = *fixture;

    activate (fixture, "win.new-tab");
    other.browser = ((NexusGtkWindow *) fixture->window)->browser;
    g_assert_true (other.browser != fixture->browser);
    nexus_gtk_browser_show_place (other.browser, fixture->filesystem, "/docs");
    assert_view (&other, "grid");
    nexus_gtk_browser_set_view (other.browser, "list");
    assert_view (fixture, "list");
    nexus_gtk_browser_set_view (other.browser, "grid");
    activate (fixture, "win.close-tab");
    fixture_settle (fixture);
  }

  nexus_gtk_browser_reset_look (fixture->browser);
  assert_view (fixture, "list");
  g_assert_false (nexus_gtk_browser_has_own_look (fixture->browser));

  /* None of this is a change of the store. */
  g_assert_cmpuint (count_history (fixture), ==, n_steps);
  fixture_free (fixture);
}

static void
test_share (void)
{
  Fixture *fixture = fixture_new ();

  fixture_go (fixture, "/docs");
  set_columns (fixture, "name tags");
  nexus_gtk_browser_set_view (fixture->browser, "grid");
  activate (fixture, "win.share-look");
  g_assert_false (nexus_gtk_browser_has_own_look (fixture->browser));
  fixture_go (fixture, "/");
  assert_view (fixture, "grid");
  wait_titles (fixture, "Name Tags");
  fixture_go (fixture, "tag:work");
  wait_titles (fixture, "Name Folder Tags");

  /* The trash has columns that mean nothing elsewhere. */
  fixture_go (fixture, "trash:");
  wait_titles (fixture, "Name Folder Size Deleted Kept For");
  nexus_gtk_browser_share_look (fixture->browser);
  fixture_go (fixture, "/");
  wait_titles (fixture, "Name Tags");
  fixture_free (fixture);
}

/* Whatever is in the settings, files are shown. */
static void
test_broken_settings (void)
{
  Fixture *fixture = fixture_new ();
  GSettings *settings = nexus_gtk_window_get_settings (fixture->window);
  g_autofree char *store = g_build_filename (fixture->folder, "store", NULL);
  g_autoptr(GVariant) looks = NULL;

  g_settings_set_strv (settings, "columns", (const char *[]) { "bogus", NULL });
  g_settings_set_string (settings, "sort-column", "attribute:");
  wait_titles (fixture, "Name Size Modified");
  fixture_wait_names (fixture, "docs a2.txt a10.txt");
  looks = g_variant_ref_sink (g_variant_new_parsed ("[(%s, '/', {'view': <'cube'>, 'sort-descending': <'yes'>, "
                                                    "'columns': <['name', 'etag']>, 'more': <1>})]", store));
  g_settings_set_value (settings, "looks", looks);
  wait_titles (fixture, "Name ETag");
  assert_view (fixture, "list");
  fixture_wait_names (fixture, "docs a2.txt a10.txt");
  fixture_free (fixture);
}

static void
sort_by (Fixture     *fixture,
         const char  *title,
         GtkSortType  order)
{
  gtk_column_view_sort_by_column (get_list (fixture), get_column (fixture, title), order);
}

/* Of what comes from `start` on. */
static gboolean
has_etags (Fixture     *fixture,
           guint        start,
           GtkSortType  order)
{
  GListModel *items = nexus_gtk_browser_get_items (fixture->browser);
  const char *before = NULL;

  for (guint i = start; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr(GObject) item = g_list_model_get_item (items, i);
      NexusEntry *entry = nexus_gtk_item_get_entry (item);
      const char *etag = entry != NULL ? nexus_entry_get_etag (entry) : NULL;

      if (etag == NULL || (before != NULL && (strcmp (before, etag) < 0) != (order == GTK_SORT_ASCENDING)))
        return FALSE;
      before = etag;
    }

  return before != NULL;
}

static void
assert_etags (Fixture     *fixture,
              guint        start,
              GtkSortType  order)
{
  sort_by (fixture, "ETag", order);
  nexus_test_spin_until (has_etags (fixture, start, order));
}

/* By every fact, in a folder and in what the browser sorts itself. */
static void
test_sort_by_facts (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr(NexusEntry) entry = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_true (nexus_filesystem_add_tag (fixture->filesystem, "/a10.txt", "alpha", NULL, &error));
  g_assert_true (nexus_filesystem_add_tag (fixture->filesystem, "/docs/inner/deep.txt", "alpha", NULL, &error));
  entry = nexus_filesystem_set_mode (fixture->filesystem, "/a2.txt", 0400, NULL, &error);
  g_assert_no_error (error);
  set_columns (fixture, "name tags etag mode");
  wait_titles (fixture, "Name Tags ETag Mode");
  sort_by (fixture, "Tags", GTK_SORT_ASCENDING);
  fixture_wait_names (fixture, "docs a10.txt a2.txt");
  sort_by (fixture, "Tags", GTK_SORT_DESCENDING);
  fixture_wait_names (fixture, "docs a2.txt a10.txt");
  sort_by (fixture, "Mode", GTK_SORT_DESCENDING);
  fixture_wait_names (fixture, "docs a10.txt a2.txt");
  sort_by (fixture, "Mode", GTK_SORT_ASCENDING);
  fixture_wait_names (fixture, "docs a2.txt a10.txt");
  assert_etags (fixture, 1, GTK_SORT_ASCENDING);
  assert_etags (fixture, 1, GTK_SORT_DESCENDING);

  /* The star is not shown as a tag, and counts as none. */
  sort_by (fixture, "Tags", GTK_SORT_ASCENDING);
  fixture_wait_names (fixture, "docs a10.txt a2.txt");
  g_assert_true (nexus_filesystem_remove_tag (fixture->filesystem, "/a10.txt", "alpha", NULL, &error));
  g_assert_true (nexus_filesystem_add_tag (fixture->filesystem, "/a10.txt", "starred", NULL, &error));
  fixture_wait_names (fixture, "docs a2.txt a10.txt");

  g_assert_true (nexus_filesystem_add_tag (fixture->filesystem, "/a2.txt", "alpha", NULL, &error));
  fixture_go (fixture, "tag:alpha");
  set_columns (fixture, "name tags etag mode");
  wait_titles (fixture, "Name Tags ETag Mode");
  sort_by (fixture, "Tags", GTK_SORT_ASCENDING);
  fixture_wait_names (fixture, "deep.txt a2.txt");
  sort_by (fixture, "Mode", GTK_SORT_ASCENDING);
  fixture_wait_names (fixture, "a2.txt deep.txt");
  assert_etags (fixture, 0, GTK_SORT_ASCENDING);
  assert_etags (fixture, 0, GTK_SORT_DESCENDING);
  fixture_free (fixture);
}

/* Not more are remembered than can be read at once; what was changed last is kept. */
static void
test_many_looks (void)
{
  Fixture *fixture = fixture_new ();
  GSettings *settings = nexus_gtk_window_get_settings (fixture->window);
  g_autoptr(GVariant) looks = NULL;

  for (guint i = 0; i < 310; i++)
    {
      g_autofree char *place = g_strdup_printf ("/%u", i);

      nexus_gtk_look_set (settings, "store", place, "view", g_variant_new_string ("grid"));
    }
  looks = g_settings_get_value (settings, "looks");
  g_assert_cmpuint (g_variant_n_children (looks), ==, 300);
  g_assert_true (nexus_gtk_look_is_own (settings, "store", "/309"));
  g_assert_false (nexus_gtk_look_is_own (settings, "store", "/9"));
  g_assert_false (nexus_gtk_look_is_own (settings, "another", "/309"));

  /* All that is looked for is shown in one way. */
  nexus_gtk_look_set (settings, "store", "search:one", "view", g_variant_new_string ("grid"));
  g_assert_true (nexus_gtk_look_is_own (settings, "store", "search:another"));
  fixture_free (fixture);
}

static void
assert_view_of (GSettings  *settings,
                const char *store,
                const char *place,
                const char *expected)
{
  g_autoptr(GVariant) view = nexus_gtk_look_get (settings, store, place, "view");

  g_assert_cmpstr (g_variant_get_string (view, NULL), ==, expected);
}

/* Whoever moves a folder, it looks as before, and so does what is in it. */
static void
test_moved_looks (void)
{
  Fixture *fixture = fixture_new ();
  GSettings *settings = nexus_gtk_window_get_settings (fixture->window);
  g_autofree char *store = nexus_gtk_store_locate (nexus_filesystem_get_config (fixture->filesystem));
  g_autoptr(NexusBatch) batch = nexus_batch_new (fixture->filesystem);
  g_autoptr(NexusEntry) moved = NULL;
  g_autoptr(GError) error = NULL;

  fixture_make_folder (fixture, "/docsx");
  nexus_gtk_look_set (settings, store, "/docs", "view", g_variant_new_string ("grid"));
  nexus_gtk_look_set (settings, store, "/docs/inner", "view", g_variant_new_string ("columns"));
  nexus_gtk_look_set (settings, store, "/docsx", "view", g_variant_new_string ("columns"));
  nexus_gtk_look_set (settings, "another", "/docs", "view", g_variant_new_string ("columns"));
  /* Of a folder that was there once. */
  nexus_gtk_look_set (settings, store, "/papers/inner", "view", g_variant_new_string ("grid"));
  nexus_gtk_look_set (settings, store, "/papers/old", "view", g_variant_new_string ("grid"));

  moved = nexus_filesystem_move (fixture->filesystem, "/docs", "/papers", NULL, NEXUS_COPY_NONE, NULL, &error);
  g_assert_no_error (error);
  nexus_test_spin_until (nexus_gtk_look_is_own (settings, store, "/papers"));
  assert_view_of (settings, store, "/papers", "grid");
  assert_view_of (settings, store, "/papers/inner", "columns");
  assert_view_of (settings, store, "/docsx", "columns");
  assert_view_of (settings, "another", "/docs", "columns");
  g_assert_false (nexus_gtk_look_is_own (settings, store, "/docs"));
  g_assert_false (nexus_gtk_look_is_own (settings, store, "/papers/old"));
  fixture_go (fixture, "/papers");
  assert_view (fixture, "grid");

  /* And back, and again. */
  nexus_test_spin_until (is_enabled (fixture, "win.undo"));
  activate (fixture, "win.undo");
  nexus_test_spin_until (nexus_gtk_look_is_own (settings, store, "/docs/inner"));
  assert_view_of (settings, store, "/docs", "grid");
  nexus_test_spin_until (is_enabled (fixture, "win.redo"));
  activate (fixture, "win.redo");
  nexus_test_spin_until (nexus_gtk_look_is_own (settings, store, "/papers/inner"));
  assert_view_of (settings, store, "/papers", "grid");

  /* Two that change places, in one step. */
  nexus_batch_move (batch, "/papers", "/aside", NULL, NEXUS_COPY_NONE);
  nexus_batch_move (batch, "/docsx", "/papers", NULL, NEXUS_COPY_NONE);
  nexus_batch_move (batch, "/aside", "/docsx", NULL, NEXUS_COPY_NONE);
  g_assert_true (nexus_batch_commit (batch, NULL, &error));
  g_assert_no_error (error);
  nexus_test_spin_until (nexus_gtk_look_is_own (settings, store, "/docsx/inner"));
  assert_view_of (settings, store, "/docsx", "grid");
  assert_view_of (settings, store, "/papers", "columns");

  fixture_free (fixture);
}

/* --- The chooser --- */

static GtkListBox *
find_rows (GtkWidget *chooser)
{
  return find_widget (chooser, GTK_TYPE_LIST_BOX);
}

static GtkWidget *
find_row (GtkWidget  *chooser,
          const char *title)
{
  GtkListBox *rows = find_rows (chooser);
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (rows, i)) != NULL; i++)
    {
      if (strcmp (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), title) == 0)
        return GTK_WIDGET (row);
    }

  return NULL;
}

static gpointer
get_switch (GtkWidget *row)
{
  return adw_action_row_get_activatable_widget (ADW_ACTION_ROW (row));
}

/* As by Alt and an arrow. */
static void
move (GtkWidget *row,
      int        by)
{
  g_autoptr(GListModel) controllers = gtk_widget_observe_controllers (row);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr(GObject) controller = g_list_model_get_item (controllers, i);
      guint n_shortcuts = GTK_IS_SHORTCUT_CONTROLLER (controller) ? g_list_model_get_n_items (G_LIST_MODEL (controller)) : 0;

      for (guint k = 0; k < n_shortcuts; k++)
        {
          g_autoptr(GtkShortcut) shortcut = g_list_model_get_item (G_LIST_MODEL (controller), k);
          GVariant *arguments = gtk_shortcut_get_arguments (shortcut);

          if (arguments != NULL && g_variant_get_int32 (arguments) == by)
            {
              gtk_shortcut_action_activate (gtk_shortcut_get_action (shortcut), 0, row, arguments);
              return;
            }
        }
    }
  g_assert_not_reached ();
}

/* Also those that there is no room for. */
static gboolean
has_columns (Fixture    *fixture,
             const char *wanted)
{
  g_autofree char *columns = g_strjoinv ("|", (GStrv) nexus_gtk_browser_get_columns (fixture->browser));

  return strcmp (columns, wanted) == 0;
}

static void
wait_columns (Fixture    *fixture,
              const char *columns)
{
  nexus_test_spin_until (has_columns (fixture, columns));
}

static void
test_chooser (void)
{
  Fixture *fixture = fixture_new ();
  GtkWidget *chooser;
  GtkWidget *entry;

  set_attribute (fixture, "/a2.txt", "camera model", g_variant_new_string ("X"));
  wait_titles (fixture, "Name Size Type Modified Version");
  activate (fixture, "win.columns");
  nexus_test_spin_until ((chooser = find_toplevel ("column-chooser")) != NULL);

  /* Names stay; what means nothing in a folder is not offered. */
  g_assert_false (gtk_widget_get_sensitive (get_switch (find_row (chooser, "Name"))));
  g_assert_null (find_row (chooser, "Folder"));
  g_assert_null (find_row (chooser, "Deleted"));

  gtk_switch_set_active (get_switch (find_row (chooser, "Type")), FALSE);
  wait_titles (fixture, "Name Size Modified Version");
  gtk_switch_set_active (get_switch (find_row (chooser, "Tags")), TRUE);
  wait_titles (fixture, "Name Size Modified Version Tags");

  /* Before a column that is shown, and behind one that is not. */
  move (find_row (chooser, "Modified"), -1);
  move (find_row (chooser, "Modified"), -1);
  wait_titles (fixture, "Name Modified Size Version Tags");
  move (find_row (chooser, "Name"), -1);
  wait_titles (fixture, "Name Modified Size Version Tags");
  move (find_row (chooser, "Name"), 1);
  wait_titles (fixture, "Modified Name Size Version Tags");

  /* Attributes that are in the store are offered, and fewer while one is typed. */
  entry = find_widget (chooser, ADW_TYPE_ENTRY_ROW);
  nexus_test_spin_until (find_button (chooser, "camera model") != NULL);
  g_assert_nonnull (find_button (chooser, "author"));
  gtk_editable_set_text (GTK_EDITABLE (entry), "MODEL");
  g_assert_null (find_button (chooser, "author"));
  g_signal_emit_by_name (find_button (chooser, "camera model"), "clicked");
  wait_columns (fixture, "modified|name|size|version|tags|attribute:camera model");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "");
  g_assert_null (find_button (chooser, "camera model"));

  /* Any other one can be typed. */
  gtk_editable_set_text (GTK_EDITABLE (entry), " future ");
  g_signal_emit_by_name (entry, "apply");
  wait_columns (fixture, "modified|name|size|version|tags|attribute:camera model|attribute:future");

  g_signal_emit_by_name (find_button (chooser, "_Reset to Default"), "clicked");
  wait_titles (fixture, "Name Size Type Modified Version");
  g_assert_false (gtk_widget_get_sensitive (find_button (chooser, "_Reset to Default")));
  gtk_window_close (GTK_WINDOW (chooser));
  nexus_test_spin_until (find_toplevel ("column-chooser") == NULL);
  fixture_free (fixture);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  init_toolkit ();

  g_test_add_func ("/columns/values", test_values);
  g_test_add_func ("/columns/order-of-columns", test_order_of_columns);
  g_test_add_func ("/columns/fit", test_fit);
  g_test_add_func ("/columns/merge", test_merge);
  g_test_add_func ("/columns/widths", test_widths);
  g_test_add_func ("/columns/sort-by-attribute", test_sort_by_attribute);
  g_test_add_func ("/columns/sort-of-tag", test_sort_of_tag);
  g_test_add_func ("/columns/remembered", test_remembered);
  g_test_add_func ("/columns/share", test_share);
  g_test_add_func ("/columns/broken-settings", test_broken_settings);
  g_test_add_func ("/columns/many-looks", test_many_looks);
  g_test_add_func ("/columns/moved-looks", test_moved_looks);
  g_test_add_func ("/columns/sort-by-facts", test_sort_by_facts);
  g_test_add_func ("/columns/chooser", test_chooser);

  return g_test_run ();
}
