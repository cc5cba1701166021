/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>
#include <sys/stat.h>

#include "nexus-gtk-problems-dialog.h"
#include "nexus-gtk-pulse.h"
#include "nexus-gtk-test-actions.h"
#include "nexus-gtk-transfer-row.h"
#include "nexus-test-util.h"

static NexusGtkTransfer *
add_import (Fixture    *fixture,
            GFile      *file,
            const char *path)
{
  g_autoptr(GPtrArray) items = nexus_gtk_transfer_items_new ();
  g_autoptr(NexusGtkTransfer) transfer = NULL;

  nexus_gtk_transfer_items_add (items, file, path, 0);
  transfer = nexus_gtk_transfer_new (fixture->filesystem, FALSE, items, NEXUS_CONFLICT_FAIL);
  nexus_gtk_transfers_add (fixture->window->transfers, transfer);

  return transfer;      /* the queue has a reference */
}

static gboolean
has_state (NexusGtkTransfer      *transfer,
           NexusGtkTransferState  state)
{
  return nexus_gtk_transfer_get_state (transfer) == state;
}

static NexusGtkTransferRow *
get_row (Fixture *fixture,
         int      position)
{
  GtkWidget *list = find_widget (GTK_WIDGET (fixture->window->operations), GTK_TYPE_LIST_BOX);

  return NEXUS_GTK_TRANSFER_ROW (gtk_list_box_get_row_at_index (GTK_LIST_BOX (list), position));
}

static void
click (NexusGtkTransferRow *row,
       const char          *button)
{
  g_signal_emit_by_name (find_named (GTK_WIDGET (row), button), "clicked");
}

/* --- The queue --- */

static void
note_finished_cb (GString          *order,
                  NexusGtkTransfer *transfer)
{
  g_string_append_printf (order, "%s;", nexus_gtk_transfer_get_title (transfer));
}

static void
test_order (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr(GFile) a = make_big_file (fixture, "a");
  g_autoptr(GFile) b = make_file (fixture, "b", "b");
  g_autoptr(GFile) c = make_file (fixture, "c", "c");
  g_autoptr(GString) order = g_string_new (NULL);
  NexusGtkTransfer *first;
  NexusGtkTransfer *second;
  NexusGtkTransfer *third;

  g_signal_connect_swapped (fixture->window->transfers, "finished", G_CALLBACK (note_finished_cb), order);
  first = add_import (fixture, a, "/a");
  second = add_import (fixture, b, "/b");
  third = add_import (fixture, c, "/c");

  /* One runs, the others wait and have done nothing. */
  g_assert_true (has_state (first, NEXUS_GTK_TRANSFER_RUNNING));
  g_assert_true (has_state (second, NEXUS_GTK_TRANSFER_WAITING));
  g_assert_true (has_state (third, NEXUS_GTK_TRANSFER_WAITING));
  g_assert_cmpuint (nexus_gtk_transfers_get_n_active (fixture->window->transfers), ==, 3);
  g_assert_cmpfloat (nexus_gtk_transfer_get_fraction (third), ==, 0.0);

  fixture_settle (fixture);
  g_assert_cmpstr (order->str, ==, "Import “a”;Import “b”;Import “c”;");
  g_assert_true (has_state (third, NEXUS_GTK_TRANSFER_DONE));
  g_assert_cmpfloat (nexus_gtk_transfer_get_fraction (third), ==, 1.0);
  g_assert_cmpuint (nexus_gtk_transfers_get_n_finished (fixture->window->transfers), ==, 3);
  nexus_gtk_transfers_remove_finished (fixture->window->transfers, FALSE);
  g_assert_cmpuint (count_transfers (fixture), ==, 0);
  fixture_free (fixture);
}

static void
test_pause (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr(GFile) a = make_big_file (fixture, "a");
  g_autoptr(GFile) b = make_file (fixture, "b", "b");
  g_autoptr(GFile) c = make_big_file (fixture, "c");
  g_autoptr(GString) order = g_string_new (NULL);
  NexusGtkTransfer *first;
  NexusGtkTransfer *second;
  NexusGtkTransfer *third;

  g_signal_connect_swapped (fixture->window->transfers, "finished", G_CALLBACK (note_finished_cb), order);
  first = add_import (fixture, a, "/a");
  second = add_import (fixture, b, "/b");

  /* The next one has its turn while the first one is paused... */
  click (get_row (fixture, 0), "pause");
  g_assert_true (has_state (first, NEXUS_GTK_TRANSFER_PAUSED));
  g_assert_true (has_state (second, NEXUS_GTK_TRANSFER_RUNNING));
  nexus_test_spin_until (has_state (second, NEXUS_GTK_TRANSFER_DONE));
  g_assert_true (has_state (first, NEXUS_GTK_TRANSFER_PAUSED));
  g_assert_true (is_stored (fixture, "/b"));
  g_assert_false (is_stored (fixture, "/a"));

  /* ...which waits for its turn again, before those that came later. */
  third = add_import (fixture, c, "/c");
  click (get_row (fixture, 1), "pause");
  click (get_row (fixture, 1), "pause");
  g_assert_true (has_state (third, NEXUS_GTK_TRANSFER_RUNNING));
  click (get_row (fixture, 0), "pause");
  g_assert_true (has_state (first, NEXUS_GTK_TRANSFER_WAITING));
  nexus_gtk_transfer_pause (third);
  g_assert_true (has_state (first, NEXUS_GTK_TRANSFER_RUNNING));
  nexus_gtk_transfer_resume (third);
  g_assert_true (has_state (third, NEXUS_GTK_TRANSFER_WAITING));

  fixture_settle (fixture);
  g_assert_cmpstr (order->str, ==, "Import “b”;Import “a”;Import “c”;");
  g_assert_true (is_stored (fixture, "/a"));
  g_assert_true (is_stored (fixture, "/c"));
  fixture_free (fixture);
}

static void
test_cancel (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr(GFile) a = make_big_file (fixture, "a");
  g_autoptr(GFile) b = make_file (fixture, "b", "b");
  g_autoptr(GFile) c = make_file (fixture, "c", "c");
  g_autofree char *words = NULL;
  NexusGtkTransfer *first = add_import (fixture, a, "/a");
  NexusGtkTransfer *second = add_import (fixture, b, "/b");
  NexusGtkTransfer *third = add_import (fixture, c, "/c");

  /* One that waits ends at once, without ever having begun; one that runs stops soon. */
  click (get_row (fixture, 1), "cancel");
  g_assert_true (has_state (second, NEXUS_GTK_TRANSFER_CANCELLED));
  g_assert_true (has_state (first, NEXUS_GTK_TRANSFER_RUNNING));
  click (get_row (fixture, 0), "cancel");
  fixture_settle (fixture);
  g_assert_true (has_state (first, NEXUS_GTK_TRANSFER_CANCELLED));
  g_assert_true (has_state (third, NEXUS_GTK_TRANSFER_DONE));
  g_assert_false (is_stored (fixture, "/a"));
  g_assert_false (is_stored (fixture, "/b"));
  g_assert_true (is_stored (fixture, "/c"));
  words = nexus_gtk_transfer_describe (first);
  g_assert_cmpstr (words, ==, "Cancelled before anything was done.");

  /* What has ended last comes first; the same button takes it away. */
  g_assert_true (nexus_gtk_transfer_row_get_transfer (get_row (fixture, 0)) == third);
  g_assert_true (nexus_gtk_transfer_row_get_transfer (get_row (fixture, 2)) == second);
  click (get_row (fixture, 0), "cancel");
  g_assert_cmpuint (count_transfers (fixture), ==, 2);
  fixture_free (fixture);
}

static void
test_cancel_paused (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr(GFile) a = make_big_file (fixture, "a");
  NexusGtkTransfer *transfer = add_import (fixture, a, "/a");

  nexus_gtk_transfer_pause (transfer);
  nexus_gtk_transfer_cancel (transfer);
  nexus_gtk_transfer_resume (transfer);
  nexus_test_spin_until (has_state (transfer, NEXUS_GTK_TRANSFER_CANCELLED));
  g_assert_false (is_stored (fixture, "/a"));
  fixture_free (fixture);
}

static gboolean
pulses (GtkWidget     *widget,
        gconstpointer  data)
{
  return gtk_widget_has_css_class (widget, "pulse");
}

static gboolean
is_pulsing (GtkWidget *widget)
{
  return find_widget_that (widget, pulses, NULL) != NULL;
}

/* The picture that a row and the button of all operations make of it. */
static void
test_pulse (void)
{
  g_autoptr(GtkWidget) bar = g_object_ref_sink (gtk_progress_bar_new ());

  nexus_gtk_progress_bar_show (GTK_PROGRESS_BAR (bar), FALSE, 0.0);
  g_assert_true (is_pulsing (bar));
  nexus_gtk_progress_bar_show (GTK_PROGRESS_BAR (bar), FALSE, 0.0);
  g_assert_true (is_pulsing (bar));
  nexus_gtk_progress_bar_show (GTK_PROGRESS_BAR (bar), TRUE, 0.25);
  g_assert_false (is_pulsing (bar));
  g_assert_cmpfloat (gtk_progress_bar_get_fraction (GTK_PROGRESS_BAR (bar)), ==, 0.25);
  nexus_gtk_progress_bar_show (GTK_PROGRESS_BAR (bar), FALSE, 0.0);
  g_assert_true (is_pulsing (bar));
}

typedef struct {
  NexusGtkTransfer *transfer;
  GtkWidget        *progress;
} Watch;

static void
check_measured_cb (Watch *watch)
{
  g_autofree char *words = nexus_gtk_transfer_describe (watch->transfer);

  /* Asked for last: it can only have become known meanwhile. */
  if (has_state (watch->transfer, NEXUS_GTK_TRANSFER_RUNNING) && !nexus_gtk_transfer_is_measured (watch->transfer))
    {
      g_assert_true (is_pulsing (watch->progress));
      g_assert_null (strstr (words, " of "));
      g_assert_null (strstr (words, " left"));
    }
}

/* Until it is known how much there is to do, no part of it is said to be done, and no time to be left. */
static void
test_measured (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr(GFile) a = make_big_file (fixture, "a");
  NexusGtkTransfer *transfer = add_import (fixture, a, "/a");
  Watch watch = { transfer, find_widget (GTK_WIDGET (get_row (fixture, 0)), GTK_TYPE_PROGRESS_BAR) };

  g_signal_connect_swapped (transfer, "changed", G_CALLBACK (check_measured_cb), &watch);
  check_measured_cb (&watch);
  nexus_gtk_transfer_pause (transfer);
  g_assert_false (is_pulsing (watch.progress));
  nexus_gtk_transfer_resume (transfer);
  fixture_settle (fixture);
  g_assert_true (nexus_gtk_transfer_is_measured (transfer));
  g_assert_false (is_pulsing (watch.progress));
  g_signal_handlers_disconnect_by_data (transfer, &watch);
  fixture_free (fixture);
}

/* Everything that can be pressed says what it does, and to what. */
static void
test_row (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr(GFile) a = make_big_file (fixture, "a");
  NexusGtkTransfer *transfer = add_import (fixture, a, "/a");
  GtkWidget *row = GTK_WIDGET (get_row (fixture, 0));
  GtkWidget *pause = find_named (row, "pause");
  GtkWidget *cancel = find_named (row, "cancel");

  g_assert_cmpstr (gtk_widget_get_tooltip_text (pause), ==, "Pause");
  g_assert_cmpstr (gtk_widget_get_tooltip_text (cancel), ==, "Cancel");
  gtk_test_accessible_assert_property (pause, GTK_ACCESSIBLE_PROPERTY_LABEL, "Pause: Import “a”");
  g_assert_true (gtk_widget_get_focusable (pause));
  g_assert_true (gtk_widget_get_focusable (cancel));
  nexus_gtk_transfer_pause (transfer);
  g_assert_cmpstr (gtk_widget_get_tooltip_text (pause), ==, "Resume");
  g_assert_true (shows_text (row, "Paused"));
  nexus_gtk_transfer_resume (transfer);
  fixture_settle (fixture);
  g_assert_cmpstr (gtk_widget_get_tooltip_text (cancel), ==, "Dismiss");
  g_assert_false (gtk_widget_get_visible (pause));
  g_assert_true (shows_text (row, "1 item, "));
  fixture_free (fixture);
}

/* Whoever has opened the list and closed it again knows what has ended well. */
static void
test_popover (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr(GFile) file = make_file (fixture, "b", "b");
  NexusGtkOperations *operations = fixture->window->operations;
  GtkWidget *popover = find_widget (GTK_WIDGET (operations), GTK_TYPE_POPOVER);

  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (operations)));
  add_import (fixture, file, "/b");
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (operations)));
  fixture_settle (fixture);
  nexus_gtk_operations_popup (operations);
  nexus_test_spin_until (gtk_widget_get_mapped (popover));
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (operations)));
  gtk_popover_popdown (GTK_POPOVER (popover));
  nexus_test_spin_until (!gtk_widget_get_visible (GTK_WIDGET (operations)));
  g_assert_cmpuint (count_transfers (fixture), ==, 0);
  fixture_free (fixture);
}

/* --- Problems --- */

static void
test_problems (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr(GFile) good = make_file (fixture, "good.txt", "good");
  g_autoptr(GFile) missing = make_file (fixture, "missing.txt", "");
  g_autoptr(GFile) named = make_file (fixture, "bad\nname", "");
  g_autoptr(GFile) folder = make_file (fixture, "folder/inner.txt", "inner");
  g_autoptr(GFile) parent = g_file_get_parent (folder);
  g_autofree char *fifo = g_build_filename (g_file_peek_path (parent), "pipe", NULL);
  g_autoptr(NexusGtkTransfer) transfer = NULL;
  g_autofree char *words = NULL;
  g_autofree char *text = NULL;
  g_autofree char *copied = NULL;
  g_auto(GStrv) lines = NULL;
  GListModel *problems;
  GtkWidget *dialog;

  g_assert_true (g_file_delete (missing, NULL, NULL));
  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  drop (fixture, missing, named, parent, good, NULL);
  fixture_settle (fixture);

  /* What can be done is done, whatever the others are like. */
  assert_stored (fixture, "/good.txt", "good");
  assert_stored (fixture, "/folder/inner.txt", "inner");
  transfer = g_list_model_get_item (G_LIST_MODEL (fixture->window->transfers), 0);
  g_assert_true (has_state (transfer, NEXUS_GTK_TRANSFER_DONE));
  problems = nexus_gtk_transfer_get_problems (transfer);
  g_assert_cmpuint (g_list_model_get_n_items (problems), ==, 3);
  words = nexus_gtk_transfer_describe (transfer);
  g_assert_nonnull (strstr (words, "; 3 failed"));

  /* Neither a look at the list nor time takes the problems away. */
  nexus_gtk_transfers_remove_finished (fixture->window->transfers, FALSE);
  g_assert_cmpuint (nexus_gtk_transfers_get_n_finished (fixture->window->transfers), ==, 1);

  /* The action of the message that tells of it. */
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.show-problems", "u",
                                             nexus_gtk_transfer_get_id (transfer)));
  dialog = find_toplevel ("problems-dialog");
  g_assert_nonnull (dialog);
  nexus_test_spin_until (shows_text (dialog, "missing.txt"));
  g_assert_true (shows_text (dialog, "a named pipe"));
  g_assert_true (shows_text (dialog, "3 problems"));

  text = nexus_gtk_problems_dup_text (problems);
  for (const char * const *part = (const char *[]) { "missing.txt: ", "pipe: ", "a named pipe", NULL }; *part != NULL; part++)
    g_assert_nonnull (strstr (text, *part));
  /* A line each, whatever is in the names. */
  lines = g_strsplit (text, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 4);

  g_signal_emit_by_name (find_named (dialog, "copy"), "clicked");
  copied = read_clipboard (gtk_widget_get_clipboard (dialog));
  g_assert_cmpstr (copied, ==, text);
  gtk_window_destroy (GTK_WINDOW (dialog));

  /* The button of the row opens the same. */
  click (get_row (fixture, 0), "problems");
  g_assert_nonnull (find_toplevel ("problems-dialog"));
  gtk_window_destroy (find_toplevel ("problems-dialog"));
  fixture_free (fixture);
}

/* --- Closing --- */

/* A window that is asked to close while something goes on: the fixture holds only the store then. */
static Fixture *
close_while_active (gboolean paused)
{
  Fixture *fixture = fixture_new ();
  g_autoptr(GFile) a = make_big_file (fixture, "a");
  g_autoptr(GFile) b = make_file (fixture, "b", "b");
  NexusGtkTransfer *first, *second;

  g_object_ref (fixture->window);
  g_object_ref (fixture->filesystem);
  first = add_import (fixture, a, "/a");
  second = add_import (fixture, b, "/b");
  if (paused)
    {
      /* Before anything else, so that neither can be done; were the first one paused first, the second would begin. */
      nexus_gtk_transfer_pause (second);
      nexus_gtk_transfer_pause (first);
    }
  /* Once more does not ask twice. */
  gtk_window_close (GTK_WINDOW (fixture->window));
  gtk_window_close (GTK_WINDOW (fixture->window));
  g_assert_true (is_toplevel (fixture->window));

  return fixture;
}

/* What has got into the store, looked at through another connection: the window has closed its own. */
static void
closed_free (Fixture    *fixture,
             const char *expected)
{
  g_autofree char *data_dir = g_build_filename (fixture->folder, "store", NULL);
  g_autoptr(NexusConfig) config = nexus_config_new ();
  g_autoptr(GError) error = NULL;

  nexus_test_spin_until (!is_toplevel (fixture->window));
  g_clear_object (&fixture->filesystem);
  nexus_config_set_data_dir (config, data_dir);
  fixture->filesystem = nexus_connect (config, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (is_stored (fixture, "/a"), ==, strchr (expected, 'a') != NULL);
  g_assert_cmpint (is_stored (fixture, "/b"), ==, strchr (expected, 'b') != NULL);
  g_assert_true (nexus_filesystem_close (fixture->filesystem, NULL, &error));
  g_object_unref (fixture->filesystem);
  nexus_test_assert_finalized (fixture->window);
  nexus_test_remove_tree (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture);
}

static void
test_close_not (void)
{
  Fixture *fixture = close_while_active (FALSE);

  respond ("close-dialog", "cancel");
  fixture_settle (fixture);
  g_assert_true (is_toplevel (fixture->window));
  g_assert_true (is_stored (fixture, "/a"));
  g_assert_true (is_stored (fixture, "/b"));
  /* Nothing is in progress now: there is nothing to ask. */
  gtk_window_close (GTK_WINDOW (fixture->window));
  g_assert_null (find_toplevel ("close-dialog"));
  closed_free (fixture, "ab");
}

static void
test_close_when_done (void)
{
  Fixture *fixture = close_while_active (FALSE);
  g_autoptr(NexusGtkTransfer) paused = g_list_model_get_item (G_LIST_MODEL (fixture->window->transfers), 0);

  /* One that is paused would never be done. */
  nexus_gtk_transfer_pause (paused);
  respond ("close-dialog", "finish");
  closed_free (fixture, "ab");
}

static void
test_close_now (void)
{
  Fixture *fixture = close_while_active (TRUE);

  respond ("close-dialog", "stop");
  closed_free (fixture, "");
}

/* Whoever leaves a window to its work hears of what went wrong. */
static void
test_close_problems (void)
{
  Fixture *fixture = close_while_active (FALSE);
  g_autoptr(GFile) missing = g_file_new_for_path ("/nonexistent/c");

  add_import (fixture, missing, "/c");
  respond ("close-dialog", "finish");
  fixture_settle (fixture);
  g_assert_true (is_toplevel (fixture->window));
  nexus_test_spin_until (shows_text (GTK_WIDGET (fixture->window), "1 problem: Import “c”"));
  gtk_window_close (GTK_WINDOW (fixture->window));
  closed_free (fixture, "ab");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  init_toolkit ();

  g_test_add_func ("/transfers/pulse", test_pulse);
  g_test_add_func ("/transfers/measured", test_measured);
  g_test_add_func ("/transfers/order", test_order);
  g_test_add_func ("/transfers/pause", test_pause);
  g_test_add_func ("/transfers/cancel", test_cancel);
  g_test_add_func ("/transfers/cancel-paused", test_cancel_paused);
  g_test_add_func ("/transfers/row", test_row);
  g_test_add_func ("/transfers/popover", test_popover);
  g_test_add_func ("/transfers/problems", test_problems);
  g_test_add_func ("/transfers/close/not", test_close_not);
  g_test_add_func ("/transfers/close/when-done", test_close_when_done);
  g_test_add_func ("/transfers/close/now", test_close_now);
  g_test_add_func ("/transfers/close/problems", test_close_problems);

  return g_test_run ();
}
