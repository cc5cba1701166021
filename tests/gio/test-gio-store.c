/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "nexus-gio-test.h"
#include "nexus-lib-fixture.h"

/* What files of a store have that those of a disk have not, or have in another way. */

static GFile *
make_file (Fixture    *fixture,
           const char *path)
{
  GFile *file = nexus_filesystem_get_file (fixture->filesystem, path);
  g_autoptr(GError) error = NULL;

  g_file_replace_contents (file, path, strlen (path), NULL, FALSE, G_FILE_CREATE_NONE, NULL, NULL, &error);
  g_assert_no_error (error);

  return file;
}

static GFileInfo *
query (GFile      *file,
       const char *attributes)
{
  g_autoptr(GError) error = NULL;
  GFileInfo *info = g_file_query_info (file, attributes, G_FILE_QUERY_INFO_NONE, NULL, &error);

  g_assert_no_error (error);

  return info;
}

static void
set (GFile     *file,
     GFileInfo *info)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (g_file_set_attributes_from_info (file, info, G_FILE_QUERY_INFO_NONE, NULL, &error));
  g_assert_no_error (error);
}

/* --- Attributes --- */

static void
test_own (Fixture       *fixture,
          gconstpointer  data)
{
  g_autoptr(GFile) file = make_file (fixture, "/file");
  g_autoptr(GFile) top = nexus_filesystem_get_file (fixture->filesystem, "/");
  g_autoptr(GFile) moved = NULL;
  g_autoptr(GFileInfo) info = query (file, "nexus::*,etag::value,id::*");
  g_autoptr(GFileInfo) later = NULL;
  g_autoptr(GFileInfo) top_info = query (top, "nexus::total-size,nexus::total-count,id::filesystem");
  g_autoptr(NexusEntry) entry = NULL;
  g_autoptr(GError) error = NULL;

  entry = nexus_filesystem_query (fixture->filesystem, "/file", NULL, &error);
  g_assert_cmpstr (g_file_info_get_attribute_string (info, "nexus::id"), ==, nexus_entry_get_id (entry));
  g_assert_cmpuint (g_file_info_get_attribute_uint32 (info, "nexus::version"), ==, 1);
  g_assert_cmpstr (g_file_info_get_etag (info), ==, nexus_entry_get_etag (entry));
  g_assert_cmpuint (g_file_info_get_attribute_uint64 (top_info, "nexus::total-size"), ==, strlen ("/file"));
  g_assert_cmpuint (g_file_info_get_attribute_uint64 (top_info, "nexus::total-count"), ==, 1);
  g_assert_cmpstr (g_file_info_get_attribute_string (info, "id::filesystem"), ==,
                   g_file_info_get_attribute_string (top_info, "id::filesystem"));

  /* What it is stays, however it is called. */
  moved = g_file_set_display_name (file, "other", NULL, &error);
  g_assert_no_error (error);
  later = query (moved, "id::file");
  g_assert_cmpstr (g_file_info_get_attribute_string (later, "id::file"), ==,
                   g_file_info_get_attribute_string (info, "id::file"));
}

static void
test_only_what_is_asked (Fixture       *fixture,
                         gconstpointer  data)
{
  const char * const asked[] = { "standard::size", "time::modified-usec", "unix::mode", "access::can-write", "id::file",
                                 "nexus::version", "standard::content-type" };
  g_autoptr(GFile) file = make_file (fixture, "/file");

  for (guint i = 0; i < G_N_ELEMENTS (asked); i++)
    {
      g_autoptr(GFileInfo) info = query (file, asked[i]);
      g_auto(GStrv) names = g_file_info_list_attributes (info, NULL);

      g_assert_cmpuint (g_strv_length (names), ==, 1);
      g_assert_cmpstr (names[0], ==, asked[i]);
    }
}

static void
test_times (Fixture       *fixture,
            gconstpointer  data)
{
  /* Before 1970, at both ends of 32 bits, and far away. */
  const gint64 times[] = { -1, -86400 * 365, 0, G_MAXINT32, G_MAXUINT32, G_GINT64_CONSTANT (8000000000) };
  g_autoptr(GFile) file = make_file (fixture, "/file");

  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    {
      g_autoptr(GFileInfo) info = g_file_info_new ();
      g_autoptr(GFileInfo) there = NULL;

      g_file_info_set_attribute_uint64 (info, "time::modified", (guint64) times[i]);
      g_file_info_set_attribute_uint32 (info, "time::modified-usec", 123456);
      g_file_info_set_attribute_uint64 (info, "time::created", (guint64) times[i]);
      g_file_info_set_attribute_uint32 (info, "time::created-nsec", 123456789);
      set (file, info);

      there = query (file, "time::*");
      g_assert_cmpint ((gint64) g_file_info_get_attribute_uint64 (there, "time::modified"), ==, times[i]);
      g_assert_cmpuint (g_file_info_get_attribute_uint32 (there, "time::modified-usec"), ==, 123456);
      g_assert_cmpint ((gint64) g_file_info_get_attribute_uint64 (there, "time::created"), ==, times[i]);
      g_assert_cmpuint (g_file_info_get_attribute_uint32 (there, "time::created-nsec"), ==, 123456789);
    }
}

static void
test_too_far (Fixture       *fixture,
              gconstpointer  data)
{
  const gint64 times[] = { G_MAXINT64, G_MININT64, G_MAXINT64 / 1000000000 + 1 };
  g_autoptr(GFile) file = make_file (fixture, "/file");
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    {
      g_assert_false (g_file_set_attribute_uint64 (file, "time::modified", (guint64) times[i], G_FILE_QUERY_INFO_NONE, NULL, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
      g_clear_error (&error);
    }
  g_assert_false (g_file_set_attribute_uint32 (file, "time::modified-usec", 1000000, G_FILE_QUERY_INFO_NONE, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
}

static void
test_custom (Fixture       *fixture,
             gconstpointer  data)
{
  const char * const list[] = { "one", "two", NULL };
  const char * const bad[] = { "\xff", "a\xc0\xaf" };
  g_autoptr(GFile) file = make_file (fixture, "/file");
  g_autoptr(GFileInfo) info = g_file_info_new ();
  g_autoptr(GFileInfo) there = NULL;
  g_autoptr(GVariant) number = NULL;
  g_autoptr(GVariant) texts = NULL;
  g_autoptr(GError) error = NULL;

  g_file_info_set_attribute_string (info, "xattr::author", "Ann Lee");
  g_file_info_set_attribute_int64 (info, "xattr::count", -5);
  g_file_info_set_attribute_stringv (info, "xattr::list", (char **) list);
  g_file_info_set_attribute_stringv (info, "nexus::tags", (char **) list);
  set (file, info);

  there = query (file, "xattr::*,nexus::tags");
  g_assert_cmpstr (g_file_info_get_attribute_string (there, "xattr::author"), ==, "Ann Lee");
  g_assert_cmpstr (g_file_info_get_attribute_string (there, "xattr::count"), ==, "-5");
  g_assert_cmpuint (g_strv_length (g_file_info_get_attribute_stringv (there, "nexus::tags")), ==, 2);
  number = nexus_filesystem_get_attribute (fixture->filesystem, "/file", "count", NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_variant_is_of_type (number, G_VARIANT_TYPE_INT64));
  texts = nexus_filesystem_get_attribute (fixture->filesystem, "/file", "list", NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_variant_is_of_type (texts, G_VARIANT_TYPE_STRING_ARRAY));

  /* One of the two bad things of a call is told, and nothing crashes on bytes that are no text. */
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_assert_false (g_file_set_attribute_string (file, "xattr::author", bad[i], G_FILE_QUERY_INFO_NONE, NULL, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
      g_clear_error (&error);
    }
  g_assert_true (g_file_set_attribute (file, "xattr::author", G_FILE_ATTRIBUTE_TYPE_INVALID, NULL, G_FILE_QUERY_INFO_NONE,
                                       NULL, &error));
  g_assert_true (g_file_set_attribute (file, "nexus::tags", G_FILE_ATTRIBUTE_TYPE_INVALID, NULL, G_FILE_QUERY_INFO_NONE,
                                       NULL, &error));
  g_assert_no_error (error);
  g_clear_object (&there);
  there = query (file, "xattr::author,nexus::tags");
  g_assert_false (g_file_info_has_attribute (there, "xattr::author"));
  g_assert_cmpuint (g_strv_length (g_file_info_get_attribute_stringv (there, "nexus::tags")), ==, 0);
}

/* What can be set of a call is, each attribute says what became of it, and that in the asynchronous form too. */
static void
test_statuses (Fixture       *fixture,
               gconstpointer  data)
{
  g_autoptr(GFile) file = make_file (fixture, "/file");
  g_autoptr(GFileInfo) info = g_file_info_new ();
  g_autoptr(GFileInfo) told = NULL;
  g_autoptr(GFileInfo) there = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  g_file_info_set_attribute_uint32 (info, "unix::mode", 0600);
  g_file_info_set_attribute_string (info, "owner::user", "nobody");
  g_file_set_attributes_async (file, info, G_FILE_QUERY_INFO_NONE, G_PRIORITY_DEFAULT, NULL, nexus_test_store_result, &result);
  nexus_test_spin_until (result != NULL);
  g_assert_false (g_file_set_attributes_finish (file, result, &told, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
  g_assert_cmpint (g_file_info_get_attribute_status (told, "unix::mode"), ==, G_FILE_ATTRIBUTE_STATUS_SET);
  g_assert_cmpint (g_file_info_get_attribute_status (told, "owner::user"), ==, G_FILE_ATTRIBUTE_STATUS_ERROR_SETTING);
  g_assert_cmpint (g_file_info_get_attribute_status (info, "unix::mode"), ==, G_FILE_ATTRIBUTE_STATUS_UNSET);
  there = query (file, "unix::mode");
  g_assert_cmpuint (g_file_info_get_attribute_uint32 (there, "unix::mode") & 07777, ==, 0600);
}

static void
test_settable (Fixture       *fixture,
               gconstpointer  data)
{
  const char * const expected[] = { "unix::mode", "time::modified", "time::created-nsec", "nexus::tags" };
  g_autoptr(GFile) file = make_file (fixture, "/file");
  g_autoptr(GError) error = NULL;
  GFileAttributeInfoList *settable = g_file_query_settable_attributes (file, NULL, &error);
  GFileAttributeInfoList *namespaces;

  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    g_assert_nonnull (g_file_attribute_info_list_lookup (settable, expected[i]));
  g_assert_null (g_file_attribute_info_list_lookup (settable, "owner::user"));
  g_file_attribute_info_list_unref (settable);

  namespaces = g_file_query_writable_namespaces (file, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (g_file_attribute_info_list_lookup (namespaces, "xattr"));
  g_file_attribute_info_list_unref (namespaces);
}

/* --- The store --- */

static GFileInfo *
query_filesystem (GFile      *file,
                  const char *attributes,
                  gboolean    async)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  GFileInfo *info;

  if (async)
    {
      g_file_query_filesystem_info_async (file, attributes, G_PRIORITY_DEFAULT, NULL, nexus_test_store_result, &result);
      nexus_test_spin_until (result != NULL);
      info = g_file_query_filesystem_info_finish (file, result, &error);
    }
  else
    {
      info = g_file_query_filesystem_info (file, attributes, NULL, &error);
    }
  g_assert_no_error (error);

  return info;
}

static void
test_quota (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(GFile) directory = nexus_filesystem_get_file (fixture->filesystem, "/q");
  g_autoptr(GFile) file = NULL;
  g_autoptr(GFileInfo) some = NULL;
  g_autoptr(GFileInfo) all = NULL;
  g_autoptr(GFileInfo) none = NULL;
  g_autoptr(GFileInfo) room = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_true (g_file_make_directory (directory, NULL, &error));
  file = make_file (fixture, "/q/file");
  g_assert_true (nexus_filesystem_set_quota (fixture->filesystem, "/q", 1000, 0, 0, 1, NULL, &error));
  all = g_file_query_info (directory, "nexus::*", G_FILE_QUERY_INFO_NONE, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_file_info_get_attribute_uint64 (all, "nexus::quota-hard-bytes"), ==, 1000);
  g_assert_cmpuint (g_file_info_get_attribute_uint64 (all, "nexus::quota-soft-entries"), ==, 1);
  g_assert_false (g_file_info_has_attribute (all, "nexus::quota-soft-bytes"));
  g_assert_false (g_file_info_has_attribute (all, "nexus::quota-hard-entries"));
  g_assert_true (g_file_info_has_attribute (all, "nexus::quota-exceeded"));
  g_assert_false (g_file_info_get_attribute_boolean (all, "nexus::quota-exceeded"));

  some = g_file_query_info (directory, "standard::type,nexus::quota-hard-bytes", G_FILE_QUERY_INFO_NONE, NULL, &error);
  g_assert_true (g_file_info_has_attribute (some, "nexus::quota-hard-bytes"));
  g_assert_false (g_file_info_has_attribute (some, "nexus::quota-exceeded"));
  /* What is in it has none of its own, but no more room. */
  none = g_file_query_info (file, "nexus::*", G_FILE_QUERY_INFO_NONE, NULL, &error);
  g_assert_false (g_file_info_has_attribute (none, "nexus::quota-hard-bytes"));
  room = query_filesystem (file, "filesystem::free", GPOINTER_TO_INT (data));
  g_assert_cmpuint (g_file_info_get_attribute_uint64 (room, "filesystem::free"), <=, 1000);
}

static void
test_filesystem (Fixture       *fixture,
                 gconstpointer  data)
{
  gboolean async = GPOINTER_TO_INT (data);
  g_autoptr(GFile) file = make_file (fixture, "/file");
  g_autoptr(GFile) missing = nexus_filesystem_get_file (fixture->filesystem, "/missing");
  g_autoptr(GFileInfo) info = query_filesystem (file, "*", async);
  g_autoptr(GFileInfo) type = query_filesystem (file, "filesystem::type", async);
  g_auto(GStrv) names = g_file_info_list_attributes (type, NULL);
  g_autoptr(GError) error = NULL;
  guint64 used = g_file_info_get_attribute_uint64 (info, "filesystem::used");
  guint64 free_size = g_file_info_get_attribute_uint64 (info, "filesystem::free");

  g_assert_cmpstr (g_file_info_get_attribute_string (info, "filesystem::type"), ==, "nexus");
  g_assert_false (g_file_info_get_attribute_boolean (info, "filesystem::readonly"));
  g_assert_false (g_file_info_get_attribute_boolean (info, "filesystem::remote"));
  g_assert_cmpuint (used, >, 0);
  g_assert_cmpuint (free_size, >, 0);
  g_assert_cmpuint (g_file_info_get_attribute_uint64 (info, "filesystem::size"), ==, used + free_size);
  g_assert_cmpuint (g_strv_length (names), ==, 1);
  g_assert_null (g_file_query_filesystem_info (missing, "*", NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

static void
test_mount (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(GFile) file = make_file (fixture, "/file");
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_null (g_file_find_enclosing_mount (file, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_file_find_enclosing_mount_async (file, G_PRIORITY_DEFAULT, NULL, nexus_test_store_result, &result);
  nexus_test_spin_until (result != NULL);
  g_assert_null (g_file_find_enclosing_mount_finish (file, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_null (g_file_peek_path (file));
  g_assert_false (g_file_is_native (file));
}

static gboolean
trash (GFile     *file,
       gboolean   async,
       GError   **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  if (!async)
    return g_file_trash (file, NULL, error);

  g_file_trash_async (file, G_PRIORITY_DEFAULT, NULL, nexus_test_store_result, &result);
  nexus_test_spin_until (result != NULL);

  return g_file_trash_finish (file, result, error);
}

static void
test_trash (Fixture       *fixture,
            gconstpointer  data)
{
  gboolean async = GPOINTER_TO_INT (data);
  g_autoptr(GFile) file = make_file (fixture, "/file");
  g_autoptr(GFile) top = nexus_filesystem_get_file (fixture->filesystem, "/");
  g_autoptr(GFile) folder = nexus_filesystem_get_file (fixture->filesystem, "/folder");
  g_autoptr(GFile) inner = NULL;
  g_autoptr(GListModel) items = NULL;
  g_autoptr(GFileInfo) info = NULL;
  g_autoptr(GFileInfo) everything = query (top, "*");
  g_autoptr(GError) error = NULL;

  g_assert_true (g_file_make_directory (folder, NULL, &error));
  inner = make_file (fixture, "/folder/inner");
  g_assert_true (trash (file, async, &error));
  g_assert_no_error (error);
  /* A folder goes with all that is in it. */
  g_assert_true (trash (folder, async, &error));
  g_assert_no_error (error);
  g_assert_false (g_file_query_exists (inner, NULL));

  items = nexus_filesystem_list_trash (fixture->filesystem, NULL, &error);
  g_assert_cmpuint (g_list_model_get_n_items (items), ==, 2);
  info = query (top, "trash::item-count");
  g_assert_cmpuint (g_file_info_get_attribute_uint32 (info, "trash::item-count"), ==, 2);
  g_assert_false (g_file_info_has_attribute (everything, "trash::item-count"));

  g_assert_false (trash (file, async, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (trash (top, async, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);

  /* delete() does not fill it. */
  g_object_unref (make_file (fixture, "/file"));
  g_assert_true (g_file_delete (file, NULL, &error));
  g_clear_object (&info);
  info = query (top, "trash::item-count");
  g_assert_cmpuint (g_file_info_get_attribute_uint32 (info, "trash::item-count"), ==, 2);
}

/* --- Enumerators --- */

/* Batches of any size, what is done meanwhile, cancelling and closing. */
static void
test_enumerator (Fixture       *fixture,
                 gconstpointer  data)
{
  const guint n = 250;
  g_autoptr(GFile) top = nexus_filesystem_get_file (fixture->filesystem, "/");
  g_autoptr(GFileEnumerator) enumerator = NULL;
  g_autoptr(GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(GCancellable) cancelled = g_cancellable_new ();
  g_autoptr(GAsyncResult) last = NULL;
  g_autoptr(GError) error = NULL;
  guint got = 1;

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *path = g_strdup_printf ("/file-%u", i);

      g_object_unref (make_file (fixture, path));
    }

  enumerator = g_file_enumerate_children (top, "standard::name,standard::size", G_FILE_QUERY_INFO_NONE, NULL, &error);
  g_assert_no_error (error);
  g_cancellable_cancel (cancelled);
  g_file_enumerator_next_files_async (enumerator, 10, G_PRIORITY_DEFAULT, cancelled, nexus_test_store_result, &last);
  nexus_test_spin_until (last != NULL);
  g_assert_null (g_file_enumerator_next_files_finish (enumerator, last, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);

  for (guint round = 0; got > 0; round++)
    {
      g_autoptr(GAsyncResult) result = NULL;
      GList *infos;

      g_file_enumerator_next_files_async (enumerator, (int) (1 + round * 7 % 40), G_PRIORITY_DEFAULT, NULL,
                                          nexus_test_store_result, &result);
      g_assert_true (g_file_enumerator_has_pending (enumerator));
      nexus_test_spin_until (result != NULL);
      infos = g_file_enumerator_next_files_finish (enumerator, result, &error);
      g_assert_no_error (error);
      got = g_list_length (infos);
      g_assert_cmpuint (got, <=, 1 + round * 7 % 40);
      for (GList *l = infos; l != NULL; l = l->next)
        g_assert_true (g_hash_table_add (names, g_strdup (g_file_info_get_name (l->data))));
      g_list_free_full (infos, g_object_unref);
    }
  g_assert_cmpuint (g_hash_table_size (names), ==, n);

  g_assert_true (g_file_enumerator_close (enumerator, NULL, &error));
  g_assert_null (g_file_enumerator_next_file (enumerator, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CLOSED);
}

#define ADD(path, argument, func) g_test_add ("/gio/store/" path, Fixture, GINT_TO_POINTER (argument), fixture_set_up, func, fixture_tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("own-attributes", 0, test_own);
  ADD ("only-what-is-asked", 0, test_only_what_is_asked);
  ADD ("times", 0, test_times);
  ADD ("times/too-far", 0, test_too_far);
  ADD ("custom-attributes", 0, test_custom);
  ADD ("statuses", 0, test_statuses);
  ADD ("settable", 0, test_settable);
  ADD ("filesystem/sync", FALSE, test_filesystem);
  ADD ("filesystem/async", TRUE, test_filesystem);
  ADD ("quota/sync", FALSE, test_quota);
  ADD ("quota/async", TRUE, test_quota);
  ADD ("mount", 0, test_mount);
  ADD ("trash/sync", FALSE, test_trash);
  ADD ("trash/async", TRUE, test_trash);
  ADD ("enumerator", 0, test_enumerator);

  return g_test_run ();
}
