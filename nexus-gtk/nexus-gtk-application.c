/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <nexus-glib.h>

#include "nexus-gtk-application.h"
#include "nexus-gtk-dialogs.h"
#include "nexus-gtk-cache.h"
#include "nexus-gtk-location.h"
#include "nexus-gtk-preferences.h"
#include "nexus-gtk-render.h"
#include "nexus-gtk-search-provider.h"
#include "nexus-gtk-session.h"
#include "nexus-gtk-settings.h"
#include "nexus-gtk-window.h"

/* A service that nobody needs goes after so long. */
#define SERVICE_MS 10000

struct _NexusGtkApplication {
  AdwApplication          parent_instance;

  NexusGtkSearchProvider *search_provider;
};

G_DEFINE_FINAL_TYPE (NexusGtkApplication, nexus_gtk_application, ADW_TYPE_APPLICATION)

static const GOptionEntry options[] = {
  { "data-dir", 0, 0, G_OPTION_ARG_FILENAME, NULL, N_("Open the store in this folder"), N_("DIR") },
  { "render", 0, 0, G_OPTION_ARG_FILENAME, NULL, N_("Write a picture of the window to a PNG file and quit"),
    N_("FILE") },
  { "page", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_STRING, NULL, "What to render", "PAGE" },
  { "looks", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_STRING, NULL, "How it is to look", "LOOKS" },
  { "place", 0, 0, G_OPTION_ARG_STRING, NULL,
    N_("Open a place: a folder of the store, recent:, starred:, trash:, tag:NAME or search:WORDS"), N_("PLACE") },
  { "new-window", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Open another window"), NULL },
  { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, NULL,
    N_("Files and folders to import, and addresses such as nexus:///folder to open"), N_("FILE|ADDRESS…") },
  { NULL }
};

static void
quit_action (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       user_data)
{
  g_autoptr(GList) windows = g_list_copy (gtk_application_get_windows (user_data));

  nexus_gtk_session_quit (user_data);
  /* A window with something in progress asks first, and stays until it has an answer. */
  for (GList *window = windows; window != NULL; window = window->next)
    {
      if (NEXUS_GTK_IS_WINDOW (window->data))
        gtk_window_close (window->data);
    }
}

static NexusGtkWindow *
get_active_window (GtkApplication *application)
{
  GtkWindow *active = gtk_application_get_active_window (application);

  if (NEXUS_GTK_IS_WINDOW (active))
    return NEXUS_GTK_WINDOW (active);
  for (GList *item = gtk_application_get_windows (application); item != NULL; item = item->next)
    {
      if (NEXUS_GTK_IS_WINDOW (item->data))
        return item->data;
    }

  return NULL;
}

static void
help_shown_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GApplication) application = user_data;
  NexusGtkWindow *window = get_active_window (GTK_APPLICATION (application));
  g_autoptr(GError) error = NULL;

  if (gtk_show_uri_full_finish (GTK_WINDOW (object), result, &error))
    return;
  if (window == NULL)
    return;
  nexus_gtk_dialogs_show_message (GTK_WINDOW (window), _("The Help Cannot Be Shown"),
                                  _("No application is installed that shows help, such as Yelp. “man nexus-gtk” in a terminal "
                                    "tells how to use Nexus, too."));
}

static void
help_action (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       user_data)
{
  NexusGtkWindow *window = get_active_window (user_data);

  if (window != NULL)
    gtk_show_uri_full (GTK_WINDOW (window), "help:nexus", GDK_CURRENT_TIME, NULL, help_shown_cb,
                       g_object_ref (user_data));
}

static void
preferences_action (GSimpleAction *action,
                    GVariant      *parameter,
                    gpointer       user_data)
{
  NexusGtkWindow *window = get_active_window (user_data);

  if (window != NULL)
    gtk_window_present (nexus_gtk_preferences_new (GTK_WINDOW (window), nexus_gtk_window_get_settings (window),
                                                   nexus_gtk_window_get_store (window)));
}

/* From a notification: of the window that it is about, if that is still there. */
static void
show_operations_action (GSimpleAction *action,
                        GVariant      *parameter,
                        gpointer       user_data)
{
  GtkWindow *window = gtk_application_get_window_by_id (user_data, g_variant_get_uint32 (parameter));

  if (window == NULL || !NEXUS_GTK_IS_WINDOW (window))
    return;
  gtk_window_present (window);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.operations", NULL);
}

/* --- Starting --- */

/* Anew, or with what there was the last time. */
static NexusGtkWindow *
get_window (NexusGtkApplication *self,
            NexusConfig         *config,
            gboolean             restore)
{
  NexusGtkWindow *window = get_active_window (GTK_APPLICATION (self));

  if (window == NULL && restore && nexus_gtk_session_restore (GTK_APPLICATION (self), config))
    window = get_active_window (GTK_APPLICATION (self));
  if (window != NULL)
    return window;

  window = nexus_gtk_window_new (ADW_APPLICATION (self));
  nexus_gtk_window_open_store (window, config);

  return window;
}

static NexusConfig *
check_and_discover (GError **error)
{
  return nexus_gtk_settings_check (error) ? nexus_config_discover (error) : NULL;
}

/* For those who are not told by a terminal; NULL, after saying why, if there can be no window. */
static NexusGtkWindow *
get_window_or_tell (NexusGtkApplication *self)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusConfig) config = check_and_discover (&error);

  if (config == NULL)
    {
      g_printerr ("nexus-gtk: %s\n", error->message);
      return NULL;
    }

  return get_window (self, config, TRUE);
}

/* At the store of the window that is in front. */
static void
new_window_action (GSimpleAction *action,
                   GVariant      *parameter,
                   gpointer       user_data)
{
  NexusGtkWindow *active = get_active_window (user_data);

  if (active != NULL)
    nexus_gtk_window_duplicate (active);
  else
    g_application_activate (user_data);
}

/* What the desktop offers beside the application's name. */
static void
show_place_action (GSimpleAction *action,
                   GVariant      *parameter,
                   gpointer       user_data)
{
  g_autofree char *place = g_strconcat (g_action_get_name (G_ACTION (action)), ":", NULL);
  const char *places[] = { place, NULL };
  NexusGtkWindow *window = get_window_or_tell (user_data);

  if (window == NULL)
    return;
  nexus_gtk_window_open_locations (window, places);
  gtk_window_present (GTK_WINDOW (window));
}

/* What was chosen among what the desktop has found. */
static void
open_found_cb (NexusGtkApplication *self,
               GStrv                locations,
               guint                time)
{
  NexusGtkWindow *window = get_window_or_tell (self);

  if (window == NULL)
    return;
  nexus_gtk_window_open_locations (window, (const char * const *) locations);
  gtk_window_present_with_time (GTK_WINDOW (window), time);
}

static void
nexus_gtk_application_activate (GApplication *application)
{
  NexusGtkWindow *window = get_window_or_tell (NEXUS_GTK_APPLICATION (application));

  if (window != NULL)
    gtk_window_present (GTK_WINDOW (window));
}

/* Addresses are opened, and files imported. */
static void
open_or_import (NexusGtkWindow     *window,
                const char * const *locations,
                GListModel         *files)
{
  if (locations[0] != NULL)
    nexus_gtk_window_open_locations (window, locations);
  if (g_list_model_get_n_items (files) > 0)
    nexus_gtk_window_import (window, files);
  gtk_window_present (GTK_WINDOW (window));
}

/* From the desktop, by D-Bus. */
static void
nexus_gtk_application_open (GApplication  *application,
                            GFile        **files,
                            int            n_files,
                            const char    *hint)
{
  NexusGtkWindow *window = get_window_or_tell (NEXUS_GTK_APPLICATION (application));
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr(GListStore) imported = g_list_store_new (G_TYPE_FILE);
  g_auto(GStrv) locations = NULL;

  if (window == NULL)
    return;
  for (int i = 0; i < n_files; i++)
    {
      g_autofree char *uri = g_file_get_uri (files[i]);

      if (nexus_gtk_location_is_address (uri))
        g_strv_builder_add (builder, uri);
      else
        g_list_store_append (imported, files[i]);
    }
  locations = g_strv_builder_end (builder);
  open_or_import (window, (const char * const *) locations, G_LIST_MODEL (imported));
}

static int
nexus_gtk_application_command_line (GApplication            *application,
                                    GApplicationCommandLine *command_line)
{
  NexusGtkApplication *self = NEXUS_GTK_APPLICATION (application);
  GVariantDict *arguments = g_application_command_line_get_options_dict (command_line);
  g_autoptr(NexusConfig) config = NULL;
  g_autoptr(GListStore) files = g_list_store_new (G_TYPE_FILE);
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) locations = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree const char **names = NULL;
  gboolean in_new_window = FALSE;
  gboolean was_there;
  const char *data_dir = NULL;
  const char *render = NULL;
  const char *page = NULL;
  const char *place = NULL;
  const char *looks = NULL;
  NexusGtkWindow *window;

  config = check_and_discover (&error);
  if (config == NULL)
    {
      g_application_command_line_printerr (command_line, "nexus-gtk: %s\n", error->message);
      return 1;
    }
  for (const char * const *warning = nexus_config_get_warnings (config); *warning != NULL; warning++)
    g_application_command_line_printerr (command_line, "nexus-gtk: %s\n", *warning);

  if (g_variant_dict_lookup (arguments, "data-dir", "^&ay", &data_dir))
    {
      g_autoptr(GFile) folder = g_application_command_line_create_file_for_arg (command_line, data_dir);

      nexus_config_set_data_dir (config, g_file_peek_path (folder));
    }
  g_variant_dict_lookup (arguments, G_OPTION_REMAINING, "^a&ay", &names);
  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    {
      g_autoptr(GFile) file = g_application_command_line_create_file_for_arg (command_line, names[i]);

      if (nexus_gtk_location_is_address (names[i]))
        g_strv_builder_add (builder, names[i]);
      else
        g_list_store_append (files, file);
    }
  if (g_variant_dict_lookup (arguments, "place", "&s", &place))
    g_strv_builder_add (builder, place);
  locations = g_strv_builder_end (builder);
  g_variant_dict_lookup (arguments, "new-window", "b", &in_new_window);
  g_variant_dict_lookup (arguments, "page", "&s", &page);
  g_variant_dict_lookup (arguments, "render", "^&ay", &render);

  if (render != NULL && g_variant_dict_lookup (arguments, "looks", "&s", &looks))
    nexus_gtk_render_dress (looks);

  was_there = get_active_window (GTK_APPLICATION (self)) != NULL;
  if (was_there && in_new_window)
    nexus_gtk_window_duplicate (get_active_window (GTK_APPLICATION (self)));
  /* Whoever names a store wants that one. */
  window = get_window (self, config, data_dir == NULL && render == NULL);
  open_or_import (window, (const char * const *) locations, G_LIST_MODEL (files));

  if (render != NULL)
    nexus_gtk_render (window, render, page != NULL ? page : "list");

  return 0;
}

/* Keys that mean something in a text too, such as Delete, are not among them: see nexus-gtk-browser-input.c. */
static void
nexus_gtk_application_startup (GApplication *application)
{
  static const GActionEntry actions[] = {
    { .name = "quit", .activate = quit_action },
    { .name = "new-window", .activate = new_window_action },
    { .name = "preferences", .activate = preferences_action },
    { .name = "help", .activate = help_action },
    { .name = "show-operations", .activate = show_operations_action, .parameter_type = "u" },
    { .name = "recent", .activate = show_place_action },
    { .name = "starred", .activate = show_place_action },
    { .name = "trash", .activate = show_place_action },
  };
  static const struct {
    const char *action;
    const char *keys[4];
  } keys[] = {
    { "app.quit", { "<primary>q" } },
    { "app.preferences", { "<primary>comma" } },
    { "app.help", { "F1" } },
    { "win.back", { "<alt>Left" } },
    { "win.forward", { "<alt>Right" } },
    { "win.up", { "<alt>Up" } },
    { "win.open", { "<alt>Down" } },
    { "win.home", { "<alt>Home" } },
    { "win.bookmark", { "<primary>d" } },
    { "win.find", { "<primary>f" } },
    { "win.location", { "<primary>l" } },
    { "win.reload", { "F5", "<primary>r" } },
    { "win.new-folder", { "<primary><shift>n" } },
    { "win.rename", { "F2" } },
    { "win.import-files", { "<primary>o" } },
    { "win.export", { "<primary>e" } },
    { "win.view::list", { "<primary>1" } },
    { "win.view::grid", { "<primary>2" } },
    { "win.view::columns", { "<primary>3" } },
    { "win.select-pattern", { "<primary>s" } },
    { "win.invert-selection", { "<primary><shift>i" } },
    { "win.zoom-in", { "<primary>plus", "<primary>KP_Add", "<primary>equal" } },
    { "win.zoom-out", { "<primary>minus", "<primary>KP_Subtract" } },
    { "win.zoom-reset", { "<primary>0", "<primary>KP_0" } },
    { "win.show-hidden", { "<primary>h" } },
    { "win.sidebar", { "F9" } },
    { "win.inspector", { "F4", "<primary>i" } },
    { "win.properties", { "<alt>Return" } },
    { "app.new-window", { "<primary>n" } },
    { "win.new-tab", { "<primary>t" } },
    { "win.close-tab", { "<primary>w" } },
    { "win.reopen-tab", { "<primary><shift>t" } },
    { "window.close", { "<primary><shift>w" } },
  };

  G_APPLICATION_CLASS (nexus_gtk_application_parent_class)->startup (application);

  g_action_map_add_action_entries (G_ACTION_MAP (application), actions, G_N_ELEMENTS (actions), application);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (application), keys[i].action,
                                           keys[i].keys);
  gtk_window_set_default_icon_name (APPLICATION_ID);
  nexus_gtk_cache_clean ();
}

/* Before the name is taken, so that whoever has started this finds it. */
static gboolean
nexus_gtk_application_dbus_register (GApplication     *application,
                                     GDBusConnection  *connection,
                                     const char       *object_path,
                                     GError          **error)
{
  NexusGtkApplication *self = NEXUS_GTK_APPLICATION (application);
  g_autofree char *path = g_strconcat (object_path, "/SearchProvider", NULL);

  if (!G_APPLICATION_CLASS (nexus_gtk_application_parent_class)->dbus_register (application, connection, object_path,
                                                                                 error))
    return FALSE;
  if ((g_application_get_flags (application) & G_APPLICATION_IS_SERVICE) != 0)
    g_application_set_inactivity_timeout (application, SERVICE_MS);

  return nexus_gtk_search_provider_export (self->search_provider, connection, path, error);
}

static void
nexus_gtk_application_dbus_unregister (GApplication    *application,
                                       GDBusConnection *connection,
                                       const char      *object_path)
{
  NexusGtkApplication *self = NEXUS_GTK_APPLICATION (application);

  if (self->search_provider != NULL)
    nexus_gtk_search_provider_unexport (self->search_provider);

  G_APPLICATION_CLASS (nexus_gtk_application_parent_class)->dbus_unregister (application, connection, object_path);
}

/* With the last window the stores are closed, whoever has searched them. */
static void
nexus_gtk_application_window_removed (GtkApplication *application,
                                      GtkWindow      *window)
{
  NexusGtkApplication *self = NEXUS_GTK_APPLICATION (application);

  GTK_APPLICATION_CLASS (nexus_gtk_application_parent_class)->window_removed (application, window);
  if (gtk_application_get_windows (application) == NULL && self->search_provider != NULL)
    nexus_gtk_search_provider_rest (self->search_provider);
}

static void
nexus_gtk_application_shutdown (GApplication *application)
{
  /* Whatever it has open is closed while there is still time for that. */
  g_clear_object (&NEXUS_GTK_APPLICATION (application)->search_provider);

  G_APPLICATION_CLASS (nexus_gtk_application_parent_class)->shutdown (application);
}

static void
nexus_gtk_application_dispose (GObject *object)
{
  g_clear_object (&NEXUS_GTK_APPLICATION (object)->search_provider);

  G_OBJECT_CLASS (nexus_gtk_application_parent_class)->dispose (object);
}

static void
nexus_gtk_application_class_init (NexusGtkApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = nexus_gtk_application_dispose;
  application_class->startup = nexus_gtk_application_startup;
  application_class->shutdown = nexus_gtk_application_shutdown;
  application_class->activate = nexus_gtk_application_activate;
  application_class->open = nexus_gtk_application_open;
  application_class->command_line = nexus_gtk_application_command_line;
  GTK_APPLICATION_CLASS (klass)->window_removed = nexus_gtk_application_window_removed;
  application_class->dbus_register = nexus_gtk_application_dbus_register;
  application_class->dbus_unregister = nexus_gtk_application_dbus_unregister;
}

static void
nexus_gtk_application_init (NexusGtkApplication *self)
{
  self->search_provider = nexus_gtk_search_provider_new (G_APPLICATION (self));
  g_signal_connect_object (self->search_provider, "open", G_CALLBACK (open_found_cb), self, G_CONNECT_SWAPPED);
  g_application_add_main_option_entries (G_APPLICATION (self), options);
}

NexusGtkApplication *
nexus_gtk_application_new (void)
{
  return g_object_new (NEXUS_GTK_TYPE_APPLICATION,
                       "application-id", APPLICATION_ID,
                       "resource-base-path", "/org/nexusfs/Nexus",
                       "flags", G_APPLICATION_HANDLES_COMMAND_LINE | G_APPLICATION_HANDLES_OPEN,
                       NULL);
}
