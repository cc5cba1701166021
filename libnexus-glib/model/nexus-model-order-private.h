/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-sort-private.h"

G_BEGIN_DECLS

/* The order of a list: for each position the id of the row and its key.  Never changes once it is made, and may be
 * read from any thread; a changed order is a new one, which shares with the old what is the same. */
typedef struct _NexusModelOrder NexusModelOrder;

NexusModelOrder *_nexus_model_order_new_for_rows (GPtrArray        *rows,        /* of NexusSortedRow, sorted */
                                                  gboolean          descending);
NexusModelOrder *_nexus_model_order_ref          (NexusModelOrder  *self);
void             _nexus_model_order_unref        (NexusModelOrder  *self);
guint            _nexus_model_order_get_size     (NexusModelOrder  *self);
gint64           _nexus_model_order_get_id       (NexusModelOrder  *self,
                                                  guint             position);
const guint8    *_nexus_model_order_get_key      (NexusModelOrder  *self,
                                                  guint             position,
                                                  guint            *key_size);
/* Where the key is, or would be put. */
gboolean         _nexus_model_order_find         (NexusModelOrder  *self,
                                                  const guint8     *key,
                                                  guint             key_size,
                                                  guint            *position);
/* Both go through the rows from `start` up to `end`: a million take about a millisecond by id, ten by name. */
gboolean         _nexus_model_order_find_id      (NexusModelOrder  *self,
                                                  gint64            id,
                                                  guint             start,
                                                  guint             end,
                                                  guint            *position);
/* The part of the key that has the name. */
gboolean         _nexus_model_order_find_part    (NexusModelOrder  *self,
                                                  const guint8     *part,
                                                  gsize             part_size,
                                                  guint             start,
                                                  guint             end,
                                                  guint            *position);

/* A part of one order that another has something else for. */
typedef struct {
  guint position;    /* in the new order */
  guint removed;
  guint added;
} NexusModelSplice;

/* What turns the one into the other, from the first position on: where little has changed nothing is told of what
 * stayed, otherwise what lies between is told as replaced, so that there are at most `max` splices. */
GArray          *_nexus_model_order_compare      (NexusModelOrder  *before,
                                                  NexusModelOrder  *after,
                                                  guint             max);
/* A copy without the rows at the positions (ascending) and with others put in their places. */
NexusModelOrder *_nexus_model_order_edit         (NexusModelOrder  *self,
                                                  const guint      *removed,
                                                  guint             n_removed,
                                                  GPtrArray        *added);      /* of NexusSortedRow */

/* Takes rows in any order, in memory of about three times the keys, and sorts them. */
typedef struct _NexusModelBuilder NexusModelBuilder;

NexusModelBuilder *_nexus_model_builder_new      (gboolean            descending);
void               _nexus_model_builder_reserve  (NexusModelBuilder  *self,
                                                  guint               n_rows);
void               _nexus_model_builder_add      (NexusModelBuilder  *self,
                                                  gint64              id,
                                                  const guint8       *key,
                                                  guint               key_size);
/* The first rows of what there is by now, in much less time than all of it takes. */
NexusModelOrder   *_nexus_model_builder_peek     (NexusModelBuilder  *self,
                                                  guint               n_first);
guint              _nexus_model_builder_get_size (NexusModelBuilder  *self);
NexusModelOrder   *_nexus_model_builder_finish   (NexusModelBuilder  *self);   /* frees it */
void               _nexus_model_builder_free     (NexusModelBuilder  *self);

/* For the builder: rows in their order, one after the other. */
typedef struct _NexusModelWriter NexusModelWriter;

NexusModelWriter  *_nexus_model_writer_new       (gboolean            descending);
void               _nexus_model_writer_add       (NexusModelWriter   *self,
                                                  gint64              id,
                                                  const guint8       *key,
                                                  guint               key_size);
NexusModelOrder   *_nexus_model_writer_finish    (NexusModelWriter   *self);   /* frees it */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (NexusModelOrder, _nexus_model_order_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NexusModelBuilder, _nexus_model_builder_free)

G_END_DECLS
