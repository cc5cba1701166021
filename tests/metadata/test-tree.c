/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "nexus-store-fixture.h"

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

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, function) \
  g_test_add ("/metadata/tree/" name, Fixture, NULL, fixture_set_up, function, fixture_tear_down)

  ADD ("put", test_put);

  return g_test_run ();
}
