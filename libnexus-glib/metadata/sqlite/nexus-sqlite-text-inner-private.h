/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-sqlite-search-private.h"
#include "nexus-sqlite-text-private.h"

G_BEGIN_DECLS

/* What the files of the index of texts share. */

#define NEXUS_SQLITE_TEXT_VERSION 2
#define NEXUS_SQLITE_TEXT_ACTION "keep the words of texts"

struct _NexusSqliteText {
  char                  *path;
  GMutex                 writing;      /* held by who writes */
  NexusSqliteConnection *writer;       /* NULL: not opened yet */
  NexusSqliteConnection *reader;
  int                    generation;   /* of the file; atomic */
  int                    reader_generation;
  gint64                 waiting_at;   /* monotonic time of the last look; 0: never */

  GHashTable            *kept;         /* of the writer: words that are in the vocabulary, some of them … */
  gint64                 kept_version; /* … as long as nobody else has written since */
  NexusSqliteTexts      *vocabulary;   /* of the reader: the words up to … */
  gint64                 last_word;    /* … this one */
  guint                  n_words;
};

/* Where it stands. */
typedef struct {
  gint64 content;      /* all up to this one were looked at … */
  gint64 tag;          /* … if it is still the one that has this */
  gint64 n_contents;   /* that were there, of them */
} NexusSqliteTextState;

/* Makes the file if it is not there, and makes it anew if it cannot be used. */
NexusSqliteConnection *_nexus_sqlite_text_get_writer (NexusSqliteText        *self,
                                                      GError                **error);
/* Whether it has the schema of ours and nothing else that would run in our statements. */
gboolean               _nexus_sqlite_text_check_schema (NexusSqliteConnection *connection,
                                                      GError                **error);
gboolean               _nexus_sqlite_text_begin      (NexusSqliteConnection  *connection,
                                                      GError                **error);
gboolean               _nexus_sqlite_text_commit     (NexusSqliteConnection  *connection,
                                                      GError                **error);
void                   _nexus_sqlite_text_rollback   (NexusSqliteConnection  *connection);
/* After an error of the writer, which is taken: TRUE if there is nothing to report, since it begins anew. */
gboolean               _nexus_sqlite_text_recover    (NexusSqliteText        *self,
                                                      GError                 *local_error,
                                                      GError                **error);

gboolean               _nexus_sqlite_text_read_state (NexusSqliteConnection  *connection,
                                                      NexusSqliteTextState   *state,
                                                      GError                **error);
/* Some bytes of a hash, which tell contents apart that had the same id. */
gint64                 _nexus_sqlite_text_get_tag    (const void             *hash);
/* Whether the metadata has a content of that id and tag. */
gboolean               _nexus_sqlite_text_find_tag   (NexusSqliteConnection  *metadata,
                                                      gint64                  content,
                                                      gint64                  tag,
                                                      gboolean               *found,
                                                      GError                **error);
/* Whether the state is one of this database, and not of one that has been brought back to an earlier state since. */
gboolean               _nexus_sqlite_text_is_current (NexusSqliteConnection  *metadata,
                                                      const NexusSqliteTextState *state,
                                                      gboolean               *current,
                                                      GError                **error);

/* Whether an error tells that it cannot be used as it is. */
gboolean               _nexus_sqlite_text_is_damage  (const GError           *error);
/* --- nexus-sqlite-text-put.c --- */
GBytes                *_nexus_sqlite_text_inflate    (const void             *data,
                                                      gsize                   size);

/* --- nexus-sqlite-text-words.c: all words that there are --- */

/* Inside a transaction of the writer: what a text has, and what may have gone with one. */
gboolean               _nexus_sqlite_text_keep_words (NexusSqliteText        *self,
                                                      const char             *words,
                                                      GError                **error);
gboolean               _nexus_sqlite_text_drop_words (NexusSqliteText        *self,
                                                      const char             *words,
                                                      GError                **error);
/* What the writer remembers may not be there. */
void                   _nexus_sqlite_text_forget_kept (NexusSqliteText       *self);
/* Inside a snapshot of the reader: words of which `part` is a part, but that do not begin with it; or that end with it,
 * but are more.  So many of them as are of use. */
GPtrArray             *_nexus_sqlite_text_list_words (NexusSqliteText        *self,
                                                      const char             *part,
                                                      gboolean                at_end,
                                                      GCancellable           *cancellable,
                                                      GError                **error);
void                   _nexus_sqlite_text_forget_vocabulary (NexusSqliteText *self);

G_END_DECLS
