/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "nexus-gtk-media-load.h"

typedef struct {
  NexusFilesystem *filesystem;
  char            *path;
  guint64          size;
} Loading;

static void
loading_free (Loading *loading)
{
  g_object_unref (loading->filesystem);
  g_free (loading->path);
  g_free (loading);
}

static void
load_in_thread (GTask        *task,
                gpointer      source_object,
                gpointer      task_data,
                GCancellable *cancellable)
{
  Loading *loading = task_data;
  g_autoptr(GInputStream) input = NULL;
  g_autoptr(GError) error = NULL;
  NexusGtkMedia media = { 0 };

  input = nexus_filesystem_open (loading->filesystem, loading->path, cancellable, &error);
  if (input == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  if (G_IS_SEEKABLE (input) && nexus_gtk_media_read (input, loading->size, &media, cancellable))
    g_task_return_pointer (task, g_memdup2 (&media, sizeof media), g_free);
  else
    g_task_return_pointer (task, NULL, NULL);
}

void
nexus_gtk_media_load_async (NexusFilesystem     *filesystem,
                            NexusEntry          *entry,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Loading *loading = g_new0 (Loading, 1);

  loading->filesystem = g_object_ref (filesystem);
  loading->path = g_strdup (nexus_entry_get_path (entry));
  loading->size = nexus_entry_get_size (entry);
  g_task_set_source_tag (task, nexus_gtk_media_load_async);
  g_task_set_task_data (task, loading, (GDestroyNotify) loading_free);
  g_task_run_in_thread (task, load_in_thread);
}

gboolean
nexus_gtk_media_load_finish (GAsyncResult  *result,
                             NexusGtkMedia *media)
{
  g_autofree NexusGtkMedia *found = NULL;

  g_return_val_if_fail (g_async_result_is_tagged (result, nexus_gtk_media_load_async), FALSE);

  found = g_task_propagate_pointer (G_TASK (result), NULL);
  if (found != NULL)
    *media = *found;

  return found != NULL;
}
