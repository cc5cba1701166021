/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "nexus-gc-private.h"

/* Mark and sweep over the two stores.
 *
 *   1  mark       metadata tells which contents nothing refers to; beside all others
 *   2  forget     in batches: exclude all who are about to refer to a content, ask again, drop the rows, durably
 *   3  sweep      exclude them once more, for the moment in which metadata and packs are from one state; after that
 *                 the content store takes away what metadata does not know
 *
 * Metadata forgets first, and durably, so that no power cut can bring a row back whose content is gone.  A content of which
 * only the row is gone is found by the next sweep, which is why nothing has to be remembered in between.  Who finds that a
 * content is known holds the store, so that it stays known until that one has referred to it. */

/* Contents that are forgotten in one transaction: others wait for so long. */
#define BATCH 500

typedef struct {
  NexusMetadataStore *metadata;
  NexusContentStore  *content;
  const NexusGcRules *rules;
  NexusOperation     *operation;
  GCancellable       *cancellable;

  GPtrArray          *unwanted;   /* of NexusContentRef */
  NexusContentSweep  *sweep;
  gboolean            excluding;
} Gc;

/* --- What the sweep asks --- */

static gboolean
is_known (gpointer       user_data,
          const guint8  *hash,
          gboolean      *known,
          GError       **error)
{
  Gc *self = user_data;
  g_autoptr(GError) local_error = NULL;
  g_autoptr(NexusContentRef) content = _nexus_metadata_store_find_content (self->metadata, hash, self->cancellable,
                                                                           &local_error);

  *known = content != NULL;
  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local_error));

  return FALSE;
}

static gboolean
relocate (gpointer    user_data,
          GPtrArray  *from,
          GPtrArray  *to,
          GError    **error)
{
  Gc *self = user_data;

  return _nexus_metadata_store_relocate (self->metadata, from, to, self->cancellable, error);
}

static gboolean
progress (gpointer   user_data,
          guint64    freed,
          GError   **error)
{
  Gc *self = user_data;

  _nexus_operation_add_done (self->operation, 0, freed);

  return _nexus_operation_checkpoint (self->operation, self->cancellable, error);
}

/* --- The steps --- */

static gboolean
collect_unwanted (NexusContentRef  *content,
                  gboolean          wanted,
                  gpointer          user_data,
                  GError          **error)
{
  Gc *self = user_data;

  if (wanted)
    return TRUE;

  g_ptr_array_add (self->unwanted, _nexus_content_ref_ref (content));
  _nexus_operation_add_total (self->operation, 1, 0);

  return self->unwanted->len % BATCH != 0 ||
         _nexus_operation_checkpoint (self->operation, self->cancellable, error);
}

static gboolean
forget_unwanted (Gc      *self,
                 GError **error)
{
  for (guint i = 0; i < self->unwanted->len; i += BATCH)
    {
      guint n_contents = MIN (BATCH, self->unwanted->len - i);
      guint n_forgotten;
      gboolean good;

      if (!_nexus_operation_checkpoint (self->operation, self->cancellable, error) ||
          !_nexus_content_store_exclude (self->content, self->cancellable, error))
        return FALSE;
      good = _nexus_metadata_store_forget (self->metadata, (NexusContentRef **) self->unwanted->pdata + i, n_contents,
                                           self->rules->before_ns, &n_forgotten, self->cancellable, error);
      _nexus_content_store_admit (self->content);
      if (!good)
        return FALSE;
      _nexus_operation_add_done (self->operation, n_forgotten, 0);
    }

  return TRUE;
}

static void
admit (gpointer user_data)
{
  Gc *self = user_data;

  _nexus_content_store_admit (self->content);
  self->excluding = FALSE;
}

static gboolean
keep_wanted (NexusContentRef  *content,
             gboolean          wanted,
             gpointer          user_data,
             GError          **error)
{
  Gc *self = user_data;

  if (wanted)
    return _nexus_content_store_keep (self->content, self->sweep, content, error);
  _nexus_operation_add_done (self->operation, 1, 0);

  return TRUE;
}

/* For a dry run it does as if what is unwanted had been forgotten. */
static gboolean
sweep (Gc      *self,
       GError **error)
{
  const NexusContentSweepFuncs funcs = {
    .dry_run = self->rules->dry_run,
    .before_ns = self->rules->before_ns,
    .user_data = self,
    .is_known = is_known,
    .relocate = relocate,
    .progress = progress,
  };
  NexusMarkRules all = { .added_before_ns = G_MININT64, .deleted_before_ns = G_MININT64 };
  gboolean good;

  if (self->rules->dry_run)
    {
      all.added_before_ns = self->rules->before_ns;
      all.deleted_before_ns = self->rules->deleted_before_ns;
      all.prune_versions = TRUE;
    }

  if (!_nexus_content_store_exclude (self->content, self->cancellable, error))
    return FALSE;
  self->excluding = TRUE;
  self->sweep = _nexus_content_store_begin_sweep (self->content, error);
  good = self->sweep != NULL &&
         _nexus_metadata_store_mark (self->metadata, &all, admit, keep_wanted, self, self->cancellable, error);
  if (self->excluding)
    admit (self);

  good = good && _nexus_content_store_run_sweep (self->content, self->sweep, &funcs, self->cancellable, error);
  if (self->sweep != NULL)
    _nexus_content_store_end_sweep (self->content, g_steal_pointer (&self->sweep));

  return good;
}

static gboolean
collect (Gc      *self,
         GError **error)
{
  NexusMarkRules rules = { .added_before_ns = self->rules->before_ns, .deleted_before_ns = G_MININT64 };
  g_autoptr(GError) problem = NULL;
  gboolean good;

  if (self->rules->dry_run)
    return sweep (self, error);

  if (!_nexus_metadata_store_prune (self->metadata, self->cancellable, error) ||
      !_nexus_metadata_store_mark (self->metadata, &rules, NULL, collect_unwanted, self, self->cancellable, error))
    return FALSE;

  /* Others that do not come to their end are not in the way of the database. */
  good = forget_unwanted (self, &problem) && sweep (self, &problem);
  if ((good || g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_BUSY)) &&
      !_nexus_metadata_store_shrink (self->metadata, self->cancellable, good ? &problem : NULL))
    good = FALSE;
  if (!good)
    g_propagate_error (error, g_steal_pointer (&problem));

  return good;
}

gboolean
_nexus_gc_run (NexusMetadataStore  *metadata,
               NexusContentStore   *content,
               const NexusGcRules  *rules,
               NexusOperation      *operation,
               GCancellable        *cancellable,
               GError             **error)
{
  g_autoptr(GPtrArray) unwanted = g_ptr_array_new_with_free_func ((GDestroyNotify) _nexus_content_ref_unref);
  Gc self = {
    .metadata = metadata,
    .content = content,
    .rules = rules,
    .operation = operation,
    .cancellable = cancellable,
    .unwanted = unwanted,
  };
  gboolean good;

  if (!_nexus_content_store_begin_collecting (content, error))
    return FALSE;
  good = collect (&self, error);
  _nexus_content_store_end_collecting (content);

  return good;
}
