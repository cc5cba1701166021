/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "nexus-store-fixture.h"

#include <nexus-path.h>
#include <string.h>

/* Files, directories, links, moves, copies and deletions, each with what must fail. */

static void
test_put (Fixture       *fixture,
          gconstpointer  data)
{
  g_autoptr(NexusEntry) first = NULL;
  g_autoptr(NexusEntry) second = NULL;
  g_autoptr(NexusEntry) same = NULL;
  NexusMutation *mutation;

  mutation = fixture_put ("/a.txt", "hello");
  mutation->fields = NEXUS_MUTATION_HAS_MODIFIED | NEXUS_MUTATION_HAS_CREATED | NEXUS_MUTATION_HAS_MODE;
  mutation->modified_ns = -1234567890123456789;
  mutation->created_ns = 42;
  mutation->mode = 0600;
  mutation->content_type = g_strdup ("text/x-own");
  first = fixture_entry (fixture, mutation);
  g_assert_cmpint (nexus_entry_get_kind (first), ==, NEXUS_KIND_FILE);
  g_assert_cmpuint (nexus_entry_get_size (first), ==, 5);
  g_assert_cmpint (nexus_entry_get_modified_ns (first), ==, -1234567890123456789);
  g_assert_cmpint (nexus_entry_get_created_ns (first), ==, 42);
  g_assert_cmpuint (nexus_entry_get_mode (first), ==, 0600);
  g_assert_cmpuint (nexus_entry_get_version (first), ==, 1);
  g_assert_cmpstr (nexus_entry_get_content_type (first), ==, "text/x-own");

  second = fixture_entry (fixture, fixture_put ("/a.txt", "hello, world"));
  g_assert_cmpstr (nexus_entry_get_id (second), ==, nexus_entry_get_id (first));
  g_assert_cmpstr (nexus_entry_get_etag (second), !=, nexus_entry_get_etag (first));
  g_assert_cmpuint (nexus_entry_get_version (second), ==, 2);
  g_assert_cmpuint (nexus_entry_get_mode (second), ==, 0600);
  g_assert_cmpint (nexus_entry_get_created_ns (second), ==, 42);
  g_assert_cmpint (nexus_entry_get_modified_ns (second), >, 0);

  same = fixture_query (fixture, "/a.txt");
  g_assert_cmpstr (nexus_entry_get_id (same), ==, nexus_entry_get_id (second));
  g_assert_cmpstr (nexus_entry_get_etag (same), ==, nexus_entry_get_etag (second));
  g_clear_object (&same);

  /* The same content again is no new version. */
  same = fixture_entry (fixture, fixture_put ("/a.txt", "hello, world"));
  g_assert_cmpuint (nexus_entry_get_version (same), ==, 2);

  mutation = fixture_put ("/a.txt", "x");
  mutation->write_flags = NEXUS_WRITE_CREATE;
  fixture_fails (fixture, mutation, G_IO_ERROR, G_IO_ERROR_EXISTS, "/a.txt");
  fixture_fails (fixture, fixture_put ("/", "x"), G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY, "/");
  fixture_fails (fixture, fixture_put ("/no/where/x", "x"), G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "/no");
  fixture_fails (fixture, fixture_put ("/a.txt/x", "x"), G_IO_ERROR, G_IO_ERROR_NOT_DIRECTORY, "/a.txt");

  mutation = fixture_put ("/a.txt/x", "x");
  mutation->write_flags = NEXUS_WRITE_PARENTS;
  fixture_fails (fixture, mutation, G_IO_ERROR, G_IO_ERROR_NOT_DIRECTORY, "/a.txt");

  mutation = fixture_put ("/p/q/r/x", "x");
  mutation->write_flags = NEXUS_WRITE_PARENTS;
  fixture_must (fixture, mutation);
  g_assert_true (fixture_exists (fixture, "/p/q/r"));
  fixture_fails (fixture, fixture_put ("/p/q", "x"), G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY, "/p/q");

  mutation = fixture_put ("/p", "x");
  mutation->write_flags = NEXUS_WRITE_CREATE;
  fixture_fails (fixture, mutation, G_IO_ERROR, G_IO_ERROR_EXISTS, "/p");
}


static void
test_etag (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(NexusEntry) entry = fixture_entry (fixture, fixture_put ("/a", "one"));
  NexusMutation *mutation;

  mutation = fixture_put ("/a", "two");
  mutation->etag = g_strdup (nexus_entry_get_etag (entry));
  fixture_must (fixture, mutation);

  mutation = fixture_put ("/a", "three");
  mutation->etag = g_strdup (nexus_entry_get_etag (entry));
  fixture_fails (fixture, mutation, G_IO_ERROR, G_IO_ERROR_WRONG_ETAG, "/a");

  mutation = fixture_put ("/missing", "x");
  mutation->etag = g_strdup (nexus_entry_get_etag (entry));
  fixture_fails (fixture, mutation, G_IO_ERROR, G_IO_ERROR_WRONG_ETAG, "/missing");
  g_assert_false (fixture_exists (fixture, "/missing"));

  mutation = fixture_mutation (NEXUS_MUTATION_MOVE, "/a", "/b", NULL);
  mutation->etag = g_strdup (nexus_entry_get_etag (entry));
  fixture_fails (fixture, mutation, G_IO_ERROR, G_IO_ERROR_WRONG_ETAG, "/a");

  mutation = fixture_mutation (NEXUS_MUTATION_DELETE, "/a", NULL, NULL);
  mutation->etag = g_strdup (nexus_entry_get_etag (entry));
  fixture_fails (fixture, mutation, G_IO_ERROR, G_IO_ERROR_WRONG_ETAG, "/a");
  g_assert_true (fixture_exists (fixture, "/a"));
}

static void
test_content_missing (Fixture       *fixture,
                      gconstpointer  data)
{
  g_autoptr(NexusContentRef) content = fixture_content ("only a hash");
  g_autoptr(NexusContentRef) found = NULL;
  g_autoptr(GError) error = NULL;
  NexusMutation *mutation = _nexus_mutation_new (NEXUS_MUTATION_PUT_FILE, "/a");

  found = _nexus_metadata_store_find_content (fixture->store, content->hash, NULL, &error);
  g_assert_no_error (error);
  g_assert_null (found);

  mutation->content = _nexus_content_ref_new (content->hash, content->size, NULL);
  fixture_fails (fixture, mutation, NEXUS_ERROR, NEXUS_ERROR_CONTENT_MISSING, "/a");
  g_assert_false (fixture_exists (fixture, "/a"));

  fixture_must (fixture, fixture_put ("/b", "only a hash"));
  mutation = _nexus_mutation_new (NEXUS_MUTATION_PUT_FILE, "/a");
  mutation->content = _nexus_content_ref_new (content->hash, content->size, NULL);
  fixture_must (fixture, mutation);

  found = _nexus_metadata_store_find_content (fixture->store, content->hash, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (found->size, ==, content->size);
  g_assert_true (g_bytes_equal (found->locator, content->locator));
}

static void
test_make_directory (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autoptr(NexusEntry) entry = NULL;
  NexusMutation *mutation;

  mutation = fixture_mutation (NEXUS_MUTATION_MAKE_DIRECTORY, "/d", NULL, NULL);
  mutation->fields = NEXUS_MUTATION_HAS_MODE | NEXUS_MUTATION_HAS_MODIFIED;
  mutation->mode = 02750;
  mutation->modified_ns = 7;
  entry = fixture_entry (fixture, mutation);
  g_assert_cmpint (nexus_entry_get_kind (entry), ==, NEXUS_KIND_DIRECTORY);
  g_assert_cmpuint (nexus_entry_get_mode (entry), ==, 02750);
  g_assert_cmpint (nexus_entry_get_modified_ns (entry), ==, 7);
  g_assert_null (nexus_entry_get_etag (entry));

  fixture_fails (fixture, fixture_mutation (NEXUS_MUTATION_MAKE_DIRECTORY, "/d", NULL, NULL),
                 G_IO_ERROR, G_IO_ERROR_EXISTS, "/d");
  fixture_fails (fixture, fixture_mutation (NEXUS_MUTATION_MAKE_DIRECTORY, "/", NULL, NULL),
                 G_IO_ERROR, G_IO_ERROR_EXISTS, "/");
  fixture_fails (fixture, fixture_mutation (NEXUS_MUTATION_MAKE_DIRECTORY, "/x/y", NULL, NULL),
                 G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "/x");

  mutation = fixture_mutation (NEXUS_MUTATION_MAKE_DIRECTORY, "/x/y/z", NULL, NULL);
  mutation->make_flags = NEXUS_MAKE_DIRECTORY_PARENTS;
  fixture_must (fixture, mutation);

  g_clear_object (&entry);
  mutation = fixture_mutation (NEXUS_MUTATION_MAKE_DIRECTORY, "/x", NULL, NULL);
  mutation->make_flags = NEXUS_MAKE_DIRECTORY_PARENTS;
  entry = fixture_entry (fixture, mutation);
  g_assert_cmpuint (nexus_entry_get_total_count (entry), ==, 2);

  fixture_must (fixture, fixture_put ("/x/file", "x"));
  mutation = fixture_mutation (NEXUS_MUTATION_MAKE_DIRECTORY, "/x/file", NULL, NULL);
  mutation->make_flags = NEXUS_MAKE_DIRECTORY_PARENTS;
  fixture_fails (fixture, mutation, G_IO_ERROR, G_IO_ERROR_EXISTS, "/x/file");
  mutation = fixture_mutation (NEXUS_MUTATION_MAKE_DIRECTORY, "/x/file/below", NULL, NULL);
  mutation->make_flags = NEXUS_MAKE_DIRECTORY_PARENTS;
  fixture_fails (fixture, mutation, G_IO_ERROR, G_IO_ERROR_NOT_DIRECTORY, "/x/file");
}

static void
test_names (Fixture       *fixture,
            gconstpointer  data)
{
  /* Ordinary names all of them, and each is another one. */
  static const char * const names[] = {
    "%", "_", "*", "a'; DROP TABLE nodes;--", "A", "a", "e\xcc\x81", "\xc3\xa9", "..a", "a..b", "...",
    " ", "tab\there", "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x9a\x80", ("\xe2\x80\xae" "x"),
  };
  g_autofree char *name_max = g_strnfill (NEXUS_NAME_MAX, 'n');
  g_autofree char *longest = g_strconcat ("/", name_max, NULL);
  g_autofree char *too_long = g_strconcat (longest, "n", NULL);
  NexusMutation *mutation;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_strconcat ("/", names[i], NULL);

      fixture_must (fixture, fixture_put (path, names[i]));
    }
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_strconcat ("/", names[i], NULL);
      g_autoptr(NexusEntry) entry = fixture_query (fixture, path);

      g_assert_cmpuint (nexus_entry_get_size (entry), ==, strlen (names[i]));
      g_assert_cmpuint (nexus_entry_get_version (entry), ==, 1);
    }

  fixture_must (fixture, fixture_put (longest, "x"));
  g_assert_true (fixture_exists (fixture, longest));
  fixture_fails (fixture, fixture_put (too_long, "x"), G_IO_ERROR, G_IO_ERROR_FILENAME_TOO_LONG, too_long);
  mutation = fixture_mutation (NEXUS_MUTATION_MOVE, "/a", too_long, NULL);
  fixture_fails (fixture, mutation, G_IO_ERROR, G_IO_ERROR_FILENAME_TOO_LONG, too_long);
  mutation = fixture_put (too_long, "x");
  fixture_fails (fixture, mutation, G_IO_ERROR, G_IO_ERROR_FILENAME_TOO_LONG, NULL);
}

static void
test_link (Fixture       *fixture,
           gconstpointer  data)
{
  g_autofree char *too_long = g_strnfill (NEXUS_PATH_MAX + 1, 'x');
  g_autoptr(NexusEntry) link = NULL;
  g_autoptr(NexusEntry) again = NULL;
  NexusMutation *mutation;

  link = fixture_entry (fixture, fixture_mutation (NEXUS_MUTATION_MAKE_LINK, "/l", "../else where", NULL));
  g_assert_cmpint (nexus_entry_get_kind (link), ==, NEXUS_KIND_SYMBOLIC_LINK);
  g_assert_cmpstr (nexus_entry_get_target (link), ==, "../else where");
  g_assert_cmpuint (nexus_entry_get_size (link), ==, strlen ("../else where"));
  g_assert_cmpuint (nexus_entry_get_mode (link), ==, 0777);

  again = fixture_entry (fixture, fixture_mutation (NEXUS_MUTATION_MAKE_LINK, "/l", "../else where", NULL));
  g_assert_cmpstr (nexus_entry_get_id (again), ==, nexus_entry_get_id (link));
  g_clear_object (&again);

  mutation = fixture_mutation (NEXUS_MUTATION_MAKE_LINK, "/l", "other", NULL);
  mutation->write_flags = NEXUS_WRITE_CREATE;
  fixture_fails (fixture, mutation, G_IO_ERROR, G_IO_ERROR_EXISTS, "/l");
  fixture_fails (fixture, fixture_mutation (NEXUS_MUTATION_MAKE_LINK, "/m", "", NULL),
                 G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "/m");
  fixture_fails (fixture, fixture_mutation (NEXUS_MUTATION_MAKE_LINK, "/m", too_long, NULL),
                 G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "/m");
  fixture_fails (fixture, fixture_mutation (NEXUS_MUTATION_MAKE_LINK, "/", "x", NULL),
                 G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY, "/");

  /* What is replaced goes to the trash, in both directions. */
  fixture_must (fixture, fixture_put ("/l", "now a file"));
  g_free (fixture_trashed (fixture, "/l"));
  fixture_must (fixture, fixture_put ("/f", "a file"));
  again = fixture_entry (fixture, fixture_mutation (NEXUS_MUTATION_MAKE_LINK, "/f", "l", NULL));
  g_assert_cmpint (nexus_entry_get_kind (again), ==, NEXUS_KIND_SYMBOLIC_LINK);
  g_free (fixture_trashed (fixture, "/f"));

  fixture_fails (fixture, fixture_put ("/f/x", "x"), G_IO_ERROR, G_IO_ERROR_NOT_DIRECTORY, "/f");
}

static void
make_tree (Fixture *fixture)
{
  static const char * const files[] = { "/t/a", "/t/b", "/t/s/c", "/t/s/u/d" };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      NexusMutation *mutation = fixture_put (files[i], files[i]);

      mutation->write_flags = NEXUS_WRITE_PARENTS;
      fixture_must (fixture, mutation);
    }
  fixture_must (fixture, fixture_mutation (NEXUS_MUTATION_MAKE_LINK, "/t/l", "a", NULL));
}

static void
test_move (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(NexusEntry) before = NULL;
  g_autoptr(NexusEntry) after = NULL;
  g_autoptr(NexusEntry) directory = NULL;
  NexusMutation *mutation;

  make_tree (fixture);
  fixture_must (fixture, fixture_put ("/t/a", "a second version"));
  fixture_must (fixture, fixture_mutation (NEXUS_MUTATION_ADD_TAG, "/t/a", NULL, "kept"));
  before = fixture_query (fixture, "/t/a");

  after = fixture_entry (fixture, fixture_mutation (NEXUS_MUTATION_MOVE, "/t/a", "/moved", NULL));
  g_assert_cmpstr (nexus_entry_get_path (after), ==, "/moved");
  g_assert_cmpstr (nexus_entry_get_id (after), ==, nexus_entry_get_id (before));
  g_assert_cmpuint (nexus_entry_get_version (after), ==, 2);
  g_assert_cmpint (nexus_entry_get_modified_ns (after), ==, nexus_entry_get_modified_ns (before));
  g_assert_cmpstr (nexus_entry_get_tags (after)[0], ==, "kept");
  g_assert_false (fixture_exists (fixture, "/t/a"));

  directory = fixture_entry (fixture, fixture_mutation (NEXUS_MUTATION_MOVE, "/t", "/v", NULL));
  g_assert_cmpuint (nexus_entry_get_total_count (directory), ==, 6);
  g_assert_cmpuint (nexus_entry_get_total_size (directory), ==, strlen ("/t/b" "/t/s/c" "/t/s/u/d"));
  g_assert_true (fixture_exists (fixture, "/v/s/u/d"));
  g_assert_false (fixture_exists (fixture, "/t/s/u/d"));
  g_assert_false (fixture_exists (fixture, "/t"));

  /* To itself is nothing. */
  fixture_must (fixture, fixture_mutation (NEXUS_MUTATION_MOVE, "/v", "/v", NULL));

  fixture_fails (fixture, fixture_mutation (NEXUS_MUTATION_MOVE, "/v", "/v/s/x", NULL),
                 G_IO_ERROR, G_IO_ERROR_WOULD_RECURSE, "/v/s/x");
  fixture_fails (fixture, fixture_mutation (NEXUS_MUTATION_MOVE, "/", "/x", NULL),
                 G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED, "/");
  fixture_fails (fixture, fixture_mutation (NEXUS_MUTATION_MOVE, "/none", "/x", NULL),
                 G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "/none");
  fixture_fails (fixture, fixture_mutation (NEXUS_MUTATION_MOVE, "/none", "/none", NULL),
                 G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "/none");
  fixture_fails (fixture, fixture_mutation (NEXUS_MUTATION_MOVE, "/moved", "/v", NULL),
                 G_IO_ERROR, G_IO_ERROR_EXISTS, "/v");
  fixture_fails (fixture, fixture_mutation (NEXUS_MUTATION_MOVE, "/moved", "/", NULL),
                 G_IO_ERROR, G_IO_ERROR_EXISTS, "/");
  fixture_fails (fixture, fixture_mutation (NEXUS_MUTATION_MOVE, "/moved", "/n/o", NULL),
                 G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "/n");
  fixture_fails (fixture, fixture_mutation (NEXUS_MUTATION_MOVE, "/v", "/moved/x", NULL),
                 G_IO_ERROR, G_IO_ERROR_NOT_DIRECTORY, "/moved");
  mutation = fixture_mutation (NEXUS_MUTATION_MOVE, "/moved", "/v/s", NULL);
  mutation->copy_flags = NEXUS_COPY_OVERWRITE;
  fixture_fails (fixture, mutation, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY, "/v/s");

  /* A name that only begins like the directory is not below it. */
  fixture_must (fixture, fixture_mutation (NEXUS_MUTATION_MOVE, "/v", "/vv", NULL));
  fixture_must (fixture, fixture_mutation (NEXUS_MUTATION_MOVE, "/vv", "/v", NULL));

  mutation = fixture_mutation (NEXUS_MUTATION_MOVE, "/moved", "/n/o/p", NULL);
  mutation->copy_flags = NEXUS_COPY_PARENTS;
  fixture_must (fixture, mutation);

  mutation = fixture_mutation (NEXUS_MUTATION_MOVE, "/n/o/p", "/v/b", NULL);
  mutation->copy_flags = NEXUS_COPY_OVERWRITE;
  fixture_must (fixture, mutation);
  g_clear_object (&after);
  after = fixture_query (fixture, "/v/b");
  g_assert_cmpstr (nexus_entry_get_id (after), ==, nexus_entry_get_id (before));
  g_free (fixture_trashed (fixture, "/v/b"));
}

static void
test_copy (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(NexusEntry) source = NULL;
  g_autoptr(NexusEntry) copy = NULL;
  g_autoptr(NexusEntry) file = NULL;
  g_autoptr(NexusEntry) below = NULL;
  g_autofree char *names = NULL;
  NexusMutation *mutation;

  make_tree (fixture);
  fixture_must (fixture, fixture_mutation (NEXUS_MUTATION_ADD_TAG, "/t/s/u/d", NULL, "red"));
  mutation = fixture_mutation (NEXUS_MUTATION_SET_ATTRIBUTE, "/t/s", NULL, "author");
  mutation->value = g_variant_ref_sink (g_variant_new_string ("Ann"));
  fixture_must (fixture, mutation);
  source = fixture_query (fixture, "/t");

  copy = fixture_entry (fixture, fixture_mutation (NEXUS_MUTATION_COPY, "/t", "/c", NULL));
  g_assert_cmpstr (nexus_entry_get_id (copy), !=, nexus_entry_get_id (source));
  g_assert_cmpuint (nexus_entry_get_total_size (copy), ==, nexus_entry_get_total_size (source));
  g_assert_cmpuint (nexus_entry_get_total_count (copy), ==, nexus_entry_get_total_count (source));
  names = fixture_names (fixture, "/c");
  g_assert_cmpstr (names, ==, "a b l s");
  below = fixture_query (fixture, "/c/s/u/d");
  g_assert_cmpstr (nexus_entry_get_tags (below)[0], ==, "red");
  file = fixture_query (fixture, "/c/s");
  g_assert_true (g_variant_lookup (nexus_entry_get_attributes (file), "author", "&s", NULL));
  fixture_check_totals (fixture);

  /* The copy and its source go their own ways. */
  fixture_must (fixture, fixture_put ("/c/a", "changed"));
  g_clear_object (&file);
  file = fixture_query (fixture, "/t/a");
  g_assert_cmpuint (nexus_entry_get_size (file), ==, strlen ("/t/a"));

  fixture_fails (fixture, fixture_mutation (NEXUS_MUTATION_COPY, "/t", "/t/x", NULL),
                 G_IO_ERROR, G_IO_ERROR_WOULD_RECURSE, "/t/x");
  fixture_fails (fixture, fixture_mutation (NEXUS_MUTATION_COPY, "/", "/x", NULL),
                 G_IO_ERROR, G_IO_ERROR_WOULD_RECURSE, "/x");
  fixture_fails (fixture, fixture_mutation (NEXUS_MUTATION_COPY, "/t/a", "/c/a", NULL),
                 G_IO_ERROR, G_IO_ERROR_EXISTS, "/c/a");
  fixture_fails (fixture, fixture_mutation (NEXUS_MUTATION_COPY, "/t/none", "/c/x", NULL),
                 G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "/t/none");
  mutation = fixture_mutation (NEXUS_MUTATION_COPY, "/t/s", "/c/s", NULL);
  mutation->copy_flags = NEXUS_COPY_OVERWRITE;
  fixture_fails (fixture, mutation, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY, "/c/s");

  /* Over a file: a new version of it. */
  g_clear_object (&file);
  file = fixture_query (fixture, "/c/b");
  mutation = fixture_mutation (NEXUS_MUTATION_COPY, "/t/a", "/c/b", NULL);
  mutation->copy_flags = NEXUS_COPY_OVERWRITE;
  g_clear_object (&copy);
  copy = fixture_entry (fixture, mutation);
  g_assert_cmpstr (nexus_entry_get_id (copy), ==, nexus_entry_get_id (file));
  g_assert_cmpuint (nexus_entry_get_version (copy), ==, 2);

  mutation = fixture_mutation (NEXUS_MUTATION_COPY, "/t/a", "/deep/er/a", NULL);
  mutation->copy_flags = NEXUS_COPY_PARENTS;
  fixture_must (fixture, mutation);
  g_assert_true (fixture_exists (fixture, "/deep/er/a"));
}

static void
test_delete (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(NexusEntry) root = NULL;
  NexusMutation *mutation;

  make_tree (fixture);
  fixture_fails (fixture, fixture_mutation (NEXUS_MUTATION_DELETE, "/", NULL, NULL),
                 G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED, "/");
  fixture_fails (fixture, fixture_mutation (NEXUS_MUTATION_DELETE, "/none", NULL, NULL),
                 G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "/none");
  fixture_fails (fixture, fixture_mutation (NEXUS_MUTATION_DELETE, "/t/s", NULL, NULL),
                 G_IO_ERROR, G_IO_ERROR_NOT_EMPTY, "/t/s");
  fixture_must (fixture, fixture_mutation (NEXUS_MUTATION_DELETE, "/t/a", NULL, NULL));

  mutation = fixture_mutation (NEXUS_MUTATION_DELETE, "/t/s", NULL, NULL);
  mutation->delete_flags = NEXUS_DELETE_PERMANENT;
  fixture_fails (fixture, mutation, G_IO_ERROR, G_IO_ERROR_NOT_EMPTY, "/t/s");

  mutation = fixture_mutation (NEXUS_MUTATION_DELETE, "/t/s", NULL, NULL);
  mutation->delete_flags = NEXUS_DELETE_PERMANENT | NEXUS_DELETE_RECURSIVE;
  fixture_must (fixture, mutation);
  g_assert_false (fixture_exists (fixture, "/t/s/u/d"));

  mutation = fixture_mutation (NEXUS_MUTATION_DELETE, "/t", NULL, NULL);
  mutation->delete_flags = NEXUS_DELETE_RECURSIVE;
  fixture_must (fixture, mutation);
  root = fixture_query (fixture, "/");
  g_assert_cmpuint (nexus_entry_get_total_count (root), ==, 0);
  g_assert_cmpuint (nexus_entry_get_total_size (root), ==, 0);
}

static void
test_deep (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(GString) path = g_string_new (NULL);
  NexusMutation *mutation;

  /* 2,000 directories in each other: nothing recurses on the stack. */
  for (guint i = 0; i < 2000; i++)
    g_string_append (path, "/d");
  mutation = fixture_mutation (NEXUS_MUTATION_MAKE_DIRECTORY, path->str, NULL, NULL);
  mutation->make_flags = NEXUS_MAKE_DIRECTORY_PARENTS;
  fixture_must (fixture, mutation);
  g_assert_true (fixture_exists (fixture, path->str));
  fixture_check_totals (fixture);

  fixture_must (fixture, fixture_mutation (NEXUS_MUTATION_COPY, "/d", "/e", NULL));
  mutation = fixture_mutation (NEXUS_MUTATION_DELETE, "/d", NULL, NULL);
  mutation->delete_flags = NEXUS_DELETE_PERMANENT | NEXUS_DELETE_RECURSIVE;
  fixture_must (fixture, mutation);
  path->str[1] = 'e';
  g_assert_true (fixture_exists (fixture, path->str));
}

static void
test_facts (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(NexusEntry) entry = NULL;
  NexusMutation *mutation;

  fixture_must (fixture, fixture_put ("/a", "x"));
  mutation = fixture_mutation (NEXUS_MUTATION_SET_FACTS, "/a", NULL, NULL);
  mutation->fields = NEXUS_MUTATION_HAS_MODE | NEXUS_MUTATION_HAS_MODIFIED;
  mutation->mode = 07777;
  mutation->modified_ns = G_MININT64;
  mutation->content_type = g_strdup ("application/x-thing");
  entry = fixture_entry (fixture, mutation);
  g_assert_cmpuint (nexus_entry_get_mode (entry), ==, 07777);
  g_assert_cmpint (nexus_entry_get_modified_ns (entry), ==, G_MININT64);
  g_assert_cmpstr (nexus_entry_get_content_type (entry), ==, "application/x-thing");
  g_assert_cmpuint (nexus_entry_get_version (entry), ==, 1);

  fixture_fails (fixture, fixture_mutation (NEXUS_MUTATION_SET_FACTS, "/b", NULL, NULL),
                 G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "/b");
}

static void
test_query_id (Fixture       *fixture,
               gconstpointer  data)
{
  g_autoptr(NexusEntry) entry = NULL;
  g_autoptr(NexusEntry) found = NULL;
  g_autoptr(NexusEntry) root = NULL;
  g_autoptr(GError) error = NULL;
  NexusMutation *mutation;

  make_tree (fixture);
  entry = fixture_query (fixture, "/t/s/u/d");
  found = _nexus_metadata_store_query_id (fixture->store, nexus_entry_get_id (entry), NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (nexus_entry_get_path (found), ==, "/t/s/u/d");
  g_clear_object (&found);

  root = fixture_query (fixture, "/");
  found = _nexus_metadata_store_query_id (fixture->store, nexus_entry_get_id (root), NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (nexus_entry_get_path (found), ==, "/");
  g_clear_object (&found);

  /* Below something that is in the trash it still says where it was. */
  mutation = fixture_mutation (NEXUS_MUTATION_DELETE, "/t/s", NULL, NULL);
  mutation->delete_flags = NEXUS_DELETE_RECURSIVE;
  fixture_must (fixture, mutation);
  found = _nexus_metadata_store_query_id (fixture->store, nexus_entry_get_id (entry), NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (nexus_entry_get_path (found), ==, "/t/s/u/d");
  g_clear_object (&found);

  found = _nexus_metadata_store_query_id (fixture->store, "00000000-0000-7000-8000-000000000000", NULL, &error);
  g_assert_null (found);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);
  found = _nexus_metadata_store_query_id (fixture->store, "not an id", NULL, &error);
  g_assert_null (found);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

static void
test_list (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(NexusTransaction) transaction = _nexus_transaction_new (NULL);
  g_autoptr(GError) error = NULL;
  g_autofree char *after = NULL;
  guint n_seen = 0;

  fixture_must (fixture, fixture_mutation (NEXUS_MUTATION_MAKE_DIRECTORY, "/d", NULL, NULL));
  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *path = g_strdup_printf ("/d/%04u", i);
      _nexus_transaction_add (transaction, fixture_put (path, path));
    }
  _nexus_metadata_store_apply (fixture->store, &transaction, 1);
  g_assert_no_error (transaction->error);

  /* So many in one directory are one change. */
  g_assert_cmpuint (transaction->changes->len, ==, 1);
  g_assert_cmpint (nexus_change_get_kind (g_ptr_array_index (transaction->changes, 0)), ==, NEXUS_CHANGE_CHILDREN);
  g_assert_cmpstr (nexus_change_get_path (g_ptr_array_index (transaction->changes, 0)), ==, "/d");
  g_assert_cmpuint (nexus_change_get_sequence (g_ptr_array_index (transaction->changes, 0)), >, 0);

  for (;;)
    {
      g_autoptr(GPtrArray) page = _nexus_metadata_store_list_children (fixture->store, "/d", after, 97, NULL, &error);

      g_assert_no_error (error);
      for (guint i = 0; i < page->len; i++)
        {
          NexusEntry *entry = g_ptr_array_index (page, i);
          g_autofree char *path = g_strdup_printf ("/d/%04u", n_seen++);

          g_assert_cmpstr (nexus_entry_get_path (entry), ==, path);
          g_free (after);
          after = g_strdup (nexus_entry_get_name (entry));
        }
      if (page->len < 97)
        break;
    }
  g_assert_cmpuint (n_seen, ==, 1000);

  g_assert_null (_nexus_metadata_store_list_children (fixture->store, "/none", NULL, 1, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (_nexus_metadata_store_list_children (fixture->store, "/d/0000", NULL, 1, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_DIRECTORY);
}

static void
test_transaction (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autoptr(NexusTransaction) transaction = _nexus_transaction_new (NULL);
  NexusMutation *mutation = fixture_put ("/new", "x");

  /* All or nothing: the directory and the file before the failure are gone too. */
  mutation->want_entry = TRUE;
  _nexus_transaction_add (transaction, fixture_mutation (NEXUS_MUTATION_MAKE_DIRECTORY, "/dir", NULL, NULL));
  _nexus_transaction_add (transaction, mutation);
  _nexus_transaction_add (transaction, fixture_mutation (NEXUS_MUTATION_DELETE, "/none", NULL, NULL));
  _nexus_metadata_store_apply (fixture->store, &transaction, 1);
  g_assert_error (transaction->error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_cmpuint (transaction->changes->len, ==, 0);
  g_assert_null (mutation->entry);
  g_assert_false (fixture_exists (fixture, "/new"));
  g_assert_false (fixture_exists (fixture, "/dir"));

  /* What was remembered of the undone directory does not mislead the next one. */
  fixture_fails (fixture, fixture_put ("/dir/x", "x"), G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "/dir");
  fixture_must (fixture, fixture_mutation (NEXUS_MUTATION_MAKE_DIRECTORY, "/dir", NULL, NULL));
  fixture_must (fixture, fixture_put ("/dir/x", "x"));
}

static void
test_changes (Fixture       *fixture,
              gconstpointer  data)
{
  static const struct {
    NexusChangeKind  kind;
    const char      *path;
    const char      *old_path;
  } expected[] = {
    { NEXUS_CHANGE_CREATED, "/a", NULL },
    { NEXUS_CHANGE_CONTENT, "/a", NULL },
    { NEXUS_CHANGE_METADATA, "/a", NULL },
    { NEXUS_CHANGE_MOVED, "/b", "/a" },
    { NEXUS_CHANGE_TAGS, NULL, NULL },
    { NEXUS_CHANGE_METADATA, "/b", NULL },
    { NEXUS_CHANGE_DELETED, "/b", NULL },
    { NEXUS_CHANGE_TRASH, NULL, NULL },
  };
  g_autoptr(NexusTransaction) transaction = _nexus_transaction_new (NULL);
  guint64 last = 0;

  _nexus_transaction_add (transaction, fixture_put ("/a", "1"));
  _nexus_transaction_add (transaction, fixture_put ("/a", "2"));
  _nexus_transaction_add (transaction, fixture_put ("/a", "2"));
  _nexus_transaction_add (transaction, fixture_mutation (NEXUS_MUTATION_MOVE, "/a", "/b", NULL));
  _nexus_transaction_add (transaction, fixture_mutation (NEXUS_MUTATION_ADD_TAG, "/b", NULL, "t"));
  _nexus_transaction_add (transaction, fixture_mutation (NEXUS_MUTATION_DELETE, "/b", NULL, NULL));
  _nexus_metadata_store_apply (fixture->store, &transaction, 1);
  g_assert_no_error (transaction->error);

  g_assert_cmpuint (transaction->changes->len, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      NexusChange *change = g_ptr_array_index (transaction->changes, i);

      g_assert_cmpint (nexus_change_get_kind (change), ==, expected[i].kind);
      g_assert_cmpstr (nexus_change_get_path (change), ==, expected[i].path);
      g_assert_cmpstr (nexus_change_get_old_path (change), ==, expected[i].old_path);
      g_assert_cmpuint (nexus_change_get_sequence (change), >, last);
      last = nexus_change_get_sequence (change);
    }
}

static void
test_statistics (Fixture       *fixture,
                 gconstpointer  data)
{
  NexusStatisticsInit statistics = { 0 };
  g_autoptr(GError) error = NULL;
  NexusMutation *mutation;

  make_tree (fixture);
  fixture_must (fixture, fixture_put ("/t/a", "another"));
  mutation = fixture_mutation (NEXUS_MUTATION_DELETE, "/t/s", NULL, NULL);
  mutation->delete_flags = NEXUS_DELETE_RECURSIVE;
  fixture_must (fixture, mutation);

  g_assert_true (_nexus_metadata_store_get_statistics (fixture->store, &statistics, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (statistics.n_files, ==, 2);
  g_assert_cmpuint (statistics.n_directories, ==, 1);
  g_assert_cmpuint (statistics.n_links, ==, 1);
  g_assert_cmpuint (statistics.n_contents, ==, 5);
  g_assert_cmpuint (statistics.n_versions, ==, 1);
  g_assert_cmpuint (statistics.n_trashed, ==, 1);
  g_assert_cmpuint (statistics.n_tags, ==, 0);
  g_assert_cmpuint (statistics.logical_size, ==, strlen ("another" "/t/b"));
  g_assert_cmpuint (statistics.content_size, ==, strlen ("/t/a" "/t/b" "/t/s/c" "/t/s/u/d" "another"));
  g_assert_cmpuint (statistics.schema_version, ==, _nexus_sqlite_schema_latest ());
}

/* Whatever is done in whatever order, the totals that are kept are those that are there. */
static void
test_random (Fixture       *fixture,
             gconstpointer  data)
{
  static const char * const paths[] = {
    "/a", "/b", "/a/c", "/a/d", "/b/c", "/a/c/e", "/a/c/f", "/b/c/e", "/a/c/e/g", "/b/c/e/g",
  };
  guint n_done = 0;

  for (guint i = 0; i < 3000; i++)
    {
      const char *path = paths[g_test_rand_int_range (0, G_N_ELEMENTS (paths))];
      const char *other = paths[g_test_rand_int_range (0, G_N_ELEMENTS (paths))];
      g_autoptr(NexusTransaction) transaction = _nexus_transaction_new (NULL);
      g_autofree char *text = g_strdup_printf ("%u", i);
      guint n = (guint) g_test_rand_int_range (1, 4);

      for (guint j = 0; j < n; j++)
        {
          NexusMutation *mutation;

          switch (g_test_rand_int_range (0, 8))
            {
            case 0:
            case 1:
              mutation = fixture_put (path, text);
              mutation->write_flags = NEXUS_WRITE_PARENTS;
              break;

            case 2:
              mutation = fixture_mutation (NEXUS_MUTATION_MAKE_DIRECTORY, path, NULL, NULL);
              mutation->make_flags = NEXUS_MAKE_DIRECTORY_PARENTS;
              break;

            case 3:
              mutation = fixture_mutation (NEXUS_MUTATION_MOVE, path, other, NULL);
              mutation->copy_flags = NEXUS_COPY_OVERWRITE;
              break;

            case 4:
              mutation = fixture_mutation (NEXUS_MUTATION_COPY, path, other, NULL);
              mutation->copy_flags = NEXUS_COPY_OVERWRITE;
              break;

            case 5:
              mutation = fixture_mutation (NEXUS_MUTATION_DELETE, path, NULL, NULL);
              mutation->delete_flags = NEXUS_DELETE_RECURSIVE | (i % 2 ? NEXUS_DELETE_PERMANENT : 0);
              break;

            case 6:
              mutation = fixture_mutation (NEXUS_MUTATION_MAKE_LINK, path, "target", NULL);
              break;

            default:
              mutation = fixture_mutation (NEXUS_MUTATION_EMPTY_TRASH, NULL, NULL, NULL);
              mutation->deleted_before_ns = i % 16 ? 0 : G_MAXINT64;
              break;
            }
          path = other;
          _nexus_transaction_add (transaction, mutation);
        }

      _nexus_metadata_store_apply (fixture->store, &transaction, 1);
      n_done += transaction->error == NULL;
      if (transaction->error != NULL && transaction->error->domain != G_IO_ERROR)
        g_error ("%s", transaction->error->message);
      if (i % 100 == 0)
        fixture_check_totals (fixture);
    }

  g_assert_cmpuint (n_done, >, 500);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, function) \
  g_test_add ("/metadata/tree/" name, Fixture, NULL, fixture_set_up, function, fixture_tear_down)

  ADD ("put", test_put);
  ADD ("etag", test_etag);
  ADD ("content-missing", test_content_missing);
  ADD ("make-directory", test_make_directory);
  ADD ("names", test_names);
  ADD ("link", test_link);
  ADD ("move", test_move);
  ADD ("copy", test_copy);
  ADD ("delete", test_delete);
  ADD ("deep", test_deep);
  ADD ("facts", test_facts);
  ADD ("query-id", test_query_id);
  ADD ("list", test_list);
  ADD ("transaction", test_transaction);
  ADD ("changes", test_changes);
  ADD ("statistics", test_statistics);
  ADD ("random", test_random);

  return g_test_run ();
}
