/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "nexus-content-test.h"
#include "nexus-error.h"
#include "nexus-local-private.h"

/* What goes in comes out, whatever its size and whichever way it came; who may read it; what is left lying about. */

typedef struct {
  char              *folder;
  NexusContentStore *store;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->folder = nexus_test_make_dir ();
  fixture->store = nexus_content_test_open (fixture->folder);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (_nexus_content_store_close (fixture->store, &error));
  g_assert_no_error (error);
  g_assert_finalize_object (fixture->store);
  nexus_test_remove_tree (fixture->folder);
  g_free (fixture->folder);
}

static void
reopen (Fixture *fixture)
{
  g_assert_true (_nexus_content_store_close (fixture->store, NULL));
  g_assert_finalize_object (fixture->store);
  fixture->store = nexus_content_test_open (fixture->folder);
}

static void
test_sizes (Fixture       *fixture,
            gconstpointer  data)
{
  static const gsize sizes[] = {
    0, 1, 7, 8, 9, 4095, 4096, 65536, NEXUS_LOCAL_PACK_LIMIT - 1, NEXUS_LOCAL_PACK_LIMIT, NEXUS_LOCAL_PACK_LIMIT + 1,
    NEXUS_LOCAL_CHUNK_SIZE - 1, NEXUS_LOCAL_CHUNK_SIZE, NEXUS_LOCAL_CHUNK_SIZE + 1,
    (1 << 20) - 1, 1 << 20, (1 << 20) + 1, 9 * (1 << 20) + 12345,
  };
  static const gsize pieces[] = { 1 << 22, 1 << 20, 60001, 4096 };
  g_autoptr(GPtrArray) contents = g_ptr_array_new_with_free_func ((GDestroyNotify) _nexus_content_ref_unref);

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr(GBytes) bytes = nexus_content_test_bytes (i, sizes[i]);
      NexusContentRef *staged = nexus_content_test_stage (fixture->store, bytes);

      g_ptr_array_add (contents, staged);
      g_assert_cmpuint (staged->size, ==, sizes[i]);
      g_assert_nonnull (staged->locator);
      /* Readable at once, before it is durable. */
      nexus_content_test_assert (fixture->store, staged, bytes);

      for (guint k = 0; k < G_N_ELEMENTS (pieces); k++)
        {
          g_autoptr(NexusContentRef) written = nexus_content_test_write (fixture->store, bytes, pieces[k]);

          g_assert_cmpmem (written->hash, NEXUS_HASH_SIZE, staged->hash, NEXUS_HASH_SIZE);
          g_assert_cmpuint (written->size, ==, sizes[i]);
          nexus_content_test_assert (fixture->store, written, bytes);
        }
    }
  nexus_content_test_sync (fixture->store);

  reopen (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr(GBytes) bytes = nexus_content_test_bytes (i, sizes[i]);

      nexus_content_test_assert (fixture->store, g_ptr_array_index (contents, i), bytes);
    }
}

static void
test_reader (Fixture       *fixture,
             gconstpointer  data)
{
  static const gsize sizes[] = { 0, 1000, NEXUS_LOCAL_PACK_LIMIT, 5 * NEXUS_LOCAL_CHUNK_SIZE + 99 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr(GBytes) bytes = nexus_content_test_bytes (i, sizes[i]);
      const guint8 *expected = g_bytes_get_data (bytes, NULL);
      g_autoptr(NexusContentRef) content = nexus_content_test_stage (fixture->store, bytes);
      g_autoptr(NexusContentReader) reader = NULL;
      g_autoptr(GError) error = NULL;
      g_autofree guint8 *buffer = g_malloc (400000);

      nexus_content_test_sync (fixture->store);
      reader = _nexus_content_store_open (fixture->store, content, &error);
      g_assert_no_error (error);
      for (guint k = 0; k < 200; k++)
        {
          guint64 offset = g_test_rand_int_range (0, sizes[i] + 10);
          gsize wanted = g_test_rand_int_range (0, 400000);
          gsize rest = offset < sizes[i] ? sizes[i] - offset : 0;
          gssize count = _nexus_content_reader_pread (reader, buffer, wanted, offset, NULL, &error);

          g_assert_no_error (error);
          g_assert_cmpint (count, ==, (gssize) MIN (rest, wanted));
          g_assert_cmpmem (buffer, count, expected + MIN (offset, sizes[i]), count);
        }
      g_assert_cmpint (_nexus_content_reader_pread (reader, buffer, 10, G_MAXUINT64, NULL, &error), ==, 0);
      g_assert_no_error (error);
    }
}

/* The names of contents are those that everyone's tools print. */
static void
test_hashes (void)
{
  static const struct {
    NexusContentHash  kind;
    const char       *text;
    const char       *hex;
  } cases[] = {
    { NEXUS_CONTENT_HASH_BLAKE2B_256, "hello", "324dcf027dd4a30a932c441f365a25e86b173defa4b8e58948253471b81b72cf" },
    { NEXUS_CONTENT_HASH_BLAKE2B_256, "", "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8" },
    { NEXUS_CONTENT_HASH_SHA256, "hello", "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824" },
    { NEXUS_CONTENT_HASH_SHA256, "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(NexusHasher) hasher = _nexus_hasher_new (cases[i].kind);

      /* The second time with the same one, which has to be ready again. */
      for (guint k = 0; k < 2; k++)
        {
          guint8 hash[NEXUS_HASH_SIZE];
          guint8 back[NEXUS_HASH_SIZE];
          char hex[2 * NEXUS_HASH_SIZE + 1];

          _nexus_hasher_update (hasher, cases[i].text, strlen (cases[i].text));
          _nexus_hasher_finish (hasher, hash);
          _nexus_hash_to_hex (hash, hex);
          g_assert_cmpstr (hex, ==, cases[i].hex);
          g_assert_true (_nexus_hash_from_hex (hex, back));
          g_assert_cmpmem (hash, NEXUS_HASH_SIZE, back, NEXUS_HASH_SIZE);
        }
    }
}

static guint64
disk_size (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;
  guint64 size;

  g_assert_true (_nexus_content_store_get_disk_size (fixture->store, &size, NULL, &error));
  g_assert_no_error (error);

  return size;
}

/* The same content again takes no space. */
static void
test_stored_once (Fixture       *fixture,
                  gconstpointer  data)
{
  static const gsize sizes[] = { 50000, 1 << 20 };
  guint64 before;

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr(GBytes) bytes = nexus_content_test_bytes (i, sizes[i]);
      g_autoptr(NexusContentRef) first = nexus_content_test_stage (fixture->store, bytes);

      nexus_content_test_sync (fixture->store);
      before = disk_size (fixture);
      g_assert_cmpuint (before, >=, sizes[i]);
      for (guint k = 0; k < 20; k++)
        {
          g_autoptr(NexusContentRef) again = nexus_content_test_stage (fixture->store, bytes);

          g_assert_true (g_bytes_equal (again->locator, first->locator));
        }
      nexus_content_test_sync (fixture->store);
      g_assert_cmpuint (disk_size (fixture), ==, before);
    }
}

static void
assert_mode (const char *path,
             guint       mode)
{
  GStatBuf info;

  g_assert_cmpint (g_stat (path, &info), ==, 0);
  if ((info.st_mode & 07777) != mode)
    g_error ("%s has the mode %o, not %o", path, info.st_mode & 07777, mode);
}

/* Nobody else may look, whatever the umask; and nobody writes to what is finished. */
static void
test_modes (void)
{
  static const mode_t umasks[] = { 0000, 0022, 0077, 0777 };

  for (guint i = 0; i < G_N_ELEMENTS (umasks); i++)
    {
      g_autofree char *folder = nexus_test_make_dir ();
      mode_t saved = umask (umasks[i]);
      g_autoptr(NexusContentStore) store = nexus_content_test_open (folder);
      g_autoptr(GBytes) small = nexus_content_test_bytes (1, 1000);
      g_autoptr(GBytes) large = nexus_content_test_bytes (2, 1 << 20);
      g_autoptr(GPtrArray) files = NULL;
      g_autofree char *packs = g_build_filename (folder, "packs", NULL);
      g_autofree char *content = g_build_filename (folder, "content", NULL);
      g_autofree char *tmp = g_build_filename (folder, "tmp", NULL);
      g_autofree char *lock = g_build_filename (folder, "lock", NULL);

      _nexus_content_ref_unref (nexus_content_test_stage (store, small));
      _nexus_content_ref_unref (nexus_content_test_stage (store, large));
      nexus_content_test_sync (store);
      umask (saved);

      assert_mode (packs, 0700);
      assert_mode (content, 0700);
      assert_mode (tmp, 0700);
      assert_mode (lock, 0600);
      files = nexus_content_test_files (folder);
      g_assert_cmpuint (files->len, ==, 2);
      for (guint k = 0; k < files->len; k++)
        {
          const char *path = g_ptr_array_index (files, k);

          assert_mode (path, g_str_has_suffix (path, ".pack") ? 0600 : 0400);
        }
      g_clear_object (&store);
      nexus_test_remove_tree (folder);
    }
}

static void
test_dropped_writer (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autoptr(GBytes) bytes = nexus_content_test_bytes (1, 5 << 20);
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) files = NULL;
  NexusContentWriter *writer = _nexus_content_store_begin (fixture->store, 100 << 20, &error);

  g_assert_no_error (error);
  g_assert_true (_nexus_content_writer_write (writer, g_bytes_get_data (bytes, NULL), 5 << 20, &error));
  g_assert_no_error (error);
  g_assert_finalize_object (writer);
  files = nexus_content_test_files (fixture->folder);
  g_assert_cmpuint (files->len, ==, 0);
}

/* What a process left that died is taken away; what one is at work on is left alone. */
static void
test_left_over (Fixture       *fixture,
                gconstpointer  data)
{
  g_autofree char *left = g_build_filename (fixture->folder, "tmp", "0123456789abcdef.part", NULL);
  g_autoptr(GBytes) bytes = nexus_content_test_bytes (1, 3 << 20);
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusContentWriter) writer = _nexus_content_store_begin (fixture->store, 0, &error);
  g_autoptr(NexusContentStore) other = NULL;
  g_autoptr(NexusContentRef) content = NULL;

  g_assert_true (_nexus_content_writer_write (writer, g_bytes_get_data (bytes, NULL), 3 << 20, &error));
  g_assert_true (g_file_set_contents (left, "half", -1, NULL));

  other = nexus_content_test_open (fixture->folder);
  g_assert_false (g_file_test (left, G_FILE_TEST_EXISTS));
  content = _nexus_content_writer_finish (writer, &error);
  g_assert_no_error (error);
  nexus_content_test_sync (fixture->store);
  nexus_content_test_assert (other, content, bytes);
}

/* An open reader goes on reading, whatever becomes of the file. */
static void
test_reader_outlives_file (Fixture       *fixture,
                           gconstpointer  data)
{
  g_autoptr(GBytes) bytes = nexus_content_test_bytes (1, 1 << 20);
  g_autoptr(NexusContentRef) content = nexus_content_test_stage (fixture->store, bytes);
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusContentReader) reader = _nexus_content_store_open (fixture->store, content, &error);
  g_autoptr(GPtrArray) files = nexus_content_test_files (fixture->folder);
  g_autofree guint8 *buffer = g_malloc (1 << 20);

  g_assert_no_error (error);
  g_assert_cmpuint (files->len, ==, 1);
  g_assert_cmpint (g_unlink (g_ptr_array_index (files, 0)), ==, 0);
  g_assert_cmpint (_nexus_content_reader_pread (reader, buffer, 1 << 20, 0, NULL, &error), ==, 1 << 20);
  g_assert_no_error (error);
  g_assert_cmpmem (buffer, 1 << 20, g_bytes_get_data (bytes, NULL), 1 << 20);
  nexus_content_test_sync (fixture->store);
}

static void
test_cancelled (Fixture       *fixture,
                gconstpointer  data)
{
  static const gsize sizes[] = { 1000, 1 << 20 };
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();

  g_cancellable_cancel (cancellable);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr(GBytes) bytes = nexus_content_test_bytes (i, sizes[i]);
      g_autoptr(NexusContentRef) content = nexus_content_test_stage (fixture->store, bytes);
      g_autoptr(GError) error = NULL;

      g_assert_null (_nexus_content_store_read (fixture->store, content, cancellable, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    }
}

/* The folders of a store are folders; a link in their place leads somewhere that was not asked for. */
static void
test_no_links (void)
{
  static const char * const names[] = { "packs", "content", "tmp" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *folder = nexus_test_make_dir ();
      g_autofree char *elsewhere = nexus_test_make_dir ();
      g_autofree char *link = g_build_filename (folder, names[i], NULL);
      g_autoptr(GError) error = NULL;

      g_assert_cmpint (symlink (elsewhere, link), ==, 0);
      g_assert_null (_nexus_local_content_store_open (folder, NEXUS_CONTENT_HASH_BLAKE2B_256, &error));
      g_assert_nonnull (error);
      nexus_test_remove_tree (folder);
      nexus_test_remove_tree (elsewhere);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/store/sizes", test_sizes);
  ADD ("/store/reader", test_reader);
  g_test_add_func ("/store/hashes", test_hashes);
  ADD ("/store/stored-once", test_stored_once);
  g_test_add_func ("/store/modes", test_modes);
  ADD ("/store/dropped-writer", test_dropped_writer);
  ADD ("/store/left-over", test_left_over);
  ADD ("/store/reader-outlives-file", test_reader_outlives_file);
  ADD ("/store/cancelled", test_cancelled);
  g_test_add_func ("/store/no-links", test_no_links);

  return g_test_run ();
}
