/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <stdlib.h>
#include <string.h>

#include "nexus-gio-test.h"

/* Monitors: what this process and others do to a store, as events of GFileMonitor.  The other process is this program
 * again, see main(). */

static char *program;

typedef struct {
  char            *folder;
  NexusFilesystem *filesystem;
  GPtrArray       *events;      /* of texts */
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->filesystem = nexus_gio_test_connect (&fixture->folder);
  fixture->events = g_ptr_array_new_with_free_func (g_free);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  nexus_lib_test_finish (fixture->filesystem, fixture->folder);
  g_ptr_array_unref (fixture->events);
}

static void
event_came (GFileMonitor      *monitor,
            GFile             *file,
            GFile             *other,
            GFileMonitorEvent  event,
            gpointer           user_data)
{
  Fixture *fixture = user_data;
  g_autoptr(GEnumClass) kinds = g_type_class_ref (G_TYPE_FILE_MONITOR_EVENT);
  g_autofree char *name = g_file_get_basename (file);
  g_autofree char *other_name = other != NULL ? g_file_get_basename (other) : NULL;

  g_ptr_array_add (fixture->events, g_strdup_printf ("%s %s%s%s", g_enum_get_value (kinds, (int) event)->value_nick, name,
                                                     other != NULL ? " " : "", other != NULL ? other_name : ""));
}

static gboolean
has_event (Fixture    *fixture,
           const char *event)
{
  return g_ptr_array_find_with_equal_func (fixture->events, event, g_str_equal, NULL);
}

static void
wait_event (Fixture    *fixture,
            const char *event)
{
  nexus_test_spin_until (has_event (fixture, event));
}

/* All that came since the last look, when `last` has come. */
static void
assert_events (Fixture    *fixture,
               const char *last,
               const char *expected)
{
  g_autofree char *text = NULL;

  wait_event (fixture, last);
  g_ptr_array_add (fixture->events, NULL);
  text = g_strjoinv (", ", (char **) fixture->events->pdata);
  g_assert_cmpstr (text, ==, expected);
  g_ptr_array_set_size (fixture->events, 0);
}

static GFileMonitor *
watch (Fixture           *fixture,
       const char        *path,
       gboolean           directory,
       GFileMonitorFlags  flags)
{
  g_autoptr(GFile) file = nexus_filesystem_get_file (fixture->filesystem, path);
  g_autoptr(GError) error = NULL;
  GFileMonitor *monitor = directory ? g_file_monitor_directory (file, flags, NULL, &error)
                                    : g_file_monitor_file (file, flags, NULL, &error);

  g_assert_no_error (error);
  /* All that comes, as it comes. */
  g_file_monitor_set_rate_limit (monitor, 0);
  g_signal_connect (monitor, "changed", G_CALLBACK (event_came), fixture);

  return monitor;
}

/* --- What is done, in either process --- */

static int
act (NexusFilesystem  *filesystem,
     const char      **words)
{
  g_autoptr(GFile) file = nexus_filesystem_get_file (filesystem, words[1]);
  g_autoptr(GFile) other = words[2] != NULL ? nexus_filesystem_get_file (filesystem, words[2]) : NULL;
  g_autoptr(GError) error = NULL;

  if (g_str_equal (words[0], "write"))
    g_file_replace_contents (file, words[1], strlen (words[1]), NULL, FALSE, G_FILE_CREATE_NONE, NULL, NULL, &error);
  else if (g_str_equal (words[0], "rewrite"))
    g_file_replace_contents (file, "other", 5, NULL, FALSE, G_FILE_CREATE_NONE, NULL, NULL, &error);
  else if (g_str_equal (words[0], "move"))
    g_file_move (file, other, G_FILE_COPY_NONE, NULL, NULL, NULL, &error);
  else if (g_str_equal (words[0], "delete"))
    g_file_delete (file, NULL, &error);
  else if (g_str_equal (words[0], "trash"))
    g_file_trash (file, NULL, &error);
  else if (g_str_equal (words[0], "mkdir"))
    g_file_make_directory_with_parents (file, NULL, &error);
  else if (g_str_equal (words[0], "mode"))
    g_file_set_attribute_uint32 (file, "unix::mode", 0600, G_FILE_QUERY_INFO_NONE, NULL, &error);
  else
    g_error ("unknown: %s", words[0]);

  if (error != NULL)
    g_printerr ("%s: %s\n", words[1], error->message);

  return error == NULL ? EXIT_SUCCESS : EXIT_FAILURE;
}

static int
run_other (const char  *folder,
           const char **words)
{
  g_autoptr(NexusConfig) config = nexus_config_new ();
  g_autoptr(NexusFilesystem) filesystem = NULL;
  g_autoptr(GError) error = NULL;
  int status;

  nexus_config_set_data_dir (config, folder);
  filesystem = nexus_connect (config, NULL, &error);
  g_assert_no_error (error);
  status = act (filesystem, words);
  g_assert_true (nexus_filesystem_close (filesystem, NULL, &error));
  g_assert_no_error (error);

  return status;
}

static void
act_somewhere (Fixture    *fixture,
               gboolean    other_process,
               const char *word,
               const char *path,
               const char *other)
{
  const char *words[] = { word, path, other, NULL };
  const char *command[] = { program, "act", fixture->folder, word, path, other, NULL };
  g_autoptr(GSubprocess) process = NULL;
  g_autoptr(GError) error = NULL;

  if (!other_process)
    {
      g_assert_cmpint (act (fixture->filesystem, words), ==, EXIT_SUCCESS);
      return;
    }

  process = g_subprocess_newv (command, G_SUBPROCESS_FLAGS_NONE, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait_check (process, NULL, &error));
  g_assert_no_error (error);
}

/* --- Tests --- */

#define ACT(word, path, other) act_somewhere (fixture, other_process, word, path, other)
/* What others did shortly before may still be told, so the scene is set in this process. */
#define PREPARE(path) act_somewhere (fixture, FALSE, "mkdir", path, NULL)

static void
test_directory (Fixture       *fixture,
                gconstpointer  data)
{
  gboolean other_process = GPOINTER_TO_INT (data);
  g_autoptr(GFileMonitor) monitor = NULL;

  PREPARE ("/dir");
  PREPARE ("/other");
  monitor = watch (fixture, "/dir", TRUE, G_FILE_MONITOR_WATCH_MOVES);

  ACT ("write", "/dir/a", NULL);
  assert_events (fixture, "changes-done-hint a", "created a, changes-done-hint a");
  ACT ("rewrite", "/dir/a", NULL);
  assert_events (fixture, "changes-done-hint a", "changed a, changes-done-hint a");
  ACT ("mode", "/dir/a", NULL);
  assert_events (fixture, "attribute-changed a", "attribute-changed a");
  ACT ("move", "/dir/a", "/dir/b");
  assert_events (fixture, "renamed a b", "renamed a b");
  ACT ("move", "/dir/b", "/other/b");
  assert_events (fixture, "moved-out b b", "moved-out b b");
  ACT ("move", "/other/b", "/dir/c");
  assert_events (fixture, "moved-in c b", "moved-in c b");
  ACT ("trash", "/dir/c", NULL);
  assert_events (fixture, "deleted c", "deleted c");

  /* What is deeper or elsewhere is not told; what comes after it shows that it was not only late. */
  ACT ("mkdir", "/dir/sub", NULL);
  assert_events (fixture, "changes-done-hint sub", "created sub, changes-done-hint sub");
  ACT ("write", "/dir/sub/deep", NULL);
  ACT ("write", "/other/x", NULL);
  ACT ("write", "/dir/last", NULL);
  wait_event (fixture, "created last");
  g_assert_false (has_event (fixture, "created deep"));
  g_assert_false (has_event (fixture, "created x"));
  g_ptr_array_set_size (fixture->events, 0);

  g_assert_true (g_file_monitor_cancel (monitor));
}

static void
test_without_moves (Fixture       *fixture,
                    gconstpointer  data)
{
  gboolean other_process = FALSE;
  g_autoptr(GFileMonitor) monitor = NULL;

  ACT ("mkdir", "/dir", NULL);
  ACT ("write", "/dir/a", NULL);
  monitor = watch (fixture, "/dir", TRUE, G_FILE_MONITOR_NONE);
  ACT ("move", "/dir/a", "/dir/b");
  assert_events (fixture, "changes-done-hint b", "deleted a, created b, changes-done-hint b");
  ACT ("move", "/dir/b", "/b");
  assert_events (fixture, "deleted b", "deleted b");
}

/* A file that is not there yet, that is replaced, and that goes and comes with the folder that it is in. */
static void
test_file (Fixture       *fixture,
           gconstpointer  data)
{
  gboolean other_process = GPOINTER_TO_INT (data);
  g_autoptr(GFileMonitor) monitor = NULL;

  PREPARE ("/dir/sub");
  monitor = watch (fixture, "/dir/sub/file", FALSE, G_FILE_MONITOR_NONE);
  ACT ("write", "/dir/sub/file", NULL);
  assert_events (fixture, "changes-done-hint file", "created file, changes-done-hint file");
  ACT ("write", "/dir/sub/sibling", NULL);
  ACT ("rewrite", "/dir/sub/file", NULL);
  assert_events (fixture, "changes-done-hint file", "changed file, changes-done-hint file");
  ACT ("move", "/dir", "/elsewhere");
  assert_events (fixture, "deleted file", "deleted file");
  ACT ("move", "/elsewhere", "/dir");
  assert_events (fixture, "changes-done-hint file", "created file, changes-done-hint file");
  ACT ("delete", "/dir/sub/file", NULL);
  assert_events (fixture, "deleted file", "deleted file");
}

/* So much at once that the store tells by folder: the monitor still says which children. */
static void
test_flood (Fixture       *fixture,
            gconstpointer  data)
{
  const guint n = 3000;
  g_autofree char *folder = nexus_test_make_dir ();
  g_autofree char *tree = g_build_filename (folder, "tree", NULL);
  g_autoptr(GFile) source = g_file_new_for_path (tree);
  g_autoptr(NexusOperation) import = NULL;
  g_autoptr(GFileMonitor) monitor = NULL;
  g_autoptr(GHashTable) created = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(GError) error = NULL;
  gboolean other_process = FALSE;

  ACT ("mkdir", "/tree", NULL);
  monitor = watch (fixture, "/tree", TRUE, G_FILE_MONITOR_NONE);
  ACT ("write", "/tree/first", NULL);
  wait_event (fixture, "created first");
  g_ptr_array_set_size (fixture->events, 0);

  g_assert_true (g_file_make_directory (source, NULL, &error));
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *path = g_strdup_printf ("%s/%u", tree, i);

      g_assert_true (g_file_set_contents_full (path, path, -1, G_FILE_SET_CONTENTS_NONE, 0644, &error));
    }
  import = nexus_filesystem_import (fixture->filesystem, source, "/tree", NEXUS_CONFLICT_REPLACE);
  g_assert_true (nexus_operation_run (import, NULL, &error));
  g_assert_no_error (error);

  while (g_hash_table_size (created) < n)
    {
      guint seen = fixture->events->len;

      for (guint i = 0; i < seen; i++)
        {
          const char *event = g_ptr_array_index (fixture->events, i);

          g_assert_false (g_str_has_prefix (event, "deleted "));
          if (g_str_has_prefix (event, "created ") && !g_str_equal (event, "created first"))
            g_hash_table_add (created, (char *) event);
        }
      if (g_hash_table_size (created) < n)
        nexus_test_spin_until (fixture->events->len > seen);
    }
  g_assert_false (has_event (fixture, "created first"));
  nexus_test_remove_tree (folder);
}

static void
test_cancelled (Fixture       *fixture,
                gconstpointer  data)
{
  gboolean other_process = FALSE;
  g_autoptr(GFileMonitor) monitor = watch (fixture, "/", TRUE, G_FILE_MONITOR_NONE);
  g_autoptr(GFileMonitor) second G_GNUC_UNUSED = watch (fixture, "/", TRUE, G_FILE_MONITOR_NONE);

  g_assert_true (g_file_monitor_cancel (monitor));
  g_assert_true (g_file_monitor_is_cancelled (monitor));
  ACT ("write", "/a", NULL);
  assert_events (fixture, "changes-done-hint a", "created a, changes-done-hint a");
  /* A monitor that is dropped takes its signal along. */
  nexus_test_assert_finalized (g_steal_pointer (&monitor));
}

/* Events come in the context in which the monitor was made. */
static gpointer
watch_in_thread (gpointer data)
{
  Fixture *fixture = data;
  Fixture own = { fixture->folder, fixture->filesystem, g_ptr_array_new_with_free_func (g_free) };
  g_autoptr(GMainContext) context = g_main_context_new ();
  g_autoptr(GFileMonitor) monitor = NULL;

  g_main_context_push_thread_default (context);
  monitor = watch (&own, "/", TRUE, G_FILE_MONITOR_NONE);
  act (fixture->filesystem, (const char *[]) { "write", "/a", NULL, NULL });
  assert_events (&own, "changes-done-hint a", "created a, changes-done-hint a");
  g_file_monitor_cancel (monitor);
  g_main_context_pop_thread_default (context);
  g_ptr_array_unref (own.events);

  return GINT_TO_POINTER (TRUE);
}

typedef struct {
  Fixture *fixture;
  gint     done;
} Other;

static gpointer
run_thread (gpointer data)
{
  Other *other = data;

  watch_in_thread (other->fixture);
  g_atomic_int_set (&other->done, TRUE);

  return NULL;
}

static void
test_context (Fixture       *fixture,
              gconstpointer  data)
{
  Other other = { fixture, FALSE };
  GThread *thread = g_thread_new ("watcher", run_thread, &other);

  /* The store's signal is emitted in this thread's context. */
  nexus_test_spin_until (g_atomic_int_get (&other.done));
  g_thread_join (thread);
}

#define ADD(path, argument, func) g_test_add ("/gio/monitor/" path, Fixture, GINT_TO_POINTER (argument), set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  program = argv[0];
  if (argc >= 5 && g_str_equal (argv[1], "act"))
    return run_other (argv[2], (const char **) argv + 3);

  g_test_init (&argc, &argv, NULL);

  ADD ("directory/this-process", FALSE, test_directory);
  ADD ("directory/other-process", TRUE, test_directory);
  ADD ("without-moves", 0, test_without_moves);
  ADD ("file/this-process", FALSE, test_file);
  ADD ("file/other-process", TRUE, test_file);
  ADD ("flood", 0, test_flood);
  ADD ("cancelled", 0, test_cancelled);
  ADD ("context", 0, test_context);

  return g_test_run ();
}
