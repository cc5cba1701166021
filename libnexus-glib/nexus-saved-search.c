/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "nexus-saved-search-private.h"

/**
 * NexusSavedSearch:
 *
 * A search that is kept in the store under a name.
 *
 * It never changes and may be read from any thread.
 *
 * Since: 0.1
 */
struct _NexusSavedSearch {
  GObject     parent_instance;

  char       *name;
  NexusQuery *query;
};

enum {
  PROP_0,
  PROP_NAME,
  PROP_QUERY,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (NexusSavedSearch, nexus_saved_search, G_TYPE_OBJECT)

static void
nexus_saved_search_finalize (GObject *object)
{
  NexusSavedSearch *self = NEXUS_SAVED_SEARCH (object);

  g_free (self->name);
  g_clear_object (&self->query);

  G_OBJECT_CLASS (nexus_saved_search_parent_class)->finalize (object);
}

static void
nexus_saved_search_get_property (GObject    *object,
                                 guint       prop_id,
                                 GValue     *value,
                                 GParamSpec *pspec)
{
  NexusSavedSearch *self = NEXUS_SAVED_SEARCH (object);

  switch (prop_id)
    {
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;

    case PROP_QUERY:
      g_value_set_object (value, self->query);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
nexus_saved_search_class_init (NexusSavedSearchClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = nexus_saved_search_finalize;
  object_class->get_property = nexus_saved_search_get_property;

  /**
   * NexusSavedSearch:name:
   *
   * What the search is called.
   *
   * Since: 0.1
   */
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  /**
   * NexusSavedSearch:query:
   *
   * What it looks for.
   *
   * Since: 0.1
   */
  properties[PROP_QUERY] = g_param_spec_object ("query", NULL, NULL, NEXUS_TYPE_QUERY,
                                                G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
nexus_saved_search_init (NexusSavedSearch *self)
{
}

/**
 * nexus_saved_search_get_name:
 * @self: a saved search
 *
 * Gets what the search is called.
 *
 * Returns: (transfer none): the name
 *
 * Since: 0.1
 */
const char *
nexus_saved_search_get_name (NexusSavedSearch *self)
{
  g_return_val_if_fail (NEXUS_IS_SAVED_SEARCH (self), NULL);

  return self->name;
}

/**
 * nexus_saved_search_get_query:
 * @self: a saved search
 *
 * Gets what it looks for.
 *
 * Returns: (transfer none): the query
 *
 * Since: 0.1
 */
NexusQuery *
nexus_saved_search_get_query (NexusSavedSearch *self)
{
  g_return_val_if_fail (NEXUS_IS_SAVED_SEARCH (self), NULL);

  return self->query;
}

NexusSavedSearch *
_nexus_saved_search_new (const char *name,
                         NexusQuery *query)
{
  NexusSavedSearch *self = g_object_new (NEXUS_TYPE_SAVED_SEARCH, NULL);

  self->name = g_strdup (name);
  self->query = g_object_ref (query);

  return self;
}
