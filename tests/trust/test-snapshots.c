/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <glib/gstdio.h>
#include <string.h>

#include "nexus-lib-fixture.h"
#include "nexus-trust-test.h"

/* Snapshots keep what they have, whatever becomes of the files, and bring back exactly that. */

#define SIZE 3000
#define ROUNDS 60

static void
set_up (Fixture       *fixture,
        gconstpointer  user_data)
{
  fixture->folder = nexus_test_make_dir ();
  fixture->filesystem = nexus_trust_test_connect (fixture->folder, "durability: normal\nhistory_limit: 2\n");
}

static void
create (NexusFilesystem *filesystem,
        const char      *name,
        const char      *path)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (nexus_filesystem_create_snapshot (filesystem, name, path, NULL, &error));
  g_assert_no_error (error);
}

static void
restore (NexusFilesystem *filesystem,
         const char      *name,
         const char      *path)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (nexus_filesystem_restore_snapshot (filesystem, name, path, NULL, &error));
  g_assert_no_error (error);
}

static guint
count_differences (NexusFilesystem *filesystem,
                   const char      *name,
                   const char      *other)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) changes = nexus_filesystem_diff_snapshots (filesystem, name, other, NULL, &error);

  g_assert_no_error (error);

  return g_list_model_get_n_items (changes);
}

/* Everything below the root that can be seen, times and all. */
static char *
describe (NexusFilesystem *filesystem,
          const char      *path,
          GString         *text)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) list = nexus_filesystem_list (filesystem, path, NULL, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr(NexusEntry) entry = g_list_model_get_item (list, i);
      g_autofree char *tags = g_strjoinv (",", (char **) nexus_entry_get_tags (entry));

      g_string_append_printf (text, "%s|%d|%s|%s|%o|%" G_GINT64_FORMAT "|%s\n", nexus_entry_get_path (entry),
                              nexus_entry_get_kind (entry), nexus_entry_get_etag (entry), nexus_entry_get_target (entry),
                              nexus_entry_get_mode (entry), nexus_entry_get_modified_ns (entry), tags);
      if (nexus_entry_get_kind (entry) == NEXUS_KIND_DIRECTORY)
        describe (filesystem, nexus_entry_get_path (entry), text);
    }

  return text->str;
}

/* The contents of a snapshot are there when nothing else has them any more, and go with it. */
static void
test_kept (Fixture       *fixture,
           gconstpointer  user_data)
{
  NexusFilesystem *filesystem = fixture->filesystem;
  g_autoptr(GError) error = NULL;

  nexus_trust_test_put (filesystem, "/d/a", 1, SIZE);
  nexus_trust_test_put (filesystem, "/d/b", 2, SIZE);
  create (filesystem, "s", "/d");
  nexus_trust_test_delete (filesystem, "/d", NEXUS_DELETE_RECURSIVE | NEXUS_DELETE_PERMANENT);
  g_assert_cmpuint (nexus_trust_test_collect (filesystem, NEXUS_GARBAGE_NONE, 0, NULL), ==, 0);

  restore (filesystem, "s", "/d/b");
  nexus_trust_test_assert_file (filesystem, "/d/b", 2, SIZE);
  g_assert_cmpuint (count_differences (filesystem, "s", NULL), ==, 1);
  restore (filesystem, "s", NULL);
  nexus_trust_test_assert_file (filesystem, "/d/a", 1, SIZE);
  g_assert_cmpuint (count_differences (filesystem, "s", NULL), ==, 0);

  nexus_trust_test_delete (filesystem, "/d", NEXUS_DELETE_RECURSIVE | NEXUS_DELETE_PERMANENT);
  g_assert_true (nexus_filesystem_delete_snapshot (filesystem, "s", NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (nexus_trust_test_collect (filesystem, NEXUS_GARBAGE_NONE, 0, NULL), ==, 2);
}

/* A name may come between that of a directory and what is in it. */
static void
test_neighbours (Fixture       *fixture,
                 gconstpointer  user_data)
{
  const char * const paths[] = { "/d/lib/one", "/d/lib/two/three", "/d/lib.c", "/d/lib (2)/x", "/d/lib-old" };
  NexusFilesystem *filesystem = fixture->filesystem;

  nexus_trust_test_put (filesystem, "/d/lib", 1, SIZE);
  create (filesystem, "s", "/d");
  nexus_trust_test_delete (filesystem, "/d/lib", NEXUS_DELETE_NONE);
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    nexus_trust_test_put (filesystem, paths[i], i, SIZE);

  restore (filesystem, "s", NULL);
  nexus_trust_test_assert_file (filesystem, "/d/lib", 1, SIZE);
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    g_assert_false (nexus_filesystem_exists (filesystem, paths[i], NULL, NULL));
  g_assert_cmpuint (count_differences (filesystem, "s", NULL), ==, 0);
}

/* A backup has the snapshots with their contents. */
static void
test_backup (Fixture       *fixture,
             gconstpointer  user_data)
{
  NexusFilesystem *filesystem = fixture->filesystem;
  g_autofree char *folder = nexus_test_make_dir ();
  g_autoptr(GFile) file = g_file_new_for_path (folder);
  g_autoptr(NexusOperation) operation = NULL;
  NexusFilesystem *copy;

  nexus_trust_test_put (filesystem, "/d/a", 1, SIZE);
  create (filesystem, "s", "/");
  nexus_trust_test_delete (filesystem, "/d", NEXUS_DELETE_RECURSIVE | NEXUS_DELETE_PERMANENT);
  operation = nexus_filesystem_backup (filesystem, file);
  nexus_trust_test_run (operation);
  g_clear_object (&operation);

  copy = nexus_trust_test_connect (folder, "");
  restore (copy, "s", NULL);
  nexus_trust_test_assert_file (copy, "/d/a", 1, SIZE);
  nexus_lib_test_finish (copy, g_steal_pointer (&folder));
}

static void
do_something (NexusFilesystem *filesystem)
{
  g_autofree char *path = g_strdup_printf ("/d%d/e%d", g_test_rand_int_range (0, 3), g_test_rand_int_range (0, 4));
  g_autofree char *other = g_strdup_printf ("/d%d/e%d", g_test_rand_int_range (0, 3), g_test_rand_int_range (0, 4));
  g_autofree char *below = g_strconcat (path, "/x", NULL);
  g_autoptr(GBytes) bytes = nexus_trust_test_make_bytes ((guint) g_test_rand_int_range (0, 50), SIZE);
  g_autoptr(NexusEntry) entry = NULL;

  /* What cannot be done is not. */
  switch (g_test_rand_int_range (0, 7))
    {
    case 0:
      nexus_filesystem_delete (filesystem, path, NULL, NEXUS_DELETE_RECURSIVE, NULL, NULL);
      break;
    case 1:
      entry = nexus_filesystem_move (filesystem, path, other, NULL, NEXUS_COPY_NONE, NULL, NULL);
      break;
    case 2:
      nexus_filesystem_add_tag (filesystem, path, g_test_rand_bit () ? "red" : "größer “als”", NULL, NULL);
      break;
    case 3:
      nexus_filesystem_remove_tag (filesystem, path, "red", NULL, NULL);
      break;
    case 4:
      entry = nexus_filesystem_make_symbolic_link (filesystem, path, other, NULL, NULL);
      break;
    case 5:
      entry = nexus_filesystem_write (filesystem, below, bytes, NULL, NEXUS_WRITE_PARENTS, NULL, NULL);
      break;
    default:
      entry = nexus_filesystem_write (filesystem, path, bytes, NULL, NEXUS_WRITE_PARENTS, NULL, NULL);
    }
}

/* Whatever was done: restoring makes all that can be seen what it was, and an undo makes it what it had become. */
static void
test_anything (Fixture       *fixture,
               gconstpointer  user_data)
{
  NexusFilesystem *filesystem = fixture->filesystem;
  guint n_different = 0;

  for (guint round = 0; round < ROUNDS; round++)
    {
      g_autofree char *name = g_strdup_printf ("round %u", round);
      g_autoptr(GString) before = g_string_new (NULL);
      g_autoptr(GString) changed = g_string_new (NULL);
      g_autoptr(GString) restored = g_string_new (NULL);
      g_autoptr(GString) undone = g_string_new (NULL);
      g_autoptr(GError) error = NULL;
      guint n;

      for (guint i = 0; i < 10; i++)
        do_something (filesystem);
      create (filesystem, name, "/");
      describe (filesystem, "/", before);
      for (guint i = 0; i < 6; i++)
        do_something (filesystem);
      describe (filesystem, "/", changed);
      n = count_differences (filesystem, name, NULL);

      restore (filesystem, name, NULL);
      g_assert_cmpstr (describe (filesystem, "/", restored), ==, before->str);
      g_assert_cmpuint (count_differences (filesystem, name, NULL), ==, 0);
      if (n > 0)
        {
          g_autoptr(NexusUndoStep) step = nexus_filesystem_undo (filesystem, 0, NULL, &error);

          g_assert_no_error (error);
          g_assert_nonnull (step);
          g_assert_cmpstr (describe (filesystem, "/", undone), ==, changed->str);
          g_assert_cmpuint (count_differences (filesystem, name, NULL), ==, n);
          n_different++;
        }
    }
  g_assert_cmpuint (n_different, >, ROUNDS / 2);
}

static void
test_errors (Fixture       *fixture,
             gconstpointer  user_data)
{
  NexusFilesystem *filesystem = fixture->filesystem;
  g_autofree char *long_name = g_strnfill (256, 'x');
  const struct { const char *name; const char *path; int code; } wrong[] = {
    { "s", "/", G_IO_ERROR_EXISTS },
    { "t", "/none", G_IO_ERROR_NOT_FOUND },
    { "t", "/\xff", G_IO_ERROR_INVALID_FILENAME },
    { "", "/", G_IO_ERROR_INVALID_ARGUMENT },
    { "a\nb", "/", G_IO_ERROR_INVALID_ARGUMENT },
    { long_name, "/", G_IO_ERROR_INVALID_ARGUMENT },
  };
  g_autoptr(GError) error = NULL;

  create (filesystem, "s", "/");
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_assert_false (nexus_filesystem_create_snapshot (filesystem, wrong[i].name, wrong[i].path, NULL, &error));
      g_assert_error (error, G_IO_ERROR, wrong[i].code);
      g_clear_error (&error);
    }
  g_assert_false (nexus_filesystem_restore_snapshot (filesystem, "t", NULL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (nexus_filesystem_delete_snapshot (filesystem, "t", NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

static void
on_created (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  gboolean *done = user_data;
  g_autoptr(GError) error = NULL;

  g_assert_true (nexus_filesystem_create_snapshot_finish (NEXUS_FILESYSTEM (object), result, &error));
  g_assert_no_error (error);
  *done = TRUE;
}

static void
on_restored (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  gboolean *done = user_data;
  g_autoptr(GError) error = NULL;

  g_assert_true (nexus_filesystem_restore_snapshot_finish (NEXUS_FILESYSTEM (object), result, &error));
  g_assert_no_error (error);
  *done = TRUE;
}

static void
on_deleted (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  gboolean *done = user_data;
  g_autoptr(GError) error = NULL;

  g_assert_true (nexus_filesystem_delete_snapshot_finish (NEXUS_FILESYSTEM (object), result, &error));
  g_assert_no_error (error);
  *done = TRUE;
}

static void
on_listed (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  gboolean *done = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) list = nexus_filesystem_list_snapshots_finish (NEXUS_FILESYSTEM (object), result, &error);
  g_autoptr(NexusSnapshot) snapshot = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (list), ==, 1);
  snapshot = g_list_model_get_item (list, 0);
  g_assert_cmpstr (nexus_snapshot_get_name (snapshot), ==, "s");
  g_assert_cmpstr (nexus_snapshot_get_path (snapshot), ==, "/");
  g_assert_cmpuint (nexus_snapshot_get_count (snapshot), ==, 2);
  g_assert_cmpuint (nexus_snapshot_get_size (snapshot), ==, SIZE);
  g_assert_cmpint (nexus_snapshot_get_created_ns (snapshot), >, 0);
  *done = TRUE;
}

static void
on_compared (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  gboolean *done = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) list = nexus_filesystem_diff_snapshots_finish (NEXUS_FILESYSTEM (object), result, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (list), ==, 0);
  *done = TRUE;
}

static void
test_async (Fixture       *fixture,
            gconstpointer  user_data)
{
  NexusFilesystem *filesystem = fixture->filesystem;
  gboolean done = FALSE;

  nexus_trust_test_put (filesystem, "/d/a", 1, SIZE);
  nexus_filesystem_create_snapshot_async (filesystem, "s", "/", NULL, on_created, &done);
  nexus_test_spin_until (done);
  done = FALSE;
  nexus_filesystem_list_snapshots_async (filesystem, NULL, on_listed, &done);
  nexus_test_spin_until (done);
  done = FALSE;
  nexus_trust_test_put (filesystem, "/d/a", 2, SIZE);
  nexus_filesystem_restore_snapshot_async (filesystem, "s", NULL, NULL, on_restored, &done);
  nexus_test_spin_until (done);
  done = FALSE;
  nexus_filesystem_diff_snapshots_async (filesystem, "s", NULL, NULL, on_compared, &done);
  nexus_test_spin_until (done);
  done = FALSE;
  nexus_filesystem_delete_snapshot_async (filesystem, "s", NULL, on_deleted, &done);
  nexus_test_spin_until (done);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) g_test_add ("/trust/snapshots/" name, Fixture, NULL, set_up, func, fixture_tear_down)
  ADD ("neighbours", test_neighbours);
  ADD ("kept", test_kept);
  ADD ("backup", test_backup);
  ADD ("anything", test_anything);
  ADD ("errors", test_errors);
  ADD ("async", test_async);

  return g_test_run ();
}
