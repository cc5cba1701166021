/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <signal.h>
#include <string.h>

#include "nexus-test-util.h"
#include "nexus-torture-replay.h"
#include "nexus-torture-rig.h"
#include "nexus-torture-store.h"

/* The power fails.  What a process does to the files of a store is noted, and then the disk is made as it may be at any
 * moment of that: what was synced is there, of the rest anything.  See nexus-torture-replay.h for what may be lost.
 * NEXUS_TEST_CUTS is how often for each part, 40 without it, and a fifth of that for each thing of nexus-torture-steps.c. */

#define MAX_THREADS 4
#define MAX_OPS     400
#define MAX_LIVES   3

/* From when it is started until it is killed. */
typedef struct {
  guint from;                   /* position in the log */
  guint n_done[MAX_THREADS];    /* before it */
  guint n_sure[MAX_THREADS];    /* of these, what has to be there whatever is lost: acknowledged, or acknowledged after it */
} Life;

typedef struct {
  char          *folder;
  char          *work;
  char          *log;
  char          *cut;           /* where the store is made as after a cut */
  guint32        seed;
  guint          n_threads;
  gboolean       full;
  TortureReplay *replay;
  Life           lives[MAX_LIVES + 1];
  guint          n_lives;
  GPtrArray     *states[MAX_THREADS];  /* what a store has to be after each operation */
} Power;

/* --- Working --- */

static void
run_worker (Power *self,
            guint  n_ops,
            guint  kill_at_sync)
{
  g_autofree char *program = g_build_filename (g_getenv ("G_TEST_BUILDDIR"), "torture", "nexus-torture-worker", NULL);
  g_autofree char *library = g_build_filename (g_getenv ("G_TEST_BUILDDIR"), "torture", "libnexus-torture-preload.so",
                                               NULL);
  g_autofree char *store = g_build_filename (self->work, "store", NULL);
  g_autofree char *kill = g_strdup_printf ("%u", kill_at_sync);
  g_autofree char *kinds = g_strdup_printf ("%u", TORTURE_SYNC);
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE);
  g_autoptr(GPtrArray) arguments = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GSubprocess) process = NULL;
  g_autoptr(GError) error = NULL;
  const char *durability = self->full ? "full" : "normal";

  g_ptr_array_add (arguments, g_steal_pointer (&program));
  g_ptr_array_add (arguments, g_strdup ("random"));
  g_ptr_array_add (arguments, g_steal_pointer (&store));
  g_ptr_array_add (arguments, g_strdup (durability));
  g_ptr_array_add (arguments, g_strdup_printf ("%u", self->seed));
  g_ptr_array_add (arguments, g_strdup_printf ("%u", n_ops));
  for (guint i = 0; i < self->n_threads; i++)
    g_ptr_array_add (arguments, g_strdup_printf ("%u", self->lives[self->n_lives].n_done[i]));
  g_ptr_array_add (arguments, NULL);

  g_subprocess_launcher_setenv (launcher, "LD_PRELOAD", library, TRUE);
  g_subprocess_launcher_setenv (launcher, "NEXUS_TORTURE_ROOT", self->work, TRUE);
  g_subprocess_launcher_setenv (launcher, "NEXUS_TORTURE_LOG", self->log, TRUE);
  g_subprocess_launcher_setenv (launcher, "NEXUS_TORTURE_KINDS", kinds, TRUE);
  if (kill_at_sync > 0)
    g_subprocess_launcher_setenv (launcher, "NEXUS_TORTURE_KILL", kill, TRUE);
  process = g_subprocess_launcher_spawnv (launcher, (const char * const *) arguments->pdata, &error);
  g_assert_no_error (error);
  g_subprocess_wait (process, NULL, &error);
  g_assert_no_error (error);
  if (!g_subprocess_get_if_signaled (process))
    g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 0);
  else
    g_assert_cmpint (g_subprocess_get_term_sig (process), ==, SIGKILL);
}

/* The state of a thread after so many operations. */
static const char *
get_state (Power *self,
           guint  thread,
           guint  n_done)
{
  if (self->states[thread]->len == 0)
    {
      g_autoptr(TortureModel) model = torture_model_new (self->seed, thread, self->n_threads == 1);

      for (guint i = 0; i <= MAX_OPS; i++)
        {
          g_ptr_array_add (self->states[thread], torture_model_describe (model));
          torture_model_skip (model, 1);
        }
    }
  g_assert_cmpuint (n_done, <=, MAX_OPS);

  return g_ptr_array_index (self->states[thread], n_done);
}

/* How many operations the store shows, of those that are allowed; the highest number if several look the same. */
static guint
find_state (Power           *self,
            NexusFilesystem *filesystem,
            guint            thread,
            guint            low,
            guint            high,
            const char      *what)
{
  g_autofree char *is = torture_describe (filesystem, thread);

  for (guint i = high + 1; i > low; i--)
    {
      if (g_str_equal (is, get_state (self, thread, i - 1)))
        return i - 1;
    }
  torture_assert_same (is, get_state (self, thread, low), what);
  g_assert_not_reached ();
}

/* How many there are; each is added to those of its thread. */
static gsize
count_marks (Power *self,
             guint  from,
             guint  to,
             guint *n_done)
{
  g_autofree char *marks = torture_replay_get_marks (self->replay, from, to);

  for (const char *mark = marks; *mark != '\0'; mark++)
    n_done[*mark - '0']++;

  return strlen (marks);
}

static NexusFilesystem *
open_cut (Power      *self,
          const char *what)
{
  g_autofree char *store = g_build_filename (self->cut, "store", NULL);
  g_autoptr(GError) error = NULL;
  NexusFilesystem *filesystem = torture_connect (store, NEXUS_DURABILITY_FULL, &error);

  if (filesystem == NULL)
    g_error ("%s: %s", what, error->message);

  return filesystem;
}

/* Works until it is killed when it is about to sync something, and looks at what came of it in a copy, so that the next life
 * finds it as it was left. */
static void
live (Power *self,
      guint  n_ops,
      guint  kill_at_sync)
{
  Life *life = &self->lives[self->n_lives];
  Life *next = life + 1;
  NexusFilesystem *filesystem;

  run_worker (self, n_ops, kill_at_sync);
  torture_replay_read (self->replay, self->log);
  *next = *life;
  next->from = torture_replay_get_length (self->replay);
  if (count_marks (self, life->from, next->from, next->n_done) > 0)
    memcpy (next->n_sure, next->n_done, sizeof next->n_sure);

  nexus_test_remove_tree (self->cut);
  torture_copy_tree (self->work, self->cut);
  filesystem = open_cut (self, "after a kill");
  for (guint i = 0; i < self->n_threads; i++)
    next->n_done[i] = find_state (self, filesystem, i, next->n_done[i], next->n_done[i] + 1, "after a kill");
  torture_close (filesystem);
  self->n_lives++;
}

/* --- Cutting --- */

static void
assert_usable (NexusFilesystem *filesystem)
{
  g_autoptr(GBytes) content = torture_get_content (7);
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(NexusEntry) entry = NULL;
  g_autoptr(GError) error = NULL;

  entry = nexus_filesystem_write (filesystem, "/after", content, NULL, NEXUS_WRITE_NONE, NULL, &error);
  g_assert_no_error (error);
  bytes = nexus_filesystem_read (filesystem, "/after", NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (bytes, content));
}

static void
check_cut (Power      *self,
           guint       position,
           const char *what)
{
  guint life = 0;
  guint low[MAX_THREADS], high[MAX_THREADS];
  NexusFilesystem *filesystem;

  while (life + 1 < self->n_lives && self->lives[life + 1].from <= position)
    life++;
  memcpy (high, self->lives[life].n_done, sizeof high);
  /* What a killed process had not acknowledged may be there when the next one begins, and be lost nevertheless. */
  if (count_marks (self, self->lives[life].from, position, high) > 0)
    memcpy (low, high, sizeof low);
  else
    memcpy (low, self->lives[life].n_sure, sizeof low);
  if (!self->full)
    memset (low, 0, sizeof low);

  filesystem = open_cut (self, what);
  for (guint i = 0; i < self->n_threads; i++)
    find_state (self, filesystem, i, low[i], high[i] + 1, what);
  torture_verify (filesystem);
  assert_usable (filesystem);
  torture_close (filesystem);
}

/* Random moments, in the order of the log. */
static guint *
pick_positions (guint n_records,
                guint n_cuts)
{
  guint *positions = g_new (guint, n_cuts);

  for (guint i = 0; i < n_cuts; i++)
    positions[i] = (guint) (((double) i + g_test_rand_double ()) * (n_records + 1) / n_cuts);

  return positions;
}

static void
test_work (guint    n_threads,
           gboolean full,
           guint    n_lives,
           guint    first_kill,
           guint    n_ops,
           guint    n_cuts)
{
  Power self = { .n_threads = n_threads, .full = full };
  g_autoptr(GRand) random = g_rand_new_with_seed ((guint32) g_test_rand_int ());
  g_autofree guint *positions = NULL;
  guint n_unsafe = 0, n_records;

  self.folder = torture_make_dir ();
  self.work = g_build_filename (self.folder, "work", NULL);
  self.log = g_build_filename (self.folder, "log", NULL);
  self.cut = g_build_filename (self.folder, "cut", NULL);
  self.seed = (guint32) g_test_rand_int_range (0, 1000000);
  g_assert_cmpint (g_mkdir_with_parents (self.work, 0700), ==, 0);
  self.replay = torture_replay_new (self.work);
  for (guint i = 0; i < n_threads; i++)
    self.states[i] = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < n_lives; i++)
    live (&self, n_ops / n_threads, i + 1 == n_lives ? 0 : i == 0 ? first_kill : (guint) g_test_rand_int_range (1, 20));
  n_records = torture_replay_get_length (self.replay);

  positions = pick_positions (n_records, n_cuts);
  for (guint i = 0; i < n_cuts; i++)
    {
      TortureLoss loss = (TortureLoss) g_rand_int_range (random, 0, TORTURE_N_LOSSES + 3);
      g_autofree char *what = NULL;

      loss = MIN (loss, TORTURE_LOSE_AT_RANDOM);
      torture_replay_go (self.replay, positions[i]);
      n_unsafe += !torture_replay_is_safe (self.replay);
      torture_replay_write (self.replay, loss, random, self.cut);
      what = g_strdup_printf ("record %u of %u, seed %u, %s", positions[i], n_records, self.seed,
                              torture_loss_describe (loss));
      check_cut (&self, positions[i], what);
    }

  g_test_message ("%u records, %u cuts, at %u of them something could be lost", n_records, n_cuts, n_unsafe);
  g_assert_cmpuint (n_unsafe, >, 0);
  torture_replay_free (self.replay);
  nexus_test_remove_tree (self.folder);
  for (guint i = 0; i < n_threads; i++)
    g_ptr_array_unref (self.states[i]);
  g_free (self.folder);
  g_free (self.work);
  g_free (self.log);
  g_free (self.cut);
}

static void
test_full (void)
{
  test_work (1, TRUE, 1, 0, 100, torture_get_number ("NEXUS_TEST_CUTS", 40));
}

static void
test_threads (void)
{
  test_work (MAX_THREADS, TRUE, 1, 0, 100, torture_get_number ("NEXUS_TEST_CUTS", 40));
}

/* Killed, gone on, killed, gone on: what a dead process left unsynced must not be taken for synced.  Most of that is made
 * by the first operations, so these are short lives. */
static void
test_after_kills (void)
{
  guint n_rounds = MAX (torture_get_number ("NEXUS_TEST_CUTS", 40) / 4, 1);
  double stride = MAX (30.0 / n_rounds, 1.0);

  for (guint i = 0; i < n_rounds; i++)
    {
      guint first_kill = 1 + (guint) ((i + g_test_rand_double ()) * stride) % 30;

      test_work (1 + i % 2, TRUE, MAX_LIVES, first_kill, 12, 8);
    }
}

static void
test_normal (void)
{
  test_work (1, FALSE, 1, 0, 100, torture_get_number ("NEXUS_TEST_CUTS", 40));
}

/* --- Single things --- */

static void
test_step (gconstpointer user_data)
{
  g_autoptr(TortureRig) rig = torture_rig_new (user_data);
  g_autoptr(TortureReplay) replay = NULL;
  g_autoptr(GRand) random = g_rand_new_with_seed ((guint32) g_test_rand_int ());
  g_autofree char *log = g_build_filename (rig->model, "log", NULL);
  g_autofree guint *positions = NULL;
  guint n_cuts = MAX (torture_get_number ("NEXUS_TEST_CUTS", 40) / 5, 1);
  guint n_records;

  torture_rig_reset (rig);
  replay = torture_replay_new (rig->folder);
  g_assert_true (torture_rig_run (rig, TORTURE_WRITERS, "NEXUS_TORTURE_LOG", log));
  g_assert_cmpstr (rig->output, ==, "done\n");
  torture_replay_read (replay, log);
  n_records = torture_replay_get_length (replay);

  positions = pick_positions (n_records, n_cuts);
  for (guint i = 0; i < n_cuts; i++)
    {
      TortureLoss loss = (TortureLoss) MIN (g_rand_int_range (random, 0, TORTURE_N_LOSSES + 3), TORTURE_LOSE_AT_RANDOM);
      g_autofree char *marks = torture_replay_get_marks (replay, 0, positions[i]);
      g_autofree char *what = NULL;
      gboolean as_it_was;

      torture_replay_go (replay, positions[i]);
      torture_replay_write (replay, loss, random, rig->folder);
      torture_rig_reset_files (rig);
      what = g_strdup_printf ("%s, record %u of %u, %s", rig->step->name, positions[i], n_records,
                              torture_loss_describe (loss));
      as_it_was = torture_rig_check (rig, what);
      if (*marks != '\0')
        torture_rig_check_done (rig, what);
      torture_rig_finish (rig, as_it_was, what);
    }
  g_test_message ("%u records, %u cuts", n_records, n_cuts);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/torture/power/full", test_full);
  g_test_add_func ("/torture/power/threads", test_threads);
  g_test_add_func ("/torture/power/after-kills", test_after_kills);
  g_test_add_func ("/torture/power/normal", test_normal);
  for (guint i = 0; i < torture_step_get_count (); i++)
    {
      const TortureStep *step = torture_step_get (i);
      g_autofree char *path = g_strconcat ("/torture/power/step/", step->name, NULL);

      if ((step->flags & TORTURE_STEP_OUTSIDE) == 0)
        g_test_add_data_func (path, step, test_step);
    }

  return g_test_run ();
}
