/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-sqlite-connection-private.h"

G_BEGIN_DECLS

/* For how many days the trash is kept, as the store says itself: a row of the table `store`. */
#define NEXUS_SQLITE_TRASH_DAYS "trash-days"

/* FALSE for what was not written like that. */
gboolean _nexus_sqlite_parse_trash_days (const char             *value,
                                         guint                  *days);
/* *days stays as it is if the store does not say. */
gboolean _nexus_sqlite_read_trash_days  (NexusSqliteConnection  *connection,
                                         guint                  *days,
                                         GError                **error);
gboolean _nexus_sqlite_write_trash_days (NexusSqliteConnection  *connection,
                                         guint                   days,
                                         GError                **error);

G_END_DECLS
