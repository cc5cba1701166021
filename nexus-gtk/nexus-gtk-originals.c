/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "nexus-gtk-originals.h"
#include "nexus-gtk-transfer-items.h"

#define ATTRIBUTES \
  G_FILE_ATTRIBUTE_STANDARD_NAME "," G_FILE_ATTRIBUTE_STANDARD_TYPE "," G_FILE_ATTRIBUTE_STANDARD_SYMLINK_TARGET

typedef struct {
  NexusFilesystem *filesystem;
  GPtrArray       *items;
} Removal;

static void
removal_free (Removal *removal)
{
  g_object_unref (removal->filesystem);
  g_ptr_array_unref (removal->items);
  g_free (removal);
}

static gboolean is_stored (NexusFilesystem *filesystem,
                           GFile           *file,
                           const char      *path);

static gboolean
are_children_stored (NexusFilesystem *filesystem,
                     GFile           *folder,
                     const char      *path)
{
  g_autoptr(GFileEnumerator) children = g_file_enumerate_children (folder, ATTRIBUTES,
                                                                   G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS, NULL, NULL);
  g_autoptr(GError) error = NULL;
  GFileInfo *info;
  GFile *child;

  if (children == NULL)
    return FALSE;
  while (g_file_enumerator_iterate (children, &info, &child, NULL, &error) && info != NULL)
    {
      g_autofree char *child_path = nexus_path_join (path, g_file_info_get_name (info), NULL);

      if (child_path == NULL || !is_stored (filesystem, child, child_path))
        return FALSE;
    }

  return error == NULL;
}

static gboolean
is_stored (NexusFilesystem *filesystem,
           GFile           *file,
           const char      *path)
{
  g_autoptr(GFileInfo) info = g_file_query_info (file, ATTRIBUTES, G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS, NULL, NULL);
  g_autoptr(NexusEntry) entry = nexus_filesystem_query (filesystem, path, NULL, NULL);
  g_autofree char *hash = NULL;

  if (info == NULL || entry == NULL)
    return FALSE;

  switch (nexus_entry_get_kind (entry))
    {
    case NEXUS_KIND_DIRECTORY:
      return g_file_info_get_file_type (info) == G_FILE_TYPE_DIRECTORY && are_children_stored (filesystem, file, path);
    case NEXUS_KIND_SYMBOLIC_LINK:
      return g_file_info_get_file_type (info) == G_FILE_TYPE_SYMBOLIC_LINK &&
             g_strcmp0 (g_file_info_get_symlink_target (info), nexus_entry_get_target (entry)) == 0;
    case NEXUS_KIND_FILE:
    default:
      if (g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR)
        return FALSE;
      hash = nexus_filesystem_hash_file (filesystem, file, NULL, NULL);
      return hash != NULL && g_strcmp0 (hash, nexus_entry_get_etag (entry)) == 0;
    }
}

static void
remove_in_thread (GTask        *task,
                  gpointer      source_object,
                  gpointer      task_data,
                  GCancellable *cancellable)
{
  Removal *removal = task_data;
  guint n_left = 0;

  for (guint i = 0; i < removal->items->len; i++)
    {
      NexusGtkTransferItem *item = g_ptr_array_index (removal->items, i);

      /* Not deleted for good: what changes in this moment can be had back, too. */
      if (!is_stored (removal->filesystem, item->file, item->path) || !g_file_trash (item->file, NULL, NULL))
        n_left++;
    }
  g_task_return_int (task, n_left);
}

void
nexus_gtk_originals_remove_async (NexusFilesystem     *filesystem,
                                  GPtrArray           *items,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  Removal *removal;

  g_return_if_fail (NEXUS_IS_FILESYSTEM (filesystem));
  g_return_if_fail (items != NULL);

  removal = g_new0 (Removal, 1);
  removal->filesystem = g_object_ref (filesystem);
  removal->items = g_ptr_array_ref (items);
  task = g_task_new (NULL, NULL, callback, user_data);
  g_task_set_source_tag (task, nexus_gtk_originals_remove_async);
  g_task_set_task_data (task, removal, (GDestroyNotify) removal_free);
  g_task_run_in_thread (task, remove_in_thread);
}

guint
nexus_gtk_originals_remove_finish (GAsyncResult *result)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, nexus_gtk_originals_remove_async), 0);

  return (guint) g_task_propagate_int (G_TASK (result), NULL);
}
