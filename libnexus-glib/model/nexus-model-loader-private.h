/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-filesystem.h"
#include "nexus-model-rows-private.h"

G_BEGIN_DECLS

/* Reads the entries of rows that wait for them, on the filesystem's workers, a page at a time and never two at once:
 * so what is told last is what was read last. */
typedef struct _NexusModelLoader NexusModelLoader;

/* In a worker: an entry for each id, or NULL for those that are gone. */
typedef GPtrArray *(*NexusModelLoad)  (NexusFilesystem  *filesystem,
                                       const char       *path,
                                       const gint64     *ids,
                                       guint             n_ids,
                                       GCancellable     *cancellable,
                                       GError          **error);
/* In the context: rows could not be read. */
typedef void (*NexusModelLoaderFailed) (gpointer         user_data,
                                        const GError    *error);

NexusModelLoader *_nexus_model_loader_new   (NexusFilesystem        *filesystem,
                                             const char             *path,
                                             NexusModelLoad          load,
                                             GMainContext           *context,
                                             NexusModelLoaderFailed  failed,
                                             gpointer                user_data);
/* Begins once rows are known and whenever some begin to wait. */
void              _nexus_model_loader_start (NexusModelLoader       *self,
                                             NexusModelRows         *rows);
/* In the context; nothing is called after it. */
void              _nexus_model_loader_free  (NexusModelLoader       *self);

G_END_DECLS
