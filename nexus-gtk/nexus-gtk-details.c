/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "nexus-gtk-attributes.h"
#include "nexus-gtk-copies.h"
#include "nexus-gtk-details.h"
#include "nexus-gtk-facts.h"
#include "nexus-gtk-format.h"
#include "nexus-gtk-preview.h"
#include "nexus-gtk-tags.h"
#include "nexus-gtk-versions.h"

struct _NexusGtkDetails {
  AdwBin           parent_instance;

  NexusGtkSubject *subject;
  NexusGtkPreview *preview;
  GtkLabel        *name;
  GtkLabel        *kind;
  GtkLabel        *limit;
};

enum {
  SIGNAL_OPEN_VERSION,
  SIGNAL_SHOW_PATH,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (NexusGtkDetails, nexus_gtk_details, ADW_TYPE_BIN)

static void
open_version_cb (NexusGtkDetails *self,
                 guint            number)
{
  g_signal_emit (self, signals[SIGNAL_OPEN_VERSION], 0, number);
}

static void
show_path_cb (NexusGtkDetails *self,
              const char      *path)
{
  g_signal_emit (self, signals[SIGNAL_SHOW_PATH], 0, path);
}

static void
show_head (NexusGtkDetails *self)
{
  guint n = nexus_gtk_subject_get_entries (self->subject)->len;
  NexusEntry *entry = nexus_gtk_subject_get_entry (self->subject);

  gtk_widget_set_visible (GTK_WIDGET (self->kind), entry != NULL);
  if (entry != NULL)
    {
      g_autofree char *shown = nexus_path_display (nexus_entry_get_name (entry));
      g_autofree char *type = nexus_gtk_format_type (entry);

      nexus_gtk_preview_set_entry (self->preview, nexus_gtk_subject_get_filesystem (self->subject), entry);
      gtk_label_set_text (self->name, shown[0] == '/' ? _("Files") : shown);
      gtk_label_set_text (self->kind, type);
    }
  else
    {
      g_autofree char *title = g_strdup_printf (ngettext ("%u Item", "%u Items", n), n);

      nexus_gtk_preview_set_icon (self->preview, "emblem-documents-symbolic");
      gtk_label_set_text (self->name, title);
    }
}

static void
subject_changed_cb (NexusGtkDetails *self)
{
  if (nexus_gtk_subject_get_entries (self->subject)->len > 0)
    show_head (self);
  else
    nexus_gtk_preview_set_entry (self->preview, NULL, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->limit), nexus_gtk_subject_is_too_many (self->subject));
}

static void
nexus_gtk_details_dispose (GObject *object)
{
  g_clear_object (&NEXUS_GTK_DETAILS (object)->subject);

  G_OBJECT_CLASS (nexus_gtk_details_parent_class)->dispose (object);
}

static void
nexus_gtk_details_class_init (NexusGtkDetailsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = nexus_gtk_details_dispose;

  signals[SIGNAL_OPEN_VERSION] = g_signal_new ("open-version", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                               NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[SIGNAL_SHOW_PATH] = g_signal_new ("show-path", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                            NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
nexus_gtk_details_init (NexusGtkDetails *self)
{
}

static GtkWidget *
new_head (NexusGtkDetails *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  self->preview = nexus_gtk_preview_new (FALSE);
  self->name = GTK_LABEL (gtk_label_new (NULL));
  self->kind = GTK_LABEL (gtk_label_new (NULL));
  self->limit = GTK_LABEL (gtk_label_new (_("Select less to change tags and attributes.")));
  gtk_label_set_wrap (self->name, TRUE);
  gtk_label_set_wrap_mode (self->name, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_justify (self->name, GTK_JUSTIFY_CENTER);
  gtk_label_set_wrap (self->kind, TRUE);
  gtk_label_set_justify (self->kind, GTK_JUSTIFY_CENTER);
  gtk_label_set_wrap (self->limit, TRUE);
  gtk_label_set_justify (self->limit, GTK_JUSTIFY_CENTER);
  gtk_widget_set_visible (GTK_WIDGET (self->limit), FALSE);
  gtk_widget_add_css_class (GTK_WIDGET (self->name), "title-3");
  gtk_widget_add_css_class (GTK_WIDGET (self->kind), "dim-label");
  gtk_widget_add_css_class (GTK_WIDGET (self->limit), "dim-label");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->preview));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->name));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->kind));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->limit));

  return box;
}

NexusGtkDetails *
nexus_gtk_details_new (NexusGtkSubject *subject)
{
  NexusGtkDetails *self = g_object_new (NEXUS_GTK_TYPE_DETAILS, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  NexusGtkVersions *versions;
  NexusGtkCopies *copies;

  self->subject = g_object_ref (subject);
  gtk_box_append (GTK_BOX (box), new_head (self));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (nexus_gtk_tags_new (subject)));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (nexus_gtk_facts_new (subject)));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (nexus_gtk_attributes_new (subject)));
  versions = nexus_gtk_versions_new (subject);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (versions));
  g_signal_connect_object (versions, "open-version", G_CALLBACK (open_version_cb), self, G_CONNECT_SWAPPED);
  copies = nexus_gtk_copies_new (subject);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (copies));
  g_signal_connect_object (copies, "show-path", G_CALLBACK (show_path_cb), self, G_CONNECT_SWAPPED);
  adw_bin_set_child (ADW_BIN (self), box);
  g_signal_connect_object (subject, "changed", G_CALLBACK (subject_changed_cb), self, G_CONNECT_SWAPPED);

  return self;
}
