/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "nexus-jsonl-private.h"

int LLVMFuzzerTestOneInput (const guint8 *data,
                            gsize         size);

/* A line that is refused says why, in a text that can be shown; one that is read is the same when it has been written
 * and read again. */
static void
check_line (const char *line,
            gsize       length)
{
  g_auto(NexusRecord) record = { 0 };
  g_auto(NexusRecord) again = { 0 };
  g_autoptr(GString) first = NULL;
  g_autoptr(GString) second = NULL;
  g_autoptr(GError) error = NULL;

  if (!_nexus_jsonl_read (line, length, &record, &error))
    {
      g_assert_nonnull (error);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      g_assert_null (record.path);
      return;
    }
  g_assert_no_error (error);
  g_assert_nonnull (record.path);
  g_assert_true (record.path[0] == '/' && strstr (record.path, "/../") == NULL);

  first = g_string_new (NULL);
  second = g_string_new (NULL);
  _nexus_jsonl_write (first, &record, NEXUS_DUMP_JSONL, NEXUS_CONTENT_HASH_SHA256);
  g_assert_cmpint (first->str[first->len - 1], ==, '\n');
  g_assert_true (_nexus_jsonl_read (first->str, first->len - 1, &again, &error));
  g_assert_no_error (error);
  _nexus_jsonl_write (second, &again, NEXUS_DUMP_JSONL, NEXUS_CONTENT_HASH_SHA256);
  g_assert_cmpstr (first->str, ==, second->str);
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  const char *text = (const char *) data;
  gsize start = 0;

  while (start < size)
    {
      const char *feed = memchr (text + start, '\n', size - start);
      gsize length = (feed != NULL ? (gsize) (feed - text) : size) - start;
      g_autofree char *line = g_malloc (length + 1);

      /* In memory of exactly that size, with the NUL behind it that a reader relies on. */
      memcpy (line, text + start, length);
      line[length] = '\0';
      check_line (line, length);
      start += length + 1;
    }

  return 0;
}
