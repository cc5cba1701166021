/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "nexus-lib-ops.h"
#include "nexus-lib-test.h"

/* The public calls as one table: each case runs through the synchronous and the asynchronous spelling. */

typedef void (*Check) (NexusFilesystem    *filesystem,
                       const NexusLibArgs *args,
                       gpointer            result);

typedef struct {
  const char   *title;
  const char   *op;
  NexusLibArgs  args;
  int           code;      /* of G_IO_ERROR, or -1 for success */
  Check         check;
} Case;

#define OK (-1)

static void
check_hello (NexusFilesystem    *filesystem,
             const NexusLibArgs *args,
             gpointer            result)
{
  g_assert_cmpmem (g_bytes_get_data (result, NULL), g_bytes_get_size (result), "hello", 5);
}

static void
check_first (NexusFilesystem    *filesystem,
             const NexusLibArgs *args,
             gpointer            result)
{
  g_assert_cmpmem (g_bytes_get_data (result, NULL), g_bytes_get_size (result), "first", 5);
}

static void
check_stream_hello (NexusFilesystem    *filesystem,
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

static void
check_written (NexusFilesystem    *filesystem,
               const NexusLibArgs *args,
               gpointer            result)
{
  g_assert_cmpstr (nexus_entry_get_path (result), ==, args->path);
  g_assert_cmpuint (nexus_entry_get_size (result), ==, strlen (args->text));
  nexus_lib_test_assert_text (filesystem, args->path, args->text);
}

static void
check_version_three (NexusFilesystem    *filesystem,
                     const NexusLibArgs *args,
                     gpointer            result)
{
  check_written (filesystem, args, result);
  g_assert_cmpuint (nexus_entry_get_version (result), ==, 3);
}

/* The expected one may be floating. */
static void
assert_value (GVariant *value,
              GVariant *expected)
{
  g_autoptr(GVariant) owned = g_variant_ref_sink (expected);

  g_assert_cmpvariant (value, owned);
}

static void
check_entry (NexusFilesystem    *filesystem,
             const NexusLibArgs *args,
             gpointer            result)
{
  const char *tags[] = { "red", NULL };
  g_autoptr(GVariant) stars = g_variant_lookup_value (nexus_entry_get_attributes (result), "stars", NULL);

  g_assert_cmpstr (nexus_entry_get_path (result), ==, "/docs/a.txt");
  g_assert_cmpstr (nexus_entry_get_name (result), ==, "a.txt");
  g_assert_cmpint (nexus_entry_get_kind (result), ==, NEXUS_KIND_FILE);
  g_assert_cmpstr (nexus_entry_get_etag (result), ==, NEXUS_LIB_TEST_HELLO);
  g_assert_cmpstr (nexus_entry_get_content_type (result), ==, "text/plain");
  g_assert_cmpuint (nexus_entry_get_size (result), ==, 5);
  g_assert_cmpuint (nexus_entry_get_version (result), ==, 2);
  g_assert_cmpstrv (nexus_entry_get_tags (result), tags);
  assert_value (stars, g_variant_new_int64 (5));
  g_assert_cmpuint (strlen (nexus_entry_get_id (result)), ==, 36);
}

static void
check_totals (NexusFilesystem    *filesystem,
              const NexusLibArgs *args,
              gpointer            result)
{
  g_assert_cmpint (nexus_entry_get_kind (result), ==, NEXUS_KIND_DIRECTORY);
  g_assert_cmpstr (nexus_entry_get_content_type (result), ==, "inode/directory");
  g_assert_cmpuint (nexus_entry_get_total_size (result), ==, 5 + 11);
  g_assert_cmpuint (nexus_entry_get_total_count (result), ==, 3);
}

static void
check_root (NexusFilesystem    *filesystem,
            const NexusLibArgs *args,
            gpointer            result)
{
  g_assert_cmpstr (nexus_entry_get_path (result), ==, "/");
  g_assert_cmpint (nexus_entry_get_kind (result), ==, NEXUS_KIND_DIRECTORY);
}

static void
check_link (NexusFilesystem    *filesystem,
            const NexusLibArgs *args,
            gpointer            result)
{
  g_assert_cmpint (nexus_entry_get_kind (result), ==, NEXUS_KIND_SYMBOLIC_LINK);
  g_assert_cmpstr (nexus_entry_get_content_type (result), ==, "inode/symlink");
  g_assert_cmpstr (nexus_entry_get_target (result), ==, "docs/a.txt");
}

static void
check_false (NexusFilesystem    *filesystem,
             const NexusLibArgs *args,
             gpointer            result)
{
  g_assert_false (GPOINTER_TO_INT (result));
}

static void
check_true (NexusFilesystem    *filesystem,
            const NexusLibArgs *args,
            gpointer            result)
{
  g_assert_true (GPOINTER_TO_INT (result));
}

static void
check_listing (NexusFilesystem    *filesystem,
               const NexusLibArgs *args,
               gpointer            result)
{
  static const char * const names[] = { "a.txt", "b.txt", "up" };

  g_assert_true (g_list_model_get_item_type (result) == NEXUS_TYPE_ENTRY);
  g_assert_cmpuint (g_list_model_get_n_items (result), ==, G_N_ELEMENTS (names));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr(NexusEntry) entry = g_list_model_get_item (result, i);

      g_assert_cmpstr (nexus_entry_get_name (entry), ==, names[i]);
    }
}

static void
check_empty_listing (NexusFilesystem    *filesystem,
                     const NexusLibArgs *args,
                     gpointer            result)
{
  g_assert_cmpuint (g_list_model_get_n_items (result), ==, 0);
}

static void
check_tree (NexusFilesystem    *filesystem,
            const NexusLibArgs *args,
            gpointer            result)
{
  static const char * const paths[] = {
    "/dangling", "/docs", "/docs/a.txt", "/docs/b.txt", "/docs/up", "/empty", "/link", "/loop",
  };
  g_autoptr(GError) error = NULL;
  guint n_seen = 0;

  for (;;)
    {
      g_autoptr(GPtrArray) entries = nexus_entry_enumerator_next (result, 3, NULL, &error);

      g_assert_no_error (error);
      if (entries->len == 0)
        break;
      g_assert_cmpuint (entries->len, <=, 3);
      for (guint i = 0; i < entries->len; i++)
        {
          g_assert_cmpuint (n_seen, <, G_N_ELEMENTS (paths));
          g_assert_cmpstr (nexus_entry_get_path (g_ptr_array_index (entries, i)), ==, paths[n_seen++]);
        }
    }
  g_assert_cmpuint (n_seen, ==, G_N_ELEMENTS (paths));
}

static void
check_made (NexusFilesystem    *filesystem,
            const NexusLibArgs *args,
            gpointer            result)
{
  g_autoptr(NexusEntry) entry = nexus_filesystem_query (filesystem, args->path, NULL, NULL);

  g_assert_cmpint (nexus_entry_get_kind (entry), ==, NEXUS_KIND_DIRECTORY);
  g_assert_cmpstr (nexus_entry_get_id (entry), ==, nexus_entry_get_id (result));
}

static void
check_linked (NexusFilesystem    *filesystem,
              const NexusLibArgs *args,
              gpointer            result)
{
  g_assert_cmpstr (nexus_entry_get_target (result), ==, args->other);
  nexus_lib_test_assert_text (filesystem, args->path, "second file");
}

static void
check_moved (NexusFilesystem    *filesystem,
             const NexusLibArgs *args,
             gpointer            result)
{
  const char *tags[] = { "red", NULL };

  g_assert_false (nexus_lib_test_exists (filesystem, args->path));
  g_assert_cmpstr (nexus_entry_get_path (result), ==, args->other);
  g_assert_cmpstrv (nexus_entry_get_tags (result), tags);
  nexus_lib_test_assert_text (filesystem, args->other, "hello");
}

static void
check_moved_over (NexusFilesystem    *filesystem,
                  const NexusLibArgs *args,
                  gpointer            result)
{
  g_assert_false (nexus_lib_test_exists (filesystem, args->path));
  nexus_lib_test_assert_text (filesystem, args->other, "hello");
}

static void
check_copied (NexusFilesystem    *filesystem,
              const NexusLibArgs *args,
              gpointer            result)
{
  g_autoptr(NexusEntry) source = nexus_filesystem_query (filesystem, args->path, NULL, NULL);

  g_assert_cmpstr (nexus_entry_get_path (result), ==, args->other);
  g_assert_cmpstr (nexus_entry_get_id (result), !=, nexus_entry_get_id (source));
  nexus_lib_test_assert_text (filesystem, "/docs/a.txt", "hello");
  nexus_lib_test_assert_text (filesystem, "/copy/a.txt", "hello");
  nexus_lib_test_assert_text (filesystem, "/copy/b.txt", "second file");
}

static void
check_in_trash (NexusFilesystem    *filesystem,
                const NexusLibArgs *args,
                gpointer            result)
{
  g_autoptr(GListModel) trash = nexus_filesystem_list_trash (filesystem, NULL, NULL);
  g_autoptr(NexusTrashItem) item = g_list_model_get_item (trash, 0);

  g_assert_false (nexus_lib_test_exists (filesystem, args->path));
  g_assert_cmpuint (g_list_model_get_n_items (trash), ==, 2);
  g_assert_cmpstr (nexus_trash_item_get_original_path (item), ==, args->path);
}

static void
check_gone (NexusFilesystem    *filesystem,
            const NexusLibArgs *args,
            gpointer            result)
{
  g_autoptr(GListModel) trash = nexus_filesystem_list_trash (filesystem, NULL, NULL);

  g_assert_false (nexus_lib_test_exists (filesystem, args->path));
  g_assert_cmpuint (g_list_model_get_n_items (trash), ==, 1);
}

static void
check_modified (NexusFilesystem    *filesystem,
                const NexusLibArgs *args,
                gpointer            result)
{
  g_autoptr(GDateTime) modified = nexus_entry_dup_modified (result);

  g_assert_cmpint (nexus_entry_get_modified_ns (result), ==, args->number);
  g_assert_cmpint (g_date_time_get_microsecond (modified), ==, args->number / 1000);
  g_assert_cmpint (g_date_time_get_year (modified), ==, 1970);
}

static void
check_mode (NexusFilesystem    *filesystem,
            const NexusLibArgs *args,
            gpointer            result)
{
  g_assert_cmpuint (nexus_entry_get_mode (result), ==, args->number);
}

static void
check_attribute (NexusFilesystem    *filesystem,
                 const NexusLibArgs *args,
                 gpointer            result)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) value = nexus_filesystem_get_attribute (filesystem, args->path, args->other, NULL, &error);

  g_assert_no_error (error);
  assert_value (value, g_variant_new_parsed (args->text));
}

static void
check_five (NexusFilesystem    *filesystem,
            const NexusLibArgs *args,
            gpointer            result)
{
  assert_value (result, g_variant_new_int64 (5));
}

static void
check_dict (NexusFilesystem    *filesystem,
            const NexusLibArgs *args,
            gpointer            result)
{
  assert_value (result, g_variant_new_parsed ("{'stars': <int64 5>}"));
}

/* Also of what is in the trash. */
static void
check_keys (NexusFilesystem    *filesystem,
            const NexusLibArgs *args,
            gpointer            result)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *keys = g_strjoinv (" ", result);
  g_auto(GStrv) more = NULL;
  g_autofree char *joined = NULL;

  g_assert_cmpstr (keys, ==, "stars");
  nexus_filesystem_set_attribute (filesystem, "/docs/b.txt", "author", g_variant_new_string ("Ann"), NULL, &error);
  g_assert_no_error (error);
  nexus_filesystem_set_attribute (filesystem, "/docs/b.txt", "stars", g_variant_new_int64 (1), NULL, &error);
  g_assert_no_error (error);
  g_assert_true (nexus_filesystem_delete (filesystem, "/docs/a.txt", NULL, NEXUS_DELETE_NONE, NULL, &error));
  nexus_filesystem_remove_attribute (filesystem, "/docs/b.txt", "stars", NULL, &error);
  g_assert_no_error (error);
  more = nexus_filesystem_list_attribute_keys (filesystem, NULL, &error);
  g_assert_no_error (error);
  joined = g_strjoinv (" ", more);
  g_assert_cmpstr (joined, ==, "author stars");
}

static void
check_no_attribute (NexusFilesystem    *filesystem,
                    const NexusLibArgs *args,
                    gpointer            result)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (nexus_filesystem_get_attribute (filesystem, args->path, args->other, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

static void
assert_tag (NexusFilesystem *filesystem,
            const char      *name,
            const char      *color,
            guint            count)
{
  g_autoptr(GListModel) tags = nexus_filesystem_list_tags (filesystem, NULL, NULL);
  g_autoptr(NexusTag) tag = g_list_model_get_item (tags, 0);

  g_assert_cmpuint (g_list_model_get_n_items (tags), ==, 1);
  g_assert_cmpstr (nexus_tag_get_name (tag), ==, name);
  g_assert_cmpstr (nexus_tag_get_color (tag), ==, color);
  g_assert_cmpuint (nexus_tag_get_count (tag), ==, count);
}

static void
check_tag_twice (NexusFilesystem    *filesystem,
                 const NexusLibArgs *args,
                 gpointer            result)
{
  assert_tag (filesystem, "red", NULL, 2);
}

static void
check_tag_once (NexusFilesystem    *filesystem,
                const NexusLibArgs *args,
                gpointer            result)
{
  assert_tag (filesystem, "red", NULL, 1);
}

static void
check_tag_renamed (NexusFilesystem    *filesystem,
                   const NexusLibArgs *args,
                   gpointer            result)
{
  assert_tag (filesystem, args->text, NULL, 1);
}

static void
check_tag_colored (NexusFilesystem    *filesystem,
                   const NexusLibArgs *args,
                   gpointer            result)
{
  assert_tag (filesystem, "red", args->text, 1);
}

static void
check_no_tag (NexusFilesystem    *filesystem,
              const NexusLibArgs *args,
              gpointer            result)
{
  g_autoptr(NexusEntry) entry = nexus_filesystem_query (filesystem, "/docs/a.txt", NULL, NULL);

  g_assert_cmpuint (g_strv_length ((char **) nexus_entry_get_tags (entry)), ==, 0);
}

static void
check_tagged (NexusFilesystem    *filesystem,
              const NexusLibArgs *args,
              gpointer            result)
{
  g_autoptr(NexusEntry) entry = g_list_model_get_item (result, 0);

  g_assert_cmpuint (g_list_model_get_n_items (result), ==, 1);
  g_assert_cmpstr (nexus_entry_get_path (entry), ==, "/docs/a.txt");
}

static void
check_copies (NexusFilesystem    *filesystem,
              const NexusLibArgs *args,
              gpointer            result)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) entries = nexus_entry_enumerator_next (result, 10, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (nexus_search_results_get_count (result), ==, entries->len);
  for (guint i = 0; i < entries->len; i++)
    g_assert_cmpstr (nexus_entry_get_etag (g_ptr_array_index (entries, i)), ==, args->other);
  g_assert_cmpstr (nexus_entry_get_path (g_ptr_array_index (entries, 0)), ==, "/docs/a.txt");
}

static void
check_no_copies (NexusFilesystem    *filesystem,
                 const NexusLibArgs *args,
                 gpointer            result)
{
  g_assert_cmpuint (nexus_search_results_get_count (result), ==, 0);
}

static void
check_versions (NexusFilesystem    *filesystem,
                const NexusLibArgs *args,
                gpointer            result)
{
  g_autoptr(NexusVersion) current = g_list_model_get_item (result, 0);
  g_autoptr(NexusVersion) older = g_list_model_get_item (result, 1);

  g_assert_cmpuint (g_list_model_get_n_items (result), ==, 2);
  g_assert_cmpuint (nexus_version_get_number (current), ==, 2);
  g_assert_true (nexus_version_get_is_current (current));
  g_assert_cmpstr (nexus_version_get_etag (current), ==, NEXUS_LIB_TEST_HELLO);
  g_assert_cmpuint (nexus_version_get_number (older), ==, 1);
  g_assert_false (nexus_version_get_is_current (older));
}

static void
check_restored_version (NexusFilesystem    *filesystem,
                        const NexusLibArgs *args,
                        gpointer            result)
{
  g_assert_cmpuint (nexus_entry_get_version (result), ==, 3);
  nexus_lib_test_assert_text (filesystem, args->path, "first");
}

static void
check_trash (NexusFilesystem    *filesystem,
             const NexusLibArgs *args,
             gpointer            result)
{
  g_autoptr(NexusTrashItem) item = g_list_model_get_item (result, 0);

  g_assert_cmpuint (g_list_model_get_n_items (result), ==, 1);
  g_assert_cmpstr (nexus_trash_item_get_original_path (item), ==, "/docs/old.txt");
  g_assert_cmpint (nexus_trash_item_get_deleted_ns (item), >, 0);
}

static void
assert_trash_empty (NexusFilesystem *filesystem)
{
  g_autoptr(GListModel) trash = nexus_filesystem_list_trash (filesystem, NULL, NULL);

  g_assert_cmpuint (g_list_model_get_n_items (trash), ==, 0);
}

static void
check_restored (NexusFilesystem    *filesystem,
                const NexusLibArgs *args,
                gpointer            result)
{
  const char *path = args->text != NULL ? args->text : "/docs/old.txt";

  g_assert_cmpstr (nexus_entry_get_path (result), ==, path);
  g_assert_cmpstr (nexus_entry_get_id (result), ==, args->other);
  nexus_lib_test_assert_text (filesystem, path, "thrown away");
  assert_trash_empty (filesystem);
}

static void
check_restored_beside (NexusFilesystem    *filesystem,
                       const NexusLibArgs *args,
                       gpointer            result)
{
  nexus_lib_test_assert_text (filesystem, "/docs/a.txt", "hello");
  nexus_lib_test_assert_text (filesystem, "/docs/a (2).txt", "thrown away");
  assert_trash_empty (filesystem);
}

static void
check_trash_empty (NexusFilesystem    *filesystem,
                   const NexusLibArgs *args,
                   gpointer            result)
{
  g_assert_true (GPOINTER_TO_INT (result));
  assert_trash_empty (filesystem);
}

static void
check_statistics (NexusFilesystem    *filesystem,
                  const NexusLibArgs *args,
                  gpointer            result)
{
  g_assert_cmpuint (nexus_statistics_get_n_files (result), ==, 2);
  g_assert_cmpuint (nexus_statistics_get_n_directories (result), ==, 2);
  g_assert_cmpuint (nexus_statistics_get_n_links (result), ==, 4);
  g_assert_cmpuint (nexus_statistics_get_n_trashed (result), ==, 1);
  g_assert_cmpuint (nexus_statistics_get_n_tags (result), ==, 1);
  g_assert_cmpuint (nexus_statistics_get_n_versions (result), ==, 1);
  g_assert_cmpuint (nexus_statistics_get_logical_size (result), ==, 16);
  g_assert_cmpuint (nexus_statistics_get_disk_size (result), >, 16);
}

static void
check_undone (NexusFilesystem    *filesystem,
              const NexusLibArgs *args,
              gpointer            result)
{
  g_assert_cmpstr (nexus_undo_step_get_description (result), ==, "Delete “old.txt”");
  g_assert_cmpint (nexus_undo_step_get_state (result), ==, NEXUS_UNDO_STATE_UNDONE);
  nexus_lib_test_assert_text (filesystem, "/docs/old.txt", "thrown away");
}

static void
check_history (NexusFilesystem    *filesystem,
               const NexusLibArgs *args,
               gpointer            result)
{
  g_autoptr(NexusUndoStep) step = g_list_model_get_item (result, 1);

  g_assert_cmpuint (g_list_model_get_n_items (result), ==, 12);
  g_assert_cmpstr (nexus_undo_step_get_description (step), ==, "Set the attribute “stars” of “a.txt”");
  g_assert_cmpstr (nexus_undo_step_get_path (step), ==, "/docs/a.txt");
  g_assert_cmpint (nexus_undo_step_get_state (step), ==, NEXUS_UNDO_STATE_DONE);
  g_assert_cmpuint (nexus_undo_step_get_count (step), ==, 1);
  g_assert_cmpint (ABS (nexus_undo_step_get_time_ns (step) / 1000 - g_get_real_time ()), <, G_TIME_SPAN_HOUR);
}

static const Case cases[] = {
  { "read", "read", { "/docs/a.txt" }, OK, check_hello },
  { "read-sloppy-path", "read", { "docs//./a.txt/" }, OK, check_hello },
  { "read-link", "read", { "/link" }, OK, check_hello },
  { "read-missing", "read", { "/docs/none" }, G_IO_ERROR_NOT_FOUND },
  { "read-directory", "read", { "/docs" }, G_IO_ERROR_IS_DIRECTORY },
  { "read-dangling", "read", { "/dangling" }, G_IO_ERROR_NOT_FOUND },
  { "read-loop", "read", { "/loop" }, G_IO_ERROR_TOO_MANY_LINKS },
  { "read-below-file", "read", { "/docs/a.txt/x" }, G_IO_ERROR_NOT_DIRECTORY },
  { "write-new", "write", { "/docs/c.txt", NULL, "new" }, OK, check_written },
  { "write-empty", "write", { "/docs/c.txt", NULL, "" }, OK, check_written },
  { "write-again", "write", { "/docs/a.txt", NULL, "third" }, OK, check_version_three },
  { "write-parents", "write", { "/x/y/z", NULL, "deep", NEXUS_WRITE_PARENTS }, OK, check_written },
  { "write-no-parent", "write", { "/x/y/z", NULL, "deep" }, G_IO_ERROR_NOT_FOUND },
  { "write-create", "write", { "/docs/a.txt", NULL, "x", NEXUS_WRITE_CREATE }, G_IO_ERROR_EXISTS },
  { "write-etag", "write", { "/docs/a.txt", NEXUS_LIB_TEST_HELLO, "third" }, OK, check_version_three },
  { "write-wrong-etag", "write", { "/docs/b.txt", NEXUS_LIB_TEST_HELLO, "x" }, G_IO_ERROR_WRONG_ETAG },
  { "write-directory", "write", { "/docs", NULL, "x" }, G_IO_ERROR_IS_DIRECTORY },
  { "write-root", "write", { "/", NULL, "x" }, G_IO_ERROR_IS_DIRECTORY },
  { "write-below-file", "write", { "/docs/a.txt/x", NULL, "x" }, G_IO_ERROR_NOT_DIRECTORY },
  { "open", "open", { "/docs/a.txt" }, OK, check_stream_hello },
  { "open-link", "open", { "/link" }, OK, check_stream_hello },
  { "open-missing", "open", { "/docs/none" }, G_IO_ERROR_NOT_FOUND },
  { "open-directory", "open", { "/docs" }, G_IO_ERROR_IS_DIRECTORY },
  { "query", "query", { "/docs/a.txt" }, OK, check_entry },
  { "query-directory", "query", { "/docs" }, OK, check_totals },
  { "query-root", "query", { "/" }, OK, check_root },
  { "query-link", "query", { "/link" }, OK, check_link },
  { "query-missing", "query", { "/docs/none" }, G_IO_ERROR_NOT_FOUND },
  { "exists", "exists", { "/docs/a.txt" }, OK, check_true },
  { "exists-dangling", "exists", { "/dangling" }, OK, check_true },
  { "exists-missing", "exists", { "/docs/none" }, OK, check_false },
  { "exists-below-file", "exists", { "/docs/a.txt/x" }, OK, check_false },
  { "list", "list", { "/docs" }, OK, check_listing },
  { "list-empty", "list", { "/empty" }, OK, check_empty_listing },
  { "list-file", "list", { "/docs/a.txt" }, G_IO_ERROR_NOT_DIRECTORY },
  { "list-missing", "list", { "/none" }, G_IO_ERROR_NOT_FOUND },
  { "enumerate", "enumerate", { "/", .number = NEXUS_ENUMERATE_RECURSIVE }, OK, check_tree },
  { "enumerate-file", "enumerate", { "/docs/a.txt" }, G_IO_ERROR_NOT_DIRECTORY },
  { "enumerate-missing", "enumerate", { "/none" }, G_IO_ERROR_NOT_FOUND },
  { "make-directory", "make_directory", { "/new" }, OK, check_made },
  { "make-directory-parents", "make_directory", { "/n/e/w", .number = NEXUS_MAKE_DIRECTORY_PARENTS }, OK, check_made },
  { "make-directory-again", "make_directory", { "/empty", .number = NEXUS_MAKE_DIRECTORY_PARENTS }, OK, check_made },
  { "make-directory-exists", "make_directory", { "/empty" }, G_IO_ERROR_EXISTS },
  { "make-directory-over-file", "make_directory", { "/docs/a.txt", .number = NEXUS_MAKE_DIRECTORY_PARENTS }, G_IO_ERROR_EXISTS },
  { "make-directory-no-parent", "make_directory", { "/n/e/w" }, G_IO_ERROR_NOT_FOUND },
  { "make-link", "make_symbolic_link", { "/new", "docs/b.txt" }, OK, check_linked },
  { "make-link-absolute", "make_symbolic_link", { "/empty/new", "/docs/b.txt" }, OK, check_linked },
  { "make-link-upwards", "make_symbolic_link", { "/empty/new", "../../docs/up" }, OK, check_linked },
  { "make-link-exists", "make_symbolic_link", { "/link", "x" }, G_IO_ERROR_EXISTS },
  { "make-link-empty", "make_symbolic_link", { "/new", "" }, G_IO_ERROR_INVALID_ARGUMENT },
  { "move", "move", { "/docs/a.txt", "/empty/b" }, OK, check_moved },
  { "move-over", "move", { "/docs/a.txt", "/docs/b.txt", NULL, NEXUS_COPY_OVERWRITE }, OK, check_moved_over },
  { "move-exists", "move", { "/docs/a.txt", "/docs/b.txt" }, G_IO_ERROR_EXISTS },
  { "move-missing", "move", { "/none", "/some" }, G_IO_ERROR_NOT_FOUND },
  { "move-into-itself", "move", { "/docs", "/docs/in" }, G_IO_ERROR_WOULD_RECURSE },
  { "move-wrong-etag", "move", { "/docs/b.txt", "/c", NEXUS_LIB_TEST_HELLO }, G_IO_ERROR_WRONG_ETAG },
  { "move-root", "move", { "/", "/c" }, G_IO_ERROR_PERMISSION_DENIED },
  { "copy", "copy", { "/docs", "/copy" }, OK, check_copied },
  { "copy-exists", "copy", { "/docs/a.txt", "/docs/b.txt" }, G_IO_ERROR_EXISTS },
  { "copy-missing", "copy", { "/none", "/some" }, G_IO_ERROR_NOT_FOUND },
  { "copy-into-itself", "copy", { "/docs", "/docs/in" }, G_IO_ERROR_WOULD_RECURSE },
  { "delete", "delete", { "/docs/a.txt" }, OK, check_in_trash },
  { "delete-etag", "delete", { "/docs/a.txt", .text = NEXUS_LIB_TEST_HELLO }, OK, check_in_trash },
  { "delete-tree", "delete", { "/docs", .number = NEXUS_DELETE_RECURSIVE }, OK, check_in_trash },
  { "delete-for-good", "delete", { "/docs/a.txt", .number = NEXUS_DELETE_PERMANENT }, OK, check_gone },
  { "delete-not-empty", "delete", { "/docs" }, G_IO_ERROR_NOT_EMPTY },
  { "delete-missing", "delete", { "/none" }, G_IO_ERROR_NOT_FOUND },
  { "delete-wrong-etag", "delete", { "/docs/b.txt", .text = NEXUS_LIB_TEST_HELLO }, G_IO_ERROR_WRONG_ETAG },
  { "delete-root", "delete", { "/", .number = NEXUS_DELETE_RECURSIVE }, G_IO_ERROR_PERMISSION_DENIED },
  { "set-modified", "set_modified", { "/docs/a.txt", .number = 987654321 }, OK, check_modified },
  { "set-modified-missing", "set_modified", { "/none" }, G_IO_ERROR_NOT_FOUND },
  { "set-mode", "set_mode", { "/docs/a.txt", .number = 04711 }, OK, check_mode },
  { "set-mode-bad", "set_mode", { "/docs/a.txt", .number = 010000 }, G_IO_ERROR_INVALID_ARGUMENT },
  { "set-attribute-string", "set_attribute", { "/docs/b.txt", "k", "'v'" }, OK, check_attribute },
  { "set-attribute-boolean", "set_attribute", { "/docs/b.txt", "k", "true" }, OK, check_attribute },
  { "set-attribute-number", "set_attribute", { "/docs/b.txt", "k", "int64 -9223372036854775808" }, OK, check_attribute },
  { "set-attribute-double", "set_attribute", { "/docs/b.txt", "k", "0.1" }, OK, check_attribute },
  { "set-attribute-list", "set_attribute", { "/docs/b.txt", "k", "['a', 'b']" }, OK, check_attribute },
  { "set-attribute-dict", "set_attribute", { "/docs/b.txt", "k", "{'a': <int64 1>, 'b': <['c']>}" }, OK, check_attribute },
  { "set-attribute-again", "set_attribute", { "/docs/a.txt", "stars", "'many'" }, OK, check_attribute },
  { "set-attribute-bad-type", "set_attribute", { "/docs/b.txt", "k", "@ay [1]" }, G_IO_ERROR_INVALID_ARGUMENT },
  { "set-attribute-empty-key", "set_attribute", { "/docs/b.txt", "", "'v'" }, G_IO_ERROR_INVALID_ARGUMENT },
  { "set-attribute-missing", "set_attribute", { "/none", "k", "'v'" }, G_IO_ERROR_NOT_FOUND },
  { "get-attribute", "get_attribute", { "/docs/a.txt", "stars" }, OK, check_five },
  { "get-attribute-missing", "get_attribute", { "/docs/a.txt", "none" }, G_IO_ERROR_NOT_FOUND },
  { "get-attribute-no-file", "get_attribute", { "/none", "stars" }, G_IO_ERROR_NOT_FOUND },
  { "list-attributes", "list_attributes", { "/docs/a.txt" }, OK, check_dict },
  { "list-attributes-missing", "list_attributes", { "/none" }, G_IO_ERROR_NOT_FOUND },
  { "list-attribute-keys", "list_attribute_keys", { NULL }, OK, check_keys },
  { "remove-attribute", "remove_attribute", { "/docs/a.txt", "stars" }, OK, check_no_attribute },
  { "remove-attribute-missing", "remove_attribute", { "/docs/a.txt", "none" }, G_IO_ERROR_NOT_FOUND },
  { "add-tag", "add_tag", { "/docs/b.txt", "red" }, OK, check_tag_twice },
  { "add-tag-again", "add_tag", { "/docs/a.txt", "red" }, OK, check_tag_once },
  { "add-tag-empty", "add_tag", { "/docs/a.txt", "" }, G_IO_ERROR_INVALID_ARGUMENT },
  { "add-tag-missing", "add_tag", { "/none", "red" }, G_IO_ERROR_NOT_FOUND },
  { "remove-tag", "remove_tag", { "/docs/a.txt", "red" }, OK, check_no_tag },
  { "remove-tag-missing", "remove_tag", { "/docs/b.txt", "red" }, G_IO_ERROR_NOT_FOUND },
  { "list-tagged", "list_tagged", { .other = "red" }, OK, check_tagged },
  { "list-tagged-missing", "list_tagged", { .other = "none" }, G_IO_ERROR_NOT_FOUND },
  { "copies", "find_copies", { .other = NEXUS_LIB_TEST_HELLO }, OK, check_copies },
  { "copies-none", "find_copies", { .other = "00000000000000000000000000000000000000000000000000000000000000ff" }, OK, check_no_copies },
  { "copies-no-hash", "find_copies", { .other = "12ab" }, G_IO_ERROR_INVALID_ARGUMENT },
  { "rename-tag", "rename_tag", { .other = "red", .text = "rouge" }, OK, check_tag_renamed },
  { "rename-tag-missing", "rename_tag", { .other = "none", .text = "some" }, G_IO_ERROR_NOT_FOUND },
  { "rename-tag-empty", "rename_tag", { .other = "red", .text = "" }, G_IO_ERROR_INVALID_ARGUMENT },
  { "color-tag", "set_tag_color", { .other = "red", .text = "#cc0000" }, OK, check_tag_colored },
  { "color-tag-none", "set_tag_color", { .other = "red" }, OK, check_tag_colored },
  { "color-tag-missing", "set_tag_color", { .other = "none", .text = "#cc0000" }, G_IO_ERROR_NOT_FOUND },
  { "color-tag-bad", "set_tag_color", { .other = "red", .text = "reddish" }, G_IO_ERROR_INVALID_ARGUMENT },
  { "delete-tag", "delete_tag", { .other = "red" }, OK, check_no_tag },
  { "delete-tag-missing", "delete_tag", { .other = "none" }, G_IO_ERROR_NOT_FOUND },
  { "versions", "list_versions", { "/docs/a.txt" }, OK, check_versions },
  { "versions-directory", "list_versions", { "/docs" }, G_IO_ERROR_IS_DIRECTORY },
  { "versions-missing", "list_versions", { "/none" }, G_IO_ERROR_NOT_FOUND },
  { "read-version", "read_version", { "/docs/a.txt", .number = 1 }, OK, check_first },
  { "read-version-current", "read_version", { "/docs/a.txt", .number = 2 }, OK, check_hello },
  { "read-version-missing", "read_version", { "/docs/a.txt", .number = 7 }, G_IO_ERROR_NOT_FOUND },
  { "open-version-current", "open_version", { "/docs/a.txt", .number = 2 }, OK, check_stream_hello },
  { "open-version-missing", "open_version", { "/docs/a.txt", .number = 7 }, G_IO_ERROR_NOT_FOUND },
  { "restore-version", "restore_version", { "/docs/a.txt", .number = 1 }, OK, check_restored_version },
  { "restore-version-missing", "restore_version", { "/docs/a.txt", .number = 7 }, G_IO_ERROR_NOT_FOUND },
  { "list-trash", "list_trash", { NULL }, OK, check_trash },
  { "restore", "restore", { .other = "TRASH" }, OK, check_restored },
  { "restore-elsewhere", "restore", { .other = "TRASH", .text = "/empty/x" }, OK, check_restored },
  { "restore-exists", "restore", { .other = "TRASH", .text = "/docs/a.txt" }, G_IO_ERROR_EXISTS },
  { "restore-keep-both", "restore", { .other = "TRASH", .text = "/docs/a.txt", .number = NEXUS_CONFLICT_KEEP_BOTH }, OK, check_restored_beside },
  { "restore-no-such", "restore", { .other = "00000000-0000-7000-8000-000000000000" }, G_IO_ERROR_NOT_FOUND },
  { "restore-no-id", "restore", { .other = "nonsense" }, G_IO_ERROR_NOT_FOUND },
  { "restore-bad-path", "restore", { .other = "TRASH", .text = "/a/../b" }, G_IO_ERROR_INVALID_FILENAME },
  { "delete-trashed", "delete_trashed", { .other = "TRASH" }, OK, check_trash_empty },
  { "delete-trashed-no-such", "delete_trashed", { .other = "nonsense" }, G_IO_ERROR_NOT_FOUND },
  { "empty-trash", "empty_trash", { NULL }, OK, check_trash_empty },
  { "statistics", "get_statistics", { NULL }, OK, check_statistics },
  { "undo", "undo", { NULL }, OK, check_undone },
  { "undo-this", "undo", { .number = 12 }, OK, check_undone },
  { "undo-no-such", "undo", { .number = 1000 }, G_IO_ERROR_NOT_FOUND },
  { "history", "list_history", { NULL }, OK, check_history },
};

static void
run_case (const Case *test,
          gboolean    async)
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

  if (test->code == OK)
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

/* The table would prove less than it says if an operation were missing from it. */
static void
test_all_operations (void)
{
  for (guint i = 0; i < nexus_lib_n_ops; i++)
    {
      gboolean found = FALSE;

      /* create_stream has tests of its own, list_tags is used by those of the tags. */
      if (g_str_equal (nexus_lib_ops[i].name, "create_stream") || g_str_equal (nexus_lib_ops[i].name, "list_tags"))
        continue;
      for (guint k = 0; k < G_N_ELEMENTS (cases); k++)
        found = found || (g_str_equal (cases[k].op, nexus_lib_ops[i].name) && cases[k].code == OK);
      if (!found)
        g_error ("no case in which “%s” succeeds", nexus_lib_ops[i].name);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *sync_path = g_strconcat ("/calls/sync/", cases[i].title, NULL);
      g_autofree char *async_path = g_strconcat ("/calls/async/", cases[i].title, NULL);

      g_test_add_data_func (sync_path, &cases[i], test_sync);
      g_test_add_data_func (async_path, &cases[i], test_async);
    }
  g_test_add_func ("/calls/all-operations", test_all_operations);

  return g_test_run ();
}
