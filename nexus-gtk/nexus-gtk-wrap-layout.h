/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define NEXUS_GTK_TYPE_WRAP_LAYOUT (nexus_gtk_wrap_layout_get_type ())
G_DECLARE_FINAL_TYPE (NexusGtkWrapLayout, nexus_gtk_wrap_layout, NEXUS_GTK, WRAP_LAYOUT, GtkLayoutManager)

/* Children one after the other, as words are: each as wide as it wants, in as many lines as they need. */
GtkLayoutManager *nexus_gtk_wrap_layout_new (int spacing);

G_END_DECLS
