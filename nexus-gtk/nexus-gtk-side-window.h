/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define NEXUS_GTK_TYPE_SIDE_WINDOW (nexus_gtk_side_window_get_type ())
G_DECLARE_DERIVABLE_TYPE (NexusGtkSideWindow, nexus_gtk_side_window, NEXUS_GTK, SIDE_WINDOW, AdwWindow)

/* A window beside the one that it was opened from.  Escape closes it, and Ctrl+W too unless it is modal; once it is closed
 * it has no parent any more. */
struct _NexusGtkSideWindowClass {
  AdwWindowClass parent_class;
};

G_END_DECLS
