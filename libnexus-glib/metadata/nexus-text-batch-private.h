/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-content-ref-private.h"

G_BEGIN_DECLS

/* Contents whose text a metadata store wants to know, so that searches find it. */
typedef struct {
  gint64           id;        /* the store's own */
  NexusContentRef *content;   /* NULL: nothing is to be read, since it is known or not there */
  char            *words;     /* what whoever reads it finds: as _nexus_fold_words() gives it; NULL: it is no text */
} NexusTextJob;

typedef struct {
  GPtrArray *jobs;            /* of NexusTextJob */
  gint64     after;           /* these belong to the store */
  gint64     last;
  gint64     last_tag;
} NexusTextBatch;

NexusTextBatch *_nexus_text_batch_new  (gint64           after);
NexusTextJob   *_nexus_text_batch_add  (NexusTextBatch  *self,
                                        gint64           id,
                                        NexusContentRef *content);   /* taken */
void            _nexus_text_batch_free (NexusTextBatch  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NexusTextBatch, _nexus_text_batch_free)

G_END_DECLS
