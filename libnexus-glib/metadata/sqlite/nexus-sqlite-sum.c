/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "nexus-sqlite-connection-private.h"
#include "nexus-sqlite-sum-private.h"

/* The checksum of a row as a function of SQL, for rows that are made of others by a statement: nexus_sum (letter, …). */

static void
sum_values (sqlite3_context  *context,
            int               n_values,
            sqlite3_value   **values)
{
  const unsigned char *letter = n_values > 0 ? sqlite3_value_text (values[0]) : NULL;
  guint64 sum = letter != NULL ? letter[0] : 0;

  for (int i = 1; i < n_values; i++)
    switch (sqlite3_value_type (values[i]))
      {
      case SQLITE_INTEGER:
        sum = _nexus_sum_int (sum, (guint64) sqlite3_value_int64 (values[i]));
        break;

      case SQLITE_NULL:
        sum = _nexus_sum_int (sum, 0);
        break;

      case SQLITE_TEXT:
        {
          const void *text = sqlite3_value_text (values[i]);

          sum = _nexus_sum_bytes (sum, text, (gsize) sqlite3_value_bytes (values[i]));
          break;
        }

      default:
        {
          const void *bytes = sqlite3_value_blob (values[i]);

          sum = _nexus_sum_bytes (sum, bytes, (gsize) sqlite3_value_bytes (values[i]));
        }
      }

  sqlite3_result_int64 (context, (gint64) sum);
}

int
_nexus_sqlite_sum_register (sqlite3 *db)
{
  return sqlite3_create_function_v2 (db, "nexus_sum", -1, SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY,
                                     NULL, sum_values, NULL, NULL, NULL);
}
