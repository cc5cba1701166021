/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <sys/stat.h>

#include "nexus-gtk-opener.h"

/* $XDG_CACHE_HOME/nexus/open/<etag>/<name>: read-only, since what is saved there would not reach the store. */

typedef struct {
  GFile        *file;
  GdkDisplay   *display;
  GInputStream *input;
  char         *content_type;
  char         *name;
} Opening;

static void
opening_free (Opening *opening)
{
  g_clear_object (&opening->file);
  g_clear_object (&opening->display);
  g_clear_object (&opening->input);
  g_free (opening->content_type);
  g_free (opening->name);
  g_free (opening);
}

static char *
get_folder (void)
{
  return g_build_filename (g_get_user_cache_dir (), "nexus", "open", NULL);
}

static void
launched_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  if (g_app_info_launch_uris_finish (G_APP_INFO (object), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
written_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Opening *opening = g_task_get_task_data (task);
  g_autoptr(GAppInfo) info = NULL;
  g_autoptr(GdkAppLaunchContext) context = NULL;
  g_autofree char *uri = g_file_get_uri (opening->file);
  g_autofree char *path = g_file_get_path (opening->file);
  GList uris = { uri, NULL, NULL };
  GError *error = NULL;

  if (g_output_stream_splice_finish (G_OUTPUT_STREAM (object), result, &error) < 0)
    {
      g_file_delete (opening->file, NULL, NULL);
      g_task_return_error (task, error);
      return;
    }
  g_chmod (path, 0400);

  info = g_app_info_get_default_for_type (opening->content_type, FALSE);
  if (info == NULL)
    {
      g_autofree char *type = g_content_type_get_description (opening->content_type);

      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                               _("No application is installed that opens “%s” (%s)"), opening->name, type);
      return;
    }

  context = gdk_display_get_app_launch_context (opening->display);
  g_app_info_launch_uris_async (info, &uris, G_APP_LAUNCH_CONTEXT (context), NULL, launched_cb, g_object_ref (task));
}

static void
created_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Opening *opening = g_task_get_task_data (task);
  g_autoptr(GFileOutputStream) output = NULL;
  GError *error = NULL;

  output = g_file_replace_finish (G_FILE (object), result, &error);
  if (output == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  g_output_stream_splice_async (G_OUTPUT_STREAM (output), opening->input,
                                G_OUTPUT_STREAM_SPLICE_CLOSE_SOURCE | G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET,
                                G_PRIORITY_DEFAULT, NULL, written_cb, g_object_ref (task));
}

static void
opened_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Opening *opening = g_task_get_task_data (task);
  GError *error = NULL;

  opening->input = nexus_filesystem_open_version_finish (NEXUS_FILESYSTEM (object), result, &error);
  if (opening->input == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  g_file_replace_async (opening->file, NULL, FALSE, G_FILE_CREATE_PRIVATE | G_FILE_CREATE_REPLACE_DESTINATION,
                        G_PRIORITY_DEFAULT, NULL, created_cb, g_object_ref (task));
}

void
nexus_gtk_opener_open_async (NexusFilesystem     *filesystem,
                             NexusEntry          *entry,
                             guint                version,
                             GdkDisplay          *display,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (filesystem, NULL, callback, user_data);
  g_autofree char *folder = get_folder ();
  g_autofree char *number = g_strdup_printf ("%s-%u", nexus_entry_get_id (entry),
                                             version != 0 ? version : nexus_entry_get_version (entry));
  g_autofree char *own = g_build_filename (folder, number, NULL);
  g_autofree char *path = g_build_filename (own, nexus_entry_get_name (entry), NULL);
  Opening *opening = g_new0 (Opening, 1);

  g_task_set_source_tag (task, nexus_gtk_opener_open_async);
  g_task_set_task_data (task, opening, (GDestroyNotify) opening_free);
  opening->file = g_file_new_for_path (path);
  opening->display = g_object_ref (display);
  opening->content_type = g_strdup (nexus_entry_get_content_type (entry));
  opening->name = g_strdup (nexus_entry_get_name (entry));

  if (g_mkdir_with_parents (own, 0700) != 0)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED, _("Could not make the folder “%s”"), own);
      return;
    }
  nexus_filesystem_open_version_async (filesystem, nexus_entry_get_path (entry), version, NULL, opened_cb,
                                       g_object_ref (task));
}

gboolean
nexus_gtk_opener_open_finish (GAsyncResult  *result,
                              GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
clean_in_thread (GTask        *task,
                 gpointer      source_object,
                 gpointer      task_data,
                 GCancellable *cancellable)
{
  g_autofree char *folder = get_folder ();
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *number;

  while (dir != NULL && (number = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *own = g_build_filename (folder, number, NULL);
      g_autoptr(GDir) inner = g_dir_open (own, 0, NULL);
      const char *name;

      while (inner != NULL && (name = g_dir_read_name (inner)) != NULL)
        {
          g_autofree char *path = g_build_filename (own, name, NULL);

          g_unlink (path);
        }
      g_rmdir (own);
    }
  g_task_return_boolean (task, TRUE);
}

void
nexus_gtk_opener_clean (void)
{
  g_autoptr(GTask) task = g_task_new (NULL, NULL, NULL, NULL);

  g_task_run_in_thread (task, clean_in_thread);
}
