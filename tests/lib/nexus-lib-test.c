/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "nexus-lib-test.h"

#include <string.h>

static NexusFilesystem *
connect_to (const char *folder,
            gboolean    quickly)
{
  g_autoptr(NexusConfig) config = nexus_config_new ();
  g_autoptr(GError) error = NULL;
  NexusFilesystem *filesystem;

  nexus_config_set_data_dir (config, folder);
  if (quickly)
    nexus_config_set_durability (config, NEXUS_DURABILITY_NORMAL);
  filesystem = nexus_connect (config, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (NEXUS_IS_FILESYSTEM (filesystem));

  return filesystem;
}

NexusFilesystem *
nexus_lib_test_connect (const char *folder)
{
  return connect_to (folder, FALSE);
}

NexusFilesystem *
nexus_lib_test_connect_quickly (const char *folder)
{
  return connect_to (folder, TRUE);
}

GError *
nexus_lib_test_fail (const char *folder)
{
  g_autoptr(NexusConfig) config = nexus_config_new ();
  NexusFilesystem *filesystem;
  GError *error = NULL;

  nexus_config_set_data_dir (config, folder);
  filesystem = nexus_connect (config, NULL, &error);
  g_assert_null (filesystem);
  g_assert_nonnull (error);

  return error;
}

NexusEntry *
nexus_lib_test_write (NexusFilesystem *filesystem,
                      const char      *path,
                      const char      *text)
{
  g_autoptr(GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr(GError) error = NULL;
  NexusEntry *entry;

  entry = nexus_filesystem_write (filesystem, path, bytes, NULL, NEXUS_WRITE_PARENTS, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (NEXUS_IS_ENTRY (entry));

  return entry;
}

void
nexus_lib_test_assert_text (NexusFilesystem *filesystem,
                            const char      *path,
                            const char      *text)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = nexus_filesystem_read (filesystem, path, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), text, strlen (text));
}

gboolean
nexus_lib_test_exists (NexusFilesystem *filesystem,
                       const char      *path)
{
  g_autoptr(GError) error = NULL;
  gboolean exists = nexus_filesystem_exists (filesystem, path, NULL, &error);

  g_assert_no_error (error);

  return exists;
}

static void
describe_trash (NexusFilesystem *filesystem,
                GString         *text)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) trash = nexus_filesystem_list_trash (filesystem, NULL, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < g_list_model_get_n_items (trash); i++)
    {
      g_autoptr(NexusTrashItem) item = g_list_model_get_item (trash, i);

      g_string_append_printf (text, "trash %s %s\n", nexus_trash_item_get_id (item),
                              nexus_trash_item_get_original_path (item));
    }
}

static void
describe_tags (NexusFilesystem *filesystem,
               GString         *text)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) tags = nexus_filesystem_list_tags (filesystem, NULL, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < g_list_model_get_n_items (tags); i++)
    {
      g_autoptr(NexusTag) tag = g_list_model_get_item (tags, i);

      g_string_append_printf (text, "tag %s %s %" G_GUINT64_FORMAT "\n", nexus_tag_get_name (tag),
                              nexus_tag_get_color (tag) != NULL ? nexus_tag_get_color (tag) : "-",
                              nexus_tag_get_count (tag));
    }
}

char *
nexus_lib_test_describe (NexusFilesystem *filesystem)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusEntryEnumerator) enumerator = NULL;
  GString *text = g_string_new (NULL);

  enumerator = nexus_filesystem_enumerate (filesystem, "/", NEXUS_ENUMERATE_RECURSIVE, NULL, &error);
  g_assert_no_error (error);

  for (;;)
    {
      g_autoptr(GPtrArray) entries = nexus_entry_enumerator_next (enumerator, 100, NULL, &error);

      g_assert_no_error (error);
      if (entries->len == 0)
        break;

      for (guint i = 0; i < entries->len; i++)
        {
          NexusEntry *entry = g_ptr_array_index (entries, i);
          g_autofree char *tags = g_strjoinv (",", (char **) nexus_entry_get_tags (entry));
          g_autofree char *attributes = g_variant_print (nexus_entry_get_attributes (entry), TRUE);

          g_string_append_printf (text, "%d %s %s v%u %s m%o t%" G_GINT64_FORMAT " [%s] %s\n",
                                  nexus_entry_get_kind (entry), nexus_entry_get_path (entry),
                                  nexus_entry_get_etag (entry) != NULL ? nexus_entry_get_etag (entry) : "-",
                                  nexus_entry_get_version (entry), nexus_entry_get_id (entry),
                                  nexus_entry_get_mode (entry), nexus_entry_get_modified_ns (entry),
                                  tags, attributes);
        }
    }
  describe_trash (filesystem, text);
  describe_tags (filesystem, text);

  return g_string_free (text, FALSE);
}

void
nexus_lib_test_finish (NexusFilesystem *filesystem,
                       char            *folder)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (nexus_filesystem_close (filesystem, NULL, &error));
  g_assert_no_error (error);
  nexus_test_assert_finalized (filesystem);
  nexus_test_remove_tree (folder);
  g_free (folder);
}
