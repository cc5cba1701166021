/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "nexus-store-fixture.h"

#include <nexus-path.h>
#include <string.h>

/* The trash: into it, out of it with something in the way, and emptied. */

static NexusMutation *
restore (const char          *id,
         const char          *destination,
         NexusConflictPolicy  policy)
{
  NexusMutation *mutation = fixture_mutation (NEXUS_MUTATION_RESTORE_TRASH, NULL, destination, id);

  mutation->policy = policy;

  return mutation;
}

static void
test_trash (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(NexusEntry) before = NULL;
  g_autoptr(NexusEntry) after = NULL;
  g_autofree char *id = NULL;
  NexusMutation *mutation;

  fixture_must (fixture, fixture_mutation (NEXUS_MUTATION_MAKE_DIRECTORY, "/d", NULL, NULL));
  fixture_must (fixture, fixture_mutation (NEXUS_MUTATION_MAKE_DIRECTORY, "/d/e", NULL, NULL));
  fixture_must (fixture, fixture_put ("/d/e/a.txt", "one"));
  fixture_must (fixture, fixture_put ("/d/e/a.txt", "second"));
  fixture_must (fixture, fixture_attribute ("/d/e/a.txt", "k", g_variant_new_string ("v")));
  before = fixture_query (fixture, "/d/e/a.txt");

  mutation = fixture_mutation (NEXUS_MUTATION_DELETE, "/d", NULL, NULL);
  mutation->delete_flags = NEXUS_DELETE_RECURSIVE;
  fixture_must (fixture, mutation);
  g_assert_false (fixture_exists (fixture, "/d/e/a.txt"));
  fixture_reopen (fixture);
  id = fixture_trashed (fixture, "/d");
  fixture_must (fixture, restore (id, NULL, NEXUS_CONFLICT_FAIL));
  after = fixture_query (fixture, "/d/e/a.txt");
  g_assert_cmpstr (nexus_entry_get_id (after), ==, nexus_entry_get_id (before));
  g_assert_cmpint (nexus_entry_get_modified_ns (after), ==, nexus_entry_get_modified_ns (before));
  g_assert_true (g_variant_equal (nexus_entry_get_attributes (after), nexus_entry_get_attributes (before)));
  fixture_assert_content (fixture, "/d/e/a.txt", 1, "one");
  fixture_fails (fixture, restore (id, NULL, NEXUS_CONFLICT_FAIL), G_IO_ERROR, G_IO_ERROR_NOT_FOUND, id);
  g_clear_pointer (&id, g_free);

  /* The directories that it was in are made again. */
  fixture_must (fixture, fixture_mutation (NEXUS_MUTATION_DELETE, "/d/e/a.txt", NULL, NULL));
  mutation = fixture_mutation (NEXUS_MUTATION_DELETE, "/d", NULL, NULL);
  mutation->delete_flags = NEXUS_DELETE_RECURSIVE | NEXUS_DELETE_PERMANENT;
  fixture_must (fixture, mutation);
  id = fixture_trashed (fixture, "/d/e/a.txt");
  fixture_must (fixture, restore (id, NULL, NEXUS_CONFLICT_FAIL));
  g_assert_true (fixture_exists (fixture, "/d/e/a.txt"));

  /* Elsewhere. */
  fixture_must (fixture, fixture_mutation (NEXUS_MUTATION_DELETE, "/d/e/a.txt", NULL, NULL));
  fixture_must (fixture, restore (id, "/new/place", NEXUS_CONFLICT_FAIL));
  g_assert_true (fixture_exists (fixture, "/new/place"));
  g_assert_false (fixture_exists (fixture, "/d/e/a.txt"));
}

static void
test_trash_conflicts (Fixture       *fixture,
                      gconstpointer  data)
{
  g_autofree char *id = NULL;
  g_autofree char *other = NULL;
  g_autofree char *names = NULL;
  g_autofree char *long_stem = g_strnfill (NEXUS_NAME_MAX - 4, 'n');
  g_autofree char *long_path = g_strconcat ("/", long_stem, ".txt", NULL);
  g_autoptr(NexusEntry) entry = NULL;
  NexusMutation *mutation;

  fixture_must (fixture, fixture_put ("/a.txt", "old"));
  fixture_must (fixture, fixture_mutation (NEXUS_MUTATION_DELETE, "/a.txt", NULL, NULL));
  id = fixture_trashed (fixture, "/a.txt");
  mutation = fixture_put ("/a.txt", "new");
  mutation->fields = NEXUS_MUTATION_HAS_MODIFIED;
  mutation->modified_ns = G_MAXINT64;
  fixture_must (fixture, mutation);

  fixture_fails (fixture, restore (id, NULL, NEXUS_CONFLICT_FAIL), G_IO_ERROR, G_IO_ERROR_EXISTS, "/a.txt");
  fixture_must (fixture, restore (id, NULL, NEXUS_CONFLICT_SKIP));
  fixture_assert_content (fixture, "/a.txt", 0, "new");
  fixture_must (fixture, restore (id, NULL, NEXUS_CONFLICT_NEWER));
  fixture_assert_content (fixture, "/a.txt", 0, "new");

  entry = fixture_entry (fixture, restore (id, NULL, NEXUS_CONFLICT_KEEP_BOTH));
  g_assert_cmpstr (nexus_entry_get_path (entry), ==, "/a (2).txt");
  fixture_assert_content (fixture, "/a (2).txt", 0, "old");

  fixture_must (fixture, fixture_mutation (NEXUS_MUTATION_MOVE, "/a (2).txt", "/b", NULL));
  fixture_must (fixture, fixture_mutation (NEXUS_MUTATION_DELETE, "/b", NULL, NULL));
  fixture_must (fixture, restore (id, "/a.txt", NEXUS_CONFLICT_REPLACE));
  fixture_assert_content (fixture, "/a.txt", 0, "old");
  other = fixture_trashed (fixture, "/a.txt");
  fixture_must (fixture, restore (other, NULL, NEXUS_CONFLICT_NEWER));
  fixture_assert_content (fixture, "/a.txt", 0, "new");

  /* The root is never replaced. */
  fixture_must (fixture, fixture_put ("/c", "c"));
  fixture_must (fixture, fixture_mutation (NEXUS_MUTATION_DELETE, "/c", NULL, NULL));
  g_free (id);
  id = fixture_trashed (fixture, "/c");
  for (NexusConflictPolicy policy = NEXUS_CONFLICT_REPLACE; policy <= NEXUS_CONFLICT_KEEP_BOTH; policy++)
    fixture_fails (fixture, restore (id, "/", policy), G_IO_ERROR, G_IO_ERROR_EXISTS, "/");
  fixture_fails (fixture, restore (id, "/a.txt/c", NEXUS_CONFLICT_FAIL), G_IO_ERROR, G_IO_ERROR_NOT_DIRECTORY, "/a.txt");
  fixture_fails (fixture, restore ("no id", NULL, NEXUS_CONFLICT_FAIL), G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "no id");

  /* A name of the full length is cut to make room for the number. */
  fixture_must (fixture, fixture_put (long_path, "1"));
  fixture_must (fixture, restore (id, long_path, NEXUS_CONFLICT_KEEP_BOTH));
  names = fixture_names (fixture, "/");
  g_assert_nonnull (strstr (names, "n (2).txt"));
}

/* What is deleted for this test: /d with a file, a directory and a file in it; what stands in its way is made by the
 * cases below. */
static char *
delete_directory (Fixture *fixture)
{
  NexusMutation *mutation;

  for (guint i = 0; i < 2; i++)
    {
      mutation = fixture_put (i == 0 ? "/d/a" : "/d/s/b", i == 0 ? "old a" : "old b");
      mutation->write_flags = NEXUS_WRITE_PARENTS;
      mutation->fields = NEXUS_MUTATION_HAS_MODIFIED;
      mutation->modified_ns = 1000;
      fixture_must (fixture, mutation);
    }
  fixture_must (fixture, fixture_mutation (NEXUS_MUTATION_ADD_TAG, "/d/s/b", NULL, "kept"));
  mutation = fixture_mutation (NEXUS_MUTATION_DELETE, "/d", NULL, NULL);
  mutation->delete_flags = NEXUS_DELETE_RECURSIVE;
  fixture_must (fixture, mutation);

  return fixture_trashed (fixture, "/d");
}

static guint
n_trashed (Fixture *fixture)
{
  g_autoptr(GPtrArray) items = _nexus_metadata_store_list_trash (fixture->store, NULL, NULL);

  return items->len;
}

static void
test_trash_merge (Fixture       *fixture,
                  gconstpointer  data)
{
  static const NexusConflictPolicy policies[] = {
    NEXUS_CONFLICT_FAIL, NEXUS_CONFLICT_SKIP, NEXUS_CONFLICT_REPLACE, NEXUS_CONFLICT_KEEP_BOTH, NEXUS_CONFLICT_NEWER,
  };
  NexusMutation *mutation;

  /* Nothing in the way but the directories: merged under every policy, and the trash is empty after it. */
  for (guint i = 0; i < G_N_ELEMENTS (policies); i++)
    {
      g_autofree char *id = delete_directory (fixture);
      g_autoptr(NexusEntry) there = NULL;
      g_autoptr(NexusEntry) merged = NULL;

      mutation = fixture_mutation (NEXUS_MUTATION_MAKE_DIRECTORY, "/d/s", NULL, NULL);
      mutation->make_flags = NEXUS_MAKE_DIRECTORY_PARENTS;
      fixture_must (fixture, mutation);
      fixture_must (fixture, fixture_put ("/d/new", "new"));
      there = fixture_query (fixture, "/d");

      merged = fixture_entry (fixture, restore (id, NULL, policies[i]));
      g_assert_cmpstr (nexus_entry_get_id (merged), ==, nexus_entry_get_id (there));
      g_assert_cmpuint (nexus_entry_get_total_count (merged), ==, 4);
      fixture_assert_content (fixture, "/d/a", 0, "old a");
      fixture_assert_content (fixture, "/d/s/b", 0, "old b");
      fixture_assert_tags (fixture, "/d/s/b", "kept");
      g_assert_cmpuint (n_trashed (fixture), ==, 0);
      fixture_check_totals (fixture);

      mutation = fixture_mutation (NEXUS_MUTATION_DELETE, "/d", NULL, NULL);
      mutation->delete_flags = NEXUS_DELETE_RECURSIVE | NEXUS_DELETE_PERMANENT;
      fixture_must (fixture, mutation);
    }

  /* A file in the way, two levels down: the policy decides. */
  for (guint i = 0; i < G_N_ELEMENTS (policies); i++)
    {
      g_autofree char *id = delete_directory (fixture);

      mutation = fixture_put ("/d/s/b", "new b");
      mutation->write_flags = NEXUS_WRITE_PARENTS;
      fixture_must (fixture, mutation);

      if (policies[i] == NEXUS_CONFLICT_FAIL)
        {
          fixture_fails (fixture, restore (id, NULL, policies[i]), G_IO_ERROR, G_IO_ERROR_EXISTS, "/d/s/b");
          g_assert_false (fixture_exists (fixture, "/d/a"));
          g_assert_cmpuint (n_trashed (fixture), ==, 1);
        }
      else
        {
          fixture_must (fixture, restore (id, NULL, policies[i]));
          fixture_assert_content (fixture, "/d/a", 0, "old a");
          fixture_assert_content (fixture, "/d/s/b", 0, policies[i] == NEXUS_CONFLICT_REPLACE ? "old b" : "new b");
          if (policies[i] == NEXUS_CONFLICT_KEEP_BOTH)
            fixture_assert_content (fixture, "/d/s/b (2)", 0, "old b");
          /* What was skipped stays in the trash where it was; what was replaced is there now. */
          g_assert_cmpuint (n_trashed (fixture), ==, policies[i] == NEXUS_CONFLICT_KEEP_BOTH ? 0 : 1);
        }
      fixture_check_totals (fixture);

      mutation = fixture_mutation (NEXUS_MUTATION_DELETE, "/d", NULL, NULL);
      mutation->delete_flags = NEXUS_DELETE_RECURSIVE | NEXUS_DELETE_PERMANENT;
      fixture_must (fixture, mutation);
      mutation = fixture_mutation (NEXUS_MUTATION_EMPTY_TRASH, NULL, NULL, NULL);
      mutation->deleted_before_ns = G_MAXINT64;
      fixture_must (fixture, mutation);
    }

  /* A directory and the root are merged as well. */
  {
    g_autofree char *id = delete_directory (fixture);

    fixture_must (fixture, restore (id, "/", NEXUS_CONFLICT_FAIL));
    fixture_assert_content (fixture, "/s/b", 0, "old b");
    g_assert_cmpuint (n_trashed (fixture), ==, 0);
  }
}

static void
test_trash_empty (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) items = NULL;
  g_autofree char *first = NULL;
  NexusMutation *mutation;
  gint64 deleted_ns;

  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *path = g_strdup_printf ("/f%u", i);

      fixture_must (fixture, fixture_put (path, path));
      fixture_must (fixture, fixture_mutation (NEXUS_MUTATION_DELETE, path, NULL, NULL));
    }

  items = _nexus_metadata_store_list_trash (fixture->store, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (items->len, ==, 3);
  g_assert_cmpstr (nexus_trash_item_get_original_path (g_ptr_array_index (items, 0)), ==, "/f2");
  deleted_ns = nexus_trash_item_get_deleted_ns (g_ptr_array_index (items, 1));
  g_clear_pointer (&items, g_ptr_array_unref);

  first = fixture_trashed (fixture, "/f2");
  fixture_must (fixture, fixture_mutation (NEXUS_MUTATION_DELETE_TRASH, NULL, NULL, first));
  fixture_fails (fixture, fixture_mutation (NEXUS_MUTATION_DELETE_TRASH, NULL, NULL, first),
                 G_IO_ERROR, G_IO_ERROR_NOT_FOUND, first);

  mutation = fixture_mutation (NEXUS_MUTATION_EMPTY_TRASH, NULL, NULL, NULL);
  mutation->deleted_before_ns = deleted_ns;
  fixture_must (fixture, mutation);
  items = _nexus_metadata_store_list_trash (fixture->store, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (items->len, ==, 1);
  g_assert_cmpstr (nexus_trash_item_get_original_path (g_ptr_array_index (items, 0)), ==, "/f1");
  g_clear_pointer (&items, g_ptr_array_unref);

  mutation = fixture_mutation (NEXUS_MUTATION_EMPTY_TRASH, NULL, NULL, NULL);
  mutation->deleted_before_ns = G_MAXINT64;
  fixture_must (fixture, mutation);
  items = _nexus_metadata_store_list_trash (fixture->store, NULL, &error);
  g_assert_cmpuint (items->len, ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, function) \
  g_test_add ("/metadata/trash/" name, Fixture, NULL, fixture_set_up, function, fixture_tear_down)

  ADD ("restore", test_trash);
  ADD ("conflicts", test_trash_conflicts);
  ADD ("merge", test_trash_merge);
  ADD ("empty", test_trash_empty);

  return g_test_run ();
}
