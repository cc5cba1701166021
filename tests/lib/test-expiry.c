/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "nexus-filesystem-private.h"
#include "nexus-lib-test.h"
#include "nexus-sqlite-connection-private.h"

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

/* What the store says itself.  `set` is what somebody has set there, `configured` what a configuration says later, or -1. */
static const struct {
  guint set;
  int   configured;
  int   days;
  gint64 ahead;
  guint left;
} kept[] = {
  { 7, -1, 7, 8, 0 },
  { 7, -1, 7, 6, 1 },
  { 90, -1, 90, 89, 1 },
  { 0, -1, 0, 36500, 1 },
  { 0, 3, 3, 4, 0 },
  { 7, 0, 0, 36500, 1 },
};

static NexusFilesystem *
connect_configured (const char *folder,
                    int         days)
{
  g_autoptr(NexusConfig) config = nexus_config_new ();
  g_autoptr(GError) error = NULL;
  NexusFilesystem *filesystem;

  nexus_config_set_data_dir (config, folder);
  if (days >= 0)
    nexus_config_set_trash_days (config, (guint) days);
  filesystem = nexus_connect (config, NULL, &error);
  g_assert_no_error (error);

  return filesystem;
}

static void
assert_expires (NexusFilesystem *filesystem,
                int              days)
{
  g_autoptr(GListModel) trash = nexus_filesystem_list_trash (filesystem, NULL, NULL);
  g_autoptr(NexusTrashItem) item = g_list_model_get_item (trash, 0);
  gint64 expires_ns = nexus_trash_item_get_deleted_ns (item) + days * G_TIME_SPAN_DAY * 1000;

  g_assert_cmpint (nexus_trash_item_get_expires_ns (item), ==, days > 0 ? expires_ns : 0);
}

static void
collect (NexusFilesystem *filesystem)
{
  g_autoptr(NexusOperation) operation = nexus_filesystem_collect_garbage (filesystem, NEXUS_GARBAGE_NONE, 0);
  g_autoptr(GError) error = NULL;

  nexus_operation_run (operation, NULL, &error);
  g_assert_no_error (error);
}

static void
test_kept_by_store (void)
{
  for (guint i = 0; i < 2 * G_N_ELEMENTS (kept); i++)
    {
      guint n = i / 2;
      char *folder = nexus_test_make_dir ();
      NexusFilesystem *filesystem = nexus_lib_test_connect (folder);
      g_autoptr(GError) error = NULL;

      days_ahead = 0;
      g_assert_cmpint (nexus_filesystem_get_trash_days (filesystem, NULL, &error), ==, 30);
      g_object_unref (nexus_lib_test_write (filesystem, "/a", "hello"));
      g_assert_true (nexus_filesystem_delete (filesystem, "/a", NULL, NEXUS_DELETE_NONE, NULL, &error));
      g_assert_true (nexus_filesystem_set_trash_days (filesystem, kept[n].set, NULL, &error));
      g_assert_cmpint (nexus_filesystem_get_trash_days (filesystem, NULL, &error), ==, (int) kept[n].set);
      g_assert_true (nexus_filesystem_close (filesystem, NULL, NULL));
      nexus_test_assert_finalized (filesystem);

      days_ahead = kept[n].ahead;
      filesystem = connect_configured (folder, kept[n].configured);
      g_assert_cmpint (nexus_filesystem_get_trash_days (filesystem, NULL, &error), ==, kept[n].days);
      g_assert_no_error (error);
      g_assert_cmpuint (count_trash (filesystem), ==, 1);
      assert_expires (filesystem, kept[n].days);
      if (i % 2 == 0)
        g_object_unref (nexus_lib_test_write (filesystem, "/b", "hello"));
      else
        collect (filesystem);
      g_assert_cmpuint (count_trash (filesystem), ==, kept[n].left);
      nexus_lib_test_finish (filesystem, folder);
    }
}

/* Whoever has the store open does not go by what it was when it was opened. */
static void
test_kept_by_others (void)
{
  char *folder = nexus_test_make_dir ();
  NexusFilesystem *one = nexus_lib_test_connect (folder);
  NexusFilesystem *other = nexus_lib_test_connect (folder);
  g_autoptr(GError) error = NULL;

  days_ahead = 0;
  g_object_unref (nexus_lib_test_write (one, "/a", "hello"));
  g_assert_true (nexus_filesystem_delete (one, "/a", NULL, NEXUS_DELETE_NONE, NULL, &error));
  g_assert_true (nexus_filesystem_set_trash_days (one, 0, NULL, &error));
  g_assert_cmpint (nexus_filesystem_get_trash_days (other, NULL, &error), ==, 0);

  days_ahead = 36500;
  g_object_unref (nexus_lib_test_write (other, "/b", "hello"));
  collect (other);
  g_assert_cmpuint (count_trash (other), ==, 1);

  /* Nothing is deleted by saying so. */
  g_assert_true (nexus_filesystem_set_trash_days (other, 1, NULL, &error));
  g_assert_cmpuint (count_trash (one), ==, 1);
  collect (one);
  g_assert_cmpuint (count_trash (one), ==, 0);
  g_assert_no_error (error);
  g_assert_true (nexus_filesystem_close (other, NULL, NULL));
  nexus_test_assert_finalized (other);
  nexus_lib_test_finish (one, folder);
}

/* It is told, it is no step, it can be cancelled, and there is a limit. */
static void
test_setting (void)
{
  char *folder = nexus_test_make_dir ();
  NexusFilesystem *filesystem;
  g_autoptr(GPtrArray) changes = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) set = NULL;
  g_autoptr(GAsyncResult) got = NULL;
  g_autoptr(GListModel) steps = NULL;
  g_autoptr(GError) error = NULL;

  /* Before the store is open: it notes since when nobody listens. */
  days_ahead = 0;
  filesystem = nexus_lib_test_connect (folder);
  g_signal_connect (filesystem, "changed", G_CALLBACK (note_change), changes);
  nexus_filesystem_set_trash_days_async (filesystem, NEXUS_TRASH_DAYS_MAX, NULL, nexus_test_store_result, &set);
  nexus_test_spin_until (set != NULL);
  g_assert_true (nexus_filesystem_set_trash_days_finish (filesystem, set, &error));
  g_assert_no_error (error);
  nexus_test_spin_until (changes->len >= 1);
  g_assert_cmpint (nexus_change_get_kind (changes->pdata[0]), ==, NEXUS_CHANGE_TRASH);
  nexus_filesystem_get_trash_days_async (filesystem, NULL, nexus_test_store_result, &got);
  nexus_test_spin_until (got != NULL);
  g_assert_cmpint (nexus_filesystem_get_trash_days_finish (filesystem, got, &error), ==, NEXUS_TRASH_DAYS_MAX);
  g_assert_no_error (error);
  steps = nexus_filesystem_list_history (filesystem, NULL, &error);
  g_assert_cmpuint (g_list_model_get_n_items (steps), ==, 0);

  g_assert_false (nexus_filesystem_set_trash_days (filesystem, NEXUS_TRASH_DAYS_MAX + 1, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  g_clear_error (&error);
  g_cancellable_cancel (cancellable);
  g_assert_false (nexus_filesystem_set_trash_days (filesystem, 1, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_cmpint (nexus_filesystem_get_trash_days (filesystem, cancellable, &error), ==, -1);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_cmpint (nexus_filesystem_get_trash_days (filesystem, NULL, &error), ==, NEXUS_TRASH_DAYS_MAX);
  g_clear_object (&set);
  g_clear_object (&got);
  nexus_lib_test_finish (filesystem, folder);
}

/* A number that nobody has set deletes nothing, and can be set again. */
static void
test_damaged (void)
{
  static const char * const values[] = { "30", "", "30 0000000000000000", "0", "-1 f", "99999999999999999999 0" };
  char *folder = nexus_test_make_dir ();
  g_autofree char *path = g_build_filename (folder, "metadata.db", NULL);
  NexusFilesystem *filesystem = nexus_lib_test_connect (folder);
  g_autoptr(GError) error = NULL;

  days_ahead = 0;
  g_object_unref (nexus_lib_test_write (filesystem, "/a", "hello"));
  g_assert_true (nexus_filesystem_delete (filesystem, "/a", NULL, NEXUS_DELETE_NONE, NULL, &error));
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_autoptr(NexusSqliteConnection) connection =
        _nexus_sqlite_connection_open (path, NEXUS_SQLITE_OPEN_WRITER, NEXUS_DURABILITY_NORMAL, &error);
      g_autofree char *sql =
        g_strdup_printf ("INSERT OR REPLACE INTO store (key, value) VALUES ('trash-days', '%s')", values[i]);
      g_autoptr(NexusOperation) operation = nexus_filesystem_collect_garbage (filesystem, NEXUS_GARBAGE_NONE, 0);

      g_assert_true (_nexus_sqlite_connection_execute (connection, sql, "damage", &error));
      days_ahead = 36500 + i;
      g_assert_cmpint (nexus_filesystem_get_trash_days (filesystem, NULL, &error), ==, -1);
      g_assert_error (error, NEXUS_ERROR, NEXUS_ERROR_CORRUPT);
      g_clear_error (&error);
      g_assert_false (nexus_operation_run (operation, NULL, &error));
      g_assert_error (error, NEXUS_ERROR, NEXUS_ERROR_CORRUPT);
      g_clear_error (&error);
      assert_expires (filesystem, 0);
    }
  g_assert_true (nexus_filesystem_close (filesystem, NULL, NULL));
  nexus_test_assert_finalized (filesystem);

  filesystem = nexus_lib_test_connect (folder);
  g_object_unref (nexus_lib_test_write (filesystem, "/b", "hello"));
  g_assert_cmpuint (count_trash (filesystem), ==, 1);
  g_assert_true (nexus_filesystem_set_trash_days (filesystem, 9, NULL, &error));
  g_assert_cmpint (nexus_filesystem_get_trash_days (filesystem, NULL, &error), ==, 9);
  collect (filesystem);
  g_assert_cmpuint (count_trash (filesystem), ==, 0);
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
  g_test_add_func ("/expiry/kept-by-store", test_kept_by_store);
  g_test_add_func ("/expiry/kept-by-others", test_kept_by_others);
  g_test_add_func ("/expiry/setting", test_setting);
  g_test_add_func ("/expiry/damaged", test_damaged);

  return g_test_run ();
}
