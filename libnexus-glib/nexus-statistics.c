/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "nexus-statistics-private.h"

/**
 * NexusStatistics:
 *
 * What a store holds, in numbers.
 *
 * It never changes and may be read from any thread.
 *
 * Since: 0.1
 */
struct _NexusStatistics {
  GObject              parent_instance;

  NexusStatisticsInit  values;
};

enum {
  PROP_0,
  PROP_N_FILES,
  PROP_N_DIRECTORIES,
  PROP_N_LINKS,
  PROP_N_CONTENTS,
  PROP_N_VERSIONS,
  PROP_N_TRASHED,
  PROP_N_TAGS,
  PROP_LOGICAL_SIZE,
  PROP_CONTENT_SIZE,
  PROP_HISTORY_SIZE,
  PROP_TRASH_SIZE,
  PROP_SAVED_SIZE,
  PROP_DISK_SIZE,
  PROP_N_VERIFIED,
  PROP_OLDEST_VERIFIED_NS,
  PROP_NEWEST_VERIFIED_NS,
  PROP_SCHEMA_VERSION,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (NexusStatistics, nexus_statistics, G_TYPE_OBJECT)

static void
nexus_statistics_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  NexusStatistics *self = NEXUS_STATISTICS (object);

  switch (prop_id)
    {
    case PROP_N_FILES:
      g_value_set_uint64 (value, self->values.n_files);
      break;
    case PROP_N_DIRECTORIES:
      g_value_set_uint64 (value, self->values.n_directories);
      break;
    case PROP_N_LINKS:
      g_value_set_uint64 (value, self->values.n_links);
      break;
    case PROP_N_CONTENTS:
      g_value_set_uint64 (value, self->values.n_contents);
      break;
    case PROP_N_VERSIONS:
      g_value_set_uint64 (value, self->values.n_versions);
      break;
    case PROP_N_TRASHED:
      g_value_set_uint64 (value, self->values.n_trashed);
      break;
    case PROP_N_TAGS:
      g_value_set_uint64 (value, self->values.n_tags);
      break;
    case PROP_LOGICAL_SIZE:
      g_value_set_uint64 (value, self->values.logical_size);
      break;
    case PROP_CONTENT_SIZE:
      g_value_set_uint64 (value, self->values.content_size);
      break;
    case PROP_HISTORY_SIZE:
      g_value_set_uint64 (value, self->values.history_size);
      break;
    case PROP_TRASH_SIZE:
      g_value_set_uint64 (value, self->values.trash_size);
      break;
    case PROP_SAVED_SIZE:
      g_value_set_uint64 (value, self->values.saved_size);
      break;
    case PROP_DISK_SIZE:
      g_value_set_uint64 (value, self->values.disk_size);
      break;
    case PROP_N_VERIFIED:
      g_value_set_uint64 (value, self->values.n_verified);
      break;
    case PROP_OLDEST_VERIFIED_NS:
      g_value_set_int64 (value, self->values.oldest_verified_ns);
      break;
    case PROP_NEWEST_VERIFIED_NS:
      g_value_set_int64 (value, self->values.newest_verified_ns);
      break;
    case PROP_SCHEMA_VERSION:
      g_value_set_uint (value, self->values.schema_version);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
nexus_statistics_class_init (NexusStatisticsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = nexus_statistics_get_property;

  /**
   * NexusStatistics:n-files:
   *
   * The number of files outside the trash.
   *
   * Since: 0.1
   */
  properties[PROP_N_FILES] = g_param_spec_uint64 ("n-files", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  /**
   * NexusStatistics:n-directories:
   *
   * The number of directories outside the trash, without the root.
   *
   * Since: 0.1
   */
  properties[PROP_N_DIRECTORIES] = g_param_spec_uint64 ("n-directories", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  /**
   * NexusStatistics:n-links:
   *
   * The number of symbolic links outside the trash.
   *
   * Since: 0.1
   */
  properties[PROP_N_LINKS] = g_param_spec_uint64 ("n-links", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  /**
   * NexusStatistics:n-contents:
   *
   * The number of different contents.
   *
   * Since: 0.1
   */
  properties[PROP_N_CONTENTS] = g_param_spec_uint64 ("n-contents", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  /**
   * NexusStatistics:n-versions:
   *
   * The number of older versions that are kept.
   *
   * Since: 0.1
   */
  properties[PROP_N_VERSIONS] = g_param_spec_uint64 ("n-versions", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  /**
   * NexusStatistics:n-trashed:
   *
   * The number of items in the trash.
   *
   * Since: 0.1
   */
  properties[PROP_N_TRASHED] = g_param_spec_uint64 ("n-trashed", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  /**
   * NexusStatistics:n-tags:
   *
   * The number of tags.
   *
   * Since: 0.1
   */
  properties[PROP_N_TAGS] = g_param_spec_uint64 ("n-tags", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  /**
   * NexusStatistics:logical-size:
   *
   * The bytes of all files outside the trash, as if nothing were shared.
   *
   * Since: 0.1
   */
  properties[PROP_LOGICAL_SIZE] = g_param_spec_uint64 ("logical-size", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  /**
   * NexusStatistics:content-size:
   *
   * The bytes of all different contents, each counted once.
   *
   * Since: 0.1
   */
  properties[PROP_CONTENT_SIZE] = g_param_spec_uint64 ("content-size", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  /**
   * NexusStatistics:history-size:
   *
   * The bytes of all older versions, as if each were stored for itself.
   *
   * Since: 0.1
   */
  properties[PROP_HISTORY_SIZE] = g_param_spec_uint64 ("history-size", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  /**
   * NexusStatistics:trash-size:
   *
   * The bytes of all files in the trash, as if each were stored for itself.
   *
   * Since: 0.1
   */
  properties[PROP_TRASH_SIZE] = g_param_spec_uint64 ("trash-size", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  /**
   * NexusStatistics:saved-size:
   *
   * The bytes that files do not take because equal contents are stored once.
   *
   * Since: 0.1
   */
  properties[PROP_SAVED_SIZE] = g_param_spec_uint64 ("saved-size", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  /**
   * NexusStatistics:disk-size:
   *
   * The bytes that the store takes on its disk.
   *
   * Since: 0.1
   */
  properties[PROP_DISK_SIZE] = g_param_spec_uint64 ("disk-size", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  /**
   * NexusStatistics:n-verified:
   *
   * The number of different contents that were good when they were last verified; the others were never read for that, or
   * were found to be damaged or missing.
   *
   * Since: 0.1
   */
  properties[PROP_N_VERIFIED] = g_param_spec_uint64 ("n-verified", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  /**
   * NexusStatistics:oldest-verified-ns:
   *
   * When that was for the one of them that was verified longest ago, in nanoseconds since 1970; 0 if there are none.
   *
   * Since: 0.1
   */
  properties[PROP_OLDEST_VERIFIED_NS] = g_param_spec_int64 ("oldest-verified-ns", NULL, NULL, G_MININT64, G_MAXINT64, 0,
                                                            flags);
  /**
   * NexusStatistics:newest-verified-ns:
   *
   * When that was for the one of them that was verified last, in nanoseconds since 1970; 0 if there are none.
   *
   * Since: 0.1
   */
  properties[PROP_NEWEST_VERIFIED_NS] = g_param_spec_int64 ("newest-verified-ns", NULL, NULL, G_MININT64, G_MAXINT64, 0,
                                                            flags);
  /**
   * NexusStatistics:schema-version:
   *
   * The version of the database schema.
   *
   * Since: 0.1
   */
  properties[PROP_SCHEMA_VERSION] = g_param_spec_uint ("schema-version", NULL, NULL, 0, G_MAXUINT, 0, flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
nexus_statistics_init (NexusStatistics *self)
{
}

NexusStatistics *
_nexus_statistics_new (const NexusStatisticsInit *init)
{
  NexusStatistics *self = g_object_new (NEXUS_TYPE_STATISTICS, NULL);

  self->values = *init;

  return self;
}

/**
 * nexus_statistics_get_n_files:
 * @self: statistics
 *
 * Gets the number of files outside the trash.
 *
 * Returns: the number of files outside the trash
 *
 * Since: 0.1
 */
guint64
nexus_statistics_get_n_files (NexusStatistics *self)
{
  g_return_val_if_fail (NEXUS_IS_STATISTICS (self), 0);

  return self->values.n_files;
}

/**
 * nexus_statistics_get_n_directories:
 * @self: statistics
 *
 * Gets the number of directories outside the trash, without the root.
 *
 * Returns: the number of directories outside the trash, without the root
 *
 * Since: 0.1
 */
guint64
nexus_statistics_get_n_directories (NexusStatistics *self)
{
  g_return_val_if_fail (NEXUS_IS_STATISTICS (self), 0);

  return self->values.n_directories;
}

/**
 * nexus_statistics_get_n_links:
 * @self: statistics
 *
 * Gets the number of symbolic links outside the trash.
 *
 * Returns: the number of symbolic links outside the trash
 *
 * Since: 0.1
 */
guint64
nexus_statistics_get_n_links (NexusStatistics *self)
{
  g_return_val_if_fail (NEXUS_IS_STATISTICS (self), 0);

  return self->values.n_links;
}

/**
 * nexus_statistics_get_n_contents:
 * @self: statistics
 *
 * Gets the number of different contents.
 *
 * Returns: the number of different contents
 *
 * Since: 0.1
 */
guint64
nexus_statistics_get_n_contents (NexusStatistics *self)
{
  g_return_val_if_fail (NEXUS_IS_STATISTICS (self), 0);

  return self->values.n_contents;
}

/**
 * nexus_statistics_get_n_versions:
 * @self: statistics
 *
 * Gets the number of older versions.
 *
 * Returns: the number of older versions
 *
 * Since: 0.1
 */
guint64
nexus_statistics_get_n_versions (NexusStatistics *self)
{
  g_return_val_if_fail (NEXUS_IS_STATISTICS (self), 0);

  return self->values.n_versions;
}

/**
 * nexus_statistics_get_n_trashed:
 * @self: statistics
 *
 * Gets the number of items in the trash.
 *
 * Returns: the number of items in the trash
 *
 * Since: 0.1
 */
guint64
nexus_statistics_get_n_trashed (NexusStatistics *self)
{
  g_return_val_if_fail (NEXUS_IS_STATISTICS (self), 0);

  return self->values.n_trashed;
}

/**
 * nexus_statistics_get_n_tags:
 * @self: statistics
 *
 * Gets the number of tags.
 *
 * Returns: the number of tags
 *
 * Since: 0.1
 */
guint64
nexus_statistics_get_n_tags (NexusStatistics *self)
{
  g_return_val_if_fail (NEXUS_IS_STATISTICS (self), 0);

  return self->values.n_tags;
}

/**
 * nexus_statistics_get_logical_size:
 * @self: statistics
 *
 * Gets the bytes of all files outside the trash.
 *
 * Returns: the bytes of all files outside the trash
 *
 * Since: 0.1
 */
guint64
nexus_statistics_get_logical_size (NexusStatistics *self)
{
  g_return_val_if_fail (NEXUS_IS_STATISTICS (self), 0);

  return self->values.logical_size;
}

/**
 * nexus_statistics_get_content_size:
 * @self: statistics
 *
 * Gets the bytes of all different contents.
 *
 * Returns: the bytes of all different contents
 *
 * Since: 0.1
 */
guint64
nexus_statistics_get_content_size (NexusStatistics *self)
{
  g_return_val_if_fail (NEXUS_IS_STATISTICS (self), 0);

  return self->values.content_size;
}

/**
 * nexus_statistics_get_history_size:
 * @self: statistics
 *
 * Gets the bytes of all older versions, as if each were stored for itself.
 *
 * Returns: the bytes of all older versions
 *
 * Since: 0.1
 */
guint64
nexus_statistics_get_history_size (NexusStatistics *self)
{
  g_return_val_if_fail (NEXUS_IS_STATISTICS (self), 0);

  return self->values.history_size;
}

/**
 * nexus_statistics_get_trash_size:
 * @self: statistics
 *
 * Gets the bytes of all files in the trash, as if each were stored for itself.
 *
 * Returns: the bytes of all files in the trash
 *
 * Since: 0.1
 */
guint64
nexus_statistics_get_trash_size (NexusStatistics *self)
{
  g_return_val_if_fail (NEXUS_IS_STATISTICS (self), 0);

  return self->values.trash_size;
}

/**
 * nexus_statistics_get_saved_size:
 * @self: statistics
 *
 * Gets the bytes that files do not take because equal contents are stored once; those in the trash are counted in, older
 * versions are not.
 *
 * Returns: the bytes that are saved
 *
 * Since: 0.1
 */
guint64
nexus_statistics_get_saved_size (NexusStatistics *self)
{
  g_return_val_if_fail (NEXUS_IS_STATISTICS (self), 0);

  return self->values.saved_size;
}

/**
 * nexus_statistics_get_disk_size:
 * @self: statistics
 *
 * Gets the bytes that the store takes on its disk.
 *
 * Returns: the bytes that the store takes on its disk
 *
 * Since: 0.1
 */
guint64
nexus_statistics_get_disk_size (NexusStatistics *self)
{
  g_return_val_if_fail (NEXUS_IS_STATISTICS (self), 0);

  return self->values.disk_size;
}

/**
 * nexus_statistics_get_n_verified:
 * @self: statistics
 *
 * Gets the number of different contents that were good when they were last verified.
 *
 * Returns: the number of contents
 *
 * Since: 0.1
 */
guint64
nexus_statistics_get_n_verified (NexusStatistics *self)
{
  g_return_val_if_fail (NEXUS_IS_STATISTICS (self), 0);

  return self->values.n_verified;
}

/**
 * nexus_statistics_get_oldest_verified_ns:
 * @self: statistics
 *
 * Gets when the one of them was verified that was verified longest ago.
 *
 * Returns: nanoseconds since 1970, or 0
 *
 * Since: 0.1
 */
gint64
nexus_statistics_get_oldest_verified_ns (NexusStatistics *self)
{
  g_return_val_if_fail (NEXUS_IS_STATISTICS (self), 0);

  return self->values.oldest_verified_ns;
}

/**
 * nexus_statistics_get_newest_verified_ns:
 * @self: statistics
 *
 * Gets when the one of them was verified that was verified last.
 *
 * Returns: nanoseconds since 1970, or 0
 *
 * Since: 0.1
 */
gint64
nexus_statistics_get_newest_verified_ns (NexusStatistics *self)
{
  g_return_val_if_fail (NEXUS_IS_STATISTICS (self), 0);

  return self->values.newest_verified_ns;
}

/**
 * nexus_statistics_get_schema_version:
 * @self: statistics
 *
 * Gets the version of the database schema.
 *
 * Returns: the version of the database schema
 *
 * Since: 0.1
 */
guint
nexus_statistics_get_schema_version (NexusStatistics *self)
{
  g_return_val_if_fail (NEXUS_IS_STATISTICS (self), 0);

  return self->values.schema_version;
}
