/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "nexus-sqlite-error-private.h"
#include "nexus-sqlite-node-private.h"
#include "nexus-sqlite-query-private.h"

/* Listings. */

GPtrArray *
_nexus_sqlite_list_children (NexusSqliteConnection  *connection,
                             const char             *path,
                             const char             *after,
                             guint                   max,
                             GError                **error)
{
  g_autoptr(GPtrArray) entries = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GString) child_path = NULL;
  g_autoptr(GArray) nodes = NULL;
  gsize base;
  gint64 id;

  if (!_nexus_sqlite_resolve_directory (connection, path, strlen (path), &id, error))
    return NULL;

  nodes = _nexus_sqlite_node_list (connection, id, after, max, path, error);
  if (nodes == NULL)
    return NULL;

  child_path = g_string_new (path);
  if (path[1] != '\0')
    g_string_append_c (child_path, '/');
  base = child_path->len;

  for (guint i = 0; i < nodes->len; i++)
    {
      const NexusSqliteNode *node = &g_array_index (nodes, NexusSqliteNode, i);
      NexusEntry *entry;

      g_string_truncate (child_path, base);
      g_string_append (child_path, node->name);
      entry = _nexus_sqlite_node_to_entry (connection, node, child_path->str, error);
      if (entry == NULL)
        return NULL;
      g_ptr_array_add (entries, entry);
    }

  return g_steal_pointer (&entries);
}

GPtrArray *
_nexus_sqlite_list_versions (NexusSqliteConnection  *connection,
                             const char             *path,
                             GError                **error)
{
  g_autoptr(GPtrArray) versions = g_ptr_array_new_with_free_func (g_object_unref);
  g_auto(NexusSqliteNode) node = { 0 };
  g_autoptr(GArray) older = NULL;

  if (!_nexus_sqlite_resolve (connection, path, &node, error))
    return NULL;

  if (node.kind != NEXUS_KIND_FILE)
    {
      g_set_error (error, G_IO_ERROR,
                   node.kind == NEXUS_KIND_DIRECTORY ? G_IO_ERROR_IS_DIRECTORY : G_IO_ERROR_NOT_REGULAR_FILE,
                   _("“%s” is not a file; only files have versions."), path);
      return NULL;
    }

  older = _nexus_sqlite_load_versions (connection, &node, 0, path, error);
  if (older == NULL)
    return NULL;

  g_ptr_array_add (versions, _nexus_version_new (node.version, node.size, node.hash, node.modified_ns, TRUE));
  for (guint i = 0; i < older->len; i++)
    {
      const NexusSqliteVersion *version = &g_array_index (older, NexusSqliteVersion, i);

      g_ptr_array_add (versions, _nexus_version_new (version->number, version->size, version->hash,
                                                     version->modified_ns, FALSE));
    }

  return g_steal_pointer (&versions);
}

GPtrArray *
_nexus_sqlite_list_trash (NexusSqliteConnection  *connection,
                          GError                **error)
{
  static const char sql[] =
    "SELECT " NEXUS_SQLITE_NODE_COLUMNS ", t.original_path, t.deleted_ns, t.sum"
    " FROM trash t JOIN nodes n ON n.id = t.node LEFT JOIN contents c ON c.id = n.content"
    " ORDER BY t.deleted_ns DESC, t.node DESC";
  nexus_auto_reset sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (connection, sql, error);
  g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  gboolean row;

  if (statement == NULL)
    return NULL;

  for (;;)
    {
      g_auto(NexusSqliteNode) node = { 0 };
      g_autoptr(NexusEntry) entry = NULL;
      const char *path;
      gint64 deleted_ns;

      if (!_nexus_sqlite_step (connection, statement, &row, "list the trash", error))
        return NULL;
      if (!row)
        break;

      path = _nexus_sqlite_column_text (statement, NEXUS_SQLITE_NODE_N_COLUMNS);
      deleted_ns = sqlite3_column_int64 (statement, NEXUS_SQLITE_NODE_N_COLUMNS + 1);
      if (!_nexus_sqlite_node_read (statement, &node, path != NULL ? path : "trash", error))
        return NULL;

      if (!_nexus_sqlite_path_is_good (path) || node.parent != NEXUS_SQLITE_TRASH ||
          _nexus_sqlite_trash_sum (node.id, path, deleted_ns) !=
            (guint64) sqlite3_column_int64 (statement, NEXUS_SQLITE_NODE_N_COLUMNS + 2))
        {
          _nexus_sqlite_set_corrupt (error, path != NULL ? path : "trash");
          return NULL;
        }

      entry = _nexus_sqlite_node_to_entry (connection, &node, path, error);
      if (entry == NULL)
        return NULL;
      g_ptr_array_add (items, _nexus_trash_item_new (entry, deleted_ns));
    }

  return g_steal_pointer (&items);
}

/* Whether a directory is below the root, remembering what was found on the way up. */
static gboolean
is_live (NexusSqliteConnection  *connection,
         GHashTable             *known,
         gint64                  id,
         gboolean               *live,
         GError                **error)
{
  static const char sql[] = "SELECT parent FROM nodes WHERE id = ?1";
  g_autoptr(GArray) way = g_array_new (FALSE, FALSE, sizeof (gint64));
  sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (connection, sql, error);
  gpointer value;
  gboolean row;

  if (statement == NULL)
    return FALSE;

  for (;;)
    {
      if (id == NEXUS_SQLITE_ROOT || id == NEXUS_SQLITE_TRASH)
        {
          *live = id == NEXUS_SQLITE_ROOT;
          break;
        }
      if (g_hash_table_lookup_extended (known, &id, NULL, &value))
        {
          *live = GPOINTER_TO_INT (value);
          break;
        }

      g_array_append_val (way, id);
      _nexus_sqlite_bind (statement, "i", id);
      if (!_nexus_sqlite_step (connection, statement, &row, "count the entries of a tag", error))
        return FALSE;
      if (!row || way->len > NEXUS_SQLITE_DEPTH_MAX)
        {
          sqlite3_reset (statement);
          _nexus_sqlite_set_corrupt (error, "/");
          return FALSE;
        }
      id = sqlite3_column_int64 (statement, 0);
      sqlite3_reset (statement);
    }

  for (guint i = 0; i < way->len; i++)
    g_hash_table_insert (known, g_memdup2 (&g_array_index (way, gint64, i), sizeof (gint64)), GINT_TO_POINTER (*live));

  return TRUE;
}

/* How many entries of each tag are in the trash: tag → number. */
static GHashTable *
count_trashed (NexusSqliteConnection  *connection,
               GError                **error)
{
  static const char sql[] = "SELECT g.tag, n.parent FROM node_tags g JOIN nodes n ON n.id = g.node";
  nexus_auto_reset sqlite3_stmt *statement = NULL;
  g_autoptr(GHashTable) counts = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_autoptr(GHashTable) known = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  gint64 any;
  gboolean row, live;

  if (!_nexus_sqlite_connection_query_int (connection, "SELECT EXISTS (SELECT 1 FROM trash)", &any, error))
    return NULL;
  if (!any)
    return g_steal_pointer (&counts);

  statement = _nexus_sqlite_connection_prepare (connection, sql, error);
  if (statement == NULL)
    return NULL;

  for (;;)
    {
      gint64 tag;

      if (!_nexus_sqlite_step (connection, statement, &row, "count the entries of a tag", error))
        return NULL;
      if (!row)
        return g_steal_pointer (&counts);

      tag = sqlite3_column_int64 (statement, 0);
      if (sqlite3_column_type (statement, 1) == SQLITE_NULL)
        continue;   /* the root itself */
      if (!is_live (connection, known, sqlite3_column_int64 (statement, 1), &live, error))
        return NULL;
      if (!live)
        g_hash_table_insert (counts, g_memdup2 (&tag, sizeof tag),
                             GSIZE_TO_POINTER (GPOINTER_TO_SIZE (g_hash_table_lookup (counts, &tag)) + 1));
    }
}

GPtrArray *
_nexus_sqlite_list_tags (NexusSqliteConnection  *connection,
                         GError                **error)
{
  static const char sql[] =
    "SELECT t.id, t.name, t.color, t.sum, (SELECT count (*) FROM node_tags g WHERE g.tag = t.id)"
    " FROM tags t ORDER BY t.name";
  nexus_auto_reset sqlite3_stmt *statement = NULL;
  g_autoptr(GPtrArray) tags = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GHashTable) trashed = count_trashed (connection, error);
  gboolean row;

  if (trashed == NULL)
    return NULL;

  statement = _nexus_sqlite_connection_prepare (connection, sql, error);
  if (statement == NULL)
    return NULL;

  for (;;)
    {
      const char *name, *color;
      guint64 count;
      gint64 id;

      if (!_nexus_sqlite_step (connection, statement, &row, "list the tags", error))
        return NULL;
      if (!row)
        return g_steal_pointer (&tags);

      id = sqlite3_column_int64 (statement, 0);
      name = _nexus_sqlite_column_text (statement, 1);
      color = _nexus_sqlite_column_text (statement, 2);
      count = (guint64) sqlite3_column_int64 (statement, 4);
      if (name == NULL || _nexus_sqlite_tag_sum (id, name, color) != (guint64) sqlite3_column_int64 (statement, 3))
        {
          _nexus_sqlite_set_corrupt (error, name != NULL ? name : "tags");
          return NULL;
        }

      count -= MIN (count, GPOINTER_TO_SIZE (g_hash_table_lookup (trashed, &id)));
      g_ptr_array_add (tags, _nexus_tag_new (name, color, count));
    }
}

static int
compare_paths (gconstpointer a,
               gconstpointer b)
{
  NexusEntry * const *first = a;
  NexusEntry * const *second = b;

  return strcmp (nexus_entry_get_path (*first), nexus_entry_get_path (*second));
}

GPtrArray *
_nexus_sqlite_list_tagged (NexusSqliteConnection  *connection,
                           const char             *tag,
                           GError                **error)
{
  static const char sql_tag[] = "SELECT id, color, sum FROM tags WHERE name = ?1";
  static const char sql[] =
    "SELECT " NEXUS_SQLITE_NODE_COLUMNS ", g.sum FROM node_tags g JOIN nodes n ON n.id = g.node"
    " LEFT JOIN contents c ON c.id = n.content WHERE g.tag = ?1";
  nexus_auto_reset sqlite3_stmt *tag_statement = _nexus_sqlite_connection_prepare (connection, sql_tag, error);
  nexus_auto_reset sqlite3_stmt *statement = NULL;
  g_autoptr(GPtrArray) entries = g_ptr_array_new_with_free_func (g_object_unref);
  gboolean row;
  gint64 id;

  if (tag_statement == NULL)
    return NULL;

  _nexus_sqlite_bind (tag_statement, "t", tag);
  if (!_nexus_sqlite_step (connection, tag_statement, &row, "find a tag", error))
    return NULL;
  if (!row)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _("There is no tag “%s”."), tag);
      return NULL;
    }

  id = sqlite3_column_int64 (tag_statement, 0);
  if (_nexus_sqlite_tag_sum (id, tag, _nexus_sqlite_column_text (tag_statement, 1)) !=
        (guint64) sqlite3_column_int64 (tag_statement, 2))
    {
      _nexus_sqlite_set_corrupt (error, tag);
      return NULL;
    }

  statement = _nexus_sqlite_connection_prepare (connection, sql, error);
  if (statement == NULL)
    return NULL;

  _nexus_sqlite_bind (statement, "i", id);
  for (;;)
    {
      g_auto(NexusSqliteNode) node = { 0 };
      g_autofree char *path = NULL;
      NexusEntry *entry;
      gboolean trashed;

      if (!_nexus_sqlite_step (connection, statement, &row, "list the entries of a tag", error))
        return NULL;
      if (!row)
        break;

      if (!_nexus_sqlite_node_read (statement, &node, tag, error))
        return NULL;
      if (_nexus_sqlite_node_tag_sum (node.id, id) !=
            (guint64) sqlite3_column_int64 (statement, NEXUS_SQLITE_NODE_N_COLUMNS))
        {
          _nexus_sqlite_set_corrupt (error, tag);
          return NULL;
        }

      path = _nexus_sqlite_build_path (connection, &node, &trashed, error);
      if (path == NULL)
        return NULL;
      if (trashed)
        continue;

      entry = _nexus_sqlite_node_to_entry (connection, &node, path, error);
      if (entry == NULL)
        return NULL;
      g_ptr_array_add (entries, entry);
    }

  g_ptr_array_sort (entries, compare_paths);

  return g_steal_pointer (&entries);
}

/* Whether what is directly in a directory is in the trash; what is learnt on the way up is kept for the next. */
gboolean
_nexus_sqlite_is_in_trash (NexusSqliteConnection  *connection,
                           GHashTable             *known,
                           gint64                  directory,
                           gboolean               *trashed,
                           GError                **error)
{
  static const char sql[] = "SELECT parent FROM nodes WHERE id = ?1";
  g_autoptr(GArray) way = g_array_new (FALSE, FALSE, sizeof (gint64));
  gpointer place = NULL;
  gint64 at = directory;

  while (at != NEXUS_SQLITE_ROOT && at != NEXUS_SQLITE_TRASH && (place = g_hash_table_lookup (known, &at)) == NULL)
    {
      nexus_auto_reset sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (connection, sql, error);
      gboolean row;

      if (statement == NULL)
        return FALSE;
      g_array_append_val (way, at);
      _nexus_sqlite_bind (statement, "i", at);
      if (!_nexus_sqlite_step (connection, statement, &row, "look for a directory", error))
        return FALSE;
      if (!row || way->len > NEXUS_SQLITE_DEPTH_MAX)
        {
          _nexus_sqlite_set_corrupt (error, "/");
          return FALSE;
        }
      at = sqlite3_column_int64 (statement, 0);
    }

  /* 1: in the tree, 2: in the trash. */
  *trashed = place != NULL ? GPOINTER_TO_INT (place) == 2 : at == NEXUS_SQLITE_TRASH;
  for (guint i = 0; i < way->len; i++)
    g_hash_table_insert (known, g_memdup2 (&g_array_index (way, gint64, i), sizeof (gint64)),
                         GINT_TO_POINTER (*trashed ? 2 : 1));

  return TRUE;
}

NexusSearchHits *
_nexus_sqlite_find_copies (NexusSqliteConnection  *connection,
                           const guint8           *hash,
                           GError                **error)
{
  static const char sql[] = "SELECT id, parent FROM nodes WHERE content = ?1";
  g_autoptr(GHashTable) known = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_autoptr(GArray) hits = g_array_new (FALSE, TRUE, sizeof (NexusSearchHit));
  g_autoptr(NexusContentRef) content = NULL;
  g_autoptr(GError) local_error = NULL;
  nexus_auto_reset sqlite3_stmt *statement = NULL;
  gint64 id;

  content = _nexus_sqlite_find_content (connection, hash, &id, &local_error);
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }
  if (content == NULL)
    return _nexus_search_hits_new (g_steal_pointer (&hits), NULL, NULL);

  statement = _nexus_sqlite_connection_prepare (connection, sql, error);
  if (statement == NULL)
    return NULL;

  _nexus_sqlite_bind (statement, "i", id);
  for (;;)
    {
      NexusSearchHit hit = { 0 };
      gboolean trashed;
      gboolean row;

      if (!_nexus_sqlite_step (connection, statement, &row, "list the files of a content", error))
        return NULL;
      if (!row)
        return _nexus_search_hits_new (g_steal_pointer (&hits), NULL, NULL);
      if (!_nexus_sqlite_is_in_trash (connection, known, sqlite3_column_int64 (statement, 1), &trashed, error))
        return NULL;
      hit.id = sqlite3_column_int64 (statement, 0);
      if (!trashed)
        g_array_append_val (hits, hit);
    }
}
