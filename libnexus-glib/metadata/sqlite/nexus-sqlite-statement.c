/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "nexus-sqlite-connection-private.h"
#include "nexus-sqlite-error-private.h"

/* Whether a text of the row that this thread has read last could not be made for want of memory. */
static _Thread_local gboolean lost_memory;

sqlite3_stmt *
_nexus_sqlite_connection_prepare (NexusSqliteConnection  *self,
                                  const char             *sql,
                                  GError                **error)
{
  sqlite3_stmt *statement = g_hash_table_lookup (self->statements, sql);
  int result;

  if (statement != NULL)
    return statement;

  result = sqlite3_prepare_v3 (self->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL);
  if (result != SQLITE_OK)
    {
      _nexus_sqlite_connection_set_error (self, result, sql, error);
      return NULL;
    }

  g_hash_table_insert (self->statements, (gpointer) sql, statement);

  return statement;
}

void
_nexus_sqlite_bind (sqlite3_stmt *statement,
                    const char   *format,
                    ...)
{
  va_list args;
  gint64 number;
  const void *bytes;

  va_start (args, format);

  for (int i = 1; format[i - 1] != '\0'; i++)
    switch (format[i - 1])
      {
      case 'i':
        sqlite3_bind_int64 (statement, i, va_arg (args, gint64));
        break;

      case 'z':
        number = va_arg (args, gint64);
        if (number != 0)
          sqlite3_bind_int64 (statement, i, number);
        else
          sqlite3_bind_null (statement, i);
        break;

      case 't':
        sqlite3_bind_text (statement, i, va_arg (args, const char *), -1, SQLITE_STATIC);
        break;

      case 'b':
        bytes = va_arg (args, const void *);
        sqlite3_bind_blob64 (statement, i, bytes, va_arg (args, gsize), SQLITE_STATIC);
        break;

      default:
        g_assert_not_reached ();
      }

  va_end (args);
}

gboolean
_nexus_sqlite_step (NexusSqliteConnection  *self,
                    sqlite3_stmt           *statement,
                    gboolean               *row,
                    const char             *action,
                    GError                **error)
{
  int result;

  lost_memory = FALSE;
  result = sqlite3_step (statement);
  *row = result == SQLITE_ROW;
  if (result == SQLITE_ROW)
    return TRUE;

  if (result == SQLITE_DONE)
    {
      sqlite3_reset (statement);
      return TRUE;
    }

  _nexus_sqlite_connection_set_error (self, result, action, error);
  sqlite3_reset (statement);

  return FALSE;
}

gboolean
_nexus_sqlite_run (NexusSqliteConnection  *self,
                   sqlite3_stmt           *statement,
                   const char             *action,
                   GError                **error)
{
  gboolean row;

  do
    if (!_nexus_sqlite_step (self, statement, &row, action, error))
      return FALSE;
  while (row);

  return TRUE;
}

gboolean
_nexus_sqlite_connection_execute (NexusSqliteConnection  *self,
                                  const char             *sql,
                                  const char             *action,
                                  GError                **error)
{
  int result = sqlite3_exec (self->db, sql, NULL, NULL, NULL);

  if (result == SQLITE_OK)
    return TRUE;

  _nexus_sqlite_connection_set_error (self, result, action, error);

  return FALSE;
}

/* Even this needs memory for a moment.  A transaction that stays open would make everything fail that comes after it, and a
 * reader's would keep the log from ever becoming shorter. */
void
_nexus_sqlite_connection_roll_back (NexusSqliteConnection *self)
{
  for (guint i = 0; i < 10 && !sqlite3_get_autocommit (self->db); i++)
    sqlite3_exec (self->db, "ROLLBACK", NULL, NULL, NULL);
}

gboolean
_nexus_sqlite_connection_query_int (NexusSqliteConnection  *self,
                                    const char             *sql,
                                    gint64                 *value,
                                    GError                **error)
{
  nexus_auto_reset sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (self, sql, error);
  gboolean row;

  if (statement == NULL)
    return FALSE;

  if (!_nexus_sqlite_step (self, statement, &row, sql, error))
    return FALSE;

  *value = row ? sqlite3_column_int64 (statement, 0) : 0;

  return TRUE;
}

gboolean
_nexus_sqlite_has_lost_memory (void)
{
  return lost_memory;
}

const char *
_nexus_sqlite_column_text (sqlite3_stmt *statement,
                           int           column)
{
  const char *text = (const char *) sqlite3_column_text (statement, column);

  if (text == NULL && sqlite3_errcode (sqlite3_db_handle (statement)) == SQLITE_NOMEM)
    lost_memory = TRUE;

  /* With its length, so that a NUL within is no end but a fault. */
  return text != NULL && g_utf8_validate_len (text, (gsize) sqlite3_column_bytes (statement, column), NULL) ? text : NULL;
}
