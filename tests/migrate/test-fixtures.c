/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <glib/gstdio.h>
#include <nexus-sqlite-migrator-private.h>
#include <string.h>

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

/* What has happened, line by line of a dump; the steps down may forget it, and fixtures have more of it the newer they are. */
static gboolean
is_history (const char *line)
{
  return g_str_has_prefix (line, "INSERT INTO changes ") || g_str_has_prefix (line, "INSERT INTO sqlite_sequence ") ||
         g_str_has_prefix (line, "INSERT INTO steps ") || g_str_has_prefix (line, "INSERT INTO step_parts ") ||
         g_str_has_prefix (line, "INSERT INTO step_contents ");
}

static char *
without_history (const char *dump)
{
  g_auto(GStrv) lines = g_strsplit (dump, "\n", -1);
  GString *text = g_string_new (NULL);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      if (!is_history (lines[i]))
        g_string_append_printf (text, "%s\n", lines[i]);
    }

  return g_string_free (text, FALSE);
}

/* The newest fixture all the way down: at each version it is the fixture of that version. */
static void
test_down (void)
{
  guint version = migrate_newest ();
  g_autofree char *dir = nexus_test_make_dir ();
  g_autofree char *path = g_build_filename (dir, "metadata.db", NULL);
  g_autoptr(GError) error = NULL;

  migrate_load (path, version);
  while (version-- > 1)
    {
      g_autofree char *fixture = migrate_fixture (version);
      g_autofree char *expected = without_history (fixture);
      g_autofree char *dump = NULL;
      g_autofree char *is = NULL;

      g_assert_true (migrate_to (path, version, &error));
      g_assert_no_error (error);
      dump = migrate_dump (path);
      is = without_history (dump);
      g_assert_cmpstr (is, ==, expected);
      /* Steps may have quotas, which no version before 7 can take back. */
      if (version == 6)
        g_assert_null (strstr (dump, "INSERT INTO step"));
    }
  migrate_assert (path, 1);

  nexus_test_remove_tree (dir);
}

/* --- How they are made --- */

/* What the newest version knows of, and those before it do not.  Nobody did it: it is no step that older ones would take
 * back. */
static void
fill (NexusMetadataStore *store)
{
  static const struct {
    const char       *path;
    NexusQuotaLimits  limits;
  } quotas[] = {
    { "/", { .soft_entries = 1000 } },
    { "/docs", { .hard_bytes = 1 << 20, .soft_bytes = 10, .hard_entries = G_MAXINT64 } },
    { "/empty", { .hard_entries = 1 } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (quotas); i++)
    {
      NexusMutation *mutation = _nexus_mutation_new (NEXUS_MUTATION_SET_QUOTA, quotas[i].path);
      g_autoptr(NexusTransaction) transaction = _nexus_transaction_new_single (mutation, NULL);

      mutation->limits = quotas[i].limits;
      transaction->unrecorded = TRUE;
      _nexus_metadata_store_apply (store, &transaction, 1);
      g_assert_no_error (transaction->error);
    }
}

static void
write_file (const char *folder,
            const char *name,
            const char *text)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr(GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

/* The fixture before it, brought up and filled. */
static void
record (const char *folder)
{
  guint former = migrate_newest ();
  guint latest = _nexus_sqlite_schema_latest ();
  g_autofree char *dir = nexus_test_make_dir ();
  g_autofree char *path = g_build_filename (dir, "metadata.db", NULL);
  g_autofree char *name = g_strdup_printf ("v%u.sql", latest);
  g_autofree char *expected = migrate_expected (former);
  g_autofree char *described = NULL;
  g_autofree char *filtered = NULL;
  g_autofree char *dump = NULL;
  NexusMetadataStore *store;

  if (former == latest)
    g_error ("The fixture of version %u is there, and fixtures are for ever", latest);

  migrate_load (path, former);
  store = migrate_open (path);
  fill (store);
  described = migrate_describe (store, latest);
  filtered = migrate_filter (described, former);
  g_assert_cmpstr (filtered, ==, expected);
  migrate_close (store);

  dump = migrate_dump (path);
  write_file (folder, name, dump);
  write_file (folder, "expected.txt", described);
  nexus_test_remove_tree (dir);
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
  if (migrate_newest () == _nexus_sqlite_schema_latest ())
    g_test_add_data_func ("/migrate/fixtures/newest", GUINT_TO_POINTER (migrate_newest ()), test_fixture);
  g_test_add_func ("/migrate/down", test_down);

  return g_test_run ();
}
