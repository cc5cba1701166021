/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "nexus-query-private.h"
#include "nexus-test-util.h"

/* What people type, and what it means. */

static const struct {
  const char *text;
  const char *canonical;
} good[] = {
  { "", "" },
  { " \t\n ", "" },
  { "budget", "budget" },
  { "  two   words ", "two words" },
  { "\"two words\"", "\"two words\"" },
  { "\"plain\"", "plain" },
  { "budget type:pdf size>1M modified<7d created>=2024-01-01 tag:work -tag:old author:\"Ann Lee\" in:/docs",
    "budget type:pdf size>1M modified<7d created>=2024-01-01 tag:work -tag:old author:\"Ann Lee\" in:/docs" },
  { "TYPE:pdf Size<=2KiB", "type:pdf size<=2KiB" },
  { "a OR b", "a OR b" },
  { "a b OR c", "a b OR c" },
  { "a (b OR c)", "a (b OR c)" },
  { "(a b) c", "a b c" },
  { "((a)) OR (b OR c)", "a OR b OR c" },
  { "(a OR b)(c OR d)", "(a OR b) (c OR d)" },
  { "-a", "-a" },
  { "-(-a)", "a" },
  { "-(-(-a))", "-a" },
  { "-(a b)", "-(a b)" },
  { "-(a OR b) c", "-(a OR b) c" },
  { "--a", "-\"-a\"" },
  { "a - b", "a \"-\" b" },
  { "-", "\"-\"" },
  { "\"-a\"", "\"-a\"" },
  { "\"OR\"", "\"OR\"" },
  { "or", "or" },
  { "ORacle", "ORacle" },
  { "\"OR(x\"", "\"OR(x\"" },
  { "report(1).pdf", "report(1).pdf" },
  { "(report(1).pdf)", "report(1).pdf" },
  { "smile:)", "smile:\")\"" },
  { "it)", "\"it)\"" },
  { "open(", "\"open(\"" },
  { "-(\"open(\" b)", "-(\"open(\" b)" },
  { "*.pdf", "name:*.pdf" },
  { "-*.bak", "-name:*.bak" },
  { "\"*.pdf\"", "\"*.pdf\"" },
  { "name:\"*.pdf\"", "name:\"*.pdf\"" },
  { "name=a?b", "name=a?b" },
  { "x)*", "\"x)*\"" },
  { "rating>=3.5", "rating>=3.5" },
  { "\"size\":large", "\"size\":large" },
  { "\"my key\"=\"my value\"", "\"my key\"=\"my value\"" },
  { "author:*", "author:*" },
  { "author:\"*\"", "author:\"*\"" },
  { "author:\"\"", "author:\"\"" },
  { "author:=x", "author:\"=x\"" },
  { "a::b", "a::b" },
  { "tag=work", "tag:work" },
  { "tag:\"a \\\"quoted\\\" \\\\ one\"", "tag:\"a \\\"quoted\\\" \\\\ one\"" },
  { "\"\\n\"", "\\n" },
  { "in:docs//sub/./", "in:/docs/sub" },
  { "in:\"/with blank\"", "in:\"/with blank\"" },
  { "size:1k..2Mi", "size:1k..2Mi" },
  { "size:..10", "size:..10" },
  { "modified:2024-05..", "modified:2024-05.." },
  { "12:30", "12:30" },
  { "größe Łódź 東京", "größe Łódź 東京" },
  { "';DROP TABLE nodes;--", "';DROP TABLE nodes;--" },
  { "%_\\", "%_\\" },
};

static void
test_good (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(NexusQuery) query = nexus_query_new_parse (good[i].text, &error);
      g_autoptr(NexusQuery) again = NULL;

      g_test_message ("%s", good[i].text);
      g_assert_no_error (error);
      g_assert_cmpstr (nexus_query_to_string (query), ==, good[i].canonical);

      again = nexus_query_new_parse (nexus_query_to_string (query), &error);
      g_assert_no_error (error);
      g_assert_true (nexus_query_equal (query, again));
      g_assert_cmpint (nexus_query_is_empty (query), ==, good[i].canonical[0] == '\0');
    }
}

static const struct {
  const char *text;
  guint       position;
  const char *part;
} bad[] = {
  { "\"open", 1, "never closed" },
  { "a tag:\"open", 7, "never closed" },
  { "größe \"x", 7, "never closed" },
  { "\"a\"b", 4, "blank is missing" },
  { "(a", 1, "parenthesis" },
  { "a (b (c)", 3, "parenthesis" },
  { "()", 1, "nothing between" },
  { "a -( )", 4, "nothing between" },
  { "OR", 1, "both sides" },
  { "a OR", 5, "both sides" },
  { "OR a", 1, "both sides" },
  { "a OR OR b", 6, "both sides" },
  { "(a OR )", 7, "both sides" },
  { "size:", 6, "value is missing" },
  { "size: 5", 6, "value is missing" },
  { "author>", 8, "value is missing" },
  { "size:big", 6, "not a size" },
  { "size>-1", 6, "not a size" },
  { "size>1e3", 6, "not a size" },
  { "size>0x10", 6, "not a size" },
  { "size>1.2.3M", 6, "not a size" },
  { "size>20E", 6, "larger than any file" },
  { "size<1..2", 6, "not a size" },
  { "size:..", 6, "not a size" },
  { "modified<soon", 10, "not a time" },
  { "modified:2024-13", 10, "not a time" },
  { "modified:2023-02-29", 10, "not a time" },
  { "modified:2024-01-01T25:00", 10, "not a time" },
  { "modified:2024-01-01T10", 10, "not a time" },
  { "created:0000", 9, "not a time" },
  { "created<9999999999d", 9, "not a time" },
  { "tag>5", 4, "cannot be larger" },
  { "type<x", 5, "cannot be larger" },
  { "tag:\"\"", 5, "nothing in it" },
  { "\"\"", 1, "nothing in it" },
  { "\xcc\x81", 1, "nothing in it" },
  { "in:..", 4, ".." },
  { "in:/a/../b", 4, ".." },
  { "\"\":x", 1, "cannot be empty" },
  { "ok \xff", 4, "UTF-8" },
};

static void
test_bad (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(NexusQuery) query = nexus_query_new_parse (bad[i].text, &error);
      g_autofree char *place = g_strdup_printf ("At character %u ", bad[i].position);

      g_test_message ("%u", i);
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
      g_assert_null (query);
      g_assert_true (g_str_has_prefix (error->message, place));
      g_assert_nonnull (strstr (error->message, bad[i].part));
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
    }
}

static char *
repeat (const char *part,
        guint       n)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    g_string_append (text, part);

  return g_string_free (text, FALSE);
}

/* Whatever is typed takes bounded memory and stack. */
static void
test_limits (void)
{
  static const struct {
    const char *part;
    guint       n;
    gboolean    good;
  } cases[] = {
    { "a ", 256, TRUE },
    { "a ", 257, FALSE },
    { "(", 33, FALSE },
    { "-(", 4000, FALSE },
    { "a", 8192, TRUE },
    { "a", 8193, FALSE },
    { "\"", 8191, FALSE },
    { "a OR ", 1600, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autofree char *text = repeat (cases[i].part, cases[i].n);
      g_autoptr(NexusQuery) query = nexus_query_new_parse (text, &error);

      if (cases[i].good)
        {
          g_assert_no_error (error);
          g_assert_nonnull (query);
        }
      else
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
    }
}

static const NexusQueryNode *
parse_leaf (const char  *text,
            NexusQuery **query)
{
  g_autoptr(GError) error = NULL;

  *query = nexus_query_new_parse (text, &error);
  g_assert_no_error (error);

  return _nexus_query_get_root (*query);
}

static void
test_sizes (void)
{
  static const struct {
    const char *text;
    guint64     first;
    guint64     last;
  } cases[] = {
    { "size:0", 0, 0 },
    { "size=1k", 1000, 1000 },
    { "size>1M", 1000001, G_MAXUINT64 },
    { "size>=1.5M", 1500000, G_MAXUINT64 },
    { "size<1Ki", 0, 1023 },
    { "size<=1KiB", 0, 1024 },
    { "size:1kb..2MB", 1000, 2000000 },
    { "size:10..", 10, G_MAXUINT64 },
    { "size>18446744073709551615", G_MAXUINT64, G_MAXUINT64 },
    { "size<0", 1, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(NexusQuery) query = NULL;
      const NexusQueryNode *node = parse_leaf (cases[i].text, &query);

      g_test_message ("%s", cases[i].text);
      g_assert_cmpint (node->kind, ==, NEXUS_QUERY_SIZE);
      g_assert_cmpuint (node->number, ==, cases[i].first);
      g_assert_cmpuint (node->number_end, ==, cases[i].last);
    }
}

#define SECOND G_GINT64_CONSTANT (1000000000)
#define DAY (86400 * SECOND)

static void
test_times (void)
{
  /* 2024-03-15 12:00:00 UTC. */
  const gint64 now = G_GINT64_CONSTANT (1710504000) * SECOND;
  const gint64 today = G_GINT64_CONSTANT (1710460800) * SECOND;
  const gint64 march = G_GINT64_CONSTANT (1709251200) * SECOND;
  const struct {
    const char *text;
    gint64      from;
    gint64      to;
  } cases[] = {
    { "modified<7d", now - 7 * DAY + 1, G_MAXINT64 },
    { "modified<=7d", now - 7 * DAY, G_MAXINT64 },
    { "modified:7d", now - 7 * DAY, G_MAXINT64 },
    { "modified>2w", G_MININT64, now - 14 * DAY },
    { "modified>=1h", G_MININT64, now - 3600 * SECOND + 1 },
    { "modified:today", today, today + DAY },
    { "modified:yesterday", today - DAY, today },
    { "modified<today", G_MININT64, today },
    { "modified>today", today + DAY, G_MAXINT64 },
    { "created:2024-03", march, march + 31 * DAY },
    { "created>=2024-03-01", march, G_MAXINT64 },
    { "created<=2024-03-01", G_MININT64, march + DAY },
    { "created>2024-03-01", march + DAY, G_MAXINT64 },
    { "created:2024-03-01T00:00", march, march + 60 * SECOND },
    { "created:2024-03-01T00:00:30", march + 30 * SECOND, march + 31 * SECOND },
    { "created:2024-03-01..2024-03-15", march, today + DAY },
    { "created:2w..1w", now - 14 * DAY, now - 7 * DAY },
    { "created:..2024-03-15", G_MININT64, today + DAY },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(NexusQuery) query = NULL;
      const NexusQueryNode *node = parse_leaf (cases[i].text, &query);
      gint64 from, to;

      g_test_message ("%s", cases[i].text);
      _nexus_query_node_get_times (node, now, &from, &to);
      g_assert_cmpint (from, ==, cases[i].from);
      g_assert_cmpint (to, ==, cases[i].to);
    }
}

static void
test_ends_of_time (void)
{
  static const char * const texts[] = { "created:9999", "created<=9999-12-31T23:59:59", "created>0001", "created<999999999y" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr(NexusQuery) query = NULL;
      const NexusQueryNode *node = parse_leaf (texts[i], &query);
      gint64 from, to;

      _nexus_query_node_get_times (node, G_GINT64_CONSTANT (1710504000) * SECOND, &from, &to);
      g_assert_cmpint (from, <, to);
    }
}

static void
test_fold (void)
{
  static const struct {
    const char *text;
    const char *folded;
  } cases[] = {
    { "Budget.PDF", "budget.pdf" },
    { "Crème Brûlée", "creme brulee" },
    { "Cre\xcc\x80me", "creme" },
    { "STRASSE straße", "strasse strasse" },
    { "Łódź Ørsted", "lodz orsted" },
    { "\xef\xac\x81le", "file" },               /* a ligature */
    { "\xef\xbc\xa1", "a" },                    /* full width */
    { "İstanbul ısı", "istanbul isi" },
    { "ΣΊΣΥΦΟΣ", "σισυφοσ" },
    { "Ёлка", "елка" },
    { "東京", "東京" },
    { "a\nb", "a b" },
    { "é\nb", "e b" },
    { "", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *folded = _nexus_fold (cases[i].text);
      g_autofree char *again = _nexus_fold (folded);

      g_assert_cmpstr (folded, ==, cases[i].folded);
      g_assert_cmpstr (again, ==, folded);
    }
}

int
main (int    argc,
      char **argv)
{
  /* Dates are in local time: the table above is in UTC. */
  g_setenv ("TZ", "UTC", TRUE);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/query/good", test_good);
  g_test_add_func ("/query/bad", test_bad);
  g_test_add_func ("/query/limits", test_limits);
  g_test_add_func ("/query/sizes", test_sizes);
  g_test_add_func ("/query/times", test_times);
  g_test_add_func ("/query/ends-of-time", test_ends_of_time);
  g_test_add_func ("/query/fold", test_fold);

  return g_test_run ();
}
