/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-content-store-private.h"
#include "nexus-metadata-store-private.h"
#include "nexus-operation-private.h"

G_BEGIN_DECLS

/* Writes what the two stores hold into a folder, as another store; `mark` is a name of nexus-backup-mark-private.h.  A restored store has no
 * mark when it is whole. */
gboolean _nexus_backup_run (NexusMetadataStore  *metadata,
                            NexusContentStore   *content,
                            NexusContentHash     hash,
                            const char          *data_dir,
                            const char          *folder,
                            const char          *mark,
                            NexusOperation      *operation,
                            GCancellable        *cancellable,
                            GError             **error);

G_END_DECLS
