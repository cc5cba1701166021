/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "nexus-filesystem-private.h"
#include "nexus-search-results-private.h"

/**
 * NexusSearchResults:
 *
 * What a search has found: how many, and the entries in their order, a batch at a time.
 *
 * What was found is fixed when the search is made; each entry is as it is when its batch is asked for. What has been
 * deleted by then is left out, so that fewer entries may come than were counted.
 *
 * Since: 0.1
 */
struct _NexusSearchResults {
  NexusEntryEnumerator  parent_instance;

  NexusSearchHits      *hits;
  guint                 next;
};

enum {
  PROP_0,
  PROP_COUNT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (NexusSearchResults, nexus_search_results, NEXUS_TYPE_ENTRY_ENUMERATOR)

/* An empty batch is the end, so what is gone is made up for by what comes after it. */
static GPtrArray *
nexus_search_results_next (NexusEntryEnumerator  *enumerator,
                           guint                  max_entries,
                           GCancellable          *cancellable,
                           GError               **error)
{
  NexusSearchResults *self = NEXUS_SEARCH_RESULTS (enumerator);
  NexusFilesystem *filesystem = _nexus_entry_enumerator_get_filesystem (enumerator);
  g_autoptr(GPtrArray) entries = g_ptr_array_new_with_free_func (g_object_unref);

  while (entries->len < max_entries)
    {
      guint n = MIN (max_entries - entries->len, _nexus_search_hits_get_n (self->hits) - self->next);
      g_autofree gint64 *ids = g_new (gint64, MAX (n, 1));
      g_autoptr(GPtrArray) loaded = NULL;

      if (n == 0)
        break;
      n = _nexus_search_hits_get (self->hits, self->next, n, ids);
      loaded = NEXUS_FILESYSTEM_GET_CLASS (filesystem)->load_hits (filesystem, ids, n, cancellable, error);
      if (loaded == NULL)
        return NULL;
      self->next += n;
      for (guint i = 0; i < n; i++)
        {
          if (g_ptr_array_index (loaded, i) != NULL)
            g_ptr_array_add (entries, g_object_ref (g_ptr_array_index (loaded, i)));
        }
    }

  return g_steal_pointer (&entries);
}

static void
nexus_search_results_finalize (GObject *object)
{
  NexusSearchResults *self = NEXUS_SEARCH_RESULTS (object);

  g_clear_pointer (&self->hits, _nexus_search_hits_unref);

  G_OBJECT_CLASS (nexus_search_results_parent_class)->finalize (object);
}

static void
nexus_search_results_get_property (GObject    *object,
                                   guint       prop_id,
                                   GValue     *value,
                                   GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_COUNT:
      g_value_set_uint (value, nexus_search_results_get_count (NEXUS_SEARCH_RESULTS (object)));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
nexus_search_results_class_init (NexusSearchResultsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = nexus_search_results_finalize;
  object_class->get_property = nexus_search_results_get_property;
  NEXUS_ENTRY_ENUMERATOR_CLASS (klass)->next = nexus_search_results_next;

  /**
   * NexusSearchResults:count:
   *
   * How many entries were found.
   *
   * Since: 0.1
   */
  properties[PROP_COUNT] = g_param_spec_uint ("count", NULL, NULL, 0, G_MAXUINT, 0,
                                              G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
nexus_search_results_init (NexusSearchResults *self)
{
}

/**
 * nexus_search_results_get_count:
 * @self: what was found
 *
 * Gets how many entries were found when the search was made.
 *
 * May be called from any thread.
 *
 * Returns: the number
 *
 * Since: 0.1
 */
guint
nexus_search_results_get_count (NexusSearchResults *self)
{
  g_return_val_if_fail (NEXUS_IS_SEARCH_RESULTS (self), 0);

  return _nexus_search_hits_get_n (self->hits);
}

gpointer
_nexus_search_results_new (NexusFilesystem *filesystem,
                           NexusSearchHits *hits)
{
  NexusSearchResults *self = g_object_new (NEXUS_TYPE_SEARCH_RESULTS, NULL);

  _nexus_entry_enumerator_set_filesystem (NEXUS_ENTRY_ENUMERATOR (self), filesystem);
  self->hits = hits;

  return self;
}
