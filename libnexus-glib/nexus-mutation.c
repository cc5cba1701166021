/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "nexus-mutation-private.h"
#include "nexus-uuid-private.h"

NexusMutation *
_nexus_mutation_new (NexusMutationKind  kind,
                     const char        *path)
{
  NexusMutation *self = g_new0 (NexusMutation, 1);

  self->kind = kind;
  self->path = g_strdup (path);

  return self;
}

void
_nexus_mutation_free (NexusMutation *self)
{
  g_free (self->path);
  g_free (self->destination);
  g_free (self->key);
  g_clear_pointer (&self->value, g_variant_unref);
  g_free (self->etag);
  g_clear_pointer (&self->contents, g_bytes_unref);
  g_clear_pointer (&self->content, _nexus_content_ref_unref);
  g_free (self->content_type);
  g_clear_object (&self->entry);
  g_clear_object (&self->undo_step);
  g_free (self);
}

gpointer
_nexus_mutation_steal_result (NexusMutation  *self,
                              GDestroyNotify *free_result)
{
  *free_result = g_object_unref;
  if (self->want_entry)
    return g_steal_pointer (&self->entry);
  if (self->undo_step != NULL)
    return g_steal_pointer (&self->undo_step);

  *free_result = NULL;

  return GINT_TO_POINTER (TRUE);
}

NexusStepGroup *
_nexus_step_group_new (int         kind,
                       const char *path,
                       const char *other)
{
  NexusStepGroup *self = g_atomic_rc_box_new0 (NexusStepGroup);

  self->kind = kind;
  self->path = g_strdup (path);
  self->other = g_strdup (other);
  _nexus_uuid_generate (self->token);

  return self;
}

NexusStepGroup *
_nexus_step_group_ref (NexusStepGroup *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
step_group_clear (gpointer data)
{
  NexusStepGroup *self = data;

  g_free (self->path);
  g_free (self->other);
}

void
_nexus_step_group_free (NexusStepGroup *self)
{
  g_atomic_rc_box_release_full (self, step_group_clear);
}

NexusTransaction *
_nexus_transaction_new (GCancellable *cancellable)
{
  NexusTransaction *self = g_new0 (NexusTransaction, 1);

  self->mutations = g_ptr_array_new_with_free_func ((GDestroyNotify) _nexus_mutation_free);
  self->changes = g_ptr_array_new_with_free_func (g_object_unref);
  self->exceeded = g_ptr_array_new_with_free_func (g_object_unref);
  self->failed_at = G_MAXUINT;
  g_set_object (&self->cancellable, cancellable);

  return self;
}

NexusTransaction *
_nexus_transaction_new_single (NexusMutation *mutation,
                               GCancellable  *cancellable)
{
  NexusTransaction *self = _nexus_transaction_new (cancellable);

  _nexus_transaction_add (self, mutation);

  return self;
}

void
_nexus_transaction_add (NexusTransaction *self,
                        NexusMutation    *mutation)
{
  g_ptr_array_add (self->mutations, mutation);
}

void
_nexus_transaction_free (NexusTransaction *self)
{
  g_clear_pointer (&self->mutations, g_ptr_array_unref);
  g_clear_pointer (&self->changes, g_ptr_array_unref);
  g_clear_pointer (&self->exceeded, g_ptr_array_unref);
  g_clear_object (&self->cancellable);
  g_clear_error (&self->error);
  g_free (self->description);
  g_free (self);
}
