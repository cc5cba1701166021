/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <errno.h>
#include <fcntl.h>
#include <gcrypt.h>
#include <nexus-glib.h>
#include <sqlite3.h>
#include <string.h>
#include <unistd.h>

#include "nexus-bench-store.h"

/* One measurement per run, so that its memory is its own; run-bench puts them side by side.  Prints seconds. */

static void
run (NexusOperation *operation)
{
  g_autoptr(GError) error = NULL;

  if (!nexus_operation_run (operation, NULL, &error))
    g_error ("%s", error->message);
  g_object_unref (operation);
}

static void
import (char **arguments)
{
  NexusFilesystem *filesystem = nexus_bench_open (arguments[0]);
  g_autoptr(GFile) source = g_file_new_for_path (arguments[1]);

  run (nexus_filesystem_import (filesystem, source, "/tree", NEXUS_CONFLICT_REPLACE));
  nexus_bench_close (filesystem);
}

static void
export (char **arguments)
{
  NexusFilesystem *filesystem = nexus_bench_open (arguments[0]);
  g_autoptr(GFile) destination = g_file_new_for_path (arguments[1]);

  run (nexus_filesystem_export (filesystem, "/tree", destination, NEXUS_CONFLICT_FAIL));
  nexus_bench_close (filesystem);
}

/* Durable writes of 4 KiB, one after the other; the store is open before the clock starts. */
static double
writes (char **arguments)
{
  NexusFilesystem *filesystem = nexus_bench_open (arguments[0]);
  guint n = atoi (arguments[1]);
  gint64 begin = g_get_monotonic_time ();
  gint64 end;

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *path = g_strdup_printf ("/file-%u", i);
      guint8 *data = g_malloc0 (4096);
      g_autoptr(GBytes) bytes = NULL;
      g_autoptr(NexusEntry) entry = NULL;
      g_autoptr(GError) error = NULL;

      memcpy (data, &i, sizeof i);
      bytes = g_bytes_new_take (data, 4096);
      entry = nexus_filesystem_write (filesystem, path, bytes, NULL, NEXUS_WRITE_NONE, NULL, &error);
      if (entry == NULL)
        g_error ("%s", error->message);
    }
  end = g_get_monotonic_time ();
  nexus_bench_close (filesystem);

  return (end - begin) / 1e6;
}

static void
execute (sqlite3    *database,
         const char *sql)
{
  if (sqlite3_exec (database, sql, NULL, NULL, NULL) != SQLITE_OK)
    g_error ("%s: %s", sql, sqlite3_errmsg (database));
}

/* What such a write cannot do without: one transaction, and one sync of the file that has the bytes. */
static double
raw_writes (char **arguments)
{
  g_autofree char *database_path = g_build_filename (arguments[0], "raw.db", NULL);
  g_autofree char *file_path = g_build_filename (arguments[0], "raw.bin", NULL);
  guint n = atoi (arguments[1]);
  guint8 data[4096] = { 0, };
  sqlite3_stmt *insert;
  sqlite3 *database;
  gint64 begin;
  int fd;

  g_mkdir_with_parents (arguments[0], 0700);
  if (sqlite3_open (database_path, &database) != SQLITE_OK)
    g_error ("%s", database_path);
  execute (database, "PRAGMA journal_mode = WAL");
  execute (database, "PRAGMA synchronous = FULL");
  execute (database, "CREATE TABLE files (id INTEGER PRIMARY KEY, name TEXT UNIQUE, hash BLOB UNIQUE, size INTEGER)");
  sqlite3_prepare_v2 (database, "INSERT INTO files (name, hash, size) VALUES (?, randomblob (32), 4096)", -1, &insert,
                      NULL);
  fd = open (file_path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

  begin = g_get_monotonic_time ();
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("file-%u", i);

      if (pwrite (fd, data, sizeof data, (goffset) i * sizeof data) != sizeof data || fdatasync (fd) != 0)
        g_error ("%s: %s", file_path, g_strerror (errno));
      execute (database, "BEGIN IMMEDIATE");
      sqlite3_bind_text (insert, 1, name, -1, SQLITE_TRANSIENT);
      sqlite3_step (insert);
      sqlite3_reset (insert);
      execute (database, "COMMIT");
    }

  return (g_get_monotonic_time () - begin) / 1e6;
}

static double
queries (char **arguments)
{
  NexusFilesystem *filesystem = nexus_bench_open (arguments[0]);
  guint n = atoi (arguments[1]);
  g_autoptr(GBytes) bytes = g_bytes_new_static ("x", 1);
  g_autoptr(GError) error = NULL;
  g_autoptr(NexusEntry) made = NULL;
  double seconds;
  gint64 begin;

  made = nexus_filesystem_write (filesystem, "/a/b/c/d", bytes, NULL, NEXUS_WRITE_PARENTS, NULL, &error);
  begin = g_get_monotonic_time ();
  for (guint i = 0; i < n; i++)
    {
      g_autoptr(NexusEntry) entry = nexus_filesystem_query (filesystem, "/a/b/c/d", NULL, &error);

      g_assert_nonnull (entry);
    }
  seconds = (g_get_monotonic_time () - begin) / 1e6;
  nexus_bench_close (filesystem);

  return seconds;
}

static double
file_queries (char **arguments)
{
  g_autofree char *folder = g_build_filename (arguments[0], "a", "b", "c", NULL);
  g_autofree char *path = g_build_filename (folder, "d", NULL);
  guint n = atoi (arguments[1]);
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(GError) error = NULL;
  gint64 begin;

  g_mkdir_with_parents (folder, 0700);
  g_file_set_contents (path, "x", 1, &error);
  begin = g_get_monotonic_time ();
  for (guint i = 0; i < n; i++)
    {
      g_autoptr(GFileInfo) info = g_file_query_info (file, "standard::name,standard::size,time::modified,etag::value",
                                                     G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS, NULL, &error);

      g_assert_nonnull (info);
    }

  return (g_get_monotonic_time () - begin) / 1e6;
}

static void
hash (char **arguments)
{
  g_autofree guint8 *buffer = g_malloc (1 << 20);
  gcry_md_hd_t handle;
  gssize count;
  int fd = open (arguments[0], O_RDONLY | O_CLOEXEC);

  gcry_check_version (NULL);
  gcry_md_open (&handle, GCRY_MD_BLAKE2B_256, 0);
  while ((count = read (fd, buffer, 1 << 20)) > 0)
    gcry_md_write (handle, buffer, count);
  gcry_md_final (handle);
}

int
main (int   argc,
      char *argv[])
{
  static const struct {
    const char *name;
    int         n_arguments;
    void      (*plain) (char **arguments);
    double    (*timed) (char **arguments);
  } benches[] = {
    { "import", 2, import, NULL },
    { "export", 2, export, NULL },
    { "writes", 2, NULL, writes },
    { "raw-writes", 2, NULL, raw_writes },
    { "queries", 2, NULL, queries },
    { "file-queries", 2, NULL, file_queries },
    { "hash", 1, hash, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (benches); i++)
    {
      gint64 begin = g_get_monotonic_time ();
      double seconds;

      if (argc < 2 || strcmp (argv[1], benches[i].name) != 0 || argc != 2 + benches[i].n_arguments)
        continue;
      if (benches[i].timed != NULL)
        {
          seconds = benches[i].timed (argv + 2);
        }
      else
        {
          benches[i].plain (argv + 2);
          seconds = (g_get_monotonic_time () - begin) / 1e6;
        }
      g_print ("%.6f\n", seconds);
      return 0;
    }

  g_printerr ("usage: nexus-bench import|export|writes|raw-writes|queries|file-queries|hash ARGUMENTS\n");
  return 2;
}
