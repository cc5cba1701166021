/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "nexus-store-fixture.h"

#include <nexus-sqlite-writer-private.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* The writer: group commit, cancellation, several processes, failing disks, kills. */

static char *self_path;

/* A connection of somebody else. */
static sqlite3 *
open_other (const char *path)
{
  sqlite3 *db;

  g_assert_cmpint (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READWRITE, _nexus_sqlite_checksum_vfs ()), ==, SQLITE_OK);
  sqlite3_busy_timeout (db, 20000);

  return db;
}

static void
execute (sqlite3    *db,
         const char *sql)
{
  char *message = NULL;

  sqlite3_exec (db, sql, NULL, NULL, &message);
  if (message != NULL)
    g_error ("%s: %s", sql, message);
}

typedef struct {
  Fixture           *fixture;
  NexusSqliteWriter *writer;
  guint              number;
  GCancellable      *cancellable;
  int               *n_started;
  GError            *error;
} Job;

static gpointer
write_one (gpointer data)
{
  Job *job = data;
  g_autofree char *path = g_strdup_printf ("/file-%u", job->number);
  g_autoptr(NexusTransaction) transaction = _nexus_transaction_new_single (fixture_put (path, path), job->cancellable);

  g_atomic_int_inc (job->n_started);
  if (job->writer != NULL)
    _nexus_sqlite_writer_apply (job->writer, &transaction, 1);
  else
    _nexus_metadata_store_apply (job->fixture->store, &transaction, 1);
  job->error = g_steal_pointer (&transaction->error);

  return NULL;
}

static void
wait_for (int *value,
          int  expected)
{
  nexus_test_spin_until (g_atomic_int_get (value) == expected);
}

static NexusSqliteWriter *
make_writer (Fixture                *fixture,
             NexusSqliteConnection **connection)
{
  g_autoptr(GError) error = NULL;

  *connection = _nexus_sqlite_connection_open (fixture->path, NEXUS_SQLITE_OPEN_WRITER, NEXUS_DURABILITY_NORMAL, &error);
  g_assert_no_error (error);

  return _nexus_sqlite_writer_new (*connection, NEXUS_DURABILITY_NORMAL, 20);
}

static void
test_group (Fixture       *fixture,
            gconstpointer  data)
{
  NexusSqliteConnection *connection;
  NexusSqliteWriter *writer = make_writer (fixture, &connection);
  sqlite3 *other = open_other (fixture->path);
  g_autoptr(GError) error = NULL;
  GThread *threads[32];
  Job jobs[32] = { 0 };
  int n_started = 0;

  /* While someone else has the lock they all queue up, and then go in few commits. */
  execute (other, "BEGIN IMMEDIATE");
  for (guint i = 0; i < G_N_ELEMENTS (jobs); i++)
    {
      jobs[i].writer = writer;
      jobs[i].number = i % 31;    /* two of them meet */
      jobs[i].n_started = &n_started;
      threads[i] = g_thread_new ("write", write_one, &jobs[i]);
    }
  wait_for (&n_started, G_N_ELEMENTS (jobs));
  execute (other, "COMMIT");

  for (guint i = 0; i < G_N_ELEMENTS (jobs); i++)
    {
      g_thread_join (threads[i]);
      g_assert_no_error (jobs[i].error);
    }
  g_test_message ("%u transactions in %u commits", (guint) G_N_ELEMENTS (jobs), (guint) _nexus_sqlite_writer_get_n_commits (writer));
  g_assert_cmpuint (_nexus_sqlite_writer_get_n_commits (writer), <, G_N_ELEMENTS (jobs));
  for (guint i = 0; i < 31; i++)
    {
      g_autofree char *path = g_strdup_printf ("/file-%u", i);
      g_assert_true (fixture_exists (fixture, path));
    }

  sqlite3_close (other);
  g_assert_true (_nexus_sqlite_writer_close (writer, &error));
  g_assert_no_error (error);
  _nexus_sqlite_writer_free (writer);
}

/* Several transactions of one caller: each all or nothing on its own, in their order, in one commit. */
static void
test_independent (Fixture       *fixture,
                  gconstpointer  data)
{
  NexusSqliteConnection *connection;
  NexusSqliteWriter *writer = make_writer (fixture, &connection);
  NexusTransaction *transactions[5];
  guint64 n_commits;

  transactions[0] = _nexus_transaction_new_single (fixture_mutation (NEXUS_MUTATION_MAKE_DIRECTORY, "/d", NULL, NULL), NULL);
  transactions[1] = _nexus_transaction_new_single (fixture_put ("/d/a", "first"), NULL);
  transactions[2] = _nexus_transaction_new (NULL);
  _nexus_transaction_add (transactions[2], fixture_put ("/d/b", "lost"));
  _nexus_transaction_add (transactions[2], fixture_mutation (NEXUS_MUTATION_MAKE_DIRECTORY, "/e", NULL, NULL));
  _nexus_transaction_add (transactions[2], fixture_put ("/none/c", "x"));
  transactions[3] = _nexus_transaction_new_single (fixture_put ("/e/x", "x"), NULL);
  transactions[4] = _nexus_transaction_new_single (fixture_mutation (NEXUS_MUTATION_MOVE, "/d", "/moved", NULL), NULL);

  n_commits = _nexus_sqlite_writer_get_n_commits (writer);
  _nexus_sqlite_writer_apply (writer, transactions, G_N_ELEMENTS (transactions));
  g_assert_cmpuint (_nexus_sqlite_writer_get_n_commits (writer), ==, n_commits + 1);
  g_assert_no_error (transactions[0]->error);
  g_assert_no_error (transactions[1]->error);
  g_assert_error (transactions[2]->error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_cmpuint (transactions[2]->changes->len, ==, 0);
  g_assert_error (transactions[3]->error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_no_error (transactions[4]->error);
  g_assert_true (fixture_exists (fixture, "/moved/a"));
  g_assert_false (fixture_exists (fixture, "/moved/b"));
  g_assert_false (fixture_exists (fixture, "/e"));

  for (guint i = 0; i < G_N_ELEMENTS (transactions); i++)
    _nexus_transaction_free (transactions[i]);
  _nexus_sqlite_writer_free (writer);
}

static void
test_cancelled (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(NexusTransaction) before = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusContentRef) content = fixture_content ("x");
  sqlite3 *other = open_other (fixture->path);
  int n_started = 0;
  Job leader = { .fixture = fixture, .number = 1, .cancellable = cancellable, .n_started = &n_started };
  Job follower = { .fixture = fixture, .number = 2, .cancellable = cancellable, .n_started = &n_started };
  Job patient = { .fixture = fixture, .number = 3, .n_started = &n_started };
  GThread *threads[3];

  /* Waiting for a lock that is held by someone else, whether they lead or follow, they let go. */
  execute (other, "BEGIN IMMEDIATE");
  threads[0] = g_thread_new ("leader", write_one, &leader);
  threads[1] = g_thread_new ("follower", write_one, &follower);
  threads[2] = g_thread_new ("patient", write_one, &patient);
  wait_for (&n_started, 3);
  g_cancellable_cancel (cancellable);
  g_thread_join (threads[0]);
  g_thread_join (threads[1]);
  g_assert_error (leader.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_error (follower.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  execute (other, "COMMIT");
  g_thread_join (threads[2]);
  g_assert_no_error (patient.error);
  g_assert_false (fixture_exists (fixture, "/file-1"));
  g_assert_false (fixture_exists (fixture, "/file-2"));
  g_assert_true (fixture_exists (fixture, "/file-3"));
  g_clear_error (&leader.error);
  g_clear_error (&follower.error);

  /* Cancelled before: nothing is done, nothing is read. */
  before = _nexus_transaction_new_single (fixture_put ("/never", "x"), cancellable);
  _nexus_metadata_store_apply (fixture->store, &before, 1);
  g_assert_error (before->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (fixture_exists (fixture, "/never"));

#define REFUSES(call) \
  G_STMT_START { \
    g_assert_true (!(call)); \
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED); \
    g_clear_error (&error); \
  } G_STMT_END

  REFUSES (_nexus_metadata_store_query (fixture->store, "/", cancellable, &error));
  REFUSES (_nexus_metadata_store_query_id (fixture->store, "x", cancellable, &error));
  REFUSES (_nexus_metadata_store_find_content (fixture->store, content->hash, cancellable, &error));
  REFUSES (_nexus_metadata_store_list_children (fixture->store, "/", NULL, 1, cancellable, &error));
  REFUSES (_nexus_metadata_store_list_versions (fixture->store, "/file-3", cancellable, &error));
  REFUSES (_nexus_metadata_store_list_trash (fixture->store, cancellable, &error));
  REFUSES (_nexus_metadata_store_list_tags (fixture->store, cancellable, &error));
  REFUSES (_nexus_metadata_store_list_tagged (fixture->store, "t", cancellable, &error));
  REFUSES (_nexus_metadata_store_get_statistics (fixture->store, &(NexusStatisticsInit) { 0 }, cancellable, &error));

  sqlite3_close (other);
}

static gpointer
cancel_soon (gpointer data)
{
  g_usleep ((gulong) g_random_int_range (0, 6000));
  g_cancellable_cancel (data);

  return NULL;
}

/* At any moment: either all of it is there, or it was cancelled and nothing is. */
static void
test_cancelled_anywhere (Fixture       *fixture,
                         gconstpointer  data)
{
  guint n_cancelled = 0;

  for (guint i = 0; i < 40; i++)
    {
      g_autoptr(GCancellable) cancellable = g_cancellable_new ();
      g_autoptr(NexusTransaction) transaction = _nexus_transaction_new (cancellable);
      g_autofree char *first = g_strdup_printf ("/%u-0", i);
      g_autofree char *last = g_strdup_printf ("/%u-999", i);
      GThread *thread;

      for (guint j = 0; j < 1000; j++)
        {
          g_autofree char *path = g_strdup_printf ("/%u-%u", i, j);
          _nexus_transaction_add (transaction, fixture_put (path, path));
        }

      thread = g_thread_new ("cancel", cancel_soon, cancellable);
      _nexus_metadata_store_apply (fixture->store, &transaction, 1);
      g_thread_join (thread);

      if (transaction->error != NULL)
        {
          g_assert_error (transaction->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
          n_cancelled++;
        }
      g_assert_cmpint (fixture_exists (fixture, first), ==, transaction->error == NULL);
      g_assert_cmpint (fixture_exists (fixture, last), ==, transaction->error == NULL);
    }

  g_test_message ("%u of 40 cancelled", n_cancelled);
}

static void
test_closed (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (_nexus_metadata_store_close (fixture->store, &error));
  g_assert_no_error (error);
  g_assert_null (_nexus_metadata_store_query (fixture->store, "/", NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CLOSED);
  g_clear_error (&error);
  fixture_fails (fixture, fixture_put ("/a", "x"), G_IO_ERROR, G_IO_ERROR_CLOSED, NULL);
  g_assert_true (_nexus_metadata_store_close (fixture->store, &error));
  g_assert_no_error (error);
}

/* More threads than readers, reading while others write. */
static gpointer
read_many (gpointer data)
{
  Fixture *fixture = data;

  for (guint i = 0; i < 500; i++)
    {
      g_autofree char *path = g_strdup_printf ("/file-%u", i % 31);
      G_GNUC_UNUSED g_autoptr(NexusEntry) entry = fixture_query (fixture, path);
      g_autoptr(GError) error = NULL;
      g_autoptr(GPtrArray) children = _nexus_metadata_store_list_children (fixture->store, "/", NULL, 50, NULL, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (children->len, >=, 31);
    }

  return NULL;
}

static void
test_readers (Fixture       *fixture,
              gconstpointer  data)
{
  GThread *threads[12];

  for (guint i = 0; i < 31; i++)
    {
      g_autofree char *path = g_strdup_printf ("/file-%u", i);
      fixture_must (fixture, fixture_put (path, path));
    }
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("read", read_many, fixture);
  for (guint i = 0; i < 300; i++)
    {
      g_autofree char *text = g_strdup_printf ("%u", i);
      g_autoptr(NexusEntry) entry = NULL;

      fixture_must (fixture, fixture_put ("/file-7", text));
      /* What was acknowledged is seen at once. */
      entry = fixture_query (fixture, "/file-7");
      g_assert_cmpuint (nexus_entry_get_size (entry), ==, strlen (text));
    }
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}

static void
test_full (Fixture       *fixture,
           gconstpointer  data)
{
  NexusSqliteConnection *connection;
  NexusSqliteWriter *writer = make_writer (fixture, &connection);
  guint n_good = 0;
  gboolean full = FALSE;

  sqlite3_exec (connection->db, "PRAGMA max_page_count = 60", NULL, NULL, NULL);
  for (guint i = 0; i < 200 && !full; i++)
    {
      g_autoptr(NexusTransaction) transaction = _nexus_transaction_new (NULL);

      for (guint j = 0; j < 10; j++)
        {
          g_autofree char *path = g_strdup_printf ("/%u-%u", i, j);
          _nexus_transaction_add (transaction, fixture_put (path, path));
        }
      _nexus_sqlite_writer_apply (writer, &transaction, 1);
      full = transaction->error != NULL;
      if (full)
        g_assert_error (transaction->error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
      else
        n_good++;
    }
  g_assert_true (full);
  g_assert_cmpuint (n_good, >, 0);

  /* What was acknowledged is there, of the rest nothing. */
  for (guint i = 0; i <= n_good; i++)
    for (guint j = 0; j < 10; j++)
      {
        g_autofree char *path = g_strdup_printf ("/%u-%u", i, j);
        g_assert_cmpint (fixture_exists (fixture, path), ==, i < n_good);
      }

  /* When there is space again the same writer goes on. */
  sqlite3_exec (connection->db, "PRAGMA max_page_count = 100000", NULL, NULL, NULL);
  {
    g_autoptr(NexusTransaction) transaction = _nexus_transaction_new_single (fixture_put ("/after", "x"), NULL);

    _nexus_sqlite_writer_apply (writer, &transaction, 1);
    g_assert_no_error (transaction->error);
  }
  g_assert_true (fixture_exists (fixture, "/after"));
  _nexus_sqlite_writer_free (writer);
}

/* The log stays bounded however much is written, without anybody closing the store: names at random touch most
 * pages of the index each time, which is several times as much as that in all. */
static void
test_log (Fixture       *fixture,
          gconstpointer  data)
{
  g_autofree char *log = g_strconcat (fixture->path, "-wal", NULL);
  goffset largest = 0;

  for (guint i = 0; i < 120; i++)
    {
      g_autoptr(NexusTransaction) transaction = _nexus_transaction_new (NULL);
      struct stat info;

      for (guint j = 0; j < 1000; j++)
        {
          g_autofree char *path = g_strdup_printf ("/%08x-%u-%u", g_test_rand_int (), i, j);
          _nexus_transaction_add (transaction, fixture_put (path, path));
        }
      _nexus_metadata_store_apply (fixture->store, &transaction, 1);
      g_assert_no_error (transaction->error);
      g_assert_cmpint (stat (log, &info), ==, 0);
      largest = MAX (largest, info.st_size);
    }

  g_test_message ("the log was at most %" G_GOFFSET_FORMAT " bytes long", largest);
  g_assert_cmpint (largest, <, 100 * 1024 * 1024);
}

/* A disk that refuses to take more bytes into any file. */
static void
test_io_error (Fixture       *fixture,
               gconstpointer  data)
{
  struct rlimit old, small;
  guint n_failed = 0;

  fixture_must (fixture, fixture_put ("/before", "x"));
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &old), ==, 0);
  small = old;
  small.rlim_cur = 200 * 1024;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &small), ==, 0);
  for (guint i = 0; i < 100; i++)
    {
      g_autofree char *path = g_strdup_printf ("/%u", i);
      g_autoptr(NexusTransaction) transaction = _nexus_transaction_new_single (fixture_put (path, path), NULL);

      _nexus_metadata_store_apply (fixture->store, &transaction, 1);
      n_failed += transaction->error != NULL;
      if (transaction->error != NULL)
        g_assert_cmpint (transaction->error->domain, ==, (int) G_IO_ERROR);
      g_assert_cmpint (fixture_exists (fixture, path), ==, transaction->error == NULL);
    }
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &old), ==, 0);
  g_assert_cmpuint (n_failed, >, 0);

  fixture_must (fixture, fixture_put ("/after", "x"));
  g_assert_true (fixture_exists (fixture, "/before"));
  fixture_reopen (fixture);
  g_assert_true (fixture_exists (fixture, "/after"));
}

/* In a process of its own: writes files and prints each number once it is acknowledged. */
static int
run_as_writer (const char *path,
               const char *prefix,
               const char *count)
{
  NexusSqliteStoreOptions options = { .durability = NEXUS_DURABILITY_FULL, .history_limit = 3, .readers = 1 };
  g_autoptr(GError) error = NULL;
  NexusContentHash hash;
  NexusMetadataStore *store = _nexus_sqlite_store_open (path, &options, &hash, NULL, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < (guint) atoi (count); i++)
    {
      g_autofree char *file = g_strdup_printf ("/%s-%u", prefix, i);
      g_autoptr(NexusTransaction) transaction = _nexus_transaction_new_single (fixture_put (file, file), NULL);

      _nexus_metadata_store_apply (store, &transaction, 1);
      g_assert_no_error (transaction->error);
      printf ("%u\n", i);
      fflush (stdout);
    }
  _nexus_metadata_store_close (store, &error);
  g_assert_no_error (error);
  g_object_unref (store);

  return 0;
}

static void
test_processes (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GSubprocess) first = NULL;
  g_autoptr(GSubprocess) second = NULL;
  g_autoptr(NexusEntry) root = NULL;

  first = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &error,
                            self_path, "--writer", fixture->path, "first", "100", NULL);
  g_assert_no_error (error);
  second = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &error,
                             self_path, "--writer", fixture->path, "second", "100", NULL);
  g_assert_no_error (error);
  for (guint i = 0; i < 100; i++)
    {
      g_autofree char *path = g_strdup_printf ("/own-%u", i);
      fixture_must (fixture, fixture_put (path, path));
    }
  g_assert_true (g_subprocess_wait_check (first, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait_check (second, NULL, &error));
  g_assert_no_error (error);

  for (guint i = 0; i < 100; i++)
    {
      g_autofree char *a = g_strdup_printf ("/first-%u", i);
      g_autofree char *b = g_strdup_printf ("/second-%u", i);
      g_autofree char *c = g_strdup_printf ("/own-%u", i);

      g_assert_true (fixture_exists (fixture, a) && fixture_exists (fixture, b) && fixture_exists (fixture, c));
    }
  root = fixture_query (fixture, "/");
  g_assert_cmpuint (nexus_entry_get_total_count (root), ==, 300);
}

/* Killed at any moment it leaves a database that opens, with all that was acknowledged. */
static void
test_kill (Fixture       *fixture,
           gconstpointer  data)
{
  guint n_acknowledged = 0;

  for (guint round = 0; round < 15; round++)
    {
      g_autoptr(GError) error = NULL;
      g_autofree char *prefix = g_strdup_printf ("round%u", round);
      g_autoptr(GSubprocess) process = NULL;
      g_autoptr(GDataInputStream) lines = NULL;
      int last = -1, stop_after = g_test_rand_int_range (0, 60);

      process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error,
                                  self_path, "--writer", fixture->path, prefix, "100000", NULL);
      g_assert_no_error (error);
      lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
      for (;;)
        {
          g_autofree char *line = g_data_input_stream_read_line (lines, NULL, NULL, NULL);

          if (line == NULL)
            break;
          last = atoi (line);
          if (last == stop_after)
            {
              g_usleep ((gulong) g_test_rand_int_range (0, 500));
              g_subprocess_force_exit (process);
            }
        }
      g_subprocess_wait (process, NULL, NULL);
      g_assert_cmpint (last, >=, stop_after);
      n_acknowledged += (guint) last + 1;

      for (int i = 0; i <= last; i++)
        {
          g_autofree char *path = g_strdup_printf ("/%s-%d", prefix, i);
          g_autoptr(NexusEntry) entry = fixture_query (fixture, path);

          g_assert_cmpuint (nexus_entry_get_size (entry), ==, strlen (path));
        }
      fixture_check_totals (fixture);
    }

  g_test_message ("%u acknowledged, none lost", n_acknowledged);
  fixture_reopen (fixture);
}

int
main (int   argc,
      char *argv[])
{
  if (argc == 5 && strcmp (argv[1], "--writer") == 0)
    return run_as_writer (argv[2], argv[3], argv[4]);

  g_test_init (&argc, &argv, NULL);
  self_path = g_file_read_link ("/proc/self/exe", NULL);

#define ADD(name, function) \
  g_test_add ("/metadata/writer/" name, Fixture, NULL, fixture_set_up, function, fixture_tear_down)

  ADD ("group", test_group);
  ADD ("independent", test_independent);
  ADD ("cancelled", test_cancelled);
  ADD ("cancelled-anywhere", test_cancelled_anywhere);
  ADD ("closed", test_closed);
  ADD ("readers", test_readers);
  ADD ("full", test_full);
  ADD ("log", test_log);
  ADD ("io-error", test_io_error);
  ADD ("processes", test_processes);
  ADD ("kill", test_kill);

  {
    int result = g_test_run ();

    g_free (self_path);
    return result;
  }
}
