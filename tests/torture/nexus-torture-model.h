/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <nexus-glib.h>

G_BEGIN_DECLS

/* A list of operations that follows from a seed, and what a store has to be after each of them.  What comes next depends
 * on the seed and on what was done before, never on the store, so that whoever knows how many operations were
 * acknowledged knows what has to be there. */

typedef enum {
  TORTURE_OP_WRITE,
  TORTURE_OP_STREAM,
  TORTURE_OP_MAKE_DIRECTORY,
  TORTURE_OP_LINK,
  TORTURE_OP_MOVE,
  TORTURE_OP_COPY,
  TORTURE_OP_DELETE,
  TORTURE_OP_PURGE,
  TORTURE_OP_RESTORE,
  TORTURE_OP_ATTRIBUTE,
  TORTURE_OP_TAG,
  TORTURE_OP_RESTORE_VERSION,
  TORTURE_OP_BATCH,
  /* Only of a model that has the store for itself: */
  TORTURE_OP_UNDO,
  TORTURE_OP_EMPTY_TRASH,
  TORTURE_OP_COLLECT,
} TortureOpKind;

typedef struct {
  TortureOpKind  kind;
  char          *path;
  char          *other;   /* a destination, or the second file of a batch */
  guint          seed;    /* of the content */
  guint          number;  /* a version, a tag, the value of an attribute */
} TortureOp;

/* How many older versions the configuration has to keep. */
#define TORTURE_HISTORY_LIMIT 3

/* The second file of a batch has the content of the seed so much further on. */
#define TORTURE_OTHER_SEED 7

typedef struct _TortureModel TortureModel;

/* `thread` has the folder "/t<thread>" for itself; `alone`: and the whole store. */
TortureModel *torture_model_new      (guint32             seed,
                                      guint               thread,
                                      gboolean            alone);
void          torture_model_free     (TortureModel       *self);
/* What comes next; valid until the next call. */
const TortureOp *torture_model_next  (TortureModel       *self);
/* Does it. */
void          torture_model_apply    (TortureModel       *self);
/* Both, so often. */
void          torture_model_skip     (TortureModel       *self,
                                      guint               n_ops);
/* What a store has to be, as torture_describe() says it. */
char         *torture_model_describe (TortureModel       *self);
char         *torture_op_describe    (const TortureOp    *op);

/* The content of that seed; some are empty, some small, some large. */
GBytes       *torture_get_content    (guint               seed);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TortureModel, torture_model_free)

G_END_DECLS
