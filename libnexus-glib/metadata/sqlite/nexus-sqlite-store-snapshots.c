/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "nexus-sqlite-garbage-private.h"
#include "nexus-sqlite-store-private.h"
#include "nexus-sqlite-snapshot-private.h"

/* Comparing and reading snapshots, however large they are. */

static GPtrArray *
nexus_sqlite_store_diff_snapshot (NexusMetadataStore  *store,
                                  const char          *name,
                                  const char          *other,
                                  GCancellable        *cancellable,
                                  GError             **error)
{
  g_autoptr(NexusSqliteConnection) connection = _nexus_sqlite_store_begin_extra (store, cancellable, error);
  GPtrArray *list = connection != NULL ? _nexus_sqlite_diff_snapshot (connection, name, other, error) : NULL;

  if (connection != NULL)
    _nexus_sqlite_connection_end_read (connection);

  return list;
}

static gboolean
nexus_sqlite_store_dump_snapshot (NexusMetadataStore  *store,
                                  const char          *name,
                                  const char          *path,
                                  NexusRecordFunc      func,
                                  gpointer             user_data,
                                  GCancellable        *cancellable,
                                  GError             **error)
{
  g_autoptr(NexusSqliteConnection) connection = _nexus_sqlite_store_begin_extra (store, cancellable, error);
  gboolean good = connection != NULL && _nexus_sqlite_dump_snapshot (connection, name, path, func, user_data, error);

  if (connection != NULL)
    _nexus_sqlite_connection_end_read (connection);

  return good;
}

void
_nexus_sqlite_snapshots_class_init (NexusMetadataStoreClass *klass)
{
  klass->diff_snapshot = nexus_sqlite_store_diff_snapshot;
  klass->dump_snapshot = nexus_sqlite_store_dump_snapshot;
}
