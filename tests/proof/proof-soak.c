/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <nexus-glib.h>

#include "nexus-test-util.h"

/* Mixed load with a steady live set: what a program does that keeps a store open for days.  Everything that may grow is
 * printed as it goes and, when it goes on growing after the warm-up, told of at the end.
 *
 *   proof-soak [SECONDS] [FOLDER]
 */

#define N_DIRECTORIES 40
#define N_FILES       1000
#define N_THREADS     3
#define N_SAMPLES     600
#define SAMPLES_MIN   6

/* The history keeps a thousand steps and what they need, and the files five versions: until then sizes have to grow, and
 * only descriptors are counted. */
#define STEADY_SECONDS 600

typedef struct {
  guint   seconds;
  guint64 operations;
  guint64 memory;       /* resident, in bytes */
  guint   descriptors;
  guint   threads;
  guint64 database;
  guint64 log;
  guint64 contents;     /* bytes of the disk */
  guint64 live;         /* bytes that are referred to */
} Sample;

static const struct {
  const char *name;
  gsize       offset;
  guint64     slack;    /* what it may be above its greatest in the first half of what follows the warm-up */
  double      factor;
} measures[] = {
  { "memory", G_STRUCT_OFFSET (Sample, memory), 6 * 1024 * 1024, 1.10 },
  { "database", G_STRUCT_OFFSET (Sample, database), 1024 * 1024, 1.10 },
  { "write-ahead log", G_STRUCT_OFFSET (Sample, log), 64 * 1024 * 1024, 1.10 },
  { "contents on the disk", G_STRUCT_OFFSET (Sample, contents), 8 * 1024 * 1024, 1.10 },
};

typedef struct {
  NexusFilesystem *filesystem;
  guint            number;
  gint             stop;        /* atomic */
  gint             operations;  /* atomic */
} Worker;

static GBytes *
make_bytes (GRand *random)
{
  /* Most are small, a few are files of their own. */
  gsize size = (gsize) (g_rand_int_range (random, 0, 20) > 0 ? g_rand_int_range (random, 0, 12000)
                                                             : g_rand_int_range (random, 80000, 300000));
  guint8 *data = g_malloc (size + 4);

  for (gsize i = 0; i < size; i += 4)
    {
      guint32 word = g_rand_int (random);

      memcpy (data + i, &word, sizeof word);
    }

  return g_bytes_new_take (data, size);
}

/* What another thread may have been faster with is no fault; anything else is. */
static void
check (GError     *error,
       const char *what)
{
  if (error == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND) ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_EXISTS) || g_error_matches (error, NEXUS_ERROR, NEXUS_ERROR_CONFLICT) ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY) || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED))
    return;

  g_error ("%s: %s", what, error->message);
}

static char *
random_path (GRand *random)
{
  int number = g_rand_int_range (random, 0, N_FILES);

  return g_strdup_printf ("/live/%d/file %d.txt", number % N_DIRECTORIES, number);
}

static void
write_file (Worker *worker,
            GRand  *random)
{
  g_autoptr(GBytes) bytes = make_bytes (random);
  g_autofree char *path = random_path (random);
  g_autoptr(NexusEntry) entry = NULL;
  g_autoptr(GError) error = NULL;

  entry = nexus_filesystem_write (worker->filesystem, path, bytes, NULL, NEXUS_WRITE_PARENTS, NULL, &error);
  check (error, "writing");
}

static void
stream_file (Worker *worker,
             GRand  *random)
{
  g_autofree char *path = random_path (random);
  g_autoptr(GError) error = NULL;
  g_autoptr(GInputStream) stream = nexus_filesystem_open (worker->filesystem, path, NULL, &error);
  char buffer[16384];

  check (error, "opening");
  while (stream != NULL && error == NULL && g_input_stream_read (stream, buffer, sizeof buffer, NULL, &error) > 0)
    continue;
  check (error, "reading");
}

static void
move_file (Worker *worker,
           GRand  *random)
{
  g_autofree char *path = random_path (random);
  g_autofree char *aside = g_strdup_printf ("/live/aside %u", worker->number);
  g_autoptr(NexusEntry) there = NULL;
  g_autoptr(NexusEntry) back = NULL;
  g_autoptr(GError) error = NULL;

  there = nexus_filesystem_move (worker->filesystem, path, aside, NULL, NEXUS_COPY_NONE, NULL, &error);
  check (error, "moving");
  if (there == NULL)
    return;
  back = nexus_filesystem_move (worker->filesystem, aside, path, NULL, NEXUS_COPY_OVERWRITE | NEXUS_COPY_PARENTS, NULL, &error);
  check (error, "moving back");
}

static void
copy_folder (Worker *worker,
             GRand  *random)
{
  g_autofree char *path = g_strdup_printf ("/live/%d", g_rand_int_range (random, 0, N_DIRECTORIES));
  g_autofree char *copy = g_strdup_printf ("/copy %u", worker->number);
  g_autoptr(NexusEntry) entry = NULL;
  g_autoptr(GError) error = NULL;

  entry = nexus_filesystem_copy (worker->filesystem, path, copy, NEXUS_COPY_NONE, NULL, &error);
  check (error, "copying");
  if (entry != NULL)
    nexus_filesystem_delete (worker->filesystem, copy, NULL, NEXUS_DELETE_RECURSIVE | NEXUS_DELETE_PERMANENT, NULL, &error);
  check (error, "deleting the copy");
}

static void
change_facts (Worker *worker,
              GRand  *random)
{
  g_autofree char *path = random_path (random);
  g_autofree char *tag = g_strdup_printf ("tag %d", g_rand_int_range (random, 0, 8));
  g_autoptr(GError) error = NULL;

  if (g_rand_boolean (random))
    nexus_filesystem_add_tag (worker->filesystem, path, tag, NULL, &error);
  else
    nexus_filesystem_remove_tag (worker->filesystem, path, tag, NULL, &error);
  check (error, "tagging");
  g_clear_error (&error);
  nexus_filesystem_set_attribute (worker->filesystem, path, "note", g_variant_new_int64 (g_rand_int (random)), NULL, &error);
  check (error, "setting an attribute");
}

static void
look_around (Worker *worker,
             GRand  *random)
{
  g_autofree char *path = g_strdup_printf ("/live/%d", g_rand_int_range (random, 0, N_DIRECTORIES));
  g_autofree char *text = g_strdup_printf ("tag:\"tag %d\" file", g_rand_int_range (random, 0, 8));
  g_autoptr(NexusQuery) query = nexus_query_new_parse (text, NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) list G_GNUC_UNUSED = nexus_filesystem_list (worker->filesystem, path, NULL, &error);
  g_autoptr(NexusSearchResults) results = NULL;

  check (error, "listing");
  g_clear_error (&error);
  results = nexus_filesystem_search (worker->filesystem, query, NEXUS_SEARCH_ORDER_NAME, NULL, &error);
  check (error, "searching");
}

static void
delete_file (Worker *worker,
             GRand  *random)
{
  g_autofree char *path = random_path (random);
  g_autoptr(GError) error = NULL;

  nexus_filesystem_delete (worker->filesystem, path, NULL,
                           g_rand_boolean (random) ? NEXUS_DELETE_PERMANENT : NEXUS_DELETE_NONE, NULL, &error);
  check (error, "deleting");
}

static void
undo (Worker *worker,
      GRand  *random)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusUndoStep) undone = nexus_filesystem_undo (worker->filesystem, 0, NULL, &error);
  g_autoptr(NexusUndoStep) redone = NULL;

  check (error, "undoing");
  g_clear_error (&error);
  if (undone != NULL && g_rand_boolean (random))
    redone = nexus_filesystem_redo (worker->filesystem, 0, NULL, &error);
  check (error, "doing again");
}

static void
keep_snapshot (Worker *worker,
               GRand  *random)
{
  g_autofree char *name = g_strdup_printf ("of %u", worker->number);
  g_autofree char *path = g_strdup_printf ("/live/%d", g_rand_int_range (random, 0, N_DIRECTORIES));
  g_autoptr(GError) error = NULL;

  nexus_filesystem_delete_snapshot (worker->filesystem, name, NULL, &error);
  check (error, "deleting a snapshot");
  g_clear_error (&error);
  nexus_filesystem_create_snapshot (worker->filesystem, name, path, NULL, &error);
  check (error, "making a snapshot");
}

static const struct {
  guint weight;
  void (*func) (Worker *worker, GRand *random);
} loads[] = {
  { 30, write_file }, { 30, stream_file }, { 8, move_file }, { 1, copy_folder }, { 12, change_facts },
  { 6, look_around }, { 4, delete_file }, { 3, undo }, { 1, keep_snapshot },
};

static gpointer
work (gpointer user_data)
{
  Worker *worker = user_data;
  g_autoptr(GRand) random = g_rand_new_with_seed (worker->number + 1);

  while (!g_atomic_int_get (&worker->stop))
    {
      int dice = g_rand_int_range (random, 0, 95);
      guint i = 0;

      while (dice >= (int) loads[i].weight)
        dice -= (int) loads[i++].weight;
      loads[i].func (worker, random);
      g_atomic_int_inc (&worker->operations);
    }

  return NULL;
}

/* --- Measuring --- */

static guint64
get_file_size (const char *folder,
               const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  struct stat info;

  return stat (path, &info) == 0 ? (guint64) info.st_size : 0;
}

static guint
count_files (const char *folder)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n++;

  return n;
}

static guint64
get_memory (void)
{
  g_autofree char *text = NULL;
  g_auto(GStrv) fields = NULL;

  if (!g_file_get_contents ("/proc/self/statm", &text, NULL, NULL))
    return 0;
  fields = g_strsplit (text, " ", 3);

  return g_ascii_strtoull (fields[1], NULL, 10) * (guint64) sysconf (_SC_PAGESIZE);
}

static void
take_sample (NexusFilesystem *filesystem,
             const char      *folder,
             Sample          *sample)
{
  const char * const folders[] = { "packs", "content", "tmp" };
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusStatistics) statistics = nexus_filesystem_get_statistics (filesystem, NULL, &error);

  g_assert_no_error (error);
  sample->memory = get_memory ();
  sample->descriptors = count_files ("/proc/self/fd");
  sample->threads = count_files ("/proc/self/task");
  sample->database = get_file_size (folder, "metadata.db");
  sample->log = get_file_size (folder, "metadata.db-wal");
  sample->live = nexus_statistics_get_content_size (statistics);
  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autofree char *path = g_build_filename (folder, folders[i], NULL);

      sample->contents += nexus_test_get_disk_usage (path);
    }
}

static void
print_sample (const Sample *sample)
{
  double mib = 1024 * 1024;

  g_print ("%6u s %9" G_GUINT64_FORMAT " operations  memory %6.1f MiB  descriptors %3u  threads %2u  database %6.1f MiB"
           "  log %5.1f MiB  contents %6.1f MiB of the disk for %6.1f MiB\n",
           sample->seconds, sample->operations, sample->memory / mib, sample->descriptors, sample->threads,
           sample->database / mib, sample->log / mib, sample->contents / mib, sample->live / mib);
}

static guint64
get_measure (const Sample *sample,
             guint         index)
{
  return G_STRUCT_MEMBER (guint64, sample, measures[index].offset);
}

/* After the first third, the warm-up: the greatest of the last third beside the greatest of the second. */
static guint
judge (const Sample *samples,
       guint         n_samples)
{
  gboolean steady = samples[n_samples - 1].seconds >= STEADY_SECONDS;
  guint n_bad = 0;

  for (guint i = 0; steady && i < G_N_ELEMENTS (measures); i++)
    {
      guint64 before = 0, after = 0;

      for (guint k = n_samples / 3; k < n_samples; k++)
        {
          guint64 *greatest = k < n_samples * 2 / 3 ? &before : &after;

          *greatest = MAX (*greatest, get_measure (&samples[k], i));
        }
      if (after > (guint64) (before * measures[i].factor) + measures[i].slack)
        {
          g_print ("grows: %s, from %" G_GUINT64_FORMAT " to %" G_GUINT64_FORMAT "\n", measures[i].name, before, after);
          n_bad++;
        }
    }

  for (guint k = n_samples / 3; k < n_samples; k++)
    if (samples[k].descriptors > samples[n_samples / 3].descriptors + 24)
      {
        g_print ("grows: descriptors, from %u to %u\n", samples[n_samples / 3].descriptors, samples[k].descriptors);
        return n_bad + 1;
      }

  return n_bad;
}

/* --- Running --- */

/* It waits for writers that began before it, and gives up when one of them takes too long. */
static void
collect_garbage (NexusFilesystem *filesystem)
{
  g_autoptr(NexusOperation) operation = nexus_filesystem_collect_garbage (filesystem, NEXUS_GARBAGE_NONE, 0);
  g_autoptr(GError) error = NULL;

  nexus_operation_run (operation, NULL, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_BUSY))
    g_print ("%s\n", error->message);
  else
    g_assert_no_error (error);
}

static NexusFilesystem *
connect_to (const char *folder)
{
  g_autofree char *yaml = g_strdup_printf ("data_dir: \"%s\"\ndurability: normal\nhistory_limit: 5\n", folder);
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusConfig) config = nexus_config_new_from_data (yaml, &error);
  NexusFilesystem *filesystem;

  g_assert_no_error (error);
  filesystem = nexus_connect (config, NULL, &error);
  g_assert_no_error (error);

  return filesystem;
}

static guint64
add_operations (Worker *workers)
{
  guint64 n = 0;

  for (guint i = 0; i < N_THREADS; i++)
    n += (guint64) g_atomic_int_get (&workers[i].operations);

  return n;
}

static void
verify (NexusFilesystem *filesystem)
{
  const char * const everything[] = { "/", NULL };
  g_autoptr(NexusVerify) verify = nexus_filesystem_verify (filesystem, everything);
  g_autoptr(GError) error = NULL;

  nexus_operation_run (NEXUS_OPERATION (verify), NULL, &error);
  g_assert_no_error (error);
  if (!nexus_report_is_good (nexus_verify_get_report (verify)))
    g_error ("%s", nexus_report_to_text (nexus_verify_get_report (verify)));
}

static guint
soak (NexusFilesystem *filesystem,
      const char      *folder,
      guint            seconds)
{
  g_autofree Sample *samples = g_new0 (Sample, N_SAMPLES);
  Worker workers[N_THREADS] = { 0 };
  GThread *threads[N_THREADS];
  gint64 start = g_get_monotonic_time ();
  guint interval = MAX (seconds / 60, 1);
  guint n_samples = 0;

  for (guint i = 0; i < N_THREADS; i++)
    {
      workers[i].filesystem = filesystem;
      workers[i].number = i;
      threads[i] = g_thread_new ("soak", work, &workers[i]);
    }

  while (n_samples < N_SAMPLES && (n_samples < SAMPLES_MIN ||
                                   g_get_monotonic_time () - start < (gint64) seconds * G_TIME_SPAN_SECOND))
    {
      Sample *sample = &samples[n_samples];
      g_autoptr(GError) error = NULL;

      g_usleep (interval * G_USEC_PER_SEC);
      if (n_samples % 3 == 2)
        nexus_filesystem_empty_trash (filesystem, NULL, &error);
      g_assert_no_error (error);
      collect_garbage (filesystem);
      sample->seconds = (guint) ((g_get_monotonic_time () - start) / G_TIME_SPAN_SECOND);
      sample->operations = add_operations (workers);
      take_sample (filesystem, folder, sample);
      print_sample (sample);
      n_samples++;
    }

  for (guint i = 0; i < N_THREADS; i++)
    g_atomic_int_set (&workers[i].stop, TRUE);
  for (guint i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);
  verify (filesystem);

  return judge (samples, n_samples);
}

int
main (int   argc,
      char *argv[])
{
  guint seconds = argc > 1 ? (guint) atoi (argv[1]) : 3600;
  g_autofree char *folder = argc > 2 ? g_strdup (argv[2]) : nexus_test_make_dir ();
  NexusFilesystem *filesystem;
  guint n_bad;

  setlocale (LC_ALL, "");
  filesystem = connect_to (folder);
  n_bad = soak (filesystem, folder, MAX (seconds, 6));
  nexus_filesystem_close (filesystem, NULL, NULL);
  g_object_unref (filesystem);
  if (argc <= 2)
    nexus_test_remove_tree (folder);
  g_print (n_bad == 0 ? "Nothing grows.\n" : "%u things grow.\n", n_bad);

  return n_bad == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
