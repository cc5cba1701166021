/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <string.h>

#include "nexus-sqlite-journal-private.h"

/* Rows of any table as bytes, as the steps keep them.  An integer is LEB128 of its zigzag form; a text has its length
 * before it and a NUL behind it; a value has its type before it. */

const NexusSqliteTableInfo _nexus_sqlite_table_infos[NEXUS_SQLITE_N_TABLES] = {
  [NEXUS_SQLITE_NODES] = {
    "SELECT id, uuid, parent, name, kind, content, size, mode, modified_ns, created_ns, content_type, version, target,"
    " n_tags, n_attributes, sum FROM nodes WHERE id = ?1",
    "INSERT INTO nodes (id, uuid, parent, name, kind, content, size, mode, modified_ns, created_ns, content_type,"
    " version, target, n_tags, n_attributes, sum, total_size, total_count)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, 0, 0)",
    "DELETE FROM nodes WHERE id = ?1",
    16, TRUE, FALSE, FALSE
  },
  [NEXUS_SQLITE_VERSIONS] = {
    "SELECT node, number, content, size, modified_ns, sum FROM versions WHERE node = ?1 AND number = ?2",
    "INSERT OR REPLACE INTO versions (node, number, content, size, modified_ns, sum) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    "DELETE FROM versions WHERE node = ?1 AND number = ?2",
    6, TRUE, TRUE, FALSE
  },
  [NEXUS_SQLITE_ATTRIBUTES] = {
    "SELECT node, key, value, sum FROM attributes WHERE node = ?1 AND key = ?2",
    "INSERT OR REPLACE INTO attributes (node, key, value, sum) VALUES (?1, ?2, ?3, ?4)",
    "DELETE FROM attributes WHERE node = ?1 AND key = ?2",
    4, TRUE, FALSE, TRUE
  },
  [NEXUS_SQLITE_TAGS] = {
    "SELECT id, name, color, sum FROM tags WHERE id = ?1",
    "INSERT INTO tags (id, name, color, sum) VALUES (?1, ?2, ?3, ?4)"
    " ON CONFLICT (id) DO UPDATE SET name = excluded.name, color = excluded.color, sum = excluded.sum",
    "DELETE FROM tags WHERE id = ?1",
    4, TRUE, FALSE, FALSE
  },
  [NEXUS_SQLITE_NODE_TAGS] = {
    "SELECT node, tag, sum FROM node_tags WHERE node = ?1 AND tag = ?2",
    "INSERT OR REPLACE INTO node_tags (node, tag, sum) VALUES (?1, ?2, ?3)",
    "DELETE FROM node_tags WHERE node = ?1 AND tag = ?2",
    3, TRUE, TRUE, FALSE
  },
  [NEXUS_SQLITE_TRASHED] = {
    "SELECT node, original_path, deleted_ns, sum FROM trash WHERE node = ?1",
    "INSERT OR REPLACE INTO trash (node, original_path, deleted_ns, sum) VALUES (?1, ?2, ?3, ?4)",
    "DELETE FROM trash WHERE node = ?1",
    4, TRUE, FALSE, FALSE
  },
  [NEXUS_SQLITE_SEARCHES] = {
    "SELECT name, query, sum FROM searches WHERE name = ?1",
    "INSERT OR REPLACE INTO searches (name, query, sum) VALUES (?1, ?2, ?3)",
    "DELETE FROM searches WHERE name = ?1",
    3, FALSE, FALSE, TRUE
  },
  [NEXUS_SQLITE_QUOTAS] = {
    "SELECT node, hard_bytes, soft_bytes, hard_entries, soft_entries, sum FROM quotas WHERE node = ?1",
    "INSERT OR REPLACE INTO quotas (node, hard_bytes, soft_bytes, hard_entries, soft_entries, sum)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    "DELETE FROM quotas WHERE node = ?1",
    6, TRUE, FALSE, FALSE
  },
};

void
_nexus_sqlite_put_int (GByteArray *bytes,
                       gint64      value)
{
  guint64 rest = ((guint64) value << 1) ^ (value < 0 ? G_MAXUINT64 : 0);
  guint8 coded[10];
  guint length = 0;

  do
    {
      coded[length] = (guint8) (rest & 0x7f);
      rest >>= 7;
      if (rest != 0)
        coded[length] |= 0x80;
      length++;
    }
  while (rest != 0);

  g_byte_array_append (bytes, coded, length);
}

static void
put_bytes (GByteArray *bytes,
           const void *data,
           gsize       size)
{
  _nexus_sqlite_put_int (bytes, (gint64) size);
  if (size > 0)
    g_byte_array_append (bytes, data, (guint) size);
  g_byte_array_append (bytes, (const guint8 *) "", 1);
}

void
_nexus_sqlite_put_text (GByteArray *bytes,
                        const char *text)
{
  put_bytes (bytes, text, strlen (text));
}

void
_nexus_sqlite_put_word (GByteArray *bytes,
                        guint64     word)
{
  word = GUINT64_TO_LE (word);
  g_byte_array_append (bytes, (const guint8 *) &word, sizeof word);
}

void
_nexus_sqlite_put_step_row (GByteArray       *bytes,
                            NexusSqliteTable  table,
                            gint64            a,
                            gint64            b,
                            const char       *text,
                            const GByteArray *was,
                            gboolean          expects)
{
  const NexusSqliteTableInfo *info = &_nexus_sqlite_table_infos[table];
  const guint8 head[] = { (guint8) table, (guint8) ((was != NULL ? 1 : 0) | (expects ? 2 : 0)) };

  g_byte_array_append (bytes, head, sizeof head);
  if (info->has_a)
    _nexus_sqlite_put_int (bytes, a);
  if (info->has_b)
    _nexus_sqlite_put_int (bytes, b);
  if (info->has_text)
    _nexus_sqlite_put_text (bytes, text);
  if (was != NULL)
    g_byte_array_append (bytes, was->data, was->len);
}

void
_nexus_sqlite_put_row (GByteArray   *bytes,
                       sqlite3_stmt *statement,
                       guint         n_columns)
{
  for (int i = 0; i < (int) n_columns; i++)
    {
      guint8 type = (guint8) sqlite3_column_type (statement, i);

      g_byte_array_append (bytes, &type, 1);
      switch (type)
        {
        case SQLITE_INTEGER:
          if (i == (int) n_columns - 1)
            _nexus_sqlite_put_word (bytes, (guint64) sqlite3_column_int64 (statement, i));
          else
            _nexus_sqlite_put_int (bytes, sqlite3_column_int64 (statement, i));
          break;

        case SQLITE_NULL:
          break;

        default:
          {
            const void *data = sqlite3_column_blob (statement, i);

            put_bytes (bytes, data, (gsize) sqlite3_column_bytes (statement, i));
          }
        }
    }
}

gint64
_nexus_sqlite_scan_int (NexusSqliteScan *self)
{
  guint64 coded = 0;

  for (guint shift = 0; shift < 64; shift += 7)
    {
      if (self->p >= self->end)
        break;

      coded |= (guint64) (*self->p & 0x7f) << shift;
      if ((*self->p++ & 0x80) == 0)
        return (gint64) (coded >> 1) ^ -(gint64) (coded & 1);
    }

  self->broken = TRUE;

  return 0;
}

static const char *
scan_bytes (NexusSqliteScan *self,
            gsize           *size)
{
  gint64 length = _nexus_sqlite_scan_int (self);
  const char *data = (const char *) self->p;

  *size = 0;
  if (self->broken || length < 0 || length >= self->end - self->p || self->p[length] != '\0')
    {
      self->broken = TRUE;
      return "";
    }

  self->p += length + 1;
  *size = (gsize) length;

  return data;
}

const char *
_nexus_sqlite_scan_text (NexusSqliteScan *self)
{
  gsize size;

  return scan_bytes (self, &size);
}

guint64
_nexus_sqlite_scan_word (NexusSqliteScan *self)
{
  guint64 word = 0;

  if (self->end - self->p < (gssize) sizeof word)
    {
      self->broken = TRUE;
      return 0;
    }

  memcpy (&word, self->p, sizeof word);
  self->p += sizeof word;

  return GUINT64_FROM_LE (word);
}

guint32
_nexus_sqlite_scan_half (NexusSqliteScan *self)
{
  guint32 half = 0;

  if (self->end - self->p < (gssize) sizeof half)
    {
      self->broken = TRUE;
      return 0;
    }

  memcpy (&half, self->p, sizeof half);
  self->p += sizeof half;

  return GUINT32_FROM_LE (half);
}

void
_nexus_sqlite_scan_row (NexusSqliteScan  *self,
                        guint             n_columns,
                        NexusSqliteValue *values)
{
  memset (values, 0, n_columns * sizeof *values);
  for (guint i = 0; i < n_columns; i++)
    {
      values[i].type = self->p < self->end ? *self->p++ : 0;
      switch (values[i].type)
        {
        case SQLITE_INTEGER:
          values[i].number = i == n_columns - 1 ? (gint64) _nexus_sqlite_scan_word (self) : _nexus_sqlite_scan_int (self);
          break;

        case SQLITE_TEXT:
        case SQLITE_BLOB:
          values[i].data = scan_bytes (self, &values[i].size);
          break;

        case SQLITE_NULL:
          break;

        default:
          self->broken = TRUE;
        }
    }
}

void
_nexus_sqlite_bind_row (sqlite3_stmt           *statement,
                        guint                   n_columns,
                        const NexusSqliteValue *values)
{
  for (guint i = 0; i < n_columns; i++)
    switch (values[i].type)
      {
      case SQLITE_INTEGER:
        sqlite3_bind_int64 (statement, (int) i + 1, values[i].number);
        break;

      case SQLITE_TEXT:
        sqlite3_bind_text64 (statement, (int) i + 1, values[i].data, values[i].size, SQLITE_STATIC, SQLITE_UTF8);
        break;

      case SQLITE_BLOB:
        sqlite3_bind_blob64 (statement, (int) i + 1, values[i].data, values[i].size, SQLITE_STATIC);
        break;

      default:
        sqlite3_bind_null (statement, (int) i + 1);
      }
}

void
_nexus_sqlite_bind_key (sqlite3_stmt     *statement,
                        NexusSqliteTable  table,
                        gint64            a,
                        gint64            b,
                        const char       *text)
{
  const NexusSqliteTableInfo *info = &_nexus_sqlite_table_infos[table];
  int i = 0;

  if (info->has_a)
    sqlite3_bind_int64 (statement, ++i, a);
  if (info->has_b)
    sqlite3_bind_int64 (statement, ++i, b);
  if (info->has_text)
    sqlite3_bind_text (statement, ++i, text, -1, SQLITE_STATIC);
}

gboolean
_nexus_sqlite_load_row (NexusSqliteConnection  *connection,
                        NexusSqliteTable        table,
                        gint64                  a,
                        gint64                  b,
                        const char             *text,
                        GByteArray            **row,
                        GError                **error)
{
  const NexusSqliteTableInfo *info = &_nexus_sqlite_table_infos[table];
  nexus_auto_reset sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (connection, info->select, error);
  gboolean found;

  if (statement == NULL)
    return FALSE;

  _nexus_sqlite_bind_key (statement, table, a, b, text);
  if (!_nexus_sqlite_step (connection, statement, &found, "read a row", error))
    return FALSE;

  if (found)
    {
      *row = g_byte_array_sized_new (160);
      _nexus_sqlite_put_row (*row, statement, info->n_columns);
    }

  return TRUE;
}

guint64
_nexus_sqlite_row_sum (const GByteArray *row)
{
  guint64 word;

  /* The last value of each table, and a whole word. */
  memcpy (&word, row->data + row->len - sizeof word, sizeof word);

  return GUINT64_FROM_LE (word);
}

guint32
_nexus_sqlite_fold_sum (guint64 sum)
{
  guint32 half = (guint32) (sum ^ (sum >> 32));

  return half != 0 ? half : 1;
}
