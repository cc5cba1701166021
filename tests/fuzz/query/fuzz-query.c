/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "nexus-query-private.h"

int LLVMFuzzerTestOneInput (const guint8 *data,
                            gsize         size);

static void
check_leaves (const NexusQueryNode *node)
{
  gint64 from, to;

  for (guint i = 0; node->children != NULL && i < node->children->len; i++)
    check_leaves (g_ptr_array_index (node->children, i));

  if (node->kind == NEXUS_QUERY_MODIFIED || node->kind == NEXUS_QUERY_CREATED)
    _nexus_query_node_get_times (node, G_GINT64_CONSTANT (1710504000000000000), &from, &to);
}

/* Any text is either refused with a message, or reads the same again in its canonical form. */
int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autofree char *text = size > 0 ? g_strndup ((const char *) data, size) : g_strdup ("");
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusQuery) query = nexus_query_new_parse (text, &error);
  g_autoptr(NexusQuery) again = NULL;

  if (query == NULL)
    {
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      return 0;
    }

  check_leaves (_nexus_query_get_root (query));
  /* Quotes may make the canonical form of a very long query longer than a query may be. */
  if (strlen (nexus_query_to_string (query)) > 8192)
    return 0;

  again = nexus_query_new_parse (nexus_query_to_string (query), &error);
  g_assert_no_error (error);
  g_assert_true (nexus_query_equal (query, again));

  return 0;
}
