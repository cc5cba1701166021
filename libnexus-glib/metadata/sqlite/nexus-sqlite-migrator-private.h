/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-sqlite-connection-private.h"

G_BEGIN_DECLS

/* `Nxus`: what PRAGMA application_id says of our databases. */
#define NEXUS_SQLITE_APPLICATION_ID 0x4e787573

/* One step: from version - 1 to version by `up`, and back by `down`. */
typedef struct {
  guint       version;
  const char *description;
  const char *up;
  const char *down;
} NexusSqliteMigration;

/* A chain of steps from version 1 on.  The library has one; tests bring their own. */
typedef struct {
  const NexusSqliteMigration *steps;
  guint                       n_steps;
  /* Fills a database that has just been made; inside its transaction. */
  gboolean                  (*fill) (NexusSqliteConnection  *connection,
                                     gpointer                user_data,
                                     GError                **error);
  gpointer                    user_data;
} NexusSqliteMigrations;

const NexusSqliteMigration *_nexus_sqlite_migrations_builtin (guint                        *n_steps);

/* The version of the database, 0 if there is no file or an empty one, -1 with an error for what is not ours. */
int                         _nexus_sqlite_migrator_query     (const char                   *path,
                                                              GError                      **error);
/* Makes the file if it is missing and brings it to the version, after a backup copy if it was at another one.
 * With `only_up` a newer one is SCHEMA_TOO_NEW; in any case it is one that is newer than the last step. */
gboolean                    _nexus_sqlite_migrator_run       (const char                   *path,
                                                              const NexusSqliteMigrations  *migrations,
                                                              guint                         version,
                                                              gboolean                      only_up,
                                                              GCancellable                 *cancellable,
                                                              GError                      **error);

G_END_DECLS
