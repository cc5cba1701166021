/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "nexus-gtk-cache.h"
#include "nexus-gtk-content.h"

#define PLAIN_TEXT   "text/plain;charset=utf-8"

struct _NexusGtkContent {
  GdkContentProvider  parent_instance;

  NexusGtkDrag       *drag;
  GdkFileList        *files;      /* NULL before another application has asked for them */
};

G_DEFINE_FINAL_TYPE (NexusGtkContent, nexus_gtk_content, GDK_TYPE_CONTENT_PROVIDER)

char *
nexus_gtk_content_dup_addresses (NexusGtkDrag *drag)
{
  GPtrArray *entries = nexus_gtk_drag_get_entries (drag);
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < entries->len; i++)
    {
      g_autoptr(GFile) file = nexus_filesystem_get_file (nexus_gtk_drag_get_filesystem (drag),
                                                         nexus_entry_get_path (g_ptr_array_index (entries, i)));
      g_autofree char *uri = g_file_get_uri (file);

      g_string_append_printf (text, "%s%s", i > 0 ? "\n" : "", uri);
    }

  return g_strdup (text->str);
}

/* The verb, and an address a line. */
GListModel *
nexus_gtk_content_parse_copied (const char *text,
                                gboolean   *cut)
{
  g_auto(GStrv) lines = g_strsplit (text, "\n", -1);
  GListStore *files = g_list_store_new (G_TYPE_FILE);

  *cut = lines[0] != NULL && strcmp (g_strchomp (lines[0]), "cut") == 0;
  for (guint i = 1; lines[0] != NULL && lines[i] != NULL; i++)
    {
      g_autoptr(GFile) file = *g_strchomp (lines[i]) != '\0' ? g_file_new_for_uri (lines[i]) : NULL;

      if (file != NULL)
        g_list_store_append (files, file);
    }

  return G_LIST_MODEL (files);
}

/* --- Writing --- */

typedef struct {
  char          *mime_type;
  GOutputStream *stream;
  int            io_priority;
} Request;

static void
request_free (Request *request)
{
  g_free (request->mime_type);
  g_object_unref (request->stream);
  g_free (request);
}

static void
written_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  if (g_output_stream_write_all_finish (G_OUTPUT_STREAM (object), result, NULL, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* Takes the task, which keeps the text. */
static void
write_text (GTask *task,
            char  *text)
{
  Request *request = g_task_get_task_data (task);

  g_object_set_data_full (G_OBJECT (task), "nexus-gtk-text", text, g_free);
  g_output_stream_write_all_async (request->stream, text, strlen (text), request->io_priority,
                                   g_task_get_cancellable (task), written_cb, task);
}

static void
serialized_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  if (gdk_content_serialize_finish (result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* Takes the task. */
static void
write_files (NexusGtkContent *self,
             GTask           *task)
{
  Request *request = g_task_get_task_data (task);
  g_auto(GValue) value = G_VALUE_INIT;

  if (strcmp (request->mime_type, NEXUS_GTK_COPIED_FILES) == 0)
    {
      /* Also of what was cut: to move these copies would leave the entries where they are. */
      g_autoptr(GString) text = g_string_new ("copy");
      GSList *files = gdk_file_list_get_files (self->files);

      for (GSList *item = files; item != NULL; item = item->next)
        {
          g_autofree char *uri = g_file_get_uri (item->data);

          g_string_append_printf (text, "\n%s", uri);
        }
      g_slist_free (files);
      write_text (task, g_strdup (text->str));
      return;
    }

  /* GTK knows how to hand over files, also through the portal. */
  g_value_init (&value, GDK_TYPE_FILE_LIST);
  g_value_set_boxed (&value, self->files);
  gdk_content_serialize_async (request->stream, request->mime_type, &value, request->io_priority,
                               g_task_get_cancellable (task), serialized_cb, task);
}

static void
exported_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  NexusGtkContent *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr(GPtrArray) files = nexus_gtk_cache_export_finish (result, &error);

  if (files == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (self->files == NULL)
    self->files = gdk_file_list_new_from_array ((GFile **) files->pdata, files->len);
  write_files (self, g_steal_pointer (&task));
}

static void
nexus_gtk_content_write_mime_type_async (GdkContentProvider  *provider,
                                         const char          *mime_type,
                                         GOutputStream       *stream,
                                         int                  io_priority,
                                         GCancellable        *cancellable,
                                         GAsyncReadyCallback  callback,
                                         gpointer             user_data)
{
  NexusGtkContent *self = NEXUS_GTK_CONTENT (provider);
  g_autoptr(GTask) task = g_task_new (provider, cancellable, callback, user_data);
  Request *request = g_new0 (Request, 1);

  request->mime_type = g_strdup (mime_type);
  request->stream = g_object_ref (stream);
  request->io_priority = io_priority;
  g_task_set_source_tag (task, nexus_gtk_content_write_mime_type_async);
  g_task_set_task_data (task, request, (GDestroyNotify) request_free);

  if (g_str_has_prefix (mime_type, "text/plain"))
    write_text (g_steal_pointer (&task), nexus_gtk_content_dup_addresses (self->drag));
  else if (self->files != NULL)
    write_files (self, g_steal_pointer (&task));
  else
    nexus_gtk_cache_export_async (nexus_gtk_drag_get_filesystem (self->drag), nexus_gtk_drag_get_entries (self->drag),
                                  cancellable, exported_cb, g_steal_pointer (&task));
}

static gboolean
nexus_gtk_content_write_mime_type_finish (GdkContentProvider  *provider,
                                          GAsyncResult        *result,
                                          GError             **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static gboolean
nexus_gtk_content_get_value (GdkContentProvider  *provider,
                             GValue              *value,
                             GError             **error)
{
  if (G_VALUE_HOLDS (value, NEXUS_GTK_TYPE_DRAG))
    {
      g_value_set_object (value, NEXUS_GTK_CONTENT (provider)->drag);
      return TRUE;
    }

  return GDK_CONTENT_PROVIDER_CLASS (nexus_gtk_content_parent_class)->get_value (provider, value, error);
}

static GdkContentFormats *
nexus_gtk_content_ref_formats (GdkContentProvider *provider)
{
  GdkContentFormatsBuilder *builder = gdk_content_formats_builder_new ();
  g_autoptr(GdkContentFormats) files = gdk_content_formats_new_for_gtype (GDK_TYPE_FILE_LIST);
  const char * const *mime_types;

  /* The types of files, without the value: that can only be made in its own time. */
  files = gdk_content_formats_union_serialize_mime_types (g_steal_pointer (&files));
  mime_types = gdk_content_formats_get_mime_types (files, NULL);
  gdk_content_formats_builder_add_gtype (builder, NEXUS_GTK_TYPE_DRAG);
  gdk_content_formats_builder_add_mime_type (builder, NEXUS_GTK_COPIED_FILES);
  for (guint i = 0; mime_types != NULL && mime_types[i] != NULL; i++)
    {
      if (!g_str_has_prefix (mime_types[i], "text/plain"))
        gdk_content_formats_builder_add_mime_type (builder, mime_types[i]);
    }
  gdk_content_formats_builder_add_mime_type (builder, PLAIN_TEXT);

  return gdk_content_formats_builder_free_to_formats (builder);
}

/* --- The object --- */

static void
nexus_gtk_content_finalize (GObject *object)
{
  NexusGtkContent *self = NEXUS_GTK_CONTENT (object);

  g_clear_object (&self->drag);
  if (self->files != NULL)
    g_boxed_free (GDK_TYPE_FILE_LIST, self->files);

  G_OBJECT_CLASS (nexus_gtk_content_parent_class)->finalize (object);
}

static void
nexus_gtk_content_class_init (NexusGtkContentClass *klass)
{
  GdkContentProviderClass *provider_class = GDK_CONTENT_PROVIDER_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = nexus_gtk_content_finalize;
  provider_class->ref_formats = nexus_gtk_content_ref_formats;
  provider_class->write_mime_type_async = nexus_gtk_content_write_mime_type_async;
  provider_class->write_mime_type_finish = nexus_gtk_content_write_mime_type_finish;
  provider_class->get_value = nexus_gtk_content_get_value;
}

static void
nexus_gtk_content_init (NexusGtkContent *self)
{
}

GdkContentProvider *
nexus_gtk_content_new (NexusGtkDrag *drag)
{
  NexusGtkContent *self;

  g_return_val_if_fail (NEXUS_GTK_IS_DRAG (drag), NULL);

  self = g_object_new (NEXUS_GTK_TYPE_CONTENT, NULL);
  self->drag = g_object_ref (drag);

  return GDK_CONTENT_PROVIDER (self);
}
