/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "nexus-torture-steps.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "nexus-test-util.h"
#include "nexus-torture-store.h"

#define N_FILES 24

static gboolean
take (gpointer object)
{
  if (object != NULL)
    g_object_unref (object);

  return object != NULL;
}

static gboolean
put (NexusFilesystem  *filesystem,
     const char       *path,
     guint             seed,
     GError          **error)
{
  g_autoptr(GBytes) bytes = torture_get_content (seed);

  return take (nexus_filesystem_write (filesystem, path, bytes, NULL, NEXUS_WRITE_PARENTS, NULL, error));
}

static gboolean
run_operation (NexusOperation  *operation,
               GError         **error)
{
  gboolean done = nexus_operation_run (operation, NULL, error);

  g_object_unref (operation);

  return done;
}

/* --- The steps --- */

static gboolean
run_nothing (NexusFilesystem  *filesystem,
             const char       *folder,
             GError          **error)
{
  return TRUE;
}

/* Seeds that the store does not have: 7 n is large, 5 n of middle size, others small. */
static gboolean
run_write (NexusFilesystem  *filesystem,
           const char       *folder,
           GError          **error)
{
  return put (filesystem, "/a/new", 101, error);
}

static gboolean
run_write_large (NexusFilesystem  *filesystem,
                 const char       *folder,
                 GError          **error)
{
  return put (filesystem, "/new/folder/large", 119, error);
}

static gboolean
run_overwrite (NexusFilesystem  *filesystem,
               const char       *folder,
               GError          **error)
{
  return put (filesystem, "/a/b/file 1", 133, error);
}

static gboolean
run_stream (NexusFilesystem  *filesystem,
            const char       *folder,
            GError          **error)
{
  g_autoptr(GOutputStream) stream = NULL;
  g_autoptr(GBytes) bytes = torture_get_content (126);

  stream = nexus_filesystem_create_stream (filesystem, "/a/stream", NULL, NEXUS_WRITE_CREATE, NULL, error);

  return stream != NULL &&
         g_output_stream_write_all (stream, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), NULL, NULL, error) &&
         g_output_stream_close (stream, NULL, error);
}

static gboolean
run_batch (NexusFilesystem  *filesystem,
           const char       *folder,
           GError          **error)
{
  g_autoptr(NexusBatch) batch = nexus_batch_new (filesystem);
  g_autoptr(GBytes) large = torture_get_content (140);
  g_autoptr(GBytes) small = torture_get_content (102);

  nexus_batch_make_directory (batch, "/batch", NEXUS_MAKE_DIRECTORY_NONE);
  nexus_batch_write (batch, "/batch/large", large, NULL, NEXUS_WRITE_NONE);
  nexus_batch_write (batch, "/batch/small", small, NULL, NEXUS_WRITE_NONE);
  nexus_batch_add_tag (batch, "/batch/large", "7");
  nexus_batch_move (batch, "/a/b/file 2", "/batch/moved", NULL, NEXUS_COPY_NONE);

  return nexus_batch_commit (batch, NULL, error);
}

static gboolean
run_rename (NexusFilesystem  *filesystem,
            const char       *folder,
            GError          **error)
{
  return take (nexus_filesystem_move (filesystem, "/a/b", "/c", NULL, NEXUS_COPY_NONE, NULL, error));
}

static gboolean
run_delete (NexusFilesystem  *filesystem,
            const char       *folder,
            GError          **error)
{
  return nexus_filesystem_delete (filesystem, "/a", NULL, NEXUS_DELETE_RECURSIVE, NULL, error);
}

static gboolean
run_purge (NexusFilesystem  *filesystem,
           const char       *folder,
           GError          **error)
{
  return nexus_filesystem_delete (filesystem, "/a", NULL, NEXUS_DELETE_RECURSIVE | NEXUS_DELETE_PERMANENT, NULL, error);
}

static gboolean
run_restore (NexusFilesystem  *filesystem,
             const char       *folder,
             GError          **error)
{
  g_autoptr(GListModel) trash = nexus_filesystem_list_trash (filesystem, NULL, error);
  g_autoptr(NexusTrashItem) item = NULL;

  if (trash == NULL)
    return FALSE;
  item = g_list_model_get_item (trash, 0);

  return take (nexus_filesystem_restore (filesystem, nexus_trash_item_get_id (item), NULL, NEXUS_CONFLICT_FAIL, NULL,
                                         error));
}

static gboolean
run_empty_trash (NexusFilesystem  *filesystem,
                 const char       *folder,
                 GError          **error)
{
  return nexus_filesystem_empty_trash (filesystem, NULL, error);
}

/* Garbage in packs and in files of their own. */
static gboolean
prepare_collect (NexusFilesystem  *filesystem,
                 const char       *folder,
                 GError          **error)
{
  for (guint i = 0; i < 12; i++)
    {
      g_autofree char *path = g_strdup_printf ("/a/b/file %u", i);

      if (i % 3 != 0 &&
          !nexus_filesystem_delete (filesystem, path, NULL, NEXUS_DELETE_PERMANENT, NULL, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
run_collect (NexusFilesystem  *filesystem,
             const char       *folder,
             GError          **error)
{
  return run_operation (nexus_filesystem_collect_garbage (filesystem, NEXUS_GARBAGE_NONE, 0), error);
}

static gboolean
prepare_undo (NexusFilesystem  *filesystem,
              const char       *folder,
              GError          **error)
{
  return put (filesystem, "/a/b/file 3", 112, error) && run_delete (filesystem, folder, error);
}

static gboolean
run_undo (NexusFilesystem  *filesystem,
          const char       *folder,
          GError          **error)
{
  return take (nexus_filesystem_undo (filesystem, 0, NULL, error));
}

static GFile *
get_file (const char *folder,
          const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  return g_file_new_for_path (path);
}

static gboolean
run_import (NexusFilesystem  *filesystem,
            const char       *folder,
            GError          **error)
{
  g_autoptr(GFile) files = get_file (folder, "files/tree");

  return run_operation (nexus_filesystem_import (filesystem, files, "/imported", NEXUS_CONFLICT_FAIL), error);
}

static gboolean
run_export (NexusFilesystem  *filesystem,
            const char       *folder,
            GError          **error)
{
  g_autoptr(GFile) exported = get_file (folder, "exported");

  return run_operation (nexus_filesystem_export (filesystem, "/a", exported, NEXUS_CONFLICT_REPLACE), error);
}

/* The metadata of what is in the store already, under its old names. */
static gboolean
prepare_load (NexusFilesystem  *filesystem,
              const char       *folder,
              GError          **error)
{
  g_autoptr(GFile) file = get_file (folder, "files/dump.jsonl");
  g_autoptr(GFileOutputStream) stream = g_file_replace (file, NULL, FALSE, G_FILE_CREATE_NONE, NULL, error);

  return stream != NULL &&
         run_operation (nexus_filesystem_dump (filesystem, G_OUTPUT_STREAM (stream), NEXUS_DUMP_JSONL), error) &&
         nexus_filesystem_delete (filesystem, "/a", NULL, NEXUS_DELETE_RECURSIVE | NEXUS_DELETE_PERMANENT, NULL, error);
}

static gboolean
run_load (NexusFilesystem  *filesystem,
          const char       *folder,
          GError          **error)
{
  g_autoptr(GFile) file = get_file (folder, "files/dump.jsonl");
  g_autoptr(GFileInputStream) stream = g_file_read (file, NULL, error);

  return stream != NULL &&
         run_operation (NEXUS_OPERATION (nexus_filesystem_load (filesystem, G_INPUT_STREAM (stream), NULL,
                                                                NEXUS_LOAD_OVERWRITE, NEXUS_LOAD_NONE)), error);
}

static gboolean
run_snapshot (NexusFilesystem  *filesystem,
              const char       *folder,
              GError          **error)
{
  return nexus_filesystem_create_snapshot (filesystem, "new", "/a", NULL, error);
}

static gboolean
prepare_snapshot_restore (NexusFilesystem  *filesystem,
                          const char       *folder,
                          GError          **error)
{
  return run_rename (filesystem, folder, error) && put (filesystem, "/a/other", 150, error);
}

static gboolean
run_snapshot_restore (NexusFilesystem  *filesystem,
                      const char       *folder,
                      GError          **error)
{
  return nexus_filesystem_restore_snapshot (filesystem, "old", NULL, NULL, error);
}

static gboolean
run_backup (NexusFilesystem  *filesystem,
            const char       *folder,
            GError          **error)
{
  g_autoptr(GFile) backup = get_file (folder, "backup");

  return run_operation (nexus_filesystem_backup (filesystem, backup), error);
}

/* --- Steps of a store that is closed --- */

static NexusSchema *
get_schema (const char *folder)
{
  g_autoptr(NexusConfig) config = nexus_config_new ();
  g_autofree char *store = g_build_filename (folder, "store", NULL);

  nexus_config_set_data_dir (config, store);

  return nexus_schema_new (config);
}

static gboolean
run_downgrade (const char  *folder,
               GError     **error)
{
  g_autoptr(NexusSchema) schema = get_schema (folder);

  return nexus_schema_migrate (schema, 1, NULL, error);
}

static gboolean
run_upgrade (const char  *folder,
             GError     **error)
{
  g_autoptr(NexusSchema) schema = get_schema (folder);

  return nexus_schema_migrate (schema, nexus_schema_get_latest (), NULL, error);
}

static gboolean
run_restore_backup (const char  *folder,
                    GError     **error)
{
  g_autoptr(GFile) backup = get_file (folder, "backup");
  g_autoptr(GFile) restored = get_file (folder, "restored");

  return run_operation (nexus_restore_backup (backup, restored), error);
}

static const TortureStep steps[] = {
  { "create", TORTURE_STEP_REPEAT, NULL, run_nothing, NULL },
  { "open", TORTURE_STEP_REPEAT, NULL, run_nothing, NULL },
  { "write", TORTURE_STEP_NONE, NULL, run_write, NULL },
  { "write-large", TORTURE_STEP_NONE, NULL, run_write_large, NULL },
  { "overwrite", TORTURE_STEP_NONE, NULL, run_overwrite, NULL },
  { "stream", TORTURE_STEP_NONE, NULL, run_stream, NULL },
  { "batch", TORTURE_STEP_NONE, NULL, run_batch, NULL },
  { "rename", TORTURE_STEP_NONE, NULL, run_rename, NULL },
  { "delete", TORTURE_STEP_NONE, NULL, run_delete, NULL },
  { "purge", TORTURE_STEP_NONE, NULL, run_purge, NULL },
  { "restore", TORTURE_STEP_NONE, NULL, run_restore, NULL },
  { "empty-trash", TORTURE_STEP_REPEAT, NULL, run_empty_trash, NULL },
  { "collect", TORTURE_STEP_REPEAT, prepare_collect, run_collect, NULL },
  { "undo", TORTURE_STEP_NONE, prepare_undo, run_undo, NULL },
  { "import", TORTURE_STEP_PARTLY | TORTURE_STEP_REPEAT, NULL, run_import, NULL },
  { "export", TORTURE_STEP_REPEAT | TORTURE_STEP_OUTSIDE, NULL, run_export, NULL },
  { "load", TORTURE_STEP_REPEAT, prepare_load, run_load, NULL },
  { "snapshot", TORTURE_STEP_NONE, NULL, run_snapshot, NULL },
  { "snapshot-restore", TORTURE_STEP_REPEAT, prepare_snapshot_restore, run_snapshot_restore, NULL },
  { "backup", TORTURE_STEP_REPEAT, NULL, run_backup, NULL },
  { "upgrade", TORTURE_STEP_REPEAT, NULL, NULL, run_upgrade },
  { "downgrade", TORTURE_STEP_REPEAT, NULL, NULL, run_downgrade },
  { "restore-backup", TORTURE_STEP_ONCE, NULL, NULL, run_restore_backup },
};

guint
torture_step_get_count (void)
{
  return G_N_ELEMENTS (steps);
}

const TortureStep *
torture_step_get (guint index)
{
  return &steps[index];
}

/* --- What they find --- */

static void
write_file (const char *path,
            guint       seed)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr(GBytes) bytes = torture_get_content (seed);
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_file_set_contents (path, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes), &error);
  g_assert_no_error (error);
}

static void
fill (NexusFilesystem *filesystem)
{
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < 16; i++)
    {
      g_autofree char *path = g_strdup_printf ("/a/b/file %u", i);

      put (filesystem, path, i, &error);
      g_assert_no_error (error);
    }
  put (filesystem, "/a/b/file 1", 42, &error);
  g_assert_no_error (error);
  put (filesystem, "/trashed/large", 49, &error);
  g_assert_no_error (error);
  nexus_filesystem_set_attribute (filesystem, "/a/b/file 1", "n", g_variant_new_int64 (5), NULL, &error);
  g_assert_no_error (error);
  nexus_filesystem_add_tag (filesystem, "/a/b", "1", NULL, &error);
  g_assert_no_error (error);
  g_object_unref (nexus_filesystem_make_symbolic_link (filesystem, "/a/link", "b", NULL, &error));
  nexus_filesystem_create_snapshot (filesystem, "old", "/a", NULL, &error);
  g_assert_no_error (error);
  nexus_filesystem_delete (filesystem, "/trashed", NULL, NEXUS_DELETE_RECURSIVE, NULL, &error);
  g_assert_no_error (error);
}

void
torture_step_prepare (const TortureStep *step,
                      const char        *folder)
{
  g_autofree char *store = g_build_filename (folder, "store", NULL);
  NexusFilesystem *filesystem;
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < N_FILES; i++)
    {
      g_autofree char *path = g_strdup_printf ("%s/files/tree/folder %u/file %u", folder, i % 3, i);

      write_file (path, 60 + i);
    }
  if (g_str_equal (step->name, "create"))
    {
      g_assert_cmpint (g_mkdir (store, 0700), ==, 0);
      return;
    }

  filesystem = torture_connect (store, NEXUS_DURABILITY_FULL, &error);
  g_assert_no_error (error);
  fill (filesystem);
  if (step->prepare != NULL)
    step->prepare (filesystem, folder, &error);
  g_assert_no_error (error);
  if (step->closed == run_restore_backup)
    run_backup (filesystem, folder, &error);
  g_assert_no_error (error);
  torture_close (filesystem);

  if (step->closed == run_upgrade)
    run_downgrade (folder, &error);
  g_assert_no_error (error);
}

/* --- In the worker --- */

static void
say (const char   *what,
     const GError *error)
{
  g_autofree char *line = NULL;

  if (error == NULL)
    line = g_strconcat (what, "\n", NULL);
  else
    line = g_strdup_printf ("%s %s %d %s\n", what, g_quark_to_string (error->domain), error->code, error->message);
  if (write (STDOUT_FILENO, line, strlen (line)) < 0)
    exit (EXIT_FAILURE);
}

/* With the store open or not; `*filesystem` stays open for the next time. */
static gboolean
attempt (const TortureStep  *step,
         const char         *folder,
         NexusFilesystem   **filesystem,
         GError            **error)
{
  g_autofree char *store = g_build_filename (folder, "store", NULL);

  if (step->closed != NULL)
    return step->closed (folder, error);
  if (*filesystem == NULL)
    *filesystem = torture_connect (store, NEXUS_DURABILITY_FULL, error);

  return *filesystem != NULL && step->run (*filesystem, folder, error);
}

static void
say_what_is_open (const char *folder)
{
  g_autoptr(GDir) dir = g_dir_open ("/proc/self/fd", 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename ("/proc/self/fd", name, NULL);
      g_autofree char *target = g_file_read_link (path, NULL);
      g_autofree char *line = NULL;

      if (target == NULL || !g_str_has_prefix (target, folder))
        continue;
      line = g_strconcat ("left ", target, NULL);
      say (line, NULL);
    }
}

int
torture_step_run (const char *name,
                  const char *folder)
{
  NexusFilesystem *filesystem = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) second = NULL;
  g_autoptr(GError) third = NULL;
  const TortureStep *step = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      if (g_str_equal (steps[i].name, name))
        step = &steps[i];
    }
  g_assert (step != NULL);

  /* Whatever fails, nothing waits for ever. */
  alarm (120);
  if (attempt (step, folder, &filesystem, &error))
    say ("done", NULL);
  else
    say ("failed", error);
  if (error != NULL && attempt (step, folder, &filesystem, &second))
    say ("again done", NULL);
  else if (error != NULL)
    say ("again failed", second);

  if (filesystem != NULL)
    {
      if (!nexus_filesystem_close (filesystem, NULL, &third))
        say ("close failed", third);
      nexus_test_assert_finalized (filesystem);
    }
  say_what_is_open (folder);

  return EXIT_SUCCESS;
}
