/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "nexus-change-private.h"
#include "nexus-sqlite-error-private.h"
#include "nexus-sqlite-journal-private.h"
#include "nexus-sqlite-load-private.h"

/* Directories whose changes are noted one by one; more are one change of everything. */
#define NOTED_MAX 1000

static void
add_change (NexusSqliteLoad *self,
            NexusChangeKind  kind,
            const char      *path)
{
  g_ptr_array_add (self->apply->changes, _nexus_change_new (kind, 0, path, NULL));
}

/* The records come by their paths, so that those of one directory mostly follow each other. */
void
_nexus_sqlite_load_note (NexusSqliteLoad *self,
                         const char      *path)
{
  gsize length = _nexus_sqlite_parent_length (path);

  if (self->n_noted > NOTED_MAX ||
      (self->noted != NULL && strncmp (self->noted, path, length) == 0 && self->noted[length] == '\0'))
    return;

  g_free (self->noted);
  self->noted = g_strndup (path, length);
  if (++self->n_noted > NOTED_MAX)
    add_change (self, NEXUS_CHANGE_CHILDREN, "/");
  else
    add_change (self, NEXUS_CHANGE_CHILDREN, self->noted);
}

static void
note_tags (NexusSqliteLoad *self)
{
  if (!self->noted_tags)
    add_change (self, NEXUS_CHANGE_TAGS, NULL);
  self->noted_tags = TRUE;
}

/* --- Contents --- */

/* The row of the content.  What is not there is known by the hash that the record has. */
static gboolean
put_content (NexusSqliteLoad           *self,
             const NexusRecordContent  *content,
             const char                *path,
             gint64                    *id,
             const guint8             **hash,
             GError                   **error)
{
  NexusContentRef missing = { .size = content->size };

  if (content->ref != NULL)
    {
      *hash = content->ref->hash;
      return _nexus_sqlite_apply_put_content (self->apply, content->ref, TRUE, path, id, error);
    }

  *hash = content->hash;
  memcpy (missing.hash, content->hash, NEXUS_HASH_SIZE);

  return _nexus_sqlite_apply_put_content (self->apply, &missing, TRUE, path, id, error);
}

static gboolean
has_hash (const NexusSqliteNode    *node,
          const NexusRecordContent *content)
{
  return memcmp (node->hash, content->hash, NEXUS_HASH_SIZE) == 0 ||
         (content->ref != NULL && memcmp (node->hash, content->ref->hash, NEXUS_HASH_SIZE) == 0);
}

gboolean
_nexus_sqlite_load_is_same (const NexusSqliteNode *node,
                            const NexusRecord     *record)
{
  if (node->kind != record->kind)
    return FALSE;

  switch (node->kind)
    {
    case NEXUS_KIND_FILE:
      return node->size == record->content.size && has_hash (node, &record->content);

    case NEXUS_KIND_SYMBOLIC_LINK:
      return strcmp (node->target, record->target) == 0;

    default:
      return TRUE;
    }
}

/* Older versions, as many as are kept here. */
static gboolean
put_versions (NexusSqliteLoad    *self,
              const NexusRecord  *record,
              gint64              node,
              GError            **error)
{
  static const char sql[] =
    "INSERT INTO versions (node, number, content, size, modified_ns, sum) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
  guint n_versions = record->versions != NULL ? MIN (record->versions->len, self->apply->history_limit) : 0;

  for (guint i = 0; i < n_versions; i++)
    {
      const NexusRecordVersion *older = &g_array_index (record->versions, NexusRecordVersion, i);
      NexusSqliteVersion version = { .number = older->number, .size = older->content.size, .modified_ns = older->modified_ns };
      sqlite3_stmt *statement;
      const guint8 *hash;

      if (!put_content (self, &older->content, record->path, &version.content, &hash, error))
        return FALSE;
      statement = _nexus_sqlite_connection_prepare (self->apply->connection, sql, error);
      if (statement == NULL)
        return FALSE;

      _nexus_sqlite_bind (statement, "iiiiii", node, (gint64) version.number, version.content, (gint64) version.size,
                          version.modified_ns, (gint64) _nexus_sqlite_version_sum (node, &version));
      if (!_nexus_sqlite_run (self->apply->connection, statement, "write a version", error))
        return FALSE;
    }

  return TRUE;
}

/* Contents of older versions that are waited for here and have come along. */
static gboolean
take_arrived (NexusSqliteLoad    *self,
              const NexusRecord  *record,
              GError            **error)
{
  for (guint i = 0; record->versions != NULL && i < record->versions->len; i++)
    {
      NexusContentRef *ref = g_array_index (record->versions, NexusRecordVersion, i).content.ref;
      g_autoptr(NexusContentRef) known = NULL;
      g_autoptr(GError) local_error = NULL;
      gint64 id;

      if (ref == NULL || ref->locator == NULL)
        continue;
      known = _nexus_sqlite_find_content (self->apply->connection, ref->hash, &id, &local_error);
      if (local_error != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return FALSE;
        }
      if (known != NULL && known->locator == NULL &&
          !_nexus_sqlite_apply_put_content (self->apply, ref, TRUE, record->path, &id, error))
        return FALSE;
    }

  return TRUE;
}

/* --- Tags and attributes --- */

static gboolean
put_extras (NexusSqliteLoad    *self,
            const NexusRecord  *record,
            gint64              node,
            guint              *n_tags,
            guint              *n_attributes,
            GError            **error)
{
  gboolean added;
  gint64 tag;

  for (guint i = 0; record->attributes != NULL && record->attributes[i] != NULL; i += 2)
    {
      if (!_nexus_sqlite_apply_put_attribute (self->apply, node, record->attributes[i], record->attributes[i + 1],
                                              &added, error))
        return FALSE;
      *n_attributes += added;
    }

  for (guint i = 0; record->tags != NULL && record->tags[i] != NULL; i++)
    {
      if (!_nexus_sqlite_apply_put_tag (self->apply, record->tags[i], &tag, NULL, error) ||
          !_nexus_sqlite_apply_put_node_tag (self->apply, node, tag, &added, error))
        return FALSE;
      *n_tags += added;
      note_tags (self);
    }

  return TRUE;
}

static gboolean
put_store_tags (NexusSqliteLoad    *self,
                const NexusRecord  *record,
                GError            **error)
{
  for (guint i = 0; record->store_tags != NULL && record->store_tags[i] != NULL; i += 2)
    {
      g_autoptr(NexusMutation) mutation = NULL;
      g_autofree char *color = NULL;
      gint64 id;

      if (!_nexus_sqlite_apply_put_tag (self->apply, record->store_tags[i], &id, &color, error))
        return FALSE;
      note_tags (self);

      /* A color that somebody has chosen here stays, unless this was to be overwritten. */
      if (record->store_tags[i + 1][0] == '\0' || (color != NULL && self->source->conflict != NEXUS_LOAD_OVERWRITE))
        continue;
      mutation = _nexus_mutation_new (NEXUS_MUTATION_SET_TAG_COLOR, NULL);
      mutation->key = g_strdup (record->store_tags[i]);
      mutation->destination = g_strdup (record->store_tags[i + 1]);
      if (!_nexus_sqlite_apply_set_tag_color (self->apply, mutation, error))
        return FALSE;
    }

  return TRUE;
}

/* --- Nodes --- */

/* With the id that the record has, unless something else has it here already. */
static gboolean
insert (NexusSqliteLoad  *self,
        NexusSqliteNode  *node,
        const char       *path,
        gboolean         *added,
        GError          **error)
{
  NexusSqliteConnection *connection = self->apply->connection;
  g_auto(NexusSqliteNode) other = { 0 };
  gboolean found;

  if (!_nexus_sqlite_node_try_insert (connection, node, added, error))
    return FALSE;
  if (*added)
    return TRUE;

  if (!_nexus_sqlite_node_lookup (connection, node->parent, node->name, &other, &found, path, error))
    return FALSE;
  if (found)
    return TRUE;

  _nexus_uuid_generate (node->uuid);

  return _nexus_sqlite_node_try_insert (connection, node, added, error);
}

gboolean
_nexus_sqlite_load_create (NexusSqliteLoad    *self,
                           const NexusRecord  *record,
                           gint64              parent,
                           const char         *name,
                           gint64             *id,
                           gboolean           *added,
                           GError            **error)
{
  NexusSqliteNode node = { 0 };
  const guint8 *hash;
  guint n_tags = 0;
  guint n_attributes = 0;

  node.id = self->apply->next_node;
  node.parent = parent;
  g_strlcpy (node.name, name, sizeof node.name);
  node.kind = record->kind;
  node.size = record->content.size;
  node.mode = record->mode;
  node.modified_ns = record->modified_ns;
  node.created_ns = record->created_ns;
  node.version = record->version;
  /* Borrowed, and never freed here. */
  node.content_type = record->content_type;
  node.target = record->target;
  node.n_tags = record->tags != NULL ? g_strv_length (record->tags) : 0;
  node.n_attributes = record->attributes != NULL ? g_strv_length (record->attributes) / 2 : 0;
  if (record->has_id)
    memcpy (node.uuid, record->uuid, NEXUS_UUID_SIZE);
  else
    _nexus_uuid_generate (node.uuid);

  if (node.kind == NEXUS_KIND_FILE)
    {
      if (!put_content (self, &record->content, record->path, &node.content, &hash, error))
        return FALSE;
      memcpy (node.hash, hash, NEXUS_HASH_SIZE);
    }

  if (!insert (self, &node, record->path, added, error))
    return FALSE;
  if (!*added)
    return TRUE;

  *id = self->apply->next_node++;
  _nexus_sqlite_totals_add (self->apply, parent, node.kind == NEXUS_KIND_FILE ? (gint64) node.size : 0, 1);
  if (!put_extras (self, record, *id, &n_tags, &n_attributes, error))
    return FALSE;
  if (n_tags != node.n_tags || n_attributes != node.n_attributes)
    {
      _nexus_sqlite_set_corrupt (error, record->path);
      return FALSE;
    }

  return put_versions (self, record, *id, error);
}

gboolean
_nexus_sqlite_load_update (NexusSqliteLoad    *self,
                           const NexusRecord  *record,
                           NexusSqliteNode    *node,
                           gboolean            content,
                           GError            **error)
{
  if (node->kind == NEXUS_KIND_FILE)
    {
      const guint8 *hash;
      gint64 id;

      if (!put_content (self, &record->content, record->path, &id, &hash, error))
        return FALSE;

      if (content && id != node->content)
        {
          if (!_nexus_sqlite_apply_set_content (self->apply, node, id, hash, record->content.size, error))
            return FALSE;
        }
      else if (record->content.ref != NULL && id != node->content)
        {
          /* It was known by the name that another store gave it, and now it has arrived. */
          if (!_nexus_sqlite_journal_note (self->apply->connection, NEXUS_SQLITE_NODES, node->id, 0, NULL, error))
            return FALSE;
          _nexus_sqlite_journal_lose (self->apply->connection, node->id);
          node->content = id;
          memcpy (node->hash, hash, NEXUS_HASH_SIZE);
        }
      if (!take_arrived (self, record, error))
        return FALSE;
    }

  node->modified_ns = record->modified_ns;
  node->created_ns = record->created_ns;
  node->mode = record->mode;
  if (record->content_type != NULL)
    {
      g_free (node->content_type);
      node->content_type = g_strdup (record->content_type);
    }

  return put_extras (self, record, node->id, &node->n_tags, &node->n_attributes, error) &&
         _nexus_sqlite_node_update (self->apply->connection, node, error);
}

gboolean
_nexus_sqlite_load_root (NexusSqliteLoad    *self,
                         const NexusRecord  *record,
                         GError            **error)
{
  g_auto(NexusSqliteNode) node = { 0 };

  if (!_nexus_sqlite_resolve (self->apply->connection, "/", &node, error) ||
      !put_store_tags (self, record, error) ||
      !_nexus_sqlite_load_update (self, record, &node, FALSE, error))
    return FALSE;
  add_change (self, NEXUS_CHANGE_METADATA, "/");
  self->source->settled (self->source, record, NEXUS_RECORD_UPDATED, NULL, NULL);

  return TRUE;
}
