/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "nexus-attribute-json-private.h"

int LLVMFuzzerTestOneInput (const guint8 *data,
                            gsize         size);

/* Any text is either refused with a message, or is a value that can be written and read again unchanged. */
int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autofree char *text = size > 0 ? g_strndup ((const char *) data, size) : g_strdup ("");
  g_autofree char *json = NULL;
  g_autoptr(GVariant) value = NULL;
  g_autoptr(GVariant) again = NULL;
  g_autoptr(GError) error = NULL;

  value = _nexus_attribute_from_json (text, &error);
  if (value == NULL)
    {
      g_assert_nonnull (error);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      return 0;
    }

  json = _nexus_attribute_to_json (value, &error);
  g_assert_no_error (error);
  again = _nexus_attribute_from_json (json, &error);
  g_assert_no_error (error);
  g_assert_true (g_variant_equal (value, again));

  return 0;
}
