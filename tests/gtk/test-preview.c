/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "nexus-gtk-inspector.h"
#include "nexus-gtk-preview-window.h"
#include "nexus-gtk-preview.h"
#include "nexus-gtk-source.h"
#include "nexus-gtk-test-util.h"
#include "nexus-test-util.h"

static void
put (Fixture    *fixture,
     const char *path,
     const void *data,
     gsize       size)
{
  g_autoptr(GBytes) bytes = g_bytes_new (data, size);
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusEntry) entry = nexus_filesystem_write (fixture->filesystem, path, bytes, NULL, NEXUS_WRITE_PARENTS,
                                                        NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (entry);
}

/* A picture of that size as PNG. */
static GBytes *
make_picture (int width,
              int height)
{
  g_autoptr(GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, width, height);
  g_autoptr(GError) error = NULL;
  char *data;
  gsize size;

  gdk_pixbuf_fill (pixbuf, 0x3584e4ff);
  g_assert_true (gdk_pixbuf_save_to_buffer (pixbuf, &data, &size, "png", &error, NULL));
  g_assert_no_error (error);

  return g_bytes_new_take (data, size);
}

static void
put_picture (Fixture    *fixture,
             const char *path,
             int         width,
             int         height)
{
  g_autoptr(GBytes) bytes = make_picture (width, height);

  put (fixture, path, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static void
show (Fixture         *fixture,
      NexusGtkPreview *preview,
      const char      *path)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusEntry) entry = nexus_filesystem_query (fixture->filesystem, path, NULL, &error);

  g_assert_no_error (error);
  nexus_gtk_preview_set_entry (preview, fixture->filesystem, entry);
  nexus_test_spin_until (nexus_gtk_preview_is_settled (preview));
}

/* Shows what is there as this, with a note that begins so. */
static void
check (Fixture         *fixture,
       NexusGtkPreview *preview,
       const char      *path,
       const char      *page,
       const char      *note)
{
  show (fixture, preview, path);
  g_test_message ("%s: %s, %s", path, nexus_gtk_preview_get_page (preview), nexus_gtk_preview_get_note (preview));
  g_assert_cmpstr (nexus_gtk_preview_get_page (preview), ==, page);
  if (note == NULL)
    g_assert_null (nexus_gtk_preview_get_note (preview));
  else
    g_assert_true (g_str_has_prefix (nexus_gtk_preview_get_note (preview), note));
}

static void
test_kinds (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr(GtkWidget) preview = g_object_ref_sink (GTK_WIDGET (nexus_gtk_preview_new (TRUE)));
  NexusGtkPreview *self = NEXUS_GTK_PREVIEW (preview);
  GtkSourceBuffer *buffer;

  put_picture (fixture, "/p.png", 64, 32);
  put (fixture, "/s.svg", "<svg xmlns='http://www.w3.org/2000/svg' width='40' height='20'/>", 64);
  put (fixture, "/c.c", "int main (void)\n{\n}\n", 20);
  put (fixture, "/empty.txt", "", 0);
  put (fixture, "/a.zip", "PK\3\4 and so on", 14);
  put (fixture, "/README", "what it is\n", 11);

  check (fixture, self, "/p.png", "picture", "64 × 32 pixels");
  check (fixture, self, "/s.svg", "picture", "40 × 20 pixels");
  check (fixture, self, "/c.c", "text", NULL);
  buffer = GTK_SOURCE_BUFFER (gtk_text_view_get_buffer (find_widget (preview, GTK_SOURCE_TYPE_VIEW)));
  g_assert_cmpstr (gtk_source_language_get_id (gtk_source_buffer_get_language (buffer)), ==, "c");
  check (fixture, self, "/README", "text", NULL);
  check (fixture, self, "/empty.txt", "icon", "This file is empty.");
  check (fixture, self, "/a.zip", "icon", NULL);
  check (fixture, self, "/docs", "icon", NULL);
  nexus_gtk_preview_set_entry (self, NULL, NULL);
  g_assert_cmpstr (nexus_gtk_preview_get_page (self), ==, "icon");
  fixture_free (fixture);
}

/* Whatever is in a file: a plain word about it, at once, and no warning. */
static void
test_hostile (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr(GtkWidget) preview = g_object_ref_sink (GTK_WIDGET (nexus_gtk_preview_new (TRUE)));
  NexusGtkPreview *self = NEXUS_GTK_PREVIEW (preview);
  g_autofree char *noise = g_malloc (100000);
  g_autofree char *line = g_strnfill (600000, 'x');
  g_autoptr(GBytes) picture = make_picture (500, 500);
  g_autofree guint8 *broken = g_memdup2 (g_bytes_get_data (picture, NULL), g_bytes_get_size (picture));
  static const guint8 bomb[] = {
    0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13, 'I', 'H', 'D', 'R', 0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30,
    8, 2, 0, 0, 0, 0x2c, 0x3c, 0x0b, 0x68,
  };

  for (guint i = 0; i < 100000; i++)
    noise[i] = (char) ((i * 2654435761u) >> 11);
  put (fixture, "/noise.png", noise, 100000);
  put (fixture, "/noise.jpg", noise, 100000);
  put (fixture, "/noise.gif", noise, 100000);
  put (fixture, "/noise.svg", noise, 100000);
  put (fixture, "/noise.txt", noise, 100000);
  put (fixture, "/noise.c", noise, 100000);
  put (fixture, "/short.png", g_bytes_get_data (picture, NULL), 60);
  memset (broken + g_bytes_get_size (picture) / 2, 0x55, g_bytes_get_size (picture) / 3);
  put (fixture, "/broken.png", broken, g_bytes_get_size (picture));
  put (fixture, "/bomb.png", bomb, sizeof bomb);
  put (fixture, "/empty.png", "", 0);
  put (fixture, "/line.txt", line, 600000);
  put (fixture, "/latin.txt", "caf\351 and more of this text", 26);
  put (fixture, "/nul.txt", "a\0b", 3);

  check (fixture, self, "/noise.png", "icon", "");
  check (fixture, self, "/noise.jpg", "icon", "");
  check (fixture, self, "/noise.gif", "icon", "");
  check (fixture, self, "/noise.svg", "icon", "");
  check (fixture, self, "/noise.txt", "icon", "This file is called a text, but what is in it is none.");
  check (fixture, self, "/noise.c", "icon", "This file is called a text, but what is in it is none.");
  check (fixture, self, "/short.png", "icon", "");
  show (fixture, self, "/broken.png");
  check (fixture, self, "/bomb.png", "icon", "");
  check (fixture, self, "/empty.png", "icon", "");
  check (fixture, self, "/line.txt", "text", "Only the beginning is shown. Very long lines are cut.");
  check (fixture, self, "/latin.txt", "text", "Bytes that are no text are shown as");
  check (fixture, self, "/nul.txt", "icon", "This file is called a text, but what is in it is none.");
  fixture_free (fixture);
}

/* A picture is never held larger than it is shown. */
static void
test_scaled (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr(GtkWidget) preview = g_object_ref_sink (GTK_WIDGET (nexus_gtk_preview_new (FALSE)));
  GdkPaintable *paintable;

  put_picture (fixture, "/p.png", 2000, 1000);
  check (fixture, NEXUS_GTK_PREVIEW (preview), "/p.png", "picture", "2000 × 1000 pixels");
  paintable = gtk_picture_get_paintable (find_widget (preview, GTK_TYPE_PICTURE));
  g_assert_cmpint (gdk_paintable_get_intrinsic_width (paintable), ==, 300);
  g_assert_cmpint (gdk_paintable_get_intrinsic_height (paintable), ==, 150);
  fixture_free (fixture);
}

/* Going through many leaves only the last one, and nothing of those before. */
static void
test_cancelled (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr(GtkWidget) preview = g_object_ref_sink (GTK_WIDGET (nexus_gtk_preview_new (TRUE)));
  NexusGtkPreview *self = NEXUS_GTK_PREVIEW (preview);
  g_autoptr(NexusEntry) picture = NULL;
  g_autoptr(NexusEntry) text = NULL;
  g_autoptr(GError) error = NULL;

  put_picture (fixture, "/p.png", 1500, 1500);
  picture = nexus_filesystem_query (fixture->filesystem, "/p.png", NULL, &error);
  text = nexus_filesystem_query (fixture->filesystem, "/a2.txt", NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < 20; i++)
    {
      nexus_gtk_preview_set_entry (self, fixture->filesystem, picture);
      nexus_gtk_preview_set_entry (self, fixture->filesystem, text);
    }
  nexus_test_spin_until (nexus_gtk_preview_is_settled (self));
  g_assert_cmpstr (nexus_gtk_preview_get_page (self), ==, "text");
  g_assert_null (nexus_gtk_preview_get_note (self));
  fixture_free (fixture);
}

/* What is written to the file is seen. */
static void
test_inspector (void)
{
  Fixture *fixture = fixture_new ();
  NexusGtkInspector *inspector = find_widget (GTK_WIDGET (fixture->window), NEXUS_GTK_TYPE_INSPECTOR);
  NexusGtkPreview *preview = find_widget (GTK_WIDGET (inspector), NEXUS_GTK_TYPE_PREVIEW);

  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.inspector", NULL);
  fixture_select (fixture, "a2.txt");
  nexus_test_spin_until (strcmp (nexus_gtk_preview_get_page (preview), "text") == 0);
  put (fixture, "/a2.txt", "", 0);
  nexus_test_spin_until (g_strcmp0 (nexus_gtk_preview_get_note (preview), "This file is empty.") == 0);
  fixture_free (fixture);
}

static NexusGtkPreviewWindow *
find_preview (void)
{
  return find_window (NEXUS_GTK_TYPE_PREVIEW_WINDOW);
}

static gboolean
shows (const char *title)
{
  NexusGtkPreviewWindow *window = find_preview ();

  return window != NULL && g_strcmp0 (gtk_window_get_title (GTK_WINDOW (window)), title) == 0;
}

static void
test_window (void)
{
  Fixture *fixture = fixture_new ();

  /* Of nothing there is no preview. */
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.preview", NULL);
  g_assert_null (find_preview ());

  fixture_wait_names (fixture, "docs a2.txt a10.txt");
  fixture_select (fixture, "a2.txt");
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.preview", NULL));
  nexus_test_spin_until (shows ("a2.txt"));
  nexus_test_spin_until (strcmp (nexus_gtk_preview_get_page (nexus_gtk_preview_window_get_preview (find_preview ())),
                                 "text") == 0);

  /* To the end, and not beyond; back to the first. */
  g_signal_emit_by_name (find_preview (), "step", 1);
  nexus_test_spin_until (shows ("a10.txt"));
  g_signal_emit_by_name (find_preview (), "step", 1);
  g_assert_true (shows ("a10.txt"));
  g_signal_emit_by_name (find_preview (), "step", -1);
  g_signal_emit_by_name (find_preview (), "step", -1);
  nexus_test_spin_until (shows ("docs"));
  g_signal_emit_by_name (find_preview (), "step", -1);
  g_assert_true (shows ("docs"));

  /* It follows whatever is selected. */
  fixture_select (fixture, "a10.txt");
  nexus_test_spin_until (shows ("a10.txt"));
  gtk_window_close (GTK_WINDOW (find_preview ()));
  nexus_test_spin_until (find_preview () == NULL);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.preview", NULL));
  nexus_test_spin_until (shows ("a10.txt"));
  fixture_free (fixture);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  init_toolkit ();

  g_test_add_func ("/preview/kinds", test_kinds);
  g_test_add_func ("/preview/hostile", test_hostile);
  g_test_add_func ("/preview/scaled", test_scaled);
  g_test_add_func ("/preview/cancelled", test_cancelled);
  g_test_add_func ("/preview/inspector", test_inspector);
  g_test_add_func ("/preview/window", test_window);

  return g_test_run ();
}
