/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <fcntl.h>
#include <glib/gstdio.h>
#include <linux/fs.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "nexus-test-util.h"
#include "nexus-torture-start.h"
#include "nexus-torture-store.h"

/* A real file system loses its power.  What build-aux/torture-images runs, as root: a process works on a store in a file
 * system that lies in an image, and at random moments the image is cloned as it is, with nothing that the kernel has not
 * written yet.  The clone is then mounted in its place, and has all that was acknowledged.
 *
 * One thread is killed and the image is cloned at once.  Of several the image is cloned while they work, in the middle of
 * whatever they do.
 *
 *   torture-images IMAGE FOLDER OPTIONS N_CUTS
 *
 * mounts the image on the folder; cloning takes a file system that can, such as XFS, where the image lies. */

#define MAX_THREADS 4

typedef struct {
  const char *image;
  const char *folder;
  const char *options;
  char       *store;
  guint32     seed;
  guint       n_threads;
  guint       n_done[MAX_THREADS];
  guint       n_more[MAX_THREADS];  /* acknowledged when it was too late for the image */
  guint       n_acknowledged;
  guint       n_above;              /* operations that were not acknowledged yet and are there */
  gint64      slowest;              /* to open after a cut */
} Images;

/* --- Mounting --- */

static gboolean
run (const char * const *arguments)
{
  g_autoptr(GSubprocess) process = NULL;
  g_autoptr(GError) error = NULL;

  process = g_subprocess_newv (arguments, G_SUBPROCESS_FLAGS_NONE, &error);
  g_assert_no_error (error);

  return g_subprocess_wait_check (process, NULL, NULL);
}

static void
mount_image (Images *self)
{
  const char * const arguments[] = { "mount", "-o", self->options, self->image, self->folder, NULL };

  g_assert_true (run (arguments));
}

static void
unmount (Images *self)
{
  const char * const arguments[] = { "umount", self->folder, NULL };
  /* Btrfs remembers how new a device was, and refuses one that is older. */
  const char * const forget[] = { "btrfs", "device", "scan", "--forget", NULL };
  g_autofree char *btrfs = g_find_program_in_path ("btrfs");

  g_assert_true (run (arguments));
  if (btrfs != NULL)
    run (forget);
}

/* At one moment: nothing is written to the image meanwhile. */
static void
clone_image (Images     *self,
             const char *clone)
{
  int from = open (self->image, O_RDONLY | O_CLOEXEC);
  int to = open (clone, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

  g_assert_cmpint (from, >=, 0);
  g_assert_cmpint (to, >=, 0);
  if (ioctl (to, FICLONE, from) != 0)
    g_error ("“%s” cannot be cloned: %s", self->image, g_strerror (errno));
  close (from);
  close (to);
}

/* --- Working --- */

static void
work_and_cut (Images     *self,
              const char *clone)
{
  g_autoptr(GSubprocess) process = torture_start_worker (self->store, "full", self->seed, self->n_threads, self->n_done);
  guint stop_at = (guint) g_test_rand_int_range (0, 40);
  guint n_seen = 0, n_late = 0;
  g_autoptr(GError) error = NULL;

  memset (self->n_more, 0, sizeof self->n_more);
  while (n_seen < stop_at)
    g_assert_true (torture_read_acknowledgements (process, self->n_done, &n_seen));
  g_usleep ((gulong) g_test_rand_int_range (0, stop_at == 0 ? 50000 : 5000));

  if (self->n_threads == 1)
    {
      g_subprocess_force_exit (process);
      while (torture_read_acknowledgements (process, self->n_done, &n_seen))
        ;
      clone_image (self, clone);
    }
  else
    {
      clone_image (self, clone);
      g_subprocess_force_exit (process);
      while (torture_read_acknowledgements (process, self->n_more, &n_late))
        ;
    }
  g_subprocess_wait (process, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_signaled (process));
  self->n_acknowledged += n_seen;
}

static void
check_thread (Images          *self,
              NexusFilesystem *filesystem,
              guint            thread,
              const char      *what)
{
  g_autoptr(TortureModel) model = torture_model_new (self->seed, thread, self->n_threads == 1);
  g_autofree char *is = torture_describe (filesystem, thread);
  g_autofree char *expected = NULL;

  torture_model_skip (model, self->n_done[thread]);
  expected = torture_model_describe (model);
  for (guint i = 0; i <= self->n_more[thread] && !g_str_equal (is, expected); i++)
    {
      g_free (expected);
      torture_model_skip (model, 1);
      expected = torture_model_describe (model);
      self->n_done[thread]++;
      self->n_above++;
    }
  torture_assert_same (is, expected, what);
}

static void
check (Images     *self,
       const char *what)
{
  gint64 start_time = g_get_monotonic_time ();
  g_autoptr(GError) error = NULL;
  NexusFilesystem *filesystem = torture_connect (self->store, NEXUS_DURABILITY_FULL, &error);

  if (filesystem == NULL)
    g_error ("%s: %s", what, error->message);
  self->slowest = MAX (self->slowest, g_get_monotonic_time () - start_time);
  for (guint i = 0; i < self->n_threads; i++)
    check_thread (self, filesystem, i, what);
  torture_verify (filesystem);
  torture_close (filesystem);
}

static void
torture (Images *self,
         guint   n_threads,
         guint   n_cuts)
{
  g_autofree char *name = g_strdup_printf ("store-%u", n_threads);
  g_autofree char *clone = g_strconcat (self->image, ".clone", NULL);

  self->store = g_build_filename (self->folder, name, NULL);
  self->seed = (guint32) g_random_int_range (0, 1000000);
  self->n_threads = n_threads;
  memset (self->n_done, 0, sizeof self->n_done);
  self->n_acknowledged = self->n_above = 0;
  self->slowest = 0;

  mount_image (self);
  for (guint i = 0; i < n_cuts; i++)
    {
      g_autofree char *what = g_strdup_printf ("cut %u of %u threads with seed %u", i, n_threads, self->seed);

      work_and_cut (self, clone);
      unmount (self);
      g_assert_cmpint (g_rename (clone, self->image), ==, 0);
      mount_image (self);
      check (self, what);
    }
  unmount (self);

  g_print ("%u threads: %u cuts, %u operations acknowledged, %u there that were not, opened again in %.1f ms at most\n",
           n_threads, n_cuts, self->n_acknowledged, self->n_above, (double) self->slowest / 1000);
  g_assert_cmpuint (self->n_acknowledged, >, 0);
  g_free (self->store);
}

int
main (int   argc,
      char *argv[])
{
  Images self = { 0 };
  guint n_cuts;

  if (argc != 5)
    return 2;

  self.image = argv[1];
  self.folder = argv[2];
  self.options = argv[3];
  n_cuts = (guint) atoi (argv[4]);
  /* Random numbers of tests are to be had by tests only. */
  argc = 1;
  g_test_init (&argc, &argv, NULL);
  torture (&self, 1, n_cuts);
  torture (&self, MAX_THREADS, n_cuts);

  return EXIT_SUCCESS;
}
