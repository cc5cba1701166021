/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "nexus-gtk-accessible.h"
#include "nexus-gtk-bar.h"
#include "nexus-gtk-column-chooser.h"
#include "nexus-gtk-column.h"
#include "nexus-gtk-format.h"
#include "nexus-gtk-wrap-layout.h"

/* As many keys are offered at once; whoever wants another one types a part of it. */
#define SUGGESTIONS_MAX 12

#define ID "nexus-column"

struct _NexusGtkColumnChooser {
  AdwWindow        parent_instance;

  NexusGtkBrowser *browser;
  GtkListBox      *list;         /* a row for each column, those that are shown first and in their order */
  GtkWidget       *entry;
  GtkWidget       *suggestions;
  GtkWidget       *reset;
  GStrv            keys;         /* of the attributes that are in the store; NULL until they are known */
  GCancellable    *cancellable;
  gboolean         updating;
};

G_DEFINE_FINAL_TYPE (NexusGtkColumnChooser, nexus_gtk_column_chooser, NEXUS_GTK_TYPE_SIDE_WINDOW)

/* --- Rows --- */

static GtkWidget *
get_row (NexusGtkColumnChooser *self,
         int                    index)
{
  return GTK_WIDGET (gtk_list_box_get_row_at_index (self->list, index));
}

static const char *
get_column (gpointer row)
{
  return g_object_get_data (row, ID);
}

static GtkSwitch *
get_switch (gpointer row)
{
  return GTK_SWITCH (adw_action_row_get_activatable_widget (row));
}

static GtkWidget *
find_row (NexusGtkColumnChooser *self,
          const char            *column)
{
  GtkWidget *row;

  for (int i = 0; (row = get_row (self, i)) != NULL; i++)
    {
      if (strcmp (get_column (row), column) == 0)
        return row;
    }

  return NULL;
}

static void
apply (NexusGtkColumnChooser *self)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) columns = NULL;
  GtkWidget *row;

  if (self->updating)
    return;

  for (int i = 0; (row = get_row (self, i)) != NULL; i++)
    {
      if (gtk_switch_get_active (get_switch (row)))
        g_strv_builder_add (builder, get_column (row));
    }
  columns = g_strv_builder_end (builder);
  nexus_gtk_browser_set_columns (self->browser, (const char * const *) columns);
  gtk_widget_set_sensitive (self->reset, nexus_gtk_browser_has_own_look (self->browser));
}

static void
move (NexusGtkColumnChooser *self,
      GtkWidget             *row,
      int                    index)
{
  gboolean had_focus = gtk_widget_get_focus_child (GTK_WIDGET (self->list)) == row;

  if (index < 0 || get_row (self, index) == NULL || gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row)) == index)
    return;

  g_object_ref (row);
  gtk_list_box_remove (self->list, row);
  gtk_list_box_insert (self->list, row, index);
  g_object_unref (row);
  if (had_focus)
    gtk_widget_grab_focus (row);
  apply (self);
}

/* By the keyboard: "up" and "down" are those of the list. */
static gboolean
move_key_cb (GtkWidget *row,
             GVariant  *arguments,
             gpointer   user_data)
{
  NexusGtkColumnChooser *self = NEXUS_GTK_COLUMN_CHOOSER (gtk_widget_get_root (row));

  move (self, row, gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row)) + g_variant_get_int32 (arguments));

  return GDK_EVENT_STOP;
}

static gboolean
dropped_cb (GtkDropTarget *target,
            const GValue  *value,
            double         x,
            double         y,
            GtkWidget     *row)
{
  NexusGtkColumnChooser *self = NEXUS_GTK_COLUMN_CHOOSER (gtk_widget_get_root (row));
  GtkWidget *dragged = g_value_get_object (value);

  if (gtk_widget_get_parent (dragged) != GTK_WIDGET (self->list))
    return FALSE;
  move (self, dragged, gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row)));

  return TRUE;
}

/* What is dragged looks as it does in the list. */
static void
drag_begin_cb (GtkDragSource *source,
               GdkDrag       *drag,
               GtkWidget     *row)
{
  g_autoptr(GdkPaintable) paintable = gtk_widget_paintable_new (row);

  gtk_drag_source_set_icon (source, paintable, 0, 0);
}

static void
make_movable (GtkWidget *row)
{
  g_auto(GValue) value = G_VALUE_INIT;
  g_autoptr(GdkContentProvider) content = NULL;
  GtkDragSource *source = gtk_drag_source_new ();
  GtkDropTarget *target = gtk_drop_target_new (ADW_TYPE_ACTION_ROW, GDK_ACTION_MOVE);
  GtkEventController *keys = gtk_shortcut_controller_new ();
  static const struct {
    const char *trigger;
    int         by;
  } moves[] = { { "<alt>Up|<alt>KP_Up", -1 }, { "<alt>Down|<alt>KP_Down", 1 } };

  g_value_init (&value, ADW_TYPE_ACTION_ROW);
  g_value_set_object (&value, row);
  content = gdk_content_provider_new_for_value (&value);
  gtk_drag_source_set_actions (source, GDK_ACTION_MOVE);
  gtk_drag_source_set_content (source, content);
  g_signal_connect (source, "drag-begin", G_CALLBACK (drag_begin_cb), row);
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (source));
  g_signal_connect (target, "drop", G_CALLBACK (dropped_cb), row);
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (target));
  for (guint i = 0; i < G_N_ELEMENTS (moves); i++)
    {
      GtkShortcut *shortcut = gtk_shortcut_new (gtk_shortcut_trigger_parse_string (moves[i].trigger),
                                                gtk_callback_action_new (move_key_cb, NULL, NULL));

      gtk_shortcut_set_arguments (shortcut, g_variant_new_int32 (moves[i].by));
      gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys), shortcut);
    }
  gtk_widget_add_controller (row, keys);
}

static GtkWidget *
new_row (NexusGtkColumnChooser *self,
         const char            *column,
         gboolean               shown)
{
  g_autofree char *title = nexus_gtk_column_dup_title (column);
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *handle = gtk_image_new_from_icon_name ("list-drag-handle-symbolic");
  GtkWidget *toggle = gtk_switch_new ();
  gboolean name = strcmp (column, NEXUS_GTK_COLUMN_NAME) == 0;

  g_object_set_data_full (G_OBJECT (row), ID, g_strdup (column), g_free);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  if (nexus_gtk_column_get_attribute (column) != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _("Attribute"));
  gtk_widget_add_css_class (handle, "dim-label");
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), handle);
  gtk_widget_set_valign (toggle, GTK_ALIGN_CENTER);
  gtk_switch_set_active (GTK_SWITCH (toggle), shown);
  /* There is no list without names. */
  gtk_widget_set_sensitive (toggle, !name);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (toggle), GTK_ACCESSIBLE_RELATION_LABELLED_BY, row, NULL, -1);
  g_signal_connect_object (toggle, "notify::active", G_CALLBACK (apply), self, G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), toggle);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), toggle);
  make_movable (row);

  return row;
}

static void
fill (NexusGtkColumnChooser *self)
{
  const char *place = nexus_gtk_browser_get_place (self->browser);
  const char * const *shown = nexus_gtk_browser_get_columns (self->browser);
  const char * const *all = nexus_gtk_column_list ();
  GtkWidget *row;

  self->updating = TRUE;
  while ((row = get_row (self, 0)) != NULL)
    gtk_list_box_remove (self->list, row);
  for (guint i = 0; shown[i] != NULL; i++)
    gtk_list_box_append (self->list, new_row (self, shown[i], TRUE));
  for (guint i = 0; all[i] != NULL; i++)
    {
      if (!g_strv_contains (shown, all[i]) && nexus_gtk_column_suits (all[i], place))
        gtk_list_box_append (self->list, new_row (self, all[i], FALSE));
    }
  gtk_widget_set_sensitive (self->reset, nexus_gtk_browser_has_own_look (self->browser));
  self->updating = FALSE;
}

/* --- Attributes --- */

static void update_suggestions (NexusGtkColumnChooser *self);

/* Behind those that are shown already. */
static void
add_attribute (NexusGtkColumnChooser *self,
               const char            *key)
{
  g_autofree char *column = g_strconcat (NEXUS_GTK_COLUMN_ATTRIBUTE, key, NULL);
  GtkWidget *row = find_row (self, column);
  int index = 0;

  if (*key == '\0')
    return;
  if (row == NULL)
    {
      for (int i = 0; get_row (self, i) != NULL; i++)
        {
          if (gtk_switch_get_active (get_switch (get_row (self, i))))
            index = i + 1;
        }
      row = new_row (self, column, TRUE);
      gtk_list_box_insert (self->list, row, index);
    }
  else
    {
      gtk_switch_set_active (get_switch (row), TRUE);
    }
  apply (self);
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  update_suggestions (self);
}

static void
suggested_cb (NexusGtkColumnChooser *self,
              GtkWidget             *button)
{
  /* The button goes with the other suggestions. */
  g_autofree char *key = g_strdup (g_object_get_data (G_OBJECT (button), ID));

  gtk_widget_grab_focus (self->entry);
  add_attribute (self, key);
}

static void
entered_cb (NexusGtkColumnChooser *self)
{
  g_autofree char *key = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry))));

  add_attribute (self, key);
}

static gboolean
is_suggested (NexusGtkColumnChooser *self,
              const char            *key,
              const char            *typed)
{
  g_autofree char *column = g_strconcat (NEXUS_GTK_COLUMN_ATTRIBUTE, key, NULL);
  g_autofree char *folded = nexus_gtk_fold (key);

  return strstr (folded, typed) != NULL && find_row (self, column) == NULL;
}

static void
update_suggestions (NexusGtkColumnChooser *self)
{
  g_autofree char *typed = nexus_gtk_fold (gtk_editable_get_text (GTK_EDITABLE (self->entry)));
  GtkWidget *child;
  guint n_shown = 0;

  while ((child = gtk_widget_get_first_child (self->suggestions)) != NULL)
    gtk_box_remove (GTK_BOX (self->suggestions), child);
  for (guint i = 0; self->keys != NULL && self->keys[i] != NULL && n_shown < SUGGESTIONS_MAX; i++)
    {
      g_autofree char *shown = NULL;
      GtkWidget *button;

      if (!is_suggested (self, self->keys[i], typed))
        continue;
      shown = nexus_path_display (self->keys[i]);
      button = gtk_button_new_with_label (shown);
      gtk_widget_add_css_class (button, "nexus-suggestion");
      g_object_set_data_full (G_OBJECT (button), ID, g_strdup (self->keys[i]), g_free);
      g_signal_connect_swapped (button, "clicked", G_CALLBACK (suggested_cb), self);
      gtk_box_append (GTK_BOX (self->suggestions), button);
      n_shown++;
    }
  gtk_widget_set_visible (self->suggestions, n_shown > 0);
  nexus_gtk_name_buttons (self->suggestions);
}

static void
keys_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(NexusGtkColumnChooser) self = user_data;
  g_auto(GStrv) keys = nexus_filesystem_list_attribute_keys_finish (NEXUS_FILESYSTEM (object), result, NULL);

  /* Without them, nothing is offered, and keys can be typed all the same. */
  if (keys == NULL || self->browser == NULL)
    return;

  self->keys = g_steal_pointer (&keys);
  update_suggestions (self);
}

/* --- The window --- */

static void
reset_cb (NexusGtkColumnChooser *self)
{
  nexus_gtk_browser_reset_look (self->browser);
  fill (self);
  update_suggestions (self);
}

static void
share_cb (NexusGtkColumnChooser *self)
{
  nexus_gtk_browser_share_look (self->browser);
  gtk_widget_set_sensitive (self->reset, nexus_gtk_browser_has_own_look (self->browser));
}

static void
nexus_gtk_column_chooser_dispose (GObject *object)
{
  NexusGtkColumnChooser *self = NEXUS_GTK_COLUMN_CHOOSER (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->browser);
  g_clear_pointer (&self->keys, g_strfreev);

  G_OBJECT_CLASS (nexus_gtk_column_chooser_parent_class)->dispose (object);
}

static void
nexus_gtk_column_chooser_class_init (NexusGtkColumnChooserClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = nexus_gtk_column_chooser_dispose;
}

static GtkWidget *
new_button (NexusGtkColumnChooser *self,
            const char            *label,
            GCallback              clicked)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  g_signal_connect_swapped (button, "clicked", clicked, self);

  return button;
}

static void
nexus_gtk_column_chooser_init (NexusGtkColumnChooser *self)
{
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *header = adw_header_bar_new ();
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *clamp = adw_clamp_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  GtkWidget *attributes = gtk_list_box_new ();
  GtkWidget *hint = gtk_label_new (_("Drag rows to change the order of the columns, or move them with Alt and the arrow "
                                     "keys."));

  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Columns"), -1);

  self->entry = adw_entry_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->entry), _("Add a Column for an Attribute"));
  adw_entry_row_set_show_apply_button (ADW_ENTRY_ROW (self->entry), TRUE);
  g_signal_connect_swapped (self->entry, "apply", G_CALLBACK (entered_cb), self);
  g_signal_connect_swapped (self->entry, "changed", G_CALLBACK (update_suggestions), self);
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (attributes), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (attributes, "boxed-list");
  gtk_list_box_append (GTK_LIST_BOX (attributes), self->entry);
  self->suggestions = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_widget_set_layout_manager (self->suggestions, nexus_gtk_wrap_layout_new (6));
  gtk_widget_set_visible (self->suggestions, FALSE);

  gtk_label_set_wrap (GTK_LABEL (hint), TRUE);
  gtk_label_set_xalign (GTK_LABEL (hint), 0.0);
  gtk_widget_add_css_class (hint, "dim-label");
  gtk_widget_add_css_class (hint, "caption");

  self->reset = new_button (self, _("_Reset to Default"), G_CALLBACK (reset_cb));
  gtk_box_append (GTK_BOX (box), hint);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->list));
  gtk_box_append (GTK_BOX (box), attributes);
  gtk_box_append (GTK_BOX (box), self->suggestions);
  gtk_widget_set_margin_top (box, 12);
  gtk_widget_set_margin_bottom (box, 18);
  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);
  adw_clamp_set_child (ADW_CLAMP (clamp), box);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), clamp);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_box_append (GTK_BOX (content), header);
  gtk_box_append (GTK_BOX (content), scrolled);
  adw_window_set_content (ADW_WINDOW (self), content);
  self->cancellable = g_cancellable_new ();
}

static void
add_buttons (NexusGtkColumnChooser *self)
{
  GtkWidget *bar = nexus_gtk_bar_new (NULL);

  nexus_gtk_bar_add (bar, self->reset);
  if (nexus_gtk_browser_get_place (self->browser)[0] == '/')
    nexus_gtk_bar_add (bar, new_button (self, _("_Use as Default"), G_CALLBACK (share_cb)));
  gtk_box_append (GTK_BOX (adw_window_get_content (ADW_WINDOW (self))), bar);
}

GtkWindow *
nexus_gtk_column_chooser_new (GtkWindow       *parent,
                              NexusFilesystem *filesystem,
                              NexusGtkBrowser *browser)
{
  NexusGtkColumnChooser *self = g_object_new (NEXUS_GTK_TYPE_COLUMN_CHOOSER,
                                              "name", "column-chooser",
                                              "title", _("Columns"),
                                              "transient-for", parent,
                                              "modal", TRUE,
                                              "destroy-with-parent", TRUE,
                                              "default-width", 420,
                                              "default-height", 620,
                                              NULL);

  self->browser = g_object_ref (browser);
  add_buttons (self);
  fill (self);
  nexus_filesystem_list_attribute_keys_async (filesystem, self->cancellable, keys_cb, g_object_ref (self));
  nexus_gtk_name_buttons (GTK_WIDGET (self));

  return GTK_WINDOW (self);
}
