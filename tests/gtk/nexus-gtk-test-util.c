/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "nexus-gtk-test-util.h"

#include <string.h>

#include "nexus-gtk-application.h"
#include "nexus-gtk-format.h"
#include "nexus-gtk-window-private.h"
#include "nexus-test-util.h"

/* GTK asks the bus for portals while it starts, and lets go of the connection, which then ends in another thread while
 * the first test runs.  A program has it from its application before that, and keeps it. */
void
init_toolkit (void)
{
  static GDBusConnection *connection;
  g_autoptr(GError) error = NULL;

  connection = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (connection);
  adw_init ();
}

static void
write_file (NexusFilesystem *filesystem,
            const char      *path,
            const char      *text)
{
  g_autoptr(GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusEntry) entry = nexus_filesystem_write (filesystem, path, bytes, NULL, NEXUS_WRITE_PARENTS, NULL,
                                                        &error);

  g_assert_no_error (error);
  g_assert_nonnull (entry);
}

static void
fill (NexusConfig *config)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusFilesystem) filesystem = nexus_connect (config, NULL, &error);

  g_assert_no_error (error);
  write_file (filesystem, "/a10.txt", "ten");
  write_file (filesystem, "/a2.txt", "two");
  write_file (filesystem, "/docs/inner/deep.txt", "deep");
  write_file (filesystem, "/a2.txt", "two again");
  g_assert_true (nexus_filesystem_set_attribute (filesystem, "/a2.txt", "author", g_variant_new_string ("Ann"), NULL,
                                                 &error));
  g_assert_true (nexus_filesystem_add_tag (filesystem, "/a2.txt", "work", NULL, &error));
  g_assert_true (nexus_filesystem_close (filesystem, NULL, &error));
}

gpointer
find_widget_that (GtkWidget     *widget,
                  WidgetTest     test,
                  gconstpointer  data)
{
  if (test (widget, data))
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      gpointer found = find_widget_that (child, test, data);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static gboolean
has_type (GtkWidget     *widget,
          gconstpointer  type)
{
  return g_type_is_a (G_OBJECT_TYPE (widget), *(const GType *) type);
}

gpointer
find_widget (GtkWidget *widget,
             GType      type)
{
  return find_widget_that (widget, has_type, &type);
}

static gboolean
is_icon_button (GtkWidget     *widget,
                gconstpointer  tooltip)
{
  return GTK_IS_BUTTON (widget) && g_strcmp0 (gtk_widget_get_tooltip_text (widget), tooltip) == 0;
}

GtkWidget *
find_icon_button (GtkWidget  *widget,
                  const char *tooltip)
{
  return find_widget_that (widget, is_icon_button, tooltip);
}

gpointer
find_window (GType type)
{
  GListModel *toplevels = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr(GtkWidget) window = g_list_model_get_item (toplevels, i);

      if (g_type_is_a (G_OBJECT_TYPE (window), type) && gtk_widget_get_visible (window))
        return window;
    }

  return NULL;
}

gboolean
is_toplevel (gpointer window)
{
  GListModel *toplevels = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr(GtkWidget) toplevel = g_list_model_get_item (toplevels, i);

      if ((gpointer) toplevel == window)
        return TRUE;
    }

  return FALSE;
}

/* One for all tests of a program: a process has only one. */
static AdwApplication *
get_application (void)
{
  static NexusGtkApplication *application;
  g_autoptr(GError) error = NULL;

  if (application == NULL)
    {
      application = nexus_gtk_application_new ();
      g_application_register (G_APPLICATION (application), NULL, &error);
      g_assert_no_error (error);
    }

  return ADW_APPLICATION (application);
}

/* The settings of one test are none of the next one's. */
static void
reset_settings (void)
{
  g_autoptr(GSettings) settings = g_settings_new ("org.nexusfs.Nexus");
  g_autoptr(GSettingsSchema) schema = NULL;
  g_auto(GStrv) keys = NULL;

  g_object_get (settings, "settings-schema", &schema, NULL);
  keys = g_settings_schema_list_keys (schema);
  for (guint i = 0; keys[i] != NULL; i++)
    g_settings_reset (settings, keys[i]);
}

Fixture *
fixture_new (void)
{
  Fixture *fixture = g_new0 (Fixture, 1);
  g_autoptr(NexusConfig) config = nexus_config_new ();
  g_autofree char *data_dir = NULL;

  fixture->folder = nexus_test_make_dir ();
  data_dir = g_build_filename (fixture->folder, "store", NULL);
  nexus_config_set_data_dir (config, data_dir);
  fill (config);

  reset_settings ();
  fixture->application = get_application ();
  fixture->window = nexus_gtk_window_new (fixture->application);
  nexus_gtk_window_open_store (fixture->window, config);
  gtk_window_present (GTK_WINDOW (fixture->window));
  nexus_test_spin_until (nexus_gtk_window_get_filesystem (fixture->window) != NULL);
  fixture->filesystem = nexus_gtk_window_get_filesystem (fixture->window);
  fixture->browser = find_widget (GTK_WIDGET (fixture->window), NEXUS_GTK_TYPE_BROWSER);
  fixture_settle (fixture);

  return fixture;
}

void
fixture_stop (Fixture *fixture)
{
  NexusFilesystem *filesystem = g_object_ref (fixture->filesystem);
  NexusGtkStores *stores = fixture->window->stores;
  g_autoptr(GError) error = NULL;

  /* The window of the next test would list this one's store for as long as a part of this window waits for an answer. */
  g_object_add_weak_pointer (G_OBJECT (stores), (gpointer *) &stores);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  nexus_test_spin_until (stores == NULL);
  nexus_filesystem_close (filesystem, NULL, &error);
  g_assert_no_error (error);
  g_object_unref (filesystem);
}

void
fixture_free (Fixture *fixture)
{
  fixture_stop (fixture);
  nexus_test_remove_tree (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture);
}

void
fixture_settle (Fixture *fixture)
{
  nexus_test_spin_until (nexus_gtk_window_is_settled (fixture->window));
}

char *
fixture_dup_names (Fixture *fixture)
{
  GListModel *items = nexus_gtk_browser_get_items (fixture->browser);
  GString *names = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr(GObject) item = g_list_model_get_item (items, i);
      NexusEntry *entry = nexus_gtk_item_get_entry (item);

      /* Rows are filled a moment later. */
      g_string_append_printf (names, "%s%s", i > 0 ? " " : "", entry != NULL ? nexus_entry_get_name (entry) : "?");
    }

  return g_string_free (names, FALSE);
}

static gboolean
has_names (Fixture    *fixture,
           const char *wanted)
{
  g_autofree char *names = fixture_dup_names (fixture);

  return strcmp (names, wanted) == 0;
}

void
fixture_wait_names (Fixture    *fixture,
                    const char *names)
{
  nexus_test_spin_until (has_names (fixture, names));
}

gboolean
fixture_is_selected (Fixture    *fixture,
                     const char *name)
{
  g_autoptr(GPtrArray) items = nexus_gtk_browser_dup_selection (fixture->browser);

  return items->len == 1 &&
         strcmp (nexus_entry_get_name (nexus_gtk_item_get_entry (g_ptr_array_index (items, 0))), name) == 0;
}

void
fixture_select (Fixture    *fixture,
                const char *name)
{
  nexus_gtk_browser_select_name (fixture->browser, name);
  nexus_test_spin_until (fixture_is_selected (fixture, name));
}

void
fixture_go (Fixture    *fixture,
            const char *place)
{
  nexus_gtk_window_go (fixture->window, place);
  fixture_settle (fixture);
}

void
fixture_write (Fixture    *fixture,
               const char *path,
               const char *text)
{
  write_file (fixture->filesystem, path, text);
}

void
fixture_make_folder (Fixture    *fixture,
                     const char *path)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusEntry) made = nexus_filesystem_make_directory (fixture->filesystem, path, NEXUS_MAKE_DIRECTORY_PARENTS, NULL,
                                                                &error);

  g_assert_no_error (error);
  g_assert_nonnull (made);
}

guint
fixture_count_tabs (Fixture *fixture)
{
  return (guint) adw_tab_view_get_n_pages (fixture->window->tab_view);
}
