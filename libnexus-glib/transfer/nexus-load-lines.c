/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "nexus-jsonl-private.h"
#include "nexus-load-private.h"

#define PIECE (128 * 1024)

struct _NexusLoadLines {
  GInputStream *stream;
  char         *buffer;
  gsize         size;       /* of the buffer; there is room for a NUL behind it */
  gsize         start;      /* of what was not handed out yet */
  gsize         searched;   /* up to here there is no line feed */
  gsize         end;
  guint64       number;
  gsize         n_read;
  gboolean      at_end;
};

NexusLoadLines *
_nexus_load_lines_new (GInputStream *stream)
{
  NexusLoadLines *self = g_new0 (NexusLoadLines, 1);

  self->stream = g_object_ref (stream);
  self->size = PIECE;
  self->buffer = g_malloc (self->size + 1);

  return self;
}

void
_nexus_load_lines_free (NexusLoadLines *self)
{
  g_object_unref (self->stream);
  g_free (self->buffer);
  g_free (self);
}

gsize
_nexus_load_lines_count (NexusLoadLines *self)
{
  gsize n_read = self->n_read;

  self->n_read = 0;

  return n_read;
}

/* Reads on behind what is there, which is moved to the front first and gets more room only if it fills all of it. */
static gboolean
read_more (NexusLoadLines  *self,
           GCancellable    *cancellable,
           GError         **error)
{
  gssize count;

  if (self->start > 0)
    {
      memmove (self->buffer, self->buffer + self->start, self->end - self->start);
      self->end -= self->start;
      self->searched -= self->start;
      self->start = 0;
    }
  if (self->end == self->size)
    {
      self->size *= 2;
      self->buffer = g_realloc (self->buffer, self->size + 1);
    }

  count = g_input_stream_read (self->stream, self->buffer + self->end, self->size - self->end, cancellable, error);
  if (count < 0)
    return FALSE;
  self->end += (gsize) count;
  self->n_read += (gsize) count;
  self->at_end = count == 0;

  return TRUE;
}

static gboolean
is_blank (const char *line,
          gsize       length)
{
  return strspn (line, " \t\r") == length;
}

/* *line is NULL if there is no more. */
static gboolean
next_line (NexusLoadLines  *self,
           char           **line,
           gsize           *length,
           GCancellable    *cancellable,
           GError         **error)
{
  char *feed;

  while ((feed = memchr (self->buffer + self->searched, '\n', self->end - self->searched)) == NULL)
    {
      self->searched = self->end;
      if (self->end - self->start > NEXUS_JSONL_LINE_MAX)
        {
          self->number++;
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                       _("the line is longer than %d bytes"), NEXUS_JSONL_LINE_MAX);
          return FALSE;
        }
      if (self->at_end)
        break;
      if (!read_more (self, cancellable, error))
        return FALSE;
    }

  *line = NULL;
  if (feed == NULL && self->start == self->end)
    return TRUE;

  *line = self->buffer + self->start;
  *length = feed != NULL ? (gsize) (feed - *line) : self->end - self->start;
  (*line)[*length] = '\0';
  self->start += *length + (feed != NULL ? 1 : 0);
  self->searched = self->start;
  self->number++;

  return TRUE;
}

gboolean
_nexus_load_lines_next (NexusLoadLines  *self,
                        const char     **line,
                        gsize           *length,
                        guint64         *number,
                        GCancellable    *cancellable,
                        GError         **error)
{
  char *found;

  do
    {
      gboolean good = next_line (self, &found, length, cancellable, error);

      *number = self->number;
      if (!good)
        return FALSE;
    }
  while (found != NULL && is_blank (found, *length));

  *line = found;
  if (found != NULL && self->number == 1 && strncmp (found, "\357\273\277", 3) == 0)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                           _("there is a byte order mark before the text; save it as UTF-8 without one"));
      return FALSE;
    }

  return TRUE;
}
