/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "nexus-gtk-conflicts.h"

/* Files of different sizes differ; up to this one their hash is told all the same. */
#define MAX_HASHED (64 * 1024 * 1024)

#define ATTRIBUTES \
  G_FILE_ATTRIBUTE_STANDARD_TYPE "," G_FILE_ATTRIBUTE_STANDARD_SIZE "," G_FILE_ATTRIBUTE_TIME_MODIFIED "," \
  G_FILE_ATTRIBUTE_TIME_MODIFIED_USEC

typedef struct {
  NexusFilesystem *filesystem;
  GPtrArray       *items;
} Comparison;

static void
comparison_free (Comparison *comparison)
{
  g_object_unref (comparison->filesystem);
  g_ptr_array_unref (comparison->items);
  g_free (comparison);
}

void
nexus_gtk_conflict_free (NexusGtkConflict *self)
{
  g_clear_object (&self->file);
  g_clear_object (&self->source);
  g_clear_pointer (&self->file_modified, g_date_time_unref);
  g_free (self->file_hash);
  g_object_unref (self->entry);
  g_free (self->path);
  g_free (self);
}

void
nexus_gtk_conflicts_free (NexusGtkConflicts *self)
{
  g_ptr_array_unref (self->conflicts);
  g_ptr_array_unref (self->free);
  g_free (self);
}

/* Whether both sides are files with the same content; a file that cannot be read is not known to be one. */
static gboolean
compare_contents (Comparison       *comparison,
                  NexusGtkConflict *conflict)
{
  gboolean same_size;

  if (conflict->file_type != G_FILE_TYPE_REGULAR || nexus_entry_get_kind (conflict->entry) != NEXUS_KIND_FILE)
    return FALSE;
  same_size = conflict->file_size == nexus_entry_get_size (conflict->entry);
  if (!same_size && conflict->file_size > MAX_HASHED)
    return FALSE;
  conflict->file_hash = nexus_filesystem_hash_file (comparison->filesystem, conflict->file, NULL, NULL);

  return g_strcmp0 (conflict->file_hash, nexus_entry_get_etag (conflict->entry)) == 0;
}

static void
compare_item (Comparison           *comparison,
              NexusGtkTransferItem *item,
              NexusGtkConflicts    *conflicts)
{
  g_autoptr(GFileInfo) info = g_file_query_info (item->file, ATTRIBUTES, G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS, NULL,
                                                 NULL);
  g_autoptr(NexusEntry) entry = nexus_filesystem_query (comparison->filesystem, item->path, NULL, NULL);
  NexusGtkConflict *conflict;

  /* It was there a moment ago; the transfer tells what is wrong if it still cannot be done. */
  if (info == NULL || entry == NULL)
    {
      nexus_gtk_transfer_items_add (conflicts->free, item->file, item->path, item->size);
      return;
    }

  conflict = g_new0 (NexusGtkConflict, 1);
  conflict->file = g_object_ref (item->file);
  conflict->file_type = g_file_info_get_file_type (info);
  conflict->file_size = g_file_info_get_size (info);
  conflict->file_modified = g_file_info_get_modification_date_time (info);
  conflict->entry = g_steal_pointer (&entry);
  conflict->path = g_strdup (item->path);
  if (!compare_contents (comparison, conflict))
    {
      g_ptr_array_add (conflicts->conflicts, conflict);
      return;
    }
  conflicts->n_identical++;
  nexus_gtk_conflict_free (conflict);
}

static void
compare_in_thread (GTask        *task,
                   gpointer      source_object,
                   gpointer      task_data,
                   GCancellable *cancellable)
{
  Comparison *comparison = task_data;
  NexusGtkConflicts *conflicts = g_new0 (NexusGtkConflicts, 1);

  conflicts->conflicts = g_ptr_array_new_with_free_func ((GDestroyNotify) nexus_gtk_conflict_free);
  conflicts->free = nexus_gtk_transfer_items_new ();
  for (guint i = 0; i < comparison->items->len; i++)
    compare_item (comparison, g_ptr_array_index (comparison->items, i), conflicts);

  g_task_return_pointer (task, conflicts, (GDestroyNotify) nexus_gtk_conflicts_free);
}

void
nexus_gtk_conflicts_compare_async (NexusFilesystem     *filesystem,
                                   GPtrArray           *items,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  Comparison *comparison;

  g_return_if_fail (NEXUS_IS_FILESYSTEM (filesystem));
  g_return_if_fail (items != NULL);

  comparison = g_new0 (Comparison, 1);
  comparison->filesystem = g_object_ref (filesystem);
  comparison->items = g_ptr_array_ref (items);
  task = g_task_new (NULL, NULL, callback, user_data);
  g_task_set_source_tag (task, nexus_gtk_conflicts_compare_async);
  g_task_set_task_data (task, comparison, (GDestroyNotify) comparison_free);
  g_task_run_in_thread (task, compare_in_thread);
}

NexusGtkConflicts *
nexus_gtk_conflicts_compare_finish (GAsyncResult  *result,
                                    GError       **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, nexus_gtk_conflicts_compare_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
