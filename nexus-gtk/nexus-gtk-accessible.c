/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

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

/* The lists of preferences, of which some are libadwaita's own, are named as the groups around them. */
static void
name_list (GtkWidget *widget)
{
  GtkWidget *group = gtk_widget_get_ancestor (widget, ADW_TYPE_PREFERENCES_GROUP);
  const char *title;

  if (group == NULL)
    return;

  title = adw_preferences_group_get_title (ADW_PREFERENCES_GROUP (group));
  /* The relation is to a title that may be empty, and would win. */
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  title != NULL && *title != '\0' ? title : _("Details"), -1);
}

static GtkWidget *
find_label (GtkWidget *widget)
{
  GtkWidget *found = NULL;

  if (GTK_IS_LABEL (widget) && *gtk_label_get_text (GTK_LABEL (widget)) != '\0')
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_label (child);

  return found;
}

/* The items of menus point to a label for their name, which in GTK 4.18 has none itself. */
static void
name_menu_items (GtkWidget *widget)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *label = NULL;

      /* The type is GTK's own. */
      if (strcmp (G_OBJECT_TYPE_NAME (child), "GtkModelButton") == 0)
        label = find_label (child);
      if (label != NULL)
        {
          gtk_accessible_reset_relation (GTK_ACCESSIBLE (child), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
          gtk_accessible_update_property (GTK_ACCESSIBLE (child), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                          gtk_label_get_text (GTK_LABEL (label)), -1);
        }
      name_menu_items (child);
    }
}

/* They come and go with the menu model. */
static void
name_menu (GtkWidget *widget)
{
  g_signal_handlers_disconnect_by_func (widget, name_menu_items, NULL);
  g_signal_connect (widget, "map", G_CALLBACK (name_menu_items), NULL);
}

/* Those of libadwaita 1.2 have no name. */
static void
name_tab (GtkWidget *widget)
{
  GtkWidget *label = find_label (widget);

  if (label != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    gtk_label_get_text (GTK_LABEL (label)), -1);
}

static gboolean
is_tab (GtkWidget *widget)
{
  GtkWidget *parent = gtk_widget_get_parent (widget);

  /* The type is libadwaita's own. */
  return parent != NULL && strcmp (G_OBJECT_TYPE_NAME (parent), "AdwTabBox") == 0 &&
         gtk_widget_get_focusable (widget);
}

static GtkWidget *
find_scrolled (GtkWidget *widget)
{
  GtkWidget *found = GTK_IS_SCROLLED_WINDOW (widget) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_scrolled (child);

  return found;
}

static gboolean
scroll_cb (GtkWidget *page,
           GVariant  *step,
           gpointer   user_data)
{
  GtkWidget *scrolled = find_scrolled (page);
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scrolled));
  gboolean handled;

  /* What is seen as a whole leaves the keys to others. */
  if (gtk_adjustment_get_upper (adjustment) <= gtk_adjustment_get_page_size (adjustment))
    return GDK_EVENT_PROPAGATE;
  g_signal_emit_by_name (scrolled, "scroll-child", g_variant_get_int32 (step), FALSE, &handled);

  return GDK_EVENT_STOP;
}

/* The scrolled window in the page cannot take the focus in its place: as of GTK 4.10, it cannot have a name. */
static void
add_scroll_keys (GtkWidget *page)
{
  static const struct {
    const char    *keys;
    GtkScrollType  step;
  } steps[] = {
    { "Up|KP_Up", GTK_SCROLL_STEP_BACKWARD },
    { "Down|KP_Down", GTK_SCROLL_STEP_FORWARD },
    { "Page_Up|KP_Page_Up", GTK_SCROLL_PAGE_BACKWARD },
    { "Page_Down|KP_Page_Down", GTK_SCROLL_PAGE_FORWARD },
    { "Home|KP_Home", GTK_SCROLL_START },
    { "End|KP_End", GTK_SCROLL_END },
  };
  GtkEventController *controller = gtk_shortcut_controller_new ();

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      GtkShortcut *shortcut = gtk_shortcut_new (gtk_shortcut_trigger_parse_string (steps[i].keys),
                                                gtk_callback_action_new (scroll_cb, NULL, NULL));

      gtk_shortcut_set_arguments (shortcut, g_variant_new_int32 (steps[i].step));
      gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller), shortcut);
    }
  gtk_widget_add_controller (page, controller);
}

void
nexus_gtk_accessible_describe_page (AdwStatusPage *page)
{
  const char *markup;
  g_autofree char *text = NULL;

  g_return_if_fail (ADW_IS_STATUS_PAGE (page));

  markup = adw_status_page_get_description (page);
  if (markup != NULL)
    pango_parse_markup (markup, -1, 0, NULL, &text, NULL, NULL);
  /* The relation is to a label that GTK 4.18 does not follow, and would win. */
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (page), GTK_ACCESSIBLE_RELATION_DESCRIBED_BY);
  gtk_accessible_update_property (GTK_ACCESSIBLE (page), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  text != NULL ? text : "", -1);
  if (gtk_widget_get_focusable (GTK_WIDGET (page)))
    return;

  gtk_widget_set_focusable (GTK_WIDGET (page), TRUE);
  add_scroll_keys (GTK_WIDGET (page));
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
  else if (GTK_IS_SCROLLED_WINDOW (widget))
    gtk_widget_set_focusable (widget, FALSE);
  else if (GTK_IS_LIST_BOX (widget))
    name_list (widget);
  else if (is_tab (widget))
    name_tab (widget);
  else if (GTK_IS_POPOVER_MENU (widget))
    name_menu (widget);
  else if (GTK_IS_SEARCH_ENTRY (widget) && GTK_IS_SHORTCUTS_WINDOW (gtk_widget_get_root (widget)))
    gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Search"), -1);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    nexus_gtk_name_buttons (child);
}
