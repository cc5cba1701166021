/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "nexus-verify-test.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

static GBytes *
make_bytes (guint number,
            gsize size)
{
  guint8 *data = g_malloc (MAX (size, 1));
  guint64 state = number * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15) + 1;

  for (gsize i = 0; i < size; i++)
    {
      state = state * G_GUINT64_CONSTANT (6364136223846793005) + G_GUINT64_CONSTANT (1442695040888963407);
      data[i] = (guint8) (state >> 56);
    }

  return g_bytes_new_take (data, size);
}

static void
put (VerifyFixture *self,
     const char    *path,
     GBytes        *bytes)
{
  g_autofree char *name = g_strdup_printf ("%s/%u", self->originals, g_hash_table_size (self->bytes));
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusEntry) entry =
    nexus_filesystem_write (self->filesystem, path, bytes, NULL, NEXUS_WRITE_PARENTS, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (entry);
  g_hash_table_insert (self->bytes, g_strdup (path), g_bytes_ref (bytes));
  g_assert_true (g_file_set_contents (name, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes), NULL));
}

void
verify_open (VerifyFixture *self)
{
  g_assert_null (self->filesystem);
  self->filesystem = nexus_lib_test_connect (self->folder);
}

void
verify_close (VerifyFixture *self)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (nexus_filesystem_close (self->filesystem, NULL, &error));
  g_assert_no_error (error);
  nexus_test_assert_finalized (g_steal_pointer (&self->filesystem));
}

void
verify_set_up (VerifyFixture *self,
               gconstpointer  data)
{
  g_autoptr(GBytes) shared = make_bytes (99, 300000);
  g_autoptr(GError) error = NULL;

  self->folder = nexus_test_make_dir ();
  self->originals = nexus_test_make_dir ();
  self->bytes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_bytes_unref);
  verify_open (self);

  for (guint i = 0; i < 24; i++)
    {
      g_autofree char *path = g_strdup_printf ("/folder %u/deep/file %u", i % 4, i);
      g_autoptr(GBytes) bytes = make_bytes (i, i % 3 == 0 ? 100000 + 40000 * i : 100 + 800 * i);

      put (self, path, bytes);
    }

  /* One content in every place that there is. */
  put (self, "/shared/one", shared);
  put (self, "/shared/two", shared);
  put (self, "/shared/older", shared);
  {
    g_autoptr(GBytes) newer = make_bytes (100, 5000);

    put (self, "/shared/older", newer);
  }

  g_object_unref (nexus_filesystem_copy (self->filesystem, "/shared/one", "/trashed", NEXUS_COPY_NONE, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (nexus_filesystem_delete (self->filesystem, "/trashed", NULL, NEXUS_DELETE_NONE, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (nexus_filesystem_add_tag (self->filesystem, "/shared/one", "a tag", NULL, &error));
  g_assert_no_error (error);
  g_assert_true (nexus_filesystem_set_attribute (self->filesystem, "/shared/two", "key", g_variant_new_string ("value"),
                                                 NULL, &error));
  g_assert_no_error (error);

  self->description = nexus_lib_test_describe (self->filesystem);
  verify_close (self);
}

void
verify_tear_down (VerifyFixture *self,
                  gconstpointer  data)
{
  if (self->filesystem != NULL)
    verify_close (self);
  nexus_test_remove_tree (self->folder);
  nexus_test_remove_tree (self->originals);
  g_free (self->folder);
  g_free (self->originals);
  g_free (self->description);
  g_hash_table_unref (self->bytes);
}

NexusReport *
verify_run (NexusFilesystem *filesystem)
{
  g_autoptr(NexusVerify) verify = nexus_filesystem_verify (filesystem, NULL);
  g_autoptr(GError) error = NULL;

  g_assert_true (nexus_operation_run (NEXUS_OPERATION (verify), NULL, &error));
  g_assert_no_error (error);

  return g_object_ref (nexus_verify_get_report (verify));
}

NexusReport *
verify_repair (VerifyFixture *self,
               const char    *source,
               gboolean       dry_run)
{
  g_autoptr(NexusConfig) config = nexus_config_new ();
  g_autoptr(NexusRepair) repair = NULL;
  g_autoptr(GError) error = NULL;

  nexus_config_set_data_dir (config, self->folder);
  repair = self->filesystem != NULL ? nexus_filesystem_repair (self->filesystem) : nexus_repair_new (config);
  nexus_repair_set_dry_run (repair, dry_run);
  if (source != NULL)
    {
      g_autoptr(GFile) file = g_file_new_for_path (source);

      nexus_repair_add_source (repair, file);
    }
  nexus_operation_run (NEXUS_OPERATION (repair), NULL, &error);
  g_assert_no_error (error);

  return g_object_ref (nexus_repair_get_report (repair));
}

GHashTable *
verify_list_paths (NexusReport *report)
{
  GListModel *findings = nexus_report_get_findings (report);
  GHashTable *paths = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < g_list_model_get_n_items (findings); i++)
    {
      g_autoptr(NexusFinding) finding = g_list_model_get_item (findings, i);

      if (nexus_finding_get_kind (finding) != NEXUS_FINDING_CONTENT_DAMAGED &&
          nexus_finding_get_kind (finding) != NEXUS_FINDING_CONTENT_MISSING)
        continue;
      g_assert_nonnull (nexus_finding_get_hash (finding));
      for (guint j = 0; nexus_finding_get_paths (finding)[j] != NULL; j++)
        g_hash_table_add (paths, g_strdup (nexus_finding_get_paths (finding)[j]));
    }

  return paths;
}

/* FALSE if reading failed, which has to be with a code of its own. */
static gboolean
read_one (NexusFilesystem *filesystem,
          const char      *path,
          GBytes          *expected)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) stream_error = NULL;
  g_autoptr(GBytes) bytes = nexus_filesystem_read (filesystem, path, NULL, &error);
  g_autoptr(GInputStream) stream = nexus_filesystem_open (filesystem, path, NULL, &stream_error);
  g_autoptr(GBytes) streamed = NULL;

  if (stream != NULL)
    streamed = g_input_stream_read_bytes (stream, g_bytes_get_size (expected) + 1, NULL, &stream_error);
  if (streamed != NULL)
    g_assert_true (g_bytes_equal (streamed, expected));
  else
    g_assert_true (g_error_matches (stream_error, NEXUS_ERROR, NEXUS_ERROR_CORRUPT) ||
                   g_error_matches (stream_error, NEXUS_ERROR, NEXUS_ERROR_CONTENT_MISSING));

  if (bytes != NULL)
    {
      g_assert_true (g_bytes_equal (bytes, expected));
      return TRUE;
    }
  g_assert_true (g_error_matches (error, NEXUS_ERROR, NEXUS_ERROR_CORRUPT) ||
                 g_error_matches (error, NEXUS_ERROR, NEXUS_ERROR_CONTENT_MISSING));

  return FALSE;
}

GHashTable *
verify_read_all (VerifyFixture *self)
{
  GHashTable *failed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GHashTableIter iter;
  const char *path;
  GBytes *bytes;

  g_hash_table_iter_init (&iter, self->bytes);
  while (g_hash_table_iter_next (&iter, (gpointer *) &path, (gpointer *) &bytes))
    {
      if (!read_one (self->filesystem, path, bytes))
        g_hash_table_add (failed, g_strdup (path));
    }

  return failed;
}

static void
load_folder (const char *folder,
             GHashTable *tree)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      char *bytes;
      gsize size;

      /* The index of the texts is made whenever the store has been quiet for a second, which may be in between. */
      if (g_str_has_prefix (name, "metadata-text.db"))
        continue;
      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        load_folder (path, tree);
      else if (g_file_get_contents (path, &bytes, &size, NULL))
        g_hash_table_insert (tree, g_steal_pointer (&path), g_bytes_new_take (bytes, size));
    }
}

GHashTable *
verify_load_tree (const char *folder)
{
  GHashTable *tree = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_bytes_unref);

  load_folder (folder, tree);

  return tree;
}

void
verify_assert_same (GHashTable *before,
                    GHashTable *after)
{
  GHashTableIter iter;
  const char *path;
  GBytes *bytes;

  g_assert_cmpuint (g_hash_table_size (before), ==, g_hash_table_size (after));
  g_hash_table_iter_init (&iter, before);
  while (g_hash_table_iter_next (&iter, (gpointer *) &path, (gpointer *) &bytes))
    {
      GBytes *now = g_hash_table_lookup (after, path);

      if (now == NULL || !g_bytes_equal (bytes, now))
        g_error ("%s has changed", path);
    }
}

char *
verify_path (VerifyFixture *self,
             const char    *name)
{
  return g_build_filename (self->folder, name, NULL);
}

guint
verify_get_rounds (void)
{
  const char *text = g_getenv ("NEXUS_TEST_DAMAGES");

  return text != NULL ? (guint) atoi (text) : 100;
}

void
verify_damage_some (VerifyFixture *self)
{
  g_autoptr(GHashTable) tree = verify_load_tree (self->folder);
  GHashTableIter iter;
  const char *path;
  GBytes *bytes;

  g_hash_table_iter_init (&iter, tree);
  while (g_hash_table_iter_next (&iter, (gpointer *) &path, (gpointer *) &bytes))
    {
      gsize size = g_bytes_get_size (bytes);
      g_autofree char *changed = g_memdup2 (g_bytes_get_data (bytes, NULL), size);

      if (strstr (path, "/packs/") == NULL && strstr (path, "/content/") == NULL)
        continue;
      changed[size / 2] ^= 1;
      g_assert_cmpint (g_unlink (path), ==, 0);
      g_assert_true (g_file_set_contents (path, changed, (gssize) size, NULL));
    }
}
