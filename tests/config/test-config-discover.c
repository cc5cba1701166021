/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <glib/gstdio.h>
#include <nexus-glib.h>
#include <string.h>

#include "nexus-config-private.h"
#include "nexus-test-util.h"

/* Where each key comes from, and configurations that are made in code. */

static const char * const variables[] = {
  "NEXUS_CONFIG", "NEXUS_MODE", "NEXUS_DATA_DIR", "NEXUS_DATABASE", "NEXUS_DB_PATH", "NEXUS_CONTENT_HASH",
  "NEXUS_DURABILITY", "NEXUS_HISTORY_LIMIT", "NEXUS_TRASH_DAYS", "NEXUS_URL", "NEXUS_API_KEY", "NEXUS_TIMEOUT",
  "NEXUS_READERS", "NEXUS_INDEX_TEXT", "NEXUS_DISK_RESERVE_MB",
};

typedef struct {
  char *dir;
  char *former;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  for (guint i = 0; i < G_N_ELEMENTS (variables); i++)
    g_unsetenv (variables[i]);
  fixture->dir = nexus_test_make_dir ();
  fixture->former = g_get_current_dir ();
  g_assert_cmpint (g_chdir (fixture->dir), ==, 0);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  for (guint i = 0; i < G_N_ELEMENTS (variables); i++)
    g_unsetenv (variables[i]);
  g_assert_cmpint (g_chdir (fixture->former), ==, 0);
  nexus_test_remove_tree (fixture->dir);
  g_free (fixture->former);
  g_free (fixture->dir);
}

static void
write_text (const char *path,
            const char *text)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

static NexusConfig *
discover (void)
{
  g_autoptr(GError) error = NULL;
  NexusConfig *config = nexus_config_discover (&error);

  g_assert_no_error (error);

  return config;
}

/* Each place is taken only if those before it have nothing. */
static void
test_places (Fixture       *fixture,
             gconstpointer  data)
{
  g_autofree char *user = g_build_filename (g_get_user_config_dir (), "nexus", "nexus.yaml", NULL);
  g_autofree char *old = g_build_filename (g_get_home_dir (), ".nexus", "config.yaml", NULL);
  g_autofree char *named = g_build_filename (fixture->dir, "named.yaml", NULL);
  const char *places[] = { old, user, "nexus.yml", "nexus.yaml" };

  /* What a test writes must not be what a person has. */
  g_assert_false (g_file_test (user, G_FILE_TEST_EXISTS) || g_file_test (old, G_FILE_TEST_EXISTS));

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autofree char *text = g_strdup_printf ("readers: %u\n", 10 + i);
      g_autoptr(NexusConfig) config = NULL;

      write_text (places[i], text);
      config = discover ();
      g_assert_cmpuint (nexus_config_get_readers (config), ==, 10 + i);
      g_assert_true (g_str_has_suffix (nexus_config_get_origin (config, "readers"), places[i]));
    }

  write_text (named, "readers: 20\n");
  g_setenv ("NEXUS_CONFIG", named, TRUE);
  {
    g_autoptr(NexusConfig) config = discover ();

    g_assert_cmpuint (nexus_config_get_readers (config), ==, 20);
    g_assert_cmpstr (nexus_config_get_origin (config, "readers"), ==, named);
    g_assert_cmpstr (nexus_config_get_origin (config, "timeout"), ==, "default");
  }

  g_unlink (user);
  g_unlink (old);
}

/* A named file must be there, and a broken one is never passed over for the next place. */
static void
test_no_silent_defaults (Fixture       *fixture,
                         gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  g_setenv ("NEXUS_CONFIG", "none.yaml", TRUE);
  g_assert_null (nexus_config_discover (&error));
  g_assert_error (error, NEXUS_ERROR, NEXUS_ERROR_CONFIG);
  g_assert_nonnull (strstr (error->message, "none.yaml"));
  g_clear_error (&error);
  g_unsetenv ("NEXUS_CONFIG");

  write_text ("nexus.yml", "readers: 5\n");
  write_text ("nexus.yaml", "readers: five\n");
  g_assert_null (nexus_config_discover (&error));
  g_assert_error (error, NEXUS_ERROR, NEXUS_ERROR_CONFIG);
  g_assert_nonnull (strstr (error->message, "nexus.yaml:1:10: "));
  g_clear_error (&error);

  /* Not even if the environment has the key. */
  g_setenv ("NEXUS_READERS", "7", TRUE);
  g_assert_null (nexus_config_discover (&error));
  g_assert_error (error, NEXUS_ERROR, NEXUS_ERROR_CONFIG);
}

static void
test_environment (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autofree char *data_dir = g_build_filename (fixture->dir, "from-env", NULL);
  g_autoptr(NexusConfig) config = NULL;

  write_text ("nexus.yaml", "mode: monolithic\ndata_dir: from-file\nreaders: 9\ntrash_days: 1\n");
  g_setenv ("NEXUS_MODE", "EMBEDDED", TRUE);
  g_setenv ("NEXUS_DATA_DIR", "from-env", TRUE);
  g_setenv ("NEXUS_DB_PATH", "/m.db", TRUE);
  g_setenv ("NEXUS_CONTENT_HASH", "blake2b_256", TRUE);
  g_setenv ("NEXUS_DURABILITY", "normal", TRUE);
  g_setenv ("NEXUS_HISTORY_LIMIT", "3", TRUE);
  g_setenv ("NEXUS_TRASH_DAYS", "", TRUE);
  g_setenv ("NEXUS_URL", "http://x", TRUE);
  g_setenv ("NEXUS_API_KEY", "key", TRUE);
  g_setenv ("NEXUS_TIMEOUT", "1.25", TRUE);
  config = discover ();
  g_assert_cmpint (nexus_config_get_mode (config), ==, NEXUS_MODE_EMBEDDED);
  g_assert_cmpstr (nexus_config_get_data_dir (config), ==, data_dir);
  g_assert_cmpstr (nexus_config_get_database (config), ==, "/m.db");
  g_assert_cmpint (nexus_config_get_durability (config), ==, NEXUS_DURABILITY_NORMAL);
  g_assert_cmpuint (nexus_config_get_history_limit (config), ==, 3);
  g_assert_cmpstr (nexus_config_get_url (config), ==, "http://x");
  g_assert_cmpstr (nexus_config_get_api_key (config), ==, "key");
  g_assert_cmpfloat (nexus_config_get_timeout (config), ==, 1.25);
  g_assert_cmpstr (nexus_config_get_origin (config, "mode"), ==, "environment variable NEXUS_MODE");
  /* An empty variable is none; the file has the rest. */
  g_assert_cmpuint (nexus_config_get_trash_days (config), ==, 1);
  g_assert_cmpuint (nexus_config_get_readers (config), ==, 9);

  /* NEXUS_DATABASE is ours, the other one the original's. */
  g_setenv ("NEXUS_DATABASE", "/ours.db", TRUE);
  g_clear_object (&config);
  config = discover ();
  g_assert_cmpstr (nexus_config_get_database (config), ==, "/ours.db");
}

static void
test_wrong_environment (Fixture       *fixture,
                        gconstpointer  data)
{
  static const struct { const char *name; const char *value; } cases[] = {
    { "NEXUS_MODE", "magic" }, { "NEXUS_READERS", "four" }, { "NEXUS_READERS", "1000" }, { "NEXUS_HISTORY_LIMIT", "-1" },
    { "NEXUS_TRASH_DAYS", "1.5" }, { "NEXUS_TIMEOUT", "soon" }, { "NEXUS_INDEX_TEXT", "perhaps" }, { "NEXUS_TIMEOUT", "1e99" }, { "NEXUS_DURABILITY", "half" },
    { "NEXUS_CONTENT_HASH", "md5" }, { "NEXUS_DATA_DIR", "\xff" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;

      g_setenv (cases[i].name, cases[i].value, TRUE);
      g_assert_null (nexus_config_discover (&error));
      g_assert_error (error, NEXUS_ERROR, NEXUS_ERROR_CONFIG);
      g_assert_true (g_str_has_prefix (error->message, cases[i].name));
      g_unsetenv (cases[i].name);
    }
}

static void
count_cb (GObject    *object,
          GParamSpec *spec,
          gpointer    user_data)
{
  (*(guint *) user_data)++;
}

/* Each property as a binding uses it: set when it is made, read, and notified when it changes, and only then. */
static void
test_properties (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autoptr(NexusConfig) config = NULL;
  g_autofree GParamSpec **specs = NULL;
  guint n_specs = 0;
  guint n_notified = 0;

  config = g_object_new (NEXUS_TYPE_CONFIG, "data-dir", "/here", "readers", 8u, "mode", NEXUS_MODE_EMBEDDED, NULL);
  g_assert_cmpstr (nexus_config_get_data_dir (config), ==, "/here");
  g_assert_cmpuint (nexus_config_get_readers (config), ==, 8);
  g_assert_cmpstr (nexus_config_get_origin (config, "readers"), ==, "api");

  g_signal_connect (config, "notify", G_CALLBACK (count_cb), &n_notified);
  specs = g_object_class_list_properties (G_OBJECT_GET_CLASS (config), &n_specs);
  g_assert_cmpuint (n_specs, ==, 15);
  for (guint i = 0; i < n_specs; i++)
    {
      g_auto(GValue) value = G_VALUE_INIT;
      g_auto(GValue) found = G_VALUE_INIT;

      g_value_init (&value, specs[i]->value_type);
      if (G_IS_PARAM_SPEC_STRING (specs[i]))
        g_value_set_string (&value, "/a value");
      else if (G_IS_PARAM_SPEC_UINT (specs[i]))
        g_value_set_uint (&value, 11);
      else if (G_IS_PARAM_SPEC_DOUBLE (specs[i]))
        g_value_set_double (&value, 11.5);
      else if (G_IS_PARAM_SPEC_BOOLEAN (specs[i]))
        g_value_set_boolean (&value, FALSE);
      else
        g_value_set_enum (&value, 1);

      n_notified = 0;
      g_object_set_property (G_OBJECT (config), specs[i]->name, &value);
      g_assert_cmpuint (n_notified, ==, 1);
      g_object_set_property (G_OBJECT (config), specs[i]->name, &value);
      g_assert_cmpuint (n_notified, ==, 1);
      g_value_init (&found, specs[i]->value_type);
      g_object_get_property (G_OBJECT (config), specs[i]->name, &found);
      g_assert_cmpint (g_param_values_cmp (specs[i], &value, &found), ==, 0);
    }
}

static void
test_copy (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(NexusConfig) config = g_object_new (NEXUS_TYPE_CONFIG, "data-dir", "/here", "api-key", "key",
                                                "timeout", 3.0, "trash-days", 4u,
                                                "undo-limit", 5u, "undo-days", 6u, NULL);
  g_autoptr(NexusConfig) copy = _nexus_config_copy (config);

  nexus_config_set_data_dir (config, "/there");
  g_assert_cmpstr (nexus_config_get_data_dir (copy), ==, "/here");
  g_assert_cmpstr (nexus_config_get_api_key (copy), ==, "key");
  g_assert_cmpfloat (nexus_config_get_timeout (copy), ==, 3.0);
  g_assert_cmpuint (nexus_config_get_trash_days (copy), ==, 4);
  g_assert_cmpuint (nexus_config_get_undo_limit (copy), ==, 5);
  g_assert_cmpuint (nexus_config_get_undo_days (copy), ==, 6);
  g_assert_cmpstr (nexus_config_get_origin (copy, "timeout"), ==, "api");

  /* What is set to the default is set all the same: it says something else then. */
  g_assert_cmpstr (nexus_config_get_origin (copy, "disk-reserve-mb"), ==, "default");
  nexus_config_set_disk_reserve_mb (copy, 64);
  g_assert_cmpstr (nexus_config_get_origin (copy, "disk-reserve-mb"), ==, "api");
  nexus_config_set_disk_reserve_mb (copy, 0);
  g_assert_cmpuint (nexus_config_get_disk_reserve_mb (copy), ==, 0);
}

/* Other databases are named without what is secret about them. */
static void
test_other_databases (Fixture       *fixture,
                      gconstpointer  data)
{
  static const char * const urls[] = {
    "postgresql://ann:s3cret@db.example/nexus", "postgres://ann:s3cret@x:5432@db.example/nexus",
    "mysql://s3cret@db.example/nexus?password=s3cret", "postgresql://db.example/nexus?user=ann&password=s3cret",
  };

  for (guint i = 0; i < G_N_ELEMENTS (urls); i++)
    {
      g_autoptr(NexusConfig) config = nexus_config_new ();
      g_autoptr(GError) error = NULL;

      nexus_config_set_database (config, urls[i]);
      g_assert_null (_nexus_config_dup_sqlite_path (config, &error));
      g_assert_error (error, NEXUS_ERROR, NEXUS_ERROR_UNAVAILABLE);
      g_assert_null (strstr (error->message, "s3cret"));
      g_assert_nonnull (strstr (error->message, "db.example/nexus"));
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/config/discover/places", test_places);
  ADD ("/config/discover/no-silent-defaults", test_no_silent_defaults);
  ADD ("/config/discover/environment", test_environment);
  ADD ("/config/discover/wrong-environment", test_wrong_environment);
  ADD ("/config/properties", test_properties);
  ADD ("/config/copy", test_copy);
  ADD ("/config/other-databases", test_other_databases);
#undef ADD

  return g_test_run ();
}
