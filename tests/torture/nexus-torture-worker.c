/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "nexus-torture-steps.h"
#include "nexus-torture-store.h"

/* The program that is killed, and whose calls fail:
 *
 *   random FOLDER full|normal SEED N_OPS DONE…   each thread goes on after as many operations as DONE says; after each that
 *                                                was acknowledged it writes a byte, its number, to standard output
 *   step NAME FOLDER                             one thing of nexus-torture-steps.c, each time that a line comes from standard
 *                                                input: KINDS and what else the preloaded library is to be told, as
 *                                                NAME=VALUE.  After what the thing says comes "end SIGNAL STATUS".
 */

typedef struct {
  NexusFilesystem *filesystem;
  TortureModel    *model;
  guint            thread;
  guint            n_ops;
} Work;

static void
acknowledge (guint thread)
{
  char byte = (char) ('0' + thread);

  if (write (STDOUT_FILENO, &byte, 1) != 1)
    exit (EXIT_FAILURE);
}

static gpointer
work (gpointer user_data)
{
  Work *self = user_data;

  for (guint i = 0; i < self->n_ops; i++)
    {
      const TortureOp *op = torture_model_next (self->model);
      g_autoptr(GError) error = NULL;

      if (!torture_perform (self->filesystem, op, &error))
        {
          g_autofree char *text = torture_op_describe (op);

          g_printerr ("thread %u, operation %u: %s: %s\n", self->thread, i, text, error->message);
          exit (EXIT_FAILURE);
        }
      acknowledge (self->thread);
      torture_model_apply (self->model);
    }

  return NULL;
}

static int
run_random (const char  *folder,
            const char  *durability,
            guint32      seed,
            guint        n_ops,
            guint        n_threads,
            char       **done)
{
  g_autoptr(GError) error = NULL;
  NexusFilesystem *filesystem;
  g_autofree Work *works = g_new0 (Work, n_threads);
  g_autofree GThread **threads = g_new0 (GThread *, n_threads);

  filesystem = torture_connect (folder, g_str_equal (durability, "full") ? NEXUS_DURABILITY_FULL
                                                                         : NEXUS_DURABILITY_NORMAL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < n_threads; i++)
    {
      works[i].filesystem = filesystem;
      works[i].thread = i;
      works[i].n_ops = n_ops;
      works[i].model = torture_model_new (seed, i, n_threads == 1);
      torture_model_skip (works[i].model, (guint) atoi (done[i]));
      threads[i] = g_thread_new ("work", work, &works[i]);
    }
  for (guint i = 0; i < n_threads; i++)
    {
      g_thread_join (threads[i]);
      torture_model_free (works[i].model);
    }
  torture_close (filesystem);

  return EXIT_SUCCESS;
}

/* A process of its own for each time: only the linking is done once. */
static int
run_steps (const char *name,
           const char *folder)
{
  char line[256];

  while (fgets (line, sizeof line, stdin) != NULL)
    {
      g_auto(GStrv) words = g_strsplit (g_strstrip (line), " ", 2);
      g_autofree char *end = NULL;
      int status;
      pid_t pid = fork ();

      g_assert_cmpint (pid, >=, 0);
      if (pid == 0)
        {
          void (*set_up) (void) = NULL;
          char *value = words[1] != NULL ? strchr (words[1], '=') : NULL;

          g_setenv ("NEXUS_TORTURE_KINDS", words[0], TRUE);
          if (value != NULL)
            {
              *value++ = '\0';
              g_setenv (words[1], value, TRUE);
            }
          *(void **) &set_up = dlsym (RTLD_DEFAULT, "torture_set_up");
          if (set_up != NULL)
            set_up ();
          return torture_step_run (name, folder);
        }

      g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
      end = g_strdup_printf ("end %d %d\n", WIFSIGNALED (status) ? WTERMSIG (status) : 0,
                             WIFEXITED (status) ? WEXITSTATUS (status) : 0);
      if (write (STDOUT_FILENO, end, strlen (end)) < 0)
        return EXIT_FAILURE;
    }

  return EXIT_SUCCESS;
}

int
main (int   argc,
      char *argv[])
{
  if (argc >= 7 && g_str_equal (argv[1], "random"))
    return run_random (argv[2], argv[3], (guint32) atoi (argv[4]), (guint) atoi (argv[5]), (guint) argc - 6, argv + 6);
  if (argc == 4 && g_str_equal (argv[1], "step"))
    return run_steps (argv[2], argv[3]);

  return 2;
}
