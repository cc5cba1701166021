/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "nexus-gtk-browser-private.h"

static void
popup_at (NexusGtkBrowser *self,
          GtkWidget       *widget,
          double           x,
          double           y)
{
  GdkRectangle point;
  double self_x;
  double self_y;

  gtk_widget_translate_coordinates (widget, GTK_WIDGET (self), x, y, &self_x, &self_y);
  point = (GdkRectangle) { (int) self_x, (int) self_y, 1, 1 };
  gtk_popover_set_pointing_to (GTK_POPOVER (self->popover), &point);
  gtk_popover_popup (GTK_POPOVER (self->popover));
}

/* One gesture of the browser finds the cell that is meant: hundreds of cells are made at once, each of which would be
 * twice as expensive with gestures of its own. */
#define ITEM "nexus-list-item"

static GtkListItem *
find_item (NexusGtkBrowser *self,
           double           x,
           double           y)
{
  GtkWidget *widget = gtk_widget_pick (GTK_WIDGET (self), x, y, GTK_PICK_DEFAULT);

  for (; widget != NULL && widget != GTK_WIDGET (self); widget = gtk_widget_get_parent (widget))
    {
      GtkListItem *item = g_object_get_data (G_OBJECT (widget), ITEM);

      if (item != NULL && gtk_list_item_get_item (item) != NULL)
        return item;
    }

  return NULL;
}

/* What is not selected yet; nothing, beside the files. */
static void
secondary_cb (GtkGestureClick *gesture,
              int              n_press,
              double           x,
              double           y,
              NexusGtkBrowser *self)
{
  GtkSelectionModel *model = GTK_SELECTION_MODEL (self->selection);
  GtkListItem *item = find_item (self, x, y);

  if (item == NULL)
    gtk_selection_model_unselect_all (model);
  else if (!gtk_selection_model_is_selected (model, gtk_list_item_get_position (item)))
    gtk_selection_model_select_item (model, gtk_list_item_get_position (item), TRUE);
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  popup_at (self, GTK_WIDGET (self), x, y);
}

/* As a link of a web page. */
static void
middle_cb (GtkGestureClick *gesture,
           int              n_press,
           double           x,
           double           y,
           NexusGtkBrowser *self)
{
  GtkListItem *item = find_item (self, x, y);

  if (item == NULL)
    return;

  gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->selection), gtk_list_item_get_position (item), TRUE);
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.open-in-tab", NULL);
}

void
_nexus_gtk_browser_prepare_cell (GtkWidget   *cell,
                                 GtkListItem *item,
                                 gpointer     user_data)
{
  g_object_set_data (G_OBJECT (cell), ITEM, item);
  _nexus_gtk_browser_add_name_cell (user_data, cell, item);
  _nexus_gtk_browser_add_drag_source (cell, item);
}

void
nexus_gtk_browser_set_menu (NexusGtkBrowser *self,
                            GMenuModel      *menu)
{
  gtk_popover_menu_set_menu_model (GTK_POPOVER_MENU (self->popover), menu);
}

/* For the keyboard: the menu at the row that has the focus, else in the corner. */
static gboolean
menu_key_cb (GtkWidget *widget,
             GVariant  *arguments,
             gpointer   user_data)
{
  NexusGtkBrowser *self = user_data;
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));

  if (focus == NULL || !gtk_widget_is_ancestor (focus, GTK_WIDGET (self->stack)))
    focus = GTK_WIDGET (self->stack);
  popup_at (self, focus, MIN (gtk_widget_get_width (focus), 120) / 2.0, MIN (gtk_widget_get_height (focus), 40) / 2.0);

  return GDK_EVENT_STOP;
}

/* A slash is in no name: whoever types one begins a location, unless it is in a text. */
static gboolean
slash_key_cb (GtkWidget *widget,
              GVariant  *arguments,
              gpointer   user_data)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (widget));

  return !GTK_IS_EDITABLE (focus) && gtk_widget_activate_action (widget, "win.location-root", NULL);
}

/* Keys that mean something else in a text are looked at only after the widget that has the focus, and only here; the
 * application's are looked at first and everywhere. */
static void
add_keys (NexusGtkBrowser *self)
{
  static const struct {
    const char *trigger;
    const char *action;
  } keys[] = {
    { "BackSpace", "win.back" },
    { "Delete|KP_Delete", "win.delete" },
    { "<shift>Delete|<shift>KP_Delete", "win.delete-permanently" },
    { "<primary>a", "win.select-all" },
    { "<primary>c|<primary>Insert", "win.copy" },
    { "<primary>x", "win.cut" },
    { "<primary>v|<shift>Insert", "win.paste" },
    { "<primary><shift>c", "win.copy-location" },
    { "<primary>Return|<primary>KP_Enter", "win.open-in-tab" },
    { "<shift>Return|<shift>KP_Enter", "win.open-in-window" },
  };
  GtkEventController *controller = gtk_shortcut_controller_new ();
  GtkEventController *first = gtk_shortcut_controller_new ();
  GtkShortcutTrigger *slash = gtk_shortcut_trigger_parse_string ("slash|<shift>slash|KP_Divide");

  /* Before the type-ahead, which takes all that is typed. */
  gtk_event_controller_set_propagation_phase (first, GTK_PHASE_CAPTURE);
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (first),
                                        gtk_shortcut_new (slash, gtk_callback_action_new (slash_key_cb, NULL, NULL)));
  gtk_widget_add_controller (GTK_WIDGET (self->stack), first);

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller),
                                          gtk_shortcut_new (gtk_shortcut_trigger_parse_string (keys[i].trigger),
                                                            gtk_named_action_new (keys[i].action)));
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller),
                                        gtk_shortcut_new (gtk_shortcut_trigger_parse_string ("<shift>F10|Menu"),
                                                          gtk_callback_action_new (menu_key_cb, self, NULL)));
  gtk_widget_add_controller (GTK_WIDGET (self->stack), controller);
}

void
_nexus_gtk_browser_add_input (NexusGtkBrowser *self)
{
  GtkGesture *gesture = gtk_gesture_click_new ();
  GtkGesture *middle = gtk_gesture_click_new ();

  self->popover = gtk_popover_menu_new_from_model (NULL);
  gtk_widget_set_parent (self->popover, GTK_WIDGET (self));
  gtk_popover_set_has_arrow (GTK_POPOVER (self->popover), FALSE);
  gtk_widget_set_halign (self->popover, GTK_ALIGN_START);

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (gesture), GDK_BUTTON_SECONDARY);
  g_signal_connect (gesture, "pressed", G_CALLBACK (secondary_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (gesture));
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (middle), GDK_BUTTON_MIDDLE);
  g_signal_connect (middle, "pressed", G_CALLBACK (middle_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (middle));
  _nexus_gtk_browser_add_drop_target (self);
  add_keys (self);
}
