/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "nexus-jsonl-test.h"

#include <string.h>

void
nexus_jsonl_test_write (NexusFilesystem *filesystem,
                        const char      *path,
                        const char      *text)
{
  g_autoptr(NexusEntry) entry G_GNUC_UNUSED = nexus_lib_test_write (filesystem, path, text);
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

NexusLoad *
nexus_jsonl_test_load (NexusFilesystem    *filesystem,
                       const char         *text,
                       const char         *contents,
                       NexusLoadConflict   conflict,
                       NexusLoadFlags      flags,
                       GError            **error)
{
  g_autoptr(GInputStream) stream = g_memory_input_stream_new_from_data (text, (gssize) strlen (text), NULL);
  g_autoptr(GFile) folder = contents != NULL ? g_file_new_for_path (contents) : NULL;
  NexusLoad *load = nexus_filesystem_load (filesystem, stream, folder, conflict, flags);

  nexus_operation_run (NEXUS_OPERATION (load), NULL, error);
  g_assert_false (g_input_stream_is_closed (stream));

  return load;
}

char *
nexus_jsonl_test_put (const char    *folder,
                      const char    *layout,
                      GChecksumType  type,
                      const char    *text)
{
  char *hash = g_compute_checksum_for_string (type, text, -1);
  g_autoptr(GString) name = g_string_new (layout);
  g_autofree char *first = g_strndup (hash, 2);
  g_autofree char *second = g_strndup (hash + 2, 2);
  g_autofree char *path = NULL;
  g_autofree char *parent = NULL;
  g_autoptr(GError) error = NULL;

  g_string_replace (name, "AB", first, 0);
  g_string_replace (name, "CD", second, 0);
  g_string_replace (name, "HASH", hash, 0);
  path = g_build_filename (folder, name->str, NULL);
  parent = g_path_get_dirname (path);
  g_assert_cmpint (g_mkdir_with_parents (parent, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, text, -1, &error));
  g_assert_no_error (error);

  return hash;
}

NexusFilesystem *
nexus_jsonl_test_connect_sha256 (const char *folder)
{
  g_autoptr(NexusConfig) config = nexus_config_new ();
  g_autoptr(GError) error = NULL;
  NexusFilesystem *filesystem;

  nexus_config_set_data_dir (config, folder);
  nexus_config_set_durability (config, NEXUS_DURABILITY_NORMAL);
  nexus_config_set_content_hash (config, NEXUS_CONTENT_HASH_SHA256);
  filesystem = nexus_connect (config, NULL, &error);
  g_assert_no_error (error);

  return filesystem;
}

char *
nexus_jsonl_test_make_line (const char *path,
                            const char *text,
                            const char *rest)
{
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);

  return g_strdup_printf ("{\"path\": \"%s\", \"backend_name\": \"local\", \"physical_path\": \"%s\", \"size\": %u, "
                          "\"etag\": \"%s\"%s}\n", path, hash, (guint) strlen (text), hash, rest);
}

NexusLoad *
nexus_jsonl_test_load_good (NexusFilesystem   *filesystem,
                            const char        *text,
                            const char        *contents,
                            NexusLoadConflict  conflict)
{
  g_autoptr(GError) error = NULL;
  NexusLoad *load = nexus_jsonl_test_load (filesystem, text, contents, conflict, NEXUS_LOAD_NONE, &error);

  g_assert_no_error (error);

  return load;
}

void
nexus_jsonl_test_assert_counts (NexusLoad *load,
                                guint64    created,
                                guint64    updated,
                                guint64    skipped,
                                guint64    remapped)
{
  g_assert_cmpuint (nexus_load_get_n_created (load), ==, created);
  g_assert_cmpuint (nexus_load_get_n_updated (load), ==, updated);
  g_assert_cmpuint (nexus_load_get_n_skipped (load), ==, skipped);
  g_assert_cmpuint (nexus_load_get_n_remapped (load), ==, remapped);
}
