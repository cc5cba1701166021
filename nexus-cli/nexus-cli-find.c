/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

#include "nexus-cli-entries.h"
#include "nexus-cli-json.h"

/* Entries that are read at once. */
#define BATCH 1000
/* So long a search waits for texts to be indexed. */
#define PATIENCE_MS 1500

/* A term that asks for what is not so begins as an option does.  With a blank in front it is none, and the query is
 * the same. */
static char **
dup_arguments (int    argc,
               char **argv,
               GPtrArray *owned)
{
  char **arguments = g_new0 (char *, argc + 1);

  for (int i = 0; i < argc; i++)
    {
      gboolean negated = i > 0 && argv[i][0] == '-' && argv[i][1] != '-' && strpbrk (argv[i], ":=<>\"(") != NULL;

      arguments[i] = negated ? g_strconcat (" ", argv[i], NULL) : argv[i];
      if (negated)
        g_ptr_array_add (owned, arguments[i]);
    }

  return arguments;
}

static NexusQuery *
find_saved (NexusCli    *cli,
            const char  *name,
            GError     **error)
{
  g_autoptr(GListModel) searches = nexus_filesystem_list_searches (cli->filesystem, NULL, error);

  if (searches == NULL)
    return NULL;

  for (guint i = 0; i < g_list_model_get_n_items (searches); i++)
    {
      g_autoptr(NexusSavedSearch) search = g_list_model_get_item (searches, i);

      if (strcmp (nexus_saved_search_get_name (search), name) == 0)
        return g_object_ref (nexus_saved_search_get_query (search));
    }

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
               _("There is no search “%s”; “nexus search list” lists them"), name);

  return NULL;
}

/* What was kept, and of that what the words ask for. */
static NexusQuery *
make_query (NexusCli    *cli,
            const char  *saved,
            char       **words,
            GError     **error)
{
  g_autofree char *text = g_strjoinv (" ", words);
  g_autofree char *joined = NULL;
  g_autoptr(NexusQuery) kept = NULL;
  g_autoptr(NexusQuery) query = nexus_query_new_parse (text, error);

  if (query == NULL)
    return NULL;
  if (saved == NULL)
    return g_steal_pointer (&query);

  kept = find_saved (cli, saved, error);
  if (kept == NULL || nexus_query_is_empty (query))
    return g_steal_pointer (&kept);
  if (nexus_query_is_empty (kept))
    return g_steal_pointer (&query);

  joined = g_strdup_printf ("(%s) (%s)", nexus_query_to_string (kept), nexus_query_to_string (query));

  return nexus_query_new_parse (joined, error);
}

static gboolean
print_results (NexusCliEntries     *entries,
               NexusSearchResults  *results,
               guint                limit,
               GError             **error)
{
  while (limit > 0 && !ferror (stdout))
    {
      g_autoptr(GPtrArray) batch = nexus_entry_enumerator_next (NEXUS_ENTRY_ENUMERATOR (results), MIN (limit, BATCH), NULL,
                                                                error);

      if (batch == NULL)
        return FALSE;
      if (batch->len == 0)
        return TRUE;
      for (guint i = 0; i < batch->len; i++)
        nexus_cli_entries_add (entries, g_ptr_array_index (batch, i));
      limit -= batch->len;
    }

  return TRUE;
}

static void
print_count (NexusCli           *cli,
             NexusQuery         *query,
             NexusSearchResults *results)
{
  guint count = nexus_search_results_get_count (results);
  g_autoptr(JsonBuilder) builder = NULL;

  if (!cli->json)
    {
      printf ("%u\n", count);
      return;
    }

  builder = json_builder_new ();
  json_builder_begin_object (builder);
  nexus_cli_json_add_string (builder, "query", nexus_query_to_string (query));
  nexus_cli_json_add_number (builder, "count", count);
  json_builder_end_object (builder);
  nexus_cli_json_print (builder);
}

static gboolean
on_time_out (gpointer user_data)
{
  g_cancellable_cancel (user_data);

  return G_SOURCE_REMOVE;
}

static void
on_updated (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

/* A command does not live long enough to index texts in the background, so it does it for a moment before it searches.
 * What is left then is said, and no failure. */
static void
catch_up (NexusCli *cli)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GSource) timer = g_timeout_source_new (PATIENCE_MS);

  g_source_set_callback (timer, on_time_out, cancellable, NULL);
  g_source_attach (timer, NULL);
  nexus_filesystem_update_index_async (cli->filesystem, cancellable, on_updated, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_source_destroy (timer);

  if (!nexus_filesystem_update_index_finish (cli->filesystem, result, &error) && !cli->quiet)
    nexus_cli_error (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
                     ? _("the texts of some files cannot be found yet; “nexus index” reads them") : error->message);
}

/* For a shell: what the words could be whole, the last of which is being typed. */
static int
print_candidates (NexusCli   *cli,
                  const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_auto(GStrv) candidates = NULL;
  g_autoptr(GError) error = NULL;
  guint start, end;
  const char *from, *to;

  candidates = nexus_filesystem_complete_query (cli->filesystem, valid, (guint) g_utf8_strlen (valid, -1), &start, &end, NULL,
                                                &error);
  if (candidates == NULL)
    return nexus_cli_fail (cli, error);

  from = g_utf8_offset_to_pointer (valid, start);
  to = g_utf8_offset_to_pointer (valid, end);
  for (guint i = 0; candidates[i] != NULL; i++)
    {
      g_autofree char *line = g_strdup_printf ("%.*s%s%s", (int) (from - valid), valid, candidates[i], to);

      nexus_cli_print_line (cli, line);
    }

  return NEXUS_CLI_DONE;
}

int
nexus_cli_find (NexusCli               *cli,
                const NexusCliCommand  *command,
                int                     argc,
                char                  **argv)
{
  g_autoptr(GPtrArray) owned = g_ptr_array_new_with_free_func (g_free);
  g_autofree char **arguments = dup_arguments (argc, argv, owned);
  g_auto(GStrv) words = NULL;
  g_autofree char *order_text = NULL;
  g_autofree char *saved = NULL;
  g_autofree char *complete = NULL;
  g_autoptr(NexusQuery) query = NULL;
  g_autoptr(NexusSearchResults) results = NULL;
  g_autoptr(NexusCliEntries) list = NULL;
  g_autoptr(GError) error = NULL;
  gboolean details = FALSE, exact = FALSE, count = FALSE;
  int order = NEXUS_SEARCH_ORDER_RELEVANCE;
  int limit = -1;
  gboolean good;
  const GOptionEntry entries[] = {
    { "long", 'l', 0, G_OPTION_ARG_NONE, &details, N_("Show mode, version, size and time of modification"), NULL },
    { "bytes", 'b', 0, G_OPTION_ARG_NONE, &exact, N_("Show sizes in bytes"), NULL },
    { "order", 'o', 0, G_OPTION_ARG_STRING, &order_text, N_("relevance, newest, name or largest"), N_("ORDER") },
    { "limit", 'n', 0, G_OPTION_ARG_INT, &limit, N_("Print at most so many"), N_("N") },
    { "count", 'c', 0, G_OPTION_ARG_NONE, &count, N_("Print only how many there are"), NULL },
    { "saved", 's', 0, G_OPTION_ARG_STRING, &saved, N_("Look for what this search asks for; “nexus search” keeps them"), N_("NAME") },
    { "complete", 0, 0, G_OPTION_ARG_STRING, &complete, N_("Print how TEXT could go on, for a shell"), N_("TEXT") },
    { NULL }
  };

  if (!nexus_cli_parse (cli, command, argc, arguments, entries,
                        _("A QUERY is words, and terms such as type:pdf, size>1M, modified<7d, created>=2024-01-01, "
                          "tag:work, -tag:old, author:\"Ann Lee\", in:/docs, text:invoice; all have to be so, unless OR "
                          "stands between them. “man nexus” tells all of it."),
                        0, -1, &words))
    return NEXUS_CLI_USAGE;
  if (order_text != NULL && !nexus_cli_parse_enum (NEXUS_TYPE_SEARCH_ORDER, "--order", order_text, &order))
    return NEXUS_CLI_USAGE;
  if (limit < -1)
    return nexus_cli_usage (_("the number of entries cannot be negative"));
  if (words[0] == NULL && saved == NULL && complete == NULL)
    return nexus_cli_usage (_("what to look for? see “%s --help”"), g_get_prgname ());

  /* Whether it can be read at all is known without a store. */
  query = make_query (cli, NULL, words, &error);
  if (query == NULL)
    return nexus_cli_usage ("%s", error->message);
  if (nexus_cli_connect (cli) == NULL)
    return NEXUS_CLI_FAILED;
  if (complete != NULL)
    return print_candidates (cli, complete);

  if (saved != NULL)
    {
      g_object_unref (query);
      query = make_query (cli, saved, words, &error);
      if (query == NULL)
        return nexus_cli_fail (cli, error);
    }
  if (nexus_query_reads_texts (query))
    catch_up (cli);
  results = nexus_filesystem_search (cli->filesystem, query, order, NULL, &error);
  if (results == NULL)
    return nexus_cli_fail (cli, error);
  if (count)
    {
      print_count (cli, query, results);
      return NEXUS_CLI_DONE;
    }

  list = nexus_cli_entries_new (cli, details, exact);
  good = print_results (list, results, limit < 0 ? G_MAXUINT : (guint) limit, &error);
  nexus_cli_entries_end (list);

  return good ? NEXUS_CLI_DONE : nexus_cli_fail (cli, error);
}

/* --- Texts --- */

int
nexus_cli_index (NexusCli               *cli,
                 const NexusCliCommand  *command,
                 int                     argc,
                 char                  **argv)
{
  g_autoptr(GError) error = NULL;

  if (!nexus_cli_parse (cli, command, argc, argv, NULL,
                        _("It does by itself while a store is open for longer, and for a moment before “nexus find”."),
                        0, 0, NULL))
    return NEXUS_CLI_USAGE;
  if (nexus_cli_connect (cli) == NULL)
    return NEXUS_CLI_FAILED;

  return nexus_filesystem_update_index (cli->filesystem, NULL, &error) ? NEXUS_CLI_DONE : nexus_cli_fail (cli, error);
}

/* --- Searches that are kept --- */

int
nexus_cli_search_list (NexusCli               *cli,
                       const NexusCliCommand  *command,
                       int                     argc,
                       char                  **argv)
{
  g_autoptr(GListModel) searches = NULL;
  g_autoptr(JsonBuilder) builder = json_builder_new ();
  g_autoptr(NexusCliTable) table = nexus_cli_table_new (2);
  g_autoptr(GError) error = NULL;

  if (!nexus_cli_parse (cli, command, argc, argv, NULL, NULL, 0, 0, NULL))
    return NEXUS_CLI_USAGE;
  if (nexus_cli_connect (cli) == NULL)
    return NEXUS_CLI_FAILED;

  searches = nexus_filesystem_list_searches (cli->filesystem, NULL, &error);
  if (searches == NULL)
    return nexus_cli_fail (cli, error);

  if (cli->json)
    nexus_cli_json_array_begin ();
  for (guint i = 0; i < g_list_model_get_n_items (searches); i++)
    {
      g_autoptr(NexusSavedSearch) search = g_list_model_get_item (searches, i);
      const char *query = nexus_query_to_string (nexus_saved_search_get_query (search));

      if (cli->json)
        {
          json_builder_begin_object (builder);
          nexus_cli_json_add_string (builder, "name", nexus_saved_search_get_name (search));
          nexus_cli_json_add_string (builder, "query", query);
          json_builder_end_object (builder);
          nexus_cli_json_array_item (builder);
        }
      else
        {
          g_autofree char *shown_name = nexus_cli_dup_shown (cli, nexus_saved_search_get_name (search));
          g_autofree char *shown_query = nexus_cli_dup_shown (cli, query);

          nexus_cli_table_add (table, shown_name, shown_query);
        }
    }
  nexus_cli_table_print (table);
  if (cli->json)
    nexus_cli_json_array_end ();

  return NEXUS_CLI_DONE;
}

int
nexus_cli_search_save (NexusCli               *cli,
                       const NexusCliCommand  *command,
                       int                     argc,
                       char                  **argv)
{
  g_autoptr(GPtrArray) owned = g_ptr_array_new_with_free_func (g_free);
  g_autofree char **arguments = dup_arguments (argc, argv, owned);
  g_auto(GStrv) words = NULL;
  g_autoptr(NexusQuery) query = NULL;
  g_autoptr(GError) error = NULL;

  if (!nexus_cli_parse (cli, command, argc, arguments, NULL,
                        _("A search that has the NAME is replaced. “nexus find -s NAME” makes it."), 2, -1, &words))
    return NEXUS_CLI_USAGE;
  query = make_query (cli, NULL, words + 1, &error);
  if (query == NULL)
    return nexus_cli_usage ("%s", error->message);
  if (nexus_cli_connect (cli) == NULL)
    return NEXUS_CLI_FAILED;

  if (!nexus_filesystem_save_search (cli->filesystem, words[0], query, NULL, &error))
    return nexus_cli_fail (cli, error);

  return NEXUS_CLI_DONE;
}

int
nexus_cli_search_rm (NexusCli               *cli,
                     const NexusCliCommand  *command,
                     int                     argc,
                     char                  **argv)
{
  return nexus_cli_each (cli, command, argc, argv, NULL, nexus_filesystem_remove_search);
}
