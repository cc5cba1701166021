/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <string.h>

#include "nexus-error.h"
#include "nexus-sqlite-sum-private.h"
#include "nexus-sqlite-text-inner-private.h"

/* Whether the index of texts agrees with itself: the words as they are kept of each text on one side, what FTS5 has made of
 * them and the vocabulary on the other.  On a connection of its own, in one snapshot, beside whoever writes. */

#define ACTION NEXUS_SQLITE_TEXT_ACTION

/* Of one word at one place; those of all are added up, so that their order does not matter. */
static guint64
place_sum (const char *word,
           gsize       length,
           gint64      content,
           gint64      offset)
{
  return _nexus_sum_int (_nexus_sum_int (_nexus_sum_bytes ('w', word, length), (guint64) content), (guint64) offset);
}

static guint64
sum_words (gint64      content,
           const char *words,
           gsize       size)
{
  const char *end = words + size;
  guint64 total = 0;
  gint64 offset = 0;

  while (words < end)
    {
      const char *blank = memchr (words, ' ', (gsize) (end - words));
      gsize length = (gsize) ((blank != NULL ? blank : end) - words);

      if (length > 0)
        total += place_sum (words, length, content, offset++);
      words += length + 1;
    }

  return total;
}

/* FALSE without an error: it is damaged. */
static gboolean
read_texts (NexusSqliteConnection  *connection,
            NexusTextSums          *sums,
            guint64                *total,
            GError                **error)
{
  static const char sql[] = "SELECT content, tag, words FROM texts ORDER BY content";
  nexus_auto_reset sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (connection, sql, error);
  gboolean row;

  if (statement == NULL)
    return FALSE;

  *total = 0;
  for (;;)
    {
      g_autoptr(GBytes) words = NULL;
      gint64 content;

      if (!_nexus_sqlite_step (connection, statement, &row, ACTION, error))
        return FALSE;
      if (!row)
        return TRUE;

      content = sqlite3_column_int64 (statement, 0);
      words = _nexus_sqlite_text_inflate (sqlite3_column_blob (statement, 2), (gsize) sqlite3_column_bytes (statement, 2));
      if (words == NULL)
        return FALSE;
      _nexus_text_sums_add (sums, content, sqlite3_column_int64 (statement, 1), g_bytes_get_data (words, NULL),
                            g_bytes_get_size (words));
      *total += sum_words (content, g_bytes_get_data (words, NULL), g_bytes_get_size (words));
    }
}

static gboolean
read_waiting (NexusSqliteConnection  *connection,
              NexusTextSums          *sums,
              GError                **error)
{
  nexus_auto_reset sqlite3_stmt *statement =
    _nexus_sqlite_connection_prepare (connection, "SELECT content FROM waiting", error);
  gboolean row;

  if (statement == NULL)
    return FALSE;

  for (;;)
    {
      if (!_nexus_sqlite_step (connection, statement, &row, ACTION, error))
        return FALSE;
      if (!row)
        return TRUE;
      _nexus_text_sums_skip (sums, sqlite3_column_int64 (statement, 0));
    }
}

static gboolean
read_places (NexusSqliteConnection  *connection,
             guint64                *total,
             GError                **error)
{
  static const char sql[] = "SELECT term, doc, \"offset\" FROM temp.places";
  nexus_auto_reset sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (connection, sql, error);
  gboolean row;

  if (statement == NULL)
    return FALSE;

  *total = 0;
  for (;;)
    {
      const char *word;

      if (!_nexus_sqlite_step (connection, statement, &row, ACTION, error))
        return FALSE;
      if (!row)
        return TRUE;
      word = (const char *) sqlite3_column_text (statement, 0);
      if (word != NULL)
        *total += place_sum (word, (gsize) sqlite3_column_bytes (statement, 0), sqlite3_column_int64 (statement, 1),
                             sqlite3_column_int64 (statement, 2));
    }
}

/* FALSE without an error: it is damaged. */
static gboolean
look_at_all (NexusSqliteConnection  *connection,
             NexusTextSums          *sums,
             gboolean                deep,
             GError                **error)
{
  /* Without an argument, which SQLite takes for the name of a table from 3.46 on. */
  static const char sql_structure[] = "SELECT integrity_check <> 'ok' FROM pragma_integrity_check LIMIT 1";
  static const char sql_unknown[] =
    "SELECT EXISTS (SELECT 1 FROM temp.terms WHERE NOT EXISTS (SELECT 1 FROM vocabulary WHERE word = term))";
  guint64 kept, found;
  gint64 broken = 0;

  if ((deep && !_nexus_sqlite_connection_query_int (connection, sql_structure, &broken, error)) || broken != 0 ||
      !read_waiting (connection, sums, error) || !read_texts (connection, sums, &kept, error))
    return FALSE;

  return !deep ||
         (read_places (connection, &found, error) && found == kept &&
          _nexus_sqlite_connection_query_int (connection, sql_unknown, &broken, error) && broken == 0);
}

static gboolean
look (NexusSqliteConnection  *connection,
      NexusSqliteConnection  *metadata,
      NexusTextSums          *sums,
      gboolean                deep,
      GError                **error)
{
  NexusSqliteTextState state;
  gboolean current;

  if (!_nexus_sqlite_text_read_state (connection, &state, error) ||
      !_nexus_sqlite_text_is_current (metadata, &state, &current, error) ||
      !look_at_all (connection, sums, deep, error))
    return FALSE;
  /* Otherwise it is of another state of the store, and finds that out itself. */
  if (current)
    _nexus_text_sums_set_last (sums, state.content);

  return TRUE;
}

gboolean
_nexus_sqlite_text_verify (const char             *path,
                           NexusSqliteConnection  *metadata,
                           NexusSqlitePoll         poll,
                           gpointer                user_data,
                           NexusTextSums          *sums,
                           gboolean                deep,
                           gboolean               *good,
                           GError                **error)
{
  g_autoptr(NexusSqliteConnection) connection = NULL;
  GError *problem = NULL;
  gint64 version = 0;

  *good = TRUE;
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;

  connection = _nexus_sqlite_connection_open (path, NEXUS_SQLITE_OPEN_READER, NEXUS_DURABILITY_NORMAL, &problem);
  if (connection != NULL)
    {
      _nexus_sqlite_connection_set_poll (connection, poll, user_data);
      *good = _nexus_sqlite_connection_query_int (connection, "PRAGMA user_version", &version, &problem);
    }
  else
    {
      *good = FALSE;
    }

  /* One of another version is made anew before it is used. */
  if (*good && version == NEXUS_SQLITE_TEXT_VERSION)
    *good = _nexus_sqlite_text_check_schema (connection, &problem) &&
            (!deep || _nexus_sqlite_connection_execute (connection,
                                                        "PRAGMA query_only = OFF;"
                                                        "CREATE VIRTUAL TABLE temp.places USING fts5vocab (main, words, instance);"
                                                        "CREATE VIRTUAL TABLE temp.terms USING fts5vocab (main, words, row);"
                                                        "PRAGMA query_only = ON;", ACTION, &problem)) &&
            _nexus_sqlite_connection_execute (connection, "BEGIN", ACTION, &problem) &&
            look (connection, metadata, sums, deep, &problem);

  if (problem != NULL && !_nexus_sqlite_text_is_damage (problem))
    {
      g_propagate_error (error, problem);
      return FALSE;
    }
  g_clear_error (&problem);

  return TRUE;
}

/* --- Beginning anew --- */

static gboolean
reset (NexusSqliteText  *self,
       GError          **error)
{
  return _nexus_sqlite_text_begin (self->writer, error) &&
         _nexus_sqlite_connection_execute (self->writer,
                                           "DELETE FROM texts; DELETE FROM waiting; DELETE FROM vocabulary;"
                                           "INSERT INTO words (words) VALUES ('delete-all');"
                                           "INSERT OR REPLACE INTO state (id, content, tag, n_contents) VALUES (1, 0, 0, 0)", ACTION, error) &&
         _nexus_sqlite_text_commit (self->writer, error);
}

gboolean
_nexus_sqlite_text_reset (NexusSqliteText  *self,
                          GError          **error)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->writing);
  GError *local_error = NULL;

  if (_nexus_sqlite_text_get_writer (self, error) == NULL)
    return FALSE;

  _nexus_sqlite_text_forget_kept (self);

  return reset (self, &local_error) || _nexus_sqlite_text_recover (self, local_error, error);
}
