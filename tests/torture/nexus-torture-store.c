/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "nexus-torture-store.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "nexus-test-util.h"

#define COPY_SIZE (1 << 20)

NexusFilesystem *
torture_connect (const char       *folder,
                 NexusDurability   durability,
                 GError          **error)
{
  g_autoptr(NexusConfig) config = nexus_config_new ();

  nexus_config_set_data_dir (config, folder);
  nexus_config_set_durability (config, durability);
  nexus_config_set_history_limit (config, TORTURE_HISTORY_LIMIT);
  nexus_config_set_content_hash (config, NEXUS_CONTENT_HASH_SHA256);

  return nexus_connect (config, NULL, error);
}

/* --- Doing --- */

static gboolean
write_stream (NexusFilesystem  *filesystem,
              const TortureOp  *op,
              GError          **error)
{
  g_autoptr(GOutputStream) stream = NULL;
  g_autoptr(GBytes) bytes = torture_get_content (op->seed);

  stream = nexus_filesystem_create_stream (filesystem, op->path, NULL, NEXUS_WRITE_NONE, NULL, error);

  return stream != NULL &&
         g_output_stream_write_all (stream, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), NULL, NULL, error) &&
         g_output_stream_close (stream, NULL, error);
}

static gboolean
commit_batch (NexusFilesystem  *filesystem,
              const TortureOp  *op,
              GError          **error)
{
  g_autoptr(GBytes) bytes = torture_get_content (op->seed);
  g_autoptr(GBytes) other = torture_get_content (op->seed + TORTURE_OTHER_SEED);
  g_autoptr(NexusBatch) batch = nexus_batch_new (filesystem);

  nexus_batch_write (batch, op->path, bytes, NULL, NEXUS_WRITE_NONE);
  nexus_batch_write (batch, op->other, other, NULL, NEXUS_WRITE_NONE);
  nexus_batch_set_attribute (batch, op->path, "n", g_variant_new_int64 (op->number));

  return nexus_batch_commit (batch, NULL, error);
}

static gboolean
restore (NexusFilesystem  *filesystem,
         const char       *path,
         GError          **error)
{
  g_autoptr(GListModel) trash = nexus_filesystem_list_trash (filesystem, NULL, error);

  for (guint i = 0; trash != NULL && i < g_list_model_get_n_items (trash); i++)
    {
      g_autoptr(NexusTrashItem) item = g_list_model_get_item (trash, i);
      g_autoptr(NexusEntry) entry = NULL;

      if (!g_str_equal (nexus_trash_item_get_original_path (item), path))
        continue;
      entry = nexus_filesystem_restore (filesystem, nexus_trash_item_get_id (item), NULL, NEXUS_CONFLICT_FAIL, NULL,
                                        error);
      return entry != NULL;
    }
  if (trash != NULL)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "%s is not in the trash", path);

  return FALSE;
}

static gboolean
switch_tag (NexusFilesystem  *filesystem,
            const TortureOp  *op,
            GError          **error)
{
  g_autoptr(NexusEntry) entry = nexus_filesystem_query (filesystem, op->path, NULL, error);
  g_autofree char *tag = g_strdup_printf ("%u", op->number);

  if (entry == NULL)
    return FALSE;
  if (g_strv_contains (nexus_entry_get_tags (entry), tag))
    return nexus_filesystem_remove_tag (filesystem, op->path, tag, NULL, error);

  return nexus_filesystem_add_tag (filesystem, op->path, tag, NULL, error);
}

static gboolean
take (gpointer object)
{
  if (object != NULL)
    g_object_unref (object);

  return object != NULL;
}

gboolean
torture_perform (NexusFilesystem  *filesystem,
                 const TortureOp  *op,
                 GError          **error)
{
  g_autoptr(GBytes) bytes = NULL;
  g_autofree char *target = NULL;

  switch (op->kind)
    {
    case TORTURE_OP_WRITE:
      bytes = torture_get_content (op->seed);
      return take (nexus_filesystem_write (filesystem, op->path, bytes, NULL, NEXUS_WRITE_NONE, NULL, error));
    case TORTURE_OP_STREAM:
      return write_stream (filesystem, op, error);
    case TORTURE_OP_MAKE_DIRECTORY:
      return take (nexus_filesystem_make_directory (filesystem, op->path, NEXUS_MAKE_DIRECTORY_NONE, NULL, error));
    case TORTURE_OP_LINK:
      target = g_strdup_printf ("to %u", op->number);
      return take (nexus_filesystem_make_symbolic_link (filesystem, op->path, target, NULL, error));
    case TORTURE_OP_MOVE:
      return take (nexus_filesystem_move (filesystem, op->path, op->other, NULL, NEXUS_COPY_NONE, NULL, error));
    case TORTURE_OP_COPY:
      return take (nexus_filesystem_copy (filesystem, op->path, op->other, NEXUS_COPY_NONE, NULL, error));
    case TORTURE_OP_DELETE:
      return nexus_filesystem_delete (filesystem, op->path, NULL, NEXUS_DELETE_RECURSIVE, NULL, error);
    case TORTURE_OP_PURGE:
      return nexus_filesystem_delete (filesystem, op->path, NULL, NEXUS_DELETE_RECURSIVE | NEXUS_DELETE_PERMANENT, NULL,
                                      error);
    case TORTURE_OP_RESTORE:
      return restore (filesystem, op->path, error);
    case TORTURE_OP_ATTRIBUTE:
      return nexus_filesystem_set_attribute (filesystem, op->path, "n", g_variant_new_int64 (op->number), NULL, error);
    case TORTURE_OP_TAG:
      return switch_tag (filesystem, op, error);
    case TORTURE_OP_RESTORE_VERSION:
      return take (nexus_filesystem_restore_version (filesystem, op->path, op->number, NULL, error));
    case TORTURE_OP_BATCH:
      return commit_batch (filesystem, op, error);
    case TORTURE_OP_UNDO:
      return take (nexus_filesystem_undo (filesystem, 0, NULL, error));
    case TORTURE_OP_EMPTY_TRASH:
      return nexus_filesystem_empty_trash (filesystem, NULL, error);
    case TORTURE_OP_COLLECT:
      {
        g_autoptr(NexusOperation) operation =
          nexus_filesystem_collect_garbage (filesystem, NEXUS_GARBAGE_NONE, 0);

        return nexus_operation_run (operation, NULL, error);
      }
    default:
      g_assert_not_reached ();
    }
}

/* --- Telling --- */

static void
describe_versions (NexusFilesystem *filesystem,
                   NexusEntry      *entry,
                   GString         *text)
{
  const char *path = nexus_entry_get_path (entry);
  g_autoptr(GListModel) versions = NULL;
  g_autoptr(GError) error = NULL;

  g_string_append_printf (text, " %s v%u", nexus_entry_get_etag (entry), nexus_entry_get_version (entry));
  versions = nexus_filesystem_list_versions (filesystem, path, NULL, &error);
  g_assert_no_error (error);

  for (guint i = g_list_model_get_n_items (versions); i > 0; i--)
    {
      g_autoptr(NexusVersion) version = g_list_model_get_item (versions, i - 1);
      g_autoptr(GBytes) bytes = NULL;
      g_autofree char *etag = NULL;

      bytes = nexus_filesystem_read_version (filesystem, path, nexus_version_get_number (version), NULL, &error);
      g_assert_no_error (error);
      etag = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
      g_assert_cmpstr (etag, ==, nexus_version_get_etag (version));
      g_assert_cmpuint (g_bytes_get_size (bytes), ==, nexus_version_get_size (version));
      if (!nexus_version_get_is_current (version))
        g_string_append_printf (text, " %u:%s", nexus_version_get_number (version), etag);
    }
}

static char *
describe_entry (NexusFilesystem *filesystem,
                NexusEntry      *entry)
{
  static const char * const kinds[] = { "file", "directory", "link" };
  GString *text = g_string_new (NULL);
  g_autoptr(GVariant) value = NULL;

  g_string_append_printf (text, "%s %s", nexus_entry_get_path (entry), kinds[nexus_entry_get_kind (entry)]);
  if (nexus_entry_get_kind (entry) == NEXUS_KIND_FILE)
    describe_versions (filesystem, entry, text);
  if (nexus_entry_get_target (entry) != NULL)
    g_string_append_printf (text, " → %s", nexus_entry_get_target (entry));
  value = g_variant_lookup_value (nexus_entry_get_attributes (entry), "n", G_VARIANT_TYPE_INT64);
  if (value != NULL)
    g_string_append_printf (text, " n=%" G_GINT64_FORMAT, g_variant_get_int64 (value));
  for (guint i = 0; nexus_entry_get_tags (entry)[i] != NULL; i++)
    g_string_append_printf (text, " +%s", nexus_entry_get_tags (entry)[i]);
  g_string_append_c (text, '\n');

  return g_string_free (text, FALSE);
}

static int
compare_lines (gconstpointer a,
               gconstpointer b)
{
  const char *first = *(const char * const *) a;
  const char *second = *(const char * const *) b;
  /* By path, in the order of bytes, as a tree with such keys has them. */
  g_autofree char *first_path = g_strndup (first, strcspn (first, " "));
  g_autofree char *second_path = g_strndup (second, strcspn (second, " "));
  int order = strcmp (first_path, second_path);

  return order != 0 ? order : strcmp (first, second);
}

static void
append_sorted (GString   *text,
               GPtrArray *lines)
{
  g_ptr_array_sort (lines, compare_lines);
  for (guint i = 0; i < lines->len; i++)
    g_string_append (text, g_ptr_array_index (lines, i));
}

static void
describe_below (NexusFilesystem *filesystem,
                const char      *folder,
                GString         *text)
{
  g_autoptr(NexusEntryEnumerator) enumerator = NULL;
  g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(NexusEntry) top = NULL;
  g_autoptr(GError) error = NULL;

  top = nexus_filesystem_query (filesystem, folder, NULL, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    return;
  g_assert_no_error (error);
  g_ptr_array_add (lines, describe_entry (filesystem, top));

  enumerator = nexus_filesystem_enumerate (filesystem, folder, NEXUS_ENUMERATE_RECURSIVE, NULL, &error);
  g_assert_no_error (error);
  for (;;)
    {
      g_autoptr(GPtrArray) entries = nexus_entry_enumerator_next (enumerator, 500, NULL, &error);

      g_assert_no_error (error);
      if (entries->len == 0)
        break;
      for (guint i = 0; i < entries->len; i++)
        g_ptr_array_add (lines, describe_entry (filesystem, g_ptr_array_index (entries, i)));
    }
  append_sorted (text, lines);
}

static void
describe_trash (NexusFilesystem *filesystem,
                const char      *folder,
                GString         *text)
{
  g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GListModel) trash = NULL;
  g_autoptr(GError) error = NULL;

  trash = nexus_filesystem_list_trash (filesystem, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < g_list_model_get_n_items (trash); i++)
    {
      g_autoptr(NexusTrashItem) item = g_list_model_get_item (trash, i);
      NexusEntry *entry = nexus_trash_item_get_entry (item);
      const char *etag = nexus_entry_get_etag (entry);

      if (g_str_has_prefix (nexus_trash_item_get_original_path (item), folder))
        g_ptr_array_add (lines, g_strdup_printf ("%s %d %s\n", nexus_trash_item_get_original_path (item),
                                                 nexus_entry_get_kind (entry), etag != NULL ? etag : "-"));
    }
  g_ptr_array_sort (lines, compare_lines);
  for (guint i = 0; i < lines->len; i++)
    g_string_append_printf (text, "trash %s", (const char *) g_ptr_array_index (lines, i));
}

char *
torture_describe (NexusFilesystem *filesystem,
                  guint            thread)
{
  g_autofree char *folder = g_strdup_printf ("/t%u", thread);
  g_autofree char *prefix = g_strconcat (folder, "/", NULL);
  GString *text = g_string_new (NULL);

  describe_below (filesystem, folder, text);
  describe_trash (filesystem, prefix, text);

  return g_string_free (text, FALSE);
}

static void
describe_snapshots (NexusFilesystem *filesystem,
                    GString         *text)
{
  g_autoptr(GListModel) snapshots = NULL;
  g_autoptr(GError) error = NULL;

  snapshots = nexus_filesystem_list_snapshots (filesystem, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < g_list_model_get_n_items (snapshots); i++)
    {
      g_autoptr(NexusSnapshot) snapshot = g_list_model_get_item (snapshots, i);

      g_string_append_printf (text, "snapshot %s %s %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT "\n",
                              nexus_snapshot_get_name (snapshot), nexus_snapshot_get_path (snapshot),
                              nexus_snapshot_get_count (snapshot), nexus_snapshot_get_size (snapshot));
    }
}

char *
torture_describe_all (NexusFilesystem *filesystem)
{
  GString *text = g_string_new (NULL);

  describe_below (filesystem, "/", text);
  describe_trash (filesystem, "/", text);
  describe_snapshots (filesystem, text);

  return g_string_free (text, FALSE);
}

/* --- Checking --- */

void
torture_verify (NexusFilesystem *filesystem)
{
  g_autoptr(NexusVerify) verify = nexus_filesystem_verify (filesystem, NULL);
  g_autoptr(GError) error = NULL;
  GListModel *findings;

  nexus_operation_run (NEXUS_OPERATION (verify), NULL, &error);
  g_assert_no_error (error);
  findings = nexus_report_get_findings (nexus_verify_get_report (verify));
  for (guint i = 0; i < g_list_model_get_n_items (findings); i++)
    {
      g_autoptr(NexusFinding) finding = g_list_model_get_item (findings, i);

      g_printerr ("finding %d: %s\n", nexus_finding_get_kind (finding), nexus_finding_get_message (finding));
    }
  g_assert_cmpuint (g_list_model_get_n_items (findings), ==, 0);
}

void
torture_assert_clean (const char *folder)
{
  g_autofree char *tmp = g_build_filename (folder, "tmp", NULL);
  g_autoptr(GDir) dir = g_dir_open (tmp, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    g_error ("left behind: %s/%s", tmp, name);
}

void
torture_close (NexusFilesystem *filesystem)
{
  g_autoptr(GError) error = NULL;

  nexus_filesystem_close (filesystem, NULL, &error);
  g_assert_no_error (error);
  nexus_test_assert_finalized (filesystem);
}

void
torture_assert_same (const char *is,
                     const char *expected,
                     const char *what)
{
  g_auto(GStrv) left = NULL;
  g_auto(GStrv) right = NULL;

  if (g_str_equal (is, expected))
    return;

  left = g_strsplit (is, "\n", -1);
  right = g_strsplit (expected, "\n", -1);
  for (guint i = 0; left[i] != NULL; i++)
    {
      if (!g_strv_contains ((const char * const *) right, left[i]))
        g_printerr ("# is, but should not be: %s\n", left[i]);
    }
  for (guint i = 0; right[i] != NULL; i++)
    {
      if (!g_strv_contains ((const char * const *) left, right[i]))
        g_printerr ("# should be, but is not: %s\n", right[i]);
    }
  g_error ("the store is not as it has to be: %s", what);
}

/* --- Folders --- */

char *
torture_make_dir (void)
{
  g_autofree char *name = NULL;
  struct statvfs info;

  if (g_access ("/dev/shm", W_OK) == 0 && statvfs ("/dev/shm", &info) == 0 &&
      (guint64) info.f_bavail * info.f_frsize > (G_GUINT64_CONSTANT (512) << 20))
    {
      name = g_strdup ("/dev/shm/nexus-torture-XXXXXX");
      if (g_mkdtemp_full (name, 0700) != NULL)
        return g_steal_pointer (&name);
    }

  return nexus_test_make_dir ();
}

/* With its mode and times, as it is done some hundred thousand times. */
static void
copy_file (const char *from,
           const char *to)
{
  g_autofree char *buffer = g_malloc (COPY_SIZE);
  int in = open (from, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  int out = open (to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  struct stat info;
  ssize_t size;

  g_assert_cmpint (in, >=, 0);
  g_assert_cmpint (out, >=, 0);
  g_assert_cmpint (fstat (in, &info), ==, 0);
  while ((size = read (in, buffer, COPY_SIZE)) > 0)
    g_assert_cmpint (write (out, buffer, (size_t) size), ==, size);
  g_assert_cmpint (size, ==, 0);
  g_assert_cmpint (fchmod (out, info.st_mode & 07777), ==, 0);
  g_assert_cmpint (futimens (out, (struct timespec[]) { info.st_atim, info.st_mtim }), ==, 0);
  close (in);
  close (out);
}

void
torture_copy_tree (const char *from,
                   const char *to)
{
  g_autoptr(GDir) dir = NULL;
  g_autoptr(GError) error = NULL;
  const char *name;

  g_assert_cmpint (g_mkdir_with_parents (to, 0700), ==, 0);
  dir = g_dir_open (from, 0, &error);
  g_assert_no_error (error);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *source = g_build_filename (from, name, NULL);
      g_autofree char *target = g_build_filename (to, name, NULL);

      if (g_file_test (source, G_FILE_TEST_IS_DIR))
        torture_copy_tree (source, target);
      else
        copy_file (source, target);
    }
}
