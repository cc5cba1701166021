/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "nexus-filesystem-private.h"
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

static void
note_change (NexusFilesystem *filesystem,
             NexusChange     *change,
             gpointer         user_data)
{
  g_ptr_array_add (user_data, g_object_ref (change));
}

/* What goes along with several transactions that are committed together is told after all of them. */
static void
test_told_in_order (void)
{
  char *folder = nexus_test_make_dir ();
  NexusFilesystem *filesystem = nexus_lib_test_connect (folder);
  g_autoptr(GPtrArray) changes = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GError) error = NULL;
  NexusTransaction *transactions[2];
  guint64 last = 0;

  days_ahead = 0;
  g_object_unref (nexus_lib_test_write (filesystem, "/a", "hello"));
  g_assert_true (nexus_filesystem_delete (filesystem, "/a", NULL, NEXUS_DELETE_NONE, NULL, &error));
  g_assert_true (nexus_filesystem_close (filesystem, NULL, NULL));
  nexus_test_assert_finalized (filesystem);

  days_ahead = 31;
  filesystem = nexus_lib_test_connect (folder);
  g_signal_connect (filesystem, "changed", G_CALLBACK (note_change), changes);
  transactions[0] = _nexus_transaction_new_single (_nexus_mutation_new (NEXUS_MUTATION_MAKE_DIRECTORY, "/b"), NULL);
  transactions[1] = _nexus_transaction_new_single (_nexus_mutation_new (NEXUS_MUTATION_MAKE_DIRECTORY, "/c"), NULL);
  _nexus_filesystem_apply (filesystem, transactions, G_N_ELEMENTS (transactions));
  for (guint i = 0; i < G_N_ELEMENTS (transactions); i++)
    {
      g_assert_no_error (transactions[i]->error);
      _nexus_transaction_free (transactions[i]);
    }

  /* The two folders, and that the trash is another one. */
  nexus_test_spin_until (changes->len >= 3);
  g_assert_cmpuint (changes->len, ==, 3);
  for (guint i = 0; i < changes->len; i++)
    {
      guint64 sequence = nexus_change_get_sequence (changes->pdata[i]);

      g_assert_cmpuint (sequence, >, last);
      last = sequence;
    }
  g_assert_cmpint (nexus_change_get_kind (changes->pdata[2]), ==, NEXUS_CHANGE_TRASH);
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

  g_test_add_func ("/expiry/told-in-order", test_told_in_order);

  return g_test_run ();
}
