/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-snapshot.h"

G_BEGIN_DECLS

NexusSnapshot *_nexus_snapshot_new (const char *name,
                                    const char *path,
                                    gint64      created_ns,
                                    guint64     count,
                                    guint64     size);

G_END_DECLS
