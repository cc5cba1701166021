/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-query-private.h"
#include "nexus-search-hits-private.h"
#include "nexus-sqlite-node-private.h"
#include "nexus-sqlite-text-private.h"

G_BEGIN_DECLS

/* --- nexus-sqlite-texts.c: folded texts one after the other in chunks, so that looking through a million of them is
 * looking through some megabytes.  They are only ever appended, and stay where they are. --- */

typedef struct _NexusSqliteTexts NexusSqliteTexts;

/* A hit in the text of a row, which is what lies from start up to the line feed at end. */
typedef void (*NexusSqliteTextFunc) (gpointer     user_data,
                                     guint        row,
                                     const char  *start,
                                     const char  *end,
                                     const char  *hit);

NexusSqliteTexts *_nexus_sqlite_texts_new    (void);
void              _nexus_sqlite_texts_free   (NexusSqliteTexts     *self);
/* The row after the last one.  Only the first 4096 bytes are kept. */
void              _nexus_sqlite_texts_append (NexusSqliteTexts     *self,
                                              const char           *folded);
/* Ends with a line feed, without a NUL. */
const char       *_nexus_sqlite_texts_get    (NexusSqliteTexts     *self,
                                              guint                 row);
/* Calls back for the first hit in each row that has the text; FALSE if cancelled. */
gboolean          _nexus_sqlite_texts_find   (NexusSqliteTexts     *self,
                                              const char           *folded,
                                              NexusSqliteTextFunc   func,
                                              gpointer              user_data,
                                              GCancellable         *cancellable,
                                              GError              **error);
/* The same with every row. */
gboolean          _nexus_sqlite_texts_each   (NexusSqliteTexts     *self,
                                              NexusSqliteTextFunc   func,
                                              gpointer              user_data,
                                              GCancellable         *cancellable,
                                              GError              **error);
/* What keeps all texts of now alive, for g_ptr_array_unref(). */
gpointer          _nexus_sqlite_texts_hold   (NexusSqliteTexts     *self);

/* --- nexus-sqlite-search-table.c: what searches ask of every entry, in memory, a column each.  Rows are never
 * changed: what has changed is marked as gone and appended anew. --- */

typedef struct {
  gint64  id;             /* negative: gone */
  gint64  parent;
  gint64  content;        /* 0: none */
  guint64 size;
  gint64  modified_ns;
  gint64  created_ns;
  guint   type;           /* in types */
  guint8  kind;           /* NexusKind */
} NexusSqliteSearchRow;

/* Values of attributes; an array has a row for each of its elements. */
typedef struct {
  gint64  node;           /* negative: gone */
  guint   key;            /* in keys */
} NexusSqliteSearchValue;

typedef struct {
  GArray           *rows;        /* of NexusSqliteSearchRow */
  NexusSqliteTexts *names;       /* of the same rows */
  guint             n_ordered;   /* so many rows at the beginning are in the order of their ids … */
  GHashTable       *moved;       /* … the others: gint64 id → row + 1 */
  guint             n_gone;

  GArray           *values;      /* of NexusSqliteSearchValue */
  NexusSqliteTexts *value_texts;
  guint             n_ordered_values;
  GHashTable       *moved_values;/* gint64 node → first of its values + 1 */

  GPtrArray        *types;       /* ".pdf" from a name, "image/png" as stored, "" for none */
  GHashTable       *type_numbers;
  GPtrArray        *keys;
  GHashTable       *key_numbers;

  gint64            last_id;     /* all nodes up to it were read, and … */
  gint64            last_seq;    /* … what was logged of them up to it */
  gboolean          broken;      /* an error came in the middle of a step */
} NexusSqliteSearchTable;

NexusSqliteSearchTable *_nexus_sqlite_search_table_new  (void);
void                    _nexus_sqlite_search_table_free (NexusSqliteSearchTable *self);
/* Brings it to the state that the connection sees. */
gboolean                _nexus_sqlite_search_table_refresh (NexusSqliteSearchTable *self,
                                                         NexusSqliteConnection  *connection,
                                                         GCancellable           *cancellable,
                                                         GError                **error);
/* The row of a node, or -1. */
gint64                  _nexus_sqlite_search_table_find (NexusSqliteSearchTable *self,
                                                         gint64                  id);

#define NEXUS_SQLITE_SEARCH_ROW(table, row) (&g_array_index ((table)->rows, NexusSqliteSearchRow, row))

/* --- nexus-sqlite-search-match.c --- */

/* The value of an attribute, folded. */
gboolean                _nexus_sqlite_search_is_match   (const NexusQueryNode   *node,
                                                         const char             *text);
/* One of the table's types. */
gboolean                _nexus_sqlite_search_is_of_type (const char             *type,
                                                         const char             *wanted);

/* --- nexus-sqlite-search-text.c --- */

/* Sets the bits of the rows of files in whose text the words stand. */
gboolean                _nexus_sqlite_search_find_texts (NexusSqliteSearchTable *table,
                                                         NexusSqliteText        *text,
                                                         NexusSqliteConnection  *connection,
                                                         const char             *folded,
                                                         guint64                *rows,
                                                         GCancellable           *cancellable,
                                                         GError                **error);

/* --- nexus-sqlite-search-eval.c --- */

/* `text` is NULL where the words of texts are not to be looked for. */
NexusSearchHits        *_nexus_sqlite_search_evaluate   (NexusSqliteSearchTable *table,
                                                         NexusSqliteText        *text,
                                                         NexusSqliteConnection  *connection,
                                                         const NexusQueryNode   *query,
                                                         NexusSearchOrder        order,
                                                         GCancellable           *cancellable,
                                                         GError                **error);

/* --- nexus-sqlite-search.c: one for each store --- */

typedef struct _NexusSqliteSearch NexusSqliteSearch;

NexusSqliteSearch *_nexus_sqlite_search_new   (NexusSqliteText        *text);
void               _nexus_sqlite_search_free  (NexusSqliteSearch      *self);
/* Waits for another search only as long as the cancellable lets it. */
gboolean           _nexus_sqlite_search_lock  (NexusSqliteSearch      *self,
                                               GCancellable           *cancellable,
                                               GError                **error);
void               _nexus_sqlite_search_unlock (NexusSqliteSearch     *self);
/* With the lock held, and a connection leased after it was got. */
NexusSearchHits   *_nexus_sqlite_search_run   (NexusSqliteSearch      *self,
                                               NexusSqliteConnection  *connection,
                                               NexusQuery             *query,
                                               NexusSearchOrder        order,
                                               GCancellable           *cancellable,
                                               GError                **error);
/* The entry of each id, NULL if it is gone by now. */
GPtrArray         *_nexus_sqlite_search_load  (NexusSqliteConnection  *connection,
                                               const gint64           *ids,
                                               guint                   n_ids,
                                               GError                **error);
/* The searches that are kept, by name. */
GPtrArray         *_nexus_sqlite_list_searches (NexusSqliteConnection *connection,
                                               GError                **error);
guint64            _nexus_sqlite_search_sum   (const char             *name,
                                               const char             *query);
/* The keys of attributes in use; as run(). */
GPtrArray         *_nexus_sqlite_search_list_keys (NexusSqliteSearch  *self,
                                               NexusSqliteConnection  *connection,
                                               GCancellable           *cancellable,
                                               GError                **error);

G_END_DECLS
