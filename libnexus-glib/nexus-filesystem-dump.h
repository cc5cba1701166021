/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-load.h"

G_BEGIN_DECLS

NEXUS_AVAILABLE_IN_0_1
NexusOperation *nexus_filesystem_dump (NexusFilesystem *self,
                                       GOutputStream   *stream,
                                       NexusDumpFormat  format);
NEXUS_AVAILABLE_IN_0_1
NexusLoad      *nexus_filesystem_load (NexusFilesystem   *self,
                                       GInputStream      *stream,
                                       GFile             *contents,
                                       NexusLoadConflict  conflict,
                                       NexusLoadFlags     flags);
NEXUS_AVAILABLE_IN_0_1
NexusLoad      *nexus_filesystem_load_original (NexusFilesystem   *self,
                                                GFile             *data_dir,
                                                NexusLoadConflict  conflict,
                                                NexusLoadFlags     flags);

G_END_DECLS
