/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <nexus-glib.h>

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "nexus-bench-store.h"

/* How many entries a second are loaded and dumped:
 *
 *   nexus-bench-jsonl [ENTRIES [RUNS [FOLDER]]]
 *
 * Each run loads lines as the original writes them into a new store, dumps that store, and loads the dump into
 * another one.  Each file has a content of its own, which is not there; a thousand files are in a directory.  Prints the
 * entries a second by the clock and by the time that the processor took, the median of the runs, and the peak of memory. */

typedef struct {
  double clock;
  double processor;
} Span;

static Span
now (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);

  return (Span) {
    .clock = (double) g_get_monotonic_time () / 1e6,
    .processor = (double) (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
                 (double) (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6,
  };
}

static Span
since (Span begin)
{
  Span end = now ();

  return (Span) { .clock = end.clock - begin.clock, .processor = end.processor - begin.processor };
}

static void
check (GError *error)
{
  if (error != NULL)
    g_error ("%s", error->message);
}

static void
write_lines (const char *path,
             guint       n_entries)
{
  FILE *file = fopen (path, "w");

  if (file == NULL)
    g_error ("%s cannot be written", path);
  for (guint i = 0; i < n_entries; i++)
    {
      g_autofree char *text = g_strdup_printf ("%u", i);
      g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);

      fprintf (file, "{\"path\": \"/folder-%04u/file-%07u.txt\", \"backend_name\": \"local\", \"physical_path\": \"%s\", "
               "\"size\": %u, \"etag\": \"%s\", \"mime_type\": null, \"created_at\": \"2026-11-20T23:31:10.569586\", "
               "\"modified_at\": \"2026-11-20T23:31:10.%06u\", \"version\": 1}\n", i / 1000, i, hash, i, hash, i % 1000000);
    }
  if (fclose (file) != 0)
    g_error ("%s cannot be written", path);
}

static Span
load (NexusFilesystem *filesystem,
      const char      *path,
      guint64          n_entries)
{
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(GError) error = NULL;
  g_autoptr(GFileInputStream) stream = g_file_read (file, NULL, &error);
  g_autoptr(NexusLoad) operation = NULL;
  Span begin = now ();

  check (error);
  operation = nexus_filesystem_load (filesystem, G_INPUT_STREAM (stream), NULL, NEXUS_LOAD_SKIP, NEXUS_LOAD_NONE);
  nexus_operation_run (NEXUS_OPERATION (operation), NULL, &error);
  check (error);
  g_assert_cmpuint (nexus_load_get_n_created (operation), >=, n_entries);

  return since (begin);
}

static Span
dump (NexusFilesystem *filesystem,
      const char      *path)
{
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(GError) error = NULL;
  g_autoptr(GFileOutputStream) stream = g_file_replace (file, NULL, FALSE, G_FILE_CREATE_NONE, NULL, &error);
  g_autoptr(NexusOperation) operation = NULL;
  Span begin = now ();

  check (error);
  operation = nexus_filesystem_dump (filesystem, G_OUTPUT_STREAM (stream), NEXUS_DUMP_JSONL);
  nexus_operation_run (operation, NULL, &error);
  check (error);
  g_output_stream_close (G_OUTPUT_STREAM (stream), NULL, &error);
  check (error);

  return since (begin);
}

static void
remove_tree (const char *path)
{
  g_autofree char *quoted = g_shell_quote (path);
  g_autofree char *command = g_strconcat ("rm -rf ", quoted, NULL);

  if (system (command) != 0)
    g_error ("%s cannot be removed", path);
}

static int
compare (gconstpointer a,
         gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return x < y ? -1 : x > y;
}

static double
get_median (double *values,
            guint   n_values)
{
  qsort (values, n_values, sizeof *values, compare);

  return values[n_values / 2];
}

int
main (int    argc,
      char **argv)
{
  static const char * const names[] = { "load, as the original writes it", "dump", "load, as it was dumped" };
  guint n_entries = argc > 1 ? (guint) strtoul (argv[1], NULL, 10) : 1000000;
  guint n_runs = argc > 2 ? (guint) strtoul (argv[2], NULL, 10) : 3;
  g_autofree char *folder = g_build_filename (argc > 3 ? argv[3] : ".", "nexus-bench-XXXXXX", NULL);
  g_autofree char *lines = NULL;
  g_autofree char *dumped = NULL;
  double *clocks[G_N_ELEMENTS (names)];
  double *processors[G_N_ELEMENTS (names)];
  struct rusage usage;

  if (n_entries == 0 || n_runs == 0 || g_mkdtemp (folder) == NULL)
    return 2;

  lines = g_build_filename (folder, "lines", NULL);
  dumped = g_build_filename (folder, "dumped", NULL);
  write_lines (lines, n_entries);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      clocks[i] = g_new0 (double, n_runs);
      processors[i] = g_new0 (double, n_runs);
    }

  for (guint run = 0; run < n_runs; run++)
    {
      g_autofree char *first_folder = g_build_filename (folder, "first", NULL);
      g_autofree char *second_folder = g_build_filename (folder, "second", NULL);
      NexusFilesystem *first = nexus_bench_open (first_folder);
      NexusFilesystem *second = nexus_bench_open (second_folder);
      Span spans[G_N_ELEMENTS (names)];

      spans[0] = load (first, lines, n_entries);
      spans[1] = dump (first, dumped);
      spans[2] = load (second, dumped, n_entries);
      nexus_bench_close (first);
      nexus_bench_close (second);
      remove_tree (first_folder);
      remove_tree (second_folder);
      for (guint i = 0; i < G_N_ELEMENTS (names); i++)
        {
          clocks[i][run] = n_entries / spans[i].clock;
          processors[i][run] = n_entries / spans[i].processor;
        }
    }
  remove_tree (folder);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_print ("%-32s %9.0f entries a second, %9.0f a second of the processor\n", names[i],
               get_median (clocks[i], n_runs), get_median (processors[i], n_runs));
      g_free (clocks[i]);
      g_free (processors[i]);
    }
  getrusage (RUSAGE_SELF, &usage);
  g_print ("%u entries, %u runs, peak of memory %ld MiB\n", n_entries, n_runs, usage.ru_maxrss / 1024);

  return 0;
}
