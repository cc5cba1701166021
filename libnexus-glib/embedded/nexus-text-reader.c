/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <string.h>

#include "nexus-query-private.h"
#include "nexus-text-indexer-private.h"

/* Of longer texts only so much is read. */
#define TEXT_MAX (1024 * 1024)
/* Whether it is text at all is seen in its beginning. */
#define LOOK_SIZE 8192

/* UTF-16 says so at its beginning; NULL if it is none. */
static const char *
get_utf16 (const char *data,
           gsize       size)
{
  if (size >= 2 && memcmp (data, "\xff\xfe", 2) == 0)
    return "UTF-16LE";
  if (size >= 2 && memcmp (data, "\xfe\xff", 2) == 0)
    return "UTF-16BE";

  return NULL;
}

static char *
convert_utf16 (const char *data,
               gsize       size)
{
  const char *charset = get_utf16 (data, size);

  return charset != NULL ? g_convert_with_fallback (data + 2, (gssize) ((size - 2) & ~(gsize) 1), "UTF-8", charset,
                                                    " ", NULL, NULL, NULL)
                         : NULL;
}

static gboolean
has_controls (const char *data,
              gsize       size)
{
  for (gsize i = 0; i < size; i++)
    {
      if ((guchar) data[i] < 0x20 && strchr ("\t\n\v\f\r\x1b", data[i]) == NULL)
        return TRUE;
    }

  return FALSE;
}

/* The text in UTF-8, or NULL: UTF-8 itself, or what people had before it if it looks like text. */
static char *
convert (const char *data,
         gsize       size,
         gboolean    is_cut)
{
  const char *end;
  char *text = convert_utf16 (data, size);

  if (text != NULL)
    return text;
  if (memchr (data, '\0', size) != NULL)
    return NULL;

  if (g_utf8_validate_len (data, size, &end) || (is_cut && data + size - end < 4))
    return g_strndup (data, end - data);
  if (has_controls (data, MIN (size, LOOK_SIZE)))
    return NULL;

  return g_convert_with_fallback (data, (gssize) size, "UTF-8", "WINDOWS-1252", " ", NULL, NULL, NULL);
}

char *
_nexus_text_find_words (const char *data,
                        gsize       size,
                        gboolean    is_cut)
{
  g_autofree char *text = size > 0 ? convert (data, size, is_cut) : NULL;
  g_autofree char *folded = text != NULL ? _nexus_fold (text) : NULL;

  return folded != NULL ? _nexus_fold_words (folded) : NULL;
}

char *
_nexus_text_read_words (NexusContentStore *content,
                        NexusContentRef   *ref,
                        GCancellable      *cancellable)
{
  g_autoptr(GObject) reader = (GObject *) _nexus_content_store_open (content, ref, NULL);
  g_autofree char *data = NULL;
  gsize size = 0, wanted;

  if (reader == NULL)
    return NULL;

  wanted = (gsize) MIN (ref->size, TEXT_MAX);
  data = g_malloc (MAX (wanted, 1));
  while (size < wanted)
    {
      gsize step = size == 0 ? MIN (wanted, LOOK_SIZE) : wanted - size;
      gssize length = _nexus_content_reader_pread ((NexusContentReader *) reader, data + size, step, size, cancellable, NULL);

      if (length <= 0)
        return NULL;
      size += (gsize) length;
      /* Most of what is large is no text, and seen to be none at once. */
      if (size == (gsize) length && memchr (data, '\0', size) != NULL && get_utf16 (data, size) == NULL)
        return NULL;
    }

  return _nexus_text_find_words (data, size, ref->size > wanted);
}
