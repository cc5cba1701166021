/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-filesystem-private.h"
#include "nexus-metadata-store-private.h"
#include "nexus-text-indexer-private.h"

G_BEGIN_DECLS

/* Finds out what other processes, and other objects of this one, have committed, and tells of it and of what this object
 * has committed in one order. */
typedef struct _NexusChangeMonitor NexusChangeMonitor;

/* `filesystem` is told, and is not held.  `log` is the file to which every commit is written. */
NexusChangeMonitor *_nexus_change_monitor_new    (NexusFilesystem     *filesystem,
                                                  NexusMetadataStore  *metadata,
                                                  const char          *log);
/* Remembers where the log of changes ends now: nothing before that is ever told. */
gboolean            _nexus_change_monitor_mark   (NexusChangeMonitor  *self,
                                                  GCancellable        *cancellable,
                                                  GError             **error);
/* Neither blocks.  From the start on, all that was committed at `since_ns` and later is told. */
void                _nexus_change_monitor_start  (NexusChangeMonitor  *self,
                                                  gint64               since_ns);
void                _nexus_change_monitor_stop   (NexusChangeMonitor  *self);
/* Tells of what was committed of these, after all that was committed before. */
void                _nexus_change_monitor_tell   (NexusChangeMonitor  *self,
                                                  NexusTransaction   **transactions,
                                                  gsize                n_transactions);
/* It is woken when others may have written texts, and told of. */
void                _nexus_change_monitor_set_indexer (NexusChangeMonitor *self,
                                                  NexusTextIndexer    *indexer);
/* Tells that more is known of texts; from any thread. */
void                _nexus_change_monitor_tell_texts (gpointer         self);
/* For good; the filesystem and the metadata store are not used again after this. */
void                _nexus_change_monitor_detach (NexusChangeMonitor  *self);
void                _nexus_change_monitor_unref  (NexusChangeMonitor  *self);

G_END_DECLS
