/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "nexus-sqlite-apply-private.h"
#include "nexus-sqlite-error-private.h"
#include "nexus-sqlite-journal-private.h"

/* The trash.  A deleted node hangs below the root of the trash under its id as a name, with all below it: one row
 * moves, whatever the size of the directory. */

gboolean
_nexus_sqlite_apply_trash (NexusSqliteApply  *self,
                           NexusSqliteNode   *node,
                           const char        *path,
                           GError           **error)
{
  static const char sql[] = "INSERT INTO trash (node, original_path, deleted_ns, sum) VALUES (?1, ?2, ?3, ?4)";
  char name[NEXUS_UUID_STRING_SIZE];
  sqlite3_stmt *statement;

  _nexus_uuid_to_string (node->uuid, name);
  if (!_nexus_sqlite_apply_reparent (self, node, NEXUS_SQLITE_TRASH, name, error))
    return FALSE;

  statement = _nexus_sqlite_connection_prepare (self->connection, sql, error);
  if (statement == NULL ||
      !_nexus_sqlite_journal_note (self->connection, NEXUS_SQLITE_TRASHED, node->id, 0, NULL, error))
    return FALSE;

  _nexus_sqlite_bind (statement, "itii", node->id, path, self->now_ns,
                      (gint64) _nexus_sqlite_trash_sum (node->id, path, self->now_ns));
  if (!_nexus_sqlite_run (self->connection, statement, "write to the trash", error))
    return FALSE;

  _nexus_sqlite_changes_add (self, NEXUS_CHANGE_DELETED, path, NULL);
  _nexus_sqlite_changes_add (self, NEXUS_CHANGE_TRASH, NULL, NULL);

  return TRUE;
}

gboolean
_nexus_sqlite_apply_find_trashed (NexusSqliteApply  *self,
                                  const char        *id,
                                  NexusSqliteNode   *node,
                                  char             **original_path,
                                  GError           **error)
{
  guint8 uuid[NEXUS_UUID_SIZE];
  gboolean found = FALSE;
  gint64 deleted_ns;

  if (_nexus_uuid_parse (id, uuid))
    {
      if (!_nexus_sqlite_node_load_uuid (self->connection, uuid, node, &found, id, error) ||
          (found && !_nexus_sqlite_load_trash (self->connection, node->id, original_path, &deleted_ns, &found, error)))
        return FALSE;
    }

  if (!found || node->parent != NEXUS_SQLITE_TRASH)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _("There is nothing with the id “%s” in the trash."), id);
      return FALSE;
    }

  return TRUE;
}

gboolean
_nexus_sqlite_apply_delete_trash (NexusSqliteApply  *self,
                                  NexusMutation     *mutation,
                                  GError           **error)
{
  g_auto(NexusSqliteNode) node = { 0 };
  g_autofree char *original_path = NULL;

  if (!_nexus_sqlite_apply_find_trashed (self, mutation->key, &node, &original_path, error))
    return FALSE;
  _nexus_sqlite_changes_add (self, NEXUS_CHANGE_TRASH, NULL, NULL);
  _nexus_sqlite_journal_set_final (self->connection);
  self->step_path = g_steal_pointer (&original_path);

  return _nexus_sqlite_apply_erase (self, &node, self->step_path, error);
}

gboolean
_nexus_sqlite_apply_empty_trash (NexusSqliteApply  *self,
                                 NexusMutation     *mutation,
                                 GError           **error)
{
  static const char sql[] = "SELECT node FROM trash WHERE deleted_ns < ?1";
  g_autoptr(GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (self->connection, sql, error);
  gboolean row;

  if (statement == NULL)
    return FALSE;

  _nexus_sqlite_bind (statement, "i", mutation->deleted_before_ns);
  for (;;)
    {
      gint64 id;

      if (!_nexus_sqlite_step (self->connection, statement, &row, "list the trash", error))
        return FALSE;
      if (!row)
        break;
      id = sqlite3_column_int64 (statement, 0);
      g_array_append_val (ids, id);
    }

  for (guint i = 0; i < ids->len; i++)
    {
      g_auto(NexusSqliteNode) node = { 0 };
      gboolean found;

      if (!_nexus_sqlite_node_load (self->connection, g_array_index (ids, gint64, i), &node, &found, "trash", error))
        return FALSE;
      if (!found || node.parent != NEXUS_SQLITE_TRASH)
        {
          _nexus_sqlite_set_corrupt (error, "trash");
          return FALSE;
        }
      _nexus_sqlite_journal_set_final (self->connection);
      if (!_nexus_sqlite_apply_erase (self, &node, node.name, error))
        return FALSE;
      _nexus_sqlite_changes_add (self, NEXUS_CHANGE_TRASH, NULL, NULL);
    }

  return TRUE;
}
