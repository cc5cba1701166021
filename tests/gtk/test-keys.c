/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What keys do, pressed in the X server: what is tested are the shortcuts themselves, with all that lies between them
 * and the keyboard. */
#include <X11/extensions/XTest.h>
#include <gdk/x11/gdkx.h>
#include <string.h>

#include "nexus-gtk-inspector.h"
#include "nexus-gtk-path-bar.h"
#include "nexus-gtk-properties-window.h"
#include "nexus-gtk-side-window.h"
#include "nexus-gtk-test-actions.h"
#include "nexus-gtk-type-ahead.h"
#include "nexus-test-util.h"

static Display *
get_display (void)
{
  return gdk_x11_display_get_xdisplay (gdk_display_get_default ());
}

/* There is no window manager that would give the keyboard to anybody. */
static void
focus_window (GtkWindow *window)
{
  GdkSurface *surface;

  nexus_test_spin_until (gtk_widget_get_mapped (GTK_WIDGET (window)));
  surface = gtk_native_get_surface (GTK_NATIVE (window));
  if (gtk_window_is_active (window))
    return;
  XSync (get_display (), False);
  XSetInputFocus (get_display (), gdk_x11_surface_get_xid (surface), RevertToPointerRoot, CurrentTime);
  XFlush (get_display ());
  nexus_test_spin_until (gtk_window_is_active (window));
}

static void
send_key (guint    keyval,
          gboolean down)
{
  KeyCode code = XKeysymToKeycode (get_display (), keyval);

  g_assert_cmpint (code, !=, 0);
  g_assert_true (XTestFakeKeyEvent (get_display (), code, down, CurrentTime));
}

/* Into the window that has the focus: first the modifiers, then the key. */
static void
press (Fixture         *fixture,
       GdkModifierType  modifiers,
       guint            keyval)
{
  static const struct {
    GdkModifierType modifier;
    guint           keyval;
  } keys[] = {
    { GDK_CONTROL_MASK, GDK_KEY_Control_L },
    { GDK_SHIFT_MASK, GDK_KEY_Shift_L },
    { GDK_ALT_MASK, GDK_KEY_Alt_L },
  };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      if (modifiers & keys[i].modifier)
        send_key (keys[i].keyval, TRUE);
    }
  send_key (keyval, TRUE);
  send_key (keyval, FALSE);
  for (guint i = G_N_ELEMENTS (keys); i > 0; i--)
    {
      if (modifiers & keys[i - 1].modifier)
        send_key (keys[i - 1].keyval, FALSE);
    }
  XFlush (get_display ());
}

static void
type_text (Fixture    *fixture,
           const char *text)
{
  for (const char *character = text; *character != '\0'; character++)
    press (fixture, 0, gdk_unicode_to_keyval (*character));
}

static GtkWidget *
get_focus (Fixture *fixture)
{
  return gtk_root_get_focus (GTK_ROOT (fixture->window));
}

static gboolean
has_focus_in (Fixture   *fixture,
              GtkWidget *widget)
{
  GtkWidget *focus = get_focus (fixture);

  return focus != NULL && (focus == widget || gtk_widget_is_ancestor (focus, widget));
}

/* A window that has the keyboard, with the focus among the files. */
static Fixture *
start (void)
{
  Fixture *fixture = fixture_new ();

  focus_window (GTK_WINDOW (fixture->window));
  gtk_widget_child_focus (GTK_WIDGET (fixture->browser), GTK_DIR_TAB_FORWARD);
  nexus_test_spin_until (has_focus_in (fixture, GTK_WIDGET (fixture->browser)));

  return fixture;
}

static GtkWidget *
wait_for_dialog (void)
{
  GtkWidget *dialog;

  nexus_test_spin_until ((dialog = find_toplevel ("name-dialog")) != NULL);
  focus_window (GTK_WINDOW (dialog));

  return dialog;
}

/* The entry that has the focus, once it has this text selected or typed. */
static void
wait_for_text (GtkWidget  *dialog,
               const char *text)
{
  GtkWidget *entry = find_widget (dialog, GTK_TYPE_ENTRY);

  nexus_test_spin_until (strcmp (gtk_editable_get_text (GTK_EDITABLE (entry)), text) == 0);
  g_assert_true (gtk_widget_is_ancestor (gtk_root_get_focus (GTK_ROOT (dialog)), entry));
}

/* Until the next key has somebody to go to, which is only when it is on the screen. */
static void
wait_for_place (Fixture    *fixture,
                const char *place)
{
  nexus_test_spin_until (strcmp (nexus_gtk_browser_get_place (fixture->browser), place) == 0);
  fixture_settle (fixture);
  focus_window (GTK_WINDOW (fixture->window));
  nexus_test_spin_until (has_focus_in (fixture, GTK_WIDGET (fixture->browser)) &&
                         gtk_widget_get_mapped (get_focus (fixture)));
}

static void
test_new_folder (void)
{
  Fixture *fixture = start ();
  GtkWidget *dialog;

  press (fixture, GDK_CONTROL_MASK | GDK_SHIFT_MASK, GDK_KEY_n);
  dialog = wait_for_dialog ();
  type_text (fixture, "one");
  wait_for_text (dialog, "one");
  press (fixture, 0, GDK_KEY_Return);
  nexus_test_spin_until (find_toplevel ("name-dialog") == NULL);
  nexus_test_spin_until (is_stored (fixture, "/one"));
  fixture_wait_names (fixture, "docs one a2.txt a10.txt");
  fixture_free (fixture);
}

static void
test_rename (void)
{
  Fixture *fixture = start ();
  GtkWidget *popover = find_named (GTK_WIDGET (fixture->browser), "rename-popover");
  GtkWidget *entry = find_widget (popover, GTK_TYPE_ENTRY);

  fixture_select (fixture, "a2.txt");
  press (fixture, 0, GDK_KEY_F2);
  nexus_test_spin_until (has_focus_in (fixture, entry) && gtk_widget_get_mapped (entry));
  /* The ending is not selected, and so stays. */
  type_text (fixture, "new");
  nexus_test_spin_until (strcmp (gtk_editable_get_text (GTK_EDITABLE (entry)), "new.txt") == 0);
  press (fixture, 0, GDK_KEY_Return);
  nexus_test_spin_until (is_stored (fixture, "/new.txt"));
  g_assert_false (is_stored (fixture, "/a2.txt"));
  nexus_test_spin_until (!gtk_widget_get_visible (popover));

  /* Escape leaves everything as it is. */
  fixture_wait_names (fixture, "docs a10.txt new.txt");
  fixture_select (fixture, "a10.txt");
  nexus_test_spin_until (has_focus_in (fixture, GTK_WIDGET (fixture->browser)));
  press (fixture, 0, GDK_KEY_F2);
  nexus_test_spin_until (has_focus_in (fixture, entry) && gtk_widget_get_mapped (entry));
  type_text (fixture, "x");
  nexus_test_spin_until (strcmp (gtk_editable_get_text (GTK_EDITABLE (entry)), "x.txt") == 0);
  press (fixture, 0, GDK_KEY_Escape);
  nexus_test_spin_until (!gtk_widget_get_visible (popover));
  g_assert_true (is_stored (fixture, "/a10.txt"));
  fixture_free (fixture);
}

static void
test_delete (void)
{
  Fixture *fixture = start ();
  GtkWidget *dialog;

  fixture_select (fixture, "a2.txt");
  press (fixture, 0, GDK_KEY_Delete);
  fixture_wait_names (fixture, "docs a10.txt");
  g_assert_false (is_stored (fixture, "/a2.txt"));

  fixture_select (fixture, "a10.txt");
  press (fixture, GDK_SHIFT_MASK, GDK_KEY_Delete);
  nexus_test_spin_until ((dialog = find_toplevel ("confirm-dialog")) != NULL);
  focus_window (GTK_WINDOW (dialog));
  press (fixture, 0, GDK_KEY_Escape);
  nexus_test_spin_until (find_toplevel ("confirm-dialog") == NULL);
  g_assert_true (is_stored (fixture, "/a10.txt"));
  fixture_free (fixture);
}

static void
test_undo (void)
{
  Fixture *fixture = start ();

  fixture_select (fixture, "a2.txt");
  press (fixture, 0, GDK_KEY_Delete);
  fixture_wait_names (fixture, "docs a10.txt");
  nexus_test_spin_until (shows_text (GTK_WIDGET (fixture->window), "“a2.txt” moved to trash"));
  nexus_gtk_browser_grab_focus (fixture->browser);
  press (fixture, GDK_CONTROL_MASK, GDK_KEY_z);
  fixture_wait_names (fixture, "docs a2.txt a10.txt");
  nexus_test_spin_until (shows_text (GTK_WIDGET (fixture->window), "Undone: Move “a2.txt” to Trash"));
  nexus_gtk_browser_grab_focus (fixture->browser);
  press (fixture, GDK_CONTROL_MASK | GDK_SHIFT_MASK, GDK_KEY_z);
  fixture_wait_names (fixture, "docs a10.txt");

  /* A text has its own, also when there is nothing in it to undo. */
  press (fixture, GDK_CONTROL_MASK, GDK_KEY_l);
  nexus_test_spin_until (GTK_IS_EDITABLE (get_focus (fixture)));
  press (fixture, GDK_CONTROL_MASK, GDK_KEY_z);
  press (fixture, 0, GDK_KEY_Escape);
  nexus_test_spin_until (!GTK_IS_EDITABLE (get_focus (fixture)));
  fixture_wait_names (fixture, "docs a10.txt");
  fixture_free (fixture);
}

/* In a text, Delete deletes what is written there, and Ctrl+A selects it: no file is touched. */
static void
test_keys_of_a_text (void)
{
  Fixture *fixture = start ();
  GtkWidget *path_bar = find_widget (GTK_WIDGET (fixture->window), NEXUS_GTK_TYPE_PATH_BAR);
  GtkWidget *entry = find_widget (path_bar, GTK_TYPE_ENTRY);

  fixture_select (fixture, "a2.txt");
  press (fixture, GDK_CONTROL_MASK, GDK_KEY_l);
  nexus_test_spin_until (has_focus_in (fixture, entry));
  press (fixture, GDK_CONTROL_MASK, GDK_KEY_a);
  press (fixture, 0, GDK_KEY_Delete);
  nexus_test_spin_until (*gtk_editable_get_text (GTK_EDITABLE (entry)) == '\0');
  type_text (fixture, "/docs");
  nexus_test_spin_until (strcmp (gtk_editable_get_text (GTK_EDITABLE (entry)), "/docs") == 0);
  press (fixture, 0, GDK_KEY_Return);
  wait_for_place (fixture, "/docs");
  g_assert_true (is_stored (fixture, "/a2.txt"));
  fixture_free (fixture);
}

/* Where there is nothing that could have the focus, keys work too. */
static void
test_empty_folder (void)
{
  Fixture *fixture = start ();
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusEntry) entry = NULL;

  entry = nexus_filesystem_make_directory (fixture->filesystem, "/empty", NEXUS_MAKE_DIRECTORY_NONE, NULL, &error);
  g_assert_no_error (error);
  fixture_wait_names (fixture, "docs empty a2.txt a10.txt");
  fixture_select (fixture, "empty");
  press (fixture, GDK_ALT_MASK, GDK_KEY_Down);
  wait_for_place (fixture, "/empty");
  press (fixture, GDK_ALT_MASK, GDK_KEY_Up);
  wait_for_place (fixture, "/");
  press (fixture, GDK_ALT_MASK, GDK_KEY_Left);
  wait_for_place (fixture, "/empty");
  press (fixture, 0, GDK_KEY_BackSpace);
  wait_for_place (fixture, "/");
  fixture_free (fixture);
}

static void
test_places (void)
{
  Fixture *fixture = start ();

  fixture_select (fixture, "docs");
  press (fixture, GDK_ALT_MASK, GDK_KEY_Down);
  wait_for_place (fixture, "/docs");
  press (fixture, GDK_ALT_MASK, GDK_KEY_Up);
  wait_for_place (fixture, "/");
  press (fixture, GDK_ALT_MASK, GDK_KEY_Left);
  wait_for_place (fixture, "/docs");
  press (fixture, GDK_ALT_MASK, GDK_KEY_Right);
  wait_for_place (fixture, "/");
  fixture_free (fixture);
}

/* A slash begins a location, and Tab goes on with it. */
static void
test_location (void)
{
  Fixture *fixture = start ();
  GtkWidget *entry = nexus_gtk_path_bar_get_entry (fixture->window->path_bar);
  NexusGtkCompletion *completion = nexus_gtk_path_bar_get_completion (fixture->window->path_bar);
  GStrv names = NULL;

  press (fixture, 0, GDK_KEY_slash);
  nexus_test_spin_until (has_focus_in (fixture, entry));
  nexus_test_spin_until (strcmp (gtk_editable_get_text (GTK_EDITABLE (entry)), "/") == 0);
  type_text (fixture, "do");
  nexus_test_spin_until (strcmp (gtk_editable_get_text (GTK_EDITABLE (entry)), "/do") == 0);
  nexus_test_spin_until ((g_strfreev (names), names = nexus_gtk_completion_dup_names (completion))[0] != NULL &&
                         strcmp (names[0], "docs/") == 0);
  g_strfreev (names);
  press (fixture, 0, GDK_KEY_Tab);
  nexus_test_spin_until (strcmp (gtk_editable_get_text (GTK_EDITABLE (entry)), "/docs/") == 0);
  press (fixture, 0, GDK_KEY_Return);
  wait_for_place (fixture, "/docs");
  press (fixture, GDK_ALT_MASK, GDK_KEY_Home);
  wait_for_place (fixture, "/");
  fixture_free (fixture);
}

static void
test_views (void)
{
  Fixture *fixture = start ();
  GSettings *settings = nexus_gtk_window_get_settings (fixture->window);

  press (fixture, GDK_CONTROL_MASK, GDK_KEY_2);
  nexus_test_spin_until (strcmp (nexus_gtk_browser_get_page (fixture->browser), "grid") == 0);
  press (fixture, GDK_CONTROL_MASK, GDK_KEY_1);
  nexus_test_spin_until (strcmp (nexus_gtk_browser_get_page (fixture->browser), "list") == 0);
  press (fixture, GDK_CONTROL_MASK, GDK_KEY_h);
  nexus_test_spin_until (g_settings_get_boolean (settings, "show-hidden"));
  press (fixture, 0, GDK_KEY_F9);
  nexus_test_spin_until (!gtk_revealer_get_reveal_child (fixture->window->sidebar_revealer));
  press (fixture, GDK_CONTROL_MASK, GDK_KEY_i);
  nexus_test_spin_until (gtk_revealer_get_reveal_child (fixture->window->inspector_revealer));
  press (fixture, 0, GDK_KEY_F4);
  nexus_test_spin_until (!gtk_revealer_get_reveal_child (fixture->window->inspector_revealer));
  fixture_free (fixture);
}

/* --- Looking closer --- */

static gboolean
has_title (GtkWindow  *window,
           const char *title)
{
  return window != NULL && g_strcmp0 (gtk_window_get_title (window), title) == 0;
}

/* Space opens the preview, arrows go on in it, Space closes it. */
static void
test_preview (void)
{
  Fixture *fixture = start ();

  fixture_select (fixture, "a2.txt");
  press (fixture, 0, GDK_KEY_space);
  nexus_test_spin_until (has_title (find_window (NEXUS_GTK_TYPE_PREVIEW_WINDOW), "a2.txt"));
  focus_window (find_window (NEXUS_GTK_TYPE_PREVIEW_WINDOW));
  press (fixture, 0, GDK_KEY_Down);
  nexus_test_spin_until (has_title (find_window (NEXUS_GTK_TYPE_PREVIEW_WINDOW), "a10.txt"));
  press (fixture, 0, GDK_KEY_Left);
  nexus_test_spin_until (has_title (find_window (NEXUS_GTK_TYPE_PREVIEW_WINDOW), "a2.txt"));
  press (fixture, 0, GDK_KEY_space);
  nexus_test_spin_until (find_window (NEXUS_GTK_TYPE_PREVIEW_WINDOW) == NULL);
  fixture_free (fixture);
}

static void
test_properties (void)
{
  Fixture *fixture = start ();

  fixture_select (fixture, "a2.txt");
  press (fixture, GDK_ALT_MASK, GDK_KEY_Return);
  nexus_test_spin_until (find_window (NEXUS_GTK_TYPE_PROPERTIES_WINDOW) != NULL);
  focus_window (find_window (NEXUS_GTK_TYPE_PROPERTIES_WINDOW));
  press (fixture, 0, GDK_KEY_Escape);
  nexus_test_spin_until (find_window (NEXUS_GTK_TYPE_PROPERTIES_WINDOW) == NULL);
  fixture_free (fixture);
}

/* --- Tabs --- */

/* The place of the tab that is in front, once it is this one of so many. */
static void
wait_for_tab (Fixture    *fixture,
              guint       n_tabs,
              guint       index,
              const char *place)
{
  nexus_test_spin_until (fixture_count_tabs (fixture) == n_tabs &&
                         adw_tab_view_get_selected_page (fixture->window->tab_view) ==
                         adw_tab_view_get_nth_page (fixture->window->tab_view, index));
  fixture->browser = fixture->window->browser;
  wait_for_place (fixture, place);
}

static void
test_tabs (void)
{
  Fixture *fixture = start ();

  fixture_select (fixture, "docs");
  press (fixture, GDK_CONTROL_MASK, GDK_KEY_Return);
  nexus_test_spin_until (fixture_count_tabs (fixture) == 2);
  press (fixture, GDK_CONTROL_MASK, GDK_KEY_Page_Down);
  wait_for_tab (fixture, 2, 1, "/docs");
  press (fixture, GDK_CONTROL_MASK, GDK_KEY_t);
  wait_for_tab (fixture, 3, 2, "/docs");
  fixture_select (fixture, "inner");
  press (fixture, GDK_ALT_MASK, GDK_KEY_Down);
  wait_for_place (fixture, "/docs/inner");
  press (fixture, GDK_ALT_MASK, GDK_KEY_1);
  wait_for_tab (fixture, 3, 0, "/");
  press (fixture, GDK_ALT_MASK, GDK_KEY_3);
  wait_for_tab (fixture, 3, 2, "/docs/inner");
  press (fixture, GDK_CONTROL_MASK | GDK_SHIFT_MASK, GDK_KEY_Page_Up);
  wait_for_tab (fixture, 3, 1, "/docs/inner");
  press (fixture, GDK_CONTROL_MASK | GDK_SHIFT_MASK, GDK_KEY_Page_Down);
  wait_for_tab (fixture, 3, 2, "/docs/inner");
  press (fixture, GDK_CONTROL_MASK, GDK_KEY_w);
  wait_for_tab (fixture, 2, 1, "/docs");
  press (fixture, GDK_CONTROL_MASK | GDK_SHIFT_MASK, GDK_KEY_t);
  wait_for_tab (fixture, 3, 2, "/docs/inner");
  press (fixture, GDK_CONTROL_MASK, GDK_KEY_Page_Up);
  wait_for_tab (fixture, 3, 1, "/docs");
  fixture_free (fixture);
}

static guint
count_windows (Fixture *fixture)
{
  return g_list_length (gtk_application_get_windows (GTK_APPLICATION (fixture->application)));
}

static void
test_windows (void)
{
  Fixture *fixture = start ();

  press (fixture, GDK_CONTROL_MASK, GDK_KEY_n);
  nexus_test_spin_until (count_windows (fixture) == 2);
  focus_window (gtk_application_get_windows (GTK_APPLICATION (fixture->application))->data);
  press (fixture, GDK_CONTROL_MASK, GDK_KEY_w);
  nexus_test_spin_until (count_windows (fixture) == 1);
  fixture_free (fixture);
}

static GtkWindow *
open_side_window (Fixture  *fixture,
                  gboolean  modal)
{
  GtkWindow *window = g_object_new (NEXUS_GTK_TYPE_SIDE_WINDOW, "transient-for", fixture->window, "modal", modal,
                                    "title", "Beside", NULL);

  gtk_window_present (window);
  focus_window (window);

  return g_object_ref (window);
}

static void
released_cb (gboolean *released,
             guint     keyval)
{
  *released = *released || keyval == GDK_KEY_w;
}

/* Whoever still holds such a window when it is closed does not hold its parent's child. */
static void
test_side_windows (void)
{
  Fixture *fixture = start ();
  g_autoptr(GtkWindow) beside = open_side_window (fixture, FALSE);
  g_autoptr(GtkWindow) question = NULL;
  GtkEventController *keys = gtk_event_controller_key_new ();
  gboolean released = FALSE;

  g_assert_true (gtk_window_get_transient_for (beside) == GTK_WINDOW (fixture->window));
  press (fixture, GDK_CONTROL_MASK, GDK_KEY_w);
  nexus_test_spin_until (!gtk_widget_get_realized (GTK_WIDGET (beside)));
  g_assert_null (gtk_window_get_transient_for (beside));

  question = open_side_window (fixture, TRUE);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-released", G_CALLBACK (released_cb), &released);
  gtk_widget_add_controller (GTK_WIDGET (question), keys);
  press (fixture, GDK_CONTROL_MASK, GDK_KEY_w);
  nexus_test_spin_until (released);
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (question)));
  press (fixture, 0, GDK_KEY_Escape);
  nexus_test_spin_until (!gtk_widget_get_realized (GTK_WIDGET (question)));
  g_assert_null (gtk_window_get_transient_for (question));
  fixture_free (fixture);
}

static guint
count_selected (Fixture *fixture)
{
  g_autoptr(GPtrArray) items = nexus_gtk_browser_dup_selection (fixture->browser);

  return items->len;
}

static void
test_selecting (void)
{
  Fixture *fixture = start ();
  NexusGtkTypeAhead *type_ahead = find_widget (GTK_WIDGET (fixture->window), NEXUS_GTK_TYPE_TYPE_AHEAD);
  GtkWidget *entry = nexus_gtk_type_ahead_get_entry (type_ahead);

  press (fixture, GDK_CONTROL_MASK, GDK_KEY_a);
  nexus_test_spin_until (count_selected (fixture) == 3);

  /* Typing selects, and Enter opens what was found. */
  type_text (fixture, "do");
  nexus_test_spin_until (strcmp (gtk_editable_get_text (GTK_EDITABLE (entry)), "do") == 0);
  press (fixture, 0, GDK_KEY_Return);
  wait_for_place (fixture, "/docs");

  /* Back, unless it is a text that is gone back in. */
  nexus_test_spin_until (has_focus_in (fixture, GTK_WIDGET (fixture->browser)));
  press (fixture, 0, GDK_KEY_BackSpace);
  wait_for_place (fixture, "/");
  fixture_free (fixture);
}

/* --- Leaving --- */

static void
closed_free (Fixture *fixture)
{
  nexus_test_spin_until (!is_toplevel (fixture->window));
  g_object_unref (fixture->window);
  nexus_test_remove_tree (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture);
}

/* Nothing that goes on is ended by a key. */
static void
test_quit (void)
{
  Fixture *fixture = start ();
  g_autoptr(GFile) file = make_big_file (fixture, "big");
  g_autoptr(GPtrArray) items = nexus_gtk_transfer_items_new ();
  g_autoptr(NexusGtkTransfer) transfer = NULL;
  gpointer window = g_object_ref (fixture->window);
  GtkWidget *dialog;

  nexus_gtk_transfer_items_add (items, file, "/big", 0);
  transfer = nexus_gtk_transfer_new (fixture->filesystem, FALSE, items, NEXUS_CONFLICT_FAIL);
  nexus_gtk_transfers_add (fixture->window->transfers, transfer);
  /* So that it has not ended before the key has come. */
  nexus_gtk_transfer_pause (transfer);

  press (fixture, GDK_CONTROL_MASK, GDK_KEY_q);
  nexus_test_spin_until ((dialog = find_toplevel ("close-dialog")) != NULL);
  focus_window (GTK_WINDOW (dialog));
  press (fixture, 0, GDK_KEY_Escape);
  nexus_test_spin_until (find_toplevel ("close-dialog") == NULL);
  g_assert_true (is_toplevel (window));
  g_assert_cmpint (nexus_gtk_transfer_get_state (transfer), ==, NEXUS_GTK_TRANSFER_PAUSED);

  focus_window (GTK_WINDOW (window));
  press (fixture, GDK_CONTROL_MASK, GDK_KEY_q);
  nexus_test_spin_until ((dialog = find_toplevel ("close-dialog")) != NULL);
  g_signal_emit_by_name (find_button (dialog, "_Stop and Close"), "clicked");
  nexus_test_spin_until (!nexus_gtk_transfer_is_active (transfer));
  g_assert_cmpint (nexus_gtk_transfer_get_state (transfer), ==, NEXUS_GTK_TRANSFER_CANCELLED);
  closed_free (fixture);
}

static void
test_quit_idle (void)
{
  Fixture *fixture = start ();

  g_object_ref (fixture->window);
  press (fixture, GDK_CONTROL_MASK, GDK_KEY_q);
  closed_free (fixture);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  init_toolkit ();

  g_test_add_func ("/keys/new-folder", test_new_folder);
  g_test_add_func ("/keys/rename", test_rename);
  g_test_add_func ("/keys/delete", test_delete);
  g_test_add_func ("/keys/undo", test_undo);
  g_test_add_func ("/keys/keys-of-a-text", test_keys_of_a_text);
  g_test_add_func ("/keys/empty-folder", test_empty_folder);
  g_test_add_func ("/keys/places", test_places);
  g_test_add_func ("/keys/location", test_location);
  g_test_add_func ("/keys/views", test_views);
  g_test_add_func ("/keys/preview", test_preview);
  g_test_add_func ("/keys/properties", test_properties);
  g_test_add_func ("/keys/tabs", test_tabs);
  g_test_add_func ("/keys/windows", test_windows);
  g_test_add_func ("/keys/side-windows", test_side_windows);
  g_test_add_func ("/keys/selecting", test_selecting);
  g_test_add_func ("/keys/quit", test_quit);
  g_test_add_func ("/keys/quit-idle", test_quit_idle);

  return g_test_run ();
}
