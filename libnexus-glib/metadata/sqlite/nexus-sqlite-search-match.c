/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <string.h>

#include "nexus-sqlite-search-private.h"

/* Whether one value is what was asked for. */

/* Numbers are compared as such if both are; everything else by its letters. */
static int
compare_value (const NexusQueryNode *node,
               const char           *text)
{
  char *end;

  if (node->has_real)
    {
      double real = g_ascii_strtod (text, &end);

      if (end > text && *end == '\0')
        return real < node->real ? -1 : real > node->real;
    }

  return strcmp (text, node->folded);
}

gboolean
_nexus_sqlite_search_is_match (const NexusQueryNode *node,
                               const char           *text)
{
  int result;

  if (node->is_any)
    return TRUE;
  if (node->op == NEXUS_QUERY_HAS)
    return strstr (text, node->folded) != NULL;

  result = compare_value (node, text);
  switch (node->op)
    {
    case NEXUS_QUERY_LESS:
      return result < 0;
    case NEXUS_QUERY_LESS_EQUAL:
      return result <= 0;
    case NEXUS_QUERY_GREATER:
      return result > 0;
    case NEXUS_QUERY_GREATER_EQUAL:
      return result >= 0;
    case NEXUS_QUERY_HAS:
    case NEXUS_QUERY_EQUAL:
    default:
      return result == 0;
    }
}

/* Content types by the names that people have for them. */
static const struct {
  const char *name;
  const char *patterns[12];
} groups[] = {
  { "archive", { "application/zip", "*tar", "application/gzip", "application/x-7z-compressed", "*compressed*",
                 "application/x-xz", "application/x-bzip*", "application/zstd", "application/vnd.rar", "*archive" } },
  { "audio", { "audio/*" } },
  { "code", { "text/x-*src*", "text/x-python*", "text/rust", "*javascript", "text/x-java", "text/x-go", "text/css",
              "*shellscript", "text/vnd.trolltech.linguist", "application/x-ruby", "text/x-csharp", "text/x-vala" } },
  { "document", { "application/pdf", "*opendocument.text*", "*wordprocessing*", "application/msword",
                  "application/rtf", "application/epub*", "text/markdown", "application/postscript", "*djvu" } },
  { "font", { "font/*", "application/x-font*" } },
  { "image", { "image/*" } },
  { "presentation", { "*opendocument.presentation*", "*presentationml*", "*powerpoint" } },
  { "spreadsheet", { "*opendocument.spreadsheet*", "*spreadsheetml*", "*ms-excel", "text/csv" } },
  { "text", { "text/*" } },
  { "video", { "video/*" } },
};

static gboolean
matches_any (const char         *type,
             const char * const *patterns,
             gsize               n)
{
  for (gsize i = 0; i < n && patterns[i] != NULL; i++)
    {
      if (g_pattern_match_simple (patterns[i], type))
        return TRUE;
    }

  return FALSE;
}

gboolean
_nexus_sqlite_search_is_of_type (const char *type,
                                 const char *wanted)
{
  g_autofree char *guessed = NULL;
  g_autofree char *folded = NULL;
  const char *subtype;

  if (type[0] == '.' || type[0] == '\0')
    {
      g_autofree char *name = g_strconcat ("a", type, NULL);

      if (type[0] == '.' && strcmp (type + 1, wanted) == 0)
        return TRUE;
      guessed = g_content_type_guess (name, NULL, 0, NULL);
      folded = g_ascii_strdown (guessed, -1);
    }
  else
    folded = g_ascii_strdown (type, -1);

  if (strchr (wanted, '/') != NULL)
    return g_pattern_match_simple (wanted, folded);
  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    {
      if (strcmp (groups[i].name, wanted) == 0)
        return matches_any (folded, groups[i].patterns, G_N_ELEMENTS (groups[i].patterns));
    }

  /* "pdf" for a file without an extension that was stored as application/pdf. */
  subtype = strchr (folded, '/');

  return subtype != NULL && strcmp (subtype + 1, wanted) == 0;
}
