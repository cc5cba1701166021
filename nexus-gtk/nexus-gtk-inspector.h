/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include <nexus-glib.h>

G_BEGIN_DECLS

#define NEXUS_GTK_TYPE_INSPECTOR (nexus_gtk_inspector_get_type ())
G_DECLARE_FINAL_TYPE (NexusGtkInspector, nexus_gtk_inspector, NEXUS_GTK, INSPECTOR, AdwBin)

/* All that is known of the selection, of several what they have in common; tags and attributes can be changed of all at
 * once.  As long as it is not shown, it reads nothing.  Signals: "open-version" (uint), "show-path" (string),
 * "toast" (string), "failed" (GError). */
NexusGtkInspector *nexus_gtk_inspector_new            (void);
void               nexus_gtk_inspector_set_filesystem (NexusGtkInspector *self,
                                                       NexusFilesystem   *filesystem);
void               nexus_gtk_inspector_set_items      (NexusGtkInspector *self,
                                                       GPtrArray         *items);

G_END_DECLS
