/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "nexus-lib-ops.h"
#include "nexus-lib-test.h"

/* What holds for every call alike: bad paths, cancelling, closing, and where the callback runs. */

typedef struct {
  char            *folder;
  NexusFilesystem *filesystem;
  char            *before;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->folder = nexus_test_make_dir ();
  fixture->filesystem = nexus_lib_test_connect (fixture->folder);
  nexus_lib_fill (fixture->filesystem);
  fixture->before = nexus_lib_test_describe (fixture->filesystem);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  nexus_lib_test_finish (fixture->filesystem, fixture->folder);
  g_free (fixture->before);
}

static void
assert_unchanged (Fixture *fixture)
{
  g_autofree char *after = nexus_lib_test_describe (fixture->filesystem);

  g_assert_cmpstr (after, ==, fixture->before);
}

/* Runs the operation in the given spelling to its end. */
static gpointer
run (Fixture             *fixture,
     const NexusLibOp    *op,
     const NexusLibArgs  *args,
     gboolean             async,
     GCancellable        *cancellable,
     GError             **error)
{
  g_autoptr(GAsyncResult) task = NULL;

  if (!async)
    return op->sync (fixture->filesystem, args, cancellable, error);

  op->start (fixture->filesystem, args, cancellable, nexus_test_store_result, &task);
  g_assert_null (task);
  nexus_test_spin_until (task != NULL);

  return op->finish (fixture->filesystem, task, error);
}

static void
test_bad_paths (Fixture       *fixture,
                gconstpointer  data)
{
  g_autofree char *long_name = g_strnfill (256, 'n');
  g_autofree char *long_path = NULL;
  GString *deep = g_string_new (NULL);
  struct {
    const char *path;
    const char *shown;
  } bad[] = {
    { "", "“”" },
    { "..", "“..”" },
    { "/docs/../docs/a.txt", "“/docs/../docs/a.txt”" },
    { "/docs/..", "“/docs/..”" },
    { "/docs/\xff\xfe", "“/docs/\\xff\\xfe”" },
    { "/docs/a\nb", "“/docs/a\\x0ab”" },
    { "/docs/a\rb", "“/docs/a\\x0db”" },
    { NULL, "“nnnnn" },
    { NULL, "“/dir/dir" },
  };

  while (deep->len <= NEXUS_PATH_MAX)
    g_string_append (deep, "/dir");
  long_path = g_string_free (deep, FALSE);
  bad[7].path = long_name;
  bad[8].path = long_path;

  for (guint i = 0; i < nexus_lib_n_ops; i++)
    {
      const NexusLibOp *op = &nexus_lib_ops[i];

      for (guint k = 0; k < G_N_ELEMENTS (bad) && op->has_path; k++)
        {
          for (guint side = 0; side < (op->has_other ? 2 : 1); side++)
            {
              for (guint async = 0; async < 2; async++)
                {
                  NexusLibArgs args = op->valid;
                  g_autoptr(GError) error = NULL;

                  if (side == 0)
                    args.path = bad[k].path;
                  else
                    args.other = bad[k].path;
                  g_assert_null (run (fixture, op, &args, async, NULL, &error));
                  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_FILENAME);
                  g_assert_nonnull (strstr (error->message, bad[k].shown));
                  g_assert_true (g_utf8_validate (error->message, -1, NULL));
                }
            }
        }
    }

  assert_unchanged (fixture);
}

/* Names that only look dangerous are names like any other. */
static void
test_odd_names (Fixture       *fixture,
                gconstpointer  data)
{
  static const char * const names[] = {
    "/a..b", "/...", "/..a", "/ ", "/-rf", "/\\", "/a\tb", "/\x01", "/%", "/'; DROP TABLE nodes; --", "/*", "/?",
    "/caf\xc3\xa9", "/cafe\xcc\x81", "/\xf0\x9f\x90\xb1", "/CON", "/a:b",
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr(NexusEntry) entry = nexus_lib_test_write (fixture->filesystem, names[i], names[i]);

      g_assert_cmpstr (nexus_entry_get_path (entry), ==, names[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    nexus_lib_test_assert_text (fixture->filesystem, names[i], names[i]);
}

static void
test_cancelled_before (Fixture       *fixture,
                       gconstpointer  data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();

  g_cancellable_cancel (cancellable);
  for (guint i = 0; i < nexus_lib_n_ops; i++)
    {
      const NexusLibOp *op = &nexus_lib_ops[i];

      for (guint async = 0; async < 2; async++)
        {
          g_autofree char *id = NULL;
          NexusLibArgs args = nexus_lib_args (fixture->filesystem, &op->valid, &id);
          g_autoptr(GError) error = NULL;

          g_assert_null (run (fixture, op, &args, async, cancellable, &error));
          g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
        }
    }

  assert_unchanged (fixture);
}

static void
test_closed (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (nexus_filesystem_close (fixture->filesystem, NULL, &error));
  g_assert_no_error (error);

  for (guint i = 0; i < nexus_lib_n_ops; i++)
    {
      const NexusLibOp *op = &nexus_lib_ops[i];

      for (guint async = 0; async < 2; async++)
        {
          NexusLibArgs args = op->valid;
          g_autoptr(GError) closed = NULL;

          g_assert_null (run (fixture, op, &args, async, NULL, &closed));
          g_assert_error (closed, G_IO_ERROR, G_IO_ERROR_CLOSED);
        }
    }

  /* Again is no error, in either spelling. */
  g_assert_true (nexus_filesystem_close (fixture->filesystem, NULL, &error));
  g_assert_no_error (error);
}

typedef struct {
  Fixture       *fixture;
  GMainContext  *context;
  guint          n_done;
  guint          n_started;
  gboolean       starting;
} ContextTest;

static void
check_context (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  ContextTest *test = user_data;

  g_assert_false (test->starting);
  g_assert_true (g_main_context_is_owner (test->context));
  g_assert_true (g_main_context_get_thread_default () == test->context);
  g_assert_true (G_IS_TASK (result));
  test->n_done++;
}

/* Good calls and bad ones; each callback in this thread's own context, none inside the call. */
static gpointer
run_in_context (gpointer data)
{
  ContextTest *test = data;
  g_autoptr(GCancellable) cancelled = g_cancellable_new ();

  g_cancellable_cancel (cancelled);
  g_main_context_push_thread_default (test->context);
  for (guint i = 0; i < nexus_lib_n_ops; i++)
    {
      const NexusLibOp *op = &nexus_lib_ops[i];
      NexusLibArgs bad = op->valid;

      bad.path = bad.path != NULL ? "/../x" : NULL;
      test->starting = TRUE;
      op->start (test->fixture->filesystem, &op->valid, NULL, check_context, test);
      op->start (test->fixture->filesystem, &op->valid, cancelled, check_context, test);
      op->start (test->fixture->filesystem, &bad, NULL, check_context, test);
      test->starting = FALSE;
      test->n_started += 3;
    }
  nexus_test_spin_until (test->n_done == test->n_started);
  g_main_context_pop_thread_default (test->context);

  return NULL;
}

static void
test_context (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(GMainContext) context = g_main_context_new ();
  ContextTest test = { fixture, context };

  g_thread_join (g_thread_new ("caller", run_in_context, &test));
  g_assert_cmpuint (test.n_done, ==, 3 * nexus_lib_n_ops);
}

/* A callback is not needed, and its absence leaves nothing behind. */
static void
test_no_callback (Fixture       *fixture,
                  gconstpointer  data)
{
  for (guint i = 0; i < nexus_lib_n_ops; i++)
    nexus_lib_ops[i].start (fixture->filesystem, &nexus_lib_ops[i].valid, NULL, NULL, NULL);

  g_assert_true (nexus_filesystem_close (fixture->filesystem, NULL, NULL));
  while (g_main_context_iteration (NULL, FALSE))
    continue;
}

/* A value that nothing comes of is taken all the same, or whoever made it in the call would lose it. */
static void
test_floating (void)
{
  char *folder = nexus_test_make_dir ();
  NexusFilesystem *filesystem = nexus_lib_test_connect (folder);
  g_autoptr(GVariant) value = g_variant_ref (g_variant_new_string ("1"));
  g_autoptr(GError) error = NULL;

  g_assert_true (g_variant_is_floating (value));
  g_assert_false (nexus_filesystem_set_attribute (filesystem, "/../x", "key", value, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_FILENAME);
  g_assert_false (g_variant_is_floating (value));
  nexus_lib_test_finish (filesystem, folder);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/guards/bad-paths", test_bad_paths);
  ADD ("/guards/odd-names", test_odd_names);
  ADD ("/guards/cancelled-before", test_cancelled_before);
  ADD ("/guards/closed", test_closed);
  ADD ("/guards/context", test_context);
  ADD ("/guards/no-callback", test_no_callback);
  g_test_add_func ("/guards/floating", test_floating);

  return g_test_run ();
}
