/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "nexus-lib-test.h"

/* The `changed` signal tells what other processes commit: all of it, once, in order and soon; and only somebody who
 * listens costs anything.  The other processes are this program again, see main(). */

#define BURST 5000
#define BURST_FOLDERS 20

static char *program;

/* --- The other process --- */

/* Writes /NAME/0 … /NAME/n-1, each in a commit of its own, and prints when each was acknowledged. */
static int
run_writer (const char *folder,
            const char *name,
            guint       n_files)
{
  NexusFilesystem *filesystem = nexus_lib_test_connect_quickly (folder);

  for (guint i = 0; i < n_files; i++)
    {
      g_autofree char *path = g_strdup_printf ("/%s/%u/%u", name, i % BURST_FOLDERS, i);

      /* The same contents, so that only the first are written. */
      g_object_unref (nexus_lib_test_write (filesystem, path, "x"));
      printf ("%" G_GINT64_FORMAT "\n", g_get_monotonic_time ());
      fflush (stdout);
    }
  g_assert_true (nexus_filesystem_close (filesystem, NULL, NULL));
  g_object_unref (filesystem);

  return EXIT_SUCCESS;
}

static GSubprocess *
start_writer (const char *folder,
              const char *name,
              guint       n_files)
{
  g_autofree char *number = g_strdup_printf ("%u", n_files);
  g_autoptr(GError) error = NULL;
  GSubprocess *process;

  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, program, "--writer", folder, name, number, NULL);
  g_assert_no_error (error);

  return process;
}

/* Returns when the last file was acknowledged. */
static gint64
finish_writer (GSubprocess *process)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *output = NULL;
  const char *line;

  g_subprocess_communicate_utf8 (process, NULL, NULL, &output, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_successful (process));
  g_strchomp (output);
  line = strrchr (output, '\n');

  return g_ascii_strtoll (line != NULL ? line + 1 : output, NULL, 10);
}

/* --- The listener --- */

typedef struct {
  char            *folder;
  NexusFilesystem *filesystem;
  GHashTable      *created;    /* paths that were told to have been made, and how often */
  GHashTable      *crowded;    /* folders of which only that was told */
  GHashTable      *sequences;
  guint64          last;
  gint64           last_time;
} Fixture;

static void
note_change (NexusFilesystem *filesystem,
             NexusChange     *change,
             gpointer         user_data)
{
  Fixture *fixture = user_data;
  guint64 sequence = nexus_change_get_sequence (change);
  NexusChangeKind kind = nexus_change_get_kind (change);
  const char *path = nexus_change_get_path (change);

  /* Texts that were read in the background have no place in the log. */
  if (kind == NEXUS_CHANGE_TEXTS)
    return;

  g_assert_cmpuint (sequence, >=, fixture->last);
  fixture->last = sequence;
  fixture->last_time = g_get_monotonic_time ();
  if (kind == NEXUS_CHANGE_CHILDREN)
    {
      g_hash_table_add (fixture->crowded, g_strdup (path));
      return;
    }

  g_assert_true (g_hash_table_add (fixture->sequences, g_memdup2 (&sequence, sizeof sequence)));
  if (kind == NEXUS_CHANGE_CREATED)
    g_assert_true (g_hash_table_add (fixture->created, g_strdup (path)));
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->folder = nexus_test_make_dir ();
  fixture->filesystem = nexus_lib_test_connect_quickly (fixture->folder);
  fixture->created = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  fixture->crowded = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  fixture->sequences = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_signal_handlers_disconnect_by_data (fixture->filesystem, fixture);
  nexus_lib_test_finish (fixture->filesystem, fixture->folder);
  g_hash_table_unref (fixture->created);
  g_hash_table_unref (fixture->crowded);
  g_hash_table_unref (fixture->sequences);
}

static void
listen (Fixture *fixture)
{
  g_signal_connect (fixture->filesystem, "changed", G_CALLBACK (note_change), fixture);
}

static gboolean
was_told (Fixture    *fixture,
          const char *path)
{
  g_autofree char *parent = g_path_get_dirname (path);

  return g_hash_table_contains (fixture->created, path) || g_hash_table_contains (fixture->crowded, parent) ||
         g_hash_table_contains (fixture->crowded, "/");
}

static gboolean
all_told (Fixture    *fixture,
          const char *name,
          guint       n_files)
{
  for (guint i = n_files; i > 0; i--)
    {
      g_autofree char *path = g_strdup_printf ("/%s/%u/%u", name, (i - 1) % BURST_FOLDERS, i - 1);

      if (!was_told (fixture, path))
        return FALSE;
    }

  return TRUE;
}

/* Whether there is a thread that watches; the names of threads are cut to 15 bytes. */
static gboolean
is_watching (void)
{
  g_autoptr(GDir) tasks = g_dir_open ("/proc/self/task", 0, NULL);
  const char *name;

  g_assert_nonnull (tasks);
  while ((name = g_dir_read_name (tasks)) != NULL)
    {
      g_autofree char *path = g_build_filename ("/proc/self/task", name, "comm", NULL);
      g_autofree char *comm = NULL;

      if (g_file_get_contents (path, &comm, NULL, NULL) && g_str_has_prefix (comm, "nexus-changes"))
        return TRUE;
    }

  return FALSE;
}

/* --- The tests --- */

static void
test_soon (Fixture       *fixture,
           gconstpointer  data)
{
  gint64 best = G_MAXINT64;

  listen (fixture);

  /* The machine may have other things to do, even for long: the best of many counts. */
  for (guint i = 0; i < 100 && best > 200 * G_TIME_SPAN_MILLISECOND; i++)
    {
      g_autofree char *name = g_strdup_printf ("round%u", i);
      g_autoptr(GSubprocess) process = start_writer (fixture->folder, name, 1);
      gint64 acknowledged;

      nexus_test_spin_until (all_told (fixture, name, 1));
      acknowledged = finish_writer (process);
      best = MIN (best, fixture->last_time - acknowledged);
    }

  g_test_message ("told %.1f ms after the commit", best / 1000.0);
  g_assert_cmpint (best, <=, 200 * G_TIME_SPAN_MILLISECOND);
}

/* When nothing has happened for a while, nothing is awaited any more; the next commit is told all the same. */
static void
test_after_silence (Fixture       *fixture,
                    gconstpointer  data)
{
  listen (fixture);
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *name = g_strdup_printf ("round%u", i);
      g_autoptr(GSubprocess) process = start_writer (fixture->folder, name, 1);
      gint64 until = g_get_monotonic_time () + 1500 * G_TIME_SPAN_MILLISECOND;

      nexus_test_spin_until (all_told (fixture, name, 1));
      finish_writer (process);
      nexus_test_spin_until (g_get_monotonic_time () >= until);
    }
}

static void
test_burst (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(GSubprocess) process = NULL;

  listen (fixture);
  process = start_writer (fixture->folder, "burst", BURST);
  finish_writer (process);
  nexus_test_spin_until (all_told (fixture, "burst", BURST));
  /* The last one is there, so nothing is still on its way. */
  g_assert_cmpuint (g_hash_table_size (fixture->created), <=, BURST + BURST_FOLDERS + 1);
}

/* Both processes write at the same time: each change is told once, in the order of the commits. */
static void
test_mixed (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(GSubprocess) process = NULL;
  guint n_own = 300;

  listen (fixture);
  process = start_writer (fixture->folder, "theirs", 300);
  for (guint i = 0; i < n_own; i++)
    {
      g_autofree char *path = g_strdup_printf ("/own/%u/%u", i % BURST_FOLDERS, i);

      g_object_unref (nexus_lib_test_write (fixture->filesystem, path, path));
      g_main_context_iteration (NULL, FALSE);
    }
  finish_writer (process);
  nexus_test_spin_until (all_told (fixture, "own", n_own) && all_told (fixture, "theirs", 300));
}

/* Who has not listened is not told what was before; from then on nothing is lost. */
static void
test_late (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(GSubprocess) before = start_writer (fixture->folder, "before", 100);
  g_autoptr(GSubprocess) after = NULL;
  NexusFilesystem *late;

  finish_writer (before);
  late = nexus_lib_test_connect_quickly (fixture->folder);
  g_signal_connect (late, "changed", G_CALLBACK (note_change), fixture);
  after = start_writer (fixture->folder, "after", 100);
  /* All is committed before the context has had its first turn since. */
  finish_writer (after);
  nexus_test_spin_until (all_told (fixture, "after", 100));
  g_assert_false (was_told (fixture, "/before/0/0"));

  g_signal_handlers_disconnect_by_data (late, fixture);
  g_assert_true (nexus_filesystem_close (late, NULL, NULL));
  nexus_test_assert_finalized (late);
}

static void
test_only_while_heard (Fixture       *fixture,
                       gconstpointer  data)
{
  g_autoptr(GSubprocess) unheard = start_writer (fixture->folder, "unheard", 1);
  g_autoptr(GSubprocess) heard = NULL;
  g_autoptr(GSubprocess) again = NULL;

  finish_writer (unheard);
  /* Only the thread of the test before may still be about to end. */
  nexus_test_spin_until (!is_watching ());

  listen (fixture);
  nexus_test_spin_until (is_watching ());
  heard = start_writer (fixture->folder, "heard", 1);
  nexus_test_spin_until (all_told (fixture, "heard", 1));
  finish_writer (heard);

  g_signal_handlers_disconnect_by_data (fixture->filesystem, fixture);
  nexus_test_spin_until (!is_watching ());

  listen (fixture);
  again = start_writer (fixture->folder, "again", 1);
  nexus_test_spin_until (all_told (fixture, "again", 1));
  finish_writer (again);
}

/* Another object over the same store in the same process is somebody else, too. */
static void
test_same_process (Fixture       *fixture,
                   gconstpointer  data)
{
  NexusFilesystem *other = nexus_lib_test_connect_quickly (fixture->folder);

  listen (fixture);
  g_object_unref (nexus_lib_test_write (other, "/a", "x"));
  nexus_test_spin_until (was_told (fixture, "/a"));
  g_assert_true (nexus_filesystem_close (other, NULL, NULL));
  nexus_test_assert_finalized (other);
}

static void
test_killed (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(GSubprocess) process = NULL;
  g_autoptr(GDataInputStream) lines = NULL;
  guint n_acknowledged = 0;

  listen (fixture);
  process = start_writer (fixture->folder, "killed", 100000);
  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  for (;;)
    {
      g_autofree char *line = g_data_input_stream_read_line (lines, NULL, NULL, NULL);

      if (line == NULL)
        break;
      if (++n_acknowledged == 50)
        g_subprocess_send_signal (process, SIGKILL);
    }
  g_subprocess_wait (process, NULL, NULL);
  g_assert_cmpuint (n_acknowledged, >=, 50);
  nexus_test_spin_until (all_told (fixture, "killed", n_acknowledged));
}

int
main (int   argc,
      char *argv[])
{
  if (argc == 5 && g_str_equal (argv[1], "--writer"))
    return run_writer (argv[2], argv[3], (guint) atoi (argv[4]));

  program = argv[0];
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/others/soon", test_soon);
  ADD ("/others/after-silence", test_after_silence);
  ADD ("/others/burst", test_burst);
  ADD ("/others/mixed", test_mixed);
  ADD ("/others/late", test_late);
  ADD ("/others/only-while-heard", test_only_while_heard);
  ADD ("/others/same-process", test_same_process);
  ADD ("/others/killed", test_killed);

  return g_test_run ();
}
