/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nexus-gtk-duplicates.h"
#include "nexus-gtk-side-window.h"

G_BEGIN_DECLS

#define NEXUS_GTK_TYPE_DUPLICATES_WINDOW (nexus_gtk_duplicates_window_get_type ())
G_DECLARE_FINAL_TYPE (NexusGtkDuplicatesWindow, nexus_gtk_duplicates_window, NEXUS_GTK, DUPLICATES_WINDOW, NexusGtkSideWindow)

/* The files of a store that have the same content, from which a person chooses those that go into the trash together.
 * The folder is the one whose files can be chosen at once.  Signal: "show-path" (path). */
NexusGtkDuplicatesWindow *nexus_gtk_duplicates_window_new            (GtkWindow                *parent,
                                                                      NexusFilesystem          *filesystem,
                                                                      const char               *folder);
NexusGtkDuplicates       *nexus_gtk_duplicates_window_get_duplicates (NexusGtkDuplicatesWindow *self);

G_END_DECLS
