/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

#include "nexus-error.h"
#include "nexus-export-private.h"
#include "nexus-path.h"

#define PAGE_SIZE    500
#define MAX_WAITING  256
#define MAX_NUMBER   10000

G_DEFINE_FINAL_TYPE (NexusExport, _nexus_export, NEXUS_TYPE_OPERATION)

static gboolean export_children (NexusExport       *self,
                                 const char        *path,
                                 NexusTransferDir  *dir,
                                 guint              depth,
                                 GError           **error);

/* --- Conflicts --- */

typedef enum {
  DECISION_WRITE,
  DECISION_REPLACE,
  DECISION_KEEP,      /* it is there already */
  DECISION_SKIP,
  DECISION_FAIL,
} Decision;

/* Whether what is there is what would be written; a directory is merged and never differs. */
static gboolean
is_unchanged (NexusTransferDir   *dir,
              const char         *name,
              NexusEntry         *entry,
              const struct stat  *info)
{
  char target[NEXUS_PATH_MAX + 2];
  gssize length;

  if (S_ISDIR (info->st_mode))
    return nexus_entry_get_kind (entry) == NEXUS_KIND_DIRECTORY;
  if (S_ISREG (info->st_mode))
    return nexus_entry_get_kind (entry) == NEXUS_KIND_FILE &&
           nexus_entry_get_size (entry) == (guint64) info->st_size &&
           nexus_entry_get_modified_ns (entry) == _nexus_transfer_get_mtime (info);

  if (!S_ISLNK (info->st_mode) || nexus_entry_get_kind (entry) != NEXUS_KIND_SYMBOLIC_LINK)
    return FALSE;
  length = readlinkat (dir->fd, name, target, sizeof target - 1);
  if (length < 0)
    return FALSE;
  target[length] = '\0';

  return strcmp (target, nexus_entry_get_target (entry)) == 0;
}

/* Whether the store has something of that name beside the entry, which will want it. */
static gboolean
has_sibling (NexusExport *self,
             NexusEntry  *entry,
             const char  *name)
{
  g_autofree char *parent = nexus_path_dup_parent (nexus_entry_get_path (entry));
  g_autofree char *path = parent != NULL ? nexus_path_join (parent, name, NULL) : NULL;

  return path != NULL && nexus_filesystem_exists (self->filesystem, path, self->cancellable, NULL);
}

/* Looks for a name that nothing in the directory has or will have, or that an earlier export has given. */
static Decision
keep_both (NexusExport       *self,
           NexusTransferDir  *dir,
           char             **name,
           NexusEntry        *entry,
           GError           **error)
{
  for (guint number = 2; number < MAX_NUMBER; number++)
    {
      g_autofree char *candidate = _nexus_transfer_number_name (*name, number);
      gboolean is_there;
      struct stat info;

      if (has_sibling (self, entry, candidate))
        continue;
      is_there = fstatat (dir->fd, candidate, &info, AT_SYMLINK_NOFOLLOW) == 0;
      if (is_there && !is_unchanged (dir, candidate, entry, &info))
        continue;
      g_free (*name);
      *name = g_steal_pointer (&candidate);
      return is_there ? DECISION_KEEP : DECISION_WRITE;
    }

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS, _("No name is free for another copy of “%s”"), *name);

  return DECISION_FAIL;
}

/* What to do about an entry, given what has its name. */
static Decision
decide (NexusExport       *self,
        NexusTransferDir  *dir,
        char             **name,
        NexusEntry        *entry,
        GError           **error)
{
  gboolean is_directory = nexus_entry_get_kind (entry) == NEXUS_KIND_DIRECTORY;
  struct stat info;

  if (fstatat (dir->fd, *name, &info, AT_SYMLINK_NOFOLLOW) != 0)
    {
      if (errno == ENOENT)
        return DECISION_WRITE;
      _nexus_transfer_set_error (error, errno, _("make"), dir, *name);
      return DECISION_FAIL;
    }
  if (is_unchanged (dir, *name, entry, &info))
    {
      /* Another mode or time is given by writing it anew: to change it by name could hit something else. */
      if (self->policy == NEXUS_CONFLICT_REPLACE &&
          ((S_ISREG (info.st_mode) && (info.st_mode & 07777) != (nexus_entry_get_mode (entry) & 0777)) ||
           (S_ISLNK (info.st_mode) && nexus_entry_get_modified_ns (entry) != _nexus_transfer_get_mtime (&info))))
        return DECISION_REPLACE;
      return DECISION_KEEP;
    }
  if (self->policy == NEXUS_CONFLICT_SKIP ||
      (self->policy == NEXUS_CONFLICT_NEWER &&
       nexus_entry_get_modified_ns (entry) <= _nexus_transfer_get_mtime (&info)))
    return DECISION_SKIP;
  if (self->policy == NEXUS_CONFLICT_KEEP_BOTH)
    return keep_both (self, dir, name, entry, error);

  /* Only a file or a link is replaced, and only by one: a host has no trash for a folder with all that is in it, and
   * nobody wants a pipe or device gone. */
  if (!is_directory && (S_ISREG (info.st_mode) || S_ISLNK (info.st_mode)) &&
      self->policy != NEXUS_CONFLICT_FAIL)
    return DECISION_REPLACE;

  _nexus_transfer_set_error (error, is_directory ? ENOTDIR : S_ISDIR (info.st_mode) ? EISDIR : EEXIST, _("make"),
                             dir, *name);

  return DECISION_FAIL;
}

/* --- Things of each kind --- */

/* Whether a link `depth` directories below the destination stays inside it.  Names after which `..` comes again may
 * themselves be links, so that what is above them cannot be told. */
static gboolean
stays_inside (const char *target,
              guint       depth)
{
  g_auto(GStrv) segments = NULL;
  gboolean down = FALSE;

  if (target[0] == '/' || target[0] == '\0')
    return FALSE;

  segments = g_strsplit (target, "/", -1);
  for (guint i = 0; segments[i] != NULL; i++)
    {
      if (segments[i][0] == '\0' || strcmp (segments[i], ".") == 0)
        continue;
      if (strcmp (segments[i], "..") != 0)
        {
          down = TRUE;
          continue;
        }
      if (down || depth == 0)
        return FALSE;
      depth--;
    }

  return TRUE;
}

static gboolean
write_link (NexusExport       *self,
            NexusTransferDir  *dir,
            const char        *name,
            NexusEntry        *entry,
            guint              depth,
            gboolean           replace,
            GError           **error)
{
  const char *target = nexus_entry_get_target (entry);
  struct timespec times[2];
  g_autofree char *temporary = _nexus_export_temporary ();

  if (!stays_inside (target, depth))
    {
      g_autofree char *shown = nexus_path_display (nexus_entry_get_path (entry));
      g_autofree char *shown_target = nexus_path_display (target);

      g_set_error (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED,
                   _("The link “%s” was left out: it points out of the exported folder, to “%s”"),
                   shown, shown_target);
      return FALSE;
    }

  if (symlinkat (target, dir->fd, temporary) != 0)
    {
      _nexus_transfer_set_error (error, errno, _("make the link"), dir, name);
      return FALSE;
    }
  _nexus_transfer_get_times (nexus_entry_get_modified_ns (entry), times);
  utimensat (dir->fd, temporary, times, AT_SYMLINK_NOFOLLOW);
  if (!_nexus_export_rename (dir, temporary, name, replace))
    {
      _nexus_transfer_set_error (error, errno, _("make the link"), dir, name);
      unlinkat (dir->fd, temporary, 0);
      return FALSE;
    }

  return TRUE;
}

/* A directory of its own, or the one that is there; never one behind a link. */
static NexusTransferDir *
open_directory (NexusExport       *self,
                NexusTransferDir  *parent,
                const char        *name,
                NexusEntry        *entry,
                GError           **error)
{
  g_autofree char *path = g_build_filename (parent->path, name, NULL);
  NexusTransferDir *dir;
  struct stat info;
  int fd;

  if (mkdirat (parent->fd, name, 0700) != 0 && errno != EEXIST)
    {
      _nexus_transfer_set_error (error, errno, _("make the folder"), parent, name);
      return NULL;
    }
  fd = openat (parent->fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (fd < 0)
    {
      _nexus_transfer_set_error (error, errno == ELOOP ? ENOTDIR : errno, _("open the folder"), parent, name);
      return NULL;
    }

  /* Writable for us until all is in it. */
  if (fstat (fd, &info) != 0 || ((info.st_mode & 0700) != 0700 && fchmod (fd, 0700) != 0))
    {
      _nexus_transfer_set_error (error, errno, _("open the folder"), parent, name);
      close (fd);
      return NULL;
    }
  dir = _nexus_transfer_dir_new (fd, path, parent);
  dir->operation = NEXUS_OPERATION (self);
  dir->finish = TRUE;
  dir->mode = nexus_entry_get_mode (entry) & 0777;
  dir->modified_ns = nexus_entry_get_modified_ns (entry);

  return dir;
}

static gboolean
export_directory (NexusExport       *self,
                  NexusTransferDir  *parent,
                  const char        *name,
                  NexusEntry        *entry,
                  guint              depth,
                  GError           **error)
{
  g_autoptr(NexusTransferDir) dir = NULL;
  g_autoptr(GError) local_error = NULL;

  dir = open_directory (self, parent, name, entry, &local_error);
  if (dir == NULL)
    {
      _nexus_export_add_failure (self, entry, local_error);
      return TRUE;
    }
  _nexus_operation_add_done (NEXUS_OPERATION (self), 1, 0);

  return export_children (self, nexus_entry_get_path (entry), dir, depth + 1, error);
}

/* FALSE only with an error that ends the export. */
static gboolean
export_entry (NexusExport       *self,
              NexusTransferDir  *dir,
              const char        *as,
              NexusEntry        *entry,
              guint              depth,
              GError           **error)
{
  g_autofree char *name = g_strdup (as);
  g_autoptr(GError) local_error = NULL;
  gboolean is_directory = nexus_entry_get_kind (entry) == NEXUS_KIND_DIRECTORY;
  Decision decision = decide (self, dir, &name, entry, &local_error);
  NexusExportItem *item;

  if (decision == DECISION_FAIL)
    {
      _nexus_export_add_failure (self, entry, local_error);
      return TRUE;
    }
  /* A directory that is there is gone through all the same. */
  if (decision == DECISION_SKIP || (decision == DECISION_KEEP && !is_directory))
    {
      _nexus_operation_add_skipped (NEXUS_OPERATION (self), 1 + nexus_entry_get_total_count (entry),
                                    nexus_entry_get_total_size (entry));
      return TRUE;
    }
  if (is_directory)
    return export_directory (self, dir, name, entry, depth, error);

  if (nexus_entry_get_kind (entry) == NEXUS_KIND_SYMBOLIC_LINK)
    {
      if (write_link (self, dir, name, entry, depth, decision == DECISION_REPLACE, &local_error))
        _nexus_operation_add_done (NEXUS_OPERATION (self), 1, nexus_entry_get_size (entry));
      else
        _nexus_export_add_failure (self, entry, local_error);
      return TRUE;
    }

  item = g_new0 (NexusExportItem, 1);
  item->export = self;
  item->dir = _nexus_transfer_dir_ref (dir);
  item->name = g_steal_pointer (&name);
  item->entry = g_object_ref (entry);
  item->replace = decision == DECISION_REPLACE;
  _nexus_transfer_pool_push (self->writers, item);

  return TRUE;
}

static gboolean
check_fatal (NexusExport  *self,
             GError      **error)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (self->fatal == NULL)
    return TRUE;
  g_propagate_error (error, g_error_copy (self->fatal));

  return FALSE;
}

static gboolean
export_children (NexusExport       *self,
                 const char        *path,
                 NexusTransferDir  *dir,
                 guint              depth,
                 GError           **error)
{
  g_autofree char *after = NULL;
  g_autofree char *shown = nexus_path_display (path);

  _nexus_operation_set_path (NEXUS_OPERATION (self), shown);
  for (;;)
    {
      g_autoptr(GPtrArray) page = NULL;

      page = _nexus_filesystem_list_children (self->filesystem, path, after, PAGE_SIZE, self->cancellable, error);
      if (page == NULL)
        return FALSE;

      for (guint i = 0; i < page->len; i++)
        {
          NexusEntry *entry = g_ptr_array_index (page, i);

          if (!_nexus_operation_checkpoint (NEXUS_OPERATION (self), self->cancellable, error) ||
              !check_fatal (self, error) ||
              !export_entry (self, dir, nexus_entry_get_name (entry), entry, depth, error))
            return FALSE;
        }

      if (page->len < PAGE_SIZE)
        return TRUE;
      g_free (after);
      after = g_strdup (nexus_entry_get_name (g_ptr_array_index (page, page->len - 1)));
    }
}

static gboolean
export_to (NexusExport  *self,
           NexusEntry   *entry,
           const char   *host,
           GError      **error)
{
  g_autofree char *folder = g_path_get_dirname (host);
  g_autofree char *name = g_path_get_basename (host);
  g_autoptr(NexusTransferDir) dir = NULL;
  int fd;

  /* The destination itself may be reached through links: the person named it. */
  if (nexus_entry_get_kind (entry) == NEXUS_KIND_DIRECTORY && g_file_test (host, G_FILE_TEST_IS_DIR))
    {
      fd = open (host, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
      if (fd >= 0)
        {
          dir = _nexus_transfer_dir_new (fd, host, NULL);
          _nexus_operation_add_done (NEXUS_OPERATION (self), 1, 0);
          return export_children (self, nexus_entry_get_path (entry), dir, 0, error);
        }
    }
  else
    {
      fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    }
  if (fd < 0)
    {
      g_autofree char *shown = nexus_path_display (folder);

      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), _("Could not open the folder “%s”: %s"),
                   shown, g_strerror (errno));
      return FALSE;
    }

  dir = _nexus_transfer_dir_new (fd, folder, NULL);
  /* A directory is depth 0 itself; what stands alone has only its own folder to stay in. */
  if (nexus_entry_get_kind (entry) == NEXUS_KIND_DIRECTORY)
    {
      g_autoptr(NexusTransferDir) own = open_directory (self, dir, name, entry, error);

      if (own == NULL)
        return FALSE;
      _nexus_operation_add_done (NEXUS_OPERATION (self), 1, 0);
      return export_children (self, nexus_entry_get_path (entry), own, 0, error);
    }

  return export_entry (self, dir, name, entry, 0, error);
}

static gboolean
nexus_export_execute (NexusOperation  *operation,
                      GCancellable    *cancellable,
                      GError         **error)
{
  NexusExport *self = (NexusExport *) operation;
  g_autofree char *host = g_file_get_path (self->destination);
  g_autoptr(NexusEntry) entry = NULL;
  gboolean walked;

  self->cancellable = cancellable;
  entry = nexus_filesystem_query (self->filesystem, self->path, cancellable, error);
  if (entry == NULL)
    return FALSE;
  if (host == NULL)
    {
      g_autofree char *uri = g_file_get_uri (self->destination);

      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                   _("“%s” has no path on this computer; export to a local folder, then copy that"), uri);
      return FALSE;
    }

  /* Known at once, thanks to the totals of each folder. */
  _nexus_operation_add_total (operation, 1 + nexus_entry_get_total_count (entry), nexus_entry_get_total_size (entry));
  self->writers = _nexus_transfer_pool_new (_nexus_export_write, NULL, MAX (2, MIN (g_get_num_processors (), 8)),
                                            MAX_WAITING);
  walked = export_to (self, entry, host, error);
  g_clear_pointer (&self->writers, _nexus_transfer_pool_free);
  if (!walked)
    return FALSE;

  return check_fatal (self, error);
}

static void
nexus_export_finalize (GObject *object)
{
  NexusExport *self = (NexusExport *) object;

  g_clear_object (&self->filesystem);
  g_clear_object (&self->destination);
  g_clear_error (&self->fatal);
  g_free (self->path);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (_nexus_export_parent_class)->finalize (object);
}

static void
_nexus_export_class_init (NexusExportClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = nexus_export_finalize;
  NEXUS_OPERATION_CLASS (klass)->execute = nexus_export_execute;
}

static void
_nexus_export_init (NexusExport *self)
{
  g_mutex_init (&self->lock);
}

NexusOperation *
_nexus_export_new (NexusFilesystem     *filesystem,
                   const char          *path,
                   GFile               *destination,
                   NexusConflictPolicy  policy)
{
  NexusExport *self = g_object_new (NEXUS_TYPE_EXPORT, NULL);

  self->filesystem = g_object_ref (filesystem);
  self->path = g_strdup (path);
  self->destination = g_object_ref (destination);
  self->policy = policy;

  return NEXUS_OPERATION (self);
}
