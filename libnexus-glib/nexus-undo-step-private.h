/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-undo-step.h"

G_BEGIN_DECLS

/* What was done: a NexusMutationKind, or one of these.  Kept in databases: never renumbered. */
typedef enum {
  NEXUS_STEP_BATCH  = 100,   /* key: what for, perhaps; count: operations */
  NEXUS_STEP_IMPORT = 101,   /* path: where to; other: what, as a person calls it; count: operations */
} NexusStepKind;

/* A step as it is kept. */
typedef struct {
  guint64         id;
  int             kind;
  const char     *path;
  const char     *other;
  const char     *key;
  guint64         count;
  gint64          time_ns;
  NexusUndoState  state;
} NexusUndoStepInit;

NexusUndoStep *_nexus_undo_step_new (const NexusUndoStepInit *init);

G_END_DECLS
