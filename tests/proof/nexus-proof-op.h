/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-proof-state.h"

G_BEGIN_DECLS

/* An operation is a few small numbers that mean something in any state, so that a sequence of them still is one when
 * some are left out. */
typedef enum {
  NEXUS_PROOF_WRITE,
  NEXUS_PROOF_STREAM,
  NEXUS_PROOF_APPEND,
  NEXUS_PROOF_RANGE,
  NEXUS_PROOF_READ,
  NEXUS_PROOF_MAKE_DIRECTORY,
  NEXUS_PROOF_MAKE_LINK,
  NEXUS_PROOF_MOVE,
  NEXUS_PROOF_COPY,
  NEXUS_PROOF_DELETE,
  NEXUS_PROOF_RESTORE,
  NEXUS_PROOF_DELETE_TRASHED,
  NEXUS_PROOF_EMPTY_TRASH,
  NEXUS_PROOF_SET_MODIFIED,
  NEXUS_PROOF_SET_MODE,
  NEXUS_PROOF_SET_ATTRIBUTE,
  NEXUS_PROOF_REMOVE_ATTRIBUTE,
  NEXUS_PROOF_ADD_TAG,
  NEXUS_PROOF_REMOVE_TAG,
  NEXUS_PROOF_RENAME_TAG,
  NEXUS_PROOF_COLOR_TAG,
  NEXUS_PROOF_DELETE_TAG,
  NEXUS_PROOF_RESTORE_VERSION,
  NEXUS_PROOF_SAVE_SEARCH,
  NEXUS_PROOF_REMOVE_SEARCH,
  NEXUS_PROOF_SNAPSHOT,
  NEXUS_PROOF_DELETE_SNAPSHOT,
  NEXUS_PROOF_RESTORE_SNAPSHOT,
  NEXUS_PROOF_SEARCH,
  NEXUS_PROOF_UNDO,
  NEXUS_PROOF_REDO,
  NEXUS_PROOF_UNDO_STEP,
  NEXUS_PROOF_BATCH,      /* of the operations that follow */
  NEXUS_PROOF_GARBAGE,
  NEXUS_PROOF_VERIFY,
  NEXUS_PROOF_REPAIR,
  NEXUS_PROOF_BACKUP,     /* and restored into another folder, which is used from then on */
  NEXUS_PROOF_DUMP,       /* and loaded into another store, which has the same then */
  NEXUS_PROOF_REOPEN,
  NEXUS_PROOF_N_KINDS,
} NexusProofKind;

typedef struct {
  guint8 kind;
  guint8 a;
  guint8 b;
  guint8 c;
  guint8 d;
} NexusProofOp;

/* What an operation means in a state. */
typedef struct {
  NexusProofKind  kind;
  const char     *path;
  const char     *other;   /* a second path, a target, a name */
  const char     *text;    /* a colour, a new name, a value in GVariant's text form, a query */
  char           *etag;
  GBytes         *bytes;
  guint           flags;
  guint           number;  /* a version, an offset, how many */
  guint           serial;  /* of something in the trash, 0 for what is not there */
  gint64          ns;
} NexusProofArgs;

NexusProofOp        nexus_proof_op_random  (GRand                *random);
void                nexus_proof_op_print   (const NexusProofOp   *op,
                                            GString              *text);
gboolean            nexus_proof_op_batches (const NexusProofOp   *op);
void                nexus_proof_op_resolve (const NexusProofOp   *op,
                                            NexusProofState      *state,
                                            NexusProofArgs       *args);
void                nexus_proof_args_clear (NexusProofArgs       *args);
void                nexus_proof_args_print (const NexusProofArgs *args,
                                            GString              *text);
gboolean            nexus_proof_args_has_bad_path (const NexusProofArgs *args);
/* The one form of a path of the table, NULL if it is none. */
const char         *nexus_proof_normalize  (const char           *path);

/* What the operation makes of a state, or the error that it gives; the state is of no use after an error. */
gboolean            nexus_proof_apply      (NexusProofState       *state,
                                            const NexusProofArgs  *args,
                                            GError               **error);
gboolean            nexus_proof_apply_tree (NexusProofState       *state,
                                            const NexusProofArgs  *args,
                                            GError               **error);
gboolean            nexus_proof_apply_rest (NexusProofState       *state,
                                            const NexusProofArgs  *args,
                                            GError               **error);
gboolean            nexus_proof_restore_snapshot (NexusProofState      *state,
                                                  const NexusProofArgs *args,
                                                  GError              **error);
/* Shared by those. */
gboolean            nexus_proof_fail       (GError               **error,
                                            int                    code);
NexusProofNode     *nexus_proof_resolve    (NexusProofState       *state,
                                            const char            *path,
                                            GError               **error);
gboolean            nexus_proof_locate     (NexusProofState       *state,
                                            const char            *path,
                                            gboolean               make,
                                            guint                 *parent,
                                            NexusProofNode       **there,
                                            GError               **error);
void                nexus_proof_trash      (NexusProofState       *state,
                                            NexusProofNode        *node,
                                            const char            *path);
void                nexus_proof_set_content (NexusProofNode       *node,
                                            NexusProofContent     *content);

/* A fault that the model can be given on purpose, so that a test sees that it would be found. */
extern gboolean nexus_proof_forgets_tags;

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (NexusProofArgs, nexus_proof_args_clear)

G_END_DECLS
