/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What an index of texts says of each content, as a checksum of its words, to be compared with what is in the contents
 * themselves.  Filled by one thread, then read by any number of them. */
typedef struct _NexusTextSums NexusTextSums;

/* Some bytes of a hash, which tell contents apart that had the same id. */
gint64         _nexus_text_get_tag       (const void     *hash);

NexusTextSums *_nexus_text_sums_new      (void);
void           _nexus_text_sums_free     (NexusTextSums  *self);
/* Contents come in the order of their ids. */
void           _nexus_text_sums_add      (NexusTextSums  *self,
                                          gint64          content,
                                          gint64          tag,
                                          const char     *words,
                                          gsize           size);
/* Nothing is known of this one. */
void           _nexus_text_sums_skip     (NexusTextSums  *self,
                                          gint64          content);
/* The last content that was looked at: of no other behind it anything is known; nor of any, before this is called. */
void           _nexus_text_sums_set_last (NexusTextSums  *self,
                                          gint64          content);
/* Whether there is something to compare. */
gboolean       _nexus_text_sums_knows    (NexusTextSums  *self,
                                          gint64          content);
/* Whether it has that content with these words (NULL: none); TRUE as well if it cannot know of it yet. */
gboolean       _nexus_text_sums_agree    (NexusTextSums  *self,
                                          gint64          content,
                                          const guint8   *hash,
                                          const char     *words);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NexusTextSums, _nexus_text_sums_free)

G_END_DECLS
