/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <gio/gunixoutputstream.h>
#include <string.h>
#include <unistd.h>

#include "nexus-jsonl-test.h"

/* What a dump says, in which order, and of which moment. */

static void
make_directory (NexusFilesystem *filesystem,
                const char      *path)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusEntry) entry = nexus_filesystem_make_directory (filesystem, path, NEXUS_MAKE_DIRECTORY_PARENTS,
                                                                 NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (entry);
}

static void
delete (NexusFilesystem *filesystem,
        const char      *path)
{
  g_autoptr(GError) error = NULL;

  nexus_filesystem_delete (filesystem, path, NULL, NEXUS_DELETE_RECURSIVE, NULL, &error);
  g_assert_no_error (error);
}

static void
test_empty (void)
{
  char *folder = nexus_test_make_dir ();
  NexusFilesystem *filesystem = nexus_lib_test_connect_quickly (folder);
  g_autofree char *dump = nexus_jsonl_test_dump (filesystem, NEXUS_DUMP_JSONL);

  g_assert_cmpstr (dump, ==, "");
  nexus_lib_test_finish (filesystem, folder);
}

/* The order is that of whole paths, which a walk by names does not give. */
static void
test_order (void)
{
  static const char * const directories[] = { "/a", "/a-", "/a--", "/a-b/c", "/a.d", "/ab", "/a!/x", "/a0", "/é" };
  static const char * const files[] = {
    "/a/x", "/a-/x", "/a--/x", "/a-/-x", "/a.txt", "/a-b/c/d", "/a.d/1", "/a/-", "/a/0/1", "/a!/x/y", "/ab/z", "/é/ü", "/A",
    "/a-c", "/a/x!",
  };
  char *folder = nexus_test_make_dir ();
  NexusFilesystem *filesystem = nexus_lib_test_connect_quickly (folder);
  g_autofree char *dump = NULL;
  g_autoptr(GPtrArray) lines = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (directories); i++)
    make_directory (filesystem, directories[i]);
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    nexus_jsonl_test_write (filesystem, files[i], files[i]);

  dump = nexus_jsonl_test_dump (filesystem, NEXUS_DUMP_JSONL);
  lines = nexus_jsonl_test_parse (dump);
  for (guint i = 0; i < G_N_ELEMENTS (directories); i++)
    g_assert_cmpstr (json_object_get_string_member (nexus_jsonl_test_find (lines, directories[i], 0), "kind"), ==, "directory");
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    g_assert_nonnull (nexus_jsonl_test_find (lines, files[i], 0));
  for (guint i = 1; i < lines->len; i++)
    g_assert_cmpint (strcmp (json_object_get_string_member (g_ptr_array_index (lines, i - 1), "path"),
                             json_object_get_string_member (g_ptr_array_index (lines, i), "path")), <, 0);

  nexus_lib_test_finish (filesystem, folder);
}

/* More children than a page holds, and directories among them at its edges. */
static void
test_pages (void)
{
  char *folder = nexus_test_make_dir ();
  NexusFilesystem *filesystem = nexus_lib_test_connect_quickly (folder);
  g_autofree char *dump = NULL;
  g_autoptr(GPtrArray) lines = NULL;

  for (guint i = 0; i < 1100; i++)
    {
      g_autofree char *path = g_strdup_printf ("/d/%04u%s", i / 2, i % 2 == 0 ? "" : i % 3 == 0 ? "-x" : "x");

      if (i % 2 == 0)
        make_directory (filesystem, path);
      else
        nexus_jsonl_test_write (filesystem, path, "x");
      if (i % 64 == 0)
        {
          g_autofree char *below = g_strconcat (path, "/below", NULL);

          nexus_jsonl_test_write (filesystem, below, "y");
        }
    }

  dump = nexus_jsonl_test_dump (filesystem, NEXUS_DUMP_JSONL);
  lines = nexus_jsonl_test_parse (dump);
  g_assert_cmpuint (lines->len, ==, 1 + 1100 + 18);
  for (guint i = 1; i < lines->len; i++)
    g_assert_cmpint (strcmp (json_object_get_string_member (g_ptr_array_index (lines, i - 1), "path"),
                             json_object_get_string_member (g_ptr_array_index (lines, i), "path")), <, 0);

  nexus_lib_test_finish (filesystem, folder);
}

static void
test_facts (void)
{
  char *folder = nexus_test_make_dir ();
  NexusFilesystem *filesystem = nexus_lib_test_connect_quickly (folder);
  g_autoptr(NexusEntry) entry = NULL;
  g_autoptr(NexusEntry) link = NULL;
  g_autoptr(GPtrArray) lines = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *dump = NULL;
  JsonObject *line, *version;
  JsonArray *versions;

  nexus_jsonl_test_write (filesystem, "/f \"q\"\t\\", "one");
  nexus_jsonl_test_write (filesystem, "/f \"q\"\t\\", "two!");
  g_assert_true (nexus_filesystem_set_attribute (filesystem, "/f \"q\"\t\\", "author", g_variant_new_string ("Ann\n\"é\""),
                                                 NULL, &error));
  g_assert_no_error (error);
  g_assert_true (nexus_filesystem_set_attribute (filesystem, "/f \"q\"\t\\", "n", g_variant_new_int64 (G_MININT64), NULL, &error));
  g_assert_true (nexus_filesystem_add_tag (filesystem, "/f \"q\"\t\\", "work", NULL, &error));
  g_assert_true (nexus_filesystem_set_tag_color (filesystem, "work", "#3584e4", NULL, &error));
  link = nexus_filesystem_make_symbolic_link (filesystem, "/l", "../there", NULL, &error);
  g_assert_no_error (error);
  entry = nexus_filesystem_query (filesystem, "/f \"q\"\t\\", NULL, &error);

  dump = nexus_jsonl_test_dump (filesystem, NEXUS_DUMP_JSONL);
  /* The ten keys come first, in the order of the original. */
  g_assert_nonnull (strstr (dump, "{\"path\": \"/f \\\"q\\\"\\u0009\\\\\", \"backend_name\": \"local\", \"physical_path\": \""));
  g_assert_nonnull (strstr (dump, "\", \"size\": 4, \"etag\": \""));
  g_assert_nonnull (strstr (dump, "\", \"mime_type\": null, \"created_at\": \""));
  g_assert_nonnull (strstr (dump, ", \"version\": 2, \"custom_metadata\": {\"author\": "));

  lines = nexus_jsonl_test_parse (dump);
  line = nexus_jsonl_test_find (lines, "/", 0);
  g_assert_cmpstr (json_object_get_string_member (json_object_get_object_member (line, "store_tags"), "work"), ==, "#3584e4");
  g_assert_false (json_object_has_member (line, "id"));

  line = nexus_jsonl_test_find (lines, "/l", 0);
  g_assert_cmpstr (json_object_get_string_member (line, "kind"), ==, "symbolic-link");
  g_assert_cmpstr (json_object_get_string_member (line, "target"), ==, "../there");
  g_assert_true (json_object_get_null_member (line, "etag"));

  line = nexus_jsonl_test_find (lines, "/f \"q\"\t\\", 0);
  g_assert_cmpstr (json_object_get_string_member (line, "etag"), ==, nexus_entry_get_etag (entry));
  g_assert_cmpstr (json_object_get_string_member (line, "physical_path"), ==, nexus_entry_get_etag (entry));
  g_assert_cmpstr (json_object_get_string_member (line, "id"), ==, nexus_entry_get_id (entry));
  g_assert_cmpstr (json_object_get_string_member (line, "hash"), ==, "blake2b-256");
  g_assert_cmpstr (json_object_get_string_member (line, "mode"), ==, "0644");
  g_assert_cmpstr (json_array_get_string_element (json_object_get_array_member (line, "tags"), 0), ==, "work");
  g_assert_cmpstr (json_object_get_string_member (json_object_get_object_member (line, "custom_metadata"), "author"), ==,
                   "Ann\n\"é\"");
  g_assert_cmpint (json_object_get_int_member (json_object_get_object_member (line, "custom_metadata"), "n"), ==, G_MININT64);
  versions = json_object_get_array_member (line, "versions");
  g_assert_cmpuint (json_array_get_length (versions), ==, 1);
  version = json_array_get_object_element (versions, 0);
  g_assert_cmpint (json_object_get_int_member (version, "version"), ==, 1);
  g_assert_cmpint (json_object_get_int_member (version, "size"), ==, 3);

  nexus_lib_test_finish (filesystem, folder);
}

static void
check_time (NexusFilesystem *filesystem,
            gint64           time_ns,
            const char      *expected,
            gint64           rest)
{
  g_autoptr(NexusEntry) entry = NULL;
  g_autoptr(GPtrArray) lines = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *dump = NULL;
  JsonObject *line;

  entry = nexus_filesystem_set_modified (filesystem, "/f", time_ns, NULL, &error);
  g_assert_no_error (error);
  dump = nexus_jsonl_test_dump (filesystem, NEXUS_DUMP_JSONL);
  lines = nexus_jsonl_test_parse (dump);
  line = nexus_jsonl_test_find (lines, "/f", 0);
  g_assert_cmpstr (json_object_get_string_member (line, "modified_at"), ==, expected);
  g_assert_cmpint (rest, ==, json_object_get_int_member_with_default (line, "modified_at_ns", 0));
}

static void
test_times (void)
{
  char *folder = nexus_test_make_dir ();
  NexusFilesystem *filesystem = nexus_lib_test_connect_quickly (folder);

  nexus_jsonl_test_write (filesystem, "/f", "x");
  check_time (filesystem, 0, "1970-01-01T00:00:00.000000", 0);
  check_time (filesystem, -1, "1969-12-31T23:59:59.999999", 999);
  check_time (filesystem, G_GINT64_CONSTANT (951782400123456789), "2000-02-29T00:00:00.123456", 789);
  check_time (filesystem, G_GINT64_CONSTANT (1709251199000001000), "2024-02-29T23:59:59.000001", 0);
  check_time (filesystem, G_GINT64_CONSTANT (4107542400000000000), "2100-03-01T00:00:00.000000", 0);
  check_time (filesystem, G_MAXINT64, "2262-04-11T23:47:16.854775", 807);
  check_time (filesystem, G_MININT64, "1677-09-21T00:12:43.145224", 192);

  nexus_lib_test_finish (filesystem, folder);
}

static void
test_trash (void)
{
  char *folder = nexus_test_make_dir ();
  NexusFilesystem *filesystem = nexus_lib_test_connect_quickly (folder);
  g_autoptr(GPtrArray) lines = NULL;
  g_autofree char *dump = NULL;
  JsonObject *live, *first, *second, *below;

  nexus_jsonl_test_write (filesystem, "/d/sub/x", "1");
  delete (filesystem, "/d");
  nexus_jsonl_test_write (filesystem, "/d/sub/x", "2");
  delete (filesystem, "/d");
  nexus_jsonl_test_write (filesystem, "/d/sub/x", "3");
  nexus_jsonl_test_write (filesystem, "/z", "z");

  dump = nexus_jsonl_test_dump (filesystem, NEXUS_DUMP_JSONL);
  lines = nexus_jsonl_test_parse (dump);
  g_assert_cmpuint (lines->len, ==, 4 + 3 + 3);
  live = nexus_jsonl_test_find (lines, "/d/sub/x", 0);
  g_assert_false (json_object_has_member (live, "deleted_at"));
  first = nexus_jsonl_test_find (lines, "/d", 1);
  second = nexus_jsonl_test_find (lines, "/d", 2);
  g_assert_cmpstr (json_object_get_string_member (first, "deleted_at"), <, json_object_get_string_member (second, "deleted_at"));
  g_assert_false (json_object_has_member (first, "trash_id"));
  below = nexus_jsonl_test_find (lines, "/d/sub/x", 2);
  g_assert_cmpstr (json_object_get_string_member (below, "trash_id"), ==, json_object_get_string_member (second, "id"));
  g_assert_cmpstr (json_object_get_string_member (below, "deleted_at"), ==, json_object_get_string_member (second, "deleted_at"));
  /* The trash comes after all that lives. */
  g_assert_true (g_ptr_array_index (lines, 3) == nexus_jsonl_test_find (lines, "/z", 0));

  nexus_lib_test_finish (filesystem, folder);
}

static void
test_original (void)
{
  static const char * const keys[] = {
    "path", "backend_name", "physical_path", "size", "etag", "mime_type", "created_at", "modified_at", "version",
  };
  char *folder = nexus_test_make_dir ();
  NexusFilesystem *filesystem = nexus_lib_test_connect_quickly (folder);
  g_autoptr(GPtrArray) lines = NULL;
  g_autoptr(NexusEntry) link = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GList) members = NULL;
  g_autofree char *dump = NULL;

  nexus_jsonl_test_write (filesystem, "/d/f", "1");
  nexus_jsonl_test_write (filesystem, "/gone", "2");
  delete (filesystem, "/gone");
  link = nexus_filesystem_make_symbolic_link (filesystem, "/l", "d", NULL, &error);
  g_assert_no_error (error);

  dump = nexus_jsonl_test_dump (filesystem, NEXUS_DUMP_ORIGINAL);
  lines = nexus_jsonl_test_parse (dump);
  g_assert_cmpuint (lines->len, ==, 1);
  members = json_object_get_members (g_ptr_array_index (lines, 0));
  g_assert_cmpuint (g_list_length (members), ==, G_N_ELEMENTS (keys));
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    g_assert_cmpstr (g_list_nth_data (members, i), ==, keys[i]);

  nexus_lib_test_finish (filesystem, folder);
}

/* All lines are of the moment when the dump began, although others write while it goes on. */
static void
test_snapshot (void)
{
  char *folder = nexus_test_make_dir ();
  NexusFilesystem *filesystem = nexus_lib_test_connect_quickly (folder);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr(GString) read_text = g_string_new (NULL);
  g_autoptr(GOutputStream) stream = NULL;
  g_autoptr(NexusOperation) operation = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  char buffer[4096];
  gboolean changed = FALSE;
  gssize count;
  int fds[2];

  /* Some times what a pipe holds. */
  for (guint i = 0; i < 1500; i++)
    {
      g_autofree char *path = g_strdup_printf ("/d%u/%u", i % 7, i);

      nexus_jsonl_test_write (filesystem, path, path);
    }
  before = nexus_jsonl_test_dump (filesystem, NEXUS_DUMP_JSONL);
  g_assert_cmpuint (strlen (before), >, 4 * 65536);

  g_assert_cmpint (pipe (fds), ==, 0);
  stream = g_unix_output_stream_new (fds[1], TRUE);
  operation = nexus_filesystem_dump (filesystem, stream, NEXUS_DUMP_JSONL);
  nexus_operation_run_async (operation, NULL, nexus_test_store_result, &result);

  while (read_text->len < strlen (before) && (count = read (fds[0], buffer, sizeof buffer)) > 0)
    {
      g_string_append_len (read_text, buffer, count);
      if (changed)
        continue;

      /* It has begun, and cannot have come far. */
      delete (filesystem, "/d6");
      nexus_jsonl_test_write (filesystem, "/d5/1490", "changed");
      nexus_jsonl_test_write (filesystem, "/zzz", "new");
      g_assert_true (nexus_filesystem_add_tag (filesystem, "/zzz", "late", NULL, &error));
      changed = TRUE;
    }
  nexus_test_spin_until (result != NULL);
  g_assert_true (nexus_operation_run_finish (operation, result, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (nexus_operation_get_files_done (operation), ==, 1507);
  g_assert_true (g_output_stream_close (stream, NULL, NULL));
  g_assert_cmpint (read (fds[0], buffer, sizeof buffer), ==, 0);
  close (fds[0]);

  g_assert_cmpstr (read_text->str, ==, before);
  after = nexus_jsonl_test_dump (filesystem, NEXUS_DUMP_JSONL);
  g_assert_nonnull (strstr (after, "late"));

  g_clear_object (&result);
  g_clear_object (&operation);
  nexus_lib_test_finish (filesystem, folder);
}

static void
test_cancelled (void)
{
  char *folder = nexus_test_make_dir ();
  NexusFilesystem *filesystem = nexus_lib_test_connect_quickly (folder);
  g_autoptr(GOutputStream) stream = g_memory_output_stream_new_resizable ();
  g_autoptr(NexusOperation) operation = nexus_filesystem_dump (filesystem, stream, NEXUS_DUMP_JSONL);
  g_autoptr(NexusOperation) late = nexus_filesystem_dump (filesystem, stream, NEXUS_DUMP_JSONL);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;

  nexus_jsonl_test_write (filesystem, "/f", "x");
  g_cancellable_cancel (cancellable);
  g_assert_false (nexus_operation_run (operation, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_cmpuint (g_memory_output_stream_get_data_size (G_MEMORY_OUTPUT_STREAM (stream)), ==, 0);

  g_assert_true (nexus_filesystem_close (filesystem, NULL, &error));
  g_assert_false (nexus_operation_run (late, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CLOSED);

  g_clear_object (&operation);
  g_clear_object (&late);
  nexus_lib_test_finish (filesystem, folder);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/jsonl/dump/empty", test_empty);
  g_test_add_func ("/jsonl/dump/order", test_order);
  g_test_add_func ("/jsonl/dump/pages", test_pages);
  g_test_add_func ("/jsonl/dump/facts", test_facts);
  g_test_add_func ("/jsonl/dump/times", test_times);
  g_test_add_func ("/jsonl/dump/trash", test_trash);
  g_test_add_func ("/jsonl/dump/original", test_original);
  g_test_add_func ("/jsonl/dump/snapshot", test_snapshot);
  g_test_add_func ("/jsonl/dump/cancelled", test_cancelled);

  return g_test_run ();
}
