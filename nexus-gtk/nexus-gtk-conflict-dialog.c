/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "nexus-gtk-accessible.h"
#include "nexus-gtk-conflict-dialog.h"
#include "nexus-gtk-dialogs.h"

/* So many names are told; there may be thousands. */
#define MAX_NAMES 4

/* AdwMessageDialog is what the floor has; it was replaced later, and still works. */
G_GNUC_BEGIN_IGNORE_DEPRECATIONS

typedef struct {
  NexusConflictPolicy  policy;
  const char          *name;       /* of the widget */
  const char          *title;
  const char          *subtitle;
} Choice;

typedef struct {
  GtkWidget *checks[4];
  Choice     choices[4];
} Question;

static void
response_cb (AdwMessageDialog *dialog,
             const char       *response,
             GTask            *task)
{
  Question *question = g_task_get_task_data (task);
  gssize chosen = -1;

  for (guint i = 0; strcmp (response, "do") == 0 && i < G_N_ELEMENTS (question->checks); i++)
    {
      if (gtk_check_button_get_active (GTK_CHECK_BUTTON (question->checks[i])))
        chosen = question->choices[i].policy;
    }
  g_task_return_int (task, chosen);
  g_object_unref (task);
}

static char *
make_body (NexusGtkConflicts *conflicts,
           gboolean           is_export)
{
  GString *body = g_string_new (NULL);
  guint n_names = conflicts->names->len;
  guint shown = n_names > MAX_NAMES ? MAX_NAMES - 1 : n_names;

  if (n_names > 1)
    {
      for (guint i = 0; i < shown; i++)
        /* Translators: between the names of files */
        g_string_append_printf (body, "%s“%s”", i > 0 ? _(", ") : "", (char *) g_ptr_array_index (conflicts->names, i));
      if (n_names > shown)
        /* Translators: after the names of some files */
        g_string_append_printf (body, ngettext (" and %u more", " and %u more", n_names - shown), n_names - shown);
      g_string_append (body, "\n\n");
    }
  g_string_append (body, is_export ? _("What should happen with what is in that folder already?")
                                   : _("What should happen with what is in the store already?"));
  if (conflicts->merges)
    {
      g_string_append_c (body, ' ');
      g_string_append (body, _("Folders are merged; your answer is for everything in them."));
    }

  return g_string_free (body, FALSE);
}

static GtkWidget *
new_list (Question *question)
{
  GtkWidget *list = gtk_list_box_new ();

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Choices"), -1);
  for (guint i = 0; i < G_N_ELEMENTS (question->choices); i++)
    {
      Choice *choice = &question->choices[i];
      GtkWidget *row = adw_action_row_new ();
      GtkWidget *check = gtk_check_button_new ();

      gtk_widget_set_name (check, choice->name);
      gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
      gtk_check_button_set_group (GTK_CHECK_BUTTON (check),
                                  i > 0 ? GTK_CHECK_BUTTON (question->checks[0]) : NULL);
      gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, choice->title,
                                      GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, choice->subtitle, -1);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), choice->title);
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), choice->subtitle);
      adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
      adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
      gtk_list_box_append (GTK_LIST_BOX (list), row);
      question->checks[i] = check;
    }

  return list;
}

static Question *
question_new (gboolean is_export,
              gboolean keeps_versions)
{
  Question *question = g_new0 (Question, 1);
  const char *replace = _("What is there is overwritten; this cannot be undone");
  const Choice choices[] = {
    { NEXUS_CONFLICT_SKIP, "skip", _("Skip"), _("Leave what is there as it is") },
    { NEXUS_CONFLICT_KEEP_BOTH, "keep-both", _("Keep Both"),
      _("The new one gets a number, as in “name (2).txt”") },
    { NEXUS_CONFLICT_NEWER, "newer", _("Replace If Newer"), _("Only where the new one was modified later") },
    { NEXUS_CONFLICT_REPLACE, "replace", _("Replace"), replace },
  };
  G_STATIC_ASSERT (sizeof choices == sizeof question->choices);

  memcpy (question->choices, choices, sizeof choices);
  if (!is_export && keeps_versions)
    question->choices[3].subtitle = _("What is there stays as an older version, or in the trash");

  return question;
}

void
nexus_gtk_conflict_dialog_ask_async (GtkWindow           *parent,
                                     NexusGtkConflicts   *conflicts,
                                     gboolean             is_export,
                                     gboolean             keeps_versions,
                                     GAsyncReadyCallback  callback,
                                     gpointer             user_data)
{
  GTask *task = g_task_new (parent, NULL, callback, user_data);
  Question *question = question_new (is_export, keeps_versions);
  g_autofree char *heading = NULL;
  g_autofree char *body = make_body (conflicts, is_export);
  guint n_names = conflicts->names->len;
  GtkWidget *dialog;

  g_task_set_source_tag (task, nexus_gtk_conflict_dialog_ask_async);
  g_task_set_task_data (task, question, g_free);
  if (n_names == 1)
    heading = g_strdup_printf (_("“%s” Exists Already"), (char *) g_ptr_array_index (conflicts->names, 0));
  else
    heading = g_strdup_printf (ngettext ("%u Item Exists Already", "%u Items Exist Already", n_names), n_names);

  dialog = nexus_gtk_dialogs_new_message (parent, heading, body, new_list (question));
  gtk_widget_set_name (dialog, "conflict-dialog");
  /* Nothing is lost by either: by the one because there are versions, by the other in any case. */
  gtk_check_button_set_active (GTK_CHECK_BUTTON (question->checks[!is_export && keeps_versions ? 3 : 1]), TRUE);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"),
                                    "do", is_export ? _("_Export") : _("_Import"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "do", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "do");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect (dialog, "response", G_CALLBACK (response_cb), task);
  nexus_gtk_name_buttons (GTK_WIDGET (dialog));
  gtk_window_present (GTK_WINDOW (dialog));
}

gboolean
nexus_gtk_conflict_dialog_ask_finish (GAsyncResult        *result,
                                      NexusConflictPolicy *policy)
{
  gssize chosen;

  g_return_val_if_fail (g_async_result_is_tagged (result, nexus_gtk_conflict_dialog_ask_async), FALSE);

  chosen = g_task_propagate_int (G_TASK (result), NULL);
  if (chosen < 0)
    return FALSE;
  *policy = (NexusConflictPolicy) chosen;

  return TRUE;
}

G_GNUC_END_IGNORE_DEPRECATIONS
