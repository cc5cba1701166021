/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Files that are opened in other applications: what is saved there becomes a new version, and nothing gets lost. */
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "nexus-gtk-cache.h"
#include "nexus-gtk-copy-record.h"
#include "nexus-gtk-test-actions.h"
#include "nexus-test-util.h"

/* Where the application has noted what it was started on. */
static char *note;

static GFile *
wait_for_copy (void)
{
  g_autofree char *path = NULL;

  nexus_test_spin_until (g_file_test (note, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_get_contents (note, &path, NULL, NULL));
  g_assert_cmpint (g_unlink (note), ==, 0);

  return g_file_new_for_path (path);
}

static GFile *
open_file (Fixture    *fixture,
           const char *name)
{
  fixture_select (fixture, name);
  nexus_test_spin_until (is_enabled (fixture, "win.open"));
  activate (fixture, "win.open");

  return wait_for_copy ();
}

static void
write_in_place (GFile      *file,
                const char *text)
{
  FILE *stream = g_fopen (g_file_peek_path (file), "w");

  g_assert_nonnull (stream);
  g_assert_cmpint (fputs (text, stream), >=, 0);
  g_assert_cmpint (fclose (stream), ==, 0);
}

static gboolean
has_text (Fixture    *fixture,
          const char *path,
          const char *text)
{
  g_autoptr(GBytes) bytes = nexus_filesystem_read (fixture->filesystem, path, NULL, NULL);

  return bytes != NULL && g_bytes_get_size (bytes) == strlen (text) &&
         memcmp (g_bytes_get_data (bytes, NULL), text, strlen (text)) == 0;
}

static guint
get_version (Fixture    *fixture,
             const char *path)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusEntry) entry = nexus_filesystem_query (fixture->filesystem, path, NULL, &error);

  g_assert_no_error (error);

  return nexus_entry_get_version (entry);
}

/* Once by writing into it, once by putting another file in its place, as most applications do. */
static void
test_save (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr(GFile) copy = open_file (fixture, "a2.txt");
  GtkWidget *window = GTK_WIDGET (fixture->window);
  g_autoptr(GError) error = NULL;

  assert_file (copy, "two again");
  write_in_place (copy, "three");
  nexus_test_spin_until (shows_text (window, "“a2.txt” saved as version 3"));
  assert_stored (fixture, "/a2.txt", "three");

  /* Which is what g_file_set_contents() does. */
  g_assert_true (g_file_set_contents (g_file_peek_path (copy), "four", -1, &error));
  nexus_test_spin_until (shows_text (window, "“a2.txt” saved as version 4"));
  assert_stored (fixture, "/a2.txt", "four");
  g_assert_nonnull (find_button (window, "Undo"));
  activate (fixture, "win.undo");
  nexus_test_spin_until (has_text (fixture, "/a2.txt", "three"));

  /* What was undone is nobody else's work: the next one goes into the same file. */
  write_in_place (copy, "five");
  nexus_test_spin_until (has_text (fixture, "/a2.txt", "five"));
  fixture_wait_names (fixture, "docs a2.txt a10.txt");
  fixture_free (fixture);
}

/* The same content makes no version, however often it is saved. */
static void
test_save_nothing (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr(GFile) copy = open_file (fixture, "a2.txt");
  g_autoptr(GFile) other = open_file (fixture, "a10.txt");
  g_autoptr(GError) error = NULL;

  g_assert_true (g_file_set_contents (g_file_peek_path (copy), "two again", -1, &error));
  nexus_test_spin_until (!g_main_context_pending (NULL));
  /* When what was saved after it has arrived, that has been looked at. */
  write_in_place (other, "eleven");
  nexus_test_spin_until (has_text (fixture, "/a10.txt", "eleven"));
  g_assert_cmpuint (get_version (fixture, "/a2.txt"), ==, 2);
  write_in_place (copy, "three");
  nexus_test_spin_until (has_text (fixture, "/a2.txt", "three"));
  g_assert_cmpuint (get_version (fixture, "/a2.txt"), ==, 3);
  fixture_free (fixture);
}

/* Somebody else has written the file meanwhile: both stay. */
static void
test_conflict (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr(GFile) copy = open_file (fixture, "a2.txt");
  g_autoptr(GBytes) bytes = g_bytes_new_static ("of somebody", 11);
  g_autoptr(NexusEntry) entry = NULL;
  g_autoptr(GError) error = NULL;

  entry = nexus_filesystem_write (fixture->filesystem, "/a2.txt", bytes, NULL, NEXUS_WRITE_NONE, NULL, &error);
  g_assert_no_error (error);
  write_in_place (copy, "mine");
  nexus_test_spin_until (has_text (fixture, "/a2 (2).txt", "mine"));
  assert_stored (fixture, "/a2.txt", "of somebody");
  nexus_test_spin_until (shows_text (GTK_WIDGET (fixture->window), "“a2 (2).txt” saved as version 1"));

  /* And stay two. */
  write_in_place (copy, "mine again");
  nexus_test_spin_until (has_text (fixture, "/a2 (2).txt", "mine again"));
  assert_stored (fixture, "/a2.txt", "of somebody");
  fixture_free (fixture);
}

/* It is still the same file, wherever it is by now. */
static void
test_moved (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr(GFile) copy = open_file (fixture, "a2.txt");
  g_autoptr(NexusEntry) entry = NULL;
  g_autoptr(GError) error = NULL;

  entry = nexus_filesystem_move (fixture->filesystem, "/a2.txt", "/docs/b.txt", NULL, NEXUS_COPY_NONE, NULL, &error);
  g_assert_no_error (error);
  fixture_wait_names (fixture, "docs a10.txt");
  write_in_place (copy, "three");
  nexus_test_spin_until (has_text (fixture, "/docs/b.txt", "three"));
  g_assert_false (is_stored (fixture, "/a2.txt"));
  fixture_free (fixture);
}

/* A second time the copy that is being worked on is opened, not another one. */
static void
test_again (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr(GFile) first = open_file (fixture, "a2.txt");
  g_autoptr(GFile) second = open_file (fixture, "a2.txt");

  g_assert_true (g_file_equal (first, second));
  fixture_free (fixture);
}

/* --- Over a restart --- */

static NexusConfig *
make_config (Fixture *fixture)
{
  NexusConfig *config = nexus_config_new ();
  g_autofree char *data_dir = g_build_filename (fixture->folder, "store", NULL);

  nexus_config_set_data_dir (config, data_dir);

  return config;
}

static void
start (Fixture *fixture)
{
  g_autoptr(NexusConfig) config = make_config (fixture);

  fixture->window = nexus_gtk_window_new (fixture->application);
  nexus_gtk_window_open_store (fixture->window, config);
  gtk_window_present (GTK_WINDOW (fixture->window));
  nexus_test_spin_until (nexus_gtk_window_get_filesystem (fixture->window) != NULL);
  fixture->filesystem = nexus_gtk_window_get_filesystem (fixture->window);
  fixture->browser = fixture->window->browser;
  fixture_settle (fixture);
}

/* What somebody else does to the store meanwhile; NULL for the text: it is deleted. */
static void
change_meanwhile (Fixture    *fixture,
                  const char *path,
                  const char *text)
{
  g_autoptr(NexusConfig) config = make_config (fixture);
  g_autoptr(NexusFilesystem) filesystem = nexus_connect (config, NULL, NULL);
  g_autoptr(GBytes) bytes = text != NULL ? g_bytes_new (text, strlen (text)) : NULL;
  g_autoptr(NexusEntry) entry = NULL;
  g_autoptr(GError) error = NULL;

  if (bytes != NULL)
    entry = nexus_filesystem_write (filesystem, path, bytes, NULL, NEXUS_WRITE_NONE, NULL, &error);
  else
    nexus_filesystem_delete (filesystem, path, NULL, NEXUS_DELETE_NONE, NULL, &error);
  g_assert_no_error (error);
  nexus_filesystem_close (filesystem, NULL, &error);
  g_assert_no_error (error);
}

/* What was saved while the browser was closed becomes a version when it is there again, once; and the copy is still
 * followed, as the application may still be there. */
static void
test_restart (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr(GFile) copy = open_file (fixture, "a2.txt");
  g_autoptr(GFile) other = open_file (fixture, "a10.txt");

  fixture_stop (fixture);
  write_in_place (copy, "saved alone");
  start (fixture);
  nexus_test_spin_until (shows_text (GTK_WIDGET (fixture->window), "“a2.txt” saved as version 3"));
  assert_stored (fixture, "/a2.txt", "saved alone");
  g_assert_nonnull (find_button (GTK_WIDGET (fixture->window), "Undo"));
  write_in_place (other, "eleven");
  nexus_test_spin_until (has_text (fixture, "/a10.txt", "eleven"));

  /* Nothing is saved twice. */
  fixture_stop (fixture);
  start (fixture);
  write_in_place (other, "twelve");
  nexus_test_spin_until (has_text (fixture, "/a10.txt", "twelve"));
  g_assert_cmpuint (get_version (fixture, "/a2.txt"), ==, 3);
  g_assert_cmpuint (get_version (fixture, "/a10.txt"), ==, 3);
  fixture_wait_names (fixture, "docs a2.txt a10.txt");
  fixture_free (fixture);
}

/* Neither is lost when somebody else has changed the file in that time, nor when it was deleted. */
static void
test_restart_conflict (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr(GFile) copy = open_file (fixture, "a2.txt");
  g_autoptr(GFile) other = open_file (fixture, "a10.txt");

  fixture_stop (fixture);
  write_in_place (copy, "mine");
  write_in_place (other, "mine too");
  change_meanwhile (fixture, "/a2.txt", "of somebody");
  change_meanwhile (fixture, "/a10.txt", NULL);
  start (fixture);
  nexus_test_spin_until (has_text (fixture, "/a2 (2).txt", "mine"));
  nexus_test_spin_until (has_text (fixture, "/a10.txt", "mine too"));
  assert_stored (fixture, "/a2.txt", "of somebody");
  fixture_free (fixture);
}

static gboolean
is_kept_as (GFile      *copy,
            const char *path)
{
  g_autofree char *folder = g_path_get_dirname (g_file_peek_path (copy));
  g_autoptr(NexusGtkCopyRecord) record = nexus_gtk_copy_record_load (folder);

  return record != NULL && strcmp (record->path, path) == 0;
}

/* The one that was moved is still the same; and what the store has already, as after a crash, is not saved again. */
static void
test_restart_moved (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr(GFile) copy = open_file (fixture, "a2.txt");
  g_autoptr(GFile) other = open_file (fixture, "a10.txt");
  g_autoptr(NexusEntry) entry = NULL;
  g_autoptr(GError) error = NULL;

  entry = nexus_filesystem_move (fixture->filesystem, "/a2.txt", "/docs/b.txt", NULL, NEXUS_COPY_NONE, NULL, &error);
  g_assert_no_error (error);
  nexus_test_spin_until (is_kept_as (copy, "/docs/b.txt"));
  fixture_stop (fixture);
  write_in_place (copy, "three");
  write_in_place (other, "known");
  change_meanwhile (fixture, "/a10.txt", "known");
  start (fixture);
  nexus_test_spin_until (has_text (fixture, "/docs/b.txt", "three"));
  g_assert_false (is_stored (fixture, "/a2.txt"));
  /* It is looked at by now, or before this is. */
  write_in_place (other, "more");
  nexus_test_spin_until (has_text (fixture, "/a10.txt", "more"));
  g_assert_false (is_stored (fixture, "/a10 (2).txt"));
  fixture_free (fixture);
}

static gboolean
is_taken_up (GFile *copy)
{
  g_autofree char *folder = g_path_get_dirname (g_file_peek_path (copy));
  g_autoptr(NexusGtkCopyRecord) record = nexus_gtk_copy_record_load (folder);

  return record != NULL && !nexus_gtk_copy_record_is_changed (record);
}

/* However old it is, what the store has not yet is no rubbish. */
static void
test_kept (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr(GFile) copy = open_file (fixture, "a2.txt");
  g_autoptr(GFile) other = open_file (fixture, "a10.txt");

  fixture_stop (fixture);
  write_in_place (copy, "work");
  nexus_gtk_cache_clean_now (-1, 0);
  g_assert_true (g_file_query_exists (copy, NULL));
  g_assert_false (g_file_query_exists (other, NULL));
  start (fixture);
  nexus_test_spin_until (has_text (fixture, "/a2.txt", "work"));
  nexus_test_spin_until (is_taken_up (copy));
  fixture_stop (fixture);
  nexus_gtk_cache_clean_now (-1, 0);
  g_assert_false (g_file_query_exists (copy, NULL));
  start (fixture);
  fixture_free (fixture);
}

/* An older version cannot be changed, and its copy says so. */
static void
test_version (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr(GPtrArray) items = NULL;
  g_autoptr(GFile) copy = NULL;
  struct stat info;

  fixture_select (fixture, "a2.txt");
  items = nexus_gtk_browser_dup_selection (fixture->browser);
  nexus_gtk_window_open_entry (fixture->window, g_ptr_array_index (items, 0), 1);
  copy = wait_for_copy ();
  assert_file (copy, "two");
  g_assert_cmpint (stat (g_file_peek_path (copy), &info), ==, 0);
  g_assert_cmpint (info.st_mode & 07777, ==, 0400);
  nexus_test_spin_until (shows_text (GTK_WIDGET (fixture->window), "read-only copy"));
  fixture_free (fixture);
}

static void
opened_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  nexus_gtk_opener_open_finish (NEXUS_GTK_OPENER (object), result, &error);
  g_assert_no_error (error);
  *(gboolean *) user_data = TRUE;
}

/* The dialog asks which one, and the file is opened with that one. */
static void
test_open_with (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr(GAppInfo) viewer = g_app_info_get_default_for_type ("text/plain", FALSE);
  g_autoptr(GAppInfo) application = NULL;
  g_autoptr(GPtrArray) items = NULL;
  g_autoptr(GFile) copy = NULL;
  gboolean opened = FALSE;
  GtkWidget *dialog;

  fixture_select (fixture, "docs");
  nexus_test_spin_until (!is_enabled (fixture, "win.open-with"));
  fixture_select (fixture, "a10.txt");
  nexus_test_spin_until (is_enabled (fixture, "win.open-with"));
  activate (fixture, "win.open-with");
  nexus_test_spin_until ((dialog = find_toplevel ("application-dialog")) != NULL);
  nexus_test_spin_until (shows_text (dialog, "Open “a10.txt” With"));
  G_GNUC_BEGIN_IGNORE_DEPRECATIONS
  /* Later versions of GTK fill the list after they have shown it. */
  nexus_test_spin_until ((application = gtk_app_chooser_get_app_info (GTK_APP_CHOOSER (dialog))) != NULL);
  gtk_dialog_response (GTK_DIALOG (dialog), GTK_RESPONSE_CANCEL);
  G_GNUC_END_IGNORE_DEPRECATIONS
  nexus_test_spin_until (find_toplevel ("application-dialog") == NULL);
  g_assert_false (g_file_test (note, G_FILE_TEST_EXISTS));

  items = nexus_gtk_browser_dup_selection (fixture->browser);
  nexus_gtk_opener_open_async (fixture->window->opener, g_ptr_array_index (items, 0), 0, FALSE, viewer,
                               gtk_widget_get_display (GTK_WIDGET (fixture->window)), opened_cb, &opened);
  nexus_test_spin_until (opened);
  copy = wait_for_copy ();
  assert_file (copy, "ten");
  fixture_free (fixture);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  init_toolkit ();
  note = install_viewer ();

  g_test_add_func ("/opener/save", test_save);
  g_test_add_func ("/opener/save-nothing", test_save_nothing);
  g_test_add_func ("/opener/conflict", test_conflict);
  g_test_add_func ("/opener/moved", test_moved);
  g_test_add_func ("/opener/again", test_again);
  g_test_add_func ("/opener/restart", test_restart);
  g_test_add_func ("/opener/restart-conflict", test_restart_conflict);
  g_test_add_func ("/opener/restart-moved", test_restart_moved);
  g_test_add_func ("/opener/kept", test_kept);
  g_test_add_func ("/opener/version", test_version);
  g_test_add_func ("/opener/open-with", test_open_with);

  return g_test_run ();
}
