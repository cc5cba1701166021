/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "nexus-gtk-facts.h"
#include "nexus-gtk-format.h"

enum {
  FACT_FOLDER,
  FACT_SIZE,
  FACT_CONTENTS,
  FACT_TARGET,
  FACT_MODIFIED,
  FACT_ADDED,
  FACT_PERMISSIONS,
  FACT_HASH,
  N_FACTS
};

struct _NexusGtkFacts {
  AdwBin     parent_instance;

  GtkBox    *box;
  GtkImage  *image;
  GtkLabel  *name;
  GtkLabel  *kind;
  GtkWidget *facts[N_FACTS];
  char      *etag;
};

enum {
  SIGNAL_COPIED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (NexusGtkFacts, nexus_gtk_facts, ADW_TYPE_BIN)

static void
show_fact (NexusGtkFacts *self,
           int            fact,
           const char    *value)
{
  g_autofree char *markup = value != NULL ? g_markup_escape_text (value, -1) : NULL;

  gtk_widget_set_visible (self->facts[fact], value != NULL);
  if (value != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (self->facts[fact]), markup);
}

static void
copy_etag_cb (NexusGtkFacts *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), self->etag);
  g_signal_emit (self, signals[SIGNAL_COPIED], 0);
}

static void
add_facts (NexusGtkFacts *self)
{
  static const char * const titles[N_FACTS] = {
    [FACT_FOLDER] = N_("Folder"),
    [FACT_SIZE] = N_("Size"),
    [FACT_CONTENTS] = N_("Contents"),
    [FACT_TARGET] = N_("Points To"),
    [FACT_MODIFIED] = N_("Modified"),
    [FACT_ADDED] = N_("Added"),
    [FACT_PERMISSIONS] = N_("Permissions"),
    [FACT_HASH] = N_("Content Hash"),
  };
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *button = gtk_button_new_from_icon_name ("edit-copy-symbolic");

  gtk_widget_set_tooltip_text (button, _("Copy hash"));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Copy hash"), -1);
  for (guint i = 0; i < N_FACTS; i++)
    {
      self->facts[i] = adw_action_row_new ();
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->facts[i]), _(titles[i]));
      adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (self->facts[i]), i == FACT_HASH ? 1 : 3);
      gtk_widget_add_css_class (self->facts[i], "nexus-fact");
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->facts[i]);
    }
  gtk_widget_add_css_class (self->facts[FACT_HASH], "nexus-etag");
  g_signal_connect_object (button, "clicked", G_CALLBACK (copy_etag_cb), self, G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self->facts[FACT_HASH]), button);
  gtk_box_append (self->box, group);
}

static void
add_head (NexusGtkFacts *self)
{
  self->image = GTK_IMAGE (gtk_image_new ());
  self->name = GTK_LABEL (gtk_label_new (NULL));
  self->kind = GTK_LABEL (gtk_label_new (NULL));
  gtk_image_set_pixel_size (self->image, 96);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->image), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  gtk_label_set_wrap (self->name, TRUE);
  gtk_label_set_wrap_mode (self->name, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_justify (self->name, GTK_JUSTIFY_CENTER);
  gtk_widget_add_css_class (GTK_WIDGET (self->name), "title-3");
  gtk_widget_add_css_class (GTK_WIDGET (self->kind), "dim-label");
  gtk_box_append (self->box, GTK_WIDGET (self->image));
  gtk_box_append (self->box, GTK_WIDGET (self->name));
  gtk_box_append (self->box, GTK_WIDGET (self->kind));
}

void
nexus_gtk_facts_show (NexusGtkFacts *self,
                      NexusEntry    *entry)
{
  gboolean directory = nexus_entry_get_kind (entry) == NEXUS_KIND_DIRECTORY;
  gboolean link = nexus_entry_get_kind (entry) == NEXUS_KIND_SYMBOLIC_LINK;
  guint64 count = nexus_entry_get_total_count (entry);
  g_autoptr(GIcon) icon = nexus_gtk_get_icon (entry);
  g_autofree char *shown = nexus_path_display (nexus_entry_get_name (entry));
  g_autofree char *type = nexus_gtk_format_type (entry);
  g_autofree char *size = nexus_gtk_format_size (entry);
  g_autofree char *parent = nexus_path_dup_parent (nexus_entry_get_path (entry));
  g_autofree char *place = nexus_path_display (parent != NULL ? parent : "/");
  g_autofree char *mode = g_strdup_printf ("%03o", nexus_entry_get_mode (entry));
  g_autofree char *target = link ? nexus_path_display (nexus_entry_get_target (entry)) : NULL;
  g_autofree char *contents = NULL;
  g_autoptr(GDateTime) created = nexus_entry_dup_created (entry);
  g_autoptr(GDateTime) modified = nexus_entry_dup_modified (entry);
  g_autofree char *created_text = nexus_gtk_format_full_time (created);
  g_autofree char *modified_text = nexus_gtk_format_full_time (modified);

  g_return_if_fail (NEXUS_GTK_IS_FACTS (self));
  g_return_if_fail (NEXUS_IS_ENTRY (entry));

  g_free (self->etag);
  self->etag = g_strdup (nexus_entry_get_etag (entry));
  gtk_image_set_from_gicon (self->image, icon);
  gtk_label_set_text (self->name, shown[0] == '/' ? _("Files") : shown);
  gtk_label_set_text (self->kind, type);
  if (directory)
    contents = g_strdup_printf (ngettext ("%" G_GUINT64_FORMAT " item", "%" G_GUINT64_FORMAT " items", count), count);

  show_fact (self, FACT_FOLDER, place);
  show_fact (self, FACT_SIZE, size);
  show_fact (self, FACT_CONTENTS, contents);
  show_fact (self, FACT_TARGET, target);
  show_fact (self, FACT_MODIFIED, modified_text);
  show_fact (self, FACT_ADDED, created_text);
  show_fact (self, FACT_PERMISSIONS, mode);
  show_fact (self, FACT_HASH, self->etag);
  gtk_widget_set_tooltip_text (self->facts[FACT_HASH], self->etag);
}

static void
nexus_gtk_facts_finalize (GObject *object)
{
  g_free (NEXUS_GTK_FACTS (object)->etag);

  G_OBJECT_CLASS (nexus_gtk_facts_parent_class)->finalize (object);
}

static void
nexus_gtk_facts_class_init (NexusGtkFactsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = nexus_gtk_facts_finalize;

  signals[SIGNAL_COPIED] = g_signal_new ("copied", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
nexus_gtk_facts_init (NexusGtkFacts *self)
{
  self->box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 12));
  add_head (self);
  add_facts (self);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->box));
}

NexusGtkFacts *
nexus_gtk_facts_new (void)
{
  return g_object_new (NEXUS_GTK_TYPE_FACTS, NULL);
}
