/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "nexus-gtk-accessible.h"
#include "nexus-gtk-conflict-dialog.h"
#include "nexus-gtk-dialogs.h"
#include "nexus-gtk-format.h"
#include "nexus-gtk-tall-bin.h"

/* So many digits of a hash are enough for eyes to see that two of them differ. */
#define N_DIGITS 10

/* What stands around the comparison in the dialog; and the narrowest window that it has to fit into. */
#define AROUND       76
#define NARROWEST    360

/* It may be as high as its window, and always as high as a telephone; what is more scrolls.  In a window that is as narrow
 * as one, the buttons may stand above each other. */
#define TALLEST      640
#define NARROW       450
#define BUTTON       80

/* The line around the choices is drawn outside of them. */
#define MARGIN       3

/* What is compared wraps in a narrow window, but not to less than that. */
#define N_CHARS      10

/* AdwMessageDialog is what the floor has; it was replaced later, and still works. */
G_GNUC_BEGIN_IGNORE_DEPRECATIONS

typedef struct {
  NexusConflictPolicy  policy;
  const char          *name;       /* of the widget */
  const char          *title;
  const char          *subtitle;
} Choice;

typedef struct {
  GPtrArray           *conflicts;
  gboolean             is_export;
  gboolean             keeps_versions;

  NexusConflictPolicy *answers;
  guint                position;       /* of the conflict that is asked about */
  GtkWidget           *dialog;
  gulong               cancelled_id;
  GtkWidget           *all;            /* NULL for the last one */
  GtkWidget           *checks[4];
  Choice               choices[4];
} Question;

static void
question_free (Question *question)
{
  g_ptr_array_unref (question->conflicts);
  g_free (question->answers);
  g_free (question);
}

static void ask (GTask *task);

/* --- Answers --- */

/* Takes the task. */
static void
end (GTask *task)
{
  Question *question = g_task_get_task_data (task);

  /* Not from within the signal, which would wait for itself. */
  g_signal_handler_disconnect (g_task_get_cancellable (task), question->cancelled_id);
  g_task_return_pointer (task, g_steal_pointer (&question->answers), g_free);
  g_object_unref (task);
}

static NexusConflictPolicy
get_choice (Question *question)
{
  for (guint i = 0; i < G_N_ELEMENTS (question->checks); i++)
    {
      if (gtk_check_button_get_active (GTK_CHECK_BUTTON (question->checks[i])))
        return question->choices[i].policy;
    }

  return NEXUS_CONFLICT_SKIP;
}

static void
response_cb (AdwMessageDialog *dialog,
             const char       *response,
             GTask            *task)
{
  Question *question = g_task_get_task_data (task);
  guint n_answered = 1;

  question->dialog = NULL;
  if (strcmp (response, "do") != 0)
    {
      end (task);
      return;
    }

  if (question->all != NULL && gtk_check_button_get_active (GTK_CHECK_BUTTON (question->all)))
    n_answered = question->conflicts->len - question->position;
  for (guint i = 0; i < n_answered; i++)
    question->answers[question->position + i] = get_choice (question);
  question->position += n_answered;
  if (question->position < question->conflicts->len)
    ask (task);
  else
    end (task);
}

static void
cancelled_cb (GCancellable *cancellable,
              GTask        *task)
{
  Question *question = g_task_get_task_data (task);

  if (question->dialog != NULL)
    gtk_window_close (GTK_WINDOW (question->dialog));
}

/* --- Both sides --- */

/* Both sides of something, and what it is: beside them, or above them where there is no room for three columns. */
typedef struct {
  GtkGrid  *grid;
  int       n_rows;
  gboolean  is_narrow;
} Table;

static GtkWidget *
new_text (Table      *table,
          const char *text,
          float       xalign,
          gboolean    stands_out)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), xalign);
  gtk_widget_add_css_class (label, "numeric");
  if (stands_out)
    gtk_widget_add_css_class (label, table->is_narrow ? "caption-heading" : "heading");
  else if (table->is_narrow)
    gtk_widget_add_css_class (label, "caption");
  /* A message asks what wraps how high it would be at its narrowest, which would be much too high. */
  if (table->is_narrow)
    {
      gtk_label_set_wrap (GTK_LABEL (label), TRUE);
      gtk_label_set_width_chars (GTK_LABEL (label), N_CHARS);
      gtk_widget_set_valign (label, GTK_ALIGN_START);
    }

  return label;
}

static void
add_row (Table      *table,
         const char *title,          /* NULL for the first one, which says what is compared */
         const char *there,
         const char *new,
         int         stands_out)     /* below 0 the former, above 0 the latter, else none */
{
  int first = table->is_narrow ? 0 : 1;

  if (title != NULL)
    {
      GtkWidget *label = new_text (table, title, table->is_narrow ? 0.0 : 1.0, FALSE);

      gtk_widget_add_css_class (label, "dim-label");
      gtk_grid_attach (table->grid, label, 0, table->n_rows, table->is_narrow ? 2 : 1, 1);
      if (table->is_narrow)
        {
          gtk_widget_set_margin_top (label, 6);
          table->n_rows++;
        }
    }
  gtk_grid_attach (table->grid, new_text (table, there, 0.0, stands_out < 0 || title == NULL), first,
                   table->n_rows, 1, 1);
  gtk_grid_attach (table->grid, new_text (table, new, 0.0, stands_out > 0 || title == NULL), first + 1,
                   table->n_rows, 1, 1);
  table->n_rows++;
}

static char *
describe_file (NexusGtkConflict *conflict)
{
  switch (conflict->file_type)
    {
    case G_FILE_TYPE_DIRECTORY:
      return g_strdup (_("Folder"));
    case G_FILE_TYPE_SYMBOLIC_LINK:
      return g_strdup (_("Link"));
    case G_FILE_TYPE_REGULAR:
    default:
      return g_format_size (conflict->file_size);
    }
}

static char *
describe_entry (NexusEntry *entry)
{
  switch (nexus_entry_get_kind (entry))
    {
    case NEXUS_KIND_DIRECTORY:
      return g_strdup (_("Folder"));
    case NEXUS_KIND_SYMBOLIC_LINK:
      return g_strdup (_("Link"));
    case NEXUS_KIND_FILE:
    default:
      return g_format_size (nexus_entry_get_size (entry));
    }
}

static int
compare (gint64 there,
         gint64 new)
{
  return (new > there) - (new < there);
}

static void
swap (char **a,
      char **b)
{
  char *kept = *a;

  *a = *b;
  *b = kept;
}

static GtkWidget *
new_comparison (NexusGtkConflict *conflict,
                gboolean          is_export,
                gboolean          is_narrow)
{
  Table table = { GTK_GRID (gtk_grid_new ()), 0, is_narrow };
  g_autoptr(GDateTime) modified = nexus_entry_dup_modified (conflict->entry);
  g_autofree char *size = describe_entry (conflict->entry);
  g_autofree char *file_size = describe_file (conflict);
  g_autofree char *time = nexus_gtk_format_tall_time (modified);
  g_autofree char *file_time = nexus_gtk_format_tall_time (conflict->file_modified);
  g_autofree char *hash = g_strndup (nexus_entry_get_etag (conflict->entry), N_DIGITS);
  g_autofree char *file_hash = g_strndup (conflict->file_hash, N_DIGITS);
  int sign = is_export ? -1 : 1;
  int bigger = sign * compare ((gint64) nexus_entry_get_size (conflict->entry), (gint64) conflict->file_size);
  int later = 0;

  if (conflict->file_modified != NULL)
    later = sign * g_date_time_compare (conflict->file_modified, modified);
  /* What comes from the store when something is exported is the new one. */
  if (is_export)
    {
      swap (&size, &file_size);
      swap (&time, &file_time);
      swap (&hash, &file_hash);
    }
  gtk_grid_set_column_spacing (table.grid, 12);
  gtk_grid_set_row_spacing (table.grid, is_narrow ? 3 : 6);
  /* What wraps and is centered is asked for its width by its height, which may be less than that of its narrowest form. */
  gtk_widget_set_halign (GTK_WIDGET (table.grid), is_narrow ? GTK_ALIGN_FILL : GTK_ALIGN_CENTER);
  add_row (&table, NULL, is_export || conflict->source != NULL ? _("In the Folder") : _("In the Store"), _("New"), 0);
  add_row (&table, _("Size"), size, file_size, bigger);
  add_row (&table, _("Modified"), time, file_time, later);
  if (hash != NULL && file_hash != NULL)
    add_row (&table, _("Hash"), hash, file_hash, 0);

  return GTK_WIDGET (table.grid);
}

/* As wide as it is best to read, or narrower if the window is narrow that it belongs to. */
static GtkWidget *
new_fitting_comparison (Question         *question,
                        NexusGtkConflict *conflict,
                        GtkWidget        *parent)
{
  GtkWidget *comparison = g_object_ref_sink (new_comparison (conflict, question->is_export, FALSE));
  int room = MAX (gtk_widget_get_width (parent), NARROWEST) - AROUND;
  int width;

  gtk_widget_measure (comparison, GTK_ORIENTATION_HORIZONTAL, -1, &width, NULL, NULL, NULL);
  if (width > room)
    {
      g_object_unref (comparison);
      comparison = g_object_ref_sink (new_comparison (conflict, question->is_export, TRUE));
    }

  return comparison;
}

/* --- The question --- */

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

static void
set_choices (Question *question)
{
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
  if (!question->is_export && question->keeps_versions)
    question->choices[3].subtitle = _("What is there stays as an older version, or in the trash");
}

/* As it was answered before; else what loses nothing: replacing where there are versions, or keeping both. */
static guint
get_default (Question *question)
{
  for (guint i = 0; question->position > 0 && i < G_N_ELEMENTS (question->choices); i++)
    {
      if (question->choices[i].policy == question->answers[question->position - 1])
        return i;
    }

  return !question->is_export && question->keeps_versions ? 3 : 1;
}

static char *
make_body (Question         *question,
           NexusGtkConflict *conflict)
{
  g_autofree char *parent = question->is_export ? NULL : nexus_path_dup_parent (conflict->path);
  g_autoptr(GFile) folder = question->is_export ? g_file_get_parent (conflict->file) : NULL;
  g_autofree char *name = folder != NULL ? g_file_get_parse_name (folder) : NULL;
  g_autofree char *shown = nexus_path_display (parent != NULL ? parent : name != NULL ? name : "/");

  /* Translators: %s is a folder. */
  return g_strdup_printf (_("What is in “%s” under this name has other content."), shown);
}

/* Where there is no room for all of it, the buttons stay in sight and the rest scrolls. */
static void
let_scroll (AdwMessageDialog *dialog,
            GtkWidget        *parent)
{
  g_autoptr(GtkWidget) child = g_object_ref (adw_message_dialog_get_extra_child (dialog));
  GtkWidget *heading = gtk_widget_get_first_child (child);
  int room = MAX (gtk_widget_get_height (parent), TALLEST);
  int height;
  int child_height;

  gtk_widget_set_margin_start (child, MARGIN);
  gtk_widget_set_margin_end (child, MARGIN);
  gtk_widget_measure (gtk_window_get_child (GTK_WINDOW (dialog)), GTK_ORIENTATION_VERTICAL, -1,
                      &height, NULL, NULL, NULL);
  gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, -1, &child_height, NULL, NULL, NULL);
  room -= height - child_height;
  if (gtk_widget_get_width (parent) < NARROW)
    {
      room -= BUTTON;
      gtk_widget_remove_css_class (heading, "title-2");
      gtk_widget_add_css_class (heading, "title-4");
    }
  adw_message_dialog_set_extra_child (dialog, NULL);
  adw_message_dialog_set_extra_child (dialog, nexus_gtk_tall_bin_new (child, room));
}

/* Its text wraps, so that the dialog can be narrow. */
static GtkWidget *
new_check (const char *text)
{
  GtkWidget *check = gtk_check_button_new ();
  GtkWidget *label = gtk_label_new_with_mnemonic (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0.0);
  gtk_label_set_mnemonic_widget (GTK_LABEL (label), check);
  gtk_check_button_set_child (GTK_CHECK_BUTTON (check), label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  gtk_label_get_text (GTK_LABEL (label)), -1);

  return check;
}

static void
ask (GTask *task)
{
  Question *question = g_task_get_task_data (task);
  NexusGtkConflict *conflict = g_ptr_array_index (question->conflicts, question->position);
  guint n_left = question->conflicts->len - question->position - 1;
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  g_autoptr(GtkWidget) comparison = new_fitting_comparison (question, conflict, g_task_get_source_object (task));
  g_autofree char *name = nexus_path_dup_name (conflict->path);
  g_autofree char *shown = NULL;
  g_autofree char *heading = NULL;
  g_autofree char *body = make_body (question, conflict);
  g_autofree char *others = NULL;

  if (question->is_export)
    {
      g_free (name);
      name = g_file_get_basename (conflict->file);
    }
  shown = nexus_path_display (name);
  heading = g_strdup_printf (_("“%s” Exists Already"), shown);
  /* The message is as high as it would be if it were as narrow as it can be. */
  gtk_widget_set_vexpand (box, TRUE);
  gtk_box_append (GTK_BOX (box), comparison);
  gtk_box_append (GTK_BOX (box), new_list (question));
  question->all = NULL;
  if (n_left > 0)
    {
      others = g_strdup_printf (ngettext ("_Apply to %u more conflict", "_Apply to %u more conflicts", n_left), n_left);
      question->all = new_check (others);
      gtk_widget_set_name (question->all, "apply-to-all");
      gtk_box_append (GTK_BOX (box), question->all);
    }

  question->dialog = nexus_gtk_dialogs_new_message (g_task_get_source_object (task), heading, body, box);
  gtk_widget_set_name (question->dialog, "conflict-dialog");
  gtk_check_button_set_active (GTK_CHECK_BUTTON (question->checks[get_default (question)]), TRUE);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (question->dialog),
                                    "cancel", n_left > 0 ? _("_Skip All") : _("_Skip"),
                                    "do", _("C_ontinue"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (question->dialog), "do", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (question->dialog), "do");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (question->dialog), "cancel");
  g_signal_connect (question->dialog, "response", G_CALLBACK (response_cb), task);
  let_scroll (ADW_MESSAGE_DIALOG (question->dialog), g_task_get_source_object (task));
  nexus_gtk_name_buttons (question->dialog);
  gtk_window_present (GTK_WINDOW (question->dialog));
}

void
nexus_gtk_conflict_dialog_ask_async (GtkWindow           *parent,
                                     GPtrArray           *conflicts,
                                     gboolean             is_export,
                                     gboolean             keeps_versions,
                                     GCancellable        *cancellable,
                                     GAsyncReadyCallback  callback,
                                     gpointer             user_data)
{
  GTask *task;
  Question *question;

  g_return_if_fail (GTK_IS_WINDOW (parent));
  g_return_if_fail (conflicts != NULL && conflicts->len > 0);
  g_return_if_fail (G_IS_CANCELLABLE (cancellable));

  task = g_task_new (parent, cancellable, callback, user_data);
  question = g_new0 (Question, 1);
  question->conflicts = g_ptr_array_ref (conflicts);
  question->is_export = is_export;
  question->keeps_versions = keeps_versions;
  question->answers = g_new (NexusConflictPolicy, conflicts->len);
  for (guint i = 0; i < conflicts->len; i++)
    question->answers[i] = NEXUS_CONFLICT_SKIP;
  set_choices (question);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_source_tag (task, nexus_gtk_conflict_dialog_ask_async);
  g_task_set_task_data (task, question, (GDestroyNotify) question_free);
  question->cancelled_id = g_signal_connect (cancellable, "cancelled", G_CALLBACK (cancelled_cb), task);
  ask (task);
}

NexusConflictPolicy *
nexus_gtk_conflict_dialog_ask_finish (GAsyncResult *result)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, nexus_gtk_conflict_dialog_ask_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), NULL);
}

G_GNUC_END_IGNORE_DEPRECATIONS
