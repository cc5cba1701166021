/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "nexus-entry-private.h"
#include "nexus-trash-item-private.h"

/**
 * NexusTrashItem:
 *
 * Something in the trash: what it is, where it was, and when it was deleted.
 *
 * It never changes and may be read from any thread.
 *
 * Since: 0.1
 */
struct _NexusTrashItem {
  GObject     parent_instance;

  NexusEntry *entry;
  gint64      deleted_ns;
  gint64      expires_ns;
};

enum {
  PROP_0,
  PROP_ID,
  PROP_ORIGINAL_PATH,
  PROP_NAME,
  PROP_DELETED,
  PROP_DELETED_NS,
  PROP_EXPIRES_NS,
  PROP_ENTRY,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (NexusTrashItem, nexus_trash_item, G_TYPE_OBJECT)

static void
nexus_trash_item_finalize (GObject *object)
{
  NexusTrashItem *self = NEXUS_TRASH_ITEM (object);

  g_clear_object (&self->entry);

  G_OBJECT_CLASS (nexus_trash_item_parent_class)->finalize (object);
}

static void
nexus_trash_item_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  NexusTrashItem *self = NEXUS_TRASH_ITEM (object);

  switch (prop_id)
    {
    case PROP_ID:
      g_value_set_string (value, nexus_entry_get_id (self->entry));
      break;
    case PROP_ORIGINAL_PATH:
      g_value_set_string (value, nexus_entry_get_path (self->entry));
      break;
    case PROP_NAME:
      g_value_set_string (value, nexus_entry_get_name (self->entry));
      break;
    case PROP_DELETED:
      g_value_take_boxed (value, nexus_trash_item_dup_deleted (self));
      break;
    case PROP_DELETED_NS:
      g_value_set_int64 (value, self->deleted_ns);
      break;
    case PROP_EXPIRES_NS:
      g_value_set_int64 (value, self->expires_ns);
      break;
    case PROP_ENTRY:
      g_value_set_object (value, self->entry);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
nexus_trash_item_class_init (NexusTrashItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = nexus_trash_item_finalize;
  object_class->get_property = nexus_trash_item_get_property;

  /**
   * NexusTrashItem:id:
   *
   * The UUID of what was deleted, by which it is restored.
   *
   * Since: 0.1
   */
  properties[PROP_ID] = g_param_spec_string ("id", NULL, NULL, NULL, flags);
  /**
   * NexusTrashItem:original-path:
   *
   * The path that it had.
   *
   * Since: 0.1
   */
  properties[PROP_ORIGINAL_PATH] = g_param_spec_string ("original-path", NULL, NULL, NULL, flags);
  /**
   * NexusTrashItem:name:
   *
   * The name that it had.
   *
   * Since: 0.1
   */
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  /**
   * NexusTrashItem:deleted:
   *
   * When it was deleted, in UTC with microseconds.
   *
   * Since: 0.1
   */
  properties[PROP_DELETED] = g_param_spec_boxed ("deleted", NULL, NULL, G_TYPE_DATE_TIME, flags);
  /**
   * NexusTrashItem:deleted-ns:
   *
   * When it was deleted, in nanoseconds since 1970 UTC.
   *
   * Since: 0.1
   */
  properties[PROP_DELETED_NS] = g_param_spec_int64 ("deleted-ns", NULL, NULL, G_MININT64, G_MAXINT64, 0, flags);
  /**
   * NexusTrashItem:expires-ns:
   *
   * Until when it is kept, in nanoseconds since 1970 UTC; 0 if nothing is deleted by its age.
   *
   * That is as it was when the item was listed, see [method@Nexus.Filesystem.set_trash_days].
   *
   * Since: 0.1
   */
  properties[PROP_EXPIRES_NS] = g_param_spec_int64 ("expires-ns", NULL, NULL, G_MININT64, G_MAXINT64, 0, flags);
  /**
   * NexusTrashItem:entry:
   *
   * What was deleted, under its original path.
   *
   * Since: 0.1
   */
  properties[PROP_ENTRY] = g_param_spec_object ("entry", NULL, NULL, NEXUS_TYPE_ENTRY, flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
nexus_trash_item_init (NexusTrashItem *self)
{
}

NexusTrashItem *
_nexus_trash_item_new (NexusEntry *entry,
                       gint64      deleted_ns)
{
  NexusTrashItem *self = g_object_new (NEXUS_TYPE_TRASH_ITEM, NULL);

  self->entry = g_object_ref (entry);
  self->deleted_ns = deleted_ns;

  return self;
}

void
_nexus_trash_item_set_expires (NexusTrashItem *self,
                               gint64          expires_ns)
{
  self->expires_ns = expires_ns;
}

/**
 * nexus_trash_item_get_id:
 * @self: an item of the trash
 *
 * Gets the UUID of what was deleted, by which it is restored.
 *
 * Returns: (transfer none): the id
 *
 * Since: 0.1
 */
const char *
nexus_trash_item_get_id (NexusTrashItem *self)
{
  g_return_val_if_fail (NEXUS_IS_TRASH_ITEM (self), NULL);

  return nexus_entry_get_id (self->entry);
}

/**
 * nexus_trash_item_get_original_path:
 * @self: an item of the trash
 *
 * Gets the path that it had.
 *
 * Returns: (transfer none): the path
 *
 * Since: 0.1
 */
const char *
nexus_trash_item_get_original_path (NexusTrashItem *self)
{
  g_return_val_if_fail (NEXUS_IS_TRASH_ITEM (self), NULL);

  return nexus_entry_get_path (self->entry);
}

/**
 * nexus_trash_item_get_name:
 * @self: an item of the trash
 *
 * Gets the name that it had.
 *
 * Returns: (transfer none): the name
 *
 * Since: 0.1
 */
const char *
nexus_trash_item_get_name (NexusTrashItem *self)
{
  g_return_val_if_fail (NEXUS_IS_TRASH_ITEM (self), NULL);

  return nexus_entry_get_name (self->entry);
}

/**
 * nexus_trash_item_dup_deleted:
 * @self: an item of the trash
 *
 * Gets when it was deleted, in UTC with microseconds.
 *
 * Returns: (transfer full) (nullable): the time
 *
 * Since: 0.1
 */
GDateTime *
nexus_trash_item_dup_deleted (NexusTrashItem *self)
{
  g_return_val_if_fail (NEXUS_IS_TRASH_ITEM (self), NULL);

  return _nexus_date_time_new (self->deleted_ns);
}

/**
 * nexus_trash_item_get_deleted_ns:
 * @self: an item of the trash
 *
 * Gets when it was deleted.
 *
 * Returns: nanoseconds since 1970 UTC
 *
 * Since: 0.1
 */
gint64
nexus_trash_item_get_deleted_ns (NexusTrashItem *self)
{
  g_return_val_if_fail (NEXUS_IS_TRASH_ITEM (self), 0);

  return self->deleted_ns;
}

/**
 * nexus_trash_item_get_expires_ns:
 * @self: an item of the trash
 *
 * Gets until when it is kept; see [property@Nexus.TrashItem:expires-ns].
 *
 * Returns: nanoseconds since 1970 UTC, or 0 if nothing is deleted by its age
 *
 * Since: 0.1
 */
gint64
nexus_trash_item_get_expires_ns (NexusTrashItem *self)
{
  g_return_val_if_fail (NEXUS_IS_TRASH_ITEM (self), 0);

  return self->expires_ns;
}

/**
 * nexus_trash_item_get_entry:
 * @self: an item of the trash
 *
 * Gets what was deleted, as an entry under its original path.
 *
 * Returns: (transfer none): the entry
 *
 * Since: 0.1
 */
NexusEntry *
nexus_trash_item_get_entry (NexusTrashItem *self)
{
  g_return_val_if_fail (NEXUS_IS_TRASH_ITEM (self), NULL);

  return self->entry;
}
