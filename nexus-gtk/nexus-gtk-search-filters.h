/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include <nexus-glib.h>

G_BEGIN_DECLS

#define NEXUS_GTK_TYPE_SEARCH_FILTERS (nexus_gtk_search_filters_get_type ())
G_DECLARE_FINAL_TYPE (NexusGtkSearchFilters, nexus_gtk_search_filters, NEXUS_GTK, SEARCH_FILTERS, AdwBin)

/* What a search asks, as a row of buttons.  They only ask for another search; it is for others to show it then.
 * Signals: "edited" (NexusQuery), with what a person wants to look for; "refused" (GError); "edit-on", when the text of the
 * search should have the focus. */
NexusGtkSearchFilters *nexus_gtk_search_filters_new            (void);
void                   nexus_gtk_search_filters_set_filesystem (NexusGtkSearchFilters *self,
                                                                NexusFilesystem       *filesystem);
/* The search that is shown. */
void                   nexus_gtk_search_filters_set_query      (NexusGtkSearchFilters *self,
                                                                NexusQuery            *query);
/* The place from which a person searches, or NULL: a folder is offered. */
void                   nexus_gtk_search_filters_set_origin     (NexusGtkSearchFilters *self,
                                                                const char            *origin);
/* New: the text of a search for all that is in that folder; NULL if none is offered. */
char                  *nexus_gtk_search_filters_dup_prefix     (NexusGtkSearchFilters *self);

G_END_DECLS
