/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-operation.h"

G_BEGIN_DECLS

#define NEXUS_TYPE_LOAD (nexus_load_get_type ())

NEXUS_DECLARE_INTERNAL_TYPE (NexusLoad, nexus_load, NEXUS, LOAD, NexusOperation)

NEXUS_AVAILABLE_IN_0_1
guint64     nexus_load_get_n_created    (NexusLoad *self);
NEXUS_AVAILABLE_IN_0_1
guint64     nexus_load_get_n_updated    (NexusLoad *self);
NEXUS_AVAILABLE_IN_0_1
guint64     nexus_load_get_n_skipped    (NexusLoad *self);
NEXUS_AVAILABLE_IN_0_1
guint64     nexus_load_get_n_remapped   (NexusLoad *self);
NEXUS_AVAILABLE_IN_0_1
guint64     nexus_load_get_n_missing    (NexusLoad *self);
NEXUS_AVAILABLE_IN_0_1
guint64     nexus_load_get_n_collisions (NexusLoad *self);
NEXUS_AVAILABLE_IN_0_1
GListModel *nexus_load_get_collisions   (NexusLoad *self);

G_END_DECLS
