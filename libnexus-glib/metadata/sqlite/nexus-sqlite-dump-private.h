/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-record-private.h"
#include "nexus-sqlite-connection-private.h"

G_BEGIN_DECLS

/* Inside a read transaction of the connection: the root if there is anything to say of it, the live entries by their
 * paths, then what is in the trash by where it was, each with all that was below it. */
gboolean _nexus_sqlite_dump (NexusSqliteConnection  *connection,
                             NexusRecordFunc         func,
                             gpointer                user_data,
                             GError                **error);

G_END_DECLS
