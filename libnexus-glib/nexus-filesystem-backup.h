/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-types.h"

G_BEGIN_DECLS

NEXUS_AVAILABLE_IN_0_1
NexusOperation *nexus_filesystem_backup (NexusFilesystem *self,
                                         GFile           *folder);
NEXUS_AVAILABLE_IN_0_1
NexusOperation *nexus_restore_backup    (GFile           *backup,
                                         GFile           *folder);

G_END_DECLS
