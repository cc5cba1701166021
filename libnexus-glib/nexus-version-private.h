/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-version.h"

G_BEGIN_DECLS

NexusVersion *_nexus_version_new (guint         number,
                                  guint64       size,
                                  const guint8 *hash,
                                  gint64        modified_ns,
                                  gboolean      is_current);

G_END_DECLS
