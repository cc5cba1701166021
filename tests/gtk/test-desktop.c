/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What the desktop asks of the application: over the bus, as a desktop does. */
#include <signal.h>
#include <string.h>

#include "nexus-gtk-column.h"
#include "nexus-gtk-direction.h"
#include "nexus-gtk-location.h"
#include "nexus-gtk-test-actions.h"
#include "nexus-test-util.h"

#define APP_ID "org.nexusfs.Nexus"
#define APP_PATH "/org/nexusfs/Nexus"
#define SEARCH "org.gnome.Shell.SearchProvider2"

typedef struct {
  GVariant *answer;
  gboolean  done;
} Call;

static void
called_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  Call *call = user_data;
  g_autoptr(GError) error = NULL;

  call->answer = g_dbus_connection_call_finish (G_DBUS_CONNECTION (object), result, &error);
  g_assert_no_error (error);
  call->done = TRUE;
}

static GDBusConnection *
get_bus (void)
{
  static GDBusConnection *bus;
  g_autoptr(GError) error = NULL;

  if (bus == NULL)
    bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error);
  g_assert_no_error (error);

  return bus;
}

static void
call_async (const char *path,
            const char *interface,
            const char *method,
            GVariant   *parameters,
            Call       *call)
{
  call->done = FALSE;
  call->answer = NULL;
  g_dbus_connection_call (get_bus (), APP_ID, path, interface, method, parameters, NULL, G_DBUS_CALL_FLAGS_NONE, 60000,
                          NULL, called_cb, call);
}

static GVariant *
call (const char *path,
      const char *interface,
      const char *method,
      GVariant   *parameters)
{
  Call call;

  call_async (path, interface, method, parameters, &call);
  nexus_test_spin_until (call.done);

  return call.answer;
}

static GVariant *
ask (const char *method,
     GVariant   *parameters)
{
  return call (APP_PATH "/SearchProvider", SEARCH, method, parameters);
}

static GStrv
search (GVariant *parameters)
{
  g_autoptr(GVariant) answer = ask ("GetInitialResultSet", parameters);
  GStrv ids;

  g_variant_get (answer, "(^as)", &ids);

  return ids;
}

static void
make_store (const char *data_dir,
            const char *name)
{
  g_autoptr(NexusConfig) config = nexus_config_new ();
  g_autoptr(NexusFilesystem) filesystem = NULL;
  g_autoptr(NexusEntry) entry = NULL;
  g_autoptr(GBytes) bytes = g_bytes_new_static ("words", 5);
  g_autoptr(GError) error = NULL;

  nexus_config_set_data_dir (config, data_dir);
  filesystem = nexus_connect (config, NULL, &error);
  g_assert_no_error (error);
  entry = nexus_filesystem_write (filesystem, name, bytes, NULL, NEXUS_WRITE_PARENTS, NULL, &error);
  g_assert_no_error (error);
  nexus_filesystem_close (filesystem, NULL, &error);
  g_assert_no_error (error);
}

/* The one that is opened when nobody says which. */
static char *
dup_own_store (void)
{
  return g_build_filename (g_get_user_data_dir (), "nexus", NULL);
}

/* --- A service that the bus starts --- */

static gboolean
is_owned (void)
{
  g_autoptr(GVariant) answer = NULL;
  gboolean owned;

  answer = g_dbus_connection_call_sync (get_bus (), "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                        "org.freedesktop.DBus", "NameHasOwner", g_variant_new ("(s)", APP_ID), NULL,
                                        G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL);
  g_assert_nonnull (answer);
  g_variant_get (answer, "(b)", &owned);

  return owned;
}

/* As data/org.nexusfs.Nexus.service.in, for the program that was built. */
static void
install_service (void)
{
  g_autofree char *folder = g_build_filename (g_get_user_data_dir (), "dbus-1", "services", NULL);
  g_autofree char *path = g_build_filename (folder, APP_ID ".service", NULL);
  g_autofree char *text = NULL;
  g_autoptr(GVariant) answer = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  text = g_strdup_printf ("[D-BUS Service]\nName=" APP_ID "\nExec=%s/nexus-gtk/nexus-gtk --gapplication-service\n",
                          g_getenv ("NEXUS_BUILD_ROOT"));
  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  answer = g_dbus_connection_call_sync (get_bus (), "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                        "org.freedesktop.DBus", "ReloadConfig", NULL, NULL, G_DBUS_CALL_FLAGS_NONE, -1,
                                        NULL, &error);
  g_assert_no_error (error);
}

static void
stop_service (void)
{
  g_autoptr(GVariant) answer = NULL;
  guint pid;

  answer = g_dbus_connection_call_sync (get_bus (), "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                        "org.freedesktop.DBus", "GetConnectionUnixProcessID",
                                        g_variant_new ("(s)", APP_ID), NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL);
  g_assert_nonnull (answer);
  g_variant_get (answer, "(u)", &pid);
  g_assert_cmpint (kill (pid, SIGTERM), ==, 0);
  nexus_test_spin_until (!is_owned ());
}

/* Nothing runs: the question starts the application, without a window; what was chosen opens one. */
static void
test_activation (void)
{
  g_autofree char *own = dup_own_store ();
  g_autofree char *nothing = g_build_filename (own, "metadata.db", NULL);
  g_autoptr(GVariant) opened = NULL;
  g_autoptr(GVariant) windows = NULL;
  g_auto(GStrv) none = NULL;
  g_auto(GStrv) found = NULL;

  install_service ();
  g_assert_false (is_owned ());
  none = search (g_variant_new_parsed ("(['harbour'],)"));
  g_assert_cmpstrv (none, ((const char * const []) { NULL }));
  /* Looking for something makes no store. */
  g_assert_false (g_file_test (nothing, G_FILE_TEST_EXISTS));
  g_assert_true (is_owned ());

  make_store (own, "/photos/Harbour at night.jpg");
  found = search (g_variant_new_parsed ("(['harbour', 'night'],)"));
  g_assert_cmpuint (g_strv_length (found), ==, 1);

  opened = ask ("ActivateResult", g_variant_new ("(s@asu)", found[0], g_variant_new_strv (NULL, 0), 0));
  /* Only what has a window is exported there. */
  windows = call (APP_PATH "/window/1", "org.gtk.Actions", "List", NULL);
  g_assert_nonnull (windows);
  stop_service ();
}

/* --- In the process --- */

static gboolean
is_shown (Fixture    *fixture,
          const char *place,
          const char *name)
{
  NexusGtkWindow *window = fixture->window;
  g_autoptr(GPtrArray) items = NULL;

  if (!nexus_gtk_window_is_settled (window) || g_strcmp0 (nexus_gtk_tab_get_place (window->tab), place) != 0)
    return FALSE;
  items = nexus_gtk_browser_dup_selection (window->browser);
  if (name == NULL)
    return items->len == 0;

  return items->len == 1 && strcmp (nexus_entry_get_name (g_ptr_array_index (items, 0)), name) == 0;
}

/* All stores that are open are searched, and the one of the configuration; the result shows in its own. */
static void
test_search (void)
{
  Fixture *fixture = fixture_new ();
  g_auto(GStrv) both = NULL;
  g_auto(GStrv) deep = NULL;
  g_auto(GStrv) fewer = NULL;
  g_autoptr(GVariant) answer = NULL;
  g_autoptr(GVariant) metas = NULL;
  g_autoptr(GVariant) meta = NULL;
  g_autoptr(GVariant) icon = NULL;
  g_autoptr(GVariant) opened = NULL;
  g_autoptr(GIcon) deserialized = NULL;
  const char *text;

  both = search (g_variant_new_parsed ("(['name:*.txt OR harbour'],)"));
  g_assert_cmpuint (g_strv_length (both), ==, 4);
  deep = search (g_variant_new_parsed ("(['dee'],)"));
  g_assert_cmpuint (g_strv_length (deep), ==, 1);

  answer = ask ("GetResultMetas", g_variant_new ("(^as)", deep));
  metas = g_variant_get_child_value (answer, 0);
  g_assert_cmpuint (g_variant_n_children (metas), ==, 1);
  meta = g_variant_get_child_value (metas, 0);
  g_assert_true (g_variant_lookup (meta, "id", "&s", &text));
  g_assert_cmpstr (text, ==, deep[0]);
  g_assert_true (g_variant_lookup (meta, "name", "&s", &text));
  g_assert_cmpstr (text, ==, "deep.txt");
  g_assert_true (g_variant_lookup (meta, "description", "&s", &text));
  g_assert_nonnull (strstr (text, "docs"));
  icon = g_variant_lookup_value (meta, "icon", NULL);
  deserialized = g_icon_deserialize (icon);
  g_assert_nonnull (deserialized);

  {
    GVariant *words = g_variant_new_parsed ("['deep.txt']");
    g_autoptr(GVariant) subset = ask ("GetSubsearchResultSet", g_variant_new ("(^as@as)", deep, words));

    g_variant_get (subset, "(^as)", &fewer);
    g_assert_cmpstrv (fewer, deep);
  }

  opened = ask ("ActivateResult", g_variant_new ("(s@asu)", deep[0], g_variant_new_strv (NULL, 0), 0));
  nexus_test_spin_until (is_shown (fixture, "/docs/inner", "deep.txt"));
  g_assert_cmpint (fixture_count_tabs (fixture), ==, 2);
  g_assert_true (fixture->window->filesystem == fixture->filesystem);
  fixture_free (fixture);
}

/* Somebody who types asks on before there is an answer, and is half-way in what would be a query. */
static void
test_typing (void)
{
  static const char * const parts[] = { "d", "de", "(dee", "size>", "-", "author:", "\"de", "deep" };
  Fixture *fixture = fixture_new ();
  Call calls[G_N_ELEMENTS (parts)];
  g_auto(GStrv) last = NULL;
  g_autoptr(GVariant) empty = NULL;
  g_autoptr(GVariant) unknown = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      const char *words[] = { parts[i], NULL };

      call_async (APP_PATH "/SearchProvider", SEARCH, "GetInitialResultSet", g_variant_new ("(^as)", words), &calls[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    nexus_test_spin_until (calls[i].done);
  g_variant_get (calls[G_N_ELEMENTS (parts) - 1].answer, "(^as)", &last);
  g_assert_cmpuint (g_strv_length (last), ==, 1);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    g_variant_unref (calls[i].answer);

  /* Who asks for nothing gets nothing, rather than everything. */
  empty = ask ("GetInitialResultSet", g_variant_new_parsed ("(@as [],)"));
  g_assert_cmpuint (g_variant_n_children (g_variant_get_child_value (empty, 0)), ==, 0);
  unknown = ask ("GetResultMetas", g_variant_new_parsed ("(['nonsense'],)"));
  g_assert_cmpuint (g_variant_n_children (g_variant_get_child_value (unknown, 0)), ==, 0);
  fixture_free (fixture);
}

static void
test_launch (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr(GVariant) launched = NULL;

  launched = ask ("LaunchSearch", g_variant_new_parsed ("(['a2', 'tag:work'], uint32 0)"));
  nexus_test_spin_until (is_shown (fixture, "search:a2 tag:work", NULL));
  fixture->browser = fixture->window->browser;
  fixture_wait_names (fixture, "a2.txt");
  fixture_free (fixture);
}

/* An address of a file shows its folder; where that is shown, no second time. */
static void
test_file_address (void)
{
  Fixture *fixture = fixture_new ();
  g_autofree char *own = g_build_filename (fixture->folder, "store", NULL);
  g_autofree char *address = nexus_gtk_location_dup_address (own, "/docs/inner/deep.txt");
  const char *first[] = { address, "nexus://store/a10.txt", NULL };
  const char *again[] = { "nexus:///a2.txt", "nexus:///missing/file", NULL };

  nexus_gtk_window_open_locations (fixture->window, first);
  nexus_test_spin_until (is_shown (fixture, "/", "a10.txt"));
  g_assert_cmpint (fixture_count_tabs (fixture), ==, 3);
  nexus_gtk_window_open_locations (fixture->window, again);
  nexus_test_spin_until (is_shown (fixture, "/missing/file", NULL));
  g_assert_cmpint (fixture_count_tabs (fixture), ==, 4);
  g_assert_cmpstr (nexus_gtk_browser_get_page (fixture->window->browser), ==, "error");
  fixture_free (fixture);
}

static void
test_actions (void)
{
  static const char * const names[] = { "recent", "starred", "trash" };
  Fixture *fixture = fixture_new ();

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *place = g_strconcat (names[i], ":", NULL);
      g_autoptr(GVariant) done = NULL;

      done = call (APP_PATH, "org.freedesktop.Application", "ActivateAction",
                   g_variant_new ("(s@av@a{sv})", names[i], g_variant_new ("av", NULL), g_variant_new ("a{sv}", NULL)));
      nexus_test_spin_until (is_shown (fixture, place, NULL));
    }
  g_assert_cmpint (fixture_count_tabs (fixture), ==, 1 + (int) G_N_ELEMENTS (names));
  fixture_free (fixture);
}

static gboolean
is_told (const char *text)
{
  GListModel *toplevels = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr(GtkWidget) toplevel = g_list_model_get_item (toplevels, i);

      if (shows_text (toplevel, text))
        return TRUE;
    }

  return FALSE;
}

/* Where nothing shows help, a person is told where else there is some. */
static void
test_help (void)
{
  g_autoptr(GAppInfo) viewer = g_app_info_get_default_for_uri_scheme ("help");
  Fixture *fixture;

  if (viewer != NULL)
    {
      g_test_skip ("There is an application that shows help");
      return;
    }
  fixture = fixture_new ();
  g_action_group_activate_action (G_ACTION_GROUP (fixture->application), "help", NULL);
  nexus_test_spin_until (is_told ("man nexus-gtk"));
  fixture_free (fixture);
}

/* Columns have room for the text of a person who reads large text. */
static void
test_large_text (void)
{
  GtkSettings *settings = gtk_settings_get_default ();
  int usual = nexus_gtk_column_get_width ("modified");
  int dpi;

  g_object_get (settings, "gtk-xft-dpi", &dpi, NULL);
  g_assert_cmpint (usual, >, 0);
  g_object_set (settings, "gtk-xft-dpi", 96 * 1024 * 2, NULL);
  g_assert_cmpint (nexus_gtk_column_get_width ("modified"), ==, 2 * usual);
  g_object_set (settings, "gtk-xft-dpi", dpi, NULL);
  g_assert_cmpint (nexus_gtk_column_get_width ("modified"), ==, usual);
}

/* Where lines end is to the left in some languages. */
static void
test_scroll_to_end (void)
{
  GtkWidget *scrolled = g_object_ref_sink (gtk_scrolled_window_new ());
  GtkAdjustment *adjustment = gtk_scrolled_window_get_hadjustment (GTK_SCROLLED_WINDOW (scrolled));

  gtk_adjustment_configure (adjustment, 20, 0, 100, 1, 10, 30);
  gtk_widget_set_direction (scrolled, GTK_TEXT_DIR_LTR);
  nexus_gtk_direction_scroll_to_end (GTK_SCROLLED_WINDOW (scrolled));
  g_assert_cmpfloat (gtk_adjustment_get_value (adjustment), ==, 70);
  gtk_widget_set_direction (scrolled, GTK_TEXT_DIR_RTL);
  nexus_gtk_direction_scroll_to_end (GTK_SCROLLED_WINDOW (scrolled));
  g_assert_cmpfloat (gtk_adjustment_get_value (adjustment), ==, 0);
  g_object_unref (scrolled);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  init_toolkit ();

  /* First: the tests after it are the application themselves. */
  g_test_add_func ("/desktop/activation", test_activation);
  g_test_add_func ("/desktop/search", test_search);
  g_test_add_func ("/desktop/typing", test_typing);
  g_test_add_func ("/desktop/launch", test_launch);
  g_test_add_func ("/desktop/file-address", test_file_address);
  g_test_add_func ("/desktop/actions", test_actions);
  g_test_add_func ("/desktop/help", test_help);
  g_test_add_func ("/desktop/large-text", test_large_text);
  g_test_add_func ("/desktop/scroll-to-end", test_scroll_to_end);

  return g_test_run ();
}
