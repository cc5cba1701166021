/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-transfer-private.h"

G_BEGIN_DECLS

#define NEXUS_TYPE_EXPORT (_nexus_export_get_type ())
G_DECLARE_FINAL_TYPE (NexusExport, _nexus_export, NEXUS, EXPORT, NexusOperation)

/*  walk (the operation's thread) ─┬─ directories, links
 *    pages of the store           └─ files → writers (2 and more)
 *
 * Everything is made relative to a directory that was itself reached without following a link. */
struct _NexusExport {
  NexusOperation       parent_instance;

  NexusFilesystem     *filesystem;
  char                *path;
  GFile               *destination;
  NexusConflictPolicy  policy;

  /* While it runs. */
  GCancellable        *cancellable;
  gint64               started_ns;
  NexusTransferPool   *writers;
  GMutex               lock;
  GError              *fatal;      /* what fails everything, such as a full disk */
};

/* One file on its way out. */
typedef struct {
  NexusExport      *export;   /* borrowed */
  NexusTransferDir *dir;
  char             *name;     /* in the directory */
  NexusEntry       *entry;
  gboolean          replace;  /* what has the name is to be replaced */
} NexusExportItem;

void _nexus_export_item_free   (NexusExportItem *item);
/* Writes a file: a job of the pool.  Takes the item. */
void _nexus_export_write       (gpointer         item,
                                gpointer         user_data);
void _nexus_export_add_failure (NexusExport     *self,
                                NexusEntry      *entry,
                                const GError    *error);

G_END_DECLS
