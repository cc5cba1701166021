/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define NEXUS_PROOF_LINEAR_PATHS 6

typedef enum {
  NEXUS_PROOF_CALL_WRITE,
  NEXUS_PROOF_CALL_CREATE,    /* not done: there was something */
  NEXUS_PROOF_CALL_EXCHANGE,  /* not done: it was not what was expected */
  NEXUS_PROOF_CALL_READ,
  NEXUS_PROOF_CALL_QUERY,
  NEXUS_PROOF_CALL_DELETE,
  NEXUS_PROOF_CALL_MOVE,      /* over what may be there */
} NexusProofCallKind;

/* A call, and what it was told. */
typedef struct {
  gint64  start;
  gint64  end;
  guint64 value;     /* what was written or seen, never 0; 0 for nothing */
  guint64 expected;
  guint32 version;   /* of it; 0 if the call does not tell */
  guint8  path;
  guint8  other;     /* where it was moved to */
  guint8  kind;
  guint8  done;
} NexusProofCall;

/* Whether there is an order of the calls of each path that explains all results; else what cannot be explained.
 * n_most is how many states had to be looked at for one of them. */
char *nexus_proof_linear_check (const NexusProofCall *calls,
                                guint                 n_calls,
                                guint                *n_most);

G_END_DECLS
