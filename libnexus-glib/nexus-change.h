/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-types.h"

G_BEGIN_DECLS

#define NEXUS_TYPE_CHANGE (nexus_change_get_type ())

NEXUS_AVAILABLE_IN_0_1
G_DECLARE_FINAL_TYPE (NexusChange, nexus_change, NEXUS, CHANGE, GObject)

NEXUS_AVAILABLE_IN_0_1
NexusChangeKind  nexus_change_get_kind     (NexusChange *self);
NEXUS_AVAILABLE_IN_0_1
const char      *nexus_change_get_path     (NexusChange *self);
NEXUS_AVAILABLE_IN_0_1
const char      *nexus_change_get_old_path (NexusChange *self);
NEXUS_AVAILABLE_IN_0_1
guint64          nexus_change_get_sequence (NexusChange *self);

G_END_DECLS
