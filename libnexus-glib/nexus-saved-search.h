/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-query.h"

G_BEGIN_DECLS

#define NEXUS_TYPE_SAVED_SEARCH (nexus_saved_search_get_type ())

NEXUS_AVAILABLE_IN_0_1
G_DECLARE_FINAL_TYPE (NexusSavedSearch, nexus_saved_search, NEXUS, SAVED_SEARCH, GObject)

NEXUS_AVAILABLE_IN_0_1
const char *nexus_saved_search_get_name  (NexusSavedSearch *self);
NEXUS_AVAILABLE_IN_0_1
NexusQuery *nexus_saved_search_get_query (NexusSavedSearch *self);

G_END_DECLS
