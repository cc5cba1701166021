/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "nexus-error.h"
#include "nexus-sqlite-error-private.h"
#include "nexus-sqlite-verify-private.h"

/* Looks at everything in the database: what SQLite can say of its own structures, every checksum of a row, and what
 * follows from other rows.  What is only derived can be mended here: indexes, totals and counts. */

/* So many lines of SQLite's own check are told; a database that is broken in more places is simply broken. */
#define LINES_MAX 100

void
_nexus_sqlite_verify_tell (NexusSqliteVerify *self,
                           NexusFindingKind   kind,
                           NexusFindingState  state,
                           gint64             node,
                           const char        *message)
{
  g_autoptr(GPtrArray) uses = NULL;

  if (node != 0)
    {
      uses = _nexus_content_uses_new ();
      g_ptr_array_add (uses, _nexus_sqlite_describe_node (self->connection, node, 0));
    }

  _nexus_report_add (self->report, _nexus_finding_new (kind, state, message, NULL, uses));
}

gboolean
_nexus_sqlite_verify_pass (NexusSqliteVerify  *self,
                           GError             *problem,
                           GError            **error)
{
  g_autoptr(GError) owned = problem;

  if (owned == NULL)
    return TRUE;

  if (!g_error_matches (owned, NEXUS_ERROR, NEXUS_ERROR_CORRUPT) &&
      !g_error_matches (owned, NEXUS_ERROR, NEXUS_ERROR_NOT_A_STORE))
    {
      g_propagate_error (error, g_steal_pointer (&owned));
      return FALSE;
    }

  _nexus_sqlite_verify_tell (self, NEXUS_FINDING_DATABASE, NEXUS_FINDING_FOUND, 0, owned->message);

  return TRUE;
}

/* The lines that SQLite has to say; none if all is well. */
static gboolean
list_complaints (NexusSqliteVerify  *self,
                 GPtrArray          *lines,
                 GError            **error)
{
  static const char sql[] = "PRAGMA integrity_check (" G_STRINGIFY (LINES_MAX) ")";
  nexus_auto_reset sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (self->connection, sql, error);
  gboolean row;

  if (statement == NULL)
    return FALSE;

  for (;;)
    {
      const char *line;

      if (!_nexus_sqlite_step (self->connection, statement, &row, "look at the database", error))
        return FALSE;
      if (!row)
        return TRUE;
      line = (const char *) sqlite3_column_text (statement, 0);
      if (line == NULL || (_nexus_sqlite_complaint_get_code (line) & 0xff) == SQLITE_NOMEM)
        {
          _nexus_sqlite_set_error (error, NULL, SQLITE_NOMEM, "look at the database");
          return FALSE;
        }
      if (strcmp (line, "ok") != 0)
        g_ptr_array_add (lines, g_strdup (line));
    }
}

static gboolean
verify_structure (NexusSqliteVerify  *self,
                  GError            **error)
{
  g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  NexusFindingState state = NEXUS_FINDING_FOUND;
  GError *problem = NULL;

  if (!list_complaints (self, lines, &problem))
    return _nexus_sqlite_verify_pass (self, problem, error);

  /* An index follows from its table; a table that is damaged does not get better by it. */
  if (lines->len > 0 && self->mend)
    {
      g_autoptr(GPtrArray) again = g_ptr_array_new_with_free_func (g_free);

      state = NEXUS_FINDING_LOST;
      if (_nexus_sqlite_connection_execute (self->connection, "SAVEPOINT reindex; REINDEX", "build the indexes anew", NULL) &&
          list_complaints (self, again, NULL) && again->len == 0)
        {
          state = NEXUS_FINDING_MENDED;
          self->changed = TRUE;
        }
      else if (!sqlite3_get_autocommit (self->connection->db))
        _nexus_sqlite_connection_execute (self->connection, "ROLLBACK TO reindex", "build the indexes anew", NULL);
      if (!sqlite3_get_autocommit (self->connection->db))
        _nexus_sqlite_connection_execute (self->connection, "RELEASE reindex", "build the indexes anew", NULL);
    }

  for (guint i = 0; i < lines->len; i++)
    {
      g_autofree char *message = g_strdup_printf (_("The metadata database is damaged: %s"),
                                                  (const char *) g_ptr_array_index (lines, i));

      _nexus_sqlite_verify_tell (self, NEXUS_FINDING_DATABASE, state, 0, message);
    }

  return TRUE;
}

static gboolean
verify_foreign_keys (NexusSqliteVerify  *self,
                     GError            **error)
{
  static const char sql[] =
    "SELECT \"table\", count (*), \"parent\" FROM pragma_foreign_key_check GROUP BY \"table\", \"parent\"";
  nexus_auto_reset sqlite3_stmt *statement = NULL;
  GError *problem = NULL;
  gboolean row;

  statement = _nexus_sqlite_connection_prepare (self->connection, sql, &problem);
  if (statement == NULL)
    return _nexus_sqlite_verify_pass (self, problem, error);

  for (;;)
    {
      g_autofree char *message = NULL;
      gint64 n_rows;

      if (!_nexus_sqlite_step (self->connection, statement, &row, "look at the database", &problem))
        return _nexus_sqlite_verify_pass (self, problem, error);
      if (!row)
        return TRUE;

      n_rows = sqlite3_column_int64 (statement, 1);
      message = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                              "%" PRId64 " row of the table “%s” belongs to a row of “%s” that is not there.",
                                              "%" PRId64 " rows of the table “%s” belong to rows of “%s” that are not there.",
                                              (gulong) n_rows),
                                 n_rows,
                                 (const char *) sqlite3_column_text (statement, 0),
                                 (const char *) sqlite3_column_text (statement, 2));
      _nexus_sqlite_verify_tell (self, NEXUS_FINDING_DATABASE,
                                 self->mend ? NEXUS_FINDING_LOST : NEXUS_FINDING_FOUND, 0, message);
    }
}

/* Logs are numbered without gaps, and trimmed from the front only. */
static gboolean
verify_log (NexusSqliteVerify  *self,
            const char         *table,
            const char         *sql,
            GError            **error)
{
  g_autofree char *message = NULL;
  GError *problem = NULL;
  gint64 n_lost;

  if (!_nexus_sqlite_connection_query_int (self->connection, sql, &n_lost, &problem))
    return _nexus_sqlite_verify_pass (self, problem, error);
  if (n_lost == 0)
    return TRUE;

  message = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                          "%" PRId64 " line is missing in the log “%s”; nothing but news of what happened is lost.",
                                          "%" PRId64 " lines are missing in the log “%s”; nothing but news of what happened is lost.",
                                          (gulong) n_lost),
                             n_lost, table);
  _nexus_sqlite_verify_tell (self, NEXUS_FINDING_LOG, self->mend ? NEXUS_FINDING_LOST : NEXUS_FINDING_FOUND, 0, message);

  return TRUE;
}

gboolean
_nexus_sqlite_verify (NexusSqliteVerify  *self,
                      GError            **error)
{
  return verify_structure (self, error) &&
         verify_foreign_keys (self, error) &&
         _nexus_sqlite_verify_rows (self, error) &&
         _nexus_sqlite_verify_tree (self, error) &&
         _nexus_sqlite_verify_steps (self, error) &&
         verify_log (self, "changes",
                     "SELECT ifnull (max (seq) - min (seq) + 1 - count (*), 0) FROM changes", error) &&
         verify_log (self, "search_log",
                     "SELECT ifnull (max (seq) - min (seq) + 1 - count (*), 0) FROM search_log", error);
}
