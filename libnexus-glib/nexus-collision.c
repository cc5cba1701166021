/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "nexus-collision-private.h"
#include "nexus-enums.h"
#include "nexus-path.h"

/**
 * NexusCollision:
 *
 * Something that was to be loaded where something else is, and what became of it.
 *
 * It never changes and may be read from any thread.
 *
 * Since: 0.1
 */
struct _NexusCollision {
  GObject              parent_instance;

  char                *path;
  char                *new_path;
  char                *existing_etag;
  char                *imported_etag;
  char                *message;
  NexusLoadResolution  resolution;
};

enum {
  PROP_0,
  PROP_PATH,
  PROP_NEW_PATH,
  PROP_EXISTING_ETAG,
  PROP_IMPORTED_ETAG,
  PROP_RESOLUTION,
  PROP_MESSAGE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (NexusCollision, nexus_collision, G_TYPE_OBJECT)

static void
nexus_collision_finalize (GObject *object)
{
  NexusCollision *self = NEXUS_COLLISION (object);

  g_free (self->path);
  g_free (self->new_path);
  g_free (self->existing_etag);
  g_free (self->imported_etag);
  g_free (self->message);

  G_OBJECT_CLASS (nexus_collision_parent_class)->finalize (object);
}

static void
nexus_collision_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  NexusCollision *self = NEXUS_COLLISION (object);

  switch (prop_id)
    {
    case PROP_PATH:
      g_value_set_string (value, self->path);
      break;
    case PROP_NEW_PATH:
      g_value_set_string (value, self->new_path);
      break;
    case PROP_EXISTING_ETAG:
      g_value_set_string (value, self->existing_etag);
      break;
    case PROP_IMPORTED_ETAG:
      g_value_set_string (value, self->imported_etag);
      break;
    case PROP_RESOLUTION:
      g_value_set_enum (value, self->resolution);
      break;
    case PROP_MESSAGE:
      g_value_set_string (value, self->message);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
nexus_collision_class_init (NexusCollisionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = nexus_collision_finalize;
  object_class->get_property = nexus_collision_get_property;

  /**
   * NexusCollision:path:
   *
   * The path that both were to have.
   *
   * Since: 0.1
   */
  properties[PROP_PATH] = g_param_spec_string ("path", NULL, NULL, NULL, flags);
  /**
   * NexusCollision:new-path:
   *
   * The path that what was loaded has got instead, if it has.
   *
   * Since: 0.1
   */
  properties[PROP_NEW_PATH] = g_param_spec_string ("new-path", NULL, NULL, NULL, flags);
  /**
   * NexusCollision:existing-etag:
   *
   * The etag of what was there, if it was a file.
   *
   * Since: 0.1
   */
  properties[PROP_EXISTING_ETAG] = g_param_spec_string ("existing-etag", NULL, NULL, NULL, flags);
  /**
   * NexusCollision:imported-etag:
   *
   * The etag of what was loaded, if it was a file.
   *
   * Since: 0.1
   */
  properties[PROP_IMPORTED_ETAG] = g_param_spec_string ("imported-etag", NULL, NULL, NULL, flags);
  /**
   * NexusCollision:resolution:
   *
   * What became of it.
   *
   * Since: 0.1
   */
  properties[PROP_RESOLUTION] = g_param_spec_enum ("resolution", NULL, NULL, NEXUS_TYPE_LOAD_RESOLUTION, NEXUS_LOAD_SKIPPED, flags);
  /**
   * NexusCollision:message:
   *
   * What became of it, for a person to read.
   *
   * Since: 0.1
   */
  properties[PROP_MESSAGE] = g_param_spec_string ("message", NULL, NULL, NULL, flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
nexus_collision_init (NexusCollision *self)
{
}

static char *
dup_message (const char          *path,
             const char          *new_path,
             NexusLoadResolution  resolution)
{
  g_autofree char *shown = nexus_path_display (path);
  g_autofree char *new_shown = new_path != NULL ? nexus_path_display (new_path) : NULL;

  switch (resolution)
    {
    case NEXUS_LOAD_OVERWRITTEN:
      return g_strdup_printf (_("what was at “%s” was replaced"), shown);

    case NEXUS_LOAD_REMAPPED:
      return g_strdup_printf (_("something else is at “%s”; what was loaded is “%s” now"), shown, new_shown);

    default:
      return g_strdup_printf (_("“%s” was left out, because something else is there"), shown);
    }
}

NexusCollision *
_nexus_collision_new (const char          *path,
                      const char          *new_path,
                      const char          *existing_etag,
                      const char          *imported_etag,
                      NexusLoadResolution  resolution)
{
  NexusCollision *self = g_object_new (NEXUS_TYPE_COLLISION, NULL);

  self->path = g_strdup (path);
  self->new_path = g_strdup (new_path);
  self->existing_etag = g_strdup (existing_etag);
  self->imported_etag = g_strdup (imported_etag);
  self->resolution = resolution;
  self->message = dup_message (path, new_path, resolution);

  return self;
}

/**
 * nexus_collision_get_path:
 * @self: a collision
 *
 * Gets the path that both were to have.
 *
 * Returns: (transfer none): the path
 *
 * Since: 0.1
 */
const char *
nexus_collision_get_path (NexusCollision *self)
{
  g_return_val_if_fail (NEXUS_IS_COLLISION (self), NULL);

  return self->path;
}

/**
 * nexus_collision_get_new_path:
 * @self: a collision
 *
 * Gets the path that what was loaded has got instead, if it has.
 *
 * Returns: (transfer none) (nullable): the path, or %NULL
 *
 * Since: 0.1
 */
const char *
nexus_collision_get_new_path (NexusCollision *self)
{
  g_return_val_if_fail (NEXUS_IS_COLLISION (self), NULL);

  return self->new_path;
}

/**
 * nexus_collision_get_existing_etag:
 * @self: a collision
 *
 * Gets the etag of what was there, if it was a file.
 *
 * Returns: (transfer none) (nullable): the etag, or %NULL
 *
 * Since: 0.1
 */
const char *
nexus_collision_get_existing_etag (NexusCollision *self)
{
  g_return_val_if_fail (NEXUS_IS_COLLISION (self), NULL);

  return self->existing_etag;
}

/**
 * nexus_collision_get_imported_etag:
 * @self: a collision
 *
 * Gets the etag of what was loaded, if it was a file.
 *
 * Returns: (transfer none) (nullable): the etag, or %NULL
 *
 * Since: 0.1
 */
const char *
nexus_collision_get_imported_etag (NexusCollision *self)
{
  g_return_val_if_fail (NEXUS_IS_COLLISION (self), NULL);

  return self->imported_etag;
}

/**
 * nexus_collision_get_resolution:
 * @self: a collision
 *
 * Gets what became of it.
 *
 * Returns: the resolution
 *
 * Since: 0.1
 */
NexusLoadResolution
nexus_collision_get_resolution (NexusCollision *self)
{
  g_return_val_if_fail (NEXUS_IS_COLLISION (self), NEXUS_LOAD_SKIPPED);

  return self->resolution;
}

/**
 * nexus_collision_get_message:
 * @self: a collision
 *
 * Gets what became of it, for a person to read.
 *
 * Returns: (transfer none): the message
 *
 * Since: 0.1
 */
const char *
nexus_collision_get_message (NexusCollision *self)
{
  g_return_val_if_fail (NEXUS_IS_COLLISION (self), NULL);

  return self->message;
}
