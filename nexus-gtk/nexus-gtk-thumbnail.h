/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include <nexus-glib.h>

G_BEGIN_DECLS

#define NEXUS_GTK_TYPE_THUMBNAIL (nexus_gtk_thumbnail_get_type ())
G_DECLARE_FINAL_TYPE (NexusGtkThumbnail, nexus_gtk_thumbnail, NEXUS_GTK, THUMBNAIL, GtkWidget)

/* The icon of a file in a square, and in its place a small picture of it as soon as there is one. */
GtkWidget  *nexus_gtk_thumbnail_new         (int                size);
/* Shows nothing if the entry is NULL. */
void        nexus_gtk_thumbnail_set_entry   (NexusGtkThumbnail *self,
                                             NexusFilesystem   *filesystem,
                                             NexusEntry        *entry);
/* NULL while it shows the icon. */
GdkTexture *nexus_gtk_thumbnail_get_picture (NexusGtkThumbnail *self);

G_END_DECLS
