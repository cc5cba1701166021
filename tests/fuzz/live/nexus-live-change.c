/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "nexus-live.h"

#include <nexus-sqlite-checksum-private.h>
#include <string.h>

/* What an input does to rows, pages and the schema. */

#define PAGE NEXUS_SQLITE_PAGE_SIZE
#define CHANGES_MAX 4
/* More than the migrations count up to. */
#define SCHEMA_VERSION 1000

/* Numbers at which something ends. */
static gint64
take_number (Input *input)
{
  static const gint64 numbers[] = { 0, 1, 2, 3, 4, 5, 7, 8, -1, 255, 256, 4095, 07777, 010000, 65536, G_MAXINT32, G_MININT32, G_MAXUINT32,
                                    (gint64) G_MAXUINT32 + 1, G_MAXINT64, G_MININT64, G_MAXINT64 - 1, G_MAXINT64 / 2,
                                    (gint64) 1 << 53, (gint64) 1 << 20, 999999999 };
  guint8 which = take (input);
  guint64 number = 0;

  if (which < G_N_ELEMENTS (numbers))
    return numbers[which];
  if (which < 128)
    return which - 32;
  for (guint i = 0; i < 8; i++)
    number = number << 8 | take (input);

  return (gint64) number;
}

static const char *
take_text (Input *input,
           gsize *size)
{
  static const char * const texts[] = { "", "/", ".", "..", "a/b", "a", "b", "c", "d", "sub", "link", "/d", "/d/a", "d/a", "1", "2", "9", "red", "\xff", "a\xc3",
                                        "a\nb", "null", "true", "-0", "1e999", "\"x\"", "{}", "[]", "[[\"k\",\"1\"]]", "[\"red\"]", "{\"a\":{\"b\":[1]}}",
                                        "[1,", "#12345", "#ff0000", "sha256", "blake2b-256", "text/plain", "tag:red OR (", "size>1",
                                        "018f0000-0000-7000-8000-000000000001", "9223372036854775808", "30 0123456789abcdef" };
  static char repeated[20 * 255];
  const guint8 *bytes;
  guint8 which = take (input);

  if (which < G_N_ELEMENTS (texts))
    {
      *size = strlen (texts[which]);
      return texts[which];
    }
  if (which < 64)
    {
      memset (repeated, which % 2 ? 'a' : '[', sizeof repeated);
      *size = (gsize) take (input) * (sizeof repeated / 255);
      return repeated;
    }
  *size = take_bytes (input, &bytes);

  return (const char *) bytes;
}

static void
run (sqlite3_stmt *statement)
{
  sqlite3_step (statement);
  sqlite3_reset (statement);
}

static void
run_sql (Live       *self,
         const char *sql)
{
  sqlite3_exec (self->changer, sql, NULL, NULL, NULL);
}

typedef enum {
  SET,
  COPY,
  DELETE,
  GET,
  N_WAYS,
} Way;

/* NULL where the schema has been made another, and there is nothing of the kind. */
static sqlite3_stmt *
prepare_way (sqlite3 *db,
             guint    table,
             guint    column,
             Way      way)
{
  static sqlite3_stmt *statements[HOSTILE_N_TABLES][18][N_WAYS];
  const HostileTable *t = &hostile_tables[table];
  g_autofree char *row = NULL;
  g_autofree char *where = NULL;
  g_autofree char *sql = NULL;

  if (statements[table][column][way] != NULL)
    return statements[table][column][way];

  row = g_strdup_printf ("LIMIT 1 OFFSET ?1 %% (SELECT max (count (*), 1) FROM %s)", t->name);
  where = g_strdup_printf ("WHERE (%s) = (SELECT %s FROM %s %s)", t->key, t->key, t->name, row);
  if (way == DELETE)
    sql = g_strdup_printf ("DELETE FROM %s %s", t->name, where);
  else if (way == GET)
    sql = g_strdup_printf ("SELECT %s FROM %s %s", t->columns[column], t->name, row);
  else if (way == COPY)
    sql = g_strdup_printf ("UPDATE OR IGNORE %s SET %s = (SELECT %s FROM %s LIMIT 1 OFFSET ?2) %s", t->name, t->columns[column],
                           t->columns[column], t->name, where);
  else
    sql = g_strdup_printf ("UPDATE OR IGNORE %s SET %s = ?2 %s", t->name, t->columns[column], where);
  sqlite3_prepare_v3 (db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statements[table][column][way], NULL);

  return statements[table][column][way];
}

static void
fix_rows (sqlite3 *db,
          guint    table)
{
  static sqlite3_stmt *statements[HOSTILE_N_TABLES];
  g_autofree char *sql = NULL;

  if (hostile_tables[table].sum == NULL)
    return;

  if (statements[table] == NULL)
    {
      sql = g_strdup_printf ("UPDATE %s SET sum = %s", hostile_tables[table].name, hostile_tables[table].sum);
      sqlite3_prepare_v3 (db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statements[table], NULL);
    }
  if (statements[table] != NULL)
    run (statements[table]);
}

/* The value that is there, but for one bit. */
static void
bind_flipped (Input        *input,
              sqlite3_stmt *statement,
              sqlite3_stmt *get,
              int           row)
{
  g_autofree guint8 *bytes = NULL;
  guint8 at = take (input);
  gsize size;

  sqlite3_bind_null (statement, 2);
  sqlite3_bind_int (get, 1, row);
  if (sqlite3_step (get) == SQLITE_ROW)
    {
      int type = sqlite3_column_type (get, 0);

      if (type == SQLITE_INTEGER)
        {
          sqlite3_bind_int64 (statement, 2, sqlite3_column_int64 (get, 0) ^ (gint64) (G_GUINT64_CONSTANT (1) << at % 64));
        }
      else if (type == SQLITE_TEXT || type == SQLITE_BLOB)
        {
          bytes = g_memdup2 (sqlite3_column_blob (get, 0), (gsize) sqlite3_column_bytes (get, 0));
          size = (gsize) sqlite3_column_bytes (get, 0);
          if (size > 0)
            bytes[(gsize) take (input) * size / 256] ^= (guint8) (1 << at % 8);
          if (type == SQLITE_TEXT)
            sqlite3_bind_text (statement, 2, (const char *) bytes, (int) size, SQLITE_TRANSIENT);
          else
            sqlite3_bind_blob (statement, 2, bytes, (int) size, SQLITE_TRANSIENT);
        }
    }
  sqlite3_reset (get);
}

static guint
change_row (Live  *self,
            Input *input)
{
  guint table = take (input) % HOSTILE_N_TABLES;
  guint row = take (input);
  guint column = take (input);
  guint8 kind = take (input) % 16;
  Way way = kind < 13 ? SET : kind < 15 ? COPY : DELETE;
  sqlite3_stmt *statement, *get;
  const char *text;
  gsize size;
  guint n = 0;

  while (hostile_tables[table].columns[n] != NULL)
    n++;
  column %= n;
  statement = prepare_way (self->changer, table, way == DELETE ? 0 : column, way);
  get = prepare_way (self->changer, table, column, GET);
  if (statement == NULL || get == NULL)
    return table;

  sqlite3_bind_int (statement, 1, (int) row);
  if (way == COPY)
    {
      sqlite3_bind_int (statement, 2, take (input) % 24);
    }
  else if (way == SET && kind < 4)
    {
      sqlite3_bind_int64 (statement, 2, take_number (input));
    }
  else if (way == SET && kind < 8)
    {
      text = take_text (input, &size);
      if (kind < 6)
        sqlite3_bind_text (statement, 2, text, (int) size, SQLITE_TRANSIENT);
      else
        sqlite3_bind_blob (statement, 2, text, (int) size, SQLITE_TRANSIENT);
    }
  else if (way == SET && kind < 12)
    {
      bind_flipped (input, statement, get, (int) row);
    }
  else if (way == SET)
    {
      sqlite3_bind_null (statement, 2);
    }
  run (statement);

  return table;
}

static void
change_schema (Live  *self,
               Input *input)
{
  static const char * const statements[] = {
    "CREATE TRIGGER evil AFTER UPDATE ON nodes BEGIN DELETE FROM contents; END",
    "CREATE TRIGGER evil AFTER INSERT ON changes BEGIN INSERT INTO changes (kind, path, time_ns, origin) VALUES (0, '/', 0, 0); END",
    "CREATE TRIGGER evil BEFORE INSERT ON nodes BEGIN SELECT RAISE (IGNORE); END",
    "CREATE TRIGGER evil BEFORE UPDATE ON nodes BEGIN SELECT RAISE (ABORT, 'no'); END",
    "DROP INDEX nodes_by_content",
    "DROP INDEX nodes_folders",
    "DROP TRIGGER search_log_update",
    "DROP TABLE quotas",
    "DROP TABLE snapshots; CREATE VIEW snapshots AS SELECT id, id AS name, '/' AS path, 0 AS created_ns, 0 AS count, 0 AS size, 0 AS sum FROM nodes",
    "ALTER TABLE tags RENAME COLUMN color TO colour",
    "ALTER TABLE searches ADD COLUMN more",
    "PRAGMA user_version = 7",
    "PRAGMA user_version = 9",
    "PRAGMA application_id = 1",
    "UPDATE sqlite_schema SET rootpage = 2 WHERE name = 'nodes'",
    "UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'contents') WHERE name = 'versions'",
    "UPDATE sqlite_schema SET sql = replace (sql, 'STRICT', '') WHERE name = 'nodes'",
    "UPDATE sqlite_schema SET sql = 'CREATE TABLE tags (id)' WHERE name = 'tags'",
    "DELETE FROM sqlite_schema WHERE name = 'nodes_folders'",
    "INSERT INTO sqlite_schema VALUES ('table', 'more', 'more', 3, 'CREATE TABLE more (a)')",
  };
  g_autofree char *version = g_strdup_printf ("PRAGMA schema_version = %u", SCHEMA_VERSION + self->n_changes);

  /* By a connection that is closed then: who has dropped a table itself, and sees the file put back to the number from before,
   * takes its statements for good and follows them into the memory where that table was. */
  sqlite3 *db = hostile_open (self->path);

  sqlite3_exec (db, "PRAGMA wal_autocheckpoint = 0; PRAGMA writable_schema = ON", NULL, NULL, NULL);
  sqlite3_exec (db, statements[take (input) % G_N_ELEMENTS (statements)], NULL, NULL, NULL);
  /* One that nobody has seen before, so that all look at it. */
  sqlite3_exec (db, version, NULL, NULL, NULL);
  sqlite3_close (db);
}

static void
change_page (Live  *self,
             Input *input)
{
  gsize n_pages = self->size / PAGE;
  gsize page = take (input) % n_pages;
  gsize high = take (input);
  gsize offset = (high << 8 | take (input)) % PAGE;
  guint8 how = take (input);
  const guint8 *part;
  gsize size;

  switch (how % 4)
    {
    case 0:
      self->database[page * PAGE + offset] ^= (guint8) (1 << take (input) % 8);
      break;

    case 1:
      /* A page becomes another one. */
      memcpy (self->database + page * PAGE, self->database + take (input) % n_pages * PAGE, PAGE);
      break;

    default:
      size = take_bytes (input, &part);
      memcpy (self->database + page * PAGE + offset, part, MIN (size, PAGE - offset));
      break;
    }
  live_fix_page (self, page);
}

void
live_change (Live       *self,
             Input      *input,
             gboolean    may_change_schema,
             LiveChange *change)
{
  guint8 flags = take (input);
  guint n = 1 + flags % CHANGES_MAX;
  guint64 tables = 0;
  Input pages[CHANGES_MAX];
  guint n_pages = 0;

  *change = (LiveChange) { .summed = (flags & 0x80) == 0 };

  for (guint i = 0; i < n; i++)
    {
      guint8 kind = take (input);

      if (kind % 16 < 11)
        {
          if (tables == 0)
            run_sql (self, "BEGIN");
          tables |= (guint64) 1 << change_row (self, input);
        }
      else if (kind % 16 < 15 || !may_change_schema)
        {
          const guint8 *skipped;
          guint8 how;

          change->pages = TRUE;
          /* After the rows: nothing may be left then that SQLite can read. */
          pages[n_pages++] = *input;
          take (input);
          take (input);
          take (input);
          how = take (input);
          if (how % 4 < 2)
            take (input);
          else
            take_bytes (input, &skipped);
        }
      else
        {
          if (tables != 0)
            run_sql (self, "COMMIT");
          change_schema (self, input);
          change->schema = TRUE;
          if (tables != 0)
            run_sql (self, "BEGIN");
        }
    }
  if (tables != 0)
    {
      for (guint i = 0; change->summed && i < HOSTILE_N_TABLES; i++)
        if (tables & (guint64) 1 << i)
          fix_rows (self->changer, i);
      run_sql (self, "COMMIT");
    }
  if (!sqlite3_get_autocommit (self->changer))
    run_sql (self, "ROLLBACK");

  live_empty_log (self);
  for (guint i = 0; i < n_pages; i++)
    change_page (self, &pages[i]);
  live_tell (self);
}
