/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-sqlite-connection-private.h"

G_BEGIN_DECLS

/* A few connections for reading, opened when they are first needed and leased to one thread at a time.  The one
 * that came back last goes out first: it remembers most of what is asked for now. */
typedef struct _NexusSqliteReaders NexusSqliteReaders;

NexusSqliteReaders    *_nexus_sqlite_readers_new      (const char             *path,
                                                       guint                   max,
                                                       guint                   schema_version);
/* Inside a read transaction, with the cancellable polled.  CANCELLED, CLOSED, BUSY … */
NexusSqliteConnection *_nexus_sqlite_readers_lease    (NexusSqliteReaders     *self,
                                                       GCancellable           *cancellable,
                                                       GError                **error);
void                   _nexus_sqlite_readers_return   (NexusSqliteReaders     *self,
                                                       NexusSqliteConnection  *connection);
/* Waits until all have come back. */
void                   _nexus_sqlite_readers_close    (NexusSqliteReaders     *self);
void                   _nexus_sqlite_readers_free     (NexusSqliteReaders     *self);

G_END_DECLS
