/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "nexus-change-private.h"
#include "nexus-snapshot-private.h"
#include "nexus-sqlite-error-private.h"
#include "nexus-sqlite-node-private.h"
#include "nexus-sqlite-snapshot-private.h"

/* How a folder was: its entries as rows by their paths, so that two states are compared in one go through both. */

void
_nexus_sqlite_snapshot_clear (NexusSqliteSnapshot *self)
{
  g_clear_pointer (&self->path, g_free);
}

gboolean
_nexus_sqlite_snapshot_find (NexusSqliteConnection  *connection,
                             const char             *name,
                             NexusSqliteSnapshot    *snapshot,
                             GError                **error)
{
  static const char sql[] = "SELECT id, path, created_ns, sum = " NEXUS_SQLITE_SNAPSHOT_SUM " FROM snapshots WHERE name = ?1";
  nexus_auto_reset sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (connection, sql, error);
  gboolean row;

  if (statement == NULL)
    return FALSE;
  _nexus_sqlite_bind (statement, "t", name);
  if (!_nexus_sqlite_step (connection, statement, &row, "find a snapshot", error))
    return FALSE;
  if (!row)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _("There is no snapshot “%s”."), name);
      return FALSE;
    }

  snapshot->id = sqlite3_column_int64 (statement, 0);
  snapshot->path = g_strdup (_nexus_sqlite_column_text (statement, 1));
  snapshot->created_ns = sqlite3_column_int64 (statement, 2);
  if (_nexus_sqlite_path_is_good (snapshot->path) && sqlite3_column_int (statement, 3) != 0)
    return TRUE;

  g_clear_pointer (&snapshot->path, g_free);
  _nexus_sqlite_set_corrupt (error, name);

  return FALSE;
}

char *
_nexus_sqlite_snapshot_dup_path (const NexusSqliteSnapshot *snapshot,
                                 const char                *below)
{
  if (below[0] == '\0')
    return g_strdup (snapshot->path);

  return g_strconcat (snapshot->path[1] == '\0' ? "" : snapshot->path, below, NULL);
}

static gboolean
has_entry (NexusSqliteConnection      *connection,
           const NexusSqliteSnapshot  *snapshot,
           const char                 *below,
           gboolean                   *has,
           GError                    **error)
{
  static const char sql[] = "SELECT 1 FROM snapshot_entries WHERE snapshot = ?1 AND path = ?2";
  nexus_auto_reset sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (connection, sql, error);

  if (statement == NULL)
    return FALSE;
  _nexus_sqlite_bind (statement, "it", snapshot->id, below);

  return _nexus_sqlite_step (connection, statement, has, "look into a snapshot", error);
}

char *
_nexus_sqlite_snapshot_dup_below (NexusSqliteConnection      *connection,
                                  const NexusSqliteSnapshot  *snapshot,
                                  const char                 *name,
                                  const char                 *path,
                                  GError                    **error)
{
  gsize length = snapshot->path[1] == '\0' ? 0 : strlen (snapshot->path);
  const char *below = path == NULL || path[1] == '\0' ? "" : path + length;
  gboolean has = path == NULL || strcmp (path, snapshot->path) == 0;

  if (has)
    return g_strdup ("");
  if (strncmp (path, snapshot->path, length) == 0 && below[0] == '/' &&
      !has_entry (connection, snapshot, below, &has, error))
    return NULL;
  if (has)
    return g_strdup (below);

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _("The snapshot “%s” has no “%s”."), name, path);

  return NULL;
}

/* --- Comparing --- */

#define ROW_COLUMNS \
  "path, kind, content, size, mode, modified_ns, created_ns, content_type, target, tags, attributes, uuid"
/* What is now has been checked where it is. */
#define SUM_COLUMN 12
#define KEPT_ROWS \
  "SELECT " ROW_COLUMNS ", sum = " NEXUS_SQLITE_SNAPSHOT_ENTRY_SUM " FROM snapshot_entries WHERE snapshot = ?1" \
  " AND (?2 = '' OR path = ?2 OR (path > ?2 || '/' AND path < ?2 || '0')) ORDER BY path"

/* Each text twice: both states may be read at the same time, and a statement belongs to its text. */
static const char sql_before[] = KEPT_ROWS;
static const char sql_after[] = KEPT_ROWS " ";
static const char sql_now[] = NEXUS_SQLITE_SNAPSHOT_TREE ("") " ORDER BY tree.path";

static gboolean
next_row (NexusSqliteConnection   *connection,
          sqlite3_stmt            *statement,
          NexusSqliteSnapshotRow  *row,
          gboolean                *more,
          GError                 **error)
{
  if (!_nexus_sqlite_step (connection, statement, more, "look through a folder", error))
    return FALSE;
  if (!*more)
    return TRUE;

  row->path = _nexus_sqlite_column_text (statement, 0);
  row->kind = (NexusKind) sqlite3_column_int (statement, 1);
  row->content = sqlite3_column_int64 (statement, 2);
  row->size = sqlite3_column_int64 (statement, 3);
  row->mode = (guint) sqlite3_column_int64 (statement, 4);
  row->modified_ns = sqlite3_column_int64 (statement, 5);
  row->created_ns = sqlite3_column_int64 (statement, 6);
  row->content_type = _nexus_sqlite_column_text (statement, 7);
  row->target = _nexus_sqlite_column_text (statement, 8);
  row->tags = _nexus_sqlite_column_text (statement, 9);
  row->attributes = _nexus_sqlite_column_text (statement, 10);
  row->uuid = sqlite3_column_blob (statement, 11);
  if ((sqlite3_column_count (statement) > SUM_COLUMN && sqlite3_column_int (statement, SUM_COLUMN) == 0) ||
      row->path == NULL || (row->path[0] != '\0' && (row->path[1] == '\0' || !_nexus_sqlite_path_is_good (row->path))) ||
      row->size < 0 || sqlite3_column_int64 (statement, 4) < 0 || sqlite3_column_int64 (statement, 4) > 07777 ||
      row->tags == NULL || row->attributes == NULL ||
      row->kind > NEXUS_KIND_SYMBOLIC_LINK || sqlite3_column_bytes (statement, 11) != NEXUS_UUID_SIZE ||
      (row->kind == NEXUS_KIND_FILE) != (row->content != 0) ||
      (row->kind == NEXUS_KIND_SYMBOLIC_LINK && row->target == NULL))
    {
      _nexus_sqlite_set_corrupt (error, "snapshots");
      return FALSE;
    }

  return TRUE;
}

/* The node at a path; 0 if there is nothing. */
static gboolean
find_node (NexusSqliteConnection  *connection,
           const char             *path,
           gint64                 *id,
           GError                **error)
{
  g_auto(NexusSqliteNode) node = { 0 };
  g_autoptr(GError) local_error = NULL;

  *id = 0;
  if (!_nexus_sqlite_resolve (connection, path, &node, &local_error))
    {
      if (g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND) ||
          g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_NOT_DIRECTORY))
        return TRUE;
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  *id = node.id;

  return TRUE;
}

gboolean
_nexus_sqlite_snapshot_compare (NexusSqliteConnection      *connection,
                                const NexusSqliteSnapshot  *snapshot,
                                const char                 *below,
                                gint64                      other,
                                NexusSqliteCompareFunc      func,
                                gpointer                    user_data,
                                GError                    **error)
{
  g_autofree char *path = _nexus_sqlite_snapshot_dup_path (snapshot, below);
  nexus_auto_reset sqlite3_stmt *before = _nexus_sqlite_connection_prepare (connection, sql_before, error);
  nexus_auto_reset sqlite3_stmt *after = NULL;
  NexusSqliteSnapshotRow old = { 0 };
  NexusSqliteSnapshotRow new = { 0 };
  gboolean has_old, has_new;
  gint64 id = other;

  if (before == NULL || (other == 0 && !find_node (connection, path, &id, error)))
    return FALSE;
  after = _nexus_sqlite_connection_prepare (connection, other != 0 ? sql_after : sql_now, error);
  if (after == NULL)
    return FALSE;
  _nexus_sqlite_bind (before, "it", snapshot->id, below);
  _nexus_sqlite_bind (after, "it", id, below);

  if (!next_row (connection, before, &old, &has_old, error) || !next_row (connection, after, &new, &has_new, error))
    return FALSE;
  while (has_old || has_new)
    {
      int order = !has_old ? 1 : !has_new ? -1 : strcmp (old.path, new.path);

      if (!func (order <= 0 ? &old : NULL, order >= 0 ? &new : NULL, user_data, error) ||
          (order <= 0 && !next_row (connection, before, &old, &has_old, error)) ||
          (order >= 0 && !next_row (connection, after, &new, &has_new, error)))
        return FALSE;
    }

  return TRUE;
}

/* --- Rows as records --- */

char **
_nexus_sqlite_snapshot_dup_list (NexusSqliteConnection  *connection,
                                 const char             *json,
                                 gboolean                pairs,
                                 GError                **error)
{
  static const char sql_names[] = "SELECT value FROM json_each (?1)";
  static const char sql_pairs[] = "SELECT json_extract (value, '$[0]'), json_extract (value, '$[1]') FROM json_each (?1)";
  nexus_auto_reset sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (connection, pairs ? sql_pairs : sql_names, error);
  g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func (g_free);
  gboolean row;

  if (statement == NULL)
    return NULL;
  _nexus_sqlite_bind (statement, "t", json);
  for (;;)
    {
      if (!_nexus_sqlite_step (connection, statement, &row, "look into a snapshot", error))
        return NULL;
      if (!row)
        break;
      for (int i = 0; i <= (pairs ? 1 : 0); i++)
        {
          const char *text = _nexus_sqlite_column_text (statement, i);

          if (text == NULL)
            {
              _nexus_sqlite_set_corrupt (error, "snapshots");
              return NULL;
            }
          g_ptr_array_add (list, g_strdup (text));
        }
    }
  g_ptr_array_add (list, NULL);
  g_ptr_array_set_free_func (list, NULL);

  return (char **) g_ptr_array_free (g_steal_pointer (&list), FALSE);
}

gboolean
_nexus_sqlite_snapshot_to_record (NexusSqliteConnection         *connection,
                                  const NexusSqliteSnapshotRow  *row,
                                  const char                    *path,
                                  NexusRecord                   *record,
                                  GError                       **error)
{
  record->path = g_strdup (path);
  record->kind = row->kind;
  record->has_id = path[1] != '\0';
  memcpy (record->uuid, row->uuid, NEXUS_UUID_SIZE);
  record->content.size = (guint64) row->size;
  record->content_type = g_strdup (row->content_type);
  record->created_ns = row->created_ns;
  record->modified_ns = row->modified_ns;
  record->version = 1;
  record->mode = row->mode;
  record->target = g_strdup (row->target);
  record->tags = _nexus_sqlite_snapshot_dup_list (connection, row->tags, FALSE, error);
  if (record->tags == NULL)
    return FALSE;
  record->attributes = _nexus_sqlite_snapshot_dup_list (connection, row->attributes, TRUE, error);
  if (record->attributes == NULL)
    return FALSE;

  if (row->content != 0)
    {
      record->content.ref = _nexus_sqlite_load_content (connection, row->content, path, error);
      if (record->content.ref == NULL)
        return FALSE;
      memcpy (record->content.hash, record->content.ref->hash, NEXUS_HASH_SIZE);
    }

  return TRUE;
}

/* --- Reading --- */

GPtrArray *
_nexus_sqlite_list_snapshots (NexusSqliteConnection  *connection,
                              GError                **error)
{
  static const char sql[] = "SELECT name, path, created_ns, count, size, sum = " NEXUS_SQLITE_SNAPSHOT_SUM " FROM snapshots ORDER BY created_ns DESC, id DESC";
  nexus_auto_reset sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (connection, sql, error);
  g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func (g_object_unref);
  const char *name, *path;
  gboolean row;

  if (statement == NULL)
    return NULL;
  for (;;)
    {
      if (!_nexus_sqlite_step (connection, statement, &row, "list the snapshots", error))
        return NULL;
      if (!row)
        return g_steal_pointer (&list);
      name = _nexus_sqlite_column_text (statement, 0);
      path = _nexus_sqlite_column_text (statement, 1);
      if (name == NULL || !_nexus_sqlite_path_is_good (path) || sqlite3_column_int (statement, 5) == 0)
        {
          _nexus_sqlite_set_corrupt (error, name != NULL ? name : "snapshots");
          return NULL;
        }
      g_ptr_array_add (list, _nexus_snapshot_new (name, path,
                                                  sqlite3_column_int64 (statement, 2),
                                                  (guint64) sqlite3_column_int64 (statement, 3),
                                                  (guint64) sqlite3_column_int64 (statement, 4)));
    }
}

typedef struct {
  const NexusSqliteSnapshot *snapshot;
  GPtrArray                 *changes;
} Diff;

static gboolean
on_diff (const NexusSqliteSnapshotRow  *before,
         const NexusSqliteSnapshotRow  *after,
         gpointer                       user_data,
         GError                       **error)
{
  Diff *self = user_data;
  g_autofree char *path = _nexus_sqlite_snapshot_dup_path (self->snapshot, before != NULL ? before->path : after->path);

  if (before == NULL || (after != NULL && before->kind != after->kind))
    {
      if (before != NULL)
        g_ptr_array_add (self->changes, _nexus_change_new (NEXUS_CHANGE_DELETED, 0, path, NULL));
      g_ptr_array_add (self->changes, _nexus_change_new (NEXUS_CHANGE_CREATED, 0, path, NULL));
    }
  else if (after == NULL)
    {
      g_ptr_array_add (self->changes, _nexus_change_new (NEXUS_CHANGE_DELETED, 0, path, NULL));
    }
  else if (before->content != after->content || g_strcmp0 (before->target, after->target) != 0)
    {
      g_ptr_array_add (self->changes, _nexus_change_new (NEXUS_CHANGE_CONTENT, 0, path, NULL));
    }
  else if (before->mode != after->mode || strcmp (before->tags, after->tags) != 0 ||
           strcmp (before->attributes, after->attributes) != 0 ||
           (before->kind != NEXUS_KIND_DIRECTORY && before->modified_ns != after->modified_ns))
    {
      g_ptr_array_add (self->changes, _nexus_change_new (NEXUS_CHANGE_METADATA, 0, path, NULL));
    }

  return TRUE;
}

GPtrArray *
_nexus_sqlite_diff_snapshot (NexusSqliteConnection  *connection,
                             const char             *name,
                             const char             *other,
                             GError                **error)
{
  g_auto(NexusSqliteSnapshot) snapshot = { 0 };
  g_auto(NexusSqliteSnapshot) second = { 0 };
  g_autoptr(GPtrArray) changes = g_ptr_array_new_with_free_func (g_object_unref);
  Diff diff = { &snapshot, changes };

  if (!_nexus_sqlite_snapshot_find (connection, name, &snapshot, error) ||
      (other != NULL && !_nexus_sqlite_snapshot_find (connection, other, &second, error)) ||
      !_nexus_sqlite_snapshot_compare (connection, &snapshot, "", second.id, on_diff, &diff, error))
    return NULL;

  return g_steal_pointer (&changes);
}

gboolean
_nexus_sqlite_dump_snapshot (NexusSqliteConnection  *connection,
                             const char             *name,
                             const char             *path,
                             NexusRecordFunc         func,
                             gpointer                user_data,
                             GError                **error)
{
  g_auto(NexusSqliteSnapshot) snapshot = { 0 };
  g_autofree char *below = NULL;
  nexus_auto_reset sqlite3_stmt *statement = NULL;

  if (!_nexus_sqlite_snapshot_find (connection, name, &snapshot, error))
    return FALSE;
  below = _nexus_sqlite_snapshot_dup_below (connection, &snapshot, name, path, error);
  statement = below != NULL ? _nexus_sqlite_connection_prepare (connection, sql_before, error) : NULL;
  if (statement == NULL)
    return FALSE;

  _nexus_sqlite_bind (statement, "it", snapshot.id, below);
  for (;;)
    {
      g_auto(NexusRecord) record = { 0 };
      g_autofree char *relative = NULL;
      NexusSqliteSnapshotRow row = { 0 };
      gboolean more;

      if (!next_row (connection, statement, &row, &more, error))
        return FALSE;
      if (!more)
        return TRUE;
      /* From what was asked for on: "/" is that itself. */
      relative = g_strdup (row.path[strlen (below)] != '\0' ? row.path + strlen (below) : "/");
      if (!_nexus_sqlite_snapshot_to_record (connection, &row, relative, &record, error) ||
          !func (&record, user_data, error))
        return FALSE;
    }
}
