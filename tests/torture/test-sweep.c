/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "nexus-torture-rig.h"

/* A process is killed at every call that writes, of everything that can be done to a store, before the call and, if it
 * writes bytes, in the middle of it.  After that the store is as it was or as it has to become, and what was interrupted
 * can be done again at once.  NEXUS_TEST_KILLS is how often for each thing, 8 without it, 0 for every call. */

/* FALSE if there was no such call. */
static gboolean
kill_at (TortureRig *self,
         guint       number,
         gboolean    torn)
{
  g_autofree char *value = g_strdup_printf ("%u%s", number, torn ? "t" : "");
  g_autofree char *what = NULL;
  gboolean as_it_was;

  torture_rig_reset (self);
  /* How many calls there are differs a little, since threads do some of them. */
  if (torture_rig_run (self, TORTURE_WRITERS, "NEXUS_TORTURE_KILL", value))
    {
      g_assert_cmpuint (self->counter->count, <, number);
      return FALSE;
    }

  what = g_strdup_printf ("%s killed at call %s, %s of “%s”", self->step->name, value, self->counter->name,
                          self->counter->path);
  as_it_was = torture_rig_check (self, what);
  if (torture_rig_has_line (self, "done") && as_it_was && !g_str_equal (self->before, self->after))
    g_error ("%s: acknowledged, but nothing happened", what);
  torture_rig_finish (self, as_it_was, what);

  return TRUE;
}

static void
test_sweep (gconstpointer user_data)
{
  g_autoptr(TortureRig) rig = torture_rig_new (user_data);
  guint n_calls = torture_rig_count (rig, TORTURE_WRITERS);
  guint n_kills = torture_get_number ("NEXUS_TEST_KILLS", 8);
  guint n_done = 0, n_killed = 0;
  double stride = n_kills > 0 ? MAX (1.0, (double) n_calls / n_kills) : 1.0;
  /* Another place each time that the tests are run. */
  double number = 1.0 + g_test_rand_double () * (stride - 1.0);

  g_assert_cmpuint (n_calls, >, 5);
  for (; number <= n_calls; number += stride)
    {
      if (n_kills == 0 || n_done % 2 == 0)
        n_killed += kill_at (rig, (guint) number, FALSE);
      if (n_kills == 0 || n_done % 2 == 1)
        n_killed += kill_at (rig, (guint) number, TRUE);
      n_done++;
    }
  g_test_message ("%u calls, killed %u times", n_calls, n_killed);
  g_assert_cmpuint (n_killed, >, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < torture_step_get_count (); i++)
    {
      const TortureStep *step = torture_step_get (i);
      g_autofree char *path = g_strconcat ("/torture/sweep/", step->name, NULL);

      g_test_add_data_func (path, step, test_sweep);
    }

  return g_test_run ();
}
