/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <stdio.h>

#include "nexus-cli-json.h"
#include "nexus-cli-table.h"
#include "nexus-cli.h"

/* "1.2 MB (1234567 bytes)"; one number if they say the same. */
static char *
dup_both_sizes (guint64 size)
{
  g_autofree char *human = g_format_size (size);

  return size < 1000 ? g_steal_pointer (&human)
                     : g_strdup_printf (_("%s (%" PRIu64 " bytes)"), human, size);
}

static const char *
get_kind_label (NexusEntry *entry)
{
  switch (nexus_entry_get_kind (entry))
    {
    case NEXUS_KIND_DIRECTORY:
      return _("directory");
    case NEXUS_KIND_SYMBOLIC_LINK:
      return _("symbolic link");
    case NEXUS_KIND_FILE:
    default:
      return _("file");
    }
}

static void
add_fact (NexusCli      *cli,
          NexusCliTable *table,
          const char    *label,
          const char    *value)
{
  g_autofree char *title = g_strconcat (label, ":", NULL);
  g_autofree char *shown = value != NULL ? nexus_cli_dup_shown (cli, value) : NULL;

  if (shown != NULL && *shown != '\0')
    nexus_cli_table_add (table, title, shown);
}

static void
add_attributes (NexusCli      *cli,
                NexusCliTable *table,
                GVariant      *attributes)
{
  GVariantIter iter;
  const char *key;
  GVariant *value;

  if (attributes == NULL)
    return;

  g_variant_iter_init (&iter, attributes);
  while (g_variant_iter_loop (&iter, "{&sv}", &key, &value))
    {
      g_autofree char *json = nexus_cli_json_dup_variant (value);
      g_autofree char *text = g_strdup_printf ("%s = %s", key, json);

      add_fact (cli, table, _("Attribute"), text);
    }
}

static void
print_facts (NexusCli   *cli,
             NexusEntry *entry)
{
  g_autoptr(NexusCliTable) table = nexus_cli_table_new (2);
  NexusKind kind = nexus_entry_get_kind (entry);
  const char * const *tags = nexus_entry_get_tags (entry);
  g_autofree char *tag_list = tags != NULL ? g_strjoinv (", ", (char **) tags) : NULL;
  g_autofree char *letters = nexus_cli_dup_mode (entry);
  g_autofree char *mode = g_strdup_printf ("%s (%04o)", letters, nexus_entry_get_mode (entry));
  g_autofree char *created = nexus_cli_dup_time (nexus_entry_get_created_ns (entry));
  g_autofree char *modified = nexus_cli_dup_time (nexus_entry_get_modified_ns (entry));
  g_autofree char *size = dup_both_sizes (kind == NEXUS_KIND_DIRECTORY ? nexus_entry_get_total_size (entry)
                                                                       : nexus_entry_get_size (entry));
  g_autofree char *count = g_strdup_printf ("%" G_GUINT64_FORMAT, nexus_entry_get_total_count (entry));
  g_autofree char *version = g_strdup_printf ("%u", nexus_entry_get_version (entry));

  add_fact (cli, table, _("Path"), nexus_entry_get_path (entry));
  add_fact (cli, table, _("Kind"), get_kind_label (entry));
  if (kind == NEXUS_KIND_SYMBOLIC_LINK)
    add_fact (cli, table, _("Target"), nexus_entry_get_target (entry));
  else
    add_fact (cli, table, _("Size"), size);
  if (kind == NEXUS_KIND_DIRECTORY)
    add_fact (cli, table, _("Entries"), count);
  if (kind == NEXUS_KIND_FILE)
    {
      add_fact (cli, table, _("Type"), nexus_entry_get_content_type (entry));
      add_fact (cli, table, _("Version"), version);
      add_fact (cli, table, _("Etag"), nexus_entry_get_etag (entry));
    }
  add_fact (cli, table, _("Mode"), mode);
  add_fact (cli, table, _("Created"), created);
  add_fact (cli, table, _("Modified"), modified);
  add_fact (cli, table, _("Id"), nexus_entry_get_id (entry));
  add_fact (cli, table, _("Tags"), tag_list);
  add_attributes (cli, table, nexus_entry_get_attributes (entry));
  nexus_cli_table_print (table);
}

int
nexus_cli_info (NexusCli               *cli,
                const NexusCliCommand  *command,
                int                     argc,
                char                  **argv)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();
  g_auto(GStrv) paths = NULL;
  gboolean printed = FALSE;

  if (!nexus_cli_parse (cli, command, argc, argv, NULL,
                        _("The size of a directory is that of all the files below it."), 1, -1, &paths))
    return NEXUS_CLI_USAGE;
  if (nexus_cli_connect (cli) == NULL)
    return NEXUS_CLI_FAILED;

  if (cli->json)
    nexus_cli_json_array_begin ();
  for (guint i = 0; paths[i] != NULL; i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(NexusEntry) entry = nexus_filesystem_query (cli->filesystem, paths[i], NULL, &error);

      if (entry == NULL)
        {
          nexus_cli_fail (cli, error);
          continue;
        }
      if (cli->json)
        {
          nexus_cli_json_begin_entry (builder, entry);
          json_builder_end_object (builder);
          nexus_cli_json_array_item (builder);
          continue;
        }
      if (printed)
        puts ("");
      print_facts (cli, entry);
      printed = TRUE;
    }
  if (cli->json)
    nexus_cli_json_array_end ();

  return NEXUS_CLI_DONE;
}

int
nexus_cli_stats (NexusCli               *cli,
                 const NexusCliCommand  *command,
                 int                     argc,
                 char                  **argv)
{
  g_autoptr(NexusStatistics) statistics = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusCliTable) table = NULL;

  if (!nexus_cli_parse (cli, command, argc, argv, NULL, NULL, 0, 0, NULL))
    return NEXUS_CLI_USAGE;
  if (nexus_cli_connect (cli) == NULL)
    return NEXUS_CLI_FAILED;
  statistics = nexus_filesystem_get_statistics (cli->filesystem, NULL, &error);
  if (statistics == NULL)
    return nexus_cli_fail (cli, error);

  {
    const struct {
      const char *name;
      const char *label;
      guint64     value;
      gboolean    is_size;
    } rows[] = {
      { "files", N_("Files"), nexus_statistics_get_n_files (statistics), FALSE },
      { "directories", N_("Directories"), nexus_statistics_get_n_directories (statistics), FALSE },
      { "links", N_("Symbolic links"), nexus_statistics_get_n_links (statistics), FALSE },
      { "tags", N_("Tags"), nexus_statistics_get_n_tags (statistics), FALSE },
      { "trashed", N_("In the trash"), nexus_statistics_get_n_trashed (statistics), FALSE },
      { "versions", N_("Older versions"), nexus_statistics_get_n_versions (statistics), FALSE },
      { "contents", N_("Different contents"), nexus_statistics_get_n_contents (statistics), FALSE },
      { "verified", N_("Contents that were good when last verified"), nexus_statistics_get_n_verified (statistics), FALSE },
      { "logical_size", N_("Size of all files"), nexus_statistics_get_logical_size (statistics), TRUE },
      { "content_size", N_("Size of the contents"), nexus_statistics_get_content_size (statistics), TRUE },
      { "disk_size", N_("Space on disk"), nexus_statistics_get_disk_size (statistics), TRUE },
      { "schema_version", N_("Schema version"), nexus_statistics_get_schema_version (statistics), FALSE },
    };
    const char *folder = nexus_config_get_data_dir (cli->config);

    if (cli->json)
      {
        g_autoptr(JsonBuilder) builder = json_builder_new ();

        json_builder_begin_object (builder);
        nexus_cli_json_add_string (builder, "data_dir", folder);
        for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
          nexus_cli_json_add_number (builder, rows[i].name, rows[i].value);
        json_builder_end_object (builder);
        nexus_cli_json_print (builder);
        return NEXUS_CLI_DONE;
      }

    table = nexus_cli_table_new (2);
    add_fact (cli, table, _("Data folder"), folder);
    for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
      {
        g_autofree char *value = rows[i].is_size ? dup_both_sizes (rows[i].value)
                                                 : g_strdup_printf ("%" G_GUINT64_FORMAT, rows[i].value);

        add_fact (cli, table, _(rows[i].label), value);
      }
    nexus_cli_table_print (table);
  }

  return NEXUS_CLI_DONE;
}

/* Also for "nexus --version", which has no command. */
int
nexus_cli_version (NexusCli               *cli,
                   const NexusCliCommand  *command,
                   int                     argc,
                   char                  **argv)
{
  if (command != NULL && !nexus_cli_parse (cli, command, argc, argv, NULL, NULL, 0, 0, NULL))
    return NEXUS_CLI_USAGE;

  if (cli->json)
    {
      g_autoptr(JsonBuilder) builder = json_builder_new ();

      json_builder_begin_object (builder);
      nexus_cli_json_add_string (builder, "version", PACKAGE_VERSION);
      nexus_cli_json_add_number (builder, "schema_version", nexus_schema_get_latest ());
      json_builder_end_object (builder);
      nexus_cli_json_print (builder);
      return NEXUS_CLI_DONE;
    }
  printf ("nexus %s\n", PACKAGE_VERSION);

  return NEXUS_CLI_DONE;
}
