/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sched.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "nexus-transfer-test.h"

/* A disk that is really full: a small file system in memory, mounted where only this process sees it. */

#define MIB        (1024 * 1024)
#define N_FILES    900

static const char *why_not;

typedef struct {
  NexusTransferTest  parent;   /* filesystem is NULL until connect_on() */
  char              *disk;
} Fixture;

static void
resize (Fixture *fixture,
        guint    mebibytes,
        gboolean mounted)
{
  g_autofree char *options = g_strdup_printf ("size=%um,mode=0700", mebibytes);

  g_assert_cmpint (mount ("nexus-test", fixture->disk, "tmpfs", mounted ? MS_REMOUNT : 0, options), ==, 0);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  user_data)
{
  NexusTransferTest *test = &fixture->parent;

  test->folder = nexus_test_make_dir ();
  fixture->disk = g_build_filename (test->folder, "disk", NULL);
  test->source = g_build_filename (test->folder, "source", NULL);
  g_assert_cmpint (g_mkdir (fixture->disk, 0700), ==, 0);
  g_assert_cmpint (g_mkdir (test->source, 0755), ==, 0);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  user_data)
{
  NexusTransferTest *test = &fixture->parent;
  g_autoptr(GError) error = NULL;

  if (test->filesystem != NULL)
    {
      nexus_filesystem_close (test->filesystem, NULL, &error);
      g_assert_no_error (error);
      nexus_test_assert_finalized (test->filesystem);
    }
  umount2 (fixture->disk, MNT_DETACH);
  nexus_test_remove_tree (test->folder);
  g_free (test->folder);
  g_free (test->source);
  g_free (test->data);
  g_free (test->target);
  g_free (fixture->disk);
}

static gboolean
may_run (void)
{
  if (why_not != NULL)
    g_test_skip (why_not);

  return why_not == NULL;
}

static void
connect_on (Fixture    *fixture,
            const char *folder)
{
  fixture->parent.data = g_build_filename (folder, "data", NULL);
  fixture->parent.filesystem = nexus_transfer_test_connect (fixture->parent.data);
}

static void
reconnect (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;

  nexus_filesystem_close (fixture->parent.filesystem, NULL, &error);
  g_assert_no_error (error);
  nexus_test_assert_finalized (fixture->parent.filesystem);
  fixture->parent.filesystem = nexus_transfer_test_connect (fixture->parent.data);
}

/* Bytes that no two numbers share and that do not compress. */
static GBytes *
make_bytes (guint32 number,
            gsize   size)
{
  g_autoptr(GRand) random = g_rand_new_with_seed (number);
  guint32 *words = g_new (guint32, size / 4 + 1);

  for (gsize i = 0; i <= size / 4; i++)
    words[i] = g_rand_int (random);

  return g_bytes_new_take (words, size);
}

/* About 45 MiB: mostly small files, and some large ones. */
static gsize
get_size (guint number)
{
  if (number % 60 == 0)
    return 700000 + number;

  return 1000 + number * 7919 % 90000;
}

static char *
get_name (guint number)
{
  return g_strdup_printf ("d%u/file-%u", number % 9, number);
}

static void
make_source (Fixture *fixture)
{
  for (guint i = 0; i < N_FILES; i++)
    {
      g_autofree char *name = get_name (i);
      g_autofree char *path = g_build_filename (fixture->parent.source, name, NULL);
      g_autofree char *above = g_path_get_dirname (path);
      g_autoptr(GBytes) bytes = make_bytes (i, get_size (i));
      g_autoptr(GError) error = NULL;

      g_assert_cmpint (g_mkdir_with_parents (above, 0755), ==, 0);
      g_file_set_contents_full (path, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes),
                                G_FILE_SET_CONTENTS_NONE, 0644, &error);
      g_assert_no_error (error);
    }
}

static void
acknowledged_cb (NexusOperation *operation,
                 const char     *path,
                 GHashTable     *paths)
{
  g_hash_table_add (paths, g_strdup (path));
}

static void
assert_no_space (const GError *error)
{
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  /* It says what to do. */
  g_assert_nonnull (strstr (error->message, "Free some space"));
}

/* Imports until the disk is full; what was acknowledged. */
static GHashTable *
import_until_full (Fixture *fixture)
{
  GHashTable *paths = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(GFile) source = g_file_new_for_path (fixture->parent.source);
  g_autoptr(NexusOperation) operation = NULL;
  g_autoptr(GError) error = NULL;

  operation = nexus_filesystem_import (fixture->parent.filesystem, source, "/t", NEXUS_CONFLICT_FAIL);
  g_signal_connect (operation, "acknowledged", G_CALLBACK (acknowledged_cb), paths);
  g_assert_false (nexus_operation_run (operation, NULL, &error));
  assert_no_space (error);
  g_assert_cmpint (nexus_operation_get_state (operation), ==, NEXUS_OPERATION_FAILED);

  return paths;
}

/* What of the tree is in the store is whole; how many files that are. */
static guint
count_intact (Fixture *fixture)
{
  guint n_files = 0;

  for (guint i = 0; i < N_FILES; i++)
    {
      g_autofree char *name = get_name (i);
      g_autofree char *path = g_strconcat ("/t/", name, NULL);
      g_autoptr(GBytes) expected = NULL;
      g_autoptr(GBytes) bytes = NULL;
      g_autoptr(GError) error = NULL;

      if (!nexus_filesystem_exists (fixture->parent.filesystem, path, NULL, NULL))
        continue;
      bytes = nexus_filesystem_read (fixture->parent.filesystem, path, NULL, &error);
      g_assert_no_error (error);
      expected = make_bytes (i, get_size (i));
      g_assert_true (g_bytes_equal (bytes, expected));
      n_files++;
    }

  return n_files;
}

static void
assert_there (Fixture    *fixture,
              GHashTable *paths)
{
  GHashTableIter iter;
  gpointer path;

  g_hash_table_iter_init (&iter, paths);
  while (g_hash_table_iter_next (&iter, &path, NULL))
    g_assert_true (nexus_filesystem_exists (fixture->parent.filesystem, path, NULL, NULL));
}

static void
assert_tmp_is_empty (Fixture *fixture)
{
  g_autofree char *path = g_build_filename (fixture->parent.data, "tmp", NULL);
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);

  g_assert_nonnull (dir);
  g_assert_null (g_dir_read_name (dir));
}

static void
test_import (Fixture       *fixture,
             gconstpointer  user_data)
{
  g_autoptr(GHashTable) paths = NULL;
  g_autoptr(GHashTable) more = NULL;
  g_autoptr(GError) error = NULL;
  guint n_files;

  if (!may_run ())
    return;

  make_source (fixture);
  resize (fixture, 24, FALSE);
  connect_on (fixture, fixture->disk);

  paths = import_until_full (fixture);
  g_assert_cmpuint (g_hash_table_size (paths), >, 0);
  n_files = count_intact (fixture);
  /* What was read before the disk was full is kept, so that somebody who frees space does not begin again. */
  g_assert_cmpuint (n_files, >, 100);
  assert_there (fixture, paths);
  assert_tmp_is_empty (fixture);

  /* The database still has room: things can be found, renamed and deleted. */
  nexus_filesystem_add_tag (fixture->parent.filesystem, "/t", "full", NULL, &error);
  g_assert_no_error (error);

  reconnect (fixture);
  assert_there (fixture, paths);
  g_assert_cmpuint (count_intact (fixture), ==, n_files);

  /* Trying again without more space fails the same way and harms nothing. */
  more = import_until_full (fixture);
  g_assert_cmpuint (count_intact (fixture), >=, n_files);
  assert_there (fixture, paths);
  assert_there (fixture, more);

  resize (fixture, 96, TRUE);
  g_object_unref (nexus_transfer_test_import (fixture->parent.filesystem, fixture->parent.source, "/t",
                                              NEXUS_CONFLICT_FAIL, NULL));
  g_assert_cmpuint (count_intact (fixture), ==, N_FILES);
  fixture->parent.target = g_build_filename (fixture->parent.folder, "target", NULL);
  g_object_unref (nexus_transfer_test_export (fixture->parent.filesystem, "/t", fixture->parent.target,
                                              NEXUS_CONFLICT_FAIL, NULL));
  nexus_transfer_test_assert_same (fixture->parent.source, fixture->parent.target);
}

/* Writes files until it fails; how many were written. */
static guint
write_until_full (Fixture *fixture,
                  gsize    size)
{
  for (guint i = 0;; i++)
    {
      g_autofree char *path = g_strdup_printf ("/w/%zu-%u", size, i);
      g_autoptr(GBytes) bytes = make_bytes (i ^ (guint) size, size);
      g_autoptr(NexusEntry) entry = NULL;
      g_autoptr(GError) error = NULL;

      entry = nexus_filesystem_write (fixture->parent.filesystem, path, bytes, NULL, NEXUS_WRITE_PARENTS, NULL,
                                      &error);
      if (entry != NULL)
        continue;
      assert_no_space (error);
      g_assert_false (nexus_filesystem_exists (fixture->parent.filesystem, path, NULL, NULL));
      return i;
    }
}

static void
assert_written (Fixture *fixture,
                gsize    size,
                guint    n_files)
{
  for (guint i = 0; i < n_files; i++)
    {
      g_autofree char *path = g_strdup_printf ("/w/%zu-%u", size, i);
      g_autoptr(GBytes) expected = make_bytes (i ^ (guint) size, size);
      g_autoptr(GError) error = NULL;
      g_autoptr(GBytes) bytes = nexus_filesystem_read (fixture->parent.filesystem, path, NULL, &error);

      g_assert_no_error (error);
      g_assert_true (g_bytes_equal (bytes, expected));
    }
}

/* A stream that does not fit leaves what was there. */
static void
assert_stream_fails (Fixture    *fixture,
                     const char *path)
{
  g_autoptr(GBytes) bytes = make_bytes (99, 8 * MIB);
  g_autoptr(GOutputStream) stream = NULL;
  g_autoptr(GError) error = NULL;

  stream = nexus_filesystem_create_stream (fixture->parent.filesystem, path, NULL, NEXUS_WRITE_NONE, NULL, &error);
  g_assert_no_error (error);
  if (g_output_stream_write_all (stream, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), NULL, NULL, &error))
    g_output_stream_close (stream, NULL, &error);
  assert_no_space (error);
}

static void
test_write (Fixture       *fixture,
            gconstpointer  user_data)
{
  static const gsize sizes[] = { 2 * MIB, 150000, 70000, 3000 };
  guint n_files[G_N_ELEMENTS (sizes)];
  g_autoptr(GBytes) large = make_bytes (7, 3 * MIB);
  g_autoptr(NexusEntry) entry = NULL;
  g_autoptr(GError) error = NULL;

  if (!may_run ())
    return;

  resize (fixture, 20, FALSE);
  connect_on (fixture, fixture->disk);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    n_files[i] = write_until_full (fixture, sizes[i]);
  g_assert_cmpuint (n_files[0], >, 2);

  /* An existing file keeps its content when the new one has no room. */
  g_assert_null (nexus_filesystem_write (fixture->parent.filesystem, "/w/3000-0", large, NULL, NEXUS_WRITE_NONE,
                                         NULL, &error));
  assert_no_space (error);
  g_clear_error (&error);
  assert_stream_fails (fixture, "/w/3000-0");
  assert_stream_fails (fixture, "/w/new");
  g_assert_false (nexus_filesystem_exists (fixture->parent.filesystem, "/w/new", NULL, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    assert_written (fixture, sizes[i], n_files[i]);
  assert_tmp_is_empty (fixture);

  /* A full store can still be tidied up. */
  g_assert_true (nexus_filesystem_delete (fixture->parent.filesystem, "/w/150000-0", NULL, NEXUS_DELETE_PERMANENT, NULL,
                                          &error));
  g_assert_no_error (error);

  reconnect (fixture);
  assert_written (fixture, 3000, n_files[3]);

  resize (fixture, 40, TRUE);
  entry = nexus_filesystem_write (fixture->parent.filesystem, "/w/3000-0", large, NULL, NEXUS_WRITE_NONE, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (nexus_entry_get_size (entry), ==, 3 * MIB);
}

/* Somebody else fills the disk to the last byte, what is kept for the database too. */
static void
test_no_byte_left (Fixture       *fixture,
                   gconstpointer  user_data)
{
  g_autofree char *ballast = NULL;
  g_autofree char *buffer = g_malloc0 (MIB);
  g_autoptr(GBytes) bytes = make_bytes (1, 5000);
  g_autoptr(NexusEntry) entry = NULL;
  g_autoptr(GError) error = NULL;
  gsize size = MIB;
  guint n_tags = 0;
  int fd;

  if (!may_run ())
    return;

  resize (fixture, 20, FALSE);
  connect_on (fixture, fixture->disk);
  entry = nexus_filesystem_write (fixture->parent.filesystem, "/a", bytes, NULL, NEXUS_WRITE_NONE, NULL, &error);
  g_assert_no_error (error);
  g_clear_object (&entry);

  ballast = g_build_filename (fixture->disk, "ballast", NULL);
  fd = open (ballast, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  while (size > 0)
    {
      if (write (fd, buffer, size) != (gssize) size)
        size /= 2;
    }
  close (fd);

  /* Reading needs nothing. */
  g_clear_pointer (&bytes, g_bytes_unref);
  bytes = nexus_filesystem_read (fixture->parent.filesystem, "/a", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (bytes), ==, 5000);

  g_assert_null (nexus_filesystem_write (fixture->parent.filesystem, "/b", bytes, NULL, NEXUS_WRITE_NONE, NULL,
                                         &error));
  assert_no_space (error);
  g_clear_error (&error);

  /* The database itself meets the end of the disk; nothing that it acknowledged is lost. */
  for (;; n_tags++)
    {
      g_autofree char *tag = g_strdup_printf ("tag-%u", n_tags);

      nexus_filesystem_add_tag (fixture->parent.filesystem, "/a", tag, NULL, &error);
      if (error != NULL)
        break;
      g_assert_cmpuint (n_tags, <, 100000);
    }
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  g_clear_error (&error);
  entry = nexus_filesystem_query (fixture->parent.filesystem, "/a", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_strv_length ((GStrv) nexus_entry_get_tags (entry)), ==, n_tags);
  g_clear_object (&entry);

  g_assert_cmpint (g_unlink (ballast), ==, 0);
  entry = nexus_filesystem_write (fixture->parent.filesystem, "/b", bytes, NULL, NEXUS_WRITE_NONE, NULL, &error);
  g_assert_no_error (error);
  g_clear_object (&entry);
  reconnect (fixture);
  entry = nexus_filesystem_query (fixture->parent.filesystem, "/a", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_strv_length ((GStrv) nexus_entry_get_tags (entry)), ==, n_tags);
}

/* What is left of the disk for whoever asks the disk. */
static guint64
get_free (Fixture *fixture)
{
  struct statvfs info;

  g_assert_cmpint (statvfs (fixture->disk, &info), ==, 0);

  return (guint64) info.f_frsize * info.f_bavail;
}

/* And for whoever asks the store. */
static guint64
get_room (Fixture    *fixture,
          const char *path)
{
  g_autoptr(GFile) file = nexus_filesystem_get_file (fixture->parent.filesystem, path);
  g_autoptr(GError) error = NULL;
  g_autoptr(GFileInfo) info = g_file_query_filesystem_info (file, "filesystem::free", NULL, &error);

  g_assert_no_error (error);

  return g_file_info_get_attribute_uint64 (info, "filesystem::free");
}

static void
connect_with_reserve (Fixture *fixture,
                      guint    mebibytes)
{
  g_autoptr(NexusConfig) config = nexus_config_new ();
  g_autoptr(GError) error = NULL;

  fixture->parent.data = g_build_filename (fixture->disk, "data", NULL);
  nexus_config_set_data_dir (config, fixture->parent.data);
  nexus_config_set_disk_reserve_mb (config, mebibytes);
  fixture->parent.filesystem = nexus_connect (config, NULL, &error);
  g_assert_no_error (error);
}

/* Leaves so much of the disk; the name of the file that takes the rest. */
static char *
fill_disk (Fixture *fixture,
           guint64  left)
{
  char *path = g_build_filename (fixture->disk, "ballast", NULL);
  int fd = open (path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpuint (get_free (fixture), >, left);
  g_assert_cmpint (fallocate (fd, 0, 0, (off_t) (get_free (fixture) - left)), ==, 0);
  close (fd);

  return path;
}

/* Contents leave the reserve alone, and what does not fit is refused before anything of it is written. */
static void
test_reserve (Fixture       *fixture,
              gconstpointer  user_data)
{
  g_autoptr(GBytes) large = make_bytes (7, 45 * MIB);
  g_autoptr(GError) error = NULL;
  NexusFilesystem *filesystem;
  guint64 before, room;

  if (!may_run ())
    return;

  resize (fixture, 64, FALSE);
  connect_with_reserve (fixture, 24);
  filesystem = fixture->parent.filesystem;
  g_object_unref (nexus_filesystem_make_directory (filesystem, "/w", NEXUS_MAKE_DIRECTORY_NONE, NULL, NULL));

  before = get_free (fixture);
  room = get_room (fixture, "/");
  g_assert_cmpuint (room, ==, before - 24 * MIB);
  g_assert_null (nexus_filesystem_write (filesystem, "/w/large", large, NULL, NEXUS_WRITE_NONE, NULL, &error));
  assert_no_space (error);
  g_clear_error (&error);
  g_assert_cmpuint (get_free (fixture), ==, before);

  /* No more than the quota of the directory, or of one above it, and no more than the disk has. */
  g_assert_true (nexus_filesystem_set_quota (filesystem, "/w", MIB, 0, 0, 0, NULL, NULL));
  g_assert_true (nexus_filesystem_set_quota (filesystem, "/", 1000 * (guint64) MIB, 0, 0, 0, NULL, NULL));
  g_assert_cmpuint (get_room (fixture, "/w"), ==, MIB);
  g_assert_cmpuint (get_room (fixture, "/"), ==, get_free (fixture) - 24 * MIB);
  g_assert_true (nexus_filesystem_set_quota (filesystem, "/w", 0, 0, 0, 0, NULL, NULL));

  g_assert_cmpuint (write_until_full (fixture, MIB), >, 20);
  /* The database goes on to write, and needs little for that. */
  g_assert_cmpuint (get_free (fixture), >, 22 * MIB);
  g_assert_cmpuint (get_room (fixture, "/"), <, 2 * MIB);
  g_object_unref (nexus_filesystem_make_directory (filesystem, "/more", NEXUS_MAKE_DIRECTORY_NONE, NULL, &error));
  g_assert_no_error (error);
}

static void
test_no_reserve (Fixture       *fixture,
                 gconstpointer  user_data)
{
  if (!may_run ())
    return;

  resize (fixture, 32, FALSE);
  connect_with_reserve (fixture, 0);
  write_until_full (fixture, MIB);
  write_until_full (fixture, 70000);
  g_assert_cmpuint (get_free (fixture), <, MIB);
  g_assert_cmpuint (get_room (fixture, "/"), ==, get_free (fixture));
}

/* Others have taken half of the reserve: what is left is for making room, and that is enough for it. */
static void
test_only_less (Fixture       *fixture,
                gconstpointer  user_data)
{
  g_autofree char *ballast = NULL;
  g_autoptr(GBytes) nothing = g_bytes_new (NULL, 0);
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusOperation) gc = NULL;
  NexusFilesystem *filesystem;
  guint n_files;
  guint64 before;

  if (!may_run ())
    return;

  resize (fixture, 64, FALSE);
  connect_with_reserve (fixture, 16);
  filesystem = fixture->parent.filesystem;
  n_files = write_until_full (fixture, MIB);
  g_assert_cmpuint (n_files, >, 20);
  g_assert_true (nexus_filesystem_add_tag (filesystem, "/w/1048576-1", "tag", NULL, &error));
  ballast = fill_disk (fixture, 7 * MIB);

  g_assert_null (nexus_filesystem_make_directory (filesystem, "/new", NEXUS_MAKE_DIRECTORY_NONE, NULL, &error));
  assert_no_space (error);
  g_clear_error (&error);
  g_assert_false (nexus_filesystem_add_tag (filesystem, "/w", "tag", NULL, &error));
  assert_no_space (error);
  g_clear_error (&error);
  g_assert_null (nexus_filesystem_write (filesystem, "/empty", nothing, NULL, NEXUS_WRITE_NONE, NULL, &error));
  assert_no_space (error);
  g_clear_error (&error);

  g_assert_true (nexus_filesystem_remove_tag (filesystem, "/w/1048576-1", "tag", NULL, &error));
  g_assert_true (nexus_filesystem_delete (filesystem, "/w", NULL, NEXUS_DELETE_RECURSIVE, NULL, &error));
  g_object_unref (nexus_filesystem_undo (filesystem, 0, NULL, &error));
  g_assert_true (nexus_filesystem_exists (filesystem, "/w/1048576-1", NULL, &error));
  g_object_unref (nexus_filesystem_redo (filesystem, 0, NULL, &error));
  g_assert_true (nexus_filesystem_empty_trash (filesystem, NULL, &error));
  g_assert_no_error (error);

  before = get_free (fixture);
  gc = nexus_filesystem_collect_garbage (filesystem, NEXUS_GARBAGE_NONE, 0);
  g_assert_true (nexus_operation_run (gc, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (get_free (fixture), >, before + (n_files - 1) * (guint64) MIB);
  g_object_unref (nexus_filesystem_make_directory (filesystem, "/new", NEXUS_MAKE_DIRECTORY_NONE, NULL, &error));
  g_assert_no_error (error);
}

/* Each file that an export left is whole. */
static guint
count_exported (Fixture *fixture)
{
  guint n_files = 0;

  for (guint i = 0; i < N_FILES; i++)
    {
      g_autofree char *name = get_name (i);
      g_autofree char *path = g_build_filename (fixture->parent.target, name, NULL);
      g_autoptr(GBytes) expected = NULL;
      g_autofree char *text = NULL;
      gsize size;

      if (!g_file_get_contents (path, &text, &size, NULL))
        continue;
      expected = make_bytes (i, get_size (i));
      g_assert_cmpmem (text, size, g_bytes_get_data (expected, NULL), g_bytes_get_size (expected));
      n_files++;
    }

  return n_files;
}

static void
test_export (Fixture       *fixture,
             gconstpointer  user_data)
{
  g_autoptr(NexusOperation) operation = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GFile) target = NULL;

  if (!may_run ())
    return;

  make_source (fixture);
  resize (fixture, 16, FALSE);
  connect_on (fixture, fixture->parent.folder);
  g_object_unref (nexus_transfer_test_import (fixture->parent.filesystem, fixture->parent.source, "/t",
                                              NEXUS_CONFLICT_FAIL, NULL));

  fixture->parent.target = g_build_filename (fixture->disk, "target", NULL);
  target = g_file_new_for_path (fixture->parent.target);
  operation = nexus_filesystem_export (fixture->parent.filesystem, "/t", target, NEXUS_CONFLICT_FAIL);
  g_assert_false (nexus_operation_run (operation, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  g_assert_cmpuint (count_exported (fixture), >, 20);
  nexus_transfer_test_assert_clean (fixture->parent.target);

  resize (fixture, 80, TRUE);
  g_object_unref (nexus_transfer_test_export (fixture->parent.filesystem, "/t", fixture->parent.target,
                                              NEXUS_CONFLICT_SKIP, NULL));
  g_assert_cmpuint (count_exported (fixture), ==, N_FILES);
  nexus_transfer_test_assert_clean (fixture->parent.target);
}

static gboolean
write_file (const char *path,
            const char *text)
{
  int fd = open (path, O_WRONLY | O_CLOEXEC);
  gboolean written = fd >= 0 && write (fd, text, strlen (text)) == (gssize) strlen (text);

  if (fd >= 0)
    close (fd);

  return written;
}

/* Mounts of our own, which nobody else sees and which end with the process; as anybody where the kernel allows. */
static const char *
enter_namespace (void)
{
  g_autofree char *uids = g_strdup_printf ("0 %u 1", (guint) geteuid ());
  g_autofree char *gids = g_strdup_printf ("0 %u 1", (guint) getegid ());

  if (unshare (CLONE_NEWNS) != 0)
    {
      if (unshare (CLONE_NEWUSER | CLONE_NEWNS) != 0)
        return "no mounts of one's own are allowed here";
      if (!write_file ("/proc/self/setgroups", "deny") || !write_file ("/proc/self/uid_map", uids) ||
          !write_file ("/proc/self/gid_map", gids))
        return "no user namespace can be set up here";
    }
  if (mount ("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0)
    return "the mounts cannot be made private here";

  return NULL;
}

int
main (int   argc,
      char *argv[])
{
  /* Before there are threads. */
  why_not = enter_namespace ();
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/transfer/disk-full/import", Fixture, NULL, set_up, test_import, tear_down);
  g_test_add ("/transfer/disk-full/write", Fixture, NULL, set_up, test_write, tear_down);
  g_test_add ("/transfer/disk-full/no-byte-left", Fixture, NULL, set_up, test_no_byte_left, tear_down);
  g_test_add ("/transfer/disk-full/reserve", Fixture, NULL, set_up, test_reserve, tear_down);
  g_test_add ("/transfer/disk-full/no-reserve", Fixture, NULL, set_up, test_no_reserve, tear_down);
  g_test_add ("/transfer/disk-full/only-less", Fixture, NULL, set_up, test_only_less, tear_down);
  g_test_add ("/transfer/disk-full/export", Fixture, NULL, set_up, test_export, tear_down);

  return g_test_run ();
}
