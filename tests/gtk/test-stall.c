/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>
#include <time.h>

#include "nexus-gtk-column.h"
#include "nexus-gtk-test-actions.h"
#include "nexus-gtk-type-ahead.h"
#include "nexus-test-util.h"

/* The window stays alive whatever is done in a long folder: between two looks at what has happened, the main loop works
 * for less than 100 ms.  What counts is the time of the processor that it used itself, so that other programs make little
 * difference.  What makes all widgets of a view, which GTK does in one go, may take twice as long: it takes some 60 ms,
 * and more on a machine that others keep busy. */

#if defined (__SANITIZE_ADDRESS__) || defined (__SANITIZE_THREAD__)
#define N_ENTRIES 20000
#else
#define N_ENTRIES 100000
#endif
/* Another number of them, for the figures of docs/performance.md, where nothing but what it takes is told. */
#define ENTRIES_VARIABLE "NEXUS_TEST_STALL_ENTRIES"

#if defined (__SANITIZE_ADDRESS__) || defined (__SANITIZE_THREAD__)
#define LIMIT_MS 1000
#else
#define LIMIT_MS 100
#endif
#define ANEW_LIMIT_MS (2 * LIMIT_MS)

#define N_ROUNDS 2

static guint n_entries;
static gint64 resumed;
static gint64 worst;
static GHashTable *leasts;   /* what was done → how long the loop was held up */

static gint64
get_time (void)
{
  struct timespec used;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &used);

  return (gint64) used.tv_sec * G_USEC_PER_SEC + used.tv_nsec / 1000;
}

static gint
poll_cb (GPollFD *fds,
         guint    n_fds,
         gint     timeout)
{
  gint result;

  worst = MAX (worst, get_time () - resumed);
  result = g_poll (fds, n_fds, timeout);
  resumed = get_time ();

  return result;
}

static void
begin (void)
{
  resumed = get_time ();
  worst = 0;
}

static gint64
get_limit (const char *what)
{
  static const char * const anew[] = {
    "opening a folder", "going to the grid", "scrolling in the grid", "going to the folders side by side",
    "going to the list", "looking at the details of all", "searching", "widening a search", "clearing a search",
    "going from tab to tab", NULL
  };

  return (g_strv_contains (anew, what) ? ANEW_LIMIT_MS : LIMIT_MS) * G_GINT64_CONSTANT (1000);
}

/* The least of several rounds: what holds up the loop does so in each of them, what the machine does besides, in some. */
static void
end (const char *what)
{
  gint64 *least = g_hash_table_lookup (leasts, what);

  worst = MAX (worst, get_time () - resumed);
  if (least == NULL)
    {
      least = g_new (gint64, 1);
      *least = worst;
      g_hash_table_insert (leasts, g_strdup (what), least);
    }
  *least = MIN (*least, worst);
}

static Fixture *
open_folder (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr(GBytes) bytes = g_bytes_new_static ("1", 1);
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < n_entries;)
    {
      g_autoptr(NexusBatch) batch = nexus_batch_new (fixture->filesystem);

      for (guint k = 0; k < 10000 && i < n_entries; k++, i++)
        {
          g_autofree char *path = g_strdup_printf ("/long/file %u of many", i);

          nexus_batch_write (batch, path, bytes, NULL, NEXUS_WRITE_PARENTS);
        }
      nexus_batch_commit (batch, NULL, &error);
      g_assert_no_error (error);
    }

  return fixture;
}

static guint
count_items (Fixture *fixture)
{
  return g_list_model_get_n_items (nexus_gtk_browser_get_items (fixture->browser));
}

static guint64
count_selected (Fixture *fixture)
{
  g_autoptr(GtkBitset) selected = NULL;

  selected = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (nexus_gtk_browser_get_items (fixture->browser)));

  return gtk_bitset_get_size (selected);
}

static gboolean
frame_cb (GtkWidget     *widget,
          GdkFrameClock *clock,
          gpointer       user_data)
{
  guint *n_frames = user_data;

  (*n_frames)++;

  return G_SOURCE_CONTINUE;
}

static void
wait_frames (Fixture *fixture,
             guint    n_wanted)
{
  guint n_frames = 0;
  guint id = gtk_widget_add_tick_callback (GTK_WIDGET (fixture->window), frame_cb, &n_frames, NULL);

  nexus_test_spin_until (n_frames >= n_wanted);
  gtk_widget_remove_tick_callback (GTK_WIDGET (fixture->window), id);
}

/* From the beginning to the end and back, by pages and in leaps. */
static void
scroll (Fixture *fixture,
        GType    type)
{
  GtkWidget *view = find_widget (GTK_WIDGET (fixture->browser), type);
  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (view));
  double upper;

  nexus_test_spin_until (gtk_adjustment_get_upper (adjustment) > 0);
  upper = gtk_adjustment_get_upper (adjustment);
  for (guint i = 0; i < 30; i++)
    {
      gtk_adjustment_set_value (adjustment, gtk_adjustment_get_page_size (adjustment) * i * 0.7);
      wait_frames (fixture, 1);
    }
  for (guint i = 0; i <= 30; i++)
    {
      gtk_adjustment_set_value (adjustment, upper * ((i * 17) % 31) / 31);
      wait_frames (fixture, 1);
    }
}

static void
set_view (Fixture    *fixture,
          const char *view)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.view", "s", view));
  g_assert_cmpstr (nexus_gtk_browser_get_page (fixture->browser), ==, view);
  wait_frames (fixture, 3);
}

static void
sort (Fixture    *fixture,
      const char *column)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.sort-column", "s", column));
  fixture_settle (fixture);
  wait_frames (fixture, 3);
}

static void
store_result (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static void
select_pattern (Fixture    *fixture,
                const char *text,
                gssize      n_wanted)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  nexus_gtk_browser_select_pattern_async (fixture->browser, text, store_result, &result);
  nexus_test_spin_until (result != NULL);
  g_assert_cmpint (nexus_gtk_browser_select_pattern_finish (fixture->browser, result, &error), ==, n_wanted);
  g_assert_no_error (error);
  wait_frames (fixture, 3);
}

/* By each column that such a folder can be sorted by, and back. */
static void
sort_all (Fixture *fixture)
{
  const char * const *columns = nexus_gtk_column_list ();

  for (guint i = 0; columns[i] != NULL; i++)
    {
      if (!nexus_gtk_column_is_sortable (columns[i]) || !nexus_gtk_column_suits (columns[i], "/long"))
        continue;
      sort (fixture, columns[i]);
      for (guint k = 0; k < 2; k++)
        {
          g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.sort-descending", NULL));
          fixture_settle (fixture);
          wait_frames (fixture, 3);
        }
    }
  sort (fixture, "name");
}

static void
type (Fixture    *fixture,
      const char *text)
{
  NexusGtkTab *tab = fixture->window->tab;
  GtkEditable *entry = GTK_EDITABLE (nexus_gtk_search_bar_get_entry (nexus_gtk_tab_get_search_bar (tab)));
  g_autofree char *place = *text != '\0' ? g_strconcat ("search:", text, NULL) : g_strdup ("/long");

  gtk_editable_set_text (entry, text);
  gtk_editable_set_position (entry, -1);
  nexus_test_spin_until (strcmp (nexus_gtk_tab_get_place (tab), place) == 0);
  fixture_settle (fixture);
  wait_frames (fixture, 3);
}

/* Each letter finds fewer, down to one, and taking them back finds all again. */
static void
search (Fixture *fixture)
{
  static const char * const narrower[] = { "f", "fi", "file", "file 9", "file 99", "file 999", "file 9999", "file 99999" };
  int n_narrower = G_N_ELEMENTS (narrower);

  activate (fixture, "win.find");
  begin ();
  type (fixture, narrower[0]);
  g_assert_cmpuint (count_items (fixture), ==, n_entries);
  end ("searching");
  begin ();
  for (int i = 1; i < n_narrower; i++)
    type (fixture, narrower[i]);
  g_assert_cmpuint (count_items (fixture), <, n_entries / 1000);
  end ("narrowing a search");
  begin ();
  for (int i = n_narrower - 2; i >= 0; i--)
    type (fixture, narrower[i]);
  g_assert_cmpuint (count_items (fixture), ==, n_entries);
  end ("widening a search");
  begin ();
  scroll (fixture, GTK_TYPE_COLUMN_VIEW);
  end ("scrolling in what was found");
  begin ();
  sort (fixture, "name");
  sort (fixture, "folder");
  end ("sorting what was found");
  begin ();
  type (fixture, "");
  end ("clearing a search");
  nexus_gtk_search_bar_close (nexus_gtk_tab_get_search_bar (fixture->window->tab));
  fixture_settle (fixture);
}

static void
switch_tabs (Fixture *fixture)
{
  activate (fixture, "win.new-tab");
  fixture_settle (fixture);
  for (guint i = 0; i < 2; i++)
    {
      g_assert_true (adw_tab_view_select_previous_page (fixture->window->tab_view));
      wait_frames (fixture, 3);
      g_assert_true (adw_tab_view_select_next_page (fixture->window->tab_view));
      wait_frames (fixture, 3);
    }
  activate (fixture, "win.close-tab");
  fixture->browser = nexus_gtk_tab_get_browser (fixture->window->tab);
  fixture_settle (fixture);
  wait_frames (fixture, 3);
}

/* All of it has been read, and been told. */
static gboolean
is_gathered (Fixture *fixture)
{
  g_autoptr(GPtrArray) items = nexus_gtk_browser_dup_selection (fixture->browser);

  return items->len == count_selected (fixture);
}

static void
change_selection (Fixture *fixture)
{
  begin ();
  select_pattern (fixture, "*77 of*", n_entries / 100);
  end ("selecting by a pattern");
  begin ();
  activate (fixture, "win.invert-selection");
  wait_frames (fixture, 10);
  g_assert_cmpuint (count_selected (fixture), ==, n_entries - n_entries / 100);
  end ("inverting the selection");
  begin ();
  activate (fixture, "win.select-all");
  nexus_test_spin_until (is_gathered (fixture));
  wait_frames (fixture, 3);
  g_assert_cmpuint (count_selected (fixture), ==, n_entries);
  end ("selecting all");
  /* What all of them have in common. */
  begin ();
  g_settings_set_boolean (fixture->window->settings, "details-shown", TRUE);
  wait_frames (fixture, 10);
  end ("looking at the details of all");
  g_settings_set_boolean (fixture->window->settings, "details-shown", FALSE);
  begin ();
  activate (fixture, "win.invert-selection");
  wait_frames (fixture, 3);
  g_assert_cmpuint (count_selected (fixture), ==, 0);
  end ("selecting nothing");
}

static void
do_all (Fixture *fixture)
{
  wait_frames (fixture, 3);
  begin ();
  nexus_gtk_window_go (fixture->window, "/long");
  fixture_settle (fixture);
  wait_frames (fixture, 3);
  g_assert_cmpuint (count_items (fixture), ==, n_entries);
  end ("opening a folder");

  begin ();
  scroll (fixture, GTK_TYPE_COLUMN_VIEW);
  end ("scrolling in the list");

  begin ();
  sort_all (fixture);
  end ("sorting");

  begin ();
  set_view (fixture, "grid");
  end ("going to the grid");
  begin ();
  scroll (fixture, GTK_TYPE_GRID_VIEW);
  end ("scrolling in the grid");
  begin ();
  set_view (fixture, "columns");
  wait_frames (fixture, 10);
  end ("going to the folders side by side");
  begin ();
  set_view (fixture, "list");
  end ("going to the list");

  change_selection (fixture);
  search (fixture);

  begin ();
  switch_tabs (fixture);
  end ("going from tab to tab");

  begin ();
  nexus_gtk_window_go (fixture->window, "/");
  fixture_settle (fixture);
  wait_frames (fixture, 3);
  end ("leaving it");
}

static void
test_long_folder (void)
{
  Fixture *fixture = open_folder ();
  GHashTableIter iter;
  gpointer what;
  gpointer least;
  gboolean good = TRUE;

  leasts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 0; i < (n_entries == N_ENTRIES ? N_ROUNDS : 1); i++)
    do_all (fixture);

  g_hash_table_iter_init (&iter, leasts);
  while (g_hash_table_iter_next (&iter, &what, &least))
    {
      g_test_message ("%s: at most %.1f ms", (const char *) what, (double) *(gint64 *) least / 1000);
      good = good && *(gint64 *) least <= get_limit (what);
    }
  g_assert_true (good || n_entries != N_ENTRIES);
  g_hash_table_unref (leasts);
  fixture_free (fixture);
}

int
main (int   argc,
      char *argv[])
{
  const char *wanted = g_getenv (ENTRIES_VARIABLE);

  n_entries = wanted != NULL ? (guint) g_ascii_strtoull (wanted, NULL, 10) : N_ENTRIES;
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  g_main_context_set_poll_func (NULL, poll_cb);

  g_test_add_func ("/stall/long-folder", test_long_folder);

  return g_test_run ();
}
