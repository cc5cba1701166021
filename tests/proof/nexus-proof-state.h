/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <nexus-glib.h>

#include "nexus-test-util.h"

G_BEGIN_DECLS

/* A store as plain data in memory.  Nodes, tags and snapshots are never changed once they are in a state: what changes
 * is replaced by a copy, so that a former state is a few tables of the same pointers. */

#define NEXUS_PROOF_ROOT  1u
#define NEXUS_PROOF_TRASH 2u
#define NEXUS_PROOF_FIRST 3u

/* Older versions that a file keeps; few, so that some are pruned. */
#define NEXUS_PROOF_HISTORY 4

/* When something was done.  The store knows, the model learns it, and it has to stay. */
typedef struct {
  gint64   ns;
  gboolean known;
} NexusProofTime;

typedef struct {
  GBytes *bytes;
  char   *sum;     /* SHA-256 */
} NexusProofContent;

typedef struct {
  guint              number;
  NexusProofContent *content;
  NexusProofTime    *modified;
} NexusProofVersion;

typedef struct {
  guint              serial;       /* who it is, whatever it is called */
  NexusKind          kind;
  guint              parent;
  char              *name;
  NexusProofContent *content;
  guint              version;
  GPtrArray         *versions;     /* older ones, of NexusProofVersion, oldest first */
  guint              mode;
  NexusProofTime    *modified;
  NexusProofTime    *created;
  char              *target;
  GArray            *tags;         /* serials of tags, sorted */
  GTree             *attributes;   /* key → text */
  char              *trashed_path; /* in the trash: where it was */
  NexusProofTime    *deleted;
} NexusProofNode;

typedef struct {
  guint  serial;
  char  *name;
  char  *color;
} NexusProofTag;

/* An entry of a snapshot: a node as it was, and its tags by their names. */
typedef struct {
  char           *path;            /* below the snapshot's; "" for itself */
  NexusProofNode *node;
  char          **tags;
} NexusProofKept;

typedef struct {
  char      *path;
  GPtrArray *kept;                 /* of NexusProofKept, by path */
} NexusProofSnapshot;

typedef struct {
  GHashTable     *nodes;           /* serial → NexusProofNode */
  GHashTable     *tags;            /* serial → NexusProofTag */
  GHashTable     *searches;        /* name → query */
  GHashTable     *snapshots;       /* name → NexusProofSnapshot */
  guint           next;            /* the next serial, of nodes and tags */
  NexusProofTime *now;             /* of the transaction that is being applied */
  gboolean        final;           /* it deletes something for good */
} NexusProofState;

NexusProofTime     *nexus_proof_time_new        (void);
NexusProofTime     *nexus_proof_time_at         (gint64                ns);
void                nexus_proof_time_unref      (NexusProofTime       *time);
NexusProofContent  *nexus_proof_content_new     (GBytes               *bytes);
void                nexus_proof_content_unref   (NexusProofContent    *content);
NexusProofVersion  *nexus_proof_version_new     (guint                 number,
                                                 NexusProofContent    *content,
                                                 NexusProofTime       *modified);
NexusProofNode     *nexus_proof_node_copy       (const NexusProofNode *node);
void                nexus_proof_node_unref      (NexusProofNode       *node);
NexusProofTag      *nexus_proof_tag_new         (guint                 serial,
                                                 const char           *name,
                                                 const char           *color);
void                nexus_proof_tag_unref       (NexusProofTag        *tag);
void                nexus_proof_snapshot_unref  (NexusProofSnapshot   *snapshot);
gboolean            nexus_proof_node_has_tag    (const NexusProofNode *node,
                                                 guint                 tag);
void                nexus_proof_node_set_tag    (NexusProofNode       *node,
                                                 guint                 tag,
                                                 gboolean              set);
gboolean            nexus_proof_tree_equal      (GTree                *one,
                                                 GTree                *other);

NexusProofState    *nexus_proof_state_new       (void);
NexusProofState    *nexus_proof_state_copy      (NexusProofState      *state);
void                nexus_proof_state_free      (NexusProofState      *state);
NexusProofNode     *nexus_proof_state_node      (NexusProofState      *state,
                                                 guint                 serial);
/* A copy that takes the place of the node, and may be changed. */
NexusProofNode     *nexus_proof_state_edit      (NexusProofState      *state,
                                                 guint                 serial);
NexusProofNode     *nexus_proof_state_add       (NexusProofState      *state,
                                                 NexusKind             kind,
                                                 guint                 parent,
                                                 const char           *name);
NexusProofNode     *nexus_proof_state_child     (NexusProofState      *state,
                                                 guint                 parent,
                                                 const char           *name);
/* By the bytes of their names; of NexusProofNode, not referenced. */
GPtrArray          *nexus_proof_state_children  (NexusProofState      *state,
                                                 guint                 parent);
/* What is at a path, or NULL. */
NexusProofNode     *nexus_proof_state_find      (NexusProofState      *state,
                                                 const char           *path);
char               *nexus_proof_state_path      (NexusProofState      *state,
                                                 const NexusProofNode *node);
gboolean            nexus_proof_state_is_trashed (NexusProofState      *state,
                                                 const NexusProofNode *node);
void                nexus_proof_state_totals    (NexusProofState      *state,
                                                 const NexusProofNode *node,
                                                 guint64              *size,
                                                 guint64              *count);
/* All below, itself last: in an order in which they can be taken away. */
GArray             *nexus_proof_state_below     (NexusProofState      *state,
                                                 guint                 serial);
NexusProofTag      *nexus_proof_state_tag       (NexusProofState      *state,
                                                 const char           *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NexusProofState, nexus_proof_state_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NexusProofContent, nexus_proof_content_unref)

G_END_DECLS
