/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-list-model.h"

G_BEGIN_DECLS

#define NEXUS_TYPE_DIRECTORY_MODEL (nexus_directory_model_get_type ())

NEXUS_DECLARE_INTERNAL_TYPE (NexusDirectoryModel, nexus_directory_model, NEXUS, DIRECTORY_MODEL, NexusListModel)

NEXUS_AVAILABLE_IN_0_1
NexusDirectoryModel *nexus_directory_model_new             (NexusFilesystem      *filesystem,
                                                            const char           *path);
NEXUS_AVAILABLE_IN_0_1
const char          *nexus_directory_model_get_path        (NexusDirectoryModel  *self);
NEXUS_AVAILABLE_IN_0_1
gboolean             nexus_directory_model_get_show_hidden (NexusDirectoryModel  *self);
NEXUS_AVAILABLE_IN_0_1
void                 nexus_directory_model_set_show_hidden (NexusDirectoryModel  *self,
                                                            gboolean              show_hidden);
NEXUS_AVAILABLE_IN_0_1
gboolean             nexus_directory_model_find_name       (NexusDirectoryModel  *self,
                                                            const char           *name,
                                                            guint                *position);
NEXUS_AVAILABLE_IN_0_1
char                *nexus_directory_model_dup_name        (NexusDirectoryModel  *self,
                                                            guint                 position);

G_END_DECLS
