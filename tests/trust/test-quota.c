/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "nexus-lib-fixture.h"
#include "nexus-trust-test.h"

#include "../lib/nexus-lib-rows.h"

/* Quotas keep directories from growing, and from nothing else; what they are on, and what they say. */

#define LIMIT 1000

static void
set_up (Fixture       *fixture,
        gconstpointer  user_data)
{
  fixture->folder = nexus_test_make_dir ();
  fixture->filesystem = nexus_trust_test_connect (fixture->folder, "durability: normal\n");
}

static NexusQuota *
find_quota (NexusFilesystem *filesystem,
            const char      *path)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) list = nexus_filesystem_list_quotas (filesystem, NULL, NULL, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr(NexusQuota) quota = g_list_model_get_item (list, i);

      if (g_str_equal (nexus_quota_get_path (quota), path))
        return g_steal_pointer (&quota);
    }

  return NULL;
}

static void
assert_used (NexusFilesystem *filesystem,
             const char      *path,
             guint64          bytes,
             guint64          entries)
{
  g_autoptr(NexusQuota) quota = find_quota (filesystem, path);
  g_autoptr(NexusEntry) entry = nexus_filesystem_query (filesystem, path, NULL, NULL);

  g_assert_nonnull (quota);
  g_assert_cmpuint (nexus_quota_get_used_bytes (quota), ==, bytes);
  g_assert_cmpuint (nexus_quota_get_used_entries (quota), ==, entries);
  g_assert_cmpuint (nexus_entry_get_total_size (entry), ==, bytes);
  g_assert_cmpuint (nexus_entry_get_total_count (entry), ==, entries);
}

/* --- What stays possible --- */

static void
test_less (Fixture       *fixture,
           gconstpointer  user_data)
{
  NexusFilesystem *filesystem = fixture->filesystem;
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < 4; i++)
    {
      g_autofree char *path = g_strdup_printf ("/q/sub/%u", i);

      nexus_trust_test_put (filesystem, path, i, 500);
    }
  /* More is in it than it may have from now on, of both. */
  nexus_trust_test_set_quota (filesystem, "/q", LIMIT, 2);
  g_assert_false (nexus_trust_test_try_put (fixture->filesystem, "/q/new", 0, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  g_clear_error (&error);

  /* As much as before. */
  g_assert_true (nexus_trust_test_try_put (fixture->filesystem, "/q/sub/0", 500, &error));
  g_object_unref (nexus_filesystem_move (filesystem, "/q/sub/1", "/q/moved", NULL, NEXUS_COPY_NONE, NULL, &error));
  g_assert_true (nexus_filesystem_add_tag (filesystem, "/q/sub/2", "tag", NULL, &error));
  g_assert_no_error (error);
  /* Less. */
  g_assert_true (nexus_trust_test_try_put (fixture->filesystem, "/q/sub/0", 10, &error));
  g_object_unref (nexus_filesystem_move (filesystem, "/q/moved", "/moved", NULL, NEXUS_COPY_NONE, NULL, &error));
  nexus_trust_test_delete (filesystem, "/q/sub/2", NEXUS_DELETE_NONE);
  nexus_trust_test_delete (filesystem, "/q/sub/3", NEXUS_DELETE_PERMANENT);
  assert_used (filesystem, "/q", 10, 2);
  /* And room again: for bytes, but for no more entries. */
  g_assert_true (nexus_trust_test_try_put (fixture->filesystem, "/q/sub/0", LIMIT, &error));
  g_assert_no_error (error);
  g_assert_false (nexus_trust_test_try_put (fixture->filesystem, "/q/new", 0, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  nexus_lib_rows_check (fixture->folder);
}

/* Each directory on the way up has a say. */
static void
test_nested (Fixture       *fixture,
             gconstpointer  user_data)
{
  NexusFilesystem *filesystem = fixture->filesystem;
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) list = NULL;
  static const char * const paths[] = { "/", "/q", "/q/in" };

  nexus_trust_test_put (filesystem, "/q/in/a", 1, 100);
  nexus_trust_test_put (filesystem, "/q/b", 2, 100);
  nexus_trust_test_set_quota (filesystem, "/q/in", 300, 0);
  nexus_trust_test_set_quota (filesystem, "/q", 450, 0);
  nexus_trust_test_set_quota (filesystem, "/", 600, 0);

  g_assert_false (nexus_trust_test_try_put (fixture->filesystem, "/q/in/c", 201, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  g_assert_nonnull (strstr (error->message, "“/q/in” may hold"));
  g_clear_error (&error);
  g_assert_true (nexus_trust_test_try_put (fixture->filesystem, "/q/c", 100, NULL));
  g_assert_false (nexus_trust_test_try_put (fixture->filesystem, "/q/in/d", 151, &error));
  g_assert_nonnull (strstr (error->message, "“/q” may hold"));
  g_clear_error (&error);
  g_assert_true (nexus_trust_test_try_put (fixture->filesystem, "/e", 200, NULL));
  g_assert_false (nexus_trust_test_try_put (fixture->filesystem, "/q/in/d", 101, &error));
  g_assert_nonnull (strstr (error->message, "“/” may hold"));
  g_assert_true (nexus_trust_test_try_put (fixture->filesystem, "/q/in/d", 100, NULL));

  list = nexus_filesystem_list_quotas (filesystem, "/q/in/d", NULL, NULL);
  g_assert_cmpuint (g_list_model_get_n_items (list), ==, G_N_ELEMENTS (paths));
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr(NexusQuota) quota = g_list_model_get_item (list, i);

      g_assert_cmpstr (nexus_quota_get_path (quota), ==, paths[i]);
    }
}

/* --- Many at the same time --- */

/* Writers that share commits, and others beside them, never get in more than there is room for, and exactly that. */
static void
test_many (Fixture       *fixture,
           gconstpointer  user_data)
{
  NexusFilesystem *stores[] = { fixture->filesystem, nexus_lib_test_connect (fixture->folder) };
  GAsyncResult *results[200] = { NULL, };
  guint n_good = 0, n_done = 0;

  g_object_unref (nexus_filesystem_make_directory (stores[0], "/q", NEXUS_MAKE_DIRECTORY_NONE, NULL, NULL));
  nexus_trust_test_set_quota (stores[1], "/q", 50 * 100, 0);
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_autofree char *path = g_strdup_printf ("/q/%u/%u", i % 7, i);
      g_autoptr(GBytes) bytes = nexus_trust_test_make_bytes (i, 100);

      nexus_filesystem_write_async (stores[i % 3 == 0], path, bytes, NULL, NEXUS_WRITE_PARENTS, NULL, nexus_test_store_result,
                                    &results[i]);
    }
  while (n_done < G_N_ELEMENTS (results))
    {
      nexus_test_spin_until (results[n_done] != NULL);
      n_done++;
    }
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(NexusEntry) entry = nexus_filesystem_write_finish (stores[i % 3 == 0], results[i], &error);

      if (entry != NULL)
        n_good++;
      else
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
      g_object_unref (results[i]);
    }
  g_assert_cmpuint (n_good, ==, 50);
  nexus_lib_rows_check (fixture->folder);
  nexus_trust_test_close (stores[1]);
}

/* --- Where quotas stay, and where they go --- */

static void
test_stays (Fixture       *fixture,
            gconstpointer  user_data)
{
  NexusFilesystem *filesystem = fixture->filesystem;
  g_autoptr(GListModel) trash = NULL;
  g_autoptr(NexusTrashItem) item = NULL;
  g_autoptr(NexusQuota) none = NULL;
  g_autoptr(GError) error = NULL;

  nexus_trust_test_put (filesystem, "/q/a", 1, 100);
  nexus_trust_test_set_quota (filesystem, "/q", 100, 0);
  g_object_unref (nexus_filesystem_copy (filesystem, "/q", "/copy", NEXUS_COPY_NONE, NULL, NULL));
  g_object_unref (nexus_filesystem_move (filesystem, "/q", "/d", NULL, NEXUS_COPY_NONE, NULL, NULL));
  none = find_quota (filesystem, "/copy");
  g_assert_null (none);
  assert_used (filesystem, "/d", 100, 1);

  nexus_trust_test_delete (filesystem, "/d", NEXUS_DELETE_RECURSIVE);
  none = find_quota (filesystem, "/d");
  g_assert_null (none);
  trash = nexus_filesystem_list_trash (filesystem, NULL, NULL);
  item = g_list_model_get_item (trash, 0);
  g_object_unref (nexus_filesystem_restore (filesystem, nexus_trash_item_get_id (item), "/e", NEXUS_CONFLICT_FAIL, NULL, NULL));

  nexus_trust_test_close (filesystem);
  fixture->filesystem = filesystem = nexus_trust_test_connect (fixture->folder, "durability: normal\n");
  assert_used (filesystem, "/e", 100, 1);
  g_assert_false (nexus_trust_test_try_put (fixture->filesystem, "/e/b", 1, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);

  nexus_trust_test_set_quota (filesystem, "/e", 0, 0);
  none = find_quota (filesystem, "/e");
  g_assert_null (none);
  g_assert_true (nexus_trust_test_try_put (fixture->filesystem, "/e/b", 1000, NULL));
}

/* What is made where something with a quota was has none, also if it gets the same number. */
static void
test_goes (Fixture       *fixture,
           gconstpointer  user_data)
{
  NexusFilesystem *filesystem = fixture->filesystem;
  g_autoptr(NexusQuota) none = NULL;

  g_object_unref (nexus_filesystem_make_directory (filesystem, "/q", NEXUS_MAKE_DIRECTORY_NONE, NULL, NULL));
  nexus_trust_test_set_quota (filesystem, "/q", 10, 0);
  nexus_trust_test_delete (filesystem, "/q", NEXUS_DELETE_RECURSIVE | NEXUS_DELETE_PERMANENT);
  g_object_unref (nexus_filesystem_make_directory (filesystem, "/q", NEXUS_MAKE_DIRECTORY_NONE, NULL, NULL));
  none = find_quota (filesystem, "/q");
  g_assert_null (none);
  g_assert_true (nexus_trust_test_try_put (fixture->filesystem, "/q/a", 1000, NULL));
}

static void
undo (NexusFilesystem *filesystem,
      gboolean         redo)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusUndoStep) step = redo ? nexus_filesystem_redo (filesystem, 0, NULL, &error)
                                       : nexus_filesystem_undo (filesystem, 0, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (step);
}

static guint64
get_limit (NexusFilesystem *filesystem)
{
  g_autoptr(NexusQuota) quota = find_quota (filesystem, "/q");

  return quota != NULL ? nexus_quota_get_hard_bytes (quota) : 0;
}

static void
test_undo (Fixture       *fixture,
           gconstpointer  user_data)
{
  NexusFilesystem *filesystem = fixture->filesystem;
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) steps = NULL;
  g_autoptr(NexusUndoStep) step = NULL;

  g_object_unref (nexus_filesystem_make_directory (filesystem, "/q", NEXUS_MAKE_DIRECTORY_NONE, NULL, NULL));
  nexus_trust_test_set_quota (filesystem, "/q", 10, 0);
  steps = nexus_filesystem_list_history (filesystem, NULL, NULL);
  step = g_list_model_get_item (steps, 0);
  g_assert_cmpstr (nexus_undo_step_get_description (step), ==, "Set the quota of “q”");
  nexus_trust_test_set_quota (filesystem, "/q", 20, 0);
  nexus_trust_test_set_quota (filesystem, "/q", 0, 0);

  undo (filesystem, FALSE);
  g_assert_cmpuint (get_limit (filesystem), ==, 20);
  undo (filesystem, FALSE);
  g_assert_cmpuint (get_limit (filesystem), ==, 10);
  /* It counts at once. */
  g_assert_false (nexus_trust_test_try_put (fixture->filesystem, "/q/a", 11, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  undo (filesystem, FALSE);
  g_assert_cmpuint (get_limit (filesystem), ==, 0);
  undo (filesystem, FALSE);
  g_assert_false (nexus_lib_test_exists (filesystem, "/q"));
  for (guint i = 0; i < 3; i++)
    undo (filesystem, TRUE);
  g_assert_cmpuint (get_limit (filesystem), ==, 20);
  nexus_lib_rows_check (fixture->folder);
}

/* The directory that a step has made is not as it was left if it has got a quota, and a quota does not come back to what
 * is gone. */
static void
test_undo_conflict (Fixture       *fixture,
                    gconstpointer  user_data)
{
  NexusFilesystem *filesystem = fixture->filesystem;
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) steps = NULL;
  g_autoptr(NexusUndoStep) made = NULL;
  g_autoptr(NexusUndoStep) removed = NULL;

  g_object_unref (nexus_filesystem_make_directory (filesystem, "/q", NEXUS_MAKE_DIRECTORY_NONE, NULL, NULL));
  nexus_trust_test_set_quota (filesystem, "/q", 10, 0);
  steps = nexus_filesystem_list_history (filesystem, NULL, NULL);
  made = g_list_model_get_item (steps, 1);
  g_assert_null (nexus_filesystem_undo (filesystem, nexus_undo_step_get_id (made), NULL, &error));
  g_assert_error (error, NEXUS_ERROR, NEXUS_ERROR_CONFLICT);
  g_clear_error (&error);

  nexus_trust_test_set_quota (filesystem, "/q", 0, 0);
  g_clear_object (&steps);
  steps = nexus_filesystem_list_history (filesystem, NULL, NULL);
  removed = g_list_model_get_item (steps, 0);
  nexus_trust_test_delete (filesystem, "/q", NEXUS_DELETE_RECURSIVE | NEXUS_DELETE_PERMANENT);
  g_assert_null (nexus_filesystem_undo (filesystem, nexus_undo_step_get_id (removed), NULL, &error));
  g_assert_error (error, NEXUS_ERROR, NEXUS_ERROR_CONFLICT);
  g_clear_error (&error);
  /* It is not in the way of what can be undone. */
  g_assert_null (nexus_filesystem_undo (filesystem, 0, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  nexus_lib_rows_check (fixture->folder);
}

/* --- Soft limits --- */

static void
note_exceeded (NexusFilesystem *filesystem,
               NexusQuota      *quota,
               gpointer         user_data)
{
  g_ptr_array_add (user_data, g_object_ref (quota));
}

static void
test_soft (Fixture       *fixture,
           gconstpointer  user_data)
{
  NexusFilesystem *filesystem = fixture->filesystem;
  g_autoptr(GPtrArray) told = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GError) error = NULL;
  gboolean marked = FALSE;
  NexusQuota *quota;

  g_signal_connect (filesystem, "quota-exceeded", G_CALLBACK (note_exceeded), told);
  nexus_trust_test_put (filesystem, "/q/a", 1, 100);
  g_assert_true (nexus_filesystem_set_quota (filesystem, "/q", 300, 150, 0, 2, NULL, &error));
  g_assert_true (nexus_trust_test_try_put (fixture->filesystem, "/q/b", 50, NULL));
  g_assert_true (nexus_trust_test_try_put (fixture->filesystem, "/q/b", 60, NULL));
  g_assert_true (nexus_trust_test_try_put (fixture->filesystem, "/q/b", 70, NULL));
  g_assert_true (nexus_trust_test_try_put (fixture->filesystem, "/d/b", 70, NULL));
  nexus_test_spin_until (told->len == 1);
  quota = told->pdata[0];
  g_assert_cmpstr (nexus_quota_get_path (quota), ==, "/q");
  g_assert_cmpuint (nexus_quota_get_used_bytes (quota), ==, 170);
  g_assert_cmpuint (nexus_quota_get_used_entries (quota), ==, 2);
  g_assert_true (nexus_quota_get_exceeded (quota));
  g_assert_cmpuint (nexus_quota_get_hard_bytes (quota), ==, 300);
  g_assert_cmpuint (nexus_quota_get_soft_bytes (quota), ==, 150);
  g_assert_cmpuint (nexus_quota_get_hard_entries (quota), ==, 0);
  g_assert_cmpuint (nexus_quota_get_soft_entries (quota), ==, 2);

  /* Nothing is said of less, nor of what has failed. */
  g_assert_true (nexus_trust_test_try_put (fixture->filesystem, "/q/b", 65, NULL));
  g_assert_false (nexus_trust_test_try_put (fixture->filesystem, "/q/b", 270, NULL));
  g_assert_true (nexus_trust_test_try_put (fixture->filesystem, "/q/c", 0, NULL));
  nexus_test_spin_until (told->len == 2);
  g_assert_cmpuint (nexus_quota_get_used_entries (told->pdata[1]), ==, 3);
  g_assert_cmpuint (nexus_quota_get_used_bytes (told->pdata[1]), ==, 165);
  g_idle_add_once ((GSourceOnceFunc) g_atomic_int_inc, &marked);
  nexus_test_spin_until (g_atomic_int_get (&marked));
  g_assert_cmpuint (told->len, ==, 2);
  g_signal_handlers_disconnect_by_data (filesystem, told);
}

/* --- Bad arguments, and damage --- */

static void
assert_refused (Fixture    *fixture,
                const char *path,
                guint64     hard,
                guint64     soft,
                int         code)
{
  g_autoptr(GError) error = NULL;

  g_assert_false (nexus_filesystem_set_quota (fixture->filesystem, path, hard, soft, 0, 0, NULL, &error));
  g_assert_error (error, G_IO_ERROR, code);
  g_clear_error (&error);
  g_assert_false (nexus_filesystem_set_quota (fixture->filesystem, path, 0, 0, hard, soft, NULL, &error));
  g_assert_error (error, G_IO_ERROR, code);
}

static void
test_bad (Fixture       *fixture,
          gconstpointer  user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) list = NULL;

  nexus_trust_test_put (fixture->filesystem, "/file", 1, 100);
  assert_refused (fixture, "/nothing", 1, 0, G_IO_ERROR_NOT_FOUND);
  assert_refused (fixture, "/file", 1, 0, G_IO_ERROR_NOT_DIRECTORY);
  assert_refused (fixture, "/..", 1, 0, G_IO_ERROR_INVALID_FILENAME);
  assert_refused (fixture, "/", 1, 2, G_IO_ERROR_INVALID_ARGUMENT);
  assert_refused (fixture, "/", (guint64) G_MAXINT64 + 1, 0, G_IO_ERROR_INVALID_ARGUMENT);
  assert_refused (fixture, "/", 0, G_MAXUINT64, G_IO_ERROR_INVALID_ARGUMENT);
  g_assert_null (nexus_filesystem_list_quotas (fixture->filesystem, "/nothing", NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (nexus_filesystem_list_quotas (fixture->filesystem, "/a/../b", NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_FILENAME);
  list = nexus_filesystem_list_quotas (fixture->filesystem, "/file", NULL, NULL);
  g_assert_cmpuint (g_list_model_get_n_items (list), ==, 0);
  nexus_trust_test_set_quota (fixture->filesystem, "/", G_MAXINT64, G_MAXINT64);
  g_assert_true (nexus_trust_test_try_put (fixture->filesystem, "/new", 10, NULL));
}

/* A quota that is damaged is found, and keeps nobody from writing. */
static void
test_damaged (Fixture       *fixture,
              gconstpointer  user_data)
{
  NexusFilesystem *filesystem = fixture->filesystem;
  g_autofree char *rows = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusVerify) verify = NULL;
  g_autoptr(NexusFinding) finding = NULL;
  GListModel *findings;

  nexus_trust_test_put (filesystem, "/q/a", 1, 100);
  nexus_trust_test_set_quota (filesystem, "/q", 200, 0);
  rows = nexus_lib_rows_query (fixture->folder, "UPDATE quotas SET hard_bytes = 100");
  g_test_expect_message ("Nexus", G_LOG_LEVEL_WARNING, "A quota is damaged*");
  g_assert_true (nexus_trust_test_try_put (fixture->filesystem, "/q/b", 1000, NULL));
  g_test_assert_expected_messages ();
  g_assert_null (nexus_filesystem_list_quotas (filesystem, "/q", NULL, &error));
  g_assert_error (error, NEXUS_ERROR, NEXUS_ERROR_CORRUPT);
  g_clear_error (&error);
  g_assert_null (nexus_filesystem_list_quotas (filesystem, NULL, NULL, &error));
  g_assert_error (error, NEXUS_ERROR, NEXUS_ERROR_CORRUPT);

  verify = nexus_filesystem_verify (filesystem, NULL);
  g_assert_true (nexus_operation_run (NEXUS_OPERATION (verify), NULL, NULL));
  findings = nexus_report_get_findings (nexus_verify_get_report (verify));
  g_assert_cmpuint (g_list_model_get_n_items (findings), ==, 1);
  finding = g_list_model_get_item (findings, 0);
  g_assert_cmpstr (nexus_finding_get_message (finding), ==, "Damaged in the metadata database: the quota of a directory.");

  /* Set again, it is good again. */
  nexus_trust_test_set_quota (filesystem, "/q", 2000, 0);
  assert_used (filesystem, "/q", 1100, 2);
}

static void
test_async (Fixture       *fixture,
            gconstpointer  user_data)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GListModel) list = NULL;
  g_autoptr(NexusQuota) quota = NULL;
  g_autoptr(GError) error = NULL;

  nexus_filesystem_set_quota_async (fixture->filesystem, "/", 100, 50, 10, 5, NULL, nexus_test_store_result, &result);
  nexus_test_spin_until (result != NULL);
  g_assert_true (nexus_filesystem_set_quota_finish (fixture->filesystem, result, &error));
  g_assert_no_error (error);
  g_clear_object (&result);

  nexus_filesystem_list_quotas_async (fixture->filesystem, "/", NULL, nexus_test_store_result, &result);
  nexus_test_spin_until (result != NULL);
  list = nexus_filesystem_list_quotas_finish (fixture->filesystem, result, &error);
  g_assert_no_error (error);
  quota = g_list_model_get_item (list, 0);
  g_assert_cmpuint (nexus_quota_get_soft_entries (quota), ==, 5);
  g_clear_object (&result);

  nexus_filesystem_set_quota_async (fixture->filesystem, "..", 0, 0, 0, 0, NULL, nexus_test_store_result, &result);
  nexus_test_spin_until (result != NULL);
  g_assert_false (nexus_filesystem_set_quota_finish (fixture->filesystem, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_FILENAME);
}

/* An older schema has no quotas; going there and back forgets them, and what could be undone with them. */
static void
test_downgrade (Fixture       *fixture,
                gconstpointer  user_data)
{
  g_autoptr(NexusConfig) config = g_object_ref (nexus_filesystem_get_config (fixture->filesystem));
  g_autoptr(NexusSchema) schema = NULL;
  g_autoptr(GListModel) list = NULL;
  g_autoptr(GError) error = NULL;

  nexus_trust_test_put (fixture->filesystem, "/q/a", 1, 100);
  nexus_trust_test_set_quota (fixture->filesystem, "/q", 100, 0);
  schema = nexus_schema_new (config);
  nexus_trust_test_close (fixture->filesystem);
  g_assert_true (nexus_schema_migrate (schema, 6, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (nexus_schema_migrate (schema, nexus_schema_get_latest (), NULL, &error));
  g_assert_no_error (error);

  fixture->filesystem = nexus_trust_test_connect (fixture->folder, "durability: normal\n");
  list = nexus_filesystem_list_quotas (fixture->filesystem, NULL, NULL, NULL);
  g_assert_cmpuint (g_list_model_get_n_items (list), ==, 0);
  g_clear_object (&list);
  list = nexus_filesystem_list_history (fixture->filesystem, NULL, NULL);
  g_assert_cmpuint (g_list_model_get_n_items (list), ==, 0);
  g_assert_true (nexus_trust_test_try_put (fixture->filesystem, "/q/b", 1000, NULL));
  nexus_lib_rows_check (fixture->folder);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func, data) g_test_add (path, Fixture, data, set_up, func, fixture_tear_down)
  ADD ("/quota/less", test_less, NULL);
  ADD ("/quota/nested", test_nested, NULL);
  ADD ("/quota/many", test_many, NULL);
  ADD ("/quota/stays", test_stays, NULL);
  ADD ("/quota/goes", test_goes, NULL);
  ADD ("/quota/undo", test_undo, NULL);
  ADD ("/quota/undo-conflict", test_undo_conflict, NULL);
  ADD ("/quota/soft", test_soft, NULL);
  ADD ("/quota/bad", test_bad, NULL);
  ADD ("/quota/damaged", test_damaged, NULL);
  ADD ("/quota/async", test_async, NULL);
  ADD ("/quota/downgrade", test_downgrade, NULL);

  return g_test_run ();
}
