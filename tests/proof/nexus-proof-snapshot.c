/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "nexus-proof-op.h"

#include <string.h>

/* Making a folder what it was. */

static const NexusProofKept *
find_kept (const NexusProofSnapshot *snapshot,
           const char               *path)
{
  for (guint i = 0; i < snapshot->kept->len; i++)
    {
      const NexusProofKept *kept = g_ptr_array_index (snapshot->kept, i);

      if (strcmp (kept->path, path) == 0)
        return kept;
    }

  return NULL;
}

static char *
dup_whole_path (const NexusProofSnapshot *snapshot,
                const char               *below)
{
  if (below[0] == '\0')
    return g_strdup (snapshot->path);

  return g_strconcat (snapshot->path[1] != '\0' ? snapshot->path : "", below, NULL);
}

/* What is there now and was not, or was something else, goes to the trash with all that is in it. */
static void
take_away (NexusProofState          *state,
           const NexusProofSnapshot *snapshot,
           guint                     serial,
           const char               *below)
{
  g_autoptr(GPtrArray) children = nexus_proof_state_children (state, serial);
  NexusProofNode *node = nexus_proof_state_node (state, serial);
  const NexusProofKept *kept = find_kept (snapshot, below);

  if (kept == NULL || kept->node->kind != node->kind)
    {
      g_autofree char *path = dup_whole_path (snapshot, below);

      nexus_proof_trash (state, node, path);
      return;
    }

  for (guint i = 0; i < children->len; i++)
    {
      NexusProofNode *child = g_ptr_array_index (children, i);
      g_autofree char *child_below = g_strdup_printf ("%s/%s", below, child->name);

      take_away (state, snapshot, child->serial, child_below);
    }
}

static gboolean
has_same_tags (NexusProofState      *state,
               const NexusProofNode *node,
               const NexusProofKept *kept)
{
  if (node->tags->len != g_strv_length (kept->tags))
    return FALSE;

  for (guint i = 0; kept->tags[i] != NULL; i++)
    {
      NexusProofTag *tag = nexus_proof_state_tag (state, kept->tags[i]);

      if (tag == NULL || !nexus_proof_node_has_tag (node, tag->serial))
        return FALSE;
    }

  return TRUE;
}

static gboolean
is_same (NexusProofState      *state,
         const NexusProofNode *node,
         const NexusProofKept *kept)
{
  const NexusProofNode *before = kept->node;

  return (before->content == NULL || strcmp (before->content->sum, node->content->sum) == 0) &&
         before->mode == node->mode && before->modified->ns == node->modified->ns &&
         before->created->ns == node->created->ns && g_strcmp0 (before->target, node->target) == 0 &&
         nexus_proof_tree_equal (before->attributes, node->attributes) && has_same_tags (state, node, kept);
}

static gboolean
copy_attribute (gpointer key,
                gpointer value,
                gpointer user_data)
{
  g_tree_insert (user_data, g_strdup (key), g_strdup (value));

  return FALSE;
}

static void
set_facts (NexusProofState      *state,
           NexusProofNode       *node,
           const NexusProofKept *kept)
{
  const NexusProofNode *before = kept->node;

  node->mode = before->mode;
  nexus_proof_time_unref (node->modified);
  node->modified = g_rc_box_acquire (before->modified);
  nexus_proof_time_unref (node->created);
  node->created = g_rc_box_acquire (before->created);

  g_tree_remove_all (node->attributes);
  g_tree_foreach (before->attributes, copy_attribute, node->attributes);
  g_array_set_size (node->tags, 0);
  for (guint i = 0; kept->tags[i] != NULL; i++)
    {
      NexusProofTag *tag = nexus_proof_state_tag (state, kept->tags[i]);

      if (tag == NULL)
        {
          tag = nexus_proof_tag_new (state->next++, kept->tags[i], NULL);
          g_hash_table_insert (state->tags, GUINT_TO_POINTER (tag->serial), tag);
        }
      nexus_proof_node_set_tag (node, tag->serial, TRUE);
    }
}

/* Files and links that stand where a directory is needed give way. */
static void
clear_way (NexusProofState *state,
           const char      *path)
{
  NexusProofNode *node = nexus_proof_state_node (state, NEXUS_PROOF_ROOT);

  for (const char *slash = strchr (path + 1, '/'); slash != NULL && node != NULL; slash = strchr (slash + 1, '/'))
    {
      g_autofree char *prefix = g_strndup (path, (gsize) (slash - path));

      node = nexus_proof_state_child (state, node->serial, strrchr (prefix, '/') + 1);
      if (node != NULL && node->kind != NEXUS_KIND_DIRECTORY)
        {
          nexus_proof_trash (state, node, prefix);
          return;
        }
    }
}

static void
bring_back (NexusProofState      *state,
            const NexusProofKept *kept,
            const char           *path)
{
  const NexusProofNode *before = kept->node;
  NexusProofNode *node;
  gboolean located;
  guint parent;

  clear_way (state, path);
  located = nexus_proof_locate (state, path, TRUE, &parent, &node, NULL);
  g_assert (located);

  if (node != NULL && before->target != NULL && strcmp (before->target, node->target) != 0)
    {
      nexus_proof_trash (state, node, path);
      node = NULL;
    }
  if (node == NULL)
    {
      node = nexus_proof_state_add (state, before->kind, parent, strrchr (path, '/') + 1);
      node->target = g_strdup (before->target);
      if (before->content != NULL)
        node->content = g_rc_box_acquire (before->content);

      /* It is who it was, if nobody is. */
      if (nexus_proof_state_node (state, before->serial) == NULL)
        {
          g_rc_box_acquire (node);
          g_hash_table_remove (state->nodes, GUINT_TO_POINTER (node->serial));
          node->serial = before->serial;
          g_hash_table_insert (state->nodes, GUINT_TO_POINTER (node->serial), node);
        }
    }
  else
    {
      node = nexus_proof_state_edit (state, node->serial);
      if (before->content != NULL)
        nexus_proof_set_content (node, before->content);
    }
  set_facts (state, node, kept);
}

gboolean
nexus_proof_restore_snapshot (NexusProofState       *state,
                              const NexusProofArgs  *args,
                              GError               **error)
{
  const char *path = args->path != NULL ? nexus_proof_normalize (args->path) : NULL;
  NexusProofSnapshot *snapshot = g_hash_table_lookup (state->snapshots, args->other);
  g_autofree char *whole = NULL;
  const char *below = "";
  NexusProofNode *node;
  gsize length;

  if (snapshot == NULL)
    return nexus_proof_fail (error, G_IO_ERROR_NOT_FOUND);
  if (path != NULL && strcmp (path, snapshot->path) != 0)
    {
      if (!nexus_path_is_below (path, snapshot->path))
        return nexus_proof_fail (error, G_IO_ERROR_NOT_FOUND);
      below = snapshot->path[1] != '\0' ? path + strlen (snapshot->path) : path;
      if (find_kept (snapshot, below) == NULL)
        return nexus_proof_fail (error, G_IO_ERROR_NOT_FOUND);
    }

  whole = dup_whole_path (snapshot, below);
  node = nexus_proof_resolve (state, whole, NULL);
  if (node != NULL)
    take_away (state, snapshot, node->serial, below);

  length = strlen (below);
  for (guint i = 0; i < snapshot->kept->len; i++)
    {
      const NexusProofKept *kept = g_ptr_array_index (snapshot->kept, i);
      g_autofree char *kept_path = dup_whole_path (snapshot, kept->path);

      if (strncmp (kept->path, below, length) != 0 || (kept->path[length] != '\0' && kept->path[length] != '/'))
        continue;
      node = nexus_proof_resolve (state, kept_path, NULL);
      if (node == NULL || !is_same (state, node, kept))
        bring_back (state, kept, kept_path);
    }

  return TRUE;
}
