/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "nexus-lib-test.h"

/* The trash forgets.  This program is linked with the inside of the library, so that it can have a clock of its own. */

static gint64 days_ahead;

gint64
g_get_real_time (void)
{
  struct timespec now;

  clock_gettime (CLOCK_REALTIME, &now);

  return (gint64) now.tv_sec * G_TIME_SPAN_SECOND + now.tv_nsec / 1000 + days_ahead * G_TIME_SPAN_DAY;
}

static guint
count_trash (NexusFilesystem *filesystem)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) trash = nexus_filesystem_list_trash (filesystem, NULL, &error);

  g_assert_no_error (error);

  return g_list_model_get_n_items (trash);
}

/* Days until the next connection, days that the trash is kept, and how much is in it after the first write. */
typedef struct {
  gint64 ahead;
  guint  kept;
  guint  left;
} Case;

static const Case cases[] = {
  { 29, 30, 1 },
  { 31, 30, 0 },
  { 2, 1, 0 },
  { 36500, 0, 1 },
};

static void
test_expiry (gconstpointer data)
{
  const Case *test = data;
  char *folder = nexus_test_make_dir ();
  g_autoptr(NexusConfig) config = nexus_config_new ();
  NexusFilesystem *filesystem;
  g_autoptr(GError) error = NULL;

  days_ahead = 0;
  nexus_config_set_data_dir (config, folder);
  nexus_config_set_trash_days (config, test->kept);
  filesystem = nexus_connect (config, NULL, &error);
  g_assert_no_error (error);
  g_object_unref (nexus_lib_test_write (filesystem, "/a", "hello"));
  g_assert_true (nexus_filesystem_delete (filesystem, "/a", NULL, NEXUS_DELETE_NONE, NULL, &error));
  g_assert_cmpuint (count_trash (filesystem), ==, 1);
  g_assert_true (nexus_filesystem_close (filesystem, NULL, NULL));
  nexus_test_assert_finalized (filesystem);

  days_ahead = test->ahead;
  filesystem = nexus_connect (config, NULL, &error);
  g_assert_no_error (error);
  /* A store that is only read is not written. */
  g_assert_cmpuint (count_trash (filesystem), ==, 1);
  g_object_unref (nexus_lib_test_write (filesystem, "/b", "hello"));
  g_assert_cmpuint (count_trash (filesystem), ==, test->left);
  nexus_lib_test_finish (filesystem, folder);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/expiry/after-%d-of-%u-days", (int) cases[i].ahead, cases[i].kept);

      g_test_add_data_func (path, &cases[i], test_expiry);
    }

  return g_test_run ();
}
