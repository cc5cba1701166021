/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "nexus-text-sums-private.h"

typedef struct {
  gint64  content;
  gint64  tag;
  guint64 sum;
} Sum;

struct _NexusTextSums {
  GArray     *sums;      /* of Sum, by content */
  GHashTable *skipped;   /* gint64 ids */
  gint64      last;
};

gint64
_nexus_text_get_tag (const void *hash)
{
  gint64 tag;

  memcpy (&tag, hash, sizeof tag);

  return GINT64_FROM_LE (tag);
}

NexusTextSums *
_nexus_text_sums_new (void)
{
  NexusTextSums *self = g_new0 (NexusTextSums, 1);

  self->sums = g_array_new (FALSE, FALSE, sizeof (Sum));
  self->skipped = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);

  return self;
}

void
_nexus_text_sums_free (NexusTextSums *self)
{
  g_array_unref (self->sums);
  g_hash_table_unref (self->skipped);
  g_free (self);
}

/* FNV-1a: it tells a mistake from what is right, and is kept nowhere. */
static guint64
sum_words (const char *words,
           gsize       size)
{
  guint64 sum = G_GUINT64_CONSTANT (0xcbf29ce484222325);

  for (gsize i = 0; i < size; i++)
    sum = (sum ^ (guchar) words[i]) * G_GUINT64_CONSTANT (0x100000001b3);

  return sum;
}

void
_nexus_text_sums_add (NexusTextSums *self,
                      gint64         content,
                      gint64         tag,
                      const char    *words,
                      gsize          size)
{
  Sum sum = { content, tag, sum_words (words, size) };

  g_array_append_val (self->sums, sum);
}

void
_nexus_text_sums_skip (NexusTextSums *self,
                       gint64         content)
{
  g_hash_table_add (self->skipped, g_memdup2 (&content, sizeof content));
}

void
_nexus_text_sums_set_last (NexusTextSums *self,
                           gint64         content)
{
  self->last = content;
}

static int
compare_contents (gconstpointer a,
                  gconstpointer b)
{
  const Sum *one = a;
  const Sum *other = b;

  return (one->content > other->content) - (one->content < other->content);
}

gboolean
_nexus_text_sums_knows (NexusTextSums *self,
                        gint64         content)
{
  return content <= self->last && !g_hash_table_contains (self->skipped, &content);
}

gboolean
_nexus_text_sums_agree (NexusTextSums *self,
                        gint64         content,
                        const guint8  *hash,
                        const char    *words)
{
  gboolean has_words = words != NULL && words[0] != '\0';
  Sum key = { .content = content };
  const Sum *sum;

  if (!_nexus_text_sums_knows (self, content))
    return TRUE;

  sum = self->sums->len > 0 ? bsearch (&key, self->sums->data, self->sums->len, sizeof key, compare_contents) : NULL;
  if (sum == NULL)
    return !has_words;
  /* That of another, whose number it has got: it is looked at again by and by. */
  if (sum->tag != _nexus_text_get_tag (hash))
    return TRUE;

  return has_words && sum->sum == sum_words (words, strlen (words));
}
