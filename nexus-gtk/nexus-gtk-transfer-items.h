/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <nexus-glib.h>

G_BEGIN_DECLS

/* One thing that goes in or out; it never changes, so that threads may share it. */
typedef struct {
  GFile               *file;     /* outside the store */
  char                *path;     /* in the store */
  guint64              size;     /* 0 where it is not known before */
  NexusConflictPolicy  policy;   /* NEXUS_CONFLICT_FAIL: that of the transfer */
  gboolean             again;    /* it was done before, and met a conflict that has been answered */
} NexusGtkTransferItem;

GPtrArray            *nexus_gtk_transfer_items_new      (void);
void                  nexus_gtk_transfer_items_add      (GPtrArray            *items,
                                                         GFile                *file,
                                                         const char           *path,
                                                         guint64               size);
/* Takes the item, unless the last one is the same. */
void                  nexus_gtk_transfer_items_add_once (GPtrArray            *items,
                                                         NexusGtkTransferItem *item);
/* New. */
NexusGtkTransferItem *nexus_gtk_transfer_item_copy      (NexusGtkTransferItem *item);
/* New: the part of an item that the library calls by its path, as people read it; NULL if it cannot be told which one
 * that is. */
NexusGtkTransferItem *nexus_gtk_transfer_item_find      (NexusGtkTransferItem *item,
                                                         const char           *shown);

G_END_DECLS
