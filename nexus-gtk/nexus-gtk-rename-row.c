/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <nexus-glib.h>
#include <string.h>

#include "nexus-gtk-direction.h"
#include "nexus-gtk-rename-row.h"

struct _NexusGtkRenameRow {
  GObject  parent_instance;

  char    *former;
  char    *name;
  char    *problem;
};

G_DEFINE_FINAL_TYPE (NexusGtkRenameRow, nexus_gtk_rename_row, G_TYPE_OBJECT)

static void
nexus_gtk_rename_row_finalize (GObject *object)
{
  NexusGtkRenameRow *self = NEXUS_GTK_RENAME_ROW (object);

  g_free (self->former);
  g_free (self->name);
  g_free (self->problem);

  G_OBJECT_CLASS (nexus_gtk_rename_row_parent_class)->finalize (object);
}

static void
nexus_gtk_rename_row_class_init (NexusGtkRenameRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = nexus_gtk_rename_row_finalize;
}

static void
nexus_gtk_rename_row_init (NexusGtkRenameRow *self)
{
}

NexusGtkRenameRow *
nexus_gtk_rename_row_new (const char *former,
                          const char *name,
                          const char *problem)
{
  NexusGtkRenameRow *self = g_object_new (NEXUS_GTK_TYPE_RENAME_ROW, NULL);

  self->former = g_strdup (former);
  self->name = g_strdup (name);
  self->problem = g_strdup (problem);

  return self;
}

const char *
nexus_gtk_rename_row_get_former (NexusGtkRenameRow *self)
{
  g_return_val_if_fail (NEXUS_GTK_IS_RENAME_ROW (self), NULL);

  return self->former;
}

const char *
nexus_gtk_rename_row_get_name (NexusGtkRenameRow *self)
{
  g_return_val_if_fail (NEXUS_GTK_IS_RENAME_ROW (self), NULL);

  return self->name;
}

const char *
nexus_gtk_rename_row_get_problem (NexusGtkRenameRow *self)
{
  g_return_val_if_fail (NEXUS_GTK_IS_RENAME_ROW (self), NULL);

  return self->problem;
}

/* --- The list --- */

static void
setup_cb (GtkListItemFactory *factory,
          GtkListItem        *item)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *text = gtk_inscription_new (NULL);

  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (text), GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_MIDDLE);
  gtk_widget_set_hexpand (text, TRUE);
  gtk_box_append (GTK_BOX (box), text);
  gtk_list_item_set_child (item, box);
}

static void
show_text (GtkListItem *item,
           const char  *name)
{
  g_autofree char *shown = nexus_path_display (name);
  GtkWidget *text = gtk_widget_get_first_child (gtk_list_item_get_child (item));

  nexus_gtk_direction_set_text (GTK_INSCRIPTION (text), shown);
}

static void
bind_former_cb (GtkListItemFactory *factory,
                GtkListItem        *item)
{
  NexusGtkRenameRow *row = gtk_list_item_get_item (item);

  gtk_widget_add_css_class (gtk_list_item_get_child (item), "dim-label");
  show_text (item, row->former);
}

/* What is wrong is said by an icon, a colour and a text. */
static void
bind_name_cb (GtkListItemFactory *factory,
              GtkListItem        *item)
{
  NexusGtkRenameRow *row = gtk_list_item_get_item (item);
  GtkWidget *box = gtk_list_item_get_child (item);
  GtkWidget *icon = gtk_widget_get_last_child (box);

  show_text (item, row->name);
  if (!GTK_IS_IMAGE (icon))
    {
      icon = gtk_image_new_from_icon_name ("dialog-warning-symbolic");
      gtk_box_append (GTK_BOX (box), icon);
    }
  gtk_widget_set_visible (icon, row->problem != NULL);
  gtk_widget_set_tooltip_text (box, row->problem);
  gtk_accessible_update_property (GTK_ACCESSIBLE (box), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  row->problem != NULL ? row->problem : "", -1);
  if (row->problem != NULL)
    gtk_widget_add_css_class (box, "error");
  else
    gtk_widget_remove_css_class (box, "error");
  if (strcmp (row->former, row->name) == 0)
    gtk_widget_add_css_class (box, "dim-label");
  else
    gtk_widget_remove_css_class (box, "dim-label");
}

static void
add_column (GtkColumnView *view,
            const char    *title,
            GCallback      bind)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkColumnViewColumn *column = gtk_column_view_column_new (title, factory);

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", bind, NULL);
  gtk_column_view_column_set_expand (column, TRUE);
  gtk_column_view_append_column (view, column);
  g_object_unref (column);
}

GtkWidget *
nexus_gtk_rename_view_new (GListModel *rows)
{
  GtkNoSelection *selection = gtk_no_selection_new (g_object_ref (rows));
  GtkWidget *view = gtk_column_view_new (GTK_SELECTION_MODEL (selection));

  gtk_widget_add_css_class (view, "nexus-list");
  add_column (GTK_COLUMN_VIEW (view), _("Former Name"), G_CALLBACK (bind_former_cb));
  add_column (GTK_COLUMN_VIEW (view), _("New Name"), G_CALLBACK (bind_name_cb));
  for (GtkWidget *part = gtk_widget_get_first_child (view); part != NULL; part = gtk_widget_get_next_sibling (part))
    {
      if (GTK_IS_LIST_VIEW (part))
        gtk_accessible_update_property (GTK_ACCESSIBLE (part), GTK_ACCESSIBLE_PROPERTY_LABEL, _("New names"), -1);
      else
        gtk_widget_set_focusable (part, FALSE);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, _("New names"), -1);

  return view;
}
