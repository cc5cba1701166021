/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define NEXUS_GTK_TYPE_SLOT (nexus_gtk_slot_get_type ())
G_DECLARE_FINAL_TYPE (NexusGtkSlot, nexus_gtk_slot, NEXUS_GTK, SLOT, GObject)

/* What a row of a view shows.  It can become another item, or the item gets its entry: both emit `changed`. */
NexusGtkSlot *nexus_gtk_slot_new      (gpointer      item);
gpointer      nexus_gtk_slot_get_item (NexusGtkSlot *self);
void          nexus_gtk_slot_set_item (NexusGtkSlot *self,
                                       gpointer      item);

G_END_DECLS
