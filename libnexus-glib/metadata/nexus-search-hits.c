/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <string.h>

#include "nexus-search-hits-private.h"

/* Sorted a stretch at a time: all before `sorted` stand where they belong, all behind come after them.  A stretch is
 * found by partitioning what is behind until about that many are in front. */

/* As many are sorted at least, and what is not longer is sorted at once. */
#define STRETCH_MIN 2048

struct _NexusSearchHits {
  gatomicrefcount  ref_count;
  GMutex           mutex;
  GArray          *hits;
  guint            sorted;
  guint32          random;
  gpointer         owner;
  GDestroyNotify   free_owner;
};

NexusSearchHits *
_nexus_search_hits_new (GArray         *hits,
                        gpointer        owner,
                        GDestroyNotify  free_owner)
{
  NexusSearchHits *self = g_new0 (NexusSearchHits, 1);

  g_atomic_ref_count_init (&self->ref_count);
  g_mutex_init (&self->mutex);
  self->hits = hits;
  self->random = 2463534242;
  self->owner = owner;
  self->free_owner = free_owner;

  return self;
}

NexusSearchHits *
_nexus_search_hits_ref (NexusSearchHits *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
_nexus_search_hits_unref (NexusSearchHits *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_array_unref (self->hits);
  if (self->free_owner != NULL)
    self->free_owner (self->owner);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

guint
_nexus_search_hits_get_n (NexusSearchHits *self)
{
  return self->hits->len;
}

static int
compare_names (const char *a,
               const char *b)
{
  while (*a == *b && *a != '\n')
    {
      a++;
      b++;
    }
  if (*a == *b)
    return 0;

  /* The shorter one first, even before a control character. */
  if (*a == '\n' || *b == '\n')
    return *a == '\n' ? -1 : 1;

  return (guchar) *a < (guchar) *b ? -1 : 1;
}

static int
compare (gconstpointer first,
         gconstpointer second)
{
  const NexusSearchHit *a = first;
  const NexusSearchHit *b = second;
  int result = 0;

  if (a->key != b->key)
    return a->key < b->key ? -1 : 1;
  if (a->name != NULL && b->name != NULL)
    result = compare_names (a->name, b->name);

  return result != 0 ? result : (a->id > b->id) - (a->id < b->id);
}

/* Any will do that nobody can foresee with the order of the hits alone. */
static guint
next_random (NexusSearchHits *self)
{
  self->random ^= self->random << 13;
  self->random ^= self->random >> 17;
  self->random ^= self->random << 5;

  return self->random;
}

/* Moves what is not after a pivot in front of the rest and returns how many that are; no two hits are equal. */
static guint
partition (NexusSearchHits *self,
           NexusSearchHit  *hits,
           guint            n)
{
  NexusSearchHit pivot = hits[next_random (self) % n];
  NexusSearchHit swap;
  guint low = 0, high = n;

  for (;;)
    {
      while (compare (&hits[low], &pivot) < 0)
        low++;
      do
        high--;
      while (compare (&hits[high], &pivot) > 0);
      if (low >= high)
        return high + 1;

      swap = hits[low];
      hits[low++] = hits[high];
      hits[high] = swap;
    }
}

/* At least the first `end` are in order afterwards. */
static void
sort_to (NexusSearchHits *self,
         guint            end)
{
  NexusSearchHit *hits = (NexusSearchHit *) self->hits->data;

  while (self->sorted < end)
    {
      guint wanted = MAX (end - self->sorted, STRETCH_MIN);
      guint first = self->sorted;
      guint n = self->hits->len - first;

      while (n > 2 * wanted)
        {
          guint front = partition (self, hits + first, n);

          if (front >= n)
            continue;
          n = front;
        }
      qsort (hits + first, n, sizeof *hits, compare);
      self->sorted += n;
    }
}

guint
_nexus_search_hits_copy (NexusSearchHits *self,
                         guint            start,
                         guint            n,
                         NexusSearchHit  *hits)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  if (start >= self->hits->len)
    return 0;

  n = MIN (n, self->hits->len - start);
  sort_to (self, start + n);
  memcpy (hits, &g_array_index (self->hits, NexusSearchHit, start), n * sizeof *hits);

  return n;
}

guint
_nexus_search_hits_get (NexusSearchHits *self,
                        guint            start,
                        guint            n,
                        gint64          *ids)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  if (start >= self->hits->len)
    return 0;

  n = MIN (n, self->hits->len - start);
  sort_to (self, start + n);
  for (guint i = 0; i < n; i++)
    ids[i] = g_array_index (self->hits, NexusSearchHit, start + i).id;

  return n;
}

void
_nexus_search_hits_foreach (NexusSearchHits     *self,
                            NexusSearchHitsFunc  func,
                            gpointer             user_data)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  for (guint i = 0; i < self->hits->len; i++)
    func (user_data, &g_array_index (self->hits, NexusSearchHit, i));
}
