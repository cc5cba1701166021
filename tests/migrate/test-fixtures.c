/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <glib/gstdio.h>
#include <nexus-sqlite-migrator-private.h>

#include "nexus-migrate-test.h"

/* Every schema that there has been, up to the newest and down again, with all that it knows. */

static void
test_fixture (gconstpointer data)
{
  guint version = GPOINTER_TO_UINT (data);
  g_autofree char *dir = nexus_test_make_dir ();
  g_autofree char *path = g_build_filename (dir, "metadata.db", NULL);
  g_autofree char *backup = g_strdup_printf ("%s.v%u.bak", path, version);
  g_autofree char *restored = g_build_filename (dir, "restored.db", NULL);
  g_autofree char *fixture = migrate_fixture (version);
  g_autofree char *before = NULL;
  g_autofree char *kept = NULL;

  migrate_load (path, version);
  g_assert_cmpint (migrate_version (path), ==, (int) version);
  before = migrate_dump (path);
  g_assert_cmpstr (before, ==, fixture);

  migrate_assert (path, version);
  g_assert_cmpint (migrate_version (path), ==, (int) _nexus_sqlite_schema_latest ());

  /* The copy is the database before, byte for row, and a store as well. */
  if (version == _nexus_sqlite_schema_latest ())
    {
      g_assert_false (g_file_test (backup, G_FILE_TEST_EXISTS));
    }
  else
    {
      g_assert_cmpint (migrate_version (backup), ==, (int) version);
      kept = migrate_dump (backup);
      g_assert_cmpstr (kept, ==, before);
      g_assert_cmpint (g_rename (backup, restored), ==, 0);
      migrate_assert (restored, version);
    }

  nexus_test_remove_tree (dir);
}

/* One step up and down again: what the lower one knows is what it was. */
static void
test_step (gconstpointer data)
{
  guint version = GPOINTER_TO_UINT (data);
  g_autofree char *dir = nexus_test_make_dir ();
  g_autofree char *path = g_build_filename (dir, "metadata.db", NULL);
  g_autofree char *fixture = migrate_fixture (version);
  g_autofree char *above = NULL;
  g_autofree char *again = NULL;
  g_autofree char *below = NULL;
  g_autoptr(GError) error = NULL;

  migrate_load (path, version);
  g_assert_true (migrate_to (path, version + 1, &error));
  g_assert_no_error (error);
  g_assert_cmpint (migrate_version (path), ==, (int) version + 1);
  migrate_check (path);
  above = migrate_dump (path);

  g_assert_true (migrate_to (path, version, &error));
  g_assert_no_error (error);
  migrate_check (path);
  below = migrate_dump (path);
  g_assert_cmpstr (below, ==, fixture);

  g_assert_true (migrate_to (path, version + 1, &error));
  g_assert_no_error (error);
  again = migrate_dump (path);
  g_assert_cmpstr (again, ==, above);

  nexus_test_remove_tree (dir);
}

/* The newest fixture all the way down: at each version it is the fixture of that version. */
static void
test_down (void)
{
  guint version = _nexus_sqlite_schema_latest ();
  g_autofree char *dir = nexus_test_make_dir ();
  g_autofree char *path = g_build_filename (dir, "metadata.db", NULL);
  g_autofree char *name = g_strdup_printf ("v%u.sql", version);
  g_autofree char *newest = g_test_build_filename (G_TEST_DIST, "migrate", "fixtures", name, NULL);
  g_autoptr(GError) error = NULL;

  if (!g_file_test (newest, G_FILE_TEST_EXISTS))
    version--;
  migrate_load (path, version);
  while (version-- > 1)
    {
      g_autofree char *fixture = migrate_fixture (version);
      g_autofree char *dump = NULL;

      g_assert_true (migrate_to (path, version, &error));
      g_assert_no_error (error);
      dump = migrate_dump (path);
      g_assert_cmpstr (dump, ==, fixture);
    }
  migrate_assert (path, 1);

  nexus_test_remove_tree (dir);
}

/* --- How they were made --- */

static void
fill (Fixture *fixture)
{
  NexusMutation *mutation;

  fixture_must (fixture, fixture_mutation (NEXUS_MUTATION_MAKE_DIRECTORY, "/docs", NULL, NULL));
  fixture_must (fixture, fixture_mutation (NEXUS_MUTATION_MAKE_DIRECTORY, "/docs/deep", NULL, NULL));
  fixture_must (fixture, fixture_mutation (NEXUS_MUTATION_MAKE_DIRECTORY, "/empty", NULL, NULL));
  fixture_must (fixture, fixture_put ("/docs/report.txt", "the first report"));
  fixture_must (fixture, fixture_put ("/docs/report.txt", "the second report"));
  mutation = fixture_put ("/docs/report.txt", "the third report");
  mutation->content_type = g_strdup ("text/x-report");
  mutation->modified_ns = -1500000000;
  mutation->mode = 04755;
  mutation->fields = NEXUS_MUTATION_HAS_MODIFIED | NEXUS_MUTATION_HAS_MODE;
  fixture_must (fixture, mutation);
  fixture_must (fixture, fixture_put ("/docs/deep/it's “quoted”; -- 💾", "equal"));
  fixture_must (fixture, fixture_put ("/equal", "equal"));
  fixture_must (fixture, fixture_mutation (NEXUS_MUTATION_MAKE_LINK, "/link", "docs/report.txt", NULL));
  fixture_must (fixture, fixture_attribute ("/docs/report.txt", "author", g_variant_new_string ("Ann 'A' Lee")));
  fixture_must (fixture, fixture_attribute ("/docs/report.txt", "pages", g_variant_new_int64 (G_MININT64)));
  fixture_must (fixture, fixture_attribute ("/docs", "open", g_variant_new_boolean (TRUE)));
  fixture_must (fixture, fixture_mutation (NEXUS_MUTATION_ADD_TAG, "/docs/report.txt", NULL, "work"));
  fixture_must (fixture, fixture_mutation (NEXUS_MUTATION_ADD_TAG, "/equal", NULL, "work"));
  fixture_must (fixture, fixture_mutation (NEXUS_MUTATION_ADD_TAG, "/equal", NULL, "old"));
  fixture_must (fixture, fixture_mutation (NEXUS_MUTATION_SET_TAG_COLOR, NULL, "#3584e4", "work"));
  fixture_must (fixture, fixture_mutation (NEXUS_MUTATION_MAKE_DIRECTORY, "/gone", NULL, NULL));
  fixture_must (fixture, fixture_put ("/gone/inside", "deleted with its folder"));
  fixture_must (fixture, fixture_mutation (NEXUS_MUTATION_ADD_TAG, "/gone/inside", NULL, "old"));
  mutation = fixture_mutation (NEXUS_MUTATION_DELETE, "/gone", NULL, NULL);
  mutation->delete_flags = NEXUS_DELETE_RECURSIVE;
  fixture_must (fixture, mutation);
  fixture_must (fixture, fixture_put ("/erased", "only a step needs this"));
  fixture_must (fixture, fixture_mutation (NEXUS_MUTATION_SAVE_SEARCH, NULL, "tag:work size>1k", "busy"));
  fixture_must (fixture, fixture_mutation (NEXUS_MUTATION_CREATE_SNAPSHOT, "/docs", NULL, "weekly"));
  fixture_must (fixture, fixture_mutation (NEXUS_MUTATION_MOVE, "/equal", "/docs/moved", NULL));
  fixture_must (fixture, fixture_put ("/docs/undone", "this was taken back"));
  fixture_must (fixture, _nexus_mutation_new (NEXUS_MUTATION_UNDO, NULL));
  fixture_must (fixture, fixture_mutation (NEXUS_MUTATION_MOVE, "/erased", "/docs/renamed", NULL));
}

static void
note_checked (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;
  NexusContentNote notes[] = { { 1, 1700000000000000000, TRUE }, { 2, 1700000000000000001, FALSE } };

  _nexus_metadata_store_note_checked (fixture->store, notes, G_N_ELEMENTS (notes), NULL, &error);
  g_assert_no_error (error);
}

static void
record (const char *folder)
{
  Fixture fixture = { 0 };
  g_autofree char *expected_path = g_build_filename (folder, "expected.txt", NULL);
  g_autofree char *expected = NULL;
  g_autoptr(GError) error = NULL;

  fixture_set_up (&fixture, NULL);
  fill (&fixture);

  note_checked (&fixture);
  expected = migrate_describe (fixture.store, _nexus_sqlite_schema_latest ());
  if (!g_file_test (expected_path, G_FILE_TEST_EXISTS))
    g_assert_true (g_file_set_contents (expected_path, expected, -1, NULL));
  fixture_reopen (&fixture);
  g_assert_true (_nexus_metadata_store_close (fixture.store, NULL));
  /* Steps are forgotten after some weeks, and fixtures are for ever. */
  migrate_run_sql (fixture.path, "UPDATE steps SET time_ns = 4102444800000000000 + id");

  for (guint version = _nexus_sqlite_schema_latest (); version >= 1; version--)
    {
      g_autofree char *name = g_strdup_printf ("v%u.sql", version);
      g_autofree char *target = g_build_filename (folder, name, NULL);
      g_autofree char *dump = NULL;

      g_assert_true (migrate_to (fixture.path, version, &error));
      g_assert_no_error (error);
      dump = migrate_dump (fixture.path);
      if (!g_file_test (target, G_FILE_TEST_EXISTS))
        g_assert_true (g_file_set_contents (target, dump, -1, NULL));
    }
}

int
main (int    argc,
      char **argv)
{
  const char *folder = g_getenv ("NEXUS_TEST_RECORD");

  g_test_init (&argc, &argv, NULL);

  if (folder != NULL)
    {
      record (folder);
      return 0;
    }

  /* All but the newest, which nobody comes from yet, have to be there. */
  for (guint i = 1; i < _nexus_sqlite_schema_latest (); i++)
    {
      g_autofree char *fixture = g_strdup_printf ("/migrate/fixtures/v%u", i);
      g_autofree char *step = g_strdup_printf ("/migrate/steps/v%u", i);

      g_test_add_data_func (fixture, GUINT_TO_POINTER (i), test_fixture);
      g_test_add_data_func (step, GUINT_TO_POINTER (i), test_step);
    }
  g_test_add_func ("/migrate/down", test_down);

  return g_test_run ();
}
