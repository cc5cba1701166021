/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-types.h"

G_BEGIN_DECLS

#define NEXUS_TYPE_QUERY (nexus_query_get_type ())

NEXUS_AVAILABLE_IN_0_1
G_DECLARE_FINAL_TYPE (NexusQuery, nexus_query, NEXUS, QUERY, GObject)

NEXUS_AVAILABLE_IN_0_1
NexusQuery *nexus_query_new_parse (const char  *text,
                                   GError     **error);
NEXUS_AVAILABLE_IN_0_1
NexusQuery *nexus_query_new_parse_full (const char  *text,
                                        guint       *fault,
                                        GError     **error);
NEXUS_AVAILABLE_IN_0_1
const char *nexus_query_to_string (NexusQuery  *self);
NEXUS_AVAILABLE_IN_0_1
gboolean    nexus_query_equal     (NexusQuery  *self,
                                   NexusQuery  *other);
NEXUS_AVAILABLE_IN_0_1
gboolean    nexus_query_is_empty  (NexusQuery  *self);
NEXUS_AVAILABLE_IN_0_1
gboolean    nexus_query_reads_texts (NexusQuery *self);

/* The filters of a query. */
NEXUS_AVAILABLE_IN_0_1
char      **nexus_query_list_keys        (NexusQuery          *self);
NEXUS_AVAILABLE_IN_0_1
char      **nexus_query_list_filters     (NexusQuery          *self,
                                          const char          *key);
NEXUS_AVAILABLE_IN_0_1
NexusQuery *nexus_query_new_with_filters (NexusQuery          *self,
                                          const char          *key,
                                          const char * const  *filters,
                                          GError             **error);

G_END_DECLS
