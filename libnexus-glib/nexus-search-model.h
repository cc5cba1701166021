/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-list-model.h"
#include "nexus-query.h"

G_BEGIN_DECLS

#define NEXUS_TYPE_SEARCH_MODEL (nexus_search_model_get_type ())

NEXUS_DECLARE_INTERNAL_TYPE (NexusSearchModel, nexus_search_model, NEXUS, SEARCH_MODEL, NexusListModel)

NEXUS_AVAILABLE_IN_0_1
NexusSearchModel *nexus_search_model_new       (NexusFilesystem   *filesystem,
                                                NexusQuery        *query);
NEXUS_AVAILABLE_IN_0_1
NexusQuery       *nexus_search_model_get_query (NexusSearchModel  *self);
NEXUS_AVAILABLE_IN_0_1
void              nexus_search_model_set_query (NexusSearchModel  *self,
                                                NexusQuery        *query);

G_END_DECLS
