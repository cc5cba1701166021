/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nexus-gtk-transfer.h"

G_BEGIN_DECLS

/* Something that has the name already that something else is to get: both sides, as they were when they were compared. */
typedef struct {
  GFile      *file;             /* outside the store; NULL for a source within it */
  NexusEntry *source;           /* in the store, what is to get the name; else NULL */
  GFileType   file_type;
  guint64     file_size;
  GDateTime  *file_modified;    /* NULL where it is not known */
  char       *file_hash;        /* NULL where it would take long to find out, and the sizes say enough */
  NexusEntry *entry;            /* in the store */
  char       *path;             /* where it is, or is to be, there */
} NexusGtkConflict;

typedef struct {
  GPtrArray *conflicts;         /* of NexusGtkConflict */
  GPtrArray *free;              /* of NexusGtkTransferItem: those in whose way there is nothing any more */
  guint      n_identical;       /* so many had the same content, and need nothing */
} NexusGtkConflicts;

void               nexus_gtk_conflict_free            (NexusGtkConflict     *self);
void               nexus_gtk_conflicts_free           (NexusGtkConflicts    *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NexusGtkConflicts, nexus_gtk_conflicts_free)

/* Compares, in a thread, items (of NexusGtkTransferItem) with what is there. */
void               nexus_gtk_conflicts_compare_async  (NexusFilesystem      *filesystem,
                                                       GPtrArray            *items,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
NexusGtkConflicts *nexus_gtk_conflicts_compare_finish (GAsyncResult         *result,
                                                       GError              **error);

G_END_DECLS
