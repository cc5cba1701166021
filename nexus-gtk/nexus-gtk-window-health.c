/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "nexus-gtk-duplicates-window.h"
#include "nexus-gtk-health-window.h"
#include "nexus-gtk-place.h"
#include "nexus-gtk-window-private.h"

static void
health_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  NexusGtkWindow *self = NEXUS_GTK_WINDOW (widget);

  gtk_window_present (GTK_WINDOW (nexus_gtk_health_window_new (GTK_WINDOW (self), nexus_gtk_window_get_store (self))));
}

static void
show_path_cb (NexusGtkWindow *self,
              const char     *path)
{
  g_autofree char *parent = nexus_path_dup_parent (path);
  g_autofree char *child = nexus_path_dup_name (path);

  if (self->filesystem == NULL || parent == NULL)
    return;
  nexus_gtk_window_go (self, parent);
  nexus_gtk_browser_select_name (self->browser, child);
  gtk_window_present (GTK_WINDOW (self));
}

static void
duplicates_action (GtkWidget  *widget,
                   const char *name,
                   GVariant   *parameter)
{
  NexusGtkWindow *self = NEXUS_GTK_WINDOW (widget);
  const char *place = nexus_gtk_tab_get_place (self->tab);
  NexusGtkDuplicatesWindow *window;

  window = nexus_gtk_duplicates_window_new (GTK_WINDOW (self), self->filesystem,
                                            nexus_gtk_place_is_folder (place) ? place : NEXUS_GTK_PLACE_HOME);
  g_signal_connect_object (window, "show-path", G_CALLBACK (show_path_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (window));
}

void
nexus_gtk_window_update_health_actions (NexusGtkWindow *self)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.health", self->filesystem != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.duplicates", self->filesystem != NULL);
}

void
nexus_gtk_window_install_health_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.health", NULL, health_action);
  gtk_widget_class_install_action (widget_class, "win.duplicates", NULL, duplicates_action);
}
