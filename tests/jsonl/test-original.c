/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "nexus-jsonl-test.h"

/* Data folders as the original Nexus for Python has them, and what could be in one that was made to do harm. */

static const char schema[] =
  "CREATE TABLE file_paths ("
  " path_id VARCHAR(36) NOT NULL, tenant_id VARCHAR(36) NOT NULL, virtual_path TEXT NOT NULL,"
  " backend_id VARCHAR(36) NOT NULL, physical_path TEXT NOT NULL, file_type VARCHAR(50), size_bytes BIGINT NOT NULL,"
  " content_hash VARCHAR(64), created_at DATETIME NOT NULL, updated_at DATETIME NOT NULL, deleted_at DATETIME,"
  " PRIMARY KEY (path_id), CONSTRAINT uq_tenant_path UNIQUE (tenant_id, virtual_path));"
  "CREATE TABLE file_metadata ("
  " metadata_id VARCHAR(36) NOT NULL, path_id VARCHAR(36) NOT NULL, \"key\" VARCHAR(255) NOT NULL, value TEXT,"
  " created_at DATETIME NOT NULL, PRIMARY KEY (metadata_id), FOREIGN KEY(path_id) REFERENCES file_paths (path_id) ON DELETE CASCADE);"
  "CREATE TABLE content_chunks ("
  " chunk_id VARCHAR(36) NOT NULL, content_hash VARCHAR(64) NOT NULL, size_bytes INTEGER NOT NULL, storage_path TEXT NOT NULL,"
  " ref_count INTEGER NOT NULL, created_at DATETIME NOT NULL, last_accessed_at DATETIME, PRIMARY KEY (chunk_id), UNIQUE (content_hash));";

/* What 0.1.4 has on top. */
static const char schema_later[] =
  "ALTER TABLE file_paths ADD COLUMN accessed_at DATETIME;"
  "ALTER TABLE file_paths ADD COLUMN locked_by VARCHAR(255);"
  "CREATE VIEW orphaned_content_objects AS SELECT * FROM content_chunks WHERE ref_count = 0;";

static sqlite3 *
open_database (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "metadata.db", NULL);
  sqlite3 *db;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);

  return db;
}

static void
run_sql (sqlite3    *db,
         const char *sql)
{
  char *message = NULL;

  sqlite3_exec (db, sql, NULL, NULL, &message);
  g_assert_cmpstr (message, ==, NULL);
}

static void
add_file (sqlite3    *db,
          const char *id,
          const char *path,
          const char *physical_path,
          const char *hash,
          gint64      size,
          const char *updated)
{
  char *sql = sqlite3_mprintf (
    "INSERT INTO file_paths (path_id, tenant_id, virtual_path, backend_id, physical_path, file_type, size_bytes, content_hash,"
    " created_at, updated_at) VALUES (%Q, hex (randomblob (16)), %Q, 'local', %Q, NULL, %lld, %Q, '2026-01-01 00:00:00.000001', %Q)",
    id, path, physical_path, size, hash, updated);

  run_sql (db, sql);
  sqlite3_free (sql);
}

static void
add_value (sqlite3    *db,
           const char *id,
           const char *key,
           const char *value)
{
  char *sql = sqlite3_mprintf ("INSERT INTO file_metadata VALUES (hex (randomblob (16)), %Q, %Q, %Q, '2026-01-01 00:00:00')",
                               id, key, value);

  run_sql (db, sql);
  sqlite3_free (sql);
}

static NexusLoad *
load_original (NexusFilesystem  *filesystem,
               const char       *folder,
               GError          **error)
{
  g_autoptr(GFile) file = g_file_new_for_path (folder);
  NexusLoad *load = nexus_filesystem_load_original (filesystem, file, NEXUS_LOAD_SKIP, NEXUS_LOAD_NONE);

  nexus_operation_run (NEXUS_OPERATION (load), NULL, error);

  return load;
}

static void
remove_folder (char *folder)
{
  nexus_test_remove_tree (folder);
  g_free (folder);
}

/* 0.1.4: contents by their SHA-256. */
static void
test_cas (void)
{
  char *folder = nexus_test_make_dir ();
  char *original = nexus_test_make_dir ();
  NexusFilesystem *filesystem = nexus_lib_test_connect_quickly (folder);
  sqlite3 *db = open_database (original);
  g_autofree char *one = nexus_jsonl_test_put (original, "cas/AB/CD/HASH", G_CHECKSUM_SHA256, "one");
  g_autofree char *two = nexus_jsonl_test_put (original, "cas/AB/CD/HASH", G_CHECKSUM_SHA256, "two");
  g_autofree char *gone = g_compute_checksum_for_string (G_CHECKSUM_SHA256, "gone", -1);
  g_autofree char *dump = NULL;
  g_autoptr(NexusLoad) load = NULL;
  g_autoptr(NexusLoad) again = NULL;
  g_autoptr(GPtrArray) lines = NULL;
  g_autoptr(GError) error = NULL;
  JsonObject *line, *custom;

  run_sql (db, schema);
  run_sql (db, schema_later);
  add_file (db, "1", "/src/a.py", one, one, 3, "2026-11-20 23:31:10.569586");
  add_file (db, "2", "/src", two, two, 3, "2026-11-20 23:31:10");
  add_file (db, "3", "/empty", gone, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", 0, "2026-01-01 00:00:00");
  add_file (db, "4", "/missing", gone, gone, 4, "2026-01-01 00:00:00");
  add_file (db, "5", "/deleted", one, one, 3, "2026-01-01 00:00:00");
  run_sql (db, "UPDATE file_paths SET deleted_at = '2026-02-01 00:00:00', file_type = 'x' WHERE path_id = '5'");
  run_sql (db, "UPDATE file_paths SET file_type = 'text/x-python' WHERE path_id = '1'");
  /* Two rows of one path: the newest counts. */
  add_file (db, "6", "/twice", one, one, 3, "2026-01-01 00:00:00");
  add_file (db, "7", "/twice", two, two, 3, "2026-01-02 00:00:00");
  add_file (db, "8", "/twice", one, one, 3, "2026-01-01 12:00:00");
  add_value (db, "6", "old", "1");
  add_value (db, "7", "author", "\"Ann\"");
  add_value (db, "7", "list", "[1, {\"a\": null}]");
  add_value (db, "7", "none", "null");
  add_value (db, "7", "pi", "3.5");
  add_value (db, "5", "dead", "1");
  sqlite3_close (db);

  load = load_original (filesystem, original, &error);
  g_assert_no_error (error);
  /* A file and what is below it cannot both be there. */
  g_assert_cmpuint (nexus_load_get_n_created (load), ==, 4);
  g_assert_cmpuint (nexus_load_get_n_skipped (load), ==, 1);
  g_assert_cmpuint (nexus_load_get_n_missing (load), ==, 1);
  nexus_lib_test_assert_text (filesystem, "/src", "two");
  nexus_lib_test_assert_text (filesystem, "/twice", "two");
  nexus_lib_test_assert_text (filesystem, "/empty", "");

  dump = nexus_jsonl_test_dump (filesystem, NEXUS_DUMP_ORIGINAL);
  lines = nexus_jsonl_test_parse (dump);
  g_assert_cmpuint (lines->len, ==, 4);
  line = nexus_jsonl_test_find (lines, "/twice", 0);
  g_assert_cmpstr (json_object_get_string_member (line, "created_at"), ==, "2026-01-01T00:00:00.000001");
  g_assert_cmpstr (json_object_get_string_member (line, "modified_at"), ==, "2026-01-02T00:00:00.000000");
  custom = json_object_get_object_member (line, "custom_metadata");
  g_assert_cmpuint (json_object_get_size (custom), ==, 3);
  g_assert_cmpstr (json_object_get_string_member (custom, "author"), ==, "Ann");
  g_assert_cmpfloat (json_object_get_double_member (custom, "pi"), ==, 3.5);

  again = load_original (filesystem, original, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (nexus_load_get_n_updated (again), ==, 4);

  g_clear_object (&load);
  g_clear_object (&again);
  nexus_lib_test_finish (filesystem, folder);
  remove_folder (original);
}

/* 0.1.0: contents as files of their paths, their MD5 in the database. */
static void
test_files (void)
{
  char *folder = nexus_test_make_dir ();
  char *original = nexus_test_make_dir ();
  NexusFilesystem *filesystem = nexus_lib_test_connect_quickly (folder);
  sqlite3 *db = open_database (original);
  g_autofree char *sub = g_build_filename (original, "files", "sub", NULL);
  g_autofree char *one = g_build_filename (sub, "one", NULL);
  g_autofree char *damaged = g_build_filename (sub, "damaged", NULL);
  g_autofree char *secret = g_build_filename (original, "secret", NULL);
  g_autofree char *link = g_build_filename (original, "files", "link", NULL);
  g_autofree char *away = g_build_filename (original, "files", "away", NULL);
  g_autofree char *md5 = g_compute_checksum_for_string (G_CHECKSUM_MD5, "one", -1);
  g_autofree char *secret_md5 = g_compute_checksum_for_string (G_CHECKSUM_MD5, "secret", -1);
  g_autoptr(NexusLoad) load = NULL;
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (sub, 0700), ==, 0);
  g_assert_true (g_file_set_contents (one, "one", -1, NULL));
  g_assert_true (g_file_set_contents (damaged, "two", -1, NULL));
  g_assert_true (g_file_set_contents (secret, "secret", -1, NULL));
  g_assert_cmpint (symlink (secret, link), ==, 0);
  g_assert_cmpint (symlink (original, away), ==, 0);
  run_sql (db, schema);
  add_file (db, "1", "/sub/one", "sub/one", md5, 3, "2026-11-20 23:31:10.569586");
  add_file (db, "2", "/sub/damaged", "sub/damaged", md5, 3, "2026-11-20 23:31:10.569586");
  /* Neither a link to a file is followed nor one on the way to it. */
  add_file (db, "3", "/link", "link", secret_md5, 6, "2026-11-20 23:31:10.569586");
  add_file (db, "4", "/away/secret", "away/secret", secret_md5, 6, "2026-11-20 23:31:10.569586");
  sqlite3_close (db);

  load = load_original (filesystem, original, &error);
  g_assert_error (error, NEXUS_ERROR, NEXUS_ERROR_PARTIAL);
  g_clear_error (&error);
  g_assert_cmpuint (nexus_load_get_n_created (load), ==, 4);
  g_assert_cmpuint (g_list_model_get_n_items (nexus_operation_get_failures (NEXUS_OPERATION (load))), ==, 2);
  nexus_lib_test_assert_text (filesystem, "/sub/one", "one");
  bytes = nexus_filesystem_read (filesystem, "/link", NULL, &error);
  g_assert_error (error, NEXUS_ERROR, NEXUS_ERROR_CONTENT_MISSING);
  g_clear_error (&error);
  bytes = nexus_filesystem_read (filesystem, "/away/secret", NULL, &error);
  g_assert_error (error, NEXUS_ERROR, NEXUS_ERROR_CONTENT_MISSING);

  g_clear_object (&load);
  nexus_lib_test_finish (filesystem, folder);
  remove_folder (original);
}

static guint64
count_change_time (const char *folder)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  guint64 sum = 0;
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      struct stat info;

      g_assert_cmpint (lstat (path, &info), ==, 0);
      sum = sum * 31 + g_str_hash (name) + (guint64) info.st_mtim.tv_nsec + (guint64) info.st_size;
    }

  return sum;
}

/* The folder stays as it is: nothing is added to it and nothing is written. */
static void
test_untouched (void)
{
  char *folder = nexus_test_make_dir ();
  char *original = nexus_test_make_dir ();
  NexusFilesystem *filesystem = nexus_lib_test_connect_quickly (folder);
  sqlite3 *db = open_database (original);
  g_autofree char *one = nexus_jsonl_test_put (original, "cas/AB/CD/HASH", G_CHECKSUM_SHA256, "one");
  g_autoptr(NexusLoad) load = NULL;
  g_autoptr(GError) error = NULL;
  guint64 before;

  run_sql (db, schema);
  add_file (db, "1", "/one", one, one, 3, "2026-11-20 23:31:10.569586");
  sqlite3_close (db);
  before = count_change_time (original);
  load = load_original (filesystem, original, &error);
  g_assert_no_error (error);
  nexus_lib_test_assert_text (filesystem, "/one", "one");
  g_assert_cmpuint (count_change_time (original), ==, before);

  g_clear_object (&load);
  nexus_lib_test_finish (filesystem, folder);
  remove_folder (original);
}

/* With a log whose rows have not come into the database yet, as another process leaves it. */
static void
test_log (void)
{
  char *folder = nexus_test_make_dir ();
  char *original = nexus_test_make_dir ();
  NexusFilesystem *filesystem = nexus_lib_test_connect_quickly (folder);
  sqlite3 *db = open_database (original);
  g_autofree char *one = nexus_jsonl_test_put (original, "cas/AB/CD/HASH", G_CHECKSUM_SHA256, "one");
  g_autoptr(NexusLoad) load = NULL;
  g_autoptr(GError) error = NULL;

  run_sql (db, "PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0;");
  run_sql (db, schema);
  add_file (db, "1", "/one", one, one, 3, "2026-11-20 23:31:10.569586");
  load = load_original (filesystem, original, &error);
  g_assert_no_error (error);
  nexus_lib_test_assert_text (filesystem, "/one", "one");
  sqlite3_close (db);

  g_clear_object (&load);
  nexus_lib_test_finish (filesystem, folder);
  remove_folder (original);
}

/* --- What is none --- */

static void
check_none (const char *sql,
            int         code)
{
  char *folder = nexus_test_make_dir ();
  char *original = nexus_test_make_dir ();
  NexusFilesystem *filesystem = nexus_lib_test_connect_quickly (folder);
  g_autoptr(NexusLoad) load = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *dump = NULL;

  if (sql != NULL)
    {
      sqlite3 *db = open_database (original);

      run_sql (db, sql);
      sqlite3_close (db);
    }
  load = load_original (filesystem, original, &error);
  g_assert_error (error, NEXUS_ERROR, code);
  g_assert_nonnull (strstr (error->message, original));
  dump = nexus_jsonl_test_dump (filesystem, NEXUS_DUMP_JSONL);
  g_assert_cmpstr (dump, ==, "");

  g_clear_object (&load);
  nexus_lib_test_finish (filesystem, folder);
  remove_folder (original);
}

static void
test_none (void)
{
  check_none (NULL, NEXUS_ERROR_NOT_A_STORE);
  check_none ("CREATE TABLE other (x)", NEXUS_ERROR_NOT_A_STORE);
  check_none ("CREATE TABLE file_paths (x); CREATE TABLE file_metadata (x)", NEXUS_ERROR_NOT_A_STORE);
  /* A view could read or do anything. */
  check_none ("CREATE TABLE t (path_id, virtual_path, physical_path, size_bytes, content_hash, created_at, updated_at, deleted_at,"
              " file_type); CREATE VIEW file_paths AS SELECT * FROM t; CREATE TABLE file_metadata (path_id, key, value)",
              NEXUS_ERROR_NOT_A_STORE);
}

static void
test_no_database (void)
{
  char *folder = nexus_test_make_dir ();
  char *original = nexus_test_make_dir ();
  NexusFilesystem *filesystem = nexus_lib_test_connect_quickly (folder);
  g_autofree char *path = g_build_filename (original, "metadata.db", NULL);
  g_autofree char *elsewhere = g_build_filename (original, "nowhere", NULL);
  g_autofree char *noise = g_strnfill (8192, '\xa5');
  g_autoptr(NexusLoad) load = NULL;
  g_autoptr(NexusLoad) missing = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_true (g_file_set_contents (path, noise, 8192, NULL));
  load = load_original (filesystem, original, &error);
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, path));
  g_clear_error (&error);

  missing = load_original (filesystem, elsewhere, &error);
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, elsewhere));

  g_clear_object (&load);
  g_clear_object (&missing);
  nexus_lib_test_finish (filesystem, folder);
  remove_folder (original);
}

/* --- Values that nobody can rely upon --- */

static void
test_hostile (void)
{
  static const struct { const char *sql; const char *said; } cases[] = {
    { "UPDATE file_paths SET virtual_path = '/a/../../etc/passwd'", "" },
    { "UPDATE file_paths SET virtual_path = '/'", "root" },
    { "UPDATE file_paths SET virtual_path = ''", "" },
    { "UPDATE file_paths SET virtual_path = x'2fff'", "UTF-8" },
    { "UPDATE file_paths SET virtual_path = CAST (x'2fff' AS TEXT)", "UTF-8" },
    { "UPDATE file_paths SET virtual_path = CAST (x'2f610062' AS TEXT)", "" },
    { "UPDATE file_paths SET size_bytes = -1", "size" },
    { "UPDATE file_paths SET size_bytes = 'many'", "size" },
    { "UPDATE file_paths SET size_bytes = 1e300", "size" },
    { "UPDATE file_paths SET content_hash = x'00'", "text" },
    { "UPDATE file_paths SET physical_path = x'00'", "text" },
    { "UPDATE file_paths SET file_type = CAST (x'ff' AS TEXT)", "text" },
    { "UPDATE file_paths SET updated_at = 'soon'", "time" },
    { "UPDATE file_paths SET created_at = '9999-12-31 00:00:00'", "time" },
    { "UPDATE file_paths SET updated_at = x'00'", "text" },
    { "UPDATE file_metadata SET value = '{'", "k" },
    { "UPDATE file_metadata SET value = '1 2'", "behind the value" },
    { "UPDATE file_metadata SET value = '{\"a\": 1, \"a\": 2}'", "twice" },
    { "UPDATE file_metadata SET value = '1e999'", "too large" },
    { "UPDATE file_metadata SET value = x'31'", "text" },
    { "UPDATE file_metadata SET \"key\" = ''", "" },
    { "UPDATE file_metadata SET \"key\" = x'31'", "text" },
    { "INSERT INTO file_metadata VALUES ('m2', '1', 'k', '2', '')", "twice" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      char *folder = nexus_test_make_dir ();
      char *original = nexus_test_make_dir ();
      NexusFilesystem *filesystem = nexus_lib_test_connect_quickly (folder);
      sqlite3 *db = open_database (original);
      g_autoptr(NexusLoad) load = NULL;
      g_autofree char *dump = NULL;
      g_autoptr(GError) error = NULL;

      run_sql (db, schema);
      add_file (db, "1", "/file", "x", NULL, 1, "2026-11-20 23:31:10.569586");
      add_value (db, "1", "k", "1");
      run_sql (db, cases[i].sql);
      /* This one is good and comes first: it must not come in. */
      add_file (db, "0", "/ before", "x", NULL, 1, "2026-11-20 23:31:10.569586");
      sqlite3_close (db);

      load = load_original (filesystem, original, &error);
      if (error == NULL || strstr (error->message, cases[i].said) == NULL)
        g_error ("%s: %s", cases[i].sql, error != NULL ? error->message : "no error");
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      dump = nexus_jsonl_test_dump (filesystem, NEXUS_DUMP_JSONL);
      g_assert_cmpstr (dump, ==, "");

      g_clear_object (&load);
      nexus_lib_test_finish (filesystem, folder);
      remove_folder (original);
    }
}

/* A database whose pages are broken is an error, whatever is broken. */
static void
test_corrupt (void)
{
  char *original = nexus_test_make_dir ();
  char *folder = nexus_test_make_dir ();
  NexusFilesystem *filesystem = nexus_lib_test_connect_quickly (folder);
  sqlite3 *db = open_database (original);
  g_autofree char *path = g_build_filename (original, "metadata.db", NULL);
  g_autofree char *good = NULL;
  g_autoptr(GRand) random = g_rand_new_with_seed (7);
  guint n_failed = 0;
  gsize size;

  run_sql (db, schema);
  for (guint i = 0; i < 200; i++)
    {
      g_autofree char *name = g_strdup_printf ("/file-%u", i);

      add_file (db, name, name, "x", NULL, 1, "2026-11-20 23:31:10.569586");
      add_value (db, name, "k", "{\"a\": 1}");
    }
  sqlite3_close (db);
  g_assert_true (g_file_get_contents (path, &good, &size, NULL));

  for (guint i = 0; i < 100; i++)
    {
      g_autofree char *changed = g_memdup2 (good, size);
      g_autoptr(NexusLoad) load = NULL;
      g_autoptr(GError) error = NULL;

      for (guint k = 0; k < 20; k++)
        changed[g_rand_int_range (random, 0, (gint32) size)] = (char) g_rand_int_range (random, 0, 256);
      g_assert_true (g_file_set_contents (path, changed, (gssize) size, NULL));
      load = load_original (filesystem, original, &error);
      n_failed += error != NULL;
    }
  g_assert_cmpuint (n_failed, >, 0);

  nexus_lib_test_finish (filesystem, folder);
  remove_folder (original);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/jsonl/original/cas", test_cas);
  g_test_add_func ("/jsonl/original/files", test_files);
  g_test_add_func ("/jsonl/original/untouched", test_untouched);
  g_test_add_func ("/jsonl/original/log", test_log);
  g_test_add_func ("/jsonl/original/none", test_none);
  g_test_add_func ("/jsonl/original/no-database", test_no_database);
  g_test_add_func ("/jsonl/original/hostile", test_hostile);
  g_test_add_func ("/jsonl/original/corrupt", test_corrupt);

  return g_test_run ();
}
