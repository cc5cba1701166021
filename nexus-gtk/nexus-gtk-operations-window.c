/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "nexus-gtk-accessible.h"
#include "nexus-gtk-bar.h"
#include "nexus-gtk-operations-window.h"
#include "nexus-gtk-transfer-list.h"

struct _NexusGtkOperationsWindow {
  AdwWindow          parent_instance;

  NexusGtkTransfers *transfers;
  AdwWindowTitle    *title;
  GtkStack          *pages;      /* "list", "empty" */
  GtkBox            *list_box;
  GtkWidget         *pause;
  GtkWidget         *bar;       /* for what is finished */
};

G_DEFINE_FINAL_TYPE (NexusGtkOperationsWindow, nexus_gtk_operations_window, NEXUS_GTK_TYPE_SIDE_WINDOW)

static gboolean
is_any (NexusGtkOperationsWindow *self,
        gboolean                  going)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->transfers));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(NexusGtkTransfer) transfer = g_list_model_get_item (G_LIST_MODEL (self->transfers), i);
      NexusGtkTransferState state = nexus_gtk_transfer_get_state (transfer);

      if (going ? state == NEXUS_GTK_TRANSFER_RUNNING || state == NEXUS_GTK_TRANSFER_WAITING
                : state == NEXUS_GTK_TRANSFER_PAUSED)
        return TRUE;
    }

  return FALSE;
}

static void
update (NexusGtkOperationsWindow *self)
{
  guint n_active = nexus_gtk_transfers_get_n_active (self->transfers);
  guint n_finished = nexus_gtk_transfers_get_n_finished (self->transfers);
  gboolean going = is_any (self, TRUE);
  g_autofree char *active = NULL;
  g_autofree char *finished = NULL;
  g_autofree char *summary = NULL;

  active = g_strdup_printf (ngettext ("%u in progress", "%u in progress", n_active), n_active);
  finished = g_strdup_printf (ngettext ("%u finished", "%u finished", n_finished), n_finished);
  summary = n_active > 0 && n_finished > 0 ? g_strdup_printf ("%s · %s", active, finished)
                                           : g_strdup (n_active > 0 ? active : n_finished > 0 ? finished : "");
  adw_window_title_set_subtitle (self->title, summary);
  gtk_stack_set_visible_child_name (self->pages, n_active + n_finished > 0 ? "list" : "empty");
  gtk_widget_set_visible (self->bar, n_finished > 0);
  gtk_widget_set_sensitive (self->pause, going || is_any (self, FALSE));
  gtk_button_set_icon_name (GTK_BUTTON (self->pause),
                            going || n_active == 0 ? "media-playback-pause-symbolic" : "media-playback-start-symbolic");
  gtk_widget_set_tooltip_text (self->pause, going || n_active == 0 ? _("Pause All") : _("Resume All"));
  nexus_gtk_name_buttons (self->pause);
}

static void
pause_cb (NexusGtkOperationsWindow *self)
{
  if (is_any (self, TRUE))
    nexus_gtk_transfers_pause_all (self->transfers);
  else
    nexus_gtk_transfers_resume_all (self->transfers);
}

static void
clear_cb (NexusGtkOperationsWindow *self)
{
  nexus_gtk_transfers_remove_finished (self->transfers, TRUE);
}

static void
nexus_gtk_operations_window_dispose (GObject *object)
{
  NexusGtkOperationsWindow *self = NEXUS_GTK_OPERATIONS_WINDOW (object);

  if (self->transfers != NULL)
    g_signal_handlers_disconnect_by_data (self->transfers, self);
  g_clear_object (&self->transfers);

  G_OBJECT_CLASS (nexus_gtk_operations_window_parent_class)->dispose (object);
}

static void
nexus_gtk_operations_window_class_init (NexusGtkOperationsWindowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = nexus_gtk_operations_window_dispose;
}

static void
nexus_gtk_operations_window_init (NexusGtkOperationsWindow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *header = adw_header_bar_new ();
  GtkWidget *empty = adw_status_page_new ();
  GtkWidget *clear = gtk_button_new_with_mnemonic (_("Clear _Finished"));

  self->title = ADW_WINDOW_TITLE (adw_window_title_new (_("Operations"), NULL));
  self->pages = GTK_STACK (gtk_stack_new ());
  self->list_box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 0));
  self->pause = gtk_button_new ();
  gtk_widget_set_name (self->pause, "pause-all");
  g_signal_connect_swapped (self->pause, "clicked", G_CALLBACK (pause_cb), self);
  /* Below the list: beside the title it would take its room in a narrow window. */
  self->bar = nexus_gtk_bar_new (NULL);
  gtk_widget_set_name (clear, "clear");
  g_signal_connect_swapped (clear, "clicked", G_CALLBACK (clear_cb), self);
  nexus_gtk_bar_add (self->bar, clear);
  adw_header_bar_set_title_widget (ADW_HEADER_BAR (header), GTK_WIDGET (self->title));
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), self->pause);
  adw_status_page_set_icon_name (ADW_STATUS_PAGE (empty), "emblem-synchronizing-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (empty), _("No Operations"));
  adw_status_page_set_description (ADW_STATUS_PAGE (empty), _("Imports and exports are listed here."));
  nexus_gtk_accessible_describe_page (ADW_STATUS_PAGE (empty));
  gtk_stack_add_named (self->pages, GTK_WIDGET (self->list_box), "list");
  gtk_stack_add_named (self->pages, empty, "empty");
  gtk_widget_set_vexpand (GTK_WIDGET (self->pages), TRUE);
  gtk_box_append (GTK_BOX (box), header);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->pages));
  gtk_box_append (GTK_BOX (box), self->bar);
  adw_window_set_content (ADW_WINDOW (self), box);
  gtk_widget_set_name (GTK_WIDGET (self), "operations-window");
  gtk_widget_set_size_request (GTK_WIDGET (self), 320, 240);
  gtk_window_set_title (GTK_WINDOW (self), _("Operations"));
  nexus_gtk_name_buttons (box);
}

NexusGtkOperationsWindow *
nexus_gtk_operations_window_new (GtkWindow         *parent,
                                 NexusGtkTransfers *transfers)
{
  NexusGtkOperationsWindow *self;
  GtkWidget *list;

  g_return_val_if_fail (NEXUS_GTK_IS_TRANSFERS (transfers), NULL);

  self = g_object_new (NEXUS_GTK_TYPE_OPERATIONS_WINDOW,
                       "transient-for", parent,
                       "destroy-with-parent", TRUE,
                       "default-width", 460,
                       "default-height", 480,
                       NULL);
  self->transfers = g_object_ref (transfers);
  list = GTK_WIDGET (nexus_gtk_transfer_list_new (transfers, G_MAXINT16));
  gtk_widget_set_vexpand (list, TRUE);
  gtk_box_append (self->list_box, list);
  g_signal_connect_object (transfers, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);

  return self;
}
