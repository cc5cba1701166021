/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "nexus-gtk-place.h"
#include "nexus-gtk-window-private.h"

/* What other programs ask for: one location after the other, so that their tabs come in their order. */
typedef struct {
  NexusGtkWindow *window;
  GStrv           locations;
  guint           next;
  NexusGtkStore  *store;       /* of the one that is being looked at */
  char           *place;
} Opening;

static void
opening_free (Opening *opening)
{
  opening->window->n_opening--;
  g_clear_weak_pointer (&opening->window->spare_tab);
  g_object_unref (opening->window);
  g_strfreev (opening->locations);
  g_clear_object (&opening->store);
  g_free (opening->place);
  g_free (opening);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Opening, opening_free)

static void go_on (Opening *opening);

/* A window that was made for a location has no tab for anything else. */
static NexusGtkTab *
show (NexusGtkWindow *self,
      NexusGtkStore  *store,
      const char     *place)
{
  NexusGtkTab *tab = self->spare_tab;

  if (tab == NULL)
    return nexus_gtk_window_add_tab (self, store, place, TRUE);

  g_clear_weak_pointer (&self->spare_tab);
  nexus_gtk_tab_set_store (tab, store, place);
  nexus_gtk_window_show_tab (self);

  return tab;
}

/* In the tab that shows the folder already, else in a new one. */
static void
select_in_folder (NexusGtkWindow *self,
                  NexusGtkStore  *store,
                  const char     *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  NexusGtkTab *tab = self->tab;

  if (tab == NULL || nexus_gtk_tab_get_store (tab) != store || g_strcmp0 (nexus_gtk_tab_get_place (tab), folder) != 0)
    tab = show (self, store, folder);
  g_clear_weak_pointer (&self->spare_tab);
  nexus_gtk_browser_select_name (nexus_gtk_tab_get_browser (tab), name);
}

static void
queried_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(Opening) opening = user_data;
  NexusGtkWindow *self = opening->window;
  g_autoptr(NexusEntry) entry = nexus_filesystem_query_finish (NEXUS_FILESYSTEM (object), result, NULL);

  /* The window may have been closed meanwhile. */
  if (self->stores == NULL)
    return;
  /* Of what is not there, the page of the place tells. */
  if (entry == NULL || nexus_entry_get_kind (entry) == NEXUS_KIND_DIRECTORY)
    show (self, opening->store, opening->place);
  else
    select_in_folder (self, opening->store, opening->place);
  go_on (g_steal_pointer (&opening));
}

/* Takes it. */
static void
go_on (Opening *opening)
{
  g_autoptr(Opening) held = opening;
  NexusGtkWindow *self = opening->window;

  while (opening->locations[opening->next] != NULL)
    {
      g_autoptr(GError) error = NULL;

      g_clear_pointer (&opening->place, g_free);
      g_set_object (&opening->store, nexus_gtk_window_find_location (self, opening->locations[opening->next++],
                                                                     &opening->place, &error));
      if (opening->store == NULL)
        {
          nexus_gtk_window_report (self, error);
          continue;
        }
      if (nexus_gtk_place_is_folder (opening->place))
        {
          nexus_filesystem_query_async (nexus_gtk_store_get_filesystem (opening->store), opening->place, NULL, queried_cb,
                                        g_steal_pointer (&held));
          return;
        }
      show (self, opening->store, opening->place);
    }
}

void
nexus_gtk_window_open_locations (NexusGtkWindow     *self,
                                 const char * const *locations)
{
  Opening *opening;

  g_return_if_fail (NEXUS_GTK_IS_WINDOW (self));
  g_return_if_fail (locations != NULL);

  if (self->filesystem == NULL)
    {
      g_strfreev (self->locations);
      self->locations = g_strdupv ((GStrv) locations);
      return;
    }
  opening = g_new0 (Opening, 1);
  opening->window = g_object_ref (self);
  opening->locations = g_strdupv ((GStrv) locations);
  self->n_opening++;
  go_on (opening);
}
