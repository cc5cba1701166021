/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "nexus-enums.h"
#include "nexus-finding-private.h"

/**
 * NexusFinding:
 *
 * One thing that is wrong in a store, and what has become of it.
 *
 * It never changes and may be read from any thread.
 *
 * Since: 0.1
 */
struct _NexusFinding {
  GObject            parent_instance;

  NexusFindingKind   kind;
  NexusFindingState  state;
  char              *message;
  char              *hash;
  GPtrArray         *uses;
  char             **paths;
};

enum {
  PROP_0,
  PROP_KIND,
  PROP_STATE,
  PROP_MESSAGE,
  PROP_HASH,
  PROP_PATHS,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (NexusFinding, nexus_finding, G_TYPE_OBJECT)

static void
nexus_finding_finalize (GObject *object)
{
  NexusFinding *self = NEXUS_FINDING (object);

  g_free (self->message);
  g_free (self->hash);
  g_clear_pointer (&self->uses, g_ptr_array_unref);
  g_strfreev (self->paths);

  G_OBJECT_CLASS (nexus_finding_parent_class)->finalize (object);
}

static void
nexus_finding_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  NexusFinding *self = NEXUS_FINDING (object);

  switch (prop_id)
    {
    case PROP_KIND:
      g_value_set_enum (value, self->kind);
      break;
    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;
    case PROP_MESSAGE:
      g_value_set_string (value, self->message);
      break;
    case PROP_HASH:
      g_value_set_string (value, self->hash);
      break;
    case PROP_PATHS:
      g_value_set_boxed (value, self->paths);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
nexus_finding_class_init (NexusFindingClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = nexus_finding_finalize;
  object_class->get_property = nexus_finding_get_property;

  /**
   * NexusFinding:kind:
   *
   * What kind of thing is wrong.
   *
   * Since: 0.1
   */
  properties[PROP_KIND] = g_param_spec_enum ("kind", NULL, NULL, NEXUS_TYPE_FINDING_KIND,
                                             NEXUS_FINDING_CONTENT_DAMAGED, flags);
  /**
   * NexusFinding:state:
   *
   * What has become of it.
   *
   * Since: 0.1
   */
  properties[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, NEXUS_TYPE_FINDING_STATE,
                                              NEXUS_FINDING_FOUND, flags);
  /**
   * NexusFinding:message:
   *
   * What is wrong, for a person to read.
   *
   * Since: 0.1
   */
  properties[PROP_MESSAGE] = g_param_spec_string ("message", NULL, NULL, NULL, flags);
  /**
   * NexusFinding:hash:
   *
   * The hash of the content that is meant, in hex.
   *
   * Since: 0.1
   */
  properties[PROP_HASH] = g_param_spec_string ("hash", NULL, NULL, NULL, flags);
  /**
   * NexusFinding:paths:
   *
   * What it concerns: the paths in the store, or where things in the trash were.
   *
   * Since: 0.1
   */
  properties[PROP_PATHS] = g_param_spec_boxed ("paths", NULL, NULL, G_TYPE_STRV, flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
nexus_finding_init (NexusFinding *self)
{
}

NexusFinding *
_nexus_finding_new (NexusFindingKind   kind,
                    NexusFindingState  state,
                    const char        *message,
                    const char        *hash,
                    GPtrArray         *uses)
{
  NexusFinding *self = g_object_new (NEXUS_TYPE_FINDING, NULL);
  g_autoptr(GStrvBuilder) paths = g_strv_builder_new ();

  self->kind = kind;
  self->state = state;
  self->message = g_strdup (message);
  self->hash = g_strdup (hash);
  if (uses != NULL)
    self->uses = g_ptr_array_ref (uses);

  for (guint i = 0; uses != NULL && i < uses->len; i++)
    g_strv_builder_add (paths, ((NexusContentUse *) g_ptr_array_index (uses, i))->path);
  self->paths = g_strv_builder_end (paths);

  return self;
}

GPtrArray *
_nexus_finding_get_uses (NexusFinding *self)
{
  return self->uses;
}

gboolean
_nexus_finding_is_note (NexusFinding *self)
{
  return self->kind == NEXUS_FINDING_STRANGE_FILE || self->kind == NEXUS_FINDING_RESCUED;
}

/**
 * nexus_finding_get_kind:
 * @self: a finding
 *
 * Gets what kind of thing is wrong.
 *
 * Returns: the kind
 *
 * Since: 0.1
 */
NexusFindingKind
nexus_finding_get_kind (NexusFinding *self)
{
  g_return_val_if_fail (NEXUS_IS_FINDING (self), NEXUS_FINDING_CONTENT_DAMAGED);

  return self->kind;
}

/**
 * nexus_finding_get_state:
 * @self: a finding
 *
 * Gets what has become of it.
 *
 * Returns: the state
 *
 * Since: 0.1
 */
NexusFindingState
nexus_finding_get_state (NexusFinding *self)
{
  g_return_val_if_fail (NEXUS_IS_FINDING (self), NEXUS_FINDING_FOUND);

  return self->state;
}

/**
 * nexus_finding_get_message:
 * @self: a finding
 *
 * Gets what is wrong, for a person to read.
 *
 * Returns: (transfer none): the message
 *
 * Since: 0.1
 */
const char *
nexus_finding_get_message (NexusFinding *self)
{
  g_return_val_if_fail (NEXUS_IS_FINDING (self), NULL);

  return self->message;
}

/**
 * nexus_finding_get_hash:
 * @self: a finding
 *
 * Gets the hash of the content that is meant.
 *
 * Returns: (transfer none) (nullable): the hash in hex, or %NULL if no content is meant
 *
 * Since: 0.1
 */
const char *
nexus_finding_get_hash (NexusFinding *self)
{
  g_return_val_if_fail (NEXUS_IS_FINDING (self), NULL);

  return self->hash;
}

/**
 * nexus_finding_get_paths:
 * @self: a finding
 *
 * Gets what it concerns: each file that uses a content, also if only an older version of it does; of what is in the
 * trash, where it was.
 *
 * Returns: (transfer none) (array zero-terminated=1): the paths, maybe none
 *
 * Since: 0.1
 */
const char * const *
nexus_finding_get_paths (NexusFinding *self)
{
  g_return_val_if_fail (NEXUS_IS_FINDING (self), NULL);

  return (const char * const *) self->paths;
}
