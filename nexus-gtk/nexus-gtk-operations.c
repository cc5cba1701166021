/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "nexus-gtk-operations.h"
#include "nexus-gtk-operations-window.h"
#include "nexus-gtk-pulse.h"
#include "nexus-gtk-transfer-list.h"

struct _NexusGtkOperations {
  AdwBin                    parent_instance;

  NexusGtkTransfers        *transfers;
  GtkMenuButton            *button;
  GtkProgressBar           *total;
  GtkBox                   *box;          /* of the popover */
  GtkWidget                *clear;
  NexusGtkOperationsWindow *window;       /* weak: NULL while it is closed */
};

G_DEFINE_FINAL_TYPE (NexusGtkOperations, nexus_gtk_operations, ADW_TYPE_BIN)

static void
update (NexusGtkOperations *self)
{
  guint n_active = nexus_gtk_transfers_get_n_active (self->transfers);
  guint n_finished = nexus_gtk_transfers_get_n_finished (self->transfers);
  guint n_running = nexus_gtk_transfers_get_n_running (self->transfers);
  double fraction = nexus_gtk_transfers_get_fraction (self->transfers);
  g_autofree char *tooltip = NULL;

  if (n_active > 0)
    tooltip = g_strdup_printf (ngettext ("%u Operation in Progress", "%u Operations in Progress", n_active), n_active);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->button), tooltip != NULL ? tooltip : _("Operations"));
  gtk_widget_set_visible (GTK_WIDGET (self), n_active + n_finished > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->total), n_active > 0);
  nexus_gtk_progress_bar_show (self->total, n_running == 0 || fraction > 0.0, fraction);
  gtk_widget_set_visible (self->clear, n_finished > 0);
  if (n_active + n_finished == 0)
    gtk_menu_button_popdown (self->button);
}

static void
clear_cb (NexusGtkOperations *self)
{
  nexus_gtk_transfers_remove_finished (self->transfers, TRUE);
}

/* Whoever has looked knows what has gone well; only the window keeps it. */
static void
closed_cb (NexusGtkOperations *self)
{
  if (self->transfers != NULL && self->window == NULL)
    nexus_gtk_transfers_remove_finished (self->transfers, FALSE);
}

void
nexus_gtk_operations_popup (NexusGtkOperations *self)
{
  g_return_if_fail (NEXUS_GTK_IS_OPERATIONS (self));

  gtk_menu_button_popup (self->button);
}

void
nexus_gtk_operations_show_problems (NexusGtkOperations *self,
                                    NexusGtkTransfer   *transfer)
{
  g_return_if_fail (NEXUS_GTK_IS_OPERATIONS (self));

  nexus_gtk_transfer_list_show_problems (GTK_WIDGET (self), transfer);
}

void
nexus_gtk_operations_show_window (NexusGtkOperations *self)
{
  g_return_if_fail (NEXUS_GTK_IS_OPERATIONS (self));

  gtk_menu_button_popdown (self->button);
  if (self->window == NULL)
    g_set_weak_pointer (&self->window,
                        nexus_gtk_operations_window_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                                         self->transfers));
  gtk_window_present (GTK_WINDOW (self->window));
}

/* --- The widget --- */

static GtkWidget *
new_popover (NexusGtkOperations *self)
{
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *all = gtk_button_new_with_mnemonic (_("Show in _Window"));

  self->box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 6));
  self->clear = gtk_button_new_with_mnemonic (_("Clear _Finished"));
  gtk_widget_set_name (all, "show-window");
  gtk_widget_add_css_class (self->clear, "flat");
  gtk_widget_add_css_class (all, "flat");
  gtk_widget_set_hexpand (self->clear, TRUE);
  gtk_widget_set_hexpand (all, TRUE);
  g_signal_connect_swapped (self->clear, "clicked", G_CALLBACK (clear_cb), self);
  g_signal_connect_swapped (all, "clicked", G_CALLBACK (nexus_gtk_operations_show_window), self);
  gtk_box_append (GTK_BOX (buttons), all);
  gtk_box_append (GTK_BOX (buttons), self->clear);
  gtk_box_append (self->box, buttons);
  gtk_popover_set_child (GTK_POPOVER (popover), GTK_WIDGET (self->box));
  g_signal_connect_swapped (popover, "closed", G_CALLBACK (closed_cb), self);

  return popover;
}

static void
nexus_gtk_operations_dispose (GObject *object)
{
  NexusGtkOperations *self = NEXUS_GTK_OPERATIONS (object);

  if (self->transfers != NULL)
    g_signal_handlers_disconnect_by_data (self->transfers, self);
  g_clear_object (&self->transfers);
  g_clear_weak_pointer (&self->window);

  G_OBJECT_CLASS (nexus_gtk_operations_parent_class)->dispose (object);
}

static void
nexus_gtk_operations_class_init (NexusGtkOperationsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = nexus_gtk_operations_dispose;
}

static void
nexus_gtk_operations_init (NexusGtkOperations *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->total = GTK_PROGRESS_BAR (gtk_progress_bar_new ());
  gtk_widget_set_size_request (GTK_WIDGET (self->total), 24, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->total), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Progress of all operations"), -1);
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name ("emblem-synchronizing-symbolic"));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->total));
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);

  self->button = GTK_MENU_BUTTON (gtk_menu_button_new ());
  gtk_menu_button_set_child (self->button, box);
  gtk_menu_button_set_popover (self->button, new_popover (self));
  gtk_widget_add_css_class (GTK_WIDGET (self->button), "nexus-operations");
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->button));
}

NexusGtkOperations *
nexus_gtk_operations_new (NexusGtkTransfers *transfers)
{
  NexusGtkOperations *self;
  GtkWidget *list;

  g_return_val_if_fail (NEXUS_GTK_IS_TRANSFERS (transfers), NULL);

  self = g_object_new (NEXUS_GTK_TYPE_OPERATIONS, NULL);
  self->transfers = g_object_ref (transfers);
  list = GTK_WIDGET (nexus_gtk_transfer_list_new (transfers, 420));
  gtk_widget_set_size_request (list, 320, -1);
  gtk_box_prepend (self->box, list);
  g_signal_connect_object (transfers, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);

  return self;
}
