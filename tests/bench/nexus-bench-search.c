/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <nexus-glib.h>
#include <stdlib.h>
#include <string.h>

#include "nexus-bench-store.h"
#include "nexus-filesystem-private.h"

/* Searches in a store of many names: nexus-bench-search DATA_DIR [NAMES [TEXTS [off]]].  Fills an empty folder first, and
 * tells how long that took; with a filled one only the searches are measured.  So many of the files are texts of some
 * 300 words; with "off" these are not indexed in the background, to see what that costs. */

#define BATCH 2000
#define PAGE  200
#define RUNS  11
#define TEXT_WORDS 300
#define VOCABULARY 50000

static const char * const words[] = {
  "annual", "budget", "Café", "draft", "émigré", "figure", "garden", "holiday", "invoice", "journal", "kitchen", "letter",
  "meeting", "notes", "offer", "photo", "quarter", "report", "summary", "ticket", "update", "video", "Łódź", "yearly",
};
static const char * const extensions[] = { "pdf", "txt", "jpg", "png", "odt", "c", "mp4", "zip" };

static NexusFilesystem *
open_store (const char *data_dir,
            gboolean    index_text)
{
  g_autoptr(NexusConfig) config = nexus_config_new ();

  nexus_config_set_index_text (config, index_text);

  return nexus_bench_open_config (config, data_dir);
}

/* Few words are in most texts, most words in few. */
static GBytes *
make_text (GRand *random)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < TEXT_WORDS; i++)
    {
      double x = g_rand_double (random);
      guint word = (guint) (x * x * x * x * VOCABULARY);

      if (word < G_N_ELEMENTS (words))
        g_string_append_printf (text, "%s ", words[word]);
      else
        g_string_append_printf (text, "%c%c%x ", 'a' + word % 26, 'a' + word / 26 % 26, word);
    }

  return g_string_free_to_bytes (text);
}

static void
fill (NexusFilesystem *filesystem,
      guint            n,
      guint            n_texts)
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
          g_autofree char *path = g_strdup_printf ("/%03u/%s/%s %s %06u.%s", i % 500, first, first, second, i, extension);
          NexusMutation *mutation = _nexus_mutation_new (NEXUS_MUTATION_PUT_FILE, path);

          mutation->contents = i < n_texts ? make_text (random) : g_bytes_ref (bytes);
          mutation->write_flags = NEXUS_WRITE_PARENTS;
          _nexus_transaction_add (transaction, mutation);
        }
      _nexus_filesystem_apply (filesystem, &transaction, 1);
      if (transaction->error != NULL)
        g_error ("%s", transaction->error->message);
    }
}

/* Milliseconds until the first page is there. */
static double
search (NexusFilesystem  *filesystem,
        const char       *text,
        NexusSearchOrder  order,
        guint            *count,
        double           *cpu)
{
  double cpu_begin = nexus_bench_get_cpu_ms ();
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusQuery) query = nexus_query_new_parse (text, &error);
  gint64 begin = g_get_monotonic_time ();
  g_autoptr(NexusSearchResults) results = nexus_filesystem_search (filesystem, query, order, NULL, &error);
  g_autoptr(GPtrArray) page = NULL;

  if (results == NULL)
    g_error ("%s", error->message);
  page = nexus_entry_enumerator_next (NEXUS_ENTRY_ENUMERATOR (results), PAGE, NULL, &error);
  if (page == NULL)
    g_error ("%s", error->message);
  *count = nexus_search_results_get_count (results);
  *cpu = nexus_bench_get_cpu_ms () - cpu_begin;

  return (g_get_monotonic_time () - begin) / 1e3;
}

static int
compare_times (const void *a,
               const void *b)
{
  return (*(const double *) a > *(const double *) b) - (*(const double *) a < *(const double *) b);
}

static void
measure (NexusFilesystem  *filesystem,
         const char       *text,
         NexusSearchOrder  order,
         const char       *order_name)
{
  double times[RUNS], cpu[RUNS];
  guint count = 0;

  for (guint i = 0; i < RUNS; i++)
    times[i] = search (filesystem, text, order, &count, &cpu[i]);
  qsort (times, RUNS, sizeof *times, compare_times);
  qsort (cpu, RUNS, sizeof *cpu, compare_times);
  g_print ("%-40s %-10s %9u %8.1f %8.1f %8.1f\n", text, order_name, count, times[RUNS / 2], times[RUNS - 1], cpu[RUNS / 2]);
}

/* Without the pages of the database, which the kernel may drop. */
static void
print_memory (void)
{
  g_autofree char *status = NULL;
  const char *line;

  if (g_file_get_contents ("/proc/self/status", &status, NULL, NULL) && (line = strstr (status, "RssAnon:")) != NULL)
    g_print ("memory of its own %ld MB\n", atol (line + strlen ("RssAnon:")) / 1024);
}

int
main (int    argc,
      char **argv)
{
  static const char * const texts[] = {
    "b", "bu", "bud", "budg", "budge", "budget", "", "e", "654321", "cafe lodz", "budget type:pdf", "budget -draft in:/007",
    "type:image modified<1d", "*budget*.pdf", "nothing like this", "text:budget", "text:bud", "text:\"annual budget\"",
    "text:udge", "text:100", "text:\"nual budg\"",
  };
  g_autoptr(GError) error = NULL;
  gboolean index_text;
  g_autoptr(NexusStatistics) statistics = NULL;
  NexusFilesystem *filesystem;
  gint64 begin;
  double time, cpu;
  guint count;

  if (argc < 2)
    g_error ("usage: nexus-bench-search DATA_DIR [NAMES]");

  index_text = argc < 5;
  filesystem = open_store (argv[1], index_text);
  statistics = nexus_filesystem_get_statistics (filesystem, NULL, NULL);
  if (nexus_statistics_get_n_files (statistics) == 0)
    {
      begin = g_get_monotonic_time ();
      fill (filesystem, argc > 2 ? (guint) atoi (argv[2]) : 1000000, argc > 3 ? (guint) atoi (argv[3]) : 0);
      g_print ("filled in %.1f s\n", (g_get_monotonic_time () - begin) / 1e6);
      nexus_bench_close (filesystem);
      filesystem = open_store (argv[1], index_text);
    }

  begin = g_get_monotonic_time ();
  if (!nexus_filesystem_update_index (filesystem, NULL, &error))
    g_error ("%s", error->message);
  g_print ("the texts that were left indexed in %.1f s\n", (g_get_monotonic_time () - begin) / 1e6);

  time = search (filesystem, "budget", NEXUS_SEARCH_ORDER_RELEVANCE, &count, &cpu);
  g_print ("the first search of a process %.0f ms, %.0f ms of a processor\n", time, cpu);
  g_print ("%-40s %-10s %9s %8s %8s %8s\n", "query", "order", "found", "ms", "worst", "cpu ms");
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    measure (filesystem, texts[i], NEXUS_SEARCH_ORDER_RELEVANCE, "relevance");
  measure (filesystem, "e", NEXUS_SEARCH_ORDER_NEWEST, "newest");
  measure (filesystem, "e", NEXUS_SEARCH_ORDER_NAME, "name");
  measure (filesystem, "e", NEXUS_SEARCH_ORDER_LARGEST, "largest");

  print_memory ();
  nexus_bench_close (filesystem);

  return 0;
}
