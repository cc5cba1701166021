/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-repair.h"
#include "nexus-verify.h"

G_BEGIN_DECLS

NEXUS_AVAILABLE_IN_0_1
NexusVerify *nexus_filesystem_verify (NexusFilesystem    *self,
                                      const char * const *paths);
NEXUS_AVAILABLE_IN_0_1
NexusRepair *nexus_filesystem_repair (NexusFilesystem    *self);

G_END_DECLS
