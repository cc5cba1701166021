/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "nexus-errno-private.h"
#include "nexus-error.h"
#include "nexus-schema-resource.h"
#include "nexus-sqlite-checksum-private.h"
#include "nexus-sqlite-error-private.h"
#include "nexus-sqlite-file-private.h"
#include "nexus-sqlite-migrator-private.h"
#include "nexus-sqlite-schema-private.h"
#include "nexus-sqlite-store-private.h"

/* The schema: numbered up and down scripts, one transaction each, with the version in user_version. */

#define RESOURCE_PREFIX "/org/nexusfs/Nexus/schema/"

/* Chosen by measuring, see docs/storage-format.md. */
#define PAGE_SIZE G_STRINGIFY (NEXUS_SQLITE_PAGE_SIZE)

/* Where the header of a database file keeps what is looked at before SQLite sees the file. */
#define HEADER_SIZE 100
#define HEADER_PAGE_SIZE 16
#define HEADER_CHANGE_COUNTER 24
#define HEADER_N_PAGES 28
#define HEADER_USER_VERSION 60
#define HEADER_APPLICATION_ID 68
#define HEADER_VALID_FOR 92

static const struct {
  const char *file;
  const char *description;
} builtin[] = {
  { "0001-initial", N_("Files and folders with versions, attributes, tags, trash and the log of changes") },
  { "0002-steps", N_("Steps that can be undone, and whose change each one is") },
  { "0003-search", N_("Searches that are kept, and what a search has to read again") },
  { "0004-folders", N_("An index of the folders in each folder, so that they can be shown first") },
  { "0005-checks", N_("When the bytes of each content were last found good") },
  { "0006-snapshots", N_("How directories were, by name") },
  { "0007-quotas", N_("How much may be in directories") },
  { "0008-snapshot-sums", N_("Checksums of snapshots, so that they survive a rescue") },
};

static const char *
load_script (const char *file,
             const char *suffix)
{
  g_autofree char *path = g_strconcat (RESOURCE_PREFIX, file, suffix, NULL);
  g_autoptr(GBytes) bytes = g_resource_lookup_data (_nexus_schema_get_resource (), path,
                                                    G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

  g_assert (bytes != NULL);

  return g_intern_string (g_bytes_get_data (bytes, NULL));
}

const NexusSqliteMigration *
_nexus_sqlite_migrations_builtin (guint *n_steps)
{
  static NexusSqliteMigration steps[G_N_ELEMENTS (builtin)];
  static gsize ready;

  if (g_once_init_enter (&ready))
    {
      _nexus_schema_register_resource ();
      for (guint i = 0; i < G_N_ELEMENTS (builtin); i++)
        {
          steps[i].version = i + 1;
          steps[i].description = builtin[i].description;
          steps[i].up = load_script (builtin[i].file, ".up.sql");
          steps[i].down = load_script (builtin[i].file, ".down.sql");
        }
      g_once_init_leave (&ready, 1);
    }

  *n_steps = G_N_ELEMENTS (steps);

  return steps;
}

guint
_nexus_sqlite_schema_latest (void)
{
  return G_N_ELEMENTS (builtin);
}

const char *
_nexus_sqlite_schema_describe (guint version)
{
  return version >= 1 && version <= G_N_ELEMENTS (builtin) ? _(builtin[version - 1].description) : NULL;
}

static gboolean
set_errno (GError     **error,
           int          saved_errno,
           const char  *path)
{
  g_set_error (error, G_IO_ERROR, _nexus_errno_to_code (saved_errno),
               _("The metadata database “%s” cannot be used: %s"), path, g_strerror (saved_errno));

  return FALSE;
}

static gboolean
set_not_a_store (GError     **error,
                 const char  *path)
{
  g_set_error (error, NEXUS_ERROR, NEXUS_ERROR_NOT_A_STORE,
               _("“%s” is not the metadata database of a Nexus store. Choose another folder, or move that file away."), path);

  return FALSE;
}

static gboolean
set_too_new (GError     **error,
             const char  *path,
             guint        version,
             guint        latest)
{
  g_set_error (error, NEXUS_ERROR, NEXUS_ERROR_SCHEMA_TOO_NEW,
               _("“%s” has schema version %u, this Nexus knows versions up to %u. Use a newer version of Nexus."),
               path, version, latest);

  return FALSE;
}

static gboolean
has_companion (const char *path,
               const char *suffix)
{
  g_autofree char *companion = g_strconcat (path, suffix, NULL);

  return g_file_test (companion, G_FILE_TEST_EXISTS);
}

static guint32
read_be32 (const guint8 *bytes)
{
  return (guint32) bytes[0] << 24 | (guint32) bytes[1] << 16 | (guint32) bytes[2] << 8 | bytes[3];
}

/* SQLite takes less than a page for an empty database and would begin a new one in it. */
static gboolean
is_cut_short (const guint8 *header,
              goffset       size)
{
  guint32 page_size = (guint32) header[HEADER_PAGE_SIZE] << 8 | header[HEADER_PAGE_SIZE + 1];
  guint32 n_pages = 1;

  if (page_size == 1)
    page_size = 65536;
  if (read_be32 (header + HEADER_CHANGE_COUNTER) == read_be32 (header + HEADER_VALID_FOR))
    n_pages = MAX (read_be32 (header + HEADER_N_PAGES), 1);

  return size < (goffset) page_size * n_pages;
}

static gboolean
read_header (int            fd,
             guint8        *header,
             gssize        *n_read,
             goffset       *size)
{
  struct stat info;

  if (fstat (fd, &info) != 0)
    return FALSE;
  *size = info.st_size;

  do
    *n_read = pread (fd, header, HEADER_SIZE, 0);
  while (*n_read < 0 && errno == EINTR);

  return *n_read >= 0;
}

typedef enum {
  FILE_OURS,
  FILE_EMPTY,
  FILE_FOREIGN,
  FILE_CUT_SHORT,
  FILE_WITHOUT_SUMS,
  FILE_TOO_NEW,
} FileState;

static FileState
judge_header (const char   *path,
              const guint8 *header,
              gssize        n_read,
              goffset       size,
              guint         latest)
{
  /* What a crash has left behind is for SQLite to put right first. */
  if (has_companion (path, "-journal") || (n_read == 0 && has_companion (path, "-wal")))
    return FILE_OURS;

  if (n_read == 0)
    return FILE_EMPTY;

  if (n_read < HEADER_SIZE || memcmp (header, "SQLite format 3", 16) != 0 ||
      read_be32 (header + HEADER_APPLICATION_ID) != NEXUS_SQLITE_APPLICATION_ID)
    return FILE_FOREIGN;

  /* Before anything is asked that a later version may have changed. */
  if (read_be32 (header + HEADER_USER_VERSION) > latest)
    return FILE_TOO_NEW;

  if (header[NEXUS_SQLITE_HEADER_RESERVE] != NEXUS_SQLITE_PAGE_RESERVE)
    return FILE_WITHOUT_SUMS;

  if (is_cut_short (header, size) && !has_companion (path, "-wal"))
    return FILE_CUT_SHORT;

  return FILE_OURS;
}

/* Looks at the file without letting SQLite touch it.  *exists is FALSE for none and for an empty one.  One of a later
 * version than `latest` is refused. */
static gboolean
inspect_file (const char  *path,
              guint        latest,
              gboolean    *exists,
              GError     **error)
{
  FileState state = FILE_EMPTY;
  guint8 header[HEADER_SIZE];
  struct stat info;
  gssize n_read;
  goffset size;
  g_autoptr(NexusSqliteFile) file = NULL;
  int saved_errno;
  gboolean good = TRUE;

  *exists = FALSE;
  if (lstat (path, &info) != 0)
    return errno == ENOENT ? TRUE : set_errno (error, errno, path);

  if (!S_ISREG (info.st_mode))
    return set_not_a_store (error, path);

  file = _nexus_sqlite_file_open (path, O_RDWR, 0);
  if (file == NULL)
    return set_errno (error, errno, path);

  /* Another process may be making the database just now, or ending its log; what looks bad is looked at again. */
  for (guint i = 0; i < 2 && good; i++)
    {
      memset (header, 0, sizeof header);
      good = read_header (_nexus_sqlite_file_get_fd (file), header, &n_read, &size);
      if (good)
        state = judge_header (path, header, n_read, size, latest);
      if (state == FILE_OURS)
        break;
    }
  saved_errno = errno;

  if (!good)
    return set_errno (error, saved_errno, path);

  switch (state)
    {
    case FILE_FOREIGN:
      return set_not_a_store (error, path);

    case FILE_CUT_SHORT:
      g_set_error (error, NEXUS_ERROR, NEXUS_ERROR_CORRUPT,
                   _("The end of the metadata database “%s” is missing. Restore it from a backup copy."), path);
      return FALSE;

    case FILE_TOO_NEW:
      return set_too_new (error, path, read_be32 (header + HEADER_USER_VERSION), latest);

    case FILE_WITHOUT_SUMS:
      g_set_error (error, NEXUS_ERROR, NEXUS_ERROR_CORRUPT,
                   _("The pages of the metadata database “%s” have no checksums: its beginning is damaged, or it is of a "
                     "time before the first release. Restore it from a backup copy."), path);
      return FALSE;

    case FILE_EMPTY:
      return TRUE;

    case FILE_OURS:
    default:
      *exists = TRUE;
      return TRUE;
    }
}

/* Only its owner may read what a store knows, whatever the umask says. */
static gboolean
make_file (const char  *path,
           GError     **error)
{
  g_autoptr(NexusSqliteFile) file = _nexus_sqlite_file_open (path, O_RDWR | O_CREAT, 0600);

  if (file == NULL || fchmod (_nexus_sqlite_file_get_fd (file), 0600) != 0)
    return set_errno (error, errno, path);

  return TRUE;
}

static gboolean
read_version (NexusSqliteConnection  *connection,
              gint64                 *id,
              gint64                 *version,
              gint64                 *n_tables,
              GError                **error)
{
  static const char sql[] = "SELECT count (*) FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";

  return _nexus_sqlite_connection_query_int (connection, "PRAGMA application_id", id, error) &&
         _nexus_sqlite_connection_query_int (connection, "PRAGMA user_version", version, error) &&
         _nexus_sqlite_connection_query_int (connection, sql, n_tables, error);
}

/* All of it from one state of the database, since another process may be making it. */
static gboolean
query_version (NexusSqliteConnection  *connection,
               const char             *path,
               gint64                 *version,
               GError                **error)
{
  gboolean outermost = sqlite3_get_autocommit (connection->db) != 0;
  gint64 id = 0, n_tables = 0;
  gboolean good = TRUE;

  if (outermost)
    good = _nexus_sqlite_connection_execute (connection, "BEGIN", "read the version", error);
  good = good && read_version (connection, &id, version, &n_tables, error);
  if (outermost && !sqlite3_get_autocommit (connection->db))
    _nexus_sqlite_connection_roll_back (connection);

  if (!good)
    {
      g_prefix_error (error, "%s: ", path);
      return FALSE;
    }

  if (n_tables == 0 && *version == 0)
    return TRUE;

  if ((id != NEXUS_SQLITE_APPLICATION_ID) || *version < 0 || (*version == 0 && n_tables > 0))
    return set_not_a_store (error, path);

  return TRUE;
}

int
_nexus_sqlite_migrator_query (const char  *path,
                              GError     **error)
{
  g_autoptr(NexusSqliteConnection) connection = NULL;
  gboolean exists;
  gint64 version;

  if (!inspect_file (path, G_MAXUINT, &exists, error))
    return -1;
  if (!exists)
    return 0;

  connection = _nexus_sqlite_connection_open (path, NEXUS_SQLITE_OPEN_MIGRATOR, NEXUS_DURABILITY_FULL, error);
  if (connection == NULL || !query_version (connection, path, &version, error))
    return -1;

  return (int) MIN (version, G_MAXINT);
}

static gboolean
sync_path (const char  *path,
           int          flags,
           GError     **error)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC | flags);
  int result;

  if (fd < 0)
    return set_errno (error, errno, path);

  result = fsync (fd);
  if (result != 0)
    set_errno (error, errno, path);
  close (fd);

  return result == 0;
}

/* A copy of the database beside it, whole and on the disk before anything is changed. */
static gboolean
make_backup (const char  *path,
             gint64       version,
             GError     **error)
{
  g_autoptr(NexusSqliteConnection) source = NULL;
  g_autoptr(NexusSqliteConnection) target = NULL;
  g_autofree char *backup_path = g_strdup_printf ("%s.v%d.bak", path, (int) version);
  g_autofree char *temporary = g_strconcat (backup_path, ".part", NULL);
  g_autofree char *folder = g_path_get_dirname (path);
  sqlite3_backup *backup;
  int result;

  g_unlink (temporary);
  if (!make_file (temporary, error))
    return FALSE;

  source = _nexus_sqlite_connection_open (path, NEXUS_SQLITE_OPEN_MIGRATOR, NEXUS_DURABILITY_FULL, error);
  target = source != NULL
         ? _nexus_sqlite_connection_open (temporary, NEXUS_SQLITE_OPEN_MIGRATOR, NEXUS_DURABILITY_FULL, error) : NULL;
  if (target == NULL)
    {
      g_unlink (temporary);
      return FALSE;
    }

  backup = sqlite3_backup_init (target->db, "main", source->db, "main");
  result = backup != NULL ? sqlite3_backup_step (backup, -1) : sqlite3_extended_errcode (target->db);
  if (backup != NULL)
    sqlite3_backup_finish (backup);

  if (result != SQLITE_DONE)
    {
      _nexus_sqlite_connection_set_error (target, result, "copy the database before its schema is changed", error);
      g_clear_pointer (&target, _nexus_sqlite_connection_free);
      g_unlink (temporary);
      return FALSE;
    }
  g_clear_pointer (&target, _nexus_sqlite_connection_free);

  if (!sync_path (temporary, 0, error))
    {
      g_unlink (temporary);
      return FALSE;
    }

  if (g_rename (temporary, backup_path) != 0)
    {
      set_errno (error, errno, backup_path);
      g_unlink (temporary);
      return FALSE;
    }

  return sync_path (folder, O_DIRECTORY, error);
}

static gboolean
run_script (NexusSqliteConnection  *connection,
            const char             *script,
            guint                   version,
            GError                **error)
{
  g_autofree char *pragma = g_strdup_printf ("PRAGMA user_version = %u", version);
  g_autofree char *action = g_strdup_printf ("bring the schema to version %u", version);
  gint64 n_broken;

  if (!_nexus_sqlite_connection_execute (connection, script, action, error) ||
      !_nexus_sqlite_connection_execute (connection, pragma, action, error) ||
      !_nexus_sqlite_connection_query_int (connection, "SELECT count (*) FROM pragma_foreign_key_check", &n_broken, error))
    return FALSE;

  if (n_broken > 0)
    {
      _nexus_sqlite_set_error (error, NULL, SQLITE_CORRUPT, action);
      return FALSE;
    }

  return TRUE;
}

static gboolean
make_database (NexusSqliteConnection        *connection,
               const char                   *path,
               const NexusSqliteMigrations  *migrations,
               guint                         version,
               GError                      **error)
{
  gboolean good;
  gint64 there;

  if (!_nexus_sqlite_connection_execute (connection, "PRAGMA page_size = " PAGE_SIZE, "make a database", error) ||
      !_nexus_sqlite_connection_execute (connection, "BEGIN EXCLUSIVE", "make a database", error))
    return FALSE;

  good = query_version (connection, path, &there, error);
  if (good && there == 0)
    {
      g_autofree char *pragma = g_strdup_printf ("PRAGMA application_id = %d", NEXUS_SQLITE_APPLICATION_ID);

      good = _nexus_sqlite_connection_execute (connection, pragma, "make a database", error);
      for (guint i = 0; good && i < version; i++)
        good = run_script (connection, migrations->steps[i].up, i + 1, error);
      if (good && migrations->fill != NULL)
        good = migrations->fill (connection, migrations->user_data, error);
    }

  return _nexus_sqlite_connection_end (connection, good, "commit the schema", error);
}

/* Of one state of the database, whichever version another process has brought it to meanwhile. */
static gboolean
check_schema (NexusSqliteConnection        *connection,
              const char                   *path,
              const NexusSqliteMigrations  *migrations,
              GError                      **error)
{
  gboolean good;
  gint64 version;

  if (!_nexus_sqlite_connection_execute (connection, "BEGIN", "look at the schema", error))
    return FALSE;

  good = query_version (connection, path, &version, error);
  if (good && version > 0 && version <= migrations->n_steps)
    good = _nexus_sqlite_schema_check (connection, migrations, (guint) version, error);
  _nexus_sqlite_connection_roll_back (connection);

  return good;
}

static gboolean
check_range (const char                   *path,
             const NexusSqliteMigrations  *migrations,
             gint64                        there,
             guint                         version,
             gboolean                      only_up,
             GError                      **error)
{
  if (there > migrations->n_steps || (only_up && there > version))
    return set_too_new (error, path, (guint) MIN (there, G_MAXUINT), migrations->n_steps);

  return TRUE;
}

static gboolean
is_cancelled (gpointer user_data)
{
  return g_cancellable_is_cancelled (user_data);
}

gboolean
_nexus_sqlite_migrator_run (const char                   *path,
                            const NexusSqliteMigrations  *migrations,
                            guint                         version,
                            gboolean                      only_up,
                            GCancellable                 *cancellable,
                            GError                      **error)
{
  g_autoptr(NexusSqliteConnection) connection = NULL;
  gboolean exists, backed_up = FALSE;
  gint64 there;

  g_assert (version <= migrations->n_steps);

  if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
      !inspect_file (path, migrations->n_steps, &exists, error))
    return FALSE;

  if (!exists && version == 0)
    return TRUE;

  if (!exists && !make_file (path, error))
    return FALSE;

  connection = _nexus_sqlite_connection_open (path, NEXUS_SQLITE_OPEN_MIGRATOR, NEXUS_DURABILITY_FULL, error);
  if (connection == NULL)
    return FALSE;
  /* Another process may hold the lock for long; nobody who has given up waits for it. */
  _nexus_sqlite_connection_set_poll (connection, cancellable != NULL ? is_cancelled : NULL, cancellable);
  if (!query_version (connection, path, &there, error) ||
      !check_range (path, migrations, there, version, only_up, error))
    return FALSE;

  if (there == 0)
    return make_database (connection, path, migrations, version, error);

  while (there != version)
    {
      gboolean up = there < version;
      gint64 now;
      gboolean good;

      if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
          !_nexus_sqlite_connection_execute (connection, "BEGIN IMMEDIATE", "change the schema", error))
        return FALSE;

      /* Another process may have been faster. */
      good = query_version (connection, path, &now, error) &&
             check_range (path, migrations, now, version, only_up, error);
      if (good && now == there)
        {
          /* Nothing of somebody else may run in our scripts. */
          good = _nexus_sqlite_schema_check (connection, migrations, (guint) now, error);
          if (good && !backed_up)
            good = make_backup (path, there, error);
          backed_up = good;
          now = up ? there + 1 : there - 1;
          if (good)
            good = run_script (connection, up ? migrations->steps[now - 1].up : migrations->steps[there - 1].down,
                               (guint) now, error);
        }

      if (!_nexus_sqlite_connection_end (connection, good, "commit the schema", error))
        {
          g_prefix_error (error, "%s: ", path);
          return FALSE;
        }
      there = now;
    }

  return check_schema (connection, path, migrations, error);
}
