/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <string.h>

#include "nexus-sqlite-dump-private.h"
#include "nexus-sqlite-error-private.h"
#include "nexus-sqlite-node-private.h"

/* Everything that the database knows, entry by entry, from one snapshot.
 *
 * The live entries come by their whole path, bytewise.  That is not the order of a walk: "/a-b" and "/a.txt" come
 * between "/a" and "/a/x", because "-" and "." come before "/".  So what is below a directory has to wait until those
 * siblings have been told whose names begin with its name and go on with something less than a slash.  Such a sibling
 * may be a directory too, and then its name is longer and what is below it comes first: what waits is a stack, and
 * no deeper than a name is long.
 *
 * A level of the walk holds a page of names and no more, so the memory does not grow with the number of entries. */

/* Entries that are read at once from one directory; fewer far below, where there are many open directories. */
#define PAGE 256
#define PAGE_DEEP 16
#define DEEP 16

typedef struct {
  NexusSqliteConnection *connection;
  NexusRecordFunc        func;
  gpointer               user_data;
  GString               *path;
  guint                  depth;

  /* Of what lies below a directory in the trash. */
  gboolean               in_trash;
  guint8                 trash_uuid[NEXUS_UUID_SIZE];
  gint64                 deleted_ns;
} Walk;

static gboolean walk_directory (Walk    *self,
                                gint64   id,
                                GError **error);

/* --- Records --- */

static gboolean
load_attributes (NexusSqliteConnection  *connection,
                 const NexusSqliteNode  *node,
                 const char             *path,
                 char                 ***attributes,
                 GError                **error)
{
  static const char sql[] = "SELECT key, value, sum FROM attributes WHERE node = ?1 ORDER BY key";
  nexus_auto_reset sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (connection, sql, error);
  g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  gboolean row;

  if (statement == NULL)
    return FALSE;

  _nexus_sqlite_bind (statement, "i", node->id);
  for (;;)
    {
      const char *key, *json;

      if (!_nexus_sqlite_step (connection, statement, &row, "read attributes", error))
        return FALSE;
      if (!row)
        break;

      key = _nexus_sqlite_column_text (statement, 0);
      json = _nexus_sqlite_column_text (statement, 1);
      if (key == NULL || json == NULL ||
          _nexus_sqlite_attribute_sum (node->id, key, json) != (guint64) sqlite3_column_int64 (statement, 2))
        {
          _nexus_sqlite_set_corrupt (error, path);
          return FALSE;
        }
      g_ptr_array_add (texts, g_strdup (key));
      g_ptr_array_add (texts, g_strdup (json));
    }

  if (texts->len / 2 != node->n_attributes)
    {
      _nexus_sqlite_set_corrupt (error, path);
      return FALSE;
    }
  g_ptr_array_add (texts, NULL);
  *attributes = (char **) g_ptr_array_free (g_steal_pointer (&texts), FALSE);

  return TRUE;
}

static gboolean
load_versions (NexusSqliteConnection  *connection,
               const NexusSqliteNode  *node,
               const char             *path,
               GArray                **versions,
               GError                **error)
{
  g_autoptr(GArray) older = _nexus_sqlite_load_versions (connection, node, 0, path, error);

  if (older == NULL)
    return FALSE;
  if (older->len == 0)
    return TRUE;

  *versions = _nexus_record_versions_new ();
  for (guint i = 0; i < older->len; i++)
    {
      const NexusSqliteVersion *version = &g_array_index (older, NexusSqliteVersion, i);
      NexusRecordVersion copy = { .number = version->number, .modified_ns = version->modified_ns };

      copy.content.size = version->size;
      memcpy (copy.content.hash, version->hash, NEXUS_HASH_SIZE);
      g_array_append_val (*versions, copy);
    }

  return TRUE;
}

/* Takes text from the node, which is told and done with then. */
static gboolean
fill_record (NexusSqliteConnection  *connection,
             NexusSqliteNode        *node,
             const char             *path,
             NexusRecord            *record,
             GError                **error)
{
  record->path = g_strdup (path);
  record->kind = node->kind;
  record->has_id = TRUE;
  memcpy (record->uuid, node->uuid, NEXUS_UUID_SIZE);
  memcpy (record->content.hash, node->hash, NEXUS_HASH_SIZE);
  record->content.size = node->size;
  record->content_type = g_steal_pointer (&node->content_type);
  record->target = g_steal_pointer (&node->target);
  record->created_ns = node->created_ns;
  record->modified_ns = node->modified_ns;
  record->version = node->version;
  record->mode = node->mode;

  if (node->n_tags > 0)
    {
      record->tags = _nexus_sqlite_load_tags (connection, node, path, error);
      if (record->tags == NULL)
        return FALSE;
    }

  /* Only a file that was written more than once can have older versions. */
  return (node->n_attributes == 0 || load_attributes (connection, node, path, &record->attributes, error)) &&
         (node->kind != NEXUS_KIND_FILE || node->version <= 1 ||
          load_versions (connection, node, path, &record->versions, error));
}

static gboolean
tell (Walk             *self,
      NexusSqliteNode  *node,
      GError          **error)
{
  g_auto(NexusRecord) record = { 0 };

  if (!fill_record (self->connection, node, self->path->str, &record, error))
    return FALSE;

  if (self->in_trash)
    {
      record.deleted = TRUE;
      record.deleted_ns = self->deleted_ns;
      record.has_trash_id = TRUE;
      memcpy (record.trash_uuid, self->trash_uuid, NEXUS_UUID_SIZE);
    }

  return self->func (&record, self->user_data, error);
}

/* --- The live tree --- */

typedef struct {
  gint64 id;
  char   name[NEXUS_NAME_MAX + 1];
} Waiting;

static gboolean
walk_waiting (Walk     *self,
              GArray   *waiting,
              gsize     base,
              GError  **error)
{
  const Waiting *top = &g_array_index (waiting, Waiting, waiting->len - 1);
  gint64 id = top->id;

  g_string_truncate (self->path, base);
  g_string_append (self->path, top->name);
  g_array_set_size (waiting, waiting->len - 1);

  return walk_directory (self, id, error);
}

/* Whether all that is below the directory comes before the name. */
static gboolean
comes_before (const char *directory,
              const char *name)
{
  gsize length = strlen (directory);
  int order = strncmp (directory, name, length);

  return order < 0 || (order == 0 && '/' < (guchar) name[length]);
}

static gboolean
walk_directory (Walk    *self,
                gint64   id,
                GError **error)
{
  g_autoptr(GArray) waiting = NULL;
  g_autofree char *after = NULL;
  guint max = self->depth < DEEP ? PAGE : PAGE_DEEP;
  gsize start = self->path->len;
  gsize base;
  gboolean end = FALSE;

  if (self->depth > NEXUS_SQLITE_DEPTH_MAX)
    {
      _nexus_sqlite_set_corrupt (error, self->path->str);
      return FALSE;
    }

  self->depth++;
  if (start > 1)
    g_string_append_c (self->path, '/');
  base = self->path->len;

  while (!end)
    {
      g_autoptr(GArray) nodes = _nexus_sqlite_node_list (self->connection, id, after, max, self->path->str, error);

      if (nodes == NULL)
        return FALSE;
      end = nodes->len < max;

      for (guint i = 0; i < nodes->len; i++)
        {
          NexusSqliteNode *node = &g_array_index (nodes, NexusSqliteNode, i);

          while (waiting != NULL && waiting->len > 0 &&
                 comes_before (g_array_index (waiting, Waiting, waiting->len - 1).name, node->name))
            if (!walk_waiting (self, waiting, base, error))
              return FALSE;

          g_string_truncate (self->path, base);
          g_string_append (self->path, node->name);
          if (!tell (self, node, error))
            return FALSE;

          if (node->kind == NEXUS_KIND_DIRECTORY)
            {
              Waiting one = { .id = node->id };

              if (waiting == NULL)
                waiting = g_array_new (FALSE, FALSE, sizeof (Waiting));
              g_strlcpy (one.name, node->name, sizeof one.name);
              g_array_append_val (waiting, one);
            }
        }

      if (!end)
        {
          g_free (after);
          after = g_strdup (g_array_index (nodes, NexusSqliteNode, nodes->len - 1).name);
        }
    }

  while (waiting != NULL && waiting->len > 0)
    if (!walk_waiting (self, waiting, base, error))
      return FALSE;

  g_string_truncate (self->path, start);
  self->depth--;

  return TRUE;
}

/* --- The root, which is told only if it says anything --- */

static gboolean
load_store_tags (NexusSqliteConnection  *connection,
                 char                 ***store_tags,
                 GError                **error)
{
  static const char sql[] = "SELECT id, name, color, sum FROM tags ORDER BY name";
  nexus_auto_reset sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (connection, sql, error);
  g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  gboolean row;

  if (statement == NULL)
    return FALSE;

  for (;;)
    {
      const char *name, *color;

      if (!_nexus_sqlite_step (connection, statement, &row, "list the tags", error))
        return FALSE;
      if (!row)
        break;

      name = _nexus_sqlite_column_text (statement, 1);
      color = _nexus_sqlite_column_text (statement, 2);
      if (name == NULL || _nexus_sqlite_tag_sum (sqlite3_column_int64 (statement, 0), name, color) !=
                            (guint64) sqlite3_column_int64 (statement, 3))
        {
          _nexus_sqlite_set_corrupt (error, name != NULL ? name : "tags");
          return FALSE;
        }
      g_ptr_array_add (texts, g_strdup (name));
      g_ptr_array_add (texts, g_strdup (color != NULL ? color : ""));
    }

  if (texts->len == 0)
    return TRUE;

  g_ptr_array_add (texts, NULL);
  *store_tags = (char **) g_ptr_array_free (g_steal_pointer (&texts), FALSE);

  return TRUE;
}

static gboolean
tell_root (Walk    *self,
           GError **error)
{
  g_auto(NexusSqliteNode) node = { 0 };
  g_auto(NexusRecord) record = { 0 };
  gboolean found;

  if (!_nexus_sqlite_node_load (self->connection, NEXUS_SQLITE_ROOT, &node, &found, "/", error))
    return FALSE;
  if (!found || node.kind != NEXUS_KIND_DIRECTORY)
    {
      _nexus_sqlite_set_corrupt (error, "/");
      return FALSE;
    }

  if (!fill_record (self->connection, &node, "/", &record, error) ||
      !load_store_tags (self->connection, &record.store_tags, error))
    return FALSE;

  if (record.store_tags == NULL && record.attributes == NULL && record.tags == NULL && record.mode == 0755)
    return TRUE;

  /* Which store it is, is not to be carried to another one. */
  record.has_id = FALSE;

  return self->func (&record, self->user_data, error);
}

/* --- The trash --- */

/* One thing in the trash at a time, in the order of where they were: by the last one told. */
static gboolean
tell_trash (Walk    *self,
            GError **error)
{
  static const char sql[] =
    "SELECT " NEXUS_SQLITE_NODE_COLUMNS ", t.original_path, t.deleted_ns, t.sum"
    " FROM trash t JOIN nodes n ON n.id = t.node LEFT JOIN contents c ON c.id = n.content"
    " ORDER BY t.original_path, t.deleted_ns, n.uuid";
  nexus_auto_reset sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (self->connection, sql, error);
  gboolean row;

  if (statement == NULL)
    return FALSE;

  for (;;)
    {
      g_auto(NexusSqliteNode) node = { 0 };
      g_auto(NexusRecord) record = { 0 };
      const char *path;
      gint64 deleted_ns;

      if (!_nexus_sqlite_step (self->connection, statement, &row, "list the trash", error))
        return FALSE;
      if (!row)
        return TRUE;

      path = _nexus_sqlite_column_text (statement, NEXUS_SQLITE_NODE_N_COLUMNS);
      deleted_ns = sqlite3_column_int64 (statement, NEXUS_SQLITE_NODE_N_COLUMNS + 1);
      if (!_nexus_sqlite_node_read (statement, &node, path != NULL ? path : "trash", error))
        return FALSE;
      if (!_nexus_sqlite_path_is_good (path) || node.parent != NEXUS_SQLITE_TRASH ||
          _nexus_sqlite_trash_sum (node.id, path, deleted_ns) !=
            (guint64) sqlite3_column_int64 (statement, NEXUS_SQLITE_NODE_N_COLUMNS + 2))
        {
          _nexus_sqlite_set_corrupt (error, path != NULL ? path : "trash");
          return FALSE;
        }

      if (!fill_record (self->connection, &node, path, &record, error))
        return FALSE;
      record.deleted = TRUE;
      record.deleted_ns = deleted_ns;
      if (!self->func (&record, self->user_data, error))
        return FALSE;

      if (node.kind == NEXUS_KIND_DIRECTORY)
        {
          g_string_assign (self->path, path);
          self->in_trash = TRUE;
          self->deleted_ns = deleted_ns;
          memcpy (self->trash_uuid, node.uuid, NEXUS_UUID_SIZE);
          if (!walk_directory (self, node.id, error))
            return FALSE;
        }
    }
}

gboolean
_nexus_sqlite_dump (NexusSqliteConnection  *connection,
                    NexusRecordFunc         func,
                    gpointer                user_data,
                    GError                **error)
{
  g_autoptr(GString) path = g_string_new ("/");
  Walk self = { .connection = connection, .func = func, .user_data = user_data, .path = path };

  return tell_root (&self, error) &&
         walk_directory (&self, NEXUS_SQLITE_ROOT, error) &&
         tell_trash (&self, error);
}
