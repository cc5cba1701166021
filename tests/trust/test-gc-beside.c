/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "nexus-trust-test.h"

/* Garbage collection beside writers and readers of other processes, and killed at any moment.  The others are this
 * program again, see main().  NEXUS_TEST_SECONDS is how long each part goes on, 4 without it. */

#define N_WRITERS 4
#define N_NAMES   12
/* Few different contents, so that the same one is written, deleted, collected and written again all the time. */
#define N_SEEDS   120

static char *program;

static gint64
get_deadline (void)
{
  const char *seconds = g_getenv ("NEXUS_TEST_SECONDS");

  return g_get_monotonic_time () + (seconds != NULL ? atoi (seconds) : 4) * G_TIME_SPAN_SECOND;
}

static gsize
get_size (guint seed)
{
  return seed % 3 == 0 ? 120000 + seed : 300 + 700 * seed;
}

/* Whatever a file of another writer has, it is one of the contents, and whole. */
static void
read_any (NexusFilesystem *filesystem,
          const char      *path)
{
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GError) error = NULL;

  bytes = nexus_filesystem_read (filesystem, path, NULL, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    return;
  g_assert_no_error (error);

  for (guint seed = 0; seed < N_SEEDS; seed++)
    {
      g_autoptr(GBytes) expected = NULL;

      if (g_bytes_get_size (bytes) != get_size (seed))
        continue;
      expected = nexus_trust_test_make_bytes (seed, get_size (seed));
      g_assert_true (g_bytes_equal (bytes, expected));
      return;
    }
  g_assert_not_reached ();
}

/* Writes, streams and deletes in a folder of its own, and knows what must be there. */
static int
run_writer (const char *folder,
            guint       number)
{
  g_autoptr(GRand) random = g_rand_new_with_seed (number);
  NexusFilesystem *filesystem = nexus_trust_test_connect (folder, "durability: normal\n");
  gint64 deadline = get_deadline ();
  int seeds[N_NAMES];
  guint n_writes = 0;

  memset (seeds, -1, sizeof seeds);
  while (g_get_monotonic_time () < deadline)
    {
      guint name = (guint) g_rand_int_range (random, 0, N_NAMES);
      g_autofree char *path = g_strdup_printf ("/w%u/%u", number, name);
      g_autofree char *other = g_strdup_printf ("/w%d/%u", g_rand_int_range (random, 0, N_WRITERS), name);

      if (seeds[name] >= 0)
        {
          nexus_trust_test_assert_file (filesystem, path, (guint) seeds[name], get_size ((guint) seeds[name]));
          nexus_trust_test_delete (filesystem, path, NEXUS_DELETE_PERMANENT);
          seeds[name] = -1;
        }
      if (g_rand_int_range (random, 0, 4) > 0)
        {
          seeds[name] = g_rand_int_range (random, 0, N_SEEDS);
          nexus_trust_test_put (filesystem, path, (guint) seeds[name], get_size ((guint) seeds[name]));
          n_writes++;
        }
      read_any (filesystem, other);
    }

  for (guint name = 0; name < N_NAMES; name++)
    {
      g_autofree char *path = g_strdup_printf ("/w%u/%u", number, name);

      if (seeds[name] >= 0)
        nexus_trust_test_assert_file (filesystem, path, (guint) seeds[name], get_size ((guint) seeds[name]));
      else
        g_assert_false (nexus_lib_test_exists (filesystem, path));
    }
  nexus_trust_test_close (filesystem);
  g_assert_cmpuint (n_writes, >, 0);

  return EXIT_SUCCESS;
}

static int
run_collector (const char *folder)
{
  NexusFilesystem *filesystem = nexus_trust_test_connect (folder, "durability: normal\n");

  nexus_trust_test_collect (filesystem, NEXUS_GARBAGE_NONE, 0, NULL);
  nexus_trust_test_close (filesystem);

  return EXIT_SUCCESS;
}

static GSubprocess *
start (const char *mode,
       const char *folder,
       guint       number)
{
  g_autofree char *text = g_strdup_printf ("%u", number);
  g_autoptr(GError) error = NULL;
  GSubprocess *process = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, program, mode, folder, text, NULL);

  g_assert_no_error (error);

  return process;
}

static gboolean
is_done (GSubprocess *process)
{
  return g_subprocess_get_identifier (process) == NULL;
}

static void
test_beside (void)
{
  char *folder = nexus_test_make_dir ();
  NexusFilesystem *filesystem = nexus_trust_test_connect (folder, "durability: normal\n");
  GSubprocess *processes[N_WRITERS];
  guint64 n_contents = 0;
  guint n_rounds = 0;
  gboolean busy = TRUE;

  for (guint i = 0; i < N_WRITERS; i++)
    processes[i] = start ("--write", folder, i);

  while (busy)
    {
      n_contents += nexus_trust_test_collect (filesystem, NEXUS_GARBAGE_NONE, 0, NULL);
      n_rounds++;
      g_main_context_iteration (NULL, FALSE);
      busy = FALSE;
      for (guint i = 0; i < N_WRITERS; i++)
        busy = busy || !is_done (processes[i]);
    }
  for (guint i = 0; i < N_WRITERS; i++)
    {
      g_assert_true (g_subprocess_wait_check (processes[i], NULL, NULL));
      g_object_unref (processes[i]);
    }
  g_test_message ("%u rounds, %" G_GUINT64_FORMAT " contents collected", n_rounds, n_contents);
  g_assert_cmpuint (n_contents, >, 0);
  nexus_lib_test_finish (filesystem, folder);
}

static gpointer
kill_later (gpointer user_data)
{
  GSubprocess *process = user_data;

  g_usleep ((gulong) g_random_int_range (0, 60000));
  g_subprocess_force_exit (process);
  g_object_unref (process);

  return NULL;
}

static void
fill (NexusFilesystem *filesystem,
      guint            round)
{
  for (guint i = 0; i < 300; i++)
    {
      g_autofree char *path = g_strdup_printf ("/f%u", i);

      if (round > 0 && i % 10 != 0)
        nexus_trust_test_delete (filesystem, path, NEXUS_DELETE_PERMANENT);
      if (round == 0 || i % 10 != 0)
        nexus_trust_test_put (filesystem, path, i % 10 != 0 ? round * 300 + i : i, i % 30 == 0 ? 150000 : 1500);
    }
}

/* However often it is killed, what is there stays, and the last one leaves nothing. */
static void
test_killed (void)
{
  char *folder = nexus_test_make_dir ();
  NexusFilesystem *filesystem = nexus_trust_test_connect (folder, "durability: normal\n");
  gint64 deadline = get_deadline ();
  guint n_killed = 0, n_rounds = 0;
  guint64 bytes, usage;

  while (g_get_monotonic_time () < deadline || n_killed == 0)
    {
      g_autoptr(GSubprocess) process = NULL;
      GThread *thread;

      fill (filesystem, n_rounds);
      process = start ("--collect", folder, 0);
      thread = g_thread_new ("kill", kill_later, g_object_ref (process));
      g_subprocess_wait (process, NULL, NULL);
      g_thread_join (thread);
      n_killed += g_subprocess_get_if_signaled (process);
      if (!g_subprocess_get_if_signaled (process))
        g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 0);

      for (guint i = 0; i < 300; i++)
        {
          g_autofree char *path = g_strdup_printf ("/f%u", i);

          nexus_trust_test_assert_file (filesystem, path, i % 10 != 0 ? n_rounds * 300 + i : i,
                                        i % 30 == 0 ? 150000 : 1500);
        }
      n_rounds++;
    }
  g_test_message ("%u of %u killed", n_killed, n_rounds);

  /* 10 files of 148 KiB in whole blocks, and 290 records of 1.5 KiB. */
  nexus_trust_test_collect (filesystem, NEXUS_GARBAGE_NONE, 0, NULL);
  nexus_trust_test_collect (filesystem, NEXUS_GARBAGE_DRY_RUN, 0, &bytes);
  usage = nexus_trust_test_disk_usage (folder);
  g_test_message ("%" G_GUINT64_FORMAT " bytes left", usage);
  g_assert_cmpuint (bytes, ==, 0);
  g_assert_cmpuint (usage, <, 10 * 151552 + 3 * 290 * 1548);
  nexus_lib_test_finish (filesystem, folder);
}

static gpointer
run_import (gpointer user_data)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (nexus_operation_run (user_data, NULL, &error));
  g_assert_no_error (error);

  return NULL;
}

/* An import that is paused has committed what it has stored, and holds nothing back. */
static void
test_paused (void)
{
  char *folder = nexus_test_make_dir ();
  char *source = nexus_test_make_dir ();
  NexusFilesystem *filesystem = nexus_trust_test_connect (folder, "durability: normal\n");
  g_autoptr(GFile) file = g_file_new_for_path (source);
  g_autoptr(NexusOperation) import = NULL;
  GThread *thread;

  for (guint i = 0; i < 3000; i++)
    {
      g_autofree char *name = g_strdup_printf ("%s/%u", source, i);
      g_autoptr(GBytes) bytes = nexus_trust_test_make_bytes (i, i % 50 == 0 ? 150000 : 1000);

      g_assert_true (g_file_set_contents_full (name, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes),
                                               G_FILE_SET_CONTENTS_NONE, 0600, NULL));
    }
  nexus_trust_test_put (filesystem, "/unwanted", 9999, 200000);
  nexus_trust_test_delete (filesystem, "/unwanted", NEXUS_DELETE_PERMANENT);

  import = nexus_filesystem_import (filesystem, file, "/in", NEXUS_CONFLICT_SKIP);
  thread = g_thread_new ("import", run_import, import);
  while (nexus_operation_get_files_done (import) == 0 && nexus_operation_get_state (import) != NEXUS_OPERATION_DONE)
    g_usleep (100);
  nexus_operation_pause (import);
  g_test_message ("paused after %" G_GUINT64_FORMAT " files", nexus_operation_get_files_done (import));

  g_assert_cmpuint (nexus_trust_test_collect (filesystem, NEXUS_GARBAGE_NONE, 0, NULL), ==, 1);
  nexus_operation_resume (import);
  g_thread_join (thread);
  for (guint i = 0; i < 3000; i += 25)
    {
      g_autofree char *path = g_strdup_printf ("/in/%u", i);

      nexus_trust_test_assert_file (filesystem, path, i, i % 50 == 0 ? 150000 : 1000);
    }
  g_clear_object (&import);
  nexus_test_remove_tree (source);
  g_free (source);
  nexus_lib_test_finish (filesystem, folder);
}

int
main (int   argc,
      char *argv[])
{
  if (argc == 4 && strcmp (argv[1], "--write") == 0)
    return run_writer (argv[2], (guint) atoi (argv[3]));
  if (argc == 4 && strcmp (argv[1], "--collect") == 0)
    return run_collector (argv[2]);

  program = argv[0];
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/trust/gc-beside/writers", test_beside);
  g_test_add_func ("/trust/gc-beside/killed", test_killed);
  g_test_add_func ("/trust/gc-beside/paused", test_paused);

  return g_test_run ();
}
