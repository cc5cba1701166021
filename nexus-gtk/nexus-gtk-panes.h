/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include <nexus-glib.h>

G_BEGIN_DECLS

#define NEXUS_GTK_TYPE_PANES (nexus_gtk_panes_get_type ())
G_DECLARE_FINAL_TYPE (NexusGtkPanes, nexus_gtk_panes, NEXUS_GTK, PANES, AdwBin)

/* A folder between those that it is in, on the one side, and what is in the one that is selected, on the other.  The list
 * of the folder itself is the browser's.  Signal: "go" (string, string): to a folder, and what is to be selected there,
 * which may be NULL. */
NexusGtkPanes *nexus_gtk_panes_new        (GtkListView     *active);
/* The folders around a place; those that are shown already stay. */
void           nexus_gtk_panes_show_place (NexusGtkPanes   *self,
                                           NexusFilesystem *filesystem,
                                           const char      *place,
                                           gboolean         show_hidden);
/* The folder that is selected, or NULL.  It is read after a moment in which no other one is selected. */
void           nexus_gtk_panes_set_next   (NexusGtkPanes   *self,
                                           const char      *path);
/* Lets go of all but the list itself. */
void           nexus_gtk_panes_clear      (NexusGtkPanes   *self);

G_END_DECLS
