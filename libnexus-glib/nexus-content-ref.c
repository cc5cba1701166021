/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <string.h>

#include "nexus-content-ref-private.h"

NexusContentRef *
_nexus_content_ref_new (const guint8 *hash,
                        guint64       size,
                        GBytes       *locator)
{
  NexusContentRef *self = g_new0 (NexusContentRef, 1);

  g_atomic_ref_count_init (&self->ref_count);
  memcpy (self->hash, hash, NEXUS_HASH_SIZE);
  self->size = size;
  self->locator = locator != NULL ? g_bytes_ref (locator) : NULL;

  return self;
}

NexusContentRef *
_nexus_content_ref_ref (NexusContentRef *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
_nexus_content_ref_unref (NexusContentRef *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_clear_pointer (&self->locator, g_bytes_unref);
  _nexus_content_ref_let_go (self);
  g_free (self);
}

void
_nexus_content_ref_let_go (NexusContentRef *self)
{
  gpointer hold = g_atomic_pointer_exchange (&self->hold, NULL);

  if (hold != NULL)
    self->let_go (hold);
}

void
_nexus_content_ref_hold (NexusContentRef *self,
                         gpointer         hold,
                         GDestroyNotify   let_go)
{
  g_assert (self->hold == NULL);
  self->let_go = let_go;
  self->hold = hold;
}

void
_nexus_hash_to_hex (const guint8 *hash,
                    char         *hex)
{
  static const char digits[] = "0123456789abcdef";

  for (guint i = 0; i < NEXUS_HASH_SIZE; i++)
    {
      hex[2 * i] = digits[hash[i] >> 4];
      hex[2 * i + 1] = digits[hash[i] & 0xf];
    }
  hex[2 * NEXUS_HASH_SIZE] = '\0';
}

/* A load of a million lines reads some hundred million of these, so that there is no branch for each: a digit's value
 * plus one, and 0 for what is none. */
static const guint8 digit_values[256] = {
  ['0'] = 1, ['1'] = 2, ['2'] = 3, ['3'] = 4, ['4'] = 5, ['5'] = 6, ['6'] = 7, ['7'] = 8, ['8'] = 9, ['9'] = 10,
  ['a'] = 11, ['b'] = 12, ['c'] = 13, ['d'] = 14, ['e'] = 15, ['f'] = 16,
  ['A'] = 11, ['B'] = 12, ['C'] = 13, ['D'] = 14, ['E'] = 15, ['F'] = 16,
};

gboolean
_nexus_hash_from_hex (const char *hex,
                      guint8     *hash)
{
  if (strlen (hex) != 2 * NEXUS_HASH_SIZE)
    return FALSE;

  for (guint i = 0; i < NEXUS_HASH_SIZE; i++)
    {
      guint high = digit_values[(guchar) hex[2 * i]];
      guint low = digit_values[(guchar) hex[2 * i + 1]];

      if (high == 0 || low == 0)
        return FALSE;
      hash[i] = (guint8) ((high - 1) << 4 | (low - 1));
    }

  return TRUE;
}

/* Any bytes of a hash are as good as any others. */
guint
_nexus_hash_hash (gconstpointer hash)
{
  guint value;

  memcpy (&value, hash, sizeof value);

  return value;
}

gboolean
_nexus_hash_equal (gconstpointer a,
                   gconstpointer b)
{
  return memcmp (a, b, NEXUS_HASH_SIZE) == 0;
}
