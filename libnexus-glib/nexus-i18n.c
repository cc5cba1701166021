/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

/* Programs in Python and JavaScript do not know the library's catalogue: it says where that is when it is loaded. */
__attribute__ ((constructor)) static void
bind_catalogue (void)
{
  bindtextdomain (GETTEXT_PACKAGE, LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
}
