/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "nexus-gtk-conflict-dialog.h"
#include "nexus-gtk-originals.h"
#include "nexus-gtk-place.h"
#include "nexus-gtk-session.h"
#include "nexus-gtk-window-private.h"

/* With it: the items whose originals go when all of it has gone well. */
#define ORIGINALS "nexus-gtk-originals"

static void
enqueue (NexusGtkWindow *self,
         GPtrArray      *items,
         gboolean        is_export,
         gboolean        moves)
{
  g_autoptr(NexusGtkTransfer) transfer = NULL;

  if (items->len == 0)
    return;
  /* Nothing is replaced unasked. */
  transfer = nexus_gtk_transfer_new (self->filesystem, is_export, items, NEXUS_CONFLICT_FAIL);
  if (moves)
    g_object_set_data_full (G_OBJECT (transfer), ORIGINALS, g_ptr_array_ref (items),
                            (GDestroyNotify) g_ptr_array_unref);
  nexus_gtk_transfers_add (self->transfers, transfer);
}

static void
import_to (NexusGtkWindow *self,
           GListModel     *files,
           const char     *folder,
           gboolean        moves)
{
  g_autoptr(GPtrArray) items = nexus_gtk_transfer_items_new ();
  guint n_files = g_list_model_get_n_items (files);

  for (guint i = 0; i < n_files; i++)
    {
      g_autoptr(GFile) file = g_list_model_get_item (files, i);
      g_autofree char *name = g_file_get_basename (file);
      /* A name that is no good is told of with the other problems. */
      g_autofree char *path = g_build_filename (folder, name, NULL);

      nexus_gtk_transfer_items_add (items, file, path, 0);
    }
  enqueue (self, items, FALSE, moves);
}

/* Into a folder of the store that is shown. */
void
nexus_gtk_window_import_to (NexusGtkWindow *self,
                            GListModel     *files,
                            const char     *folder)
{
  import_to (self, files, folder, FALSE);
}

void
nexus_gtk_window_move_to (NexusGtkWindow *self,
                          GListModel     *files,
                          const char     *folder)
{
  import_to (self, files, folder, TRUE);
}

void
nexus_gtk_window_import (NexusGtkWindow *self,
                         GListModel     *files)
{
  const char *place;

  g_return_if_fail (NEXUS_GTK_IS_WINDOW (self));
  g_return_if_fail (G_IS_LIST_MODEL (files));

  if (self->filesystem == NULL)
    {
      g_set_object (&self->pending, files);
      return;
    }

  place = nexus_gtk_tab_get_place (self->tab);
  nexus_gtk_window_import_to (self, files, nexus_gtk_place_is_folder (place) ? place : NEXUS_GTK_PLACE_HOME);
}

void
nexus_gtk_window_export (NexusGtkWindow *self,
                         GPtrArray      *entries,
                         GFile          *folder)
{
  g_autoptr(GPtrArray) items = nexus_gtk_transfer_items_new ();

  g_return_if_fail (NEXUS_GTK_IS_WINDOW (self));
  g_return_if_fail (G_IS_FILE (folder));

  for (guint i = 0; i < entries->len; i++)
    {
      NexusEntry *entry = g_ptr_array_index (entries, i);
      g_autoptr(GFile) file = g_file_get_child (folder, nexus_entry_get_name (entry));
      guint64 size = nexus_entry_get_kind (entry) == NEXUS_KIND_DIRECTORY ? nexus_entry_get_total_size (entry)
                                                                          : nexus_entry_get_size (entry);

      nexus_gtk_transfer_items_add (items, file, nexus_entry_get_path (entry), size);
    }
  enqueue (self, items, TRUE, FALSE);
}

GListModel *
nexus_gtk_window_list_files (GdkFileList *list)
{
  GListStore *files = g_list_store_new (G_TYPE_FILE);
  GSList *items = gdk_file_list_get_files (list);

  for (GSList *item = items; item != NULL; item = item->next)
    g_list_store_append (files, item->data);
  g_slist_free (items);

  return G_LIST_MODEL (files);
}

/* --- Conflicts --- */

/* One transfer is asked about at a time; the others go on meanwhile. */
typedef struct {
  NexusGtkWindow   *window;
  NexusGtkTransfer *transfer;
  GCancellable     *cancellable;
  gulong            changed_id;
} Asking;

static void
asking_free (Asking *asking)
{
  g_signal_handler_disconnect (asking->transfer, asking->changed_id);
  g_object_unref (asking->window);
  g_object_unref (asking->transfer);
  g_object_unref (asking->cancellable);
  g_free (asking);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Asking, asking_free)

static void
asked_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(Asking) asking = user_data;
  g_autofree NexusConflictPolicy *answers = nexus_gtk_conflict_dialog_ask_finish (result);

  asking->window->asks_conflicts = FALSE;
  if (nexus_gtk_transfer_get_state (asking->transfer) == NEXUS_GTK_TRANSFER_ASKING)
    nexus_gtk_transfer_resolve (asking->transfer, answers);
  nexus_gtk_window_ask_next (asking->window);
}

/* It may be cancelled before there is an answer. */
static void
asked_changed_cb (NexusGtkTransfer *transfer,
                  Asking           *asking)
{
  if (nexus_gtk_transfer_get_state (transfer) != NEXUS_GTK_TRANSFER_ASKING)
    g_cancellable_cancel (asking->cancellable);
}

static void
ask_about (NexusGtkWindow   *self,
           NexusGtkTransfer *transfer)
{
  NexusConfig *config = nexus_filesystem_get_config (nexus_gtk_transfer_get_filesystem (transfer));
  Asking *asking = g_new0 (Asking, 1);

  asking->window = g_object_ref (self);
  asking->transfer = g_object_ref (transfer);
  asking->cancellable = g_cancellable_new ();
  asking->changed_id = g_signal_connect (transfer, "changed", G_CALLBACK (asked_changed_cb), asking);
  self->asks_conflicts = TRUE;
  nexus_gtk_window_notify_question (self, transfer);
  nexus_gtk_conflict_dialog_ask_async (GTK_WINDOW (self), nexus_gtk_transfer_get_conflicts (transfer),
                                       nexus_gtk_transfer_is_export (transfer),
                                       nexus_config_get_history_limit (config) > 0, asking->cancellable, asked_cb,
                                       asking);
}

void
nexus_gtk_window_ask_next (NexusGtkWindow *self)
{
  guint n_transfers;

  /* Not after it was closed. */
  if (self->transfers == NULL || self->asks_conflicts || nexus_gtk_window_ask_relocating (self))
    return;
  n_transfers = g_list_model_get_n_items (G_LIST_MODEL (self->transfers));
  for (guint i = 0; i < n_transfers && !self->asks_conflicts; i++)
    {
      g_autoptr(NexusGtkTransfer) transfer = g_list_model_get_item (G_LIST_MODEL (self->transfers), i);

      if (nexus_gtk_transfer_get_state (transfer) == NEXUS_GTK_TRANSFER_ASKING)
        ask_about (self, transfer);
    }
}

/* --- Their end --- */

static void
show_problems_action (GtkWidget  *widget,
                      const char *name,
                      GVariant   *parameter)
{
  NexusGtkWindow *self = NEXUS_GTK_WINDOW (widget);
  guint n_transfers = g_list_model_get_n_items (G_LIST_MODEL (self->transfers));

  for (guint i = 0; i < n_transfers; i++)
    {
      g_autoptr(NexusGtkTransfer) transfer = g_list_model_get_item (G_LIST_MODEL (self->transfers), i);

      if (nexus_gtk_transfer_get_id (transfer) == g_variant_get_uint32 (parameter))
        nexus_gtk_operations_show_problems (self->operations, transfer);
    }
}

static void
show_operations_action (GtkWidget  *widget,
                        const char *name,
                        GVariant   *parameter)
{
  nexus_gtk_operations_show_window (NEXUS_GTK_WINDOW (widget)->operations);
}

static void
tell_problems (NexusGtkWindow   *self,
               NexusGtkTransfer *transfer,
               const char       *text)
{
  g_autofree char *markup = g_markup_escape_text (text, -1);
  AdwToast *toast = adw_toast_new (markup);

  /* The window is needed after all. */
  if (self->closing == NEXUS_GTK_CLOSE_WHEN_DONE)
    self->closing = NEXUS_GTK_CLOSE_NOT;
  adw_toast_set_timeout (toast, 8);
  adw_toast_set_button_label (toast, _("Details"));
  adw_toast_set_action_name (toast, "win.show-problems");
  adw_toast_set_action_target (toast, "u", nexus_gtk_transfer_get_id (transfer));
  adw_toast_overlay_add_toast (self->toasts, toast);
}

typedef struct {
  NexusGtkWindow *window;
  guint           n_items;
} Removal;

static void
removed_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autofree Removal *removal = user_data;
  g_autoptr(NexusGtkWindow) self = removal->window;
  guint n_left = nexus_gtk_originals_remove_finish (result);
  guint n_removed = removal->n_items - n_left;
  g_autofree char *text = NULL;

  self->n_requests--;
  if (self->toasts == NULL)
    return;
  if (n_left > 0)
    /* Translators: of what was cut in another application and pasted here */
    text = g_strdup_printf (ngettext ("%u original stays where it is", "%u originals stay where they are", n_left),
                            n_left);
  else
    /* Translators: of what was cut in another application and pasted here */
    text = g_strdup_printf (ngettext ("%u original is in the trash of the computer now",
                                      "%u originals are in the trash of the computer now", n_removed), n_removed);
  nexus_gtk_window_toast (self, text);
}

/* What was cut elsewhere goes only after all of it is here. */
static void
remove_originals (NexusGtkWindow   *self,
                  NexusGtkTransfer *transfer)
{
  GPtrArray *items = g_object_get_data (G_OBJECT (transfer), ORIGINALS);
  Removal *removal;

  if (items == NULL || nexus_gtk_transfer_get_state (transfer) != NEXUS_GTK_TRANSFER_DONE)
    return;
  removal = g_new0 (Removal, 1);
  removal->window = g_object_ref (self);
  removal->n_items = items->len;
  self->n_requests++;
  nexus_gtk_originals_remove_async (nexus_gtk_transfer_get_filesystem (transfer), items, removed_cb, removal);
}

static void
finished_cb (NexusGtkWindow   *self,
             NexusGtkTransfer *transfer)
{
  guint n_problems = g_list_model_get_n_items (nexus_gtk_transfer_get_problems (transfer));
  const char *title = nexus_gtk_transfer_get_title (transfer);
  g_autofree char *summary = nexus_gtk_transfer_describe (transfer);
  g_autofree char *text = NULL;

  /* What matters most comes first: a narrow window has not much room. */
  if (n_problems > 0)
    text = g_strdup_printf (ngettext ("%u problem: %s", "%u problems: %s", n_problems), n_problems, title);
  else
    text = g_strdup_printf (_("%s: %s"), title, summary);
  g_strdelimit (text, "\n", ' ');
  if (n_problems > 0)
    tell_problems (self, transfer, text);
  else
    nexus_gtk_window_tell (self, &self->done_toast, text, NULL, NULL, NULL);
  nexus_gtk_window_notify_finished (self, transfer);
  remove_originals (self, transfer);

  if (self->closing != NEXUS_GTK_CLOSE_NOT && nexus_gtk_transfers_get_n_active (self->transfers) == 0)
    gtk_window_close (GTK_WINDOW (self));
}

/* Nobody is logged out in the middle of a transfer without being told. */
static void
transfers_changed_cb (NexusGtkWindow *self)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));
  gboolean active = nexus_gtk_transfers_get_n_active (self->transfers) > 0;

  /* Not after it was closed. */
  if (application == NULL)
    return;
  if (active && self->inhibit == 0)
    self->inhibit = gtk_application_inhibit (application, GTK_WINDOW (self),
                                             GTK_APPLICATION_INHIBIT_LOGOUT | GTK_APPLICATION_INHIBIT_SUSPEND,
                                             _("Files are being imported or exported"));
  else if (!active && self->inhibit != 0)
    gtk_application_uninhibit (application, self->inhibit);
  if (!active)
    self->inhibit = 0;
  nexus_gtk_window_ask_next (self);
}

static void
close_asked_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  NexusGtkWindow *self = NEXUS_GTK_WINDOW (object);

  self->asks_close = FALSE;
  self->closing = nexus_gtk_dialogs_close_finish (result);
  if (self->closing == NEXUS_GTK_CLOSE_NOT || self->filesystem == NULL)
    return;

  /* Everything may have ended while the question was there. */
  if (nexus_gtk_transfers_get_n_active (self->transfers) == 0)
    gtk_window_close (GTK_WINDOW (self));
  else if (self->closing == NEXUS_GTK_CLOSE_NOW)
    nexus_gtk_transfers_cancel_all (self->transfers);
  else
    nexus_gtk_transfers_resume_all (self->transfers);
}

gboolean
nexus_gtk_window_hold_close (NexusGtkWindow *self)
{
  guint n_active = nexus_gtk_transfers_get_n_active (self->transfers);

  if (n_active == 0)
    return FALSE;

  nexus_gtk_session_stays (gtk_window_get_application (GTK_WINDOW (self)));
  self->closing = NEXUS_GTK_CLOSE_NOT;
  if (!self->asks_close)
    nexus_gtk_dialogs_close_async (GTK_WINDOW (self), n_active, close_asked_cb, NULL);
  self->asks_close = TRUE;

  return TRUE;
}

void
nexus_gtk_window_install_transfer_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.show-problems", "u", show_problems_action);
  gtk_widget_class_install_action (widget_class, "win.operations", NULL, show_operations_action);
}

void
nexus_gtk_window_init_transfers (NexusGtkWindow *self)
{
  nexus_gtk_window_init_notify (self);
  self->transfers = nexus_gtk_transfers_new ();
  self->operations = nexus_gtk_operations_new (self->transfers);
  adw_bin_set_child (self->operations_bin, GTK_WIDGET (self->operations));
  g_signal_connect_object (self->transfers, "finished", G_CALLBACK (finished_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->transfers, "changed", G_CALLBACK (transfers_changed_cb), self, G_CONNECT_SWAPPED);
}
