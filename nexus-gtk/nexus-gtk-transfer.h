/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <nexus-glib.h>

G_BEGIN_DECLS

/* One thing that goes in or out; it never changes, so that threads may share it. */
typedef struct {
  GFile   *file;    /* outside the store */
  char    *path;    /* in the store */
  guint64  size;    /* 0 where it is not known before */
} NexusGtkTransferItem;

GPtrArray *nexus_gtk_transfer_items_new (void);
void       nexus_gtk_transfer_items_add (GPtrArray  *items,
                                         GFile      *file,
                                         const char *path,
                                         guint64     size);

typedef enum {
  NEXUS_GTK_TRANSFER_WAITING,     /* for its turn, to begin or to go on */
  NEXUS_GTK_TRANSFER_RUNNING,
  NEXUS_GTK_TRANSFER_PAUSED,      /* by a person */
  NEXUS_GTK_TRANSFER_DONE,        /* all of it, but for the problems */
  NEXUS_GTK_TRANSFER_FAILED,      /* nothing, or not to its end */
  NEXUS_GTK_TRANSFER_CANCELLED,
} NexusGtkTransferState;

#define NEXUS_GTK_TYPE_TRANSFER (nexus_gtk_transfer_get_type ())
G_DECLARE_FINAL_TYPE (NexusGtkTransfer, nexus_gtk_transfer, NEXUS_GTK, TRANSFER, GObject)

/* What a person asked to be imported or exported at one time: the items are done one after another.
 * Signal: "changed", for its state and its progress. */
NexusGtkTransfer      *nexus_gtk_transfer_new            (NexusFilesystem     *filesystem,
                                                          gboolean             is_export,
                                                          GPtrArray           *items,
                                                          NexusConflictPolicy  policy);
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
