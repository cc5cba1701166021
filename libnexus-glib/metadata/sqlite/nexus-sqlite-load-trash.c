/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "nexus-change-private.h"
#include "nexus-sqlite-error-private.h"
#include "nexus-sqlite-load-private.h"

/* What comes into the trash.  A record of something that was deleted makes it anew there, and those of what was below
 * it follow.  What is in the trash already is left as it is. */

static gboolean
put_trash (NexusSqliteLoad    *self,
           const NexusRecord  *record,
           gint64              id,
           GError            **error)
{
  static const char sql[] = "INSERT INTO trash (node, original_path, deleted_ns, sum) VALUES (?1, ?2, ?3, ?4)";
  sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (self->apply->connection, sql, error);

  if (statement == NULL)
    return FALSE;

  _nexus_sqlite_bind (statement, "itii", id, record->path, record->deleted_ns,
                      (gint64) _nexus_sqlite_trash_sum (id, record->path, record->deleted_ns));

  return _nexus_sqlite_run (self->apply->connection, statement, "write to the trash", error);
}

/* Whether this very thing is in the trash already; another one that has its id is no hindrance. */
static gboolean
find_here (NexusSqliteLoad    *self,
           const NexusRecord  *record,
           gint64             *id,
           gboolean           *here,
           gboolean           *taken,
           GError            **error)
{
  g_auto(NexusSqliteNode) node = { 0 };
  g_autofree char *path = NULL;
  gint64 deleted_ns;

  *here = *taken = FALSE;
  if (!record->has_id)
    return TRUE;

  if (!_nexus_sqlite_node_load_uuid (self->apply->connection, record->uuid, &node, taken, record->path, error))
    return FALSE;
  if (!*taken || node.parent != NEXUS_SQLITE_TRASH)
    return TRUE;

  if (!_nexus_sqlite_load_trash (self->apply->connection, node.id, &path, &deleted_ns, here, error))
    return FALSE;
  *here = *here && strcmp (path, record->path) == 0 && node.kind == record->kind;
  *id = node.id;

  return TRUE;
}

static gboolean
load_item (NexusSqliteLoad    *self,
           const NexusRecord  *record,
           GError            **error)
{
  NexusRecord copy = *record;
  char name[NEXUS_UUID_STRING_SIZE];
  gboolean here, taken, added;
  gint64 id = 0;

  if (!find_here (self, record, &id, &here, &taken, error))
    return FALSE;

  if (!here)
    {
      /* Below the root of the trash a thing is called by its id. */
      if (!record->has_id || taken)
        _nexus_uuid_generate (copy.uuid);
      copy.has_id = TRUE;
      _nexus_uuid_to_string (copy.uuid, name);
      if (!_nexus_sqlite_load_create (self, &copy, NEXUS_SQLITE_TRASH, name, &id, &added, error))
        return FALSE;
      if (!added)
        {
          _nexus_sqlite_set_corrupt (error, record->path);
          return FALSE;
        }
      if (!put_trash (self, record, id, error))
        return FALSE;
    }

  self->has_trash = record->has_id && record->kind == NEXUS_KIND_DIRECTORY;
  memcpy (self->trash_uuid, record->uuid, NEXUS_UUID_SIZE);
  self->trash_id = id;
  g_free (self->trash_path);
  self->trash_path = g_strdup (record->path);
  self->source->settled (self->source, record, here ? NEXUS_RECORD_UPDATED : NEXUS_RECORD_CREATED, NULL, NULL);

  return TRUE;
}

/* The directory below the thing in the trash that the path is in. */
static gboolean
find_parent (NexusSqliteLoad  *self,
             const char       *path,
             gint64           *parent,
             GError          **error)
{
  const char *name = path + strlen (self->trash_path) + 1;
  const char *slash;

  *parent = self->trash_id;
  while ((slash = strchr (name, '/')) != NULL)
    {
      g_autofree char *part = g_strndup (name, (gsize) (slash - name));
      g_auto(NexusSqliteNode) node = { 0 };
      gboolean found;

      if (!_nexus_sqlite_node_lookup (self->apply->connection, *parent, part, &node, &found, path, error))
        return FALSE;
      if (!found || node.kind != NEXUS_KIND_DIRECTORY)
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                       _("the directory above “%s” in the trash has to come before it"), path);
          return FALSE;
        }
      *parent = node.id;
      name = slash + 1;
    }

  return TRUE;
}

static gboolean
load_below (NexusSqliteLoad    *self,
            const NexusRecord  *record,
            GError            **error)
{
  gsize length = self->has_trash ? strlen (self->trash_path) : 0;
  gboolean added;
  gint64 parent, id;

  if (!self->has_trash || memcmp (self->trash_uuid, record->trash_uuid, NEXUS_UUID_SIZE) != 0 ||
      strncmp (record->path, self->trash_path, length) != 0 || record->path[length] != '/')
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                   _("the deleted directory that “%s” was in, with “trash_id” as its “id”, has to come right before it"),
                   record->path);
      return FALSE;
    }

  if (!find_parent (self, record->path, &parent, error) ||
      !_nexus_sqlite_load_create (self, record, parent, _nexus_sqlite_last_name (record->path), &id, &added, error))
    return FALSE;
  self->source->settled (self->source, record, added ? NEXUS_RECORD_CREATED : NEXUS_RECORD_UPDATED, NULL, NULL);

  return TRUE;
}

gboolean
_nexus_sqlite_load_trashed (NexusSqliteLoad    *self,
                            const NexusRecord  *record,
                            GError            **error)
{
  if (!self->noted_trash)
    g_ptr_array_add (self->apply->changes, _nexus_change_new (NEXUS_CHANGE_TRASH, 0, NULL, NULL));
  self->noted_trash = TRUE;

  if (!_nexus_sqlite_apply_check_length (record->path, error))
    return FALSE;

  return record->has_trash_id ? load_below (self, record, error) : load_item (self, record, error);
}
