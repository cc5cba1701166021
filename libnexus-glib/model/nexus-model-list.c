/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "nexus-model-list-private.h"

struct _NexusModelList {
  GListModel      *owner;
  NexusModelRows  *rows;
  NexusModelOrder *order;      /* the first rows, or all */
  guint            n_items;

  /* While several splices are told one after the other: the first `n_told` rows are those of `order`, what comes
   * after them is still the rest of `before`, from `rest` on. */
  NexusModelOrder *before;
  guint            n_told;
  guint            rest;
};

NexusModelList *
_nexus_model_list_new (GListModel           *owner,
                       NexusModelRowsWanted  wanted,
                       gpointer              user_data)
{
  NexusModelList *self = g_new0 (NexusModelList, 1);
  g_autoptr(GPtrArray) nothing = g_ptr_array_new ();

  self->owner = owner;
  self->rows = _nexus_model_rows_new (wanted, user_data);
  self->order = _nexus_model_order_new_for_rows (nothing, FALSE);

  return self;
}

void
_nexus_model_list_free (NexusModelList *self)
{
  _nexus_model_order_unref (self->order);
  _nexus_model_rows_free (self->rows);
  g_free (self);
}

NexusModelRows *
_nexus_model_list_get_rows (NexusModelList *self)
{
  return self->rows;
}

guint
_nexus_model_list_get_n_known (NexusModelList *self)
{
  return _nexus_model_order_get_size (self->order);
}

NexusModelOrder *
_nexus_model_list_get_order (NexusModelList *self)
{
  return self->n_items == _nexus_model_order_get_size (self->order) ? self->order : NULL;
}

guint
_nexus_model_list_get_n_items (NexusModelList *self)
{
  if (self->before != NULL)
    return self->n_told + _nexus_model_order_get_size (self->before) - self->rest;

  return self->n_items;
}

gpointer
_nexus_model_list_get_item (NexusModelList *self,
                            guint           position)
{
  if (position >= _nexus_model_list_get_n_items (self))
    return NULL;

  if (self->before != NULL && position >= self->n_told)
    return _nexus_model_rows_get (self->rows, _nexus_model_order_get_id (self->before,
                                                                         position - self->n_told + self->rest));
  if (position < _nexus_model_order_get_size (self->order))
    return _nexus_model_rows_get (self->rows, _nexus_model_order_get_id (self->order, position));

  return _nexus_model_rows_get_stand_in (self->rows, position);
}

/* --- Looking for rows --- */

/* Rows of an order that are shown, those at `start` at `first`. */
typedef struct {
  NexusModelOrder *order;
  guint            start;
  guint            end;
  guint            first;
} Stretch;

static guint
get_stretches (NexusModelList *self,
               Stretch        *stretches)
{
  guint n = 0;

  stretches[n++] = (Stretch) { self->order, 0,
                               self->before != NULL ? self->n_told : _nexus_model_order_get_size (self->order), 0 };
  if (self->before != NULL)
    stretches[n++] = (Stretch) { self->before, self->rest, _nexus_model_order_get_size (self->before), self->n_told };

  return n;
}

gboolean
_nexus_model_list_find_row (NexusModelList *self,
                            NexusModelRow  *row,
                            guint          *position)
{
  Stretch stretches[2];
  guint n = get_stretches (self, stretches);

  if (row->rows != self->rows)
    return FALSE;
  if (row->id == 0)
    {
      *position = row->position;
      return TRUE;
    }

  for (guint i = 0; i < n; i++)
    {
      if (_nexus_model_order_find_id (stretches[i].order, row->id, stretches[i].start, stretches[i].end, position))
        {
          *position += stretches[i].first - stretches[i].start;
          return TRUE;
        }
    }

  return FALSE;
}

gboolean
_nexus_model_list_find_key (NexusModelList     *self,
                            const NexusSortKey *key,
                            guint              *position)
{
  Stretch stretches[2];
  guint n = get_stretches (self, stretches);

  for (guint i = 0; i < n; i++)
    {
      if (_nexus_model_order_find (stretches[i].order, key->data, key->size, position) &&
          *position >= stretches[i].start && *position < stretches[i].end)
        {
          *position += stretches[i].first - stretches[i].start;
          return TRUE;
        }
    }

  return FALSE;
}

gboolean
_nexus_model_list_find_part (NexusModelList     *self,
                             const NexusSortKey *key,
                             guint              *position)
{
  Stretch stretches[2];
  guint n = get_stretches (self, stretches);
  gsize part_size;
  const guint8 *part = _nexus_sort_key_name_part (key->data, key->size, &part_size);

  for (guint i = 0; i < n; i++)
    {
      if (_nexus_model_order_find_part (stretches[i].order, part, part_size, stretches[i].start, stretches[i].end,
                                        position))
        {
          *position += stretches[i].first - stretches[i].start;
          return TRUE;
        }
    }

  return FALSE;
}

const guint8 *
_nexus_model_list_get_key (NexusModelList *self,
                           guint           position,
                           guint          *key_size)
{
  Stretch stretches[2];
  guint n = get_stretches (self, stretches);

  for (guint i = 0; i < n; i++)
    {
      guint n_rows = stretches[i].end - stretches[i].start;

      if (position >= stretches[i].first && position - stretches[i].first < n_rows)
        return _nexus_model_order_get_key (stretches[i].order, position - stretches[i].first + stretches[i].start,
                                           key_size);
    }

  return NULL;
}

/* --- Changing --- */

static void
set_order (NexusModelList  *self,
           NexusModelOrder *order,
           guint            n_items)
{
  g_autoptr(NexusModelOrder) old G_GNUC_UNUSED = self->order;

  self->order = _nexus_model_order_ref (order);
  self->n_items = n_items;
}

void
_nexus_model_list_replace (NexusModelList  *self,
                           NexusModelOrder *order,
                           guint            n_items)
{
  guint n_before = self->n_items;

  g_assert (self->before == NULL);

  _nexus_model_rows_settle (self->rows, NULL, 0, NULL);
  set_order (self, order, n_items);
  if (n_before > 0 || n_items > 0)
    g_list_model_items_changed (self->owner, 0, n_before, n_items);
}

/* Neighbours together. */
static void
tell_others (NexusModelList *self,
             GArray         *positions)
{
  for (guint i = 0; i < positions->len; )
    {
      guint start = g_array_index (positions, guint, i);
      guint n = 1;

      while (i + n < positions->len && g_array_index (positions, guint, i + n) == start + n)
        n++;
      if (start + n <= self->n_items)
        g_list_model_items_changed (self->owner, start, n, n);
      i += n;
    }
}

void
_nexus_model_list_complete (NexusModelList  *self,
                            NexusModelOrder *order,
                            guint            n_items)
{
  g_autoptr(GArray) others = g_array_new (FALSE, FALSE, sizeof (guint));
  guint n_before = self->n_items;

  g_assert (self->before == NULL);

  _nexus_model_rows_settle (self->rows, order, n_items, others);
  set_order (self, order, n_items);
  if (n_items != n_before)
    {
      guint same = MIN (n_items, n_before);

      g_list_model_items_changed (self->owner, same, n_before - same, n_items - same);
    }
  tell_others (self, others);
}

void
_nexus_model_list_splice (NexusModelList  *self,
                          NexusModelOrder *order,
                          GArray          *splices)
{
  g_autoptr(NexusModelOrder) before = _nexus_model_order_ref (self->order);

  g_assert (self->before == NULL);
  g_assert (self->n_items == _nexus_model_order_get_size (self->order));

  set_order (self, order, _nexus_model_order_get_size (order));
  self->before = before;
  self->n_told = 0;
  self->rest = 0;
  for (guint i = 0; i < splices->len; i++)
    {
      const NexusModelSplice *splice = &g_array_index (splices, NexusModelSplice, i);

      self->rest += splice->position - self->n_told + splice->removed;
      self->n_told = splice->position + splice->added;
      g_list_model_items_changed (self->owner, splice->position, splice->removed, splice->added);
    }
  self->before = NULL;
}
