/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nexus-gtk-window.h"

G_BEGIN_DECLS

/* Brings the window to a page ("list", "grid", "details", "dark", "narrow", "trash", "first-run"), waits until it
 * is at rest, writes a picture of it, and ends the application. */
void nexus_gtk_render (NexusGtkWindow *window,
                       const char     *file,
                       const char     *page);

G_END_DECLS
