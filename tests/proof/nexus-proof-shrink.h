/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-proof-op.h"

G_BEGIN_DECLS

/* Runs a sequence in an empty folder; FALSE with what is wrong. */
typedef gboolean (*NexusProofFunc)  (const NexusProofOp *ops,
                                     guint               n_ops,
                                     const char         *folder,
                                     char              **difference);
typedef void     (*NexusProofPrint) (const NexusProofOp *op,
                                     GString            *text);

/* Runs a sequence in a process of its own, so that a crash or a hang is a failure like any other.  NULL if all is well,
 * else what is not. */
char    *nexus_proof_try    (NexusProofFunc      func,
                             const NexusProofOp *ops,
                             guint               n_ops);
/* Leaves out of a sequence that fails all that can be left out; gives its new length, and what it fails with. */
guint    nexus_proof_shrink (NexusProofFunc      func,
                             NexusProofOp       *ops,
                             guint               n_ops,
                             char              **failure);
/* Runs as many random sequences; one that fails is shrunk, printed as it can be put into a test, and fails the test.
 * NEXUS_TEST_OPERATIONS is how many operations, NEXUS_TEST_SEED where they begin. */
void     nexus_proof_search (NexusProofFunc      func,
                             NexusProofPrint     print,
                             NexusProofOp      (*make) (GRand *random),
                             guint               n_operations);
void     nexus_proof_fill   (NexusProofOp       *ops,
                             guint               n_ops,
                             NexusProofOp      (*make) (GRand *random),
                             guint               seed);

#define NEXUS_PROOF_SEQUENCE 400

G_END_DECLS
