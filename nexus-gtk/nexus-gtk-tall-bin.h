/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* As high as what is in it, for the width that it gets; where there is less room, that scrolls. */
#define NEXUS_GTK_TYPE_TALL_BIN (nexus_gtk_tall_bin_get_type ())
G_DECLARE_FINAL_TYPE (NexusGtkTallBin, nexus_gtk_tall_bin, NEXUS_GTK, TALL_BIN, GtkWidget)

/* It is never made lower than min_height, unless the child is. */
GtkWidget *nexus_gtk_tall_bin_new (GtkWidget *child,
                                   int        min_height);

G_END_DECLS
