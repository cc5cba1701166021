/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <glib/gstdio.h>
#include <string.h>

#include "nexus-gtk-test-actions.h"
#include "nexus-gtk-thumbnail-cache.h"
#include "nexus-gtk-thumbnail.h"
#include "nexus-gtk-thumbnails.h"
#include "nexus-test-util.h"

/* The grid: small pictures of files, how they are kept, and the size of icons. */

/* A PNG of one colour, which its number makes different from others. */
static GBytes *
make_picture (int   width,
              int   height,
              guint number)
{
  g_autoptr(GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, width, height);
  g_autoptr(GError) error = NULL;
  char *data;
  gsize size;

  gdk_pixbuf_fill (pixbuf, 0x205080ff + (number << 8));
  g_assert_true (gdk_pixbuf_save_to_buffer (pixbuf, &data, &size, "png", &error, NULL));
  g_assert_no_error (error);

  return g_bytes_new_take (data, size);
}

static void
store (Fixture    *fixture,
       const char *path,
       GBytes     *bytes)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusEntry) entry = NULL;

  entry = nexus_filesystem_write (fixture->filesystem, path, bytes, NULL, NEXUS_WRITE_PARENTS, NULL, &error);
  g_assert_no_error (error);
}

static NexusEntry *
query (Fixture    *fixture,
       const char *path)
{
  g_autoptr(GError) error = NULL;
  NexusEntry *entry = nexus_filesystem_query (fixture->filesystem, path, NULL, &error);

  g_assert_no_error (error);

  return entry;
}

static guint
count_pictures (GtkWidget *widget)
{
  guint n_pictures = NEXUS_GTK_IS_THUMBNAIL (widget) && gtk_widget_get_mapped (widget) &&
                     nexus_gtk_thumbnail_get_picture (NEXUS_GTK_THUMBNAIL (widget)) != NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n_pictures += count_pictures (child);

  return n_pictures;
}

/* In the place of icons of that size. */
static guint
count_small (GtkWidget *widget,
             int        size)
{
  guint n_pictures = 0;

  if (GTK_IS_IMAGE (widget) && gtk_widget_get_mapped (widget) &&
      gtk_image_get_storage_type (GTK_IMAGE (widget)) == GTK_IMAGE_PAINTABLE)
    {
      int width, height;

      gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &width, NULL, NULL);
      gtk_widget_measure (widget, GTK_ORIENTATION_VERTICAL, -1, NULL, &height, NULL, NULL);
      n_pictures = width == size && height == size;
    }

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n_pictures += count_small (child, size);

  return n_pictures;
}

static char *
build_cached (NexusEntry *entry,
              int         size)
{
  const char *etag = nexus_entry_get_etag (entry);
  g_autofree char *name = g_strdup_printf ("%s-%d.png", etag, size);
  char prefix[3] = { etag[0], etag[1], '\0' };

  return g_build_filename (g_get_user_cache_dir (), "nexus", "thumbnails", prefix, name, NULL);
}

/* --- Pictures --- */

static void
test_pictures (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr(GBytes) wide = make_picture (400, 100, 1);
  g_autoptr(GBytes) small = make_picture (10, 20, 2);
  g_autoptr(GBytes) broken = g_bytes_new_static ("\x89PNG", 4);
  g_autoptr(NexusEntry) entry = NULL;
  g_autofree char *cached = NULL;
  GStatBuf status;

  store (fixture, "/pictures/wide.png", wide);
  store (fixture, "/pictures/small.png", small);
  store (fixture, "/pictures/again.png", wide);
  store (fixture, "/pictures/broken.png", broken);
  store (fixture, "/pictures/text.txt", broken);
  nexus_gtk_window_go (fixture->window, "/pictures");
  fixture_settle (fixture);
  nexus_gtk_browser_set_view (fixture->browser, "grid");
  nexus_test_spin_until (count_pictures (GTK_WIDGET (fixture->browser)) == 3);

  /* It is kept for the person alone, as large as was asked for. */
  entry = query (fixture, "/pictures/wide.png");
  cached = build_cached (entry, 128);
  g_assert_cmpint (g_stat (cached, &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 0777, ==, 0600);
  {
    g_autoptr(GdkTexture) texture = nexus_gtk_thumbnail_cache_load (nexus_entry_get_etag (entry), 128);

    g_assert_nonnull (texture);
    g_assert_cmpint (gdk_texture_get_width (texture), ==, 128);
    g_assert_cmpint (gdk_texture_get_height (texture), ==, 32);
  }

  /* It follows the file. */
  {
    g_autoptr(GBytes) other = make_picture (30, 30, 3);

    store (fixture, "/pictures/text.txt", other);
    store (fixture, "/pictures/broken.png", other);
    nexus_test_spin_until (count_pictures (GTK_WIDGET (fixture->browser)) == 4);
    store (fixture, "/pictures/broken.png", broken);
    nexus_test_spin_until (count_pictures (GTK_WIDGET (fixture->browser)) == 3);
  }
  fixture_free (fixture);
}

/* In rows they are in the place of the icons, and as large. */
static void
test_rows (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr(GBytes) wide = make_picture (400, 100, 11);
  g_autoptr(GBytes) small = make_picture (10, 20, 12);
  g_autoptr(GBytes) other = make_picture (30, 30, 13);
  g_autoptr(GBytes) broken = g_bytes_new_static ("\x89PNG", 4);
  GtkWidget *browser = GTK_WIDGET (fixture->browser);
  g_autoptr(NexusEntry) entry = NULL;
  g_autoptr(GdkTexture) texture = NULL;

  store (fixture, "/pictures/wide.png", wide);
  store (fixture, "/pictures/small.png", small);
  store (fixture, "/pictures/broken.png", broken);
  store (fixture, "/pictures/text.txt", broken);
  store (fixture, "/pictures/inner/one.png", other);
  nexus_gtk_window_go (fixture->window, "/pictures");
  fixture_settle (fixture);
  nexus_test_spin_until (count_small (browser, 24) == 2);
  /* No larger one is made than a row can show. */
  entry = query (fixture, "/pictures/wide.png");
  texture = nexus_gtk_thumbnail_cache_load (nexus_entry_get_etag (entry), 48);
  g_assert_nonnull (texture);
  g_assert_cmpint (gdk_texture_get_width (texture), ==, 48);
  g_assert_null (nexus_gtk_thumbnail_cache_load (nexus_entry_get_etag (entry), 128));

  /* They follow the file. */
  store (fixture, "/pictures/text.txt", other);
  store (fixture, "/pictures/broken.png", other);
  nexus_test_spin_until (count_small (browser, 24) == 3);
  store (fixture, "/pictures/broken.png", broken);
  nexus_test_spin_until (count_small (browser, 24) == 2);

  /* Side by side, also in the folders before and after. */
  nexus_gtk_browser_set_view (fixture->browser, "columns");
  nexus_test_spin_until (count_small (browser, 16) == 2);
  nexus_gtk_window_go (fixture->window, "/pictures/inner");
  nexus_gtk_browser_set_view (fixture->browser, "columns");
  nexus_test_spin_until (count_small (browser, 16) == 3);
  fixture_free (fixture);
}

/* Not those of a long folder that nobody looks at. */
static void
test_only_what_is_seen (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr(NexusBatch) batch = nexus_batch_new (fixture->filesystem);
  g_autoptr(NexusEntry) last = NULL;
  g_autofree char *cached = NULL;
  g_autofree char *in_row = NULL;
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < 600; i++)
    {
      g_autofree char *path = g_strdup_printf ("/pictures/%03u.png", i);
      g_autoptr(GBytes) bytes = make_picture (16, 16, i);

      nexus_batch_write (batch, path, bytes, NULL, NEXUS_WRITE_PARENTS);
    }
  nexus_batch_commit (batch, NULL, &error);
  g_assert_no_error (error);
  nexus_gtk_window_go (fixture->window, "/pictures");
  fixture_settle (fixture);
  nexus_test_spin_until (count_small (GTK_WIDGET (fixture->browser), 24) > 8);
  last = query (fixture, "/pictures/599.png");
  in_row = build_cached (last, 48);
  g_assert_false (g_file_test (in_row, G_FILE_TEST_EXISTS));
  nexus_gtk_browser_select_name (fixture->browser, "599.png");
  nexus_test_spin_until (g_file_test (in_row, G_FILE_TEST_EXISTS));

  nexus_gtk_browser_select_name (fixture->browser, "000.png");
  nexus_gtk_browser_set_view (fixture->browser, "grid");
  nexus_test_spin_until (count_pictures (GTK_WIDGET (fixture->browser)) > 8);
  cached = build_cached (last, 128);
  g_assert_false (g_file_test (cached, G_FILE_TEST_EXISTS));
  nexus_gtk_browser_select_name (fixture->browser, "599.png");
  nexus_test_spin_until (g_file_test (cached, G_FILE_TEST_EXISTS));
  fixture_free (fixture);
}

/* --- The service --- */

typedef struct {
  GdkTexture *texture;
  GError     *error;
  gboolean    done;
} Answer;

static void
loaded_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  Answer *answer = user_data;

  answer->texture = nexus_gtk_thumbnails_load_finish (NEXUS_GTK_THUMBNAILS (object), result, &answer->error);
  answer->done = TRUE;
}

static void
test_cancel (void)
{
  Fixture *fixture = fixture_new ();
  NexusGtkThumbnails *thumbnails = nexus_gtk_thumbnails_get_default ();
  g_autoptr(GBytes) bytes = make_picture (300, 300, 77);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(NexusEntry) entry = NULL;
  g_autofree char *cached = NULL;
  Answer cancelled = { NULL };
  Answer good = { NULL };

  store (fixture, "/picture.png", bytes);
  entry = query (fixture, "/picture.png");
  cached = build_cached (entry, 256);
  g_assert_true (nexus_gtk_thumbnails_suits (entry));
  g_cancellable_cancel (cancellable);
  nexus_gtk_thumbnails_load_async (thumbnails, fixture->filesystem, entry, 200, G_PRIORITY_DEFAULT, cancellable,
                                   loaded_cb, &cancelled);
  nexus_test_spin_until (cancelled.done);
  g_assert_error (cancelled.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_null (cancelled.texture);
  g_assert_false (g_file_test (cached, G_FILE_TEST_EXISTS));
  g_clear_error (&cancelled.error);

  nexus_gtk_thumbnails_load_async (thumbnails, fixture->filesystem, entry, 200, G_PRIORITY_DEFAULT, NULL, loaded_cb, &good);
  nexus_test_spin_until (good.done);
  g_assert_no_error (good.error);
  g_assert_cmpint (gdk_texture_get_width (good.texture), ==, 256);
  g_assert_true (nexus_gtk_thumbnails_lookup (thumbnails, entry, 190) == good.texture);
  g_assert_null (nexus_gtk_thumbnails_lookup (thumbnails, entry, 500));
  g_object_unref (good.texture);
  fixture_free (fixture);
}

/* What has other contents by now is not taken for what it was. */
static void
test_changed (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr(GBytes) bytes = make_picture (300, 300, 88);
  g_autoptr(GBytes) other = make_picture (300, 300, 99);
  g_autoptr(NexusEntry) entry = NULL;
  g_autofree char *cached = NULL;
  Answer answer = { NULL };

  store (fixture, "/picture.png", bytes);
  entry = query (fixture, "/picture.png");
  store (fixture, "/picture.png", other);
  cached = build_cached (entry, 128);
  nexus_gtk_thumbnails_load_async (nexus_gtk_thumbnails_get_default (), fixture->filesystem, entry, 100,
                                   G_PRIORITY_DEFAULT, NULL, loaded_cb, &answer);
  nexus_test_spin_until (answer.done);
  g_assert_error (answer.error, G_IO_ERROR, G_IO_ERROR_WRONG_ETAG);
  g_assert_false (g_file_test (cached, G_FILE_TEST_EXISTS));
  g_clear_error (&answer.error);
  fixture_free (fixture);
}

static void
note_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  GString *order = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GdkTexture) texture = nexus_gtk_thumbnails_load_finish (NEXUS_GTK_THUMBNAILS (object), result, &error);

  g_assert_no_error (error);
  g_string_append_c (order, gdk_texture_get_width (texture) == 20 ? 'l' : 'd');
}

/* What can be seen before what may be seen later, though that was asked for later. */
static void
test_priorities (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr(GPtrArray) entries = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GString) order = g_string_new (NULL);

  for (guint i = 0; i < 40; i++)
    {
      g_autofree char *path = g_strdup_printf ("/pictures/%u.png", i);
      g_autoptr(GBytes) bytes = make_picture (i < 20 ? 10 : 20, 10, 100 + i);

      store (fixture, path, bytes);
      g_ptr_array_add (entries, query (fixture, path));
    }
  for (guint i = 0; i < 40; i++)
    nexus_gtk_thumbnails_load_async (nexus_gtk_thumbnails_get_default (), fixture->filesystem,
                                     g_ptr_array_index (entries, i), 100,
                                     i < 20 ? G_PRIORITY_DEFAULT : G_PRIORITY_LOW, NULL, note_cb, order);
  nexus_test_spin_until (order->len == 40);
  /* All the same it is known of few of them only which one was ready first. */
  for (guint i = 0; i < 10; i++)
    g_assert_cmpint (order->str[i], ==, 'd');
  fixture_free (fixture);
}

/* --- The cache --- */

static GdkTexture *
make_texture (int   size,
              guint number)
{
  g_autoptr(GBytes) bytes = make_picture (size, size, number);
  g_autoptr(GError) error = NULL;
  GdkTexture *texture = gdk_texture_new_from_bytes (bytes, &error);

  g_assert_no_error (error);

  return texture;
}

static gboolean
is_cached (const char *etag)
{
  g_autoptr(GdkTexture) texture = nexus_gtk_thumbnail_cache_load (etag, 128);

  return texture != NULL;
}

static void
test_cache (void)
{
  g_autoptr(GdkTexture) texture = make_texture (128, 5);
  g_autoptr(GdkTexture) large = make_texture (129, 5);
  g_autofree char *folder = g_build_filename (g_get_user_cache_dir (), "nexus", "thumbnails", NULL);
  g_autofree char *path = g_build_filename (folder, "aa", "aa00000000-128.png", NULL);

  nexus_gtk_thumbnail_cache_save ("aa00000000", 128, texture);
  g_assert_true (is_cached ("aa00000000"));
  g_assert_false (is_cached ("aa00000001"));

  /* What is broken, or not what it is called, goes. */
  g_assert_true (g_file_set_contents (path, "broken", -1, NULL));
  g_assert_false (is_cached ("aa00000000"));
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  nexus_gtk_thumbnail_cache_save ("aa00000000", 128, large);
  g_assert_false (is_cached ("aa00000000"));

  /* No name leads out of the folder. */
  nexus_gtk_thumbnail_cache_save ("../../../../escaped", 128, texture);
  g_assert_false (is_cached ("../../../../escaped"));
  nexus_gtk_thumbnail_cache_save ("", 128, texture);
  g_assert_false (is_cached (""));
}

static void
age (const char *etag,
     gint64      days)
{
  char prefix[3] = { etag[0], etag[1], '\0' };
  g_autofree char *name = g_strconcat (etag, "-128.png", NULL);
  g_autofree char *path = g_build_filename (g_get_user_cache_dir (), "nexus", "thumbnails", prefix, name, NULL);
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(GError) error = NULL;

  g_file_set_attribute_uint64 (file, G_FILE_ATTRIBUTE_TIME_MODIFIED,
                               (guint64) (g_get_real_time () / G_USEC_PER_SEC - days * 24 * 60 * 60), 0, NULL, &error);
  g_assert_no_error (error);
}

static void
test_prune (void)
{
  static const char * const etags[] = { "bb00000001", "bb00000002", "cc00000003" };
  g_autoptr(GdkTexture) texture = make_texture (128, 5);

  for (guint i = 0; i < G_N_ELEMENTS (etags); i++)
    nexus_gtk_thumbnail_cache_save (etags[i], 128, texture);
  age (etags[0], 100);
  age (etags[1], 50);
  nexus_gtk_thumbnail_cache_prune (G_MAXUINT64);
  g_assert_false (is_cached (etags[0]));
  /* A look at it counts: it is not the oldest any more. */
  g_assert_true (is_cached (etags[1]));
  age (etags[2], 40);
  nexus_gtk_thumbnail_cache_prune (0);
  g_assert_false (is_cached (etags[1]));
  g_assert_false (is_cached (etags[2]));

  for (guint i = 0; i < G_N_ELEMENTS (etags); i++)
    nexus_gtk_thumbnail_cache_save (etags[i], 128, texture);
  age (etags[0], 30);
  age (etags[1], 20);
  age (etags[2], 10);
  g_assert_true (is_cached (etags[0]));
  /* Room for two of them, which are those that were used last. */
  {
    g_autofree char *path = g_build_filename (g_get_user_cache_dir (), "nexus", "thumbnails", "cc", "cc00000003-128.png",
                                              NULL);
    GStatBuf status;

    g_assert_cmpint (g_stat (path, &status), ==, 0);
    nexus_gtk_thumbnail_cache_prune ((guint64) status.st_size * 2);
  }
  g_assert_true (is_cached (etags[0]));
  g_assert_false (is_cached (etags[1]));
  g_assert_true (is_cached (etags[2]));
}

/* --- Zoom --- */

static int
get_icon_size (Fixture *fixture)
{
  GtkWidget *grid = find_widget (GTK_WIDGET (fixture->browser), GTK_TYPE_GRID_VIEW);
  GtkWidget *thumbnail = find_widget (grid, NEXUS_GTK_TYPE_THUMBNAIL);
  int size = 0;

  if (thumbnail != NULL)
    gtk_widget_measure (thumbnail, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &size, NULL, NULL);

  return size;
}

static void
test_zoom (void)
{
  Fixture *fixture = fixture_new ();
  GSettings *settings = nexus_gtk_window_get_settings (fixture->window);

  /* There is nothing to zoom in a list. */
  activate (fixture, "win.zoom-in");
  g_assert_cmpint (g_settings_get_int (settings, "icon-size"), ==, 96);

  nexus_gtk_browser_set_view (fixture->browser, "grid");
  nexus_test_spin_until (get_icon_size (fixture) == 96);
  activate (fixture, "win.zoom-in");
  nexus_test_spin_until (get_icon_size (fixture) == 128);
  activate (fixture, "win.zoom-in");
  activate (fixture, "win.zoom-in");
  nexus_test_spin_until (get_icon_size (fixture) == 256);
  g_assert_false (nexus_gtk_browser_can_zoom (fixture->browser, 1));
  activate (fixture, "win.zoom-in");
  g_assert_cmpint (g_settings_get_int (settings, "icon-size"), ==, 256);
  activate (fixture, "win.zoom-reset");
  nexus_test_spin_until (get_icon_size (fixture) == 96);
  activate (fixture, "win.zoom-out");
  activate (fixture, "win.zoom-out");
  nexus_test_spin_until (get_icon_size (fixture) == 48);
  g_assert_false (nexus_gtk_browser_can_zoom (fixture->browser, -1));

  /* Another program may write another size. */
  g_settings_set_int (settings, "icon-size", 100);
  nexus_test_spin_until (get_icon_size (fixture) == 128);
  fixture_free (fixture);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  init_toolkit ();

  g_test_add_func ("/grid/pictures", test_pictures);
  g_test_add_func ("/grid/rows", test_rows);
  g_test_add_func ("/grid/priorities", test_priorities);
  g_test_add_func ("/grid/only-what-is-seen", test_only_what_is_seen);
  g_test_add_func ("/grid/cancel", test_cancel);
  g_test_add_func ("/grid/changed", test_changed);
  g_test_add_func ("/grid/cache", test_cache);
  g_test_add_func ("/grid/prune", test_prune);
  g_test_add_func ("/grid/zoom", test_zoom);

  return g_test_run ();
}
