/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "nexus-backup-mark-private.h"
#include "nexus-backup-private.h"
#include "nexus-embedded-private.h"
#include "nexus-error.h"
#include "nexus-gc-private.h"
#include "nexus-job-private.h"
#include "nexus-sqlite-store-private.h"

/* A backup is a store of its own in another folder, with a file that says what it is a backup of.
 *
 *   1  contents are held, so that nothing is collected that the copy will refer to
 *   2  the database is copied from one moment, beside that of the former backup
 *   3  contents that the former backup has not are read, checked against their hashes, and stored in the folder; the
 *      copy learns where each one is there
 *   4  contents and copy are synced, and the copy takes the place of the former database
 *   5  what only the former backup referred to is collected
 *
 * Until 4 the former backup is untouched, after it the new one is whole. */

/* A content of up to this size is copied at once. */
#define WHOLE_MAX (1u << 20)

typedef struct {
  NexusMetadataStore *metadata;
  NexusContentStore  *content;
  NexusContentStore  *target;
  NexusContentHash    hash;
  NexusOperation     *operation;
  GCancellable       *cancellable;
  int                 lock_fd;       /* of the folder; -1: not locked */
} Backup;

/* --- Contents --- */

static NexusContentRef *
copy_in_pieces (Backup           *self,
                NexusContentRef  *content,
                GError          **error)
{
  g_autoptr(NexusContentReader) reader = _nexus_content_store_open (self->content, content, error);
  g_autoptr(NexusContentWriter) writer = NULL;
  guint64 offset = 0;

  if (reader == NULL)
    return NULL;
  writer = _nexus_content_store_begin (self->target, content->size, error);
  if (writer == NULL)
    return NULL;

  while (offset < content->size)
    {
      gsize room;
      void *place = _nexus_content_writer_prepare (writer, &room);
      gssize count = _nexus_content_reader_pread (reader, place, room, offset, self->cancellable, error);

      if (count < 0 || !_nexus_content_writer_commit (writer, (gsize) count, error) ||
          !_nexus_operation_checkpoint (self->operation, self->cancellable, error))
        return NULL;
      offset += (guint64) count;
    }

  return _nexus_content_writer_finish (writer, error);
}

static NexusContentRef *
copy_whole (Backup           *self,
            NexusContentRef  *content,
            GError          **error)
{
  g_autoptr(GBytes) bytes = _nexus_content_store_read (self->content, content, self->cancellable, error);

  if (bytes == NULL)
    return NULL;

  return _nexus_content_store_stage (self->target, content->hash, g_bytes_get_data (bytes, NULL),
                                     g_bytes_get_size (bytes), error);
}

static NexusContentRef *
copy_content (Backup           *self,
              NexusContentRef  *content,
              GError          **error)
{
  g_autoptr(NexusContentRef) copy = content->size > WHOLE_MAX ? copy_in_pieces (self, content, error)
                                                                : copy_whole (self, content, error);
  char etag[2 * NEXUS_HASH_SIZE + 1];

  if (copy == NULL || memcmp (copy->hash, content->hash, NEXUS_HASH_SIZE) == 0)
    return g_steal_pointer (&copy);

  _nexus_hash_to_hex (content->hash, etag);
  g_set_error (error, NEXUS_ERROR, NEXUS_ERROR_CORRUPT, _("The content %s is damaged: its bytes do not have that hash"),
               etag);

  return NULL;
}

/* It may have been moved by a sweep since the copy was taken. */
static NexusContentRef *
copy_moved_content (Backup           *self,
                    NexusContentRef  *content,
                    GError          **error)
{
  g_autoptr(NexusContentRef) now = NULL;
  g_autoptr(GError) local_error = NULL;
  g_autoptr(GError) find_error = NULL;
  NexusContentRef *copy = copy_content (self, content, &local_error);

  if (copy != NULL)
    return copy;
  if (local_error->domain == NEXUS_ERROR)
    now = _nexus_metadata_store_find_content (self->metadata, content->hash, self->cancellable, &find_error);
  /* Else it would be told to be lost without anybody having looked. */
  if (find_error != NULL && find_error->domain != NEXUS_ERROR)
    {
      g_propagate_error (error, g_steal_pointer (&find_error));
      return NULL;
    }
  if (now == NULL || now->locator == NULL || g_bytes_equal (now->locator, content->locator))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }

  return copy_content (self, now, error);
}

static gboolean
find_in_backup (NexusContentRef  *content,
                NexusContentRef  *known,
                NexusContentRef **moved,
                gpointer          user_data,
                GError          **error)
{
  Backup *self = user_data;
  g_autoptr(GError) local_error = NULL;
  char etag[2 * NEXUS_HASH_SIZE + 1];

  if (!_nexus_operation_checkpoint (self->operation, self->cancellable, error))
    return FALSE;
  _nexus_operation_add_total (self->operation, 1, known == NULL ? content->size : 0);

  if (known != NULL)
    {
      *moved = _nexus_content_ref_ref (known);
      _nexus_operation_add_skipped (self->operation, 1, 0);
      return TRUE;
    }

  *moved = copy_moved_content (self, content, &local_error);
  if (*moved != NULL)
    {
      _nexus_operation_add_done (self->operation, 1, content->size);
      return TRUE;
    }
  if (local_error->domain != NEXUS_ERROR)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }

  /* What is damaged here is known there as missing; all else is saved. */
  _nexus_hash_to_hex (content->hash, etag);
  _nexus_operation_add_failure (self->operation, etag, local_error);

  return TRUE;
}

/* --- The folder --- */

static gboolean
is_inside (const char *folder,
           const char *data_dir)
{
  g_autofree char *path = g_canonicalize_filename (folder, NULL);

  for (;;)
    {
      g_autofree char *parent = NULL;
      struct stat left, right;

      if (stat (path, &left) == 0 && stat (data_dir, &right) == 0 && left.st_dev == right.st_dev &&
          left.st_ino == right.st_ino)
        return TRUE;
      parent = g_path_get_dirname (path);
      if (g_str_equal (parent, path))
        return FALSE;
      g_free (path);
      path = g_steal_pointer (&parent);
    }
}

/* Two at once would write the same files.  The kernel drops the lock however the process ends; where there are no locks,
 * nobody is kept out. */
static gboolean
lock_folder (Backup      *self,
             const char  *folder,
             GError     **error)
{
  g_autofree char *shown = NULL;

  self->lock_fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (self->lock_fd < 0 || flock (self->lock_fd, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK)
    return TRUE;

  shown = g_filename_display_name (folder);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_BUSY,
               _("Another program is writing a backup into “%s”, or makes a store there. Wait until it has come to its end."),
               shown);

  return FALSE;
}

/* It must be empty, or begun by an earlier one of the same store. */
static gboolean
prepare_folder (Backup      *self,
                const char  *data_dir,
                const char  *folder,
                const char  *mark,
                GError     **error)
{
  g_autofree char *mark_path = g_build_filename (folder, mark, NULL);
  g_autofree char *shown = g_filename_display_name (folder);
  g_autofree char *uuid = NULL;
  g_autofree char *text = NULL;
  g_autofree char *there = NULL;
  gboolean empty;

  uuid = _nexus_metadata_store_dup_uuid (self->metadata, error);
  if (uuid == NULL)
    return FALSE;
  if (is_inside (folder, data_dir))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   _("The folder “%s” is in the store itself. Choose one elsewhere, on another disk if possible."), shown);
      return FALSE;
    }
  if (!_nexus_embedded_make_folder (folder, error) || !lock_folder (self, folder, error))
    return FALSE;
  text = g_strconcat (uuid, "\n", NULL);
  _nexus_backup_mark_remove_part (folder, mark, text);
  if (!_nexus_embedded_is_empty (folder, &empty, error))
    return FALSE;
  if (empty)
    {
      _nexus_embedded_settle_folder (folder);
      return _nexus_backup_mark_write (folder, mark, text, error);
    }

  if (g_file_get_contents (mark_path, &there, NULL, NULL) && g_str_equal (g_strchomp (there), uuid))
    return TRUE;

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS,
               there != NULL ? _("The folder “%s” has something of another store; nothing was changed in it. Choose an "
                                 "empty or a new folder.")
                             : _("The folder “%s” is not empty; nothing was changed in it. Choose an empty or a new folder."),
               shown);

  return FALSE;
}

/* --- All of it --- */

static gboolean
ignore (NexusOperation  *operation,
        gpointer         user_data,
        GCancellable    *cancellable,
        GError         **error)
{
  return TRUE;
}

/* Removes what only the former backup referred to. */
static gboolean
prune (Backup      *self,
       const char  *folder,
       GError     **error)
{
  const NexusSqliteStoreOptions options = {
    .content_hash = self->hash,
    .durability = NEXUS_DURABILITY_FULL,
    .history_limit = G_MAXINT,
    .readers = 1,
  };
  const NexusGcRules rules = { FALSE, G_MAXINT64, G_MININT64 };
  g_autofree char *database = g_build_filename (folder, "metadata.db", NULL);
  /* What this frees is not what the backup has done. */
  g_autoptr(NexusOperation) uncounted = _nexus_job_new (ignore, NULL, g_free);
  g_autoptr(NexusMetadataStore) metadata = NULL;
  NexusContentHash hash;
  gboolean good;

  metadata = _nexus_sqlite_store_open (database, &options, &hash, self->cancellable, error);
  if (metadata == NULL)
    return FALSE;
  good = _nexus_gc_run (metadata, self->target, &rules, uncounted, self->cancellable, error);

  return _nexus_metadata_store_close (metadata, good ? error : NULL) && good;
}

static gboolean
back_up (Backup      *self,
         const char  *folder,
         GError     **error)
{
  return _nexus_metadata_store_backup (self->metadata, folder, find_in_backup, self, self->cancellable, error) &&
         _nexus_content_store_sync (self->target, error) &&
         _nexus_operation_checkpoint (self->operation, self->cancellable, error) &&
         _nexus_metadata_store_settle_backup (self->metadata, folder, error);
}

static gboolean
run (Backup      *self,
     const char  *data_dir,
     const char  *folder,
     const char  *mark,
     GError     **error)
{
  g_autoptr(NexusContentStore) target = NULL;
  gboolean good;

  if (!prepare_folder (self, data_dir, folder, mark, error))
    return FALSE;
  target = _nexus_local_content_store_open (folder, self->hash, error);
  if (target == NULL || !_nexus_content_store_hold (self->content, error))
    return FALSE;
  self->target = target;

  good = back_up (self, folder, error);
  _nexus_content_store_drop (self->content);

  return good && prune (self, folder, error) &&
         (!g_str_equal (mark, NEXUS_RESTORE_MARK) || _nexus_backup_mark_remove (folder, error));
}

gboolean
_nexus_backup_run (NexusMetadataStore  *metadata,
                   NexusContentStore   *content,
                   NexusContentHash     hash,
                   const char          *data_dir,
                   const char          *folder,
                   const char          *mark,
                   NexusOperation      *operation,
                   GCancellable        *cancellable,
                   GError             **error)
{
  Backup self = {
    .metadata = metadata,
    .content = content,
    .hash = hash,
    .operation = operation,
    .cancellable = cancellable,
    .lock_fd = -1,
  };
  gboolean good = run (&self, data_dir, folder, mark, error);

  if (self.lock_fd >= 0)
    close (self.lock_fd);

  return good;
}
