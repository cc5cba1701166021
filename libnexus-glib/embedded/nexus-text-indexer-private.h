/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-content-store-private.h"
#include "nexus-metadata-store-private.h"

G_BEGIN_DECLS

/* nexus-text-reader.c: the words of a content if it is text, NULL if it is none or cannot be read. */
char             *_nexus_text_read_words   (NexusContentStore  *content,
                                            NexusContentRef    *ref,
                                            GCancellable       *cancellable);
/* The same of bytes; `is_cut` says that there are more of them. */
char             *_nexus_text_find_words   (const char         *data,
                                            gsize               size,
                                            gboolean            is_cut);

/* Reads what is new in the contents of text files, so that searches find their words.  It has a thread of its own,
 * which begins when nothing has been written for a moment, has the lowest priority, and rests for longer than it works. */
typedef struct _NexusTextIndexer NexusTextIndexer;

NexusTextIndexer *_nexus_text_indexer_new  (NexusMetadataStore *metadata,
                                            NexusContentStore  *content);
/* Called in whichever thread works, after more has become known of texts. */
typedef void    (*NexusTextIndexerFunc)    (gpointer            user_data);
void              _nexus_text_indexer_set_func (NexusTextIndexer *self,
                                            NexusTextIndexerFunc func,
                                            gpointer            user_data);
/* Something may be new; never blocks. */
void              _nexus_text_indexer_wake (NexusTextIndexer   *self);
/* Now, in this thread, until nothing is left. */
gboolean          _nexus_text_indexer_run  (NexusTextIndexer   *self,
                                            GCancellable       *cancellable,
                                            GError            **error);
/* Ends the thread at its next step and waits for it; later calls do nothing. */
void              _nexus_text_indexer_stop (NexusTextIndexer   *self);
void              _nexus_text_indexer_free (NexusTextIndexer   *self);

G_END_DECLS
