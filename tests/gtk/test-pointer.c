/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Drags as a hand makes them: the pointer is moved and its button pressed in the X server, between windows of the browser
 * and to another program. */
#include <X11/Xatom.h>
#include <X11/extensions/XTest.h>
#include <gdk/x11/gdkx.h>
#include <string.h>

#include "nexus-gtk-path-bar.h"
#include "nexus-gtk-sidebar.h"
#include "nexus-gtk-test-actions.h"
#include "nexus-test-util.h"

#define WIDTH  690
#define HEIGHT 900

static Display *
get_display (void)
{
  return gdk_x11_display_get_xdisplay (gdk_display_get_default ());
}

static Window
get_xid (GtkWidget *window)
{
  return gdk_x11_surface_get_xid (gtk_native_get_surface (GTK_NATIVE (window)));
}

/* --- What a window manager does --- */

static gboolean
is_at (Window window,
       int    x)
{
  XWindowAttributes attributes;

  return XGetWindowAttributes (get_display (), window, &attributes) && attributes.map_state == IsViewable &&
         attributes.x == x;
}

/* Side by side, and so that a drag finds it: it looks for what belongs to a window manager. */
static void
manage (Window window,
        int    x,
        int    width)
{
  Atom state = XInternAtom (get_display (), "WM_STATE", False);
  long value[] = { 1, None };

  XChangeProperty (get_display (), window, state, state, 32, PropModeReplace, (unsigned char *) value, 2);
  XMoveResizeWindow (get_display (), window, x, 0, width, HEIGHT);
  XRaiseWindow (get_display (), window);
  XSync (get_display (), False);
  nexus_test_spin_until (is_at (window, x));
}

static void
manage_window (GtkWidget *window,
               int        x,
               int        width)
{
  nexus_test_spin_until (gtk_widget_get_mapped (window));
  manage (get_xid (window), x, width);
  nexus_test_spin_until (gtk_widget_get_width (window) <= width && gtk_widget_get_width (window) > width - 100);
}

/* --- A hand --- */

static int hand_x, hand_y;

static void
move_to (int x,
         int y)
{
  hand_x = x;
  hand_y = y;
  XTestFakeMotionEvent (get_display (), -1, x, y, CurrentTime);
  XSync (get_display (), False);
}

/* A hand that waits is never quite still, and what is under it is told of that; but not so often that there is no time to
 * draw anything. */
static gboolean
tremble (void)
{
  static int by = 1;
  static gint64 next;

  if (g_get_monotonic_time () < next)
    return TRUE;
  next = g_get_monotonic_time () + G_TIME_SPAN_SECOND / 10;
  by = -by;
  XTestFakeMotionEvent (get_display (), -1, hand_x + by, hand_y, CurrentTime);
  XSync (get_display (), False);

  return TRUE;
}

static void
hold_button (gboolean down)
{
  XTestFakeButtonEvent (get_display (), 1, down, CurrentTime);
  XSync (get_display (), False);
}

static void
hold_control (gboolean down)
{
  XTestFakeKeyEvent (get_display (), XKeysymToKeycode (get_display (), GDK_KEY_Control_L), down, CurrentTime);
  XSync (get_display (), False);
}

/* Where a point of the widget is on the screen. */
static void
locate (GtkWidget *widget,
        int       *x,
        int       *y)
{
  GtkNative *native = gtk_widget_get_native (widget);
  double dx, dy, wx, wy;
  Window child;

  gtk_native_get_surface_transform (native, &dx, &dy);
  g_assert_true (gtk_widget_translate_coordinates (widget, GTK_WIDGET (native), MIN (gtk_widget_get_width (widget), 40) / 2.0,
                                                   gtk_widget_get_height (widget) / 2.0, &wx, &wy));
  XTranslateCoordinates (get_display (), get_xid (GTK_WIDGET (native)), DefaultRootWindow (get_display ()),
                         (int) (wx + dx), (int) (wy + dy), x, y, &child);
}

/* --- What is where --- */

static GtkWidget *
find_label (GtkWidget  *widget,
            const char *text)
{
  if (GTK_IS_LABEL (widget) && strcmp (gtk_label_get_text (GTK_LABEL (widget)), text) == 0)
    return widget;
  if (GTK_IS_INSCRIPTION (widget) && g_strcmp0 (gtk_inscription_get_text (GTK_INSCRIPTION (widget)), text) == 0)
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = gtk_widget_get_mapped (child) ? find_label (child, text) : NULL;

      if (found != NULL)
        return found;
    }

  return NULL;
}

/* Once it is there, and has its place. */
static GtkWidget *
wait_for_label (gpointer    widget,
                const char *text)
{
  GtkWidget *label;

  nexus_test_spin_until ((label = find_label (widget, text)) != NULL && gtk_widget_get_height (label) > 0 &&
                         gtk_widget_get_width (label) > 0);

  return label;
}

static gpointer
find_controller (GtkWidget *widget,
                 GType      type)
{
  for (; widget != NULL; widget = gtk_widget_get_parent (widget))
    {
      g_autoptr(GListModel) controllers = gtk_widget_observe_controllers (widget);

      for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
        {
          g_autoptr(GtkEventController) controller = g_list_model_get_item (controllers, i);

          /* The widget has it too. */
          if (g_type_is_a (G_OBJECT_TYPE (controller), type))
            return controller;
        }
    }
  g_assert_not_reached ();
}

/* --- Drags --- */

/* Where the drag comes from; the widget may be gone before it ends. */
static GtkDragSource *source;

/* Rows get other places while a window settles, and then what was pressed is something else: after so long it is let go of
 * and tried again, which is too late for a double click. */
#define PATIENCE (3 * G_TIME_SPAN_SECOND)

static void
press_label (GtkWidget *label)
{
  int x, y;

  g_set_object (&source, find_controller (label, GTK_TYPE_DRAG_SOURCE));
  locate (label, &x, &y);
  move_to (x, y);
  hold_button (TRUE);
  for (int i = 1; i <= 10; i++)
    move_to (x + 4 * i, y);
}

static gboolean
is_picked_up (Fixture    *fixture,
              const char *name,
              gint64     *pressed)
{
  tremble ();
  if (gtk_drag_source_get_drag (source) != NULL)
    return TRUE;

  if (g_get_monotonic_time () - *pressed > PATIENCE)
    {
      hold_button (FALSE);
      fixture_settle (fixture);
      press_label (wait_for_label (fixture->browser, name));
      *pressed = g_get_monotonic_time ();
    }

  return FALSE;
}

/* The button is down, and something is dragged. */
static void
pick_up (Fixture    *fixture,
         const char *name)
{
  gint64 pressed = g_get_monotonic_time ();

  press_label (wait_for_label (fixture->browser, name));
  nexus_test_spin_until (is_picked_up (fixture, name, &pressed));
}

static gboolean
offers (GtkDropTarget *target,
        gboolean       copy)
{
  GdkDrop *drop = gtk_drop_target_get_current_drop (target);

  return drop != NULL && ((gdk_drop_get_actions (drop) & GDK_ACTION_MOVE) == 0) == copy;
}

/* The target knows of it, and what it would do. */
static void
carry_to (GtkWidget *widget,
          gboolean   copy)
{
  GtkDropTarget *target = find_controller (widget, GTK_TYPE_DROP_TARGET);
  int x, y;

  locate (widget, &x, &y);
  move_to (x, y);
  if (copy)
    hold_control (TRUE);
  nexus_test_spin_until (tremble () && offers (target, copy));
}

static void
let_go (gboolean copy)
{
  hold_button (FALSE);
  if (copy)
    hold_control (FALSE);
  /* Until whom it was given to has it. */
  nexus_test_spin_until (source == NULL || gtk_drag_source_get_drag (source) == NULL);
  g_clear_object (&source);
}

/* A list may take the same movement for a rubber band. */
static gboolean
has_rubberband (GtkWidget *widget)
{
  if (strcmp (gtk_widget_get_css_name (widget), "rubberband") == 0)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      if (has_rubberband (child))
        return TRUE;
    }

  return FALSE;
}

/* --- Within the browser --- */

static Fixture *
start (int width)
{
  Fixture *fixture = fixture_new ();

  manage_window (GTK_WIDGET (fixture->window), 0, width);

  return fixture;
}

static void
wait_for_file (Fixture    *fixture,
               const char *path,
               gboolean    copied)
{
  nexus_test_spin_until (is_stored (fixture, path));
  fixture_settle (fixture);
  g_assert_cmpint (is_stored (fixture, "/a2.txt"), ==, copied);
  g_assert_false (has_rubberband (GTK_WIDGET (fixture->window)));
}

static void
test_folder (gconstpointer data)
{
  gboolean copy = GPOINTER_TO_INT (data);
  Fixture *fixture = start (2 * WIDTH);

  pick_up (fixture, "a2.txt");
  carry_to (wait_for_label (fixture->browser, "docs"), copy);
  let_go (copy);
  wait_for_file (fixture, "/docs/a2.txt", copy);
  fixture_free (fixture);
}

static NexusGtkWindow *
open_other (Fixture    *fixture,
            const char *place)
{
  GtkWindow *window;

  nexus_gtk_window_open_in_window (fixture->window, place);
  window = gtk_application_get_active_window (GTK_APPLICATION (fixture->application));
  for (GList *item = gtk_application_get_windows (GTK_APPLICATION (fixture->application)); item != NULL; item = item->next)
    {
      if (NEXUS_GTK_IS_WINDOW (item->data) && item->data != (gpointer) fixture->window)
        window = item->data;
    }
  g_assert_true (window != GTK_WINDOW (fixture->window));
  nexus_test_spin_until (nexus_gtk_window_is_settled (NEXUS_GTK_WINDOW (window)));
  manage_window (GTK_WIDGET (window), WIDTH + 10, WIDTH);

  return NEXUS_GTK_WINDOW (window);
}

static void
test_other_window (gconstpointer data)
{
  gboolean copy = GPOINTER_TO_INT (data);
  Fixture *fixture = start (WIDTH);
  NexusGtkWindow *other = open_other (fixture, "/docs");

  pick_up (fixture, "a2.txt");
  carry_to (wait_for_label (other->browser, "inner"), copy);
  let_go (copy);
  nexus_test_spin_until (is_stored (fixture, "/docs/inner/a2.txt"));
  nexus_test_spin_until (nexus_gtk_window_is_settled (other));
  wait_for_file (fixture, "/docs/inner/a2.txt", copy);
  gtk_window_destroy (GTK_WINDOW (other));
  fixture_free (fixture);
}

static void
test_sidebar (void)
{
  Fixture *fixture = start (2 * WIDTH);
  g_autoptr(NexusEntry) entry = NULL;
  g_autoptr(GError) error = NULL;

  pick_up (fixture, "a10.txt");
  carry_to (wait_for_label (fixture->window->sidebar, "work"), FALSE);
  let_go (FALSE);
  for (gboolean tagged = FALSE; !tagged; g_main_context_iteration (NULL, FALSE))
    {
      g_clear_object (&entry);
      entry = nexus_filesystem_query (fixture->filesystem, "/a10.txt", NULL, &error);
      g_assert_no_error (error);
      tagged = g_strv_contains (nexus_entry_get_tags (entry), "work");
    }

  pick_up (fixture, "a2.txt");
  carry_to (wait_for_label (fixture->window->sidebar, "Trash"), FALSE);
  let_go (FALSE);
  fixture_wait_names (fixture, "docs a10.txt");
  fixture_free (fixture);
}

static void
test_path_bar (gconstpointer data)
{
  gboolean copy = GPOINTER_TO_INT (data);
  Fixture *fixture = start (2 * WIDTH);

  nexus_gtk_window_go (fixture->window, "/docs/inner");
  fixture_wait_names (fixture, "deep.txt");
  pick_up (fixture, "deep.txt");
  carry_to (wait_for_label (fixture->window->path_bar, "docs"), copy);
  let_go (copy);
  nexus_test_spin_until (is_stored (fixture, "/docs/deep.txt"));
  fixture_settle (fixture);
  g_assert_cmpint (is_stored (fixture, "/docs/inner/deep.txt"), ==, copy);
  fixture_free (fixture);
}

static void
test_tab (gconstpointer data)
{
  gboolean copy = GPOINTER_TO_INT (data);
  Fixture *fixture = start (2 * WIDTH);
  GdkDragAction action = copy ? GDK_ACTION_COPY : GDK_ACTION_MOVE;
  int x, y;

  nexus_gtk_window_go (fixture->window, "/docs");
  activate (fixture, "win.new-tab");
  nexus_gtk_window_go (fixture->window, "/");
  fixture->browser = fixture->window->browser;
  fixture_wait_names (fixture, "docs a2.txt a10.txt");
  pick_up (fixture, "a2.txt");
  /* It tells nothing of its own targets. */
  fixture->window->tab_action = 0;
  locate (wait_for_label (fixture->window->tab_bar, "docs"), &x, &y);
  move_to (x, y);
  if (copy)
    hold_control (TRUE);
  nexus_test_spin_until (tremble () && fixture->window->tab_action == action);
  let_go (copy);
  wait_for_file (fixture, "/docs/a2.txt", copy);
  fixture->browser = fixture->window->browser;
  fixture_settle (fixture);
  fixture_free (fixture);
}

/* --- Another program --- */

typedef struct {
  GSubprocess      *process;
  GDataInputStream *output;
  Window            window;
  char             *line;       /* that it wrote last */
  gboolean          read;       /* whether there is one */
} Helper;

static void
line_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  Helper *helper = user_data;
  g_autoptr(GError) error = NULL;

  helper->line = g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (object), result, NULL, &error);
  g_assert_no_error (error);
  helper->read = TRUE;
}

/* The next line that it writes; the hand waits meanwhile. */
static char *
read_line (Helper *helper)
{
  helper->read = FALSE;
  g_data_input_stream_read_line_async (helper->output, G_PRIORITY_DEFAULT, NULL, line_cb, helper);
  nexus_test_spin_until (tremble () && helper->read);
  /* It has not ended. */
  g_assert_nonnull (helper->line);

  return helper->line;
}

static void
assert_line (Helper     *helper,
             const char *expected)
{
  g_autofree char *line = read_line (helper);

  g_assert_cmpstr (line, ==, expected);
}

static Helper *
helper_start (void)
{
  Helper *helper = g_new0 (Helper, 1);
  g_autofree char *program = g_test_build_filename (G_TEST_BUILT, "gtk", "drag-helper", NULL);
  g_autofree char *line = NULL;
  g_autoptr(GError) error = NULL;

  helper->process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, program, NULL);
  g_assert_no_error (error);
  helper->output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (helper->process));
  line = read_line (helper);
  helper->window = g_ascii_strtoull (line, NULL, 10);
  g_assert_cmpuint (helper->window, !=, 0);
  manage (helper->window, WIDTH + 10, WIDTH);

  return helper;
}

static void
helper_stop (Helper *helper)
{
  g_autoptr(GError) error = NULL;

  g_subprocess_force_exit (helper->process);
  g_subprocess_wait (helper->process, NULL, &error);
  g_assert_no_error (error);
  g_object_unref (helper->process);
  g_object_unref (helper->output);
  g_free (helper);
}

/* Real files, under the names that they have in the store; a folder with all that is in it. */
static void
test_drag_out (void)
{
  Fixture *fixture = start (WIDTH);
  Helper *helper = helper_start ();

  activate (fixture, "win.select-all");
  pick_up (fixture, "a2.txt");
  move_to (WIDTH + 10 + WIDTH / 2, HEIGHT / 2);
  assert_line (helper, "enter");
  let_go (FALSE);
  assert_line (helper, "docs (folder): inner");
  assert_line (helper, "a2.txt: two again");
  assert_line (helper, "a10.txt: ten");
  assert_line (helper, "end");
  g_assert_true (is_stored (fixture, "/a2.txt"));
  helper_stop (helper);
  fixture_settle (fixture);
  fixture_free (fixture);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();

  g_test_add_data_func ("/pointer/folder/move", GINT_TO_POINTER (FALSE), test_folder);
  g_test_add_data_func ("/pointer/folder/copy", GINT_TO_POINTER (TRUE), test_folder);
  g_test_add_data_func ("/pointer/other-window/move", GINT_TO_POINTER (FALSE), test_other_window);
  g_test_add_data_func ("/pointer/other-window/copy", GINT_TO_POINTER (TRUE), test_other_window);
  g_test_add_func ("/pointer/sidebar", test_sidebar);
  g_test_add_data_func ("/pointer/path-bar/move", GINT_TO_POINTER (FALSE), test_path_bar);
  g_test_add_data_func ("/pointer/path-bar/copy", GINT_TO_POINTER (TRUE), test_path_bar);
  g_test_add_data_func ("/pointer/tab/move", GINT_TO_POINTER (FALSE), test_tab);
  g_test_add_data_func ("/pointer/tab/copy", GINT_TO_POINTER (TRUE), test_tab);
  g_test_add_func ("/pointer/drag-out", test_drag_out);

  return g_test_run ();
}
