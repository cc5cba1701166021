/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <stdlib.h>

#include "nexus-content-ref-private.h"
#include "nexus-errno-private.h"
#include "nexus-error.h"
#include "nexus-sqlite-checksum-private.h"
#include "nexus-sqlite-connection-private.h"
#include "nexus-sqlite-error-private.h"

/* How long a lock of another process is waited for; the only place in Nexus where that is decided. */
#define BUSY_PATIENCE (60 * G_TIME_SPAN_SECOND)
#define BUSY_SLEEP_MAX_MS 25

/* SQLite steps between two looks at the cancellable: some ten microseconds. */
#define POLL_STEPS 1000

static int
on_busy (void *user_data,
         int   n_tries)
{
  NexusSqliteConnection *self = user_data;
  gint64 now = g_get_monotonic_time ();

  if (n_tries == 0)
    self->busy_since = now;

  if (self->poll != NULL && self->poll (self->poll_data))
    {
      self->gave_up = TRUE;
      return 0;
    }

  if (now - self->busy_since > BUSY_PATIENCE)
    return 0;

  g_usleep ((gulong) MIN (1 + n_tries, BUSY_SLEEP_MAX_MS) * 1000);

  return 1;
}

static int
on_progress (void *user_data)
{
  NexusSqliteConnection *self = user_data;

  return self->poll != NULL && self->poll (self->poll_data);
}

void
_nexus_sqlite_connection_set_error (NexusSqliteConnection  *self,
                                    int                     result,
                                    const char             *action,
                                    GError                **error)
{
  /* Giving up a lock that another process holds is being cancelled, not being busy. */
  if ((result & 0xff) == SQLITE_BUSY && self->gave_up)
    result = SQLITE_INTERRUPT;
  self->gave_up = FALSE;

  _nexus_sqlite_set_error (error, self->db, result, action);
}

/* The folder may be reached through symbolic links, the database itself may not be one. */
static char *
resolve_folder (const char  *path,
                GError     **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  char *real = realpath (folder, NULL);
  char *resolved;

  if (real == NULL)
    {
      int saved_errno = errno;

      g_set_error (error, G_IO_ERROR, _nexus_errno_to_code (saved_errno),
                   _("The folder “%s” of the metadata database cannot be used: %s"), folder, g_strerror (saved_errno));
      return NULL;
    }

  resolved = g_build_filename (real, name, NULL);
  free (real);

  return resolved;
}

gboolean
_nexus_sqlite_connection_set_roomy (NexusSqliteConnection  *self,
                                    gboolean                roomy,
                                    GError                **error)
{
  return _nexus_sqlite_connection_execute (self, roomy ? "PRAGMA cache_size = -98304"
                                                       : "PRAGMA cache_size = -32768; PRAGMA shrink_memory",
                                           "configure the connection", error);
}

/* No value comes near this: the longest are the locators of files, 32 MiB for each terabyte. */
#define VALUE_MAX (512 << 20)

/* What a database that somebody else has made could use, and ours never does. */
static void
harden (sqlite3 *db)
{
  sqlite3_db_config (db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  sqlite3_db_config (db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
  sqlite3_db_config (db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
  sqlite3_db_config (db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
  sqlite3_limit (db, SQLITE_LIMIT_LENGTH, VALUE_MAX);
  /* VACUUM attaches one. */
  sqlite3_limit (db, SQLITE_LIMIT_ATTACHED, 1);
  sqlite3_limit (db, SQLITE_LIMIT_TRIGGER_DEPTH, 16);
}

static gboolean
configure (NexusSqliteConnection  *self,
           NexusSqliteOpenMode     mode,
           NexusDurability         durability,
           GError                **error)
{
  int reserve = NEXUS_SQLITE_PAGE_RESERVE;
  int result;

  /* For a database that is still to be made: every page keeps room for its checksum. */
  sqlite3_file_control (self->db, "main", SQLITE_FCNTL_RESERVE_BYTES, &reserve);

  harden (self->db);
  sqlite3_extended_result_codes (self->db, 1);
  sqlite3_busy_handler (self->db, on_busy, self);
  result = _nexus_sqlite_sum_register (self->db);
  if (result != SQLITE_OK)
    {
      _nexus_sqlite_connection_set_error (self, result, "configure the connection", error);
      return FALSE;
    }

  /* A damaged or hostile schema runs nothing, broken cells are noticed, deleted text is wiped where that is free. */
  if (!_nexus_sqlite_connection_execute (self,
                                         "PRAGMA cell_size_check = ON;"
                                         "PRAGMA foreign_keys = ON;"
                                         "PRAGMA secure_delete = FAST;"
                                         "PRAGMA temp_store = MEMORY;",
                                         "configure the connection", error))
    return FALSE;

  if (mode == NEXUS_SQLITE_OPEN_MIGRATOR)
    return TRUE;

  if (mode == NEXUS_SQLITE_OPEN_READER)
    {
      sqlite3_progress_handler (self->db, POLL_STEPS, on_progress, self);
      return _nexus_sqlite_connection_execute (self,
                                               "PRAGMA query_only = ON;"
                                               "PRAGMA cache_size = -8192;"
                                               "PRAGMA mmap_size = 268435456;",
                                               "configure the connection", error);
    }

  /* The writer checkpoints by itself, when nobody waits for it. */
  if (!_nexus_sqlite_connection_execute (self,
                                         "PRAGMA journal_mode = WAL;"
                                         "PRAGMA wal_autocheckpoint = 0;",
                                         "configure the connection", error) ||
      !_nexus_sqlite_connection_set_roomy (self, FALSE, error))
    return FALSE;

  return _nexus_sqlite_connection_execute (self,
                                           durability == NEXUS_DURABILITY_FULL ? "PRAGMA synchronous = FULL"
                                                                               : "PRAGMA synchronous = NORMAL",
                                           "configure the connection", error);
}

NexusSqliteConnection *
_nexus_sqlite_connection_open (const char           *path,
                               NexusSqliteOpenMode   mode,
                               NexusDurability       durability,
                               GError              **error)
{
  g_autoptr(NexusSqliteConnection) self = g_new0 (NexusSqliteConnection, 1);
  int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_EXRESCODE;
  int result;

  self->statements = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) sqlite3_finalize);
  self->directories = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->entries = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_object_unref);
  self->contents = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) _nexus_content_ref_unref);
  self->data_version = -1;

  self->path = resolve_folder (path, error);
  if (self->path == NULL)
    return NULL;

  /* The file is there already, made with its final mode, which SQLite then gives to its companions too.  A reader
   * is opened for writing as well, because it may have to recover the log after a crash; query_only binds it. */
  self->file = _nexus_sqlite_file_open (self->path, O_RDWR, 0);
  result = sqlite3_open_v2 (self->path, &self->db, flags, _nexus_sqlite_checksum_vfs ());
  if (result != SQLITE_OK)
    {
      _nexus_sqlite_connection_set_error (self, result, "open the database", error);
      g_prefix_error (error, "%s: ", path);
      return NULL;
    }

  if (!configure (self, mode, durability, error))
    {
      g_prefix_error (error, "%s: ", path);
      return NULL;
    }

  return g_steal_pointer (&self);
}

void
_nexus_sqlite_connection_free (NexusSqliteConnection *self)
{
  g_clear_pointer (&self->statements, g_hash_table_unref);
  g_clear_pointer (&self->snapshot, sqlite3_finalize);
  g_clear_pointer (&self->directories, g_hash_table_unref);
  g_clear_pointer (&self->entries, g_hash_table_unref);
  g_clear_pointer (&self->contents, g_hash_table_unref);
  g_clear_pointer (&self->db, sqlite3_close);
  g_clear_pointer (&self->file, _nexus_sqlite_file_unref);
  g_free (self->path);
  g_free (self);
}

void
_nexus_sqlite_connection_set_poll (NexusSqliteConnection *self,
                                   NexusSqlitePoll        poll,
                                   gpointer               user_data)
{
  self->poll = poll;
  self->poll_data = user_data;
  self->gave_up = FALSE;
}

void
_nexus_sqlite_connection_forget (NexusSqliteConnection *self)
{
  g_hash_table_remove_all (self->directories);
  g_hash_table_remove_all (self->entries);
  g_hash_table_remove_all (self->contents);
}

static gboolean
check_schema_version (NexusSqliteConnection  *self,
                      GError                **error)
{
  gint64 version;

  if (self->schema_version == 0)
    return TRUE;

  if (!_nexus_sqlite_connection_query_int (self, "PRAGMA user_version", &version, error))
    return FALSE;

  if (version == self->schema_version)
    return TRUE;

  g_set_error (error, NEXUS_ERROR, NEXUS_ERROR_SCHEMA_TOO_NEW,
               _("“%s” was changed from schema version %u to %d while it was open. Open the store again with the version of Nexus that did it."),
               self->path, self->schema_version, (int) version);

  return FALSE;
}

/* Stepping the pragma opens a read transaction, and it stays open until the statement is reset: the cheapest way
 * to learn whether anything has changed and to hold that state for what follows. */
static gboolean
step_snapshot (NexusSqliteConnection  *self,
               gboolean               *changed,
               GError                **error)
{
  gint64 data_version;
  int result;

  if (self->snapshot == NULL)
    {
      result = sqlite3_prepare_v3 (self->db, "PRAGMA data_version", -1, SQLITE_PREPARE_PERSISTENT, &self->snapshot, NULL);
      if (result != SQLITE_OK)
        {
          _nexus_sqlite_connection_set_error (self, result, "begin to read", error);
          return FALSE;
        }
    }

  result = sqlite3_step (self->snapshot);
  if (result != SQLITE_ROW)
    {
      _nexus_sqlite_connection_set_error (self, result, "begin to read", error);
      sqlite3_reset (self->snapshot);
      return FALSE;
    }

  data_version = sqlite3_column_int64 (self->snapshot, 0);
  *changed = data_version != self->data_version;
  if (!*changed)
    return TRUE;

  _nexus_sqlite_connection_forget (self);
  if (!check_schema_version (self, error))
    {
      sqlite3_reset (self->snapshot);
      return FALSE;
    }
  self->data_version = data_version;

  return TRUE;
}

gboolean
_nexus_sqlite_connection_begin_read (NexusSqliteConnection  *self,
                                     GError                **error)
{
  gboolean changed;

  return step_snapshot (self, &changed, error);
}

void
_nexus_sqlite_connection_end_read (NexusSqliteConnection *self)
{
  sqlite3_reset (self->snapshot);
}

gboolean
_nexus_sqlite_connection_refresh (NexusSqliteConnection  *self,
                                  gboolean               *changed,
                                  GError                **error)
{
  if (!step_snapshot (self, changed, error))
    return FALSE;

  sqlite3_reset (self->snapshot);

  return TRUE;
}

gboolean
_nexus_sqlite_connection_begin (NexusSqliteConnection  *self,
                                gboolean                to_write,
                                const char             *action,
                                GError                **error)
{
  if (!_nexus_sqlite_connection_execute (self, to_write ? "BEGIN IMMEDIATE" : "BEGIN", action, error))
    return FALSE;
  if (check_schema_version (self, error))
    return TRUE;

  _nexus_sqlite_connection_roll_back (self);

  return FALSE;
}

gboolean
_nexus_sqlite_connection_end (NexusSqliteConnection  *self,
                              gboolean                good,
                              const char             *action,
                              GError                **error)
{
  if (good)
    good = _nexus_sqlite_connection_execute (self, "COMMIT", action, error);
  _nexus_sqlite_connection_roll_back (self);

  return good;
}
