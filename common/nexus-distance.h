/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>
#include <string.h>

G_BEGIN_DECLS

/* The number of letters to insert, remove or replace to get from one word to the other: what somebody may have meant who
 * mistyped it.  The library and the programs both ask, and it is no part of what the library offers; hence a header. */
static inline guint
nexus_distance (const char *a,
                const char *b)
{
  gsize length = strlen (b);
  g_autofree guint *row = g_new (guint, length + 1);

  for (gsize k = 0; k <= length; k++)
    row[k] = (guint) k;
  for (gsize i = 0; a[i] != '\0'; i++)
    {
      guint diagonal = row[0];

      row[0] = (guint) i + 1;
      for (gsize k = 0; k < length; k++)
        {
          guint above = row[k + 1];

          row[k + 1] = MIN (MIN (row[k], above) + 1, diagonal + (a[i] != b[k]));
          diagonal = above;
        }
    }

  return row[length];
}

G_END_DECLS
