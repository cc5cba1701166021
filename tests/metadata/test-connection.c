/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "nexus-store-fixture.h"

#include <nexus-sqlite-error-private.h>
#include <nexus-sqlite-query-private.h>
#include <string.h>

/* Connections: result codes, giving up, snapshots and what is remembered. */

static sqlite3_mem_methods memory;
static int no_memory;            /* atomic */
static _Thread_local int left;   /* allocations of this thread until one fails, 0 for none */

static gboolean
is_last (void)
{
  return left > 0 && --left == 0;
}

static void *
allocate (int size)
{
  return is_last () ? NULL : memory.xMalloc (size);
}

static void *
reallocate (void *block,
            int   size)
{
  return g_atomic_int_get (&no_memory) || is_last () ? NULL : memory.xRealloc (block, size);
}

static void
replace_memory (void)
{
  sqlite3_mem_methods methods;

  g_assert_cmpint (sqlite3_config (SQLITE_CONFIG_GETMALLOC, &memory), ==, SQLITE_OK);
  methods = memory;
  methods.xMalloc = allocate;
  methods.xRealloc = reallocate;
  g_assert_cmpint (sqlite3_config (SQLITE_CONFIG_MALLOC, &methods), ==, SQLITE_OK);
  /* Without its own pool of small blocks every allocation is one of these. */
  g_assert_cmpint (sqlite3_config (SQLITE_CONFIG_LOOKASIDE, 0, 0), ==, SQLITE_OK);
}

static void
test_errors (void)
{
  const struct {
    int result;
    GQuark domain;
    int code;
  } expected[] = {
    { SQLITE_FULL, G_IO_ERROR, G_IO_ERROR_NO_SPACE },
    { SQLITE_READONLY, G_IO_ERROR, G_IO_ERROR_READ_ONLY },
    { SQLITE_READONLY_DIRECTORY, G_IO_ERROR, G_IO_ERROR_READ_ONLY },
    { SQLITE_PERM, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED },
    { SQLITE_CANTOPEN, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED },
    { SQLITE_CANTOPEN_SYMLINK, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED },
    { SQLITE_CORRUPT, NEXUS_ERROR, NEXUS_ERROR_CORRUPT },
    { SQLITE_CORRUPT_INDEX, NEXUS_ERROR, NEXUS_ERROR_CORRUPT },
    { SQLITE_CONSTRAINT_UNIQUE, NEXUS_ERROR, NEXUS_ERROR_CORRUPT },
    { SQLITE_IOERR_CORRUPTFS, NEXUS_ERROR, NEXUS_ERROR_CORRUPT },
    { SQLITE_NOTADB, NEXUS_ERROR, NEXUS_ERROR_NOT_A_STORE },
    { SQLITE_INTERRUPT, G_IO_ERROR, G_IO_ERROR_CANCELLED },
    { SQLITE_BUSY, G_IO_ERROR, G_IO_ERROR_BUSY },
    { SQLITE_BUSY_SNAPSHOT, G_IO_ERROR, G_IO_ERROR_BUSY },
    { SQLITE_LOCKED, G_IO_ERROR, G_IO_ERROR_BUSY },
    { SQLITE_PROTOCOL, G_IO_ERROR, G_IO_ERROR_BUSY },
    { SQLITE_TOOBIG, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT },
    { SQLITE_NOMEM, G_IO_ERROR, G_IO_ERROR_FAILED },
    { SQLITE_IOERR_NOMEM, G_IO_ERROR, G_IO_ERROR_FAILED },
    { SQLITE_IOERR_FSYNC, G_IO_ERROR, G_IO_ERROR_FAILED },
    { SQLITE_ERROR, G_IO_ERROR, G_IO_ERROR_FAILED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_autoptr(GError) error = NULL;

      _nexus_sqlite_set_error (&error, NULL, expected[i].result, "do the thing");
      g_assert_error (error, expected[i].domain, expected[i].code);
      if (expected[i].result != SQLITE_INTERRUPT)
        g_assert_nonnull (strstr (error->message, "do the thing"));
    }

  /* Busy comes with what to do, not with SQLite's words alone. */
  {
    g_autoptr(GError) error = NULL;

    _nexus_sqlite_set_error (&error, NULL, SQLITE_BUSY, "begin to write");
    g_assert_true (g_str_has_prefix (error->message, "Another process"));
  }
}

/* The result code in a line of SQLite's own check. */
static void
test_complaints (void)
{
  g_assert_cmpint (_nexus_sqlite_complaint_get_code ("ok"), ==, SQLITE_OK);
  g_assert_cmpint (_nexus_sqlite_complaint_get_code ("*** in database main ***\nTree 5 page 6: unable to get the page. error code=7"),
                   ==, SQLITE_NOMEM);
  g_assert_cmpint (_nexus_sqlite_complaint_get_code ("Page 9: btreeInitPage() returns error code 11"), ==, SQLITE_CORRUPT);
  g_assert_cmpint (_nexus_sqlite_complaint_get_code ("Page 9 is never used"), ==, SQLITE_OK);
}

static gboolean
give_up (gpointer user_data)
{
  int *n_polls = user_data;

  (*n_polls)++;

  return TRUE;
}

static NexusSqliteConnection *
open_connection (Fixture             *fixture,
                 NexusSqliteOpenMode  mode)
{
  g_autoptr(GError) error = NULL;
  NexusSqliteConnection *connection = _nexus_sqlite_connection_open (fixture->path, mode, NEXUS_DURABILITY_NORMAL, &error);

  g_assert_no_error (error);

  return connection;
}

static void
test_interrupted (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autoptr(NexusSqliteConnection) reader = open_connection (fixture, NEXUS_SQLITE_OPEN_READER);
  g_autoptr(NexusTransaction) transaction = _nexus_transaction_new (NULL);
  NexusStatisticsInit statistics = { 0 };
  g_autoptr(GError) error = NULL;
  int n_polls = 0;

  for (guint i = 0; i < 2000; i++)
    {
      g_autofree char *path = g_strdup_printf ("/%u", i);
      _nexus_transaction_add (transaction, fixture_put (path, path));
    }
  _nexus_metadata_store_apply (fixture->store, &transaction, 1);
  g_assert_no_error (transaction->error);

  /* A reader that is told to give up in the middle of its work does. */
  g_assert_true (_nexus_sqlite_connection_begin_read (reader, &error));
  _nexus_sqlite_connection_set_poll (reader, give_up, &n_polls);
  g_assert_false (_nexus_sqlite_get_statistics (reader, &statistics, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (n_polls, >, 0);
  g_clear_error (&error);

  /* … and is as good as new after it. */
  _nexus_sqlite_connection_set_poll (reader, NULL, NULL);
  _nexus_sqlite_connection_end_read (reader);
  g_assert_true (_nexus_sqlite_connection_begin_read (reader, &error));
  g_assert_true (_nexus_sqlite_get_statistics (reader, &statistics, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (statistics.n_files, ==, 2000);
  _nexus_sqlite_connection_end_read (reader);
}

/* A text for which there is no memory is not told to be damaged; what is damaged afterwards is. */
static void
test_no_memory (Fixture       *fixture,
                gconstpointer  data)
{
  /* SQLite has it without a zero at the end, which takes more memory when it is asked for. */
  static const char sql[] = "SELECT value FROM json_each ('[\"0123456789012345678901234567890123456789012345678901234\", null]')";
  g_autoptr(NexusSqliteConnection) connection = open_connection (fixture, NEXUS_SQLITE_OPEN_READER);
  g_autoptr(GError) error = NULL;
  sqlite3_stmt *statement;
  const char *text;
  gboolean row;

  statement = _nexus_sqlite_connection_prepare (connection, sql, &error);
  g_assert_no_error (error);
  g_assert_true (_nexus_sqlite_step (connection, statement, &row, "read", &error));
  g_assert_true (row);
  g_atomic_int_set (&no_memory, TRUE);
  text = _nexus_sqlite_column_text (statement, 0);
  g_atomic_int_set (&no_memory, FALSE);
  if (text != NULL)
    {
      sqlite3_reset (statement);
      g_test_skip ("this version of SQLite needs no memory for it");
      return;
    }
  _nexus_sqlite_set_corrupt (&error, "/a");
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, "memory"));
  g_clear_error (&error);

  sqlite3_reset (statement);
  g_assert_true (_nexus_sqlite_step (connection, statement, &row, "read", &error));
  g_assert_true (_nexus_sqlite_step (connection, statement, &row, "read", &error));
  g_assert_null (_nexus_sqlite_column_text (statement, 0));
  _nexus_sqlite_set_corrupt (&error, "/a");
  g_assert_error (error, NEXUS_ERROR, NEXUS_ERROR_CORRUPT);
  sqlite3_reset (statement);
}

/* Whatever there is no memory for, a connection that opens can do what all can; the checksum of rows was missing once. */
static void
test_open_without_memory (Fixture       *fixture,
                          gconstpointer  data)
{
  gboolean all = FALSE;
  guint n_refused = 0;

  for (int i = 1; !all; i++)
    {
      g_autoptr(NexusSqliteConnection) connection = NULL;
      g_autoptr(GError) error = NULL;

      left = i;
      connection = _nexus_sqlite_connection_open (fixture->path, NEXUS_SQLITE_OPEN_READER, NEXUS_DURABILITY_FULL, &error);
      all = left > 0;
      left = 0;
      if (connection == NULL)
        {
          g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FAILED);
          g_assert_nonnull (strstr (error->message, "memory"));
          n_refused++;
          continue;
        }
      g_assert_true (_nexus_sqlite_connection_execute (connection, "SELECT nexus_sum ('a', 1)", "read", &error));
      g_assert_no_error (error);
    }
  g_assert_cmpuint (n_refused, >, 10);
}

static void
test_lock_given_up (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autoptr(NexusSqliteConnection) first = open_connection (fixture, NEXUS_SQLITE_OPEN_WRITER);
  g_autoptr(NexusSqliteConnection) second = open_connection (fixture, NEXUS_SQLITE_OPEN_WRITER);
  g_autoptr(GError) error = NULL;
  int n_polls = 0;

  g_assert_true (_nexus_sqlite_connection_execute (first, "BEGIN IMMEDIATE", "begin", &error));
  _nexus_sqlite_connection_set_poll (second, give_up, &n_polls);
  g_assert_false (_nexus_sqlite_connection_execute (second, "BEGIN IMMEDIATE", "begin", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (n_polls, ==, 1);
  g_assert_true (_nexus_sqlite_connection_execute (first, "ROLLBACK", "end", NULL));
}

static void
test_snapshot (Fixture       *fixture,
               gconstpointer  data)
{
  g_autoptr(NexusSqliteConnection) reader = open_connection (fixture, NEXUS_SQLITE_OPEN_READER);
  g_autoptr(NexusEntry) before = NULL;
  g_autoptr(NexusEntry) same = NULL;
  g_autoptr(NexusEntry) remembered = NULL;
  g_autoptr(NexusEntry) after = NULL;
  g_autoptr(GPtrArray) children = NULL;
  g_autoptr(GError) error = NULL;

  fixture_must (fixture, fixture_put ("/a", "one"));

  /* Everything between begin and end is of one state, whatever is committed meanwhile. */
  g_assert_true (_nexus_sqlite_connection_begin_read (reader, &error));
  before = _nexus_sqlite_query (reader, "/a", &error);
  g_assert_no_error (error);
  fixture_must (fixture, fixture_put ("/a", "second"));
  fixture_must (fixture, fixture_put ("/b", "b"));
  same = _nexus_sqlite_query (reader, "/a", &error);
  g_assert_true (same == before);
  children = _nexus_sqlite_list_children (reader, "/", NULL, 10, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (children->len, ==, 1);
  g_assert_cmpuint (nexus_entry_get_size (g_ptr_array_index (children, 0)), ==, 3);
  _nexus_sqlite_connection_end_read (reader);

  /* The next one sees it, and remembers as long as nothing changes. */
  g_assert_true (_nexus_sqlite_connection_begin_read (reader, &error));
  after = _nexus_sqlite_query (reader, "/a", &error);
  g_assert_cmpuint (nexus_entry_get_size (after), ==, 6);
  _nexus_sqlite_connection_end_read (reader);
  g_assert_true (_nexus_sqlite_connection_begin_read (reader, &error));
  remembered = _nexus_sqlite_query (reader, "/a", &error);
  g_assert_true (remembered == after);
  _nexus_sqlite_connection_end_read (reader);
}

static void
test_read_only (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr(NexusSqliteConnection) reader = open_connection (fixture, NEXUS_SQLITE_OPEN_READER);
  g_autoptr(GError) error = NULL;

  g_assert_false (_nexus_sqlite_connection_execute (reader, "DELETE FROM nodes", "delete", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_READ_ONLY);
}

int
main (int   argc,
      char *argv[])
{
  /* Before anything of SQLite is used. */
  replace_memory ();
  g_test_init (&argc, &argv, NULL);

#define ADD(name, function) \
  g_test_add ("/metadata/connection/" name, Fixture, NULL, fixture_set_up, function, fixture_tear_down)

  g_test_add_func ("/metadata/connection/errors", test_errors);
  g_test_add_func ("/metadata/connection/complaints", test_complaints);
  ADD ("no-memory", test_no_memory);
  ADD ("open-without-memory", test_open_without_memory);
  ADD ("interrupted", test_interrupted);
  ADD ("lock-given-up", test_lock_given_up);
  ADD ("snapshot", test_snapshot);
  ADD ("read-only", test_read_only);

  return g_test_run ();
}
