/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-proof-history.h"
#include "nexus-proof-op.h"

G_BEGIN_DECLS

/* A store and the model of it, side by side. */
typedef struct {
  char              *folder;
  NexusFilesystem   *filesystem;
  NexusProofState   *state;
  NexusProofHistory *history;
  GHashTable        *ids;       /* serial → id in the store */
  GHashTable        *serials;   /* id in the store → serial */
  gint64             started;   /* the operation under way, in microseconds since 1970 */
  guint              n_folders;
  guint              n_done;
  GString           *told;      /* what was done, if somebody wants to know */
} NexusProofRun;

NexusProofRun *nexus_proof_run_new     (const char         *folder);
void           nexus_proof_run_free    (NexusProofRun      *run);
/* Runs one operation, with those of a batch, and compares all that there is then.  *index is the next one.  FALSE
 * with what is different. */
gboolean       nexus_proof_run_step    (NexusProofRun      *run,
                                        const NexusProofOp *ops,
                                        guint               n_ops,
                                        guint              *index,
                                        char              **difference);
/* The whole of it: contents, versions, tags, history, and what `verify` says. */
gboolean       nexus_proof_run_finish  (NexusProofRun      *run,
                                        char              **difference);

void           nexus_proof_run_connect (NexusProofRun      *run);
void           nexus_proof_run_close   (NexusProofRun      *run);
/* What the store does with one operation. */
gboolean       nexus_proof_run_store   (NexusProofRun        *run,
                                        const NexusProofArgs *args,
                                        GError              **error);
void           nexus_proof_run_batch   (NexusProofRun        *run,
                                        NexusBatch           *batch,
                                        const NexusProofArgs *args);
/* What is to change nothing: garbage collection, verify, repair, backup, dump, another connection. */
gboolean       nexus_proof_run_keep    (NexusProofRun        *run,
                                        const NexusProofArgs *args,
                                        char                **difference);
gboolean       nexus_proof_compare     (NexusProofRun        *run,
                                        char                **difference);
gboolean       nexus_proof_compare_all (NexusProofRun        *run,
                                        char                **difference);
gboolean       nexus_proof_compare_history (NexusProofRun    *run,
                                        char                **difference);
gboolean       nexus_proof_compare_snapshots (NexusProofRun  *run,
                                        char                **difference);
gboolean       nexus_proof_compare_read (NexusProofRun       *run,
                                        const char           *path,
                                        char                **difference);
gboolean       nexus_proof_compare_search (NexusProofRun     *run,
                                        const char           *tag,
                                        char                **difference);

G_END_DECLS
