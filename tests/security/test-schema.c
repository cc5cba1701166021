/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "nexus-security-test.h"

/* Databases with a schema that somebody else has thought of: each is refused by name, before anything of it runs. */

typedef struct {
  const char *name;
  const char *sql;
  const char *in_message;   /* NULL: SQLite itself notices */
} Case;

#define SCHEMA_EDIT(table, from, to) \
  "UPDATE sqlite_schema SET sql = replace (sql, '" from "', '" to "') WHERE name = '" table "'"

static const Case cases[] = {
  { "trigger", "CREATE TRIGGER evil AFTER INSERT ON changes BEGIN DELETE FROM nodes; END", "trigger “evil”" },
  { "trigger-on-store", "CREATE TRIGGER evil BEFORE DELETE ON store BEGIN SELECT raise (IGNORE); END", "trigger “evil”" },
  { "view", "CREATE VIEW evil AS WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n", "view “evil”" },
  { "view-for-table",
    "DROP TABLE store; CREATE VIEW store AS WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
    "SELECT 'content-hash' AS key, 'md5' AS value FROM n", "table “store” is another" },
  { "view-for-tags", "DROP TRIGGER search_log_update; DROP TABLE searches; CREATE VIEW searches AS SELECT 'a' AS name, 'b' AS query, 0 AS sum",
    "“search" },
  { "expression-index", "CREATE INDEX evil ON nodes (lower (hex (name)))", "index “evil”" },
  { "partial-index", "CREATE INDEX evil ON nodes (upper (name)) WHERE size > 0", "index “evil”" },
  { "table", "CREATE TABLE evil (a)", "table “evil”" },
  { "virtual-table", "CREATE VIRTUAL TABLE evil USING fts5 (a)", "evil" },
  { "statistics", "ANALYZE", "sqlite_stat" },
  { "generated-column", SCHEMA_EDIT ("tags", "color TEXT", "color TEXT AS (name) VIRTUAL"), "table “tags” is another" },
  { "check", SCHEMA_EDIT ("tags", "color TEXT", "color TEXT CHECK (length (color) < 1)"), "table “tags” is another" },
  { "default", SCHEMA_EDIT ("tags", "color TEXT", "color TEXT DEFAULT (hex (randomblob (100000000)))"), "table “tags” is another" },
  { "collation", SCHEMA_EDIT ("tags", "TEXT    NOT NULL UNIQUE", "TEXT    NOT NULL COLLATE NOCASE UNIQUE"), "table “tags” is another" },
  { "no-longer-strict", SCHEMA_EDIT ("contents", "STRICT", ""), "table “contents” is another" },
  { "foreign-key", SCHEMA_EDIT ("nodes", "REFERENCES nodes (id)", "REFERENCES nodes (id) ON DELETE CASCADE"), "table “nodes” is another" },
  { "trigger-body", "DROP TRIGGER search_log_update; CREATE TRIGGER search_log_update AFTER UPDATE ON nodes BEGIN DELETE FROM nodes; END",
    "trigger “search_log_update” is another" },
  { "trigger-gone", "DROP TRIGGER search_log_update", "lacks the trigger “search_log_update”" },
  { "index-gone", "DROP INDEX versions_by_content", "lacks the index “versions_by_content”" },
  { "shared-pages",
    "UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'tags') WHERE name = 'contents'", "twice" },
  { "twice", "INSERT INTO sqlite_schema SELECT * FROM sqlite_schema WHERE name = 'search_log_delete'", NULL },
  { "kind", "UPDATE sqlite_schema SET type = 'thing' WHERE name = 'search_log_delete'", "search_log_delete" },
  { "nameless", "UPDATE sqlite_schema SET name = NULL WHERE name = 'versions_by_content'", NULL },
  { "garbage", "UPDATE sqlite_schema SET sql = 'CREATE TABLE tags (((' WHERE name = 'tags'", NULL },
  { "many", "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) INSERT INTO sqlite_schema "
    "SELECT 'trigger', 'evil' || i, 'nodes', 0, 'CREATE TRIGGER evil' || i || ' AFTER INSERT ON nodes BEGIN SELECT 1; END' FROM n",
    "trigger “evil" },
};

static void
test_refused (SecurityFixture *fixture,
              gconstpointer    data)
{
  const Case *test = data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) before = NULL;
  g_autoptr(GBytes) after = NULL;

  security_run_sql (fixture->database, test->sql);
  before = security_load (fixture->database);
  error = nexus_lib_test_fail (fixture->folder);
  security_assert_error (error, NEXUS_ERROR, NEXUS_ERROR_CORRUPT, fixture->database, test->in_message);
  after = security_load (fixture->database);
  g_assert_true (g_bytes_equal (before, after));
}

/* A migration runs scripts that write, so a trigger would run in them: it is refused before the first. */
static void
test_before_migration (SecurityFixture *fixture,
                       gconstpointer    data)
{
  g_autofree char *backup = g_strconcat (fixture->database, ".v1.bak", NULL);
  g_autoptr(NexusConfig) config = nexus_config_new ();
  g_autoptr(NexusSchema) schema = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) before = NULL;
  g_autoptr(GBytes) after = NULL;

  nexus_config_set_data_dir (config, fixture->folder);
  schema = nexus_schema_new (config);
  g_assert_true (nexus_schema_migrate (schema, 1, NULL, &error));
  g_assert_no_error (error);
  security_run_sql (fixture->database, "CREATE TRIGGER evil AFTER DELETE ON store BEGIN DELETE FROM trash; END");
  before = security_load (fixture->database);

  error = nexus_lib_test_fail (fixture->folder);
  security_assert_error (error, NEXUS_ERROR, NEXUS_ERROR_CORRUPT, fixture->database, "trigger “evil”");
  g_clear_error (&error);
  g_assert_false (nexus_schema_migrate (schema, nexus_schema_get_latest (), NULL, &error));
  security_assert_error (error, NEXUS_ERROR, NEXUS_ERROR_CORRUPT, fixture->database, "trigger “evil”");
  g_clear_error (&error);
  g_assert_false (nexus_schema_migrate (schema, 0, NULL, &error));
  security_assert_error (error, NEXUS_ERROR, NEXUS_ERROR_CORRUPT, fixture->database, "trigger “evil”");
  g_assert_cmpint (nexus_schema_query_version (schema, NULL, NULL), ==, 1);
  g_assert_false (g_file_test (backup, G_FILE_TEST_EXISTS));

  after = security_load (fixture->database);
  g_assert_true (g_bytes_equal (before, after));
}

/* What was refused can be had all the same: repairing takes the rows and leaves the schema. */
static void
test_repaired (SecurityFixture *fixture,
               gconstpointer    data)
{
  g_autoptr(NexusConfig) config = nexus_config_new ();
  g_autoptr(NexusRepair) repair = NULL;
  g_autoptr(GError) error = NULL;
  NexusFilesystem *filesystem;

  security_run_sql (fixture->database, "CREATE TRIGGER evil AFTER INSERT ON nodes BEGIN DELETE FROM nodes; END");
  nexus_config_set_data_dir (config, fixture->folder);
  repair = nexus_repair_new (config);
  g_assert_true (nexus_operation_run (NEXUS_OPERATION (repair), NULL, &error));
  g_assert_no_error (error);

  filesystem = nexus_lib_test_connect (fixture->folder);
  nexus_lib_test_assert_text (filesystem, "/d/file-01", "/d/file-01");
  g_object_unref (nexus_lib_test_write (filesystem, "/new", "new"));
  nexus_lib_test_assert_text (filesystem, "/d/file-02", "/d/file-02");
  g_assert_true (nexus_filesystem_close (filesystem, NULL, &error));
  g_object_unref (filesystem);
}

static guint
count_hits (NexusFilesystem *filesystem)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusQuery) query = nexus_query_new_parse ("text:file", &error);
  g_autoptr(NexusSearchResults) results = NULL;
  g_autoptr(GPtrArray) entries = NULL;

  g_assert_no_error (error);
  results = nexus_filesystem_search (filesystem, query, NEXUS_SEARCH_ORDER_NAME, NULL, &error);
  g_assert_no_error (error);
  entries = nexus_entry_enumerator_next (NEXUS_ENTRY_ENUMERATOR (results), 1000, NULL, &error);
  g_assert_no_error (error);

  return entries->len;
}

/* The index of words is not asked before its schema was compared; it is made anew, since all of it can be. */
static void
test_text_index (SecurityFixture *fixture,
                 gconstpointer    data)
{
  g_autofree char *index = g_build_filename (fixture->folder, "metadata-text.db", NULL);
  g_autoptr(NexusConfig) config = nexus_config_new ();
  g_autoptr(GError) error = NULL;
  NexusFilesystem *filesystem = NULL;

  nexus_config_set_data_dir (config, fixture->folder);
  nexus_config_set_index_text (config, TRUE);

  for (guint i = 0; i < 2; i++)
    {
      filesystem = nexus_connect (config, NULL, &error);
      g_assert_no_error (error);
      /* Whoever reads comes to an end, and finds what there is once it has been made anew. */
      count_hits (filesystem);
      g_assert_true (nexus_filesystem_update_index (filesystem, NULL, &error));
      g_assert_no_error (error);
      g_assert_cmpuint (count_hits (filesystem), ==, 19);
      g_assert_true (nexus_filesystem_close (filesystem, NULL, &error));
      g_object_unref (filesystem);

      /* Asked in place of the table, this would never come to an end. */
      security_run_sql (index, "DROP TABLE state; CREATE VIEW state AS WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
                               "SELECT max (i) AS id, 0 AS content, 0 AS tag, 0 AS n_contents FROM n");
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/security/schema/", cases[i].name, NULL);

      g_test_add (path, SecurityFixture, &cases[i], security_set_up, test_refused, security_tear_down);
    }
  g_test_add ("/security/schema/before-migration", SecurityFixture, NULL, security_set_up, test_before_migration,
              security_tear_down);
  g_test_add ("/security/schema/text-index", SecurityFixture, NULL, security_set_up, test_text_index, security_tear_down);
  g_test_add ("/security/schema/repaired", SecurityFixture, NULL, security_set_up, test_repaired, security_tear_down);

  return g_test_run ();
}
