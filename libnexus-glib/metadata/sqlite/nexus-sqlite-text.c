/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "nexus-error.h"
#include "nexus-sqlite-migrator-private.h"
#include "nexus-sqlite-schema-private.h"
#include "nexus-sqlite-text-inner-private.h"

#define STRINGIFY_(x) #x
#define STRINGIFY(x) STRINGIFY_ (x)

/* What the words were cannot be read from an index of them alone, but has to be told when they go: so they are kept,
 * deflated, beside it. */
static const char schema[] =
  "CREATE TABLE state (id INTEGER PRIMARY KEY, content INTEGER NOT NULL, tag INTEGER NOT NULL, n_contents INTEGER NOT NULL) STRICT;"
  "CREATE TABLE texts (content INTEGER PRIMARY KEY, tag INTEGER NOT NULL, words BLOB NOT NULL) STRICT;"
  "CREATE TABLE waiting (content INTEGER PRIMARY KEY) STRICT;"
  "CREATE TABLE vocabulary (id INTEGER PRIMARY KEY AUTOINCREMENT, word TEXT NOT NULL UNIQUE) STRICT;"
  "CREATE VIRTUAL TABLE words USING fts5 (text, content = '', tokenize = 'ascii');"
  "INSERT INTO state (id, content, tag, n_contents) VALUES (1, 0, 0, 0);"
  "PRAGMA application_id = " STRINGIFY (NEXUS_SQLITE_APPLICATION_ID) ";"
  "PRAGMA user_version = " STRINGIFY (NEXUS_SQLITE_TEXT_VERSION) ";";

NexusSqliteText *
_nexus_sqlite_text_new (const char *metadata_path)
{
  NexusSqliteText *self = g_new0 (NexusSqliteText, 1);
  gsize length = strlen (metadata_path) - (g_str_has_suffix (metadata_path, ".db") ? strlen (".db") : 0);

  self->path = g_strdup_printf ("%.*s-text.db", (int) length, metadata_path);
  g_mutex_init (&self->writing);

  return self;
}

void
_nexus_sqlite_text_close (NexusSqliteText *self)
{
  g_clear_pointer (&self->reader, _nexus_sqlite_connection_free);
  g_clear_pointer (&self->writer, _nexus_sqlite_connection_free);
  _nexus_sqlite_text_forget_kept (self);
  _nexus_sqlite_text_forget_vocabulary (self);
}

void
_nexus_sqlite_text_free (NexusSqliteText *self)
{
  _nexus_sqlite_text_close (self);
  g_mutex_clear (&self->writing);
  g_free (self->path);
  g_free (self);
}

const char *
_nexus_sqlite_text_get_path (NexusSqliteText *self)
{
  return self->path;
}

/* --- The file --- */

/* A schema in which something is missing gives an error of no kind of its own. */
gboolean
_nexus_sqlite_text_is_damage (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_FAILED) ||
         g_error_matches (error, NEXUS_ERROR, NEXUS_ERROR_CORRUPT) ||
         g_error_matches (error, NEXUS_ERROR, NEXUS_ERROR_NOT_A_STORE);
}

/* All of it can be made again. */
static void
discard (NexusSqliteText *self,
         const GError    *why)
{
  static const char * const suffixes[] = { "", "-wal", "-shm", "-journal" };

  g_debug ("The index of texts “%s” is made anew: %s", self->path, why->message);
  g_clear_pointer (&self->writer, _nexus_sqlite_connection_free);
  _nexus_sqlite_text_forget_kept (self);
  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *path = g_strconcat (self->path, suffixes[i], NULL);

      g_unlink (path);
    }
  g_atomic_int_inc (&self->generation);
}

gboolean
_nexus_sqlite_text_begin (NexusSqliteConnection  *connection,
       GError                **error)
{
  return _nexus_sqlite_connection_execute (connection, "BEGIN IMMEDIATE", NEXUS_SQLITE_TEXT_ACTION, error);
}

gboolean
_nexus_sqlite_text_commit (NexusSqliteConnection  *connection,
        GError                **error)
{
  return _nexus_sqlite_connection_execute (connection, "COMMIT", NEXUS_SQLITE_TEXT_ACTION, error);
}

void
_nexus_sqlite_text_rollback (NexusSqliteConnection *connection)
{
  _nexus_sqlite_connection_roll_back (connection);
}

static gboolean
make_schema (NexusSqliteConnection  *connection,
             GError                **error)
{
  gint64 version;

  if (!_nexus_sqlite_connection_query_int (connection, "PRAGMA user_version", &version, error))
    return FALSE;
  if (version == NEXUS_SQLITE_TEXT_VERSION)
    return TRUE;

  /* Another process may be making it at this moment. */
  if (!_nexus_sqlite_text_begin (connection, error))
    return FALSE;
  if (_nexus_sqlite_connection_query_int (connection, "PRAGMA user_version", &version, error) &&
      (version == NEXUS_SQLITE_TEXT_VERSION || version == 0))
    {
      if ((version == NEXUS_SQLITE_TEXT_VERSION || _nexus_sqlite_connection_execute (connection, schema, NEXUS_SQLITE_TEXT_ACTION, error)) &&
          _nexus_sqlite_text_commit (connection, error))
        return TRUE;
    }
  else if (error != NULL && *error == NULL)
    g_set_error (error, NEXUS_ERROR, NEXUS_ERROR_NOT_A_STORE, "version %d", (int) version);
  _nexus_sqlite_text_rollback (connection);

  return FALSE;
}

gboolean
_nexus_sqlite_text_check_schema (NexusSqliteConnection  *connection,
                                 GError                **error)
{
  return _nexus_sqlite_schema_check_script (connection, schema, error);
}

static NexusSqliteConnection *
open_once (NexusSqliteText  *self,
           GError          **error)
{
  g_autoptr(NexusSqliteFile) file = _nexus_sqlite_file_open (self->path, O_RDWR | O_CREAT, 0600);
  g_autoptr(NexusSqliteConnection) connection = NULL;

  /* Whatever the umask says. */
  if (file != NULL)
    fchmod (_nexus_sqlite_file_get_fd (file), 0600);
  connection = _nexus_sqlite_connection_open (self->path, NEXUS_SQLITE_OPEN_WRITER, NEXUS_DURABILITY_NORMAL, error);
  if (connection == NULL || !make_schema (connection, error) ||
      !_nexus_sqlite_text_check_schema (connection, error) ||
      !_nexus_sqlite_connection_execute (connection, "PRAGMA wal_autocheckpoint = 1000", NEXUS_SQLITE_TEXT_ACTION, error))
    return NULL;

  return g_steal_pointer (&connection);
}

NexusSqliteConnection *
_nexus_sqlite_text_get_writer (NexusSqliteText  *self,
            GError          **error)
{
  g_autoptr(GError) local_error = NULL;

  if (self->writer != NULL)
    return self->writer;

  self->writer = open_once (self, &local_error);
  if (self->writer != NULL)
    return self->writer;
  if (!_nexus_sqlite_text_is_damage (local_error))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }

  discard (self, local_error);
  self->writer = open_once (self, error);

  return self->writer;
}

/* After an error of the writer: TRUE if there is nothing to report, since it begins anew. */
gboolean
_nexus_sqlite_text_recover (NexusSqliteText  *self,
         GError           *local_error,
         GError          **error)
{
  if (self->writer != NULL)
    _nexus_sqlite_text_rollback (self->writer);
  _nexus_sqlite_text_forget_kept (self);
  if (_nexus_sqlite_text_is_damage (local_error))
    {
      discard (self, local_error);
      g_error_free (local_error);
      return TRUE;
    }

  g_propagate_error (error, local_error);

  return FALSE;
}

/* --- Where it stands --- */

gint64
_nexus_sqlite_text_get_tag (const void *hash)
{
  return _nexus_text_get_tag (hash);
}

gboolean
_nexus_sqlite_text_read_state (NexusSqliteConnection  *connection,
            NexusSqliteTextState   *state,
            GError                **error)
{
  static const char sql[] = "SELECT content, tag, n_contents FROM state WHERE id = 1";
  nexus_auto_reset sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (connection, sql, error);
  gboolean row;

  if (statement == NULL || !_nexus_sqlite_step (connection, statement, &row, NEXUS_SQLITE_TEXT_ACTION, error))
    return FALSE;
  if (!row)
    {
      g_set_error_literal (error, NEXUS_ERROR, NEXUS_ERROR_CORRUPT, "no state");
      return FALSE;
    }

  *state = (NexusSqliteTextState) { sqlite3_column_int64 (statement, 0), sqlite3_column_int64 (statement, 1),
                     sqlite3_column_int64 (statement, 2) };

  return TRUE;
}

/* Whether the metadata has a content of that id and tag. */
gboolean
_nexus_sqlite_text_find_tag (NexusSqliteConnection  *metadata,
          gint64                  content,
          gint64                  tag,
          gboolean               *found,
          GError                **error)
{
  static const char sql[] = "SELECT hash FROM contents WHERE id = ?1";
  nexus_auto_reset sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (metadata, sql, error);
  gboolean row;

  if (statement == NULL)
    return FALSE;

  _nexus_sqlite_bind (statement, "i", content);
  if (!_nexus_sqlite_step (metadata, statement, &row, NEXUS_SQLITE_TEXT_ACTION, error))
    return FALSE;
  *found = row && sqlite3_column_bytes (statement, 0) == NEXUS_HASH_SIZE &&
           _nexus_sqlite_text_get_tag (sqlite3_column_blob (statement, 0)) == tag;

  return TRUE;
}

gboolean
_nexus_sqlite_text_is_current (NexusSqliteConnection  *metadata,
            const NexusSqliteTextState            *state,
            gboolean               *current,
            GError                **error)
{
  *current = state->content == 0;

  return *current || _nexus_sqlite_text_find_tag (metadata, state->content, state->tag, current, error);
}
