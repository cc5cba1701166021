/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-failure.h"

G_BEGIN_DECLS

/* `path` is printable UTF-8 (escaped if the host's name is not); `error` is copied. */
NexusFailure *_nexus_failure_new (const char   *path,
                                  const GError *error);

G_END_DECLS
