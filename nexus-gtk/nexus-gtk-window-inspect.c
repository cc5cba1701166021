/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "nexus-gtk-format.h"
#include "nexus-gtk-properties-window.h"
#include "nexus-gtk-window-private.h"

/* Looking closer at what is selected: a large preview, and windows with all that is known of it. */

static NexusEntry *
get_single (GPtrArray *items)
{
  return items->len == 1 ? nexus_gtk_item_get_entry (g_ptr_array_index (items, 0)) : NULL;
}

/* Where it lies, selected. */
static void
show_path_cb (NexusGtkWindow *self,
              const char     *path)
{
  g_autofree char *folder = nexus_path_dup_parent (path);
  g_autofree char *name = nexus_path_dup_name (path);

  if (self->browser == NULL || folder == NULL)
    return;
  nexus_gtk_window_go (self, folder);
  nexus_gtk_browser_select_name (self->browser, name);
}

/* --- Properties --- */

static void
properties_open_cb (NexusGtkWindow *self,
                    NexusEntry     *entry,
                    guint           version)
{
  nexus_gtk_window_open_entry (self, entry, version);
}

static void
properties_action (GtkWidget  *widget,
                   const char *name,
                   GVariant   *parameter)
{
  NexusGtkWindow *self = NEXUS_GTK_WINDOW (widget);
  g_autoptr(GPtrArray) items = nexus_gtk_browser_dup_selection (self->browser);
  GtkWidget *window;

  if (items->len == 0)
    return;
  window = GTK_WIDGET (nexus_gtk_properties_window_new (GTK_WINDOW (self), self->filesystem, items));
  g_signal_connect_object (window, "open", G_CALLBACK (properties_open_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (window, "show-path", G_CALLBACK (show_path_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (window));
}

/* --- The preview --- */

static void
preview_open_cb (NexusGtkWindow *self)
{
  gtk_window_close (GTK_WINDOW (self->preview));
  gtk_widget_activate_action (GTK_WIDGET (self), "win.open", NULL);
}

/* The selection moves on, and the preview follows it. */
static void
preview_step_cb (NexusGtkWindow *self,
                 int             by)
{
  GtkSelectionModel *items = GTK_SELECTION_MODEL (nexus_gtk_browser_get_items (self->browser));
  guint n = g_list_model_get_n_items (G_LIST_MODEL (items));
  g_autoptr(GtkBitset) selected = gtk_selection_model_get_selection (items);
  guint position;

  if (n == 0 || gtk_bitset_is_empty (selected))
    return;
  position = gtk_bitset_get_minimum (selected);
  if ((by < 0 && position == 0) || (by > 0 && position + 1 >= n))
    return;
  gtk_selection_model_select_item (items, position + (guint) by, TRUE);
}

void
nexus_gtk_window_follow_selection (NexusGtkWindow *self,
                                   GPtrArray      *items)
{
  nexus_gtk_inspector_set_items (self->inspector, items);
  /* What is selected but not read yet is told of in a moment. */
  if (self->preview != NULL && self->filesystem != NULL && items->len > 0)
    nexus_gtk_preview_window_set_entry (self->preview, self->filesystem, get_single (items));
}

static void
preview_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  NexusGtkWindow *self = NEXUS_GTK_WINDOW (widget);
  g_autoptr(GPtrArray) items = nexus_gtk_browser_dup_selection (self->browser);

  if (get_single (items) == NULL)
    return;
  if (self->preview == NULL)
    {
      g_set_weak_pointer (&self->preview, nexus_gtk_preview_window_new (GTK_WINDOW (self)));
      g_signal_connect_object (self->preview, "step", G_CALLBACK (preview_step_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (self->preview, "open", G_CALLBACK (preview_open_cb), self, G_CONNECT_SWAPPED);
    }
  nexus_gtk_window_follow_selection (self, items);
  gtk_window_present (GTK_WINDOW (self->preview));
}

/* A list would select its row with it, which it does with Ctrl held as well.  In a text it is a blank. */
static gboolean
space_cb (GtkWidget *widget,
          GVariant  *arguments,
          gpointer   user_data)
{
  NexusGtkWindow *self = user_data;
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));

  if (self->browser == NULL || focus == NULL || GTK_IS_EDITABLE (focus) || GTK_IS_BUTTON (focus) ||
      !gtk_widget_is_ancestor (focus, GTK_WIDGET (self->browser)))
    return GDK_EVENT_PROPAGATE;

  return gtk_widget_activate_action (GTK_WIDGET (self), "win.preview", NULL);
}

void
nexus_gtk_window_init_inspect (NexusGtkWindow *self)
{
  GtkEventController *controller = gtk_shortcut_controller_new ();

  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller),
                                        gtk_shortcut_new (gtk_shortcut_trigger_parse_string ("space|KP_Space"),
                                                          gtk_callback_action_new (space_cb, self, NULL)));
  gtk_widget_add_controller (GTK_WIDGET (self->tab_view), controller);
  g_signal_connect_object (self->inspector, "show-path", G_CALLBACK (show_path_cb), self, G_CONNECT_SWAPPED);
}

void
nexus_gtk_window_update_inspect_actions (NexusGtkWindow *self,
                                         GPtrArray      *items)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.properties", self->filesystem != NULL && items->len > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.preview",
                                 self->filesystem != NULL && items->len == 1 &&
                                 NEXUS_IS_ENTRY (g_ptr_array_index (items, 0)));
}

void
nexus_gtk_window_install_inspect_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.properties", NULL, properties_action);
  gtk_widget_class_install_action (widget_class, "win.preview", NULL, preview_action);
}
