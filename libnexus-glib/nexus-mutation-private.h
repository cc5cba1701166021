/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-content-ref-private.h"
#include "nexus-entry.h"
#include "nexus-quota-private.h"
#include "nexus-record-private.h"
#include "nexus-types.h"
#include "nexus-undo-step.h"

G_BEGIN_DECLS

/* Every write of Nexus is a *mutation*: plain data that any metadata store can apply, that can be queued,
 * grouped, batched, sent over a wire and (later) undone.  A *transaction* is a list of mutations that are applied
 * all or not at all; the writer commits several transactions together when several are waiting. */

/* Kept in databases, see NexusStepKind: never renumbered. */
typedef enum {
  NEXUS_MUTATION_PUT_FILE,        /* path, contents or content, etag, write_flags, modified_ns?, created_ns?, mode?, content_type? */
  NEXUS_MUTATION_MAKE_DIRECTORY,  /* path, make_flags, modified_ns?, mode? */
  NEXUS_MUTATION_MAKE_LINK,       /* path, destination = target, write_flags, modified_ns? */
  NEXUS_MUTATION_MOVE,            /* path, destination, etag, copy_flags */
  NEXUS_MUTATION_COPY,            /* path, destination, copy_flags */
  NEXUS_MUTATION_DELETE,          /* path, etag, delete_flags */
  NEXUS_MUTATION_SET_FACTS,       /* path, modified_ns?, created_ns?, mode?, content_type? */
  NEXUS_MUTATION_SET_ATTRIBUTE,   /* path, key, value */
  NEXUS_MUTATION_REMOVE_ATTRIBUTE,/* path, key; NOT_FOUND if it is not set */
  NEXUS_MUTATION_ADD_TAG,         /* path, key = tag; having it already is success */
  NEXUS_MUTATION_REMOVE_TAG,      /* path, key = tag; NOT_FOUND if the entry does not have it */
  NEXUS_MUTATION_RENAME_TAG,      /* key = tag, destination = new name; an existing new name merges */
  NEXUS_MUTATION_SET_TAG_COLOR,   /* key = tag, destination = #rrggbb or NULL */
  NEXUS_MUTATION_DELETE_TAG,      /* key = tag */
  NEXUS_MUTATION_RESTORE_VERSION, /* path, version */
  NEXUS_MUTATION_RESTORE_TRASH,   /* key = id, destination? = path (NULL: where it was), policy */
  NEXUS_MUTATION_DELETE_TRASH,    /* key = id */
  NEXUS_MUTATION_EMPTY_TRASH,     /* deleted_before_ns (G_MAXINT64 for all) */
  NEXUS_MUTATION_SAVE_SEARCH,     /* key = name, destination = query; replaces one of that name */
  NEXUS_MUTATION_REMOVE_SEARCH,   /* key = name; NOT_FOUND */
  NEXUS_MUTATION_LOAD,            /* records; the only mutation of its transaction */
  NEXUS_MUTATION_UNDO,            /* step (0: the last one that can be); CONFLICT; fills `undo_step` */
  NEXUS_MUTATION_REDO,            /* the same */
  NEXUS_MUTATION_CREATE_SNAPSHOT, /* key = name, path; EXISTS */
  NEXUS_MUTATION_DELETE_SNAPSHOT, /* key = name; NOT_FOUND */
  NEXUS_MUTATION_RESTORE_SNAPSHOT,/* key = name, path? (NULL: all of it); the only mutation of its transaction */
  NEXUS_MUTATION_SET_QUOTA,       /* path, limits (all 0: none); what else the transaction does is measured by what was set before */
  NEXUS_MUTATION_SET_TRASH_DAYS,  /* version = days (0: for ever); a setting, and no step */
} NexusMutationKind;

typedef enum {
  NEXUS_MUTATION_HAS_MODIFIED     = 1 << 0,
  NEXUS_MUTATION_HAS_CREATED      = 1 << 1,
  NEXUS_MUTATION_HAS_MODE         = 1 << 2,
} NexusMutationFields;

typedef struct {
  NexusMutationKind        kind;

  /* What to do.  Paths are normalised already.  All owned. */
  char                    *path;
  char                    *destination;
  char                    *key;
  GVariant                *value;
  char                    *etag;         /* expected etag, NULL for any; checked inside the transaction */
  GBytes                  *contents;     /* of PUT_FILE: bytes not yet staged … */
  NexusContentRef         *content;      /* … or a reference to staged (or known) content */
  char                    *content_type;
  gint64                   modified_ns;
  gint64                   created_ns;
  gint64                   deleted_before_ns;
  guint                    mode;
  guint                    version;
  guint64                  step;
  NexusMutationFields      fields;
  NexusWriteFlags          write_flags;
  NexusMakeDirectoryFlags  make_flags;
  NexusCopyFlags           copy_flags;
  NexusDeleteFlags         delete_flags;
  NexusConflictPolicy      policy;
  NexusQuotaLimits         limits;
  NexusRecordSource       *records;      /* not owned: it outlives the transaction */

  /* What came of it, valid once the transaction has been committed.  The entry is only made when asked for. */
  gboolean                 want_entry;
  NexusEntry              *entry;
  NexusUndoStep           *undo_step;
} NexusMutation;

NexusMutation *_nexus_mutation_new  (NexusMutationKind  kind,
                                     const char        *path);
void           _nexus_mutation_free (NexusMutation     *self);
/* What a call that made it returns: the entry, if it was wanted, or the step that was undone, both to be unreferenced;
 * else a boolean. */
gpointer       _nexus_mutation_steal_result (NexusMutation  *self,
                                     GDestroyNotify    *free_result);

/* What several transactions, one after the other, are parts of: one step for undo.  Counts its references, so that those
 * who put the transactions together may share it. */
typedef struct {
  int      kind;        /* NexusStepKind */
  char    *path;
  char    *other;
  gint64   id;          /* of the step, once there is one; belongs to who applies */
  guint8   token[16];   /* tells it from one of the same id that was rolled back */
} NexusStepGroup;

NexusStepGroup *_nexus_step_group_new  (int             kind,
                                        const char     *path,
                                        const char     *other);
NexusStepGroup *_nexus_step_group_ref  (NexusStepGroup *self);
void            _nexus_step_group_free (NexusStepGroup *self);

typedef struct {
  GPtrArray    *mutations;   /* of NexusMutation, owned */
  GCancellable *cancellable; /* looked at until the commit begins, not after; may be NULL */
  gboolean      is_batch;    /* somebody put the mutations together */
  char         *description; /* and perhaps said what for */
  gboolean      unrecorded;  /* nobody did it: it is no step for undo */
  NexusStepGroup *group;     /* what it is a part of; not owned */

  /* Results: `error` is NULL and `changes` filled if it was committed; else nothing of it was. */
  GError       *error;
  guint         failed_at;   /* the mutation that failed; G_MAXUINT if it was none in particular */
  GPtrArray    *changes;     /* of NexusChange, owned */
  GPtrArray    *exceeded;    /* of NexusQuota, owned: what has more now, and more than a soft limit says */
} NexusTransaction;

NexusTransaction *_nexus_transaction_new        (GCancellable     *cancellable);
NexusTransaction *_nexus_transaction_new_single (NexusMutation    *mutation, /* taken */
                                                 GCancellable     *cancellable);
void              _nexus_transaction_add        (NexusTransaction *self,
                                                 NexusMutation    *mutation); /* taken */
void              _nexus_transaction_free       (NexusTransaction *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NexusMutation, _nexus_mutation_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NexusTransaction, _nexus_transaction_free)

G_END_DECLS
