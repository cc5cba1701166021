/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <nexus-glib.h>

#include "nexus-gtk-slot.h"

struct _NexusGtkSlot {
  GObject  parent_instance;

  GObject *item;
};

enum {
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (NexusGtkSlot, nexus_gtk_slot, G_TYPE_OBJECT)

static void
changed (NexusGtkSlot *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
drop_item (NexusGtkSlot *self)
{
  if (NEXUS_IS_MODEL_ROW (self->item))
    g_signal_handlers_disconnect_by_func (self->item, changed, self);
  g_clear_object (&self->item);
}

static void
take_item (NexusGtkSlot *self,
           gpointer      item)
{
  self->item = g_object_ref (item);
  /* The entry of a row comes later, and changes. */
  if (NEXUS_IS_MODEL_ROW (item))
    g_signal_connect_swapped (item, "notify::entry", G_CALLBACK (changed), self);
}

static void
nexus_gtk_slot_dispose (GObject *object)
{
  drop_item (NEXUS_GTK_SLOT (object));

  G_OBJECT_CLASS (nexus_gtk_slot_parent_class)->dispose (object);
}

static void
nexus_gtk_slot_class_init (NexusGtkSlotClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = nexus_gtk_slot_dispose;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 0);
}

static void
nexus_gtk_slot_init (NexusGtkSlot *self)
{
}

NexusGtkSlot *
nexus_gtk_slot_new (gpointer item)
{
  NexusGtkSlot *self = g_object_new (NEXUS_GTK_TYPE_SLOT, NULL);

  take_item (self, item);

  return self;
}

gpointer
nexus_gtk_slot_get_item (NexusGtkSlot *self)
{
  g_return_val_if_fail (NEXUS_GTK_IS_SLOT (self), NULL);

  return self->item;
}

void
nexus_gtk_slot_set_item (NexusGtkSlot *self,
                         gpointer      item)
{
  g_return_if_fail (NEXUS_GTK_IS_SLOT (self));
  g_return_if_fail (G_IS_OBJECT (item));

  if (self->item == item)
    return;

  drop_item (self);
  take_item (self, item);
  changed (self);
}
