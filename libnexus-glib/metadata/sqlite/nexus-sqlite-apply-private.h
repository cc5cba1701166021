/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-mutation-private.h"
#include "nexus-sqlite-node-private.h"

G_BEGIN_DECLS

#define NEXUS_SQLITE_UNDO_LIMIT 1000

/* How mutations become rows, inside the transaction that the writer has begun.  One for each writer; its memory of
 * ids and directories lives on from commit to commit. */
typedef struct {
  NexusSqliteConnection *connection;
  guint                  history_limit;
  guint                  undo_limit;      /* steps that are kept, at least 1 … */
  guint                  undo_days;       /* … and for how long; 0: no limit */

  gint64                 next_node;        /* ids are given out here, because checksums cover them */
  gint64                 next_content;

  GHashTable            *pending;          /* gint64 id of a directory → Delta: of this transaction … */
  GHashTable            *settled;          /* … and of those before it in the same commit */
  GHashTable            *parents;          /* gint64 id of a directory → its parent's */
  GHashTable            *quotas;           /* gint64 id of a directory → what may be in it; NULL: to be read */
  int                    no_quotas;        /* TRUE: there are none, as far as is known; atomic */
  gboolean               warned;           /* that one of them is damaged: once is enough */
  GPtrArray             *touched;          /* those that the transaction has to do with */

  /* Of the transaction being applied. */
  NexusTransaction      *transaction;
  gint64                 now_ns;
  GPtrArray             *changes;          /* of NexusChange without a sequence yet */
  GHashTable            *crowds;           /* directory path → number of changes in it */
  guint                  noted_kinds;      /* of those kinds of changes that are noted once */
  gboolean               quiet;            /* a load notes its changes itself, for want of room for a million */

  const char            *unstaged;         /* the path of a file of which the bytes are nowhere yet */
  guint64                n_missing;        /* how often a content was referred to that is not there; only counts up */

  gint64                 origin;           /* tells the changes of this writer from those of all others */
  gint64                 logged_ns;
  gint64                 last_change;      /* the newest sequence that was written here */
  gint64                 next_trim;
  guint                  n_commits;

  struct _NexusSqliteJournal *journal;     /* of the transaction */
  char                  *step_path;        /* what the transaction was about, if its mutation does not tell */
  gboolean               may_redo;         /* there may be steps that are undone */
  guint                  n_steps;          /* written so far */
} NexusSqliteApply;

NexusSqliteApply *_nexus_sqlite_apply_new          (NexusSqliteConnection  *connection,
                                                    guint                   history_limit);
void              _nexus_sqlite_apply_free         (NexusSqliteApply       *self);

/* For the writer, in this order. */
gboolean          _nexus_sqlite_apply_begin        (NexusSqliteApply       *self,      /* once a commit */
                                                    GError                **error);
gboolean          _nexus_sqlite_apply_prepare      (NexusSqliteApply       *self,      /* before the savepoint */
                                                    NexusTransaction       *transaction,
                                                    GError                **error);
gboolean          _nexus_sqlite_apply_transaction  (NexusSqliteApply       *self,      /* inside the savepoint */
                                                    NexusTransaction       *transaction,
                                                    GError                **error);
void              _nexus_sqlite_apply_keep         (NexusSqliteApply       *self);     /* the savepoint was released … */
void              _nexus_sqlite_apply_drop         (NexusSqliteApply       *self);     /* … or rolled back */
gboolean          _nexus_sqlite_apply_finish       (NexusSqliteApply       *self,      /* before the commit */
                                                    GError                **error);
void              _nexus_sqlite_apply_forget       (NexusSqliteApply       *self);     /* all was rolled back */

/* The mutations. */
typedef gboolean (*NexusSqliteApplyFunc)           (NexusSqliteApply       *self,
                                                    NexusMutation          *mutation,
                                                    GError                **error);

gboolean          _nexus_sqlite_apply_put_file         (NexusSqliteApply *self, NexusMutation *mutation, GError **error);
gboolean          _nexus_sqlite_apply_restore_version  (NexusSqliteApply *self, NexusMutation *mutation, GError **error);
gboolean          _nexus_sqlite_apply_make_directory   (NexusSqliteApply *self, NexusMutation *mutation, GError **error);
gboolean          _nexus_sqlite_apply_make_link        (NexusSqliteApply *self, NexusMutation *mutation, GError **error);
gboolean          _nexus_sqlite_apply_move             (NexusSqliteApply *self, NexusMutation *mutation, GError **error);
gboolean          _nexus_sqlite_apply_copy             (NexusSqliteApply *self, NexusMutation *mutation, GError **error);
gboolean          _nexus_sqlite_apply_delete           (NexusSqliteApply *self, NexusMutation *mutation, GError **error);
gboolean          _nexus_sqlite_apply_set_facts        (NexusSqliteApply *self, NexusMutation *mutation, GError **error);
gboolean          _nexus_sqlite_apply_set_attribute    (NexusSqliteApply *self, NexusMutation *mutation, GError **error);
gboolean          _nexus_sqlite_apply_remove_attribute (NexusSqliteApply *self, NexusMutation *mutation, GError **error);
gboolean          _nexus_sqlite_apply_add_tag          (NexusSqliteApply *self, NexusMutation *mutation, GError **error);
gboolean          _nexus_sqlite_apply_remove_tag       (NexusSqliteApply *self, NexusMutation *mutation, GError **error);
gboolean          _nexus_sqlite_apply_rename_tag       (NexusSqliteApply *self, NexusMutation *mutation, GError **error);
gboolean          _nexus_sqlite_apply_set_tag_color    (NexusSqliteApply *self, NexusMutation *mutation, GError **error);
gboolean          _nexus_sqlite_apply_delete_tag       (NexusSqliteApply *self, NexusMutation *mutation, GError **error);
gboolean          _nexus_sqlite_apply_restore_trash    (NexusSqliteApply *self, NexusMutation *mutation, GError **error);
gboolean          _nexus_sqlite_apply_delete_trash     (NexusSqliteApply *self, NexusMutation *mutation, GError **error);
gboolean          _nexus_sqlite_apply_empty_trash      (NexusSqliteApply *self, NexusMutation *mutation, GError **error);
gboolean          _nexus_sqlite_apply_create_snapshot     (NexusSqliteApply *self, NexusMutation *mutation, GError **error);
gboolean          _nexus_sqlite_apply_delete_snapshot     (NexusSqliteApply *self, NexusMutation *mutation, GError **error);
gboolean          _nexus_sqlite_apply_restore_snapshot    (NexusSqliteApply *self, NexusMutation *mutation, GError **error);
gboolean          _nexus_sqlite_apply_set_quota        (NexusSqliteApply *self, NexusMutation *mutation, GError **error);
gboolean          _nexus_sqlite_apply_set_trash_days   (NexusSqliteApply *self, NexusMutation *mutation, GError **error);
gboolean          _nexus_sqlite_apply_save_search      (NexusSqliteApply *self, NexusMutation *mutation, GError **error);
gboolean          _nexus_sqlite_apply_remove_search    (NexusSqliteApply *self, NexusMutation *mutation, GError **error);
gboolean          _nexus_sqlite_apply_load             (NexusSqliteApply *self, NexusMutation *mutation, GError **error);
gboolean          _nexus_sqlite_apply_undo             (NexusSqliteApply *self, NexusMutation *mutation, GError **error);
gboolean          _nexus_sqlite_apply_redo             (NexusSqliteApply *self, NexusMutation *mutation, GError **error);

/* What they share. */

/* Where the last name of a path goes: its directory (made with all above it if `make`) and what is there now. */
gboolean          _nexus_sqlite_apply_locate       (NexusSqliteApply       *self,
                                                    const char             *path,
                                                    gboolean                make,
                                                    gint64                 *parent,
                                                    NexusSqliteNode        *node,
                                                    gboolean               *found,
                                                    GError                **error);
/* A new node with its defaults, not yet in the database. */
void              _nexus_sqlite_apply_init_node    (NexusSqliteApply       *self,
                                                    NexusSqliteNode        *node,
                                                    NexusKind               kind,
                                                    gint64                  parent,
                                                    const char             *name);
/* Puts it there, counts it, and notes the change. */
gboolean          _nexus_sqlite_apply_insert       (NexusSqliteApply       *self,
                                                    NexusSqliteNode        *node,
                                                    const char             *path,
                                                    GError                **error);
/* Directory-wide: moves a node with all below it to another place, and the totals with it. */
gboolean          _nexus_sqlite_apply_reparent     (NexusSqliteApply       *self,
                                                    NexusSqliteNode        *node,
                                                    gint64                  parent,
                                                    const char             *name,
                                                    GError                **error);
/* Moves a node to the trash, notes the changes. */
gboolean          _nexus_sqlite_apply_trash        (NexusSqliteApply       *self,
                                                    NexusSqliteNode        *node,
                                                    const char             *path,
                                                    GError                **error);
/* The thing in the trash that has the id; NOT_FOUND. */
gboolean          _nexus_sqlite_apply_find_trashed (NexusSqliteApply       *self,
                                                    const char             *id,
                                                    NexusSqliteNode        *node,
                                                    char                  **original_path,
                                                    GError                **error);
/* FILENAME_TOO_LONG. */
gboolean          _nexus_sqlite_apply_check_length (const char             *path,
                                                    GError                **error);
/* Tags, searches and snapshots are called by text that is one line of a list: 1 to so many bytes of UTF-8 without control
 * characters. */
#define NEXUS_SQLITE_LABEL_MAX 255
gboolean          _nexus_sqlite_apply_is_label     (const char             *text);
/* Removes a node and all below it for good. */
gboolean          _nexus_sqlite_apply_erase        (NexusSqliteApply       *self,
                                                    const NexusSqliteNode  *node,
                                                    const char             *path,
                                                    GError                **error);
/* Gives the file another content, the former one becomes an older version. */
gboolean          _nexus_sqlite_apply_set_content  (NexusSqliteApply       *self,
                                                    NexusSqliteNode        *node,
                                                    gint64                  content,
                                                    const guint8           *hash,
                                                    guint64                 size,
                                                    GError                **error);
/* The row of a content: the one that is there, or a new one.  With `missing` it may be one that is known by its hash
 * only; else NEXUS_ERROR_CONTENT_MISSING. */
gboolean          _nexus_sqlite_apply_put_content  (NexusSqliteApply       *self,
                                                    const NexusContentRef  *content,
                                                    gboolean                missing,
                                                    const char             *path,
                                                    gint64                 *id,
                                                    GError                **error);
/* Rows only: who calls these counts what was added in the node. */
gboolean          _nexus_sqlite_apply_put_attribute (NexusSqliteApply      *self,
                                                    gint64                  node,
                                                    const char             *key,
                                                    const char             *json,
                                                    gboolean               *added,
                                                    GError                **error);
gboolean          _nexus_sqlite_apply_put_node_tag (NexusSqliteApply       *self,
                                                    gint64                  node,
                                                    gint64                  tag,
                                                    gboolean               *added,
                                                    GError                **error);
/* The tag of that name, made if there is none; `color` (nullable) is the one that it has. */
gboolean          _nexus_sqlite_apply_put_tag      (NexusSqliteApply       *self,
                                                    const char             *name,
                                                    gint64                 *id,
                                                    char                  **color,
                                                    GError                **error);
/* A tag that goes: the history may still know it, so no other gets its id. */
gboolean          _nexus_sqlite_apply_keep_tag     (NexusSqliteApply       *self,
                                                    gint64                  id,
                                                    GError                **error);
gboolean          _nexus_sqlite_apply_check_etag   (const NexusSqliteNode  *node,     /* nullable: nothing is there */
                                                    const char             *etag,
                                                    const char             *path,
                                                    GError                **error);
gboolean          _nexus_sqlite_apply_check_cancelled (NexusSqliteApply    *self,
                                                    GError                **error);
/* The entry for the mutation's result, if it wants one. */
gboolean          _nexus_sqlite_apply_set_entry    (NexusSqliteApply       *self,
                                                    NexusMutation          *mutation,
                                                    const NexusSqliteNode  *node,
                                                    const char             *path,
                                                    GError                **error);
/* The same with the row read anew. */
gboolean          _nexus_sqlite_apply_load_entry   (NexusSqliteApply       *self,
                                                    NexusMutation          *mutation,
                                                    gint64                  id,
                                                    const char             *path,
                                                    GError                **error);
gboolean          _nexus_sqlite_apply_copy_extras  (NexusSqliteApply       *self,
                                                    const NexusSqliteNode  *source,
                                                    gint64                  destination,
                                                    GError                **error);

/* Totals: counted in memory, written up to the root once a commit. */
void              _nexus_sqlite_totals_add         (NexusSqliteApply       *self,
                                                    gint64                  directory,
                                                    gint64                  size,
                                                    gint64                  count);
gboolean          _nexus_sqlite_totals_write       (NexusSqliteApply       *self,
                                                    GHashTable             *deltas,
                                                    GError                **error);
/* Tells the quotas of what has not been written yet. */
gboolean          _nexus_sqlite_totals_measure     (NexusSqliteApply       *self,
                                                    GError                **error);
void              _nexus_sqlite_totals_merge       (NexusSqliteApply       *self);
GHashTable       *_nexus_sqlite_totals_table_new   (void);

/* Keeps what searches read again from growing without bounds; once a commit. */
gboolean          _nexus_sqlite_apply_trim_searched (NexusSqliteApply       *self,
                                                    GError                **error);

/* Changes. */
void              _nexus_sqlite_changes_add        (NexusSqliteApply       *self,
                                                    NexusChangeKind         kind,
                                                    const char             *path,
                                                    const char             *old_path);
gboolean          _nexus_sqlite_changes_write      (NexusSqliteApply       *self,
                                                    GError                **error);
gboolean          _nexus_sqlite_changes_trim       (NexusSqliteApply       *self,
                                                    GError                **error);

G_END_DECLS
