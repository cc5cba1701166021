/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "nexus-change-private.h"
#include "nexus-sqlite-apply-private.h"
#include "nexus-sqlite-query-private.h"

/* The log of changes.  A transaction that changes many entries of one directory says so once. */

#define CROWD 64
#define KEPT 100000
#define TRIM_EVERY 1024

static char *
dup_parent (const char *path)
{
  return g_strndup (path, _nexus_sqlite_parent_length (path));
}

static gboolean
can_crowd (NexusChangeKind kind)
{
  return kind == NEXUS_CHANGE_CREATED || kind == NEXUS_CHANGE_CONTENT ||
         kind == NEXUS_CHANGE_METADATA || kind == NEXUS_CHANGE_DELETED;
}

void
_nexus_sqlite_changes_add (NexusSqliteApply *self,
                           NexusChangeKind   kind,
                           const char       *path,
                           const char       *old_path)
{
  g_autofree char *directory = NULL;
  guint count;

  if (self->quiet)
    return;

  if (kind == NEXUS_CHANGE_TRASH || kind == NEXUS_CHANGE_TAGS || kind == NEXUS_CHANGE_SEARCHES)
    {
      /* The trash, the set of tags and that of searches have no parts in this log: once a transaction is enough. */
      if (self->noted_kinds & (1u << kind))
        return;
      self->noted_kinds |= 1u << kind;
    }

  if (can_crowd (kind))
    {
      directory = dup_parent (path);
      count = GPOINTER_TO_UINT (g_hash_table_lookup (self->crowds, directory)) + 1;
      if (count > CROWD)
        {
          g_hash_table_insert (self->crowds, g_steal_pointer (&directory), GUINT_TO_POINTER (count));
          return;
        }
      g_hash_table_insert (self->crowds, g_steal_pointer (&directory), GUINT_TO_POINTER (count));
    }

  g_ptr_array_add (self->changes, _nexus_change_new (kind, 0, path, old_path));
}

static gboolean
write_change (NexusSqliteApply  *self,
              NexusChangeKind    kind,
              const char        *path,
              const char        *old_path,
              GError           **error)
{
  static const char sql[] = "INSERT INTO changes (kind, path, old_path, time_ns, origin) VALUES (?1, ?2, ?3, ?4, ?5)";
  sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (self->connection, sql, error);

  if (statement == NULL)
    return FALSE;

  _nexus_sqlite_bind (statement, "ittii", (gint64) kind, path, old_path, self->logged_ns, self->origin);
  if (!_nexus_sqlite_run (self->connection, statement, "log a change", error))
    return FALSE;

  self->last_change = sqlite3_last_insert_rowid (self->connection->db);
  g_ptr_array_add (self->transaction->changes,
                   _nexus_change_new (kind, (guint64) self->last_change, path, old_path));

  return TRUE;
}

gboolean
_nexus_sqlite_changes_write (NexusSqliteApply  *self,
                             GError           **error)
{
  /* Not when the transaction began: who begins to listen looks a moment back, see find_change(). */
  self->logged_ns = g_get_real_time () * 1000;

  for (guint i = 0; i < self->changes->len; i++)
    {
      NexusChange *change = g_ptr_array_index (self->changes, i);
      NexusChangeKind kind = nexus_change_get_kind (change);
      const char *path = nexus_change_get_path (change);
      gpointer key, count;

      if (can_crowd (kind))
        {
          g_autofree char *directory = dup_parent (path);

          /* 0 stands for a crowd that has been written already. */
          if (g_hash_table_lookup_extended (self->crowds, directory, &key, &count) &&
              (GPOINTER_TO_UINT (count) > CROWD || count == NULL))
            {
              if (count != NULL && !write_change (self, NEXUS_CHANGE_CHILDREN, directory, NULL, error))
                return FALSE;
              g_hash_table_insert (self->crowds, g_steal_pointer (&directory), NULL);
              continue;
            }
        }

      if (!write_change (self, kind, path, nexus_change_get_old_path (change), error))
        return FALSE;
    }

  return TRUE;
}

gboolean
_nexus_sqlite_changes_trim (NexusSqliteApply  *self,
                            GError           **error)
{
  static const char sql[] = "DELETE FROM changes WHERE seq <= ?1";
  sqlite3_stmt *statement;

  /* Not at every commit: a few at a time cost as much as one. */
  if (self->last_change < self->next_trim)
    return TRUE;

  statement = _nexus_sqlite_connection_prepare (self->connection, sql, error);
  if (statement == NULL)
    return FALSE;

  self->next_trim = MIN (self->last_change, G_MAXINT64 - TRIM_EVERY) + TRIM_EVERY;
  _nexus_sqlite_bind (statement, "i", self->last_change - KEPT);

  return _nexus_sqlite_run (self->connection, statement, "trim the log of changes", error);
}

gboolean
_nexus_sqlite_find_change (NexusSqliteConnection  *connection,
                           gint64                  time_ns,
                           guint64                *sequence,
                           GError                **error)
{
  static const char sql[] = "SELECT seq, time_ns FROM changes ORDER BY seq DESC";
  nexus_auto_reset sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (connection, sql, error);
  gboolean row;

  *sequence = 0;
  if (statement == NULL)
    return FALSE;

  for (;;)
    {
      if (!_nexus_sqlite_step (connection, statement, &row, "read the log of changes", error))
        return FALSE;
      if (!row)
        return TRUE;

      *sequence = (guint64) sqlite3_column_int64 (statement, 0);
      if (sqlite3_column_int64 (statement, 1) < time_ns)
        return TRUE;
      (*sequence)--;
    }
}

/* What came before the oldest change that is left: it can have been anything. */
static void
add_everything (GPtrArray *changes,
                guint64    sequence)
{
  g_ptr_array_add (changes, _nexus_change_new (NEXUS_CHANGE_CHILDREN, sequence, "/", NULL));
  g_ptr_array_add (changes, _nexus_change_new (NEXUS_CHANGE_TRASH, sequence, NULL, NULL));
  g_ptr_array_add (changes, _nexus_change_new (NEXUS_CHANGE_TAGS, sequence, NULL, NULL));
  g_ptr_array_add (changes, _nexus_change_new (NEXUS_CHANGE_SEARCHES, sequence, NULL, NULL));
}

static gboolean
is_told_well (NexusChangeKind  kind,
              const char      *path,
              const char      *old_path)
{
  if (kind == NEXUS_CHANGE_TRASH || kind == NEXUS_CHANGE_TAGS || kind == NEXUS_CHANGE_SEARCHES)
    return path == NULL && old_path == NULL;

  return _nexus_sqlite_path_is_good (path) && (old_path != NULL) == (kind == NEXUS_CHANGE_MOVED) &&
         (old_path == NULL || _nexus_sqlite_path_is_good (old_path));
}

GPtrArray *
_nexus_sqlite_list_changes (NexusSqliteConnection  *connection,
                            guint64                 after,
                            gint64                  origin,
                            guint64                 own_after,
                            guint                   max,
                            guint64                *seen,
                            GError                **error)
{
  static const char sql[] = "SELECT seq, kind, path, old_path, origin FROM changes WHERE seq > ?1 ORDER BY seq LIMIT ?2";
  nexus_auto_reset sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (connection, sql, error);
  g_autoptr(GPtrArray) changes = g_ptr_array_new_with_free_func (g_object_unref);
  gboolean row;

  *seen = after;
  if (statement == NULL)
    return NULL;

  _nexus_sqlite_bind (statement, "ii", (gint64) after, (gint64) max);
  for (;;)
    {
      const char *path, *old_path;
      gint64 sequence, kind;
      gboolean heard;

      if (!_nexus_sqlite_step (connection, statement, &row, "read the log of changes", error))
        return NULL;
      if (!row)
        break;

      sequence = sqlite3_column_int64 (statement, 0);
      if (*seen == after && (guint64) sequence > after + 1)
        add_everything (changes, (guint64) sequence - 1);
      *seen = (guint64) sequence;

      /* A kind that a later version has added says nothing to this one. */
      kind = sqlite3_column_int64 (statement, 1);
      heard = sqlite3_column_int64 (statement, 4) != origin || sequence > (gint64) own_after;
      path = _nexus_sqlite_column_text (statement, 2);
      old_path = _nexus_sqlite_column_text (statement, 3);
      if (!heard || kind < NEXUS_CHANGE_CREATED || kind > NEXUS_CHANGE_SEARCHES)
        continue;
      /* One that says nothing that can be believed may have been of anything. */
      if (is_told_well ((NexusChangeKind) kind, path, old_path))
        g_ptr_array_add (changes, _nexus_change_new ((NexusChangeKind) kind, (guint64) sequence, path, old_path));
      else
        add_everything (changes, (guint64) sequence);
    }

  return g_steal_pointer (&changes);
}
