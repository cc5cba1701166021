/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "nexus-snapshot-private.h"

/**
 * NexusSnapshot:
 *
 * What is known of a snapshot: how a folder was at a moment, kept under a name.
 *
 * It never changes and may be read from any thread. See [method@Nexus.Filesystem.create_snapshot].
 *
 * Since: 0.1
 */
struct _NexusSnapshot {
  GObject  parent_instance;

  char    *name;
  char    *path;
  gint64   created_ns;
  guint64  count;
  guint64  size;
};

enum {
  PROP_0,
  PROP_NAME,
  PROP_PATH,
  PROP_CREATED_NS,
  PROP_COUNT,
  PROP_SIZE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (NexusSnapshot, nexus_snapshot, G_TYPE_OBJECT)

static void
nexus_snapshot_finalize (GObject *object)
{
  NexusSnapshot *self = NEXUS_SNAPSHOT (object);

  g_free (self->name);
  g_free (self->path);

  G_OBJECT_CLASS (nexus_snapshot_parent_class)->finalize (object);
}

static void
nexus_snapshot_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  NexusSnapshot *self = NEXUS_SNAPSHOT (object);

  switch (prop_id)
    {
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;

    case PROP_PATH:
      g_value_set_string (value, self->path);
      break;

    case PROP_CREATED_NS:
      g_value_set_int64 (value, self->created_ns);
      break;

    case PROP_COUNT:
      g_value_set_uint64 (value, self->count);
      break;

    case PROP_SIZE:
      g_value_set_uint64 (value, self->size);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
nexus_snapshot_class_init (NexusSnapshotClass *klass)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = nexus_snapshot_finalize;
  object_class->get_property = nexus_snapshot_get_property;

  /**
   * NexusSnapshot:name:
   *
   * What it is called.
   *
   * Since: 0.1
   */
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);

  /**
   * NexusSnapshot:path:
   *
   * The folder that it is of.
   *
   * Since: 0.1
   */
  properties[PROP_PATH] = g_param_spec_string ("path", NULL, NULL, NULL, flags);

  /**
   * NexusSnapshot:created-ns:
   *
   * When it was made, in nanoseconds since 1970.
   *
   * Since: 0.1
   */
  properties[PROP_CREATED_NS] = g_param_spec_int64 ("created-ns", NULL, NULL, G_MININT64, G_MAXINT64, 0, flags);

  /**
   * NexusSnapshot:count:
   *
   * How many files, directories and links were below the folder.
   *
   * Since: 0.1
   */
  properties[PROP_COUNT] = g_param_spec_uint64 ("count", NULL, NULL, 0, G_MAXUINT64, 0, flags);

  /**
   * NexusSnapshot:size:
   *
   * How large the files were, all together.
   *
   * Since: 0.1
   */
  properties[PROP_SIZE] = g_param_spec_uint64 ("size", NULL, NULL, 0, G_MAXUINT64, 0, flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
nexus_snapshot_init (NexusSnapshot *self)
{
}

/**
 * nexus_snapshot_get_name:
 * @self: a snapshot
 *
 * Gets what it is called.
 *
 * Returns: (transfer none): the name
 *
 * Since: 0.1
 */
const char *
nexus_snapshot_get_name (NexusSnapshot *self)
{
  g_return_val_if_fail (NEXUS_IS_SNAPSHOT (self), NULL);

  return self->name;
}

/**
 * nexus_snapshot_get_path:
 * @self: a snapshot
 *
 * Gets the folder that it is of.
 *
 * Returns: (transfer none): the path
 *
 * Since: 0.1
 */
const char *
nexus_snapshot_get_path (NexusSnapshot *self)
{
  g_return_val_if_fail (NEXUS_IS_SNAPSHOT (self), NULL);

  return self->path;
}

/**
 * nexus_snapshot_get_created_ns:
 * @self: a snapshot
 *
 * Gets when it was made.
 *
 * Returns: the time in nanoseconds since 1970
 *
 * Since: 0.1
 */
gint64
nexus_snapshot_get_created_ns (NexusSnapshot *self)
{
  g_return_val_if_fail (NEXUS_IS_SNAPSHOT (self), 0);

  return self->created_ns;
}

/**
 * nexus_snapshot_get_count:
 * @self: a snapshot
 *
 * Gets how many files, directories and links were below the folder.
 *
 * Returns: the number
 *
 * Since: 0.1
 */
guint64
nexus_snapshot_get_count (NexusSnapshot *self)
{
  g_return_val_if_fail (NEXUS_IS_SNAPSHOT (self), 0);

  return self->count;
}

/**
 * nexus_snapshot_get_size:
 * @self: a snapshot
 *
 * Gets how large the files were, all together.
 *
 * Returns: the size in bytes
 *
 * Since: 0.1
 */
guint64
nexus_snapshot_get_size (NexusSnapshot *self)
{
  g_return_val_if_fail (NEXUS_IS_SNAPSHOT (self), 0);

  return self->size;
}

NexusSnapshot *
_nexus_snapshot_new (const char *name,
                     const char *path,
                     gint64      created_ns,
                     guint64     count,
                     guint64     size)
{
  NexusSnapshot *self = g_object_new (NEXUS_TYPE_SNAPSHOT, NULL);

  self->name = g_strdup (name);
  self->path = g_strdup (path);
  self->created_ns = created_ns;
  self->count = count;
  self->size = size;

  return self;
}
