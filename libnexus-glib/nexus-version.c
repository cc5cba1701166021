/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "nexus-content-ref-private.h"
#include "nexus-entry-private.h"
#include "nexus-version-private.h"

/**
 * NexusVersion:
 *
 * One version of a file.
 *
 * A version never changes; the newest one is the file as it is read. Older ones are kept within the
 * history limit of the store.
 *
 * It never changes and may be read from any thread.
 *
 * Since: 0.1
 */
struct _NexusVersion {
  GObject   parent_instance;

  guint     number;
  guint64   size;
  char     *etag;
  gint64    modified_ns;
  gboolean  is_current;
};

enum {
  PROP_0,
  PROP_NUMBER,
  PROP_SIZE,
  PROP_ETAG,
  PROP_MODIFIED,
  PROP_MODIFIED_NS,
  PROP_IS_CURRENT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (NexusVersion, nexus_version, G_TYPE_OBJECT)

static void
nexus_version_finalize (GObject *object)
{
  NexusVersion *self = NEXUS_VERSION (object);

  g_free (self->etag);

  G_OBJECT_CLASS (nexus_version_parent_class)->finalize (object);
}

static void
nexus_version_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  NexusVersion *self = NEXUS_VERSION (object);

  switch (prop_id)
    {
    case PROP_NUMBER:
      g_value_set_uint (value, self->number);
      break;
    case PROP_SIZE:
      g_value_set_uint64 (value, self->size);
      break;
    case PROP_ETAG:
      g_value_set_string (value, self->etag);
      break;
    case PROP_MODIFIED:
      g_value_take_boxed (value, nexus_version_dup_modified (self));
      break;
    case PROP_MODIFIED_NS:
      g_value_set_int64 (value, self->modified_ns);
      break;
    case PROP_IS_CURRENT:
      g_value_set_boolean (value, self->is_current);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
nexus_version_class_init (NexusVersionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = nexus_version_finalize;
  object_class->get_property = nexus_version_get_property;

  /**
   * NexusVersion:number:
   *
   * The number of the version; the first one of a file is 1.
   *
   * Since: 0.1
   */
  properties[PROP_NUMBER] = g_param_spec_uint ("number", NULL, NULL, 0, G_MAXUINT, 0, flags);
  /**
   * NexusVersion:size:
   *
   * The size of the content in bytes.
   *
   * Since: 0.1
   */
  properties[PROP_SIZE] = g_param_spec_uint64 ("size", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  /**
   * NexusVersion:etag:
   *
   * The hash of the content in lower-case hex.
   *
   * Since: 0.1
   */
  properties[PROP_ETAG] = g_param_spec_string ("etag", NULL, NULL, NULL, flags);
  /**
   * NexusVersion:modified:
   *
   * When this content was modified, in UTC with microseconds.
   *
   * Since: 0.1
   */
  properties[PROP_MODIFIED] = g_param_spec_boxed ("modified", NULL, NULL, G_TYPE_DATE_TIME, flags);
  /**
   * NexusVersion:modified-ns:
   *
   * When this content was modified, in nanoseconds since 1970 UTC.
   *
   * Since: 0.1
   */
  properties[PROP_MODIFIED_NS] = g_param_spec_int64 ("modified-ns", NULL, NULL, G_MININT64, G_MAXINT64, 0, flags);
  /**
   * NexusVersion:is-current:
   *
   * Whether this is the version that is read by default.
   *
   * Since: 0.1
   */
  properties[PROP_IS_CURRENT] = g_param_spec_boolean ("is-current", NULL, NULL, FALSE, flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
nexus_version_init (NexusVersion *self)
{
}

NexusVersion *
_nexus_version_new (guint         number,
                    guint64       size,
                    const guint8 *hash,
                    gint64        modified_ns,
                    gboolean      is_current)
{
  NexusVersion *self = g_object_new (NEXUS_TYPE_VERSION, NULL);

  self->number = number;
  self->size = size;
  self->etag = g_malloc (2 * NEXUS_HASH_SIZE + 1);
  _nexus_hash_to_hex (hash, self->etag);
  self->modified_ns = modified_ns;
  self->is_current = is_current;

  return self;
}

/**
 * nexus_version_get_number:
 * @self: a version
 *
 * Gets the number of the version.
 *
 * Returns: the number of the version
 *
 * Since: 0.1
 */
guint
nexus_version_get_number (NexusVersion *self)
{
  g_return_val_if_fail (NEXUS_IS_VERSION (self), 0);

  return self->number;
}

/**
 * nexus_version_get_size:
 * @self: a version
 *
 * Gets the size of the content in bytes.
 *
 * Returns: the size of the content in bytes
 *
 * Since: 0.1
 */
guint64
nexus_version_get_size (NexusVersion *self)
{
  g_return_val_if_fail (NEXUS_IS_VERSION (self), 0);

  return self->size;
}

/**
 * nexus_version_get_etag:
 * @self: a version
 *
 * Gets the hash of the content in lower-case hex.
 *
 * Returns: (transfer none): the hash of the content in lower-case hex
 *
 * Since: 0.1
 */
const char *
nexus_version_get_etag (NexusVersion *self)
{
  g_return_val_if_fail (NEXUS_IS_VERSION (self), NULL);

  return self->etag;
}

/**
 * nexus_version_dup_modified:
 * @self: a version
 *
 * Gets when this content was modified.
 *
 * Returns: (transfer full) (nullable): the time in UTC, or %NULL if it is outside the years 1 to 9999
 *
 * Since: 0.1
 */
GDateTime *
nexus_version_dup_modified (NexusVersion *self)
{
  g_return_val_if_fail (NEXUS_IS_VERSION (self), NULL);

  return _nexus_date_time_new (self->modified_ns);
}

/**
 * nexus_version_get_modified_ns:
 * @self: a version
 *
 * Gets when this content was modified.
 *
 * Returns: nanoseconds since 1970 UTC
 *
 * Since: 0.1
 */
gint64
nexus_version_get_modified_ns (NexusVersion *self)
{
  g_return_val_if_fail (NEXUS_IS_VERSION (self), 0);

  return self->modified_ns;
}

/**
 * nexus_version_get_is_current:
 * @self: a version
 *
 * Tells whether this is the version that is read by default.
 *
 * Returns: %TRUE if it is
 *
 * Since: 0.1
 */
gboolean
nexus_version_get_is_current (NexusVersion *self)
{
  g_return_val_if_fail (NEXUS_IS_VERSION (self), FALSE);

  return self->is_current;
}
