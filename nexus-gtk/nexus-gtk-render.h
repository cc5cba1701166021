/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nexus-gtk-window.h"

G_BEGIN_DECLS

/* How it is to look, before there is a window: "dark", "narrow", "rtl", "large" (text) and "still" (without animations), with
 * commas between them. */
void nexus_gtk_render_dress (const char *looks);
/* Brings the window to a page (those in build-aux/screenshots), waits until it is at rest, writes a picture of it, and
 * ends the application. */
void nexus_gtk_render (NexusGtkWindow *window,
                       const char     *file,
                       const char     *page);

G_END_DECLS
