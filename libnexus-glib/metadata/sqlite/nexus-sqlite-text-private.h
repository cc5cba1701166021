/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-sqlite-connection-private.h"
#include "nexus-text-batch-private.h"
#include "nexus-text-sums-private.h"

G_BEGIN_DECLS

/* The words of texts, in a database of its own beside that of the metadata: writing to it holds up nobody, and what is
 * in it can be found again from the contents at any time.  So it is thrown away if anything is wrong with it.
 *
 * A content is known by its id.  Ids are given out in their order, and an id is only ever given out again if it was
 * the largest.  So all up to the last one that was looked at are what they were then, as long as that one is. */
typedef struct _NexusSqliteText NexusSqliteText;

NexusSqliteText *_nexus_sqlite_text_new   (const char             *metadata_path);
void             _nexus_sqlite_text_free  (NexusSqliteText        *self);
void             _nexus_sqlite_text_close (NexusSqliteText        *self);

const char      *_nexus_sqlite_text_get_path (NexusSqliteText      *self);

/* Writing.  `metadata` is a reader. */

/* What is to be looked at next; without jobs if there is nothing. */
NexusTextBatch  *_nexus_sqlite_text_list  (NexusSqliteText        *self,
                                           NexusSqliteConnection  *metadata,
                                           guint                   max,
                                           GError                **error);
/* Keeps the words of a batch, unless another process has been faster. */
gboolean         _nexus_sqlite_text_put   (NexusSqliteText        *self,
                                           NexusTextBatch         *batch,
                                           GError                **error);
/* Forgets the words of contents that are gone. */
gboolean         _nexus_sqlite_text_purge (NexusSqliteText        *self,
                                           NexusSqliteConnection  *metadata,
                                           GError                **error);

/* Forgets everything, so that all contents are read again. */
gboolean         _nexus_sqlite_text_reset (NexusSqliteText        *self,
                                           GError                **error);

/* nexus-sqlite-text-verify.c: *good tells whether it can be read, and if `deep`, whether it agrees with itself; the sums
 * become those that it has.  On connections of its own; `metadata` belongs to nobody else. */
gboolean         _nexus_sqlite_text_verify (const char            *path,
                                           NexusSqliteConnection  *metadata,
                                           NexusSqlitePoll         poll,
                                           gpointer                user_data,
                                           NexusTextSums          *sums,
                                           gboolean                deep,
                                           gboolean               *good,
                                           GError                **error);

/* Reading, by one other thread at a time. */

/* Calls back for each content in whose text the words stand one after the other, for some more than once; the first may
 * be the end of a longer word, the last the beginning of one, and a single one any part. */
typedef void (*NexusSqliteTextIdFunc) (gpointer user_data,
                                       gint64   content);

gboolean         _nexus_sqlite_text_find  (NexusSqliteText        *self,
                                           NexusSqliteConnection  *metadata,
                                           const char             *words,
                                           NexusSqliteTextIdFunc   func,
                                           gpointer                user_data,
                                           GCancellable           *cancellable,
                                           GError                **error);

G_END_DECLS
