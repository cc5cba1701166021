/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "nexus-model-rows-private.h"

G_BEGIN_DECLS

/* What a list model shows: an order, rows for it, and `items-changed` when it becomes another.  Not for several
 * threads; in the handlers of `items-changed` it may be read but not changed. */
typedef struct _NexusModelList NexusModelList;

NexusModelList *_nexus_model_list_new         (GListModel            *owner,     /* borrowed */
                                               NexusModelRowsWanted   wanted,
                                               gpointer               user_data);
void            _nexus_model_list_free        (NexusModelList        *self);
NexusModelRows *_nexus_model_list_get_rows    (NexusModelList        *self);
/* How many of the items, from the first on, are known; the others have stand-ins. */
guint           _nexus_model_list_get_n_known (NexusModelList       *self);
/* NULL while it is not known to the end. */
NexusModelOrder *_nexus_model_list_get_order  (NexusModelList        *self);
guint           _nexus_model_list_get_n_items (NexusModelList        *self);
gpointer        _nexus_model_list_get_item    (NexusModelList        *self,
                                               guint                  position);
/* Among the rows that are known: where one is, … */
gboolean        _nexus_model_list_find_row    (NexusModelList        *self,
                                               NexusModelRow         *row,
                                               guint                 *position);
/* … what has the key, if the list is sorted by such keys, … */
gboolean        _nexus_model_list_find_key    (NexusModelList        *self,
                                               const NexusSortKey    *key,
                                               guint                 *position);
/* … what has the name of the key, which takes longer. */
gboolean        _nexus_model_list_find_part   (NexusModelList        *self,
                                               const NexusSortKey    *key,
                                               guint                 *position);
/* NULL if it is not known. */
const guint8   *_nexus_model_list_get_key     (NexusModelList        *self,
                                               guint                  position,
                                               guint                 *key_size);

/* Shows something else altogether.  `n_items` may be more than the order has: what is missing stands at the end. */
void            _nexus_model_list_replace     (NexusModelList        *self,
                                               NexusModelOrder       *order,
                                               guint                  n_items);
/* The order to the end, or at least further, of what is shown. */
void            _nexus_model_list_complete    (NexusModelList        *self,
                                               NexusModelOrder       *order,
                                               guint                  n_items);
/* The splices that lead from the complete order that is shown to this one. */
void            _nexus_model_list_splice      (NexusModelList        *self,
                                               NexusModelOrder       *order,
                                               GArray                *splices);

G_END_DECLS
