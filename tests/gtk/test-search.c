/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>
#include <time.h>

#include "nexus-gtk-format.h"
#include "nexus-gtk-search-attribute.h"
#include "nexus-gtk-search-chip.h"
#include "nexus-gtk-search-completion.h"
#include "nexus-gtk-sidebar.h"
#include "nexus-gtk-test-actions.h"
#include "nexus-test-util.h"

/* As a person sees them come. */
#define N_MANY 100000

static NexusGtkSearchBar *
get_bar (Fixture *fixture)
{
  return nexus_gtk_tab_get_search_bar (fixture->window->tab);
}

static void
type (Fixture    *fixture,
      const char *text)
{
  GtkEditable *entry = GTK_EDITABLE (nexus_gtk_search_bar_get_entry (get_bar (fixture)));

  gtk_editable_set_text (entry, text);
  gtk_editable_set_position (entry, -1);
}

static const char *
get_place (Fixture *fixture)
{
  return nexus_gtk_tab_get_place (fixture->window->tab);
}

static void
wait_place (Fixture    *fixture,
            const char *place)
{
  nexus_test_spin_until (strcmp (get_place (fixture), place) == 0);
  fixture_settle (fixture);
}

static void
answer_name (const char *name)
{
  GtkWidget *dialog;

  nexus_test_spin_until ((dialog = find_toplevel ("name-dialog")) != NULL && gtk_widget_get_mapped (dialog));
  gtk_editable_set_text (GTK_EDITABLE (find_widget (dialog, GTK_TYPE_ENTRY)), name);
  respond ("name-dialog", "do");
}

/* --- As you type --- */

static void
test_type (void)
{
  Fixture *fixture = fixture_new ();

  activate (fixture, "win.find");
  g_assert_true (nexus_gtk_search_bar_is_open (get_bar (fixture)));
  g_assert_cmpstr (get_place (fixture), ==, "/");
  type (fixture, "a");
  wait_place (fixture, "search:a");
  type (fixture, "a1");
  wait_place (fixture, "search:a1");
  fixture_wait_names (fixture, "a10.txt");
  type (fixture, "deep");
  fixture_wait_names (fixture, "deep.txt");
  g_assert_true (nexus_gtk_search_bar_is_open (get_bar (fixture)));

  /* What was written on the way is no step of its own. */
  activate (fixture, "win.back");
  wait_place (fixture, "/");
  g_assert_false (nexus_gtk_search_bar_is_open (get_bar (fixture)));
  activate (fixture, "win.forward");
  wait_place (fixture, "search:deep");
  g_assert_true (nexus_gtk_search_bar_is_open (get_bar (fixture)));
  g_assert_cmpstr (nexus_gtk_search_bar_get_text (get_bar (fixture)), ==, "deep");

  /* Nothing to look for: what was there before, with the bar still open. */
  type (fixture, "");
  wait_place (fixture, "/");
  fixture_free (fixture);
}

static void
test_escape (void)
{
  Fixture *fixture = fixture_new ();

  fixture_go (fixture, "/docs");
  activate (fixture, "win.find");
  type (fixture, "ten");
  wait_place (fixture, "search:ten");
  nexus_gtk_search_bar_close (get_bar (fixture));
  wait_place (fixture, "/docs");
  g_assert_false (nexus_gtk_search_bar_is_open (get_bar (fixture)));
  g_assert_cmpstr (nexus_gtk_search_bar_get_text (get_bar (fixture)), ==, "");
  fixture_free (fixture);
}

/* In a folder, what is in it is meant first. */
static void
test_here (void)
{
  Fixture *fixture = fixture_new ();

  fixture_go (fixture, "/docs");
  activate (fixture, "win.find");
  g_assert_cmpstr (nexus_gtk_search_bar_get_text (get_bar (fixture)), ==, "in:/docs ");
  g_assert_cmpstr (get_place (fixture), ==, "/docs");
  type (fixture, "in:/docs txt");
  wait_place (fixture, "search:in:/docs txt");
  fixture_wait_names (fixture, "deep.txt");
  type (fixture, "txt");
  fixture_wait_names (fixture, "a2.txt deep.txt a10.txt");
  fixture_free (fixture);
}

static void
test_live (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr(GError) error = NULL;

  activate (fixture, "win.find");
  type (fixture, "tag:urgent");
  wait_place (fixture, "search:tag:urgent");
  fixture_wait_names (fixture, "");
  g_assert_true (nexus_filesystem_add_tag (fixture->filesystem, "/a10.txt", "urgent", NULL, &error));
  fixture_wait_names (fixture, "a10.txt");
  g_assert_true (nexus_filesystem_remove_tag (fixture->filesystem, "/a10.txt", "urgent", NULL, &error));
  fixture_wait_names (fixture, "");
  fixture_free (fixture);
}

static void
test_sort (void)
{
  Fixture *fixture = fixture_new ();

  activate (fixture, "win.find");
  type (fixture, "type:file");
  fixture_wait_names (fixture, "a2.txt deep.txt a10.txt");
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.sort-column", "s", "folder"));
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.sort-descending", NULL));
  fixture_wait_names (fixture, "deep.txt a10.txt a2.txt");
  /* Another search keeps the order. */
  type (fixture, "type:text");
  wait_place (fixture, "search:type:text");
  fixture_wait_names (fixture, "deep.txt a10.txt a2.txt");
  fixture_free (fixture);
}

static void
put (Fixture    *fixture,
     const char *path)
{
  g_autoptr(GBytes) bytes = g_bytes_new (path, strlen (path));
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusEntry) entry = nexus_filesystem_write (fixture->filesystem, path, bytes, NULL, NEXUS_WRITE_NONE, NULL,
                                                        &error);

  g_assert_no_error (error);
  g_assert_nonnull (entry);
}

static void
assert_order (Fixture    *fixture,
              const char *expected)
{
  g_autofree char *column = NULL;

  g_object_get (fixture->browser, "sort-column", &column, NULL);
  g_assert_cmpstr (column, ==, expected);
}

/* What matches best comes first, until somebody asks for another order. */
static void
test_relevance (void)
{
  static const char * const names[] = { "explanation", "plan", "my-plan", "planet" };
  Fixture *fixture = fixture_new ();
  GMenuModel *menu = G_MENU_MODEL (fixture->window->sort_found_menu);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_strconcat ("/docs/", names[i], NULL);

      put (fixture, path);
    }
  g_assert_cmpint (g_menu_model_get_n_items (menu), ==, 0);
  assert_order (fixture, "name");

  activate (fixture, "win.find");
  type (fixture, "plan");
  fixture_wait_names (fixture, "plan planet my-plan explanation");
  assert_order (fixture, "relevance");
  g_assert_cmpint (g_menu_model_get_n_items (menu), ==, 1);
  /* What comes later finds its place. */
  put (fixture, "/plan");
  fixture_wait_names (fixture, "plan plan planet my-plan explanation");

  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.sort-column", "s", "name"));
  fixture_wait_names (fixture, "explanation my-plan plan plan planet");
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.sort-column", "s", "relevance"));
  fixture_wait_names (fixture, "plan plan planet my-plan explanation");

  /* In a folder it means nothing. */
  fixture_go (fixture, "/docs");
  nexus_test_spin_until (g_menu_model_get_n_items (menu) == 0);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.sort-column", "s", "relevance"));
  assert_order (fixture, "name");
  fixture_free (fixture);
}

/* --- Faults --- */

static void
test_fault (void)
{
  Fixture *fixture = fixture_new ();
  NexusGtkSearchBar *bar = get_bar (fixture);
  GtkWidget *entry = nexus_gtk_search_bar_get_entry (bar);

  activate (fixture, "win.find");
  type (fixture, "a10");
  fixture_wait_names (fixture, "a10.txt");
  type (fixture, "a10 size>large");
  nexus_test_spin_until (nexus_gtk_search_bar_get_fault (bar) == 10);
  nexus_test_spin_until (gtk_widget_has_css_class (entry, "error"));
  g_assert_true (shows_text (GTK_WIDGET (bar), "At character 10"));
  g_assert_nonnull (gtk_entry_get_attributes (GTK_ENTRY (entry)));
  /* What was found last stays. */
  g_assert_cmpstr (get_place (fixture), ==, "search:a10");
  g_assert_true (nexus_gtk_search_bar_is_open (bar));

  type (fixture, "a10 size>1");
  wait_place (fixture, "search:a10 size>1");
  g_assert_cmpuint (nexus_gtk_search_bar_get_fault (bar), ==, 0);
  g_assert_false (gtk_widget_has_css_class (entry, "error"));
  g_assert_false (shows_text (GTK_WIDGET (bar), "At character"));
  fixture_free (fixture);
}

/* --- Filters --- */

static gboolean
is_chip (GtkWidget     *widget,
         gconstpointer  key)
{
  return NEXUS_GTK_IS_SEARCH_CHIP (widget) &&
         strcmp (nexus_gtk_search_chip_get_key (NEXUS_GTK_SEARCH_CHIP (widget)), key) == 0;
}

static NexusGtkSearchChip *
find_chip (GtkWidget  *widget,
           const char *key)
{
  return find_widget_that (widget, is_chip, key);
}

/* The row of the chip's popover with that text. */
static GtkWidget *
find_choice (NexusGtkSearchChip *chip,
             const char         *label)
{
  GtkWidget *button = find_widget (GTK_WIDGET (chip), GTK_TYPE_MENU_BUTTON);
  GtkWidget *list = find_widget (GTK_WIDGET (gtk_menu_button_get_popover (GTK_MENU_BUTTON (button))), GTK_TYPE_LIST_BOX);

  for (GtkWidget *row = gtk_widget_get_first_child (list); row != NULL; row = gtk_widget_get_next_sibling (row))
    {
      if (shows_text (row, label))
        return row;
    }

  return NULL;
}

static void
choose (Fixture    *fixture,
        const char *key,
        const char *label)
{
  NexusGtkSearchChip *chip = find_chip (GTK_WIDGET (get_bar (fixture)), key);
  GtkWidget *row;

  nexus_test_spin_until ((row = find_choice (chip, label)) != NULL);
  g_signal_emit_by_name (gtk_widget_get_parent (row), "row-activated", row);
}

static void
test_filters (void)
{
  Fixture *fixture = fixture_new ();
  NexusGtkSearchChip *tags;
  GtkWidget *button;

  fixture_go (fixture, "/docs");
  activate (fixture, "win.find");
  choose (fixture, "type", "Text");
  wait_place (fixture, "search:in:/docs type:text");
  fixture_wait_names (fixture, "deep.txt");
  g_assert_true (shows_text (GTK_WIDGET (get_bar (fixture)), "Type: Text"));
  g_assert_true (shows_text (GTK_WIDGET (get_bar (fixture)), "Place: In “docs”"));
  choose (fixture, "in", "Everywhere");
  fixture_wait_names (fixture, "a2.txt deep.txt a10.txt");
  choose (fixture, "size", "Under 1 MB");
  wait_place (fixture, "search:type:text size<1M");
  choose (fixture, "size", "Any Size");
  wait_place (fixture, "search:type:text");

  tags = find_chip (GTK_WIDGET (get_bar (fixture)), "tag");
  button = find_widget (GTK_WIDGET (tags), GTK_TYPE_MENU_BUTTON);
  gtk_menu_button_popup (GTK_MENU_BUTTON (button));
  choose (fixture, "tag", "work");
  wait_place (fixture, "search:type:text tag:work");
  fixture_wait_names (fixture, "a2.txt");
  choose (fixture, "tag", "work");
  wait_place (fixture, "search:type:text");
  gtk_menu_button_popdown (GTK_MENU_BUTTON (button));

  /* The text is the truth: what is written is shown by the buttons. */
  type (fixture, "modified<7d budget");
  wait_place (fixture, "search:modified<7d budget");
  g_assert_true (shows_text (GTK_WIDGET (get_bar (fixture)), "Modified: Last 7 Days"));
  g_assert_false (shows_text (GTK_WIDGET (get_bar (fixture)), "Type: Text"));
  fixture_free (fixture);
}

static void
test_other_value (void)
{
  Fixture *fixture = fixture_new ();
  NexusGtkSearchChip *chip;
  GtkWidget *button;
  GtkWidget *entry;

  activate (fixture, "win.find");
  chip = find_chip (GTK_WIDGET (get_bar (fixture)), "size");
  button = find_widget (GTK_WIDGET (chip), GTK_TYPE_MENU_BUTTON);
  entry = find_widget (GTK_WIDGET (gtk_menu_button_get_popover (GTK_MENU_BUTTON (button))), GTK_TYPE_ENTRY);
  gtk_editable_set_text (GTK_EDITABLE (entry), ">8");
  g_signal_emit_by_name (entry, "activate");
  wait_place (fixture, "search:size>8");
  fixture_wait_names (fixture, "a2.txt");
  g_assert_true (shows_text (GTK_WIDGET (get_bar (fixture)), "Size: >8"));

  /* One that makes no sense changes nothing. */
  gtk_editable_set_text (GTK_EDITABLE (entry), "huge");
  g_signal_emit_by_name (entry, "activate");
  g_assert_true (gtk_widget_has_css_class (nexus_gtk_search_bar_get_entry (get_bar (fixture)), "error"));
  g_assert_cmpstr (nexus_gtk_search_bar_get_text (get_bar (fixture)), ==, "size>8 ");
  fixture_free (fixture);
}

static void
test_attribute (void)
{
  Fixture *fixture = fixture_new ();
  GtkWidget *attribute;

  activate (fixture, "win.find");
  attribute = find_widget (GTK_WIDGET (get_bar (fixture)), NEXUS_GTK_TYPE_SEARCH_ATTRIBUTE);
  g_signal_emit_by_name (attribute, "chosen", "author", ":\"Ann\"");
  wait_place (fixture, "search:author:Ann");
  fixture_wait_names (fixture, "a2.txt");

  /* Its button takes it away. */
  g_assert_true (shows_text (GTK_WIDGET (get_bar (fixture)), "author:Ann"));
  g_signal_emit_by_name (gtk_widget_get_prev_sibling (attribute), "clicked");
  wait_place (fixture, "/");
  g_assert_false (shows_text (GTK_WIDGET (get_bar (fixture)), "author:Ann"));
  fixture_free (fixture);
}

static void
test_quote (void)
{
  g_autofree char *plain = nexus_gtk_search_quote ("two words");
  g_autofree char *special = nexus_gtk_search_quote ("a\"b\\c");

  g_assert_cmpstr (plain, ==, "\"two words\"");
  g_assert_cmpstr (special, ==, "\"a\\\"b\\\\c\"");
}

/* --- Completion --- */

static gboolean
offers (NexusGtkSearchCompletion *completion,
        const char               *wanted)
{
  g_auto(GStrv) texts = nexus_gtk_search_completion_dup_offers (completion);

  return g_strv_contains ((const char * const *) texts, wanted);
}

static void
test_completion (void)
{
  Fixture *fixture = fixture_new ();
  GtkWidget *window = gtk_window_new ();
  GtkWidget *entry = gtk_entry_new ();
  g_autoptr(NexusGtkSearchCompletion) completion = nexus_gtk_search_completion_new (GTK_ENTRY (entry));
  GtkWidget *list = find_widget (entry, GTK_TYPE_LIST_BOX);

  gtk_window_set_child (GTK_WINDOW (window), entry);
  gtk_window_present (GTK_WINDOW (window));
  nexus_test_spin_until (gtk_widget_get_mapped (entry));
  gtk_widget_grab_focus (entry);
  nexus_gtk_search_completion_set_filesystem (completion, fixture->filesystem);

  gtk_editable_set_text (GTK_EDITABLE (entry), "budget ta");
  gtk_editable_set_position (GTK_EDITABLE (entry), -1);
  /* Where the cursor stands counts. */
  gtk_editable_insert_text (GTK_EDITABLE (entry), "g", -1, &(int) { 9 });
  gtk_editable_set_position (GTK_EDITABLE (entry), -1);
  g_signal_emit_by_name (entry, "changed");
  nexus_test_spin_until (offers (completion, "tag:"));
  g_signal_emit_by_name (list, "row-activated", gtk_list_box_get_row_at_index (GTK_LIST_BOX (list), 0));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "budget tag:");

  /* Then its values. */
  nexus_test_spin_until (offers (completion, "work"));
  g_signal_emit_by_name (list, "row-activated", gtk_list_box_get_row_at_index (GTK_LIST_BOX (list), 0));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "budget tag:work ");
  nexus_test_spin_until (!offers (completion, "work"));

  nexus_gtk_search_completion_detach (completion);
  gtk_window_destroy (GTK_WINDOW (window));
  fixture_free (fixture);
}

/* --- What was found --- */

static void
test_show_in_folder (void)
{
  Fixture *fixture = fixture_new ();

  activate (fixture, "win.find");
  type (fixture, "deep");
  fixture_wait_names (fixture, "deep.txt");
  fixture_select (fixture, "deep.txt");
  activate (fixture, "win.show-in-folder");
  wait_place (fixture, "/docs/inner");
  nexus_test_spin_until (fixture_is_selected (fixture, "deep.txt"));
  fixture_free (fixture);
}

/* --- Searches that are kept --- */

static char *
dup_searches (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) searches = nexus_filesystem_list_searches (fixture->filesystem, NULL, &error);
  g_autoptr(GString) text = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < g_list_model_get_n_items (searches); i++)
    {
      g_autoptr(NexusSavedSearch) search = g_list_model_get_item (searches, i);

      g_string_append_printf (text, "%s%s=%s", i > 0 ? "|" : "", nexus_saved_search_get_name (search),
                              nexus_query_to_string (nexus_saved_search_get_query (search)));
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static gboolean
has_searches (Fixture    *fixture,
              const char *wanted)
{
  g_autofree char *searches = dup_searches (fixture);

  return strcmp (searches, wanted) == 0;
}

static void
test_save (void)
{
  Fixture *fixture = fixture_new ();
  GtkWidget *sidebar = find_widget (GTK_WIDGET (fixture->window), NEXUS_GTK_TYPE_SIDEBAR);

  activate (fixture, "win.find");
  type (fixture, "tag:work");
  wait_place (fixture, "search:tag:work");
  activate (fixture, "win.save-search");
  answer_name ("At Work");
  wait_place (fixture, "saved:At Work");
  g_assert_true (has_searches (fixture, "At Work=tag:work"));
  fixture_wait_names (fixture, "a2.txt");
  g_assert_false (nexus_gtk_search_bar_is_open (get_bar (fixture)));
  nexus_test_spin_until (shows_text (sidebar, "At Work"));

  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.rename-search", "s", "At Work"));
  answer_name ("Working");
  wait_place (fixture, "saved:Working");
  g_assert_true (has_searches (fixture, "Working=tag:work"));

  /* Under its own name, it is asked whether that replaces it. */
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.edit-search", "s", "Working"));
  wait_place (fixture, "search:tag:work");
  g_assert_cmpstr (nexus_gtk_search_bar_get_name (get_bar (fixture)), ==, "Working");
  type (fixture, "tag:work type:text");
  wait_place (fixture, "search:tag:work type:text");
  activate (fixture, "win.save-search");
  answer_name ("Working");
  respond ("confirm-dialog", "do");
  nexus_test_spin_until (has_searches (fixture, "Working=tag:work type:text"));

  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.remove-search", "s", "Working"));
  nexus_test_spin_until (has_searches (fixture, ""));
  fixture_free (fixture);
}

/* --- Many --- */

static void
fill (Fixture *fixture)
{
  g_autoptr(GBytes) bytes = g_bytes_new_static ("x", 1);
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < N_MANY; i += 10000)
    {
      g_autoptr(NexusBatch) batch = nexus_batch_new (fixture->filesystem);

      for (guint j = i; j < i + 10000; j++)
        {
          g_autofree char *path = g_strdup_printf ("/many/report %u.txt", j);

          nexus_batch_write (batch, path, bytes, NULL, NEXUS_WRITE_PARENTS);
        }
      g_assert_true (nexus_batch_commit (batch, NULL, &error));
      g_assert_no_error (error);
    }
}

/* How long this thread, or all of the program, has worked: what it waits for on a busy machine is no fault of its own. */
static gint64
get_work (clockid_t clock)
{
  struct timespec time;

  g_assert_cmpint (clock_gettime (clock, &time), ==, 0);

  return time.tv_sec * G_USEC_PER_SEC + time.tv_nsec / 1000;
}

typedef struct {
  gint64 last;
  gint64 longest;
} Watchdog;

static gboolean
tick_cb (gpointer user_data)
{
  Watchdog *watchdog = user_data;
  gint64 now = get_work (CLOCK_THREAD_CPUTIME_ID);

  watchdog->longest = MAX (watchdog->longest, now - watchdog->last);
  watchdog->last = now;

  return G_SOURCE_CONTINUE;
}

static gboolean
first_is_shown (Fixture    *fixture,
                const char *place,
                guint       n_items)
{
  GListModel *items = nexus_gtk_browser_get_items (fixture->browser);
  g_autoptr(GObject) first = g_list_model_get_item (items, 0);

  return strcmp (get_place (fixture), place) == 0 && g_list_model_get_n_items (items) == n_items && first != NULL &&
         nexus_gtk_item_get_entry (first) != NULL;
}

/* Nothing here depends on how fast the machine is; how long each key took is told. */
static void
test_many (void)
{
  Fixture *fixture = fixture_new ();
  static const struct {
    const char *text;
    guint       n_items;
  } keys[] = {
    { "rep", N_MANY }, { "repo", N_MANY }, { "report", N_MANY }, { "report 9", 40951 },
    { "report 99", 3691 }, { "report 999", 280 }, { "report 9999", 19 }, { "report 99999", 1 },
  };
  Watchdog watchdog = { 0 };
  guint source;

  fill (fixture);
  activate (fixture, "win.find");
  type (fixture, "zebra");
  wait_place (fixture, "search:zebra");
  fixture_wait_names (fixture, "");
  watchdog.last = get_work (CLOCK_THREAD_CPUTIME_ID);
  source = g_timeout_add_full (G_PRIORITY_HIGH, 1, tick_cb, &watchdog, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autofree char *place = g_strconcat ("search:", keys[i].text, NULL);
      gint64 start = g_get_monotonic_time ();
      gint64 work = get_work (CLOCK_PROCESS_CPUTIME_ID);

      type (fixture, keys[i].text);
      nexus_test_spin_until (first_is_shown (fixture, place, keys[i].n_items));
      g_test_message ("“%s”: %" G_GINT64_FORMAT " ms to %u results, of a processor %" G_GINT64_FORMAT " ms", keys[i].text,
                      (g_get_monotonic_time () - start) / 1000, keys[i].n_items,
                      (get_work (CLOCK_PROCESS_CPUTIME_ID) - work) / 1000);
    }
  g_source_remove (source);
  g_test_message ("The main loop worked for %" G_GINT64_FORMAT " ms at once at most", watchdog.longest / 1000);
  fixture_free (fixture);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  init_toolkit ();
  g_test_add_func ("/search/type", test_type);
  g_test_add_func ("/search/escape", test_escape);
  g_test_add_func ("/search/here", test_here);
  g_test_add_func ("/search/live", test_live);
  g_test_add_func ("/search/sort", test_sort);
  g_test_add_func ("/search/relevance", test_relevance);
  g_test_add_func ("/search/fault", test_fault);
  g_test_add_func ("/search/filters", test_filters);
  g_test_add_func ("/search/other-value", test_other_value);
  g_test_add_func ("/search/attribute", test_attribute);
  g_test_add_func ("/search/quote", test_quote);
  g_test_add_func ("/search/completion", test_completion);
  g_test_add_func ("/search/show-in-folder", test_show_in_folder);
  g_test_add_func ("/search/save", test_save);
  g_test_add_func ("/search/many", test_many);

  return g_test_run ();
}
