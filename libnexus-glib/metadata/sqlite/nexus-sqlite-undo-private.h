/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-sqlite-apply-private.h"
#include "nexus-sqlite-journal-private.h"
#include "nexus-undo-step-private.h"

G_BEGIN_DECLS

/* Parts of a step are numbered in the low bits of their ids. */
#define NEXUS_SQLITE_PART_BITS 20
#define NEXUS_SQLITE_PART_MASK ((1 << NEXUS_SQLITE_PART_BITS) - 1)

/* --- nexus-sqlite-steps.c: the history --- */

/* What the transaction has done becomes a step, or a part of its group's; nothing if it has changed nothing. */
gboolean       _nexus_sqlite_steps_write     (NexusSqliteApply        *self,
                                              GError                 **error);
/* Newest first. */
GPtrArray     *_nexus_sqlite_steps_list      (NexusSqliteConnection   *connection,
                                              guint                    max,
                                              GError                 **error);
/* The step to undo, or to do again; 0 for the next one to do again.  NOT_FOUND, NOT_SUPPORTED if it is one that cannot be undone,
 * CONFLICT if it has been undone already (or has not). */
NexusUndoStep *_nexus_sqlite_steps_find      (NexusSqliteApply        *self,
                                              guint64                  id,
                                              gboolean                 redo,
                                              GError                 **error);
/* The newest one before that id which has been done; NULL without an error if there is none. */
NexusUndoStep *_nexus_sqlite_steps_next      (NexusSqliteApply        *self,
                                              guint64                  before,
                                              GError                 **error);
/* Whether there is something to do again. */
gboolean       _nexus_sqlite_steps_any_undone (NexusSqliteApply       *self,
                                              gboolean                *any,
                                              GError                 **error);
/* It can never be undone any more: it stays in the history as what was for good, without parts. */
gboolean       _nexus_sqlite_steps_give_up   (NexusSqliteApply        *self,
                                              NexusUndoStep           *step,
                                              GError                 **error);
/* The same step with another state, written. */
NexusUndoStep *_nexus_sqlite_steps_turn      (NexusSqliteApply        *self,
                                              NexusUndoStep           *step,
                                              gboolean                 redo,
                                              GError                 **error);
gboolean       _nexus_sqlite_steps_load_part (NexusSqliteApply        *self,
                                              gint64                   id,
                                              GByteArray             **data,
                                              GError                 **error);
/* The checksum of a part. */
guint64        _nexus_sqlite_steps_sum       (gint64                   id,
                                              const void              *data,
                                              gsize                    size);
gboolean       _nexus_sqlite_steps_put_part  (NexusSqliteApply        *self,
                                              gint64                   id,
                                              const GByteArray        *data,
                                              GError                 **error);
/* The number of the last part. */
gboolean       _nexus_sqlite_steps_count     (NexusSqliteApply        *self,
                                              gint64                   step,
                                              gint64                  *n_parts,
                                              GError                 **error);
gboolean       _nexus_sqlite_steps_hold      (NexusSqliteApply        *self,
                                              gint64                   step,
                                              gint64                   content,
                                              GError                 **error);

/* --- nexus-sqlite-exchange*.c: one part --- */

/* A row that is to become another: what it is now and what it was, either of which may be nothing. */
typedef struct {
  NexusSqliteTable  table;
  gint64            a;
  gint64            b;
  const char       *text;
  gboolean          has_target;
  NexusSqliteValue  target[NEXUS_SQLITE_ROW_COLUMNS_MAX];
  gboolean          expects;       /* a row, with this checksum */
  guint64           sum;
  GByteArray       *now;           /* NULL: there is none */
  NexusSqliteValue  was[NEXUS_SQLITE_ROW_COLUMNS_MAX];
  gboolean          settled;       /* it is to stay as it is */

  /* Of nodes. */
  guint             depth;         /* below others that come or go with it */
  char             *old_path;      /* NULL: it was nowhere that has a path */
} NexusSqliteExchanged;

/* What the parts that are undone before a part do to nodes: gint64 ids. */
typedef struct {
  GHashTable *changed;
  GHashTable *coming;
} NexusSqliteLater;

typedef struct {
  NexusSqliteApply *apply;
  NexusUndoStep    *step;
  gboolean          redo;
  GByteArray       *data;
  GPtrArray        *rows;          /* of NexusSqliteExchanged */
  GHashTable       *nodes;         /* gint64 id → one of them */
  GHashTable       *directories;   /* gint64 id → path, or "" for what is in the trash */
  const NexusSqliteLater *later;   /* while only looking: else NULL */
} NexusSqliteExchange;

/* Undoes the part, and turns the bytes into those that undo that.  CONFLICT, with nothing that could be used. */
gboolean       _nexus_sqlite_exchange        (NexusSqliteApply        *apply,
                                              NexusUndoStep           *step,
                                              gboolean                 redo,
                                              GByteArray             **data,
                                              GArray                  *contents,
                                              GError                 **error);
/* Only looks whether what the part has changed is still there as it was left: parts from the last one to the first.
 * CONFLICT if it is not. */
gboolean       _nexus_sqlite_exchange_check  (NexusSqliteApply        *apply,
                                              NexusUndoStep           *step,
                                              GByteArray              *data,
                                              NexusSqliteLater        *later,
                                              GError                 **error);
/* What nodes need beyond other rows: places, totals, changes that are told. */
gboolean       _nexus_sqlite_exchange_look   (NexusSqliteExchange     *self,
                                              GError                 **error);
gboolean       _nexus_sqlite_exchange_nodes  (NexusSqliteExchange     *self,
                                              GError                 **error);
gboolean       _nexus_sqlite_exchange_tell   (NexusSqliteExchange     *self,
                                              GError                 **error);
/* FALSE. */
gboolean       _nexus_sqlite_exchange_refuse (NexusSqliteExchange     *self,
                                              const char              *what,
                                              const char              *format,
                                              GError                 **error);
/* The path of a directory; "" if it is in the trash, NULL if there is none. */
const char    *_nexus_sqlite_exchange_path   (NexusSqliteExchange     *self,
                                              gint64                   directory,
                                              GError                 **error);

G_END_DECLS
