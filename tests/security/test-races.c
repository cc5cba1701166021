/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "nexus-security-test.h"

/* Folders of the host that somebody swaps for links while they are exported to and imported from, all the time. */

#define ROUNDS 60
#define N_FILES 12

typedef struct {
  char    *place;       /* a folder, most of the time; and beside it … */
  char    *other;       /* … a link to what is outside */
  gint     stop;
  gint     n_swaps;
} Swapper;

static gpointer
swap (gpointer data)
{
  Swapper *self = data;

  while (!g_atomic_int_get (&self->stop))
    {
      if (renameat2 (AT_FDCWD, self->place, AT_FDCWD, self->other, RENAME_EXCHANGE) == 0)
        g_atomic_int_inc (&self->n_swaps);
    }

  return NULL;
}

static GThread *
start (Swapper    *self,
       const char *folder,
       const char *target)
{
  self->place = g_build_filename (folder, "sub", NULL);
  self->other = g_build_filename (folder, ".other", NULL);
  g_assert_cmpint (g_mkdir_with_parents (self->place, 0755), ==, 0);
  g_assert_cmpint (symlink (target, self->other), ==, 0);

  return g_thread_new ("swap", swap, self);
}

static void
stop (Swapper *self,
      GThread *thread)
{
  g_atomic_int_set (&self->stop, 1);
  g_thread_join (thread);
  g_test_message ("swapped %d times", self->n_swaps);
  g_assert_cmpint (self->n_swaps, >=, ROUNDS);
  g_free (self->place);
  g_free (self->other);
}

/* As often as that, and until it was swapped as often; on a busy machine one thread may be much ahead. */
static gboolean
goes_on (Swapper *self,
         guint    round)
{
  return round < ROUNDS || (g_atomic_int_get (&self->n_swaps) < ROUNDS && round < 100 * ROUNDS);
}

static void
run (NexusOperation *operation)
{
  g_autoptr(NexusOperation) owned = operation;

  nexus_operation_run (owned, NULL, NULL);
}

static void
close_store (NexusFilesystem *filesystem)
{
  g_assert_true (nexus_filesystem_close (filesystem, NULL, NULL));
  g_object_unref (filesystem);
}

/* Whatever is exported stays below the folder that was named; the fixture looks at the outside. */
static void
test_export (SecurityFixture *fixture,
             gconstpointer    data)
{
  g_autofree char *target = g_build_filename (fixture->dir, "target", NULL);
  g_autofree char *outside = g_build_filename (fixture->outside, "folder", NULL);
  g_autofree char *top = g_build_filename (target, "tree", NULL);
  g_autoptr(GFile) file = g_file_new_for_path (top);
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusEntry) made = NULL;
  g_autoptr(NexusEntry) made_link = NULL;
  NexusFilesystem *filesystem = nexus_lib_test_connect (fixture->folder);
  Swapper swapper = { 0 };
  GThread *thread;

  made = nexus_filesystem_make_directory (filesystem, "/tree/sub", NEXUS_MAKE_DIRECTORY_PARENTS, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < N_FILES; i++)
    {
      g_autofree char *path = g_strdup_printf ("/tree/sub/file-%u", i);

      g_object_unref (nexus_lib_test_write (filesystem, path, path));
    }
  g_object_unref (nexus_lib_test_write (filesystem, "/tree/sub/deep", "not precious"));
  made_link = nexus_filesystem_make_symbolic_link (filesystem, "/tree/sub/link", "/etc/passwd", NULL, &error);
  g_assert_no_error (error);

  g_assert_cmpint (g_mkdir_with_parents (top, 0755), ==, 0);
  thread = start (&swapper, top, outside);
  for (guint i = 0; goes_on (&swapper, i); i++)
    run (nexus_filesystem_export (filesystem, "/tree", file, i % 2 == 0 ? NEXUS_CONFLICT_REPLACE : NEXUS_CONFLICT_KEEP_BOTH));
  stop (&swapper, thread);
  close_store (filesystem);
}

static gboolean
has_secret (NexusFilesystem *filesystem,
            const char      *path)
{
  g_autoptr(GBytes) bytes = nexus_filesystem_read (filesystem, path, NULL, NULL);

  return bytes != NULL && g_bytes_get_size (bytes) == strlen ("precious as well") &&
         memcmp (g_bytes_get_data (bytes, NULL), "precious as well", g_bytes_get_size (bytes)) == 0;
}

/* Whatever is imported comes from below the folder that was named. */
static void
test_import (SecurityFixture *fixture,
             gconstpointer    data)
{
  g_autofree char *source = g_build_filename (fixture->dir, "source", NULL);
  g_autofree char *outside = g_build_filename (fixture->outside, "folder", NULL);
  g_autoptr(GFile) file = g_file_new_for_path (source);
  NexusFilesystem *filesystem = nexus_lib_test_connect (fixture->folder);
  Swapper swapper = { 0 };
  GThread *thread;

  thread = start (&swapper, source, outside);
  for (guint i = 0; goes_on (&swapper, i); i++)
    {
      g_autofree char *path = g_strdup_printf ("/import-%u", i);
      g_autofree char *first = g_strconcat (path, "/sub/deep", NULL);
      g_autofree char *second = g_strconcat (path, "/.other/deep", NULL);

      run (nexus_filesystem_import (filesystem, file, path, NEXUS_CONFLICT_REPLACE));
      g_assert_false (has_secret (filesystem, first));
      g_assert_false (has_secret (filesystem, second));
    }
  stop (&swapper, thread);
  close_store (filesystem);
}

/* Bits that give rights of somebody else do not come out again; what is no file does not go in, and nobody waits. */
static void
test_kinds (SecurityFixture *fixture,
            gconstpointer    data)
{
  g_autofree char *source = g_build_filename (fixture->dir, "source", NULL);
  g_autofree char *fifo = g_build_filename (source, "fifo", NULL);
  g_autofree char *program = g_build_filename (source, "program", NULL);
  g_autofree char *device = g_build_filename (source, "device", NULL);
  g_autofree char *target = g_build_filename (fixture->dir, "target", NULL);
  g_autofree char *exported = g_build_filename (target, "program", NULL);
  g_autoptr(GFile) from = g_file_new_for_path (source);
  g_autoptr(GFile) to = g_file_new_for_path (target);
  NexusFilesystem *filesystem = nexus_lib_test_connect (fixture->folder);
  struct stat info;

  g_assert_cmpint (g_mkdir (source, 0755), ==, 0);
  g_assert_cmpint (mkfifo (fifo, 0644), ==, 0);
  g_assert_true (g_file_set_contents (program, "#!", -1, NULL));
  g_assert_cmpint (g_chmod (program, 06755), ==, 0);
  if (mknod (device, S_IFCHR | 0600, 0x0103) != 0)
    g_test_message ("no device can be made here");

  run (nexus_filesystem_import (filesystem, from, "/in", NEXUS_CONFLICT_REPLACE));
  g_assert_true (nexus_lib_test_exists (filesystem, "/in/program"));
  g_assert_false (nexus_lib_test_exists (filesystem, "/in/fifo"));
  g_assert_false (nexus_lib_test_exists (filesystem, "/in/device"));

  run (nexus_filesystem_export (filesystem, "/in", to, NEXUS_CONFLICT_REPLACE));
  g_assert_cmpint (stat (exported, &info), ==, 0);
  g_assert_cmphex (info.st_mode & 07000, ==, 0);
  close_store (filesystem);
}

/* What stands where something is exported to is neither followed nor opened. */
static void
test_in_the_way (SecurityFixture *fixture,
                 gconstpointer    data)
{
  static const char * const ways[] = { "victim", "folder", "folder/deep", "new" };
  NexusFilesystem *filesystem = nexus_lib_test_connect (fixture->folder);

  for (guint i = 0; i <= G_N_ELEMENTS (ways); i++)
    {
      g_autofree char *name = g_strdup_printf ("target-%u", i);
      g_autofree char *target = g_build_filename (fixture->dir, name, NULL);
      g_autofree char *place = g_build_filename (target, "file-01", NULL);
      g_autofree char *victim = i < G_N_ELEMENTS (ways) ? g_build_filename (fixture->outside, ways[i], NULL) : NULL;
      g_autoptr(GFile) to = g_file_new_for_path (target);
      struct stat info;

      g_assert_cmpint (g_mkdir (target, 0755), ==, 0);
      if (victim != NULL)
        g_assert_cmpint (symlink (victim, place), ==, 0);
      else
        g_assert_cmpint (mkfifo (place, 0600), ==, 0);
      run (nexus_filesystem_export (filesystem, "/d", to, NEXUS_CONFLICT_SKIP));
      run (nexus_filesystem_export (filesystem, "/d", to, NEXUS_CONFLICT_KEEP_BOTH));
      run (nexus_filesystem_export (filesystem, "/d", to, NEXUS_CONFLICT_REPLACE));
      g_assert_cmpint (lstat (place, &info), ==, 0);
      g_assert_false (S_ISREG (info.st_mode) && info.st_nlink > 1);
    }
  close_store (filesystem);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, function) \
  g_test_add ("/security/races/" name, SecurityFixture, NULL, security_set_up, function, security_tear_down)

  ADD ("export", test_export);
  ADD ("import", test_import);
  ADD ("kinds", test_kinds);
  ADD ("in-the-way", test_in_the_way);

  return g_test_run ();
}
