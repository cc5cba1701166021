/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <nexus-report-private.h>
#include <nexus-sqlite-connection-private.h>
#include <nexus-sqlite-migrator-private.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "nexus-migrate-test.h"

/* The schema changes while another process has the store open. */

#define N_PROCESSES 6

typedef struct {
  pid_t pid;
  int   from_child;
  int   to_child;
} Child;

/* What the child says. */
#define SAID_WRITTEN 'w'
#define SAID_REFUSED 'r'

static Child
start (void       (*func) (const char *path, int in, int out),
       const char  *path)
{
  Child child;
  int down[2], up[2];

  g_assert_cmpint (pipe (down), ==, 0);
  g_assert_cmpint (pipe (up), ==, 0);
  child.pid = fork ();
  g_assert_cmpint (child.pid, >=, 0);
  if (child.pid == 0)
    {
      alarm (60);
      close (down[1]);
      close (up[0]);
      func (path, down[0], up[1]);
      _exit (0);
    }
  close (down[0]);
  close (up[1]);
  child.to_child = down[1];
  child.from_child = up[0];

  return child;
}

static void
say (int  fd,
     char what)
{
  g_assert_cmpint (write (fd, &what, 1), ==, 1);
}

static char
hear (int fd)
{
  char what;

  g_assert_cmpint (read (fd, &what, 1), ==, 1);

  return what;
}

static void
finish (Child *child)
{
  int status;

  g_assert_cmpint (waitpid (child->pid, &status, 0), ==, child->pid);
  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), ==, 0);
  close (child->from_child);
  close (child->to_child);
}

static gboolean
put (NexusMetadataStore  *store,
     guint                number,
     GError             **error)
{
  g_autofree char *path = g_strdup_printf ("/f%u", number);
  g_autoptr(NexusTransaction) transaction = _nexus_transaction_new_single (fixture_put (path, path), NULL);

  _nexus_metadata_store_apply (store, &transaction, 1);
  if (transaction->error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&transaction->error));

  return FALSE;
}

static gboolean
on_content (NexusContentRef  *content,
            gboolean          wanted,
            gpointer          user_data,
            GError          **error)
{
  g_assert_not_reached ();
}

/* What has a connection of its own: collecting garbage by the rules of another schema would be the end of contents. */
static void
assert_upkeep_refused (NexusMetadataStore *store)
{
  g_autoptr(NexusContentRef) content = fixture_content ("equal");
  g_autoptr(NexusReport) report = _nexus_report_new ();
  NexusContentNote note = { 1, 1, TRUE };
  NexusMarkRules rules = { .added_before_ns = G_MAXINT64, .deleted_before_ns = G_MININT64 };
  g_autoptr(GError) error = NULL;
  guint n;

  g_assert_false (_nexus_metadata_store_mark (store, &rules, NULL, on_content, NULL, NULL, &error));
  g_assert_error (error, NEXUS_ERROR, NEXUS_ERROR_SCHEMA_TOO_NEW);
  g_clear_error (&error);
  g_assert_false (_nexus_metadata_store_forget (store, &content, 1, G_MAXINT64, &n, NULL, &error));
  g_assert_error (error, NEXUS_ERROR, NEXUS_ERROR_SCHEMA_TOO_NEW);
  g_clear_error (&error);
  g_assert_false (_nexus_metadata_store_note_checked (store, &note, 1, NULL, &error));
  g_assert_error (error, NEXUS_ERROR, NEXUS_ERROR_SCHEMA_TOO_NEW);
  g_clear_error (&error);
  g_assert_false (_nexus_metadata_store_set_locator (store, content->hash, NULL, NULL, NULL, NULL, &error));
  g_assert_error (error, NEXUS_ERROR, NEXUS_ERROR_SCHEMA_TOO_NEW);
  g_clear_error (&error);
  g_assert_false (_nexus_metadata_store_verify (store, TRUE, report, NULL, &error));
  g_assert_error (error, NEXUS_ERROR, NEXUS_ERROR_SCHEMA_TOO_NEW);
  g_clear_error (&error);
  g_assert_false (_nexus_metadata_store_verify (store, FALSE, report, NULL, &error));
  g_assert_error (error, NEXUS_ERROR, NEXUS_ERROR_SCHEMA_TOO_NEW);
}

/* Writes until it is refused, says so, and goes on when it is told that the schema is back. */
static void
write_on (const char *path,
          int         in,
          int         out)
{
  g_autoptr(GError) error = NULL;
  NexusMetadataStore *store = migrate_open (path);
  guint n = 0;

  while (put (store, n, &error))
    {
      n++;
      say (out, SAID_WRITTEN);
    }
  g_assert_error (error, NEXUS_ERROR, NEXUS_ERROR_SCHEMA_TOO_NEW);
  g_assert_nonnull (strstr (error->message, "while it was open"));
  g_clear_error (&error);

  g_assert_null (_nexus_metadata_store_query (store, "/f0", NULL, &error));
  g_assert_error (error, NEXUS_ERROR, NEXUS_ERROR_SCHEMA_TOO_NEW);
  g_clear_error (&error);
  g_assert_null (_nexus_metadata_store_list_snapshots (store, NULL, &error));
  g_assert_error (error, NEXUS_ERROR, NEXUS_ERROR_SCHEMA_TOO_NEW);
  g_clear_error (&error);
  assert_upkeep_refused (store);
  say (out, SAID_REFUSED);

  hear (in);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("/f%u", i);
      g_autoptr(NexusEntry) entry = _nexus_metadata_store_query (store, name, NULL, &error);

      g_assert_no_error (error);
      g_assert_nonnull (entry);
    }
  g_assert_true (put (store, n, &error));
  g_assert_no_error (error);
  say (out, SAID_WRITTEN);
  migrate_close (store);
}

static void
test_writer (void)
{
  g_autofree char *dir = nexus_test_make_dir ();
  g_autofree char *path = g_build_filename (dir, "metadata.db", NULL);
  guint latest = _nexus_sqlite_schema_latest ();
  g_autoptr(GError) error = NULL;
  NexusMetadataStore *store;
  Child child;
  guint n = 0;

  migrate_load (path, latest - 1);
  migrate_close (migrate_open (path));
  child = start (write_on, path);
  for (; n < 50; n++)
    g_assert_cmpint (hear (child.from_child), ==, SAID_WRITTEN);

  g_assert_true (migrate_to (path, latest - 1, &error));
  g_assert_no_error (error);
  while (hear (child.from_child) == SAID_WRITTEN)
    n++;
  g_assert_cmpint (migrate_version (path), ==, (int) latest - 1);

  g_assert_true (migrate_to (path, latest, &error));
  g_assert_no_error (error);
  say (child.to_child, 'g');
  g_assert_cmpint (hear (child.from_child), ==, SAID_WRITTEN);
  finish (&child);

  /* What was acknowledged on either side of it is there. */
  store = migrate_open (path);
  for (guint i = 0; i <= n; i++)
    {
      g_autofree char *name = g_strdup_printf ("/f%u", i);
      g_autoptr(NexusEntry) entry = _nexus_metadata_store_query (store, name, NULL, &error);

      g_assert_no_error (error);
      g_assert_nonnull (entry);
    }
  migrate_close (store);
  migrate_check (path);
  nexus_test_remove_tree (dir);
}

/* A process of a former release has it open while this one brings it up to date. */
static void
test_former (void)
{
  g_autofree char *dir = nexus_test_make_dir ();
  g_autofree char *path = g_build_filename (dir, "metadata.db", NULL);
  g_autofree char *versions = NULL;
  guint former = _nexus_sqlite_schema_latest () - 1;
  g_autoptr(NexusSqliteConnection) connection = NULL;
  g_autoptr(GError) error = NULL;

  migrate_load (path, former);
  connection = _nexus_sqlite_connection_open (path, NEXUS_SQLITE_OPEN_READER, NEXUS_DURABILITY_FULL, &error);
  g_assert_no_error (error);
  connection->schema_version = former;
  g_assert_true (_nexus_sqlite_connection_begin_read (connection, &error));
  g_assert_no_error (error);

  /* It reads on in what it has begun to read, and holds nobody up. */
  migrate_assert (path, former);
  g_assert_true (_nexus_sqlite_connection_execute (connection, "SELECT count(*) FROM nodes", "look", &error));
  g_assert_no_error (error);
  _nexus_sqlite_connection_end_read (connection);

  versions = g_strdup_printf ("%u to %u", former, former + 1);
  g_assert_false (_nexus_sqlite_connection_begin_read (connection, &error));
  g_assert_error (error, NEXUS_ERROR, NEXUS_ERROR_SCHEMA_TOO_NEW);
  g_assert_nonnull (strstr (error->message, versions));

  g_clear_pointer (&connection, _nexus_sqlite_connection_free);
  nexus_test_remove_tree (dir);
}

static void
open_once (const char *path,
           int         in,
           int         out)
{
  g_autofree char *described = NULL;
  g_autofree char *expected = migrate_expected (1);
  NexusMetadataStore *store;

  hear (in);
  store = migrate_open (path);
  described = migrate_describe (store, 1);
  g_assert_cmpstr (described, ==, expected);
  migrate_close (store);
}

static void
test_many (void)
{
  g_autofree char *dir = nexus_test_make_dir ();
  g_autofree char *path = g_build_filename (dir, "metadata.db", NULL);
  g_autofree char *backup = g_strconcat (path, ".v1.bak", NULL);
  Child children[N_PROCESSES];

  migrate_load (path, 1);
  for (guint i = 0; i < N_PROCESSES; i++)
    children[i] = start (open_once, path);
  for (guint i = 0; i < N_PROCESSES; i++)
    say (children[i].to_child, 'g');
  for (guint i = 0; i < N_PROCESSES; i++)
    finish (&children[i]);

  g_assert_cmpint (migrate_version (backup), ==, 1);
  migrate_assert (path, 1);
  nexus_test_remove_tree (dir);
}

static void
hold_lock (const char *path,
           int         in,
           int         out)
{
  sqlite3 *db;

  g_assert_cmpint (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READWRITE, _nexus_sqlite_checksum_vfs ()), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, "BEGIN IMMEDIATE", NULL, NULL, NULL), ==, SQLITE_OK);
  say (out, 'h');
  hear (in);
  g_assert_cmpint (sqlite3_exec (db, "COMMIT", NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
}

static gpointer
migrate_cancellable (gpointer data)
{
  gpointer *args = data;
  GError *error = NULL;

  _nexus_sqlite_schema_migrate (args[0], NEXUS_CONTENT_HASH_BLAKE2B_256, _nexus_sqlite_schema_latest (), args[1], &error);

  return error;
}

/* While another process is writing, a migration waits, and who gives up waiting has changed nothing. */
static void
test_waiting (void)
{
  g_autofree char *dir = nexus_test_make_dir ();
  g_autofree char *path = g_build_filename (dir, "metadata.db", NULL);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;
  gpointer args[2];
  GThread *thread;
  gint64 begun;
  Child child;

  migrate_load (path, 1);
  child = start (hold_lock, path);
  hear (child.from_child);

  args[0] = path;
  args[1] = cancellable;
  thread = g_thread_new ("migrate", migrate_cancellable, args);
  begun = g_get_monotonic_time ();
  g_cancellable_cancel (cancellable);
  error = g_thread_join (thread);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_cmpint (g_get_monotonic_time () - begun, <, 20 * G_TIME_SPAN_SECOND);
  g_assert_cmpint (migrate_version (path), ==, 1);

  args[1] = NULL;
  thread = g_thread_new ("migrate", migrate_cancellable, args);
  say (child.to_child, 'g');
  error = g_thread_join (thread);
  g_assert_no_error (error);
  finish (&child);
  migrate_assert (path, 1);
  nexus_test_remove_tree (dir);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/migrate/beside/writer", test_writer);
  g_test_add_func ("/migrate/beside/former", test_former);
  g_test_add_func ("/migrate/beside/many", test_many);
  g_test_add_func ("/migrate/beside/waiting", test_waiting);

  return g_test_run ();
}
