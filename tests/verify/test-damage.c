/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "nexus-verify-test.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Damage at rest, at random: all of it is told of with all that it concerns, nothing else is, nothing wrong is ever read. */

typedef enum {
  FLIP,
  CUT,
  GROW,
  EMPTY,
  DELETE,
  FIFO,
  DIRECTORY,
  LINK,
  N_DAMAGES
} Damage;

static int
compare_texts (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char * const *) a, *(const char * const *) b);
}

/* What can be damaged: all packs and files of contents. */
static GPtrArray *
list_files (VerifyFixture *self)
{
  g_autoptr(GHashTable) tree = verify_load_tree (self->folder);
  GPtrArray *files = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter iter;
  const char *path;

  g_hash_table_iter_init (&iter, tree);
  while (g_hash_table_iter_next (&iter, (gpointer *) &path, NULL))
    {
      if (strstr (path, "/packs/") != NULL || strstr (path, "/content/") != NULL)
        g_ptr_array_add (files, g_strdup (path));
    }
  g_ptr_array_sort (files, compare_texts);

  return files;
}

static void
damage (const char *path,
        Damage      kind,
        const char *bytes,
        gsize       size)
{
  g_autofree char *changed = g_memdup2 (bytes, size + 1);
  gsize at = (gsize) g_test_rand_int_range (0, (gint32) size);

  g_assert_cmpint (g_unlink (path), ==, 0);
  switch (kind)
    {
    case FLIP:
      changed[at] ^= (char) (1u << g_test_rand_int_range (0, 8));
      g_assert_true (g_file_set_contents (path, changed, (gssize) size, NULL));
      break;
    case CUT:
      g_assert_true (g_file_set_contents (path, changed, (gssize) at, NULL));
      break;
    case GROW:
      g_assert_true (g_file_set_contents (path, changed, (gssize) size + 1, NULL));
      break;
    case EMPTY:
      g_assert_true (g_file_set_contents (path, "", 0, NULL));
      break;
    case FIFO:
      g_assert_cmpint (mkfifo (path, 0600), ==, 0);
      break;
    case DIRECTORY:
      g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
      break;
    case LINK:
      g_assert_cmpint (symlink ("/etc/passwd", path), ==, 0);
      break;
    case DELETE:
    default:
      break;
    }
}

static void
heal (const char *path,
      const char *bytes,
      gsize       size)
{
  if (g_file_test (path, G_FILE_TEST_IS_DIR) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK))
    g_assert_cmpint (g_rmdir (path), ==, 0);
  else
    g_unlink (path);
  g_assert_true (g_file_set_contents (path, bytes, (gssize) size, NULL));
}

static void
assert_told (GHashTable *failed,
             GHashTable *told)
{
  GHashTableIter iter;
  const char *path;

  g_hash_table_iter_init (&iter, failed);
  while (g_hash_table_iter_next (&iter, (gpointer *) &path, NULL))
    {
      if (!g_hash_table_contains (told, path))
        g_error ("%s cannot be read and is not told of", path);
    }

  /* What is told of and can be read is told of for an older version. */
  g_hash_table_iter_init (&iter, told);
  while (g_hash_table_iter_next (&iter, (gpointer *) &path, NULL))
    {
      if (!g_hash_table_contains (failed, path) && !g_str_equal (path, "/shared/older") && !g_str_equal (path, "/trashed"))
        g_error ("%s is told of and can be read", path);
    }
}

static void
test_contents (VerifyFixture *self,
               gconstpointer  data)
{
  g_autoptr(GPtrArray) files = list_files (self);
  guint n_noticed = 0;

  for (guint i = 0; i < verify_get_rounds (); i++)
    {
      const char *path = g_ptr_array_index (files, g_test_rand_int_range (0, (gint32) files->len));
      Damage kind = (Damage) g_test_rand_int_range (0, N_DAMAGES);
      gboolean is_pack = g_str_has_suffix (path, ".pack");
      g_autofree char *bytes = NULL;
      g_autoptr(NexusReport) report = NULL;
      g_autoptr(GHashTable) failed = NULL;
      g_autoptr(GHashTable) told = NULL;
      gsize size;

      g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
      damage (path, kind, bytes, size);

      verify_open (self);
      failed = verify_read_all (self);
      report = verify_run (self->filesystem);
      told = verify_list_paths (report);
      assert_told (failed, told);
      g_assert_true (nexus_report_is_good (report) == (g_hash_table_size (told) == 0));
      g_assert_true (nexus_report_is_complete (report));
      verify_close (self);
      heal (path, bytes, size);

      /* A file of its own has no byte that does not matter. */
      if (!is_pack)
        g_assert_cmpuint (g_hash_table_size (told), >, 0);
      if (!is_pack && strstr (path, "/content/") != NULL && g_hash_table_contains (told, "/shared/one"))
        {
          g_assert_true (g_hash_table_contains (told, "/shared/two"));
          g_assert_true (g_hash_table_contains (told, "/shared/older"));
          g_assert_true (g_hash_table_contains (told, "/trashed"));
        }
      n_noticed += g_hash_table_size (told) > 0;
    }

  verify_open (self);
  {
    g_autoptr(NexusReport) report = verify_run (self->filesystem);

    g_assert_true (nexus_report_is_good (report));
    g_assert_cmpuint (nexus_report_get_n_contents (report), ==, 26);
  }
  g_test_message ("%u damages, %u of them to something that is in use", verify_get_rounds (), n_noticed);
  g_assert_cmpuint (n_noticed, >, verify_get_rounds () / 2);
}

/* --- The database --- */

static gboolean
is_told (const GError *error)
{
  return error->domain == NEXUS_ERROR &&
         (error->code == NEXUS_ERROR_CORRUPT || error->code == NEXUS_ERROR_CONTENT_MISSING ||
          error->code == NEXUS_ERROR_NOT_A_STORE || error->code == NEXUS_ERROR_SCHEMA_TOO_NEW);
}

/* Everything that can be asked for: right, or an error that says that something is damaged. */
static gboolean
ask_all (VerifyFixture *self)
{
  GHashTableIter iter;
  const char *path;
  GBytes *expected;
  gboolean all = TRUE;

  g_hash_table_iter_init (&iter, self->bytes);
  while (g_hash_table_iter_next (&iter, (gpointer *) &path, (gpointer *) &expected))
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(GBytes) bytes = nexus_filesystem_read (self->filesystem, path, NULL, &error);

      if (bytes != NULL)
        g_assert_true (g_bytes_equal (bytes, expected));
      else if (!is_told (error))
        g_error ("%s: %s", path, error->message);
      all = all && bytes != NULL;
    }

  return all;
}

static gboolean
try_database (VerifyFixture *self)
{
  g_autoptr(NexusConfig) config = nexus_config_new ();
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusVerify) verify = NULL;
  gboolean good = FALSE;
  gboolean all;

  nexus_config_set_data_dir (config, self->folder);
  self->filesystem = nexus_connect (config, NULL, &error);
  if (self->filesystem == NULL)
    {
      g_assert_true (is_told (error));
      return FALSE;
    }

  all = ask_all (self);
  verify = nexus_filesystem_verify (self->filesystem, NULL);
  if (nexus_operation_run (NEXUS_OPERATION (verify), NULL, &error))
    good = nexus_report_is_good (nexus_verify_get_report (verify));
  else
    g_assert_true (is_told (error));

  /* What harms is told of. */
  g_assert_true (all || !good);
  nexus_filesystem_close (self->filesystem, NULL, NULL);
  g_clear_object (&verify);
  nexus_test_assert_finalized (g_steal_pointer (&self->filesystem));

  return good;
}

static void
test_database (VerifyFixture *self,
               gconstpointer  data)
{
  static const char * const companions[] = { "metadata.db-wal", "metadata.db-shm" };
  g_autofree char *path = verify_path (self, "metadata.db");
  g_autofree char *bytes = NULL;
  guint n_noticed = 0;
  gsize size;

  g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
  for (guint i = 0; i < verify_get_rounds (); i++)
    {
      g_autofree char *changed = g_memdup2 (bytes, size);
      guint n_bits = (guint) g_test_rand_int_range (1, 65);

      for (guint j = 0; j < n_bits; j++)
        changed[g_test_rand_int_range (0, (gint32) size)] ^= (char) (1u << g_test_rand_int_range (0, 8));
      g_assert_true (g_file_set_contents (path, changed, (gssize) size, NULL));
      for (guint j = 0; j < G_N_ELEMENTS (companions); j++)
        {
          g_autofree char *companion = verify_path (self, companions[j]);

          g_unlink (companion);
        }

      n_noticed += !try_database (self);
    }

  g_test_message ("%u damages, %u of them to something that is in use", verify_get_rounds (), n_noticed);
  g_assert_cmpuint (n_noticed, >=, verify_get_rounds () * 8 / 10);
  g_assert_true (g_file_set_contents (path, bytes, (gssize) size, NULL));
  g_assert_true (try_database (self));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/verify/damage/contents", VerifyFixture, NULL, verify_set_up, test_contents, verify_tear_down);
  g_test_add ("/verify/damage/database", VerifyFixture, NULL, verify_set_up, test_database, verify_tear_down);

  return g_test_run ();
}
