/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-types.h"

G_BEGIN_DECLS

/**
 * NEXUS_GARBAGE_GRACE:
 *
 * For how many seconds a content is usually kept after it was stored, whether anything refers to it or not.
 *
 * Since: 0.1
 */
#define NEXUS_GARBAGE_GRACE 3600

NEXUS_AVAILABLE_IN_0_1
NexusOperation *nexus_filesystem_collect_garbage (NexusFilesystem   *self,
                                                  NexusGarbageFlags  flags,
                                                  guint              grace);

G_END_DECLS
