/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <locale.h>

#include "nexus-gtk-application.h"

int
main (int   argc,
      char *argv[])
{
  g_autoptr(NexusGtkApplication) application = NULL;

  setlocale (LC_ALL, "");
  /* Where the catalogue is has been said by the library, which has the same one. */
  textdomain (GETTEXT_PACKAGE);

  application = nexus_gtk_application_new ();

  return g_application_run (G_APPLICATION (application), argc, argv);
}
