/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "nexus-transfer-test.h"

/* What pause, resume and cancel do at every moment of an operation's life. */

static NexusOperation *
new_import (NexusTransferTest *test)
{
  g_autoptr(GFile) source = g_file_new_build_filename (test->source, "file", NULL);

  nexus_transfer_test_write (test->source, "file", "text");

  return nexus_filesystem_import (test->filesystem, source, "/file", NEXUS_CONFLICT_FAIL);
}

static void
assert_there (NexusTransferTest *test,
              gboolean           there)
{
  g_autoptr(NexusEntry) entry = nexus_transfer_test_query (test->filesystem, "/file");

  g_assert_cmpint (entry != NULL, ==, there);
}

static void
test_paused_before (NexusTransferTest *test,
                    gconstpointer      user_data)
{
  g_autoptr(NexusOperation) operation = new_import (test);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  nexus_operation_pause (operation);
  g_assert_cmpint (nexus_operation_get_state (operation), ==, NEXUS_OPERATION_PAUSED);
  nexus_operation_run_async (operation, NULL, nexus_test_store_result, &result);
  nexus_operation_resume (operation);
  nexus_test_spin_until (result != NULL);
  g_assert_true (nexus_operation_run_finish (operation, result, &error));
  g_assert_no_error (error);
  g_assert_cmpint (nexus_operation_get_state (operation), ==, NEXUS_OPERATION_DONE);
  assert_there (test, TRUE);
}

/* Whoever changes their mind before it has begun leaves it as it was. */
static void
test_resumed_before (NexusTransferTest *test,
                     gconstpointer      user_data)
{
  g_autoptr(NexusOperation) operation = new_import (test);
  g_autoptr(GError) error = NULL;

  nexus_operation_pause (operation);
  nexus_operation_resume (operation);
  g_assert_cmpint (nexus_operation_get_state (operation), ==, NEXUS_OPERATION_PENDING);
  g_assert_true (nexus_operation_run (operation, NULL, &error));
  g_assert_no_error (error);
  assert_there (test, TRUE);
}

static void
test_cancelled_before (NexusTransferTest *test,
                       gconstpointer      user_data)
{
  g_autoptr(NexusOperation) operation = new_import (test);
  g_autoptr(GError) error = NULL;

  nexus_operation_cancel (operation);
  g_assert_false (nexus_operation_run (operation, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (nexus_operation_get_state (operation), ==, NEXUS_OPERATION_CANCELLED);
  assert_there (test, FALSE);
}

static void
test_cancelled_paused (NexusTransferTest *test,
                       gconstpointer      user_data)
{
  g_autoptr(NexusOperation) operation = new_import (test);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  nexus_operation_pause (operation);
  nexus_operation_run_async (operation, NULL, nexus_test_store_result, &result);
  nexus_operation_cancel (operation);
  nexus_test_spin_until (result != NULL);
  g_assert_false (nexus_operation_run_finish (operation, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_there (test, FALSE);
}

static void
test_run_twice (NexusTransferTest *test,
                gconstpointer      user_data)
{
  g_autoptr(NexusOperation) operation = new_import (test);
  g_autoptr(GError) error = NULL;

  g_assert_true (nexus_operation_run (operation, NULL, &error));
  g_assert_no_error (error);
  nexus_operation_pause (operation);
  nexus_operation_resume (operation);
  g_assert_cmpint (nexus_operation_get_state (operation), ==, NEXUS_OPERATION_DONE);
  g_assert_false (nexus_operation_run (operation, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FAILED);
}

static void
add (const char *path,
     void      (*test) (NexusTransferTest *, gconstpointer))
{
  g_test_add (path, NexusTransferTest, NULL, nexus_transfer_test_set_up, test, nexus_transfer_test_tear_down);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("/operation/paused-before", test_paused_before);
  add ("/operation/resumed-before", test_resumed_before);
  add ("/operation/cancelled-before", test_cancelled_before);
  add ("/operation/cancelled-paused", test_cancelled_paused);
  add ("/operation/run-twice", test_run_twice);

  return g_test_run ();
}
