/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <string.h>

#include "nexus-sqlite-text-inner-private.h"

/* What is shorter is looked for as it is, since too many words begin so. */
#define PREFIX_MIN 3
#define ACTION NEXUS_SQLITE_TEXT_ACTION

/* The words one after the other, as FTS5 wants it. */
static char *
make_phrase (const char *words)
{
  const char *last = strrchr (words, ' ');
  gboolean goes_on = g_utf8_strlen (last != NULL ? last + 1 : words, -1) >= PREFIX_MIN;

  return g_strdup_printf ("\"%s\"%s", words, goes_on ? " *" : "");
}

static gboolean
open_reader (NexusSqliteText  *self,
             GError          **error)
{
  int generation = g_atomic_int_get (&self->generation);
  gint64 version;

  if (self->reader != NULL && self->reader_generation != generation)
    g_clear_pointer (&self->reader, _nexus_sqlite_connection_free);
  if (self->reader != NULL)
    return TRUE;
  if (!g_file_test (self->path, G_FILE_TEST_EXISTS))
    return FALSE;

  self->reader_generation = generation;
  self->reader = _nexus_sqlite_connection_open (self->path, NEXUS_SQLITE_OPEN_READER, NEXUS_DURABILITY_NORMAL, error);
  if (self->reader == NULL)
    return FALSE;

  /* It may be being made at this moment. */
  if (!_nexus_sqlite_connection_query_int (self->reader, "PRAGMA user_version", &version, error) ||
      version != NEXUS_SQLITE_TEXT_VERSION || !_nexus_sqlite_text_check_schema (self->reader, error))
    {
      g_clear_pointer (&self->reader, _nexus_sqlite_connection_free);
      return FALSE;
    }

  return TRUE;
}

static gboolean
is_cancelled (gpointer user_data)
{
  return g_cancellable_is_cancelled (user_data);
}

static gboolean
find (NexusSqliteText        *self,
      NexusSqliteConnection  *metadata,
      const char             *phrase,
      NexusSqliteTextIdFunc   func,
      gpointer                user_data,
      GError                **error)
{
  static const char sql[] = "SELECT rowid FROM words WHERE words MATCH ?1";
  nexus_auto_reset sqlite3_stmt *statement = NULL;
  gboolean current, row;
  NexusSqliteTextState state;

  /* Both from one snapshot; it ends with the statement. */
  statement = _nexus_sqlite_connection_prepare (self->reader, sql, error);
  if (statement == NULL)
    return FALSE;
  _nexus_sqlite_bind (statement, "t", phrase);
  if (!_nexus_sqlite_step (self->reader, statement, &row, ACTION, error))
    return FALSE;
  if (!row)
    return TRUE;
  if (!_nexus_sqlite_text_read_state (self->reader, &state, error) || !_nexus_sqlite_text_is_current (metadata, &state, &current, error))
    return FALSE;

  while (row && current)
    {
      func (user_data, sqlite3_column_int64 (statement, 0));
      if (!_nexus_sqlite_step (self->reader, statement, &row, ACTION, error))
        return FALSE;
    }

  return TRUE;
}

gboolean
_nexus_sqlite_text_find (NexusSqliteText        *self,
                         NexusSqliteConnection  *metadata,
                         const char             *words,
                         NexusSqliteTextIdFunc   func,
                         gpointer                user_data,
                         GCancellable           *cancellable,
                         GError                **error)
{
  g_autofree char *phrase = NULL;
  g_autoptr(GError) local_error = NULL;
  gboolean good;

  if (words[0] == '\0')
    return TRUE;

  good = open_reader (self, &local_error);
  if (good)
    {
      phrase = make_phrase (words);
      _nexus_sqlite_connection_set_poll (self->reader, cancellable != NULL ? is_cancelled : NULL, cancellable);
      good = find (self, metadata, phrase, func, user_data, &local_error);
      _nexus_sqlite_connection_set_poll (self->reader, NULL, NULL);
    }
  if (g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }

  /* An index that cannot be used finds nothing; who writes to it makes it anew. */
  if (local_error != NULL)
    {
      g_debug ("The index of texts “%s” cannot be used: %s", self->path, local_error->message);
      g_clear_pointer (&self->reader, _nexus_sqlite_connection_free);
    }

  return TRUE;
}
