/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <nexus-glib.h>
#include <string.h>

#include "nexus-gtk-accessible.h"
#include "nexus-gtk-dialogs.h"

/* The floor is GTK 4.8 and libadwaita 1.2; what they have here was replaced later, and still works. */
G_GNUC_BEGIN_IGNORE_DEPRECATIONS

/* --- Files and folders --- */

static void
chooser_response_cb (GtkNativeDialog *dialog,
                     int              response,
                     GTask           *task)
{
  if (response == GTK_RESPONSE_ACCEPT)
    g_task_return_pointer (task, gtk_file_chooser_get_files (GTK_FILE_CHOOSER (dialog)), g_object_unref);
  else
    g_task_return_pointer (task, NULL, NULL);
  g_object_unref (task);
  gtk_native_dialog_destroy (dialog);
  g_object_unref (dialog);
}

static void
choose (GtkWindow           *parent,
        const char          *title,
        const char          *verb,
        gboolean             folders,
        gboolean             several,
        gpointer             source_tag,
        GAsyncReadyCallback  callback,
        gpointer             user_data)
{
  GTask *task = g_task_new (parent, NULL, callback, user_data);
  GtkFileChooserNative *dialog;

  g_task_set_source_tag (task, source_tag);
  dialog = gtk_file_chooser_native_new (title, parent,
                                        folders ? GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER
                                                : GTK_FILE_CHOOSER_ACTION_OPEN,
                                        verb, _("_Cancel"));
  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (dialog), several);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect (dialog, "response", G_CALLBACK (chooser_response_cb), task);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

void
nexus_gtk_dialogs_open_async (GtkWindow           *parent,
                              gboolean             folders,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  choose (parent, folders ? _("Import Folders") : _("Import Files"), _("_Import"), folders, TRUE,
          nexus_gtk_dialogs_open_async, callback, user_data);
}

GListModel *
nexus_gtk_dialogs_open_finish (GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL);
}

void
nexus_gtk_dialogs_folder_async (GtkWindow           *parent,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  choose (parent, _("Choose a Folder"), _("_Select"), TRUE, FALSE, nexus_gtk_dialogs_folder_async,
          callback, user_data);
}

GFile *
nexus_gtk_dialogs_folder_finish (GAsyncResult *result)
{
  g_autoptr(GListModel) files = g_task_propagate_pointer (G_TASK (result), NULL);

  return files != NULL ? g_list_model_get_item (files, 0) : NULL;
}

void
nexus_gtk_dialogs_save_async (GtkWindow           *parent,
                              const char          *title,
                              const char          *name,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  GTask *task = g_task_new (parent, NULL, callback, user_data);
  GtkFileChooserNative *dialog;

  g_task_set_source_tag (task, nexus_gtk_dialogs_save_async);
  dialog = gtk_file_chooser_native_new (title, parent, GTK_FILE_CHOOSER_ACTION_SAVE, _("_Save"), _("_Cancel"));
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect (dialog, "response", G_CALLBACK (chooser_response_cb), task);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

GFile *
nexus_gtk_dialogs_save_finish (GAsyncResult *result)
{
  g_autoptr(GListModel) files = g_task_propagate_pointer (G_TASK (result), NULL);

  return files != NULL ? g_list_model_get_item (files, 0) : NULL;
}

/* --- Questions --- */

static void
add_text (GtkWidget  *box,
          const char *text,
          const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
  gtk_widget_add_css_class (label, css_class);
  gtk_box_append (GTK_BOX (box), label);
}

/* The heading is a label of ours: that of AdwMessageDialog does not wrap, and libadwaita 1.7 measures it with less room
 * than it needs as soon as it is longer than a narrow dialog, of which GTK 4.18 warns. */
GtkWidget *
nexus_gtk_dialogs_new_message (GtkWindow  *parent,
                               const char *heading,
                               const char *body,
                               GtkWidget  *content)
{
  GtkWidget *dialog = adw_message_dialog_new (parent, NULL, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  add_text (box, heading, "title-2");
  if (body != NULL)
    add_text (box, body, "body");
  if (content != NULL)
    {
      gtk_widget_set_margin_top (content, 12);
      gtk_box_append (GTK_BOX (box), content);
    }
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), box);
  gtk_window_set_title (GTK_WINDOW (dialog), heading);
  gtk_accessible_update_property (GTK_ACCESSIBLE (dialog), GTK_ACCESSIBLE_PROPERTY_LABEL, heading,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, body != NULL ? body : "", -1);

  return dialog;
}

static void
confirm_response_cb (AdwMessageDialog *dialog,
                     const char       *response,
                     GTask            *task)
{
  g_task_return_boolean (task, strcmp (response, "do") == 0);
  g_object_unref (task);
}

void
nexus_gtk_dialogs_confirm_async (GtkWindow           *parent,
                                 const char          *heading,
                                 const char          *body,
                                 const char          *verb,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  GTask *task = g_task_new (parent, NULL, callback, user_data);
  GtkWidget *dialog = nexus_gtk_dialogs_new_message (parent, heading, body, NULL);

  g_task_set_source_tag (task, nexus_gtk_dialogs_confirm_async);
  gtk_widget_set_name (dialog, "confirm-dialog");
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "do", verb, NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "do", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect (dialog, "response", G_CALLBACK (confirm_response_cb), task);
  nexus_gtk_name_buttons (GTK_WIDGET (dialog));
  gtk_window_present (GTK_WINDOW (dialog));
}

gboolean
nexus_gtk_dialogs_confirm_finish (GAsyncResult *result)
{
  return g_task_propagate_boolean (G_TASK (result), NULL);
}

static void
close_response_cb (AdwMessageDialog *dialog,
                   const char       *response,
                   GTask            *task)
{
  NexusGtkClose answer = NEXUS_GTK_CLOSE_NOT;

  if (strcmp (response, "finish") == 0)
    answer = NEXUS_GTK_CLOSE_WHEN_DONE;
  else if (strcmp (response, "stop") == 0)
    answer = NEXUS_GTK_CLOSE_NOW;
  g_task_return_int (task, answer);
  g_object_unref (task);
}

void
nexus_gtk_dialogs_close_async (GtkWindow           *parent,
                               guint                n_operations,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  GTask *task = g_task_new (parent, NULL, callback, user_data);
  g_autofree char *heading = NULL;
  GtkWidget *dialog;

  g_task_set_source_tag (task, nexus_gtk_dialogs_close_async);
  heading = g_strdup_printf (ngettext ("%u Operation Is in Progress", "%u Operations Are in Progress", n_operations),
                             n_operations);
  dialog = nexus_gtk_dialogs_new_message (parent, heading,
                                          _("What has been imported or exported until now stays, also if you stop. "
                                            "The same import, begun again, goes on where it was."), NULL);
  gtk_widget_set_name (dialog, "close-dialog");
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Keep Window Open"),
                                    "finish", _("Close _When Done"), "stop", _("_Stop and Close"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "stop", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "finish");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect (dialog, "response", G_CALLBACK (close_response_cb), task);
  nexus_gtk_name_buttons (GTK_WIDGET (dialog));
  gtk_window_present (GTK_WINDOW (dialog));
}

NexusGtkClose
nexus_gtk_dialogs_close_finish (GAsyncResult *result)
{
  return (NexusGtkClose) g_task_propagate_int (G_TASK (result), NULL);
}

static gboolean
validate_text (const char  *text,
               GError     **error)
{
  return *text != '\0';
}

static void
name_changed_cb (GtkEditable *entry,
                 GtkWidget   *dialog)
{
  gboolean (*validate) (const char *, GError **) = g_object_get_data (G_OBJECT (dialog), "validate");
  GtkWidget *hint = g_object_get_data (G_OBJECT (dialog), "hint");
  const char *name = gtk_editable_get_text (entry);
  g_autoptr(GError) error = NULL;
  gboolean valid = validate (name, &error);
  gboolean complain = !valid && *name != '\0';

  gtk_label_set_text (GTK_LABEL (hint), complain ? error->message : "");
  if (complain)
    gtk_widget_add_css_class (GTK_WIDGET (entry), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (entry), "error");
  adw_message_dialog_set_response_enabled (ADW_MESSAGE_DIALOG (dialog), "do", valid);
}

static void
name_response_cb (AdwMessageDialog *dialog,
                  const char       *response,
                  GTask            *task)
{
  GtkEditable *entry = g_object_get_data (G_OBJECT (dialog), "entry");

  g_task_return_pointer (task, strcmp (response, "do") == 0 ? g_strdup (gtk_editable_get_text (entry)) : NULL, g_free);
  g_object_unref (task);
}

/* Takes the task.  The first characters are selected, or all. */
static void
ask_name (GTask       *task,
          const char  *heading,
          const char  *verb,
          const char  *initial,
          int          n_selected,
          gboolean   (*validate) (const char *, GError **))
{
  GtkWindow *parent = g_task_get_source_object (task);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *dialog = nexus_gtk_dialogs_new_message (parent, heading, NULL, box);
  GtkWidget *entry = gtk_entry_new ();
  GtkWidget *hint = gtk_label_new (NULL);

  gtk_widget_set_name (dialog, "name-dialog");
  gtk_label_set_wrap (GTK_LABEL (hint), TRUE);
  gtk_label_set_xalign (GTK_LABEL (hint), 0.0);
  gtk_widget_add_css_class (hint, "error");
  gtk_widget_add_css_class (hint, "caption");
  gtk_editable_set_text (GTK_EDITABLE (entry), initial);
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Name"), -1);
  gtk_box_append (GTK_BOX (box), entry);
  gtk_box_append (GTK_BOX (box), hint);

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "do", verb, NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "do", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "do");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_object_set_data (G_OBJECT (dialog), "entry", entry);
  g_object_set_data (G_OBJECT (dialog), "hint", hint);
  g_object_set_data (G_OBJECT (dialog), "validate", validate);
  g_signal_connect (entry, "changed", G_CALLBACK (name_changed_cb), dialog);
  g_signal_connect (dialog, "response", G_CALLBACK (name_response_cb), task);
  name_changed_cb (GTK_EDITABLE (entry), dialog);
  nexus_gtk_name_buttons (GTK_WIDGET (dialog));
  gtk_window_present (GTK_WINDOW (dialog));

  gtk_widget_grab_focus (entry);
  gtk_editable_select_region (GTK_EDITABLE (entry), 0, n_selected);
}

void
nexus_gtk_dialogs_name_async (GtkWindow           *parent,
                              const char          *heading,
                              const char          *verb,
                              const char          *initial,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  GTask *task = g_task_new (parent, NULL, callback, user_data);
  const char *dot = strrchr (initial, '.');

  g_task_set_source_tag (task, nexus_gtk_dialogs_name_async);
  /* The ending stays: it is seldom what a person wants to change. */
  ask_name (task, heading, verb, initial,
            dot != NULL && dot != initial ? (int) g_utf8_pointer_to_offset (initial, dot) : -1,
            nexus_path_validate_name);
}

char *
nexus_gtk_dialogs_name_finish (GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL);
}

void
nexus_gtk_dialogs_text_async (GtkWindow           *parent,
                              const char          *heading,
                              const char          *verb,
                              const char          *initial,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  GTask *task = g_task_new (parent, NULL, callback, user_data);

  g_task_set_source_tag (task, nexus_gtk_dialogs_text_async);
  ask_name (task, heading, verb, initial, -1, validate_text);
}

char *
nexus_gtk_dialogs_text_finish (GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL);
}

void
nexus_gtk_dialogs_show_message (GtkWindow  *parent,
                                const char *heading,
                                const char *body)
{
  GtkWidget *dialog = nexus_gtk_dialogs_new_message (parent, heading, body, NULL);

  gtk_widget_set_name (dialog, "message-dialog");
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _("_Close"));
  nexus_gtk_name_buttons (GTK_WIDGET (dialog));
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
application_response_cb (GtkDialog *dialog,
                         int        response,
                         GTask     *task)
{
  GAppInfo *application = NULL;

  if (response == GTK_RESPONSE_OK)
    application = gtk_app_chooser_get_app_info (GTK_APP_CHOOSER (dialog));
  g_task_return_pointer (task, application, g_object_unref);
  g_object_unref (task);
  gtk_window_destroy (GTK_WINDOW (dialog));
}

void
nexus_gtk_dialogs_application_async (GtkWindow           *parent,
                                     const char          *content_type,
                                     const char          *heading,
                                     GAsyncReadyCallback  callback,
                                     gpointer             user_data)
{
  GTask *task = g_task_new (parent, NULL, callback, user_data);
  GtkWidget *dialog = gtk_app_chooser_dialog_new_for_content_type (parent,
                                                                   GTK_DIALOG_MODAL | GTK_DIALOG_DESTROY_WITH_PARENT,
                                                                   content_type);

  g_task_set_source_tag (task, nexus_gtk_dialogs_application_async);
  gtk_widget_set_name (dialog, "application-dialog");
  gtk_app_chooser_dialog_set_heading (GTK_APP_CHOOSER_DIALOG (dialog), heading);
  gtk_window_set_title (GTK_WINDOW (dialog), heading);
  g_signal_connect (dialog, "response", G_CALLBACK (application_response_cb), task);
  nexus_gtk_name_buttons (dialog);
  gtk_window_present (GTK_WINDOW (dialog));
}

GAppInfo *
nexus_gtk_dialogs_application_finish (GAsyncResult *result)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, nexus_gtk_dialogs_application_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), NULL);
}

void
nexus_gtk_dialogs_show_about (GtkWindow *parent)
{
  GtkWidget *about = g_object_new (ADW_TYPE_ABOUT_WINDOW,
                                   "transient-for", parent,
                                   "modal", TRUE,
                                   "application-name", "Nexus",
                                   "application-icon", APPLICATION_ID,
                                   "developer-name", _("The Nexus developers"),
                                   "version", PACKAGE_VERSION,
                                   "license-type", GTK_LICENSE_GPL_3_0,
                                   "comments", _("Keep files together with everything known about them"),
                                   /* Translators: put your names here, one a line */
                                   "translator-credits", _("translator-credits"),
                                   NULL);

  nexus_gtk_name_buttons (about);
  gtk_window_present (GTK_WINDOW (about));
}

G_GNUC_END_IGNORE_DEPRECATIONS
