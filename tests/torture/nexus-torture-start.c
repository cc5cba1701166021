/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "nexus-torture-start.h"

GSubprocess *
torture_start_worker (const char  *folder,
                      const char  *durability,
                      guint32      seed,
                      guint        n_threads,
                      const guint *n_done)
{
  g_autofree char *program = g_build_filename (g_getenv ("G_TEST_BUILDDIR"), "torture", "nexus-torture-worker", NULL);
  g_autoptr(GPtrArray) arguments = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GError) error = NULL;
  GSubprocess *process;

  g_ptr_array_add (arguments, g_steal_pointer (&program));
  g_ptr_array_add (arguments, g_strdup ("random"));
  g_ptr_array_add (arguments, g_strdup (folder));
  g_ptr_array_add (arguments, g_strdup (durability));
  g_ptr_array_add (arguments, g_strdup_printf ("%u", seed));
  g_ptr_array_add (arguments, g_strdup ("100000"));
  for (guint i = 0; i < n_threads; i++)
    g_ptr_array_add (arguments, g_strdup_printf ("%u", n_done[i]));
  g_ptr_array_add (arguments, NULL);

  process = g_subprocess_newv ((const char * const *) arguments->pdata, G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
  g_assert_no_error (error);

  return process;
}

gboolean
torture_read_acknowledgements (GSubprocess *process,
                               guint       *n_done,
                               guint       *n_seen)
{
  GInputStream *stream = g_subprocess_get_stdout_pipe (process);
  g_autoptr(GError) error = NULL;
  guint8 bytes[256];
  gssize count = g_input_stream_read (stream, bytes, sizeof bytes, NULL, &error);

  g_assert_no_error (error);
  for (gssize i = 0; i < count; i++)
    n_done[bytes[i] - '0']++;
  *n_seen += (guint) count;

  return count > 0;
}
