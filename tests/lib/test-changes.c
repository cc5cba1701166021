/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "nexus-lib-ops.h"
#include "nexus-lib-test.h"

/* What the `changed` signal tells: the truth, in order, after the commit, in the right context, in bounded number. */

typedef struct {
  char            *folder;
  NexusFilesystem *filesystem;
  GString         *seen;       /* one line for each change */
  guint            n_seen;
  guint64          last;
  GMainContext    *context;
} Fixture;

static void
note_change (NexusFilesystem *filesystem,
             NexusChange     *change,
             gpointer         user_data)
{
  Fixture *fixture = user_data;
  const char *path = nexus_change_get_path (change);
  const char *old_path = nexus_change_get_old_path (change);

  g_assert_true (g_main_context_is_owner (fixture->context));

  /* Texts are read when there is time for it, and that is in no log. */
  if (nexus_change_get_kind (change) == NEXUS_CHANGE_TEXTS)
    {
      g_assert_cmpuint (nexus_change_get_sequence (change), ==, 0);
      return;
    }
  g_assert_cmpuint (nexus_change_get_sequence (change), >=, fixture->last);
  fixture->last = nexus_change_get_sequence (change);
  fixture->n_seen++;
  g_string_append_printf (fixture->seen, "%d %s%s%s\n", nexus_change_get_kind (change), path != NULL ? path : "-",
                          old_path != NULL ? " < " : "", old_path != NULL ? old_path : "");
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->folder = nexus_test_make_dir ();
  fixture->filesystem = nexus_lib_test_connect (fixture->folder);
  fixture->seen = g_string_new (NULL);
  fixture->context = g_main_context_default ();
  nexus_lib_fill (fixture->filesystem);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_signal_connect (fixture->filesystem, "changed", G_CALLBACK (note_change), fixture);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_signal_handlers_disconnect_by_data (fixture->filesystem, fixture);
  nexus_lib_test_finish (fixture->filesystem, fixture->folder);
  g_string_free (fixture->seen, TRUE);
}

/* Whether exactly this kind of change of this path has been told. */
static gboolean
has_seen (Fixture         *fixture,
          NexusChangeKind  kind,
          const char      *rest)
{
  g_autofree char *line = g_strdup_printf ("%d %s\n", kind, rest);
  const char *found = strstr (fixture->seen->str, line);

  return found != NULL && (found == fixture->seen->str || found[-1] == '\n');
}

static void
test_kinds (Fixture       *fixture,
            gconstpointer  data)
{
  static const struct {
    const char      *op;
    NexusLibArgs     args;
    NexusChangeKind  kind;
    const char      *told;
  } steps[] = {
    { "write", { "/docs/c", NULL, "x" }, NEXUS_CHANGE_CREATED, "/docs/c" },
    { "write", { "/docs/c", NULL, "y" }, NEXUS_CHANGE_CONTENT, "/docs/c" },
    { "make_directory", { "/dir" }, NEXUS_CHANGE_CREATED, "/dir" },
    { "make_symbolic_link", { "/l", "dir" }, NEXUS_CHANGE_CREATED, "/l" },
    { "set_mode", { "/docs/c", .number = 0600 }, NEXUS_CHANGE_METADATA, "/docs/c" },
    { "set_attribute", { "/docs/c", "k", "'v'" }, NEXUS_CHANGE_METADATA, "/docs/c" },
    { "add_tag", { "/docs/c", "green" }, NEXUS_CHANGE_METADATA, "/docs/c" },
    { "set_tag_color", { .other = "green", .text = "#00ff00" }, NEXUS_CHANGE_TAGS, "-" },
    { "move", { "/docs/c", "/dir/d" }, NEXUS_CHANGE_MOVED, "/dir/d < /docs/c" },
    { "copy", { "/dir/d", "/dir/e" }, NEXUS_CHANGE_CREATED, "/dir/e" },
    { "restore_version", { "/dir/d", .number = 1 }, NEXUS_CHANGE_CONTENT, "/dir/d" },
    { "delete", { "/dir/d" }, NEXUS_CHANGE_DELETED, "/dir/d" },
    { "delete", { "/dir/e" }, NEXUS_CHANGE_TRASH, "-" },
    { "empty_trash", { NULL }, NEXUS_CHANGE_TRASH, "-" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      const NexusLibOp *op = nexus_lib_op_find (steps[i].op);
      g_autoptr(GError) error = NULL;
      gpointer result;

      g_string_truncate (fixture->seen, 0);
      result = op->sync (fixture->filesystem, &steps[i].args, NULL, &error);
      g_assert_no_error (error);
      g_assert_nonnull (result);
      if (op->free != NULL)
        op->free (result);
      /* Never inside the call. */
      g_assert_cmpuint (fixture->seen->len, ==, 0);
      nexus_test_spin_until (has_seen (fixture, steps[i].kind, steps[i].told));
    }
}

static void
test_failures_are_silent (Fixture       *fixture,
                          gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  g_assert_false (nexus_filesystem_delete (fixture->filesystem, "/none", NULL, NEXUS_DELETE_NONE, NULL, &error));
  g_clear_error (&error);
  g_assert_null (nexus_filesystem_make_directory (fixture->filesystem, "/docs", NEXUS_MAKE_DIRECTORY_NONE, NULL, &error));
  g_object_unref (nexus_lib_test_write (fixture->filesystem, "/end", "x"));

  nexus_test_spin_until (has_seen (fixture, NEXUS_CHANGE_CREATED, "/end"));
  g_assert_cmpuint (fixture->n_seen, ==, 1);
}

/* A thousand are gathered; the last commit may be seen before its changes are, which are then told after them. */
#define TOLD_MAX 2010

/* Without a turn of the loop, so that nothing is told meanwhile. */
static void
wait_in_silence (Fixture    *fixture,
                 const char *path)
{
  while (!nexus_lib_test_exists (fixture->filesystem, path))
    g_thread_yield ();
}

static void
test_flood (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(GBytes) bytes = g_bytes_new_static ("x", 1);

  for (guint i = 0; i < 3000; i++)
    {
      g_autofree char *path = g_strdup_printf ("/flood/%u/%u", i % 2, i);

      nexus_filesystem_write_async (fixture->filesystem, path, bytes, NULL, NEXUS_WRITE_PARENTS, NULL, NULL, NULL);
    }
  wait_in_silence (fixture, "/flood/1/2999");
  nexus_test_spin_until (has_seen (fixture, NEXUS_CHANGE_CHILDREN, "/flood/0") &&
                         has_seen (fixture, NEXUS_CHANGE_CHILDREN, "/flood/1"));
  while (g_main_context_iteration (NULL, FALSE))
    continue;

  g_assert_cmpuint (fixture->n_seen, <=, TOLD_MAX);
}

/* Each deletion changes the trash too, which has no path by which it could be told together. */
static void
test_flood_of_deletions (Fixture       *fixture,
                         gconstpointer  data)
{
  g_autoptr(GBytes) bytes = g_bytes_new_static ("x", 1);

  for (guint i = 0; i < 1500; i++)
    {
      g_autofree char *path = g_strdup_printf ("/docs/short-lived %u", i);

      nexus_filesystem_write_async (fixture->filesystem, path, bytes, NULL, NEXUS_WRITE_NONE, NULL, NULL, NULL);
      nexus_filesystem_delete_async (fixture->filesystem, path, NULL, NEXUS_DELETE_NONE, NULL, NULL, NULL);
    }
  nexus_filesystem_write_async (fixture->filesystem, "/end", bytes, NULL, NEXUS_WRITE_NONE, NULL, NULL, NULL);
  wait_in_silence (fixture, "/end");
  nexus_test_spin_until (has_seen (fixture, NEXUS_CHANGE_CREATED, "/end") ||
                         has_seen (fixture, NEXUS_CHANGE_CHILDREN, "/"));

  g_assert_false (nexus_lib_test_exists (fixture->filesystem, "/docs/short-lived 1499"));
  g_assert_true (has_seen (fixture, NEXUS_CHANGE_TRASH, "-"));
  g_assert_cmpuint (fixture->n_seen, <=, TOLD_MAX);
}

/* The handler asks the store about what it was told, which must be there. */
static void
ask_back (NexusFilesystem *filesystem,
          NexusChange     *change,
          gpointer         user_data)
{
  guint *n_asked = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusEntry) entry = NULL;

  entry = nexus_filesystem_query (filesystem, nexus_change_get_path (change), NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (entry);
  (*n_asked)++;
}

static void
test_after_commit (Fixture       *fixture,
                   gconstpointer  data)
{
  guint n_asked = 0;
  gulong id = g_signal_connect (fixture->filesystem, "changed", G_CALLBACK (ask_back), &n_asked);
  g_autoptr(GBytes) bytes = g_bytes_new_static ("x", 1);

  for (guint i = 0; i < 50; i++)
    {
      g_autofree char *path = g_strdup_printf ("/docs/%u", i);

      nexus_filesystem_write_async (fixture->filesystem, path, bytes, NULL, NEXUS_WRITE_NONE, NULL, NULL, NULL);
    }
  nexus_test_spin_until (n_asked == 50);
  g_signal_handler_disconnect (fixture->filesystem, id);
}

static void
stop_here (NexusFilesystem *filesystem,
           NexusChange     *change,
           gpointer         user_data)
{
  Fixture *fixture = user_data;

  g_assert_true (g_main_context_is_owner (fixture->context));
  g_assert_true (g_main_context_get_thread_default () == fixture->context);
  fixture->n_seen++;
}

/* A store that was connected under another context tells there, whoever writes. */
static gpointer
listen_elsewhere (gpointer user_data)
{
  Fixture *fixture = user_data;
  GThread *writer;
  NexusFilesystem *filesystem;

  g_main_context_push_thread_default (fixture->context);
  filesystem = nexus_lib_test_connect (fixture->folder);
  g_signal_connect (filesystem, "changed", G_CALLBACK (stop_here), fixture);
  writer = g_thread_new ("writer", (GThreadFunc) (void (*) (void)) nexus_lib_fill, filesystem);
  g_thread_join (writer);
  nexus_test_spin_until (fixture->n_seen >= 12);
  g_assert_true (nexus_filesystem_close (filesystem, NULL, NULL));
  nexus_test_assert_finalized (filesystem);
  g_main_context_pop_thread_default (fixture->context);

  return NULL;
}

static void
test_context (void)
{
  g_autoptr(GMainContext) context = g_main_context_new ();
  Fixture fixture = { .folder = nexus_test_make_dir (), .context = context };

  g_thread_join (g_thread_new ("listener", listen_elsewhere, &fixture));
  nexus_test_remove_tree (fixture.folder);
  g_free (fixture.folder);
}

/* A context that nobody iterates does not keep the store open. */
static void
never (void)
{
  g_assert_not_reached ();
}

static void
test_nobody_listens (void)
{
  char *folder = nexus_test_make_dir ();
  NexusFilesystem *filesystem = nexus_lib_test_connect (folder);

  g_signal_connect (filesystem, "changed", G_CALLBACK (never), NULL);
  nexus_lib_fill (filesystem);
  nexus_lib_test_finish (filesystem, folder);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/changes/kinds", test_kinds);
  ADD ("/changes/failures-are-silent", test_failures_are_silent);
  ADD ("/changes/flood", test_flood);
  ADD ("/changes/flood-of-deletions", test_flood_of_deletions);
  ADD ("/changes/after-commit", test_after_commit);
  g_test_add_func ("/changes/context", test_context);
  g_test_add_func ("/changes/nobody-listens", test_nobody_listens);

  return g_test_run ();
}
