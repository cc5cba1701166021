/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <signal.h>
#include <string.h>
#include <sys/resource.h>

#include "nexus-lib-fixture.h"

/* Larger than a chunk of the content store several times over, and not a multiple of one. */
#define BIG_SIZE (3 * 1024 * 1024 + 4321)

static GBytes *
make_big (guint seed)
{
  guint8 *data = g_malloc (BIG_SIZE);

  for (gsize i = 0; i < BIG_SIZE; i++)
    data[i] = (guint8) ((i * 2654435761u + seed) >> 11);

  return g_bytes_new_take (data, BIG_SIZE);
}

static GInputStream *
open_stream (Fixture    *fixture,
             const char *path)
{
  g_autoptr(GError) error = NULL;
  GInputStream *stream = nexus_filesystem_open (fixture->filesystem, path, NULL, &error);

  g_assert_no_error (error);

  return stream;
}

static GOutputStream *
create_stream (Fixture         *fixture,
               const char      *path,
               const char      *etag,
               NexusWriteFlags  flags)
{
  g_autoptr(GError) error = NULL;
  GOutputStream *stream = nexus_filesystem_create_stream (fixture->filesystem, path, etag, flags, NULL, &error);

  g_assert_no_error (error);

  return stream;
}

static void
write_all (GOutputStream *stream,
           const char    *text)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (g_output_stream_write_all (stream, text, strlen (text), NULL, NULL, &error));
  g_assert_no_error (error);
}

static void
test_read_seek (Fixture       *fixture,
                gconstpointer  data)
{
  static const goffset offsets[] = { 0, 1, 131071, 131072, 131073, 1000000, BIG_SIZE - 10, BIG_SIZE, BIG_SIZE + 5 };
  g_autoptr(GBytes) big = make_big (1);
  const guint8 *expected = g_bytes_get_data (big, NULL);
  g_autoptr(NexusEntry) entry = NULL;
  g_autoptr(GInputStream) stream = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree guint8 *buffer = g_malloc (300000);

  entry = nexus_filesystem_write (fixture->filesystem, "/big", big, NULL, NEXUS_WRITE_NONE, NULL, &error);
  g_assert_no_error (error);
  stream = open_stream (fixture, "/big");
  g_assert_true (g_seekable_can_seek (G_SEEKABLE (stream)));
  g_assert_false (g_seekable_can_truncate (G_SEEKABLE (stream)));

  for (guint i = 0; i < G_N_ELEMENTS (offsets); i++)
    {
      gsize rest = offsets[i] < BIG_SIZE ? BIG_SIZE - offsets[i] : 0;
      gsize done;

      g_assert_true (g_seekable_seek (G_SEEKABLE (stream), offsets[i], G_SEEK_SET, NULL, &error));
      g_assert_no_error (error);
      g_assert_cmpint (g_seekable_tell (G_SEEKABLE (stream)), ==, offsets[i]);
      g_assert_true (g_input_stream_read_all (stream, buffer, 300000, &done, NULL, &error));
      g_assert_no_error (error);
      g_assert_cmpuint (done, ==, MIN (rest, 300000));
      g_assert_cmpmem (buffer, done, expected + MIN (offsets[i], BIG_SIZE), done);
    }

  g_assert_true (g_seekable_seek (G_SEEKABLE (stream), -7, G_SEEK_END, NULL, &error));
  g_assert_cmpint (g_input_stream_read (stream, buffer, 100, NULL, &error), ==, 7);
  g_assert_true (g_seekable_seek (G_SEEKABLE (stream), -3, G_SEEK_CUR, NULL, &error));
  g_assert_cmpint (g_input_stream_read (stream, buffer, 100, NULL, &error), ==, 3);
  g_assert_cmpint (g_input_stream_read (stream, buffer, 100, NULL, &error), ==, 0);
  g_assert_no_error (error);

  g_assert_true (g_seekable_seek (G_SEEKABLE (stream), 0, G_SEEK_SET, NULL, &error));
  g_assert_cmpint (g_input_stream_skip (stream, 200000, NULL, &error), ==, 200000);
  g_assert_cmpint (g_input_stream_read (stream, buffer, 1, NULL, &error), ==, 1);
  g_assert_cmpuint (buffer[0], ==, expected[200000]);

  g_assert_false (g_seekable_seek (G_SEEKABLE (stream), -1, G_SEEK_SET, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
}

static void
test_info (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(GInputStream) stream = NULL;
  g_autoptr(GFileInfo) info = NULL;
  g_autoptr(GError) error = NULL;

  g_object_unref (nexus_lib_test_write (fixture->filesystem, "/a.txt", "hello"));
  stream = open_stream (fixture, "/a.txt");
  info = g_file_input_stream_query_info (G_FILE_INPUT_STREAM (stream), "standard::*,etag::value", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (g_file_info_get_name (info), ==, "a.txt");
  g_assert_cmpint (g_file_info_get_size (info), ==, 5);
  g_assert_cmpstr (g_file_info_get_content_type (info), ==, "text/plain");
  g_assert_cmpstr (g_file_info_get_etag (info), ==, NEXUS_LIB_TEST_HELLO);
}

/* What was opened stays as it was, whatever becomes of the file. */
static void
test_reads_one_version (Fixture       *fixture,
                        gconstpointer  data)
{
  g_autoptr(GBytes) first = make_big (1);
  g_autoptr(GBytes) second = make_big (2);
  g_autoptr(GInputStream) stream = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree guint8 *buffer = g_malloc (BIG_SIZE);
  gsize done;

  g_object_unref (nexus_filesystem_write (fixture->filesystem, "/f", first, NULL, NEXUS_WRITE_NONE, NULL, &error));
  stream = open_stream (fixture, "/f");
  g_assert_true (g_input_stream_read_all (stream, buffer, 1000, &done, NULL, &error));
  g_object_unref (nexus_filesystem_write (fixture->filesystem, "/f", second, NULL, NEXUS_WRITE_NONE, NULL, &error));
  g_assert_true (nexus_filesystem_delete (fixture->filesystem, "/f", NULL, NEXUS_DELETE_PERMANENT, NULL, &error));
  g_assert_no_error (error);

  g_assert_true (g_input_stream_read_all (stream, buffer + 1000, BIG_SIZE - 1000, &done, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpmem (buffer, BIG_SIZE, g_bytes_get_data (first, NULL), g_bytes_get_size (first));
}

static void
test_read_async (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autoptr(GBytes) big = make_big (3);
  g_autoptr(GInputStream) stream = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree guint8 *buffer = g_malloc (BIG_SIZE);
  gsize done;

  g_object_unref (nexus_filesystem_write (fixture->filesystem, "/f", big, NULL, NEXUS_WRITE_NONE, NULL, &error));
  nexus_filesystem_open_async (fixture->filesystem, "/f", NULL, nexus_test_store_result, &result);
  nexus_test_spin_until (result != NULL);
  stream = nexus_filesystem_open_finish (fixture->filesystem, result, &error);
  g_assert_no_error (error);
  g_clear_object (&result);

  g_input_stream_read_all_async (stream, buffer, BIG_SIZE, G_PRIORITY_DEFAULT, NULL, nexus_test_store_result, &result);
  nexus_test_spin_until (result != NULL);
  g_assert_true (g_input_stream_read_all_finish (stream, result, &done, &error));
  g_assert_no_error (error);
  g_assert_cmpmem (buffer, done, g_bytes_get_data (big, NULL), BIG_SIZE);
  g_clear_object (&result);

  g_input_stream_close_async (stream, G_PRIORITY_DEFAULT, NULL, nexus_test_store_result, &result);
  nexus_test_spin_until (result != NULL);
  g_assert_true (g_input_stream_close_finish (stream, result, &error));
  g_assert_no_error (error);
}

static void
test_read_cancelled (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autoptr(GBytes) big = make_big (4);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GInputStream) stream = NULL;
  g_autoptr(GError) error = NULL;
  char buffer[100];

  g_object_unref (nexus_filesystem_write (fixture->filesystem, "/f", big, NULL, NEXUS_WRITE_NONE, NULL, &error));
  stream = open_stream (fixture, "/f");
  g_cancellable_cancel (cancellable);
  g_assert_cmpint (g_input_stream_read (stream, buffer, sizeof buffer, cancellable, &error), ==, -1);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);

  /* The stream is as good as before. */
  g_assert_cmpint (g_input_stream_read (stream, buffer, sizeof buffer, NULL, &error), ==, sizeof buffer);
  g_assert_no_error (error);
  g_assert_cmpmem (buffer, sizeof buffer, g_bytes_get_data (big, NULL), sizeof buffer);
}

static void
test_write_commits_on_close (Fixture       *fixture,
                             gconstpointer  data)
{
  g_autoptr(GOutputStream) stream = create_stream (fixture, "/deep/down/a", NULL, NEXUS_WRITE_PARENTS);
  g_autoptr(GError) error = NULL;
  g_autofree char *etag = NULL;

  write_all (stream, "hel");
  g_assert_cmpint (g_seekable_tell (G_SEEKABLE (stream)), ==, 3);
  g_assert_false (nexus_lib_test_exists (fixture->filesystem, "/deep"));
  write_all (stream, "lo");
  g_assert_false (nexus_lib_test_exists (fixture->filesystem, "/deep"));

  g_assert_true (g_output_stream_close (stream, NULL, &error));
  g_assert_no_error (error);
  nexus_lib_test_assert_text (fixture->filesystem, "/deep/down/a", "hello");
  etag = g_file_output_stream_get_etag (G_FILE_OUTPUT_STREAM (stream));
  g_assert_cmpstr (etag, ==, NEXUS_LIB_TEST_HELLO);

  g_assert_cmpint (g_output_stream_write (stream, "x", 1, NULL, &error), ==, -1);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CLOSED);
}

static void
test_write_nothing (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autoptr(GOutputStream) stream = create_stream (fixture, "/empty", NULL, NEXUS_WRITE_NONE);
  g_autoptr(GError) error = NULL;

  g_assert_true (g_output_stream_close (stream, NULL, &error));
  g_assert_no_error (error);
  nexus_lib_test_assert_text (fixture->filesystem, "/empty", "");
}

static guint
count_files (const char *folder,
             const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  guint n_files = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n_files++;

  return n_files;
}

static void
test_write_dropped (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autoptr(GBytes) big = make_big (5);
  g_autoptr(NexusEntry) entry G_GNUC_UNUSED = nexus_lib_test_write (fixture->filesystem, "/a", "as it was");
  GOutputStream *stream;

  stream = create_stream (fixture, "/a", NULL, NEXUS_WRITE_NONE);
  write_all (stream, "half of it");
  g_assert_true (g_output_stream_write_all (stream, g_bytes_get_data (big, NULL), BIG_SIZE, NULL, NULL, NULL));
  g_assert_finalize_object (stream);

  nexus_lib_test_assert_text (fixture->filesystem, "/a", "as it was");
  g_assert_cmpuint (count_files (fixture->folder, "tmp"), ==, 0);
}

static void
test_write_cancelled (Fixture       *fixture,
                      gconstpointer  data)
{
  g_autoptr(GOutputStream) stream = create_stream (fixture, "/a", NULL, NEXUS_WRITE_NONE);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;

  write_all (stream, "hello");
  g_cancellable_cancel (cancellable);
  g_assert_cmpint (g_output_stream_write (stream, "x", 1, cancellable, &error), ==, -1);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_false (g_output_stream_close (stream, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_true (g_output_stream_is_closed (stream));
  g_assert_false (nexus_lib_test_exists (fixture->filesystem, "/a"));
}

static void
test_write_conditions (Fixture       *fixture,
                       gconstpointer  data)
{
  static const struct {
    const char      *path;
    const char      *etag;
    NexusWriteFlags  flags;
    int              code;
  } cases[] = {
    { "/a", "0000", NEXUS_WRITE_NONE, G_IO_ERROR_WRONG_ETAG },
    { "/a", NULL, NEXUS_WRITE_CREATE, G_IO_ERROR_EXISTS },
    { "/no/parent", NULL, NEXUS_WRITE_NONE, G_IO_ERROR_NOT_FOUND },
    { "/", NULL, NEXUS_WRITE_NONE, G_IO_ERROR_IS_DIRECTORY },
  };

  g_object_unref (nexus_lib_test_write (fixture->filesystem, "/a", "as it was"));
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GOutputStream) stream = NULL;
      g_autoptr(GError) error = NULL;

      /* Told at once or when it is closed, which is when it counts. */
      stream = nexus_filesystem_create_stream (fixture->filesystem, cases[i].path, cases[i].etag, cases[i].flags,
                                               NULL, &error);
      if (stream != NULL)
        {
          write_all (stream, "something else");
          g_assert_false (g_output_stream_close (stream, NULL, &error));
        }
      g_assert_error (error, G_IO_ERROR, cases[i].code);
      g_assert_nonnull (strstr (error->message, cases[i].path));
      nexus_lib_test_assert_text (fixture->filesystem, "/a", "as it was");
    }
}

static void
test_write_async (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autoptr(GBytes) big = make_big (6);
  g_autoptr(GInputStream) source = g_memory_input_stream_new_from_bytes (big);
  g_autoptr(GOutputStream) stream = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GBytes) read = NULL;
  g_autoptr(GError) error = NULL;

  nexus_filesystem_create_stream_async (fixture->filesystem, "/a", NULL, NEXUS_WRITE_NONE, NULL,
                                        nexus_test_store_result, &result);
  nexus_test_spin_until (result != NULL);
  stream = nexus_filesystem_create_stream_finish (fixture->filesystem, result, &error);
  g_assert_no_error (error);
  g_clear_object (&result);

  g_output_stream_splice_async (stream, source, G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, G_PRIORITY_DEFAULT, NULL,
                                nexus_test_store_result, &result);
  nexus_test_spin_until (result != NULL);
  g_assert_cmpint (g_output_stream_splice_finish (stream, result, &error), ==, BIG_SIZE);
  g_assert_no_error (error);

  read = nexus_filesystem_read (fixture->filesystem, "/a", NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (read, big));
}

static void
test_write_close_async_cancelled (Fixture       *fixture,
                                  gconstpointer  data)
{
  g_autoptr(GOutputStream) stream = create_stream (fixture, "/a", NULL, NEXUS_WRITE_NONE);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  write_all (stream, "hello");
  g_cancellable_cancel (cancellable);
  g_output_stream_close_async (stream, G_PRIORITY_DEFAULT, cancellable, nexus_test_store_result, &result);
  nexus_test_spin_until (result != NULL);
  g_assert_false (g_output_stream_close_finish (stream, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (nexus_lib_test_exists (fixture->filesystem, "/a"));
}

/* Two writers at once: the later close wins, and the earlier content is an older version, not a mixture. */
static void
test_two_writers (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autoptr(GOutputStream) first = create_stream (fixture, "/a", NULL, NEXUS_WRITE_NONE);
  g_autoptr(GOutputStream) second = create_stream (fixture, "/a", NULL, NEXUS_WRITE_NONE);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) older = NULL;

  write_all (first, "one ");
  write_all (second, "two ");
  write_all (first, "one");
  write_all (second, "two");
  g_assert_true (g_output_stream_close (second, NULL, &error));
  g_assert_true (g_output_stream_close (first, NULL, &error));
  g_assert_no_error (error);

  nexus_lib_test_assert_text (fixture->filesystem, "/a", "one one");
  older = nexus_filesystem_read_version (fixture->filesystem, "/a", 1, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (older, NULL), g_bytes_get_size (older), "two two", 7);
}

static void
test_closed_store (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autoptr(GOutputStream) stream = create_stream (fixture, "/a", NULL, NEXUS_WRITE_NONE);
  g_autoptr(GError) error = NULL;

  write_all (stream, "hello");
  g_assert_true (nexus_filesystem_close (fixture->filesystem, NULL, &error));
  g_assert_no_error (error);
  g_assert_false (g_output_stream_close (stream, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CLOSED);
}

/* The limit on the size of files stands for the full disk.  Closing after a write that failed must not make half a
 * file, and tells the reason, since some callers look only there. */
static void
test_write_failed (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autoptr(GBytes) big = make_big (7);
  g_autoptr(GOutputStream) stream = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) close_error = NULL;
  struct rlimit limit;
  rlim_t saved;

  g_object_unref (nexus_lib_test_write (fixture->filesystem, "/a", "as it was"));
  stream = create_stream (fixture, "/a", NULL, NEXUS_WRITE_NONE);
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  saved = limit.rlim_cur;
  limit.rlim_cur = 500000;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  g_assert_false (g_output_stream_write_all (stream, g_bytes_get_data (big, NULL), BIG_SIZE, NULL, NULL, &error));
  limit.rlim_cur = saved;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);

  g_assert_nonnull (strstr (error->message, "“/a”"));
  g_assert_false (g_output_stream_close (stream, NULL, &close_error));
  g_assert_cmpstr (close_error->message, ==, error->message);
  nexus_lib_test_assert_text (fixture->filesystem, "/a", "as it was");
}

/* Each version has a size of its own, which is not that of the current one. */
static void
test_versions (Fixture       *fixture,
               gconstpointer  data)
{
  static const char * const texts[] = { "long enough to be cut", "", "ab", "the longest one of all of them" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_object_unref (nexus_lib_test_write (fixture->filesystem, "/a", texts[i]));
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(GInputStream) stream = NULL;
      g_autoptr(GFileInfo) info = NULL;
      char buffer[64];
      gsize done;

      stream = nexus_filesystem_open_version (fixture->filesystem, "/a", i + 1, NULL, &error);
      g_assert_no_error (error);
      g_assert_true (g_input_stream_read_all (stream, buffer, sizeof buffer, &done, NULL, &error));
      g_assert_cmpmem (buffer, done, texts[i], strlen (texts[i]));
      g_assert_true (g_seekable_seek (G_SEEKABLE (stream), 0, G_SEEK_END, NULL, &error));
      g_assert_cmpint (g_seekable_tell (G_SEEKABLE (stream)), ==, strlen (texts[i]));
      info = g_file_input_stream_query_info (G_FILE_INPUT_STREAM (stream), G_FILE_ATTRIBUTE_STANDARD_SIZE, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpint (g_file_info_get_size (info), ==, strlen (texts[i]));
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add (path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)
  ADD ("/streams/read-seek", test_read_seek);
  ADD ("/streams/info", test_info);
  ADD ("/streams/reads-one-version", test_reads_one_version);
  ADD ("/streams/versions", test_versions);
  ADD ("/streams/read-async", test_read_async);
  ADD ("/streams/read-cancelled", test_read_cancelled);
  ADD ("/streams/write-commits-on-close", test_write_commits_on_close);
  ADD ("/streams/write-nothing", test_write_nothing);
  ADD ("/streams/write-dropped", test_write_dropped);
  ADD ("/streams/write-cancelled", test_write_cancelled);
  ADD ("/streams/write-conditions", test_write_conditions);
  ADD ("/streams/write-failed", test_write_failed);
  ADD ("/streams/write-async", test_write_async);
  ADD ("/streams/write-close-async-cancelled", test_write_close_async_cancelled);
  ADD ("/streams/two-writers", test_two_writers);
  ADD ("/streams/closed-store", test_closed_store);

  return g_test_run ();
}
