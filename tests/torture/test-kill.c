/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "nexus-test-util.h"
#include "nexus-torture-start.h"
#include "nexus-torture-store.h"

/* A process that does one operation after the other is killed at random moments, and the next one goes on where it was.
 * What was acknowledged is there, of the one under way all or nothing, and nothing has to be cleaned up by hand.
 * NEXUS_TEST_KILLS is how often, 200 without it; it ends earlier when NEXUS_TEST_SECONDS (15 for each part) are over. */

#define MAX_THREADS 4
#define SEED        20

typedef struct {
  char  *folder;
  guint  n_threads;
  guint  n_done[MAX_THREADS];
  guint  n_acknowledged;
  guint  n_killed;
  guint  n_in_flight;        /* operations that were not acknowledged and are there all the same */
  gint64 slowest;            /* to open after a kill */
} Torture;

static guint
get_number (const char *name,
            guint       otherwise)
{
  const char *text = g_getenv (name);

  return text != NULL ? (guint) atoi (text) : otherwise;
}

/* Lets it work until it has acknowledged some operations, and for a moment more; or kills it while it starts. */
static void
run_and_kill (Torture    *self,
              const char *durability,
              guint32     seed)
{
  g_autoptr(GSubprocess) process = torture_start_worker (self->folder, durability, seed, self->n_threads, self->n_done);
  guint stop_at = (guint) g_test_rand_int_range (0, 60);
  guint n_seen = 0;
  g_autoptr(GError) error = NULL;

  if (stop_at < 8)
    {
      g_usleep ((gulong) g_test_rand_int_range (0, 25000));
      g_subprocess_force_exit (process);
      stop_at = G_MAXUINT;
    }
  while (torture_read_acknowledgements (process, self->n_done, &n_seen))
    {
      if (n_seen >= stop_at)
        {
          g_usleep ((gulong) g_test_rand_int_range (0, 2000));
          g_subprocess_force_exit (process);
          stop_at = G_MAXUINT;
        }
    }
  g_subprocess_wait (process, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_signaled (process));
  self->n_acknowledged += n_seen;
  self->n_killed++;
}

static void
check_thread (Torture         *self,
              NexusFilesystem *filesystem,
              guint            thread,
              guint32          seed)
{
  g_autoptr(TortureModel) model = torture_model_new (seed, thread, self->n_threads == 1);
  g_autofree char *is = torture_describe (filesystem, thread);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *text = NULL;

  torture_model_skip (model, self->n_done[thread]);
  before = torture_model_describe (model);
  text = torture_op_describe (torture_model_next (model));
  torture_model_apply (model);
  after = torture_model_describe (model);

  /* Where both are the same, it has to be done again. */
  if (g_str_equal (is, before))
    return;
  torture_assert_same (is, after, text);
  self->n_done[thread]++;
  self->n_in_flight++;
}

static void
check (Torture *self,
       guint32  seed)
{
  g_autoptr(GError) error = NULL;
  gint64 start_time = g_get_monotonic_time ();
  NexusFilesystem *filesystem = torture_connect (self->folder, NEXUS_DURABILITY_FULL, &error);

  g_assert_no_error (error);
  self->slowest = MAX (self->slowest, g_get_monotonic_time () - start_time);
  for (guint i = 0; i < self->n_threads; i++)
    check_thread (self, filesystem, i, seed);
  torture_verify (filesystem);
  torture_close (filesystem);
}

static void
torture (guint       n_threads,
         const char *durability,
         guint       share)
{
  Torture self = { .folder = torture_make_dir (), .n_threads = n_threads };
  guint n_kills = MAX (get_number ("NEXUS_TEST_KILLS", 200) * share / 100, 1);
  gint64 deadline = g_get_monotonic_time () + get_number ("NEXUS_TEST_SECONDS", 15) * G_TIME_SPAN_SECOND;
  guint32 seed = SEED + (guint32) g_test_rand_int_range (0, 1000000);

  while (self.n_killed < n_kills && g_get_monotonic_time () < deadline)
    {
      run_and_kill (&self, durability, seed);
      check (&self, seed);
    }

  g_test_message ("%u kills, %u operations acknowledged, %u done and not acknowledged, opened again in %.1f ms at most",
                  self.n_killed, self.n_acknowledged, self.n_in_flight, (double) self.slowest / 1000);
  g_assert_cmpuint (self.n_acknowledged, >, 0);
  nexus_test_remove_tree (self.folder);
  g_free (self.folder);
}

static void
test_alone (void)
{
  torture (1, "full", 40);
}

static void
test_threads (void)
{
  torture (MAX_THREADS, "full", 30);
}

/* Less is synced, which makes no difference to who is only killed. */
static void
test_normal (void)
{
  torture (1, "normal", 30);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/torture/kill/alone", test_alone);
  g_test_add_func ("/torture/kill/threads", test_threads);
  g_test_add_func ("/torture/kill/normal", test_normal);

  return g_test_run ();
}
