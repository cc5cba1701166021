/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "nexus-migrate-test.h"

#include <nexus-quota.h>
#include <nexus-report-private.h>
#include <nexus-saved-search.h>
#include <nexus-snapshot.h>
#include <nexus-sqlite-connection-private.h>
#include <sqlite3.h>
#include <string.h>

static const NexusSqliteStoreOptions options = {
  .content_hash = NEXUS_CONTENT_HASH_BLAKE2B_256,
  .durability = NEXUS_DURABILITY_NORMAL,
  .history_limit = 20,
  .readers = 2,
};

static sqlite3 *
open_database (const char *path,
               int         flags)
{
  int reserve = NEXUS_SQLITE_PAGE_RESERVE;
  sqlite3 *db;

  g_assert_cmpint (sqlite3_open_v2 (path, &db, flags, _nexus_sqlite_checksum_vfs ()), ==, SQLITE_OK);
  sqlite3_file_control (db, "main", SQLITE_FCNTL_RESERVE_BYTES, &reserve);

  return db;
}

static void
execute (sqlite3    *db,
         const char *sql)
{
  char *message = NULL;

  if (sqlite3_exec (db, sql, NULL, NULL, &message) != SQLITE_OK)
    g_error ("%s", message);
}

static char *
get_path (const char *name)
{
  return g_test_build_filename (G_TEST_DIST, "migrate", "fixtures", name, NULL);
}

guint
migrate_newest (void)
{
  guint version = _nexus_sqlite_schema_latest ();

  for (;; version--)
    {
      g_autofree char *name = g_strdup_printf ("v%u.sql", version);
      g_autofree char *path = get_path (name);

      if (g_file_test (path, G_FILE_TEST_EXISTS))
        return version;
      g_assert_cmpuint (version, >, 1);
    }
}

char *
migrate_fixture (guint version)
{
  g_autofree char *name = g_strdup_printf ("v%u.sql", version);
  g_autofree char *path = get_path (name);
  g_autoptr(GError) error = NULL;
  char *text;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);

  return text;
}

void
migrate_load (const char *path,
              guint       version)
{
  g_autofree char *text = migrate_fixture (version);
  sqlite3 *db = open_database (path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);

  execute (db, "PRAGMA page_size = 4096; PRAGMA synchronous = OFF");
  execute (db, text);
  execute (db, "PRAGMA journal_mode = WAL");
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);
}

/* --- The database as SQL --- */

static char *
query_text (sqlite3    *db,
            const char *sql)
{
  sqlite3_stmt *statement;
  char *text = NULL;

  g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &statement, NULL), ==, SQLITE_OK);
  if (sqlite3_step (statement) == SQLITE_ROW)
    text = g_strdup ((const char *) sqlite3_column_text (statement, 0));
  g_assert_cmpint (sqlite3_finalize (statement), ==, SQLITE_OK);

  return text;
}

static void
add_rows (sqlite3    *db,
          const char *table,
          GString    *text)
{
  g_autofree char *list = NULL;
  g_autofree char *columns = NULL;
  g_autofree char *sql = NULL;
  sqlite3_stmt *statement;

  list = g_strdup_printf ("SELECT group_concat ('quote (' || name || ')', ' || '', '' || ') FROM pragma_table_info ('%s')", table);
  columns = query_text (db, list);
  sql = g_strdup_printf ("SELECT %s FROM %s", columns, table);
  g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &statement, NULL), ==, SQLITE_OK);
  while (sqlite3_step (statement) == SQLITE_ROW)
    g_string_append_printf (text, "INSERT INTO %s VALUES (%s);\n", table, sqlite3_column_text (statement, 0));
  g_assert_cmpint (sqlite3_finalize (statement), ==, SQLITE_OK);
}

/* In an order that does not depend on how the database came to be: tables by name with their rows, then the rest. */
char *
migrate_dump (const char *path)
{
  static const char tables[] = "SELECT name, sql FROM sqlite_schema WHERE type = 'table' ORDER BY name LIKE 'sqlite%', name";
  static const char others[] = "SELECT name, sql FROM sqlite_schema WHERE type <> 'table' AND sql IS NOT NULL ORDER BY type, name";
  sqlite3 *db = open_database (path, SQLITE_OPEN_READWRITE);
  g_autofree char *version = query_text (db, "PRAGMA user_version");
  GString *text = g_string_new ("-- SPDX-License-Identifier: LGPL-2.1-or-later\nBEGIN;\n");
  sqlite3_stmt *statement;

  g_string_append_printf (text, "PRAGMA application_id = %d;\nPRAGMA user_version = %s;\n", 0x4e787573, version);
  g_assert_cmpint (sqlite3_prepare_v2 (db, tables, -1, &statement, NULL), ==, SQLITE_OK);
  while (sqlite3_step (statement) == SQLITE_ROW)
    {
      const char *name = (const char *) sqlite3_column_text (statement, 0);

      if (g_str_has_prefix (name, "sqlite_"))
        g_string_append_printf (text, "DELETE FROM %s;\n", name);
      else
        g_string_append_printf (text, "%s;\n", sqlite3_column_text (statement, 1));
      add_rows (db, name, text);
    }
  sqlite3_finalize (statement);
  g_assert_cmpint (sqlite3_prepare_v2 (db, others, -1, &statement, NULL), ==, SQLITE_OK);
  while (sqlite3_step (statement) == SQLITE_ROW)
    g_string_append_printf (text, "%s;\n", sqlite3_column_text (statement, 1));
  sqlite3_finalize (statement);
  g_string_append (text, "COMMIT;\n");
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);

  return g_string_free (text, FALSE);
}

/* --- Migrating --- */

void
migrate_run_sql (const char *path,
                 const char *sql)
{
  sqlite3 *db = open_database (path, SQLITE_OPEN_READWRITE);

  execute (db, sql);
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);
}

int
migrate_version (const char *path)
{
  g_autoptr(GError) error = NULL;
  int version = _nexus_sqlite_schema_query (path, &error);

  g_assert_no_error (error);

  return version;
}

void
migrate_check (const char *path)
{
  fixture_check_database (path);
}

gboolean
migrate_to (const char  *path,
            guint        version,
            GError     **error)
{
  return _nexus_sqlite_schema_migrate (path, options.content_hash, version, NULL, error);
}

NexusMetadataStore *
migrate_open (const char *path)
{
  g_autoptr(GError) error = NULL;
  NexusContentHash hash;
  NexusMetadataStore *store = _nexus_sqlite_store_open (path, &options, &hash, NULL, &error);

  g_assert_no_error (error);

  return store;
}

void
migrate_close (NexusMetadataStore *store)
{
  g_autoptr(GError) error = NULL;

  _nexus_metadata_store_close (store, &error);
  g_assert_no_error (error);
  g_assert_finalize_object (store);
}

/* --- What it says --- */

static void
add_entry (NexusMetadataStore *store,
           NexusEntry         *entry,
           GString            *text)
{
  g_autofree char *tags = nexus_entry_get_tags (entry) != NULL ? g_strjoinv (",", (char **) nexus_entry_get_tags (entry)) : NULL;
  g_autofree char *attributes = g_variant_print (nexus_entry_get_attributes (entry), TRUE);

  g_string_append_printf (text, "1 %s %s kind %d size %" G_GUINT64_FORMAT " %s %s created %" G_GINT64_FORMAT " modified %"
                          G_GINT64_FORMAT " version %u mode %o -> %s [%s] %s total %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT "\n",
                          nexus_entry_get_path (entry), nexus_entry_get_id (entry), nexus_entry_get_kind (entry),
                          nexus_entry_get_size (entry), nexus_entry_get_etag (entry), nexus_entry_get_content_type (entry),
                          nexus_entry_get_created_ns (entry), nexus_entry_get_modified_ns (entry),
                          nexus_entry_get_version (entry), nexus_entry_get_mode (entry),
                          nexus_entry_get_target (entry), tags, attributes,
                          nexus_entry_get_total_size (entry), nexus_entry_get_total_count (entry));
}

static void
add_versions (NexusMetadataStore *store,
              const char         *path,
              GString            *text)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) versions = _nexus_metadata_store_list_versions (store, path, NULL, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < versions->len; i++)
    {
      NexusVersion *version = g_ptr_array_index (versions, i);
      g_autoptr(NexusContentRef) content = NULL;

      _nexus_metadata_store_query_content (store, path, nexus_version_get_number (version), NULL, &content, NULL, &error);
      g_assert_no_error (error);
      g_string_append_printf (text, "1 %s version %u of %" G_GINT64_FORMAT ": %.*s\n", path, nexus_version_get_number (version),
                              nexus_version_get_modified_ns (version), (int) g_bytes_get_size (content->locator),
                              (const char *) g_bytes_get_data (content->locator, NULL));
    }
}

static void
add_tree (NexusMetadataStore *store,
          const char         *path,
          GString            *text)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusEntry) entry = _nexus_metadata_store_query (store, path, NULL, &error);
  g_autoptr(GPtrArray) children = NULL;

  g_assert_no_error (error);
  add_entry (store, entry, text);
  if (nexus_entry_get_kind (entry) == NEXUS_KIND_FILE)
    add_versions (store, path, text);
  if (nexus_entry_get_kind (entry) != NEXUS_KIND_DIRECTORY)
    return;

  children = _nexus_metadata_store_list_children (store, path, NULL, 1000, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < children->len; i++)
    add_tree (store, nexus_entry_get_path (g_ptr_array_index (children, i)), text);
}

static void
add_lists (NexusMetadataStore *store,
           GString            *text)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) trash = _nexus_metadata_store_list_trash (store, NULL, &error);
  g_autoptr(GPtrArray) tags = _nexus_metadata_store_list_tags (store, NULL, &error);
  g_autoptr(GPtrArray) steps = _nexus_metadata_store_list_history (store, NULL, &error);
  g_autoptr(GPtrArray) searches = _nexus_metadata_store_list_searches (store, NULL, &error);
  g_autoptr(GPtrArray) snapshots = _nexus_metadata_store_list_snapshots (store, NULL, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < trash->len; i++)
    {
      NexusTrashItem *item = g_ptr_array_index (trash, i);

      g_string_append_printf (text, "1 trash %s %s %" G_GINT64_FORMAT "\n", nexus_trash_item_get_id (item),
                              nexus_trash_item_get_original_path (item), nexus_trash_item_get_deleted_ns (item));
    }
  for (guint i = 0; i < tags->len; i++)
    {
      NexusTag *tag = g_ptr_array_index (tags, i);

      g_string_append_printf (text, "1 tag %s %s %" G_GUINT64_FORMAT "\n", nexus_tag_get_name (tag), nexus_tag_get_color (tag),
                              nexus_tag_get_count (tag));
    }
  for (guint i = 0; i < steps->len; i++)
    {
      NexusUndoStep *step = g_ptr_array_index (steps, i);

      g_string_append_printf (text, "2 step %" G_GUINT64_FORMAT " state %d of %s with %" G_GUINT64_FORMAT "\n",
                              nexus_undo_step_get_id (step), nexus_undo_step_get_state (step), nexus_undo_step_get_path (step),
                              nexus_undo_step_get_count (step));
    }
  for (guint i = 0; i < searches->len; i++)
    {
      NexusSavedSearch *search = g_ptr_array_index (searches, i);
      const char *query = nexus_query_to_string (nexus_saved_search_get_query (search));

      g_string_append_printf (text, "3 search %s: %s\n", nexus_saved_search_get_name (search), query);
    }
  for (guint i = 0; i < snapshots->len; i++)
    {
      NexusSnapshot *snapshot = g_ptr_array_index (snapshots, i);

      g_string_append_printf (text, "6 snapshot %s of %s: %" G_GUINT64_FORMAT " with %" G_GUINT64_FORMAT "\n",
                              nexus_snapshot_get_name (snapshot), nexus_snapshot_get_path (snapshot),
                              nexus_snapshot_get_count (snapshot), nexus_snapshot_get_size (snapshot));
    }
}

static void
add_quotas (NexusMetadataStore *store,
            GString            *text)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) quotas = _nexus_metadata_store_list_quotas (store, NULL, NULL, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < quotas->len; i++)
    {
      NexusQuota *quota = g_ptr_array_index (quotas, i);

      g_string_append_printf (text, "7 quota of %s: %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT " bytes, %" G_GUINT64_FORMAT
                              " %" G_GUINT64_FORMAT " entries\n", nexus_quota_get_path (quota),
                              nexus_quota_get_hard_bytes (quota), nexus_quota_get_soft_bytes (quota),
                              nexus_quota_get_hard_entries (quota), nexus_quota_get_soft_entries (quota));
    }
}

static gboolean
add_record (const NexusRecord  *record,
            gpointer            user_data,
            GError            **error)
{
  g_string_append_printf (user_data, "6 snapshot has %s kind %d size %" G_GUINT64_FORMAT " mode %o modified %" G_GINT64_FORMAT "\n",
                          record->path, record->kind, record->content.size, record->mode, record->modified_ns);

  return TRUE;
}

char *
migrate_filter (const char *text,
                guint       version)
{
  g_auto(GStrv) lines = g_strsplit (text, "\n", -1);
  GString *filtered = g_string_new (NULL);

  for (guint i = 0; lines[i] != NULL && lines[i][0] != '\0'; i++)
    if (g_ascii_strtoull (lines[i], NULL, 10) <= version)
      g_string_append_printf (filtered, "%s\n", lines[i]);

  return g_string_free (filtered, FALSE);
}

char *
migrate_describe (NexusMetadataStore *store,
                  guint               version)
{
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(GError) error = NULL;

  add_tree (store, "/", text);
  add_lists (store, text);
  if (version >= 6)
    {
      _nexus_metadata_store_dump_snapshot (store, "weekly", NULL, add_record, text, NULL, &error);
      g_assert_no_error (error);
    }
  add_quotas (store, text);

  return migrate_filter (text->str, version);
}

char *
migrate_expected (guint version)
{
  g_autofree char *path = get_path ("expected.txt");
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);

  return migrate_filter (text, version);
}

static void
apply (NexusMetadataStore *store,
       NexusMutation      *mutation)
{
  g_autoptr(NexusTransaction) transaction = _nexus_transaction_new_single (mutation, NULL);

  _nexus_metadata_store_apply (store, &transaction, 1);
  g_assert_no_error (transaction->error);
}

void
migrate_assert (const char *path,
                guint       version)
{
  g_autofree char *expected = migrate_expected (version);
  g_autofree char *described = NULL;
  g_autofree char *undone = NULL;
  g_autoptr(NexusReport) report = _nexus_report_new ();
  g_autoptr(NexusEntry) entry = NULL;
  g_autoptr(GError) error = NULL;
  NexusMetadataStore *store = migrate_open (path);

  described = migrate_describe (store, version);
  g_assert_cmpstr (described, ==, expected);
  g_assert_true (_nexus_metadata_store_verify (store, FALSE, report, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (_nexus_report_get_n_problems (report), ==, 0);

  apply (store, fixture_put ("/docs/new", "written by the newest"));
  entry = _nexus_metadata_store_query (store, "/docs/new", NULL, &error);
  g_assert_no_error (error);
  apply (store, _nexus_mutation_new (NEXUS_MUTATION_UNDO, NULL));
  if (version >= 2)
    {
      /* What the older one has recorded, and back. */
      apply (store, _nexus_mutation_new (NEXUS_MUTATION_UNDO, NULL));
      undone = migrate_describe (store, 1);
      g_assert_cmpstr (undone, !=, expected);
      apply (store, _nexus_mutation_new (NEXUS_MUTATION_REDO, NULL));
    }
  g_clear_pointer (&described, g_free);
  g_clear_pointer (&expected, g_free);
  described = migrate_describe (store, 1);
  expected = migrate_expected (1);
  g_assert_cmpstr (described, ==, expected);
  migrate_close (store);
  migrate_check (path);
}
