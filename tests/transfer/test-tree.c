/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "nexus-transfer-test.h"

/* What goes in comes out again, and what cannot go in is told. */

#define SECOND G_GINT64_CONSTANT (1000000000)

static void
transfer (NexusTransferTest  *self,
          char              **failures)
{
  g_autoptr(NexusOperation) import = NULL;
  g_autoptr(NexusOperation) export = NULL;

  import = nexus_transfer_test_import (self->filesystem, self->source, "/tree", NEXUS_CONFLICT_FAIL, failures);
  export = nexus_transfer_test_export (self->filesystem, "/tree", self->target, NEXUS_CONFLICT_FAIL, NULL);
  nexus_transfer_test_assert_clean (self->target);
}

static void
make_folder (NexusTransferTest *self,
             const char        *name)
{
  g_autofree char *path = g_build_filename (self->source, name, NULL);

  g_assert_cmpint (g_mkdir_with_parents (path, 0755), ==, 0);
}

static void
make_link (NexusTransferTest *self,
           const char        *name,
           const char        *target)
{
  g_autofree char *path = g_build_filename (self->source, name, NULL);

  g_assert_cmpint (symlink (target, path), ==, 0);
}

static void
set_mode (NexusTransferTest *self,
          const char        *name,
          guint              mode)
{
  g_autofree char *path = g_build_filename (self->source, name, NULL);

  g_assert_cmpint (g_chmod (path, mode), ==, 0);
}

static void
test_generated (NexusTransferTest *self,
                gconstpointer      user_data)
{
  g_autoptr(NexusEntry) entry = NULL;

  nexus_transfer_test_make_tree (self->source, 1, 700);
  nexus_transfer_test_set_time (self->source, "", 1234567890 * SECOND + 123456789);
  transfer (self, NULL);
  nexus_transfer_test_assert_same (self->source, self->target);

  /* The folder totals of the store agree. */
  entry = nexus_transfer_test_query (self->filesystem, "/tree");
  g_assert_cmpuint (nexus_entry_get_total_count (entry), >=, 700);
}

static void
test_names (NexusTransferTest *self,
            gconstpointer      user_data)
{
  g_autofree char *longest = g_strnfill (255, 'n');
  const char * const names[] = {
    " ", " leading", "trailing ", "two  spaces", "\xf0\x9f\x92\xbe emoji", "caf\xc3\xa9", "cafe\xcc\x81", "-rf", "--help",
    "a\\b", "*", "?", "[x]", "$HOME", "`id`", "'\"", ".hidden", "..twice", "a..b", "...", "tab\there", "esc\x1b[31m", "A",
    "a", "\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d", "100%", "%s%n", "nexus:x", "CON", ".nexus-00000000.part-not", longest,
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *folder = g_build_filename ("folders", names[i], NULL);

      nexus_transfer_test_write (self->source, names[i], names[i]);
      make_folder (self, folder);
    }
  transfer (self, NULL);
  nexus_transfer_test_assert_same (self->source, self->target);
}

/* Whoever is not the superuser cannot read all of them. */
static void
test_modes (NexusTransferTest *self,
            gconstpointer      user_data)
{
  static const guint modes[] = { 0000, 0001, 0200, 0400, 0444, 0555, 0600, 0644, 0666, 0700, 0711, 0755, 0777, };
  g_autoptr(GString) expected = g_string_new (NULL);
  g_autoptr(GString) missing = g_string_new (NULL);
  g_autofree char *failures = NULL;
  g_autofree char *differences = NULL;
  gboolean reads_all = geteuid () == 0;

  for (guint i = 0; i < G_N_ELEMENTS (modes); i++)
    {
      g_autofree char *file = g_strdup_printf ("file-%04o", modes[i]);
      g_autofree char *folder = g_strdup_printf ("folder-%04o", modes[i]);
      g_autofree char *inside = g_build_filename (folder, "inside", NULL);

      nexus_transfer_test_write (self->source, file, file);
      nexus_transfer_test_write (self->source, inside, folder);
      set_mode (self, file, modes[i]);
      if (!reads_all && !(modes[i] & 0400))
        {
          g_string_append_printf (expected, "/tree/%s: permission-denied\n", file);
          g_string_append_printf (missing, "./%s: only in the first\n", file);
        }
    }
  nexus_transfer_test_set_time (self->source, "folder-0555", 77);
  set_mode (self, "folder-0555", 0555);
  set_mode (self, "folder-0700", 0700);
  set_mode (self, "folder-0777", 0777);

  transfer (self, &failures);
  g_assert_cmpstr (failures, ==, expected->str);
  if (reads_all)
    {
      nexus_transfer_test_assert_same (self->source, self->target);
      return;
    }
  differences = nexus_transfer_test_compare (self->source, self->target);
  g_assert_cmpstr (differences, ==, missing->str);
}

/* They are kept in the store, but nothing that comes out runs as somebody else. */
static void
test_special_bits (NexusTransferTest *self,
                   gconstpointer      user_data)
{
  g_autoptr(NexusEntry) entry = NULL;
  g_autofree char *path = g_build_filename (self->target, "program", NULL);
  struct stat info;

  nexus_transfer_test_write (self->source, "program", "#!");
  set_mode (self, "program", 06755);
  transfer (self, NULL);

  entry = nexus_transfer_test_query (self->filesystem, "/tree/program");
  g_assert_cmpuint (nexus_entry_get_mode (entry), ==, 06755);
  g_assert_cmpint (lstat (path, &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 07777, ==, 0755);
}

static void
test_times (NexusTransferTest *self,
            gconstpointer      user_data)
{
  static const gint64 times[] = {
    0, 1, 999999999, -1, -SECOND, -SECOND - 1, -2000000000 * SECOND + 5, 2147483647 * SECOND + 999999999,
    G_GINT64_CONSTANT (2147483648) * SECOND, G_GINT64_CONSTANT (7000000000) * SECOND + 123456789,
  };

  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    {
      g_autofree char *file = g_strdup_printf ("file-%u", i);
      g_autofree char *folder = g_strdup_printf ("folder-%u", i);
      g_autofree char *link = g_strdup_printf ("link-%u", i);

      nexus_transfer_test_write (self->source, file, "");
      nexus_transfer_test_set_time (self->source, file, times[i]);
      make_link (self, link, "file-0");
      nexus_transfer_test_set_time (self->source, link, times[i]);
      make_folder (self, folder);
      nexus_transfer_test_set_time (self->source, folder, times[i]);
    }
  transfer (self, NULL);
  nexus_transfer_test_assert_same (self->source, self->target);
}

/* Links stay links: dangling, in circles, to folders, and up inside the tree. */
static void
test_links (NexusTransferTest *self,
            gconstpointer      user_data)
{
  g_autofree char *long_target = g_strnfill (3000, 't');
  g_autoptr(NexusEntry) entry = NULL;

  nexus_transfer_test_write (self->source, "folder/file", "text");
  make_link (self, "to-file", "folder/file");
  make_link (self, "to-folder", "folder");
  make_link (self, "dangling", "no/such/file");
  make_link (self, "circle", "circle");
  make_link (self, "folder/up", "../to-file");
  make_link (self, "folder/dot", ".");
  make_link (self, "long", long_target);
  transfer (self, NULL);
  nexus_transfer_test_assert_same (self->source, self->target);

  entry = nexus_transfer_test_query (self->filesystem, "/tree/to-folder");
  g_assert_cmpint (nexus_entry_get_kind (entry), ==, NEXUS_KIND_SYMBOLIC_LINK);
}

/* A link that leads out of what is exported is imported, but not made on the host again. */
static void
test_outside_links (NexusTransferTest *self,
                    gconstpointer      user_data)
{
  static const struct { const char *name, *target; } links[] = {
    { "absolute", "/etc/passwd" },
    { "climb", "../outside" },
    { "deep/climb", "../../outside" },
    { "deep/hidden", "../x/../../outside" },
    { "slow", "x/../../outside" },
  };
  g_autoptr(NexusOperation) import = NULL;
  g_autoptr(NexusOperation) export = NULL;
  g_autofree char *failures = NULL;
  g_autofree char *differences = NULL;

  nexus_transfer_test_write (self->source, "deep/file", "text");
  for (guint i = 0; i < G_N_ELEMENTS (links); i++)
    make_link (self, links[i].name, links[i].target);

  import = nexus_transfer_test_import (self->filesystem, self->source, "/tree", NEXUS_CONFLICT_FAIL, NULL);
  export = nexus_transfer_test_export (self->filesystem, "/tree", self->target, NEXUS_CONFLICT_FAIL, &failures);
  g_assert_cmpstr (failures, ==,
                   "/tree/absolute: permission-denied\n"
                   "/tree/climb: permission-denied\n"
                   "/tree/deep/climb: permission-denied\n"
                   "/tree/deep/hidden: permission-denied\n"
                   "/tree/slow: permission-denied\n");
  differences = nexus_transfer_test_compare (self->source, self->target);
  g_assert_cmpstr (differences, ==,
                   "./absolute: only in the first\n"
                   "./climb: only in the first\n"
                   "./deep/climb: only in the first\n"
                   "./deep/hidden: only in the first\n"
                   "./slow: only in the first\n");
}

/* Pipes, sockets and names that no store has: left out, each with its reason, and the rest goes on. */
static void
test_left_out (NexusTransferTest *self,
               gconstpointer      user_data)
{
  g_autofree char *fifo = g_build_filename (self->source, "fifo", NULL);
  g_autofree char *shown = g_strdup_printf (nexus_transfer_test_is_remote () ? "test://%s/caf%%E9" : "%s/caf\\xe9",
                                            self->source);
  g_autofree char *failures = NULL;
  g_autofree char *differences = NULL;
  g_autofree char *cwd = g_get_current_dir ();
  struct sockaddr_un address = { AF_UNIX, "socket" };
  int fd;

  nexus_transfer_test_write (self->source, "good", "text");
  nexus_transfer_test_write (self->source, "zz/last", "text");
  g_assert_cmpint (mkfifo (fifo, 0644), ==, 0);
  fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  g_assert_cmpint (chdir (self->source), ==, 0);
  g_assert_cmpint (bind (fd, (struct sockaddr *) &address, sizeof address), ==, 0);
  g_assert_cmpint (chdir (cwd), ==, 0);
  close (fd);
  nexus_transfer_test_write (self->source, "caf\xe9", "latin");
  nexus_transfer_test_write (self->source, "two\nlines", "text");
  nexus_transfer_test_write (self->source, "folder\r/inside", "text");
  make_link (self, "odd-target", "caf\xe9");

  transfer (self, &failures);
  g_test_message ("%s", failures);
  g_assert_nonnull (strstr (failures, "/tree/fifo: not-supported\n"));
  g_assert_nonnull (strstr (failures, "/tree/socket: not-supported\n"));
  g_assert_nonnull (strstr (failures, "/tree/odd-target: invalid-filename\n"));
  g_assert_nonnull (strstr (failures, shown));
  differences = nexus_transfer_test_compare (self->source, self->target);
  g_assert_cmpstr (differences, ==,
                   "./caf\\351: only in the first\n"
                   "./fifo: only in the first\n"
                   "./folder\\r: only in the first\n"
                   "./odd-target: only in the first\n"
                   "./socket: only in the first\n"
                   "./two\\nlines: only in the first\n");
}

static void
test_single_things (NexusTransferTest *self,
                    gconstpointer      user_data)
{
  g_autofree char *file = g_build_filename (self->source, "file", NULL);
  g_autofree char *link = g_build_filename (self->source, "link", NULL);
  g_autofree char *link_target = g_strconcat (self->target, "-link", NULL);
  g_autoptr(NexusOperation) first = NULL;
  g_autoptr(NexusOperation) second = NULL;
  g_autoptr(NexusOperation) third = NULL;
  g_autoptr(NexusOperation) fourth = NULL;

  nexus_transfer_test_write (self->source, "file", "text");
  make_link (self, "link", "file");

  first = nexus_transfer_test_import (self->filesystem, file, "/made/on/the/way", NEXUS_CONFLICT_FAIL, NULL);
  second = nexus_transfer_test_import (self->filesystem, link, "/link", NEXUS_CONFLICT_FAIL, NULL);
  third = nexus_transfer_test_export (self->filesystem, "/made/on/the/way", self->target, NEXUS_CONFLICT_FAIL, NULL);
  fourth = nexus_transfer_test_export (self->filesystem, "/link", link_target, NEXUS_CONFLICT_FAIL, NULL);
  nexus_transfer_test_assert_same (file, self->target);
  nexus_transfer_test_assert_same (link, link_target);
  g_assert_cmpuint (nexus_operation_get_files_done (first), ==, 1);
  g_assert_cmpuint (nexus_operation_get_bytes_done (first), ==, 4);
}

/* Large, sparse and shared files. */
static void
test_large (NexusTransferTest *self,
            gconstpointer      user_data)
{
  g_autofree char *sparse = g_build_filename (self->source, "sparse", NULL);
  g_autofree char *first = g_build_filename (self->source, "first", NULL);
  g_autofree char *second = g_build_filename (self->source, "second", NULL);
  gsize sizes[] = { 65535, 65536, 65537, 1024 * 1024 - 1, 1024 * 1024, 1024 * 1024 + 1, 5 * 1024 * 1024 + 3 };
  int fd = open (sparse, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);

  g_assert_cmpint (ftruncate (fd, 40 * 1024 * 1024), ==, 0);
  g_assert_cmpint (pwrite (fd, "end", 3, 30 * 1024 * 1024), ==, 3);
  close (fd);
  nexus_transfer_test_write (self->source, "first", "linked twice");
  g_assert_cmpint (link (first, second), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree char *name = g_strdup_printf ("size-%" G_GSIZE_FORMAT, sizes[i]);
      g_autofree char *text = g_strnfill (sizes[i], 'a' + i);

      nexus_transfer_test_write (self->source, name, text);
    }
  transfer (self, NULL);
  nexus_transfer_test_assert_same (self->source, self->target);
}

/* More entries than are compared in one go, on both sides. */
static void
test_wide_folder (NexusTransferTest *self,
                  gconstpointer      user_data)
{
  g_autoptr(NexusOperation) again = NULL;

  for (guint i = 0; i < 2500; i++)
    {
      g_autofree char *name = g_strdup_printf ("%u", i * 7919 % 2500);

      nexus_transfer_test_write (self->source, name, name);
    }
  transfer (self, NULL);
  nexus_transfer_test_assert_same (self->source, self->target);

  nexus_transfer_test_write (self->source, "1000b", "new among the old");
  again = nexus_transfer_test_import (self->filesystem, self->source, "/tree", NEXUS_CONFLICT_FAIL, NULL);
  g_assert_cmpuint (nexus_operation_get_files_skipped (again), ==, 2501);
  g_assert_cmpuint (nexus_operation_get_files_done (again), ==, 2502);
}

static void
test_deep_folder (NexusTransferTest *self,
                  gconstpointer      user_data)
{
  g_autoptr(GString) name = g_string_new ("d");

  for (guint i = 0; i < 300; i++)
    g_string_append (name, "/d");
  nexus_transfer_test_write (self->source, name->str, "at the bottom");
  transfer (self, NULL);
  nexus_transfer_test_assert_same (self->source, self->target);
}

static void
test_own_store (NexusTransferTest *self,
                gconstpointer      user_data)
{
  g_autoptr(NexusOperation) operation = NULL;
  g_autoptr(GFile) data = g_file_new_for_path (self->data);
  g_autoptr(NexusOperation) itself = NULL;
  g_autofree char *failures = NULL;
  g_autofree char *expected = g_strdup_printf ("%s: not-supported\n", self->data);
  g_autoptr(NexusEntry) copied = NULL;
  g_autoptr(NexusEntry) store = NULL;
  g_autoptr(GError) error = NULL;

  nexus_transfer_test_write (self->source, "file", "text");
  operation = nexus_transfer_test_import (self->filesystem, self->folder, "/all", NEXUS_CONFLICT_FAIL, &failures);
  g_assert_cmpstr (failures, ==, expected);
  copied = nexus_transfer_test_query (self->filesystem, "/all/source/file");
  g_assert_nonnull (copied);
  store = nexus_transfer_test_query (self->filesystem, "/all/data");
  g_assert_null (store);

  itself = nexus_filesystem_import (self->filesystem, data, "/itself", NEXUS_CONFLICT_FAIL);
  g_assert_false (nexus_operation_run (itself, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
}

static void
test_missing (NexusTransferTest *self,
              gconstpointer      user_data)
{
  g_autofree char *nowhere = g_build_filename (self->folder, "nowhere", NULL);
  g_autofree char *deep = g_build_filename (nowhere, "deep", NULL);
  g_autoptr(GFile) source = nexus_transfer_test_make_file (nowhere);
  g_autoptr(GFile) target = nexus_transfer_test_make_file (deep);
  g_autoptr(NexusOperation) import = nexus_filesystem_import (self->filesystem, source, "/x", NEXUS_CONFLICT_FAIL);
  g_autoptr(NexusOperation) export = nexus_filesystem_export (self->filesystem, "/x", target, NEXUS_CONFLICT_FAIL);
  g_autoptr(NexusOperation) bad = nexus_filesystem_import (self->filesystem, source, "/a/../b", NEXUS_CONFLICT_FAIL);
  g_autoptr(NexusOperation) lost = nexus_filesystem_export (self->filesystem, "/", target, NEXUS_CONFLICT_FAIL);
  g_autoptr(GError) error = NULL;

  g_assert_false (nexus_operation_run (import, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, nowhere));
  g_clear_error (&error);
  g_assert_cmpint (nexus_operation_get_state (import), ==, NEXUS_OPERATION_FAILED);

  g_assert_false (nexus_operation_run (export, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);

  g_assert_false (nexus_operation_run (bad, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_FILENAME);
  g_clear_error (&error);

  g_assert_false (nexus_operation_run (lost, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  /* The same over folders of this computer and over a place that only GIO reaches. */
#define ADD_LOCAL(name, func) \
  g_test_add ("/transfer/tree/local/" name, NexusTransferTest, NULL, nexus_transfer_test_set_up, func, \
              nexus_transfer_test_tear_down)
#define ADD(name, func) \
  ADD_LOCAL (name, func); \
  g_test_add ("/transfer/tree/remote/" name, NexusTransferTest, NULL, nexus_transfer_test_set_up_remote, func, \
              nexus_transfer_test_tear_down)
  ADD ("generated", test_generated);
  ADD ("names", test_names);
  ADD ("modes", test_modes);
  ADD ("special-bits", test_special_bits);
  ADD ("times", test_times);
  ADD ("links", test_links);
  ADD ("outside-links", test_outside_links);
  ADD ("left-out", test_left_out);
  ADD ("single-things", test_single_things);
  ADD ("large", test_large);
  ADD ("wide-folder", test_wide_folder);
  ADD ("deep-folder", test_deep_folder);
  ADD_LOCAL ("own-store", test_own_store);
  ADD ("missing", test_missing);

  return g_test_run ();
}
