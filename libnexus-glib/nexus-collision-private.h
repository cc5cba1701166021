/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-collision.h"

G_BEGIN_DECLS

NexusCollision *_nexus_collision_new (const char          *path,
                                      const char          *new_path,        /* nullable */
                                      const char          *existing_etag,   /* nullable */
                                      const char          *imported_etag,   /* nullable */
                                      NexusLoadResolution  resolution);

G_END_DECLS
