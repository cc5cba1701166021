/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define NEXUS_GTK_TYPE_APPLICATION (nexus_gtk_application_get_type ())
G_DECLARE_FINAL_TYPE (NexusGtkApplication, nexus_gtk_application, NEXUS_GTK, APPLICATION, AdwApplication)

NexusGtkApplication *nexus_gtk_application_new (void);

G_END_DECLS
