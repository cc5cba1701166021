/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "nexus-gtk-test-hand.h"

#include <X11/Xatom.h>
#include <X11/extensions/XTest.h>
#include <gdk/x11/gdkx.h>
#include <string.h>

#include "nexus-gtk-browser.h"
#include "nexus-gtk-drag.h"
#include "nexus-test-util.h"

/* So many frames a widget is where it was, before it is taken to rest. */
#define FRAMES 3

/* Where the drag comes from; the widget may be gone before it ends. */
static GtkDragSource *source;

static gboolean failed;

static int hand_x, hand_y;
static gboolean control;

static Display *
get_display (void)
{
  return gdk_x11_display_get_xdisplay (gdk_display_get_default ());
}

static Window
get_xid (GtkWidget *widget)
{
  return gdk_x11_surface_get_xid (gtk_native_get_surface (gtk_widget_get_native (widget)));
}

void
hand_init (void)
{
  /* What is aimed at would slide away. */
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  nexus_gtk_drag_set_spring_time (G_MAXINT);
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

void
hand_place (Window window,
            int    x,
            int    width)
{
  Atom state = XInternAtom (get_display (), "WM_STATE", False);
  long value[] = { 1, None };

  /* A drag looks for what belongs to a window manager. */
  XChangeProperty (get_display (), window, state, state, 32, PropModeReplace, (unsigned char *) value, 2);
  XMoveResizeWindow (get_display (), window, x, 0, width, HAND_HEIGHT);
  XRaiseWindow (get_display (), window);
  XSync (get_display (), False);
  nexus_test_spin_until (is_at (window, x));
}

void
hand_place_window (GtkWidget *window,
                   int        x,
                   int        width)
{
  nexus_test_spin_until (gtk_widget_get_mapped (window));
  hand_place (get_xid (window), x, width);
  nexus_test_spin_until (gtk_widget_get_width (window) <= width && gtk_widget_get_width (window) > width - 100);
}

/* --- A hand --- */

void
hand_move_to (int x,
              int y)
{
  hand_x = x;
  hand_y = y;
  XTestFakeMotionEvent (get_display (), -1, x, y, CurrentTime);
  XSync (get_display (), False);
}

void
hand_hold_button (gboolean down)
{
  XTestFakeButtonEvent (get_display (), 1, down, CurrentTime);
  XSync (get_display (), False);
}

void
hand_hold_control (gboolean down)
{
  if (control == down)
    return;
  control = down;
  XTestFakeKeyEvent (get_display (), XKeysymToKeycode (get_display (), GDK_KEY_Control_L), down, CurrentTime);
  XSync (get_display (), False);
}

/* A drag tells what is under the pointer of it only when that moves, and not while the answer to the movement before is
 * outstanding: what it came to rest on would not hear of it.  A hand that waits is never quite still; but it does not
 * move so often that there is no time to draw anything. */
gboolean
hand_tremble (void)
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

/* --- An eye --- */

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

/* Where a point of the widget is on the screen, if that is what is seen there. */
static gboolean
locate (GtkWidget *widget,
        int       *x,
        int       *y)
{
  GtkWidget *native = GTK_WIDGET (gtk_widget_get_native (widget));
  GtkWidget *seen;
  double dx, dy, wx, wy;
  Window child;

  if (gtk_widget_get_width (widget) == 0 || gtk_widget_get_height (widget) == 0 ||
      !gtk_widget_translate_coordinates (widget, native, MIN (gtk_widget_get_width (widget), 40) / 2.0,
                                         gtk_widget_get_height (widget) / 2.0, &wx, &wy))
    return FALSE;
  /* A label may let what it is in have the pointer. */
  seen = gtk_widget_pick (native, wx, wy, GTK_PICK_DEFAULT);
  if (seen == NULL || (seen != widget && !gtk_widget_is_ancestor (widget, seen)))
    return FALSE;
  gtk_native_get_surface_transform (GTK_NATIVE (native), &dx, &dy);

  return XTranslateCoordinates (get_display (), get_xid (native), DefaultRootWindow (get_display ()), (int) (wx + dx),
                                (int) (wy + dy), x, y, &child);
}

typedef struct {
  GtkWidget  *root;
  const char *text;
  GtkWidget  *label;
  int         x, y;
  gint64      frame;    /* since which it is there */
} Aim;

/* Lists lay out once more what they have shown already, and bars come in above them: where something was, there is
 * something else by the time that the button is down. */
static gboolean
rests (Aim *aim)
{
  GtkWidget *label = find_label (aim->root, aim->text);
  int x = 0, y = 0;
  gint64 frame;

  if (label == NULL || !locate (label, &x, &y))
    {
      aim->label = NULL;
      return FALSE;
    }
  frame = gdk_frame_clock_get_frame_counter (gtk_widget_get_frame_clock (label));
  if (aim->label != label || aim->x != x || aim->y != y)
    {
      aim->label = label;
      aim->x = x;
      aim->y = y;
      aim->frame = frame;
    }
  gtk_widget_queue_draw (label);

  return frame >= aim->frame + FRAMES;
}

GtkWidget *
hand_find (gpointer    root,
           const char *text,
           int        *x,
           int        *y)
{
  Aim aim = { root, text, NULL, 0, 0, 0 };

  nexus_test_spin_until (rests (&aim));
  *x = aim.x;
  *y = aim.y;

  return aim.label;
}

gpointer
hand_find_controller (GtkWidget *widget,
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

static GdkDrag *
get_drag (void)
{
  return source != NULL ? gtk_drag_source_get_drag (source) : NULL;
}

static gboolean
cancel_cb (void)
{
  failed = TRUE;

  return FALSE;
}

void
hand_pick_up (gpointer    root,
              const char *text)
{
  GtkWidget *label;
  int x, y;

  g_assert_null (source);
  label = hand_find (root, text, &x, &y);
  source = g_object_ref (hand_find_controller (label, GTK_TYPE_DRAG_SOURCE));
  g_signal_connect (source, "drag-cancel", G_CALLBACK (cancel_cb), NULL);
  failed = FALSE;
  hand_move_to (x, y);
  hand_hold_button (TRUE);
  nexus_test_spin_until (gtk_gesture_is_recognized (GTK_GESTURE (source)));
  for (int i = 1; i <= 10; i++)
    hand_move_to (x + 4 * i, y);
  nexus_test_spin_until (hand_tremble () && get_drag () != NULL);
}

GdkDragAction
hand_get_action (void)
{
  GdkDrag *drag = get_drag ();

  return drag != NULL ? gdk_drag_get_selected_action (drag) : 0;
}

/* A list takes for all of its rows, and marks the one that is meant. */
static gboolean
is_marked (GtkWidget *label)
{
  GtkDropTarget *target = hand_find_controller (label, GTK_TYPE_DROP_TARGET);
  GtkWidget *end = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (target));

  if (gtk_drop_target_get_current_drop (target) == NULL)
    return FALSE;
  if (!NEXUS_GTK_IS_BROWSER (end))
    return TRUE;
  for (; label != end; label = gtk_widget_get_parent (label))
    {
      if (gtk_widget_has_css_class (label, "nexus-drop"))
        return TRUE;
    }

  return FALSE;
}

GtkWidget *
hand_aim (gpointer    root,
          const char *text)
{
  GtkWidget *label = find_label (root, text);
  int x, y;

  hand_tremble ();
  if (label == NULL || !locate (label, &x, &y))
    return NULL;
  if (x != hand_x || y != hand_y)
    hand_move_to (x, y);

  return label;
}

gboolean
hand_is_over (gpointer    root,
              const char *text)
{
  GtkWidget *label = hand_aim (root, text);

  return label != NULL && is_marked (label);
}

void
hand_carry_to (gpointer    root,
               const char *text,
               gboolean    copy)
{
  GdkDragAction action = copy ? GDK_ACTION_COPY : GDK_ACTION_MOVE;

  hand_hold_control (copy);
  nexus_test_spin_until (hand_is_over (root, text) && hand_get_action () == action);
}

gboolean
hand_let_go (void)
{
  g_assert_nonnull (source);
  hand_hold_button (FALSE);
  nexus_test_spin_until (get_drag () == NULL);
  g_signal_handlers_disconnect_by_func (source, cancel_cb, NULL);
  g_clear_object (&source);
  hand_hold_control (FALSE);

  return !failed;
}
