/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-sqlite-migrator-private.h"

G_BEGIN_DECLS

/* Whether the database has exactly the tables, indexes and triggers that the steps up to `version` make: CORRUPT,
 * naming the first difference, if it has not.  In the transaction that is open, or else in one of its own. */
gboolean _nexus_sqlite_schema_check         (NexusSqliteConnection        *connection,
                                             const NexusSqliteMigrations  *migrations,
                                             guint                         version,
                                             GError                      **error);
/* The same for a database of a store, of whatever version it is. */
gboolean _nexus_sqlite_schema_check_store   (NexusSqliteConnection        *connection,
                                             GError                      **error);
/* The same for any other database, against the script that makes it. */
gboolean _nexus_sqlite_schema_check_script  (NexusSqliteConnection        *connection,
                                             const char                   *script,
                                             GError                      **error);

G_END_DECLS
