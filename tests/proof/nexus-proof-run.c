/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "nexus-proof-run.h"

#include <string.h>

/* Contents and history are looked at as often as that, the rest after each operation. */
#define LOOK_EVERY 50

/* The list of snapshots takes a connection of its own, which is as long as all the rest: it is looked at as often as that,
 * and after what has to do with snapshots. */
#define SNAPSHOTS_EVERY 10

NexusProofRun *
nexus_proof_run_new (const char *folder)
{
  NexusProofRun *run = g_new0 (NexusProofRun, 1);
  g_autofree char *difference = NULL;

  run->folder = g_strdup (folder);
  run->state = nexus_proof_state_new ();
  run->history = nexus_proof_history_new ();
  run->ids = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  run->serials = g_hash_table_new (g_str_hash, g_str_equal);
  run->started = g_get_real_time ();
  nexus_proof_run_connect (run);

  /* When the store was made is learned now. */
  if (!nexus_proof_compare (run, &difference))
    g_error ("a new store: %s", difference);

  return run;
}

void
nexus_proof_run_free (NexusProofRun *run)
{
  if (run->filesystem != NULL)
    nexus_proof_run_close (run);
  nexus_test_remove_tree (run->folder);
  g_free (run->folder);
  nexus_proof_state_free (run->state);
  nexus_proof_history_free (run->history);
  g_hash_table_unref (run->serials);
  g_hash_table_unref (run->ids);
  g_free (run);
}

static void
tell (NexusProofRun        *run,
      const NexusProofOp   *op,
      const NexusProofArgs *args)
{
  if (run->told == NULL)
    return;

  g_string_append (run->told, "  ");
  nexus_proof_op_print (op, run->told);
  g_string_append_c (run->told, ' ');
  nexus_proof_args_print (args, run->told);
  g_string_append_c (run->told, '\n');
}

static NexusProofState *
begin (NexusProofRun *run)
{
  NexusProofState *next = nexus_proof_state_copy (run->state);

  nexus_proof_time_unref (next->now);
  next->now = nexus_proof_time_new ();

  return next;
}

/* Both have succeeded, or failed for the same reason. */
static gboolean
same_end (gboolean       done,
          const GError  *error,
          gboolean       expected,
          const GError  *expected_error,
          char         **difference)
{
  if (done == expected && (done || g_error_matches (error, expected_error->domain, expected_error->code)))
    return TRUE;

  if (expected)
    *difference = g_strdup_printf ("it should be done: %s", error->message);
  else
    *difference = g_strdup_printf ("it should fail with %s %d: %s", g_quark_to_string (expected_error->domain),
                                   expected_error->code, done ? "it is done" : error->message);

  return FALSE;
}

/* The state that comes of it, compared, and what was done as a step.  The times have to be known for a step. */
static gboolean
settle (NexusProofRun    *run,
        NexusProofState  *next,
        char            **difference)
{
  g_autoptr(NexusProofState) former = run->state;

  run->state = next;
  if (!nexus_proof_compare (run, difference))
    return FALSE;
  nexus_proof_history_note (run->history, former, next);

  return TRUE;
}

/* A GFile follows links, wherever they are in its path; the model does not, so that this is left out. */
static gboolean
leads_through_link (NexusProofRun        *run,
                    const NexusProofArgs *args)
{
  const char *path = args->path != NULL ? nexus_proof_normalize (args->path) : NULL;

  if (path == NULL || (args->kind != NEXUS_PROOF_APPEND && args->kind != NEXUS_PROOF_RANGE))
    return FALSE;

  for (gsize length = 1; length <= strlen (path); length++)
    {
      g_autofree char *prefix = g_strndup (path, length);
      NexusProofNode *node = path[length] == '/' || path[length] == '\0' ? nexus_proof_state_find (run->state, prefix) : NULL;

      if (node != NULL && node->kind == NEXUS_KIND_SYMBOLIC_LINK)
        return TRUE;
    }

  return FALSE;
}

static gboolean
run_write (NexusProofRun         *run,
           const NexusProofArgs  *args,
           char                 **difference)
{
  g_autoptr(NexusProofState) next = begin (run);
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) expected_error = NULL;
  gboolean expected, done;

  if (leads_through_link (run, args))
    return TRUE;
  expected = nexus_proof_apply (next, args, &expected_error);
  done = nexus_proof_run_store (run, args, &error);
  if (!same_end (done, error, expected, expected_error, difference))
    return FALSE;

  return expected ? settle (run, g_steal_pointer (&next), difference) : nexus_proof_compare (run, difference);
}

static gboolean
run_batch (NexusProofRun       *run,
           const NexusProofOp  *ops,
           guint                n_ops,
           guint               *index,
           guint                count,
           char               **difference)
{
  g_autoptr(NexusBatch) batch = nexus_batch_new (run->filesystem);
  g_autoptr(NexusProofState) next = begin (run);
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) expected_error = NULL;
  gboolean expected = TRUE;
  int bad = 0;
  gboolean done;

  for (; count > 0 && *index < n_ops && nexus_proof_op_batches (&ops[*index]); count--, (*index)++)
    {
      g_auto(NexusProofArgs) args = { 0 };

      /* All are resolved in the state before the batch. */
      nexus_proof_op_resolve (&ops[*index], run->state, &args);
      tell (run, &ops[*index], &args);
      nexus_proof_run_batch (run, batch, &args);
      expected = expected && nexus_proof_apply (next, &args, &expected_error);
      if (bad == 0 && nexus_proof_args_has_bad_path (&args))
        bad = G_IO_ERROR_INVALID_FILENAME;
      else if (bad == 0 && args.kind == NEXUS_PROOF_SET_MODE && args.flags > 07777)
        bad = G_IO_ERROR_INVALID_ARGUMENT;
    }

  /* What is no path, or no mode, is found before anything is done. */
  if (bad != 0)
    {
      expected = FALSE;
      g_clear_error (&expected_error);
      nexus_proof_fail (&expected_error, bad);
    }

  done = nexus_batch_commit (batch, NULL, &error);
  if (!same_end (done, error, expected, expected_error, difference))
    return FALSE;

  return expected ? settle (run, g_steal_pointer (&next), difference) : nexus_proof_compare (run, difference);
}

/* --- Undoing --- */

static gboolean
turned (NexusProofRun    *run,
        int               index,
        gboolean          redo,
        NexusProofState  *state,
        char            **difference)
{
  nexus_proof_state_free (run->state);
  run->state = state;
  nexus_proof_history_mark (run->history, (guint) index, redo);

  return nexus_proof_compare (run, difference) && nexus_proof_compare_history (run, difference);
}

static gboolean
run_turn (NexusProofRun  *run,
          gboolean        redo,
          char          **difference)
{
  g_autoptr(NexusProofState) state = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) expected_error = NULL;
  g_autoptr(NexusUndoStep) step = NULL;
  int index = nexus_proof_history_next (run->history, redo, run->state, &state);

  step = redo ? nexus_filesystem_redo (run->filesystem, 0, NULL, &error)
              : nexus_filesystem_undo (run->filesystem, 0, NULL, &error);
  if (index < 0)
    nexus_proof_fail (&expected_error, G_IO_ERROR_NOT_FOUND);
  else if (state == NULL)
    g_set_error_literal (&expected_error, NEXUS_ERROR, NEXUS_ERROR_CONFLICT, "");
  if (!same_end (step != NULL, error, state != NULL, expected_error, difference))
    return FALSE;
  if (state == NULL)
    return nexus_proof_compare (run, difference);

  return turned (run, index, redo, g_steal_pointer (&state), difference);
}

static gboolean
run_turn_step (NexusProofRun         *run,
               const NexusProofArgs  *args,
               char                 **difference)
{
  g_autoptr(GListModel) history = nexus_filesystem_list_history (run->filesystem, NULL, NULL);
  g_autoptr(NexusUndoStep) item = NULL;
  g_autoptr(NexusUndoStep) done = NULL;
  g_autoptr(NexusProofState) state = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) expected_error = NULL;
  gboolean redo = args->flags != 0;
  guint n_steps = run->history->steps->len;
  NexusProofStep *step;
  gboolean blocked;
  guint index;

  if (g_list_model_get_n_items (history) != n_steps)
    return nexus_proof_compare_history (run, difference);
  if (args->number >= n_steps)
    {
      done = nexus_filesystem_undo (run->filesystem, 1000000, NULL, &error);
      nexus_proof_fail (&expected_error, G_IO_ERROR_NOT_FOUND);
      return same_end (done != NULL, error, FALSE, expected_error, difference);
    }

  index = n_steps - 1 - args->number;
  step = g_ptr_array_index (run->history->steps, index);
  item = g_list_model_get_item (history, args->number);
  if (step->state == NEXUS_UNDO_STATE_FINAL)
    nexus_proof_fail (&expected_error, G_IO_ERROR_NOT_SUPPORTED);
  else if (step->state == (redo ? NEXUS_UNDO_STATE_UNDONE : NEXUS_UNDO_STATE_DONE))
    state = nexus_proof_step_turn (step, run->state, redo, &blocked);
  if (state == NULL && expected_error == NULL)
    g_set_error_literal (&expected_error, NEXUS_ERROR, NEXUS_ERROR_CONFLICT, "");

  done = redo ? nexus_filesystem_redo (run->filesystem, nexus_undo_step_get_id (item), NULL, &error)
              : nexus_filesystem_undo (run->filesystem, nexus_undo_step_get_id (item), NULL, &error);

  /* One out of its turn may be refused although it could be done. */
  if (state != NULL && g_error_matches (error, NEXUS_ERROR, NEXUS_ERROR_CONFLICT) &&
      nexus_proof_history_is_entangled (run->history, index))
    return nexus_proof_compare (run, difference);
  if (!same_end (done != NULL, error, state != NULL, expected_error, difference))
    return FALSE;
  if (state == NULL)
    return nexus_proof_compare (run, difference);

  return turned (run, (int) index, redo, g_steal_pointer (&state), difference);
}

gboolean
nexus_proof_run_step (NexusProofRun       *run,
                      const NexusProofOp  *ops,
                      guint                n_ops,
                      guint               *index,
                      char               **difference)
{
  const NexusProofOp *op = &ops[(*index)++];
  g_auto(NexusProofArgs) args = { 0 };
  gboolean same;

  *difference = NULL;
  run->started = g_get_real_time ();
  nexus_proof_op_resolve (op, run->state, &args);
  tell (run, op, &args);

  switch (args.kind)
    {
    case NEXUS_PROOF_BATCH:
      same = run_batch (run, ops, n_ops, index, args.number, difference);
      break;

    case NEXUS_PROOF_UNDO:
    case NEXUS_PROOF_REDO:
      same = run_turn (run, args.kind == NEXUS_PROOF_REDO, difference);
      break;

    case NEXUS_PROOF_UNDO_STEP:
      same = run_turn_step (run, &args, difference);
      break;

    case NEXUS_PROOF_READ:
    case NEXUS_PROOF_SEARCH:
    case NEXUS_PROOF_GARBAGE:
    case NEXUS_PROOF_VERIFY:
    case NEXUS_PROOF_REPAIR:
    case NEXUS_PROOF_BACKUP:
    case NEXUS_PROOF_DUMP:
    case NEXUS_PROOF_REOPEN:
      same = nexus_proof_run_keep (run, &args, difference) && nexus_proof_compare (run, difference);
      break;

    default:
      same = run_write (run, &args, difference);
      break;
    }

  run->n_done++;
  if (same && (run->n_done % SNAPSHOTS_EVERY == 0 || args.kind == NEXUS_PROOF_SNAPSHOT ||
               args.kind == NEXUS_PROOF_DELETE_SNAPSHOT || args.kind == NEXUS_PROOF_RESTORE_SNAPSHOT))
    same = nexus_proof_compare_snapshots (run, difference);

  return same && (run->n_done % LOOK_EVERY != 0 || nexus_proof_compare_all (run, difference));
}

gboolean
nexus_proof_run_finish (NexusProofRun  *run,
                        char          **difference)
{
  NexusProofArgs verify = { .kind = NEXUS_PROOF_VERIFY };

  return nexus_proof_compare_all (run, difference) && nexus_proof_run_keep (run, &verify, difference);
}
