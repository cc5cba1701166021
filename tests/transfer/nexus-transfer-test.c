/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "nexus-transfer-test.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "nexus-remote-file.h"

#define SECOND G_GINT64_CONSTANT (1000000000)

/* How a path becomes the file that is given to the library. */
static GFile *(*make_file) (const char *path) = g_file_new_for_path;

NexusFilesystem *
nexus_transfer_test_connect (const char *data)
{
  g_autoptr(NexusConfig) config = nexus_config_new ();
  g_autoptr(GError) error = NULL;
  NexusFilesystem *filesystem;

  nexus_config_set_data_dir (config, data);
  filesystem = nexus_connect (config, NULL, &error);
  g_assert_no_error (error);

  return filesystem;
}

void
nexus_transfer_test_set_up (NexusTransferTest *self,
                            gconstpointer      user_data)
{
  self->folder = nexus_test_make_dir ();
  self->data = g_build_filename (self->folder, "data", NULL);
  self->source = g_build_filename (self->folder, "source", NULL);
  self->target = g_build_filename (self->folder, "target", NULL);
  g_assert_cmpint (g_mkdir (self->source, 0755), ==, 0);
  self->filesystem = nexus_transfer_test_connect (self->data);
}

void
nexus_transfer_test_set_up_remote (NexusTransferTest *self,
                                   gconstpointer      user_data)
{
  nexus_transfer_test_set_up (self, user_data);
  memset (&nexus_remote_place, 0, sizeof nexus_remote_place);
  make_file = nexus_remote_file_new;
}

gboolean
nexus_transfer_test_is_remote (void)
{
  return make_file == nexus_remote_file_new;
}

GFile *
nexus_transfer_test_make_file (const char *path)
{
  return make_file (path);
}

void
nexus_transfer_test_tear_down (NexusTransferTest *self,
                               gconstpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  make_file = g_file_new_for_path;
  nexus_filesystem_close (self->filesystem, NULL, &error);
  g_assert_no_error (error);
  nexus_test_assert_finalized (self->filesystem);
  nexus_test_remove_tree (self->folder);
  g_free (self->folder);
  g_free (self->data);
  g_free (self->source);
  g_free (self->target);
}

/* --- Files of the host --- */

void
nexus_transfer_test_write (const char *folder,
                           const char *name,
                           const char *text)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *above = g_path_get_dirname (path);
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (above, 0755), ==, 0);
  g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_NONE, 0644, &error);
  g_assert_no_error (error);
}

void
nexus_transfer_test_set_time (const char *folder,
                              const char *name,
                              gint64      modified_ns)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  struct timespec times[2] = { { .tv_nsec = UTIME_OMIT }, { 0, } };

  times[1].tv_sec = modified_ns / SECOND - (modified_ns % SECOND < 0);
  times[1].tv_nsec = (modified_ns % SECOND + SECOND) % SECOND;
  g_assert_cmpint (utimensat (AT_FDCWD, path, times, AT_SYMLINK_NOFOLLOW), ==, 0);
}

char *
nexus_transfer_test_read (const char *folder,
                          const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr(GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);

  return text;
}

static void
make_one (const char *folder,
          GRand      *random,
          guint       number)
{
  g_autofree char *name = g_strdup_printf ("%s", folder);
  gint64 modified = g_rand_int_range (random, -G_MAXINT32, G_MAXINT32) * SECOND + g_rand_int_range (random, 0, SECOND);

  for (gint depth = g_rand_int_range (random, 0, 4); depth > 0; depth--)
    {
      g_autofree char *deeper = g_strdup_printf ("%s/d%d", name, g_rand_int_range (random, 0, 6));

      g_free (name);
      name = g_steal_pointer (&deeper);
    }
  g_assert_cmpint (g_mkdir_with_parents (name, 0755), ==, 0);

  if (g_rand_int_range (random, 0, 12) == 0)
    {
      g_autofree char *link = g_strdup_printf ("%s/link-%u", name, number);

      g_assert_cmpint (symlink ("d1/somewhere", link), ==, 0);
      nexus_transfer_test_set_time (link, "", modified);
    }
  else
    {
      g_autofree char *file = g_strdup_printf ("%s/f%u", name, number);
      g_autoptr(GString) text = g_string_new (NULL);
      gsize size = g_rand_int_range (random, 0, 40) == 0 ? g_rand_int_range (random, 60000, 3000000)
                                                         : g_rand_int_range (random, 0, 6000);

      while (text->len < size)
        g_string_append_printf (text, "%u %u\n", number, g_rand_int (random));
      g_string_truncate (text, size);
      nexus_transfer_test_write (file, "", text->str);
      g_assert_cmpint (g_chmod (file, g_rand_int_range (random, 0, 0200) | 0600), ==, 0);
      nexus_transfer_test_set_time (file, "", modified);
    }
}

void
nexus_transfer_test_make_tree (const char *folder,
                               guint32     seed,
                               guint       n_files)
{
  g_autoptr(GRand) random = g_rand_new_with_seed (seed);

  for (guint i = 0; i < n_files; i++)
    make_one (folder, random, i);
}

/* --- Running --- */

static int
compare_lines (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char * const *) a, *(const char * const *) b);
}

static const char *
describe_error (const GError *error)
{
  g_autoptr(GEnumClass) codes = NULL;
  GEnumValue *value;

  if (error->domain == G_IO_ERROR)
    codes = g_type_class_ref (G_TYPE_IO_ERROR_ENUM);
  else if (error->domain == NEXUS_ERROR)
    codes = g_type_class_ref (NEXUS_TYPE_ERROR);
  g_assert_nonnull (codes);
  value = g_enum_get_value (codes, error->code);
  g_assert_nonnull (value);

  return value->value_nick;
}

static char *
describe_failures (NexusOperation *operation)
{
  GListModel *failures = nexus_operation_get_failures (operation);
  g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < g_list_model_get_n_items (failures); i++)
    {
      g_autoptr(NexusFailure) failure = g_list_model_get_item (failures, i);

      g_assert_true (g_utf8_validate (nexus_failure_get_path (failure), -1, NULL));
      g_assert_cmpstr (nexus_failure_get_message (failure), !=, "");
      g_ptr_array_add (lines, g_strdup_printf ("%s: %s\n", nexus_failure_get_path (failure),
                                               describe_error (nexus_failure_get_error (failure))));
    }
  g_ptr_array_sort (lines, compare_lines);
  g_ptr_array_add (lines, NULL);

  return g_strjoinv ("", (char **) lines->pdata);
}

char *
nexus_transfer_test_run (NexusOperation *operation)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *failures = NULL;
  gboolean done = nexus_operation_run (operation, NULL, &error);

  failures = describe_failures (operation);
  if (failures[0] == '\0')
    g_assert_no_error (error);
  else
    g_assert_error (error, NEXUS_ERROR, NEXUS_ERROR_PARTIAL);
  g_assert_cmpint (done, ==, failures[0] == '\0');
  g_assert_cmpint (nexus_operation_get_state (operation), ==, NEXUS_OPERATION_DONE);
  g_assert_cmpuint (nexus_operation_get_files_done (operation), ==, nexus_operation_get_files_total (operation));

  return g_steal_pointer (&failures);
}

static NexusOperation *
run (NexusOperation  *operation,
     char           **failures)
{
  g_autofree char *found = nexus_transfer_test_run (operation);

  if (failures != NULL)
    *failures = g_steal_pointer (&found);
  else
    g_assert_cmpstr (found, ==, "");

  return operation;
}

NexusOperation *
nexus_transfer_test_import (NexusFilesystem      *filesystem,
                            const char           *source,
                            const char           *path,
                            NexusConflictPolicy   policy,
                            char                **failures)
{
  g_autoptr(GFile) file = make_file (source);

  return run (nexus_filesystem_import (filesystem, file, path, policy), failures);
}

NexusOperation *
nexus_transfer_test_export (NexusFilesystem      *filesystem,
                            const char           *path,
                            const char           *target,
                            NexusConflictPolicy   policy,
                            char                **failures)
{
  g_autoptr(GFile) file = make_file (target);

  return run (nexus_filesystem_export (filesystem, path, file, policy), failures);
}

/* --- Comparing --- */

static GPtrArray *
list_names (const char *folder)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GError) error = NULL;
  g_autoptr(GDir) dir = g_dir_open (folder, 0, &error);
  const char *name;

  g_assert_no_error (error);
  while ((name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_lines);

  return names;
}

static void
compare_contents (const char *a,
                  const char *b,
                  const char *shown,
                  GString    *out)
{
  int fd_a = open (a, O_RDONLY | O_CLOEXEC);
  int fd_b = open (b, O_RDONLY | O_CLOEXEC);
  gssize count;

  if (fd_a < 0 || fd_b < 0)
    {
      g_string_append_printf (out, "%s: cannot be read\n", shown);
      count = 0;
    }
  else
    {
      static char buffer_a[65536], buffer_b[65536];

      do
        {
          count = read (fd_a, buffer_a, sizeof buffer_a);
          g_assert_cmpint (count, >=, 0);
          if (read (fd_b, buffer_b, sizeof buffer_b) != count || memcmp (buffer_a, buffer_b, count) != 0)
            {
              g_string_append_printf (out, "%s: contents\n", shown);
              break;
            }
        }
      while (count > 0);
    }
  if (fd_a >= 0)
    close (fd_a);
  if (fd_b >= 0)
    close (fd_b);
}

static void compare_folders (const char *a,
                             const char *b,
                             const char *prefix,
                             GString    *out);

static void
compare_things (const char *a,
                const char *b,
                const char *shown,
                GString    *out)
{
  struct stat info_a, info_b;

  g_assert_cmpint (lstat (a, &info_a), ==, 0);
  g_assert_cmpint (lstat (b, &info_b), ==, 0);
  if ((info_a.st_mode & S_IFMT) != (info_b.st_mode & S_IFMT))
    {
      g_string_append_printf (out, "%s: kind\n", shown);
      return;
    }

  if (info_a.st_mode != info_b.st_mode)
    g_string_append_printf (out, "%s: mode %o, %o\n", shown, info_a.st_mode & 07777, info_b.st_mode & 07777);
  /* The times of links are out of the reach of GIO. */
  if (!(S_ISLNK (info_a.st_mode) && nexus_transfer_test_is_remote ()) &&
      (info_a.st_mtim.tv_sec != info_b.st_mtim.tv_sec || info_a.st_mtim.tv_nsec != info_b.st_mtim.tv_nsec))
    g_string_append_printf (out, "%s: time %" G_GINT64_FORMAT ".%09ld, %" G_GINT64_FORMAT ".%09ld\n", shown,
                            (gint64) info_a.st_mtim.tv_sec, info_a.st_mtim.tv_nsec,
                            (gint64) info_b.st_mtim.tv_sec, info_b.st_mtim.tv_nsec);

  if (S_ISDIR (info_a.st_mode))
    {
      compare_folders (a, b, shown, out);
    }
  else if (S_ISLNK (info_a.st_mode))
    {
      g_autofree char *target_a = g_file_read_link (a, NULL);
      g_autofree char *target_b = g_file_read_link (b, NULL);

      if (g_strcmp0 (target_a, target_b) != 0)
        g_string_append_printf (out, "%s: target\n", shown);
    }
  else if (S_ISREG (info_a.st_mode))
    {
      compare_contents (a, b, shown, out);
    }
}

static void
compare_folders (const char *a,
                 const char *b,
                 const char *prefix,
                 GString    *out)
{
  g_autoptr(GPtrArray) names_a = list_names (a);
  g_autoptr(GPtrArray) names_b = list_names (b);

  for (guint i = 0, k = 0; i < names_a->len || k < names_b->len;)
    {
      const char *name_a = i < names_a->len ? g_ptr_array_index (names_a, i) : NULL;
      const char *name_b = k < names_b->len ? g_ptr_array_index (names_b, k) : NULL;
      int order = name_a == NULL ? 1 : name_b == NULL ? -1 : strcmp (name_a, name_b);
      g_autofree char *name = g_strescape (order <= 0 ? name_a : name_b, NULL);
      g_autofree char *shown = g_build_filename (prefix, name, NULL);

      if (order == 0)
        {
          g_autofree char *path_a = g_build_filename (a, name_a, NULL);
          g_autofree char *path_b = g_build_filename (b, name_b, NULL);

          compare_things (path_a, path_b, shown, out);
        }
      else
        {
          g_string_append_printf (out, "%s: only in the %s\n", shown, order < 0 ? "first" : "second");
        }
      i += order <= 0;
      k += order >= 0;
    }
}

char *
nexus_transfer_test_compare (const char *a,
                             const char *b)
{
  GString *out = g_string_new (NULL);

  compare_things (a, b, ".", out);

  return g_string_free (out, FALSE);
}

void
nexus_transfer_test_assert_clean (const char *folder)
{
  g_autoptr(GPtrArray) names = list_names (folder);

  for (guint i = 0; i < names->len; i++)
    {
      const char *name = g_ptr_array_index (names, i);
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_assert_false (g_str_has_suffix (name, ".part"));
      if (g_file_test (path, G_FILE_TEST_IS_DIR) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK))
        nexus_transfer_test_assert_clean (path);
    }
}

/* --- The store --- */

NexusEntry *
nexus_transfer_test_query (NexusFilesystem *filesystem,
                           const char      *path)
{
  g_autoptr(GError) error = NULL;
  NexusEntry *entry = nexus_filesystem_query (filesystem, path, NULL, &error);

  if (entry == NULL)
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);

  return entry;
}

char *
nexus_transfer_test_cat (NexusFilesystem *filesystem,
                         const char      *path)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = nexus_filesystem_read (filesystem, path, NULL, &error);

  g_assert_no_error (error);

  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}
