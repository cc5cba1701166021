/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "nexus-gtk-place.h"
#include "nexus-gtk-sidebar-row.h"

struct _NexusGtkSidebarRow {
  GtkListBoxRow        parent_instance;

  NexusGtkSidebarKind  kind;
  char                *target;
  char                *title;
  char                *color;
  guint64              count;
  gboolean             locked;

  GtkBox              *box;
  GtkWidget           *icon;
  GtkLabel            *label;
  GtkLabel            *number;
  GtkWidget           *lock;
};

G_DEFINE_FINAL_TYPE (NexusGtkSidebarRow, nexus_gtk_sidebar_row, GTK_TYPE_LIST_BOX_ROW)

/* For the screen reader: what it is called, and then what stands beside that. */
static void
update_name (NexusGtkSidebarRow *self)
{
  const char *count = gtk_label_get_text (self->number);
  g_autofree char *more = NULL;

  if (self->locked)
    more = g_strdup (_("Read-only"));
  else if (self->count > 0)
    more = g_strdup_printf (ngettext ("%s item", "%s items", (gulong) self->count), count);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, self->title,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, more != NULL ? more : "", -1);
}

/* --- The menu --- */

static void
append (GMenu      *menu,
        const char *label,
        const char *action,
        const char *target)
{
  g_autoptr(GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, action, "s", target);
  g_menu_item_set_attribute (item, "hidden-when", "s", "action-disabled");
  g_menu_append_item (menu, item);
}

static void
append_section (GMenu *menu,
                GMenu *section)
{
  if (g_menu_model_get_n_items (G_MENU_MODEL (section)) > 0)
    g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
}

GMenuModel *
nexus_gtk_sidebar_row_dup_menu (NexusGtkSidebarRow *self)
{
  GMenu *menu = g_menu_new ();
  g_autoptr(GMenu) open = g_menu_new ();
  g_autoptr(GMenu) edit = g_menu_new ();

  if (self->kind == NEXUS_GTK_SIDEBAR_STORE)
    {
      append (open, _("_Open"), "win.show-store", self->target);
      append (edit, _("_Close Store"), "win.close-store", self->target);
    }
  else
    {
      append (open, _("_Open"), "win.go", self->target);
      append (open, _("Open in New _Tab"), "win.go-in-tab", self->target);
      append (open, _("Open in New _Window"), "win.go-in-window", self->target);
    }
  if (self->kind == NEXUS_GTK_SIDEBAR_BOOKMARK)
    {
      append (edit, _("_Rename…"), "win.rename-bookmark", self->target);
      append (edit, _("Move _Up"), "win.raise-bookmark", self->target);
      append (edit, _("Move _Down"), "win.lower-bookmark", self->target);
      append (edit, _("Remove _Bookmark"), "win.remove-bookmark", self->target);
    }
  else if (self->kind == NEXUS_GTK_SIDEBAR_SEARCH)
    {
      append (edit, _("_Edit Search…"), "win.edit-search", nexus_gtk_place_get_rest (self->target));
      append (edit, _("Re_name…"), "win.rename-search", nexus_gtk_place_get_rest (self->target));
      append (edit, _("_Remove Saved Search"), "win.remove-search", nexus_gtk_place_get_rest (self->target));
    }
  else if (self->kind == NEXUS_GTK_SIDEBAR_TAG)
    {
      append (edit, _("_Rename Tag…"), "win.rename-tag", nexus_gtk_place_get_rest (self->target));
    }
  else if (nexus_gtk_place_is_trash (self->target))
    {
      g_autoptr(GMenuItem) item = g_menu_item_new (_("_Empty Trash…"), "win.empty-trash");

      g_menu_append_item (edit, item);
    }
  append_section (menu, open);
  append_section (menu, edit);

  return G_MENU_MODEL (menu);
}

/* --- What it shows --- */

static const char *
get_icon_name (NexusGtkSidebarRow *self)
{
  if (self->kind == NEXUS_GTK_SIDEBAR_STORE)
    return "drive-harddisk-symbolic";
  if (self->kind == NEXUS_GTK_SIDEBAR_SEARCH)
    return "folder-saved-search-symbolic";

  return nexus_gtk_place_get_icon (self->target);
}

static GtkWidget *
new_dot (const char *color)
{
  GtkWidget *icon = gtk_label_new (NULL);
  g_autofree char *markup = g_strdup_printf ("<span color=\"%s\">●</span>", color != NULL ? color : "#9a9996");

  gtk_label_set_markup (GTK_LABEL (icon), markup);
  gtk_widget_set_size_request (icon, 16, -1);

  return icon;
}

static void
update_icon (NexusGtkSidebarRow *self)
{
  if (self->icon != NULL)
    gtk_box_remove (self->box, self->icon);
  self->icon = self->kind == NEXUS_GTK_SIDEBAR_TAG ? new_dot (self->color)
                                                   : gtk_image_new_from_icon_name (get_icon_name (self));
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->icon), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  gtk_box_prepend (self->box, self->icon);
}

void
nexus_gtk_sidebar_row_set_title (NexusGtkSidebarRow *self,
                                 const char         *title)
{
  if (g_strcmp0 (self->title, title) == 0)
    return;

  g_free (self->title);
  self->title = g_strdup (title);
  gtk_label_set_text (self->label, title);
  update_name (self);
}

void
nexus_gtk_sidebar_row_set_color (NexusGtkSidebarRow *self,
                                 const char         *color)
{
  if (g_strcmp0 (self->color, color) == 0)
    return;

  g_free (self->color);
  self->color = g_strdup (color);
  update_icon (self);
}

void
nexus_gtk_sidebar_row_set_count (NexusGtkSidebarRow *self,
                                 guint64             count)
{
  g_autofree char *text = NULL;

  if (self->count == count)
    return;

  self->count = count;
  text = g_strdup_printf ("%" G_GUINT64_FORMAT, count);
  gtk_label_set_text (self->number, text);
  gtk_widget_set_visible (GTK_WIDGET (self->number), count > 0);
  update_name (self);
}

void
nexus_gtk_sidebar_row_set_locked (NexusGtkSidebarRow *self,
                                  gboolean            locked)
{
  if (self->locked == locked)
    return;

  self->locked = locked;
  gtk_widget_set_visible (self->lock, locked);
  update_name (self);
}

NexusGtkSidebarKind
nexus_gtk_sidebar_row_get_kind (NexusGtkSidebarRow *self)
{
  return self->kind;
}

const char *
nexus_gtk_sidebar_row_get_target (NexusGtkSidebarRow *self)
{
  return self->target;
}

const char *
nexus_gtk_sidebar_row_get_title (NexusGtkSidebarRow *self)
{
  return self->title;
}

static void
nexus_gtk_sidebar_row_finalize (GObject *object)
{
  NexusGtkSidebarRow *self = NEXUS_GTK_SIDEBAR_ROW (object);

  g_free (self->target);
  g_free (self->title);
  g_free (self->color);

  G_OBJECT_CLASS (nexus_gtk_sidebar_row_parent_class)->finalize (object);
}

static void
nexus_gtk_sidebar_row_class_init (NexusGtkSidebarRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = nexus_gtk_sidebar_row_finalize;
}

static void
nexus_gtk_sidebar_row_init (NexusGtkSidebarRow *self)
{
  self->box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10));
  self->label = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->label, 0.0);
  gtk_label_set_ellipsize (self->label, PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (GTK_WIDGET (self->label), TRUE);
  gtk_box_append (self->box, GTK_WIDGET (self->label));

  self->number = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_add_css_class (GTK_WIDGET (self->number), "dim-label");
  gtk_widget_add_css_class (GTK_WIDGET (self->number), "caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->number), "numeric");
  gtk_widget_set_visible (GTK_WIDGET (self->number), FALSE);
  gtk_box_append (self->box, GTK_WIDGET (self->number));

  self->lock = gtk_image_new_from_icon_name ("changes-prevent-symbolic");
  gtk_widget_set_tooltip_text (self->lock, _("This store can be read, but not changed"));
  gtk_widget_set_visible (self->lock, FALSE);
  gtk_box_append (self->box, self->lock);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), GTK_WIDGET (self->box));
}

NexusGtkSidebarRow *
nexus_gtk_sidebar_row_new (NexusGtkSidebarKind  kind,
                           const char          *target)
{
  NexusGtkSidebarRow *self = g_object_new (NEXUS_GTK_TYPE_SIDEBAR_ROW, NULL);

  self->kind = kind;
  self->target = g_strdup (target);
  update_icon (self);

  return self;
}
