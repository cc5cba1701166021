/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "nexus-model-order-private.h"
#include "nexus-model-row.h"

G_BEGIN_DECLS

/* The row objects of one list: made when a view asks for them, known for as long as anybody holds them, filled in
 * later.  Not for several threads. */
typedef struct _NexusModelRows NexusModelRows;

struct _NexusModelRow {
  GObject         parent_instance;

  NexusEntry     *entry;
  NexusModelRows *rows;         /* borrowed; NULL once the list is gone, or the row from it */
  gint64          id;           /* 0: stands in for what will be at the position */
  guint           position;     /* of one that stands in */
  guint           stamp;        /* when the entry was set last */
  gboolean        wanted;       /* in the queue of those that wait for their entry */
  GList           link;
};

/* Called when rows begin to wait. */
typedef void (*NexusModelRowsWanted) (gpointer user_data);

NexusModelRows *_nexus_model_rows_new             (NexusModelRowsWanted  wanted,
                                                   gpointer              user_data);
void            _nexus_model_rows_free            (NexusModelRows       *self);
/* New references. */
NexusModelRow  *_nexus_model_rows_get             (NexusModelRows       *self,
                                                   gint64                id);
NexusModelRow  *_nexus_model_rows_get_stand_in    (NexusModelRows       *self,
                                                   guint                 position);
/* What stood in for a position becomes the row that is there; what the order, or NULL, does not reach goes on standing
 * in, but is dropped from `n_items` on.  Where somebody holds the row that is there already, from an order before, that
 * stays the one: these positions, ascending, are added to `others` and have to be told of. */
void            _nexus_model_rows_settle          (NexusModelRows       *self,
                                                   NexusModelOrder      *order,
                                                   guint                 n_items,
                                                   GArray               *others);     /* of guint, or NULL without order */
/* All rows that somebody holds get their entries anew. */
void            _nexus_model_rows_renew           (NexusModelRows       *self);
/* The ids of rows that wait, those first that were asked for last; NULL if there are none. */
GArray         *_nexus_model_rows_take_wanted     (NexusModelRows       *self,
                                                   guint                 max,
                                                   guint                *stamp);
/* An entry that was read after `stamp` was taken. */
void            _nexus_model_rows_fill            (NexusModelRows       *self,
                                                   gint64                id,
                                                   NexusEntry           *entry,
                                                   guint                 stamp);
/* An entry that was read because of a change. */
void            _nexus_model_rows_update          (NexusModelRows       *self,
                                                   gint64                id,
                                                   NexusEntry           *entry);
/* For the row itself. */
void            _nexus_model_rows_forget          (NexusModelRows       *self,
                                                   NexusModelRow        *row);

NexusModelRow  *_nexus_model_row_new              (void);
void            _nexus_model_row_set_entry        (NexusModelRow        *self,
                                                   NexusEntry           *entry);

G_END_DECLS
