/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

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
/* A node as a row with its entry. */
NexusSortedRow *_nexus_sqlite_sorted_row (NexusSqliteConnection *connection,
                                       const char             *path,
                                       const NexusSqliteNode  *node,
                                       const NexusSort        *sort,
                                       GError                **error);

G_END_DECLS
