/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <fcntl.h>
#include <glib/gstdio.h>
#include <libintl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "nexus-lib-test.h"

/* Opening what is there, and what is not ours, damaged, newer or out of reach: a clear error, and nothing touched. */

/* Offsets in the header of an SQLite database. */
#define USER_VERSION   60
#define APPLICATION_ID 68

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char * const *) a, *(const char * const *) b);
}

/* Every file below the folder with its bytes: two equal texts are two equal folders. */
static void
describe_folder (GString    *text,
                 const char *folder)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);

  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *path = g_build_filename (folder, g_ptr_array_index (names, i), NULL);
      g_autofree char *contents = NULL;
      gsize length;

      if (g_file_get_contents (path, &contents, &length, NULL))
        {
          g_autofree char *sum = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (guchar *) contents, length);

          g_string_append_printf (text, "%s %s\n", path, sum);
        }
      else
        {
          g_string_append_printf (text, "%s/\n", path);
          describe_folder (text, path);
        }
    }
}

static char *
dup_description (const char *folder)
{
  GString *text = g_string_new (NULL);

  describe_folder (text, folder);

  return g_string_free (text, FALSE);
}

/* Connecting fails so, and the folder stays as it is. */
static void
assert_refused (const char *folder,
                GQuark      domain,
                int         code,
                const char *told)
{
  g_autofree char *before = dup_description (folder);
  g_autoptr(GError) error = nexus_lib_test_fail (folder);
  g_autofree char *after = dup_description (folder);

  g_test_message ("%s", error->message);
  g_assert_error (error, domain, code);
  g_assert_nonnull (strstr (error->message, told));
  g_assert_cmpstr (after, ==, before);
}

static char *
make_store (void)
{
  char *folder = nexus_test_make_dir ();
  NexusFilesystem *filesystem = nexus_lib_test_connect (folder);

  g_object_unref (nexus_lib_test_write (filesystem, "/a", "hello"));
  for (guint i = 0; i < 300; i++)
    {
      g_autofree char *path = g_strdup_printf ("/many/file with a rather long name number %u", i);

      g_object_unref (nexus_lib_test_write (filesystem, path, path));
    }
  g_assert_true (nexus_filesystem_close (filesystem, NULL, NULL));
  nexus_test_assert_finalized (filesystem);

  return folder;
}

static void
finish (char *folder)
{
  nexus_test_remove_tree (folder);
  g_free (folder);
}

static char *
database_of (const char *folder)
{
  return g_build_filename (folder, "metadata.db", NULL);
}

static void
patch (const char *path,
       goffset     offset,
       guint32     value)
{
  int fd = open (path, O_WRONLY | O_CLOEXEC);

  value = GUINT32_TO_BE (value);
  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (pwrite (fd, &value, sizeof value, offset), ==, sizeof value);
  g_assert_cmpint (close (fd), ==, 0);
}

static void
test_new (void)
{
  g_autofree char *top = nexus_test_make_dir ();
  g_autofree char *middle = g_build_filename (top, "made", NULL);
  g_autofree char *folder = g_build_filename (middle, "as needed", NULL);
  const char *made[] = { middle, folder };
  NexusFilesystem *filesystem = nexus_lib_test_connect (folder);
  g_autoptr(GListModel) list = nexus_filesystem_list (filesystem, "/", NULL, NULL);

  g_assert_cmpuint (g_list_model_get_n_items (list), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (made); i++)
    {
      GStatBuf info;

      g_assert_cmpint (g_stat (made[i], &info), ==, 0);
      g_assert_cmpuint (info.st_mode & 07777, ==, 0700);
    }
  g_assert_true (nexus_filesystem_close (filesystem, NULL, NULL));
  nexus_test_assert_finalized (filesystem);
  nexus_test_remove_tree (top);
}

static void
test_again (void)
{
  char *folder = make_store ();
  NexusFilesystem *filesystem = nexus_lib_test_connect (folder);

  nexus_lib_test_assert_text (filesystem, "/a", "hello");
  nexus_lib_test_finish (filesystem, folder);
}

/* Dropped without closing it: nothing that was acknowledged is lost, nothing stays open. */
static void
test_dropped (void)
{
  char *folder = nexus_test_make_dir ();
  NexusFilesystem *filesystem = nexus_lib_test_connect (folder);

  g_object_unref (nexus_lib_test_write (filesystem, "/a", "hello"));
  nexus_test_assert_finalized (filesystem);
  filesystem = nexus_lib_test_connect (folder);
  nexus_lib_test_assert_text (filesystem, "/a", "hello");
  nexus_lib_test_finish (filesystem, folder);
}

static void
test_foreign_folder (void)
{
  char *folder = nexus_test_make_dir ();
  g_autofree char *stranger = g_build_filename (folder, "letter.txt", NULL);

  g_assert_true (g_file_set_contents (stranger, "Dear Ann", -1, NULL));
  assert_refused (folder, NEXUS_ERROR, NEXUS_ERROR_NOT_A_STORE, folder);
  finish (folder);
}

/* The configuration may lie in the folder that it names. */
static void
test_own_configuration (void)
{
  char *folder = nexus_test_make_dir ();
  g_autofree char *path = g_build_filename (folder, "nexus.yaml", NULL);
  NexusFilesystem *filesystem;

  g_assert_true (g_file_set_contents (path, "data_dir: .\n", -1, NULL));
  filesystem = nexus_lib_test_connect (folder);
  nexus_lib_test_finish (filesystem, folder);
}

static void
test_file_for_folder (void)
{
  char *folder = nexus_test_make_dir ();
  g_autofree char *file = g_build_filename (folder, "file", NULL);
  g_autofree char *below = g_build_filename (file, "below", NULL);
  g_autoptr(GError) error = NULL;

  g_assert_true (g_file_set_contents (file, "x", -1, NULL));
  assert_refused (file, G_IO_ERROR, G_IO_ERROR_NOT_DIRECTORY, file);
  error = nexus_lib_test_fail (below);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_DIRECTORY);
  finish (folder);
}

static void
test_foreign_database (void)
{
  static const char * const foreign[] = {
    "This is not a database at all, but long enough to have a header; it goes on and on and on and on and on and on.",
    "short",
  };

  for (guint i = 0; i < G_N_ELEMENTS (foreign); i++)
    {
      char *folder = nexus_test_make_dir ();
      g_autofree char *database = database_of (folder);

      g_assert_true (g_file_set_contents (database, foreign[i], -1, NULL));
      assert_refused (folder, NEXUS_ERROR, NEXUS_ERROR_NOT_A_STORE, "metadata.db");
      finish (folder);
    }
}

static void
test_other_application (void)
{
  char *folder = make_store ();
  g_autofree char *database = database_of (folder);

  patch (database, APPLICATION_ID, 0x12345678);
  assert_refused (folder, NEXUS_ERROR, NEXUS_ERROR_NOT_A_STORE, "metadata.db");
  finish (folder);
}

static void
test_newer (void)
{
  char *folder = make_store ();
  g_autofree char *database = database_of (folder);

  patch (database, USER_VERSION, 4711);
  assert_refused (folder, NEXUS_ERROR, NEXUS_ERROR_SCHEMA_TOO_NEW, "4711");
  finish (folder);
}

static void
test_truncated (void)
{
  static const guint percent[] = { 0, 1, 10, 50, 90 };

  for (guint i = 0; i < G_N_ELEMENTS (percent); i++)
    {
      char *folder = make_store ();
      g_autofree char *database = database_of (folder);
      GStatBuf info;

      g_assert_cmpint (g_stat (database, &info), ==, 0);
      g_assert_cmpint (truncate (database, info.st_size * percent[i] / 100), ==, 0);
      assert_refused (folder, NEXUS_ERROR, NEXUS_ERROR_CORRUPT, "metadata.db");
      finish (folder);
    }
}

/* A store whose database has gone is not a new store. */
static void
test_missing_database (void)
{
  char *folder = make_store ();
  g_autofree char *database = database_of (folder);

  g_assert_cmpint (g_remove (database), ==, 0);
  assert_refused (folder, NEXUS_ERROR, NEXUS_ERROR_CORRUPT, "metadata.db");
  finish (folder);
}

static void
try_unwritable (const char *folder)
{
  g_autoptr(GError) error = nexus_lib_test_fail (folder);

  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED);
  g_assert_nonnull (strstr (error->message, folder));
}

static void
test_unwritable (void)
{
  g_autofree char *folder = g_strdup ("/tmp/nexus-unwritable-XXXXXX");
  g_autofree char *below = NULL;
  int status;
  pid_t child;

  g_assert_nonnull (g_mkdtemp (folder));
  below = g_build_filename (folder, "new", NULL);
  g_assert_cmpint (g_chmod (folder, 0555), ==, 0);

  /* Root may write anywhere, so it has to be somebody else who tries. */
  if (geteuid () == 0)
    {
      child = fork ();
      if (child == 0)
        {
          if (setgid (65534) != 0 || setuid (65534) != 0)
            _exit (77);
          try_unwritable (folder);
          try_unwritable (below);
          _exit (0);
        }
      g_assert_cmpint (waitpid (child, &status, 0), ==, child);
      if (WIFEXITED (status) && WEXITSTATUS (status) == 77)
        g_test_skip ("may not become another user here");
      else
        g_assert_true (WIFEXITED (status) && WEXITSTATUS (status) == 0);
    }
  else
    {
      try_unwritable (folder);
      try_unwritable (below);
    }

  nexus_test_remove_tree (folder);
}

static void
test_modes (void)
{
  static const struct {
    NexusMode   mode;
    const char *url;
    NexusError  code;
    const char *told;
  } cases[] = {
    { NEXUS_MODE_MONOLITHIC, NULL, NEXUS_ERROR_CONFIG, "url" },
    { NEXUS_MODE_DISTRIBUTED, NULL, NEXUS_ERROR_CONFIG, "url" },
    { NEXUS_MODE_MONOLITHIC, "https://nexus.example", NEXUS_ERROR_UNAVAILABLE, "embedded" },
    { NEXUS_MODE_DISTRIBUTED, "https://nexus.example", NEXUS_ERROR_UNAVAILABLE, "embedded" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(NexusConfig) config = nexus_config_new ();
      g_autoptr(GError) error = NULL;

      nexus_config_set_mode (config, cases[i].mode);
      nexus_config_set_url (config, cases[i].url);
      g_assert_null (nexus_connect (config, NULL, &error));
      g_assert_error (error, NEXUS_ERROR, (int) cases[i].code);
      g_assert_nonnull (strstr (error->message, cases[i].told));
    }
}

/* A database of a kind that is not there is an error that gives no password away. */
static void
test_other_database (void)
{
  char *folder = nexus_test_make_dir ();
  g_autoptr(NexusConfig) config = nexus_config_new ();
  g_autoptr(GError) error = NULL;

  nexus_config_set_data_dir (config, folder);
  nexus_config_set_database (config, "postgresql://ann:geheim@db.example/files");
  g_assert_null (nexus_connect (config, NULL, &error));
  g_assert_error (error, NEXUS_ERROR, NEXUS_ERROR_UNAVAILABLE);
  g_assert_null (strstr (error->message, "geheim"));
  finish (folder);
}

/* The database may lie elsewhere. */
static void
test_database_elsewhere (void)
{
  char *folder = nexus_test_make_dir ();
  g_autofree char *data = g_build_filename (folder, "data", NULL);
  g_autofree char *database = g_build_filename (folder, "my.db", NULL);
  g_autoptr(NexusConfig) config = nexus_config_new ();
  g_autoptr(GError) error = NULL;

  nexus_config_set_data_dir (config, data);
  nexus_config_set_database (config, database);
  for (guint i = 0; i < 2; i++)
    {
      NexusFilesystem *filesystem = nexus_connect (config, NULL, &error);

      g_assert_no_error (error);
      g_object_unref (nexus_lib_test_write (filesystem, "/a", "hello"));
      g_assert_true (nexus_filesystem_close (filesystem, NULL, NULL));
      nexus_test_assert_finalized (filesystem);
      g_assert_true (g_file_test (database, G_FILE_TEST_IS_REGULAR));
    }
  finish (folder);
}

static void
test_cancelled (void)
{
  char *folder = nexus_test_make_dir ();
  g_autoptr(NexusConfig) config = nexus_config_new ();
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *description = NULL;

  g_cancellable_cancel (cancellable);
  nexus_config_set_data_dir (config, folder);
  g_assert_null (nexus_connect (config, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);

  nexus_connect_async (config, cancellable, nexus_test_store_result, &result);
  nexus_test_spin_until (result != NULL);
  g_assert_null (nexus_connect_finish (result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  description = dup_description (folder);
  g_assert_cmpstr (description, ==, "");
  finish (folder);
}

static void
test_sha256 (void)
{
  char *folder = nexus_test_make_dir ();
  g_autoptr(NexusConfig) config = nexus_config_new ();
  NexusFilesystem *filesystem;
  g_autoptr(NexusEntry) entry = NULL;
  g_autofree char *expected = g_compute_checksum_for_string (G_CHECKSUM_SHA256, "hello", -1);

  nexus_config_set_data_dir (config, folder);
  nexus_config_set_content_hash (config, NEXUS_CONTENT_HASH_SHA256);
  filesystem = nexus_connect (config, NULL, NULL);
  entry = nexus_lib_test_write (filesystem, "/a", "hello");
  g_assert_cmpstr (nexus_entry_get_etag (entry), ==, expected);
  g_assert_true (nexus_filesystem_close (filesystem, NULL, NULL));
  nexus_test_assert_finalized (filesystem);

  /* The hash was fixed when the store was made; what is configured later does not change it. */
  filesystem = nexus_lib_test_connect (folder);
  g_clear_object (&entry);
  entry = nexus_lib_test_write (filesystem, "/b", "hello");
  g_assert_cmpstr (nexus_entry_get_etag (entry), ==, expected);
  nexus_lib_test_assert_text (filesystem, "/a", "hello");
  nexus_lib_test_finish (filesystem, folder);
}

/* A program in Python does not call bindtextdomain() for a library. */
static void
test_catalogue (void)
{
  g_assert_cmpstr (bindtextdomain ("nexus", NULL), ==, NEXUS_TEST_LOCALEDIR);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  /* First, while this process has no threads and may fork. */
  g_test_add_func ("/connect/unwritable", test_unwritable);
  g_test_add_func ("/connect/new", test_new);
  g_test_add_func ("/connect/again", test_again);
  g_test_add_func ("/connect/dropped", test_dropped);
  g_test_add_func ("/connect/foreign-folder", test_foreign_folder);
  g_test_add_func ("/connect/own-configuration", test_own_configuration);
  g_test_add_func ("/connect/file-for-folder", test_file_for_folder);
  g_test_add_func ("/connect/foreign-database", test_foreign_database);
  g_test_add_func ("/connect/other-application", test_other_application);
  g_test_add_func ("/connect/newer", test_newer);
  g_test_add_func ("/connect/truncated", test_truncated);
  g_test_add_func ("/connect/missing-database", test_missing_database);
  g_test_add_func ("/connect/modes", test_modes);
  g_test_add_func ("/connect/other-database", test_other_database);
  g_test_add_func ("/connect/database-elsewhere", test_database_elsewhere);
  g_test_add_func ("/connect/cancelled", test_cancelled);
  g_test_add_func ("/connect/sha256", test_sha256);
  g_test_add_func ("/connect/catalogue", test_catalogue);

  return g_test_run ();
}
