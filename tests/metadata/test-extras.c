/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "nexus-store-fixture.h"

#include <float.h>
#include <math.h>
#include <nexus-attribute-json-private.h>
#include <nexus-path.h>
#include <nexus-uuid-private.h>
#include <string.h>

/* What hangs on entries: attributes, tags, versions, the trash. */

static NexusMutation *
attribute (const char *path,
           const char *key,
           GVariant   *value)
{
  NexusMutation *mutation = fixture_mutation (NEXUS_MUTATION_SET_ATTRIBUTE, path, NULL, key);

  mutation->value = g_variant_ref_sink (value);

  return mutation;
}

static void
test_attribute_types (Fixture       *fixture,
                      gconstpointer  data)
{
  static const char * const values[] = {
    "true", "false", "int64 0", "int64 -9223372036854775808", "int64 9223372036854775807", "int64 9007199254740993",
    "1.0", "0.1", "-0.0", "1e300", "1.7976931348623157e+308", "3.0e0",
    "''", "'plain'", "'\\\"quoted\\\" \\\\ back'", "'line\\nbreak\\ttab\\u0001\\u007f'", "'\xf0\x9f\x9a\x80 \xc3\xa9'",
    "@as []", "['']", "['a', 'b', '\\n']",
    "@a{sv} {}", "{'': <true>}", "{'b': <true>, 'x': <int64 1>, 'd': <1.0>, 's': <'x'>, 'as': <['y']>, 'n': <{'deep': <@as []>}>}",
  };

  fixture_must (fixture, fixture_put ("/a", "x"));
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(GVariant) value = g_variant_parse (NULL, values[i], NULL, NULL, &error);
      g_autoptr(GVariant) back = NULL;
      g_autoptr(NexusEntry) entry = NULL;

      g_assert_no_error (error);
      fixture_must (fixture, attribute ("/a", "key", value));
      entry = fixture_query (fixture, "/a");
      back = g_variant_lookup_value (nexus_entry_get_attributes (entry), "key", NULL);
      if (!g_variant_equal (value, back))
        {
          g_autofree char *text = g_variant_print (back, TRUE);
          g_error ("%s became %s", values[i], text);
        }
      if (g_variant_is_of_type (value, G_VARIANT_TYPE_DOUBLE))
        g_assert_cmpint (signbit (g_variant_get_double (value)), ==, signbit (g_variant_get_double (back)));
    }
}

static void
test_attribute_doubles (void)
{
  const double numbers[] = { 0.0, -0.0, 4.9406564584124654e-324, DBL_MIN, DBL_MAX, -DBL_MAX, 1.0 / 3.0, 1e15, 123456789012345678.0 };

  for (guint i = 0; i < 1000; i++)
    {
      double number = i < G_N_ELEMENTS (numbers) ? numbers[i] : ldexp (g_test_rand_double (), g_test_rand_int_range (-1080, 1020));
      g_autoptr(GVariant) value = g_variant_ref_sink (g_variant_new_double (number));
      g_autofree char *json = _nexus_attribute_to_json (value, NULL);
      g_autoptr(GVariant) back = _nexus_attribute_from_json (json, NULL);
      double got;

      g_assert_true (g_variant_is_of_type (back, G_VARIANT_TYPE_DOUBLE));
      got = g_variant_get_double (back);
      g_assert_cmpmem (&got, sizeof got, &number, sizeof number);
    }
}

static void
test_attribute_refused (Fixture       *fixture,
                        gconstpointer  data)
{
  static const char * const values[] = {
    "int32 1", "uint64 1", "byte 1", "@ay []", "(1, 2)", "@mb nothing", "<true>", "[<'a'>, <'b'>]",
    "{'a': <int32 1>}", "{'a': <true>, 'a': <false>}", "objectpath '/a'",
  };
  g_autofree char *long_key = g_strnfill (256, 'k');
  g_autofree char *good_key = g_strnfill (255, 'k');
  g_autofree char *large = g_strnfill (NEXUS_ATTRIBUTE_SIZE_MAX, 'x');
  GVariant *deep = g_variant_new_boolean (TRUE);

  fixture_must (fixture, fixture_put ("/a", "x"));
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(GVariant) value = g_variant_parse (NULL, values[i], NULL, NULL, &error);

      g_assert_no_error (error);
      fixture_fails (fixture, attribute ("/a", "key", value), G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, NULL);
    }

  fixture_fails (fixture, attribute ("/a", "key", g_variant_new_double (NAN)), G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, NULL);
  fixture_fails (fixture, attribute ("/a", "key", g_variant_new_double (-INFINITY)), G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, NULL);
  fixture_fails (fixture, attribute ("/a", "key", g_variant_new_string (large)), G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, NULL);
  fixture_fails (fixture, attribute ("/a", "", g_variant_new_boolean (TRUE)), G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, NULL);
  fixture_fails (fixture, attribute ("/a", long_key, g_variant_new_boolean (TRUE)), G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, NULL);
  fixture_fails (fixture, attribute ("/a", "\xc0\xaf", g_variant_new_boolean (TRUE)), G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, NULL);
  fixture_fails (fixture, attribute ("/b", "key", g_variant_new_boolean (TRUE)), G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "/b");
  fixture_must (fixture, attribute ("/a", good_key, g_variant_new_boolean (TRUE)));

  /* As deep as allowed comes back, one more does not go in. */
  for (guint i = 1; i < NEXUS_ATTRIBUTE_DEPTH_MAX; i++)
    deep = g_variant_new_parsed ("{'k': <%*>}", deep);
  g_variant_ref_sink (deep);
  fixture_must (fixture, attribute ("/a", "deep", deep));
  {
    g_autoptr(NexusEntry) entry = fixture_query (fixture, "/a");
    g_autoptr(GVariant) back = g_variant_lookup_value (nexus_entry_get_attributes (entry), "deep", NULL);

    g_assert_true (g_variant_equal (back, deep));
  }
  fixture_fails (fixture, attribute ("/a", "deeper", g_variant_new_parsed ("{'k': <%*>}", deep)),
                 G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, NULL);
  g_variant_unref (deep);
}

static void
test_attributes (Fixture       *fixture,
                 gconstpointer  data)
{
  static const char * const keys[] = { "a", "A", "key with space", "\"'; DROP TABLE attributes;--", "\xf0\x9f\x9a\x80", "\n", "%" };
  g_autoptr(NexusEntry) entry = NULL;

  fixture_must (fixture, fixture_mutation (NEXUS_MUTATION_MAKE_DIRECTORY, "/d", NULL, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    fixture_must (fixture, attribute ("/d", keys[i], g_variant_new_int64 (i)));

  entry = fixture_query (fixture, "/d");
  g_assert_cmpuint (g_variant_n_children (nexus_entry_get_attributes (entry)), ==, G_N_ELEMENTS (keys));
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      gint64 number;

      g_assert_true (g_variant_lookup (nexus_entry_get_attributes (entry), keys[i], "x", &number));
      g_assert_cmpint (number, ==, i);
    }

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    fixture_must (fixture, fixture_mutation (NEXUS_MUTATION_REMOVE_ATTRIBUTE, "/d", NULL, keys[i]));
  fixture_fails (fixture, fixture_mutation (NEXUS_MUTATION_REMOVE_ATTRIBUTE, "/d", NULL, "a"),
                 G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "/d");
  g_clear_object (&entry);
  entry = fixture_query (fixture, "/d");
  g_assert_cmpuint (g_variant_n_children (nexus_entry_get_attributes (entry)), ==, 0);

  /* The root can have some too. */
  fixture_must (fixture, attribute ("/", "a", g_variant_new_string ("root")));
}

static void
test_json (void)
{
  static const char * const good[] = { " true ", "[ \"a\" , \"b\" ]", "{ \"a\" : 1 }", "\"\\ud83d\\ude80\"", "-1", "1E5", "{}", "[]" };
  static const char * const bad[] = {
    "", " ", "nul", "null", "truex", "tru", "[1]", "[\"a\",]", "[,]", "[\"a\"", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}", "{",
    "\"", "\"\\\"", "\"\\x\"", "\"\\u12\"", "\"\\ud800\"", "\"\\ud800\\u0041\"", "\"\\udc00\"", "\"\\u0000\"", "\"\n\"",
    "1 2", "+1", "--1", "1.5.5", "9223372036854775808", "1e999", "-", ".", "\xff", "\"\xc0\xaf\"", "true,", "\xef\xbb\xbf" "1",
  };
  g_autofree char *nested = g_strnfill (100000, '{');
  g_autoptr(GString) objects = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(GVariant) value = _nexus_attribute_from_json (good[i], &error);

      g_assert_no_error (error);
      g_assert_nonnull (value);
      g_assert_false (g_variant_is_floating (value));
    }

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(GVariant) value = _nexus_attribute_from_json (bad[i], &error);

      if (value != NULL)
        g_error ("%s was taken", bad[i]);
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
    }

  g_assert_null (_nexus_attribute_from_json (nested, NULL));
  for (guint i = 0; i < 100000; i++)
    g_string_append (objects, "{\"\":");
  g_assert_null (_nexus_attribute_from_json (objects->str, NULL));
}

static void
test_uuid (void)
{
  guint8 last[NEXUS_UUID_SIZE] = { 0 };

  for (guint i = 0; i < 10000; i++)
    {
      guint8 uuid[NEXUS_UUID_SIZE], back[NEXUS_UUID_SIZE];
      char text[NEXUS_UUID_STRING_SIZE];

      _nexus_uuid_generate (uuid);
      g_assert_cmpint (uuid[6] >> 4, ==, 7);
      g_assert_cmpint (uuid[8] >> 6, ==, 2);
      g_assert_cmpint (memcmp (last, uuid, sizeof uuid), <, 0);
      memcpy (last, uuid, sizeof uuid);

      _nexus_uuid_to_string (uuid, text);
      g_assert_true (g_uuid_string_is_valid (text));
      g_assert_true (_nexus_uuid_parse (text, back));
      g_assert_cmpmem (back, sizeof back, uuid, sizeof uuid);
      text[g_test_rand_int_range (0, 36)] = 'x';
      g_assert_false (_nexus_uuid_parse (text, back));
    }
}

static char *
tags_of (Fixture    *fixture,
         const char *path)
{
  g_autoptr(NexusEntry) entry = fixture_query (fixture, path);
  const char * const *tags = nexus_entry_get_tags (entry);

  return tags != NULL ? g_strjoinv (",", (char **) tags) : g_strdup ("");
}

static void
assert_tags (Fixture    *fixture,
             const char *path,
             const char *expected)
{
  g_autofree char *tags = tags_of (fixture, path);

  g_assert_cmpstr (tags, ==, expected);
}

static void
assert_all_tags (Fixture    *fixture,
                 const char *expected)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) tags = _nexus_metadata_store_list_tags (fixture->store, NULL, &error);
  g_autoptr(GString) text = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < tags->len; i++)
    {
      NexusTag *tag = g_ptr_array_index (tags, i);

      g_string_append_printf (text, "%s%s:%s:%u", i > 0 ? " " : "", nexus_tag_get_name (tag),
                              nexus_tag_get_color (tag) != NULL ? nexus_tag_get_color (tag) : "-",
                              (guint) nexus_tag_get_count (tag));
    }
  g_assert_cmpstr (text->str, ==, expected);
}

static void
assert_tagged (Fixture    *fixture,
               const char *tag,
               const char *expected)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) entries = _nexus_metadata_store_list_tagged (fixture->store, tag, NULL, &error);
  g_autoptr(GString) text = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < entries->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? " " : "", nexus_entry_get_path (g_ptr_array_index (entries, i)));
  g_assert_cmpstr (text->str, ==, expected);
}

static void
test_tags (Fixture       *fixture,
           gconstpointer  data)
{
  g_autofree char *long_name = g_strnfill (256, 't');
  g_autoptr(GError) error = NULL;
  g_autofree char *id = NULL;
  NexusMutation *mutation;

  fixture_must (fixture, fixture_mutation (NEXUS_MUTATION_MAKE_DIRECTORY, "/d", NULL, NULL));
  fixture_must (fixture, fixture_put ("/d/a", "a"));
  fixture_must (fixture, fixture_put ("/b", "b"));

  fixture_must (fixture, fixture_mutation (NEXUS_MUTATION_ADD_TAG, "/d/a", NULL, "work"));
  fixture_must (fixture, fixture_mutation (NEXUS_MUTATION_ADD_TAG, "/d/a", NULL, "work"));
  fixture_must (fixture, fixture_mutation (NEXUS_MUTATION_ADD_TAG, "/d/a", NULL, "Work"));
  fixture_must (fixture, fixture_mutation (NEXUS_MUTATION_ADD_TAG, "/b", NULL, "work"));
  fixture_must (fixture, fixture_mutation (NEXUS_MUTATION_ADD_TAG, "/b", NULL, "caf\xc3\xa9 %_"));
  assert_tags (fixture, "/d/a", "Work,work");
  assert_tagged (fixture, "work", "/b /d/a");
  assert_all_tags (fixture, "Work:-:1 caf\xc3\xa9 %_:-:1 work:-:2");

  /* Tags go where the entry goes. */
  fixture_must (fixture, fixture_mutation (NEXUS_MUTATION_MOVE, "/d", "/e", NULL));
  assert_tagged (fixture, "work", "/b /e/a");

  mutation = fixture_mutation (NEXUS_MUTATION_DELETE, "/e", NULL, NULL);
  mutation->delete_flags = NEXUS_DELETE_RECURSIVE;
  fixture_must (fixture, mutation);
  assert_tagged (fixture, "work", "/b");
  assert_all_tags (fixture, "Work:-:0 caf\xc3\xa9 %_:-:1 work:-:1");
  id = fixture_trashed (fixture, "/e");
  fixture_must (fixture, fixture_mutation (NEXUS_MUTATION_RESTORE_TRASH, NULL, NULL, id));
  assert_tags (fixture, "/e/a", "Work,work");

  /* Renamed in one place; merged with one that is there. */
  fixture_must (fixture, fixture_mutation (NEXUS_MUTATION_SET_TAG_COLOR, NULL, "#3584E4", "work"));
  fixture_must (fixture, fixture_mutation (NEXUS_MUTATION_RENAME_TAG, NULL, "job", "work"));
  assert_tags (fixture, "/e/a", "Work,job");
  assert_all_tags (fixture, "Work:-:1 caf\xc3\xa9 %_:-:1 job:#3584e4:2");
  fixture_must (fixture, fixture_mutation (NEXUS_MUTATION_RENAME_TAG, NULL, "job", "job"));
  fixture_must (fixture, fixture_mutation (NEXUS_MUTATION_RENAME_TAG, NULL, "Work", "job"));
  assert_tags (fixture, "/e/a", "Work");
  assert_tags (fixture, "/b", "Work,caf\xc3\xa9 %_");
  assert_all_tags (fixture, "Work:#3584e4:2 caf\xc3\xa9 %_:-:1");
  fixture_must (fixture, fixture_mutation (NEXUS_MUTATION_SET_TAG_COLOR, NULL, NULL, "Work"));

  fixture_must (fixture, fixture_mutation (NEXUS_MUTATION_REMOVE_TAG, "/b", NULL, "Work"));
  fixture_fails (fixture, fixture_mutation (NEXUS_MUTATION_REMOVE_TAG, "/b", NULL, "Work"),
                 G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "/b");
  fixture_must (fixture, fixture_mutation (NEXUS_MUTATION_DELETE_TAG, NULL, NULL, "Work"));
  assert_tags (fixture, "/e/a", "");
  assert_all_tags (fixture, "caf\xc3\xa9 %_:-:1");

  fixture_fails (fixture, fixture_mutation (NEXUS_MUTATION_ADD_TAG, "/none", NULL, "x"),
                 G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "/none");
  fixture_fails (fixture, fixture_mutation (NEXUS_MUTATION_ADD_TAG, "/b", NULL, ""),
                 G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, NULL);
  fixture_fails (fixture, fixture_mutation (NEXUS_MUTATION_ADD_TAG, "/b", NULL, "a\nb"),
                 G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, NULL);
  fixture_fails (fixture, fixture_mutation (NEXUS_MUTATION_ADD_TAG, "/b", NULL, "\xff"),
                 G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, NULL);
  fixture_fails (fixture, fixture_mutation (NEXUS_MUTATION_ADD_TAG, "/b", NULL, long_name),
                 G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, NULL);
  fixture_fails (fixture, fixture_mutation (NEXUS_MUTATION_RENAME_TAG, NULL, "x", "none"),
                 G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "none");
  fixture_fails (fixture, fixture_mutation (NEXUS_MUTATION_RENAME_TAG, NULL, "", "caf\xc3\xa9 %_"),
                 G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, NULL);
  fixture_fails (fixture, fixture_mutation (NEXUS_MUTATION_DELETE_TAG, NULL, NULL, "none"),
                 G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "none");
  fixture_fails (fixture, fixture_mutation (NEXUS_MUTATION_SET_TAG_COLOR, NULL, "blue", "caf\xc3\xa9 %_"),
                 G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "blue");
  fixture_fails (fixture, fixture_mutation (NEXUS_MUTATION_SET_TAG_COLOR, NULL, "#000000", "none"),
                 G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "none");

  g_assert_null (_nexus_metadata_store_list_tagged (fixture->store, "none", NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

static char *
content_of (Fixture    *fixture,
            const char *path,
            guint       version)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusEntry) entry = NULL;
  g_autoptr(NexusContentRef) content = NULL;
  gsize size;
  const char *text;

  g_assert_true (_nexus_metadata_store_query_content (fixture->store, path, version, &entry, &content, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (nexus_entry_get_path (entry), ==, path);
  text = g_bytes_get_data (content->locator, &size);

  return g_strndup (text, size);
}

static void
assert_content (Fixture    *fixture,
                const char *path,
                guint       version,
                const char *expected)
{
  g_autofree char *text = content_of (fixture, path, version);

  g_assert_cmpstr (text, ==, expected);
}

static void
put_numbers (Fixture *fixture,
             guint    first,
             guint    last)
{
  for (guint i = first; i <= last; i++)
    {
      g_autofree char *text = g_strdup_printf ("version %u", i);
      fixture_must (fixture, fixture_put ("/a", text));
    }
}

static char *
version_numbers (Fixture    *fixture,
                 const char *path)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) versions = _nexus_metadata_store_list_versions (fixture->store, path, NULL, &error);
  g_autoptr(GString) text = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < versions->len; i++)
    {
      NexusVersion *version = g_ptr_array_index (versions, i);

      g_assert_cmpint (nexus_version_get_is_current (version), ==, i == 0);
      g_string_append_printf (text, "%s%u", i > 0 ? " " : "", nexus_version_get_number (version));
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
assert_versions (Fixture    *fixture,
                 const char *expected)
{
  g_autofree char *numbers = version_numbers (fixture, "/a");

  g_assert_cmpstr (numbers, ==, expected);
}

static void
test_versions (Fixture       *fixture,
               gconstpointer  data)
{
  g_autoptr(NexusEntry) entry = NULL;
  g_autoptr(NexusContentRef) content = NULL;
  g_autoptr(GError) error = NULL;
  NexusMutation *mutation;

  fixture->options.history_limit = 3;
  fixture_reopen (fixture);
  put_numbers (fixture, 1, 3);
  assert_versions (fixture, "3 2 1");
  assert_content (fixture, "/a", 0, "version 3");
  assert_content (fixture, "/a", 3, "version 3");
  assert_content (fixture, "/a", 1, "version 1");

  put_numbers (fixture, 4, 6);
  assert_versions (fixture, "6 5 4 3");
  g_assert_false (_nexus_metadata_store_query_content (fixture->store, "/a", 2, NULL, &content, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);

  mutation = fixture_mutation (NEXUS_MUTATION_RESTORE_VERSION, "/a", NULL, NULL);
  mutation->version = 4;
  entry = fixture_entry (fixture, mutation);
  g_assert_cmpuint (nexus_entry_get_version (entry), ==, 7);
  assert_content (fixture, "/a", 0, "version 4");
  assert_versions (fixture, "7 6 5 4");

  mutation = fixture_mutation (NEXUS_MUTATION_RESTORE_VERSION, "/a", NULL, NULL);
  mutation->version = 7;
  fixture_must (fixture, mutation);
  assert_versions (fixture, "7 6 5 4");

  mutation = fixture_mutation (NEXUS_MUTATION_RESTORE_VERSION, "/a", NULL, NULL);
  mutation->version = 1;
  fixture_fails (fixture, mutation, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "/a");
  mutation = fixture_mutation (NEXUS_MUTATION_RESTORE_VERSION, "/a", NULL, NULL);
  fixture_fails (fixture, mutation, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "/a");
  mutation = fixture_mutation (NEXUS_MUTATION_RESTORE_VERSION, "/", NULL, NULL);
  mutation->version = 1;
  fixture_fails (fixture, mutation, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY, "/");
  fixture_must (fixture, fixture_mutation (NEXUS_MUTATION_MAKE_LINK, "/l", "a", NULL));
  mutation = fixture_mutation (NEXUS_MUTATION_RESTORE_VERSION, "/l", NULL, NULL);
  mutation->version = 1;
  fixture_fails (fixture, mutation, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE, "/l");

  /* Versions go where the file goes. */
  fixture_must (fixture, fixture_mutation (NEXUS_MUTATION_MOVE, "/a", "/b", NULL));
  assert_content (fixture, "/b", 5, "version 5");
  fixture_must (fixture, fixture_mutation (NEXUS_MUTATION_MOVE, "/b", "/a", NULL));

  /* A smaller limit takes effect at the next write, none keeps none. */
  fixture->options.history_limit = 1;
  fixture_reopen (fixture);
  put_numbers (fixture, 8, 8);
  assert_versions (fixture, "8 7");
  fixture->options.history_limit = 0;
  fixture_reopen (fixture);
  put_numbers (fixture, 9, 9);
  assert_versions (fixture, "9");

  g_assert_null (_nexus_metadata_store_list_versions (fixture->store, "/", NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY);
  g_clear_error (&error);
  g_assert_null (_nexus_metadata_store_list_versions (fixture->store, "/none", NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (_nexus_metadata_store_query_content (fixture->store, "/", 0, NULL, &content, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY);
  g_clear_error (&error);

  g_clear_object (&entry);
  g_assert_true (_nexus_metadata_store_query_content (fixture->store, "/l", 0, &entry, &content, NULL, &error));
  g_assert_no_error (error);
  g_assert_null (content);
  g_assert_cmpstr (nexus_entry_get_target (entry), ==, "a");
}

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
  fixture_must (fixture, attribute ("/d/e/a.txt", "k", g_variant_new_string ("v")));
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
  assert_content (fixture, "/d/e/a.txt", 1, "one");
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
  assert_content (fixture, "/a.txt", 0, "new");
  fixture_must (fixture, restore (id, NULL, NEXUS_CONFLICT_NEWER));
  assert_content (fixture, "/a.txt", 0, "new");

  entry = fixture_entry (fixture, restore (id, NULL, NEXUS_CONFLICT_KEEP_BOTH));
  g_assert_cmpstr (nexus_entry_get_path (entry), ==, "/a (2).txt");
  assert_content (fixture, "/a (2).txt", 0, "old");

  fixture_must (fixture, fixture_mutation (NEXUS_MUTATION_MOVE, "/a (2).txt", "/b", NULL));
  fixture_must (fixture, fixture_mutation (NEXUS_MUTATION_DELETE, "/b", NULL, NULL));
  fixture_must (fixture, restore (id, "/a.txt", NEXUS_CONFLICT_REPLACE));
  assert_content (fixture, "/a.txt", 0, "old");
  other = fixture_trashed (fixture, "/a.txt");
  fixture_must (fixture, restore (other, NULL, NEXUS_CONFLICT_NEWER));
  assert_content (fixture, "/a.txt", 0, "new");

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
      assert_content (fixture, "/d/a", 0, "old a");
      assert_content (fixture, "/d/s/b", 0, "old b");
      assert_tags (fixture, "/d/s/b", "kept");
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
          assert_content (fixture, "/d/a", 0, "old a");
          assert_content (fixture, "/d/s/b", 0, policies[i] == NEXUS_CONFLICT_REPLACE ? "old b" : "new b");
          if (policies[i] == NEXUS_CONFLICT_KEEP_BOTH)
            assert_content (fixture, "/d/s/b (2)", 0, "old b");
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
    assert_content (fixture, "/s/b", 0, "old b");
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
  g_test_add ("/metadata/extras/" name, Fixture, NULL, fixture_set_up, function, fixture_tear_down)

  g_test_add_func ("/metadata/extras/json", test_json);
  g_test_add_func ("/metadata/extras/uuid", test_uuid);
  g_test_add_func ("/metadata/extras/attribute-doubles", test_attribute_doubles);
  ADD ("attribute-types", test_attribute_types);
  ADD ("attribute-refused", test_attribute_refused);
  ADD ("attributes", test_attributes);
  ADD ("tags", test_tags);
  ADD ("versions", test_versions);
  ADD ("trash", test_trash);
  ADD ("trash-conflicts", test_trash_conflicts);
  ADD ("trash-merge", test_trash_merge);
  ADD ("trash-empty", test_trash_empty);

  return g_test_run ();
}
