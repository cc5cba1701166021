/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "nexus-attribute-json-private.h"
#include "nexus-sqlite-error-private.h"
#include "nexus-sqlite-node-private.h"
#include "nexus-sqlite-sum-private.h"

/* What hangs on a node: content, versions, attributes, tags, its place in the trash; and the entry made of it all. */

guint64
_nexus_sqlite_attribute_sum (gint64      node,
                             const char *key,
                             const char *value)
{
  return _nexus_sum_text (_nexus_sum_text (_nexus_sum_int ('a', (guint64) node), key), value);
}

guint64
_nexus_sqlite_tag_sum (gint64      id,
                       const char *name,
                       const char *color)
{
  return _nexus_sum_text (_nexus_sum_text (_nexus_sum_int ('t', (guint64) id), name), color);
}

guint64
_nexus_sqlite_node_tag_sum (gint64 node,
                            gint64 tag)
{
  return _nexus_sum_int (_nexus_sum_int ('g', (guint64) node), (guint64) tag);
}

guint64
_nexus_sqlite_trash_sum (gint64      node,
                         const char *original_path,
                         gint64      deleted_ns)
{
  return _nexus_sum_int (_nexus_sum_text (_nexus_sum_int ('d', (guint64) node), original_path), (guint64) deleted_ns);
}

guint64
_nexus_sqlite_version_sum (gint64                    node,
                           const NexusSqliteVersion *version)
{
  guint64 sum = _nexus_sum_int ('v', (guint64) node);

  sum = _nexus_sum_int (sum, version->number);
  sum = _nexus_sum_int (sum, (guint64) version->content);
  sum = _nexus_sum_int (sum, version->size);

  return _nexus_sum_int (sum, (guint64) version->modified_ns);
}

/* id, hash, size, locator, added_ns, sum. */
NexusContentRef *
_nexus_sqlite_content_read (sqlite3_stmt  *statement,
                            const char    *path,
                            GError       **error)
{
  gint64 id = sqlite3_column_int64 (statement, 0);
  const void *hash = sqlite3_column_blob (statement, 1);
  guint64 size = (guint64) sqlite3_column_int64 (statement, 2);
  const void *locator = sqlite3_column_blob (statement, 3);
  gsize locator_size = (gsize) sqlite3_column_bytes (statement, 3);
  g_autoptr(GBytes) bytes = NULL;

  if (hash == NULL || sqlite3_column_bytes (statement, 1) != NEXUS_HASH_SIZE || size > G_MAXINT64 ||
      _nexus_sqlite_content_sum (id, hash, size, locator, locator_size, sqlite3_column_int64 (statement, 4)) !=
        (guint64) sqlite3_column_int64 (statement, 5))
    {
      _nexus_sqlite_set_corrupt (error, path);
      return NULL;
    }

  if (locator != NULL)
    bytes = g_bytes_new (locator, locator_size);

  return _nexus_content_ref_new (hash, size, bytes);
}

NexusContentRef *
_nexus_sqlite_load_content (NexusSqliteConnection  *connection,
                            gint64                  id,
                            const char             *path,
                            GError                **error)
{
  static const char sql[] = "SELECT id, hash, size, locator, added_ns, sum FROM contents WHERE id = ?1";
  nexus_auto_reset sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (connection, sql, error);
  gboolean row;

  if (statement == NULL)
    return NULL;

  _nexus_sqlite_bind (statement, "i", id);
  if (!_nexus_sqlite_step (connection, statement, &row, "read a content", error))
    return NULL;

  if (!row)
    {
      _nexus_sqlite_set_corrupt (error, path);
      return NULL;
    }

  return _nexus_sqlite_content_read (statement, path, error);
}

NexusContentRef *
_nexus_sqlite_find_content (NexusSqliteConnection  *connection,
                            const guint8           *hash,
                            gint64                 *id,
                            GError                **error)
{
  static const char sql[] = "SELECT id, hash, size, locator, added_ns, sum FROM contents WHERE hash = ?1";
  nexus_auto_reset sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (connection, sql, error);
  g_autoptr(NexusContentRef) content = NULL;
  char hex[2 * NEXUS_HASH_SIZE + 1];
  gboolean row;

  if (statement == NULL)
    return NULL;

  _nexus_sqlite_bind (statement, "b", hash, (gsize) NEXUS_HASH_SIZE);
  if (!_nexus_sqlite_step (connection, statement, &row, "find a content", error))
    return NULL;

  *id = 0;
  if (!row)
    return NULL;

  _nexus_hash_to_hex (hash, hex);
  content = _nexus_sqlite_content_read (statement, hex, error);
  if (content == NULL)
    return NULL;

  if (memcmp (content->hash, hash, NEXUS_HASH_SIZE) != 0)
    {
      _nexus_sqlite_set_corrupt (error, hex);
      return NULL;
    }
  *id = sqlite3_column_int64 (statement, 0);

  return g_steal_pointer (&content);
}

GArray *
_nexus_sqlite_load_versions (NexusSqliteConnection  *connection,
                             const NexusSqliteNode  *node,
                             guint                   number,
                             const char             *path,
                             GError                **error)
{
  static const char sql[] =
    "SELECT v.number, v.content, v.size, v.modified_ns, v.sum, c.hash, c.size, c.locator, c.added_ns, c.sum, v.node"
    " FROM versions v LEFT JOIN contents c ON c.id = v.content"
    " WHERE v.node = ?1 AND v.number BETWEEN ?2 AND ?3 ORDER BY v.number DESC";
  nexus_auto_reset sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (connection, sql, error);
  g_autoptr(GArray) versions = g_array_new (FALSE, FALSE, sizeof (NexusSqliteVersion));
  gboolean row;

  if (statement == NULL)
    return NULL;

  _nexus_sqlite_bind (statement, "iii", node->id, (gint64) number, number != 0 ? (gint64) number : G_MAXINT64);
  for (;;)
    {
      NexusSqliteVersion version = { 0 };
      const void *hash, *locator;

      if (!_nexus_sqlite_step (connection, statement, &row, "list versions", error))
        return NULL;
      if (!row)
        break;

      version.number = (guint) sqlite3_column_int64 (statement, 0);
      version.content = sqlite3_column_int64 (statement, 1);
      version.size = (guint64) sqlite3_column_int64 (statement, 2);
      version.modified_ns = sqlite3_column_int64 (statement, 3);
      hash = sqlite3_column_blob (statement, 5);
      locator = sqlite3_column_blob (statement, 7);

      if (sqlite3_column_int64 (statement, 10) != node->id || version.number == 0 || version.number >= node->version ||
          version.size > G_MAXINT64 || sqlite3_column_int64 (statement, 0) != (gint64) version.number ||
          _nexus_sqlite_version_sum (node->id, &version) != (guint64) sqlite3_column_int64 (statement, 4) ||
          hash == NULL || sqlite3_column_bytes (statement, 5) != NEXUS_HASH_SIZE ||
          (guint64) sqlite3_column_int64 (statement, 6) != version.size ||
          _nexus_sqlite_content_sum (version.content, hash, version.size,
                                     locator, (gsize) sqlite3_column_bytes (statement, 7),
                                     sqlite3_column_int64 (statement, 8)) !=
            (guint64) sqlite3_column_int64 (statement, 9))
        {
          _nexus_sqlite_set_corrupt (error, path);
          return NULL;
        }

      memcpy (version.hash, hash, NEXUS_HASH_SIZE);
      g_array_append_val (versions, version);
    }

  return g_steal_pointer (&versions);
}

GVariant *
_nexus_sqlite_load_attributes (NexusSqliteConnection  *connection,
                               const NexusSqliteNode  *node,
                               const char             *path,
                               GError                **error)
{
  static const char sql[] = "SELECT key, value, sum FROM attributes WHERE node = ?1 ORDER BY key";
  nexus_auto_reset sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (connection, sql, error);
  g_auto(GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);
  guint n_attributes = 0;
  gboolean row;

  if (statement == NULL)
    return NULL;

  _nexus_sqlite_bind (statement, "i", node->id);
  for (;;)
    {
      const char *key, *json;
      g_autoptr(GVariant) value = NULL;

      if (!_nexus_sqlite_step (connection, statement, &row, "read attributes", error))
        return NULL;
      if (!row)
        break;

      key = _nexus_sqlite_column_text (statement, 0);
      json = _nexus_sqlite_column_text (statement, 1);
      if (key != NULL && json != NULL &&
          _nexus_sqlite_attribute_sum (node->id, key, json) == (guint64) sqlite3_column_int64 (statement, 2))
        value = _nexus_attribute_from_json (json, NULL);

      if (value == NULL)
        {
          _nexus_sqlite_set_corrupt (error, path);
          return NULL;
        }
      g_variant_builder_add (&builder, "{sv}", key, value);
      n_attributes++;
    }

  if (n_attributes != node->n_attributes)
    {
      _nexus_sqlite_set_corrupt (error, path);
      return NULL;
    }

  return g_variant_ref_sink (g_variant_builder_end (&builder));
}

char **
_nexus_sqlite_load_tags (NexusSqliteConnection  *connection,
                         const NexusSqliteNode  *node,
                         const char             *path,
                         GError                **error)
{
  static const char sql[] = "SELECT t.id, t.name, t.color, t.sum, g.sum FROM node_tags g JOIN tags t ON t.id = g.tag"
                            " WHERE g.node = ?1 ORDER BY t.name";
  nexus_auto_reset sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (connection, sql, error);
  g_autoptr(GPtrArray) tags = g_ptr_array_new_with_free_func (g_free);
  gboolean row;

  if (statement == NULL)
    return NULL;

  _nexus_sqlite_bind (statement, "i", node->id);
  for (;;)
    {
      const char *name;
      gint64 id;

      if (!_nexus_sqlite_step (connection, statement, &row, "read tags", error))
        return NULL;
      if (!row)
        break;

      id = sqlite3_column_int64 (statement, 0);
      name = _nexus_sqlite_column_text (statement, 1);
      if (name == NULL ||
          _nexus_sqlite_tag_sum (id, name, _nexus_sqlite_column_text (statement, 2)) !=
            (guint64) sqlite3_column_int64 (statement, 3) ||
          _nexus_sqlite_node_tag_sum (node->id, id) != (guint64) sqlite3_column_int64 (statement, 4))
        {
          _nexus_sqlite_set_corrupt (error, path);
          return NULL;
        }
      g_ptr_array_add (tags, g_strdup (name));
    }

  if (tags->len != node->n_tags)
    {
      _nexus_sqlite_set_corrupt (error, path);
      return NULL;
    }
  g_ptr_array_add (tags, NULL);

  return (char **) g_ptr_array_free (g_steal_pointer (&tags), FALSE);
}

gboolean
_nexus_sqlite_load_trash (NexusSqliteConnection  *connection,
                          gint64                  node,
                          char                  **original_path,
                          gint64                 *deleted_ns,
                          gboolean               *found,
                          GError                **error)
{
  static const char sql[] = "SELECT node, original_path, deleted_ns, sum FROM trash WHERE node = ?1";
  nexus_auto_reset sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (connection, sql, error);
  const char *path;

  if (statement == NULL)
    return FALSE;

  _nexus_sqlite_bind (statement, "i", node);
  if (!_nexus_sqlite_step (connection, statement, found, "read the trash", error))
    return FALSE;
  if (!*found)
    return TRUE;

  path = _nexus_sqlite_column_text (statement, 1);
  *deleted_ns = sqlite3_column_int64 (statement, 2);
  if (!_nexus_sqlite_path_is_good (path) || sqlite3_column_int64 (statement, 0) != node ||
      _nexus_sqlite_trash_sum (node, path, *deleted_ns) != (guint64) sqlite3_column_int64 (statement, 3))
    {
      _nexus_sqlite_set_corrupt (error, path != NULL ? path : "trash");
      return FALSE;
    }
  *original_path = g_strdup (path);

  return TRUE;
}

NexusEntry *
_nexus_sqlite_node_to_entry (NexusSqliteConnection  *connection,
                             const NexusSqliteNode  *node,
                             const char             *path,
                             GError                **error)
{
  g_autoptr(GVariant) attributes = NULL;
  g_auto(GStrv) tags = NULL;
  NexusEntryInit init = {
    .path = path,
    .kind = node->kind,
    .size = node->size,
    .hash = node->content != 0 ? node->hash : NULL,
    .content_type = node->content_type,
    .created_ns = node->created_ns,
    .modified_ns = node->modified_ns,
    .version = node->version,
    .mode = node->mode,
    .target = node->target,
    .total_size = node->kind == NEXUS_KIND_FILE ? node->size : (guint64) MAX (node->total_size, 0),
    .total_count = (guint64) MAX (node->total_count, 0),
  };

  if (node->n_tags > 0)
    {
      tags = _nexus_sqlite_load_tags (connection, node, path, error);
      if (tags == NULL)
        return NULL;
      init.tags = (const char * const *) tags;
    }

  if (node->n_attributes > 0)
    {
      attributes = _nexus_sqlite_load_attributes (connection, node, path, error);
      if (attributes == NULL)
        return NULL;
      init.attributes = attributes;
    }

  memcpy (init.uuid, node->uuid, NEXUS_UUID_SIZE);

  return _nexus_entry_new (&init);
}
