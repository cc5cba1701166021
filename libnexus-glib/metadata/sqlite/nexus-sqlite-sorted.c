/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "nexus-sqlite-error-private.h"
#include "nexus-sqlite-sorted-private.h"

/* Directories in any order.  There is no index for the orders: it would cost each import more than it ever gives back.
 * Instead the rows are read in the order that is cheapest, each with the key that puts it in its place, and whoever
 * asks sorts in memory; a million rows take less than a second.  What is wanted at once, the first rows, is found
 * without reading the rest if it is by name (nexus-sqlite-sorted-first.c), and else before the rest is read as far as
 * that is worth it (nexus-sqlite-sorted-top.c). */

/* Fewer are read and sorted before anybody notices. */
#define MANY 10000

/* --- Rows with their entries --- */

static gboolean
read_attribute (NexusSqliteConnection  *connection,
                gint64                  node,
                const char             *attribute,
                NexusSortKey           *key,
                GError                **error)
{
  static const char sql[] = "SELECT value FROM attributes WHERE node = ?1 AND key = ?2";
  nexus_auto_reset sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (connection, sql, error);
  gboolean row;

  if (statement == NULL)
    return FALSE;

  _nexus_sqlite_bind (statement, "it", node, attribute);
  if (!_nexus_sqlite_step (connection, statement, &row, "read an attribute", error))
    return FALSE;
  _nexus_sort_key_add_json (key, row ? _nexus_sqlite_column_text (statement, 0) : NULL);

  return TRUE;
}

static gboolean
make_key (NexusSqliteConnection  *connection,
          const char             *path,
          const NexusSqliteNode  *node,
          const NexusSort        *sort,
          NexusSortKey           *key,
          GError                **error)
{
  _nexus_sort_key_begin (key, sort, node->kind == NEXUS_KIND_DIRECTORY);

  switch (sort->by)
    {
    case NEXUS_SORT_SIZE:
      _nexus_sort_key_add_int (key, node->kind == NEXUS_KIND_DIRECTORY ? node->total_size : (gint64) node->size);
      break;

    case NEXUS_SORT_MODIFIED:
      _nexus_sort_key_add_int (key, node->modified_ns);
      break;

    case NEXUS_SORT_CREATED:
      _nexus_sort_key_add_int (key, node->created_ns);
      break;

    case NEXUS_SORT_VERSION:
      _nexus_sort_key_add_int (key, node->version);
      break;

    case NEXUS_SORT_TYPE:
      {
        g_autoptr(NexusSortTypes) types = _nexus_sort_types_new ();

        _nexus_sort_key_add_text (key, _nexus_sort_types_guess (types, node->kind, node->content_type, node->name));
        break;
      }

    case NEXUS_SORT_TAGS:
      {
        g_auto(GStrv) tags = NULL;

        if (node->n_tags > 0)
          {
            tags = _nexus_sqlite_load_tags (connection, node, path, error);
            if (tags == NULL)
              return FALSE;
          }
        _nexus_sort_key_add_tags (key, sort, (const char * const *) tags);
        break;
      }

    case NEXUS_SORT_ETAG:
      _nexus_sort_key_add_hash (key, node->content != 0 ? node->hash : NULL);
      break;

    case NEXUS_SORT_MODE:
      _nexus_sort_key_add_int (key, node->mode);
      break;

    case NEXUS_SORT_ATTRIBUTE:
      if (!read_attribute (connection, node->id, sort->attribute, key, error))
        return FALSE;
      break;

    case NEXUS_SORT_RELEVANCE:   /* these two are not for directories */
    case NEXUS_SORT_FOLDER:
    case NEXUS_SORT_NAME:
    default:
      break;
    }
  _nexus_sort_key_end (key, node->name, strlen (node->name));

  return TRUE;
}

static char *
build_child_path (const char *path,
                  const char *name)
{
  return path[1] == '\0' ? g_strconcat ("/", name, NULL) : g_strconcat (path, "/", name, NULL);
}

NexusSortedRow *
_nexus_sqlite_sorted_row (NexusSqliteConnection  *connection,
                          const char             *path,
                          const NexusSqliteNode  *node,
                          const NexusSort        *sort,
                          GError                **error)
{
  g_autofree char *child = build_child_path (path, node->name);
  NexusSortKey key;
  NexusEntry *entry;

  if (!make_key (connection, child, node, sort, &key, error))
    return NULL;
  entry = _nexus_sqlite_node_to_entry (connection, node, child, error);
  if (entry == NULL)
    return NULL;

  return _nexus_sorted_row_new (node->id, &key, entry);
}

GPtrArray *
_nexus_sqlite_query_sorted (NexusSqliteConnection  *connection,
                            const char             *path,
                            const NexusSort        *sort,
                            const char * const     *names,
                            GError                **error)
{
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) _nexus_sorted_row_free);
  gint64 directory;

  if (!_nexus_sqlite_resolve_directory (connection, path, strlen (path), &directory, error))
    return NULL;

  for (guint i = 0; names[i] != NULL; i++)
    {
      g_auto(NexusSqliteNode) node = { 0 };
      g_autofree char *child = build_child_path (path, names[i]);
      NexusSortedRow *row = NULL;
      gboolean found = FALSE;

      if ((sort->show_hidden || names[i][0] != '.') &&
          !_nexus_sqlite_node_lookup (connection, directory, names[i], &node, &found, child, error))
        return NULL;
      if (found)
        {
          row = _nexus_sqlite_sorted_row (connection, path, &node, sort, error);
          if (row == NULL)
            return NULL;
        }
      g_ptr_array_add (rows, row);
    }

  return g_steal_pointer (&rows);
}

static void
unref_entry (gpointer entry)
{
  if (entry != NULL)
    g_object_unref (entry);
}

GPtrArray *
_nexus_sqlite_load_sorted (NexusSqliteConnection  *connection,
                           const char             *path,
                           const gint64           *ids,
                           guint                   n_ids,
                           GError                **error)
{
  g_autoptr(GPtrArray) entries = g_ptr_array_new_with_free_func (unref_entry);
  gint64 directory;

  if (!_nexus_sqlite_resolve_directory (connection, path, strlen (path), &directory, error))
    return NULL;

  for (guint i = 0; i < n_ids; i++)
    {
      g_auto(NexusSqliteNode) node = { 0 };
      NexusEntry *entry = NULL;
      gboolean found;

      if (!_nexus_sqlite_node_load (connection, ids[i], &node, &found, path, error))
        return NULL;
      if (found && node.parent == directory)
        {
          g_autofree char *child = build_child_path (path, node.name);

          entry = _nexus_sqlite_node_to_entry (connection, &node, child, error);
          if (entry == NULL)
            return NULL;
        }
      g_ptr_array_add (entries, entry);
    }

  return g_steal_pointer (&entries);
}

/* --- All rows --- */

#define COLUMNS "n.id, n.name, n.kind"
#define ROWS(columns) \
  { \
    [NEXUS_SQLITE_SORTED_SPARSE] = "SELECT " COLUMNS ", " columns " FROM nodes n WHERE n.parent = ?1", \
    [NEXUS_SQLITE_SORTED_DENSE] = "SELECT " COLUMNS ", " columns " FROM nodes n NOT INDEXED WHERE n.parent = ?1", \
    [NEXUS_SQLITE_SORTED_BACKWARDS] = "SELECT " COLUMNS ", " columns " FROM nodes n NOT INDEXED WHERE n.parent = ?1" \
                                      " ORDER BY n.id DESC", \
    [NEXUS_SQLITE_SORTED_FOLDERS] = "SELECT " COLUMNS ", " columns " FROM nodes n INDEXED BY nodes_folders" \
                                    " WHERE n.parent = ?1 AND n.kind = 1", \
    [NEXUS_SQLITE_SORTED_ONE] = "SELECT " COLUMNS ", " columns " FROM nodes n WHERE n.id = ?1", \
    [NEXUS_SQLITE_SORTED_ALL] = "SELECT " COLUMNS ", " columns " FROM nodes n NOT INDEXED WHERE ?1", \
  }

static const char * const scans[][NEXUS_SQLITE_SORTED_N_ROWS] = {
  [NEXUS_SORT_NAME] = ROWS ("NULL"),
  [NEXUS_SORT_SIZE] = ROWS ("iif (n.kind = 1, n.total_size, n.size)"),
  [NEXUS_SORT_MODIFIED] = ROWS ("n.modified_ns"),
  [NEXUS_SORT_CREATED] = ROWS ("n.created_ns"),
  [NEXUS_SORT_TYPE] = ROWS ("n.content_type"),
  [NEXUS_SORT_VERSION] = ROWS ("n.version"),
  [NEXUS_SORT_TAGS] = ROWS ("iif (n.n_tags > 0, (SELECT group_concat (t.name, char (10)) FROM node_tags g"
                            " JOIN tags t ON t.id = g.tag WHERE g.node = n.id), NULL)"),
  [NEXUS_SORT_ETAG] = ROWS ("(SELECT c.hash FROM contents c WHERE c.id = n.content)"),
  [NEXUS_SORT_MODE] = ROWS ("n.mode"),
  [NEXUS_SORT_FOLDER] = ROWS ("n.parent"),
  [NEXUS_SORT_ATTRIBUTE] = ROWS ("(SELECT a.value FROM attributes a WHERE a.node = n.id AND a.key = ?2)"),
};

void
_nexus_sqlite_sorted_scan_clear (NexusSqliteSortedScan *self)
{
  g_clear_pointer (&self->types, _nexus_sort_types_free);
  g_clear_pointer (&self->folders, g_hash_table_unref);
}

sqlite3_stmt *
_nexus_sqlite_sorted_scan_prepare (NexusSqliteSortedScan  *self,
                                   NexusSqliteSortedRows   rows,
                                   gint64                  id,
                                   GError                **error)
{
  sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (self->connection, scans[self->sort->by][rows], error);

  if (statement == NULL)
    return NULL;

  _nexus_sqlite_bind (statement, self->sort->by == NEXUS_SORT_ATTRIBUTE ? "it" : "i", id, self->sort->attribute);

  return statement;
}

gboolean
_nexus_sqlite_sorted_scan_choose (NexusSqliteSortedScan  *self,
                                  guint                   n_rows,
                                  NexusSqliteSortedRows  *rows,
                                  GError                **error)
{
  gint64 n_nodes;

  if (!_nexus_sqlite_connection_query_int (self->connection, "SELECT max (id) FROM nodes", &n_nodes, error))
    return FALSE;
  *rows = n_rows > n_nodes / 8 ? NEXUS_SQLITE_SORTED_DENSE : NEXUS_SQLITE_SORTED_SPARSE;

  return TRUE;
}

/* Very many things are in few folders. */
static const char *
get_folder_path (NexusSqliteSortedScan  *self,
                 gint64                  id,
                 GError                **error)
{
  g_auto(NexusSqliteNode) node = { 0 };
  gboolean found, trashed;
  char *path;

  if (self->folders == NULL)
    self->folders = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  path = g_hash_table_lookup (self->folders, &id);
  if (path != NULL)
    return path;

  if (!_nexus_sqlite_node_load (self->connection, id, &node, &found, "/", error))
    return NULL;
  if (!found)
    {
      _nexus_sqlite_set_corrupt (error, "/");
      return NULL;
    }
  path = _nexus_sqlite_build_path (self->connection, &node, &trashed, error);
  if (path != NULL)
    g_hash_table_insert (self->folders, g_memdup2 (&id, sizeof id), path);

  return path;
}

gboolean
_nexus_sqlite_sorted_scan_read (NexusSqliteSortedScan  *self,
                                sqlite3_stmt           *statement,
                                NexusSortKey           *key,
                                GError                **error)
{
  const char *name = _nexus_sqlite_column_text (statement, 1);
  NexusKind kind = (NexusKind) sqlite3_column_int (statement, 2);

  _nexus_sort_key_begin (key, self->sort, kind == NEXUS_KIND_DIRECTORY);
  switch (self->sort->by)
    {
    case NEXUS_SORT_NAME:
      break;

    case NEXUS_SORT_TYPE:
      if (self->types == NULL)
        self->types = _nexus_sort_types_new ();
      _nexus_sort_key_add_text (key, _nexus_sort_types_guess (self->types, kind,
                                                              _nexus_sqlite_column_text (statement, 3),
                                                              name));
      break;

    case NEXUS_SORT_TAGS:
      {
        const char *names = _nexus_sqlite_column_text (statement, 3);
        g_auto(GStrv) tags = names != NULL ? g_strsplit (names, "\n", -1) : NULL;

        _nexus_sort_key_add_tags (key, self->sort, (const char * const *) tags);
        break;
      }

    case NEXUS_SORT_ETAG:
      {
        const guint8 *hash = sqlite3_column_blob (statement, 3);

        _nexus_sort_key_add_hash (key, sqlite3_column_bytes (statement, 3) == NEXUS_HASH_SIZE ? hash : NULL);
        break;
      }

    case NEXUS_SORT_FOLDER:
      {
        const char *path = get_folder_path (self, sqlite3_column_int64 (statement, 3), error);

        if (path == NULL)
          return FALSE;
        _nexus_sort_key_add_text (key, path);
        break;
      }

    case NEXUS_SORT_ATTRIBUTE:
      _nexus_sort_key_add_json (key, _nexus_sqlite_column_text (statement, 3));
      break;

    case NEXUS_SORT_SIZE:
    case NEXUS_SORT_MODIFIED:
    case NEXUS_SORT_CREATED:
    case NEXUS_SORT_VERSION:
    case NEXUS_SORT_MODE:
    case NEXUS_SORT_RELEVANCE:
    default:
      _nexus_sort_key_add_int (key, sqlite3_column_int64 (statement, 3));
      break;
    }
  _nexus_sort_key_end (key, name, MIN ((gsize) sqlite3_column_bytes (statement, 1), NEXUS_NAME_MAX));

  return TRUE;
}

static gboolean
is_shown (const NexusSort *sort,
          const char      *name)
{
  return name != NULL && (sort->show_hidden || name[0] != '.');
}

static gboolean
count_rows (NexusSqliteConnection  *connection,
            gint64                  directory,
            const NexusSort        *sort,
            guint                  *n_rows,
            GError                **error)
{
  static const char sql_all[] = "SELECT count (*) FROM nodes WHERE parent = ?1";
  /* “/” is the byte after “.”, and no name has one. */
  static const char sql_shown[] =
    "SELECT count (*) - (SELECT count (*) FROM nodes WHERE parent = ?1 AND name >= '.' AND name < '/')"
    " FROM nodes WHERE parent = ?1";
  nexus_auto_reset sqlite3_stmt *statement = NULL;
  gboolean row;

  statement = _nexus_sqlite_connection_prepare (connection, sort->show_hidden ? sql_all : sql_shown, error);
  if (statement == NULL)
    return FALSE;

  _nexus_sqlite_bind (statement, "i", directory);
  if (!_nexus_sqlite_step (connection, statement, &row, "count a directory", error))
    return FALSE;
  *n_rows = row ? (guint) MIN (sqlite3_column_int64 (statement, 0), G_MAXUINT) : 0;

  return TRUE;
}

/* By name everything is in the indexes: that of all names, and beside it that of the folders in the same order. */
static gboolean
scan_names (NexusSqliteConnection  *connection,
            gint64                  directory,
            const NexusSort        *sort,
            const NexusSortedSink  *sink,
            gpointer                user_data,
            GError                **error)
{
  static const char sql[] = "SELECT id, name FROM nodes WHERE parent = ?1 ORDER BY name";
  static const char sql_folders[] =
    "SELECT id FROM nodes INDEXED BY nodes_folders WHERE parent = ?1 AND kind = 1 ORDER BY name";
  nexus_auto_reset sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (connection, sql, error);
  nexus_auto_reset sqlite3_stmt *folders = NULL;
  gboolean row, folder_row = FALSE;
  gint64 next_folder = 0;

  if (statement == NULL)
    return FALSE;

  _nexus_sqlite_bind (statement, "i", directory);
  if (sort->folders_first)
    {
      folders = _nexus_sqlite_connection_prepare (connection, sql_folders, error);
      if (folders == NULL)
        return FALSE;
      _nexus_sqlite_bind (folders, "i", directory);
      if (!_nexus_sqlite_step (connection, folders, &folder_row, "list a directory", error))
        return FALSE;
      next_folder = folder_row ? sqlite3_column_int64 (folders, 0) : 0;
    }

  for (;;)
    {
      NexusSortKey key;
      const char *name;
      gboolean folder;
      gint64 id;

      if (!_nexus_sqlite_step (connection, statement, &row, "list a directory", error))
        return FALSE;
      if (!row)
        return TRUE;

      id = sqlite3_column_int64 (statement, 0);
      name = _nexus_sqlite_column_text (statement, 1);
      folder = folder_row && id == next_folder;
      if (folder)
        {
          if (!_nexus_sqlite_step (connection, folders, &folder_row, "list a directory", error))
            return FALSE;
          next_folder = folder_row ? sqlite3_column_int64 (folders, 0) : 0;
        }
      if (!is_shown (sort, name))
        continue;

      _nexus_sort_key_begin (&key, sort, folder);
      _nexus_sort_key_end (&key, name, MIN ((gsize) sqlite3_column_bytes (statement, 1), NEXUS_NAME_MAX));
      sink->row (user_data, id, key.data, key.size);
    }
}

static gboolean
scan_values (NexusSqliteConnection  *connection,
             gint64                  directory,
             const NexusSort        *sort,
             guint                   n_rows,
             const NexusSortedSink  *sink,
             gpointer                user_data,
             GError                **error)
{
  g_auto(NexusSqliteSortedScan) scan = { connection, sort };
  nexus_auto_reset sqlite3_stmt *statement = NULL;
  NexusSqliteSortedRows way;
  gboolean row;

  if (!_nexus_sqlite_sorted_scan_choose (&scan, n_rows, &way, error))
    return FALSE;
  statement = _nexus_sqlite_sorted_scan_prepare (&scan, way, directory, error);
  if (statement == NULL)
    return FALSE;

  for (;;)
    {
      NexusSortKey key;

      if (!_nexus_sqlite_step (connection, statement, &row, "list a directory", error))
        return FALSE;
      if (!row)
        return TRUE;
      if (!is_shown (sort, _nexus_sqlite_column_text (statement, 1)))
        continue;

      if (!_nexus_sqlite_sorted_scan_read (&scan, statement, &key, error))
        return FALSE;
      sink->row (user_data, sqlite3_column_int64 (statement, 0), key.data, key.size);
    }
}

/* Before they have been counted. */
static gboolean
find_first (NexusSqliteConnection  *connection,
            const char             *path,
            gint64                  directory,
            const NexusSort        *sort,
            guint                   n_first,
            GPtrArray             **first,
            GError                **error)
{
  if (sort->by != NEXUS_SORT_NAME)
    return _nexus_sqlite_sorted_top_folders (connection, path, directory, sort, n_first, first, error);

  *first = _nexus_sqlite_sorted_first (connection, path, directory, sort, n_first, error);

  return *first != NULL;
}

gboolean
_nexus_sqlite_list_sorted (NexusSqliteConnection  *connection,
                           const char             *path,
                           const NexusSort        *sort,
                           guint                   n_first,
                           const NexusSortedSink  *sink,
                           gpointer                user_data,
                           GError                **error)
{
  g_autoptr(GPtrArray) first = NULL;
  gint64 directory;
  guint n_rows;

  if (!_nexus_sqlite_resolve_directory (connection, path, strlen (path), &directory, error) ||
      (n_first > 0 && !find_first (connection, path, directory, sort, n_first, &first, error)))
    return FALSE;
  if (first != NULL)
    sink->first (user_data, first);

  if (!count_rows (connection, directory, sort, &n_rows, error))
    return FALSE;
  sink->count (user_data, n_rows);

  if (n_first > 0 && first == NULL && n_rows > MANY)
    {
      if (!_nexus_sqlite_sorted_top_numbers (connection, path, directory, sort, n_rows, n_first, &first, error))
        return FALSE;
      if (first != NULL)
        sink->first (user_data, first);
    }

  if (sort->by == NEXUS_SORT_NAME)
    return scan_names (connection, directory, sort, sink, user_data, error);

  return scan_values (connection, directory, sort, n_rows, sink, user_data, error);
}
