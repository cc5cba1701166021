/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <nexus-glib.h>

G_BEGIN_DECLS

#define NEXUS_GTK_TYPE_DIRECTORY_LIST (nexus_gtk_directory_list_get_type ())
G_DECLARE_FINAL_TYPE (NexusGtkDirectoryList, nexus_gtk_directory_list, NEXUS_GTK, DIRECTORY_LIST, GObject)

/* A place is "/a/path", "trash:" or "tag:NAME". */
NexusGtkDirectoryList *nexus_gtk_directory_list_new         (NexusFilesystem       *filesystem,
                                                             const char            *place);
const char            *nexus_gtk_directory_list_get_place   (NexusGtkDirectoryList *self);
gboolean               nexus_gtk_directory_list_get_loading (NexusGtkDirectoryList *self);
const GError          *nexus_gtk_directory_list_get_error   (NexusGtkDirectoryList *self);
void                   nexus_gtk_directory_list_reload      (NexusGtkDirectoryList *self);

G_END_DECLS
