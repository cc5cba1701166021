/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "nexus-error.h"
#include "nexus-local-private.h"

/* On disk, all numbers little-endian:
 *   'E'                                  nothing is stored, the content has no bytes
 *   'P' pack:u64 offset:u64              a record in a pack
 *   'L' chunk_shift:u8 crc:u32 …         a file of its own, with a CRC-32 for each chunk
 */
#define PACK_SIZE   17
#define LARGE_HEAD  2

GBytes *
_nexus_locator_new_empty (void)
{
  return g_bytes_new_static ("E", 1);
}

GBytes *
_nexus_locator_new_pack (guint64 pack,
                         guint64 offset)
{
  guint8 data[PACK_SIZE];

  pack = GUINT64_TO_LE (pack);
  offset = GUINT64_TO_LE (offset);
  data[0] = NEXUS_LOCATOR_PACK;
  memcpy (data + 1, &pack, 8);
  memcpy (data + 9, &offset, 8);

  return g_bytes_new (data, sizeof data);
}

GBytes *
_nexus_locator_new_large (const guint8 *checksums,
                          gsize         n_chunks)
{
  gsize size = LARGE_HEAD + 4 * n_chunks;
  guint8 *data = g_malloc (size);

  data[0] = NEXUS_LOCATOR_LARGE;
  data[1] = NEXUS_LOCAL_CHUNK_SHIFT;
  memcpy (data + LARGE_HEAD, checksums, 4 * n_chunks);

  return g_bytes_new_take (data, size);
}

gboolean
_nexus_locator_parse (NexusContentRef  *content,
                      NexusLocator     *locator,
                      GError          **error)
{
  gsize size = 0;
  const guint8 *data = NULL;
  char etag[2 * NEXUS_HASH_SIZE + 1];

  g_assert (content->locator != NULL);

  data = g_bytes_get_data (content->locator, &size);
  memset (locator, 0, sizeof *locator);

  if (size == 1 && data[0] == NEXUS_LOCATOR_EMPTY && content->size == 0)
    {
      locator->kind = NEXUS_LOCATOR_EMPTY;
      return TRUE;
    }
  if (size == PACK_SIZE && data[0] == NEXUS_LOCATOR_PACK && content->size <= NEXUS_LOCAL_PACK_LIMIT)
    {
      locator->kind = NEXUS_LOCATOR_PACK;
      memcpy (&locator->pack, data + 1, 8);
      memcpy (&locator->offset, data + 9, 8);
      locator->pack = GUINT64_FROM_LE (locator->pack);
      locator->offset = GUINT64_FROM_LE (locator->offset);
      /* Else it is no offset that a file can have. */
      if (locator->offset <= G_MAXINT64 / 2)
        return TRUE;
    }
  if (size > LARGE_HEAD && data[0] == NEXUS_LOCATOR_LARGE && data[1] >= 12 && data[1] <= 24)
    {
      locator->kind = NEXUS_LOCATOR_LARGE;
      locator->chunk_size = (gsize) 1 << data[1];
      locator->n_chunks = (size - LARGE_HEAD) / 4;
      locator->checksums = data + LARGE_HEAD;
      if ((size - LARGE_HEAD) % 4 == 0 &&
          locator->n_chunks == content->size / locator->chunk_size + (content->size % locator->chunk_size != 0))
        return TRUE;
    }

  _nexus_hash_to_hex (content->hash, etag);
  g_set_error (error, NEXUS_ERROR, NEXUS_ERROR_CORRUPT,
               _("The database does not say rightly where the content %s is kept"), etag);

  return FALSE;
}
