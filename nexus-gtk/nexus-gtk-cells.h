/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "nexus-gtk-column.h"

G_BEGIN_DECLS

/* `prepare` is called for each new cell with the list item, to add what they all need. */
typedef void (*NexusGtkPrepareCell) (GtkWidget   *cell,
                                     GtkListItem *item,
                                     gpointer     user_data);
/* The store that the items are in; borrowed. */
typedef NexusFilesystem *(*NexusGtkGetFilesystem) (gpointer user_data);

/* What cells show: one column of the list, or all that is to be seen of an item of the grid, with an icon of that size. */
GtkListItemFactory *nexus_gtk_cells_new_column (const char            *column,
                                                NexusGtkGetFilesystem  get_filesystem,
                                                NexusGtkPrepareCell    prepare,
                                                gpointer               user_data);
GtkListItemFactory *nexus_gtk_cells_new_grid   (int                    size,
                                                NexusGtkGetFilesystem  get_filesystem,
                                                NexusGtkPrepareCell    prepare,
                                                gpointer               user_data);
/* An item of one of several lists side by side; `prepare` may be NULL. */
GtkListItemFactory *nexus_gtk_cells_new_pane   (NexusGtkGetFilesystem  get_filesystem,
                                                NexusGtkPrepareCell    prepare,
                                                gpointer               user_data);
/* The part of a cell that shows the name; NULL if it shows something else. */
GtkWidget          *nexus_gtk_cells_get_name   (GtkWidget           *cell);

G_END_DECLS
