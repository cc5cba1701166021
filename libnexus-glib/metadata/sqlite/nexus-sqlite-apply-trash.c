/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "nexus-sqlite-apply-private.h"
#include "nexus-sqlite-error-private.h"

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
  if (statement == NULL)
    return FALSE;

  _nexus_sqlite_bind (statement, "itii", node->id, path, self->now_ns,
                      (gint64) _nexus_sqlite_trash_sum (node->id, path, self->now_ns));
  if (!_nexus_sqlite_run (self->connection, statement, "write to the trash", error))
    return FALSE;

  _nexus_sqlite_changes_add (self, NEXUS_CHANGE_DELETED, path, NULL);
  _nexus_sqlite_changes_add (self, NEXUS_CHANGE_TRASH, NULL, NULL);

  return TRUE;
}

static gboolean
find_item (NexusSqliteApply  *self,
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

/* `name (2).ext`, with the stem cut at a character if it would be too long. */
static char *
numbered_name (const char *name,
               guint       number)
{
  g_autofree char *suffix = g_strdup_printf (" (%u)", number);
  const char *dot = strrchr (name, '.');
  gsize stem;

  if (dot == NULL || dot == name || strlen (dot) > 32)
    dot = name + strlen (name);

  stem = MIN ((gsize) (dot - name), NEXUS_NAME_MAX - strlen (dot) - strlen (suffix));
  while (stem > 0 && stem < (gsize) (dot - name) && ((guchar) name[stem] & 0xc0) == 0x80)
    stem--;

  return g_strdup_printf ("%.*s%s%s", (int) stem, name, suffix, dot);
}

static gboolean
find_free_name (NexusSqliteApply  *self,
                gint64             parent,
                const char        *name,
                const char        *path,
                char             **free_name,
                GError           **error)
{
  for (guint number = 2; ; number++)
    {
      g_auto(NexusSqliteNode) node = { 0 };
      g_autofree char *candidate = numbered_name (name, number);
      gboolean found;

      if ((number % 256 == 0 && !_nexus_sqlite_apply_check_cancelled (self, error)) ||
          !_nexus_sqlite_node_lookup (self->connection, parent, candidate, &node, &found, path, error))
        return FALSE;

      if (!found)
        {
          *free_name = g_steal_pointer (&candidate);
          return TRUE;
        }
    }
}

static gboolean
leave_trash (NexusSqliteApply  *self,
             gint64             node,
             GError           **error)
{
  static const char sql[] = "DELETE FROM trash WHERE node = ?1";
  sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (self->connection, sql, error);

  if (statement == NULL)
    return FALSE;

  _nexus_sqlite_bind (statement, "i", node);
  if (!_nexus_sqlite_run (self->connection, statement, "take out of the trash", error))
    return FALSE;
  _nexus_sqlite_changes_add (self, NEXUS_CHANGE_TRASH, NULL, NULL);

  return TRUE;
}

gboolean
_nexus_sqlite_apply_restore_trash (NexusSqliteApply  *self,
                                   NexusMutation     *mutation,
                                   GError           **error)
{
  g_auto(NexusSqliteNode) node = { 0 };
  g_auto(NexusSqliteNode) there = { 0 };
  g_autofree char *original_path = NULL;
  g_autofree char *directory = NULL;
  g_autofree char *free_name = NULL;
  g_autofree char *free_path = NULL;
  NexusConflictPolicy policy = mutation->policy;
  const char *path, *name;
  gboolean found;
  gint64 parent;

  if (!find_item (self, mutation->key, &node, &original_path, error))
    return FALSE;

  path = mutation->destination != NULL ? mutation->destination : original_path;
  if (!_nexus_sqlite_apply_locate (self, path, TRUE, &parent, &there, &found, error))
    return FALSE;
  name = _nexus_sqlite_last_name (path);

  if (found && policy == NEXUS_CONFLICT_NEWER)
    policy = node.modified_ns > there.modified_ns ? NEXUS_CONFLICT_REPLACE : NEXUS_CONFLICT_SKIP;
  if (found && policy == NEXUS_CONFLICT_REPLACE && path[1] == '\0')
    policy = NEXUS_CONFLICT_FAIL;

  if (found)
    switch (policy)
      {
      case NEXUS_CONFLICT_SKIP:
        return _nexus_sqlite_apply_load_entry (self, mutation, there.id, path, error);

      case NEXUS_CONFLICT_REPLACE:
        if (!_nexus_sqlite_apply_trash (self, &there, path, error))
          return FALSE;
        break;

      case NEXUS_CONFLICT_KEEP_BOTH:
        if (path[1] != '\0')
          {
            if (!find_free_name (self, parent, name, path, &free_name, error))
              return FALSE;
            directory = g_strndup (path, _nexus_sqlite_parent_length (path));
            free_path = g_strdup_printf ("%s/%s", directory[1] != '\0' ? directory : "", free_name);
            name = free_name;
            path = free_path;
            break;
          }
        G_GNUC_FALLTHROUGH;

      case NEXUS_CONFLICT_FAIL:
      case NEXUS_CONFLICT_NEWER:
      default:
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS,
                     _("There is something at “%s” already, so that it cannot be restored there."), path);
        return FALSE;
      }

  if (!leave_trash (self, node.id, error) ||
      !_nexus_sqlite_apply_reparent (self, &node, parent, name, error))
    return FALSE;
  _nexus_sqlite_changes_add (self, NEXUS_CHANGE_CREATED, path, NULL);

  return _nexus_sqlite_apply_load_entry (self, mutation, node.id, path, error);
}

gboolean
_nexus_sqlite_apply_delete_trash (NexusSqliteApply  *self,
                                  NexusMutation     *mutation,
                                  GError           **error)
{
  g_auto(NexusSqliteNode) node = { 0 };
  g_autofree char *original_path = NULL;

  if (!find_item (self, mutation->key, &node, &original_path, error))
    return FALSE;
  _nexus_sqlite_changes_add (self, NEXUS_CHANGE_TRASH, NULL, NULL);

  return _nexus_sqlite_apply_erase (self, &node, original_path, error);
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
      if (!_nexus_sqlite_apply_erase (self, &node, node.name, error))
        return FALSE;
      _nexus_sqlite_changes_add (self, NEXUS_CHANGE_TRASH, NULL, NULL);
    }

  return TRUE;
}
