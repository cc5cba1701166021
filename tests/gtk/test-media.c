/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "nexus-gtk-media.h"
#include "nexus-gtk-test-util.h"
#include "nexus-gtk-window-private.h"
#include "nexus-test-util.h"

/* What is said of sounds and films.  The files are made here, each as short as its kind allows. */

static void
put (GByteArray *file,
     const char *text,
     gsize       n)
{
  g_byte_array_append (file, (const guint8 *) text, (guint) n);
}

#define PUT(file, text) put (file, text, sizeof text - 1)

static void
put_be (GByteArray *file,
        guint64     value,
        guint       n)
{
  for (guint i = n; i > 0; i--)
    {
      guint8 byte = (guint8) (value >> (8 * (i - 1)));

      g_byte_array_append (file, &byte, 1);
    }
}

static void
put_le (GByteArray *file,
        guint64     value,
        guint       n)
{
  for (guint i = 0; i < n; i++)
    {
      guint8 byte = (guint8) (value >> (8 * i));

      g_byte_array_append (file, &byte, 1);
    }
}

static void
put_zeros (GByteArray *file,
           guint       n)
{
  put_le (file, 0, MIN (n, 8));
  if (n > 8)
    put_zeros (file, n - 8);
}

/* --- Files --- */

/* Two and a half seconds of silence. */
static void
make_wave (GByteArray *file)
{
  PUT (file, "RIFF");
  put_le (file, 36 + 12 + 20000, 4);
  PUT (file, "WAVE");
  /* Something that nobody asks for, of an odd length. */
  PUT (file, "LIST\003\0\0\0abc\0");
  PUT (file, "fmt ");
  put_le (file, 16, 4);
  put_le (file, 1, 2);
  put_le (file, 1, 2);
  put_le (file, 8000, 4);
  put_le (file, 8000, 4);
  put_le (file, 1, 2);
  put_le (file, 8, 2);
  PUT (file, "data");
  put_le (file, 20000, 4);
  put_zeros (file, 20000);
}

static void
make_avi (GByteArray *file)
{
  PUT (file, "RIFF");
  put_le (file, 200, 4);
  PUT (file, "AVI LIST");
  put_le (file, 192, 4);
  PUT (file, "hdrlavih");
  put_le (file, 56, 4);
  put_le (file, 40000, 4);
  put_zeros (file, 12);
  put_le (file, 100, 4);
  put_zeros (file, 12);
  put_le (file, 640, 4);
  put_le (file, 360, 4);
  put_zeros (file, 16);
}

static void
make_flac (GByteArray *file)
{
  PUT (file, "fLaC");
  put_be (file, 0x80000022, 4);
  put_be (file, 4096, 2);
  put_be (file, 4096, 2);
  put_zeros (file, 6);
  /* The rate, two channels, 16 bits, the samples. */
  put_be (file, (guint64) 44100 << 44 | (guint64) 1 << 41 | (guint64) 15 << 36 | 44100 * 90, 8);
  put_zeros (file, 16);
}

static void
put_ogg_page (GByteArray *file,
              guint64     position,
              guint       serial,
              const char *packet,
              guint       n)
{
  PUT (file, "OggS\0\0");
  put_le (file, position, 8);
  put_le (file, serial, 4);
  put_zeros (file, 8);
  put_le (file, 1, 1);
  put_le (file, n, 1);
  put (file, packet, n);
}

static void
make_vorbis (GByteArray *file)
{
  put_ogg_page (file, 0, 7, "\001vorbis\0\0\0\0\002\x44\xac\0\0\0\0\0\0\0\0\0\0", 23);
  put_ogg_page (file, 44100, 7, "one", 3);
  put_ogg_page (file, 44100 * 61, 7, "two", 3);
  /* Of another stream, and one on which no packet ends. */
  put_ogg_page (file, 44100 * 999, 8, "no", 2);
  put_ogg_page (file, G_MAXUINT64, 7, "no", 2);
}

static void
make_opus (GByteArray *file)
{
  put_ogg_page (file, 0, 1, "OpusHead\001\002\x38\001\x80\xbb\0\0\0\0\0", 19);
  put_ogg_page (file, 48000 * 3 + 312, 1, "one", 3);
}

static void
make_mp3 (GByteArray *file)
{
  /* A second at 128 kbit/s, behind a tag. */
  PUT (file, "ID3\003\0\0\0\0\001\000");
  put_zeros (file, 128);
  PUT (file, "\xff\xfb\x90\x00");
  put_zeros (file, 16000 - 4);
}

static void
make_xing (GByteArray *file)
{
  PUT (file, "\xff\xfb\x90\x00");
  put_zeros (file, 32);
  PUT (file, "Xing\0\0\0\001");
  put_be (file, 3828, 4);
  put_zeros (file, 400);
}

static void
put_box (GByteArray *file,
         const char *kind,
         GByteArray *body)
{
  put_be (file, 8 + body->len, 4);
  put (file, kind, 4);
  g_byte_array_append (file, body->data, body->len);
}

/* The facts come after what is shown, which is how cameras write. */
static void
make_mp4 (GByteArray *file)
{
  g_autoptr(GByteArray) header = g_byte_array_new ();
  g_autoptr(GByteArray) picture = g_byte_array_new ();
  g_autoptr(GByteArray) sound = g_byte_array_new ();
  g_autoptr(GByteArray) film_track = g_byte_array_new ();
  g_autoptr(GByteArray) sound_track = g_byte_array_new ();
  g_autoptr(GByteArray) movie = g_byte_array_new ();

  put_zeros (header, 12);
  put_be (header, 1000, 4);
  put_be (header, 3723000, 4);
  put_zeros (header, 80);
  put_zeros (picture, 76);
  put_be (picture, 1920 << 16, 4);
  put_be (picture, 1080 << 16, 4);
  put_zeros (sound, 84);
  put_box (film_track, "tkhd", picture);
  put_box (sound_track, "tkhd", sound);
  put_box (movie, "mvhd", header);
  put_box (movie, "trak", film_track);
  put_box (movie, "trak", sound_track);

  PUT (file, "\0\0\0\020ftypisom\0\0\0\0");
  /* Of a length that needs 64 bits to be told. */
  PUT (file, "\0\0\0\001mdat");
  put_be (file, 16 + 1000, 8);
  put_zeros (file, 1000);
  put_box (file, "moov", movie);
}

static void
make_webm (GByteArray *file)
{
  PUT (file, "\x1a\x45\xdf\xa3\x84webm");
  /* A segment of which nobody knows how long it is. */
  PUT (file, "\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xff");
  PUT (file, "\x15\x49\xa9\x66\x92\x2a\xd7\xb1\x83\x0f\x42\x40\x44\x89\x88");
  /* 12,500 ms. */
  PUT (file, "\x40\xc8\x6a\x00\x00\x00\x00\x00");
  PUT (file, "\x16\x54\xae\x6b\x8c\xae\x8a\xe0\x88\xb0\x82\x05\x00\xba\x82\x02\xd0");
  PUT (file, "\x1f\x43\xb6\x75\x01\xff\xff\xff\xff\xff\xff\xff");
  put_zeros (file, 100);
}

static const struct {
  const char *name;
  void      (*make) (GByteArray *file);
  gint64      milliseconds;
  guint       width;
  guint       height;
} kinds[] = {
  { "wav", make_wave, 2500, 0, 0 },
  { "avi", make_avi, 4000, 640, 360 },
  { "flac", make_flac, 90000, 0, 0 },
  { "vorbis", make_vorbis, 61000, 0, 0 },
  { "opus", make_opus, 3000, 0, 0 },
  { "mp3", make_mp3, 1000, 0, 0 },
  { "mp3-with-frames", make_xing, 99996, 0, 0 },
  { "mp4", make_mp4, 3723000, 1920, 1080 },
  { "webm", make_webm, 12500, 1280, 720 },
};

static gboolean
read_bytes (const guint8  *data,
            gsize          size,
            NexusGtkMedia *media)
{
  g_autoptr(GInputStream) stream = g_memory_input_stream_new_from_data (data, (gssize) size, NULL);

  return nexus_gtk_media_read (stream, size, media, NULL);
}

static void
test_kind (gconstpointer data)
{
  guint kind = GPOINTER_TO_UINT (data);
  g_autoptr(GByteArray) file = g_byte_array_new ();
  NexusGtkMedia media = { 0 };

  kinds[kind].make (file);
  g_assert_true (read_bytes (file->data, file->len, &media));
  g_assert_cmpint (media.duration / 1000, ==, kinds[kind].milliseconds);
  g_assert_cmpuint (media.width, ==, kinds[kind].width);
  g_assert_cmpuint (media.height, ==, kinds[kind].height);
}

/* Whatever is cut off or changed, it ends, and what is said is possible. */
static void
test_broken (gconstpointer data)
{
  guint kind = GPOINTER_TO_UINT (data);
  g_autoptr(GByteArray) file = g_byte_array_new ();
  guint n_heads;

  kinds[kind].make (file);
  n_heads = MIN (file->len, 600);
  for (guint i = 0; i < n_heads; i++)
    {
      NexusGtkMedia media = { 0 };
      g_autofree guint8 *head = g_memdup2 (file->data, i);

      read_bytes (head, i, &media);
      g_assert_cmpint (media.duration, >=, 0);
    }
  for (guint i = 0; i < 4000; i++)
    {
      NexusGtkMedia media = { 0 };
      g_autofree guint8 *changed = g_memdup2 (file->data, file->len);

      for (guint k = 0; k < 1 + i % 4; k++)
        changed[g_test_rand_int_range (0, (gint32) n_heads)] = i % 3 == 0 ? 0xff : (guint8) g_test_rand_int ();
      read_bytes (changed, file->len, &media);
      g_assert_cmpint (media.duration, >=, 0);
      g_assert_cmpint (media.duration, <, G_GINT64_CONSTANT (100000000) * G_USEC_PER_SEC);
      g_assert_true ((media.width > 0) == (media.height > 0));
    }
}

/* Boxes in boxes, and more of them than anybody has patience for. */
static void
test_endless (void)
{
  g_autoptr(GByteArray) deep = g_byte_array_new ();
  g_autoptr(GByteArray) many = g_byte_array_new ();
  NexusGtkMedia media = { 0 };

  for (guint i = 0; i < 10000; i++)
    {
      put_be (deep, 8 * (10000 - i), 4);
      PUT (deep, "moov");
      PUT (many, "\0\0\0\010moov");
    }
  g_assert_false (read_bytes (deep->data, deep->len, &media));
  g_assert_false (read_bytes (many->data, many->len, &media));
}

/* --- In the inspector --- */

static gboolean
shows_fact (Fixture    *fixture,
            const char *title,
            const char *value)
{
  g_autoptr(GPtrArray) widgets = g_ptr_array_new ();

  g_ptr_array_add (widgets, fixture->window->inspector);
  while (widgets->len > 0)
    {
      GtkWidget *widget = g_ptr_array_steal_index (widgets, widgets->len - 1);

      if (ADW_IS_ACTION_ROW (widget) && gtk_widget_get_mapped (widget) &&
          strcmp (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), title) == 0 &&
          (value == NULL || g_strcmp0 (adw_action_row_get_subtitle (ADW_ACTION_ROW (widget)), value) == 0))
        return TRUE;
      for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
        g_ptr_array_add (widgets, child);
    }

  return FALSE;
}

static void
write_kind (Fixture    *fixture,
            guint       kind,
            const char *path)
{
  g_autoptr(GByteArray) file = g_byte_array_new ();
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(NexusEntry) entry = NULL;
  g_autoptr(GError) error = NULL;

  kinds[kind].make (file);
  bytes = g_bytes_new (file->data, file->len);
  entry = nexus_filesystem_write (fixture->filesystem, path, bytes, NULL, NEXUS_WRITE_NONE, NULL, &error);
  g_assert_no_error (error);
}

static void
test_inspector (void)
{
  Fixture *fixture = fixture_new ();

  write_kind (fixture, 0, "/sound.wav");
  write_kind (fixture, 7, "/film.mp4");
  fixture_wait_names (fixture, "docs a2.txt a10.txt film.mp4 sound.wav");
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.inspector", NULL);
  fixture_select (fixture, "sound.wav");
  nexus_test_spin_until (shows_fact (fixture, "Duration", "0:03"));
  g_assert_false (shows_fact (fixture, "Dimensions", NULL));
  fixture_select (fixture, "film.mp4");
  nexus_test_spin_until (shows_fact (fixture, "Duration", "1:02:03"));
  g_assert_true (shows_fact (fixture, "Dimensions", "1920 × 1080 pixels"));
  fixture_select (fixture, "a2.txt");
  nexus_test_spin_until (!shows_fact (fixture, "Duration", NULL) && !shows_fact (fixture, "Dimensions", NULL));
  /* Closed while it is looked at. */
  fixture_select (fixture, "film.mp4");
  fixture_free (fixture);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  init_toolkit ();
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *kind = g_strdup_printf ("/media/kind/%s", kinds[i].name);
      g_autofree char *broken = g_strdup_printf ("/media/broken/%s", kinds[i].name);

      g_test_add_data_func (kind, GUINT_TO_POINTER (i), test_kind);
      g_test_add_data_func (broken, GUINT_TO_POINTER (i), test_broken);
    }
  g_test_add_func ("/media/endless", test_endless);
  g_test_add_func ("/media/inspector", test_inspector);

  return g_test_run ();
}
