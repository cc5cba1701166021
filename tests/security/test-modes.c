/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "nexus-security-test.h"

/* Who may look at a store, and whose store one looks at. */

#define OTHER_UID 65534

static void
check_tree (const char *folder,
            guint      *n_files)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  struct stat info;

  g_assert_nonnull (dir);
  g_assert_cmpint (lstat (folder, &info), ==, 0);
  g_assert_cmphex (info.st_mode & 07777, ==, 0700);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_assert_cmpint (lstat (path, &info), ==, 0);
      if (S_ISDIR (info.st_mode))
        {
          check_tree (path, n_files);
          continue;
        }
      g_test_message ("%s %o", path, (guint) info.st_mode);
      g_assert_true (S_ISREG (info.st_mode));
      g_assert_cmphex (info.st_mode & 07777 & ~0200u, ==, 0400);
      (*n_files)++;
    }
}

static void
write_large (NexusFilesystem *filesystem)
{
  g_autoptr(GBytes) bytes = g_bytes_new_take (g_strnfill (300000, 'x'), 300000);
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusEntry) entry = nexus_filesystem_write (filesystem, "/large.txt", bytes, NULL, NEXUS_WRITE_NONE, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (entry);
}

static void
run_operation (NexusOperation *operation)
{
  g_autoptr(NexusOperation) owned = operation;
  g_autoptr(GError) error = NULL;

  g_assert_true (nexus_operation_run (owned, NULL, &error));
  g_assert_no_error (error);
}

static void
close_store (NexusFilesystem *filesystem)
{
  g_autoptr(GError) error = NULL;

  nexus_filesystem_close (filesystem, NULL, &error);
  g_assert_no_error (error);
  g_object_unref (filesystem);
}

static void
test_umask (gconstpointer data)
{
  mode_t mask = (mode_t) GPOINTER_TO_UINT (data);
  g_autofree char *dir = nexus_test_make_dir ();
  g_autofree char *folder = g_build_filename (dir, "deep", "store", NULL);
  g_autofree char *backup = g_build_filename (dir, "backup", NULL);
  g_autofree char *database = g_build_filename (folder, "metadata.db", NULL);
  g_autofree char *log = g_strconcat (database, "-wal", NULL);
  g_autofree char *shared = g_strconcat (database, "-shm", NULL);
  g_autoptr(GFile) target = g_file_new_for_path (backup);
  g_autoptr(NexusConfig) config = nexus_config_new ();
  g_autoptr(NexusSchema) schema = NULL;
  g_autoptr(GError) error = NULL;
  NexusFilesystem *filesystem;
  mode_t before;
  guint n_files = 0;

  security_set_alarm ();
  nexus_config_set_data_dir (config, folder);
  nexus_config_set_index_text (config, TRUE);
  before = umask (mask);
  filesystem = nexus_connect (config, NULL, &error);
  g_assert_no_error (error);
  g_object_unref (nexus_lib_test_write (filesystem, "/small.txt", "small"));
  write_large (filesystem);
  g_assert_true (nexus_filesystem_update_index (filesystem, NULL, &error));
  g_assert_no_error (error);

  /* While it is open, with all that there is only then. */
  g_assert_true (g_file_test (log, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (shared, G_FILE_TEST_EXISTS));
  check_tree (folder, &n_files);
  g_assert_cmpuint (n_files, >=, 7);

  run_operation (nexus_filesystem_backup (filesystem, target));
  check_tree (backup, &n_files);
  close_store (filesystem);

  /* The copy that is made before the schema changes, and what repairing sets aside. */
  schema = nexus_schema_new (config);
  g_assert_true (nexus_schema_migrate (schema, 1, NULL, &error));
  g_assert_no_error (error);
  check_tree (folder, &n_files);
  close_store (nexus_lib_test_connect (folder));
  g_assert_true (g_file_set_contents (database, "SQLite format 3", -1, NULL));
  g_assert_cmpint (g_chmod (database, 0600), ==, 0);
  run_operation (NEXUS_OPERATION (nexus_repair_new (config)));
  check_tree (folder, &n_files);

  umask (before);
  nexus_test_remove_tree (dir);
}

/* A folder that somebody has made before, and one into which others could write. */
static void
test_existing (void)
{
  g_autofree char *dir = nexus_test_make_dir ();
  struct stat info;

  g_assert_cmpint (g_chmod (dir, 0777), ==, 0);
  close_store (nexus_lib_test_connect (dir));
  g_assert_cmpint (stat (dir, &info), ==, 0);
  g_assert_cmphex (info.st_mode & 07777, ==, 0700);

  /* Reading may be wanted by then, writing never is. */
  g_assert_cmpint (g_chmod (dir, 0777), ==, 0);
  close_store (nexus_lib_test_connect (dir));
  g_assert_cmpint (stat (dir, &info), ==, 0);
  g_assert_cmphex (info.st_mode & 07777, ==, 0755);
  nexus_test_remove_tree (dir);
}

/* --- Owners --- */

static void
assert_refused (const char *folder,
                const char *path)
{
  g_autoptr(GError) error = nexus_lib_test_fail (folder);

  security_assert_error (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED, path, "NEXUS_TRUST_OWNER=65534");
}

static void
test_owner (SecurityFixture *fixture,
            gconstpointer    data)
{
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  if (geteuid () != 0 || chown (fixture->folder, OTHER_UID, OTHER_UID) != 0)
    {
      g_test_skip ("cannot give a folder to another user here");
      return;
    }

  before = security_describe_tree (fixture->folder);
  assert_refused (fixture->folder, fixture->folder);
  g_setenv ("NEXUS_TRUST_OWNER", "0", TRUE);
  assert_refused (fixture->folder, fixture->folder);
  g_setenv ("NEXUS_TRUST_OWNER", "-1", TRUE);
  assert_refused (fixture->folder, fixture->folder);
  g_setenv ("NEXUS_TRUST_OWNER", "no such user", TRUE);
  assert_refused (fixture->folder, fixture->folder);
  g_setenv ("NEXUS_TRUST_OWNER", "", TRUE);
  assert_refused (fixture->folder, fixture->folder);
  after = security_describe_tree (fixture->folder);
  g_assert_cmpstr (before, ==, after);

  g_setenv ("NEXUS_TRUST_OWNER", "65534", TRUE);
  close_store (nexus_lib_test_connect (fixture->folder));
  g_setenv ("NEXUS_TRUST_OWNER", "nobody", TRUE);
  close_store (nexus_lib_test_connect (fixture->folder));
  g_setenv ("NEXUS_TRUST_OWNER", "any", TRUE);
  close_store (nexus_lib_test_connect (fixture->folder));
  g_unsetenv ("NEXUS_TRUST_OWNER");

  /* A database of another user in a folder of one's own. */
  g_assert_cmpint (chown (fixture->folder, 0, 0), ==, 0);
  close_store (nexus_lib_test_connect (fixture->folder));
  g_assert_cmpint (chown (fixture->database, OTHER_UID, OTHER_UID), ==, 0);
  assert_refused (fixture->folder, fixture->database);
}

/* What a configuration says is no reason: it may come from where the store comes from. */
static void
test_owner_in_file (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusConfig) config = nexus_config_new_from_data ("trust_owner: any\n", &error);

  g_assert_no_error (error);
  g_assert_nonnull (config);
  g_assert_nonnull (nexus_config_get_warnings (config));
  g_assert_nonnull (strstr (nexus_config_get_warnings (config)[0], "trust_owner"));
}

int
main (int    argc,
      char **argv)
{
  static const guint masks[] = { 0, 022, 027, 077, 0177 };

  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (masks); i++)
    {
      g_autofree char *path = g_strdup_printf ("/security/modes/umask-%03o", masks[i]);

      g_test_add_data_func (path, GUINT_TO_POINTER (masks[i]), test_umask);
    }
  g_test_add_func ("/security/modes/existing", test_existing);
  g_test_add ("/security/modes/owner", SecurityFixture, NULL, security_set_up, test_owner, security_tear_down);
  g_test_add_func ("/security/modes/owner-in-file", test_owner_in_file);

  return g_test_run ();
}
