/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-filesystem-private.h"

G_BEGIN_DECLS

/* What the `changed` and `quota-exceeded` signals of a filesystem have to tell, and whether anybody listens to it.  A part of its filesystem:
 * made with it, freed with it. */

NexusChangeQueue *_nexus_change_queue_new         (NexusFilesystem   *filesystem,
                                                   guint              signal,
                                                   guint              quota_signal);
void              _nexus_change_queue_free        (NexusChangeQueue  *self);
/* Where it is told, and begins to look whether somebody listens; once, when the filesystem is ready for use. */
void              _nexus_change_queue_set_context (NexusChangeQueue  *self,
                                                   GMainContext      *context);
void              _nexus_change_queue_add         (NexusChangeQueue  *self,
                                                   GPtrArray         *changes);
/* Of each directory the last one is told. */
void              _nexus_change_queue_add_exceeded (NexusChangeQueue *self,
                                                   GPtrArray         *quotas);
/* Looks whether somebody listens, and tells the implementation if that is new. */
void              _nexus_change_queue_update      (NexusChangeQueue  *self);

G_END_DECLS
