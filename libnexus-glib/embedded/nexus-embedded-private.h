/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-change-monitor-private.h"
#include "nexus-content-store-private.h"
#include "nexus-filesystem-private.h"
#include "nexus-metadata-store-private.h"
#include "nexus-text-indexer-private.h"

G_BEGIN_DECLS

#define NEXUS_TYPE_EMBEDDED (_nexus_embedded_get_type ())

G_DECLARE_FINAL_TYPE (NexusEmbedded, _nexus_embedded, NEXUS, EMBEDDED, NexusFilesystem)

struct _NexusEmbedded {
  NexusFilesystem     parent_instance;

  NexusMetadataStore *metadata;
  NexusContentStore  *content;
  NexusContentHash    hash;
  NexusChangeMonitor *monitor;      /* nullable */
  NexusTextIndexer   *indexer;      /* nullable */

  gboolean            same_disk;    /* metadata and contents share one */
  gint64              expired_at;   /* monotonic time of the last look at the trash; atomic through the lock */
  GMutex              lock;
};

/* nexus-embedded-open.c: makes a folder, only for its owner, with all above it that are missing, and durably. */
gboolean            _nexus_embedded_make_folder (const char        *folder,
                                               GError             **error);
/* A folder that is there and empty may have been made by somebody who was killed before its name was synced, or those of
 * the folders above it. */
void                _nexus_embedded_settle_folder (const char      *folder);
gboolean            _nexus_embedded_is_empty  (const char          *folder,
                                               gboolean            *empty,
                                               GError             **error);

/* nexus-embedded-read.c */
GBytes             *_nexus_embedded_read      (NexusFilesystem     *filesystem,
                                               const char          *path,
                                               guint                version,
                                               GCancellable        *cancellable,
                                               GError             **error);
NexusContentReader *_nexus_embedded_open      (NexusFilesystem     *filesystem,
                                               const char          *path,
                                               guint                version,
                                               NexusEntry         **entry,
                                               GCancellable        *cancellable,
                                               GError             **error);

/* nexus-embedded-retention.c: how long the trash is kept. */
gboolean            _nexus_embedded_get_trash_days (NexusFilesystem  *filesystem,
                                               guint               *days,
                                               GCancellable        *cancellable,
                                               GError             **error);
/* Along with what was written just now. */
void                _nexus_embedded_expire_trash (NexusEmbedded     *self,
                                               NexusTransaction   **transactions,
                                               gsize                n_transactions);

/* nexus-embedded-apply.c */
NexusContentRef    *_nexus_embedded_stage     (NexusFilesystem     *filesystem,
                                               const void          *data,
                                               gsize                size,
                                               GCancellable        *cancellable,
                                               GError             **error);
void                _nexus_embedded_apply     (NexusFilesystem     *filesystem,
                                               NexusTransaction   **transactions,
                                               gsize                n_transactions);

/* nexus-embedded-space.c: what little is left of the disk is kept for making room. */
gboolean            _nexus_embedded_get_room  (NexusFilesystem     *filesystem,
                                               guint64             *room);
/* Sets the errors of those transactions that are not let through. */
void                _nexus_embedded_keep_room (NexusEmbedded       *self,
                                               NexusTransaction   **transactions,
                                               gsize                n_transactions);

/* What a transaction brings as bytes seems to be more than a quota has room for. */
gboolean            _nexus_embedded_lacks_room (NexusFilesystem    *filesystem,
                                               NexusTransaction    *transaction);

/* nexus-embedded-snapshots.c */
void                _nexus_embedded_snapshots_class_init (NexusFilesystemClass *klass);

/* Joins two open stores; `hash` is the function with which the content store names contents. */
NexusFilesystem *_nexus_embedded_new_for_stores (NexusMetadataStore *metadata,
                                                 NexusContentStore  *content,
                                                 NexusContentHash    hash,
                                                 NexusConfig        *config);
/* Tells of what others commit; `log` is the file to which every commit is written.  Once, before any other use. */
gboolean         _nexus_embedded_monitor        (NexusFilesystem    *filesystem,
                                                 const char         *log,
                                                 GCancellable       *cancellable,
                                                 GError            **error);

G_END_DECLS
