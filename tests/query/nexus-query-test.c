/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "nexus-query-test.h"

NexusSearchResults *
nexus_query_test_search (NexusFilesystem  *filesystem,
                         const char       *text,
                         NexusSearchOrder  order)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusQuery) query = nexus_query_new_parse (text, &error);
  NexusSearchResults *results;

  g_assert_no_error (error);
  results = nexus_filesystem_search (filesystem, query, order, NULL, &error);
  g_assert_no_error (error);

  return results;
}

char *
nexus_query_test_dup_paths (NexusSearchResults *results,
                            guint              *n)
{
  g_autoptr(GError) error = NULL;
  GString *paths = g_string_new (NULL);
  guint n_paths = 0;

  for (;;)
    {
      g_autoptr(GPtrArray) entries = nexus_entry_enumerator_next (NEXUS_ENTRY_ENUMERATOR (results), 3, NULL, &error);

      g_assert_no_error (error);
      if (entries->len == 0)
        break;
      for (guint i = 0; i < entries->len; i++)
        g_string_append_printf (paths, "%s%s", paths->len > 0 ? " " : "",
                                nexus_entry_get_path (g_ptr_array_index (entries, i)));
      n_paths += entries->len;
    }
  if (n != NULL)
    *n = n_paths;

  return g_string_free (paths, FALSE);
}

char *
nexus_query_test_find (NexusFilesystem *filesystem,
                       const char      *text)
{
  g_autoptr(NexusSearchResults) results = nexus_query_test_search (filesystem, text, NEXUS_SEARCH_ORDER_NAME);

  return nexus_query_test_dup_paths (results, NULL);
}
