/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* New: the window in which a person sets what the application remembers. */
GtkWindow *nexus_gtk_preferences_new (GtkWindow *parent,
                                      GSettings *settings);

G_END_DECLS
