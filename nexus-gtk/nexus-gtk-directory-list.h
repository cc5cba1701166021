/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <nexus-glib.h>

G_BEGIN_DECLS

#define NEXUS_GTK_TYPE_DIRECTORY_LIST (nexus_gtk_directory_list_get_type ())
G_DECLARE_FINAL_TYPE (NexusGtkDirectoryList, nexus_gtk_directory_list, NEXUS_GTK, DIRECTORY_LIST, GObject)

/* What is in a place, of those in nexus-gtk-place.h.  Of a path and of a search the items are NexusModelRow in order, of
 * a path without what is hidden; else NexusTrashItem or NexusEntry in no order. */
NexusGtkDirectoryList *nexus_gtk_directory_list_new             (NexusFilesystem       *filesystem,
                                                                 const char            *place);
/* Looks for something else, if it is the list of a search: what is shown stays until something of that is there. */
gboolean               nexus_gtk_directory_list_search          (NexusGtkDirectoryList *self,
                                                                 NexusFilesystem       *filesystem,
                                                                 const char            *place);
NexusFilesystem       *nexus_gtk_directory_list_get_filesystem  (NexusGtkDirectoryList *self);
const char            *nexus_gtk_directory_list_get_place       (NexusGtkDirectoryList *self);
gboolean               nexus_gtk_directory_list_get_loading     (NexusGtkDirectoryList *self);
const GError          *nexus_gtk_directory_list_get_error       (NexusGtkDirectoryList *self);
void                   nexus_gtk_directory_list_reload          (NexusGtkDirectoryList *self);
gboolean               nexus_gtk_directory_list_is_ordered      (NexusGtkDirectoryList *self);

/* Of what is ordered; see NexusListModel for the key. */
void                   nexus_gtk_directory_list_set_order       (NexusGtkDirectoryList *self,
                                                                 const char            *sort_key,
                                                                 gboolean               descending);
gboolean               nexus_gtk_directory_list_find_row        (NexusGtkDirectoryList *self,
                                                                 NexusModelRow         *row,
                                                                 guint                 *position);

/* Of a path only. */
void                   nexus_gtk_directory_list_set_show_hidden (NexusGtkDirectoryList *self,
                                                                 gboolean               show_hidden);
/* When nothing is shown: how much there is that is hidden. */
guint                  nexus_gtk_directory_list_get_n_hidden    (NexusGtkDirectoryList *self);

/* NULL for what is not known yet. */
char                  *nexus_gtk_directory_list_dup_name        (NexusGtkDirectoryList *self,
                                                                 guint                  position);
gboolean               nexus_gtk_directory_list_find_name       (NexusGtkDirectoryList *self,
                                                                 const char            *name,
                                                                 guint                 *position);

G_END_DECLS
