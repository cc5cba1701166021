/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-metadata-store-private.h"
#include "nexus-sqlite-connection-private.h"

G_BEGIN_DECLS

/* What is asked of a reader, inside its read transaction. */
NexusEntry      *_nexus_sqlite_query          (NexusSqliteConnection  *connection,
                                               const char             *path,
                                               GError                **error);
NexusEntry      *_nexus_sqlite_query_id       (NexusSqliteConnection  *connection,
                                               const char             *id,
                                               GError                **error);
gboolean         _nexus_sqlite_query_content  (NexusSqliteConnection  *connection,
                                               const char             *path,
                                               guint                   version,
                                               NexusEntry            **entry,
                                               NexusContentRef       **content,
                                               GError                **error);
GPtrArray       *_nexus_sqlite_list_children  (NexusSqliteConnection  *connection,
                                               const char             *path,
                                               const char             *after,
                                               guint                   max,
                                               GError                **error);
GPtrArray       *_nexus_sqlite_list_versions  (NexusSqliteConnection  *connection,
                                               const char             *path,
                                               GError                **error);
GPtrArray       *_nexus_sqlite_list_trash     (NexusSqliteConnection  *connection,
                                               GError                **error);
GPtrArray       *_nexus_sqlite_list_tags      (NexusSqliteConnection  *connection,
                                               GError                **error);
GPtrArray       *_nexus_sqlite_list_tagged    (NexusSqliteConnection  *connection,
                                               const char             *tag,
                                               GError                **error);
NexusSearchHits *_nexus_sqlite_find_copies    (NexusSqliteConnection  *connection,
                                               const guint8           *hash,
                                               GError                **error);
/* Whether a directory is in the trash; `known` remembers what was found out about others. */
gboolean         _nexus_sqlite_is_in_trash    (NexusSqliteConnection  *connection,
                                               GHashTable             *known,
                                               gint64                  directory,
                                               gboolean               *trashed,
                                               GError                **error);
/* nexus-sqlite-duplicates.c */
NexusSearchHits *_nexus_sqlite_find_duplicates (NexusSqliteConnection *connection,
                                               guint64                 min_size,
                                               GCancellable           *cancellable,
                                               GError                **error);
gboolean         _nexus_sqlite_get_statistics (NexusSqliteConnection  *connection,
                                               NexusStatisticsInit    *statistics,
                                               GError                **error);
gboolean         _nexus_sqlite_find_change    (NexusSqliteConnection  *connection,
                                               gint64                  time_ns,
                                               guint64                *sequence,
                                               GError                **error);
GPtrArray       *_nexus_sqlite_list_changes   (NexusSqliteConnection  *connection,
                                               guint64                 after,
                                               gint64                  origin,      /* of these … */
                                               guint64                 own_after,   /* … only what comes after that, too */
                                               guint                   max,
                                               guint64                *seen,
                                               GError                **error);

G_END_DECLS
