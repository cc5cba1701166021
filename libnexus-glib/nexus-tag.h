/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-types.h"

G_BEGIN_DECLS

#define NEXUS_TYPE_TAG (nexus_tag_get_type ())

NEXUS_AVAILABLE_IN_0_1
G_DECLARE_FINAL_TYPE (NexusTag, nexus_tag, NEXUS, TAG, GObject)

NEXUS_AVAILABLE_IN_0_1
const char *nexus_tag_get_name   (NexusTag *self);
NEXUS_AVAILABLE_IN_0_1
const char *nexus_tag_get_color  (NexusTag *self);
NEXUS_AVAILABLE_IN_0_1
guint64     nexus_tag_get_count  (NexusTag *self);

G_END_DECLS
