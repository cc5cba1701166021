/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nexus-gtk-side-window.h"
#include "nexus-gtk-store.h"

G_BEGIN_DECLS

#define NEXUS_GTK_TYPE_HEALTH_WINDOW (nexus_gtk_health_window_get_type ())
G_DECLARE_FINAL_TYPE (NexusGtkHealthWindow, nexus_gtk_health_window, NEXUS_GTK, HEALTH_WINDOW, NexusGtkSideWindow)

/* What a store holds in numbers, whether it is well, and what can be done for it. */
NexusGtkHealthWindow *nexus_gtk_health_window_new       (GtkWindow            *parent,
                                                         NexusGtkStore        *store);
/* Into a folder that is chosen already. */
void                  nexus_gtk_health_window_back_up   (NexusGtkHealthWindow *self,
                                                         GFile                *folder);
/* Nothing is going on. */
gboolean              nexus_gtk_health_window_is_idle   (NexusGtkHealthWindow *self);

G_END_DECLS
