/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <glib/gstdio.h>
#include <string.h>

#include "nexus-gtk-test-actions.h"
#include "nexus-test-util.h"

static char *
config_path (void)
{
  return g_build_filename (g_get_user_config_dir (), "nexus", "nexus.yaml", NULL);
}

static NexusGtkWindow *
new_window (void)
{
  static AdwApplication *application;
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusConfig) config = nexus_config_discover (&error);
  NexusGtkWindow *window;

  g_assert_no_error (error);
  if (application == NULL)
    {
      application = adw_application_new ("org.nexusfs.Nexus.Test", G_APPLICATION_NON_UNIQUE);
      g_application_register (G_APPLICATION (application), NULL, &error);
      g_assert_no_error (error);
    }
  window = nexus_gtk_window_new (application);
  nexus_gtk_window_open_store (window, config);
  gtk_window_present (GTK_WINDOW (window));
  nexus_test_spin_until (nexus_gtk_window_is_settled (window));
  g_assert_null (nexus_gtk_window_get_filesystem (window));

  return window;
}

static void
close_window (NexusGtkWindow *window)
{
  NexusFilesystem *opened = nexus_gtk_window_get_filesystem (window);
  g_autoptr(NexusFilesystem) filesystem = opened != NULL ? g_object_ref (opened) : NULL;
  g_autoptr(GError) error = NULL;

  gtk_window_destroy (GTK_WINDOW (window));
  if (filesystem != NULL)
    nexus_filesystem_close (filesystem, NULL, &error);
  g_assert_no_error (error);
}

static void
choose (NexusGtkWindow *window,
        const char     *path)
{
  g_autoptr(GFile) folder = g_file_new_for_path (path);

  nexus_gtk_window_choose_store (window, folder);
}

static gboolean
is_remembered (const char *path)
{
  g_autoptr(NexusConfig) config = nexus_config_discover (NULL);

  return config != NULL && strcmp (nexus_config_get_data_dir (config), path) == 0;
}

/* Whatever the folder is called, all programs find it again. */
static void
test_choose_empty (void)
{
  g_autofree char *folder = nexus_test_make_dir ();
  g_autofree char *store = g_build_filename (folder, "a \"store\" \\ of: Zoë's\tfiles", NULL);
  g_autofree char *database = g_build_filename (store, "metadata.db", NULL);
  g_autofree char *path = config_path ();
  NexusGtkWindow *window = new_window ();

  g_assert_cmpint (g_mkdir (store, 0700), ==, 0);
  choose (window, store);
  nexus_test_spin_until (nexus_gtk_window_get_filesystem (window) != NULL);
  nexus_test_spin_until (is_remembered (store));
  g_assert_true (g_file_test (database, G_FILE_TEST_EXISTS));
  close_window (window);
  g_assert_cmpint (g_unlink (path), ==, 0);
  nexus_test_remove_tree (folder);
}

/* Among other files, the store gets a folder of its own. */
static void
test_choose_full (void)
{
  g_autofree char *folder = nexus_test_make_dir ();
  g_autofree char *other = g_build_filename (folder, "letter.txt", NULL);
  g_autofree char *store = g_build_filename (folder, "Nexus", NULL);
  g_autofree char *path = config_path ();
  g_autoptr(GError) error = NULL;
  NexusGtkWindow *window = new_window ();
  GStatBuf before;
  GStatBuf after;

  g_assert_true (g_file_set_contents (other, "letter", -1, &error));
  g_assert_cmpint (g_chmod (folder, 0755), ==, 0);
  g_assert_cmpint (g_stat (folder, &before), ==, 0);
  choose (window, folder);
  nexus_test_spin_until (is_remembered (store));
  g_assert_cmpint (g_stat (folder, &after), ==, 0);
  g_assert_cmpint (before.st_mode, ==, after.st_mode);
  close_window (window);
  g_assert_cmpint (g_unlink (path), ==, 0);
  nexus_test_remove_tree (folder);
}

/* A configuration that is there is left alone, and nothing is made. */
static void
test_configured (void)
{
  g_autofree char *folder = nexus_test_make_dir ();
  g_autofree char *store = g_build_filename (folder, "store", NULL);
  g_autofree char *database = g_build_filename (store, "metadata.db", NULL);
  g_autofree char *path = config_path ();
  g_autofree char *config_dir = g_path_get_dirname (path);
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;
  NexusGtkWindow *window;

  g_assert_cmpint (g_mkdir (store, 0700), ==, 0);
  g_assert_cmpint (g_mkdir_with_parents (config_dir, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, "history_limit: 7\n", -1, &error));
  window = new_window ();
  choose (window, store);
  nexus_test_spin_until (find_window (ADW_TYPE_MESSAGE_DIALOG) != NULL);
  g_assert_true (shows_text (GTK_WIDGET (find_window (ADW_TYPE_MESSAGE_DIALOG)), path));
  g_assert_null (nexus_gtk_window_get_filesystem (window));
  g_assert_false (g_file_test (database, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_get_contents (path, &text, NULL, &error));
  g_assert_cmpstr (text, ==, "history_limit: 7\n");
  gtk_window_destroy (find_window (ADW_TYPE_MESSAGE_DIALOG));
  close_window (window);
  g_assert_cmpint (g_unlink (path), ==, 0);
  nexus_test_remove_tree (folder);
}

/* Where a store cannot be, nothing is remembered, and another folder can be chosen. */
static void
test_broken (void)
{
  g_autofree char *folder = nexus_test_make_dir ();
  g_autofree char *database = g_build_filename (folder, "metadata.db", NULL);
  g_autofree char *path = config_path ();
  g_autoptr(GError) error = NULL;
  NexusGtkWindow *window = new_window ();

  g_assert_true (g_file_set_contents (database, "this is no database, and long enough to show it", -1, &error));
  choose (window, folder);
  nexus_test_spin_until (find_window (ADW_TYPE_MESSAGE_DIALOG) != NULL);
  g_assert_null (nexus_gtk_window_get_filesystem (window));
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  gtk_window_destroy (find_window (ADW_TYPE_MESSAGE_DIALOG));
  close_window (window);
  nexus_test_remove_tree (folder);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  init_toolkit ();

  g_test_add_func ("/first-run/choose-empty", test_choose_empty);
  g_test_add_func ("/first-run/choose-full", test_choose_full);
  g_test_add_func ("/first-run/configured", test_configured);
  g_test_add_func ("/first-run/broken", test_broken);

  return g_test_run ();
}
