/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The names with and without 64 are the same function here, and both are asked for. */
#undef _FILE_OFFSET_BITS
#undef _FORTIFY_SOURCE

#include "nexus-verify-test.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Contents that cannot be opened now, which may be as good as ever: a repair takes none of them away, and no backup is whole
 * without them. */

int openat64 (int dir_fd, const char *path, int flags, ...);

/* What opening a large content gives; 0: the content.  NULL: in whatever store. */
static int fails_with;
static const char *fails_in;

static gboolean
is_in (int         dir_fd,
       const char *folder)
{
  g_autofree char *link = g_strdup_printf ("/proc/self/fd/%d", dir_fd);
  g_autofree char *path = g_file_read_link (link, NULL);

  return folder == NULL || (path != NULL && g_str_has_prefix (path, folder));
}

static int
do_open (int         dir_fd,
         const char *path,
         int         flags,
         mode_t      mode)
{
  /* ab/abcd…, and only to be read. */
  if (fails_with != 0 && strlen (path) == 3 + 64 && path[2] == '/' && (flags & O_ACCMODE) == O_RDONLY &&
      is_in (dir_fd, fails_in))
    {
      errno = fails_with;
      return -1;
    }

  return (int) syscall (SYS_openat, dir_fd, path, flags, mode);
}

int
openat (int         dir_fd,
        const char *path,
        int         flags,
        ...)
{
  va_list args;
  mode_t mode;

  va_start (args, flags);
  mode = flags & (O_CREAT | __O_TMPFILE) ? va_arg (args, mode_t) : 0;
  va_end (args);

  return do_open (dir_fd, path, flags, mode);
}

int
openat64 (int         dir_fd,
          const char *path,
          int         flags,
          ...)
{
  va_list args;
  mode_t mode;

  va_start (args, flags);
  mode = flags & (O_CREAT | __O_TMPFILE) ? va_arg (args, mode_t) : 0;
  va_end (args);

  return do_open (dir_fd, path, flags, mode);
}

static void
assert_states (NexusReport       *report,
               NexusFindingState  state,
               guint              at_least)
{
  GListModel *findings = nexus_report_get_findings (report);

  g_assert_cmpuint (g_list_model_get_n_items (findings), >=, at_least);
  for (guint i = 0; i < g_list_model_get_n_items (findings); i++)
    {
      g_autoptr(NexusFinding) finding = g_list_model_get_item (findings, i);

      g_assert_cmpint (nexus_finding_get_kind (finding), ==, NEXUS_FINDING_CONTENT_DAMAGED);
      g_assert_cmpint (nexus_finding_get_state (finding), ==, state);
    }
}

/* All that is told is that they could not be opened. */
static void
test_stays (VerifyFixture *self,
            gconstpointer  data)
{
  g_autofree char *quarantine = verify_path (self, "quarantine");
  g_autoptr(GHashTable) failed = NULL;
  g_autoptr(NexusReport) report = NULL;
  g_autoptr(NexusReport) after = NULL;

  fails_with = GPOINTER_TO_INT (data);
  report = verify_repair (self, NULL, FALSE);
  fails_with = 0;
  g_assert_false (nexus_report_is_good (report));
  assert_states (report, NEXUS_FINDING_FOUND, 4);
  g_assert_false (g_file_test (quarantine, G_FILE_TEST_EXISTS));

  verify_open (self);
  failed = verify_read_all (self);
  g_assert_cmpuint (g_hash_table_size (failed), ==, 0);
  after = verify_run (self->filesystem);
  g_assert_true (nexus_report_is_good (after));
}

/* What the disk does not give any more is put aside, so that it is not taken for known when its bytes come again. */
static void
test_goes (VerifyFixture *self,
           gconstpointer  data)
{
  g_autofree char *quarantine = verify_path (self, "quarantine");
  g_autoptr(NexusReport) report = NULL;

  fails_with = EIO;
  report = verify_repair (self, NULL, FALSE);
  fails_with = 0;
  assert_states (report, NEXUS_FINDING_SET_ASIDE, 4);
  g_assert_true (g_file_test (quarantine, G_FILE_TEST_IS_DIR));
}

static void
fail (NexusOperation *operation,
      int             code,
      const char     *folder)
{
  g_autoptr(NexusOperation) owned = operation;
  g_autoptr(GError) error = NULL;

  fails_with = code;
  fails_in = folder;
  g_assert_false (nexus_operation_run (owned, NULL, &error));
  fails_with = 0;
  fails_in = NULL;
  g_assert_cmpuint (error->domain, ==, G_IO_ERROR);
  g_assert_cmpuint (g_list_model_get_n_items (nexus_operation_get_failures (operation)), ==, 0);
}

/* The bytes of all that has come into /lost+found. */
static GHashTable *
list_found (VerifyFixture *self)
{
  GHashTable *found = g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref, NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusEntryEnumerator) enumerator =
    nexus_filesystem_enumerate (self->filesystem, "/lost+found", NEXUS_ENUMERATE_NONE, NULL, &error);
  g_autoptr(GPtrArray) entries = NULL;

  g_assert_no_error (error);
  entries = nexus_entry_enumerator_next (enumerator, 1000, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < entries->len; i++)
    {
      GBytes *bytes = nexus_filesystem_read (self->filesystem, nexus_entry_get_path (g_ptr_array_index (entries, i)), NULL, &error);

      g_assert_no_error (error);
      g_hash_table_add (found, bytes);
    }

  return found;
}

/* Names are lost with the database.  A content that cannot be opened while others get a new one ends the repair: to be passed
 * over would make garbage of it. */
static void
test_rescue (VerifyFixture *self,
             gconstpointer  data)
{
  g_autofree char *database = verify_path (self, "metadata.db");
  g_autofree char *mark = verify_path (self, "rescue-unfinished");
  g_autofree char *strange = g_strnfill (65536, 'x');
  g_autoptr(NexusConfig) config = nexus_config_new ();
  g_autoptr(NexusReport) report = NULL;
  g_autoptr(GHashTable) found = NULL;
  GHashTableIter iter;
  gpointer bytes;

  nexus_config_set_data_dir (config, self->folder);
  g_assert_true (g_file_set_contents (database, strange, -1, NULL));
  fail (NEXUS_OPERATION (nexus_repair_new (config)), GPOINTER_TO_INT (data), NULL);
  g_assert_true (g_file_test (mark, G_FILE_TEST_EXISTS));

  report = verify_repair (self, NULL, FALSE);
  g_assert_false (g_file_test (mark, G_FILE_TEST_EXISTS));
  verify_open (self);
  found = list_found (self);
  g_hash_table_iter_init (&iter, self->bytes);
  while (g_hash_table_iter_next (&iter, NULL, &bytes))
    g_assert_true (g_hash_table_contains (found, bytes));
}

static void
succeed (NexusOperation *operation)
{
  g_autoptr(NexusOperation) owned = operation;
  g_autoptr(GError) error = NULL;

  g_assert_true (nexus_operation_run (owned, NULL, &error));
  g_assert_no_error (error);
}

/* What the disk does not give may be read another time: it ends a backup, and the making of a store of one, and the same
 * again has all of it. */
static void
test_copies (VerifyFixture *self,
             gconstpointer  data)
{
  g_autofree char *out = nexus_test_make_dir ();
  g_autofree char *backup = g_build_filename (out, "backup", NULL);
  g_autofree char *restored = g_build_filename (out, "restored", NULL);
  g_autoptr(GFile) folder = g_file_new_for_path (backup);
  g_autoptr(GFile) store = g_file_new_for_path (restored);
  VerifyFixture again = { .folder = restored, .bytes = self->bytes };
  g_autoptr(GHashTable) failed = NULL;

  verify_open (self);
  fail (nexus_filesystem_backup (self->filesystem, folder), GPOINTER_TO_INT (data), self->folder);
  succeed (nexus_filesystem_backup (self->filesystem, folder));
  fail (nexus_restore_backup (folder, store), GPOINTER_TO_INT (data), backup);
  succeed (nexus_restore_backup (folder, store));

  verify_open (&again);
  failed = verify_read_all (&again);
  g_assert_cmpuint (g_hash_table_size (failed), ==, 0);
  verify_close (&again);
  nexus_test_remove_tree (out);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, code, func) \
  g_test_add ("/verify/unreadable/" name, VerifyFixture, GINT_TO_POINTER (code), verify_set_up, func, verify_tear_down)
  ADD ("no-leave", EACCES, test_stays);
  ADD ("no-descriptors", EMFILE, test_stays);
  ADD ("no-memory", ENOMEM, test_stays);
  ADD ("bad-disk", EIO, test_goes);
  ADD ("rescue/no-leave", EACCES, test_rescue);
  ADD ("rescue/no-descriptors", EMFILE, test_rescue);
  ADD ("copies/bad-disk", EIO, test_copies);
  ADD ("copies/no-descriptors", EMFILE, test_copies);
#undef ADD

  return g_test_run ();
}
