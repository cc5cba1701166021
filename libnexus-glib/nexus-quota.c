/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "nexus-quota-private.h"

/**
 * NexusQuota:
 *
 * How much may be in a directory, and how much is.
 *
 * What counts is what [property@Nexus.Entry:total-size] and [property@Nexus.Entry:total-count] of the directory tell: the
 * sizes that files have now, each as often as it is there, and all entries below the directory at any depth. Older
 * versions and what is in the trash do not count, since nobody sees them in the directory, and deleting something is to
 * make room at once; the history limit and [method@Nexus.Filesystem.empty_trash] are for these.
 *
 * It never changes and may be read from any thread. See [method@Nexus.Filesystem.set_quota].
 *
 * Since: 0.1
 */
struct _NexusQuota {
  GObject           parent_instance;

  char             *path;
  NexusQuotaLimits  limits;
  guint64           used_bytes;
  guint64           used_entries;
};

enum {
  PROP_0,
  PROP_PATH,
  PROP_HARD_BYTES,
  PROP_SOFT_BYTES,
  PROP_HARD_ENTRIES,
  PROP_SOFT_ENTRIES,
  PROP_USED_BYTES,
  PROP_USED_ENTRIES,
  PROP_EXCEEDED,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (NexusQuota, nexus_quota, G_TYPE_OBJECT)

static void
nexus_quota_finalize (GObject *object)
{
  NexusQuota *self = NEXUS_QUOTA (object);

  g_free (self->path);

  G_OBJECT_CLASS (nexus_quota_parent_class)->finalize (object);
}

static void
nexus_quota_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  NexusQuota *self = NEXUS_QUOTA (object);

  switch (prop_id)
    {
    case PROP_PATH:
      g_value_set_string (value, self->path);
      break;

    case PROP_HARD_BYTES:
      g_value_set_uint64 (value, self->limits.hard_bytes);
      break;

    case PROP_SOFT_BYTES:
      g_value_set_uint64 (value, self->limits.soft_bytes);
      break;

    case PROP_HARD_ENTRIES:
      g_value_set_uint64 (value, self->limits.hard_entries);
      break;

    case PROP_SOFT_ENTRIES:
      g_value_set_uint64 (value, self->limits.soft_entries);
      break;

    case PROP_USED_BYTES:
      g_value_set_uint64 (value, self->used_bytes);
      break;

    case PROP_USED_ENTRIES:
      g_value_set_uint64 (value, self->used_entries);
      break;

    case PROP_EXCEEDED:
      g_value_set_boolean (value, nexus_quota_get_exceeded (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
nexus_quota_class_init (NexusQuotaClass *klass)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = nexus_quota_finalize;
  object_class->get_property = nexus_quota_get_property;

  /**
   * NexusQuota:path:
   *
   * The directory.
   *
   * Since: 0.1
   */
  properties[PROP_PATH] = g_param_spec_string ("path", NULL, NULL, NULL, flags);
  /**
   * NexusQuota:hard-bytes:
   *
   * How many bytes the files in it may have together; 0 for any number.
   *
   * Since: 0.1
   */
  properties[PROP_HARD_BYTES] = g_param_spec_uint64 ("hard-bytes", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  /**
   * NexusQuota:soft-bytes:
   *
   * Above how many bytes [signal@Nexus.Filesystem::quota-exceeded] is emitted; 0 for never.
   *
   * Since: 0.1
   */
  properties[PROP_SOFT_BYTES] = g_param_spec_uint64 ("soft-bytes", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  /**
   * NexusQuota:hard-entries:
   *
   * How many files, directories and links may be in it, at any depth; 0 for any number.
   *
   * Since: 0.1
   */
  properties[PROP_HARD_ENTRIES] = g_param_spec_uint64 ("hard-entries", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  /**
   * NexusQuota:soft-entries:
   *
   * Above how many entries [signal@Nexus.Filesystem::quota-exceeded] is emitted; 0 for never.
   *
   * Since: 0.1
   */
  properties[PROP_SOFT_ENTRIES] = g_param_spec_uint64 ("soft-entries", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  /**
   * NexusQuota:used-bytes:
   *
   * How many bytes the files in it have together.
   *
   * Since: 0.1
   */
  properties[PROP_USED_BYTES] = g_param_spec_uint64 ("used-bytes", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  /**
   * NexusQuota:used-entries:
   *
   * How many files, directories and links are in it, at any depth.
   *
   * Since: 0.1
   */
  properties[PROP_USED_ENTRIES] = g_param_spec_uint64 ("used-entries", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  /**
   * NexusQuota:exceeded:
   *
   * Whether more is in it than one of the limits, be it a soft one, says.
   *
   * Since: 0.1
   */
  properties[PROP_EXCEEDED] = g_param_spec_boolean ("exceeded", NULL, NULL, FALSE, flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
nexus_quota_init (NexusQuota *self)
{
}

NexusQuota *
_nexus_quota_new (const char             *path,
                  const NexusQuotaLimits *limits,
                  guint64                 used_bytes,
                  guint64                 used_entries)
{
  NexusQuota *self = g_object_new (NEXUS_TYPE_QUOTA, NULL);

  self->path = g_strdup (path);
  self->limits = *limits;
  self->used_bytes = used_bytes;
  self->used_entries = used_entries;

  return self;
}

gboolean
_nexus_quota_limits_is_empty (const NexusQuotaLimits *limits)
{
  return limits->hard_bytes == 0 && limits->soft_bytes == 0 && limits->hard_entries == 0 && limits->soft_entries == 0;
}

/**
 * nexus_quota_get_path:
 * @self: a quota
 *
 * Gets the directory that it is of.
 *
 * Returns: (transfer none): the path
 *
 * Since: 0.1
 */
const char *
nexus_quota_get_path (NexusQuota *self)
{
  g_return_val_if_fail (NEXUS_IS_QUOTA (self), NULL);

  return self->path;
}

/**
 * nexus_quota_get_hard_bytes:
 * @self: a quota
 *
 * Gets how many bytes the files in the directory may have together.
 *
 * Returns: the number, 0 for no limit
 *
 * Since: 0.1
 */
guint64
nexus_quota_get_hard_bytes (NexusQuota *self)
{
  g_return_val_if_fail (NEXUS_IS_QUOTA (self), 0);

  return self->limits.hard_bytes;
}

/**
 * nexus_quota_get_soft_bytes:
 * @self: a quota
 *
 * Gets above how many bytes [signal@Nexus.Filesystem::quota-exceeded] is emitted.
 *
 * Returns: the number, 0 for no limit
 *
 * Since: 0.1
 */
guint64
nexus_quota_get_soft_bytes (NexusQuota *self)
{
  g_return_val_if_fail (NEXUS_IS_QUOTA (self), 0);

  return self->limits.soft_bytes;
}

/**
 * nexus_quota_get_hard_entries:
 * @self: a quota
 *
 * Gets how many files, directories and links may be in the directory, at any depth.
 *
 * Returns: the number, 0 for no limit
 *
 * Since: 0.1
 */
guint64
nexus_quota_get_hard_entries (NexusQuota *self)
{
  g_return_val_if_fail (NEXUS_IS_QUOTA (self), 0);

  return self->limits.hard_entries;
}

/**
 * nexus_quota_get_soft_entries:
 * @self: a quota
 *
 * Gets above how many entries [signal@Nexus.Filesystem::quota-exceeded] is emitted.
 *
 * Returns: the number, 0 for no limit
 *
 * Since: 0.1
 */
guint64
nexus_quota_get_soft_entries (NexusQuota *self)
{
  g_return_val_if_fail (NEXUS_IS_QUOTA (self), 0);

  return self->limits.soft_entries;
}

/**
 * nexus_quota_get_used_bytes:
 * @self: a quota
 *
 * Gets how many bytes the files in the directory have together.
 *
 * Returns: the number
 *
 * Since: 0.1
 */
guint64
nexus_quota_get_used_bytes (NexusQuota *self)
{
  g_return_val_if_fail (NEXUS_IS_QUOTA (self), 0);

  return self->used_bytes;
}

/**
 * nexus_quota_get_used_entries:
 * @self: a quota
 *
 * Gets how many files, directories and links are in the directory, at any depth.
 *
 * Returns: the number
 *
 * Since: 0.1
 */
guint64
nexus_quota_get_used_entries (NexusQuota *self)
{
  g_return_val_if_fail (NEXUS_IS_QUOTA (self), 0);

  return self->used_entries;
}

static gboolean
is_above (guint64 used,
          guint64 limit)
{
  return limit != 0 && used > limit;
}

/**
 * nexus_quota_get_exceeded:
 * @self: a quota
 *
 * Gets whether more is in the directory than one of the limits, be it a soft one, says.
 *
 * Returns: %TRUE if there is too much
 *
 * Since: 0.1
 */
gboolean
nexus_quota_get_exceeded (NexusQuota *self)
{
  g_return_val_if_fail (NEXUS_IS_QUOTA (self), FALSE);

  return is_above (self->used_bytes, self->limits.hard_bytes) || is_above (self->used_bytes, self->limits.soft_bytes) ||
         is_above (self->used_entries, self->limits.hard_entries) ||
         is_above (self->used_entries, self->limits.soft_entries);
}
