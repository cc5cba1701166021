/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "nexus-proof-history.h"

#include <string.h>

static gpointer
acquire (gpointer box)
{
  return box != NULL ? g_rc_box_acquire (box) : NULL;
}

static void
step_free (gpointer data)
{
  NexusProofStep *step = data;

  for (guint i = 0; i < step->nodes->len; i++)
    g_clear_pointer (&g_ptr_array_index (step->nodes, i), nexus_proof_node_unref);
  for (guint i = 0; i < step->tags->len; i++)
    g_clear_pointer (&g_ptr_array_index (step->tags, i), nexus_proof_tag_unref);
  g_ptr_array_unref (step->nodes);
  g_ptr_array_unref (step->tags);
  g_ptr_array_set_free_func (step->texts, g_free);
  g_ptr_array_unref (step->texts);
  g_free (step);
}

NexusProofHistory *
nexus_proof_history_new (void)
{
  NexusProofHistory *history = g_new0 (NexusProofHistory, 1);

  history->steps = g_ptr_array_new_with_free_func (step_free);

  return history;
}

void
nexus_proof_history_free (NexusProofHistory *history)
{
  g_ptr_array_unref (history->steps);
  g_free (history);
}

/* --- Comparing --- */

/* A node has rows of several kinds, each of which is looked at and put back by itself. */
static gboolean
same_row (const NexusProofNode *one,
          const NexusProofNode *other)
{
  if (one == NULL || other == NULL)
    return one == other;

  return one->kind == other->kind && one->parent == other->parent && strcmp (one->name, other->name) == 0 &&
         g_strcmp0 (one->content != NULL ? one->content->sum : NULL,
                    other->content != NULL ? other->content->sum : NULL) == 0 &&
         one->version == other->version && one->mode == other->mode && one->modified->ns == other->modified->ns &&
         one->created->ns == other->created->ns && g_strcmp0 (one->target, other->target) == 0 &&
         one->tags->len == other->tags->len && g_tree_nnodes (one->attributes) == g_tree_nnodes (other->attributes);
}

static gboolean
same_place_in_trash (const NexusProofNode *one,
                     const NexusProofNode *other)
{
  return g_strcmp0 (one->trashed_path, other->trashed_path) == 0 &&
         (one->deleted != NULL ? one->deleted->ns : 0) == (other->deleted != NULL ? other->deleted->ns : 0);
}

static gboolean
same_version (const NexusProofVersion *one,
              const NexusProofVersion *other)
{
  if (one == NULL || other == NULL)
    return one == other;

  return strcmp (one->content->sum, other->content->sum) == 0 && one->modified->ns == other->modified->ns;
}

static NexusProofVersion *
find_version (const NexusProofNode *node,
              guint                 number)
{
  for (guint i = 0; i < node->versions->len; i++)
    {
      NexusProofVersion *version = g_ptr_array_index (node->versions, i);

      if (version->number == number)
        return version;
    }

  return NULL;
}

static gboolean
same_versions (const NexusProofNode *one,
               const NexusProofNode *other)
{
  if (one->versions->len != other->versions->len)
    return FALSE;
  for (guint i = 0; i < one->versions->len; i++)
    {
      const NexusProofVersion *version = g_ptr_array_index (one->versions, i);

      if (!same_version (version, find_version (other, version->number)))
        return FALSE;
    }

  return TRUE;
}

static gboolean
same_tags (const NexusProofNode *one,
           const NexusProofNode *other)
{
  /* An array that was never filled has no memory at all. */
  return one->tags->len == other->tags->len &&
         (one->tags->len == 0 || memcmp (one->tags->data, other->tags->data, one->tags->len * sizeof (guint)) == 0);
}

static gboolean
same_node (const NexusProofNode *one,
           const NexusProofNode *other)
{
  if (one == NULL || other == NULL)
    return one == other;

  return same_row (one, other) && same_place_in_trash (one, other) && same_versions (one, other) &&
         same_tags (one, other) && nexus_proof_tree_equal (one->attributes, other->attributes);
}

static gboolean
same_tag (const NexusProofTag *one,
          const NexusProofTag *other)
{
  if (one == NULL || other == NULL)
    return one == other;

  return strcmp (one->name, other->name) == 0 && g_strcmp0 (one->color, other->color) == 0;
}

/* --- Noting --- */

static void
note_boxes (GHashTable *before,
            GHashTable *after,
            gboolean    nodes,
            GPtrArray  *pairs)
{
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, before);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      gpointer now = g_hash_table_lookup (after, key);

      if (now == value || (nodes ? same_node (value, now) : same_tag (value, now)))
        continue;
      g_ptr_array_add (pairs, acquire (value));
      g_ptr_array_add (pairs, acquire (now));
    }
  g_hash_table_iter_init (&iter, after);
  while (g_hash_table_iter_next (&iter, &key, &value))
    if (!g_hash_table_contains (before, key))
      {
        g_ptr_array_add (pairs, NULL);
        g_ptr_array_add (pairs, acquire (value));
      }
}

static void
note_texts (GHashTable *before,
            GHashTable *after,
            gboolean    gone,
            GPtrArray  *texts)
{
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, before);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      const char *other = g_hash_table_lookup (after, key);

      if (gone ? g_strcmp0 (value, other) == 0 : other != NULL)
        continue;
      g_ptr_array_add (texts, g_strdup (key));
      g_ptr_array_add (texts, gone ? g_strdup (value) : NULL);
      g_ptr_array_add (texts, gone ? g_strdup (other) : g_strdup (value));
    }
}

gboolean
nexus_proof_history_note (NexusProofHistory *history,
                          NexusProofState   *before,
                          NexusProofState   *after)
{
  NexusProofStep *step = g_new0 (NexusProofStep, 1);

  step->nodes = g_ptr_array_new ();
  step->tags = g_ptr_array_new ();
  step->texts = g_ptr_array_new ();
  note_boxes (before->nodes, after->nodes, TRUE, step->nodes);
  note_boxes (before->tags, after->tags, FALSE, step->tags);
  note_texts (before->searches, after->searches, TRUE, step->texts);
  note_texts (after->searches, before->searches, FALSE, step->texts);
  step->state = after->final ? NEXUS_UNDO_STATE_FINAL : NEXUS_UNDO_STATE_DONE;

  if (step->nodes->len + step->tags->len + step->texts->len == 0 && !after->final)
    {
      step_free (step);
      return FALSE;
    }

  for (guint i = history->steps->len; i > 0; i--)
    if (((NexusProofStep *) g_ptr_array_index (history->steps, i - 1))->undone > 0)
      g_ptr_array_remove_index (history->steps, i - 1);
  g_ptr_array_add (history->steps, step);

  return TRUE;
}

/* --- Undoing --- */

static gboolean
check_versions (const NexusProofNode *from,
                const NexusProofNode *to,
                const NexusProofNode *now)
{
  const NexusProofNode *sides[] = { from, to };

  for (guint side = 0; side < 2; side++)
    for (guint i = 0; i < sides[side]->versions->len; i++)
      {
        guint number = ((NexusProofVersion *) g_ptr_array_index (sides[side]->versions, i))->number;

        if (!same_version (find_version (from, number), find_version (to, number)) &&
            !same_version (find_version (from, number), find_version (now, number)))
          return FALSE;
      }

  return TRUE;
}

static gboolean
check_tags (const NexusProofNode *from,
            const NexusProofNode *to,
            const NexusProofNode *now)
{
  const NexusProofNode *sides[] = { from, to };

  for (guint side = 0; side < 2; side++)
    for (guint i = 0; i < sides[side]->tags->len; i++)
      {
        guint tag = g_array_index (sides[side]->tags, guint, i);

        if (nexus_proof_node_has_tag (from, tag) != nexus_proof_node_has_tag (to, tag) &&
            nexus_proof_node_has_tag (from, tag) != nexus_proof_node_has_tag (now, tag))
          return FALSE;
      }

  return TRUE;
}

typedef struct {
  const NexusProofNode *from;
  const NexusProofNode *to;
  NexusProofNode       *now;
  gboolean              differs;
} Attributes;

static gboolean
check_attribute (gpointer key,
                 gpointer value,
                 gpointer user_data)
{
  Attributes *attributes = user_data;
  const char *from = g_tree_lookup (attributes->from->attributes, key);
  const char *to = g_tree_lookup (attributes->to->attributes, key);

  if (g_strcmp0 (from, to) != 0 && g_strcmp0 (from, g_tree_lookup (attributes->now->attributes, key)) != 0)
    attributes->differs = TRUE;

  return FALSE;
}

static gboolean
put_attribute (gpointer key,
               gpointer value,
               gpointer user_data)
{
  Attributes *attributes = user_data;
  const char *from = g_tree_lookup (attributes->from->attributes, key);
  const char *to = g_tree_lookup (attributes->to->attributes, key);

  if (to == NULL)
    g_tree_remove (attributes->now->attributes, key);
  else if (g_strcmp0 (from, to) != 0)
    g_tree_insert (attributes->now->attributes, g_strdup (key), g_strdup (to));

  return FALSE;
}

static gboolean
check_node (const NexusProofNode *from,
            const NexusProofNode *to,
            NexusProofNode       *now)
{
  Attributes attributes = { from, to, now, FALSE };

  if (from == NULL || now == NULL)
    return from == now;
  if (to == NULL)
    return same_row (from, now) && same_tags (from, now) && nexus_proof_tree_equal (from->attributes, now->attributes) &&
           same_place_in_trash (from, now);

  g_tree_foreach (from->attributes, check_attribute, &attributes);
  g_tree_foreach (to->attributes, check_attribute, &attributes);

  return (same_row (from, to) || same_row (from, now)) &&
         (same_place_in_trash (from, to) || same_place_in_trash (from, now)) &&
         check_versions (from, to, now) && check_tags (from, to, now) && !attributes.differs;
}

static gboolean
copy_attribute (gpointer key,
                gpointer value,
                gpointer user_data)
{
  g_tree_insert (user_data, g_strdup (key), g_strdup (value));

  return FALSE;
}

static int
compare_versions (gconstpointer a,
                  gconstpointer b)
{
  const NexusProofVersion *one = *(NexusProofVersion * const *) a;
  const NexusProofVersion *other = *(NexusProofVersion * const *) b;

  return one->number < other->number ? -1 : one->number > other->number;
}

static void
put_versions (const NexusProofNode *from,
              const NexusProofNode *to,
              NexusProofNode       *now)
{
  for (guint i = now->versions->len; i > 0; i--)
    {
      guint number = ((NexusProofVersion *) g_ptr_array_index (now->versions, i - 1))->number;

      if (find_version (from, number) != NULL && !same_version (find_version (from, number), find_version (to, number)))
        g_ptr_array_remove_index (now->versions, i - 1);
    }
  for (guint i = 0; i < to->versions->len; i++)
    {
      NexusProofVersion *version = g_ptr_array_index (to->versions, i);

      if (!same_version (find_version (from, version->number), version))
        g_ptr_array_add (now->versions, g_rc_box_acquire (version));
    }
  g_ptr_array_sort (now->versions, compare_versions);
}

static void
put_tags (const NexusProofNode *from,
          const NexusProofNode *to,
          NexusProofNode       *now)
{
  for (guint i = 0; i < from->tags->len; i++)
    if (!nexus_proof_node_has_tag (to, g_array_index (from->tags, guint, i)))
      nexus_proof_node_set_tag (now, g_array_index (from->tags, guint, i), FALSE);
  for (guint i = 0; i < to->tags->len; i++)
    if (!nexus_proof_node_has_tag (from, g_array_index (to->tags, guint, i)))
      nexus_proof_node_set_tag (now, g_array_index (to->tags, guint, i), TRUE);
}

/* What is alike on both sides stays as it is now. */
static NexusProofNode *
turn_node (const NexusProofNode *from,
           const NexusProofNode *to,
           const NexusProofNode *now)
{
  NexusProofNode *turned;
  const NexusProofNode *place;
  Attributes attributes = { from, to, NULL, FALSE };

  if (from == NULL || now == NULL)
    return g_rc_box_acquire ((gpointer) to);

  turned = nexus_proof_node_copy (same_row (from, to) ? now : to);
  attributes.now = turned;
  if (!same_row (from, to))
    {
      g_ptr_array_set_size (turned->versions, 0);
      for (guint i = 0; i < now->versions->len; i++)
        g_ptr_array_add (turned->versions, g_rc_box_acquire (g_ptr_array_index (now->versions, i)));
      g_array_set_size (turned->tags, 0);
      g_array_append_vals (turned->tags, now->tags->data, now->tags->len);
      g_tree_remove_all (turned->attributes);
      g_tree_foreach (now->attributes, copy_attribute, turned->attributes);
    }
  place = same_place_in_trash (from, to) ? now : to;
  g_free (turned->trashed_path);
  turned->trashed_path = g_strdup (place->trashed_path);
  g_clear_pointer (&turned->deleted, nexus_proof_time_unref);
  turned->deleted = acquire (place->deleted);
  put_versions (from, to, turned);
  put_tags (from, to, turned);
  g_tree_foreach (from->attributes, put_attribute, &attributes);
  g_tree_foreach (to->attributes, put_attribute, &attributes);

  return turned;
}

static gboolean
brings (const NexusProofStep *step,
        gboolean              redo,
        guint                 serial)
{
  for (guint i = 0; i < step->nodes->len; i += 2)
    {
      const NexusProofNode *to = g_ptr_array_index (step->nodes, redo ? i + 1 : i);

      if (to != NULL && to->serial == serial)
        return TRUE;
    }

  return FALSE;
}

/* Everything has a directory. */
static gboolean
has_directories (NexusProofState *state,
                 NexusProofStep  *step,
                 gboolean         redo)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, state->nodes);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const NexusProofNode *node = value;

      if (node->parent > NEXUS_PROOF_TRASH && nexus_proof_state_node (state, node->parent) == NULL &&
          brings (step, redo, node->serial))
        return FALSE;
    }

  return TRUE;
}

/* Everything has a place, and nothing the place of another. */
static gboolean
is_sound (NexusProofState *state,
          NexusProofStep  *step,
          gboolean         redo)
{
  g_autoptr(GHashTable) places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, state->nodes);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const NexusProofNode *node = value;
      const NexusProofNode *parent = nexus_proof_state_node (state, node->parent);

      if (node->parent != 0 && node->parent != NEXUS_PROOF_TRASH && (parent == NULL || parent->kind != NEXUS_KIND_DIRECTORY))
        return FALSE;
      if (!g_hash_table_add (places, g_strdup_printf ("%u/%s", node->parent, node->name)))
        return FALSE;
      for (guint i = 0; i < node->tags->len; i++)
        if (!g_hash_table_contains (state->tags, GUINT_TO_POINTER (g_array_index (node->tags, guint, i))))
          return FALSE;
    }
  g_hash_table_remove_all (places);
  g_hash_table_iter_init (&iter, state->tags);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (!g_hash_table_add (places, g_strdup (((NexusProofTag *) value)->name)))
      return FALSE;

  /* Nothing goes into something that is in the trash, unless that goes along. */
  for (guint i = 0; i < step->nodes->len; i += 2)
    {
      const NexusProofNode *from = g_ptr_array_index (step->nodes, redo ? i : i + 1);
      const NexusProofNode *to = g_ptr_array_index (step->nodes, redo ? i + 1 : i);
      gboolean along = FALSE;
      guint serial;

      if (to == NULL || (from != NULL && from->parent == to->parent && strcmp (from->name, to->name) == 0))
        continue;
      for (serial = to->parent; serial > NEXUS_PROOF_TRASH; serial = nexus_proof_state_node (state, serial)->parent)
        for (guint k = 0; k < step->nodes->len; k += 2)
          {
            const NexusProofNode *other = g_ptr_array_index (step->nodes, redo ? k + 1 : k);

            along = along || (other != NULL && other->serial == serial);
          }
      if (serial == NEXUS_PROOF_TRASH && to->parent != NEXUS_PROOF_TRASH && !along)
        return FALSE;
    }

  return TRUE;
}

static gboolean
is_used (NexusProofState *state,
         guint            tag)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, state->nodes);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (nexus_proof_node_has_tag (value, tag))
      return TRUE;

  return FALSE;
}

NexusProofState *
nexus_proof_step_turn (NexusProofStep  *step,
                       NexusProofState *state,
                       gboolean         redo,
                       gboolean        *blocked)
{
  g_autoptr(NexusProofState) turned = nexus_proof_state_copy (state);
  guint used = 0;

  *blocked = FALSE;
  for (guint i = 0; i < step->nodes->len; i += 2)
    {
      NexusProofNode *from = g_ptr_array_index (step->nodes, redo ? i : i + 1);
      NexusProofNode *to = g_ptr_array_index (step->nodes, redo ? i + 1 : i);
      guint serial = (from != NULL ? from : to)->serial;
      NexusProofNode *now = nexus_proof_state_node (state, serial);

      if (!check_node (from, to, now))
        return NULL;
      if (to == NULL)
        g_hash_table_remove (turned->nodes, GUINT_TO_POINTER (serial));
      else
        g_hash_table_insert (turned->nodes, GUINT_TO_POINTER (serial), turn_node (from, to, now));
    }
  for (guint i = 0; i < step->tags->len; i += 2)
    {
      NexusProofTag *from = g_ptr_array_index (step->tags, redo ? i : i + 1);
      NexusProofTag *to = g_ptr_array_index (step->tags, redo ? i + 1 : i);
      gpointer key = GUINT_TO_POINTER ((from != NULL ? from : to)->serial);

      if (!same_tag (from, g_hash_table_lookup (state->tags, key)))
        return NULL;
      if (to != NULL)
        g_hash_table_insert (turned->tags, key, g_rc_box_acquire (to));
      else if (!is_used (turned, from->serial))
        g_hash_table_remove (turned->tags, key);
      else
        used = i + 1;
    }
  for (guint i = 0; i < step->texts->len; i += 3)
    {
      const char *name = g_ptr_array_index (step->texts, i);
      const char *from = g_ptr_array_index (step->texts, redo ? i + 1 : i + 2);
      const char *to = g_ptr_array_index (step->texts, redo ? i + 2 : i + 1);

      if (g_strcmp0 (from, g_hash_table_lookup (state->searches, name)) != 0)
        return NULL;
      if (to == NULL)
        g_hash_table_remove (turned->searches, name);
      else
        g_hash_table_insert (turned->searches, g_strdup (name), g_strdup (to));
    }

  *blocked = has_directories (turned, step, redo) && !is_sound (turned, step, redo);
  if (*blocked || !has_directories (turned, step, redo))
    return NULL;

  /* A tag that others have got meanwhile stays, and is no part of the step any more. */
  if (used > 0)
    {
      g_clear_pointer (&g_ptr_array_index (step->tags, used - 1), nexus_proof_tag_unref);
      g_clear_pointer (&g_ptr_array_index (step->tags, used), nexus_proof_tag_unref);
      g_ptr_array_remove_range (step->tags, used - 1, 2);
    }

  return g_steal_pointer (&turned);
}

static gboolean
touches (const NexusProofStep *step,
         guint                 serial)
{
  for (guint i = 0; i < step->nodes->len; i++)
    {
      const NexusProofNode *node = g_ptr_array_index (step->nodes, i);

      if (node != NULL && (node->serial == serial || node->parent == serial))
        return TRUE;
    }

  return FALSE;
}

gboolean
nexus_proof_history_is_entangled (NexusProofHistory *history,
                                  guint              index)
{
  const NexusProofStep *step = g_ptr_array_index (history->steps, index);

  for (guint i = 0; i < history->steps->len; i++)
    {
      const NexusProofStep *later = g_ptr_array_index (history->steps, i);

      if (i == index)
        continue;
      if (later->tags->len > 0 || step->tags->len > 0)
        return TRUE;
      for (guint k = 0; k < step->nodes->len; k++)
        {
          const NexusProofNode *node = g_ptr_array_index (step->nodes, k);

          if (node != NULL && (touches (later, node->serial) || (node->parent > NEXUS_PROOF_TRASH && touches (later, node->parent))))
            return TRUE;
        }
    }

  return FALSE;
}

static guint
count_undone (NexusProofHistory *history)
{
  guint last = 0;

  for (guint i = 0; i < history->steps->len; i++)
    last = MAX (last, ((NexusProofStep *) g_ptr_array_index (history->steps, i))->undone);

  return last;
}

int
nexus_proof_history_next (NexusProofHistory  *history,
                          gboolean            redo,
                          NexusProofState    *now,
                          NexusProofState   **state)
{
  guint last = count_undone (history);
  gboolean blocked;

  *state = NULL;
  for (guint i = history->steps->len; i > 0; i--)
    {
      NexusProofStep *step = g_ptr_array_index (history->steps, i - 1);

      if (redo ? step->undone == 0 || step->undone != last : step->state != NEXUS_UNDO_STATE_DONE || step->undone > 0)
        continue;
      *state = nexus_proof_step_turn (step, now, redo, &blocked);
      if (*state == NULL && !redo && !blocked)
        continue;
      if (*state == NULL)
        return (int) i - 1;

      /* Those after it never can be undone any more, unless something is done again. */
      for (guint k = i; k < history->steps->len && !redo && last == 0; k++)
        ((NexusProofStep *) g_ptr_array_index (history->steps, k))->state = NEXUS_UNDO_STATE_FINAL;
      return (int) i - 1;
    }

  return -1;
}

void
nexus_proof_history_mark (NexusProofHistory *history,
                          guint              index,
                          gboolean           redo)
{
  NexusProofStep *step = g_ptr_array_index (history->steps, index);

  step->undone = redo ? 0 : count_undone (history) + 1;
  step->state = redo ? NEXUS_UNDO_STATE_DONE : NEXUS_UNDO_STATE_UNDONE;
}
