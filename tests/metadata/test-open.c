/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "nexus-store-fixture.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <nexus-sqlite-migrator-private.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* Opening: what is not ours, damaged, newer, or not to be written; and the migrations. */

static const NexusSqliteStoreOptions options = {
  .content_hash = NEXUS_CONTENT_HASH_BLAKE2B_256,
  .durability = NEXUS_DURABILITY_NORMAL,
  .history_limit = 20,
  .readers = 2,
};

typedef struct {
  char *dir;
  char *path;
} Place;

static void
place_set_up (Place         *place,
              gconstpointer  data)
{
  place->dir = nexus_test_make_dir ();
  place->path = g_build_filename (place->dir, "metadata.db", NULL);
}

static void
place_tear_down (Place         *place,
                 gconstpointer  data)
{
  nexus_test_remove_tree (place->dir);
  g_free (place->path);
  g_free (place->dir);
}

static NexusMetadataStore *
open_at (const char  *path,
         GError     **error)
{
  NexusContentHash hash;

  return _nexus_sqlite_store_open (path, &options, &hash, NULL, error);
}

static void
close_store (NexusMetadataStore *store)
{
  g_autoptr(GError) error = NULL;

  _nexus_metadata_store_close (store, &error);
  g_assert_no_error (error);
  g_object_unref (store);
}

static void
make_store (const char *path)
{
  g_autoptr(GError) error = NULL;
  NexusMetadataStore *store = open_at (path, &error);

  g_assert_no_error (error);
  close_store (store);
}

static GBytes *
load (const char *path)
{
  g_autoptr(GError) error = NULL;
  char *contents;
  gsize size;

  g_file_get_contents (path, &contents, &size, &error);
  g_assert_no_error (error);

  return g_bytes_new_take (contents, size);
}

static void
save (const char *path,
      const void *data,
      gsize       size)
{
  FILE *file = fopen (path, "w");

  g_assert_nonnull (file);
  g_assert_cmpuint (fwrite (data, 1, size, file), ==, size);
  fclose (file);
}

static void
run_sql (const char *path,
         const char *sql)
{
  g_autofree char *bytes = NULL;
  gsize size = 0;
  gboolean ours;
  sqlite3 *db;
  char *message = NULL;

  /* What is a store's keeps its checksums, what is another's never had any. */
  ours = g_file_get_contents (path, &bytes, &size, NULL) && size > NEXUS_SQLITE_HEADER_RESERVE &&
         bytes[NEXUS_SQLITE_HEADER_RESERVE] == NEXUS_SQLITE_PAGE_RESERVE;
  g_assert_cmpint (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
                                    ours ? _nexus_sqlite_checksum_vfs () : NULL), ==, SQLITE_OK);
  sqlite3_exec (db, sql, NULL, NULL, &message);
  g_assert_null (message);
  sqlite3_close (db);
}

/* Opening fails with that error and leaves the file as it is. */
static void
assert_refused (const char *path,
                int         code,
                const char *in_message)
{
  g_autoptr(GBytes) before = load (path);
  g_autoptr(GBytes) after = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_null (open_at (path, &error));
  g_assert_nonnull (error);
  g_assert_error (error, NEXUS_ERROR, code);
  g_assert_nonnull (strstr (error->message, path));
  if (in_message != NULL)
    g_assert_nonnull (strstr (error->message, in_message));
  after = load (path);
  g_assert_true (g_bytes_equal (before, after));
}

static void
test_modes (Place         *place,
            gconstpointer  data)
{
  static const mode_t umasks[] = { 0, 022, 077, 0777 };
  static const char * const suffixes[] = { "", "-wal", "-shm" };

  for (guint i = 0; i < G_N_ELEMENTS (umasks); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autofree char *path = g_strdup_printf ("%s/%u.db", place->dir, i);
      mode_t old = umask (umasks[i]);
      NexusMetadataStore *store = open_at (path, &error);

      umask (old);
      g_assert_no_error (error);
      for (guint j = 0; j < G_N_ELEMENTS (suffixes); j++)
        {
          g_autofree char *file = g_strconcat (path, suffixes[j], NULL);
          struct stat info;

          g_assert_cmpint (stat (file, &info), ==, 0);
          g_assert_cmpint (info.st_mode & 0777, ==, 0600);
        }
      close_store (store);
    }
}

static void
test_foreign (Place         *place,
              gconstpointer  data)
{
  g_autofree char *noise = g_malloc (8192);
  g_autofree char *elsewhere = g_build_filename (place->dir, "elsewhere.db", NULL);
  g_autoptr(GError) error = NULL;

  save (place->path, "hello", 5);
  assert_refused (place->path, NEXUS_ERROR_NOT_A_STORE, NULL);

  for (guint i = 0; i < 8192; i++)
    noise[i] = (char) g_test_rand_int ();
  save (place->path, noise, 8192);
  assert_refused (place->path, NEXUS_ERROR_NOT_A_STORE, NULL);

  memcpy (noise, "SQLite format 3", 16);
  save (place->path, noise, 8192);
  assert_refused (place->path, NEXUS_ERROR_NOT_A_STORE, NULL);

  g_unlink (place->path);
  run_sql (place->path, "CREATE TABLE other (a); INSERT INTO other VALUES (1)");
  assert_refused (place->path, NEXUS_ERROR_NOT_A_STORE, NULL);
  g_assert_cmpint (_nexus_sqlite_schema_query (place->path, &error), ==, -1);
  g_assert_error (error, NEXUS_ERROR, NEXUS_ERROR_NOT_A_STORE);
  g_clear_error (&error);
  run_sql (place->path, "PRAGMA journal_mode = WAL; PRAGMA application_id = 42");
  assert_refused (place->path, NEXUS_ERROR_NOT_A_STORE, NULL);

  /* Something else than a file. */
  g_unlink (place->path);
  make_store (elsewhere);
  g_assert_cmpint (symlink (elsewhere, place->path), ==, 0);
  assert_refused (place->path, NEXUS_ERROR_NOT_A_STORE, NULL);
  g_unlink (place->path);
  g_assert_cmpint (mkfifo (place->path, 0600), ==, 0);
  g_assert_null (open_at (place->path, &error));
  g_assert_error (error, NEXUS_ERROR, NEXUS_ERROR_NOT_A_STORE);
  g_clear_error (&error);
  g_unlink (place->path);
  g_assert_cmpint (g_mkdir (place->path, 0700), ==, 0);
  g_assert_null (open_at (place->path, &error));
  g_assert_error (error, NEXUS_ERROR, NEXUS_ERROR_NOT_A_STORE);
}

static void
test_truncated (Place         *place,
                gconstpointer  data)
{
  g_autoptr(GBytes) whole = NULL;
  gsize size;
  const char *bytes;

  make_store (place->path);
  whole = load (place->path);
  bytes = g_bytes_get_data (whole, &size);

  save (place->path, bytes, 99);
  assert_refused (place->path, NEXUS_ERROR_NOT_A_STORE, NULL);
  save (place->path, bytes, 100);
  assert_refused (place->path, NEXUS_ERROR_CORRUPT, NULL);
  save (place->path, bytes, 4096);
  assert_refused (place->path, NEXUS_ERROR_CORRUPT, NULL);
  save (place->path, bytes, size / 2);
  assert_refused (place->path, NEXUS_ERROR_CORRUPT, NULL);
  save (place->path, bytes, size - 1);
  assert_refused (place->path, NEXUS_ERROR_CORRUPT, NULL);

  /* Nothing at all is where a store can be made. */
  save (place->path, "", 0);
  g_assert_cmpint (_nexus_sqlite_schema_query (place->path, NULL), ==, 0);
  make_store (place->path);
  g_assert_cmpint (_nexus_sqlite_schema_query (place->path, NULL), ==, (int) _nexus_sqlite_schema_latest ());
}

static void
test_newer (Place         *place,
            gconstpointer  data)
{
  g_autofree char *known = g_strdup_printf ("%u", _nexus_sqlite_schema_latest ());
  g_autofree char *backup = g_strconcat (place->path, ".v99.bak", NULL);
  g_autoptr(GError) error = NULL;

  make_store (place->path);
  run_sql (place->path, "PRAGMA user_version = 99");
  assert_refused (place->path, NEXUS_ERROR_SCHEMA_TOO_NEW, "99");
  assert_refused (place->path, NEXUS_ERROR_SCHEMA_TOO_NEW, known);
  g_assert_cmpint (_nexus_sqlite_schema_query (place->path, &error), ==, 99);
  g_assert_false (_nexus_sqlite_schema_migrate (place->path, options.content_hash, 1, NULL, &error));
  g_assert_error (error, NEXUS_ERROR, NEXUS_ERROR_SCHEMA_TOO_NEW);
  g_clear_error (&error);
  g_assert_false (g_file_test (backup, G_FILE_TEST_EXISTS));

  g_assert_false (_nexus_sqlite_schema_migrate (place->path, options.content_hash, 100, NULL, &error));
  g_assert_error (error, NEXUS_ERROR, NEXUS_ERROR_SCHEMA_TOO_NEW);
}

static void
test_newer_while_open (Place         *place,
                       gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusTransaction) transaction = _nexus_transaction_new_single (fixture_put ("/a", "x"), NULL);
  g_autoptr(NexusEntry) entry = NULL;
  NexusMetadataStore *store = open_at (place->path, &error);

  g_assert_no_error (error);
  entry = _nexus_metadata_store_query (store, "/", NULL, &error);
  g_assert_no_error (error);
  run_sql (place->path, "PRAGMA user_version = 99");

  g_assert_null (_nexus_metadata_store_query (store, "/", NULL, &error));
  g_assert_error (error, NEXUS_ERROR, NEXUS_ERROR_SCHEMA_TOO_NEW);
  _nexus_metadata_store_apply (store, &transaction, 1);
  g_assert_error (transaction->error, NEXUS_ERROR, NEXUS_ERROR_SCHEMA_TOO_NEW);
  close_store (store);
}

static void
test_content_hash (Place         *place,
                   gconstpointer  data)
{
  NexusSqliteStoreOptions with_sha = options;
  NexusContentHash hash = NEXUS_CONTENT_HASH_BLAKE2B_256;
  g_autoptr(GError) error = NULL;
  NexusMetadataStore *store;

  with_sha.content_hash = NEXUS_CONTENT_HASH_SHA256;
  store = _nexus_sqlite_store_open (place->path, &with_sha, &hash, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (hash, ==, NEXUS_CONTENT_HASH_SHA256);
  close_store (store);

  /* What a store was made with stays, whatever is asked for later. */
  hash = NEXUS_CONTENT_HASH_BLAKE2B_256;
  store = _nexus_sqlite_store_open (place->path, &options, &hash, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (hash, ==, NEXUS_CONTENT_HASH_SHA256);
  close_store (store);

  run_sql (place->path, "UPDATE store SET value = 'md5' WHERE key = 'content-hash'");
  g_assert_null (_nexus_sqlite_store_open (place->path, &options, &hash, NULL, &error));
  g_assert_error (error, NEXUS_ERROR, NEXUS_ERROR_CORRUPT);
}

static void
test_missing_folder (Place         *place,
                     gconstpointer  data)
{
  g_autofree char *path = g_build_filename (place->dir, "none", "metadata.db", NULL);
  g_autoptr(GError) error = NULL;

  g_assert_null (open_at (path, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, path));
}

/* As a user without the rights of root, in a process of its own. */
static void
test_unwritable (Place         *place,
                 gconstpointer  data)
{
  g_autofree char *existing = g_build_filename (place->dir, "existing.db", NULL);
  int status;
  pid_t pid;

  make_store (existing);
  g_assert_cmpint (g_chmod (existing, 0444), ==, 0);
  g_assert_cmpint (g_chmod (place->dir, 0555), ==, 0);

  pid = fork ();
  g_assert_cmpint (pid, >=, 0);
  if (pid == 0)
    {
      g_autoptr(GError) error = NULL;

      if (geteuid () == 0 && setuid (65534) != 0)
        _exit (77);
      if (open_at (place->path, &error) != NULL ||
          !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED))
        _exit (1);
      g_clear_error (&error);
      if (open_at (existing, &error) != NULL ||
          !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED))
        _exit (2);
      _exit (0);
    }

  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  g_assert_true (WIFEXITED (status));
  if (WEXITSTATUS (status) == 77)
    g_test_skip ("cannot become another user here");
  else
    g_assert_cmpint (WEXITSTATUS (status), ==, 0);
}

static const NexusSqliteMigration steps[] = {
  { 1, "one", "CREATE TABLE a (x INTEGER); INSERT INTO a VALUES (1);", "DROP TABLE a;" },
  { 2, "two", "ALTER TABLE a ADD COLUMN y TEXT; UPDATE a SET y = 'two';", "ALTER TABLE a DROP COLUMN y;" },
  { 3, "three", "CREATE TABLE b (z INTEGER);", "DROP TABLE b;" },
  { 4, "broken", "UPDATE a SET y = 'four'; CREATE TABLE b (z INTEGER);", "DROP TABLE b; DROP TABLE nothing;" },
};

static void
migrate_to (const char *path,
            guint       n_steps,
            guint       version,
            gboolean    only_up,
            GError    **error)
{
  NexusSqliteMigrations migrations = { .steps = steps, .n_steps = n_steps };

  _nexus_sqlite_migrator_run (path, &migrations, version, only_up, NULL, error);
}

static void
assert_version (const char *path,
                int         version)
{
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (_nexus_sqlite_migrator_query (path, &error), ==, version);
  g_assert_no_error (error);
}

static void
test_migrations (Place         *place,
                 gconstpointer  data)
{
  g_autofree char *backup_1 = g_strconcat (place->path, ".v1.bak", NULL);
  g_autofree char *backup_3 = g_strconcat (place->path, ".v3.bak", NULL);
  g_autofree char *part = g_strconcat (backup_1, ".part", NULL);
  g_autoptr(GError) error = NULL;
  struct stat info;

  /* A new one needs no copy. */
  migrate_to (place->path, 1, 1, TRUE, &error);
  g_assert_no_error (error);
  assert_version (place->path, 1);
  g_assert_false (g_file_test (backup_1, G_FILE_TEST_EXISTS));
  run_sql (place->path, "PRAGMA journal_mode = WAL");

  migrate_to (place->path, 3, 3, TRUE, &error);
  g_assert_no_error (error);
  assert_version (place->path, 3);
  assert_version (backup_1, 1);
  g_assert_cmpint (stat (backup_1, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
  g_assert_false (g_file_test (part, G_FILE_TEST_EXISTS));
  run_sql (place->path, "SELECT y FROM a; SELECT z FROM b");
  fixture_check_database (backup_1);

  /* Once it is there nothing more happens. */
  g_unlink (backup_1);
  migrate_to (place->path, 3, 3, TRUE, &error);
  g_assert_no_error (error);
  g_assert_false (g_file_test (backup_3, G_FILE_TEST_EXISTS));

  /* A step that fails leaves the version before it, with nothing of the step. */
  migrate_to (place->path, 4, 4, TRUE, &error);
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, place->path));
  g_clear_error (&error);
  assert_version (place->path, 3);
  run_sql (place->path, "SELECT iif (y = 'two', 1, raise_it_is_not_two) FROM (SELECT y, 1 AS raise_it_is_not_two FROM a)");

  /* An older program says both versions; down is only on demand. */
  migrate_to (place->path, 2, 2, TRUE, &error);
  g_assert_error (error, NEXUS_ERROR, NEXUS_ERROR_SCHEMA_TOO_NEW);
  g_assert_nonnull (strstr (error->message, "3"));
  g_assert_nonnull (strstr (error->message, "2"));
  g_clear_error (&error);
  migrate_to (place->path, 3, 1, FALSE, &error);
  g_assert_no_error (error);
  assert_version (place->path, 1);
  assert_version (backup_3, 3);

  /* To nothing and up again. */
  migrate_to (place->path, 3, 0, FALSE, &error);
  g_assert_no_error (error);
  assert_version (place->path, 0);
  migrate_to (place->path, 3, 2, TRUE, &error);
  g_assert_no_error (error);
  assert_version (place->path, 2);
}

static void
test_migration_cancelled (Place         *place,
                          gconstpointer  data)
{
  NexusSqliteMigrations migrations = { .steps = steps, .n_steps = 3 };
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;

  migrate_to (place->path, 1, 1, TRUE, &error);
  g_assert_no_error (error);
  g_cancellable_cancel (cancellable);
  g_assert_false (_nexus_sqlite_migrator_run (place->path, &migrations, 3, TRUE, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_version (place->path, 1);
}

static gpointer
migrate_thread (gpointer data)
{
  GError *error = NULL;

  migrate_to (data, 3, 3, TRUE, &error);

  return error;
}

static gpointer
open_thread (gpointer data)
{
  g_autoptr(NexusEntry) root = NULL;
  GError *error = NULL;
  NexusMetadataStore *store = open_at (data, &error);
  char *id;

  g_assert_no_error (error);
  root = _nexus_metadata_store_query (store, "/", NULL, &error);
  g_assert_no_error (error);
  id = g_strdup (nexus_entry_get_id (root));
  close_store (store);

  return id;
}

static void
test_race (Place         *place,
           gconstpointer  data)
{
  g_autofree char *steps_path = g_build_filename (place->dir, "steps.db", NULL);
  g_autoptr(GError) error = NULL;
  g_autofree char *first = NULL;
  GThread *threads[8];

  /* Many make the same store at once: one of them does, all have it. */
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("open", open_thread, place->path);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    {
      g_autofree char *id = g_thread_join (threads[i]);

      if (first == NULL)
        first = g_steal_pointer (&id);
      else
        g_assert_cmpstr (first, ==, id);
    }

  migrate_to (steps_path, 1, 1, TRUE, &error);
  g_assert_no_error (error);
  run_sql (steps_path, "PRAGMA journal_mode = WAL");
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("migrate", migrate_thread, steps_path);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    {
      g_assert_null (error);
      error = g_thread_join (threads[i]);
      g_assert_no_error (error);
    }
  assert_version (steps_path, 3);
}

static void
test_builtin (Place         *place,
              gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *backup = g_strdup_printf ("%s.v%u.bak", place->path, _nexus_sqlite_schema_latest ());

  for (guint i = 1; i <= _nexus_sqlite_schema_latest (); i++)
    g_assert_nonnull (_nexus_sqlite_schema_describe (i));
  g_assert_null (_nexus_sqlite_schema_describe (0));
  g_assert_null (_nexus_sqlite_schema_describe (_nexus_sqlite_schema_latest () + 1));
  g_assert_cmpint (_nexus_sqlite_schema_query (place->path, &error), ==, 0);
  g_assert_no_error (error);
  g_assert_false (g_file_test (place->path, G_FILE_TEST_EXISTS));

  g_assert_true (_nexus_sqlite_schema_migrate (place->path, NEXUS_CONTENT_HASH_SHA256,
                                               _nexus_sqlite_schema_latest (), NULL, &error));
  g_assert_no_error (error);
  make_store (place->path);
  for (int version = (int) _nexus_sqlite_schema_latest () - 1; version >= 0; version--)
    {
      g_assert_true (_nexus_sqlite_schema_migrate (place->path, options.content_hash, (guint) version, NULL, &error));
      g_assert_no_error (error);
      g_assert_cmpint (_nexus_sqlite_schema_query (place->path, &error), ==, version);
    }
  g_assert_true (g_file_test (backup, G_FILE_TEST_EXISTS));
  make_store (place->path);
}

/* Damage at rest: whatever bits are turned, what comes back with success is what was stored. */

static const char * const flip_paths[] = {
  "/", "/d", "/d/file-1", "/d/file-2", "/d/file-3", "/d/file-4", "/d/sub", "/d/sub/file-5", "/d/sub/link", "/tagged", "/attributed",
};

static char *
describe (NexusEntry *entry)
{
  g_autofree char *tags = nexus_entry_get_tags (entry) != NULL ? g_strjoinv (",", (char **) nexus_entry_get_tags (entry)) : NULL;
  g_autofree char *attributes = g_variant_print (nexus_entry_get_attributes (entry), TRUE);

  return g_strdup_printf ("%s %s %d %" G_GUINT64_FORMAT " %s %s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %u %o %s [%s] %s",
                          nexus_entry_get_path (entry), nexus_entry_get_id (entry), nexus_entry_get_kind (entry),
                          nexus_entry_get_size (entry), nexus_entry_get_etag (entry), nexus_entry_get_content_type (entry),
                          nexus_entry_get_created_ns (entry), nexus_entry_get_modified_ns (entry),
                          nexus_entry_get_version (entry), nexus_entry_get_mode (entry),
                          nexus_entry_get_target (entry), tags, attributes);
}

static void
compare (GHashTable *expected,
         NexusEntry *entry)
{
  g_autofree char *now = describe (entry);

  g_assert_cmpstr (g_hash_table_lookup (expected, nexus_entry_get_path (entry)), ==, now);
}

static void
check_damaged (const char *path,
               GHashTable *expected,
               guint      *n_answers,
               guint      *n_errors)
{
  g_autoptr(NexusMetadataStore) store = open_at (path, NULL);

  if (store == NULL)
    {
      (*n_errors)++;
      return;
    }

  for (guint i = 0; i < G_N_ELEMENTS (flip_paths); i++)
    {
      g_autoptr(NexusEntry) entry = _nexus_metadata_store_query (store, flip_paths[i], NULL, NULL);
      g_autoptr(GPtrArray) children = _nexus_metadata_store_list_children (store, flip_paths[i], NULL, 100, NULL, NULL);
      g_autoptr(GPtrArray) versions = _nexus_metadata_store_list_versions (store, flip_paths[i], NULL, NULL);
      g_autoptr(NexusContentRef) content = NULL;

      if (entry != NULL)
        compare (expected, entry);
      *(entry != NULL ? n_answers : n_errors) += 1;

      for (guint j = 0; children != NULL && j < children->len; j++)
        compare (expected, g_ptr_array_index (children, j));

      for (guint j = 0; versions != NULL && j < versions->len; j++)
        g_assert_cmpuint (nexus_version_get_size (g_ptr_array_index (versions, j)), ==,
                          j == 0 ? strlen (flip_paths[i]) : strlen ("first"));

      if (_nexus_metadata_store_query_content (store, flip_paths[i], 0, NULL, &content, NULL, NULL) && content != NULL)
        g_assert_cmpmem (g_bytes_get_data (content->locator, NULL), g_bytes_get_size (content->locator),
                         flip_paths[i], strlen (flip_paths[i]));
    }

  _nexus_metadata_store_close (store, NULL);
}

static void
test_flips (Place         *place,
            gconstpointer  data)
{
  g_autoptr(GHashTable) expected = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) whole = NULL;
  g_autofree char *damaged = g_build_filename (place->dir, "damaged.db", NULL);
  g_autofree guint8 *bytes = NULL;
  NexusMetadataStore *store = open_at (place->path, &error);
  guint n_answers = 0, n_errors = 0;
  gsize size;

  g_assert_no_error (error);
  for (guint i = 1; i < G_N_ELEMENTS (flip_paths); i++)
    {
      const char *path = flip_paths[i];
      g_autoptr(NexusTransaction) transaction = _nexus_transaction_new (NULL);
      NexusMutation *mutation;

      if (strcmp (path, "/d") == 0 || strcmp (path, "/d/sub") == 0)
        _nexus_transaction_add (transaction, fixture_mutation (NEXUS_MUTATION_MAKE_DIRECTORY, path, NULL, NULL));
      else if (strcmp (path, "/d/sub/link") == 0)
        _nexus_transaction_add (transaction, fixture_mutation (NEXUS_MUTATION_MAKE_LINK, path, "../file-1", NULL));
      else
        {
          mutation = fixture_put (path, "first");
          mutation->content_type = g_strdup ("text/x-test");
          _nexus_transaction_add (transaction, mutation);
          _nexus_transaction_add (transaction, fixture_put (path, path));
        }
      if (strcmp (path, "/tagged") == 0)
        {
          _nexus_transaction_add (transaction, fixture_mutation (NEXUS_MUTATION_ADD_TAG, path, NULL, "one"));
          _nexus_transaction_add (transaction, fixture_mutation (NEXUS_MUTATION_ADD_TAG, path, NULL, "two"));
        }
      if (strcmp (path, "/attributed") == 0)
        {
          mutation = fixture_mutation (NEXUS_MUTATION_SET_ATTRIBUTE, path, NULL, "key");
          mutation->value = g_variant_ref_sink (g_variant_new_string ("value"));
          _nexus_transaction_add (transaction, mutation);
        }
      _nexus_metadata_store_apply (store, &transaction, 1);
      g_assert_no_error (transaction->error);
    }
  for (guint i = 0; i < G_N_ELEMENTS (flip_paths); i++)
    {
      g_autoptr(NexusEntry) entry = _nexus_metadata_store_query (store, flip_paths[i], NULL, &error);

      g_assert_no_error (error);
      g_hash_table_insert (expected, g_strdup (flip_paths[i]), describe (entry));
    }
  close_store (store);

  whole = load (place->path);
  size = g_bytes_get_size (whole);
  bytes = g_malloc (size);
  for (guint i = 0; i < 600; i++)
    {
      memcpy (bytes, g_bytes_get_data (whole, NULL), size);
      for (gint32 n = 1 << g_test_rand_int_range (0, 6); n > 0; n--)
        bytes[g_test_rand_int_range (0, (gint32) size)] ^= (guint8) (1 << g_test_rand_int_range (0, 8));
      save (damaged, bytes, size);
      check_damaged (damaged, expected, &n_answers, &n_errors);
    }

  g_test_message ("%u right answers, %u errors", n_answers, n_errors);
  g_assert_cmpuint (n_answers, >, 0);
  g_assert_cmpuint (n_errors, >, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, function) \
  g_test_add ("/metadata/open/" name, Place, NULL, place_set_up, function, place_tear_down)

  ADD ("modes", test_modes);
  ADD ("foreign", test_foreign);
  ADD ("truncated", test_truncated);
  ADD ("newer", test_newer);
  ADD ("newer-while-open", test_newer_while_open);
  ADD ("content-hash", test_content_hash);
  ADD ("missing-folder", test_missing_folder);
  ADD ("unwritable", test_unwritable);
  ADD ("migrations", test_migrations);
  ADD ("migration-cancelled", test_migration_cancelled);
  ADD ("race", test_race);
  ADD ("builtin", test_builtin);
  ADD ("flips", test_flips);

  return g_test_run ();
}
