/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

#include "nexus-trust-test.h"

/* Backups: the same as the store, of one moment, again and again into one folder, killed at any moment, and made a store of
 * again.  The processes that are killed are this program again, see main().  NEXUS_TEST_SECONDS is how long the longer
 * parts go on, 4 without it. */

#define SMALL 2000
#define LARGE 1500000

static char *program;

typedef struct {
  char            *folder;
  char            *data;
  char            *backup;
  NexusFilesystem *filesystem;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  user_data)
{
  fixture->folder = nexus_test_make_dir ();
  fixture->data = g_build_filename (fixture->folder, "data", NULL);
  fixture->backup = g_build_filename (fixture->folder, "backup", NULL);
  fixture->filesystem = nexus_trust_test_connect (fixture->data, "durability: normal\n");
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  user_data)
{
  nexus_trust_test_close (fixture->filesystem);
  nexus_test_remove_tree (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->data);
  g_free (fixture->backup);
}

static NexusOperation *
back_up (Fixture  *fixture,
         GError  **error)
{
  g_autoptr(GFile) folder = g_file_new_for_path (fixture->backup);
  NexusOperation *operation = nexus_filesystem_backup (fixture->filesystem, folder);

  nexus_operation_run (operation, NULL, error);

  return operation;
}

static void
assert_back_up (Fixture *fixture,
                guint    n_copied,
                guint    n_kept)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusOperation) operation = back_up (fixture, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (nexus_operation_get_files_done (operation), ==, n_copied + n_kept);
  g_assert_cmpuint (nexus_operation_get_files_skipped (operation), ==, n_kept);
}

static void
assert_same (Fixture    *fixture,
             const char *folder)
{
  NexusFilesystem *other = nexus_trust_test_connect (folder, "");
  g_autofree char *expected = nexus_lib_test_describe (fixture->filesystem);
  g_autofree char *text = nexus_lib_test_describe (other);

  g_assert_cmpstr (text, ==, expected);
  nexus_trust_test_close (other);
}

static void
restore (Fixture     *fixture,
         const char  *folder,
         GError     **error)
{
  g_autoptr(GFile) backup = g_file_new_for_path (fixture->backup);
  g_autoptr(GFile) target = g_file_new_for_path (folder);
  g_autoptr(NexusOperation) operation = nexus_restore_backup (backup, target);

  nexus_operation_run (operation, NULL, error);
}

static void
test_again (Fixture       *fixture,
            gconstpointer  user_data)
{
  g_autofree char *target = g_build_filename (fixture->folder, "restored", NULL);
  g_autofree char *mark = g_build_filename (target, "restore", NULL);
  g_autoptr(GError) error = NULL;
  NexusFilesystem *restored;
  guint64 usage;

  nexus_trust_test_put (fixture->filesystem, "/a/small", 1, SMALL);
  nexus_trust_test_put (fixture->filesystem, "/a/large", 2, LARGE);
  nexus_trust_test_put (fixture->filesystem, "/a/empty", 3, 0);
  nexus_trust_test_put (fixture->filesystem, "/a/small", 4, SMALL);
  nexus_trust_test_put (fixture->filesystem, "/trashed", 5, SMALL);
  nexus_trust_test_delete (fixture->filesystem, "/trashed", NEXUS_DELETE_NONE);
  nexus_filesystem_add_tag (fixture->filesystem, "/a", "tag", NULL, &error);
  g_assert_no_error (error);
  assert_back_up (fixture, 5, 0);
  assert_same (fixture, fixture->backup);
  assert_back_up (fixture, 0, 5);
  usage = nexus_trust_test_disk_usage (fixture->backup);

  /* What is new is copied, what is gone is removed there as well. */
  nexus_trust_test_delete (fixture->filesystem, "/a/large", NEXUS_DELETE_PERMANENT);
  nexus_trust_test_put (fixture->filesystem, "/new", 6, SMALL);
  assert_back_up (fixture, 1, 4);
  assert_same (fixture, fixture->backup);
  g_assert_cmpuint (nexus_trust_test_disk_usage (fixture->backup) + LARGE, <, usage + 2 * SMALL + 8192);

  restore (fixture, target, &error);
  g_assert_no_error (error);
  g_assert_false (g_file_test (mark, G_FILE_TEST_EXISTS));
  assert_same (fixture, target);
  restored = nexus_trust_test_connect (target, "");
  nexus_trust_test_assert_file (restored, "/a/small", 4, SMALL);
  nexus_trust_test_put (restored, "/mine", 7, SMALL);
  nexus_trust_test_close (restored);
  assert_same (fixture, fixture->backup);

  /* Never over something else, and the restored store is no backup. */
  restore (fixture, target, &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS);
  g_clear_error (&error);
  g_free (fixture->backup);
  fixture->backup = g_steal_pointer (&target);
  g_object_unref (back_up (fixture, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS);
  g_clear_error (&error);
  restore (fixture, "/nonexistent/x", &error);
  g_assert_error (error, NEXUS_ERROR, NEXUS_ERROR_NOT_A_STORE);
}

static void
test_refused (Fixture       *fixture,
              gconstpointer  user_data)
{
  g_autofree char *inside = g_build_filename (fixture->data, "x", NULL);
  g_autofree char *foreign = g_build_filename (fixture->folder, "foreign", NULL);
  g_autofree char *file = g_build_filename (foreign, "file", NULL);
  g_autofree char *other_data = g_build_filename (fixture->folder, "other", NULL);
  const struct { const char *folder; int code; } cases[] = {
    { fixture->data, G_IO_ERROR_INVALID_ARGUMENT },
    { inside, G_IO_ERROR_INVALID_ARGUMENT },
    { foreign, G_IO_ERROR_EXISTS },
    { file, G_IO_ERROR_NOT_DIRECTORY },
    { other_data, G_IO_ERROR_EXISTS },
  };
  g_autofree char *mine = g_strdup (fixture->backup);
  NexusFilesystem *other = nexus_trust_test_connect (other_data, "");
  NexusFilesystem *saved = fixture->filesystem;
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (g_mkdir (foreign, 0700), ==, 0);
  g_assert_true (g_file_set_contents (file, "x", 1, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_free (fixture->backup);
      fixture->backup = g_strdup (cases[i].folder);
      g_object_unref (back_up (fixture, &error));
      g_assert_error (error, G_IO_ERROR, cases[i].code);
      g_clear_error (&error);
    }

  /* A backup of another store. */
  g_free (fixture->backup);
  fixture->backup = g_strdup (mine);
  g_object_unref (back_up (fixture, &error));
  g_assert_no_error (error);
  fixture->filesystem = other;
  g_object_unref (back_up (fixture, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS);
  fixture->filesystem = saved;
  nexus_trust_test_close (other);
}

/* One that was killed while it wrote its mark leaves the beginning of it; somebody's own file of that name stays. */
static void
test_begun (Fixture       *fixture,
            gconstpointer  user_data)
{
  g_autofree char *part = g_build_filename (fixture->backup, "backup.part", NULL);
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (g_mkdir (fixture->backup, 0700), ==, 0);
  g_assert_true (g_file_set_contents (part, "mine", -1, NULL));
  g_object_unref (back_up (fixture, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS);
  g_clear_error (&error);
  g_assert_true (g_file_get_contents (part, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "mine");

  g_assert_true (g_file_set_contents (part, "", 0, NULL));
  g_object_unref (back_up (fixture, &error));
  g_assert_no_error (error);
  g_assert_false (g_file_test (part, G_FILE_TEST_EXISTS));
}

static void
assert_not_whole (const char *folder,
                  const char *in_message)
{
  g_autoptr(NexusConfig) config = nexus_config_new ();
  g_autoptr(NexusFilesystem) filesystem = NULL;
  g_autoptr(GError) error = NULL;

  nexus_config_set_data_dir (config, folder);
  filesystem = nexus_connect (config, NULL, &error);
  g_assert_null (filesystem);
  g_assert_error (error, NEXUS_ERROR, NEXUS_ERROR_NOT_A_STORE);
  g_assert_nonnull (strstr (error->message, folder));
  g_assert_nonnull (strstr (error->message, in_message));
}

static void
assert_not_rescued (const char *folder)
{
  g_autoptr(NexusConfig) config = nexus_config_new ();
  g_autoptr(NexusRepair) repair = NULL;
  g_autoptr(GError) error = NULL;

  nexus_config_set_data_dir (config, folder);
  repair = nexus_repair_new (config);
  nexus_operation_run (NEXUS_OPERATION (repair), NULL, &error);
  g_assert_error (error, NEXUS_ERROR, NEXUS_ERROR_NOT_A_STORE);
}

/* Makes a folder as it is when making a store of a backup was interrupted: without the last of what a whole one has. */
static void
make_begun (Fixture    *fixture,
            const char *folder,
            const char *mark,
            const char *text,
            gsize       size,
            guint       n_parts)
{
  static const char * const parts[] = { "lock", "tmp", "packs", "content" };
  g_autofree char *path = g_build_filename (folder, mark, NULL);
  g_autofree char *database = g_build_filename (folder, "metadata.db", NULL);
  g_autoptr(GError) error = NULL;

  nexus_test_remove_tree (folder);
  restore (fixture, folder, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_unlink (database), ==, 0);
  for (guint i = n_parts; i < G_N_ELEMENTS (parts); i++)
    {
      g_autofree char *left = g_build_filename (folder, parts[i], NULL);

      nexus_test_remove_tree (left);
    }
  g_assert_true (g_file_set_contents (path, text, (gssize) size, NULL));
}

/* What the power left of a store that was being made of a backup is never taken for one, and the same again makes it whole. */
static void
test_interrupted (Fixture       *fixture,
                  gconstpointer  user_data)
{
  g_autofree char *target = g_build_filename (fixture->folder, "restored", NULL);
  g_autofree char *mark = g_build_filename (target, "restore", NULL);
  g_autofree char *part = g_build_filename (target, "restore.part", NULL);
  g_autofree char *backup_mark = g_build_filename (fixture->backup, "backup", NULL);
  g_autofree char *id = NULL;
  gsize size;
  const struct { const char *name; gsize size; gsize zeros; guint n_parts; } states[] = {
    { "restore.part", 0, 0, 0 },
    { "restore.part", 10, 0, 0 },
    { "restore.part", 37, 37, 0 },
    { "restore.part", 37, 20, 0 },
    { "restore", 37, 0, 0 },
    { "restore", 37, 0, 1 },
    { "restore", 37, 0, 2 },
    { "restore", 37, 0, 3 },
    { "restore", 37, 0, 4 },
  };
  g_autoptr(GError) error = NULL;

  nexus_trust_test_put (fixture->filesystem, "/a/small", 1, SMALL);
  nexus_trust_test_put (fixture->filesystem, "/a/large", 2, LARGE);
  assert_back_up (fixture, 2, 0);
  g_assert_true (g_file_get_contents (backup_mark, &id, &size, NULL));
  g_assert_cmpuint (size, ==, 37);

  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    {
      g_autofree char *text = g_memdup2 (id, size);

      memset (text, 0, states[i].zeros);
      make_begun (fixture, target, states[i].name, text, states[i].size, states[i].n_parts);
      assert_not_whole (target, "restore the same backup there again");
      assert_not_rescued (target);
      restore (fixture, target, &error);
      g_assert_no_error (error);
      g_assert_false (g_file_test (mark, G_FILE_TEST_EXISTS));
      g_assert_false (g_file_test (part, G_FILE_TEST_EXISTS));
      assert_same (fixture, target);
    }

  /* The same of a backup. */
  make_begun (fixture, target, "backup", id, size, 4);
  assert_not_whole (target, "make it again");
  g_free (fixture->backup);
  fixture->backup = g_strdup (target);
  g_object_unref (back_up (fixture, &error));
  g_assert_no_error (error);
  assert_same (fixture, target);
}

/* When only the mark was still to be removed, the store is one; once it has been used, nothing is restored over it. */
static void
test_settled (Fixture       *fixture,
              gconstpointer  user_data)
{
  g_autofree char *target = g_build_filename (fixture->folder, "restored", NULL);
  g_autofree char *mark = g_build_filename (target, "restore", NULL);
  g_autofree char *backup_mark = g_build_filename (fixture->backup, "backup", NULL);
  g_autofree char *id = NULL;
  NexusFilesystem *restored;
  g_autoptr(GError) error = NULL;

  nexus_trust_test_put (fixture->filesystem, "/a", 1, SMALL);
  assert_back_up (fixture, 1, 0);
  restore (fixture, target, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (backup_mark, &id, NULL, NULL));
  g_assert_true (g_file_set_contents (mark, id, -1, NULL));
  restore (fixture, target, &error);
  g_assert_no_error (error);
  g_assert_false (g_file_test (mark, G_FILE_TEST_EXISTS));

  g_assert_true (g_file_set_contents (mark, id, -1, NULL));
  restored = nexus_trust_test_connect (target, "");
  nexus_trust_test_put (restored, "/mine", 2, SMALL);
  nexus_trust_test_close (restored);
  restore (fixture, target, &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS);
  restored = nexus_trust_test_connect (target, "");
  nexus_trust_test_assert_file (restored, "/mine", 2, SMALL);
  nexus_trust_test_close (restored);
}

/* What is damaged is told by its hash, and a former backup keeps it. */
static void
test_damaged (Fixture       *fixture,
              gconstpointer  user_data)
{
  g_autofree char *first = g_strdup (fixture->backup);
  g_autofree char *folder = NULL;
  g_autofree char *path = NULL;
  g_autoptr(NexusEntry) entry = NULL;
  g_autoptr(NexusOperation) operation = NULL;
  g_autoptr(GError) error = NULL;
  const char *etag;

  nexus_trust_test_put (fixture->filesystem, "/a", 1, LARGE);
  nexus_trust_test_put (fixture->filesystem, "/b", 2, LARGE);
  assert_back_up (fixture, 2, 0);

  entry = nexus_filesystem_query (fixture->filesystem, "/a", NULL, &error);
  g_assert_no_error (error);
  etag = nexus_entry_get_etag (entry);
  folder = g_strndup (etag, 2);
  path = g_build_filename (fixture->data, "content", folder, etag, NULL);
  g_assert_cmpint (g_unlink (path), ==, 0);
  assert_back_up (fixture, 0, 2);

  g_free (fixture->backup);
  fixture->backup = g_strconcat (first, "2", NULL);
  operation = back_up (fixture, &error);
  g_assert_error (error, NEXUS_ERROR, NEXUS_ERROR_PARTIAL);
  g_assert_cmpuint (nexus_operation_get_files_done (operation), ==, 1);
}

/* --- Beside writers --- */

/* Adds a number to two files in one transaction, so that they are the same at each moment. */
static void
run_writer (const char *folder)
{
  NexusFilesystem *filesystem = nexus_trust_test_connect (folder, "durability: normal\n");

  for (guint i = 0;; i++)
    {
      g_autoptr(NexusBatch) batch = nexus_batch_new (filesystem);
      g_autoptr(GBytes) bytes = nexus_trust_test_make_bytes (i, i % 5 == 0 ? 200000 : 3000);
      g_autoptr(GError) error = NULL;

      nexus_batch_write (batch, "/left", bytes, NULL, NEXUS_WRITE_NONE);
      nexus_batch_write (batch, "/right", bytes, NULL, NEXUS_WRITE_NONE);
      nexus_batch_commit (batch, NULL, &error);
      g_assert_no_error (error);
    }
}

static int
run_backup (const char *folder,
            const char *backup)
{
  Fixture fixture = { .backup = (char *) backup };
  g_autoptr(GError) error = NULL;

  fixture.filesystem = nexus_trust_test_connect (folder, "durability: normal\n");
  g_object_unref (back_up (&fixture, &error));
  g_assert_no_error (error);
  nexus_trust_test_close (fixture.filesystem);

  return EXIT_SUCCESS;
}

static void
assert_of_one_moment (const char *folder)
{
  NexusFilesystem *filesystem = nexus_trust_test_connect (folder, "");
  g_autoptr(GBytes) left = NULL;
  g_autoptr(GBytes) right = NULL;
  g_autoptr(GError) error = NULL;

  left = nexus_filesystem_read (filesystem, "/left", NULL, &error);
  g_assert_no_error (error);
  right = nexus_filesystem_read (filesystem, "/right", NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (left, right));
  nexus_trust_test_close (filesystem);
}

static gpointer
kill_later (gpointer user_data)
{
  GSubprocess *process = user_data;

  g_usleep ((gulong) g_random_int_range (0, 500000));
  g_subprocess_force_exit (process);
  g_object_unref (process);

  return NULL;
}

/* While another process writes, each backup is of one moment; killed, the former one is there; in the end all is well. */
static void
test_beside (Fixture       *fixture,
             gconstpointer  user_data)
{
  const char *seconds = g_getenv ("NEXUS_TEST_SECONDS");
  gint64 deadline = g_get_monotonic_time () + (seconds != NULL ? atoi (seconds) : 4) * G_TIME_SPAN_SECOND;
  g_autoptr(GSubprocess) writer = NULL;
  g_autoptr(GError) error = NULL;
  guint n_killed = 0, n_rounds = 0;

  writer = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, program, "--write", fixture->data, NULL);
  g_assert_no_error (error);
  nexus_test_spin_until (nexus_lib_test_exists (fixture->filesystem, "/right"));
  g_object_unref (back_up (fixture, &error));
  g_assert_no_error (error);

  while (g_get_monotonic_time () < deadline || n_killed == 0)
    {
      g_autoptr(GSubprocess) process = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, program, "--backup",
                                                         fixture->data, fixture->backup, NULL);
      GThread *thread;

      g_assert_no_error (error);
      thread = g_thread_new ("kill", kill_later, g_object_ref (process));
      g_subprocess_wait (process, NULL, NULL);
      g_thread_join (thread);
      n_killed += g_subprocess_get_if_signaled (process);
      assert_of_one_moment (fixture->backup);
      n_rounds++;
    }
  g_subprocess_force_exit (writer);
  g_subprocess_wait (writer, NULL, NULL);
  g_test_message ("%u of %u killed", n_killed, n_rounds);

  g_object_unref (back_up (fixture, &error));
  g_assert_no_error (error);
  assert_same (fixture, fixture->backup);
}

int
main (int   argc,
      char *argv[])
{
  if (argc == 3 && strcmp (argv[1], "--write") == 0)
    run_writer (argv[2]);
  if (argc == 4 && strcmp (argv[1], "--backup") == 0)
    return run_backup (argv[2], argv[3]);

  program = argv[0];
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) g_test_add ("/trust/backup/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("again", test_again);
  ADD ("refused", test_refused);
  ADD ("begun", test_begun);
  ADD ("interrupted", test_interrupted);
  ADD ("settled", test_settled);
  ADD ("damaged", test_damaged);
  ADD ("beside", test_beside);

  return g_test_run ();
}
