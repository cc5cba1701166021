/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <stdio.h>

#include "nexus-cli-json.h"
#include "nexus-cli-table.h"
#include "nexus-cli.h"

/* The version of the database, 0 if there is none; -1 after an error was printed. */
static int
query_version (NexusCli     *cli,
               NexusSchema **schema)
{
  NexusConfig *config = nexus_cli_get_config (cli);
  g_autoptr(GError) error = NULL;
  int version;

  if (config == NULL)
    return -1;

  *schema = nexus_schema_new (config);
  version = nexus_schema_query_version (*schema, NULL, &error);
  if (version < 0)
    nexus_cli_fail (cli, error);

  return version;
}

int
nexus_cli_db_current (NexusCli               *cli,
                      const NexusCliCommand  *command,
                      int                     argc,
                      char                  **argv)
{
  g_autoptr(NexusSchema) schema = NULL;
  guint latest = nexus_schema_get_latest ();
  int version;

  if (!nexus_cli_parse (cli, command, argc, argv, NULL, NULL, 0, 0, NULL))
    return NEXUS_CLI_USAGE;
  version = query_version (cli, &schema);
  if (version < 0)
    return NEXUS_CLI_FAILED;

  if (cli->json)
    {
      g_autoptr(JsonBuilder) builder = json_builder_new ();

      json_builder_begin_object (builder);
      nexus_cli_json_add_number (builder, "version", version);
      nexus_cli_json_add_number (builder, "latest", latest);
      json_builder_end_object (builder);
      nexus_cli_json_print (builder);
      return NEXUS_CLI_DONE;
    }

  if (version == 0)
    puts (_("0 (no database yet)"));
  else if ((guint) version == latest)
    printf (_("%d (the newest)\n"), version);
  else
    printf (_("%d (the newest is %u)\n"), version, latest);

  return NEXUS_CLI_DONE;
}

int
nexus_cli_db_history (NexusCli               *cli,
                      const NexusCliCommand  *command,
                      int                     argc,
                      char                  **argv)
{
  g_autoptr(NexusSchema) schema = NULL;
  g_autoptr(JsonBuilder) builder = json_builder_new ();
  g_autoptr(NexusCliTable) table = nexus_cli_table_new (3);
  int current;

  if (!nexus_cli_parse (cli, command, argc, argv, NULL,
                        _("The version that the database has is marked."), 0, 0, NULL))
    return NEXUS_CLI_USAGE;
  current = query_version (cli, &schema);
  if (current < 0)
    return NEXUS_CLI_FAILED;

  nexus_cli_table_align_right (table, 1);
  if (cli->json)
    nexus_cli_json_array_begin ();
  for (guint version = nexus_schema_get_latest (); version > 0; version--)
    {
      gboolean is_current = version == (guint) current;

      if (cli->json)
        {
          json_builder_begin_object (builder);
          nexus_cli_json_add_number (builder, "version", version);
          json_builder_set_member_name (builder, "current");
          json_builder_add_boolean_value (builder, is_current);
          nexus_cli_json_add_string (builder, "description", nexus_schema_describe (version));
          json_builder_end_object (builder);
          nexus_cli_json_array_item (builder);
        }
      else
        {
          g_autofree char *number = g_strdup_printf ("%u", version);

          nexus_cli_table_add (table, is_current ? "*" : " ", number, nexus_schema_describe (version));
        }
    }
  nexus_cli_table_print (table);
  if (cli->json)
    nexus_cli_json_array_end ();

  return NEXUS_CLI_DONE;
}

static int
migrate (NexusCli               *cli,
         const NexusCliCommand  *command,
         gboolean                up,
         int                     argc,
         char                  **argv)
{
  g_autoptr(NexusSchema) schema = NULL;
  g_auto(GStrv) numbers = NULL;
  g_autoptr(GError) error = NULL;
  guint64 target = nexus_schema_get_latest ();
  int version;

  if (!nexus_cli_parse (cli, command, argc, argv, NULL,
                        up ? _("A copy of the database is written beside it first. Opening a store does the same by itself.")
                           : _("A copy of the database is written beside it first. What the older version has no place "
                               "for is lost; version 0 takes all of it away. No program may use the store meanwhile."),
                        up ? 0 : 1, 1, &numbers))
    return NEXUS_CLI_USAGE;
  if (numbers[0] != NULL && !g_ascii_string_to_unsigned (numbers[0], 10, 0, G_MAXINT, &target, NULL))
    return nexus_cli_usage (_("a version is a number from 0 to %u"), nexus_schema_get_latest ());
  version = query_version (cli, &schema);
  if (version < 0)
    return NEXUS_CLI_FAILED;
  if (up ? target < (guint64) version : target > (guint64) version)
    return nexus_cli_usage (up ? _("the database has version %d, which is newer; use “nexus db downgrade”")
                               : _("the database has version %d, which is older; use “nexus db upgrade”"), version);

  if (version == 0 && !g_file_test (nexus_config_get_data_dir (cli->config), G_FILE_TEST_IS_DIR))
    {
      g_autofree char *shown = nexus_path_display (nexus_config_get_data_dir (cli->config));

      g_set_error (&error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _("there is no store in “%s”; “nexus init” makes one"), shown);
      return nexus_cli_fail (cli, error);
    }
  if (target != (guint64) version && !nexus_schema_migrate (schema, (guint) target, NULL, &error))
    return nexus_cli_fail (cli, error);

  if (cli->json)
    {
      g_autoptr(JsonBuilder) builder = json_builder_new ();

      json_builder_begin_object (builder);
      nexus_cli_json_add_number (builder, "from", version);
      nexus_cli_json_add_number (builder, "to", target);
      json_builder_end_object (builder);
      nexus_cli_json_print (builder);
    }
  else if (target == (guint64) version)
    printf (_("The database has version %d already.\n"), version);
  else
    printf (_("The database went from version %d to %u.\n"), version, (guint) target);

  return NEXUS_CLI_DONE;
}

int
nexus_cli_db_upgrade (NexusCli               *cli,
                      const NexusCliCommand  *command,
                      int                     argc,
                      char                  **argv)
{
  return migrate (cli, command, TRUE, argc, argv);
}

int
nexus_cli_db_downgrade (NexusCli               *cli,
                        const NexusCliCommand  *command,
                        int                     argc,
                        char                  **argv)
{
  return migrate (cli, command, FALSE, argc, argv);
}

/* Whether a plain "nexus" will find the store that was made. */
static gboolean
is_usual_place (NexusCli *cli)
{
  g_autoptr(NexusConfig) usual = nexus_config_discover (NULL);

  return usual != NULL &&
         g_strcmp0 (nexus_config_get_data_dir (usual), nexus_config_get_data_dir (cli->config)) == 0 &&
         g_strcmp0 (nexus_config_get_database (usual), nexus_config_get_database (cli->config)) == 0;
}

int
nexus_cli_init (NexusCli               *cli,
                const NexusCliCommand  *command,
                int                     argc,
                char                  **argv)
{
  g_auto(GStrv) folders = NULL;
  g_autofree char *hash = NULL;
  g_autoptr(NexusSchema) schema = NULL;
  g_autofree char *shown = NULL;
  int content_hash = 0;
  int version;
  const char *folder;
  const GOptionEntry entries[] = {
    { "content-hash", 0, 0, G_OPTION_ARG_STRING, &hash, N_("Name contents by blake2b-256 (the default) or sha256"), N_("HASH") },
    { NULL }
  };

  if (!nexus_cli_parse (cli, command, argc, argv, entries,
                        _("Without DIR, the store is made where the configuration says. A store that is there "
                          "already is left as it is."), 0, 1, &folders))
    return NEXUS_CLI_USAGE;
  if (folders[0] != NULL && cli->data_dir != NULL)
    return nexus_cli_usage (_("give either DIR or --data-dir, not both"));
  if (hash != NULL && !nexus_cli_parse_enum (NEXUS_TYPE_CONTENT_HASH, "--content-hash", hash, &content_hash))
    return NEXUS_CLI_USAGE;

  if (folders[0] != NULL)
    cli->data_dir = g_strdup (folders[0]);
  version = query_version (cli, &schema);
  if (version < 0)
    return NEXUS_CLI_FAILED;
  if (hash != NULL)
    nexus_config_set_content_hash (cli->config, content_hash);
  if (nexus_cli_connect (cli) == NULL)
    return NEXUS_CLI_FAILED;

  folder = nexus_config_get_data_dir (cli->config);
  if (cli->json)
    {
      g_autoptr(JsonBuilder) builder = json_builder_new ();

      json_builder_begin_object (builder);
      nexus_cli_json_add_string (builder, "data_dir", folder);
      json_builder_set_member_name (builder, "created");
      json_builder_add_boolean_value (builder, version == 0);
      json_builder_end_object (builder);
      nexus_cli_json_print (builder);
      return NEXUS_CLI_DONE;
    }

  shown = nexus_cli_dup_shown (cli, folder);
  printf (version == 0 ? _("Made a store in %s\n") : _("There is a store in %s already\n"), shown);
  if (!cli->quiet && !is_usual_place (cli))
    printf (_("To use it, add --data-dir to each command, or write this into nexus.yaml:\n"
              "data_dir: %s\n"), shown);

  return NEXUS_CLI_DONE;
}
