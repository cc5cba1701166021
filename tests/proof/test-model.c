/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "nexus-proof-shrink.h"

/* Random operations on a store, compared with a plain model after each.  NEXUS_TEST_OPERATIONS is how many, and
 * NEXUS_TEST_SEED where they begin; a sequence that fails is shrunk and printed. */

#define SEQUENCE 400

static void
fill (NexusProofOp *ops,
      guint         n_ops,
      guint         seed)
{
  g_autoptr(GRand) random = g_rand_new_with_seed (seed);

  for (guint i = 0; i < n_ops; i++)
    ops[i] = nexus_proof_op_random (random);
}

static guint
get_number (const char *name,
            guint       otherwise)
{
  const char *text = g_getenv (name);

  return text != NULL ? (guint) atoi (text) : otherwise;
}

static void
test_random (void)
{
  guint n_sequences = (get_number ("NEXUS_TEST_OPERATIONS", 4000) + SEQUENCE - 1) / SEQUENCE;
  guint seed = get_number ("NEXUS_TEST_SEED", 1);

  for (guint i = 0; i < n_sequences; i++)
    {
      NexusProofOp ops[SEQUENCE];
      g_autofree char *failure = NULL;
      guint n_ops = SEQUENCE;

      fill (ops, n_ops, seed + i);
      failure = nexus_proof_try (ops, n_ops);
      if (failure != NULL)
        {
          g_autofree char *first = g_strdup (failure);
          g_autofree char *text = NULL;

          n_ops = nexus_proof_shrink (ops, n_ops, &failure);
          text = nexus_proof_print (ops, n_ops);
          g_test_message ("seed %u: %s\nThe same with less: %s\n%s", seed + i, first, failure, text);
          g_test_fail ();
          return;
        }
      if ((i + 1) % 100 == 0)
        g_test_message ("%u operations", (i + 1) * SEQUENCE);
    }
}

/* A model that is wrong in one thing is found out, and the sequence that does it is as short as it can be. */
static void
test_shrink (void)
{
  NexusProofOp ops[SEQUENCE];
  g_autofree char *failure = NULL;
  g_autofree char *text = NULL;
  guint n_ops = SEQUENCE;

  nexus_proof_forgets_tags = TRUE;
  for (guint seed = 1000; failure == NULL; seed++)
    {
      g_assert_cmpuint (seed, <, 1020);
      fill (ops, n_ops, seed);
      failure = nexus_proof_try (ops, n_ops);
    }
  n_ops = nexus_proof_shrink (ops, n_ops, &failure);
  text = nexus_proof_print (ops, n_ops);
  g_test_message ("%s\n%s", failure, text);
  g_assert_nonnull (strstr (failure, "has the tags"));
  g_assert_cmpuint (n_ops, >=, 3);
  g_assert_cmpuint (n_ops, <=, 5);
  nexus_proof_forgets_tags = FALSE;
}

int
main (int   argc,
      char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/proof/model/random", test_random);
  g_test_add_func ("/proof/model/shrink", test_shrink);

  return g_test_run ();
}
