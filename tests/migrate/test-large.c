/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <glib/gstdio.h>
#include <nexus-sqlite-migrator-private.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "nexus-migrate-test.h"

/* A store with many entries, down to the first schema and up to the newest: how long each takes, and in how much memory. */

#define PER_TRANSACTION 1000
#define PER_FOLDER 1000

/* A migration goes through rows and never holds them all. */
#define MEMORY_LIMIT_KIB (64 * 1024)

static guint
get_n_entries (void)
{
  const char *text = g_getenv ("NEXUS_TEST_ENTRIES");

  return text != NULL ? (guint) g_ascii_strtoull (text, NULL, 10) : 5000;
}

static void
apply (NexusMetadataStore *store,
       NexusTransaction   *transaction)
{
  transaction->unrecorded = TRUE;
  _nexus_metadata_store_apply (store, &transaction, 1);
  g_assert_no_error (transaction->error);
}

static void
fill (const char *path,
      guint       n_entries)
{
  NexusMetadataStore *store = migrate_open (path);

  for (guint i = 0; i < n_entries; i += PER_TRANSACTION)
    {
      g_autoptr(NexusTransaction) transaction = _nexus_transaction_new (NULL);
      g_autofree char *folder = g_strdup_printf ("/folder-%u", i / PER_FOLDER);

      _nexus_transaction_add (transaction, fixture_mutation (NEXUS_MUTATION_MAKE_DIRECTORY, folder, NULL, NULL));
      for (guint j = i; j < MIN (n_entries, i + PER_TRANSACTION); j++)
        {
          g_autofree char *file = g_strdup_printf ("%s/file-%u.txt", folder, j);

          _nexus_transaction_add (transaction, fixture_put (file, file));
        }
      apply (store, transaction);
    }
  migrate_close (store);
}

static void
run (const char *path,
     guint       version)
{
  struct rusage usage;
  gint64 begun = g_get_monotonic_time ();
  int status;
  pid_t pid = fork ();

  g_assert_cmpint (pid, >=, 0);
  if (pid == 0)
    _exit (execl ("/proc/self/exe", "migrate", path, g_strdup_printf ("%u", version), NULL));
  g_assert_cmpint (wait4 (pid, &status, 0, &usage), ==, pid);
  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), ==, 0);
  g_assert_cmpint (migrate_version (path), ==, (int) version);

  g_test_message ("to version %u: %.2f s, %.2f s of the processor, %ld KiB at most", version,
                  (double) (g_get_monotonic_time () - begun) / G_TIME_SPAN_SECOND,
                  (double) (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
                  (double) (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / G_TIME_SPAN_SECOND, usage.ru_maxrss);
  /* Sanitizers have a memory of their own. */
  if (g_getenv ("ASAN_OPTIONS") == NULL && g_getenv ("TSAN_OPTIONS") == NULL)
    g_assert_cmpint (usage.ru_maxrss, <, MEMORY_LIMIT_KIB);
}

static void
test_large (void)
{
  g_autofree char *dir = nexus_test_make_dir ();
  g_autofree char *path = g_build_filename (dir, "metadata.db", NULL);
  guint n_entries = get_n_entries ();
  guint latest = _nexus_sqlite_schema_latest ();
  g_autoptr(NexusEntry) root = NULL;
  g_autoptr(GError) error = NULL;
  NexusMetadataStore *store;
  GStatBuf info;

  fill (path, n_entries);
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_test_message ("%u entries, a database of %" G_GINT64_FORMAT " MiB", n_entries, (gint64) info.st_size >> 20);

  run (path, 1);
  run (path, latest);
  for (guint version = latest - 1; version >= 1; version--)
    run (path, version);
  for (guint version = 2; version <= latest; version++)
    run (path, version);

  store = migrate_open (path);
  root = _nexus_metadata_store_query (store, "/", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (nexus_entry_get_total_count (root), ==, n_entries + (n_entries + PER_FOLDER - 1) / PER_FOLDER);
  migrate_close (store);
  migrate_check (path);
  nexus_test_remove_tree (dir);
}

int
main (int    argc,
      char **argv)
{
  /* In a process of its own, so that its memory is that of the migration. */
  if (argc == 3 && g_str_equal (argv[0], "migrate"))
    {
      g_autoptr(GError) error = NULL;

      if (migrate_to (argv[1], (guint) g_ascii_strtoull (argv[2], NULL, 10), &error))
        return 0;
      g_printerr ("%s\n", error->message);
      return 1;
    }

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/migrate/large", test_large);

  return g_test_run ();
}
