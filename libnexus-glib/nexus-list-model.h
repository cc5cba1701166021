/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-filesystem.h"
#include "nexus-model-row.h"

G_BEGIN_DECLS

#define NEXUS_TYPE_LIST_MODEL (nexus_list_model_get_type ())

NEXUS_DECLARE_INTERNAL_TYPE (NexusListModel, nexus_list_model, NEXUS, LIST_MODEL, GObject)

NEXUS_AVAILABLE_IN_0_1
NexusFilesystem *nexus_list_model_get_filesystem      (NexusListModel  *self);
NEXUS_AVAILABLE_IN_0_1
const char      *nexus_list_model_get_sort_key        (NexusListModel  *self);
NEXUS_AVAILABLE_IN_0_1
void             nexus_list_model_set_sort_key        (NexusListModel  *self,
                                                       const char      *sort_key);
NEXUS_AVAILABLE_IN_0_1
gboolean         nexus_list_model_get_sort_descending (NexusListModel  *self);
NEXUS_AVAILABLE_IN_0_1
void             nexus_list_model_set_sort_descending (NexusListModel  *self,
                                                       gboolean         sort_descending);
NEXUS_AVAILABLE_IN_0_1
gboolean         nexus_list_model_get_folders_first   (NexusListModel  *self);
NEXUS_AVAILABLE_IN_0_1
void             nexus_list_model_set_folders_first   (NexusListModel  *self,
                                                       gboolean         folders_first);
NEXUS_AVAILABLE_IN_0_1
gboolean         nexus_list_model_get_loading         (NexusListModel  *self);
NEXUS_AVAILABLE_IN_0_1
const GError    *nexus_list_model_get_error           (NexusListModel  *self);
NEXUS_AVAILABLE_IN_0_1
guint            nexus_list_model_get_generation      (NexusListModel  *self);
NEXUS_AVAILABLE_IN_0_1
void             nexus_list_model_reload              (NexusListModel  *self);
NEXUS_AVAILABLE_IN_0_1
gboolean         nexus_list_model_find                (NexusListModel  *self,
                                                       NexusModelRow   *row,
                                                       guint           *position);

G_END_DECLS
