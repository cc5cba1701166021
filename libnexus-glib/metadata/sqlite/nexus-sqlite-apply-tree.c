/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "nexus-number-private.h"
#include "nexus-sqlite-apply-private.h"
#include "nexus-sqlite-error-private.h"
#include "nexus-sqlite-journal-private.h"

/* Directories and links; moving, copying and deleting. */

/* Children that a copy holds in memory at once. */
#define COPY_PAGE 512

static gboolean
set_exists (const char  *path,
            GError     **error)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS, _("There is something at “%s” already."), path);

  return FALSE;
}

static gboolean
is_below (const char *path,
          const char *directory)
{
  gsize length = strlen (directory);

  return strncmp (path, directory, length) == 0 && path[length] == '/';
}

gboolean
_nexus_sqlite_apply_make_directory (NexusSqliteApply  *self,
                                    NexusMutation     *mutation,
                                    GError           **error)
{
  g_auto(NexusSqliteNode) node = { 0 };
  gboolean parents = (mutation->make_flags & NEXUS_MAKE_DIRECTORY_PARENTS) != 0;
  const char *path = mutation->path;
  gboolean found;
  gint64 parent;

  if (!_nexus_sqlite_apply_locate (self, path, parents, &parent, &node, &found, error))
    return FALSE;

  if (found)
    {
      if (!parents || node.kind != NEXUS_KIND_DIRECTORY)
        return set_exists (path, error);
      return _nexus_sqlite_apply_load_entry (self, mutation, node.id, path, error);
    }

  _nexus_sqlite_apply_init_node (self, &node, NEXUS_KIND_DIRECTORY, parent, _nexus_sqlite_last_name (path));
  if (mutation->fields & NEXUS_MUTATION_HAS_MODIFIED)
    node.modified_ns = mutation->modified_ns;
  if (mutation->fields & NEXUS_MUTATION_HAS_CREATED)
    node.created_ns = mutation->created_ns;
  if (mutation->fields & NEXUS_MUTATION_HAS_MODE)
    node.mode = mutation->mode & 07777;

  if (!_nexus_sqlite_apply_insert (self, &node, path, error))
    return FALSE;
  _nexus_sqlite_remember (self->connection, path, node.id);

  return _nexus_sqlite_apply_set_entry (self, mutation, &node, path, error);
}

gboolean
_nexus_sqlite_apply_make_link (NexusSqliteApply  *self,
                               NexusMutation     *mutation,
                               GError           **error)
{
  g_auto(NexusSqliteNode) node = { 0 };
  const char *path = mutation->path;
  const char *target = mutation->destination;
  gboolean found;
  gint64 parent;

  if (target == NULL || target[0] == '\0' || strlen (target) > NEXUS_PATH_MAX || !g_utf8_validate (target, -1, NULL))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   _("The target of the link “%s” must be UTF-8 of 1 to %d bytes."), path, NEXUS_PATH_MAX);
      return FALSE;
    }

  if (!_nexus_sqlite_apply_locate (self, path, (mutation->write_flags & NEXUS_WRITE_PARENTS) != 0,
                                   &parent, &node, &found, error))
    return FALSE;

  if (found && (mutation->write_flags & NEXUS_WRITE_CREATE))
    return set_exists (path, error);

  if (found && node.kind == NEXUS_KIND_DIRECTORY)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY, _("“%s” is a directory, not a link."), path);
      return FALSE;
    }

  if (!_nexus_sqlite_apply_check_etag (found ? &node : NULL, mutation->etag, path, error))
    return FALSE;

  if (found && node.kind == NEXUS_KIND_SYMBOLIC_LINK && strcmp (node.target, target) == 0)
    {
      node.modified_ns = (mutation->fields & NEXUS_MUTATION_HAS_MODIFIED) ? mutation->modified_ns : self->now_ns;
      if (!_nexus_sqlite_node_update (self->connection, &node, error))
        return FALSE;
      _nexus_sqlite_changes_add (self, NEXUS_CHANGE_METADATA, path, NULL);
      return _nexus_sqlite_apply_set_entry (self, mutation, &node, path, error);
    }

  if (found && !_nexus_sqlite_apply_trash (self, &node, path, error))
    return FALSE;
  _nexus_sqlite_node_clear (&node);

  _nexus_sqlite_apply_init_node (self, &node, NEXUS_KIND_SYMBOLIC_LINK, parent, _nexus_sqlite_last_name (path));
  node.target = g_strdup (target);
  node.size = strlen (target);
  if (mutation->fields & NEXUS_MUTATION_HAS_MODIFIED)
    node.modified_ns = mutation->modified_ns;
  if (mutation->fields & NEXUS_MUTATION_HAS_CREATED)
    node.created_ns = mutation->created_ns;

  return _nexus_sqlite_apply_insert (self, &node, path, error) &&
         _nexus_sqlite_apply_set_entry (self, mutation, &node, path, error);
}

/* Where something is to go: the directory, and what is in the way there.  With OVERWRITE a file or link may be. */
static gboolean
find_destination (NexusSqliteApply  *self,
                  NexusMutation     *mutation,
                  gint64            *parent,
                  NexusSqliteNode   *node,
                  gboolean          *found,
                  GError           **error)
{
  const char *path = mutation->destination;

  if (!_nexus_sqlite_apply_locate (self, path, (mutation->copy_flags & NEXUS_COPY_PARENTS) != 0,
                                   parent, node, found, error))
    return FALSE;

  if (!*found)
    return TRUE;

  if (!(mutation->copy_flags & NEXUS_COPY_OVERWRITE))
    return set_exists (path, error);

  if (node->kind == NEXUS_KIND_DIRECTORY)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY,
                   _("“%s” is a directory and is not replaced. Choose another name or delete it first."), path);
      return FALSE;
    }

  return TRUE;
}

static gboolean
check_not_into_itself (const NexusSqliteNode  *node,
                       const NexusMutation    *mutation,
                       GError                **error)
{
  if (node->kind != NEXUS_KIND_DIRECTORY ||
      (node->id != NEXUS_SQLITE_ROOT && !is_below (mutation->destination, mutation->path)))
    return TRUE;

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_WOULD_RECURSE,
               _("The directory “%s” cannot go into itself, to “%s”."), mutation->path, mutation->destination);

  return FALSE;
}

gboolean
_nexus_sqlite_apply_move (NexusSqliteApply  *self,
                          NexusMutation     *mutation,
                          GError           **error)
{
  g_auto(NexusSqliteNode) node = { 0 };
  g_auto(NexusSqliteNode) there = { 0 };
  const char *path = mutation->path;
  const char *destination = mutation->destination;
  gboolean found;
  gint64 parent;

  if (path[1] == '\0')
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED, _("The root directory “/” cannot be moved."));
      return FALSE;
    }

  if (!_nexus_sqlite_resolve (self->connection, path, &node, error) ||
      !_nexus_sqlite_apply_check_etag (&node, mutation->etag, path, error))
    return FALSE;

  if (strcmp (path, destination) == 0)
    return _nexus_sqlite_apply_load_entry (self, mutation, node.id, destination, error);

  if (!check_not_into_itself (&node, mutation, error) ||
      !_nexus_sqlite_apply_check_length (destination, error) ||
      !find_destination (self, mutation, &parent, &there, &found, error))
    return FALSE;

  if (found && !_nexus_sqlite_apply_trash (self, &there, destination, error))
    return FALSE;

  if (!_nexus_sqlite_apply_reparent (self, &node, parent, _nexus_sqlite_last_name (destination), error))
    return FALSE;
  _nexus_sqlite_changes_add (self, NEXUS_CHANGE_MOVED, destination, path);

  return _nexus_sqlite_apply_load_entry (self, mutation, node.id, destination, error);
}

/* One row of a copy: the same facts under a new identity. */
static gboolean
copy_node (NexusSqliteApply       *self,
           const NexusSqliteNode  *source,
           gint64                  parent,
           const char             *name,
           NexusSqliteNode        *copy,
           GError                **error)
{
  _nexus_sqlite_apply_init_node (self, copy, source->kind, parent, name);
  copy->content = source->content;
  memcpy (copy->hash, source->hash, NEXUS_HASH_SIZE);
  copy->size = source->size;
  copy->mode = source->mode;
  copy->modified_ns = source->modified_ns;
  copy->content_type = g_strdup (source->content_type);
  copy->target = g_strdup (source->target);
  copy->n_tags = source->n_tags;
  copy->n_attributes = source->n_attributes;
  copy->total_size = source->total_size;
  copy->total_count = source->total_count;

  return _nexus_sqlite_node_insert (self->connection, copy, error) &&
         _nexus_sqlite_apply_copy_extras (self, source, copy->id, error);
}

typedef struct {
  gint64 source;
  gint64 copy;
} Pair;

static gboolean
copy_children (NexusSqliteApply  *self,
               gint64             source,
               gint64             destination,
               const char        *path,
               GError           **error)
{
  g_autoptr(GArray) queue = g_array_new (FALSE, FALSE, sizeof (Pair));
  Pair first = { source, destination };

  g_array_append_val (queue, first);
  for (guint i = 0; i < queue->len; i++)
    {
      Pair pair = g_array_index (queue, Pair, i);
      g_autofree char *after = NULL;
      guint n_children;

      do
        {
          g_autoptr(GArray) children = NULL;

          if (!_nexus_sqlite_apply_check_cancelled (self, error))
            return FALSE;
          children = _nexus_sqlite_node_list (self->connection, pair.source, after, COPY_PAGE, path, error);
          if (children == NULL)
            return FALSE;

          n_children = children->len;
          for (guint j = 0; j < n_children; j++)
            {
              g_auto(NexusSqliteNode) copy = { 0 };
              const NexusSqliteNode *child = &g_array_index (children, NexusSqliteNode, j);

              if (!copy_node (self, child, pair.copy, child->name, &copy, error))
                return FALSE;

              if (child->kind == NEXUS_KIND_DIRECTORY)
                {
                  Pair below = { child->id, copy.id };
                  g_array_append_val (queue, below);
                }
              if (j == n_children - 1)
                {
                  g_free (after);
                  after = g_strdup (child->name);
                }
            }
        }
      while (n_children == COPY_PAGE);
    }

  return TRUE;
}

/* Over a file the copy is a new version of that file, which keeps its identity, tags and history. */
static gboolean
copy_over_file (NexusSqliteApply       *self,
                NexusMutation          *mutation,
                const NexusSqliteNode  *source,
                NexusSqliteNode        *there,
                GError                **error)
{
  gboolean changed = there->content != source->content;

  if (changed &&
      !_nexus_sqlite_apply_set_content (self, there, source->content, source->hash, source->size, error))
    return FALSE;

  there->modified_ns = source->modified_ns;
  there->mode = source->mode;
  g_free (there->content_type);
  there->content_type = g_strdup (source->content_type);
  if (!_nexus_sqlite_node_update (self->connection, there, error))
    return FALSE;
  _nexus_sqlite_changes_add (self, changed ? NEXUS_CHANGE_CONTENT : NEXUS_CHANGE_METADATA, mutation->destination, NULL);

  return _nexus_sqlite_apply_set_entry (self, mutation, there, mutation->destination, error);
}

gboolean
_nexus_sqlite_apply_copy (NexusSqliteApply  *self,
                          NexusMutation     *mutation,
                          GError           **error)
{
  g_auto(NexusSqliteNode) node = { 0 };
  g_auto(NexusSqliteNode) there = { 0 };
  g_auto(NexusSqliteNode) copy = { 0 };
  const char *destination = mutation->destination;
  gboolean found;
  gint64 parent;

  /* The copy takes the totals of its source over, so these have to be in the database. */
  if (!_nexus_sqlite_totals_write (self, self->pending, error) ||
      !_nexus_sqlite_resolve (self->connection, mutation->path, &node, error) ||
      !_nexus_sqlite_apply_check_etag (&node, mutation->etag, mutation->path, error) ||
      !check_not_into_itself (&node, mutation, error) ||
      !_nexus_sqlite_apply_check_length (destination, error) ||
      !find_destination (self, mutation, &parent, &there, &found, error))
    return FALSE;

  if (found && there.id == node.id)
    return _nexus_sqlite_apply_set_entry (self, mutation, &node, destination, error);

  if (found && there.kind == NEXUS_KIND_FILE && node.kind == NEXUS_KIND_FILE)
    return copy_over_file (self, mutation, &node, &there, error);

  if (found && !_nexus_sqlite_apply_trash (self, &there, destination, error))
    return FALSE;

  if (!copy_node (self, &node, parent, _nexus_sqlite_last_name (destination), &copy, error))
    return FALSE;

  if (node.kind == NEXUS_KIND_DIRECTORY && !copy_children (self, node.id, copy.id, mutation->path, error))
    return FALSE;

  _nexus_sqlite_totals_add (self, parent,
                            copy.kind == NEXUS_KIND_FILE ? (gint64) copy.size : copy.total_size,
                            _nexus_number_add (copy.total_count, 1));
  _nexus_sqlite_changes_add (self, NEXUS_CHANGE_CREATED, destination, NULL);

  return _nexus_sqlite_apply_set_entry (self, mutation, &copy, destination, error);
}

gboolean
_nexus_sqlite_apply_delete (NexusSqliteApply  *self,
                            NexusMutation     *mutation,
                            GError           **error)
{
  g_auto(NexusSqliteNode) node = { 0 };
  const char *path = mutation->path;

  if (path[1] == '\0')
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED, _("The root directory “/” cannot be deleted."));
      return FALSE;
    }

  if (!_nexus_sqlite_resolve (self->connection, path, &node, error) ||
      !_nexus_sqlite_apply_check_etag (&node, mutation->etag, path, error))
    return FALSE;

  if (node.kind == NEXUS_KIND_DIRECTORY && !(mutation->delete_flags & NEXUS_DELETE_RECURSIVE))
    {
      g_autoptr(GArray) children = _nexus_sqlite_node_list (self->connection, node.id, NULL, 1, path, error);

      if (children == NULL)
        return FALSE;
      if (children->len > 0)
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_EMPTY, _("The directory “%s” is not empty."), path);
          return FALSE;
        }
    }

  if (!(mutation->delete_flags & NEXUS_DELETE_PERMANENT))
    return _nexus_sqlite_apply_trash (self, &node, path, error);

  _nexus_sqlite_changes_add (self, NEXUS_CHANGE_DELETED, path, NULL);
  _nexus_sqlite_journal_set_final (self->connection);

  return _nexus_sqlite_apply_erase (self, &node, path, error);
}
