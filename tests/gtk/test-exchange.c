/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>
#include <sys/stat.h>

#include "nexus-gtk-test-actions.h"
#include "nexus-test-util.h"

/* Files on their way in and out: by dropping and choosing, onto names that are free and names that are not; to another
 * application; and away for good. */

/* --- Dropping, and the question about conflicts --- */

static void
test_drop (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr(GFile) one = make_file (fixture, "one.txt", "one");
  g_autoptr(GFile) inner = make_file (fixture, "photos/two.txt", "two");
  g_autoptr(GFile) photos = g_file_get_parent (inner);

  nexus_gtk_window_go (fixture->window, "/docs");
  fixture_wait_names (fixture, "inner");
  drop (fixture, one, photos, NULL);
  fixture_wait_names (fixture, "inner photos one.txt");
  fixture_settle (fixture);
  g_assert_null (find_toplevel ("conflict-dialog"));
  assert_stored (fixture, "/docs/one.txt", "one");
  assert_stored (fixture, "/docs/photos/two.txt", "two");
  /* Both came in one go. */
  g_assert_cmpuint (count_transfers (fixture), ==, 1);
  fixture_free (fixture);
}

/* Drops a file where another one is, and gives the answer of that name; none to leave it. */
static Fixture *
drop_on_file (const char *choice,
              int         year)
{
  Fixture *fixture = fixture_new ();
  g_autoptr(GFile) file = make_file (fixture, "a2.txt", "from outside");

  set_year (file, year);
  drop (fixture, file, NULL);
  nexus_test_spin_until (find_toplevel ("conflict-dialog") != NULL);
  /* Nothing has happened before there is an answer. */
  assert_stored (fixture, "/a2.txt", "two again");
  g_assert_cmpuint (nexus_gtk_transfers_get_n_running (fixture->window->transfers), ==, 0);
  if (choice != NULL)
    gtk_check_button_set_active (find_named (find_toplevel ("conflict-dialog"), choice), TRUE);
  respond ("conflict-dialog", choice != NULL ? "do" : "cancel");
  fixture_settle (fixture);

  return fixture;
}

static void
test_import_cancelled (void)
{
  Fixture *fixture = drop_on_file (NULL, 2030);

  assert_stored (fixture, "/a2.txt", "two again");
  fixture_wait_names (fixture, "docs a2.txt a10.txt");
  fixture_free (fixture);
}

static void
test_import_skip (void)
{
  Fixture *fixture = drop_on_file ("skip", 2030);

  assert_stored (fixture, "/a2.txt", "two again");
  fixture_wait_names (fixture, "docs a2.txt a10.txt");
  fixture_free (fixture);
}

static void
test_import_keep_both (void)
{
  Fixture *fixture = drop_on_file ("keep-both", 2030);

  assert_stored (fixture, "/a2.txt", "two again");
  assert_stored (fixture, "/a2 (2).txt", "from outside");
  fixture_free (fixture);
}

static void
test_import_replace (void)
{
  Fixture *fixture = drop_on_file ("replace", 2001);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) before = NULL;

  assert_stored (fixture, "/a2.txt", "from outside");
  /* As the question has said. */
  before = nexus_filesystem_read_version (fixture->filesystem, "/a2.txt", 2, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (before, NULL), g_bytes_get_size (before), "two again", 9);
  fixture_free (fixture);
}

static void
test_import_newer (void)
{
  Fixture *fixture = drop_on_file ("newer", 2001);

  assert_stored (fixture, "/a2.txt", "two again");
  fixture_free (fixture);
  fixture = drop_on_file ("newer", 2050);
  assert_stored (fixture, "/a2.txt", "from outside");
  fixture_free (fixture);
}

/* Folders are merged, and what met no conflict does not wait for an answer; there is one for all, if that is wanted. */
static void
test_import_folder (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr(GFile) deep = make_file (fixture, "docs/inner/deep.txt", "from outside");
  g_autoptr(GFile) inner = g_file_get_parent (deep);
  g_autoptr(GFile) docs = g_file_get_parent (inner);
  g_autoptr(GFile) file = make_file (fixture, "a2.txt", "from outside");
  g_autoptr(GFile) twin = make_file (fixture, "other/new.txt", "second");
  g_autoptr(GFile) new = make_file (fixture, "new.txt", "first");
  GtkWidget *dialog;

  drop (fixture, docs, file, new, twin, NULL);
  nexus_test_spin_until ((dialog = find_toplevel ("conflict-dialog")) != NULL);
  g_assert_true (shows_text (dialog, "“deep.txt” Exists Already"));
  g_assert_true (shows_text (dialog, "What is in “/docs/inner” under this name has other content."));
  /* Two with the same name from different folders are a conflict, too. */
  g_assert_true (shows_text (dialog, "Apply to 2 more conflicts"));
  assert_stored (fixture, "/new.txt", "first");
  gtk_check_button_set_active (find_named (dialog, "apply-to-all"), TRUE);
  gtk_check_button_set_active (find_named (dialog, "keep-both"), TRUE);
  respond ("conflict-dialog", "do");
  fixture_settle (fixture);
  assert_stored (fixture, "/docs/inner/deep.txt", "deep");
  assert_stored (fixture, "/docs/inner/deep (2).txt", "from outside");
  assert_stored (fixture, "/a2 (2).txt", "from outside");
  assert_stored (fixture, "/new.txt", "first");
  assert_stored (fixture, "/new (2).txt", "second");
  fixture_free (fixture);
}

/* --- Out --- */

static guint
count_selection (Fixture *fixture)
{
  g_autoptr(GPtrArray) items = nexus_gtk_browser_dup_selection (fixture->browser);

  return items->len;
}

static gpointer
find_chooser (void)
{
  GListModel *toplevels = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr(GtkWidget) toplevel = g_list_model_get_item (toplevels, i);

      if (GTK_IS_FILE_CHOOSER (toplevel) && gtk_widget_get_mapped (toplevel))
        return toplevel;
    }

  return NULL;
}

/* It looks at the folder in its own time. */
static gboolean
has_chosen (GFile *file)
{
  g_autoptr(GListModel) files = gtk_file_chooser_get_files (find_chooser ());
  g_autoptr(GFile) first = g_list_model_get_item (files, 0);

  return first != NULL && g_file_equal (first, file);
}

/* While the folder is still being read the choice may be forgotten again: then it is made once more. */
static gboolean
try_choose (GFile  *file,
            gint64 *again)
{
  g_autoptr(GError) error = NULL;

  if (g_get_monotonic_time () >= *again)
    {
      gtk_file_chooser_set_file (find_chooser (), file, &error);
      g_assert_no_error (error);
      *again = g_get_monotonic_time () + 5 * G_TIME_SPAN_SECOND;
    }

  return has_chosen (file);
}

/* Also in the bar above the files, which it fills in its own time, too. */
static gboolean
shows_folder (GFile *folder)
{
  GtkWidget *path_bar = find_widget (GTK_WIDGET (find_chooser ()), g_type_from_name ("GtkPathBar"));
  g_autoptr(GFile) shown = gtk_file_chooser_get_current_folder (find_chooser ());
  g_autofree char *name = g_file_get_basename (folder);

  return shown != NULL && g_file_equal (shown, folder) && shows_text (path_bar, name);
}

/* The chooser answers as if a person had pressed its button. */
static void
choose (GFile *file)
{
  /* On a busy machine GTK draws some of its chooser before that has a place, and warns of it. */
  GLogLevelFlags fatal = g_log_set_always_fatal (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL);
  g_autoptr(GFile) folder = file != NULL ? g_file_get_parent (file) : g_file_new_for_path (g_get_tmp_dir ());
  g_autoptr(GError) error = NULL;
  gint64 again = 0;

  nexus_test_spin_until (find_chooser () != NULL);
  /* GTK 4.18 crashes when its path bar has to show something else, or the chooser is closed, before it is ready. */
  gtk_file_chooser_set_current_folder (find_chooser (), folder, &error);
  g_assert_no_error (error);
  nexus_test_spin_until (shows_folder (folder));
  nexus_test_spin_until (file == NULL || try_choose (file, &again));
  gtk_dialog_response (find_chooser (), file != NULL ? GTK_RESPONSE_ACCEPT : GTK_RESPONSE_CANCEL);
  nexus_test_spin_until (find_chooser () == NULL);
  g_log_set_always_fatal (fatal);
}

static void
test_export (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr(GFile) marker = make_file (fixture, "out/marker", "");
  g_autoptr(GFile) folder = g_file_get_parent (marker);
  g_autoptr(GFile) a2 = g_file_get_child (folder, "a2.txt");
  g_autoptr(GFile) deep = g_file_resolve_relative_path (folder, "docs/inner/deep.txt");

  fixture_select (fixture, "docs");
  activate (fixture, "win.select-all");
  nexus_test_spin_until (count_selection (fixture) == 3);
  activate (fixture, "win.export");
  choose (folder);
  nexus_test_spin_until (count_transfers (fixture) == 1);
  fixture_settle (fixture);
  assert_file (a2, "two again");
  assert_file (deep, "deep");
  fixture_free (fixture);
}

static void
test_choose_import (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr(GFile) file = make_file (fixture, "chosen.txt", "chosen");
  g_autoptr(GFile) inner = make_file (fixture, "album/one.txt", "one");
  g_autoptr(GFile) album = g_file_get_parent (inner);

  activate (fixture, "win.import-files");
  choose (NULL);
  activate (fixture, "win.import-files");
  choose (file);
  nexus_test_spin_until (count_transfers (fixture) == 1);
  fixture_settle (fixture);
  assert_stored (fixture, "/chosen.txt", "chosen");

  activate (fixture, "win.import-folders");
  choose (album);
  nexus_test_spin_until (count_transfers (fixture) == 2);
  fixture_settle (fixture);
  assert_stored (fixture, "/album/one.txt", "one");
  fixture_free (fixture);
}

static void
export_on_file (const char *choice,
                int         year,
                const char *expected,
                const char *expected_copy)
{
  Fixture *fixture = fixture_new ();
  g_autoptr(GPtrArray) entries = NULL;
  g_autoptr(GFile) there = make_file (fixture, "out/a2.txt", "there before");
  g_autoptr(GFile) folder = g_file_get_parent (there);
  g_autoptr(GFile) copy = g_file_get_child (folder, "a2 (2).txt");

  set_year (there, year);
  fixture_select (fixture, "a2.txt");
  entries = nexus_gtk_browser_dup_selection (fixture->browser);
  nexus_gtk_window_export (fixture->window, entries, folder);
  nexus_test_spin_until (find_toplevel ("conflict-dialog") != NULL);
  assert_file (there, "there before");
  gtk_check_button_set_active (find_named (find_toplevel ("conflict-dialog"), choice), TRUE);
  respond ("conflict-dialog", "do");
  fixture_settle (fixture);
  assert_file (there, expected);
  g_assert_cmpint (g_file_query_exists (copy, NULL), ==, expected_copy != NULL);
  if (expected_copy != NULL)
    assert_file (copy, expected_copy);
  fixture_free (fixture);
}

static void
test_export_conflicts (void)
{
  export_on_file ("skip", 2001, "there before", NULL);
  export_on_file ("keep-both", 2001, "there before", "two again");
  export_on_file ("replace", 2050, "two again", NULL);
  export_on_file ("newer", 2001, "two again", NULL);
  export_on_file ("newer", 2050, "there before", NULL);
}

/* --- Deleting for good --- */

static void
test_purge (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr(GListModel) trash = NULL;
  g_autoptr(GError) error = NULL;

  fixture_select (fixture, "a2.txt");
  activate (fixture, "win.delete");
  fixture_wait_names (fixture, "docs a10.txt");
  nexus_gtk_window_go (fixture->window, "trash:");
  fixture_wait_names (fixture, "a2.txt");
  fixture_select (fixture, "a2.txt");
  activate (fixture, "win.delete-permanently");
  respond ("confirm-dialog", "cancel");
  fixture_settle (fixture);
  fixture_wait_names (fixture, "a2.txt");

  activate (fixture, "win.delete-permanently");
  respond ("confirm-dialog", "do");
  nexus_test_spin_until (g_strcmp0 (nexus_gtk_browser_get_page (fixture->browser), "empty") == 0);
  trash = nexus_filesystem_list_trash (fixture->filesystem, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (trash), ==, 0);
  fixture_free (fixture);
}

/* What cannot be deleted is named, each one; what can be is deleted, and is all that is undone. */
static void
test_delete_problems (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr(GError) error = NULL;
  GtkWidget *window = GTK_WIDGET (fixture->window);
  GtkWidget *details;

  fixture_select (fixture, "docs");
  activate (fixture, "win.select-all");
  nexus_test_spin_until (count_selection (fixture) == 3);
  /* Somebody else is faster, and the window has not heard of it yet. */
  nexus_filesystem_delete (fixture->filesystem, "/docs", NULL, NEXUS_DELETE_RECURSIVE, NULL, &error);
  nexus_filesystem_delete (fixture->filesystem, "/a10.txt", NULL, NEXUS_DELETE_NONE, NULL, &error);
  g_assert_no_error (error);
  activate (fixture, "win.delete");
  nexus_test_spin_until (shows_text (window, "“a2.txt” moved to trash"));
  g_assert_false (is_stored (fixture, "/a2.txt"));
  g_signal_emit_by_name (find_button (window, "Undo"), "clicked");
  nexus_test_spin_until (shows_text (window, "2 problems: Move to Trash"));
  details = find_button (window, "Details");
  g_assert_nonnull (details);
  g_signal_emit_by_name (details, "clicked");
  nexus_test_spin_until (find_toplevel ("problems-dialog") != NULL);
  nexus_test_spin_until (shows_text (find_toplevel ("problems-dialog"), "/docs"));
  g_assert_true (shows_text (find_toplevel ("problems-dialog"), "/a10.txt"));
  g_assert_false (shows_text (find_toplevel ("problems-dialog"), "/a2.txt"));
  gtk_window_destroy (find_toplevel ("problems-dialog"));
  fixture_wait_names (fixture, "a2.txt");
  g_assert_false (is_stored (fixture, "/docs"));
  fixture_free (fixture);
}

/* --- Opening --- */

static void
test_open (void)
{
  g_autofree char *note = install_viewer ();
  Fixture *fixture = fixture_new ();
  g_autofree char *opened = NULL;
  g_autoptr(GFile) file = NULL;
  struct stat info;

  fixture_select (fixture, "a2.txt");
  activate (fixture, "win.open");
  nexus_test_spin_until (g_file_test (note, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_get_contents (note, &opened, NULL, NULL));
  g_assert_true (g_str_has_prefix (opened, g_get_user_cache_dir ()));
  g_assert_true (g_str_has_suffix (opened, "/a2.txt"));
  file = g_file_new_for_path (opened);
  assert_file (file, "two again");
  /* It is nobody else's. */
  g_assert_cmpint (stat (opened, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 07777, ==, 0600);
  fixture_free (fixture);
}

static void
test_open_nothing (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr(GBytes) bytes = g_bytes_new_static ("\0\1\2\3", 4);
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusEntry) entry = nexus_filesystem_write (fixture->filesystem, "/x.nexus-unknown", bytes, NULL,
                                                        NEXUS_WRITE_NONE, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (entry);
  fixture_wait_names (fixture, "docs a2.txt a10.txt x.nexus-unknown");
  fixture_select (fixture, "x.nexus-unknown");
  activate (fixture, "win.open");
  nexus_test_spin_until (shows_text (GTK_WIDGET (fixture->window), "No application is installed that opens"));
  fixture_free (fixture);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  init_toolkit ();

  g_test_add_func ("/exchange/drop", test_drop);
  g_test_add_func ("/exchange/import/cancelled", test_import_cancelled);
  g_test_add_func ("/exchange/import/skip", test_import_skip);
  g_test_add_func ("/exchange/import/keep-both", test_import_keep_both);
  g_test_add_func ("/exchange/import/replace", test_import_replace);
  g_test_add_func ("/exchange/import/newer", test_import_newer);
  g_test_add_func ("/exchange/import/folder", test_import_folder);
  g_test_add_func ("/exchange/import/choose", test_choose_import);
  g_test_add_func ("/exchange/export/selection", test_export);
  g_test_add_func ("/exchange/export/conflicts", test_export_conflicts);
  g_test_add_func ("/exchange/purge", test_purge);
  g_test_add_func ("/exchange/delete-problems", test_delete_problems);
  g_test_add_func ("/exchange/open/default", test_open);
  g_test_add_func ("/exchange/open/nothing", test_open_nothing);

  return g_test_run ();
}
