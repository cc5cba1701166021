/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include <nexus-glib.h>

#include "nexus-gtk-store.h"

G_BEGIN_DECLS

#define NEXUS_GTK_TYPE_WINDOW (nexus_gtk_window_get_type ())
G_DECLARE_FINAL_TYPE (NexusGtkWindow, nexus_gtk_window, NEXUS_GTK, WINDOW, AdwApplicationWindow)

NexusGtkWindow  *nexus_gtk_window_new             (AdwApplication  *application);
/* Opens another window, at the top of the store that this one shows. */
void             nexus_gtk_window_duplicate       (NexusGtkWindow  *self);
/* Opens the store of the configuration; where there is none yet, asks first. */
void             nexus_gtk_window_open_store      (NexusGtkWindow  *self,
                                                   NexusConfig     *config);
/* Makes or opens a store in a folder that a person chose, and remembers it. */
void             nexus_gtk_window_choose_store    (NexusGtkWindow  *self,
                                                   GFile           *folder);
/* Imports local files into the folder that is shown, as soon as there is a store. */
void             nexus_gtk_window_import          (NexusGtkWindow  *self,
                                                   GListModel      *files);
/* Opens addresses of stores and places in tabs, as soon as there is a store.  What is no folder is selected in its own. */
void             nexus_gtk_window_open_locations  (NexusGtkWindow  *self,
                                                   const char * const *locations);
/* New: which tab is shown, and the stores and places of all, for nexus_gtk_window_restore_tabs(); NULL without a store. */
GVariant        *nexus_gtk_window_dup_tabs        (NexusGtkWindow  *self);
/* Instead of nexus_gtk_window_open_store(), which it does if none of the stores is there. */
void             nexus_gtk_window_restore_tabs    (NexusGtkWindow  *self,
                                                   GVariant        *tabs,
                                                   NexusConfig     *config);
NexusFilesystem *nexus_gtk_window_get_filesystem  (NexusGtkWindow  *self);
/* Of the tab that is shown; NULL while there is none. */
NexusGtkStore   *nexus_gtk_window_get_store       (NexusGtkWindow  *self);
GSettings       *nexus_gtk_window_get_settings    (NexusGtkWindow  *self);
void             nexus_gtk_window_go              (NexusGtkWindow  *self,
                                                   const char      *place);
/* Goes to what a person typed, see nexus-gtk-location.h; of another store that is open, in a tab of its own. */
gboolean         nexus_gtk_window_open_location   (NexusGtkWindow  *self,
                                                   const char      *text,
                                                   GError         **error);
/* What was dropped on a place, of the types in nexus-gtk-drag.c; FALSE if it cannot be there. */
gboolean         nexus_gtk_window_drop            (NexusGtkWindow  *self,
                                                   const char      *place,
                                                   const GValue    *value,
                                                   gboolean         copy);
/* All that was asked for is shown. */
gboolean         nexus_gtk_window_is_settled      (NexusGtkWindow  *self);

G_END_DECLS
