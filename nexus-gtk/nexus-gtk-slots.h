/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define NEXUS_GTK_TYPE_SLOTS (nexus_gtk_slots_get_type ())
G_DECLARE_FINAL_TYPE (NexusGtkSlots, nexus_gtk_slots, NEXUS_GTK, SLOTS, GObject)

/* A selection as a view gets it: each item is a NexusGtkSlot.  Where many items of a list are replaced by others at once,
 * the slots that are there become those items, and the view keeps the widgets that it has for them.  A list that has, and
 * had, no more than `small_max` items is told as it is.
 *
 * With a step, a view learns of no more items than that at once, of more some frames later, and of all in the end; of one
 * that is needed before, and of all others, when it is to be reached. */
NexusGtkSlots *nexus_gtk_slots_new           (GtkSelectionModel *model);
void           nexus_gtk_slots_set_small_max (NexusGtkSlots     *self,
                                              guint              small_max);
void           nexus_gtk_slots_set_step      (NexusGtkSlots     *self,
                                              guint              step);
void           nexus_gtk_slots_reach         (NexusGtkSlots     *self,
                                              guint              position);

G_END_DECLS
