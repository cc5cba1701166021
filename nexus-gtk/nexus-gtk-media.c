/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "nexus-gtk-media.h"

/* How long a sound or a film is, and how large.
 *
 * No media framework is asked: it would parse whatever somebody has put into the store with dozens of plugins, in this
 * process and for no more than a click, and open the sound card for it.  What is wanted stands in the first bytes of most
 * files, or in the last ones.  Everything that is read here is hostile: each number is checked before it is used, nothing is
 * allocated by it, and there is a limit to how often anything is read. */

#define READS_MAX 512
#define DEPTH_MAX 6
#define PAGE_MAX  65536

typedef struct {
  GInputStream  *stream;
  guint64        size;
  GCancellable  *cancellable;
  guint          n_reads;
  NexusGtkMedia  media;
} Reader;

/* All of it, or FALSE. */
static gboolean
read_at (Reader  *self,
         guint64  offset,
         guint8  *buffer,
         gsize    n)
{
  gsize n_read;

  if (self->n_reads >= READS_MAX || offset > self->size || n > self->size - offset)
    return FALSE;
  self->n_reads++;

  return g_seekable_seek (G_SEEKABLE (self->stream), (goffset) offset, G_SEEK_SET, self->cancellable, NULL) &&
         g_input_stream_read_all (self->stream, buffer, n, &n_read, self->cancellable, NULL) && n_read == n;
}

static guint64
get_be (const guint8 *bytes,
        guint         n)
{
  guint64 value = 0;

  for (guint i = 0; i < n; i++)
    value = value << 8 | bytes[i];

  return value;
}

static guint64
get_le (const guint8 *bytes,
        guint         n)
{
  guint64 value = 0;

  for (guint i = n; i > 0; i--)
    value = value << 8 | bytes[i - 1];

  return value;
}

/* Of so many units, of which there are `rate` in a second.  Nothing lasts for more than a few years. */
static void
set_duration (Reader *self,
              double  units,
              double  rate)
{
  double seconds = rate > 0 ? units / rate : 0;

  if (isfinite (seconds) && seconds > 0 && seconds < 1e8)
    self->media.duration = (gint64) (seconds * G_USEC_PER_SEC);
}

static void
set_dimensions (Reader  *self,
                guint64  width,
                guint64  height)
{
  if (width > 0 && height > 0 && width <= G_MAXUINT16 && height <= G_MAXUINT16)
    {
      self->media.width = (guint) width;
      self->media.height = (guint) height;
    }
}

/* --- RIFF: WAV and AVI --- */

static void
read_wave (Reader *self)
{
  guint64 offset = 12;
  guint64 rate = 0;
  guint8 head[8], format[16];

  while (read_at (self, offset, head, sizeof head))
    {
      guint64 length = get_le (head + 4, 4);

      if (memcmp (head, "fmt ", 4) == 0 && length >= sizeof format && read_at (self, offset + 8, format, sizeof format))
        rate = get_le (format + 8, 4);
      if (memcmp (head, "data", 4) == 0)
        {
          /* Who writes while it records says nothing, or too much. */
          set_duration (self, (double) MIN (length, self->size - offset - 8), (double) rate);
          return;
        }
      offset += 8 + length + (length & 1);
    }
}

static void
read_avi (Reader *self)
{
  guint8 head[64];

  /* The list of headers begins with that of the film. */
  if (!read_at (self, 12, head, sizeof head) || memcmp (head, "LIST", 4) != 0 || memcmp (head + 8, "hdrlavih", 8) != 0)
    return;
  set_duration (self, (double) get_le (head + 36, 4) * (double) get_le (head + 20, 4), G_USEC_PER_SEC);
  set_dimensions (self, get_le (head + 52, 4), get_le (head + 56, 4));
}

/* --- FLAC --- */

static void
read_flac (Reader *self)
{
  guint8 info[26];

  if (!read_at (self, 4, info, sizeof info) || (info[0] & 0x7f) != 0)
    return;
  set_duration (self, (double) (get_be (info + 17, 5) & G_GUINT64_CONSTANT (0xfffffffff)),
                (double) (get_be (info + 14, 3) >> 4));
}

/* --- Ogg: Vorbis, Opus, Speex --- */

static void
read_ogg (Reader *self)
{
  guint8 head[28 + 255 + 40];
  const guint8 *packet;
  g_autofree guint8 *tail = NULL;
  gsize n_head = MIN (sizeof head, self->size);
  gsize n_tail = MIN (PAGE_MAX, self->size);
  guint64 rate = 0, skipped = 0, last = 0;

  memset (head, 0, sizeof head);
  if (n_head < 28 || !read_at (self, 0, head, n_head))
    return;
  packet = head + 27 + head[26];
  if (memcmp (packet, "\001vorbis", 7) == 0)
    {
      rate = get_le (packet + 12, 4);
    }
  else if (memcmp (packet, "OpusHead", 8) == 0)
    {
      rate = 48000;
      skipped = get_le (packet + 10, 2);
    }
  else if (memcmp (packet, "Speex   ", 8) == 0)
    {
      rate = get_le (packet + 36, 4);
    }

  /* The last page of the same stream says how many samples there have been. */
  tail = g_malloc (n_tail);
  if (rate == 0 || !read_at (self, self->size - n_tail, tail, n_tail))
    return;
  for (gsize i = 0; i + 27 <= n_tail; i++)
    {
      if (memcmp (tail + i, "OggS", 4) == 0 && memcmp (tail + i + 14, head + 14, 4) == 0 &&
          get_le (tail + i + 6, 8) <= G_MAXINT64)
        last = get_le (tail + i + 6, 8);
    }
  if (last > skipped)
    set_duration (self, (double) (last - skipped), (double) rate);
}

/* --- MP3 --- */

typedef struct {
  guint64 rate;       /* samples a second */
  guint64 bits;       /* a second */
  guint64 samples;    /* a frame */
  guint   table;      /* where the table of contents begins that a variable rate has */
} Frame;

static gboolean
parse_frame (const guint8 *bytes,
             Frame        *frame)
{
  static const guint16 kilobits[2][16] = {
    { 0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0 },
    { 0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0 },
  };
  static const guint16 rates[4] = { 44100, 48000, 32000, 0 };
  guint version = bytes[1] >> 3 & 3;        /* 3: MPEG 1, 2: MPEG 2, 0: MPEG 2.5 */
  gboolean mono = bytes[3] >> 6 == 3;

  if (bytes[0] != 0xff || (bytes[1] & 0xe0) != 0xe0 || version == 1 || (bytes[1] >> 1 & 3) != 1)
    return FALSE;
  frame->bits = kilobits[version != 3][bytes[2] >> 4] * 1000u;
  frame->rate = rates[bytes[2] >> 2 & 3] >> (version == 3 ? 0 : version == 2 ? 1 : 2);
  frame->samples = version == 3 ? 1152 : 576;
  frame->table = 4 + (version == 3 ? (mono ? 17 : 32) : (mono ? 9 : 17));

  return frame->bits > 0 && frame->rate > 0;
}

static void
read_mp3 (Reader *self)
{
  guint8 head[4096];
  guint64 offset = 0;
  gsize n_head;
  Frame frame;

  if (!read_at (self, 0, head, 10))
    return;
  if (memcmp (head, "ID3", 3) == 0)
    offset = 10 + ((head[6] & 0x7fu) << 21 | (head[7] & 0x7fu) << 14 | (head[8] & 0x7fu) << 7 | (head[9] & 0x7fu));
  n_head = offset < self->size ? MIN (sizeof head, self->size - offset) : 0;
  if (n_head < 4 || !read_at (self, offset, head, n_head))
    return;

  for (gsize i = 0; i + 4 <= n_head; i++)
    {
      if (!parse_frame (head + i, &frame))
        continue;
      if (i + frame.table + 12 <= n_head && (memcmp (head + i + frame.table, "Xing", 4) == 0 ||
                                             memcmp (head + i + frame.table, "Info", 4) == 0) &&
          (head[i + frame.table + 7] & 1) != 0)
        set_duration (self, (double) get_be (head + i + frame.table + 8, 4) * (double) frame.samples, (double) frame.rate);
      else
        set_duration (self, (double) (self->size - offset - i) * 8, (double) frame.bits);
      return;
    }
}

/* --- MP4, M4A, QuickTime, 3GP --- */

static void
read_boxes (Reader  *self,
            guint64  offset,
            guint64  end,
            guint    depth)
{
  guint8 head[16], body[96];

  while (offset < end && end - offset >= 8 && read_at (self, offset, head, 8))
    {
      guint64 length = get_be (head, 4);
      guint64 start = offset + 8;

      if (length == 1)
        {
          if (!read_at (self, start, head + 8, 8))
            return;
          length = get_be (head + 8, 8);
          start += 8;
        }
      else if (length == 0)
        {
          length = end - offset;
        }
      if (length < start - offset || length > end - offset)
        return;

      if ((memcmp (head + 4, "moov", 4) == 0 || memcmp (head + 4, "trak", 4) == 0) && depth < DEPTH_MAX)
        {
          read_boxes (self, start, offset + length, depth + 1);
        }
      else if (memcmp (head + 4, "mvhd", 4) == 0 && read_at (self, start, body, 32))
        {
          if (body[0] == 1)
            set_duration (self, (double) get_be (body + 24, 8), (double) get_be (body + 20, 4));
          else
            set_duration (self, (double) get_be (body + 16, 4), (double) get_be (body + 12, 4));
        }
      else if (memcmp (head + 4, "tkhd", 4) == 0 && length >= 92 && read_at (self, offset + length - 8, body, 8))
        {
          /* Numbers with 16 bits behind the point; tracks with sound have none. */
          set_dimensions (self, get_be (body, 4) >> 16, get_be (body + 4, 4) >> 16);
        }
      offset += length;
    }
}

/* --- Matroska and WebM --- */

/* A number of up to eight bytes, whose first bits say how many; its length, or 0. */
static guint
get_number (const guint8 *bytes,
            gsize         n,
            gboolean      with_mark,
            guint64      *value)
{
  guint length = 1;

  while (length <= 8 && n > 0 && (bytes[0] & 0x80 >> (length - 1)) == 0)
    length++;
  if (length > 8 || length > n)
    return 0;
  *value = get_be (bytes, length);
  if (!with_mark)
    *value &= ~(G_GUINT64_CONSTANT (1) << (7 * length));

  return length;
}

typedef struct {
  guint64 scale;       /* nanoseconds */
  double  duration;    /* in these */
  guint64 width;
  guint64 height;
} Film;

static double
get_double (const guint8 *bytes,
            gsize         n)
{
  union { guint64 bits; double value; } wide = { get_be (bytes, 8) };
  union { guint32 bits; float value; } narrow = { (guint32) get_be (bytes, 4) };

  return n == 8 ? wide.value : n == 4 ? (double) narrow.value : 0;
}

static void
take_element (Film         *film,
              guint64       id,
              const guint8 *body,
              gsize         n)
{
  if (id == 0x2ad7b1)
    film->scale = get_be (body, (guint) n);
  else if (id == 0x4489)
    film->duration = get_double (body, n);
  else if (id == 0xb0)
    film->width = get_be (body, (guint) n);
  else if (id == 0xba)
    film->height = get_be (body, (guint) n);
}

static void
read_elements (Reader  *self,
               Film    *film,
               guint64  offset,
               guint64  end,
               guint    depth)
{
  guint8 head[12], body[8];

  while (offset < end)
    {
      gsize n = MIN (sizeof head, end - offset);
      guint64 id, length, start;
      guint n_id, n_length;

      if (!read_at (self, offset, head, n) || (n_id = get_number (head, n, TRUE, &id)) == 0 ||
          (n_length = get_number (head + n_id, n - n_id, FALSE, &length)) == 0)
        return;
      start = offset + n_id + n_length;
      /* Where it is all ones, or more than there is, it is not known: then it is all the rest. */
      length = MIN (length, end - start);

      /* The film itself; what is said of it comes before. */
      if (id == 0x1f43b675)
        return;
      if ((id == 0x18538067 || id == 0x1549a966 || id == 0x1654ae6b || id == 0xae || id == 0xe0) && depth < DEPTH_MAX)
        {
          read_elements (self, film, start, start + length, depth + 1);
        }
      else if (length > 0 && length <= sizeof body)
        {
          memset (body, 0, sizeof body);
          if (!read_at (self, start, body, length))
            return;
          take_element (film, id, body, length);
        }
      offset = start + length;
    }
}

static void
read_matroska (Reader *self)
{
  Film film = { .scale = 1000000 };

  read_elements (self, &film, 0, self->size, 0);
  set_duration (self, film.duration * (double) film.scale, 1e9);
  set_dimensions (self, film.width, film.height);
}

/* --- All of them --- */

gboolean
nexus_gtk_media_has_facts (const char *content_type)
{
  return content_type != NULL &&
         (g_str_has_prefix (content_type, "audio/") || g_str_has_prefix (content_type, "video/") ||
          strcmp (content_type, "application/ogg") == 0);
}

gboolean
nexus_gtk_media_read (GInputStream  *stream,
                      guint64        size,
                      NexusGtkMedia *media,
                      GCancellable  *cancellable)
{
  Reader self = { .stream = stream, .size = MIN (size, G_MAXINT64), .cancellable = cancellable };
  guint8 head[12];

  g_return_val_if_fail (G_IS_SEEKABLE (stream), FALSE);
  g_return_val_if_fail (media != NULL, FALSE);

  if (read_at (&self, 0, head, sizeof head))
    {
      if (memcmp (head, "RIFF", 4) == 0 && memcmp (head + 8, "WAVE", 4) == 0)
        read_wave (&self);
      else if (memcmp (head, "RIFF", 4) == 0 && memcmp (head + 8, "AVI ", 4) == 0)
        read_avi (&self);
      else if (memcmp (head, "fLaC", 4) == 0)
        read_flac (&self);
      else if (memcmp (head, "OggS", 4) == 0)
        read_ogg (&self);
      else if (memcmp (head + 4, "ftyp", 4) == 0 || memcmp (head + 4, "moov", 4) == 0)
        read_boxes (&self, 0, self.size, 0);
      else if (memcmp (head, "\x1a\x45\xdf\xa3", 4) == 0)
        read_matroska (&self);
      else if (memcmp (head, "ID3", 3) == 0 || (head[0] == 0xff && (head[1] & 0xe0) == 0xe0))
        read_mp3 (&self);
    }
  *media = self.media;

  return media->duration > 0 || media->width > 0;
}
