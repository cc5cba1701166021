/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "nexus-trust-test.h"

#include <string.h>

void
nexus_trust_test_set_up (NexusTrustFixture *fixture,
                         gconstpointer      user_data)
{
  fixture->folder = nexus_test_make_dir ();
  fixture->outside = nexus_test_make_dir ();
  fixture->filesystem = nexus_trust_test_connect (fixture->folder, "durability: normal\n");
}

void
nexus_trust_test_tear_down (NexusTrustFixture *fixture,
                            gconstpointer      user_data)
{
  nexus_lib_test_finish (fixture->filesystem, fixture->folder);
  nexus_test_remove_tree (fixture->outside);
  g_free (fixture->outside);
}

GBytes *
nexus_trust_test_make_bytes (guint seed,
                             gsize size)
{
  guint8 *data = g_malloc (MAX (size, 1));
  guint64 state = (guint64) seed * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15) + 1;

  for (gsize i = 0; i < size; i++)
    {
      state = state * G_GUINT64_CONSTANT (6364136223846793005) + 1442695040888963407;
      data[i] = (guint8) (state >> 56);
    }

  return g_bytes_new_take (data, size);
}

void
nexus_trust_test_put (NexusFilesystem *filesystem,
                      const char      *path,
                      guint            seed,
                      gsize            size)
{
  g_autoptr(GBytes) bytes = nexus_trust_test_make_bytes (seed, size);
  g_autoptr(NexusEntry) entry = NULL;
  g_autoptr(GError) error = NULL;

  entry = nexus_filesystem_write (filesystem, path, bytes, NULL, NEXUS_WRITE_PARENTS, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (entry);
}

void
nexus_trust_test_assert_file (NexusFilesystem *filesystem,
                              const char      *path,
                              guint            seed,
                              gsize            size)
{
  g_autoptr(GBytes) expected = nexus_trust_test_make_bytes (seed, size);
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GError) error = NULL;

  bytes = nexus_filesystem_read (filesystem, path, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (bytes, expected));
}

void
nexus_trust_test_delete (NexusFilesystem  *filesystem,
                         const char       *path,
                         NexusDeleteFlags  flags)
{
  g_autoptr(GError) error = NULL;

  nexus_filesystem_delete (filesystem, path, NULL, flags, NULL, &error);
  g_assert_no_error (error);
}

void
nexus_trust_test_run (NexusOperation *operation)
{
  g_autoptr(GError) error = NULL;

  nexus_operation_run (operation, NULL, &error);
  g_assert_no_error (error);
}

guint64
nexus_trust_test_collect (NexusFilesystem   *filesystem,
                          NexusGarbageFlags  flags,
                          guint              grace,
                          guint64           *bytes)
{
  g_autoptr(NexusOperation) operation = nexus_filesystem_collect_garbage (filesystem, flags, grace);

  nexus_trust_test_run (operation);
  if (bytes != NULL)
    *bytes = nexus_operation_get_bytes_done (operation);

  return nexus_operation_get_files_done (operation);
}

guint64
nexus_trust_test_disk_usage (const char *folder)
{
  const char * const names[] = { "packs", "content", "tmp" };
  guint64 usage = 0;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (folder, names[i], NULL);

      usage += nexus_test_get_disk_usage (path);
    }

  return usage;
}

NexusFilesystem *
nexus_trust_test_connect (const char *folder,
                          const char *more)
{
  g_autofree char *yaml = g_strdup_printf ("data_dir: \"%s\"\n%s", folder, more);
  g_autoptr(NexusConfig) config = NULL;
  g_autoptr(GError) error = NULL;
  NexusFilesystem *filesystem;

  config = nexus_config_new_from_data (yaml, &error);
  g_assert_no_error (error);
  filesystem = nexus_connect (config, NULL, &error);
  g_assert_no_error (error);

  return filesystem;
}

void
nexus_trust_test_close (NexusFilesystem *filesystem)
{
  g_autoptr(GError) error = NULL;

  nexus_filesystem_close (filesystem, NULL, &error);
  g_assert_no_error (error);
  nexus_test_assert_finalized (filesystem);
}

gboolean
nexus_trust_test_try_put (NexusFilesystem  *filesystem,
                          const char       *path,
                          gsize             size,
                          GError          **error)
{
  g_autoptr(GBytes) bytes = nexus_trust_test_make_bytes (77, size);
  g_autoptr(NexusEntry) entry = nexus_filesystem_write (filesystem, path, bytes, NULL, NEXUS_WRITE_PARENTS, NULL, error);

  return entry != NULL;
}

void
nexus_trust_test_set_quota (NexusFilesystem *filesystem,
                            const char      *path,
                            guint64          bytes,
                            guint64          entries)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (nexus_filesystem_set_quota (filesystem, path, bytes, 0, entries, 0, NULL, &error));
  g_assert_no_error (error);
}
