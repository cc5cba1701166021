/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <nexus-glib.h>
#include <stdlib.h>
#include <string.h>

#include "nexus-bench-store.h"
#include "nexus-filesystem-private.h"

/* Lists of a directory with very many entries: nexus-bench-model DATA_DIR [ENTRIES].  Fills an empty folder first; run it
 * again with the filled one for figures of memory that are of the lists alone. */

#define BATCH     2000
#define RUNS      5
#define DIRECTORY "/all"

static const char * const words[] = {
  "annual", "budget", "Café", "draft", "émigré", "figure", "garden", "holiday", "IMG_", "journal", "kitchen", "letter",
  "meeting", "notes", "offer", "photo", "quarter", "report", "summary", "ticket", "update", "video", "Łódź", "yearly",
};
static const char * const extensions[] = { "pdf", "txt", "jpg", "png", "odt", "c", "mp4", "zip" };

static void
check (gboolean      good,
       const GError *error)
{
  if (!good)
    g_error ("%s", error->message);
}

static void
fill (NexusFilesystem *filesystem,
      guint            n)
{
  g_autoptr(GBytes) bytes = g_bytes_new_static ("x", 1);
  g_autoptr(GRand) random = g_rand_new_with_seed (1);

  for (guint i = 0; i < n; )
    {
      g_autoptr(NexusTransaction) transaction = _nexus_transaction_new (NULL);

      for (guint j = 0; j < BATCH && i < n; i++, j++)
        {
          const char *first = words[g_rand_int_range (random, 0, G_N_ELEMENTS (words))];
          const char *second = words[g_rand_int_range (random, 0, G_N_ELEMENTS (words))];
          const char *extension = extensions[g_rand_int_range (random, 0, G_N_ELEMENTS (extensions))];
          /* One in a hundred is a folder, with a file in it. */
          g_autofree char *path = i % 100 == 0 ? g_strdup_printf (DIRECTORY "/%s %u/%s", first, i, second)
                                               : g_strdup_printf (DIRECTORY "/%s %s %u.%s", first, second, i, extension);
          NexusMutation *mutation = _nexus_mutation_new (NEXUS_MUTATION_PUT_FILE, path);

          mutation->contents = g_bytes_ref (bytes);
          mutation->write_flags = NEXUS_WRITE_PARENTS;
          _nexus_transaction_add (transaction, mutation);
        }
      _nexus_filesystem_apply (filesystem, &transaction, 1);
      check (transaction->error == NULL, transaction->error);
    }
}

/* --- The main loop, watched --- */

static gint64 left_poll;
static gint64 longest_block;

static void
note_block (void)
{
  if (left_poll != 0)
    longest_block = MAX (longest_block, g_get_monotonic_time () - left_poll);
}

static int
watched_poll (GPollFD *fds,
              guint    n_fds,
              int      timeout)
{
  int result;

  note_block ();
  result = g_poll (fds, n_fds, timeout);
  left_poll = g_get_monotonic_time ();

  return result;
}

/* --- Memory --- */

/* Of the process' own: pages of the database that are mapped belong to the kernel's cache, and are counted once for each
 * connection. */
static int peak_kb;

static int
read_own_kb (void)
{
  g_autofree char *status = NULL;
  const char *line;

  if (!g_file_get_contents ("/proc/self/status", &status, NULL, NULL) || (line = strstr (status, "RssAnon:")) == NULL)
    return 0;

  return atoi (line + strlen ("RssAnon:"));
}

static gpointer
watch_memory (gpointer data)
{
  for (;;)
    {
      int now = read_own_kb ();

      if (now > g_atomic_int_get (&peak_kb))
        g_atomic_int_set (&peak_kb, now);
      g_usleep (2000);
    }

  return NULL;
}

/* --- What a view does: looks at the first rows as soon as it is told of them --- */

typedef struct {
  gint64   begin;
  double   first;          /* all in milliseconds */
  double   complete;
  double   block;
  double   cpu;
} Run;

#define SHOWN 40

static gboolean
are_shown (GListModel *model)
{
  guint n = MIN (SHOWN, g_list_model_get_n_items (model));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(NexusModelRow) row = g_list_model_get_item (model, i);

      if (nexus_model_row_get_entry (row) == NULL)
        return FALSE;
    }

  return n > 0;
}

static void
note_change (GListModel *model,
             guint       position,
             guint       removed,
             guint       added,
             gboolean   *changed)
{
  *changed = TRUE;
}

static void
wait_loaded (NexusListModel *model,
             Run            *run)
{
  gboolean changed = FALSE;
  gulong handler = g_signal_connect (model, "items-changed", G_CALLBACK (note_change), &changed);
  double cpu_begin = nexus_bench_get_cpu_ms ();

  run->first = -1;
  longest_block = 0;
  left_poll = g_get_monotonic_time ();
  while (nexus_list_model_get_loading (model) || run->first < 0)
    {
      g_main_context_iteration (NULL, TRUE);
      if (run->first < 0 && changed && are_shown (G_LIST_MODEL (model)))
        run->first = (g_get_monotonic_time () - run->begin) / 1e3;
    }
  note_block ();
  g_signal_handler_disconnect (model, handler);
  check (nexus_list_model_get_error (model) == NULL, nexus_list_model_get_error (model));
  run->complete = (g_get_monotonic_time () - run->begin) / 1e3;
  run->block = longest_block / 1e3;
  run->cpu = nexus_bench_get_cpu_ms () - cpu_begin;
}

static int
compare_doubles (const void *a,
                 const void *b)
{
  return (*(const double *) a > *(const double *) b) - (*(const double *) a < *(const double *) b);
}

/* The median, but of blocks the longest of all. */
static void
report (const char *what,
        guint       n_items,
        Run        *runs)
{
  double first[RUNS], complete[RUNS], cpu[RUNS], block = 0;

  for (guint i = 0; i < RUNS; i++)
    {
      first[i] = runs[i].first;
      complete[i] = runs[i].complete;
      cpu[i] = runs[i].cpu;
      block = MAX (block, runs[i].block);
    }
  qsort (first, RUNS, sizeof *first, compare_doubles);
  qsort (complete, RUNS, sizeof *complete, compare_doubles);
  qsort (cpu, RUNS, sizeof *cpu, compare_doubles);
  g_print ("%-34s %9u %9.1f %9.0f %9.1f %9.0f %9d\n", what, n_items, first[RUNS / 2], complete[RUNS / 2], block,
           cpu[RUNS / 2], g_atomic_int_get (&peak_kb) / 1024);
  g_atomic_int_set (&peak_kb, 0);
}

static void
measure_directory (NexusFilesystem *filesystem,
                   const char      *key,
                   gboolean         descending,
                   gboolean         folders_first)
{
  g_autofree char *what = g_strdup_printf ("directory by %s%s%s", key, descending ? ", descending" : "",
                                           folders_first ? "" : ", mixed");
  Run runs[RUNS] = { 0 };
  guint n_items = 0;

  for (guint i = 0; i < RUNS; i++)
    {
      g_autoptr(NexusDirectoryModel) model = NULL;

      runs[i].begin = g_get_monotonic_time ();
      model = nexus_directory_model_new (filesystem, DIRECTORY);
      nexus_list_model_set_sort_key (NEXUS_LIST_MODEL (model), key);
      nexus_list_model_set_sort_descending (NEXUS_LIST_MODEL (model), descending);
      nexus_list_model_set_folders_first (NEXUS_LIST_MODEL (model), folders_first);
      wait_loaded (NEXUS_LIST_MODEL (model), &runs[i]);
      n_items = g_list_model_get_n_items (G_LIST_MODEL (model));
    }
  report (what, n_items, runs);
}

static void
measure_search (NexusFilesystem *filesystem,
                const char      *text,
                const char      *key)
{
  g_autofree char *what = g_strdup_printf ("search “%s” by %s", text, key);
  g_autoptr(NexusSearchModel) model = nexus_search_model_new (filesystem, NULL);
  Run runs[RUNS] = { 0 };
  guint n_items = 0;

  nexus_list_model_set_sort_key (NEXUS_LIST_MODEL (model), key);
  for (guint i = 0; i < RUNS; i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(NexusQuery) query = nexus_query_new_parse (text, &error);

      check (query != NULL, error);
      nexus_search_model_set_query (model, NULL);
      while (nexus_list_model_get_loading (NEXUS_LIST_MODEL (model)))
        g_main_context_iteration (NULL, TRUE);
      runs[i].begin = g_get_monotonic_time ();
      nexus_search_model_set_query (model, query);
      wait_loaded (NEXUS_LIST_MODEL (model), &runs[i]);
      n_items = g_list_model_get_n_items (G_LIST_MODEL (model));
    }
  report (what, n_items, runs);
}

/* Until a screen somewhere in the middle is filled, and until what is written is in the list. */
static void
measure_use (NexusFilesystem *filesystem)
{
  g_autoptr(NexusDirectoryModel) model = nexus_directory_model_new (filesystem, DIRECTORY);
  g_autoptr(GBytes) bytes = g_bytes_new_static ("x", 1);
  double jump[RUNS], change[RUNS], block = 0;
  Run run = { .begin = g_get_monotonic_time () };

  wait_loaded (NEXUS_LIST_MODEL (model), &run);
  longest_block = 0;
  for (guint i = 0; i < RUNS; i++)
    {
      g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func (g_object_unref);
      g_autofree char *path = g_strdup_printf (DIRECTORY "/middle %u", g_random_int ());
      guint n_items = g_list_model_get_n_items (G_LIST_MODEL (model));
      guint start = (guint) g_random_int_range (0, (gint32) n_items - SHOWN);
      gint64 begin = g_get_monotonic_time ();
      gboolean changed = FALSE;
      gulong handler;
      g_autoptr(NexusEntry) entry = NULL;
      g_autoptr(GError) error = NULL;

      for (guint k = 0; k < SHOWN; k++)
        g_ptr_array_add (rows, g_list_model_get_item (G_LIST_MODEL (model), start + k));
      left_poll = g_get_monotonic_time ();
      for (guint k = 0; k < SHOWN; k++)
        while (nexus_model_row_get_entry (g_ptr_array_index (rows, k)) == NULL)
          g_main_context_iteration (NULL, TRUE);
      jump[i] = (g_get_monotonic_time () - begin) / 1e3;

      handler = g_signal_connect (model, "items-changed", G_CALLBACK (note_change), &changed);
      entry = nexus_filesystem_write (filesystem, path, bytes, NULL, NEXUS_WRITE_NONE, NULL, &error);
      check (entry != NULL, error);
      begin = g_get_monotonic_time ();
      left_poll = begin;
      while (!changed)
        g_main_context_iteration (NULL, TRUE);
      note_block ();
      change[i] = (g_get_monotonic_time () - begin) / 1e3;
      g_signal_handler_disconnect (model, handler);
      check (nexus_filesystem_delete (filesystem, path, NULL, NEXUS_DELETE_PERMANENT, NULL, &error), error);
    }
  block = longest_block / 1e3;
  qsort (jump, RUNS, sizeof *jump, compare_doubles);
  qsort (change, RUNS, sizeof *change, compare_doubles);
  g_print ("a screen of %u rows anywhere is filled after %.1f ms, a new file shown after %.1f ms; longest block %.1f ms\n",
           SHOWN, jump[RUNS / 2], change[RUNS / 2], block);
  g_atomic_int_set (&peak_kb, 0);
}

int
main (int    argc,
      char **argv)
{
  guint n = argc > 2 ? (guint) atoi (argv[2]) : 1000000;
  NexusFilesystem *filesystem;

  if (argc < 2)
    g_error ("usage: %s DATA_DIR [ENTRIES]", argv[0]);

  filesystem = nexus_bench_open (argv[1]);
  if (!nexus_filesystem_exists (filesystem, DIRECTORY, NULL, NULL))
    {
      gint64 begin = g_get_monotonic_time ();

      fill (filesystem, n);
      g_print ("filled in %.1f s\n", (g_get_monotonic_time () - begin) / 1e6);
    }

  g_thread_unref (g_thread_new ("memory", watch_memory, NULL));
  g_main_context_set_poll_func (NULL, watched_poll);
  g_print ("%-34s %9s %9s %9s %9s %9s %9s\n", "", "entries", "first ms", "all ms", "block ms", "CPU ms", "peak MB");
  measure_directory (filesystem, "name", FALSE, TRUE);
  measure_directory (filesystem, "name", TRUE, TRUE);
  measure_directory (filesystem, "size", TRUE, TRUE);
  measure_directory (filesystem, "modified", TRUE, TRUE);
  measure_directory (filesystem, "type", FALSE, TRUE);
  measure_directory (filesystem, "attribute:rank", FALSE, TRUE);
  measure_directory (filesystem, "name", TRUE, FALSE);
  measure_directory (filesystem, "size", TRUE, FALSE);
  measure_directory (filesystem, "modified", TRUE, FALSE);
  measure_directory (filesystem, "type", FALSE, FALSE);
  measure_directory (filesystem, "attribute:rank", FALSE, FALSE);
  measure_use (filesystem);
  measure_search (filesystem, "report", "relevance");
  measure_search (filesystem, "quarter 999", "relevance");
  measure_search (filesystem, "a", "relevance");
  measure_search (filesystem, "a", "name");
  nexus_bench_close (filesystem);

  return 0;
}
