/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "nexus-config.h"
#include "nexus-error.h"
#include "nexus-import-private.h"
#include "nexus-path.h"
#include "nexus-undo-step-private.h"

/* So many things of a directory are looked at while the store lists its own. */
#define AHEAD        1000
/* Files waiting for a reader; each holds its directory open. */
#define MAX_WAITING  256
#define MAX_NUMBER   10000

G_DEFINE_FINAL_TYPE (NexusImport, _nexus_import, NEXUS_TYPE_OPERATION)

static gboolean import_directory (NexusImport       *self,
                                  NexusTransferDir  *dir,
                                  const char        *path,
                                  gboolean           is_new,
                                  GError           **error);

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
  NexusMutation *mutation;
  GPtrArray *mutations;

  if (item->path[1] == '\0' ||
      ((!item->info.has_time || _nexus_transfer_is_same_time (&item->info, nexus_entry_get_modified_ns (entry))) &&
       (!item->info.has_mode || nexus_entry_get_mode (entry) == (item->info.mode & 07777))))
    return;

  mutation = _nexus_mutation_new (NEXUS_MUTATION_SET_FACTS, item->path);
  _nexus_import_set_facts (item, mutation);
  mutations = g_ptr_array_new_with_free_func ((GDestroyNotify) _nexus_mutation_free);
  g_ptr_array_add (mutations, mutation);
  _nexus_committer_add (self->committer, mutations, item->path, 0, 0);
}

/* Whether the entry is what an import of the item would make; a directory is merged and never differs.  Where no times
 * are told, only the contents are left to compare. */
static gboolean
is_unchanged (NexusImportItem *item,
              NexusEntry      *entry)
{
  if (S_ISDIR (item->info.mode))
    return nexus_entry_get_kind (entry) == NEXUS_KIND_DIRECTORY;
  if (item->target != NULL)
    return nexus_entry_get_kind (entry) == NEXUS_KIND_SYMBOLIC_LINK &&
           strcmp (nexus_entry_get_target (entry), item->target) == 0;
  if (nexus_entry_get_kind (entry) != NEXUS_KIND_FILE || !S_ISREG (item->info.mode))
    return FALSE;
  if (!item->info.has_time || !item->info.has_size)
    return _nexus_transfer_is_same_content (item->import->filesystem, entry, item->dir, item->name, &item->info,
                                            item->import->cancellable);

  return nexus_entry_get_size (entry) == item->info.size &&
         _nexus_transfer_is_same_time (&item->info, nexus_entry_get_modified_ns (entry));
}

static gboolean
has_sibling (NexusImportItem *item,
             const char      *name)
{
  NexusTransferInfo info;

  return item->dir->source->get_info (item->dir, name, &info, item->import->cancellable, NULL);
}

/* Gives the item a name that is free in the store and will not be wanted by something beside it; or the one that an
 * earlier import gave it, with the *entry that is there. */
static gboolean
keep_both (NexusImport      *self,
           NexusImportItem  *item,
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
      if (there != NULL && !is_unchanged (item, there))
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
      if (!item->info.has_time || item->info.modified_ns <= nexus_entry_get_modified_ns (entry))
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

  if (nexus_entry_get_kind (entry) == NEXUS_KIND_FILE && S_ISREG (item->info.mode))
    item->etag = g_strdup (nexus_entry_get_etag (entry));
  else
    item->replace = TRUE;

  return TRUE;
}

/* --- Things of each kind --- */

/* Finds out where a link points to, if the listing has not told. */
static gboolean
read_target (NexusImportItem  *item,
             GError          **error)
{
  g_autofree char *shown = NULL;

  if (item->target == NULL)
    item->target = item->dir->source->read_link (item->dir, item->name, item->import->cancellable, error);
  if (item->target == NULL)
    return FALSE;
  if (strlen (item->target) <= NEXUS_PATH_MAX && g_utf8_validate (item->target, -1, NULL))
    return TRUE;

  shown = _nexus_transfer_dir_display (item->dir, item->name);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_FILENAME,
               _("The link “%s” points to a name that is not valid UTF-8 or too long"), shown);

  return FALSE;
}

static void
commit_link (NexusImport     *self,
             NexusImportItem *item)
{
  GPtrArray *mutations = _nexus_import_begin_mutations (item);
  NexusMutation *mutation = _nexus_mutation_new (NEXUS_MUTATION_MAKE_LINK, item->path);

  mutation->destination = g_strdup (item->target);
  mutation->write_flags = _nexus_import_get_write_flags (item);
  _nexus_import_set_facts (item, mutation);
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
  _nexus_import_set_facts (item, mutation);
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
  g_autoptr(GError) local_error = NULL;

  dir = item->dir->source->open_directory (item->dir, item->name, self->cancellable, &local_error);
  if (dir == NULL)
    {
      add_failure (self, item->path, 0, local_error);
      return TRUE;
    }

  return import_directory (self, dir, item->path, is_new, error);
}

static gboolean
set_unsupported (NexusImportItem  *item,
                 GError          **error)
{
  g_autofree char *shown = _nexus_transfer_dir_display (item->dir, item->name);
  const char *what = S_ISFIFO (item->info.mode) ? _("a named pipe") :
                     S_ISSOCK (item->info.mode) ? _("a socket") :
                     S_ISCHR (item->info.mode) || S_ISBLK (item->info.mode) ? _("a device") :
                     _("neither a file nor a folder nor a link");

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, _("“%s” was left out: it is %s, which has no content"),
               shown, what);

  return FALSE;
}

/* Something is there already.  Gives the *entry that is the same thing as the item, and so needs no reading; or none,
 * and the item is to be imported; or FALSE, without an error if it is to be left. */
static gboolean
look_at_conflict (NexusImport      *self,
                  NexusImportItem  *item,
                  NexusEntry      **entry,
                  GError          **error)
{
  g_autoptr(NexusEntry) there = g_steal_pointer (entry);

  if (is_unchanged (item, there))
    {
      *entry = g_steal_pointer (&there);
      return TRUE;
    }
  if (self->policy == NEXUS_CONFLICT_KEEP_BOTH)
    return keep_both (self, item, entry, error);

  return resolve_conflict (self, item, there, error);
}

static gboolean
prepare_item (NexusImport      *self,
              NexusImportItem  *item,
              NexusEntry      **entry,
              GError          **error)
{
  if (S_ISLNK (item->info.mode))
    {
      if (!read_target (item, error))
        return FALSE;
    }
  else if (!S_ISREG (item->info.mode) && !S_ISDIR (item->info.mode))
    {
      return set_unsupported (item, error);
    }

  return *entry == NULL || look_at_conflict (self, item, entry, error);
}

/* Takes the item.  FALSE only with an error that ends the import; what concerns the item alone is its failure. */
static gboolean
import_item (NexusImport      *self,
             NexusImportItem  *item,
             NexusEntry       *there,
             GError          **error)
{
  g_autoptr(NexusEntry) entry = there != NULL ? g_object_ref (there) : NULL;
  g_autoptr(GError) local_error = NULL;
  gboolean is_directory = S_ISDIR (item->info.mode);
  gboolean wanted = prepare_item (self, item, &entry, &local_error);
  gboolean entered = TRUE;

  if (!wanted && local_error != NULL)
    {
      add_failure (self, item->path, 1, local_error);
    }
  else if (!wanted || entry != NULL)
    {
      if (entry != NULL)
        commit_facts (self, item, entry);
      _nexus_operation_add_skipped (NEXUS_OPERATION (self), 1, item->info.size);
      if (entry != NULL && is_directory)
        entered = enter_directory (self, item, FALSE, error);
    }
  else if (S_ISREG (item->info.mode))
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
      commit_link (self, item);
    }
  _nexus_import_item_free (item);

  return entered;
}

/* --- Walking --- */

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  const NexusTransferFound *first = *(const NexusTransferFound * const *) a;
  const NexusTransferFound *second = *(const NexusTransferFound * const *) b;

  return strcmp (first->name, second->name);
}

gboolean
_nexus_import_is_own_store (NexusImport             *self,
                            NexusTransferDir        *dir,
                            const NexusTransferInfo *info)
{
  return S_ISDIR (info->mode) && dir->fd >= 0 && info->device == self->store_device &&
         info->inode == self->store_inode;
}

/* Makes the item for a thing in the directory; NULL with an error that concerns it alone. */
static NexusImportItem *
make_item (NexusImport         *self,
           NexusTransferDir    *dir,
           NexusTransferFound  *found,
           char                *path,     /* taken */
           GError             **error)
{
  NexusImportItem *item = g_new0 (NexusImportItem, 1);

  item->import = self;
  item->dir = _nexus_transfer_dir_ref (dir);
  item->name = g_strdup (found->name);
  item->path = path;
  item->target = g_steal_pointer (&found->target);
  if (found->info != NULL)
    {
      item->info = *found->info;
    }
  else if (!dir->source->get_info (dir, found->name, &item->info, self->cancellable, error))
    {
      _nexus_import_item_free (item);
      return NULL;
    }
  if (_nexus_import_is_own_store (self, dir, &item->info))
    {
      g_autofree char *shown = _nexus_transfer_dir_display (dir, found->name);

      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                   _("“%s” was left out: it is the data folder of this store"), shown);
      _nexus_import_item_free (item);
      return NULL;
    }

  return item;
}

static gboolean
import_found (NexusImport         *self,
              NexusTransferDir    *dir,
              NexusTransferFound  *found,
              NexusImportKnown    *known,
              GError             **error)
{
  g_autoptr(GError) local_error = NULL;
  NexusImportItem *item = NULL;
  NexusEntry *entry = NULL;
  char *path;

  path = nexus_path_join (known->path, found->name, &local_error);
  if (path != NULL)
    item = make_item (self, dir, found, path, &local_error);
  if (item == NULL)
    {
      g_autofree char *shown = _nexus_transfer_dir_display (dir, found->name);

      _nexus_operation_add_failure (NEXUS_OPERATION (self), shown, local_error);
      _nexus_operation_add_done (NEXUS_OPERATION (self), 1, 0);
      return TRUE;
    }

  _nexus_operation_add_total (NEXUS_OPERATION (self), 0, item->info.size);
  if (!_nexus_import_known_find (known, found->name, &entry, error))
    {
      _nexus_import_item_free (item);
      return FALSE;
    }

  return import_item (self, item, entry, error);
}

/* What cannot be looked at now will say why when its turn comes. */
static void
look_ahead (NexusImport      *self,
            NexusTransferDir *dir,
            GPtrArray        *names)
{
  for (guint i = 0; i < MIN (names->len, AHEAD); i++)
    {
      NexusTransferFound *found = g_ptr_array_index (names, i);
      NexusTransferInfo info = { 0, };

      if (found->info == NULL && dir->source->get_info (dir, found->name, &info, self->cancellable, NULL))
        found->info = g_memdup2 (&info, sizeof info);
    }
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
  g_autofree char *shown = _nexus_transfer_dir_display (dir, "");
  NexusImportKnown known;
  gboolean imported = TRUE;

  names = dir->source->list (dir, self->cancellable, &local_error);
  if (names == NULL && _nexus_transfer_is_fatal (local_error))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  if (names == NULL)
    {
      _nexus_operation_add_failure (NEXUS_OPERATION (self), shown, local_error);
      return TRUE;
    }
  /* The store lists its own in that order too. */
  g_ptr_array_sort (names, compare_names);
  _nexus_operation_add_total (NEXUS_OPERATION (self), names->len, 0);
  _nexus_operation_set_path (NEXUS_OPERATION (self), shown);

  _nexus_import_known_init (&known, self->lister, path);
  if (!is_new && names->len > 0)
    {
      _nexus_import_known_begin (&known);
      look_ahead (self, dir, names);
    }
  for (guint i = 0; imported && i < names->len; i++)
    {
      imported = _nexus_operation_checkpoint (NEXUS_OPERATION (self), self->cancellable, error) &&
                 !_nexus_committer_has_ended (self->committer) &&
                 import_found (self, dir, g_ptr_array_index (names, i), &known, error);
    }
  _nexus_import_known_clear (&known);

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

/* A folder of the very store that is brought into itself would be found again, without an end. */
static gboolean
check_apart (NexusImport  *self,
             const char   *path,
             GError      **error)
{
  g_autofree char *id = _nexus_transfer_get_id (self->source, self->cancellable);
  g_autofree char *above = g_strdup (path);

  while (id != NULL && above != NULL)
    {
      g_autoptr(NexusEntry) entry = nexus_filesystem_query (self->filesystem, above, self->cancellable, NULL);
      char *next = above[1] != '\0' ? nexus_path_dup_parent (above) : NULL;

      if (entry != NULL && g_strcmp0 (nexus_entry_get_id (entry), id) == 0)
        {
          g_autofree char *shown = nexus_path_display (path);

          g_free (next);
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_WOULD_RECURSE,
                       _("“%s” lies in what is to be imported; choose a place outside it"), shown);
          return FALSE;
        }
      g_free (above);
      above = next;
    }

  return TRUE;
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

/* What only GIO reaches may have no folder above: it is "." of itself, like the root of this computer. */
NexusTransferDir *
_nexus_import_open_source (NexusImport  *self,
                           char        **name,
                           GError      **error)
{
  g_autofree char *host = g_file_get_path (self->source);
  g_autoptr(GFile) parent = g_file_get_parent (self->source);

  if (host == NULL || parent == NULL)
    {
      *name = g_strdup (".");
      return host == NULL ? _nexus_transfer_gio_new (self->source, NULL)
                          : _nexus_transfer_dir_open (self->source, self->cancellable, error);
    }
  *name = g_file_get_basename (self->source);

  return _nexus_transfer_dir_open (parent, self->cancellable, error);
}

static gboolean
import_source (NexusImport  *self,
               const char   *path,
               GError      **error)
{
  g_autofree char *name = NULL;
  g_autoptr(NexusTransferDir) dir = _nexus_import_open_source (self, &name, error);
  g_autoptr(NexusEntry) entry = NULL;
  NexusTransferFound *found;
  NexusImportItem *item;

  if (dir == NULL)
    return FALSE;

  found = _nexus_transfer_found_new (name);
  item = make_item (self, dir, found, g_strdup (path), error);
  _nexus_transfer_found_free (found);
  if (item == NULL)
    return FALSE;
  if (path[1] == '\0' && !S_ISDIR (item->info.mode))
    {
      g_autofree char *shown = _nexus_transfer_dir_display (dir, name);

      _nexus_import_item_free (item);
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY,
                   _("“/” is a folder and cannot become a file; name the path that “%s” is to get"), shown);
      return FALSE;
    }
  _nexus_operation_add_total (NEXUS_OPERATION (self), 1, item->info.size);
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
  g_autofree char *name = NULL;
  g_autoptr(NexusCommitter) committer = NULL;
  g_autoptr(NexusImportCount) count = NULL;
  g_autoptr(GError) local_error = NULL;
  gboolean walked;

  if (path == NULL)
    return FALSE;

  self->cancellable = cancellable;
  if (!check_apart (self, path, error))
    return FALSE;

  find_own_store (self);
  name = g_file_get_basename (self->source);
  self->committer = committer = _nexus_committer_new (self->filesystem, operation,
                                                      _nexus_step_group_new (NEXUS_STEP_IMPORT, path, name), cancellable);
  self->readers = _nexus_transfer_pool_new (_nexus_import_read, NULL, MAX (2, MIN (g_get_num_processors (), 8)),
                                            MAX_WAITING);

  self->lister = _nexus_import_lister_new (self);
  count = _nexus_import_count_new (self);
  walked = import_source (self, path, &local_error);
  g_clear_pointer (&count, _nexus_import_count_free);
  g_clear_pointer (&self->lister, _nexus_import_lister_free);
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
