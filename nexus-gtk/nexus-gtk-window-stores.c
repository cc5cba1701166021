/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "nexus-gtk-dialogs.h"
#include "nexus-gtk-error.h"
#include "nexus-gtk-store-choice.h"
#include "nexus-gtk-window-private.h"

/* --- Opening --- */

static void
show_store (NexusGtkWindow *self,
            NexusGtkStore  *store)
{
  g_autoptr(GListModel) pending = NULL;

  nexus_gtk_window_add_tab (self, store, "/", TRUE);

  pending = g_steal_pointer (&self->pending);
  if (pending != NULL)
    nexus_gtk_window_import (self, pending);
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

  store = nexus_gtk_store_choice_check_finish (result, &error);
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
  if (info != NULL || self->pending != NULL)
    {
      connect_store (self);
      return;
    }

  shown = nexus_path_display (nexus_config_get_data_dir (self->config));
  text = g_strdup_printf (_("Nexus keeps files together with everything known about them: versions, tags and notes of "
                            "your own. Your store will be in %s."), shown);
  markup = g_markup_escape_text (text, -1);
  adw_status_page_set_description (self->first_run_page, markup);
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

void
nexus_gtk_window_install_store_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.create-store", NULL, create_store_action);
}
