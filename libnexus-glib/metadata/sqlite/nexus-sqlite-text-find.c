/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <string.h>

#include "nexus-sqlite-text-inner-private.h"

/* What is shorter is looked for as it is, since too many words have it. */
#define PREFIX_MIN 3
#define ACTION NEXUS_SQLITE_TEXT_ACTION

static gboolean
goes_on (const char *word)
{
  return g_utf8_strlen (word, -1) >= PREFIX_MIN;
}

static void
drop_reader (NexusSqliteText *self)
{
  g_clear_pointer (&self->reader, _nexus_sqlite_connection_free);
  _nexus_sqlite_text_forget_vocabulary (self);
}

static gboolean
open_reader (NexusSqliteText  *self,
             GError          **error)
{
  int generation = g_atomic_int_get (&self->generation);
  gint64 version;

  if (self->reader != NULL && self->reader_generation != generation)
    drop_reader (self);
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
      drop_reader (self);
      return FALSE;
    }

  return TRUE;
}

static gboolean
is_cancelled (gpointer user_data)
{
  return g_cancellable_is_cancelled (user_data);
}

/* Contents in which the words stand one after the other; the last one may go on if `open`. */
static gboolean
find_phrase (NexusSqliteText        *self,
             const char             *words,
             gboolean                open,
             NexusSqliteTextIdFunc   func,
             gpointer                user_data,
             GError                **error)
{
  static const char sql[] = "SELECT rowid FROM words WHERE words MATCH ?1";
  nexus_auto_reset sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (self->reader, sql, error);
  g_autofree char *phrase = g_strdup_printf ("\"%s\"%s", words, open ? " *" : "");
  gboolean row;

  if (statement == NULL)
    return FALSE;

  _nexus_sqlite_bind (statement, "t", phrase);
  for (;;)
    {
      if (!_nexus_sqlite_step (self->reader, statement, &row, ACTION, error))
        return FALSE;
      if (!row)
        return TRUE;
      func (user_data, sqlite3_column_int64 (statement, 0));
    }
}

/* The first word, which may be the last one too, may only be a part of one. */
static gboolean
find_within (NexusSqliteText        *self,
             const char             *words,
             gboolean                open,
             NexusSqliteTextIdFunc   func,
             gpointer                user_data,
             GCancellable           *cancellable,
             GError                **error)
{
  const char *rest = words + strcspn (words, " ");
  g_autofree char *first = g_strndup (words, (gsize) (rest - words));
  g_autoptr(GPtrArray) whole = NULL;

  if (!goes_on (first))
    return TRUE;
  whole = _nexus_sqlite_text_list_words (self, first, rest[0] != '\0', cancellable, error);
  if (whole == NULL)
    return FALSE;

  for (guint i = 0; i < whole->len; i++)
    {
      g_autofree char *phrase = g_strconcat (g_ptr_array_index (whole, i), rest, NULL);

      if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
          !find_phrase (self, phrase, open && rest[0] != '\0', func, user_data, error))
        return FALSE;
    }

  return TRUE;
}

/* Inside a snapshot. */
static gboolean
find_all (NexusSqliteText        *self,
          NexusSqliteConnection  *metadata,
          const char             *words,
          NexusSqliteTextIdFunc   func,
          gpointer                user_data,
          GCancellable           *cancellable,
          GError                **error)
{
  const char *last = strrchr (words, ' ');
  gboolean open = goes_on (last != NULL ? last + 1 : words);
  NexusSqliteTextState state;
  gboolean current;

  if (!_nexus_sqlite_text_read_state (self->reader, &state, error) ||
      !_nexus_sqlite_text_is_current (metadata, &state, &current, error))
    return FALSE;

  return !current ||
         (find_phrase (self, words, open, func, user_data, error) &&
          find_within (self, words, open, func, user_data, cancellable, error));
}

static gboolean
find (NexusSqliteText        *self,
      NexusSqliteConnection  *metadata,
      const char             *words,
      NexusSqliteTextIdFunc   func,
      gpointer                user_data,
      GCancellable           *cancellable,
      GError                **error)
{
  gboolean good;

  if (!_nexus_sqlite_connection_begin_read (self->reader, error))
    return FALSE;
  good = find_all (self, metadata, words, func, user_data, cancellable, error);
  _nexus_sqlite_connection_end_read (self->reader);

  return good;
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
  g_autoptr(GError) local_error = NULL;

  if (words[0] == '\0')
    return TRUE;

  if (open_reader (self, &local_error))
    {
      _nexus_sqlite_connection_set_poll (self->reader, cancellable != NULL ? is_cancelled : NULL, cancellable);
      find (self, metadata, words, func, user_data, cancellable, &local_error);
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
      drop_reader (self);
    }

  return TRUE;
}
