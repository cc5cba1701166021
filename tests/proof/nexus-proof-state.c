/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "nexus-proof-state.h"

#include <string.h>

static int
compare_keys (gconstpointer a,
              gconstpointer b,
              gpointer      user_data)
{
  return strcmp (a, b);
}

/* --- Values --- */

NexusProofTime *
nexus_proof_time_new (void)
{
  return g_rc_box_new0 (NexusProofTime);
}

NexusProofTime *
nexus_proof_time_at (gint64 ns)
{
  NexusProofTime *time = nexus_proof_time_new ();

  time->ns = ns;
  time->known = TRUE;

  return time;
}

void
nexus_proof_time_unref (NexusProofTime *time)
{
  g_rc_box_release (time);
}

NexusProofContent *
nexus_proof_content_new (GBytes *bytes)
{
  NexusProofContent *content = g_rc_box_new0 (NexusProofContent);

  content->bytes = g_bytes_ref (bytes);
  content->sum = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);

  return content;
}

static void
content_clear (gpointer data)
{
  NexusProofContent *content = data;

  g_bytes_unref (content->bytes);
  g_free (content->sum);
}

void
nexus_proof_content_unref (NexusProofContent *content)
{
  g_rc_box_release_full (content, content_clear);
}

NexusProofVersion *
nexus_proof_version_new (guint              number,
                         NexusProofContent *content,
                         NexusProofTime    *modified)
{
  NexusProofVersion *version = g_rc_box_new0 (NexusProofVersion);

  version->number = number;
  version->content = g_rc_box_acquire (content);
  version->modified = g_rc_box_acquire (modified);

  return version;
}

static void
version_clear (gpointer data)
{
  NexusProofVersion *version = data;

  nexus_proof_content_unref (version->content);
  nexus_proof_time_unref (version->modified);
}

static void
version_unref (gpointer data)
{
  g_rc_box_release_full (data, version_clear);
}

static gpointer
acquire (gpointer box)
{
  return box != NULL ? g_rc_box_acquire (box) : NULL;
}

static NexusProofNode *
node_new (void)
{
  NexusProofNode *node = g_rc_box_new0 (NexusProofNode);

  node->versions = g_ptr_array_new_with_free_func (version_unref);
  node->tags = g_array_new (FALSE, FALSE, sizeof (guint));
  node->attributes = g_tree_new_full (compare_keys, NULL, g_free, g_free);

  return node;
}

static gboolean
copy_attribute (gpointer key,
                gpointer value,
                gpointer user_data)
{
  g_tree_insert (user_data, g_strdup (key), g_strdup (value));

  return FALSE;
}

NexusProofNode *
nexus_proof_node_copy (const NexusProofNode *node)
{
  NexusProofNode *copy = node_new ();

  copy->serial = node->serial;
  copy->kind = node->kind;
  copy->parent = node->parent;
  copy->name = g_strdup (node->name);
  copy->content = acquire (node->content);
  copy->version = node->version;
  for (guint i = 0; i < node->versions->len; i++)
    g_ptr_array_add (copy->versions, acquire (g_ptr_array_index (node->versions, i)));
  copy->mode = node->mode;
  copy->modified = acquire (node->modified);
  copy->created = acquire (node->created);
  copy->target = g_strdup (node->target);
  g_array_append_vals (copy->tags, node->tags->data, node->tags->len);
  g_tree_foreach (node->attributes, copy_attribute, copy->attributes);
  copy->trashed_path = g_strdup (node->trashed_path);
  copy->deleted = acquire (node->deleted);

  return copy;
}

static void
node_clear (gpointer data)
{
  NexusProofNode *node = data;

  g_free (node->name);
  g_clear_pointer (&node->content, nexus_proof_content_unref);
  g_ptr_array_unref (node->versions);
  g_clear_pointer (&node->modified, nexus_proof_time_unref);
  g_clear_pointer (&node->created, nexus_proof_time_unref);
  g_free (node->target);
  g_array_unref (node->tags);
  g_tree_unref (node->attributes);
  g_free (node->trashed_path);
  g_clear_pointer (&node->deleted, nexus_proof_time_unref);
}

void
nexus_proof_node_unref (NexusProofNode *node)
{
  g_rc_box_release_full (node, node_clear);
}

static int
compare_serials (gconstpointer a,
                 gconstpointer b)
{
  guint one = *(const guint *) a;
  guint other = *(const guint *) b;

  return one < other ? -1 : one > other;
}

gboolean
nexus_proof_node_has_tag (const NexusProofNode *node,
                          guint                 tag)
{
  return g_array_binary_search (node->tags, &tag, compare_serials, NULL);
}

void
nexus_proof_node_set_tag (NexusProofNode *node,
                          guint           tag,
                          gboolean        set)
{
  guint index;
  gboolean has = g_array_binary_search (node->tags, &tag, compare_serials, &index);

  if (has && !set)
    g_array_remove_index (node->tags, index);
  if (!has && set)
    {
      g_array_append_val (node->tags, tag);
      g_array_sort (node->tags, compare_serials);
    }
}

NexusProofTag *
nexus_proof_tag_new (guint       serial,
                     const char *name,
                     const char *color)
{
  NexusProofTag *tag = g_rc_box_new0 (NexusProofTag);

  tag->serial = serial;
  tag->name = g_strdup (name);
  tag->color = g_strdup (color);

  return tag;
}

static void
tag_clear (gpointer data)
{
  NexusProofTag *tag = data;

  g_free (tag->name);
  g_free (tag->color);
}

void
nexus_proof_tag_unref (NexusProofTag *tag)
{
  g_rc_box_release_full (tag, tag_clear);
}

static void
snapshot_clear (gpointer data)
{
  NexusProofSnapshot *snapshot = data;

  g_free (snapshot->path);
  g_ptr_array_unref (snapshot->kept);
}

void
nexus_proof_snapshot_unref (NexusProofSnapshot *snapshot)
{
  g_rc_box_release_full (snapshot, snapshot_clear);
}

static gboolean
differs (gpointer key,
         gpointer value,
         gpointer user_data)
{
  GTree **other = user_data;

  if (g_strcmp0 (g_tree_lookup (*other, key), value) == 0)
    return FALSE;
  *other = NULL;

  return TRUE;
}

gboolean
nexus_proof_tree_equal (GTree *one,
                        GTree *other)
{
  GTree *compared = other;

  if (g_tree_nnodes (one) != g_tree_nnodes (other))
    return FALSE;
  g_tree_foreach (one, differs, &compared);

  return compared != NULL;
}

/* --- The state --- */

static NexusProofState *
state_new_empty (void)
{
  NexusProofState *state = g_new0 (NexusProofState, 1);

  state->nodes = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) nexus_proof_node_unref);
  state->tags = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) nexus_proof_tag_unref);
  state->searches = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  state->snapshots = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) nexus_proof_snapshot_unref);

  return state;
}

NexusProofState *
nexus_proof_state_new (void)
{
  NexusProofState *state = state_new_empty ();
  NexusProofNode *root;

  state->now = nexus_proof_time_new ();
  state->next = NEXUS_PROOF_ROOT;
  root = nexus_proof_state_add (state, NEXUS_KIND_DIRECTORY, 0, "/");
  g_assert (root->serial == NEXUS_PROOF_ROOT);
  state->next = NEXUS_PROOF_FIRST;

  return state;
}

NexusProofState *
nexus_proof_state_copy (NexusProofState *state)
{
  NexusProofState *copy = state_new_empty ();
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, state->nodes);
  while (g_hash_table_iter_next (&iter, &key, &value))
    g_hash_table_insert (copy->nodes, key, g_rc_box_acquire (value));
  g_hash_table_iter_init (&iter, state->tags);
  while (g_hash_table_iter_next (&iter, &key, &value))
    g_hash_table_insert (copy->tags, key, g_rc_box_acquire (value));
  g_hash_table_iter_init (&iter, state->searches);
  while (g_hash_table_iter_next (&iter, &key, &value))
    g_hash_table_insert (copy->searches, g_strdup (key), g_strdup (value));
  g_hash_table_iter_init (&iter, state->snapshots);
  while (g_hash_table_iter_next (&iter, &key, &value))
    g_hash_table_insert (copy->snapshots, g_strdup (key), g_rc_box_acquire (value));
  copy->next = state->next;
  copy->now = g_rc_box_acquire (state->now);

  return copy;
}

void
nexus_proof_state_free (NexusProofState *state)
{
  g_hash_table_unref (state->nodes);
  g_hash_table_unref (state->tags);
  g_hash_table_unref (state->searches);
  g_hash_table_unref (state->snapshots);
  nexus_proof_time_unref (state->now);
  g_free (state);
}

NexusProofNode *
nexus_proof_state_node (NexusProofState *state,
                        guint            serial)
{
  return g_hash_table_lookup (state->nodes, GUINT_TO_POINTER (serial));
}

NexusProofNode *
nexus_proof_state_edit (NexusProofState *state,
                        guint            serial)
{
  NexusProofNode *copy = nexus_proof_node_copy (nexus_proof_state_node (state, serial));

  g_hash_table_insert (state->nodes, GUINT_TO_POINTER (serial), copy);

  return copy;
}

NexusProofNode *
nexus_proof_state_add (NexusProofState *state,
                       NexusKind        kind,
                       guint            parent,
                       const char      *name)
{
  NexusProofNode *node = node_new ();

  node->serial = state->next++;
  node->kind = kind;
  node->parent = parent;
  node->name = g_strdup (name);
  node->version = 1;
  node->mode = kind == NEXUS_KIND_FILE ? 0644 : kind == NEXUS_KIND_DIRECTORY ? 0755 : 0777;
  node->modified = g_rc_box_acquire (state->now);
  node->created = g_rc_box_acquire (state->now);
  g_hash_table_insert (state->nodes, GUINT_TO_POINTER (node->serial), node);

  return node;
}

NexusProofNode *
nexus_proof_state_child (NexusProofState *state,
                         guint            parent,
                         const char      *name)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, state->nodes);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      NexusProofNode *node = value;

      if (node->parent == parent && strcmp (node->name, name) == 0)
        return node;
    }

  return NULL;
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  const NexusProofNode *one = *(NexusProofNode * const *) a;
  const NexusProofNode *other = *(NexusProofNode * const *) b;

  return strcmp (one->name, other->name);
}

GPtrArray *
nexus_proof_state_children (NexusProofState *state,
                            guint            parent)
{
  GPtrArray *children = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, state->nodes);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (((NexusProofNode *) value)->parent == parent)
      g_ptr_array_add (children, value);
  g_ptr_array_sort (children, compare_names);

  return children;
}

NexusProofNode *
nexus_proof_state_find (NexusProofState *state,
                        const char      *path)
{
  g_auto(GStrv) names = g_strsplit (path + 1, "/", -1);
  NexusProofNode *node = nexus_proof_state_node (state, NEXUS_PROOF_ROOT);

  for (guint i = 0; names[i] != NULL && names[i][0] != '\0' && node != NULL; i++)
    node = nexus_proof_state_child (state, node->serial, names[i]);

  return node;
}

char *
nexus_proof_state_path (NexusProofState      *state,
                        const NexusProofNode *node)
{
  g_autofree char *directory = NULL;
  const NexusProofNode *parent;

  if (node->serial == NEXUS_PROOF_ROOT)
    return g_strdup ("/");

  parent = nexus_proof_state_node (state, node->parent);
  if (parent == NULL)
    return g_strdup (node->trashed_path);
  directory = nexus_proof_state_path (state, parent);

  return g_strdup_printf ("%s/%s", directory[1] != '\0' ? directory : "", node->name);
}

gboolean
nexus_proof_state_is_trashed (NexusProofState      *state,
                              const NexusProofNode *node)
{
  while (node->parent != 0 && node->parent != NEXUS_PROOF_TRASH)
    node = nexus_proof_state_node (state, node->parent);

  return node->parent == NEXUS_PROOF_TRASH;
}

void
nexus_proof_state_totals (NexusProofState      *state,
                          const NexusProofNode *node,
                          guint64              *size,
                          guint64              *count)
{
  g_autoptr(GPtrArray) children = NULL;

  *size = node->content != NULL ? g_bytes_get_size (node->content->bytes) : 0;
  *count = 0;
  if (node->kind != NEXUS_KIND_DIRECTORY)
    return;

  children = nexus_proof_state_children (state, node->serial);
  for (guint i = 0; i < children->len; i++)
    {
      guint64 below_size, below_count;

      nexus_proof_state_totals (state, g_ptr_array_index (children, i), &below_size, &below_count);
      *size += below_size;
      *count += below_count + 1;
    }
}

static void
add_below (NexusProofState *state,
           guint            serial,
           GArray          *serials)
{
  g_autoptr(GPtrArray) children = nexus_proof_state_children (state, serial);

  for (guint i = 0; i < children->len; i++)
    add_below (state, ((NexusProofNode *) g_ptr_array_index (children, i))->serial, serials);
  g_array_append_val (serials, serial);
}

GArray *
nexus_proof_state_below (NexusProofState *state,
                         guint            serial)
{
  GArray *serials = g_array_new (FALSE, FALSE, sizeof (guint));

  add_below (state, serial, serials);

  return serials;
}

NexusProofTag *
nexus_proof_state_tag (NexusProofState *state,
                       const char      *name)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, state->tags);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (strcmp (((NexusProofTag *) value)->name, name) == 0)
      return value;

  return NULL;
}
