/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-entry-enumerator.h"

G_BEGIN_DECLS

#define NEXUS_TYPE_SEARCH_RESULTS (nexus_search_results_get_type ())

NEXUS_DECLARE_INTERNAL_TYPE (NexusSearchResults, nexus_search_results, NEXUS, SEARCH_RESULTS, NexusEntryEnumerator)

NEXUS_AVAILABLE_IN_0_1
guint nexus_search_results_get_count (NexusSearchResults *self);

G_END_DECLS
