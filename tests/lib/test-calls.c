/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "nexus-lib-case.h"

#include <string.h>

/* The public calls as tables: each case runs through the synchronous and the asynchronous spelling. */

static const NexusLibCase * const tables[] = { nexus_lib_tree_cases, nexus_lib_facts_cases };

void
nexus_lib_check_hello (NexusFilesystem    *filesystem,
                       const NexusLibArgs *args,
                       gpointer            result)
{
  g_assert_cmpmem (g_bytes_get_data (result, NULL), g_bytes_get_size (result), "hello", 5);
}

void
nexus_lib_check_stream_hello (NexusFilesystem    *filesystem,
                              const NexusLibArgs *args,
                              gpointer            result)
{
  g_autoptr(GError) error = NULL;
  char buffer[16];
  gsize done;

  g_assert_true (G_IS_SEEKABLE (result));
  g_assert_true (g_input_stream_read_all (result, buffer, sizeof buffer, &done, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpmem (buffer, done, "hello", 5);
}

/* The expected one may be floating. */
void
nexus_lib_assert_value (GVariant *value,
                        GVariant *expected)
{
  g_autoptr(GVariant) owned = g_variant_ref_sink (expected);

  g_assert_cmpvariant (value, owned);
}

static void
run_case (const NexusLibCase *test,
          gboolean            async)
{
  const NexusLibOp *op = nexus_lib_op_find (test->op);
  char *folder = nexus_test_make_dir ();
  NexusFilesystem *filesystem = nexus_lib_test_connect (folder);
  g_autofree char *id = NULL;
  g_autofree char *before = NULL;
  g_autoptr(GError) error = NULL;
  NexusLibArgs args;
  gpointer result;

  nexus_lib_fill (filesystem);
  before = nexus_lib_test_describe (filesystem);
  args = nexus_lib_args (filesystem, &test->args, &id);

  if (async)
    {
      g_autoptr(GAsyncResult) task = NULL;

      op->start (filesystem, &args, NULL, nexus_test_store_result, &task);
      g_assert_null (task);
      nexus_test_spin_until (task != NULL);
      g_assert_true (g_async_result_is_tagged (task, op->tag));
      result = op->finish (filesystem, task, &error);
    }
  else
    {
      result = op->sync (filesystem, &args, NULL, &error);
    }

  if (test->code == NEXUS_LIB_CASE_OK)
    {
      g_assert_no_error (error);
      test->check (filesystem, &args, result);
      if (op->free != NULL)
        op->free (result);
    }
  else
    {
      g_autofree char *after = nexus_lib_test_describe (filesystem);

      g_assert_error (error, G_IO_ERROR, test->code);
      g_assert_null (result);
      g_assert_cmpstr (after, ==, before);
      /* A message that does not say what it is about helps nobody. */
      if (op->has_path)
        g_assert_nonnull (strstr (error->message, args.path));
    }

  nexus_lib_test_finish (filesystem, folder);
}

static void
test_sync (gconstpointer data)
{
  run_case (data, FALSE);
}

static void
test_async (gconstpointer data)
{
  run_case (data, TRUE);
}

static gboolean
has_success (const NexusLibCase *cases,
             const char         *op)
{
  for (guint i = 0; cases[i].title != NULL; i++)
    {
      if (g_str_equal (cases[i].op, op) && cases[i].code == NEXUS_LIB_CASE_OK)
        return TRUE;
    }

  return FALSE;
}

/* The tables would prove less than it says if an operation were missing from them. */
static void
test_all_operations (void)
{
  for (guint i = 0; i < nexus_lib_n_ops; i++)
    {
      gboolean found = FALSE;

      /* create_stream has tests of its own, list_tags is used by those of the tags. */
      if (g_str_equal (nexus_lib_ops[i].name, "create_stream") || g_str_equal (nexus_lib_ops[i].name, "list_tags"))
        continue;
      for (guint k = 0; k < G_N_ELEMENTS (tables); k++)
        found = found || has_success (tables[k], nexus_lib_ops[i].name);
      if (!found)
        g_error ("no case in which “%s” succeeds", nexus_lib_ops[i].name);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      for (const NexusLibCase *test = tables[i]; test->title != NULL; test++)
        {
          g_autofree char *sync_path = g_strconcat ("/calls/sync/", test->title, NULL);
          g_autofree char *async_path = g_strconcat ("/calls/async/", test->title, NULL);

          g_test_add_data_func (sync_path, test, test_sync);
          g_test_add_data_func (async_path, test, test_async);
        }
    }
  g_test_add_func ("/calls/all-operations", test_all_operations);

  return g_test_run ();
}
