/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "nexus-tag-private.h"

/**
 * NexusTag:
 *
 * A tag: a name, a colour, and how many entries have it.
 *
 * It never changes and may be read from any thread.
 *
 * Since: 0.1
 */
struct _NexusTag {
  GObject  parent_instance;

  char    *name;
  char    *color;
  guint64  count;
};

enum {
  PROP_0,
  PROP_NAME,
  PROP_COLOR,
  PROP_COUNT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (NexusTag, nexus_tag, G_TYPE_OBJECT)

static void
nexus_tag_finalize (GObject *object)
{
  NexusTag *self = NEXUS_TAG (object);

  g_free (self->name);
  g_free (self->color);

  G_OBJECT_CLASS (nexus_tag_parent_class)->finalize (object);
}

static void
nexus_tag_get_property (GObject    *object,
                        guint       prop_id,
                        GValue     *value,
                        GParamSpec *pspec)
{
  NexusTag *self = NEXUS_TAG (object);

  switch (prop_id)
    {
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_COLOR:
      g_value_set_string (value, self->color);
      break;
    case PROP_COUNT:
      g_value_set_uint64 (value, self->count);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
nexus_tag_class_init (NexusTagClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = nexus_tag_finalize;
  object_class->get_property = nexus_tag_get_property;

  /**
   * NexusTag:name:
   *
   * The name, as it is written on entries.
   *
   * Since: 0.1
   */
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  /**
   * NexusTag:color:
   *
   * The colour as `#rrggbb`, or %NULL if it has none.
   *
   * Since: 0.1
   */
  properties[PROP_COLOR] = g_param_spec_string ("color", NULL, NULL, NULL, flags);
  /**
   * NexusTag:count:
   *
   * The number of entries outside the trash that have the tag.
   *
   * Since: 0.1
   */
  properties[PROP_COUNT] = g_param_spec_uint64 ("count", NULL, NULL, 0, G_MAXUINT64, 0, flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
nexus_tag_init (NexusTag *self)
{
}

NexusTag *
_nexus_tag_new (const char *name,
                const char *color,
                guint64     count)
{
  NexusTag *self = g_object_new (NEXUS_TYPE_TAG, NULL);

  self->name = g_strdup (name);
  self->color = g_strdup (color);
  self->count = count;

  return self;
}

/**
 * nexus_tag_get_name:
 * @self: a tag
 *
 * Gets the name.
 *
 * Returns: (transfer none): the name
 *
 * Since: 0.1
 */
const char *
nexus_tag_get_name (NexusTag *self)
{
  g_return_val_if_fail (NEXUS_IS_TAG (self), NULL);

  return self->name;
}

/**
 * nexus_tag_get_color:
 * @self: a tag
 *
 * Gets the colour as `#rrggbb`, or %NULL if it has none.
 *
 * Returns: (transfer none) (nullable): the colour as `#rrggbb`, or %NULL
 *
 * Since: 0.1
 */
const char *
nexus_tag_get_color (NexusTag *self)
{
  g_return_val_if_fail (NEXUS_IS_TAG (self), NULL);

  return self->color;
}

/**
 * nexus_tag_get_count:
 * @self: a tag
 *
 * Gets the number of entries that have the tag.
 *
 * Returns: the number of entries that have the tag
 *
 * Since: 0.1
 */
guint64
nexus_tag_get_count (NexusTag *self)
{
  g_return_val_if_fail (NEXUS_IS_TAG (self), 0);

  return self->count;
}
