/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <errno.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "nexus-lib-test.h"

/* Where files cannot be watched, what others change is told all the same.  This program is linked with the inside of the
 * library, so that it can refuse to watch. */

static guint n_refused;
static gboolean no_events;

int
inotify_init1 (int flags)
{
  g_atomic_int_inc (&n_refused);
  errno = EMFILE;

  return -1;
}

int
eventfd (unsigned int count,
         int          flags)
{
  if (!g_atomic_int_get (&no_events))
    return (int) syscall (SYS_eventfd2, count, flags);
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

/* Where the thread that watches cannot be had, own changes are told nevertheless, and those of others with them. */
static void
test_no_thread (void)
{
  char *folder = nexus_test_make_dir ();
  NexusFilesystem *filesystem = nexus_lib_test_connect (folder);
  NexusFilesystem *other = nexus_lib_test_connect (folder);
  guint n_changes = 0;

  g_signal_connect (filesystem, "changed", G_CALLBACK (count_change), &n_changes);
  g_object_unref (nexus_lib_test_write (other, "/theirs", "x"));
  g_test_expect_message ("Nexus", G_LOG_LEVEL_WARNING, "Changes by other processes are told only along with own ones*");
  g_atomic_int_set (&no_events, TRUE);
  g_object_unref (nexus_lib_test_write (filesystem, "/own", "x"));
  g_atomic_int_set (&no_events, FALSE);
  g_test_assert_expected_messages ();
  nexus_test_spin_until (n_changes == 2);

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

  g_test_add_func ("/blind/no-thread", test_no_thread);

  return g_test_run ();
}
