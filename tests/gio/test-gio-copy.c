/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#include "nexus-gio-test.h"

/* Copying between a store and anything else, as file managers and the tool `gio` do it. */

#define BIG_SIZE (3 * 1024 * 1024 + 77)
#define HUGE_SIZE (128 * 1024 * 1024)

typedef struct {
  char            *folder;
  NexusFilesystem *filesystem;
  char            *disk_folder;
  GFile           *places[2];   /* a folder of the store, one of the disk */
} Fixture;

enum {
  STORE,
  DISK
};

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  fixture->filesystem = nexus_gio_test_connect (&fixture->folder);
  fixture->disk_folder = nexus_test_make_dir ();
  fixture->places[STORE] = nexus_filesystem_get_file (fixture->filesystem, "/folder");
  fixture->places[DISK] = g_file_new_for_path (fixture->disk_folder);
  g_assert_true (g_file_make_directory (fixture->places[STORE], NULL, &error));
  g_assert_no_error (error);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_clear_object (&fixture->places[STORE]);
  g_clear_object (&fixture->places[DISK]);
  nexus_lib_test_finish (fixture->filesystem, fixture->folder);
  nexus_test_remove_tree (fixture->disk_folder);
  g_free (fixture->disk_folder);
}

static char *
make_big (void)
{
  char *data = g_malloc (BIG_SIZE);

  for (gsize i = 0; i < BIG_SIZE; i++)
    data[i] = (char) ((i * 2654435761u) >> 13);

  return data;
}

/* --- Trees --- */

static void
copy_tree (GFile *source,
           GFile *destination)
{
  g_autoptr(GFileEnumerator) children = NULL;
  g_autoptr(GError) error = NULL;

  if (g_file_copy (source, destination, G_FILE_COPY_NOFOLLOW_SYMLINKS | G_FILE_COPY_ALL_METADATA, NULL, NULL, NULL, &error))
    return;
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_WOULD_RECURSE);
  g_clear_error (&error);

  g_assert_true (g_file_make_directory (destination, NULL, &error));
  g_assert_no_error (error);
  children = g_file_enumerate_children (source, "standard::name", G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS, NULL, &error);
  g_assert_no_error (error);
  for (;;)
    {
      g_autoptr(GFileInfo) info = g_file_enumerator_next_file (children, NULL, &error);
      g_autoptr(GFile) child = NULL;
      g_autoptr(GFile) target = NULL;

      g_assert_no_error (error);
      if (info == NULL)
        break;
      child = g_file_get_child (source, g_file_info_get_name (info));
      target = g_file_get_child (destination, g_file_info_get_name (info));
      copy_tree (child, target);
    }
}

static int
compare_lines (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char * const *) a, *(const char * const *) b);
}

/* A line for each thing below: its path, kind, mode, time of modification and content. */
static void
describe (GFile     *top,
          GFile     *file,
          GPtrArray *lines)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GFileInfo) info = NULL;
  g_autofree char *path = g_file_get_relative_path (top, file);
  g_autofree char *content = NULL;
  g_autofree char *sum = NULL;
  gsize length;

  info = g_file_query_info (file, "standard::*,time::*,unix::mode", G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS, NULL, &error);
  g_assert_no_error (error);

  switch (g_file_info_get_file_type (info))
    {
    case G_FILE_TYPE_DIRECTORY:
      {
        g_autoptr(GFileEnumerator) children = NULL;
        GFile *child;

        if (path != NULL)
          g_ptr_array_add (lines, g_strdup_printf ("%s/", path));
        children = g_file_enumerate_children (file, "standard::name", G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS, NULL, &error);
        g_assert_no_error (error);
        while (g_file_enumerator_iterate (children, NULL, &child, NULL, &error) && child != NULL)
          describe (top, child, lines);
        g_assert_no_error (error);
      }
      break;

    case G_FILE_TYPE_SYMBOLIC_LINK:
      g_ptr_array_add (lines, g_strdup_printf ("%s -> %s", path, g_file_info_get_symlink_target (info)));
      break;

    case G_FILE_TYPE_REGULAR:
    default:
      g_file_load_contents (file, NULL, &content, &length, NULL, &error);
      g_assert_no_error (error);
      sum = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) content, length);
      g_ptr_array_add (lines, g_strdup_printf ("%s %o %" G_GUINT64_FORMAT ".%06u %" G_GSIZE_FORMAT " %s", path,
                                               g_file_info_get_attribute_uint32 (info, "unix::mode") & 07777,
                                               g_file_info_get_attribute_uint64 (info, "time::modified"),
                                               g_file_info_get_attribute_uint32 (info, "time::modified-usec"), length, sum));
      break;
    }
}

static char *
describe_tree (GFile *top)
{
  g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);

  describe (top, top, lines);
  g_ptr_array_sort (lines, compare_lines);
  g_ptr_array_add (lines, NULL);

  return g_strjoinv ("\n", (char **) lines->pdata);
}

static void
make_tree (const char *top)
{
  g_autofree char *big = make_big ();
  const struct {
    const char *name;
    gsize       size;
    guint       mode;
  } files[] = {
    { "empty", 0, 0644 },
    { "one", 1, 0600 },
    { "program", 5000, 0755 },
    { "sub/Größe %41 #?.txt", 100000, 0644 },
    { "sub/.hidden", 3, 0644 },
    { "sub/deeper/still/big", BIG_SIZE, 0444 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_build_filename (top, files[i].name, NULL);
      g_autofree char *folder = g_path_get_dirname (path);
      g_autoptr(GError) error = NULL;

      g_assert_no_errno (g_mkdir_with_parents (folder, 0755));
      g_file_set_contents_full (path, big, files[i].size, G_FILE_SET_CONTENTS_NONE, 0644, &error);
      g_assert_no_error (error);
      g_assert_no_errno (g_chmod (path, files[i].mode));
    }
  {
    g_autofree char *empty = g_build_filename (top, "sub", "nothing in here", NULL);
    g_autofree char *link = g_build_filename (top, "sub", "link", NULL);
    g_autofree char *dangling = g_build_filename (top, "dangling", NULL);
    g_autoptr(GFile) link_file = g_file_new_for_path (link);
    g_autoptr(GFile) dangling_file = g_file_new_for_path (dangling);

    g_assert_no_errno (g_mkdir (empty, 0755));
    g_assert_true (g_file_make_symbolic_link (link_file, "../one", NULL, NULL));
    g_assert_true (g_file_make_symbolic_link (dangling_file, "nowhere", NULL, NULL));
  }
}

/* From the disk into a store, inside it, into another store, and back to the disk: always the same. */
static void
test_tree (Fixture       *fixture,
           gconstpointer  data)
{
  char *other_folder;
  NexusFilesystem *other = nexus_gio_test_connect (&other_folder);
  GFile *stops[] = {
    g_file_get_child (fixture->places[DISK], "tree"),
    g_file_get_child (fixture->places[STORE], "tree"),
    g_file_get_child (fixture->places[STORE], "copy"),
    nexus_filesystem_get_file (other, "/tree"),
    g_file_get_child (fixture->places[DISK], "back"),
  };
  g_autofree char *expected = NULL;

  make_tree (g_file_peek_path (stops[0]));
  expected = describe_tree (stops[0]);
  for (guint i = 1; i < G_N_ELEMENTS (stops); i++)
    {
      g_autofree char *there = NULL;

      copy_tree (stops[i - 1], stops[i]);
      there = describe_tree (stops[i]);
      g_assert_cmpstr (there, ==, expected);
    }

  for (guint i = 0; i < G_N_ELEMENTS (stops); i++)
    g_object_unref (stops[i]);
  nexus_lib_test_finish (other, other_folder);
}

/* --- Progress, flags and cancelling, in both directions --- */

typedef struct {
  goffset       last;
  goffset       total;
  guint         n;
  GCancellable *cancellable;   /* cancelled when half is done */
} Progress;

static void
progressed (goffset  done,
            goffset  total,
            gpointer user_data)
{
  Progress *progress = user_data;

  g_assert_cmpint (done, >=, progress->last);
  g_assert_cmpint (done, <=, total);
  progress->last = done;
  progress->total = total;
  progress->n++;
  if (progress->cancellable != NULL && done >= total / 2)
    g_cancellable_cancel (progress->cancellable);
}

static gboolean
copy (GFile           *source,
      GFile           *destination,
      GFileCopyFlags   flags,
      gboolean         async,
      Progress        *progress,
      GError         **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  if (!async)
    return g_file_copy (source, destination, flags, progress->cancellable, progressed, progress, error);

  g_file_copy_async (source, destination, flags, G_PRIORITY_DEFAULT, progress->cancellable, progressed, progress,
                     nexus_test_store_result, &result);
  g_assert_null (result);
  nexus_test_spin_until (result != NULL);

  return g_file_copy_finish (source, result, error);
}

static void
test_progress (Fixture       *fixture,
               gconstpointer  data)
{
  gboolean async = GPOINTER_TO_INT (data);
  g_autofree char *big = make_big ();

  for (guint from = STORE; from <= DISK; from++)
    {
      for (guint to = STORE; to <= DISK; to++)
        {
          g_autoptr(GFile) source = g_file_get_child (fixture->places[from], "source");
          g_autofree char *name = g_strdup_printf ("copy-of-%u", from);
          g_autoptr(GFile) destination = g_file_get_child (fixture->places[to], name);
          g_autoptr(GError) error = NULL;
          Progress progress = { 0 };

          nexus_gio_test_put (source, big, BIG_SIZE);
          g_assert_true (copy (source, destination, G_FILE_COPY_NONE, async, &progress, &error));
          g_assert_no_error (error);
          nexus_gio_test_assert_content (destination, big, BIG_SIZE);
          g_assert_cmpuint (progress.n, >=, 1);
          g_assert_cmpint (progress.last, ==, BIG_SIZE);
          g_assert_cmpint (progress.total, ==, BIG_SIZE);
          /* Bytes that move are told as they do. */
          if (from != to && !async)
            g_assert_cmpuint (progress.n, >=, 3);
        }
    }
}

/* Cancelled in the middle, nothing is there that was not, and what was there is as it was. */
static void
test_cancel (Fixture       *fixture,
             gconstpointer  data)
{
  gboolean async = GPOINTER_TO_INT (data);
  g_autofree char *big = make_big ();

  for (guint from = STORE; from <= DISK; from++)
    {
      g_autoptr(GFile) source = g_file_get_child (fixture->places[from], "source");
      g_autoptr(GFile) fresh = g_file_get_child (fixture->places[!from], "fresh");
      g_autoptr(GFile) old = g_file_get_child (fixture->places[!from], "old");

      nexus_gio_test_put (source, big, BIG_SIZE);
      nexus_gio_test_put (old, "as before", 9);
      for (guint overwrite = 0; overwrite < 2; overwrite++)
        {
          g_autoptr(GCancellable) cancellable = g_cancellable_new ();
          g_autoptr(GError) error = NULL;
          Progress progress = { .cancellable = cancellable };
          GFile *destination = overwrite ? old : fresh;

          /* In a worker the copy may be done before it is heard of. */
          if (async)
            g_cancellable_cancel (cancellable);
          g_assert_false (copy (source, destination, overwrite ? G_FILE_COPY_OVERWRITE : G_FILE_COPY_NONE, async, &progress,
                                &error));
          g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
        }
      g_assert_false (g_file_query_exists (fresh, NULL));
      nexus_gio_test_assert_content (old, "as before", 9);
      nexus_gio_test_assert_content (source, big, BIG_SIZE);
    }
}

static guint32
get_mode (GFile *file)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GFileInfo) info = g_file_query_info (file, "unix::mode", G_FILE_QUERY_INFO_NONE, NULL, &error);

  g_assert_no_error (error);

  return g_file_info_get_attribute_uint32 (info, "unix::mode") & 07777;
}

static gint64
get_modified (GFile *file)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GFileInfo) info = g_file_query_info (file, "time::modified,time::modified-usec", G_FILE_QUERY_INFO_NONE, NULL, &error);

  g_assert_no_error (error);

  return (gint64) g_file_info_get_attribute_uint64 (info, "time::modified") * G_USEC_PER_SEC +
         g_file_info_get_attribute_uint32 (info, "time::modified-usec");
}

static void
test_flags (Fixture       *fixture,
            gconstpointer  data)
{
  gboolean async = GPOINTER_TO_INT (data);

  for (guint from = STORE; from <= DISK; from++)
    {
      g_autoptr(GFile) source = g_file_get_child (fixture->places[from], "source");
      g_autoptr(GFile) there = g_file_get_child (fixture->places[!from], "there");
      g_autoptr(GFile) backup = g_file_get_child (fixture->places[!from], "there~");
      g_autoptr(GFile) plain = g_file_get_child (fixture->places[!from], "plain");
      g_autoptr(GFile) dir = g_file_get_child (fixture->places[!from], "dir");
      g_autoptr(GFileInfo) info = g_file_info_new ();
      g_autoptr(GError) error = NULL;
      Progress progress = { 0 };
      /* GIO leaves out the microseconds when it sets the time of a file of the disk. */
      gint64 long_ago = G_GINT64_CONSTANT (981173106000000) + (from == STORE ? 123456 : 0);

      nexus_gio_test_put (source, "source", 6);
      nexus_gio_test_put (there, "there", 5);
      g_file_info_set_attribute_uint64 (info, "time::modified", long_ago / G_USEC_PER_SEC);
      g_file_info_set_attribute_uint32 (info, "time::modified-usec", long_ago % G_USEC_PER_SEC);
      g_file_info_set_attribute_uint32 (info, "unix::mode", 0750);
      g_assert_true (g_file_set_attributes_from_info (source, info, G_FILE_QUERY_INFO_NONE, NULL, &error));
      g_assert_no_error (error);

      g_assert_cmpint (get_modified (source), ==, long_ago);
      g_assert_false (copy (source, there, G_FILE_COPY_ALL_METADATA, async, &progress, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS);
      g_clear_error (&error);
      nexus_gio_test_assert_content (there, "there", 5);

      g_assert_true (copy (source, there, G_FILE_COPY_OVERWRITE | G_FILE_COPY_BACKUP | G_FILE_COPY_ALL_METADATA, async,
                           &progress, &error));
      g_assert_no_error (error);
      nexus_gio_test_assert_content (there, "source", 6);
      nexus_gio_test_assert_content (backup, "there", 5);
      g_assert_cmpint (get_modified (there), ==, long_ago);
      g_assert_cmpuint (get_mode (there), ==, 0750);

      g_assert_true (copy (source, plain, G_FILE_COPY_TARGET_DEFAULT_PERMS, async, &progress, &error));
      g_assert_no_error (error);
      g_assert_cmpuint (get_mode (plain) & 0111, ==, 0);

      /* A folder is in the way, and stays. */
      g_assert_true (g_file_make_directory (dir, NULL, &error));
      g_assert_false (copy (source, dir, G_FILE_COPY_OVERWRITE, async, &progress, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY);
      g_clear_error (&error);
      g_assert_false (copy (dir, there, G_FILE_COPY_NONE, async, &progress, &error));
      g_assert_nonnull (error);
      g_clear_error (&error);
      g_assert_true (g_file_query_file_type (dir, G_FILE_QUERY_INFO_NONE, NULL) == G_FILE_TYPE_DIRECTORY);
    }
}

/* A move across copies, with all that is known, and deletes. */
static void
test_move (Fixture       *fixture,
           gconstpointer  data)
{
  gboolean async = GPOINTER_TO_INT (data);
  g_autofree char *big = make_big ();

  for (guint from = STORE; from <= DISK; from++)
    {
      g_autoptr(GFile) source = g_file_get_child (fixture->places[from], "to-move");
      g_autoptr(GFile) destination = g_file_get_child (fixture->places[!from], "moved");
      g_autoptr(GError) error = NULL;
      gint64 modified;
      gboolean ok;

      nexus_gio_test_put (source, big, BIG_SIZE);
      modified = get_modified (source);
      if (async)
        {
          g_autoptr(GAsyncResult) result = NULL;

          g_file_move_async (source, destination, G_FILE_COPY_NONE, G_PRIORITY_DEFAULT, NULL, NULL, NULL,
                             nexus_test_store_result, &result);
          nexus_test_spin_until (result != NULL);
          ok = g_file_move_finish (source, result, &error);
        }
      else
        {
          ok = g_file_move (source, destination, G_FILE_COPY_NONE, NULL, NULL, NULL, &error);
        }
      g_assert_no_error (error);
      g_assert_true (ok);
      g_assert_false (g_file_query_exists (source, NULL));
      nexus_gio_test_assert_content (destination, big, BIG_SIZE);
      g_assert_cmpint (get_modified (destination), ==, modified);
    }
}

/* Copies inside a store move no bytes: they take no room and no time, however large the file is. */
static void
test_inside (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(GFile) source = g_file_get_child (fixture->places[STORE], "source");
  g_autofree char *big = make_big ();
  g_autoptr(NexusStatistics) before = NULL;
  g_autoptr(NexusStatistics) after = NULL;
  g_autoptr(GError) error = NULL;

  nexus_gio_test_put (source, big, BIG_SIZE);
  before = nexus_filesystem_get_statistics (fixture->filesystem, NULL, &error);
  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *name = g_strdup_printf ("copy-%u", i);
      g_autoptr(GFile) destination = g_file_get_child (fixture->places[STORE], name);

      g_assert_true (g_file_copy (source, destination, G_FILE_COPY_NONE, NULL, NULL, NULL, &error));
      g_assert_no_error (error);
    }
  after = nexus_filesystem_get_statistics (fixture->filesystem, NULL, &error);
  g_assert_cmpuint (nexus_statistics_get_n_contents (after), ==, nexus_statistics_get_n_contents (before));
  g_assert_cmpuint (nexus_statistics_get_content_size (after), ==, nexus_statistics_get_content_size (before));
}

/* --- Memory --- */

#if defined (__SANITIZE_ADDRESS__) || defined (__SANITIZE_THREAD__)
#define MEMORY_IS_MEASURABLE FALSE
#else
#define MEMORY_IS_MEASURABLE TRUE
#endif

/* The largest amount of memory that this process had at once, in KiB. */
static guint64
get_peak (void)
{
  g_autofree char *status = NULL;
  const char *line;

  g_assert_true (g_file_get_contents ("/proc/self/status", &status, NULL, NULL));
  line = strstr (status, "VmHWM:");
  g_assert_nonnull (line);

  return g_ascii_strtoull (line + strlen ("VmHWM:"), NULL, 10);
}

/* A file that is larger than all the memory that may be used comes in, is replaced while it is read, and goes out. */
static void
test_memory (Fixture       *fixture,
             gconstpointer  data)
{
  g_autofree char *path = g_build_filename (fixture->disk_folder, "huge", NULL);
  g_autoptr(GFile) source = g_file_new_for_path (path);
  g_autoptr(GFile) file = g_file_get_child (fixture->places[STORE], "huge");
  g_autoptr(GFile) back = g_file_get_child (fixture->places[DISK], "back");
  g_autoptr(GFileInputStream) reader = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *buffer = g_malloc (64 * 1024);
  guint64 before, total = 0;
  gssize count;
  FILE *out;

  /* The variable names a program under which this one runs, see build-aux/valgrind. */
  if (!MEMORY_IS_MEASURABLE || g_getenv ("NEXUS_TEST_UNDER") != NULL)
    {
      g_test_skip ("memory says nothing under a sanitizer or valgrind");
      return;
    }

  out = g_fopen (path, "wb");
  g_assert_nonnull (out);
  g_assert_no_errno (fseek (out, HUGE_SIZE - 1, SEEK_SET));
  g_assert_cmpint (fputc (7, out), ==, 7);
  g_assert_no_errno (fclose (out));

  nexus_gio_test_put (file, "warm", 4);
  before = get_peak ();
  g_assert_true (g_file_copy (source, file, G_FILE_COPY_OVERWRITE, NULL, NULL, NULL, &error));
  g_assert_no_error (error);
  reader = g_file_read (file, NULL, &error);
  g_assert_no_error (error);
  nexus_gio_test_put (file, "replaced", 8);
  while ((count = g_input_stream_read (G_INPUT_STREAM (reader), buffer, 64 * 1024, NULL, &error)) > 0)
    total += count;
  g_assert_no_error (error);
  g_assert_cmpuint (total, ==, HUGE_SIZE);
  nexus_gio_test_assert_content (file, "replaced", 8);

  g_assert_true (g_file_copy (source, file, G_FILE_COPY_OVERWRITE, NULL, NULL, NULL, &error));
  g_assert_true (g_file_copy (file, back, G_FILE_COPY_NONE, NULL, NULL, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (get_peak () - before, <, 16 * 1024);
}

#define ADD(path, argument, func) g_test_add ("/gio/copy/" path, Fixture, GINT_TO_POINTER (argument), set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("memory", 0, test_memory);
  ADD ("tree", 0, test_tree);
  ADD ("progress/sync", FALSE, test_progress);
  ADD ("progress/async", TRUE, test_progress);
  ADD ("cancel/sync", FALSE, test_cancel);
  ADD ("cancel/async", TRUE, test_cancel);
  ADD ("flags/sync", FALSE, test_flags);
  ADD ("flags/async", TRUE, test_flags);
  ADD ("move/sync", FALSE, test_move);
  ADD ("move/async", TRUE, test_move);
  ADD ("inside", 0, test_inside);

  return g_test_run ();
}
