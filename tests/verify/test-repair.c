/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "nexus-verify-test.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/* Repairing, and what it leaves alone. */

static guint
count_states (NexusReport       *report,
              NexusFindingState  state)
{
  GListModel *findings = nexus_report_get_findings (report);
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (findings); i++)
    {
      g_autoptr(NexusFinding) finding = g_list_model_get_item (findings, i);

      n += nexus_finding_get_state (finding) == state;
    }

  return n;
}

static void
assert_as_before (VerifyFixture *self)
{
  g_autoptr(GHashTable) failed = verify_read_all (self);
  g_autoptr(NexusReport) report = verify_run (self->filesystem);
  g_autofree char *description = nexus_lib_test_describe (self->filesystem);

  g_assert_cmpuint (g_hash_table_size (failed), ==, 0);
  g_assert_true (nexus_report_is_good (report));
  g_assert_cmpstr (description, ==, self->description);
}

/* Not a byte of any file is another one afterwards. */
static void
test_healthy (VerifyFixture *self,
              gconstpointer  data)
{
  g_autoptr(GHashTable) before = verify_load_tree (self->folder);
  g_autoptr(GHashTable) after = NULL;
  g_autoptr(NexusReport) dry = verify_repair (self, self->originals, TRUE);
  g_autoptr(NexusReport) report = verify_repair (self, self->originals, FALSE);

  g_assert_true (nexus_report_is_good (dry));
  g_assert_true (nexus_report_is_good (report));
  g_assert_true (nexus_report_is_complete (report));
  after = verify_load_tree (self->folder);
  verify_assert_same (before, after);
}

static void
test_dry (VerifyFixture *self,
          gconstpointer  data)
{
  g_autoptr(GHashTable) before = NULL;
  g_autoptr(GHashTable) after = NULL;
  g_autoptr(NexusReport) report = NULL;

  verify_damage_some (self);
  before = verify_load_tree (self->folder);
  report = verify_repair (self, self->originals, TRUE);
  g_assert_false (nexus_report_is_good (report));
  g_assert_cmpuint (count_states (report, NEXUS_FINDING_FOUND), ==, g_list_model_get_n_items (nexus_report_get_findings (report)));
  after = verify_load_tree (self->folder);
  verify_assert_same (before, after);
}

static void
test_from_files (VerifyFixture *self,
                 gconstpointer  data)
{
  g_autoptr(NexusReport) report = NULL;
  g_autoptr(GHashTable) originals = verify_load_tree (self->originals);
  g_autoptr(GHashTable) originals_after = NULL;

  verify_damage_some (self);
  verify_open (self);
  report = verify_repair (self, self->originals, FALSE);
  g_assert_true (nexus_report_is_good (report));
  g_assert_cmpuint (count_states (report, NEXUS_FINDING_MENDED), >, 8);
  assert_as_before (self);

  originals_after = verify_load_tree (self->originals);
  verify_assert_same (originals, originals_after);
}

/* Another store has the same bytes in packs and under hashes. */
static void
test_from_store (VerifyFixture *self,
                 gconstpointer  data)
{
  VerifyFixture other = { 0 };
  g_autoptr(NexusReport) report = NULL;
  g_autoptr(GHashTable) before = NULL;
  g_autoptr(GHashTable) after = NULL;

  verify_set_up (&other, NULL);
  verify_damage_some (self);
  before = verify_load_tree (other.folder);
  report = verify_repair (self, other.folder, FALSE);
  g_assert_true (nexus_report_is_good (report));
  after = verify_load_tree (other.folder);
  verify_assert_same (before, after);
  verify_tear_down (&other, NULL);

  verify_open (self);
  assert_as_before (self);
}

/* Without a source what is damaged is put aside, all that is known of it is kept, and a later repair brings it back. */
static void
test_quarantine (VerifyFixture *self,
                 gconstpointer  data)
{
  g_autofree char *quarantine = verify_path (self, "quarantine");
  g_autofree char *description = NULL;
  g_autoptr(GHashTable) damaged = NULL;
  g_autoptr(GHashTable) missing = NULL;
  g_autoptr(GHashTable) put_aside = NULL;
  g_autoptr(NexusReport) report = NULL;
  g_autoptr(NexusReport) again = NULL;
  g_autoptr(GError) error = NULL;

  verify_damage_some (self);
  verify_open (self);
  damaged = verify_read_all (self);
  report = verify_repair (self, NULL, FALSE);
  g_assert_false (nexus_report_is_good (report));
  g_assert_cmpuint (count_states (report, NEXUS_FINDING_SET_ASIDE), >, 8);
  put_aside = verify_load_tree (quarantine);
  g_assert_cmpuint (g_hash_table_size (put_aside), ==, count_states (report, NEXUS_FINDING_SET_ASIDE));

  missing = verify_read_all (self);
  g_assert_cmpuint (g_hash_table_size (missing), ==, g_hash_table_size (damaged));
  g_assert_null (nexus_filesystem_read (self->filesystem, "/shared/one", NULL, &error));
  g_assert_error (error, NEXUS_ERROR, NEXUS_ERROR_CONTENT_MISSING);
  description = nexus_lib_test_describe (self->filesystem);
  g_assert_cmpstr (description, ==, self->description);

  /* Writing it brings it back as well: it is not taken for known. */
  {
    GBytes *bytes = g_hash_table_lookup (self->bytes, "/shared/one");
    g_autoptr(NexusEntry) entry =
      nexus_filesystem_write (self->filesystem, "/again", bytes, NULL, NEXUS_WRITE_PARENTS, NULL, NULL);
    g_autoptr(GBytes) read = NULL;

    g_assert_nonnull (entry);
    read = nexus_filesystem_read (self->filesystem, "/shared/two", NULL, NULL);
    g_assert_nonnull (read);
    g_assert_true (g_bytes_equal (read, bytes));
    g_assert_true (nexus_filesystem_delete (self->filesystem, "/again", NULL, NEXUS_DELETE_PERMANENT, NULL, NULL));
  }

  again = verify_repair (self, self->originals, FALSE);
  g_assert_true (nexus_report_is_good (again));
  assert_as_before (self);
}

/* Without a database, all contents are there again, under their hashes. */
static void
test_lost_database (VerifyFixture *self,
                    gconstpointer  data)
{
  g_autofree char *path = verify_path (self, "metadata.db");
  g_autoptr(NexusReport) dry = NULL;
  g_autoptr(NexusReport) report = NULL;
  g_autoptr(NexusReport) after = NULL;
  GHashTableIter iter;
  GBytes *bytes;

  g_assert_cmpint (g_unlink (path), ==, 0);
  dry = verify_repair (self, NULL, TRUE);
  g_assert_false (nexus_report_is_good (dry));
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));

  report = verify_repair (self, NULL, FALSE);
  g_assert_cmpuint (count_states (report, NEXUS_FINDING_SET_ASIDE), ==, 26 + 1);
  verify_open (self);
  g_hash_table_iter_init (&iter, self->bytes);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &bytes))
    {
      g_autoptr(NexusEntry) entry =
        nexus_filesystem_write (self->filesystem, "/probe", bytes, NULL, NEXUS_WRITE_NONE, NULL, NULL);
      g_autofree char *found = g_strconcat ("/lost+found/", nexus_entry_get_etag (entry), NULL);
      g_autoptr(GError) error = NULL;
      g_autoptr(GBytes) read = nexus_filesystem_read (self->filesystem, found, NULL, &error);

      g_assert_no_error (error);
      g_assert_true (g_bytes_equal (read, bytes));
    }
  after = verify_run (self->filesystem);
  g_assert_true (nexus_report_is_good (after));
}

/* With the first page gone, no SQLite can open it; every row is in other pages. */
static void
test_lost_header (VerifyFixture *self,
                  gconstpointer  data)
{
  g_autofree char *path = verify_path (self, "metadata.db");
  g_autofree char *bytes = NULL;
  g_autoptr(NexusReport) report = NULL;
  gsize size;

  verify_open (self);
  g_assert_true (nexus_filesystem_set_trash_days (self->filesystem, 0, NULL, NULL));
  verify_close (self);
  g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
  memset (bytes, 'x', 4096);
  g_assert_true (g_file_set_contents (path, bytes, (gssize) size, NULL));

  report = verify_repair (self, NULL, FALSE);
  g_assert_cmpuint (count_states (report, NEXUS_FINDING_LOST), ==, 0);
  verify_open (self);
  assert_as_before (self);
  /* What is kept for ever is not deleted by a default because of that. */
  g_assert_cmpint (nexus_filesystem_get_trash_days (self->filesystem, NULL, NULL), ==, 0);
}

/* Pages with rows gone: what is left is right, and the store is sound. */
static void
test_lost_pages (VerifyFixture *self,
                 gconstpointer  data)
{
  g_autofree char *path = verify_path (self, "metadata.db");
  g_autofree char *bytes = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
  for (guint round = 0; round < 12; round++)
    {
      g_autofree char *changed = g_memdup2 (bytes, size);
      g_autoptr(NexusReport) report = NULL;
      g_autoptr(NexusReport) after = NULL;
      g_autofree char *quarantine = verify_path (self, "quarantine");
      GHashTableIter iter;
      const char *file;
      GBytes *expected;
      guint n_whole = 0;

      /* The first page, so that it has to be made anew, and some others. */
      memset (changed, 0xff, 4096);
      for (guint i = 0; i < round; i++)
        memset (changed + (gsize) g_test_rand_int_range (1, (gint32) (size / 4096)) * 4096 + 100, 0xee, 3000);
      g_assert_true (g_file_set_contents (path, changed, (gssize) size, NULL));

      report = verify_repair (self, NULL, FALSE);
      verify_open (self);
      after = verify_run (self->filesystem);
      {
        g_autofree char *text = nexus_report_to_text (after);

        if (!nexus_report_is_good (after))
          g_error ("%s", text);
      }
      g_hash_table_iter_init (&iter, self->bytes);
      while (g_hash_table_iter_next (&iter, (gpointer *) &file, (gpointer *) &expected))
        {
          g_autoptr(GBytes) read = nexus_filesystem_read (self->filesystem, file, NULL, NULL);

          if (read != NULL)
            g_assert_true (g_bytes_equal (read, expected));
          n_whole += read != NULL;
        }
      if (round == 0)
        g_assert_cmpuint (n_whole, ==, g_hash_table_size (self->bytes));
      verify_close (self);
      nexus_test_remove_tree (quarantine);
    }
}

static void
damage_header (VerifyFixture *self,
               guint          n_others)
{
  g_autofree char *path = verify_path (self, "metadata.db");
  g_autofree char *bytes = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
  memset (bytes, 'x', 4096);
  for (guint i = 0; i < n_others; i++)
    memset (bytes + (gsize) g_test_rand_int_range (1, (gint32) (size / 4096)) * 4096 + 100, 0xee, 3000);
  g_assert_true (g_file_set_contents (path, bytes, (gssize) size, NULL));
}

/* Snapshots come back with the other rows; and if something of one is lost, its name says so. */
static void
test_snapshots (VerifyFixture *self,
                gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  guint n_whole = 0, n_incomplete = 0;

  verify_open (self);
  for (guint i = 0; i < 40; i++)
    {
      g_autofree char *name = g_strdup_printf ("snapshot %u", i);

      nexus_filesystem_create_snapshot (self->filesystem, name, i % 2 == 0 ? "/" : "/shared", NULL, &error);
      g_assert_no_error (error);
    }
  verify_close (self);

  for (guint round = 0; round < 6; round++)
    {
      g_autoptr(NexusReport) report = NULL;
      g_autoptr(GListModel) snapshots = NULL;

      damage_header (self, 2 * round);
      report = verify_repair (self, NULL, FALSE);
      verify_open (self);
      {
        g_autoptr(NexusReport) after = verify_run (self->filesystem);
        g_autofree char *text = nexus_report_to_text (after);

        if (!nexus_report_is_good (after))
          g_error ("%s", text);
      }
      snapshots = nexus_filesystem_list_snapshots (self->filesystem, NULL, &error);
      g_assert_no_error (error);
      if (round == 0)
        g_assert_cmpuint (g_list_model_get_n_items (snapshots), ==, 40);

      for (guint i = 0; i < g_list_model_get_n_items (snapshots); i++)
        {
          g_autoptr(NexusSnapshot) snapshot = g_list_model_get_item (snapshots, i);
          const char *name = nexus_snapshot_get_name (snapshot);
          g_autoptr(GListModel) changes = nexus_filesystem_diff_snapshots (self->filesystem, name, NULL, NULL, &error);

          g_assert_no_error (error);
          if (round == 0)
            g_assert_cmpuint (g_list_model_get_n_items (changes), ==, 0);
          if (g_str_has_suffix (name, " (incomplete)"))
            n_incomplete++;
          else
            {
              n_whole++;
              g_assert_cmpuint (nexus_snapshot_get_count (snapshot), ==,
                                g_str_equal (nexus_snapshot_get_path (snapshot), "/") ? 24 + 8 + 4 : 3);
            }
        }
      verify_close (self);
    }
  g_test_message ("%u times whole, %u times incomplete", n_whole, n_incomplete);
  g_assert_cmpuint (n_whole, >=, 40);

  /* A whole one can be gone back to. */
  verify_tear_down (self, NULL);
  memset (self, 0, sizeof *self);
  verify_set_up (self, NULL);
  verify_open (self);
  nexus_filesystem_create_snapshot (self->filesystem, "before", "/", NULL, &error);
  g_assert_no_error (error);
  nexus_filesystem_delete (self->filesystem, "/shared", NULL, NEXUS_DELETE_RECURSIVE | NEXUS_DELETE_PERMANENT, NULL, &error);
  g_assert_no_error (error);
  verify_close (self);
  damage_header (self, 0);
  g_object_unref (verify_repair (self, NULL, FALSE));
  verify_open (self);
  nexus_filesystem_restore_snapshot (self->filesystem, "before", NULL, NULL, &error);
  g_assert_no_error (error);
  {
    g_autoptr(GHashTable) failed = verify_read_all (self);

    g_assert_cmpuint (g_hash_table_size (failed), ==, 0);
  }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/verify/repair/healthy", VerifyFixture, NULL, verify_set_up, test_healthy, verify_tear_down);
  g_test_add ("/verify/repair/dry", VerifyFixture, NULL, verify_set_up, test_dry, verify_tear_down);
  g_test_add ("/verify/repair/from-files", VerifyFixture, NULL, verify_set_up, test_from_files, verify_tear_down);
  g_test_add ("/verify/repair/from-store", VerifyFixture, NULL, verify_set_up, test_from_store, verify_tear_down);
  g_test_add ("/verify/repair/quarantine", VerifyFixture, NULL, verify_set_up, test_quarantine, verify_tear_down);
  g_test_add ("/verify/repair/lost-database", VerifyFixture, NULL, verify_set_up, test_lost_database, verify_tear_down);
  g_test_add ("/verify/repair/lost-header", VerifyFixture, NULL, verify_set_up, test_lost_header, verify_tear_down);
  g_test_add ("/verify/repair/lost-pages", VerifyFixture, NULL, verify_set_up, test_lost_pages, verify_tear_down);
  g_test_add ("/verify/repair/snapshots", VerifyFixture, NULL, verify_set_up, test_snapshots, verify_tear_down);

  return g_test_run ();
}
