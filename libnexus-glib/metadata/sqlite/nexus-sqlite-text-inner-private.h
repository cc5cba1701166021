/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-sqlite-text-private.h"

G_BEGIN_DECLS

/* What the files of the index of texts share. */

#define NEXUS_SQLITE_TEXT_VERSION 1
#define NEXUS_SQLITE_TEXT_ACTION "keep the words of texts"

struct _NexusSqliteText {
  char                  *path;
  NexusSqliteConnection *writer;       /* NULL: not opened yet */
  NexusSqliteConnection *reader;
  int                    generation;   /* of the file; atomic */
  int                    reader_generation;
  gint64                 waiting_at;   /* monotonic time of the last look; 0: never */
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

G_END_DECLS
