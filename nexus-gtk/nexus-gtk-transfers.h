/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nexus-gtk-transfer.h"

G_BEGIN_DECLS

#define NEXUS_GTK_TYPE_TRANSFERS (nexus_gtk_transfers_get_type ())
G_DECLARE_FINAL_TYPE (NexusGtkTransfers, nexus_gtk_transfers, NEXUS_GTK, TRANSFERS, GObject)

/* The queue of imports and exports: a GListModel of NexusGtkTransfer in the order in which they were asked for.  One
 * runs at a time.  One that is paused lets the next one run; when it is resumed, it is the first to have its turn.
 * Those that have ended come after the others, the latest first, and stay until they are removed.
 * Signals: "changed", for anything in it; "finished" (transfer). */
NexusGtkTransfers *nexus_gtk_transfers_new             (void);
void               nexus_gtk_transfers_add             (NexusGtkTransfers *self,
                                                        NexusGtkTransfer  *transfer);
/* Takes one that has ended out of the list. */
void               nexus_gtk_transfers_remove          (NexusGtkTransfers *self,
                                                        NexusGtkTransfer  *transfer);
/* Takes out all that have ended, or only those that left no problems. */
void               nexus_gtk_transfers_remove_finished (NexusGtkTransfers *self,
                                                        gboolean           also_problems);
guint              nexus_gtk_transfers_get_n_active    (NexusGtkTransfers *self);
guint              nexus_gtk_transfers_get_n_running   (NexusGtkTransfers *self);
guint              nexus_gtk_transfers_get_n_finished  (NexusGtkTransfers *self);
/* Of those that are active, together. */
double             nexus_gtk_transfers_get_fraction    (NexusGtkTransfers *self);
/* Puts a transfer of what failed in the place of one that has ended. */
void               nexus_gtk_transfers_retry           (NexusGtkTransfers *self,
                                                        NexusGtkTransfer  *transfer);
void               nexus_gtk_transfers_pause_all       (NexusGtkTransfers *self);
void               nexus_gtk_transfers_resume_all      (NexusGtkTransfers *self);
void               nexus_gtk_transfers_cancel_all      (NexusGtkTransfers *self);

G_END_DECLS
