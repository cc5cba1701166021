/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "nexus-lib-test.h"

/* Several processes over one store: all of them succeed, each sees what the others have done, and one that is killed
 * takes nothing with it that it had acknowledged.  The other processes are this program again, see main(). */

#define N_FILES 150

static char *program;

/* Content that can be told from any other, and is sometimes large enough for a file of its own. */
static GBytes *
make_contents (const char *name,
               guint       number)
{
  g_autofree char *line = g_strdup_printf ("%s %u\n", name, number);
  GString *text = g_string_new (NULL);
  guint repeat = number % 25 == 24 ? 20000 : 3;

  for (guint i = 0; i < repeat; i++)
    g_string_append (text, line);

  return g_string_free_to_bytes (text);
}

static char *
make_path (const char *name,
           guint       number)
{
  return g_strdup_printf ("/%s/%u/%u", name, number % 7, number);
}

/* Writes N_FILES files of its own (or goes on for ever), prints each one that was acknowledged, and replaces one file
 * that all of them share. */
static int
run_writer (const char *folder,
            const char *name,
            gboolean    for_ever)
{
  NexusFilesystem *filesystem = nexus_lib_test_connect (folder);
  g_autoptr(GError) error = NULL;

  for (guint i = 0; for_ever || i < N_FILES; i++)
    {
      g_autoptr(GBytes) bytes = make_contents (name, i);
      g_autofree char *path = make_path (name, i);
      g_autoptr(NexusEntry) entry = NULL;
      g_autoptr(NexusEntry) shared = NULL;
      char number[32];

      entry = nexus_filesystem_write (filesystem, path, bytes, NULL, NEXUS_WRITE_PARENTS, NULL, &error);
      if (entry != NULL)
        shared = nexus_filesystem_write (filesystem, "/shared", bytes, NULL, NEXUS_WRITE_NONE, NULL, &error);
      if (shared == NULL)
        {
          fprintf (stderr, "%s: %s\n", path, error->message);
          return EXIT_FAILURE;
        }

      g_snprintf (number, sizeof number, "%u\n", i);
      if (write (STDOUT_FILENO, number, strlen (number)) < 0)
        return EXIT_FAILURE;
    }

  g_assert_true (nexus_filesystem_close (filesystem, NULL, &error));
  g_assert_no_error (error);
  g_object_unref (filesystem);

  return EXIT_SUCCESS;
}

static GSubprocess *
start_writer (const char *folder,
              const char *name,
              const char *how)
{
  g_autoptr(GError) error = NULL;
  GSubprocess *process;

  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, program, how, folder, name, NULL);
  g_assert_no_error (error);

  return process;
}

static void
assert_file (NexusFilesystem *filesystem,
             const char      *name,
             guint            number)
{
  g_autoptr(GBytes) expected = make_contents (name, number);
  g_autofree char *path = make_path (name, number);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = nexus_filesystem_read (filesystem, path, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (bytes, expected));
}

static void
finish_writer (GSubprocess *process)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *output = NULL;

  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, &output, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_successful (process));
}

/* All of them open a folder in which there is no store yet. */
static void
test_write_at_once (void)
{
  static const char * const names[] = { "ann", "bob", "cid" };
  char *folder = nexus_test_make_dir ();
  g_autofree char *data = g_build_filename (folder, "data", NULL);
  GSubprocess *processes[G_N_ELEMENTS (names)];
  NexusFilesystem *filesystem;
  g_autoptr(NexusEntry) shared = NULL;
  g_autoptr(NexusStatistics) statistics = NULL;
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    processes[i] = start_writer (data, names[i], "--writer");
  filesystem = nexus_lib_test_connect (data);
  for (guint i = 0; i < 50; i++)
    {
      g_autofree char *path = g_strdup_printf ("/own/%u", i);

      g_object_unref (nexus_lib_test_write (filesystem, path, path));
    }
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      finish_writer (processes[i]);
      g_object_unref (processes[i]);
    }

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    for (guint k = 0; k < N_FILES; k++)
      assert_file (filesystem, names[i], k);

  shared = nexus_filesystem_query (filesystem, "/shared", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (nexus_entry_get_version (shared), ==, G_N_ELEMENTS (names) * N_FILES);
  statistics = nexus_filesystem_get_statistics (filesystem, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (nexus_statistics_get_n_files (statistics), ==, G_N_ELEMENTS (names) * N_FILES + 50 + 1);

  g_assert_true (nexus_filesystem_close (filesystem, NULL, NULL));
  nexus_test_assert_finalized (filesystem);
  nexus_test_remove_tree (folder);
  g_free (folder);
}

/* Kills a writer after it has acknowledged some files; they are all there, and the store goes on. */
static void
test_killed (void)
{
  char *folder = nexus_test_make_dir ();
  guint n_rounds = g_test_slow () ? 50 : 8;

  for (guint round = 0; round < n_rounds; round++)
    {
      g_autofree char *name = g_strdup_printf ("round%u", round);
      g_autoptr(GSubprocess) process = start_writer (folder, name, "--endless-writer");
      g_autoptr(GDataInputStream) lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
      g_autoptr(GError) error = NULL;
      guint stop_at = g_test_rand_int_range (1, 60);
      guint n_acknowledged = 0;
      NexusFilesystem *filesystem;
      g_autofree char *first = NULL;

      for (;;)
        {
          g_autofree char *line = g_data_input_stream_read_line (lines, NULL, NULL, &error);

          g_assert_no_error (error);
          if (line == NULL)
            break;
          g_assert_cmpint (atoi (line), ==, (int) n_acknowledged);
          n_acknowledged++;
          if (n_acknowledged == stop_at)
            g_subprocess_force_exit (process);
        }
      g_assert_cmpuint (n_acknowledged, >=, stop_at);
      g_subprocess_wait (process, NULL, NULL);

      filesystem = nexus_lib_test_connect (folder);
      for (guint i = 0; i < n_acknowledged; i++)
        assert_file (filesystem, name, i);
      /* One more may have been committed before it could be told. */
      first = make_path (name, n_acknowledged + 1);
      g_assert_false (nexus_lib_test_exists (filesystem, first));
      g_assert_true (nexus_filesystem_close (filesystem, NULL, NULL));
      nexus_test_assert_finalized (filesystem);
    }

  nexus_test_remove_tree (folder);
  g_free (folder);
}

/* What another process has written is seen by one that has had the store open all along. */
static void
test_seen_by_others (void)
{
  char *folder = nexus_test_make_dir ();
  NexusFilesystem *filesystem = nexus_lib_test_connect (folder);
  g_autoptr(GSubprocess) process = NULL;

  g_assert_false (nexus_lib_test_exists (filesystem, "/ann"));
  process = start_writer (folder, "ann", "--writer");
  finish_writer (process);
  assert_file (filesystem, "ann", 0);
  assert_file (filesystem, "ann", N_FILES - 1);
  nexus_lib_test_finish (filesystem, folder);
}

/* A store that is opened twice in one process keeps its hold on the database when other processes come and go. */
static void
test_opened_twice (void)
{
  char *folder = nexus_test_make_dir ();
  NexusFilesystem *first = nexus_lib_test_connect (folder);
  NexusFilesystem *second;
  g_autoptr(GSubprocess) process = NULL;

  g_object_unref (nexus_lib_test_write (first, "/before", "x"));
  second = nexus_lib_test_connect (folder);
  process = start_writer (folder, "ann", "--writer");
  finish_writer (process);
  g_object_unref (nexus_lib_test_write (first, "/first", "x"));
  g_object_unref (nexus_lib_test_write (second, "/second", "x"));
  assert_file (first, "ann", N_FILES - 1);
  assert_file (second, "ann", N_FILES - 1);
  g_assert_true (nexus_filesystem_close (first, NULL, NULL));
  nexus_test_assert_finalized (first);
  g_assert_true (nexus_filesystem_close (second, NULL, NULL));
  nexus_test_assert_finalized (second);

  first = nexus_lib_test_connect (folder);
  nexus_lib_test_assert_text (first, "/before", "x");
  nexus_lib_test_assert_text (first, "/first", "x");
  nexus_lib_test_assert_text (first, "/second", "x");
  assert_file (first, "ann", 0);
  nexus_lib_test_finish (first, folder);
}

int
main (int   argc,
      char *argv[])
{
  if (argc == 4 && g_str_equal (argv[1], "--writer"))
    return run_writer (argv[2], argv[3], FALSE);
  if (argc == 4 && g_str_equal (argv[1], "--endless-writer"))
    return run_writer (argv[2], argv[3], TRUE);

  program = argv[0];
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/processes/write-at-once", test_write_at_once);
  g_test_add_func ("/processes/killed", test_killed);
  g_test_add_func ("/processes/seen-by-others", test_seen_by_others);

  g_test_add_func ("/processes/opened-twice", test_opened_twice);

  return g_test_run ();
}
