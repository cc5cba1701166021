/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "nexus-number-private.h"
#include "nexus-sqlite-apply-private.h"
#include "nexus-sqlite-error-private.h"
#include "nexus-sqlite-quotas-private.h"

/* Folder totals: what a transaction adds to each directory is summed up in memory and written once, along the
 * ancestors, so that a thousand files in one directory cost a handful of updates. */

typedef struct {
  gint64 id;
  gint64 size;
  gint64 count;
} Delta;

GHashTable *
_nexus_sqlite_totals_table_new (void)
{
  return g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, g_free);
}

static void
add (GHashTable *deltas,
     gint64      directory,
     gint64      size,
     gint64      count)
{
  Delta *delta = g_hash_table_lookup (deltas, &directory);

  if (delta == NULL)
    {
      delta = g_new0 (Delta, 1);
      delta->id = directory;
      g_hash_table_insert (deltas, &delta->id, delta);
    }
  delta->size = _nexus_number_add (delta->size, size);
  delta->count = _nexus_number_add (delta->count, count);
}

void
_nexus_sqlite_totals_add (NexusSqliteApply *self,
                          gint64            directory,
                          gint64            size,
                          gint64            count)
{
  add (self->pending, directory, size, count);
}

void
_nexus_sqlite_totals_merge (NexusSqliteApply *self)
{
  GHashTableIter iter;
  Delta *delta;

  g_hash_table_iter_init (&iter, self->pending);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &delta))
    add (self->settled, delta->id, delta->size, delta->count);

  g_hash_table_remove_all (self->pending);
}

/* The parent of a directory, 0 for the roots. */
static gboolean
find_parent (NexusSqliteApply  *self,
             gint64             id,
             gint64            *parent,
             GError           **error)
{
  static const char sql[] = "SELECT parent FROM nodes WHERE id = ?1";
  nexus_auto_reset sqlite3_stmt *statement = NULL;
  const gint64 *known = g_hash_table_lookup (self->parents, &id);
  gint64 *pair;
  gboolean row;

  if (known != NULL)
    {
      *parent = known[1];
      return TRUE;
    }

  statement = _nexus_sqlite_connection_prepare (self->connection, sql, error);
  if (statement == NULL)
    return FALSE;

  _nexus_sqlite_bind (statement, "i", id);
  if (!_nexus_sqlite_step (self->connection, statement, &row, "read a directory", error))
    return FALSE;
  if (!row)
    {
      _nexus_sqlite_set_corrupt (error, "/");
      return FALSE;
    }

  *parent = sqlite3_column_int64 (statement, 0);
  pair = g_new (gint64, 2);
  pair[0] = id;
  pair[1] = *parent;
  g_hash_table_insert (self->parents, pair, pair);

  return TRUE;
}

/* What each directory and all above them get. */
static GHashTable *
sum_up (NexusSqliteApply  *self,
        GHashTable        *deltas,
        GError           **error)
{
  g_autoptr(GHashTable) sums = _nexus_sqlite_totals_table_new ();
  GHashTableIter iter;
  Delta *delta;

  g_hash_table_iter_init (&iter, deltas);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &delta))
    {
      gint64 id = delta->id;

      if (delta->size == 0 && delta->count == 0)
        continue;

      for (guint depth = 0; id != 0; depth++)
        {
          if (depth > NEXUS_SQLITE_DEPTH_MAX)
            {
              _nexus_sqlite_set_corrupt (error, "/");
              return NULL;
            }
          add (sums, id, delta->size, delta->count);
          if (!find_parent (self, id, &id, error))
            return NULL;
        }
    }

  return g_steal_pointer (&sums);
}

static void
measure (NexusSqliteApply *self,
         GHashTable       *sums)
{
  GHashTableIter iter;
  Delta *delta;

  g_hash_table_iter_init (&iter, sums);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &delta))
    _nexus_sqlite_quotas_grow (self, delta->id, delta->size, delta->count);
}

gboolean
_nexus_sqlite_totals_measure (NexusSqliteApply  *self,
                              GError           **error)
{
  g_autoptr(GHashTable) sums = sum_up (self, self->pending, error);

  if (sums == NULL)
    return FALSE;
  measure (self, sums);

  return TRUE;
}

gboolean
_nexus_sqlite_totals_write (NexusSqliteApply  *self,
                            GHashTable        *deltas,
                            GError           **error)
{
  static const char sql[] =
    "UPDATE nodes SET total_size = total_size + ?2, total_count = total_count + ?3 WHERE id = ?1";
  g_autoptr(GHashTable) sums = NULL;
  sqlite3_stmt *statement;
  GHashTableIter iter;
  Delta *delta;

  if (g_hash_table_size (deltas) == 0)
    return TRUE;

  sums = sum_up (self, deltas, error);
  if (sums == NULL)
    return FALSE;
  if (deltas == self->pending)
    measure (self, sums);

  statement = _nexus_sqlite_connection_prepare (self->connection, sql, error);
  if (statement == NULL)
    return FALSE;

  g_hash_table_iter_init (&iter, sums);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &delta))
    {
      if (delta->size == 0 && delta->count == 0)
        continue;

      _nexus_sqlite_bind (statement, "iii", delta->id, delta->size, delta->count);
      if (!_nexus_sqlite_run (self->connection, statement, "write folder totals", error))
        return FALSE;
    }

  g_hash_table_remove_all (deltas);

  return TRUE;
}
