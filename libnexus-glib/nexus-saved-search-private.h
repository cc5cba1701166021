/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-saved-search.h"

G_BEGIN_DECLS

NexusSavedSearch *_nexus_saved_search_new (const char *name,
                                           NexusQuery *query);

G_END_DECLS
