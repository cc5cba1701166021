/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "nexus-model-rows-private.h"

/* How many of the rows that were asked for last are kept, so that scrolling back and forth reads nothing again: a few
 * screens' worth. */
#define RECENT 512

struct _NexusModelRows {
  GHashTable           *by_id;         /* &row->id → row, borrowed */
  GHashTable           *stand_ins;     /* position → row, borrowed */
  GQueue                wanted;        /* of row->link; the last one asked for comes first */
  NexusModelRow        *recent[RECENT];
  guint                 next_recent;
  guint                 stamp;
  NexusModelRowsWanted  notify;
  gpointer              user_data;
};

NexusModelRows *
_nexus_model_rows_new (NexusModelRowsWanted wanted,
                       gpointer             user_data)
{
  NexusModelRows *self = g_new0 (NexusModelRows, 1);

  self->by_id = g_hash_table_new (g_int64_hash, g_int64_equal);
  self->stand_ins = g_hash_table_new (NULL, NULL);
  self->notify = wanted;
  self->user_data = user_data;

  return self;
}

static void
detach (NexusModelRow *row)
{
  if (row->wanted)
    g_queue_unlink (&row->rows->wanted, &row->link);
  row->wanted = FALSE;
  row->rows = NULL;
}

void
_nexus_model_rows_free (NexusModelRows *self)
{
  GHashTableIter iter;
  gpointer row;

  _nexus_model_rows_settle (self, NULL, 0, NULL);
  for (guint i = 0; i < RECENT; i++)
    g_clear_object (&self->recent[i]);

  g_hash_table_iter_init (&iter, self->by_id);
  while (g_hash_table_iter_next (&iter, NULL, &row))
    detach (row);
  g_hash_table_unref (self->by_id);
  g_hash_table_unref (self->stand_ins);
  g_free (self);
}

static void
want (NexusModelRows *self,
      NexusModelRow  *row)
{
  if (row->wanted)
    g_queue_unlink (&self->wanted, &row->link);
  row->wanted = TRUE;
  g_queue_push_head_link (&self->wanted, &row->link);
  if (self->wanted.length == 1)
    self->notify (self->user_data);
}

/* Takes the place of the one that was kept for the longest time. */
static void
keep (NexusModelRows *self,
      NexusModelRow  *row)
{
  g_set_object (&self->recent[self->next_recent], row);
  self->next_recent = (self->next_recent + 1) % RECENT;
}

NexusModelRow *
_nexus_model_rows_get (NexusModelRows *self,
                       gint64          id)
{
  NexusModelRow *row = g_hash_table_lookup (self->by_id, &id);

  if (row != NULL)
    return g_object_ref (row);

  row = _nexus_model_row_new ();
  row->rows = self;
  row->id = id;
  g_hash_table_insert (self->by_id, &row->id, row);
  keep (self, row);
  want (self, row);

  return row;
}

NexusModelRow *
_nexus_model_rows_get_stand_in (NexusModelRows *self,
                                guint           position)
{
  NexusModelRow *row = g_hash_table_lookup (self->stand_ins, GUINT_TO_POINTER (position));

  if (row != NULL)
    return g_object_ref (row);

  row = _nexus_model_row_new ();
  row->rows = self;
  row->position = position;
  g_hash_table_insert (self->stand_ins, GUINT_TO_POINTER (position), row);
  keep (self, row);

  return row;
}

static int
compare_positions (gconstpointer a,
                   gconstpointer b)
{
  guint first = *(const guint *) a, second = *(const guint *) b;

  return first < second ? -1 : first > second;
}

void
_nexus_model_rows_settle (NexusModelRows  *self,
                          NexusModelOrder *order,
                          guint            n_items,
                          GArray          *others)
{
  GHashTableIter iter;
  gpointer data;

  g_hash_table_iter_init (&iter, self->stand_ins);
  while (g_hash_table_iter_next (&iter, NULL, &data))
    {
      NexusModelRow *row = data;

      if (order != NULL && row->position < _nexus_model_order_get_size (order))
        {
          gint64 id = _nexus_model_order_get_id (order, row->position);

          g_hash_table_iter_remove (&iter);
          if (g_hash_table_contains (self->by_id, &id))
            {
              g_array_append_val (others, row->position);
              detach (row);
              continue;
            }
          row->id = id;
          g_hash_table_insert (self->by_id, &row->id, row);
          want (self, row);
        }
      else if (row->position >= n_items)
        {
          g_hash_table_iter_remove (&iter);
          detach (row);
        }
    }
  if (others != NULL)
    g_array_sort (others, compare_positions);
}

void
_nexus_model_rows_renew (NexusModelRows *self)
{
  GHashTableIter iter;
  gpointer row;

  g_hash_table_iter_init (&iter, self->by_id);
  while (g_hash_table_iter_next (&iter, NULL, &row))
    {
      if (!((NexusModelRow *) row)->wanted)
        want (self, row);
    }
}

GArray *
_nexus_model_rows_take_wanted (NexusModelRows *self,
                               guint           max,
                               guint          *stamp)
{
  GArray *ids;

  if (self->wanted.length == 0)
    return NULL;

  ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  while (ids->len < max && self->wanted.length > 0)
    {
      NexusModelRow *row = g_queue_pop_head_link (&self->wanted)->data;

      row->wanted = FALSE;
      g_array_append_val (ids, row->id);
    }
  *stamp = self->stamp;

  return ids;
}

void
_nexus_model_rows_fill (NexusModelRows *self,
                        gint64          id,
                        NexusEntry     *entry,
                        guint           stamp)
{
  NexusModelRow *row = g_hash_table_lookup (self->by_id, &id);

  /* What was told of a change meanwhile is newer than this, or will be followed by what is. */
  if (row == NULL || (gint) (row->stamp - stamp) > 0)
    return;

  g_object_ref (row);
  _nexus_model_row_set_entry (row, entry);
  g_object_unref (row);
}

void
_nexus_model_rows_update (NexusModelRows *self,
                          gint64          id,
                          NexusEntry     *entry)
{
  NexusModelRow *row = g_hash_table_lookup (self->by_id, &id);

  if (row == NULL)
    return;

  g_object_ref (row);
  row->stamp = ++self->stamp;
  if (row->wanted)
    g_queue_unlink (&self->wanted, &row->link);
  row->wanted = FALSE;
  _nexus_model_row_set_entry (row, entry);
  g_object_unref (row);
}

void
_nexus_model_rows_forget (NexusModelRows *self,
                          NexusModelRow  *row)
{
  if (row->wanted)
    g_queue_unlink (&self->wanted, &row->link);
  if (row->id != 0)
    g_hash_table_remove (self->by_id, &row->id);
  else
    g_hash_table_remove (self->stand_ins, GUINT_TO_POINTER (row->position));
}
