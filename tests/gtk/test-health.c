/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <glib/gstdio.h>
#include <string.h>

#include "nexus-gtk-health-window.h"
#include "nexus-gtk-test-actions.h"
#include "nexus-test-util.h"

static NexusGtkHealthWindow *
open_window (Fixture *fixture)
{
  NexusGtkHealthWindow *window;

  activate (fixture, "win.health");
  nexus_test_spin_until ((window = find_toplevel ("health-window")) != NULL);

  return window;
}

static void
close_window (Fixture              *fixture,
              NexusGtkHealthWindow *window)
{
  gtk_window_close (GTK_WINDOW (window));
  nexus_test_spin_until (find_toplevel ("health-window") == NULL);
  fixture_free (fixture);
}

static void
press (NexusGtkHealthWindow *window,
       const char           *label)
{
  g_signal_emit_by_name (find_button (GTK_WIDGET (window), label), "clicked");
}

static void
test_numbers (void)
{
  Fixture *fixture = fixture_new ();
  NexusGtkHealthWindow *window = open_window (fixture);

  nexus_test_spin_until (!shows_text (GTK_WIDGET (window), "…") || shows_text (GTK_WIDGET (window), "16 bytes"));
  /* "ten", "two again" and "deep"; the older version is "two". */
  nexus_test_spin_until (shows_text (GTK_WIDGET (window), "16 bytes"));
  g_assert_true (shows_text (GTK_WIDGET (window), "3 bytes"));
  g_assert_true (shows_text (GTK_WIDGET (window), "19 bytes"));
  close_window (fixture, window);
}

static void
test_verify (void)
{
  Fixture *fixture = fixture_new ();
  NexusGtkHealthWindow *window = open_window (fixture);
  g_autoptr(GBytes) bytes = g_bytes_new_static ("read by nobody", 14);
  g_autoptr(NexusEntry) later = NULL;
  g_autoptr(GError) error = NULL;

  nexus_test_spin_until (shows_text (GTK_WIDGET (window), "16 bytes"));
  g_assert_false (shows_text (GTK_WIDGET (window), "Last found good"));
  g_assert_true (shows_text (GTK_WIDGET (window), "compares it with its checksums"));
  press (window, "_Verify");
  g_assert_false (nexus_gtk_health_window_is_idle (window));
  nexus_test_spin_until (nexus_gtk_health_window_is_idle (window));
  nexus_test_spin_until (shows_text (GTK_WIDGET (window), "Last found good: "));
  g_assert_false (shows_text (GTK_WIDGET (window), "not known to be good"));
  g_assert_false (shows_text (GTK_WIDGET (window), "What Was Found"));
  gtk_window_close (GTK_WINDOW (window));
  nexus_test_spin_until (find_toplevel ("health-window") == NULL);

  /* The store knows, and which contents have come since. */
  later = nexus_filesystem_write (fixture->filesystem, "/later", bytes, NULL, NEXUS_WRITE_NONE, NULL, &error);
  g_assert_no_error (error);
  window = open_window (fixture);
  nexus_test_spin_until (shows_text (GTK_WIDGET (window), "1 content is not known to be good"));
  g_assert_true (shows_text (GTK_WIDGET (window), "Last found good: "));
  close_window (fixture, window);
}

/* A content of its own file, so that it can be damaged. */
static void
damage (Fixture *fixture)
{
  gsize size = 300000;
  g_autofree char *text = g_malloc (size);
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusEntry) entry = NULL;
  g_autofree char *folder = NULL;
  g_autofree char *path = NULL;

  for (gsize i = 0; i < size; i++)
    text[i] = (char) (i * 7 % 251);
  bytes = g_bytes_new (text, size);
  entry = nexus_filesystem_write (fixture->filesystem, "/large", bytes, NULL, NEXUS_WRITE_NONE, NULL, &error);
  g_assert_no_error (error);
  folder = g_strndup (nexus_entry_get_etag (entry), 2);
  path = g_build_filename (fixture->folder, "store", "content", folder, nexus_entry_get_etag (entry), NULL);
  g_assert_cmpint (g_chmod (path, 0600), ==, 0);
  text[1000]++;
  g_assert_true (g_file_set_contents (path, text, (gssize) size, &error));
  g_assert_no_error (error);
}

/* All but so many. */
static void
assert_verified (Fixture *fixture,
                 guint    n_others)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusStatistics) statistics = nexus_filesystem_get_statistics (fixture->filesystem, NULL, &error);
  gint64 oldest_ns, newest_ns;

  g_assert_no_error (error);
  oldest_ns = nexus_statistics_get_oldest_verified_ns (statistics);
  newest_ns = nexus_statistics_get_newest_verified_ns (statistics);
  g_assert_cmpuint (nexus_statistics_get_n_verified (statistics) + n_others, ==,
                    nexus_statistics_get_n_contents (statistics));
  g_assert_cmpint (oldest_ns, >, 0);
  g_assert_cmpint (oldest_ns, <=, newest_ns);
  g_assert_cmpint (newest_ns, <=, g_get_real_time () * 1000);
}

static void
test_repair (void)
{
  Fixture *fixture = fixture_new ();
  NexusGtkHealthWindow *window;

  damage (fixture);
  window = open_window (fixture);
  g_assert_false (gtk_widget_get_mapped (find_button (GTK_WIDGET (window), "_Repair…")));
  press (window, "_Verify");
  nexus_test_spin_until (shows_text (GTK_WIDGET (window), "1 problem was found"));
  g_assert_true (shows_text (GTK_WIDGET (window), "What Was Found"));
  g_assert_true (shows_text (GTK_WIDGET (window), "/large"));
  assert_verified (fixture, 1);
  press (window, "_Repair…");
  respond ("confirm-dialog", "do");
  nexus_test_spin_until (shows_text (GTK_WIDGET (window), "Done; verify again"));
  close_window (fixture, window);
}

static void
test_free_space (void)
{
  Fixture *fixture = fixture_new ();
  NexusGtkHealthWindow *window = open_window (fixture);

  press (window, "_Free Space…");
  /* All of it was stored just now, and could still be wanted. */
  nexus_test_spin_until (shows_text (GTK_WIDGET (window), "There is nothing to free"));
  close_window (fixture, window);
}

static void
test_back_up (void)
{
  Fixture *fixture = fixture_new ();
  NexusGtkHealthWindow *window = open_window (fixture);
  g_autofree char *path = g_build_filename (fixture->folder, "backup", NULL);
  g_autofree char *database = g_build_filename (path, "metadata.db", NULL);
  g_autofree char *occupied = g_build_filename (fixture->folder, NULL);
  g_autoptr(GFile) folder = g_file_new_for_path (path);
  g_autoptr(GFile) other = g_file_new_for_path (occupied);

  nexus_gtk_health_window_back_up (window, folder);
  g_assert_false (nexus_gtk_health_window_is_idle (window));
  nexus_test_spin_until (shows_text (GTK_WIDGET (window), "Everything is backed up"));
  g_assert_true (g_file_test (database, G_FILE_TEST_EXISTS));

  /* What goes wrong is said where it was begun. */
  nexus_gtk_health_window_back_up (window, other);
  nexus_test_spin_until (nexus_gtk_health_window_is_idle (window));
  g_assert_false (shows_text (GTK_WIDGET (window), "Everything is backed up"));
  close_window (fixture, window);
}

/* A window that is closed stops what goes on. */
static void
test_close (void)
{
  Fixture *fixture = fixture_new ();
  NexusGtkHealthWindow *window = open_window (fixture);

  press (window, "_Verify");
  g_assert_false (nexus_gtk_health_window_is_idle (window));
  close_window (fixture, window);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  init_toolkit ();
  g_test_add_func ("/health/numbers", test_numbers);
  g_test_add_func ("/health/verify", test_verify);
  g_test_add_func ("/health/repair", test_repair);
  g_test_add_func ("/health/free-space", test_free_space);
  g_test_add_func ("/health/back-up", test_back_up);
  g_test_add_func ("/health/close", test_close);

  return g_test_run ();
}
