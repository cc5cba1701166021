/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <gcrypt.h>
#include <string.h>

#include "nexus-content-store-private.h"

struct _NexusHasher {
  gcry_md_hd_t handle;
  int          algorithm;
};

/* libgcrypt wants to be initialised exactly once per process, and may have been by the program already. */
static void
ensure_gcrypt (void)
{
  static gsize done = 0;

  if (!g_once_init_enter (&done))
    return;

  if (!gcry_control (GCRYCTL_INITIALIZATION_FINISHED_P))
    {
      if (gcry_check_version ("1.10.0") == NULL)
        g_error ("libgcrypt is older than 1.10.0, with which Nexus was built");
      gcry_control (GCRYCTL_DISABLE_SECMEM, 0);
      gcry_control (GCRYCTL_INITIALIZATION_FINISHED, 0);
    }
  g_once_init_leave (&done, 1);
}

NexusHasher *
_nexus_hasher_new (NexusContentHash kind)
{
  NexusHasher *self;

  ensure_gcrypt ();

  self = g_new0 (NexusHasher, 1);
  self->algorithm = kind == NEXUS_CONTENT_HASH_SHA256 ? GCRY_MD_SHA256 : GCRY_MD_BLAKE2B_256;
  if (gcry_md_open (&self->handle, self->algorithm, 0) != 0)
    g_error ("libgcrypt does not offer the hash function %d that Nexus needs", self->algorithm);

  return self;
}

void
_nexus_hasher_update (NexusHasher *self,
                      const void  *data,
                      gsize        size)
{
  gcry_md_write (self->handle, data, size);
}

void
_nexus_hasher_finish (NexusHasher *self,
                      guint8      *hash)
{
  memcpy (hash, gcry_md_read (self->handle, self->algorithm), NEXUS_HASH_SIZE);
  gcry_md_reset (self->handle);
}

void
_nexus_hasher_free (NexusHasher *self)
{
  gcry_md_close (self->handle);
  g_free (self);
}

guint32
_nexus_crc32 (const void *data,
              gsize       size)
{
  guint32 crc;

  ensure_gcrypt ();
  gcry_md_hash_buffer (GCRY_MD_CRC32, &crc, data, size);

  return crc;
}
