/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <time.h>

#include "nexus-error.h"
#include "nexus-sqlite-connection-private.h"
#include "nexus-sqlite-node-private.h"
#include "nexus-sqlite-quotas-private.h"
#include "nexus-sqlite-retention-private.h"
#include "nexus-sqlite-salvage-private.h"
#include "nexus-sqlite-search-private.h"
#include "nexus-sqlite-snapshot-private.h"

/* Makes a database from the rows of another that have their checksum.  Which table a row is of follows from its columns
 * and is proved by the sum, which begins with a letter for the table.  What hangs in the air afterwards goes to
 * /lost+found, and what nothing can be made of is told of. */

#define LOST_AND_FOUND "lost+found"

typedef struct {
  NexusSqliteConnection *connection;
  NexusReport           *report;
} Salvage;

#define IS(index, letter) (row->cells[index].kind == NEXUS_SQLITE_CELL_##letter)
#define INT(index)        (row->cells[index].number)
#define TEXT(index)       (row->cells[index].bytes)

static gboolean
run (Salvage      *self,
     sqlite3_stmt *statement,
     GError      **error)
{
  return _nexus_sqlite_run (self->connection, statement, "salvage a row", error);
}

static gboolean
is_text_or_null (const NexusSqliteRow *row,
                 guint                 index)
{
  return IS (index, TEXT) || IS (index, NULL);
}

static gboolean
take_node (Salvage               *self,
           const NexusSqliteRow  *row,
           GError               **error)
{
  NexusSqliteNode node = { 0 };
  gboolean added;

  if (!IS (1, BLOB) || row->cells[1].size != NEXUS_UUID_SIZE || !IS (3, TEXT) || row->cells[3].size > NEXUS_NAME_MAX ||
      !is_text_or_null (row, 10) || !is_text_or_null (row, 12) || INT (4) < 0 || INT (4) > NEXUS_KIND_SYMBOLIC_LINK)
    return TRUE;

  node.id = row->row_id;
  memcpy (node.uuid, TEXT (1), NEXUS_UUID_SIZE);
  node.parent = INT (2);
  memcpy (node.name, TEXT (3), row->cells[3].size + 1);
  node.kind = (NexusKind) INT (4);
  node.content = INT (5);
  node.size = (guint64) INT (6);
  node.mode = (guint) INT (7);
  node.modified_ns = INT (8);
  node.created_ns = INT (9);
  node.content_type = (char *) TEXT (10);
  node.version = (guint) INT (11);
  node.target = (char *) TEXT (12);
  node.n_tags = (guint) INT (13);
  node.n_attributes = (guint) INT (14);
  if (_nexus_sqlite_node_sum (&node) != (guint64) INT (17))
    return TRUE;

  return _nexus_sqlite_node_try_insert (self->connection, &node, &added, error);
}

static gboolean
take_content (Salvage               *self,
              const NexusSqliteRow  *row,
              GError               **error)
{
  static const char sql[] = "INSERT OR IGNORE INTO contents (id, hash, size, locator, added_ns, sum) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
  sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (self->connection, sql, error);

  if (statement == NULL)
    return FALSE;
  if (row->cells[1].size != NEXUS_HASH_SIZE || (!IS (3, BLOB) && !IS (3, NULL)) ||
      _nexus_sqlite_content_sum (row->row_id, (const guint8 *) TEXT (1), (guint64) INT (2), TEXT (3), row->cells[3].size,
                                 INT (4)) != (guint64) INT (5))
    return TRUE;

  _nexus_sqlite_bind (statement, "ibibii", row->row_id, TEXT (1), (gsize) NEXUS_HASH_SIZE, INT (2), TEXT (3),
                      row->cells[3].size, INT (4), INT (5));

  return run (self, statement, error);
}

static gboolean
take_version (Salvage               *self,
              const NexusSqliteRow  *row,
              GError               **error)
{
  static const char sql[] =
    "INSERT OR IGNORE INTO versions (node, number, content, size, modified_ns, sum) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
  sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (self->connection, sql, error);
  NexusSqliteVersion version = {
    .number = (guint) INT (1), .content = INT (2), .size = (guint64) INT (3), .modified_ns = INT (4),
  };

  if (statement == NULL)
    return FALSE;
  if (INT (1) <= 0 || INT (1) >= G_MAXUINT || _nexus_sqlite_version_sum (INT (0), &version) != (guint64) INT (5))
    return TRUE;
  _nexus_sqlite_bind (statement, "iiiiii", INT (0), INT (1), INT (2), INT (3), INT (4), INT (5));

  return run (self, statement, error);
}

static gboolean
take_four (Salvage               *self,
           const NexusSqliteRow  *row,
           GError               **error)
{
  static const char attribute_sql[] = "INSERT OR IGNORE INTO attributes (node, key, value, sum) VALUES (?1, ?2, ?3, ?4)";
  static const char tag_sql[] = "INSERT OR IGNORE INTO tags (id, name, color, sum) VALUES (?1, ?2, ?3, ?4)";
  static const char trash_sql[] = "INSERT OR IGNORE INTO trash (node, original_path, deleted_ns, sum) VALUES (?1, ?2, ?3, ?4)";
  sqlite3_stmt *statement;

  if (!IS (1, TEXT))
    return TRUE;

  if (!row->has_row_id)
    {
      if (!IS (0, INT) || !IS (2, TEXT) || _nexus_sqlite_attribute_sum (INT (0), TEXT (1), TEXT (2)) != (guint64) INT (3))
        return TRUE;
      statement = _nexus_sqlite_connection_prepare (self->connection, attribute_sql, error);
      if (statement == NULL)
        return FALSE;
      _nexus_sqlite_bind (statement, "itti", INT (0), TEXT (1), TEXT (2), INT (3));
      return run (self, statement, error);
    }

  if (is_text_or_null (row, 2) && _nexus_sqlite_tag_sum (row->row_id, TEXT (1), TEXT (2)) == (guint64) INT (3))
    {
      statement = _nexus_sqlite_connection_prepare (self->connection, tag_sql, error);
      if (statement == NULL)
        return FALSE;
      _nexus_sqlite_bind (statement, "itti", row->row_id, TEXT (1), TEXT (2), INT (3));
      return run (self, statement, error);
    }

  if (IS (2, INT) && _nexus_sqlite_trash_sum (row->row_id, TEXT (1), INT (2)) == (guint64) INT (3))
    {
      statement = _nexus_sqlite_connection_prepare (self->connection, trash_sql, error);
      if (statement == NULL)
        return FALSE;
      _nexus_sqlite_bind (statement, "itii", row->row_id, TEXT (1), INT (2), INT (3));
      return run (self, statement, error);
    }

  return TRUE;
}

static gboolean
take_three (Salvage               *self,
            const NexusSqliteRow  *row,
            GError               **error)
{
  static const char tag_sql[] = "INSERT OR IGNORE INTO node_tags (node, tag, sum) VALUES (?1, ?2, ?3)";
  static const char search_sql[] = "INSERT OR IGNORE INTO searches (name, query, sum) VALUES (?1, ?2, ?3)";
  sqlite3_stmt *statement;

  if (IS (0, INT) && IS (1, INT) && _nexus_sqlite_node_tag_sum (INT (0), INT (1)) == (guint64) INT (2))
    {
      statement = _nexus_sqlite_connection_prepare (self->connection, tag_sql, error);
      if (statement == NULL)
        return FALSE;
      _nexus_sqlite_bind (statement, "iii", INT (0), INT (1), INT (2));
      return run (self, statement, error);
    }

  if (IS (0, TEXT) && IS (1, TEXT) && _nexus_sqlite_search_sum (TEXT (0), TEXT (1)) == (guint64) INT (2))
    {
      statement = _nexus_sqlite_connection_prepare (self->connection, search_sql, error);
      if (statement == NULL)
        return FALSE;
      _nexus_sqlite_bind (statement, "tti", TEXT (0), TEXT (1), INT (2));
      return run (self, statement, error);
    }

  return TRUE;
}

static gboolean
take_quota (Salvage               *self,
            const NexusSqliteRow  *row,
            GError               **error)
{
  static const char sql[] =
    "INSERT OR IGNORE INTO quotas (node, hard_bytes, soft_bytes, hard_entries, soft_entries, sum) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
  sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (self->connection, sql, error);
  NexusQuotaLimits limits = {
    .hard_bytes = (guint64) INT (1), .soft_bytes = (guint64) INT (2),
    .hard_entries = (guint64) INT (3), .soft_entries = (guint64) INT (4),
  };

  if (statement == NULL)
    return FALSE;
  if (_nexus_sqlite_quota_sum (row->row_id, &limits) != (guint64) INT (5))
    return TRUE;
  _nexus_sqlite_bind (statement, "iiiiii", row->row_id, INT (1), INT (2), INT (3), INT (4), INT (5));

  return run (self, statement, error);
}

static void
bind_cell (sqlite3_stmt          *statement,
           const NexusSqliteCell *cell,
           int                    index)
{
  switch (cell->kind)
    {
    case NEXUS_SQLITE_CELL_INT:
      sqlite3_bind_int64 (statement, index, cell->number);
      break;

    case NEXUS_SQLITE_CELL_TEXT:
      sqlite3_bind_text64 (statement, index, cell->bytes, cell->size, SQLITE_STATIC, SQLITE_UTF8);
      break;

    case NEXUS_SQLITE_CELL_BLOB:
      sqlite3_bind_blob64 (statement, index, cell->bytes, cell->size, SQLITE_STATIC);
      break;

    default:
      sqlite3_bind_null (statement, index);
    }
}

static gboolean
take_snapshot (Salvage               *self,
               const NexusSqliteRow  *row,
               GError               **error)
{
  static const char sql[] =
    "INSERT OR IGNORE INTO snapshots (" NEXUS_SQLITE_SNAPSHOT_COLUMNS ", sum)"
    " SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7 WHERE ?7 = nexus_sum ('s', ?1, ?2, ?3, ?4, ?5, ?6)";
  sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (self->connection, sql, error);

  if (statement == NULL)
    return FALSE;
  if (!IS (1, TEXT) || !IS (2, TEXT))
    return TRUE;
  sqlite3_bind_int64 (statement, 1, row->row_id);
  for (int i = 1; i < 7; i++)
    bind_cell (statement, &row->cells[i], i + 1);

  return run (self, statement, error);
}

static gboolean
take_snapshot_entry (Salvage               *self,
                     const NexusSqliteRow  *row,
                     GError               **error)
{
  static const char sql[] =
    "INSERT OR IGNORE INTO snapshot_entries (" NEXUS_SQLITE_SNAPSHOT_ENTRY_COLUMNS ", sum)"
    " SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14"
    " WHERE ?14 = nexus_sum ('S', ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)";
  sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (self->connection, sql, error);

  if (statement == NULL)
    return FALSE;
  if (!IS (0, INT) || !IS (1, TEXT) || !IS (2, INT) || (!IS (3, INT) && !IS (3, NULL)) || !is_text_or_null (row, 8) ||
      !is_text_or_null (row, 9) || !IS (10, TEXT) || !IS (11, TEXT) || !IS (12, BLOB))
    return TRUE;
  for (int i = 0; i < 14; i++)
    bind_cell (statement, &row->cells[i], i + 1);

  return run (self, statement, error);
}

/* Of what the store says of itself, what a person has set: else things could go that were to be kept for ever. */
static gboolean
take_setting (Salvage               *self,
              const NexusSqliteRow  *row,
              GError               **error)
{
  guint days;

  if (!IS (0, TEXT) || !IS (1, TEXT) || !g_str_equal (row->cells[0].bytes, NEXUS_SQLITE_TRASH_DAYS) ||
      !_nexus_sqlite_parse_trash_days (row->cells[1].bytes, &days))
    return TRUE;

  return _nexus_sqlite_write_trash_days (self->connection, days, error);
}

static gboolean
on_row (const NexusSqliteRow  *row,
        gpointer               user_data,
        GError               **error)
{
  if (row->has_row_id && row->n_cells == 18)
    return take_node (user_data, row, error);
  if (row->has_row_id && row->n_cells == 6 && IS (1, BLOB))
    return take_content (user_data, row, error);
  if (row->has_row_id && row->n_cells == 6 && IS (1, INT))
    return take_quota (user_data, row, error);
  if (!row->has_row_id && row->n_cells == 6 && IS (0, INT) && IS (2, INT))
    return take_version (user_data, row, error);
  if (row->has_row_id && row->n_cells == 7)
    return take_snapshot (user_data, row, error);
  if (!row->has_row_id && row->n_cells == 14)
    return take_snapshot_entry (user_data, row, error);
  if (row->n_cells == 4)
    return take_four (user_data, row, error);
  if (!row->has_row_id && row->n_cells == 3)
    return take_three (user_data, row, error);
  if (!row->has_row_id && row->n_cells == 2)
    return take_setting (user_data, row, error);

  return TRUE;
}

/* --- What hangs in the air --- */

static void
tell (Salvage          *self,
      NexusFindingKind  kind,
      NexusFindingState state,
      const char       *path,
      const char       *message)
{
  g_autoptr(GPtrArray) uses = _nexus_content_uses_new ();

  g_ptr_array_add (uses, _nexus_content_use_new (path, 0, FALSE));
  _nexus_report_add (self->report, _nexus_finding_new (kind, state, message, NULL, uses));
}

/* Files of whose content nothing is known but that there was one. */
static gboolean
drop_empty (Salvage  *self,
            GError  **error)
{
  static const char sql[] =
    "SELECT name FROM nodes WHERE content IS NOT NULL AND content NOT IN (SELECT id FROM contents)";
  nexus_auto_reset sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (self->connection, sql, error);
  gboolean row = TRUE;

  if (statement == NULL)
    return FALSE;
  while (row)
    {
      if (!_nexus_sqlite_step (self->connection, statement, &row, "look for what is lost", error))
        return FALSE;
      if (row)
        tell (self, NEXUS_FINDING_ENTRY, NEXUS_FINDING_LOST, (const char *) sqlite3_column_text (statement, 0),
              _("Which content a file had is lost; if it is still there, it comes under its hash."));
    }

  return _nexus_sqlite_connection_execute (self->connection,
                                           "DELETE FROM nodes WHERE content IS NOT NULL AND content NOT IN (SELECT id FROM contents);"
                                           "DELETE FROM versions WHERE content NOT IN (SELECT id FROM contents)"
                                           "  OR node NOT IN (SELECT id FROM nodes);"
                                           "DELETE FROM quotas WHERE node NOT IN (SELECT id FROM nodes WHERE kind = 1);"
                                           "DELETE FROM attributes WHERE node NOT IN (SELECT id FROM nodes);"
                                           "DELETE FROM node_tags WHERE node NOT IN (SELECT id FROM nodes)"
                                           "  OR tag NOT IN (SELECT id FROM tags);"
                                           "DELETE FROM trash WHERE node NOT IN (SELECT id FROM nodes WHERE parent = 2);",
                                           "drop what belongs to nothing", error);
}

/* Pages of different times can have older versions with a newer number than the file: it gets the next one, so that nothing is
 * lost and it can be written. */
static gboolean
settle_versions (Salvage  *self,
                 GError  **error)
{
  static const char sql[] =
    "SELECT n.id, max (v.number) FROM versions v JOIN nodes n ON n.id = v.node GROUP BY n.id HAVING max (v.number) >= n.version";
  nexus_auto_reset sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (self->connection, sql, error);
  g_autoptr(GArray) pairs = g_array_new (FALSE, FALSE, 2 * sizeof (gint64));
  gboolean row = TRUE;

  if (statement == NULL)
    return FALSE;
  while (row)
    {
      gint64 pair[2];

      if (!_nexus_sqlite_step (self->connection, statement, &row, "look for newer versions", error))
        return FALSE;
      pair[0] = row ? sqlite3_column_int64 (statement, 0) : 0;
      pair[1] = row ? sqlite3_column_int64 (statement, 1) : 0;
      if (row)
        g_array_append_vals (pairs, pair, 1);
    }

  for (guint i = 0; i < pairs->len; i++)
    {
      const gint64 *pair = (gint64 *) (gpointer) pairs->data + 2 * i;
      g_auto(NexusSqliteNode) node = { 0 };
      g_autoptr(GError) local_error = NULL;
      gboolean found;

      if (!_nexus_sqlite_node_load (self->connection, pair[0], &node, &found, "/?", &local_error))
        {
          /* Nothing of it can be read anyway. */
          if (g_error_matches (local_error, NEXUS_ERROR, NEXUS_ERROR_CORRUPT))
            continue;
          g_propagate_error (error, g_steal_pointer (&local_error));
          return FALSE;
        }
      node.version = (guint) pair[1] + 1;
      if (!_nexus_sqlite_node_update (self->connection, &node, error))
        return FALSE;
    }

  return TRUE;
}

/* A snapshot of which something is lost is called so: whoever goes back to it is to know. */
static gboolean
settle_snapshots (Salvage  *self,
                  GError  **error)
{
  static const char sql_drop[] =
    "DELETE FROM snapshot_entries WHERE snapshot NOT IN (SELECT id FROM snapshots)"
    "  OR (content IS NOT NULL AND content NOT IN (SELECT id FROM contents));"
    "DELETE FROM snapshots WHERE NOT EXISTS (SELECT 1 FROM snapshot_entries e WHERE e.snapshot = snapshots.id AND e.path = '');"
    "DELETE FROM snapshot_entries WHERE snapshot NOT IN (SELECT id FROM snapshots)";
  static const char sql_find[] =
    "SELECT s.id, s.name, s.path, count (*) - 1, sum (iif (e.content IS NULL, 0, e.size)) FROM snapshots s"
    "  JOIN snapshot_entries e ON e.snapshot = s.id GROUP BY s.id HAVING count (*) - 1 <> s.count";
  static const char sql_write[] = "UPDATE OR IGNORE snapshots SET name = ?2, count = ?3, size = ?4 WHERE id = ?1";
  static const char sql_sum[] = "UPDATE snapshots SET sum = " NEXUS_SQLITE_SNAPSHOT_SUM;
  nexus_auto_reset sqlite3_stmt *find = NULL;
  sqlite3_stmt *statement;
  gboolean row = TRUE;

  if (!_nexus_sqlite_connection_execute (self->connection, sql_drop, "drop what belongs to nothing", error))
    return FALSE;
  find = _nexus_sqlite_connection_prepare (self->connection, sql_find, error);
  statement = find != NULL ? _nexus_sqlite_connection_prepare (self->connection, sql_write, error) : NULL;
  if (statement == NULL)
    return FALSE;

  while (row)
    {
      g_autofree char *name = NULL;

      if (!_nexus_sqlite_step (self->connection, find, &row, "look for what is lost", error))
        return FALSE;
      if (!row)
        break;
      /* Translators: the name of a snapshot of which something was lost */
      name = g_strdup_printf (_("%s (incomplete)"), (const char *) sqlite3_column_text (find, 1));
      tell (self, NEXUS_FINDING_ENTRY, NEXUS_FINDING_SET_ASIDE, (const char *) sqlite3_column_text (find, 2),
            _("A part of a snapshot is lost; its name says so."));
      _nexus_sqlite_bind (statement, "itii", sqlite3_column_int64 (find, 0), name, sqlite3_column_int64 (find, 3),
                          sqlite3_column_int64 (find, 4));
      if (!run (self, statement, error))
        return FALSE;
    }

  return _nexus_sqlite_connection_execute (self->connection, sql_sum, "salvage rows", error);
}

static gboolean
find_or_make_folder (Salvage  *self,
                     gint64   *id,
                     GError  **error)
{
  g_auto(NexusSqliteNode) node = { 0 };
  struct timespec now;
  gboolean found;
  gint64 last;

  if (!_nexus_sqlite_node_lookup (self->connection, NEXUS_SQLITE_ROOT, LOST_AND_FOUND, &node, &found, "/" LOST_AND_FOUND, error))
    return FALSE;
  *id = node.id;
  if (found && node.kind == NEXUS_KIND_DIRECTORY)
    return TRUE;

  _nexus_sqlite_node_clear (&node);
  memset (&node, 0, sizeof node);
  if (!_nexus_sqlite_connection_query_int (self->connection, "SELECT max (id) FROM nodes", &last, error))
    return FALSE;
  clock_gettime (CLOCK_REALTIME, &now);
  node.id = *id = last + 1;
  node.parent = NEXUS_SQLITE_ROOT;
  g_snprintf (node.name, sizeof node.name, found ? LOST_AND_FOUND " %" G_GINT64_FORMAT : LOST_AND_FOUND, node.id);
  node.kind = NEXUS_KIND_DIRECTORY;
  node.mode = 0755;
  node.version = 1;
  node.created_ns = node.modified_ns = (gint64) now.tv_sec * 1000000000 + now.tv_nsec;
  _nexus_uuid_generate (node.uuid);

  return _nexus_sqlite_node_insert (self->connection, &node, error);
}

/* What the way up of leads to no root: those at the top, or one of a circle. */
static GArray *
list_orphans (Salvage  *self,
              GError  **error)
{
  static const char sql[] =
    "WITH RECURSIVE reached (id) AS (SELECT id FROM nodes WHERE id IN (1, 2)"
    "  UNION SELECT n.id FROM reached r JOIN nodes n ON n.parent = r.id WHERE r.id <> 2 OR n.id IN (SELECT node FROM trash))"
    " SELECT n.id, NOT EXISTS (SELECT 1 FROM nodes p WHERE p.id = n.parent AND p.kind = 1 AND p.id <> 2) AS top"
    "   FROM nodes n WHERE n.id NOT IN (SELECT id FROM reached) ORDER BY top DESC, n.id";
  nexus_auto_reset sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (self->connection, sql, error);
  g_autoptr(GArray) orphans = g_array_new (FALSE, FALSE, sizeof (gint64));
  gboolean row;

  if (statement == NULL)
    return NULL;
  for (;;)
    {
      gint64 id;

      if (!_nexus_sqlite_step (self->connection, statement, &row, "look for what hangs in the air", error))
        return NULL;
      if (!row || (orphans->len > 0 && sqlite3_column_int (statement, 1) == 0))
        return g_steal_pointer (&orphans);
      id = sqlite3_column_int64 (statement, 0);
      g_array_append_val (orphans, id);
    }
}

static gboolean
adopt (Salvage  *self,
       gint64    id,
       gint64    folder,
       GError  **error)
{
  g_autofree char *path = NULL;
  g_auto(NexusSqliteNode) node = { 0 };
  g_auto(NexusSqliteNode) there = { 0 };
  gboolean found;

  if (!_nexus_sqlite_node_load (self->connection, id, &node, &found, "/?", error) ||
      !_nexus_sqlite_node_lookup (self->connection, folder, node.name, &there, &found, "/?", error))
    return FALSE;

  node.parent = folder;
  if (found)
    g_snprintf (node.name, sizeof node.name, "%" G_GINT64_FORMAT, node.id);
  if (!_nexus_sqlite_node_place (self->connection, &node, error))
    return FALSE;

  path = g_strdup_printf ("/" LOST_AND_FOUND "/%s", node.name);
  tell (self, NEXUS_FINDING_RESCUED, NEXUS_FINDING_SET_ASIDE, path, _("Where this was is lost."));

  return TRUE;
}

/* What is below them comes along. */
static gboolean
adopt_orphans (Salvage  *self,
               GError  **error)
{
  gint64 folder = 0;

  for (;;)
    {
      g_autoptr(GArray) orphans = list_orphans (self, error);

      if (orphans == NULL)
        return FALSE;
      if (orphans->len == 0)
        return TRUE;
      if (folder == 0 && !find_or_make_folder (self, &folder, error))
        return FALSE;
      for (guint i = 0; i < orphans->len; i++)
        {
          if (!adopt (self, g_array_index (orphans, gint64, i), folder, error))
            return FALSE;
        }
    }
}

gboolean
_nexus_sqlite_salvage (const char        *source,
                       const char        *target,
                       NexusContentHash   hash,
                       NexusReport       *report,
                       GCancellable      *cancellable,
                       GError           **error)
{
  g_autoptr(NexusSqliteConnection) connection = NULL;
  Salvage salvage = { .report = report };
  gboolean good;

  if (!_nexus_sqlite_schema_migrate (target, hash, _nexus_sqlite_schema_latest (), cancellable, error))
    return FALSE;
  connection = _nexus_sqlite_connection_open (target, NEXUS_SQLITE_OPEN_MIGRATOR, NEXUS_DURABILITY_FULL, error);
  if (connection == NULL)
    return FALSE;

  salvage.connection = connection;
  if (!_nexus_sqlite_connection_execute (connection, "PRAGMA foreign_keys = OFF; BEGIN IMMEDIATE", "salvage rows", error))
    return FALSE;
  good = _nexus_sqlite_scan_pages (source, on_row, &salvage, cancellable, error) &&
         drop_empty (&salvage, error) && settle_versions (&salvage, error) && settle_snapshots (&salvage, error) &&
         adopt_orphans (&salvage, error);

  return _nexus_sqlite_connection_end (connection, good, "salvage rows", error);
}
