/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

#include "nexus-local-private.h"

/* A content on its way in:
 *
 *  commit() → block ─ full ─→ pwrite + CRC per chunk      (the caller's thread)
 *                └──────────→ hash                         (a thread of its own from the second block on)
 *
 * What fits into one pack record never leaves memory.  Hashing and writing overlap because each alone keeps a core
 * or the disk busy, and a large import would otherwise take the sum of both. */
#define BLOCK_SIZE  (1u << 20)
#define N_BLOCKS    6
#define WRITEBACK   (8u << 20)

typedef struct {
  gsize  used;
  guint8 data[BLOCK_SIZE];
} Block;

typedef struct {
  NexusContentWriter  parent_instance;

  NexusLocalStore    *store;
  NexusHasher        *hasher;
  Block              *block;        /* being filled */
  guint64             size_hint;
  guint64             size;         /* of what has been written out */
  guint64             taken;        /* of the space that contents may use */
  int                 fd;           /* of the temporary file, -1 while all fits in memory */
  char               *name;
  GByteArray         *checksums;
  guint64             writeback;    /* how far the kernel was asked to begin writing */

  GThread            *thread;       /* the one that hashes, once there is a second block */
  GAsyncQueue        *work;         /* blocks to hash */
  GAsyncQueue        *spare;        /* blocks that may be filled again */
  guint               n_blocks;
  gboolean            failed;
} NexusLocalWriter;

typedef struct {
  NexusContentWriterClass parent_class;
} NexusLocalWriterClass;

G_DEFINE_TYPE (NexusLocalWriter, _nexus_local_writer, _nexus_content_writer_get_type ())

/* Pushed to tell the hashing thread that there is no more. */
static Block end_of_content;

static gpointer
hash_blocks (gpointer user_data)
{
  NexusLocalWriter *self = user_data;
  Block *block;

  while ((block = g_async_queue_pop (self->work)) != &end_of_content)
    {
      _nexus_hasher_update (self->hasher, block->data, block->used);
      block->used = 0;
      g_async_queue_push (self->spare, block);
    }

  return NULL;
}

static void
stop_hashing (NexusLocalWriter *self)
{
  if (self->thread == NULL)
    return;

  g_async_queue_push (self->work, &end_of_content);
  g_thread_join (g_steal_pointer (&self->thread));
}

static void
add_checksums (NexusLocalWriter *self,
               const Block      *block)
{
  for (gsize start = 0; start < block->used; start += NEXUS_LOCAL_CHUNK_SIZE)
    {
      guint32 crc = _nexus_crc32 (block->data + start, MIN (NEXUS_LOCAL_CHUNK_SIZE, block->used - start));

      g_byte_array_append (self->checksums, (const guint8 *) &crc, sizeof crc);
    }
}

static gboolean
begin_file (NexusLocalWriter  *self,
            GError           **error)
{
  self->fd = _nexus_large_create (_nexus_local_store_get_large (self->store), &self->name, error);
  if (self->fd < 0)
    return FALSE;

  self->checksums = g_byte_array_new ();
  if (self->size_hint <= BLOCK_SIZE || self->size_hint >= G_MAXINT64)
    return TRUE;

  /* Reserved space makes one extent of the file, and tells of a full disk before the work. */
  if (!_nexus_space_take (_nexus_local_store_get_space (self->store), self->size_hint) ||
      (fallocate (self->fd, FALLOC_FL_KEEP_SIZE, 0, self->size_hint) != 0 && (errno == ENOSPC || errno == EDQUOT)))
    {
      _nexus_io_set_error (error, errno, _("store a large content in"), "tmp");
      return FALSE;
    }
  self->taken = self->size_hint;

  return TRUE;
}

static gboolean
write_block (NexusLocalWriter  *self,
             const Block       *block,
             GError           **error)
{
  guint64 size = self->size + block->used;

  if ((size > self->taken && !_nexus_space_take (_nexus_local_store_get_space (self->store), size - self->taken)) ||
      !_nexus_io_pwrite (self->fd, block->data, block->used, self->size))
    {
      _nexus_io_set_error (error, errno, _("write the content in the temporary file"), self->name);
      return FALSE;
    }
  add_checksums (self, block);
  self->size = size;
  self->taken = MAX (self->taken, size);

  return TRUE;
}

/* Writes the block out and passes it on to be hashed. */
static gboolean
flush_block (NexusLocalWriter  *self,
             GError           **error)
{
  Block *block = self->block;

  if (self->fd < 0 && !begin_file (self, error))
    return FALSE;
  if (!write_block (self, block, error))
    return FALSE;

  if (self->size - self->writeback >= WRITEBACK)
    {
      sync_file_range (self->fd, self->writeback, self->size - self->writeback, SYNC_FILE_RANGE_WRITE);
      self->writeback = self->size;
    }

  if (self->thread == NULL)
    {
      self->work = g_async_queue_new ();
      self->spare = g_async_queue_new ();
      self->thread = g_thread_new ("nexus-hash", hash_blocks, self);
    }
  self->block = NULL;
  g_async_queue_push (self->work, block);

  self->block = g_async_queue_try_pop (self->spare);
  if (self->block == NULL && self->n_blocks < N_BLOCKS)
    {
      self->block = g_new (Block, 1);
      self->block->used = 0;
      self->n_blocks++;
    }
  if (self->block == NULL)
    self->block = g_async_queue_pop (self->spare);

  return TRUE;
}

static void *
nexus_local_writer_prepare (NexusContentWriter *writer,
                            gsize              *room)
{
  NexusLocalWriter *self = (NexusLocalWriter *) writer;

  g_assert (!self->failed);
  *room = BLOCK_SIZE - self->block->used;

  return self->block->data + self->block->used;
}

static gboolean
nexus_local_writer_commit (NexusContentWriter  *writer,
                           gsize                size,
                           GError             **error)
{
  NexusLocalWriter *self = (NexusLocalWriter *) writer;

  g_assert (!self->failed && size <= BLOCK_SIZE - self->block->used);
  self->block->used += size;
  if (self->block->used == BLOCK_SIZE && !flush_block (self, error))
    self->failed = TRUE;

  return !self->failed;
}

static NexusContentRef *
finish_small (NexusLocalWriter  *self,
              GError           **error)
{
  guint8 hash[NEXUS_HASH_SIZE];

  _nexus_hasher_update (self->hasher, self->block->data, self->block->used);
  _nexus_hasher_finish (self->hasher, hash);

  return _nexus_content_store_stage ((NexusContentStore *) self->store, hash,
                                     self->block->data, self->block->used, error);
}

static NexusContentRef *
nexus_local_writer_finish (NexusContentWriter  *writer,
                           GError             **error)
{
  NexusLocalWriter *self = (NexusLocalWriter *) writer;
  g_autoptr(GBytes) locator = NULL;
  guint8 hash[NEXUS_HASH_SIZE];
  int fd;

  g_assert (!self->failed);
  self->failed = TRUE; /* no further calls, whatever comes */

  if (self->fd < 0 && self->block->used <= NEXUS_LOCAL_PACK_LIMIT)
    return finish_small (self, error);

  if (self->fd < 0)
    {
      /* One block: not worth a thread. */
      if (!begin_file (self, error))
        return NULL;
      _nexus_hasher_update (self->hasher, self->block->data, self->block->used);
      if (!write_block (self, self->block, error))
        return NULL;
    }
  else if (self->block->used > 0 && !flush_block (self, error))
    {
      return NULL;
    }

  stop_hashing (self);
  _nexus_hasher_finish (self->hasher, hash);

  /* What was reserved beyond the end, because the hint was too large, is given back. */
  if (self->size_hint > self->size && ftruncate (self->fd, self->size) != 0)
    g_debug ("could not give back reserved space of %s: %s", self->name, g_strerror (errno));

  if (!_nexus_hold_take (_nexus_local_store_get_hold (self->store), error))
    return NULL;

  fd = self->fd;
  self->fd = -1;
  if (!_nexus_large_place (_nexus_local_store_get_large (self->store), fd, self->name, hash, error))
    {
      _nexus_hold_drop (_nexus_local_store_get_hold (self->store));
      return NULL;
    }

  locator = _nexus_locator_new_large (self->checksums->data, self->checksums->len / 4);

  return _nexus_local_store_new_held (self->store, hash, self->size, locator);
}

static void
nexus_local_writer_finalize (GObject *object)
{
  NexusLocalWriter *self = (NexusLocalWriter *) object;

  stop_hashing (self);
  if (self->spare != NULL)
    {
      Block *block;

      while ((block = g_async_queue_try_pop (self->spare)) != NULL)
        g_free (block);
      g_async_queue_unref (self->spare);
      g_async_queue_unref (self->work);
    }
  g_free (self->block);
  if (self->fd >= 0)
    {
      _nexus_large_discard (_nexus_local_store_get_large (self->store), self->name);
      close (self->fd);
    }
  g_free (self->name);
  g_clear_pointer (&self->checksums, g_byte_array_unref);
  g_clear_pointer (&self->hasher, _nexus_hasher_free);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (_nexus_local_writer_parent_class)->finalize (object);
}

static void
_nexus_local_writer_class_init (NexusLocalWriterClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = nexus_local_writer_finalize;
  ((NexusContentWriterClass *) klass)->prepare = nexus_local_writer_prepare;
  ((NexusContentWriterClass *) klass)->commit = nexus_local_writer_commit;
  ((NexusContentWriterClass *) klass)->finish = nexus_local_writer_finish;
}

static void
_nexus_local_writer_init (NexusLocalWriter *self)
{
  self->fd = -1;
  self->block = g_new (Block, 1);
  self->block->used = 0;
  self->n_blocks = 1;
}

NexusContentWriter *
_nexus_local_writer_new (NexusLocalStore *store,
                         guint64          size_hint)
{
  NexusLocalWriter *self = g_object_new (NEXUS_TYPE_LOCAL_WRITER, NULL);

  self->store = g_object_ref (store);
  self->size_hint = size_hint;
  self->hasher = _nexus_hasher_new (_nexus_local_store_get_hash (store));

  return (NexusContentWriter *) self;
}
