/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nexus-gtk-transfer-items.h"

G_BEGIN_DECLS

typedef enum {
  NEXUS_GTK_TRANSFER_WAITING,     /* for its turn, to begin or to go on */
  NEXUS_GTK_TRANSFER_RUNNING,
  NEXUS_GTK_TRANSFER_ASKING,      /* all is done but what met a conflict, about which a person decides */
  NEXUS_GTK_TRANSFER_PAUSED,      /* by a person */
  NEXUS_GTK_TRANSFER_DONE,        /* all of it, but for the problems */
  NEXUS_GTK_TRANSFER_FAILED,      /* nothing, or not to its end */
  NEXUS_GTK_TRANSFER_CANCELLED,
} NexusGtkTransferState;

#define NEXUS_GTK_TYPE_TRANSFER (nexus_gtk_transfer_get_type ())
G_DECLARE_FINAL_TYPE (NexusGtkTransfer, nexus_gtk_transfer, NEXUS_GTK, TRANSFER, GObject)

/* What a person asked to be imported or exported at one time: the items are done one after another.
 *
 * With NEXUS_CONFLICT_FAIL, what differs from something that has its name keeps nothing else from being done.  In the
 * end both sides are compared: what turns out to be the same is left, and about the rest the transfer asks.
 *
 *   items ─▶ conflicts ─▶ compared ─▶ asking ─ resolve ─▶ the answered ones as items ─▶ done
 *
 * Signal: "changed", for its state and its progress. */
NexusGtkTransfer      *nexus_gtk_transfer_new            (NexusFilesystem     *filesystem,
                                                          gboolean             is_export,
                                                          GPtrArray           *items,
                                                          NexusConflictPolicy  policy);
/* While it asks, and of NexusGtkConflict; else NULL. */
GPtrArray             *nexus_gtk_transfer_get_conflicts  (NexusGtkTransfer    *self);
/* The answers, as many as there are conflicts. */
void                   nexus_gtk_transfer_resolve        (NexusGtkTransfer    *self,
                                                          const NexusConflictPolicy *answers);
gboolean               nexus_gtk_transfer_is_export      (NexusGtkTransfer    *self);
NexusFilesystem       *nexus_gtk_transfer_get_filesystem (NexusGtkTransfer    *self);
/* Once it has ended: whether there is anything left that could be tried again. */
gboolean               nexus_gtk_transfer_can_retry      (NexusGtkTransfer    *self);
/* New: a transfer of only what failed, or was not begun because of that. */
NexusGtkTransfer      *nexus_gtk_transfer_new_retry      (NexusGtkTransfer    *self);
/* How long it has worked, in microseconds, without the pauses. */
gint64                 nexus_gtk_transfer_get_worked     (NexusGtkTransfer    *self);
/* Different for each one of the process; for the targets of actions. */
guint                  nexus_gtk_transfer_get_id         (NexusGtkTransfer    *self);
/* For the queue, when it is the turn of one that waits. */
void                   nexus_gtk_transfer_start          (NexusGtkTransfer    *self);
void                   nexus_gtk_transfer_pause          (NexusGtkTransfer    *self);
/* It goes on when its turn comes. */
void                   nexus_gtk_transfer_resume         (NexusGtkTransfer    *self);
void                   nexus_gtk_transfer_cancel         (NexusGtkTransfer    *self);
NexusGtkTransferState  nexus_gtk_transfer_get_state      (NexusGtkTransfer    *self);
/* Neither done, failed nor cancelled. */
gboolean               nexus_gtk_transfer_is_active      (NexusGtkTransfer    *self);
const char            *nexus_gtk_transfer_get_title      (NexusGtkTransfer    *self);
double                 nexus_gtk_transfer_get_fraction   (NexusGtkTransfer    *self);
/* Whether the fraction is known: not while what there is to do is still being counted. */
gboolean               nexus_gtk_transfer_is_measured    (NexusGtkTransfer    *self);
/* Where it stands, in words; once it has ended, what became of it. */
char                  *nexus_gtk_transfer_describe       (NexusGtkTransfer    *self);
/* The path that is being worked at; NULL while there is none, and where the title says it. */
char                  *nexus_gtk_transfer_dup_current    (NexusGtkTransfer    *self);
/* Of NexusGtkProblem. */
GListModel            *nexus_gtk_transfer_get_problems   (NexusGtkTransfer    *self);

G_END_DECLS
