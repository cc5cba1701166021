/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "nexus-gtk-format.h"
#include "nexus-gtk-inspector.h"

struct _NexusGtkInspector {
  AdwBin           parent_instance;

  NexusFilesystem *filesystem;
  NexusEntry      *entry;        /* NULL unless one is selected */
  gboolean         editable;     /* not in the trash */
  GtkStack        *stack;
  AdwStatusPage   *summary;
  GtkBox          *box;          /* what is known of the entry */
  GtkBox          *versions;
  guint            reload_id;
};

enum {
  SIGNAL_OPEN_VERSION,
  SIGNAL_TOAST,
  SIGNAL_FAILED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (NexusGtkInspector, nexus_gtk_inspector, ADW_TYPE_BIN)

static void
report (NexusGtkInspector *self,
        GError            *error)
{
  if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_signal_emit (self, signals[SIGNAL_FAILED], 0, error);
}

/* --- Widgets --- */

static GtkWidget *
new_icon_button (const char *icon,
                 const char *name)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_set_tooltip_text (button, name);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);

  return button;
}

static GtkWidget *
add_group (NexusGtkInspector *self,
           const char        *title)
{
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  gtk_box_append (self->box, group);

  return group;
}

static void
add_fact (GtkWidget  *group,
          const char *name,
          const char *value)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *markup = g_markup_escape_text (value, -1);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), markup);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 3);
  gtk_widget_add_css_class (row, "nexus-fact");
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
}

/* --- Facts --- */

static void
copy_etag_cb (NexusGtkInspector *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), nexus_entry_get_etag (self->entry));
  g_signal_emit (self, signals[SIGNAL_TOAST], 0, _("Hash copied"));
}

static void
add_etag (NexusGtkInspector *self,
          GtkWidget         *group)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *button = new_icon_button ("edit-copy-symbolic", _("Copy hash"));

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _("Content Hash"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), nexus_entry_get_etag (self->entry));
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 1);
  gtk_widget_add_css_class (row, "nexus-etag");
  gtk_widget_set_tooltip_text (row, nexus_entry_get_etag (self->entry));
  g_signal_connect_object (button, "clicked", G_CALLBACK (copy_etag_cb), self, G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
}

static void
add_head (NexusGtkInspector *self)
{
  g_autoptr(GIcon) icon = nexus_gtk_get_icon (self->entry);
  g_autofree char *shown = nexus_path_display (nexus_entry_get_name (self->entry));
  g_autofree char *type = nexus_gtk_format_type (self->entry);
  GtkWidget *image = gtk_image_new_from_gicon (icon);
  GtkWidget *name = gtk_label_new (shown[0] == '/' ? _("Files") : shown);
  GtkWidget *kind = gtk_label_new (type);

  gtk_image_set_pixel_size (GTK_IMAGE (image), 96);
  gtk_accessible_update_state (GTK_ACCESSIBLE (image), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  gtk_label_set_wrap (GTK_LABEL (name), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (name), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_justify (GTK_LABEL (name), GTK_JUSTIFY_CENTER);
  gtk_widget_add_css_class (name, "title-3");
  gtk_widget_add_css_class (kind, "dim-label");
  gtk_box_append (self->box, image);
  gtk_box_append (self->box, name);
  gtk_box_append (self->box, kind);
}

static void
add_facts (NexusGtkInspector *self)
{
  NexusEntry *entry = self->entry;
  GtkWidget *group = add_group (self, "");
  g_autofree char *size = nexus_gtk_format_size (entry);
  g_autofree char *parent = nexus_path_dup_parent (nexus_entry_get_path (entry));
  g_autofree char *place = nexus_path_display (parent != NULL ? parent : "/");
  g_autofree char *mode = g_strdup_printf ("%03o", nexus_entry_get_mode (entry));
  g_autoptr(GDateTime) created = nexus_entry_dup_created (entry);
  g_autoptr(GDateTime) modified = nexus_entry_dup_modified (entry);
  g_autofree char *created_text = nexus_gtk_format_full_time (created);
  g_autofree char *modified_text = nexus_gtk_format_full_time (modified);

  add_fact (group, _("Folder"), place);
  add_fact (group, _("Size"), size);
  if (nexus_entry_get_kind (entry) == NEXUS_KIND_DIRECTORY)
    {
      guint64 count = nexus_entry_get_total_count (entry);
      g_autofree char *text = g_strdup_printf (ngettext ("%" G_GUINT64_FORMAT " item", "%" G_GUINT64_FORMAT " items",
                                                         count), count);

      add_fact (group, _("Contents"), text);
    }
  if (nexus_entry_get_kind (entry) == NEXUS_KIND_SYMBOLIC_LINK)
    {
      g_autofree char *target = nexus_path_display (nexus_entry_get_target (entry));

      add_fact (group, _("Points To"), target);
    }
  add_fact (group, _("Modified"), modified_text);
  add_fact (group, _("Added"), created_text);
  add_fact (group, _("Permissions"), mode);
  if (nexus_entry_get_etag (entry) != NULL)
    add_etag (self, group);
}

/* --- Tags --- */

static void
tag_done_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(NexusGtkInspector) self = user_data;
  g_autoptr(GError) error = NULL;

  nexus_filesystem_add_tag_finish (NEXUS_FILESYSTEM (object), result, &error);
  report (self, error);
}

static void
untag_done_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(NexusGtkInspector) self = user_data;
  g_autoptr(GError) error = NULL;

  nexus_filesystem_remove_tag_finish (NEXUS_FILESYSTEM (object), result, &error);
  report (self, error);
}

static void
tag_apply_cb (NexusGtkInspector *self,
              GtkEditable       *row)
{
  g_autofree char *tag = g_strstrip (g_strdup (gtk_editable_get_text (row)));

  if (*tag == '\0')
    return;
  nexus_filesystem_add_tag_async (self->filesystem, nexus_entry_get_path (self->entry), tag, NULL, tag_done_cb,
                                  g_object_ref (self));
  gtk_editable_set_text (row, "");
}

static void
untag_cb (NexusGtkInspector *self,
          GtkWidget         *button)
{
  nexus_filesystem_remove_tag_async (self->filesystem, nexus_entry_get_path (self->entry),
                                     g_object_get_data (G_OBJECT (button), "key"), NULL, untag_done_cb,
                                     g_object_ref (self));
}

static void
add_tags (NexusGtkInspector *self)
{
  const char * const *tags = nexus_entry_get_tags (self->entry);
  GtkWidget *group = add_group (self, _("Tags"));

  for (guint i = 0; tags[i] != NULL; i++)
    {
      g_autofree char *shown = nexus_path_display (tags[i]);
      GtkWidget *row = adw_action_row_new ();

      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), shown);
      adw_action_row_add_prefix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("bookmark-new-symbolic"));
      if (self->editable)
        {
          g_autofree char *name = g_strdup_printf (_("Remove tag %s"), shown);
          GtkWidget *button = new_icon_button ("list-remove-symbolic", name);

          g_object_set_data_full (G_OBJECT (button), "key", g_strdup (tags[i]), g_free);
          g_signal_connect_object (button, "clicked", G_CALLBACK (untag_cb), self, G_CONNECT_SWAPPED);
          adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
        }
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
    }

  if (self->editable)
    {
      GtkWidget *entry = adw_entry_row_new ();

      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (entry), _("Add a Tag"));
      adw_entry_row_set_show_apply_button (ADW_ENTRY_ROW (entry), TRUE);
      g_signal_connect_object (entry, "apply", G_CALLBACK (tag_apply_cb), self, G_CONNECT_SWAPPED);
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), entry);
    }
}

/* --- Attributes --- */

/* Written as people write values: true, 12, 1.5, text; lists and mappings as GVariant text. */
static char *
print_value (GVariant *value)
{
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
    return g_variant_dup_string (value, NULL);

  return g_variant_print (value, FALSE);
}

/* A value of the same type as before if the text is one; else the type that the text looks like. */
static GVariant *
parse_value (const char *text,
             GVariant   *former)
{
  g_autoptr(GVariant) value = NULL;
  char *end;
  gint64 number;
  double real;

  if (former != NULL && g_variant_is_of_type (former, G_VARIANT_TYPE_STRING))
    return g_variant_new_string (text);
  if (former != NULL && (value = g_variant_parse (g_variant_get_type (former), text, NULL, NULL, NULL)) != NULL)
    return g_steal_pointer (&value);

  if (strcmp (text, "true") == 0 || strcmp (text, "false") == 0)
    return g_variant_new_boolean (*text == 't');
  if (*text != '\0')
    {
      number = g_ascii_strtoll (text, &end, 10);
      if (*end == '\0')
        return g_variant_new_int64 (number);
      real = g_ascii_strtod (text, &end);
      if (*end == '\0' && real - real == 0.0)
        return g_variant_new_double (real);
    }

  return g_variant_new_string (text);
}

static void
attribute_done_cb (GObject      *object,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(NexusGtkInspector) self = user_data;
  g_autoptr(GError) error = NULL;

  nexus_filesystem_set_attribute_finish (NEXUS_FILESYSTEM (object), result, &error);
  report (self, error);
}

static void
attribute_removed_cb (GObject      *object,
                      GAsyncResult *result,
                      gpointer      user_data)
{
  g_autoptr(NexusGtkInspector) self = user_data;
  g_autoptr(GError) error = NULL;

  nexus_filesystem_remove_attribute_finish (NEXUS_FILESYSTEM (object), result, &error);
  report (self, error);
}

static void
set_attribute (NexusGtkInspector *self,
               const char        *key,
               GVariant          *value)
{
  nexus_filesystem_set_attribute_async (self->filesystem, nexus_entry_get_path (self->entry), key, value, NULL,
                                        attribute_done_cb, g_object_ref (self));
}

static void
attribute_apply_cb (NexusGtkInspector *self,
                    GtkEditable       *row)
{
  const char *key = g_object_get_data (G_OBJECT (row), "key");

  set_attribute (self, key, parse_value (gtk_editable_get_text (row), g_object_get_data (G_OBJECT (row), "value")));
}

static void
attribute_remove_cb (NexusGtkInspector *self,
                     GtkWidget         *button)
{
  nexus_filesystem_remove_attribute_async (self->filesystem, nexus_entry_get_path (self->entry),
                                           g_object_get_data (G_OBJECT (button), "key"), NULL,
                                           attribute_removed_cb, g_object_ref (self));
}

static void
attribute_new_cb (NexusGtkInspector *self,
                  GtkEditable       *row)
{
  g_auto(GStrv) parts = g_strsplit (gtk_editable_get_text (row), "=", 2);

  if (parts[0] == NULL || *g_strstrip (parts[0]) == '\0')
    return;
  set_attribute (self, parts[0], parse_value (parts[1] != NULL ? g_strstrip (parts[1]) : "", NULL));
  gtk_editable_set_text (row, "");
}

static void
add_attributes (NexusGtkInspector *self)
{
  GtkWidget *group = add_group (self, _("Attributes"));
  GVariantIter iter;
  const char *key;
  GVariant *value;

  g_variant_iter_init (&iter, nexus_entry_get_attributes (self->entry));
  while (g_variant_iter_loop (&iter, "{&sv}", &key, &value))
    {
      g_autofree char *text = print_value (value);
      g_autofree char *shown = nexus_path_display (key);
      g_autofree char *name = g_strdup_printf (_("Remove attribute %s"), shown);
      GtkWidget *row = adw_entry_row_new ();
      GtkWidget *button = new_icon_button ("list-remove-symbolic", name);

      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), shown);
      gtk_editable_set_text (GTK_EDITABLE (row), text);
      gtk_editable_set_editable (GTK_EDITABLE (row), self->editable);
      adw_entry_row_set_show_apply_button (ADW_ENTRY_ROW (row), self->editable);
      g_object_set_data_full (G_OBJECT (row), "key", g_strdup (key), g_free);
      g_object_set_data_full (G_OBJECT (row), "value", g_variant_ref (value), (GDestroyNotify) g_variant_unref);
      g_object_set_data_full (G_OBJECT (button), "key", g_strdup (key), g_free);
      g_signal_connect_object (row, "apply", G_CALLBACK (attribute_apply_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (button, "clicked", G_CALLBACK (attribute_remove_cb), self, G_CONNECT_SWAPPED);
      gtk_widget_set_visible (button, self->editable);
      adw_entry_row_add_suffix (ADW_ENTRY_ROW (row), button);
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
    }

  if (self->editable)
    {
      GtkWidget *row = adw_entry_row_new ();

      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _("Add “name = value”"));
      adw_entry_row_set_show_apply_button (ADW_ENTRY_ROW (row), TRUE);
      g_signal_connect_object (row, "apply", G_CALLBACK (attribute_new_cb), self, G_CONNECT_SWAPPED);
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
    }
}

/* --- Versions --- */

static void
restored_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(NexusGtkInspector) self = user_data;
  g_autoptr(NexusEntry) entry = NULL;
  g_autoptr(GError) error = NULL;

  entry = nexus_filesystem_restore_version_finish (NEXUS_FILESYSTEM (object), result, &error);
  if (entry != NULL)
    g_signal_emit (self, signals[SIGNAL_TOAST], 0, _("Version restored; the former one is kept as well"));
  report (self, error);
}

static void
restore_cb (NexusGtkInspector *self,
            GtkWidget         *button)
{
  guint number = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "version"));

  nexus_filesystem_restore_version_async (self->filesystem, nexus_entry_get_path (self->entry), number, NULL,
                                          restored_cb, g_object_ref (self));
}

static void
open_cb (NexusGtkInspector *self,
         GtkWidget         *button)
{
  g_signal_emit (self, signals[SIGNAL_OPEN_VERSION], 0,
                 GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "version")));
}

static void
add_version_button (NexusGtkInspector *self,
                    GtkWidget         *row,
                    const char        *icon,
                    const char        *name,
                    GCallback          callback,
                    guint              number)
{
  GtkWidget *button = new_icon_button (icon, name);

  g_object_set_data (G_OBJECT (button), "version", GUINT_TO_POINTER (number));
  g_signal_connect_object (button, "clicked", callback, self, G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
}

static void
versions_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GtkWidget) group = user_data;
  NexusGtkInspector *self = NEXUS_GTK_INSPECTOR (gtk_widget_get_ancestor (group, NEXUS_GTK_TYPE_INSPECTOR));
  g_autoptr(GListModel) versions = NULL;

  versions = nexus_filesystem_list_versions_finish (NEXUS_FILESYSTEM (object), result, NULL);
  /* Something else is selected by now. */
  if (versions == NULL || self == NULL)
    return;

  for (guint i = 0; i < g_list_model_get_n_items (versions); i++)
    {
      g_autoptr(NexusVersion) version = g_list_model_get_item (versions, i);
      g_autoptr(GDateTime) modified = nexus_version_dup_modified (version);
      g_autofree char *time = nexus_gtk_format_time (modified);
      g_autofree char *size = g_format_size (nexus_version_get_size (version));
      g_autofree char *title = g_strdup_printf (_("Version %u"), nexus_version_get_number (version));
      g_autofree char *facts = g_strdup_printf ("%s, %s", time, size);
      GtkWidget *row = adw_action_row_new ();

      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), facts);
      add_version_button (self, row, "document-open-symbolic", _("Open this version"), G_CALLBACK (open_cb),
                          nexus_version_get_number (version));
      if (!nexus_version_get_is_current (version) && self->editable)
        add_version_button (self, row, "edit-undo-symbolic", _("Restore this version"), G_CALLBACK (restore_cb),
                            nexus_version_get_number (version));
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
    }
}

static void
add_versions (NexusGtkInspector *self)
{
  GtkWidget *group = add_group (self, _("Versions"));

  nexus_filesystem_list_versions_async (self->filesystem, nexus_entry_get_path (self->entry), NULL, versions_cb,
                                        g_object_ref (group));
}

/* --- What is shown --- */

static void
show_entry (NexusGtkInspector *self,
            NexusEntry        *entry)
{
  GtkWidget *child;

  g_set_object (&self->entry, entry);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->box))) != NULL)
    gtk_box_remove (self->box, child);

  add_head (self);
  add_facts (self);
  add_tags (self);
  add_attributes (self);
  if (self->editable && nexus_entry_get_kind (entry) == NEXUS_KIND_FILE)
    add_versions (self);
  gtk_stack_set_visible_child_name (self->stack, "entry");
}

static void
show_summary (NexusGtkInspector *self,
              GPtrArray         *items)
{
  guint64 size = 0;

  g_clear_object (&self->entry);
  for (guint i = 0; i < items->len; i++)
    size += nexus_entry_get_total_size (nexus_gtk_item_get_entry (g_ptr_array_index (items, i)));

  if (items->len == 0)
    {
      adw_status_page_set_title (self->summary, _("Nothing Selected"));
      adw_status_page_set_description (self->summary, _("Select something to see all that is known of it."));
    }
  else
    {
      g_autofree char *title = g_strdup_printf (ngettext ("%u Item Selected", "%u Items Selected", items->len),
                                                items->len);
      g_autofree char *total = g_format_size (size);

      adw_status_page_set_title (self->summary, title);
      adw_status_page_set_description (self->summary, total);
    }
  gtk_stack_set_visible_child_name (self->stack, "summary");
}

void
nexus_gtk_inspector_set_items (NexusGtkInspector *self,
                               GPtrArray         *items)
{
  gpointer item;

  if (items->len != 1)
    {
      show_summary (self, items);
      return;
    }

  item = g_ptr_array_index (items, 0);
  self->editable = NEXUS_IS_ENTRY (item);
  show_entry (self, nexus_gtk_item_get_entry (item));
}

static void
queried_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(NexusGtkInspector) self = user_data;
  g_autoptr(NexusEntry) entry = NULL;

  entry = nexus_filesystem_query_finish (NEXUS_FILESYSTEM (object), result, NULL);
  if (entry != NULL && self->entry != NULL &&
      strcmp (nexus_entry_get_id (entry), nexus_entry_get_id (self->entry)) == 0)
    show_entry (self, entry);
}

static gboolean
reload_cb (gpointer user_data)
{
  NexusGtkInspector *self = user_data;

  self->reload_id = 0;
  if (self->entry != NULL && self->editable)
    nexus_filesystem_query_async (self->filesystem, nexus_entry_get_path (self->entry), NULL, queried_cb,
                                  g_object_ref (self));

  return G_SOURCE_REMOVE;
}

static void
changed_cb (NexusGtkInspector *self,
            NexusChange       *change)
{
  if (self->entry != NULL && self->reload_id == 0 &&
      (nexus_change_get_kind (change) == NEXUS_CHANGE_TAGS ||
       g_strcmp0 (nexus_change_get_path (change), nexus_entry_get_path (self->entry)) == 0))
    self->reload_id = g_timeout_add (40, reload_cb, self);
}

void
nexus_gtk_inspector_set_filesystem (NexusGtkInspector *self,
                                    NexusFilesystem   *filesystem)
{
  if (g_set_object (&self->filesystem, filesystem))
    g_signal_connect_object (filesystem, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
}

static void
nexus_gtk_inspector_dispose (GObject *object)
{
  NexusGtkInspector *self = NEXUS_GTK_INSPECTOR (object);

  g_clear_handle_id (&self->reload_id, g_source_remove);
  g_clear_object (&self->entry);
  g_clear_object (&self->filesystem);

  G_OBJECT_CLASS (nexus_gtk_inspector_parent_class)->dispose (object);
}

static void
nexus_gtk_inspector_class_init (NexusGtkInspectorClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = nexus_gtk_inspector_dispose;

  signals[SIGNAL_OPEN_VERSION] = g_signal_new ("open-version", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                               G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[SIGNAL_TOAST] = g_signal_new ("toast", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_FAILED] = g_signal_new ("failed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
nexus_gtk_inspector_init (NexusGtkInspector *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *clamp = adw_clamp_new ();

  self->box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 12));
  gtk_widget_set_margin_top (GTK_WIDGET (self->box), 18);
  gtk_widget_set_margin_bottom (GTK_WIDGET (self->box), 18);
  gtk_widget_set_margin_start (GTK_WIDGET (self->box), 12);
  gtk_widget_set_margin_end (GTK_WIDGET (self->box), 12);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), 320);
  adw_clamp_set_tightening_threshold (ADW_CLAMP (clamp), 320);
  adw_clamp_set_child (ADW_CLAMP (clamp), GTK_WIDGET (self->box));
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), clamp);

  self->summary = ADW_STATUS_PAGE (adw_status_page_new ());
  adw_status_page_set_icon_name (self->summary, "document-properties-symbolic");
  gtk_widget_add_css_class (GTK_WIDGET (self->summary), "compact");

  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->summary), "summary");
  gtk_stack_add_named (self->stack, scrolled, "entry");
  gtk_widget_set_size_request (GTK_WIDGET (self->stack), 300, -1);
  gtk_widget_set_vexpand (GTK_WIDGET (self->stack), TRUE);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->stack));
}

NexusGtkInspector *
nexus_gtk_inspector_new (void)
{
  return g_object_new (NEXUS_GTK_TYPE_INSPECTOR, NULL);
}
