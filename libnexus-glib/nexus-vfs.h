/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-types.h"

G_BEGIN_DECLS

NEXUS_AVAILABLE_IN_0_1
gboolean  nexus_vfs_register        (GError          **error);
NEXUS_AVAILABLE_IN_0_1
gboolean  nexus_vfs_add             (const char       *name,
                                     NexusFilesystem  *filesystem,
                                     GError          **error);
NEXUS_AVAILABLE_IN_0_1
gboolean  nexus_vfs_remove          (const char       *name);
NEXUS_AVAILABLE_IN_0_1
GFile    *nexus_filesystem_get_file (NexusFilesystem  *self,
                                     const char       *path);

G_END_DECLS
