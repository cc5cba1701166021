/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <string.h>

#include "nexus-sqlite-error-private.h"
#include "nexus-sqlite-journal-private.h"

typedef struct {
  NexusSqliteTable  table;
  gint64            a;
  gint64            b;
  char             *text;
  GByteArray       *before;      /* NULL: there was none */
  gboolean          lost;        /* its content is kept by nothing else */
} Row;

/* Of rows that were there before, a transaction may change as many as go into this: what changes more cannot be undone. */
#define BEFORE_MAX (128 * 1024 * 1024)

/* Of a new node: folded checksums of its row and, put together, of its attributes, tags and quota. */
typedef struct {
  guint32 row;
  guint32 extras;
} Check;

struct _NexusSqliteJournal {
  gboolean    working;
  gboolean    final;
  gboolean    moved;
  gint64      first;
  gsize       size;              /* of all rows */
  GPtrArray  *rows;              /* of Row, in the order of their first change */
  GHashTable *by_key;            /* the same; keys and values */
  GArray     *checks;            /* of Check, by the id from `first` on */
  GHashTable *unclear;           /* gint64 ids of new nodes whose extras have to be read again */
};

static guint
row_hash (gconstpointer data)
{
  const Row *row = data;
  guint64 mixed = (guint64) row->a * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15) + (guint64) row->b * 31 + row->table;

  return (guint) (mixed ^ (mixed >> 32)) + (row->text != NULL ? g_str_hash (row->text) : 0);
}

static gboolean
row_equal (gconstpointer one,
           gconstpointer other)
{
  const Row *a = one;
  const Row *b = other;

  return a->table == b->table && a->a == b->a && a->b == b->b && g_strcmp0 (a->text, b->text) == 0;
}

static void
row_free (gpointer data)
{
  Row *row = data;

  g_free (row->text);
  g_clear_pointer (&row->before, g_byte_array_unref);
  g_free (row);
}

NexusSqliteJournal *
_nexus_sqlite_journal_new (void)
{
  NexusSqliteJournal *self = g_new0 (NexusSqliteJournal, 1);

  self->rows = g_ptr_array_new_with_free_func (row_free);
  self->by_key = g_hash_table_new (row_hash, row_equal);
  self->checks = g_array_new (FALSE, TRUE, sizeof (Check));
  self->unclear = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);

  return self;
}

void
_nexus_sqlite_journal_free (NexusSqliteJournal *self)
{
  g_ptr_array_unref (self->rows);
  g_hash_table_unref (self->by_key);
  g_array_unref (self->checks);
  g_hash_table_unref (self->unclear);
  g_free (self);
}

void
_nexus_sqlite_journal_begin (NexusSqliteJournal *self,
                             gint64              first_node)
{
  _nexus_sqlite_journal_end (self);
  self->working = TRUE;
  self->first = first_node;
}

void
_nexus_sqlite_journal_end (NexusSqliteJournal *self)
{
  self->working = FALSE;
  self->final = FALSE;
  self->moved = FALSE;
  self->size = 0;
  g_hash_table_remove_all (self->by_key);
  g_ptr_array_set_size (self->rows, 0);
  g_array_set_size (self->checks, 0);
  g_hash_table_remove_all (self->unclear);
}

static gboolean
is_working (NexusSqliteConnection *connection)
{
  return connection->journal != NULL && connection->journal->working && !connection->journal->final;
}

static gboolean
is_new (const NexusSqliteJournal *self,
        gint64                    node)
{
  return node >= self->first;
}

static Check *
get_check (NexusSqliteJournal *self,
           gint64              node)
{
  guint index = (guint) (node - self->first);

  if (index >= self->checks->len)
    g_array_set_size (self->checks, index + 1);

  return &g_array_index (self->checks, Check, index);
}

gboolean
_nexus_sqlite_journal_note (NexusSqliteConnection  *connection,
                            NexusSqliteTable        table,
                            gint64                  a,
                            gint64                  b,
                            const char             *text,
                            GError                **error)
{
  NexusSqliteJournal *self = connection->journal;
  Row key = { .table = table, .a = a, .b = b, .text = (char *) text };
  g_autoptr(GByteArray) before = NULL;
  Row *row;

  if (!is_working (connection))
    return TRUE;

  if (table != NEXUS_SQLITE_TAGS && table != NEXUS_SQLITE_SEARCHES && is_new (self, a))
    return TRUE;

  if (g_hash_table_contains (self->by_key, &key))
    return TRUE;

  if (!_nexus_sqlite_load_row (connection, table, a, b, text, &before, error))
    return FALSE;

  row = g_new0 (Row, 1);
  row->table = table;
  row->a = a;
  row->b = b;
  row->text = g_strdup (text);
  row->before = g_steal_pointer (&before);
  g_ptr_array_add (self->rows, row);
  g_hash_table_add (self->by_key, row);

  self->size += sizeof (Row) + (row->before != NULL ? row->before->len : 0);
  if (self->size > BEFORE_MAX)
    {
      self->final = TRUE;
      g_hash_table_remove_all (self->by_key);
      g_ptr_array_set_size (self->rows, 0);
    }

  return TRUE;
}

static gboolean
note_keys (NexusSqliteConnection  *connection,
           NexusSqliteTable        table,
           const char             *sql,
           gint64                  node,
           GError                **error)
{
  g_autoptr(GArray) numbers = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  gboolean has_text = _nexus_sqlite_table_infos[table].has_text;
  sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (connection, sql, error);
  gboolean row;

  if (statement == NULL)
    return FALSE;

  _nexus_sqlite_bind (statement, "i", node);
  for (;;)
    {
      gint64 number;

      if (!_nexus_sqlite_step (connection, statement, &row, "read rows", error))
        return FALSE;
      if (!row)
        break;

      if (has_text && _nexus_sqlite_column_text (statement, 0) == NULL)
        {
          _nexus_sqlite_set_corrupt (error, "attributes");
          return FALSE;
        }
      number = has_text ? 0 : sqlite3_column_int64 (statement, 0);
      g_array_append_val (numbers, number);
      g_ptr_array_add (texts, has_text ? g_strdup (_nexus_sqlite_column_text (statement, 0)) : NULL);
    }

  for (guint i = 0; i < numbers->len; i++)
    if (!_nexus_sqlite_journal_note (connection, table, node, g_array_index (numbers, gint64, i),
                                     g_ptr_array_index (texts, i), error))
      return FALSE;

  return TRUE;
}

gboolean
_nexus_sqlite_journal_note_all (NexusSqliteConnection  *connection,
                                gint64                  node,
                                GError                **error)
{
  if (!is_working (connection) || is_new (connection->journal, node))
    return TRUE;

  return _nexus_sqlite_journal_note (connection, NEXUS_SQLITE_NODES, node, 0, NULL, error) &&
         _nexus_sqlite_journal_note (connection, NEXUS_SQLITE_TRASHED, node, 0, NULL, error) &&
         note_keys (connection, NEXUS_SQLITE_QUOTAS, "SELECT node FROM quotas WHERE node = ?1", node, error) &&
         note_keys (connection, NEXUS_SQLITE_VERSIONS, "SELECT number FROM versions WHERE node = ?1", node, error) &&
         note_keys (connection, NEXUS_SQLITE_ATTRIBUTES, "SELECT key FROM attributes WHERE node = ?1", node, error) &&
         note_keys (connection, NEXUS_SQLITE_NODE_TAGS, "SELECT tag FROM node_tags WHERE node = ?1", node, error);
}

void
_nexus_sqlite_journal_wrote (NexusSqliteConnection *connection,
                             gint64                 node,
                             guint64                sum,
                             gboolean               placed)
{
  NexusSqliteJournal *self = connection->journal;

  if (!is_working (connection))
    return;

  self->moved |= placed;
  if (is_new (self, node))
    get_check (self, node)->row = _nexus_sqlite_fold_sum (sum);
}

void
_nexus_sqlite_journal_gave (NexusSqliteConnection *connection,
                            gint64                 node,
                            guint64                sum)
{
  if (is_working (connection) && is_new (connection->journal, node))
    get_check (connection->journal, node)->extras ^= _nexus_sqlite_fold_sum (sum);
}

void
_nexus_sqlite_journal_took (NexusSqliteConnection *connection,
                            gint64                 node)
{
  if (is_working (connection) && is_new (connection->journal, node))
    g_hash_table_add (connection->journal->unclear, g_memdup2 (&node, sizeof node));
}

void
_nexus_sqlite_journal_lose (NexusSqliteConnection *connection,
                            gint64                 node)
{
  Row key = { .table = NEXUS_SQLITE_NODES, .a = node };
  Row *row;

  if (!is_working (connection))
    return;

  row = g_hash_table_lookup (connection->journal->by_key, &key);
  if (row != NULL)
    row->lost = TRUE;
}

void
_nexus_sqlite_journal_erased (NexusSqliteConnection *connection,
                              gint64                 node)
{
  if (is_working (connection) && is_new (connection->journal, node))
    get_check (connection->journal, node)->row = 0;
}

void
_nexus_sqlite_journal_set_final (NexusSqliteConnection *connection)
{
  if (connection->journal != NULL)
    connection->journal->final = TRUE;
}

/* --- What came of it --- */

static gboolean
add_sums (NexusSqliteConnection  *connection,
          const char             *sql,
          gint64                  node,
          guint32                *extras,
          GError                **error)
{
  nexus_auto_reset sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (connection, sql, error);
  gboolean row;

  if (statement == NULL)
    return FALSE;

  _nexus_sqlite_bind (statement, "i", node);
  for (;;)
    {
      if (!_nexus_sqlite_step (connection, statement, &row, "read rows", error))
        return FALSE;
      if (!row)
        return TRUE;
      *extras ^= _nexus_sqlite_fold_sum ((guint64) sqlite3_column_int64 (statement, 0));
    }
}

static gboolean
clear_up (NexusSqliteConnection  *connection,
          GError                **error)
{
  NexusSqliteJournal *self = connection->journal;
  GHashTableIter iter;
  const gint64 *node;

  g_hash_table_iter_init (&iter, self->unclear);
  while (g_hash_table_iter_next (&iter, (gpointer *) &node, NULL))
    {
      Check *check = get_check (self, *node);

      check->extras = 0;
      if (!add_sums (connection, "SELECT sum FROM attributes WHERE node = ?1", *node, &check->extras, error) ||
          !add_sums (connection, "SELECT sum FROM node_tags WHERE node = ?1", *node, &check->extras, error) ||
          !add_sums (connection, "SELECT sum FROM quotas WHERE node = ?1", *node, &check->extras, error))
        return FALSE;
    }

  return TRUE;
}

static GByteArray *
last_part (NexusSqliteJournalResult *result)
{
  if (result->parts->len == 0)
    g_ptr_array_add (result->parts, g_byte_array_new ());

  return g_ptr_array_index (result->parts, result->parts->len - 1);
}

/* Whether a tag that was there has gone or is called otherwise: a new one may have its name. */
static gboolean
find_renamed_tag (NexusSqliteConnection  *connection,
                  gboolean               *renamed,
                  GError                **error)
{
  const NexusSqliteTableInfo *info = &_nexus_sqlite_table_infos[NEXUS_SQLITE_TAGS];
  NexusSqliteJournal *self = connection->journal;

  *renamed = FALSE;
  for (guint i = 0; i < self->rows->len && !*renamed; i++)
    {
      const Row *row = g_ptr_array_index (self->rows, i);
      NexusSqliteValue old[NEXUS_SQLITE_ROW_COLUMNS_MAX], now[NEXUS_SQLITE_ROW_COLUMNS_MAX];
      g_autoptr(GByteArray) after = NULL;
      NexusSqliteScan scan;

      if (row->table != NEXUS_SQLITE_TAGS || row->before == NULL)
        continue;
      if (!_nexus_sqlite_load_row (connection, row->table, row->a, row->b, row->text, &after, error))
        return FALSE;

      *renamed = after == NULL;
      if (after == NULL)
        break;
      scan = (NexusSqliteScan) { row->before->data, row->before->data + row->before->len, FALSE };
      _nexus_sqlite_scan_row (&scan, info->n_columns, old);
      scan = (NexusSqliteScan) { after->data, after->data + after->len, FALSE };
      _nexus_sqlite_scan_row (&scan, info->n_columns, now);
      *renamed = g_strcmp0 (old[NEXUS_SQLITE_COLUMN_TAG_NAME].data, now[NEXUS_SQLITE_COLUMN_TAG_NAME].data) != 0;
    }

  return TRUE;
}

/* New nodes first: parts are undone from the last one on, and what was there before is looked at first. */
static void
put_checks (NexusSqliteJournal       *self,
            gboolean                  whole,
            NexusSqliteJournalResult *result)
{
  const guint8 mark = NEXUS_SQLITE_JOURNAL_NEW;
  guint n_checks = self->checks->len;

  for (guint start = 0; start < n_checks; )
    {
      guint length = whole ? n_checks : MIN (n_checks - start, NEXUS_SQLITE_JOURNAL_RUN);
      GByteArray *part = g_byte_array_sized_new (length * 4 + 64);

      g_byte_array_append (part, &mark, 1);
      _nexus_sqlite_put_int (part, self->first + start);
      _nexus_sqlite_put_int (part, length);
      for (guint i = start; i < start + length; i++)
        {
          const Check *check = &g_array_index (self->checks, Check, i);
          guint32 half = 0;

          if (check->row != 0)
            {
              half = check->row ^ check->extras;
              half = GUINT32_TO_LE (half != 0 ? half : 1);
              result->n_new++;
            }
          g_byte_array_append (part, (const guint8 *) &half, sizeof half);
        }
      g_ptr_array_add (result->parts, part);
      start += length;
    }

  if (result->n_new == 0)
    g_ptr_array_set_size (result->parts, 0);
}

static void
add_content (NexusSqliteJournalResult *result,
             const Row                *row,
             guint                     column)
{
  const NexusSqliteTableInfo *info = &_nexus_sqlite_table_infos[row->table];
  NexusSqliteScan scan = { row->before->data, row->before->data + row->before->len, FALSE };
  NexusSqliteValue values[NEXUS_SQLITE_ROW_COLUMNS_MAX];

  _nexus_sqlite_scan_row (&scan, info->n_columns, values);
  if (values[column].type == SQLITE_INTEGER)
    g_array_append_val (result->contents, values[column].number);
}

static gboolean
put_row (NexusSqliteConnection     *connection,
         const Row                 *row,
         NexusSqliteJournalResult  *result,
         GError                   **error)
{
  g_autoptr(GByteArray) after = NULL;
  GByteArray *part;

  if (!_nexus_sqlite_load_row (connection, row->table, row->a, row->b, row->text, &after, error))
    return FALSE;

  if (row->before == NULL && after == NULL)
    return TRUE;
  if (row->before != NULL && after != NULL && row->before->len == after->len &&
      memcmp (row->before->data, after->data, after->len) == 0)
    return TRUE;

  if (row->before != NULL && row->table == NEXUS_SQLITE_NODES && row->lost)
    add_content (result, row, NEXUS_SQLITE_COLUMN_CONTENT);
  if (row->before != NULL && row->table == NEXUS_SQLITE_VERSIONS && after == NULL)
    add_content (result, row, NEXUS_SQLITE_COLUMN_VERSION_CONTENT);

  /* A new tag goes when all nodes that have it have gone, and comes back before them. */
  part = last_part (result);
  if (row->table == NEXUS_SQLITE_TAGS && row->before == NULL)
    part = g_ptr_array_index (result->parts, 0);
  _nexus_sqlite_put_step_row (part, row->table, row->a, row->b, row->text, row->before, after != NULL);
  if (after != NULL)
    _nexus_sqlite_put_word (part, _nexus_sqlite_row_sum (after));

  return TRUE;
}

gboolean
_nexus_sqlite_journal_take (NexusSqliteConnection     *connection,
                            NexusSqliteJournalResult  *result,
                            GError                   **error)
{
  NexusSqliteJournal *self = connection->journal;
  gboolean renamed;

  result->parts = g_ptr_array_new_with_free_func ((GDestroyNotify) g_byte_array_unref);
  result->contents = g_array_new (FALSE, FALSE, sizeof (gint64));
  result->final = self->final;
  if (!self->working || self->final)
    return TRUE;

  if (!clear_up (connection, error) || !find_renamed_tag (connection, &renamed, error))
    return FALSE;

  put_checks (self, self->moved || renamed, result);
  for (guint i = 0; i < self->rows->len; i++)
    if (!put_row (connection, g_ptr_array_index (self->rows, i), result, error))
      return FALSE;

  return TRUE;
}

void
_nexus_sqlite_journal_result_clear (NexusSqliteJournalResult *result)
{
  g_clear_pointer (&result->parts, g_ptr_array_unref);
  g_clear_pointer (&result->contents, g_array_unref);
}
