/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <sys/statvfs.h>

#include "nexus-sqlite-error-private.h"
#include "nexus-sqlite-garbage-private.h"
#include "nexus-sqlite-node-private.h"
#include "nexus-sqlite-store-private.h"

/* What contents nothing refers to, and forgetting them. */

/* So much of the database has to be empty, and at least so many pages, before it is written anew. */
#define SHRINK_PART  4
#define SHRINK_PAGES 256

/* Ids are given out one after the other; more can only be damage. */
#define ID_MAX (G_GINT64_CONSTANT (1) << 34)

/* All that can refer to a content beside nodes and older versions, which have checksums. */
static const char * const sql_references[] = {
  "SELECT content FROM step_contents",
  "SELECT content FROM snapshot_entries WHERE content IS NOT NULL",
};

static gboolean
is_cancelled (gpointer user_data)
{
  return g_cancellable_is_cancelled (user_data);
}

static NexusSqliteConnection *
open_connection (const char           *path,
                 NexusSqliteOpenMode   mode,
                 GCancellable         *cancellable,
                 GError              **error)
{
  NexusSqliteConnection *connection;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  connection = _nexus_sqlite_connection_open (path, mode, NEXUS_DURABILITY_FULL, error);
  if (connection == NULL)
    return NULL;
  connection->schema_version = _nexus_sqlite_schema_latest ();
  _nexus_sqlite_connection_set_poll (connection, cancellable != NULL ? is_cancelled : NULL, cancellable);

  return connection;
}

/* Keeps the log short; a reader that holds it back is no reason to fail. */
static void
checkpoint (NexusSqliteConnection *connection)
{
  sqlite3_wal_checkpoint_v2 (connection->db, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
}

/* --- Older versions --- */

static gboolean
has_old_versions (NexusSqliteConnection  *connection,
                  guint                   history_limit,
                  gboolean               *has,
                  GError                **error)
{
  static const char sql[] = "SELECT 1 FROM versions v JOIN nodes n ON n.id = v.node WHERE v.number < n.version - ?1 LIMIT 1";
  nexus_auto_reset sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (connection, sql, error);

  if (statement == NULL)
    return FALSE;
  _nexus_sqlite_bind (statement, "i", (gint64) history_limit);

  return _nexus_sqlite_step (connection, statement, has, "look for older versions", error);
}

/* An undo may want them back, so their contents stay until what can be undone today is forgotten. */
static gboolean
prune (NexusSqliteConnection  *connection,
       guint                   history_limit,
       GError                **error)
{
  static const char sql_keep[] =
    "INSERT OR IGNORE INTO step_contents (step, content)"
    " SELECT (SELECT max (id) FROM steps), v.content FROM versions v JOIN nodes n ON n.id = v.node"
    " WHERE v.number < n.version - ?1 AND EXISTS (SELECT 1 FROM steps)";
  static const char sql_prune[] =
    "DELETE FROM versions WHERE number < (SELECT version FROM nodes WHERE id = versions.node) - ?1";
  sqlite3_stmt *keep = _nexus_sqlite_connection_prepare (connection, sql_keep, error);
  sqlite3_stmt *statement = keep != NULL ? _nexus_sqlite_connection_prepare (connection, sql_prune, error) : NULL;

  if (statement == NULL)
    return FALSE;

  _nexus_sqlite_bind (keep, "i", (gint64) history_limit);
  if (!_nexus_sqlite_run (connection, keep, "keep contents for undo", error))
    return FALSE;

  _nexus_sqlite_bind (statement, "i", (gint64) history_limit);

  return _nexus_sqlite_run (connection, statement, "prune versions", error);
}

gboolean
_nexus_sqlite_garbage_prune (const char    *path,
                             guint          history_limit,
                             GCancellable  *cancellable,
                             GError       **error)
{
  g_autoptr(NexusSqliteConnection) connection =
    open_connection (path, NEXUS_SQLITE_OPEN_WRITER, cancellable, error);
  gboolean has;

  if (connection == NULL || !has_old_versions (connection, history_limit, &has, error))
    return FALSE;
  if (!has)
    return TRUE;

  if (!_nexus_sqlite_connection_begin (connection, TRUE, "begin to write", error) ||
      !_nexus_sqlite_connection_end (connection, prune (connection, history_limit, error), "commit", error))
    return FALSE;
  checkpoint (connection);

  return TRUE;
}

/* --- Marking --- */

/* What there would be if the rules were followed; rolled back at the end. */
static gboolean
simulate (NexusSqliteConnection  *connection,
          guint                   history_limit,
          const NexusMarkRules   *rules,
          GError                **error)
{
  static const char sql_trash[] =
    "DELETE FROM nodes WHERE id IN ("
    "  WITH RECURSIVE gone (id) AS (SELECT node FROM trash WHERE deleted_ns < ?1"
    "    UNION SELECT n.id FROM gone JOIN nodes n ON n.parent = gone.id)"
    "  SELECT id FROM gone)";
  sqlite3_stmt *statement;

  if (rules->prune_versions && !prune (connection, history_limit, error))
    return FALSE;

  statement = _nexus_sqlite_connection_prepare (connection, sql_trash, error);
  if (statement == NULL)
    return FALSE;
  _nexus_sqlite_bind (statement, "i", rules->deleted_before_ns);

  return _nexus_sqlite_run (connection, statement, "look for what is too long in the trash", error);
}

static gboolean
needs_simulation (NexusSqliteConnection  *connection,
                  guint                   history_limit,
                  const NexusMarkRules   *rules,
                  gboolean               *needed,
                  GError                **error)
{
  static const char sql[] = "SELECT 1 FROM trash WHERE deleted_ns < ?1 LIMIT 1";
  nexus_auto_reset sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (connection, sql, error);

  if (statement == NULL)
    return FALSE;
  _nexus_sqlite_bind (statement, "i", rules->deleted_before_ns);
  if (!_nexus_sqlite_step (connection, statement, needed, "look for what is too long in the trash", error))
    return FALSE;

  return *needed || !rules->prune_versions || has_old_versions (connection, history_limit, needed, error);
}

/* A bit for each id of a content. */
typedef struct {
  guint8 *bits;
  gint64  max;
} Marks;

static void
marks_clear (Marks *marks)
{
  g_free (marks->bits);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Marks, marks_clear)

static gboolean
mark_content (Marks   *marks,
              gint64   id,
              GError **error)
{
  if (id < 1 || id > marks->max)
    {
      _nexus_sqlite_set_corrupt (error, "contents");
      return FALSE;
    }
  marks->bits[id / 8] |= (guint8) (1u << (id % 8));

  return TRUE;
}

static gboolean
mark_nodes (NexusSqliteConnection  *connection,
            Marks                  *marks,
            GError                **error)
{
  static const char sql[] = "SELECT " NEXUS_SQLITE_NODE_COLUMNS " FROM " NEXUS_SQLITE_NODE_TABLES;
  nexus_auto_reset sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (connection, sql, error);
  gboolean row;

  if (statement == NULL)
    return FALSE;

  for (;;)
    {
      g_auto(NexusSqliteNode) node = { 0 };

      if (!_nexus_sqlite_step (connection, statement, &row, "look through the entries", error))
        return FALSE;
      if (!row)
        return TRUE;
      if (!_nexus_sqlite_node_read (statement, &node, "nodes", error) ||
          (node.content != 0 && !mark_content (marks, node.content, error)))
        return FALSE;
    }
}

static gboolean
mark_versions (NexusSqliteConnection  *connection,
               Marks                  *marks,
               GError                **error)
{
  static const char sql[] = "SELECT node, number, content, size, modified_ns, sum FROM versions";
  nexus_auto_reset sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (connection, sql, error);
  gboolean row;

  if (statement == NULL)
    return FALSE;

  for (;;)
    {
      NexusSqliteVersion version = { 0 };

      if (!_nexus_sqlite_step (connection, statement, &row, "look through the versions", error))
        return FALSE;
      if (!row)
        return TRUE;

      version.number = (guint) sqlite3_column_int64 (statement, 1);
      version.content = sqlite3_column_int64 (statement, 2);
      version.size = (guint64) sqlite3_column_int64 (statement, 3);
      version.modified_ns = sqlite3_column_int64 (statement, 4);
      if (_nexus_sqlite_version_sum (sqlite3_column_int64 (statement, 0), &version) !=
          (guint64) sqlite3_column_int64 (statement, 5))
        {
          _nexus_sqlite_set_corrupt (error, "versions");
          return FALSE;
        }
      if (!mark_content (marks, version.content, error))
        return FALSE;
    }
}

static gboolean
mark_others (NexusSqliteConnection  *connection,
             const char             *sql,
             Marks                  *marks,
             GError                **error)
{
  nexus_auto_reset sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (connection, sql, error);
  gboolean row;

  if (statement == NULL)
    return FALSE;

  for (;;)
    {
      if (!_nexus_sqlite_step (connection, statement, &row, "look through what is kept", error))
        return FALSE;
      if (!row)
        return TRUE;
      if (sqlite3_column_type (statement, 0) != SQLITE_NULL &&
          !mark_content (marks, sqlite3_column_int64 (statement, 0), error))
        return FALSE;
    }
}

static gboolean
tell_contents (NexusSqliteConnection  *connection,
               const Marks            *marks,
               gint64                  added_before_ns,
               NexusMarkContent        func,
               gpointer                user_data,
               GError                **error)
{
  static const char sql[] = "SELECT id, hash, size, locator, added_ns, sum FROM contents";
  nexus_auto_reset sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (connection, sql, error);
  gboolean row;

  if (statement == NULL)
    return FALSE;

  for (;;)
    {
      g_autoptr(NexusContentRef) content = NULL;
      gint64 id;

      if (!_nexus_sqlite_step (connection, statement, &row, "look through the contents", error))
        return FALSE;
      if (!row)
        return TRUE;

      id = sqlite3_column_int64 (statement, 0);
      content = _nexus_sqlite_content_read (statement, "contents", error);
      if (content == NULL)
        return FALSE;
      if (id < 1 || id > marks->max)
        {
          _nexus_sqlite_set_corrupt (error, "contents");
          return FALSE;
        }
      if (!func (content, (marks->bits[id / 8] & (1u << (id % 8))) != 0 ||
                          sqlite3_column_int64 (statement, 4) >= added_before_ns, user_data, error))
        return FALSE;
    }
}

static gboolean
mark (NexusSqliteConnection  *connection,
      gint64                  added_before_ns,
      NexusMarkContent        func,
      gpointer                user_data,
      GError                **error)
{
  g_auto(Marks) marks = { 0 };

  if (!_nexus_sqlite_connection_query_int (connection, "SELECT max (id) FROM contents", &marks.max, error))
    return FALSE;
  if (marks.max < 0 || marks.max > ID_MAX)
    {
      _nexus_sqlite_set_corrupt (error, "contents");
      return FALSE;
    }
  marks.bits = g_malloc0 ((gsize) marks.max / 8 + 1);

  if (!mark_nodes (connection, &marks, error) || !mark_versions (connection, &marks, error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (sql_references); i++)
    {
      if (!mark_others (connection, sql_references[i], &marks, error))
        return FALSE;
    }

  return tell_contents (connection, &marks, added_before_ns, func, user_data, error);
}

/* Nobody waits for this unless something has to be simulated, which needs the lock for writing. */
gboolean
_nexus_sqlite_garbage_mark (const char            *path,
                            guint                  history_limit,
                            const NexusMarkRules  *rules,
                            NexusMarkBegun         begun,
                            NexusMarkContent       func,
                            gpointer               user_data,
                            GCancellable          *cancellable,
                            GError               **error)
{
  g_autoptr(NexusSqliteConnection) connection =
    open_connection (path, NEXUS_SQLITE_OPEN_READER, cancellable, error);
  gboolean simulated = FALSE;
  gboolean good;

  if (connection == NULL || !needs_simulation (connection, history_limit, rules, &simulated, error))
    return FALSE;
  if (simulated)
    {
      _nexus_sqlite_connection_free (g_steal_pointer (&connection));
      connection = open_connection (path, NEXUS_SQLITE_OPEN_WRITER, cancellable, error);
      if (connection == NULL)
        return FALSE;
    }

  if (!_nexus_sqlite_connection_begin (connection, simulated, "begin to read", error))
    return FALSE;
  /* A transaction sees the state of its first look. */
  good = _nexus_sqlite_connection_execute (connection, "SELECT 1 FROM store LIMIT 1", "begin to read", error);
  if (begun != NULL)
    begun (user_data);
  good = good && (!simulated || simulate (connection, history_limit, rules, error)) &&
         mark (connection, rules->added_before_ns, func, user_data, error);
  _nexus_sqlite_connection_roll_back (connection);

  return good;
}

/* --- Forgetting and finding elsewhere --- */

static gboolean
forget (NexusSqliteConnection  *connection,
        NexusContentRef       **contents,
        guint                   n_contents,
        gint64                  added_before_ns,
        guint                  *n_forgotten,
        GError                **error)
{
  static const char sql[] = "DELETE FROM contents WHERE hash = ?1 AND added_ns < ?2 AND " NEXUS_SQLITE_UNREFERENCED;
  sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (connection, sql, error);

  if (statement == NULL)
    return FALSE;

  for (guint i = 0; i < n_contents; i++)
    {
      _nexus_sqlite_bind (statement, "bi", contents[i]->hash, (gsize) NEXUS_HASH_SIZE, added_before_ns);
      if (!_nexus_sqlite_run (connection, statement, "forget a content", error))
        return FALSE;
      *n_forgotten += (guint) sqlite3_changes (connection->db);
    }

  return TRUE;
}

gboolean
_nexus_sqlite_garbage_forget (const char        *path,
                              NexusContentRef  **contents,
                              guint              n_contents,
                              gint64             added_before_ns,
                              guint             *n_forgotten,
                              GCancellable      *cancellable,
                              GError           **error)
{
  g_autoptr(NexusSqliteConnection) connection =
    open_connection (path, NEXUS_SQLITE_OPEN_WRITER, cancellable, error);
  guint n_gone = 0;

  *n_forgotten = 0;
  if (connection == NULL ||
      !_nexus_sqlite_connection_begin (connection, TRUE, "begin to write", error) ||
      !_nexus_sqlite_connection_end (connection, forget (connection, contents, n_contents, added_before_ns, &n_gone, error),
                                     "commit", error))
    return FALSE;
  *n_forgotten = n_gone;
  checkpoint (connection);

  return TRUE;
}

static gboolean
relocate (NexusSqliteConnection  *connection,
          GPtrArray              *from,
          GPtrArray              *to,
          GError                **error)
{
  static const char sql_look[] = "SELECT added_ns FROM contents WHERE id = ?1";
  static const char sql[] = "UPDATE contents SET locator = ?2, sum = ?3 WHERE id = ?1";
  sqlite3_stmt *look = _nexus_sqlite_connection_prepare (connection, sql_look, error);
  sqlite3_stmt *statement = look != NULL ? _nexus_sqlite_connection_prepare (connection, sql, error) : NULL;

  if (statement == NULL)
    return FALSE;

  for (guint i = 0; i < from->len; i++)
    {
      NexusContentRef *old = g_ptr_array_index (from, i);
      NexusContentRef *new = g_ptr_array_index (to, i);
      g_autoptr(NexusContentRef) known = NULL;
      g_autoptr(GError) local_error = NULL;
      const void *locator;
      gsize size;
      gint64 added_ns;
      gboolean row;
      gint64 id;

      known = _nexus_sqlite_find_content (connection, old->hash, &id, &local_error);
      if (local_error != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return FALSE;
        }
      if (known == NULL || known->locator == NULL || !g_bytes_equal (known->locator, old->locator))
        continue;

      _nexus_sqlite_bind (look, "i", id);
      if (!_nexus_sqlite_step (connection, look, &row, "find a content", error))
        return FALSE;
      added_ns = row ? sqlite3_column_int64 (look, 0) : 0;
      sqlite3_reset (look);

      locator = g_bytes_get_data (new->locator, &size);
      _nexus_sqlite_bind (statement, "ibi", id, locator, size,
                          (gint64) _nexus_sqlite_content_sum (id, known->hash, known->size, locator, size, added_ns));
      if (!_nexus_sqlite_run (connection, statement, "move a content", error))
        return FALSE;
    }

  return TRUE;
}

gboolean
_nexus_sqlite_garbage_relocate (const char    *path,
                                GPtrArray     *from,
                                GPtrArray     *to,
                                GCancellable  *cancellable,
                                GError       **error)
{
  g_autoptr(NexusSqliteConnection) connection =
    open_connection (path, NEXUS_SQLITE_OPEN_WRITER, cancellable, error);

  if (connection == NULL ||
      !_nexus_sqlite_connection_begin (connection, TRUE, "begin to write", error) ||
      !_nexus_sqlite_connection_end (connection, relocate (connection, from, to, error), "commit", error))
    return FALSE;
  checkpoint (connection);

  return TRUE;
}

/* --- The database itself --- */

/* Writing it anew needs room for a copy and for the log. */
static gboolean
has_room (const char *path,
          guint64     size)
{
  struct statvfs info;

  return statvfs (path, &info) == 0 && (guint64) info.f_frsize * info.f_bavail / 3 > size;
}

gboolean
_nexus_sqlite_garbage_shrink (const char    *path,
                              GCancellable  *cancellable,
                              GError       **error)
{
  g_autoptr(NexusSqliteConnection) connection =
    open_connection (path, NEXUS_SQLITE_OPEN_WRITER, cancellable, error);
  gint64 n_free, n_pages, page_size;

  if (connection == NULL ||
      !_nexus_sqlite_connection_query_int (connection, "PRAGMA freelist_count", &n_free, error) ||
      !_nexus_sqlite_connection_query_int (connection, "PRAGMA page_count", &n_pages, error) ||
      !_nexus_sqlite_connection_query_int (connection, "PRAGMA page_size", &page_size, error))
    return FALSE;

  if (n_free >= SHRINK_PAGES && n_free >= n_pages / SHRINK_PART &&
      has_room (path, (guint64) (n_pages - n_free) * (guint64) page_size))
    {
      if (!_nexus_sqlite_connection_execute (connection, "PRAGMA temp_store = FILE; VACUUM", "shrink the database", error))
        return FALSE;
    }

  /* Readers may hold a part of the log; then it goes with the next time that nobody does. */
  sqlite3_busy_handler (connection->db, NULL, NULL);
  sqlite3_wal_checkpoint_v2 (connection->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);

  return TRUE;
}
