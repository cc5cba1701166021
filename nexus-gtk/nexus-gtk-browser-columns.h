/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "nexus-gtk-order.h"

G_BEGIN_DECLS

/* What cells show, and the columns of the list. */

typedef struct {
  GtkColumnViewColumn *columns[NEXUS_GTK_N_COLUMNS];
  int                  asked;    /* the first column that the view's sorter asked, while it is being found out */
} NexusGtkColumns;

/* `prepare` is called for each new cell with the list item, to add what they all need. */
typedef void (*NexusGtkPrepareCell) (GtkWidget   *cell,
                                     GtkListItem *item,
                                     gpointer     user_data);

void                nexus_gtk_columns_init        (NexusGtkColumns     *columns,
                                                   NexusGtkPrepareCell  prepare,
                                                   gpointer             user_data);
void                nexus_gtk_columns_clear       (NexusGtkColumns     *columns);
/* `wanted` has a bit for each column. */
void                nexus_gtk_columns_show        (NexusGtkColumns     *columns,
                                                   GtkColumnView       *view,
                                                   guint                wanted);
/* Which of the wanted columns there is room for. */
guint               nexus_gtk_columns_fit         (guint                wanted,
                                                   int                  width);
/* The order that the headers show, by a click on one of them or by the other call.  Returns FALSE if they show none. */
gboolean            nexus_gtk_columns_get_order   (NexusGtkColumns     *columns,
                                                   GtkColumnView       *view,
                                                   NexusGtkColumn      *column,
                                                   gboolean            *descending);
void                nexus_gtk_columns_show_order  (NexusGtkColumns     *columns,
                                                   GtkColumnView       *view,
                                                   NexusGtkColumn       column,
                                                   gboolean             descending);
GtkListItemFactory *nexus_gtk_grid_factory_new    (NexusGtkPrepareCell  prepare,
                                                   gpointer             user_data);

G_END_DECLS
