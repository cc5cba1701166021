/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "nexus-gtk-format.h"
#include "nexus-gtk-item-store.h"

/* With more places than this, the views are told of one change. */
#define SPLICES_MAX 64

typedef struct {
  guint position;  /* when those before it have been made */
  guint removed;
  guint from;      /* of the new items */
  guint added;
} Splice;

static const char *
get_id (gpointer item)
{
  return NEXUS_IS_TRASH_ITEM (item) ? nexus_trash_item_get_id (item) : nexus_entry_get_id (item);
}

/* Until when it is kept becomes another time when somebody says so. */
static gboolean
is_kept_as_long (gpointer one,
                 gpointer other)
{
  return !NEXUS_IS_TRASH_ITEM (one) || !NEXUS_IS_TRASH_ITEM (other) ||
         (nexus_trash_item_get_deleted_ns (one) == nexus_trash_item_get_deleted_ns (other) &&
          nexus_trash_item_get_expires_ns (one) == nexus_trash_item_get_expires_ns (other));
}

/* All that a view shows of two with the same id. */
static gboolean
is_same (gpointer one,
         gpointer other)
{
  NexusEntry *a = nexus_gtk_item_get_entry (one);
  NexusEntry *b = nexus_gtk_item_get_entry (other);

  return is_kept_as_long (one, other) && strcmp (nexus_entry_get_path (a), nexus_entry_get_path (b)) == 0 &&
         nexus_entry_get_kind (a) == nexus_entry_get_kind (b) &&
         g_strcmp0 (nexus_entry_get_etag (a), nexus_entry_get_etag (b)) == 0 &&
         g_strcmp0 (nexus_entry_get_content_type (a), nexus_entry_get_content_type (b)) == 0 &&
         g_strcmp0 (nexus_entry_get_target (a), nexus_entry_get_target (b)) == 0 &&
         nexus_entry_get_created_ns (a) == nexus_entry_get_created_ns (b) &&
         nexus_entry_get_modified_ns (a) == nexus_entry_get_modified_ns (b) &&
         nexus_entry_get_version (a) == nexus_entry_get_version (b) &&
         nexus_entry_get_mode (a) == nexus_entry_get_mode (b) &&
         nexus_entry_get_total_size (a) == nexus_entry_get_total_size (b) &&
         nexus_entry_get_total_count (a) == nexus_entry_get_total_count (b) &&
         g_strv_equal (nexus_entry_get_tags (a), nexus_entry_get_tags (b)) &&
         g_variant_equal (nexus_entry_get_attributes (a), nexus_entry_get_attributes (b));
}

/* `coming` are the new items that have no place yet, by their ids. */
static gboolean
stays (GHashTable *coming,
       gpointer    item)
{
  gpointer newer = g_hash_table_lookup (coming, get_id (item));

  return newer != NULL && is_same (item, newer);
}

static GArray *
compare (GListModel *store,
         GPtrArray  *items)
{
  g_autoptr(GHashTable) coming = g_hash_table_new (g_str_hash, g_str_equal);
  GArray *splices = g_array_new (FALSE, FALSE, sizeof (Splice));
  guint n_old = g_list_model_get_n_items (store);
  Splice splice = { 0, };
  guint old = 0;

  for (guint i = 0; i < items->len; i++)
    g_hash_table_insert (coming, (gpointer) get_id (g_ptr_array_index (items, i)), g_ptr_array_index (items, i));

  while (old < n_old || splice.from < items->len)
    {
      const char *staying = NULL;

      for (; old < n_old && staying == NULL; old++)
        {
          g_autoptr(GObject) item = g_list_model_get_item (store, old);

          if (stays (coming, item))
            staying = get_id (g_hash_table_lookup (coming, get_id (item)));
          else
            splice.removed++;
        }
      for (; splice.from + splice.added < items->len; splice.added++)
        {
          const char *id = get_id (g_ptr_array_index (items, splice.from + splice.added));

          g_hash_table_remove (coming, id);
          if (id == staying)
            break;
        }

      if (splice.removed > 0 || splice.added > 0)
        g_array_append_val (splices, splice);
      splice.position += splice.added + (staying != NULL);
      splice.from += splice.added + (staying != NULL);
      splice.removed = 0;
      splice.added = 0;
    }

  return splices;
}

void
nexus_gtk_item_store_update (GListStore *store,
                             GPtrArray  *items)
{
  g_autoptr(GArray) splices = NULL;

  g_return_if_fail (G_IS_LIST_STORE (store));
  g_return_if_fail (items != NULL);

  splices = compare (G_LIST_MODEL (store), items);
  if (splices->len > SPLICES_MAX)
    {
      g_list_store_splice (store, 0, g_list_model_get_n_items (G_LIST_MODEL (store)), items->pdata, items->len);
      return;
    }

  for (guint i = 0; i < splices->len; i++)
    {
      const Splice *splice = &g_array_index (splices, Splice, i);

      g_list_store_splice (store, splice->position, splice->removed, items->pdata + splice->from, splice->added);
    }
}
