/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "nexus-gtk-stores.h"

G_BEGIN_DECLS

#define NEXUS_GTK_TYPE_SIDEBAR (nexus_gtk_sidebar_get_type ())
G_DECLARE_FINAL_TYPE (NexusGtkSidebar, nexus_gtk_sidebar, NEXUS_GTK, SIDEBAR, AdwBin)

/* The stores, if there are several, and the places of the one that is shown: those that every store has, bookmarks, saved
 * searches and tags.  What its rows do are actions of the window. */
NexusGtkSidebar *nexus_gtk_sidebar_new       (GSettings       *settings,
                                              NexusGtkStores  *stores);
void             nexus_gtk_sidebar_set_store (NexusGtkSidebar *self,
                                              NexusGtkStore   *store);
void             nexus_gtk_sidebar_set_place (NexusGtkSidebar *self,
                                              const char      *place);
/* All rows, for those who look for one. */
GtkListBox      *nexus_gtk_sidebar_get_rows  (NexusGtkSidebar *self);

G_END_DECLS
