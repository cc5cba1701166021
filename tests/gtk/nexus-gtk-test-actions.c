/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "nexus-gtk-test-actions.h"

#include <string.h>
#include <unistd.h>

#include "nexus-test-util.h"

#define BIG_SIZE (48 * 1024 * 1024)

/* --- Files outside, and what is in the store --- */

GFile *
make_file (Fixture    *fixture,
           const char *name,
           const char *text)
{
  g_autofree char *path = g_build_filename (fixture->folder, "outside", name, NULL);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, text, -1, &error));
  g_assert_no_error (error);

  return g_file_new_for_path (path);
}

GFile *
make_big_file (Fixture    *fixture,
               const char *name)
{
  g_autoptr(GFile) file = make_file (fixture, name, name);

  g_assert_cmpint (truncate (g_file_peek_path (file), BIG_SIZE), ==, 0);

  return g_steal_pointer (&file);
}

void
set_year (GFile *file,
          int    year)
{
  g_autoptr(GDateTime) time = g_date_time_new_utc (year, 1, 1, 0, 0, 0);
  g_autoptr(GFileInfo) info = g_file_info_new ();
  g_autoptr(GError) error = NULL;

  g_file_info_set_modification_date_time (info, time);
  g_file_set_attributes_from_info (file, info, G_FILE_QUERY_INFO_NONE, NULL, &error);
  g_assert_no_error (error);
}

void
assert_file (GFile      *file,
             const char *text)
{
  g_autofree char *contents = NULL;
  g_autoptr(GError) error = NULL;

  g_file_load_contents (file, NULL, &contents, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (contents, ==, text);
}

void
assert_stored (Fixture    *fixture,
               const char *path,
               const char *text)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = nexus_filesystem_read (fixture->filesystem, path, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), text, strlen (text));
}

gboolean
is_stored (Fixture    *fixture,
           const char *path)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusEntry) entry = nexus_filesystem_query (fixture->filesystem, path, NULL, &error);

  g_assert_true (entry != NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND));

  return entry != NULL;
}

guint
count_transfers (Fixture *fixture)
{
  return g_list_model_get_n_items (G_LIST_MODEL (fixture->window->transfers));
}

/* --- Windows and widgets --- */

gpointer
find_toplevel (const char *name)
{
  GListModel *toplevels = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr(GtkWidget) toplevel = g_list_model_get_item (toplevels, i);

      if (strcmp (gtk_widget_get_name (toplevel), name) == 0)
        return toplevel;
    }

  return NULL;
}

static gboolean
has_name (GtkWidget     *widget,
          gconstpointer  name)
{
  return strcmp (gtk_widget_get_name (widget), name) == 0;
}

gpointer
find_named (GtkWidget  *widget,
            const char *name)
{
  return find_widget_that (widget, has_name, name);
}

gboolean
shows_text (GtkWidget  *widget,
            const char *text)
{
  if (!gtk_widget_get_visible (widget))
    return FALSE;
  if (GTK_IS_LABEL (widget) && strstr (gtk_label_get_text (GTK_LABEL (widget)), text) != NULL)
    return TRUE;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      if (shows_text (child, text))
        return TRUE;
    }

  return FALSE;
}

void
activate (Fixture    *fixture,
          const char *action)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->window), action, NULL));
}

gboolean
is_enabled (Fixture    *fixture,
            const char *action)
{
  GtkWidget *button = gtk_button_new ();
  gboolean enabled;

  /* What a button does, when it is put into the window. */
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_box_append (fixture->window->start_box, button);
  enabled = gtk_widget_get_sensitive (button);
  gtk_box_remove (fixture->window->start_box, button);

  return enabled;
}

static gboolean
is_button (GtkWidget     *widget,
           gconstpointer  label)
{
  return GTK_IS_BUTTON (widget) && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), label) == 0;
}

GtkWidget *
find_button (GtkWidget  *widget,
             const char *label)
{
  return find_widget_that (widget, is_button, label);
}

static void
text_read_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  *(char **) user_data = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (object), result, &error);
  g_assert_no_error (error);
}

char *
read_clipboard (GdkClipboard *clipboard)
{
  char *text = NULL;

  gdk_clipboard_read_text_async (clipboard, NULL, text_read_cb, &text);
  nexus_test_spin_until (text != NULL);

  return text;
}

static void
opened_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  *(GInputStream **) user_data = gdk_clipboard_read_finish (GDK_CLIPBOARD (object), result, NULL, &error);
  g_assert_no_error (error);
}

static void
spliced_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  g_output_stream_splice_finish (G_OUTPUT_STREAM (object), result, &error);
  g_assert_no_error (error);
  *(gboolean *) user_data = TRUE;
}

char *
read_clipboard_as (GdkClipboard *clipboard,
                   const char   *mime_type)
{
  const char *types[] = { mime_type, NULL };
  g_autoptr(GInputStream) stream = NULL;
  g_autoptr(GOutputStream) memory = g_memory_output_stream_new_resizable ();
  gboolean done = FALSE;

  gdk_clipboard_read_async (clipboard, types, G_PRIORITY_DEFAULT, NULL, opened_cb, &stream);
  nexus_test_spin_until (stream != NULL);
  g_output_stream_splice_async (memory, stream, G_OUTPUT_STREAM_SPLICE_NONE, G_PRIORITY_DEFAULT, NULL, spliced_cb,
                                &done);
  nexus_test_spin_until (done);

  return g_strndup (g_memory_output_stream_get_data (G_MEMORY_OUTPUT_STREAM (memory)),
                    g_memory_output_stream_get_data_size (G_MEMORY_OUTPUT_STREAM (memory)));
}

void
respond (const char *name,
         const char *response)
{
  GtkWidget *dialog;
  const char *label;

  nexus_test_spin_until ((dialog = find_toplevel (name)) != NULL && gtk_widget_get_mapped (dialog));
  label = adw_message_dialog_get_response_label (ADW_MESSAGE_DIALOG (dialog), response);
  g_signal_emit_by_name (find_button (dialog, label), "clicked");
  nexus_test_spin_until (find_toplevel (name) == NULL);
}

void
drop (Fixture *fixture,
      GFile   *first,
      ...)
{
  g_autoptr(GListModel) controllers = gtk_widget_observe_controllers (GTK_WIDGET (fixture->browser));
  g_auto(GValue) value = G_VALUE_INIT;
  GSList *files = NULL;
  gboolean taken = FALSE;
  va_list more;

  va_start (more, first);
  for (GFile *file = first; file != NULL; file = va_arg (more, GFile *))
    files = g_slist_append (files, file);
  va_end (more);
  g_value_init (&value, GDK_TYPE_FILE_LIST);
  g_value_take_boxed (&value, gdk_file_list_new_from_list (files));
  g_slist_free (files);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr(GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_DROP_TARGET (controller))
        g_signal_emit_by_name (controller, "drop", &value, 1.0, 1.0, &taken);
    }
  g_assert_true (taken);
}

char *
install_viewer (void)
{
  g_autofree char *applications = g_build_filename (g_get_user_data_dir (), "applications", NULL);
  g_autofree char *desktop = g_build_filename (applications, "nexus-test-viewer.desktop", NULL);
  g_autofree char *script = g_build_filename (applications, "viewer.sh", NULL);
  g_autofree char *mimeapps = g_build_filename (g_get_user_config_dir (), "mimeapps.list", NULL);
  g_autofree char *note = g_build_filename (applications, "note", NULL);
  g_autofree char *code = NULL;
  g_autofree char *entry = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (applications, 0700), ==, 0);
  g_assert_cmpint (g_mkdir_with_parents (g_get_user_config_dir (), 0700), ==, 0);
  code = g_strdup_printf ("printf '%%s' \"$1\" >'%s.new' && mv '%s.new' '%s'\n", note, note, note);
  g_assert_true (g_file_set_contents (script, code, -1, &error));
  entry = g_strdup_printf ("[Desktop Entry]\nType=Application\nName=Viewer\nExec=/bin/sh %s %%f\n"
                           "MimeType=text/plain;\n", script);
  g_assert_true (g_file_set_contents (desktop, entry, -1, &error));
  /* Without a cache of the folder only what is added is offered as a choice, even if it is the default. */
  g_assert_true (g_file_set_contents (mimeapps,
                                      "[Default Applications]\ntext/plain=nexus-test-viewer.desktop\n"
                                      "[Added Associations]\ntext/plain=nexus-test-viewer.desktop;\n", -1, &error));

  return g_steal_pointer (&note);
}

/* The window learns of what is selected a moment later. */
static gboolean
try_rename (Fixture   *fixture,
            GtkWidget *popover)
{
  if (gtk_widget_get_mapped (popover))
    return TRUE;
  activate (fixture, "win.rename");

  return FALSE;
}

GtkWidget *
fixture_start_rename (Fixture    *fixture,
                      const char *name)
{
  GtkWidget *popover = find_named (GTK_WIDGET (fixture->browser), "rename-popover");
  GtkWidget *entry = find_widget (popover, GTK_TYPE_ENTRY);

  fixture_select (fixture, name);
  nexus_test_spin_until (try_rename (fixture, popover));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, name);

  return entry;
}
