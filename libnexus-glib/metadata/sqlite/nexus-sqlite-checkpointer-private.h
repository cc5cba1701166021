/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-types.h"

G_BEGIN_DECLS

/* A thread that moves the write-ahead log into the database while nobody waits for it.  It starts with the first
 * request and sleeps in between. */
typedef struct _NexusSqliteCheckpointer NexusSqliteCheckpointer;

NexusSqliteCheckpointer *_nexus_sqlite_checkpointer_new     (const char              *path,
                                                             NexusDurability          durability);
void                     _nexus_sqlite_checkpointer_request (NexusSqliteCheckpointer *self);
/* Until it does nothing: what was asked for and not begun is left out. */
void                     _nexus_sqlite_checkpointer_wait    (NexusSqliteCheckpointer *self);
void                     _nexus_sqlite_checkpointer_free    (NexusSqliteCheckpointer *self);

G_END_DECLS
