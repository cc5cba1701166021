/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdio.h>

#include "nexus-cli-entries.h"
#include "nexus-cli-json.h"

/* Entries that are read at once. */
#define BATCH 1000

struct _NexusCliEntries {
  NexusCli      *cli;
  gboolean       exact;
  JsonBuilder   *builder;
  NexusCliTable *table;     /* NULL for a path a line */
};

gboolean
nexus_cli_each_entry (NexusEntryEnumerator *enumerator,
                      NexusCliEntryFunc     function,
                      gpointer              user_data,
                      GError              **error)
{
  while (!ferror (stdout))
    {
      g_autoptr(GPtrArray) batch = nexus_entry_enumerator_next (enumerator, BATCH, NULL, error);

      if (batch == NULL)
        return FALSE;
      if (batch->len == 0)
        return TRUE;
      for (guint i = 0; i < batch->len && !ferror (stdout); i++)
        function (g_ptr_array_index (batch, i), user_data);
    }

  return TRUE;
}

NexusCliTable *
nexus_cli_new_details (void)
{
  NexusCliTable *table = nexus_cli_table_new (5);

  nexus_cli_table_align_right (table, 1);
  nexus_cli_table_align_right (table, 2);

  return table;
}

void
nexus_cli_add_details (NexusCliTable *table,
                       NexusEntry    *entry,
                       const char    *label,
                       gboolean       exact)
{
  NexusKind kind = nexus_entry_get_kind (entry);
  g_autofree char *mode = nexus_cli_dup_mode (entry);
  g_autofree char *version = kind == NEXUS_KIND_FILE ? g_strdup_printf ("%u", nexus_entry_get_version (entry))
                                                     : g_strdup ("-");
  g_autofree char *size = kind == NEXUS_KIND_SYMBOLIC_LINK
                            ? g_strdup ("-")
                            : nexus_cli_dup_size (kind == NEXUS_KIND_DIRECTORY ? nexus_entry_get_total_size (entry)
                                                                               : nexus_entry_get_size (entry), exact);
  g_autofree char *time = nexus_cli_dup_time (nexus_entry_get_modified_ns (entry));

  nexus_cli_table_add (table, mode, version, size, time, label);
}

NexusCliEntries *
nexus_cli_entries_new (NexusCli *cli,
                       gboolean  details,
                       gboolean  exact)
{
  NexusCliEntries *self = g_new0 (NexusCliEntries, 1);

  self->cli = cli;
  self->exact = exact;
  self->builder = json_builder_new ();
  if (details)
    self->table = nexus_cli_new_details ();
  if (cli->json)
    nexus_cli_json_array_begin ();

  return self;
}

void
nexus_cli_entries_free (NexusCliEntries *self)
{
  g_clear_pointer (&self->table, nexus_cli_table_free);
  g_object_unref (self->builder);
  g_free (self);
}

void
nexus_cli_entries_add (NexusCliEntries *self,
                       NexusEntry      *entry)
{
  const char *path = nexus_entry_get_path (entry);

  if (self->cli->json)
    {
      nexus_cli_json_begin_entry (self->builder, entry);
      json_builder_end_object (self->builder);
      nexus_cli_json_array_item (self->builder);
    }
  else if (self->table != NULL)
    {
      g_autofree char *label = nexus_cli_dup_shown (self->cli, path);

      nexus_cli_add_details (self->table, entry, label, self->exact);
    }
  else
    {
      nexus_cli_print_line (self->cli, path);
    }
}

void
nexus_cli_entries_fail (NexusCliEntries *self,
                        const GError    *error)
{
  if (self->table != NULL)
    nexus_cli_table_print (self->table);
  nexus_cli_fail (self->cli, error);
}

void
nexus_cli_entries_end (NexusCliEntries *self)
{
  if (self->cli->json)
    nexus_cli_json_array_end ();
  else if (self->table != NULL)
    nexus_cli_table_print (self->table);
}
