/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "nexus-lib-test.h"

/* Many asynchronous calls at once: the main loop stays free, writes share commits, closing waits for them. */

typedef struct {
  guint  n_done;
  guint  n_failed;
  guint  n_cancelled;
  gint64 last_tick;
  gint64 longest;
} Counter;

static gboolean
tick (gpointer user_data)
{
  Counter *counter = user_data;
  gint64 now = g_get_monotonic_time ();

  counter->longest = MAX (counter->longest, now - counter->last_tick);
  counter->last_tick = now;

  return G_SOURCE_CONTINUE;
}

static void
write_done (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  Counter *counter = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusEntry) entry = nexus_filesystem_write_finish (NEXUS_FILESYSTEM (object), result, &error);

  g_assert_true ((entry == NULL) == (error != NULL));
  counter->n_done++;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    counter->n_cancelled++;
  else if (error != NULL)
    counter->n_failed++;
}

static void
query_done (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  Counter *counter = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusEntry) entry = nexus_filesystem_query_finish (NEXUS_FILESYSTEM (object), result, &error);

  g_assert_no_error (error);
  g_assert_nonnull (entry);
  counter->n_done++;
}

static void
start_write (NexusFilesystem *filesystem,
             guint            number,
             GCancellable    *cancellable,
             Counter         *counter)
{
  g_autofree char *path = g_strdup_printf ("/files/%04u", number);
  g_autofree char *text = g_strdup_printf ("text %u", number);
  g_autoptr(GBytes) bytes = g_bytes_new (text, strlen (text));

  nexus_filesystem_write_async (filesystem, path, bytes, NULL, NEXUS_WRITE_PARENTS, cancellable, write_done, counter);
}

/* Waits for some calls after the other, so that how long all of them take is nobody's limit. */
static void
wait_done (Counter *counter,
           guint    n_calls)
{
  for (guint n = MIN (250, n_calls); ; n = MIN (n + 250, n_calls))
    {
      nexus_test_spin_until (counter->n_done >= n);
      if (n == n_calls)
        break;
    }
  g_assert_cmpuint (counter->n_done, ==, n_calls);
}

static guint
count_children (NexusFilesystem *filesystem,
                const char      *path)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) list = nexus_filesystem_list (filesystem, path, NULL, &error);

  g_assert_no_error (error);

  return g_list_model_get_n_items (list);
}

/* Whether the loop had its turns while a thousand reads and writes were under way. */
static gboolean
loop_stays_free (NexusFilesystem *filesystem)
{
  g_autoptr(GSource) source = g_timeout_source_new (1);
  Counter counter = { 0 };
  gint64 begun, taken;

  begun = counter.last_tick = g_get_monotonic_time ();
  g_source_set_callback (source, tick, &counter, NULL);
  /* Before the results, so that a flood of them cannot hide a stall. */
  g_source_set_priority (source, G_PRIORITY_HIGH);
  g_source_attach (source, NULL);

  for (guint i = 0; i < 1000; i++)
    {
      nexus_filesystem_query_async (filesystem, "/a", NULL, query_done, &counter);
      start_write (filesystem, i, NULL, &counter);
    }
  wait_done (&counter, 2000);
  taken = g_get_monotonic_time () - begun;
  g_source_destroy (source);

  g_assert_cmpuint (counter.n_failed, ==, 0);
  g_test_message ("longest gap between two turns of the loop: %.1f ms of %.1f", counter.longest / 1000.0, taken / 1000.0);

  return counter.longest < taken * 3 / 4;
}

/* A loop that is blocked has no turn until nearly all is done, however fast or busy the machine is, and however often it
 * is tried; the machine itself may stand still for a moment. */
static void
test_loop_stays_free (void)
{
  char *folder = nexus_test_make_dir ();
  NexusFilesystem *filesystem = nexus_lib_test_connect (folder);
  gboolean is_free = FALSE;

  g_object_unref (nexus_lib_test_write (filesystem, "/a", "hello"));
  for (guint i = 0; i < 10 && !is_free; i++)
    is_free = loop_stays_free (filesystem);
  g_assert_true (is_free);
  nexus_lib_test_finish (filesystem, folder);
}

static guint32
get_be32 (const guint8 *data)
{
  guint32 value;

  memcpy (&value, data, sizeof value);

  return GUINT32_FROM_BE (value);
}

/* The number of commits in the write-ahead log: of its frames, those of its own generation that end a transaction. */
static guint
count_commits (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "metadata.db-wal", NULL);
  g_autoptr(GError) error = NULL;
  g_autofree char *contents = NULL;
  const guint8 *log;
  gsize length, page_size;
  guint n_commits = 0;

  g_assert_true (g_file_get_contents (path, &contents, &length, &error));
  g_assert_no_error (error);
  log = (const guint8 *) contents;
  g_assert_cmpuint (length, >, 32);
  page_size = get_be32 (log + 8);
  for (gsize at = 32; at + 24 + page_size <= length; at += 24 + page_size)
    {
      if (memcmp (log + at + 8, log + 16, 8) == 0 && get_be32 (log + at + 4) != 0)
        n_commits++;
    }

  return n_commits;
}

/* Each write on its own has a commit, and so a sync, of its own; a thousand at once share a few. */
static void
test_writes_share_commits (void)
{
  char *folder = nexus_test_make_dir ();
  NexusFilesystem *filesystem = nexus_lib_test_connect (folder);
  guint start, one_by_one, together;
  Counter counter = { 0 };

  g_object_unref (nexus_lib_test_write (filesystem, "/single/first", ""));
  start = count_commits (folder);
  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *path = g_strdup_printf ("/single/%u", i);

      g_object_unref (nexus_lib_test_write (filesystem, path, path));
    }
  one_by_one = count_commits (folder) - start;

  for (guint i = 0; i < 1000; i++)
    start_write (filesystem, i, NULL, &counter);
  wait_done (&counter, 1000);
  together = count_commits (folder) - start - one_by_one;

  g_assert_cmpuint (counter.n_failed, ==, 0);
  g_assert_cmpuint (count_children (filesystem, "/files"), ==, 1000);
  for (guint i = 0; i < 1000; i += 99)
    {
      g_autofree char *path = g_strdup_printf ("/files/%04u", i);
      g_autofree char *text = g_strdup_printf ("text %u", i);

      nexus_lib_test_assert_text (filesystem, path, text);
    }
  g_test_message ("20 writes one by one: %u commits; 1000 together: %u commits", one_by_one, together);
  g_assert_cmpuint (one_by_one, ==, 20);
  g_assert_cmpuint (together, >, 0);
  /* About ten on an idle machine, and more where the thread that starts them has to wait for a processor. */
  g_assert_cmpuint (together, <, 500);
  nexus_lib_test_finish (filesystem, folder);
}

/* Each write is there or was reported as cancelled, never both and never neither. */
static void
test_cancel_midway (void)
{
  char *folder = nexus_test_make_dir ();
  NexusFilesystem *filesystem = nexus_lib_test_connect (folder);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  Counter counter = { 0 };

  start_write (filesystem, 9999, NULL, &counter);
  for (guint i = 0; i < 2000; i++)
    start_write (filesystem, i, cancellable, &counter);
  nexus_test_spin_until (counter.n_done > 0);
  g_cancellable_cancel (cancellable);
  wait_done (&counter, 2001);

  g_assert_cmpuint (counter.n_failed, ==, 0);
  g_assert_cmpuint (count_children (filesystem, "/files"), ==, 2001 - counter.n_cancelled);
  nexus_lib_test_finish (filesystem, folder);
}

/* Contents are staged ahead of their turn; the writes themselves come in the order in which they were asked for. */
static void
test_writes_keep_their_order (void)
{
  char *folder = nexus_test_make_dir ();
  NexusFilesystem *filesystem = nexus_lib_test_connect (folder);
  Counter counter = { 0 };

  for (guint i = 0; i < 4000; i++)
    {
      g_autofree char *path = g_strdup_printf ("/files/%u", i % 7);
      g_autofree char *text = g_strdup_printf ("text %u", i);
      g_autoptr(GBytes) bytes = g_bytes_new (text, strlen (text));

      nexus_filesystem_write_async (filesystem, path, bytes, NULL, NEXUS_WRITE_PARENTS, NULL, write_done, &counter);
    }
  wait_done (&counter, 4000);
  g_assert_cmpuint (counter.n_failed, ==, 0);

  for (guint i = 3993; i < 4000; i++)
    {
      g_autofree char *path = g_strdup_printf ("/files/%u", i % 7);
      g_autofree char *text = g_strdup_printf ("text %u", i);
      g_autoptr(GError) error = NULL;
      g_autoptr(NexusEntry) entry = nexus_filesystem_query (filesystem, path, NULL, &error);
      g_autoptr(GBytes) bytes = nexus_filesystem_read (filesystem, path, NULL, &error);

      g_assert_no_error (error);
      g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), text, strlen (text));
      g_assert_cmpuint (nexus_entry_get_version (entry), ==, (i / 7) + 1);
    }
  nexus_lib_test_finish (filesystem, folder);
}

/* One bad write does not take its neighbours in the same commit along. */
static void
test_failures_stay_alone (void)
{
  char *folder = nexus_test_make_dir ();
  NexusFilesystem *filesystem = nexus_lib_test_connect (folder);
  g_autoptr(GBytes) bytes = g_bytes_new_static ("x", 1);
  Counter counter = { 0 };

  for (guint i = 0; i < 300; i++)
    {
      start_write (filesystem, i, NULL, &counter);
      if (i % 3 == 0)
        nexus_filesystem_write_async (filesystem, "/no/parent", bytes, NULL, NEXUS_WRITE_NONE, NULL,
                                      write_done, &counter);
    }
  wait_done (&counter, 400);

  g_assert_cmpuint (counter.n_failed, ==, 100);
  g_assert_cmpuint (count_children (filesystem, "/files"), ==, 300);
  nexus_lib_test_finish (filesystem, folder);
}

static void
test_close_waits (void)
{
  char *folder = nexus_test_make_dir ();
  NexusFilesystem *filesystem = nexus_lib_test_connect (folder);
  g_autoptr(GAsyncResult) closed = NULL;
  g_autoptr(GError) error = NULL;
  Counter counter = { 0 };

  for (guint i = 0; i < 500; i++)
    start_write (filesystem, i, NULL, &counter);
  nexus_filesystem_close_async (filesystem, NULL, nexus_test_store_result, &closed);
  nexus_test_spin_until (closed != NULL && counter.n_done == 500);
  g_assert_true (nexus_filesystem_close_finish (filesystem, closed, &error));
  g_assert_no_error (error);
  g_clear_object (&closed);
  nexus_test_assert_finalized (filesystem);

  /* What was queued before the close was done, or refused; what was done is there. */
  filesystem = nexus_lib_test_connect (folder);
  g_assert_cmpuint (count_children (filesystem, "/files"), ==, 500 - counter.n_failed);
  g_assert_cmpuint (counter.n_failed, ==, 0);
  nexus_lib_test_finish (filesystem, folder);
}

/* The last reference may be dropped while calls are under way; they end, and then the store goes. */
static void
test_drop_while_busy (void)
{
  char *folder = nexus_test_make_dir ();
  NexusFilesystem *filesystem = nexus_lib_test_connect (folder);
  GWeakRef weak;
  Counter counter = { 0 };

  g_weak_ref_init (&weak, filesystem);
  g_object_unref (nexus_lib_test_write (filesystem, "/a", "hello"));
  for (guint i = 0; i < 200; i++)
    {
      nexus_filesystem_query_async (filesystem, "/a", NULL, query_done, &counter);
      start_write (filesystem, i, NULL, &counter);
    }
  g_object_unref (filesystem);
  wait_done (&counter, 400);
  g_assert_cmpuint (counter.n_failed, ==, 0);

  for (;;)
    {
      g_autoptr(NexusFilesystem) alive = g_weak_ref_get (&weak);

      if (alive == NULL)
        break;
      g_clear_object (&alive);
      g_thread_yield ();
    }
  g_weak_ref_clear (&weak);

  filesystem = nexus_lib_test_connect (folder);
  g_assert_cmpuint (count_children (filesystem, "/files"), ==, 200);
  nexus_lib_test_finish (filesystem, folder);
}

static gpointer
write_many (gpointer data)
{
  NexusFilesystem *filesystem = data;

  for (guint i = 0; i < 50; i++)
    {
      g_autofree char *path = g_strdup_printf ("/threads/%p/%u", (void *) g_thread_self (), i);

      g_object_unref (nexus_lib_test_write (filesystem, path, path));
      nexus_lib_test_assert_text (filesystem, path, path);
    }

  return NULL;
}

static void
test_threads (void)
{
  char *folder = nexus_test_make_dir ();
  NexusFilesystem *filesystem = nexus_lib_test_connect (folder);
  GThread *threads[8];
  guint n_files = 0;
  g_autoptr(NexusStatistics) statistics = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("writer", write_many, filesystem);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);

  statistics = nexus_filesystem_get_statistics (filesystem, NULL, NULL);
  n_files = nexus_statistics_get_n_files (statistics);
  g_assert_cmpuint (n_files, ==, 50 * G_N_ELEMENTS (threads));
  nexus_lib_test_finish (filesystem, folder);
}

static void
connected (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  NexusFilesystem **filesystem = user_data;
  g_autoptr(GError) error = NULL;

  *filesystem = nexus_connect_finish (result, &error);
  g_assert_no_error (error);
}

static void
test_connect_async (void)
{
  char *folder = nexus_test_make_dir ();
  g_autoptr(NexusConfig) config = nexus_config_new ();
  NexusFilesystem *filesystem = NULL;

  nexus_config_set_data_dir (config, folder);
  nexus_connect_async (config, NULL, connected, &filesystem);
  g_assert_null (filesystem);
  /* A later change of the caller's configuration does not reach the store. */
  nexus_config_set_data_dir (config, "/nowhere");
  nexus_test_spin_until (filesystem != NULL);

  g_assert_cmpstr (nexus_config_get_data_dir (nexus_filesystem_get_config (filesystem)), ==, folder);
  g_object_unref (nexus_lib_test_write (filesystem, "/a", "hello"));
  nexus_lib_test_finish (filesystem, folder);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/async/loop-stays-free", test_loop_stays_free);
  g_test_add_func ("/async/writes-share-commits", test_writes_share_commits);
  g_test_add_func ("/async/cancel-midway", test_cancel_midway);
  g_test_add_func ("/async/writes-keep-their-order", test_writes_keep_their_order);
  g_test_add_func ("/async/failures-stay-alone", test_failures_stay_alone);
  g_test_add_func ("/async/close-waits", test_close_waits);
  g_test_add_func ("/async/drop-while-busy", test_drop_while_busy);
  g_test_add_func ("/async/threads", test_threads);
  g_test_add_func ("/async/connect", test_connect_async);

  return g_test_run ();
}
