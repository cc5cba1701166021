/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <glib/gstdio.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include <nexus-glib.h>

#include "nexus-proof-linear.h"
#include "nexus-test-util.h"

/* Many threads of many processes do random things to few paths.  What each call was told, and when it began and ended, is
 * written down; afterwards there must be an order of all calls on a path, in accord with the times, in which each result
 * is what a single program would have seen.  Nobody is ever told that the store is busy.
 *
 * The other processes are this program again, see main().  NEXUS_TEST_SECONDS is how long it goes on, 6 without it. */

#define N_PROCESSES 8
#define N_THREADS   4
#define N_PATHS     NEXUS_PROOF_LINEAR_PATHS

static char *program;

typedef struct {
  NexusFilesystem *filesystem;
  guint            number;
  gint64           deadline;
  GArray          *calls;       /* of NexusProofCall */
  GRand           *random;
  guint            n_written;
} Worker;

static char *
make_path (guint number)
{
  return g_strdup_printf ("/%u/file", number);
}

static guint64
short_etag (const char *etag)
{
  g_autofree char *start = g_strndup (etag, 15);

  return g_ascii_strtoull (start, NULL, 16) + 1;
}

static void
note_entry (NexusProofCall *call,
            NexusEntry     *entry)
{
  call->done = entry != NULL;
  if (entry == NULL)
    return;
  call->value = short_etag (nexus_entry_get_etag (entry));
  call->version = nexus_entry_get_version (entry);
}

/* An error that the state of the path explains; any other one is the end of it. */
static void
allow (const GError *error,
       int           code,
       const char   *what)
{
  if (error != NULL && !g_error_matches (error, G_IO_ERROR, code))
    g_error ("%s: %s (%s %d)", what, error->message, g_quark_to_string (error->domain), error->code);
}

static GBytes *
make_bytes (Worker *worker)
{
  GString *text = g_string_new (NULL);
  gsize size = g_rand_int_range (worker->random, 0, 40) == 0 ? 90000 : 20;

  do
    g_string_append_printf (text, "%u %u\n", worker->number, worker->n_written);
  while (text->len < size);
  worker->n_written++;

  return g_string_free_to_bytes (text);
}

static void
call_write (Worker         *worker,
            NexusProofCall *call,
            const char     *path,
            NexusWriteFlags flags)
{
  g_autoptr(GBytes) bytes = make_bytes (worker);
  g_autoptr(NexusEntry) entry = NULL;
  g_autoptr(GError) error = NULL;

  call->start = g_get_monotonic_time ();
  entry = nexus_filesystem_write (worker->filesystem, path, bytes, NULL, flags, NULL, &error);
  call->end = g_get_monotonic_time ();
  allow (error, G_IO_ERROR_EXISTS, "writing");
  note_entry (call, entry);
}

/* Only if it still is what it was a moment ago. */
static gboolean
call_exchange (Worker         *worker,
               NexusProofCall *call,
               const char     *path)
{
  g_autoptr(GBytes) bytes = make_bytes (worker);
  g_autoptr(NexusEntry) before = nexus_filesystem_query (worker->filesystem, path, NULL, NULL);
  g_autoptr(NexusEntry) entry = NULL;
  g_autoptr(GError) error = NULL;

  if (before == NULL)
    return FALSE;
  call->expected = short_etag (nexus_entry_get_etag (before));
  call->start = g_get_monotonic_time ();
  entry = nexus_filesystem_write (worker->filesystem, path, bytes, nexus_entry_get_etag (before), NEXUS_WRITE_NONE, NULL, &error);
  call->end = g_get_monotonic_time ();
  allow (error, G_IO_ERROR_WRONG_ETAG, "exchanging");
  note_entry (call, entry);

  return TRUE;
}

static void
call_read (Worker         *worker,
           NexusProofCall *call,
           const char     *path)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = NULL;

  call->start = g_get_monotonic_time ();
  bytes = nexus_filesystem_read (worker->filesystem, path, NULL, &error);
  call->end = g_get_monotonic_time ();
  allow (error, G_IO_ERROR_NOT_FOUND, "reading");
  call->done = bytes != NULL;
  if (bytes != NULL)
    {
      g_autofree char *sum = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);

      call->value = short_etag (sum);
    }
}

static void
call_query (Worker         *worker,
            NexusProofCall *call,
            const char     *path)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusEntry) entry = NULL;

  call->start = g_get_monotonic_time ();
  entry = nexus_filesystem_query (worker->filesystem, path, NULL, &error);
  call->end = g_get_monotonic_time ();
  allow (error, G_IO_ERROR_NOT_FOUND, "asking");
  note_entry (call, entry);
}

static void
call_delete (Worker         *worker,
             NexusProofCall *call,
             const char     *path)
{
  g_autoptr(GError) error = NULL;

  call->start = g_get_monotonic_time ();
  call->done = nexus_filesystem_delete (worker->filesystem, path, NULL, NEXUS_DELETE_PERMANENT, NULL, &error);
  call->end = g_get_monotonic_time ();
  allow (error, G_IO_ERROR_NOT_FOUND, "deleting");
}

static void
call_move (Worker         *worker,
           NexusProofCall *call,
           const char     *path)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusEntry) entry = NULL;
  g_autofree char *other = NULL;

  call->other = (guint8) ((call->path + 1 + g_rand_int_range (worker->random, 0, N_PATHS - 1)) % N_PATHS);
  other = make_path (call->other);
  call->start = g_get_monotonic_time ();
  entry = nexus_filesystem_move (worker->filesystem, path, other, NULL, NEXUS_COPY_OVERWRITE, NULL, &error);
  call->end = g_get_monotonic_time ();
  allow (error, G_IO_ERROR_NOT_FOUND, "moving");
  note_entry (call, entry);
}

static gpointer
work (gpointer user_data)
{
  Worker *worker = user_data;

  while (g_get_monotonic_time () < worker->deadline)
    {
      NexusProofCall call = { .path = (guint8) g_rand_int_range (worker->random, 0, N_PATHS) };
      g_autofree char *path = make_path (call.path);
      int dice = g_rand_int_range (worker->random, 0, 100);
      gboolean made = TRUE;

      call.kind = dice < 20 ? NEXUS_PROOF_CALL_WRITE : dice < 30 ? NEXUS_PROOF_CALL_CREATE
                : dice < 45 ? NEXUS_PROOF_CALL_EXCHANGE : dice < 65 ? NEXUS_PROOF_CALL_READ
                : dice < 85 ? NEXUS_PROOF_CALL_QUERY : dice < 93 ? NEXUS_PROOF_CALL_DELETE : NEXUS_PROOF_CALL_MOVE;
      switch ((NexusProofCallKind) call.kind)
        {
        case NEXUS_PROOF_CALL_WRITE:
          call_write (worker, &call, path, NEXUS_WRITE_NONE);
          break;
        case NEXUS_PROOF_CALL_CREATE:
          call_write (worker, &call, path, NEXUS_WRITE_CREATE);
          break;
        case NEXUS_PROOF_CALL_EXCHANGE:
          made = call_exchange (worker, &call, path);
          break;
        case NEXUS_PROOF_CALL_READ:
          call_read (worker, &call, path);
          break;
        case NEXUS_PROOF_CALL_QUERY:
          call_query (worker, &call, path);
          break;
        case NEXUS_PROOF_CALL_DELETE:
          call_delete (worker, &call, path);
          break;
        case NEXUS_PROOF_CALL_MOVE:
        default:
          call_move (worker, &call, path);
          break;
        }
      if (made)
        g_array_append_val (worker->calls, call);
    }

  return NULL;
}

static NexusFilesystem *
connect_to (const char *folder)
{
  g_autofree char *yaml = g_strdup_printf ("data_dir: \"%s\"\ncontent_hash: sha256\ndurability: normal\nhistory_limit: 2\n"
                                           "index_text: false\n", folder);
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusConfig) config = nexus_config_new_from_data (yaml, &error);
  NexusFilesystem *filesystem;

  g_assert_no_error (error);
  filesystem = nexus_connect (config, NULL, &error);
  g_assert_no_error (error);

  return filesystem;
}

static int
run_process (const char *folder,
             const char *output,
             guint       number,
             gint64      deadline)
{
  NexusFilesystem *filesystem = connect_to (folder);
  Worker workers[N_THREADS];
  GThread *threads[N_THREADS];
  g_autoptr(GArray) calls = g_array_new (FALSE, FALSE, sizeof (NexusProofCall));
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < N_THREADS; i++)
    {
      workers[i] = (Worker) { .filesystem = filesystem, .number = number * N_THREADS + i, .deadline = deadline };
      workers[i].calls = g_array_new (FALSE, FALSE, sizeof (NexusProofCall));
      workers[i].random = g_rand_new_with_seed (workers[i].number);
      threads[i] = g_thread_new ("linear", work, &workers[i]);
    }
  for (guint i = 0; i < N_THREADS; i++)
    {
      g_thread_join (threads[i]);
      g_array_append_vals (calls, workers[i].calls->data, workers[i].calls->len);
      g_array_unref (workers[i].calls);
      g_rand_free (workers[i].random);
    }

  nexus_filesystem_close (filesystem, NULL, &error);
  g_assert_no_error (error);
  g_object_unref (filesystem);
  g_file_set_contents (output, calls->data, (gssize) (calls->len * sizeof (NexusProofCall)), &error);
  g_assert_no_error (error);

  return EXIT_SUCCESS;
}

static void
make_directories (const char *folder)
{
  NexusFilesystem *filesystem = connect_to (folder);
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < N_PATHS; i++)
    {
      g_autofree char *path = g_strdup_printf ("/%u", i);
      g_autoptr(NexusEntry) entry = nexus_filesystem_make_directory (filesystem, path, 0, NULL, &error);

      g_assert_no_error (error);
      g_assert_nonnull (entry);
    }
  nexus_filesystem_close (filesystem, NULL, &error);
  g_assert_no_error (error);
  g_object_unref (filesystem);
}

static void
test_processes (void)
{
  const char *seconds = g_getenv ("NEXUS_TEST_SECONDS");
  gint64 deadline = g_get_monotonic_time () + (seconds != NULL ? atoi (seconds) : 6) * G_TIME_SPAN_SECOND;
  g_autofree char *until = g_strdup_printf ("%" G_GINT64_FORMAT, deadline);
  char *folder = nexus_test_make_dir ();
  g_autofree char *store = g_build_filename (folder, "store", NULL);
  g_autoptr(GArray) calls = g_array_new (FALSE, FALSE, sizeof (NexusProofCall));
  GSubprocess *processes[N_PROCESSES];
  g_autofree char *fault = NULL;
  gint64 longest = 0;
  guint n_most;

  make_directories (store);
  for (guint i = 0; i < N_PROCESSES; i++)
    {
      g_autofree char *output = g_strdup_printf ("%s/calls-%u", folder, i);
      g_autofree char *number = g_strdup_printf ("%u", i);

      processes[i] = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, NULL, program, "--work", store, output, number, until, NULL);
      g_assert_nonnull (processes[i]);
    }
  for (guint i = 0; i < N_PROCESSES; i++)
    {
      g_autofree char *output = g_strdup_printf ("%s/calls-%u", folder, i);
      g_autofree char *data = NULL;
      g_autoptr(GError) error = NULL;
      gsize length;

      g_assert_true (g_subprocess_wait_check (processes[i], NULL, &error));
      g_assert_no_error (error);
      g_assert_true (g_file_get_contents (output, &data, &length, NULL));
      g_array_append_vals (calls, data, (guint) (length / sizeof (NexusProofCall)));
      g_object_unref (processes[i]);
    }

  for (guint i = 0; i < calls->len; i++)
    {
      const NexusProofCall *call = &g_array_index (calls, NexusProofCall, i);

      longest = MAX (longest, call->end - call->start);
    }
  g_test_message ("%u calls, the longest took %" G_GINT64_FORMAT " ms", calls->len, longest / 1000);
  g_assert_cmpuint (calls->len, >, 100);

  fault = nexus_proof_linear_check ((const NexusProofCall *) calls->data, calls->len, &n_most);
  g_test_message ("%u states at most", n_most);
  if (fault != NULL)
    g_error ("%s", fault);
  nexus_test_remove_tree (folder);
  g_free (folder);
}

int
main (int   argc,
      char *argv[])
{
  setlocale (LC_ALL, "");
  if (argc == 6 && strcmp (argv[1], "--work") == 0)
    return run_process (argv[2], argv[3], (guint) atoi (argv[4]), g_ascii_strtoll (argv[5], NULL, 10));

  program = argv[0];
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/proof/linear/processes", test_processes);

  return g_test_run ();
}
