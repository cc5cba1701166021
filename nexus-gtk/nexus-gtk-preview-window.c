/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "nexus-gtk-accessible.h"
#include "nexus-gtk-format.h"
#include "nexus-gtk-preview-window.h"

struct _NexusGtkPreviewWindow {
  AdwWindow        parent_instance;

  AdwWindowTitle  *title;
  NexusGtkPreview *preview;
  GtkWidget       *open;
};

enum {
  SIGNAL_STEP,
  SIGNAL_OPEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (NexusGtkPreviewWindow, nexus_gtk_preview_window, NEXUS_GTK_TYPE_SIDE_WINDOW)

void
nexus_gtk_preview_window_set_entry (NexusGtkPreviewWindow *self,
                                    NexusFilesystem       *filesystem,
                                    NexusEntry            *entry)
{
  g_return_if_fail (NEXUS_GTK_IS_PREVIEW_WINDOW (self));

  nexus_gtk_preview_set_entry (self->preview, filesystem, entry);
  gtk_widget_set_sensitive (self->open, entry != NULL);
  if (entry == NULL)
    {
      adw_window_title_set_title (self->title, _("Nothing Selected"));
      adw_window_title_set_subtitle (self->title, "");
    }
  else
    {
      g_autofree char *shown = nexus_path_display (nexus_entry_get_name (entry));
      g_autofree char *type = nexus_gtk_format_type (entry);
      g_autofree char *size = nexus_gtk_format_size (entry);
      g_autofree char *subtitle = g_strdup_printf ("%s · %s", type, size);

      adw_window_title_set_title (self->title, shown);
      adw_window_title_set_subtitle (self->title, subtitle);
    }
  gtk_window_set_title (GTK_WINDOW (self), adw_window_title_get_title (self->title));
}

NexusGtkPreview *
nexus_gtk_preview_window_get_preview (NexusGtkPreviewWindow *self)
{
  g_return_val_if_fail (NEXUS_GTK_IS_PREVIEW_WINDOW (self), NULL);

  return self->preview;
}

static void
previous_cb (NexusGtkPreviewWindow *self)
{
  g_signal_emit (self, signals[SIGNAL_STEP], 0, -1);
}

static void
next_cb (NexusGtkPreviewWindow *self)
{
  g_signal_emit (self, signals[SIGNAL_STEP], 0, 1);
}

static void
open_cb (NexusGtkPreviewWindow *self)
{
  g_signal_emit (self, signals[SIGNAL_OPEN], 0);
}

/* Before anything in the window takes them: what is looked at has no use for them that is worth more.  Texts scroll with
 * the page keys and the wheel. */
static gboolean
key_cb (NexusGtkPreviewWindow *self,
        guint                  keyval,
        guint                  keycode,
        GdkModifierType        state)
{
  gboolean mirrored = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;

  if (state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SHIFT_MASK))
    return GDK_EVENT_PROPAGATE;

  switch (keyval)
    {
    /* As it opened it; a button that has the focus is pressed with Return. */
    case GDK_KEY_space:
    case GDK_KEY_KP_Space:
    case GDK_KEY_Escape:
      gtk_window_close (GTK_WINDOW (self));
      return GDK_EVENT_STOP;
    case GDK_KEY_Left:
      g_signal_emit (self, signals[SIGNAL_STEP], 0, mirrored ? 1 : -1);
      return GDK_EVENT_STOP;
    case GDK_KEY_Right:
      g_signal_emit (self, signals[SIGNAL_STEP], 0, mirrored ? -1 : 1);
      return GDK_EVENT_STOP;
    case GDK_KEY_Up:
      previous_cb (self);
      return GDK_EVENT_STOP;
    case GDK_KEY_Down:
      next_cb (self);
      return GDK_EVENT_STOP;
    default:
      return GDK_EVENT_PROPAGATE;
    }
}

static void
nexus_gtk_preview_window_class_init (NexusGtkPreviewWindowClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  signals[SIGNAL_STEP] = g_signal_new ("step", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 1, G_TYPE_INT);
  signals[SIGNAL_OPEN] = g_signal_new ("open", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static GtkWidget *
new_step_button (NexusGtkPreviewWindow *self,
                 const char            *icon,
                 const char            *name,
                 GCallback              callback)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_set_tooltip_text (button, name);
  gtk_widget_set_focus_on_click (button, FALSE);
  g_signal_connect_object (button, "clicked", callback, self, G_CONNECT_SWAPPED);

  return button;
}

static void
nexus_gtk_preview_window_init (NexusGtkPreviewWindow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *header = adw_header_bar_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->title = ADW_WINDOW_TITLE (adw_window_title_new ("", ""));
  adw_header_bar_set_title_widget (ADW_HEADER_BAR (header), GTK_WIDGET (self->title));
  adw_header_bar_pack_start (ADW_HEADER_BAR (header),
                             new_step_button (self, "go-previous-symbolic", _("Previous"), G_CALLBACK (previous_cb)));
  adw_header_bar_pack_start (ADW_HEADER_BAR (header),
                             new_step_button (self, "go-next-symbolic", _("Next"), G_CALLBACK (next_cb)));
  self->open = gtk_button_new_with_mnemonic (_("_Open"));
  g_signal_connect_object (self->open, "clicked", G_CALLBACK (open_cb), self, G_CONNECT_SWAPPED);
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), self->open);

  self->preview = nexus_gtk_preview_new (TRUE);
  gtk_box_append (GTK_BOX (box), header);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->preview));
  adw_window_set_content (ADW_WINDOW (self), box);
  nexus_gtk_name_buttons (box);

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

NexusGtkPreviewWindow *
nexus_gtk_preview_window_new (GtkWindow *parent)
{
  return g_object_new (NEXUS_GTK_TYPE_PREVIEW_WINDOW,
                       "transient-for", parent,
                       "destroy-with-parent", TRUE,
                       "default-width", 820,
                       "default-height", 620,
                       NULL);
}
