/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "nexus-sqlite-error-private.h"
#include "nexus-sqlite-journal-private.h"
#include "nexus-sqlite-node-private.h"
#include "nexus-sqlite-sum-private.h"

/* Rows of nodes: read with their checksum, written with it.  No other file knows the columns. */

void
_nexus_sqlite_node_clear (NexusSqliteNode *self)
{
  g_clear_pointer (&self->content_type, g_free);
  g_clear_pointer (&self->target, g_free);
}

static guint64
node_sum (const NexusSqliteNode *node,
          const char            *content_type,
          const char            *target)
{
  guint64 sum = _nexus_sum_bytes ('n', node->uuid, sizeof node->uuid);

  sum = _nexus_sum_int (sum, (guint64) node->id);
  sum = _nexus_sum_int (sum, (guint64) node->parent);
  sum = _nexus_sum_text (sum, node->name);
  sum = _nexus_sum_int (sum, node->kind);
  sum = _nexus_sum_int (sum, (guint64) node->content);
  sum = _nexus_sum_int (sum, node->size);
  sum = _nexus_sum_int (sum, node->mode);
  sum = _nexus_sum_int (sum, (guint64) node->modified_ns);
  sum = _nexus_sum_int (sum, (guint64) node->created_ns);
  sum = _nexus_sum_text (sum, content_type);
  sum = _nexus_sum_int (sum, node->version);
  sum = _nexus_sum_text (sum, target);
  sum = _nexus_sum_int (sum, node->n_tags);
  sum = _nexus_sum_int (sum, node->n_attributes);

  return sum;
}

guint64
_nexus_sqlite_node_sum (const NexusSqliteNode *node)
{
  return node_sum (node, node->content_type, node->target);
}

guint64
_nexus_sqlite_content_sum (gint64        id,
                           const guint8 *hash,
                           guint64       size,
                           const void   *locator,
                           gsize         locator_size,
                           gint64        added_ns)
{
  guint64 sum = _nexus_sum_bytes ('c', hash, NEXUS_HASH_SIZE);

  sum = _nexus_sum_int (sum, (guint64) id);
  sum = _nexus_sum_int (sum, size);
  sum = locator != NULL ? _nexus_sum_bytes (sum, locator, locator_size) : _nexus_sum_int (sum, 0);

  return _nexus_sum_int (sum, (guint64) added_ns);
}

static gboolean
is_name (const char *name,
         gsize       length)
{
  return length > 0 && length <= NEXUS_NAME_MAX && memchr (name, '\n', length) == NULL && memchr (name, '\r', length) == NULL &&
         !(name[0] == '.' && (length == 1 || (length == 2 && name[1] == '.')));
}

gboolean
_nexus_sqlite_name_is_good (const char *name)
{
  return name != NULL && strchr (name, '/') == NULL && is_name (name, strlen (name));
}

gboolean
_nexus_sqlite_path_is_good (const char *path)
{
  if (path == NULL || path[0] != '/')
    return FALSE;
  if (path[1] == '\0')
    return TRUE;

  while (*path == '/')
    {
      gsize length = strcspn (path + 1, "/");

      if (!is_name (path + 1, length))
        return FALSE;
      path += 1 + length;
    }

  return TRUE;
}

/* The two roots have no name, everything else has one. */
static gboolean
is_placed (gint64      id,
           gint64      parent,
           const char *name)
{
  if (name == NULL || (id == NEXUS_SQLITE_ROOT || id == NEXUS_SQLITE_TRASH) != (parent == 0))
    return FALSE;

  return parent != 0 ? _nexus_sqlite_name_is_good (name) : name[0] == '\0';
}

gboolean
_nexus_sqlite_node_read (sqlite3_stmt     *statement,
                         NexusSqliteNode  *node,
                         const char       *path,
                         GError          **error)
{
  const void *uuid = sqlite3_column_blob (statement, 1);
  const char *name = _nexus_sqlite_column_text (statement, 3);
  gsize name_size = name != NULL ? strlen (name) : 0;
  gint64 kind = sqlite3_column_int64 (statement, 4);
  gint64 version = sqlite3_column_int64 (statement, 11);
  gint64 mode = sqlite3_column_int64 (statement, 7);
  const char *content_type = _nexus_sqlite_column_text (statement, 10);
  const char *target = _nexus_sqlite_column_text (statement, 12);
  gint64 n_tags = sqlite3_column_int64 (statement, 13);
  gint64 n_attributes = sqlite3_column_int64 (statement, 14);

  if (uuid == NULL || sqlite3_column_bytes (statement, 1) != NEXUS_UUID_SIZE ||
      !is_placed (sqlite3_column_int64 (statement, 0), sqlite3_column_int64 (statement, 2), name) || sqlite3_column_int64 (statement, 6) < 0 ||
      kind < NEXUS_KIND_FILE || kind > NEXUS_KIND_SYMBOLIC_LINK ||
      version < 0 || version > G_MAXUINT || mode < 0 || mode > 07777 ||
      n_tags < 0 || n_tags > G_MAXUINT ||
      n_attributes < 0 || n_attributes > G_MAXUINT)
    {
      _nexus_sqlite_set_corrupt (error, path);
      return FALSE;
    }

  node->id = sqlite3_column_int64 (statement, 0);
  memcpy (node->uuid, uuid, NEXUS_UUID_SIZE);
  node->parent = sqlite3_column_int64 (statement, 2);
  memcpy (node->name, name, name_size + 1);
  node->kind = (NexusKind) kind;
  node->content = sqlite3_column_int64 (statement, 5);
  node->size = (guint64) sqlite3_column_int64 (statement, 6);
  node->mode = (guint) mode;
  node->modified_ns = sqlite3_column_int64 (statement, 8);
  node->created_ns = sqlite3_column_int64 (statement, 9);
  node->version = (guint) version;
  node->n_tags = (guint) n_tags;
  node->n_attributes = (guint) n_attributes;
  node->total_size = sqlite3_column_int64 (statement, 15);
  node->total_count = sqlite3_column_int64 (statement, 16);

  if (node_sum (node, content_type, target) != (guint64) sqlite3_column_int64 (statement, 17) ||
      (node->kind == NEXUS_KIND_FILE) != (node->content != 0) ||
      (node->kind == NEXUS_KIND_SYMBOLIC_LINK) != (target != NULL) ||
      (target != NULL && (target[0] == '\0' || strlen (target) > NEXUS_PATH_MAX)))
    {
      _nexus_sqlite_set_corrupt (error, path);
      return FALSE;
    }

  if (node->content != 0)
    {
      const void *hash = sqlite3_column_blob (statement, 18);
      const void *locator = sqlite3_column_blob (statement, 20);

      if (hash == NULL || sqlite3_column_bytes (statement, 18) != NEXUS_HASH_SIZE ||
          sqlite3_column_int64 (statement, 19) != (gint64) node->size ||
          _nexus_sqlite_content_sum (node->content, hash, node->size,
                                     locator, (gsize) sqlite3_column_bytes (statement, 20),
                                     sqlite3_column_int64 (statement, 21)) !=
            (guint64) sqlite3_column_int64 (statement, 22))
        {
          _nexus_sqlite_set_corrupt (error, path);
          return FALSE;
        }
      memcpy (node->hash, hash, NEXUS_HASH_SIZE);
    }

  node->content_type = g_strdup (content_type);
  node->target = g_strdup (target);

  return TRUE;
}

static gboolean
read_one (NexusSqliteConnection  *connection,
          sqlite3_stmt           *statement,
          NexusSqliteNode        *node,
          gboolean               *found,
          const char             *path,
          GError                **error)
{
  gboolean good = TRUE;

  if (!_nexus_sqlite_step (connection, statement, found, "read an entry", error))
    return FALSE;

  if (*found)
    {
      good = _nexus_sqlite_node_read (statement, node, path, error);
      sqlite3_reset (statement);
    }

  return good;
}

gboolean
_nexus_sqlite_node_lookup (NexusSqliteConnection  *connection,
                           gint64                  parent,
                           const char             *name,
                           NexusSqliteNode        *node,
                           gboolean               *found,
                           const char             *path,
                           GError                **error)
{
  static const char sql[] = "SELECT " NEXUS_SQLITE_NODE_COLUMNS " FROM " NEXUS_SQLITE_NODE_TABLES
                            " WHERE n.parent = ?1 AND n.name = ?2";
  sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (connection, sql, error);

  if (statement == NULL)
    return FALSE;

  _nexus_sqlite_bind (statement, "it", parent, name);
  if (!read_one (connection, statement, node, found, path, error))
    return FALSE;

  /* The checksum binds the row to its place; a row that says another place was found through a damaged index. */
  if (*found && (node->parent != parent || strcmp (node->name, name) != 0))
    {
      _nexus_sqlite_node_clear (node);
      _nexus_sqlite_set_corrupt (error, path);
      return FALSE;
    }

  return TRUE;
}

gboolean
_nexus_sqlite_node_load (NexusSqliteConnection  *connection,
                         gint64                  id,
                         NexusSqliteNode        *node,
                         gboolean               *found,
                         const char             *path,
                         GError                **error)
{
  static const char sql[] = "SELECT " NEXUS_SQLITE_NODE_COLUMNS " FROM " NEXUS_SQLITE_NODE_TABLES
                            " WHERE n.id = ?1";
  sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (connection, sql, error);

  if (statement == NULL)
    return FALSE;

  _nexus_sqlite_bind (statement, "i", id);

  return read_one (connection, statement, node, found, path, error);
}

gboolean
_nexus_sqlite_node_load_uuid (NexusSqliteConnection  *connection,
                              const guint8           *uuid,
                              NexusSqliteNode        *node,
                              gboolean               *found,
                              const char             *path,
                              GError                **error)
{
  static const char sql[] = "SELECT " NEXUS_SQLITE_NODE_COLUMNS " FROM " NEXUS_SQLITE_NODE_TABLES
                            " WHERE n.uuid = ?1";
  sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (connection, sql, error);

  if (statement == NULL)
    return FALSE;

  _nexus_sqlite_bind (statement, "b", uuid, (gsize) NEXUS_UUID_SIZE);

  return read_one (connection, statement, node, found, path, error);
}

GArray *
_nexus_sqlite_node_list (NexusSqliteConnection  *connection,
                         gint64                  parent,
                         const char             *after,
                         guint                   max,
                         const char             *path,
                         GError                **error)
{
  /* Every name comes after the empty one. */
  static const char sql[] = "SELECT " NEXUS_SQLITE_NODE_COLUMNS " FROM " NEXUS_SQLITE_NODE_TABLES
                            " WHERE n.parent = ?1 AND n.name > ?2 ORDER BY n.name LIMIT ?3";
  nexus_auto_reset sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (connection, sql, error);
  g_autoptr(GArray) nodes = g_array_new (FALSE, FALSE, sizeof (NexusSqliteNode));
  gboolean row;

  g_array_set_clear_func (nodes, (GDestroyNotify) _nexus_sqlite_node_clear);
  if (statement == NULL)
    return NULL;

  _nexus_sqlite_bind (statement, "iti", parent, after != NULL ? after : "", (gint64) max);
  for (;;)
    {
      NexusSqliteNode node = { 0 };

      if (!_nexus_sqlite_step (connection, statement, &row, "list a directory", error))
        return NULL;
      if (!row)
        break;

      if (!_nexus_sqlite_node_read (statement, &node, path, error))
        return NULL;
      g_array_append_val (nodes, node);

      if (node.parent != parent)
        {
          _nexus_sqlite_set_corrupt (error, path);
          return NULL;
        }
    }

  return g_steal_pointer (&nodes);
}

#define INSERT \
  "INSERT INTO nodes (id, uuid, parent, name, kind, content, size, mode, modified_ns, created_ns, content_type," \
  " version, target, n_tags, n_attributes, total_size, total_count, sum)" \
  " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)"

static gboolean
insert (NexusSqliteConnection  *connection,
        const char             *sql,
        const NexusSqliteNode  *node,
        GError                **error)
{
  sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (connection, sql, error);
  guint64 sum = node_sum (node, node->content_type, node->target);

  if (statement == NULL)
    return FALSE;

  _nexus_sqlite_bind (statement, "ibztiziiiititiiiii",
                      node->id, node->uuid, (gsize) NEXUS_UUID_SIZE, node->parent, node->name, (gint64) node->kind,
                      node->content, (gint64) node->size, (gint64) node->mode, node->modified_ns, node->created_ns,
                      node->content_type, (gint64) node->version, node->target, (gint64) node->n_tags,
                      (gint64) node->n_attributes, node->total_size, node->total_count, (gint64) sum);
  if (!_nexus_sqlite_run (connection, statement, "write an entry", error))
    return FALSE;
  if (sqlite3_changes (connection->db) > 0)
    _nexus_sqlite_journal_wrote (connection, node->id, sum, FALSE);

  return TRUE;
}

gboolean
_nexus_sqlite_node_insert (NexusSqliteConnection  *connection,
                           const NexusSqliteNode  *node,
                           GError                **error)
{
  static const char sql[] = INSERT;

  return insert (connection, sql, node, error);
}

gboolean
_nexus_sqlite_node_try_insert (NexusSqliteConnection  *connection,
                               const NexusSqliteNode  *node,
                               gboolean               *added,
                               GError                **error)
{
  static const char sql[] = INSERT " ON CONFLICT DO NOTHING";

  if (!insert (connection, sql, node, error))
    return FALSE;
  *added = sqlite3_changes (connection->db) > 0;

  return TRUE;
}

gboolean
_nexus_sqlite_node_update (NexusSqliteConnection  *connection,
                           const NexusSqliteNode  *node,
                           GError                **error)
{
  static const char sql[] =
    "UPDATE nodes SET content = ?2, size = ?3, mode = ?4, modified_ns = ?5, created_ns = ?6, content_type = ?7,"
    " version = ?8, target = ?9, n_tags = ?10, n_attributes = ?11, sum = ?12 WHERE id = ?1";
  sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (connection, sql, error);
  guint64 sum = node_sum (node, node->content_type, node->target);

  if (statement == NULL || !_nexus_sqlite_journal_note (connection, NEXUS_SQLITE_NODES, node->id, 0, NULL, error))
    return FALSE;

  _nexus_sqlite_bind (statement, "iziiiititiii",
                      node->id, node->content, (gint64) node->size, (gint64) node->mode, node->modified_ns,
                      node->created_ns, node->content_type, (gint64) node->version, node->target,
                      (gint64) node->n_tags, (gint64) node->n_attributes, (gint64) sum);
  if (!_nexus_sqlite_run (connection, statement, "write an entry", error))
    return FALSE;
  _nexus_sqlite_journal_wrote (connection, node->id, sum, FALSE);

  return TRUE;
}

gboolean
_nexus_sqlite_node_place (NexusSqliteConnection  *connection,
                          const NexusSqliteNode  *node,
                          GError                **error)
{
  static const char sql[] = "UPDATE nodes SET parent = ?2, name = ?3, sum = ?4 WHERE id = ?1";
  sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (connection, sql, error);
  guint64 sum = node_sum (node, node->content_type, node->target);

  if (statement == NULL || !_nexus_sqlite_journal_note (connection, NEXUS_SQLITE_NODES, node->id, 0, NULL, error))
    return FALSE;

  _nexus_sqlite_bind (statement, "izti", node->id, node->parent, node->name, (gint64) sum);
  if (!_nexus_sqlite_run (connection, statement, "move an entry", error))
    return FALSE;
  _nexus_sqlite_journal_wrote (connection, node->id, sum, TRUE);

  return TRUE;
}
