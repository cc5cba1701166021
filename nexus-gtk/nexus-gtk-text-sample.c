/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "nexus-gtk-text-sample.h"

/* Longer ones make a text view slow: all of a line is laid out at once. */
#define LINE_MAX_BYTES 2000
/* Of so many characters one may be no text before the whole is taken for something else. */
#define REPAIRED_SHARE 10

void
nexus_gtk_text_sample_free (NexusGtkTextSample *self)
{
  g_free (self->text);
  g_free (self);
}

/* The character at the end may be cut in the middle, which is no fault of it. */
static gsize
trim_end (const guint8 *data,
          gsize         size)
{
  for (gsize back = 1; back <= 4 && back <= size; back++)
    {
      guint8 byte = data[size - back];
      gsize length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;

      if ((byte & 0xc0) == 0x80)
        continue;

      return length > back ? size - back : size;
    }

  return size;
}

static char *
convert_utf16 (const guint8 *data,
               gsize         size)
{
  const char *encoding = size < 2 ? NULL
                         : data[0] == 0xff && data[1] == 0xfe ? "UTF-16LE"
                         : data[0] == 0xfe && data[1] == 0xff ? "UTF-16BE" : NULL;

  if (encoding == NULL)
    return NULL;

  return g_convert ((const char *) data + 2, (gssize) ((size - 2) & ~(gsize) 1), "UTF-8", encoding, NULL, NULL, NULL);
}

/* Control characters that no text has are shown as what they are: nothing that could be read. */
static void
append_line (NexusGtkTextSample *self,
             GString            *text,
             const char         *line,
             gsize               length,
             gsize              *n_bad)
{
  const char *end = line + length;

  if (length > LINE_MAX_BYTES)
    {
      end = line + LINE_MAX_BYTES;
      while ((*end & 0xc0) == 0x80)
        end--;
      self->shortened = TRUE;
    }
  for (const char *at = line; at < end; at = g_utf8_next_char (at))
    {
      gunichar character = g_utf8_get_char (at);

      /* A carriage return before a line feed belongs to it; others would be line ends for the view. */
      if (character == '\r' && at + 1 == line + length)
        continue;
      if (character == 0xfffd || (character < 0x20 && character != '\t' && character != '\f') || character == 0x7f)
        {
          g_string_append (text, "\357\277\275");
          self->repaired = TRUE;
          (*n_bad)++;
        }
      else
        g_string_append_len (text, at, g_utf8_next_char (at) - at);
    }
  if (end < line + length)
    g_string_append (text, "…");
}

NexusGtkTextSample *
nexus_gtk_text_sample_new (const guint8 *data,
                           gsize         size,
                           gboolean      whole)
{
  NexusGtkTextSample *self = g_new0 (NexusGtkTextSample, 1);
  g_autofree char *valid = convert_utf16 (data, size);
  g_autoptr(GString) text = g_string_new (NULL);
  gsize n_bad = 0;

  self->truncated = !whole;
  if (valid == NULL)
    {
      if (memchr (data, '\0', size) != NULL)
        return self;
      if (size >= 3 && memcmp (data, "\357\273\277", 3) == 0)
        {
          data += 3;
          size -= 3;
        }
      valid = g_utf8_make_valid ((const char *) data, (gssize) (whole ? size : trim_end (data, size)));
    }

  for (const char *line = valid; *line != '\0';)
    {
      gsize length = strcspn (line, "\n");

      append_line (self, text, line, length, &n_bad);
      line += length;
      if (*line == '\n')
        {
          g_string_append_c (text, '\n');
          line++;
        }
    }
  if (n_bad * REPAIRED_SHARE > text->len)
    return self;
  self->text = g_string_free (g_steal_pointer (&text), FALSE);

  return self;
}

NexusGtkTextSample *
nexus_gtk_text_sample_read (GInputStream  *input,
                            gsize          max_bytes,
                            GCancellable  *cancellable,
                            GError       **error)
{
  g_autofree guint8 *data = g_malloc (max_bytes + 1);
  gsize size;

  /* One more tells whether there is more. */
  if (!g_input_stream_read_all (input, data, max_bytes + 1, &size, cancellable, error))
    return NULL;

  return nexus_gtk_text_sample_new (data, MIN (size, max_bytes), size <= max_bytes);
}

char *
nexus_gtk_text_sample_dup_notes (const NexusGtkTextSample *self)
{
  g_autoptr(GPtrArray) notes = g_ptr_array_new ();

  if (self->truncated)
    g_ptr_array_add (notes, (char *) _("Only the beginning is shown."));
  if (self->shortened)
    g_ptr_array_add (notes, (char *) _("Very long lines are cut."));
  if (self->repaired)
    g_ptr_array_add (notes, (char *) _("Bytes that are no text are shown as �."));
  if (notes->len == 0)
    return NULL;
  g_ptr_array_add (notes, NULL);

  return g_strjoinv (" ", (char **) notes->pdata);
}
