/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "nexus-list-model-private.h"
#include "nexus-search-model.h"

/**
 * NexusSearchModel:
 *
 * What a search finds as a live, sorted list for a view, also when that is a million entries.
 *
 * Set [property@Nexus.SearchModel:query] at each letter that is typed: the search before is cancelled, and what is
 * shown stays until something of the new one is there. What comes to match later, or does so no more, comes and goes by
 * itself.
 *
 * [class@Nexus.ListModel] says how it works, [method@Nexus.Filesystem.search] what is found.
 *
 * Since: 0.1
 */

struct _NexusSearchModel {
  NexusListModel  parent_instance;

  NexusQuery     *query;
};

struct _NexusSearchModelClass {
  NexusListModelClass parent_class;
};

enum {
  PROP_0,
  PROP_QUERY,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (NexusSearchModel, nexus_search_model, NEXUS_TYPE_LIST_MODEL)

static void
nexus_search_model_constructed (GObject *object)
{
  NexusSearchModel *self = NEXUS_SEARCH_MODEL (object);

  G_OBJECT_CLASS (nexus_search_model_parent_class)->constructed (object);

  _nexus_list_model_open (NEXUS_LIST_MODEL (self), NULL);
}

static void
nexus_search_model_finalize (GObject *object)
{
  NexusSearchModel *self = NEXUS_SEARCH_MODEL (object);

  g_clear_object (&self->query);

  G_OBJECT_CLASS (nexus_search_model_parent_class)->finalize (object);
}

static void
nexus_search_model_get_property (GObject    *object,
                                 guint       prop_id,
                                 GValue     *value,
                                 GParamSpec *pspec)
{
  NexusSearchModel *self = NEXUS_SEARCH_MODEL (object);

  switch (prop_id)
    {
    case PROP_QUERY:
      g_value_set_object (value, self->query);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
nexus_search_model_set_property (GObject      *object,
                                 guint         prop_id,
                                 const GValue *value,
                                 GParamSpec   *pspec)
{
  NexusSearchModel *self = NEXUS_SEARCH_MODEL (object);

  switch (prop_id)
    {
    case PROP_QUERY:
      nexus_search_model_set_query (self, g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
nexus_search_model_class_init (NexusSearchModelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = nexus_search_model_constructed;
  object_class->finalize = nexus_search_model_finalize;
  object_class->get_property = nexus_search_model_get_property;
  object_class->set_property = nexus_search_model_set_property;

  /**
   * NexusSearchModel:query: (getter get_query) (setter set_query)
   *
   * What is looked for; with %NULL the list is empty.
   *
   * Since: 0.1
   */
  properties[PROP_QUERY] = g_param_spec_object ("query", NULL, NULL, NEXUS_TYPE_QUERY,
                                                G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
nexus_search_model_init (NexusSearchModel *self)
{
  NEXUS_LIST_MODEL (self)->sort_key = g_strdup ("relevance");
}

/**
 * nexus_search_model_new:
 * @filesystem: a filesystem
 * @query: (nullable): what to look for, or %NULL for nothing yet
 *
 * Makes a list of what a search finds, what matches best first, and begins to fill it.
 *
 * Returns: (transfer full): a new list
 *
 * Since: 0.1
 */
NexusSearchModel *
nexus_search_model_new (NexusFilesystem *filesystem,
                        NexusQuery      *query)
{
  g_return_val_if_fail (NEXUS_IS_FILESYSTEM (filesystem), NULL);
  g_return_val_if_fail (query == NULL || NEXUS_IS_QUERY (query), NULL);

  return g_object_new (NEXUS_TYPE_SEARCH_MODEL, "filesystem", filesystem, "query", query, NULL);
}

/**
 * nexus_search_model_get_query:
 * @self: a list
 *
 * Gets what is looked for.
 *
 * Returns: (transfer none) (nullable): the query, or %NULL for nothing
 *
 * Since: 0.1
 */
NexusQuery *
nexus_search_model_get_query (NexusSearchModel *self)
{
  g_return_val_if_fail (NEXUS_IS_SEARCH_MODEL (self), NULL);

  return self->query;
}

/**
 * nexus_search_model_set_query:
 * @self: a list
 * @query: (nullable): what to look for, or %NULL for nothing
 *
 * Sets what is looked for. The search before is cancelled; what is shown stays until something of the new one is there.
 *
 * Since: 0.1
 */
void
nexus_search_model_set_query (NexusSearchModel *self,
                              NexusQuery       *query)
{
  g_return_if_fail (NEXUS_IS_SEARCH_MODEL (self));
  g_return_if_fail (query == NULL || NEXUS_IS_QUERY (query));

  if (self->query == query || (self->query != NULL && query != NULL && nexus_query_equal (self->query, query)))
    return;

  g_set_object (&self->query, query);
  _nexus_model_engine_set_query (NEXUS_LIST_MODEL (self)->engine, query);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_QUERY]);
}
