/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include <nexus-glib.h>

G_BEGIN_DECLS

#define NEXUS_GTK_TYPE_THUMBNAILS (nexus_gtk_thumbnails_get_type ())
G_DECLARE_FINAL_TYPE (NexusGtkThumbnails, nexus_gtk_thumbnails, NEXUS_GTK, THUMBNAILS, GObject)

/* Small pictures of files, for all windows.  They are made by few threads: what has the smaller number as its priority
 * (as in GLib) first, and of that the latest that is asked for, since that is what is looked at.  What is cancelled before
 * its turn costs nothing. */
NexusGtkThumbnails *nexus_gtk_thumbnails_get_default (void);
/* Whether there may be one. */
gboolean            nexus_gtk_thumbnails_suits       (NexusEntry           *entry);
/* Not wider or higher than needed for that many pixels, but for a step; NULL if it is not at hand. */
GdkTexture         *nexus_gtk_thumbnails_lookup      (NexusGtkThumbnails   *self,
                                                      NexusEntry           *entry,
                                                      int                   pixels);
void                nexus_gtk_thumbnails_load_async  (NexusGtkThumbnails   *self,
                                                      NexusFilesystem      *filesystem,
                                                      NexusEntry           *entry,
                                                      int                   pixels,
                                                      int                   priority,
                                                      GCancellable         *cancellable,
                                                      GAsyncReadyCallback   callback,
                                                      gpointer              user_data);
GdkTexture         *nexus_gtk_thumbnails_load_finish (NexusGtkThumbnails   *self,
                                                      GAsyncResult         *result,
                                                      GError              **error);

G_END_DECLS
