/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include <nexus-glib.h>

G_BEGIN_DECLS

#define NEXUS_GTK_TYPE_SEARCH_BAR (nexus_gtk_search_bar_get_type ())
G_DECLARE_FINAL_TYPE (NexusGtkSearchBar, nexus_gtk_search_bar, NEXUS_GTK, SEARCH_BAR, AdwBin)

/* Where a search is written, above its results.  The text is all there is to it: the buttons below only edit it.  What is
 * written is given to the window's action "win.search" a moment later, or its fault is shown.
 * Signal: "leave", when the files are to have the focus. */
NexusGtkSearchBar *nexus_gtk_search_bar_new            (void);
void               nexus_gtk_search_bar_set_filesystem (NexusGtkSearchBar *self,
                                                        NexusFilesystem   *filesystem);
/* The place that is shown below: of a search, its text is shown; any other one that is new closes the bar. */
void               nexus_gtk_search_bar_set_place      (NexusGtkSearchBar *self,
                                                        const char        *place);
/* For somebody who wants to search, first in the folder that is shown. */
void               nexus_gtk_search_bar_open           (NexusGtkSearchBar *self);
void               nexus_gtk_search_bar_close          (NexusGtkSearchBar *self);
gboolean           nexus_gtk_search_bar_is_open        (NexusGtkSearchBar *self);
/* What has been written, whether it makes sense or not. */
const char        *nexus_gtk_search_bar_get_text       (NexusGtkSearchBar *self);
GtkWidget         *nexus_gtk_search_bar_get_entry      (NexusGtkSearchBar *self);
/* The name of the search that is edited; NULL for a new one. */
const char        *nexus_gtk_search_bar_get_name       (NexusGtkSearchBar *self);
void               nexus_gtk_search_bar_set_name       (NexusGtkSearchBar *self,
                                                        const char        *name);
/* At which character something is wrong, from 1; 0 if nothing is. */
guint              nexus_gtk_search_bar_get_fault      (NexusGtkSearchBar *self);

G_END_DECLS
