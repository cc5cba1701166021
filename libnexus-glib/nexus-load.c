/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "nexus-collision-private.h"
#include "nexus-load-private.h"

/**
 * NexusLoad:
 *
 * The operation that loads a dump, and what came of it.
 *
 * The getters give the results once the operation is done; before that all of them are 0.
 * [property@Nexus.Operation:failures] has the contents that were offered and were damaged: what they belong to is
 * loaded all the same, and its content is missing.
 *
 * Since: 0.1
 */

G_DEFINE_FINAL_TYPE (NexusLoad, nexus_load, NEXUS_TYPE_OPERATION)

static void
nexus_load_finalize (GObject *object)
{
  NexusLoad *self = NEXUS_LOAD (object);

  g_clear_object (&self->filesystem);
  g_clear_object (&self->stream);
  g_clear_object (&self->data_dir);
  g_clear_object (&self->contents);
  g_clear_object (&self->collisions);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (nexus_load_parent_class)->finalize (object);
}

static void
nexus_load_class_init (NexusLoadClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = nexus_load_finalize;
  NEXUS_OPERATION_CLASS (klass)->execute = _nexus_load_execute;
}

static void
nexus_load_init (NexusLoad *self)
{
  g_mutex_init (&self->lock);
  self->collisions = g_list_store_new (NEXUS_TYPE_COLLISION);
}

NexusLoad *
_nexus_load_new (NexusFilesystem   *filesystem,
                 GInputStream      *stream,
                 GFile             *contents,
                 NexusLoadConflict  conflict,
                 NexusLoadFlags     flags)
{
  NexusLoad *self = g_object_new (NEXUS_TYPE_LOAD, NULL);

  self->filesystem = g_object_ref (filesystem);
  self->stream = g_object_ref (stream);
  g_set_object (&self->contents, contents);
  self->conflict = conflict;
  self->flags = flags;

  return self;
}

NexusLoad *
_nexus_load_new_original (NexusFilesystem   *filesystem,
                          GFile             *data_dir,
                          NexusLoadConflict  conflict,
                          NexusLoadFlags     flags)
{
  NexusLoad *self = g_object_new (NEXUS_TYPE_LOAD, NULL);

  self->filesystem = g_object_ref (filesystem);
  self->data_dir = g_object_ref (data_dir);
  self->conflict = conflict;
  self->flags = flags;

  return self;
}

static NexusLoadCounts
get_counts (NexusLoad *self)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->counts;
}

/**
 * nexus_load_get_n_created:
 * @self: a load
 *
 * Gets how many entries were made, those of the trash with them.
 *
 * Returns: the number
 *
 * Since: 0.1
 */
guint64
nexus_load_get_n_created (NexusLoad *self)
{
  g_return_val_if_fail (NEXUS_IS_LOAD (self), 0);

  return get_counts (self).created;
}

/**
 * nexus_load_get_n_updated:
 * @self: a load
 *
 * Gets how many entries were there and were given what was loaded: those that were the same, and those that were
 * overwritten.
 *
 * Returns: the number
 *
 * Since: 0.1
 */
guint64
nexus_load_get_n_updated (NexusLoad *self)
{
  g_return_val_if_fail (NEXUS_IS_LOAD (self), 0);

  return get_counts (self).updated;
}

/**
 * nexus_load_get_n_skipped:
 * @self: a load
 *
 * Gets how many lines were left out because something else was there.
 *
 * Returns: the number
 *
 * Since: 0.1
 */
guint64
nexus_load_get_n_skipped (NexusLoad *self)
{
  g_return_val_if_fail (NEXUS_IS_LOAD (self), 0);

  return get_counts (self).skipped;
}

/**
 * nexus_load_get_n_remapped:
 * @self: a load
 *
 * Gets how many entries got another path than they had, because something else was there.
 *
 * Returns: the number
 *
 * Since: 0.1
 */
guint64
nexus_load_get_n_remapped (NexusLoad *self)
{
  g_return_val_if_fail (NEXUS_IS_LOAD (self), 0);

  return get_counts (self).remapped;
}

/**
 * nexus_load_get_n_missing:
 * @self: a load
 *
 * Gets how many of the files and older versions that were loaded have a content that is not in the store. They are
 * listed as any other; reading them fails with %NEXUS_ERROR_CONTENT_MISSING until the content has arrived, by another
 * load with a folder that has it or by writing it.
 *
 * Returns: the number
 *
 * Since: 0.1
 */
guint64
nexus_load_get_n_missing (NexusLoad *self)
{
  g_return_val_if_fail (NEXUS_IS_LOAD (self), 0);

  return get_counts (self).missing;
}

/**
 * nexus_load_get_n_collisions:
 * @self: a load
 *
 * Gets how many lines met something else that was there.
 *
 * Returns: the number
 *
 * Since: 0.1
 */
guint64
nexus_load_get_n_collisions (NexusLoad *self)
{
  g_return_val_if_fail (NEXUS_IS_LOAD (self), 0);

  return get_counts (self).collisions;
}

/**
 * nexus_load_get_collisions:
 * @self: a load
 *
 * Gets the first thousand of the lines that met something else, and what became of each.
 *
 * The model is filled when the operation ends and does not change afterwards.
 *
 * Returns: (transfer none): a model of [class@Nexus.Collision]
 *
 * Since: 0.1
 */
GListModel *
nexus_load_get_collisions (NexusLoad *self)
{
  g_return_val_if_fail (NEXUS_IS_LOAD (self), NULL);

  return G_LIST_MODEL (self->collisions);
}
