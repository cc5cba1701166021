/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "nexus-gtk-accessible.h"
#include "nexus-gtk-details.h"
#include "nexus-gtk-error.h"
#include "nexus-gtk-properties-window.h"

struct _NexusGtkPropertiesWindow {
  AdwWindow        parent_instance;

  NexusGtkSubject *subject;
  AdwToastOverlay *toasts;
  AdwWindowTitle  *title;
};

enum {
  SIGNAL_OPEN,
  SIGNAL_SHOW_PATH,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (NexusGtkPropertiesWindow, nexus_gtk_properties_window, NEXUS_GTK_TYPE_SIDE_WINDOW)

static void
open_version_cb (NexusGtkPropertiesWindow *self,
                 guint                     version)
{
  NexusEntry *entry = nexus_gtk_subject_get_entry (self->subject);

  if (entry != NULL)
    g_signal_emit (self, signals[SIGNAL_OPEN], 0, entry, version);
}

static void
show_path_cb (NexusGtkPropertiesWindow *self,
              const char               *path)
{
  g_signal_emit (self, signals[SIGNAL_SHOW_PATH], 0, path);
}

static void
toast_cb (NexusGtkPropertiesWindow *self,
          const char               *text)
{
  g_autofree char *markup = g_markup_escape_text (text, -1);

  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (markup));
}

static void
failed_cb (NexusGtkPropertiesWindow *self,
           const GError             *error)
{
  g_autofree char *text = nexus_gtk_error_describe (error);

  g_strdelimit (text, "\n", ' ');
  toast_cb (self, text);
}

static void
subject_changed_cb (NexusGtkPropertiesWindow *self)
{
  NexusEntry *entry = nexus_gtk_subject_get_entry (self->subject);
  guint n = nexus_gtk_subject_get_entries (self->subject)->len;
  g_autofree char *shown = NULL;

  if (entry != NULL)
    shown = nexus_path_display (nexus_entry_get_name (entry));
  else
    shown = g_strdup_printf (ngettext ("%u Item", "%u Items", n), n);
  adw_window_title_set_subtitle (self->title, shown[0] == '/' ? _("Files") : shown);
}

static void
nexus_gtk_properties_window_dispose (GObject *object)
{
  g_clear_object (&NEXUS_GTK_PROPERTIES_WINDOW (object)->subject);

  G_OBJECT_CLASS (nexus_gtk_properties_window_parent_class)->dispose (object);
}

static void
nexus_gtk_properties_window_class_init (NexusGtkPropertiesWindowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = nexus_gtk_properties_window_dispose;

  signals[SIGNAL_OPEN] = g_signal_new ("open", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 2, NEXUS_TYPE_ENTRY, G_TYPE_UINT);
  signals[SIGNAL_SHOW_PATH] = g_signal_new ("show-path", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                            NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
nexus_gtk_properties_window_init (NexusGtkPropertiesWindow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *header = adw_header_bar_new ();
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *clamp = adw_clamp_new ();
  GtkWidget *details;

  self->subject = nexus_gtk_subject_new ();
  self->title = ADW_WINDOW_TITLE (adw_window_title_new (_("Properties"), NULL));
  self->toasts = ADW_TOAST_OVERLAY (adw_toast_overlay_new ());
  details = GTK_WIDGET (nexus_gtk_details_new (self->subject));
  g_signal_connect_object (details, "open-version", G_CALLBACK (open_version_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (details, "show-path", G_CALLBACK (show_path_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->subject, "toast", G_CALLBACK (toast_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->subject, "failed", G_CALLBACK (failed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->subject, "changed", G_CALLBACK (subject_changed_cb), self, G_CONNECT_SWAPPED);

  gtk_widget_set_margin_top (details, 12);
  gtk_widget_set_margin_bottom (details, 24);
  gtk_widget_set_margin_start (details, 18);
  gtk_widget_set_margin_end (details, 18);
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), 480);
  adw_clamp_set_child (ADW_CLAMP (clamp), details);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), clamp);
  adw_toast_overlay_set_child (self->toasts, scrolled);
  gtk_widget_set_vexpand (GTK_WIDGET (self->toasts), TRUE);
  adw_header_bar_set_title_widget (ADW_HEADER_BAR (header), GTK_WIDGET (self->title));
  gtk_box_append (GTK_BOX (box), header);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->toasts));
  adw_window_set_content (ADW_WINDOW (self), box);
  gtk_window_set_title (GTK_WINDOW (self), _("Properties"));
  nexus_gtk_name_buttons (header);
  nexus_gtk_name_new_buttons (GTK_WIDGET (self->toasts));
}

NexusGtkPropertiesWindow *
nexus_gtk_properties_window_new (GtkWindow       *parent,
                                 NexusFilesystem *filesystem,
                                 GPtrArray       *items)
{
  NexusGtkPropertiesWindow *self = g_object_new (NEXUS_GTK_TYPE_PROPERTIES_WINDOW,
                                                 "transient-for", parent,
                                                 "destroy-with-parent", TRUE,
                                                 "default-width", 440,
                                                 "default-height", 680,
                                                 NULL);

  nexus_gtk_subject_set_filesystem (self->subject, filesystem);
  nexus_gtk_subject_set_items (self->subject, items);

  return self;
}
