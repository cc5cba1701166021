/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Tabs: each one has its place, its history and its browser, and the window shows those of the one that is in front. */
#include <string.h>

#include "nexus-gtk-test-actions.h"
#include "nexus-test-util.h"

static NexusGtkTab *
get_tab (NexusGtkWindow *window,
         guint           index)
{
  return NEXUS_GTK_TAB (adw_tab_page_get_child (adw_tab_view_get_nth_page (window->tab_view, index)));
}

static void
show_tab (Fixture *fixture,
          guint    index)
{
  adw_tab_view_set_selected_page (fixture->window->tab_view,
                                  adw_tab_view_get_nth_page (fixture->window->tab_view, index));
  fixture->browser = fixture->window->browser;
  fixture_settle (fixture);
}

/* The tests look at the browser that is shown. */
static void
activate_and_follow (Fixture    *fixture,
                     const char *action)
{
  activate (fixture, action);
  fixture->browser = fixture->window->browser;
  fixture_settle (fixture);
}

static void
assert_places (Fixture    *fixture,
               const char *places)
{
  g_autoptr(GString) found = g_string_new (NULL);

  for (guint i = 0; i < fixture_count_tabs (fixture); i++)
    g_string_append_printf (found, "%s%s", i > 0 ? " " : "", nexus_gtk_tab_get_place (get_tab (fixture->window, i)));
  g_assert_cmpstr (found->str, ==, places);
}

static NexusGtkWindow *
find_other_window (NexusGtkWindow *window)
{
  GList *windows = gtk_application_get_windows (gtk_window_get_application (GTK_WINDOW (window)));

  for (GList *item = windows; item != NULL; item = item->next)
    {
      if (NEXUS_GTK_IS_WINDOW (item->data) && item->data != window)
        return item->data;
    }

  return NULL;
}

static void
test_history (void)
{
  Fixture *fixture = fixture_new ();

  nexus_gtk_window_go (fixture->window, "/docs");
  activate_and_follow (fixture, "win.new-tab");
  assert_places (fixture, "/docs /docs");
  fixture_wait_names (fixture, "inner");
  g_assert_false (is_enabled (fixture, "win.back"));
  nexus_gtk_window_go (fixture->window, "/docs/inner");
  fixture_wait_names (fixture, "deep.txt");
  g_assert_true (is_enabled (fixture, "win.back"));

  show_tab (fixture, 0);
  fixture_wait_names (fixture, "inner");
  activate (fixture, "win.back");
  fixture_wait_names (fixture, "docs a2.txt a10.txt");
  assert_places (fixture, "/ /docs/inner");
  g_assert_true (is_enabled (fixture, "win.forward"));
  show_tab (fixture, 1);
  fixture_wait_names (fixture, "deep.txt");
  g_assert_false (is_enabled (fixture, "win.forward"));
  fixture_free (fixture);
}

/* What a tab in the bar shows. */
static void
test_page (void)
{
  Fixture *fixture = fixture_new ();
  AdwTabPage *page = adw_tab_view_get_nth_page (fixture->window->tab_view, 0);
  g_autoptr(GIcon) folder = g_themed_icon_new ("folder-symbolic");
  g_autoptr(GIcon) trash = g_themed_icon_new ("user-trash-symbolic");

  g_assert_cmpstr (adw_tab_page_get_title (page), ==, "Files");
  nexus_gtk_window_go (fixture->window, "/docs/inner");
  g_assert_cmpstr (adw_tab_page_get_title (page), ==, "inner");
  g_assert_cmpstr (adw_tab_page_get_tooltip (page), ==, "store: /docs/inner");
  g_assert_true (g_icon_equal (adw_tab_page_get_icon (page), folder));
  nexus_gtk_window_go (fixture->window, "trash:");
  g_assert_cmpstr (adw_tab_page_get_title (page), ==, "Trash");
  g_assert_true (g_icon_equal (adw_tab_page_get_icon (page), trash));
  fixture_settle (fixture);
  g_assert_false (adw_tab_page_get_loading (page));
  fixture_free (fixture);
}

/* A tab comes back where it was, with how one came there. */
static void
test_reopen (void)
{
  Fixture *fixture = fixture_new ();

  activate_and_follow (fixture, "win.new-tab");
  nexus_gtk_window_go (fixture->window, "/docs");
  nexus_gtk_window_go (fixture->window, "/docs/inner");
  activate (fixture, "win.back");
  g_assert_false (is_enabled (fixture, "win.reopen-tab"));
  activate_and_follow (fixture, "win.close-tab");
  assert_places (fixture, "/");
  g_assert_true (is_enabled (fixture, "win.reopen-tab"));

  activate_and_follow (fixture, "win.reopen-tab");
  assert_places (fixture, "/ /docs");
  g_assert_true (nexus_gtk_tab_get_browser (get_tab (fixture->window, 1)) == fixture->browser);
  fixture_wait_names (fixture, "inner");
  activate (fixture, "win.forward");
  fixture_wait_names (fixture, "deep.txt");
  activate (fixture, "win.back");
  activate (fixture, "win.back");
  fixture_wait_names (fixture, "docs a2.txt a10.txt");
  g_assert_false (is_enabled (fixture, "win.reopen-tab"));
  fixture_free (fixture);
}

static void
test_open_in_tab (void)
{
  Fixture *fixture = fixture_new ();

  fixture_select (fixture, "a2.txt");
  g_assert_false (is_enabled (fixture, "win.open-in-tab"));
  fixture_select (fixture, "docs");
  g_assert_true (is_enabled (fixture, "win.open-in-tab"));
  activate (fixture, "win.open-in-tab");
  assert_places (fixture, "/ /docs");
  /* It stays behind. */
  g_assert_true (fixture->window->browser == fixture->browser);
  g_assert_cmpstr (nexus_gtk_browser_get_place (fixture->browser), ==, "/");
  fixture_free (fixture);
}

static void
test_order (void)
{
  Fixture *fixture = fixture_new ();

  activate_and_follow (fixture, "win.new-tab");
  nexus_gtk_window_go (fixture->window, "/docs");
  g_assert_false (is_enabled (fixture, "win.tab-right"));
  activate (fixture, "win.tab-left");
  assert_places (fixture, "/docs /");
  g_assert_false (is_enabled (fixture, "win.tab-left"));
  activate (fixture, "win.tab-right");
  assert_places (fixture, "/ /docs");
  activate_and_follow (fixture, "win.close-other-tabs");
  assert_places (fixture, "/docs");
  g_assert_false (is_enabled (fixture, "win.close-other-tabs"));
  fixture_free (fixture);
}

/* The same tab goes on in the other window, and what is done there is done in its store. */
static void
test_to_window (void)
{
  Fixture *fixture = fixture_new ();
  NexusGtkWindow *window;
  NexusGtkTab *tab;

  activate_and_follow (fixture, "win.new-tab");
  nexus_gtk_window_go (fixture->window, "/docs");
  tab = fixture->window->tab;
  activate_and_follow (fixture, "win.tab-to-window");
  assert_places (fixture, "/");
  window = find_other_window (fixture->window);
  g_assert_nonnull (window);
  g_assert_true (window->tab == tab);
  g_assert_true (nexus_gtk_window_get_filesystem (window) == fixture->filesystem);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (window), "win.back", NULL));
  g_assert_cmpstr (nexus_gtk_tab_get_place (tab), ==, "/");
  nexus_test_spin_until (nexus_gtk_window_is_settled (window));

  /* With its last tab the other window goes, and the store stays open for this one. */
  g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &window);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (window), "win.close-tab", NULL));
  nexus_test_spin_until (window == NULL);
  g_assert_true (is_stored (fixture, "/a2.txt"));
  fixture_free (fixture);
}

static void
test_new_window (void)
{
  Fixture *fixture = fixture_new ();
  NexusGtkWindow *window;

  nexus_gtk_window_go (fixture->window, "/docs");
  fixture_wait_names (fixture, "inner");
  fixture_select (fixture, "inner");
  activate (fixture, "win.open-in-window");
  window = find_other_window (fixture->window);
  g_assert_nonnull (window);
  g_assert_cmpstr (nexus_gtk_tab_get_place (window->tab), ==, "/docs/inner");
  nexus_test_spin_until (nexus_gtk_window_is_settled (window));
  gtk_window_destroy (GTK_WINDOW (window));

  nexus_gtk_window_duplicate (fixture->window);
  window = find_other_window (fixture->window);
  g_assert_cmpstr (nexus_gtk_tab_get_place (window->tab), ==, "/");
  nexus_test_spin_until (nexus_gtk_window_is_settled (window));
  gtk_window_destroy (GTK_WINDOW (window));
  fixture_free (fixture);
}

/* A window from which the last tab was taken away goes, too; the tab lives on. */
static void
test_take_last (void)
{
  Fixture *fixture = fixture_new ();
  NexusGtkWindow *window = fixture->window;
  NexusGtkWindow *other;

  nexus_gtk_window_duplicate (window);
  other = find_other_window (window);
  nexus_test_spin_until (nexus_gtk_window_is_settled (other));
  adw_tab_view_transfer_page (other->tab_view, adw_tab_view_get_nth_page (other->tab_view, 0), window->tab_view, 1);
  g_object_add_weak_pointer (G_OBJECT (other), (gpointer *) &other);
  nexus_test_spin_until (other == NULL);
  assert_places (fixture, "/ /");
  show_tab (fixture, 1);
  fixture_wait_names (fixture, "docs a2.txt a10.txt");
  nexus_gtk_window_go (window, "/docs");
  fixture_wait_names (fixture, "inner");
  fixture_free (fixture);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  init_toolkit ();

  g_test_add_func ("/tabs/history", test_history);
  g_test_add_func ("/tabs/page", test_page);
  g_test_add_func ("/tabs/reopen", test_reopen);
  g_test_add_func ("/tabs/open-in-tab", test_open_in_tab);
  g_test_add_func ("/tabs/order", test_order);
  g_test_add_func ("/tabs/to-window", test_to_window);
  g_test_add_func ("/tabs/new-window", test_new_window);
  g_test_add_func ("/tabs/take-last", test_take_last);

  return g_test_run ();
}
