/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Drags with a real pointer: within a window of the browser, to another one, to another program and from one. */
#include <string.h>

#include "nexus-gtk-drag.h"
#include "nexus-gtk-path-bar.h"
#include "nexus-gtk-sidebar.h"
#include "nexus-gtk-test-actions.h"
#include "nexus-gtk-test-hand.h"
#include "nexus-test-util.h"

#define WIDTH 690

/* --- What is seen --- */

/* A list may take the same movement for a rubber band. */
static gboolean
has_rubberband (GtkWidget *widget)
{
  if (strcmp (gtk_widget_get_css_name (widget), "rubberband") == 0)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      if (has_rubberband (child))
        return TRUE;
    }

  return FALSE;
}

/* --- Within the browser --- */

static Fixture *
start (int width)
{
  Fixture *fixture = fixture_new ();

  hand_place_window (GTK_WIDGET (fixture->window), 0, width);

  return fixture;
}

static void
wait_for_file (Fixture    *fixture,
               const char *path,
               gboolean    copied)
{
  nexus_test_spin_until (is_stored (fixture, path));
  fixture_settle (fixture);
  g_assert_cmpint (is_stored (fixture, "/a2.txt"), ==, copied);
  g_assert_false (has_rubberband (GTK_WIDGET (fixture->window)));
}

static void
test_folder (gconstpointer data)
{
  gboolean copy = GPOINTER_TO_INT (data);
  Fixture *fixture = start (2 * WIDTH);

  hand_pick_up (fixture->browser, "a2.txt");
  hand_carry_to (fixture->browser, "docs", copy);
  g_assert_true (hand_let_go ());
  wait_for_file (fixture, "/docs/a2.txt", copy);
  fixture_free (fixture);
}

static NexusGtkWindow *
open_other (Fixture    *fixture,
            const char *place)
{
  GtkApplication *application = GTK_APPLICATION (fixture->application);
  GtkWindow *window;

  nexus_gtk_window_open_in_window (fixture->window, place);
  window = gtk_application_get_active_window (application);
  for (GList *item = gtk_application_get_windows (application); item != NULL; item = item->next)
    {
      if (NEXUS_GTK_IS_WINDOW (item->data) && item->data != (gpointer) fixture->window)
        window = item->data;
    }
  g_assert_true (window != GTK_WINDOW (fixture->window));
  nexus_test_spin_until (nexus_gtk_window_is_settled (NEXUS_GTK_WINDOW (window)));
  hand_place_window (GTK_WIDGET (window), WIDTH + 10, WIDTH);

  return NEXUS_GTK_WINDOW (window);
}

static void
test_other_window (gconstpointer data)
{
  gboolean copy = GPOINTER_TO_INT (data);
  Fixture *fixture = start (WIDTH);
  NexusGtkWindow *other = open_other (fixture, "/docs");

  hand_pick_up (fixture->browser, "a2.txt");
  hand_carry_to (other->browser, "inner", copy);
  g_assert_true (hand_let_go ());
  nexus_test_spin_until (is_stored (fixture, "/docs/inner/a2.txt"));
  nexus_test_spin_until (nexus_gtk_window_is_settled (other));
  wait_for_file (fixture, "/docs/inner/a2.txt", copy);
  gtk_window_destroy (GTK_WINDOW (other));
  fixture_free (fixture);
}

/* --- Beside it --- */

static gboolean
has_tag (Fixture    *fixture,
         const char *path,
         const char *tag)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusEntry) entry = nexus_filesystem_query (fixture->filesystem, path, NULL, &error);

  g_assert_no_error (error);

  return g_strv_contains (nexus_entry_get_tags (entry), tag);
}

static void
test_sidebar (void)
{
  Fixture *fixture = start (2 * WIDTH);

  hand_pick_up (fixture->browser, "a10.txt");
  hand_carry_to (fixture->window->sidebar, "work", FALSE);
  g_assert_true (hand_let_go ());
  nexus_test_spin_until (has_tag (fixture, "/a10.txt", "work"));
  fixture_settle (fixture);

  hand_pick_up (fixture->browser, "a2.txt");
  hand_carry_to (fixture->window->sidebar, "Trash", FALSE);
  g_assert_true (hand_let_go ());
  fixture_wait_names (fixture, "docs a10.txt");
  fixture_settle (fixture);
  fixture_free (fixture);
}

static void
test_path_bar (gconstpointer data)
{
  gboolean copy = GPOINTER_TO_INT (data);
  Fixture *fixture = start (2 * WIDTH);

  nexus_gtk_window_go (fixture->window, "/docs/inner");
  fixture_wait_names (fixture, "deep.txt");
  hand_pick_up (fixture->browser, "deep.txt");
  hand_carry_to (fixture->window->path_bar, "docs", copy);
  g_assert_true (hand_let_go ());
  nexus_test_spin_until (is_stored (fixture, "/docs/deep.txt"));
  fixture_settle (fixture);
  g_assert_cmpint (is_stored (fixture, "/docs/inner/deep.txt"), ==, copy);
  fixture_free (fixture);
}

static void
test_tab (gconstpointer data)
{
  gboolean copy = GPOINTER_TO_INT (data);
  Fixture *fixture = start (2 * WIDTH);
  GdkDragAction action = copy ? GDK_ACTION_COPY : GDK_ACTION_MOVE;

  nexus_gtk_window_go (fixture->window, "/docs");
  activate (fixture, "win.new-tab");
  nexus_gtk_window_go (fixture->window, "/");
  fixture->browser = fixture->window->browser;
  fixture_wait_names (fixture, "docs a2.txt a10.txt");
  hand_pick_up (fixture->browser, "a2.txt");
  /* A tab tells nothing of its own target. */
  fixture->window->tab_action = 0;
  hand_hold_control (copy);
  nexus_test_spin_until (hand_aim (fixture->window->tab_bar, "docs") != NULL && fixture->window->tab_action == action &&
                         hand_get_action () == action);
  g_assert_true (hand_let_go ());
  wait_for_file (fixture, "/docs/a2.txt", copy);
  fixture_free (fixture);
}

static gboolean
has_opened (Fixture *fixture)
{
  if (strcmp (nexus_gtk_browser_get_place (fixture->browser), "/docs") != 0)
    {
      hand_aim (fixture->browser, "docs");
      return FALSE;
    }
  /* It is held over what is in it now. */
  nexus_gtk_drag_set_spring_time (G_MAXINT);

  return TRUE;
}

/* What is held over a folder opens it, and goes on from there. */
static void
test_spring (void)
{
  Fixture *fixture = start (2 * WIDTH);

  hand_pick_up (fixture->browser, "a2.txt");
  nexus_gtk_drag_set_spring_time (0);
  nexus_test_spin_until (has_opened (fixture));
  fixture_wait_names (fixture, "inner");
  hand_carry_to (fixture->browser, "inner", FALSE);
  g_assert_true (hand_let_go ());
  wait_for_file (fixture, "/docs/inner/a2.txt", FALSE);
  fixture_free (fixture);
}

/* What would take it is gone when it is let go of: the drag ends all the same. */
static void
test_gone (void)
{
  Fixture *fixture = start (2 * WIDTH);

  nexus_gtk_window_go (fixture->window, "/docs/inner");
  fixture_wait_names (fixture, "deep.txt");
  hand_pick_up (fixture->browser, "deep.txt");
  hand_carry_to (fixture->window->path_bar, "docs", FALSE);
  nexus_gtk_window_go (fixture->window, "/");
  /* If the pointer moved once more there was nobody, else somebody who does not take it. */
  hand_let_go ();
  fixture_wait_names (fixture, "docs a2.txt a10.txt");
  fixture_settle (fixture);
  g_assert_true (is_stored (fixture, "/docs/inner/deep.txt"));
  fixture_free (fixture);
}

/* --- Another program --- */

typedef struct {
  GSubprocess      *process;
  GDataInputStream *output;
  Window            window;
  char             *line;       /* that it wrote last */
  gboolean          read;       /* whether there is one */
} Helper;

static void
line_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  Helper *helper = user_data;
  g_autoptr(GError) error = NULL;

  helper->line = g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (object), result, NULL, &error);
  g_assert_no_error (error);
  helper->read = TRUE;
}

/* The next line that it writes; the hand waits meanwhile. */
static char *
read_line (Helper *helper)
{
  helper->read = FALSE;
  g_data_input_stream_read_line_async (helper->output, G_PRIORITY_DEFAULT, NULL, line_cb, helper);
  nexus_test_spin_until (hand_tremble () && helper->read);
  /* It has not ended. */
  g_assert_nonnull (helper->line);

  return helper->line;
}

static void
assert_line (Helper     *helper,
             const char *expected)
{
  g_autofree char *line = read_line (helper);

  g_assert_cmpstr (line, ==, expected);
}

/* Which may be repeated, or come after others, as it is moved about. */
static void
wait_for_line (Helper     *helper,
               const char *expected)
{
  for (gboolean found = FALSE; !found;)
    {
      g_autofree char *line = read_line (helper);

      found = strcmp (line, expected) == 0;
    }
}

static Helper *
helper_start (const char *first,
              const char *second)
{
  Helper *helper = g_new0 (Helper, 1);
  g_autofree char *program = g_test_build_filename (G_TEST_BUILT, "gtk", "drag-helper", NULL);
  g_autofree char *line = NULL;
  g_autoptr(GError) error = NULL;

  /* Where it does not see it yet. */
  hand_move_to (2 * WIDTH + 15, HAND_HEIGHT + 50);
  helper->process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, program, first, second, NULL);
  g_assert_no_error (error);
  helper->output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (helper->process));
  line = read_line (helper);
  helper->window = g_ascii_strtoull (line, NULL, 10);
  g_assert_cmpuint (helper->window, !=, 0);
  hand_place (helper->window, WIDTH + 10, WIDTH);

  return helper;
}

static void
helper_stop (Helper *helper)
{
  g_autoptr(GError) error = NULL;

  g_subprocess_force_exit (helper->process);
  g_subprocess_wait (helper->process, NULL, &error);
  g_assert_no_error (error);
  g_object_unref (helper->process);
  g_object_unref (helper->output);
  g_free (helper);
}

/* Real files, under the names that they have in the store; a folder with all that is in it. */
static void
test_drag_out (void)
{
  Fixture *fixture = start (WIDTH);
  Helper *helper = helper_start (NULL, NULL);

  activate (fixture, "win.select-all");
  hand_pick_up (fixture->browser, "a2.txt");
  hand_move_to (WIDTH + 10 + WIDTH / 2, HAND_HEIGHT / 2);
  assert_line (helper, "enter");
  nexus_test_spin_until (hand_tremble () && hand_get_action () == GDK_ACTION_COPY);
  g_assert_true (hand_let_go ());
  assert_line (helper, "docs (folder): inner");
  assert_line (helper, "a2.txt: two again");
  assert_line (helper, "a10.txt: ten");
  assert_line (helper, "end");
  g_assert_true (is_stored (fixture, "/a2.txt"));
  helper_stop (helper);
  fixture_settle (fixture);
  fixture_free (fixture);
}

/* A file and a folder, onto a folder of the list or beside what is in it.  They stay where they were. */
static void
test_drag_in (gconstpointer data)
{
  const char *folder = data;
  Fixture *fixture = start (WIDTH);
  g_autoptr(GFile) file = make_file (fixture, "from outside.txt", "outside");
  g_autoptr(GFile) inner = make_file (fixture, "papers/letter.txt", "letter");
  g_autoptr(GFile) papers = g_file_get_parent (inner);
  Helper *helper = helper_start (g_file_peek_path (file), g_file_peek_path (papers));
  GtkDropTarget *target = hand_find_controller (GTK_WIDGET (fixture->browser), GTK_TYPE_DROP_TARGET);
  g_autofree char *file_path = g_strconcat (folder != NULL ? "/docs" : "", "/from outside.txt", NULL);
  g_autofree char *inner_path = g_strconcat (folder != NULL ? "/docs" : "", "/papers/letter.txt", NULL);
  int x, y;

  hand_move_to (WIDTH + 10 + WIDTH / 2, HAND_HEIGHT / 2);
  wait_for_line (helper, "pointer");
  hand_hold_button (TRUE);
  assert_line (helper, "pressed");
  hand_move_to (WIDTH + 10 + WIDTH / 2 - 40, HAND_HEIGHT / 2);
  assert_line (helper, "begin");
  if (folder != NULL)
    {
      nexus_test_spin_until (hand_is_over (fixture->browser, folder));
    }
  else
    {
      hand_find (fixture->browser, "a10.txt", &x, &y);
      hand_move_to (x, y + 200);
      nexus_test_spin_until (hand_tremble () && gtk_drop_target_get_current_drop (target) != NULL);
    }
  /* It has been told. */
  wait_for_line (helper, "copy");
  hand_hold_button (FALSE);
  wait_for_line (helper, "end");
  nexus_test_spin_until (is_stored (fixture, file_path) && is_stored (fixture, inner_path));
  fixture_settle (fixture);
  assert_stored (fixture, file_path, "outside");
  assert_stored (fixture, inner_path, "letter");
  assert_file (file, "outside");
  assert_file (inner, "letter");
  helper_stop (helper);
  fixture_free (fixture);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  init_toolkit ();
  hand_init ();

  g_test_add_data_func ("/pointer/folder/move", GINT_TO_POINTER (FALSE), test_folder);
  g_test_add_data_func ("/pointer/folder/copy", GINT_TO_POINTER (TRUE), test_folder);
  g_test_add_data_func ("/pointer/other-window/move", GINT_TO_POINTER (FALSE), test_other_window);
  g_test_add_data_func ("/pointer/other-window/copy", GINT_TO_POINTER (TRUE), test_other_window);
  g_test_add_func ("/pointer/sidebar", test_sidebar);
  g_test_add_data_func ("/pointer/path-bar/move", GINT_TO_POINTER (FALSE), test_path_bar);
  g_test_add_data_func ("/pointer/path-bar/copy", GINT_TO_POINTER (TRUE), test_path_bar);
  g_test_add_data_func ("/pointer/tab/move", GINT_TO_POINTER (FALSE), test_tab);
  g_test_add_data_func ("/pointer/tab/copy", GINT_TO_POINTER (TRUE), test_tab);
  g_test_add_func ("/pointer/spring", test_spring);
  g_test_add_func ("/pointer/gone", test_gone);
  g_test_add_func ("/pointer/drag-out", test_drag_out);
  g_test_add_data_func ("/pointer/drag-in/beside", NULL, test_drag_in);
  g_test_add_data_func ("/pointer/drag-in/folder", "docs", test_drag_in);

  return g_test_run ();
}
