/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "nexus-sqlite-apply-private.h"
#include "nexus-sqlite-snapshot-private.h"

/* Making and deleting snapshots, and making a folder what it was. */

static gboolean
validate_name (const char  *name,
               GError     **error)
{
  if (_nexus_sqlite_apply_is_label (name))
    return TRUE;

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
               _("The name of a snapshot has to be 1 to %d bytes of text without control characters."), NEXUS_SQLITE_LABEL_MAX);

  return FALSE;
}

gboolean
_nexus_sqlite_apply_create_snapshot (NexusSqliteApply  *self,
                                     NexusMutation     *mutation,
                                     GError           **error)
{
  static const char sql_name[] =
    "INSERT OR IGNORE INTO snapshots (name, path, created_ns, count, size, sum) VALUES (?1, ?2, ?3, 0, 0, 0)";
  static const char sql_entries[] =
    "INSERT INTO snapshot_entries (" NEXUS_SQLITE_SNAPSHOT_ENTRY_COLUMNS ", sum)"
    " WITH found (" NEXUS_SQLITE_SNAPSHOT_ENTRY_COLUMNS ") AS (" NEXUS_SQLITE_SNAPSHOT_TREE ("?3, ") ")"
    " SELECT " NEXUS_SQLITE_SNAPSHOT_ENTRY_COLUMNS ", " NEXUS_SQLITE_SNAPSHOT_ENTRY_SUM " FROM found";
  static const char sql_totals[] =
    "UPDATE snapshots SET (count, size) ="
    " (SELECT count (*) - 1, ifnull (sum (iif (content IS NULL, 0, size)), 0) FROM snapshot_entries WHERE snapshot = ?1) WHERE id = ?1";
  static const char sql_sum[] = "UPDATE snapshots SET sum = " NEXUS_SQLITE_SNAPSHOT_SUM " WHERE id = ?1";
  g_auto(NexusSqliteNode) node = { 0 };
  sqlite3_stmt *name, *entries, *totals, *sum;
  gint64 id;

  if (!validate_name (mutation->key, error) ||
      !_nexus_sqlite_resolve (self->connection, mutation->path, &node, error))
    return FALSE;

  name = _nexus_sqlite_connection_prepare (self->connection, sql_name, error);
  entries = name != NULL ? _nexus_sqlite_connection_prepare (self->connection, sql_entries, error) : NULL;
  totals = entries != NULL ? _nexus_sqlite_connection_prepare (self->connection, sql_totals, error) : NULL;
  sum = totals != NULL ? _nexus_sqlite_connection_prepare (self->connection, sql_sum, error) : NULL;
  if (sum == NULL)
    return FALSE;

  _nexus_sqlite_bind (name, "tti", mutation->key, mutation->path, self->now_ns);
  if (!_nexus_sqlite_run (self->connection, name, "make a snapshot", error))
    return FALSE;
  if (sqlite3_changes (self->connection->db) == 0)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS,
                   _("There is a snapshot “%s” already. Choose another name, or delete that one."), mutation->key);
      return FALSE;
    }

  id = sqlite3_last_insert_rowid (self->connection->db);
  _nexus_sqlite_bind (entries, "iti", node.id, "", id);
  if (!_nexus_sqlite_run (self->connection, entries, "make a snapshot", error))
    return FALSE;
  _nexus_sqlite_bind (totals, "i", id);
  _nexus_sqlite_bind (sum, "i", id);

  return _nexus_sqlite_run (self->connection, totals, "make a snapshot", error) &&
         _nexus_sqlite_run (self->connection, sum, "make a snapshot", error);
}

gboolean
_nexus_sqlite_apply_delete_snapshot (NexusSqliteApply  *self,
                                     NexusMutation     *mutation,
                                     GError           **error)
{
  static const char sql_entries[] = "DELETE FROM snapshot_entries WHERE snapshot = ?1";
  static const char sql[] = "DELETE FROM snapshots WHERE id = ?1";
  g_auto(NexusSqliteSnapshot) snapshot = { 0 };
  sqlite3_stmt *entries, *statement;

  if (!_nexus_sqlite_snapshot_find (self->connection, mutation->key, &snapshot, error))
    return FALSE;
  entries = _nexus_sqlite_connection_prepare (self->connection, sql_entries, error);
  statement = entries != NULL ? _nexus_sqlite_connection_prepare (self->connection, sql, error) : NULL;
  if (statement == NULL)
    return FALSE;

  _nexus_sqlite_bind (entries, "i", snapshot.id);
  if (!_nexus_sqlite_run (self->connection, entries, "delete a snapshot", error))
    return FALSE;
  _nexus_sqlite_bind (statement, "i", snapshot.id);

  return _nexus_sqlite_run (self->connection, statement, "delete a snapshot", error);
}

/* --- Restoring --- */

/* What is to be done, found out before any of it is: what is too much, what is to be taken off entries that stay, and
 * how things were. */
typedef struct {
  NexusRecordSource          source;
  NexusSqliteApply          *apply;
  const NexusSqliteSnapshot *snapshot;
  GPtrArray                 *mutations;   /* of NexusMutation */
  GPtrArray                 *records;     /* of NexusRecord */
  guint                      next;
  GHashTable                *gone;        /* the paths that go, below the snapshot */
} Restore;

static void
record_free (gpointer data)
{
  _nexus_record_clear (data);
  g_free (data);
}

/* What is in a directory does not follow it at once: “/a-b” is between “/a” and “/a/b”. */
static gboolean
goes_with (GHashTable *gone,
           const char *path)
{
  for (const char *slash = strrchr (path, '/'); g_hash_table_size (gone) > 0 && slash != NULL; )
    {
      g_autofree char *above = g_strndup (path, (gsize) (slash - path));

      if (g_hash_table_contains (gone, above))
        return TRUE;
      slash = g_strrstr_len (path, slash - path, "/");
    }

  return FALSE;
}

static void
add_deletion (Restore    *self,
              const char *path)
{
  NexusMutation *mutation = _nexus_mutation_new (NEXUS_MUTATION_DELETE, NULL);

  mutation->path = _nexus_sqlite_snapshot_dup_path (self->snapshot, path);
  mutation->delete_flags = NEXUS_DELETE_RECURSIVE;
  g_ptr_array_add (self->mutations, mutation);
  g_hash_table_add (self->gone, g_strdup (path));
}

/* Tags or attributes that something has now and had not. */
static gboolean
add_removals (Restore            *self,
              const NexusRecord  *record,
              const char         *now,
              gboolean            attributes,
              GError            **error)
{
  g_auto(GStrv) has = _nexus_sqlite_snapshot_dup_list (self->apply->connection, now, attributes, error);
  char **had = attributes ? record->attributes : record->tags;
  const guint step = attributes ? 2 : 1;

  if (has == NULL)
    return FALSE;

  for (guint i = 0; has[i] != NULL; i += step)
    {
      NexusMutation *mutation;
      guint k = 0;

      while (had[k] != NULL && strcmp (had[k], has[i]) != 0)
        k += step;
      if (had[k] != NULL)
        continue;
      mutation = _nexus_mutation_new (attributes ? NEXUS_MUTATION_REMOVE_ATTRIBUTE : NEXUS_MUTATION_REMOVE_TAG, record->path);
      mutation->key = g_strdup (has[i]);
      g_ptr_array_add (self->mutations, mutation);
    }

  return TRUE;
}

static gboolean
is_same (const NexusSqliteSnapshotRow *before,
         const NexusSqliteSnapshotRow *after)
{
  return before->content == after->content && before->mode == after->mode && before->modified_ns == after->modified_ns &&
         before->created_ns == after->created_ns && g_strcmp0 (before->target, after->target) == 0 &&
         (before->content_type == NULL || g_strcmp0 (before->content_type, after->content_type) == 0) &&
         strcmp (before->tags, after->tags) == 0 && strcmp (before->attributes, after->attributes) == 0;
}

static gboolean
on_compare (const NexusSqliteSnapshotRow  *before,
            const NexusSqliteSnapshotRow  *after,
            gpointer                       user_data,
            GError                       **error)
{
  Restore *self = user_data;
  g_autofree char *path = NULL;
  NexusRecord *record;

  if (after != NULL && goes_with (self->gone, after->path))
    after = NULL;
  else if (after != NULL && (before == NULL || before->kind != after->kind))
    {
      add_deletion (self, after->path);
      after = NULL;
    }
  if (before == NULL || (after != NULL && is_same (before, after)))
    return TRUE;

  path = _nexus_sqlite_snapshot_dup_path (self->snapshot, before->path);
  record = g_new0 (NexusRecord, 1);
  g_ptr_array_add (self->records, record);

  return _nexus_sqlite_snapshot_to_record (self->apply->connection, before, path, record, error) &&
         (after == NULL || (add_removals (self, record, after->tags, FALSE, error) &&
                            add_removals (self, record, after->attributes, TRUE, error)));
}

static gboolean
next_record (NexusRecordSource  *source,
             NexusRecord        *record,
             gboolean           *more,
             GError            **error)
{
  Restore *self = (Restore *) source;

  *more = self->next < self->records->len;
  if (*more)
    {
      NexusRecord *next = g_ptr_array_index (self->records, self->next++);

      *record = *next;
      memset (next, 0, sizeof *next);
    }

  return TRUE;
}

static void
record_settled (NexusRecordSource  *source,
                const NexusRecord  *record,
                NexusRecordFate     fate,
                const guint8       *existing,
                const char         *new_path)
{
}

static gboolean
apply_mutation (NexusSqliteApply  *self,
                NexusMutation     *mutation,
                GError           **error)
{
  switch (mutation->kind)
    {
    case NEXUS_MUTATION_DELETE:
      return _nexus_sqlite_apply_delete (self, mutation, error);

    case NEXUS_MUTATION_REMOVE_TAG:
      return _nexus_sqlite_apply_remove_tag (self, mutation, error);

    default:
      return _nexus_sqlite_apply_remove_attribute (self, mutation, error);
    }
}

gboolean
_nexus_sqlite_apply_restore_snapshot (NexusSqliteApply  *self,
                                      NexusMutation     *mutation,
                                      GError           **error)
{
  g_auto(NexusSqliteSnapshot) snapshot = { 0 };
  g_autoptr(GPtrArray) mutations = g_ptr_array_new_with_free_func ((GDestroyNotify) _nexus_mutation_free);
  g_autoptr(GPtrArray) records = g_ptr_array_new_with_free_func (record_free);
  g_autoptr(GHashTable) gone = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(NexusMutation) load = _nexus_mutation_new (NEXUS_MUTATION_LOAD, NULL);
  g_autofree char *below = NULL;
  Restore restore = { { next_record, record_settled, NEXUS_LOAD_OVERWRITE, FALSE, 0 },
                      self, &snapshot, mutations, records, 0, gone };
  gboolean good;

  if (!_nexus_sqlite_snapshot_find (self->connection, mutation->key, &snapshot, error))
    return FALSE;
  below = _nexus_sqlite_snapshot_dup_below (self->connection, &snapshot, mutation->key, mutation->path, error);
  if (below == NULL)
    return FALSE;

  good = _nexus_sqlite_snapshot_compare (self->connection, &snapshot, below, 0, on_compare, &restore, error);
  for (guint i = 0; good && i < mutations->len; i++)
    good = _nexus_sqlite_apply_check_cancelled (self, error) &&
           apply_mutation (self, g_ptr_array_index (mutations, i), error);
  if (!good || records->len == 0)
    return good;

  load->records = &restore.source;

  return _nexus_sqlite_apply_load (self, load, error);
}
