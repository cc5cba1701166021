/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "nexus-change-private.h"
#include "nexus-sqlite-apply-private.h"

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

  if (kind == NEXUS_CHANGE_TRASH || kind == NEXUS_CHANGE_TAGS)
    {
      /* The trash and the set of tags have no parts in this log: once a transaction is enough. */
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
  static const char sql[] = "INSERT INTO changes (kind, path, old_path, time_ns) VALUES (?1, ?2, ?3, ?4)";
  sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (self->connection, sql, error);

  if (statement == NULL)
    return FALSE;

  _nexus_sqlite_bind (statement, "itti", (gint64) kind, path, old_path, self->now_ns);
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

  self->next_trim = self->last_change + TRIM_EVERY;
  _nexus_sqlite_bind (statement, "i", self->last_change - KEPT);

  return _nexus_sqlite_run (self->connection, statement, "trim the log of changes", error);
}
