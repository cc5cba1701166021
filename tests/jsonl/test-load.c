/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "nexus-jsonl-test.h"

/* What a load makes of a dump: all of it again, or nothing. */

static void
assert_missing (NexusFilesystem *filesystem,
                const char      *path)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = nexus_filesystem_read (filesystem, path, NULL, &error);

  g_assert_error (error, NEXUS_ERROR, NEXUS_ERROR_CONTENT_MISSING);
  g_assert_null (bytes);
}

/* --- There and back --- */

static void
delete (NexusFilesystem *filesystem,
        const char      *path)
{
  g_autoptr(GError) error = NULL;

  nexus_filesystem_delete (filesystem, path, NULL, NEXUS_DELETE_RECURSIVE, NULL, &error);
  g_assert_no_error (error);
}

/* Some of all that a store can hold; the contents go into a folder too. */
static void
fill (NexusFilesystem *filesystem,
      const char      *contents)
{
  static const struct { const char *path; const char *text; } files[] = {
    { "/a.txt", "one" }, { "/a.txt", "two" }, { "/a.txt", "three" }, { "/a/b/c", "deep" }, { "/a-", "" },
    { "/a/same", "one" }, { "/é \"q\"\t\\/ü", "letters" }, { "/gone/sub/x", "1" },
  };
  g_autoptr(NexusEntry) entry = NULL;
  g_autoptr(NexusEntry) link = NULL;
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_free (nexus_jsonl_test_put (contents, "HASH", G_CHECKSUM_SHA256, files[i].text));
      nexus_jsonl_test_write (filesystem, files[i].path, files[i].text);
    }
  delete (filesystem, "/gone");
  g_free (nexus_jsonl_test_put (contents, "HASH", G_CHECKSUM_SHA256, "2"));
  nexus_jsonl_test_write (filesystem, "/gone/sub/x", "2");
  nexus_jsonl_test_write (filesystem, "/gone/sub/y", "2");
  delete (filesystem, "/gone/sub");
  delete (filesystem, "/a/same");

  link = nexus_filesystem_make_symbolic_link (filesystem, "/link", "../there", NULL, &error);
  g_assert_no_error (error);
  g_assert_true (nexus_filesystem_add_tag (filesystem, "/a.txt", "work", NULL, &error));
  g_assert_true (nexus_filesystem_add_tag (filesystem, "/a", "work", NULL, &error));
  g_assert_true (nexus_filesystem_add_tag (filesystem, "/a", "été", NULL, &error));
  g_assert_true (nexus_filesystem_set_tag_color (filesystem, "work", "#3584e4", NULL, &error));
  g_assert_true (nexus_filesystem_set_attribute (filesystem, "/a.txt", "author", g_variant_new_string ("Ann\n\"é\""), NULL, &error));
  g_assert_true (nexus_filesystem_set_attribute (filesystem, "/a.txt", "n", g_variant_new_int64 (G_MININT64), NULL, &error));
  g_assert_true (nexus_filesystem_set_attribute (filesystem, "/a/b", "d", g_variant_new_double (0.1), NULL, &error));
  entry = nexus_filesystem_set_modified (filesystem, "/a/b", -1, NULL, &error);
  g_assert_no_error (error);
}

static void
test_round_trip (void)
{
  char *folder = nexus_test_make_dir ();
  char *other_folder = nexus_test_make_dir ();
  char *contents = nexus_test_make_dir ();
  NexusFilesystem *filesystem = nexus_jsonl_test_connect_sha256 (folder);
  NexusFilesystem *other = nexus_jsonl_test_connect_sha256 (other_folder);
  g_autofree char *dump = NULL;
  g_autofree char *again = NULL;
  g_autofree char *third = NULL;
  g_autoptr(NexusLoad) load = NULL;
  g_autoptr(NexusLoad) twice = NULL;
  g_autoptr(GBytes) version = NULL;
  g_autoptr(GListModel) trash = NULL;
  g_autoptr(GError) error = NULL;

  fill (filesystem, contents);
  dump = nexus_jsonl_test_dump (filesystem, NEXUS_DUMP_JSONL);
  load = nexus_jsonl_test_load_good (other, dump, contents, NEXUS_LOAD_SKIP);
  again = nexus_jsonl_test_dump (other, NEXUS_DUMP_JSONL);
  g_assert_cmpstr (again, ==, dump);
  g_assert_cmpuint (nexus_load_get_n_missing (load), ==, 0);
  g_assert_cmpuint (nexus_load_get_n_collisions (load), ==, 0);

  nexus_lib_test_assert_text (other, "/a.txt", "three");
  nexus_lib_test_assert_text (other, "/a-", "");
  nexus_lib_test_assert_text (other, "/a/b/c", "deep");
  version = nexus_filesystem_read_version (other, "/a.txt", 1, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (version, NULL), g_bytes_get_size (version), "one", 3);

  /* What came into the trash can be brought back. */
  trash = nexus_filesystem_list_trash (other, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (trash), ==, 3);
  for (guint i = 0; i < g_list_model_get_n_items (trash); i++)
    {
      g_autoptr(NexusTrashItem) item = g_list_model_get_item (trash, i);
      g_autoptr(NexusEntry) entry = NULL;

      if (strcmp (nexus_trash_item_get_original_path (item), "/gone/sub") != 0)
        continue;
      entry = nexus_filesystem_restore (other, nexus_trash_item_get_id (item), NULL, NEXUS_CONFLICT_FAIL, NULL, &error);
      g_assert_no_error (error);
      nexus_lib_test_assert_text (other, "/gone/sub/y", "2");
      delete (other, "/gone/sub");
    }

  /* Once more where all of it is: nothing is made twice. */
  twice = nexus_jsonl_test_load_good (filesystem, dump, NULL, NEXUS_LOAD_SKIP);
  g_assert_cmpuint (nexus_load_get_n_created (twice), ==, 0);
  g_assert_cmpuint (nexus_load_get_n_collisions (twice), ==, 0);
  third = nexus_jsonl_test_dump (filesystem, NEXUS_DUMP_JSONL);
  g_assert_cmpstr (third, ==, dump);

  g_clear_object (&load);
  g_clear_object (&twice);
  nexus_lib_test_finish (filesystem, folder);
  nexus_lib_test_finish (other, other_folder);
  nexus_test_remove_tree (contents);
  g_free (contents);
}

/* Without contents, too, the dump of what was loaded is the one that was loaded. */
static void
test_missing (void)
{
  char *folder = nexus_test_make_dir ();
  char *other_folder = nexus_test_make_dir ();
  char *contents = nexus_test_make_dir ();
  NexusFilesystem *filesystem = nexus_jsonl_test_connect_sha256 (folder);
  NexusFilesystem *other = nexus_jsonl_test_connect_sha256 (other_folder);
  g_autofree char *dump = NULL;
  g_autofree char *again = NULL;
  g_autoptr(NexusLoad) load = NULL;
  g_autoptr(NexusLoad) arrived = NULL;
  g_autoptr(GBytes) version = NULL;
  g_autoptr(GError) error = NULL;

  fill (filesystem, contents);
  dump = nexus_jsonl_test_dump (filesystem, NEXUS_DUMP_JSONL);
  load = nexus_jsonl_test_load_good (other, dump, NULL, NEXUS_LOAD_SKIP);
  g_assert_cmpuint (nexus_load_get_n_missing (load), >, 5);
  again = nexus_jsonl_test_dump (other, NEXUS_DUMP_JSONL);
  g_assert_cmpstr (again, ==, dump);

  assert_missing (other, "/a.txt");
  nexus_lib_test_assert_text (other, "/a-", "");
  version = nexus_filesystem_read_version (other, "/a.txt", 1, NULL, &error);
  g_assert_error (error, NEXUS_ERROR, NEXUS_ERROR_CONTENT_MISSING);
  g_clear_error (&error);

  /* They arrive with another load, or when somebody writes the same. */
  nexus_jsonl_test_write (other, "/elsewhere", "three");
  nexus_lib_test_assert_text (other, "/a.txt", "three");
  assert_missing (other, "/a/b/c");
  delete (other, "/elsewhere");
  arrived = nexus_jsonl_test_load_good (other, dump, contents, NEXUS_LOAD_SKIP);
  g_assert_cmpuint (nexus_load_get_n_created (arrived), ==, 0);
  g_assert_cmpuint (nexus_load_get_n_missing (arrived), ==, 0);
  nexus_lib_test_assert_text (other, "/a/b/c", "deep");
  version = nexus_filesystem_read_version (other, "/a.txt", 1, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (version, NULL), g_bytes_get_size (version), "one", 3);

  g_clear_object (&load);
  g_clear_object (&arrived);
  nexus_lib_test_finish (filesystem, folder);
  nexus_lib_test_finish (other, other_folder);
  nexus_test_remove_tree (contents);
  g_free (contents);
}

/* As the original writes it, into a store that names its contents by another function. */
static void
test_foreign (void)
{
  char *folder = nexus_test_make_dir ();
  char *contents = nexus_test_make_dir ();
  NexusFilesystem *filesystem = nexus_lib_test_connect_quickly (folder);
  g_autofree char *hash = nexus_jsonl_test_put (contents, "cas/AB/CD/HASH", G_CHECKSUM_SHA256, "text");
  g_autofree char *md5 = nexus_jsonl_test_put (contents, "HASH", G_CHECKSUM_MD5, "older");
  g_autofree char *text = NULL;
  g_autofree char *dump = NULL;
  g_autoptr(NexusLoad) load = NULL;
  g_autoptr(NexusLoad) later = NULL;
  g_autoptr(NexusLoad) again = NULL;
  g_autoptr(NexusEntry) entry = NULL;
  g_autoptr(GPtrArray) lines = NULL;
  g_autoptr(GError) error = NULL;
  JsonObject *line;

  text = g_strdup_printf (
    "{\"path\": \"/a.py\", \"backend_name\": \"local\", \"physical_path\": \"%s\", \"size\": 4, \"etag\": \"%s\", "
    "\"mime_type\": null, \"created_at\": \"2026-11-20T23:31:10.569586\", \"modified_at\": \"2026-11-20 23:31:11+01:00\", "
    "\"version\": 1, \"custom_metadata\": {\"author\": \"Ann\", \"list\": [1, 2], \"none\": null}}\n"
    "\n  \t\r\n"
    "{\"path\": \"b\", \"backend_name\": \"local\", \"physical_path\": \"b\", \"size\": 5, \"etag\": \"%s\"}\r\n"
    "{\"path\": \"/c\", \"backend_name\": \"local\", \"physical_path\": \"%s\", \"size\": 4}\n"
    "{\"path\": \"/named\", \"backend_name\": \"s3\", \"physical_path\": \"k\", \"size\": 7, \"etag\": \"W/\\\"1\\\"\", \"later\": [{}]}",
    hash, hash, md5, hash);

  /* First without them, so that they are known by those names. */
  load = nexus_jsonl_test_load_good (filesystem, text, NULL, NEXUS_LOAD_SKIP);
  nexus_jsonl_test_assert_counts (load, 4, 0, 0, 0);
  assert_missing (filesystem, "/a.py");
  later = nexus_jsonl_test_load_good (filesystem, text, contents, NEXUS_LOAD_SKIP);
  nexus_jsonl_test_assert_counts (later, 0, 4, 0, 0);
  g_assert_cmpuint (nexus_load_get_n_missing (later), ==, 1);
  nexus_lib_test_assert_text (filesystem, "/a.py", "text");
  nexus_lib_test_assert_text (filesystem, "/b", "older");
  nexus_lib_test_assert_text (filesystem, "/c", "text");
  assert_missing (filesystem, "/named");
  again = nexus_jsonl_test_load_good (filesystem, text, contents, NEXUS_LOAD_SKIP);
  nexus_jsonl_test_assert_counts (again, 0, 4, 0, 0);

  entry = nexus_filesystem_query (filesystem, "/a.py", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (nexus_entry_get_etag (entry), !=, hash);
  dump = nexus_jsonl_test_dump (filesystem, NEXUS_DUMP_JSONL);
  lines = nexus_jsonl_test_parse (dump);
  line = nexus_jsonl_test_find (lines, "/a.py", 0);
  g_assert_cmpstr (json_object_get_string_member (line, "etag"), ==, nexus_entry_get_etag (entry));
  g_assert_cmpstr (json_object_get_string_member (line, "created_at"), ==, "2026-11-20T23:31:10.569586");
  g_assert_cmpstr (json_object_get_string_member (line, "modified_at"), ==, "2026-11-20T22:31:11.000000");
  line = json_object_get_object_member (line, "custom_metadata");
  g_assert_cmpuint (json_object_get_size (line), ==, 2);
  g_assert_cmpstr (json_object_get_string_member (line, "author"), ==, "Ann");

  g_clear_object (&load);
  g_clear_object (&later);
  g_clear_object (&again);
  nexus_lib_test_finish (filesystem, folder);
  nexus_test_remove_tree (contents);
  g_free (contents);
}

/* --- Contents from a folder --- */

static void
test_layouts (void)
{
  static const char * const layouts[] = {
    "HASH", "AB/HASH", "AB/CD/HASH", "cas/AB/CD/HASH", "cas/AB/HASH", "cas/HASH", "content/AB/HASH",
  };
  char *folder = nexus_test_make_dir ();
  char *contents = nexus_test_make_dir ();
  NexusFilesystem *filesystem = nexus_lib_test_connect_quickly (folder);
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(NexusLoad) load = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (layouts); i++)
    {
      g_autofree char *line = nexus_jsonl_test_make_line (layouts[i], layouts[i], "");

      g_free (nexus_jsonl_test_put (contents, layouts[i], G_CHECKSUM_SHA256, layouts[i]));
      g_string_append (text, line);
    }
  load = nexus_jsonl_test_load_good (filesystem, text->str, contents, NEXUS_LOAD_SKIP);
  g_assert_cmpuint (nexus_load_get_n_missing (load), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (layouts); i++)
    {
      g_autofree char *path = g_strconcat ("/", layouts[i], NULL);

      nexus_lib_test_assert_text (filesystem, path, layouts[i]);
    }

  g_clear_object (&load);
  nexus_lib_test_finish (filesystem, folder);
  nexus_test_remove_tree (contents);
  g_free (contents);
}

/* Larger than what is read at once. */
static void
test_large (void)
{
  char *folder = nexus_test_make_dir ();
  char *contents = nexus_test_make_dir ();
  NexusFilesystem *filesystem = nexus_lib_test_connect_quickly (folder);
  g_autofree char *text = g_strnfill (5 * 1024 * 1024 + 7, 'x');
  g_autofree char *hash G_GNUC_UNUSED = nexus_jsonl_test_put (contents, "HASH", G_CHECKSUM_SHA256, text);
  g_autofree char *line = nexus_jsonl_test_make_line ("/large", text, "");
  g_autoptr(NexusLoad) trial = NULL;
  g_autoptr(NexusLoad) load = NULL;
  g_autoptr(GError) error = NULL;

  trial = nexus_jsonl_test_load (filesystem, line, contents, NEXUS_LOAD_SKIP, NEXUS_LOAD_DRY_RUN, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (nexus_load_get_n_missing (trial), ==, 0);
  load = nexus_jsonl_test_load_good (filesystem, line, contents, NEXUS_LOAD_SKIP);
  nexus_lib_test_assert_text (filesystem, "/large", text);

  g_clear_object (&trial);
  g_clear_object (&load);
  nexus_lib_test_finish (filesystem, folder);
  nexus_test_remove_tree (contents);
  g_free (contents);
}

/* What is not what it is called is left out and told of; links and folders in the place of a file are no contents. */
static void
test_damaged (void)
{
  char *folder = nexus_test_make_dir ();
  char *contents = nexus_test_make_dir ();
  NexusFilesystem *filesystem = nexus_lib_test_connect_quickly (folder);
  g_autofree char *good G_GNUC_UNUSED = nexus_jsonl_test_put (contents, "HASH", G_CHECKSUM_SHA256, "good");
  g_autofree char *damaged = nexus_jsonl_test_put (contents, "HASH", G_CHECKSUM_SHA256, "damaged");
  g_autofree char *shorter = nexus_jsonl_test_put (contents, "HASH", G_CHECKSUM_SHA256, "shorter");
  g_autofree char *linked = g_compute_checksum_for_string (G_CHECKSUM_SHA256, "linked", -1);
  g_autofree char *directory = g_compute_checksum_for_string (G_CHECKSUM_SHA256, "directory", -1);
  static const char * const names[] = { "good", "damaged", "shorter", "linked", "directory" };
  g_autofree char *damaged_path = g_build_filename (contents, damaged, NULL);
  g_autofree char *shorter_path = g_build_filename (contents, shorter, NULL);
  g_autofree char *linked_path = g_build_filename (contents, linked, NULL);
  g_autofree char *directory_path = g_build_filename (contents, directory, NULL);
  g_autofree char *outside = g_build_filename (contents, "outside", NULL);
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(GFile) link = g_file_new_for_path (linked_path);
  g_autoptr(NexusLoad) load = NULL;
  g_autoptr(NexusFailure) failure = NULL;
  g_autoptr(GError) error = NULL;
  GListModel *failures;

  g_assert_true (g_file_set_contents (damaged_path, "DAMAGED", -1, NULL));
  g_assert_true (g_file_set_contents (shorter_path, "short", -1, NULL));
  g_assert_true (g_file_set_contents (outside, "linked", -1, NULL));
  g_assert_true (g_file_make_symbolic_link (link, outside, NULL, NULL));
  g_assert_cmpint (g_mkdir_with_parents (directory_path, 0700), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *line = nexus_jsonl_test_make_line (names[i], names[i], "");

      g_string_append (text, line);
    }

  load = nexus_jsonl_test_load (filesystem, text->str, contents, NEXUS_LOAD_SKIP, NEXUS_LOAD_NONE, &error);
  g_assert_error (error, NEXUS_ERROR, NEXUS_ERROR_PARTIAL);
  nexus_jsonl_test_assert_counts (load, 5, 0, 0, 0);
  g_assert_cmpuint (nexus_load_get_n_missing (load), ==, 4);
  failures = nexus_operation_get_failures (NEXUS_OPERATION (load));
  g_assert_cmpuint (g_list_model_get_n_items (failures), ==, 4);
  failure = g_list_model_get_item (failures, 0);
  g_assert_cmpstr (nexus_failure_get_path (failure), ==, "/damaged");
  g_assert_nonnull (strstr (nexus_failure_get_message (failure), damaged));

  nexus_lib_test_assert_text (filesystem, "/good", "good");
  for (guint i = 1; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_strconcat ("/", names[i], NULL);

      assert_missing (filesystem, path);
    }

  g_clear_object (&load);
  nexus_lib_test_finish (filesystem, folder);
  nexus_test_remove_tree (contents);
  g_free (contents);
}

static void
test_no_folder (void)
{
  char *folder = nexus_test_make_dir ();
  NexusFilesystem *filesystem = nexus_lib_test_connect_quickly (folder);
  g_autoptr(NexusLoad) load = NULL;
  g_autoptr(GError) error = NULL;

  load = nexus_jsonl_test_load (filesystem, "", "/nonexistent/contents", NEXUS_LOAD_SKIP, NEXUS_LOAD_NONE, &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "/nonexistent/contents"));

  g_clear_object (&load);
  nexus_lib_test_finish (filesystem, folder);
}

/* --- Nothing, and others --- */

static void
test_dry_run (void)
{
  char *folder = nexus_test_make_dir ();
  char *contents = nexus_test_make_dir ();
  NexusFilesystem *filesystem = nexus_jsonl_test_connect_sha256 (folder);
  g_autofree char *hash G_GNUC_UNUSED = nexus_jsonl_test_put (contents, "HASH", G_CHECKSUM_SHA256, "loaded");
  g_autofree char *one = nexus_jsonl_test_make_line ("/d/f", "loaded", ", \"tags\": [\"t\"]");
  g_autofree char *two = nexus_jsonl_test_make_line ("/new/f", "loaded", "");
  g_autofree char *three = nexus_jsonl_test_make_line ("/new/g", "nowhere", "");
  g_autofree char *text = g_strconcat (one, two, three, NULL);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr(NexusLoad) trial = NULL;
  g_autoptr(NexusLoad) load = NULL;
  g_autoptr(NexusStatistics) statistics = NULL;
  g_autoptr(GError) error = NULL;

  nexus_jsonl_test_write (filesystem, "/d/f", "old");
  before = nexus_jsonl_test_dump (filesystem, NEXUS_DUMP_JSONL);
  trial = nexus_jsonl_test_load (filesystem, text, contents, NEXUS_LOAD_OVERWRITE, NEXUS_LOAD_DRY_RUN, &error);
  g_assert_no_error (error);
  after = nexus_jsonl_test_dump (filesystem, NEXUS_DUMP_JSONL);
  g_assert_cmpstr (before, ==, after);
  statistics = nexus_filesystem_get_statistics (filesystem, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (nexus_statistics_get_n_contents (statistics), ==, 1);

  /* It has said what comes of it. */
  load = nexus_jsonl_test_load_good (filesystem, text, contents, NEXUS_LOAD_OVERWRITE);
  nexus_jsonl_test_assert_counts (trial, 2, 1, 0, 0);
  nexus_jsonl_test_assert_counts (load, 2, 1, 0, 0);
  g_assert_cmpuint (nexus_load_get_n_missing (trial), ==, 1);
  g_assert_cmpuint (nexus_load_get_n_missing (load), ==, 1);
  g_assert_cmpuint (g_list_model_get_n_items (nexus_load_get_collisions (trial)), ==, 1);

  g_clear_object (&trial);
  g_clear_object (&load);
  nexus_lib_test_finish (filesystem, folder);
  nexus_test_remove_tree (contents);
  g_free (contents);
}

/* What somebody else has made in the middle of a dump is no hindrance: their ids may be anywhere. */
static void
test_ids (void)
{
  static const char id[] = "0192f0c1-7a3b-7cde-8f01-23456789abcd";
  char *folder = nexus_test_make_dir ();
  NexusFilesystem *filesystem = nexus_lib_test_connect_quickly (folder);
  g_autofree char *rest = g_strdup_printf (", \"id\": \"%s\"", id);
  g_autofree char *one = nexus_jsonl_test_make_line ("/a", "1", rest);
  g_autofree char *two = nexus_jsonl_test_make_line ("/b", "2", rest);
  g_autofree char *text = g_strconcat (one, two, NULL);
  g_autoptr(NexusLoad) load = nexus_jsonl_test_load_good (filesystem, text, NULL, NEXUS_LOAD_SKIP);
  g_autoptr(NexusEntry) a = nexus_filesystem_query (filesystem, "/a", NULL, NULL);
  g_autoptr(NexusEntry) b = nexus_filesystem_query (filesystem, "/b", NULL, NULL);

  nexus_jsonl_test_assert_counts (load, 2, 0, 0, 0);
  g_assert_cmpstr (nexus_entry_get_id (a), ==, id);
  g_assert_cmpstr (nexus_entry_get_id (b), !=, id);

  g_clear_object (&load);
  nexus_lib_test_finish (filesystem, folder);
}

static void
cancel_cb (NexusOperation *operation,
           GParamSpec     *pspec,
           GCancellable   *cancellable)
{
  g_cancellable_cancel (cancellable);
}

static void
test_cancelled (void)
{
  char *folder = nexus_test_make_dir ();
  NexusFilesystem *filesystem = nexus_lib_test_connect_quickly (folder);
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(GInputStream) stream = NULL;
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(NexusLoad) load = NULL;
  g_autoptr(NexusLoad) late = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *dump = NULL;

  for (guint i = 0; i < 30000; i++)
    g_string_append_printf (text, "{\"path\": \"/d%u/%u\", \"backend_name\": \"l\", \"physical_path\": \"%u\", \"size\": 1}\n", i % 7, i, i);
  stream = g_memory_input_stream_new_from_data (text->str, (gssize) text->len, NULL);
  load = nexus_filesystem_load (filesystem, stream, NULL, NEXUS_LOAD_SKIP, NEXUS_LOAD_NONE);
  g_signal_connect (load, "notify::files-done", G_CALLBACK (cancel_cb), cancellable);
  nexus_operation_run_async (NEXUS_OPERATION (load), cancellable, nexus_test_store_result, &result);
  nexus_test_spin_until (result != NULL);
  g_assert_false (nexus_operation_run_finish (NEXUS_OPERATION (load), result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  dump = nexus_jsonl_test_dump (filesystem, NEXUS_DUMP_JSONL);
  g_assert_cmpstr (dump, ==, "");

  late = nexus_filesystem_load (filesystem, stream, NULL, NEXUS_LOAD_SKIP, NEXUS_LOAD_NONE);
  g_assert_true (nexus_filesystem_close (filesystem, NULL, &error));
  g_assert_false (nexus_operation_run (NEXUS_OPERATION (late), NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CLOSED);

  g_clear_object (&result);
  g_clear_object (&load);
  g_clear_object (&late);
  nexus_lib_test_finish (filesystem, folder);
}

static guint
count_found (NexusFilesystem *filesystem,
             const char      *text)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusQuery) query = nexus_query_new_parse (text, &error);
  g_autoptr(NexusSearchResults) results = NULL;

  g_assert_no_error (error);
  results = nexus_filesystem_search (filesystem, query, NEXUS_SEARCH_ORDER_NAME, NULL, &error);
  g_assert_no_error (error);

  return nexus_search_results_get_count (results);
}

static void
changed_cb (NexusFilesystem *filesystem,
            NexusChange     *change,
            GHashTable      *changes)
{
  const char *path = nexus_change_get_path (change);

  g_hash_table_add (changes, g_strdup_printf ("%d %s", nexus_change_get_kind (change), path != NULL ? path : ""));
}

/* Others are told of it, in this process and in another one, and searches find what came. */
static void
test_told (void)
{
  char *folder = nexus_test_make_dir ();
  NexusFilesystem *filesystem = nexus_lib_test_connect_quickly (folder);
  NexusFilesystem *other = nexus_lib_test_connect_quickly (folder);
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(GHashTable) seen_there = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(NexusLoad) load = NULL;
  g_autofree char *children = g_strdup_printf ("%d /d", NEXUS_CHANGE_CHILDREN);
  g_autofree char *tags = g_strdup_printf ("%d ", NEXUS_CHANGE_TAGS);
  g_autofree char *trash = g_strdup_printf ("%d ", NEXUS_CHANGE_TRASH);
  g_autofree char *one = nexus_jsonl_test_make_line ("/d/found.txt", "1", ", \"tags\": [\"t\"], \"custom_metadata\": {\"k\": \"apple\"}");
  g_autofree char *two = nexus_jsonl_test_make_line ("/gone", "2", ", \"deleted_at\": \"2026-01-01T00:00:00\"");
  g_autofree char *three = nexus_jsonl_test_make_line ("/d/there", "old", ", \"custom_metadata\": {\"k\": \"pear\"}");
  g_autofree char *text = g_strconcat (one, three, two, NULL);
  g_autoptr(GError) error = NULL;

  nexus_jsonl_test_write (filesystem, "/d/there", "old");
  g_signal_connect (filesystem, "changed", G_CALLBACK (changed_cb), seen);
  g_signal_connect (other, "changed", G_CALLBACK (changed_cb), seen_there);
  g_assert_cmpuint (count_found (filesystem, "found"), ==, 0);
  g_assert_cmpuint (count_found (other, "k:pear"), ==, 0);
  /* Somebody is listening from here on. */
  nexus_jsonl_test_write (filesystem, "/before", "x");
  nexus_test_spin_until (g_hash_table_size (seen) > 0);

  load = nexus_jsonl_test_load_good (filesystem, text, NULL, NEXUS_LOAD_OVERWRITE);
  nexus_test_spin_until (g_hash_table_contains (seen, children) && g_hash_table_contains (seen, tags) &&
                         g_hash_table_contains (seen, trash));
  nexus_test_spin_until (g_hash_table_contains (seen_there, children) && g_hash_table_contains (seen_there, tags) &&
                         g_hash_table_contains (seen_there, trash));
  g_assert_cmpuint (count_found (filesystem, "found"), ==, 1);
  g_assert_cmpuint (count_found (filesystem, "tag:t"), ==, 1);
  g_assert_cmpuint (count_found (other, "k:pear"), ==, 1);
  g_assert_cmpuint (count_found (other, "k:apple"), ==, 1);
  g_assert_cmpuint (count_found (other, "gone"), ==, 0);

  g_assert_true (nexus_filesystem_close (other, NULL, &error));
  g_assert_no_error (error);
  nexus_test_assert_finalized (other);
  g_clear_object (&load);
  nexus_lib_test_finish (filesystem, folder);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/jsonl/load/round-trip", test_round_trip);
  g_test_add_func ("/jsonl/load/missing", test_missing);
  g_test_add_func ("/jsonl/load/foreign", test_foreign);
  g_test_add_func ("/jsonl/load/layouts", test_layouts);
  g_test_add_func ("/jsonl/load/large", test_large);
  g_test_add_func ("/jsonl/load/damaged", test_damaged);
  g_test_add_func ("/jsonl/load/no-folder", test_no_folder);
  g_test_add_func ("/jsonl/load/dry-run", test_dry_run);
  g_test_add_func ("/jsonl/load/ids", test_ids);
  g_test_add_func ("/jsonl/load/cancelled", test_cancelled);
  g_test_add_func ("/jsonl/load/told", test_told);

  return g_test_run ();
}
