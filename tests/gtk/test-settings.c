/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

#include "nexus-test-util.h"

/* Starts the browser with the schemas of a folder, and nothing else, and waits for its end. */
static void
run_with_schemas (const char *folder,
                  int         status,
                  const char *message)
{
  g_autoptr(GSubprocessLauncher) launcher = NULL;
  g_autoptr(GSubprocess) browser = NULL;
  g_autofree char *program = g_build_filename (g_getenv ("NEXUS_BUILD_ROOT"), "nexus-gtk", "nexus-gtk", NULL);
  g_autofree char *picture = g_build_filename (folder, "picture.png", NULL);
  g_autofree char *store = g_build_filename (folder, "store", NULL);
  g_autofree char *output = NULL;
  g_autoptr(GError) error = NULL;

  launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_subprocess_launcher_setenv (launcher, "GSETTINGS_SCHEMA_DIR", folder, TRUE);
  /* What may be installed on this machine is none of it. */
  g_subprocess_launcher_setenv (launcher, "XDG_DATA_DIRS", folder, TRUE);
  g_subprocess_launcher_unsetenv (launcher, "G_DEBUG");
  browser = g_subprocess_launcher_spawn (launcher, &error, program, "--data-dir", store, "--render", picture, NULL);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (browser, NULL, NULL, NULL, &output, &error);
  g_assert_no_error (error);
  g_test_message ("%s", output);
  g_assert_true (g_subprocess_get_if_exited (browser));
  g_assert_cmpint (g_subprocess_get_exit_status (browser), ==, status);
  if (message != NULL)
    g_assert_nonnull (strstr (output, message));
  g_assert_cmpint (g_file_test (picture, G_FILE_TEST_EXISTS), ==, status == 0);
  g_assert_false (g_file_test (store, G_FILE_TEST_EXISTS));
}

/* The schema of this version, of which a key may be another one, for a folder. */
static void
compile_schema (const char *folder,
                const char *from,
                const char *to)
{
  g_autofree char *source = g_build_filename (g_getenv ("NEXUS_SOURCE_ROOT"), "data", "org.nexusfs.Nexus.gschema.xml",
                                              NULL);
  g_autofree char *target = g_build_filename (folder, "org.nexusfs.Nexus.gschema.xml", NULL);
  g_autofree char *text = NULL;
  g_autoptr(GString) changed = NULL;
  g_autoptr(GSubprocess) compiler = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_true (g_file_get_contents (source, &text, NULL, &error));
  changed = g_string_new (text);
  if (from != NULL)
    g_assert_cmpuint (g_string_replace (changed, from, to, 0), ==, 1);
  g_assert_true (g_file_set_contents (target, changed->str, -1, &error));
  compiler = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, COMPILE_SCHEMAS, "--strict", folder, NULL);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait_check (compiler, NULL, &error));
}

static void
test_missing (void)
{
  g_autofree char *folder = nexus_test_make_dir ();

  run_with_schemas (folder, 1, "the settings schema “org.nexusfs.Nexus” is not installed");
  nexus_test_remove_tree (folder);
}

static void
test_older (void)
{
  g_autofree char *folder = nexus_test_make_dir ();

  compile_schema (folder, "name=\"details-shown\"", "name=\"pane-shown\"");
  run_with_schemas (folder, 1, "it has no key “details-shown” that fits");
  nexus_test_remove_tree (folder);
}

static void
test_other_type (void)
{
  g_autofree char *folder = nexus_test_make_dir ();

  compile_schema (folder, "name=\"window-maximized\" type=\"b\">\n      <default>false",
                  "name=\"window-maximized\" type=\"i\">\n      <default>0");
  run_with_schemas (folder, 1, "it has no key “window-maximized” that fits");
  nexus_test_remove_tree (folder);
}

static void
test_there (void)
{
  g_autofree char *folder = nexus_test_make_dir ();

  compile_schema (folder, NULL, NULL);
  run_with_schemas (folder, 0, NULL);
  nexus_test_remove_tree (folder);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/settings/missing", test_missing);
  g_test_add_func ("/settings/older", test_older);
  g_test_add_func ("/settings/other-type", test_other_type);
  g_test_add_func ("/settings/there", test_there);

  return g_test_run ();
}
