/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "nexus-security-test.h"

/* Stores in which something else lies in the place of a file or folder: nothing is followed, waited for, or changed
 * outside.  The fixture looks at the outside, and its alarm ends what hangs. */

typedef enum {
  PLANT_LINK_TO_FILE,
  PLANT_LINK_TO_FOLDER,
  PLANT_LINK_TO_NOTHING,
  PLANT_FIFO,
  PLANT_FOLDER,
} Plant;

typedef struct {
  const char *name;      /* in the store; what begins with @ is looked for */
  Plant       plant;
} Case;

static char *
find_first (const char *folder,
            const char *below)
{
  g_autofree char *path = g_build_filename (folder, below, NULL);
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  g_assert_nonnull (dir);
  name = g_dir_read_name (dir);
  g_assert_nonnull (name);

  return g_build_filename (below, name, NULL);
}

static char *
find_place (const char *folder,
            const char *name)
{
  g_autofree char *below = NULL;

  if (g_str_equal (name, "@pack"))
    return find_first (folder, "packs");
  if (g_str_equal (name, "@hash-folder"))
    return find_first (folder, "content");
  if (g_str_equal (name, "@hash"))
    {
      below = find_first (folder, "content");
      return find_first (folder, below);
    }

  return g_strdup (name);
}

static void
put_there (SecurityFixture *fixture,
           const Case      *test)
{
  g_autofree char *place = find_place (fixture->folder, test->name);
  g_autofree char *path = g_build_filename (fixture->folder, place, NULL);
  g_autofree char *target = NULL;

  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    nexus_test_remove_tree (path);
  else
    g_unlink (path);

  switch (test->plant)
    {
    case PLANT_LINK_TO_FILE:
      target = g_build_filename (fixture->outside, "victim", NULL);
      break;

    case PLANT_LINK_TO_FOLDER:
      target = g_build_filename (fixture->outside, "folder", NULL);
      break;

    case PLANT_LINK_TO_NOTHING:
      target = g_build_filename (fixture->outside, "new", NULL);
      break;

    case PLANT_FIFO:
      g_assert_cmpint (mkfifo (path, 0600), ==, 0);
      return;

    case PLANT_FOLDER:
    default:
      g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
      return;
    }
  g_assert_cmpint (symlink (target, path), ==, 0);
}

static void
run (NexusOperation *operation)
{
  g_autoptr(NexusOperation) owned = operation;

  nexus_operation_run (owned, NULL, NULL);
}

static void
write_text (NexusFilesystem *filesystem,
            const char      *path,
            gsize            size)
{
  g_autoptr(GBytes) bytes = g_bytes_new_take (g_strnfill (size, 'y'), size);
  G_GNUC_UNUSED g_autoptr(NexusEntry) entry =
    nexus_filesystem_write (filesystem, path, bytes, NULL, NEXUS_WRITE_NONE, NULL, NULL);
}

static void
use (SecurityFixture *fixture)
{
  g_autofree char *backup = g_build_filename (fixture->dir, "backup", NULL);
  g_autoptr(GFile) target = g_file_new_for_path (backup);
  g_autoptr(NexusConfig) config = nexus_config_new ();
  NexusFilesystem *filesystem;

  nexus_config_set_data_dir (config, fixture->folder);
  nexus_config_set_index_text (config, TRUE);
  filesystem = nexus_connect (config, NULL, NULL);
  if (filesystem != NULL)
    {
      g_autoptr(GBytes) small = nexus_filesystem_read (filesystem, "/d/file-01", NULL, NULL);
      g_autoptr(GBytes) large = nexus_filesystem_read (filesystem, "/large", NULL, NULL);

      if (small != NULL)
        g_assert_cmpmem (g_bytes_get_data (small, NULL), g_bytes_get_size (small), "/d/file-01", strlen ("/d/file-01"));
      if (large != NULL)
        g_assert_cmpuint (g_bytes_get_size (large), ==, 300000);
      write_text (filesystem, "/small", 100);
      write_text (filesystem, "/larger", 400000);
      nexus_filesystem_update_index (filesystem, NULL, NULL);
      run (nexus_filesystem_collect_garbage (filesystem, NEXUS_GARBAGE_NONE, 0));
      run (NEXUS_OPERATION (nexus_filesystem_verify (filesystem, NULL)));
      run (nexus_filesystem_backup (filesystem, target));
      nexus_filesystem_close (filesystem, NULL, NULL);
      g_object_unref (filesystem);
    }
  run (NEXUS_OPERATION (nexus_repair_new (config)));
  filesystem = nexus_connect (config, NULL, NULL);
  if (filesystem != NULL)
    {
      nexus_filesystem_close (filesystem, NULL, NULL);
      g_object_unref (filesystem);
    }
}

static void
set_up (SecurityFixture *fixture,
        gconstpointer    data)
{
  NexusFilesystem *filesystem;

  security_set_up (fixture, data);
  filesystem = nexus_lib_test_connect (fixture->folder);
  write_text (filesystem, "/large", 300000);
  g_assert_true (nexus_filesystem_close (filesystem, NULL, NULL));
  g_object_unref (filesystem);
}

static void
test_planted (SecurityFixture *fixture,
              gconstpointer    data)
{
  put_there (fixture, data);
  use (fixture);
}

/* A journal that was not finished names a further file that belongs to it, and SQLite removes that once it has rolled
 * back: whichever file somebody has written there. */
static void
test_journal (SecurityFixture *fixture,
              gconstpointer    data)
{
  static const guint8 magic[] = { 0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7 };
  g_autofree char *victim = g_build_filename (fixture->outside, "victim", NULL);
  g_autofree char *path = g_strconcat (fixture->database, "-journal", NULL);
  g_autoptr(GBytes) database = security_load (fixture->database);
  g_autoptr(GByteArray) journal = g_byte_array_new ();
  guint32 n_pages = (guint32) (g_bytes_get_size (database) / 4096);
  guint32 header[5] = { 0, 0, GUINT32_TO_BE (n_pages), GUINT32_TO_BE (512), GUINT32_TO_BE (4096) };
  guint32 lock_page = GUINT32_TO_BE (0x40000000 / 4096 + 1);
  guint32 length = (guint32) strlen (victim), sum = 0, number;
  NexusFilesystem *filesystem;
  g_autoptr(NexusConfig) config = nexus_config_new ();

  g_byte_array_append (journal, magic, sizeof magic);
  g_byte_array_append (journal, (const guint8 *) header, sizeof header);
  g_byte_array_set_size (journal, 512);
  memset (journal->data + 28, 0, 512 - 28);
  g_byte_array_append (journal, (const guint8 *) &lock_page, 4);
  g_byte_array_append (journal, (const guint8 *) victim, length);
  for (guint i = 0; i < length; i++)
    sum += (guint32) victim[i];
  number = GUINT32_TO_BE (length);
  g_byte_array_append (journal, (const guint8 *) &number, 4);
  number = GUINT32_TO_BE (sum);
  g_byte_array_append (journal, (const guint8 *) &number, 4);
  g_byte_array_append (journal, magic, sizeof magic);
  g_assert_true (g_file_set_contents (path, (const char *) journal->data, journal->len, NULL));

  nexus_config_set_data_dir (config, fixture->folder);
  filesystem = nexus_connect (config, NULL, NULL);
  g_assert_true (g_file_test (victim, G_FILE_TEST_EXISTS));
  if (filesystem != NULL)
    nexus_filesystem_close (filesystem, NULL, NULL);
  g_clear_object (&filesystem);
}

int
main (int    argc,
      char **argv)
{
  static const char * const names[] = {
    "metadata.db", "metadata.db-wal", "metadata.db-shm", "metadata.db-journal", "metadata.db.rescue", "metadata-text.db",
    "metadata-text.db-wal", "packs", "@pack", "content", "@hash-folder", "@hash", "tmp", "lock", "quarantine", "backup",
  };
  static const char * const plants[] = { "link-to-file", "link-to-folder", "link-to-nothing", "fifo", "folder" };
  static Case cases[G_N_ELEMENTS (names) * G_N_ELEMENTS (plants)];

  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = NULL;

      cases[i].name = names[i / G_N_ELEMENTS (plants)];
      cases[i].plant = (Plant) (i % G_N_ELEMENTS (plants));
      path = g_strdup_printf ("/security/planted/%s/%s", cases[i].name, plants[cases[i].plant]);
      g_test_add (path, SecurityFixture, &cases[i], set_up, test_planted, security_tear_down);
    }
  g_test_add ("/security/planted/journal", SecurityFixture, NULL, security_set_up, test_journal, security_tear_down);

  return g_test_run ();
}
