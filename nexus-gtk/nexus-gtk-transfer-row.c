/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "nexus-gtk-accessible.h"
#include "nexus-gtk-pulse.h"
#include "nexus-gtk-transfer-row.h"

struct _NexusGtkTransferRow {
  GtkListBoxRow     parent_instance;

  NexusGtkTransfer *transfer;

  GtkLabel         *title;
  GtkProgressBar   *progress;
  GtkLabel         *facts;
  GtkLabel         *current;
  GtkWidget        *pause;
  GtkWidget        *cancel;      /* or dismiss, once it has ended */
  GtkWidget        *problems;
  GtkWidget        *retry;
};

enum {
  SIGNAL_DISMISSED,
  SIGNAL_RETRIED,
  SIGNAL_SHOW_PROBLEMS,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (NexusGtkTransferRow, nexus_gtk_transfer_row, GTK_TYPE_LIST_BOX_ROW)

/* What the button does depends on the state, and so does what it is called. */
static void
set_button (GtkWidget  *button,
            const char *icon,
            const char *verb,
            const char *title)
{
  g_autofree char *name = g_strdup_printf (_("%s: %s"), verb, title);

  if (g_strcmp0 (gtk_button_get_icon_name (GTK_BUTTON (button)), icon) == 0)
    return;

  gtk_button_set_icon_name (GTK_BUTTON (button), icon);
  gtk_widget_set_tooltip_text (button, verb);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
update (NexusGtkTransferRow *self)
{
  NexusGtkTransferState state = nexus_gtk_transfer_get_state (self->transfer);
  const char *title = nexus_gtk_transfer_get_title (self->transfer);
  gboolean active = nexus_gtk_transfer_is_active (self->transfer);
  guint n_problems = g_list_model_get_n_items (nexus_gtk_transfer_get_problems (self->transfer));
  g_autofree char *facts = nexus_gtk_transfer_describe (self->transfer);
  g_autofree char *current = nexus_gtk_transfer_dup_current (self->transfer);
  g_autofree char *label = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->progress), active && state != NEXUS_GTK_TRANSFER_WAITING);
  nexus_gtk_progress_bar_show (self->progress,
                               state != NEXUS_GTK_TRANSFER_RUNNING || nexus_gtk_transfer_is_measured (self->transfer),
                               nexus_gtk_transfer_get_fraction (self->transfer));
  gtk_label_set_text (self->facts, facts);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, facts, -1);
  gtk_widget_set_visible (GTK_WIDGET (self->current), state == NEXUS_GTK_TRANSFER_RUNNING && current != NULL);
  gtk_label_set_text (self->current, current != NULL ? current : "");
  gtk_widget_set_visible (self->pause, active && state != NEXUS_GTK_TRANSFER_ASKING);
  if (state == NEXUS_GTK_TRANSFER_PAUSED)
    set_button (self->pause, "media-playback-start-symbolic", _("Resume"), title);
  else
    set_button (self->pause, "media-playback-pause-symbolic", _("Pause"), title);
  if (active)
    set_button (self->cancel, "process-stop-symbolic", _("Cancel"), title);
  else
    set_button (self->cancel, "window-close-symbolic", _("Dismiss"), title);

  gtk_widget_set_visible (self->retry, nexus_gtk_transfer_can_retry (self->transfer));
  gtk_widget_set_visible (self->problems, n_problems > 0);
  label = g_strdup_printf (ngettext ("_Show %u Problem…", "_Show %u Problems…", n_problems), n_problems);
  gtk_button_set_label (GTK_BUTTON (self->problems), label);
  nexus_gtk_name_buttons (self->problems);
}

/* --- What a person does --- */

static void
pause_cb (NexusGtkTransferRow *self)
{
  if (nexus_gtk_transfer_get_state (self->transfer) == NEXUS_GTK_TRANSFER_PAUSED)
    nexus_gtk_transfer_resume (self->transfer);
  else
    nexus_gtk_transfer_pause (self->transfer);
}

static void
cancel_cb (NexusGtkTransferRow *self)
{
  if (nexus_gtk_transfer_is_active (self->transfer))
    nexus_gtk_transfer_cancel (self->transfer);
  else
    g_signal_emit (self, signals[SIGNAL_DISMISSED], 0);
}

static void
problems_cb (NexusGtkTransferRow *self)
{
  g_signal_emit (self, signals[SIGNAL_SHOW_PROBLEMS], 0);
}

static void
retry_cb (NexusGtkTransferRow *self)
{
  g_signal_emit (self, signals[SIGNAL_RETRIED], 0);
}

/* --- The widget --- */

static GtkWidget *
new_icon_button (const char *name)
{
  GtkWidget *button = gtk_button_new ();

  gtk_widget_set_name (button, name);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "circular");

  return button;
}

static GtkLabel *
new_caption (void)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0.0);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "dim-label");

  return GTK_LABEL (label);
}

static void
nexus_gtk_transfer_row_dispose (GObject *object)
{
  g_clear_object (&NEXUS_GTK_TRANSFER_ROW (object)->transfer);

  G_OBJECT_CLASS (nexus_gtk_transfer_row_parent_class)->dispose (object);
}

static void
nexus_gtk_transfer_row_class_init (NexusGtkTransferRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = nexus_gtk_transfer_row_dispose;

  signals[SIGNAL_DISMISSED] = g_signal_new ("dismissed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                            NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_RETRIED] = g_signal_new ("retried", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_SHOW_PROBLEMS] = g_signal_new ("show-problems", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                                NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
nexus_gtk_transfer_row_init (NexusGtkTransferRow *self)
{
  GtkWidget *grid = gtk_grid_new ();
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  gtk_grid_set_column_spacing (GTK_GRID (grid), 6);
  gtk_grid_set_row_spacing (GTK_GRID (grid), 4);
  gtk_widget_set_margin_top (grid, 9);
  gtk_widget_set_margin_bottom (grid, 9);
  gtk_widget_set_margin_start (grid, 9);
  gtk_widget_set_margin_end (grid, 3);

  self->title = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->title, 0.0);
  gtk_label_set_ellipsize (self->title, PANGO_ELLIPSIZE_MIDDLE);
  gtk_widget_set_hexpand (GTK_WIDGET (self->title), TRUE);
  self->progress = GTK_PROGRESS_BAR (gtk_progress_bar_new ());
  self->facts = new_caption ();
  gtk_label_set_wrap (self->facts, TRUE);
  gtk_label_set_max_width_chars (self->facts, 36);
  gtk_widget_add_css_class (GTK_WIDGET (self->facts), "numeric");
  self->current = new_caption ();
  gtk_label_set_ellipsize (self->current, PANGO_ELLIPSIZE_START);
  gtk_label_set_max_width_chars (self->current, 36);
  self->problems = gtk_button_new_with_mnemonic ("");
  gtk_widget_set_name (self->problems, "problems");
  self->retry = gtk_button_new_with_mnemonic (_("_Retry Failed"));
  gtk_widget_set_name (self->retry, "retry");
  nexus_gtk_name_buttons (self->retry);
  gtk_box_append (GTK_BOX (buttons), self->problems);
  gtk_box_append (GTK_BOX (buttons), self->retry);
  self->pause = new_icon_button ("pause");
  self->cancel = new_icon_button ("cancel");

  gtk_grid_attach (GTK_GRID (grid), GTK_WIDGET (self->title), 0, 0, 1, 1);
  gtk_grid_attach (GTK_GRID (grid), GTK_WIDGET (self->progress), 0, 1, 1, 1);
  gtk_grid_attach (GTK_GRID (grid), GTK_WIDGET (self->facts), 0, 2, 1, 1);
  gtk_grid_attach (GTK_GRID (grid), GTK_WIDGET (self->current), 0, 3, 1, 1);
  gtk_grid_attach (GTK_GRID (grid), buttons, 0, 4, 1, 1);
  gtk_grid_attach (GTK_GRID (grid), self->pause, 1, 0, 1, 4);
  gtk_grid_attach (GTK_GRID (grid), self->cancel, 2, 0, 1, 4);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), FALSE);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), grid);

  g_signal_connect_swapped (self->pause, "clicked", G_CALLBACK (pause_cb), self);
  g_signal_connect_swapped (self->cancel, "clicked", G_CALLBACK (cancel_cb), self);
  g_signal_connect_swapped (self->retry, "clicked", G_CALLBACK (retry_cb), self);
  g_signal_connect_swapped (self->problems, "clicked", G_CALLBACK (problems_cb), self);
}

GtkWidget *
nexus_gtk_transfer_row_new (NexusGtkTransfer *transfer)
{
  NexusGtkTransferRow *self = g_object_new (NEXUS_GTK_TYPE_TRANSFER_ROW, NULL);
  const char *title = nexus_gtk_transfer_get_title (transfer);

  self->transfer = g_object_ref (transfer);
  gtk_label_set_text (self->title, title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->progress), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  g_signal_connect_object (transfer, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);

  return GTK_WIDGET (self);
}

NexusGtkTransfer *
nexus_gtk_transfer_row_get_transfer (NexusGtkTransferRow *self)
{
  g_return_val_if_fail (NEXUS_GTK_IS_TRANSFER_ROW (self), NULL);

  return self->transfer;
}
