/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <adwaita.h>

#include "nexus-gtk-steps.h"
#include "nexus-test-util.h"

typedef struct {
  GPtrArray *elements;
  guint      n_seen;
  guint      n_done;
} Counting;

static void
step (gpointer element,
      gpointer user_data)
{
  Counting *counting = user_data;

  g_assert_true (element == g_ptr_array_index (counting->elements, counting->n_seen));
  g_assert_cmpuint (counting->n_done, ==, 0);
  counting->n_seen++;
}

static void
done (gpointer user_data)
{
  ((Counting *) user_data)->n_done++;
}

static GPtrArray *
make (guint n)
{
  GPtrArray *elements = g_ptr_array_new ();

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (elements, GUINT_TO_POINTER (i + 1));

  return elements;
}

static void
test_few (void)
{
  g_autoptr(GPtrArray) elements = make (100);
  Counting counting = { elements, 0, 0 };

  g_assert_null (nexus_gtk_steps_start (elements, step, done, &counting));
  g_assert_cmpuint (counting.n_seen, ==, 100);
  g_assert_cmpuint (counting.n_done, ==, 1);
}

static void
test_many (void)
{
  GPtrArray *elements = make (100000);
  Counting counting = { elements, 0, 0 };
  NexusGtkSteps *steps = nexus_gtk_steps_start (elements, step, done, &counting);

  /* They are held for as long as they are needed. */
  g_ptr_array_unref (elements);
  g_assert_nonnull (steps);
  g_assert_cmpuint (counting.n_seen, ==, 0);
  while (counting.n_done == 0)
    {
      guint before = counting.n_seen;

      g_main_context_iteration (NULL, TRUE);
      g_assert_cmpuint (counting.n_seen - before, <=, 10000);
    }
  g_assert_cmpuint (counting.n_seen, ==, 100000);
  g_assert_false (g_main_context_iteration (NULL, FALSE));
  g_assert_cmpuint (counting.n_done, ==, 1);
  nexus_gtk_steps_stop (steps);
}

static void
test_stop (void)
{
  g_autoptr(GPtrArray) elements = make (100000);
  Counting counting = { elements, 0, 0 };
  NexusGtkSteps *steps = nexus_gtk_steps_start (elements, step, done, &counting);
  guint n_seen;

  g_main_context_iteration (NULL, TRUE);
  n_seen = counting.n_seen;
  nexus_gtk_steps_stop (steps);
  g_assert_false (g_main_context_iteration (NULL, FALSE));
  g_assert_cmpuint (counting.n_seen, ==, n_seen);
  g_assert_cmpuint (counting.n_done, ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/steps/few", test_few);
  g_test_add_func ("/steps/many", test_many);
  g_test_add_func ("/steps/stop", test_stop);

  return g_test_run ();
}
