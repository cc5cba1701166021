/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <string.h>

#include "nexus-attribute-json-private.h"
#include "nexus-sqlite-search-private.h"

/* Why in memory: an index of substrings in the database makes inserting four times slower, a scan of the database
 * takes a fifth of a second for a million names; looking through them in memory takes some milliseconds, in any order.
 * docs/performance.md has the figures.
 *
 * How it stays true: ids only grow, so what is new is all above the largest id that was read.  What happens to older
 * nodes is logged by triggers in search_log, in the transaction that does it, whichever process that is.  */

/* Marked rows are gone for good when there are more of them than of the others, and some. */
#define GONE_MIN 16384
/* So many nodes are read before the cancellable is looked at again: some 30 milliseconds. */
#define BATCH 32768
#define ACTION "read what is searched"

static GHashTable *
id_table_new (void)
{
  return g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
}

static void
clear (NexusSqliteSearchTable *self)
{
  g_clear_pointer (&self->rows, g_array_unref);
  g_clear_pointer (&self->names, _nexus_sqlite_texts_free);
  g_clear_pointer (&self->moved, g_hash_table_unref);
  g_clear_pointer (&self->values, g_array_unref);
  g_clear_pointer (&self->value_texts, _nexus_sqlite_texts_free);
  g_clear_pointer (&self->moved_values, g_hash_table_unref);
  g_clear_pointer (&self->type_numbers, g_hash_table_unref);
  g_clear_pointer (&self->types, g_ptr_array_unref);
  g_clear_pointer (&self->key_numbers, g_hash_table_unref);
  g_clear_pointer (&self->keys, g_ptr_array_unref);
}

static void
reset (NexusSqliteSearchTable *self)
{
  clear (self);
  self->rows = g_array_new (FALSE, FALSE, sizeof (NexusSqliteSearchRow));
  self->names = _nexus_sqlite_texts_new ();
  self->n_ordered = 0;
  self->moved = id_table_new ();
  self->n_gone = 0;
  self->values = g_array_new (FALSE, FALSE, sizeof (NexusSqliteSearchValue));
  self->value_texts = _nexus_sqlite_texts_new ();
  self->n_ordered_values = 0;
  self->moved_values = id_table_new ();
  self->types = g_ptr_array_new_with_free_func (g_free);
  self->type_numbers = g_hash_table_new (g_str_hash, g_str_equal);
  self->keys = g_ptr_array_new_with_free_func (g_free);
  self->key_numbers = g_hash_table_new (g_str_hash, g_str_equal);
  self->last_id = 0;
  self->last_seq = 0;
  self->broken = FALSE;
}

NexusSqliteSearchTable *
_nexus_sqlite_search_table_new (void)
{
  NexusSqliteSearchTable *self = g_new0 (NexusSqliteSearchTable, 1);

  reset (self);

  return self;
}

void
_nexus_sqlite_search_table_free (NexusSqliteSearchTable *self)
{
  clear (self);
  g_free (self);
}

/* The number of a text that many rows share. */
static guint
intern (GPtrArray  *texts,
        GHashTable *numbers,
        const char *text)
{
  gpointer number;
  char *copy;

  if (g_hash_table_lookup_extended (numbers, text, NULL, &number))
    return GPOINTER_TO_UINT (number);

  copy = g_strdup (text);
  g_ptr_array_add (texts, copy);
  g_hash_table_insert (numbers, copy, GUINT_TO_POINTER (texts->len - 1));

  return texts->len - 1;
}

/* The sign marks a row as gone and keeps the order. */
gint64
_nexus_sqlite_search_table_find (NexusSqliteSearchTable *self,
                                 gint64                  id)
{
  gpointer moved = g_hash_table_size (self->moved) > 0 ? g_hash_table_lookup (self->moved, &id) : NULL;
  gint64 low = 0, high = self->n_ordered;

  if (moved != NULL)
    return GPOINTER_TO_UINT (moved) - 1;

  /* Where it is if nothing before it was ever deleted. */
  if (id > 0 && id <= high && NEXUS_SQLITE_SEARCH_ROW (self, id - 1)->id == id)
    return id - 1;

  while (low < high)
    {
      gint64 middle = low + (high - low) / 2;

      if (ABS (NEXUS_SQLITE_SEARCH_ROW (self, middle)->id) < id)
        low = middle + 1;
      else
        high = middle;
    }

  return low < self->n_ordered && NEXUS_SQLITE_SEARCH_ROW (self, low)->id == id ? low : -1;
}

/* --- Values of attributes --- */

static void
append_value (NexusSqliteSearchTable *self,
              GString                *folded,
              gint64                  node,
              guint                   key,
              const char             *text)
{
  NexusSqliteSearchValue value = { node, key };

  g_string_truncate (folded, 0);
  _nexus_fold_append (folded, text);
  g_array_append_val (self->values, value);
  _nexus_sqlite_texts_append (self->value_texts, folded->str);
}

/* All that can be read in a value: each element of a list, each value in a dictionary. */
static void
append_variant (NexusSqliteSearchTable *self,
                GString                *folded,
                gint64                  node,
                guint                   key,
                GVariant               *value)
{
  g_autofree char *text = NULL;

  if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
    append_value (self, folded, node, key, g_variant_get_string (value, NULL));
  else if (g_variant_is_of_type (value, G_VARIANT_TYPE_VARIANT))
    {
      g_autoptr(GVariant) inner = g_variant_get_variant (value);

      append_variant (self, folded, node, key, inner);
    }
  else if (g_variant_is_of_type (value, G_VARIANT_TYPE_DICT_ENTRY))
    {
      g_autoptr(GVariant) inner = g_variant_get_child_value (value, 1);

      append_variant (self, folded, node, key, inner);
    }
  else if (g_variant_is_container (value))
    {
      for (gsize i = 0; i < g_variant_n_children (value); i++)
        {
          g_autoptr(GVariant) child = g_variant_get_child_value (value, i);

          append_variant (self, folded, node, key, child);
        }
    }
  else
    {
      text = g_variant_print (value, FALSE);
      append_value (self, folded, node, key, text);
    }
}

static void
append_json (NexusSqliteSearchTable *self,
             GString                *folded,
             gint64                  node,
             const char             *key_text,
             const char             *json)
{
  guint key = intern (self->keys, self->key_numbers, key_text);
  g_autoptr(GVariant) value = NULL;
  gsize length = strlen (json);

  /* Most are plain strings. */
  if (length >= 2 && json[0] == '"' && json[length - 1] == '"' && strchr (json, '\\') == NULL)
    {
      g_autofree char *text = g_strndup (json + 1, length - 2);

      append_value (self, folded, node, key, text);
      return;
    }

  /* What is damaged cannot be found; reading the entry reports it. */
  value = _nexus_attribute_from_json (json, NULL);
  if (value != NULL)
    append_variant (self, folded, node, key, value);
}

static gboolean
read_values (NexusSqliteSearchTable  *self,
             NexusSqliteConnection   *connection,
             sqlite3_stmt            *statement,
             GString                 *folded,
             GError                 **error)
{
  gboolean row;

  for (;;)
    {
      const char *key, *json;

      if (!_nexus_sqlite_step (connection, statement, &row, ACTION, error))
        return FALSE;
      if (!row)
        return TRUE;

      key = _nexus_sqlite_column_text (statement, 1);
      json = _nexus_sqlite_column_text (statement, 2);
      if (key != NULL && json != NULL)
        append_json (self, folded, sqlite3_column_int64 (statement, 0), key, json);
    }
}

/* The first value of the node, or the number of values if it has none. */
static guint
find_values (NexusSqliteSearchTable *self,
             gint64                  node)
{
  gpointer moved = g_hash_table_lookup (self->moved_values, &node);
  guint low = 0, high = self->n_ordered_values;

  if (moved != NULL)
    return GPOINTER_TO_UINT (moved) - 1;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (ABS (g_array_index (self->values, NexusSqliteSearchValue, middle).node) < node)
        low = middle + 1;
      else
        high = middle;
    }

  return low < self->n_ordered_values ? low : self->values->len;
}

static void
drop_values (NexusSqliteSearchTable *self,
             gint64                  node)
{
  for (guint i = find_values (self, node); i < self->values->len; i++)
    {
      NexusSqliteSearchValue *value = &g_array_index (self->values, NexusSqliteSearchValue, i);

      if (value->node != node)
        break;
      value->node = -node;
      self->n_gone++;
    }
  g_hash_table_remove (self->moved_values, &node);
}

static gboolean
reread_values (NexusSqliteSearchTable  *self,
               NexusSqliteConnection   *connection,
               gint64                   node,
               GString                 *folded,
               GError                 **error)
{
  static const char sql[] = "SELECT node, key, value FROM attributes WHERE node = ?1";
  nexus_auto_reset sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (connection, sql, error);
  guint first = self->values->len;

  if (statement == NULL)
    return FALSE;

  _nexus_sqlite_bind (statement, "i", node);
  if (!read_values (self, connection, statement, folded, error))
    return FALSE;
  if (self->values->len > first)
    g_hash_table_insert (self->moved_values, g_memdup2 (&node, sizeof node), GUINT_TO_POINTER (first + 1));

  return TRUE;
}

/* --- Rows --- */

#define COLUMNS "id, parent, name, kind, content, size, modified_ns, created_ns, content_type, n_attributes"

static guint
read_type (NexusSqliteSearchTable *self,
           const char             *content_type,
           const char             *folded)
{
  const char *dot;

  if (content_type != NULL)
    return intern (self->types, self->type_numbers, content_type);

  /* A dot at the beginning hides a file and begins no extension. */
  dot = strrchr (folded, '.');

  return intern (self->types, self->type_numbers, dot != NULL && dot > folded ? dot : "");
}

/* The current row of the statement; *n_attributes tells whether there is more to read. */
static gint64
append_row (NexusSqliteSearchTable *self,
            sqlite3_stmt           *statement,
            GString                *folded,
            gint64                 *n_attributes)
{
  const char *name = _nexus_sqlite_column_text (statement, 2);
  NexusSqliteSearchRow row = {
    .id = sqlite3_column_int64 (statement, 0),
    .parent = sqlite3_column_int64 (statement, 1),
    .kind = (guint8) sqlite3_column_int (statement, 3),
    .content = sqlite3_column_int64 (statement, 4),
    .size = (guint64) sqlite3_column_int64 (statement, 5),
    .modified_ns = sqlite3_column_int64 (statement, 6),
    .created_ns = sqlite3_column_int64 (statement, 7),
  };

  g_string_truncate (folded, 0);
  _nexus_fold_append (folded, name != NULL ? name : "");
  row.type = read_type (self, _nexus_sqlite_column_text (statement, 8), folded->str);
  g_array_append_val (self->rows, row);
  _nexus_sqlite_texts_append (self->names, folded->str);
  *n_attributes = sqlite3_column_int64 (statement, 9);

  return row.id;
}

static void
drop_row (NexusSqliteSearchTable *self,
          gint64                  id)
{
  gint64 row = _nexus_sqlite_search_table_find (self, id);

  if (row < 0)
    return;
  /* Below zero stands for gone; no id of ours is there. */
  NEXUS_SQLITE_SEARCH_ROW (self, row)->id = id > 0 ? -id : id;
  g_hash_table_remove (self->moved, &id);
  self->n_gone++;
}

static gboolean
reread_row (NexusSqliteSearchTable  *self,
            NexusSqliteConnection   *connection,
            gint64                   id,
            GString                 *folded,
            GError                 **error)
{
  static const char sql[] = "SELECT " COLUMNS " FROM nodes WHERE id = ?1";
  nexus_auto_reset sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (connection, sql, error);
  gint64 n_attributes;
  gboolean row;

  if (statement == NULL)
    return FALSE;

  drop_row (self, id);
  drop_values (self, id);

  _nexus_sqlite_bind (statement, "i", id);
  if (!_nexus_sqlite_step (connection, statement, &row, ACTION, error))
    return FALSE;
  if (!row)
    return TRUE;

  append_row (self, statement, folded, &n_attributes);
  g_hash_table_insert (self->moved, g_memdup2 (&id, sizeof id), GUINT_TO_POINTER (self->rows->len));

  return n_attributes == 0 || reread_values (self, connection, id, folded, error);
}

/* What was logged of nodes that are in the table.  Each is read as a whole, so that it can go on after an error. */
static gboolean
read_log (NexusSqliteSearchTable  *self,
          NexusSqliteConnection   *connection,
          GString                 *folded,
          GCancellable            *cancellable,
          GError                 **error)
{
  static const char sql[] = "SELECT DISTINCT node FROM search_log WHERE seq > ?1 AND node <= ?2";
  nexus_auto_reset sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (connection, sql, error);
  gboolean row;

  if (statement == NULL)
    return FALSE;

  _nexus_sqlite_bind (statement, "ii", self->last_seq, self->last_id);
  for (;;)
    {
      if (!_nexus_sqlite_step (connection, statement, &row, ACTION, error))
        return FALSE;
      if (!row)
        return TRUE;
      if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
          !reread_row (self, connection, sqlite3_column_int64 (statement, 0), folded, error))
        return FALSE;
    }
}

static gboolean
read_new_values (NexusSqliteSearchTable  *self,
                 NexusSqliteConnection   *connection,
                 gint64                   first_id,
                 gint64                   last_id,
                 GString                 *folded,
                 GError                 **error)
{
  static const char sql[] = "SELECT node, key, value FROM attributes WHERE node >= ?1 AND node <= ?2 ORDER BY node";
  nexus_auto_reset sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (connection, sql, error);
  guint n = self->values->len;
  gboolean ordered = self->n_ordered_values == n &&
                     (n == 0 || ABS (g_array_index (self->values, NexusSqliteSearchValue, n - 1).node) < first_id);

  if (statement == NULL)
    return FALSE;

  _nexus_sqlite_bind (statement, "ii", first_id, last_id);
  if (!read_values (self, connection, statement, folded, error))
    return FALSE;

  if (ordered)
    {
      self->n_ordered_values = self->values->len;
      return TRUE;
    }

  for (; n < self->values->len; n++)
    {
      gint64 node = g_array_index (self->values, NexusSqliteSearchValue, n).node;

      if (!g_hash_table_contains (self->moved_values, &node))
        g_hash_table_insert (self->moved_values, g_memdup2 (&node, sizeof node), GUINT_TO_POINTER (n + 1));
    }

  return TRUE;
}

/* The next nodes that are not in the table; *n tells how many they were.  Those that have gone may stand there with the
 * same ids, if an undo took them and redo brought them back, and then the new rows are not in order behind them. */
static gboolean
read_batch (NexusSqliteSearchTable  *self,
            NexusSqliteConnection   *connection,
            GString                 *folded,
            guint                   *n,
            GError                 **error)
{
  static const char sql[] = "SELECT " COLUMNS " FROM nodes WHERE id > ?1 ORDER BY id LIMIT ?2";
  nexus_auto_reset sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (connection, sql, error);
  gboolean ordered = self->n_ordered == self->rows->len &&
                     (self->n_ordered == 0 || ABS (NEXUS_SQLITE_SEARCH_ROW (self, self->n_ordered - 1)->id) <= self->last_id);
  gint64 first_id = MIN (self->last_id, G_MAXINT64 - 1) + 1;
  gint64 id = self->last_id, n_attributes;
  gboolean any_values = FALSE, row;

  *n = 0;
  if (statement == NULL)
    return FALSE;

  _nexus_sqlite_bind (statement, "ii", self->last_id, (gint64) BATCH);
  for (;;)
    {
      if (!_nexus_sqlite_step (connection, statement, &row, ACTION, error))
        return FALSE;
      if (!row)
        break;

      id = append_row (self, statement, folded, &n_attributes);
      any_values = any_values || n_attributes > 0;
      if (!ordered)
        g_hash_table_insert (self->moved, g_memdup2 (&id, sizeof id), GUINT_TO_POINTER (self->rows->len));
      (*n)++;
    }

  if (ordered)
    self->n_ordered = self->rows->len;
  if (any_values && !read_new_values (self, connection, first_id, id, folded, error))
    return FALSE;
  self->last_id = id;

  return TRUE;
}

static gboolean
read_all (NexusSqliteSearchTable  *self,
          NexusSqliteConnection   *connection,
          gint64                   last_seq,
          gint64                   last_id,
          GCancellable            *cancellable,
          GError                 **error)
{
  g_autoptr(GString) folded = g_string_new (NULL);
  guint n;

  if (!read_log (self, connection, folded, cancellable, error))
    return FALSE;

  /* Ids above it were deleted, and may be given out again. */
  self->last_id = MIN (self->last_id, last_id);
  self->last_seq = last_seq;

  do
    if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
        !read_batch (self, connection, folded, &n, error))
      return FALSE;
  while (n == BATCH);

  return TRUE;
}

gboolean
_nexus_sqlite_search_table_refresh (NexusSqliteSearchTable  *self,
                                    NexusSqliteConnection   *connection,
                                    GCancellable            *cancellable,
                                    GError                 **error)
{
  NexusSqlitePoll poll = connection->poll;
  gpointer poll_data = connection->poll_data;
  g_autoptr(GError) local_error = NULL;
  gint64 first_seq, last_seq, last_id;
  gboolean good;

  if (!_nexus_sqlite_connection_query_int (connection, "SELECT min (seq) FROM search_log", &first_seq, error) ||
      !_nexus_sqlite_connection_query_int (connection, "SELECT max (seq) FROM search_log", &last_seq, error) ||
      !_nexus_sqlite_connection_query_int (connection, "SELECT max (id) FROM nodes", &last_id, error))
    return FALSE;

  /* From the start if something went wrong, if the log was trimmed of what was not read yet, or if most of the table
   * is gone. */
  if (self->broken || last_seq < self->last_seq ||
      (self->last_seq < G_MAXINT64 && first_seq > self->last_seq + 1) ||
      self->n_gone > GONE_MIN + self->rows->len / 2)
    {
      reset (self);
      self->last_seq = last_seq;
    }
  if (last_seq == self->last_seq && last_id == self->last_id)
    return TRUE;

  /* Who types cancels one search after the other; what was read stays, and the next one goes on from there.  So a step
   * must not be interrupted in its middle. */
  _nexus_sqlite_connection_set_poll (connection, NULL, NULL);
  good = read_all (self, connection, last_seq, last_id, cancellable, &local_error);
  _nexus_sqlite_connection_set_poll (connection, poll, poll_data);
  if (!good)
    {
      self->broken = !g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_propagate_error (error, g_steal_pointer (&local_error));
    }

  return good;
}
