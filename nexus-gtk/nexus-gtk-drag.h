/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include <nexus-glib.h>

G_BEGIN_DECLS

#define NEXUS_GTK_TYPE_DRAG (nexus_gtk_drag_get_type ())
G_DECLARE_FINAL_TYPE (NexusGtkDrag, nexus_gtk_drag, NEXUS_GTK, DRAG, GObject)

/* Entries of a store that are dragged within the application, or on the clipboard. */
NexusGtkDrag    *nexus_gtk_drag_new            (NexusFilesystem *filesystem,
                                                GPtrArray       *entries);
/* Whether they are to be moved when they are pasted. */
void             nexus_gtk_drag_set_cut        (NexusGtkDrag    *self,
                                                gboolean         cut);
gboolean         nexus_gtk_drag_get_cut        (NexusGtkDrag    *self);
NexusFilesystem *nexus_gtk_drag_get_filesystem (NexusGtkDrag    *self);
GPtrArray       *nexus_gtk_drag_get_entries    (NexusGtkDrag    *self);

/* What a drop there would do: entries are moved within their store, unless Ctrl is held; all else is copied. */
GdkDragAction    nexus_gtk_drag_get_action     (GtkDropTarget   *target,
                                                NexusFilesystem *filesystem);
GdkDragAction    nexus_gtk_drag_get_drop_action (GdkDrop        *drop,
                                                NexusFilesystem *filesystem);
/* Lets entries, and files from outside, be dropped on a widget that stands for a place.  Entries are moved there, and
 * copied with Ctrl; a tag is put on them.  While something is held over a folder, it opens after a while.
 * It is the window of the widget that does all this. */
void             nexus_gtk_drag_add_target     (GtkWidget       *widget,
                                                const char      *place);

G_END_DECLS
