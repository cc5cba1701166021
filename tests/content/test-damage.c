/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "nexus-content-test.h"
#include "nexus-error.h"
#include "nexus-local-private.h"

/* Damage, full disks, kills and crowds: right bytes or an error with a code of its own, never wrong bytes. */

#define N_CONTENTS 12

typedef struct {
  char              *folder;
  NexusContentStore *store;
  GBytes            *bytes[N_CONTENTS];
  NexusContentRef   *contents[N_CONTENTS];
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->folder = nexus_test_make_dir ();
  fixture->store = nexus_content_test_open (fixture->folder);
  for (guint i = 0; i < N_CONTENTS; i++)
    {
      fixture->bytes[i] = nexus_content_test_bytes (i, i % 2 == 0 ? 200 + 5000 * i : 150000 * i);
      fixture->contents[i] = nexus_content_test_stage (fixture->store, fixture->bytes[i]);
    }
  nexus_content_test_sync (fixture->store);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  for (guint i = 0; i < N_CONTENTS; i++)
    {
      g_bytes_unref (fixture->bytes[i]);
      _nexus_content_ref_unref (fixture->contents[i]);
    }
  g_assert_finalize_object (fixture->store);
  nexus_test_remove_tree (fixture->folder);
  g_free (fixture->folder);
}

static gboolean
is_told (const GError *error)
{
  return g_error_matches (error, NEXUS_ERROR, NEXUS_ERROR_CORRUPT) ||
         g_error_matches (error, NEXUS_ERROR, NEXUS_ERROR_CONTENT_MISSING);
}

/* Reads everything in both ways, with a store that has nothing open; returns how many contents were damaged. */
static guint
count_damaged (Fixture *fixture)
{
  g_autoptr(NexusContentStore) store = nexus_content_test_open (fixture->folder);
  guint n_damaged = 0;

  for (guint i = 0; i < N_CONTENTS; i++)
    {
      gsize size = fixture->contents[i]->size;
      g_autofree guint8 *buffer = g_malloc (size + 1);
      g_autoptr(GBytes) read = NULL;
      g_autoptr(NexusContentReader) reader = NULL;
      g_autoptr(GError) error = NULL;
      g_autoptr(GError) stream_error = NULL;
      gssize count = -1;

      read = _nexus_content_store_read (store, fixture->contents[i], NULL, &error);
      g_assert_true (read != NULL ? g_bytes_equal (read, fixture->bytes[i]) : is_told (error));

      reader = _nexus_content_store_open (store, fixture->contents[i], &stream_error);
      if (reader != NULL)
        count = _nexus_content_reader_pread (reader, buffer, size, 0, NULL, &stream_error);
      if (count >= 0)
        g_assert_cmpmem (buffer, count, g_bytes_get_data (fixture->bytes[i], NULL), size);
      else
        g_assert_true (is_told (stream_error));

      g_assert_true ((read == NULL) == (count < 0));
      n_damaged += read == NULL;
    }

  return n_damaged;
}

static char *
pick (GPtrArray  *files,
      const char *suffix)
{
  for (;;)
    {
      const char *path = g_ptr_array_index (files, g_test_rand_int_range (0, files->len));

      if (suffix == NULL || g_str_has_suffix (path, suffix))
        return g_strdup (path);
    }
}

static void
test_flipped_bits (Fixture       *fixture,
                   gconstpointer  data)
{
  guint n_rounds = g_test_slow () ? 2000 : 150;
  g_autoptr(GPtrArray) files = nexus_content_test_files (fixture->folder);
  guint n_noticed = 0;

  g_assert_cmpuint (count_damaged (fixture), ==, 0);
  for (guint i = 0; i < n_rounds; i++)
    {
      g_autofree char *path = pick (files, NULL);
      GStatBuf info;
      guint8 byte, flipped;
      goffset offset;
      int fd;

      g_assert_cmpint (g_chmod (path, 0600), ==, 0);
      fd = open (path, O_RDWR | O_CLOEXEC);
      g_assert_cmpint (fd, >=, 0);
      g_assert_cmpint (fstat (fd, &info), ==, 0);
      offset = g_test_rand_int_range (0, info.st_size);
      g_assert_cmpint (pread (fd, &byte, 1, offset), ==, 1);
      flipped = byte ^ (1 << g_test_rand_int_range (0, 8));
      g_assert_cmpint (pwrite (fd, &flipped, 1, offset), ==, 1);

      n_noticed += count_damaged (fixture) == 1;
      g_assert_cmpint (pwrite (fd, &byte, 1, offset), ==, 1);
      close (fd);
    }
  g_assert_cmpuint (count_damaged (fixture), ==, 0);
  /* Only the padding and the head of a pack may change unnoticed. */
  g_assert_cmpuint (n_noticed, >=, n_rounds * 9 / 10);
}

static void
test_cut (Fixture       *fixture,
          gconstpointer  data)
{
  g_autoptr(GPtrArray) files = nexus_content_test_files (fixture->folder);

  for (guint i = 0; i < 30; i++)
    {
      g_autofree char *path = pick (files, NULL);
      g_autofree char *contents = NULL;
      gsize length;

      g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
      g_assert_cmpint (g_chmod (path, 0600), ==, 0);
      g_assert_cmpint (truncate (path, g_test_rand_int_range (0, length / 2)), ==, 0);
      g_assert_cmpuint (count_damaged (fixture), >=, 1);
      g_assert_true (g_file_set_contents (path, contents, length, NULL));
    }
  g_assert_cmpuint (count_damaged (fixture), ==, 0);
}

/* A file that has gone, or has become something that is no file: told, and never waited for. */
/* What was read and checked is right whatever happens to the disk; a bounded part of it is remembered. */
static void
test_remembered (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autoptr(GPtrArray) files = nexus_content_test_files (fixture->folder);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) early = NULL;
  g_autoptr(GBytes) late = NULL;
  /* 200 and 20,200 bytes: one that is remembered, one that is too large for it. */
  const guint small = 0, larger = 4;

  nexus_content_test_assert (fixture->store, fixture->contents[small], fixture->bytes[small]);
  nexus_content_test_assert (fixture->store, fixture->contents[larger], fixture->bytes[larger]);
  for (guint i = 0; i < files->len; i++)
    {
      if (g_str_has_suffix (g_ptr_array_index (files, i), ".pack"))
        g_assert_no_errno (truncate (g_ptr_array_index (files, i), 64));
    }

  early = _nexus_content_store_read (fixture->store, fixture->contents[small], NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (early, fixture->bytes[small]));
  g_assert_null (_nexus_content_store_read (fixture->store, fixture->contents[larger], NULL, &error));
  g_assert_true (is_told (error));
  g_clear_error (&error);

  /* 12 MB of others: it is forgotten then, and the damage is noticed. */
  for (guint i = 0; i < 1200; i++)
    {
      g_autoptr(GBytes) bytes = nexus_content_test_bytes (1000 + i, 10000);
      g_autoptr(NexusContentRef) content = nexus_content_test_stage (fixture->store, bytes);

      nexus_content_test_assert (fixture->store, content, bytes);
    }
  late = _nexus_content_store_read (fixture->store, fixture->contents[small], NULL, &error);
  g_assert_null (late);
  g_assert_true (is_told (error));
}

static void
test_no_file (Fixture       *fixture,
              gconstpointer  data)
{
  static const char * const suffixes[] = { ".pack", NULL };
  g_autoptr(GPtrArray) files = nexus_content_test_files (fixture->folder);

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      for (guint what = 0; what < 4; what++)
        {
          g_autofree char *path = pick (files, suffixes[i]);
          g_autofree char *aside = g_strconcat (fixture->folder, "/aside", NULL);

          g_assert_cmpint (g_rename (path, aside), ==, 0);
          if (what == 1)
            g_assert_cmpint (mkfifo (path, 0600), ==, 0);
          else if (what == 2)
            g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
          else if (what == 3)
            g_assert_cmpint (symlink (aside, path), ==, 0);

          g_assert_cmpuint (count_damaged (fixture), >=, 1);
          if (what > 0)
            g_assert_cmpint (g_remove (path), ==, 0);
          g_assert_cmpint (g_rename (aside, path), ==, 0);
          g_assert_cmpuint (count_damaged (fixture), ==, 0);
        }
    }
}

/* A locator comes from the database, which may be damaged as well. */
static void
test_bad_locators (Fixture       *fixture,
                   gconstpointer  data)
{
  for (guint i = 0; i < 3000; i++)
    {
      NexusContentRef *content = fixture->contents[g_test_rand_int_range (0, N_CONTENTS)];
      gsize size;
      const guint8 *locator = g_bytes_get_data (content->locator, &size);
      g_autofree guint8 *changed = g_memdup2 (locator, size);
      g_autoptr(GBytes) bytes = NULL;
      g_autoptr(GBytes) read = NULL;
      g_autoptr(NexusContentRef) bad = NULL;
      g_autoptr(GError) error = NULL;
      gsize length = i % 3 == 0 ? (gsize) g_test_rand_int_range (0, size + 1) : size;

      changed[g_test_rand_int_range (0, size)] ^= 1 << g_test_rand_int_range (0, 8);
      bytes = g_bytes_new (changed, length);
      bad = _nexus_content_ref_new (content->hash, i % 5 == 0 ? content->size + 1 : content->size, bytes);
      read = _nexus_content_store_read (fixture->store, bad, NULL, &error);
      g_assert_null (read);
      if (!is_told (error))
        g_error ("a bad locator gave: %s", error->message);
    }
}

/* The limit on the size of files stands for the full disk: writing fails in the middle. */
static void
test_no_space (Fixture       *fixture,
               gconstpointer  data)
{
  pid_t child = fork ();
  int status;

  if (child == 0)
    {
      g_autoptr(NexusContentStore) store = NULL;
      g_autoptr(GBytes) large = nexus_content_test_bytes (90, 3 << 20);
      g_autoptr(NexusContentWriter) writer = NULL;
      g_autoptr(GError) error = NULL;
      g_autoptr(GError) sync_error = NULL;
      struct rlimit limit = { 200000, RLIM_INFINITY };

      signal (SIGXFSZ, SIG_IGN);
      store = nexus_content_test_open (fixture->folder);
      g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);

      writer = _nexus_content_store_begin (store, 0, &error);
      g_assert_false (_nexus_content_writer_write (writer, g_bytes_get_data (large, NULL), 3 << 20, &error));
      g_assert_nonnull (error);
      g_clear_object (&writer);

      /* Small ones are written by the sync, which says so; with room again the same ones become durable. */
      for (guint i = 0; i < 10; i++)
        {
          g_autoptr(GBytes) small = nexus_content_test_bytes (100 + i, 60000);

          _nexus_content_ref_unref (nexus_content_test_stage (store, small));
        }
      g_assert_false (_nexus_content_store_sync (store, &sync_error));
      g_assert_nonnull (sync_error);
      limit.rlim_cur = RLIM_INFINITY;
      g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
      nexus_content_test_sync (store);
      for (guint i = 0; i < 10; i++)
        {
          g_autoptr(GBytes) small = nexus_content_test_bytes (100 + i, 60000);
          g_autoptr(NexusContentRef) again = nexus_content_test_stage (store, small);

          nexus_content_test_assert (store, again, small);
        }
      /* Who looks for leaks looks here too. */
      g_clear_object (&store);
      g_clear_pointer (&large, g_bytes_unref);
      g_clear_error (&error);
      g_clear_error (&sync_error);
      _exit (0);
    }

  g_assert_cmpint (child, >, 0);
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFEXITED (status) && WEXITSTATUS (status) == 0);
  g_assert_cmpuint (count_damaged (fixture), ==, 0);
}

typedef struct {
  NexusContentStore *store;
  guint              number;
} Worker;

static gpointer
work (gpointer user_data)
{
  Worker *worker = user_data;

  for (guint i = 0; i < 40; i++)
    {
      /* Some contents are of this thread, some come from several at once. */
      guint seed = i % 4 == 0 ? i : 1000 * worker->number + i;
      g_autoptr(GBytes) bytes = nexus_content_test_bytes (seed, i % 8 == 0 ? 300000 : 3000 + i);
      g_autoptr(NexusContentRef) content = nexus_content_test_stage (worker->store, bytes);

      nexus_content_test_sync (worker->store);
      nexus_content_test_assert (worker->store, content, bytes);
    }

  return NULL;
}

/* Threads over one store, and over two stores on one folder, as two processes would have. */
static void
test_crowd (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(NexusContentStore) other = nexus_content_test_open (fixture->folder);
  Worker workers[8];
  GThread *threads[8];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    {
      workers[i] = (Worker) { i % 2 == 0 ? fixture->store : other, i };
      threads[i] = g_thread_new ("worker", work, &workers[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);

  for (guint i = 0; i < N_CONTENTS; i++)
    nexus_content_test_assert (other, fixture->contents[i], fixture->bytes[i]);
  g_assert_cmpuint (count_damaged (fixture), ==, 0);
}

/* The number of bytes that came, which is less than size only at the end. */
static gssize
read_all (int    fd,
          void  *data,
          gsize  size)
{
  gsize done = 0;

  while (done < size)
    {
      gssize count = read (fd, (guint8 *) data + done, size - done);

      if (count <= 0)
        break;
      done += count;
    }

  return done;
}

/* What a killed process has synced is there; the next one writes on beside it. */
static void
test_killed (Fixture       *fixture,
             gconstpointer  data)
{
  guint n_rounds = g_test_slow () ? 100 : 10;

  for (guint round = 0; round < n_rounds; round++)
    {
      guint stop_at = g_test_rand_int_range (1, 40);
      g_autoptr(GPtrArray) contents = g_ptr_array_new_with_free_func ((GDestroyNotify) _nexus_content_ref_unref);
      g_autoptr(NexusContentStore) store = NULL;
      int ends[2];
      pid_t child;

      g_assert_cmpint (pipe (ends), ==, 0);
      child = fork ();
      if (child == 0)
        {
          store = nexus_content_test_open (fixture->folder);
          for (guint i = 0;; i++)
            {
              g_autoptr(GBytes) bytes = nexus_content_test_bytes (10000 * (round + 1) + i, i % 10 == 9 ? 200000 : 2000);
              NexusContentRef *content = nexus_content_test_stage (store, bytes);
              guint8 size = g_bytes_get_size (content->locator);

              nexus_content_test_sync (store);
              if (write (ends[1], &size, 1) != 1 || write (ends[1], content->hash, NEXUS_HASH_SIZE) != NEXUS_HASH_SIZE ||
                  write (ends[1], &content->size, 8) != 8 ||
                  write (ends[1], g_bytes_get_data (content->locator, NULL), size) != size)
                _exit (1);
            }
        }

      close (ends[1]);
      for (;;)
        {
          guint8 record[512];
          guint8 size;
          guint64 content_size;
          g_autoptr(GBytes) locator = NULL;

          if (read_all (ends[0], &size, 1) < 1)
            break;
          if (read_all (ends[0], record, NEXUS_HASH_SIZE + 8 + size) < NEXUS_HASH_SIZE + 8 + size)
            break;
          memcpy (&content_size, record + NEXUS_HASH_SIZE, 8);
          locator = g_bytes_new (record + NEXUS_HASH_SIZE + 8, size);
          g_ptr_array_add (contents, _nexus_content_ref_new (record, content_size, locator));
          if (contents->len == stop_at)
            kill (child, SIGKILL);
        }
      close (ends[0]);
      g_assert_cmpint (waitpid (child, NULL, 0), ==, child);
      g_assert_cmpuint (contents->len, >=, stop_at);

      store = nexus_content_test_open (fixture->folder);
      for (guint i = 0; i < contents->len; i++)
        {
          g_autoptr(GBytes) bytes = nexus_content_test_bytes (10000 * (round + 1) + i, i % 10 == 9 ? 200000 : 2000);

          nexus_content_test_assert (store, g_ptr_array_index (contents, i), bytes);
        }
    }
  g_assert_cmpuint (count_damaged (fixture), ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  /* Those that fork come first, while there are no threads. */
  ADD ("/damage/killed", test_killed);
  ADD ("/damage/no-space", test_no_space);
  ADD ("/damage/flipped-bits", test_flipped_bits);
  ADD ("/damage/cut", test_cut);
  ADD ("/damage/no-file", test_no_file);
  ADD ("/damage/remembered", test_remembered);
  ADD ("/damage/bad-locators", test_bad_locators);
  ADD ("/damage/crowd", test_crowd);

  return g_test_run ();
}
