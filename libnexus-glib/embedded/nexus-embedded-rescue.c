/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "nexus-backup-mark-private.h"
#include "nexus-config-private.h"
#include "nexus-embedded-verify-private.h"
#include "nexus-error.h"
#include "nexus-filesystem-private.h"
#include "nexus-local-private.h"
#include "nexus-sqlite-salvage-private.h"

/* Repairs a store that is not open, and makes its database anew if it cannot be opened. */

static const char * const companions[] = { "", "-wal", "-shm", "-journal" };

/* How contents are named: the packs say so; without one, as it is configured. */
static NexusContentHash
find_hash (NexusConfig *config,
           const char  *folder)
{
  NexusContentHash hash = nexus_config_get_content_hash (config);
  g_autofree char *packs = g_build_filename (folder, "packs", NULL);
  g_autoptr(GDir) dir = g_dir_open (packs, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (packs, name, NULL);
      int fd = open (path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
      guint8 header[12];

      if (fd >= 0 && _nexus_io_pread (fd, header, sizeof header, 0) == sizeof header && memcmp (header, "NXPACK1\n", 8) == 0)
        hash = header[8] == NEXUS_CONTENT_HASH_SHA256 ? NEXUS_CONTENT_HASH_SHA256 : NEXUS_CONTENT_HASH_BLAKE2B_256;
      if (fd >= 0)
        close (fd);
    }

  return hash;
}

static gboolean
set_errno (GError     **error,
           const char  *path)
{
  /* Translators: goes into “Could not %s “%s”: %s”, with a file behind it */
  _nexus_io_set_error (error, errno, _("move"), path);

  return FALSE;
}

static gboolean
sync_folder (const char  *path,
             GError     **error)
{
  int fd = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean good = fd >= 0 && fsync (fd) == 0;

  if (!good)
    /* Translators: goes into “Could not %s “%s”: %s”, with a file behind it */
    _nexus_io_set_error (error, errno, _("sync"), path);
  if (fd >= 0)
    close (fd);

  return good;
}

/* As long as this file is there, contents that nothing refers to are those of files whose names are lost, and have not all
 * come into /lost+found yet. */
#define MARK "rescue-unfinished"

gboolean
_nexus_rescue_is_unfinished (const char *folder)
{
  g_autofree char *mark = g_build_filename (folder, MARK, NULL);

  return g_file_test (mark, G_FILE_TEST_EXISTS);
}

static gboolean
begin_rescue (const char  *folder,
              GError     **error)
{
  g_autofree char *mark = g_build_filename (folder, MARK, NULL);
  int fd = open (mark, O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);

  if (fd < 0)
    {
      _nexus_io_set_error (error, errno, _("make"), mark);
      return FALSE;
    }
  close (fd);

  return sync_folder (folder, error);
}

gboolean
_nexus_rescue_finish (const char  *folder,
                      GError     **error)
{
  g_autofree char *mark = g_build_filename (folder, MARK, NULL);

  if (g_unlink (mark) != 0 && errno != ENOENT)
    {
      _nexus_io_set_error (error, errno, _("remove"), mark);
      return FALSE;
    }

  return sync_folder (folder, error);
}

/* Takes a file away; the database itself stays where it is as well, where that is possible, until the new one takes its place:
 * so there is always one to make another of. */
static gboolean
put_aside (const char  *from,
           const char  *to,
           gboolean     stays,
           GError     **error)
{
  if (stays && link (from, to) == 0)
    return TRUE;
  if (g_rename (from, to) == 0 || errno == ENOENT)
    return TRUE;

  return set_errno (error, from);
}

static gboolean
exchange (const char  *folder,
          const char  *database,
          const char  *rescued,
          GError     **error)
{
  g_autofree char *quarantine = g_build_filename (folder, "quarantine", NULL);
  g_autofree char *home = g_path_get_dirname (database);
  gint64 now = g_get_real_time ();
  struct stat info;

  if (mkdir (quarantine, 0700) == 0)
    chmod (quarantine, 0700);
  else if (errno != EEXIST)
    return set_errno (error, quarantine);
  /* Through a link the damaged database would end up where the link leads to. */
  if (lstat (quarantine, &info) != 0 || !S_ISDIR (info.st_mode))
    {
      errno = ENOTDIR;
      return set_errno (error, quarantine);
    }

  for (guint i = 0; i < G_N_ELEMENTS (companions); i++)
    {
      g_autofree char *from = g_strconcat (database, companions[i], NULL);
      g_autofree char *name = g_strdup_printf ("metadata.db.%" G_GINT64_FORMAT "%s", now, companions[i]);
      g_autofree char *to = g_build_filename (quarantine, name, NULL);

      if (!put_aside (from, to, companions[i][0] == '\0', error))
        return FALSE;
    }
  if (!sync_folder (quarantine, error))
    return FALSE;
  if (g_rename (rescued, database) != 0)
    return set_errno (error, rescued);

  return sync_folder (home, error);
}

static void
remove_all (const char *path)
{
  for (guint i = 0; i < G_N_ELEMENTS (companions); i++)
    {
      g_autofree char *name = g_strconcat (path, companions[i], NULL);

      g_unlink (name);
    }
}

static gboolean
rescue (NexusConfig               *config,
        const NexusRepairRequest  *request,
        const GError              *why,
        GCancellable              *cancellable,
        GError                   **error)
{
  g_autofree char *folder = g_canonicalize_filename (nexus_config_get_data_dir (config), NULL);
  g_autofree char *database = _nexus_config_dup_sqlite_path (config, error);
  g_autofree char *rescued = NULL;
  gboolean good;

  if (database == NULL)
    return FALSE;

  rescued = g_strconcat (database, ".rescue", NULL);
  remove_all (rescued);
  good = _nexus_sqlite_salvage (database, rescued, find_hash (config, folder), request->report, cancellable, error) &&
         begin_rescue (folder, error) &&
         exchange (folder, database, rescued, error);
  remove_all (rescued);
  if (good)
    _nexus_report_add (request->report, _nexus_finding_new (NEXUS_FINDING_DATABASE, NEXUS_FINDING_SET_ASIDE,
                                                            why->message, NULL, NULL));

  return good;
}

/* What is made from a backup gets its database last, by going on with it and not by making one without names. */
static gboolean
was_never_whole (NexusConfig *config)
{
  g_autofree char *database = _nexus_config_dup_sqlite_path (config, NULL);

  return database != NULL && !g_file_test (database, G_FILE_TEST_EXISTS) &&
         _nexus_backup_mark_is_restore (nexus_config_get_data_dir (config));
}

/* Only a folder with contents of ours is worth it, and only if its database is what is wrong. */
static gboolean
can_be_rescued (NexusConfig  *config,
                const GError *error)
{
  g_autofree char *packs = g_build_filename (nexus_config_get_data_dir (config), "packs", NULL);

  return (g_error_matches (error, NEXUS_ERROR, NEXUS_ERROR_CORRUPT) ||
          g_error_matches (error, NEXUS_ERROR, NEXUS_ERROR_NOT_A_STORE)) &&
         g_file_test (packs, G_FILE_TEST_IS_DIR) &&
         !was_never_whole (config);
}

gboolean
_nexus_embedded_repair_closed (NexusConfig               *config,
                               const NexusRepairRequest  *request,
                               NexusRepairFunc            repair,
                               GCancellable              *cancellable,
                               GError                   **error)
{
  g_autoptr(NexusFilesystem) filesystem = NULL;
  g_autoptr(GError) why = NULL;
  gboolean good;

  filesystem = nexus_connect (config, cancellable, &why);
  if (filesystem == NULL && !can_be_rescued (config, why))
    {
      g_propagate_error (error, g_steal_pointer (&why));
      return FALSE;
    }
  if (filesystem == NULL && request->dry_run)
    {
      _nexus_report_add (request->report, _nexus_finding_new (NEXUS_FINDING_DATABASE, NEXUS_FINDING_FOUND,
                                                              why->message, NULL, NULL));
      return TRUE;
    }
  if (filesystem == NULL)
    {
      if (!rescue (config, request, why, cancellable, error))
        return FALSE;
      filesystem = nexus_connect (config, cancellable, error);
    }
  if (filesystem == NULL)
    return FALSE;

  good = repair (filesystem, request, cancellable, error);

  return nexus_filesystem_close (filesystem, NULL, good ? error : NULL) && good;
}
