/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "nexus-gtk-content.h"
#include "nexus-gtk-format.h"
#include "nexus-gtk-place.h"
#include "nexus-gtk-relocate.h"
#include "nexus-gtk-window-private.h"

#define PNG "image/png"

/* --- Out --- */

/* New: what is selected, as entries. */
static GPtrArray *
dup_entries (NexusGtkWindow *self)
{
  g_autoptr(GPtrArray) items = nexus_gtk_browser_dup_selection (self->browser);
  GPtrArray *entries = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < items->len; i++)
    {
      NexusEntry *entry = nexus_gtk_item_get_entry (g_ptr_array_index (items, i));

      if (entry != NULL)
        g_ptr_array_add (entries, g_object_ref (entry));
    }

  return entries;
}

static void
copy_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  NexusGtkWindow *self = NEXUS_GTK_WINDOW (widget);
  g_autoptr(GPtrArray) entries = dup_entries (self);
  g_autoptr(NexusGtkDrag) drag = NULL;
  g_autoptr(GdkContentProvider) content = NULL;

  if (entries->len == 0)
    return;
  drag = nexus_gtk_drag_new (self->filesystem, entries);
  nexus_gtk_drag_set_cut (drag, strcmp (name, "win.cut") == 0);
  content = nexus_gtk_content_new (drag);
  gdk_clipboard_set_content (gtk_widget_get_clipboard (widget), content);
}

static void
copy_location_action (GtkWidget  *widget,
                      const char *name,
                      GVariant   *parameter)
{
  NexusGtkWindow *self = NEXUS_GTK_WINDOW (widget);
  g_autoptr(GPtrArray) entries = dup_entries (self);
  g_autoptr(NexusGtkDrag) drag = NULL;
  g_autofree char *text = NULL;

  if (entries->len == 0)
    return;
  drag = nexus_gtk_drag_new (self->filesystem, entries);
  text = nexus_gtk_content_dup_addresses (drag);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
  nexus_gtk_window_toast (self, ngettext ("Location copied", "Locations copied", entries->len));
}

/* --- Within the store --- */

static void
duplicate_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  NexusGtkWindow *self = NEXUS_GTK_WINDOW (widget);
  g_autoptr(GPtrArray) entries = dup_entries (self);

  if (entries->len > 0 && nexus_gtk_place_is_folder (nexus_gtk_tab_get_place (self->tab)))
    nexus_gtk_window_relocate (self, entries, nexus_gtk_tab_get_place (self->tab), TRUE);
}

/* --- Between stores --- */

void
nexus_gtk_window_bring (NexusGtkWindow *self,
                        NexusGtkDrag   *drag,
                        const char     *folder)
{
  g_autoptr(GListStore) files = g_list_store_new (G_TYPE_FILE);
  GPtrArray *entries = nexus_gtk_drag_get_entries (drag);

  for (guint i = 0; i < entries->len; i++)
    {
      g_autoptr(GFile) file = nexus_filesystem_get_file (nexus_gtk_drag_get_filesystem (drag),
                                                         nexus_entry_get_path (g_ptr_array_index (entries, i)));

      g_list_store_append (files, file);
    }
  nexus_gtk_window_import_to (self, G_LIST_MODEL (files), folder);
}

/* --- In --- */

/* Something that is pasted, on its way into the folder that was shown then. */
typedef struct {
  NexusGtkWindow  *window;
  NexusFilesystem *filesystem;
  char            *folder;
  const char      *name;        /* that a new file gets */
  GBytes          *bytes;
  guint            number;
  gboolean         cut;         /* files that another application wants to be moved */
  GAsyncReadyCallback read_cb;  /* of bytes as they are */
  guint64          newest;      /* step before it */
} Paste;

static void
paste_free (Paste *paste)
{
  paste->window->n_requests--;
  g_object_unref (paste->window);
  g_object_unref (paste->filesystem);
  g_clear_pointer (&paste->bytes, g_bytes_unref);
  g_free (paste->folder);
  g_free (paste);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Paste, paste_free)

static void write_file (Paste *paste);

static void
file_written_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(Paste) paste = user_data;
  NexusGtkWindow *self = paste->window;
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusEntry) entry = nexus_filesystem_write_finish (NEXUS_FILESYSTEM (object), result, &error);
  g_autofree char *text = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_EXISTS))
    {
      paste->number++;
      write_file (g_steal_pointer (&paste));
      return;
    }
  if (entry == NULL)
    {
      nexus_gtk_window_report (self, error);
      return;
    }

  text = g_strdup_printf (_("“%s” pasted"), nexus_entry_get_name (entry));
  if (self->filesystem == paste->filesystem)
    {
      nexus_gtk_browser_select_name (self->browser, nexus_entry_get_name (entry));
      nexus_gtk_window_offer_undo (self, text, paste->newest, nexus_entry_get_path (entry), NULL);
    }
}

/* Under the first name that is free. */
static void
write_file (Paste *paste)
{
  g_autofree char *name = paste->number > 1 ? nexus_gtk_number_name (paste->name, paste->number)
                                            : g_strdup (paste->name);
  g_autofree char *path = g_build_filename (paste->folder, name, NULL);

  nexus_filesystem_write_async (paste->filesystem, path, paste->bytes, NULL, NEXUS_WRITE_CREATE, NULL, file_written_cb,
                                paste);
}

static void
text_read_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(Paste) paste = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (object), result, &error);

  if (error != NULL)
    nexus_gtk_window_report (paste->window, error);
  if (text == NULL || *text == '\0')
    return;
  /* Translators: the name of a file */
  paste->name = _("Pasted Text.txt");
  paste->bytes = g_bytes_new (text, strlen (text));
  write_file (g_steal_pointer (&paste));
}

static void
write_image (Paste  *paste,
             GBytes *bytes)
{
  /* Translators: the name of a file */
  paste->name = _("Pasted Image.png");
  paste->bytes = bytes;
  write_file (paste);
}

static void
image_saved_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(Paste) paste = user_data;

  write_image (g_steal_pointer (&paste), g_task_propagate_pointer (G_TASK (result), NULL));
}

static void
save_image_in_thread (GTask        *task,
                      gpointer      source_object,
                      gpointer      task_data,
                      GCancellable *cancellable)
{
  g_task_return_pointer (task, gdk_texture_save_to_png_bytes (task_data), (GDestroyNotify) g_bytes_unref);
}

static void
texture_read_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(Paste) paste = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GdkTexture) texture = gdk_clipboard_read_texture_finish (GDK_CLIPBOARD (object), result, &error);
  g_autoptr(GTask) task = NULL;

  if (texture == NULL)
    {
      if (error != NULL)
        nexus_gtk_window_report (paste->window, error);
      return;
    }
  /* To compress a large picture takes its time. */
  task = g_task_new (NULL, NULL, image_saved_cb, g_steal_pointer (&paste));
  g_task_set_source_tag (task, save_image_in_thread);
  g_task_set_task_data (task, g_steal_pointer (&texture), g_object_unref);
  g_task_run_in_thread (task, save_image_in_thread);
}

static void
png_read_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(Paste) paste = user_data;
  GMemoryOutputStream *memory = G_MEMORY_OUTPUT_STREAM (object);
  g_autoptr(GError) error = NULL;

  if (g_output_stream_splice_finish (G_OUTPUT_STREAM (object), result, &error) < 0)
    {
      nexus_gtk_window_report (paste->window, error);
      return;
    }
  write_image (g_steal_pointer (&paste), g_memory_output_stream_steal_as_bytes (memory));
}

/* What is on it, with what GTK can make of that. */
static GdkContentFormats *
get_formats (NexusGtkWindow *self)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (self));

  return gdk_content_formats_union_deserialize_gtypes (gdk_content_formats_ref (gdk_clipboard_get_formats (clipboard)));
}

static void
take_files (Paste      *paste,
            GListModel *files)
{
  NexusGtkWindow *self = paste->window;

  if (self->filesystem != paste->filesystem)
    return;
  if (!paste->cut)
    {
      nexus_gtk_window_import_to (self, files, paste->folder);
      return;
    }
  nexus_gtk_window_move_to (self, files, paste->folder);
  /* They cannot be moved twice. */
  gdk_clipboard_set_content (gtk_widget_get_clipboard (GTK_WIDGET (self)), NULL);
}

static void
files_read_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(Paste) paste = user_data;
  NexusGtkWindow *self = paste->window;
  g_autoptr(GError) error = NULL;
  const GValue *value = gdk_clipboard_read_value_finish (GDK_CLIPBOARD (object), result, &error);
  g_autoptr(GListModel) files = NULL;

  if (value == NULL)
    {
      nexus_gtk_window_report (self, error);
      return;
    }
  files = nexus_gtk_window_list_files (g_value_get_boxed (value));
  take_files (paste, files);
}

static void
copied_read_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(Paste) paste = user_data;
  NexusGtkWindow *self = paste->window;
  GMemoryOutputStream *memory = G_MEMORY_OUTPUT_STREAM (object);
  g_autoptr(GdkContentFormats) formats = get_formats (self);
  g_autoptr(GListModel) files = NULL;
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;

  if (g_output_stream_splice_finish (G_OUTPUT_STREAM (object), result, &error) < 0)
    {
      nexus_gtk_window_report (self, error);
      return;
    }
  text = g_strndup (g_memory_output_stream_get_data (memory), g_memory_output_stream_get_data_size (memory));
  files = nexus_gtk_content_parse_copied (text, &paste->cut);
  /* The same files as they can be reached from here, in a sandbox. */
  if (gdk_content_formats_contain_gtype (formats, GDK_TYPE_FILE_LIST))
    gdk_clipboard_read_value_async (gtk_widget_get_clipboard (GTK_WIDGET (self)), GDK_TYPE_FILE_LIST,
                                    G_PRIORITY_DEFAULT, NULL, files_read_cb, g_steal_pointer (&paste));
  else
    take_files (paste, files);
}

static void
entries_read_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(Paste) paste = user_data;
  NexusGtkWindow *self = paste->window;
  g_autoptr(GError) error = NULL;
  const GValue *value = gdk_clipboard_read_value_finish (GDK_CLIPBOARD (object), result, &error);
  NexusGtkDrag *drag;

  if (value == NULL)
    {
      nexus_gtk_window_report (self, error);
      return;
    }
  if (self->filesystem != paste->filesystem)
    return;
  drag = g_value_get_object (value);
  if (nexus_gtk_drag_get_filesystem (drag) != self->filesystem)
    {
      nexus_gtk_window_bring (self, drag, paste->folder);
      return;
    }
  nexus_gtk_window_relocate (self, nexus_gtk_drag_get_entries (drag), paste->folder, !nexus_gtk_drag_get_cut (drag));
  /* It is where it was to go. */
  if (nexus_gtk_drag_get_cut (drag))
    gdk_clipboard_set_content (GDK_CLIPBOARD (object), NULL);
}

static void
opened_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(Paste) paste = user_data;
  GAsyncReadyCallback callback = paste->read_cb;
  g_autoptr(GError) error = NULL;
  g_autoptr(GInputStream) stream = gdk_clipboard_read_finish (GDK_CLIPBOARD (object), result, NULL, &error);
  g_autoptr(GOutputStream) memory = NULL;

  if (stream == NULL)
    {
      nexus_gtk_window_report (paste->window, error);
      return;
    }
  memory = g_memory_output_stream_new_resizable ();
  g_output_stream_splice_async (memory, stream,
                                G_OUTPUT_STREAM_SPLICE_CLOSE_SOURCE | G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET,
                                G_PRIORITY_DEFAULT, NULL, callback, g_steal_pointer (&paste));
}

/* Takes it. */
static void
read_bytes (Paste               *paste,
            const char          *mime_type,
            GAsyncReadyCallback  callback)
{
  const char *mime_types[] = { mime_type, NULL };

  paste->read_cb = callback;
  gdk_clipboard_read_async (gtk_widget_get_clipboard (GTK_WIDGET (paste->window)), mime_types, G_PRIORITY_DEFAULT, NULL,
                            opened_cb, paste);
}

/* Files are meant when there are any.  Programs that copy text often put a picture of it there too. */
static void
paste_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  NexusGtkWindow *self = NEXUS_GTK_WINDOW (widget);
  GdkClipboard *clipboard = gtk_widget_get_clipboard (widget);
  g_autoptr(GdkContentFormats) formats = get_formats (self);
  Paste *paste = g_new0 (Paste, 1);

  paste->window = g_object_ref (self);
  paste->filesystem = g_object_ref (self->filesystem);
  paste->folder = g_strdup (nexus_gtk_tab_get_place (self->tab));
  paste->number = 1;
  paste->newest = nexus_gtk_window_get_newest_step (self);
  self->n_requests++;
  if (gdk_content_formats_contain_gtype (formats, NEXUS_GTK_TYPE_DRAG))
    gdk_clipboard_read_value_async (clipboard, NEXUS_GTK_TYPE_DRAG, G_PRIORITY_DEFAULT, NULL, entries_read_cb, paste);
  else if (gdk_content_formats_contain_mime_type (formats, NEXUS_GTK_COPIED_FILES))
    read_bytes (paste, NEXUS_GTK_COPIED_FILES, copied_read_cb);
  else if (gdk_content_formats_contain_gtype (formats, GDK_TYPE_FILE_LIST))
    gdk_clipboard_read_value_async (clipboard, GDK_TYPE_FILE_LIST, G_PRIORITY_DEFAULT, NULL, files_read_cb, paste);
  else if (gdk_content_formats_contain_gtype (formats, G_TYPE_STRING))
    gdk_clipboard_read_text_async (clipboard, NULL, text_read_cb, paste);
  else if (gdk_content_formats_contain_mime_type (formats, PNG))
    /* A picture that is a file already stays what it is, to the last byte. */
    read_bytes (paste, PNG, png_read_cb);
  else if (gdk_content_formats_contain_gtype (formats, GDK_TYPE_TEXTURE))
    gdk_clipboard_read_texture_async (clipboard, NULL, texture_read_cb, paste);
  else
    paste_free (paste);
}

/* --- Actions --- */

static gboolean
can_paste (NexusGtkWindow *self)
{
  g_autoptr(GdkContentFormats) formats = get_formats (self);
  GType types[] = { NEXUS_GTK_TYPE_DRAG, GDK_TYPE_FILE_LIST, G_TYPE_STRING, GDK_TYPE_TEXTURE };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      if (gdk_content_formats_contain_gtype (formats, types[i]))
        return TRUE;
    }

  return gdk_content_formats_contain_mime_type (formats, NEXUS_GTK_COPIED_FILES);
}

void
nexus_gtk_window_update_clipboard_actions (NexusGtkWindow *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean open = self->filesystem != NULL && self->tab != NULL;
  const char *place = open ? nexus_gtk_tab_get_place (self->tab) : NULL;
  gboolean folder = place != NULL && nexus_gtk_place_is_folder (place);
  g_autoptr(GPtrArray) items = open ? nexus_gtk_browser_dup_selection (self->browser) : NULL;
  gboolean any = items != NULL && items->len > 0 && place != NULL && !nexus_gtk_place_is_trash (place);

  gtk_widget_action_set_enabled (widget, "win.copy", any);
  gtk_widget_action_set_enabled (widget, "win.cut", any);
  gtk_widget_action_set_enabled (widget, "win.copy-location", any);
  gtk_widget_action_set_enabled (widget, "win.duplicate", any && folder);
  gtk_widget_action_set_enabled (widget, "win.paste", folder && can_paste (self));
}

void
nexus_gtk_window_install_clipboard_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.copy", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "win.cut", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "win.paste", NULL, paste_action);
  gtk_widget_class_install_action (widget_class, "win.copy-location", NULL, copy_location_action);
  gtk_widget_class_install_action (widget_class, "win.duplicate", NULL, duplicate_action);
}

void
nexus_gtk_window_init_clipboard (NexusGtkWindow *self)
{
  g_signal_connect_object (gtk_widget_get_clipboard (GTK_WIDGET (self)), "changed",
                           G_CALLBACK (nexus_gtk_window_update_clipboard_actions), self, G_CONNECT_SWAPPED);
}
