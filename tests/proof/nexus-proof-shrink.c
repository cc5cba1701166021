/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "nexus-proof-shrink.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* A sequence that takes longer than this hangs. */
#define SECONDS_MAX 300

#define TRIES_MAX 600

static G_NORETURN void
run_here (NexusProofFunc      func,
          const NexusProofOp *ops,
          guint               n_ops,
          const char         *folder,
          int                 output)
{
  g_autofree char *difference = NULL;
  gboolean same = func (ops, n_ops, folder, &difference);

  if (!same && write (output, difference, strlen (difference)) < 0)
    _exit (2);
  _exit (same ? 0 : 1);
}

char *
nexus_proof_try (NexusProofFunc      func,
                 const NexusProofOp *ops,
                 guint               n_ops)
{
  char *folder = nexus_test_make_dir ();
  char buffer[16384];
  gsize used = 0;
  gssize n;
  int pipes[2];
  int status = 0;
  pid_t child;

  g_assert_cmpint (pipe (pipes), ==, 0);
  child = fork ();
  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    {
      close (pipes[0]);
      alarm (SECONDS_MAX);
      run_here (func, ops, n_ops, folder, pipes[1]);
    }

  close (pipes[1]);
  while ((n = read (pipes[0], buffer + used, sizeof buffer - used)) > 0)
    used += (gsize) n;
  close (pipes[0]);
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  nexus_test_remove_tree (folder);
  g_free (folder);

  if (WIFEXITED (status) && WEXITSTATUS (status) == 0)
    return NULL;
  if (WIFSIGNALED (status))
    return g_strdup_printf ("ended by signal %d", WTERMSIG (status));

  return g_strndup (buffer, used);
}

guint
nexus_proof_shrink (NexusProofFunc   func,
                    NexusProofOp    *ops,
                    guint            n_ops,
                    char           **failure)
{
  guint n_tries = 0;
  gboolean shorter = TRUE;

  for (guint length = MAX (n_ops / 2, 1); length >= 1 && n_tries < TRIES_MAX; length = shorter ? length : length / 2)
    {
      shorter = FALSE;

      /* From the end on: what comes after the failure goes at once. */
      for (guint end = n_ops; end > 0 && n_tries < TRIES_MAX; end -= MIN (end, length))
        {
          guint start = end - MIN (end, length);
          g_autofree NexusProofOp *rest = g_new (NexusProofOp, MAX (n_ops, 1));
          g_autofree char *text = NULL;

          if (end > n_ops)
            continue;
          memcpy (rest, ops, start * sizeof *ops);
          memcpy (rest + start, ops + end, (n_ops - end) * sizeof *ops);
          n_tries++;
          text = nexus_proof_try (func, rest, n_ops - (end - start));
          if (text == NULL)
            continue;

          n_ops -= end - start;
          memcpy (ops, rest, n_ops * sizeof *ops);
          g_free (*failure);
          *failure = g_steal_pointer (&text);
          shorter = TRUE;
        }
      if (length == 1 && !shorter)
        break;
    }

  return n_ops;
}

void
nexus_proof_fill (NexusProofOp  *ops,
                  guint          n_ops,
                  NexusProofOp (*make) (GRand *random),
                  guint          seed)
{
  g_autoptr(GRand) random = g_rand_new_with_seed (seed);

  for (guint i = 0; i < n_ops; i++)
    ops[i] = make (random);
}

static guint
get_number (const char *name,
            guint       otherwise)
{
  const char *text = g_getenv (name);

  return text != NULL ? (guint) atoi (text) : otherwise;
}

void
nexus_proof_search (NexusProofFunc   func,
                    NexusProofPrint  print,
                    NexusProofOp   (*make) (GRand *random),
                    guint            n_operations)
{
  guint n_sequences = (get_number ("NEXUS_TEST_OPERATIONS", n_operations) + NEXUS_PROOF_SEQUENCE - 1) / NEXUS_PROOF_SEQUENCE;
  guint seed = get_number ("NEXUS_TEST_SEED", 1);

  for (guint i = 0; i < n_sequences; i++)
    {
      NexusProofOp ops[NEXUS_PROOF_SEQUENCE];
      g_autofree char *failure = NULL;
      guint n_ops = NEXUS_PROOF_SEQUENCE;

      nexus_proof_fill (ops, n_ops, make, seed + i);
      failure = nexus_proof_try (func, ops, n_ops);
      if (failure != NULL)
        {
          g_autofree char *first = g_strdup (failure);
          g_autoptr(GString) text = g_string_new (NULL);

          n_ops = nexus_proof_shrink (func, ops, n_ops, &failure);
          for (guint k = 0; k < n_ops; k++)
            {
              g_string_append (text, "  ");
              print (&ops[k], text);
              g_string_append_c (text, '\n');
            }
          g_test_message ("seed %u: %s\nThe same with less: %s\n%s", seed + i, first, failure, text->str);
          g_test_fail ();
          return;
        }
      if ((i + 1) % 100 == 0)
        g_test_message ("%u operations", (i + 1) * NEXUS_PROOF_SEQUENCE);
    }
}
