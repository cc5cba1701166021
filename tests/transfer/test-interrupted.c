/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nexus-transfer-test.h"

/* Imports that are cancelled or killed at any moment: what was acknowledged is there, whole, and the next import goes on
 * to the end.  The processes that are killed are this program again, see main().
 * NEXUS_TEST_KILLS is the number of kills, 25 without it. */

#define SEED 7

static char *program;

static void
acknowledged_cb (NexusOperation *operation,
                 const char     *path,
                 GHashTable     *paths)
{
  g_hash_table_add (paths, g_strdup (path));
}

/* Every path of the tree that is in the store is what the host has; `path` is below "/t". */
static void
assert_intact (NexusTransferTest *self,
               const char        *path)
{
  g_autofree char *host = g_build_filename (self->source, path + strlen ("/t"), NULL);
  g_autoptr(NexusEntry) entry = nexus_transfer_test_query (self->filesystem, path);
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *expected = NULL;
  gsize size;

  g_assert_nonnull (entry);
  if (nexus_entry_get_kind (entry) == NEXUS_KIND_SYMBOLIC_LINK)
    {
      expected = g_file_read_link (host, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (nexus_entry_get_target (entry), ==, expected);
      return;
    }
  if (nexus_entry_get_kind (entry) == NEXUS_KIND_DIRECTORY)
    {
      g_assert_true (g_file_test (host, G_FILE_TEST_IS_DIR));
      return;
    }

  bytes = nexus_filesystem_read (self->filesystem, path, NULL, &error);
  g_assert_no_error (error);
  g_file_get_contents (host, &expected, &size, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), expected, size);
}

/* All that can be seen in the store is whole, acknowledged or not. */
static guint
assert_all_intact (NexusTransferTest *self)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusEntryEnumerator) enumerator = NULL;
  guint n_entries = 0;

  if (!nexus_filesystem_exists (self->filesystem, "/t", NULL, NULL))
    return 0;

  enumerator = nexus_filesystem_enumerate (self->filesystem, "/t", NEXUS_ENUMERATE_RECURSIVE, NULL, &error);
  g_assert_no_error (error);
  for (;;)
    {
      g_autoptr(GPtrArray) entries = nexus_entry_enumerator_next (enumerator, 500, NULL, &error);

      g_assert_no_error (error);
      if (entries->len == 0)
        return n_entries;
      for (guint i = 0; i < entries->len; i++)
        assert_intact (self, nexus_entry_get_path (g_ptr_array_index (entries, i)));
      n_entries += entries->len;
    }
}

static void
assert_all_acknowledged (NexusTransferTest *self,
                         GHashTable        *paths)
{
  GHashTableIter iter;
  gpointer path;

  g_hash_table_iter_init (&iter, paths);
  while (g_hash_table_iter_next (&iter, &path, NULL))
    assert_intact (self, path);
}

static void
finish_import (NexusTransferTest *self)
{
  g_object_unref (nexus_transfer_test_import (self->filesystem, self->source, "/t", NEXUS_CONFLICT_FAIL, NULL));
  g_object_unref (nexus_transfer_test_export (self->filesystem, "/t", self->target, NEXUS_CONFLICT_FAIL, NULL));
  nexus_transfer_test_assert_same (self->source, self->target);
}

/* --- Cancelling --- */

static gpointer
cancel_later (gpointer user_data)
{
  NexusOperation *operation = user_data;
  guint64 limit = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (operation), "limit"));

  while (nexus_operation_get_files_done (operation) < limit &&
         nexus_operation_get_state (operation) < NEXUS_OPERATION_DONE)
    g_usleep (100);
  nexus_operation_cancel (operation);
  g_object_unref (operation);

  return NULL;
}

/* Runs it, and cancels it from another thread after some files; whether that was in time. */
static gboolean
run_and_cancel (NexusOperation *operation,
                guint           limit)
{
  g_autoptr(GError) error = NULL;
  GThread *thread;
  gboolean done;

  g_object_set_data (G_OBJECT (operation), "limit", GUINT_TO_POINTER (limit));
  thread = g_thread_new ("cancel", cancel_later, g_object_ref (operation));
  done = nexus_operation_run (operation, NULL, &error);
  g_thread_join (thread);
  if (done)
    {
      g_assert_no_error (error);
      g_assert_cmpint (nexus_operation_get_state (operation), ==, NEXUS_OPERATION_DONE);
    }
  else
    {
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_assert_cmpint (nexus_operation_get_state (operation), ==, NEXUS_OPERATION_CANCELLED);
    }

  return !done;
}

static void
test_cancelled_import (NexusTransferTest *self,
                       gconstpointer      user_data)
{
  guint n_cancelled = 0;

  nexus_transfer_test_make_tree (self->source, SEED, 1500);
  for (guint round = 0; round < 12; round++)
    {
      g_autoptr(GFile) source = g_file_new_for_path (self->source);
      g_autoptr(NexusOperation) operation = nexus_filesystem_import (self->filesystem, source, "/t", NEXUS_CONFLICT_FAIL);
      g_autoptr(GHashTable) paths = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

      g_signal_connect (operation, "acknowledged", G_CALLBACK (acknowledged_cb), paths);
      n_cancelled += run_and_cancel (operation, g_test_rand_int_range (0, 1800));
      assert_all_acknowledged (self, paths);
    }
  g_assert_cmpuint (n_cancelled, >, 0);
  g_test_message ("%u cancelled", n_cancelled);
  assert_all_intact (self);
  finish_import (self);
}

static void
test_cancelled_export (NexusTransferTest *self,
                       gconstpointer      user_data)
{
  g_autofree char *large = g_strnfill (20 * 1024 * 1024, 'x');
  guint n_cancelled = 0;

  nexus_transfer_test_make_tree (self->source, SEED, 600);
  nexus_transfer_test_write (self->source, "a-large-one", large);
  g_object_unref (nexus_transfer_test_import (self->filesystem, self->source, "/t", NEXUS_CONFLICT_FAIL, NULL));
  for (guint round = 0; round < 12; round++)
    {
      g_autoptr(GFile) target = g_file_new_for_path (self->target);
      g_autoptr(NexusOperation) operation = nexus_filesystem_export (self->filesystem, "/t", target, NEXUS_CONFLICT_FAIL);

      n_cancelled += run_and_cancel (operation, g_test_rand_int_range (0, 600));
      if (g_file_test (self->target, G_FILE_TEST_IS_DIR))
        nexus_transfer_test_assert_clean (self->target);
    }
  g_assert_cmpuint (n_cancelled, >, 0);
  g_object_unref (nexus_transfer_test_export (self->filesystem, "/t", self->target, NEXUS_CONFLICT_FAIL, NULL));
  nexus_transfer_test_assert_clean (self->target);
}

/* --- Killing --- */

static void
print_path_cb (NexusOperation *operation,
               const char     *path,
               gpointer        user_data)
{
  printf ("%s\n", path);
}

static void
run_cb (GObject      *object,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  nexus_operation_run_finish (NEXUS_OPERATION (object), result, &error);
  g_assert_no_error (error);
  g_main_loop_quit (user_data);
}

/* Imports the source and prints each path that was acknowledged. */
static int
run_importer (const char *data,
              const char *source_path,
              const char *path)
{
  NexusFilesystem *filesystem = nexus_transfer_test_connect (data);
  g_autoptr(GFile) source = g_file_new_for_path (source_path);
  g_autoptr(NexusOperation) operation = nexus_filesystem_import (filesystem, source, path, NEXUS_CONFLICT_FAIL);
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr(GError) error = NULL;

  setvbuf (stdout, NULL, _IOLBF, 0);
  g_signal_connect (operation, "acknowledged", G_CALLBACK (print_path_cb), NULL);
  nexus_operation_run_async (operation, NULL, run_cb, loop);
  g_main_loop_run (loop);
  g_assert_true (nexus_filesystem_close (filesystem, NULL, &error));
  g_assert_no_error (error);
  g_object_unref (filesystem);

  return EXIT_SUCCESS;
}

static GSubprocess *
start_importer (NexusTransferTest *self,
                const char        *path)
{
  g_autoptr(GError) error = NULL;
  GSubprocess *process;

  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, program, "--import", self->data, self->source,
                              path, NULL);
  g_assert_no_error (error);

  return process;
}

static gpointer
kill_later (gpointer user_data)
{
  GSubprocess *process = user_data;

  g_usleep (g_random_int_range (0, 250000));
  g_subprocess_force_exit (process);
  g_object_unref (process);

  return NULL;
}

static guint
get_n_kills (void)
{
  const char *wanted = g_getenv ("NEXUS_TEST_KILLS");

  return wanted != NULL ? (guint) atoi (wanted) : 25;
}

/* Half of them die at a random moment, the others right after a random number of acknowledgements, when the next batch is
 * being committed. */
static void
test_killed_import (NexusTransferTest *self,
                    gconstpointer      user_data)
{
  guint n_interrupted = 0;

  nexus_transfer_test_make_tree (self->source, SEED, 3000);
  for (guint round = 0; round < get_n_kills (); round++)
    {
      g_autoptr(GHashTable) paths = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      g_autoptr(GSubprocess) process = start_importer (self, "/t");
      g_autoptr(GDataInputStream) lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
      g_autoptr(GError) error = NULL;
      GThread *thread = NULL;
      guint stop_at = G_MAXUINT;
      char *line;

      if (round % 2 == 0)
        thread = g_thread_new ("kill", kill_later, g_object_ref (process));
      else
        stop_at = g_test_rand_int_range (1, 200);
      while ((line = g_data_input_stream_read_line (lines, NULL, NULL, &error)) != NULL)
        {
          g_hash_table_add (paths, line);
          if (g_hash_table_size (paths) == stop_at)
            g_subprocess_force_exit (process);
        }
      g_assert_no_error (error);
      if (thread != NULL)
        g_thread_join (thread);
      g_subprocess_wait (process, NULL, &error);
      g_assert_no_error (error);
      if (g_subprocess_get_if_signaled (process))
        n_interrupted++;
      else
        g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 0);

      /* Opened anew, as after a restart. */
      g_assert_true (nexus_filesystem_close (self->filesystem, NULL, &error));
      g_assert_no_error (error);
      nexus_test_assert_finalized (self->filesystem);
      self->filesystem = nexus_transfer_test_connect (self->data);
      assert_all_acknowledged (self, paths);

      /* Once it is complete it begins again elsewhere. */
      if (!g_subprocess_get_if_signaled (process))
        {
          g_assert_true (nexus_filesystem_delete (self->filesystem, "/t", NULL, NEXUS_DELETE_RECURSIVE, NULL, &error));
          g_assert_no_error (error);
        }
    }
  g_test_message ("%u interrupted, %u entries", n_interrupted, assert_all_intact (self));
  g_assert_cmpuint (n_interrupted, >, 0);
  finish_import (self);
}

/* --- Together --- */

/* The same tree to the same place, from three processes at once, and a fourth beside it. */
static void
test_together (NexusTransferTest *self,
               gconstpointer      user_data)
{
  GSubprocess *processes[4];

  nexus_transfer_test_make_tree (self->source, SEED, 1200);
  for (guint i = 0; i < G_N_ELEMENTS (processes); i++)
    processes[i] = start_importer (self, i < 3 ? "/t" : "/other");
  for (guint i = 0; i < G_N_ELEMENTS (processes); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autofree char *output = NULL;

      g_assert_true (g_subprocess_communicate_utf8 (processes[i], NULL, NULL, &output, NULL, &error));
      g_assert_no_error (error);
      g_assert_true (g_subprocess_get_successful (processes[i]));
      g_object_unref (processes[i]);
    }

  finish_import (self);
  nexus_test_remove_tree (self->target);
  g_object_unref (nexus_transfer_test_export (self->filesystem, "/other", self->target, NEXUS_CONFLICT_FAIL, NULL));
  nexus_transfer_test_assert_same (self->source, self->target);
}

int
main (int   argc,
      char *argv[])
{
  if (argc == 5 && strcmp (argv[1], "--import") == 0)
    return run_importer (argv[2], argv[3], argv[4]);

  program = argv[0];
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) \
  g_test_add ("/transfer/interrupted/" name, NexusTransferTest, NULL, nexus_transfer_test_set_up, func, \
              nexus_transfer_test_tear_down)
  ADD ("cancelled-import", test_cancelled_import);
  ADD ("cancelled-export", test_cancelled_export);
  ADD ("killed-import", test_killed_import);
  ADD ("together", test_together);

  return g_test_run ();
}
