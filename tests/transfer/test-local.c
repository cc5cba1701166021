/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <errno.h>
#include <fcntl.h>
#include <nexus-glib.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "nexus-test-util.h"
#include "nexus-transfer-dir-private.h"

/* How files come into a folder of this computer: under another name until they are whole, which nobody but a dead
 * process leaves, also where the file system can do little. */

#define STALE ".nexus-0123456789abcdef.part"

typedef struct {
  char             *folder;
  NexusTransferDir *dir;
} Fixture;

/* What the file system says that it cannot do. */
static int no_flags;
static int no_links;

int
renameat2 (int           dir_fd,
           const char   *path,
           int           new_dir_fd,
           const char   *new_path,
           unsigned int  flags)
{
  if (flags != 0 && no_flags != 0)
    {
      errno = no_flags;
      return -1;
    }

  return (int) syscall (SYS_renameat2, dir_fd, path, new_dir_fd, new_path, flags);
}

int
linkat (int         dir_fd,
        const char *path,
        int         new_dir_fd,
        const char *new_path,
        int         flags)
{
  if (no_links != 0)
    {
      errno = no_links;
      return -1;
    }

  return (int) syscall (SYS_linkat, dir_fd, path, new_dir_fd, new_path, flags);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  int fd;

  fixture->folder = nexus_test_make_dir ();
  fd = open (fixture->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  g_assert_cmpint (fd, >=, 0);
  fixture->dir = _nexus_transfer_local_new (fd, fixture->folder, NULL);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  no_flags = 0;
  no_links = 0;
  _nexus_transfer_dir_unref (fixture->dir);
  nexus_test_remove_tree (fixture->folder);
  g_free (fixture->folder);
}

static void
put (const char *folder,
     const char *name,
     const char *text)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr(GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

/* The text of a file, "" for what is none, NULL if nothing has the name. */
static char *
read_text (const char *folder,
           const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  char *text = NULL;

  if (g_file_get_contents (path, &text, NULL, NULL))
    return text;

  return g_file_test (path, G_FILE_TEST_EXISTS) || g_file_test (path, G_FILE_TEST_IS_SYMLINK) ? g_strdup ("") : NULL;
}

static gboolean
is_there (const char *folder,
          const char *name)
{
  g_autofree char *text = read_text (folder, name);

  return text != NULL;
}

static void
assert_text (const char *folder,
             const char *name,
             const char *expected)
{
  g_autofree char *text = read_text (folder, name);

  g_assert_cmpstr (text, ==, expected);
}

/* How many things in the folder are not whole yet. */
static guint
count_parts (const char *folder)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint n = 0;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    n += g_str_has_suffix (name, ".part");

  return n;
}

/* --- A file of one's own --- */

static void
begin_file (Fixture             *fixture,
            NexusTransferOutput *output,
            const char          *text)
{
  const NexusTransferSink *sink = fixture->dir->sink;
  g_autoptr(GError) error = NULL;

  g_assert_true (sink->create_file (output, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (sink->write (output, text, strlen (text), NULL, &error));
  g_assert_no_error (error);
}

/* Ends it; the error of that, if there was one. */
static GError *
end_file (Fixture             *fixture,
          NexusTransferOutput *output)
{
  const NexusTransferSink *sink = fixture->dir->sink;
  GError *error = NULL;

  g_assert_true (sink->finish_file (output, 0644, 0, NULL, &error) == (error == NULL));
  sink->close_file (output);

  return error;
}

/* Who sweeps while a file is written does not take it, however old it is; nobody leaves one that was given up. */
static void
test_held (Fixture       *fixture,
           gconstpointer  data)
{
  NexusTransferOutput output = { .dir = fixture->dir, .name = "file", .replace = TRUE, .fd = -1 };
  g_autoptr(GError) error = NULL;

  put (fixture->folder, "file", "former");
  begin_file (fixture, &output, "new");
  g_assert_cmpuint (count_parts (fixture->folder), ==, 1);
  _nexus_transfer_local_sweep (fixture->dir, G_MAXINT64);
  g_assert_cmpuint (count_parts (fixture->folder), ==, 1);
  error = end_file (fixture, &output);
  g_assert_no_error (error);
  assert_text (fixture->folder, "file", "new");
  g_assert_cmpuint (count_parts (fixture->folder), ==, 0);

  output = (NexusTransferOutput) { .dir = fixture->dir, .name = "file", .replace = TRUE, .fd = -1 };
  begin_file (fixture, &output, "given up");
  fixture->dir->sink->close_file (&output);
  assert_text (fixture->folder, "file", "new");
  g_assert_cmpuint (count_parts (fixture->folder), ==, 0);
}

/* --- What others have left --- */

static void
test_swept (Fixture       *fixture,
            gconstpointer  data)
{
  static const char * const alike[] = {
    ".nexus-0123456789abcde.part", ".nexus-0123456789abcdef0.part", ".nexus-0123456789ABCDEF.part",
    ".nexus-0123456789abcdeg.part", ".nexus-0123456789abcdef.part~", ".nexus-0123456789abcdef", "nexus-0123456789abcdef.part",
    ".nexus-.part", ".part",
  };
  g_autofree char *path = g_build_filename (fixture->folder, STALE, NULL);
  g_autofree char *folder = g_build_filename (fixture->folder, ".nexus-1123456789abcdef.part", NULL);
  g_autofree char *link = g_build_filename (fixture->folder, ".nexus-2123456789abcdef.part", NULL);
  int fd;

  for (guint i = 0; i < G_N_ELEMENTS (alike); i++)
    put (fixture->folder, alike[i], "mine");
  put (fixture->folder, STALE, "left");
  g_assert_cmpint (mkdir (folder, 0700), ==, 0);
  g_assert_cmpint (symlink (alike[0], link), ==, 0);

  /* Not what is newer, and not what somebody holds. */
  _nexus_transfer_local_sweep (fixture->dir, 1);
  assert_text (fixture->folder, STALE, "left");
  fd = open (path, O_RDONLY | O_CLOEXEC);
  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (flock (fd, LOCK_EX | LOCK_NB), ==, 0);
  _nexus_transfer_local_sweep (fixture->dir, G_MAXINT64);
  assert_text (fixture->folder, STALE, "left");
  close (fd);

  _nexus_transfer_local_sweep (fixture->dir, G_MAXINT64);
  assert_text (fixture->folder, STALE, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (alike); i++)
    assert_text (fixture->folder, alike[i], "mine");
  g_assert_true (g_file_test (folder, G_FILE_TEST_IS_DIR));
  g_assert_true (g_file_test (link, G_FILE_TEST_IS_SYMLINK));
}

static void
export (NexusFilesystem *filesystem,
        const char      *path,
        const char      *destination)
{
  g_autoptr(GFile) file = g_file_new_for_path (destination);
  g_autoptr(NexusOperation) operation = nexus_filesystem_export (filesystem, path, file, NEXUS_CONFLICT_REPLACE);
  g_autoptr(GError) error = NULL;

  nexus_operation_run (operation, NULL, &error);
  g_assert_no_error (error);
}

/* Exports over another file in the folder, and tells whether what was left there has gone. */
static gboolean
export_sweeps (NexusFilesystem *filesystem,
               const char      *path,
               const char      *destination,
               const char      *folder)
{
  put (folder, "file", "another one");
  export (filesystem, path, destination);
  assert_text (folder, "file", "text");

  return !is_there (folder, STALE);
}

/* Until the clock is past the time of what was left. */
static void
test_export (Fixture       *fixture,
             gconstpointer  data)
{
  g_autofree char *data_dir = g_build_filename (fixture->folder, "store", NULL);
  g_autofree char *out = g_build_filename (fixture->folder, "out", NULL);
  g_autofree char *below = g_build_filename (out, "below", NULL);
  g_autofree char *beside = g_build_filename (out, "beside", NULL);
  g_autofree char *alone = g_build_filename (beside, "file", NULL);
  g_autoptr(NexusConfig) config = nexus_config_new ();
  g_autoptr(GBytes) bytes = g_bytes_new_static ("text", 4);
  g_autoptr(NexusFilesystem) filesystem = NULL;
  g_autoptr(NexusEntry) entry = NULL;
  g_autoptr(GError) error = NULL;

  nexus_config_set_data_dir (config, data_dir);
  filesystem = nexus_connect (config, NULL, &error);
  g_assert_no_error (error);
  entry = nexus_filesystem_write (filesystem, "/t/below/file", bytes, NULL, NEXUS_WRITE_PARENTS, NULL, &error);
  g_assert_no_error (error);
  g_clear_object (&entry);
  entry = nexus_filesystem_copy (filesystem, "/t/below/file", "/t/file", NEXUS_COPY_NONE, NULL, &error);
  g_assert_no_error (error);
  export (filesystem, "/t", out);

  g_assert_cmpint (mkdir (beside, 0700), ==, 0);
  put (out, STALE, "left");
  put (below, STALE, "left");
  put (beside, STALE, "left");
  nexus_test_spin_until (export_sweeps (filesystem, "/t", out, below));
  /* Nothing was replaced there, or it is no part of it. */
  assert_text (out, STALE, "left");
  assert_text (beside, STALE, "left");
  nexus_test_spin_until (export_sweeps (filesystem, "/t", out, out));
  assert_text (beside, STALE, "left");
  nexus_test_spin_until (export_sweeps (filesystem, "/t/below/file", alone, beside));
  assert_text (beside, "file", "text");

  nexus_filesystem_close (filesystem, NULL, &error);
  g_assert_no_error (error);
}

/* --- File systems that can do little --- */

/* By its own name from the beginning to the end: what has no name yet is not for these. */
static GError *
write_named (Fixture    *fixture,
             const char *name,
             const char *text)
{
  NexusTransferOutput output = { .dir = fixture->dir, .name = name, .fd = -1 };

  output.fd = _nexus_transfer_local_create_temporary (fixture->dir, &output.temporary);
  g_assert_cmpint (output.fd, >=, 0);
  g_assert_cmpint (write (output.fd, text, strlen (text)), ==, (gssize) strlen (text));

  return end_file (fixture, &output);
}

static void
test_poor (Fixture       *fixture,
           gconstpointer  data)
{
  static const struct { int flags; int links; } cases[] = {
    { 0, 0 }, { EINVAL, 0 }, { ENOSYS, 0 }, { EINVAL, EPERM }, { EINVAL, ENOSYS }, { ENOSYS, EOPNOTSUPP },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = g_strdup_printf ("file %u", i);
      g_autofree char *link = g_strdup_printf ("link %u", i);
      g_autofree char *path = g_build_filename (fixture->folder, link, NULL);
      g_autofree char *target = NULL;
      g_autoptr(GError) error = NULL;

      no_flags = cases[i].flags;
      no_links = cases[i].links;
      error = write_named (fixture, name, "new");
      g_assert_no_error (error);
      assert_text (fixture->folder, name, "new");

      /* What has the name stays. */
      error = write_named (fixture, name, "other");
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS);
      g_clear_error (&error);
      assert_text (fixture->folder, name, "new");

      g_assert_true (fixture->dir->sink->make_link (fixture->dir, link, "target", 0, FALSE, NULL, &error));
      g_assert_no_error (error);
      target = g_file_read_link (path, NULL);
      g_assert_cmpstr (target, ==, "target");
      g_assert_false (fixture->dir->sink->make_link (fixture->dir, name, "target", 0, FALSE, NULL, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS);
      assert_text (fixture->folder, name, "new");
      g_assert_cmpuint (count_parts (fixture->folder), ==, 0);
    }

  /* Another reason is one. */
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(GError) error = NULL;

      no_flags = i == 0 ? EIO : EINVAL;
      no_links = EIO;
      error = write_named (fixture, "never", "x");
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FAILED);
      g_assert_cmpuint (count_parts (fixture->folder), ==, 0);
      g_assert_false (is_there (fixture->folder, "never"));
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) g_test_add ("/transfer/local/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("held", test_held);
  ADD ("swept", test_swept);
  ADD ("export", test_export);
  ADD ("poor", test_poor);
#undef ADD

  return g_test_run ();
}
