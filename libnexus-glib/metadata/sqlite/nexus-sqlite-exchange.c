/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "nexus-error.h"
#include "nexus-sqlite-error-private.h"
#include "nexus-sqlite-undo-private.h"

/* Undoing a part exchanges rows: each becomes again what it was, and what it is now is noted in its place, so that
 * doing it again is the same thing once more.
 *
 *   read the part ──► look at each row: is it as it was left?  no ──► CONFLICT
 *        ──► what belongs to nodes goes ──► nodes come, move, change, go ──► what belongs to nodes comes
 *        ──► tell of it ──► the part that undoes this
 *
 * All within the transaction that the writer has begun: a conflict found late rolls back what was done before. */

static void
exchanged_free (gpointer data)
{
  NexusSqliteExchanged *row = data;

  g_clear_pointer (&row->now, g_byte_array_unref);
  g_free (row->old_path);
  g_free (row);
}

static void
exchange_clear (NexusSqliteExchange *self)
{
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_pointer (&self->nodes, g_hash_table_unref);
  g_clear_pointer (&self->directories, g_hash_table_unref);
  g_clear_pointer (&self->data, g_byte_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (NexusSqliteExchange, exchange_clear)

gboolean
_nexus_sqlite_exchange_refuse (NexusSqliteExchange  *self,
                               const char           *what,
                               const char           *format,
                               GError              **error)
{
  const char *path = nexus_undo_step_get_path (self->step);
  g_autoptr(GString) message = g_string_new (format);

  g_string_replace (message, "%1", what != NULL && what[0] != '\0' ? what : path != NULL ? path : "/", 0);
  g_set_error (error, NEXUS_ERROR, NEXUS_ERROR_CONFLICT,
               self->redo ? _("“%s” cannot be done again: %s") : _("“%s” cannot be undone: %s"),
               nexus_undo_step_get_description (self->step), message->str);

  return FALSE;
}

/* --- Reading the part --- */

static NexusSqliteExchanged *
add_row (NexusSqliteExchange *self,
         NexusSqliteTable     table,
         gint64               a,
         gint64               b,
         const char          *text)
{
  NexusSqliteExchanged *row = g_new0 (NexusSqliteExchanged, 1);

  row->table = table;
  row->a = a;
  row->b = b;
  row->text = text;
  g_ptr_array_add (self->rows, row);
  if (table == NEXUS_SQLITE_NODES)
    g_hash_table_insert (self->nodes, &row->a, row);

  return row;
}

static void
set_now (NexusSqliteExchanged *row,
         GByteArray           *now)
{
  NexusSqliteScan scan = _nexus_sqlite_scan_begin (now->data, now->len);

  row->now = now;
  _nexus_sqlite_scan_row (&scan, _nexus_sqlite_table_infos[row->table].n_columns, row->was);
}

static guint64
now_sum (const NexusSqliteExchanged *row)
{
  return _nexus_sqlite_row_sum (row->now);
}

/* All rows of one table that belong to a node that is to go. */
static gboolean
add_extras (NexusSqliteExchange  *self,
            NexusSqliteTable      table,
            const char           *sql,
            gint64                node,
            guint32              *check,
            GError              **error)
{
  const NexusSqliteTableInfo *info = &_nexus_sqlite_table_infos[table];
  nexus_auto_reset sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (self->apply->connection, sql, error);
  gboolean found;

  if (statement == NULL)
    return FALSE;

  _nexus_sqlite_bind (statement, "i", node);
  for (;;)
    {
      NexusSqliteExchanged *row;
      GByteArray *now;

      if (!_nexus_sqlite_step (self->apply->connection, statement, &found, "read rows", error))
        return FALSE;
      if (!found)
        return TRUE;

      now = g_byte_array_sized_new (96);
      _nexus_sqlite_put_row (now, statement, info->n_columns);
      row = add_row (self, table, node, 0, NULL);
      set_now (row, now);
      if (info->has_b)
        row->b = row->was[1].number;
      if (info->has_text)
        row->text = row->was[1].data;
      row->expects = TRUE;
      row->sum = now_sum (row);
      if (check != NULL)
        *check ^= _nexus_sqlite_fold_sum (row->sum);
    }
}

static const char *
name_now (const NexusSqliteExchanged *row)
{
  if (row->table != NEXUS_SQLITE_NODES)
    return NULL;
  if (row->now != NULL)
    return row->was[NEXUS_SQLITE_COLUMN_NAME].data;

  return row->has_target ? row->target[NEXUS_SQLITE_COLUMN_NAME].data : NULL;
}

static gboolean
refuse_changed (NexusSqliteExchange   *self,
                NexusSqliteExchanged  *row,
                GError               **error)
{
  gint64 node = row->table == NEXUS_SQLITE_TAGS || row->table == NEXUS_SQLITE_SEARCHES ? 0 : row->a;
  g_autofree char *path = NULL;
  const char *name = name_now (row);

  if (row->table == NEXUS_SQLITE_TAGS)
    return _nexus_sqlite_exchange_refuse (self, row->now != NULL ? row->was[1].data : row->has_target ? row->target[1].data : NULL,
                                          _("the tag “%1” has changed since."), error);
  if (row->table == NEXUS_SQLITE_SEARCHES)
    return _nexus_sqlite_exchange_refuse (self, row->text, _("the search “%1” has changed since."), error);

  if (node != 0)
    {
      g_auto(NexusSqliteNode) current = { 0 };
      gboolean found, trashed;

      if (!_nexus_sqlite_node_load (self->apply->connection, node, &current, &found, "/", error))
        return FALSE;
      if (found)
        path = _nexus_sqlite_build_path (self->apply->connection, &current, &trashed, NULL);
      else
        return _nexus_sqlite_exchange_refuse (self, name, _("“%1” has been deleted for good since."), error);
    }

  return _nexus_sqlite_exchange_refuse (self, path != NULL ? path : name, _("“%1” has changed since."), error);
}

/* Parts that are undone before this one put it right first. */
static gboolean
comes_later (NexusSqliteExchange *self,
             NexusSqliteTable     table,
             gint64               a)
{
  return self->later != NULL && table != NEXUS_SQLITE_TAGS && table != NEXUS_SQLITE_SEARCHES &&
         g_hash_table_contains (self->later->changed, &a);
}

/* A run of nodes that were new, and are to go. */
static gboolean
read_new (NexusSqliteExchange  *self,
          NexusSqliteScan      *scan,
          GError              **error)
{
  gint64 first = _nexus_sqlite_scan_int (scan);
  gint64 length = _nexus_sqlite_scan_int (scan);

  for (gint64 i = 0; i < length && !scan->broken; i++)
    {
      guint32 wanted = _nexus_sqlite_scan_half (scan);
      guint32 check, extras = 0;
      NexusSqliteExchanged *row;
      GByteArray *now = NULL;
      gint64 id = first + i;

      if (wanted == 0 || scan->broken || comes_later (self, NEXUS_SQLITE_NODES, id))
        continue;
      if (!_nexus_sqlite_load_row (self->apply->connection, NEXUS_SQLITE_NODES, id, 0, NULL, &now, error))
        return FALSE;

      row = add_row (self, NEXUS_SQLITE_NODES, id, 0, NULL);
      row->expects = TRUE;
      if (now == NULL)
        return refuse_changed (self, row, error);
      set_now (row, now);
      row->sum = now_sum (row);

      if ((row->was[NEXUS_SQLITE_COLUMN_N_ATTRIBUTES].number > 0 &&
           !add_extras (self, NEXUS_SQLITE_ATTRIBUTES, "SELECT node, key, value, sum FROM attributes WHERE node = ?1",
                        id, &extras, error)) ||
          (row->was[NEXUS_SQLITE_COLUMN_N_TAGS].number > 0 &&
           !add_extras (self, NEXUS_SQLITE_NODE_TAGS, "SELECT node, tag, sum FROM node_tags WHERE node = ?1",
                        id, &extras, error)) ||
          (row->was[NEXUS_SQLITE_COLUMN_KIND].number == NEXUS_KIND_DIRECTORY &&
           !add_extras (self, NEXUS_SQLITE_QUOTAS,
                        "SELECT node, hard_bytes, soft_bytes, hard_entries, soft_entries, sum FROM quotas WHERE node = ?1",
                        id, &extras, error)) ||
          (row->was[NEXUS_SQLITE_COLUMN_VERSION].number > 1 &&
           !add_extras (self, NEXUS_SQLITE_VERSIONS,
                        "SELECT node, number, content, size, modified_ns, sum FROM versions WHERE node = ?1",
                        id, NULL, error)) ||
          (row->was[NEXUS_SQLITE_COLUMN_PARENT].number == NEXUS_SQLITE_TRASH &&
           !add_extras (self, NEXUS_SQLITE_TRASHED,
                        "SELECT node, original_path, deleted_ns, sum FROM trash WHERE node = ?1", id, NULL, error)))
        return FALSE;

      check = _nexus_sqlite_fold_sum (row->sum) ^ extras;
      if (check == 0)
        check = 1;
      if (check != wanted)
        return refuse_changed (self, row, error);
    }

  return TRUE;
}

static gboolean
read_row (NexusSqliteExchange  *self,
          NexusSqliteScan      *scan,
          NexusSqliteTable      table,
          GError              **error)
{
  const NexusSqliteTableInfo *info = &_nexus_sqlite_table_infos[table];
  guint8 flags = scan->p < scan->end ? *scan->p++ : 0;
  gint64 a = info->has_a ? _nexus_sqlite_scan_int (scan) : 0;
  gint64 b = info->has_b ? _nexus_sqlite_scan_int (scan) : 0;
  const char *text = info->has_text ? _nexus_sqlite_scan_text (scan) : NULL;
  NexusSqliteExchanged *row;
  GByteArray *now = NULL;

  if (scan->broken)
    return TRUE;

  row = add_row (self, table, a, b, text);
  row->has_target = (flags & 1) != 0;
  row->expects = (flags & 2) != 0;
  if (row->has_target)
    _nexus_sqlite_scan_row (scan, info->n_columns, row->target);
  if (row->expects)
    row->sum = _nexus_sqlite_scan_word (scan);
  if (scan->broken)
    return TRUE;

  if (!_nexus_sqlite_load_row (self->apply->connection, table, a, b, text, &now, error))
    return FALSE;
  if (now != NULL)
    set_now (row, now);

  if (comes_later (self, table, a))
    return TRUE;
  if (row->expects != (row->now != NULL) || (row->now != NULL && row->sum != now_sum (row)))
    return refuse_changed (self, row, error);

  return TRUE;
}

static gboolean
read_part (NexusSqliteExchange  *self,
           GError              **error)
{
  NexusSqliteScan scan = _nexus_sqlite_scan_begin (self->data->data, self->data->len);
  guint n_read = 0;

  while (scan.p < scan.end && !scan.broken)
    {
      guint8 mark = *scan.p++;

      if (n_read++ % 256 == 0 && !_nexus_sqlite_apply_check_cancelled (self->apply, error))
        return FALSE;
      if (mark == NEXUS_SQLITE_JOURNAL_NEW)
        {
          if (!read_new (self, &scan, error))
            return FALSE;
        }
      else if (mark < NEXUS_SQLITE_N_TABLES)
        {
          if (!read_row (self, &scan, (NexusSqliteTable) mark, error))
            return FALSE;
        }
      else
        {
          scan.broken = TRUE;
        }
    }

  if (scan.broken)
    _nexus_sqlite_set_corrupt (error, _("the history"));

  return !scan.broken;
}

/* --- What is not a node --- */

static gboolean
remove_row (NexusSqliteExchange         *self,
            const NexusSqliteExchanged  *row,
            GError                     **error)
{
  sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (self->apply->connection,
                                                              _nexus_sqlite_table_infos[row->table].remove, error);

  if (statement == NULL)
    return FALSE;

  _nexus_sqlite_bind_key (statement, row->table, row->a, row->b, row->text);

  return _nexus_sqlite_run (self->apply->connection, statement, "undo a change", error);
}

static gboolean
write_row (NexusSqliteExchange         *self,
           const NexusSqliteExchanged  *row,
           GError                     **error)
{
  const NexusSqliteTableInfo *info = &_nexus_sqlite_table_infos[row->table];
  sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (self->apply->connection, info->write, error);

  if (statement == NULL)
    return FALSE;

  _nexus_sqlite_bind_row (statement, info->n_columns, row->target);

  return _nexus_sqlite_run (self->apply->connection, statement, "undo a change", error);
}

static gboolean
has_rows (NexusSqliteExchange  *self,
          const char           *sql,
          gint64                number,
          const char           *text,
          gboolean             *has,
          GError              **error)
{
  nexus_auto_reset sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (self->apply->connection, sql, error);

  if (statement == NULL)
    return FALSE;

  _nexus_sqlite_bind (statement, text != NULL ? "it" : "i", number, text);

  return _nexus_sqlite_step (self->apply->connection, statement, has, "look for rows", error);
}

/* Tags: each first takes a name that nobody can have, so that they may swap names. */
static gboolean
exchange_tags (NexusSqliteExchange  *self,
               GError              **error)
{
  static const char sql_park[] = "UPDATE tags SET name = ?2 WHERE id = ?1";

  for (guint i = 0; i < self->rows->len; i++)
    {
      NexusSqliteExchanged *row = g_ptr_array_index (self->rows, i);
      g_autofree char *name = NULL;
      sqlite3_stmt *statement;
      gboolean used;

      if (row->table != NEXUS_SQLITE_TAGS || row->now == NULL)
        continue;

      if (!row->has_target)
        {
          if (!has_rows (self, "SELECT 1 FROM node_tags WHERE tag = ?1", row->a, NULL, &used, error))
            return FALSE;
          /* Somebody else has come to use it: then it stays. */
          row->settled = used;
          if (!used && (!remove_row (self, row, error) || !_nexus_sqlite_apply_keep_tag (self->apply, row->a, error)))
            return FALSE;
          continue;
        }

      name = g_strdup_printf ("\001%" G_GINT64_FORMAT, row->a);
      statement = _nexus_sqlite_connection_prepare (self->apply->connection, sql_park, error);
      if (statement == NULL)
        return FALSE;
      _nexus_sqlite_bind (statement, "it", row->a, name);
      if (!_nexus_sqlite_run (self->apply->connection, statement, "undo a change", error))
        return FALSE;
    }

  for (guint i = 0; i < self->rows->len; i++)
    {
      NexusSqliteExchanged *row = g_ptr_array_index (self->rows, i);
      const char *name = row->target[1].data;
      gboolean taken;

      if (row->table != NEXUS_SQLITE_TAGS || !row->has_target)
        continue;
      if (!has_rows (self, "SELECT 1 FROM tags WHERE id <> ?1 AND name = ?2", row->a, name, &taken, error))
        return FALSE;
      if (taken)
        return _nexus_sqlite_exchange_refuse (self, name, _("there is another tag “%1” now."), error);
      if (!write_row (self, row, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
remove_extras (NexusSqliteExchange  *self,
               GError              **error)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      const NexusSqliteExchanged *row = g_ptr_array_index (self->rows, i);

      if (row->table != NEXUS_SQLITE_NODES && row->table != NEXUS_SQLITE_TAGS &&
          row->now != NULL && !row->has_target && !remove_row (self, row, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
write_extras (NexusSqliteExchange  *self,
              GError              **error)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      NexusSqliteExchanged *row = g_ptr_array_index (self->rows, i);
      gboolean there;

      if (row->table == NEXUS_SQLITE_NODES || row->table == NEXUS_SQLITE_TAGS || !row->has_target)
        continue;

      if (row->table == NEXUS_SQLITE_NODE_TAGS)
        {
          if (!has_rows (self, "SELECT 1 FROM tags WHERE id = ?1", row->b, NULL, &there, error))
            return FALSE;
          if (!there)
            return _nexus_sqlite_exchange_refuse (self, NULL, _("a tag of “%1” has been deleted since."), error);
        }
      if (row->table == NEXUS_SQLITE_QUOTAS)
        {
          if (!has_rows (self, "SELECT 1 FROM nodes WHERE id = ?1", row->a, NULL, &there, error))
            return FALSE;
          if (!there)
            return refuse_changed (self, row, error);
        }
      if (!write_row (self, row, error))
        return FALSE;
    }

  return TRUE;
}

/* --- The way back --- */

/* A content that this brings to an end must stay for as long as it can be brought back. */
static void
add_content (const NexusSqliteExchanged *row,
             GArray                     *contents)
{
  guint column;

  if (row->now == NULL || (row->table != NEXUS_SQLITE_NODES && row->table != NEXUS_SQLITE_VERSIONS))
    return;

  column = row->table == NEXUS_SQLITE_NODES ? NEXUS_SQLITE_COLUMN_CONTENT : NEXUS_SQLITE_COLUMN_VERSION_CONTENT;
  if (row->was[column].type != SQLITE_INTEGER ||
      (row->has_target && row->target[column].number == row->was[column].number))
    return;

  g_array_append_val (contents, row->was[column].number);
}

static GByteArray *
write_part (NexusSqliteExchange *self,
            GArray              *contents)
{
  GByteArray *part = g_byte_array_new ();

  for (guint i = 0; i < self->rows->len; i++)
    {
      const NexusSqliteExchanged *row = g_ptr_array_index (self->rows, i);
      const NexusSqliteTableInfo *info = &_nexus_sqlite_table_infos[row->table];
      gboolean expects = row->has_target || row->settled;

      _nexus_sqlite_put_step_row (part, row->table, row->a, row->b, row->text, row->now, expects);
      if (expects)
        _nexus_sqlite_put_word (part, row->settled ? now_sum (row)
                                                   : (guint64) row->target[info->n_columns - 1].number);
      add_content (row, contents);
    }

  return part;
}

static void
exchange_init (NexusSqliteExchange *self,
               GByteArray          *data)
{
  self->data = g_byte_array_ref (data);
  self->rows = g_ptr_array_new_with_free_func (exchanged_free);
  self->nodes = g_hash_table_new (g_int64_hash, g_int64_equal);
  self->directories = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
}

/* What comes back needs the directory that it was in, and a quota the one that it was of. */
static gboolean
check_directory (NexusSqliteExchange   *self,
                 NexusSqliteExchanged  *row,
                 NexusSqliteLater      *later,
                 GError               **error)
{
  const NexusSqliteValue *parent = &row->target[NEXUS_SQLITE_COLUMN_PARENT];
  const gint64 *needed = row->table == NEXUS_SQLITE_QUOTAS ? &row->a : &parent->number;
  const NexusSqliteExchanged *above;
  gboolean there;

  if (!row->has_target ||
      (row->table != NEXUS_SQLITE_QUOTAS && (row->table != NEXUS_SQLITE_NODES || parent->type != SQLITE_INTEGER)))
    return TRUE;

  above = g_hash_table_lookup (self->nodes, needed);
  if ((above != NULL && above->has_target) || g_hash_table_contains (later->coming, needed))
    return TRUE;
  if (!has_rows (self, "SELECT 1 FROM nodes WHERE id = ?1", *needed, NULL, &there, error))
    return FALSE;
  if (!there && row->table == NEXUS_SQLITE_QUOTAS)
    return refuse_changed (self, row, error);
  if (!there)
    return _nexus_sqlite_exchange_refuse (self, row->target[NEXUS_SQLITE_COLUMN_NAME].data,
                                          _("the directory of “%1” is gone."), error);

  return TRUE;
}

gboolean
_nexus_sqlite_exchange_check (NexusSqliteApply  *apply,
                              NexusUndoStep     *step,
                              GByteArray        *data,
                              NexusSqliteLater  *later,
                              GError           **error)
{
  g_auto(NexusSqliteExchange) self = { .apply = apply, .step = step, .later = later };

  exchange_init (&self, data);
  if (!read_part (&self, error))
    return FALSE;

  for (guint i = 0; i < self.rows->len; i++)
    if (!check_directory (&self, g_ptr_array_index (self.rows, i), later, error))
      return FALSE;

  for (guint i = 0; i < self.rows->len; i++)
    {
      const NexusSqliteExchanged *row = g_ptr_array_index (self.rows, i);

      /* No part that was written earlier knows of nodes that are new in this one. */
      if (row->table == NEXUS_SQLITE_TAGS || row->table == NEXUS_SQLITE_SEARCHES || (row->expects && !row->has_target))
        continue;
      g_hash_table_add (later->changed, g_memdup2 (&row->a, sizeof row->a));
      if (row->table == NEXUS_SQLITE_NODES && !row->expects)
        g_hash_table_add (later->coming, g_memdup2 (&row->a, sizeof row->a));
    }

  return TRUE;
}

gboolean
_nexus_sqlite_exchange (NexusSqliteApply  *apply,
                        NexusUndoStep     *step,
                        gboolean           redo,
                        GByteArray       **data,
                        GArray            *contents,
                        GError           **error)
{
  g_auto(NexusSqliteExchange) self = { .apply = apply, .step = step, .redo = redo };

  exchange_init (&self, *data);
  if (!read_part (&self, error) ||
      !_nexus_sqlite_exchange_look (&self, error) ||
      !remove_extras (&self, error) ||
      !exchange_tags (&self, error) ||
      !_nexus_sqlite_exchange_nodes (&self, error) ||
      !write_extras (&self, error) ||
      !_nexus_sqlite_exchange_tell (&self, error))
    return FALSE;

  g_byte_array_unref (*data);
  *data = write_part (&self, contents);

  return TRUE;
}
