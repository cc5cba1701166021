/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define NEXUS_GTK_TYPE_RENAME_ROW (nexus_gtk_rename_row_get_type ())
G_DECLARE_FINAL_TYPE (NexusGtkRenameRow, nexus_gtk_rename_row, NEXUS_GTK, RENAME_ROW, GObject)

/* A name and the one that comes after it, with what is wrong with that, or NULL.  It never changes. */
NexusGtkRenameRow *nexus_gtk_rename_row_new         (const char        *former,
                                                     const char        *name,
                                                     const char        *problem);
const char        *nexus_gtk_rename_row_get_former  (NexusGtkRenameRow *self);
const char        *nexus_gtk_rename_row_get_name    (NexusGtkRenameRow *self);
const char        *nexus_gtk_rename_row_get_problem (NexusGtkRenameRow *self);

/* A list of them. */
GtkWidget         *nexus_gtk_rename_view_new        (GListModel        *rows);

G_END_DECLS
