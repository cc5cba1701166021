/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-entry-enumerator-private.h"
#include "nexus-search-hits-private.h"
#include "nexus-search-results.h"

G_BEGIN_DECLS

struct _NexusSearchResultsClass {
  NexusEntryEnumeratorClass parent_class;
};

/* Takes the hits. */
gpointer         _nexus_search_results_new      (NexusFilesystem     *filesystem,
                                                 NexusSearchHits     *hits);

G_END_DECLS
