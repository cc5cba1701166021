/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "nexus-gtk-stores.h"

struct _NexusGtkStores {
  GObject    parent_instance;

  GPtrArray *stores;
};

static void list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (NexusGtkStores, nexus_gtk_stores, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static GType
nexus_gtk_stores_get_item_type (GListModel *model)
{
  return NEXUS_GTK_TYPE_STORE;
}

static guint
nexus_gtk_stores_get_n_items (GListModel *model)
{
  return NEXUS_GTK_STORES (model)->stores->len;
}

static gpointer
nexus_gtk_stores_get_item (GListModel *model,
                           guint       position)
{
  NexusGtkStores *self = NEXUS_GTK_STORES (model);

  return position < self->stores->len ? g_object_ref (g_ptr_array_index (self->stores, position)) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = nexus_gtk_stores_get_item_type;
  iface->get_n_items = nexus_gtk_stores_get_n_items;
  iface->get_item = nexus_gtk_stores_get_item;
}

/* --- Closing --- */

static void
closed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GApplication) application = user_data;
  g_autoptr(GError) error = NULL;

  if (!nexus_filesystem_close_finish (NEXUS_FILESYSTEM (object), result, &error))
    g_message ("A store was not closed well: %s", error->message);
  if (application != NULL)
    g_application_release (application);
}

/* The program does not end in the middle of it. */
static void
close_filesystem (NexusFilesystem *filesystem)
{
  GApplication *application = g_application_get_default ();

  if (application != NULL)
    g_application_hold (g_object_ref (application));
  nexus_filesystem_close_async (filesystem, NULL, closed_cb, application);
}

void
nexus_gtk_stores_close (NexusGtkStores *self,
                        NexusGtkStore  *store)
{
  g_autoptr(NexusGtkStore) held G_GNUC_UNUSED = g_object_ref (store);
  guint position;

  g_return_if_fail (NEXUS_GTK_IS_STORES (self));
  g_return_if_fail (NEXUS_GTK_IS_STORE (store));

  if (!g_ptr_array_find (self->stores, store, &position))
    return;
  g_ptr_array_remove_index (self->stores, position);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
  close_filesystem (nexus_gtk_store_get_filesystem (store));
}

/* --- Opening --- */

NexusGtkStore *
nexus_gtk_stores_find (NexusGtkStores *self,
                       const char     *location)
{
  g_return_val_if_fail (NEXUS_GTK_IS_STORES (self), NULL);

  for (guint i = 0; i < self->stores->len; i++)
    {
      NexusGtkStore *store = g_ptr_array_index (self->stores, i);

      if (g_strcmp0 (nexus_gtk_store_get_location (store), location) == 0)
        return store;
    }

  return NULL;
}

static void
connected_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  NexusGtkStores *self = g_task_get_source_object (task);
  NexusConfig *config = g_task_get_task_data (task);
  g_autofree char *location = nexus_gtk_store_locate (config);
  NexusGtkStore *store;
  g_autoptr(NexusFilesystem) filesystem = NULL;
  g_autoptr(GError) error = NULL;

  filesystem = nexus_connect_finish (result, &error);
  if (filesystem == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  /* Somebody else may have asked for it at the same time. */
  store = nexus_gtk_stores_find (self, location);
  if (store != NULL)
    {
      close_filesystem (filesystem);
      g_task_return_pointer (task, g_object_ref (store), g_object_unref);
      return;
    }

  store = nexus_gtk_store_new (config, filesystem);
  g_ptr_array_add (self->stores, store);
  g_list_model_items_changed (G_LIST_MODEL (self), self->stores->len - 1, 0, 1);
  g_task_return_pointer (task, g_object_ref (store), g_object_unref);
}

void
nexus_gtk_stores_open_async (NexusGtkStores      *self,
                             NexusConfig         *config,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autofree char *location = nexus_gtk_store_locate (config);
  NexusGtkStore *store;
  GTask *task;

  g_return_if_fail (NEXUS_GTK_IS_STORES (self));
  g_return_if_fail (NEXUS_IS_CONFIG (config));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, nexus_gtk_stores_open_async);
  g_task_set_task_data (task, g_object_ref (config), g_object_unref);
  store = nexus_gtk_stores_find (self, location);
  if (store != NULL)
    {
      g_task_return_pointer (task, g_object_ref (store), g_object_unref);
      g_object_unref (task);
      return;
    }

  nexus_connect_async (config, NULL, connected_cb, task);
}

NexusGtkStore *
nexus_gtk_stores_open_finish (NexusGtkStores  *self,
                              GAsyncResult    *result,
                              GError         **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, nexus_gtk_stores_open_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- The object --- */

static void
nexus_gtk_stores_finalize (GObject *object)
{
  NexusGtkStores *self = NEXUS_GTK_STORES (object);

  for (guint i = 0; i < self->stores->len; i++)
    close_filesystem (nexus_gtk_store_get_filesystem (g_ptr_array_index (self->stores, i)));
  g_ptr_array_unref (self->stores);

  G_OBJECT_CLASS (nexus_gtk_stores_parent_class)->finalize (object);
}

static void
nexus_gtk_stores_class_init (NexusGtkStoresClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = nexus_gtk_stores_finalize;
}

static void
nexus_gtk_stores_init (NexusGtkStores *self)
{
  self->stores = g_ptr_array_new_with_free_func (g_object_unref);
}

NexusGtkStores *
nexus_gtk_stores_ref_default (void)
{
  static NexusGtkStores *instance;

  if (instance != NULL)
    return g_object_ref (instance);
  g_set_weak_pointer (&instance, g_object_new (NEXUS_GTK_TYPE_STORES, NULL));

  return instance;
}
