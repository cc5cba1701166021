/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "nexus-proof-shrink.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* A sequence that takes longer than this hangs. */
#define SECONDS_MAX 300

#define TRIES_MAX 600

static G_NORETURN void
run_here (const NexusProofOp *ops,
          guint               n_ops,
          const char         *folder,
          int                 output)
{
  NexusProofRun *run = nexus_proof_run_new (folder);
  g_autofree char *difference = NULL;
  gboolean same = TRUE;

  for (guint i = 0; same && i < n_ops; )
    same = nexus_proof_run_step (run, ops, n_ops, &i, &difference);
  same = same && nexus_proof_run_finish (run, &difference);
  if (!same)
    {
      g_autofree char *text = g_strdup_printf ("after %u operations: %s", run->n_done, difference);

      if (write (output, text, strlen (text)) < 0)
        _exit (2);
    }
  nexus_proof_run_free (run);
  _exit (same ? 0 : 1);
}

char *
nexus_proof_try (const NexusProofOp *ops,
                 guint               n_ops)
{
  char *folder = nexus_test_make_dir ();
  g_autofree char *failure = NULL;
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
      g_autofree char *store = g_build_filename (folder, "store", NULL);

      close (pipes[0]);
      alarm (SECONDS_MAX);
      run_here (ops, n_ops, store, pipes[1]);
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
nexus_proof_shrink (NexusProofOp  *ops,
                    guint          n_ops,
                    char         **failure)
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
          text = nexus_proof_try (rest, n_ops - (end - start));
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

char *
nexus_proof_print (const NexusProofOp *ops,
                   guint               n_ops)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n_ops; i++)
    {
      g_string_append (text, "  ");
      nexus_proof_op_print (&ops[i], text);
      g_string_append_c (text, '\n');
    }

  return g_string_free (text, FALSE);
}
