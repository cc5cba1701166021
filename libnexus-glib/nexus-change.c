/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "nexus-change-private.h"
#include "nexus-enums.h"

/**
 * NexusChange:
 *
 * Something that happened in a store; see [signal@Nexus.Filesystem::changed].
 *
 * It never changes and may be read from any thread.
 *
 * Since: 0.1
 */
struct _NexusChange {
  GObject          parent_instance;

  NexusChangeKind  kind;
  char            *path;
  char            *old_path;
  guint64          sequence;
};

enum {
  PROP_0,
  PROP_KIND,
  PROP_PATH,
  PROP_OLD_PATH,
  PROP_SEQUENCE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (NexusChange, nexus_change, G_TYPE_OBJECT)

static void
nexus_change_finalize (GObject *object)
{
  NexusChange *self = NEXUS_CHANGE (object);

  g_free (self->path);
  g_free (self->old_path);

  G_OBJECT_CLASS (nexus_change_parent_class)->finalize (object);
}

static void
nexus_change_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  NexusChange *self = NEXUS_CHANGE (object);

  switch (prop_id)
    {
    case PROP_KIND:
      g_value_set_enum (value, self->kind);
      break;
    case PROP_PATH:
      g_value_set_string (value, self->path);
      break;
    case PROP_OLD_PATH:
      g_value_set_string (value, self->old_path);
      break;
    case PROP_SEQUENCE:
      g_value_set_uint64 (value, self->sequence);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
nexus_change_class_init (NexusChangeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = nexus_change_finalize;
  object_class->get_property = nexus_change_get_property;

  /**
   * NexusChange:kind:
   *
   * What happened.
   *
   * Since: 0.1
   */
  properties[PROP_KIND] = g_param_spec_enum ("kind", NULL, NULL, NEXUS_TYPE_CHANGE_KIND, NEXUS_CHANGE_CREATED, flags);
  /**
   * NexusChange:path:
   *
   * The path that it happened to, or %NULL for the trash and the set of tags.
   *
   * Since: 0.1
   */
  properties[PROP_PATH] = g_param_spec_string ("path", NULL, NULL, NULL, flags);
  /**
   * NexusChange:old-path:
   *
   * Where the entry was before it was moved, else %NULL.
   *
   * Since: 0.1
   */
  properties[PROP_OLD_PATH] = g_param_spec_string ("old-path", NULL, NULL, NULL, flags);
  /**
   * NexusChange:sequence:
   *
   * The number of the change in the store's change log; it only grows. 0 for %NEXUS_CHANGE_TEXTS, which is in no log.
   *
   * Since: 0.1
   */
  properties[PROP_SEQUENCE] = g_param_spec_uint64 ("sequence", NULL, NULL, 0, G_MAXUINT64, 0, flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
nexus_change_init (NexusChange *self)
{
}

NexusChange *
_nexus_change_new (NexusChangeKind  kind,
                   guint64          sequence,
                   const char      *path,
                   const char      *old_path)
{
  NexusChange *self = g_object_new (NEXUS_TYPE_CHANGE, NULL);

  self->kind = kind;
  self->sequence = sequence;
  self->path = g_strdup (path);
  self->old_path = g_strdup (old_path);

  return self;
}

/**
 * nexus_change_get_kind:
 * @self: a change
 *
 * Gets what happened.
 *
 * Returns: the kind
 *
 * Since: 0.1
 */
NexusChangeKind
nexus_change_get_kind (NexusChange *self)
{
  g_return_val_if_fail (NEXUS_IS_CHANGE (self), NEXUS_CHANGE_CREATED);

  return self->kind;
}

/**
 * nexus_change_get_path:
 * @self: a change
 *
 * Gets the path that it happened to, or %NULL for the trash and the set of tags.
 *
 * Returns: (transfer none) (nullable): the path that it happened to, or %NULL
 *
 * Since: 0.1
 */
const char *
nexus_change_get_path (NexusChange *self)
{
  g_return_val_if_fail (NEXUS_IS_CHANGE (self), NULL);

  return self->path;
}

/**
 * nexus_change_get_old_path:
 * @self: a change
 *
 * Gets where the entry was before it was moved, else %NULL.
 *
 * Returns: (transfer none) (nullable): where the entry was before it was moved, or %NULL
 *
 * Since: 0.1
 */
const char *
nexus_change_get_old_path (NexusChange *self)
{
  g_return_val_if_fail (NEXUS_IS_CHANGE (self), NULL);

  return self->old_path;
}

/**
 * nexus_change_get_sequence:
 * @self: a change
 *
 * Gets the number of the change in the store's change log.
 *
 * Returns: the number of the change in the store's change log
 *
 * Since: 0.1
 */
guint64
nexus_change_get_sequence (NexusChange *self)
{
  g_return_val_if_fail (NEXUS_IS_CHANGE (self), 0);

  return self->sequence;
}
