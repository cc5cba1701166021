/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "nexus-sqlite-dump-private.h"
#include "nexus-sqlite-garbage-private.h"
#include "nexus-sqlite-store-private.h"
#include "nexus-sqlite-verify-private.h"

/* What is done on a connection of its own, outside the readers and beside the writer: it may take minutes, and there may
 * be only one reader for all others. */

static gboolean
is_cancelled (gpointer user_data)
{
  return g_cancellable_is_cancelled (user_data);
}

static NexusSqliteConnection *
open_extra (NexusMetadataStore   *store,
            NexusSqliteOpenMode   mode,
            NexusDurability       durability,
            GCancellable         *cancellable,
            GError              **error)
{
  NexusSqliteConnection *connection;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;

  connection = _nexus_sqlite_connection_open (_nexus_sqlite_store_get_path (store), mode, durability, error);
  if (connection == NULL)
    return NULL;
  connection->schema_version = _nexus_sqlite_schema_latest ();
  _nexus_sqlite_connection_set_poll (connection, cancellable != NULL ? is_cancelled : NULL, cancellable);

  return connection;
}

NexusSqliteConnection *
_nexus_sqlite_store_begin_extra (NexusMetadataStore  *store,
                                 GCancellable        *cancellable,
                                 GError             **error)
{
  g_autoptr(NexusSqliteConnection) connection =
    open_extra (store, NEXUS_SQLITE_OPEN_READER, NEXUS_DURABILITY_NORMAL, cancellable, error);

  /* Sorting a large trash or folder is not to take as much memory as there is of it. */
  if (connection == NULL ||
      !_nexus_sqlite_connection_execute (connection, "PRAGMA temp_store = FILE", "configure the connection", error) ||
      !_nexus_sqlite_connection_begin_read (connection, error))
    return NULL;

  return g_steal_pointer (&connection);
}

static gboolean
nexus_sqlite_store_dump (NexusMetadataStore  *store,
                         NexusRecordFunc      func,
                         gpointer             user_data,
                         GCancellable        *cancellable,
                         GError             **error)
{
  g_autoptr(NexusSqliteConnection) connection = _nexus_sqlite_store_begin_extra (store, cancellable, error);
  gboolean good = connection != NULL && _nexus_sqlite_dump (connection, func, user_data, error);

  if (connection != NULL)
    _nexus_sqlite_connection_end_read (connection);

  return good;
}

static gboolean
nexus_sqlite_store_verify (NexusMetadataStore  *store,
                           gboolean             mend,
                           NexusReport         *report,
                           GCancellable        *cancellable,
                           GError             **error)
{
  g_autoptr(NexusSqliteConnection) connection =
    open_extra (store, mend ? NEXUS_SQLITE_OPEN_WRITER : NEXUS_SQLITE_OPEN_READER,
                NEXUS_DURABILITY_FULL, cancellable, error);
  NexusSqliteVerify verify = { .connection = connection, .report = report, .mend = mend };
  gboolean good;

  if (connection == NULL)
    return FALSE;

  if (!mend)
    {
      good = _nexus_sqlite_connection_begin_read (connection, error) && _nexus_sqlite_verify (&verify, error);
      _nexus_sqlite_connection_end_read (connection);
      return good;
    }

  if (!_nexus_sqlite_connection_begin (connection, TRUE, "mend the database", error))
    return FALSE;
  good = _nexus_sqlite_verify (&verify, error);
  if (good && verify.changed)
    good = _nexus_sqlite_connection_execute (connection, "COMMIT", "mend the database", error);
  _nexus_sqlite_connection_roll_back (connection);

  return good;
}

static gboolean
nexus_sqlite_store_note_checked (NexusMetadataStore      *store,
                                 const NexusContentNote  *notes,
                                 guint                    n_notes,
                                 GCancellable            *cancellable,
                                 GError                 **error)
{
  g_autoptr(NexusSqliteConnection) connection =
    open_extra (store, NEXUS_SQLITE_OPEN_WRITER, NEXUS_DURABILITY_NORMAL, cancellable, error);

  return connection != NULL && _nexus_sqlite_note_checked (connection, notes, n_notes, error);
}

static gboolean
nexus_sqlite_store_set_locator (NexusMetadataStore  *store,
                                const guint8        *hash,
                                GBytes              *locator,
                                NexusRelocateFunc    func,
                                gpointer             user_data,
                                GCancellable        *cancellable,
                                GError             **error)
{
  g_autoptr(NexusSqliteConnection) connection =
    open_extra (store, NEXUS_SQLITE_OPEN_WRITER, NEXUS_DURABILITY_FULL, cancellable, error);

  return connection != NULL && _nexus_sqlite_relocate (connection, hash, locator, func, user_data, error);
}

void
_nexus_sqlite_extra_class_init (NexusMetadataStoreClass *klass)
{
  klass->dump = nexus_sqlite_store_dump;
  klass->verify = nexus_sqlite_store_verify;
  klass->note_checked = nexus_sqlite_store_note_checked;
  klass->set_locator = nexus_sqlite_store_set_locator;
}
