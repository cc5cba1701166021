/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "nexus-gtk-place.h"
#include "nexus-gtk-store-choice.h"
#include "nexus-gtk-window-private.h"

/* --- Remembering --- */

GVariant *
nexus_gtk_window_dup_tabs (NexusGtkWindow *self)
{
  g_auto(GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(ss)"));
  int n_pages;
  guint n_tabs = 0;
  guint shown = 0;

  g_return_val_if_fail (NEXUS_GTK_IS_WINDOW (self), NULL);

  n_pages = adw_tab_view_get_n_pages (self->tab_view);
  for (int i = 0; i < n_pages; i++)
    {
      GtkWidget *tab = adw_tab_page_get_child (adw_tab_view_get_nth_page (self->tab_view, i));
      NexusGtkStore *store = nexus_gtk_tab_get_store (NEXUS_GTK_TAB (tab));

      if (store == NULL)
        continue;
      if (tab == GTK_WIDGET (self->tab))
        shown = n_tabs;
      g_variant_builder_add (&builder, "(ss)", nexus_gtk_store_get_location (store),
                             nexus_gtk_tab_get_place (NEXUS_GTK_TAB (tab)));
      n_tabs++;
    }

  return n_tabs > 0 ? g_variant_ref_sink (g_variant_new ("(ua(ss))", shown, &builder)) : NULL;
}

/* --- Restoring: one tab after the other, so that they come in their order --- */

typedef struct {
  NexusGtkWindow *window;
  NexusConfig    *config;      /* of the store that is always there */
  GVariant       *tabs;
  guint           shown;
  guint           next;
  guint           n_restored;
  GHashTable     *missing;     /* locations */
} Restoring;

static void
restoring_free (Restoring *restoring)
{
  restoring->window->n_opening--;
  g_object_unref (restoring->window);
  g_object_unref (restoring->config);
  g_variant_unref (restoring->tabs);
  g_hash_table_unref (restoring->missing);
  g_free (restoring);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Restoring, restoring_free)

static void go_on (Restoring *restoring);

static void
tell_missing (Restoring *restoring)
{
  GHashTableIter iter;
  gpointer location;

  g_hash_table_iter_init (&iter, restoring->missing);
  while (g_hash_table_iter_next (&iter, &location, NULL))
    {
      g_autofree char *shown = nexus_path_display (location);
      g_autofree char *text = g_strdup_printf (_("The store %s of the last session could not be opened"), shown);

      nexus_gtk_window_toast (restoring->window, text);
    }
}

/* Takes it. */
static void
end (Restoring *restoring)
{
  g_autoptr(Restoring) held G_GNUC_UNUSED = restoring;
  NexusGtkWindow *self = restoring->window;

  if (restoring->n_restored == 0)
    {
      nexus_gtk_window_open_store (self, restoring->config);
      return;
    }
  tell_missing (restoring);
  nexus_gtk_window_store_is_shown (self);
}

static void
add_restored (Restoring     *restoring,
              NexusGtkStore *store,
              const char    *place)
{
  NexusGtkWindow *self = restoring->window;
  gboolean select = restoring->next - 1 == restoring->shown;

  nexus_gtk_window_append_tab (self, store, place, select);
  restoring->n_restored++;
}

static void
restored_connected_cb (GObject      *object,
                       GAsyncResult *result,
                       gpointer      user_data)
{
  g_autoptr(Restoring) restoring = user_data;
  g_autoptr(NexusGtkStore) store = NULL;
  g_autoptr(GError) error = NULL;
  const char *location;
  const char *place;

  store = nexus_gtk_stores_open_finish (NEXUS_GTK_STORES (object), result, &error);
  /* The window may have been closed meanwhile. */
  if (restoring->window->stores == NULL)
    return;
  g_variant_get_child (restoring->tabs, restoring->next - 1, "(&s&s)", &location, &place);
  if (store != NULL)
    add_restored (restoring, store, place);
  else
    g_hash_table_add (restoring->missing, g_strdup (location));
  go_on (g_steal_pointer (&restoring));
}

static void
restored_checked_cb (GObject      *object,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr(Restoring) restoring = user_data;
  NexusGtkStores *stores = restoring->window->stores;
  g_autoptr(GFile) folder = NULL;
  g_autoptr(NexusConfig) config = NULL;
  const char *location;
  const char *place;
  gboolean is_new;

  folder = nexus_gtk_store_choice_check_finish (result, &is_new, NULL);
  if (stores == NULL)
    return;
  /* Restoring makes no stores. */
  if (folder != NULL && !is_new)
    config = nexus_gtk_window_new_config (folder, NULL);
  if (config == NULL)
    {
      g_variant_get_child (restoring->tabs, restoring->next - 1, "(&s&s)", &location, &place);
      g_hash_table_add (restoring->missing, g_strdup (location));
      go_on (g_steal_pointer (&restoring));
      return;
    }
  nexus_gtk_stores_open_async (stores, config, restored_connected_cb, g_steal_pointer (&restoring));
}

/* Takes it. */
static void
go_on (Restoring *restoring)
{
  NexusGtkWindow *self = restoring->window;
  g_autofree char *own = nexus_gtk_store_locate (restoring->config);

  while (restoring->next < g_variant_n_children (restoring->tabs))
    {
      g_autoptr(GFile) folder = NULL;
      NexusGtkStore *store;
      const char *location;
      const char *place;

      g_variant_get_child (restoring->tabs, restoring->next++, "(&s&s)", &location, &place);
      if (g_hash_table_contains (restoring->missing, location) || !nexus_gtk_place_is_valid (place))
        continue;
      store = nexus_gtk_stores_find (self->stores, location);
      if (store != NULL)
        {
          add_restored (restoring, store, place);
          continue;
        }
      /* One that is somewhere else has no folder to look at. */
      if (strcmp (location, own) == 0 && !g_path_is_absolute (own))
        {
          nexus_gtk_stores_open_async (self->stores, restoring->config, restored_connected_cb, restoring);
          return;
        }
      folder = g_file_new_for_path (location);
      nexus_gtk_store_choice_check_async (NULL, folder, restored_checked_cb, restoring);
      return;
    }

  end (restoring);
}

void
nexus_gtk_window_restore_tabs (NexusGtkWindow *self,
                               GVariant       *tabs,
                               NexusConfig    *config)
{
  Restoring *restoring;

  g_return_if_fail (NEXUS_GTK_IS_WINDOW (self));
  g_return_if_fail (g_variant_is_of_type (tabs, G_VARIANT_TYPE ("(ua(ss))")));
  g_return_if_fail (NEXUS_IS_CONFIG (config));

  restoring = g_new0 (Restoring, 1);
  restoring->window = g_object_ref (self);
  restoring->config = g_object_ref (config);
  g_variant_get (tabs, "(u@a(ss))", &restoring->shown, &restoring->tabs);
  restoring->missing = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->n_opening++;
  g_set_object (&self->config, config);
  go_on (restoring);
}
