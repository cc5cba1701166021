/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-types.h"

G_BEGIN_DECLS

#define NEXUS_TYPE_STATISTICS (nexus_statistics_get_type ())

NEXUS_AVAILABLE_IN_0_1
G_DECLARE_FINAL_TYPE (NexusStatistics, nexus_statistics, NEXUS, STATISTICS, GObject)

NEXUS_AVAILABLE_IN_0_1
guint64 nexus_statistics_get_n_files        (NexusStatistics *self);
NEXUS_AVAILABLE_IN_0_1
guint64 nexus_statistics_get_n_directories  (NexusStatistics *self);
NEXUS_AVAILABLE_IN_0_1
guint64 nexus_statistics_get_n_links        (NexusStatistics *self);
NEXUS_AVAILABLE_IN_0_1
guint64 nexus_statistics_get_n_contents     (NexusStatistics *self);
NEXUS_AVAILABLE_IN_0_1
guint64 nexus_statistics_get_n_versions     (NexusStatistics *self);
NEXUS_AVAILABLE_IN_0_1
guint64 nexus_statistics_get_n_trashed      (NexusStatistics *self);
NEXUS_AVAILABLE_IN_0_1
guint64 nexus_statistics_get_n_tags         (NexusStatistics *self);
NEXUS_AVAILABLE_IN_0_1
guint64 nexus_statistics_get_logical_size   (NexusStatistics *self);
NEXUS_AVAILABLE_IN_0_1
guint64 nexus_statistics_get_content_size   (NexusStatistics *self);
NEXUS_AVAILABLE_IN_0_1
guint64 nexus_statistics_get_history_size   (NexusStatistics *self);
NEXUS_AVAILABLE_IN_0_1
guint64 nexus_statistics_get_trash_size     (NexusStatistics *self);
NEXUS_AVAILABLE_IN_0_1
guint64 nexus_statistics_get_saved_size     (NexusStatistics *self);
NEXUS_AVAILABLE_IN_0_1
guint64 nexus_statistics_get_disk_size      (NexusStatistics *self);
NEXUS_AVAILABLE_IN_0_1
guint64 nexus_statistics_get_n_verified     (NexusStatistics *self);
NEXUS_AVAILABLE_IN_0_1
gint64  nexus_statistics_get_oldest_verified_ns (NexusStatistics *self);
NEXUS_AVAILABLE_IN_0_1
gint64  nexus_statistics_get_newest_verified_ns (NexusStatistics *self);
NEXUS_AVAILABLE_IN_0_1
guint   nexus_statistics_get_schema_version (NexusStatistics *self);

G_END_DECLS
