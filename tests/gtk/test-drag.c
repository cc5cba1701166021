/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What is dragged from the files, and what becomes of it where it is dropped. */
#include <string.h>

#include "nexus-gtk-content.h"
#include "nexus-gtk-test-actions.h"
#include "nexus-test-util.h"

static gboolean
shows_name (GtkWidget     *widget,
            gconstpointer  name)
{
  return gtk_widget_get_mapped (widget) &&
         ((GTK_IS_LABEL (widget) && strcmp (gtk_label_get_text (GTK_LABEL (widget)), name) == 0) ||
          (GTK_IS_INSCRIPTION (widget) && g_strcmp0 (gtk_inscription_get_text (GTK_INSCRIPTION (widget)), name) == 0));
}

static GtkEventController *
find_controller (GtkWidget *widget,
                 GType      type)
{
  g_autoptr(GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr(GtkEventController) controller = g_list_model_get_item (controllers, i);

      /* The widget has it too. */
      if (g_type_is_a (G_OBJECT_TYPE (controller), type))
        return controller;
    }

  return NULL;
}

static GtkWidget *
wait_for_name (Fixture    *fixture,
               const char *name)
{
  GtkWidget *label;

  /* And it has its place. */
  nexus_test_spin_until ((label = find_widget_that (GTK_WIDGET (fixture->browser), shows_name, name)) != NULL &&
                         gtk_widget_get_height (label) > 0);

  return label;
}

/* What a drag that begins at the name brings along. */
static GdkContentProvider *
begin_drag (Fixture    *fixture,
            const char *name)
{
  GtkWidget *widget = wait_for_name (fixture, name);
  GtkEventController *source = NULL;
  GdkContentProvider *content = NULL;

  for (; widget != NULL && source == NULL; widget = gtk_widget_get_parent (widget))
    source = find_controller (widget, GTK_TYPE_DRAG_SOURCE);
  g_assert_nonnull (source);
  g_signal_emit_by_name (source, "prepare", 1.0, 1.0, &content);

  return content;
}

static NexusGtkDrag *
dup_drag (GdkContentProvider *content)
{
  g_auto(GValue) value = G_VALUE_INIT;
  g_autoptr(GError) error = NULL;

  g_value_init (&value, NEXUS_GTK_TYPE_DRAG);
  g_assert_true (gdk_content_provider_get_value (content, &value, &error));
  g_assert_no_error (error);

  return g_value_dup_object (&value);
}

/* What is not selected becomes so, and is dragged alone; else all that is selected is. */
static void
test_source (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr(GdkContentProvider) one = NULL;
  g_autoptr(GdkContentProvider) all = NULL;
  g_autoptr(GdkContentFormats) formats = NULL;
  g_autoptr(NexusGtkDrag) drag = NULL;
  g_autoptr(NexusGtkDrag) drag_all = NULL;

  fixture_select (fixture, "a10.txt");
  one = begin_drag (fixture, "a2.txt");
  drag = dup_drag (one);
  g_assert_cmpuint (nexus_gtk_drag_get_entries (drag)->len, ==, 1);
  g_assert_cmpstr (nexus_entry_get_name (g_ptr_array_index (nexus_gtk_drag_get_entries (drag), 0)), ==, "a2.txt");
  g_assert_true (nexus_gtk_drag_get_filesystem (drag) == fixture->filesystem);
  /* Other applications get files. */
  formats = gdk_content_provider_ref_formats (one);
  g_assert_true (gdk_content_formats_contain_mime_type (formats, "text/uri-list"));

  activate (fixture, "win.select-all");
  all = begin_drag (fixture, "a2.txt");
  drag_all = dup_drag (all);
  g_assert_cmpuint (nexus_gtk_drag_get_entries (drag_all)->len, ==, 3);
  fixture_free (fixture);
}

/* Nothing goes out of the trash that way. */
static void
test_trash (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr(GdkContentProvider) content = NULL;

  fixture_select (fixture, "a2.txt");
  nexus_test_spin_until (is_enabled (fixture, "win.delete"));
  activate (fixture, "win.delete");
  fixture_wait_names (fixture, "docs a10.txt");
  nexus_gtk_window_go (fixture->window, "trash:");
  fixture_wait_names (fixture, "a2.txt");
  content = begin_drag (fixture, "a2.txt");
  g_assert_null (content);
  fixture_free (fixture);
}

static gboolean
drop_at (Fixture      *fixture,
         const char   *name,
         NexusGtkDrag *drag)
{
  GtkWidget *label = wait_for_name (fixture, name);
  GtkEventController *target = find_controller (GTK_WIDGET (fixture->browser), GTK_TYPE_DROP_TARGET);
  g_auto(GValue) value = G_VALUE_INIT;
  gboolean taken = FALSE;
  double x, y;

  g_assert_true (gtk_widget_translate_coordinates (label, GTK_WIDGET (fixture->browser), 2.0,
                                                   gtk_widget_get_height (label) / 2.0, &x, &y));
  g_value_init (&value, NEXUS_GTK_TYPE_DRAG);
  g_value_set_object (&value, drag);
  g_signal_emit_by_name (target, "drop", &value, x, y, &taken);

  return taken;
}

/* On a folder it goes into the folder, elsewhere to the place that is shown; not to where it is. */
static void
test_target (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr(GdkContentProvider) content = begin_drag (fixture, "a2.txt");
  g_autoptr(NexusGtkDrag) drag = dup_drag (content);

  g_assert_false (drop_at (fixture, "a10.txt", drag));
  /* Where no modifiers are known, nothing is taken away. */
  g_assert_true (drop_at (fixture, "docs", drag));
  nexus_test_spin_until (is_stored (fixture, "/docs/a2.txt"));
  g_assert_true (is_stored (fixture, "/a2.txt"));
  nexus_test_spin_until (shows_text (GTK_WIDGET (fixture->window), "1 item copied to “docs”"));
  fixture_free (fixture);
}

/* On a tab it goes to the place of the tab, which is shown then. */
static void
test_tab (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr(GdkContentProvider) content = begin_drag (fixture, "a2.txt");
  g_autoptr(NexusGtkDrag) drag = dup_drag (content);
  g_auto(GValue) value = G_VALUE_INIT;
  AdwTabPage *first;
  gboolean taken = FALSE;

  nexus_gtk_window_go (fixture->window, "/docs");
  first = adw_tab_view_get_selected_page (fixture->window->tab_view);
  activate (fixture, "win.new-tab");
  nexus_gtk_window_go (fixture->window, "/");
  g_assert_true (adw_tab_view_get_selected_page (fixture->window->tab_view) != first);
  g_value_init (&value, NEXUS_GTK_TYPE_DRAG);
  g_value_set_object (&value, drag);
  g_signal_emit_by_name (fixture->window->tab_bar, "extra-drag-drop", first, &value, &taken);
  g_assert_true (taken);
  g_assert_true (adw_tab_view_get_selected_page (fixture->window->tab_view) == first);
  nexus_test_spin_until (is_stored (fixture, "/docs/a2.txt"));
  nexus_test_spin_until (!is_stored (fixture, "/a2.txt"));
  fixture->browser = fixture->window->browser;
  fixture_settle (fixture);
  fixture_free (fixture);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  init_toolkit ();

  g_test_add_func ("/drag/source", test_source);
  g_test_add_func ("/drag/trash", test_trash);
  g_test_add_func ("/drag/target", test_target);
  g_test_add_func ("/drag/tab", test_tab);

  return g_test_run ();
}
