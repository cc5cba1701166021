/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-types.h"

G_BEGIN_DECLS

#define NEXUS_TYPE_QUOTA (nexus_quota_get_type ())

NEXUS_AVAILABLE_IN_0_1
G_DECLARE_FINAL_TYPE (NexusQuota, nexus_quota, NEXUS, QUOTA, GObject)

NEXUS_AVAILABLE_IN_0_1
const char *nexus_quota_get_path         (NexusQuota *self);
NEXUS_AVAILABLE_IN_0_1
guint64     nexus_quota_get_hard_bytes   (NexusQuota *self);
NEXUS_AVAILABLE_IN_0_1
guint64     nexus_quota_get_soft_bytes   (NexusQuota *self);
NEXUS_AVAILABLE_IN_0_1
guint64     nexus_quota_get_hard_entries (NexusQuota *self);
NEXUS_AVAILABLE_IN_0_1
guint64     nexus_quota_get_soft_entries (NexusQuota *self);
NEXUS_AVAILABLE_IN_0_1
guint64     nexus_quota_get_used_bytes   (NexusQuota *self);
NEXUS_AVAILABLE_IN_0_1
guint64     nexus_quota_get_used_entries (NexusQuota *self);
NEXUS_AVAILABLE_IN_0_1
gboolean    nexus_quota_get_exceeded     (NexusQuota *self);

G_END_DECLS
