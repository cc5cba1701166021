/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "nexus-store-fixture.h"

#include <float.h>
#include <math.h>
#include <nexus-attribute-json-private.h>
#include <nexus-path.h>
#include <nexus-uuid-private.h>
#include <string.h>

/* What hangs on entries: attributes, tags, versions. */

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
      fixture_must (fixture, fixture_attribute ("/a", "key", value));
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
      fixture_fails (fixture, fixture_attribute ("/a", "key", value), G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, NULL);
    }

  fixture_fails (fixture, fixture_attribute ("/a", "key", g_variant_new_double (NAN)), G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, NULL);
  fixture_fails (fixture, fixture_attribute ("/a", "key", g_variant_new_double (-INFINITY)), G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, NULL);
  fixture_fails (fixture, fixture_attribute ("/a", "key", g_variant_new_string (large)), G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, NULL);
  fixture_fails (fixture, fixture_attribute ("/a", "", g_variant_new_boolean (TRUE)), G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, NULL);
  fixture_fails (fixture, fixture_attribute ("/a", long_key, g_variant_new_boolean (TRUE)), G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, NULL);
  fixture_fails (fixture, fixture_attribute ("/a", "\xc0\xaf", g_variant_new_boolean (TRUE)), G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, NULL);
  fixture_fails (fixture, fixture_attribute ("/b", "key", g_variant_new_boolean (TRUE)), G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "/b");
  fixture_must (fixture, fixture_attribute ("/a", good_key, g_variant_new_boolean (TRUE)));

  /* As deep as allowed comes back, one more does not go in. */
  for (guint i = 1; i < NEXUS_ATTRIBUTE_DEPTH_MAX; i++)
    deep = g_variant_new_parsed ("{'k': <%*>}", deep);
  g_variant_ref_sink (deep);
  fixture_must (fixture, fixture_attribute ("/a", "deep", deep));
  {
    g_autoptr(NexusEntry) entry = fixture_query (fixture, "/a");
    g_autoptr(GVariant) back = g_variant_lookup_value (nexus_entry_get_attributes (entry), "deep", NULL);

    g_assert_true (g_variant_equal (back, deep));
  }
  fixture_fails (fixture, fixture_attribute ("/a", "deeper", g_variant_new_parsed ("{'k': <%*>}", deep)),
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
    fixture_must (fixture, fixture_attribute ("/d", keys[i], g_variant_new_int64 (i)));

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
  fixture_must (fixture, fixture_attribute ("/", "a", g_variant_new_string ("root")));
}

static void
test_json (void)
{
  static const char * const good[] = { " true ", "[ \"a\" , \"b\" ]", "{ \"a\" : 1 }", "\"\\ud83d\\ude80\"", "-1", "1E5", "{}", "[]" };
  static const char * const bad[] = {
    "", " ", "nul", "null", "truex", "tru", "[1]", "[\"a\",]", "[,]", "[\"a\"", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}", "{",
    "\"", "\"\\\"", "\"\\x\"", "\"\\u12\"", "\"\\ud800\"", "\"\\ud800\\u0041\"", "\"\\udc00\"", "\"\\u0000\"", "\"\n\"",
    "1 2", "+1", "--1", "1.5.5", "9223372036854775808", "1e999", "-", ".", "\xff", "\"\xc0\xaf\"", "true,", ("\xef\xbb\xbf" "1"),
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
  fixture_assert_tags (fixture, "/d/a", "Work,work");
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
  fixture_assert_tags (fixture, "/e/a", "Work,work");

  /* Renamed in one place; merged with one that is there. */
  fixture_must (fixture, fixture_mutation (NEXUS_MUTATION_SET_TAG_COLOR, NULL, "#3584E4", "work"));
  fixture_must (fixture, fixture_mutation (NEXUS_MUTATION_RENAME_TAG, NULL, "job", "work"));
  fixture_assert_tags (fixture, "/e/a", "Work,job");
  assert_all_tags (fixture, "Work:-:1 caf\xc3\xa9 %_:-:1 job:#3584e4:2");
  fixture_must (fixture, fixture_mutation (NEXUS_MUTATION_RENAME_TAG, NULL, "job", "job"));
  fixture_must (fixture, fixture_mutation (NEXUS_MUTATION_RENAME_TAG, NULL, "Work", "job"));
  fixture_assert_tags (fixture, "/e/a", "Work");
  fixture_assert_tags (fixture, "/b", "Work,caf\xc3\xa9 %_");
  assert_all_tags (fixture, "Work:#3584e4:2 caf\xc3\xa9 %_:-:1");
  fixture_must (fixture, fixture_mutation (NEXUS_MUTATION_SET_TAG_COLOR, NULL, NULL, "Work"));

  fixture_must (fixture, fixture_mutation (NEXUS_MUTATION_REMOVE_TAG, "/b", NULL, "Work"));
  fixture_fails (fixture, fixture_mutation (NEXUS_MUTATION_REMOVE_TAG, "/b", NULL, "Work"),
                 G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "/b");
  fixture_must (fixture, fixture_mutation (NEXUS_MUTATION_DELETE_TAG, NULL, NULL, "Work"));
  fixture_assert_tags (fixture, "/e/a", "");
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
  fixture_assert_content (fixture, "/a", 0, "version 3");
  fixture_assert_content (fixture, "/a", 3, "version 3");
  fixture_assert_content (fixture, "/a", 1, "version 1");

  put_numbers (fixture, 4, 6);
  assert_versions (fixture, "6 5 4 3");
  g_assert_false (_nexus_metadata_store_query_content (fixture->store, "/a", 2, NULL, &content, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);

  mutation = fixture_mutation (NEXUS_MUTATION_RESTORE_VERSION, "/a", NULL, NULL);
  mutation->version = 4;
  entry = fixture_entry (fixture, mutation);
  g_assert_cmpuint (nexus_entry_get_version (entry), ==, 7);
  fixture_assert_content (fixture, "/a", 0, "version 4");
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
  fixture_assert_content (fixture, "/b", 5, "version 5");
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

  return g_test_run ();
}
