/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "nexus-gtk-accessible.h"
#include "nexus-gtk-dialogs.h"
#include "nexus-gtk-error.h"
#include "nexus-gtk-place.h"
#include "nexus-gtk-store-choice.h"
#include "nexus-gtk-window-private.h"

/* As many are remembered. */
#define MAX_RECENT 8

/* --- Recent stores --- */

/* Those on this computer, by their folders; the latest comes first. */
static void
remember_recent (NexusGtkWindow *self,
                 NexusGtkStore  *store)
{
  g_auto(GStrv) former = g_settings_get_strv (self->settings, "recent-stores");
  g_autoptr(GPtrArray) folders = g_ptr_array_new ();
  NexusConfig *config = nexus_gtk_store_get_config (store);
  const char *folder = nexus_gtk_store_get_location (store);

  if (nexus_config_get_database (config) != NULL || nexus_config_get_mode (config) != NEXUS_MODE_EMBEDDED)
    return;
  g_ptr_array_add (folders, (char *) folder);
  for (guint i = 0; former[i] != NULL && folders->len < MAX_RECENT; i++)
    {
      if (strcmp (former[i], folder) != 0)
        g_ptr_array_add (folders, former[i]);
    }
  g_ptr_array_add (folders, NULL);
  g_settings_set_strv (self->settings, "recent-stores", (const char * const *) folders->pdata);
}

static void
fill_recent (NexusGtkWindow *self)
{
  g_auto(GStrv) folders = g_settings_get_strv (self->settings, "recent-stores");

  g_menu_remove_all (self->recent_menu);
  for (guint i = 0; folders[i] != NULL; i++)
    {
      g_autofree char *name = g_path_get_basename (folders[i]);
      g_autofree char *shown = nexus_path_display (name);
      g_autoptr(GMenuItem) item = g_menu_item_new (NULL, NULL);
      g_autoptr(GString) label = g_string_new (shown);

      /* An underscore in a name is no mnemonic. */
      g_string_replace (label, "_", "__", 0);
      g_menu_item_set_label (item, label->str);
      g_menu_item_set_action_and_target (item, "win.show-store", "s", folders[i]);
      g_menu_append_item (self->recent_menu, item);
    }
}

/* --- Opening --- */

/* What waited for the first store. */
void
nexus_gtk_window_store_is_shown (NexusGtkWindow *self)
{
  g_autoptr(GListModel) pending = g_steal_pointer (&self->pending);
  g_auto(GStrv) locations = g_steal_pointer (&self->locations);

  remember_recent (self, nexus_gtk_tab_get_store (self->tab));
  if (pending != NULL)
    nexus_gtk_window_import (self, pending);
  if (locations != NULL)
    nexus_gtk_window_open_locations (self, (const char * const *) locations);
}

static void
show_store (NexusGtkWindow *self,
            NexusGtkStore  *store)
{
  NexusGtkTab *tab = nexus_gtk_window_add_tab (self, store, NEXUS_GTK_PLACE_HOME, TRUE);

  if (self->locations != NULL)
    g_set_weak_pointer (&self->spare_tab, tab);
  nexus_gtk_window_store_is_shown (self);
}

static void
connected_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(NexusGtkWindow) self = user_data;
  g_autoptr(NexusGtkStore) store = NULL;
  g_autoptr(GError) error = NULL;

  store = nexus_gtk_stores_open_finish (NEXUS_GTK_STORES (object), result, &error);
  /* The window may have been closed meanwhile. */
  if (self->stores == NULL)
    return;
  if (store == NULL)
    {
      g_autofree char *text = nexus_gtk_error_describe (error);
      g_autofree char *markup = g_markup_escape_text (text, -1);

      adw_status_page_set_description (self->error_page, markup);
      nexus_gtk_accessible_describe_page (self->error_page);
      gtk_stack_set_visible_child_name (self->pages, "error");
      return;
    }
  show_store (self, store);
}

static void
connect_store (NexusGtkWindow *self)
{
  gtk_stack_set_visible_child_name (self->pages, "connecting");
  nexus_gtk_stores_open_async (self->stores, self->config, connected_cb, g_object_ref (self));
}

static void
create_store_action (GtkWidget  *widget,
                     const char *name,
                     GVariant   *parameter)
{
  connect_store (NEXUS_GTK_WINDOW (widget));
}

/* --- A store elsewhere --- */

typedef struct {
  NexusGtkWindow *window;
  NexusConfig    *config;
} Choice;

static void
choice_free (Choice *choice)
{
  g_clear_object (&choice->config);
  g_object_unref (choice->window);
  g_free (choice);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Choice, choice_free)

/* In a dialog, so that the page stays and something else can be chosen. */
static void
tell_of_choice (NexusGtkWindow *self,
                const char     *heading,
                const GError   *error)
{
  g_autofree char *text = nexus_gtk_error_describe (error);

  nexus_gtk_dialogs_show_message (GTK_WINDOW (self), heading, text);
}

static void
remembered_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(NexusGtkWindow) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!nexus_gtk_store_choice_remember_finish (result, &error))
    tell_of_choice (self, _("The Folder Is Not Remembered"), error);
}

static void
chosen_connected_cb (GObject      *object,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr(Choice) choice = user_data;
  NexusGtkWindow *self = choice->window;
  g_autoptr(NexusGtkStore) store = NULL;
  g_autoptr(GFile) folder = NULL;
  g_autoptr(GError) error = NULL;

  store = nexus_gtk_stores_open_finish (NEXUS_GTK_STORES (object), result, &error);
  if (self->stores == NULL)
    return;
  if (store == NULL)
    {
      tell_of_choice (self, _("There Can Be No Store in This Folder"), error);
      return;
    }

  g_set_object (&self->config, choice->config);
  show_store (self, store);
  /* Only now: what cannot be opened is nothing to remember. */
  folder = g_file_new_for_path (nexus_config_get_data_dir (self->config));
  nexus_gtk_store_choice_remember_async (folder, remembered_cb, g_object_ref (self));
}

static void
choice_checked_cb (GObject      *object,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(Choice) choice = user_data;
  g_autoptr(GFile) store = NULL;
  g_autoptr(GError) error = NULL;

  store = nexus_gtk_store_choice_check_finish (result, NULL, &error);
  if (choice->window->stores == NULL)
    return;
  if (store != NULL)
    choice->config = nexus_config_discover (&error);
  if (choice->config == NULL)
    {
      tell_of_choice (choice->window, _("There Can Be No Store in This Folder"), error);
      return;
    }

  nexus_config_set_data_dir (choice->config, g_file_peek_path (store));
  {
    NexusGtkStores *stores = choice->window->stores;
    NexusConfig *config = choice->config;

    nexus_gtk_stores_open_async (stores, config, chosen_connected_cb, g_steal_pointer (&choice));
  }
}

void
nexus_gtk_window_choose_store (NexusGtkWindow *self,
                               GFile          *folder)
{
  Choice *choice;

  g_return_if_fail (NEXUS_GTK_IS_WINDOW (self));
  g_return_if_fail (G_IS_FILE (folder));

  choice = g_new0 (Choice, 1);
  choice->window = g_object_ref (self);
  nexus_gtk_store_choice_check_async (self->config, folder, choice_checked_cb, choice);
}

/* --- The store of the configuration --- */

/* Whether there is a store already is a matter of one look, not of opening it. */
static void
looked_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(NexusGtkWindow) self = user_data;
  g_autoptr(GFileInfo) info = g_file_query_info_finish (G_FILE (object), result, NULL);
  g_autofree char *shown = NULL;
  g_autofree char *text = NULL;
  g_autofree char *markup = NULL;

  if (self->stores == NULL)
    return;
  if (info != NULL || self->pending != NULL || self->locations != NULL)
    {
      connect_store (self);
      return;
    }

  shown = nexus_path_display (nexus_config_get_data_dir (self->config));
  text = g_strdup_printf (_("Nexus keeps files together with everything known about them: versions, tags and notes of "
                            "your own. Your store will be in %s."), shown);
  markup = g_markup_escape_text (text, -1);
  adw_status_page_set_icon_name (self->first_run_page, APPLICATION_ID);
  adw_status_page_set_description (self->first_run_page, markup);
  nexus_gtk_accessible_describe_page (self->first_run_page);
  gtk_stack_set_visible_child_name (self->pages, "first-run");
}

void
nexus_gtk_window_open_store (NexusGtkWindow *self,
                             NexusConfig    *config)
{
  g_autoptr(GFile) file = NULL;
  g_autofree char *path = NULL;

  g_return_if_fail (NEXUS_GTK_IS_WINDOW (self));
  g_return_if_fail (NEXUS_IS_CONFIG (config));

  g_set_object (&self->config, config);
  if (nexus_config_get_database (config) != NULL || nexus_config_get_mode (config) != NEXUS_MODE_EMBEDDED)
    {
      connect_store (self);
      return;
    }
  path = g_build_filename (nexus_config_get_data_dir (config), "metadata.db", NULL);
  file = g_file_new_for_path (path);
  g_file_query_info_async (file, G_FILE_ATTRIBUTE_STANDARD_TYPE, G_FILE_QUERY_INFO_NONE, G_PRIORITY_DEFAULT, NULL,
                           looked_cb, g_object_ref (self));
}

/* --- Several stores --- */

/* The configuration of everything but the place. */
NexusConfig *
nexus_gtk_window_new_config (GFile   *folder,
                             GError **error)
{
  g_autoptr(NexusConfig) config = nexus_config_discover (error);

  if (config == NULL)
    return NULL;
  nexus_config_set_mode (config, NEXUS_MODE_EMBEDDED);
  nexus_config_set_database (config, NULL);
  nexus_config_set_data_dir (config, g_file_peek_path (folder));

  return g_steal_pointer (&config);
}

static void
folder_connected_cb (GObject      *object,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr(NexusGtkWindow) self = user_data;
  g_autoptr(NexusGtkStore) store = NULL;
  g_autoptr(GError) error = NULL;

  store = nexus_gtk_stores_open_finish (NEXUS_GTK_STORES (object), result, &error);
  self->n_opening--;
  if (self->stores == NULL)
    return;
  if (store == NULL)
    tell_of_choice (self, _("The Store Cannot Be Opened"), error);
  else
    nexus_gtk_window_show_store (self, store);
}

static void
connect_folder (NexusGtkWindow *self,
                GFile          *folder)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusConfig) config = nexus_gtk_window_new_config (folder, &error);

  if (config == NULL)
    {
      tell_of_choice (self, _("The Store Cannot Be Opened"), error);
      return;
    }
  self->n_opening++;
  nexus_gtk_stores_open_async (self->stores, config, folder_connected_cb, g_object_ref (self));
}

static void
create_confirmed_cb (GObject      *object,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  NexusGtkWindow *self = NEXUS_GTK_WINDOW (object);
  g_autoptr(GFile) folder = user_data;

  if (nexus_gtk_dialogs_confirm_finish (result) && self->stores != NULL)
    connect_folder (self, folder);
}

static void
folder_checked_cb (GObject      *object,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(NexusGtkWindow) self = user_data;
  g_autoptr(GFile) folder = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *shown = NULL;
  g_autofree char *text = NULL;
  gboolean is_new;

  folder = nexus_gtk_store_choice_check_finish (result, &is_new, &error);
  self->n_opening--;
  if (self->stores == NULL)
    return;
  if (folder == NULL)
    {
      tell_of_choice (self, _("The Store Cannot Be Opened"), error);
      return;
    }
  if (!is_new)
    {
      connect_folder (self, folder);
      return;
    }

  shown = nexus_path_display (g_file_peek_path (folder));
  text = g_strdup_printf (_("There is no store in this folder yet. A new one will be made in %s."), shown);
  nexus_gtk_dialogs_confirm_async (GTK_WINDOW (self), _("Create a Store?"), text, _("C_reate"), create_confirmed_cb,
                                   g_steal_pointer (&folder));
}

void
nexus_gtk_window_open_folder (NexusGtkWindow *self,
                              GFile          *folder)
{
  g_return_if_fail (NEXUS_GTK_IS_WINDOW (self));
  g_return_if_fail (G_IS_FILE (folder));

  self->n_opening++;
  nexus_gtk_store_choice_check_async (NULL, folder, folder_checked_cb, g_object_ref (self));
}

/* In the tab that shows it already, or else in a new one. */
void
nexus_gtk_window_show_store (NexusGtkWindow *self,
                             NexusGtkStore  *store)
{
  g_return_if_fail (NEXUS_GTK_IS_WINDOW (self));
  g_return_if_fail (NEXUS_GTK_IS_STORE (store));

  remember_recent (self, store);
  for (int i = 0; i < adw_tab_view_get_n_pages (self->tab_view); i++)
    {
      AdwTabPage *page = adw_tab_view_get_nth_page (self->tab_view, i);

      if (nexus_gtk_tab_get_store (NEXUS_GTK_TAB (adw_tab_page_get_child (page))) == store)
        {
          adw_tab_view_set_selected_page (self->tab_view, page);
          return;
        }
    }
  nexus_gtk_window_add_tab (self, store, NEXUS_GTK_PLACE_HOME, TRUE);
}

static void
folder_chosen_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  NexusGtkWindow *self = NEXUS_GTK_WINDOW (object);
  g_autoptr(GFile) folder = nexus_gtk_dialogs_folder_finish (result);

  if (folder != NULL && self->stores != NULL)
    nexus_gtk_window_open_folder (self, folder);
}

static void
open_store_action (GtkWidget  *widget,
                   const char *name,
                   GVariant   *parameter)
{
  nexus_gtk_dialogs_folder_async (GTK_WINDOW (widget), folder_chosen_cb, NULL);
}

static void
show_store_action (GtkWidget  *widget,
                   const char *name,
                   GVariant   *parameter)
{
  NexusGtkWindow *self = NEXUS_GTK_WINDOW (widget);
  const char *location = g_variant_get_string (parameter, NULL);
  NexusGtkStore *store = nexus_gtk_stores_find (self->stores, location);
  g_autoptr(GFile) folder = NULL;

  if (store != NULL)
    {
      nexus_gtk_window_show_store (self, store);
      return;
    }
  folder = g_file_new_for_path (location);
  nexus_gtk_window_open_folder (self, folder);
}

static gboolean
is_busy (GList *windows)
{
  for (GList *item = windows; item != NULL; item = item->next)
    {
      if (NEXUS_GTK_IS_WINDOW (item->data) &&
          nexus_gtk_transfers_get_n_active (NEXUS_GTK_WINDOW (item->data)->transfers) > 0)
        return TRUE;
    }

  return FALSE;
}

/* Before a window loses all of its tabs, it shows another store, if there is one. */
static void
show_another (NexusGtkWindow *self,
              NexusGtkStore  *store)
{
  for (int i = 0; i < adw_tab_view_get_n_pages (self->tab_view); i++)
    {
      GtkWidget *tab = adw_tab_page_get_child (adw_tab_view_get_nth_page (self->tab_view, i));

      if (nexus_gtk_tab_get_store (NEXUS_GTK_TAB (tab)) != store)
        return;
    }
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->stores)); i++)
    {
      g_autoptr(NexusGtkStore) other = g_list_model_get_item (G_LIST_MODEL (self->stores), i);

      if (other != store)
        {
          nexus_gtk_window_add_tab (self, other, NEXUS_GTK_PLACE_HOME, TRUE);
          return;
        }
    }
}

static void
close_store_action (GtkWidget  *widget,
                    const char *name,
                    GVariant   *parameter)
{
  NexusGtkWindow *self = NEXUS_GTK_WINDOW (widget);
  g_autoptr(NexusGtkStores) stores = g_object_ref (self->stores);
  NexusGtkStore *found = nexus_gtk_stores_find (stores, g_variant_get_string (parameter, NULL));
  g_autoptr(NexusGtkStore) store = found != NULL ? g_object_ref (found) : NULL;
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));
  g_autoptr(GList) windows = g_list_copy (gtk_application_get_windows (application));

  if (store == NULL)
    return;
  if (is_busy (windows))
    {
      nexus_gtk_window_toast (self, _("Files are being imported or exported; let that end, or stop it, before closing "
                                      "the store"));
      return;
    }
  for (GList *item = windows; item != NULL; item = item->next)
    {
      if (!NEXUS_GTK_IS_WINDOW (item->data))
        continue;
      show_another (item->data, store);
      nexus_gtk_window_close_tabs_of (item->data, store);
    }
  nexus_gtk_stores_close (stores, store);
}

void
nexus_gtk_window_init_stores (NexusGtkWindow *self)
{
  g_signal_connect_object (self->settings, "changed::recent-stores", G_CALLBACK (fill_recent), self, G_CONNECT_SWAPPED);
  fill_recent (self);
}

void
nexus_gtk_window_install_store_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.create-store", NULL, create_store_action);
  gtk_widget_class_install_action (widget_class, "win.open-store", NULL, open_store_action);
  gtk_widget_class_install_action (widget_class, "win.show-store", "s", show_store_action);
  gtk_widget_class_install_action (widget_class, "win.close-store", "s", close_store_action);
}
