/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "nexus-transfer-test.h"

/* Something is there already: every policy, for every pair of kinds, in both directions.  "old" is what is there, "new"
 * what comes; an "older" one comes with an earlier time. */

#define SECOND G_GINT64_CONSTANT (1000000000)
#define TIME   (1600000000 * SECOND)

typedef enum { NONE, FILE_, FOLDER, LINK } Kind;

/* What is at the path, and beside it under the number 2, in a word: what is in a file, "dir" or "link". */
typedef struct {
  const char          *name;
  NexusConflictPolicy  policy;
  Kind                 there;
  Kind                 comes;
  gboolean             older;
  const char          *imported;
  const char          *imported_2;
  const char          *exported;
  const char          *exported_2;
} Case;

#define FAILS "fails"

static const Case cases[] = {
  { "fail/file-file", NEXUS_CONFLICT_FAIL, FILE_, FILE_, FALSE, FAILS "old", NULL, FAILS "old", NULL },
  { "fail/folder-file", NEXUS_CONFLICT_FAIL, FOLDER, FILE_, FALSE, FAILS "dir", NULL, FAILS "dir", NULL },
  { "fail/file-folder", NEXUS_CONFLICT_FAIL, FILE_, FOLDER, FALSE, FAILS "old", NULL, FAILS "old", NULL },
  { "fail/link-file", NEXUS_CONFLICT_FAIL, LINK, FILE_, FALSE, FAILS "link", NULL, FAILS "link", NULL },
  { "fail/file-link", NEXUS_CONFLICT_FAIL, FILE_, LINK, FALSE, FAILS "old", NULL, FAILS "old", NULL },
  { "fail/folder-folder", NEXUS_CONFLICT_FAIL, FOLDER, FOLDER, FALSE, "dir", NULL, "dir", NULL },

  { "skip/file-file", NEXUS_CONFLICT_SKIP, FILE_, FILE_, FALSE, "old", NULL, "old", NULL },
  { "skip/folder-file", NEXUS_CONFLICT_SKIP, FOLDER, FILE_, FALSE, "dir", NULL, "dir", NULL },
  { "skip/file-folder", NEXUS_CONFLICT_SKIP, FILE_, FOLDER, FALSE, "old", NULL, "old", NULL },
  { "skip/link-file", NEXUS_CONFLICT_SKIP, LINK, FILE_, FALSE, "link", NULL, "link", NULL },
  { "skip/file-link", NEXUS_CONFLICT_SKIP, FILE_, LINK, FALSE, "old", NULL, "old", NULL },
  { "skip/folder-folder", NEXUS_CONFLICT_SKIP, FOLDER, FOLDER, FALSE, "dir", NULL, "dir", NULL },

  { "replace/file-file", NEXUS_CONFLICT_REPLACE, FILE_, FILE_, TRUE, "new", NULL, "new", NULL },
  { "replace/link-file", NEXUS_CONFLICT_REPLACE, LINK, FILE_, FALSE, "new", NULL, "new", NULL },
  { "replace/file-link", NEXUS_CONFLICT_REPLACE, FILE_, LINK, FALSE, "link", NULL, "link", NULL },
  /* The store has a trash; a host has none, so that a folder there is not taken away, nor a file for a folder. */
  { "replace/folder-file", NEXUS_CONFLICT_REPLACE, FOLDER, FILE_, FALSE, "new", NULL, FAILS "dir", NULL },
  { "replace/folder-link", NEXUS_CONFLICT_REPLACE, FOLDER, LINK, FALSE, "link", NULL, FAILS "dir", NULL },
  { "replace/file-folder", NEXUS_CONFLICT_REPLACE, FILE_, FOLDER, FALSE, "dir", NULL, FAILS "old", NULL },
  { "replace/link-folder", NEXUS_CONFLICT_REPLACE, LINK, FOLDER, FALSE, "dir", NULL, FAILS "link", NULL },

  { "keep-both/file-file", NEXUS_CONFLICT_KEEP_BOTH, FILE_, FILE_, FALSE, "old", "new", "old", "new" },
  { "keep-both/folder-file", NEXUS_CONFLICT_KEEP_BOTH, FOLDER, FILE_, FALSE, "dir", "new", "dir", "new" },
  { "keep-both/file-folder", NEXUS_CONFLICT_KEEP_BOTH, FILE_, FOLDER, FALSE, "old", "dir", "old", "dir" },
  { "keep-both/link-folder", NEXUS_CONFLICT_KEEP_BOTH, LINK, FOLDER, FALSE, "link", "dir", "link", "dir" },
  { "keep-both/link-file", NEXUS_CONFLICT_KEEP_BOTH, LINK, FILE_, FALSE, "link", "new", "link", "new" },
  { "keep-both/file-link", NEXUS_CONFLICT_KEEP_BOTH, FILE_, LINK, FALSE, "old", "link", "old", "link" },
  { "keep-both/folder-folder", NEXUS_CONFLICT_KEEP_BOTH, FOLDER, FOLDER, FALSE, "dir", NULL, "dir", NULL },

  { "newer/file-file", NEXUS_CONFLICT_NEWER, FILE_, FILE_, FALSE, "new", NULL, "new", NULL },
  { "newer/older-file", NEXUS_CONFLICT_NEWER, FILE_, FILE_, TRUE, "old", NULL, "old", NULL },
  { "newer/link-file", NEXUS_CONFLICT_NEWER, LINK, FILE_, FALSE, "new", NULL, "new", NULL },
  { "newer/older-link", NEXUS_CONFLICT_NEWER, FILE_, LINK, TRUE, "old", NULL, "old", NULL },
  { "newer/folder-file", NEXUS_CONFLICT_NEWER, FOLDER, FILE_, FALSE, "new", NULL, FAILS "dir", NULL },
  { "newer/older-than-folder", NEXUS_CONFLICT_NEWER, FOLDER, FILE_, TRUE, "dir", NULL, "dir", NULL },
};

static void
make_thing (const char *folder,
            const char *name,
            Kind        kind,
            const char *text,
            gint64      modified_ns)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *above = g_path_get_dirname (path);
  g_autofree char *inside = g_strconcat (text, "-inside", NULL);

  g_assert_cmpint (g_mkdir_with_parents (above, 0755), ==, 0);
  if (kind == FILE_)
    nexus_transfer_test_write (folder, name, text);
  else if (kind == LINK)
    g_assert_cmpint (symlink (text, path), ==, 0);
  else
    nexus_transfer_test_write (path, inside, text);
  nexus_transfer_test_set_time (folder, name, modified_ns);
}

static void
make_pair (NexusTransferTest *self,
           const Case        *test)
{
  make_thing (self->source, "there/a.txt", test->there, "old", TIME);
  make_thing (self->source, "comes/a.txt", test->comes, "new", test->older ? TIME - 1 : TIME + 1);
}

static char *
describe_stored (NexusTransferTest *self,
                 const char        *path)
{
  g_autoptr(NexusEntry) entry = nexus_transfer_test_query (self->filesystem, path);

  if (entry == NULL)
    return NULL;
  if (nexus_entry_get_kind (entry) == NEXUS_KIND_FILE)
    return nexus_transfer_test_cat (self->filesystem, path);

  return g_strdup (nexus_entry_get_kind (entry) == NEXUS_KIND_DIRECTORY ? "dir" : "link");
}

static char *
describe_host (const char *folder,
               const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  struct stat info;

  if (lstat (path, &info) != 0)
    return NULL;
  if (S_ISREG (info.st_mode))
    return nexus_transfer_test_read (folder, name);

  return g_strdup (S_ISDIR (info.st_mode) ? "dir" : "link");
}

static void
assert_outcome (const char *expected,
                const char *found,
                const char *failures)
{
  gboolean fails = g_str_has_prefix (expected, FAILS);

  g_assert_cmpstr (found, ==, fails ? expected + strlen (FAILS) : expected);
  g_assert_cmpint (failures[0] != '\0', ==, fails);
}

static void
test_import (NexusTransferTest *self,
             gconstpointer      user_data)
{
  const Case *test = user_data;
  g_autofree char *there = g_build_filename (self->source, "there", NULL);
  g_autofree char *comes = g_build_filename (self->source, "comes", NULL);
  g_autofree char *failures = NULL;
  g_autofree char *again = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *third = NULL;

  make_pair (self, test);
  g_object_unref (nexus_transfer_test_import (self->filesystem, there, "/t", NEXUS_CONFLICT_FAIL, NULL));
  g_object_unref (nexus_transfer_test_import (self->filesystem, comes, "/t", test->policy, &failures));
  /* The second time finds what the first one has done. */
  g_object_unref (nexus_transfer_test_import (self->filesystem, comes, "/t", test->policy, &again));

  first = describe_stored (self, "/t/a.txt");
  second = describe_stored (self, "/t/a (2).txt");
  third = describe_stored (self, "/t/a (3).txt");
  assert_outcome (test->imported, first, failures);
  g_assert_cmpstr (second, ==, test->imported_2);
  g_assert_null (third);
  g_assert_cmpstr (again, ==, failures);
}

/* What is not there any more can be had back. */
static void
test_import_keeps (NexusTransferTest *self,
                   gconstpointer      user_data)
{
  g_autofree char *there = g_build_filename (self->source, "there", NULL);
  g_autofree char *comes = g_build_filename (self->source, "comes", NULL);
  g_autoptr(GListModel) trash = NULL;
  g_autoptr(GListModel) versions = NULL;
  g_autoptr(NexusTrashItem) item = NULL;
  g_autoptr(GError) error = NULL;

  make_thing (self->source, "there/a", FILE_, "old", TIME);
  make_thing (self->source, "comes/a", FILE_, "new", TIME);
  make_thing (self->source, "there/b", FOLDER, "old", TIME);
  make_thing (self->source, "comes/b", FILE_, "new", TIME);
  /* The same size and time is the same file, whatever is in it. */
  nexus_transfer_test_set_time (self->source, "comes/a", TIME + 1);
  g_object_unref (nexus_transfer_test_import (self->filesystem, there, "/t", NEXUS_CONFLICT_FAIL, NULL));
  g_object_unref (nexus_transfer_test_import (self->filesystem, comes, "/t", NEXUS_CONFLICT_REPLACE, NULL));

  versions = nexus_filesystem_list_versions (self->filesystem, "/t/a", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (versions), ==, 2);
  trash = nexus_filesystem_list_trash (self->filesystem, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (trash), ==, 1);
  item = g_list_model_get_item (trash, 0);
  g_assert_cmpstr (nexus_trash_item_get_original_path (item), ==, "/t/b");
}

static void
test_export (NexusTransferTest *self,
             gconstpointer      user_data)
{
  const Case *test = user_data;
  g_autofree char *there = g_build_filename (self->source, "there", NULL);
  g_autofree char *comes = g_build_filename (self->source, "comes", NULL);
  g_autofree char *failures = NULL;
  g_autofree char *again = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *third = NULL;

  make_pair (self, test);
  g_object_unref (nexus_transfer_test_import (self->filesystem, comes, "/t", NEXUS_CONFLICT_FAIL, NULL));
  g_object_unref (nexus_transfer_test_export (self->filesystem, "/t", there, test->policy, &failures));
  g_object_unref (nexus_transfer_test_export (self->filesystem, "/t", there, test->policy, &again));

  first = describe_host (there, "a.txt");
  second = describe_host (there, "a (2).txt");
  third = describe_host (there, "a (3).txt");
  assert_outcome (test->exported, first, failures);
  g_assert_cmpstr (second, ==, test->exported_2);
  g_assert_null (third);
  g_assert_cmpstr (again, ==, failures);
  nexus_transfer_test_assert_clean (there);
}

/* A file of the same size and time is not read again: another content under them is not seen. */
static void
test_unchanged (NexusTransferTest *self,
                gconstpointer      user_data)
{
  g_autoptr(NexusOperation) again = NULL;
  g_autoptr(NexusOperation) out = NULL;
  g_autoptr(NexusEntry) entry = NULL;
  g_autofree char *path = g_build_filename (self->source, "b/file", NULL);
  g_autofree char *text = NULL;

  nexus_transfer_test_write (self->source, "a", "first");
  nexus_transfer_test_write (self->source, "b/file", "first");
  nexus_transfer_test_set_time (self->source, "a", TIME);
  nexus_transfer_test_set_time (self->source, "b/file", TIME);
  g_object_unref (nexus_transfer_test_import (self->filesystem, self->source, "/t", NEXUS_CONFLICT_REPLACE, NULL));

  nexus_transfer_test_write (self->source, "a", "other");
  nexus_transfer_test_set_time (self->source, "a", TIME);
  g_assert_cmpint (g_chmod (path, 0640), ==, 0);
  again = nexus_transfer_test_import (self->filesystem, self->source, "/t", NEXUS_CONFLICT_REPLACE, NULL);
  g_assert_cmpuint (nexus_operation_get_files_skipped (again), ==, 4);
  g_assert_cmpuint (nexus_operation_get_bytes_done (again), ==, nexus_operation_get_bytes_total (again));
  text = nexus_transfer_test_cat (self->filesystem, "/t/a");
  g_assert_cmpstr (text, ==, "first");

  /* The mode is none of the reasons to read, but it is kept. */
  entry = nexus_transfer_test_query (self->filesystem, "/t/b/file");
  g_assert_cmpuint (nexus_entry_get_mode (entry), ==, 0640);
  g_assert_cmpuint (nexus_entry_get_version (entry), ==, 1);

  g_object_unref (nexus_transfer_test_export (self->filesystem, "/t", self->target, NEXUS_CONFLICT_FAIL, NULL));
  nexus_transfer_test_write (self->target, "a", "mine!");
  nexus_transfer_test_set_time (self->target, "a", TIME);
  out = nexus_transfer_test_export (self->filesystem, "/t", self->target, NEXUS_CONFLICT_REPLACE, NULL);
  g_assert_cmpuint (nexus_operation_get_files_skipped (out), ==, 2);
  g_clear_pointer (&text, g_free);
  text = nexus_transfer_test_read (self->target, "a");
  g_assert_cmpstr (text, ==, "mine!");
}

/* Times and modes of folders and links follow the source, and those of the destination the store. */
static void
test_facts_follow (NexusTransferTest *self,
                   gconstpointer      user_data)
{
  g_autofree char *folder = g_build_filename (self->source, "folder", NULL);
  g_autofree char *link = g_build_filename (self->source, "link", NULL);
  g_autofree char *file = g_build_filename (self->source, "folder/file", NULL);

  nexus_transfer_test_write (self->source, "folder/file", "text");
  g_assert_cmpint (symlink ("folder", link), ==, 0);
  g_object_unref (nexus_transfer_test_import (self->filesystem, self->source, "/t", NEXUS_CONFLICT_REPLACE, NULL));
  g_object_unref (nexus_transfer_test_export (self->filesystem, "/t", self->target, NEXUS_CONFLICT_REPLACE, NULL));

  g_assert_cmpint (g_chmod (file, 0600), ==, 0);
  g_assert_cmpint (g_chmod (folder, 0750), ==, 0);
  nexus_transfer_test_set_time (self->source, "folder", TIME);
  nexus_transfer_test_set_time (self->source, "link", TIME + 7);
  nexus_transfer_test_set_time (self->source, "", TIME + 8);
  nexus_transfer_test_set_time (self->target, "", TIME + 8);
  g_object_unref (nexus_transfer_test_import (self->filesystem, self->source, "/t", NEXUS_CONFLICT_REPLACE, NULL));
  g_object_unref (nexus_transfer_test_export (self->filesystem, "/t", self->target, NEXUS_CONFLICT_REPLACE, NULL));
  nexus_transfer_test_set_time (self->target, "", TIME + 8);
  nexus_transfer_test_assert_same (self->source, self->target);
}

/* A folder of the host that is there already, and is exported into, stays whose it is. */
static void
test_destination_keeps_mode (NexusTransferTest *self,
                             gconstpointer      user_data)
{
  struct stat info;

  nexus_transfer_test_write (self->source, "file", "text");
  g_assert_cmpint (g_mkdir (self->target, 0700), ==, 0);
  g_assert_cmpint (g_chmod (self->target, 01777), ==, 0);
  g_object_unref (nexus_transfer_test_import (self->filesystem, self->source, "/t", NEXUS_CONFLICT_FAIL, NULL));
  g_object_unref (nexus_transfer_test_export (self->filesystem, "/t", self->target, NEXUS_CONFLICT_FAIL, NULL));
  g_assert_cmpint (stat (self->target, &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 07777, ==, 01777);
}

/* Whether a file of the directory has this content. */
static gboolean
has_text (NexusTransferTest *self,
          const char        *path,
          const char        *text)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusEntryEnumerator) enumerator =
    nexus_filesystem_enumerate (self->filesystem, path, NEXUS_ENUMERATE_NONE, NULL, &error);
  g_autoptr(GPtrArray) entries = NULL;

  g_assert_no_error (error);
  entries = nexus_entry_enumerator_next (enumerator, 1000, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < entries->len; i++)
    {
      g_autofree char *found = nexus_transfer_test_cat (self->filesystem, nexus_entry_get_path (g_ptr_array_index (entries, i)));

      if (strcmp (found, text) == 0)
        return TRUE;
    }

  return FALSE;
}

/* Numbers are found that nothing else has or wants, also where two long names differ at their very ends. */
static void
test_numbers (NexusTransferTest *self,
              gconstpointer      user_data)
{
  g_autofree char *there = g_build_filename (self->source, "there", NULL);
  g_autofree char *comes = g_build_filename (self->source, "comes", NULL);
  g_autofree char *out = g_build_filename (self->source, "out", NULL);
  g_autofree char *stem = g_strnfill (254, 'n');
  const char * const names[] = { "a.txt", "a (2).txt", "b", ".hidden", "tar.gz" };
  guint n_there;
  g_autoptr(NexusEntry) entry = NULL;
  g_autofree char *text = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      nexus_transfer_test_write (there, names[i], "old");
      nexus_transfer_test_write (comes, names[i], names[i]);
    }
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *name = g_strdup_printf ("%s%u", stem, i);

      nexus_transfer_test_write (there, name, "old");
      nexus_transfer_test_write (comes, name, name);
      /* Of one size and time: what the one has become must not be taken for the other. */
      nexus_transfer_test_set_time (comes, name, TIME);
    }
  n_there = 2 * (G_N_ELEMENTS (names) + 2);

  g_object_unref (nexus_transfer_test_import (self->filesystem, there, "/t", NEXUS_CONFLICT_FAIL, NULL));
  /* The second time all of it is there. */
  for (guint i = 0; i < 2; i++)
    g_object_unref (nexus_transfer_test_import (self->filesystem, comes, "/t", NEXUS_CONFLICT_KEEP_BOTH, NULL));
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *name = g_strdup_printf ("%s%u", stem, i);

      g_assert_true (has_text (self, "/t", name));
    }

  entry = nexus_transfer_test_query (self->filesystem, "/t");
  g_assert_cmpuint (nexus_entry_get_total_count (entry), ==, n_there);
  text = nexus_transfer_test_cat (self->filesystem, "/t/a (3).txt");
  g_assert_cmpstr (text, ==, "a.txt");
  g_clear_pointer (&text, g_free);
  text = nexus_transfer_test_cat (self->filesystem, "/t/a (2) (2).txt");
  g_assert_cmpstr (text, ==, "a (2).txt");
  g_clear_pointer (&text, g_free);
  text = nexus_transfer_test_cat (self->filesystem, "/t/.hidden (2)");
  g_assert_cmpstr (text, ==, ".hidden");

  /* The same on the way out. */
  nexus_transfer_test_write (out, "a.txt", "mine");
  nexus_transfer_test_write (out, "a (2).txt", "mine too");
  g_object_unref (nexus_transfer_test_export (self->filesystem, "/t", out, NEXUS_CONFLICT_KEEP_BOTH, NULL));
  g_clear_pointer (&text, g_free);
  text = nexus_transfer_test_read (out, "a.txt");
  g_assert_cmpstr (text, ==, "mine");
  g_clear_pointer (&text, g_free);
  text = nexus_transfer_test_read (out, "a (2).txt");
  g_assert_cmpstr (text, ==, "mine too");
}

static void
test_pipe_in_the_way (NexusTransferTest *self,
                      gconstpointer      user_data)
{
  g_autofree char *fifo = g_build_filename (self->target, "file", NULL);
  g_autofree char *folder_fifo = g_build_filename (self->target, "folder", NULL);
  g_autofree char *failures = NULL;
  struct stat info;

  nexus_transfer_test_write (self->source, "file", "text");
  nexus_transfer_test_write (self->source, "folder/file", "text");
  g_assert_cmpint (g_mkdir (self->target, 0755), ==, 0);
  g_assert_cmpint (mkfifo (fifo, 0644), ==, 0);
  g_assert_cmpint (mkfifo (folder_fifo, 0644), ==, 0);
  g_object_unref (nexus_transfer_test_import (self->filesystem, self->source, "/t", NEXUS_CONFLICT_FAIL, NULL));
  g_object_unref (nexus_transfer_test_export (self->filesystem, "/t", self->target, NEXUS_CONFLICT_REPLACE, &failures));
  g_assert_cmpstr (failures, ==, "/t/file: exists\n/t/folder: not-directory\n");
  g_assert_cmpint (lstat (fifo, &info), ==, 0);
  g_assert_true (S_ISFIFO (info.st_mode));
}

/* A link to a folder in the place of a folder is not gone through, whatever the policy. */
static void
test_link_in_the_way (NexusTransferTest *self,
                      gconstpointer      user_data)
{
  g_autofree char *outside = g_build_filename (self->folder, "outside", NULL);
  g_autofree char *link = g_build_filename (self->target, "folder", NULL);
  g_autofree char *file_link = g_build_filename (self->target, "file", NULL);
  g_autofree char *secret = g_build_filename (outside, "secret", NULL);
  g_autofree char *failures = NULL;
  g_autofree char *text = NULL;
  g_autoptr(GDir) dir = NULL;

  nexus_transfer_test_write (self->source, "file", "text");
  nexus_transfer_test_write (self->source, "folder/file", "text");
  g_object_unref (nexus_transfer_test_import (self->filesystem, self->source, "/t", NEXUS_CONFLICT_FAIL, NULL));

  nexus_transfer_test_write (outside, "secret", "secret");
  g_assert_cmpint (g_mkdir (self->target, 0755), ==, 0);
  g_assert_cmpint (symlink (outside, link), ==, 0);
  g_assert_cmpint (symlink (secret, file_link), ==, 0);
  g_object_unref (nexus_transfer_test_export (self->filesystem, "/t", self->target, NEXUS_CONFLICT_REPLACE, &failures));
  g_assert_cmpstr (failures, ==, "/t/folder: not-directory\n");

  /* The link to a file was replaced itself. */
  text = nexus_transfer_test_read (outside, "secret");
  g_assert_cmpstr (text, ==, "secret");
  g_assert_false (g_file_test (file_link, G_FILE_TEST_IS_SYMLINK));
  dir = g_dir_open (outside, 0, NULL);
  g_assert_cmpstr (g_dir_read_name (dir), ==, "secret");
  g_assert_null (g_dir_read_name (dir));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  /* The same over folders of this computer and over a place that only GIO reaches. */
#define ADD_WITH(prefix, name, data, func) \
  G_STMT_START { \
    g_autofree char *local_ = g_strconcat ("/transfer/conflicts/local/" prefix, name, NULL); \
    g_autofree char *remote_ = g_strconcat ("/transfer/conflicts/remote/" prefix, name, NULL); \
    g_test_add (local_, NexusTransferTest, data, nexus_transfer_test_set_up, func, nexus_transfer_test_tear_down); \
    g_test_add (remote_, NexusTransferTest, data, nexus_transfer_test_set_up_remote, func, \
                nexus_transfer_test_tear_down); \
  } G_STMT_END
#define ADD(name, func) ADD_WITH ("", name, NULL, func)

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      ADD_WITH ("import/", cases[i].name, &cases[i], test_import);
      ADD_WITH ("export/", cases[i].name, &cases[i], test_export);
    }
  ADD ("import-keeps", test_import_keeps);
  ADD ("unchanged", test_unchanged);
  ADD ("facts-follow", test_facts_follow);
  ADD ("destination-keeps-mode", test_destination_keeps_mode);
  ADD ("numbers", test_numbers);
  ADD ("pipe-in-the-way", test_pipe_in_the_way);
  ADD ("link-in-the-way", test_link_in_the_way);

  return g_test_run ();
}
