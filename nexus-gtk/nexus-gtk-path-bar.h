/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include <nexus-glib.h>

#include "nexus-gtk-completion.h"

G_BEGIN_DECLS

#define NEXUS_GTK_TYPE_PATH_BAR (nexus_gtk_path_bar_get_type ())
G_DECLARE_FINAL_TYPE (NexusGtkPathBar, nexus_gtk_path_bar, NEXUS_GTK, PATH_BAR, AdwBin)

/* Where we are, as buttons or as text.  Signal: "place" (string). */
NexusGtkPathBar *nexus_gtk_path_bar_new       (void);
void             nexus_gtk_path_bar_set_place (NexusGtkPathBar *self,
                                               const char      *place);
/* Begins to edit the location as text. */
void             nexus_gtk_path_bar_edit      (NexusGtkPathBar *self);
/* The same, beginning with this text. */
void             nexus_gtk_path_bar_edit_text (NexusGtkPathBar *self,
                                               const char      *text);
/* Whose names the location is completed with. */
void             nexus_gtk_path_bar_set_filesystem (NexusGtkPathBar *self,
                                                    NexusFilesystem *filesystem);
GtkWidget       *nexus_gtk_path_bar_get_entry (NexusGtkPathBar *self);
NexusGtkCompletion *nexus_gtk_path_bar_get_completion (NexusGtkPathBar *self);
/* The menu of the folders above; NULL if there is room for all of them. */
GMenuModel      *nexus_gtk_path_bar_get_overflow (NexusGtkPathBar *self);

G_END_DECLS
