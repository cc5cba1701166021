/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "nexus-gtk-browser.h"
#include "nexus-gtk-search-bar.h"
#include "nexus-gtk-store.h"

G_BEGIN_DECLS

#define NEXUS_GTK_TYPE_TAB (nexus_gtk_tab_get_type ())
G_DECLARE_FINAL_TYPE (NexusGtkTab, nexus_gtk_tab, NEXUS_GTK, TAB, AdwBin)

/* One store, one place in it, how one came there, and the browser that shows it: a page of a window.
 * Properties, for its tab in the bar: "title", "tooltip", "icon", "loading", and "lock", an icon if the store cannot be
 * written. */
NexusGtkTab        *nexus_gtk_tab_new           (GSettings          *settings);
NexusGtkBrowser    *nexus_gtk_tab_get_browser   (NexusGtkTab        *self);
NexusGtkSearchBar  *nexus_gtk_tab_get_search_bar (NexusGtkTab       *self);
/* NULL before it has one. */
NexusGtkStore      *nexus_gtk_tab_get_store     (NexusGtkTab        *self);
/* Shows a place of another store; the places of the former one are forgotten. */
void                nexus_gtk_tab_set_store     (NexusGtkTab        *self,
                                                 NexusGtkStore      *store,
                                                 const char         *place);
/* NULL before it has a store. */
const char         *nexus_gtk_tab_get_place     (NexusGtkTab        *self);
/* FALSE if that is the place that is shown already. */
gboolean            nexus_gtk_tab_go            (NexusGtkTab        *self,
                                                 const char         *place);
/* Shows what a search finds, instead of what another one has found; if there is nothing to look for, the place before.
 * FALSE if that is shown already. */
gboolean            nexus_gtk_tab_search        (NexusGtkTab        *self,
                                                 const char         *query);
/* Back, if below 0, or forward among the places; FALSE if there are not as many. */
gboolean            nexus_gtk_tab_step          (NexusGtkTab        *self,
                                                 int                 by);
/* The place that a step leads to; NULL if there is none. */
const char         *nexus_gtk_tab_peek          (NexusGtkTab        *self,
                                                 int                 by);
/* Its places, from the first to the last, and which of them is shown: for another tab like this one. */
GStrv               nexus_gtk_tab_dup_history   (NexusGtkTab        *self,
                                                 guint              *position);
void                nexus_gtk_tab_set_history   (NexusGtkTab        *self,
                                                 const char * const *places,
                                                 guint               position);

G_END_DECLS
