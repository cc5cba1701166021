/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "nexus-gtk-conflicts.h"

typedef struct {
  NexusFilesystem *filesystem;
  GPtrArray       *items;
  gboolean         is_export;
} Search;

static void
search_free (Search *search)
{
  g_object_unref (search->filesystem);
  g_ptr_array_unref (search->items);
  g_free (search);
}

void
nexus_gtk_conflicts_free (NexusGtkConflicts *self)
{
  g_ptr_array_unref (self->names);
  g_free (self);
}

typedef enum {
  THERE_NOTHING,
  THERE_FOLDER,
  THERE_OTHER,
} There;

static There
look_outside (GFile *file)
{
  GFileType type = g_file_query_file_type (file, G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS, NULL);

  if (type == G_FILE_TYPE_UNKNOWN)
    return THERE_NOTHING;

  return type == G_FILE_TYPE_DIRECTORY ? THERE_FOLDER : THERE_OTHER;
}

static There
look_inside (NexusFilesystem  *filesystem,
             const char       *path,
             GError          **error)
{
  g_autoptr(GError) local_error = NULL;
  g_autoptr(NexusEntry) entry = nexus_filesystem_query (filesystem, path, NULL, &local_error);

  if (entry != NULL)
    return nexus_entry_get_kind (entry) == NEXUS_KIND_DIRECTORY ? THERE_FOLDER : THERE_OTHER;
  /* A name that no store can hold is one of its transfer's problems, later. */
  if (!g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND) &&
      !g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_INVALID_FILENAME))
    g_propagate_error (error, g_steal_pointer (&local_error));

  return THERE_NOTHING;
}

static void
find_in_thread (GTask        *task,
                gpointer      source_object,
                gpointer      task_data,
                GCancellable *cancellable)
{
  Search *search = task_data;
  g_autoptr(NexusGtkConflicts) conflicts = g_new0 (NexusGtkConflicts, 1);
  g_autoptr(GHashTable) places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  conflicts->names = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < search->items->len; i++)
    {
      NexusGtkTransferItem *item = g_ptr_array_index (search->items, i);
      g_autofree char *name = g_file_get_basename (item->file);
      GError *error = NULL;
      There inside = look_inside (search->filesystem, item->path, &error);
      There outside = look_outside (item->file);
      gboolean taken;

      if (error != NULL)
        {
          g_task_return_error (task, error);
          return;
        }
      taken = g_hash_table_contains (places, name) || (search->is_export ? outside : inside) != THERE_NOTHING;
      if (taken)
        g_ptr_array_add (conflicts->names, nexus_path_display (name));
      conflicts->merges |= taken && (search->is_export ? inside : outside) == THERE_FOLDER;
      g_hash_table_add (places, g_steal_pointer (&name));
    }

  g_task_return_pointer (task, g_steal_pointer (&conflicts), (GDestroyNotify) nexus_gtk_conflicts_free);
}

void
nexus_gtk_conflicts_find_async (NexusFilesystem     *filesystem,
                                gboolean             is_export,
                                GPtrArray           *items,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  Search *search;

  g_return_if_fail (NEXUS_IS_FILESYSTEM (filesystem));
  g_return_if_fail (items != NULL);

  search = g_new0 (Search, 1);
  search->filesystem = g_object_ref (filesystem);
  search->items = g_ptr_array_ref (items);
  search->is_export = is_export;
  task = g_task_new (NULL, NULL, callback, user_data);
  g_task_set_source_tag (task, nexus_gtk_conflicts_find_async);
  g_task_set_task_data (task, search, (GDestroyNotify) search_free);
  g_task_run_in_thread (task, find_in_thread);
}

NexusGtkConflicts *
nexus_gtk_conflicts_find_finish (GAsyncResult  *result,
                                 GError       **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, nexus_gtk_conflicts_find_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
