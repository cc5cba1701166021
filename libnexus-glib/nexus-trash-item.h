/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-types.h"

G_BEGIN_DECLS

#define NEXUS_TYPE_TRASH_ITEM (nexus_trash_item_get_type ())

NEXUS_AVAILABLE_IN_0_1
G_DECLARE_FINAL_TYPE (NexusTrashItem, nexus_trash_item, NEXUS, TRASH_ITEM, GObject)

NEXUS_AVAILABLE_IN_0_1
const char *nexus_trash_item_get_id            (NexusTrashItem *self);
NEXUS_AVAILABLE_IN_0_1
const char *nexus_trash_item_get_original_path (NexusTrashItem *self);
NEXUS_AVAILABLE_IN_0_1
const char *nexus_trash_item_get_name          (NexusTrashItem *self);
NEXUS_AVAILABLE_IN_0_1
GDateTime  *nexus_trash_item_dup_deleted       (NexusTrashItem *self);
NEXUS_AVAILABLE_IN_0_1
gint64      nexus_trash_item_get_deleted_ns    (NexusTrashItem *self);
NEXUS_AVAILABLE_IN_0_1
gint64      nexus_trash_item_get_expires_ns    (NexusTrashItem *self);
NEXUS_AVAILABLE_IN_0_1
NexusEntry *nexus_trash_item_get_entry         (NexusTrashItem *self);

G_END_DECLS
