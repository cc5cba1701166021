/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "nexus-gtk-operations.h"
#include "nexus-gtk-problems-dialog.h"
#include "nexus-gtk-pulse.h"
#include "nexus-gtk-transfer-row.h"

struct _NexusGtkOperations {
  AdwBin             parent_instance;

  NexusGtkTransfers *transfers;
  GtkMenuButton     *button;
  GtkProgressBar    *total;
  GtkListBox        *rows;
  GtkWidget         *clear;
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

/* --- Rows --- */

static void
dismissed_cb (NexusGtkOperations  *self,
              NexusGtkTransferRow *row)
{
  nexus_gtk_transfers_remove (self->transfers, nexus_gtk_transfer_row_get_transfer (row));
}

static void
show_problems_cb (NexusGtkOperations  *self,
                  NexusGtkTransferRow *row)
{
  gtk_menu_button_popdown (self->button);
  nexus_gtk_operations_show_problems (self, nexus_gtk_transfer_row_get_transfer (row));
}

static GtkWidget *
create_row (gpointer item,
            gpointer user_data)
{
  GtkWidget *row = nexus_gtk_transfer_row_new (item);

  g_signal_connect_object (row, "dismissed", G_CALLBACK (dismissed_cb), user_data, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "show-problems", G_CALLBACK (show_problems_cb), user_data, G_CONNECT_SWAPPED);

  return row;
}

static void
clear_cb (NexusGtkOperations *self)
{
  nexus_gtk_transfers_remove_finished (self->transfers, TRUE);
}

/* Whoever has looked knows what has gone well. */
static void
closed_cb (NexusGtkOperations *self)
{
  if (self->transfers != NULL)
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
  GtkRoot *root;

  g_return_if_fail (NEXUS_GTK_IS_OPERATIONS (self));
  g_return_if_fail (NEXUS_GTK_IS_TRANSFER (transfer));

  root = gtk_widget_get_root (GTK_WIDGET (self));
  gtk_window_present (nexus_gtk_problems_dialog_new (GTK_WINDOW (root), nexus_gtk_transfer_get_title (transfer),
                                                     nexus_gtk_transfer_get_problems (transfer)));
}

/* --- The widget --- */

static GtkWidget *
new_popover (NexusGtkOperations *self)
{
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->rows = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->rows, GTK_SELECTION_NONE);
  gtk_list_box_set_show_separators (self->rows, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->rows), "background");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->rows), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Operations"), -1);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), 420);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (self->rows));
  gtk_widget_set_size_request (scrolled, 300, -1);

  self->clear = gtk_button_new_with_mnemonic (_("Clear _Finished"));
  gtk_widget_add_css_class (self->clear, "flat");
  g_signal_connect_swapped (self->clear, "clicked", G_CALLBACK (clear_cb), self);
  gtk_box_append (GTK_BOX (box), scrolled);
  gtk_box_append (GTK_BOX (box), self->clear);
  gtk_popover_set_child (GTK_POPOVER (popover), box);
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

  g_return_val_if_fail (NEXUS_GTK_IS_TRANSFERS (transfers), NULL);

  self = g_object_new (NEXUS_GTK_TYPE_OPERATIONS, NULL);
  self->transfers = g_object_ref (transfers);
  gtk_list_box_bind_model (self->rows, G_LIST_MODEL (transfers), create_row, self, NULL);
  g_signal_connect_object (transfers, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);

  return self;
}
