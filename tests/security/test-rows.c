/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "nexus-hostile.h"
#include "nexus-security-test.h"

/* Rows that say what none of ours can, with checksums that are right: what is shown, walked through and written outside
 * believes none of it.  The fuzz target `database` looks for more of these. */

typedef struct {
  const char *name;
  const char *sql;
} Case;

static const Case cases[] = {
  { "name-up", "UPDATE nodes SET name = '..' WHERE name = 'file-03'" },
  { "name-path", "UPDATE nodes SET name = '../../outside/evil' WHERE name = 'file-03'" },
  { "name-absolute", "UPDATE nodes SET name = '/tmp/nexus-evil' WHERE name = 'file-03'" },
  { "name-line", "UPDATE nodes SET name = 'a' || char (10) || 'b' WHERE name = 'file-03'" },
  { "name-empty", "UPDATE nodes SET name = '' WHERE name = 'file-03'" },
  { "name-bytes", "UPDATE nodes SET name = CAST (x'66ff' AS TEXT) WHERE name = 'file-03'" },
  { "name-nul", "UPDATE nodes SET name = CAST (x'660067' AS TEXT) WHERE name = 'file-03'" },
  { "name-long", "UPDATE nodes SET name = replace (hex (zeroblob (200)), '0', 'n') WHERE name = 'file-03'" },
  { "directory-name", "UPDATE nodes SET name = '../../outside' WHERE name = 'd'" },
  { "root-below", "UPDATE nodes SET parent = (SELECT id FROM nodes WHERE name = 'd'), name = 'r' WHERE id = 1" },
  { "trash-below", "UPDATE nodes SET parent = (SELECT id FROM nodes WHERE name = 'd'), name = 't' WHERE id = 2" },
  { "circle", "UPDATE nodes SET parent = id WHERE name = 'd'" },
  { "kind", "UPDATE nodes SET kind = 9 WHERE name = 'file-03'" },
  { "link-empty", "UPDATE nodes SET kind = 2, content = NULL, target = '' WHERE name = 'file-03'" },
  { "link-bytes", "UPDATE nodes SET kind = 2, content = NULL, target = CAST (x'ff2f' AS TEXT) WHERE name = 'file-03'" },
  { "mode", "UPDATE nodes SET mode = 1048576 WHERE name = 'file-03'" },
  { "size", "UPDATE nodes SET size = -1 WHERE name = 'file-03'; UPDATE contents SET size = -1" },
  { "huge-size", "UPDATE nodes SET size = 9223372036854775807; UPDATE contents SET size = 9223372036854775807" },
  { "version-above", "UPDATE versions SET number = number + 7" },
  { "version-current", "UPDATE versions SET number = (SELECT version FROM nodes WHERE id = node)" },
  { "totals", "UPDATE nodes SET total_size = -9223372036854775807, total_count = 9223372036854775807 WHERE kind = 1" },
  { "locator", "UPDATE contents SET locator = x'50ffffffffffffffffffffffffffffffff'" },
  { "locator-large", "UPDATE contents SET locator = CAST (x'4c11' || zeroblob (400) AS BLOB)" },
  { "times", "UPDATE nodes SET modified_ns = -9223372036854775808, created_ns = 9223372036854775807" },
  { "tag-bytes", "UPDATE tags SET name = CAST (x'ff' AS TEXT) WHERE name = 'odd'" },
  { "attribute", "UPDATE attributes SET value = replace (hex (zeroblob (100000)), '0', '[')" },
  { "huge-attribute", "UPDATE attributes SET value = '\"' || replace (hex (zeroblob (4000000)), '0', 'a') || '\"' WHERE node = (SELECT max (node) FROM attributes)" },
  { "trash-path", "UPDATE trash SET original_path = '/../../outside/evil'" },
  { "snapshot-path", "UPDATE snapshot_entries SET path = '/../../../outside/evil' WHERE path = '/file-03'" },
  { "snapshot-absolute", "UPDATE snapshot_entries SET path = '//etc' WHERE path = '/file-03'" },
  { "snapshot-relative", "UPDATE snapshot_entries SET path = 'evil' WHERE path = '/file-03'" },
  { "snapshot-of", "UPDATE snapshots SET path = '/../..'" },
  { "snapshot-mode", "UPDATE snapshot_entries SET mode = -1" },
  { "changes", "UPDATE changes SET path = '../x', old_path = NULL" },
  { "steps", "UPDATE steps SET path = 'x', other = '', kind = kind + 1; UPDATE step_parts SET data = x'8003ffffffffffffffff'" },
  { "search", "UPDATE searches SET query = replace (hex (zeroblob (3000)), '0', '(')" },
  { "setting", "INSERT OR REPLACE INTO store (key, value) VALUES ('next-node', '99999999999999999999')" },
  { "setting-of-tags", "INSERT OR REPLACE INTO store (key, value) VALUES ('next-tag', '99999999999999999999')" },
  { "last-tag", "UPDATE tags SET id = 9223372036854775807 WHERE name = 'odd'; UPDATE node_tags SET tag = 9223372036854775807" },
};

static void
run (NexusOperation *operation)
{
  g_autoptr(NexusOperation) owned = operation;

  nexus_operation_run (owned, NULL, NULL);
}

static void
set_up (SecurityFixture *fixture,
        gconstpointer    data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusQuery) query = nexus_query_new_parse ("tag:odd", NULL);
  NexusFilesystem *filesystem;

  security_set_up (fixture, data);
  filesystem = nexus_lib_test_connect (fixture->folder);
  g_assert_true (nexus_filesystem_create_snapshot (filesystem, "then", "/d", NULL, &error));
  g_assert_no_error (error);
  g_assert_true (nexus_filesystem_save_search (filesystem, "odds", query, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (nexus_filesystem_close (filesystem, NULL, &error));
  g_object_unref (filesystem);
}

/* The public API with all that leaves the store; the fixture looks at the outside. */
static void
use (SecurityFixture *fixture)
{
  g_autofree char *target = g_build_filename (fixture->dir, "target", NULL);
  g_autofree char *snapshot = g_build_filename (fixture->dir, "snapshot", NULL);
  g_autofree char *backup = g_build_filename (fixture->dir, "backup", NULL);
  g_autoptr(GFile) target_file = g_file_new_for_path (target);
  g_autoptr(GFile) snapshot_file = g_file_new_for_path (snapshot);
  g_autoptr(GFile) backup_file = g_file_new_for_path (backup);
  g_autoptr(NexusConfig) config = nexus_config_new ();
  NexusFilesystem *filesystem;

  nexus_config_set_data_dir (config, fixture->folder);
  filesystem = nexus_connect (config, NULL, NULL);
  if (filesystem == NULL)
    return;

  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *path = g_strdup_printf ("/d/file-%02u", i);
      g_autoptr(GBytes) bytes = nexus_filesystem_read (filesystem, path, NULL, NULL);

      /* Whatever the row says, a content is what it was when it is read with success. */
      if (bytes != NULL)
        g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), path, strlen (path));
    }
  run (nexus_filesystem_export (filesystem, "/", target_file, NEXUS_CONFLICT_REPLACE));
  run (nexus_filesystem_export_snapshot (filesystem, "then", NULL, snapshot_file));
  nexus_filesystem_restore_snapshot (filesystem, "then", NULL, NULL, NULL);
  run (NEXUS_OPERATION (nexus_filesystem_verify (filesystem, NULL)));
  run (nexus_filesystem_backup (filesystem, backup_file));
  run (nexus_filesystem_collect_garbage (filesystem, NEXUS_GARBAGE_NONE, 0));
  nexus_filesystem_close (filesystem, NULL, NULL);
  g_object_unref (filesystem);
}

static void
test_rows (SecurityFixture *fixture,
           gconstpointer    data)
{
  const Case *test = data;
  sqlite3 *db = hostile_open (fixture->database);
  char *message = NULL;

  sqlite3_exec (db, test->sql, NULL, NULL, &message);
  g_assert_cmpstr (message, ==, NULL);
  g_assert_cmpint (sqlite3_changes (db), >, 0);
  hostile_fix_sums (db);
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);

  /* Twice: by what leaves the store, and by all that the inside can be asked. */
  use (fixture);
  hostile_use (fixture->database);
}

static void
assert_corrupt (GError **error)
{
  security_assert_error (*error, NEXUS_ERROR, NEXUS_ERROR_CORRUPT, "/d/file-03", NULL);
  g_clear_error (error);
}

/* An older version that is said to be as new as the file, or newer, is neither listed nor read, and told of. */
static void
assert_no_versions (NexusFilesystem *filesystem,
                    guint            number)
{
  g_autoptr(NexusVerify) verify = nexus_filesystem_verify (filesystem, NULL);
  g_autoptr(GListModel) others = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_null (nexus_filesystem_list_versions (filesystem, "/d/file-03", NULL, &error));
  assert_corrupt (&error);
  others = nexus_filesystem_list_versions (filesystem, "/d/file-05", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (others), ==, 2);

  nexus_lib_test_assert_text (filesystem, "/d/file-03", "/d/file-03");
  if (number == 2)
    {
      g_autoptr(GBytes) current = nexus_filesystem_read_version (filesystem, "/d/file-03", number, NULL, &error);

      g_assert_no_error (error);
      g_assert_cmpmem (g_bytes_get_data (current, NULL), g_bytes_get_size (current), "/d/file-03", strlen ("/d/file-03"));
    }
  else
    {
      g_assert_null (nexus_filesystem_read_version (filesystem, "/d/file-03", number, NULL, &error));
      assert_corrupt (&error);
      g_assert_null (nexus_filesystem_restore_version (filesystem, "/d/file-03", number, NULL, &error));
      assert_corrupt (&error);
    }

  g_assert_true (nexus_operation_run (NEXUS_OPERATION (verify), NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (nexus_report_get_findings (nexus_verify_get_report (verify))), ==, 1);
}

/* Made anew from its rows, the database has it below a newer number of the file. */
static void
assert_versions (NexusFilesystem *filesystem,
                 guint            number)
{
  g_autoptr(NexusVerify) verify = nexus_filesystem_verify (filesystem, NULL);
  g_autoptr(NexusRepair) repair = nexus_filesystem_repair (filesystem);
  g_autoptr(GListModel) versions = NULL;
  g_autoptr(GBytes) former = NULL;
  g_autoptr(GError) error = NULL;

  /* The totals are not in the rows. */
  g_assert_true (nexus_operation_run (NEXUS_OPERATION (repair), NULL, &error));
  g_assert_no_error (error);

  versions = nexus_filesystem_list_versions (filesystem, "/d/file-03", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (versions), ==, 2);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(NexusVersion) version = g_list_model_get_item (versions, i);

      g_assert_cmpuint (nexus_version_get_number (version), ==, number + 1 - i);
    }
  former = nexus_filesystem_read_version (filesystem, "/d/file-03", number, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (former, NULL), g_bytes_get_size (former), "former", strlen ("former"));
  nexus_lib_test_assert_text (filesystem, "/d/file-03", "/d/file-03");

  g_assert_true (nexus_operation_run (NEXUS_OPERATION (verify), NULL, &error));
  g_assert_no_error (error);
  g_assert_true (nexus_report_is_good (nexus_verify_get_report (verify)));

  for (guint i = 0; i < 10; i++)
    {
      g_autofree char *text = g_strdup_printf ("text %u", i);

      g_object_unref (nexus_lib_test_write (filesystem, "/d/file-03", text));
    }
}

static void
test_versions (SecurityFixture *fixture,
               gconstpointer    data)
{
  guint number = GPOINTER_TO_UINT (data);
  g_autofree char *rescued = g_strconcat (fixture->database, ".new", NULL);
  g_autofree char *sql = g_strdup_printf ("UPDATE versions SET number = %u WHERE node = (SELECT id FROM nodes WHERE name = 'file-03')",
                                          number);
  sqlite3 *db = hostile_open (fixture->database);
  g_autoptr(GError) error = NULL;
  NexusFilesystem *filesystem;

  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_changes (db), ==, 1);
  hostile_fix_sums (db);
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);

  filesystem = nexus_lib_test_connect (fixture->folder);
  assert_no_versions (filesystem, number);
  g_assert_true (nexus_filesystem_close (filesystem, NULL, &error));
  g_assert_no_error (error);
  g_object_unref (filesystem);

  hostile_salvage (fixture->database, rescued);
  hostile_remove (fixture->database);
  g_assert_cmpint (g_rename (rescued, fixture->database), ==, 0);
  filesystem = nexus_lib_test_connect (fixture->folder);
  assert_versions (filesystem, number);
  g_assert_true (nexus_filesystem_close (filesystem, NULL, &error));
  g_assert_no_error (error);
  g_object_unref (filesystem);
}

/* What the checks are worth is that the same without them is fine. */
static void
test_untouched (SecurityFixture *fixture,
                gconstpointer    data)
{
  g_autofree char *exported = g_build_filename (fixture->dir, "target", "d", "file-03", NULL);
  g_autofree char *snapshot = g_build_filename (fixture->dir, "snapshot", "file-03", NULL);
  sqlite3 *db = hostile_open (fixture->database);

  hostile_fix_sums (db);
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);
  use (fixture);
  g_assert_true (g_file_test (exported, G_FILE_TEST_IS_REGULAR));
  g_assert_true (g_file_test (snapshot, G_FILE_TEST_IS_REGULAR));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/security/rows/", cases[i].name, NULL);

      g_test_add (path, SecurityFixture, &cases[i], set_up, test_rows, security_tear_down);
    }
  g_test_add ("/security/rows/versions/current", SecurityFixture, GUINT_TO_POINTER (2), set_up, test_versions, security_tear_down);
  g_test_add ("/security/rows/versions/above", SecurityFixture, GUINT_TO_POINTER (9), set_up, test_versions, security_tear_down);
  g_test_add ("/security/rows/untouched", SecurityFixture, NULL, set_up, test_untouched, security_tear_down);

  return g_test_run ();
}
