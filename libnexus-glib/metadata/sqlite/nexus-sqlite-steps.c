/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "nexus-error.h"
#include "nexus-sqlite-error-private.h"
#include "nexus-sqlite-node-private.h"
#include "nexus-sqlite-sum-private.h"
#include "nexus-sqlite-undo-private.h"

/* The history of what was done, which all processes share.  A step is written in the transaction that it is about. */

/* So many are kept and a few more: one is not worth the look. */
#define TRIM_EVERY 64
#define DAY_NS (G_GINT64_CONSTANT (24) * 3600 * 1000000000)

/* What the statements below say of states. */
G_STATIC_ASSERT (NEXUS_UNDO_STATE_DONE == 0 && NEXUS_UNDO_STATE_FINAL > NEXUS_UNDO_STATE_DONE);

#define FIRST_PART(step) ((gint64) ((guint64) (step) << NEXUS_SQLITE_PART_BITS))

/* What a step says it is. */
typedef struct {
  int         kind;
  const char *path;
  const char *other;
  const char *key;
  gint64      count;
} Subject;

/* The one that the others go along with: what was asked for comes last, and then its facts. */
static const NexusMutation *
main_mutation (NexusTransaction *transaction)
{
  for (guint i = transaction->mutations->len; i > 0; i--)
    {
      const NexusMutation *mutation = g_ptr_array_index (transaction->mutations, i - 1);

      if (mutation->kind != NEXUS_MUTATION_SET_FACTS)
        return mutation;
    }

  return g_ptr_array_index (transaction->mutations, transaction->mutations->len - 1);
}

static void
find_subject (NexusSqliteApply *self,
              Subject          *subject)
{
  NexusTransaction *transaction = self->transaction;
  const NexusMutation *mutation = main_mutation (transaction);

  subject->path = mutation->path != NULL ? mutation->path : self->step_path;
  if (transaction->group != NULL)
    {
      subject->kind = transaction->group->kind;
      if (transaction->group->path != NULL)
        subject->path = transaction->group->path;
      subject->other = transaction->group->other;
      subject->key = transaction->description;
      subject->count = transaction->mutations->len;
    }
  else if (transaction->is_batch)
    {
      subject->kind = NEXUS_STEP_BATCH;
      subject->key = transaction->description;
      subject->count = transaction->mutations->len;
    }
  else
    {
      subject->kind = (int) mutation->kind;
      subject->other = mutation->destination;
      subject->key = mutation->key;
      subject->count = mutation->version;
    }
}

/* What has been undone cannot be done again once something else is done. */
static gboolean
forget_undone (NexusSqliteApply  *self,
               GError           **error)
{
  static const char sql_find[] = "SELECT id FROM steps WHERE undone > 0";
  static const char sql_parts[] = "DELETE FROM step_parts WHERE id BETWEEN ?1 AND ?2";
  static const char sql_steps[] = "DELETE FROM steps WHERE id = ?1";
  g_autoptr(GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  sqlite3_stmt *statement;
  gboolean row;

  if (!self->may_redo)
    return TRUE;

  statement = _nexus_sqlite_connection_prepare (self->connection, sql_find, error);
  if (statement == NULL)
    return FALSE;
  for (;;)
    {
      gint64 id;

      if (!_nexus_sqlite_step (self->connection, statement, &row, "read the history", error))
        return FALSE;
      if (!row)
        break;
      id = sqlite3_column_int64 (statement, 0);
      g_array_append_val (ids, id);
    }

  for (guint i = 0; i < ids->len; i++)
    {
      gint64 id = g_array_index (ids, gint64, i);

      statement = _nexus_sqlite_connection_prepare (self->connection, sql_parts, error);
      if (statement == NULL)
        return FALSE;
      _nexus_sqlite_bind (statement, "ii", FIRST_PART (id), FIRST_PART (id) + NEXUS_SQLITE_PART_MASK);
      if (!_nexus_sqlite_run (self->connection, statement, "write the history", error))
        return FALSE;

      statement = _nexus_sqlite_connection_prepare (self->connection, sql_steps, error);
      if (statement == NULL)
        return FALSE;
      _nexus_sqlite_bind (statement, "i", id);
      if (!_nexus_sqlite_run (self->connection, statement, "write the history", error))
        return FALSE;
    }
  self->may_redo = FALSE;

  return TRUE;
}

static gboolean
trim (NexusSqliteApply  *self,
      GError           **error)
{
  static const char sql_last[] =
    "SELECT max (ifnull ((SELECT id FROM steps ORDER BY id DESC LIMIT 1 OFFSET ?1), 0),"
    " ifnull ((SELECT max (id) FROM steps WHERE time_ns < ?2), 0))";
  static const char sql_parts[] = "DELETE FROM step_parts WHERE id < ?1";
  static const char sql_steps[] = "DELETE FROM steps WHERE id <= ?1";
  const NexusStepGroup *group = self->transaction->group;
  sqlite3_stmt *statement;
  gboolean row;
  gint64 last;

  if (self->n_steps++ % MIN (TRIM_EVERY, self->undo_limit) != 0)
    return TRUE;

  statement = _nexus_sqlite_connection_prepare (self->connection, sql_last, error);
  if (statement == NULL)
    return FALSE;
  _nexus_sqlite_bind (statement, "ii", (gint64) self->undo_limit - 1,
                      self->undo_days > 0 ? self->now_ns - self->undo_days * DAY_NS : G_MININT64);
  if (!_nexus_sqlite_step (self->connection, statement, &row, "read the history", error))
    return FALSE;
  last = row ? sqlite3_column_int64 (statement, 0) : 0;
  sqlite3_reset (statement);
  /* What goes on is not taken away under its hands. */
  if (group != NULL && group->id != 0)
    last = MIN (last, group->id - 1);
  if (last == 0)
    return TRUE;

  statement = _nexus_sqlite_connection_prepare (self->connection, sql_parts, error);
  if (statement == NULL)
    return FALSE;
  _nexus_sqlite_bind (statement, "i", FIRST_PART ((guint64) last + 1));
  if (!_nexus_sqlite_run (self->connection, statement, "trim the history", error))
    return FALSE;

  statement = _nexus_sqlite_connection_prepare (self->connection, sql_steps, error);
  if (statement == NULL)
    return FALSE;
  _nexus_sqlite_bind (statement, "i", last);

  return _nexus_sqlite_run (self->connection, statement, "trim the history", error);
}

/* Of a group that has a step already, which nobody has undone meanwhile. */
static gboolean
continue_group (NexusSqliteApply  *self,
                const Subject     *subject,
                gboolean           final,
                gint64            *id,
                GError           **error)
{
  static const char sql[] =
    "UPDATE steps SET count = count + ?3, state = max (state, ?4) WHERE id = ?1 AND token = ?2 AND undone = 0";
  NexusStepGroup *group = self->transaction->group;
  sqlite3_stmt *statement;

  *id = 0;
  if (group == NULL || group->id == 0)
    return TRUE;

  statement = _nexus_sqlite_connection_prepare (self->connection, sql, error);
  if (statement == NULL)
    return FALSE;

  _nexus_sqlite_bind (statement, "ibii", group->id, group->token, sizeof group->token, subject->count,
                      (gint64) (final ? NEXUS_UNDO_STATE_FINAL : NEXUS_UNDO_STATE_DONE));
  if (!_nexus_sqlite_run (self->connection, statement, "write the history", error))
    return FALSE;
  if (sqlite3_changes (self->connection->db) > 0)
    *id = group->id;

  return TRUE;
}

static gboolean
begin_step (NexusSqliteApply  *self,
            const Subject     *subject,
            gboolean           final,
            gint64            *id,
            GError           **error)
{
  static const char sql[] =
    "INSERT INTO steps (kind, path, other, key, count, time_ns, state, undone, token)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 0, ?8)";
  NexusStepGroup *group = self->transaction->group;
  sqlite3_stmt *statement;

  statement = _nexus_sqlite_connection_prepare (self->connection, sql, error);
  if (statement == NULL)
    return FALSE;

  _nexus_sqlite_bind (statement, "itttiiib", (gint64) subject->kind, subject->path, subject->other, subject->key,
                      subject->count, self->now_ns,
                      (gint64) (final ? NEXUS_UNDO_STATE_FINAL : NEXUS_UNDO_STATE_DONE),
                      group != NULL ? group->token : NULL, group != NULL ? sizeof group->token : (gsize) 0);
  if (!_nexus_sqlite_run (self->connection, statement, "write the history", error))
    return FALSE;

  *id = sqlite3_last_insert_rowid (self->connection->db);
  if (group != NULL)
    group->id = *id;

  return TRUE;
}

gboolean
_nexus_sqlite_steps_write (NexusSqliteApply  *self,
                           GError           **error)
{
  g_auto(NexusSqliteJournalResult) result = { 0 };
  Subject subject = { 0 };
  gint64 id, n_parts = 0;

  if (self->transaction->unrecorded)
    return TRUE;
  if (!_nexus_sqlite_journal_take (self->connection, &result, error))
    return FALSE;
  if (result.parts->len == 0 && !result.final)
    return TRUE;

  find_subject (self, &subject);
  if (!forget_undone (self, error) || !trim (self, error) || !continue_group (self, &subject, result.final, &id, error))
    return FALSE;

  if (id == 0)
    {
      if (!begin_step (self, &subject, result.final, &id, error))
        return FALSE;
    }
  else if (!_nexus_sqlite_steps_count (self, id, &n_parts, error))
    return FALSE;

  for (guint i = 0; i < result.parts->len; i++)
    if (!_nexus_sqlite_steps_put_part (self, FIRST_PART (id) + n_parts + i + 1, g_ptr_array_index (result.parts, i), error))
      return FALSE;
  for (guint i = 0; i < result.contents->len; i++)
    if (!_nexus_sqlite_steps_hold (self, id, g_array_index (result.contents, gint64, i), error))
      return FALSE;

  return TRUE;
}

gboolean
_nexus_sqlite_steps_count (NexusSqliteApply  *self,
                           gint64             step,
                           gint64            *n_parts,
                           GError           **error)
{
  static const char sql[] = "SELECT max (id) FROM step_parts WHERE id BETWEEN ?1 AND ?2";
  nexus_auto_reset sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (self->connection, sql, error);
  gboolean row;

  if (statement == NULL)
    return FALSE;
  /* Ids count up from one; only a hostile database is at the end of them. */
  if (step < 0 || step >= G_MAXINT64 >> NEXUS_SQLITE_PART_BITS)
    {
      _nexus_sqlite_set_corrupt (error, "steps");
      return FALSE;
    }

  _nexus_sqlite_bind (statement, "ii", FIRST_PART (step), FIRST_PART (step) + NEXUS_SQLITE_PART_MASK);
  if (!_nexus_sqlite_step (self->connection, statement, &row, "read the history", error))
    return FALSE;
  *n_parts = row ? sqlite3_column_int64 (statement, 0) & NEXUS_SQLITE_PART_MASK : 0;

  return TRUE;
}

guint64
_nexus_sqlite_steps_sum (gint64      id,
                         const void *data,
                         gsize       size)
{
  return _nexus_sum_int (_nexus_sum_bytes ('p', data, size), (guint64) id);
}

gboolean
_nexus_sqlite_steps_put_part (NexusSqliteApply  *self,
                              gint64             id,
                              const GByteArray  *data,
                              GError           **error)
{
  static const char sql[] = "INSERT OR REPLACE INTO step_parts (id, data, sum) VALUES (?1, ?2, ?3)";
  sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (self->connection, sql, error);

  if (statement == NULL)
    return FALSE;

  _nexus_sqlite_bind (statement, "ibi", id, data->data, (gsize) data->len,
                      (gint64) _nexus_sqlite_steps_sum (id, data->data, data->len));

  return _nexus_sqlite_run (self->connection, statement, "write the history", error);
}

gboolean
_nexus_sqlite_steps_load_part (NexusSqliteApply  *self,
                               gint64             id,
                               GByteArray       **data,
                               GError           **error)
{
  static const char sql[] = "SELECT data, sum FROM step_parts WHERE id = ?1";
  nexus_auto_reset sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (self->connection, sql, error);
  g_autoptr(GByteArray) bytes = g_byte_array_new ();
  gboolean row;

  if (statement == NULL)
    return FALSE;

  _nexus_sqlite_bind (statement, "i", id);
  if (!_nexus_sqlite_step (self->connection, statement, &row, "read the history", error))
    return FALSE;

  if (row)
    {
      const void *blob = sqlite3_column_blob (statement, 0);

      if (blob != NULL)
        g_byte_array_append (bytes, blob, (guint) sqlite3_column_bytes (statement, 0));
    }
  if (!row || _nexus_sqlite_steps_sum (id, bytes->data, bytes->len) != (guint64) sqlite3_column_int64 (statement, 1))
    {
      _nexus_sqlite_set_corrupt (error, _("the history"));
      return FALSE;
    }
  *data = g_steal_pointer (&bytes);

  return TRUE;
}

gboolean
_nexus_sqlite_steps_hold (NexusSqliteApply  *self,
                          gint64             step,
                          gint64             content,
                          GError           **error)
{
  static const char sql[] = "INSERT INTO step_contents (step, content) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
  sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (self->connection, sql, error);

  if (statement == NULL)
    return FALSE;

  _nexus_sqlite_bind (statement, "ii", step, content);

  return _nexus_sqlite_run (self->connection, statement, "write the history", error);
}

/* --- Reading --- */

#define COLUMNS "id, kind, path, other, key, count, time_ns, state"

static NexusUndoStep *
read_step (sqlite3_stmt *statement)
{
  gint64 state = sqlite3_column_int64 (statement, 7);
  NexusUndoStepInit init = {
    .id = (guint64) sqlite3_column_int64 (statement, 0),
    .kind = sqlite3_column_int (statement, 1),
    .path = _nexus_sqlite_column_text (statement, 2),
    .other = _nexus_sqlite_column_text (statement, 3),
    .key = _nexus_sqlite_column_text (statement, 4),
    .count = (guint64) sqlite3_column_int64 (statement, 5),
    .time_ns = sqlite3_column_int64 (statement, 6),
    .state = state == NEXUS_UNDO_STATE_DONE || state == NEXUS_UNDO_STATE_UNDONE ? (NexusUndoState) state
                                                                                : NEXUS_UNDO_STATE_FINAL,
  };

  /* They are shown, and never gone to. */
  if (!_nexus_sqlite_path_is_good (init.path))
    init.path = NULL;
  if ((init.kind == NEXUS_MUTATION_MOVE || init.kind == NEXUS_MUTATION_COPY) && !_nexus_sqlite_path_is_good (init.other))
    init.other = NULL;

  return _nexus_undo_step_new (&init);
}

GPtrArray *
_nexus_sqlite_steps_list (NexusSqliteConnection  *connection,
                          guint                   max,
                          GError                **error)
{
  static const char sql[] = "SELECT " COLUMNS " FROM steps ORDER BY id DESC LIMIT ?1";
  nexus_auto_reset sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (connection, sql, error);
  g_autoptr(GPtrArray) steps = g_ptr_array_new_with_free_func (g_object_unref);
  gboolean row;

  if (statement == NULL)
    return NULL;

  _nexus_sqlite_bind (statement, "i", (gint64) max);
  for (;;)
    {
      if (!_nexus_sqlite_step (connection, statement, &row, "read the history", error))
        return NULL;
      if (!row)
        return g_steal_pointer (&steps);
      g_ptr_array_add (steps, read_step (statement));
    }
}

NexusUndoStep *
_nexus_sqlite_steps_next (NexusSqliteApply  *self,
                          guint64            before,
                          GError           **error)
{
  static const char sql[] =
    "SELECT " COLUMNS " FROM steps WHERE undone = 0 AND state = 0 AND id < ?1 ORDER BY id DESC LIMIT 1";
  nexus_auto_reset sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (self->connection, sql, error);
  gboolean row;

  if (statement == NULL)
    return NULL;

  _nexus_sqlite_bind (statement, "i", (gint64) MIN (before, (guint64) G_MAXINT64));
  if (!_nexus_sqlite_step (self->connection, statement, &row, "read the history", error))
    return NULL;

  return row ? read_step (statement) : NULL;
}

gboolean
_nexus_sqlite_steps_any_undone (NexusSqliteApply  *self,
                                gboolean          *any,
                                GError           **error)
{
  static const char sql[] = "SELECT 1 FROM steps WHERE undone > 0 LIMIT 1";
  nexus_auto_reset sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (self->connection, sql, error);

  return statement != NULL && _nexus_sqlite_step (self->connection, statement, any, "read the history", error);
}

gboolean
_nexus_sqlite_steps_give_up (NexusSqliteApply  *self,
                             NexusUndoStep     *step,
                             GError           **error)
{
  static const char sql_parts[] = "DELETE FROM step_parts WHERE id BETWEEN ?1 AND ?2";
  static const char sql_step[] = "UPDATE steps SET state = ?2 WHERE id = ?1";
  gint64 id = (gint64) nexus_undo_step_get_id (step);
  sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (self->connection, sql_parts, error);

  if (statement == NULL)
    return FALSE;
  _nexus_sqlite_bind (statement, "ii", FIRST_PART (id), FIRST_PART (id) + NEXUS_SQLITE_PART_MASK);
  if (!_nexus_sqlite_run (self->connection, statement, "write the history", error))
    return FALSE;

  /* The contents that it holds may be there for others too: they go when it is forgotten. */
  statement = _nexus_sqlite_connection_prepare (self->connection, sql_step, error);
  if (statement == NULL)
    return FALSE;
  _nexus_sqlite_bind (statement, "ii", id, (gint64) NEXUS_UNDO_STATE_FINAL);

  return _nexus_sqlite_run (self->connection, statement, "write the history", error);
}

NexusUndoStep *
_nexus_sqlite_steps_find (NexusSqliteApply  *self,
                          guint64            id,
                          gboolean           redo,
                          GError           **error)
{
  static const char sql_redo[] = "SELECT " COLUMNS " FROM steps WHERE undone > 0 ORDER BY undone DESC LIMIT 1";
  static const char sql_this[] = "SELECT " COLUMNS " FROM steps WHERE id = ?1";
  const char *sql = id != 0 ? sql_this : sql_redo;
  nexus_auto_reset sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (self->connection, sql, error);
  g_autoptr(NexusUndoStep) step = NULL;
  NexusUndoState state;
  gboolean row;

  if (statement == NULL)
    return NULL;

  if (id != 0)
    _nexus_sqlite_bind (statement, "i", (gint64) id);
  if (!_nexus_sqlite_step (self->connection, statement, &row, "read the history", error))
    return NULL;

  if (!row)
    {
      if (id != 0)
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                     _("The history has no step %" PRIu64 " (any more)."), id);
      else
        g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _("There is nothing to do again."));
      return NULL;
    }

  step = read_step (statement);
  state = nexus_undo_step_get_state (step);
  if (state == (redo ? NEXUS_UNDO_STATE_UNDONE : NEXUS_UNDO_STATE_DONE))
    return g_steal_pointer (&step);

  if (state == NEXUS_UNDO_STATE_FINAL)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, _("“%s” cannot be undone: it was for good."),
                 nexus_undo_step_get_description (step));
  else
    g_set_error (error, NEXUS_ERROR, NEXUS_ERROR_CONFLICT,
                 redo ? _("“%s” has not been undone, so that it cannot be done again.")
                      : _("“%s” has been undone already."),
                 nexus_undo_step_get_description (step));

  return NULL;
}

NexusUndoStep *
_nexus_sqlite_steps_turn (NexusSqliteApply  *self,
                          NexusUndoStep     *step,
                          gboolean           redo,
                          GError           **error)
{
  static const char sql_undo[] =
    "UPDATE steps SET state = ?2, undone = (SELECT ifnull (max (undone), 0) + 1 FROM steps WHERE undone > 0) WHERE id = ?1";
  static const char sql_redo[] = "UPDATE steps SET state = ?2, undone = 0 WHERE id = ?1";
  static const char sql_this[] = "SELECT " COLUMNS " FROM steps WHERE id = ?1";
  gint64 id = (gint64) nexus_undo_step_get_id (step);
  nexus_auto_reset sqlite3_stmt *reader = NULL;
  sqlite3_stmt *statement;
  gboolean row;

  statement = _nexus_sqlite_connection_prepare (self->connection, redo ? sql_redo : sql_undo, error);
  reader = _nexus_sqlite_connection_prepare (self->connection, sql_this, error);
  if (statement == NULL || reader == NULL)
    return NULL;

  _nexus_sqlite_bind (statement, "ii", id, (gint64) (redo ? NEXUS_UNDO_STATE_DONE : NEXUS_UNDO_STATE_UNDONE));
  _nexus_sqlite_bind (reader, "i", id);
  if (!_nexus_sqlite_run (self->connection, statement, "write the history", error) ||
      !_nexus_sqlite_step (self->connection, reader, &row, "read the history", error))
    return NULL;
  if (!row)
    {
      _nexus_sqlite_set_corrupt (error, _("the history"));
      return NULL;
    }
  self->may_redo = TRUE;

  return read_step (reader);
}
