/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-filesystem.h"
#include "nexus-model-list-private.h"
#include "nexus-query.h"
#include "nexus-sort-private.h"

G_BEGIN_DECLS

/* What is inside a list model of a directory or a search: loads it, follows its changes, tells of both.  The owner is a GListModel
 * with the properties `loading`, `error`, `generation` and `n-items`, which are notified from here. */
typedef struct _NexusModelEngine NexusModelEngine;

/* In the context that is the thread-default one now. */
NexusModelEngine *_nexus_model_engine_new            (GObject           *owner);
/* From here on it works, once it knows the order.  Without a path it is a search. */
void              _nexus_model_engine_open           (NexusModelEngine  *self,
                                                      NexusFilesystem   *filesystem,
                                                      const char        *path);
/* Stops all work; nothing is told after it. */
void              _nexus_model_engine_shut           (NexusModelEngine  *self);
void              _nexus_model_engine_free           (NexusModelEngine  *self);

/* Loads anew, a moment later. */
void              _nexus_model_engine_set_sort       (NexusModelEngine  *self,
                                                      NexusSort         *sort);
/* What a search is for; NULL finds nothing. */
void              _nexus_model_engine_set_query      (NexusModelEngine  *self,
                                                      NexusQuery        *query);
/* Also what has been read of single rows. */
void              _nexus_model_engine_reload         (NexusModelEngine  *self);
void              _nexus_model_engine_take_error     (NexusModelEngine  *self,
                                                      GError            *error);

/* Where in a directory a name is. */
gboolean          _nexus_model_engine_find_name      (NexusModelEngine  *self,
                                                      const char        *name,
                                                      guint             *position);

NexusModelList   *_nexus_model_engine_get_list       (NexusModelEngine  *self);
gboolean          _nexus_model_engine_get_loading    (NexusModelEngine  *self);
const GError     *_nexus_model_engine_get_error      (NexusModelEngine  *self);
guint             _nexus_model_engine_get_generation (NexusModelEngine  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NexusModelEngine, _nexus_model_engine_free)

G_END_DECLS
