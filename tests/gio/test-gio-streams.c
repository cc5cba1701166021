/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "nexus-gio-test.h"
#include "nexus-lib-fixture.h"

/* Streams of files: what is only promised of a store, and so is not in the table. */

/* Larger than what is held in memory at once, and not a multiple of it. */
#define BIG_SIZE (700 * 1024 + 123)

static GFile *
get_file (Fixture    *fixture,
          const char *path)
{
  return nexus_filesystem_get_file (fixture->filesystem, path);
}

static char *
make_big (guint8 seed)
{
  char *data = g_malloc (BIG_SIZE);

  for (gsize i = 0; i < BIG_SIZE; i++)
    data[i] = (char) ((i * 2654435761u + seed) >> 11);

  return data;
}

static gboolean
exists (GFile *file)
{
  return g_file_query_exists (file, NULL);
}

/* --- Reading --- */

static void
read_all (GInputStream *stream,
          char         *buffer,
          gsize         size,
          gboolean      async,
          gsize         piece)
{
  gsize done = 0;

  while (done < size)
    {
      g_autoptr(GError) error = NULL;
      gsize wanted = MIN (piece, size - done);
      gssize count;

      if (async)
        {
          g_autoptr(GAsyncResult) result = NULL;

          g_input_stream_read_async (stream, buffer + done, wanted, G_PRIORITY_DEFAULT, NULL, nexus_test_store_result, &result);
          g_assert_null (result);
          nexus_test_spin_until (result != NULL);
          count = g_input_stream_read_finish (stream, result, &error);
        }
      else
        {
          count = g_input_stream_read (stream, buffer + done, wanted, NULL, &error);
        }
      g_assert_no_error (error);
      g_assert_cmpint (count, >, 0);
      done += count;
    }
}

/* A reader has one version, however often the file is replaced, moved and deleted while it reads. */
static void
test_consistent (Fixture       *fixture,
                 gconstpointer  data)
{
  gboolean async = GPOINTER_TO_INT (data);
  g_autoptr(GFile) file = get_file (fixture, "/file");
  g_autoptr(GFile) moved = get_file (fixture, "/moved");
  g_autofree char *first = make_big (1);
  g_autofree char *second = make_big (2);
  g_autofree char *buffer = g_malloc (BIG_SIZE);
  g_autoptr(GFileInputStream) stream = NULL;
  g_autoptr(GError) error = NULL;

  nexus_gio_test_put (file, first, BIG_SIZE);
  stream = g_file_read (file, NULL, &error);
  g_assert_no_error (error);
  read_all (G_INPUT_STREAM (stream), buffer, BIG_SIZE / 3, async, 10000);

  nexus_gio_test_put (file, second, BIG_SIZE);
  read_all (G_INPUT_STREAM (stream), buffer + BIG_SIZE / 3, BIG_SIZE / 3, async, 10000);
  g_assert_true (g_file_move (file, moved, G_FILE_COPY_NONE, NULL, NULL, NULL, &error));
  g_assert_true (g_file_delete (moved, NULL, &error));
  g_assert_no_error (error);
  read_all (G_INPUT_STREAM (stream), buffer + 2 * (BIG_SIZE / 3), BIG_SIZE - 2 * (BIG_SIZE / 3), async, 300000);

  g_assert_cmpmem (buffer, BIG_SIZE, first, BIG_SIZE);
  g_assert_cmpint (g_input_stream_read (G_INPUT_STREAM (stream), buffer, 1, NULL, &error), ==, 0);
  g_assert_no_error (error);
}

static void
test_seek (Fixture       *fixture,
           gconstpointer  data)
{
  gboolean async = GPOINTER_TO_INT (data);
  const gsize sizes[] = { 0, 1, 5000, BIG_SIZE };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr(GFile) file = get_file (fixture, "/file");
      g_autofree char *content = make_big (i);
      g_autoptr(GFileInputStream) stream = NULL;
      g_autoptr(GError) error = NULL;
      guint32 random = 1;

      nexus_gio_test_put (file, content, sizes[i]);
      stream = g_file_read (file, NULL, &error);
      g_assert_no_error (error);
      g_assert_true (g_seekable_can_seek (G_SEEKABLE (stream)));
      g_assert_false (g_seekable_can_truncate (G_SEEKABLE (stream)));

      for (guint k = 0; k < 40 && sizes[i] > 0; k++)
        {
          char buffer[1500];
          gsize offset, size;

          random = random * 1103515245 + 12345;
          offset = (random >> 4) % sizes[i];
          size = MIN (sizeof buffer, sizes[i] - offset);
          g_assert_true (g_seekable_seek (G_SEEKABLE (stream), (goffset) offset - (goffset) sizes[i], G_SEEK_END, NULL, &error));
          g_assert_cmpint (g_seekable_tell (G_SEEKABLE (stream)), ==, offset);
          read_all (G_INPUT_STREAM (stream), buffer, size, async, sizeof buffer);
          g_assert_cmpmem (buffer, size, content + offset, size);
        }

      g_assert_false (g_seekable_seek (G_SEEKABLE (stream), -1, G_SEEK_SET, NULL, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
    }
}

static void
test_skip (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(GFile) file = get_file (fixture, "/file");
  g_autofree char *content = make_big (5);
  g_autoptr(GFileInputStream) stream = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GAsyncResult) closed = NULL;
  g_autoptr(GError) error = NULL;
  char c;

  nexus_gio_test_put (file, content, BIG_SIZE);
  stream = g_file_read (file, NULL, &error);
  g_input_stream_skip_async (G_INPUT_STREAM (stream), 400000, G_PRIORITY_DEFAULT, NULL, nexus_test_store_result, &result);
  nexus_test_spin_until (result != NULL);
  g_assert_cmpint (g_input_stream_skip_finish (G_INPUT_STREAM (stream), result, &error), ==, 400000);
  read_all (G_INPUT_STREAM (stream), &c, 1, FALSE, 1);
  g_assert_cmpint (c, ==, content[400000]);
  g_assert_cmpint (g_input_stream_skip (G_INPUT_STREAM (stream), BIG_SIZE, NULL, &error), ==, BIG_SIZE - 400001);

  g_input_stream_close_async (G_INPUT_STREAM (stream), G_PRIORITY_DEFAULT, NULL, nexus_test_store_result, &closed);
  nexus_test_spin_until (closed != NULL);
  g_assert_true (g_input_stream_close_finish (G_INPUT_STREAM (stream), closed, &error));
  g_assert_no_error (error);
  g_assert_cmpint (g_input_stream_read (G_INPUT_STREAM (stream), &c, 1, NULL, &error), ==, -1);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CLOSED);
}

static void
test_read_cancelled (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autoptr(GFile) file = get_file (fixture, "/file");
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GFileInputStream) stream = NULL;
  g_autoptr(GAsyncResult) opened = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  char buffer[8];

  nexus_gio_test_put (file, "12345678", 8);
  stream = g_file_read (file, NULL, &error);
  g_cancellable_cancel (cancellable);

  g_assert_cmpint (g_input_stream_read (G_INPUT_STREAM (stream), buffer, 8, cancellable, &error), ==, -1);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_input_stream_read_async (G_INPUT_STREAM (stream), buffer, 8, G_PRIORITY_DEFAULT, cancellable, nexus_test_store_result, &result);
  nexus_test_spin_until (result != NULL);
  g_assert_cmpint (g_input_stream_read_finish (G_INPUT_STREAM (stream), result, &error), ==, -1);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_file_read_async (file, G_PRIORITY_DEFAULT, cancellable, nexus_test_store_result, &opened);
  nexus_test_spin_until (opened != NULL);
  g_assert_null (g_file_read_finish (file, opened, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  /* Nothing of it was lost. */
  read_all (G_INPUT_STREAM (stream), buffer, 8, FALSE, 8);
  g_assert_cmpmem (buffer, 8, "12345678", 8);
}

static void
test_stream_info (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autoptr(GFile) file = get_file (fixture, "/file.txt");
  g_autoptr(GFileInputStream) in = NULL;
  g_autoptr(GFileOutputStream) out = NULL;
  g_autoptr(GFileInfo) info = NULL;
  g_autoptr(GFileInfo) in_info = NULL;
  g_autoptr(GFileInfo) out_info = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *etag = NULL;

  nexus_gio_test_put (file, "12345", 5);
  info = g_file_query_info (file, "etag::value,standard::size", G_FILE_QUERY_INFO_NONE, NULL, &error);
  in = g_file_read (file, NULL, &error);
  out = g_file_replace (file, NULL, FALSE, G_FILE_CREATE_NONE, NULL, &error);
  g_output_stream_write_all (G_OUTPUT_STREAM (out), "1234567", 7, NULL, NULL, &error);
  out_info = g_file_output_stream_query_info (out, "*", NULL, &error);
  g_output_stream_close (G_OUTPUT_STREAM (out), NULL, &error);
  in_info = g_file_input_stream_query_info (in, "*", NULL, &error);
  g_assert_no_error (error);

  /* The stream tells of what it reads, not of what the file is now. */
  g_assert_cmpint (g_file_info_get_size (in_info), ==, 5);
  g_assert_cmpstr (g_file_info_get_etag (in_info), ==, g_file_info_get_etag (info));
  g_assert_cmpstr (g_file_info_get_content_type (in_info), ==, "text/plain");
  g_assert_cmpint (g_file_info_get_size (out_info), ==, 7);
  g_assert_cmpstr (g_file_info_get_name (out_info), ==, "file.txt");

  g_clear_object (&info);
  info = g_file_query_info (file, "etag::value", G_FILE_QUERY_INFO_NONE, NULL, &error);
  etag = g_file_output_stream_get_etag (out);
  g_assert_cmpstr (etag, ==, g_file_info_get_etag (info));
}

/* --- Writing --- */

typedef enum {
  END_CLOSE,
  END_CANCEL,
  END_CANCEL_ASYNC,
  END_DROP,
} End;

/* Whatever was written before, and however much, a stream that is not closed leaves nothing, not even a trace in the
 * parent. */
static void
test_given_up (Fixture       *fixture,
               gconstpointer  data)
{
  const gsize sizes[] = { 0, 10, BIG_SIZE };
  g_autofree char *content = make_big (9);

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      for (End end = END_CANCEL; end <= END_DROP; end++)
        {
          g_autoptr(GFile) file = get_file (fixture, "/new");
          g_autoptr(GFile) old = get_file (fixture, "/old");
          g_autoptr(GCancellable) cancellable = g_cancellable_new ();
          g_autoptr(GError) error = NULL;
          GOutputStream *streams[2];

          nexus_gio_test_put (old, "as before", 9);
          streams[0] = G_OUTPUT_STREAM (g_file_create (file, G_FILE_CREATE_NONE, NULL, &error));
          streams[1] = G_OUTPUT_STREAM (g_file_replace (old, NULL, TRUE, G_FILE_CREATE_NONE, NULL, &error));
          g_assert_no_error (error);
          g_assert_false (exists (file));
          g_cancellable_cancel (cancellable);

          for (guint k = 0; k < 2; k++)
            {
              g_autoptr(GAsyncResult) result = NULL;

              g_output_stream_write_all (streams[k], content, sizes[i], NULL, NULL, &error);
              g_assert_no_error (error);
              if (end == END_CANCEL)
                {
                  g_assert_false (g_output_stream_close (streams[k], cancellable, &error));
                  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
                }
              else if (end == END_CANCEL_ASYNC)
                {
                  g_output_stream_close_async (streams[k], G_PRIORITY_DEFAULT, cancellable, nexus_test_store_result, &result);
                  nexus_test_spin_until (result != NULL);
                  g_assert_false (g_output_stream_close_finish (streams[k], result, &error));
                  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
                }
              g_clear_error (&error);
              g_object_unref (streams[k]);
            }

          g_assert_false (exists (file));
          nexus_gio_test_assert_content (old, "as before", 9);
        }
    }
}

static void
test_write_sizes (Fixture       *fixture,
                  gconstpointer  data)
{
  gboolean async = GPOINTER_TO_INT (data);
  const gsize sizes[] = { 0, 1, 64 * 1024 - 1, 64 * 1024, 64 * 1024 + 1, BIG_SIZE };
  const gsize pieces[] = { 700, 64 * 1024, BIG_SIZE };
  g_autofree char *content = make_big (3);

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      for (guint k = 0; k < G_N_ELEMENTS (pieces); k++)
        {
          g_autoptr(GFile) file = get_file (fixture, "/file");
          g_autoptr(GFileOutputStream) stream = NULL;
          g_autoptr(GAsyncResult) closed = NULL;
          g_autoptr(GError) error = NULL;
          gsize done = 0;

          stream = g_file_replace (file, NULL, FALSE, G_FILE_CREATE_NONE, NULL, &error);
          while (done < sizes[i])
            {
              gsize size = MIN (pieces[k], sizes[i] - done);
              g_autoptr(GAsyncResult) result = NULL;

              if (async)
                {
                  g_output_stream_write_all_async (G_OUTPUT_STREAM (stream), content + done, size, G_PRIORITY_DEFAULT, NULL,
                                                   nexus_test_store_result, &result);
                  nexus_test_spin_until (result != NULL);
                  g_output_stream_write_all_finish (G_OUTPUT_STREAM (stream), result, NULL, &error);
                }
              else
                {
                  g_output_stream_write_all (G_OUTPUT_STREAM (stream), content + done, size, NULL, NULL, &error);
                }
              g_assert_no_error (error);
              done += size;
              g_assert_cmpint (g_seekable_tell (G_SEEKABLE (stream)), ==, done);
            }
          if (async)
            {
              g_output_stream_close_async (G_OUTPUT_STREAM (stream), G_PRIORITY_DEFAULT, NULL, nexus_test_store_result, &closed);
              nexus_test_spin_until (closed != NULL);
              g_assert_true (g_output_stream_close_finish (G_OUTPUT_STREAM (stream), closed, &error));
            }
          else
            {
              g_assert_true (g_output_stream_close (G_OUTPUT_STREAM (stream), NULL, &error));
            }
          g_assert_no_error (error);
          nexus_gio_test_assert_content (file, content, sizes[i]);
        }
    }
}

/* A change that comes between opening and closing is not lost. */
static void
test_changed_meanwhile (Fixture       *fixture,
                        gconstpointer  data)
{
  g_autoptr(GFile) file = get_file (fixture, "/file");
  g_autoptr(GFile) fresh = get_file (fixture, "/fresh");
  g_autoptr(GFileInfo) info = NULL;
  g_autoptr(GFileIOStream) both = NULL;
  g_autoptr(GError) error = NULL;
  GFileOutputStream *streams[3];

  nexus_gio_test_put (file, "first", 5);
  info = g_file_query_info (file, "etag::value", G_FILE_QUERY_INFO_NONE, NULL, &error);
  streams[0] = g_file_replace (file, g_file_info_get_etag (info), FALSE, G_FILE_CREATE_NONE, NULL, &error);
  streams[1] = g_file_append_to (file, G_FILE_CREATE_NONE, NULL, &error);
  streams[2] = g_file_create (fresh, G_FILE_CREATE_NONE, NULL, &error);
  both = g_file_open_readwrite (file, NULL, &error);
  g_assert_no_error (error);
  nexus_gio_test_put (file, "second", 6);
  nexus_gio_test_put (fresh, "second", 6);

  for (guint i = 0; i < G_N_ELEMENTS (streams); i++)
    {
      g_output_stream_write_all (G_OUTPUT_STREAM (streams[i]), "third", 5, NULL, NULL, &error);
      g_assert_no_error (error);
      g_assert_false (g_output_stream_close (G_OUTPUT_STREAM (streams[i]), NULL, &error));
      g_assert_error (error, G_IO_ERROR, ((int) (i == 2 ? G_IO_ERROR_EXISTS : G_IO_ERROR_WRONG_ETAG)));
      g_clear_error (&error);
      g_object_unref (streams[i]);
    }
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (both)), "third", 5, NULL, NULL, &error);
  g_assert_false (g_io_stream_close (G_IO_STREAM (both), NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_WRONG_ETAG);

  nexus_gio_test_assert_content (file, "second", 6);
  nexus_gio_test_assert_content (fresh, "second", 6);
}

/* What was to be backed up has gone: what was written counts. */
static void
test_backup_of_nothing (Fixture       *fixture,
                        gconstpointer  data)
{
  g_autoptr(GFile) file = get_file (fixture, "/file");
  g_autoptr(GFile) backup = get_file (fixture, "/file~");
  g_autoptr(GFileOutputStream) stream = NULL;
  g_autoptr(GError) error = NULL;

  nexus_gio_test_put (file, "first", 5);
  stream = g_file_replace (file, NULL, TRUE, G_FILE_CREATE_NONE, NULL, &error);
  g_output_stream_write_all (G_OUTPUT_STREAM (stream), "second", 6, NULL, NULL, &error);
  g_assert_true (g_file_delete (file, NULL, &error));
  g_assert_true (g_output_stream_close (G_OUTPUT_STREAM (stream), NULL, &error));
  g_assert_no_error (error);
  nexus_gio_test_assert_content (file, "second", 6);
  g_assert_false (exists (backup));
}

/* --- Reading and writing --- */

static guint
get_version (GFile *file)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GFileInfo) info = g_file_query_info (file, "nexus::version", G_FILE_QUERY_INFO_NONE, NULL, &error);

  g_assert_no_error (error);

  return g_file_info_get_attribute_uint32 (info, "nexus::version");
}

static void
test_readwrite (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr(GFile) file = get_file (fixture, "/file");
  g_autofree char *content = make_big (4);
  g_autoptr(GError) error = NULL;
  g_autoptr(GCancellable) cancelled = g_cancellable_new ();
  GFileIOStream *stream;

  nexus_gio_test_put (file, content, BIG_SIZE);
  g_assert_cmpuint (get_version (file), ==, 1);

  /* Nothing was written, so nothing is. */
  stream = g_file_open_readwrite (file, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_io_stream_close (G_IO_STREAM (stream), NULL, &error));
  g_object_unref (stream);
  g_assert_cmpuint (get_version (file), ==, 1);

  /* Dropped, and cancelled. */
  g_cancellable_cancel (cancelled);
  for (guint i = 0; i < 2; i++)
    {
      stream = g_file_open_readwrite (file, NULL, &error);
      g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (stream)), "x", 1, NULL, NULL, &error);
      if (i == 0)
        {
          g_assert_false (g_io_stream_close (G_IO_STREAM (stream), cancelled, &error));
          g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
          g_clear_error (&error);
        }
      g_object_unref (stream);
      nexus_gio_test_assert_content (file, content, BIG_SIZE);
    }

  /* A byte in the middle. */
  stream = g_file_open_readwrite (file, NULL, &error);
  g_assert_true (g_seekable_seek (G_SEEKABLE (stream), 300000, G_SEEK_SET, NULL, &error));
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (stream)), "\x7f", 1, NULL, NULL, &error);
  g_assert_true (g_io_stream_close (G_IO_STREAM (stream), NULL, &error));
  g_assert_no_error (error);
  content[300000] = '\x7f';
  nexus_gio_test_assert_content (file, content, BIG_SIZE);
  g_assert_cmpuint (get_version (file), ==, 2);
  {
    g_autofree char *etag = g_file_io_stream_get_etag (stream);
    g_autoptr(GFileInfo) info = g_file_query_info (file, "etag::value", G_FILE_QUERY_INFO_NONE, NULL, &error);

    g_assert_cmpstr (etag, ==, g_file_info_get_etag (info));
  }
  g_object_unref (stream);
}

/* --- Many at once --- */

static void
count_done (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (g_file_replace_contents_finish (G_FILE (object), result, NULL, &error));
  g_assert_no_error (error);
  ++*(guint *) user_data;
}

static void
test_many (Fixture       *fixture,
           gconstpointer  data)
{
  const guint n = 500;
  guint done = 0;

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *path = g_strdup_printf ("/file-%u", i);
      g_autoptr(GFile) file = get_file (fixture, path);
      g_autoptr(GBytes) bytes = g_bytes_new (path, strlen (path));

      g_file_replace_contents_bytes_async (file, bytes, NULL, FALSE, G_FILE_CREATE_NONE, NULL, count_done, &done);
    }
  nexus_test_spin_until (done == n);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *path = g_strdup_printf ("/file-%u", i);
      g_autoptr(GFile) file = get_file (fixture, path);

      nexus_gio_test_assert_content (file, path, strlen (path));
    }
}

/* In a thread with a main context of its own, results come there. */
static gpointer
work_in_context (gpointer data)
{
  g_autoptr(GFile) file = get_file (data, "/file");
  g_autoptr(GMainContext) context = g_main_context_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GAsyncResult) moved = NULL;
  g_autoptr(GFile) other = get_file (data, "/other");
  g_autoptr(GError) error = NULL;

  g_main_context_push_thread_default (context);
  g_file_replace_contents_async (file, "x", 1, NULL, FALSE, G_FILE_CREATE_NONE, NULL, nexus_test_store_result, &result);
  while (result == NULL)
    g_main_context_iteration (context, TRUE);
  g_assert_true (g_file_replace_contents_finish (file, result, NULL, &error));
  g_assert_no_error (error);
  g_file_move_async (file, other, G_FILE_COPY_NONE, G_PRIORITY_DEFAULT, NULL, NULL, NULL, nexus_test_store_result, &moved);
  while (moved == NULL)
    g_main_context_iteration (context, TRUE);
  g_assert_true (g_file_move_finish (file, moved, &error));
  g_assert_no_error (error);
  g_main_context_pop_thread_default (context);

  return NULL;
}

static void
test_context (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(GFile) other = get_file (fixture, "/other");

  g_thread_join (g_thread_new ("worker", work_in_context, fixture));
  nexus_gio_test_assert_content (other, "x", 1);
}

static void
test_closed (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(GFile) file = get_file (fixture, "/file");
  g_autoptr(GFileOutputStream) small = NULL;
  g_autoptr(GFileOutputStream) other = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GAsyncResult) deleted = NULL;
  g_autoptr(GError) error = NULL;

  small = g_file_replace (file, NULL, FALSE, G_FILE_CREATE_NONE, NULL, &error);
  other = g_file_replace (file, NULL, FALSE, G_FILE_CREATE_NONE, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (nexus_filesystem_close (fixture->filesystem, NULL, &error));

  g_assert_false (g_output_stream_close (G_OUTPUT_STREAM (small), NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CLOSED);
  g_clear_error (&error);
  g_output_stream_close_async (G_OUTPUT_STREAM (other), G_PRIORITY_DEFAULT, NULL, nexus_test_store_result, &result);
  nexus_test_spin_until (result != NULL);
  g_assert_false (g_output_stream_close_finish (G_OUTPUT_STREAM (other), result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CLOSED);
  g_clear_error (&error);
  g_file_delete_async (file, G_PRIORITY_DEFAULT, NULL, nexus_test_store_result, &deleted);
  nexus_test_spin_until (deleted != NULL);
  g_assert_false (g_file_delete_finish (file, deleted, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CLOSED);
  g_clear_error (&error);
  g_assert_null (g_file_read (file, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CLOSED);
}

#define ADD(path, argument, func) g_test_add ("/gio/streams/" path, Fixture, GINT_TO_POINTER (argument), fixture_set_up, func, fixture_tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("consistent/sync", FALSE, test_consistent);
  ADD ("consistent/async", TRUE, test_consistent);
  ADD ("seek/sync", FALSE, test_seek);
  ADD ("seek/async", TRUE, test_seek);
  ADD ("skip", 0, test_skip);
  ADD ("read-cancelled", 0, test_read_cancelled);
  ADD ("info", 0, test_stream_info);
  ADD ("given-up", 0, test_given_up);
  ADD ("sizes/sync", FALSE, test_write_sizes);
  ADD ("sizes/async", TRUE, test_write_sizes);
  ADD ("changed-meanwhile", 0, test_changed_meanwhile);
  ADD ("backup-of-nothing", 0, test_backup_of_nothing);
  ADD ("readwrite", 0, test_readwrite);
  ADD ("many", 0, test_many);
  ADD ("context", 0, test_context);
  ADD ("closed", 0, test_closed);

  return g_test_run ();
}
