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
/* For a window, which takes nothing by that.  But what is let go of where a target was a moment ago comes to it, and
 * the drag ends: GTK would wait for an answer for ever, with the icon of the drag on the screen. */
void             nexus_gtk_drag_add_end        (GtkWidget       *window);
/* How long something is held over a folder before that opens, in milliseconds. */
guint            nexus_gtk_drag_get_spring_time (void);
void             nexus_gtk_drag_set_spring_time (guint          milliseconds);

G_END_DECLS
