/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What a cell shows and how its column sorts; nexus-gtk-browser-columns.c. */

typedef enum {
  NEXUS_GTK_COLUMN_NAME,
  NEXUS_GTK_COLUMN_PLACE,
  NEXUS_GTK_COLUMN_SIZE,
  NEXUS_GTK_COLUMN_TYPE,
  NEXUS_GTK_COLUMN_MODIFIED,
  NEXUS_GTK_COLUMN_VERSION,
  NEXUS_GTK_COLUMN_DELETED,
  NEXUS_GTK_N_COLUMNS
} NexusGtkColumn;

typedef struct {
  GtkColumnViewColumn *columns[NEXUS_GTK_N_COLUMNS];
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
GtkListItemFactory *nexus_gtk_grid_factory_new    (NexusGtkPrepareCell  prepare,
                                                   gpointer             user_data);
GtkSorter          *nexus_gtk_folders_first_new   (void);

G_END_DECLS
