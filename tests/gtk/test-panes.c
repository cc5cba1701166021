/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "nexus-gtk-format.h"
#include "nexus-gtk-panes.h"
#include "nexus-gtk-test-actions.h"
#include "nexus-test-util.h"

/* Folders side by side. */

static void
collect_lists (GtkWidget *widget,
               GPtrArray *lists)
{
  if (GTK_IS_LIST_VIEW (widget))
    g_ptr_array_add (lists, widget);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    collect_lists (child, lists);
}

static GPtrArray *
list_panes (Fixture *fixture)
{
  GPtrArray *lists = g_ptr_array_new ();

  collect_lists (find_widget (GTK_WIDGET (fixture->browser), NEXUS_GTK_TYPE_PANES), lists);

  return lists;
}

/* What is in each pane, with a star at what is selected: "docs* a2.txt | inner". */
static char *
dup_panes (Fixture *fixture)
{
  g_autoptr(GPtrArray) lists = list_panes (fixture);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < lists->len; i++)
    {
      GtkSelectionModel *model = gtk_list_view_get_model (g_ptr_array_index (lists, i));
      guint n_items = g_list_model_get_n_items (G_LIST_MODEL (model));

      if (i > 0)
        g_string_append (text, " |");
      for (guint k = 0; k < n_items; k++)
        {
          g_autoptr(GObject) item = g_list_model_get_item (G_LIST_MODEL (model), k);
          NexusEntry *entry = nexus_gtk_item_get_entry (item);

          g_string_append_printf (text, "%s%s%s", i + k > 0 ? " " : "", entry != NULL ? nexus_entry_get_name (entry) : "?",
                                  gtk_selection_model_is_selected (model, k) ? "*" : "");
        }
    }

  return g_string_free (text, FALSE);
}

static gboolean
has_panes (Fixture    *fixture,
           const char *wanted)
{
  g_autofree char *panes = dup_panes (fixture);

  return strcmp (panes, wanted) == 0;
}

static void
wait_panes (Fixture    *fixture,
            const char *panes)
{
  nexus_test_spin_until (has_panes (fixture, panes));
}

static Fixture *
start (void)
{
  Fixture *fixture = fixture_new ();

  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.view", "s", "columns"));
  g_assert_cmpstr (nexus_gtk_browser_get_page (fixture->browser), ==, "columns");
  /* All folders are shown so. */
  activate (fixture, "win.share-look");

  return fixture;
}

static void
press_arrow (Fixture *fixture,
             guint    keyval)
{
  GtkListView *view = NULL;
  g_autoptr(GPtrArray) lists = list_panes (fixture);
  g_autoptr(GListModel) controllers = NULL;

  for (guint i = 0; i < lists->len; i++)
    {
      if (gtk_widget_get_can_focus (g_ptr_array_index (lists, i)))
        view = g_ptr_array_index (lists, i);
    }
  controllers = gtk_widget_observe_controllers (GTK_WIDGET (view));
  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr(GtkEventController) controller = g_list_model_get_item (controllers, i);
      gboolean handled = FALSE;

      if (GTK_IS_EVENT_CONTROLLER_KEY (controller))
        g_signal_emit_by_name (controller, "key-pressed", keyval, 0, 0, &handled);
      if (handled)
        return;
    }
  g_assert_not_reached ();
}

static void
test_around (void)
{
  Fixture *fixture = start ();

  wait_panes (fixture, "docs a2.txt a10.txt");
  /* What is in a folder that is selected, and nothing for a file. */
  fixture_select (fixture, "docs");
  wait_panes (fixture, "docs* a2.txt a10.txt | inner");
  fixture_select (fixture, "a2.txt");
  wait_panes (fixture, "docs a2.txt* a10.txt");

  nexus_gtk_window_go (fixture->window, "/docs/inner");
  wait_panes (fixture, "docs* a2.txt a10.txt | inner* | deep.txt");
  /* They follow the store. */
  {
    g_autoptr(GError) error = NULL;

    g_assert_true (nexus_filesystem_delete (fixture->filesystem, "/a10.txt", NULL, NEXUS_DELETE_NONE, NULL, &error));
    g_assert_no_error (error);
  }
  wait_panes (fixture, "docs* a2.txt | inner* | deep.txt");

  /* There is nothing around a tag. */
  nexus_gtk_window_go (fixture->window, "tag:work");
  fixture_settle (fixture);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.view", "s", "columns"));
  fixture_wait_names (fixture, "a2.txt");
  {
    g_autoptr(GPtrArray) lists = list_panes (fixture);

    g_assert_cmpuint (lists->len, ==, 1);
  }

  /* Other views have none of these lists. */
  nexus_gtk_window_go (fixture->window, "/docs/inner");
  wait_panes (fixture, "docs* a2.txt | inner* | deep.txt");
  nexus_gtk_browser_set_view (fixture->browser, "list");
  {
    g_autoptr(GPtrArray) lists = list_panes (fixture);

    g_assert_cmpuint (lists->len, ==, 1);
  }
  fixture_free (fixture);
}

static void
test_arrows (void)
{
  Fixture *fixture = start ();

  fixture_select (fixture, "docs");
  press_arrow (fixture, GDK_KEY_Right);
  wait_panes (fixture, "docs* a2.txt a10.txt | inner* | deep.txt");
  g_assert_cmpstr (nexus_gtk_browser_get_place (fixture->browser), ==, "/docs");
  press_arrow (fixture, GDK_KEY_Right);
  wait_panes (fixture, "docs* a2.txt a10.txt | inner* | deep.txt*");
  g_assert_cmpstr (nexus_gtk_browser_get_place (fixture->browser), ==, "/docs/inner");
  /* A file leads nowhere. */
  press_arrow (fixture, GDK_KEY_Right);
  g_assert_cmpstr (nexus_gtk_browser_get_place (fixture->browser), ==, "/docs/inner");
  press_arrow (fixture, GDK_KEY_Left);
  wait_panes (fixture, "docs* a2.txt a10.txt | inner* | deep.txt");
  press_arrow (fixture, GDK_KEY_Left);
  wait_panes (fixture, "docs* a2.txt a10.txt | inner");
  g_assert_cmpstr (nexus_gtk_browser_get_place (fixture->browser), ==, "/");
  press_arrow (fixture, GDK_KEY_Left);
  g_assert_cmpstr (nexus_gtk_browser_get_place (fixture->browser), ==, "/");

  /* The other way round, where one reads so. */
  gtk_widget_set_direction (GTK_WIDGET (fixture->browser), GTK_TEXT_DIR_RTL);
  press_arrow (fixture, GDK_KEY_Left);
  wait_panes (fixture, "docs* a2.txt a10.txt | inner* | deep.txt");
  g_assert_cmpstr (nexus_gtk_browser_get_place (fixture->browser), ==, "/docs");
  fixture_free (fixture);
}

static void
test_clicks (void)
{
  Fixture *fixture = start ();
  GPtrArray *lists;

  nexus_gtk_window_go (fixture->window, "/docs/inner");
  wait_panes (fixture, "docs* a2.txt a10.txt | inner* | deep.txt");

  /* On a file of the first pane: it is selected there. */
  lists = list_panes (fixture);
  g_assert_true (gtk_list_view_get_single_click_activate (g_ptr_array_index (lists, 0)));
  g_signal_emit_by_name (g_ptr_array_index (lists, 0), "activate", 2);
  g_ptr_array_unref (lists);
  wait_panes (fixture, "docs a2.txt a10.txt*");
  g_assert_cmpstr (nexus_gtk_browser_get_place (fixture->browser), ==, "/");

  /* On a folder of the last one: it becomes the one between them. */
  fixture_select (fixture, "docs");
  wait_panes (fixture, "docs* a2.txt a10.txt | inner");
  lists = list_panes (fixture);
  g_signal_emit_by_name (g_ptr_array_index (lists, 1), "activate", 0);
  g_ptr_array_unref (lists);
  wait_panes (fixture, "docs* a2.txt a10.txt | inner* | deep.txt");
  g_assert_cmpstr (nexus_gtk_browser_get_place (fixture->browser), ==, "/docs/inner");
  fixture_free (fixture);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  init_toolkit ();

  g_test_add_func ("/panes/around", test_around);
  g_test_add_func ("/panes/arrows", test_arrows);
  g_test_add_func ("/panes/clicks", test_clicks);

  return g_test_run ();
}
