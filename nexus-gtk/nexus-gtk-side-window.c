/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "nexus-gtk-side-window.h"

G_DEFINE_TYPE (NexusGtkSideWindow, nexus_gtk_side_window, ADW_TYPE_WINDOW)

/* Ctrl+W is for what stands beside the work; a question in front of it is left with Escape alone. */
static gboolean
close_cb (GtkWidget *widget,
          GVariant  *arguments,
          gpointer   user_data)
{
  if (gtk_window_get_modal (GTK_WINDOW (widget)))
    return GDK_EVENT_PROPAGATE;
  gtk_window_close (GTK_WINDOW (widget));

  return GDK_EVENT_STOP;
}

/* It is closed.  Who waits for an answer may hold it for longer than its parent lives. */
static void
nexus_gtk_side_window_unrealize (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (nexus_gtk_side_window_parent_class)->unrealize (widget);
  gtk_window_set_transient_for (GTK_WINDOW (widget), NULL);
}

static void
nexus_gtk_side_window_class_init (NexusGtkSideWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->unrealize = nexus_gtk_side_window_unrealize;
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_w, GDK_CONTROL_MASK, close_cb, NULL);
}

static void
nexus_gtk_side_window_init (NexusGtkSideWindow *self)
{
}
