/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "nexus-model-order-private.h"

/* An order is a table of chunks of some hundred rows each.  Changing a row in a million copies one chunk and the
 * table; all other chunks belong to both orders. */
#define CHUNK_ROWS 512

typedef struct {
  gatomicrefcount  ref_count;
  guint            n_rows;
  gint64          *ids;
  guint32         *ends;      /* of the keys */
  guint8          *keys;      /* all three behind this struct, in one piece */
} Chunk;

struct _NexusModelOrder {
  gatomicrefcount  ref_count;
  gboolean         descending;
  guint            n_rows;
  guint            n_chunks;
  Chunk          **chunks;
  guint           *starts;    /* the position of each chunk's first row */
};

/* --- Chunks --- */

static Chunk *
chunk_new (const gint64  *ids,
           const guint32 *ends,
           const guint8  *keys,
           guint          n_rows)
{
  gsize ids_size = n_rows * sizeof (gint64);
  gsize ends_size = n_rows * sizeof (guint32);
  gsize keys_size = n_rows > 0 ? ends[n_rows - 1] : 0;
  Chunk *self = g_malloc (sizeof (Chunk) + ids_size + ends_size + keys_size);

  g_atomic_ref_count_init (&self->ref_count);
  self->n_rows = n_rows;
  self->ids = (gint64 *) (self + 1);
  self->ends = (guint32 *) (self->ids + n_rows);
  self->keys = (guint8 *) (self->ends + n_rows);
  memcpy (self->ids, ids, ids_size);
  memcpy (self->ends, ends, ends_size);
  memcpy (self->keys, keys, keys_size);

  return self;
}

static Chunk *
chunk_ref (Chunk *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

static void
chunk_unref (gpointer data)
{
  Chunk *self = data;

  if (g_atomic_ref_count_dec (&self->ref_count))
    g_free (self);
}

static const guint8 *
chunk_get_key (const Chunk *self,
               guint        row,
               guint       *key_size)
{
  guint start = row > 0 ? self->ends[row - 1] : 0;

  *key_size = self->ends[row] - start;

  return self->keys + start;
}

/* --- Writing one --- */

struct _NexusModelWriter {
  gboolean    descending;
  guint       limit;
  GPtrArray  *chunks;
  GArray     *ids;
  GArray     *ends;
  GByteArray *keys;
};

NexusModelWriter *
_nexus_model_writer_new (gboolean descending)
{
  NexusModelWriter *self = g_new0 (NexusModelWriter, 1);

  self->descending = descending;
  self->limit = CHUNK_ROWS;
  self->chunks = g_ptr_array_new ();
  self->ids = g_array_sized_new (FALSE, FALSE, sizeof (gint64), CHUNK_ROWS);
  self->ends = g_array_sized_new (FALSE, FALSE, sizeof (guint32), CHUNK_ROWS);
  self->keys = g_byte_array_sized_new (CHUNK_ROWS * 32);

  return self;
}

static void
flush_chunk (NexusModelWriter *self)
{
  if (self->ids->len == 0)
    return;

  g_ptr_array_add (self->chunks, chunk_new ((const gint64 *) self->ids->data, (const guint32 *) self->ends->data,
                                            self->keys->data, self->ids->len));
  g_array_set_size (self->ids, 0);
  g_array_set_size (self->ends, 0);
  g_byte_array_set_size (self->keys, 0);
}

void
_nexus_model_writer_add (NexusModelWriter *self,
                         gint64            id,
                         const guint8     *key,
                         guint             key_size)
{
  guint32 end;

  g_byte_array_append (self->keys, key, key_size);
  end = self->keys->len;
  g_array_append_val (self->ids, id);
  g_array_append_val (self->ends, end);
  if (self->ids->len == self->limit)
    flush_chunk (self);
}

/* A chunk of another order as it is, unless it is a crumb or would leave one behind: those grow together. */
static void
add_chunk (NexusModelWriter *self,
           Chunk            *chunk)
{
  if (chunk->n_rows < CHUNK_ROWS / 4 || (self->ids->len > 0 && self->ids->len < CHUNK_ROWS / 4))
    {
      for (guint i = 0; i < chunk->n_rows; i++)
        {
          guint key_size;
          const guint8 *key = chunk_get_key (chunk, i, &key_size);

          _nexus_model_writer_add (self, chunk->ids[i], key, key_size);
        }
      if (self->ids->len >= CHUNK_ROWS / 4)
        flush_chunk (self);
      return;
    }

  flush_chunk (self);
  g_ptr_array_add (self->chunks, chunk_ref (chunk));
}

NexusModelOrder *
_nexus_model_writer_finish (NexusModelWriter *self)
{
  NexusModelOrder *order = g_new0 (NexusModelOrder, 1);

  flush_chunk (self);
  g_atomic_ref_count_init (&order->ref_count);
  order->descending = self->descending;
  order->n_chunks = self->chunks->len;
  order->chunks = (Chunk **) g_ptr_array_free (self->chunks, FALSE);
  order->starts = g_new (guint, order->n_chunks + 1);
  for (guint i = 0; i < order->n_chunks; i++)
    {
      order->starts[i] = order->n_rows;
      order->n_rows += order->chunks[i]->n_rows;
    }

  g_array_unref (self->ids);
  g_array_unref (self->ends);
  g_byte_array_unref (self->keys);
  g_free (self);

  return order;
}

/* --- The order --- */

NexusModelOrder *
_nexus_model_order_new_for_rows (GPtrArray *rows,
                                 gboolean   descending)
{
  NexusModelWriter *writer = _nexus_model_writer_new (descending);

  for (guint i = 0; i < rows->len; i++)
    {
      const NexusSortedRow *row = g_ptr_array_index (rows, i);

      _nexus_model_writer_add (writer, row->id, row->key, row->key_size);
    }

  return _nexus_model_writer_finish (writer);
}

NexusModelOrder *
_nexus_model_order_ref (NexusModelOrder *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
_nexus_model_order_unref (NexusModelOrder *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  for (guint i = 0; i < self->n_chunks; i++)
    chunk_unref (self->chunks[i]);
  g_free (self->chunks);
  g_free (self->starts);
  g_free (self);
}

guint
_nexus_model_order_get_size (NexusModelOrder *self)
{
  return self->n_rows;
}

static Chunk *
find_chunk (NexusModelOrder *self,
            guint            position,
            guint           *row)
{
  guint low = 0, high = self->n_chunks;

  g_assert (position < self->n_rows);
  while (high - low > 1)
    {
      guint middle = low + (high - low) / 2;

      if (self->starts[middle] <= position)
        low = middle;
      else
        high = middle;
    }
  *row = position - self->starts[low];

  return self->chunks[low];
}

gint64
_nexus_model_order_get_id (NexusModelOrder *self,
                           guint            position)
{
  guint row;
  Chunk *chunk = find_chunk (self, position, &row);

  return chunk->ids[row];
}

const guint8 *
_nexus_model_order_get_key (NexusModelOrder *self,
                            guint            position,
                            guint           *key_size)
{
  guint row;
  Chunk *chunk = find_chunk (self, position, &row);

  return chunk_get_key (chunk, row, key_size);
}

gboolean
_nexus_model_order_find (NexusModelOrder *self,
                         const guint8    *key,
                         guint            key_size,
                         guint           *position)
{
  guint low = 0, high = self->n_rows;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      guint size;
      const guint8 *other = _nexus_model_order_get_key (self, middle, &size);
      int order = _nexus_sort_compare (other, size, key, key_size, self->descending);

      if (order == 0)
        {
          *position = middle;
          return TRUE;
        }
      if (order < 0)
        low = middle + 1;
      else
        high = middle;
    }
  *position = low;

  return FALSE;
}

gboolean
_nexus_model_order_find_id (NexusModelOrder *self,
                            gint64           id,
                            guint            start,
                            guint            end,
                            guint           *position)
{
  for (guint i = 0; i < self->n_chunks; i++)
    {
      const Chunk *chunk = self->chunks[i];

      if (self->starts[i] >= end)
        break;
      if (self->starts[i] + chunk->n_rows <= start)
        continue;
      for (guint k = 0; k < chunk->n_rows; k++)
        {
          *position = self->starts[i] + k;
          if (chunk->ids[k] == id && *position >= start && *position < end)
            return TRUE;
        }
    }

  return FALSE;
}

gboolean
_nexus_model_order_find_part (NexusModelOrder *self,
                              const guint8    *part,
                              gsize            part_size,
                              guint            start,
                              guint            end,
                              guint           *position)
{
  for (guint i = 0; i < self->n_chunks; i++)
    {
      const Chunk *chunk = self->chunks[i];

      if (self->starts[i] >= end)
        break;
      if (self->starts[i] + chunk->n_rows <= start)
        continue;
      for (guint k = 0; k < chunk->n_rows; k++)
        {
          guint key_size;
          const guint8 *key = chunk_get_key (chunk, k, &key_size);
          gsize other_size;
          const guint8 *other = _nexus_sort_key_name_part (key, key_size, &other_size);

          *position = self->starts[i] + k;
          if (other_size == part_size && memcmp (other, part, part_size) == 0 && *position >= start && *position < end)
            return TRUE;
        }
    }

  return FALSE;
}

/* --- Differences --- */

/* Goes through the rows of an order. */
typedef struct {
  NexusModelOrder *order;
  guint            chunk;
  guint            row;
  guint            position;
} Cursor;

static const guint8 *
cursor_get (const Cursor *cursor,
            guint        *key_size,
            gint64       *id)
{
  const Chunk *chunk;

  if (cursor->chunk == cursor->order->n_chunks)
    return NULL;

  chunk = cursor->order->chunks[cursor->chunk];
  *id = chunk->ids[cursor->row];

  return chunk_get_key (chunk, cursor->row, key_size);
}

static void
cursor_next (Cursor *cursor)
{
  cursor->position++;
  cursor->row++;
  if (cursor->row == cursor->order->chunks[cursor->chunk]->n_rows)
    {
      cursor->chunk++;
      cursor->row = 0;
    }
}

/* Both at the beginning of the same chunk: nothing in it differs. */
static gboolean
skip_shared (Cursor *before,
             Cursor *after)
{
  Chunk *chunk;

  if (before->row != 0 || after->row != 0 ||
      before->chunk == before->order->n_chunks || after->chunk == after->order->n_chunks)
    return FALSE;

  chunk = before->order->chunks[before->chunk];
  if (chunk != after->order->chunks[after->chunk])
    return FALSE;
  before->chunk++;
  before->position += chunk->n_rows;
  after->chunk++;
  after->position += chunk->n_rows;

  return TRUE;
}

static void
add_difference (GArray *splices,
                guint   position,
                guint   removed,
                guint   added)
{
  NexusModelSplice *last = splices->len > 0 ? &g_array_index (splices, NexusModelSplice, splices->len - 1) : NULL;

  if (last != NULL && last->position + last->added == position)
    {
      last->removed += removed;
      last->added += added;
    }
  else
    {
      NexusModelSplice splice = { position, removed, added };

      g_array_append_val (splices, splice);
    }
}

static int
compare_gaps (gconstpointer a,
              gconstpointer b)
{
  guint first = *(const guint *) a, second = *(const guint *) b;

  return first < second ? -1 : first > second;
}

/* Joins what lies closest together until there are at most `max`. */
static void
join_splices (GArray *splices,
              guint   max)
{
  g_autoptr(GArray) gaps = g_array_new (FALSE, FALSE, sizeof (guint));
  guint widest, n_joins, last = 0;

  if (splices->len <= max)
    return;

  for (guint i = 1; i < splices->len; i++)
    {
      const NexusModelSplice *splice = &g_array_index (splices, NexusModelSplice, i - 1);
      guint gap = splice[1].position - (splice[0].position + splice[0].added);

      g_array_append_val (gaps, gap);
    }
  g_array_sort (gaps, compare_gaps);
  n_joins = splices->len - max;
  widest = g_array_index (gaps, guint, n_joins - 1);

  for (guint i = 1; i < splices->len; i++)
    {
      NexusModelSplice *into = &g_array_index (splices, NexusModelSplice, last);
      NexusModelSplice splice = g_array_index (splices, NexusModelSplice, i);
      guint gap = splice.position - (into->position + into->added);

      if (gap <= widest)
        {
          into->removed += gap + splice.removed;
          into->added += gap + splice.added;
        }
      else
        {
          last++;
          g_array_index (splices, NexusModelSplice, last) = splice;
        }
    }
  g_array_set_size (splices, last + 1);
}

/* A row whose key is another, but which is still in the same place, is no difference: what is shown there is the same. */
static void
trim_splices (GArray          *splices,
              NexusModelOrder *before,
              NexusModelOrder *after)
{
  guint n_left = 0;
  gint64 shift = 0;   /* from positions after to those before */

  for (guint i = 0; i < splices->len; i++)
    {
      NexusModelSplice splice = g_array_index (splices, NexusModelSplice, i);
      guint old_position = (guint) ((gint64) splice.position + shift);

      shift += (gint64) splice.removed - splice.added;
      while (splice.removed > 0 && splice.added > 0 &&
             _nexus_model_order_get_id (before, old_position) == _nexus_model_order_get_id (after, splice.position))
        {
          old_position++;
          splice.position++;
          splice.removed--;
          splice.added--;
        }
      while (splice.removed > 0 && splice.added > 0 &&
             _nexus_model_order_get_id (before, old_position + splice.removed - 1) ==
               _nexus_model_order_get_id (after, splice.position + splice.added - 1))
        {
          splice.removed--;
          splice.added--;
        }
      if (splice.removed > 0 || splice.added > 0)
        g_array_index (splices, NexusModelSplice, n_left++) = splice;
    }
  g_array_set_size (splices, n_left);
}

GArray *
_nexus_model_order_compare (NexusModelOrder *before,
                            NexusModelOrder *after,
                            guint            max)
{
  GArray *splices = g_array_new (FALSE, FALSE, sizeof (NexusModelSplice));
  Cursor old = { before, 0, 0, 0 };
  Cursor new = { after, 0, 0, 0 };

  g_assert (before->descending == after->descending);

  for (;;)
    {
      const guint8 *old_key, *new_key;
      guint old_size = 0, new_size = 0;
      gint64 old_id = 0, new_id = 0;
      int order;

      if (skip_shared (&old, &new))
        continue;
      old_key = cursor_get (&old, &old_size, &old_id);
      new_key = cursor_get (&new, &new_size, &new_id);
      if (old_key == NULL && new_key == NULL)
        break;

      if (old_key == NULL)
        order = 1;
      else if (new_key == NULL)
        order = -1;
      else
        order = _nexus_sort_compare (old_key, old_size, new_key, new_size, before->descending);

      if (order == 0 && old_id == new_id)
        {
          cursor_next (&old);
          cursor_next (&new);
        }
      else if (order == 0)
        {
          /* Another entry of the same name. */
          add_difference (splices, new.position, 1, 1);
          cursor_next (&old);
          cursor_next (&new);
        }
      else if (order < 0)
        {
          add_difference (splices, new.position, 1, 0);
          cursor_next (&old);
        }
      else
        {
          add_difference (splices, new.position, 0, 1);
          cursor_next (&new);
        }
    }

  trim_splices (splices, before, after);
  join_splices (splices, max);

  return splices;
}

/* --- Editing --- */

static int
compare_rows (gconstpointer a,
              gconstpointer b,
              gpointer      user_data)
{
  const NexusSortedRow *first = *(NexusSortedRow * const *) a;
  const NexusSortedRow *second = *(NexusSortedRow * const *) b;

  return _nexus_sort_compare (first->key, first->key_size, second->key, second->key_size,
                              GPOINTER_TO_INT (user_data));
}

NexusModelOrder *
_nexus_model_order_edit (NexusModelOrder *self,
                         const guint     *removed,
                         guint            n_removed,
                         GPtrArray       *added)
{
  NexusModelWriter *writer = _nexus_model_writer_new (self->descending);
  g_autofree guint *places = g_new (guint, added->len + 1);
  guint next_removed = 0, next_added = 0;

  /* Room to grow, or each row that is added would push all after it along. */
  writer->limit = 2 * CHUNK_ROWS;
  g_ptr_array_sort_with_data (added, compare_rows, GINT_TO_POINTER (self->descending));
  for (guint i = 0; i < added->len; i++)
    {
      const NexusSortedRow *row = g_ptr_array_index (added, i);

      _nexus_model_order_find (self, row->key, row->key_size, &places[i]);
    }

  for (guint i = 0; i < self->n_chunks; i++)
    {
      Chunk *chunk = self->chunks[i];
      guint start = self->starts[i];
      guint end = start + chunk->n_rows;
      gboolean last = i + 1 == self->n_chunks;
      gboolean touched = (next_removed < n_removed && removed[next_removed] < end) ||
                         (next_added < added->len && (last || places[next_added] < end));

      if (!touched)
        {
          add_chunk (writer, chunk);
          continue;
        }

      for (guint position = start; position <= end; position++)
        {
          const guint8 *key;
          guint key_size;

          /* What belongs before the next chunk's first row is that chunk's. */
          if (position == end && !last)
            break;
          for (; next_added < added->len && places[next_added] == position; next_added++)
            {
              const NexusSortedRow *row = g_ptr_array_index (added, next_added);

              _nexus_model_writer_add (writer, row->id, row->key, row->key_size);
            }
          if (position == end)
            break;
          if (next_removed < n_removed && removed[next_removed] == position)
            {
              next_removed++;
              continue;
            }
          key = chunk_get_key (chunk, position - start, &key_size);
          _nexus_model_writer_add (writer, chunk->ids[position - start], key, key_size);
        }
    }

  for (; next_added < added->len; next_added++)
    {
      const NexusSortedRow *row = g_ptr_array_index (added, next_added);

      _nexus_model_writer_add (writer, row->id, row->key, row->key_size);
    }

  return _nexus_model_writer_finish (writer);
}
