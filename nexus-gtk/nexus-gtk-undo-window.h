/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nexus-gtk-side-window.h"
#include "nexus-gtk-undo.h"

G_BEGIN_DECLS

#define NEXUS_GTK_TYPE_UNDO_WINDOW (nexus_gtk_undo_window_get_type ())
G_DECLARE_FINAL_TYPE (NexusGtkUndoWindow, nexus_gtk_undo_window, NEXUS_GTK, UNDO_WINDOW, NexusGtkSideWindow)

/* What was done to a store, the latest first, with buttons to undo any of it.
 * Signal: "run" (the number of a step as uint64, whether it is to be done again). */
NexusGtkUndoWindow *nexus_gtk_undo_window_new (GtkWindow    *parent,
                                               NexusGtkUndo *undo);

G_END_DECLS
