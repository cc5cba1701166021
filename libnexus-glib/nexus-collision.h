/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-types.h"

G_BEGIN_DECLS

#define NEXUS_TYPE_COLLISION (nexus_collision_get_type ())

NEXUS_AVAILABLE_IN_0_1
G_DECLARE_FINAL_TYPE (NexusCollision, nexus_collision, NEXUS, COLLISION, GObject)

NEXUS_AVAILABLE_IN_0_1
const char          *nexus_collision_get_path          (NexusCollision *self);
NEXUS_AVAILABLE_IN_0_1
const char          *nexus_collision_get_new_path      (NexusCollision *self);
NEXUS_AVAILABLE_IN_0_1
const char          *nexus_collision_get_existing_etag (NexusCollision *self);
NEXUS_AVAILABLE_IN_0_1
const char          *nexus_collision_get_imported_etag (NexusCollision *self);
NEXUS_AVAILABLE_IN_0_1
NexusLoadResolution  nexus_collision_get_resolution    (NexusCollision *self);
NEXUS_AVAILABLE_IN_0_1
const char          *nexus_collision_get_message       (NexusCollision *self);

G_END_DECLS
