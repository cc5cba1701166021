/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "nexus-lib-fixture.h"
#include "nexus-model-test.h"

#include <string.h>

/* What a search finds, as a list. */

static NexusQuery *
parse (const char *text)
{
  g_autoptr(GError) error = NULL;
  NexusQuery *query = nexus_query_new_parse (text, &error);

  g_assert_no_error (error);

  return query;
}

static NexusSearchModel *
find (Fixture    *fixture,
      const char *text)
{
  g_autoptr(NexusQuery) query = parse (text);

  return nexus_search_model_new (fixture->filesystem, query);
}

static void
set_query (NexusSearchModel *model,
           const char       *text)
{
  g_autoptr(NexusQuery) query = parse (text);

  nexus_search_model_set_query (model, query);
}

typedef struct {
  const char *sort_key;
  gboolean    descending;
  gboolean    folders_first;
  const char *names;
} Case;

static void
test_order (Fixture       *fixture,
            gconstpointer  data)
{
  /* The two “p2” are in different folders. */
  static const Case cases[] = {
    { "name", FALSE, FALSE, ".p11 p1.txt p2 p2 P10.png" },
    { "name", TRUE, FALSE, "P10.png p2 p2 p1.txt .p11" },
    { "name", FALSE, TRUE, "p2 .p11 p1.txt p2 P10.png" },
    { "size", FALSE, FALSE, ".p11 P10.png p2 p1.txt p2" },
    { "size", TRUE, TRUE, "p2 p1.txt p2 P10.png .p11" },
    { "version", TRUE, TRUE, "p2 P10.png p2 p1.txt .p11" },
    { "type", FALSE, TRUE, "p2 .p11 p2 P10.png p1.txt" },
    { "folder", FALSE, FALSE, "p1.txt p2 p2 P10.png .p11" },
    { "folder", TRUE, FALSE, ".p11 P10.png p2 p2 p1.txt" },
    { "modified", FALSE, FALSE, "p2 p1.txt p2 .p11 P10.png" },
    { "modified", TRUE, FALSE, "P10.png .p11 p2 p1.txt p2" },
    { "created", TRUE, FALSE, "P10.png .p11 p2 p1.txt p2" },
    { "tags", FALSE, FALSE, "p1.txt p2 .p11 p2 P10.png" },
    { "tags-but:plan", FALSE, FALSE, "p1.txt .p11 p2 p2 P10.png" },
    { "etag", FALSE, FALSE, ".p11 p1.txt p2 P10.png p2" },
    { "mode", TRUE, TRUE, "p2 P10.png p2 p1.txt .p11" },
    { "attribute:rank", FALSE, FALSE, "P10.png p1.txt .p11 p2 p2" },
    { "attribute:rank", TRUE, FALSE, "p1.txt P10.png p2 p2 .p11" },
  };

  nexus_model_test_make_folder (fixture->filesystem, "/a");
  nexus_model_test_make_folder (fixture->filesystem, "/a/p2");
  fixture_put (fixture, "/a/p2/large", "eighteen bytes now");
  fixture_put (fixture, "/a/p1.txt", "four");
  fixture_put (fixture, "/b/p2", "two");
  fixture_put (fixture, "/z9/.p11", "");
  fixture_put (fixture, "/b10/P10.png", "");
  fixture_put (fixture, "/b10/P10.png", "1");
  fixture_put (fixture, "/other", "1");
  fixture_set (fixture, "/a/p1.txt", "rank", g_variant_new_int64 (10));
  fixture_set (fixture, "/b10/P10.png", "rank", g_variant_new_int64 (9));

  fixture_tag (fixture, "/a/p1.txt", "draft");
  fixture_tag (fixture, "/b/p2", "plan");

  for (guint i = 0; i < 2 * G_N_ELEMENTS (cases); i++)
    {
      const Case *c = &cases[i % G_N_ELEMENTS (cases)];
      g_autoptr(NexusSearchModel) model = find (fixture, "name:p");
      g_autofree char *names = NULL;

      /* The second time few of many are found, and read one by one. */
      if (i == G_N_ELEMENTS (cases))
        nexus_model_test_write_many (fixture->filesystem, "/unrelated/#", 100);
      nexus_list_model_set_sort_key (NEXUS_LIST_MODEL (model), c->sort_key);
      nexus_list_model_set_sort_descending (NEXUS_LIST_MODEL (model), c->descending);
      nexus_list_model_set_folders_first (NEXUS_LIST_MODEL (model), c->folders_first);
      nexus_model_test_wait_loaded (model);
      names = nexus_model_test_names (G_LIST_MODEL (model));
      g_test_message ("%s %d %d", c->sort_key, c->descending, c->folders_first);
      g_assert_cmpstr (names, ==, c->names);
    }
}

/* The paths that a list shows, one a line. */
static char *
try_paths (GListModel *model,
           GPtrArray  *kept)
{
  GString *paths = g_string_new (NULL);
  gboolean empty = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      NexusModelRow *row = g_list_model_get_item (model, i);
      NexusEntry *entry = nexus_model_row_get_entry (row);

      g_ptr_array_add (kept, row);
      if (entry != NULL)
        g_string_append_printf (paths, "%s\n", nexus_entry_get_path (entry));
      else
        empty = TRUE;
    }

  return g_string_free (paths, empty);
}

static char *
get_paths (NexusSearchModel *model)
{
  g_autoptr(GPtrArray) kept = g_ptr_array_new_with_free_func (g_object_unref);
  char *paths = NULL;

  nexus_model_test_wait_loaded (model);
  nexus_test_spin_until ((paths = try_paths (G_LIST_MODEL (model), kept)) != NULL);

  return paths;
}

/* What a search says itself. */
static char *
search_paths (Fixture    *fixture,
              const char *text)
{
  g_autoptr(NexusQuery) query = parse (text);
  g_autoptr(NexusSearchResults) results = NULL;
  g_autoptr(GPtrArray) entries = NULL;
  g_autoptr(GError) error = NULL;
  GString *paths = g_string_new (NULL);

  results = nexus_filesystem_search (fixture->filesystem, query, NEXUS_SEARCH_ORDER_RELEVANCE, NULL, &error);
  g_assert_no_error (error);
  entries = nexus_entry_enumerator_next (NEXUS_ENTRY_ENUMERATOR (results), 10000, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < entries->len; i++)
    g_string_append_printf (paths, "%s\n", nexus_entry_get_path (g_ptr_array_index (entries, i)));

  return g_string_free (paths, FALSE);
}

static void
test_relevance (Fixture       *fixture,
                gconstpointer  data)
{
  static const char * const queries[] = { "plan", "plan OR rank", "-plan", "in:/b", "", "nothing such" };

  fixture_put (fixture, "/plan", "1");
  fixture_put (fixture, "/b/plane", "1");
  fixture_put (fixture, "/b/my plan.txt", "1");
  fixture_put (fixture, "/b/explanation", "1");
  fixture_put (fixture, "/c/plan", "1");
  nexus_model_test_write_many (fixture->filesystem, "/many/a plan of #", 600);

  for (guint i = 0; i < G_N_ELEMENTS (queries); i++)
    {
      g_autoptr(NexusSearchModel) model = find (fixture, queries[i]);
      g_autofree char *paths = get_paths (model);
      g_autofree char *expected = search_paths (fixture, queries[i]);
      g_auto(GStrv) lines = NULL;
      g_autofree char *turned = NULL;

      g_test_message ("%s", queries[i]);
      g_assert_cmpstr (paths, ==, expected);

      nexus_list_model_set_sort_descending (NEXUS_LIST_MODEL (model), TRUE);
      turned = get_paths (model);
      lines = g_strsplit (turned, "\n", -1);
      for (guint k = g_strv_length (lines); k-- > 1; )
        {
          const char *line = lines[k - 1];

          g_assert_true (g_str_has_prefix (paths, line));
          memmove (paths, paths + strlen (line) + 1, strlen (paths + strlen (line) + 1) + 1);
        }
      g_assert_cmpstr (paths, ==, "");
    }
}

/* With very much the first rows, their number and the rest come one after the other. */
static void
test_stages (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(GPtrArray) early = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(NexusSearchModel) model = NULL;
  g_autoptr(NexusModelRow) row = NULL;
  NexusModelTestShadow shadow = { NULL };
  g_autofree char *said = NULL;
  GListModel *list;

  nexus_model_test_write_many (fixture->filesystem, "/d/report #.txt", 2400);
  model = find (fixture, "report");
  list = G_LIST_MODEL (model);
  g_assert_true (nexus_list_model_get_loading (NEXUS_LIST_MODEL (model)));
  nexus_model_test_shadow_init (&shadow, list);
  nexus_test_spin_until (g_list_model_get_n_items (list) == 2400);
  for (guint i = 0; i < 2400; i++)
    g_ptr_array_add (early, g_list_model_get_item (list, i));
  for (guint i = 0; i < 256; i++)
    g_assert_nonnull (nexus_model_row_get_entry (g_ptr_array_index (early, i)));
  nexus_model_test_wait_loaded (model);
  for (guint i = 0; i < 2400; i++)
    {
      g_autoptr(NexusModelRow) now = g_list_model_get_item (list, i);

      g_assert_true (now == g_ptr_array_index (early, i));
    }
  said = nexus_model_test_shadow_take (&shadow);
  g_assert_cmpstr (said, ==, "0-0+256 256-0+2144");

  /* A row of the middle is filled, too. */
  row = g_list_model_get_item (list, 1200);
  nexus_test_spin_until (nexus_model_row_get_entry (row) != NULL);
  nexus_model_test_shadow_clear (&shadow);
}

/* Each letter is a search; only the last one counts, and a row that stays is the same object. */
static void
test_typing (Fixture       *fixture,
             gconstpointer  data)
{
  static const char * const texts[] = { "n", "no", "not", "note", "notes" };
  g_autoptr(NexusSearchModel) model = nexus_search_model_new (fixture->filesystem, NULL);
  g_autoptr(NexusQuery) same = parse ("notes");
  g_autoptr(NexusQuery) read = NULL;
  g_autoptr(NexusModelRow) row = NULL;
  g_autoptr(NexusModelRow) again = NULL;
  g_autofree char *said = NULL;
  NexusModelTestShadow shadow = { NULL };
  guint notified = 0;

  fixture_put (fixture, "/notes", "1");
  fixture_put (fixture, "/not", "1");
  fixture_put (fixture, "/net", "1");
  nexus_model_test_wait_loaded (model);
  g_assert_null (nexus_search_model_get_query (model));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, 0);
  g_signal_connect_swapped (model, "notify::query", G_CALLBACK (g_atomic_int_inc), &notified);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      set_query (model, texts[i]);
      /* In some rounds the search before is under way, in others it has not begun. */
      if (i % 2 == 1)
        g_main_context_iteration (NULL, FALSE);
    }
  g_assert_cmpuint (notified, ==, 5);
  g_assert_true (nexus_list_model_get_loading (NEXUS_LIST_MODEL (model)));
  nexus_model_test_wait_loaded (model);
  nexus_model_test_wait_names (G_LIST_MODEL (model), "notes");
  row = g_list_model_get_item (G_LIST_MODEL (model), 0);

  /* The same again is no search. */
  nexus_search_model_set_query (model, same);
  g_assert_cmpuint (notified, ==, 5);
  g_assert_false (nexus_list_model_get_loading (NEXUS_LIST_MODEL (model)));
  g_object_get (model, "query", &read, NULL);
  g_assert_cmpstr (nexus_query_to_string (read), ==, nexus_query_to_string (same));

  /* What is shown stays until the new is there, and then changes at once. */
  nexus_model_test_shadow_init (&shadow, G_LIST_MODEL (model));
  set_query (model, "name:not");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, 1);
  nexus_model_test_wait_loaded (model);
  said = nexus_model_test_shadow_take (&shadow);
  g_assert_cmpstr (said, ==, "0-1+2");
  nexus_model_test_wait_names (G_LIST_MODEL (model), "not notes");
  again = g_list_model_get_item (G_LIST_MODEL (model), 1);
  g_assert_true (again == row);

  nexus_search_model_set_query (model, NULL);
  nexus_model_test_wait_loaded (model);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, 0);
  nexus_model_test_shadow_clear (&shadow);
}

/* Words of a text can be found some time after it has come; who looks for them is told then, whoever has read them. */
static void
test_texts (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(NexusSearchModel) model = find (fixture, "text:nvoice");
  g_autoptr(NexusSearchModel) names = find (fixture, "name:a");
  g_autoptr(NexusConfig) config = nexus_config_new ();
  g_autoptr(NexusFilesystem) other = NULL;
  g_autoptr(GError) error = NULL;
  guint generation;

  nexus_list_model_set_sort_key (NEXUS_LIST_MODEL (model), "name");
  nexus_model_test_wait_loaded (model);
  nexus_model_test_wait_loaded (names);
  fixture_put (fixture, "/a.txt", "an invoice");
  nexus_model_test_wait_names (G_LIST_MODEL (names), "a.txt");
  generation = nexus_list_model_get_generation (NEXUS_LIST_MODEL (names));
  g_assert_true (nexus_filesystem_update_index (fixture->filesystem, NULL, &error));
  g_assert_no_error (error);
  nexus_model_test_wait_names (G_LIST_MODEL (model), "a.txt");

  /* Who looks for names only is left alone. */
  g_assert_cmpuint (nexus_list_model_get_generation (NEXUS_LIST_MODEL (names)), ==, generation);

  nexus_config_set_data_dir (config, fixture->folder);
  nexus_config_set_index_text (config, FALSE);
  other = nexus_connect (config, NULL, &error);
  g_assert_no_error (error);
  g_object_unref (nexus_lib_test_write (other, "/b.txt", "invoices"));
  nexus_model_test_wait_names (G_LIST_MODEL (model), "a.txt b.txt");
  nexus_filesystem_close (other, NULL, &error);
  g_assert_no_error (error);
}

/* What comes to match, matches no more, or gets another place. */
static void
test_live (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(NexusSearchModel) model = NULL;
  g_autoptr(NexusModelRow) row = NULL;
  g_autoptr(GError) error = NULL;
  NexusModelTestShadow shadow = { NULL };
  guint generation;

  fixture_put (fixture, "/a/plan b", "1");
  fixture_put (fixture, "/a/plan d", "1");
  fixture_put (fixture, "/a/else", "1");
  model = find (fixture, "in:/a plan OR tag:plan");
  nexus_list_model_set_sort_key (NEXUS_LIST_MODEL (model), "name");
  nexus_model_test_wait_loaded (model);
  nexus_model_test_shadow_init (&shadow, G_LIST_MODEL (model));
  generation = nexus_list_model_get_generation (NEXUS_LIST_MODEL (model));
  row = g_list_model_get_item (G_LIST_MODEL (model), 1);

  fixture_put (fixture, "/a/plan c", "1");
  nexus_model_test_shadow_assert (&shadow, &generation, "1-0+1");
  fixture_put (fixture, "/a/nothing", "1");
  nexus_model_test_shadow_assert (&shadow, &generation, "");
  nexus_filesystem_add_tag (fixture->filesystem, "/a/else", "plan", NULL, &error);
  g_assert_no_error (error);
  nexus_model_test_shadow_assert (&shadow, &generation, "0-0+1");
  fixture_move (fixture, "/a/plan d", "/a/plan a");
  nexus_model_test_shadow_assert (&shadow, &generation, "1-0+1 4-1+0");
  nexus_test_spin_until (strcmp (nexus_entry_get_name (nexus_model_row_get_entry (row)), "plan a") == 0);
  /* Another of the same name. */
  fixture_put (fixture, "/a/deep/plan b", "1");
  nexus_model_test_shadow_assert (&shadow, &generation, "3-0+1");
  fixture_delete (fixture, "/a/plan b");
  nexus_model_test_shadow_assert (&shadow, &generation, "2-1+0");
  /* Only the tagged one is found everywhere; its row tells the new path. */
  fixture_move (fixture, "/a", "/z");
  nexus_test_spin_until (g_list_model_get_n_items (G_LIST_MODEL (model)) == 1);
  nexus_model_test_wait_names (G_LIST_MODEL (model), "else");
  g_clear_object (&row);
  row = g_list_model_get_item (G_LIST_MODEL (model), 0);
  nexus_test_spin_until (strcmp (nexus_entry_get_path (nexus_model_row_get_entry (row)), "/z/else") == 0);
  nexus_model_test_shadow_clear (&shadow);
}

static char *
random_path (void)
{
  static const char * const stems[] = { "plan", "Plan", "plane", "x", "plan x" };

  return g_strdup_printf ("/%d/%s%d", g_test_rand_int_range (0, 4),
                          stems[g_test_rand_int_range (0, G_N_ELEMENTS (stems))], g_test_rand_int_range (0, 8));
}

static void
do_something (Fixture *fixture)
{
  NexusFilesystem *filesystem = fixture->filesystem;
  g_autofree char *path = random_path ();
  g_autofree char *other = random_path ();
  g_autofree char *text = g_strdup_printf ("%d", g_test_rand_int ());
  g_autoptr(GBytes) bytes = g_bytes_new (text, (gsize) g_test_rand_int_range (0, (gint32) strlen (text)));
  g_autoptr(NexusEntry) entry = NULL;

  switch (g_test_rand_int_range (0, 8))
    {
    case 0:
    case 1:
    case 2:
      entry = nexus_filesystem_write (filesystem, path, bytes, NULL, NEXUS_WRITE_PARENTS, NULL, NULL);
      break;
    case 3:
      nexus_filesystem_delete (filesystem, path, NULL, NEXUS_DELETE_NONE, NULL, NULL);
      break;
    case 4:
    case 5:
      entry = nexus_filesystem_move (filesystem, path, other, NULL, NEXUS_COPY_OVERWRITE, NULL, NULL);
      break;
    case 6:
      nexus_filesystem_set_attribute (filesystem, path, "rank",
                                      g_variant_new_int64 (g_test_rand_int_range (-3, 3)), NULL, NULL);
      break;
    default:
      path[2] = '\0';
      other[2] = '\0';
      entry = nexus_filesystem_move (filesystem, path, other, NULL, NEXUS_COPY_NONE, NULL, NULL);
      break;
    }
}

/* What a list that is made now looks like. */
static char *
describe_fresh (Fixture          *fixture,
                NexusSearchModel *like)
{
  g_autoptr(NexusSearchModel) model = nexus_search_model_new (fixture->filesystem,
                                                              nexus_search_model_get_query (like));

  return nexus_model_test_describe_like (model, like);
}

static void
test_random (Fixture       *fixture,
             gconstpointer  data)
{
  static const char * const keys[] = { "relevance", "name", "folder", "size", "modified", "type", "attribute:rank" };
  static const char * const queries[] = { "plan", "in:/1 OR in:/2", "-x", "rank>=0" };

  for (guint round = 0; round < 14; round++)
    {
      g_autoptr(NexusSearchModel) model = find (fixture, queries[round % G_N_ELEMENTS (queries)]);
      NexusModelTestShadow shadow = { NULL };

      nexus_model_test_sort_somehow (model, keys[round % G_N_ELEMENTS (keys)]);
      nexus_model_test_shadow_init (&shadow, G_LIST_MODEL (model));
      for (guint step = 0; step < 4; step++)
        {
          g_autofree char *expected = NULL;

          nexus_model_test_repeat (fixture, do_something);
          expected = describe_fresh (fixture, model);
          nexus_model_test_wait_described (G_LIST_MODEL (model), expected);
        }
      nexus_model_test_shadow_clear (&shadow);
    }
}

static void
test_errors (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(NexusSearchModel) model = find (fixture, "a");
  g_autoptr(NexusDirectoryModel) directory = nexus_directory_model_new (fixture->filesystem, "/");
  g_autoptr(GError) error = NULL;

  fixture_put (fixture, "/a", "1");
  nexus_model_test_wait_names (G_LIST_MODEL (model), "a");
  nexus_list_model_set_sort_key (NEXUS_LIST_MODEL (model), "beauty");
  g_assert_error (nexus_list_model_get_error (NEXUS_LIST_MODEL (model)), G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  nexus_list_model_set_sort_key (NEXUS_LIST_MODEL (model), "folder");
  nexus_model_test_wait_loaded (model);
  g_assert_no_error (nexus_list_model_get_error (NEXUS_LIST_MODEL (model)));

  /* These two are for what was found. */
  nexus_list_model_set_sort_key (NEXUS_LIST_MODEL (directory), "relevance");
  g_assert_error (nexus_list_model_get_error (NEXUS_LIST_MODEL (directory)), G_IO_ERROR,
                  G_IO_ERROR_INVALID_ARGUMENT);

  nexus_filesystem_close (fixture->filesystem, NULL, &error);
  g_assert_no_error (error);
  set_query (model, "b");
  nexus_model_test_wait_loaded (model);
  g_assert_error (nexus_list_model_get_error (NEXUS_LIST_MODEL (model)), G_IO_ERROR, G_IO_ERROR_CLOSED);
}

/* Dropped at any moment, a model leaves nothing behind: tear_down() asserts that nobody holds the store. */
static void
test_dropped (Fixture       *fixture,
              gconstpointer  data)
{
  nexus_model_test_write_many (fixture->filesystem, "/d/#", 2500);

  for (guint i = 0; i < 24; i++)
    {
      NexusSearchModel *model = find (fixture, "in:/d");
      GWeakRef weak;

      g_weak_ref_init (&weak, model);
      for (guint k = 0; k < i % 8; k++)
        {
          g_autoptr(GObject) row = NULL;

          if (nexus_list_model_get_loading (NEXUS_LIST_MODEL (model)))
            g_main_context_iteration (NULL, TRUE);
          row = g_list_model_get_item (G_LIST_MODEL (model), 2000);
          if (k == 3)
            set_query (model, "5");
        }
      g_object_unref (model);
      g_assert_null (g_weak_ref_get (&weak));
      g_weak_ref_clear (&weak);
    }
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

#define ADD(name, func) g_test_add ("/model/found/" name, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("order", test_order);
  ADD ("relevance", test_relevance);
  ADD ("stages", test_stages);
  ADD ("typing", test_typing);
  ADD ("texts", test_texts);
  ADD ("live", test_live);
  ADD ("random", test_random);
  ADD ("errors", test_errors);
  ADD ("dropped", test_dropped);

  return g_test_run ();
}
