/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "nexus-gtk-accessible.h"

static void
name_button (GtkWidget *widget)
{
  GtkWidget *parent = gtk_widget_get_parent (widget);
  const char *name = gtk_widget_get_tooltip_text (widget);

  if (name == NULL)
    name = gtk_widget_get_tooltip_markup (widget);

  /* Its label is a relation already, and would be read twice: once with the underscore. */
  if (GTK_IS_BUTTON (widget) && gtk_button_get_label (GTK_BUTTON (widget)) != NULL)
    {
      gtk_accessible_reset_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL);
      return;
    }

  /* The buttons that menu buttons are made of have their names; those of split buttons have not. */
  if (GTK_IS_MENU_BUTTON (parent))
    return;
  if (name == NULL && ADW_IS_SPLIT_BUTTON (parent))
    name = gtk_widget_get_tooltip_text (parent);
  /* Those of libadwaita's toasts say it only with an icon. */
  if (name == NULL && GTK_IS_BUTTON (widget) &&
      g_strcmp0 (gtk_button_get_icon_name (GTK_BUTTON (widget)), "window-close-symbolic") == 0)
    name = _("Close");
  if (name != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
children_changed_cb (GListModel *children,
                     guint       position,
                     guint       n_removed,
                     guint       n_added)
{
  for (guint i = position; i < position + n_added; i++)
    {
      g_autoptr(GtkWidget) child = g_list_model_get_item (children, i);

      nexus_gtk_name_buttons (child);
    }
}

void
nexus_gtk_name_new_buttons (GtkWidget *widget)
{
  GListModel *children;

  g_return_if_fail (GTK_IS_WIDGET (widget));

  children = gtk_widget_observe_children (widget);
  g_signal_connect (children, "items-changed", G_CALLBACK (children_changed_cb), NULL);
  /* The widget has no reference of its own. */
  g_object_set_data_full (G_OBJECT (widget), "nexus-gtk-children", children, g_object_unref);
}

void
nexus_gtk_name_buttons (GtkWidget *widget)
{
  g_return_if_fail (GTK_IS_WIDGET (widget));

  if (GTK_IS_BUTTON (widget) || GTK_IS_MENU_BUTTON (widget) || ADW_IS_SPLIT_BUTTON (widget))
    name_button (widget);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    nexus_gtk_name_buttons (child);
}
