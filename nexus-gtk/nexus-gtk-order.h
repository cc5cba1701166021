/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "nexus-gtk-column.h"

G_BEGIN_DECLS

#define NEXUS_GTK_TYPE_ORDER (nexus_gtk_order_get_type ())
G_DECLARE_FINAL_TYPE (NexusGtkOrder, nexus_gtk_order, NEXUS_GTK, ORDER, GtkSorter)

/* The order of a view: folders first, then by a column, then by name. */
NexusGtkOrder *nexus_gtk_order_new            (void);
void           nexus_gtk_order_set            (NexusGtkOrder *self,
                                               const char    *column,
                                               gboolean       descending);
const char    *nexus_gtk_order_get_column     (NexusGtkOrder *self);
gboolean       nexus_gtk_order_get_descending (NexusGtkOrder *self);

G_END_DECLS
