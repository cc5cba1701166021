/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "nexus-sqlite-error-private.h"
#include "nexus-sqlite-search-private.h"
#include "nexus-sqlite-sorted-private.h"

/* What a search has found, for one who sorts it.  The order of relevance comes with the hits and needs nothing of the
 * database but the entries that are shown first.  For any other the values are read: row by row if few were found,
 * else in one pass over the table, leaving out what was not found. */

/* --- By relevance --- */

static void
make_key (NexusSortKey         *key,
          const NexusSort      *sort,
          const NexusSearchHit *hit)
{
  _nexus_sort_key_begin (key, sort, FALSE);
  /* The keys of hits have no sign. */
  _nexus_sort_key_add_int (key, (gint64) (hit->key ^ (G_GUINT64_CONSTANT (1) << 63)));
  _nexus_sort_key_end (key, "", 0);
  _nexus_sort_key_add_id (key, hit->id);
}

static gboolean
tell_first (NexusSqliteConnection  *connection,
            NexusSearchHits        *hits,
            const NexusSort        *sort,
            guint                   n_first,
            const NexusSortedSink  *sink,
            gpointer                user_data,
            GError                **error)
{
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) _nexus_sorted_row_free);
  g_autofree NexusSearchHit *first = g_new (NexusSearchHit, n_first);
  g_autofree gint64 *ids = g_new (gint64, n_first);
  g_autoptr(GPtrArray) entries = NULL;
  guint n = _nexus_search_hits_copy (hits, 0, n_first, first);

  for (guint i = 0; i < n; i++)
    ids[i] = first[i].id;
  entries = _nexus_sqlite_search_load (connection, ids, n, error);
  if (entries == NULL)
    return FALSE;

  for (guint i = 0; i < n; i++)
    {
      NexusEntry *entry = g_ptr_array_index (entries, i);
      NexusSortKey key;

      make_key (&key, sort, &first[i]);
      if (entry != NULL)
        g_ptr_array_add (rows, _nexus_sorted_row_new (first[i].id, &key, g_object_ref (entry)));
    }
  sink->first (user_data, rows);

  return TRUE;
}

typedef struct {
  const NexusSort       *sort;
  const NexusSortedSink *sink;
  gpointer               user_data;
} Tell;

static void
tell_hit (gpointer              user_data,
          const NexusSearchHit *hit)
{
  const Tell *tell = user_data;
  NexusSortKey key;

  make_key (&key, tell->sort, hit);
  tell->sink->row (tell->user_data, hit->id, key.data, key.size);
}

/* --- By anything else --- */

static gboolean
tell_row (NexusSqliteSortedScan  *scan,
          sqlite3_stmt           *statement,
          const NexusSortedSink  *sink,
          gpointer                user_data,
          GError                **error)
{
  gint64 id = sqlite3_column_int64 (statement, 0);
  NexusSortKey key;

  /* Not in a store that is whole. */
  if (_nexus_sqlite_column_text (statement, 1) == NULL)
    return TRUE;
  if (!_nexus_sqlite_sorted_scan_read (scan, statement, &key, error))
    return FALSE;
  _nexus_sort_key_add_id (&key, id);
  sink->row (user_data, id, key.data, key.size);

  return TRUE;
}

static void
add_id (gpointer              user_data,
        const NexusSearchHit *hit)
{
  g_array_append_val ((GArray *) user_data, hit->id);
}

static int
compare_ids (gconstpointer a,
             gconstpointer b)
{
  gint64 first = *(const gint64 *) a, second = *(const gint64 *) b;

  return first < second ? -1 : first > second;
}

static gboolean
tell_each (NexusSqliteSortedScan  *scan,
           GArray                 *ids,
           const NexusSortedSink  *sink,
           gpointer                user_data,
           GError                **error)
{
  for (guint i = 0; i < ids->len; i++)
    {
      nexus_auto_reset sqlite3_stmt *statement = NULL;
      gboolean row;

      statement = _nexus_sqlite_sorted_scan_prepare (scan, NEXUS_SQLITE_SORTED_ONE, g_array_index (ids, gint64, i),
                                                     error);
      if (statement == NULL ||
          !_nexus_sqlite_step (scan->connection, statement, &row, "read what was found", error) ||
          (row && !tell_row (scan, statement, sink, user_data, error)))
        return FALSE;
    }

  return TRUE;
}

static gboolean
tell_all (NexusSqliteSortedScan  *scan,
          GArray                 *ids,
          const NexusSortedSink  *sink,
          gpointer                user_data,
          GError                **error)
{
  nexus_auto_reset sqlite3_stmt *statement = NULL;
  guint next = 0;
  gboolean row;

  statement = _nexus_sqlite_sorted_scan_prepare (scan, NEXUS_SQLITE_SORTED_ALL, 1, error);
  if (statement == NULL)
    return FALSE;

  /* The table is in the order of its ids, too. */
  while (next < ids->len)
    {
      gint64 id;

      if (!_nexus_sqlite_step (scan->connection, statement, &row, "read what was found", error))
        return FALSE;
      if (!row)
        break;

      id = sqlite3_column_int64 (statement, 0);
      while (next < ids->len && g_array_index (ids, gint64, next) < id)
        next++;
      if (next == ids->len || g_array_index (ids, gint64, next) != id)
        continue;
      next++;
      if (!tell_row (scan, statement, sink, user_data, error))
        return FALSE;
    }

  return TRUE;
}

gboolean
_nexus_sqlite_list_found (NexusSqliteConnection  *connection,
                          NexusSearchHits        *hits,
                          const NexusSort        *sort,
                          guint                   n_first,
                          const NexusSortedSink  *sink,
                          gpointer                user_data,
                          GError                **error)
{
  g_auto(NexusSqliteSortedScan) scan = { connection, sort };
  g_autoptr(GArray) ids = NULL;
  guint n_rows = _nexus_search_hits_get_n (hits);
  gint64 n_nodes;

  if (sort->by == NEXUS_SORT_RELEVANCE)
    {
      Tell tell = { sort, sink, user_data };

      if (n_first > 0 && !sort->descending &&
          !tell_first (connection, hits, sort, n_first, sink, user_data, error))
        return FALSE;
      sink->count (user_data, n_rows);
      _nexus_search_hits_foreach (hits, tell_hit, &tell);

      return TRUE;
    }

  sink->count (user_data, n_rows);
  if (!_nexus_sqlite_connection_query_int (connection, "SELECT max (id) FROM nodes", &n_nodes, error))
    return FALSE;
  ids = g_array_sized_new (FALSE, FALSE, sizeof (gint64), n_rows);
  _nexus_search_hits_foreach (hits, add_id, ids);
  g_array_sort (ids, compare_ids);

  return n_rows > n_nodes / 8 ? tell_all (&scan, ids, sink, user_data, error)
                              : tell_each (&scan, ids, sink, user_data, error);
}
