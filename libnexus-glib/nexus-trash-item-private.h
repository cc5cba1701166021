/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-trash-item.h"

G_BEGIN_DECLS

/* `entry` describes the deleted thing under its original path; its id is the item's id. */
NexusTrashItem *_nexus_trash_item_new (NexusEntry *entry,
                                       gint64      deleted_ns);
/* Before anybody else has it. */
void            _nexus_trash_item_set_expires (NexusTrashItem *self,
                                               gint64          expires_ns);

G_END_DECLS
