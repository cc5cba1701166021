/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "nexus-errno-private.h"
#include "nexus-error.h"
#include "nexus-sqlite-backup-private.h"
#include "nexus-sqlite-error-private.h"
#include "nexus-sqlite-node-private.h"
#include "nexus-sqlite-schema-private.h"
#include "nexus-sqlite-store-private.h"

/* A copy of the database, from one state of it, in which contents have the locators of another content store. */

/* Pages copied between two looks at the cancellable. */
#define STEP_PAGES 1024

typedef struct {
  NexusSqliteConnection *copy;
  NexusSqliteConnection *former;   /* nullable: what contents the place has already */
  NexusBackupContent     func;
  gpointer               user_data;
} Backup;

static gboolean
is_cancelled (gpointer user_data)
{
  return g_cancellable_is_cancelled (user_data);
}

static gboolean
set_errno (GError     **error,
           int          saved_errno,
           const char  *path)
{
  g_autofree char *shown = g_filename_display_name (path);

  g_set_error (error, G_IO_ERROR, _nexus_errno_to_code (saved_errno), _("Could not write “%s”: %s"), shown,
               g_strerror (saved_errno));

  return FALSE;
}

static NexusSqliteConnection *
make_empty (const char  *path,
            GError     **error)
{
  const char * const suffixes[] = { "", "-journal", "-wal", "-shm" };
  int fd;

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *old = g_strconcat (path, suffixes[i], NULL);

      g_unlink (old);
    }
  fd = open (path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (fd < 0 || fchmod (fd, 0600) != 0)
    {
      set_errno (error, errno, path);
      if (fd >= 0)
        close (fd);
      return NULL;
    }
  close (fd);

  return _nexus_sqlite_connection_open (path, NEXUS_SQLITE_OPEN_MIGRATOR, NEXUS_DURABILITY_FULL, error);
}

/* Beside writers: the snapshot of the source is held from the first page to the last. */
static gboolean
copy_pages (NexusSqliteConnection  *source,
            NexusSqliteConnection  *copy,
            GCancellable           *cancellable,
            GError                **error)
{
  sqlite3_backup *backup = sqlite3_backup_init (copy->db, "main", source->db, "main");
  int result = backup != NULL ? SQLITE_OK : sqlite3_extended_errcode (copy->db);

  while (result == SQLITE_OK && !g_cancellable_is_cancelled (cancellable))
    result = sqlite3_backup_step (backup, STEP_PAGES);
  if (backup != NULL)
    sqlite3_backup_finish (backup);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  if (result == SQLITE_DONE)
    return TRUE;
  _nexus_sqlite_connection_set_error (copy, result, "copy the database", error);

  return FALSE;
}

static gboolean
check_pages (NexusSqliteConnection  *copy,
             GError                **error)
{
  nexus_auto_reset sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (copy, "PRAGMA quick_check (1)", error);
  const char *line;
  gboolean row;
  int code;

  if (statement == NULL || !_nexus_sqlite_step (copy, statement, &row, "check the copy", error))
    return FALSE;
  line = row ? (const char *) sqlite3_column_text (statement, 0) : NULL;
  if (g_strcmp0 (line, "ok") == 0)
    return TRUE;

  code = line != NULL ? _nexus_sqlite_complaint_get_code (line) : SQLITE_NOMEM;
  if ((code & 0xff) == SQLITE_NOMEM || (code & 0xff) == SQLITE_IOERR)
    _nexus_sqlite_set_error (error, NULL, code, "check the copy");
  else
    _nexus_sqlite_set_corrupt (error, copy->path);

  return FALSE;
}

/* For a database that lies where a backup is kept, and that anybody may have put there. */
static NexusSqliteConnection *
open_former (const char  *path,
             GError     **error)
{
  g_autoptr(NexusSqliteConnection) connection =
    _nexus_sqlite_connection_open (path, NEXUS_SQLITE_OPEN_READER, NEXUS_DURABILITY_FULL, error);

  if (connection == NULL || !_nexus_sqlite_schema_check_store (connection, error))
    return NULL;

  return g_steal_pointer (&connection);
}

static gboolean
move_content (Backup                 *self,
              gint64                  id,
              const NexusContentRef  *content,
              gint64                  added_ns,
              NexusContentRef        *moved,
              GError                **error)
{
  static const char sql[] = "UPDATE contents SET locator = ?2, sum = ?3 WHERE id = ?1";
  sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (self->copy, sql, error);
  const void *locator = NULL;
  gsize size = 0;

  if (statement == NULL)
    return FALSE;

  if (moved != NULL)
    locator = g_bytes_get_data (moved->locator, &size);
  _nexus_sqlite_bind (statement, "ibi", id, locator, size,
                      (gint64) _nexus_sqlite_content_sum (id, content->hash, content->size, locator, size, added_ns));

  return _nexus_sqlite_run (self->copy, statement, "write where a content is", error);
}

static gboolean
copy_content (Backup        *self,
              sqlite3_stmt  *statement,
              GError       **error)
{
  g_autoptr(NexusContentRef) content = _nexus_sqlite_content_read (statement, "contents", error);
  g_autoptr(NexusContentRef) known = NULL;
  g_autoptr(NexusContentRef) moved = NULL;
  gint64 known_id;

  if (content == NULL)
    return FALSE;
  if (content->locator == NULL)
    return TRUE;

  /* A former backup that cannot be read has nothing that can be trusted. */
  if (self->former != NULL)
    known = _nexus_sqlite_find_content (self->former, content->hash, &known_id, NULL);
  if (known != NULL && (known->locator == NULL || known->size != content->size))
    g_clear_pointer (&known, _nexus_content_ref_unref);

  if (!self->func (content, known, &moved, self->user_data, error))
    return FALSE;
  if (moved != NULL && g_bytes_equal (moved->locator, content->locator))
    return TRUE;

  return move_content (self, sqlite3_column_int64 (statement, 0), content, sqlite3_column_int64 (statement, 4), moved,
                       error);
}

/* In the order in which they were added, by id, so that rows which are written meanwhile are not met again. */
static gboolean
copy_contents (Backup  *self,
               GError **error)
{
  static const char sql[] = "SELECT id, hash, size, locator, added_ns, sum FROM contents WHERE id > ?1 ORDER BY id LIMIT 1";
  gint64 last = 0;

  for (;;)
    {
      nexus_auto_reset sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (self->copy, sql, error);
      gboolean row;

      if (statement == NULL)
        return FALSE;
      _nexus_sqlite_bind (statement, "i", last);
      if (!_nexus_sqlite_step (self->copy, statement, &row, "look through the contents", error))
        return FALSE;
      if (!row)
        return TRUE;
      last = sqlite3_column_int64 (statement, 0);
      if (!copy_content (self, statement, error))
        return FALSE;
    }
}

static gboolean
fill (Backup                 *self,
      NexusSqliteConnection  *source,
      GCancellable           *cancellable,
      GError                **error)
{
  return copy_pages (source, self->copy, cancellable, error) &&
         check_pages (self->copy, error) &&
         _nexus_sqlite_connection_execute (self->copy, "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; BEGIN",
                                           "copy the database", error) &&
         _nexus_sqlite_connection_execute (self->copy, NEXUS_SQLITE_FORGET_UNREFERENCED, "copy the database", error) &&
         copy_contents (self, error) &&
         _nexus_sqlite_connection_execute (self->copy, "COMMIT", "copy the database", error);
}

static gboolean
sync_file (const char  *path,
           GError     **error)
{
  int fd = open (path, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
  gboolean synced = fd >= 0 && fsync (fd) == 0;

  if (!synced)
    set_errno (error, errno, path);
  if (fd >= 0)
    close (fd);

  return synced;
}

gboolean
_nexus_sqlite_backup (const char          *path,
                      const char          *copy_path,
                      const char          *former_path,
                      NexusBackupContent   func,
                      gpointer             user_data,
                      GCancellable        *cancellable,
                      GError             **error)
{
  g_autoptr(NexusSqliteConnection) source = NULL;
  Backup self = { .func = func, .user_data = user_data };
  gboolean good;

  source = _nexus_sqlite_connection_open (path, NEXUS_SQLITE_OPEN_READER, NEXUS_DURABILITY_FULL, error);
  if (source == NULL)
    return FALSE;
  source->schema_version = _nexus_sqlite_schema_latest ();
  _nexus_sqlite_connection_set_poll (source, cancellable != NULL ? is_cancelled : NULL, cancellable);
  self.copy = make_empty (copy_path, error);
  if (self.copy == NULL)
    return FALSE;
  if (former_path != NULL && g_file_test (former_path, G_FILE_TEST_EXISTS))
    self.former = open_former (former_path, NULL);

  good = _nexus_sqlite_connection_begin_read (source, error) && fill (&self, source, cancellable, error);
  _nexus_sqlite_connection_end_read (source);
  g_clear_pointer (&self.former, _nexus_sqlite_connection_free);
  g_clear_pointer (&self.copy, _nexus_sqlite_connection_free);

  return good && sync_file (copy_path, error);
}

/* Moves the log of a database into it and makes do without, so that the file alone is the database: a log that outlives it
 * would be taken for that of the new one. */
static gboolean
close_former (const char  *path,
              GError     **error)
{
  g_autoptr(NexusSqliteConnection) connection = NULL;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;

  connection = _nexus_sqlite_connection_open (path, NEXUS_SQLITE_OPEN_MIGRATOR, NEXUS_DURABILITY_FULL, error);
  if (connection == NULL)
    return FALSE;

  sqlite3_busy_timeout (connection->db, 2000);

  return _nexus_sqlite_connection_execute (connection, "PRAGMA journal_mode = DELETE", "close the former backup", error);
}

gboolean
_nexus_sqlite_backup_settle (const char  *copy_path,
                             const char  *former_path,
                             GError     **error)
{
  g_autofree char *folder = g_path_get_dirname (former_path);
  g_autofree char *log = g_strconcat (former_path, "-wal", NULL);
  gboolean synced;
  int fd;

  if (!close_former (former_path, error))
    return FALSE;
  if (g_file_test (log, G_FILE_TEST_EXISTS))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_BUSY,
                   _("The former backup in “%s” is open in another program. Close that, then try again."), folder);
      return FALSE;
    }

  if (g_rename (copy_path, former_path) != 0)
    return set_errno (error, errno, former_path);

  fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  synced = fd >= 0 && fsync (fd) == 0;
  if (!synced)
    set_errno (error, errno, folder);
  if (fd >= 0)
    close (fd);

  return synced;
}

char *
_nexus_sqlite_backup_dup_uuid (const char    *path,
                               GError       **error)
{
  static const char sql[] = "SELECT value FROM store WHERE key = 'uuid'";
  g_autoptr(NexusSqliteConnection) connection = open_former (path, error);
  nexus_auto_reset sqlite3_stmt *statement = NULL;
  gboolean row;

  if (connection != NULL)
    statement = _nexus_sqlite_connection_prepare (connection, sql, error);
  if (statement == NULL || !_nexus_sqlite_step (connection, statement, &row, "read the settings of the store", error))
    return NULL;
  if (!row || sqlite3_column_text (statement, 0) == NULL)
    {
      _nexus_sqlite_set_corrupt (error, "uuid");
      return NULL;
    }

  return g_strdup ((const char *) sqlite3_column_text (statement, 0));
}
