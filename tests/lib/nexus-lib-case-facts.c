/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "nexus-lib-case.h"

#include <string.h>

/* What is known of files: attributes, tags, versions, the trash, the history. */

#define OK NEXUS_LIB_CASE_OK

static void
check_first (NexusFilesystem    *filesystem,
             const NexusLibArgs *args,
             gpointer            result)
{
  g_assert_cmpmem (g_bytes_get_data (result, NULL), g_bytes_get_size (result), "first", 5);
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
  nexus_lib_assert_value (value, g_variant_new_parsed (args->text));
}

static void
check_five (NexusFilesystem    *filesystem,
            const NexusLibArgs *args,
            gpointer            result)
{
  nexus_lib_assert_value (result, g_variant_new_int64 (5));
}

static void
check_dict (NexusFilesystem    *filesystem,
            const NexusLibArgs *args,
            gpointer            result)
{
  nexus_lib_assert_value (result, g_variant_new_parsed ("{'stars': <int64 5>}"));
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
check_duplicates (NexusFilesystem    *filesystem,
                  const NexusLibArgs *args,
                  gpointer            result)
{
  g_assert_true (NEXUS_IS_SEARCH_RESULTS (result));
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

const NexusLibCase nexus_lib_facts_cases[] = {
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
  { "duplicates", "find_duplicates", { NULL }, OK, check_duplicates },
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
  { "read-version-current", "read_version", { "/docs/a.txt", .number = 2 }, OK, nexus_lib_check_hello },
  { "read-version-missing", "read_version", { "/docs/a.txt", .number = 7 }, G_IO_ERROR_NOT_FOUND },
  { "open-version-current", "open_version", { "/docs/a.txt", .number = 2 }, OK, nexus_lib_check_stream_hello },
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
  { NULL },
};
