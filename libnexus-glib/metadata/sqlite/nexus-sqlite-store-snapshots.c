/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "nexus-sqlite-garbage-private.h"
#include "nexus-sqlite-store-private.h"
#include "nexus-sqlite-snapshot-private.h"

/* Looking at snapshots, on a connection of its own: that may take long, and there may be only one reader for all others. */

static gboolean
is_cancelled (gpointer user_data)
{
  return g_cancellable_is_cancelled (user_data);
}

static NexusSqliteConnection *
begin (NexusMetadataStore  *store,
       GCancellable        *cancellable,
       GError             **error)
{
  g_autoptr(NexusSqliteConnection) connection = NULL;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  connection = _nexus_sqlite_connection_open (_nexus_sqlite_store_get_path (store), NEXUS_SQLITE_OPEN_READER,
                                              NEXUS_DURABILITY_NORMAL, error);
  if (connection == NULL)
    return NULL;
  connection->schema_version = _nexus_sqlite_schema_latest ();
  _nexus_sqlite_connection_set_poll (connection, cancellable != NULL ? is_cancelled : NULL, cancellable);
  /* Sorting a large folder is not to take as much memory as there is of it. */
  if (!_nexus_sqlite_connection_execute (connection, "PRAGMA temp_store = FILE", "configure the connection", error) ||
      !_nexus_sqlite_connection_begin_read (connection, error))
    return NULL;

  return g_steal_pointer (&connection);
}

static GPtrArray *
nexus_sqlite_store_list_snapshots (NexusMetadataStore  *store,
                                   GCancellable        *cancellable,
                                   GError             **error)
{
  g_autoptr(NexusSqliteConnection) connection = begin (store, cancellable, error);
  GPtrArray *list = connection != NULL ? _nexus_sqlite_list_snapshots (connection, error) : NULL;

  if (connection != NULL)
    _nexus_sqlite_connection_end_read (connection);

  return list;
}

static GPtrArray *
nexus_sqlite_store_diff_snapshot (NexusMetadataStore  *store,
                                  const char          *name,
                                  const char          *other,
                                  GCancellable        *cancellable,
                                  GError             **error)
{
  g_autoptr(NexusSqliteConnection) connection = begin (store, cancellable, error);
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
  g_autoptr(NexusSqliteConnection) connection = begin (store, cancellable, error);
  gboolean good = connection != NULL && _nexus_sqlite_dump_snapshot (connection, name, path, func, user_data, error);

  if (connection != NULL)
    _nexus_sqlite_connection_end_read (connection);

  return good;
}

void
_nexus_sqlite_snapshots_class_init (NexusMetadataStoreClass *klass)
{
  klass->list_snapshots = nexus_sqlite_store_list_snapshots;
  klass->diff_snapshot = nexus_sqlite_store_diff_snapshot;
  klass->dump_snapshot = nexus_sqlite_store_dump_snapshot;
}
