/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-content-use-private.h"
#include "nexus-finding.h"

G_BEGIN_DECLS

/* `uses` is of NexusContentUse, nullable.  What tells of one entry has one use. */
NexusFinding *_nexus_finding_new       (NexusFindingKind   kind,
                                        NexusFindingState  state,
                                        const char        *message,
                                        const char        *hash,
                                        GPtrArray         *uses);
GPtrArray    *_nexus_finding_get_uses  (NexusFinding      *self);
/* Nothing of a person's is harmed by it. */
gboolean      _nexus_finding_is_note   (NexusFinding      *self);

G_END_DECLS
