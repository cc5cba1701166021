/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <nexus-glib.h>

G_BEGIN_DECLS

#define NEXUS_GTK_TYPE_UNDO (nexus_gtk_undo_get_type ())
G_DECLARE_FINAL_TYPE (NexusGtkUndo, nexus_gtk_undo, NEXUS_GTK, UNDO, GObject)

/* What has been done to a store, as it is kept there, followed while it changes.  Signal: "changed". */
NexusGtkUndo  *nexus_gtk_undo_new         (NexusFilesystem      *filesystem);
/* Of NexusUndoStep, the newest first; NULL before they were read for the first time. */
GListModel    *nexus_gtk_undo_get_steps   (NexusGtkUndo         *self);
/* The one that comes next when something is undone, or done again; NULL if there is none. */
NexusUndoStep *nexus_gtk_undo_get_next    (NexusGtkUndo         *self,
                                           gboolean              redo);
/* The number of the newest one that is known. */
guint64        nexus_gtk_undo_get_newest  (NexusGtkUndo         *self);
void           nexus_gtk_undo_refresh     (NexusGtkUndo         *self);
/* The step of the number; 0 for the one that comes next, looked for anew.  One that meets a conflict does not come next
 * any more, until something else has been done. */
void           nexus_gtk_undo_run_async   (NexusGtkUndo         *self,
                                           guint64               id,
                                           gboolean              redo,
                                           GAsyncReadyCallback   callback,
                                           gpointer              user_data);
/* New: the step. */
NexusUndoStep *nexus_gtk_undo_run_finish  (NexusGtkUndo         *self,
                                           GAsyncResult         *result,
                                           GError              **error);
/* Looks for what was done a moment ago: the first step with a greater number and that path or description. */
void           nexus_gtk_undo_find_async  (NexusGtkUndo         *self,
                                           guint64               after,
                                           const char           *path,
                                           const char           *description,
                                           GAsyncReadyCallback   callback,
                                           gpointer              user_data);
/* New; NULL if there is none, which is no error. */
NexusUndoStep *nexus_gtk_undo_find_finish (NexusGtkUndo         *self,
                                           GAsyncResult         *result);

G_END_DECLS
