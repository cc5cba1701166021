/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <fcntl.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "nexus-gtk-column.h"
#include "nexus-gtk-format.h"
#include "nexus-gtk-properties-window.h"
#include "nexus-gtk-test-actions.h"
#include "nexus-gtk-type-ahead.h"
#include "nexus-test-util.h"

/* The window stays alive whatever is done in a long folder: between two looks at what has happened, the main loop works
 * for less than 100 ms.  What counts is the time of the processor that it used itself, so that other programs make little
 * difference.  How long it waited for something, and not for a processor, is told beside it, for the figures of
 * docs/performance.md: it waits for the X server, which may have to wait for its turn. */

#if defined (__SANITIZE_ADDRESS__) || defined (__SANITIZE_THREAD__)
#define N_ENTRIES 20000
#else
#define N_ENTRIES 100000
#endif
/* Another number of them, for those figures, where nothing but what it takes is told. */
#define ENTRIES_VARIABLE "NEXUS_TEST_STALL_ENTRIES"

#if defined (__SANITIZE_ADDRESS__) || defined (__SANITIZE_THREAD__)
#define LIMIT_MS 1000
#else
#define LIMIT_MS 100
#endif

/* Where none of the rounds was within that, as others keep the machine too busy: they share its caches and its cores. */
#define BUSY_LIMIT_MS (LIMIT_MS * 3 / 2)

/* What holds up the loop does so in each round, what the machine does besides, in some. */
#define ROUNDS_MAX 6

typedef struct {
  gint64 worked;
  gint64 waited;
} Least;

static guint n_entries;
static Least resumed;
static Least worst;
static GHashTable *leasts;   /* what was done → how long the loop was held up */
static int schedule = -1;    /* what the kernel tells of the thread */

static gint64
get_time (clockid_t clock)
{
  struct timespec used;

  clock_gettime (clock, &used);

  return (gint64) used.tv_sec * G_USEC_PER_SEC + used.tv_nsec / 1000;
}

/* How long it was ready to work without a processor; 0 where the kernel does not count it. */
static gint64
get_queued (void)
{
  char text[128] = "";
  const char *queued;

  if (schedule < 0 || pread (schedule, text, sizeof text - 1, 0) <= 0)
    return 0;
  queued = strchr (text, ' ');

  return queued != NULL ? g_ascii_strtoll (queued, NULL, 10) / 1000 : 0;
}

/* Of the thread, so far. */
static Least
look_at_clock (void)
{
  gint64 worked = get_time (CLOCK_THREAD_CPUTIME_ID);

  return (Least) { worked, get_time (CLOCK_MONOTONIC) - worked - get_queued () };
}

static void
look (void)
{
  Least now = look_at_clock ();

  worst.worked = MAX (worst.worked, now.worked - resumed.worked);
  worst.waited = MAX (worst.waited, now.waited - resumed.waited);
}

static gint
poll_cb (GPollFD *fds,
         guint    n_fds,
         gint     timeout)
{
  gint result;

  look ();
  result = g_poll (fds, n_fds, timeout);
  resumed = look_at_clock ();

  return result;
}

static void
begin (void)
{
  resumed = look_at_clock ();
  worst = (Least) { 0, 0 };
}

static void
end (const char *what)
{
  Least *least = g_hash_table_lookup (leasts, what);

  look ();
  if (least == NULL)
    {
      least = g_memdup2 (&worst, sizeof worst);
      g_hash_table_insert (leasts, g_strdup (what), least);
    }
  least->worked = MIN (least->worked, worst.worked);
  least->waited = MIN (least->waited, worst.waited);
}

static gboolean
is_within (int limit_ms)
{
  GHashTableIter iter;
  gpointer least;

  g_hash_table_iter_init (&iter, leasts);
  while (g_hash_table_iter_next (&iter, NULL, &least))
    {
      if (((Least *) least)->worked > limit_ms * G_GINT64_CONSTANT (1000))
        return FALSE;
    }

  return TRUE;
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

static gboolean
is_partial (GtkWidget     *widget,
            gconstpointer  title)
{
  return ADW_IS_PREFERENCES_ROW (widget) && gtk_widget_get_visible (widget) &&
         g_str_has_prefix (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), title);
}

/* The action follows the selection a moment later. */
static gboolean
is_open (Fixture *fixture)
{
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.properties", NULL);

  return find_window (NEXUS_GTK_TYPE_PROPERTIES_WINDOW) != NULL;
}

/* One of all that are looked at, in the details and in a window. */
static void
change_one (Fixture *fixture)
{
  static guint n_changes;
  g_autofree char *key = g_strdup_printf ("change-%u", ++n_changes);
  g_autofree char *path = g_strdup_printf ("/long/file %u of many", n_changes);
  g_autoptr(GError) error = NULL;
  GtkWidget *window;

  begin ();
  nexus_test_spin_until (is_open (fixture));
  window = find_window (NEXUS_GTK_TYPE_PROPERTIES_WINDOW);
  wait_frames (fixture, 10);
  end ("opening a window of all");
  g_assert_true (nexus_filesystem_set_attribute (fixture->filesystem, path, key, g_variant_new_string ("yes"), NULL,
                                                 &error));
  g_assert_no_error (error);
  begin ();
  nexus_test_spin_until (find_widget_that (window, is_partial, key) != NULL);
  nexus_test_spin_until (find_widget_that (GTK_WIDGET (fixture->window), is_partial, key) != NULL);
  wait_frames (fixture, 3);
  end ("following a change of one of all");
  begin ();
  gtk_window_destroy (GTK_WINDOW (window));
  wait_frames (fixture, 3);
  end ("closing a window of all");
}

static gsize
get_memory (void)
{
  g_autofree char *text = NULL;
  g_auto(GStrv) parts = NULL;

  g_assert_true (g_file_get_contents ("/proc/self/statm", &text, NULL, NULL));
  parts = g_strsplit (text, " ", 3);

  return (gsize) g_ascii_strtoull (parts[1], NULL, 10) * (gsize) sysconf (_SC_PAGESIZE) / 1000000;
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
  g_test_message ("With all selected, and their details: %" G_GSIZE_FORMAT " MB", get_memory ());
  change_one (fixture);
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

/* --- Figures --- */

#define N_TIMES 10

typedef struct {
  gint64 wall[N_TIMES];
  gint64 work[N_TIMES];   /* of all threads */
  guint  n_times;
} Times;

static int
compare_times (gconstpointer a,
               gconstpointer b,
               gpointer      user_data)
{
  gint64 first = *(const gint64 *) a;
  gint64 second = *(const gint64 *) b;

  return (first > second) - (first < second);
}

static void
times_begin (Times *times)
{
  times->wall[times->n_times] = get_time (CLOCK_MONOTONIC);
  times->work[times->n_times] = get_time (CLOCK_PROCESS_CPUTIME_ID);
}

/* Once the first of so many is there, and has been drawn. */
static void
times_end (Times      *times,
           Fixture    *fixture,
           const char *place,
           guint       n_wanted)
{
  GListModel *items = nexus_gtk_browser_get_items (fixture->browser);

  for (gpointer entry = NULL; entry == NULL;)
    {
      g_autoptr(GObject) first = NULL;

      nexus_test_spin_until (strcmp (nexus_gtk_tab_get_place (fixture->window->tab), place) == 0 &&
                             g_list_model_get_n_items (items) == n_wanted);
      first = g_list_model_get_item (items, 0);
      entry = nexus_gtk_item_get_entry (first);
      if (entry == NULL)
        g_main_context_iteration (NULL, TRUE);
    }
  wait_frames (fixture, 1);
  times->wall[times->n_times] = get_time (CLOCK_MONOTONIC) - times->wall[times->n_times];
  times->work[times->n_times] = get_time (CLOCK_PROCESS_CPUTIME_ID) - times->work[times->n_times];
  times->n_times++;
}

static void
times_tell (Times      *times,
            const char *what)
{
  guint n = times->n_times;

  g_qsort_with_data (times->wall, (int) n, sizeof times->wall[0], compare_times, NULL);
  g_qsort_with_data (times->work, (int) n, sizeof times->work[0], compare_times, NULL);
  g_test_message ("%s: %.1f ms in the middle, %.1f to %.1f; of processors %.1f, %.1f to %.1f", what,
                  (double) times->wall[n / 2] / 1000, (double) times->wall[0] / 1000, (double) times->wall[n - 1] / 1000,
                  (double) times->work[n / 2] / 1000, (double) times->work[0] / 1000, (double) times->work[n - 1] / 1000);
}

static void
measure_folder (Fixture *fixture)
{
  Times times = { .n_times = 0 };

  for (guint i = 0; i < N_TIMES; i++)
    {
      nexus_gtk_window_go (fixture->window, "/");
      fixture_settle (fixture);
      wait_frames (fixture, 20);
      times_begin (&times);
      nexus_gtk_window_go (fixture->window, "/long");
      times_end (&times, fixture, "/long", n_entries);
    }
  times_tell (&times, "into the folder until it is drawn");
}

/* The letters of "file", again and again; all files have it in their names. */
static void
measure_keys (Fixture *fixture)
{
  static const char * const texts[] = { "f", "fi", "fil", "file" };
  NexusGtkTab *tab = fixture->window->tab;
  GtkEditable *entry = GTK_EDITABLE (nexus_gtk_search_bar_get_entry (nexus_gtk_tab_get_search_bar (tab)));
  Times times = { .n_times = 0 };

  activate (fixture, "win.find");
  for (guint i = 0; i < N_TIMES; i++)
    {
      const char *text = texts[i % G_N_ELEMENTS (texts)];
      g_autofree char *place = g_strconcat ("search:", text, NULL);

      times_begin (&times);
      gtk_editable_set_text (entry, text);
      times_end (&times, fixture, place, n_entries);
      wait_frames (fixture, 20);
    }
  times_tell (&times, "a key of a search until its results are drawn");
  nexus_gtk_search_bar_close (nexus_gtk_tab_get_search_bar (tab));
  fixture_settle (fixture);
}

static void
test_long_folder (void)
{
  Fixture *fixture = open_folder ();
  g_autofree char *path = g_strdup_printf ("/proc/self/task/%ld/schedstat", syscall (SYS_gettid));
  GHashTableIter iter;
  gpointer what;
  gpointer least;

  schedule = open (path, O_RDONLY | O_CLOEXEC);
  leasts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  do_all (fixture);
  for (guint i = 1; n_entries == N_ENTRIES && i < ROUNDS_MAX && !is_within (LIMIT_MS); i++)
    do_all (fixture);

  if (g_getenv (ENTRIES_VARIABLE) != NULL)
    {
      measure_folder (fixture);
      measure_keys (fixture);
    }
  g_hash_table_iter_init (&iter, leasts);
  while (g_hash_table_iter_next (&iter, &what, &least))
    g_test_message ("%s: at most %.1f ms at work, %.1f ms waiting", (const char *) what,
                    (double) ((Least *) least)->worked / 1000, (double) ((Least *) least)->waited / 1000);
  g_assert_true (is_within (BUSY_LIMIT_MS) || n_entries != N_ENTRIES);
  g_hash_table_unref (leasts);
  close (schedule);
  fixture_free (fixture);
}

int
main (int   argc,
      char *argv[])
{
  const char *wanted = g_getenv (ENTRIES_VARIABLE);

  n_entries = wanted != NULL ? (guint) g_ascii_strtoull (wanted, NULL, 10) : N_ENTRIES;
  g_test_init (&argc, &argv, NULL);
  init_toolkit ();
  g_main_context_set_poll_func (NULL, poll_cb);

  g_test_add_func ("/stall/long-folder", test_long_folder);

  return g_test_run ();
}
