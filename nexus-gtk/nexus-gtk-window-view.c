/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "nexus-gtk-column-chooser.h"
#include "nexus-gtk-column.h"
#include "nexus-gtk-window-private.h"

/* How the files are shown. */

static void
columns_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  NexusGtkWindow *self = NEXUS_GTK_WINDOW (widget);

  if (self->filesystem != NULL)
    gtk_window_present (nexus_gtk_column_chooser_new (GTK_WINDOW (self), self->filesystem, self->browser));
}

static void
reset_look_action (GtkWidget  *widget,
                   const char *name,
                   GVariant   *parameter)
{
  nexus_gtk_browser_reset_look (NEXUS_GTK_WINDOW (widget)->browser);
}

static void
share_look_action (GtkWidget  *widget,
                   const char *name,
                   GVariant   *parameter)
{
  nexus_gtk_browser_share_look (NEXUS_GTK_WINDOW (widget)->browser);
}

static void
zoom_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  NexusGtkWindow *self = NEXUS_GTK_WINDOW (widget);

  nexus_gtk_browser_zoom (self->browser, strcmp (name, "win.zoom-in") == 0 ? 1 : strcmp (name, "win.zoom-out") == 0 ? -1 : 0);
  nexus_gtk_window_update_view_actions (self);
}

static void
pattern_selected_cb (GObject      *object,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr(NexusGtkWindow) self = user_data;

  if (nexus_gtk_browser_select_pattern_finish (NEXUS_GTK_BROWSER (object), result, NULL) == 0)
    nexus_gtk_window_toast (self, _("Nothing here has such a name"));
}

static void
pattern_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  NexusGtkWindow *self = NEXUS_GTK_WINDOW (object);
  g_autofree char *text = nexus_gtk_dialogs_text_finish (result);

  if (text != NULL && self->browser != NULL)
    nexus_gtk_browser_select_pattern_async (self->browser, text, pattern_selected_cb, g_object_ref (self));
}

static void
select_pattern_action (GtkWidget  *widget,
                       const char *name,
                       GVariant   *parameter)
{
  /* Translators: a question for a pattern of names; * stands for anything and ? for one character */
  nexus_gtk_dialogs_text_async (GTK_WINDOW (widget), _("Select Items That Match"), _("_Select"), "*", pattern_cb, NULL);
}

static void
invert_selection_action (GtkWidget  *widget,
                         const char *name,
                         GVariant   *parameter)
{
  nexus_gtk_browser_invert_selection (NEXUS_GTK_WINDOW (widget)->browser);
}

/* What was found can also be in the order of how well it matches. */
static void
update_sort_menu (NexusGtkWindow *self)
{
  gboolean found = self->filesystem != NULL &&
                   nexus_gtk_column_suits (NEXUS_GTK_COLUMN_RELEVANCE, nexus_gtk_browser_get_place (self->browser));

  if (found == (g_menu_model_get_n_items (G_MENU_MODEL (self->sort_found_menu)) > 0))
    return;

  if (found)
    /* Translators: an order of what was found, that which matches best first */
    g_menu_append (self->sort_found_menu, _("Re_levance"), "win.sort-column::" NEXUS_GTK_COLUMN_RELEVANCE);
  else
    g_menu_remove_all (self->sort_found_menu);
}

void
nexus_gtk_window_update_view_actions (NexusGtkWindow *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean open = self->filesystem != NULL;

  gtk_widget_action_set_enabled (widget, "win.columns", open);
  gtk_widget_action_set_enabled (widget, "win.select-pattern", open);
  gtk_widget_action_set_enabled (widget, "win.invert-selection", open);
  gtk_widget_action_set_enabled (widget, "win.reset-look", open);
  gtk_widget_action_set_enabled (widget, "win.share-look",
                                 open && nexus_gtk_browser_get_place (self->browser)[0] == '/');
  gtk_widget_action_set_enabled (widget, "win.zoom-in", nexus_gtk_browser_can_zoom (self->browser, 1));
  gtk_widget_action_set_enabled (widget, "win.zoom-out", nexus_gtk_browser_can_zoom (self->browser, -1));
  gtk_widget_action_set_enabled (widget, "win.zoom-reset", nexus_gtk_browser_can_zoom (self->browser, 0));
  update_sort_menu (self);
}

void
nexus_gtk_window_install_view_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.columns", NULL, columns_action);
  gtk_widget_class_install_action (widget_class, "win.reset-look", NULL, reset_look_action);
  gtk_widget_class_install_action (widget_class, "win.share-look", NULL, share_look_action);
  gtk_widget_class_install_action (widget_class, "win.select-pattern", NULL, select_pattern_action);
  gtk_widget_class_install_action (widget_class, "win.invert-selection", NULL, invert_selection_action);
  gtk_widget_class_install_action (widget_class, "win.zoom-in", NULL, zoom_action);
  gtk_widget_class_install_action (widget_class, "win.zoom-out", NULL, zoom_action);
  gtk_widget_class_install_action (widget_class, "win.zoom-reset", NULL, zoom_action);
}
