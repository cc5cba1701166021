/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <nexus-glib.h>

G_BEGIN_DECLS

/* Searches for what the text says; fails the test if it says nothing, or if that fails. */
NexusSearchResults *nexus_query_test_search    (NexusFilesystem    *filesystem,
                                                const char         *text,
                                                NexusSearchOrder    order);
/* The paths of all that is still to come, a blank between them; and how many they are, unless it is NULL. */
char               *nexus_query_test_dup_paths (NexusSearchResults *results,
                                                guint              *n);
/* What is found by name. */
char               *nexus_query_test_find      (NexusFilesystem    *filesystem,
                                                const char         *text);

#define nexus_query_test_assert(filesystem, text, expected) \
  G_STMT_START { \
    g_autofree char *found_ = nexus_query_test_find (filesystem, text); \
    g_test_message ("%s", text); \
    g_assert_cmpstr (found_, ==, expected); \
  } G_STMT_END

G_END_DECLS
