/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "nexus-gio-test.h"

/* Addresses: what they mean, how they are written, and what comes of those that mean nothing. */

static NexusFilesystem *
add_store (const char  *name,
           char       **folder)
{
  NexusFilesystem *filesystem = nexus_gio_test_connect (folder);
  g_autoptr(GError) error = NULL;

  g_assert_true (nexus_vfs_add (name, filesystem, &error));
  g_assert_no_error (error);

  return filesystem;
}

static void
write_text (GFile      *file,
            const char *text)
{
  g_autoptr(GError) error = NULL;

  g_file_replace_contents (file, text, strlen (text), NULL, FALSE, G_FILE_CREATE_NONE, NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
assert_text (GFile      *file,
             const char *text)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *there = NULL;

  g_file_load_contents (file, NULL, &there, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (there, ==, text);
}

static void
assert_fails (GFile *file,
              int    code)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GFileInfo) info = g_file_query_info (file, "*", G_FILE_QUERY_INFO_NONE, NULL, &error);

  g_assert_error (error, G_IO_ERROR, code);
  g_assert_null (info);
}

static void
test_register (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GFile) file = NULL;

  g_assert_true (nexus_vfs_register (&error));
  g_assert_true (nexus_vfs_register (&error));
  g_assert_no_error (error);

  file = g_file_new_for_uri ("nexus:///a");
  g_assert_true (g_file_has_uri_scheme (file, "nexus"));
  g_assert_false (g_file_is_native (file));
  g_assert_null (g_file_get_path (file));
  g_assert_null (g_file_peek_path (file));
}

/* The store that is discovered is connected to when a file is first used, by whichever kind of call. */
static void
test_discovered (void)
{
  g_autofree char *folder = nexus_test_make_dir ();
  g_autofree char *data_dir = g_build_filename (folder, "found", NULL);
  g_autoptr(GFile) file = NULL;
  g_autoptr(GFile) child = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GFileInfo) info = NULL;
  g_autoptr(GError) error = NULL;

  g_setenv ("NEXUS_DATA_DIR", data_dir, TRUE);
  file = g_file_new_for_uri ("nexus:///");
  g_assert_false (g_file_test (data_dir, G_FILE_TEST_EXISTS));

  g_file_query_info_async (file, "standard::type", G_FILE_QUERY_INFO_NONE, G_PRIORITY_DEFAULT, NULL,
                           nexus_test_store_result, &result);
  nexus_test_spin_until (result != NULL);
  info = g_file_query_info_finish (file, result, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_file_info_get_file_type (info), ==, G_FILE_TYPE_DIRECTORY);
  g_assert_true (g_file_test (data_dir, G_FILE_TEST_IS_DIR));

  child = g_file_get_child (file, "child");
  write_text (child, "found");
  assert_text (child, "found");
  g_assert_true (nexus_vfs_remove (NULL));
  g_assert_false (nexus_vfs_remove (NULL));

  /* Discovered anew. */
  assert_text (child, "found");
  g_assert_true (nexus_vfs_remove (NULL));
  g_unsetenv ("NEXUS_DATA_DIR");
  nexus_test_remove_tree (folder);
}

static void
test_not_connected (void)
{
  g_autofree char *folder = nexus_test_make_dir ();
  g_autofree char *data_dir = g_build_filename (folder, "file", NULL);
  g_autoptr(GFile) file = g_file_new_for_uri ("nexus:///a");
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  g_file_set_contents (data_dir, "no store", -1, &error);
  g_assert_no_error (error);
  g_setenv ("NEXUS_DATA_DIR", data_dir, TRUE);

  g_file_delete_async (file, G_PRIORITY_DEFAULT, NULL, nexus_test_store_result, &result);
  nexus_test_spin_until (result != NULL);
  g_assert_false (g_file_delete_finish (file, result, &error));
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, data_dir));

  g_unsetenv ("NEXUS_DATA_DIR");
  nexus_test_remove_tree (folder);
}

static void
test_names (void)
{
  static const char * const bad[] = { "", "A", "-a", ".a", "a b", "a/b", "ä", "a%41", "~1", "a@b", "a:1" };
  g_autofree char *long_name = g_strnfill (64, 'x');
  g_autofree char *longest = g_strnfill (63, 'x');
  char *folder;
  char *other_folder;
  NexusFilesystem *filesystem = nexus_gio_test_connect (&folder);
  NexusFilesystem *other = nexus_gio_test_connect (&other_folder);
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_assert_false (nexus_vfs_add (bad[i], filesystem, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
      g_clear_error (&error);
    }
  g_assert_false (nexus_vfs_add (long_name, filesystem, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  g_clear_error (&error);

  g_assert_true (nexus_vfs_add (longest, filesystem, &error));
  g_assert_true (nexus_vfs_add ("work", filesystem, &error));
  g_assert_true (nexus_vfs_add ("work", filesystem, &error));
  g_assert_no_error (error);
  g_assert_false (nexus_vfs_add ("work", other, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS);

  g_assert_true (nexus_vfs_remove ("work"));
  g_assert_false (nexus_vfs_remove ("work"));
  g_assert_true (nexus_vfs_remove (longest));
  g_assert_false (nexus_vfs_remove ("never added"));
  nexus_lib_test_finish (filesystem, folder);
  nexus_lib_test_finish (other, other_folder);
}

static void
test_added (void)
{
  char *folder;
  NexusFilesystem *filesystem = add_store ("work", &folder);
  g_autoptr(GFile) file = g_file_new_for_uri ("nexus://work/a%20b.txt");
  g_autoptr(GFile) upper = g_file_new_for_uri ("nexus://Work//./a%20b.txt/");
  g_autoptr(GFile) got = nexus_filesystem_get_file (filesystem, "/a b.txt");
  g_autoptr(GFile) odd = nexus_filesystem_get_file (filesystem, "x/../a b.txt");
  g_autofree char *uri = g_file_get_uri (got);

  g_assert_true (g_file_equal (file, got));
  g_assert_true (g_file_equal (file, upper));
  g_assert_true (g_file_equal (file, odd));
  g_assert_cmpuint (g_file_hash (file), ==, g_file_hash (upper));
  g_assert_cmpstr (uri, ==, "nexus://work/a%20b.txt");

  write_text (file, "text");
  assert_text (got, "text");

  g_assert_true (nexus_vfs_remove ("work"));
  assert_fails (file, G_IO_ERROR_NOT_MOUNTED);
  assert_fails (got, G_IO_ERROR_NOT_MOUNTED);
  g_assert_true (nexus_vfs_add ("work", filesystem, NULL));
  assert_text (file, "text");
  g_assert_true (nexus_vfs_remove ("work"));

  nexus_lib_test_finish (filesystem, folder);
}

/* A store without a name gets one that lasts as long as its files, and a file keeps its store. */
static void
test_made_up (void)
{
  char *folder;
  NexusFilesystem *filesystem = nexus_gio_test_connect (&folder);
  GFile *file = nexus_filesystem_get_file (filesystem, "/a");
  g_autoptr(GFile) again = nexus_filesystem_get_file (filesystem, "/a");
  g_autofree char *uri = g_file_get_uri (file);
  g_autoptr(GFile) parsed = g_file_new_for_uri (uri);

  g_assert_true (g_str_has_prefix (uri, "nexus://~"));
  g_assert_true (g_file_equal (file, again));
  g_assert_true (g_file_equal (file, parsed));
  write_text (parsed, "text");
  assert_text (file, "text");

  g_clear_object (&again);
  g_clear_object (&parsed);
  g_object_unref (file);
  parsed = g_file_new_for_uri (uri);
  assert_fails (parsed, G_IO_ERROR_NOT_MOUNTED);
  nexus_lib_test_finish (filesystem, folder);
}

static void
test_relatives (void)
{
  g_autoptr(GFile) root = g_file_new_for_uri ("nexus://work");
  g_autoptr(GFile) a = g_file_new_for_uri ("nexus://work/a");
  g_autoptr(GFile) b = g_file_new_for_uri ("nexus://work/a/b");
  g_autoptr(GFile) ab = g_file_new_for_uri ("nexus://work/ab");
  g_autoptr(GFile) elsewhere = g_file_new_for_uri ("nexus://home/a/b");
  g_autoptr(GFile) parent = g_file_get_parent (b);
  g_autoptr(GFile) child = g_file_get_child (a, "b");
  g_autoptr(GFile) copy = g_file_dup (b);
  g_autoptr(GError) error = NULL;
  g_autofree char *relative = g_file_get_relative_path (a, b);
  g_autofree char *from_root = g_file_get_relative_path (root, b);
  g_autofree char *name = g_file_get_basename (b);
  g_autofree char *root_name = g_file_get_basename (root);
  g_autoptr(GFile) up = g_file_resolve_relative_path (b, "../../../../c");
  g_autoptr(GFile) absolute = g_file_resolve_relative_path (b, "/x");
  g_autoptr(GFile) itself = g_file_resolve_relative_path (b, ".");
  g_autoptr(GFile) shown = g_file_get_child_for_display_name (a, "ü %", &error);
  g_autofree char *up_uri = g_file_get_uri (up);
  g_autofree char *absolute_uri = g_file_get_uri (absolute);
  g_autofree char *shown_uri = g_file_get_uri (shown);
  g_autofree char *shown_name = g_file_get_parse_name (shown);
  g_autoptr(GFile) parsed = g_file_parse_name (shown_name);

  g_assert_no_error (error);
  g_assert_true (g_file_equal (parent, a));
  g_assert_true (g_file_equal (child, b));
  g_assert_true (g_file_equal (copy, b));
  g_assert_true (g_file_equal (itself, b));
  g_assert_false (g_file_equal (b, elsewhere));
  g_assert_null (g_file_get_parent (root));
  g_assert_cmpstr (relative, ==, "b");
  g_assert_cmpstr (from_root, ==, "a/b");
  g_assert_cmpstr (name, ==, "b");
  g_assert_cmpstr (root_name, ==, "/");
  g_assert_cmpstr (up_uri, ==, "nexus://work/c");
  g_assert_cmpstr (absolute_uri, ==, "nexus://work/x");
  g_assert_cmpstr (shown_uri, ==, "nexus://work/a/%C3%BC%20%25");
  g_assert_cmpstr (shown_name, ==, "nexus://work/a/ü%20%25");
  g_assert_true (g_file_equal (parsed, shown));

  g_assert_true (g_file_has_prefix (b, a));
  g_assert_true (g_file_has_prefix (b, root));
  g_assert_false (g_file_has_prefix (a, a));
  g_assert_false (g_file_has_prefix (ab, a));
  g_assert_false (g_file_has_prefix (elsewhere, a));
  g_assert_null (g_file_get_relative_path (a, ab));

  g_assert_null (g_file_get_child_for_display_name (a, "x/y", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_FILENAME);
  g_clear_error (&error);
  g_assert_null (g_file_get_child_for_display_name (a, "..", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_FILENAME);
}

static const struct {
  const char *uri;
  int         code;
} hostile[] = {
  { "nexus:///a%2Fb", G_IO_ERROR_INVALID_FILENAME },
  { "nexus:///a%2f..%2fb", G_IO_ERROR_INVALID_FILENAME },
  { "nexus:///a%00b", G_IO_ERROR_INVALID_FILENAME },
  { "nexus:///%", G_IO_ERROR_INVALID_FILENAME },
  { "nexus:///%4", G_IO_ERROR_INVALID_FILENAME },
  { "nexus:///%zz", G_IO_ERROR_INVALID_FILENAME },
  { "nexus:///a/../b", G_IO_ERROR_INVALID_FILENAME },
  { "nexus:///..", G_IO_ERROR_INVALID_FILENAME },
  { "nexus:///%2e%2E/etc/passwd", G_IO_ERROR_INVALID_FILENAME },
  { "nexus:///a?b", G_IO_ERROR_INVALID_FILENAME },
  { "nexus:///a#b", G_IO_ERROR_INVALID_FILENAME },
  { "nexus://?", G_IO_ERROR_INVALID_FILENAME },
  { "nexus:///%FF", G_IO_ERROR_INVALID_FILENAME },
  { "nexus:///\xff", G_IO_ERROR_INVALID_FILENAME },
  { "nexus:///%C0%AF", G_IO_ERROR_INVALID_FILENAME },
  { "nexus:///%ED%A0%80", G_IO_ERROR_INVALID_FILENAME },
  { "nexus:///a%0Ab", G_IO_ERROR_INVALID_FILENAME },
  { "nexus:///a\nb", G_IO_ERROR_INVALID_FILENAME },
  { "nexus:///a%0D", G_IO_ERROR_INVALID_FILENAME },
  { "nexus://user@host/a", G_IO_ERROR_INVALID_FILENAME },
  { "nexus://host:80/a", G_IO_ERROR_INVALID_FILENAME },
  { "nexus://[::1]/a", G_IO_ERROR_INVALID_FILENAME },
  { "nexus://ho%73t/a", G_IO_ERROR_INVALID_FILENAME },
  { "nexus://-/a", G_IO_ERROR_INVALID_FILENAME },
  { "nexus://~/a", G_IO_ERROR_INVALID_FILENAME },
  { "nexus://ö/a", G_IO_ERROR_INVALID_FILENAME },
  { "nexus:", G_IO_ERROR_INVALID_FILENAME },
  { "nexus:a", G_IO_ERROR_INVALID_FILENAME },
  { "nexus:?", G_IO_ERROR_INVALID_FILENAME },
  { "nexus://nobody-added-this/a", G_IO_ERROR_NOT_MOUNTED },
  { "nexus://~999999/a", G_IO_ERROR_NOT_MOUNTED },
};

/* Each use of a file that is none gives its error, in both kinds of calls, and nothing crashes on the way. */
static void
test_hostile (gconstpointer data)
{
  const char *text = hostile[GPOINTER_TO_UINT (data)].uri;
  int code = hostile[GPOINTER_TO_UINT (data)].code;
  g_autoptr(GFile) file = g_file_new_for_uri (text);
  g_autofree char *uri = g_file_get_uri (file);
  g_autofree char *name G_GNUC_UNUSED = g_file_get_basename (file);
  g_autofree char *parse_name = g_file_get_parse_name (file);
  g_autoptr(GFile) same = g_file_new_for_uri (uri);
  g_autofree char *same_uri = g_file_get_uri (same);
  g_autoptr(GFile) copy = g_file_dup (file);
  g_autoptr(GFile) child = g_file_get_child (file, "child");
  g_autoptr(GFile) other = g_file_new_for_uri ("nexus:///b");
  g_autoptr(GFile) parent G_GNUC_UNUSED = g_file_get_parent (file);
  Ctx ctx = { file, g_string_new (NULL), FALSE };
  g_auto(GStrv) lines = NULL;

  /* The text is a fixed point, in printable ASCII. */
  g_assert_cmpstr (same_uri, ==, uri);
  for (const char *c = uri; *c != '\0'; c++)
    g_assert_true (g_ascii_isgraph (*c));
  g_assert_true (g_file_equal (file, same));
  g_assert_true (g_file_equal (file, copy));
  g_assert_cmpuint (g_file_hash (file), ==, g_file_hash (same));
  g_assert_false (g_file_equal (file, other));
  g_assert_false (g_file_has_prefix (other, file));
  g_assert_true (g_utf8_validate (parse_name, -1, NULL));
  assert_fails (file, code);
  assert_fails (child, code);

  for (guint async = 0; async < 2; async++)
    {
      g_autoptr(GFileInfo) info = g_file_info_new ();

      ctx.async = async != 0;
      g_file_info_set_attribute_uint32 (info, "unix::mode", 0600);
      ctx_read (&ctx, "");
      ctx_write (&ctx, HOW_CREATE, "", "x", NULL, FALSE, G_FILE_CREATE_NONE);
      ctx_write (&ctx, HOW_REPLACE, "", "x", NULL, TRUE, G_FILE_CREATE_NONE);
      ctx_write (&ctx, HOW_APPEND, "", "x", NULL, FALSE, G_FILE_CREATE_NONE);
      ctx_readwrite (&ctx, HOW_CREATE, TRUE, "", "x");
      ctx_readwrite (&ctx, HOW_CREATE, FALSE, "", "x");
      ctx_info (&ctx, "", "*", G_FILE_QUERY_INFO_NONE);
      ctx_list (&ctx, "", "*", G_FILE_QUERY_INFO_NONE);
      ctx_mkdir (&ctx, "");
      ctx_symlink (&ctx, "", "x");
      ctx_delete (&ctx, "");
      ctx_rename (&ctx, "", "x");
      ctx_set (&ctx, "", info, G_FILE_QUERY_INFO_NONE);
      ctx_usage (&ctx, "");
      ctx_copy (&ctx, "", "x", G_FILE_COPY_NONE);
      ctx_move (&ctx, "", "x", G_FILE_COPY_NONE);
    }

  lines = g_strsplit (ctx.log->str, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      if (lines[i][0] == '\0' || lines[i][0] == ' ')
        continue;
      if (!g_str_has_suffix (lines[i], code == G_IO_ERROR_NOT_MOUNTED ? ": not-mounted" : ": invalid-filename"))
        g_error ("%s: %s", uri, lines[i]);
    }
  g_string_free (ctx.log, TRUE);
}

static void
test_hostile_others (void)
{
  g_autoptr(GFile) file = g_file_new_for_uri ("nexus:///a%2Fb");
  g_autoptr(GError) error = NULL;

  g_assert_null (g_file_query_filesystem_info (file, "*", NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_FILENAME);
  g_clear_error (&error);
  g_assert_null (g_file_monitor_directory (file, G_FILE_MONITOR_NONE, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_FILENAME);
  g_clear_error (&error);
  g_assert_false (g_file_trash (file, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_FILENAME);
  g_clear_error (&error);
  g_assert_null (g_file_find_enclosing_mount (file, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_FILENAME);
  g_clear_error (&error);
  g_assert_null (g_file_get_child_for_display_name (file, "x", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_FILENAME);
}

static void
test_too_long (void)
{
  g_autofree char *name = g_strnfill (256, 'n');
  g_autofree char *name_uri = g_strconcat ("nexus:///", name, NULL);
  g_autoptr(GString) deep = g_string_new ("nexus://");
  g_autoptr(GFile) file = g_file_new_for_uri (name_uri);
  g_autoptr(GFile) deep_file = NULL;
  g_autofree char *huge = g_strnfill (4 * 1024 * 1024, 'h');
  g_autofree char *huge_uri = g_strconcat ("nexus:///", huge, NULL);
  g_autoptr(GFile) huge_file = g_file_new_for_uri (huge_uri);

  for (guint i = 0; i < 2100; i++)
    g_string_append (deep, "/d");
  deep_file = g_file_new_for_uri (deep->str);

  assert_fails (file, G_IO_ERROR_FILENAME_TOO_LONG);
  assert_fails (deep_file, G_IO_ERROR_FILENAME_TOO_LONG);
  assert_fails (huge_file, G_IO_ERROR_FILENAME_TOO_LONG);
}

/* Threads make, use and drop files of stores that come and go. */
static gpointer
use_files (gpointer data)
{
  for (guint i = 0; i < 300; i++)
    {
      g_autoptr(GFile) file = g_file_new_for_uri (i % 2 == 0 ? "nexus://comes-and-goes/a" : "nexus://never/a");
      g_autoptr(GError) error = NULL;
      g_autoptr(GFileInfo) info = g_file_query_info (file, "standard::type", G_FILE_QUERY_INFO_NONE, NULL, &error);

      g_assert_null (info);
      g_assert_true (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND) ||
                     g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_MOUNTED));
    }

  return NULL;
}

static void
test_threads (void)
{
  char *folder;
  NexusFilesystem *filesystem = nexus_gio_test_connect (&folder);
  GThread *threads[4];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("user", use_files, NULL);
  for (guint i = 0; i < 300; i++)
    {
      g_assert_true (nexus_vfs_add ("comes-and-goes", filesystem, NULL));
      g_assert_true (nexus_vfs_remove ("comes-and-goes"));
    }
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  nexus_lib_test_finish (filesystem, folder);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/gio/vfs/register", test_register);
  g_test_add_func ("/gio/vfs/discovered", test_discovered);
  g_test_add_func ("/gio/vfs/not-connected", test_not_connected);
  g_test_add_func ("/gio/vfs/names", test_names);
  g_test_add_func ("/gio/vfs/added", test_added);
  g_test_add_func ("/gio/vfs/made-up", test_made_up);
  g_test_add_func ("/gio/vfs/relatives", test_relatives);
  for (guint i = 0; i < G_N_ELEMENTS (hostile); i++)
    {
      g_autofree char *path = g_strdup_printf ("/gio/vfs/hostile/%u", i);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_hostile);
    }
  g_test_add_func ("/gio/vfs/hostile/others", test_hostile_others);
  g_test_add_func ("/gio/vfs/too-long", test_too_long);
  g_test_add_func ("/gio/vfs/threads", test_threads);

  /* Every test needs it, and it can be done only once. */
  g_assert_true (nexus_vfs_register (NULL));

  return g_test_run ();
}
