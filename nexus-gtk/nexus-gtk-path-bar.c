/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "nexus-gtk-path-bar.h"

struct _NexusGtkPathBar {
  AdwBin     parent_instance;

  GtkStack  *stack;
  GtkWidget *scrolled;
  GtkBox    *buttons;
  GtkWidget *entry;
  char      *place;
  guint      scroll_id;
};

enum {
  SIGNAL_PLACE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (NexusGtkPathBar, nexus_gtk_path_bar, ADW_TYPE_BIN)

static void
button_cb (NexusGtkPathBar *self,
           GtkWidget       *button)
{
  g_signal_emit (self, signals[SIGNAL_PLACE], 0, g_object_get_data (G_OBJECT (button), "place"));
}

static void
add_button (NexusGtkPathBar *self,
            const char      *label,
            const char      *place,
            const char      *icon,
            gboolean         current)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *text = gtk_label_new (label);

  if (icon != NULL)
    gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name (icon));
  gtk_label_set_ellipsize (GTK_LABEL (text), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_max_width_chars (GTK_LABEL (text), 24);
  gtk_box_append (GTK_BOX (box), text);
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "nexus-crumb");
  if (current)
    gtk_widget_add_css_class (button, "current");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_object_set_data_full (G_OBJECT (button), "place", g_strdup (place), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (button_cb), self, G_CONNECT_SWAPPED);
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

/* The end of a long path is what matters. */
static gboolean
scroll_to_end_cb (gpointer user_data)
{
  NexusGtkPathBar *self = user_data;
  GtkAdjustment *adjustment = gtk_scrolled_window_get_hadjustment (GTK_SCROLLED_WINDOW (self->scrolled));

  self->scroll_id = 0;
  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment));

  return G_SOURCE_REMOVE;
}

static void
queue_scroll (NexusGtkPathBar *self)
{
  if (self->scroll_id == 0)
    self->scroll_id = g_idle_add (scroll_to_end_cb, self);
}

static void
add_path (NexusGtkPathBar *self,
          const char      *path)
{
  g_auto(GStrv) names = g_strsplit (path + 1, "/", -1);
  g_autoptr(GString) so_far = g_string_new (NULL);

  add_button (self, _("Files"), "/", "folder-symbolic", path[1] == '\0');
  for (guint i = 0; names[i] != NULL && names[i][0] != '\0'; i++)
    {
      g_autofree char *shown = nexus_path_display (names[i]);

      g_string_append_printf (so_far, "/%s", names[i]);
      add_separator (self);
      add_button (self, shown, so_far->str, NULL, names[i + 1] == NULL);
    }
}

void
nexus_gtk_path_bar_set_place (NexusGtkPathBar *self,
                              const char      *place)
{
  GtkWidget *child;

  g_free (self->place);
  self->place = g_strdup (place);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->buttons))) != NULL)
    gtk_box_remove (self->buttons, child);

  if (strcmp (place, "trash:") == 0)
    add_button (self, _("Trash"), place, "user-trash-symbolic", TRUE);
  else if (g_str_has_prefix (place, "tag:"))
    add_button (self, place + strlen ("tag:"), place, "bookmark-new-symbolic", TRUE);
  else
    add_path (self, place);

  gtk_stack_set_visible_child_name (self->stack, "buttons");
  queue_scroll (self);
}

void
nexus_gtk_path_bar_edit (NexusGtkPathBar *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->entry), self->place != NULL && self->place[0] == '/' ? self->place : "/");
  gtk_stack_set_visible_child_name (self->stack, "entry");
  gtk_widget_grab_focus (self->entry);
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
  g_autoptr(GError) error = NULL;
  g_autofree char *path = nexus_path_normalize (gtk_editable_get_text (GTK_EDITABLE (self->entry)), &error);

  if (path == NULL)
    {
      gtk_widget_add_css_class (self->entry, "error");
      gtk_widget_set_tooltip_text (self->entry, error->message);
      return;
    }
  g_signal_emit (self, signals[SIGNAL_PLACE], 0, path);
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
  g_signal_emit (self, signals[SIGNAL_PLACE], 0, self->place);

  return GDK_EVENT_STOP;
}

static void
entry_leave_cb (NexusGtkPathBar *self)
{
  gtk_stack_set_visible_child_name (self->stack, "buttons");
}

static void
nexus_gtk_path_bar_dispose (GObject *object)
{
  NexusGtkPathBar *self = NEXUS_GTK_PATH_BAR (object);

  g_clear_handle_id (&self->scroll_id, g_source_remove);
  g_clear_pointer (&self->place, g_free);

  G_OBJECT_CLASS (nexus_gtk_path_bar_parent_class)->dispose (object);
}

static void
nexus_gtk_path_bar_class_init (NexusGtkPathBarClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = nexus_gtk_path_bar_dispose;

  signals[SIGNAL_PLACE] = g_signal_new ("place", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
nexus_gtk_path_bar_init (NexusGtkPathBar *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();
  GtkAdjustment *adjustment;

  self->buttons = GTK_BOX (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0));
  self->scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scrolled), GTK_POLICY_EXTERNAL, GTK_POLICY_NEVER);
  gtk_scrolled_window_set_propagate_natural_width (GTK_SCROLLED_WINDOW (self->scrolled), TRUE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled), GTK_WIDGET (self->buttons));
  adjustment = gtk_scrolled_window_get_hadjustment (GTK_SCROLLED_WINDOW (self->scrolled));
  g_signal_connect_object (adjustment, "changed", G_CALLBACK (queue_scroll), self, G_CONNECT_SWAPPED);

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

  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_stack_set_hhomogeneous (self->stack, FALSE);
  gtk_stack_add_named (self->stack, self->scrolled, "buttons");
  gtk_stack_add_named (self->stack, self->entry, "entry");
  gtk_widget_set_hexpand (GTK_WIDGET (self->stack), TRUE);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->stack));
}

NexusGtkPathBar *
nexus_gtk_path_bar_new (void)
{
  return g_object_new (NEXUS_GTK_TYPE_PATH_BAR, NULL);
}
