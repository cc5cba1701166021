/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "nexus-list-private.h"

gpointer
_nexus_list_new (GType      item_type,
                 GPtrArray *items)
{
  GListStore *store = g_list_store_new (item_type);

  g_list_store_splice (store, 0, 0, items->pdata, items->len);

  return store;
}
