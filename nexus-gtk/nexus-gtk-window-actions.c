/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "nexus-gtk-dialogs.h"
#include "nexus-gtk-format.h"
#include "nexus-gtk-window-private.h"

static const char *
get_place (NexusGtkWindow *self)
{
  return self->browser != NULL ? nexus_gtk_browser_get_place (self->browser) : "/";
}

/* The path of a name in the folder that is shown; reports what is wrong with it. */
static char *
join (NexusGtkWindow *self,
      const char     *name)
{
  g_autoptr(GError) error = NULL;
  char *path = nexus_path_join (get_place (self), name, &error);

  if (path == NULL)
    nexus_gtk_window_report (self, error);

  return path;
}

/* --- Getting around --- */

static void
back_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  nexus_gtk_window_step (NEXUS_GTK_WINDOW (widget), -1);
}

static void
forward_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  nexus_gtk_window_step (NEXUS_GTK_WINDOW (widget), 1);
}

static void
up_action (GtkWidget  *widget,
           const char *name,
           GVariant   *parameter)
{
  NexusGtkWindow *self = NEXUS_GTK_WINDOW (widget);
  g_autofree char *place = g_strdup (get_place (self));
  g_autofree char *parent = place[0] == '/' ? nexus_path_dup_parent (place) : NULL;
  g_autofree char *child = NULL;

  if (parent == NULL)
    return;
  child = nexus_path_dup_name (place);
  nexus_gtk_window_go (self, parent);
  nexus_gtk_browser_select_name (self->browser, child);
}

static void
location_action (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  nexus_gtk_path_bar_edit (NEXUS_GTK_WINDOW (widget)->path_bar);
}

/* For somebody who begins to type a path. */
static void
location_root_action (GtkWidget  *widget,
                      const char *name,
                      GVariant   *parameter)
{
  nexus_gtk_path_bar_edit_text (NEXUS_GTK_WINDOW (widget)->path_bar, "/");
}

static void
reload_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  nexus_gtk_browser_reload (NEXUS_GTK_WINDOW (widget)->browser);
}

static void
open_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  NexusGtkWindow *self = NEXUS_GTK_WINDOW (widget);
  g_autoptr(GPtrArray) items = nexus_gtk_browser_dup_selection (self->browser);

  if (items->len == 1 && NEXUS_IS_ENTRY (g_ptr_array_index (items, 0)))
    nexus_gtk_window_open_entry (self, g_ptr_array_index (items, 0), 0);
}

static void
select_all_action (GtkWidget  *widget,
                   const char *name,
                   GVariant   *parameter)
{
  nexus_gtk_browser_select_all (NEXUS_GTK_WINDOW (widget)->browser);
}

/* --- New folder, rename --- */

static void
made_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(NexusGtkWindow) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusEntry) entry = NULL;

  entry = nexus_filesystem_make_directory_finish (NEXUS_FILESYSTEM (object), result, &error);
  if (entry == NULL)
    nexus_gtk_window_report (self, error);
  else
    nexus_gtk_browser_select_name (self->browser, nexus_entry_get_name (entry));
}

static void
new_name_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  NexusGtkWindow *self = NEXUS_GTK_WINDOW (object);
  g_autofree char *name = nexus_gtk_dialogs_name_finish (result);
  g_autofree char *path = name != NULL ? join (self, name) : NULL;

  if (path != NULL)
    nexus_filesystem_make_directory_async (self->filesystem, path, NEXUS_MAKE_DIRECTORY_NONE, NULL, made_cb,
                                           g_object_ref (self));
}

static void
new_folder_action (GtkWidget  *widget,
                   const char *name,
                   GVariant   *parameter)
{
  nexus_gtk_dialogs_name_async (GTK_WINDOW (widget), _("New Folder"), _("C_reate"), "", new_name_cb, NULL);
}

static void
renamed_cb (NexusGtkWindow *self,
            const char     *path,
            NexusEntry     *entry)
{
  g_autofree char *old_name = nexus_path_dup_name (path);
  g_autofree char *shown = nexus_path_display (old_name);
  g_autofree char *new_shown = nexus_path_display (nexus_entry_get_name (entry));
  g_autofree char *text = g_strdup_printf (_("“%s” renamed to “%s”"), shown, new_shown);

  nexus_gtk_window_offer_undo (self, text, self->newest_step, path, NULL);
}

void
nexus_gtk_window_connect_rename (NexusGtkWindow *self)
{
  g_signal_connect_object (self->browser, "renamed", G_CALLBACK (renamed_cb), self, G_CONNECT_SWAPPED);
}

static void
rename_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  NexusGtkWindow *self = NEXUS_GTK_WINDOW (widget);
  g_autoptr(GPtrArray) items = nexus_gtk_browser_dup_selection (self->browser);

  if (items->len > 1)
    {
      nexus_gtk_window_rename_several (self, items);
    }
  else
    {
      self->newest_step = nexus_gtk_window_get_newest_step (self);
      nexus_gtk_browser_rename (self->browser);
    }
}

/* --- In and out --- */

static void
import_chosen_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(GListModel) files = nexus_gtk_dialogs_open_finish (result);

  if (files != NULL)
    nexus_gtk_window_import (NEXUS_GTK_WINDOW (object), files);
}

static void
import_files_action (GtkWidget  *widget,
                     const char *name,
                     GVariant   *parameter)
{
  nexus_gtk_dialogs_open_async (GTK_WINDOW (widget), strcmp (name, "win.import-folders") == 0, import_chosen_cb, NULL);
}

static void
export_chosen_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(GPtrArray) items = user_data;
  g_autoptr(GFile) folder = nexus_gtk_dialogs_folder_finish (result);

  if (folder != NULL)
    nexus_gtk_window_export (NEXUS_GTK_WINDOW (object), items, folder);
}

static void
export_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  NexusGtkWindow *self = NEXUS_GTK_WINDOW (widget);
  g_autoptr(GPtrArray) items = nexus_gtk_browser_dup_selection (self->browser);

  if (items->len > 0)
    nexus_gtk_dialogs_folder_async (GTK_WINDOW (self), export_chosen_cb, g_steal_pointer (&items));
}

static void
store_chosen_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  NexusGtkWindow *self = NEXUS_GTK_WINDOW (object);
  g_autoptr(GFile) folder = nexus_gtk_dialogs_folder_finish (result);

  if (folder != NULL)
    nexus_gtk_window_choose_store (self, folder);
}

static void
choose_store_action (GtkWidget  *widget,
                     const char *name,
                     GVariant   *parameter)
{
  nexus_gtk_dialogs_folder_async (GTK_WINDOW (widget), store_chosen_cb, NULL);
}

static void
about_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  nexus_gtk_dialogs_show_about (GTK_WINDOW (widget));
}

/* --- What is shown --- */

static void
show_or_hide (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  NexusGtkWindow *self = NEXUS_GTK_WINDOW (widget);
  GtkRevealer *revealer = strstr (name, "sidebar") != NULL ? self->sidebar_revealer : self->inspector_revealer;

  gtk_revealer_set_reveal_child (revealer, strstr (name, "show") != NULL);
}

static void
add_property_action (NexusGtkWindow *self,
                     const char     *name,
                     gpointer        object,
                     const char     *property)
{
  g_autoptr(GPropertyAction) action = g_property_action_new (name, object, property);

  g_action_map_add_action (G_ACTION_MAP (self), G_ACTION (action));
}

/* Actions with a state follow what they show, so that buttons and menus do. */
void
nexus_gtk_window_add_state_actions (NexusGtkWindow *self)
{
  add_property_action (self, "sidebar", self->sidebar_revealer, "reveal-child");
  add_property_action (self, "inspector", self->inspector_revealer, "reveal-child");
}

void
nexus_gtk_window_add_browser_actions (NexusGtkWindow *self)
{
  static const char * const names[] = { "view", "grid", "show-hidden", "sort-column", "sort-descending" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    add_property_action (self, names[i], self->browser, names[i]);
}

/* Settings outlive the window, and would tell it of what changes. */
void
nexus_gtk_window_remove_state_actions (NexusGtkWindow *self)
{
  g_auto(GStrv) names = g_action_group_list_actions (G_ACTION_GROUP (self));

  for (guint i = 0; names[i] != NULL; i++)
    g_action_map_remove_action (G_ACTION_MAP (self), names[i]);
}

void
nexus_gtk_window_update_actions (NexusGtkWindow *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  const char *place = get_place (self);
  gboolean open = self->filesystem != NULL;
  gboolean folder = open && place[0] == '/';
  gboolean trash = open && strcmp (place, "trash:") == 0;
  g_autoptr(GPtrArray) items = NULL;
  gboolean any;
  gboolean one;

  if (self->tab == NULL)
    return;

  items = nexus_gtk_browser_dup_selection (self->browser);
  any = items->len > 0;
  one = items->len == 1;
  nexus_gtk_window_update_place_actions (self);
  nexus_gtk_window_update_tab_actions (self);
  nexus_gtk_window_update_view_actions (self);
  gtk_widget_action_set_enabled (widget, "win.back", nexus_gtk_tab_peek (self->tab, -1) != NULL);
  gtk_widget_action_set_enabled (widget, "win.forward", nexus_gtk_tab_peek (self->tab, 1) != NULL);
  gtk_widget_action_set_enabled (widget, "win.up", folder && place[1] != '\0');
  gtk_widget_action_set_enabled (widget, "win.location", open);
  gtk_widget_action_set_enabled (widget, "win.location-root", open);
  gtk_widget_action_set_enabled (widget, "win.reload", open);
  gtk_widget_action_set_enabled (widget, "win.select-all", open);
  gtk_widget_action_set_enabled (widget, "win.new-folder", folder);
  gtk_widget_action_set_enabled (widget, "win.import-files", folder);
  gtk_widget_action_set_enabled (widget, "win.import-folders", folder);
  gtk_widget_action_set_enabled (widget, "win.open", one && !trash);
  gtk_widget_action_set_enabled (widget, "win.rename", any && !trash);
  gtk_widget_action_set_enabled (widget, "win.export", any && !trash);
  gtk_widget_action_set_enabled (widget, "win.delete", any && !trash);
  gtk_widget_action_set_enabled (widget, "win.delete-permanently", any);
  gtk_widget_action_set_enabled (widget, "win.restore", any && trash);
  nexus_gtk_window_update_inspect_actions (self, items);
  nexus_gtk_window_update_search_actions (self, items);
  nexus_gtk_window_update_health_actions (self);
  nexus_gtk_window_update_clipboard_actions (self);
  nexus_gtk_window_update_open_actions (self, items);
  gtk_widget_action_set_enabled (widget, "win.empty-trash",
                                 trash && g_list_model_get_n_items (nexus_gtk_browser_get_items (self->browser)) > 0);
}

void
nexus_gtk_window_install_actions (GtkWidgetClass *widget_class)
{
  static const struct {
    const char                  *name;
    GtkWidgetActionActivateFunc  activate;
  } actions[] = {
    { "win.back", back_action },
    { "win.forward", forward_action },
    { "win.up", up_action },
    { "win.location", location_action },
    { "win.location-root", location_root_action },
    { "win.reload", reload_action },
    { "win.open", open_action },
    { "win.select-all", select_all_action },
    { "win.new-folder", new_folder_action },
    { "win.rename", rename_action },
    { "win.import-files", import_files_action },
    { "win.import-folders", import_files_action },
    { "win.export", export_action },
    { "win.choose-store", choose_store_action },
    { "win.show-sidebar", show_or_hide },
    { "win.hide-sidebar", show_or_hide },
    { "win.hide-inspector", show_or_hide },
    { "win.about", about_action },
  };

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (widget_class, actions[i].name, NULL, actions[i].activate);
  nexus_gtk_window_install_history_actions (widget_class);
  nexus_gtk_window_install_place_actions (widget_class);
  nexus_gtk_window_install_health_actions (widget_class);
  nexus_gtk_window_install_search_actions (widget_class);
  nexus_gtk_window_install_store_actions (widget_class);
  nexus_gtk_window_install_tab_actions (widget_class);
  nexus_gtk_window_install_view_actions (widget_class);
  nexus_gtk_window_install_inspect_actions (widget_class);
  nexus_gtk_window_install_transfer_actions (widget_class);
  nexus_gtk_window_install_trash_actions (widget_class);
  nexus_gtk_window_install_undo_actions (widget_class);
  nexus_gtk_window_install_clipboard_actions (widget_class);
  nexus_gtk_window_install_open_actions (widget_class);
}
