/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

#include "nexus-cli-entries.h"
#include "nexus-cli-grep.h"
#include "nexus-cli-json.h"
#include "nexus-cli-pattern.h"

/* Files are searched by as many threads as there are processors, and printed in their order:
 *
 *   main thread: walk the store → queue of jobs, the oldest at its head ──→ print the head as it goes
 *   threads:               a job each: read, match, hand over lines  ──────────┘
 *
 * A thread that has found much waits until its file is the head, so that the memory is bounded whatever is found.  The
 * head is always being worked on, since jobs are begun in their order. */

#define JOBS_PER_THREAD 16
#define PENDING_MAX (1024 * 1024)

typedef struct {
  NexusCli        *cli;
  NexusCliGrep     grep;
  NexusCliPattern *names;         /* nullable */
  gboolean         with_path;
  gboolean         with_number;
  gboolean         list_only;
  gboolean         count_only;
  gboolean         context;
  gboolean         printed;       /* a line of any file */
  JsonBuilder     *builder;
  GThreadPool     *pool;
  guint            n_jobs_max;
  GQueue           jobs;
  GCancellable    *cancellable;
  GMutex           mutex;
  GCond            cond;
} Grep;

typedef struct {
  Grep      *grep;
  char      *path;
  gboolean   is_named;      /* on the command line */
  GPtrArray *lines;         /* found and not printed yet; with the mutex */
  gsize      n_bytes;       /* of them */
  gboolean   printed;       /* a line of it */
  gboolean   is_finished;
  guint64    count;
  gboolean   is_binary;
  GError    *error;
} Job;

static void
job_free (Job *self)
{
  g_free (self->path);
  g_ptr_array_unref (self->lines);
  g_clear_error (&self->error);
  g_free (self);
}

/* --- In the threads --- */

static gboolean
on_line (gpointer          user_data,
         NexusCliGrepLine *line)
{
  Job *job = user_data;
  Grep *grep = job->grep;
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&grep->mutex);

  while (job->n_bytes > PENDING_MAX && !g_cancellable_is_cancelled (grep->cancellable))
    g_cond_wait (&grep->cond, &grep->mutex);

  job->n_bytes += sizeof *line + line->length;
  g_ptr_array_add (job->lines, line);
  g_cond_broadcast (&grep->cond);

  return !g_cancellable_is_cancelled (grep->cancellable);
}

static void
search_file (gpointer data,
             gpointer user_data)
{
  Job *job = data;
  Grep *grep = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GInputStream) stream = NULL;

  stream = nexus_filesystem_open (grep->cli->filesystem, job->path, grep->cancellable, &error);
  if (stream != NULL && !nexus_cli_grep_scan (&grep->grep, stream, on_line, job, &job->count, &job->is_binary,
                                              grep->cancellable, &error))
    g_prefix_error (&error, _("“%s”: "), job->path);

  g_mutex_lock (&grep->mutex);
  job->error = g_steal_pointer (&error);
  job->is_finished = TRUE;
  g_cond_broadcast (&grep->cond);
  g_mutex_unlock (&grep->mutex);
}

/* --- Printing --- */

/* As it is, or on a terminal with what could change it escaped, but for tabs. */
static void
print_text (Grep             *grep,
            NexusCliGrepLine *line)
{
  g_auto(GStrv) parts = NULL;

  if (!grep->cli->terminal)
    {
      fwrite (line->text, 1, line->length, stdout);
      putchar ('\n');
      return;
    }

  if (line->length > 0 && line->text[line->length - 1] == '\r')
    line->text[line->length - 1] = '\0';
  parts = g_strsplit (line->text, "\t", -1);
  for (guint i = 0; parts[i] != NULL; i++)
    {
      g_autofree char *shown = nexus_path_display (parts[i]);

      printf ("%s%s", i > 0 ? "\t" : "", shown);
    }
  putchar ('\n');
}

static void
begin_object (Grep       *grep,
              const char *path)
{
  json_builder_begin_object (grep->builder);
  nexus_cli_json_add_string (grep->builder, "path", path);
}

static void
end_object (Grep *grep)
{
  json_builder_end_object (grep->builder);
  nexus_cli_json_array_item (grep->builder);
}

/* Text that need not be any. */
static void
add_bytes (Grep       *grep,
           const char *name,
           const char *text,
           gsize       length)
{
  g_autofree char *valid = g_utf8_make_valid (text, (gssize) length);

  nexus_cli_json_add_string (grep->builder, name, valid);
}

static void
print_line (Grep             *grep,
            const char       *path,
            NexusCliGrepLine *line)
{
  char separator = line->is_match ? ':' : '-';

  if (grep->cli->json)
    {
      begin_object (grep, path);
      nexus_cli_json_add_number (grep->builder, "line", line->number);
      add_bytes (grep, "text", line->text, line->length);
      if (line->is_match)
        add_bytes (grep, "match", line->text + line->match_start, line->match_end - line->match_start);
      end_object (grep);
      return;
    }

  if (line->is_apart)
    puts ("--");
  if (grep->with_path)
    {
      g_autofree char *shown = nexus_cli_dup_shown (grep->cli, path);

      printf ("%s%c", shown, separator);
    }
  if (grep->with_number)
    printf ("%" G_GUINT64_FORMAT "%c", line->number, separator);
  print_text (grep, line);
}

static void
print_lines (Grep      *grep,
             Job       *job,
             GPtrArray *lines)
{
  for (guint i = 0; i < lines->len; i++)
    {
      NexusCliGrepLine *line = g_ptr_array_index (lines, i);

      /* Those of two files never belong together. */
      line->is_apart = grep->context && (line->is_apart || (grep->printed && !job->printed));
      grep->printed = TRUE;
      job->printed = TRUE;
      print_line (grep, job->path, line);
    }
}

static void
print_summary (Grep *grep,
               Job  *job)
{
  gboolean wanted = job->count > 0 || (grep->count_only && job->is_named);
  g_autofree char *shown = nexus_cli_dup_shown (grep->cli, job->path);

  if (!wanted || (!grep->list_only && !grep->count_only && !job->is_binary))
    return;

  if (grep->cli->json)
    {
      begin_object (grep, job->path);
      if (grep->count_only && !grep->list_only)
        nexus_cli_json_add_number (grep->builder, "count", job->count);
      if (job->is_binary)
        {
          json_builder_set_member_name (grep->builder, "binary");
          json_builder_add_boolean_value (grep->builder, TRUE);
        }
      end_object (grep);
    }
  else if (grep->list_only)
    {
      puts (shown);
    }
  else if (grep->count_only)
    {
      if (grep->with_path)
        printf ("%s:", shown);
      printf ("%" G_GUINT64_FORMAT "\n", job->count);
    }
  else
    {
      printf (_("%s: binary file matches\n"), shown);
    }
}

/* Prints the oldest job as it goes on, to its end. */
static void
finish_head (Grep *grep)
{
  Job *job = g_queue_pop_head (&grep->jobs);
  gboolean is_finished;

  do
    {
      g_autoptr(GPtrArray) lines = NULL;

      g_mutex_lock (&grep->mutex);
      while (job->lines->len == 0 && !job->is_finished)
        g_cond_wait (&grep->cond, &grep->mutex);
      is_finished = job->is_finished;
      lines = g_steal_pointer (&job->lines);
      job->lines = g_ptr_array_new_with_free_func (g_free);
      job->n_bytes = 0;
      g_cond_broadcast (&grep->cond);
      g_mutex_unlock (&grep->mutex);

      print_lines (grep, job, lines);
      /* Nobody reads any more. */
      if (ferror (stdout))
        {
          g_cancellable_cancel (grep->cancellable);
          g_mutex_lock (&grep->mutex);
          g_cond_broadcast (&grep->cond);
          g_mutex_unlock (&grep->mutex);
        }
    }
  while (!is_finished);

  if (job->error == NULL)
    print_summary (grep, job);
  else if (!g_error_matches (job->error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    nexus_cli_fail (grep->cli, job->error);
  job_free (job);
}

static void
add_file (Grep       *grep,
          const char *path,
          gboolean    is_named)
{
  Job *job = g_new0 (Job, 1);

  while (g_queue_get_length (&grep->jobs) >= grep->n_jobs_max)
    finish_head (grep);

  job->grep = grep;
  job->path = g_strdup (path);
  job->is_named = is_named;
  job->lines = g_ptr_array_new_with_free_func (g_free);
  g_queue_push_tail (&grep->jobs, job);
  g_thread_pool_push (grep->pool, job, NULL);
}

/* --- The command --- */

/* What is below: files only, since a link has no content and may lead to one that is searched anyway. */
static void
add_entry (NexusEntry *entry,
           gpointer    user_data)
{
  Grep *grep = user_data;

  if (nexus_entry_get_kind (entry) == NEXUS_KIND_FILE &&
      (grep->names == NULL || nexus_cli_pattern_matches_name (grep->names, nexus_entry_get_name (entry))))
    add_file (grep, nexus_entry_get_path (entry), FALSE);
}

static gboolean
add_directory (Grep        *grep,
               const char  *path,
               GError     **error)
{
  g_autoptr(NexusEntryEnumerator) enumerator = NULL;

  enumerator = nexus_filesystem_enumerate (grep->cli->filesystem, path, NEXUS_ENUMERATE_RECURSIVE, NULL, error);

  return enumerator != NULL && nexus_cli_each_entry (enumerator, add_entry, grep, error);
}

static gboolean
add_path (Grep        *grep,
          const char  *path,
          gboolean     alone,
          GError     **error)
{
  g_autofree char *normal = nexus_path_normalize (path, error);
  g_autoptr(NexusEntry) entry = NULL;

  if (normal == NULL)
    return FALSE;
  entry = nexus_filesystem_query (grep->cli->filesystem, normal, NULL, error);
  if (entry == NULL)
    return FALSE;

  if (nexus_entry_get_kind (entry) == NEXUS_KIND_DIRECTORY)
    return add_directory (grep, nexus_entry_get_path (entry), error);

  if (alone)
    grep->with_path = FALSE;
  add_file (grep, normal, TRUE);

  return TRUE;
}

static void
run (Grep  *grep,
     char **paths)
{
  guint n_threads = g_get_num_processors ();

  g_mutex_init (&grep->mutex);
  g_cond_init (&grep->cond);
  g_queue_init (&grep->jobs);
  grep->cancellable = g_cancellable_new ();
  grep->builder = json_builder_new ();
  grep->n_jobs_max = n_threads * JOBS_PER_THREAD;
  grep->pool = g_thread_pool_new (search_file, grep, (int) n_threads, FALSE, NULL);

  if (grep->cli->json)
    nexus_cli_json_array_begin ();
  for (guint i = 0; paths[i] != NULL && !ferror (stdout); i++)
    {
      g_autoptr(GError) error = NULL;

      if (!add_path (grep, paths[i], paths[1] == NULL, &error))
        nexus_cli_fail (grep->cli, error);
    }
  while (!g_queue_is_empty (&grep->jobs))
    finish_head (grep);
  if (grep->cli->json)
    nexus_cli_json_array_end ();

  g_thread_pool_free (grep->pool, FALSE, TRUE);
  g_object_unref (grep->builder);
  g_object_unref (grep->cancellable);
  g_cond_clear (&grep->cond);
  g_mutex_clear (&grep->mutex);
}

/* The number of an option may follow its letter at once. */
static void
split_numbers (int         argc,
               char      **argv,
               GPtrArray  *owned)
{
  gboolean is_option = TRUE;

  for (int i = 0; i < argc; i++)
    {
      is_option = is_option && strcmp (argv[i], "--") != 0;
      if (i > 0 && is_option && argv[i][0] == '-' && argv[i][1] != '\0' && strchr ("ABCm", argv[i][1]) != NULL &&
          g_ascii_isdigit (argv[i][2]))
        {
          g_ptr_array_add (owned, g_strndup (argv[i], 2));
          g_ptr_array_add (owned, g_strdup (argv[i] + 2));
        }
      else
        {
          g_ptr_array_add (owned, g_strdup (argv[i]));
        }
    }
  g_ptr_array_add (owned, NULL);
}

int
nexus_cli_grep (NexusCli               *cli,
                const NexusCliCommand  *command,
                int                     argc,
                char                  **argv)
{
  Grep grep = { .cli = cli, .with_path = TRUE };
  g_autoptr(GPtrArray) owned = g_ptr_array_new_with_free_func (g_free);
  g_autofree char **arguments = NULL;
  g_autoptr(NexusCliPattern) names = NULL;
  g_autofree char *name_pattern = NULL;
  g_auto(GStrv) words = NULL;
  g_autoptr(GError) error = NULL;
  char *top[] = { (char *) "/", NULL };
  gboolean ignore_case = FALSE, is_literal = FALSE;
  int around = 0, before = -1, after = -1, max_count = -1;
  const GOptionEntry entries[] = {
    { "ignore-case", 'i', 0, G_OPTION_ARG_NONE, &ignore_case, N_("Take small and capital letters for the same"), NULL },
    { "line-number", 'n', 0, G_OPTION_ARG_NONE, &grep.with_number, N_("Print the number of each line"), NULL },
    { "files-with-matches", 'l', 0, G_OPTION_ARG_NONE, &grep.list_only, N_("Print only the paths of files that match"), NULL },
    { "count", 'c', 0, G_OPTION_ARG_NONE, &grep.count_only, N_("Print only how many lines of each file match"), NULL },
    { "context", 'C', 0, G_OPTION_ARG_INT, &around, N_("Print so many lines around each"), N_("N") },
    { "before-context", 'B', 0, G_OPTION_ARG_INT, &before, N_("Print so many lines before each"), N_("N") },
    { "after-context", 'A', 0, G_OPTION_ARG_INT, &after, N_("Print so many lines after each"), N_("N") },
    { "max-count", 'm', 0, G_OPTION_ARG_INT, &max_count, N_("Stop after so many lines of each file"), N_("N") },
    { "fixed-strings", 'F', 0, G_OPTION_ARG_NONE, &is_literal, N_("REGEX is a text that means itself"), NULL },
    { "text", 'a', 0, G_OPTION_ARG_NONE, &grep.grep.binary_too, N_("Show lines of files that are no text too"), NULL },
    { "glob", 'g', 0, G_OPTION_ARG_STRING, &name_pattern, N_("Search only files with such a name, as *.txt"), N_("PATTERN") },
    { NULL }
  };
  gboolean good;

  /* Parsing moves them about. */
  split_numbers (argc, argv, owned);
  arguments = g_memdup2 (owned->pdata, sizeof *arguments * owned->len);
  if (!nexus_cli_parse (cli, command, (int) owned->len - 1, arguments, entries,
                        _("Without PATH all files are searched, in a directory all that are below it. The expression is "
                          "one of Perl, as GRegex has them. Finding nothing is no failure."),
                        1, -1, &words))
    return NEXUS_CLI_USAGE;
  if (around < 0 || before < -1 || after < -1 || max_count < -1)
    return nexus_cli_usage (_("the number of lines cannot be negative"));
  if (name_pattern != NULL)
    {
      names = nexus_cli_pattern_new (name_pattern, FALSE, &error);
      if (names != NULL && !nexus_cli_pattern_is_name (names))
        return nexus_cli_usage (_("--glob is of names and has no slash: “%s”"), name_pattern);
      if (names == NULL)
        return nexus_cli_usage ("%s", error->message);
    }
  good = nexus_cli_grep_compile (&grep.grep, words[0], is_literal, ignore_case, &error);
  if (!good || nexus_cli_connect (cli) == NULL)
    {
      nexus_cli_grep_clear (&grep.grep);
      return good ? NEXUS_CLI_FAILED : nexus_cli_usage ("%s", error->message);
    }

  grep.names = names;
  grep.grep.before = (guint) (before >= 0 ? before : around);
  grep.grep.after = (guint) (after >= 0 ? after : around);
  grep.context = grep.grep.before > 0 || grep.grep.after > 0;
  grep.grep.max_count = max_count >= 0 ? (guint64) max_count : G_MAXUINT64;
  grep.grep.first_only = grep.list_only;
  grep.grep.counts = grep.count_only;
  run (&grep, words[1] != NULL ? words + 1 : top);
  nexus_cli_grep_clear (&grep.grep);

  return NEXUS_CLI_DONE;
}
