/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "nexus-path.h"

int LLVMFuzzerTestOneInput (const guint8 *data,
                            gsize         size);

/* Any bytes are either refused with a message that a terminal can show, or a path that stays below the top and is
 * normal already when it is normalized again. */
int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autofree char *text = size > 0 ? g_strndup ((const char *) data, size) : g_strdup ("");
  g_autofree char *path = NULL;
  g_autofree char *again = NULL;
  g_autofree char *shown = nexus_path_display (text);
  g_autoptr(GError) error = NULL;

  g_assert_true (g_utf8_validate (shown, -1, NULL));
  path = nexus_path_normalize (text, &error);
  if (path == NULL)
    {
      g_assert_nonnull (error);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      return 0;
    }

  g_assert_cmpint (path[0], ==, '/');
  g_assert_true (g_utf8_validate (path, -1, NULL));
  g_assert_null (strstr (path, "//"));
  g_assert_null (strstr (path, "/../"));
  g_assert_false (g_str_has_suffix (path, "/.."));
  again = nexus_path_normalize (path, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (path, ==, again);

  return 0;
}
