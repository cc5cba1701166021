/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-content-store-private.h"
#include "nexus-metadata-store-private.h"
#include "nexus-operation-private.h"

G_BEGIN_DECLS

typedef struct {
  gboolean dry_run;
  gint64   before_ns;           /* contents added later stay in any case */
  gint64   deleted_before_ns;   /* for a dry run: what was deleted earlier is taken to be gone already */
} NexusGcRules;

/* Removes from both stores what nothing refers to. */
gboolean _nexus_gc_run (NexusMetadataStore  *metadata,
                        NexusContentStore   *content,
                        const NexusGcRules  *rules,
                        NexusOperation      *operation,
                        GCancellable        *cancellable,
                        GError             **error);

G_END_DECLS
