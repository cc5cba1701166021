/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define NEXUS_GTK_TYPE_SELECTION (nexus_gtk_selection_get_type ())
G_DECLARE_FINAL_TYPE (NexusGtkSelection, nexus_gtk_selection, NEXUS_GTK, SELECTION, GObject)

/* Which positions of a list are selected, any number of them.  It knows no items, so that it takes no longer to select a
 * million of them than a few; that of GTK holds each one.  What is replaced in the list is not selected any more. */
NexusGtkSelection *nexus_gtk_selection_new       (void);
void               nexus_gtk_selection_set_model (NexusGtkSelection *self,
                                                  GListModel        *model);

G_END_DECLS
