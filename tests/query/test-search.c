/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "nexus-lib-fixture.h"
#include "nexus-query-test.h"

/* What a search finds, and that it finds it as soon as it is there. */

#define CHECKED(call) \
  G_STMT_START { \
    g_autoptr(GError) error_ = NULL; \
    GError **fault = &error_; \
    gboolean done_ = (call); \
    g_assert_no_error (error_); \
    g_assert_true (done_); \
  } G_STMT_END

static void
tag (Fixture    *fixture,
     const char *path,
     const char *name)
{
  CHECKED (nexus_filesystem_add_tag (fixture->filesystem, path, name, NULL, fault));
}

static void
set (Fixture    *fixture,
     const char *path,
     const char *key,
     const char *value)
{
  fixture_set (fixture, path, key, g_variant_new_parsed (value));
}

/* The paths of what is found, of which there are as many as was told. */
static char *
search (NexusFilesystem  *filesystem,
        const char       *text,
        NexusSearchOrder  order)
{
  g_autoptr(NexusSearchResults) results = nexus_query_test_search (filesystem, text, order);
  guint n;
  char *paths = nexus_query_test_dup_paths (results, &n);

  g_assert_cmpuint (n, ==, nexus_search_results_get_count (results));

  return paths;
}

#define assert_found(fixture, text, expected) \
  G_STMT_START { \
    g_autofree char *found_ = search ((fixture)->filesystem, text, NEXUS_SEARCH_ORDER_NAME); \
    g_test_message ("%s", text); \
    g_assert_cmpstr (found_, ==, expected); \
  } G_STMT_END

/* Names are in the order in which they come out. */
static void
fill (Fixture *fixture)
{
  fixture_put (fixture, "/docs/a-budget.pdf", "12345");
  fixture_put (fixture, "/docs/b-Crème Brûlée.txt", "sugar");
  fixture_put (fixture, "/docs/deep/c-notes.md", "");
  fixture_put (fixture, "/pictures/d-Łódź.JPG", "123456789012");
  fixture_put (fixture, "/pictures/e-budget 2024 (final).xlsx", "1");
  tag (fixture, "/docs/a-budget.pdf", "Work");
  tag (fixture, "/docs/a-budget.pdf", "old");
  tag (fixture, "/pictures/d-Łódź.JPG", "work");
  tag (fixture, "/pictures", "Überblick");
  set (fixture, "/docs/a-budget.pdf", "author", "'Ann Lee'");
  set (fixture, "/docs/b-Crème Brûlée.txt", "author", "'Zoë'");
  set (fixture, "/docs/a-budget.pdf", "rating", "int64 4");
  set (fixture, "/docs/b-Crème Brûlée.txt", "rating", "2.5");
  set (fixture, "/docs/deep/c-notes.md", "list", "['one', 'two words']");
  set (fixture, "/docs/deep/c-notes.md", "size", "'large'");
  set (fixture, "/docs/deep/c-notes.md", "done", "true");
}

static void
test_terms (Fixture       *fixture,
            gconstpointer  data)
{
#define A "/docs/a-budget.pdf"
#define B "/docs/b-Crème Brûlée.txt"
#define C "/docs/deep/c-notes.md"
#define D "/pictures/d-Łódź.JPG"
#define E "/pictures/e-budget 2024 (final).xlsx"
  static const struct {
    const char *text;
    const char *found;
  } cases[] = {
    { "", A " " B " " C " " D " /docs/deep /docs " E " /pictures" },
    { "budget", A " " E },
    { "BUDGET", A " " E },
    { "udge", A " " E },
    { "creme brulee", B },
    { "CRÈME", B },
    { "lodz", D },
    { "nothing", "" },
    { "b", A " " B " " E " /pictures" },            /* and the tag of pictures */
    { "budget 2024", E },
    { "budget -2024", A },
    { "\"2024 (final\"", E },
    { "(final)", E },                               /* groups */
    { "ann", A },
    { "\"two words\"", C },
    { "uberblick", "/pictures" },
    { "name:crème", B },
    { "name=a-budget.pdf", A },
    { "name=budget", "" },
    { "*.pdf", A },
    { "a*t.pdf OR ?-notes.md", A " " C },
    { "type:pdf", A },
    { "type:jpg", D },
    { "type:image", D },
    { "type:image/*", D },
    { "type:application/pdf", A },
    { "type:spreadsheet", E },
    { "type:text", B " " C },
    { "type:folder", "/docs/deep /docs /pictures" },
    { "type:file -budget", B " " C " " D },
    { "size>5", D },
    { "size>=5 type:file", A " " B " " D },
    { "size:0", C },
    { "size:2..11", A " " B },
    { "tag:work", A " " D },
    { "tag:WORK -tag:old", D },
    { "tag:wor", "" },
    { "tag:*", A " " D " /pictures" },
    { "type:file -tag:*", B " " C " " E },
    { "author:ann", A },
    { "author=\"ann lee\"", A },
    { "author=ann", "" },
    { "author:zoe", B },
    { "author:*", A " " B },
    { "rating>3", A },
    { "rating<=2.5", B },
    { "rating=4", A },
    { "rating>10", "" },
    { "\"size\":large", C },
    { "list:two", C },
    { "done:true", C },
    { "missing:x", "" },
    { "in:/docs", A " " B " " C " /docs/deep" },
    { "in:docs/deep", C },
    { "in:/ type:folder", "/docs/deep /docs /pictures" },
    { "in:/docs/a-budget.pdf", "" },
    { "in:/gone", "" },
    { "-in:/gone type:folder", "/docs/deep /docs /pictures" },
    { "budget in:/pictures", E },
    { "modified<1h type:pdf", A },
    { "modified>1h", "" },
    { "created:today type:pdf OR created:yesterday type:pdf", A },
    { "-(budget OR type:folder)", B " " C " " D },
    { "(tag:work OR type:folder) in:/pictures", D },
    { "tag:work OR tag:old budget", A " " D },
  };

  fill (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_found (fixture, cases[i].text, cases[i].found);
}

/* Each change is seen by the next search, whatever it was. */
static void
test_follows_changes (Fixture       *fixture,
                      gconstpointer  data)
{
  g_autoptr(NexusEntry) copied = NULL;

  assert_found (fixture, "one", "");
  fixture_put (fixture, "/a/one.txt", "1");
  assert_found (fixture, "one", "/a/one.txt");

  fixture_move (fixture, "/a/one.txt", "/a/two.txt");
  assert_found (fixture, "one", "");
  assert_found (fixture, "two", "/a/two.txt");

  /* What is below a directory moves with it. */
  fixture_move (fixture, "/a", "/b");
  assert_found (fixture, "two in:/b", "/b/two.txt");
  assert_found (fixture, "in:/a", "");

  assert_found (fixture, "size>10", "");
  fixture_put (fixture, "/b/two.txt", "longer than before");
  assert_found (fixture, "size>10", "/b/two.txt");

  set (fixture, "/b/two.txt", "state", "'draft'");
  assert_found (fixture, "draft", "/b/two.txt");
  set (fixture, "/b/two.txt", "state", "'final'");
  assert_found (fixture, "draft", "");
  assert_found (fixture, "state:final", "/b/two.txt");
  CHECKED (nexus_filesystem_remove_attribute (fixture->filesystem, "/b/two.txt", "state", NULL, fault));
  assert_found (fixture, "state:*", "");

  copied = nexus_filesystem_copy (fixture->filesystem, "/b", "/c", NEXUS_COPY_NONE, NULL, NULL);
  g_assert_nonnull (copied);
  assert_found (fixture, "two", "/b/two.txt /c/two.txt");

  CHECKED (nexus_filesystem_delete (fixture->filesystem, "/b", NULL, NEXUS_DELETE_RECURSIVE, NULL, fault));
  assert_found (fixture, "two", "/c/two.txt");
  CHECKED (nexus_filesystem_empty_trash (fixture->filesystem, NULL, fault));
  CHECKED (nexus_filesystem_delete (fixture->filesystem, "/c", NULL,
                                    NEXUS_DELETE_RECURSIVE | NEXUS_DELETE_PERMANENT, NULL, fault));
  assert_found (fixture, "two", "");

  /* Ids that were given back are given out again. */
  fixture_put (fixture, "/new/three.txt", "3");
  assert_found (fixture, "two OR three", "/new/three.txt");
}

/* The same from another connection, which stands for another process. */
static void
test_follows_others (Fixture       *fixture,
                     gconstpointer  data)
{
  Fixture other = { .filesystem = nexus_lib_test_connect (fixture->folder) };

  fixture_put (fixture, "/one.txt", "1");
  assert_found (fixture, "txt", "/one.txt");
  assert_found (&other, "txt", "/one.txt");

  fixture_move (&other, "/one.txt", "/uno.txt");
  fixture_put (&other, "/two.txt", "2");
  set (&other, "/uno.txt", "key", "'value'");
  assert_found (fixture, "txt", "/two.txt /uno.txt");
  assert_found (fixture, "value", "/uno.txt");

  CHECKED (nexus_filesystem_delete (other.filesystem, "/two.txt", NULL, NEXUS_DELETE_PERMANENT, NULL, fault));
  fixture_put (&other, "/three.txt", "3");
  assert_found (fixture, "txt", "/three.txt /uno.txt");

  CHECKED (nexus_filesystem_close (other.filesystem, NULL, fault));
  nexus_test_assert_finalized (other.filesystem);
}

/* After any sequence of changes a search finds what a new connection finds. */
static void
test_random_changes (Fixture       *fixture,
                     gconstpointer  data)
{
  static const char * const names[] = { "ab", "abc", "b", "ba", "c", "cab" };
  static const char * const texts[] = { "", "a", "b", "ab", "-a", "in:/ab", "in:/b -c", "k:v", "v OR ab" };
  g_autoptr(GRand) random = g_rand_new_with_seed (7);

  for (guint i = 0; i < 300; i++)
    {
      const char *first = names[g_rand_int_range (random, 0, G_N_ELEMENTS (names))];
      const char *second = names[g_rand_int_range (random, 0, G_N_ELEMENTS (names))];
      g_autofree char *path = g_strdup_printf ("/%s/%s%u", first, second, g_rand_int_range (random, 0, 20));
      g_autofree char *other = g_strdup_printf ("/%s/%s%u", second, first, g_rand_int_range (random, 0, 20));
      g_autofree char *top = g_strconcat ("/", first, NULL);
      g_autoptr(GVariant) value = g_variant_ref_sink (g_variant_new_string (second));
      g_autoptr(GBytes) bytes = g_bytes_new (path, strlen (path));
      g_autoptr(NexusEntry) entry = NULL;

      /* Many of them fail, as they should. */
      switch (g_rand_int_range (random, 0, 7))
        {
        case 0:
        case 1:
          entry = nexus_filesystem_write (fixture->filesystem, path, bytes, NULL, NEXUS_WRITE_PARENTS, NULL, NULL);
          break;
        case 2:
          entry = nexus_filesystem_move (fixture->filesystem, path, other, NULL, NEXUS_COPY_PARENTS, NULL, NULL);
          break;
        case 3:
          nexus_filesystem_delete (fixture->filesystem, path, NULL, NEXUS_DELETE_PERMANENT, NULL, NULL);
          break;
        case 4:
          nexus_filesystem_set_attribute (fixture->filesystem, path, "k", value, NULL, NULL);
          break;
        case 5:
          entry = nexus_filesystem_copy (fixture->filesystem, path, other, NEXUS_COPY_OVERWRITE, NULL, NULL);
          break;
        default:
          if (g_rand_int_range (random, 0, 4) == 0)
            nexus_filesystem_delete (fixture->filesystem, top, NULL, NEXUS_DELETE_RECURSIVE, NULL, NULL);
          break;
        }

      if (i % 10 == 0)
        {
          NexusFilesystem *fresh = nexus_lib_test_connect (fixture->folder);

          for (guint j = 0; j < G_N_ELEMENTS (texts); j++)
            {
              g_autofree char *found = search (fixture->filesystem, texts[j], NEXUS_SEARCH_ORDER_NAME);
              g_autofree char *expected = search (fresh, texts[j], NEXUS_SEARCH_ORDER_NAME);

              g_assert_cmpstr (found, ==, expected);
            }
          CHECKED (nexus_filesystem_close (fresh, NULL, fault));
          nexus_test_assert_finalized (fresh);
        }
      else
        {
          g_autofree char *found = search (fixture->filesystem, "a", NEXUS_SEARCH_ORDER_NEWEST);

          g_assert_nonnull (found);
        }
    }
}

static void
set_modified (Fixture    *fixture,
              const char *path,
              int         year)
{
  g_autoptr(GDateTime) time = g_date_time_new_utc (year, 1, 1, 0, 0, 0);
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusEntry) entry = NULL;

  entry = nexus_filesystem_set_modified (fixture->filesystem, path, g_date_time_to_unix (time) * 1000000000, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (entry);
}

static void
assert_order (Fixture          *fixture,
              const char       *text,
              NexusSearchOrder  order,
              const char       *expected)
{
  g_autofree char *found = search (fixture->filesystem, text, order);

  g_assert_cmpstr (found, ==, expected);
}

static void
test_orders (Fixture       *fixture,
             gconstpointer  data)
{
  fixture_put (fixture, "/plan", "1234");
  fixture_put (fixture, "/my plan.txt", "12");
  fixture_put (fixture, "/explanation", "123");
  fixture_put (fixture, "/planning", "1");
  fixture_put (fixture, "/Élan vital plan.md", "");
  set_modified (fixture, "/plan", 2001);
  set_modified (fixture, "/my plan.txt", 2002);
  set_modified (fixture, "/explanation", 2005);
  set_modified (fixture, "/planning", 2004);
  set_modified (fixture, "/Élan vital plan.md", 2003);

  assert_order (fixture, "plan", NEXUS_SEARCH_ORDER_RELEVANCE,
                "/plan /planning /Élan vital plan.md /my plan.txt /explanation");
  assert_order (fixture, "plan", NEXUS_SEARCH_ORDER_NEWEST,
                "/explanation /planning /Élan vital plan.md /my plan.txt /plan");
  assert_order (fixture, "plan", NEXUS_SEARCH_ORDER_NAME,
                "/Élan vital plan.md /explanation /my plan.txt /plan /planning");
  assert_order (fixture, "plan", NEXUS_SEARCH_ORDER_LARGEST,
                "/plan /explanation /my plan.txt /planning /Élan vital plan.md");
}

/* In the order of all, however many are asked for at a time; and what goes meanwhile is left out. */
static void
test_pages (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusQuery) query = nexus_query_new_parse ("file", NULL);
  g_autoptr(NexusSearchResults) results = NULL;
  g_autofree char *last = NULL;
  guint n = 0;

  for (guint i = 0; i < 500; i++)
    {
      g_autofree char *path = g_strdup_printf ("/file-%03u", i * 7919 % 500);

      fixture_put (fixture, path, "x");
    }
  results = nexus_filesystem_search (fixture->filesystem, query, NEXUS_SEARCH_ORDER_NAME, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (nexus_search_results_get_count (results), ==, 500);
  for (guint i = 0; i < 10; i++)
    {
      g_autofree char *path = g_strdup_printf ("/file-%03u", i * 3);

      g_assert_true (nexus_filesystem_delete (fixture->filesystem, path, NULL, NEXUS_DELETE_NONE, NULL, NULL));
    }

  for (guint page = 1;; page = page * 2 + 1)
    {
      g_autoptr(GPtrArray) entries = nexus_entry_enumerator_next (NEXUS_ENTRY_ENUMERATOR (results), page, NULL, &error);

      g_assert_no_error (error);
      if (entries->len == 0)
        break;
      for (guint i = 0; i < entries->len; i++)
        {
          const char *path = nexus_entry_get_path (g_ptr_array_index (entries, i));

          g_assert_cmpstr (path, >, last != NULL ? last : "");
          g_free (last);
          last = g_strdup (path);
        }
      n += entries->len;
    }
  g_assert_cmpuint (n, ==, 490);
}

static void
test_async (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusQuery) query = nexus_query_new_parse ("one", NULL);
  g_autoptr(NexusSearchResults) results = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GAsyncResult) page = NULL;
  g_autoptr(GPtrArray) entries = NULL;

  fixture_put (fixture, "/one", "1");
  nexus_filesystem_search_async (fixture->filesystem, query, NEXUS_SEARCH_ORDER_RELEVANCE, NULL, nexus_test_store_result, &result);
  g_assert_null (result);
  nexus_test_spin_until (result != NULL);
  results = nexus_filesystem_search_finish (fixture->filesystem, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (nexus_search_results_get_count (results), ==, 1);

  nexus_entry_enumerator_next_async (NEXUS_ENTRY_ENUMERATOR (results), 10, NULL, nexus_test_store_result, &page);
  nexus_test_spin_until (page != NULL);
  entries = nexus_entry_enumerator_next_finish (NEXUS_ENTRY_ENUMERATOR (results), page, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (entries->len, ==, 1);
}

/* Who types cancels one search after the other; the last one counts. */
static void
test_cancelled (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusQuery) query = nexus_query_new_parse ("one", NULL);
  g_autoptr(NexusSearchResults) results = NULL;
  g_autoptr(GCancellable) cancelled = g_cancellable_new ();

  fixture_put (fixture, "/one", "1");
  g_cancellable_cancel (cancelled);
  results = nexus_filesystem_search (fixture->filesystem, query, NEXUS_SEARCH_ORDER_RELEVANCE, cancelled, &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_null (results);

  for (guint i = 0; i < 20; i++)
    {
      g_autoptr(GCancellable) cancellable = g_cancellable_new ();
      g_autoptr(GAsyncResult) result = NULL;
      g_autoptr(NexusSearchResults) ignored = NULL;

      nexus_filesystem_search_async (fixture->filesystem, query, NEXUS_SEARCH_ORDER_NAME, cancellable, nexus_test_store_result, &result);
      g_cancellable_cancel (cancellable);
      nexus_test_spin_until (result != NULL);
      ignored = nexus_filesystem_search_finish (fixture->filesystem, result, NULL);
      g_assert_null (ignored);
    }
  assert_found (fixture, "one", "/one");
}

static void
test_saved (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(NexusQuery) first = nexus_query_new_parse ("budget   modified<7d", NULL);
  g_autoptr(NexusQuery) second = nexus_query_new_parse ("tag:work", NULL);
  g_autoptr(GListModel) searches = NULL;
  g_autoptr(NexusSavedSearch) search = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *name = NULL;

  CHECKED (nexus_filesystem_save_search (fixture->filesystem, "Recent budgets", second, NULL, fault));
  CHECKED (nexus_filesystem_save_search (fixture->filesystem, "Recent budgets", first, NULL, fault));
  CHECKED (nexus_filesystem_save_search (fixture->filesystem, "Arbeit – „größer“", second, NULL, fault));

  /* They are still there when the store is opened again. */
  CHECKED (nexus_filesystem_close (fixture->filesystem, NULL, fault));
  nexus_test_assert_finalized (fixture->filesystem);
  fixture->filesystem = nexus_lib_test_connect (fixture->folder);
  searches = nexus_filesystem_list_searches (fixture->filesystem, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (searches), ==, 2);
  search = g_list_model_get_item (searches, 1);
  g_object_get (search, "name", &name, NULL);
  g_assert_cmpstr (name, ==, "Recent budgets");
  g_assert_cmpstr (nexus_saved_search_get_name (search), ==, name);
  g_assert_true (nexus_query_equal (nexus_saved_search_get_query (search), first));

  CHECKED (nexus_filesystem_remove_search (fixture->filesystem, "Recent budgets", NULL, fault));
  g_assert_false (nexus_filesystem_remove_search (fixture->filesystem, "Recent budgets", NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (nexus_filesystem_save_search (fixture->filesystem, "", first, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  g_clear_error (&error);
  g_assert_false (nexus_filesystem_save_search (fixture->filesystem, "a\nb", first, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
}

static void
test_saved_async (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autoptr(NexusQuery) query = nexus_query_new_parse ("tag:work", NULL);
  g_autoptr(GAsyncResult) saved = NULL;
  g_autoptr(GAsyncResult) listed = NULL;
  g_autoptr(GAsyncResult) removed = NULL;
  g_autoptr(GListModel) searches = NULL;
  g_autoptr(GError) error = NULL;

  nexus_filesystem_save_search_async (fixture->filesystem, "Work", query, NULL, nexus_test_store_result, &saved);
  nexus_test_spin_until (saved != NULL);
  CHECKED (nexus_filesystem_save_search_finish (fixture->filesystem, saved, fault));

  nexus_filesystem_list_searches_async (fixture->filesystem, NULL, nexus_test_store_result, &listed);
  nexus_test_spin_until (listed != NULL);
  searches = nexus_filesystem_list_searches_finish (fixture->filesystem, listed, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (searches), ==, 1);

  nexus_filesystem_remove_search_async (fixture->filesystem, "Work", NULL, nexus_test_store_result, &removed);
  nexus_test_spin_until (removed != NULL);
  CHECKED (nexus_filesystem_remove_search_finish (fixture->filesystem, removed, fault));
}

static void
test_completion (Fixture       *fixture,
                 gconstpointer  data)
{
  static const struct {
    const char *text;
    int         cursor;      /* -1: at the end */
    const char *candidates;
    guint       start;
  } cases[] = {
    { "si", -1, "size:|\"size\":", 0 },
    { "budget -t", -1, "tag:|text:|type:", 8 },
    { "(AUT", -1, "author:", 1 },
    { "tag:", -1, "Work|old|work|Überblick", 4 },
    { "tag:ub", -1, "Überblick", 4 },
    { "größe tag:WO rest", 12, "Work|work", 10 },
    { "\"a b\" type:vi", -1, "video", 11 },
    { "type:f", -1, "file|folder|font", 5 },
    { "in:", -1, "/docs|/pictures", 3 },
    { "in:/docs/", -1, "/docs/deep", 3 },
    { "in:/docs/DE", -1, "/docs/deep", 3 },
    { "in:/gone/x", -1, "", 3 },
    { "in:../x", -1, "", 3 },
    { "author:x", -1, "", 7 },
    { "", -1, "", 0 },
    { "a ", -1, "", 2 },
    { "\"", -1, "", 0 },
    { "xyz", -1, "", 0 },
  };

  fill (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      guint length = (guint) g_utf8_strlen (cases[i].text, -1), start = 99, end = 99;
      guint cursor = cases[i].cursor >= 0 ? (guint) cases[i].cursor : length;
      g_auto(GStrv) candidates = nexus_filesystem_complete_query (fixture->filesystem, cases[i].text, cursor, &start,
                                                                  &end, NULL, &error);
      g_autofree char *joined = NULL;

      g_test_message ("%s", cases[i].text);
      g_assert_no_error (error);
      joined = g_strjoinv ("|", candidates);
      g_assert_cmpstr (joined, ==, cases[i].candidates);
      g_assert_cmpuint (start, ==, cases[i].start);
      g_assert_cmpuint (end, ==, cursor);
    }
}

static void
test_completion_async (Fixture       *fixture,
                       gconstpointer  data)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_auto(GStrv) candidates = NULL;
  g_autoptr(GError) error = NULL;
  guint start, end;

  nexus_filesystem_complete_query_async (fixture->filesystem, "cre", 3, NULL, nexus_test_store_result, &result);
  nexus_test_spin_until (result != NULL);
  candidates = nexus_filesystem_complete_query_finish (fixture->filesystem, result, &start, &end, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (candidates[0], ==, "created:");
  g_assert_null (candidates[1]);
  g_assert_cmpuint (end, ==, 3);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/search/terms", Fixture, NULL, fixture_set_up, test_terms, fixture_tear_down);
  g_test_add ("/search/follows-changes", Fixture, NULL, fixture_set_up, test_follows_changes, fixture_tear_down);
  g_test_add ("/search/follows-others", Fixture, NULL, fixture_set_up, test_follows_others, fixture_tear_down);
  g_test_add ("/search/random-changes", Fixture, NULL, fixture_set_up, test_random_changes, fixture_tear_down);
  g_test_add ("/search/orders", Fixture, NULL, fixture_set_up, test_orders, fixture_tear_down);
  g_test_add ("/search/pages", Fixture, NULL, fixture_set_up, test_pages, fixture_tear_down);
  g_test_add ("/search/async", Fixture, NULL, fixture_set_up, test_async, fixture_tear_down);
  g_test_add ("/search/cancelled", Fixture, NULL, fixture_set_up, test_cancelled, fixture_tear_down);
  g_test_add ("/search/saved", Fixture, NULL, fixture_set_up, test_saved, fixture_tear_down);
  g_test_add ("/search/saved-async", Fixture, NULL, fixture_set_up, test_saved_async, fixture_tear_down);
  g_test_add ("/search/completion", Fixture, NULL, fixture_set_up, test_completion, fixture_tear_down);
  g_test_add ("/search/completion-async", Fixture, NULL, fixture_set_up, test_completion_async, fixture_tear_down);

  return g_test_run ();
}
