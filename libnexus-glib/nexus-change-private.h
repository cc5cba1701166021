/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-change.h"

G_BEGIN_DECLS

/* `path` may be NULL for changes of the trash and of the set of tags; `old_path` only for moves. */
NexusChange *_nexus_change_new (NexusChangeKind  kind,
                                guint64          sequence,
                                const char      *path,
                                const char      *old_path);

G_END_DECLS
