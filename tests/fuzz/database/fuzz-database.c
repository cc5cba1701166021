/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <stdio.h>
#include <string.h>

#include "../nexus-fuzz-input.h"
#include "nexus-hostile.h"
#include "nexus-sqlite-checksum-private.h"

/* Databases that somebody has changed.  The input is a list of changes to a small store, so that what it says stays near
 * to something that opens; all checksums are right again afterwards.
 *
 *   'p' page offset offset length bytes …    overwrites a part of a page
 *   'r' table row column kind …              sets a value of a row: 'n' NULL, 'i' 8 bytes, 's' length bytes …,
 *                                            'b' the same as a blob, 'c' the value of another row: row,
 *                                            'd' deletes the row
 *   'z' pages                                cuts the file
 *   's'                                      salvages instead of opening
 */

int LLVMFuzzerTestOneInput (const guint8 *data,
                            gsize         size);

static char *path;
static char *target;
static guint8 *base;
static gsize base_size;

static void
set_up (void)
{
  g_autofree char *dir = g_dir_make_tmp ("nexus-fuzz-XXXXXX", NULL);
  g_autoptr(GError) error = NULL;

  g_assert_nonnull (dir);
  /* A critical is a mistake of ours, whatever the database says. */
  g_log_set_always_fatal (G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_ERROR);
  path = g_build_filename (dir, "metadata.db", NULL);
  target = g_build_filename (dir, "salvaged.db", NULL);
  hostile_make (path);
  g_file_get_contents (path, (char **) &base, &base_size, &error);
  g_assert_no_error (error);
}

static void
change_page (Input  *input,
             guint8 *bytes)
{
  gsize page = take (input) % (base_size / NEXUS_SQLITE_PAGE_SIZE);
  gsize high = take (input);
  gsize offset = (high << 8 | take (input)) % NEXUS_SQLITE_PAGE_SIZE;
  const guint8 *part;
  gsize size = take_bytes (input, &part);

  memcpy (bytes + page * NEXUS_SQLITE_PAGE_SIZE + offset, part, MIN (size, NEXUS_SQLITE_PAGE_SIZE - offset));
}

static void
bind_value (Input        *input,
            sqlite3_stmt *statement,
            guint8        kind)
{
  const guint8 *bytes;
  gsize size;
  guint64 number = 0;

  switch (kind)
    {
    case 'i':
      for (guint i = 0; i < 8; i++)
        number = number << 8 | take (input);
      sqlite3_bind_int64 (statement, 1, (sqlite3_int64) number);
      break;

    case 's':
      size = take_bytes (input, &bytes);
      sqlite3_bind_text (statement, 1, (const char *) bytes, (int) size, SQLITE_TRANSIENT);
      break;

    case 'b':
      size = take_bytes (input, &bytes);
      sqlite3_bind_blob (statement, 1, bytes, (int) size, SQLITE_TRANSIENT);
      break;

    default:
      sqlite3_bind_null (statement, 1);
      break;
    }
}

static void
change_row (Input   *input,
            sqlite3 *db)
{
  guint table = take (input) % HOSTILE_N_TABLES;
  guint row = take (input);
  guint column = take (input);
  guint8 kind = take (input);
  const char *key = hostile_tables[table].key;
  g_autofree char *where = g_strdup_printf ("WHERE (%s) = (SELECT %s FROM %s LIMIT 1 OFFSET %u)", key, key, hostile_tables[table].name, row % 16);
  g_autofree char *sql = NULL;
  sqlite3_stmt *statement;
  guint n = 0;

  while (hostile_tables[table].columns[n] != NULL)
    n++;
  if (kind == 'd')
    sql = g_strdup_printf ("DELETE FROM %s %s", hostile_tables[table].name, where);
  else if (kind == 'c')
    sql = g_strdup_printf ("UPDATE OR IGNORE %s SET %s = (SELECT %s FROM %s LIMIT 1 OFFSET %u) %s", hostile_tables[table].name,
                           hostile_tables[table].columns[column % n], hostile_tables[table].columns[column % n], hostile_tables[table].name,
                           take (input) % 16, where);
  else
    sql = g_strdup_printf ("UPDATE OR IGNORE %s SET %s = ?1 %s", hostile_tables[table].name, hostile_tables[table].columns[column % n], where);

  if (sqlite3_prepare_v2 (db, sql, -1, &statement, NULL) != SQLITE_OK)
    g_error ("%s: %s", sql, sqlite3_errmsg (db));
  if (kind != 'd' && kind != 'c')
    bind_value (input, statement, kind);
  sqlite3_step (statement);
  sqlite3_finalize (statement);
}

static void
write_file (const guint8 *bytes,
            gsize         size)
{
  FILE *file = fopen (path, "w");

  g_assert_nonnull (file);
  g_assert_cmpuint (fwrite (bytes, 1, size, file), ==, size);
  g_assert_cmpint (fclose (file), ==, 0);
}

/* Rows first, since they go through SQLite, then pages, after which nothing may be left that can be read by it. */
static void
change_rows (Input input)
{
  sqlite3 *db = NULL;

  while (input.size > 0)
    {
      guint8 what = take (&input);

      if (what == 'r')
        {
          if (db == NULL)
            {
              db = hostile_open (path);
              sqlite3_exec (db, "BEGIN", NULL, NULL, NULL);
            }
          change_row (&input, db);
        }
      else if (what == 'p')
        {
          const guint8 *bytes;

          take (&input);
          take (&input);
          take (&input);
          take_bytes (&input, &bytes);
        }
      else if (what == 'z')
        take (&input);
    }

  if (db != NULL)
    {
      hostile_fix_sums (db);
      sqlite3_exec (db, "COMMIT", NULL, NULL, NULL);
      sqlite3_close (db);
    }
}

/* TRUE if it is to be salvaged. */
static gboolean
change_pages (Input input)
{
  g_autofree guint8 *bytes = NULL;
  gsize size;
  gboolean salvage = FALSE, changed = FALSE;

  if (!g_file_get_contents (path, (char **) &bytes, &size, NULL) || size < base_size)
    return FALSE;

  while (input.size > 0)
    {
      guint8 what = take (&input);
      const guint8 *skipped;
      gsize wanted;
      guint8 kind;

      switch (what)
        {
        case 'p':
          change_page (&input, bytes);
          changed = TRUE;
          break;

        case 'z':
          wanted = (gsize) (take (&input) + 1) * NEXUS_SQLITE_PAGE_SIZE;
          size = MIN (size, wanted);
          changed = TRUE;
          break;

        case 's':
          salvage = TRUE;
          break;

        case 'r':
          take (&input);
          take (&input);
          take (&input);
          kind = take (&input);
          for (guint i = 0; kind == 'i' && i < 8; i++)
            take (&input);
          if (kind == 's' || kind == 'b')
            take_bytes (&input, &skipped);
          if (kind == 'c')
            take (&input);
          break;

        default:
          break;
        }
    }

  if (changed)
    {
      hostile_fix_pages (bytes, size);
      write_file (bytes, size);
    }

  return salvage;
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  Input input = { data, size };

  if (path == NULL)
    set_up ();

  write_file (base, base_size);
  change_rows (input);
  if (change_pages (input))
    hostile_salvage (path, target);
  else
    hostile_use (path);
  hostile_remove (path);
  hostile_remove (target);

  return 0;
}
