/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "nexus-security-test.h"

#include <glib/gstdio.h>
#include <nexus-sqlite-checksum-private.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Nothing may hang; there is nothing wrong with being slow. */
#define ALARM_SECONDS 600

void
security_set_alarm (void)
{
  alarm (ALARM_SECONDS);
}

static void
fill (const char *folder)
{
  NexusFilesystem *filesystem = nexus_lib_test_connect (folder);
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusEntry) made = nexus_filesystem_make_directory (filesystem, "/d", NEXUS_MAKE_DIRECTORY_NONE, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (made);
  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *path = g_strdup_printf ("/d/file-%02u", i);

      g_object_unref (nexus_lib_test_write (filesystem, path, "former"));
      g_object_unref (nexus_lib_test_write (filesystem, path, path));
      nexus_filesystem_add_tag (filesystem, path, i % 2 == 0 ? "even" : "odd", NULL, &error);
      g_assert_no_error (error);
      nexus_filesystem_set_attribute (filesystem, path, "number", g_variant_new_int64 (i), NULL, &error);
      g_assert_no_error (error);
    }
  nexus_filesystem_delete (filesystem, "/d/file-00", NULL, NEXUS_DELETE_NONE, NULL, &error);
  g_assert_no_error (error);
  nexus_filesystem_close (filesystem, NULL, &error);
  g_assert_no_error (error);
  g_assert_finalize_object (filesystem);
}

void
security_set_up (SecurityFixture *self,
                 gconstpointer    data)
{
  g_autofree char *inner = NULL;
  g_autofree char *victim = NULL;
  g_autofree char *deep = NULL;

  security_set_alarm ();
  self->dir = nexus_test_make_dir ();
  self->folder = g_build_filename (self->dir, "store", NULL);
  self->database = g_build_filename (self->folder, "metadata.db", NULL);
  self->outside = g_build_filename (self->dir, "outside", NULL);
  inner = g_build_filename (self->outside, "folder", NULL);
  victim = g_build_filename (self->outside, "victim", NULL);
  deep = g_build_filename (inner, "deep", NULL);
  g_assert_cmpint (g_mkdir_with_parents (inner, 0755), ==, 0);
  g_assert_true (g_file_set_contents (victim, "precious", -1, NULL));
  g_assert_true (g_file_set_contents (deep, "precious as well", -1, NULL));
  self->before = security_describe_tree (self->outside);
  fill (self->folder);
}

void
security_tear_down (SecurityFixture *self,
                    gconstpointer    data)
{
  g_autofree char *after = security_describe_tree (self->outside);

  g_assert_cmpstr (after, ==, self->before);
  nexus_test_remove_tree (self->dir);
  g_free (self->dir);
  g_free (self->folder);
  g_free (self->database);
  g_free (self->outside);
  g_free (self->before);
}

void
security_run_sql (const char *database,
                  const char *sql)
{
  char *message = NULL;
  sqlite3 *db;

  g_assert_cmpint (sqlite3_open_v2 (database, &db, SQLITE_OPEN_READWRITE, _nexus_sqlite_checksum_vfs ()), ==, SQLITE_OK);
  sqlite3_exec (db, "PRAGMA writable_schema = ON", NULL, NULL, NULL);
  sqlite3_exec (db, sql, NULL, NULL, &message);
  if (message != NULL)
    g_error ("%s: %s", sql, message);
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);
}

GBytes *
security_load (const char *path)
{
  g_autoptr(GError) error = NULL;
  char *contents;
  gsize size;

  g_file_get_contents (path, &contents, &size, &error);
  g_assert_no_error (error);

  return g_bytes_new_take (contents, size);
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char * const *) a, *(const char * const *) b);
}

static void
describe (const char *folder,
          const char *below,
          GString    *text)
{
  g_autofree char *path = g_build_filename (folder, below, NULL);
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (names, g_build_filename (below, name, NULL));
  g_ptr_array_sort (names, compare_names);

  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *child = g_build_filename (folder, g_ptr_array_index (names, i), NULL);
      struct stat info;

      g_assert_cmpint (lstat (child, &info), ==, 0);
      g_string_append_printf (text, "%s %o", (char *) g_ptr_array_index (names, i), (guint) info.st_mode);
      if (S_ISREG (info.st_mode))
        {
          g_autoptr(GBytes) bytes = security_load (child);
          g_autofree char *sum = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);

          g_string_append_printf (text, " %s", sum);
        }
      if (S_ISLNK (info.st_mode))
        {
          g_autofree char *target = g_file_read_link (child, NULL);

          g_string_append_printf (text, " -> %s", target);
        }
      g_string_append_c (text, '\n');
      if (S_ISDIR (info.st_mode))
        describe (folder, g_ptr_array_index (names, i), text);
    }
}

char *
security_describe_tree (const char *folder)
{
  GString *text = g_string_new (NULL);

  describe (folder, "", text);

  return g_string_free (text, FALSE);
}

void
security_assert_error (const GError *error,
                       GQuark        domain,
                       int           code,
                       const char   *first,
                       const char   *second)
{
  g_assert_nonnull (error);
  g_assert_error (error, domain, code);
  if (first != NULL && strstr (error->message, first) == NULL)
    g_error ("“%s” is not in: %s", first, error->message);
  if (second != NULL && strstr (error->message, second) == NULL)
    g_error ("“%s” is not in: %s", second, error->message);
}
