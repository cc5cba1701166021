/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "nexus-gtk-cache.h"
#include "nexus-gtk-open-file.h"
#include "nexus-gtk-opener.h"

struct _NexusGtkOpener {
  GObject          parent_instance;

  NexusFilesystem *filesystem;
  char            *location;
  GPtrArray       *files;        /* of NexusGtkOpenFile: those that are watched */
  gboolean         resumed;
};

enum {
  SIGNAL_SAVED,
  SIGNAL_FAILED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (NexusGtkOpener, nexus_gtk_opener, G_TYPE_OBJECT)

typedef struct {
  NexusFilesystem *filesystem;
  NexusEntry      *entry;
  guint            version;
  gboolean         read_only;
  GAppInfo        *application;    /* NULL for the default one */
  GdkDisplay      *display;
  char            *location;
  GFile           *file;           /* the copy */
  NexusGtkCopyRecord *record;      /* of it; NULL if it can be read only */
} Opening;

static void
opening_free (Opening *opening)
{
  g_clear_object (&opening->filesystem);
  g_clear_object (&opening->entry);
  g_clear_object (&opening->application);
  g_clear_object (&opening->display);
  g_clear_object (&opening->file);
  g_clear_pointer (&opening->record, nexus_gtk_copy_record_free);
  g_free (opening->location);
  g_free (opening);
}

/* --- Launching --- */

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

/* Takes the task. */
static void
launch (GTask    *task,
        GAppInfo *application)
{
  Opening *opening = g_task_get_task_data (task);
  g_autoptr(GdkAppLaunchContext) context = gdk_display_get_app_launch_context (opening->display);
  g_autofree char *uri = g_file_get_uri (opening->file);
  GList uris = { uri, NULL, NULL };

  g_app_info_launch_uris_async (application, &uris, G_APP_LAUNCH_CONTEXT (context), NULL, launched_cb, task);
}

static void
application_found_cb (GObject      *object,
                      GAsyncResult *result,
                      gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Opening *opening = g_task_get_task_data (task);
  g_autoptr(GAppInfo) application = g_app_info_get_default_for_type_finish (result, NULL);

  if (application == NULL)
    {
      g_autofree char *type = g_content_type_get_description (nexus_entry_get_content_type (opening->entry));
      g_autofree char *shown = nexus_path_display (nexus_entry_get_name (opening->entry));

      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                               _("No application is installed that opens “%s” (%s)"), shown, type);
      return;
    }
  launch (g_steal_pointer (&task), application);
}

static void
portal_launched_cb (GObject      *object,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  if (g_app_info_launch_default_for_uri_finish (result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* Takes the task. */
static void
open_copy (GTask *task)
{
  Opening *opening = g_task_get_task_data (task);

  if (opening->application != NULL)
    {
      launch (task, opening->application);
    }
  else if (g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS))
    {
      g_autofree char *uri = g_file_get_uri (opening->file);

      /* Which applications there are is known outside only: the portal finds one, or asks. */
      g_app_info_launch_default_for_uri_async (uri, NULL, NULL, portal_launched_cb, task);
    }
  else
    {
      g_app_info_get_default_for_type_async (nexus_entry_get_content_type (opening->entry), FALSE, NULL,
                                             application_found_cb, task);
    }
}

/* --- The copy --- */

static gboolean
copy_out (Opening  *opening,
          GError  **error)
{
  g_autoptr(GFile) folder = nexus_gtk_cache_make_folder (NEXUS_GTK_CACHE_OPEN, error);
  g_autoptr(GInputStream) input = NULL;
  g_autoptr(GFileOutputStream) output = NULL;

  if (folder == NULL)
    return FALSE;
  opening->file = g_file_get_child (folder, nexus_entry_get_name (opening->entry));
  input = nexus_filesystem_open_version (opening->filesystem, nexus_entry_get_path (opening->entry),
                                         opening->version, NULL, error);
  if (input == NULL)
    return FALSE;
  output = g_file_create (opening->file, G_FILE_CREATE_PRIVATE, NULL, error);
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
  /* Where what is saved could not become a version, an application says so before anybody has done any work. */
  if (opening->read_only)
    {
      g_chmod (g_file_peek_path (opening->file), 0400);
      return TRUE;
    }
  opening->record = nexus_gtk_copy_record_new (opening->file, opening->location, nexus_entry_get_id (opening->entry),
                                               nexus_entry_get_path (opening->entry),
                                               nexus_entry_get_etag (opening->entry));
  nexus_gtk_copy_record_look (opening->record);
  nexus_gtk_copy_record_save (opening->record);

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

static void
saved_cb (NexusGtkOpener *self,
          NexusEntry     *entry)
{
  g_signal_emit (self, signals[SIGNAL_SAVED], 0, entry);
}

static void
failed_cb (NexusGtkOpener *self,
           GError         *error)
{
  g_signal_emit (self, signals[SIGNAL_FAILED], 0, error);
}

/* Takes the record. */
static void
watch (NexusGtkOpener     *self,
       NexusGtkCopyRecord *record)
{
  NexusGtkOpenFile *file;

  for (guint i = 0; i < self->files->len; i++)
    {
      /* It was opened while those of an earlier day were looked for. */
      if (g_file_equal (nexus_gtk_open_file_get_copy (g_ptr_array_index (self->files, i)), record->copy))
        {
          nexus_gtk_copy_record_free (record);
          return;
        }
    }
  file = nexus_gtk_open_file_new (self->filesystem, record);
  g_signal_connect_object (file, "saved", G_CALLBACK (saved_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (file, "failed", G_CALLBACK (failed_cb), self, G_CONNECT_SWAPPED);
  g_ptr_array_add (self->files, file);
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
  if (opening->record != NULL)
    watch (g_task_get_source_object (task), g_steal_pointer (&opening->record));
  open_copy (g_steal_pointer (&task));
}

/* What is open already is not copied again: there may be work in it. */
static GFile *
find_copy (NexusGtkOpener *self,
           NexusEntry     *entry)
{
  for (guint i = 0; i < self->files->len; i++)
    {
      NexusGtkOpenFile *file = g_ptr_array_index (self->files, i);

      if (nexus_gtk_open_file_is_of (file, entry))
        return g_object_ref (nexus_gtk_open_file_get_copy (file));
    }

  return NULL;
}

void
nexus_gtk_opener_open_async (NexusGtkOpener      *self,
                             NexusEntry          *entry,
                             guint                version,
                             gboolean             read_only,
                             GAppInfo            *application,
                             GdkDisplay          *display,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(GTask) copying = NULL;
  Opening *opening;

  g_return_if_fail (NEXUS_GTK_IS_OPENER (self));
  g_return_if_fail (NEXUS_IS_ENTRY (entry));

  task = g_task_new (self, NULL, callback, user_data);
  opening = g_new0 (Opening, 1);
  opening->filesystem = g_object_ref (self->filesystem);
  opening->location = g_strdup (self->location);
  opening->entry = g_object_ref (entry);
  opening->version = version;
  opening->read_only = read_only || (version != 0 && version != nexus_entry_get_version (entry));
  opening->application = application != NULL ? g_object_ref (application) : NULL;
  opening->display = g_object_ref (display);
  g_task_set_source_tag (task, nexus_gtk_opener_open_async);
  g_task_set_task_data (task, opening, (GDestroyNotify) opening_free);

  opening->file = opening->read_only ? NULL : find_copy (self, entry);
  if (opening->file != NULL)
    {
      open_copy (g_steal_pointer (&task));
      return;
    }
  copying = g_task_new (NULL, NULL, copied_cb, g_object_ref (task));
  g_task_set_source_tag (copying, copy_in_thread);
  g_task_set_task_data (copying, opening, NULL);
  g_task_run_in_thread (copying, copy_in_thread);
}

gboolean
nexus_gtk_opener_open_finish (NexusGtkOpener  *self,
                              GAsyncResult    *result,
                              GError         **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- Of an earlier day --- */

static void
found_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  NexusGtkOpener *self = NEXUS_GTK_OPENER (object);
  g_autoptr(GPtrArray) records = g_task_propagate_pointer (G_TASK (result), NULL);

  g_ptr_array_set_free_func (records, NULL);
  for (guint i = 0; i < records->len; i++)
    watch (self, g_ptr_array_index (records, i));
}

static void
find_in_thread (GTask        *task,
                gpointer      source_object,
                gpointer      task_data,
                GCancellable *cancellable)
{
  g_task_return_pointer (task, nexus_gtk_cache_list_copies (task_data), (GDestroyNotify) g_ptr_array_unref);
}

void
nexus_gtk_opener_resume (NexusGtkOpener *self)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (NEXUS_GTK_IS_OPENER (self));

  if (self->resumed)
    return;
  self->resumed = TRUE;
  task = g_task_new (self, NULL, found_cb, NULL);
  g_task_set_source_tag (task, nexus_gtk_opener_resume);
  g_task_set_task_data (task, g_strdup (self->location), g_free);
  g_task_run_in_thread (task, find_in_thread);
}

/* --- The object --- */

static void
nexus_gtk_opener_dispose (GObject *object)
{
  g_ptr_array_set_size (NEXUS_GTK_OPENER (object)->files, 0);

  G_OBJECT_CLASS (nexus_gtk_opener_parent_class)->dispose (object);
}

static void
nexus_gtk_opener_finalize (GObject *object)
{
  NexusGtkOpener *self = NEXUS_GTK_OPENER (object);

  g_ptr_array_unref (self->files);
  g_object_unref (self->filesystem);
  g_free (self->location);

  G_OBJECT_CLASS (nexus_gtk_opener_parent_class)->finalize (object);
}

static void
nexus_gtk_opener_class_init (NexusGtkOpenerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = nexus_gtk_opener_dispose;
  G_OBJECT_CLASS (klass)->finalize = nexus_gtk_opener_finalize;

  signals[SIGNAL_SAVED] = g_signal_new ("saved", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 1, NEXUS_TYPE_ENTRY);
  signals[SIGNAL_FAILED] = g_signal_new ("failed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
nexus_gtk_opener_init (NexusGtkOpener *self)
{
  self->files = g_ptr_array_new_with_free_func (g_object_unref);
}

NexusGtkOpener *
nexus_gtk_opener_new (NexusFilesystem *filesystem,
                      const char      *location)
{
  NexusGtkOpener *self;

  g_return_val_if_fail (NEXUS_IS_FILESYSTEM (filesystem), NULL);

  self = g_object_new (NEXUS_GTK_TYPE_OPENER, NULL);
  self->filesystem = g_object_ref (filesystem);
  self->location = g_strdup (location);

  return self;
}
