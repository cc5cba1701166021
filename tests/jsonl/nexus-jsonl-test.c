/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "nexus-jsonl-test.h"

#include <string.h>

NexusFilesystem *
nexus_jsonl_test_connect (const char *folder)
{
  g_autoptr(NexusConfig) config = nexus_config_new ();
  g_autoptr(GError) error = NULL;
  NexusFilesystem *filesystem;

  nexus_config_set_data_dir (config, folder);
  nexus_config_set_durability (config, NEXUS_DURABILITY_NORMAL);
  filesystem = nexus_connect (config, NULL, &error);
  g_assert_no_error (error);

  return filesystem;
}

void
nexus_jsonl_test_write (NexusFilesystem *filesystem,
                        const char      *path,
                        const char      *text)
{
  g_autoptr(GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr(NexusEntry) entry = NULL;
  g_autoptr(GError) error = NULL;

  entry = nexus_filesystem_write (filesystem, path, bytes, NULL, NEXUS_WRITE_PARENTS, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (entry);
}

char *
nexus_jsonl_test_dump (NexusFilesystem *filesystem,
                       NexusDumpFormat  format)
{
  g_autoptr(GOutputStream) stream = g_memory_output_stream_new_resizable ();
  g_autoptr(NexusOperation) operation = nexus_filesystem_dump (filesystem, stream, format);
  g_autoptr(GError) error = NULL;

  g_assert_true (nexus_operation_run (operation, NULL, &error));
  g_assert_no_error (error);
  g_assert_false (g_output_stream_is_closed (stream));
  g_assert_true (g_output_stream_write_all (stream, "", 1, NULL, NULL, NULL));
  g_assert_true (g_output_stream_close (stream, NULL, NULL));

  return g_memory_output_stream_steal_data (G_MEMORY_OUTPUT_STREAM (stream));
}

GPtrArray *
nexus_jsonl_test_parse (const char *dump)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  g_auto(GStrv) texts = g_strsplit (dump, "\n", -1);
  guint n_texts = g_strv_length (texts);

  /* The last line ends with a line feed too. */
  g_assert_cmpstr (n_texts > 0 ? texts[n_texts - 1] : "", ==, "");
  for (guint i = 0; i + 1 < n_texts; i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(JsonNode) node = json_from_string (texts[i], &error);

      g_assert_no_error (error);
      g_assert_true (JSON_NODE_HOLDS_OBJECT (node));
      g_ptr_array_add (lines, json_node_dup_object (node));
    }

  return lines;
}

JsonObject *
nexus_jsonl_test_find (GPtrArray  *lines,
                       const char *path,
                       guint       nth)
{
  for (guint i = 0; i < lines->len; i++)
    {
      JsonObject *line = g_ptr_array_index (lines, i);

      if (strcmp (json_object_get_string_member (line, "path"), path) == 0 && nth-- == 0)
        return line;
    }

  return NULL;
}

void
nexus_jsonl_test_finish (NexusFilesystem *filesystem,
                         char            *folder)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (nexus_filesystem_close (filesystem, NULL, &error));
  g_assert_no_error (error);
  nexus_test_assert_finalized (filesystem);
  nexus_test_remove_tree (folder);
  g_free (folder);
}
