/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <string.h>

#include "nexus-error.h"
#include "nexus-sqlite-text-inner-private.h"

/* Contents that are not there are asked for again that often. */
#define WAITING_INTERVAL (60 * G_TIME_SPAN_SECOND)
#define WAITING_MAX 1000
#define PURGE_BATCH 256
/* No text has more of them: a mebibyte of it is read, and a letter that is taken apart makes a dozen bytes of one. */
#define WORDS_MAX (64 << 20)
#define ACTION NEXUS_SQLITE_TEXT_ACTION

/* --- Words as they are kept --- */

static GBytes *
convert (GConverter *converter,
         const void *data,
         gsize       size)
{
  g_autoptr(GByteArray) out = g_byte_array_new ();
  GConverterResult result = G_CONVERTER_CONVERTED;
  gsize done = 0;

  while (result != G_CONVERTER_FINISHED)
    {
      guint8 block[16384];
      gsize n_read, n_written;

      result = g_converter_convert (converter, (const guint8 *) data + done, size - done, block, sizeof block,
                                    G_CONVERTER_INPUT_AT_END, &n_read, &n_written, NULL);
      if (result == G_CONVERTER_ERROR)
        return NULL;
      g_byte_array_append (out, block, (guint) n_written);
      if (out->len > WORDS_MAX)
        return NULL;
      done += n_read;
    }

  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}

static GBytes *
deflate (const char *words)
{
  g_autoptr(GConverter) converter = G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_RAW, 1));

  return convert (converter, words, strlen (words));
}

GBytes *
_nexus_sqlite_text_inflate (const void *data,
                            gsize       size)
{
  g_autoptr(GConverter) converter = G_CONVERTER (g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_RAW));

  return convert (converter, data, size);
}

static gboolean
run_with_id (NexusSqliteConnection  *connection,
             const char             *sql,
             gint64                  content,
             GError                **error)
{
  sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (connection, sql, error);

  if (statement == NULL)
    return FALSE;

  _nexus_sqlite_bind (statement, "i", content);

  return _nexus_sqlite_run (connection, statement, ACTION, error);
}

/* Inside a transaction. */
static gboolean
forget (NexusSqliteText  *self,
        gint64            content,
        GError          **error)
{
  NexusSqliteConnection *connection = self->writer;
  static const char sql[] = "SELECT words FROM texts WHERE content = ?1";
  static const char sql_words[] = "INSERT INTO words (words, rowid, text) VALUES ('delete', ?1, ?2)";
  static const char sql_delete[] = "DELETE FROM texts WHERE content = ?1";
  nexus_auto_reset sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (connection, sql, error);
  nexus_auto_reset sqlite3_stmt *remove = NULL;
  g_autoptr(GBytes) words = NULL;
  g_autofree char *text = NULL;
  gboolean row;

  if (statement == NULL)
    return FALSE;

  _nexus_sqlite_bind (statement, "i", content);
  if (!_nexus_sqlite_step (connection, statement, &row, ACTION, error))
    return FALSE;
  if (!row)
    return TRUE;

  words = _nexus_sqlite_text_inflate (sqlite3_column_blob (statement, 0), (gsize) sqlite3_column_bytes (statement, 0));
  if (words == NULL)
    {
      g_set_error_literal (error, NEXUS_ERROR, NEXUS_ERROR_CORRUPT, "words that cannot be inflated");
      return FALSE;
    }

  remove = _nexus_sqlite_connection_prepare (connection, sql_words, error);
  if (remove == NULL)
    return FALSE;
  sqlite3_bind_int64 (remove, 1, content);
  sqlite3_bind_text (remove, 2, g_bytes_get_data (words, NULL), (int) g_bytes_get_size (words), SQLITE_STATIC);
  if (!_nexus_sqlite_run (connection, remove, ACTION, error))
    return FALSE;

  sqlite3_reset (statement);
  text = g_strndup (g_bytes_get_data (words, NULL), g_bytes_get_size (words));

  return run_with_id (connection, sql_delete, content, error) && _nexus_sqlite_text_drop_words (self, text, error);
}

static gboolean
keep (NexusSqliteText     *self,
      const NexusTextJob  *job,
      gint64               tag,
      GError             **error)
{
  NexusSqliteConnection *connection = self->writer;
  static const char sql[] = "INSERT INTO texts (content, tag, words) VALUES (?1, ?2, ?3)";
  static const char sql_words[] = "INSERT INTO words (rowid, text) VALUES (?1, ?2)";
  nexus_auto_reset sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (connection, sql, error);
  nexus_auto_reset sqlite3_stmt *words = _nexus_sqlite_connection_prepare (connection, sql_words, error);
  g_autoptr(GBytes) deflated = deflate (job->words);
  gsize size;
  gconstpointer data = g_bytes_get_data (deflated, &size);

  if (statement == NULL || words == NULL)
    return FALSE;

  _nexus_sqlite_bind (statement, "iib", job->id, tag, data, size);
  _nexus_sqlite_bind (words, "it", job->id, job->words);

  return _nexus_sqlite_run (connection, statement, ACTION, error) &&
         _nexus_sqlite_run (connection, words, ACTION, error) &&
         _nexus_sqlite_text_keep_words (self, job->words, error);
}

static gboolean
write_state (NexusSqliteConnection  *connection,
             const NexusSqliteTextState            *state,
             GError                **error)
{
  static const char sql[] = "UPDATE state SET content = ?1, tag = ?2, n_contents = ?3 WHERE id = 1";
  sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (connection, sql, error);

  if (statement == NULL)
    return FALSE;

  _nexus_sqlite_bind (statement, "iii", state->content, state->tag, state->n_contents);

  return _nexus_sqlite_run (connection, statement, ACTION, error);
}

/* --- What is to be looked at --- */

static gboolean
has_text (NexusSqliteConnection  *connection,
          gint64                  content,
          gint64                  tag,
          gboolean               *found,
          GError                **error)
{
  static const char sql[] = "SELECT 1 FROM texts WHERE content = ?1 AND tag = ?2";
  nexus_auto_reset sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (connection, sql, error);

  if (statement == NULL)
    return FALSE;

  _nexus_sqlite_bind (statement, "ii", content, tag);

  return _nexus_sqlite_step (connection, statement, found, ACTION, error);
}

/* The row of the statement: id, hash, size, locator. */
static gboolean
add_job (NexusSqliteText  *self,
         NexusTextBatch   *batch,
         sqlite3_stmt     *statement,
         GError          **error)
{
  gint64 id = sqlite3_column_int64 (statement, 0);
  const void *hash = sqlite3_column_blob (statement, 1);
  NexusContentRef *content = NULL;
  gboolean known;

  if (sqlite3_column_bytes (statement, 1) != NEXUS_HASH_SIZE)
    return TRUE;
  if (!has_text (self->writer, id, _nexus_sqlite_text_get_tag (hash), &known, error))
    return FALSE;

  if (!known && sqlite3_column_type (statement, 3) != SQLITE_NULL)
    {
      g_autoptr(GBytes) locator = g_bytes_new (sqlite3_column_blob (statement, 3),
                                               (gsize) sqlite3_column_bytes (statement, 3));

      content = _nexus_content_ref_new (hash, (guint64) sqlite3_column_int64 (statement, 2), locator);
    }
  _nexus_text_batch_add (batch, id, content);
  if (id > batch->last)
    {
      batch->last = id;
      batch->last_tag = _nexus_sqlite_text_get_tag (hash);
    }

  return TRUE;
}

static gboolean
add_new (NexusSqliteText        *self,
         NexusTextBatch         *batch,
         NexusSqliteConnection  *metadata,
         guint                   max,
         GError                **error)
{
  static const char sql[] = "SELECT id, hash, size, locator FROM contents WHERE id > ?1 ORDER BY id LIMIT ?2";
  nexus_auto_reset sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (metadata, sql, error);
  gboolean row;

  if (statement == NULL)
    return FALSE;

  _nexus_sqlite_bind (statement, "ii", batch->after, (gint64) max);
  for (;;)
    {
      if (!_nexus_sqlite_step (metadata, statement, &row, ACTION, error))
        return FALSE;
      if (!row)
        return TRUE;
      if (!add_job (self, batch, statement, error))
        return FALSE;
    }
}

/* Contents that were not there, and have come since. */
static gboolean
add_arrived (NexusSqliteText        *self,
             NexusTextBatch         *batch,
             NexusSqliteConnection  *metadata,
             GError                **error)
{
  static const char sql[] = "SELECT content FROM waiting LIMIT ?1";
  static const char sql_content[] = "SELECT id, hash, size, locator FROM contents WHERE id = ?1 AND locator IS NOT NULL";
  nexus_auto_reset sqlite3_stmt *waiting = _nexus_sqlite_connection_prepare (self->writer, sql, error);
  nexus_auto_reset sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (metadata, sql_content, error);
  gint64 now = g_get_monotonic_time ();
  gboolean row;

  if (waiting == NULL || statement == NULL)
    return FALSE;
  if (self->waiting_at != 0 && now - self->waiting_at < WAITING_INTERVAL)
    return TRUE;
  self->waiting_at = now;

  _nexus_sqlite_bind (waiting, "i", (gint64) WAITING_MAX);
  for (;;)
    {
      gboolean arrived;

      if (!_nexus_sqlite_step (self->writer, waiting, &row, ACTION, error))
        return FALSE;
      if (!row)
        return TRUE;

      sqlite3_reset (statement);
      _nexus_sqlite_bind (statement, "i", sqlite3_column_int64 (waiting, 0));
      if (!_nexus_sqlite_step (metadata, statement, &arrived, ACTION, error) ||
          (arrived && !add_job (self, batch, statement, error)))
        return FALSE;
    }
}

static NexusTextBatch *
list (NexusSqliteText        *self,
      NexusSqliteConnection  *metadata,
      guint                   max,
      GError                **error)
{
  g_autoptr(NexusTextBatch) batch = NULL;
  gboolean current;
  NexusSqliteTextState state;

  if (!_nexus_sqlite_text_read_state (self->writer, &state, error) || !_nexus_sqlite_text_is_current (metadata, &state, &current, error))
    return NULL;
  if (!current)
    {
      /* The database was brought back to an earlier state: what is the same in it is not read again. */
      state = (NexusSqliteTextState) { 0 };
      if (!write_state (self->writer, &state, error))
        return NULL;
    }

  batch = _nexus_text_batch_new (state.content);
  batch->last = state.content;
  batch->last_tag = state.tag;
  if (!add_new (self, batch, metadata, max, error) ||
      (batch->jobs->len == 0 && !add_arrived (self, batch, metadata, error)))
    return NULL;

  return g_steal_pointer (&batch);
}

NexusTextBatch *
_nexus_sqlite_text_list (NexusSqliteText        *self,
                         NexusSqliteConnection  *metadata,
                         guint                   max,
                         GError                **error)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->writing);
  NexusTextBatch *batch;
  GError *local_error = NULL;
  gint64 last;

  /* A store without contents gets no index. */
  if (!_nexus_sqlite_connection_query_int (metadata, "SELECT max (id) FROM contents", &last, error))
    return NULL;
  if (last == 0)
    return _nexus_text_batch_new (0);
  if (_nexus_sqlite_text_get_writer (self, error) == NULL)
    return NULL;

  batch = list (self, metadata, max, &local_error);
  if (batch != NULL)
    return batch;

  /* From the start, if it was damaged. */
  if (!_nexus_sqlite_text_recover (self, local_error, error) || _nexus_sqlite_text_get_writer (self, error) == NULL)
    return NULL;

  return list (self, metadata, max, error);
}

/* --- What was found --- */

static gboolean
put_job (NexusSqliteText     *self,
         const NexusTextJob  *job,
         GError             **error)
{
  static const char sql_wait[] =
    "INSERT OR IGNORE INTO waiting (content) SELECT ?1 WHERE NOT EXISTS (SELECT 1 FROM texts WHERE content = ?1)";
  static const char sql_come[] = "DELETE FROM waiting WHERE content = ?1";

  if (job->content == NULL)
    return run_with_id (self->writer, sql_wait, job->id, error);

  return run_with_id (self->writer, sql_come, job->id, error) &&
         forget (self, job->id, error) &&
         (job->words == NULL || job->words[0] == '\0' || keep (self, job, _nexus_sqlite_text_get_tag (job->content->hash), error));
}

/* Inside a transaction: another process may have dropped words that are remembered as kept. */
static gboolean
check_kept (NexusSqliteText  *self,
            GError          **error)
{
  gint64 version;

  if (!_nexus_sqlite_connection_query_int (self->writer, "PRAGMA data_version", &version, error))
    return FALSE;
  if (version != self->kept_version)
    _nexus_sqlite_text_forget_kept (self);
  self->kept_version = version;

  return TRUE;
}

static gboolean
put (NexusSqliteText  *self,
     NexusTextBatch   *batch,
     GError          **error)
{
  NexusSqliteTextState state;

  if (!_nexus_sqlite_text_begin (self->writer, error) || !_nexus_sqlite_text_read_state (self->writer, &state, error))
    return FALSE;
  if (state.content != batch->after)
    {
      _nexus_sqlite_text_rollback (self->writer);
      return TRUE;
    }
  if (!check_kept (self, error))
    return FALSE;

  for (guint i = 0; i < batch->jobs->len; i++)
    {
      const NexusTextJob *job = g_ptr_array_index (batch->jobs, i);

      if (!put_job (self, job, error))
        return FALSE;
      state.n_contents += job->id > batch->after;
    }
  state.content = batch->last;
  state.tag = batch->last_tag;

  return write_state (self->writer, &state, error) && _nexus_sqlite_text_commit (self->writer, error);
}

gboolean
_nexus_sqlite_text_put (NexusSqliteText  *self,
                        NexusTextBatch   *batch,
                        GError          **error)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->writing);
  GError *local_error = NULL;

  if (_nexus_sqlite_text_get_writer (self, error) == NULL)
    return FALSE;

  return put (self, batch, &local_error) || _nexus_sqlite_text_recover (self, local_error, error);
}

/* --- What is gone --- */

/* The next ones after *after whose contents are gone; *after becomes G_MAXINT64 at the end. */
static gboolean
find_gone (NexusSqliteConnection  *connection,
           NexusSqliteConnection  *metadata,
           gint64                 *after,
           GArray                 *gone,
           GError                **error)
{
  static const char sql[] = "SELECT content, tag FROM texts WHERE content > ?1 ORDER BY content";
  nexus_auto_reset sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (connection, sql, error);
  gboolean row, found;

  if (statement == NULL)
    return FALSE;

  _nexus_sqlite_bind (statement, "i", *after);
  while (gone->len < PURGE_BATCH)
    {
      if (!_nexus_sqlite_step (connection, statement, &row, ACTION, error))
        return FALSE;
      *after = row ? sqlite3_column_int64 (statement, 0) : G_MAXINT64;
      if (!row)
        return TRUE;
      if (!_nexus_sqlite_text_find_tag (metadata, *after, sqlite3_column_int64 (statement, 1), &found, error))
        return FALSE;
      if (!found)
        g_array_append_val (gone, *after);
    }

  return TRUE;
}

static gboolean
forget_all (NexusSqliteText  *self,
            GArray           *gone,
            GError          **error)
{
  if (!_nexus_sqlite_text_begin (self->writer, error))
    return FALSE;
  for (guint i = 0; i < gone->len; i++)
    {
      if (!forget (self, g_array_index (gone, gint64, i), error))
        return FALSE;
    }

  return _nexus_sqlite_text_commit (self->writer, error);
}

static gboolean
purge (NexusSqliteText        *self,
       NexusSqliteConnection  *metadata,
       GError                **error)
{
  static const char sql[] = "SELECT count(*) FROM contents WHERE id <= ?1";
  nexus_auto_reset sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (metadata, sql, error);
  g_autoptr(GArray) gone = g_array_new (FALSE, FALSE, sizeof (gint64));
  gint64 after = 0;
  gboolean row;
  NexusSqliteTextState state;

  if (statement == NULL || !_nexus_sqlite_text_read_state (self->writer, &state, error))
    return FALSE;
  _nexus_sqlite_bind (statement, "i", state.content);
  if (!_nexus_sqlite_step (metadata, statement, &row, ACTION, error))
    return FALSE;
  if (sqlite3_column_int64 (statement, 0) == state.n_contents)
    return TRUE;

  while (after < G_MAXINT64)
    {
      g_array_set_size (gone, 0);
      if (!find_gone (self->writer, metadata, &after, gone, error) ||
          (gone->len > 0 && !forget_all (self, gone, error)))
        return FALSE;
    }
  state.n_contents = sqlite3_column_int64 (statement, 0);

  return write_state (self->writer, &state, error);
}

gboolean
_nexus_sqlite_text_purge (NexusSqliteText        *self,
                          NexusSqliteConnection  *metadata,
                          GError                **error)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->writing);
  GError *local_error = NULL;

  /* Without a file there is nothing to forget. */
  if (self->writer == NULL)
    return TRUE;

  return purge (self, metadata, &local_error) || _nexus_sqlite_text_recover (self, local_error, error);
}
