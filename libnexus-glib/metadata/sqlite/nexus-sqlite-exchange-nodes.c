/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "nexus-sqlite-error-private.h"
#include "nexus-sqlite-undo-private.h"

/* The nodes of a part.  They may swap names, go into each other, or go where others have come from, so those that move
 * are first put aside; and the totals of the directories follow at each step. */

#define PARENT(values) ((values)[NEXUS_SQLITE_COLUMN_PARENT].number)
#define NAME(values) ((values)[NEXUS_SQLITE_COLUMN_NAME].data)

static gboolean
is_gone (const NexusSqliteExchanged *row)
{
  return row->now != NULL && !row->has_target;
}

static gboolean
is_new (const NexusSqliteExchanged *row)
{
  return row->now == NULL && row->has_target;
}

static gboolean
is_placed (const NexusSqliteExchanged *row)
{
  return row->now != NULL && row->has_target &&
         (PARENT (row->was) != PARENT (row->target) || strcmp (NAME (row->was), NAME (row->target)) != 0);
}

static gboolean
is_directory (const NexusSqliteValue *values)
{
  return values[NEXUS_SQLITE_COLUMN_KIND].number == NEXUS_KIND_DIRECTORY;
}

static gint64
own_size (const NexusSqliteValue *values)
{
  return values[NEXUS_SQLITE_COLUMN_KIND].number == NEXUS_KIND_FILE ? values[NEXUS_SQLITE_COLUMN_SIZE].number : 0;
}

/* --- Paths --- */

static gboolean
load_place (NexusSqliteExchange  *self,
            gint64                id,
            gint64               *parent,
            NexusKind            *kind,
            char                **name,
            gboolean             *found,
            GError              **error)
{
  static const char sql[] = "SELECT parent, kind, name FROM nodes WHERE id = ?1";
  NexusSqliteConnection *connection = self->apply->connection;
  nexus_auto_reset sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (connection, sql, error);

  if (statement == NULL)
    return FALSE;

  _nexus_sqlite_bind (statement, "i", id);
  if (!_nexus_sqlite_step (connection, statement, found, "read an entry", error))
    return FALSE;
  if (*found && _nexus_sqlite_column_text (statement, 2) == NULL)
    {
      _nexus_sqlite_set_corrupt (error, "nodes");
      return FALSE;
    }
  if (*found)
    {
      *parent = sqlite3_column_int64 (statement, 0);
      *kind = (NexusKind) sqlite3_column_int (statement, 1);
      if (name != NULL)
        *name = g_strdup (_nexus_sqlite_column_text (statement, 2));
    }

  return TRUE;
}

static char *
join (const char *directory,
      const char *name)
{
  if (directory[0] == '\0')
    return NULL;

  return g_strdup_printf ("%s/%s", directory[1] != '\0' ? directory : "", name);
}

const char *
_nexus_sqlite_exchange_path (NexusSqliteExchange  *self,
                             gint64                directory,
                             GError              **error)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  const char *known = NULL;

  for (gint64 id = directory; known == NULL; )
    {
      char *name = NULL;
      gint64 parent = 0;
      NexusKind kind;
      gboolean found;

      known = g_hash_table_lookup (self->directories, &id);
      if (known == NULL && id == NEXUS_SQLITE_ROOT)
        known = "/";
      if (known == NULL && id == NEXUS_SQLITE_TRASH)
        known = "";
      if (known != NULL)
        break;

      if (!load_place (self, id, &parent, &kind, &name, &found, error))
        return NULL;
      if (!found)
        {
          _nexus_sqlite_exchange_refuse (self, NULL, _("the directory of “%1” is gone."), error);
          return NULL;
        }
      g_ptr_array_add (names, name);
      g_array_append_val (ids, id);
      if (ids->len > NEXUS_SQLITE_DEPTH_MAX)
        {
          _nexus_sqlite_exchange_refuse (self, name, _("the directory “%1” would go into itself."), error);
          return NULL;
        }
      id = parent;
    }

  for (guint i = ids->len; i > 0; i--)
    {
      char *path = join (known, g_ptr_array_index (names, i - 1));

      if (path == NULL)
        path = g_strdup ("");
      g_hash_table_insert (self->directories, g_memdup2 (&g_array_index (ids, gint64, i - 1), sizeof (gint64)), path);
      known = path;
    }

  return known;
}

static void
forget_paths (NexusSqliteExchange *self)
{
  g_hash_table_remove_all (self->directories);
  g_hash_table_remove_all (self->apply->parents);
  _nexus_sqlite_connection_forget (self->apply->connection);
}

/* How far below others that come, or go, along with it. */
static void
find_depth (NexusSqliteExchange  *self,
            NexusSqliteExchanged *row)
{
  gboolean gone = is_gone (row);
  gint64 id = PARENT (gone ? row->was : row->target);
  const NexusSqliteExchanged *above;

  while (row->depth <= self->rows->len && (above = g_hash_table_lookup (self->nodes, &id)) != NULL &&
         (gone ? is_gone (above) : is_new (above)))
    {
      row->depth++;
      id = PARENT (gone ? above->was : above->target);
    }
}

gboolean
_nexus_sqlite_exchange_look (NexusSqliteExchange  *self,
                             GError              **error)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      NexusSqliteExchanged *row = g_ptr_array_index (self->rows, i);
      const char *directory;

      if (row->table != NEXUS_SQLITE_NODES)
        continue;
      if (is_gone (row) || is_new (row))
        find_depth (self, row);
      if (row->now == NULL || row->a == NEXUS_SQLITE_ROOT || row->a == NEXUS_SQLITE_TRASH)
        continue;

      directory = _nexus_sqlite_exchange_path (self, PARENT (row->was), error);
      if (directory == NULL)
        return FALSE;
      row->old_path = join (directory, NAME (row->was));
    }

  return TRUE;
}

/* --- Totals --- */

static gboolean
flush (NexusSqliteExchange  *self,
       GError              **error)
{
  return _nexus_sqlite_totals_write (self->apply, self->apply->pending, error);
}

/* A node with all that is below it, by the database. */
static gboolean
weigh (NexusSqliteExchange         *self,
       const NexusSqliteExchanged  *row,
       gint64                      *size,
       gint64                      *count,
       GError                     **error)
{
  static const char sql[] = "SELECT total_size, total_count FROM nodes WHERE id = ?1";
  NexusSqliteConnection *connection = self->apply->connection;
  nexus_auto_reset sqlite3_stmt *statement = NULL;
  gboolean found;

  *size = own_size (row->was);
  *count = 1;
  if (!is_directory (row->was))
    return TRUE;

  statement = _nexus_sqlite_connection_prepare (connection, sql, error);
  if (statement == NULL)
    return FALSE;
  _nexus_sqlite_bind (statement, "i", row->a);
  if (!_nexus_sqlite_step (connection, statement, &found, "read an entry", error))
    return FALSE;
  if (found)
    {
      *size = sqlite3_column_int64 (statement, 0);
      *count = sqlite3_column_int64 (statement, 1) + 1;
    }

  return TRUE;
}

/* --- Places --- */

static gboolean
run_place (NexusSqliteExchange  *self,
           gint64                id,
           gint64                parent,
           const char           *name,
           GError              **error)
{
  static const char sql[] = "UPDATE nodes SET parent = ?2, name = ?3 WHERE id = ?1";
  sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (self->apply->connection, sql, error);

  if (statement == NULL)
    return FALSE;

  _nexus_sqlite_bind (statement, "iit", id, parent, name);

  return _nexus_sqlite_run (self->apply->connection, statement, "undo a change", error);
}

/* Takes a name that nobody can have; a directory that is to go elsewhere also leaves its place. */
static gboolean
put_aside (NexusSqliteExchange         *self,
           const NexusSqliteExchanged  *row,
           GError                     **error)
{
  g_autofree char *name = g_strdup_printf ("\001%" G_GINT64_FORMAT, row->a);
  gint64 parent = PARENT (row->was);
  gint64 size, count;

  if (row->has_target && is_directory (row->was) && parent != PARENT (row->target) && parent != NEXUS_SQLITE_TRASH)
    {
      if (!flush (self, error) || !weigh (self, row, &size, &count, error))
        return FALSE;
      _nexus_sqlite_totals_add (self->apply, parent, -size, -count);
      _nexus_sqlite_totals_add (self->apply, NEXUS_SQLITE_TRASH, size, count);
      parent = NEXUS_SQLITE_TRASH;
      g_hash_table_remove_all (self->apply->parents);
    }

  return run_place (self, row->a, parent, name, error);
}

static gboolean
check_place (NexusSqliteExchange         *self,
             const NexusSqliteExchanged  *row,
             GError                     **error)
{
  static const char sql[] = "SELECT id FROM nodes WHERE parent = ?1 AND name = ?2";
  NexusSqliteConnection *connection = self->apply->connection;
  nexus_auto_reset sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (connection, sql, error);
  gint64 directory = PARENT (row->target);
  gint64 parent;
  NexusKind kind = NEXUS_KIND_FILE;
  gboolean found;

  if (statement == NULL || !load_place (self, directory, &parent, &kind, NULL, &found, error))
    return FALSE;
  if (!found || kind != NEXUS_KIND_DIRECTORY)
    return _nexus_sqlite_exchange_refuse (self, NAME (row->target), _("the directory of “%1” is gone."), error);

  _nexus_sqlite_bind (statement, "it", directory, NAME (row->target));
  if (!_nexus_sqlite_step (connection, statement, &found, "look for a name", error))
    return FALSE;
  if (found && sqlite3_column_int64 (statement, 0) != row->a)
    {
      const char *above = _nexus_sqlite_exchange_path (self, directory, NULL);
      g_autofree char *path = above != NULL ? join (above, NAME (row->target)) : NULL;

      return _nexus_sqlite_exchange_refuse (self, path != NULL ? path : NAME (row->target),
                                            _("there is something else at “%1” now."), error);
    }

  return TRUE;
}

/* Searches know older nodes by the log only. */
static gboolean
insert_node (NexusSqliteExchange         *self,
             const NexusSqliteExchanged  *row,
             GError                     **error)
{
  static const char sql_log[] = "INSERT INTO search_log (node) VALUES (?1)";
  const NexusSqliteTableInfo *info = &_nexus_sqlite_table_infos[NEXUS_SQLITE_NODES];
  sqlite3_stmt *statement;

  if (!check_place (self, row, error))
    return FALSE;

  statement = _nexus_sqlite_connection_prepare (self->apply->connection, info->write, error);
  if (statement == NULL)
    return FALSE;
  _nexus_sqlite_bind_row (statement, info->n_columns, row->target);
  if (!_nexus_sqlite_run (self->apply->connection, statement, "undo a change", error))
    return FALSE;

  statement = _nexus_sqlite_connection_prepare (self->apply->connection, sql_log, error);
  if (statement == NULL)
    return FALSE;
  _nexus_sqlite_bind (statement, "i", row->a);
  if (!_nexus_sqlite_run (self->apply->connection, statement, "undo a change", error))
    return FALSE;

  _nexus_sqlite_totals_add (self->apply, PARENT (row->target), own_size (row->target), 1);

  return TRUE;
}

static gboolean
update_node (NexusSqliteExchange         *self,
             const NexusSqliteExchanged  *row,
             gboolean                     aside,
             GError                     **error)
{
  static const char sql[] =
    "UPDATE nodes SET parent = ?3, name = ?4, content = ?6, size = ?7, mode = ?8, modified_ns = ?9, created_ns = ?10,"
    " content_type = ?11, version = ?12, target = ?13, n_tags = ?14, n_attributes = ?15, sum = ?16 WHERE id = ?1";
  const NexusSqliteTableInfo *info = &_nexus_sqlite_table_infos[NEXUS_SQLITE_NODES];
  gint64 from = PARENT (row->was);
  gint64 to = PARENT (row->target);
  gint64 size, count;
  sqlite3_stmt *statement;

  if (is_placed (row) && !check_place (self, row, error))
    return FALSE;

  if (is_directory (row->was) && from != to)
    {
      if (aside)
        from = NEXUS_SQLITE_TRASH;
      if (!flush (self, error) || !weigh (self, row, &size, &count, error))
        return FALSE;
      _nexus_sqlite_totals_add (self->apply, from, -size, -count);
      _nexus_sqlite_totals_add (self->apply, to, size, count);
      g_hash_table_remove_all (self->apply->parents);
    }
  else if (!is_directory (row->was))
    {
      _nexus_sqlite_totals_add (self->apply, from, -own_size (row->was), -1);
      _nexus_sqlite_totals_add (self->apply, to, own_size (row->target), 1);
    }

  statement = _nexus_sqlite_connection_prepare (self->apply->connection, sql, error);
  if (statement == NULL)
    return FALSE;
  _nexus_sqlite_bind_row (statement, info->n_columns, row->target);

  return _nexus_sqlite_run (self->apply->connection, statement, "undo a change", error);
}

static gboolean
remove_node (NexusSqliteExchange         *self,
             const NexusSqliteExchanged  *row,
             GError                     **error)
{
  static const char sql_children[] = "SELECT 1 FROM nodes WHERE parent = ?1";
  NexusSqliteConnection *connection = self->apply->connection;
  gint64 parent = PARENT (row->was);
  const NexusSqliteExchanged *above = g_hash_table_lookup (self->nodes, &parent);
  gint64 size, count;
  sqlite3_stmt *statement;

  if (is_directory (row->was))
    {
      nexus_auto_reset sqlite3_stmt *children = _nexus_sqlite_connection_prepare (connection, sql_children, error);
      gboolean found;

      if (children == NULL)
        return FALSE;
      _nexus_sqlite_bind (children, "i", row->a);
      if (!_nexus_sqlite_step (connection, children, &found, "look into a directory", error))
        return FALSE;
      if (found)
        return _nexus_sqlite_exchange_refuse (self, row->old_path, _("the directory “%1” is not empty any more."), error);
    }

  /* What goes along with its directory is weighed with that. */
  if (above == NULL || !is_gone (above))
    {
      if (!weigh (self, row, &size, &count, error))
        return FALSE;
      _nexus_sqlite_totals_add (self->apply, parent, -size, -count);
    }

  statement = _nexus_sqlite_connection_prepare (connection, _nexus_sqlite_table_infos[NEXUS_SQLITE_NODES].remove, error);
  if (statement == NULL)
    return FALSE;
  _nexus_sqlite_bind (statement, "i", row->a);

  return _nexus_sqlite_run (connection, statement, "undo a change", error);
}

/* It must be at a place that has a path, unless what is in the trash with it went there or comes from there too. */
static gboolean
check_whereabouts (NexusSqliteExchange         *self,
                   const NexusSqliteExchanged  *row,
                   GError                     **error)
{
  const char *directory = _nexus_sqlite_exchange_path (self, PARENT (row->target), error);
  gint64 id = PARENT (row->target);

  if (directory == NULL)
    return FALSE;

  if (directory[0] != '\0')
    {
      if (strlen (directory) + 1 + row->target[NEXUS_SQLITE_COLUMN_NAME].size <= NEXUS_PATH_MAX)
        return TRUE;
      return _nexus_sqlite_exchange_refuse (self, NAME (row->target), _("the path of “%1” would be too long now."), error);
    }

  while (id != NEXUS_SQLITE_TRASH)
    {
      NexusKind kind;
      gboolean found;

      if (g_hash_table_contains (self->nodes, &id))
        return TRUE;
      if (!load_place (self, id, &id, &kind, NULL, &found, error))
        return FALSE;
      if (!found)
        break;
    }
  if (PARENT (row->target) == NEXUS_SQLITE_TRASH)
    return TRUE;

  return _nexus_sqlite_exchange_refuse (self, NAME (row->target), _("the directory of “%1” is in the trash."), error);
}

static int
compare_depths (gconstpointer a,
                gconstpointer b)
{
  const NexusSqliteExchanged *one = *(NexusSqliteExchanged * const *) a;
  const NexusSqliteExchanged *other = *(NexusSqliteExchanged * const *) b;

  return one->depth < other->depth ? -1 : one->depth > other->depth;
}

gboolean
_nexus_sqlite_exchange_nodes (NexusSqliteExchange  *self,
                              GError              **error)
{
  g_autoptr(GPtrArray) gone = g_ptr_array_new ();
  g_autoptr(GPtrArray) new = g_ptr_array_new ();
  g_autoptr(GPtrArray) stay = g_ptr_array_new ();
  guint n_placed = 0;
  gboolean aside;

  for (guint i = 0; i < self->rows->len; i++)
    {
      NexusSqliteExchanged *row = g_ptr_array_index (self->rows, i);

      if (row->table != NEXUS_SQLITE_NODES || (row->now == NULL && !row->has_target))
        continue;
      g_ptr_array_add (is_gone (row) ? gone : is_new (row) ? new : stay, row);
      n_placed += is_placed (row);
    }
  if (gone->len + new->len + stay->len == 0)
    return TRUE;
  g_ptr_array_sort (gone, compare_depths);
  g_ptr_array_sort (new, compare_depths);

  /* One that moves alone, or others that only come or go, meet nobody. */
  aside = n_placed > 1 || (n_placed > 0 && gone->len + new->len > 0) || (gone->len > 0 && new->len > 0);
  for (guint i = 0; aside && i < gone->len; i++)
    if (!put_aside (self, g_ptr_array_index (gone, i), error))
      return FALSE;
  for (guint i = 0; aside && i < stay->len; i++)
    if (is_placed (g_ptr_array_index (stay, i)) && !put_aside (self, g_ptr_array_index (stay, i), error))
      return FALSE;
  if (aside)
    forget_paths (self);

  for (guint i = 0; i < new->len; i++)
    if (!insert_node (self, g_ptr_array_index (new, i), error))
      return FALSE;
  for (guint i = 0; i < stay->len; i++)
    if (!update_node (self, g_ptr_array_index (stay, i), aside, error))
      return FALSE;

  forget_paths (self);
  for (guint i = 0; i < new->len; i++)
    if (!check_whereabouts (self, g_ptr_array_index (new, i), error))
      return FALSE;
  for (guint i = 0; i < stay->len; i++)
    if (is_placed (g_ptr_array_index (stay, i)) &&
        !check_whereabouts (self, g_ptr_array_index (stay, i), error))
      return FALSE;

  if (!flush (self, error))
    return FALSE;
  for (guint i = gone->len; i > 0; i--)
    if ((i % 1024 == 0 && !_nexus_sqlite_apply_check_cancelled (self->apply, error)) ||
        !remove_node (self, g_ptr_array_index (gone, i - 1), error))
      return FALSE;

  forget_paths (self);

  return TRUE;
}

/* --- What is told of it --- */

static gboolean
tell_node (NexusSqliteExchange         *self,
           const NexusSqliteExchanged  *row,
           GError                     **error)
{
  g_autofree char *path = NULL;
  const char *directory;

  if (row->a == NEXUS_SQLITE_ROOT)
    path = g_strdup ("/");
  else if (row->has_target)
    {
      directory = _nexus_sqlite_exchange_path (self, PARENT (row->target), error);
      if (directory == NULL)
        return FALSE;
      path = join (directory, NAME (row->target));
    }

  if (row->a == NEXUS_SQLITE_ROOT)
    _nexus_sqlite_changes_add (self->apply, NEXUS_CHANGE_METADATA, path, NULL);
  else if (path == NULL && row->old_path != NULL)
    _nexus_sqlite_changes_add (self->apply, NEXUS_CHANGE_DELETED, row->old_path, NULL);
  else if (path != NULL && row->old_path == NULL)
    _nexus_sqlite_changes_add (self->apply, NEXUS_CHANGE_CREATED, path, NULL);
  else if (path != NULL && is_placed (row))
    _nexus_sqlite_changes_add (self->apply, NEXUS_CHANGE_MOVED, path, row->old_path);
  else if (path != NULL && row->target[NEXUS_SQLITE_COLUMN_CONTENT].number != row->was[NEXUS_SQLITE_COLUMN_CONTENT].number)
    _nexus_sqlite_changes_add (self->apply, NEXUS_CHANGE_CONTENT, path, NULL);
  else if (path != NULL)
    _nexus_sqlite_changes_add (self->apply, NEXUS_CHANGE_METADATA, path, NULL);

  return TRUE;
}

gboolean
_nexus_sqlite_exchange_tell (NexusSqliteExchange  *self,
                             GError              **error)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      const NexusSqliteExchanged *row = g_ptr_array_index (self->rows, i);

      switch (row->table)
        {
        case NEXUS_SQLITE_NODES:
          if (!tell_node (self, row, error))
            return FALSE;
          break;

        case NEXUS_SQLITE_ATTRIBUTES:
        case NEXUS_SQLITE_NODE_TAGS:
        case NEXUS_SQLITE_VERSIONS:
          if (!g_hash_table_contains (self->nodes, &row->a))
            {
              const char *path = _nexus_sqlite_exchange_path (self, row->a, error);

              if (path == NULL)
                return FALSE;
              if (path[0] != '\0')
                _nexus_sqlite_changes_add (self->apply, NEXUS_CHANGE_METADATA, path, NULL);
            }
          break;

        case NEXUS_SQLITE_TAGS:
          _nexus_sqlite_changes_add (self->apply, NEXUS_CHANGE_TAGS, NULL, NULL);
          break;

        case NEXUS_SQLITE_TRASHED:
          _nexus_sqlite_changes_add (self->apply, NEXUS_CHANGE_TRASH, NULL, NULL);
          break;

        case NEXUS_SQLITE_SEARCHES:
          _nexus_sqlite_changes_add (self->apply, NEXUS_CHANGE_SEARCHES, NULL, NULL);
          break;

        case NEXUS_SQLITE_N_TABLES:
        default:
          break;
        }
    }

  return TRUE;
}
