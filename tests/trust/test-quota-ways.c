/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "nexus-trust-test.h"

#include "../lib/nexus-lib-rows.h"

/* Nothing puts more into a directory than its quota says, whoever writes and however. */

#define LIMIT 1000

typedef NexusTrustFixture Fixture;

/* What leads up to it, and what puts 200 bytes and at least one entry into /q, which has 900 bytes in three entries. */
typedef struct {
  const char *name;
  void      (*prepare) (Fixture *fixture);
  gboolean  (*grow)    (Fixture *fixture, GError **error);
  gboolean    no_entry;            /* it only makes a file larger */
} Way;

static gboolean
grow_write (Fixture  *fixture,
            GError  **error)
{
  return nexus_trust_test_try_put (fixture->filesystem, "/q/new", 200, error);
}

static gboolean
grow_deep (Fixture  *fixture,
           GError  **error)
{
  return nexus_trust_test_try_put (fixture->filesystem, "/q/x/y/z/new", 200, error);
}

static gboolean
grow_overwrite (Fixture  *fixture,
                GError  **error)
{
  return nexus_trust_test_try_put (fixture->filesystem, "/q/a", 700, error);
}

static gboolean
grow_stream (Fixture  *fixture,
             GError  **error)
{
  g_autoptr(GFile) file = nexus_filesystem_get_file (fixture->filesystem, "/q/new");
  g_autoptr(GFileOutputStream) stream = g_file_create (file, G_FILE_CREATE_NONE, NULL, error);
  g_autoptr(GBytes) bytes = nexus_trust_test_make_bytes (78, 200);

  g_assert_nonnull (stream);
  g_assert_true (g_output_stream_write_all (G_OUTPUT_STREAM (stream), g_bytes_get_data (bytes, NULL), 200, NULL, NULL, NULL));

  return g_output_stream_close (G_OUTPUT_STREAM (stream), NULL, error);
}

static void
prepare_outside (Fixture *fixture)
{
  nexus_trust_test_put (fixture->filesystem, "/d/file", 5, 200);
}

static gboolean
grow_copy (Fixture  *fixture,
           GError  **error)
{
  g_autoptr(NexusEntry) entry = nexus_filesystem_copy (fixture->filesystem, "/d", "/q/d", NEXUS_COPY_NONE, NULL, error);

  return entry != NULL;
}

static gboolean
grow_move (Fixture  *fixture,
           GError  **error)
{
  g_autoptr(NexusEntry) entry = nexus_filesystem_move (fixture->filesystem, "/d", "/q/d", NULL, NEXUS_COPY_NONE, NULL, error);

  return entry != NULL;
}

static void
prepare_trash (Fixture *fixture)
{
  nexus_trust_test_put (fixture->filesystem, "/q/gone", 5, 200);
  nexus_trust_test_delete (fixture->filesystem, "/q/gone", NEXUS_DELETE_NONE);
}

static gboolean
grow_restore (Fixture  *fixture,
              GError  **error)
{
  g_autoptr(GListModel) trash = nexus_filesystem_list_trash (fixture->filesystem, NULL, NULL);
  g_autoptr(NexusTrashItem) item = g_list_model_get_item (trash, 0);
  g_autoptr(NexusEntry) entry = NULL;

  entry = nexus_filesystem_restore (fixture->filesystem, nexus_trash_item_get_id (item), NULL, NEXUS_CONFLICT_FAIL, NULL, error);

  return entry != NULL;
}

static gboolean
grow_undo (Fixture  *fixture,
           GError  **error)
{
  g_autoptr(NexusUndoStep) step = NULL;
  g_autoptr(GListModel) steps = nexus_filesystem_list_history (fixture->filesystem, NULL, NULL);
  guint64 id = 0;

  /* Setting the quota came after it. */
  for (guint i = 0; i < g_list_model_get_n_items (steps) && id == 0; i++)
    {
      g_autoptr(NexusUndoStep) one = g_list_model_get_item (steps, i);

      if (g_str_has_prefix (nexus_undo_step_get_description (one), "Delete"))
        id = nexus_undo_step_get_id (one);
    }
  g_assert_cmpuint (id, !=, 0);
  step = nexus_filesystem_undo (fixture->filesystem, id, NULL, error);

  return step != NULL;
}

static void
prepare_versions (Fixture *fixture)
{
  nexus_trust_test_put (fixture->filesystem, "/q/a", 5, 700);
  nexus_trust_test_put (fixture->filesystem, "/q/a", 6, 500);
}

static gboolean
grow_version (Fixture  *fixture,
              GError  **error)
{
  g_autoptr(NexusEntry) entry = nexus_filesystem_restore_version (fixture->filesystem, "/q/a", 2, NULL, error);

  return entry != NULL;
}

static gboolean
grow_batch (Fixture  *fixture,
            GError  **error)
{
  g_autoptr(NexusBatch) batch = nexus_batch_new (fixture->filesystem);
  g_autoptr(GBytes) bytes = nexus_trust_test_make_bytes (79, 100);

  nexus_batch_write (batch, "/q/one", bytes, NULL, NEXUS_WRITE_NONE);
  nexus_batch_write (batch, "/q/two", bytes, NULL, NEXUS_WRITE_NONE);

  return nexus_batch_commit (batch, NULL, error);
}

static gboolean
grow_import (Fixture  *fixture,
             GError  **error)
{
  g_autoptr(GFile) source = g_file_new_build_filename (fixture->outside, "new", NULL);
  g_autoptr(GBytes) bytes = nexus_trust_test_make_bytes (80, 200);
  g_autoptr(NexusOperation) operation = NULL;

  g_assert_true (g_file_replace_contents (source, g_bytes_get_data (bytes, NULL), 200, NULL, FALSE, G_FILE_CREATE_NONE, NULL,
                                          NULL, NULL));
  operation = nexus_filesystem_import (fixture->filesystem, source, "/q/new", NEXUS_CONFLICT_FAIL);

  return nexus_operation_run (operation, NULL, error);
}

static void
prepare_snapshot (Fixture *fixture)
{
  nexus_trust_test_put (fixture->filesystem, "/q/gone", 5, 200);
  g_assert_true (nexus_filesystem_create_snapshot (fixture->filesystem, "s", "/q/gone", NULL, NULL));
  nexus_trust_test_delete (fixture->filesystem, "/q/gone", NEXUS_DELETE_NONE);
}

static gboolean
grow_snapshot (Fixture  *fixture,
               GError  **error)
{
  return nexus_filesystem_restore_snapshot (fixture->filesystem, "s", NULL, NULL, error);
}

static gboolean
grow_load (Fixture  *fixture,
           GError  **error)
{
  g_autoptr(GString) lines = g_string_new (NULL);
  g_autoptr(GInputStream) stream = NULL;
  g_autoptr(NexusLoad) load = NULL;

  for (guint i = 0; i < 2; i++)
    g_string_append_printf (lines, "{\"path\": \"/q/loaded%u\", \"backend_name\": \"local\", \"physical_path\": \"x\", \"size\": 100,"
                            " \"etag\": \"%064x\"}\n", i, i + 1);
  stream = g_memory_input_stream_new_from_data (lines->str, (gssize) lines->len, NULL);
  load = nexus_filesystem_load (fixture->filesystem, stream, NULL, NEXUS_LOAD_SKIP, NEXUS_LOAD_NONE);

  return nexus_operation_run (NEXUS_OPERATION (load), NULL, error);
}

static const Way ways[] = {
  { "write", NULL, grow_write },
  { "write-deep", NULL, grow_deep },
  { "overwrite", NULL, grow_overwrite, TRUE },
  { "stream", NULL, grow_stream },
  { "copy", prepare_outside, grow_copy },
  { "move", prepare_outside, grow_move },
  { "restore", prepare_trash, grow_restore },
  { "restore-version", prepare_versions, grow_version, TRUE },
  { "undo", prepare_trash, grow_undo },
  { "batch", NULL, grow_batch },
  { "import", NULL, grow_import },
  { "snapshot", prepare_snapshot, grow_snapshot },
  { "load", NULL, grow_load },
};

static void
test_way (Fixture       *fixture,
          gconstpointer  user_data)
{
  const Way *way = user_data;
  NexusFilesystem *filesystem = fixture->filesystem;
  g_autoptr(NexusEntry) entry = NULL;
  g_autoptr(GError) good = NULL;

  nexus_trust_test_put (filesystem, "/q/a", 1, 500);
  nexus_trust_test_put (filesystem, "/q/b/c", 2, 400);
  if (way->prepare != NULL)
    way->prepare (fixture);

  for (guint round = 0; round < 2; round++)
    {
      g_autoptr(GError) error = NULL;
      g_autofree char *before = NULL;
      g_autofree char *after = NULL;

      if (round == 1 && way->no_entry)
        break;
      nexus_trust_test_set_quota (filesystem, "/q", round == 0 ? LIMIT : 0, round == 1 ? 3 : 0);
      before = nexus_lib_rows_dump (fixture->folder);
      g_assert_false (way->grow (fixture, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
      g_assert_nonnull (strstr (error->message, "“/q”"));
      after = nexus_lib_rows_dump (fixture->folder);
      g_assert_cmpstr (before, ==, after);
    }

  nexus_trust_test_set_quota (filesystem, "/q", 1100, 8);
  way->grow (fixture, &good);
  g_assert_no_error (good);
  entry = nexus_filesystem_query (filesystem, "/q", NULL, NULL);
  g_assert_cmpuint (nexus_entry_get_total_size (entry), ==, 1100);
  nexus_lib_rows_check (fixture->folder);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      g_autofree char *path = g_strdup_printf ("/quota-ways/%s", ways[i].name);

      g_test_add (path, Fixture, &ways[i], nexus_trust_test_set_up, test_way, nexus_trust_test_tear_down);
    }

  return g_test_run ();
}
