/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "nexus-gtk-accessible.h"
#include "nexus-gtk-completion.h"
#include "nexus-gtk-direction.h"
#include "nexus-gtk-drag.h"
#include "nexus-gtk-path-bar.h"
#include "nexus-gtk-place.h"
#include "nexus-gtk-window.h"

/* Shorter than this a name says nothing, and is rather in the menu. */
#define CHARS_MIN 12

/* What the menu takes away, whether it is needed or not. */
#define OVERFLOW_WIDTH 38

struct _NexusGtkPathBar {
  AdwBin              parent_instance;

  GtkStack           *stack;
  GtkWidget          *overflow;     /* the folders for which there is no room */
  GtkWidget          *scrolled;
  GtkBox             *buttons;
  GtkWidget          *entry;
  NexusGtkCompletion *completion;
  GtkWidget          *current;      /* what the last button says; NULL without a place */
  char               *place;
  guint               scroll_id;
};

G_DEFINE_FINAL_TYPE (NexusGtkPathBar, nexus_gtk_path_bar, ADW_TYPE_BIN)

static void
button_cb (NexusGtkPathBar *self,
           GtkWidget       *button)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.go", "s", g_object_get_data (G_OBJECT (button), "place"));
}

static void
middle_cb (GtkGestureClick *gesture,
           int              n_press,
           double           x,
           double           y,
           NexusGtkPathBar *self)
{
  GtkWidget *button = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture));

  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.go-in-tab", "s", g_object_get_data (G_OBJECT (button), "place"));
}

static void
add_button (NexusGtkPathBar *self,
            const char      *place,
            gboolean         icon,
            gboolean         current,
            gboolean         alone)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkGesture *gesture = gtk_gesture_click_new ();
  g_autofree char *title = nexus_gtk_place_dup_title (place);
  GtkWidget *text = gtk_label_new (title);

  if (icon)
    gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name (nexus_gtk_place_get_icon (place)));
  gtk_label_set_ellipsize (GTK_LABEL (text), PANGO_ELLIPSIZE_MIDDLE);
  if (current)
    self->current = text;
  else
    gtk_label_set_width_chars (GTK_LABEL (text), MIN (g_utf8_strlen (title, -1), CHARS_MIN));
  gtk_label_set_max_width_chars (GTK_LABEL (text), alone ? 48 : 24);
  gtk_box_append (GTK_BOX (box), text);
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "nexus-crumb");
  if (current)
    gtk_widget_add_css_class (button, "current");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  g_object_set_data_full (G_OBJECT (button), "place", g_strdup (place), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (button_cb), self, G_CONNECT_SWAPPED);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (gesture), GDK_BUTTON_MIDDLE);
  g_signal_connect (gesture, "pressed", G_CALLBACK (middle_cb), self);
  gtk_widget_add_controller (button, GTK_EVENT_CONTROLLER (gesture));
  nexus_gtk_drag_add_target (button, place);
  gtk_box_append (self->buttons, button);
}

static void
add_separator (NexusGtkPathBar *self)
{
  GtkWidget *separator = gtk_label_new ("/");

  gtk_widget_add_css_class (separator, "dim-label");
  gtk_accessible_update_state (GTK_ACCESSIBLE (separator), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  gtk_box_append (self->buttons, separator);
}

/* What is cut off at the edge is not shown, but for the last one, and what somebody goes to with the keyboard, which is
 * scrolled to.  It has the place that it had. */
static void
hide_cut (NexusGtkPathBar *self)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_hadjustment (GTK_SCROLLED_WINDOW (self->scrolled));
  double start = gtk_adjustment_get_value (adjustment);
  double end = start + gtk_adjustment_get_page_size (adjustment);

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->buttons)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      graphene_rect_t bounds;
      gboolean is_cut = gtk_widget_get_next_sibling (child) != NULL &&
                        gtk_widget_compute_bounds (child, GTK_WIDGET (self->buttons), &bounds) &&
                        (bounds.origin.x < start - 1 || bounds.origin.x + bounds.size.width > end + 1);

      gtk_widget_set_opacity (child, is_cut ? 0 : 1);
      gtk_widget_set_can_target (child, !is_cut);
    }
}

/* The last name is never in the menu: where there is little room it is as short as it has to be, beside nothing else. */
static void
shorten_current (NexusGtkPathBar *self,
                 double           room)
{
  PangoFontMetrics *metrics = pango_context_get_metrics (gtk_widget_get_pango_context (self->current), NULL, NULL);
  int char_width = PANGO_PIXELS (pango_font_metrics_get_approximate_char_width (metrics));
  int button_width;
  int label_width;
  int wanted;

  pango_font_metrics_unref (metrics);
  gtk_widget_measure (gtk_widget_get_last_child (GTK_WIDGET (self->buttons)), GTK_ORIENTATION_HORIZONTAL, -1,
                      &button_width, NULL, NULL, NULL);
  gtk_widget_measure (self->current, GTK_ORIENTATION_HORIZONTAL, -1, &label_width, &wanted, NULL, NULL);
  room -= OVERFLOW_WIDTH + (button_width - label_width);
  wanted = MIN (wanted, CHARS_MIN * char_width);
  gtk_widget_set_size_request (self->current, CLAMP ((int) room, 0, wanted), -1);
}

/* The end of a long path is what matters; for the folders before there is a menu. */
static gboolean
scroll_to_end_cb (gpointer user_data)
{
  NexusGtkPathBar *self = user_data;
  GtkAdjustment *adjustment = gtk_scrolled_window_get_hadjustment (GTK_SCROLLED_WINDOW (self->scrolled));
  double room = gtk_adjustment_get_page_size (adjustment);

  self->scroll_id = 0;
  /* What the menu takes away is no reason for it. */
  if (gtk_widget_get_visible (self->overflow))
    room += gtk_widget_get_width (self->overflow);
  gtk_widget_set_visible (self->overflow, gtk_adjustment_get_upper (adjustment) > room);
  if (self->current != NULL)
    shorten_current (self, room);
  nexus_gtk_direction_scroll_to_end (GTK_SCROLLED_WINDOW (self->scrolled));
  /* What has become narrower stays where it was otherwise. */
  gtk_widget_queue_resize (self->scrolled);

  return G_SOURCE_REMOVE;
}

static void
queue_scroll (NexusGtkPathBar *self)
{
  if (self->scroll_id == 0)
    self->scroll_id = g_idle_add (scroll_to_end_cb, self);
}

static void
add_to_menu (GMenu      *menu,
             const char *place)
{
  g_autofree char *title = nexus_gtk_place_dup_title (place);
  g_autoptr(GString) label = g_string_new (title);
  g_autoptr(GMenuItem) item = NULL;

  /* An underscore in a name is no mnemonic. */
  g_string_replace (label, "_", "__", 0);
  item = g_menu_item_new (label->str, NULL);
  g_menu_item_set_action_and_target (item, "win.go", "s", place);
  g_menu_append_item (menu, item);
}

static void
add_path (NexusGtkPathBar *self,
          const char      *path)
{
  g_auto(GStrv) names = g_strsplit (path + 1, "/", -1);
  g_autoptr(GString) so_far = g_string_new (NULL);
  g_autoptr(GMenu) menu = g_menu_new ();

  add_button (self, NEXUS_GTK_PLACE_HOME, TRUE, path[1] == '\0', path[1] == '\0');
  add_to_menu (menu, NEXUS_GTK_PLACE_HOME);
  for (guint i = 0; names[i] != NULL && names[i][0] != '\0'; i++)
    {
      gboolean current = names[i + 1] == NULL;

      g_string_append_printf (so_far, "/%s", names[i]);
      add_separator (self);
      add_button (self, so_far->str, FALSE, current, FALSE);
      if (!current)
        add_to_menu (menu, so_far->str);
    }
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (self->overflow), G_MENU_MODEL (menu));
}

void
nexus_gtk_path_bar_set_place (NexusGtkPathBar *self,
                              const char      *place)
{
  GtkWidget *child;

  /* What stays the same may be held under the pointer. */
  if (g_strcmp0 (self->place, place) != 0)
    {
      g_free (self->place);
      self->place = g_strdup (place);
      self->current = NULL;
      while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->buttons))) != NULL)
        gtk_box_remove (self->buttons, child);

      if (nexus_gtk_place_is_folder (place))
        add_path (self, place);
      else
        add_button (self, place, TRUE, TRUE, TRUE);
    }

  gtk_stack_set_visible_child_name (self->stack, "buttons");
  queue_scroll (self);
}

void
nexus_gtk_path_bar_set_filesystem (NexusGtkPathBar *self,
                                   NexusFilesystem *filesystem)
{
  nexus_gtk_completion_set_filesystem (self->completion, filesystem);
}

NexusGtkCompletion *
nexus_gtk_path_bar_get_completion (NexusGtkPathBar *self)
{
  return self->completion;
}

GMenuModel *
nexus_gtk_path_bar_get_overflow (NexusGtkPathBar *self)
{
  return gtk_widget_get_visible (self->overflow) ? gtk_menu_button_get_menu_model (GTK_MENU_BUTTON (self->overflow))
                                                 : NULL;
}

void
nexus_gtk_path_bar_edit (NexusGtkPathBar *self)
{
  g_autofree char *text = g_strdup (NEXUS_GTK_PLACE_HOME);

  /* So that what is in the folder can be typed at once. */
  if (self->place != NULL && strcmp (self->place, NEXUS_GTK_PLACE_HOME) != 0)
    {
      g_free (text);
      text = g_strconcat (self->place, nexus_gtk_place_is_folder (self->place) ? "/" : "", NULL);
    }
  gtk_stack_set_visible_child_name (self->stack, "entry");
  gtk_widget_grab_focus (self->entry);
  gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
  nexus_gtk_completion_close (self->completion);
  gtk_editable_select_region (GTK_EDITABLE (self->entry), 0, -1);
}

void
nexus_gtk_path_bar_edit_text (NexusGtkPathBar *self,
                              const char      *text)
{
  gtk_stack_set_visible_child_name (self->stack, "entry");
  gtk_widget_grab_focus (self->entry);
  gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
  gtk_editable_set_position (GTK_EDITABLE (self->entry), -1);
}

GtkWidget *
nexus_gtk_path_bar_get_entry (NexusGtkPathBar *self)
{
  return self->entry;
}

static void
entry_activate_cb (NexusGtkPathBar *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  g_autoptr(GError) error = NULL;

  nexus_gtk_completion_close (self->completion);
  if (!nexus_gtk_window_open_location (NEXUS_GTK_WINDOW (root), gtk_editable_get_text (GTK_EDITABLE (self->entry)),
                                       &error))
    {
      gtk_widget_add_css_class (self->entry, "error");
      gtk_widget_set_tooltip_text (self->entry, error->message);
    }
}

static void
entry_changed_cb (NexusGtkPathBar *self)
{
  gtk_widget_remove_css_class (self->entry, "error");
  gtk_widget_set_tooltip_text (self->entry, NULL);
}

static gboolean
entry_key_cb (NexusGtkPathBar *self,
              guint            keyval)
{
  if (keyval != GDK_KEY_Escape)
    return GDK_EVENT_PROPAGATE;
  /* Back to where it is, and not into the buttons: these are next to the entry, but not what was left for it. */
  gtk_widget_activate_action (GTK_WIDGET (self), "win.go", "s", self->place);

  return GDK_EVENT_STOP;
}

static void
entry_leave_cb (NexusGtkPathBar *self)
{
  nexus_gtk_completion_close (self->completion);
  gtk_stack_set_visible_child_name (self->stack, "buttons");
}

static void
nexus_gtk_path_bar_size_allocate (GtkWidget *widget,
                                  int        width,
                                  int        height,
                                  int        baseline)
{
  GTK_WIDGET_CLASS (nexus_gtk_path_bar_parent_class)->size_allocate (widget, width, height, baseline);
  hide_cut (NEXUS_GTK_PATH_BAR (widget));
}

static void
nexus_gtk_path_bar_dispose (GObject *object)
{
  NexusGtkPathBar *self = NEXUS_GTK_PATH_BAR (object);

  g_clear_handle_id (&self->scroll_id, g_source_remove);
  if (self->completion != NULL)
    nexus_gtk_completion_detach (self->completion);
  g_clear_object (&self->completion);
  g_clear_pointer (&self->place, g_free);

  G_OBJECT_CLASS (nexus_gtk_path_bar_parent_class)->dispose (object);
}

static void
nexus_gtk_path_bar_class_init (NexusGtkPathBarClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = nexus_gtk_path_bar_dispose;
  GTK_WIDGET_CLASS (klass)->size_allocate = nexus_gtk_path_bar_size_allocate;
}

static void
nexus_gtk_path_bar_init (NexusGtkPathBar *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();
  GtkWidget *crumbs = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkAdjustment *adjustment;

  self->overflow = gtk_menu_button_new ();
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (self->overflow), "view-more-horizontal-symbolic");
  gtk_widget_set_tooltip_text (self->overflow, _("Folders Above"));
  gtk_widget_add_css_class (self->overflow, "flat");
  gtk_widget_set_visible (self->overflow, FALSE);
  gtk_box_append (GTK_BOX (crumbs), self->overflow);
  nexus_gtk_name_buttons (self->overflow);

  self->buttons = GTK_BOX (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0));
  self->scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scrolled), GTK_POLICY_EXTERNAL, GTK_POLICY_NEVER);
  gtk_scrolled_window_set_propagate_natural_width (GTK_SCROLLED_WINDOW (self->scrolled), TRUE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled), GTK_WIDGET (self->buttons));
  gtk_widget_set_hexpand (self->scrolled, TRUE);
  gtk_box_append (GTK_BOX (crumbs), self->scrolled);
  adjustment = gtk_scrolled_window_get_hadjustment (GTK_SCROLLED_WINDOW (self->scrolled));
  g_signal_connect_object (adjustment, "changed", G_CALLBACK (queue_scroll), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (adjustment, "value-changed", G_CALLBACK (hide_cut), self, G_CONNECT_SWAPPED);

  self->entry = gtk_entry_new ();
  gtk_widget_set_hexpand (self->entry, TRUE);
  gtk_editable_set_width_chars (GTK_EDITABLE (self->entry), 10);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (self->entry), 60);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Location"), -1);
  g_signal_connect_swapped (self->entry, "activate", G_CALLBACK (entry_activate_cb), self);
  g_signal_connect_swapped (self->entry, "changed", G_CALLBACK (entry_changed_cb), self);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (entry_key_cb), self);
  gtk_widget_add_controller (self->entry, keys);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (entry_leave_cb), self);
  gtk_widget_add_controller (self->entry, focus);
  self->completion = nexus_gtk_completion_new (GTK_ENTRY (self->entry));
  g_signal_connect_object (self->completion, "chosen", G_CALLBACK (entry_activate_cb), self, G_CONNECT_SWAPPED);

  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_stack_set_hhomogeneous (self->stack, FALSE);
  gtk_stack_add_named (self->stack, crumbs, "buttons");
  gtk_stack_add_named (self->stack, self->entry, "entry");
  gtk_widget_set_hexpand (GTK_WIDGET (self->stack), TRUE);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->stack));
}

NexusGtkPathBar *
nexus_gtk_path_bar_new (void)
{
  return g_object_new (NEXUS_GTK_TYPE_PATH_BAR, NULL);
}
