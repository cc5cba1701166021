/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-content-ref-private.h"
#include "nexus-entry-private.h"
#include "nexus-path.h"
#include "nexus-sqlite-connection-private.h"
#include "nexus-uuid-private.h"

G_BEGIN_DECLS

#define NEXUS_SQLITE_ROOT  1
#define NEXUS_SQLITE_TRASH 2

/* How far up a chain of parents may go: longer can only be a circle in a damaged database. */
#define NEXUS_SQLITE_DEPTH_MAX (NEXUS_PATH_MAX / 2 + 1)

/* A row of nodes with the hash of its content, copied out of SQLite and checked. */
typedef struct {
  gint64     id;
  guint8     uuid[NEXUS_UUID_SIZE];
  gint64     parent;         /* 0: none */
  char       name[NEXUS_NAME_MAX + 1];
  NexusKind  kind;
  gint64     content;        /* 0: none */
  guint8     hash[NEXUS_HASH_SIZE];
  guint64    size;
  guint      mode;
  gint64     modified_ns;
  gint64     created_ns;
  char      *content_type;
  guint      version;
  char      *target;
  guint      n_tags;         /* so that listings ask only where there are some, and notice if one is lost */
  guint      n_attributes;
  gint64     total_size;
  gint64     total_count;
} NexusSqliteNode;

void        _nexus_sqlite_node_clear        (NexusSqliteNode        *self);

/* Whether a text from the database is what it says it is: a name that something below a folder can have; an absolute path
 * of such names, of any length, or that of the root.  Whoever gives them to a file system relies on it. */
gboolean    _nexus_sqlite_name_is_good      (const char             *name);
gboolean    _nexus_sqlite_path_is_good      (const char             *path);

/* The columns that _nexus_sqlite_node_read() takes, in its order, from nodes n and contents c. */
#define NEXUS_SQLITE_NODE_COLUMNS \
  "n.id, n.uuid, n.parent, n.name, n.kind, n.content, n.size, n.mode, n.modified_ns, n.created_ns, n.content_type, " \
  "n.version, n.target, n.n_tags, n.n_attributes, n.total_size, n.total_count, n.sum, c.hash, c.size, c.locator, c.added_ns, c.sum"
#define NEXUS_SQLITE_NODE_TABLES "nodes n LEFT JOIN contents c ON c.id = n.content"
#define NEXUS_SQLITE_NODE_N_COLUMNS 23

guint64     _nexus_sqlite_node_sum          (const NexusSqliteNode  *node);
/* From the current row.  CORRUPT, naming the path, if it does not match its checksum. */
gboolean    _nexus_sqlite_node_read         (sqlite3_stmt           *statement,
                                             NexusSqliteNode        *node,
                                             const char             *path,
                                             GError                **error);
/* The child of that name; *found tells whether there is one.  `path` is for messages only. */
gboolean    _nexus_sqlite_node_lookup       (NexusSqliteConnection  *connection,
                                             gint64                  parent,
                                             const char             *name,
                                             NexusSqliteNode        *node,
                                             gboolean               *found,
                                             const char             *path,
                                             GError                **error);
gboolean    _nexus_sqlite_node_load         (NexusSqliteConnection  *connection,
                                             gint64                  id,
                                             NexusSqliteNode        *node,
                                             gboolean               *found,
                                             const char             *path,
                                             GError                **error);
gboolean    _nexus_sqlite_node_load_uuid    (NexusSqliteConnection  *connection,
                                             const guint8           *uuid,
                                             NexusSqliteNode        *node,
                                             gboolean               *found,
                                             const char             *path,
                                             GError                **error);
/* The children after a name, at most max, each copied out so that the caller may write while going through them. */
GArray     *_nexus_sqlite_node_list         (NexusSqliteConnection  *connection,
                                             gint64                  parent,
                                             const char             *after,
                                             guint                   max,
                                             const char             *path,
                                             GError                **error);
gboolean    _nexus_sqlite_node_insert       (NexusSqliteConnection  *connection,
                                             const NexusSqliteNode  *node,
                                             GError                **error);
/* The same; *added is FALSE if its place or its public id is taken. */
gboolean    _nexus_sqlite_node_try_insert   (NexusSqliteConnection  *connection,
                                             const NexusSqliteNode  *node,
                                             gboolean               *added,
                                             GError                **error);
/* Writes all columns but those that say where it is and the totals. */
gboolean    _nexus_sqlite_node_update       (NexusSqliteConnection  *connection,
                                             const NexusSqliteNode  *node,
                                             GError                **error);
/* Writes parent and name, nothing else. */
gboolean    _nexus_sqlite_node_place        (NexusSqliteConnection  *connection,
                                             const NexusSqliteNode  *node,
                                             GError                **error);

/* Paths. */
/* The directory that the first `length` bytes of path name; NOT_FOUND and NOT_DIRECTORY name it. */
gboolean    _nexus_sqlite_resolve_directory (NexusSqliteConnection  *connection,
                                             const char             *path,
                                             gsize                   length,
                                             gint64                 *id,
                                             GError                **error);
/* Any path; NOT_FOUND, or NOT_DIRECTORY if something on the way is none. */
gboolean    _nexus_sqlite_resolve           (NexusSqliteConnection  *connection,
                                             const char             *path,
                                             NexusSqliteNode        *node,
                                             GError                **error);
/* The path of a node, upwards from it.  For what is in the trash: the path that it had, and *trashed. */
char       *_nexus_sqlite_build_path        (NexusSqliteConnection  *connection,
                                             const NexusSqliteNode  *node,
                                             gboolean               *trashed,
                                             GError                **error);
void        _nexus_sqlite_remember          (NexusSqliteConnection  *connection,
                                             const char             *path,
                                             gint64                  id);
/* Length of the parent's path in the path of an entry (at least 1, "/"). */
gsize       _nexus_sqlite_parent_length     (const char             *path);
const char *_nexus_sqlite_last_name         (const char             *path);
void        _nexus_sqlite_set_not_found     (GError                **error,
                                             const char             *path);

/* Values. */
NexusEntry *_nexus_sqlite_node_to_entry     (NexusSqliteConnection  *connection,
                                             const NexusSqliteNode  *node,
                                             const char             *path,
                                             GError                **error);
/* From the current row: id, hash, size, locator, added_ns, sum of contents. */
NexusContentRef *_nexus_sqlite_content_read (sqlite3_stmt           *statement,
                                             const char             *path,
                                             GError                **error);
NexusContentRef *_nexus_sqlite_load_content (NexusSqliteConnection  *connection,
                                             gint64                  id,
                                             const char             *path,
                                             GError                **error);
NexusContentRef *_nexus_sqlite_find_content (NexusSqliteConnection  *connection,
                                             const guint8           *hash,
                                             gint64                 *id,
                                             GError                **error);
guint64     _nexus_sqlite_content_sum       (gint64                  id,
                                             const guint8           *hash,
                                             guint64                 size,
                                             const void             *locator,
                                             gsize                   locator_size,
                                             gint64                  added_ns);

typedef struct {
  guint   number;
  gint64  content;
  guint8  hash[NEXUS_HASH_SIZE];
  guint64 size;
  gint64  modified_ns;
} NexusSqliteVersion;

guint64     _nexus_sqlite_version_sum       (gint64                     node,
                                             const NexusSqliteVersion  *version);
/* Older versions of a node, newest first; of `number` only, unless that is 0.  Their numbers are below that of the node, or the
 * database is damaged. */
GArray     *_nexus_sqlite_load_versions     (NexusSqliteConnection     *connection,
                                             const NexusSqliteNode     *node,
                                             guint                      number,
                                             const char                *path,
                                             GError                   **error);

/* Tags and attributes. */
guint64     _nexus_sqlite_attribute_sum     (gint64                  node,
                                             const char             *key,
                                             const char             *value);
guint64     _nexus_sqlite_tag_sum           (gint64                  id,
                                             const char             *name,
                                             const char             *color);
guint64     _nexus_sqlite_node_tag_sum      (gint64                  node,
                                             gint64                  tag);
GVariant   *_nexus_sqlite_load_attributes   (NexusSqliteConnection  *connection,
                                             const NexusSqliteNode  *node,
                                             const char             *path,
                                             GError                **error);
char      **_nexus_sqlite_load_tags         (NexusSqliteConnection  *connection,
                                             const NexusSqliteNode  *node,
                                             const char             *path,
                                             GError                **error);

/* Trash. */
guint64     _nexus_sqlite_trash_sum         (gint64                  node,
                                             const char             *original_path,
                                             gint64                  deleted_ns);
/* *found FALSE if the node is not directly in the trash. */
gboolean    _nexus_sqlite_load_trash        (NexusSqliteConnection  *connection,
                                             gint64                  node,
                                             char                  **original_path,
                                             gint64                 *deleted_ns,
                                             gboolean               *found,
                                             GError                **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (NexusSqliteNode, _nexus_sqlite_node_clear)

G_END_DECLS
