/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-search-hits-private.h"
#include "nexus-sort-private.h"
#include "nexus-sqlite-node-private.h"

G_BEGIN_DECLS

/* Directories in any order.  All of it runs inside the read transaction of the connection. */

/* See NexusSortedSink. */
gboolean   _nexus_sqlite_list_sorted  (NexusSqliteConnection  *connection,
                                       const char             *path,
                                       const NexusSort        *sort,
                                       guint                   n_first,
                                       const NexusSortedSink  *sink,
                                       gpointer                user_data,
                                       GError                **error);
/* For each name a row with its entry, or NULL where there is none to be shown. */
GPtrArray *_nexus_sqlite_query_sorted (NexusSqliteConnection  *connection,
                                       const char             *path,
                                       const NexusSort        *sort,
                                       const char * const     *names,
                                       GError                **error);
/* For each row its entry, or NULL if it is no longer in the directory. */
GPtrArray *_nexus_sqlite_load_sorted  (NexusSqliteConnection  *connection,
                                       const char             *path,
                                       const gint64           *ids,
                                       guint                   n_ids,
                                       GError                **error);

/* nexus-sqlite-sorted-first.c: the first rows by name. */
GPtrArray *_nexus_sqlite_sorted_first (NexusSqliteConnection  *connection,
                                       const char             *path,
                                       gint64                  directory,
                                       const NexusSort        *sort,
                                       guint                   n_first,
                                       GError                **error);
/* nexus-sqlite-sorted-top.c: the first rows by anything else, *first is NULL if they cannot be had so.  From folders
 * that come before all files it takes milliseconds … */
gboolean   _nexus_sqlite_sorted_top_folders (NexusSqliteConnection  *connection,
                                       const char             *path,
                                       gint64                  directory,
                                       const NexusSort        *sort,
                                       guint                   n_first,
                                       GPtrArray             **first,
                                       GError                **error);
/* … and from all of `n_rows` rows, by a number only, a fraction of what it takes to read them with their keys. */
gboolean   _nexus_sqlite_sorted_top_numbers (NexusSqliteConnection  *connection,
                                       const char             *path,
                                       gint64                  directory,
                                       const NexusSort        *sort,
                                       guint                   n_rows,
                                       guint                   n_first,
                                       GPtrArray             **first,
                                       GError                **error);
/* A node as a row with its entry. */
NexusSortedRow *_nexus_sqlite_sorted_row (NexusSqliteConnection *connection,
                                       const char             *path,
                                       const NexusSqliteNode  *node,
                                       const NexusSort        *sort,
                                       GError                **error);

/* Rows with the value that they are sorted by. */
typedef enum {
  NEXUS_SQLITE_SORTED_SPARSE,   /* of the directory `id`: through the index it is a look-up a row … */
  NEXUS_SQLITE_SORTED_DENSE,    /* … past it the table is read from its beginning to its end */
  NEXUS_SQLITE_SORTED_BACKWARDS, /* … or from its end to its beginning */
  NEXUS_SQLITE_SORTED_FOLDERS,  /* nothing but the folders of the directory, through the index of these */
  NEXUS_SQLITE_SORTED_ONE,      /* that of `id` */
  NEXUS_SQLITE_SORTED_ALL,      /* every one, in the order of the table; `id` is not 0 */
  NEXUS_SQLITE_SORTED_N_ROWS
} NexusSqliteSortedRows;

typedef struct {
  NexusSqliteConnection *connection;
  const NexusSort       *sort;        /* not by relevance */
  NexusSortTypes        *types;       /* both as far as they are needed */
  GHashTable            *folders;     /* gint64 id → path */
} NexusSqliteSortedScan;

void          _nexus_sqlite_sorted_scan_clear   (NexusSqliteSortedScan  *self);
sqlite3_stmt *_nexus_sqlite_sorted_scan_prepare (NexusSqliteSortedScan  *self,
                                                 NexusSqliteSortedRows   rows,
                                                 gint64                  id,
                                                 GError                **error);
/* SPARSE or DENSE, whichever reads a directory of so many rows faster. */
gboolean      _nexus_sqlite_sorted_scan_choose  (NexusSqliteSortedScan  *self,
                                                 guint                   n_rows,
                                                 NexusSqliteSortedRows  *rows,
                                                 GError                **error);
/* The key of the row that a statement of prepare() stands at; its id is in the column 0, its name in 1. */
gboolean      _nexus_sqlite_sorted_scan_read    (NexusSqliteSortedScan  *self,
                                                 sqlite3_stmt           *statement,
                                                 NexusSortKey           *key,
                                                 GError                **error);

/* nexus-sqlite-sorted-found.c: what a search has found, with the same connection. */
gboolean      _nexus_sqlite_list_found          (NexusSqliteConnection  *connection,
                                                 NexusSearchHits        *hits,      /* by relevance */
                                                 const NexusSort        *sort,
                                                 guint                   n_first,
                                                 const NexusSortedSink  *sink,
                                                 gpointer                user_data,
                                                 GError                **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (NexusSqliteSortedScan, _nexus_sqlite_sorted_scan_clear)

G_END_DECLS
