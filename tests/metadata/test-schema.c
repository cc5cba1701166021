/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <nexus-glib.h>
#include <string.h>

#include "nexus-test-util.h"

/* NexusSchema, the public face of the migrations. */

static void
test_schema (void)
{
  g_autofree char *dir = nexus_test_make_dir ();
  g_autofree char *path = g_build_filename (dir, "metadata.db", NULL);
  g_autoptr(NexusConfig) config = nexus_config_new ();
  g_autoptr(NexusConfig) copy = NULL;
  g_autoptr(NexusSchema) schema = NULL;
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;
  guint latest = nexus_schema_get_latest ();

  g_assert_cmpuint (latest, >=, 1);
  g_assert_nonnull (nexus_schema_describe (latest));
  g_assert_null (nexus_schema_describe (latest + 1));

  nexus_config_set_data_dir (config, dir);
  schema = nexus_schema_new (config);
  g_object_get (schema, "config", &copy, NULL);
  g_assert_cmpstr (nexus_config_get_data_dir (copy), ==, dir);
  g_assert_true (copy != config);

  g_assert_cmpint (nexus_schema_query_version (schema, NULL, &error), ==, 0);
  g_assert_no_error (error);
  g_assert_true (nexus_schema_migrate (schema, latest, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (nexus_schema_query_version (schema, NULL, &error), ==, (int) latest);
  g_assert_no_error (error);

  g_assert_false (nexus_schema_migrate (schema, latest + 1, NULL, &error));
  g_assert_error (error, NEXUS_ERROR, NEXUS_ERROR_SCHEMA_TOO_NEW);
  g_clear_error (&error);

  g_cancellable_cancel (cancellable);
  g_assert_cmpint (nexus_schema_query_version (schema, cancellable, &error), ==, -1);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_false (nexus_schema_migrate (schema, 0, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_cmpint (nexus_schema_query_version (schema, NULL, &error), ==, (int) latest);

  g_assert_true (g_file_set_contents (path, "not a database", -1, NULL));
  g_assert_cmpint (nexus_schema_query_version (schema, NULL, &error), ==, -1);
  g_assert_error (error, NEXUS_ERROR, NEXUS_ERROR_NOT_A_STORE);

  nexus_test_remove_tree (dir);
}

static void
test_async (void)
{
  g_autofree char *dir = nexus_test_make_dir ();
  g_autoptr(NexusConfig) config = nexus_config_new ();
  g_autoptr(NexusSchema) schema = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  nexus_config_set_data_dir (config, dir);
  schema = nexus_schema_new (config);

  nexus_schema_migrate_async (schema, 1, NULL, nexus_test_store_result, &result);
  nexus_test_spin_until (result != NULL);
  g_assert_true (nexus_schema_migrate_finish (schema, result, &error));
  g_assert_no_error (error);
  g_clear_object (&result);

  nexus_schema_query_version_async (schema, NULL, nexus_test_store_result, &result);
  nexus_test_spin_until (result != NULL);
  g_assert_cmpint (nexus_schema_query_version_finish (schema, result, &error), ==, 1);
  g_assert_no_error (error);
  g_clear_object (&result);

  nexus_schema_migrate_async (schema, nexus_schema_get_latest () + 1, NULL, nexus_test_store_result, &result);
  nexus_test_spin_until (result != NULL);
  g_assert_false (nexus_schema_migrate_finish (schema, result, &error));
  g_assert_error (error, NEXUS_ERROR, NEXUS_ERROR_SCHEMA_TOO_NEW);

  nexus_test_remove_tree (dir);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/metadata/schema/sync", test_schema);
  g_test_add_func ("/metadata/schema/async", test_async);

  return g_test_run ();
}
