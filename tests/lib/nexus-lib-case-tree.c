/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "nexus-lib-case.h"

#include <string.h>

/* What reads and changes files and folders. */

#define OK NEXUS_LIB_CASE_OK

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
  nexus_lib_assert_value (stars, g_variant_new_int64 (5));
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

const NexusLibCase nexus_lib_tree_cases[] = {
  { "read", "read", { "/docs/a.txt" }, OK, nexus_lib_check_hello },
  { "read-sloppy-path", "read", { "docs//./a.txt/" }, OK, nexus_lib_check_hello },
  { "read-link", "read", { "/link" }, OK, nexus_lib_check_hello },
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
  { "open", "open", { "/docs/a.txt" }, OK, nexus_lib_check_stream_hello },
  { "open-link", "open", { "/link" }, OK, nexus_lib_check_stream_hello },
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
  { NULL },
};
