/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <nexus-glib.h>

#include "nexus-gtk-preview.h"
#include "nexus-gtk-side-window.h"

G_BEGIN_DECLS

#define NEXUS_GTK_TYPE_PREVIEW_WINDOW (nexus_gtk_preview_window_get_type ())
G_DECLARE_FINAL_TYPE (NexusGtkPreviewWindow, nexus_gtk_preview_window, NEXUS_GTK, PREVIEW_WINDOW, NexusGtkSideWindow)

/* A large look at what is selected; arrows go on from one to the next, and whatever else is selected is shown as well.
 * Signals: "step" (int), "open". */
NexusGtkPreviewWindow *nexus_gtk_preview_window_new         (GtkWindow             *parent);
void                   nexus_gtk_preview_window_set_entry   (NexusGtkPreviewWindow *self,
                                                             NexusFilesystem       *filesystem,
                                                             NexusEntry            *entry);
NexusGtkPreview       *nexus_gtk_preview_window_get_preview (NexusGtkPreviewWindow *self);

G_END_DECLS
