/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What can be known of a file; the values are those of the settings. */
typedef enum {
  NEXUS_GTK_COLUMN_NAME,
  NEXUS_GTK_COLUMN_FOLDER,
  NEXUS_GTK_COLUMN_SIZE,
  NEXUS_GTK_COLUMN_TYPE,
  NEXUS_GTK_COLUMN_MODIFIED,
  NEXUS_GTK_COLUMN_VERSION,
  NEXUS_GTK_COLUMN_DELETED,
  NEXUS_GTK_N_COLUMNS
} NexusGtkColumn;

#define NEXUS_GTK_TYPE_COLUMN (nexus_gtk_column_get_type ())
GType nexus_gtk_column_get_type (void);

#define NEXUS_GTK_TYPE_ORDER (nexus_gtk_order_get_type ())
G_DECLARE_FINAL_TYPE (NexusGtkOrder, nexus_gtk_order, NEXUS_GTK, ORDER, GtkSorter)

/* The order of a view: folders first, then by a column, then by name. */
NexusGtkOrder  *nexus_gtk_order_new            (void);
void            nexus_gtk_order_set            (NexusGtkOrder  *self,
                                                NexusGtkColumn  column,
                                                gboolean        descending);
NexusGtkColumn  nexus_gtk_order_get_column     (NexusGtkOrder  *self);
gboolean        nexus_gtk_order_get_descending (NexusGtkOrder  *self);

G_END_DECLS
