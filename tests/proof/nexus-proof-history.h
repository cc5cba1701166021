/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-proof-state.h"

G_BEGIN_DECLS

/* What was done, as the differences between two states.  To undo it is to put the former side of each difference back,
 * if all of them still are as the step left them. */

typedef struct {
  GPtrArray      *nodes;   /* of pairs: NexusProofNode before (or NULL), after (or NULL) */
  GPtrArray      *tags;    /* the same of NexusProofTag */
  GPtrArray      *texts;   /* of triples: the name of a search, its query before (or NULL), after (or NULL) */
  NexusUndoState  state;
  guint           undone;  /* the order in which steps were */
} NexusProofStep;

typedef struct {
  GPtrArray *steps;        /* of NexusProofStep, oldest first */
} NexusProofHistory;

NexusProofHistory *nexus_proof_history_new  (void);
void               nexus_proof_history_free (NexusProofHistory  *history);
/* Tells whether there was anything to note. */
gboolean           nexus_proof_history_note (NexusProofHistory  *history,
                                             NexusProofState    *before,
                                             NexusProofState    *after);
/* The state without the step (or with it again), or NULL if something is not as it was left, or *blocked: if something
 * else has taken its place. */
NexusProofState   *nexus_proof_step_turn    (NexusProofStep     *step,
                                             NexusProofState    *state,
                                             gboolean            redo,
                                             gboolean           *blocked);
/* Whether a later step has to do with the same. */
gboolean           nexus_proof_history_is_entangled (NexusProofHistory *history,
                                                     guint              index);
/* The one that undo, or redo, without a step takes; sets *state to what comes of it.  -1 if there is none. */
int                nexus_proof_history_next (NexusProofHistory  *history,
                                             gboolean            redo,
                                             NexusProofState    *now,
                                             NexusProofState   **state);
void               nexus_proof_history_mark (NexusProofHistory  *history,
                                             guint               index,
                                             gboolean            redo);

G_END_DECLS
