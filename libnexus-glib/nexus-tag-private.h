/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-tag.h"

G_BEGIN_DECLS

/* `color` is `#rrggbb` or NULL; `count` is the number of live entries that have the tag. */
NexusTag *_nexus_tag_new (const char *name,
                          const char *color,
                          guint64     count);

G_END_DECLS
