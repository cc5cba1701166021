/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "nexus-gtk-relocate.h"

#define MAX_NUMBER 10000

/* What comes after a dot and is longer is no ending. */
#define MAX_ENDING 16

/* A folder whose children go into another one of its name.  Once all of them have gone, so does it. */
typedef struct _Merge Merge;

struct _Merge {
  Merge *parent;
  char  *path;
  guint  n_left;
};

/* Beside each conflict: what it is a part of. */
typedef struct {
  NexusGtkConflict *conflict;
  Merge            *merge;
} Part;

struct _NexusGtkRelocation {
  NexusFilesystem     *filesystem;
  GPtrArray           *entries;
  char                *folder;
  char                *description;
  gboolean             copy;

  GHashTable          *taken;        /* paths that something gets; each of them once */
  GPtrArray           *merges;
  GPtrArray           *conflicts;
  GArray              *parts;        /* of Part, as many */
  NexusBatch          *next;         /* for what was answered */
  NexusConflictPolicy *answers;
  guint                n_done;
  guint                n_identical;
  GError              *error;
};

static void
merge_free (Merge *merge)
{
  g_free (merge->path);
  g_free (merge);
}

void
nexus_gtk_relocation_free (NexusGtkRelocation *self)
{
  g_object_unref (self->filesystem);
  g_ptr_array_unref (self->entries);
  g_free (self->folder);
  g_free (self->description);
  g_hash_table_unref (self->taken);
  g_ptr_array_unref (self->merges);
  g_ptr_array_unref (self->conflicts);
  g_array_unref (self->parts);
  g_clear_object (&self->next);
  g_free (self->answers);
  g_clear_error (&self->error);
  g_free (self);
}

char *
nexus_gtk_number_name (const char *name,
                       guint       number)
{
  const char *dot = strrchr (name, '.');

  /* A leading dot hides a file, it does not begin an ending. */
  if (dot == NULL || dot == name || strlen (dot) > MAX_ENDING)
    dot = name + strlen (name);

  return g_strdup_printf ("%.*s (%u)%s", (int) (dot - name), name, number, dot);
}

/* Whether it is the folder, or something in it. */
static gboolean
is_within (const char *path,
           const char *folder)
{
  gsize length = strlen (folder);

  return g_str_has_prefix (path, folder) && (path[length] == '/' || path[length] == '\0');
}

/* The first one is what people are told; others are seldom of another kind. */
static void
take_error (NexusGtkRelocation *self,
            GError             *error)
{
  if (self->error == NULL)
    self->error = error;
  else
    g_error_free (error);
}

/* A path in the folder that neither the store has nor another one of the entries gets. */
static char *
find_free (NexusGtkRelocation  *self,
           const char          *folder,
           const char          *name,
           GError             **error)
{
  for (guint number = 1; number < MAX_NUMBER; number++)
    {
      g_autofree char *candidate = number == 1 ? g_strdup (name) : nexus_gtk_number_name (name, number);
      g_autofree char *path = nexus_path_join (folder, candidate, error);
      g_autoptr(GError) local_error = NULL;

      if (path == NULL)
        return NULL;
      if (g_hash_table_contains (self->taken, path) ||
          nexus_filesystem_exists (self->filesystem, path, NULL, &local_error))
        continue;
      if (local_error != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return NULL;
        }
      g_hash_table_add (self->taken, g_strdup (path));
      return g_steal_pointer (&path);
    }

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS, _("No name is free for another copy of “%s”"), name);

  return NULL;
}

/* --- What is done --- */

static void
leave_merge (NexusBatch *batch,
             Merge      *merge)
{
  for (; merge != NULL && --merge->n_left == 0; merge = merge->parent)
    nexus_batch_delete (batch, merge->path, NULL, NEXUS_DELETE_NONE);
}

static void
put (NexusGtkRelocation *self,
     NexusBatch         *batch,
     const char         *path,
     const char         *destination,
     NexusCopyFlags      flags,
     Merge              *merge)
{
  if (self->copy)
    nexus_batch_copy (batch, path, destination, flags);
  else
    nexus_batch_move (batch, path, destination, NULL, flags);
  self->n_done++;
  leave_merge (batch, merge);
}

static gboolean
put_beside (NexusGtkRelocation  *self,
            NexusBatch          *batch,
            const char          *path,
            const char          *destination,
            Merge               *merge,
            GError             **error)
{
  g_autofree char *folder = nexus_path_dup_parent (destination);
  g_autofree char *name = nexus_path_dup_name (destination);
  g_autofree char *other = find_free (self, folder, name, error);

  if (other == NULL)
    return FALSE;
  put (self, batch, path, other, NEXUS_COPY_NONE, merge);

  return TRUE;
}

/* A file takes the place of another one; where there is a folder on a side, what was there goes into the trash. */
static gboolean
put_in_place (NexusGtkRelocation  *self,
              NexusBatch          *batch,
              NexusGtkConflict    *conflict,
              Merge               *merge,
              GError             **error)
{
  const char *path = nexus_entry_get_path (conflict->source);
  g_autofree char *name = nexus_path_dup_name (conflict->path);
  g_autofree char *folder = nexus_path_dup_parent (conflict->path);
  g_autofree char *aside = NULL;

  if (nexus_entry_get_kind (conflict->source) != NEXUS_KIND_DIRECTORY &&
      nexus_entry_get_kind (conflict->entry) != NEXUS_KIND_DIRECTORY)
    {
      put (self, batch, path, conflict->path, NEXUS_COPY_OVERWRITE, merge);
      return TRUE;
    }
  if (!is_within (path, conflict->path))
    {
      nexus_batch_delete (batch, conflict->path, NULL, NEXUS_DELETE_RECURSIVE);
      put (self, batch, path, conflict->path, NEXUS_COPY_NONE, merge);
      return TRUE;
    }

  /* It would go into the trash with the folder that it is in. */
  aside = find_free (self, folder, name, error);
  if (aside == NULL)
    return FALSE;
  put (self, batch, path, aside, NEXUS_COPY_NONE, merge);
  nexus_batch_delete (batch, conflict->path, NULL, NEXUS_DELETE_RECURSIVE);
  nexus_batch_move (batch, aside, conflict->path, NULL, NEXUS_COPY_NONE);

  return TRUE;
}

/* --- What there is to do --- */

static void plan (NexusGtkRelocation *self,
                  NexusBatch         *batch,
                  NexusEntry         *entry,
                  const char         *folder,
                  Merge              *merge);

static void
plan_children (NexusGtkRelocation *self,
               NexusBatch         *batch,
               NexusEntry         *folder,
               const char         *destination,
               Merge              *parent)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) children = nexus_filesystem_list (self->filesystem, nexus_entry_get_path (folder), NULL, &error);
  Merge *merge = NULL;
  guint n_children;

  if (children == NULL)
    {
      take_error (self, g_steal_pointer (&error));
      return;
    }
  n_children = g_list_model_get_n_items (children);
  if (!self->copy)
    {
      merge = g_new0 (Merge, 1);
      merge->parent = parent;
      merge->path = g_strdup (nexus_entry_get_path (folder));
      /* And one for those who ask what becomes of them. */
      merge->n_left = n_children + 1;
      g_ptr_array_add (self->merges, merge);
    }
  for (guint i = 0; i < n_children; i++)
    {
      g_autoptr(NexusEntry) child = g_list_model_get_item (children, i);

      plan (self, batch, child, destination, merge);
    }
  leave_merge (batch, merge);
}

static void
add_conflict (NexusGtkRelocation *self,
              NexusEntry         *entry,
              NexusEntry         *there,
              const char         *path,
              Merge              *merge)
{
  static const GFileType types[] = {
    [NEXUS_KIND_FILE] = G_FILE_TYPE_REGULAR,
    [NEXUS_KIND_DIRECTORY] = G_FILE_TYPE_DIRECTORY,
    [NEXUS_KIND_SYMBOLIC_LINK] = G_FILE_TYPE_SYMBOLIC_LINK,
  };
  NexusGtkConflict *conflict = g_new0 (NexusGtkConflict, 1);
  Part part = { conflict, merge };

  conflict->source = g_object_ref (entry);
  conflict->file_type = types[nexus_entry_get_kind (entry)];
  conflict->file_size = nexus_entry_get_size (entry);
  conflict->file_modified = nexus_entry_dup_modified (entry);
  conflict->file_hash = g_strdup (nexus_entry_get_etag (entry));
  conflict->entry = g_object_ref (there);
  conflict->path = g_strdup (path);
  g_ptr_array_add (self->conflicts, conflict);
  g_array_append_val (self->parts, part);
}

/* Something has its name there. */
static void
plan_clash (NexusGtkRelocation *self,
            NexusBatch         *batch,
            NexusEntry         *entry,
            NexusEntry         *there,
            const char         *destination,
            Merge              *merge)
{
  NexusKind kind = nexus_entry_get_kind (entry);

  if (kind != nexus_entry_get_kind (there))
    add_conflict (self, entry, there, destination, merge);
  /* A folder cannot be merged with one that it is in. */
  else if (kind == NEXUS_KIND_DIRECTORY && !is_within (nexus_entry_get_path (entry), destination))
    plan_children (self, batch, entry, destination, merge);
  else if (kind == NEXUS_KIND_FILE && nexus_entry_get_etag (entry) != NULL &&
           g_strcmp0 (nexus_entry_get_etag (entry), nexus_entry_get_etag (there)) == 0)
    self->n_identical++;
  else
    add_conflict (self, entry, there, destination, merge);
}

static void
plan (NexusGtkRelocation *self,
      NexusBatch         *batch,
      NexusEntry         *entry,
      const char         *folder,
      Merge              *merge)
{
  const char *path = nexus_entry_get_path (entry);
  GError *error = NULL;
  g_autofree char *destination = nexus_path_join (folder, nexus_entry_get_name (entry), &error);
  g_autoptr(NexusEntry) there = NULL;

  if (destination == NULL)
    {
      take_error (self, error);
      return;
    }
  if (strcmp (path, destination) == 0 || g_hash_table_contains (self->taken, destination))
    {
      if (!put_beside (self, batch, path, destination, merge, &error))
        take_error (self, error);
      return;
    }
  there = nexus_filesystem_query (self->filesystem, destination, NULL, &error);
  if (there != NULL)
    {
      plan_clash (self, batch, entry, there, destination, merge);
      return;
    }
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    {
      take_error (self, error);
      return;
    }
  g_error_free (error);
  put (self, batch, path, destination, NEXUS_COPY_NONE, merge);
  g_hash_table_add (self->taken, g_steal_pointer (&destination));
}

static void
plan_entry (NexusGtkRelocation *self,
            NexusBatch         *batch,
            const char         *path)
{
  GError *error = NULL;
  g_autofree char *parent = nexus_path_dup_parent (path);
  /* It may have waited on the clipboard. */
  g_autoptr(NexusEntry) entry = nexus_filesystem_query (self->filesystem, path, NULL, &error);

  if (entry == NULL)
    {
      take_error (self, error);
    }
  else if (is_within (self->folder, path))
    {
      g_autofree char *shown = nexus_path_display (path);

      take_error (self, g_error_new (G_IO_ERROR, G_IO_ERROR_WOULD_RECURSE, _("“%s” cannot be put into itself"), shown));
    }
  else if (self->copy || g_strcmp0 (parent, self->folder) != 0)
    {
      plan (self, batch, entry, self->folder, NULL);
    }
}

static gboolean
commit (NexusGtkRelocation  *self,
        NexusBatch          *batch,
        guint                n_done,
        GError             **error)
{
  if (nexus_batch_get_n_operations (batch) == 0 || nexus_batch_commit (batch, NULL, error))
    return TRUE;
  self->n_done = n_done;

  return FALSE;
}

static void
relocate_in_thread (GTask        *task,
                    gpointer      source_object,
                    gpointer      task_data,
                    GCancellable *cancellable)
{
  g_autoptr(NexusGtkRelocation) self = task_data;
  g_autoptr(NexusBatch) batch = nexus_batch_new (self->filesystem);
  GError *error = NULL;

  nexus_batch_set_description (batch, self->description);
  for (guint i = 0; i < self->entries->len; i++)
    plan_entry (self, batch, nexus_entry_get_path (g_ptr_array_index (self->entries, i)));
  if (self->conflicts->len > 0)
    self->next = nexus_batch_follow_up (batch);

  if (commit (self, batch, 0, &error))
    g_task_return_pointer (task, g_steal_pointer (&self), (GDestroyNotify) nexus_gtk_relocation_free);
  else
    g_task_return_error (task, error);
}

void
nexus_gtk_relocate_async (NexusFilesystem     *filesystem,
                          GPtrArray           *entries,
                          const char          *folder,
                          gboolean             copy,
                          const char          *description,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  NexusGtkRelocation *self;

  g_return_if_fail (NEXUS_IS_FILESYSTEM (filesystem));
  g_return_if_fail (entries != NULL);
  g_return_if_fail (folder != NULL);

  self = g_new0 (NexusGtkRelocation, 1);
  self->filesystem = g_object_ref (filesystem);
  self->entries = g_ptr_array_ref (entries);
  self->folder = g_strdup (folder);
  self->description = g_strdup (description);
  self->copy = copy;
  self->taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->merges = g_ptr_array_new_with_free_func ((GDestroyNotify) merge_free);
  self->conflicts = g_ptr_array_new_with_free_func ((GDestroyNotify) nexus_gtk_conflict_free);
  self->parts = g_array_new (FALSE, FALSE, sizeof (Part));
  task = g_task_new (NULL, NULL, callback, user_data);
  g_task_set_source_tag (task, nexus_gtk_relocate_async);
  /* The thread takes it. */
  g_task_set_task_data (task, self, NULL);
  g_task_run_in_thread (task, relocate_in_thread);
}

NexusGtkRelocation *
nexus_gtk_relocate_finish (GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, nexus_gtk_relocate_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- Answers --- */

static gboolean
is_newer (NexusGtkConflict *conflict)
{
  g_autoptr(GDateTime) modified = nexus_entry_dup_modified (conflict->entry);

  return conflict->file_modified != NULL && modified != NULL &&
         g_date_time_compare (conflict->file_modified, modified) > 0;
}

static void
resolve_in_thread (GTask        *task,
                   gpointer      source_object,
                   gpointer      task_data,
                   GCancellable *cancellable)
{
  NexusGtkRelocation *self = task_data;
  guint n_done = self->n_done;
  GError *error = NULL;

  for (guint i = 0; i < self->parts->len && error == NULL; i++)
    {
      Part *part = &g_array_index (self->parts, Part, i);
      NexusConflictPolicy answer = self->answers[i];

      if (answer == NEXUS_CONFLICT_KEEP_BOTH)
        put_beside (self, self->next, nexus_entry_get_path (part->conflict->source), part->conflict->path, part->merge,
                    &error);
      else if (answer == NEXUS_CONFLICT_REPLACE || (answer == NEXUS_CONFLICT_NEWER && is_newer (part->conflict)))
        put_in_place (self, self->next, part->conflict, part->merge, &error);
    }

  if (error == NULL && commit (self, self->next, n_done, &error))
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  self->n_done = n_done;
  g_task_return_error (task, error);
}

void
nexus_gtk_relocation_resolve_async (NexusGtkRelocation        *self,
                                    const NexusConflictPolicy *answers,
                                    GAsyncReadyCallback        callback,
                                    gpointer                   user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (self->next != NULL && self->answers == NULL);

  self->answers = g_memdup2 (answers, self->conflicts->len * sizeof *answers);
  task = g_task_new (NULL, NULL, callback, user_data);
  g_task_set_source_tag (task, nexus_gtk_relocation_resolve_async);
  g_task_set_task_data (task, self, NULL);
  g_task_run_in_thread (task, resolve_in_thread);
}

gboolean
nexus_gtk_relocation_resolve_finish (GAsyncResult  *result,
                                     GError       **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, nexus_gtk_relocation_resolve_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- Facts --- */

GPtrArray *
nexus_gtk_relocation_get_conflicts (NexusGtkRelocation *self)
{
  return self->conflicts;
}

guint
nexus_gtk_relocation_get_n_done (NexusGtkRelocation *self)
{
  return self->n_done;
}

guint
nexus_gtk_relocation_get_n_identical (NexusGtkRelocation *self)
{
  return self->n_identical;
}

const GError *
nexus_gtk_relocation_get_error (NexusGtkRelocation *self)
{
  return self->error;
}
