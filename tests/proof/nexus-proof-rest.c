/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "nexus-proof-op.h"

#include <string.h>

/* What becomes of all that is no place: times, tags, attributes, versions, searches, snapshots. */

gboolean nexus_proof_forgets_tags;

static gboolean
set_attribute (NexusProofState       *state,
               const NexusProofArgs  *args,
               const char            *path,
               GError               **error)
{
  NexusProofNode *node;

  if (args->other[0] == '\0')
    return nexus_proof_fail (error, G_IO_ERROR_INVALID_ARGUMENT);
  if (args->text != NULL && g_str_has_prefix (args->text, "byte"))
    return nexus_proof_fail (error, G_IO_ERROR_INVALID_ARGUMENT);

  node = nexus_proof_resolve (state, path, error);
  if (node == NULL)
    return FALSE;
  if (args->text == NULL && g_tree_lookup (node->attributes, args->other) == NULL)
    return nexus_proof_fail (error, G_IO_ERROR_NOT_FOUND);

  node = nexus_proof_state_edit (state, node->serial);
  if (args->text != NULL)
    g_tree_insert (node->attributes, g_strdup (args->other), g_strdup (args->text));
  else
    g_tree_remove (node->attributes, args->other);

  return TRUE;
}

static gboolean
set_tag (NexusProofState       *state,
         const NexusProofArgs  *args,
         const char            *path,
         GError               **error)
{
  NexusProofTag *tag;
  NexusProofNode *node;

  if (args->other[0] == '\0')
    return nexus_proof_fail (error, G_IO_ERROR_INVALID_ARGUMENT);
  node = nexus_proof_resolve (state, path, error);
  if (node == NULL)
    return FALSE;

  tag = nexus_proof_state_tag (state, args->other);
  if (args->kind == NEXUS_PROOF_REMOVE_TAG && (tag == NULL || !nexus_proof_node_has_tag (node, tag->serial)))
    return nexus_proof_fail (error, G_IO_ERROR_NOT_FOUND);
  if (tag == NULL)
    {
      tag = nexus_proof_tag_new (state->next++, args->other, NULL);
      g_hash_table_insert (state->tags, GUINT_TO_POINTER (tag->serial), tag);
    }
  node = nexus_proof_state_edit (state, node->serial);
  nexus_proof_node_set_tag (node, tag->serial, args->kind == NEXUS_PROOF_ADD_TAG);

  return TRUE;
}

/* Everything that has the one gets the other, if there is another. */
static void
dissolve_tag (NexusProofState *state,
              guint            tag,
              guint            other)
{
  g_autofree gpointer *serials = g_hash_table_get_keys_as_array (state->nodes, NULL);

  for (guint i = 0; serials[i] != NULL; i++)
    {
      guint serial = GPOINTER_TO_UINT (serials[i]);
      NexusProofNode *node = nexus_proof_state_node (state, serial);

      if (!nexus_proof_node_has_tag (node, tag))
        continue;
      node = nexus_proof_state_edit (state, serial);
      nexus_proof_node_set_tag (node, tag, FALSE);
      if (other != 0)
        nexus_proof_node_set_tag (node, other, TRUE);
    }
  g_hash_table_remove (state->tags, GUINT_TO_POINTER (tag));
}

static void
put_tag (NexusProofState *state,
         guint            serial,
         const char      *name,
         const char      *color)
{
  g_hash_table_insert (state->tags, GUINT_TO_POINTER (serial), nexus_proof_tag_new (serial, name, color));
}

static gboolean
change_tag (NexusProofState       *state,
            const NexusProofArgs  *args,
            GError               **error)
{
  g_autofree char *color = NULL;
  NexusProofTag *tag, *other;

  if (args->kind == NEXUS_PROOF_RENAME_TAG && args->text[0] == '\0')
    return nexus_proof_fail (error, G_IO_ERROR_INVALID_ARGUMENT);
  if (args->kind == NEXUS_PROOF_COLOR_TAG && args->text != NULL && args->text[0] != '#')
    return nexus_proof_fail (error, G_IO_ERROR_INVALID_ARGUMENT);
  if (args->other[0] == '\0')
    return nexus_proof_fail (error, G_IO_ERROR_INVALID_ARGUMENT);
  tag = nexus_proof_state_tag (state, args->other);
  if (tag == NULL)
    return nexus_proof_fail (error, G_IO_ERROR_NOT_FOUND);

  if (args->kind == NEXUS_PROOF_DELETE_TAG)
    {
      dissolve_tag (state, tag->serial, 0);
      return TRUE;
    }
  if (args->kind == NEXUS_PROOF_COLOR_TAG)
    {
      color = args->text != NULL ? g_ascii_strdown (args->text, -1) : NULL;
      put_tag (state, tag->serial, args->other, color);
      return TRUE;
    }

  other = nexus_proof_state_tag (state, args->text);
  if (other == tag)
    return TRUE;
  color = g_strdup (tag->color);
  if (other == NULL)
    {
      put_tag (state, tag->serial, args->text, color);
      return TRUE;
    }
  if (other->color == NULL && color != NULL)
    {
      guint serial = other->serial;

      put_tag (state, serial, args->text, color);
      other = nexus_proof_state_tag (state, args->text);
    }
  dissolve_tag (state, tag->serial, other->serial);

  return TRUE;
}

static gboolean
restore_version (NexusProofState       *state,
                 const NexusProofArgs  *args,
                 const char            *path,
                 GError               **error)
{
  NexusProofNode *node = nexus_proof_resolve (state, path, error);

  if (node == NULL)
    return FALSE;
  if (node->kind != NEXUS_KIND_FILE)
    return nexus_proof_fail (error, node->kind == NEXUS_KIND_DIRECTORY ? G_IO_ERROR_IS_DIRECTORY : G_IO_ERROR_NOT_REGULAR_FILE);
  if (args->number == node->version)
    return TRUE;

  for (guint i = 0; i < node->versions->len; i++)
    {
      NexusProofVersion *version = g_ptr_array_index (node->versions, i);

      if (version->number != args->number)
        continue;

      /* The version may be pruned by the one that comes. */
      g_rc_box_acquire (version->content);
      node = nexus_proof_state_edit (state, node->serial);
      nexus_proof_set_content (node, version->content);
      nexus_proof_content_unref (version->content);
      nexus_proof_time_unref (node->modified);
      node->modified = g_rc_box_acquire (state->now);
      return TRUE;
    }

  return nexus_proof_fail (error, G_IO_ERROR_NOT_FOUND);
}

static gboolean
set_facts (NexusProofState       *state,
           const NexusProofArgs  *args,
           const char            *path,
           GError               **error)
{
  NexusProofNode *node;

  if (args->kind == NEXUS_PROOF_SET_MODE && args->flags > 07777)
    return nexus_proof_fail (error, G_IO_ERROR_INVALID_ARGUMENT);
  node = nexus_proof_resolve (state, path, error);
  if (node == NULL)
    return FALSE;

  node = nexus_proof_state_edit (state, node->serial);
  if (args->kind == NEXUS_PROOF_SET_MODE)
    {
      node->mode = args->flags;
      return TRUE;
    }
  nexus_proof_time_unref (node->modified);
  node->modified = nexus_proof_time_at (args->ns);

  return TRUE;
}

/* --- Snapshots --- */

static void
kept_free (gpointer data)
{
  NexusProofKept *entry = data;

  g_free (entry->path);
  nexus_proof_node_unref (entry->node);
  g_strfreev (entry->tags);
  g_free (entry);
}

static int
compare_kept (gconstpointer a,
              gconstpointer b)
{
  const NexusProofKept *one = *(NexusProofKept * const *) a;
  const NexusProofKept *other = *(NexusProofKept * const *) b;

  return strcmp (one->path, other->path);
}

static void
keep (NexusProofState      *state,
      const NexusProofNode *node,
      const char           *path,
      GPtrArray            *entries)
{
  g_autoptr(GPtrArray) children = nexus_proof_state_children (state, node->serial);
  NexusProofKept *entry = g_new0 (NexusProofKept, 1);

  entry->path = g_strdup (path);
  entry->node = g_rc_box_acquire ((gpointer) node);
  entry->tags = g_new0 (char *, node->tags->len + 1);
  for (guint i = 0; i < node->tags->len; i++)
    {
      const NexusProofTag *tag = g_hash_table_lookup (state->tags, GUINT_TO_POINTER (g_array_index (node->tags, guint, i)));

      entry->tags[i] = g_strdup (tag->name);
    }
  g_ptr_array_add (entries, entry);

  for (guint i = 0; i < children->len; i++)
    {
      const NexusProofNode *child = g_ptr_array_index (children, i);
      g_autofree char *below = g_strdup_printf ("%s/%s", path, child->name);

      keep (state, child, below, entries);
    }
}

static gboolean
make_snapshot (NexusProofState       *state,
               const NexusProofArgs  *args,
               const char            *path,
               GError               **error)
{
  NexusProofSnapshot *snapshot;
  NexusProofNode *node;

  if (args->other[0] == '\0')
    return nexus_proof_fail (error, G_IO_ERROR_INVALID_ARGUMENT);
  node = nexus_proof_resolve (state, path, error);
  if (node == NULL)
    return FALSE;
  if (g_hash_table_contains (state->snapshots, args->other))
    return nexus_proof_fail (error, G_IO_ERROR_EXISTS);

  snapshot = g_rc_box_new0 (NexusProofSnapshot);
  snapshot->path = g_strdup (path);
  snapshot->kept = g_ptr_array_new_with_free_func (kept_free);
  keep (state, node, "", snapshot->kept);
  g_ptr_array_sort (snapshot->kept, compare_kept);
  g_hash_table_insert (state->snapshots, g_strdup (args->other), snapshot);

  return TRUE;
}

gboolean
nexus_proof_apply_rest (NexusProofState       *state,
                        const NexusProofArgs  *args,
                        GError               **error)
{
  const char *path = args->path != NULL ? nexus_proof_normalize (args->path) : NULL;

  if (nexus_proof_args_has_bad_path (args))
    return nexus_proof_fail (error, G_IO_ERROR_INVALID_FILENAME);

  switch (args->kind)
    {
    case NEXUS_PROOF_SET_MODIFIED:
    case NEXUS_PROOF_SET_MODE:
      return set_facts (state, args, path, error);

    case NEXUS_PROOF_SET_ATTRIBUTE:
    case NEXUS_PROOF_REMOVE_ATTRIBUTE:
      return set_attribute (state, args, path, error);

    case NEXUS_PROOF_ADD_TAG:
    case NEXUS_PROOF_REMOVE_TAG:
      return set_tag (state, args, path, error);

    case NEXUS_PROOF_RENAME_TAG:
    case NEXUS_PROOF_COLOR_TAG:
    case NEXUS_PROOF_DELETE_TAG:
      return change_tag (state, args, error);

    case NEXUS_PROOF_RESTORE_VERSION:
      return restore_version (state, args, path, error);

    case NEXUS_PROOF_SAVE_SEARCH:
      if (args->other[0] == '\0')
        return nexus_proof_fail (error, G_IO_ERROR_INVALID_ARGUMENT);
      g_hash_table_insert (state->searches, g_strdup (args->other), g_strdup (args->text));
      return TRUE;

    case NEXUS_PROOF_REMOVE_SEARCH:
      return g_hash_table_remove (state->searches, args->other) || nexus_proof_fail (error, G_IO_ERROR_NOT_FOUND);

    case NEXUS_PROOF_SNAPSHOT:
      return make_snapshot (state, args, path, error);

    case NEXUS_PROOF_DELETE_SNAPSHOT:
      return g_hash_table_remove (state->snapshots, args->other) || nexus_proof_fail (error, G_IO_ERROR_NOT_FOUND);

    default:
      g_assert (args->kind == NEXUS_PROOF_RESTORE_SNAPSHOT);
      return nexus_proof_restore_snapshot (state, args, error);
    }
}

gboolean
nexus_proof_apply (NexusProofState       *state,
                   const NexusProofArgs  *args,
                   GError               **error)
{
  return args->kind < NEXUS_PROOF_SET_MODIFIED ? nexus_proof_apply_tree (state, args, error)
                                               : nexus_proof_apply_rest (state, args, error);
}
