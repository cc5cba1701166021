/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "nexus-gtk-browser-private.h"
#include "nexus-gtk-look.h"
#include "nexus-gtk-store.h"
#include "nexus-gtk-test-actions.h"
#include "nexus-test-util.h"

/* The look of a folder is found again wherever the folder is, also where nobody was told how it came there. */

/* So many changes are not told one by one. */
#define MANY 1200

static char *
dup_store (Fixture *fixture)
{
  return nexus_gtk_store_locate (nexus_filesystem_get_config (fixture->filesystem));
}

/* Of the look that is kept for the place.  New; NULL if there is none, or none yet. */
static char *
dup_folder_of (Fixture    *fixture,
               const char *place)
{
  g_autoptr(GVariant) looks = g_settings_get_value (nexus_gtk_window_get_settings (fixture->window), "looks");
  g_autofree char *store = dup_store (fixture);

  for (gsize i = 0; i < g_variant_n_children (looks); i++)
    {
      g_autoptr(GVariant) look = NULL;
      const char *other_store;
      const char *other_place;
      char *folder;

      g_variant_get_child (looks, i, "(&s&s@a{sv})", &other_store, &other_place, &look);
      if (strcmp (other_store, store) == 0 && strcmp (other_place, place) == 0 &&
          g_variant_lookup (look, "folder", "s", &folder))
        return folder;
    }

  return NULL;
}

static gboolean
is_known (Fixture    *fixture,
          const char *place)
{
  g_autofree char *folder = dup_folder_of (fixture, place);

  return folder != NULL;
}

static guint
count_looks (Fixture *fixture)
{
  g_autoptr(GVariant) looks = g_settings_get_value (nexus_gtk_window_get_settings (fixture->window), "looks");

  return (guint) g_variant_n_children (looks);
}

/* As somebody does who is there. */
static void
set_view (Fixture    *fixture,
          const char *place,
          const char *view)
{
  fixture_go (fixture, place);
  nexus_gtk_browser_set_view (fixture->browser, view);
  nexus_test_spin_until (is_known (fixture, place));
}

static gboolean
has_view (Fixture    *fixture,
          const char *expected)
{
  return strcmp (fixture->browser->view, expected) == 0;
}

static void
wait_view (Fixture    *fixture,
           const char *place,
           const char *expected)
{
  fixture_go (fixture, place);
  nexus_test_spin_until (has_view (fixture, expected));
}

/* Each goes where the one after it was, and the last one where the first one was. */
static void
rotate (Fixture            *fixture,
        const char * const *paths)
{
  g_autoptr(NexusBatch) batch = nexus_batch_new (fixture->filesystem);
  guint n_paths = g_strv_length ((char **) paths);
  g_autoptr(GError) error = NULL;

  nexus_batch_move (batch, paths[n_paths - 1], "/aside", NULL, NEXUS_COPY_NONE);
  for (guint i = n_paths - 1; i > 0; i--)
    nexus_batch_move (batch, paths[i - 1], paths[i], NULL, NEXUS_COPY_NONE);
  nexus_batch_move (batch, "/aside", paths[0], NULL, NEXUS_COPY_NONE);
  g_assert_true (nexus_batch_commit (batch, NULL, &error));
  g_assert_no_error (error);
}

static void
undo (Fixture  *fixture,
      gboolean  redo)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusUndoStep) step = redo ? nexus_filesystem_redo (fixture->filesystem, 0, NULL, &error)
                                       : nexus_filesystem_undo (fixture->filesystem, 0, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (step);
}

/* What is undone at once is told of as if one came after the other, where all go at the same time. */
static void
test_swapped (void)
{
  static const char * const two[] = { "/docs", "/other", NULL };
  Fixture *fixture = fixture_new ();

  fixture_make_folder (fixture, "/other/inner");
  set_view (fixture, "/docs", "grid");
  set_view (fixture, "/docs/inner", "columns");
  set_view (fixture, "/other", "columns");
  set_view (fixture, "/other/inner", "grid");

  rotate (fixture, two);
  wait_view (fixture, "/other", "grid");
  wait_view (fixture, "/docs", "columns");
  for (guint i = 0; i < 2; i++)
    {
      undo (fixture, FALSE);
      wait_view (fixture, "/docs", "grid");
      wait_view (fixture, "/other", "columns");
      wait_view (fixture, "/docs/inner", "columns");
      wait_view (fixture, "/other/inner", "grid");
      undo (fixture, TRUE);
      wait_view (fixture, "/docs", "columns");
      wait_view (fixture, "/other", "grid");
      wait_view (fixture, "/docs/inner", "grid");
      wait_view (fixture, "/other/inner", "columns");
    }
  g_assert_cmpuint (count_looks (fixture), ==, 4);

  fixture_free (fixture);
}

static void
test_rotated (void)
{
  static const char * const three[] = { "/docs", "/other", "/third", NULL };
  Fixture *fixture = fixture_new ();

  fixture_make_folder (fixture, "/other");
  fixture_make_folder (fixture, "/third");
  set_view (fixture, "/docs", "grid");
  set_view (fixture, "/other", "columns");

  rotate (fixture, three);
  wait_view (fixture, "/other", "grid");
  wait_view (fixture, "/third", "columns");
  wait_view (fixture, "/docs", "list");
  undo (fixture, FALSE);
  wait_view (fixture, "/third", "list");
  wait_view (fixture, "/docs", "grid");
  wait_view (fixture, "/other", "columns");
  undo (fixture, TRUE);
  wait_view (fixture, "/docs", "list");
  wait_view (fixture, "/third", "columns");
  wait_view (fixture, "/other", "grid");
  g_assert_cmpuint (count_looks (fixture), ==, 2);

  fixture_free (fixture);
}

/* Those are told of as changes in a folder only. */
static void
test_many (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr(NexusBatch) make = nexus_batch_new (fixture->filesystem);
  g_autoptr(NexusBatch) move = nexus_batch_new (fixture->filesystem);
  g_autoptr(GError) error = NULL;

  fixture_make_folder (fixture, "/from");
  fixture_make_folder (fixture, "/to");
  for (guint i = 0; i < MANY; i++)
    {
      g_autofree char *from = g_strdup_printf ("/from/%u", i);
      g_autofree char *to = g_strdup_printf ("/to/new %u", i);

      nexus_batch_make_directory (make, from, NEXUS_MAKE_DIRECTORY_NONE);
      nexus_batch_move (move, from, to, NULL, NEXUS_COPY_NONE);
    }
  g_assert_true (nexus_batch_commit (make, NULL, &error));
  g_assert_no_error (error);
  set_view (fixture, "/from/7", "grid");
  set_view (fixture, "/from/1100", "columns");
  fixture_go (fixture, "/");

  g_assert_true (nexus_batch_commit (move, NULL, &error));
  g_assert_no_error (error);
  wait_view (fixture, "/to/new 7", "grid");
  wait_view (fixture, "/to/new 1100", "columns");
  wait_view (fixture, "/to/new 8", "list");
  undo (fixture, FALSE);
  wait_view (fixture, "/from/7", "grid");
  wait_view (fixture, "/from/1100", "columns");
  /* Nothing is left behind. */
  g_assert_false (is_known (fixture, "/to/new 7"));
  g_assert_cmpuint (count_looks (fixture), ==, 2);

  fixture_free (fixture);
}

/* A new folder that is called as another one was looks like most, and the other one as before when it comes back. */
static void
test_replaced (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr(NexusEntry) docs = nexus_filesystem_query (fixture->filesystem, "/docs", NULL, NULL);
  g_autoptr(GListModel) trash = NULL;
  g_autoptr(NexusTrashItem) item = NULL;
  g_autoptr(NexusEntry) restored = NULL;
  g_autofree char *folder = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_nonnull (docs);
  set_view (fixture, "/docs", "grid");
  folder = dup_folder_of (fixture, "/docs");
  g_assert_cmpstr (folder, ==, nexus_entry_get_id (docs));
  fixture_go (fixture, "/");
  g_assert_true (nexus_filesystem_delete (fixture->filesystem, "/docs", NULL, NEXUS_DELETE_RECURSIVE, NULL, &error));
  g_assert_no_error (error);
  fixture_make_folder (fixture, "/docs");
  wait_view (fixture, "/docs", "list");
  nexus_test_spin_until (!nexus_gtk_browser_has_own_look (fixture->browser));
  g_assert_cmpuint (count_looks (fixture), ==, 1);
  set_view (fixture, "/docs", "columns");

  trash = nexus_filesystem_list_trash (fixture->filesystem, NULL, &error);
  g_assert_no_error (error);
  item = g_list_model_get_item (trash, 0);
  g_assert_nonnull (item);
  restored = nexus_filesystem_restore (fixture->filesystem, nexus_trash_item_get_id (item), "/docs again", NEXUS_CONFLICT_FAIL,
                                       NULL, &error);
  g_assert_no_error (error);
  wait_view (fixture, "/docs again", "grid");
  wait_view (fixture, "/docs", "columns");
  g_assert_cmpuint (count_looks (fixture), ==, 2);

  fixture_free (fixture);
}

static void
set_looks (Fixture  *fixture,
           GVariant *looks)
{
  g_settings_set_value (nexus_gtk_window_get_settings (fixture->window), "looks", looks);
}

/* What an earlier version has kept has no number of a folder; and what is in the settings can be anything. */
static void
test_kept (void)
{
  Fixture *fixture = fixture_new ();
  g_autoptr(NexusEntry) docs = nexus_filesystem_query (fixture->filesystem, "/docs", NULL, NULL);
  g_autofree char *store = dup_store (fixture);
  g_autofree char *folder = NULL;
  const char *id;

  g_assert_nonnull (docs);
  id = nexus_entry_get_id (docs);
  set_looks (fixture, g_variant_new_parsed ("[(%s, '/docs', {'view': <'grid'>}),"
                                            " (%s, '/docs/inner', {'view': <'grid'>, 'folder': <5>}),"
                                            " ('another', '/docs', {'view': <'columns'>})]", store, store));
  wait_view (fixture, "/docs", "grid");
  nexus_test_spin_until (is_known (fixture, "/docs"));
  folder = dup_folder_of (fixture, "/docs");
  g_assert_cmpstr (folder, ==, id);
  wait_view (fixture, "/docs/inner", "grid");
  nexus_test_spin_until (is_known (fixture, "/docs/inner"));
  g_assert_cmpuint (count_looks (fixture), ==, 3);

  /* One that is there twice is shown as it was last, and kept once. */
  fixture_go (fixture, "/");
  set_looks (fixture, g_variant_new_parsed ("[(%s, '/here', {'view': <'columns'>, 'folder': <%s>}),"
                                            " (%s, '/there', {'view': <'grid'>, 'folder': <%s>}),"
                                            " ('another', '/docs', {'view': <'grid'>, 'folder': <%s>})]",
                                            store, id, store, id, id));
  wait_view (fixture, "/docs", "columns");
  nexus_test_spin_until (is_known (fixture, "/docs"));
  g_assert_false (is_known (fixture, "/here"));
  g_assert_false (is_known (fixture, "/there"));
  g_assert_cmpuint (count_looks (fixture), ==, 2);

  fixture_free (fixture);
}

/* What is asked holds it until it is answered. */
static void
wait_answered (GCancellable *cancellable)
{
  g_object_add_weak_pointer (G_OBJECT (cancellable), (gpointer *) &cancellable);
  g_object_unref (cancellable);
  nexus_test_spin_until (cancellable == NULL);
}

/* A file is no folder, whatever is kept for its path; and a folder that is not shown any more learns nothing. */
static void
test_no_folder (void)
{
  Fixture *fixture = fixture_new ();
  GSettings *settings = nexus_gtk_window_get_settings (fixture->window);
  g_autofree char *store = dup_store (fixture);
  GCancellable *cancellable = g_cancellable_new ();
  GCancellable *cancelled = g_cancellable_new ();

  set_looks (fixture, g_variant_new_parsed ("[(%s, '/a2.txt', {'view': <'grid'>}), (%s, '/docs', {'view': <'grid'>}),"
                                            " (%s, '/docs/inner', {'view': <'grid'>})]", store, store, store));
  nexus_gtk_look_recognize (settings, fixture->filesystem, store, "/docs", cancelled);
  g_cancellable_cancel (cancelled);
  nexus_gtk_look_recognize (settings, fixture->filesystem, store, "/a2.txt", cancellable);
  nexus_gtk_look_recognize (settings, fixture->filesystem, store, "/nothing", cancellable);
  nexus_gtk_look_recognize (settings, fixture->filesystem, store, "/docs/inner", cancellable);
  wait_answered (cancelled);
  wait_answered (cancellable);
  g_assert_true (is_known (fixture, "/docs/inner"));
  g_assert_false (is_known (fixture, "/a2.txt"));
  g_assert_false (is_known (fixture, "/docs"));
  g_assert_cmpuint (count_looks (fixture), ==, 3);

  fixture_free (fixture);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  init_toolkit ();
  g_test_add_func ("/looks/swapped", test_swapped);
  g_test_add_func ("/looks/rotated", test_rotated);
  g_test_add_func ("/looks/many", test_many);
  g_test_add_func ("/looks/replaced", test_replaced);
  g_test_add_func ("/looks/kept", test_kept);
  g_test_add_func ("/looks/no-folder", test_no_folder);

  return g_test_run ();
}
