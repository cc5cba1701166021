/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-proof-run.h"

G_BEGIN_DECLS

/* Runs a sequence in a process of its own, so that a crash or a hang is a failure like any other.  NULL if all is well,
 * else what is not. */
char *nexus_proof_try    (const NexusProofOp *ops,
                          guint               n_ops);
/* Leaves out of a sequence that fails all that can be left out; gives its new length, and what it fails with. */
guint nexus_proof_shrink (NexusProofOp       *ops,
                          guint               n_ops,
                          char              **failure);
/* The sequence as it can be put into a test. */
char *nexus_proof_print  (const NexusProofOp *ops,
                          guint               n_ops);

G_END_DECLS
