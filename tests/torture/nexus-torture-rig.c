/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "nexus-torture-rig.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "nexus-test-util.h"
#include "nexus-torture-store.h"

guint
torture_get_number (const char *name,
                    guint       otherwise)
{
  const char *text = g_getenv (name);

  return text != NULL ? (guint) atoi (text) : otherwise;
}

static void
make_counter (TortureRig *self)
{
  int fd;

  self->counter_path = g_strconcat (self->model, "/counter", NULL);
  fd = open (self->counter_path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (ftruncate (fd, sizeof (TortureCounter)), ==, 0);
  self->counter = mmap (NULL, sizeof (TortureCounter), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  g_assert_true (self->counter != MAP_FAILED);
  close (fd);
}

void
torture_rig_reset (TortureRig *self)
{
  g_autofree char *template = g_build_filename (self->model, "template", NULL);
  g_autoptr(GDir) dir = NULL;
  const char *name;

  /* What is imported is only read. */
  dir = g_dir_open (self->folder, 0, NULL);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (self->folder, name, NULL);

      if (!g_str_equal (name, "files"))
        nexus_test_remove_tree (path);
    }
  g_clear_pointer (&dir, g_dir_close);
  g_assert_cmpint (g_mkdir_with_parents (self->folder, 0700), ==, 0);

  dir = g_dir_open (template, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *from = g_build_filename (template, name, NULL);
      g_autofree char *to = g_build_filename (self->folder, name, NULL);

      if (!g_str_equal (name, "files") || !g_file_test (to, G_FILE_TEST_IS_DIR))
        torture_copy_tree (from, to);
    }
}

void
torture_rig_reset_files (TortureRig *self)
{
  g_autofree char *template = g_build_filename (self->model, "template", "files", NULL);
  g_autofree char *files = g_build_filename (self->folder, "files", NULL);

  nexus_test_remove_tree (files);
  torture_copy_tree (template, files);
}

/* What the store in a folder has; it is opened for that, and thereby recovered. */
static char *
describe (const char *folder,
          const char *name)
{
  g_autofree char *store = g_build_filename (folder, name, NULL);
  g_autoptr(GError) error = NULL;
  NexusFilesystem *filesystem;
  char *text;

  filesystem = torture_connect (store, NEXUS_DURABILITY_FULL, &error);
  g_assert_no_error (error);
  text = torture_describe_all (filesystem);
  torture_verify (filesystem);
  torture_close (filesystem);

  return text;
}

/* The worker is linked and started once, and forks for each run. */
static void
start_worker (TortureRig *self)
{
  g_autofree char *program = g_build_filename (g_getenv ("G_TEST_BUILDDIR"), "torture", "nexus-torture-worker", NULL);
  g_autofree char *library = g_build_filename (g_getenv ("G_TEST_BUILDDIR"), "torture", "libnexus-torture-preload.so",
                                               NULL);
  g_autoptr(GSubprocessLauncher) launcher = NULL;
  g_autoptr(GError) error = NULL;

  launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_subprocess_launcher_setenv (launcher, "LD_PRELOAD", library, TRUE);
  g_subprocess_launcher_setenv (launcher, "LD_BIND_NOW", "1", TRUE);
  g_subprocess_launcher_setenv (launcher, "NEXUS_TORTURE_ROOT", self->folder, TRUE);
  g_subprocess_launcher_setenv (launcher, "NEXUS_TORTURE_COUNTER", self->counter_path, TRUE);
  self->worker = g_subprocess_launcher_spawn (launcher, &error, program, "step", self->step->name, self->folder, NULL);
  g_assert_no_error (error);
  self->answers = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->worker));
}

gboolean
torture_rig_run (TortureRig *self,
                 guint       kinds,
                 const char *variable,
                 const char *value)
{
  GString *output = g_string_new (NULL);
  g_autofree char *order = NULL;
  g_autoptr(GError) error = NULL;
  int signal_number = 0, status = 0;

  if (self->worker == NULL)
    start_worker (self);
  memset (self->counter, 0, sizeof *self->counter);
  if (variable != NULL)
    order = g_strdup_printf ("%u %s=%s\n", kinds, variable, value);
  else
    order = g_strdup_printf ("%u\n", kinds);
  g_output_stream_write_all (g_subprocess_get_stdin_pipe (self->worker), order, strlen (order), NULL, NULL, &error);
  g_assert_no_error (error);

  for (;;)
    {
      g_autofree char *line = g_data_input_stream_read_line (self->answers, NULL, NULL, &error);

      g_assert_no_error (error);
      g_assert_nonnull (line);
      if (sscanf (line, "end %d %d", &signal_number, &status) == 2)
        break;
      g_string_append_printf (output, "%s\n", line);
    }
  g_free (self->output);
  self->output = g_string_free (output, FALSE);

  if (signal_number != 0)
    {
      if (signal_number != SIGKILL || variable == NULL)
        g_error ("%s, %s=%s, %s of “%s”: signal %d", self->step->name, variable, value, self->counter->name,
                 self->counter->path, signal_number);
      return FALSE;
    }
  g_assert_cmpint (status, ==, 0);

  return TRUE;
}

guint
torture_rig_count (TortureRig *self,
                   guint       kinds)
{
  torture_rig_reset (self);
  g_assert_true (torture_rig_run (self, kinds, NULL, NULL));
  g_assert_cmpstr (self->output, ==, "done\n");

  return (guint) self->counter->count;
}

gboolean
torture_rig_has_line (TortureRig *self,
                      const char *prefix)
{
  g_auto(GStrv) lines = g_strsplit (self->output, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      if (g_str_has_prefix (lines[i], prefix))
        return TRUE;
    }

  return FALSE;
}

/* --- What is written outside of the store --- */

static void
describe_files (const char *path,
                const char *name,
                GPtrArray  *lines)
{
  g_autoptr(GDir) dir = NULL;
  g_autofree char *target = NULL;
  g_autofree char *bytes = NULL;
  g_autoptr(GError) error = NULL;
  const char *child;
  gsize size;

  target = g_file_read_link (path, NULL);
  if (target != NULL)
    {
      g_ptr_array_add (lines, g_strdup_printf ("%s → %s", name, target));
    }
  else if ((dir = g_dir_open (path, 0, NULL)) != NULL)
    {
      g_ptr_array_add (lines, g_strdup_printf ("%s/", name));
      while ((child = g_dir_read_name (dir)) != NULL)
        {
          g_autofree char *below = g_build_filename (path, child, NULL);
          g_autofree char *below_name = g_build_filename (name, child, NULL);

          describe_files (below, below_name, lines);
        }
    }
  else
    {
      g_autofree char *sum = NULL;

      g_file_get_contents (path, &bytes, &size, &error);
      g_assert_no_error (error);
      sum = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) bytes, size);
      g_ptr_array_add (lines, g_strdup_printf ("%s %s", name, sum));
    }
}

static int
compare_strings (gconstpointer a,
                 gconstpointer b)
{
  return strcmp (*(const char * const *) a, *(const char * const *) b);
}

/* What is at the top of the export has no folder before its name. */
static gboolean
is_leaving (const char *line)
{
  return g_str_has_prefix (line, ".nexus-") || strstr (line, "/.nexus-") != NULL;
}

/* Files have another name until they are whole, and who is killed leaves those. */
static char *
describe_exported (TortureRig *self,
                   gboolean   *has_leavings)
{
  g_autofree char *path = g_build_filename (self->folder, "exported", NULL);
  g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);

  *has_leavings = FALSE;
  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    describe_files (path, "", lines);
  for (guint i = lines->len; i > 0; i--)
    {
      if (!is_leaving (g_ptr_array_index (lines, i - 1)))
        continue;
      *has_leavings = TRUE;
      g_ptr_array_remove_index (lines, i - 1);
    }
  g_ptr_array_sort (lines, compare_strings);
  g_ptr_array_add (lines, NULL);

  return g_strjoinv ("\n", (char **) lines->pdata);
}

gboolean
torture_rig_has_leavings (TortureRig *self)
{
  g_autofree char *is = NULL;
  gboolean has_leavings;

  is = describe_exported (self, &has_leavings);

  return has_leavings;
}

/* Some of it or all, and each file whole. */
static void
check_exported (TortureRig *self,
                gboolean    all,
                const char *what)
{
  g_auto(GStrv) lines = NULL;
  g_auto(GStrv) expected = NULL;
  g_autofree char *is = NULL;
  gboolean has_leavings;

  if (self->exported == NULL)
    return;
  is = describe_exported (self, &has_leavings);
  if (all)
    {
      torture_assert_same (is, self->exported, what);
      return;
    }
  lines = g_strsplit (is, "\n", -1);
  expected = g_strsplit (self->exported, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      if (!g_strv_contains ((const char * const *) expected, lines[i]))
        g_error ("%s: %s", what, lines[i]);
    }
}

/* --- What has become of it --- */

/* Each line is one of those with or without the step, apart from the folders above what came. */
static void
assert_between (TortureRig *self,
                const char *is,
                const char *what)
{
  g_auto(GStrv) lines = g_strsplit (is, "\n", -1);
  g_auto(GStrv) before = g_strsplit (self->before, "\n", -1);
  g_auto(GStrv) after = g_strsplit (self->after, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      if (!g_strv_contains ((const char * const *) before, lines[i]) &&
          !g_strv_contains ((const char * const *) after, lines[i]))
        g_error ("%s: %s", what, lines[i]);
    }
  for (guint i = 0; before[i] != NULL; i++)
    {
      if (!g_strv_contains ((const char * const *) lines, before[i]))
        g_error ("%s: gone: %s", what, before[i]);
    }
}

/* What has been begun of a copy is told to be that, or is all of it; never a store that has less. */
static void
check_begun (TortureRig *self,
             const char *name,
             const char *what)
{
  g_autofree char *path = g_build_filename (self->folder, name, NULL);
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  g_autofree char *is = NULL;
  NexusFilesystem *filesystem;
  g_autoptr(GError) error = NULL;

  /* An empty folder would be made a store by opening it. */
  if (dir == NULL || g_dir_read_name (dir) == NULL)
    return;

  filesystem = torture_connect (path, NEXUS_DURABILITY_FULL, &error);
  if (filesystem == NULL)
    {
      if (!g_error_matches (error, NEXUS_ERROR, NEXUS_ERROR_NOT_A_STORE) || strstr (error->message, "not whole yet") == NULL)
        g_error ("%s: %s", what, error->message);
      return;
    }
  is = torture_describe_all (filesystem);
  torture_assert_same (is, self->after, what);
  torture_verify (filesystem);
  torture_close (filesystem);
}

gboolean
torture_rig_check (TortureRig *self,
                   const char *what)
{
  g_autofree char *is = describe (self->folder, "store");

  check_begun (self, "backup", what);
  check_begun (self, "restored", what);
  check_exported (self, FALSE, what);
  if (g_str_equal (is, self->before))
    return TRUE;
  if (self->step->flags & TORTURE_STEP_PARTLY)
    assert_between (self, is, what);
  else
    torture_assert_same (is, self->after, what);

  return FALSE;
}

/* What a backup, or a store made of one, is a copy of. */
static void
check_copy (TortureRig *self,
            const char *name,
            const char *what)
{
  g_autofree char *path = g_build_filename (self->folder, name, NULL);
  g_autofree char *is = NULL;

  if (!g_file_test (path, G_FILE_TEST_IS_DIR))
    return;
  is = describe (self->folder, name);
  torture_assert_same (is, self->after, what);
}

void
torture_rig_check_done (TortureRig *self,
                        const char *what)
{
  g_autofree char *is = describe (self->folder, "store");

  torture_assert_same (is, self->after, what);
  check_copy (self, "backup", what);
  check_copy (self, "restored", what);
  check_exported (self, TRUE, what);
}

void
torture_rig_finish (TortureRig *self,
                    gboolean    as_it_was,
                    const char *what)
{
  g_autofree char *store = g_build_filename (self->folder, "store", NULL);
  NexusFilesystem *filesystem;
  g_autoptr(GError) error = NULL;

  if (as_it_was || (self->step->flags & TORTURE_STEP_REPEAT) != 0)
    {
      g_assert_true (torture_rig_run (self, 0, NULL, NULL));
      if (!g_str_has_prefix (self->output, "done\n") &&
          !((self->step->flags & TORTURE_STEP_ONCE) != 0 && torture_rig_has_line (self, "failed g-io-error-quark 2 ")))
        g_error ("%s: done again: %s", what, self->output);
    }
  torture_rig_check_done (self, what);

  /* What was begun is taken away by the next garbage collection. */
  filesystem = torture_connect (store, NEXUS_DURABILITY_FULL, &error);
  g_assert_no_error (error);
  {
    g_autoptr(NexusOperation) operation = nexus_filesystem_collect_garbage (filesystem, NEXUS_GARBAGE_NONE, 0);

    nexus_operation_run (operation, NULL, &error);
    g_assert_no_error (error);
  }
  torture_close (filesystem);
  torture_assert_clean (store);
}

TortureRig *
torture_rig_new (const TortureStep *step)
{
  TortureRig *self = g_new0 (TortureRig, 1);
  g_autofree char *template = NULL;

  self->step = step;
  self->model = torture_make_dir ();
  self->folder = g_build_filename (self->model, "copy", NULL);
  template = g_build_filename (self->model, "template", NULL);
  g_assert_cmpint (g_mkdir_with_parents (template, 0700), ==, 0);
  make_counter (self);
  torture_step_prepare (step, template);

  torture_rig_reset (self);
  self->before = describe (self->folder, "store");
  torture_rig_count (self, TORTURE_WRITERS);
  self->after = describe (self->folder, "store");
  if ((step->flags & TORTURE_STEP_OUTSIDE) != 0)
    {
      gboolean has_leavings;

      self->exported = describe_exported (self, &has_leavings);
      g_assert_false (has_leavings);
    }

  return self;
}

void
torture_rig_free (TortureRig *self)
{
  g_autoptr(GError) error = NULL;

  /* It ends when nobody asks it for more. */
  g_output_stream_close (g_subprocess_get_stdin_pipe (self->worker), NULL, &error);
  g_assert_no_error (error);
  g_subprocess_wait_check (self->worker, NULL, &error);
  g_assert_no_error (error);
  g_object_unref (self->answers);
  g_object_unref (self->worker);
  munmap (self->counter, sizeof *self->counter);
  nexus_test_remove_tree (self->model);
  g_free (self->model);
  g_free (self->folder);
  g_free (self->before);
  g_free (self->after);
  g_free (self->exported);
  g_free (self->counter_path);
  g_free (self->output);
  g_free (self);
}
