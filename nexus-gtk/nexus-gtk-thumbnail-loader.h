/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include <nexus-glib.h>

G_BEGIN_DECLS

#define NEXUS_GTK_TYPE_THUMBNAIL_LOADER (nexus_gtk_thumbnail_loader_get_type ())
G_DECLARE_FINAL_TYPE (NexusGtkThumbnailLoader, nexus_gtk_thumbnail_loader, NEXUS_GTK, THUMBNAIL_LOADER, GObject)

/* Shows an entry, or nothing if it is NULL; by its icon as long as the picture is NULL. */
typedef void (*NexusGtkThumbnailShow) (GtkWidget  *widget,
                                       NexusEntry *entry,
                                       GdkTexture *picture);

/* Finds the small picture of the file that a widget shows.  It is asked for while the widget is to be seen, and not any
 * more when it is scrolled away. */
NexusGtkThumbnailLoader *nexus_gtk_thumbnail_loader_new         (GtkWidget               *widget,
                                                                 int                      size,
                                                                 NexusGtkThumbnailShow    show);
/* Takes the loader; the widget is not touched any more. */
void                     nexus_gtk_thumbnail_loader_drop        (NexusGtkThumbnailLoader *self);
/* Shows it at once, and again when its picture comes. */
void                     nexus_gtk_thumbnail_loader_set_entry   (NexusGtkThumbnailLoader *self,
                                                                 NexusFilesystem         *filesystem,
                                                                 NexusEntry              *entry);
/* NULL while there is none. */
GdkTexture              *nexus_gtk_thumbnail_loader_get_picture (NexusGtkThumbnailLoader *self);

G_END_DECLS
