/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <stdlib.h>
#include <glib/gi18n-lib.h>

/* The library says where its catalogue is when it is loaded: programs in Python and JavaScript do not know it, and those
 * of Nexus share it.  In a build folder nothing is installed yet; there the environment tells. */
__attribute__ ((constructor)) static void
bind_catalogue (void)
{
  const char *folder = secure_getenv ("NEXUS_LOCALE_DIR");

  bindtextdomain (GETTEXT_PACKAGE, folder != NULL && folder[0] != '\0' ? folder : LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
}
