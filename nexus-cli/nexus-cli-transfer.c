/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "nexus-cli-json.h"
#include "nexus-cli-progress.h"
#include "nexus-cli.h"

/* What several operations did together. */
typedef struct {
  NexusCli         *cli;
  NexusCliProgress *progress;
  gboolean          verbose;
  guint64           files_done;
  guint64           files_skipped;
  guint64           bytes_done;
  GPtrArray        *failures;   /* NexusFailure */
} Transfer;

static void
acknowledged_cb (NexusOperation *operation,
                 const char     *path,
                 gpointer        user_data)
{
  Transfer *self = user_data;

  nexus_cli_progress_clear (self->progress);
  nexus_cli_print_line (self->cli, path);
  /* Who reads the line may rely on it at once. */
  fflush (stdout);
}

static void
report_failures (Transfer       *self,
                 NexusOperation *operation)
{
  GListModel *failures = nexus_operation_get_failures (operation);

  for (guint i = 0; i < g_list_model_get_n_items (failures); i++)
    {
      g_autoptr(NexusFailure) failure = g_list_model_get_item (failures, i);
      const char *path = nexus_failure_get_path (failure);
      const char *message = nexus_failure_get_message (failure);
      g_autofree char *text = strstr (message, path) != NULL ? g_strdup (message)
                                                             : g_strdup_printf (_("%s: %s"), path, message);

      self->cli->failed = TRUE;
      nexus_cli_error (text);
      g_ptr_array_add (self->failures, g_object_ref (failure));
    }
}

static void
run_one (Transfer       *self,
         NexusOperation *operation)
{
  g_autoptr(GError) error = NULL;
  gboolean done;

  if (self->verbose)
    g_signal_connect (operation, "acknowledged", G_CALLBACK (acknowledged_cb), self);
  done = nexus_cli_progress_run (self->progress, operation, &error);

  self->files_done += nexus_operation_get_files_done (operation);
  self->files_skipped += nexus_operation_get_files_skipped (operation);
  self->bytes_done += nexus_operation_get_bytes_done (operation);
  report_failures (self, operation);
  if (done)
    return;

  self->cli->failed = TRUE;
  /* Each item that failed has been named already. */
  if (!g_error_matches (error, NEXUS_ERROR, NEXUS_ERROR_PARTIAL) &&
      !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    nexus_cli_error (error->message);
}

static void
print_json (Transfer *self)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  nexus_cli_json_add_number (builder, "items_done", self->files_done);
  nexus_cli_json_add_number (builder, "items_skipped", self->files_skipped);
  nexus_cli_json_add_number (builder, "bytes_done", self->bytes_done);
  json_builder_set_member_name (builder, "failures");
  json_builder_begin_array (builder);
  for (guint i = 0; i < self->failures->len; i++)
    nexus_cli_json_add_failure (builder, g_ptr_array_index (self->failures, i));
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  nexus_cli_json_print (builder);
}

static int
finish (Transfer *self)
{
  NexusCli *cli = self->cli;
  int caught = nexus_cli_progress_get_signal (self->progress);
  g_autofree char *size = g_format_size (self->bytes_done);

  if (cli->json)
    print_json (self);
  if (caught != 0)
    {
      if (!cli->quiet)
        nexus_cli_error (_("interrupted; what was done stays, and the same command goes on from there"));
      return 128 + caught;
    }
  if (!cli->json && !cli->quiet && isatty (STDERR_FILENO))
    g_printerr (g_dngettext (NULL, "%" PRIu64 " item, %s; %" PRIu64 " of them unchanged or skipped\n",
                             "%" PRIu64 " items, %s; %" PRIu64 " of them unchanged or skipped\n", (gulong) self->files_done),
                self->files_done, size, self->files_skipped);

  return NEXUS_CLI_DONE;
}

/* The options that both directions have; FALSE after wrong usage. */
static gboolean
parse (Transfer               *self,
       const NexusCliCommand  *command,
       int                     argc,
       char                  **argv,
       const char             *conflict_help,
       const char             *description,
       int                    *policy,
       char                 ***paths)
{
  g_autofree char *conflict = NULL;
  gboolean ignored = FALSE;
  const GOptionEntry entries[] = {
    { "verbose", 'v', 0, G_OPTION_ARG_NONE, &self->verbose, N_("Print each path as soon as it is safe on the disk"), NULL },
    { "conflict", 0, 0, G_OPTION_ARG_STRING, &conflict, conflict_help, N_("POLICY") },
    { "recursive", 'r', G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_NONE, &ignored, NULL, NULL },
    { NULL }
  };

  if (!nexus_cli_parse (self->cli, command, argc, argv, entries, description, 2, -1, paths))
    return FALSE;
  if (conflict != NULL && !nexus_cli_parse_enum (NEXUS_TYPE_CONFLICT_POLICY, "--conflict", conflict, policy))
    return FALSE;
  if (self->verbose && self->cli->json)
    {
      nexus_cli_usage (_("--verbose prints lines and --json an object; use one of them"));
      return FALSE;
    }

  return TRUE;
}

static gboolean
is_interrupted (Transfer *self)
{
  return nexus_cli_progress_get_signal (self->progress) != 0;
}

static void
import_one (Transfer            *self,
            const char          *source,
            const char          *destination,
            gboolean             is_directory,
            NexusConflictPolicy  policy)
{
  g_autoptr(GFile) file = nexus_cli_dup_file (source);
  g_autofree char *name = g_file_get_basename (file);
  g_autofree char *target = NULL;
  g_autoptr(NexusOperation) operation = NULL;
  g_autoptr(GError) error = NULL;

  target = nexus_cli_dup_target (destination, is_directory, name, &error);
  if (target == NULL)
    {
      nexus_cli_fail (self->cli, error);
      return;
    }

  operation = nexus_filesystem_import (self->cli->filesystem, file, target, policy);
  run_one (self, operation);
}

int
nexus_cli_put (NexusCli               *cli,
               const NexusCliCommand  *command,
               int                     argc,
               char                  **argv)
{
  Transfer self = { .cli = cli };
  g_autoptr(NexusCliProgress) progress = NULL;
  g_autoptr(GPtrArray) failures = g_ptr_array_new_with_free_func (g_object_unref);
  g_auto(GStrv) paths = NULL;
  g_autoptr(GError) error = NULL;
  int policy = NEXUS_CONFLICT_REPLACE;
  gboolean is_directory;
  const char *destination;
  guint n_sources;

  if (!parse (&self, command, argc, argv,
              N_("What to do with a file that is there and differs: replace (the default; the former content stays as "
                 "an older version), skip, keep-both, newer or fail"),
              _("If PATH is a directory or ends with a slash, the sources go into it under their names; otherwise the "
                "source becomes PATH. Folders are imported whole, links as links. What has not changed since it was "
                "imported is not read again, so that an import that was interrupted goes on where it was."),
              &policy, &paths))
    return NEXUS_CLI_USAGE;
  if (nexus_cli_connect (cli) == NULL)
    return NEXUS_CLI_FAILED;

  n_sources = g_strv_length (paths) - 1;
  destination = paths[n_sources];
  if (!nexus_cli_is_directory (cli, destination, &is_directory, &error))
    return nexus_cli_fail (cli, error);
  if (n_sources > 1 && !is_directory && !g_str_has_suffix (destination, "/"))
    {
      g_autofree char *shown = nexus_path_display (destination);

      g_set_error (&error, G_IO_ERROR, G_IO_ERROR_NOT_DIRECTORY,
                   _("“%s” is not a directory; end it with a slash to have it made"), shown);
      return nexus_cli_fail (cli, error);
    }

  self.progress = progress = nexus_cli_progress_new (!cli->quiet);
  self.failures = failures;
  for (guint i = 0; i < n_sources && !is_interrupted (&self); i++)
    import_one (&self, paths[i], destination, is_directory, policy);

  return finish (&self);
}

static void
export_one (Transfer            *self,
            const char          *given,
            GFile               *destination,
            gboolean             is_directory,
            NexusConflictPolicy  policy)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = nexus_path_normalize (given, &error);
  g_autofree char *name = path != NULL ? nexus_path_dup_name (path) : NULL;
  g_autoptr(GFile) file = NULL;
  g_autoptr(NexusOperation) operation = NULL;

  if (path == NULL)
    {
      nexus_cli_fail (self->cli, error);
      return;
    }

  /* The top has no name: what is in it goes into the folder by name. */
  file = is_directory && strcmp (name, "/") != 0 ? g_file_get_child (destination, name) : g_object_ref (destination);
  operation = nexus_filesystem_export (self->cli->filesystem, path, file, policy);
  run_one (self, operation);
}

int
nexus_cli_get (NexusCli               *cli,
               const NexusCliCommand  *command,
               int                     argc,
               char                  **argv)
{
  Transfer self = { .cli = cli };
  g_autoptr(NexusCliProgress) progress = NULL;
  g_autoptr(GPtrArray) failures = g_ptr_array_new_with_free_func (g_object_unref);
  g_auto(GStrv) paths = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GFile) destination = NULL;
  int policy = NEXUS_CONFLICT_FAIL;
  gboolean is_directory;
  guint n_sources;

  if (!parse (&self, command, argc, argv,
              N_("What to do with a file that is there and differs: fail (the default), skip, replace, keep-both or newer"),
              _("If DESTINATION is a folder or ends with a slash, everything goes into it under its name; otherwise "
                "PATH becomes DESTINATION. Directories are exported whole, with times and modes."),
              &policy, &paths))
    return NEXUS_CLI_USAGE;
  if (nexus_cli_connect (cli) == NULL)
    return NEXUS_CLI_FAILED;

  n_sources = g_strv_length (paths) - 1;
  destination = nexus_cli_dup_file (paths[n_sources]);
  is_directory = g_file_query_file_type (destination, G_FILE_QUERY_INFO_NONE, NULL) == G_FILE_TYPE_DIRECTORY;
  if (!is_directory && g_str_has_suffix (paths[n_sources], "/"))
    {
      if (!g_file_make_directory_with_parents (destination, NULL, &error))
        {
          g_autofree char *shown = nexus_path_display (paths[n_sources]);

          g_prefix_error (&error, _("could not make the folder “%s”: "), shown);
          return nexus_cli_fail (cli, error);
        }
      is_directory = TRUE;
    }
  if (n_sources > 1 && !is_directory)
    {
      g_autofree char *shown = nexus_path_display (paths[n_sources]);

      g_set_error (&error, G_IO_ERROR, G_IO_ERROR_NOT_DIRECTORY,
                   _("“%s” is not a folder; end it with a slash to have it made"), shown);
      return nexus_cli_fail (cli, error);
    }

  self.progress = progress = nexus_cli_progress_new (!cli->quiet);
  self.failures = failures;
  for (guint i = 0; i < n_sources && !is_interrupted (&self); i++)
    export_one (&self, paths[i], destination, is_directory, policy);

  return finish (&self);
}
