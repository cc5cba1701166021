/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include <nexus-glib.h>

G_BEGIN_DECLS

#define NEXUS_GTK_TYPE_SEARCH_COMPLETION (nexus_gtk_search_completion_get_type ())
G_DECLARE_FINAL_TYPE (NexusGtkSearchCompletion, nexus_gtk_search_completion, NEXUS_GTK, SEARCH_COMPLETION, GObject)

/* Offers what could stand where somebody types in a search, below the entry: what the store knows.  Tab takes the first one
 * or the one that is chosen with the arrows. */
NexusGtkSearchCompletion *nexus_gtk_search_completion_new            (GtkEntry                 *entry);
/* NULL: offers nothing. */
void                      nexus_gtk_search_completion_set_filesystem (NexusGtkSearchCompletion *self,
                                                                      NexusFilesystem          *filesystem);
/* What is offered now. */
GStrv                     nexus_gtk_search_completion_dup_offers     (NexusGtkSearchCompletion *self);
/* Offers nothing until more is typed. */
void                      nexus_gtk_search_completion_close          (NexusGtkSearchCompletion *self);
/* Before the entry goes. */
void                      nexus_gtk_search_completion_detach         (NexusGtkSearchCompletion *self);

G_END_DECLS
