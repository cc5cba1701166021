/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include <nexus-glib.h>

G_BEGIN_DECLS

#define NEXUS_GTK_TYPE_SIDEBAR (nexus_gtk_sidebar_get_type ())
G_DECLARE_FINAL_TYPE (NexusGtkSidebar, nexus_gtk_sidebar, NEXUS_GTK, SIDEBAR, AdwBin)

/* Files, Trash, and the tags of the store.  Signal: "place" (string). */
NexusGtkSidebar *nexus_gtk_sidebar_new            (void);
void             nexus_gtk_sidebar_set_filesystem (NexusGtkSidebar *self,
                                                   NexusFilesystem *filesystem);
void             nexus_gtk_sidebar_set_place      (NexusGtkSidebar *self,
                                                   const char      *place);

G_END_DECLS
