/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <locale.h>
#include <string.h>

#include "nexus-proof-run.h"
#include "nexus-proof-shrink.h"

/* Random operations on a store, compared with a plain model after each. */

static gboolean
run_beside_model (const NexusProofOp *ops,
                  guint               n_ops,
                  const char         *folder,
                  char              **difference)
{
  g_autofree char *store = g_build_filename (folder, "store", NULL);
  NexusProofRun *run = nexus_proof_run_new (store);
  gboolean same = TRUE;

  for (guint i = 0; same && i < n_ops; )
    same = nexus_proof_run_step (run, ops, n_ops, &i, difference);
  same = same && nexus_proof_run_finish (run, difference);
  nexus_proof_run_free (run);

  return same;
}

static void
test_random (void)
{
  nexus_proof_search (run_beside_model, nexus_proof_op_print, nexus_proof_op_random, 4000);
}

/* A model that is wrong in one thing is found out, and the sequence that does it is as short as it can be. */
static void
test_shrink (void)
{
  NexusProofOp ops[NEXUS_PROOF_SEQUENCE];
  g_autofree char *failure = NULL;
  guint n_ops = NEXUS_PROOF_SEQUENCE;

  nexus_proof_forgets_tags = TRUE;
  for (guint seed = 1000; failure == NULL; seed++)
    {
      g_assert_cmpuint (seed, <, 1020);
      nexus_proof_fill (ops, n_ops, nexus_proof_op_random, seed);
      failure = nexus_proof_try (run_beside_model, ops, n_ops);
    }
  n_ops = nexus_proof_shrink (run_beside_model, ops, n_ops, &failure);
  g_test_message ("%s", failure);
  g_assert_nonnull (strstr (failure, "has the tags"));
  g_assert_cmpuint (n_ops, >=, 3);
  g_assert_cmpuint (n_ops, <=, 5);
  nexus_proof_forgets_tags = FALSE;
}

/* What random sequences have found. */
static const struct {
  const char   *name;
  guint         n_ops;
  NexusProofOp  ops[8];
} found[] = {
  /* A name between that of a directory and what is in it. */
  { "snapshot", 4, {
    { NEXUS_PROOF_SNAPSHOT, 39, 0, 0, 0 },
    { NEXUS_PROOF_WRITE, 3, 0, 2, 1 },
    { NEXUS_PROOF_WRITE, 40, 0, 2, 1 },
    { NEXUS_PROOF_RESTORE_SNAPSHOT, 0, 0, 0, 1 },
  } },
  /* A tag that got the id of one that had gone: undo went by it, and further back than it may. */
  { "tag", 8, {
    { NEXUS_PROOF_WRITE, 12, 16, 50, 117 },
    { NEXUS_PROOF_COPY, 0, 2, 195, 205 },
    { NEXUS_PROOF_ADD_TAG, 2, 2, 21, 217 },
    { NEXUS_PROOF_DELETE_TAG, 11, 27, 151, 132 },
    { NEXUS_PROOF_ADD_TAG, 8, 0, 203, 201 },
    { NEXUS_PROOF_DELETE, 8, 9, 135, 213 },
    { NEXUS_PROOF_DELETE_TRASHED, 39, 11, 250, 252 },
    { NEXUS_PROOF_UNDO, 0, 1, 231, 29 },
  } },
  /* What came back had been known to the searches, gone, and come back again. */
  { "search", 7, {
    { NEXUS_PROOF_MAKE_DIRECTORY, 28, 11, 253, 6 },
    { NEXUS_PROOF_SEARCH, 2, 7, 36, 10 },
    { NEXUS_PROOF_UNDO, 0, 39, 40, 38 },
    { NEXUS_PROOF_SEARCH, 37, 2, 151, 220 },
    { NEXUS_PROOF_REDO, 1, 8, 217, 30 },
    { NEXUS_PROOF_ADD_TAG, 1, 26, 157, 166 },
    { NEXUS_PROOF_SEARCH, 39, 29, 65, 140 },
  } },
  /* Out of the trash and into it again in one step: the model had forgotten since when it had been there. */
  { "trash", 6, {
    { NEXUS_PROOF_WRITE, 2, 5, 143, 23 },
    { NEXUS_PROOF_DELETE, 2, 12, 29, 156 },
    { NEXUS_PROOF_BATCH, 0, 4, 62, 152 },
    { NEXUS_PROOF_RESTORE, 2, 7, 114, 105 },
    { NEXUS_PROOF_DELETE, 2, 7, 217, 58 },
    { NEXUS_PROOF_UNDO, 2, 3, 199, 154 },
  } },
};

static void
test_found (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autofree char *failure = nexus_proof_try (run_beside_model, found[i].ops, found[i].n_ops);

  g_assert_cmpstr (failure, ==, NULL);
}

int
main (int   argc,
      char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (found); i++)
    {
      g_autofree char *path = g_strconcat ("/proof/model/found/", found[i].name, NULL);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_found);
    }
  g_test_add_func ("/proof/model/random", test_random);
  g_test_add_func ("/proof/model/shrink", test_shrink);

  return g_test_run ();
}
