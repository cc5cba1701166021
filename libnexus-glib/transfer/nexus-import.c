/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

#include "nexus-config.h"
#include "nexus-error.h"
#include "nexus-import-private.h"
#include "nexus-path.h"

/* Entries of the store that are compared in one go. */
#define PAGE_SIZE    1000
/* Files waiting for a reader; each holds its directory open. */
#define MAX_WAITING  256
#define MAX_NUMBER   10000

G_DEFINE_FINAL_TYPE (NexusImport, _nexus_import, NEXUS_TYPE_OPERATION)

/* The store's side of a directory, a page at a time, in the order of names. */
typedef struct {
  NexusImport *import;
  const char  *path;
  GPtrArray   *page;   /* NULL if there is nothing there */
  guint        next;
} Known;

static gboolean import_directory (NexusImport       *self,
                                  NexusTransferDir  *dir,
                                  const char        *path,
                                  gboolean           is_new,
                                  GError           **error);

/* --- What the store has --- */

static gboolean
known_load (Known       *known,
            const char  *after,
            GError     **error)
{
  g_autoptr(GPtrArray) page = NULL;

  page = _nexus_filesystem_list_children (known->import->filesystem, known->path, after, PAGE_SIZE,
                                          known->import->cancellable, error);
  if (page == NULL)
    return FALSE;

  g_clear_pointer (&known->page, g_ptr_array_unref);
  known->page = g_steal_pointer (&page);
  known->next = 0;

  return TRUE;
}

/* The entry of that name; names must be asked for in order. */
static gboolean
known_find (Known       *known,
            const char  *name,
            NexusEntry **entry,
            GError     **error)
{
  *entry = NULL;
  while (known->page != NULL)
    {
      g_autofree char *last = NULL;

      for (; known->next < known->page->len; known->next++)
        {
          NexusEntry *candidate = g_ptr_array_index (known->page, known->next);
          int order = strcmp (nexus_entry_get_name (candidate), name);

          if (order == 0)
            *entry = candidate;
          if (order >= 0)
            return TRUE;
        }

      if (known->page->len < PAGE_SIZE)
        return TRUE;
      last = g_strdup (nexus_entry_get_name (g_ptr_array_index (known->page, PAGE_SIZE - 1)));
      if (!known_load (known, last, error))
        return FALSE;
    }

  return TRUE;
}

/* --- Deciding --- */

/* `files` is 0 for what was counted as done already. */
static void
add_failure (NexusImport *self,
             const char  *path,
             guint64      files,
             GError      *error)
{
  g_autofree char *shown = nexus_path_display (path);

  _nexus_operation_add_failure (NEXUS_OPERATION (self), shown, error);
  _nexus_operation_add_done (NEXUS_OPERATION (self), files, 0);
}

/* Brings time and mode up to date; the root keeps its own, and links have no mode. */
static void
commit_facts (NexusImport     *self,
              NexusImportItem *item,
              NexusEntry      *entry)
{
  gboolean is_link = S_ISLNK (item->info.st_mode);
  NexusMutation *mutation;
  GPtrArray *mutations;

  if (item->path[1] == '\0' ||
      (nexus_entry_get_modified_ns (entry) == _nexus_transfer_get_mtime (&item->info) &&
       (is_link || nexus_entry_get_mode (entry) == (item->info.st_mode & 07777))))
    return;

  mutation = _nexus_mutation_new (NEXUS_MUTATION_SET_FACTS, item->path);
  mutation->mode = item->info.st_mode & 07777;
  mutation->modified_ns = _nexus_transfer_get_mtime (&item->info);
  mutation->fields = is_link ? NEXUS_MUTATION_HAS_MODIFIED : NEXUS_MUTATION_HAS_MODE | NEXUS_MUTATION_HAS_MODIFIED;
  mutations = g_ptr_array_new_with_free_func ((GDestroyNotify) _nexus_mutation_free);
  g_ptr_array_add (mutations, mutation);
  _nexus_committer_add (self->committer, mutations, item->path, 0, 0);
}

/* Whether the entry is what an import of the item would make; a directory is merged and never differs. */
static gboolean
is_unchanged (NexusImportItem *item,
              NexusEntry      *entry,
              const char      *target)
{
  if (S_ISDIR (item->info.st_mode))
    return nexus_entry_get_kind (entry) == NEXUS_KIND_DIRECTORY;
  if (target != NULL)
    return nexus_entry_get_kind (entry) == NEXUS_KIND_SYMBOLIC_LINK &&
           strcmp (nexus_entry_get_target (entry), target) == 0;

  return nexus_entry_get_kind (entry) == NEXUS_KIND_FILE && S_ISREG (item->info.st_mode) &&
         nexus_entry_get_size (entry) == (guint64) item->info.st_size &&
         nexus_entry_get_modified_ns (entry) == _nexus_transfer_get_mtime (&item->info);
}

static gboolean
has_sibling (NexusImportItem *item,
             const char      *name)
{
  struct stat info;

  return fstatat (item->dir->fd, name, &info, AT_SYMLINK_NOFOLLOW) == 0;
}

/* Gives the item a name that is free in the store and will not be wanted by something beside it; or the one that an
 * earlier import gave it, with the *entry that is there. */
static gboolean
keep_both (NexusImport      *self,
           NexusImportItem  *item,
           const char       *target,
           NexusEntry      **entry,
           GError          **error)
{
  g_autofree char *parent = nexus_path_dup_parent (item->path);
  g_autofree char *name = nexus_path_dup_name (item->path);

  for (guint number = 2; number < MAX_NUMBER; number++)
    {
      g_autofree char *candidate = _nexus_transfer_number_name (name, number);
      g_autofree char *path = nexus_path_join (parent, candidate, error);
      g_autoptr(NexusEntry) there = NULL;
      g_autoptr(GError) local_error = NULL;

      if (path == NULL)
        return FALSE;
      if (has_sibling (item, candidate))
        continue;
      there = nexus_filesystem_query (self->filesystem, path, self->cancellable, &local_error);
      if (there != NULL && !is_unchanged (item, there, target))
        continue;
      if (there == NULL && !g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return FALSE;
        }

      g_free (item->path);
      item->path = g_steal_pointer (&path);
      *entry = g_steal_pointer (&there);
      return TRUE;
    }

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS, _("No name is free for another copy of “%s”"), name);

  return FALSE;
}

/* Whether the item is to be imported although something is there; FALSE without an error for leaving it. */
static gboolean
resolve_conflict (NexusImport      *self,
                  NexusImportItem  *item,
                  NexusEntry       *entry,
                  GError          **error)
{
  g_autofree char *shown = NULL;

  switch (self->policy)
    {
    case NEXUS_CONFLICT_SKIP:
      return FALSE;
    case NEXUS_CONFLICT_NEWER:
      if (_nexus_transfer_get_mtime (&item->info) <= nexus_entry_get_modified_ns (entry))
        return FALSE;
      break;
    case NEXUS_CONFLICT_REPLACE:
      break;
    case NEXUS_CONFLICT_FAIL:
    case NEXUS_CONFLICT_KEEP_BOTH:
    default:
      shown = nexus_path_display (item->path);
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS,
                   _("“%s” is in the store already, and differs"), shown);
      return FALSE;
    }

  if (nexus_entry_get_kind (entry) == NEXUS_KIND_FILE && S_ISREG (item->info.st_mode))
    item->etag = g_strdup (nexus_entry_get_etag (entry));
  else
    item->replace = TRUE;

  return TRUE;
}

/* --- Things of each kind --- */

static char *
read_link (NexusImportItem  *item,
           GError          **error)
{
  char target[NEXUS_PATH_MAX + 1];
  gssize length = readlinkat (item->dir->fd, item->name, target, sizeof target);

  if (length < 0)
    {
      _nexus_transfer_set_error (error, errno, _("read the link"), item->dir, item->name);
      return NULL;
    }
  if (length > NEXUS_PATH_MAX || !g_utf8_validate (target, length, NULL))
    {
      g_autofree char *path = g_build_filename (item->dir->path, item->name, NULL);
      g_autofree char *shown = nexus_path_display (path);

      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_FILENAME,
                   _("The link “%s” points to a name that is not valid UTF-8 or too long"), shown);
      return NULL;
    }

  return g_strndup (target, length);
}

static void
commit_link (NexusImport     *self,
             NexusImportItem *item,
             const char      *target)
{
  GPtrArray *mutations = _nexus_import_begin_mutations (item);
  NexusMutation *mutation = _nexus_mutation_new (NEXUS_MUTATION_MAKE_LINK, item->path);

  mutation->destination = g_strdup (target);
  mutation->write_flags = _nexus_import_get_write_flags (item);
  mutation->modified_ns = _nexus_transfer_get_mtime (&item->info);
  mutation->fields = NEXUS_MUTATION_HAS_MODIFIED;
  g_ptr_array_add (mutations, mutation);
  _nexus_committer_add (self->committer, mutations, item->path, 1, 0);
}

static void
commit_directory (NexusImport     *self,
                  NexusImportItem *item)
{
  GPtrArray *mutations = _nexus_import_begin_mutations (item);
  NexusMutation *mutation = _nexus_mutation_new (NEXUS_MUTATION_MAKE_DIRECTORY, item->path);

  mutation->make_flags = NEXUS_MAKE_DIRECTORY_PARENTS;
  mutation->mode = item->info.st_mode & 07777;
  mutation->modified_ns = _nexus_transfer_get_mtime (&item->info);
  mutation->fields = NEXUS_MUTATION_HAS_MODIFIED | NEXUS_MUTATION_HAS_MODE;
  g_ptr_array_add (mutations, mutation);
  _nexus_committer_add (self->committer, mutations, item->path, 1, 0);
}

static gboolean
enter_directory (NexusImport      *self,
                 NexusImportItem  *item,
                 gboolean          is_new,
                 GError          **error)
{
  g_autoptr(NexusTransferDir) dir = NULL;
  g_autofree char *path = g_build_filename (item->dir->path, item->name, NULL);
  g_autoptr(GError) local_error = NULL;
  int fd = openat (item->dir->fd, item->name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

  if (fd < 0)
    {
      _nexus_transfer_set_error (&local_error, errno, _("open the folder"), item->dir, item->name);
      add_failure (self, item->path, 0, local_error);
      return TRUE;
    }
  dir = _nexus_transfer_dir_new (fd, path, NULL);

  return import_directory (self, dir, item->path, is_new, error);
}

static gboolean
set_unsupported (NexusImportItem  *item,
                 GError          **error)
{
  g_autofree char *path = g_build_filename (item->dir->path, item->name, NULL);
  g_autofree char *shown = nexus_path_display (path);
  const char *what = S_ISFIFO (item->info.st_mode) ? _("a named pipe") :
                     S_ISSOCK (item->info.st_mode) ? _("a socket") : _("a device");

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, _("“%s” was left out: it is %s, which has no content"),
               shown, what);

  return FALSE;
}

/* Something is there already.  Gives the *entry that is the same thing as the item, and so needs no reading; or none,
 * and the item is to be imported; or FALSE, without an error if it is to be left. */
static gboolean
look_at_conflict (NexusImport      *self,
                  NexusImportItem  *item,
                  const char       *target,
                  NexusEntry      **entry,
                  GError          **error)
{
  g_autoptr(NexusEntry) there = g_steal_pointer (entry);

  if (is_unchanged (item, there, target))
    {
      *entry = g_steal_pointer (&there);
      return TRUE;
    }
  if (self->policy == NEXUS_CONFLICT_KEEP_BOTH)
    return keep_both (self, item, target, entry, error);

  return resolve_conflict (self, item, there, error);
}

static gboolean
prepare_item (NexusImport      *self,
              NexusImportItem  *item,
              char            **target,
              NexusEntry      **entry,
              GError          **error)
{
  if (S_ISLNK (item->info.st_mode))
    {
      *target = read_link (item, error);
      if (*target == NULL)
        return FALSE;
    }
  else if (!S_ISREG (item->info.st_mode) && !S_ISDIR (item->info.st_mode))
    {
      return set_unsupported (item, error);
    }

  return *entry == NULL || look_at_conflict (self, item, *target, entry, error);
}

/* Takes the item.  FALSE only with an error that ends the import; what concerns the item alone is its failure. */
static gboolean
import_item (NexusImport      *self,
             NexusImportItem  *item,
             NexusEntry       *there,
             GError          **error)
{
  g_autofree char *target = NULL;
  g_autoptr(NexusEntry) entry = there != NULL ? g_object_ref (there) : NULL;
  g_autoptr(GError) local_error = NULL;
  gboolean is_directory = S_ISDIR (item->info.st_mode);
  gboolean wanted = prepare_item (self, item, &target, &entry, &local_error);
  gboolean entered = TRUE;

  if (!wanted && local_error != NULL)
    {
      add_failure (self, item->path, 1, local_error);
    }
  else if (!wanted || entry != NULL)
    {
      if (entry != NULL)
        commit_facts (self, item, entry);
      _nexus_operation_add_skipped (NEXUS_OPERATION (self), 1,
                                    S_ISREG (item->info.st_mode) ? item->info.st_size : 0);
      if (entry != NULL && is_directory)
        entered = enter_directory (self, item, FALSE, error);
    }
  else if (S_ISREG (item->info.st_mode))
    {
      _nexus_transfer_pool_push (self->readers, item);
      return TRUE;
    }
  else if (is_directory)
    {
      commit_directory (self, item);
      entered = enter_directory (self, item, TRUE, error);
    }
  else
    {
      commit_link (self, item, target);
    }
  _nexus_import_item_free (item);

  return entered;
}

/* --- Walking --- */

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char * const *) a, *(const char * const *) b);
}

static GPtrArray *
list_names (NexusTransferDir  *dir,
            GError           **error)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  struct dirent *found;
  DIR *stream;
  int fd = openat (dir->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  stream = fd >= 0 ? fdopendir (fd) : NULL;
  if (stream == NULL)
    {
      _nexus_transfer_set_error (error, errno, _("list the folder"), dir, "");
      if (fd >= 0)
        close (fd);
      return NULL;
    }

  errno = 0;
  while ((found = readdir (stream)) != NULL)
    {
      if (strcmp (found->d_name, ".") != 0 && strcmp (found->d_name, "..") != 0)
        g_ptr_array_add (names, g_strdup (found->d_name));
      errno = 0;
    }
  if (errno != 0)
    {
      _nexus_transfer_set_error (error, errno, _("list the folder"), dir, "");
      closedir (stream);
      return NULL;
    }
  closedir (stream);
  g_ptr_array_sort (names, compare_names);

  return g_steal_pointer (&names);
}

static gboolean
is_own_store (NexusImport       *self,
              const struct stat *info)
{
  return S_ISDIR (info->st_mode) && info->st_dev == self->store_device && info->st_ino == self->store_inode;
}

/* Makes the item for a name of the directory; NULL with an error that concerns it alone. */
static NexusImportItem *
make_item (NexusImport       *self,
           NexusTransferDir  *dir,
           const char        *name,
           char              *path,     /* taken */
           GError           **error)
{
  NexusImportItem *item = g_new0 (NexusImportItem, 1);

  item->import = self;
  item->dir = _nexus_transfer_dir_ref (dir);
  item->name = g_strdup (name);
  item->path = path;
  if (fstatat (dir->fd, name, &item->info, AT_SYMLINK_NOFOLLOW) != 0)
    {
      _nexus_transfer_set_error (error, errno, _("read"), dir, name);
      _nexus_import_item_free (item);
      return NULL;
    }
  if (is_own_store (self, &item->info))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                   _("“%s/%s” was left out: it is the data folder of this store"), dir->path, name);
      _nexus_import_item_free (item);
      return NULL;
    }

  return item;
}

static gboolean
import_name (NexusImport       *self,
             NexusTransferDir  *dir,
             const char        *name,
             Known             *known,
             GError           **error)
{
  g_autoptr(GError) local_error = NULL;
  NexusImportItem *item = NULL;
  NexusEntry *entry = NULL;
  char *path;

  path = nexus_path_join (known->path, name, &local_error);
  if (path != NULL)
    item = make_item (self, dir, name, path, &local_error);
  if (item == NULL)
    {
      g_autofree char *host = g_build_filename (dir->path, name, NULL);

      add_failure (self, host, 1, local_error);
      return TRUE;
    }

  _nexus_operation_add_total (NEXUS_OPERATION (self), 0, S_ISREG (item->info.st_mode) ? item->info.st_size : 0);
  if (!known_find (known, name, &entry, error))
    {
      _nexus_import_item_free (item);
      return FALSE;
    }

  return import_item (self, item, entry, error);
}

static gboolean
import_directory (NexusImport       *self,
                  NexusTransferDir  *dir,
                  const char        *path,
                  gboolean           is_new,
                  GError           **error)
{
  g_autoptr(GPtrArray) names = NULL;
  g_autoptr(GError) local_error = NULL;
  g_autofree char *shown = nexus_path_display (dir->path);
  Known known = { self, path, NULL, 0 };
  gboolean imported = TRUE;

  names = list_names (dir, &local_error);
  if (names == NULL)
    {
      add_failure (self, dir->path, 0, local_error);
      return TRUE;
    }
  _nexus_operation_add_total (NEXUS_OPERATION (self), names->len, 0);
  _nexus_operation_set_path (NEXUS_OPERATION (self), shown);

  if (!is_new && names->len > 0 && !known_load (&known, NULL, error))
    return FALSE;
  for (guint i = 0; imported && i < names->len; i++)
    {
      imported = _nexus_operation_checkpoint (NEXUS_OPERATION (self), self->cancellable, error) &&
                 !_nexus_committer_has_ended (self->committer) &&
                 import_name (self, dir, g_ptr_array_index (names, i), &known, error);
    }
  g_clear_pointer (&known.page, g_ptr_array_unref);

  return imported;
}

/* The entry at the destination, if there is one; its parents are made if they are missing. */
static gboolean
prepare_destination (NexusImport  *self,
                     const char   *path,
                     NexusEntry  **entry,
                     GError      **error)
{
  g_autoptr(GError) local_error = NULL;
  g_autofree char *parent = nexus_path_dup_parent (path);
  g_autoptr(NexusEntry) made = NULL;

  *entry = nexus_filesystem_query (self->filesystem, path, self->cancellable, &local_error);
  if (*entry != NULL)
    return TRUE;
  if (!g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }

  made = nexus_filesystem_make_directory (self->filesystem, parent, NEXUS_MAKE_DIRECTORY_PARENTS,
                                          self->cancellable, error);

  return made != NULL;
}

static void
find_own_store (NexusImport *self)
{
  NexusConfig *config = nexus_filesystem_get_config (self->filesystem);
  struct stat info;

  if (stat (nexus_config_get_data_dir (config), &info) == 0)
    {
      self->store_device = info.st_dev;
      self->store_inode = info.st_ino;
    }
}

static gboolean
import_source (NexusImport  *self,
               const char   *host,
               const char   *path,
               GError      **error)
{
  g_autofree char *folder = g_path_get_dirname (host);
  g_autofree char *name = g_path_get_basename (host);
  g_autoptr(NexusTransferDir) dir = NULL;
  g_autoptr(NexusEntry) entry = NULL;
  NexusImportItem *item;
  int fd;

  /* "/" is the only one without a name; it is opened as "." of itself. */
  if (strcmp (host, "/") == 0)
    name[0] = '.';
  fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0)
    {
      g_autofree char *shown = nexus_path_display (folder);

      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), _("Could not open the folder “%s”: %s"),
                   shown, g_strerror (errno));
      return FALSE;
    }
  dir = _nexus_transfer_dir_new (fd, folder, NULL);

  item = make_item (self, dir, name, g_strdup (path), error);
  if (item == NULL)
    return FALSE;
  if (path[1] == '\0' && !S_ISDIR (item->info.st_mode))
    {
      _nexus_import_item_free (item);
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY,
                   _("“/” is a folder and cannot become a file; name the path that “%s” is to get"), name);
      return FALSE;
    }
  _nexus_operation_add_total (NEXUS_OPERATION (self), 1, S_ISREG (item->info.st_mode) ? item->info.st_size : 0);
  if (!prepare_destination (self, path, &entry, error))
    {
      _nexus_import_item_free (item);
      return FALSE;
    }

  return import_item (self, item, entry, error);
}

static gboolean
nexus_import_execute (NexusOperation  *operation,
                      GCancellable    *cancellable,
                      GError         **error)
{
  NexusImport *self = (NexusImport *) operation;
  g_autofree char *path = nexus_path_normalize (self->path, error);
  g_autofree char *host = g_file_get_path (self->source);
  g_autoptr(NexusCommitter) committer = NULL;
  g_autoptr(GError) local_error = NULL;
  gboolean walked;

  if (path == NULL)
    return FALSE;
  if (host == NULL)
    {
      g_autofree char *uri = g_file_get_uri (self->source);

      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                   _("“%s” has no path on this computer; copy it to a local folder, then import that"), uri);
      return FALSE;
    }

  find_own_store (self);
  self->cancellable = cancellable;
  self->committer = committer = _nexus_committer_new (self->filesystem, operation, cancellable);
  self->readers = _nexus_transfer_pool_new (_nexus_import_read, NULL, MAX (2, MIN (g_get_num_processors (), 8)),
                                            MAX_WAITING);

  walked = import_source (self, host, path, &local_error);
  g_clear_pointer (&self->readers, _nexus_transfer_pool_free);
  /* What was read is kept, whatever stopped the walk: the next import goes on from there. */
  if (!_nexus_committer_finish (committer, error))
    return FALSE;
  if (!walked)
    {
      if (local_error == NULL)
        g_set_error_literal (&local_error, G_IO_ERROR, G_IO_ERROR_FAILED, _("The import was stopped"));
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }

  return TRUE;
}

static void
nexus_import_finalize (GObject *object)
{
  NexusImport *self = (NexusImport *) object;

  g_clear_object (&self->filesystem);
  g_clear_object (&self->source);
  g_free (self->path);

  G_OBJECT_CLASS (_nexus_import_parent_class)->finalize (object);
}

static void
_nexus_import_class_init (NexusImportClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = nexus_import_finalize;
  NEXUS_OPERATION_CLASS (klass)->execute = nexus_import_execute;
}

static void
_nexus_import_init (NexusImport *self)
{
}

NexusOperation *
_nexus_import_new (NexusFilesystem     *filesystem,
                   GFile               *source,
                   const char          *path,
                   NexusConflictPolicy  policy)
{
  NexusImport *self = g_object_new (NEXUS_TYPE_IMPORT, NULL);

  self->filesystem = g_object_ref (filesystem);
  self->source = g_object_ref (source);
  self->path = g_strdup (path);
  self->policy = policy;

  return NEXUS_OPERATION (self);
}
