/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-batch.h"
#include "nexus-mutation-private.h"

G_BEGIN_DECLS

/* An operation more, at its end; the path, if there is one, is normalised. */
NexusMutation *_nexus_batch_add             (NexusBatch        *self,
                                             NexusMutationKind  kind,
                                             const char        *path);
void           _nexus_batch_set_destination (NexusBatch        *self,
                                             NexusMutation     *mutation,
                                             const char        *destination);
/* What the commit will say of the operation that was added last; `error` is taken. */
void           _nexus_batch_refuse          (NexusBatch        *self,
                                             GError            *error);
gboolean       _nexus_batch_is_open         (NexusBatch        *self);

G_END_DECLS
