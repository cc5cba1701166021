/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <glib/gstdio.h>
#include <nexus-glib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "nexus-config-private.h"
#include "nexus-test-util.h"

/* Configurations as text: what is read, what is refused, and where an error is said to be. */

static void
assert_defaults (NexusConfig *config)
{
  g_assert_cmpint (nexus_config_get_mode (config), ==, NEXUS_MODE_EMBEDDED);
  g_assert_true (g_path_is_absolute (nexus_config_get_data_dir (config)));
  g_assert_null (nexus_config_get_database (config));
  g_assert_cmpint (nexus_config_get_content_hash (config), ==, NEXUS_CONTENT_HASH_BLAKE2B_256);
  g_assert_cmpint (nexus_config_get_durability (config), ==, NEXUS_DURABILITY_FULL);
  g_assert_cmpuint (nexus_config_get_history_limit (config), ==, 20);
  g_assert_cmpuint (nexus_config_get_trash_days (config), ==, 30);
  g_assert_null (nexus_config_get_url (config));
  g_assert_null (nexus_config_get_api_key (config));
  g_assert_cmpfloat (nexus_config_get_timeout (config), ==, 30.0);
  g_assert_cmpuint (nexus_config_get_readers (config), ==, 4);
  g_assert_true (nexus_config_get_index_text (config));
  g_assert_cmpuint (nexus_config_get_undo_limit (config), ==, 1000);
  g_assert_cmpuint (nexus_config_get_undo_days (config), ==, 30);
  g_assert_cmpuint (nexus_config_get_disk_reserve_mb (config), ==, 64);
  g_assert_cmpstr (nexus_config_get_origin (config, "readers"), ==, "default");
  g_assert_null (nexus_config_get_warnings (config)[0]);
}

static void
test_empty (void)
{
  static const char * const texts[] = {
    "", "\n", "# only a comment\n", "---\n", "---\n...\n", "{}", "~", "null\n", "\xef\xbb\xbf", "readers:\nmode: ~\nurl: null\n",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(NexusConfig) config = nexus_config_new_from_data (texts[i], &error);

      g_assert_no_error (error);
      assert_defaults (config);
    }
}

static void
test_all_keys (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusConfig) config = NULL;

  config = nexus_config_new_from_data ("mode: distributed\n"
                                       "data_dir: /srv/nexus\n"
                                       "database: sqlite:////srv/meta.db\n"
                                       "content_hash: sha256\n"
                                       "durability: normal\n"
                                       "history_limit: 0\n"
                                       "trash-days: 365\n"
                                       "url: \"https://nexus.example\"\n"
                                       "api_key: 'k e y'\n"
                                       "timeout: 2.5\n"
                                       "index_text: No\n"
                                       "disk_reserve_mb: 500\n"
                                       "readers: 64\n", &error);
  g_assert_no_error (error);
  g_assert_cmpint (nexus_config_get_mode (config), ==, NEXUS_MODE_DISTRIBUTED);
  g_assert_cmpstr (nexus_config_get_data_dir (config), ==, "/srv/nexus");
  g_assert_cmpstr (nexus_config_get_database (config), ==, "sqlite:////srv/meta.db");
  g_assert_cmpint (nexus_config_get_content_hash (config), ==, NEXUS_CONTENT_HASH_SHA256);
  g_assert_cmpint (nexus_config_get_durability (config), ==, NEXUS_DURABILITY_NORMAL);
  g_assert_cmpuint (nexus_config_get_history_limit (config), ==, 0);
  g_assert_cmpuint (nexus_config_get_trash_days (config), ==, 365);
  g_assert_cmpstr (nexus_config_get_url (config), ==, "https://nexus.example");
  g_assert_cmpstr (nexus_config_get_api_key (config), ==, "k e y");
  g_assert_cmpfloat (nexus_config_get_timeout (config), ==, 2.5);
  g_assert_cmpuint (nexus_config_get_readers (config), ==, 64);
  g_assert_false (nexus_config_get_index_text (config));
  g_assert_cmpuint (nexus_config_get_disk_reserve_mb (config), ==, 500);
  g_assert_null (nexus_config_get_warnings (config)[0]);
  g_assert_cmpstr (nexus_config_get_origin (config, "trash_days"), ==, "data");
  g_assert_cmpstr (nexus_config_get_origin (config, "trash-days"), ==, "data");
  g_assert_null (nexus_config_get_origin (config, "no_such_key"));
}

/* Place and reason of each error. */
static void
test_errors (void)
{
  static const struct { const char *text; const char *place; const char *reason; } cases[] = {
    { "readers: many\n", "data:1:10: ", "“readers” is a whole number from 1 to 64, not “many”" },
    { "mode: embedded\nreaders: 0\n", "data:2:10: ", "from 1 to 64" },
    { "readers: 65\n", "data:1:10: ", "not “65”" },
    { "readers: -1\n", "data:1:10: ", "not “-1”" },
    { "readers: 4.5\n", "data:1:10: ", "whole number" },
    { "history_limit: 99999999999999999999\n", "data:1:16: ", "whole number" },
    { "undo_limit: 0\n", "data:1:13: ", "“undo_limit” is a whole number from 1 to 1000000, not “0”" },
    { "undo_days: 36501\n", "data:1:12: ", "from 0 to 36500" },
    { "undo_day: 5\nundo_days: x\n", "data:2:12: ", "whole number" },
    { "trash_days: true\n", "data:1:13: ", "not “true”" },
    { "mode: embedded\ndisk_reserve_mb: 1G\n", "data:2:18: ", "“disk_reserve_mb” is a whole number" },
    { "disk_reserve_mb: 1048577\n", "data:1:18: ", "not “1048577”" },
    { "index_text: 2\n", "data:1:13: ", "“index_text” is true or false, not “2”" },
    { "index_text: maybe\n", "data:1:13: ", "true or false" },
    { "timeout: soon\n", "data:1:10: ", "is a number" },
    { "timeout: -1\n", "data:1:10: ", "is a number" },
    { "timeout: nan\n", "data:1:10: ", "is a number" },
    { "timeout: .inf\n", "data:1:10: ", "is a number" },
    { "timeout: 3 s\n", "data:1:10: ", "is a number" },
    { "\n  \nmode:   magic\n", "data:3:9: ", "embedded, monolithic, distributed" },
    { "content_hash: md5\n", "data:1:15: ", "blake2b-256, sha256" },
    { "durability: [full]\n", "data:1:13: ", "not a list" },
    { "data_dir: {a: b}\n", "data:1:11: ", "not a list or mapping" },
    { "data_dir: ''\n", "data:1:11: ", "empty" },
    { "data_dir: \"a\\0b\"\n", "data:1:11: ", "NUL" },
    { "readers: 4\nreaders: 4\n", "data:2:1: ", "twice" },
    { "trash_days: 4\nx: 1\ntrash-days: 4\n", "data:3:1: ", "twice" },
    { "database: a\ndb_path: b\n", "data:2:1: ", "twice" },
    { "x: &bomb y\nmode: *bomb\n", "data:2:7: ", "alias" },
    { "- mode\n- embedded\n", "data:1:1: ", "key: value" },
    { "just text\n", "data:1:1: ", "key: value" },
    { "? [a, b]\n: c\n", "data:1:3: ", "word" },
    { "mode: embedded\n  readers: 4\n", "data:1:7: ", "embedded readers" },
    { "mode: \"embedded\n", "data:2:1: ", "broken YAML" },
    { "mode: [embedded\n", "data:1:7: ", "not a list" },
    { "\tmode: embedded\n", "data:1:1: ", "broken YAML" },
    { "mode: @embedded\n", "data:1:7: ", "broken YAML" },
    { "mode: embedded\nurl: é \xff\n", "data:2:8: ", "UTF-8" },
    { "url: \xc0\xaf\n", "data:1:6: ", "UTF-8" },
    { "url: \x01\n", "data:1:6: ", "control character" },
    { "\n\nmode: \x1b[31m\n", "data:3:7: ", "control character" },
    { "mode: \"\\e[31m\"\n", "data:1:7: ", "\\x1b[31m" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (nexus_config_new_from_data (cases[i].text, &error));
      g_assert_error (error, NEXUS_ERROR, NEXUS_ERROR_CONFIG);
      g_test_message ("%s", error->message);
      g_assert_true (g_str_has_prefix (error->message, cases[i].place));
      g_assert_nonnull (strstr (error->message, cases[i].reason));
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      g_assert_null (strchr (error->message, '\033'));
    }
}

static void
test_warnings (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusConfig) config = NULL;
  const char * const *warnings;

  config = nexus_config_new_from_data ("histroy_limit: 7\n"
                                       "readers: 2\n"
                                       "  \n"
                                       "colour: {deep: [er, {and: deeper}], more: *x}\n"
                                       "\"\\e[2J\": 1\n"
                                       "trash_days: 9\n", &error);
  g_assert_no_error (error);
  warnings = nexus_config_get_warnings (config);
  g_assert_cmpuint (g_strv_length ((char **) warnings), ==, 3);
  g_assert_cmpstr (warnings[0], ==, "data:1:1: unknown key “histroy_limit” is ignored; did you mean “history_limit”?");
  g_assert_cmpstr (warnings[1], ==, "data:4:1: unknown key “colour” is ignored");
  g_assert_cmpstr (warnings[2], ==, "data:5:1: unknown key “\\x1b[2J” is ignored");
  g_assert_cmpuint (nexus_config_get_readers (config), ==, 2);
  g_assert_cmpuint (nexus_config_get_trash_days (config), ==, 9);
  g_assert_cmpuint (nexus_config_get_history_limit (config), ==, 20);
}

/* A file written for the Python Nexus works and says nothing. */
static void
test_foreign_keys (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusConfig) config = NULL;

  config = nexus_config_new_from_data ("mode: embedded\n"
                                       "data_dir: ./nexus-data\n"
                                       "db_path: ./nexus-data/meta.db\n"
                                       "cache_size_mb: 100\n"
                                       "enable_vector_search: true\n"
                                       "enable_llm_cache: true\n"
                                       "enable_metadata_cache: true\n"
                                       "cache_path_size: 512\ncache_list_size: 128\ncache_kv_size: 256\n"
                                       "cache_exists_size: 1024\ncache_ttl_seconds: 300\n"
                                       "tenant_id: t\nagent_id: a\nis_admin: false\n"
                                       "namespaces:\n"
                                       "  - name: workspace\n"
                                       "    readonly: false\n", &error);
  g_assert_no_error (error);
  g_assert_null (nexus_config_get_warnings (config)[0]);
  g_assert_true (g_str_has_suffix (nexus_config_get_database (config), "/nexus-data/meta.db"));
}

static char *
write_file (const char *folder,
            const char *name,
            const char *text,
            gssize      length)
{
  char *path = g_build_filename (folder, name, NULL);
  g_autoptr(GError) error = NULL;

  g_file_set_contents (path, text, length, &error);
  g_assert_no_error (error);

  return path;
}

static NexusConfig *
load (const char  *path,
      GError     **error)
{
  g_autoptr(GFile) file = g_file_new_for_path (path);

  return nexus_config_new_from_file (file, error);
}

static void
test_relative_paths (void)
{
  g_autofree char *dir = nexus_test_make_dir ();
  static const struct { const char *text; const char *data_dir; const char *database; } cases[] = {
    { "data_dir: data\n", "@/data", NULL },
    { "data_dir: ./a/../data/\n", "@/data", NULL },
    { "data_dir: /abs\ndatabase: meta.db\n", "/abs", "@/meta.db" },
    { "data_dir: ~/nexus\ndatabase: ~/meta.db\n", "~/nexus", "~/meta.db" },
    { "data_dir: d\ndatabase: sqlite:///meta.db\n", "@/d", "@/meta.db" },
    { "data_dir: d\ndatabase: sqlite:////abs/meta.db\n", "@/d", "/abs/meta.db" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = write_file (dir, "nexus.yaml", cases[i].text, -1);
      g_autoptr(GError) error = NULL;
      g_autoptr(NexusConfig) config = load (path, &error);
      const char *wanted[] = { cases[i].data_dir, cases[i].database };
      g_autofree char *database = NULL;

      g_assert_no_error (error);
      g_assert_cmpstr (nexus_config_get_origin (config, "data_dir"), ==, path);
      database = _nexus_config_dup_sqlite_path (config, &error);
      g_assert_no_error (error);
      for (guint k = 0; k < G_N_ELEMENTS (wanted); k++)
        {
          const char *found = k == 0 ? nexus_config_get_data_dir (config) : database;
          g_autofree char *full = NULL;

          if (wanted[k] == NULL)
            full = g_build_filename (nexus_config_get_data_dir (config), "metadata.db", NULL);
          else if (wanted[k][0] == '@')
            full = g_strconcat (dir, wanted[k] + 1, NULL);
          else if (wanted[k][0] == '~')
            full = g_strconcat (g_get_home_dir (), wanted[k] + 1, NULL);
          else
            full = g_strdup (wanted[k]);
          g_assert_cmpstr (found, ==, full);
        }
    }

  nexus_test_remove_tree (dir);
}

static void
assert_unreadable (const char *path)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (load (path, &error));
  g_assert_error (error, NEXUS_ERROR, NEXUS_ERROR_CONFIG);
  g_assert_true (g_str_has_prefix (error->message, path));
}

static void
test_files (void)
{
  g_autofree char *dir = nexus_test_make_dir ();
  g_autofree char *missing = g_build_filename (dir, "none.yaml", NULL);
  g_autofree char *pipe = g_build_filename (dir, "pipe.yaml", NULL);
  g_autofree char *text = g_strnfill (1024 * 1024 + 1, '#');
  g_autofree char *large = write_file (dir, "large.yaml", text, -1);
  g_autofree char *secret = write_file (dir, "secret.yaml", "mode: embedded\n", -1);
  g_autofree char *broken = write_file (dir, "broken.yaml", "mode: embedded\nreaders: x\n", -1);
  g_autofree char *nul = write_file (dir, "nul.yaml", "mode: embedded\n\0", 16);
  g_autofree char *bomb = NULL;
  g_autoptr(GString) deep = g_string_new ("x: ");
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusConfig) config = NULL;
  g_autofree char *place = g_strconcat (broken, ":2:10: ", NULL);

  g_assert_cmpint (mkfifo (pipe, 0600), ==, 0);
  assert_unreadable (missing);
  assert_unreadable (dir);
  assert_unreadable (pipe);
  assert_unreadable (large);
  assert_unreadable (nul);
  g_chmod (secret, 0);
  if (geteuid () != 0)
    assert_unreadable (secret);

  g_assert_null (load (broken, &error));
  g_assert_error (error, NEXUS_ERROR, NEXUS_ERROR_CONFIG);
  g_assert_true (g_str_has_prefix (error->message, place));
  g_clear_error (&error);

  /* The largest one that is taken. */
  text[1024 * 1024] = '\0';
  g_free (g_steal_pointer (&large));
  large = write_file (dir, "large.yaml", text, -1);
  config = load (large, &error);
  g_assert_no_error (error);
  assert_defaults (config);

  /* Half a million levels end in an error, not in the end of the stack. */
  for (guint i = 0; i < 500000; i++)
    g_string_append_c (deep, '[');
  bomb = write_file (dir, "bomb.yaml", deep->str, -1);
  assert_unreadable (bomb);

  nexus_test_remove_tree (dir);
}

/* Nothing that looks like a text brings the parser down, and what it takes is within the ranges. */
static void
test_random (void)
{
  static const char * const pieces[] = {
    "mode", "readers", "data_dir", "x", ":", ": ", "\n", "\n", " ", "  ", "-", "- ", "[", "]", "{", "}", ",", "&a", "*a", "!!int ",
    "|", ">", "\"", "'", "#", "4", "embedded", "~", "---\n", "...", "?", "\\", "%YAML 1.1\n", "\t", "\xff", "<<",
  };

  for (guint round = 0; round < 5000; round++)
    {
      g_autoptr(GString) text = g_string_new (NULL);
      g_autoptr(GError) error = NULL;
      g_autoptr(NexusConfig) config = NULL;

      for (int n = g_test_rand_int_range (0, 20); n > 0; n--)
        g_string_append (text, pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))]);
      config = nexus_config_new_from_data (text->str, &error);
      g_assert_true ((config == NULL) == (error != NULL));
      if (config == NULL)
        g_assert_error (error, NEXUS_ERROR, NEXUS_ERROR_CONFIG);
      else
        g_assert_cmpuint (nexus_config_get_readers (config), ==, 4);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/config/file/empty", test_empty);
  g_test_add_func ("/config/file/all-keys", test_all_keys);
  g_test_add_func ("/config/file/errors", test_errors);
  g_test_add_func ("/config/file/warnings", test_warnings);
  g_test_add_func ("/config/file/foreign-keys", test_foreign_keys);
  g_test_add_func ("/config/file/relative-paths", test_relative_paths);
  g_test_add_func ("/config/file/files", test_files);
  g_test_add_func ("/config/file/random", test_random);

  return g_test_run ();
}
