/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "nexus-gtk-transfers.h"

struct _NexusGtkTransfers {
  GObject    parent_instance;

  GPtrArray *list;        /* the active ones, then those that have ended, the latest first */
  GPtrArray *active;      /* those that have not ended, in the order of their turns */
};

enum {
  SIGNAL_CHANGED,
  SIGNAL_FINISHED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void nexus_gtk_transfers_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (NexusGtkTransfers, nexus_gtk_transfers, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, nexus_gtk_transfers_model_init))

/* --- The list --- */

static GType
nexus_gtk_transfers_get_item_type (GListModel *model)
{
  return NEXUS_GTK_TYPE_TRANSFER;
}

static guint
nexus_gtk_transfers_get_n_items (GListModel *model)
{
  return NEXUS_GTK_TRANSFERS (model)->list->len;
}

static gpointer
nexus_gtk_transfers_get_item (GListModel *model,
                              guint       position)
{
  NexusGtkTransfers *self = NEXUS_GTK_TRANSFERS (model);

  return position < self->list->len ? g_object_ref (g_ptr_array_index (self->list, position)) : NULL;
}

static void
nexus_gtk_transfers_model_init (GListModelInterface *iface)
{
  iface->get_item_type = nexus_gtk_transfers_get_item_type;
  iface->get_n_items = nexus_gtk_transfers_get_n_items;
  iface->get_item = nexus_gtk_transfers_get_item;
}

/* --- Turns --- */

static void
start_next (NexusGtkTransfers *self)
{
  NexusGtkTransfer *next = NULL;

  for (guint i = 0; i < self->active->len; i++)
    {
      NexusGtkTransfer *transfer = g_ptr_array_index (self->active, i);

      if (nexus_gtk_transfer_get_state (transfer) == NEXUS_GTK_TRANSFER_RUNNING)
        return;
      if (next == NULL && nexus_gtk_transfer_get_state (transfer) == NEXUS_GTK_TRANSFER_WAITING)
        next = transfer;
    }

  if (next != NULL)
    nexus_gtk_transfer_start (next);
}

/* What has ended makes room for what goes on. */
static void
move_behind_active (NexusGtkTransfers *self,
                    NexusGtkTransfer  *transfer)
{
  guint position;

  /* Told of as two changes, so that the views of the others stay as they are. */
  g_ptr_array_find (self->list, transfer, &position);
  if (position == self->active->len)
    return;
  g_object_ref (transfer);
  g_ptr_array_remove_index (self->list, position);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
  g_ptr_array_insert (self->list, self->active->len, transfer);
  g_list_model_items_changed (G_LIST_MODEL (self), self->active->len, 0, 1);
}

static void
transfer_changed_cb (NexusGtkTransfers *self,
                     NexusGtkTransfer  *transfer)
{
  gboolean finished = !nexus_gtk_transfer_is_active (transfer) && g_ptr_array_remove (self->active, transfer);

  g_object_ref (self);
  if (finished)
    move_behind_active (self, transfer);
  start_next (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  if (finished)
    g_signal_emit (self, signals[SIGNAL_FINISHED], 0, transfer);
  g_object_unref (self);
}

void
nexus_gtk_transfers_add (NexusGtkTransfers *self,
                         NexusGtkTransfer  *transfer)
{
  g_return_if_fail (NEXUS_GTK_IS_TRANSFERS (self));
  g_return_if_fail (NEXUS_GTK_IS_TRANSFER (transfer));
  g_return_if_fail (nexus_gtk_transfer_get_state (transfer) == NEXUS_GTK_TRANSFER_WAITING);

  g_ptr_array_insert (self->list, self->active->len, g_object_ref (transfer));
  g_ptr_array_add (self->active, g_object_ref (transfer));
  g_signal_connect_object (transfer, "changed", G_CALLBACK (transfer_changed_cb), self, G_CONNECT_SWAPPED);
  g_list_model_items_changed (G_LIST_MODEL (self), self->active->len - 1, 0, 1);
  start_next (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
remove_at (NexusGtkTransfers *self,
           guint              position)
{
  g_signal_handlers_disconnect_by_data (g_ptr_array_index (self->list, position), self);
  g_ptr_array_remove_index (self->list, position);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
}

void
nexus_gtk_transfers_remove (NexusGtkTransfers *self,
                            NexusGtkTransfer  *transfer)
{
  guint position;

  g_return_if_fail (NEXUS_GTK_IS_TRANSFERS (self));
  g_return_if_fail (!nexus_gtk_transfer_is_active (transfer));

  if (!g_ptr_array_find (self->list, transfer, &position))
    return;
  remove_at (self, position);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

void
nexus_gtk_transfers_remove_finished (NexusGtkTransfers *self,
                                     gboolean           also_problems)
{
  g_return_if_fail (NEXUS_GTK_IS_TRANSFERS (self));

  for (guint i = self->list->len; i > 0; i--)
    {
      NexusGtkTransfer *transfer = g_ptr_array_index (self->list, i - 1);
      guint n_problems = g_list_model_get_n_items (nexus_gtk_transfer_get_problems (transfer));

      if (!nexus_gtk_transfer_is_active (transfer) && (also_problems || n_problems == 0))
        remove_at (self, i - 1);
    }
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

void
nexus_gtk_transfers_retry (NexusGtkTransfers *self,
                           NexusGtkTransfer  *transfer)
{
  g_autoptr(NexusGtkTransfer) retry = NULL;

  g_return_if_fail (NEXUS_GTK_IS_TRANSFERS (self));
  g_return_if_fail (nexus_gtk_transfer_can_retry (transfer));

  retry = nexus_gtk_transfer_new_retry (transfer);
  nexus_gtk_transfers_remove (self, transfer);
  nexus_gtk_transfers_add (self, retry);
}

/* --- All of them --- */

guint
nexus_gtk_transfers_get_n_active (NexusGtkTransfers *self)
{
  g_return_val_if_fail (NEXUS_GTK_IS_TRANSFERS (self), 0);

  return self->active->len;
}

guint
nexus_gtk_transfers_get_n_running (NexusGtkTransfers *self)
{
  guint n_running = 0;

  g_return_val_if_fail (NEXUS_GTK_IS_TRANSFERS (self), 0);

  for (guint i = 0; i < self->active->len; i++)
    n_running += nexus_gtk_transfer_get_state (g_ptr_array_index (self->active, i)) == NEXUS_GTK_TRANSFER_RUNNING;

  return n_running;
}

guint
nexus_gtk_transfers_get_n_finished (NexusGtkTransfers *self)
{
  g_return_val_if_fail (NEXUS_GTK_IS_TRANSFERS (self), 0);

  return self->list->len - self->active->len;
}

double
nexus_gtk_transfers_get_fraction (NexusGtkTransfers *self)
{
  double fraction = 0.0;

  g_return_val_if_fail (NEXUS_GTK_IS_TRANSFERS (self), 0.0);

  for (guint i = 0; i < self->active->len; i++)
    fraction += nexus_gtk_transfer_get_fraction (g_ptr_array_index (self->active, i));

  return self->active->len > 0 ? fraction / self->active->len : 1.0;
}

/* From the last one on, so that none begins because the one before it has paused. */
void
nexus_gtk_transfers_pause_all (NexusGtkTransfers *self)
{
  g_autoptr(GPtrArray) active = NULL;

  g_return_if_fail (NEXUS_GTK_IS_TRANSFERS (self));

  active = g_ptr_array_copy (self->active, (GCopyFunc) g_object_ref, NULL);
  for (guint i = active->len; i > 0; i--)
    nexus_gtk_transfer_pause (g_ptr_array_index (active, i - 1));
}

void
nexus_gtk_transfers_resume_all (NexusGtkTransfers *self)
{
  g_autoptr(GPtrArray) active = NULL;

  g_return_if_fail (NEXUS_GTK_IS_TRANSFERS (self));

  active = g_ptr_array_copy (self->active, (GCopyFunc) g_object_ref, NULL);
  for (guint i = 0; i < active->len; i++)
    nexus_gtk_transfer_resume (g_ptr_array_index (active, i));
}

/* From the last one on, so that none begins because the one before it has ended. */
void
nexus_gtk_transfers_cancel_all (NexusGtkTransfers *self)
{
  g_autoptr(GPtrArray) active = NULL;

  g_return_if_fail (NEXUS_GTK_IS_TRANSFERS (self));

  active = g_ptr_array_copy (self->active, (GCopyFunc) g_object_ref, NULL);
  for (guint i = active->len; i > 0; i--)
    nexus_gtk_transfer_cancel (g_ptr_array_index (active, i - 1));
}

/* --- The object --- */

static void
nexus_gtk_transfers_dispose (GObject *object)
{
  NexusGtkTransfers *self = NEXUS_GTK_TRANSFERS (object);

  /* Nobody would see them any more. */
  for (guint i = 0; i < self->list->len; i++)
    g_signal_handlers_disconnect_by_data (g_ptr_array_index (self->list, i), self);
  nexus_gtk_transfers_cancel_all (self);
  g_ptr_array_set_size (self->active, 0);

  G_OBJECT_CLASS (nexus_gtk_transfers_parent_class)->dispose (object);
}

static void
nexus_gtk_transfers_finalize (GObject *object)
{
  NexusGtkTransfers *self = NEXUS_GTK_TRANSFERS (object);

  g_ptr_array_unref (self->list);
  g_ptr_array_unref (self->active);

  G_OBJECT_CLASS (nexus_gtk_transfers_parent_class)->finalize (object);
}

static void
nexus_gtk_transfers_class_init (NexusGtkTransfersClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = nexus_gtk_transfers_dispose;
  object_class->finalize = nexus_gtk_transfers_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_FINISHED] = g_signal_new ("finished", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                           NULL, NULL, NULL, G_TYPE_NONE, 1, NEXUS_GTK_TYPE_TRANSFER);
}

static void
nexus_gtk_transfers_init (NexusGtkTransfers *self)
{
  self->list = g_ptr_array_new_with_free_func (g_object_unref);
  self->active = g_ptr_array_new_with_free_func (g_object_unref);
}

NexusGtkTransfers *
nexus_gtk_transfers_new (void)
{
  return g_object_new (NEXUS_GTK_TYPE_TRANSFERS, NULL);
}
