/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <nexus-glib.h>

#include "nexus-test-util.h"

/* Filters, which programs let people edit one by one. */

static NexusQuery *
parse (const char *text)
{
  g_autoptr(GError) error = NULL;
  NexusQuery *query = nexus_query_new_parse (text, &error);

  g_assert_no_error (error);

  return query;
}

static void
assert_keys (const char *text,
             const char *wanted)
{
  g_autoptr(NexusQuery) query = parse (text);
  g_auto(GStrv) keys = nexus_query_list_keys (query);
  g_autofree char *joined = g_strjoinv ("|", keys);

  g_assert_cmpstr (joined, ==, wanted);
}

static void
assert_filters (const char *text,
                const char *key,
                const char *wanted)
{
  g_autoptr(NexusQuery) query = parse (text);
  g_auto(GStrv) filters = nexus_query_list_filters (query, key);
  g_autofree char *joined = g_strjoinv ("|", filters);

  g_assert_cmpstr (joined, ==, wanted);
}

static void
assert_with (const char *text,
             const char *key,
             const char *filters,
             const char *wanted)
{
  g_autoptr(NexusQuery) query = parse (text);
  g_auto(GStrv) list = filters != NULL ? g_strsplit (filters, "|", -1) : NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusQuery) changed = nexus_query_new_with_filters (query, key, (const char * const *) list, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (nexus_query_to_string (changed), ==, wanted);
}

static void
test_list (void)
{
  assert_keys ("", "");
  assert_keys ("budget -tag:old (type:pdf OR type:text)", "");
  assert_keys ("type:pdf", "type");
  assert_keys ("a size>1M tag:x tag:y size<2M", "size|tag");
  assert_keys ("name:a text:b created:today modified:today in:/a", "name|text|created|modified|in");
  assert_keys ("author:Ann \"size\":large \"my key\":1", "author|\"size\"|\"my key\"");
  assert_keys ("*.pdf", "name");
  /* Not what has to be only sometimes. */
  assert_keys ("type:pdf OR type:text", "");

  assert_filters ("", "type", "");
  assert_filters ("a type:pdf", "type", ":pdf");
  assert_filters ("size>=1M a size<2M", "size", ">=1M|<2M");
  assert_filters ("tag:\"two words\" -tag:old", "tag", ":\"two words\"");
  assert_filters ("\"size\":large size>1", "\"size\"", ":large");
  assert_filters ("\"size\":large size>1", "size", ">1");
  assert_filters ("rating>=3", "Rating", "");
}

static void
test_change (void)
{
  assert_with ("", "type", ":image", "type:image");
  assert_with ("budget type:pdf tag:work", "type", ":image", "budget tag:work type:image");
  assert_with ("budget type:pdf type:text", "type", NULL, "budget");
  assert_with ("type:pdf", "type", NULL, "");
  assert_with ("a", "size", ">1M|<2M", "a size>1M size<2M");
  assert_with ("a OR b", "tag", ":work", "(a OR b) tag:work");
  assert_with ("a (b OR c) -tag:old", "tag", ":work", "a (b OR c) -tag:old tag:work");
  assert_with ("a OR b", "tag", NULL, "a OR b");
  assert_with ("a", "\"my key\"", ":\"two words\"", "a \"my key\":\"two words\"");
  assert_with ("a", "in", ":/docs", "a in:/docs");
}

static void
assert_refused (const char *key,
                const char *filter)
{
  const char *filters[] = { filter, NULL };
  g_autoptr(NexusQuery) query = parse ("budget");
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusQuery) changed = nexus_query_new_with_filters (query, key, filters, &error);

  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  g_assert_null (changed);
}

static void
test_refused (void)
{
  assert_refused ("size", ":large");
  assert_refused ("size", "");
  assert_refused ("tag", ":two words");
  assert_refused ("tag", ":a OR b");
  assert_refused ("tag", ":a) (b");
  assert_refused ("two words", ":a");
  assert_refused ("", ":a");
  assert_refused ("-tag", ":a");
}

static void
test_empty_filter (void)
{
  const char *none[] = { NULL };
  g_autoptr(NexusQuery) query = parse ("budget type:pdf");
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusQuery) changed = nexus_query_new_with_filters (query, "type", none, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (nexus_query_to_string (changed), ==, "budget");
}

static void
assert_fault (const char *text,
              guint       wanted)
{
  guint fault = 99;
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusQuery) query = nexus_query_new_parse_full (text, &fault, &error);

  g_assert_cmpuint (fault, ==, wanted);
  if (query == NULL)
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  else
    g_assert_no_error (error);
}

static void
test_fault (void)
{
  g_autofree char *long_text = g_strnfill (9000, 'a');

  assert_fault ("", 0);
  assert_fault ("budget size>1M", 0);
  assert_fault ("size>large", 6);
  assert_fault ("éé \"open", 4);
  assert_fault ("a (b", 3);
  assert_fault ("a OR", 5);
  assert_fault ("ab\xff", 3);
  assert_fault (long_text, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/query/filters/list", test_list);
  g_test_add_func ("/query/filters/change", test_change);
  g_test_add_func ("/query/filters/refused", test_refused);
  g_test_add_func ("/query/filters/empty", test_empty_filter);
  g_test_add_func ("/query/filters/fault", test_fault);

  return g_test_run ();
}
