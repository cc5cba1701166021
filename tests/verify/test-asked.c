/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "nexus-sqlite-store-private.h"
#include "nexus-verify-test.h"

/* A database that does not answer is not one that does not know a content: what asks it says so, and takes no content for
 * garbage, for one without a name, or for lost. */

static NexusContentRef *
fail_to_find (NexusMetadataStore  *store,
              const guint8        *hash,
              GCancellable        *cancellable,
              GError             **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "the disk does not answer");

  return NULL;
}

/* Runs it while no content can be looked for. */
static void
assert_fails (NexusOperation *operation)
{
  g_autoptr(NexusOperation) owned = operation;
  NexusMetadataStoreClass *store_class = g_type_class_ref (NEXUS_TYPE_SQLITE_STORE);
  NexusContentRef *(*find_content) (NexusMetadataStore *, const guint8 *, GCancellable *, GError **) = store_class->find_content;
  g_autoptr(GError) error = NULL;

  store_class->find_content = fail_to_find;
  g_assert_false (nexus_operation_run (owned, NULL, &error));
  store_class->find_content = find_content;
  g_type_class_unref (store_class);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, "the disk does not answer"));
}

static void
test_rescue (VerifyFixture *self,
             gconstpointer  data)
{
  g_autofree char *mark = verify_path (self, "rescue-unfinished");
  g_autoptr(NexusReport) report = NULL;

  verify_open (self);
  g_assert_true (g_file_set_contents (mark, "", 0, NULL));
  assert_fails (NEXUS_OPERATION (nexus_filesystem_repair (self->filesystem)));
  g_assert_true (g_file_test (mark, G_FILE_TEST_EXISTS));
  g_assert_false (nexus_lib_test_exists (self->filesystem, "/lost+found"));

  report = verify_repair (self, NULL, FALSE);
  g_assert_true (nexus_report_is_good (report));
  g_assert_false (g_file_test (mark, G_FILE_TEST_EXISTS));
  g_assert_false (nexus_lib_test_exists (self->filesystem, "/lost+found"));
}

static void
test_verify (VerifyFixture *self,
             gconstpointer  data)
{
  verify_open (self);
  assert_fails (NEXUS_OPERATION (nexus_filesystem_verify (self->filesystem, NULL)));
}

/* Whether what cannot be copied has only been moved is asked before it is called damaged. */
static void
test_backup (VerifyFixture *self,
             gconstpointer  data)
{
  g_autofree char *out = nexus_test_make_dir ();
  g_autofree char *backup = g_build_filename (out, "backup", NULL);
  g_autoptr(GFile) folder = g_file_new_for_path (backup);
  g_autoptr(NexusOperation) operation = NULL;

  verify_damage_some (self);
  verify_open (self);
  assert_fails (nexus_filesystem_backup (self->filesystem, folder));

  operation = nexus_filesystem_backup (self->filesystem, folder);
  nexus_operation_run (operation, NULL, NULL);
  g_assert_cmpuint (g_list_model_get_n_items (nexus_operation_get_failures (operation)), >, 0);
  nexus_test_remove_tree (out);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/verify/asked/rescue", VerifyFixture, NULL, verify_set_up, test_rescue, verify_tear_down);
  g_test_add ("/verify/asked/verify", VerifyFixture, NULL, verify_set_up, test_verify, verify_tear_down);
  g_test_add ("/verify/asked/backup", VerifyFixture, NULL, verify_set_up, test_backup, verify_tear_down);

  return g_test_run ();
}
