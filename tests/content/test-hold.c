/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <fcntl.h>
#include <unistd.h>

#include "nexus-content-test.h"
#include "nexus-local-private.h"

/* Writers that follow each other without a gap let a sweep in between, even after one of them was slow. */

/* Longer than a thread waits for the others of its process without having waited in vain. */
#define IN_VAIN (150 * G_TIME_SPAN_MILLISECOND)

typedef struct {
  NexusHold *hold;
  GMutex     lock;
  GCond      changed;
  guint      turn;      /* who is to take next */
  gboolean   begun;     /* has begun to */
  guint      n_taken;
  gboolean   slow;      /* the one who holds goes on until the next one has taken, whatever comes */
  gboolean   swept;
} Relay;

typedef struct {
  Relay *relay;
  guint  number;
} Runner;

/* Takes while the other one holds, and drops once the other one takes: somebody holds at any time. */
static gpointer
run (gpointer user_data)
{
  Runner *runner = user_data;
  Relay *relay = runner->relay;

  g_mutex_lock (&relay->lock);
  for (;;)
    {
      gint64 start;

      while (relay->turn != runner->number && !relay->swept)
        g_cond_wait (&relay->changed, &relay->lock);
      if (relay->swept)
        break;

      relay->begun = TRUE;
      g_cond_broadcast (&relay->changed);
      g_mutex_unlock (&relay->lock);
      start = g_get_monotonic_time ();
      g_assert_true (_nexus_hold_take (relay->hold, NULL));
      g_mutex_lock (&relay->lock);
      if (g_get_monotonic_time () - start > IN_VAIN)
        relay->slow = FALSE;

      /* The former one lets go, if it has not yet. */
      relay->n_taken++;
      relay->begun = FALSE;
      relay->turn = 1 - runner->number;
      g_cond_broadcast (&relay->changed);
      while (!relay->begun && relay->turn != runner->number && !relay->swept)
        g_cond_wait (&relay->changed, &relay->lock);
      while (relay->slow && !relay->swept && relay->turn != runner->number)
        g_cond_wait (&relay->changed, &relay->lock);
      g_mutex_unlock (&relay->lock);
      g_usleep (2000);
      _nexus_hold_drop (relay->hold);
      g_mutex_lock (&relay->lock);
    }
  g_mutex_unlock (&relay->lock);

  return NULL;
}

static void
test_slow_once (void)
{
  char *folder = nexus_test_make_dir ();
  int fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  Relay relay = { .hold = _nexus_hold_new (fd, NULL, NULL), .slow = TRUE };
  Runner runners[] = { { &relay, 0 }, { &relay, 1 } };
  GThread *threads[G_N_ELEMENTS (runners)];
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (runners); i++)
    threads[i] = g_thread_new ("relay", run, &runners[i]);

  /* Not before somebody holds. */
  g_mutex_lock (&relay.lock);
  while (relay.n_taken == 0)
    g_cond_wait (&relay.changed, &relay.lock);
  g_mutex_unlock (&relay.lock);

  g_assert_true (_nexus_hold_begin_sweep (relay.hold, &error));
  g_assert_no_error (error);
  g_assert_true (_nexus_hold_exclude (relay.hold, NULL, &error));
  g_assert_no_error (error);

  /* One of them stands at the gate. */
  g_mutex_lock (&relay.lock);
  g_assert_false (relay.slow);
  relay.swept = TRUE;
  g_cond_broadcast (&relay.changed);
  g_mutex_unlock (&relay.lock);
  _nexus_hold_admit (relay.hold);
  _nexus_hold_end_sweep (relay.hold);

  for (guint i = 0; i < G_N_ELEMENTS (runners); i++)
    g_thread_join (threads[i]);
  _nexus_hold_detach (relay.hold);
  close (fd);
  nexus_test_remove_tree (folder);
  g_free (folder);
}

typedef struct {
  NexusHold *hold;
  int        ended;     /* atomic */
  gboolean   excluded;
} Sweep;

static gpointer
run_sweep (gpointer user_data)
{
  Sweep *sweep = user_data;

  sweep->excluded = _nexus_hold_exclude (sweep->hold, NULL, NULL);
  g_atomic_int_set (&sweep->ended, 1);

  return NULL;
}

/* A sweep that waits for one who holds for ever, as a process that is stopped does, lets all others through in between. */
static void
test_others_pass (void)
{
  char *folder = nexus_test_make_dir ();
  int fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  /* Each has the lock file open for itself, like another process. */
  NexusHold *stopped = _nexus_hold_new (fd, NULL, NULL);
  NexusHold *other = _nexus_hold_new (fd, NULL, NULL);
  Sweep sweep = { .hold = _nexus_hold_new (fd, NULL, NULL) };
  g_autoptr(GError) error = NULL;
  GThread *thread;

  g_assert_true (_nexus_hold_take (stopped, &error));
  g_assert_no_error (error);
  g_assert_true (_nexus_hold_begin_sweep (sweep.hold, &error));
  g_assert_no_error (error);
  thread = g_thread_new ("sweep", run_sweep, &sweep);

  for (guint i = 0; i < 20; i++)
    {
      g_assert_true (_nexus_hold_take (other, &error));
      g_assert_no_error (error);
      g_assert_false (g_atomic_int_get (&sweep.ended));
      g_usleep (20000);
      _nexus_hold_drop (other);
    }
  _nexus_hold_drop (stopped);
  g_thread_join (thread);
  g_assert_true (sweep.excluded);

  _nexus_hold_admit (sweep.hold);
  _nexus_hold_end_sweep (sweep.hold);
  _nexus_hold_detach (sweep.hold);
  _nexus_hold_detach (other);
  _nexus_hold_detach (stopped);
  close (fd);
  nexus_test_remove_tree (folder);
  g_free (folder);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hold/slow-once", test_slow_once);
  g_test_add_func ("/hold/others-pass", test_others_pass);

  return g_test_run ();
}
