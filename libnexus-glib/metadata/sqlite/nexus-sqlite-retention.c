/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "nexus-config.h"
#include "nexus-error.h"
#include "nexus-sqlite-apply-private.h"
#include "nexus-sqlite-error-private.h"
#include "nexus-sqlite-retention-private.h"
#include "nexus-sqlite-sum-private.h"

/* How long the trash is kept.  Other rows of `store` have no checksum, for they would be missed; a number of days with one
 * bit changed would be another number of days, and things would go that somebody wanted to keep. */

static char *
format (guint days)
{
  return g_strdup_printf ("%u %016" G_GINT64_MODIFIER "x", days, _nexus_sum_int ('K', days));
}

gboolean
_nexus_sqlite_parse_trash_days (const char *value,
                                guint      *days)
{
  guint64 number = value != NULL ? g_ascii_strtoull (value, NULL, 10) : G_MAXUINT64;
  g_autofree char *expected = number <= NEXUS_TRASH_DAYS_MAX ? format ((guint) number) : NULL;

  if (expected == NULL || !g_str_equal (value, expected))
    return FALSE;
  *days = (guint) number;

  return TRUE;
}

gboolean
_nexus_sqlite_read_trash_days (NexusSqliteConnection  *connection,
                               guint                  *days,
                               GError                **error)
{
  static const char sql[] = "SELECT value FROM store WHERE key = '" NEXUS_SQLITE_TRASH_DAYS "'";
  nexus_auto_reset sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (connection, sql, error);
  gboolean row;

  if (statement == NULL || !_nexus_sqlite_step (connection, statement, &row, "read the settings of the store", error))
    return FALSE;
  if (!row || _nexus_sqlite_parse_trash_days (_nexus_sqlite_column_text (statement, 0), days))
    return TRUE;

  g_set_error_literal (error, NEXUS_ERROR, NEXUS_ERROR_CORRUPT,
                       _("How long the trash is kept is damaged in the store, and nothing in it is deleted by age. "
                         "Set it again."));

  return FALSE;
}

gboolean
_nexus_sqlite_write_trash_days (NexusSqliteConnection  *connection,
                                guint                   days,
                                GError                **error)
{
  static const char sql[] = "INSERT OR REPLACE INTO store (key, value) VALUES ('" NEXUS_SQLITE_TRASH_DAYS "', ?1)";
  sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (connection, sql, error);
  g_autofree char *value = format (days);

  if (statement == NULL)
    return FALSE;
  _nexus_sqlite_bind (statement, "t", value);

  return _nexus_sqlite_run (connection, statement, "set how long the trash is kept", error);
}

gboolean
_nexus_sqlite_apply_set_trash_days (NexusSqliteApply  *self,
                                    NexusMutation     *mutation,
                                    GError           **error)
{
  if (mutation->version > NEXUS_TRASH_DAYS_MAX)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   _("The trash is kept for at most %u days, or for ever."), NEXUS_TRASH_DAYS_MAX);
      return FALSE;
    }
  if (!_nexus_sqlite_write_trash_days (self->connection, mutation->version, error))
    return FALSE;
  _nexus_sqlite_changes_add (self, NEXUS_CHANGE_TRASH, NULL, NULL);

  return TRUE;
}
