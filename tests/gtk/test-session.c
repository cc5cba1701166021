/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* How the application is left and comes back, and what other programs ask of the one that is there. */
#include <string.h>

#include "nexus-gtk-session.h"
#include "nexus-gtk-test-actions.h"
#include "nexus-test-util.h"

static NexusGtkTab *
get_tab (NexusGtkWindow *window,
         int             index)
{
  return NEXUS_GTK_TAB (adw_tab_page_get_child (adw_tab_view_get_nth_page (window->tab_view, index)));
}

/* The places of all tabs, that of the one that is shown in brackets. */
static char *
dup_places (NexusGtkWindow *window)
{
  g_autoptr(GString) places = g_string_new (NULL);

  for (int i = 0; i < adw_tab_view_get_n_pages (window->tab_view); i++)
    {
      NexusGtkTab *tab = get_tab (window, i);
      const char *place = nexus_gtk_tab_get_place (tab);

      g_string_append_printf (places, tab == window->tab ? "%s[%s]" : "%s%s", i > 0 ? " " : "",
                              place != NULL ? place : "?");
    }

  return g_strdup (places->str);
}

static gboolean
has_places (NexusGtkWindow *window,
            const char     *wanted)
{
  g_autofree char *places = dup_places (window);

  return strcmp (places, wanted) == 0;
}

static NexusConfig *
get_config (Fixture *fixture)
{
  return nexus_filesystem_get_config (fixture->filesystem);
}

static void
finish_window (NexusGtkWindow *window)
{
  nexus_test_spin_until (nexus_gtk_window_is_settled (window));
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_tabs (void)
{
  Fixture *fixture = fixture_new ();
  NexusGtkWindow *window;
  g_autoptr(GVariant) tabs = NULL;

  nexus_gtk_window_go (fixture->window, "/docs");
  activate (fixture, "win.new-tab");
  nexus_gtk_window_go (fixture->window, "tag:work");
  activate (fixture, "win.new-tab");
  nexus_gtk_window_go (fixture->window, "/docs/inner");
  adw_tab_view_set_selected_page (fixture->window->tab_view, adw_tab_view_get_nth_page (fixture->window->tab_view, 1));
  g_assert_true (has_places (fixture->window, "/docs [tag:work] /docs/inner"));
  tabs = nexus_gtk_window_dup_tabs (fixture->window);

  window = nexus_gtk_window_new (fixture->application);
  g_assert_null (nexus_gtk_window_dup_tabs (window));
  nexus_gtk_window_restore_tabs (window, tabs, get_config (fixture));
  gtk_window_present (GTK_WINDOW (window));
  nexus_test_spin_until (has_places (window, "/docs [tag:work] /docs/inner"));
  finish_window (window);
  fixture->browser = fixture->window->browser;
  fixture_settle (fixture);
  fixture_free (fixture);
}

/* A store that has gone is told of, and not made anew; the others come back. */
static void
test_missing (void)
{
  Fixture *fixture = fixture_new ();
  NexusGtkWindow *window;
  g_autofree char *own = g_build_filename (fixture->folder, "store", NULL);
  g_autofree char *gone = g_build_filename (fixture->folder, "gone", NULL);
  g_autoptr(GVariant) tabs = NULL;

  tabs = g_variant_ref_sink (g_variant_new_parsed ("(uint32 2, [(%s, '/a'), (%s, '/docs'), (%s, '/docs/inner'), "
                                                   "(%s, 'nonsense:')])", gone, own, own, own));
  window = nexus_gtk_window_new (fixture->application);
  nexus_gtk_window_restore_tabs (window, tabs, get_config (fixture));
  gtk_window_present (GTK_WINDOW (window));
  nexus_test_spin_until (has_places (window, "/docs [/docs/inner]"));
  nexus_test_spin_until (shows_text (GTK_WIDGET (window), "gone"));
  g_assert_false (g_file_test (gone, G_FILE_TEST_EXISTS));
  finish_window (window);
  fixture_free (fixture);
}

static void
test_all_missing (void)
{
  Fixture *fixture = fixture_new ();
  NexusGtkWindow *window;
  g_autofree char *gone = g_build_filename (fixture->folder, "gone", NULL);
  g_autoptr(GVariant) tabs = NULL;

  tabs = g_variant_ref_sink (g_variant_new_parsed ("(uint32 0, [(%s, '/a')])", gone));
  window = nexus_gtk_window_new (fixture->application);
  nexus_gtk_window_restore_tabs (window, tabs, get_config (fixture));
  gtk_window_present (GTK_WINDOW (window));
  nexus_test_spin_until (has_places (window, "[/]"));
  g_assert_true (nexus_gtk_window_get_filesystem (window) == fixture->filesystem);
  finish_window (window);
  fixture_free (fixture);
}

static void
assert_session (GSettings  *settings,
                guint       n_windows,
                const char *part)
{
  g_autoptr(GVariant) session = g_settings_get_value (settings, "session");
  g_autofree char *text = g_variant_print (session, FALSE);

  g_test_message ("%s", text);
  g_assert_cmpuint (g_variant_n_children (session), ==, n_windows);
  g_assert_nonnull (strstr (text, part));
}

/* The last window is remembered; all of them, if they are left together. */
static void
test_leave (void)
{
  Fixture *fixture = fixture_new ();
  GtkApplication *application = GTK_APPLICATION (fixture->application);
  g_autoptr(GSettings) settings = g_object_ref (nexus_gtk_window_get_settings (fixture->window));
  NexusGtkWindow *other;
  gpointer window;

  nexus_gtk_window_go (fixture->window, "/docs");
  nexus_gtk_window_duplicate (fixture->window);
  other = NEXUS_GTK_WINDOW (gtk_application_get_windows (application)->data);
  g_assert_true (other != fixture->window);
  nexus_test_spin_until (nexus_gtk_window_is_settled (other));
  nexus_gtk_session_quit (application);
  assert_session (settings, 2, "'/docs'");
  /* What is closed after that was remembered before. */
  gtk_window_close (GTK_WINDOW (other));
  assert_session (settings, 2, "'/docs'");
  nexus_gtk_session_stays (application);

  nexus_gtk_window_go (fixture->window, "/docs/inner");
  fixture_settle (fixture);
  window = fixture->window;
  g_object_add_weak_pointer (G_OBJECT (fixture->window), &window);
  gtk_window_close (GTK_WINDOW (fixture->window));
  nexus_test_spin_until (window == NULL);
  assert_session (settings, 1, "'/docs/inner'");

  /* Whoever does not want it does not get it. */
  g_settings_set_boolean (settings, "restore-session", FALSE);
  {
    g_autoptr(NexusConfig) config = nexus_config_new ();

    g_assert_false (nexus_gtk_session_restore (application, config));
    g_settings_set_boolean (settings, "restore-session", TRUE);
    g_settings_reset (settings, "session");
    g_assert_false (nexus_gtk_session_restore (application, config));
  }
  g_assert_null (gtk_application_get_windows (application));
  nexus_test_remove_tree (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture);
}

/* --- What others ask for --- */

static void
ended_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  int *status = user_data;
  g_autoptr(GError) error = NULL;

  g_assert_true (g_subprocess_wait_finish (G_SUBPROCESS (object), result, &error));
  g_assert_no_error (error);
  *status = g_subprocess_get_exit_status (G_SUBPROCESS (object));
}

/* A second one hands its addresses to the first one, and ends. */
static void
test_single_instance (void)
{
  Fixture *fixture = fixture_new ();
  g_autofree char *program = g_build_filename (g_getenv ("NEXUS_BUILD_ROOT"), "nexus-gtk", "nexus-gtk", NULL);
  g_autoptr(GSubprocess) second = NULL;
  g_autoptr(GSubprocess) third = NULL;
  g_autoptr(GError) error = NULL;
  int status = -1;

  second = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, program, "nexus:///docs", "nexus://store/docs/inner", NULL);
  g_assert_no_error (error);
  g_subprocess_wait_async (second, NULL, ended_cb, &status);
  nexus_test_spin_until (has_places (fixture->window, "/ /docs [/docs/inner]"));
  nexus_test_spin_until (status == 0);

  status = -1;
  third = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, program, "--new-window", NULL);
  g_assert_no_error (error);
  g_subprocess_wait_async (third, NULL, ended_cb, &status);
  nexus_test_spin_until (status == 0);
  g_assert_cmpuint (g_list_length (gtk_application_get_windows (GTK_APPLICATION (fixture->application))), ==, 2);
  finish_window (NEXUS_GTK_WINDOW (gtk_application_get_windows (GTK_APPLICATION (fixture->application))->data));
  nexus_test_spin_until (nexus_gtk_window_is_settled (fixture->window));
  fixture_free (fixture);
}

static void
called_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  gboolean *called = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) answer = g_dbus_connection_call_finish (G_DBUS_CONNECTION (object), result, &error);

  g_assert_no_error (error);
  g_assert_nonnull (answer);
  *called = TRUE;
}

/* As a desktop opens a link. */
static void
test_open (void)
{
  Fixture *fixture = fixture_new ();
  GDBusConnection *bus = g_application_get_dbus_connection (G_APPLICATION (fixture->application));
  gboolean called = FALSE;

  g_dbus_connection_call (bus, "org.nexusfs.Nexus", "/org/nexusfs/Nexus", "org.freedesktop.Application", "Open",
                          g_variant_new_parsed ("(['nexus:///docs%2Finner'], @a{sv} {})"), NULL,
                          G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, NULL, called_cb, &called);
  nexus_test_spin_until (called);
  nexus_test_spin_until (has_places (fixture->window, "/ [/docs/inner]"));

  /* One that leads nowhere is told of. */
  called = FALSE;
  g_dbus_connection_call (bus, "org.nexusfs.Nexus", "/org/nexusfs/Nexus", "org.freedesktop.Application", "Open",
                          g_variant_new_parsed ("(['nexus://nobody/'], @a{sv} {})"), NULL,
                          G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, NULL, called_cb, &called);
  nexus_test_spin_until (called);
  nexus_test_spin_until (shows_text (GTK_WIDGET (fixture->window), "nobody"));
  nexus_test_spin_until (nexus_gtk_window_is_settled (fixture->window));
  fixture_free (fixture);
}

/* A window that is made for locations has tabs for these only. */
static void
test_open_anew (void)
{
  static const char * const locations[] = { "nexus:///a2.txt", "nexus:///docs/inner", NULL };
  static const char * const wrong[] = { "nexus://nobody/", NULL };
  static const char * const later[] = { "trash:", NULL };
  Fixture *fixture = fixture_new ();
  NexusGtkWindow *window = nexus_gtk_window_new (fixture->application);

  nexus_gtk_window_open_store (window, get_config (fixture));
  nexus_gtk_window_open_locations (window, locations);
  nexus_test_spin_until (has_places (window, "/ [/docs/inner]"));
  finish_window (window);

  window = nexus_gtk_window_new (fixture->application);
  nexus_gtk_window_open_store (window, get_config (fixture));
  nexus_gtk_window_open_locations (window, later);
  nexus_test_spin_until (has_places (window, "[trash:]"));
  finish_window (window);

  /* What leads nowhere leaves the place where everything begins, which then is as good as any other tab. */
  window = nexus_gtk_window_new (fixture->application);
  nexus_gtk_window_open_store (window, get_config (fixture));
  nexus_gtk_window_open_locations (window, wrong);
  nexus_test_spin_until (has_places (window, "[/]"));
  nexus_test_spin_until (nexus_gtk_window_is_settled (window));
  nexus_gtk_window_open_locations (window, later);
  nexus_test_spin_until (has_places (window, "/ [trash:]"));
  finish_window (window);
  fixture_free (fixture);
}

static void
test_preferences (void)
{
  Fixture *fixture = fixture_new ();
  GSettings *settings = nexus_gtk_window_get_settings (fixture->window);
  GtkWidget *window;

  g_action_group_activate_action (G_ACTION_GROUP (fixture->application), "preferences", NULL);
  window = find_toplevel ("preferences");
  g_assert_nonnull (window);
  g_assert_true (g_settings_get_boolean (settings, "restore-session"));
  gtk_switch_set_active (find_widget (window, GTK_TYPE_SWITCH), FALSE);
  g_assert_false (g_settings_get_boolean (settings, "restore-session"));
  gtk_window_destroy (GTK_WINDOW (window));
  fixture_free (fixture);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  init_toolkit ();

  g_test_add_func ("/session/tabs", test_tabs);
  g_test_add_func ("/session/missing", test_missing);
  g_test_add_func ("/session/all-missing", test_all_missing);
  g_test_add_func ("/session/single-instance", test_single_instance);
  g_test_add_func ("/session/open", test_open);
  g_test_add_func ("/session/open-anew", test_open_anew);
  g_test_add_func ("/session/preferences", test_preferences);
  g_test_add_func ("/session/leave", test_leave);

  return g_test_run ();
}
