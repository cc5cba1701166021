/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "nexus-gtk-facts.h"
#include "nexus-gtk-format.h"
#include "nexus-gtk-inspector.h"
#include "nexus-gtk-rows.h"

/* The row at the end of a group to add something with. */
#define ADD_KEY ""

/* What is shown is brought up to date in place: somebody may be writing in it. */
struct _NexusGtkInspector {
  AdwBin           parent_instance;

  NexusFilesystem *filesystem;
  NexusEntry      *entry;        /* NULL unless one is selected */
  gboolean         editable;     /* not in the trash */
  GtkStack        *stack;
  AdwStatusPage   *summary;
  GtkBox          *box;          /* what is known of the entry: */
  NexusGtkFacts   *facts;
  NexusGtkRows    *tags;
  NexusGtkRows    *attributes;
  NexusGtkRows    *versions;
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

/* An entry row to add something with, which stays at the end. */
static void
show_add_row (NexusGtkInspector *self,
              NexusGtkRows      *rows,
              const char        *title,
              GCallback          callback)
{
  GtkWidget *row;

  if (!self->editable || nexus_gtk_rows_find (rows, ADD_KEY) != NULL)
    return;

  row = adw_entry_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_entry_row_set_show_apply_button (ADW_ENTRY_ROW (row), TRUE);
  g_signal_connect_object (row, "apply", callback, self, G_CONNECT_SWAPPED);
  nexus_gtk_rows_add (rows, ADD_KEY, row);
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

static GtkWidget *
new_tag_row (NexusGtkInspector *self,
             const char        *tag)
{
  g_autofree char *shown = nexus_path_display (tag);
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *icon = gtk_image_new_from_icon_name ("bookmark-new-symbolic");

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), shown);
  gtk_accessible_update_state (GTK_ACCESSIBLE (icon), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  if (self->editable)
    {
      g_autofree char *name = g_strdup_printf (_("Remove tag %s"), shown);
      GtkWidget *button = new_icon_button ("list-remove-symbolic", name);

      g_object_set_data_full (G_OBJECT (button), "key", g_strdup (tag), g_free);
      g_signal_connect_object (button, "clicked", G_CALLBACK (untag_cb), self, G_CONNECT_SWAPPED);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
    }

  return row;
}

static void
show_tags (NexusGtkInspector *self)
{
  const char * const *tags = nexus_entry_get_tags (self->entry);

  nexus_gtk_rows_begin (self->tags);
  for (guint i = 0; tags[i] != NULL; i++)
    if (nexus_gtk_rows_find (self->tags, tags[i]) == NULL)
      nexus_gtk_rows_add (self->tags, tags[i], new_tag_row (self, tags[i]));
  show_add_row (self, self->tags, _("Add a Tag"), G_CALLBACK (tag_apply_cb));
  nexus_gtk_rows_end (self->tags, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->tags), self->editable || tags[0] != NULL);
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

/* Whether somebody has written in the row what is not stored yet. */
static gboolean
is_edited (GtkWidget *row)
{
  const char *stored = g_object_get_data (G_OBJECT (row), "stored");

  return stored != NULL && strcmp (gtk_editable_get_text (GTK_EDITABLE (row)), stored) != 0;
}

/* The button to apply is for what a person wrote. */
static void
set_text_quietly (GtkWidget  *row,
                  const char *text)
{
  gboolean apply = adw_entry_row_get_show_apply_button (ADW_ENTRY_ROW (row));

  adw_entry_row_set_show_apply_button (ADW_ENTRY_ROW (row), FALSE);
  gtk_editable_set_text (GTK_EDITABLE (row), text);
  adw_entry_row_set_show_apply_button (ADW_ENTRY_ROW (row), apply);
}

static gboolean
attribute_key_cb (GtkWidget *row,
                  guint      keyval)
{
  if (keyval != GDK_KEY_Escape || !is_edited (row))
    return GDK_EVENT_PROPAGATE;
  set_text_quietly (row, g_object_get_data (G_OBJECT (row), "stored"));

  return GDK_EVENT_STOP;
}

static GtkWidget *
new_attribute_row (NexusGtkInspector *self,
                   const char        *key)
{
  g_autofree char *shown = nexus_path_display (key);
  g_autofree char *name = g_strdup_printf (_("Remove attribute %s"), shown);
  GtkWidget *row = adw_entry_row_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), shown);
  gtk_editable_set_editable (GTK_EDITABLE (row), self->editable);
  adw_entry_row_set_show_apply_button (ADW_ENTRY_ROW (row), self->editable);
  g_object_set_data_full (G_OBJECT (row), "key", g_strdup (key), g_free);
  g_signal_connect_object (row, "apply", G_CALLBACK (attribute_apply_cb), self, G_CONNECT_SWAPPED);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (attribute_key_cb), row);
  gtk_widget_add_controller (row, keys);
  if (self->editable)
    {
      GtkWidget *button = new_icon_button ("list-remove-symbolic", name);

      g_object_set_data_full (G_OBJECT (button), "key", g_strdup (key), g_free);
      g_signal_connect_object (button, "clicked", G_CALLBACK (attribute_remove_cb), self, G_CONNECT_SWAPPED);
      adw_entry_row_add_suffix (ADW_ENTRY_ROW (row), button);
    }

  return row;
}

static void
show_attribute (GtkWidget *row,
                GVariant  *value)
{
  char *text = print_value (value);

  if (!is_edited (row) && strcmp (gtk_editable_get_text (GTK_EDITABLE (row)), text) != 0)
    set_text_quietly (row, text);
  g_object_set_data_full (G_OBJECT (row), "stored", text, g_free);
  g_object_set_data_full (G_OBJECT (row), "value", g_variant_ref (value), (GDestroyNotify) g_variant_unref);
}

static void
show_attributes (NexusGtkInspector *self)
{
  GVariant *attributes = nexus_entry_get_attributes (self->entry);
  GVariantIter iter;
  const char *key;
  GVariant *value;

  nexus_gtk_rows_begin (self->attributes);
  g_variant_iter_init (&iter, attributes);
  while (g_variant_iter_loop (&iter, "{&sv}", &key, &value))
    {
      GtkWidget *row = nexus_gtk_rows_find (self->attributes, key);

      if (row == NULL)
        {
          row = new_attribute_row (self, key);
          nexus_gtk_rows_add (self->attributes, key, row);
        }
      show_attribute (row, value);
    }
  show_add_row (self, self->attributes, _("Add “name = value”"), G_CALLBACK (attribute_new_cb));
  /* One that has gone meanwhile can still be written anew. */
  nexus_gtk_rows_end (self->attributes, is_edited);
  gtk_widget_set_visible (GTK_WIDGET (self->attributes), self->editable || g_variant_n_children (attributes) > 0);
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

static GtkWidget *
new_version_row (NexusGtkInspector *self,
                 NexusVersion      *version)
{
  guint number = nexus_version_get_number (version);
  g_autoptr(GDateTime) modified = nexus_version_dup_modified (version);
  g_autofree char *time = nexus_gtk_format_time (modified);
  g_autofree char *size = g_format_size (nexus_version_get_size (version));
  g_autofree char *title = g_strdup_printf (_("Version %u"), number);
  g_autofree char *facts = g_strdup_printf ("%s, %s", time, size);
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), facts);
  add_version_button (self, row, "document-open-symbolic", _("Open this version"), G_CALLBACK (open_cb), number);
  if (!nexus_version_get_is_current (version))
    add_version_button (self, row, "edit-undo-symbolic", _("Restore this version"), G_CALLBACK (restore_cb), number);

  return row;
}

typedef struct {
  NexusGtkInspector *self;
  char              *id;    /* of the entry whose versions they are */
} Listing;

static void
versions_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  Listing *listing = user_data;
  g_autoptr(NexusGtkInspector) self = listing->self;
  g_autofree char *id = listing->id;
  g_autoptr(GListModel) versions = nexus_filesystem_list_versions_finish (NEXUS_FILESYSTEM (object), result, NULL);

  g_free (listing);
  /* Something else is selected by now. */
  if (versions == NULL || self->entry == NULL || strcmp (nexus_entry_get_id (self->entry), id) != 0)
    return;

  nexus_gtk_rows_begin (self->versions);
  for (guint i = 0; i < g_list_model_get_n_items (versions); i++)
    {
      g_autoptr(NexusVersion) version = g_list_model_get_item (versions, i);
      g_autofree char *key = g_strdup_printf ("%u%s", nexus_version_get_number (version),
                                              nexus_version_get_is_current (version) ? " current" : "");

      if (nexus_gtk_rows_find (self->versions, key) == NULL)
        nexus_gtk_rows_add (self->versions, key, new_version_row (self, version));
    }
  nexus_gtk_rows_end (self->versions, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->versions), self->editable);
}

static void
show_versions (NexusGtkInspector *self)
{
  Listing *listing;

  if (!self->editable || nexus_entry_get_kind (self->entry) != NEXUS_KIND_FILE)
    {
      gtk_widget_set_visible (GTK_WIDGET (self->versions), FALSE);
      return;
    }

  listing = g_new0 (Listing, 1);
  listing->self = g_object_ref (self);
  listing->id = g_strdup (nexus_entry_get_id (self->entry));
  nexus_filesystem_list_versions_async (self->filesystem, nexus_entry_get_path (self->entry), NULL, versions_cb,
                                        listing);
}

/* --- What is shown --- */

static void
copied_cb (NexusGtkInspector *self)
{
  g_signal_emit (self, signals[SIGNAL_TOAST], 0, _("Hash copied"));
}

static void
show_entry (NexusGtkInspector *self,
            NexusEntry        *entry,
            gboolean           editable)
{
  if (self->entry == NULL || strcmp (nexus_entry_get_id (self->entry), nexus_entry_get_id (entry)) != 0 ||
      self->editable != editable)
    {
      nexus_gtk_rows_clear (self->tags);
      nexus_gtk_rows_clear (self->attributes);
      nexus_gtk_rows_clear (self->versions);
    }

  g_set_object (&self->entry, entry);
  self->editable = editable;
  nexus_gtk_facts_show (self->facts, entry);
  show_tags (self);
  show_attributes (self);
  show_versions (self);
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
  show_entry (self, nexus_gtk_item_get_entry (item), NEXUS_IS_ENTRY (item));
}

static void
queried_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(NexusGtkInspector) self = user_data;
  g_autoptr(NexusEntry) entry = NULL;

  entry = nexus_filesystem_query_finish (NEXUS_FILESYSTEM (object), result, NULL);
  if (entry != NULL && self->entry != NULL && self->editable &&
      strcmp (nexus_entry_get_id (entry), nexus_entry_get_id (self->entry)) == 0)
    show_entry (self, entry, self->editable);
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
  if (self->filesystem == filesystem)
    return;
  if (self->filesystem != NULL)
    g_signal_handlers_disconnect_by_data (self->filesystem, self);
  g_set_object (&self->filesystem, filesystem);
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
  self->facts = nexus_gtk_facts_new ();
  g_signal_connect_object (self->facts, "copied", G_CALLBACK (copied_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (self->box, GTK_WIDGET (self->facts));
  self->tags = nexus_gtk_rows_new (_("Tags"));
  self->attributes = nexus_gtk_rows_new (_("Attributes"));
  self->versions = nexus_gtk_rows_new (_("Versions"));
  gtk_box_append (self->box, GTK_WIDGET (self->tags));
  gtk_box_append (self->box, GTK_WIDGET (self->attributes));
  gtk_box_append (self->box, GTK_WIDGET (self->versions));
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
