/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "nexus-sqlite-apply-private.h"
#include "nexus-sqlite-journal-private.h"
#include "nexus-sqlite-search-private.h"
#include "nexus-sqlite-sum-private.h"

/* Searches that are kept, and the log that keeps what is searched up to date. */

/* A process that searches less often than this many changes of older entries reads all of them again. */
#define KEPT 65536
#define TRIM_EVERY 256

guint64
_nexus_sqlite_search_sum (const char *name,
                          const char *query)
{
  return _nexus_sum_text (_nexus_sum_text ('q', name), query);
}

gboolean
_nexus_sqlite_apply_trim_searched (NexusSqliteApply  *self,
                                   GError           **error)
{
  static const char sql[] = "DELETE FROM search_log WHERE seq <= (SELECT max (seq) FROM search_log) - ?1";
  sqlite3_stmt *statement;

  if (++self->n_commits % TRIM_EVERY != 0)
    return TRUE;

  statement = _nexus_sqlite_connection_prepare (self->connection, sql, error);
  if (statement == NULL)
    return FALSE;

  _nexus_sqlite_bind (statement, "i", (gint64) KEPT);

  return _nexus_sqlite_run (self->connection, statement, "trim the log of what is searched", error);
}

static gboolean
validate_name (const char  *name,
               GError     **error)
{
  if (_nexus_sqlite_apply_is_label (name))
    return TRUE;

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
               _("The name of a search has to be 1 to %d bytes of text without control characters."), NEXUS_SQLITE_LABEL_MAX);

  return FALSE;
}

gboolean
_nexus_sqlite_apply_save_search (NexusSqliteApply  *self,
                                 NexusMutation     *mutation,
                                 GError           **error)
{
  static const char sql[] =
    "INSERT INTO searches (name, query, sum) VALUES (?1, ?2, ?3)"
    " ON CONFLICT (name) DO UPDATE SET query = excluded.query, sum = excluded.sum";
  sqlite3_stmt *statement;

  if (!validate_name (mutation->key, error))
    return FALSE;

  statement = _nexus_sqlite_connection_prepare (self->connection, sql, error);
  if (statement == NULL ||
      !_nexus_sqlite_journal_note (self->connection, NEXUS_SQLITE_SEARCHES, 0, 0, mutation->key, error))
    return FALSE;

  _nexus_sqlite_bind (statement, "tti", mutation->key, mutation->destination,
                      (gint64) _nexus_sqlite_search_sum (mutation->key, mutation->destination));
  if (!_nexus_sqlite_run (self->connection, statement, "keep a search", error))
    return FALSE;

  _nexus_sqlite_changes_add (self, NEXUS_CHANGE_SEARCHES, NULL, NULL);

  return TRUE;
}

gboolean
_nexus_sqlite_apply_remove_search (NexusSqliteApply  *self,
                                   NexusMutation     *mutation,
                                   GError           **error)
{
  static const char sql[] = "DELETE FROM searches WHERE name = ?1";
  sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (self->connection, sql, error);

  if (statement == NULL ||
      !_nexus_sqlite_journal_note (self->connection, NEXUS_SQLITE_SEARCHES, 0, 0, mutation->key, error))
    return FALSE;

  _nexus_sqlite_bind (statement, "t", mutation->key);
  if (!_nexus_sqlite_run (self->connection, statement, "remove a search", error))
    return FALSE;

  if (sqlite3_changes (self->connection->db) == 0)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _("There is no search “%s”."), mutation->key);
      return FALSE;
    }
  _nexus_sqlite_changes_add (self, NEXUS_CHANGE_SEARCHES, NULL, NULL);

  return TRUE;
}
