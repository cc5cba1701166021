/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <gio/gio.h>
#include <string.h>
#include <unistd.h>

/* Runs a fuzz target over its corpus without libFuzzer: every input as it is, cut short at every length, and with
 * single bytes changed, the same way each time. */

#define CUTS_MAX 512

/* An input that takes as long as that ends the program. */
#define ALARM_SECONDS 60

static guint n_changes;

int LLVMFuzzerTestOneInput (const guint8 *data,
                            gsize         size);

/* In memory of exactly that size, so that a tool that watches memory sees one byte too many. */
static void
run_one (const guint8 *data,
         gsize         size)
{
  guint8 *copy = g_memdup2 (data, size);

  alarm (ALARM_SECONDS);
  g_assert_cmpint (LLVMFuzzerTestOneInput (copy, size), ==, 0);
  g_free (copy);
}

static void
run_file (gconstpointer user_data)
{
  static const char letters[] = "\"\\()-:=<>*?/ \nORaz09.\0\x80\xff\xc3";
  g_autofree guint8 *changed = NULL;
  g_autofree char *data = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GRand) random = g_rand_new_with_seed (1);
  gsize size;

  g_assert_true (g_file_get_contents (user_data, &data, &size, &error));
  g_assert_no_error (error);

  run_one ((const guint8 *) data, size);
  /* As many of the one as of the other, where each takes long. */
  for (gsize length = 0; length < MIN (size, CUTS_MAX); length += MAX (1, size / n_changes))
    run_one ((const guint8 *) data, length);

  for (guint i = 0; i < n_changes && size > 0; i++)
    {
      changed = g_memdup2 (data, size);
      for (gint32 n = g_rand_int_range (random, 1, 4); n > 0; n--)
        changed[g_rand_int_range (random, 0, (gint32) MIN (size, G_MAXINT32))] =
          (guint8) letters[g_rand_int_range (random, 0, sizeof letters - 1)];
      run_one (changed, size);
      g_clear_pointer (&changed, g_free);
    }
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(GDir) folder = NULL;
  g_autoptr(GError) error = NULL;
  const char *name;
  guint n_files = 0;

  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 3);
  n_changes = (guint) g_ascii_strtoull (argv[2], NULL, 10);
  g_assert_cmpuint (n_changes, >, 0);
  folder = g_dir_open (argv[1], 0, &error);
  g_assert_no_error (error);

  while ((name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *test_path = g_strconcat ("/corpus/", name, NULL);

      g_test_add_data_func_full (test_path, g_build_filename (argv[1], name, NULL), run_file, g_free);
      n_files++;
    }
  /* A corpus that is not found is no success. */
  g_assert_cmpuint (n_files, >, 0);

  return g_test_run ();
}
