/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "nexus-content-test.h"

NexusContentStore *
nexus_content_test_open (const char *folder)
{
  g_autoptr(GError) error = NULL;
  NexusContentStore *store = _nexus_local_content_store_open (folder, NEXUS_CONTENT_HASH_BLAKE2B_256, &error);

  g_assert_no_error (error);

  return store;
}

GBytes *
nexus_content_test_bytes (guint seed,
                          gsize size)
{
  guint8 *data = g_malloc (size + 1);
  guint64 state = seed * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15) + 1;

  for (gsize i = 0; i < size; i++)
    {
      state ^= state << 13;
      state ^= state >> 7;
      state ^= state << 17;
      data[i] = (guint8) (state >> 32);
    }

  return g_bytes_new_take (data, size);
}

NexusContentRef *
nexus_content_test_stage (NexusContentStore *store,
                          GBytes            *bytes)
{
  g_autoptr(NexusHasher) hasher = _nexus_hasher_new (NEXUS_CONTENT_HASH_BLAKE2B_256);
  g_autoptr(GError) error = NULL;
  guint8 hash[NEXUS_HASH_SIZE];
  NexusContentRef *content;
  const void *data;
  gsize size;

  data = g_bytes_get_data (bytes, &size);
  _nexus_hasher_update (hasher, data, size);
  _nexus_hasher_finish (hasher, hash);
  content = _nexus_content_store_stage (store, hash, data, size, &error);
  g_assert_no_error (error);

  return content;
}

NexusContentRef *
nexus_content_test_write (NexusContentStore *store,
                          GBytes            *bytes,
                          gsize              piece)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusContentWriter) writer = _nexus_content_store_begin (store, 0, &error);
  const guint8 *data;
  gsize size;
  NexusContentRef *content;

  g_assert_no_error (error);
  data = g_bytes_get_data (bytes, &size);
  for (gsize done = 0; done < size; done += piece)
    {
      g_assert_true (_nexus_content_writer_write (writer, data + done, MIN (piece, size - done), &error));
      g_assert_no_error (error);
    }
  content = _nexus_content_writer_finish (writer, &error);
  g_assert_no_error (error);

  return content;
}

void
nexus_content_test_sync (NexusContentStore *store)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (_nexus_content_store_sync (store, &error));
  g_assert_no_error (error);
}

void
nexus_content_test_assert (NexusContentStore *store,
                           NexusContentRef   *content,
                           GBytes            *bytes)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) read = _nexus_content_store_read (store, content, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (read, bytes));
}

static void
collect (GPtrArray  *files,
         const char *folder)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        collect (files, path);
      else if (!g_str_equal (name, "lock"))
        g_ptr_array_add (files, g_steal_pointer (&path));
    }
}

GPtrArray *
nexus_content_test_files (const char *folder)
{
  GPtrArray *files = g_ptr_array_new_with_free_func (g_free);

  collect (files, folder);

  return files;
}
