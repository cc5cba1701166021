/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "nexus-sqlite-error-private.h"
#include "nexus-sqlite-sorted-private.h"

/* The first rows of a directory by a value, of which there is no index.  Two things can be had before everything has been
 * read with its key:
 *
 * - folders, if there are enough of them and they come first: they have an index of their own;
 * - what has the largest or smallest number.  A pass over the table that looks at nothing but that and the best rows
 *   found so far takes a fraction of one that makes a key for each name. */

/* With more of them a pass over the table is faster. */
#define FOLDERS_MAX 20000

typedef struct {
  gint64  id;
  guint   key_size;
  guint8  key[];
} Row;

typedef struct {
  const NexusSort *sort;
  guint            max;
  GPtrArray       *rows;   /* a heap with the last one on top */
} Top;

static int
compare (const Top    *self,
         const Row    *row,
         const guint8 *key,
         guint         key_size)
{
  return _nexus_sort_compare (row->key, row->key_size, key, key_size, self->sort->descending);
}

static Row *
row_new (gint64              id,
         const NexusSortKey *key)
{
  Row *row = g_malloc (sizeof (Row) + key->size);

  row->id = id;
  row->key_size = key->size;
  memcpy (row->key, key->data, key->size);

  return row;
}

static void
rise (Top *self,
      Row *row)
{
  guint i = self->rows->len;

  g_ptr_array_add (self->rows, row);
  for (; i > 0; i = (i - 1) / 2)
    {
      Row *above = g_ptr_array_index (self->rows, (i - 1) / 2);

      if (compare (self, above, row->key, row->key_size) >= 0)
        break;
      self->rows->pdata[i] = above;
    }
  self->rows->pdata[i] = row;
}

static void
sink (Top *self,
      Row *row)
{
  guint i = 0;

  for (;;)
    {
      guint child = 2 * i + 1;
      Row *below;

      if (child >= self->rows->len)
        break;
      below = g_ptr_array_index (self->rows, child);
      if (child + 1 < self->rows->len)
        {
          Row *other = g_ptr_array_index (self->rows, child + 1);

          if (compare (self, other, below->key, below->key_size) > 0)
            {
              below = other;
              child++;
            }
        }
      if (compare (self, below, row->key, row->key_size) <= 0)
        break;
      self->rows->pdata[i] = below;
      i = child;
    }
  self->rows->pdata[i] = row;
}

static void
take (Top                *self,
      gint64              id,
      const NexusSortKey *key)
{
  if (self->rows->len < self->max)
    {
      rise (self, row_new (id, key));
      return;
    }
  if (compare (self, g_ptr_array_index (self->rows, 0), key->data, key->size) <= 0)
    return;

  g_free (g_ptr_array_index (self->rows, 0));
  sink (self, row_new (id, key));
}

/* Whether a row with this number may still be among the first, whatever its name. */
static gboolean
may_be_first (const Top *self,
              gboolean   folder,
              gint64     value)
{
  const Row *last;
  NexusSortKey key;

  if (self->rows->len < self->max)
    return TRUE;

  last = g_ptr_array_index (self->rows, 0);
  _nexus_sort_key_begin (&key, self->sort, folder);
  _nexus_sort_key_add_int (&key, value);

  return _nexus_sort_compare (key.data, key.size, last->key, MIN (key.size, last->key_size), self->sort->descending) <= 0;
}

static gboolean
is_number (const NexusSort *sort)
{
  return sort->by == NEXUS_SORT_SIZE || sort->by == NEXUS_SORT_MODIFIED || sort->by == NEXUS_SORT_CREATED ||
         sort->by == NEXUS_SORT_VERSION || sort->by == NEXUS_SORT_MODE;
}

static gboolean
read_rows (Top                    *self,
           NexusSqliteSortedScan  *scan,
           NexusSqliteSortedRows   rows,
           gint64                  directory,
           GError                **error)
{
  nexus_auto_reset sqlite3_stmt *statement = _nexus_sqlite_sorted_scan_prepare (scan, rows, directory, error);
  gboolean number = is_number (self->sort);
  gboolean row;

  if (statement == NULL)
    return FALSE;

  for (;;)
    {
      NexusSortKey key;
      const char *name;

      if (!_nexus_sqlite_step (scan->connection, statement, &row, "list a directory", error))
        return FALSE;
      if (!row)
        return TRUE;

      if (number && !may_be_first (self, sqlite3_column_int (statement, 2) == NEXUS_KIND_DIRECTORY,
                                   sqlite3_column_int64 (statement, 3)))
        continue;
      name = _nexus_sqlite_column_text (statement, 1);
      if (name == NULL || (!self->sort->show_hidden && name[0] == '.'))
        continue;
      if (!_nexus_sqlite_sorted_scan_read (scan, statement, &key, error))
        return FALSE;
      take (self, sqlite3_column_int64 (statement, 0), &key);
    }
}

/* Only as far as it matters. */
static gboolean
count_folders (NexusSqliteConnection  *connection,
               gint64                  directory,
               gint64                 *n_folders,
               GError                **error)
{
  static const char sql[] =
    "SELECT count (*) FROM (SELECT 1 FROM nodes INDEXED BY nodes_folders WHERE parent = ?1 AND kind = 1"
    " LIMIT " G_STRINGIFY (FOLDERS_MAX) " + 1)";
  nexus_auto_reset sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (connection, sql, error);
  gboolean row;

  if (statement == NULL)
    return FALSE;

  _nexus_sqlite_bind (statement, "i", directory);
  if (!_nexus_sqlite_step (connection, statement, &row, "count a directory", error))
    return FALSE;
  *n_folders = row ? sqlite3_column_int64 (statement, 0) : 0;

  return TRUE;
}

static int
compare_rows (gconstpointer a,
              gconstpointer b,
              gpointer      user_data)
{
  const Row *first = *(Row * const *) a, *second = *(Row * const *) b;

  return compare (user_data, first, second->key, second->key_size);
}

static GPtrArray *
load (Top                    *self,
      NexusSqliteConnection  *connection,
      const char             *path,
      GError                **error)
{
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) _nexus_sorted_row_free);

  g_ptr_array_sort_with_data (self->rows, compare_rows, self);
  for (guint i = 0; i < self->rows->len; i++)
    {
      const Row *row = g_ptr_array_index (self->rows, i);
      g_auto(NexusSqliteNode) node = { 0 };
      NexusSortedRow *loaded = NULL;
      gboolean found;

      if (!_nexus_sqlite_node_load (connection, row->id, &node, &found, path, error))
        return NULL;
      if (found)
        loaded = _nexus_sqlite_sorted_row (connection, path, &node, self->sort, error);
      if (loaded == NULL)
        {
          if (!found)
            _nexus_sqlite_set_corrupt (error, path);
          return NULL;
        }
      g_ptr_array_add (rows, loaded);
    }

  return g_steal_pointer (&rows);
}

/* Hidden ones may have been most of what was looked at; then what is left is not all that comes first. */
static gboolean
finish (Top                    *self,
        NexusSqliteConnection  *connection,
        const char             *path,
        GPtrArray             **first,
        GError                **error)
{
  *first = NULL;
  if (self->rows->len < self->max)
    return TRUE;
  *first = load (self, connection, path, error);

  return *first != NULL;
}

gboolean
_nexus_sqlite_sorted_top_folders (NexusSqliteConnection  *connection,
                                  const char             *path,
                                  gint64                  directory,
                                  const NexusSort        *sort,
                                  guint                   n_first,
                                  GPtrArray             **first,
                                  GError                **error)
{
  g_auto(NexusSqliteSortedScan) scan = { connection, sort };
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func (g_free);
  Top top = { sort, n_first, rows };
  gint64 n_folders = 0;

  if (sort->folders_first && !count_folders (connection, directory, &n_folders, error))
    return FALSE;
  if (n_folders >= n_first && n_folders <= FOLDERS_MAX &&
      !read_rows (&top, &scan, NEXUS_SQLITE_SORTED_FOLDERS, directory, error))
    return FALSE;

  return finish (&top, connection, path, first, error);
}

gboolean
_nexus_sqlite_sorted_top_numbers (NexusSqliteConnection  *connection,
                                  const char             *path,
                                  gint64                  directory,
                                  const NexusSort        *sort,
                                  guint                   n_rows,
                                  guint                   n_first,
                                  GPtrArray             **first,
                                  GError                **error)
{
  g_auto(NexusSqliteSortedScan) scan = { connection, sort };
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func (g_free);
  Top top = { sort, n_first, rows };
  NexusSqliteSortedRows way;

  if (!is_number (sort))
    {
      *first = NULL;
      return TRUE;
    }

  if (!_nexus_sqlite_sorted_scan_choose (&scan, n_rows, &way, error))
    return FALSE;
  /* What was made last mostly has the largest numbers, and is best met first: then little is found that is better. */
  if (way == NEXUS_SQLITE_SORTED_DENSE && sort->descending)
    way = NEXUS_SQLITE_SORTED_BACKWARDS;
  if (!read_rows (&top, &scan, way, directory, error))
    return FALSE;

  return finish (&top, connection, path, first, error);
}
