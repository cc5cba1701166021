/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <errno.h>
#include <sys/inotify.h>

#include "nexus-lib-test.h"

/* Where files cannot be watched, what others change is told all the same.  This program is linked with the inside of the
 * library, so that it can refuse to watch. */

static guint n_refused;

int
inotify_init1 (int flags)
{
  g_atomic_int_inc (&n_refused);
  errno = EMFILE;

  return -1;
}

static void
count_change (NexusFilesystem *filesystem,
              NexusChange     *change,
              gpointer         user_data)
{
  guint *n_changes = user_data;

  (*n_changes)++;
}

static void
test_blind (void)
{
  char *folder = nexus_test_make_dir ();
  NexusFilesystem *filesystem = nexus_lib_test_connect (folder);
  NexusFilesystem *other = nexus_lib_test_connect (folder);
  guint n_changes = 0;

  g_signal_connect (filesystem, "changed", G_CALLBACK (count_change), &n_changes);
  for (guint i = 1; i <= 3; i++)
    {
      g_autofree char *path = g_strdup_printf ("/%u", i);

      g_object_unref (nexus_lib_test_write (other, path, "x"));
      nexus_test_spin_until (n_changes == i);
    }
  g_assert_cmpint (g_atomic_int_get (&n_refused), ==, 1);

  g_assert_true (nexus_filesystem_close (other, NULL, NULL));
  nexus_test_assert_finalized (other);
  nexus_lib_test_finish (filesystem, folder);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/blind/told-all-the-same", test_blind);

  return g_test_run ();
}
