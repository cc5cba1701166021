/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "nexus-error.h"
#include "nexus-sqlite-undo-private.h"

/* Undo exchanges all parts of a step from the last one to the first, redo from the first one to the last; each part is
 * replaced by the one that does the opposite. */

/* The ids of nodes that go must not be given to others, in this process and in all. */
static gboolean
keep_ids (NexusSqliteApply  *self,
          GError           **error)
{
  static const char sql[] = "INSERT OR REPLACE INTO store (key, value) VALUES ('next-node', ?1)";
  g_autofree char *value = g_strdup_printf ("%" G_GINT64_FORMAT, self->next_node);
  sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (self->connection, sql, error);

  if (statement == NULL)
    return FALSE;

  _nexus_sqlite_bind (statement, "t", value);

  return _nexus_sqlite_run (self->connection, statement, "write the history", error);
}

static gboolean
forget_contents (NexusSqliteApply  *self,
                 gint64             step,
                 GError           **error)
{
  static const char sql[] = "DELETE FROM step_contents WHERE step = ?1";
  sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (self->connection, sql, error);

  if (statement == NULL)
    return FALSE;

  _nexus_sqlite_bind (statement, "i", step);

  return _nexus_sqlite_run (self->connection, statement, "write the history", error);
}

static gboolean
exchange_parts (NexusSqliteApply  *self,
                NexusUndoStep     *step,
                gboolean           redo,
                GError           **error)
{
  gint64 id = (gint64) nexus_undo_step_get_id (step);
  g_autoptr(GArray) contents = g_array_new (FALSE, FALSE, sizeof (gint64));
  gint64 n_parts;

  if (!_nexus_sqlite_steps_count (self, id, &n_parts, error) || !forget_contents (self, id, error))
    return FALSE;

  for (gint64 i = 1; i <= n_parts; i++)
    {
      gint64 part = (gint64) ((guint64) id << NEXUS_SQLITE_PART_BITS) + (redo ? i : n_parts - i + 1);
      g_autoptr(GByteArray) data = NULL;

      if (!_nexus_sqlite_apply_check_cancelled (self, error) ||
          !_nexus_sqlite_steps_load_part (self, part, &data, error) ||
          !_nexus_sqlite_exchange (self, step, redo, &data, contents, error) ||
          !_nexus_sqlite_steps_put_part (self, part, data, error))
        return FALSE;

      for (guint j = 0; j < contents->len; j++)
        if (!_nexus_sqlite_steps_hold (self, id, g_array_index (contents, gint64, j), error))
          return FALSE;
      g_array_set_size (contents, 0);
    }

  return TRUE;
}

/* Whether all that the step has changed is as it was left, or as later parts of it will leave it: CONFLICT if not. */
static gboolean
look_at_parts (NexusSqliteApply  *self,
               NexusUndoStep     *step,
               GError           **error)
{
  gint64 id = (gint64) nexus_undo_step_get_id (step);
  g_autoptr(GHashTable) changed = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_autoptr(GHashTable) coming = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  NexusSqliteLater later = { changed, coming };
  gint64 n_parts;

  if (!_nexus_sqlite_steps_count (self, id, &n_parts, error))
    return FALSE;

  for (gint64 i = n_parts; i > 0; i--)
    {
      g_autoptr(GByteArray) data = NULL;

      if (!_nexus_sqlite_apply_check_cancelled (self, error) ||
          !_nexus_sqlite_steps_load_part (self, (gint64) ((guint64) id << NEXUS_SQLITE_PART_BITS) + i, &data, error) ||
          !_nexus_sqlite_exchange_check (self, step, data, &later, error))
        return FALSE;
    }

  return TRUE;
}

/* The newest step that can be undone.  All that was done after it has been undone already or was for good, so if something
 * that a step has changed is another now, that is for good too: the step could never be undone, and would be in the
 * way of all before it.  While there is something to do again, it only is passed over: doing that may put it right. */
static NexusUndoStep *
find_next (NexusSqliteApply  *self,
           GError           **error)
{
  g_autoptr(GError) first = NULL;
  guint64 before = G_MAXUINT64;
  gboolean any_undone;

  if (!_nexus_sqlite_steps_any_undone (self, &any_undone, error))
    return NULL;

  for (;;)
    {
      g_autoptr(NexusUndoStep) step = NULL;
      g_autoptr(GError) local_error = NULL;

      step = _nexus_sqlite_steps_next (self, before, &local_error);
      if (step != NULL && look_at_parts (self, step, &local_error))
        return g_steal_pointer (&step);

      if (step == NULL && local_error == NULL)
        {
          if (first != NULL)
            g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _("There is nothing left to undo: %s"), first->message);
          else
            g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _("There is nothing to undo."));
          return NULL;
        }

      if (!g_error_matches (local_error, NEXUS_ERROR, NEXUS_ERROR_CONFLICT))
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return NULL;
        }

      if (!any_undone && !_nexus_sqlite_steps_give_up (self, step, error))
        return NULL;
      before = nexus_undo_step_get_id (step);
      if (first == NULL)
        first = g_steal_pointer (&local_error);
    }
}

static gboolean
turn (NexusSqliteApply  *self,
      NexusMutation     *mutation,
      gboolean           redo,
      GError           **error)
{
  g_autoptr(NexusUndoStep) step = NULL;

  /* What an undo does is in the history already. */
  _nexus_sqlite_journal_end (self->journal);

  step = mutation->step == 0 && !redo ? find_next (self, error)
                                      : _nexus_sqlite_steps_find (self, mutation->step, redo, error);
  if (step == NULL ||
      !_nexus_sqlite_totals_write (self, self->pending, error) ||
      !exchange_parts (self, step, redo, error) ||
      !keep_ids (self, error))
    return FALSE;

  g_clear_object (&mutation->undo_step);
  mutation->undo_step = _nexus_sqlite_steps_turn (self, step, redo, error);

  return mutation->undo_step != NULL;
}

gboolean
_nexus_sqlite_apply_undo (NexusSqliteApply  *self,
                          NexusMutation     *mutation,
                          GError           **error)
{
  return turn (self, mutation, FALSE, error);
}

gboolean
_nexus_sqlite_apply_redo (NexusSqliteApply  *self,
                          NexusMutation     *mutation,
                          GError           **error)
{
  return turn (self, mutation, TRUE, error);
}
