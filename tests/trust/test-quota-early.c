/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>
#include <sys/stat.h>

#include "nexus-trust-test.h"

#include "../lib/nexus-lib-rows.h"

/* What a quota refuses leaves no bytes behind where its size is known beforehand, and nothing is refused that has room. */

#define MIB (1024 * 1024)
#define LARGE (3 * MIB)

typedef NexusTrustFixture Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  user_data)
{
  nexus_trust_test_set_up (fixture, user_data);
  nexus_trust_test_put (fixture->filesystem, "/q/old", 1, MIB);
  nexus_trust_test_put (fixture->filesystem, "/q/small", 2, 100);
}

static void
append_files (GString    *text,
              const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);
      struct stat info;

      g_assert_cmpint (lstat (child, &info), ==, 0);
      if (S_ISDIR (info.st_mode))
        append_files (text, child);
      else
        g_string_append_printf (text, "%s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT "\n", child, (gint64) info.st_size,
                                (gint64) info.st_blocks);
    }
}

/* All that lies where contents do, and where they are on their way. */
static char *
list_files (Fixture *fixture)
{
  static const char * const folders[] = { "content", "packs", "tmp" };
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autofree char *path = g_build_filename (fixture->folder, folders[i], NULL);

      append_files (text, path);
    }
  g_assert_nonnull (strstr (text->str, "packs"));

  return g_string_free (text, FALSE);
}

typedef gboolean (*Attempt) (Fixture *fixture, GError **error);

static void
assert_refused (Fixture *fixture,
                Attempt  attempt)
{
  g_autofree char *before = list_files (fixture);
  g_autofree char *after = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_false (attempt (fixture, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  g_assert_nonnull (strstr (error->message, "/q"));
  after = list_files (fixture);
  g_assert_cmpstr (after, ==, before);
}

static gboolean
write_small (Fixture  *fixture,
             GError  **error)
{
  return nexus_trust_test_try_put (fixture->filesystem, "/q/deep/below/new", 1000, error);
}

static gboolean
write_large (Fixture  *fixture,
             GError  **error)
{
  return nexus_trust_test_try_put (fixture->filesystem, "/q/new", LARGE, error);
}

static gboolean
write_over (Fixture  *fixture,
            GError  **error)
{
  return nexus_trust_test_try_put (fixture->filesystem, "/q/small", 1000, error);
}

static gboolean
commit_batch (Fixture  *fixture,
              GError  **error)
{
  g_autoptr(NexusBatch) batch = nexus_batch_new (fixture->filesystem);

  /* Each would have room. */
  for (guint i = 0; i < 4; i++)
    {
      g_autofree char *path = g_strdup_printf ("/q/%u", i);
      g_autoptr(GBytes) bytes = nexus_trust_test_make_bytes (100 + i, 150);

      nexus_batch_write (batch, path, bytes, NULL, NEXUS_WRITE_NONE);
    }

  return nexus_batch_commit (batch, NULL, error);
}

static gboolean
import_large (Fixture  *fixture,
              GError  **error)
{
  g_autofree char *path = g_build_filename (fixture->outside, "large", NULL);
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(GBytes) bytes = nexus_trust_test_make_bytes (7, LARGE);
  g_autoptr(NexusOperation) operation = NULL;

  g_assert_true (g_file_set_contents (path, g_bytes_get_data (bytes, NULL), LARGE, NULL));
  operation = nexus_filesystem_import (fixture->filesystem, file, "/q/large", NEXUS_CONFLICT_FAIL);

  return nexus_operation_run (operation, NULL, error);
}

static void
test_bytes (Fixture       *fixture,
            gconstpointer  user_data)
{
  nexus_trust_test_set_quota (fixture->filesystem, "/q", MIB + 600, 0);
  assert_refused (fixture, write_small);
  assert_refused (fixture, write_large);
  assert_refused (fixture, write_over);
  assert_refused (fixture, commit_batch);
  assert_refused (fixture, import_large);
}

static void
test_entries (Fixture       *fixture,
              gconstpointer  user_data)
{
  g_autoptr(GError) error = NULL;

  nexus_trust_test_set_quota (fixture->filesystem, "/q", 0, 2);
  assert_refused (fixture, write_small);
  assert_refused (fixture, write_large);
  assert_refused (fixture, commit_batch);
  g_assert_true (write_over (fixture, &error));
  g_assert_no_error (error);
}

/* Many at once, of which some are staged ahead of the others. */
static void
test_many (Fixture       *fixture,
           gconstpointer  user_data)
{
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr(GPtrArray) results = g_ptr_array_new ();

  nexus_trust_test_set_quota (fixture->filesystem, "/q", MIB + 100, 0);
  before = list_files (fixture);
  for (guint i = 0; i < 200; i++)
    {
      g_autofree char *path = g_strdup_printf ("/q/%u", i);
      g_autoptr(GBytes) bytes = nexus_trust_test_make_bytes (1000 + i, 2000);
      GAsyncResult **slot = g_new0 (GAsyncResult *, 1);

      g_ptr_array_add (results, slot);
      nexus_filesystem_write_async (fixture->filesystem, path, bytes, NULL, NEXUS_WRITE_NONE, NULL,
                                    nexus_test_store_result, slot);
    }
  for (guint i = 0; i < results->len; i++)
    {
      GAsyncResult **slot = g_ptr_array_index (results, i);
      g_autoptr(GError) error = NULL;

      nexus_test_spin_until (*slot != NULL);
      g_assert_null (nexus_filesystem_write_finish (fixture->filesystem, *slot, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
      g_object_unref (*slot);
      g_free (slot);
    }
  after = list_files (fixture);
  g_assert_cmpstr (after, ==, before);
}

/* Room that is made on the way is there for what comes after it, in the same transaction or in the same commit. */
static void
test_room_on_the_way (Fixture       *fixture,
                      gconstpointer  user_data)
{
  NexusFilesystem *filesystem = fixture->filesystem;
  g_autoptr(GBytes) bytes = nexus_trust_test_make_bytes (5, MIB);
  g_autoptr(GBytes) other = nexus_trust_test_make_bytes (6, MIB);
  g_autoptr(NexusBatch) batch = nexus_batch_new (filesystem);
  g_autoptr(GAsyncResult) deleted = NULL;
  g_autoptr(GAsyncResult) written = NULL;
  g_autoptr(GAsyncResult) moved = NULL;
  g_autoptr(NexusEntry) entry = NULL;
  g_autoptr(GError) error = NULL;

  nexus_trust_test_set_quota (filesystem, "/q", MIB + 100, 0);

  nexus_batch_delete (batch, "/q/old", NULL, NEXUS_DELETE_NONE);
  nexus_batch_write (batch, "/q/new", bytes, NULL, NEXUS_WRITE_NONE);
  g_assert_true (nexus_batch_commit (batch, NULL, &error));
  g_assert_no_error (error);
  nexus_trust_test_assert_file (filesystem, "/q/new", 5, MIB);

  /* The last one needs the one before it to have happened. */
  nexus_filesystem_delete_async (filesystem, "/q/new", NULL, NEXUS_DELETE_NONE, NULL, nexus_test_store_result, &deleted);
  nexus_filesystem_write_async (filesystem, "/q/newer", other, NULL, NEXUS_WRITE_NONE, NULL, nexus_test_store_result,
                                &written);
  nexus_filesystem_move_async (filesystem, "/q/newer", "/q/newest", NULL, NEXUS_COPY_NONE, NULL, nexus_test_store_result,
                               &moved);
  nexus_test_spin_until (moved != NULL);
  nexus_test_spin_until (written != NULL);
  nexus_test_spin_until (deleted != NULL);
  g_assert_true (nexus_filesystem_delete_finish (filesystem, deleted, &error));
  g_assert_no_error (error);
  entry = nexus_filesystem_write_finish (filesystem, written, &error);
  g_assert_no_error (error);
  g_clear_object (&entry);
  entry = nexus_filesystem_move_finish (filesystem, moved, &error);
  g_assert_no_error (error);
  nexus_trust_test_assert_file (filesystem, "/q/newest", 6, MIB);

  /* What replaces something of the same size needs none. */
  g_assert_true (nexus_trust_test_try_put (filesystem, "/q/newest", MIB, &error));
  g_assert_no_error (error);
}

/* Whatever else is wrong is told first, as it is of what has room. */
static void
test_other_errors (Fixture       *fixture,
                   gconstpointer  user_data)
{
  g_autoptr(GBytes) bytes = nexus_trust_test_make_bytes (5, MIB);
  g_autoptr(GError) error = NULL;

  nexus_trust_test_set_quota (fixture->filesystem, "/q", 100, 0);
  g_assert_null (nexus_filesystem_write (fixture->filesystem, "/q/small", bytes, NULL, NEXUS_WRITE_CREATE, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS);
  g_clear_error (&error);
  g_assert_null (nexus_filesystem_write (fixture->filesystem, "/q/small", bytes, "0000", NEXUS_WRITE_NONE, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_WRONG_ETAG);
  g_clear_error (&error);
  g_assert_null (nexus_filesystem_write (fixture->filesystem, "/q/x/y", bytes, NULL, NEXUS_WRITE_NONE, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, nexus_trust_test_tear_down)
  ADD ("/quota-early/bytes", test_bytes);
  ADD ("/quota-early/entries", test_entries);
  ADD ("/quota-early/many", test_many);
  ADD ("/quota-early/room-on-the-way", test_room_on_the_way);
  ADD ("/quota-early/other-errors", test_other_errors);

  return g_test_run ();
}
