/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "nexus-verify-test.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "../torture/nexus-torture-preload.h"

/* A repair that is killed at any of its calls that write, before it or in the middle of it, and then run again, ends as one
 * that was not.  NEXUS_TEST_KILLS is how often for each kind of damage, 10 without it, 0 for every call.  The repair that is
 * killed is this program again, see main(). */

static char *program;

static void
damage_header (VerifyFixture *self)
{
  g_autofree char *path = verify_path (self, "metadata.db");
  g_autofree char *bytes = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
  memset (bytes, 'x', 4096);
  g_assert_true (g_file_set_contents (path, bytes, (gssize) size, NULL));
}

/* And the rows of files, so that names are lost and contents come under their hashes. */
static void
damage_rows (VerifyFixture *self)
{
  g_autofree char *path = verify_path (self, "metadata.db");
  g_autofree char *bytes = NULL;
  gsize size;

  damage_header (self);
  g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
  for (gsize at = 4096; at < size; at += 4096)
    {
      gboolean found = FALSE;

      for (gsize i = at; i + 7 < at + 4096; i++)
        found = found || memcmp (bytes + i, "file 11", 7) == 0;
      if (found)
        memset (bytes + at + 100, 0xee, 3900);
    }
  g_assert_true (g_file_set_contents (path, bytes, (gssize) size, NULL));
}

typedef struct {
  const char *name;
  void      (*damage) (VerifyFixture *self);
  gboolean    from;                            /* the originals are a source */
} Case;

static const Case cases[] = {
  { "contents-from", verify_damage_some, TRUE },
  { "contents-aside", verify_damage_some, FALSE },
  { "database", damage_header, FALSE },
  { "names", damage_rows, FALSE },
};

static void
copy_tree (const char *from,
           const char *to)
{
  const char *argv[] = { "cp", "-a", from, to, NULL };
  g_autoptr(GError) error = NULL;
  int status;

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
}

/* TRUE if it came to its end. */
static gboolean
run_repair (VerifyFixture *self,
            const Case    *what,
            const char    *kill,
            const char    *counter)
{
  g_autofree char *library = g_build_filename (g_getenv ("G_TEST_BUILDDIR"), "torture", "libnexus-torture-preload.so", NULL);
  g_autofree char *kinds = g_strdup_printf ("%u", TORTURE_WRITERS);
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  g_autoptr(GSubprocess) process = NULL;
  g_autoptr(GError) error = NULL;

  g_subprocess_launcher_setenv (launcher, "LD_PRELOAD", library, TRUE);
  g_subprocess_launcher_setenv (launcher, "NEXUS_TORTURE_ROOT", self->folder, TRUE);
  g_subprocess_launcher_setenv (launcher, "NEXUS_TORTURE_KINDS", kinds, TRUE);
  g_subprocess_launcher_setenv (launcher, "NEXUS_TORTURE_COUNTER", counter, TRUE);
  if (kill != NULL)
    g_subprocess_launcher_setenv (launcher, "NEXUS_TORTURE_KILL", kill, TRUE);
  process = g_subprocess_launcher_spawn (launcher, &error, program, "--repair", self->folder,
                                         what->from ? self->originals : "", NULL);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait (process, NULL, &error));
  g_assert_no_error (error);
  if (g_subprocess_get_if_exited (process))
    {
      g_assert_cmpint (g_subprocess_get_exit_status (process), ==, EXIT_SUCCESS);
      return TRUE;
    }
  g_assert_cmpint (g_subprocess_get_term_sig (process), ==, SIGKILL);

  return FALSE;
}

static int
compare_lines (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char * const *) a, *(const char * const *) b);
}

/* Paths and contents of all that can be read, and of what cannot why not. */
static char *
describe (VerifyFixture *self)
{
  g_autoptr(NexusReport) report = NULL;
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(NexusEntryEnumerator) enumerator = NULL;
  g_autoptr(GError) error = NULL;

  verify_open (self);
  report = verify_run (self->filesystem);
  enumerator = nexus_filesystem_enumerate (self->filesystem, "/", NEXUS_ENUMERATE_RECURSIVE, NULL, &error);
  g_assert_no_error (error);
  for (;;)
    {
      g_autoptr(GPtrArray) entries = nexus_entry_enumerator_next (enumerator, 100, NULL, &error);

      g_assert_no_error (error);
      if (entries->len == 0)
        break;
      for (guint i = 0; i < entries->len; i++)
        {
          NexusEntry *entry = g_ptr_array_index (entries, i);
          g_autoptr(GError) problem = NULL;
          g_autoptr(GBytes) bytes = nexus_filesystem_read (self->filesystem, nexus_entry_get_path (entry), NULL, &problem);

          g_assert_true ((bytes == NULL) == (problem != NULL));
          g_ptr_array_add (lines, g_strdup_printf ("%s %s %s", nexus_entry_get_path (entry), nexus_entry_get_etag (entry),
                                                   problem != NULL ? g_quark_to_string (problem->domain) : "good"));
        }
    }
  g_clear_object (&enumerator);
  verify_close (self);

  g_ptr_array_sort (lines, compare_lines);
  for (guint i = 0; i < lines->len; i++)
    g_string_append_printf (text, "%s\n", (const char *) g_ptr_array_index (lines, i));
  g_string_append_printf (text, "%u findings\n", g_list_model_get_n_items (nexus_report_get_findings (report)));

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
test_killed (gconstpointer data)
{
  const Case *what = data;
  VerifyFixture self = { 0 };
  g_autofree char *scratch = nexus_test_make_dir ();
  g_autofree char *damaged = g_build_filename (scratch, "damaged", NULL);
  g_autofree char *counter = g_build_filename (scratch, "counter", NULL);
  g_autofree char *expected = NULL;
  TortureCounter nothing = { 0 };
  const char *text = g_getenv ("NEXUS_TEST_KILLS");
  guint n_kills = text != NULL ? (guint) atoi (text) : 10;
  guint n_calls, n_killed = 0;
  double stride, number;
  g_autofree char *bytes = NULL;
  g_autoptr(GError) error = NULL;

  verify_set_up (&self, NULL);
  what->damage (&self);
  copy_tree (self.folder, damaged);
  g_assert_true (g_file_set_contents (counter, (char *) &nothing, sizeof nothing, &error));

  g_assert_true (run_repair (&self, what, NULL, counter));
  expected = describe (&self);
  g_assert_true (g_file_get_contents (counter, &bytes, NULL, &error));
  n_calls = (guint) ((TortureCounter *) (gpointer) bytes)->count;
  g_assert_cmpuint (n_calls, >, 5);

  stride = n_kills > 0 ? MAX (1.0, (double) n_calls / n_kills) : 1.0;
  for (number = 1.0 + g_test_rand_double () * (stride - 1.0); number <= n_calls; number += stride)
    {
      g_autofree char *kill = g_strdup_printf ("%u%s", (guint) number, n_killed % 2 == 1 ? "t" : "");
      g_autofree char *found = NULL;

      nexus_test_remove_tree (self.folder);
      copy_tree (damaged, self.folder);
      g_assert_true (g_file_set_contents (counter, (char *) &nothing, sizeof nothing, &error));
      n_killed += !run_repair (&self, what, kill, counter);
      g_assert_true (run_repair (&self, what, NULL, counter));
      found = describe (&self);
      if (strcmp (found, expected) != 0)
        g_error ("%s killed at %s:\n%s\nexpected:\n%s", what->name, kill, found, expected);
    }
  g_test_message ("%u calls, killed %u times", n_calls, n_killed);
  g_assert_cmpuint (n_killed, >, 0);
  verify_tear_down (&self, NULL);
  nexus_test_remove_tree (scratch);
}

static int
repair (const char *folder,
        const char *source)
{
  VerifyFixture self = { .folder = (char *) folder };

  g_object_unref (verify_repair (&self, source[0] != '\0' ? source : NULL, FALSE));

  return EXIT_SUCCESS;
}

int
main (int    argc,
      char **argv)
{
  if (argc == 4 && strcmp (argv[1], "--repair") == 0)
    return repair (argv[2], argv[3]);

  program = argv[0];
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/verify/repair-killed/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_killed);
    }

  return g_test_run ();
}
