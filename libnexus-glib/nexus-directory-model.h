/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-filesystem.h"
#include "nexus-model-row.h"

G_BEGIN_DECLS

#define NEXUS_TYPE_DIRECTORY_MODEL (nexus_directory_model_get_type ())

NEXUS_AVAILABLE_IN_0_1
G_DECLARE_FINAL_TYPE (NexusDirectoryModel, nexus_directory_model, NEXUS, DIRECTORY_MODEL, GObject)

NEXUS_AVAILABLE_IN_0_1
NexusDirectoryModel *nexus_directory_model_new                 (NexusFilesystem      *filesystem,
                                                                const char           *path);
NEXUS_AVAILABLE_IN_0_1
NexusFilesystem     *nexus_directory_model_get_filesystem      (NexusDirectoryModel  *self);
NEXUS_AVAILABLE_IN_0_1
const char          *nexus_directory_model_get_path            (NexusDirectoryModel  *self);
NEXUS_AVAILABLE_IN_0_1
const char          *nexus_directory_model_get_sort_key        (NexusDirectoryModel  *self);
NEXUS_AVAILABLE_IN_0_1
void                 nexus_directory_model_set_sort_key        (NexusDirectoryModel  *self,
                                                                const char           *sort_key);
NEXUS_AVAILABLE_IN_0_1
gboolean             nexus_directory_model_get_sort_descending (NexusDirectoryModel  *self);
NEXUS_AVAILABLE_IN_0_1
void                 nexus_directory_model_set_sort_descending (NexusDirectoryModel  *self,
                                                                gboolean              sort_descending);
NEXUS_AVAILABLE_IN_0_1
gboolean             nexus_directory_model_get_folders_first   (NexusDirectoryModel  *self);
NEXUS_AVAILABLE_IN_0_1
void                 nexus_directory_model_set_folders_first   (NexusDirectoryModel  *self,
                                                                gboolean              folders_first);
NEXUS_AVAILABLE_IN_0_1
gboolean             nexus_directory_model_get_show_hidden     (NexusDirectoryModel  *self);
NEXUS_AVAILABLE_IN_0_1
void                 nexus_directory_model_set_show_hidden     (NexusDirectoryModel  *self,
                                                                gboolean              show_hidden);
NEXUS_AVAILABLE_IN_0_1
gboolean             nexus_directory_model_get_loading         (NexusDirectoryModel  *self);
NEXUS_AVAILABLE_IN_0_1
const GError        *nexus_directory_model_get_error           (NexusDirectoryModel  *self);
NEXUS_AVAILABLE_IN_0_1
guint                nexus_directory_model_get_generation      (NexusDirectoryModel  *self);
NEXUS_AVAILABLE_IN_0_1
void                 nexus_directory_model_reload              (NexusDirectoryModel  *self);

G_END_DECLS
