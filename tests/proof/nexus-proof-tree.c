/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "nexus-proof-op.h"

#include <string.h>

/* What becomes of the tree: by the documentation of the calls, in the simplest way there is. */

gboolean
nexus_proof_fail (GError **error,
                  int      code)
{
  g_set_error_literal (error, G_IO_ERROR, code, "as the model says");

  return FALSE;
}

static NexusProofNode *
resolve_directory (NexusProofState  *state,
                   const char       *path,
                   GError          **error)
{
  g_autofree char *parent = nexus_path_dup_parent (path);
  g_auto(GStrv) names = g_strsplit (parent + 1, "/", -1);
  NexusProofNode *node = nexus_proof_state_node (state, NEXUS_PROOF_ROOT);

  for (guint i = 0; names[i] != NULL && names[i][0] != '\0'; i++)
    {
      node = nexus_proof_state_child (state, node->serial, names[i]);
      if (node == NULL || node->kind != NEXUS_KIND_DIRECTORY)
        {
          nexus_proof_fail (error, node == NULL ? G_IO_ERROR_NOT_FOUND : G_IO_ERROR_NOT_DIRECTORY);
          return NULL;
        }
    }

  return node;
}

NexusProofNode *
nexus_proof_resolve (NexusProofState  *state,
                     const char       *path,
                     GError          **error)
{
  NexusProofNode *node;

  if (path[1] == '\0')
    return nexus_proof_state_node (state, NEXUS_PROOF_ROOT);

  node = resolve_directory (state, path, error);
  if (node == NULL)
    return NULL;
  node = nexus_proof_state_child (state, node->serial, strrchr (path, '/') + 1);
  if (node == NULL)
    nexus_proof_fail (error, G_IO_ERROR_NOT_FOUND);

  return node;
}

gboolean
nexus_proof_locate (NexusProofState  *state,
                    const char       *path,
                    gboolean          make,
                    guint            *parent,
                    NexusProofNode  **there,
                    GError          **error)
{
  g_autoptr(GError) local_error = NULL;
  NexusProofNode *directory;

  *parent = 0;
  if (path[1] == '\0')
    {
      *there = nexus_proof_state_node (state, NEXUS_PROOF_ROOT);
      return TRUE;
    }

  directory = resolve_directory (state, path, &local_error);
  if (directory == NULL && make && g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    {
      g_autofree char *above = nexus_path_dup_parent (path);
      guint above_parent;

      if (!nexus_proof_locate (state, above, TRUE, &above_parent, there, error))
        return FALSE;
      directory = nexus_proof_state_add (state, NEXUS_KIND_DIRECTORY, above_parent, strrchr (above, '/') + 1);
    }
  if (directory == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  *parent = directory->serial;
  *there = nexus_proof_state_child (state, directory->serial, strrchr (path, '/') + 1);

  return TRUE;
}

static gboolean
check_etag (const NexusProofNode  *node,
            const char            *etag,
            GError               **error)
{
  if (etag == NULL || (node != NULL && node->content != NULL && strcmp (node->content->sum, etag) == 0))
    return TRUE;

  return nexus_proof_fail (error, G_IO_ERROR_WRONG_ETAG);
}

void
nexus_proof_trash (NexusProofState *state,
                   NexusProofNode  *node,
                   const char      *path)
{
  NexusProofNode *copy = nexus_proof_state_edit (state, node->serial);

  copy->parent = NEXUS_PROOF_TRASH;
  g_free (copy->name);
  copy->name = g_strdup_printf ("%u", copy->serial);
  copy->trashed_path = g_strdup (path);
  copy->deleted = g_rc_box_acquire (state->now);
}

/* The former content becomes an older version. */
void
nexus_proof_set_content (NexusProofNode    *node,
                         NexusProofContent *content)
{
  if (strcmp (node->content->sum, content->sum) == 0)
    return;

  g_ptr_array_add (node->versions, nexus_proof_version_new (node->version, node->content, node->modified));
  while (node->versions->len > 0 &&
         ((NexusProofVersion *) g_ptr_array_index (node->versions, 0))->number + NEXUS_PROOF_HISTORY <= node->version)
    g_ptr_array_remove_index (node->versions, 0);
  nexus_proof_content_unref (node->content);
  node->content = g_rc_box_acquire (content);
  node->version++;
}

static void
set_modified (NexusProofNode *node,
              NexusProofTime *time)
{
  g_rc_box_acquire (time);
  nexus_proof_time_unref (node->modified);
  node->modified = time;
}

static gboolean
put_file (NexusProofState       *state,
          const NexusProofArgs  *args,
          const char            *path,
          GBytes                *bytes,
          guint                  flags,
          GError               **error)
{
  g_autoptr(NexusProofContent) content = nexus_proof_content_new (bytes);
  NexusProofNode *node;
  guint parent;

  if (!nexus_proof_locate (state, path, (flags & NEXUS_WRITE_PARENTS) != 0, &parent, &node, error))
    return FALSE;
  if (node != NULL && (flags & NEXUS_WRITE_CREATE))
    return nexus_proof_fail (error, G_IO_ERROR_EXISTS);
  if (node != NULL && node->kind == NEXUS_KIND_DIRECTORY)
    return nexus_proof_fail (error, G_IO_ERROR_IS_DIRECTORY);
  if (!check_etag (node, args->etag, error))
    return FALSE;

  if (node != NULL && node->kind == NEXUS_KIND_SYMBOLIC_LINK)
    {
      nexus_proof_trash (state, node, path);
      node = NULL;
    }
  if (node == NULL)
    {
      node = nexus_proof_state_add (state, NEXUS_KIND_FILE, parent, strrchr (path, '/') + 1);
      node->content = g_steal_pointer (&content);
      return TRUE;
    }

  node = nexus_proof_state_edit (state, node->serial);
  nexus_proof_set_content (node, content);
  set_modified (node, state->now);

  return TRUE;
}

static gboolean
change_file (NexusProofState       *state,
             const NexusProofArgs  *args,
             const char            *path,
             GError               **error)
{
  g_autoptr(GByteArray) changed = g_byte_array_new ();
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GError) local_error = NULL;
  NexusProofArgs plain = { .kind = args->kind };
  NexusProofNode *node = nexus_proof_resolve (state, path, &local_error);

  if (node == NULL && (args->kind == NEXUS_PROOF_RANGE || !g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND)))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  if (node != NULL && node->kind == NEXUS_KIND_DIRECTORY)
    return nexus_proof_fail (error, G_IO_ERROR_IS_DIRECTORY);

  if (node != NULL)
    g_byte_array_append (changed, g_bytes_get_data (node->content->bytes, NULL),
                         (guint) g_bytes_get_size (node->content->bytes));
  if (args->kind == NEXUS_PROOF_APPEND)
    g_byte_array_append (changed, g_bytes_get_data (args->bytes, NULL), (guint) g_bytes_get_size (args->bytes));
  else
    {
      guint end = args->number + (guint) g_bytes_get_size (args->bytes);

      if (end > changed->len || (args->flags & 1))
        g_byte_array_set_size (changed, end);
      memcpy (changed->data + args->number, g_bytes_get_data (args->bytes, NULL), g_bytes_get_size (args->bytes));
    }
  bytes = g_bytes_new (changed->data, changed->len);

  return put_file (state, &plain, path, bytes, 0, error);
}

static gboolean
make_directory (NexusProofState       *state,
                const NexusProofArgs  *args,
                const char            *path,
                GError               **error)
{
  gboolean parents = (args->flags & NEXUS_MAKE_DIRECTORY_PARENTS) != 0;
  NexusProofNode *node;
  guint parent;

  if (!nexus_proof_locate (state, path, parents, &parent, &node, error))
    return FALSE;
  if (node != NULL)
    return (parents && node->kind == NEXUS_KIND_DIRECTORY) || nexus_proof_fail (error, G_IO_ERROR_EXISTS);
  nexus_proof_state_add (state, NEXUS_KIND_DIRECTORY, parent, strrchr (path, '/') + 1);

  return TRUE;
}

static gboolean
make_link (NexusProofState       *state,
           const NexusProofArgs  *args,
           const char            *path,
           GError               **error)
{
  NexusProofNode *node;
  guint parent;

  if (args->other[0] == '\0')
    return nexus_proof_fail (error, G_IO_ERROR_INVALID_ARGUMENT);
  if (!nexus_proof_locate (state, path, FALSE, &parent, &node, error))
    return FALSE;
  if (node != NULL)
    return nexus_proof_fail (error, G_IO_ERROR_EXISTS);
  node = nexus_proof_state_add (state, NEXUS_KIND_SYMBOLIC_LINK, parent, strrchr (path, '/') + 1);
  node->target = g_strdup (args->other);

  return TRUE;
}

static gboolean
find_destination (NexusProofState       *state,
                  const NexusProofArgs  *args,
                  const NexusProofNode  *node,
                  const char            *path,
                  const char            *destination,
                  guint                 *parent,
                  NexusProofNode       **there,
                  GError               **error)
{
  if (node->kind == NEXUS_KIND_DIRECTORY && (node->serial == NEXUS_PROOF_ROOT || nexus_path_is_below (destination, path)))
    return nexus_proof_fail (error, G_IO_ERROR_WOULD_RECURSE);
  if (!nexus_proof_locate (state, destination, (args->flags & NEXUS_COPY_PARENTS) != 0, parent, there, error))
    return FALSE;
  if (*there != NULL && !(args->flags & NEXUS_COPY_OVERWRITE))
    return nexus_proof_fail (error, G_IO_ERROR_EXISTS);
  if (*there != NULL && (*there)->kind == NEXUS_KIND_DIRECTORY)
    return nexus_proof_fail (error, G_IO_ERROR_IS_DIRECTORY);

  return TRUE;
}

static gboolean
move (NexusProofState       *state,
      const NexusProofArgs  *args,
      const char            *path,
      const char            *destination,
      GError               **error)
{
  NexusProofNode *node, *there;
  guint parent;

  if (path[1] == '\0')
    return nexus_proof_fail (error, G_IO_ERROR_PERMISSION_DENIED);
  node = nexus_proof_resolve (state, path, error);
  if (node == NULL || !check_etag (node, args->etag, error))
    return FALSE;
  if (strcmp (path, destination) == 0)
    return TRUE;
  if (!find_destination (state, args, node, path, destination, &parent, &there, error))
    return FALSE;

  if (there != NULL)
    nexus_proof_trash (state, there, destination);
  node = nexus_proof_state_edit (state, node->serial);
  node->parent = parent;
  g_free (node->name);
  node->name = g_strdup (strrchr (destination, '/') + 1);

  return TRUE;
}

static void
copy_tree (NexusProofState *state,
           NexusProofNode  *node,
           guint            parent,
           const char      *name)
{
  g_autoptr(GPtrArray) children = nexus_proof_state_children (state, node->serial);
  NexusProofNode *copy = nexus_proof_node_copy (node);

  copy->serial = state->next++;
  copy->parent = parent;
  g_free (copy->name);
  copy->name = g_strdup (name);
  copy->version = 1;
  g_ptr_array_set_size (copy->versions, 0);
  g_rc_box_acquire (state->now);
  nexus_proof_time_unref (copy->created);
  copy->created = state->now;
  if (nexus_proof_forgets_tags)
    g_array_set_size (copy->tags, 0);
  g_hash_table_insert (state->nodes, GUINT_TO_POINTER (copy->serial), copy);

  for (guint i = 0; i < children->len; i++)
    {
      NexusProofNode *child = g_ptr_array_index (children, i);

      copy_tree (state, child, copy->serial, child->name);
    }
}

static gboolean
copy (NexusProofState       *state,
      const NexusProofArgs  *args,
      const char            *path,
      const char            *destination,
      GError               **error)
{
  NexusProofNode *node = nexus_proof_resolve (state, path, error);
  NexusProofNode *there;
  guint parent;

  if (node == NULL || !find_destination (state, args, node, path, destination, &parent, &there, error))
    return FALSE;
  if (there == node)
    return TRUE;

  if (there != NULL && there->content != NULL && node->content != NULL)
    {
      there = nexus_proof_state_edit (state, there->serial);
      nexus_proof_set_content (there, node->content);
      set_modified (there, node->modified);
      there->mode = node->mode;
      return TRUE;
    }
  if (there != NULL)
    nexus_proof_trash (state, there, destination);
  copy_tree (state, node, parent, strrchr (destination, '/') + 1);

  return TRUE;
}

static void
erase (NexusProofState *state,
       guint            serial)
{
  g_autoptr(GArray) serials = nexus_proof_state_below (state, serial);

  for (guint i = 0; i < serials->len; i++)
    g_hash_table_remove (state->nodes, GUINT_TO_POINTER (g_array_index (serials, guint, i)));
}

static gboolean
delete (NexusProofState       *state,
        const NexusProofArgs  *args,
        const char            *path,
        GError               **error)
{
  g_autoptr(GPtrArray) children = NULL;
  NexusProofNode *node;

  if (path[1] == '\0')
    return nexus_proof_fail (error, G_IO_ERROR_PERMISSION_DENIED);
  node = nexus_proof_resolve (state, path, error);
  if (node == NULL || !check_etag (node, args->etag, error))
    return FALSE;
  children = nexus_proof_state_children (state, node->serial);
  if (children->len > 0 && !(args->flags & NEXUS_DELETE_RECURSIVE))
    return nexus_proof_fail (error, G_IO_ERROR_NOT_EMPTY);

  state->final = state->final || (args->flags & NEXUS_DELETE_PERMANENT) != 0;
  if (args->flags & NEXUS_DELETE_PERMANENT)
    erase (state, node->serial);
  else
    nexus_proof_trash (state, node, path);

  return TRUE;
}

/* --- The trash --- */

static char *
dup_free_name (NexusProofState *state,
               guint            parent,
               const char      *name)
{
  const char *dot = strrchr (name, '.');
  gsize stem = dot != NULL && dot != name ? (gsize) (dot - name) : strlen (name);

  for (guint number = 2; ; number++)
    {
      g_autofree char *candidate = g_strdup_printf ("%.*s (%u)%s", (int) stem, name, number, name + stem);

      if (nexus_proof_state_child (state, parent, candidate) == NULL)
        return g_steal_pointer (&candidate);
    }
}

typedef enum {
  PLACED,
  SKIPPED,
  TO_MERGE,
  REFUSED,
} Outcome;

static Outcome
place (NexusProofState     *state,
       guint                serial,
       guint                parent,
       const char          *path,
       NexusProofNode      *there,
       NexusConflictPolicy  policy)
{
  NexusProofNode *node = nexus_proof_state_node (state, serial);
  g_autofree char *name = g_strdup (strrchr (path, '/') + 1);

  if (there != NULL && node->kind == NEXUS_KIND_DIRECTORY && there->kind == NEXUS_KIND_DIRECTORY)
    return TO_MERGE;
  if (there != NULL && policy == NEXUS_CONFLICT_NEWER)
    policy = node->modified->ns > there->modified->ns ? NEXUS_CONFLICT_REPLACE : NEXUS_CONFLICT_SKIP;
  if (there != NULL && policy == NEXUS_CONFLICT_SKIP)
    return SKIPPED;
  if (there != NULL && (there->serial == NEXUS_PROOF_ROOT || policy == NEXUS_CONFLICT_FAIL))
    return REFUSED;
  if (there != NULL && policy == NEXUS_CONFLICT_REPLACE)
    nexus_proof_trash (state, there, path);
  if (there != NULL && policy == NEXUS_CONFLICT_KEEP_BOTH)
    {
      char *free_name = dup_free_name (state, parent, name);

      g_free (name);
      name = free_name;
    }

  node = nexus_proof_state_edit (state, serial);
  node->parent = parent;
  g_free (node->name);
  node->name = g_steal_pointer (&name);

  return PLACED;
}

/* What meets nothing goes over to the other directory; the emptied ones go. */
static gboolean
merge (NexusProofState     *state,
       guint                from,
       guint                to,
       const char          *path,
       NexusConflictPolicy  policy)
{
  g_autoptr(GPtrArray) children = nexus_proof_state_children (state, from);
  g_autoptr(GArray) serials = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr(GPtrArray) left = NULL;

  for (guint i = 0; i < children->len; i++)
    g_array_append_val (serials, ((NexusProofNode *) g_ptr_array_index (children, i))->serial);

  for (guint i = 0; i < serials->len; i++)
    {
      guint serial = g_array_index (serials, guint, i);
      const char *name = nexus_proof_state_node (state, serial)->name;
      g_autofree char *child_path = g_strdup_printf ("%s/%s", path[1] != '\0' ? path : "", name);
      NexusProofNode *there = nexus_proof_state_child (state, to, name);
      Outcome outcome = place (state, serial, to, child_path, there, policy);

      if (outcome == REFUSED || (outcome == TO_MERGE && !merge (state, serial, there->serial, child_path, policy)))
        return FALSE;
    }

  left = nexus_proof_state_children (state, from);
  if (left->len == 0)
    erase (state, from);

  return TRUE;
}

static gboolean
restore (NexusProofState       *state,
         const NexusProofArgs  *args,
         const char            *other,
         GError               **error)
{
  NexusProofNode *node, *there;
  const char *path;
  Outcome outcome;
  guint parent;

  node = nexus_proof_state_node (state, args->serial);
  if (node == NULL || node->parent != NEXUS_PROOF_TRASH)
    return nexus_proof_fail (error, G_IO_ERROR_NOT_FOUND);
  path = other != NULL ? other : node->trashed_path;
  if (!nexus_proof_locate (state, path, TRUE, &parent, &there, error))
    return FALSE;

  outcome = place (state, node->serial, parent, path, there, args->flags);
  if (outcome == REFUSED || (outcome == TO_MERGE && !merge (state, node->serial, there->serial, path, args->flags)))
    return nexus_proof_fail (error, G_IO_ERROR_EXISTS);
  if (outcome == PLACED)
    {
      node = nexus_proof_state_edit (state, node->serial);
      g_clear_pointer (&node->trashed_path, g_free);
      g_clear_pointer (&node->deleted, nexus_proof_time_unref);
    }

  return TRUE;
}

static gboolean
delete_trashed (NexusProofState       *state,
                const NexusProofArgs  *args,
                GError               **error)
{
  if (nexus_proof_state_node (state, args->serial) == NULL)
    return nexus_proof_fail (error, G_IO_ERROR_NOT_FOUND);
  state->final = TRUE;
  erase (state, args->serial);

  return TRUE;
}

static gboolean
empty_trash (NexusProofState *state)
{
  g_autoptr(GPtrArray) items = nexus_proof_state_children (state, NEXUS_PROOF_TRASH);

  for (guint i = 0; i < items->len; i++)
    erase (state, ((NexusProofNode *) g_ptr_array_index (items, i))->serial);
  state->final = state->final || items->len > 0;

  return TRUE;
}

gboolean
nexus_proof_apply_tree (NexusProofState       *state,
                        const NexusProofArgs  *args,
                        GError               **error)
{
  const char *path = args->path != NULL ? nexus_proof_normalize (args->path) : NULL;
  const char *other = args->other != NULL ? nexus_proof_normalize (args->other) : NULL;

  /* Who uses GIO is told more exactly. */
  if ((args->kind == NEXUS_PROOF_APPEND || args->kind == NEXUS_PROOF_RANGE) && strlen (args->path) > 255)
    return nexus_proof_fail (error, G_IO_ERROR_FILENAME_TOO_LONG);
  if (nexus_proof_args_has_bad_path (args))
    return nexus_proof_fail (error, G_IO_ERROR_INVALID_FILENAME);

  switch (args->kind)
    {
    case NEXUS_PROOF_WRITE:
    case NEXUS_PROOF_STREAM:
      return put_file (state, args, path, args->bytes, args->flags, error);

    case NEXUS_PROOF_APPEND:
    case NEXUS_PROOF_RANGE:
      return change_file (state, args, path, error);

    case NEXUS_PROOF_MAKE_DIRECTORY:
      return make_directory (state, args, path, error);

    case NEXUS_PROOF_MAKE_LINK:
      return make_link (state, args, path, error);

    case NEXUS_PROOF_MOVE:
      return move (state, args, path, other, error);

    case NEXUS_PROOF_COPY:
      return copy (state, args, path, other, error);

    case NEXUS_PROOF_DELETE:
      return delete (state, args, path, error);

    case NEXUS_PROOF_RESTORE:
      return restore (state, args, other, error);

    case NEXUS_PROOF_DELETE_TRASHED:
      return delete_trashed (state, args, error);

    default:
      g_assert (args->kind == NEXUS_PROOF_EMPTY_TRASH);
      return empty_trash (state);
    }
}
