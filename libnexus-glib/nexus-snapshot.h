/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-types.h"

G_BEGIN_DECLS

#define NEXUS_TYPE_SNAPSHOT (nexus_snapshot_get_type ())

NEXUS_AVAILABLE_IN_0_1
G_DECLARE_FINAL_TYPE (NexusSnapshot, nexus_snapshot, NEXUS, SNAPSHOT, GObject)

NEXUS_AVAILABLE_IN_0_1
const char *nexus_snapshot_get_name       (NexusSnapshot *self);
NEXUS_AVAILABLE_IN_0_1
const char *nexus_snapshot_get_path       (NexusSnapshot *self);
NEXUS_AVAILABLE_IN_0_1
gint64      nexus_snapshot_get_created_ns (NexusSnapshot *self);
NEXUS_AVAILABLE_IN_0_1
guint64     nexus_snapshot_get_count      (NexusSnapshot *self);
NEXUS_AVAILABLE_IN_0_1
guint64     nexus_snapshot_get_size       (NexusSnapshot *self);

G_END_DECLS
