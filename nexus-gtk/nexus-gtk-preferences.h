/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nexus-gtk-store.h"

G_BEGIN_DECLS

/* New: the window in which a person sets what the application remembers, and what a store does, if there is one. */
GtkWindow *nexus_gtk_preferences_new (GtkWindow     *parent,
                                      GSettings     *settings,
                                      NexusGtkStore *store);

G_END_DECLS
