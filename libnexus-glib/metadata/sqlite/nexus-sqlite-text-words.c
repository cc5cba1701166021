/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <string.h>

#include "nexus-sqlite-text-inner-private.h"

/* The vocabulary of all texts.  FTS5 finds words by how they begin; what is a part of words is looked for among all words
 * first, which are few beside the texts that they are in: those of a million texts are some megabytes, and looked through in a
 * millisecond or two.  FTS5 could list them itself (fts5vocab), but reads all of its index for that. */

/* So many are held in memory; the others are read when they are looked for. */
#define HELD_MAX 1000000
/* So many words at most are looked for in place of a part. */
#define LISTED_MAX 4096
/* So many the writer remembers to have kept. */
#define KEPT_MAX 100000
#define ACTION NEXUS_SQLITE_TEXT_ACTION

/* --- Writing --- */

void
_nexus_sqlite_text_forget_kept (NexusSqliteText *self)
{
  g_clear_pointer (&self->kept, g_hash_table_unref);
}

static gboolean
run_with_word (NexusSqliteText  *self,
               const char       *sql,
               const char       *word,
               GError          **error)
{
  sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (self->writer, sql, error);

  if (statement == NULL)
    return FALSE;
  _nexus_sqlite_bind (statement, "t", word);

  return _nexus_sqlite_run (self->writer, statement, ACTION, error);
}

gboolean
_nexus_sqlite_text_keep_words (NexusSqliteText  *self,
                               const char       *words,
                               GError          **error)
{
  static const char sql[] = "INSERT INTO vocabulary (word) VALUES (?1) ON CONFLICT DO NOTHING";
  g_autoptr(GString) word = g_string_new (NULL);
  const char *end = words + strlen (words);

  if (self->kept == NULL)
    self->kept = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (const char *start = words; start < end; )
    {
      const char *blank = memchr (start, ' ', (gsize) (end - start));
      gsize length = (gsize) ((blank != NULL ? blank : end) - start);

      g_string_truncate (word, 0);
      g_string_append_len (word, start, (gssize) length);
      start += length + (blank != NULL ? 1 : 0);
      if (length == 0 || g_hash_table_contains (self->kept, word->str))
        continue;

      if (!run_with_word (self, sql, word->str, error))
        return FALSE;
      if (g_hash_table_size (self->kept) >= KEPT_MAX)
        g_hash_table_remove_all (self->kept);
      g_hash_table_add (self->kept, g_strdup (word->str));
    }

  return TRUE;
}

static gboolean
is_used (NexusSqliteText  *self,
         const char       *word,
         gboolean         *used,
         GError          **error)
{
  static const char sql[] = "SELECT 1 FROM words WHERE words MATCH ?1 LIMIT 1";
  nexus_auto_reset sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (self->writer, sql, error);
  g_autofree char *phrase = g_strdup_printf ("\"%s\"", word);

  if (statement == NULL)
    return FALSE;
  _nexus_sqlite_bind (statement, "t", phrase);

  return _nexus_sqlite_step (self->writer, statement, used, ACTION, error);
}

gboolean
_nexus_sqlite_text_drop_words (NexusSqliteText  *self,
                               const char       *words,
                               GError          **error)
{
  static const char sql[] = "DELETE FROM vocabulary WHERE word = ?1";
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_auto(GStrv) list = g_strsplit (words, " ", -1);

  for (guint i = 0; list[i] != NULL; i++)
    {
      gboolean used;

      if (list[i][0] == '\0' || !g_hash_table_add (seen, list[i]))
        continue;
      if (!is_used (self, list[i], &used, error))
        return FALSE;
      if (used)
        continue;
      if (!run_with_word (self, sql, list[i], error))
        return FALSE;
      if (self->kept != NULL)
        g_hash_table_remove (self->kept, list[i]);
    }

  return TRUE;
}

/* --- Reading --- */

void
_nexus_sqlite_text_forget_vocabulary (NexusSqliteText *self)
{
  g_clear_pointer (&self->vocabulary, _nexus_sqlite_texts_free);
  self->last_word = 0;
  self->n_words = 0;
}

/* Numbers are never given out again, so that what is new is behind what is known.  A word that has gone is found in no
 * text. */
static gboolean
read_new (NexusSqliteText  *self,
          GError          **error)
{
  static const char sql[] = "SELECT id, word FROM vocabulary WHERE id > ?1 ORDER BY id LIMIT ?2";
  nexus_auto_reset sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (self->reader, sql, error);
  gboolean row;

  if (statement == NULL)
    return FALSE;
  if (self->vocabulary == NULL)
    self->vocabulary = _nexus_sqlite_texts_new ();

  _nexus_sqlite_bind (statement, "ii", self->last_word, (gint64) (HELD_MAX - self->n_words));
  for (;;)
    {
      const char *word;

      if (!_nexus_sqlite_step (self->reader, statement, &row, ACTION, error))
        return FALSE;
      if (!row)
        return TRUE;

      word = (const char *) sqlite3_column_text (statement, 1);
      self->last_word = sqlite3_column_int64 (statement, 0);
      self->n_words++;
      _nexus_sqlite_texts_append (self->vocabulary, word != NULL ? word : "");
    }
}

typedef struct {
  const char *part;
  gsize       length;
  gboolean    at_end;
  GPtrArray  *words;
} Listing;

static void
add_word (Listing    *listing,
          const char *word,
          gsize       length)
{
  gboolean wanted;

  if (listing->words->len >= LISTED_MAX || length <= listing->length)
    return;
  wanted = listing->at_end ? memcmp (word + length - listing->length, listing->part, listing->length) == 0
                           : memcmp (word, listing->part, listing->length) != 0;
  /* It has been written to a file, and becomes a part of an expression. */
  if (wanted && memchr (word, '"', length) == NULL)
    g_ptr_array_add (listing->words, g_strndup (word, length));
}

static void
on_word (gpointer     user_data,
         guint        row,
         const char  *start,
         const char  *end,
         const char  *hit)
{
  add_word (user_data, start, (gsize) (end - start));
}

static gboolean
list_unheld (NexusSqliteText  *self,
             Listing          *listing,
             GError          **error)
{
  static const char sql[] = "SELECT word FROM vocabulary WHERE id > ?1 AND instr (word, ?2) > 0";
  nexus_auto_reset sqlite3_stmt *statement = NULL;
  gboolean row;

  if (self->n_words < HELD_MAX)
    return TRUE;

  statement = _nexus_sqlite_connection_prepare (self->reader, sql, error);
  if (statement == NULL)
    return FALSE;
  _nexus_sqlite_bind (statement, "it", self->last_word, listing->part);
  while (listing->words->len < LISTED_MAX)
    {
      if (!_nexus_sqlite_step (self->reader, statement, &row, ACTION, error))
        return FALSE;
      if (!row)
        return TRUE;
      add_word (listing, (const char *) sqlite3_column_text (statement, 0), (gsize) sqlite3_column_bytes (statement, 0));
    }

  return TRUE;
}

GPtrArray *
_nexus_sqlite_text_list_words (NexusSqliteText  *self,
                               const char       *part,
                               gboolean          at_end,
                               GCancellable     *cancellable,
                               GError          **error)
{
  g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func (g_free);
  Listing listing = { part, strlen (part), at_end, words };

  if (!read_new (self, error) ||
      !_nexus_sqlite_texts_find (self->vocabulary, part, on_word, &listing, cancellable, error) ||
      !list_unheld (self, &listing, error))
    return NULL;

  return g_steal_pointer (&words);
}
