/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "nexus-config-keys-private.h"

/* What a store keeps, and for how long. */

static void
changed (NexusConfig    *self,
         NexusConfigKey  key)
{
  _nexus_config_set_origin (self, key, "api");
  g_object_notify_by_pspec (G_OBJECT (self), _nexus_config_get_spec (key));
}

/**
 * nexus_config_get_history_limit:
 * @self: a configuration
 *
 * Gets [property@Nexus.Config:history-limit]. How many older versions of a file are kept; 0 keeps none.
 *
 * Returns: the value
 *
 * Since: 0.1
 */
guint
nexus_config_get_history_limit (NexusConfig *self)
{
  g_return_val_if_fail (NEXUS_IS_CONFIG (self), 0);

  return self->history_limit;
}

/**
 * nexus_config_set_history_limit:
 * @self: a configuration
 * @history_limit: the value
 *
 * Sets [property@Nexus.Config:history-limit].
 *
 * Since: 0.1
 */
void
nexus_config_set_history_limit (NexusConfig *self,
                                guint        history_limit)
{
  g_return_if_fail (NEXUS_IS_CONFIG (self));
  g_return_if_fail (history_limit <= 1000000);

  if (self->history_limit == history_limit)
    return;

  self->history_limit = history_limit;
  changed (self, NEXUS_CONFIG_KEY_HISTORY_LIMIT);
}

/**
 * nexus_config_get_trash_days:
 * @self: a configuration
 *
 * Gets [property@Nexus.Config:trash-days]. After how many days something in the trash is deleted for good; 0 keeps it for ever.
 *
 * Returns: the value
 *
 * Since: 0.1
 */
guint
nexus_config_get_trash_days (NexusConfig *self)
{
  g_return_val_if_fail (NEXUS_IS_CONFIG (self), 0);

  return self->trash_days;
}

/**
 * nexus_config_set_trash_days:
 * @self: a configuration
 * @trash_days: the value
 *
 * Sets [property@Nexus.Config:trash-days].
 *
 * Since: 0.1
 */
void
nexus_config_set_trash_days (NexusConfig *self,
                             guint        trash_days)
{
  g_return_if_fail (NEXUS_IS_CONFIG (self));
  g_return_if_fail (trash_days <= NEXUS_TRASH_DAYS_MAX);

  if (self->trash_days == trash_days)
    return;

  self->trash_days = trash_days;
  changed (self, NEXUS_CONFIG_KEY_TRASH_DAYS);
}

/**
 * nexus_config_get_index_text:
 * @self: a configuration
 *
 * Gets [property@Nexus.Config:index-text]. Whether the words in text files are indexed in the background.
 *
 * Returns: the value
 *
 * Since: 0.1
 */
gboolean
nexus_config_get_index_text (NexusConfig *self)
{
  g_return_val_if_fail (NEXUS_IS_CONFIG (self), FALSE);

  return self->index_text;
}

/**
 * nexus_config_set_index_text:
 * @self: a configuration
 * @index_text: the value
 *
 * Sets [property@Nexus.Config:index-text].
 *
 * Since: 0.1
 */
void
nexus_config_set_index_text (NexusConfig *self,
                             gboolean     index_text)
{
  g_return_if_fail (NEXUS_IS_CONFIG (self));

  index_text = !!index_text;
  if (self->index_text == index_text)
    return;

  self->index_text = index_text;
  changed (self, NEXUS_CONFIG_KEY_INDEX_TEXT);
}

/**
 * nexus_config_get_undo_limit:
 * @self: a configuration
 *
 * Gets [property@Nexus.Config:undo-limit]. How many steps can be undone.
 *
 * Returns: the value
 *
 * Since: 0.1
 */
guint
nexus_config_get_undo_limit (NexusConfig *self)
{
  g_return_val_if_fail (NEXUS_IS_CONFIG (self), 0);

  return self->undo_limit;
}

/**
 * nexus_config_set_undo_limit:
 * @self: a configuration
 * @undo_limit: the value
 *
 * Sets [property@Nexus.Config:undo-limit].
 *
 * Since: 0.1
 */
void
nexus_config_set_undo_limit (NexusConfig *self,
                             guint        undo_limit)
{
  g_return_if_fail (NEXUS_IS_CONFIG (self));
  g_return_if_fail (undo_limit >= 1 && undo_limit <= 1000000);

  if (self->undo_limit == undo_limit)
    return;

  self->undo_limit = undo_limit;
  changed (self, NEXUS_CONFIG_KEY_UNDO_LIMIT);
}

/**
 * nexus_config_get_undo_days:
 * @self: a configuration
 *
 * Gets [property@Nexus.Config:undo-days]. After how many days a step can no longer be undone; 0 sets no time.
 *
 * Returns: the value
 *
 * Since: 0.1
 */
guint
nexus_config_get_undo_days (NexusConfig *self)
{
  g_return_val_if_fail (NEXUS_IS_CONFIG (self), 0);

  return self->undo_days;
}

/**
 * nexus_config_set_undo_days:
 * @self: a configuration
 * @undo_days: the value
 *
 * Sets [property@Nexus.Config:undo-days].
 *
 * Since: 0.1
 */
void
nexus_config_set_undo_days (NexusConfig *self,
                            guint        undo_days)
{
  g_return_if_fail (NEXUS_IS_CONFIG (self));
  g_return_if_fail (undo_days <= 36500);

  if (self->undo_days == undo_days)
    return;

  self->undo_days = undo_days;
  changed (self, NEXUS_CONFIG_KEY_UNDO_DAYS);
}

/**
 * nexus_config_get_disk_reserve_mb:
 * @self: a configuration
 *
 * Gets [property@Nexus.Config:disk-reserve-mb]. How many MiB of the disk contents leave free.
 *
 * Returns: the value
 *
 * Since: 0.1
 */
guint
nexus_config_get_disk_reserve_mb (NexusConfig *self)
{
  g_return_val_if_fail (NEXUS_IS_CONFIG (self), 0);

  return self->disk_reserve_mb;
}

/**
 * nexus_config_set_disk_reserve_mb:
 * @self: a configuration
 * @disk_reserve_mb: the value
 *
 * Sets [property@Nexus.Config:disk-reserve-mb].
 *
 * Since: 0.1
 */
void
nexus_config_set_disk_reserve_mb (NexusConfig *self,
                                  guint        disk_reserve_mb)
{
  gboolean same;

  g_return_if_fail (NEXUS_IS_CONFIG (self));
  g_return_if_fail (disk_reserve_mb <= 1048576);

  /* Also if it is the default: said so, it does not depend on the disk any more. */
  same = self->disk_reserve_mb == disk_reserve_mb;
  if (same && self->origins[NEXUS_CONFIG_KEY_DISK_RESERVE_MB] != NULL)
    return;

  self->disk_reserve_mb = disk_reserve_mb;
  if (same)
    _nexus_config_set_origin (self, NEXUS_CONFIG_KEY_DISK_RESERVE_MB, "api");
  else
    changed (self, NEXUS_CONFIG_KEY_DISK_RESERVE_MB);
}
