/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "nexus-bench-store.h"

/* The same calls of GFile on a folder of the disk and on a store, in turn in one run; prints the medians and ratios.
 *
 * usage: nexus-bench-gio FOLDER [CHILDREN [WHAT]]
 */

#define RUNS 5
#define FILES 1000
#define FILE_SIZE 4096
#define QUERIES 30000
#define LOADS 20000
#define ASYNC_LOADS 8000
#define WRITES 10000
#define WRITE_SIZE 2048

#define FEW "standard::name,standard::type,standard::size,time::modified"
#define VIEW "standard::name,standard::display-name,standard::type,standard::size,standard::icon,standard::content-type," \
             "standard::is-hidden,time::modified,time::created,etag::value"

typedef struct {
  NexusFilesystem *filesystem;  /* NULL: the disk */
  GFile           *root;
  GFile           *files[FILES];
  GFile           *many;      /* the directory with many children */
  GFile           *written;   /* the directory that is written into */
  guint            n_children;
} Place;

typedef struct {
  Place   *place;
  guint    left;           /* to be started */
  guint    under_way;
  gboolean load;
} Flight;

/* --- What is measured --- */

static void
query_sync (Place *place)
{
  for (guint i = 0; i < QUERIES; i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(GFileInfo) info = g_file_query_info (place->files[i % FILES], FEW, G_FILE_QUERY_INFO_NONE, NULL, &error);

      g_assert_no_error (error);
      g_assert_nonnull (info);
    }
}

static void start (Flight *flight);

static void
done (GObject      *object,
      GAsyncResult *result,
      gpointer      user_data)
{
  Flight *flight = user_data;
  g_autoptr(GError) error = NULL;

  if (flight->load)
    {
      g_autofree char *contents = NULL;
      gsize length;

      g_file_load_contents_finish (G_FILE (object), result, &contents, &length, NULL, &error);
      g_assert_cmpuint (length, ==, FILE_SIZE);
    }
  else
    {
      g_autoptr(GFileInfo) info G_GNUC_UNUSED = g_file_query_info_finish (G_FILE (object), result, &error);
    }
  g_assert_no_error (error);
  flight->under_way--;
  start (flight);
}

static void
start (Flight *flight)
{
  GFile *file;

  if (flight->left == 0)
    return;
  flight->under_way++;
  file = flight->place->files[--flight->left % FILES];
  if (flight->load)
    g_file_load_contents_async (file, NULL, done, flight);
  else
    g_file_query_info_async (file, FEW, G_FILE_QUERY_INFO_NONE, G_PRIORITY_DEFAULT, NULL, done, flight);
}

static void
fly (Place    *place,
     guint     n,
     guint     at_once,
     gboolean  load)
{
  Flight flight = { place, n, 0, load };

  for (guint i = 0; i < at_once; i++)
    start (&flight);
  while (flight.under_way > 0)
    g_main_context_iteration (NULL, TRUE);
}

static void
query_async_one (Place *place)
{
  fly (place, QUERIES, 1, FALSE);
}

static void
query_async_many (Place *place)
{
  fly (place, QUERIES, 32, FALSE);
}

static void
load_sync (Place *place)
{
  for (guint i = 0; i < LOADS; i++)
    {
      g_autoptr(GError) error = NULL;
      g_autofree char *contents = NULL;
      gsize length;

      g_file_load_contents (place->files[i % FILES], NULL, &contents, &length, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (length, ==, FILE_SIZE);
    }
}

static void
load_async_one (Place *place)
{
  fly (place, ASYNC_LOADS, 1, TRUE);
}

static void
load_async_many (Place *place)
{
  fly (place, ASYNC_LOADS, 32, TRUE);
}

static void
enumerate (Place      *place,
           const char *attributes)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GFileEnumerator) enumerator = g_file_enumerate_children (place->many, attributes, G_FILE_QUERY_INFO_NONE, NULL, &error);
  guint n = 0;

  g_assert_no_error (error);
  for (;;)
    {
      g_autoptr(GFileInfo) info = g_file_enumerator_next_file (enumerator, NULL, &error);

      g_assert_no_error (error);
      if (info == NULL)
        break;
      n++;
    }
  g_assert_cmpuint (n, ==, place->n_children);
}

static void
enumerate_few (Place *place)
{
  enumerate (place, FEW);
}

static void
enumerate_view (Place *place)
{
  enumerate (place, VIEW);
}

static void
next_done (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  GList *infos = g_file_enumerator_next_files_finish (G_FILE_ENUMERATOR (object), result, &error);

  g_assert_no_error (error);
  *(int *) user_data = (int) g_list_length (infos);
  g_list_free_full (infos, g_object_unref);
}

static void
enumerate_async (Place *place)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GFileEnumerator) enumerator = g_file_enumerate_children (place->many, VIEW, G_FILE_QUERY_INFO_NONE, NULL, &error);
  guint n = 0;
  int got;

  g_assert_no_error (error);
  do
    {
      got = -1;
      g_file_enumerator_next_files_async (enumerator, 100, G_PRIORITY_DEFAULT, NULL, next_done, &got);
      while (got < 0)
        g_main_context_iteration (NULL, TRUE);
      n += got;
    }
  while (got > 0);
  g_assert_cmpuint (n, ==, place->n_children);
}

/* --- Writing: all at once, each durable before it is told of on a store; a disk syncs only what is replaced --- */

static guint run;

static GBytes *
make_content (guint i)
{
  guint8 *data = g_malloc0 (WRITE_SIZE);

  memcpy (data, &i, sizeof i);
  memcpy (data + sizeof i, &run, sizeof run);

  return g_bytes_new_take (data, WRITE_SIZE);
}

static void
replaced (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  g_file_replace_contents_finish (G_FILE (object), result, NULL, &error);
  g_assert_no_error (error);
  --*(guint *) user_data;
}

/* Files that are not there yet have the number of the run in their names. */
static void
replace_files (Place *place,
               guint  prefix)
{
  guint left = WRITES;

  for (guint i = 0; i < WRITES; i++)
    {
      g_autofree char *name = g_strdup_printf ("%u-%u", prefix, i);
      g_autoptr(GFile) file = g_file_get_child (place->written, name);
      g_autoptr(GBytes) bytes = make_content (i);

      g_file_replace_contents_bytes_async (file, bytes, NULL, FALSE, G_FILE_CREATE_NONE, NULL, replaced, &left);
    }
  while (left > 0)
    g_main_context_iteration (NULL, TRUE);
}

static void
write_files (Place *place)
{
  replace_files (place, ++run);
}

static void
write_over_files (Place *place)
{
  run++;
  replace_files (place, 0);
}

static void
written (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusEntry) entry = nexus_filesystem_write_finish (NEXUS_FILESYSTEM (object), result, &error);

  g_assert_no_error (error);
  g_assert_nonnull (entry);
  --*(guint *) user_data;
}

static void
write_directly (Place *place)
{
  guint left = WRITES;

  if (place->filesystem == NULL)
    {
      write_files (place);
      return;
    }
  run++;
  for (guint i = 0; i < WRITES; i++)
    {
      g_autofree char *path = g_strdup_printf ("/written/%u-%u", run, i);
      g_autoptr(GBytes) bytes = make_content (i);

      nexus_filesystem_write_async (place->filesystem, path, bytes, NULL, NEXUS_WRITE_NONE, NULL, written, &left);
    }
  while (left > 0)
    g_main_context_iteration (NULL, TRUE);
}

/* --- The places --- */

static void
fill (Place *place,
      GFile *root,
      guint  n_children)
{
  g_autofree char *data = g_malloc (FILE_SIZE);
  g_autoptr(GFile) folder = g_file_resolve_relative_path (root, "a/b/c");
  g_autoptr(GError) error = NULL;

  place->root = g_object_ref (root);
  place->n_children = n_children;
  place->many = g_file_get_child (root, "many");
  place->written = g_file_get_child (root, "written");
  g_file_make_directory_with_parents (folder, NULL, &error);
  g_file_make_directory (place->many, NULL, &error);
  g_file_make_directory (place->written, NULL, &error);
  g_assert_no_error (error);

  for (guint i = 0; i < FILES; i++)
    {
      g_autofree char *name = g_strdup_printf ("file-%u", i);

      memset (data, (int) i, FILE_SIZE);
      memcpy (data, &i, sizeof i);
      place->files[i] = g_file_get_child (folder, name);
      g_file_replace_contents (place->files[i], data, FILE_SIZE, NULL, FALSE, G_FILE_CREATE_NONE, NULL, NULL, &error);
      g_assert_no_error (error);
    }
}

static void
clear (Place *place)
{
  for (guint i = 0; i < FILES; i++)
    g_object_unref (place->files[i]);
  g_object_unref (place->many);
  g_object_unref (place->written);
  g_object_unref (place->root);
}

/* Many small files quickly: made on the disk, taken into the store from there. */
static void
make_many (Place           *disk,
           NexusFilesystem *filesystem)
{
  g_autoptr(NexusOperation) import = NULL;
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < disk->n_children; i++)
    {
      g_autofree char *name = g_strdup_printf ("child-%06u.txt", i);
      g_autofree char *path = g_build_filename (g_file_peek_path (disk->many), name, NULL);

      if (!g_file_set_contents_full (path, "", 0, G_FILE_SET_CONTENTS_NONE, 0644, &error))
        g_error ("%s", error->message);
    }
  import = nexus_filesystem_import (filesystem, disk->many, "/many", NEXUS_CONFLICT_REPLACE);
  if (!nexus_operation_run (import, NULL, &error))
    g_error ("%s", error->message);
}

static int
compare_doubles (gconstpointer a,
                 gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return x < y ? -1 : x > y;
}

static double
measure (void  (*func) (Place *),
         Place  *place)
{
  gint64 begin = g_get_monotonic_time ();

  func (place);

  return (g_get_monotonic_time () - begin) / 1e6;
}

int
main (int   argc,
      char *argv[])
{
  static const struct {
    const char *name;
    void      (*func) (Place *);
    guint       n;          /* 0: the children */
  } benches[] = {
    { "query_info", query_sync, QUERIES },
    { "query_info_async, 1 at once", query_async_one, QUERIES },
    { "query_info_async, 32 at once", query_async_many, QUERIES },
    { "load_contents of 4 KiB", load_sync, LOADS },
    { "load_contents_async, 1 at once", load_async_one, ASYNC_LOADS },
    { "load_contents_async, 32 at once", load_async_many, ASYNC_LOADS },
    { "enumerate, 4 attributes", enumerate_few, 0 },
    { "enumerate, as a view", enumerate_view, 0 },
    { "next_files_async by 100, as a view", enumerate_async, 0 },
    { "write_async, 10,000 new at once", write_directly, WRITES },
    { "replace_contents_async, 10,000 new", write_files, WRITES },
    { "replace_contents_async, over them", write_over_files, WRITES },
  };
  NexusFilesystem *filesystem;
  g_autoptr(GFile) disk_root = NULL;
  g_autoptr(GFile) store_root = NULL;
  g_autofree char *disk_path = NULL;
  g_autofree char *store_path = NULL;
  Place disk = { NULL }, store = { NULL };
  guint n_children;

  if (argc < 2)
    {
      g_printerr ("usage: nexus-bench-gio FOLDER [CHILDREN [WHAT]]\n");
      return 2;
    }
  n_children = argc > 2 ? (guint) g_ascii_strtoull (argv[2], NULL, 10) : 100000;

  disk_path = g_build_filename (argv[1], "disk", NULL);
  store_path = g_build_filename (argv[1], "store", NULL);
  filesystem = nexus_bench_open (store_path);
  disk_root = g_file_new_for_path (disk_path);
  store_root = nexus_filesystem_get_file (filesystem, "/");
  fill (&disk, disk_root, n_children);
  store.filesystem = filesystem;
  fill (&store, store_root, n_children);
  make_many (&disk, filesystem);

  g_print ("%-34s %12s %12s %7s\n", "what", "store /s", "disk /s", "ratio");
  for (guint i = 0; i < G_N_ELEMENTS (benches); i++)
    {
      guint n = benches[i].n > 0 ? benches[i].n : n_children;
      double ours[RUNS], theirs[RUNS], ratios[RUNS];

      if (argc > 3 && strstr (benches[i].name, argv[3]) == NULL)
        continue;

      for (guint k = 0; k < RUNS; k++)
        {
          theirs[k] = measure (benches[i].func, &disk);
          ours[k] = measure (benches[i].func, &store);
          ratios[k] = ours[k] / theirs[k];
        }
      qsort (ours, RUNS, sizeof *ours, compare_doubles);
      qsort (theirs, RUNS, sizeof *theirs, compare_doubles);
      qsort (ratios, RUNS, sizeof *ratios, compare_doubles);
      g_print ("%-34s %12.0f %12.0f %7.2f\n", benches[i].name, n / ours[RUNS / 2], n / theirs[RUNS / 2], ratios[RUNS / 2]);
    }

  clear (&disk);
  clear (&store);
  g_clear_object (&store_root);
  nexus_bench_close (filesystem);

  return 0;
}
