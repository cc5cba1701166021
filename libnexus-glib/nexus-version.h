/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-types.h"

G_BEGIN_DECLS

#define NEXUS_TYPE_VERSION (nexus_version_get_type ())

NEXUS_AVAILABLE_IN_0_1
G_DECLARE_FINAL_TYPE (NexusVersion, nexus_version, NEXUS, VERSION, GObject)

NEXUS_AVAILABLE_IN_0_1
guint       nexus_version_get_number      (NexusVersion *self);
NEXUS_AVAILABLE_IN_0_1
guint64     nexus_version_get_size        (NexusVersion *self);
NEXUS_AVAILABLE_IN_0_1
const char *nexus_version_get_etag        (NexusVersion *self);
NEXUS_AVAILABLE_IN_0_1
GDateTime  *nexus_version_dup_modified    (NexusVersion *self);
NEXUS_AVAILABLE_IN_0_1
gint64      nexus_version_get_modified_ns (NexusVersion *self);
NEXUS_AVAILABLE_IN_0_1
gboolean    nexus_version_get_is_current  (NexusVersion *self);

G_END_DECLS
