/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"


#include "nexus-local-private.h"

/* Small contents that were read and checked a moment ago, in memory.  A content never changes and its hash is its
 * name, so what is here is right whatever happens to the disk, and nobody has to be told to forget it.
 *
 * There are two halves.  What is read goes into the young one; when that is full the old one is dropped and the young
 * one takes its place.  So what is read again and again stays, and keeping it in order costs nothing. */

#define CACHE_MAX   (8u << 20)
#define CONTENT_MAX (16u << 10)
/* What a content takes beside its bytes. */
#define OVERHEAD    256

struct _NexusLocalCache {
  GMutex      lock;
  GHashTable *young;   /* hash → GBytes */
  GHashTable *old;
  gsize       size;    /* of the young half */
};

static GHashTable *
new_half (void)
{
  return g_hash_table_new_full (_nexus_hash_hash, _nexus_hash_equal, g_free, (GDestroyNotify) g_bytes_unref);
}

NexusLocalCache *
_nexus_local_cache_new (void)
{
  NexusLocalCache *self = g_new0 (NexusLocalCache, 1);

  g_mutex_init (&self->lock);
  self->young = new_half ();
  self->old = new_half ();

  return self;
}

void
_nexus_local_cache_free (NexusLocalCache *self)
{
  g_hash_table_unref (self->young);
  g_hash_table_unref (self->old);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/* The caller holds the lock. */
static void
insert (NexusLocalCache *self,
        const guint8    *hash,
        GBytes          *bytes)
{
  if (self->size >= CACHE_MAX / 2)
    {
      g_hash_table_unref (self->old);
      self->old = self->young;
      self->young = new_half ();
      self->size = 0;
    }

  g_hash_table_insert (self->young, g_memdup2 (hash, NEXUS_HASH_SIZE), g_bytes_ref (bytes));
  self->size += g_bytes_get_size (bytes) + OVERHEAD;
}

GBytes *
_nexus_local_cache_get (NexusLocalCache *self,
                        const guint8    *hash)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  GBytes *bytes = g_hash_table_lookup (self->young, hash);

  if (bytes != NULL)
    return g_bytes_ref (bytes);

  bytes = g_hash_table_lookup (self->old, hash);
  if (bytes == NULL)
    return NULL;

  g_bytes_ref (bytes);
  insert (self, hash, bytes);

  return bytes;
}

void
_nexus_local_cache_put (NexusLocalCache *self,
                        const guint8    *hash,
                        GBytes          *bytes)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = NULL;

  if (g_bytes_get_size (bytes) > CONTENT_MAX)
    return;

  locker = g_mutex_locker_new (&self->lock);
  if (!g_hash_table_contains (self->young, hash))
    insert (self, hash, bytes);
}
