/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "nexus-backup-mark-private.h"
#include "nexus-config-private.h"
#include "nexus-embedded-private.h"
#include "nexus-errno-private.h"
#include "nexus-error.h"
#include "nexus-sqlite-store-private.h"

/* Finds or makes the data folder, makes sure that it is ours or nobody's, and opens what is in it. */

/* For an entry of the list of users. */
#define PASSWD_SIZE 16384

static gboolean
set_folder_error (GError     **error,
                  int          saved_errno,
                  const char  *folder)
{
  g_autofree char *shown = g_filename_display_name (folder);

  g_set_error (error, G_IO_ERROR, _nexus_errno_to_code (saved_errno),
               _("The data folder “%s” cannot be used: %s. Choose another one with “data_dir”."),
               shown, g_strerror (saved_errno));

  return FALSE;
}

/* A new folder survives a power cut only when the one that holds it has been synced.  One that may not be read cannot
 * be synced, and some file systems know no sync of folders: neither is a reason to refuse. */
static gboolean
sync_folder (const char *folder)
{
  int fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean ok;

  if (fd < 0)
    return errno == EACCES;
  ok = fsync (fd) == 0 || errno == EINVAL;
  close (fd);

  return ok;
}

/* FALSE with errno; a folder that is there already is success. */
static gboolean
make_one_folder (const char *folder)
{
  if (mkdir (folder, 0700) != 0)
    return errno == EEXIST;

  /* The umask may have taken bits that we need ourselves. */
  return chmod (folder, 0700) == 0;
}

gboolean
_nexus_embedded_make_folder (const char  *folder,
                             GError     **error)
{
  g_autofree char *parent = NULL;

  if (g_file_test (folder, G_FILE_TEST_IS_DIR))
    return TRUE;

  parent = g_path_get_dirname (folder);
  if (!make_one_folder (folder))
    {
      if (errno != ENOENT || g_str_equal (parent, folder))
        return set_folder_error (error, errno, folder);
      if (!_nexus_embedded_make_folder (parent, error))
        return FALSE;
      if (!make_one_folder (folder))
        return set_folder_error (error, errno, folder);
    }
  if (!sync_folder (parent))
    return set_folder_error (error, errno, parent);

  return TRUE;
}

void
_nexus_embedded_settle_folder (const char *folder)
{
  g_autofree char *path = g_strdup (folder);

  for (;;)
    {
      g_autofree char *parent = g_path_get_dirname (path);

      if (g_str_equal (parent, path))
        return;
      if (!sync_folder (parent))
        g_debug ("could not sync %s: %s", parent, g_strerror (errno));
      g_free (path);
      path = g_steal_pointer (&parent);
    }
}

/* Is there anything in it?  What file systems put at their top, and our own configuration, do not count. */
gboolean
_nexus_embedded_is_empty (const char  *folder,
                          gboolean    *empty,
                          GError     **error)
{
  g_autoptr(GDir) dir = NULL;
  const char *name;

  *empty = TRUE;
  errno = 0;
  dir = g_dir_open (folder, 0, NULL);
  if (dir == NULL)
    return set_folder_error (error, errno != 0 ? errno : EIO, folder);

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      if (!g_str_equal (name, "lost+found") && !g_str_equal (name, "nexus.yaml") && !g_str_equal (name, "nexus.yml"))
        *empty = FALSE;
    }

  return TRUE;
}

static gboolean
has_database (const char *database)
{
  struct stat info;

  return stat (database, &info) == 0 && info.st_size > 0;
}

/* Contents without the database that names them: not a new store, and making one would hide the loss. */
static gboolean
check_database (const char  *folder,
                const char  *database,
                GError     **error)
{
  g_autofree char *packs = g_build_filename (folder, "packs", NULL);
  g_autofree char *shown = NULL;

  if (!g_file_test (packs, G_FILE_TEST_IS_DIR) || has_database (database))
    return TRUE;

  shown = g_filename_display_name (database);
  g_set_error (error, NEXUS_ERROR, NEXUS_ERROR_CORRUPT,
               _("The database “%s” is missing or empty, although there are contents that belong to it. "
                 "Nothing was changed; restore it from a backup."), shown);

  return FALSE;
}

/* Whether the variable names the user, by name or number, or says that it may be anybody. */
static gboolean
is_trusted (uid_t owner)
{
  const char *trusted = g_getenv ("NEXUS_TRUST_OWNER");
  g_autofree char *buffer = NULL;
  struct passwd entry;
  struct passwd *found = NULL;
  guint64 number;

  if (owner == geteuid ())
    return TRUE;
  if (trusted == NULL || trusted[0] == '\0')
    return FALSE;
  if (g_str_equal (trusted, "any"))
    return TRUE;
  if (g_ascii_string_to_unsigned (trusted, 10, 0, G_MAXUINT32, &number, NULL))
    return number == owner;

  buffer = g_malloc (PASSWD_SIZE);

  return getpwnam_r (trusted, &entry, buffer, PASSWD_SIZE, &found) == 0 && found != NULL && entry.pw_uid == owner;
}

/* What somebody else has put there may have been made to do harm, and what we write into it would be theirs.  Only the
 * environment can say that this is wanted: a configuration may lie in that very folder. */
static gboolean
check_owner (const char  *path,
             GError     **error)
{
  g_autofree char *shown = NULL;
  struct stat info;

  if (stat (path, &info) != 0 || is_trusted (info.st_uid))
    return TRUE;

  shown = g_filename_display_name (path);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED,
               _("“%s” belongs to another user (number %u); nothing was opened. If you trust what is in it, set "
                 "NEXUS_TRUST_OWNER=%u in the environment."), shown, (guint) info.st_uid, (guint) info.st_uid);

  return FALSE;
}

/* Nobody else may look into a new store, or put anything into an older one. */
static gboolean
close_to_others (const char         *folder,
                 const struct stat  *info,
                 gboolean            is_new,
                 GError            **error)
{
  mode_t mode = is_new ? 0700 : info->st_mode & 07777 & ~(mode_t) 022;

  if (info->st_uid != geteuid () || (info->st_mode & 07777) == mode || chmod (folder, mode) == 0 ||
      errno == EPERM || errno == EROFS || errno == ENOTSUP)
    return TRUE;

  return set_folder_error (error, errno, folder);
}

static gboolean
check_folder (const char  *folder,
              const char  *database,
              GError     **error)
{
  g_autofree char *packs = g_build_filename (folder, "packs", NULL);
  g_autofree char *shown = NULL;
  g_autofree char *home = NULL;
  struct stat info;
  gboolean empty;
  gboolean ours;

  if (stat (folder, &info) != 0)
    return set_folder_error (error, errno, folder);
  if (!S_ISDIR (info.st_mode))
    return set_folder_error (error, ENOTDIR, folder);
  if (!check_owner (folder, error) || !check_owner (database, error) || !_nexus_embedded_is_empty (folder, &empty, error))
    return FALSE;

  /* Looked at after the folder, since another process may be making the store at this moment. */
  home = g_path_get_dirname (database);
  ours = g_file_test (packs, G_FILE_TEST_IS_DIR) ||
         (g_str_equal (home, folder) && g_file_test (database, G_FILE_TEST_EXISTS));
  if (!empty && !has_database (database) && !_nexus_backup_mark_check (folder, error))
    return FALSE;
  if (!empty && !ours)
    {
      shown = g_filename_display_name (folder);
      g_set_error (error, NEXUS_ERROR, NEXUS_ERROR_NOT_A_STORE,
                   _("The folder “%s” is not empty and holds no Nexus store; nothing was changed in it. "
                     "Choose an empty or a new folder with “data_dir”."), shown);
      return FALSE;
    }

  if (access (folder, R_OK | W_OK | X_OK) != 0)
    return set_folder_error (error, errno, folder);
  if (empty)
    _nexus_embedded_settle_folder (folder);

  return close_to_others (folder, &info, empty, error) && check_database (folder, database, error);
}

/* The write-ahead log of a database lies beside the file itself, also if that is reached through a link. */
static char *
find_log (const char *database)
{
  char *real = realpath (database, NULL);
  char *log = g_strconcat (real != NULL ? real : database, "-wal", NULL);

  free (real);

  return log;
}

static gboolean
is_same_disk (const char *one,
              const char *other)
{
  struct stat a, b;

  return stat (one, &a) == 0 && stat (other, &b) == 0 && a.st_dev == b.st_dev;
}

/* As it was set, or by the size of the disk. */
static void
set_reserve (NexusContentStore *content,
             NexusConfig       *config)
{
  if (g_strcmp0 (nexus_config_get_origin (config, "disk-reserve-mb"), "default") != 0)
    _nexus_content_store_set_reserve (content, (gint64) nexus_config_get_disk_reserve_mb (config) << 20);
}

NexusFilesystem *
_nexus_embedded_new (NexusConfig   *config,
                     GCancellable  *cancellable,
                     GError       **error)
{
  NexusSqliteStoreOptions options = {
    .content_hash = nexus_config_get_content_hash (config),
    .durability = nexus_config_get_durability (config),
    .history_limit = nexus_config_get_history_limit (config),
    .undo_limit = nexus_config_get_undo_limit (config),
    .undo_days = nexus_config_get_undo_days (config),
    .readers = nexus_config_get_readers (config),
    .index_text = nexus_config_get_index_text (config),
  };
  g_autoptr(NexusMetadataStore) metadata = NULL;
  g_autoptr(NexusContentStore) content = NULL;
  g_autoptr(NexusFilesystem) filesystem = NULL;
  g_autofree char *database = NULL;
  g_autofree char *folder = NULL;
  g_autofree char *log = NULL;
  NexusContentHash hash;

  database = _nexus_config_dup_sqlite_path (config, error);
  if (database == NULL)
    return NULL;

  folder = g_canonicalize_filename (nexus_config_get_data_dir (config), NULL);
  if (!_nexus_embedded_make_folder (folder, error) || !check_folder (folder, database, error))
    return NULL;

  /* The database comes first: a folder with our folders in it but no database is a damaged store, not a new one. */
  metadata = _nexus_sqlite_store_open (database, &options, &hash, cancellable, error);
  if (metadata == NULL)
    return NULL;

  content = _nexus_local_content_store_open (folder, hash, error);
  if (content == NULL)
    return NULL;

  /* The database is the last thing that comes from a backup.  From now on this is a store that somebody uses, and never to
   * be written over by making it again. */
  if (!_nexus_backup_mark_remove (folder, error))
    return NULL;

  set_reserve (content, config);
  filesystem = _nexus_embedded_new_for_stores (metadata, content, hash, config);
  NEXUS_EMBEDDED (filesystem)->same_disk = is_same_disk (folder, database);
  log = find_log (database);
  if (!_nexus_embedded_monitor (filesystem, log, cancellable, error))
    return NULL;

  return g_steal_pointer (&filesystem);
}
