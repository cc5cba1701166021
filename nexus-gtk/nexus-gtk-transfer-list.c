/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "nexus-gtk-problems-dialog.h"
#include "nexus-gtk-transfer-list.h"
#include "nexus-gtk-transfer-row.h"

struct _NexusGtkTransferList {
  AdwBin             parent_instance;

  NexusGtkTransfers *transfers;
  GtkListBox        *rows;
};

G_DEFINE_FINAL_TYPE (NexusGtkTransferList, nexus_gtk_transfer_list, ADW_TYPE_BIN)

static void
dismissed_cb (NexusGtkTransferList *self,
              NexusGtkTransferRow  *row)
{
  nexus_gtk_transfers_remove (self->transfers, nexus_gtk_transfer_row_get_transfer (row));
}

static void
retried_cb (NexusGtkTransferList *self,
            NexusGtkTransferRow  *row)
{
  nexus_gtk_transfers_retry (self->transfers, nexus_gtk_transfer_row_get_transfer (row));
}

static void
show_problems_cb (NexusGtkTransferList *self,
                  NexusGtkTransferRow  *row)
{
  GtkWidget *popover = gtk_widget_get_ancestor (GTK_WIDGET (self), GTK_TYPE_POPOVER);

  if (popover != NULL)
    gtk_popover_popdown (GTK_POPOVER (popover));
  nexus_gtk_transfer_list_show_problems (GTK_WIDGET (self), nexus_gtk_transfer_row_get_transfer (row));
}

void
nexus_gtk_transfer_list_show_problems (GtkWidget        *widget,
                                       NexusGtkTransfer *transfer)
{
  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (NEXUS_GTK_IS_TRANSFER (transfer));

  gtk_window_present (nexus_gtk_problems_dialog_new (GTK_WINDOW (gtk_widget_get_root (widget)),
                                                     nexus_gtk_transfer_get_title (transfer),
                                                     nexus_gtk_transfer_get_problems (transfer)));
}

static GtkWidget *
create_row (gpointer item,
            gpointer user_data)
{
  GtkWidget *row = nexus_gtk_transfer_row_new (item);

  g_signal_connect_object (row, "dismissed", G_CALLBACK (dismissed_cb), user_data, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "retried", G_CALLBACK (retried_cb), user_data, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "show-problems", G_CALLBACK (show_problems_cb), user_data, G_CONNECT_SWAPPED);

  return row;
}

static void
nexus_gtk_transfer_list_dispose (GObject *object)
{
  g_clear_object (&NEXUS_GTK_TRANSFER_LIST (object)->transfers);

  G_OBJECT_CLASS (nexus_gtk_transfer_list_parent_class)->dispose (object);
}

static void
nexus_gtk_transfer_list_class_init (NexusGtkTransferListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = nexus_gtk_transfer_list_dispose;
}

static void
nexus_gtk_transfer_list_init (NexusGtkTransferList *self)
{
  self->rows = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->rows, GTK_SELECTION_NONE);
  gtk_list_box_set_show_separators (self->rows, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->rows), "background");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->rows), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Operations"), -1);
}

NexusGtkTransferList *
nexus_gtk_transfer_list_new (NexusGtkTransfers *transfers,
                             int                max_height)
{
  NexusGtkTransferList *self;
  GtkWidget *scrolled;

  g_return_val_if_fail (NEXUS_GTK_IS_TRANSFERS (transfers), NULL);

  self = g_object_new (NEXUS_GTK_TYPE_TRANSFER_LIST, NULL);
  scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), max_height);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (self->rows));
  adw_bin_set_child (ADW_BIN (self), scrolled);
  self->transfers = g_object_ref (transfers);
  gtk_list_box_bind_model (self->rows, G_LIST_MODEL (transfers), create_row, self, NULL);

  return self;
}
