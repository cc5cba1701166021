/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "nexus-config.h"
#include "nexus-error.h"

int LLVMFuzzerTestOneInput (const guint8 *data,
                            gsize         size);

/* Any text is a configuration or an error of its own code that says where; warnings can be shown. */
int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autofree char *text = size > 0 ? g_strndup ((const char *) data, size) : g_strdup ("");
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusConfig) config = nexus_config_new_from_data (text, &error);

  if (config == NULL)
    {
      g_assert_error (error, NEXUS_ERROR, NEXUS_ERROR_CONFIG);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      return 0;
    }

  for (const char * const *warning = nexus_config_get_warnings (config); warning != NULL && *warning != NULL; warning++)
    g_assert_true (g_utf8_validate (*warning, -1, NULL));

  return 0;
}
