/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-quota.h"

G_BEGIN_DECLS

/* 0: no limit. */
typedef struct {
  guint64 hard_bytes;
  guint64 soft_bytes;
  guint64 hard_entries;
  guint64 soft_entries;
} NexusQuotaLimits;

NexusQuota *_nexus_quota_new             (const char             *path,
                                          const NexusQuotaLimits *limits,
                                          guint64                 used_bytes,
                                          guint64                 used_entries);
gboolean    _nexus_quota_limits_is_empty (const NexusQuotaLimits *limits);

G_END_DECLS
