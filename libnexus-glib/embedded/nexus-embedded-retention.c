/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "nexus-config.h"
#include "nexus-embedded-private.h"

/* What the configuration says counts; then what the store says, so that all programs agree; then the default. */
gboolean
_nexus_embedded_get_trash_days (NexusFilesystem  *filesystem,
                                guint            *days,
                                GCancellable     *cancellable,
                                GError          **error)
{
  NexusConfig *config = nexus_filesystem_get_config (filesystem);

  *days = nexus_config_get_trash_days (config);
  if (!g_str_equal (nexus_config_get_origin (config, "trash_days"), "default"))
    return TRUE;

  return _nexus_metadata_store_get_trash_days (NEXUS_EMBEDDED (filesystem)->metadata, days, cancellable, error);
}

/* What has been in the trash for longer than it is kept goes along with the first write, and then once a day: no
 * thread of its own, no write to a store that is only read. */
static gboolean
is_time_to_expire (NexusEmbedded *self)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  gint64 now = g_get_monotonic_time ();

  if (self->expired_at != 0 && now - self->expired_at < G_TIME_SPAN_DAY)
    return FALSE;
  self->expired_at = MAX (now, 1);

  return TRUE;
}

static NexusTransaction *
dup_expiry (NexusEmbedded *self)
{
  g_autoptr(GError) error = NULL;
  NexusTransaction *transaction;
  NexusMutation *mutation;
  guint days;

  if (!is_time_to_expire (self))
    return NULL;
  /* In doubt nothing is deleted. */
  if (!_nexus_embedded_get_trash_days (NEXUS_FILESYSTEM (self), &days, NULL, &error))
    {
      g_debug ("The trash could not be cleared of what is too old: %s", error->message);
      return NULL;
    }
  if (days == 0)
    return NULL;

  mutation = _nexus_mutation_new (NEXUS_MUTATION_EMPTY_TRASH, NULL);
  mutation->deleted_before_ns = (g_get_real_time () - (gint64) days * G_TIME_SPAN_DAY) * 1000;

  transaction = _nexus_transaction_new_single (mutation, NULL);
  transaction->unrecorded = TRUE;

  return transaction;
}

void
_nexus_embedded_expire_trash (NexusEmbedded     *self,
                              NexusTransaction **transactions,
                              gsize              n_transactions)
{
  g_autoptr(NexusTransaction) expiry = dup_expiry (self);

  if (expiry == NULL)
    return;

  _nexus_metadata_store_apply (self->metadata, &expiry, 1);
  if (expiry->error != NULL)
    {
      g_debug ("The trash could not be cleared of what is too old: %s", expiry->error->message);
      return;
    }

  /* Changes are told by the caller's transactions; any that was committed carries these along. */
  for (gsize i = 0; i < n_transactions; i++)
    {
      if (transactions[i]->error != NULL)
        continue;
      g_ptr_array_extend_and_steal (transactions[i]->changes, g_steal_pointer (&expiry->changes));
      return;
    }
}
