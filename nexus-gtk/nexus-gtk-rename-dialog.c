/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "nexus-gtk-accessible.h"
#include "nexus-gtk-bar.h"
#include "nexus-gtk-rename-dialog.h"
#include "nexus-gtk-rename-row.h"
#include "nexus-gtk-rename-rule.h"
#include "nexus-gtk-wrap-layout.h"

struct _NexusGtkRenameDialog {
  AdwWindow        parent_instance;

  NexusFilesystem *filesystem;
  GPtrArray       *entries;
  GHashTable      *folders;      /* path → NexusDirectoryModel, which knows the names that are taken */
  GPtrArray       *renames;      /* NULL while the rule makes no sense */
  GListStore      *preview;      /* of NexusGtkRenameRow */
  guint            n_problems;

  GtkWidget       *mode;
  GtkStack        *stack;
  GtkWidget       *template;
  GtkWidget       *find;
  GtkWidget       *replacement;
  GtkWidget       *is_regex;
  GtkWidget       *match_case;
  GtkLabel        *message;
  GtkWidget       *button;
};

enum {
  SIGNAL_RENAMED,
  SIGNAL_FAILED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (NexusGtkRenameDialog, nexus_gtk_rename_dialog, NEXUS_GTK_TYPE_SIDE_WINDOW)

/* What can be put into a template, with what it stands for. */
static const struct {
  const char *placeholder;
  const char *title;
} placeholders[] = {
  { "{name}", N_("Former Name") },
  { "{ext}", N_("Ending of the Name") },
  { "[1]", N_("1, 2, 3…") },
  { "[01]", N_("01, 02, 03…") },
  { "[001]", N_("001, 002, 003…") },
  { "{date}", N_("Day of the Last Change") },
  { "{tag}", N_("Tags") },
};

static const char *
get_text (GtkWidget *entry)
{
  return gtk_editable_get_text (GTK_EDITABLE (entry));
}

/* --- The preview --- */

static gboolean
is_loading (NexusGtkRenameDialog *self)
{
  GHashTableIter iter;
  gpointer model;

  g_hash_table_iter_init (&iter, self->folders);
  while (g_hash_table_iter_next (&iter, NULL, &model))
    {
      if (nexus_list_model_get_loading (NEXUS_LIST_MODEL (model)))
        return TRUE;
    }

  return FALSE;
}

static gboolean
is_taken (const char *folder,
          const char *name,
          gpointer    user_data)
{
  NexusGtkRenameDialog *self = user_data;
  NexusDirectoryModel *model = g_hash_table_lookup (self->folders, folder);

  return model != NULL && nexus_directory_model_find_name (model, name, NULL);
}

static void
show_message (NexusGtkRenameDialog *self,
              const GError         *error)
{
  g_autofree char *text = NULL;
  guint count = self->renames != NULL ? nexus_gtk_rename_count (self->renames) : 0;

  if (error != NULL)
    text = g_strdup (error->message);
  else if (self->n_problems > 0)
    text = g_strdup_printf (ngettext ("%u name cannot be given", "%u names cannot be given", self->n_problems),
                            self->n_problems);
  else
    text = g_strdup_printf (ngettext ("%u name changes", "%u names change", count), count);
  gtk_label_set_text (self->message, text);
  if (error != NULL || self->n_problems > 0)
    gtk_widget_add_css_class (GTK_WIDGET (self->message), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->message), "error");
  gtk_widget_set_sensitive (self->button, nexus_gtk_rename_dialog_is_ready (self));
}

static void
update (NexusGtkRenameDialog *self)
{
  const NexusGtkRenameRule rule = {
    .replaces = adw_combo_row_get_selected (ADW_COMBO_ROW (self->mode)) == 1,
    .template = get_text (self->template),
    .find = get_text (self->find),
    .replacement = get_text (self->replacement),
    .is_regex = gtk_check_button_get_active (GTK_CHECK_BUTTON (self->is_regex)),
    .match_case = gtk_check_button_get_active (GTK_CHECK_BUTTON (self->match_case)),
  };
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GError) error = NULL;

  g_clear_pointer (&self->renames, g_ptr_array_unref);
  self->n_problems = 0;
  self->renames = nexus_gtk_rename_rule_apply (&rule, self->entries, &error);
  if (self->renames != NULL)
    self->n_problems = nexus_gtk_rename_check (self->renames, is_taken, self);
  for (guint i = 0; self->renames != NULL && i < self->renames->len; i++)
    {
      NexusGtkRename *rename = g_ptr_array_index (self->renames, i);

      g_ptr_array_add (rows, nexus_gtk_rename_row_new (nexus_entry_get_name (rename->entry), rename->name,
                                                       rename->problem));
    }
  /* What was shown last stays until the rule makes sense again. */
  if (self->renames != NULL)
    g_list_store_splice (self->preview, 0, g_list_model_get_n_items (G_LIST_MODEL (self->preview)), rows->pdata,
                         rows->len);
  show_message (self, error);
}

static void
mode_changed_cb (NexusGtkRenameDialog *self)
{
  gboolean replaces = adw_combo_row_get_selected (ADW_COMBO_ROW (self->mode)) == 1;

  gtk_stack_set_visible_child_name (self->stack, replaces ? "replace" : "template");
  update (self);
}

/* The names in the folders, among which are those that nobody sees. */
static void
watch_folders (NexusGtkRenameDialog *self)
{
  for (guint i = 0; i < self->entries->len; i++)
    {
      char *folder = nexus_path_dup_parent (nexus_entry_get_path (g_ptr_array_index (self->entries, i)));
      NexusDirectoryModel *model;

      if (g_hash_table_contains (self->folders, folder))
        {
          g_free (folder);
          continue;
        }
      model = nexus_directory_model_new (self->filesystem, folder);
      nexus_directory_model_set_show_hidden (model, TRUE);
      g_signal_connect_object (model, "notify::loading", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
      g_hash_table_insert (self->folders, folder, model);
    }
}

gboolean
nexus_gtk_rename_dialog_is_ready (NexusGtkRenameDialog *self)
{
  g_return_val_if_fail (NEXUS_GTK_IS_RENAME_DIALOG (self), FALSE);

  return self->renames != NULL && self->n_problems == 0 && !is_loading (self) &&
         nexus_gtk_rename_count (self->renames) > 0;
}

GListModel *
nexus_gtk_rename_dialog_get_preview (NexusGtkRenameDialog *self)
{
  g_return_val_if_fail (NEXUS_GTK_IS_RENAME_DIALOG (self), NULL);

  return G_LIST_MODEL (self->preview);
}

/* --- Renaming --- */

static void
renamed_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(NexusGtkRenameDialog) self = user_data;
  g_autoptr(GError) error = NULL;

  /* It was closed meanwhile. */
  if (!gtk_widget_get_realized (GTK_WIDGET (self)))
    return;
  if (!nexus_batch_commit_finish (NEXUS_BATCH (object), result, &error))
    {
      gtk_widget_set_sensitive (GTK_WIDGET (self), TRUE);
      show_message (self, error);
      g_signal_emit (self, signals[SIGNAL_FAILED], 0, error);
      return;
    }
  g_signal_emit (self, signals[SIGNAL_RENAMED], 0, nexus_gtk_rename_count (self->renames),
                 nexus_batch_get_description (NEXUS_BATCH (object)));
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
rename_cb (NexusGtkRenameDialog *self)
{
  g_autoptr(NexusBatch) batch = NULL;
  g_autofree char *description = NULL;
  guint count;

  if (!nexus_gtk_rename_dialog_is_ready (self))
    return;
  batch = nexus_batch_new (self->filesystem);
  count = nexus_gtk_rename_count (self->renames);
  nexus_gtk_rename_add_to (self->renames, batch);
  /* Translators: the name of a step that can be undone. */
  description = g_strdup_printf (ngettext ("Rename of %u Item", "Rename of %u Items", count), count);
  nexus_batch_set_description (batch, description);
  /* A text that cannot be written in any more must not keep the focus. */
  gtk_window_set_focus (GTK_WINDOW (self), NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self), FALSE);
  nexus_batch_commit_async (batch, NULL, renamed_cb, g_object_ref (self));
}

/* --- The widgets --- */

static void
insert_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  NexusGtkRenameDialog *self = NEXUS_GTK_RENAME_DIALOG (widget);
  int position = gtk_editable_get_position (GTK_EDITABLE (self->template));

  gtk_editable_insert_text (GTK_EDITABLE (self->template), g_variant_get_string (parameter, NULL), -1, &position);
  gtk_widget_grab_focus (self->template);
  gtk_editable_set_position (GTK_EDITABLE (self->template), position);
}

/* The attributes that the entries have. */
static GPtrArray *
list_keys (NexusGtkRenameDialog *self)
{
  g_autoptr(GPtrArray) keys = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < self->entries->len; i++)
    {
      GVariant *attributes = nexus_entry_get_attributes (g_ptr_array_index (self->entries, i));
      GVariantIter iter;
      const char *key;

      if (attributes == NULL)
        continue;
      g_variant_iter_init (&iter, attributes);
      while (g_variant_iter_next (&iter, "{&sv}", &key, NULL))
        {
          if (strchr (key, '}') == NULL && !g_ptr_array_find_with_equal_func (keys, key, g_str_equal, NULL))
            g_ptr_array_add (keys, g_strdup (key));
        }
    }

  return g_steal_pointer (&keys);
}

static void
append_placeholder (GMenu      *menu,
                    const char *title,
                    const char *placeholder)
{
  g_autoptr(GString) label = g_string_new (title);
  g_autoptr(GMenuItem) item = NULL;

  /* An underscore in a key is no mnemonic. */
  g_string_replace (label, "_", "__", 0);
  item = g_menu_item_new (label->str, NULL);
  g_menu_item_set_action_and_target (item, "rename.insert", "s", placeholder);
  g_menu_append_item (menu, item);
}

static GMenuModel *
new_menu (NexusGtkRenameDialog *self)
{
  g_autoptr(GMenu) menu = g_menu_new ();
  g_autoptr(GMenu) section = g_menu_new ();
  g_autoptr(GPtrArray) keys = list_keys (self);

  for (guint i = 0; i < G_N_ELEMENTS (placeholders); i++)
    append_placeholder (menu, _(placeholders[i].title), placeholders[i].placeholder);
  for (guint i = 0; i < keys->len; i++)
    {
      const char *key = g_ptr_array_index (keys, i);
      g_autofree char *placeholder = g_strdup_printf ("{%s}", key);

      append_placeholder (section, key, placeholder);
    }
  if (keys->len > 0)
    g_menu_append_section (menu, _("Attributes"), G_MENU_MODEL (section));

  return G_MENU_MODEL (g_steal_pointer (&menu));
}

static GtkWidget *
new_entry (NexusGtkRenameDialog *self,
           const char           *title,
           const char           *text)
{
  GtkWidget *entry = gtk_entry_new ();

  gtk_widget_set_hexpand (entry, TRUE);
  gtk_editable_set_text (GTK_EDITABLE (entry), text);
  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), title);
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  g_signal_connect_object (entry, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);

  return entry;
}

static GtkWidget *
new_check (NexusGtkRenameDialog *self,
           const char           *label)
{
  GtkWidget *check = gtk_check_button_new_with_mnemonic (label);
  GtkWidget *text = gtk_widget_get_last_child (check);

  if (GTK_IS_LABEL (text))
    gtk_label_set_wrap (GTK_LABEL (text), TRUE);
  g_signal_connect_object (check, "toggled", G_CALLBACK (update), self, G_CONNECT_SWAPPED);

  return check;
}

static GtkWidget *
new_template_page (NexusGtkRenameDialog *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *button = gtk_menu_button_new ();
  g_autoptr(GMenuModel) menu = new_menu (self);

  self->template = new_entry (self, _("Template"), "{name}");
  gtk_menu_button_set_label (GTK_MENU_BUTTON (button), _("_Insert"));
  gtk_menu_button_set_use_underline (GTK_MENU_BUTTON (button), TRUE);
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), menu);
  gtk_box_append (GTK_BOX (box), self->template);
  gtk_box_append (GTK_BOX (box), button);

  return box;
}

static GtkWidget *
new_replace_page (NexusGtkRenameDialog *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *checks = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 18);

  self->find = new_entry (self, _("Find"), "");
  self->replacement = new_entry (self, _("Replace With"), "");
  self->is_regex = new_check (self, _("Regular _Expression"));
  self->match_case = new_check (self, _("Match _Case"));
  gtk_box_append (GTK_BOX (texts), self->find);
  gtk_box_append (GTK_BOX (texts), self->replacement);
  gtk_widget_set_layout_manager (checks, nexus_gtk_wrap_layout_new (18));
  gtk_box_append (GTK_BOX (checks), self->is_regex);
  gtk_box_append (GTK_BOX (checks), self->match_case);
  gtk_box_append (GTK_BOX (box), texts);
  gtk_box_append (GTK_BOX (box), checks);

  return box;
}

static GtkWidget *
new_rule (NexusGtkRenameDialog *self)
{
  const char *modes[] = { _("Template"), _("Find and Replace"), NULL };
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *list = gtk_list_box_new ();
  g_autoptr(GtkStringList) names = gtk_string_list_new (modes);

  self->mode = adw_combo_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->mode), _("Rename By"));
  adw_combo_row_set_model (ADW_COMBO_ROW (self->mode), G_LIST_MODEL (names));
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Rename By"), -1);
  gtk_list_box_append (GTK_LIST_BOX (list), self->mode);
  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_stack_set_vhomogeneous (self->stack, FALSE);
  gtk_stack_add_named (self->stack, new_template_page (self), "template");
  gtk_stack_add_named (self->stack, new_replace_page (self), "replace");
  g_signal_connect_object (self->mode, "notify::selected", G_CALLBACK (mode_changed_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), list);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->stack));
  gtk_widget_set_margin_top (box, 12);
  gtk_widget_set_margin_bottom (box, 12);
  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);

  return box;
}

/* Below the names and not beside the title, which would have no room in a narrow window. */
static GtkWidget *
new_bar (NexusGtkRenameDialog *self)
{
  GtkWidget *bar;

  self->message = GTK_LABEL (gtk_label_new (NULL));
  bar = nexus_gtk_bar_new (self->message);
  self->button = gtk_button_new_with_mnemonic (_("_Rename"));
  gtk_widget_add_css_class (self->button, "suggested-action");
  g_signal_connect_object (self->button, "clicked", G_CALLBACK (rename_cb), self, G_CONNECT_SWAPPED);
  nexus_gtk_bar_add (bar, self->button);
  gtk_window_set_default_widget (GTK_WINDOW (self), self->button);

  return bar;
}

static void
add_widgets (NexusGtkRenameDialog *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *view = nexus_gtk_rename_view_new (G_LIST_MODEL (self->preview));
  g_autofree char *title = g_strdup_printf (ngettext ("Rename %u Item", "Rename %u Items", self->entries->len),
                                            self->entries->len);

  gtk_window_set_title (GTK_WINDOW (self), title);
  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), new_rule (self));
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), view);
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_box_append (GTK_BOX (box), scrolled);
  gtk_box_append (GTK_BOX (box), new_bar (self));
  adw_window_set_content (ADW_WINDOW (self), box);
  nexus_gtk_name_buttons (GTK_WIDGET (self));
}

/* --- The object --- */

static void
nexus_gtk_rename_dialog_dispose (GObject *object)
{
  NexusGtkRenameDialog *self = NEXUS_GTK_RENAME_DIALOG (object);

  g_hash_table_remove_all (self->folders);
  g_clear_object (&self->filesystem);

  G_OBJECT_CLASS (nexus_gtk_rename_dialog_parent_class)->dispose (object);
}

static void
nexus_gtk_rename_dialog_finalize (GObject *object)
{
  NexusGtkRenameDialog *self = NEXUS_GTK_RENAME_DIALOG (object);

  g_hash_table_unref (self->folders);
  g_object_unref (self->preview);
  g_clear_pointer (&self->entries, g_ptr_array_unref);
  g_clear_pointer (&self->renames, g_ptr_array_unref);

  G_OBJECT_CLASS (nexus_gtk_rename_dialog_parent_class)->finalize (object);
}

static void
nexus_gtk_rename_dialog_class_init (NexusGtkRenameDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = nexus_gtk_rename_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = nexus_gtk_rename_dialog_finalize;
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "rename.insert", "s", insert_action);

  signals[SIGNAL_RENAMED] = g_signal_new ("renamed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_STRING);
  signals[SIGNAL_FAILED] = g_signal_new ("failed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
nexus_gtk_rename_dialog_init (NexusGtkRenameDialog *self)
{
  self->folders = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->preview = g_list_store_new (NEXUS_GTK_TYPE_RENAME_ROW);
}

NexusGtkRenameDialog *
nexus_gtk_rename_dialog_new (GtkWindow       *parent,
                             NexusFilesystem *filesystem,
                             GPtrArray       *entries)
{
  NexusGtkRenameDialog *self;

  g_return_val_if_fail (NEXUS_IS_FILESYSTEM (filesystem), NULL);
  g_return_val_if_fail (entries != NULL && entries->len > 0, NULL);

  self = g_object_new (NEXUS_GTK_TYPE_RENAME_DIALOG, "transient-for", parent, "modal", TRUE, "destroy-with-parent", TRUE,
                       "default-width", 640, "default-height", 560, "name", "rename-dialog", NULL);
  self->filesystem = g_object_ref (filesystem);
  self->entries = g_ptr_array_ref (entries);
  watch_folders (self);
  add_widgets (self);
  update (self);
  gtk_widget_grab_focus (self->template);

  return self;
}
