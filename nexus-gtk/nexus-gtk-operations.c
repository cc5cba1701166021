/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "nexus-gtk-dialogs.h"
#include "nexus-gtk-error.h"
#include "nexus-gtk-operations.h"

struct _NexusGtkOperations {
  AdwBin          parent_instance;

  GtkMenuButton  *button;
  GtkProgressBar *total;
  GtkListBox     *rows;
  GPtrArray      *running;    /* of NexusOperation */
};

enum {
  SIGNAL_FINISHED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (NexusGtkOperations, nexus_gtk_operations, ADW_TYPE_BIN)

/* One operation's place in the popover. */
typedef struct {
  NexusGtkOperations *self;
  NexusOperation     *operation;
  char               *title;
  GtkWidget          *row;
  GtkWidget          *progress;
  GtkWidget          *facts;
  GtkWidget          *pause;
  GtkWidget          *cancel;
  GtkWidget          *failures;
} Row;

static void
row_free (Row *row)
{
  g_signal_handlers_disconnect_by_data (row->operation, row);
  g_object_unref (row->operation);
  g_free (row->title);
  g_free (row);
}

/* --- Words --- */

static char *
describe_running (NexusOperation *operation)
{
  double rate = nexus_operation_get_rate (operation);
  guint64 left = nexus_operation_get_bytes_total (operation) - nexus_operation_get_bytes_done (operation);
  g_autofree char *done = g_format_size (nexus_operation_get_bytes_done (operation));
  g_autofree char *total = g_format_size (nexus_operation_get_bytes_total (operation));
  g_autofree char *speed = g_format_size ((guint64) rate);

  if (nexus_operation_get_state (operation) == NEXUS_OPERATION_PAUSED)
    /* Translators: bytes done, bytes in all */
    return g_strdup_printf (_("Paused — %s of %s"), done, total);
  if (rate < 1.0)
    return g_strdup_printf (_("%s of %s"), done, total);

  /* Translators: bytes done, bytes in all, bytes per second, seconds */
  return g_strdup_printf (_("%s of %s — %s/s, %u s left"), done, total, speed, (guint) (left / rate) + 1);
}

static char *
describe_end (NexusOperation *operation,
              const GError   *error)
{
  guint64 n_files = nexus_operation_get_files_done (operation);
  guint64 n_skipped = nexus_operation_get_files_skipped (operation);
  guint n_failed = g_list_model_get_n_items (nexus_operation_get_failures (operation));
  g_autofree char *bytes = g_format_size (nexus_operation_get_bytes_done (operation));
  GString *text = g_string_new (NULL);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_string_append (text, _("Cancelled; what was done until then stays."));
    }
  else if (error != NULL && !g_error_matches (error, NEXUS_ERROR, NEXUS_ERROR_PARTIAL))
    {
      g_autofree char *advice = nexus_gtk_error_describe (error);

      g_string_append (text, advice);
    }
  else
    {
      g_string_append_printf (text, ngettext ("%" G_GUINT64_FORMAT " item, %s", "%" G_GUINT64_FORMAT " items, %s",
                                              n_files), n_files, bytes);
      if (n_skipped > 0)
        g_string_append_printf (text, ngettext ("; %" G_GUINT64_FORMAT " left as it was",
                                                "; %" G_GUINT64_FORMAT " left as they were", n_skipped), n_skipped);
      if (n_failed > 0)
        g_string_append_printf (text, ngettext ("; %u failed", "; %u failed", n_failed), n_failed);
    }

  return g_string_free (text, FALSE);
}

/* --- Rows --- */

static void
update_button (NexusGtkOperations *self)
{
  double fraction = 0.0;

  for (guint i = 0; i < self->running->len; i++)
    fraction += nexus_operation_get_fraction (g_ptr_array_index (self->running, i));
  if (self->running->len > 0)
    fraction /= self->running->len;

  gtk_widget_set_visible (GTK_WIDGET (self), gtk_widget_get_first_child (GTK_WIDGET (self->rows)) != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->total), self->running->len > 0);
  gtk_progress_bar_set_fraction (self->total, fraction);
}

static void
progress_cb (Row *row)
{
  g_autofree char *text = describe_running (row->operation);
  gboolean paused = nexus_operation_get_state (row->operation) == NEXUS_OPERATION_PAUSED;

  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (row->progress), nexus_operation_get_fraction (row->operation));
  gtk_label_set_text (GTK_LABEL (row->facts), text);
  gtk_button_set_icon_name (GTK_BUTTON (row->pause), paused ? "media-playback-start-symbolic"
                                                            : "media-playback-pause-symbolic");
  gtk_widget_set_tooltip_text (row->pause, paused ? _("Resume") : _("Pause"));
  update_button (row->self);
}

static void
pause_cb (Row *row)
{
  if (nexus_operation_get_state (row->operation) == NEXUS_OPERATION_PAUSED)
    nexus_operation_resume (row->operation);
  else
    nexus_operation_pause (row->operation);
}

static void
cancel_cb (Row *row)
{
  NexusGtkOperations *self = row->self;

  if (g_ptr_array_find (self->running, row->operation, NULL))
    {
      nexus_operation_cancel (row->operation);
      return;
    }

  gtk_list_box_remove (self->rows, row->row);
  update_button (self);
}

static void
failures_cb (Row *row)
{
  GListModel *failures = nexus_operation_get_failures (row->operation);
  guint n_failures = g_list_model_get_n_items (failures);
  g_autoptr(GString) text = g_string_new (NULL);
  guint shown = MIN (n_failures, 12);

  for (guint i = 0; i < shown; i++)
    {
      g_autoptr(NexusFailure) failure = g_list_model_get_item (failures, i);

      g_string_append_printf (text, "%s%s", i > 0 ? "\n" : "", nexus_failure_get_message (failure));
    }
  if (n_failures > shown)
    g_string_append_printf (text, ngettext ("\nand %u more", "\nand %u more", n_failures - shown), n_failures - shown);

  nexus_gtk_dialogs_show_message (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (row->self))),
                                  _("What Failed"), text->str);
}

static void
finished_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GtkWidget) widget = user_data;
  Row *row = g_object_get_data (G_OBJECT (widget), "row");
  NexusGtkOperations *self = row->self;
  NexusOperation *operation = NEXUS_OPERATION (object);
  g_autoptr(GError) error = NULL;
  g_autofree char *summary = NULL;
  gboolean good = nexus_operation_run_finish (operation, result, &error);

  summary = describe_end (operation, error);
  gtk_widget_set_visible (row->progress, FALSE);
  gtk_widget_set_visible (row->pause, FALSE);
  gtk_button_set_icon_name (GTK_BUTTON (row->cancel), "window-close-symbolic");
  gtk_widget_set_tooltip_text (row->cancel, _("Dismiss"));
  gtk_label_set_text (GTK_LABEL (row->facts), summary);
  gtk_widget_set_visible (row->failures, g_list_model_get_n_items (nexus_operation_get_failures (operation)) > 0);
  g_signal_handlers_disconnect_by_data (operation, row);

  g_ptr_array_remove (self->running, operation);
  update_button (self);
  g_signal_emit (self, signals[SIGNAL_FINISHED], 0, row->title, summary, good);
}

static GtkWidget *
new_icon_button (const char *icon,
                 const char *name)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_set_tooltip_text (button, name);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "circular");

  return button;
}

static GtkWidget *
new_row_widget (Row *row)
{
  GtkWidget *grid = gtk_grid_new ();
  GtkWidget *title = gtk_label_new (row->title);

  gtk_grid_set_column_spacing (GTK_GRID (grid), 6);
  gtk_grid_set_row_spacing (GTK_GRID (grid), 4);
  gtk_widget_set_margin_top (grid, 9);
  gtk_widget_set_margin_bottom (grid, 9);
  gtk_widget_set_margin_start (grid, 6);
  gtk_label_set_xalign (GTK_LABEL (title), 0.0);
  gtk_label_set_ellipsize (GTK_LABEL (title), PANGO_ELLIPSIZE_MIDDLE);
  gtk_widget_set_hexpand (title, TRUE);
  row->progress = gtk_progress_bar_new ();
  gtk_accessible_update_property (GTK_ACCESSIBLE (row->progress), GTK_ACCESSIBLE_PROPERTY_LABEL, row->title, -1);
  row->facts = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (row->facts), 0.0);
  gtk_label_set_wrap (GTK_LABEL (row->facts), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (row->facts), 36);
  gtk_widget_add_css_class (row->facts, "caption");
  gtk_widget_add_css_class (row->facts, "dim-label");
  gtk_widget_add_css_class (row->facts, "numeric");
  row->failures = gtk_button_new_with_mnemonic (_("_What Failed…"));
  gtk_widget_set_halign (row->failures, GTK_ALIGN_START);
  gtk_widget_add_css_class (row->failures, "flat");
  gtk_widget_set_visible (row->failures, FALSE);
  row->pause = new_icon_button ("media-playback-pause-symbolic", _("Pause"));
  row->cancel = new_icon_button ("process-stop-symbolic", _("Cancel"));

  gtk_grid_attach (GTK_GRID (grid), title, 0, 0, 1, 1);
  gtk_grid_attach (GTK_GRID (grid), row->progress, 0, 1, 1, 1);
  gtk_grid_attach (GTK_GRID (grid), row->facts, 0, 2, 1, 1);
  gtk_grid_attach (GTK_GRID (grid), row->failures, 0, 3, 1, 1);
  gtk_grid_attach (GTK_GRID (grid), row->pause, 1, 0, 1, 3);
  gtk_grid_attach (GTK_GRID (grid), row->cancel, 2, 0, 1, 3);

  return grid;
}

void
nexus_gtk_operations_run (NexusGtkOperations *self,
                          NexusOperation     *operation,
                          const char         *title)
{
  Row *row = g_new0 (Row, 1);

  row->self = self;
  row->operation = g_object_ref (operation);
  row->title = g_strdup (title);
  row->row = gtk_list_box_row_new ();
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row->row), FALSE);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row->row), new_row_widget (row));
  g_object_set_data_full (G_OBJECT (row->row), "row", row, (GDestroyNotify) row_free);
  g_signal_connect_swapped (row->pause, "clicked", G_CALLBACK (pause_cb), row);
  g_signal_connect_swapped (row->cancel, "clicked", G_CALLBACK (cancel_cb), row);
  g_signal_connect_swapped (row->failures, "clicked", G_CALLBACK (failures_cb), row);
  g_signal_connect_swapped (operation, "notify::fraction", G_CALLBACK (progress_cb), row);
  gtk_list_box_prepend (self->rows, row->row);

  g_ptr_array_add (self->running, g_object_ref (operation));
  progress_cb (row);
  nexus_operation_run_async (operation, NULL, finished_cb, g_object_ref (row->row));
}

gboolean
nexus_gtk_operations_is_active (NexusGtkOperations *self)
{
  return self->running->len > 0;
}

void
nexus_gtk_operations_cancel_all (NexusGtkOperations *self)
{
  for (guint i = 0; i < self->running->len; i++)
    nexus_operation_cancel (g_ptr_array_index (self->running, i));
}

static void
nexus_gtk_operations_finalize (GObject *object)
{
  g_ptr_array_unref (NEXUS_GTK_OPERATIONS (object)->running);

  G_OBJECT_CLASS (nexus_gtk_operations_parent_class)->finalize (object);
}

static void
nexus_gtk_operations_class_init (NexusGtkOperationsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = nexus_gtk_operations_finalize;

  signals[SIGNAL_FINISHED] = g_signal_new ("finished", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                           NULL, NULL, NULL, G_TYPE_NONE, 3,
                                           G_TYPE_STRING, G_TYPE_STRING, G_TYPE_BOOLEAN);
}

static void
nexus_gtk_operations_init (NexusGtkOperations *self)
{
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->running = g_ptr_array_new_with_free_func (g_object_unref);
  self->rows = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->rows, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->rows), "background");
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), 360);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (self->rows));
  gtk_widget_set_size_request (scrolled, 300, -1);
  gtk_popover_set_child (GTK_POPOVER (popover), scrolled);

  self->total = GTK_PROGRESS_BAR (gtk_progress_bar_new ());
  gtk_widget_set_size_request (GTK_WIDGET (self->total), 24, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->total), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Progress of all operations"), -1);
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name ("emblem-synchronizing-symbolic"));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->total));
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);

  self->button = GTK_MENU_BUTTON (gtk_menu_button_new ());
  gtk_menu_button_set_child (self->button, box);
  gtk_menu_button_set_popover (self->button, popover);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->button), _("Operations"));
  gtk_widget_add_css_class (GTK_WIDGET (self->button), "nexus-operations");
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->button));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

NexusGtkOperations *
nexus_gtk_operations_new (void)
{
  return g_object_new (NEXUS_GTK_TYPE_OPERATIONS, NULL);
}
