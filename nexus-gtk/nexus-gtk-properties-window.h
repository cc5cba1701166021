/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <nexus-glib.h>

#include "nexus-gtk-side-window.h"

G_BEGIN_DECLS

#define NEXUS_GTK_TYPE_PROPERTIES_WINDOW (nexus_gtk_properties_window_get_type ())
G_DECLARE_FINAL_TYPE (NexusGtkPropertiesWindow, nexus_gtk_properties_window, NEXUS_GTK, PROPERTIES_WINDOW, NexusGtkSideWindow)

/* All that is known of some items, whatever is selected later: as many windows as one likes.  Signals: "open"
 * (NexusEntry, uint: the version), "show-path" (string). */
NexusGtkPropertiesWindow *nexus_gtk_properties_window_new (GtkWindow       *parent,
                                                           NexusFilesystem *filesystem,
                                                           GPtrArray       *items);

G_END_DECLS
