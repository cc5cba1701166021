/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <sys/stat.h>

#include "nexus-gtk-opener.h"

/* $XDG_CACHE_HOME/nexus/open/<id>-<version>/<name>: read-only, since what is saved there would not reach the store. */

typedef struct {
  NexusFilesystem *filesystem;
  char            *source;        /* the path in the store */
  guint            version;
  GFile           *file;          /* the copy */
  char            *content_type;
  char            *name;
} Opening;

static void
opening_free (Opening *opening)
{
  g_clear_object (&opening->filesystem);
  g_clear_object (&opening->file);
  g_free (opening->source);
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
application_found_cb (GObject      *object,
                      GAsyncResult *result,
                      gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Opening *opening = g_task_get_task_data (task);
  GdkDisplay *display = g_task_get_source_object (task);
  g_autoptr(GAppInfo) info = g_app_info_get_default_for_type_finish (result, NULL);
  g_autoptr(GdkAppLaunchContext) context = NULL;
  g_autofree char *uri = g_file_get_uri (opening->file);
  GList uris = { uri, NULL, NULL };

  if (info == NULL)
    {
      g_autofree char *type = g_content_type_get_description (opening->content_type);

      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                               _("No application is installed that opens “%s” (%s)"), opening->name, type);
      return;
    }

  context = gdk_display_get_app_launch_context (display);
  g_app_info_launch_uris_async (info, &uris, G_APP_LAUNCH_CONTEXT (context), NULL, launched_cb,
                                g_steal_pointer (&task));
}

static void
copied_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Opening *opening = g_task_get_task_data (task);
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      g_task_return_error (task, error);
      return;
    }
  g_app_info_get_default_for_type_async (opening->content_type, FALSE, NULL, application_found_cb,
                                         g_steal_pointer (&task));
}

static gboolean
copy_out (Opening  *opening,
          GError  **error)
{
  g_autoptr(GFile) folder = g_file_get_parent (opening->file);
  g_autoptr(GInputStream) input = NULL;
  g_autoptr(GFileOutputStream) output = NULL;

  if (g_mkdir_with_parents (g_file_peek_path (folder), 0700) != 0)
    {
      int code = errno;

      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code), _("Could not make the folder “%s”: %s"),
                   g_file_peek_path (folder), g_strerror (code));
      return FALSE;
    }
  input = nexus_filesystem_open_version (opening->filesystem, opening->source, opening->version, NULL, error);
  if (input == NULL)
    return FALSE;
  output = g_file_replace (opening->file, NULL, FALSE, G_FILE_CREATE_PRIVATE | G_FILE_CREATE_REPLACE_DESTINATION,
                           NULL, error);
  if (output == NULL)
    return FALSE;
  /* A copy that is not whole is never opened. */
  if (g_output_stream_splice (G_OUTPUT_STREAM (output), input,
                              G_OUTPUT_STREAM_SPLICE_CLOSE_SOURCE | G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET,
                              NULL, error) < 0)
    {
      g_file_delete (opening->file, NULL, NULL);
      return FALSE;
    }
  g_chmod (g_file_peek_path (opening->file), 0400);

  return TRUE;
}

static void
copy_in_thread (GTask        *task,
                gpointer      source_object,
                gpointer      task_data,
                GCancellable *cancellable)
{
  GError *error = NULL;

  if (copy_out (task_data, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* The display, which belongs to the main thread, is known to the outer task only. */
void
nexus_gtk_opener_open_async (NexusFilesystem     *filesystem,
                             NexusEntry          *entry,
                             guint                version,
                             GdkDisplay          *display,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (display, NULL, callback, user_data);
  g_autoptr(GTask) copying = g_task_new (NULL, NULL, copied_cb, g_object_ref (task));
  g_autofree char *folder = get_folder ();
  g_autofree char *number = g_strdup_printf ("%s-%u", nexus_entry_get_id (entry),
                                             version != 0 ? version : nexus_entry_get_version (entry));
  Opening *opening = g_new0 (Opening, 1);

  opening->filesystem = g_object_ref (filesystem);
  opening->source = g_strdup (nexus_entry_get_path (entry));
  opening->version = version;
  opening->file = g_file_new_build_filename (folder, number, nexus_entry_get_name (entry), NULL);
  opening->content_type = g_strdup (nexus_entry_get_content_type (entry));
  opening->name = nexus_path_display (nexus_entry_get_name (entry));
  g_task_set_source_tag (task, nexus_gtk_opener_open_async);
  g_task_set_task_data (task, opening, (GDestroyNotify) opening_free);

  g_task_set_source_tag (copying, copy_in_thread);
  g_task_set_task_data (copying, opening, NULL);
  g_task_run_in_thread (copying, copy_in_thread);
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
