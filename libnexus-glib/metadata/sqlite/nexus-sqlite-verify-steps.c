/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "nexus-sqlite-undo-private.h"
#include "nexus-sqlite-verify-private.h"

/* The history: each part of a step against its checksum and its form, and the parts of a step against the step.  Whether
 * a step can be undone depends on what has happened since, and is no question of damage. */

/* Whether it can be read from its beginning to its end, as undoing does. */
static gboolean
is_whole (const guint8 *data,
          gsize         size)
{
  NexusSqliteScan scan = _nexus_sqlite_scan_begin (data, size);

  while (scan.p < scan.end && !scan.broken)
    {
      guint8 mark = *scan.p++;

      if (mark == NEXUS_SQLITE_JOURNAL_NEW)
        {
          gint64 length;

          _nexus_sqlite_scan_int (&scan);
          length = _nexus_sqlite_scan_int (&scan);
          scan.broken |= length < 0;
          for (gint64 i = 0; i < length && !scan.broken; i++)
            _nexus_sqlite_scan_half (&scan);
        }
      else if (mark < NEXUS_SQLITE_N_TABLES)
        {
          NexusSqliteValue values[NEXUS_SQLITE_ROW_COLUMNS_MAX];
          const NexusSqliteTableInfo *info = &_nexus_sqlite_table_infos[mark];
          guint8 flags = scan.p < scan.end ? *scan.p++ : 0;

          if (info->has_a)
            _nexus_sqlite_scan_int (&scan);
          if (info->has_b)
            _nexus_sqlite_scan_int (&scan);
          if (info->has_text)
            _nexus_sqlite_scan_text (&scan);
          if ((flags & 1) != 0)
            _nexus_sqlite_scan_row (&scan, info->n_columns, values);
          if ((flags & 2) != 0)
            _nexus_sqlite_scan_word (&scan);
        }
      else
        {
          scan.broken = TRUE;
        }
    }

  return !scan.broken;
}

static void
add_once (GArray *steps,
          gint64  step)
{
  if (steps->len == 0 || g_array_index (steps, gint64, steps->len - 1) != step)
    g_array_append_val (steps, step);
}

/* Numbers of steps, some of which may not be there themselves. */
static gboolean
find_broken_parts (NexusSqliteVerify  *self,
                   GArray             *steps,
                   GError            **error)
{
  static const char sql[] =
    "SELECT p.id, p.data, p.sum, s.id FROM step_parts p"
    "  LEFT JOIN steps s ON s.id = p.id >> " G_STRINGIFY (NEXUS_SQLITE_PART_BITS) " ORDER BY p.id";
  nexus_auto_reset sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (self->connection, sql, error);
  gint64 last = 0;
  gboolean row;

  if (statement == NULL)
    return FALSE;

  for (;;)
    {
      const guint8 *data;
      gint64 id, expected;
      gsize size;

      if (!_nexus_sqlite_step (self->connection, statement, &row, "look at the history", error))
        return FALSE;
      if (!row)
        return TRUE;

      id = sqlite3_column_int64 (statement, 0);
      data = sqlite3_column_blob (statement, 1);
      size = (gsize) sqlite3_column_bytes (statement, 1);
      /* They are numbered from one on, without gaps. */
      expected = last >> NEXUS_SQLITE_PART_BITS == id >> NEXUS_SQLITE_PART_BITS ? last + 1
                                                                                : (id & ~(gint64) NEXUS_SQLITE_PART_MASK) + 1;
      last = id;
      if (id != expected || sqlite3_column_type (statement, 3) == SQLITE_NULL ||
          _nexus_sqlite_steps_sum (id, data, size) != (guint64) sqlite3_column_int64 (statement, 2) ||
          !is_whole (data, size))
        add_once (steps, id >> NEXUS_SQLITE_PART_BITS);
    }
}

/* Steps that say that they can be undone or done again, and do not say how. */
static gboolean
find_empty_steps (NexusSqliteVerify  *self,
                  GArray             *steps,
                  GError            **error)
{
  static const char sql[] =
    "SELECT s.id FROM steps s WHERE s.state IN (0, 1) AND NOT EXISTS (SELECT 1 FROM step_parts p"
    "  WHERE p.id BETWEEN (s.id << " G_STRINGIFY (NEXUS_SQLITE_PART_BITS) ") + 1 AND"
    "    (s.id << " G_STRINGIFY (NEXUS_SQLITE_PART_BITS) ") + (1 << " G_STRINGIFY (NEXUS_SQLITE_PART_BITS) ") - 1)";
  nexus_auto_reset sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (self->connection, sql, error);
  gboolean row;

  if (statement == NULL)
    return FALSE;

  for (;;)
    {
      if (!_nexus_sqlite_step (self->connection, statement, &row, "look at the history", error))
        return FALSE;
      if (!row)
        return TRUE;
      add_once (steps, sqlite3_column_int64 (statement, 0));
    }
}

/* What it did stays; it only cannot be taken back, and is in the way of no other.  The contents that it holds may be there
 * for others too: they go when it is forgotten. */
static gboolean
give_up (NexusSqliteVerify  *self,
         gint64              step,
         GError            **error)
{
  static const char sql_parts[] = "DELETE FROM step_parts WHERE id >> " G_STRINGIFY (NEXUS_SQLITE_PART_BITS) " = ?1";
  static const char sql_step[] = "UPDATE steps SET state = 2, undone = 0 WHERE id = ?1";
  const char * const statements[] = { sql_parts, sql_step };

  for (guint i = 0; i < G_N_ELEMENTS (statements); i++)
    {
      sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (self->connection, statements[i], error);

      if (statement == NULL)
        return FALSE;
      _nexus_sqlite_bind (statement, "i", step);
      if (!_nexus_sqlite_run (self->connection, statement, "write the history", error))
        return FALSE;
    }
  self->changed = TRUE;

  return TRUE;
}

gboolean
_nexus_sqlite_verify_steps (NexusSqliteVerify  *self,
                            GError            **error)
{
  g_autoptr(GArray) steps = g_array_new (FALSE, FALSE, sizeof (gint64));
  GError *problem = NULL;

  G_STATIC_ASSERT (NEXUS_UNDO_STATE_DONE == 0 && NEXUS_UNDO_STATE_UNDONE == 1 && NEXUS_UNDO_STATE_FINAL == 2);

  if ((!find_broken_parts (self, steps, &problem) || !find_empty_steps (self, steps, &problem)) &&
      !_nexus_sqlite_verify_pass (self, problem, error))
    return FALSE;

  for (guint i = 0; i < steps->len; i++)
    {
      gint64 step = g_array_index (steps, gint64, i);
      g_autofree char *message = g_strdup_printf (_("Step %" PRId64 " of the history is damaged and cannot be undone."),
                                                  step);

      if (self->mend && !give_up (self, step, error))
        return FALSE;
      _nexus_sqlite_verify_tell (self, NEXUS_FINDING_HISTORY, self->mend ? NEXUS_FINDING_SET_ASIDE : NEXUS_FINDING_FOUND, 0,
                                 message);
    }

  return TRUE;
}
