/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-record-private.h"
#include "nexus-sqlite-connection-private.h"

G_BEGIN_DECLS

/* A snapshot that was found by its name. */
typedef struct {
  gint64  id;
  char   *path;
  gint64  created_ns;
} NexusSqliteSnapshot;

void     _nexus_sqlite_snapshot_clear (NexusSqliteSnapshot    *self);
/* NOT_FOUND */
gboolean _nexus_sqlite_snapshot_find  (NexusSqliteConnection  *connection,
                                       const char             *name,
                                       NexusSqliteSnapshot    *snapshot,
                                       GError                **error);
/* The path below that of the snapshot, "" for itself; NULL with NOT_FOUND if the snapshot has nothing there. */
char    *_nexus_sqlite_snapshot_dup_below (NexusSqliteConnection     *connection,
                                       const NexusSqliteSnapshot *snapshot,
                                       const char                *name,
                                       const char                *path,
                                       GError                   **error);
char    *_nexus_sqlite_snapshot_dup_path (const NexusSqliteSnapshot *snapshot,
                                       const char             *below);

/* One row of how something was or is; borrowed from its statement. */
typedef struct {
  const char   *path;          /* below the snapshot */
  NexusKind     kind;
  gint64        content;       /* 0: none */
  gint64        size;
  guint         mode;
  gint64        modified_ns;
  gint64        created_ns;
  const char   *content_type;
  const char   *target;
  const char   *tags;          /* JSON */
  const char   *attributes;    /* JSON */
  const guint8 *uuid;
} NexusSqliteSnapshotRow;

/* Called with each path that one or both have, in the order of the bytes; `before` or `after` is NULL if there is none. */
typedef gboolean (*NexusSqliteCompareFunc) (const NexusSqliteSnapshotRow *before,
                                            const NexusSqliteSnapshotRow *after,
                                            gpointer                      user_data,
                                            GError                      **error);

/* What the snapshot has at and below the path, beside what the other one has there; `other` 0: what the store has. */
gboolean _nexus_sqlite_snapshot_compare (NexusSqliteConnection     *connection,
                                       const NexusSqliteSnapshot *snapshot,
                                       const char                *below,
                                       gint64                     other,
                                       NexusSqliteCompareFunc     func,
                                       gpointer                   user_data,
                                       GError                   **error);
/* Keys and values, or names of tags, from the JSON of a row. */
char   **_nexus_sqlite_snapshot_dup_list (NexusSqliteConnection *connection,
                                       const char             *json,
                                       gboolean                pairs,
                                       GError                **error);
/* A record of the row, at that path. */
gboolean _nexus_sqlite_snapshot_to_record (NexusSqliteConnection        *connection,
                                       const NexusSqliteSnapshotRow *row,
                                       const char                   *path,
                                       NexusRecord                  *record,
                                       GError                      **error);

/* See nexus-metadata-store-private.h. */
GPtrArray *_nexus_sqlite_list_snapshots (NexusSqliteConnection *connection,
                                       GError                **error);
GPtrArray *_nexus_sqlite_diff_snapshot (NexusSqliteConnection  *connection,
                                       const char             *name,
                                       const char             *other,
                                       GError                **error);
gboolean _nexus_sqlite_dump_snapshot  (NexusSqliteConnection  *connection,
                                       const char             *name,
                                       const char             *path,
                                       NexusRecordFunc         func,
                                       gpointer                user_data,
                                       GError                **error);

/* What rows hold, and their checksums. */
#define NEXUS_SQLITE_SNAPSHOT_COLUMNS "id, name, path, created_ns, count, size"
#define NEXUS_SQLITE_SNAPSHOT_SUM "nexus_sum ('s', " NEXUS_SQLITE_SNAPSHOT_COLUMNS ")"
#define NEXUS_SQLITE_SNAPSHOT_ENTRY_COLUMNS \
  "snapshot, path, kind, content, size, mode, modified_ns, created_ns, content_type, target, tags, attributes, uuid"
#define NEXUS_SQLITE_SNAPSHOT_ENTRY_SUM "nexus_sum ('S', " NEXUS_SQLITE_SNAPSHOT_ENTRY_COLUMNS ")"

/* The rows of the tree from the node ?1 on, which gets the path ?2; two more columns can be put before the list. */
#define NEXUS_SQLITE_SNAPSHOT_TREE(first) \
  "WITH RECURSIVE tree (id, path) AS (SELECT id, ?2 FROM nodes WHERE id = ?1" \
  " UNION ALL SELECT n.id, tree.path || '/' || n.name FROM tree JOIN nodes n ON n.parent = tree.id WHERE n.id <> ?1" \
  " LIMIT (SELECT 256 * page_count FROM pragma_page_count))" \
  " SELECT " first "tree.path, n.kind, n.content, n.size, n.mode, n.modified_ns, n.created_ns, n.content_type, n.target," \
  " CASE n.n_tags WHEN 0 THEN '[]' ELSE (SELECT json_group_array (name) FROM" \
  "  (SELECT t.name AS name FROM node_tags x JOIN tags t ON t.id = x.tag WHERE x.node = n.id ORDER BY t.name)) END," \
  " CASE n.n_attributes WHEN 0 THEN '[]' ELSE (SELECT json_group_array (json_array (key, value)) FROM" \
  "  (SELECT key, value FROM attributes WHERE node = n.id ORDER BY key)) END," \
  " n.uuid FROM tree JOIN nodes n ON n.id = tree.id"

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (NexusSqliteSnapshot, _nexus_sqlite_snapshot_clear)

G_END_DECLS
