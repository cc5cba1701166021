/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "nexus-error.h"
#include "nexus-sqlite-apply-private.h"
#include "nexus-sqlite-error-private.h"
#include "nexus-sqlite-journal-private.h"

/* Files, their contents and their versions. */

gboolean
_nexus_sqlite_apply_put_content (NexusSqliteApply       *self,
                                 const NexusContentRef  *content,
                                 gboolean                missing,
                                 const char             *path,
                                 gint64                 *id,
                                 GError                **error)
{
  static const char sql_insert[] =
    "INSERT INTO contents (id, hash, size, locator, added_ns, sum) VALUES (?1, ?2, ?3, ?4, ?5, ?6)"
    " ON CONFLICT (hash) DO NOTHING";
  static const char sql_update[] = "UPDATE contents SET locator = ?2, added_ns = ?3, sum = ?4 WHERE id = ?1";
  g_autoptr(NexusContentRef) known = NULL;
  g_autoptr(GError) local_error = NULL;
  sqlite3_stmt *statement;
  const void *locator = NULL;
  gsize locator_size = 0;

  if (content->locator != NULL)
    {
      locator = g_bytes_get_data (content->locator, &locator_size);
      if (locator == NULL)
        locator = "";
    }

  if (content->locator != NULL || missing)
    {
      statement = _nexus_sqlite_connection_prepare (self->connection, sql_insert, error);
      if (statement == NULL)
        return FALSE;

      *id = self->next_content;
      _nexus_sqlite_bind (statement, "ibibii",
                          *id, content->hash, (gsize) NEXUS_HASH_SIZE, (gint64) content->size,
                          locator, locator_size, self->now_ns,
                          (gint64) _nexus_sqlite_content_sum (*id, content->hash, content->size,
                                                              locator, locator_size, self->now_ns));
      if (!_nexus_sqlite_run (self->connection, statement, "write a content", error))
        return FALSE;

      if (sqlite3_changes (self->connection->db) > 0)
        {
          self->next_content++;
          self->n_missing += content->locator == NULL;
          return TRUE;
        }
    }

  known = _nexus_sqlite_find_content (self->connection, content->hash, id, &local_error);
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }

  if (known != NULL && missing && known->size != content->size)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                   g_dngettext (GETTEXT_PACKAGE,
                                "“%s” is said to have %" PRIu64 " byte, but the content with its hash has %" PRIu64 ".",
                                "“%s” is said to have %" PRIu64 " bytes, but the content with its hash has %" PRIu64 ".",
                                (gulong) content->size),
                   path, content->size, known->size);
      return FALSE;
    }

  if (known != NULL && missing && content->locator == NULL)
    {
      self->n_missing += known->locator == NULL;
      return TRUE;
    }

  if (known == NULL || (known->locator == NULL && content->locator == NULL))
    {
      g_set_error (error, NEXUS_ERROR, NEXUS_ERROR_CONTENT_MISSING,
                   _("The content of “%s” is not in the store. Write it again."), path);
      return FALSE;
    }

  if (known->size != content->size)
    {
      _nexus_sqlite_set_corrupt (error, path);
      return FALSE;
    }

  if (known->locator != NULL)
    return TRUE;

  /* It was known by its hash only, and now it has arrived. */
  statement = _nexus_sqlite_connection_prepare (self->connection, sql_update, error);
  if (statement == NULL)
    return FALSE;

  _nexus_sqlite_bind (statement, "ibii", *id, locator, locator_size, self->now_ns,
                      (gint64) _nexus_sqlite_content_sum (*id, content->hash, content->size,
                                                          locator, locator_size, self->now_ns));

  return _nexus_sqlite_run (self->connection, statement, "write a content", error);
}

/* The row of a content: the one that is there, or a new one for what has just been staged. */
static gboolean
find_or_add_content (NexusSqliteApply  *self,
                     NexusMutation     *mutation,
                     gint64            *id,
                     GError           **error)
{
  gboolean unstaged = mutation->contents != NULL && mutation->content->locator == NULL;

  if (unstaged)
    self->unstaged = mutation->path;

  return _nexus_sqlite_apply_put_content (self, mutation->content, unstaged, mutation->path, id, error);
}

/* Notes what the pruning takes away; at most a few rows, and none in most cases. */
static gboolean
note_pruned (NexusSqliteApply  *self,
             gint64             node,
             gint64             up_to,
             GError           **error)
{
  static const char sql[] = "SELECT number FROM versions WHERE node = ?1 AND number <= ?2";
  g_autoptr(GArray) numbers = g_array_new (FALSE, FALSE, sizeof (gint64));
  sqlite3_stmt *statement = _nexus_sqlite_connection_prepare (self->connection, sql, error);
  gboolean row;

  if (statement == NULL)
    return FALSE;

  _nexus_sqlite_bind (statement, "ii", node, up_to);
  for (;;)
    {
      gint64 number;

      if (!_nexus_sqlite_step (self->connection, statement, &row, "list versions", error))
        return FALSE;
      if (!row)
        break;
      number = sqlite3_column_int64 (statement, 0);
      g_array_append_val (numbers, number);
    }

  for (guint i = 0; i < numbers->len; i++)
    if (!_nexus_sqlite_journal_note (self->connection, NEXUS_SQLITE_VERSIONS, node,
                                     g_array_index (numbers, gint64, i), NULL, error))
      return FALSE;

  /* One of them may have been made by this very transaction, of the content that the node had before it. */
  if (numbers->len > 0)
    _nexus_sqlite_journal_lose (self->connection, node);

  return TRUE;
}

static gboolean
keep_version (NexusSqliteApply       *self,
              const NexusSqliteNode  *node,
              GError                **error)
{
  static const char sql_insert[] =
    "INSERT INTO versions (node, number, content, size, modified_ns, sum) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
  static const char sql_prune[] = "DELETE FROM versions WHERE node = ?1 AND number <= ?2";
  NexusSqliteVersion version = {
    .number = node->version,
    .content = node->content,
    .size = node->size,
    .modified_ns = node->modified_ns,
  };
  gint64 pruned = (gint64) node->version - (gint64) self->history_limit;
  sqlite3_stmt *statement;

  if (!_nexus_sqlite_journal_note (self->connection, NEXUS_SQLITE_NODES, node->id, 0, NULL, error))
    return FALSE;
  if (self->history_limit == 0)
    _nexus_sqlite_journal_lose (self->connection, node->id);

  if (self->history_limit > 0)
    {
      statement = _nexus_sqlite_connection_prepare (self->connection, sql_insert, error);
      if (statement == NULL ||
          !_nexus_sqlite_journal_note (self->connection, NEXUS_SQLITE_VERSIONS, node->id, version.number, NULL, error))
        return FALSE;

      _nexus_sqlite_bind (statement, "iiiiii", node->id, (gint64) version.number, version.content,
                          (gint64) version.size, version.modified_ns,
                          (gint64) _nexus_sqlite_version_sum (node->id, &version));
      if (!_nexus_sqlite_run (self->connection, statement, "keep a version", error))
        return FALSE;
    }

  /* The current version becomes an older one, so as many as the limit stay up to it. */
  if (pruned <= 0)
    return TRUE;
  if (!note_pruned (self, node->id, pruned, error))
    return FALSE;

  statement = _nexus_sqlite_connection_prepare (self->connection, sql_prune, error);
  if (statement == NULL)
    return FALSE;

  _nexus_sqlite_bind (statement, "ii", node->id, pruned);

  return _nexus_sqlite_run (self->connection, statement, "prune versions", error);
}

gboolean
_nexus_sqlite_apply_set_content (NexusSqliteApply  *self,
                                 NexusSqliteNode   *node,
                                 gint64             content,
                                 const guint8      *hash,
                                 guint64            size,
                                 GError           **error)
{
  if (node->version == G_MAXUINT)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, _("“%s” has too many versions. Copy it and go on with the copy."), node->name);
      return FALSE;
    }

  if (!keep_version (self, node, error))
    return FALSE;

  _nexus_sqlite_totals_add (self, node->parent, (gint64) (size - node->size), 0);
  node->content = content;
  node->size = size;
  node->version++;
  memmove (node->hash, hash, NEXUS_HASH_SIZE);

  return TRUE;
}

static void
set_facts (NexusSqliteNode     *node,
           const NexusMutation *mutation)
{
  if (mutation->fields & NEXUS_MUTATION_HAS_MODIFIED)
    node->modified_ns = mutation->modified_ns;
  if (mutation->fields & NEXUS_MUTATION_HAS_CREATED)
    node->created_ns = mutation->created_ns;
  if (mutation->fields & NEXUS_MUTATION_HAS_MODE)
    node->mode = mutation->mode & 07777;
  if (mutation->content_type != NULL)
    {
      g_free (node->content_type);
      node->content_type = mutation->content_type[0] != '\0' ? g_strdup (mutation->content_type) : NULL;
    }
}

gboolean
_nexus_sqlite_apply_put_file (NexusSqliteApply  *self,
                              NexusMutation     *mutation,
                              GError           **error)
{
  g_auto(NexusSqliteNode) node = { 0 };
  const char *path = mutation->path;
  gboolean found, changed;
  gint64 parent, content;

  g_assert (mutation->content != NULL);

  if (!_nexus_sqlite_apply_locate (self, path, (mutation->write_flags & NEXUS_WRITE_PARENTS) != 0,
                                   &parent, &node, &found, error))
    return FALSE;

  if (found && (mutation->write_flags & NEXUS_WRITE_CREATE))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS, _("There is something at “%s” already."), path);
      return FALSE;
    }

  if (found && node.kind == NEXUS_KIND_DIRECTORY)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY, _("“%s” is a directory, not a file."), path);
      return FALSE;
    }

  if (!_nexus_sqlite_apply_check_etag (found ? &node : NULL, mutation->etag, path, error) ||
      !find_or_add_content (self, mutation, &content, error))
    return FALSE;

  if (found && node.kind == NEXUS_KIND_SYMBOLIC_LINK)
    {
      if (!_nexus_sqlite_apply_trash (self, &node, path, error))
        return FALSE;
      _nexus_sqlite_node_clear (&node);
      found = FALSE;
    }

  if (!found)
    {
      _nexus_sqlite_apply_init_node (self, &node, NEXUS_KIND_FILE, parent, _nexus_sqlite_last_name (path));
      node.content = content;
      node.size = mutation->content->size;
      memcpy (node.hash, mutation->content->hash, NEXUS_HASH_SIZE);
      set_facts (&node, mutation);

      return _nexus_sqlite_apply_insert (self, &node, path, error) &&
             _nexus_sqlite_apply_set_entry (self, mutation, &node, path, error);
    }

  changed = node.content != content;
  if (changed && !_nexus_sqlite_apply_set_content (self, &node, content, mutation->content->hash,
                                                   mutation->content->size, error))
    return FALSE;

  node.modified_ns = self->now_ns;
  set_facts (&node, mutation);
  if (!_nexus_sqlite_node_update (self->connection, &node, error))
    return FALSE;
  _nexus_sqlite_changes_add (self, changed ? NEXUS_CHANGE_CONTENT : NEXUS_CHANGE_METADATA, path, NULL);

  return _nexus_sqlite_apply_set_entry (self, mutation, &node, path, error);
}

gboolean
_nexus_sqlite_apply_set_facts (NexusSqliteApply  *self,
                               NexusMutation     *mutation,
                               GError           **error)
{
  g_auto(NexusSqliteNode) node = { 0 };

  if (!_nexus_sqlite_resolve (self->connection, mutation->path, &node, error))
    return FALSE;

  set_facts (&node, mutation);
  if (!_nexus_sqlite_node_update (self->connection, &node, error))
    return FALSE;
  _nexus_sqlite_changes_add (self, NEXUS_CHANGE_METADATA, mutation->path, NULL);

  return _nexus_sqlite_apply_load_entry (self, mutation, node.id, mutation->path, error);
}

gboolean
_nexus_sqlite_apply_restore_version (NexusSqliteApply  *self,
                                     NexusMutation     *mutation,
                                     GError           **error)
{
  g_auto(NexusSqliteNode) node = { 0 };
  g_autoptr(GArray) versions = NULL;
  const NexusSqliteVersion *version;
  const char *path = mutation->path;

  if (!_nexus_sqlite_resolve (self->connection, path, &node, error) ||
      !_nexus_sqlite_apply_check_etag (&node, mutation->etag, path, error))
    return FALSE;

  if (node.kind != NEXUS_KIND_FILE)
    {
      g_set_error (error, G_IO_ERROR,
                   node.kind == NEXUS_KIND_DIRECTORY ? G_IO_ERROR_IS_DIRECTORY : G_IO_ERROR_NOT_REGULAR_FILE,
                   _("“%s” is not a file; only files have versions."), path);
      return FALSE;
    }

  if (mutation->version == node.version)
    return _nexus_sqlite_apply_set_entry (self, mutation, &node, path, error);

  if (mutation->version != 0)
    {
      versions = _nexus_sqlite_load_versions (self->connection, &node, mutation->version, path, error);
      if (versions == NULL)
        return FALSE;
    }

  if (versions == NULL || versions->len == 0)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _("“%s” has no version %u."), path, mutation->version);
      return FALSE;
    }

  version = &g_array_index (versions, NexusSqliteVersion, 0);
  if (version->content != node.content &&
      !_nexus_sqlite_apply_set_content (self, &node, version->content, version->hash, version->size, error))
    return FALSE;

  node.modified_ns = self->now_ns;
  if (!_nexus_sqlite_node_update (self->connection, &node, error))
    return FALSE;
  _nexus_sqlite_changes_add (self, NEXUS_CHANGE_CONTENT, path, NULL);

  return _nexus_sqlite_apply_set_entry (self, mutation, &node, path, error);
}
