/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-types.h"

G_BEGIN_DECLS

/* What a search has found: ids of a metadata store, put in order only as far as somebody looks.  The first page of a
 * million hits so costs one pass over them, not a sort. */
typedef struct _NexusSearchHits NexusSearchHits;

typedef struct {
  guint64     key;     /* smaller comes first … */
  const char *name;    /* … then by the bytes of this up to a line feed, if not NULL … */
  gint64      id;      /* … then the smaller id */
} NexusSearchHit;

/* `hits` of NexusSearchHit is taken; `owner` keeps the names alive. */
NexusSearchHits *_nexus_search_hits_new   (GArray           *hits,
                                           gpointer          owner,
                                           GDestroyNotify    free_owner);
NexusSearchHits *_nexus_search_hits_ref   (NexusSearchHits  *self);
void             _nexus_search_hits_unref (NexusSearchHits  *self);
guint            _nexus_search_hits_get_n (NexusSearchHits  *self);
/* Copies the ids of at most n hits from `start` on; returns how many.  From any thread. */
guint            _nexus_search_hits_get   (NexusSearchHits  *self,
                                           guint             start,
                                           guint             n,
                                           gint64           *ids);
/* The same with all of them; what they point to lives as long as this. */
guint            _nexus_search_hits_copy  (NexusSearchHits  *self,
                                           guint             start,
                                           guint             n,
                                           NexusSearchHit   *hits);
/* Calls back for each hit, in no order.  Nothing else may be asked of them meanwhile. */
typedef void (*NexusSearchHitsFunc) (gpointer              user_data,
                                     const NexusSearchHit *hit);

void             _nexus_search_hits_foreach (NexusSearchHits     *self,
                                             NexusSearchHitsFunc  func,
                                             gpointer             user_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NexusSearchHits, _nexus_search_hits_unref)

G_END_DECLS
