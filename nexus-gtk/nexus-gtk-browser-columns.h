/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nexus-gtk-cells.h"

G_BEGIN_DECLS

/* The columns of a list. */
#define NEXUS_GTK_TYPE_COLUMNS (nexus_gtk_columns_get_type ())
G_DECLARE_FINAL_TYPE (NexusGtkColumns, nexus_gtk_columns, NEXUS_GTK, COLUMNS, GObject)

/* Signals, of what somebody does with headers: "sorted"; "moved"; "resized". */
NexusGtkColumns *nexus_gtk_columns_new        (GtkColumnView         *view,
                                               NexusGtkGetFilesystem  get_filesystem,
                                               NexusGtkPrepareCell    prepare,
                                               gpointer               user_data);
/* Lets go of the view. */
void             nexus_gtk_columns_detach     (NexusGtkColumns     *self);
void             nexus_gtk_columns_show       (NexusGtkColumns     *self,
                                               const char * const  *columns);
/* A header that was moved is told of in a moment, or by this at once, before something else is shown. */
void             nexus_gtk_columns_tell_moved (NexusGtkColumns     *self);
/* New: which are shown. */
GStrv            nexus_gtk_columns_dup        (NexusGtkColumns     *self);
/* a{si} */
void             nexus_gtk_columns_set_widths (NexusGtkColumns     *self,
                                               GVariant            *widths);
/* Those that are not as wide as at first, and what was set for others; floating. */
GVariant        *nexus_gtk_columns_get_widths (NexusGtkColumns     *self);
/* New: those of the columns that there is room for. */
GStrv            nexus_gtk_columns_fit        (const char * const  *columns,
                                               int                  width);
/* New: all columns in the order of those that are shown; the others stay behind those they are behind. */
GStrv            nexus_gtk_columns_merge      (const char * const  *columns,
                                               const char * const  *shown);
/* The order that the headers show, by a click on one of them or by the other call; the column is NULL if they show
 * none. */
const char      *nexus_gtk_columns_get_order  (NexusGtkColumns     *self,
                                               gboolean            *descending);
void             nexus_gtk_columns_show_order (NexusGtkColumns     *self,
                                               const char          *column,
                                               gboolean             descending);

G_END_DECLS
