/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "nexus-remote-file.h"
#include "nexus-transfer-test.h"

/* Places that only GIO reaches, with all that they cannot do and that goes wrong there; what goes well is in the tests
 * of trees and conflicts, which run over such a place too. */

#define SECOND G_GINT64_CONSTANT (1000000000)
#define TIME   (1600000000 * SECOND)
#define TEXT   "some words in a file"

static void
make_small_tree (NexusTransferTest *self)
{
  g_autofree char *link = g_build_filename (self->source, "folder/link", NULL);

  nexus_transfer_test_write (self->source, "a", TEXT);
  nexus_transfer_test_write (self->source, "folder/b", TEXT " too");
  nexus_transfer_test_write (self->source, "folder/c", TEXT " as well");
  g_assert_cmpint (symlink ("b", link), ==, 0);
  nexus_transfer_test_set_time (self->source, "a", TIME + 123456789);
  nexus_transfer_test_set_time (self->source, "folder/b", TIME + 987654321);
  nexus_transfer_test_set_time (self->source, "folder/c", TIME + 1);
}

static NexusOperation *
import (NexusTransferTest    *self,
        NexusConflictPolicy   policy,
        char                **failures)
{
  return nexus_transfer_test_import (self->filesystem, self->source, "/t", policy, failures);
}

static NexusOperation *
export (NexusTransferTest    *self,
        NexusConflictPolicy   policy,
        char                **failures)
{
  return nexus_transfer_test_export (self->filesystem, "/t", self->target, policy, failures);
}

static void
assert_text (const char *folder,
             const char *name,
             const char *text)
{
  g_autofree char *found = nexus_transfer_test_read (folder, name);

  g_assert_cmpstr (found, ==, text);
}

/* --- Import --- */

/* One listing of each folder brings all that tells what has changed: no file is opened again. */
static void
test_unchanged_is_not_read (NexusTransferTest *self,
                            gconstpointer      user_data)
{
  g_autoptr(NexusOperation) again = NULL;

  make_small_tree (self);
  nexus_remote_place.coarse_times = user_data != NULL;
  g_object_unref (import (self, NEXUS_CONFLICT_FAIL, NULL));
  g_assert_cmpint (nexus_remote_place.n_reads, ==, 3);

  again = import (self, NEXUS_CONFLICT_FAIL, NULL);
  g_assert_cmpuint (nexus_operation_get_files_skipped (again), ==, 6);
  g_assert_cmpint (nexus_remote_place.n_reads, ==, 3);
}

/* The time of an earlier import, which was exact, is not lost to a place that tells whole seconds. */
static void
test_exact_times_stay (NexusTransferTest *self,
                       gconstpointer      user_data)
{
  g_autoptr(NexusEntry) entry = NULL;

  make_small_tree (self);
  g_object_unref (import (self, NEXUS_CONFLICT_FAIL, NULL));
  nexus_remote_place.coarse_times = TRUE;
  g_object_unref (import (self, NEXUS_CONFLICT_REPLACE, NULL));

  entry = nexus_transfer_test_query (self->filesystem, "/t/folder/b");
  g_assert_cmpint (nexus_entry_get_modified_ns (entry), ==, TIME + 987654321);
  g_assert_cmpint (nexus_remote_place.n_reads, ==, 3);
}

/* Without times only the contents tell; without sizes too. */
static void
test_import_without_facts (NexusTransferTest *self,
                           gconstpointer      user_data)
{
  g_autoptr(NexusOperation) same = NULL;
  g_autoptr(NexusEntry) entry = NULL;
  g_autofree char *large = g_strnfill (3 * 1024 * 1024 + 5, 'l');
  g_autofree char *failures = NULL;
  g_autofree char *text = NULL;
  gint64 begin = g_get_real_time () * 1000;

  make_small_tree (self);
  nexus_transfer_test_write (self->source, "large", large);
  nexus_remote_place.no_times = TRUE;
  nexus_remote_place.no_modes = TRUE;
  nexus_remote_place.no_sizes = user_data != NULL;
  g_object_unref (import (self, NEXUS_CONFLICT_FAIL, NULL));
  entry = nexus_transfer_test_query (self->filesystem, "/t/large");
  g_assert_cmpuint (nexus_entry_get_size (entry), ==, 3 * 1024 * 1024 + 5);
  /* The store gives what the place does not. */
  g_assert_cmpint (nexus_entry_get_modified_ns (entry), >=, begin - SECOND);
  g_assert_cmpuint (nexus_entry_get_mode (entry), !=, 0);

  same = import (self, NEXUS_CONFLICT_FAIL, NULL);
  g_assert_cmpuint (nexus_operation_get_files_skipped (same), ==, 7);

  nexus_transfer_test_write (self->source, "a", "same words in a file");
  g_object_unref (import (self, NEXUS_CONFLICT_FAIL, &failures));
  g_assert_cmpstr (failures, ==, "/t/a: exists\n");
  /* Nothing says that it is newer. */
  g_object_unref (import (self, NEXUS_CONFLICT_NEWER, NULL));
  text = nexus_transfer_test_cat (self->filesystem, "/t/a");
  g_assert_cmpstr (text, ==, TEXT);
  g_clear_pointer (&text, g_free);
  g_object_unref (import (self, NEXUS_CONFLICT_REPLACE, NULL));
  text = nexus_transfer_test_cat (self->filesystem, "/t/a");
  g_assert_cmpstr (text, ==, "same words in a file");
}

/* What cannot be read is told, and the rest goes on. */
static void
test_import_failures (NexusTransferTest *self,
                      gconstpointer      user_data)
{
  g_autofree char *failures = NULL;
  g_autofree char *expected = g_strdup_printf ("/t/a: failed\ntest://%s/folder: permission-denied\n", self->source);
  g_autoptr(NexusOperation) operation = NULL;
  g_autoptr(NexusFailure) failure = NULL;
  g_autofree char *uri = g_strdup_printf ("test://%s/", self->source);
  g_autoptr(NexusEntry) entry = NULL;

  make_small_tree (self);
  nexus_transfer_test_write (self->source, "z", TEXT);
  nexus_remote_place.unlisted = "folder";
  nexus_remote_place.broken_read = "a";
  operation = import (self, NEXUS_CONFLICT_FAIL, &failures);
  g_assert_cmpstr (failures, ==, expected);
  failure = g_list_model_get_item (nexus_operation_get_failures (operation), 0);
  g_assert_nonnull (strstr (nexus_failure_get_message (failure), uri));

  g_assert_null (nexus_transfer_test_query (self->filesystem, "/t/a"));
  entry = nexus_transfer_test_query (self->filesystem, "/t/z");
  g_assert_nonnull (entry);

  /* The next import brings the rest. */
  memset (&nexus_remote_place, 0, sizeof nexus_remote_place);
  g_object_unref (import (self, NEXUS_CONFLICT_FAIL, NULL));
  g_object_unref (export (self, NEXUS_CONFLICT_FAIL, NULL));
  nexus_transfer_test_assert_same (self->source, self->target);
}

/* When the connection is gone there is no use in trying every other file; what was read before is kept. */
static void
test_lost_connection (NexusTransferTest *self,
                      gconstpointer      user_data)
{
  g_autoptr(GFile) source = nexus_transfer_test_make_file (self->source);
  g_autoptr(NexusOperation) operation = nexus_filesystem_import (self->filesystem, source, "/t", NEXUS_CONFLICT_FAIL);
  g_autoptr(GError) error = NULL;

  make_small_tree (self);
  nexus_remote_place.lost_read = "c";
  g_assert_false (nexus_operation_run (operation, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED);
  g_assert_nonnull (strstr (error->message, "/folder/c"));
  g_assert_cmpint (nexus_operation_get_state (operation), ==, NEXUS_OPERATION_FAILED);

  nexus_remote_place.lost_read = NULL;
  g_object_unref (import (self, NEXUS_CONFLICT_FAIL, NULL));
  g_object_unref (export (self, NEXUS_CONFLICT_FAIL, NULL));
  nexus_transfer_test_assert_same (self->source, self->target);
}

/* A file that never holds still is not imported: no mixture of two states is kept. */
static void
test_growing (NexusTransferTest *self,
              gconstpointer      user_data)
{
  g_autofree char *failures = NULL;

  make_small_tree (self);
  nexus_remote_place.growing = "a";
  g_object_unref (import (self, NEXUS_CONFLICT_FAIL, &failures));
  g_assert_cmpstr (failures, ==, "/t/a: busy\n");
  g_assert_null (nexus_transfer_test_query (self->filesystem, "/t/a"));
}

static void
make_two_folders (NexusTransferTest *self,
                  guint              n_first,
                  guint              n_second)
{
  for (guint i = 0; i < n_first + n_second; i++)
    {
      g_autofree char *name = g_strdup_printf ("%s/%u", i < n_first ? "first" : "second", i);

      nexus_transfer_test_write (self->source, name, TEXT);
    }
}

static void
check_fraction_cb (NexusOperation *operation,
                   GParamSpec     *pspec,
                   gpointer        last)
{
  double fraction = nexus_operation_get_fraction (operation);

  g_assert_cmpfloat (fraction, >=, *(double *) last);
  g_assert_cmpfloat (fraction, <=, 1.0);
  *(double *) last = fraction;
}

static void
finish_import (NexusOperation  *operation,
               GAsyncResult   **result,
               guint            n_files)
{
  g_autoptr(GError) error = NULL;

  nexus_remote_release ();
  nexus_test_spin_until (*result != NULL);
  g_assert_true (nexus_operation_run_finish (operation, *result, &error));
  g_assert_no_error (error);
  g_assert_cmpfloat (nexus_operation_get_fraction (operation), ==, 1.0);
  g_assert_cmpuint (nexus_operation_get_files_total (operation), ==, n_files);
  g_assert_cmpuint (nexus_operation_get_files_done (operation), ==, n_files);
  g_assert_cmpuint (nexus_operation_get_bytes_total (operation), ==, nexus_operation_get_bytes_done (operation));
}

/* There is no fraction of what is not yet known. */
static void
test_no_fraction_before_count (NexusTransferTest *self,
                               gconstpointer      user_data)
{
  g_autoptr(GFile) source = nexus_transfer_test_make_file (self->source);
  g_autoptr(NexusOperation) operation = nexus_filesystem_import (self->filesystem, source, "/t", NEXUS_CONFLICT_FAIL);
  g_autoptr(GAsyncResult) result = NULL;
  double last = 0.0;

  make_two_folders (self, 10, 10);
  nexus_remote_place.held_listing = "second";
  g_signal_connect (operation, "notify::fraction", G_CALLBACK (check_fraction_cb), &last);
  nexus_operation_run_async (operation, NULL, nexus_test_store_result, &result);

  /* The folder itself, both below, and the files of the first: in the order of names, they come before the second. */
  nexus_test_spin_until (nexus_operation_get_files_done (operation) == 13);
  g_assert_cmpfloat (nexus_operation_get_fraction (operation), ==, 0.0);
  finish_import (operation, &result, 23);
  g_assert_cmpfloat (last, ==, 1.0);
}

/* The count goes ahead of an import that is stuck with more files than may wait. */
static void
test_count_goes_ahead (NexusTransferTest *self,
                       gconstpointer      user_data)
{
  g_autoptr(GFile) source = nexus_transfer_test_make_file (self->source);
  g_autoptr(NexusOperation) operation = nexus_filesystem_import (self->filesystem, source, "/t", NEXUS_CONFLICT_FAIL);
  g_autoptr(GAsyncResult) result = NULL;
  double last = 0.0;

  make_two_folders (self, 400, 20);
  nexus_remote_place.held_reads = TRUE;
  g_signal_connect (operation, "notify::fraction", G_CALLBACK (check_fraction_cb), &last);
  nexus_operation_run_async (operation, NULL, nexus_test_store_result, &result);

  nexus_test_spin_until (nexus_operation_get_files_total (operation) == 423 &&
                         nexus_operation_get_files_done (operation) == 2);
  g_assert_cmpfloat (nexus_operation_get_fraction (operation), >, 0.0);
  g_assert_cmpfloat (nexus_operation_get_fraction (operation), <, 0.1);
  g_assert_cmpuint (nexus_operation_get_bytes_total (operation), ==, 420 * strlen (TEXT));
  finish_import (operation, &result, 423);
}

/* The files inside a program, which have neither times nor modes, and a folder above that has no other use. */
static void
test_resource (NexusTransferTest *self,
               gconstpointer      user_data)
{
  static const char * const names[] = { "meson.build", "deep/folder/plain.c", "deep/folder/packed.c" };
  g_autoptr(GFile) source = g_file_new_for_uri ("resource:///org/nexusfs/test/tree");
  g_autoptr(GFile) single = g_file_new_for_uri ("resource:///org/nexusfs/test/tree/deep/folder/packed.c");
  g_autoptr(NexusOperation) operation = nexus_filesystem_import (self->filesystem, source, "/t", NEXUS_CONFLICT_FAIL);
  g_autoptr(NexusOperation) again = nexus_filesystem_import (self->filesystem, source, "/t", NEXUS_CONFLICT_FAIL);
  g_autoptr(NexusOperation) one = nexus_filesystem_import (self->filesystem, single, "/one", NEXUS_CONFLICT_FAIL);
  g_autofree char *failures = nexus_transfer_test_run (operation);
  g_autofree char *more = nexus_transfer_test_run (again);
  g_autofree char *last = nexus_transfer_test_run (one);
  g_autofree char *text = nexus_transfer_test_cat (self->filesystem, "/one");

  g_assert_cmpstr (failures, ==, "");
  g_assert_cmpstr (more, ==, "");
  g_assert_cmpstr (last, ==, "");
  g_assert_cmpuint (nexus_operation_get_files_done (operation), ==, 6);
  g_assert_cmpuint (nexus_operation_get_files_skipped (again), ==, 6);
  g_assert_nonnull (strstr (text, "test_generated"));

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_strconcat ("/t/", names[i], NULL);
      g_autofree char *resource = g_strconcat ("/org/nexusfs/test/tree/", names[i], NULL);
      g_autofree char *stored = nexus_transfer_test_cat (self->filesystem, path);
      g_autoptr(GError) error = NULL;
      g_autoptr(GBytes) bytes = g_resources_lookup_data (resource, G_RESOURCE_LOOKUP_FLAGS_NONE, &error);

      g_assert_no_error (error);
      g_assert_cmpmem (stored, strlen (stored), g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
    }
}

/* --- Export --- */

typedef struct {
  const char *name;
  gsize       offset;     /* of what the place cannot do */
} Lack;

static const Lack lacks[] = {
  { "move", G_STRUCT_OFFSET (NexusRemotePlace, no_move) },
  { "replace", G_STRUCT_OFFSET (NexusRemotePlace, no_replace) },
  { "modes", G_STRUCT_OFFSET (NexusRemotePlace, no_modes) },
  { "times", G_STRUCT_OFFSET (NexusRemotePlace, no_times) },
  { "set-times", G_STRUCT_OFFSET (NexusRemotePlace, no_time_settable) },
  { "exact-times", G_STRUCT_OFFSET (NexusRemotePlace, coarse_times) },
  { "sizes", G_STRUCT_OFFSET (NexusRemotePlace, no_sizes) },
};

/* Whatever a place lacks: files come out whole, a second export finds them there, and others are replaced. */
static void
test_export_lacks (NexusTransferTest *self,
                   gconstpointer      user_data)
{
  const Lack *lack = user_data;
  g_autoptr(NexusOperation) again = NULL;
  g_autoptr(NexusOperation) replacing = NULL;

  make_small_tree (self);
  g_object_unref (import (self, NEXUS_CONFLICT_FAIL, NULL));
  G_STRUCT_MEMBER (gboolean, &nexus_remote_place, lack->offset) = TRUE;
  g_object_unref (export (self, NEXUS_CONFLICT_FAIL, NULL));
  assert_text (self->target, "a", TEXT);
  assert_text (self->target, "folder/c", TEXT " as well");

  again = export (self, NEXUS_CONFLICT_FAIL, NULL);
  g_assert_cmpuint (nexus_operation_get_files_skipped (again), ==, 4);

  nexus_transfer_test_write (self->target, "folder/c", "something else of mine");
  replacing = export (self, NEXUS_CONFLICT_REPLACE, NULL);
  assert_text (self->target, "folder/c", TEXT " as well");
  g_assert_cmpuint (nexus_operation_get_files_skipped (replacing), ==, 3);
  nexus_transfer_test_assert_clean (self->target);
}

static void
test_export_without_links (NexusTransferTest *self,
                           gconstpointer      user_data)
{
  g_autofree char *failures = NULL;
  g_autofree char *differences = NULL;

  make_small_tree (self);
  g_object_unref (import (self, NEXUS_CONFLICT_FAIL, NULL));
  nexus_remote_place.no_links = TRUE;
  g_object_unref (export (self, NEXUS_CONFLICT_FAIL, &failures));
  g_assert_cmpstr (failures, ==, "/t/folder/link: not-supported\n");
  differences = nexus_transfer_test_compare (self->source, self->target);
  g_assert_cmpstr (differences, ==, "./folder/link: only in the first\n");
}

/* A place that says it keeps times, and then does not: the files are there, and it is told. */
static void
test_times_fail (NexusTransferTest *self,
                 gconstpointer      user_data)
{
  g_autofree char *failures = NULL;

  nexus_transfer_test_write (self->source, "a", TEXT);
  g_object_unref (import (self, NEXUS_CONFLICT_FAIL, NULL));
  nexus_remote_place.times_fail = TRUE;
  g_object_unref (export (self, NEXUS_CONFLICT_FAIL, &failures));
  g_assert_nonnull (strstr (failures, "/t/a: failed\n"));
  assert_text (self->target, "a", TEXT);
  nexus_transfer_test_assert_clean (self->target);
}

/* A full place ends the export; nothing half written is left, and what was to be replaced is as it was. */
static void
test_full (NexusTransferTest *self,
           gconstpointer      user_data)
{
  g_autoptr(GFile) target = nexus_transfer_test_make_file (self->target);
  g_autoptr(NexusOperation) operation = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *new_file = g_build_filename (self->target, "folder", "b", NULL);

  make_small_tree (self);
  g_object_unref (import (self, NEXUS_CONFLICT_FAIL, NULL));
  nexus_transfer_test_write (self->target, "a", "mine");
  nexus_remote_place.full = TRUE;
  operation = nexus_filesystem_export (self->filesystem, "/t", target, NEXUS_CONFLICT_REPLACE);
  g_assert_false (nexus_operation_run (operation, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);

  assert_text (self->target, "a", "mine");
  g_assert_false (g_file_test (new_file, G_FILE_TEST_EXISTS));
  nexus_transfer_test_assert_clean (self->target);
}

static void
test_broken_close (NexusTransferTest *self,
                   gconstpointer      user_data)
{
  g_autofree char *failures = NULL;
  g_autofree char *new_file = g_build_filename (self->target, "z", NULL);

  nexus_transfer_test_write (self->source, "a", TEXT);
  nexus_transfer_test_write (self->source, "z", TEXT);
  g_object_unref (import (self, NEXUS_CONFLICT_FAIL, NULL));
  nexus_transfer_test_write (self->target, "a", "mine");
  nexus_remote_place.broken_close = TRUE;
  g_object_unref (export (self, NEXUS_CONFLICT_REPLACE, &failures));
  g_assert_cmpstr (failures, ==, "/t/a: failed\n/t/z: failed\n");

  assert_text (self->target, "a", "mine");
  g_assert_false (g_file_test (new_file, G_FILE_TEST_EXISTS));
  nexus_transfer_test_assert_clean (self->target);
}

/* A destination with nothing above it can only be a folder that is there. */
static void
test_no_folder_above (NexusTransferTest *self,
                      gconstpointer      user_data)
{
  g_autoptr(GFile) root = nexus_transfer_test_make_file ("/");
  g_autoptr(NexusOperation) operation = NULL;
  g_autoptr(GError) error = NULL;

  nexus_transfer_test_write (self->source, "a", TEXT);
  g_object_unref (import (self, NEXUS_CONFLICT_FAIL, NULL));
  operation = nexus_filesystem_export (self->filesystem, "/t/a", root, NEXUS_CONFLICT_FAIL);
  g_assert_false (nexus_operation_run (operation, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_FILENAME);
  g_assert_nonnull (strstr (error->message, "test:///"));
}

/* What would be found again and again in what it is brought into. */
static void
test_into_itself (NexusTransferTest *self,
                  gconstpointer      user_data)
{
  g_autoptr(GFile) source = nexus_transfer_test_make_file (self->source);
  g_autofree char *deep_path = g_build_filename (self->source, "folder", "new", NULL);
  g_autoptr(GFile) deep = nexus_transfer_test_make_file (deep_path);
  g_autoptr(NexusOperation) in = nexus_filesystem_import (self->filesystem, source, "/t/folder/new", NEXUS_CONFLICT_FAIL);
  g_autoptr(NexusOperation) out = nexus_filesystem_export (self->filesystem, "/t", deep, NEXUS_CONFLICT_FAIL);
  g_autoptr(NexusOperation) beside = nexus_filesystem_import (self->filesystem, source, "/u", NEXUS_CONFLICT_FAIL);
  g_autofree char *failures = NULL;
  g_autoptr(NexusEntry) entry = NULL;
  g_autoptr(GError) error = NULL;

  make_small_tree (self);
  g_object_unref (import (self, NEXUS_CONFLICT_FAIL, NULL));
  entry = nexus_transfer_test_query (self->filesystem, "/t");
  nexus_remote_place.store_folder = "source";
  nexus_remote_place.store_id = nexus_entry_get_id (entry);

  g_assert_false (nexus_operation_run (in, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_WOULD_RECURSE);
  g_clear_error (&error);
  g_assert_false (nexus_operation_run (out, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_WOULD_RECURSE);
  failures = nexus_transfer_test_run (beside);
  g_assert_cmpstr (failures, ==, "");
}

/* A store is such a place too. */
static void
test_store (NexusTransferTest *self,
            gconstpointer      user_data)
{
  g_autoptr(GFile) there = nexus_filesystem_get_file (self->filesystem, "/t");
  g_autoptr(GFile) below = nexus_filesystem_get_file (self->filesystem, "/t/folder/new");
  g_autoptr(GFile) copy = nexus_filesystem_get_file (self->filesystem, "/out");
  g_autoptr(NexusOperation) into = nexus_filesystem_import (self->filesystem, there, "/t/new", NEXUS_CONFLICT_FAIL);
  g_autoptr(NexusOperation) onto = nexus_filesystem_export (self->filesystem, "/t", below, NEXUS_CONFLICT_FAIL);
  g_autoptr(NexusOperation) in = nexus_filesystem_import (self->filesystem, there, "/in", NEXUS_CONFLICT_FAIL);
  g_autoptr(NexusOperation) out = nexus_filesystem_export (self->filesystem, "/in", copy, NEXUS_CONFLICT_FAIL);
  g_autofree char *failures = NULL;
  g_autofree char *more = NULL;
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;

  make_small_tree (self);
  g_object_unref (import (self, NEXUS_CONFLICT_FAIL, NULL));
  g_assert_false (nexus_operation_run (into, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_WOULD_RECURSE);
  g_clear_error (&error);
  g_assert_false (nexus_operation_run (onto, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_WOULD_RECURSE);

  failures = nexus_transfer_test_run (in);
  g_assert_cmpstr (failures, ==, "");
  more = nexus_transfer_test_run (out);
  g_assert_cmpstr (more, ==, "");
  text = nexus_transfer_test_cat (self->filesystem, "/out/folder/c");
  g_assert_cmpstr (text, ==, TEXT " as well");
  g_object_unref (nexus_transfer_test_export (self->filesystem, "/out", self->target, NEXUS_CONFLICT_FAIL, NULL));
  nexus_transfer_test_assert_same (self->source, self->target);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, data, func) \
  g_test_add ("/transfer/remote/" name, NexusTransferTest, data, nexus_transfer_test_set_up_remote, func, \
              nexus_transfer_test_tear_down)
  ADD ("unchanged-is-not-read/exact", NULL, test_unchanged_is_not_read);
  ADD ("unchanged-is-not-read/coarse", "coarse", test_unchanged_is_not_read);
  ADD ("exact-times-stay", NULL, test_exact_times_stay);
  ADD ("import-without/times", NULL, test_import_without_facts);
  ADD ("import-without/sizes", "sizes", test_import_without_facts);
  ADD ("import-failures", NULL, test_import_failures);
  ADD ("lost-connection", NULL, test_lost_connection);
  ADD ("growing", NULL, test_growing);
  ADD ("no-fraction-before-count", NULL, test_no_fraction_before_count);
  ADD ("count-goes-ahead", NULL, test_count_goes_ahead);
  ADD ("resource", NULL, test_resource);
  for (guint i = 0; i < G_N_ELEMENTS (lacks); i++)
    {
      g_autofree char *path = g_strconcat ("/transfer/remote/export-without/", lacks[i].name, NULL);

      g_test_add (path, NexusTransferTest, &lacks[i], nexus_transfer_test_set_up_remote, test_export_lacks,
                  nexus_transfer_test_tear_down);
    }
  ADD ("export-without/links", NULL, test_export_without_links);
  ADD ("into-itself", NULL, test_into_itself);
  ADD ("store", NULL, test_store);
  ADD ("times-fail", NULL, test_times_fail);
  ADD ("full", NULL, test_full);
  ADD ("broken-close", NULL, test_broken_close);
  ADD ("no-folder-above", NULL, test_no_folder_above);

  return g_test_run ();
}
