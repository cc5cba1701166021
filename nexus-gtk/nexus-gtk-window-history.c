/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "nexus-gtk-place.h"
#include "nexus-gtk-window-private.h"

/* As many places are offered at once. */
#define SHOWN_MAX 15

static void
step_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  nexus_gtk_window_step (NEXUS_GTK_WINDOW (widget), g_variant_get_int32 (parameter));
}

GMenuModel *
nexus_gtk_window_dup_history_menu (NexusGtkWindow *self,
                                   int             by)
{
  GMenu *menu = g_menu_new ();

  for (int i = 1; i <= SHOWN_MAX; i++)
    {
      const char *place = self->tab != NULL ? nexus_gtk_tab_peek (self->tab, i * by) : NULL;
      g_autofree char *title = NULL;
      g_autoptr(GString) label = NULL;
      g_autoptr(GMenuItem) item = NULL;

      if (place == NULL)
        break;
      title = nexus_gtk_place_dup_title (place);
      label = g_string_new (title);
      /* An underscore in a name is no mnemonic. */
      g_string_replace (label, "_", "__", 0);
      item = g_menu_item_new (label->str, NULL);
      g_menu_item_set_action_and_target (item, "win.step", "i", i * by);
      g_menu_append_item (menu, item);
    }

  return G_MENU_MODEL (menu);
}

/* --- The menus of the buttons --- */

static void
popup (NexusGtkWindow *self,
       GtkWidget      *button)
{
  gboolean back = button == self->back_button;
  GtkWidget *popover = back ? self->back_popover : self->forward_popover;
  g_autoptr(GMenuModel) menu = nexus_gtk_window_dup_history_menu (self, back ? -1 : 1);

  if (g_menu_model_get_n_items (menu) == 0)
    return;
  gtk_popover_menu_set_menu_model (GTK_POPOVER_MENU (popover), menu);
  gtk_popover_popup (GTK_POPOVER (popover));
}

static void
pressed_cb (GtkGesture     *gesture,
            double          x,
            double          y,
            NexusGtkWindow *self)
{
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  popup (self, gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture)));
}

static void
clicked_cb (GtkGesture     *gesture,
            int             n_press,
            double          x,
            double          y,
            NexusGtkWindow *self)
{
  pressed_cb (gesture, x, y, self);
}

static gboolean
menu_key_cb (GtkWidget *widget,
             GVariant  *arguments,
             gpointer   user_data)
{
  popup (user_data, widget);

  return GDK_EVENT_STOP;
}

/* With the pointer by a long press or the other button, with the keyboard by the key for menus. */
static GtkWidget *
add_menu (NexusGtkWindow *self,
          GtkWidget      *button)
{
  GtkGesture *press = gtk_gesture_long_press_new ();
  GtkGesture *click = gtk_gesture_click_new ();
  GtkEventController *keys = gtk_shortcut_controller_new ();
  GtkWidget *popover = gtk_popover_menu_new_from_model (NULL);

  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (press), GTK_PHASE_CAPTURE);
  g_signal_connect (press, "pressed", G_CALLBACK (pressed_cb), self);
  gtk_widget_add_controller (button, GTK_EVENT_CONTROLLER (press));
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  g_signal_connect (click, "pressed", G_CALLBACK (clicked_cb), self);
  gtk_widget_add_controller (button, GTK_EVENT_CONTROLLER (click));
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys),
                                        gtk_shortcut_new (gtk_shortcut_trigger_parse_string ("<shift>F10|Menu"),
                                                          gtk_callback_action_new (menu_key_cb, self, NULL)));
  gtk_widget_add_controller (button, keys);
  gtk_widget_set_parent (popover, button);

  return popover;
}

void
nexus_gtk_window_install_history_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.step", "i", step_action);
}

void
nexus_gtk_window_init_history (NexusGtkWindow *self)
{
  self->back_popover = add_menu (self, self->back_button);
  self->forward_popover = add_menu (self, self->forward_button);
}

void
nexus_gtk_window_dispose_history (NexusGtkWindow *self)
{
  g_clear_pointer (&self->back_popover, gtk_widget_unparent);
  g_clear_pointer (&self->forward_popover, gtk_widget_unparent);
}
