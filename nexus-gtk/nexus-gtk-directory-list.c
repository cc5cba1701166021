/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "nexus-gtk-directory-list.h"
#include "nexus-gtk-item-store.h"
#include "nexus-gtk-place.h"

/* A folder is a NexusDirectoryModel and what was found a NexusSearchModel, which do everything by themselves.  The trash
 * and tags are short lists, read as a whole and again a moment after a change. */
#define SETTLE_MS 40

#define RECENT_QUERY "type:file modified<30d"

struct _NexusGtkDirectoryList {
  GObject               parent_instance;

  NexusFilesystem      *filesystem;
  char                 *place;

  /* Of a path and of a search. */
  NexusListModel       *model;

  /* Of a path. */
  NexusDirectoryModel  *all;         /* with what is hidden, while nothing else is there */

  /* Of a search that the store keeps. */
  gboolean              asking;      /* what it looks for */

  /* Of any other place. */
  GListStore           *items;       /* NexusEntry, or NexusTrashItem for the trash */

  /* Of all but a path. */
  GCancellable         *cancellable; /* of the loading at work */
  guint                 settle_id;
  GError               *error;

  gboolean              loading;
};

enum {
  PROP_0,
  PROP_LOADING,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (NexusGtkDirectoryList, nexus_gtk_directory_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static GListModel *
get_model (gpointer list)
{
  NexusGtkDirectoryList *self = NEXUS_GTK_DIRECTORY_LIST (list);

  return self->model != NULL ? G_LIST_MODEL (self->model) : G_LIST_MODEL (self->items);
}

static GType
nexus_gtk_directory_list_get_item_type (GListModel *model)
{
  return G_TYPE_OBJECT;
}

static guint
nexus_gtk_directory_list_get_n_items (GListModel *model)
{
  return g_list_model_get_n_items (get_model (model));
}

static gpointer
nexus_gtk_directory_list_get_item (GListModel *model,
                                   guint       position)
{
  return g_list_model_get_item (get_model (model), position);
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = nexus_gtk_directory_list_get_item_type;
  iface->get_n_items = nexus_gtk_directory_list_get_n_items;
  iface->get_item = nexus_gtk_directory_list_get_item;
}

static void
set_loading (NexusGtkDirectoryList *self,
             gboolean               loading)
{
  if (self->loading == loading)
    return;

  self->loading = loading;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADING]);
}

/* --- Folders --- */

static void update_loading (NexusGtkDirectoryList *self);

/* Whoever is told of loading also looks at the number. */
static void
all_changed_cb (NexusGtkDirectoryList *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADING]);
}

/* A folder in which nothing is shown tells how much is hidden there. */
static void
update_all (NexusGtkDirectoryList *self)
{
  gboolean empty = nexus_gtk_place_is_folder (self->place) && !nexus_list_model_get_loading (self->model) &&
                   nexus_list_model_get_error (self->model) == NULL &&
                   g_list_model_get_n_items (G_LIST_MODEL (self->model)) == 0 &&
                   !nexus_directory_model_get_show_hidden (NEXUS_DIRECTORY_MODEL (self->model));

  if (empty && self->all == NULL)
    {
      self->all = nexus_directory_model_new (self->filesystem, self->place);
      nexus_directory_model_set_show_hidden (self->all, TRUE);
      g_signal_connect_object (self->all, "notify::loading", G_CALLBACK (update_loading), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (self->all, "notify::n-items", G_CALLBACK (all_changed_cb), self, G_CONNECT_SWAPPED);
    }
  else if (!empty)
    {
      g_clear_object (&self->all);
    }
}

static void
update_loading (NexusGtkDirectoryList *self)
{
  update_all (self);
  set_loading (self, self->asking || nexus_list_model_get_loading (self->model) ||
                     (self->all != NULL && nexus_list_model_get_loading (NEXUS_LIST_MODEL (self->all))));
}

static void
items_changed_cb (NexusGtkDirectoryList *self,
                  guint                  position,
                  guint                  removed,
                  guint                  added)
{
  g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
}

/* Takes the model. */
static void
open_model (NexusGtkDirectoryList *self,
            gpointer               model)
{
  self->model = model;
  g_signal_connect_object (self->model, "items-changed", G_CALLBACK (items_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->model, "notify::n-items", G_CALLBACK (update_loading), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->model, "notify::loading", G_CALLBACK (update_loading), self, G_CONNECT_SWAPPED);
  self->loading = nexus_list_model_get_loading (self->model);
}

/* --- Searches --- */

static void
set_query (NexusGtkDirectoryList *self,
           const char            *text)
{
  g_autoptr(NexusQuery) query = NULL;

  g_clear_error (&self->error);
  query = nexus_query_new_parse (text, &self->error);
  nexus_search_model_set_query (NEXUS_SEARCH_MODEL (self->model), query);
  update_loading (self);
}

static void
searches_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(NexusGtkDirectoryList) self = user_data;
  const char *name = nexus_gtk_place_get_rest (self->place);
  g_autoptr(GListModel) searches = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusQuery) query = NULL;

  searches = nexus_filesystem_list_searches_finish (NEXUS_FILESYSTEM (object), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  for (guint i = 0; query == NULL && searches != NULL && i < g_list_model_get_n_items (searches); i++)
    {
      g_autoptr(NexusSavedSearch) search = g_list_model_get_item (searches, i);

      if (strcmp (nexus_saved_search_get_name (search), name) == 0)
        query = g_object_ref (nexus_saved_search_get_query (search));
    }
  if (query == NULL && error == NULL)
    g_set_error (&error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _("The store keeps no search with the name “%s” any more."),
                 name);

  g_clear_error (&self->error);
  self->error = g_steal_pointer (&error);
  self->asking = FALSE;
  nexus_search_model_set_query (NEXUS_SEARCH_MODEL (self->model), query);
  update_loading (self);
}

static void
ask_for_query (NexusGtkDirectoryList *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  self->asking = TRUE;
  update_loading (self);
  nexus_filesystem_list_searches_async (self->filesystem, self->cancellable, searches_cb, g_object_ref (self));
}

static void
searches_changed_cb (NexusGtkDirectoryList *self,
                     NexusChange           *change)
{
  if (nexus_change_get_kind (change) == NEXUS_CHANGE_SEARCHES)
    ask_for_query (self);
}

static void
open_search (NexusGtkDirectoryList *self)
{
  open_model (self, nexus_search_model_new (self->filesystem, NULL));
  if (strcmp (self->place, NEXUS_GTK_PLACE_RECENT) == 0)
    {
      set_query (self, RECENT_QUERY);
      nexus_list_model_set_folders_first (self->model, FALSE);
    }
  else if (g_str_has_prefix (self->place, NEXUS_GTK_PLACE_SEARCH))
    {
      set_query (self, nexus_gtk_place_get_rest (self->place));
    }
  else
    {
      g_signal_connect_object (self->filesystem, "changed", G_CALLBACK (searches_changed_cb), self, G_CONNECT_SWAPPED);
      ask_for_query (self);
    }
}

/* --- The trash and tags --- */

static void
list_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(NexusGtkDirectoryList) self = user_data;
  NexusFilesystem *filesystem = NEXUS_FILESYSTEM (object);
  g_autoptr(GListModel) list = NULL;
  g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GError) error = NULL;

  if (nexus_gtk_place_get_tag (self->place) != NULL)
    list = nexus_filesystem_list_tagged_finish (filesystem, result, &error);
  else
    list = nexus_filesystem_list_trash_finish (filesystem, result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  /* The star is a tag that is not there before something has it. */
  if (strcmp (self->place, NEXUS_GTK_PLACE_STARRED) == 0 && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    g_clear_error (&error);

  g_clear_error (&self->error);
  self->error = g_steal_pointer (&error);
  for (guint i = 0; list != NULL && i < g_list_model_get_n_items (list); i++)
    g_ptr_array_add (items, g_list_model_get_item (list, i));
  /* What cannot be listed any more is not shown any more either. */
  nexus_gtk_item_store_update (self->items, items);
  set_loading (self, FALSE);
}

void
nexus_gtk_directory_list_reload (NexusGtkDirectoryList *self)
{
  g_return_if_fail (NEXUS_GTK_IS_DIRECTORY_LIST (self));

  if (self->model != NULL)
    {
      nexus_list_model_reload (self->model);
      return;
    }

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  set_loading (self, TRUE);
  if (nexus_gtk_place_get_tag (self->place) != NULL)
    nexus_filesystem_list_tagged_async (self->filesystem, nexus_gtk_place_get_tag (self->place), self->cancellable,
                                        list_cb, g_object_ref (self));
  else
    nexus_filesystem_list_trash_async (self->filesystem, self->cancellable, list_cb, g_object_ref (self));
}

static gboolean
settle_cb (gpointer user_data)
{
  NexusGtkDirectoryList *self = user_data;

  self->settle_id = 0;
  nexus_gtk_directory_list_reload (self);

  return G_SOURCE_REMOVE;
}

static void
changed_cb (NexusGtkDirectoryList *self)
{
  if (self->settle_id == 0)
    self->settle_id = g_timeout_add (SETTLE_MS, settle_cb, self);
}

/* --- The object --- */

static void
nexus_gtk_directory_list_dispose (GObject *object)
{
  NexusGtkDirectoryList *self = NEXUS_GTK_DIRECTORY_LIST (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->settle_id, g_source_remove);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->all);
  g_clear_object (&self->filesystem);

  G_OBJECT_CLASS (nexus_gtk_directory_list_parent_class)->dispose (object);
}

static void
nexus_gtk_directory_list_finalize (GObject *object)
{
  NexusGtkDirectoryList *self = NEXUS_GTK_DIRECTORY_LIST (object);

  g_clear_object (&self->model);
  g_clear_object (&self->items);
  g_clear_error (&self->error);
  g_free (self->place);

  G_OBJECT_CLASS (nexus_gtk_directory_list_parent_class)->finalize (object);
}

static void
nexus_gtk_directory_list_get_property (GObject    *object,
                                       guint       prop_id,
                                       GValue     *value,
                                       GParamSpec *pspec)
{
  NexusGtkDirectoryList *self = NEXUS_GTK_DIRECTORY_LIST (object);

  switch (prop_id)
    {
    case PROP_LOADING:
      g_value_set_boolean (value, self->loading);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
nexus_gtk_directory_list_class_init (NexusGtkDirectoryListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = nexus_gtk_directory_list_dispose;
  object_class->finalize = nexus_gtk_directory_list_finalize;
  object_class->get_property = nexus_gtk_directory_list_get_property;

  properties[PROP_LOADING] = g_param_spec_boolean ("loading", NULL, NULL, FALSE,
                                                   G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY |
                                                   G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
nexus_gtk_directory_list_init (NexusGtkDirectoryList *self)
{
}

NexusGtkDirectoryList *
nexus_gtk_directory_list_new (NexusFilesystem *filesystem,
                              const char      *place)
{
  NexusGtkDirectoryList *self = g_object_new (NEXUS_GTK_TYPE_DIRECTORY_LIST, NULL);

  self->filesystem = g_object_ref (filesystem);
  self->place = g_strdup (place);
  if (nexus_gtk_place_is_folder (place))
    {
      open_model (self, nexus_directory_model_new (filesystem, place));
      return self;
    }
  if (nexus_gtk_place_is_search (place))
    {
      open_search (self);
      return self;
    }

  self->items = g_list_store_new (G_TYPE_OBJECT);
  g_signal_connect_swapped (self->items, "items-changed", G_CALLBACK (items_changed_cb), self);
  g_signal_connect_object (filesystem, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  nexus_gtk_directory_list_reload (self);

  return self;
}

gboolean
nexus_gtk_directory_list_search (NexusGtkDirectoryList *self,
                                 NexusFilesystem       *filesystem,
                                 const char            *place)
{
  g_return_val_if_fail (NEXUS_GTK_IS_DIRECTORY_LIST (self), FALSE);
  g_return_val_if_fail (place != NULL, FALSE);

  if (filesystem != self->filesystem || !g_str_has_prefix (self->place, NEXUS_GTK_PLACE_SEARCH) ||
      !g_str_has_prefix (place, NEXUS_GTK_PLACE_SEARCH))
    return FALSE;

  g_free (self->place);
  self->place = g_strdup (place);
  set_query (self, nexus_gtk_place_get_rest (place));

  return TRUE;
}

NexusFilesystem *
nexus_gtk_directory_list_get_filesystem (NexusGtkDirectoryList *self)
{
  return self->filesystem;
}

const char *
nexus_gtk_directory_list_get_place (NexusGtkDirectoryList *self)
{
  return self->place;
}

gboolean
nexus_gtk_directory_list_get_loading (NexusGtkDirectoryList *self)
{
  return self->loading;
}

const GError *
nexus_gtk_directory_list_get_error (NexusGtkDirectoryList *self)
{
  if (self->error == NULL && self->model != NULL)
    return nexus_list_model_get_error (self->model);

  return self->error;
}

gboolean
nexus_gtk_directory_list_is_ordered (NexusGtkDirectoryList *self)
{
  return self->model != NULL;
}

void
nexus_gtk_directory_list_set_order (NexusGtkDirectoryList *self,
                                    const char            *sort_key,
                                    gboolean               descending)
{
  g_return_if_fail (self->model != NULL);

  nexus_list_model_set_sort_key (self->model, sort_key);
  nexus_list_model_set_sort_descending (self->model, descending);
}

void
nexus_gtk_directory_list_set_show_hidden (NexusGtkDirectoryList *self,
                                          gboolean               show_hidden)
{
  g_return_if_fail (nexus_gtk_place_is_folder (self->place));

  nexus_directory_model_set_show_hidden (NEXUS_DIRECTORY_MODEL (self->model), show_hidden);
}

guint
nexus_gtk_directory_list_get_n_hidden (NexusGtkDirectoryList *self)
{
  return self->all != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->all)) : 0;
}

char *
nexus_gtk_directory_list_dup_name (NexusGtkDirectoryList *self,
                                   guint                  position)
{
  g_return_val_if_fail (nexus_gtk_place_is_folder (self->place), NULL);

  return nexus_directory_model_dup_name (NEXUS_DIRECTORY_MODEL (self->model), position);
}

gboolean
nexus_gtk_directory_list_find_name (NexusGtkDirectoryList *self,
                                    const char            *name,
                                    guint                 *position)
{
  g_return_val_if_fail (nexus_gtk_place_is_folder (self->place), FALSE);

  return nexus_directory_model_find_name (NEXUS_DIRECTORY_MODEL (self->model), name, position);
}

gboolean
nexus_gtk_directory_list_find_row (NexusGtkDirectoryList *self,
                                   NexusModelRow         *row,
                                   guint                 *position)
{
  g_return_val_if_fail (self->model != NULL, FALSE);

  return nexus_list_model_find (self->model, row, position);
}
