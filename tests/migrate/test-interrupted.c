/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <errno.h>
#include <glib/gstdio.h>
#include <nexus-sqlite-migrator-private.h>
#include <signal.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "nexus-migrate-test.h"

/* A process that migrates is killed at each of its statements, and at what it writes to the disk, each time with half of
 * it written.  What is left is one version or the next, whole, and the same command then does the rest. */

typedef enum {
  KILL_AT_STATEMENT,
  KILL_AT_WRITE,
} KillAt;

typedef struct {
  const char *name;
  KillAt      at;
  guint       from;
  guint       to;
} Case;

/* Only the child looks at these. */
static guint countdown;
static ssize_t (*real_pwrite) (int, const void *, size_t, off_t);
static int (*real_ftruncate) (int, off_t);
static int (*real_unlink) (const char *);

/* A process that is killed leaves what it has written, synced or not; without, there is time for more of them. */
int
fsync (int fd)
{
  return 0;
}

int
fdatasync (int fd)
{
  return 0;
}

static gboolean
is_it (void)
{
  return countdown > 0 && --countdown == 0;
}

static int
on_statement (unsigned  event,
              void     *context,
              void     *statement,
              void     *text)
{
  if (is_it ())
    raise (SIGKILL);

  return 0;
}

static int
watch_statements (sqlite3                     *db,
                  char                       **message,
                  const sqlite3_api_routines  *routines)
{
  return sqlite3_trace_v2 (db, SQLITE_TRACE_STMT, on_statement, NULL);
}

static ssize_t
half_pwrite (int         fd,
             const void *bytes,
             size_t      size,
             off_t       offset)
{
  if (is_it ())
    {
      real_pwrite (fd, bytes, size / 2, offset);
      raise (SIGKILL);
    }

  return real_pwrite (fd, bytes, size, offset);
}

static int
last_ftruncate (int   fd,
                off_t size)
{
  if (is_it ())
    raise (SIGKILL);

  return real_ftruncate (fd, size);
}

static int
last_unlink (const char *path)
{
  if (is_it ())
    raise (SIGKILL);

  return real_unlink (path);
}

static void
watch_writes (void)
{
  static const char * const names[] = { "pwrite64", "pwrite" };
  sqlite3_vfs *vfs = sqlite3_vfs_find (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (names) && real_pwrite == NULL; i++)
    {
      sqlite3_syscall_ptr call = vfs->xGetSystemCall (vfs, names[i]);

      if (call == NULL)
        continue;
      real_pwrite = (ssize_t (*) (int, const void *, size_t, off_t)) call;
      vfs->xSetSystemCall (vfs, names[i], (sqlite3_syscall_ptr) half_pwrite);
    }
  real_ftruncate = (int (*) (int, off_t)) vfs->xGetSystemCall (vfs, "ftruncate");
  vfs->xSetSystemCall (vfs, "ftruncate", (sqlite3_syscall_ptr) last_ftruncate);
  real_unlink = (int (*) (const char *)) vfs->xGetSystemCall (vfs, "unlink");
  vfs->xSetSystemCall (vfs, "unlink", (sqlite3_syscall_ptr) last_unlink);
}

/* TRUE if it was killed, FALSE if it came to its end before. */
static gboolean
migrate_and_kill (const char *path,
                  guint       to,
                  KillAt      at,
                  guint       count)
{
  int status;
  pid_t pid = fork ();

  g_assert_cmpint (pid, >=, 0);
  if (pid == 0)
    {
      alarm (60);
      countdown = count;
      if (at == KILL_AT_STATEMENT)
        sqlite3_auto_extension ((void (*) (void)) watch_statements);
      else
        watch_writes ();
      _exit (migrate_to (path, to, NULL) ? 0 : 1);
    }

  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  if (WIFEXITED (status))
    {
      g_assert_cmpint (WEXITSTATUS (status), ==, 0);
      return FALSE;
    }
  g_assert_true (WIFSIGNALED (status));
  g_assert_cmpint (WTERMSIG (status), ==, SIGKILL);

  return TRUE;
}

static void
remove_files (const char *dir)
{
  g_autoptr(GDir) files = g_dir_open (dir, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (files)) != NULL)
    {
      g_autofree char *path = g_build_filename (dir, name, NULL);

      g_assert_cmpint (g_unlink (path), ==, 0);
    }
}

/* Nothing but the database and whole copies of it, each of which is the version that its name says. */
static void
check_files (const char *dir,
             char      **dumps)
{
  g_autoptr(GDir) files = g_dir_open (dir, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (files)) != NULL)
    {
      g_autofree char *path = g_build_filename (dir, name, NULL);
      g_autofree char *dump = NULL;
      guint version;

      if (g_str_equal (name, "metadata.db"))
        continue;
      g_assert_true (g_str_has_prefix (name, "metadata.db.v"));
      g_assert_true (g_str_has_suffix (name, ".bak"));
      version = (guint) g_ascii_strtoull (name + strlen ("metadata.db.v"), NULL, 10);
      dump = migrate_dump (path);
      g_assert_cmpstr (dump, ==, dumps[version]);
    }
}

static void
check_one (const Case *test,
           const char *dir,
           const char *path,
           char      **dumps)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *dump = NULL;
  g_autofree char *finished = NULL;
  guint version = (guint) migrate_version (path);

  g_assert_cmpuint (version, >=, MIN (test->from, test->to));
  g_assert_cmpuint (version, <=, MAX (test->from, test->to));
  migrate_check (path);
  dump = migrate_dump (path);
  g_assert_cmpstr (dump, ==, dumps[version]);

  g_assert_true (migrate_to (path, test->to, &error));
  g_assert_no_error (error);
  finished = migrate_dump (path);
  g_assert_cmpstr (finished, ==, dumps[test->to]);
  check_files (dir, dumps);
}

/* How the database has to be at each version on the way, by steps that nobody interrupts. */
static char **
make_dumps (const Case *test,
            const char *path)
{
  char **dumps = g_new0 (char *, MAX (test->from, test->to) + 2);
  guint version = test->from;
  g_autoptr(GError) error = NULL;

  migrate_load (path, test->from);
  dumps[version] = migrate_dump (path);
  while (version != test->to)
    {
      version = test->from < test->to ? version + 1 : version - 1;
      g_assert_true (migrate_to (path, version, &error));
      g_assert_no_error (error);
      dumps[version] = migrate_dump (path);
    }

  return dumps;
}

static guint
get_interval (guint fallback)
{
  const char *text = g_getenv ("NEXUS_TEST_EVERY");

  return text != NULL ? (guint) MAX (1, g_ascii_strtoull (text, NULL, 10)) : fallback;
}

static void
test_killed (gconstpointer data)
{
  const Case *test = data;
  g_autofree char *dir = nexus_test_make_dir ();
  g_autofree char *path = g_build_filename (dir, "metadata.db", NULL);
  char **dumps = make_dumps (test, path);
  /* A statement that is never tried is a promise that is not tested; there are more writes than that, much alike. */
  guint interval = get_interval (test->at == KILL_AT_STATEMENT ? 1 : 5);
  guint n_killed = 0, n_old = 0;

  for (guint count = 1; ; count += interval)
    {
      gboolean killed;

      remove_files (dir);
      migrate_load (path, test->from);
      killed = migrate_and_kill (path, test->to, test->at, count);
      if (killed && migrate_version (path) == (int) test->from)
        n_old++;
      check_one (test, dir, path, dumps);
      if (!killed)
        break;
      n_killed++;
    }

  g_test_message ("killed %u times, %u times with nothing done", n_killed, n_old);
  /* There is a before and an after. */
  g_assert_cmpuint (n_old, >, 0);
  g_assert_cmpuint (n_killed, >, n_old);

  for (guint i = 0; i <= MAX (test->from, test->to); i++)
    g_free (dumps[i]);
  g_free (dumps);
  nexus_test_remove_tree (dir);
}

int
main (int    argc,
      char **argv)
{
  static Case cases[] = {
    { "statement-up", KILL_AT_STATEMENT, 1, 0 },
    { "statement-down", KILL_AT_STATEMENT, 0, 1 },
    { "write-up", KILL_AT_WRITE, 1, 0 },
    { "write-down", KILL_AT_WRITE, 0, 1 },
  };

  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/migrate/interrupted/", cases[i].name, NULL);

      if (cases[i].to == 0)
        cases[i].to = _nexus_sqlite_schema_latest ();
      else
        cases[i].from = migrate_newest ();
      g_test_add_data_func (path, &cases[i], test_killed);
    }

  return g_test_run ();
}
