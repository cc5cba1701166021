/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "nexus-error.h"
#include "nexus-local-private.h"

/* Reads a large content chunk by chunk, each checked; of a small one it holds the checked bytes. */
typedef struct {
  NexusContentReader  parent_instance;

  NexusContentRef    *content;
  NexusLocator        locator;
  GBytes             *bytes;      /* of a small content */
  int                 fd;         /* of a large one, -1 if not */

  GMutex              lock;       /* the last chunk */
  guint8             *chunk;
  guint64             chunk_index;
  gsize               chunk_used; /* 0: none yet */
} NexusLocalReader;

typedef struct {
  NexusContentReaderClass parent_class;
} NexusLocalReaderClass;

G_DEFINE_TYPE (NexusLocalReader, _nexus_local_reader, _nexus_content_reader_get_type ())

/* Loads and checks one chunk; the caller holds the lock. */
static gboolean
load_chunk (NexusLocalReader  *self,
            guint64            index,
            GError           **error)
{
  guint64 offset = index * self->locator.chunk_size;
  gsize wanted = MIN (self->locator.chunk_size, self->content->size - offset);
  char etag[2 * NEXUS_HASH_SIZE + 1];
  gssize count;
  guint32 crc;

  if (self->chunk_used > 0 && self->chunk_index == index)
    return TRUE;

  if (self->chunk == NULL)
    self->chunk = g_malloc (self->locator.chunk_size);
  self->chunk_used = 0;

  _nexus_hash_to_hex (self->content->hash, etag);
  count = _nexus_io_pread (self->fd, self->chunk, wanted, offset);
  if (count < 0)
    {
      _nexus_io_set_error (error, errno, _("read the content"), etag);
      return FALSE;
    }

  crc = (gsize) count == wanted ? _nexus_crc32 (self->chunk, wanted) : 0;
  if ((gsize) count != wanted || memcmp (&crc, self->locator.checksums + 4 * index, 4) != 0)
    {
      g_set_error (error, NEXUS_ERROR, NEXUS_ERROR_CORRUPT,
                   _("The content %s is damaged near byte %" PRIu64 "; restore it from a backup"),
                   etag, offset);
      return FALSE;
    }

  self->chunk_index = index;
  self->chunk_used = wanted;

  return TRUE;
}

static gssize
nexus_local_reader_pread (NexusContentReader  *reader,
                          void                *buffer,
                          gsize                size,
                          guint64              offset,
                          GCancellable        *cancellable,
                          GError             **error)
{
  NexusLocalReader *self = (NexusLocalReader *) reader;
  gsize done = 0;

  if (offset >= self->content->size)
    return 0;
  size = MIN (size, self->content->size - offset);
  size = MIN (size, (gsize) G_MAXSSIZE);

  if (self->bytes != NULL)
    {
      memcpy (buffer, (const guint8 *) g_bytes_get_data (self->bytes, NULL) + offset, size);
      return size;
    }

  while (done < size)
    {
      g_autoptr(GMutexLocker) locker = NULL;
      guint64 index = (offset + done) / self->locator.chunk_size;
      gsize start = (offset + done) % self->locator.chunk_size;
      gsize part;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return -1;

      locker = g_mutex_locker_new (&self->lock);
      if (!load_chunk (self, index, error))
        return -1;

      part = MIN (size - done, self->chunk_used - start);
      memcpy ((guint8 *) buffer + done, self->chunk + start, part);
      done += part;
    }

  return done;
}

static void
nexus_local_reader_finalize (GObject *object)
{
  NexusLocalReader *self = (NexusLocalReader *) object;

  if (self->fd >= 0)
    close (self->fd);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_clear_pointer (&self->content, _nexus_content_ref_unref);
  g_free (self->chunk);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (_nexus_local_reader_parent_class)->finalize (object);
}

static void
_nexus_local_reader_class_init (NexusLocalReaderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = nexus_local_reader_finalize;
  ((NexusContentReaderClass *) klass)->pread = nexus_local_reader_pread;
}

static void
_nexus_local_reader_init (NexusLocalReader *self)
{
  self->fd = -1;
  g_mutex_init (&self->lock);
}

NexusContentReader *
_nexus_local_reader_new (NexusLocalStore  *store,
                         NexusContentRef  *content,
                         GError          **error)
{
  g_autoptr(NexusContentReader) reader = g_object_new (NEXUS_TYPE_LOCAL_READER, NULL);
  NexusLocalReader *self = (NexusLocalReader *) reader;

  self->content = _nexus_content_ref_ref (content);
  if (!_nexus_locator_parse (content, &self->locator, error))
    return NULL;

  if (self->locator.kind == NEXUS_LOCATOR_LARGE)
    {
      self->fd = _nexus_large_open (_nexus_local_store_get_large (store), content, error);
      if (self->fd < 0)
        return NULL;
    }
  else
    {
      self->bytes = _nexus_content_store_read ((NexusContentStore *) store, content, NULL, error);
      if (self->bytes == NULL)
        return NULL;
    }

  return g_steal_pointer (&reader);
}
