/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <dlfcn.h>
#include <string.h>
#include <sys/stat.h>

#include "nexus-lib-test.h"

/* What a binding reads as a property is what C gets from the function of that name: looked up by it, for every property
 * of every value that calls return. */

static gpointer
find_getter (GObject    *object,
             GParamSpec *pspec)
{
  GString *name = g_string_new (NULL);
  const char *type = G_OBJECT_TYPE_NAME (object);
  gpointer getter = NULL;

  for (guint i = 0; type[i] != '\0'; i++)
    {
      if (i > 0 && g_ascii_isupper (type[i]))
        g_string_append_c (name, '_');
      g_string_append_c (name, g_ascii_tolower (type[i]));
    }
  /* Times have getters that copy, and truths some that ask. */
  for (guint i = 0; i < 3 && getter == NULL; i++)
    {
      const char * const verbs[] = { "get", "dup", "is" };
      g_autofree char *symbol = g_strdup_printf ("%s_%s_%s", name->str, verbs[i],
                                                 i == 2 && g_str_has_prefix (pspec->name, "is-") ? pspec->name + 3 : pspec->name);

      g_strdelimit (symbol, "-", '_');
      getter = dlsym (RTLD_DEFAULT, symbol);
    }
  g_string_free (name, TRUE);

  return getter;
}

static void
check_property (GObject    *object,
                GParamSpec *pspec)
{
  gpointer getter = find_getter (object, pspec);
  g_auto(GValue) value = G_VALUE_INIT;

  if (getter == NULL)
    g_error ("%s:%s has no function that gets it", G_OBJECT_TYPE_NAME (object), pspec->name);

  g_value_init (&value, pspec->value_type);
  g_object_get_property (object, pspec->name, &value);

  if (G_VALUE_HOLDS_STRING (&value))
    g_assert_cmpstr (g_value_get_string (&value), ==, ((const char *(*) (GObject *)) getter) (object));
  else if (G_VALUE_HOLDS_UINT64 (&value))
    g_assert_cmpuint (g_value_get_uint64 (&value), ==, ((guint64 (*) (GObject *)) getter) (object));
  else if (G_VALUE_HOLDS_INT64 (&value))
    g_assert_cmpint (g_value_get_int64 (&value), ==, ((gint64 (*) (GObject *)) getter) (object));
  else if (G_VALUE_HOLDS_UINT (&value))
    g_assert_cmpuint (g_value_get_uint (&value), ==, ((guint (*) (GObject *)) getter) (object));
  else if (G_VALUE_HOLDS_BOOLEAN (&value))
    g_assert_cmpint (g_value_get_boolean (&value), ==, ((gboolean (*) (GObject *)) getter) (object));
  else if (G_VALUE_HOLDS_ENUM (&value))
    g_assert_cmpint (g_value_get_enum (&value), ==, ((int (*) (GObject *)) getter) (object));
  else if (G_VALUE_HOLDS (&value, G_TYPE_STRV))
    {
      const char * const *strings = g_value_get_boxed (&value);
      const char * const *expected = ((const char * const *(*) (GObject *)) getter) (object);

      g_assert_true (strings == expected || (strings != NULL && expected != NULL && g_strv_equal (strings, expected)));
    }
  else if (G_VALUE_HOLDS (&value, G_TYPE_DATE_TIME))
    {
      g_autoptr(GDateTime) expected = ((GDateTime *(*) (GObject *)) getter) (object);

      g_assert_true (g_date_time_equal (g_value_get_boxed (&value), expected));
    }
  else if (G_VALUE_HOLDS_VARIANT (&value))
    g_assert_true (g_value_get_variant (&value) == ((GVariant *(*) (GObject *)) getter) (object));
  else if (G_VALUE_HOLDS_OBJECT (&value))
    g_assert_true (g_value_get_object (&value) == ((gpointer (*) (GObject *)) getter) (object));
  else if (G_VALUE_HOLDS_BOXED (&value))
    g_assert_true ((g_value_get_boxed (&value) == NULL) == (((gpointer (*) (GObject *)) getter) (object) == NULL));
  else
    g_error ("%s:%s is of a type that nobody compares here", G_OBJECT_TYPE_NAME (object), pspec->name);
}

static void
check_object (gpointer object)
{
  g_autofree GParamSpec **pspecs = NULL;
  guint n_pspecs;

  pspecs = g_object_class_list_properties (G_OBJECT_GET_CLASS (object), &n_pspecs);
  g_assert_cmpuint (n_pspecs, >, 0);
  for (guint i = 0; i < n_pspecs; i++)
    {
      g_assert_true (pspecs[i]->flags & G_PARAM_READABLE);
      check_property (object, pspecs[i]);
    }
}

/* The first of a list, which must have one. */
static void
check_list (GListModel *list,
            GType       type)
{
  g_autoptr(GListModel) owned G_GNUC_UNUSED = list;
  g_autoptr(GObject) item = g_list_model_get_item (list, 0);

  g_assert_nonnull (item);
  g_assert_true (G_TYPE_CHECK_INSTANCE_TYPE (item, type));
  g_assert_true (g_type_is_a (g_list_model_get_item_type (list), G_TYPE_OBJECT));
  check_object (item);
}

static void
test_values (void)
{
  char *folder = nexus_test_make_dir ();
  NexusFilesystem *filesystem = nexus_lib_test_connect (folder);
  g_autoptr(NexusEntry) entry = nexus_lib_test_write (filesystem, "/a", "one");
  g_autoptr(NexusEntry) again = nexus_lib_test_write (filesystem, "/a", "two");
  g_autoptr(NexusEntry) gone = nexus_lib_test_write (filesystem, "/b", "three");
  g_autoptr(NexusQuery) query = nexus_query_new_parse ("tag:red", NULL);
  g_autoptr(NexusStatistics) statistics = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_true (nexus_filesystem_add_tag (filesystem, "/a", "red", NULL, NULL));
  g_assert_true (nexus_filesystem_set_attribute (filesystem, "/a", "k", g_variant_new_int64 (7), NULL, NULL));
  g_assert_true (nexus_filesystem_create_snapshot (filesystem, "before", "/", NULL, NULL));
  g_assert_true (nexus_filesystem_delete (filesystem, "/b", NULL, NEXUS_DELETE_NONE, NULL, NULL));
  g_assert_true (nexus_filesystem_save_search (filesystem, "reds", query, NULL, NULL));
  g_assert_true (nexus_filesystem_set_quota (filesystem, "/", 1 << 30, 1 << 29, 100, 50, NULL, NULL));
  statistics = nexus_filesystem_get_statistics (filesystem, NULL, &error);
  g_assert_no_error (error);

  check_object (entry);
  check_object (again);
  check_object (gone);
  check_object (statistics);
  check_list (nexus_filesystem_list_versions (filesystem, "/a", NULL, NULL), NEXUS_TYPE_VERSION);
  check_list (nexus_filesystem_list_trash (filesystem, NULL, NULL), NEXUS_TYPE_TRASH_ITEM);
  check_list (nexus_filesystem_list_tags (filesystem, NULL, NULL), NEXUS_TYPE_TAG);
  check_list (nexus_filesystem_list_searches (filesystem, NULL, NULL), NEXUS_TYPE_SAVED_SEARCH);
  check_list (nexus_filesystem_list_snapshots (filesystem, NULL, NULL), NEXUS_TYPE_SNAPSHOT);
  check_list (nexus_filesystem_list_history (filesystem, NULL, NULL), NEXUS_TYPE_UNDO_STEP);
  check_list (nexus_filesystem_list_quotas (filesystem, "/", NULL, NULL), NEXUS_TYPE_QUOTA);
  check_list (nexus_filesystem_diff_snapshots (filesystem, "before", NULL, NULL, NULL), NEXUS_TYPE_CHANGE);
  nexus_lib_test_finish (filesystem, folder);
}

static void
run (NexusOperation *operation,
     gboolean        good)
{
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (nexus_operation_run (operation, NULL, &error), ==, good);
}

/* A pipe is no file that could be imported. */
static void
check_failure (NexusFilesystem *filesystem)
{
  char *folder = nexus_test_make_dir ();
  g_autofree char *pipe = g_build_filename (folder, "pipe", NULL);
  g_autoptr(GFile) source = g_file_new_for_path (folder);
  g_autoptr(NexusOperation) import = nexus_filesystem_import (filesystem, source, "/in", NEXUS_CONFLICT_SKIP);

  g_assert_cmpint (mkfifo (pipe, 0600), ==, 0);
  run (import, FALSE);
  check_list (g_object_ref (nexus_operation_get_failures (import)), NEXUS_TYPE_FAILURE);
  nexus_test_remove_tree (folder);
  g_free (folder);
}

static void
check_collision (NexusFilesystem *filesystem)
{
  const char *line = "{\"path\":\"/a\",\"backend_name\":\"local\",\"physical_path\":\"x\",\"size\":1,\"etag\":\"abc\"}\n";
  g_autoptr(GInputStream) stream = g_memory_input_stream_new_from_data (line, (gssize) strlen (line), NULL);
  g_autoptr(NexusLoad) load = nexus_filesystem_load (filesystem, stream, NULL, NEXUS_LOAD_SKIP, NEXUS_LOAD_NONE);

  run (NEXUS_OPERATION (load), TRUE);
  check_list (g_object_ref (nexus_load_get_collisions (load)), NEXUS_TYPE_COLLISION);
}

static void
check_finding (NexusFilesystem *filesystem,
               const char      *folder)
{
  g_autofree char *stray = g_build_filename (folder, "packs", "stray", NULL);
  g_autoptr(NexusVerify) verify = nexus_filesystem_verify (filesystem, NULL);

  g_assert_true (g_file_set_contents (stray, "x", 1, NULL));
  run (NEXUS_OPERATION (verify), TRUE);
  check_object (nexus_verify_get_report (verify));
  check_list (g_object_ref (nexus_report_get_findings (nexus_verify_get_report (verify))), NEXUS_TYPE_FINDING);
}

/* What operations tell of: something that could not be read, a name that was there already, a report with a finding. */
static void
test_told (void)
{
  char *folder = nexus_test_make_dir ();
  NexusFilesystem *filesystem = nexus_lib_test_connect (folder);
  g_autoptr(NexusEntry) entry G_GNUC_UNUSED = nexus_lib_test_write (filesystem, "/a", "one");

  check_failure (filesystem);
  check_collision (filesystem);
  check_finding (filesystem, folder);
  nexus_lib_test_finish (filesystem, folder);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/properties/values", test_values);
  g_test_add_func ("/properties/told", test_told);

  return g_test_run ();
}
