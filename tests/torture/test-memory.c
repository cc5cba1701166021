/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <sqlite3.h>
#include <string.h>

#include "nexus-test-util.h"
#include "nexus-torture-rig.h"
#include "nexus-torture-store.h"

/* An allocation inside SQLite fails, of everything that can be done to a store.  Each time there is an error that says so or
 * none, the same thing can be done again at once, and the store becomes as it has to.  NEXUS_TEST_FAULTS is how often for each
 * thing, 6 without it, 0 for every allocation: of making and of opening a store all, of what is done to an open one those that
 * come after it was opened.  Then each is told as it is tried; NEXUS_TEST_FIRST is the one with which to begin, NEXUS_TEST_EACH
 * one in how many of them.  GLib's own allocations cannot fail: it ends the process. */

static sqlite3_mem_methods real;
static int n_allocations;     /* atomic */
static int fail_at;           /* the number of the one that fails, 0 for none */
static int n_failed;

static gboolean
fails (void)
{
  int number = g_atomic_int_add (&n_allocations, 1) + 1;

  if (number != g_atomic_int_get (&fail_at))
    return FALSE;
  g_atomic_int_inc (&n_failed);

  return TRUE;
}

static void *
allocate (int size)
{
  return fails () ? NULL : real.xMalloc (size);
}

static void *
reallocate (void *block,
            int   size)
{
  return fails () ? NULL : real.xRealloc (block, size);
}

static void
fail_allocation (int number)
{
  g_atomic_int_set (&n_failed, 0);
  g_atomic_int_set (&n_allocations, 0);
  g_atomic_int_set (&fail_at, number);
}

static gboolean
attempt (TortureRig       *rig,
         NexusFilesystem **filesystem,
         GError          **error)
{
  g_autofree char *store = g_build_filename (rig->folder, "store", NULL);

  if (rig->step->closed != NULL)
    return rig->step->closed (rig->folder, error);
  if (*filesystem == NULL)
    *filesystem = torture_connect (store, NEXUS_DURABILITY_FULL, error);

  return *filesystem != NULL && rig->step->run (*filesystem, rig->folder, error);
}

/* FALSE if there was no such allocation. */
static gboolean
fail_once (TortureRig *rig,
           int         number)
{
  NexusFilesystem *filesystem = NULL;
  g_autofree char *what = g_strdup_printf ("%s, allocation %d", rig->step->name, number);
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) second = NULL;
  g_autoptr(GError) third = NULL;
  gboolean failed;

  torture_rig_reset (rig);
  fail_allocation (number);
  if (!attempt (rig, &filesystem, &error))
    {
      if (g_atomic_int_get (&n_failed) == 0)
        g_error ("%s: %s", what, error->message);
      if (strstr (error->message, "memory") == NULL)
        g_error ("%s: not a word of memory: %s", what, error->message);
      if (!attempt (rig, &filesystem, &second))
        g_error ("%s: %s, and done again: %s", what, error->message, second->message);
    }
  /* All that was acknowledged is durable before that, but the log may stay. */
  if (filesystem != NULL && !nexus_filesystem_close (filesystem, NULL, &third) && strstr (third->message, "memory") == NULL)
    g_error ("%s: closing: %s", what, third->message);
  if (filesystem != NULL)
    nexus_test_assert_finalized (filesystem);
  failed = g_atomic_int_get (&n_failed) > 0;
  fail_allocation (0);
  torture_rig_check_done (rig, what);

  return failed;
}

/* And how many of them are those of opening, which every thing that is done to an open store has alike. */
static int
count_allocations (TortureRig *rig,
                   int        *n_opening)
{
  NexusFilesystem *filesystem = NULL;
  g_autofree char *store = g_build_filename (rig->folder, "store", NULL);
  g_autoptr(GError) error = NULL;

  torture_rig_reset (rig);
  fail_allocation (0);
  *n_opening = 0;
  if (rig->step->closed == NULL && !g_str_equal (rig->step->name, "create") && !g_str_equal (rig->step->name, "open"))
    {
      filesystem = torture_connect (store, NEXUS_DURABILITY_FULL, &error);
      g_assert_no_error (error);
      *n_opening = g_atomic_int_get (&n_allocations);
    }
  attempt (rig, &filesystem, &error);
  g_assert_no_error (error);
  if (filesystem != NULL)
    torture_close (filesystem);

  return g_atomic_int_get (&n_allocations);
}

static void
test_memory (gconstpointer user_data)
{
  g_autoptr(TortureRig) rig = torture_rig_new (user_data);
  int n_opening;
  int n_calls = count_allocations (rig, &n_opening);
  guint n_wanted = torture_get_number ("NEXUS_TEST_FAULTS", 6);
  int first = (int) torture_get_number ("NEXUS_TEST_FIRST", (guint) n_opening + 1);
  int each = (int) torture_get_number ("NEXUS_TEST_EACH", 1);
  guint n_done = 0;

  g_assert_cmpint (n_calls, >, 100);
  g_assert_cmpint (each, >, 0);
  for (int i = first; n_wanted == 0 && i <= n_calls; i += each)
    {
      g_test_message ("fault %d", i);
      n_done += fail_once (rig, i);
    }
  for (guint i = 0; i < n_wanted; i++)
    n_done += fail_once (rig, g_test_rand_int_range (1, n_calls + 1));
  g_test_message ("%d allocations, %d of them of opening, %u failed", n_calls, n_opening, n_done);
  g_assert_cmpuint (n_done, >, 0);
}

int
main (int   argc,
      char *argv[])
{
  sqlite3_mem_methods methods;

  /* Before anything of SQLite is used; without its own pool of small blocks every allocation is one of these. */
  sqlite3_config (SQLITE_CONFIG_GETMALLOC, &real);
  methods = real;
  methods.xMalloc = allocate;
  methods.xRealloc = reallocate;
  g_assert_cmpint (sqlite3_config (SQLITE_CONFIG_MALLOC, &methods), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_config (SQLITE_CONFIG_LOOKASIDE, 0, 0), ==, SQLITE_OK);

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < torture_step_get_count (); i++)
    {
      const TortureStep *step = torture_step_get (i);
      g_autofree char *path = g_strconcat ("/torture/memory/", step->name, NULL);

      g_test_add_data_func (path, step, test_memory);
    }

  return g_test_run ();
}
