/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <sys/mman.h>

#include "nexus-model-order-private.h"

#ifdef __GLIBC__
# include <malloc.h>
#endif

/* Rows on their way to an order.  The records, id and key, lie in large blocks; what is moved about while sorting is
 * small: eight bytes of the key, which nearly always decide, and where the record is.  The bytes are those after what
 * all keys begin with, because a folder full of “IMG_…” would be told apart by nothing in the first eight.
 *
 * All of it comes from the kernel and goes back there: freed memory of a worker would else stay with that thread, and
 * lists are sorted now in one and now in another. */

#define BLOCK_SIZE (1u << 20)
#define ALIGN 8u

/* An order that is as long leaves some ten megabytes behind in thousands of pieces when it goes, which the C library keeps
 * for the thread that made them.  Before the next one is made they are given back. */
#define TRIM_ROWS 100000

/* Items whose memory is given back in one call. */
#define GIVE_BACK 65536

typedef struct {
  guint64 head;
  guint32 block;
  guint32 offset;
} Item;

typedef struct {
  gint64  id;
  guint16 key_size;
  guint8  key[];
} Record;

struct _NexusModelBuilder {
  gboolean   descending;
  GPtrArray *blocks;
  guint      used;        /* of the last block */
  Item      *items;
  guint      n_items;
  guint      n_reserved;
  guint      common;      /* bytes that all keys begin with */
  gboolean   headed;      /* the heads have been computed */
};

/* --- Memory --- */

static gpointer
map (gsize size)
{
  gpointer memory = mmap (NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

  /* As g_malloc(). */
  if (memory == MAP_FAILED)
    g_error ("failed to allocate %" G_GSIZE_FORMAT " bytes", size);

  return memory;
}

static void
unmap_block (gpointer block)
{
  munmap (block, BLOCK_SIZE);
}

static void
resize_items (NexusModelBuilder *self,
              guint              n_reserved)
{
  Item *items = n_reserved > 0 ? map (n_reserved * sizeof (Item)) : NULL;

  if (self->n_items > 0 && items != NULL)
    memcpy (items, self->items, self->n_items * sizeof (Item));
  if (self->items != NULL)
    munmap (self->items, self->n_reserved * sizeof (Item));
  self->items = items;
  self->n_reserved = n_reserved;
}

/* --- Rows --- */

NexusModelBuilder *
_nexus_model_builder_new (gboolean descending)
{
  NexusModelBuilder *self = g_new0 (NexusModelBuilder, 1);

  self->descending = descending;
  self->blocks = g_ptr_array_new_with_free_func (unmap_block);
  self->used = BLOCK_SIZE;

  return self;
}

void
_nexus_model_builder_free (NexusModelBuilder *self)
{
  g_ptr_array_unref (self->blocks);
  resize_items (self, 0);
  g_free (self);
}

void
_nexus_model_builder_reserve (NexusModelBuilder *self,
                              guint              n_rows)
{
  g_assert (self->n_items == 0);

#ifdef __GLIBC__
  if (n_rows >= TRIM_ROWS)
    malloc_trim (0);
#endif
  resize_items (self, n_rows);
}

guint
_nexus_model_builder_get_size (NexusModelBuilder *self)
{
  return self->n_items;
}

static inline const Record *
get_record (NexusModelBuilder *self,
            const Item        *item)
{
  return (const Record *) ((const guint8 *) g_ptr_array_index (self->blocks, item->block) + item->offset);
}

void
_nexus_model_builder_add (NexusModelBuilder *self,
                          gint64             id,
                          const guint8      *key,
                          guint              key_size)
{
  guint size = (guint) (G_STRUCT_OFFSET (Record, key) + key_size + ALIGN - 1) & ~(ALIGN - 1);
  Record *record;
  Item item = { 0 };

  if (self->used + size > BLOCK_SIZE)
    {
      g_ptr_array_add (self->blocks, map (BLOCK_SIZE));
      self->used = 0;
    }
  item.block = self->blocks->len - 1;
  item.offset = self->used;
  record = (Record *) ((guint8 *) g_ptr_array_index (self->blocks, item.block) + self->used);
  record->id = id;
  record->key_size = (guint16) key_size;
  memcpy (record->key, key, key_size);
  self->used += size;

  if (self->n_items == 0)
    {
      self->common = key_size;
    }
  else
    {
      const Record *first = get_record (self, &self->items[0]);
      guint max = MIN (MIN (self->common, key_size), first->key_size);
      guint common = 0;

      if (memcmp (first->key, key, max) != 0)
        {
          while (common < max && first->key[common] == key[common])
            common++;
          self->common = common;
        }
      else
        {
          self->common = max;
        }
    }
  if (self->n_items == self->n_reserved)
    resize_items (self, MAX (1024, 2 * self->n_reserved));
  self->items[self->n_items++] = item;
  self->headed = FALSE;
}

/* What orders the same whichever way round: the group, and after it the bytes turned over if need be. */
static guint64
compute_head (NexusModelBuilder *self,
              const Record      *record)
{
  guint8 bytes[8] = { 0 };
  guint n = record->key_size > self->common ? MIN (record->key_size - self->common, sizeof bytes) : 0;
  guint64 head;

  memcpy (bytes, record->key + self->common, n);
  if (self->descending)
    {
      for (guint i = self->common == 0 ? 1 : 0; i < sizeof bytes; i++)
        bytes[i] = (guint8) ~bytes[i];
    }
  memcpy (&head, bytes, sizeof head);

  return GUINT64_FROM_BE (head);
}

static inline gboolean
comes_after (NexusModelBuilder *self,
             const Item        *a,
             const Item        *b)
{
  const Record *first, *second;

  if (a->head != b->head)
    return a->head > b->head;

  first = get_record (self, a);
  second = get_record (self, b);

  return _nexus_sort_compare (first->key, first->key_size, second->key, second->key_size, self->descending) > 0;
}

/* A merge sort that sees when two halves are in order already: what comes from an index by name mostly is. */
static void
sort_items (NexusModelBuilder *self,
            Item              *items,
            gsize              n,
            Item              *scratch)
{
  gsize half = n / 2;
  gsize i, j, k;

  if (n <= 16)
    {
      for (i = 1; i < n; i++)
        {
          Item item = items[i];

          for (j = i; j > 0 && comes_after (self, &items[j - 1], &item); j--)
            items[j] = items[j - 1];
          items[j] = item;
        }
      return;
    }

  sort_items (self, items, half, scratch);
  sort_items (self, items + half, n - half, scratch);
  if (!comes_after (self, &items[half - 1], &items[half]))
    return;

  memcpy (scratch, items, half * sizeof (Item));
  for (i = 0, j = half, k = 0; i < half; k++)
    {
      if (j < n && comes_after (self, &scratch[i], &items[j]))
        items[k] = items[j++];
      else
        items[k] = scratch[i++];
    }
}

static void
compute_heads (NexusModelBuilder *self)
{
  if (self->headed)
    return;

  for (guint i = 0; i < self->n_items; i++)
    self->items[i].head = compute_head (self, get_record (self, &self->items[i]));
  self->headed = TRUE;
}

static void
write_item (NexusModelBuilder *self,
            NexusModelWriter  *writer,
            const Item        *item)
{
  const Record *record = get_record (self, item);

  _nexus_model_writer_add (writer, record->id, record->key, record->key_size);
}

/* Puts the item, which comes before the last of the heap, in the place of that. */
static void
sink_item (NexusModelBuilder *self,
           Item              *heap,
           guint              n,
           Item               item)
{
  guint i = 0;

  for (;;)
    {
      guint child = 2 * i + 1;

      if (child >= n)
        break;
      if (child + 1 < n && comes_after (self, &heap[child + 1], &heap[child]))
        child++;
      if (!comes_after (self, &heap[child], &item))
        break;
      heap[i] = heap[child];
      i = child;
    }
  heap[i] = item;
}

NexusModelOrder *
_nexus_model_builder_peek (NexusModelBuilder *self,
                           guint              n_first)
{
  NexusModelWriter *writer = _nexus_model_writer_new (self->descending);
  guint n = MIN (n_first, self->n_items);
  g_autofree Item *heap = g_new (Item, n);
  g_autofree Item *scratch = g_new (Item, n / 2 + 1);

  compute_heads (self);
  if (n > 0)
    memcpy (heap, self->items, n * sizeof (Item));
  sort_items (self, heap, n, scratch);

  /* Backwards it is a heap with the last one on top. */
  for (guint i = 0; i < n / 2; i++)
    {
      Item item = heap[i];

      heap[i] = heap[n - 1 - i];
      heap[n - 1 - i] = item;
    }
  for (guint i = n; n > 0 && i < self->n_items; i++)
    {
      if (comes_after (self, &heap[0], &self->items[i]))
        sink_item (self, heap, n, self->items[i]);
    }
  sort_items (self, heap, n, scratch);
  for (guint i = 0; i < n; i++)
    write_item (self, writer, &heap[i]);

  return _nexus_model_writer_finish (writer);
}

NexusModelOrder *
_nexus_model_builder_finish (NexusModelBuilder *self)
{
  NexusModelWriter *writer = _nexus_model_writer_new (self->descending);
  gsize scratch_size = (self->n_items / 2 + 1) * sizeof (Item);
  Item *scratch = map (scratch_size);

  compute_heads (self);
  sort_items (self, self->items, self->n_items, scratch);
  munmap (scratch, scratch_size);

  /* The order grows as the items are done with, so that all of both is never there at once. */
  for (guint i = 0; i < self->n_items; i++)
    {
      write_item (self, writer, &self->items[i]);
      if ((i + 1) % GIVE_BACK == 0)
        madvise (self->items + i + 1 - GIVE_BACK, GIVE_BACK * sizeof (Item), MADV_DONTNEED);
    }
  _nexus_model_builder_free (self);

  return _nexus_model_writer_finish (writer);
}
