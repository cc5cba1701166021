/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <string.h>

#include "nexus-sqlite-search-private.h"

#define CHUNK_SIZE (1 << 20)
#define TEXT_MAX 4096

typedef struct {
  gatomicrefcount  ref_count;
  guint            first_row;
  guint            used;
  GArray          *offsets;     /* guint32, of each text in data */
  char             data[CHUNK_SIZE];
} Chunk;

struct _NexusSqliteTexts {
  GPtrArray *chunks;
};

static void
chunk_unref (Chunk *chunk)
{
  if (!g_atomic_ref_count_dec (&chunk->ref_count))
    return;

  g_array_unref (chunk->offsets);
  g_free (chunk);
}

static Chunk *
chunk_new (guint first_row)
{
  Chunk *chunk = g_malloc (sizeof *chunk);

  g_atomic_ref_count_init (&chunk->ref_count);
  chunk->first_row = first_row;
  chunk->used = 0;
  chunk->offsets = g_array_new (FALSE, FALSE, sizeof (guint32));

  return chunk;
}

NexusSqliteTexts *
_nexus_sqlite_texts_new (void)
{
  NexusSqliteTexts *self = g_new0 (NexusSqliteTexts, 1);

  self->chunks = g_ptr_array_new_with_free_func ((GDestroyNotify) chunk_unref);

  return self;
}

void
_nexus_sqlite_texts_free (NexusSqliteTexts *self)
{
  g_ptr_array_unref (self->chunks);
  g_free (self);
}

void
_nexus_sqlite_texts_append (NexusSqliteTexts *self,
                            const char       *folded)
{
  Chunk *chunk = self->chunks->len > 0 ? g_ptr_array_index (self->chunks, self->chunks->len - 1) : NULL;
  guint32 length = (guint32) MIN (strlen (folded), TEXT_MAX);

  if (chunk == NULL || chunk->used + length + 1 > CHUNK_SIZE)
    {
      chunk = chunk_new (chunk != NULL ? chunk->first_row + chunk->offsets->len : 0);
      g_ptr_array_add (self->chunks, chunk);
    }

  g_array_append_val (chunk->offsets, chunk->used);
  memcpy (chunk->data + chunk->used, folded, length);
  chunk->data[chunk->used + length] = '\n';
  chunk->used += length + 1;
}

const char *
_nexus_sqlite_texts_get (NexusSqliteTexts *self,
                         guint             row)
{
  guint low = 0, high = self->chunks->len;
  Chunk *chunk;

  while (high - low > 1)
    {
      guint middle = (low + high) / 2;

      chunk = g_ptr_array_index (self->chunks, middle);
      if (chunk->first_row <= row)
        low = middle;
      else
        high = middle;
    }
  chunk = g_ptr_array_index (self->chunks, low);

  return chunk->data + g_array_index (chunk->offsets, guint32, row - chunk->first_row);
}

/* The text at or after `row` in which the offset lies: near ones are found in a few steps, far ones in a few more. */
static guint
find_row (const Chunk *chunk,
          guint        row,
          guint32      offset)
{
  const guint32 *offsets = (const guint32 *) chunk->offsets->data;
  guint n = chunk->offsets->len;
  guint step = 1, high;

  while (row + step < n && offsets[row + step] <= offset)
    {
      row += step;
      step *= 2;
    }

  high = MIN (row + step, n);
  while (high - row > 1)
    {
      guint middle = row + (high - row) / 2;

      if (offsets[middle] <= offset)
        row = middle;
      else
        high = middle;
    }

  return row;
}

static void
find_in_chunk (const Chunk         *chunk,
               const char          *folded,
               gsize                length,
               NexusSqliteTextFunc  func,
               gpointer             user_data)
{
  const guint32 *offsets = (const guint32 *) chunk->offsets->data;
  const char *limit = chunk->data + chunk->used;
  const char *at = chunk->data;
  guint row = 0;

  while (at < limit)
    {
      const char *hit = memmem (at, limit - at, folded, length);
      const char *end;

      if (hit == NULL)
        return;

      row = find_row (chunk, row, (guint32) (hit - chunk->data));
      end = row + 1 < chunk->offsets->len ? chunk->data + offsets[row + 1] : limit;
      func (user_data, chunk->first_row + row, chunk->data + offsets[row], end - 1, hit);
      at = end;
    }
}

gboolean
_nexus_sqlite_texts_find (NexusSqliteTexts     *self,
                          const char           *folded,
                          NexusSqliteTextFunc   func,
                          gpointer              user_data,
                          GCancellable         *cancellable,
                          GError              **error)
{
  gsize length = strlen (folded);

  for (guint i = 0; i < self->chunks->len; i++)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      find_in_chunk (g_ptr_array_index (self->chunks, i), folded, length, func, user_data);
    }

  return TRUE;
}

gboolean
_nexus_sqlite_texts_each (NexusSqliteTexts     *self,
                          NexusSqliteTextFunc   func,
                          gpointer              user_data,
                          GCancellable         *cancellable,
                          GError              **error)
{
  for (guint i = 0; i < self->chunks->len; i++)
    {
      const Chunk *chunk = g_ptr_array_index (self->chunks, i);
      const guint32 *offsets = (const guint32 *) chunk->offsets->data;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;

      for (guint row = 0; row < chunk->offsets->len; row++)
        {
          guint32 end = row + 1 < chunk->offsets->len ? offsets[row + 1] : chunk->used;
          const char *start = chunk->data + offsets[row];

          func (user_data, chunk->first_row + row, start, chunk->data + end - 1, start);
        }
    }

  return TRUE;
}

gpointer
_nexus_sqlite_texts_hold (NexusSqliteTexts *self)
{
  GPtrArray *chunks = g_ptr_array_new_with_free_func ((GDestroyNotify) chunk_unref);

  for (guint i = 0; i < self->chunks->len; i++)
    {
      Chunk *chunk = g_ptr_array_index (self->chunks, i);

      g_atomic_ref_count_inc (&chunk->ref_count);
      g_ptr_array_add (chunks, chunk);
    }

  return chunks;
}
