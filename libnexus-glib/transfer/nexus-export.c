/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>

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

/* Whether what is there is what would be written; a directory is merged and never differs.  Where a time is not kept as
 * it was given, only the contents are left to compare. */
static gboolean
is_unchanged (NexusExport             *self,
              NexusTransferDir        *dir,
              const char              *name,
              NexusEntry              *entry,
              const NexusTransferInfo *there)
{
  g_autofree char *target = NULL;

  if (S_ISDIR (there->mode))
    return nexus_entry_get_kind (entry) == NEXUS_KIND_DIRECTORY;
  if (S_ISREG (there->mode))
    {
      NexusTransferInfo info = *there;

      if (nexus_entry_get_kind (entry) != NEXUS_KIND_FILE)
        return FALSE;
      if (!info.has_time || !info.has_size || dir->time_unit == 0)
        return _nexus_transfer_is_same_content (self->filesystem, entry, dir, name, there, self->cancellable);
      info.time_unit = MAX (info.time_unit, dir->time_unit);
      return nexus_entry_get_size (entry) == info.size &&
             _nexus_transfer_is_same_time (&info, nexus_entry_get_modified_ns (entry));
    }
  if (!S_ISLNK (there->mode) || nexus_entry_get_kind (entry) != NEXUS_KIND_SYMBOLIC_LINK)
    return FALSE;
  target = dir->source->read_link (dir, name, self->cancellable, NULL);

  return g_strcmp0 (target, nexus_entry_get_target (entry)) == 0;
}

/* Whether a file or link that is there has another mode, or link another time, than it could have. */
static gboolean
has_other_facts (NexusTransferDir        *dir,
                 NexusEntry              *entry,
                 const NexusTransferInfo *there)
{
  if (S_ISREG (there->mode))
    return dir->keeps_modes && there->has_mode && (there->mode & 07777) != (nexus_entry_get_mode (entry) & 0777);

  return S_ISLNK (there->mode) && dir->fd >= 0 &&
         !_nexus_transfer_is_same_time (there, nexus_entry_get_modified_ns (entry));
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
      NexusTransferInfo there;
      gboolean is_there;

      if (has_sibling (self, entry, candidate))
        continue;
      is_there = dir->source->get_info (dir, candidate, &there, self->cancellable, NULL);
      if (is_there && !is_unchanged (self, dir, candidate, entry, &there))
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
  g_autoptr(GError) local_error = NULL;
  NexusTransferInfo there;

  if (!dir->source->get_info (dir, *name, &there, self->cancellable, &local_error))
    {
      if (g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
        return DECISION_WRITE;
      g_propagate_error (error, g_steal_pointer (&local_error));
      return DECISION_FAIL;
    }
  if (is_unchanged (self, dir, *name, entry, &there))
    {
      /* Another mode or time is given by writing it anew: to change it by name could hit something else. */
      return self->policy == NEXUS_CONFLICT_REPLACE && has_other_facts (dir, entry, &there) ? DECISION_REPLACE
                                                                                            : DECISION_KEEP;
    }
  if (self->policy == NEXUS_CONFLICT_SKIP ||
      (self->policy == NEXUS_CONFLICT_NEWER &&
       (!there.has_time || nexus_entry_get_modified_ns (entry) <= there.modified_ns)))
    return DECISION_SKIP;
  if (self->policy == NEXUS_CONFLICT_KEEP_BOTH)
    return keep_both (self, dir, name, entry, error);

  /* Only a file or a link is replaced, and only by one: a host has no trash for a folder with all that is in it, and
   * nobody wants a pipe or device gone. */
  if (!is_directory && (S_ISREG (there.mode) || S_ISLNK (there.mode)) &&
      self->policy != NEXUS_CONFLICT_FAIL)
    return DECISION_REPLACE;

  _nexus_transfer_set_error (error, is_directory ? ENOTDIR : S_ISDIR (there.mode) ? EISDIR : EEXIST, _("make"),
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

  if (!stays_inside (target, depth))
    {
      g_autofree char *shown = nexus_path_display (nexus_entry_get_path (entry));
      g_autofree char *shown_target = nexus_path_display (target);

      g_set_error (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED,
                   _("The link “%s” was left out: it points out of the exported folder, to “%s”"),
                   shown, shown_target);
      return FALSE;
    }

  return dir->sink->make_link (dir, name, target, nexus_entry_get_modified_ns (entry), replace, self->cancellable,
                               error);
}

/* A directory of its own, or the one that is there; never one behind a link. */
static NexusTransferDir *
open_directory (NexusExport       *self,
                NexusTransferDir  *parent,
                const char        *name,
                NexusEntry        *entry,
                GError           **error)
{
  NexusTransferDir *dir = parent->sink->make_directory (parent, name, self->cancellable, error);

  if (dir == NULL)
    return NULL;

  dir->operation = NEXUS_OPERATION (self);
  dir->finish = TRUE;
  dir->mode = nexus_entry_get_mode (entry) & 0777;
  dir->modified_ns = nexus_entry_get_modified_ns (entry);
  if (!dir->is_new)
    dir->stale_before_ns = self->started_ns;

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

/* The folder in which the destination is or will be, and its *name there. */
static NexusTransferDir *
open_parent (NexusExport  *self,
             char        **name,
             GError      **error)
{
  g_autoptr(GFile) parent = g_file_get_parent (self->destination);
  g_autofree char *shown = NULL;

  *name = g_file_get_basename (self->destination);
  if (parent != NULL && *name != NULL)
    return _nexus_transfer_dir_open (parent, self->cancellable, error);

  shown = g_file_get_parse_name (self->destination);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_FILENAME,
               _("“%s” has no folder above it in which it could be made; name a folder that is there"), shown);

  return NULL;
}

/* A folder that is exported into itself, by way of GIO, would be found again, without an end. */
static gboolean
check_apart (NexusExport  *self,
             NexusEntry   *entry,
             GError      **error)
{
  g_autoptr(GFile) above = g_object_ref (self->destination);

  while (above != NULL && nexus_entry_get_kind (entry) == NEXUS_KIND_DIRECTORY)
    {
      g_autofree char *path = g_file_get_path (above);
      g_autofree char *id = _nexus_transfer_get_id (above, self->cancellable);
      GFile *next = path == NULL ? g_file_get_parent (above) : NULL;

      if (g_strcmp0 (nexus_entry_get_id (entry), id) == 0)
        {
          g_autofree char *shown = g_file_get_parse_name (self->destination);

          g_clear_object (&next);
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_WOULD_RECURSE,
                       _("“%s” lies in what is to be exported; choose a place outside it"), shown);
          return FALSE;
        }
      g_set_object (&above, next);
      g_clear_object (&next);
    }

  return TRUE;
}

static gboolean
export_to (NexusExport  *self,
           NexusEntry   *entry,
           GError      **error)
{
  gboolean is_directory = nexus_entry_get_kind (entry) == NEXUS_KIND_DIRECTORY;
  g_autofree char *name = NULL;
  g_autoptr(NexusTransferDir) own = NULL;
  g_autoptr(NexusTransferDir) dir = NULL;

  /* The destination itself may be reached through links: the person named it. */
  if (is_directory &&
      g_file_query_file_type (self->destination, G_FILE_QUERY_INFO_NONE, self->cancellable) == G_FILE_TYPE_DIRECTORY)
    {
      own = _nexus_transfer_dir_open (self->destination, self->cancellable, error);
      if (own != NULL)
        own->stale_before_ns = self->started_ns;
    }
  else
    {
      dir = open_parent (self, &name, error);
      /* What stands alone has only its own folder to stay in: a directory would be depth 0 itself. */
      if (dir != NULL && !is_directory)
        {
          dir->stale_before_ns = self->started_ns;
          return export_entry (self, dir, name, entry, 0, error);
        }
      if (dir != NULL)
        own = open_directory (self, dir, name, entry, error);
    }
  if (own == NULL)
    return FALSE;

  _nexus_operation_add_done (NEXUS_OPERATION (self), 1, 0);

  return export_children (self, nexus_entry_get_path (entry), own, 0, error);
}

static gboolean
nexus_export_execute (NexusOperation  *operation,
                      GCancellable    *cancellable,
                      GError         **error)
{
  NexusExport *self = (NexusExport *) operation;
  g_autoptr(NexusEntry) entry = NULL;
  gboolean walked;

  self->cancellable = cancellable;
  self->started_ns = g_get_real_time () * 1000;
  entry = nexus_filesystem_query (self->filesystem, self->path, cancellable, error);
  if (entry == NULL)
    return FALSE;

  if (!check_apart (self, entry, error))
    return FALSE;

  /* Known at once, thanks to the totals of each folder. */
  _nexus_operation_add_total (operation, 1 + nexus_entry_get_total_count (entry), nexus_entry_get_total_size (entry));
  self->writers = _nexus_transfer_pool_new (_nexus_export_write, NULL, MAX (2, MIN (g_get_num_processors (), 8)),
                                            MAX_WAITING);
  walked = export_to (self, entry, error);
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
