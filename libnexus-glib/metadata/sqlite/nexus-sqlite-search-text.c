/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <string.h>

#include "nexus-sqlite-search-private.h"

/* From contents in which words stand to the rows of their files. */

#define LOOK_ROWS 65536

typedef struct {
  GByteArray *contents;    /* a bit for each id */
} Found;

static void
on_content (gpointer user_data,
            gint64   content)
{
  Found *found = user_data;
  gint64 byte = content / 8;

  /* Ids count contents; one that nothing could be counted to is damage. */
  if (content < 0 || byte > G_MAXINT32 / 2)
    return;

  if (byte >= found->contents->len)
    {
      guint old = found->contents->len;

      g_byte_array_set_size (found->contents, (guint) byte + 1 + old / 2);
      memset (found->contents->data + old, 0, found->contents->len - old);
    }
  found->contents->data[byte] |= (guint8) (1u << (content % 8));
}

gboolean
_nexus_sqlite_search_find_texts (NexusSqliteSearchTable  *table,
                                 NexusSqliteText         *text,
                                 NexusSqliteConnection   *connection,
                                 const char              *folded,
                                 guint64                 *rows,
                                 GCancellable            *cancellable,
                                 GError                 **error)
{
  g_autofree char *words = _nexus_fold_words (folded);
  g_autoptr(GByteArray) contents = g_byte_array_new ();
  Found found = { contents };

  if (!_nexus_sqlite_text_find (text, connection, words, on_content, &found, cancellable, error))
    return FALSE;

  for (guint i = 0; contents->len > 0 && i < table->rows->len; i++)
    {
      gint64 content = NEXUS_SQLITE_SEARCH_ROW (table, i)->content;

      if (i % LOOK_ROWS == 0 && g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      if (content > 0 && content / 8 < contents->len && (contents->data[content / 8] >> (content % 8) & 1) != 0)
        rows[i / 64] |= G_GUINT64_CONSTANT (1) << (i % 64);
    }

  return TRUE;
}
