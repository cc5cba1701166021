/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "nexus-attribute-json-private.h"
#include "nexus-sqlite-apply-private.h"
#include "nexus-sqlite-error-private.h"
#include "nexus-sqlite-journal-private.h"

/* Attributes and tags. */

/* They are counted up from one, so that only a hostile database is half-way to their end. */
#define TAG_ID_MAX (G_MAXINT64 / 2)

static gboolean
write_attribute (NexusSqliteApply  *self,
                 gint64             node,
                 const char        *key,
                 const char        *json,
                 gboolean          *added,
                 GError           **error)
{
  static const char sql_update[] = "UPDATE attributes SET value = ?3, sum = ?4 WHERE node = ?1 AND key = ?2";
  static const char sql_insert[] = "INSERT INTO attributes (node, key, value, sum) VALUES (?1, ?2, ?3, ?4)";
  static const char * const statements[] = { sql_update, sql_insert };
  gint64 sum = (gint64) _nexus_sqlite_attribute_sum (node, key, json);

  if (!_nexus_sqlite_journal_note (self->connection, NEXUS_SQLITE_ATTRIBUTES, node, 0, key, error))
    return FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (statements); i++)
    {
      sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (self->connection, statements[i], error);

      if (statement == NULL)
        return FALSE;

      _nexus_sqlite_bind (statement, "itti", node, key, json, sum);
      if (!_nexus_sqlite_run (self->connection, statement, "write an attribute", error))
        return FALSE;

      *added = i > 0;
      if (sqlite3_changes (self->connection->db) > 0)
        break;
    }

  if (*added)
    _nexus_sqlite_journal_gave (self->connection, node, (guint64) sum);
  else
    _nexus_sqlite_journal_took (self->connection, node);

  return TRUE;
}

static gboolean
write_node_tag (NexusSqliteApply  *self,
                gint64             node,
                gint64             tag,
                gboolean          *added,
                GError           **error)
{
  static const char sql[] = "INSERT INTO node_tags (node, tag, sum) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
  sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (self->connection, sql, error);
  guint64 sum = _nexus_sqlite_node_tag_sum (node, tag);

  if (statement == NULL ||
      !_nexus_sqlite_journal_note (self->connection, NEXUS_SQLITE_NODE_TAGS, node, tag, NULL, error))
    return FALSE;

  _nexus_sqlite_bind (statement, "iii", node, tag, (gint64) sum);
  if (!_nexus_sqlite_run (self->connection, statement, "write a tag", error))
    return FALSE;
  *added = sqlite3_changes (self->connection->db) > 0;
  if (*added)
    _nexus_sqlite_journal_gave (self->connection, node, sum);

  return TRUE;
}

gboolean
_nexus_sqlite_apply_set_attribute (NexusSqliteApply  *self,
                                   NexusMutation     *mutation,
                                   GError           **error)
{
  g_auto(NexusSqliteNode) node = { 0 };
  g_autofree char *json = NULL;
  gboolean added;

  g_assert (mutation->value != NULL);

  if (!_nexus_attribute_validate_key (mutation->key, error))
    return FALSE;

  json = _nexus_attribute_to_json (mutation->value, error);
  if (json == NULL)
    return FALSE;

  if (!_nexus_sqlite_resolve (self->connection, mutation->path, &node, error) ||
      !write_attribute (self, node.id, mutation->key, json, &added, error))
    return FALSE;

  node.n_attributes += added;
  if (added && !_nexus_sqlite_node_update (self->connection, &node, error))
    return FALSE;
  _nexus_sqlite_changes_add (self, NEXUS_CHANGE_METADATA, mutation->path, NULL);

  return _nexus_sqlite_apply_load_entry (self, mutation, node.id, mutation->path, error);
}

gboolean
_nexus_sqlite_apply_remove_attribute (NexusSqliteApply  *self,
                                      NexusMutation     *mutation,
                                      GError           **error)
{
  static const char sql[] = "DELETE FROM attributes WHERE node = ?1 AND key = ?2";
  g_auto(NexusSqliteNode) node = { 0 };
  sqlite3_stmt *statement;

  if (!_nexus_attribute_validate_key (mutation->key, error) ||
      !_nexus_sqlite_resolve (self->connection, mutation->path, &node, error))
    return FALSE;

  statement = _nexus_sqlite_connection_prepare (self->connection, sql, error);
  if (statement == NULL ||
      !_nexus_sqlite_journal_note (self->connection, NEXUS_SQLITE_ATTRIBUTES, node.id, 0, mutation->key, error))
    return FALSE;

  _nexus_sqlite_journal_took (self->connection, node.id);
  _nexus_sqlite_bind (statement, "it", node.id, mutation->key);
  if (!_nexus_sqlite_run (self->connection, statement, "remove an attribute", error))
    return FALSE;

  if (sqlite3_changes (self->connection->db) == 0)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _("“%s” has no attribute “%s”."), mutation->path, mutation->key);
      return FALSE;
    }

  node.n_attributes--;
  if (!_nexus_sqlite_node_update (self->connection, &node, error))
    return FALSE;
  _nexus_sqlite_changes_add (self, NEXUS_CHANGE_METADATA, mutation->path, NULL);

  return _nexus_sqlite_apply_load_entry (self, mutation, node.id, mutation->path, error);
}

static gboolean
validate_tag_name (const char  *name,
                   GError     **error)
{
  if (_nexus_sqlite_apply_is_label (name))
    return TRUE;

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
               _("A tag must be UTF-8 of 1 to %d bytes without control characters."), NEXUS_SQLITE_LABEL_MAX);

  return FALSE;
}

/* *id is 0 if there is no such tag. */
static gboolean
find_tag (NexusSqliteApply  *self,
          const char        *name,
          gint64            *id,
          char             **color,
          GError           **error)
{
  static const char sql[] = "SELECT id, color, sum FROM tags WHERE name = ?1";
  nexus_auto_reset sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (self->connection, sql, error);
  const char *text;
  gboolean row;

  if (statement == NULL)
    return FALSE;

  _nexus_sqlite_bind (statement, "t", name);
  if (!_nexus_sqlite_step (self->connection, statement, &row, "find a tag", error))
    return FALSE;

  *id = 0;
  if (!row)
    return TRUE;

  text = _nexus_sqlite_column_text (statement, 1);
  if (_nexus_sqlite_tag_sum (sqlite3_column_int64 (statement, 0), name, text) !=
        (guint64) sqlite3_column_int64 (statement, 2))
    {
      _nexus_sqlite_set_corrupt (error, name);
      return FALSE;
    }

  *id = sqlite3_column_int64 (statement, 0);
  if (color != NULL)
    *color = g_strdup (text);

  return TRUE;
}

static gboolean
require_tag (NexusSqliteApply  *self,
             const char        *name,
             gint64            *id,
             char             **color,
             GError           **error)
{
  if (!validate_tag_name (name, error) || !find_tag (self, name, id, color, error))
    return FALSE;

  if (*id == 0)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _("There is no tag “%s”."), name);
      return FALSE;
    }

  return TRUE;
}

static gboolean
write_tag (NexusSqliteApply  *self,
           gint64             id,
           const char        *name,
           const char        *color,
           GError           **error)
{
  static const char sql[] =
    "INSERT INTO tags (id, name, color, sum) VALUES (?1, ?2, ?3, ?4)"
    " ON CONFLICT (id) DO UPDATE SET name = excluded.name, color = excluded.color, sum = excluded.sum";
  sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (self->connection, sql, error);

  if (statement == NULL || !_nexus_sqlite_journal_note (self->connection, NEXUS_SQLITE_TAGS, id, 0, NULL, error))
    return FALSE;

  _nexus_sqlite_bind (statement, "itti", id, name, color, (gint64) _nexus_sqlite_tag_sum (id, name, color));
  if (!_nexus_sqlite_run (self->connection, statement, "write a tag", error))
    return FALSE;
  _nexus_sqlite_changes_add (self, NEXUS_CHANGE_TAGS, NULL, NULL);

  return TRUE;
}

gboolean
_nexus_sqlite_apply_keep_tag (NexusSqliteApply  *self,
                              gint64             id,
                              GError           **error)
{
  static const char sql[] =
    "INSERT INTO store (key, value) VALUES ('next-tag', CAST (?1 + 1 AS TEXT))"
    " ON CONFLICT (key) DO UPDATE SET value = excluded.value WHERE CAST (value AS INTEGER) <= ?1";
  sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (self->connection, sql, error);

  if (statement == NULL)
    return FALSE;

  _nexus_sqlite_bind (statement, "i", id);

  return _nexus_sqlite_run (self->connection, statement, "write the history", error);
}

/* The history knows tags by their ids, also those that have gone: no other may have one of these. */
static gboolean
make_tag (NexusSqliteApply  *self,
          const char        *name,
          gint64            *id,
          GError           **error)
{
  static const char sql[] =
    "SELECT max (ifnull ((SELECT max (id) FROM tags), 0),"
    " ifnull ((SELECT CAST (value AS INTEGER) FROM store WHERE key = 'next-tag'), 0) - 1)";

  if (!_nexus_sqlite_connection_query_int (self->connection, sql, id, error))
    return FALSE;

  if (*id >= TAG_ID_MAX)
    {
      _nexus_sqlite_set_corrupt (error, "tags");
      return FALSE;
    }

  return write_tag (self, ++*id, name, NULL, error);
}

static gboolean
drop_tag (NexusSqliteApply  *self,
          gint64             id,
          GError           **error)
{
  static const char sql[] = "DELETE FROM tags WHERE id = ?1";
  sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (self->connection, sql, error);

  if (statement == NULL || !_nexus_sqlite_journal_note (self->connection, NEXUS_SQLITE_TAGS, id, 0, NULL, error))
    return FALSE;

  _nexus_sqlite_bind (statement, "i", id);
  if (!_nexus_sqlite_run (self->connection, statement, "delete a tag", error) ||
      !_nexus_sqlite_apply_keep_tag (self, id, error))
    return FALSE;
  _nexus_sqlite_changes_add (self, NEXUS_CHANGE_TAGS, NULL, NULL);

  return TRUE;
}

gboolean
_nexus_sqlite_apply_add_tag (NexusSqliteApply  *self,
                             NexusMutation     *mutation,
                             GError           **error)
{
  g_auto(NexusSqliteNode) node = { 0 };
  gboolean added;
  gint64 tag;

  if (!validate_tag_name (mutation->key, error) ||
      !_nexus_sqlite_resolve (self->connection, mutation->path, &node, error) ||
      !find_tag (self, mutation->key, &tag, NULL, error))
    return FALSE;

  if ((tag == 0 && !make_tag (self, mutation->key, &tag, error)) ||
      !write_node_tag (self, node.id, tag, &added, error))
    return FALSE;

  if (added)
    {
      node.n_tags++;
      if (!_nexus_sqlite_node_update (self->connection, &node, error))
        return FALSE;
      _nexus_sqlite_changes_add (self, NEXUS_CHANGE_METADATA, mutation->path, NULL);
    }

  return _nexus_sqlite_apply_load_entry (self, mutation, node.id, mutation->path, error);
}

gboolean
_nexus_sqlite_apply_remove_tag (NexusSqliteApply  *self,
                                NexusMutation     *mutation,
                                GError           **error)
{
  static const char sql[] = "DELETE FROM node_tags WHERE node = ?1 AND tag = ?2";
  g_auto(NexusSqliteNode) node = { 0 };
  sqlite3_stmt *statement;
  gint64 tag;

  if (!validate_tag_name (mutation->key, error) ||
      !_nexus_sqlite_resolve (self->connection, mutation->path, &node, error) ||
      !find_tag (self, mutation->key, &tag, NULL, error))
    return FALSE;

  statement = _nexus_sqlite_connection_prepare (self->connection, sql, error);
  if (statement == NULL ||
      !_nexus_sqlite_journal_note (self->connection, NEXUS_SQLITE_NODE_TAGS, node.id, tag, NULL, error))
    return FALSE;

  _nexus_sqlite_journal_took (self->connection, node.id);
  _nexus_sqlite_bind (statement, "ii", node.id, tag);
  if (!_nexus_sqlite_run (self->connection, statement, "remove a tag", error))
    return FALSE;

  if (sqlite3_changes (self->connection->db) == 0)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _("“%s” does not have the tag “%s”."), mutation->path, mutation->key);
      return FALSE;
    }

  node.n_tags--;
  if (!_nexus_sqlite_node_update (self->connection, &node, error))
    return FALSE;
  _nexus_sqlite_changes_add (self, NEXUS_CHANGE_METADATA, mutation->path, NULL);

  return _nexus_sqlite_apply_load_entry (self, mutation, node.id, mutation->path, error);
}

static gboolean
count_tag_less (NexusSqliteApply  *self,
                gint64             id,
                const char        *tag,
                GError           **error)
{
  g_auto(NexusSqliteNode) node = { 0 };
  gboolean found;

  if (!_nexus_sqlite_node_load (self->connection, id, &node, &found, tag, error))
    return FALSE;
  if (!found || node.n_tags == 0)
    {
      _nexus_sqlite_set_corrupt (error, tag);
      return FALSE;
    }
  node.n_tags--;

  return _nexus_sqlite_node_update (self->connection, &node, error);
}

/* Takes a tag away, from all that have it; with `to` these get that one instead.  Each row has a checksum that
 * binds tag and node, so each is written anew. */
static gboolean
dissolve_tag (NexusSqliteApply  *self,
              gint64             id,
              const char        *name,
              gint64             to,
              GError           **error)
{
  static const char sql[] = "SELECT node FROM node_tags WHERE tag = ?1";
  g_autoptr(GArray) nodes = g_array_new (FALSE, FALSE, sizeof (gint64));
  sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (self->connection, sql, error);
  gboolean row, added = FALSE;

  if (statement == NULL)
    return FALSE;

  _nexus_sqlite_bind (statement, "i", id);
  for (;;)
    {
      gint64 node;

      if (!_nexus_sqlite_step (self->connection, statement, &row, "list the entries of a tag", error))
        return FALSE;
      if (!row)
        break;
      node = sqlite3_column_int64 (statement, 0);
      g_array_append_val (nodes, node);
    }

  for (guint i = 0; i < nodes->len; i++)
    {
      gint64 node = g_array_index (nodes, gint64, i);

      _nexus_sqlite_journal_took (self->connection, node);
      if ((i % 1024 == 0 && !_nexus_sqlite_apply_check_cancelled (self, error)) ||
          !_nexus_sqlite_journal_note (self->connection, NEXUS_SQLITE_NODE_TAGS, node, id, NULL, error) ||
          (to != 0 && !write_node_tag (self, node, to, &added, error)) ||
          (!added && !count_tag_less (self, node, name, error)))
        return FALSE;
    }

  return drop_tag (self, id, error);
}

gboolean
_nexus_sqlite_apply_rename_tag (NexusSqliteApply  *self,
                                NexusMutation     *mutation,
                                GError           **error)
{
  g_autofree char *color = NULL;
  g_autofree char *new_color = NULL;
  gint64 tag, existing;

  if (!validate_tag_name (mutation->destination, error) ||
      !require_tag (self, mutation->key, &tag, &color, error) ||
      !find_tag (self, mutation->destination, &existing, &new_color, error))
    return FALSE;

  if (existing == tag)
    return TRUE;

  if (existing == 0)
    return write_tag (self, tag, mutation->destination, color, error);

  /* The merged tag keeps its colour, or takes that of the other. */
  if (new_color == NULL && color != NULL &&
      !write_tag (self, existing, mutation->destination, color, error))
    return FALSE;

  return dissolve_tag (self, tag, mutation->key, existing, error);
}

gboolean
_nexus_sqlite_apply_set_tag_color (NexusSqliteApply  *self,
                                   NexusMutation     *mutation,
                                   GError           **error)
{
  g_autofree char *color = NULL;
  gboolean good = mutation->destination == NULL ||
                  (mutation->destination[0] == '#' && strlen (mutation->destination) == 7);
  gint64 tag;

  if (mutation->destination != NULL && good)
    for (guint i = 1; i < 7; i++)
      good = good && g_ascii_isxdigit (mutation->destination[i]);

  if (!good)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   _("“%s” is not a color; write it like #3584e4."), mutation->destination);
      return FALSE;
    }

  if (!require_tag (self, mutation->key, &tag, NULL, error))
    return FALSE;

  color = mutation->destination != NULL ? g_ascii_strdown (mutation->destination, -1) : NULL;

  return write_tag (self, tag, mutation->key, color, error);
}

gboolean
_nexus_sqlite_apply_delete_tag (NexusSqliteApply  *self,
                                NexusMutation     *mutation,
                                GError           **error)
{
  gint64 tag;

  return require_tag (self, mutation->key, &tag, NULL, error) &&
         dissolve_tag (self, tag, mutation->key, 0, error);
}

gboolean
_nexus_sqlite_apply_copy_extras (NexusSqliteApply       *self,
                                 const NexusSqliteNode  *source,
                                 gint64                  destination,
                                 GError                **error)
{
  static const char sql_attributes[] = "SELECT key, value, sum FROM attributes WHERE node = ?1";
  static const char sql_tags[] = "SELECT tag FROM node_tags WHERE node = ?1";
  gboolean row, added;

  if (source->n_attributes > 0)
    {
      nexus_auto_reset sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (self->connection, sql_attributes, error);
      g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);

      if (statement == NULL)
        return FALSE;

      _nexus_sqlite_bind (statement, "i", source->id);
      for (;;)
        {
          const char *key, *value;

          if (!_nexus_sqlite_step (self->connection, statement, &row, "read attributes", error))
            return FALSE;
          if (!row)
            break;

          key = _nexus_sqlite_column_text (statement, 0);
          value = _nexus_sqlite_column_text (statement, 1);
          if (key == NULL || value == NULL ||
              _nexus_sqlite_attribute_sum (source->id, key, value) != (guint64) sqlite3_column_int64 (statement, 2))
            {
              _nexus_sqlite_set_corrupt (error, source->name);
              return FALSE;
            }
          g_ptr_array_add (texts, g_strdup (key));
          g_ptr_array_add (texts, g_strdup (value));
        }

      for (guint i = 0; i < texts->len; i += 2)
        if (!write_attribute (self, destination, g_ptr_array_index (texts, i),
                              g_ptr_array_index (texts, i + 1), &added, error))
          return FALSE;
    }

  if (source->n_tags > 0)
    {
      nexus_auto_reset sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (self->connection, sql_tags, error);
      g_autoptr(GArray) tags = g_array_new (FALSE, FALSE, sizeof (gint64));

      if (statement == NULL)
        return FALSE;

      _nexus_sqlite_bind (statement, "i", source->id);
      for (;;)
        {
          gint64 tag;

          if (!_nexus_sqlite_step (self->connection, statement, &row, "read tags", error))
            return FALSE;
          if (!row)
            break;
          tag = sqlite3_column_int64 (statement, 0);
          g_array_append_val (tags, tag);
        }

      for (guint i = 0; i < tags->len; i++)
        if (!write_node_tag (self, destination, g_array_index (tags, gint64, i), &added, error))
          return FALSE;
    }

  return TRUE;
}

gboolean
_nexus_sqlite_apply_put_attribute (NexusSqliteApply  *self,
                                   gint64             node,
                                   const char        *key,
                                   const char        *json,
                                   gboolean          *added,
                                   GError           **error)
{
  return _nexus_attribute_validate_key (key, error) && write_attribute (self, node, key, json, added, error);
}

gboolean
_nexus_sqlite_apply_put_tag (NexusSqliteApply  *self,
                             const char        *name,
                             gint64            *id,
                             char             **color,
                             GError           **error)
{
  if (!validate_tag_name (name, error) || !find_tag (self, name, id, color, error))
    return FALSE;
  if (*id != 0)
    return TRUE;

  return make_tag (self, name, id, error);
}

gboolean
_nexus_sqlite_apply_put_node_tag (NexusSqliteApply  *self,
                                  gint64             node,
                                  gint64             tag,
                                  gboolean          *added,
                                  GError           **error)
{
  return write_node_tag (self, node, tag, added, error);
}
