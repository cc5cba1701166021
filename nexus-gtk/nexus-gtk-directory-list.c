/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "nexus-gtk-directory-list.h"

/* A list of what is in a place, filled in the background and following the store:
 *
 *   enumerate → batches → items          when it is made, and after very many changes
 *   changed   → names   → query → items  for single changes, a moment later and together
 */
#define BATCH        500
#define SETTLE_MS    40
/* With more changes than this, listing again is less work than asking for each. */
#define CHANGES_MAX  200

struct _NexusGtkDirectoryList {
  GObject               parent_instance;

  NexusFilesystem      *filesystem;
  char                 *place;
  GListStore           *items;       /* NexusEntry, or NexusTrashItem for the trash */
  GListStore           *fresh;       /* what a reload has so far, if there were items before */
  NexusEntryEnumerator *enumerator;
  GCancellable         *cancellable; /* of the loading at work */
  GHashTable           *changed;     /* paths of children to ask for again */
  gboolean              all_changed;
  gboolean              loading;
  GError               *error;
  guint                 settle_id;
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

static GType
nexus_gtk_directory_list_get_item_type (GListModel *model)
{
  return G_TYPE_OBJECT;
}

static guint
nexus_gtk_directory_list_get_n_items (GListModel *model)
{
  return g_list_model_get_n_items (G_LIST_MODEL (NEXUS_GTK_DIRECTORY_LIST (model)->items));
}

static gpointer
nexus_gtk_directory_list_get_item (GListModel *model,
                                   guint       position)
{
  return g_list_model_get_item (G_LIST_MODEL (NEXUS_GTK_DIRECTORY_LIST (model)->items), position);
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = nexus_gtk_directory_list_get_item_type;
  iface->get_n_items = nexus_gtk_directory_list_get_n_items;
  iface->get_item = nexus_gtk_directory_list_get_item;
}

/* --- Loading --- */

static void
set_loading (NexusGtkDirectoryList *self,
             gboolean               loading)
{
  if (self->loading == loading)
    return;

  self->loading = loading;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADING]);
}

static void
finish_loading (NexusGtkDirectoryList *self,
                GError                *error)
{
  guint n_items = g_list_model_get_n_items (G_LIST_MODEL (self->items));

  if (self->fresh != NULL && error == NULL)
    {
      guint n_fresh = g_list_model_get_n_items (G_LIST_MODEL (self->fresh));
      g_autoptr(GPtrArray) fresh = g_ptr_array_new_with_free_func (g_object_unref);

      for (guint i = 0; i < n_fresh; i++)
        g_ptr_array_add (fresh, g_list_model_get_item (G_LIST_MODEL (self->fresh), i));
      g_list_store_splice (self->items, 0, n_items, fresh->pdata, fresh->len);
    }
  g_clear_object (&self->fresh);
  g_clear_object (&self->enumerator);
  g_clear_error (&self->error);
  self->error = error;
  set_loading (self, FALSE);
}

static void
append (NexusGtkDirectoryList *self,
        GPtrArray             *entries)
{
  GListStore *target = self->fresh != NULL ? self->fresh : self->items;

  g_list_store_splice (target, g_list_model_get_n_items (G_LIST_MODEL (target)), 0, entries->pdata, entries->len);
}

static void
next_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(NexusGtkDirectoryList) self = user_data;
  g_autoptr(GPtrArray) entries = NULL;
  g_autoptr(GError) error = NULL;

  entries = nexus_entry_enumerator_next_finish (NEXUS_ENTRY_ENUMERATOR (object), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->enumerator != (gpointer) object)
    return;
  if (entries == NULL)
    {
      finish_loading (self, g_steal_pointer (&error));
      return;
    }

  append (self, entries);
  if (entries->len < BATCH)
    finish_loading (self, NULL);
  else
    nexus_entry_enumerator_next_async (self->enumerator, BATCH, self->cancellable, next_cb, g_object_ref (self));
}

static void
enumerate_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(NexusGtkDirectoryList) self = user_data;
  g_autoptr(NexusEntryEnumerator) enumerator = NULL;
  g_autoptr(GError) error = NULL;

  enumerator = nexus_filesystem_enumerate_finish (NEXUS_FILESYSTEM (object), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (enumerator == NULL)
    {
      finish_loading (self, g_steal_pointer (&error));
      return;
    }

  g_set_object (&self->enumerator, enumerator);
  nexus_entry_enumerator_next_async (enumerator, BATCH, self->cancellable, next_cb, g_object_ref (self));
}

/* For the lists that come at once. */
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

  if (g_str_has_prefix (self->place, "tag:"))
    list = nexus_filesystem_list_tagged_finish (filesystem, result, &error);
  else
    list = nexus_filesystem_list_trash_finish (filesystem, result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (list == NULL)
    {
      finish_loading (self, g_steal_pointer (&error));
      return;
    }

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    g_ptr_array_add (items, g_list_model_get_item (list, i));
  append (self, items);
  finish_loading (self, NULL);
}

void
nexus_gtk_directory_list_reload (NexusGtkDirectoryList *self)
{
  g_return_if_fail (NEXUS_GTK_IS_DIRECTORY_LIST (self));

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->enumerator);
  g_clear_object (&self->fresh);
  self->cancellable = g_cancellable_new ();
  /* What is shown stays until all of the new is there, and then changes at once. */
  if (g_list_model_get_n_items (G_LIST_MODEL (self->items)) > 0)
    self->fresh = g_list_store_new (G_TYPE_OBJECT);
  set_loading (self, TRUE);

  if (self->place[0] == '/')
    nexus_filesystem_enumerate_async (self->filesystem, self->place, NEXUS_ENUMERATE_NONE, self->cancellable,
                                      enumerate_cb, g_object_ref (self));
  else if (g_str_has_prefix (self->place, "tag:"))
    nexus_filesystem_list_tagged_async (self->filesystem, self->place + strlen ("tag:"), self->cancellable,
                                        list_cb, g_object_ref (self));
  else
    nexus_filesystem_list_trash_async (self->filesystem, self->cancellable, list_cb, g_object_ref (self));
}

/* --- Following changes --- */

static guint
find_path (NexusGtkDirectoryList *self,
           const char            *path)
{
  guint n_items = g_list_model_get_n_items (G_LIST_MODEL (self->items));

  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr(NexusEntry) entry = g_list_model_get_item (G_LIST_MODEL (self->items), i);

      if (strcmp (nexus_entry_get_path (entry), path) == 0)
        return i;
    }

  return G_MAXUINT;
}

typedef struct {
  NexusGtkDirectoryList *self;
  char                  *path;
} Refresh;

static void
refresh_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  Refresh *refresh = user_data;
  g_autoptr(NexusGtkDirectoryList) self = refresh->self;
  g_autofree char *path = refresh->path;
  g_autoptr(NexusEntry) entry = NULL;
  guint position = find_path (self, path);

  g_free (refresh);
  entry = nexus_filesystem_query_finish (NEXUS_FILESYSTEM (object), result, NULL);
  if (position == G_MAXUINT && entry != NULL)
    g_list_store_append (self->items, entry);
  else if (position != G_MAXUINT)
    g_list_store_splice (self->items, position, 1, (gpointer *) &entry, entry != NULL ? 1 : 0);
}

static gboolean
settle_cb (gpointer user_data)
{
  NexusGtkDirectoryList *self = user_data;
  g_autoptr(GHashTable) changed = g_steal_pointer (&self->changed);
  gboolean reload = self->all_changed || self->loading || g_hash_table_size (changed) > CHANGES_MAX;
  GHashTableIter iter;
  gpointer path;

  self->settle_id = 0;
  self->all_changed = FALSE;
  self->changed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (reload)
    {
      nexus_gtk_directory_list_reload (self);
      return G_SOURCE_REMOVE;
    }

  g_hash_table_iter_init (&iter, changed);
  while (g_hash_table_iter_next (&iter, &path, NULL))
    {
      Refresh *refresh = g_new0 (Refresh, 1);

      refresh->self = g_object_ref (self);
      refresh->path = g_strdup (path);
      nexus_filesystem_query_async (self->filesystem, path, NULL, refresh_cb, refresh);
    }

  return G_SOURCE_REMOVE;
}

/* Marks the child of our folder that the path is, or is below of: its totals have changed as well. */
static void
mark_path (NexusGtkDirectoryList *self,
           const char            *path)
{
  gsize length = strcmp (self->place, "/") == 0 ? 0 : strlen (self->place);
  const char *end;

  if (path == NULL)
    return;
  if (!nexus_path_is_below (path, self->place))
    {
      /* The folder itself has gone, or something above it. */
      if (strcmp (path, self->place) == 0 || nexus_path_is_below (self->place, path))
        self->all_changed = TRUE;
      return;
    }

  end = strchr (path + length + 1, '/');
  g_hash_table_add (self->changed, end != NULL ? g_strndup (path, end - path) : g_strdup (path));
}

static void
changed_cb (NexusGtkDirectoryList *self,
            NexusChange           *change)
{
  const char *path = nexus_change_get_path (change);

  if (self->place[0] != '/')
    {
      /* The trash and tags are short lists. */
      self->all_changed = TRUE;
    }
  else if (nexus_change_get_kind (change) == NEXUS_CHANGE_CHILDREN &&
           (strcmp (path, self->place) == 0 || strcmp (path, "/") == 0))
    {
      self->all_changed = TRUE;
    }
  else
    {
      mark_path (self, path);
      mark_path (self, nexus_change_get_old_path (change));
    }

  if (self->settle_id == 0 && (self->all_changed || g_hash_table_size (self->changed) > 0))
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
  g_clear_object (&self->enumerator);
  g_clear_object (&self->filesystem);

  G_OBJECT_CLASS (nexus_gtk_directory_list_parent_class)->dispose (object);
}

static void
nexus_gtk_directory_list_finalize (GObject *object)
{
  NexusGtkDirectoryList *self = NEXUS_GTK_DIRECTORY_LIST (object);

  g_clear_object (&self->fresh);
  g_clear_object (&self->items);
  g_hash_table_unref (self->changed);
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
  self->items = g_list_store_new (G_TYPE_OBJECT);
  self->changed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_signal_connect_swapped (self->items, "items-changed", G_CALLBACK (g_list_model_items_changed), self);
}

NexusGtkDirectoryList *
nexus_gtk_directory_list_new (NexusFilesystem *filesystem,
                              const char      *place)
{
  NexusGtkDirectoryList *self = g_object_new (NEXUS_GTK_TYPE_DIRECTORY_LIST, NULL);

  self->filesystem = g_object_ref (filesystem);
  self->place = g_strdup (place);
  g_signal_connect_object (filesystem, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  nexus_gtk_directory_list_reload (self);

  return self;
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
  return self->error;
}
