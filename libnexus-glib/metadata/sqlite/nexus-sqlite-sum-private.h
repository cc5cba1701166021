/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>
#include <string.h>

G_BEGIN_DECLS

/* The checksum that each row carries.  Every step maps the state one-to-one for a given word and the word
 * one-to-one for a given state, so damage within one word of 64 bits is always found, and any other is missed with
 * a chance of 2^-64.  It guards against accidents, not against forgers: who can write the database can do anything.
 * The value is part of the format of the database and never changes within a schema version. */

static inline guint64
_nexus_sum_int (guint64 sum,
                guint64 value)
{
  sum = (sum ^ value) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);

  return sum ^ (sum >> 32);
}

static inline guint64
_nexus_sum_bytes (guint64     sum,
                  const void *data,
                  gsize       size)
{
  const guint8 *bytes = data;
  guint64 word;

  sum = _nexus_sum_int (sum, size + 1);
  for (; size >= 8; size -= 8, bytes += 8)
    {
      memcpy (&word, bytes, 8);
      sum = _nexus_sum_int (sum, GUINT64_FROM_LE (word));
    }
  if (size > 0)
    {
      word = 0;
      memcpy (&word, bytes, size);
      sum = _nexus_sum_int (sum, GUINT64_FROM_LE (word));
    }

  return sum;
}

/* NULL differs from the empty text. */
static inline guint64
_nexus_sum_text (guint64     sum,
                 const char *text)
{
  return text != NULL ? _nexus_sum_bytes (sum, text, strlen (text)) : _nexus_sum_int (sum, 0);
}

G_END_DECLS
