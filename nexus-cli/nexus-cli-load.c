/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gunixinputstream.h>
#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "nexus-cli-json.h"
#include "nexus-cli-progress.h"
#include "nexus-cli.h"

/* "import": the other way round than "export". */

static void
print_json (NexusLoad *load)
{
  GListModel *collisions = nexus_load_get_collisions (load);
  GListModel *failures = nexus_operation_get_failures (NEXUS_OPERATION (load));
  g_autoptr(JsonBuilder) builder = json_builder_new ();
  g_autoptr(GEnumClass) resolutions = g_type_class_ref (NEXUS_TYPE_LOAD_RESOLUTION);

  json_builder_begin_object (builder);
  nexus_cli_json_add_number (builder, "created", nexus_load_get_n_created (load));
  nexus_cli_json_add_number (builder, "updated", nexus_load_get_n_updated (load));
  nexus_cli_json_add_number (builder, "skipped", nexus_load_get_n_skipped (load));
  nexus_cli_json_add_number (builder, "remapped", nexus_load_get_n_remapped (load));
  nexus_cli_json_add_number (builder, "missing", nexus_load_get_n_missing (load));
  nexus_cli_json_add_number (builder, "n_collisions", nexus_load_get_n_collisions (load));

  json_builder_set_member_name (builder, "collisions");
  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (collisions); i++)
    {
      g_autoptr(NexusCollision) collision = g_list_model_get_item (collisions, i);

      json_builder_begin_object (builder);
      nexus_cli_json_add_string (builder, "path", nexus_collision_get_path (collision));
      nexus_cli_json_add_string (builder, "new_path", nexus_collision_get_new_path (collision));
      nexus_cli_json_add_string (builder, "existing_etag", nexus_collision_get_existing_etag (collision));
      nexus_cli_json_add_string (builder, "imported_etag", nexus_collision_get_imported_etag (collision));
      nexus_cli_json_add_string (builder, "resolution",
                                 g_enum_get_value (resolutions, nexus_collision_get_resolution (collision))->value_nick);
      nexus_cli_json_add_string (builder, "message", nexus_collision_get_message (collision));
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);

  json_builder_set_member_name (builder, "failures");
  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (failures); i++)
    {
      g_autoptr(NexusFailure) failure = g_list_model_get_item (failures, i);

      nexus_cli_json_add_failure (builder, failure);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  nexus_cli_json_print (builder);
}

static void
print_text (NexusCli  *cli,
            NexusLoad *load,
            gboolean   dry_run)
{
  GListModel *collisions = nexus_load_get_collisions (load);
  guint n_collisions = g_list_model_get_n_items (collisions);
  guint64 n_missing = nexus_load_get_n_missing (load);

  for (guint i = 0; i < n_collisions; i++)
    {
      g_autoptr(NexusCollision) collision = g_list_model_get_item (collisions, i);

      nexus_cli_print_line (cli, nexus_collision_get_message (collision));
    }
  if (nexus_load_get_n_collisions (load) > n_collisions)
    /* Translators: how many more names there are that something else had already */
    g_print (_("… and %" PRIu64 " more\n"), nexus_load_get_n_collisions (load) - n_collisions);

  /* Translators: four numbers of entries */
  g_print (_("%" PRIu64 " created, %" PRIu64 " updated, %" PRIu64 " skipped, %" PRIu64 " remapped\n"),
           nexus_load_get_n_created (load), nexus_load_get_n_updated (load), nexus_load_get_n_skipped (load),
           nexus_load_get_n_remapped (load));
  if (n_missing > 0)
    g_print (g_dngettext (NULL, "%" PRIu64 " content is missing; the same import with “--content DIR” brings it\n",
                          "%" PRIu64 " contents are missing; the same import with “--content DIR” brings them\n",
                          (gulong) n_missing), n_missing);
  if (dry_run)
    g_print (_("this was a trial; nothing was changed\n"));
}

static void
report_failures (NexusCli  *cli,
                 NexusLoad *load)
{
  GListModel *failures = nexus_operation_get_failures (NEXUS_OPERATION (load));

  for (guint i = 0; i < g_list_model_get_n_items (failures); i++)
    {
      g_autoptr(NexusFailure) failure = g_list_model_get_item (failures, i);
      g_autofree char *text = g_strdup_printf (_("%s: %s"), nexus_failure_get_path (failure),
                                               nexus_failure_get_message (failure));

      cli->failed = TRUE;
      nexus_cli_error (text);
    }
}

static int
run (NexusCli  *cli,
     NexusLoad *load,
     gboolean   dry_run)
{
  g_autoptr(NexusCliProgress) progress = nexus_cli_progress_new (!cli->quiet);
  g_autoptr(GError) error = NULL;
  gboolean done = nexus_cli_progress_run (progress, NEXUS_OPERATION (load), &error);
  int caught = nexus_cli_progress_get_signal (progress);

  report_failures (cli, load);
  if (!done && !g_error_matches (error, NEXUS_ERROR, NEXUS_ERROR_PARTIAL))
    {
      if (caught == 0)
        return nexus_cli_fail (cli, error);
      if (!cli->quiet)
        nexus_cli_error (_("interrupted; nothing was changed"));
      return 128 + caught;
    }

  if (cli->json)
    print_json (load);
  else if (!cli->quiet)
    print_text (cli, load, dry_run);

  return done ? NEXUS_CLI_DONE : NEXUS_CLI_FAILED;
}

static GInputStream *
open_stream (const char  *name,
             GError     **error)
{
  g_autoptr(GFile) file = NULL;
  GFileInputStream *stream;

  if (name == NULL || strcmp (name, "-") == 0)
    return g_unix_input_stream_new (STDIN_FILENO, FALSE);

  /* What other programs call an import. */
  if (g_file_test (name, G_FILE_TEST_IS_DIR))
    {
      g_autofree char *shown = nexus_path_display (name);

      g_set_error (error, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY,
                   _("“%s” is a folder; “nexus put” brings files and folders into the store"), shown);
      return NULL;
    }

  file = g_file_new_for_path (name);
  stream = g_file_read (file, NULL, error);

  return stream != NULL ? G_INPUT_STREAM (stream) : NULL;
}

/* The store of a server is opened as any other, and the library says what is not there. */
static gboolean
set_url (NexusCli   *cli,
         const char *url)
{
  NexusConfig *config = nexus_cli_get_config (cli);

  if (config == NULL)
    return FALSE;

  nexus_config_set_mode (config, NEXUS_MODE_MONOLITHIC);
  nexus_config_set_url (config, url);

  return TRUE;
}

int
nexus_cli_import (NexusCli               *cli,
                  const NexusCliCommand  *command,
                  int                     argc,
                  char                  **argv)
{
  g_autoptr(GInputStream) stream = NULL;
  g_autoptr(GFile) content = NULL;
  g_autoptr(GFile) data_dir = NULL;
  g_autoptr(NexusLoad) load = NULL;
  g_autofree char *conflict_name = NULL;
  g_autofree char *content_name = NULL;
  g_autofree char *from = NULL;
  g_autofree char *url = NULL;
  g_auto(GStrv) paths = NULL;
  g_autoptr(GError) error = NULL;
  gboolean dry_run = FALSE;
  int conflict = NEXUS_LOAD_SKIP;
  const GOptionEntry entries[] = {
    { "conflict", 0, 0, G_OPTION_ARG_STRING, &conflict_name,
      N_("What to do when a path has something else: skip (the default), overwrite, remap or auto (the later one wins)"),
      N_("MODE") },
    { "dry-run", 0, 0, G_OPTION_ARG_NONE, &dry_run, N_("Only say what would come of it"), NULL },
    { "content", 0, 0, G_OPTION_ARG_FILENAME, &content_name, N_("Take contents from this folder, where they are called by their hashes"), N_("DIR") },
    { "from", 0, 0, G_OPTION_ARG_FILENAME, &from, N_("Import the data folder of an original Nexus for Python 0.1 instead of FILE"), N_("DATA_DIR") },
    { "url", 0, 0, G_OPTION_ARG_STRING, &url, N_("Import into the store of a server"), N_("URL") },
    { NULL }
  };

  if (!nexus_cli_parse (cli, command, argc, argv, entries,
                        _("Reads what “nexus export” or the original Nexus for Python has written, from FILE or the "
                          "standard input. All of it is loaded in one transaction: a line that is wrong ends the import "
                          "with its number, and nothing is changed then. A file whose content is not there is "
                          "imported without it, until it arrives."),
                        0, 1, &paths))
    return NEXUS_CLI_USAGE;
  if (conflict_name != NULL && !nexus_cli_parse_enum (NEXUS_TYPE_LOAD_CONFLICT, "--conflict", conflict_name, &conflict))
    return NEXUS_CLI_USAGE;
  if (from != NULL && (paths[0] != NULL || content_name != NULL))
    return nexus_cli_usage (_("--from has the lines and the contents in it; FILE and --content cannot be given with it"));
  if (url != NULL && !set_url (cli, url))
    return NEXUS_CLI_FAILED;
  if (nexus_cli_connect (cli) == NULL)
    return NEXUS_CLI_FAILED;

  if (from != NULL)
    {
      data_dir = g_file_new_for_path (from);
      load = nexus_filesystem_load_original (cli->filesystem, data_dir, conflict, dry_run ? NEXUS_LOAD_DRY_RUN : NEXUS_LOAD_NONE);
      return run (cli, load, dry_run);
    }

  stream = open_stream (paths[0], &error);
  if (stream == NULL)
    return nexus_cli_fail (cli, error);
  if (content_name != NULL)
    content = g_file_new_for_path (content_name);
  load = nexus_filesystem_load (cli->filesystem, stream, content, conflict, dry_run ? NEXUS_LOAD_DRY_RUN : NEXUS_LOAD_NONE);

  return run (cli, load, dry_run);
}
