/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "nexus-failure-private.h"

/**
 * NexusFailure:
 *
 * One item that an operation could not do, and why.
 *
 * It never changes and may be read from any thread.
 *
 * Since: 0.1
 */
struct _NexusFailure {
  GObject  parent_instance;

  char    *path;
  GError  *error;
};

enum {
  PROP_0,
  PROP_PATH,
  PROP_MESSAGE,
  PROP_ERROR,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (NexusFailure, nexus_failure, G_TYPE_OBJECT)

static void
nexus_failure_finalize (GObject *object)
{
  NexusFailure *self = NEXUS_FAILURE (object);

  g_free (self->path);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (nexus_failure_parent_class)->finalize (object);
}

static void
nexus_failure_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  NexusFailure *self = NEXUS_FAILURE (object);

  switch (prop_id)
    {
    case PROP_PATH:
      g_value_set_string (value, self->path);
      break;
    case PROP_MESSAGE:
      g_value_set_string (value, self->error->message);
      break;
    case PROP_ERROR:
      g_value_set_boxed (value, self->error);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
nexus_failure_class_init (NexusFailureClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = nexus_failure_finalize;
  object_class->get_property = nexus_failure_get_property;

  /**
   * NexusFailure:path:
   *
   * What it was, for a person to read: what cannot be printed is escaped.
   *
   * Since: 0.1
   */
  properties[PROP_PATH] = g_param_spec_string ("path", NULL, NULL, NULL, flags);
  /**
   * NexusFailure:message:
   *
   * Why it failed, for a person to read.
   *
   * Since: 0.1
   */
  properties[PROP_MESSAGE] = g_param_spec_string ("message", NULL, NULL, NULL, flags);
  /**
   * NexusFailure:error:
   *
   * Why it failed, with domain and code.
   *
   * Since: 0.1
   */
  properties[PROP_ERROR] = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
nexus_failure_init (NexusFailure *self)
{
}

NexusFailure *
_nexus_failure_new (const char   *path,
                    const GError *error)
{
  NexusFailure *self = g_object_new (NEXUS_TYPE_FAILURE, NULL);

  self->path = g_strdup (path);
  self->error = g_error_copy (error);

  return self;
}

/**
 * nexus_failure_get_path:
 * @self: a failure
 *
 * Gets what it was that failed, for a person to read.
 *
 * Returns: (transfer none): the path
 *
 * Since: 0.1
 */
const char *
nexus_failure_get_path (NexusFailure *self)
{
  g_return_val_if_fail (NEXUS_IS_FAILURE (self), NULL);

  return self->path;
}

/**
 * nexus_failure_get_error:
 * @self: a failure
 *
 * Gets why it failed, with domain and code.
 *
 * Returns: (transfer none): the error
 *
 * Since: 0.1
 */
const GError *
nexus_failure_get_error (NexusFailure *self)
{
  g_return_val_if_fail (NEXUS_IS_FAILURE (self), NULL);

  return self->error;
}

/**
 * nexus_failure_get_message:
 * @self: a failure
 *
 * Gets why it failed, for a person to read.
 *
 * Returns: (transfer none): the message
 *
 * Since: 0.1
 */
const char *
nexus_failure_get_message (NexusFailure *self)
{
  g_return_val_if_fail (NEXUS_IS_FAILURE (self), NULL);

  return self->error->message;
}
